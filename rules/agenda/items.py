"""The items of the agenda: what to do, by when and which clause asks for it; their groups and order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from math import inf

from rules import breach, complaints, rectification
from rules.access import Step
from rules.access_path import Part
from rules.words import counted, days, long_date

WEEKS_AHEAD = 4


class Area(StrEnum):
    """The areas of the policy that the dashboard follows, and the setting itself."""

    ACCESS_REQUESTS = "access requests"
    CONSENTS = "consents"
    SHARING_DECISIONS = "sharing decisions"
    INDUCTION = "induction"
    CHILDREN = "children and files"
    POLICY = "policy"
    SETTING = "setting"


class State(StrEnum):
    """Late, due, or waiting on someone else. Waiting never hides late."""

    LATE = "late"
    DUE = "due"
    WAITING = "waiting"


class Group(StrEnum):
    """The weekly review's groups, in their order."""

    OVERDUE = "overdue"
    WITHIN_A_WEEK = "within a week"
    NEXT_FOUR_WEEKS = "next four weeks"
    WAITING = "waiting on someone"
    LATER = "later"


class Action(StrEnum):
    """What the person does next about an item."""

    ACCESS_STEP = "record a step"
    REQUEST = "open the request"
    RECTIFICATION = "record the step of the correction"
    COMPLAINT = "record the step of the complaint"
    ASK = "hand out the form"
    CONSENT = "record an answer"
    FORM = "enter the form"
    FOLLOW_UP = "record the follow-up"
    NO_CARER = "take the answer back"
    DECIDE = "record the decision"
    RECORD = "record the entry"
    ADVICE = "record the advice"
    REPLY = "record the reply"
    NO_REPLY = "record the reply, or that there is none"
    CONVERSATION = "write the conversation in the file"
    BREACH = "record the step of the breach"
    SIGN_OFF = "sign off"
    KEY_PERSON = "choose the key person"
    KEY_PERSON_OF_SEVERAL = "choose the key person of several"
    JOURNEY = "close the journey account"
    FILE_ENTRY = "complete the file entry"
    FIRST_ENTRY = "begin the index of the file"
    PLACE = "record where the developmental record is"
    FILE_BACK = "record that the file is back"
    WRITE_CONCERN = "write the concern in the file"
    SIGN_OFFS = "sign off together"
    COUNTERSIGN = "countersign"
    TRAINING = "record the training"
    CLOSE_ACCOUNT = "close the account"
    ACCOUNT_ROLE = "change the role of the account"
    NEXT_MANAGER = "give the next manager an account"
    SUPERVISOR = "choose the supervisor"
    CHAIRPERSON = "enter the chairperson"
    ADOPT = "record the adoption"
    REVIEW = "review the policy"
    RELATED = "enter the version"
    CONTACT = "check the number"
    CHECK = "record the check"
    FAMILIES = "record what families were told"
    TEST_RESTORE = "test a restore"
    BACKUP = "make a backup"
    RECOVERY_CODE = "make a recovery code"


class ByForm(StrEnum):
    """What a form asks of a child's carers, where it is all that there is to do."""

    ASK = "Ask for consent"
    RENEW = "Renew consent"


class Pressing(IntEnum):
    """How pressing what is overdue is, the most pressing first."""

    HARM = 1
    SOCIAL_CARE = 2
    NO_MANAGER = 3
    LAW = 4
    SHARING = 5
    PEOPLE = 6
    TO_UNDO = 7
    REQUESTS = 8
    INDUCTION = 9
    CHILDREN = 10
    CONSENTS = 11
    POLICY = 12
    SETTING = 13


_PRESSING_BY_AREA = {
    Area.SHARING_DECISIONS: Pressing.SHARING,
    Area.ACCESS_REQUESTS: Pressing.REQUESTS,
    Area.INDUCTION: Pressing.INDUCTION,
    Area.CHILDREN: Pressing.CHILDREN,
    Area.CONSENTS: Pressing.CONSENTS,
    Area.POLICY: Pressing.POLICY,
    Area.SETTING: Pressing.SETTING,
}
_ASKED_OF_MANY = frozenset({Action.ASK, Action.SIGN_OFFS, Action.TRAINING, Action.KEY_PERSON_OF_SEVERAL})
_OF_OTHERS = frozenset({Action.ADVICE, Action.REPLY, Action.NO_REPLY, Action.TRAINING})
# More than this many who are asked the same are one thing to do; fewer are few, and asked one by one (L11.1).
ONE_BY_ONE = 5


