"""What an agenda is worked out from: the facts of a day, as the store reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rules import breach, complaints, consent, contacts, file_index, induction, policy, rectification, sharing
from rules.access import StepDone
from rules.access_path import WholeRequest


@dataclass(frozen=True)
class AccessRequest:
    """An access request that may ask for something. `whole` is what is recorded of it, where it was read."""

    id: int
    code: str
    child: int
    received_on: date
    steps: tuple[StepDone, ...] = ()
    name: str = ""
    whole: WholeRequest | None = None
    child_code: str = ""

    @property
    def path(self) -> WholeRequest:
        """The request as its path takes it."""
        return self.whole or WholeRequest(self.received_on, self.steps)


@dataclass(frozen=True)
class Rectification:
    """A request to correct the file that is not settled."""

    id: int
    code: str
    child: int
    received_on: date
    steps: tuple[rectification.Done, ...] = ()
    name: str = ""
    child_code: str = ""


@dataclass(frozen=True)
class Complaint:
    """A complaint that has no outcome yet, that was taken further and is not decided there, or that was
    upheld about an answer which is not put right."""

    id: int
    code: str
    child: int | None
    complaint: complaints.Complaint
    name: str = ""
    child_code: str = ""


@dataclass(frozen=True)
class Purpose:
    """A consent purpose in use, with the number of its present wording."""

    id: int
    title: str
    wording: int
    clause: str = "DR-4"
    introduced_on: date = date.min
    key: str = ""
    asked_since: date | None = None  # the day of the first wording, where the present one is not the first


class _OfAChild:
    """A row whose own code is the child's."""

    code: str

    @property
    def child_code(self) -> str:
        """The child's code, which is the row's own."""
        return self.code


@dataclass(frozen=True)
class Child(_OfAChild):
    """A child on roll and the answers of the carers, by purpose."""

    id: int
    code: str
    started_on: date
    responsible: frozenset[int] = frozenset()
    events: Mapping[int, Sequence[consent.Event]] = field(default_factory=dict)
    left_on: date | None = None
    has_key_person: bool = True
    name: str = ""
    room: str = ""
    key_person: str = ""
    key_person_code: str = ""
    account_since: date | None = None  # while the account on the online learning journey is on
    # By carer, the days of parental responsibility; where it is not given, those of today hold it always.
    held: Mapping[int, consent.Held] = field(default_factory=dict)
    alone_since: date | None = None  # the last day with a key person, where there was one and is none now
    key_person_leaves_on: date | None = None  # the last day of the one there is, where nobody follows at once
    next_key_person_on: date | None = None  # the first day of one who is chosen and has not begun
    # The day on which a carer was found to be linked by mistake, while answers of theirs are not taken back.
    no_carer_since: date | None = None
    # The last day of the stay before, of one who left and came back: what was answered in it has ended.
    stay_before_until: date | None = None
    # By purpose, the day on which a form with its present wording was last handed out.
    forms_given: Mapping[int, date] = field(default_factory=dict)
    # By purpose, the day on which it was last recorded that no answer came to its present wording.
    no_answer_on: Mapping[int, date] = field(default_factory=dict)
    has_entries: bool = True  # in the index of the file, of papers that are here
    has_file_gone: bool = False  # the index has entries, and all of their papers went with a stay before
    has_place: bool = True  # recorded for the developmental record
    has_court_order: bool = False

    @property
    def child(self) -> int:
        """The child itself, as every other row names the one it concerns."""
        return self.id

    @property
    def days_held(self) -> Mapping[int, consent.Held]:
        """The days of parental responsibility by carer; without any, those of today hold it always."""
        return self.held or {carer: consent.Held() for carer in self.responsible}

    def has_no_answer(self, purpose: int, *, on: date, renewal_months: int) -> bool:
        """Whether it stands on a day that no answer came about a purpose."""
        return consent.no_answer_stands(
            self.no_answer_on.get(purpose),
            self.events.get(purpose, ()),
            held=self.days_held,
            on=on,
            renewal_months=renewal_months,
        )


@dataclass(frozen=True)
class FileOut(_OfAChild):
    """A child's paper file that is out of the cabinet; `id` is the line by which it was taken out."""

    id: int
    child: int
    code: str
    out_on: date
    name: str = ""


@dataclass(frozen=True)
class AccountLeftOn(_OfAChild):
    """A child who has left and whose account on the online learning journey is still on."""

    child: int
    code: str
    left_on: date
    account_since: date
    name: str = ""

    @property
    def id(self) -> int:
        """The child's number: an account has none of its own."""
        return self.child


@dataclass(frozen=True)
class Withdrawal(_OfAChild):
    """A consent withdrawn, or ended by another carer's refusal, with what must follow and nobody has yet
    confirmed."""

    id: int
    child: int
    code: str
    title: str
    withdrawn_on: date
    name: str = ""
    to_do: tuple[consent.FollowUp, ...] = ()
    done: int = 0
    purpose: int = 0  # as it is in use
    is_refusal: bool = False


@dataclass(frozen=True)
class FileEntry(_OfAChild):
    """An entry of a child's file that still asks for something."""

    id: int
    child: int
    code: str
    entry: file_index.Entry
    name: str = ""
    is_on_hold: bool = False


