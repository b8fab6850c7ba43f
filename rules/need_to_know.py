"""Who may see and do what (clauses CP-11, CP-12, OR-1, AR-6, IS-1, OV-1; law L6.3).

One table of role by thing by act. Pages ask it before they show, writes ask it again before they write:
browser-side checks do not count. What is not in the table is not allowed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.induction import ON_THE_COMMITTEE, Person, Role
from rules.problems import Problems, is_sentence
from rules.words import listed, password_problem


class Thing(StrEnum):
    """What there is to see or to change."""

    AGENDA = "agenda"
    ACCESS_REQUEST = "access request"
    RECTIFICATION = "request to correct the file"
    COMPLAINT = "complaint"
    CONFLICT = "conflict of interest"
    SIGNATURE = "second signature"
    LEGAL_ADVICE = "legal advice"
    CONSENT = "consent"
    CONCERN = "concern"
    SHARING_DECISION = "sharing decision"
    CONVERSATION = "contact or disclosure"
    BREACH = "breach"
    INDUCTION = "induction"
    READING = "reading and signing"
    POLICY = "policy"
    CHILD = "child"
    FILE_ENTRY = "file entry"
    SENSITIVE_ENTRY = "sensitive file entry"
    SETTING = "setting"
    BACKUP = "backup"
    ACCOUNT = "account"
    ENDED_ACCOUNT = "account of somebody who has left, or has another role"
    STAND_IN = "account of a stand-in"
    AUDIT_TRAIL = "audit trail"
    WEEKLY_REVIEW = "weekly review"
    FIGURES = "figures"
    OVERRIDE = "override for a child's safety"


class Act(StrEnum):
    """Seeing it, or recording something about it."""

    SEE = "see"
    RECORD = "record"


class Reach(StrEnum):
    """How far it goes: every child's, only those of the person's own key children, or none."""

    ALL = "all"
    OWN = "own key children"
    NONE = "none"


_ALL = {(thing, act): Reach.ALL for thing in Thing for act in Act}

# A key person cares for the key children of today, and sees no other child's record (CP-12). They may raise
# a concern and see what became of it; deciding is for the manager and the deputy. They speak with other
# professionals and with colleagues about their key children, and write down that they did (CP-14, PR-5).
_KEY_CHILDREN = {
    (Thing.CHILD, Act.SEE): Reach.OWN,
    (Thing.FILE_ENTRY, Act.SEE): Reach.OWN,
    (Thing.FILE_ENTRY, Act.RECORD): Reach.OWN,
    (Thing.SENSITIVE_ENTRY, Act.SEE): Reach.OWN,
    (Thing.SENSITIVE_ENTRY, Act.RECORD): Reach.OWN,
    (Thing.CONSENT, Act.SEE): Reach.OWN,
    (Thing.CONCERN, Act.SEE): Reach.OWN,
    (Thing.CONCERN, Act.RECORD): Reach.OWN,
    (Thing.SHARING_DECISION, Act.SEE): Reach.OWN,
    (Thing.CONVERSATION, Act.SEE): Reach.OWN,
    (Thing.CONVERSATION, Act.RECORD): Reach.OWN,
}

# Whoever works with us reads the policy and signs under their own name (OR-2, PR-6).
_READS = {(Thing.READING, Act.SEE): Reach.ALL, (Thing.READING, Act.RECORD): Reach.ALL}

_MAY: dict[Role, dict[tuple[Thing, Act], Reach]] = {
    Role.MANAGER: _ALL,
    Role.DEPUTY: {
        (thing, act): reach
        for (thing, act), reach in _ALL.items()
        # Sensitive entries are the manager's and the key person's; a deputy records a reason (CP-12).
        # Legal advice is the manager's and the chairperson's (AR-11). Of accounts the deputy ends what the
        # register says is over, and gives a stand-in theirs with a second person: the manager may be away.
        if thing not in {Thing.ACCOUNT, Thing.AUDIT_TRAIL, Thing.SENSITIVE_ENTRY, Thing.LEGAL_ADVICE}
        and (thing, act) != (Thing.SETTING, Act.RECORD)
    },
    Role.CHAIRPERSON: {
        (Thing.ACCESS_REQUEST, Act.SEE): Reach.ALL,
        (Thing.RECTIFICATION, Act.SEE): Reach.ALL,
        # Whoever complains about the manager is answered by the chairperson, under their own account (CM-1).
        (Thing.COMPLAINT, Act.SEE): Reach.ALL,
        (Thing.COMPLAINT, Act.RECORD): Reach.ALL,
        (Thing.CONFLICT, Act.SEE): Reach.ALL,
        (Thing.CONFLICT, Act.RECORD): Reach.ALL,
        # The chairperson prepares the file with the manager and signs as the second person (AR-10, AR-25).
        (Thing.SIGNATURE, Act.SEE): Reach.ALL,
        (Thing.SIGNATURE, Act.RECORD): Reach.ALL,
        (Thing.LEGAL_ADVICE, Act.SEE): Reach.ALL,
        (Thing.FIGURES, Act.SEE): Reach.ALL,
        (Thing.POLICY, Act.SEE): Reach.ALL,
        **_READS,
    },
    # The committee adopts the policy and has it reviewed (AD-1, AD-5).
    Role.COMMITTEE: {
        (Thing.FIGURES, Act.SEE): Reach.ALL,
        (Thing.POLICY, Act.SEE): Reach.ALL,
        **_READS,
    },
    Role.KEY_PERSON: {**_KEY_CHILDREN, **_READS},
    # Whoever looks after a key child, whatever the job is called.
    Role.STAFF: {**_KEY_CHILDREN, **_READS},
    Role.STUDENT: _READS,
    Role.VOLUNTEER: _READS,
}

# What is kept about a family and may be kept from it. Whoever works here and is a carer of a child reads the
# child's file as every parent does, by asking for it (PR-3). Consents stay: a family gives those itself.
_KEPT_FROM_CARERS = frozenset(
    {
        Thing.FILE_ENTRY,
        Thing.SENSITIVE_ENTRY,
        Thing.CONCERN,
        Thing.SHARING_DECISION,
        Thing.CONVERSATION,
        Thing.ACCESS_REQUEST,
        Thing.RECTIFICATION,
        Thing.COMPLAINT,
        Thing.BREACH,
    }
)

SECOND_PEOPLE = frozenset({Role.MANAGER, Role.DEPUTY, Role.CHAIRPERSON})
ALWAYS_ON_SCREEN = frozenset({Role.COMMITTEE})


@dataclass(frozen=True)
class Holder:
    """Who has an account, by the account and by the register, where they are in it.

    `names` are those of both, to compare (`rules.words.plain`); the rest is of the register.
    """

    account: int | None
    person: int | None
    names: frozenset[str]
    role: Role | None = None
    in_register: Role | None = None
    started_on: date | None = None
    left_on: date | None = None

    def is_one_with(self, other: "Holder") -> bool:
        """Whether both are one person: the same in the register, or of one name where one is not in it."""
        if self.account is not None and self.account == other.account:
            return True
        if self.person is not None and other.person is not None:
            return self.person == other.person
        return bool(self.names & other.names)

    def is_here(self, on: date) -> bool:
        """Whether the register has them here on a day; whoever is not in it is taken to be."""
        return not (self.started_on and self.started_on > on) and not (self.left_on and self.left_on < on)

    @property
    def stands_in(self) -> bool:
        """Whether they have a chairperson's account and are a member of the committee, for one request."""
        return self.role is Role.CHAIRPERSON and self.in_register is Role.COMMITTEE


