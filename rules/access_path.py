"""The path of an access request from receipt to close: what is done, what is next, what it waits for, and the
setting's own dates for it (AR-1 to AR-32, LG-1, LG-2, X-3, X-4).

Only the law's date is law. The others are house rules, planned backwards from it around weekends, bank
holidays and the days on which the setting is closed. Tasks may be done out of order where the law allows.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules import access, redaction, third_parties
from rules.access import (
    ENDINGS,
    RefusalGround,
    Step,
    StepDone,
    ended_on,
    is_by_mistake,
    is_identity_awaited,
    is_refused,
)
from rules.house import HouseRules
from rules.redaction import Line
from rules.requester import NOT_SHOWN_BY_IDENTITY, THEMSELVES, Relationship
from rules.third_parties import Decision, Event, Party, PartyKind
from rules.words import counted, dated, listed
from rules.working_days import (
    DAY,
    london_day,
    working_day_on_or_after,
    working_day_on_or_before,
    working_days_after,
    working_days_before,
)


class BestInterests(StrEnum):
    """Whether the child's interests limit what is released: the question about child abuse data (L2.10)."""

    NO_SUCH_DATA = "nothing about abuse or its risk is in it"
    RELEASE = "release is in the child's interests"
    PART = "some of it is not in their interests"
    WITHHOLD = "release is not in their interests"


class Controversy(StrEnum):
    """What makes a file one for legal advice (LG-1, LG-2)."""

    NOTHING = "nothing controversial"
    COURT = "a court case between the parents"
    ACTION = "social care or police consider action"
    APPEAL = "an appeal is under way"
    CLAIM = "the parent may sue somebody"
    OTHER = "something else controversial"


class CourtOrder(StrEnum):
    """What a court order says of the request, once it was read."""

    DOES_NOT_LIMIT = "does not limit the request"
    LIMITS = "limits what may be released"
    FORBIDS = "forbids it"


class Meeting(StrEnum):
    """What became of going through the file together (AR-29)."""

    HELD = "gone through together"
    DECLINED = "declined"
    DID_NOT_COME = "did not come"
    NOT_HELD = "released without a meeting"


class ExtensionGround(StrEnum):
    """Why the time to answer may be extended: the law has these two grounds and no other (AR-9, L1.9)."""

    COMPLEX = "the request is complex"
    NUMBER = "it is one of several from this person"


class Extent(StrEnum):
    """How much of the file is released."""

    FULL = "in full"
    PART = "in part"


@dataclass(frozen=True)
class Requester:
    """Who asks, as far as the path needs it."""

    relationship: Relationship
    has_evidence: bool
    has_authority: bool = False
    has_court_order: bool = False
    responsible_until_on: date | None = None  # the last day of the responsibility they ask with, if it ends
    mistaken_on: date | None = None  # when it was found that they are no carer of this child
    wanted_by: date | None = None  # the day by which a public authority or a court asks for its answer

    @property
    def is_shown(self) -> bool:
        """Whether it was seen that this person may ask (AR-4)."""
        return (
            self.mistaken_on is None
            and self.has_evidence
            and (self.has_authority or self.relationship not in NOT_SHOWN_BY_IDENTITY)
        )


@dataclass(frozen=True)
class Index:
    """What the child's index says today: its pages, and whom it mentions without a line in the request.

    Where nobody counted its pages there are none, and only what came into the file since is known.
    """

    pages: int
    unlisted: int = 0
    hidden: int = 0  # sensitive entries that whoever looks has not said why they need to see
    changes: tuple[datetime, ...] = ()  # when it was changed while the request was open
    papers: tuple[datetime, ...] = ()  # of these, when a paper came in or was by mistake
    is_empty: bool = False  # no entry stands in it
    begun_at: datetime | None = None  # when its first entry was entered; None where not known, or it has none

    @property
    def changed_at(self) -> datetime | None:
        """The last change while the request was open."""
        return max(self.changes, default=None)


@dataclass(frozen=True)
class WholeRequest:
    """Everything recorded of a request, without what was corrected. `index` is None where nobody looked.

    `changed_at` is when a decision or a redaction was last recorded, changed or taken back.
    """

    received_on: date
    steps: tuple[StepDone, ...] = ()
    requester: Requester | None = None
    has_court_order: bool = False
    parties: tuple[Party, ...] = ()
    lines: tuple[Line, ...] = ()
    index: Index | None = None
    changed_at: datetime | None = None

    @property
    def is_of_an_authority(self) -> bool:
        """Whether a public authority or a court asks: no month of the law runs for it, and no meeting is held
        (L1.1, AR-29)."""
        return self.requester is not None and self.requester.relationship is Relationship.AUTHORITY

    @property
    def relationship(self) -> Relationship | None:
        """What whoever asks is to the child, where that is recorded."""
        return self.requester.relationship if self.requester else None

    def last(self, *steps: Step) -> StepDone | None:
        """The last of these steps that was recorded, or None."""
        held = [(done.on, at, done) for at, done in enumerate(self.steps) if done.step in steps]
        return max(held, key=lambda one: one[:2])[2] if held else None


# The setting's own dates ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """The setting's own dates for one request. None of them is law but `due`."""

    tell_by: date
    stand_in_by: date
    acknowledge_by: date
    letters_by: date
    replies_by: date
    clean_copy_by: date
    meeting_by: date
    due: date
    closed_days: frozenset[date] = field(default=frozenset(), repr=False, compare=False)


def plan(
    received_on: date,
    due: date,
    *,
    house: HouseRules,
    closed_days: Collection[date],
    conflict_on: date | None = None,
) -> Plan:
    """The house dates, planned backwards from the due date. `closed_days` are bank holidays and closure days.

    None lies before the receipt, and none after the due date; the file is checked no sooner than the
    chairperson is told, so that a closure has nothing late on the day on which it comes. A stand-in is found
    in as many days from `conflict_on`, when the chairperson had to stand back, as the chairperson is told in.
    Nothing is planned after what depends on it: days that a closure takes away are taken from the first steps
    too, so that they come before it with the rest.
    """
    first = min(working_day_on_or_after(received_on, closed_days), due)
    meeting = working_days_before(due, house.meeting_working_days, closed_days)
    clean_copy = working_days_before(meeting, house.clean_copy_working_days, closed_days)
    replies = working_days_before(clean_copy, house.deciding_working_days, closed_days)
    letters = working_days_before(replies, house.reply_working_days, closed_days)
    # A setting that closes for the summer has its next working day after the law's date.
    tell = working_days_after(received_on, house.chairperson_working_days, closed_days)
    stand_in = working_days_after(conflict_on or received_on, house.chairperson_working_days, closed_days)
    acknowledge = working_days_after(received_on, house.acknowledge_working_days, closed_days)
    letters, meeting = max(first, letters, min(tell, replies)), max(first, meeting)
    tell = min(tell, letters)  # the file is checked with the chairperson
    if stand_in >= due and (conflict_on or received_on) <= meeting:
        stand_in = meeting
    return Plan(
        tell_by=tell,
        stand_in_by=min(max(tell, stand_in), due) if conflict_on else tell,
        acknowledge_by=min(acknowledge, meeting),
        letters_by=letters,
        replies_by=max(first, replies),
        clean_copy_by=max(first, clean_copy),
        meeting_by=meeting,
        due=due,
        closed_days=frozenset(closed_days),
    )


