"""What is in the cabinet already and what the registers add to it, as compact facts.

A fact without an `id` is new. The import fills in what is blank and appends what is new; it never
overwrites what somebody recorded.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from models import (
    AboutChild,
    AccessRequest,
    AccessStep,
    AuditEntry,
    Carer,
    Child,
    Consent,
    ConsentPurpose,
    InductionRecord,
    InductionTopic,
    KeyPersonAssignment,
    Mistake,
    Receipt,
    Record,
    SafeguardingTraining,
    SharingAdvice,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
    StaffMember,
)
from rules.access import Channel, Step
from rules.children import stay_before_until
from rules.consent import Answer
from rules.house import HouseRules
from rules.induction import Role
from rules.sharing import Ground, Outcome, Position
from store.mistakes import counts
from store.registers.headings import Listed
from store.registers.names import Roll, name_key
from store.registers.tried import Kind
from store.setting import holidays, roles_of, setting
from store.steps import stands
from store.tables import table


@dataclass(frozen=True, slots=True)
class Place:
    """The row that first meant a child or a person.

    `register` is the object itself, as two files may have one name.
    """

    register: Any = field(repr=False)
    row: int

    def __str__(self) -> str:
        return f"{self.register.label}, row {self.row}"


@dataclass(slots=True, eq=False)
class CarerFact:
    """A carer of one child. `number` counts the carers of this import, known and new."""

    name: str
    key: str
    has_pr: bool
    number: int
    id: int | None = None


@dataclass(slots=True, eq=False)
class ChildFact:
    """A child. `changes` are the blanks that a register fills in."""

    name: str
    key: str
    born_on: date | None
    started_on: date
    left_on: date | None = None
    has_court_order: bool = False
    note: str = ""
    room: str = ""
    id: int | None = None
    code: str = ""
    carers: list[CarerFact] = field(default_factory=list)
    no_carers: set[str] = field(default_factory=set)  # taken back as linked by mistake, by their keys
    changes: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None
    not_left_on: frozenset[date] = frozenset()  # leaving days that were entered and taken out since
    stay_before_until: date | None = None  # the last day of the stay before, of one who came back

    @property
    def is_in_register(self) -> bool:
        """Whether a row of this import means the child."""
        return self.place is not None

    def label(self) -> str:
        """How the child is told from another of the same name."""
        born = f", born {self.born_on.day} {self.born_on:%b %Y}" if self.born_on else ""
        return f"{self.name}{born}{f' ({self.code})' if self.code else ''}"

    def reference(self) -> str:
        """What a choice keeps: the same before and after the child comes in."""
        return f"{self.key}|{self.born_on}" if self.born_on or not self.code else self.code


@dataclass(slots=True, eq=False)
class StaffFact:
    """A member of staff or of the committee."""

    name: str
    key: str
    role: Role
    started_on: date
    first_day_on: date | None = None
    left_on: date | None = None
    id: int | None = None
    code: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None
    not_left_on: frozenset[date] = frozenset()  # leaving days that were entered and taken out since

    @property
    def is_in_register(self) -> bool:
        """Whether a row of this import means this person."""
        return self.place is not None


def holder(fact: ChildFact | StaffFact, column: str = "") -> str:
    """Who says what is known: the dashboard, or the row of this import that came first."""
    if fact.id is not None and column not in fact.changes:
        return "The dashboard"
    return f"The row before ({fact.place})"


@dataclass(slots=True, eq=False)
class AssignmentFact:
    """A key person of a child."""

    child: ChildFact
    staff: StaffFact
    from_on: date
    until_on: date | None
    id: int | None = None
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class RequestFact:
    """An access request and its steps: the day and the reason of each, and which are new."""

    child: ChildFact
    requester: str
    carer: CarerFact | None
    channel: Channel
    received_on: date
    reference: str
    note: str
    id: int | None = None
    code: str = ""
    steps: dict[Step, tuple[date, str]] = field(default_factory=dict)
    new_steps: list[Step] = field(default_factory=list)
    place: tuple[str, int] | None = None
    entered_on: date | None = None  # where the day of receipt was entered wrongly at first

    def is_of(self, day: date) -> bool:
        """Whether it came on that day, or was said to."""
        return day in {self.received_on, self.entered_on}


@dataclass(slots=True, eq=False)
class OutcomeFact:
    """What was decided about a concern; `corrects` is the row that a fuller one completes."""

    outcome: Outcome
    position: Position
    shared_with: str
    reason: str
    witness: str
    decided_on: date
    decided_by: str
    id: int | None = None
    corrects: "OutcomeFact | None" = None


@dataclass(slots=True, eq=False)
class DecisionFact:
    """A sharing decision with its advice, outcomes and entry."""

    child: ChildFact
    ground: Ground
    concern: str
    raised_on: date
    raised_by: str
    id: int | None = None
    code: str = ""
    entered_on: date | None = None  # where the day of the concern was entered wrongly at first
    advice: set[date] = field(default_factory=set)
    not_advised_on: set[date] = field(default_factory=set)  # taken back as entered by mistake
    new_advice: list[tuple[date, str]] = field(default_factory=list)
    outcomes: list[OutcomeFact] = field(default_factory=list)
    entry_on: date | None = None
    not_entered_on: set[date] = field(default_factory=set)  # taken back as entered by mistake
    new_entry: tuple[date, str] | None = None
    place: tuple[str, int] | None = None
    is_mistake: bool = False  # taken back in the dashboard as recorded by mistake

    def was_raised_on(self, day: date) -> bool:
        """Whether a register that says this day means the same concern."""
        return day in {self.raised_on, self.entered_on}


@dataclass(frozen=True)
class TopicVersion:
    """A version of an induction topic."""

    id: int
    number: int
    introduced_on: date
    roles: frozenset[Role]


@dataclass(frozen=True)
class Wording:
    """A wording of a consent purpose."""

    id: int
    number: int
    introduced_on: date


@dataclass
class Known:
    """Everything in the cabinet that an import compares with, and what it adds."""

    house: HouseRules
    bank_holidays: frozenset[date]
    purposes: dict[str, list[Wording]]
    topics: dict[str, list[TopicVersion]]
    children: Roll[ChildFact]
    no_children: Roll[ChildFact]  # taken back as entered by mistake
    staff: Roll[StaffFact]
    carers: list[CarerFact]
    assignments: dict[ChildFact, list[AssignmentFact]]
    requests: dict[ChildFact, list[RequestFact]]
    decisions: dict[ChildFact, list[DecisionFact]]
    inductions: dict[tuple[StaffFact, str], list[date]]
    consents: dict[int, int] = field(default_factory=dict)
    mistaken_consents: dict[int, int] = field(default_factory=dict)
    mistaken_inductions: dict[tuple[StaffFact, str], set[tuple[date, bool]]] = field(default_factory=dict)
    trainings: dict[StaffFact, list[date]] = field(default_factory=dict)
    mistaken_trainings: dict[StaffFact, list[date]] = field(default_factory=dict)
    new_trainings: list[tuple[StaffFact, date, str]] = field(default_factory=list)
    consents_there: int = 0
    new_consents: list[tuple[ChildFact, CarerFact, int, int, date, str]] = field(default_factory=list)
    new_inductions: list[tuple[StaffFact, int, date, bool, str, str]] = field(default_factory=list)

    def every_decision(self) -> list[DecisionFact]:
        """Each decision once, also one that a register may have under two children."""
        return list(dict.fromkeys(decision for held in self.decisions.values() for decision in held))

    def new_carer(self, child: ChildFact, name: str, *, has_pr: bool) -> CarerFact:
        """One more carer of a child."""
        carer = CarerFact(name, name_key(name), has_pr, len(self.carers))
        self.carers.append(carer)
        child.carers.append(carer)
        return carer


ANSWERS = tuple(Answer)
_DAYS = 22  # bits of a date's ordinal
_PURPOSES = 20  # bits of a purpose's id


def consent_key(carer: CarerFact, purpose_id: int, on: date) -> int:
    """One number for a carer, a purpose and a day: hundreds of thousands of them fit in memory."""
    return ((carer.number << _PURPOSES) | purpose_id) << _DAYS | on.toordinal()


def of_consent_key(key: int) -> tuple[int, int, date]:
    """The number of the carer, the purpose and the day that a `consent_key` was made of."""
    carer_and_purpose, day = key >> _DAYS, key & ((1 << _DAYS) - 1)
    return carer_and_purpose >> _PURPOSES, carer_and_purpose & ((1 << _PURPOSES) - 1), date.fromordinal(day)


def lists(connection: Connection, today: date) -> dict[Kind, tuple[Listed, ...]]:
    """The setting's own consent purposes and induction topics, by which headings are matched."""
    purpose, topic = table(ConsentPurpose), table(InductionTopic)
    purposes: dict[str, str] = {}
    for row in connection.execute(select(purpose).order_by(purpose.c.position, purpose.c.wording)):
        if row.retired_on is None or row.retired_on > today:
            purposes[row.key] = row.title
        else:
            purposes.pop(row.key, None)
    topics = {
        row.key: row.title
        for row in connection.execute(select(topic).order_by(topic.c.position, topic.c.version))
    }
    made: dict[Kind, tuple[Listed, ...]] = dict.fromkeys(Kind, ())
    made[Kind.CONSENTS] = tuple(Listed(key, title) for key, title in purposes.items())
    made[Kind.STAFF] = tuple(Listed(key, title) for key, title in topics.items())
    return made