def second_word_problem(asks: Holder, second: Holder, *, given_to: Holder | None, on: date) -> str:
    """Why `second` gives `asks` no second word, also not about `given_to`; empty where they may (OV-1, L8.5).

    That one account is not its own second person is for each form to say.
    """
    if not second.is_here(on):
        return "By the register this person is not here today. Choose somebody who is."
    if second.stands_in:
        return (
            "This person stands in for the chairperson, for a request alone. Choose the manager, the deputy "
            "or the chairperson."
        )
    if second.account != asks.account and second.is_one_with(asks):
        return "This account is yours too. Choose the account of somebody else."
    if given_to and second.account != given_to.account and second.is_one_with(given_to):
        return "This account is of the person who is given access. Choose that of somebody else."
    return ""


class NotAllowed(Exception):
    """Somebody asked for what their role may not see or do. The text says so to a person."""


class OwnChild(NotAllowed):
    """Somebody asked for what is kept from the carers of a child, and has the name of one of them."""


OF_THEIR_OWN_CHILD = (
    "You have the name of a carer of this child. What is kept about the family is for the manager and is not "
    "shown to you. Tell the manager whatever is to be recorded. A parent may ask to see the file (PR-3)."
)


def is_kept_from_carers(role: Role, act: Act, thing: Thing) -> bool:
    """Whether somebody in `role` may not do `act` on the `thing` of a child whose carer they are (PR-3).

    The manager may: what nobody could act on would be no help to the child. Of the committee each one answers
    for every request whether they are close to it (AR-6). Who is a carer is for others to change, as what is
    kept from whom hangs on it.
    """
    if role is Role.MANAGER or role in ON_THE_COMMITTEE:
        return False
    return thing in _KEPT_FROM_CARERS or (act, thing) == (Act.RECORD, Thing.CHILD)