def answer_by(whole: WholeRequest, due: date) -> date:
    """The day by which a request is answered: `due` by its clock, or the one that an authority names."""
    return named_by_an_authority(whole) or due


def named_by_an_authority(whole: WholeRequest) -> date | None:
    """The day by which an authority asks for its answer, where one asks and named a day."""
    return whole.requester.wanted_by if whole.requester and whole.is_of_an_authority else None


def is_dated(whole: WholeRequest) -> bool:
    """Whether the law, or the authority or court that asks, sets the day of the answer, and not we alone."""
    return not whole.is_of_an_authority or named_by_an_authority(whole) is not None


def conflict_on(whole: WholeRequest) -> date | None:
    """The day on which the chairperson had a conflict of interest, or None (AR-6)."""
    asked = whole.last(Step.CONFLICT_ASKED)
    is_theirs = asked and not is_of_one_before(asked, whole)
    return asked.on if asked and is_theirs and asked.answer != NO_CONFLICT else None


def is_of_one_before(done: StepDone, whole: WholeRequest) -> bool:
    """Whether a chairperson who holds the office no more was told or answered, and there is one to tell anew:
    a conflict is a person's and not the office's (AR-6). Nothing is asked once all is signed for, nor while
    somebody stands in."""
    if done.left_on is None or is_done(Task.CLEAN_COPY_SECOND, whole):
        return False
    named = whole.last(Step.STAND_IN_NAMED)
    return named is None or named.left_on is not None


def remind_on(reply_by: date, *, house: HouseRules, closed_days: Collection[date]) -> date:
    """The day to remind a third party who has not answered: a house rule."""
    return working_days_before(reply_by, house.reminder_working_days, closed_days)


def close_by(answered_on: date, *, house: HouseRules, closed_days: Collection[date]) -> date:
    """The day by which an answered request is to be closed: a house rule."""
    return working_days_after(answered_on, house.closing_working_days, closed_days)


def suggested_reply_by(on: date, dates: Plan, *, house: HouseRules, closed_days: Collection[date]) -> date:
    """The reply-by date to put into a letter sent on a day: the house rule, never beyond the due date."""
    wished = working_days_after(on, house.reply_working_days, closed_days)
    if on >= dates.due:
        return wished
    last = working_day_on_or_before(dates.due, closed_days)
    return min(wished, last if last > on else dates.due)


# What there is to do -------------------------------------------------------------------------------


class Part(StrEnum):
    """The parts of a request that one looks at one at a time."""

    WHO_ASKS = "who asks"
    FILE = "the file"
    THIRD_PARTIES = "third parties"
    COPIES = "redaction and copies"
    RELEASE = "release"


class Task(StrEnum):
    """Everything on the path, in the policy's order. The value says what to do."""

    WHO_ASKS = "Check who is asking, and see proof"
    COURT_ORDER = "Read the court order"
    CHAIRPERSON = "Tell the chairperson about the request"
    CONFLICT = "Ask the chairperson about a conflict of interest"
    STAND_IN = "Name a stand-in for the chairperson"
    ACKNOWLEDGE = "Acknowledge the request in writing"
    FILE_CHECK = "Check the file against its index"
    FILE_CHECK_SECOND = "Sign the file check as the second person"
    THIRD_PARTIES = "List the third parties that the entries mention"
    LETTERS = "Write to the third parties, or say why not"
    REPLIES = "Wait for the third parties' answers"
    DISCUSS = "Discuss it with the staff who are mentioned"
    DECISIONS = "Decide about each third party"
    BEST_INTERESTS = "Answer the question of the child's best interests"
    ADVICE = "Consider legal advice"
    COMPLETE_COPY = "Copy the complete file and count its pages"
    REDACTIONS = "Enter what is taken out of the copy"
    REDACTIONS_SECOND = "Agree to the redactions as the second person"
    COPIED_AGAIN = "Copy the redacted copy again"
    CLEAN_COPY = "Make the clean copy"
    CLEAN_COPY_SECOND = "Check the clean copy as the second person"
    INVITE = "Invite the requester in"
    MEETING = "Go through the file together"
    RELEASE = "Release the file"
    CLOSE = "Close the request"


MANAGER, BOTH, SECOND = "the manager", "the manager and the chairperson", "the second person"


@dataclass(frozen=True)
class About:
    """What is fixed about a task: its clause, its part, who does it, the step that records it, what it waits
    for."""

    clause: str
    part: Part
    who: str
    step: Step | None = None
    after: tuple[Task, ...] = ()