_IN_PARTS = {"yield_per": 5000}


def _rows(connection: Connection, kind: type[Record], *wanted: ColumnElement[bool]) -> Iterator[Any]:
    held = table(kind)
    asked = select(held).where(*wanted).order_by(held.c.id)
    yield from connection.execute(asked, execution_options=_IN_PARTS)


def _leaving_days_taken_out(connection: Connection) -> dict[tuple[str, int], set[date]]:
    """By table and row: the leaving days that stood there once and that somebody took out, or changed.

    A row that says who somebody is may be changed, and the audit trail keeps what was before.
    """
    line = table(AuditEntry).c
    changed = connection.execute(
        select(line.thing, line.thing_id, line.detail).where(
            line.act == "changed",
            line.thing.in_([table(Child).name, table(StaffMember).name]),
            line.detail.contains('"left_on"'),
        ),
        execution_options=_IN_PARTS,
    )
    found: dict[tuple[str, int], set[date]] = defaultdict(set)
    for thing, row_id, detail in changed:
        before, _ = json.loads(detail).get("left_on", (None, None))  # it may be what somebody typed
        if before:
            found[thing, row_id].add(date.fromisoformat(before))
    return found


def read_known(connection: Connection, today: date, *, with_consents: bool) -> Known:
    """What is in the cabinet now. The consents are many, so they are read only when they are wanted."""
    taken_out = _leaving_days_taken_out(connection)
    children = {
        row.id: ChildFact(
            name=row.name,
            key=name_key(row.name),
            born_on=row.born_on,
            started_on=row.started_on,
            left_on=row.left_on,
            has_court_order=row.has_court_order,
            note=row.note,
            room=row.room,
            id=row.id,
            code=row.code,
            not_left_on=frozenset(taken_out[table(Child).name, row.id]),
            stay_before_until=stay_before_until(row.left_before_on, started_on=row.started_on),
        )
        for row in _rows(connection, Child)
    }
    staff = {
        row.id: StaffFact(
            name=row.name,
            key=name_key(row.name),
            role=row.role,
            started_on=row.started_on,
            first_day_on=row.first_day_on,
            left_on=row.left_on,
            id=row.id,
            code=row.code,
            not_left_on=frozenset(taken_out[table(StaffMember).name, row.id]),
        )
        for row in _rows(connection, StaffMember)
    }
    carers: dict[int, CarerFact] = {}
    mistaken = _mistaken(connection, Carer)
    for row in _rows(connection, Carer):
        carer = CarerFact(row.name, name_key(row.name), row.has_parental_responsibility, len(carers), row.id)
        carers[row.id] = carer
        if row.id in mistaken:
            children[row.child_id].no_carers.add(carer.key)
        else:
            children[row.child_id].carers.append(carer)
    assignments: dict[ChildFact, list[AssignmentFact]] = defaultdict(list)
    for row in _rows(connection, KeyPersonAssignment):
        child = children[row.child_id]
        assignments[child].append(
            AssignmentFact(child, staff[row.staff_id], row.from_on, row.until_on, row.id)
        )
    purposes: dict[str, list[Wording]] = defaultdict(list)
    for row in _rows(connection, ConsentPurpose):
        purposes[row.key].append(Wording(row.id, row.wording, row.introduced_on))
    topics: dict[str, list[TopicVersion]] = defaultdict(list)
    for row in _rows(connection, InductionTopic):
        topics[row.key].append(TopicVersion(row.id, row.version, row.introduced_on, roles_of(row.roles)))
    no_children = _mistaken(connection, Child)
    known = Known(
        house=setting(connection).house_rules(),
        bank_holidays=holidays(connection, today),
        purposes=dict(purposes),
        topics=dict(topics),
        children=Roll(child for id_, child in children.items() if id_ not in no_children),
        no_children=Roll(child for id_, child in children.items() if id_ in no_children),
        staff=Roll(staff.values()),
        carers=list(carers.values()),
        assignments=assignments,
        requests=_requests(connection, children, carers),
        decisions=_decisions(connection, children),
        inductions=_inductions(connection, staff, topics),
        mistaken_inductions=_mistaken_inductions(connection, staff, topics),
        trainings=_trainings(connection, staff),
        mistaken_trainings=_trainings(connection, staff, are_mistakes=True),
    )
    if with_consents:
        known.consents = _consents(connection, carers)
        known.mistaken_consents = _consents(connection, carers, are_mistakes=True)
    return known