def reach(role: Role, act: Act, thing: Thing) -> Reach:
    """How far a person in `role` may do `act` on `thing`."""
    return _MAY.get(role, {}).get((thing, act), Reach.NONE)


def reaches_further(role: Role, than: Role) -> bool:
    """Whether `role` may do something that the role `than` may not, or may not of every child.

    Sensitive entries say nothing of it: a deputy sees them with a reason, a key person those of few (CP-12).
    """
    far = list(Reach)
    return any(
        far.index(reach(role, act, thing)) < far.index(reach(than, act, thing))
        for act in Act
        for thing in set(Thing) - {Thing.SENSITIVE_ENTRY}
    )


def may_end(role: Role, account: Role, person: Person, *, on: date) -> bool:
    """Whether `role` may close an account of the role `account`, whose person is as the register says.

    The manager closes any. The deputy closes that of somebody who has left, but no manager's (OR-2, CP-8).
    """
    has_left = person.left_on is not None and person.left_on < on
    return may(role, Act.RECORD, Thing.ACCOUNT) or (
        may(role, Act.RECORD, Thing.ENDED_ACCOUNT) and has_left and account is not Role.MANAGER
    )


def may_put_back(role: Role, account: Role, person: Person, *, on: date, to: Role | None = None) -> bool:
    """Whether `role` may change an account of the role `account` to the role `to`, or to the register's.

    The manager changes any. The deputy takes away what the person's role in the register does not have, but
    from no manager; and gives nothing, so that a slip or worse lets nobody in (CP-11).
    """
    in_register = person.role_on(on)
    takes_away = reaches_further(account, in_register) and not reaches_further(in_register, account)
    return may(role, Act.RECORD, Thing.ACCOUNT) or (
        may(role, Act.RECORD, Thing.ENDED_ACCOUNT)
        and account is not Role.MANAGER
        and to in (None, in_register)
        and takes_away
    )


def more_problems(role: Role | None, in_register: Role | None, *, is_meant: bool) -> Problems:
    """What stands in the way of an account that sees more than its person's role in the register, by field.

    It may be meant, as of a second manager; a slip in a list opens to somebody what they are not to see.
    """
    if role is None or in_register is None or is_meant or not reaches_further(role, in_register):
        return {}
    return {
        "is_meant": f"In the register this person's role is {in_register}, and an account for the role "
        f"{role} opens more. If it is a slip, choose another role; if it is right, tick this."
    }


def waits_for_the_start(role: Role) -> bool:
    """Whether an account of this role signs nobody in before the first day of its person (PR-6).

    One that opens every child's records or the committee's figures does not. Whoever has key children has
    none before they start: until then theirs is for reading the policy and signing, as a volunteer's is.
    """
    return any(
        reach(role, act, thing) is Reach.ALL for act in Act for thing in Thing if thing is not Thing.READING
    )


def early_problems(*, is_early: bool, because: str, starts_later: bool) -> Problems:
    """What stands in the way of an account that signs in before the first day of its person, by field."""
    if not starts_later:
        return {}
    if because.strip() and not is_early:
        return {"is_early": "You have said why. Tick this too, or clear the reason."}
    if is_early and not is_sentence(because):
        return {
            "early_because": "Enter in a sentence why they need it before their first day, such as for days "
            "of handing over. The audit trail keeps it."
        }
    return {}


def is_over(until_on: date | None, *, on: date) -> bool:
    """Whether an account with this last day signs nobody in on a day; the last day itself is theirs."""
    return until_on is not None and on > until_on


def last_day_problems(
    until_on: date | None, *, role: Role | None, has_lasting_manager: bool, today: date
) -> Problems:
    """What stands in the way of the last day of an account, by field; with none it goes on.

    `has_lasting_manager` is whether another manager's account is open, has no last day and has been signed in
    with: somebody always stays who can add accounts, and whom the recovery code lets in.
    """
    if until_on is None:
        return {}
    if until_on < today:
        return {"until_on": "Enter today or a later day. An account that is to end at once is closed."}
    if role is Role.MANAGER and not has_lasting_manager:
        return {
            "until_on": "This is the last manager whose account does not end by itself. First add another "
            "manager, who signs in and chooses a password, or nobody will be able to add accounts. If they "
            "can do so only later, enter the last day under Induction: this account then signs in until they "
            "have."
        }
    return {}