@dataclass(frozen=True)
class Item:
    """One thing to do. `record` is the row it is about; `child` or `person` whose it is."""

    area: Area
    code: str
    what: str
    clause: str
    due: date
    state: State
    is_legal: bool
    action: Action
    record: int
    child: int | None = None
    person: int | None = None
    step: Step | rectification.Step | complaints.Step | None = None
    part: Part | None = None  # of an access request's page, where the next step is done there
    about: str = ""  # whose it is, by name: for the eyes of those who may see it, never for a shared screen
    child_code: str = ""  # of the child it is about, where it is about one
    snooze: int | None = None  # the row that lets it wait
    snoozed_until: date | None = None
    due_at: datetime | None = None  # the moment on the day, where an hour counts, in London
    is_over: bool = False  # of an account: a deputy may close it, or put its role back, where nobody else is
    snoozed_because: str = ""  # typed, so never for a shared screen either
    first_by: int | None = None  # of a second signature: the account of the first, which cannot give both
    is_for_the_office: bool = False  # a second signature that nobody of the committee gives
    open_last: date | None = None  # before a date on which the setting is closed
    aside: str = ""  # who does it instead, such as of a complaint about the manager: for no shared screen
    uncounted: str = ""  # what to do without the count of families that `what` has, where it has one
    is_with_children: bool = False  # of topics: the person is with the children without them
    is_theirs: bool = False  # its date is one that somebody else named: kept as one of the law
    is_of_harm: bool = False  # of a concern that nobody decided, or a breach that endangers somebody (OV-1)
    to_tell: frozenset[breach.Step] = frozenset()  # of such a breach: who still is to hear of it
    by_form: ByForm | None = None  # where a form for the child is all that it asks for
    stands_for: int = 1  # how many things it counts as, where it is drawn for several

    @property
    def do_by(self) -> date:
        """The last day on which it can be done in time: the setting may be closed on the day it is due."""
        return self.open_last or self.due

    @property
    def is_of_many(self) -> bool:
        """Whether it is asked of many children or people in one line, and about none of them."""
        return self.action in _ASKED_OF_MANY and self.child is None and self.person is None

    @property
    def beside(self) -> str:
        """The child's code, where the row is about a child by name and has another: two may have one name."""
        return self.child_code if self.about and self.child_code != self.code else ""

    @property
    def whose(self) -> str:
        """Whose it is, by name and by the code beside it."""
        return f"{self.about}, {self.beside}" if self.beside else self.about

    def says(self, *, may_count: bool) -> str:
        """What to do; for the committee without a count of families, which may be a small one (X-7)."""
        return self.what if may_count or not self.uncounted else self.uncounted

    @property
    def is_by_law(self) -> bool:
        """Whether the law sets its date, and not an authority, the ICO or another that asks us."""
        return self.is_legal and not self.is_theirs

    @property
    def is_house_rule(self) -> bool:
        """Whether the date is the setting's own rule.

        Advice and a referral have social care's own time (L7.12), safeguarding training that of the EYFS
        (L6.6). A concern of serious harm waits for no day of ours.
        """
        return not self.is_legal and not self.is_of_harm and self.action not in _OF_OTHERS


def in_order(items: Iterable[Item], *, today: date) -> list[Item]:
    """The items by group, then by the day by which each is asked for, then by its date; of one date those of
    harm first, then legal ones, an hour before midnight."""
    order = list(Group)
    return sorted(
        items,
        key=lambda item: (
            order.index(group_of(item, today=today)),
            item.do_by,
            item.due,
            not item.is_of_harm,
            not item.is_legal,
            _hour(item),
            item.code,
            item.what,
            item.record,
        ),
    )