def _mistaken(connection: Connection, model: type[Record]) -> set[int]:
    """The rows of a table that were taken back as entered by mistake."""
    mistake = table(Mistake).c
    asked = select(mistake.record_id).where(mistake.thing == table(model).name)
    return set(connection.execute(asked).scalars())


def _requests(
    connection: Connection, children: dict[int, ChildFact], carers: dict[int, CarerFact]
) -> dict[ChildFact, list[RequestFact]]:
    by_id: dict[int, RequestFact] = {}
    by_child: dict[ChildFact, list[RequestFact]] = defaultdict(list)
    came_on = _came_on(connection, AccessRequest)
    for row in _rows(connection, AccessRequest):
        child = children[row.child_id]
        by_id[row.id] = fact = RequestFact(
            child=child,
            requester=row.requester,
            carer=carers.get(row.carer_id),
            channel=row.channel,
            received_on=came_on.get(row.id, row.received_on),
            reference=row.register_reference,
            note=row.note,
            id=row.id,
            code=row.code,
            entered_on=row.received_on,
        )
        by_child[child].append(fact)
    for row in _rows(connection, AccessStep, stands(table(AccessStep))):
        by_id[row.request_id].steps[row.step] = (row.on, row.reason)
    return by_child


def _came_on(connection: Connection, model: type[Record]) -> dict[int, date]:
    """The day on which each row of a table really came, of which another was entered at first."""
    return {
        row.record_id: row.received_on
        for row in _rows(connection, Receipt, table(Receipt).c.thing == table(model).name)
    }