def may(role: Role, act: Act, thing: Thing) -> bool:
    """Whether a person in `role` may do `act` on any `thing` at all."""
    return reach(role, act, thing) is not Reach.NONE


def is_limited_to_own_children(role: Role) -> bool:
    """Whether what `role` sees hangs on which children are theirs, or are for a time (CP-11, CP-12)."""
    return any(reach(role, Act.SEE, thing) is Reach.OWN for thing in Thing)


def require(role: Role, act: Act, thing: Thing) -> None:
    """Nothing where `role` may do `act` on a `thing`; raises `NotAllowed` otherwise."""
    if not may(role, act, thing):
        others = f" It is for {whom}." if (whom := who_may(act, thing)) else ""
        raise NotAllowed(f"Your role ({role}) may not {act} this ({thing}).{others}")


def who_may(act: Act, thing: Thing) -> str:
    """Who may do `act` on every child's `thing`, for whoever may not and is to ask them; none: nobody may."""
    asked = (Role.MANAGER, Role.DEPUTY, Role.CHAIRPERSON)
    return listed([f"the {role}" for role in asked if reach(role, act, thing) is Reach.ALL], "or")


def require_child(
    role: Role, act: Act, thing: Thing, child: int | None, in_sight: Collection[int] | None
) -> None:
    """Nothing where `role` may do `act` on this child's `thing`; raises `NotAllowed` otherwise.

    `in_sight` are the children that the person has a professional need to know of; None means every child.
    """
    require(role, act, thing)
    if reach(role, act, thing) is Reach.OWN and child not in (in_sight or ()):
        raise NotAllowed(
            "This is not one of your key children, so you may not open the record. It is for "
            f"{who_may(act, thing)}, and the child's key person."
        )


class Conflict(StrEnum):
    """Why a chairperson stands back from one access request (AR-6)."""

    REQUESTER = "the requester"
    RELATIVE = "a relative or friend"
    NAMED = "named in the file"


OVERRIDE_LASTS = timedelta(hours=24)


def override_problems(
    *,
    child: object,
    account: object,
    is_own_child: bool = False,
    reason: str,
    asked_by: object,
    second: object,
    second_confirmed: bool,
) -> Problems:
    """What stands in the way of an override, by field (OV-1): a reason, and two people, always.

    `is_own_child` is whether a carer of the child has the name of who is to see the record.
    """
    found: Problems = {}
    if not child:
        found["child"] = "Choose the child."
    if not account:
        found["account"] = "Choose who needs to see the record."
    elif is_own_child:
        found["account"] = "A carer of this child has the name of this person. Choose somebody else."
    if not is_sentence(reason):
        found["reason"] = "Enter in a sentence why the child's safety needs it."
    return found | second_problems(
        second,
        confirmed=second_confirmed,
        not_these=(asked_by, account),
        if_none="An override is never one person's decision alone.",
        if_these="The second person can be neither you nor the person who is given access.",
    )


NOT_YOU = "The second person has to be somebody other than you."
WITHOUT_THE_MANAGER = "Without the manager it takes two of you."


def second_problems(
    second: object,
    *,
    confirmed: bool,
    not_these: Collection[object],
    if_none: str,
    if_these: str = NOT_YOU,
) -> Problems:
    """What is wrong with the second person, by field: there is one, it is none of `not_these`, and they gave
    their own password. `if_none` says why it takes two."""
    if not second:
        return {"second": f"Choose the second person. {if_none}"}
    if second in not_these:
        return {"second": if_these}
    return {} if confirmed else {"confirmation": "The second person's password does not match."}


def backup_problems(*, asked_by: object, second: object, second_confirmed: bool) -> Problems:
    """What stands in the way of a deputy's backup, by field (CP-8, CP-12): it holds every record, so two
    people say that it leaves."""
    return second_problems(
        second, confirmed=second_confirmed, not_these=(asked_by,), if_none=WITHOUT_THE_MANAGER
    )


def export_problems(purpose: str) -> Problems:
    """What stands in the way of a file with names, by field: it leaves for a purpose, and says which (AI-2,
    X-8)."""
    if not is_sentence(purpose):
        return {"purpose": "Enter it in a sentence, such as for the insurer. The audit trail keeps it."}
    return password_problem("purpose", purpose)