ABOUT: dict[Task, About] = {
    Task.WHO_ASKS: About("AR-4", Part.WHO_ASKS, MANAGER),
    Task.COURT_ORDER: About("AR-4", Part.WHO_ASKS, MANAGER, Step.COURT_ORDER_READ),
    Task.CHAIRPERSON: About("AR-6", Part.WHO_ASKS, MANAGER, Step.CHAIRPERSON_TOLD),
    Task.CONFLICT: About("AR-6", Part.WHO_ASKS, MANAGER, Step.CONFLICT_ASKED, (Task.CHAIRPERSON,)),
    Task.STAND_IN: About("AR-6", Part.WHO_ASKS, "the committee", Step.STAND_IN_NAMED, (Task.CONFLICT,)),
    Task.ACKNOWLEDGE: About("AR-7", Part.WHO_ASKS, MANAGER, Step.ACKNOWLEDGED),
    Task.FILE_CHECK: About("AR-12", Part.FILE, BOTH, Step.FILE_CHECKED),
    Task.FILE_CHECK_SECOND: About("AR-10", Part.FILE, SECOND, Step.FILE_CHECK_SIGNED, (Task.FILE_CHECK,)),
    Task.THIRD_PARTIES: About("AR-13", Part.THIRD_PARTIES, BOTH, None, (Task.FILE_CHECK,)),
    Task.LETTERS: About("AR-14", Part.THIRD_PARTIES, MANAGER, None, (Task.THIRD_PARTIES,)),
    Task.REPLIES: About("AR-23", Part.THIRD_PARTIES, "the third parties", None, (Task.LETTERS,)),
    Task.DISCUSS: About("AR-22", Part.THIRD_PARTIES, MANAGER, None, (Task.THIRD_PARTIES,)),
    # Silence stops nothing: a decision does not wait for an answer (AR-23; law L2.7).
    Task.DECISIONS: About("AR-19", Part.THIRD_PARTIES, BOTH, None, (Task.LETTERS, Task.DISCUSS)),
    Task.BEST_INTERESTS: About("X-4", Part.RELEASE, BOTH, Step.BEST_INTERESTS),
    Task.ADVICE: About("LG-1", Part.RELEASE, BOTH, Step.ADVICE_CONSIDERED),
    Task.COMPLETE_COPY: About("AR-24", Part.COPIES, MANAGER, Step.COMPLETE_COPY, (Task.FILE_CHECK,)),
    Task.REDACTIONS: About("AR-25", Part.COPIES, BOTH, None, (Task.DECISIONS, Task.BEST_INTERESTS)),
    Task.REDACTIONS_SECOND: About("AR-25", Part.COPIES, SECOND, None, (Task.REDACTIONS,)),
    Task.COPIED_AGAIN: About(
        "AR-26", Part.COPIES, MANAGER, Step.COPIED_AGAIN, (Task.COMPLETE_COPY, Task.REDACTIONS_SECOND)
    ),
    Task.CLEAN_COPY: About(
        "AR-27",
        Part.COPIES,
        MANAGER,
        Step.CLEAN_COPY,
        (Task.DECISIONS, Task.COMPLETE_COPY, Task.REDACTIONS_SECOND, Task.COPIED_AGAIN),
    ),
    Task.CLEAN_COPY_SECOND: About("AR-27", Part.COPIES, SECOND, Step.CLEAN_COPY_CHECKED, (Task.CLEAN_COPY,)),
    Task.INVITE: About("AR-28", Part.RELEASE, MANAGER, Step.INVITED),
    Task.MEETING: About("AR-29", Part.RELEASE, MANAGER, Step.MEETING, (Task.INVITE, Task.CLEAN_COPY_SECOND)),
    Task.RELEASE: About(
        "AR-29", Part.RELEASE, MANAGER, Step.RELEASED, (Task.WHO_ASKS, Task.CLEAN_COPY_SECOND, Task.MEETING)
    ),
    Task.CLOSE: About("AR-32", Part.RELEASE, MANAGER, Step.CLOSED, (Task.RELEASE,)),
}


# What is decided, which is somebody else's where the manager stands back.
DECIDED = frozenset({Task.DECISIONS, Task.BEST_INTERESTS, Task.ADVICE, Task.RELEASE})
INSTEAD = "whoever decides instead of the manager"
THE_OFFICE = "the manager or the deputy"


def done_by(task: Task, whole: WholeRequest) -> str:
    """Who does a task, as the policy has it or, where the manager stands back, as was agreed (AR-6)."""
    if task in DECIDED and whole.last(Step.MANAGER_STANDS_BACK):
        return INSTEAD
    return THE_OFFICE if is_for_the_office(task, whole) else ABOUT[task].who


class Copy(StrEnum):
    """Where the clean copy stands (AR-27)."""

    NONE = "not made"
    STALE = "out of date"
    UNCHECKED = "not checked"
    READY = "ready"


def clean_copy(whole: WholeRequest) -> Copy:
    """Where the clean copy stands. A later decision, redaction or change of the file makes it stale."""
    made = whole.last(Step.CLEAN_COPY)
    if made is None:
        return Copy.NONE
    if _is_before(made, whole.changed_at) or (whole.index and _is_before(made, whole.index.changed_at)):
        return Copy.STALE
    return Copy.READY if _is_signed(whole, Step.CLEAN_COPY, Step.CLEAN_COPY_CHECKED) else Copy.UNCHECKED


def rests_on(step: Step, whole: WholeRequest) -> datetime | None:
    """When that last changed which somebody looks at before they record the step: the check of a file and the
    clean copy are true of what was there when they looked. None for every other step."""
    changes = {
        Step.FILE_CHECKED: [whole.index.changed_at if whole.index else None],
        Step.CLEAN_COPY: [whole.index.changed_at if whole.index else None, whole.changed_at],
    }
    return max(filter(None, changes.get(step, ())), default=None)


def _is_before(done: StepDone, changed_at: datetime | None) -> bool:
    return done.since is not None and changed_at is not None and done.since < changed_at


def _is_signed(whole: WholeRequest, first: Step, second: Step) -> bool:
    """Whether a second account signed after the first one did, and who stands back is not it."""
    done, signed = whole.last(first), whole.last(second)
    if done is None or signed is None or (done.by is not None and done.by == signed.by):
        return False
    if is_from_before_the_conflict(signed, whole):
        return False
    return done.at is None or signed.at is None or signed.at >= done.at


def is_from_before_the_conflict(signed: StepDone, whole: WholeRequest) -> bool:
    """Whether this was signed before the chairperson stood back from the open request (AR-6).

    It may be theirs: a chairperson is no more apart from it because it was said later. By both, the day and
    the moment: what a paper says is typed in any order.
    """
    asked, ended = whole.last(Step.CONFLICT_ASKED), ended_on(whole.steps)
    if asked is None or asked.answer == NO_CONFLICT or (ended and asked.on >= ended):
        return False
    # Who puts a signature right signs it anew.
    return bool(signed.on <= asked.on and signed.at and asked.since and signed.at < asked.since)


def is_needed(task: Task, whole: WholeRequest) -> bool:
    """Whether a request asks for this at all."""
    match task:
        case Task.COURT_ORDER:
            return has_court_order(whole)
        case Task.STAND_IN:
            # The committee may also name one in place of a chairperson who is away.
            return conflict_on(whole) is not None or whole.last(Step.STAND_IN_NAMED) is not None
        case Task.LETTERS | Task.DECISIONS:
            return bool(whole.parties)
        case Task.REPLIES:
            return any(third_parties.latest(party, Event.WRITTEN) for party in whole.parties)
        case Task.DISCUSS:
            return any(party.kind is PartyKind.STAFF for party in whole.parties)
        case Task.REDACTIONS:
            return _is_something_taken_out(whole)
        case Task.REDACTIONS_SECOND | Task.COPIED_AGAIN:
            return _is_something_taken_out(whole) or bool(whole.lines)
        case Task.INVITE | Task.MEETING:
            return not whole.is_of_an_authority
        case Task.CLOSE:
            return not is_by_mistake(whole.steps)  # that closes it
    return True


NO_CONFLICT = "no conflict"


LAPSED = (
    "The register says that the person who is asking, or the carer for whom they act, no longer holds "
    "parental responsibility. Find out what else shows that they may ask, and change who is asking; or put "
    "the carer right on the page Children and files."
)