def _decisions(connection: Connection, children: dict[int, ChildFact]) -> dict[ChildFact, list[DecisionFact]]:
    by_id: dict[int, DecisionFact] = {}
    by_child: dict[ChildFact, list[DecisionFact]] = defaultdict(list)
    raised_on = _came_on(connection, SharingDecision)
    is_about = {
        row.record_id: row.child_id
        for row in _rows(connection, AboutChild, table(AboutChild).c.thing == table(SharingDecision).name)
    }
    taken_back = _mistaken(connection, SharingDecision)
    for row in _rows(connection, SharingDecision):
        child = children[is_about.get(row.id, row.child_id)]
        by_id[row.id] = fact = DecisionFact(
            child,
            row.ground,
            row.concern,
            raised_on.get(row.id, row.raised_on),
            row.raised_by,
            id=row.id,
            code=row.code,
            entered_on=row.raised_on,
            is_mistake=row.id in taken_back,
        )
        # A register that still has the child who was chosen at first means the same concern.
        for said in dict.fromkeys((children[row.child_id], child)):
            by_child[said].append(fact)
    for row in _rows(connection, SharingAdvice, counts(SharingAdvice, table(SharingAdvice))):
        by_id[row.decision_id].advice.add(row.sought_on)
    for row in _rows(connection, SharingAdvice, ~counts(SharingAdvice, table(SharingAdvice))):
        by_id[row.decision_id].not_advised_on.add(row.sought_on)
    for row in _rows(connection, SharingOutcome):
        by_id[row.decision_id].outcomes.append(
            OutcomeFact(
                outcome=row.outcome,
                position=row.position,
                shared_with=row.shared_with,
                reason=row.reason,
                witness=row.witness,
                decided_on=row.decided_on,
                decided_by=row.decided_by,
                id=row.id,
            )
        )
    for row in _rows(connection, SharingEntry, counts(SharingEntry, table(SharingEntry))):
        by_id[row.decision_id].entry_on = row.recorded_on
    for row in _rows(connection, SharingEntry, ~counts(SharingEntry, table(SharingEntry))):
        by_id[row.decision_id].not_entered_on.add(row.recorded_on)
    return by_child