def _hour(item: Item) -> float:
    """What ends at an hour of its day ends before what has until midnight."""
    return item.due_at.timestamp() if item.due_at else inf


def most_pressing_first(items: Iterable[Item]) -> list[Item]:
    """The order in which to work through what is overdue: concerns about serious harm that nobody decided and
    breaches that endanger somebody, children about whom social care was told and has not replied, that no
    manager is here, legal dates, decisions to share, people with the children without induction or a
    supervisor and accounts open too long, what was withdrawn, the setting's own dates of requests, then the
    rest; the longest overdue first within each.

    A first import may bring in years of house dates that were missed; a legal date must not drown in them,
    nor somebody who is with the children in a topic of somebody who is not.
    """
    return sorted(items, key=lambda item: (pressing_of(item), item.due))


def pressing_of(item: Item) -> Pressing:
    """How pressing an item is once it is overdue."""
    if item.is_of_harm:
        return Pressing.HARM
    if item.action in {Action.REPLY, Action.NO_REPLY}:
        return Pressing.SOCIAL_CARE
    if item.action is Action.NEXT_MANAGER:  # until then nobody ends or gives access to any of the rest
        return Pressing.NO_MANAGER
    if item.is_legal:
        return Pressing.LAW
    if item.is_with_children or item.action in {Action.SUPERVISOR, Action.CLOSE_ACCOUNT}:
        return Pressing.PEOPLE
    return Pressing.TO_UNDO if item.action is Action.FOLLOW_UP else _PRESSING_BY_AREA[item.area]


def end_of_week(today: date) -> date:
    """The Sunday of this week."""
    return today + timedelta(days=6 - today.weekday())


def a_week_ahead(today: date) -> date:
    """The last day that is within a week of `today`: by then the next weekly review is over.

    Not the Sunday: whoever signs the review on a Friday would find Monday's dates folded away.
    """
    return today + timedelta(weeks=1)


def group_of(item: Item, *, today: date) -> Group:
    """Which of the weekly review's groups an item belongs to: by the last day on which it can be done."""
    if item.snoozed_until:
        return Group.WAITING
    if item.state is State.LATE:
        return Group.OVERDUE
    if item.state is State.WAITING:
        return Group.WAITING
    if item.do_by <= a_week_ahead(today):
        return Group.WITHIN_A_WEEK
    weeks_end = end_of_week(today) + timedelta(weeks=WEEKS_AHEAD)
    return Group.NEXT_FOUR_WEEKS if item.do_by <= weeks_end else Group.LATER


def headline(items: Sequence[Item], *, today: date) -> str:
    """The agenda in a sentence or two: what is late, what falls due within a week, the nearest legal date.

    What is past a date of the law is told apart from what is late by the setting's own rules. Where a legal
    date has passed, the next one is named if it comes before another week is over. What is late and waits is
    not counted with what is to be done, and not left out: every figure that is signed has it.
    """
    late = [item for item in items if group_of(item, today=today) is Group.OVERDUE]
    legal = sorted((item for item in items if item.is_by_law), key=lambda item: (item.due, _hour(item)))
    passed = [item for item in legal if group_of(item, today=today) is Group.OVERDUE]
    put_off = sum(item.state is State.LATE and item.snoozed_until is not None for item in items)
    nothing = "Nothing else is late" if put_off else "Nothing is late"
    soon = sum(group_of(item, today=today) is Group.WITHIN_A_WEEK for item in items)
    fall_due = f"{'falls' if soon == 1 else 'fall'} due within a week"
    if not late and not soon:
        said = f"{nothing} and nothing falls due within a week."
    elif not late:
        said = f"{nothing}. {counted(soon, 'thing')} {fall_due}."
    elif passed:
        said = _past_the_law(late, passed, today)
        said = f"{said} {counted(soon, 'thing')} {fall_due}." if soon else said
    else:
        said = _late_by_rules(late)
        said = f"{said}{',' if ',' in said else ''} and {soon} {fall_due}." if soon else f"{said}."
    if put_off:
        said = f"{said} {counted(put_off, 'late thing')} {'waits' if put_off == 1 else 'wait'}."
    if any(item.action is Action.NEXT_MANAGER for item in late):
        said = f"No manager is here. {said}"
    of_harm = sorted((item for item in items if item.is_of_harm), key=lambda item: item.due)
    if endangering := endanger(of_harm):
        which = endangering[0].code if len(endangering) == 1 else ""
        said = f"{put_in_danger(endangering, which=which)} {said}"
    if undecided := [item for item in of_harm if item.action is not Action.BREACH]:
        which = undecided[0].code if len(undecided) == 1 else counted(len(undecided), "concern")
        waits = "waits" if len(undecided) == 1 else "wait"
        said = f"{which} {waits} to be decided: somebody may be coming to serious harm. {said}"
    # What waits on whoever asks may be past its cautious date: that is no date ahead.
    ahead = next((item for item in legal if item.state is not State.LATE and item.due >= today), None)
    if ahead is None or (passed and ahead.due > a_week_ahead(today)):
        return said
    return f"{said} The {'next' if passed else 'nearest'} legal date is {_legal_date(ahead, today)}."