MISTAKEN = (
    "The person who is asking was linked to this child as a carer by mistake. Find out who they are and "
    "what shows that they may ask, and change who is asking; nothing is shown or handed to them before that."
)


def is_mistaken(whole: WholeRequest) -> bool:
    """Whether who asks was linked to the child by mistake, as their carer (AR-4)."""
    return whole.requester is not None and whole.requester.mistaken_on is not None


def is_lapsed(whole: WholeRequest, on: date) -> bool:
    """Whether the parental responsibility that somebody asks with is over on a day (AR-2, L2.18)."""
    until = whole.requester.responsible_until_on if whole.requester else None
    return until is not None and until < on


def as_of(whole: WholeRequest, on: date) -> WholeRequest:
    """The request as it stands on a day: until it is answered, responsibility that is over shows no more that
    whoever asks may ask (AR-4, L2.18)."""
    if whole.requester is None or ended_on(whole.steps) is not None or not is_lapsed(whole, on):
        return whole
    return replace(whole, requester=replace(whole.requester, has_evidence=False))


def has_court_order(whole: WholeRequest) -> bool:
    """Whether a court order is flagged, with the child, the carer or the request (AR-4)."""
    return whole.has_court_order or bool(whole.requester and whole.requester.has_court_order)


def _is_something_taken_out(whole: WholeRequest) -> bool:
    decided = [third_parties.decision_of(party) for party in whole.parties]
    return _are_interests_against(whole) or any(
        one and one.decision is not Decision.DISCLOSE for one in decided
    )


def _are_interests_against(whole: WholeRequest) -> bool:
    """Whether something of the file is not in the child's interests (X-4)."""
    answered = whole.last(Step.BEST_INTERESTS)
    return answered is not None and answered.answer in {BestInterests.PART, BestInterests.WITHHOLD}


def wants_stand_in(received_on: date, steps: Collection[StepDone]) -> bool:
    """Whether the committee is to name somebody in place of the chairperson, who has a conflict (AR-6)."""
    return is_open(Task.STAND_IN, WholeRequest(received_on, tuple(steps)))


def is_done(task: Task, whole: WholeRequest) -> bool:
    """Whether this is done, as far as it is needed and as things stand now."""
    match task:
        case Task.WHO_ASKS:
            is_shown = whole.requester is not None and whole.requester.is_shown
            return is_shown and not is_identity_awaited(whole.steps)
        case Task.STAND_IN:
            named = whole.last(Step.STAND_IN_NAMED)
            return named is not None and not _stand_in_stood_back(whole) and not _stand_in_left_on(whole)
        case Task.CHAIRPERSON:
            # Who has answered, or stands back of their own accord, has been told.
            told = whole.last(Step.CHAIRPERSON_TOLD, Step.CONFLICT_ASKED)
            return told is not None and not is_of_one_before(told, whole)
        case Task.CONFLICT:
            asked = whole.last(Step.CONFLICT_ASKED)
            return asked is not None and not is_of_one_before(asked, whole)
        case Task.FILE_CHECK:
            return _is_file_checked(whole)
        case Task.FILE_CHECK_SECOND:
            return _is_file_checked(whole) and _is_signed(whole, Step.FILE_CHECKED, Step.FILE_CHECK_SIGNED)
        case Task.THIRD_PARTIES:
            return whole.last(Step.THIRD_PARTIES_LISTED) is not None and not (
                whole.index and whole.index.unlisted
            )
        case Task.LETTERS:
            return all(third_parties.is_settled_how(party) for party in whole.parties)
        case Task.REPLIES:
            return not any(third_parties.is_awaited(party) for party in whole.parties)
        case Task.DISCUSS:
            return all(third_parties.is_discussed(party) for party in whole.parties)
        case Task.DECISIONS:
            return not third_parties.undecided(whole.parties) and is_done(Task.THIRD_PARTIES, whole)
        case Task.ADVICE:
            return not _lacks_advice(whole)
        case Task.COMPLETE_COPY:
            return _is_complete_copy_made(whole)
        case Task.REDACTIONS:
            return not redaction_gaps(whole)
        case Task.REDACTIONS_SECOND:
            return all(line.agreed_by is not None for line in whole.lines) and not redaction_gaps(whole)
        case Task.COPIED_AGAIN:
            done = whole.last(Step.COPIED_AGAIN)
            return done is not None and not _is_before(done, whole.changed_at)
        case Task.CLEAN_COPY:
            return clean_copy(whole) in {Copy.UNCHECKED, Copy.READY}
        case Task.CLEAN_COPY_SECOND:
            return clean_copy(whole) is Copy.READY
        case Task.INVITE:
            return whole.last(Step.INVITED, Step.MEETING) is not None
        case Task.RELEASE:
            return ended_on(whole.steps) is not None
    step = ABOUT[task].step
    return step is not None and whole.last(step) is not None


def _stand_in_stood_back(whole: WholeRequest) -> bool:
    """Whether a conflict of interest beside the chairperson's was recorded after the last stand-in was named:
    it is that of the stand-in, and the committee names somebody else (AR-6).

    The chairperson's is usually recorded before the naming; where none is, the first after it is theirs. A
    chairperson who answered that they have none, and is away, has answered.
    """
    conflicts_since, is_chairs_known, has_answered = 0, False, False
    for _, done in sorted(enumerate(whole.steps), key=lambda one: (one[1].on, one[0])):
        if done.step is Step.CONFLICT_ASKED:
            has_answered = True
            conflicts_since += done.answer != NO_CONFLICT
        elif done.step is Step.STAND_IN_NAMED:
            is_chairs_known |= has_answered
            conflicts_since = 0
    return conflicts_since > (0 if is_chairs_known else 1)


def _stand_in_left_on(whole: WholeRequest) -> date | None:
    """The last day of who was named to stand in, where it is past and the second person still has to sign."""
    named = whole.last(Step.STAND_IN_NAMED)
    return named.left_on if named and not is_done(Task.CLEAN_COPY_SECOND, whole) else None


def called(task: Task, whole: WholeRequest) -> str:
    """What a task is called in this request: a stand-in is named anew where the one before has left, and what
    was done before the file or a decision changed is done again."""
    if task is Task.STAND_IN and (left_on := _stand_in_left_on(whole)):
        gone = f"the one before left the committee on {dated(left_on)}"
        return f"Name another stand-in for the chairperson: {gone}"
    before = whole.last(Step.CHAIRPERSON_TOLD, Step.CONFLICT_ASKED)
    if task in _OF_A_NEW_CHAIRPERSON and before and is_of_one_before(before, whole):
        return _OF_A_NEW_CHAIRPERSON[task]
    is_again = task in _CHANGES_REOPEN and task is not Task.COPIED_AGAIN and not is_done(task, whole)
    return f"{task}, again" if is_again and _reopened_on(task, whole) else str(task)