@dataclass(frozen=True)
class SharingDecision:
    """A sharing decision that is not yet recorded."""

    id: int
    code: str
    child: int
    decision: sharing.Decision
    name: str = ""
    is_written: bool = True  # whether the concern itself has an entry in the child's file
    child_code: str = ""
    lacks_advice: bool = False  # the cause is not clear, and nobody was asked for advice (IS-2)
    is_of_harm: bool = False  # the policy says that we have to share (IS-1, IS-3)


@dataclass(frozen=True)
class AwaitedAdvice:
    """Advice that was asked for and has no answer: when it was last asked for, for which decision, and
    what was decided without it, if anything."""

    id: int
    code: str
    child: int
    asked_on: date
    name: str = ""
    child_code: str = ""
    outcome: sharing.Outcome | None = None
    decided_on: date | None = None
    is_reply: bool = False  # those who were told were asked again
    told_on: date | None = None  # when social care was told, where it is asked for its reply to a referral


@dataclass(frozen=True)
class Referral:
    """A sharing decision by which social care was told of a concern, and no reply of it is recorded."""

    id: int
    code: str
    child: int
    told_on: date
    name: str = ""
    child_code: str = ""


@dataclass(frozen=True)
class Conversation:
    """A conversation with a professional, or with a colleague, that is not in the child's file yet."""

    id: int
    code: str
    child: int
    kind: contacts.Kind
    on: date
    name: str = ""
    child_code: str = ""


@dataclass(frozen=True)
class OpenBreach:
    """A breach that is not closed, or that affects somebody who is not told since.

    `listed` are the codes of the children whose families were listed later, by the number of that step.
    """

    id: int
    code: str
    child: int | None
    breach: breach.Breach
    name: str = ""
    child_code: str = ""
    listed: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Topic:
    """An induction topic, the roles it is for, and its versions."""

    id: int
    title: str
    roles: frozenset[induction.Role]
    versions: tuple[induction.Version, ...]
    key: str = ""


@dataclass(frozen=True)
class Person:
    """Someone who needs induction, with what was signed off and what was read and signed, by topic.

    `supervisor` is who was named last to supervise them, if anybody was.
    """

    id: int
    code: str
    facts: induction.Person
    sign_offs: Mapping[int, Sequence[induction.SignOff]] = field(default_factory=dict)
    name: str = ""
    readings: Mapping[int, Sequence[induction.SignOff]] = field(default_factory=dict)
    trained_on: date | None = None
    supervisor: induction.Person | None = None


@dataclass(frozen=True)
class OpenAccount:
    """An account that is open, what it may do, and who has it: they may have left, or have another role.

    `stood_in_until` is the day on which the last request was closed for which somebody stood in for the
    chairperson, where the account has that role and its person has not; none while such a request is open.
    `until_on` is the day after which it ends by itself, and `is_early` whether they may look before their
    first day.
    """

    account: int
    role: induction.Role
    person: int
    code: str
    facts: induction.Person
    name: str = ""
    stood_in_until: date | None = None
    until_on: date | None = None
    is_early: bool = False


@dataclass(frozen=True)
class Facts:
    """Everything the agenda is worked out from."""

    requests: Sequence[AccessRequest] = ()
    answered: Sequence[AccessRequest] = ()  # and not closed, or closed and made by a carer by mistake
    rectifications: Sequence[Rectification] = ()
    complaints: Sequence[Complaint] = ()
    purposes: Sequence[Purpose] = ()
    # Of the learning journey, where it is asked no more: its accounts still stand on consent (DR-4).
    retired_journey: Purpose | None = None
    children: Sequence[Child] = ()
    # Booked further ahead than the agenda looks, with an account on the learning journey that is on already,
    # or with a consent that was withdrawn, and may have been given again.
    booked: Sequence[Child] = ()
    accounts_left_on: Sequence[AccountLeftOn] = ()
    withdrawals: Sequence[Withdrawal] = ()
    entries: Sequence[FileEntry] = ()
    files_out: Sequence[FileOut] = ()
    decisions: Sequence[SharingDecision] = ()
    advice: Sequence[AwaitedAdvice] = ()
    referrals: Sequence[Referral] = ()
    conversations: Sequence[Conversation] = ()
    breaches: Sequence[OpenBreach] = ()
    topics: Sequence[Topic] = ()
    people: Sequence[Person] = ()
    left: Sequence[Person] = ()  # in the last twelve months
    open_accounts: Sequence[OpenAccount] = ()
    # The last day of a manager's account that is nobody's in the register, where there is one; `date.max`
    # where it goes on.
    beside_the_register: date | None = None
    standing: policy.Standing = field(default_factory=policy.Standing)  # of the policy itself
    no_backup_since: date | None = None  # the day the setting began, while no backup was ever made
    backed_up_on: date | None = None  # the day of the last backup, where there is one
    is_backed_up_daily: bool = False  # one is to be saved by itself each day
    code_made_on: date | None = None  # the day of a recovery code that opens none of the backups there are
    restore_tested_on: date | None = None  # or the day the setting began, while no restore was ever tested
    code_names_nobody_since: date | None = None  # on the paper of the recovery code, no manager of today's
    # The account that the code made in a manager's place, and since when the register's manager signs in.
    made_by_code: tuple[int, date] | None = None
    began_on: date | None = None  # the setting's first day in the dashboard

    @property
    def dated_requests(self) -> list[AccessRequest]:
        """The open requests whose answer the law dates. No month of it runs for a public authority or a
        court, whose request is neither late nor due by law (L1.1)."""
        return [request for request in self.requests if not request.path.is_of_an_authority]