def endanger(items: Iterable[Item]) -> list[Item]:
    """The items about breaches of whose danger somebody still is to hear (OV-1)."""
    return [item for item in items if item.action is Action.BREACH and item.is_of_harm]


def put_in_danger(items: Sequence[Item], *, which: str = "") -> str:
    """That breaches may put somebody in danger, and who is to hear of it today; `which` is how the one is
    called, where it is not counted.

    The families may have been warned, with the police and social care still to be told, or the other way
    round: only whoever is left is named.
    """
    left = {step for item in items for step in item.to_tell}
    today = {
        (True, True): "warn them today, and tell the police and social care",
        (True, False): "warn them today",
        (False, True): "tell the police and social care today",
    }[breach.Step.TOLD in left, breach.Step.HELP_TOLD in left]
    which = which or counted(len(items), "breach", "breaches")
    return f"{which} may put somebody in danger: {today}."


def _past_the_law(late: Sequence[Item], passed: Sequence[Item], today: date) -> str:
    """How much is late, which of it by the law, and whether the rest is so by the setting's own rules."""
    first, *others = passed
    if len(late) == 1:
        return f"1 thing is late: the legal date of {first.code} passed {_how_long_ago(first, today)}."
    which = f"{first.code}, {_how_long_ago(first, today)}"
    if len(others) == 1:
        which += f", and {others[0].code}, {_how_long_ago(others[0], today)}"
    elif others:
        which += f", and {len(others)} more"
    of_them = f"{len(passed)} of them"
    if len(passed) == len(late):
        of_them = "both" if len(passed) == 2 else "all"
    said = f"{counted(len(late), 'thing')} are late, {of_them} past a legal date: {which}."
    rest, ours = len(late) - len(passed), sum(item.is_house_rule for item in late)
    if not ours:
        return said
    are = "is" if ours == 1 else "are"
    if ours == rest:
        return f"{said} The other {'one' if rest == 1 else rest} {are} late by the setting's own rules."
    return f"{said} Of the other {rest}, {ours} {are} late by the setting's own rules."


def _late_by_rules(late: Sequence[Item]) -> str:
    """How much is late where no legal date has passed, and whether it is so by the setting's own rules."""
    said = f"{counted(len(late), 'thing')} {'is' if len(late) == 1 else 'are'} late"
    ours = sum(item.is_house_rule for item in late)
    if not ours:
        return said
    of_them = "" if ours == len(late) else f", {ours} of them"
    return f"{said}{of_them} by the setting's own rules"


def _how_long_ago(item: Item, today: date) -> str:
    """How long ago a date passed; on its own day, at which hour."""
    if item.due_at and item.due == today:
        return f"today at {item.due_at:%H:%M}"
    return f"{days((today - item.due).days)} ago"


def _legal_date(item: Item, today: date) -> str:
    by = f" by {item.due_at:%H:%M}" if item.due_at else ""
    return f"{item.code}, {'today' if item.due == today else f'on {long_date(item.due)}'}{by}"