_OF_A_NEW_CHAIRPERSON = {
    Task.CHAIRPERSON: "Tell the new chairperson about the request",
    Task.CONFLICT: "Ask the new chairperson about a conflict of interest",
}


def _is_file_checked(whole: WholeRequest) -> bool:
    done = whole.last(Step.FILE_CHECKED)
    if done is None or is_from_before_the_conflict(done, whole) or _is_of_an_empty_index(done, whole):
        return False
    return not (whole.index and _is_before(done, whole.index.changed_at))


HOLDS_NO_PAPERS = "the file holds no papers"  # what a check says of a file whose index is rightly empty


def is_said_to_hold_none(whole: WholeRequest) -> bool:
    """Whether the check of the file that stands says that the file holds no papers at all (AR-12)."""
    done = whole.last(Step.FILE_CHECKED)
    return done is not None and done.answer == HOLDS_NO_PAPERS and _is_file_checked(whole)


def _is_of_an_empty_index(done: StepDone, whole: WholeRequest) -> bool:
    """Whether a file was checked against an index that held nothing, and nobody said that it rightly did: no
    check at all (AR-12). Of a request that has its answer nothing is done again."""
    index = whole.index
    if index is None or done.answer == HOLDS_NO_PAPERS or ended_on(whole.steps) is not None:
        return False
    return index.is_empty if index.begun_at is None else _is_before(done, index.begun_at)


def _is_complete_copy_made(whole: WholeRequest) -> bool:
    done, index = whole.last(Step.COMPLETE_COPY), whole.index
    if done is None or index is None:
        return done is not None
    if index.pages:
        return done.pages == index.pages
    return not any(_is_before(done, at) for at in index.papers)


def _lacks_advice(whole: WholeRequest) -> bool:
    return whole.last(Step.ADVICE_CONSIDERED) is None or advice_awaited(whole) is not None


def advice_awaited(whole: WholeRequest) -> StepDone | None:
    """The step by which a lawyer was last asked, while no answer of that day or later is recorded (AR-11)."""
    asked, answered = whole.last(Step.ADVICE_SOUGHT), whole.last(Step.ADVICE_RECEIVED)
    return asked if asked and (answered is None or answered.on < asked.on) else None


def lacks_second_person(whole: WholeRequest) -> bool:
    """Whether a refusal with its ground was agreed to by nobody else, and names nobody who decided it too
    (AR-10)."""
    return access.lacks_second_person(whole.steps)


NOT_SENT = (
    "The second person has not agreed to the refusal. Its letter is made after that: until then nobody is "
    "answered (AR-10)."
)


def waits_for_agreement(whole: WholeRequest) -> bool:
    """Whether a refusal that stands waits for the second person: its letter is sent once they have agreed."""
    return access.waits_for_agreement(whole.steps)


def is_refusal_agreed(whole: WholeRequest) -> bool:
    """Whether a second account signed the refusal that stands."""
    return access.is_refusal_agreed(whole.steps)


def redaction_gaps(whole: WholeRequest) -> list[str]:
    """What the redactions still lack, each as something to do; empty when they fit what was decided."""
    has_name_out = {(line.party, line.entry) for line in whole.lines}
    found = [
        f"Third party {party.number} is withheld now, and only the name is out: enter what else is to go"
        if (party.id, entry) in has_name_out
        else f"Enter a redaction for third party {party.number} in each entry that mentions them"
        for party, entry in redaction.lacking_lines(whole.parties, whole.lines)
    ]
    found = list(dict.fromkeys(found))
    if redaction.needless_lines(whole.parties, whole.lines):
        found.append("Take back the redactions that take out more than is now decided")
    # Of a request that has its answer nothing is entered any more.
    if ended_on(whole.steps) is None:
        numbers = {party.id: party.number for party in whole.parties}
        found += dict.fromkeys(
            f"Enter the redactions for third party {numbers[line.party]} on the ground that was decided"
            for line in redaction.lines_on_another_ground(whole.parties, whole.lines)
            if line.party in numbers
        )
    is_for_interests = any(line.ground is redaction.Ground.BEST_INTERESTS for line in whole.lines)
    answered = whole.last(Step.BEST_INTERESTS) is not None
    is_against = _are_interests_against(whole)
    # Somebody may have entered it before it was known who asks, or what was answered.
    if is_for_interests and (whole.relationship in THEMSELVES or (answered and not is_against)):
        found.append("Take back what is out for the child's best interests: they keep nothing back here")
    if is_against and not is_for_interests:
        found.append("Enter what is not in the child's interests as a redaction, with that ground")
    return found


def is_open(task: Task, whole: WholeRequest) -> bool:
    """Whether a task is needed and not done."""
    return is_needed(task, whole) and not is_done(task, whole)


def is_decided_unanswered(whole: WholeRequest) -> bool:
    """Whether somebody who was written to has been decided about with no answer, nor that there was none in
    time, recorded (AR-23)."""
    return any(
        third_parties.latest(party, Event.WRITTEN) is not None
        and third_parties.latest(party, *third_parties.ANSWERS, Event.NO_ANSWER) is None
        for party in whole.parties
    )


def is_limited_by_an_order(whole: WholeRequest) -> bool:
    """Whether a court order was found to limit what may be released (AR-4)."""
    order = whole.last(Step.COURT_ORDER_READ)
    return order is not None and order.answer == CourtOrder.LIMITS


def waits_for(task: Task, whole: WholeRequest) -> list[Task]:
    """What comes before a task and is still open."""
    return [other for other in ABOUT[task].after if is_open(other, whole)]


class Standing(StrEnum):
    """How a task stands. Each tag is an adjective, as on screen."""

    DONE = "done"
    NEXT = "next"
    TO_DO = "to do"
    WAITING = "waiting"
    LEFT_UNDONE = "left undone"
    NOT_NEEDED = "not needed"
    NOT_KNOWN = "not known yet"


@dataclass(frozen=True)
class State:
    """A task as it stands: whether it is done, by when it is to be, what it waits for."""

    task: Task
    standing: Standing
    by: date | None = None
    waits_for: tuple[Task, ...] = ()

    @property
    def about(self) -> About:
        """What is fixed about the task."""
        return ABOUT[self.task]


# Whether a task is needed at all is known once these are done: nobody is told before that it is not.
_KNOWN_AFTER: dict[Task, tuple[Task, ...]] = {
    Task.COURT_ORDER: (Task.WHO_ASKS,),
    Task.STAND_IN: (Task.CONFLICT,),
    Task.LETTERS: (Task.THIRD_PARTIES,),
    Task.REPLIES: (Task.THIRD_PARTIES, Task.LETTERS),
    Task.DISCUSS: (Task.THIRD_PARTIES,),
    Task.DECISIONS: (Task.THIRD_PARTIES,),
    **dict.fromkeys(
        (Task.REDACTIONS, Task.REDACTIONS_SECOND, Task.COPIED_AGAIN),
        (Task.THIRD_PARTIES, Task.DECISIONS, Task.BEST_INTERESTS),
    ),
}