def _inductions(
    connection: Connection, staff: dict[int, StaffFact], topics: dict[str, list[TopicVersion]]
) -> dict[tuple[StaffFact, str], list[date]]:
    key_of = {version.id: key for key, versions in topics.items() for version in versions}
    held: dict[tuple[StaffFact, str], list[date]] = defaultdict(list)
    for row in _rows(connection, InductionRecord, counts(InductionRecord, table(InductionRecord))):
        held[staff[row.staff_id], key_of[row.topic_id]].append(row.on)
    return held


def _mistaken_inductions(
    connection: Connection, staff: dict[int, StaffFact], topics: dict[str, list[TopicVersion]]
) -> dict[tuple[StaffFact, str], set[tuple[date, bool]]]:
    """The days of the sign-offs that were entered by mistake, each with whether the topic was needed."""
    key_of = {version.id: key for key, versions in topics.items() for version in versions}
    held: dict[tuple[StaffFact, str], set[tuple[date, bool]]] = defaultdict(set)
    for row in _rows(connection, InductionRecord, ~counts(InductionRecord, table(InductionRecord))):
        held[staff[row.staff_id], key_of[row.topic_id]].add((row.on, row.is_needed))
    return held


def _trainings(
    connection: Connection, staff: dict[int, StaffFact], *, are_mistakes: bool = False
) -> dict[StaffFact, list[date]]:
    """The days of each person's safeguarding training: those there are, or were by mistake."""
    is_so = counts(SafeguardingTraining, table(SafeguardingTraining))
    held: dict[StaffFact, list[date]] = defaultdict(list)
    for row in _rows(connection, SafeguardingTraining, ~is_so if are_mistakes else is_so):
        held[staff[row.staff_id]].append(row.on)
    return held


def _consents(
    connection: Connection, carers: dict[int, CarerFact], *, are_mistakes: bool = False
) -> dict[int, int]:
    """Each carer, purpose and day with its answers, as bits: what is there already, or was by mistake."""
    given = table(Consent)
    held: dict[int, int] = {}
    bit = {answer: 1 << place for place, answer in enumerate(ANSWERS)}
    wanted = select(given.c.carer_id, given.c.purpose_id, given.c.on, given.c.answer).where(
        ~counts(Consent, given) if are_mistakes else counts(Consent, given)
    )
    for carer_id, purpose_id, on, answer in connection.execute(wanted, execution_options=_IN_PARTS):
        key = consent_key(carers[carer_id], purpose_id, on)
        held[key] = held.get(key, 0) | bit[answer]
    return held