def states(whole: WholeRequest, dates: Plan) -> list[State]:
    """Every task in the policy's order. The first that waits for nothing is next.

    Once the request is answered nothing else waits to be done; what it never had is not said to be needless,
    and what was refused or taken back is not said to be released.
    """
    ended = ended_on(whole.steps)
    undone = _left_undone(whole) if ended else []
    found: list[State] = []
    has_next = False
    for task in Task:
        by = by_of(task, whole, dates)
        waiting = tuple(waits_for(task, whole))
        if task is Task.RELEASE and ended and whole.last(Step.RELEASED) is None:
            found.append(State(task, Standing.NOT_NEEDED))
        elif task is Task.REPLIES and is_done(task, whole) and is_decided_unanswered(whole):
            found.append(State(task, Standing.NOT_NEEDED))  # nobody waited, and nobody answered
        elif is_needed(task, whole) and (is_done(task, whole) or _is_ground_of_refusal(task, whole)):
            found.append(State(task, Standing.DONE, by))
        elif task in undone:
            found.append(State(task, Standing.LEFT_UNDONE))
        elif not is_needed(task, whole) or (ended and task is not Task.CLOSE):
            before = tuple(other for other in _KNOWN_AFTER.get(task, ()) if is_open(other, whole))
            is_known = bool(ended) or not before
            found.append(
                State(task, Standing.NOT_NEEDED)
                if is_known
                else State(task, Standing.NOT_KNOWN, None, before)
            )
        elif task is Task.REPLIES:
            found.append(State(task, Standing.WAITING, by, waiting))
        elif waiting:
            found.append(State(task, Standing.TO_DO, by, waiting))
        else:
            found.append(State(task, Standing.TO_DO if has_next else Standing.NEXT, by))
            has_next = True
    return found


def next_of(held: Collection[State]) -> State | None:
    """The next thing to do, or None when there is nothing."""
    return next((state for state in held if state.standing is Standing.NEXT), None)


_DATES: dict[str, tuple[Task, ...]] = {
    "tell_by": (Task.CHAIRPERSON, Task.CONFLICT),
    "stand_in_by": (Task.STAND_IN,),
    "acknowledge_by": (Task.WHO_ASKS, Task.COURT_ORDER, Task.ACKNOWLEDGE),
    "letters_by": (Task.FILE_CHECK, Task.FILE_CHECK_SECOND, Task.THIRD_PARTIES, Task.LETTERS),
    "replies_by": (Task.REPLIES,),
    "clean_copy_by": (
        Task.DISCUSS,
        Task.DECISIONS,
        Task.BEST_INTERESTS,
        Task.ADVICE,
        Task.COMPLETE_COPY,
        Task.REDACTIONS,
        Task.REDACTIONS_SECOND,
        Task.COPIED_AGAIN,
        Task.CLEAN_COPY,
        Task.CLEAN_COPY_SECOND,
    ),
    "meeting_by": (Task.INVITE, Task.MEETING),
    "due": (Task.RELEASE,),
}
# The stretches of the path that share a date of the setting's own: one line each on the agenda.
FILE_TASKS, COPY_TASKS = _DATES["letters_by"], _DATES["clean_copy_by"]
AT_THE_START = ((*_DATES["tell_by"], Task.STAND_IN), (Task.WHO_ASKS, Task.COURT_ORDER), (Task.ACKNOWLEDGE,))
# A lawyer takes time, and waits for nothing here: advice has a line of its own beside the copy's (LG-1).
_BESIDE = (Task.ADVICE,)
_ON_THE_FILE = (
    FILE_TASKS,
    tuple(task for task in COPY_TASKS if task not in _BESIDE),
    _BESIDE,
    _DATES["meeting_by"],
)


def first_open(stretch: Collection[Task], whole: WholeRequest) -> Task | None:
    """The first task of a stretch that is needed and not done, or None."""
    return next((task for task in stretch if is_open(task, whole)), None)


def on_the_list(whole: WholeRequest, dates: Plan, today: date) -> list[Task]:
    """The tasks of an open request that have a line and a date of their own now: of each stretch the first.

    Once the legal date has passed, the setting's own dates say nothing: of the file only the next task
    counts, and legal advice, as it cannot be had at the end. What a lawyer was asked has a line of its own.
    """
    is_asked = advice_awaited(whole) is not None and whole.last(Step.ADVICE_CONSIDERED) is not None
    file = [(stretch, first) for stretch in _ON_THE_FILE if (first := first_open(stretch, whole)) is not None]
    if is_asked:
        file = [(stretch, first) for stretch, first in file if stretch is not _BESIDE]
    if dates.due < today:
        file = [one for number, one in enumerate(file) if number == 0 or one[0] is _BESIDE]
    start = [first for stretch in AT_THE_START if (first := first_open(stretch, whole)) is not None]
    return [*start, *(first for _, first in file)]


def date_of(task: Task, dates: Plan) -> date | None:
    """The date of a task: a house date, but for the release, which is the law's."""
    return next((getattr(dates, name) for name, tasks in _DATES.items() if task in tasks), None)


# A line of its own asks who it is, or may be; until that is known nobody is invited to the file.
OF_WHO_ASKS = frozenset({Task.WHO_ASKS, Task.INVITE, Task.MEETING})
AGAIN_WITHIN = timedelta(weeks=1)  # what was done, and is to be done again: our own rule


def by_of(task: Task, whole: WholeRequest, dates: Plan) -> date | None:
    """The date of a task in this request. What was done, and is to be done again since a new paper came into
    the file or somebody stood back, has a week from then: nothing is late for the time before. So have a
    third party who came to light after the others were listed, and what waits for the decision about them.
    Answers are waited for as long as their letters say, and not as long as was planned, and nobody is decided
    about before. While proof of who asks is awaited, what it stands in the way of has none: it is not ours to
    be late with."""
    if task is Task.REPLIES:
        asked = [third_parties.reply_by(party) for party in whole.parties if third_parties.is_awaited(party)]
        return max(filter(None, asked), default=dates.replies_by)
    by = date_of(task, dates)
    if by is None or is_done(task, whole):
        return by
    if task in OF_WHO_ASKS and is_identity_awaited(whole.steps):
        return None
    if task is Task.DECISIONS and (open_ones := third_parties.undecided(whole.parties)):
        by = min(min(decided_by(party, dates) for party in open_ones), max(by, dates.due))
    since = _reopened_on(task, whole)
    again_by = _within_a_week(since, dates) if since else by
    return max(by, min(max(again_by, _with_late_parties_by(task, whole, dates) or by), dates.due))


def decided_by(party: Party, dates: Plan) -> date:
    """The day by which a third party is decided about: that for all such decisions, but whoever is waited for
    has until the day that their letter says, and nothing is late on the day after it (AR-23)."""
    planned = date_of(Task.DECISIONS, dates) or dates.due
    answers_by = _after_their_day(party, dates) if third_parties.is_awaited(party) else None
    return max(planned, answers_by or planned)


def _after_their_day(party: Party, dates: Plan) -> date | None:
    """The first open day after the one that a third party's letters give them; None where they give none."""
    reply_by = third_parties.reply_by(party)
    return working_day_on_or_after(reply_by + DAY, dates.closed_days) if reply_by else None


def _within_a_week(since: date, dates: Plan) -> date:
    return working_day_on_or_after(since + AGAIN_WITHIN, dates.closed_days)


# What is asked about each third party, and for whom it is still open.
_OF_EACH_PARTY: dict[Task, Callable[[Party], bool]] = {
    Task.LETTERS: lambda party: not third_parties.is_settled_how(party),
    Task.DISCUSS: lambda party: not third_parties.is_discussed(party),
    Task.DECISIONS: lambda party: bool(third_parties.undecided([party])),
}


def first_party(task: Task, whole: WholeRequest) -> Party | None:
    """The first third party for whom a task that is done for each of them is open; None of any other task."""
    is_open_for = _OF_EACH_PARTY.get(task)
    return next((party for party in whole.parties if is_open_for and is_open_for(party)), None)


_AFTER_THE_DECISIONS = frozenset(
    {
        Task.REDACTIONS,
        Task.REDACTIONS_SECOND,
        Task.COPIED_AGAIN,
        Task.CLEAN_COPY,
        Task.CLEAN_COPY_SECOND,
        Task.MEETING,
    }
)


def _with_late_parties_by(task: Task, whole: WholeRequest, dates: Plan) -> date | None:
    """The date of a task where it is open only for people who came to light after the others were listed, or
    waits for the decision about them; None where it has its own.

    Of several the first, so that a later one hides nothing; nor does one hide what was late before.
    """
    late = {party.id: on for party in whole.parties if (on := _came_to_light_on(party, whole))}
    if is_open_for := _OF_EACH_PARTY.get(task):
        open_ones = [party for party in whole.parties if is_open_for(party)]
        if not open_ones and task is Task.DECISIONS and (since := _reopened_on(Task.THIRD_PARTIES, whole)):
            return _within_a_week(since, dates)  # who is to be decided about is to be listed first
        if any(party.id not in late for party in open_ones):
            return None
    elif task in _AFTER_THE_DECISIONS:
        by = date_of(task, dates) or dates.due
        open_ones = [party for party in whole.parties if party.id in late and late[party.id] <= by]
    else:
        return None
    return min((_late_party_by(party, late[party.id], task, dates) for party in open_ones), default=None)


def _late_party_by(party: Party, since: date, task: Task, dates: Plan) -> date:
    """The date for one who came to light on a day: what follows from their answer waits for it as well."""
    by = _within_a_week(since, dates)
    if task in {Task.LETTERS, Task.DISCUSS}:
        return by
    return max(by, _after_their_day(party, dates) or by)


def _came_to_light_on(party: Party, whole: WholeRequest) -> date | None:
    """The day on which a third party was listed, where the others had been by then (AR-13)."""
    listed_at = (done.since for done in whole.steps if done.step is Step.THIRD_PARTIES_LISTED)
    first = min(filter(None, listed_at), default=None)
    is_late = first is not None and party.listed_at is not None and party.listed_at > first
    return london_day(party.listed_at) if is_late and party.listed_at else None


_SIGNED_AS_SECOND = {
    Task.FILE_CHECK_SECOND: (Step.FILE_CHECKED, Step.FILE_CHECK_SIGNED),
    Task.CLEAN_COPY_SECOND: (Step.CLEAN_COPY, Step.CLEAN_COPY_CHECKED),
}


def first_by(task: Task, whole: WholeRequest) -> int | None:
    """The account of the first signature, where a task is the second one to it (AR-10, AR-27)."""
    first = whole.last(_SIGNED_AS_SECOND[task][0]) if task in _SIGNED_AS_SECOND else None
    return first.by if first else None


def is_for_the_office(task: Task, whole: WholeRequest) -> bool:
    """Whether a task is the second signature to a check of the file that the committee signed first: one of
    the two is the manager or the deputy, unless the manager stands back (AR-10)."""
    first = whole.last(Step.FILE_CHECKED) if task is Task.FILE_CHECK_SECOND else None
    return first is not None and first.is_committees and whole.last(Step.MANAGER_STANDS_BACK) is None


_CHANGES_REOPEN = {
    Task.FILE_CHECK: Step.FILE_CHECKED,
    Task.THIRD_PARTIES: Step.THIRD_PARTIES_LISTED,
    Task.COMPLETE_COPY: Step.COMPLETE_COPY,
    Task.COPIED_AGAIN: Step.COPIED_AGAIN,
    Task.CLEAN_COPY: Step.CLEAN_COPY,
}
_OF_WHAT_IS_DECIDED = frozenset({Task.COPIED_AGAIN, Task.CLEAN_COPY})


def _reopened_on(task: Task, whole: WholeRequest) -> date | None:
    """The day since which a task that was done is to be done again, by the first of what came after it, so
    that nothing later hides that it is late; None where it never was done."""
    if steps := _SIGNED_AS_SECOND.get(task):
        [before] = ABOUT[task].after
        if not is_done(before, whole):  # nobody signs as the second what the first has to do again
            return _reopened_on(before, whole)
        first, signed = (whole.last(step) for step in steps)
        if first is None or signed is None:
            return None
        stood_back_on = conflict_on(whole) if is_from_before_the_conflict(signed, whole) else None
        return max(first.on, stood_back_on or first.on)
    if task is Task.STAND_IN:
        return _stand_in_left_on(whole)
    if task in _OF_A_NEW_CHAIRPERSON:
        told = whole.last(Step.CHAIRPERSON_TOLD, Step.CONFLICT_ASKED)
        return told.left_on if told and is_of_one_before(told, whole) else None
    done = whole.last(_CHANGES_REOPEN[task]) if task in _CHANGES_REOPEN else None
    if done is None:
        return None
    if task is Task.FILE_CHECK and _is_of_an_empty_index(done, whole):
        return None  # it never was done: the first paper gives it no day of its own
    if task is Task.FILE_CHECK and is_from_before_the_conflict(done, whole):
        return conflict_on(whole)
    changes = whole.index.changes if whole.index else ()
    if task in _OF_WHAT_IS_DECIDED and whole.changed_at:
        changes = (*changes, whole.changed_at)
    return min((london_day(at) for at in changes if _is_before(done, at)), default=None)


# Release and close ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Blocker:
    """Something without which nothing is released: what to do about it, the clause, and where."""

    what: str
    clause: str
    part: Part
    is_refusal: bool = False  # nothing but a refusal is left


# A deputy says first why they need to see them (CP-12); nobody else who prepares a file has any hidden.
HIDDEN = "Say why you need to see the sensitive entries: they are part of the file, and mention people too"


def blockers(whole: WholeRequest) -> list[Blocker]:
    """What stands in the way of a release, in the order of the path (AR-4, AR-19 to AR-27, LG-1, X-4)."""
    return [*of_who_asks(whole), *_of_the_file(whole), *_of_the_child(whole), *_of_the_copies(whole)]


def of_who_asks(whole: WholeRequest) -> Iterator[Blocker]:
    """What stands in the way of a release for who asks, or by an order of a court: the first thing first."""
    if not is_done(Task.WHO_ASKS, whole):
        yield Blocker("Record who is asking and their right to ask", "AR-4", Part.WHO_ASKS)
    if has_court_order(whole):
        read = whole.last(Step.COURT_ORDER_READ)
        if read is None:
            yield Blocker("Read the court order, and record what it says", "AR-4", Part.WHO_ASKS)
        elif read.answer == CourtOrder.FORBIDS:
            what = "The court order forbids the release: refuse the request"
            yield Blocker(what, "AR-4", Part.WHO_ASKS, is_refusal=True)


def _of_the_file(whole: WholeRequest) -> Iterator[Blocker]:
    """What its entries hide, and the people whom they mention."""
    if whole.index and whole.index.hidden:
        yield Blocker(HIDDEN, "CP-12", Part.FILE)
    if whole.index and whole.index.unlisted:
        people = counted(whole.index.unlisted, "person", "people")
        yield Blocker(f"List {people} whom the entries mention", "AR-13", Part.THIRD_PARTIES)
    elif whole.last(Step.THIRD_PARTIES_LISTED) is None:
        what = "List the third parties, or that the entries mention none"
        yield Blocker(what, "AR-13", Part.THIRD_PARTIES)
    for is_child, clause in ((True, "PR-4"), (False, "AR-19")):
        numbers = [
            str(party.number)
            for party in third_parties.undecided(whole.parties)
            if (party.kind is PartyKind.CHILD) is is_child
        ]
        if numbers:
            of_whom = "another child: " if is_child else ""
            them = f"third {'party' if len(numbers) == 1 else 'parties'} {listed(numbers)}"
            yield Blocker(f"Decide about {of_whom}{them}", clause, Part.THIRD_PARTIES)
    if not is_done(Task.DISCUSS, whole):
        what = "Discuss it with each member of staff who is mentioned"
        yield Blocker(what, "AR-22", Part.THIRD_PARTIES)


def _of_the_child(whole: WholeRequest) -> Iterator[Blocker]:
    """What is asked before anything is released: the child's interests, and legal advice."""
    answered = whole.last(Step.BEST_INTERESTS)
    if answered is None:
        yield Blocker(Task.BEST_INTERESTS, "X-4", Part.RELEASE)
    elif answered.answer == BestInterests.WITHHOLD:
        what = "Release is not in the child's interests: refuse, or answer the question again"
        yield Blocker(what, "X-4", Part.RELEASE)
    if whole.last(Step.ADVICE_CONSIDERED) is None:
        what = "Say whether anything is controversial, and about legal advice"
        yield Blocker(what, "LG-1", Part.RELEASE)


def _of_the_copies(whole: WholeRequest) -> Iterator[Blocker]:
    """The redactions and the copies, and the meeting at which they are given."""
    gaps = redaction_gaps(whole)
    for gap in gaps:
        yield Blocker(gap, "AR-25", Part.COPIES)
    if any(line.agreed_by is None for line in whole.lines):
        yield Blocker("Have the second person agree to every redaction", "AR-25", Part.COPIES)
    elif not gaps and _is_marked(whole) and not is_done(Task.COPIED_AGAIN, whole):
        what = "Copy the redacted copy again: what is under marker can be read"
        yield Blocker(what, "AR-26", Part.COPIES)
    match clean_copy(whole):
        case Copy.NONE:
            yield Blocker("Make the clean copy", "AR-27", Part.COPIES)
        case Copy.STALE:
            what = "Make the clean copy again: something changed after it was made"
            yield Blocker(what, "AR-27", Part.COPIES)
        case Copy.UNCHECKED:
            yield Blocker("Have the second person check the clean copy", "AR-27", Part.COPIES)
    if is_open(Task.MEETING, whole):
        yield Blocker("Record the meeting, or why there is none", "AR-29", Part.RELEASE)


def _is_marked(whole: WholeRequest) -> bool:
    """Whether anything is under marker; of an entry that is left out whole no sheet is copied (L2.22)."""
    return any(line.extent is not redaction.Extent.WHOLE for line in whole.lines)


def left_undone(whole: WholeRequest) -> list[str]:
    """What a request that is being closed never had, each with its clause: listed, never hidden (AR-32)."""
    undone = [f"{task} ({ABOUT[task].clause})" for task in _left_undone(whole)]
    if lacks_second_person(whole):
        undone.append(f"{AGREE} (AR-10)")
    return undone


AGREE = "The second person agrees to the refusal"


def _left_undone(whole: WholeRequest) -> list[Task]:
    if is_by_mistake(whole.steps):
        return []  # nothing was to be done
    was_refused = whole.last(*ENDINGS) is not None and whole.last(Step.RELEASED) is None
    about_the_copy = {Part.COPIES, Part.RELEASE, Part.THIRD_PARTIES}
    refused = whole.last(Step.REFUSED)
    asks = is_refused(whole.steps) and refused is not None and refused.answer in set(RefusalGround)
    return [
        task
        for task in Task
        if task not in {Task.CLOSE, Task.RELEASE, Task.REPLIES}
        # What a refusal rests on is asked about as long as the request is not closed (LG-1).
        and not (was_refused and ABOUT[task].part in about_the_copy and not (task is Task.ADVICE and asks))
        and is_open(task, whole)
        and not _is_ground_of_refusal(task, whole)
    ]


def _is_ground_of_refusal(task: Task, whole: WholeRequest) -> bool:
    """Whether who asks was checked, and it is refused because they showed nothing: the check was made, and
    that it found nothing is the reason (AR-4, AR-32). A release still waits for what shows it."""
    refused = whole.last(Step.REFUSED)
    return (
        task is Task.WHO_ASKS
        and whole.requester is not None
        and refused is not None
        and refused.answer == RefusalGround.NOT_SHOWN
        and is_refused(whole.steps)
    )
