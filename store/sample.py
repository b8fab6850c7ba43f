"""Fictional records, so that somebody can look around before entering any of their own.

One setting, made from a seed and placed around today, with at least one case of every state that the rules
know. Every name is invented (`data/sample_names.toml`). The same story, told longer, is what speed is
measured on.
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from models import (
    AccessRequest,
    AccessStep,
    Account,
    Carer,
    Child,
    Consent,
    ConsentFollowUp,
    ConsentPurpose,
    ExtraBankHoliday,
    InductionRecord,
    InductionTopic,
    KeyPersonAssignment,
    Record,
    SharingAdvice,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
    StaffMember,
    WeeklyReview,
)
from rules.access import (
    Channel,
    Clock,
    Step,
    StepDone,
    clock_of,
    due_on,
    first_due_on,
    months_after,
)
from rules.agenda import WEEKS_AHEAD, end_of_week
from rules.consent import Answer, How
from rules.house import HouseRules
from rules.induction import ON_THE_COMMITTEE, Role
from rules.sharing import Ground, Outcome, Position
from rules.working_days import (
    DAY,
    bank_holidays,
    working_day_on_or_after,
    working_day_on_or_before,
    working_days_after,
)
from store.cabinet import Cabinet, Who, create_unlocked
from store.setting import DATA, furnish, setting
from store.tables import table

NAME = "Bluebell Lane Nursery"
ROWS_AT_A_TIME = 50_000

# What the story does with the lists that a new setting starts with.
POLICY = "confidentiality-policy"
RETYPED = "recording"  # typing was corrected: nobody reads it again
CHANGED = "phones-cameras"  # changed in substance: everyone reads it again
REWORDED = "website"
REFUSED_BY = {REWORDED: 0.15, "photographs-other-journeys": 0.06, "photographs-display": 0.04}


@dataclass(frozen=True)
class Size:
    """How much history there is. What is open today is the same story at any size."""

    years: int
    on_roll: int
    former_children: int
    former_people: int
    closed_requests: int
    recorded_decisions: int
    weeks_of_reviews: int


SAMPLE = Size(
    years=2,
    on_roll=45,
    former_children=12,
    former_people=3,
    closed_requests=6,
    recorded_decisions=21,
    weeks_of_reviews=26,
)


def look_around(home: Path, *, today: date | None = None) -> tuple[Cabinet, Who]:
    """A sample cabinet below `home` that nobody can open once the process ends, and its manager.

    `today` is the day in London, and that of the clock where it is not given.
    """
    opened = create_unlocked(home / "sample-cabinet")
    who = furnish(opened, NAME, str(_names()["manager"]), is_sample=True)
    fill(opened, today=today or datetime.now(ZoneInfo("Europe/London")).date())
    return opened, who


def fill(opened: Cabinet, *, today: date, seed: int = 7) -> None:
    """Puts the sample records into a furnished cabinet that holds no others, in one transaction."""
    make(opened, SAMPLE, today=today, seed=seed)


def make(opened: Cabinet, size: Size, *, today: date, seed: int) -> None:
    """Puts a fictional setting with a history of `size` into a furnished cabinet, in one transaction."""
    with opened.administering("sample records made") as session:
        story = _begin(session, size, today=today, seed=seed)
        _new_wording_and_versions(story)
        people = _people(story)
        families = _families(story, people)
        _consents(story, families)
        _access_requests(story, families)
        _sharing_decisions(story, families, people)
        _weekly_reviews(story)
        story.rows.put()


# How rows go in ------------------------------------------------------------------------------------


class Rows:
    """Rows on their way into the cabinet, numbered as they come and put in many at a time."""

    def __init__(self, session: Session) -> None:
        self.connection = session.connection()
        self._waiting: dict[type[Record], list[dict[str, Any]]] = defaultdict(list)
        self._last: dict[type[Record], int] = {}
        self._count = 0

    def add(self, model: type[Record], **row: Any) -> int:
        """Takes a row and gives its number."""
        if model not in self._last:
            newest = select(func.coalesce(func.max(table(model).c.id), 0))
            self._last[model] = self.connection.execute(newest).scalar_one()
        self._last[model] += 1
        self._waiting[model].append({**_defaults(model), **row, "id": self._last[model]})
        self._count += 1
        if self._count >= ROWS_AT_A_TIME:
            self.put()
        return self._last[model]

    def put(self) -> None:
        """Puts in what is waiting, the tables that others refer to first."""
        order = list(Record.metadata.sorted_tables)
        for model in sorted(self._waiting, key=lambda model: order.index(table(model))):
            self.connection.execute(insert(table(model)), self._waiting[model])
            if self.connection.dialect.name == "postgresql":
                # The numbers were given here, so the table's own counter has to catch up.
                self.connection.execute(
                    text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
                    {"name": table(model).name, "last": self._last[model]},
                )
        self._waiting.clear()
        self._count = 0


@cache
def _defaults(model: type[Record]) -> dict[str, Any]:
    return {
        name: field.default
        for name, field in model.model_fields.items()
        if not field.is_required() and field.default_factory is None
    }


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads((DATA / "sample_names.toml").read_text(encoding="utf-8"))


# What the story is told with -----------------------------------------------------------------------


@dataclass
class Topic:
    """An induction topic with its versions: the row and the day of each, oldest first."""

    key: str
    roles: frozenset[Role]
    versions: list[tuple[int, date]]

    def row_on(self, day: date) -> int:
        """The row of the version in force on `day`."""
        return [row for row, introduced_on in self.versions if introduced_on <= day][-1]


@dataclass
class Story:
    """The setting being made: its days, its lists, and the chance that shapes it."""

    rows: Rows
    size: Size
    today: date
    house: HouseRules
    bank_holidays: frozenset[date]
    chance: Random
    account: int
    purposes: dict[str, list[tuple[int, date]]]  # by key: the row and the day of each wording
    topics: list[Topic]

    @property
    def topic_changed_on(self) -> date:
        """The day on which the topic that everyone reads again was changed."""
        return next(topic for topic in self.topics if topic.key == CHANGED).versions[-1][1]

    def ago(self, working_days: int) -> date:
        """The working day that many before today; 0 gives today or the last working day before it."""
        day = working_day_on_or_before(self.today, self.bank_holidays)
        if day < self.today and working_days:
            working_days -= 1
        for _ in range(working_days):
            day = working_day_on_or_before(day - DAY, self.bank_holidays)
        return day

    def ahead(self, day: date, working_days: int) -> date:
        """The working day that many after `day`; 0 gives `day` or the next working day."""
        return working_days_after(
            working_day_on_or_after(day, self.bank_holidays), working_days, self.bank_holidays
        )

    def recorded(self, day: date) -> dict[str, Any]:
        """When and by whom a row about `day` was recorded."""
        # What was done today was recorded at its start: nothing lies in the future, whatever the hour.
        at = time() if day >= self.today else time(15, 40)
        return {"recorded_at": datetime.combine(day, at, UTC), "recorded_by_id": self.account}


def _begin(session: Session, size: Size, *, today: date, seed: int) -> Story:
    connection = session.connection()
    purposes, topics = table(ConsentPurpose), table(InductionTopic)
    extra = connection.execute(select(table(ExtraBankHoliday).c.day)).scalars()
    by_key: dict[str, list[tuple[int, date]]] = defaultdict(list)
    for row in connection.execute(select(purposes).order_by(purposes.c.position, purposes.c.wording)):
        by_key[row.key].append((row.id, row.introduced_on))
    return Story(
        rows=Rows(session),
        size=size,
        today=today,
        house=setting(connection).house_rules(),
        bank_holidays=bank_holidays(range(today.year - size.years - 8, today.year + 2), extra),
        chance=Random(seed),  # noqa: S311  (a story, not a secret)
        account=connection.execute(select(func.min(table(Account).c.id))).scalar_one(),
        purposes=dict(by_key),
        topics=[
            Topic(row.key, frozenset(map(Role, row.roles.split(","))), [(row.id, row.introduced_on)])
            for row in connection.execute(select(topics).order_by(topics.c.position))
        ],
    )


def _new_wording_and_versions(story: Story) -> None:
    """A purpose worded anew 14 months ago, typing corrected in one topic, another changed 10 days ago."""
    connection = story.rows.connection
    reworded_on = working_day_on_or_after(months_after(story.today, -14), story.bank_holidays)
    purposes, topics = table(ConsentPurpose), table(InductionTopic)
    old = connection.execute(select(purposes).where(purposes.c.key == REWORDED)).mappings().one()
    connection.execute(update(purposes).where(purposes.c.id == old["id"]).values(retired_on=reworded_on))
    question = f"{old['question'].removesuffix('?')}, never with a name beside them?"
    row = story.rows.add(
        ConsentPurpose, **{**old, "wording": 2, "question": question, "introduced_on": reworded_on}
    )
    story.purposes[REWORDED].append((row, reworded_on))
    for key, introduced_on, is_material in (
        (RETYPED, story.ago(105), False),
        (CHANGED, working_day_on_or_before(story.today - timedelta(days=10), story.bank_holidays), True),
    ):
        first = connection.execute(select(topics).where(topics.c.key == key)).mappings().one()
        changed = {"version": 2, "introduced_on": introduced_on, "is_material": is_material}
        row = story.rows.add(InductionTopic, **{**first, **changed})
        next(topic for topic in story.topics if topic.key == key).versions.append((row, introduced_on))


# People --------------------------------------------------------------------------------------------


@dataclass
class Person:
    """Somebody of the setting, and the topics that were not signed off or not needed."""

    name: str
    role: Role
    started_on: date
    first_day_on: date | None = None
    left_on: date | None = None
    missing: frozenset[str] = frozenset()
    not_needed: frozenset[str] = frozenset()
    has_read_again: bool = True
    id: int = 0


@dataclass
class People:
    """Everyone whom the records name."""

    all: list[Person]
    manager: Person
    deputy: Person
    key_people: list[Person]
    former_key_people: list[Person]


def _people(story: Story) -> People:
    names = _names()
    everyone = [
        *_settled(story, names["key_people"], Role.KEY_PERSON, months=(25, 66)),
        *_settled(story, [names["deputy"]], Role.DEPUTY, months=(60, 62)),
        *_settled(story, names["practitioners"][:-1], Role.STAFF, months=(9, 40)),
        *_settled(story, [names["cook"]], Role.STAFF, months=(44, 48)),
        *_settled(story, [names["manager"]], Role.MANAGER, months=(70, 74)),
        *_settled(story, names["students"][:1], Role.STUDENT, months=(2, 4)),
        *_on_the_committee(story, [names["chairperson"]], Role.CHAIRPERSON, months=(30, 40)),
        *_on_the_committee(story, names["committee"][:-2], Role.COMMITTEE, months=(6, 28)),
        *_newcomers(story),
        *_former(story),
    ]
    # The change of 10 days ago is still to be read by three of them.
    by_name = {person.name: person for person in everyone if not person.left_on}
    for name in (names["key_people"][-1], names["practitioners"][1], names["committee"][0]):
        by_name[name].has_read_again = False
    by_name[names["cook"]].not_needed = frozenset({RETYPED})
    _enter_people(story, everyone)
    manager, deputy = by_name[names["manager"]], by_name[names["deputy"]]
    story.rows.put()
    story.rows.connection.execute(
        update(table(Account)).where(table(Account).c.id == story.account).values(staff_id=manager.id)
    )
    _inductions(story, everyone, manager=manager.name, chairperson=names["chairperson"])
    key_people = [person for person in everyone if person.role is Role.KEY_PERSON]
    return People(
        everyone,
        manager,
        deputy,
        [person for person in key_people if not person.left_on],
        [person for person in key_people if person.left_on],
    )


def _settled(story: Story, names: Sequence[str], role: Role, *, months: tuple[int, int]) -> Iterable[Person]:
    """People who have long been here, the first of them longest."""
    most, least = months[1], months[0]
    for at, name in enumerate(names):
        back = most - (most - least) * at // max(1, len(names) - 1)
        started_on = story.ahead(months_after(story.today, -back), story.chance.randint(0, 8))
        yield Person(name, role, started_on, story.ahead(started_on, story.chance.randint(1, 3)))


def _on_the_committee(
    story: Story, names: Sequence[str], role: Role, *, months: tuple[int, int]
) -> Iterable[Person]:
    """Committee members, who do not work with the children: no first day with them."""
    for person in _settled(story, names, role, months=months):
        person.first_day_on = None
        yield person


def _newcomers(story: Story) -> Iterable[Person]:
    """Those whose induction is due, overdue, lacking on site, or not begun."""
    names = _names()
    keys = frozenset(topic.key for topic in story.topics)
    started_on = story.ago(2)
    yield Person(
        names["practitioners"][-1],
        Role.STAFF,
        started_on,
        story.ahead(story.today, 6),
        missing=keys - {POLICY, CHANGED},
    )
    # A placement that the college has booked.
    yield Person(
        names["students"][-1], Role.STUDENT, started_on, story.ahead(planned_on(story), 0), missing=keys
    )
    yield Person(
        names["volunteers"][0],
        Role.VOLUNTEER,
        story.ago(6),
        story.ago(4),
        missing=frozenset({"whistleblowing"}),
    )
    late, due = names["committee"][-2:]
    yield Person(late, Role.COMMITTEE, story.today - timedelta(days=41), missing=frozenset({RETYPED}))
    yield Person(
        due,
        Role.COMMITTEE,
        committee_due_on(story) - timedelta(days=story.house.induction_days),
        missing=keys - {POLICY, CHANGED},
    )


def planned_on(story: Story) -> date:
    """The day around which a student's placement is planned, beyond what the agenda lists in weeks."""
    return end_of_week(story.today) + timedelta(weeks=WEEKS_AHEAD, days=15)


def committee_due_on(story: Story) -> date:
    """The day by which the newest committee member is to be inducted: within this week."""
    return min(story.today + DAY, end_of_week(story.today))


def _former(story: Story) -> Iterable[Person]:
    """People who have left. The first is a key person, whose children had to be given another."""
    names, chance = _names(), story.chance
    left_on = story.ago(100)
    fixed = [
        (names["former_key_people"][0], Role.KEY_PERSON, left_on, 44),
        (names["former_practitioners"][0], Role.STAFF, story.ago(310), 15),
        (names["former_students"][0], Role.STUDENT, story.ago(205), 3),
    ]
    roles = (Role.KEY_PERSON, Role.STAFF, Role.STAFF, Role.STUDENT, Role.VOLUNTEER, Role.COMMITTEE)
    drawn = [
        (
            f"{chance.choice(names['grown_up_first_names'])} {chance.choice(names['surnames'])}",
            chance.choice(roles),
            story.today - timedelta(days=chance.randint(60, 365 * story.size.years)),
            chance.randint(4, 60),
        )
        for _ in range(story.size.former_people - len(fixed))
    ]
    for name, role, left, months in [*fixed, *drawn]:
        started_on = story.ahead(months_after(left, -months), 0)
        first_day_on = None if role in ON_THE_COMMITTEE else story.ahead(started_on, 2)
        yield Person(
            name, role, started_on, first_day_on, working_day_on_or_before(left, story.bank_holidays)
        )


def _enter_people(story: Story, everyone: Iterable[Person]) -> None:
    numbers: Counter[str] = Counter()
    for person in sorted(everyone, key=lambda person: (person.started_on, person.name)):
        letter = "M" if person.role in ON_THE_COMMITTEE else "S"
        numbers[letter] += 1
        person.id = story.rows.add(
            StaffMember,
            code=f"{letter}-{numbers[letter]:02}",
            name=person.name,
            role=person.role,
            started_on=person.started_on,
            first_day_on=person.first_day_on,
            left_on=person.left_on,
        )


def _inductions(story: Story, everyone: Iterable[Person], *, manager: str, chairperson: str) -> None:
    """What each was taken through before the first day, and what was read again since."""
    for person in everyone:
        signed_off_by = chairperson if person.name == manager else manager
        until = min(person.first_day_on or person.started_on + timedelta(days=20), story.today)
        for topic in story.topics:
            if person.role not in topic.roles or topic.key in person.missing:
                continue
            on = story.chance.choice(
                [
                    person.started_on + timedelta(days=n)
                    for n in range(max(1, (until - person.started_on).days))
                ]
            )
            on = max(working_day_on_or_before(on, story.bank_holidays), person.started_on)
            _, changed_on = topic.versions[-1]
            needed = topic.key not in person.not_needed
            row = {"staff_id": person.id, "signed_off_by": signed_off_by}
            story.rows.add(
                InductionRecord,
                **row,
                topic_id=topic.row_on(on),
                on=on,
                is_needed=needed,
                note="" if needed else "Does not write in the children's files.",
                **story.recorded(on),
            )
            if topic.key == CHANGED and on < changed_on and not person.left_on and person.has_read_again:
                again = story.ahead(changed_on + timedelta(days=story.chance.randint(0, 5)), 0)
                again = min(again, story.today)
                story.rows.add(
                    InductionRecord,
                    **row,
                    topic_id=topic.row_on(again),
                    on=again,
                    **story.recorded(again),
                )


# Children and their carers -------------------------------------------------------------------------


@dataclass
class Family:
    """A child with the carers, and the days on which the consent form was signed."""

    name: str
    born_on: date
    started_on: date
    forms: list[date]
    left_on: date | None = None
    carers: list[tuple[str, bool]] = field(default_factory=list)
    signers: int = 1  # how many carers sign the form, of those with parental responsibility
    refused: frozenset[str] = frozenset()
    not_asked: frozenset[str] = frozenset()
    has_court_order: bool = False
    note: str = ""
    key_person: bool = True
    id: int = 0
    carer_ids: list[int] = field(default_factory=list)


@dataclass
class Families:
    """The children on roll, those who have left, and those whom a consent of today is about."""

    all: list[Family]
    on_roll: list[Family]
    disagreeing: Family
    withdrew_lately: Family
    withdrew_before: Family


def _families(story: Story, people: People) -> Families:
    names = _children_names(story)
    settled = [
        _settled_family(story, next(names), renewal, at) for at, renewal in enumerate(_renewals(story))
    ]
    new = Family(
        next(names),
        months_after(story.today, -10),
        story.ago(3),
        [],
        key_person=False,
    )
    half_asked_on = story.ago(24)
    half_asked = Family(
        next(names),
        months_after(story.today, -19),
        half_asked_on,
        [half_asked_on],
        not_asked=frozenset({REWORDED, "next-setting"}),
    )
    on_roll = [*settled, new, half_asked]
    families = [*on_roll, *(_former_family(story, next(names)) for _ in range(story.size.former_children))]
    for at, family in enumerate(families):
        _invent_carers(story, family, at)
    # The last of the settled were given their consent longest ago among those not yet due.
    disagreeing, withdrew_lately, withdrew_before = settled[-6], settled[-9], settled[-12]
    for family in (disagreeing, withdrew_lately, withdrew_before):
        family.signers, family.refused = 1, frozenset()
    disagreeing.carers = [(name, True) for name, _ in disagreeing.carers]
    if len(disagreeing.carers) < 2:
        disagreeing.carers.append((_grown_up(story, disagreeing.name), True))
    for family in (settled[7], settled[-15]):
        family.has_court_order = True
        family.note = "A court order says who may collect. It is in the file, section 2."
    settled[9].note = "Likes to be called <b>Bear</b>"
    settled[11].note = '=HYPERLINK("welcome","the welcome letter")'
    _enter_families(story, families, people)
    return Families(families, on_roll, disagreeing, withdrew_lately, withdrew_before)


def _renewals(story: Story) -> list[date]:
    """The day on which each settled family's consent is due again: a few late, a few soon, most later.

    Whatever weekday today is, the weeks ahead hold about as much as in a real setting: what other things
    leave room for is made up with renewals.
    """
    today, sunday = story.today, end_of_week(story.today)
    horizon = sunday + timedelta(weeks=WEEKS_AHEAD)
    other = _other_dues(story)
    this_week = max(2, 6 - sum(today <= due <= sunday for due in other))
    next_weeks = max(2, 10 - sum(sunday < due <= horizon for due in other))
    late = [today - timedelta(days=days) for days in (5, 12, 25)]
    soon = [today + timedelta(days=n % ((sunday - today).days + 1)) for n in range(this_week)]
    next_ = [sunday + timedelta(days=2 + 24 * n // next_weeks) for n in range(next_weeks)]
    left = story.size.on_roll - 2 - len(late) - len(soon) - len(next_)
    first = horizon + timedelta(days=4)
    span = (months_after(today, 12) - timedelta(days=32) - first).days
    later = [first + timedelta(days=span * n // left + story.chance.randint(0, 3)) for n in range(left)]
    return [*late, *(_a_day_every_year_has(day) for day in [*soon, *next_]), *reversed(later)]


def _a_day_every_year_has(day: date) -> date:
    # What was signed a year before 29 February was signed on 28 February, and is due on the 28th.
    return day + DAY if (day.month, day.day) == (2, 29) else day


def _other_dues(story: Story) -> list[date]:
    """When the things fall due that are not renewals and not late (the cases further below)."""
    house, days = story.house, story.bank_holidays
    return [
        story.ahead(story.today, 0),  # an access request's last day
        story.ago(0),  # a decision of today, to be written in the file
        working_days_after(story.ago(1), house.decision_working_days, days),
        working_days_after(story.ago(1), house.withdrawal_working_days, days),
        working_days_after(story.ago(3), house.acknowledge_working_days, days),
        due_on(Clock(story.ago(3)), days),
        working_days_after(story.ago(3), house.key_person_working_days, days),
        working_days_after(story.ago(3), house.consent_form_working_days, days),
        working_days_after(story.ago(6), house.consent_form_working_days, days),  # carers disagree
        committee_due_on(story),
        story.ahead(story.today, 6),  # a practitioner's first day
        *[story.topic_changed_on + timedelta(days=house.reread_days)] * 3,
    ]


def _settled_family(story: Story, name: str, renewal: date, at: int) -> Family:
    """A family whose consent is due again on `renewal`, with a form signed each year before."""
    years = (0, 1, 2, 0, 1, 3, 1)[at % 7]
    forms = [months_after(renewal, -12 * (n + 1)) for n in range(years, -1, -1)]
    started_on = min(story.ahead(forms[0] + timedelta(days=4), 0), story.today)
    # A child is with the setting from 9 months to the fifth birthday, with a few weeks to spare today.
    months_here = 12 * (years + 1)
    age = story.chance.randint(9, max(9, 57 - months_here))
    return Family(name, months_after(started_on, -age), started_on, forms)


def _former_family(story: Story, name: str) -> Family:
    chance = story.chance
    left = story.today - timedelta(days=chance.randint(25, 365 * story.size.years - 5))
    july = date(left.year, 7, chance.randint(18, 24))
    if chance.random() < 0.6 and july < story.today:  # most leave for school
        left = july
    left_on = working_day_on_or_before(left, story.bank_holidays)
    months = chance.randint(6, 36)
    first = months_after(left_on, -months)
    forms = [months_after(first, 12 * n) for n in range(months // 12 + 1)]
    started_on = story.ahead(first + timedelta(days=4), 0)
    age = chance.randint(9, max(10, 57 - months))
    return Family(
        name,
        months_after(first, -age),
        started_on,
        [form for form in forms if form < left_on - timedelta(days=20)],
        left_on,
    )


def _children_names(story: Story) -> Iterator[str]:
    """The children that the sample always has, then others by lot; none twice while there are enough."""
    names = _names()
    yield from names["first_children"]
    pairs = [f"{first} {last}" for first in names["first_names"] for last in names["surnames"]]
    while True:
        yield from story.chance.sample(pairs, len(pairs))


def _grown_up(story: Story, child: str) -> str:
    """A grown-up's name: the child's surname, or now and then another."""
    names, chance = _names(), story.chance
    surname = child.partition(" ")[2] if chance.random() < 0.75 else chance.choice(names["surnames"])
    return f"{chance.choice(names['grown_up_first_names'])} {surname}"


def _invent_carers(story: Story, family: Family, at: int) -> None:
    first = _grown_up(story, family.name)
    second = _grown_up(story, family.name)
    while second == first:
        second = _grown_up(story, family.name)
    # Every sixth child has one carer; of every ninth, the second is not responsible for the child.
    family.carers = [(first, True)] if at % 6 == 5 else [(first, True), (second, at % 9 != 4)]
    family.signers = 2 if story.chance.random() < 0.45 else 1
    family.refused = frozenset(
        key for key, share in REFUSED_BY.items() if story.chance.random() < share and family.forms
    )


def _enter_families(story: Story, families: Sequence[Family], people: People) -> None:
    rows = story.rows
    by_start = sorted(families, key=lambda family: (family.started_on, family.name))
    former = people.former_key_people[0]
    changed = next(
        family
        for family in by_start
        if family.started_on > former.started_on
        and former.left_on
        and not family.left_on
        and family.started_on < former.left_on
    )
    for number, family in enumerate(by_start, 1):
        family.id = rows.add(
            Child,
            code=f"C-{number:03}",
            name=family.name,
            born_on=family.born_on,
            started_on=family.started_on,
            left_on=family.left_on,
            has_court_order=family.has_court_order,
            note=family.note,
        )
        family.carer_ids = [
            rows.add(Carer, child_id=family.id, name=name, has_parental_responsibility=is_responsible)
            for name, is_responsible in family.carers
        ]
        if not family.key_person:
            continue
        from_on = family.started_on
        if family is changed and former.left_on:
            rows.add(
                KeyPersonAssignment,
                child_id=family.id,
                staff_id=former.id,
                from_on=from_on,
                until_on=former.left_on,
            )
            from_on = former.left_on + DAY
        rows.add(
            KeyPersonAssignment,
            child_id=family.id,
            staff_id=_key_person(people, number, family).id,
            from_on=from_on,
            until_on=family.left_on,
        )


def _key_person(people: People, number: int, family: Family) -> Person:
    """A key person who was there from the day the child started to the day the child left, or today."""
    stayed = [
        p for p in people.former_key_people if family.left_on and p.left_on and p.left_on >= family.left_on
    ]
    there = [p for p in [*people.key_people, *stayed] if p.started_on <= family.started_on] or [
        people.manager
    ]
    return there[number % len(there)]


# Consents ------------------------------------------------------------------------------------------


def _consents(story: Story, families: Families) -> None:
    """Every form of every family, then what was withdrawn, refused later, or followed up."""
    for family in families.all:
        for form in family.forms:
            _form(story, family, form)
    witness = _names()["key_people"][0]
    lately, before = families.withdrew_lately, families.withdrew_before
    _answer(story, lately, "photographs-display", Answer.WITHDRAWN, story.ago(1))
    _answer(story, before, REWORDED, Answer.WITHDRAWN, story.ago(6), witness=witness)
    _answer(story, families.disagreeing, REWORDED, Answer.REFUSED, story.ago(6), carer=1)
    settled = [
        family
        for family in families.all
        if family.forms
        and family.signers == 1
        and REWORDED not in family.refused
        and (family.left_on or story.today) > family.forms[-1] + timedelta(days=50)
        and family not in (lately, before, families.disagreeing)
    ]
    for family in settled[4 :: max(6, len(settled) // 60)]:
        on = story.ahead(family.forms[-1] + timedelta(days=30), 0)
        row = _answer(story, family, REWORDED, Answer.WITHDRAWN, on)
        story.rows.add(
            ConsentFollowUp,
            consent_id=row,
            done_on=story.ahead(on, 1),
            note="Taken down the next working day, and the key person told.",
            **story.recorded(story.ahead(on, 1)),
        )


def _form(story: Story, family: Family, on: date) -> None:
    """One consent form: every purpose that was asked about, by every carer who signed."""
    recorded = story.recorded(on)
    responsible = [
        id_ for id_, (_, responsible) in zip(family.carer_ids, family.carers, strict=True) if responsible
    ]
    for key, wordings in story.purposes.items():
        if key in family.not_asked:
            continue
        purpose = [row for row, introduced_on in wordings if introduced_on <= on][-1]
        answer = Answer.REFUSED if key in family.refused else Answer.GIVEN
        for carer in responsible[: family.signers]:
            story.rows.add(
                Consent,
                child_id=family.id,
                purpose_id=purpose,
                carer_id=carer,
                answer=answer,
                on=on,
                how=How.WRITTEN,
                **recorded,
            )


def _answer(
    story: Story, family: Family, key: str, answer: Answer, on: date, *, carer: int = 0, witness: str = ""
) -> int:
    """One answer given between two forms, verbally where somebody witnessed it; gives its row."""
    return story.rows.add(
        Consent,
        child_id=family.id,
        purpose_id=[row for row, introduced_on in story.purposes[key] if introduced_on <= on][-1],
        carer_id=family.carer_ids[carer],
        answer=answer,
        on=on,
        how=How.VERBAL if witness else How.WRITTEN,
        witness=witness,
        **story.recorded(on),
    )


# Access requests -----------------------------------------------------------------------------------


@dataclass
class Request:
    """An access request with its steps; the number comes when all are in the order received."""

    family: Family
    received_on: date
    steps: list[tuple[Step, date, str]] = field(default_factory=list)
    requester: str = ""  # the first carer, where it is empty
    channel: Channel = Channel.LETTER

    def add(self, step: Step, on: date, reason: str = "") -> None:
        """Adds a step done on a day."""
        self.steps.append((step, on, reason))

    @property
    def clock(self) -> Clock:
        """The clock that the steps make."""
        return clock_of(self.received_on, [StepDone(step, on) for step, on, _ in self.steps])


def _access_requests(story: Story, families: Families) -> None:
    """Every request in the order received, each with its number in the year."""
    numbers: Counter[int] = Counter()
    requests = [*_open_requests(story, families), *_closed_requests(story, families)]
    for request in sorted(requests, key=lambda request: request.received_on):
        year = request.received_on.year
        numbers[year] += 1
        is_carer = not request.requester
        row = story.rows.add(
            AccessRequest,
            code=f"AR-{year}-{numbers[year]:03}",
            child_id=request.family.id,
            requester=request.requester or request.family.carers[0][0],
            carer_id=request.family.carer_ids[0] if is_carer else None,
            channel=request.channel,
            received_on=request.received_on,
            note="Asked in person; written down the same day." if request.channel is Channel.VERBAL else "",
            **story.recorded(request.received_on),
        )
        for step, on, reason in request.steps:
            story.rows.add(AccessStep, request_id=row, step=step, on=on, reason=reason, **story.recorded(on))


def _received(story: Story, family: Family, on: date, channel: Channel = Channel.LETTER) -> Request:
    """A request of which the chairperson was told and that was acknowledged, both in time."""
    request = Request(family, on, channel=channel)
    request.add(Step.CHAIRPERSON_TOLD, story.ahead(on, 1))
    request.add(Step.ACKNOWLEDGED, story.ahead(on, 3))
    return request


def _open_requests(story: Story, families: Families) -> Iterable[Request]:
    """Those that are open today, one of each kind."""
    at = iter(families.on_roll[12::3])
    days = story.bank_holidays

    late = _received(story, next(at), working_day_on_or_before(story.today - timedelta(days=43), days))
    # A notice sent after the month moves nothing.
    late.add(
        Step.EXTENDED, story.ahead(first_due_on(late.clock, days), 1), "Reports of three agencies are in it."
    )
    yield late

    yield _due_today(story, next(at))

    paused = _received(story, next(at), story.ago(13), Channel.EMAIL)
    paused.add(Step.CLARIFICATION_ASKED, story.ago(8))
    yield paused

    family = next(at)
    unproven = _received(story, family, story.ago(9))
    unproven.requester = f"Harbottle and Wren Solicitors, for {family.carers[0][0]}"
    unproven.add(Step.IDENTITY_ASKED, story.ago(6))
    yield unproven

    new = Request(next(at), story.ago(3), channel=Channel.VERBAL)
    new.add(Step.CHAIRPERSON_TOLD, story.ago(2))
    yield new

    extended = _received(
        story, next(at), working_day_on_or_before(story.today - timedelta(days=40), days), Channel.EMAIL
    )
    extended.add(
        Step.EXTENDED, story.ahead(extended.received_on, 12), "Two files, with reports of four agencies."
    )
    yield extended


def _due_today(story: Story, family: Family) -> Request:
    """A request whose last day is today, or the next working day: its month and the days it was paused."""
    last_day = story.ahead(story.today, 0)
    request = _received(
        story, family, working_day_on_or_before(last_day - timedelta(days=38), story.bank_holidays)
    )
    # The pause fills what the month leaves, so this holds in a short month and in a long one.
    paused = last_day - months_after(request.received_on, 1)
    asked_on = story.ahead(request.received_on, 5)
    request.add(Step.CLARIFICATION_ASKED, asked_on)
    request.add(Step.CLARIFICATION_ANSWERED, asked_on + paused)
    return request


_ENDINGS = ("in time", "in time", "extended", "clarified", "late", "refused")


def _closed_requests(story: Story, families: Families) -> Iterable[Request]:
    """Those that were answered: most in time, a few extended or clarified, one in a while late or refused."""
    chance = story.chance
    since = story.today - timedelta(days=365 * story.size.years - 15)
    for at in range(story.size.closed_requests):
        ending = (
            _ENDINGS[at] if at < len(_ENDINGS) else chance.choice([*_ENDINGS[:4], *["in time"] * 16, "late"])
        )
        family, received_on = _some_day_on_roll(story, families.all, since, story.today - timedelta(days=118))
        request = _received(story, family, received_on, chance.choice(list(Channel)))
        if ending == "clarified":
            asked_on = story.ahead(received_on, 5)
            request.add(Step.CLARIFICATION_ASKED, asked_on)
            request.add(Step.CLARIFICATION_ANSWERED, asked_on + timedelta(days=chance.randint(3, 12)))
        if ending == "extended":
            request.add(
                Step.EXTENDED, story.ahead(received_on, 10), "The file is long and names many others."
            )
        due = due_on(request.clock, story.bank_holidays)
        early = timedelta(days=chance.randint(1, 8))
        match ending:
            case "late":
                request.add(
                    Step.RELEASED,
                    story.ahead(due, 3),
                    "The chairperson was away; nobody stood in for the check.",
                )
            case "refused":
                request.add(
                    Step.REFUSED,
                    working_day_on_or_before(due - early, story.bank_holidays),
                    "The same pages were released four weeks before and nothing was added since: manifestly "
                    "excessive. The letter says how to complain.",
                )
            case _:
                request.add(Step.RELEASED, working_day_on_or_before(due - early, story.bank_holidays))
        yield request


def _some_day_on_roll(
    story: Story, families: Sequence[Family], since: date, until: date
) -> tuple[Family, date]:
    """A family by lot and a working day by lot on which the child was on roll, within the dates given."""
    while True:
        family = story.chance.choice(families)
        first = max(since, family.started_on + timedelta(days=14))
        last = min(until, family.left_on or until)
        if first + timedelta(days=7) < last:
            day = first + timedelta(days=story.chance.randint(0, (last - first).days - 6))
            return family, story.ahead(day, 0)


# Sharing decisions ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A concern as settings have them, and what was decided about it."""

    ground: Ground
    concern: str
    outcome: Outcome
    position: Position
    shared_with: str = ""
    reason: str = ""
    advice: str = ""


_SOCIAL_CARE = "Children's social care, duty social worker"
_HEALTH = "Health visiting team, named health visitor"

CASES = (
    Case(
        Ground.SIGNIFICANT_HARM,
        "A change in how the child is, seen over two weeks and written in the contact record.",
        Outcome.SHARED_WITH_CONSENT,
        Position.WRITTEN,
        _SOCIAL_CARE,
    ),
    Case(
        Ground.PROFESSIONAL_WORK,
        "The speech and language therapist asks for our observations before the next visit.",
        Outcome.SHARED_WITH_CONSENT,
        Position.WRITTEN,
        "Speech and language therapy, named therapist",
    ),
    Case(
        Ground.CAUSE_NOT_CLEAR,
        "Often tired on arrival since half term. The cause is not clear.",
        Outcome.NOT_SHARED,
        Position.NOT_SOUGHT,
        reason="The advice was that the threshold was not met. We keep observing and look again soon.",
        advice="Keep observing, speak with the carers, ring again if anything changes.",
    ),
    Case(
        Ground.PROFESSIONAL_WORK,
        "The health visitor asks how the child is settling after the move.",
        Outcome.SHARED_WITH_CONSENT,
        Position.VERBAL,
        _HEALTH,
    ),
    Case(
        Ground.SIGNIFICANT_HARM,
        "A bruise that was explained in two different ways, written in the contact record the same day.",
        Outcome.SHARED_WITHOUT_CONSENT,
        Position.NOT_SOUGHT,
        _SOCIAL_CARE,
        "Asking first could have put the child at risk. The advice was to refer at once.",
        "Refer today; do not ask for consent first.",
    ),
    Case(
        Ground.HARM_TO_ADULT,
        "A carer told the key person about threats at home.",
        Outcome.SHARED_WITHOUT_CONSENT,
        Position.REFUSED,
        _SOCIAL_CARE,
        "The carer objected. The risk of serious harm to an adult in the home outweighed the objection.",
    ),
    Case(
        Ground.CRIME,
        "The police ask on which days the child attended in one week, to prevent a crime.",
        Outcome.SHARED_WITHOUT_CONSENT,
        Position.NOT_SOUGHT,
        "Police, officer of the public protection unit",
        "Telling the family could have prejudiced what the police were doing. Only the dates were shared.",
    ),
    Case(
        Ground.PROFESSIONAL_WORK,
        "The school asks for the transition record before September.",
        Outcome.NOT_SHARED,
        Position.REFUSED,
        reason="The carers prefer to give it to the school themselves, and nothing calls for more.",
    ),
    Case(
        Ground.OTHER_BASIS,
        "Legal obligation: the local authority asks for attendance figures of funded hours.",
        Outcome.SHARED_WITHOUT_CONSENT,
        Position.NOT_SOUGHT,
        "Local authority, early years funding team",
        "The funding agreement requires it by law. The carers were told in the privacy notice.",
    ),
)
_REFERRED, _THERAPIST, _TIRED, _HEALTH_VISITOR, _BRUISE = CASES[:5]


@dataclass
class Decision:
    """A sharing decision as the records tell it, as far as it has gone."""

    family: Family
    case: Case
    raised_on: date
    decided_on: date | None = None
    recorded_on: date | None = None
    reason: str = ""
    witness: str = ""
    late_because: str = ""
    witness_added_on: date | None = None


def _sharing_decisions(story: Story, families: Families, people: People) -> None:
    """Every decision in the order raised, each with its number in the year."""
    numbers: Counter[int] = Counter()
    entries: Counter[int] = Counter()
    decisions = [
        *_unrecorded_decisions(story, families),
        *_recorded_decisions(story, families, witness=people.deputy.name),
    ]
    for at, held in enumerate(sorted(decisions, key=lambda held: held.raised_on)):
        year = held.raised_on.year
        numbers[year] += 1
        row = story.rows.add(
            SharingDecision,
            code=f"SD-{year}-{numbers[year]:03}",
            child_id=held.family.id,
            ground=held.case.ground,
            concern=held.case.concern,
            raised_on=held.raised_on,
            raised_by=people.key_people[at % len(people.key_people)].name,
            **story.recorded(held.raised_on),
        )
        if held.case.advice and held.decided_on:
            story.rows.add(
                SharingAdvice,
                decision_id=row,
                sought_on=held.raised_on,
                sought_from="MASH, duty advisor",
                advice=held.case.advice,
                **story.recorded(held.raised_on),
            )
        if held.decided_on:
            outcome = {
                "decision_id": row,
                "outcome": held.case.outcome,
                "position": held.case.position,
                "shared_with": held.case.shared_with,
                "reason": held.reason,
                "decided_on": held.decided_on,
                "decided_by": (people.deputy if at % 5 == 4 else people.manager).name,
            }
            witness = "" if held.witness_added_on else held.witness
            first = story.rows.add(
                SharingOutcome, **outcome, witness=witness, **story.recorded(held.decided_on)
            )
            if held.witness_added_on:
                story.rows.add(
                    SharingOutcome,
                    **outcome,
                    witness=held.witness,
                    corrects_id=first,
                    **story.recorded(held.witness_added_on),
                )
        if held.recorded_on:
            entries[held.family.id] += 1
            story.rows.add(
                SharingEntry,
                decision_id=row,
                entry=f"{11 + entries[held.family.id]}",
                recorded_on=held.recorded_on,
                late_because=held.late_because,
                **story.recorded(held.recorded_on),
            )


def _unrecorded_decisions(story: Story, families: Families) -> Iterable[Decision]:
    """Those that want something today: a decision, a reason, a witness, the entry in the file."""
    at = iter(families.on_roll[10::4])
    yield Decision(next(at), _TIRED, story.ago(1))
    yield Decision(next(at), _BRUISE, story.ago(3), story.ago(3), story.ago(3))
    yield Decision(next(at), _HEALTH_VISITOR, story.ago(5), story.ago(4), story.ago(4))
    yield Decision(next(at), _THERAPIST, story.ago(1), story.ago(0))


def _recorded_decisions(story: Story, families: Families, *, witness: str) -> Iterable[Decision]:
    """Those of the past, nearly all written in the file on the same day."""
    since = story.today - timedelta(days=365 * story.size.years - 15)
    for at in range(story.size.recorded_decisions):
        case = CASES[at % len(CASES)] if at < len(CASES) else story.chance.choice(CASES)
        family, raised_on = _some_day_on_roll(story, families.all, since, story.today - timedelta(days=14))
        decided_on = story.ahead(raised_on, story.chance.choice((0, 0, 0, 1)))
        is_late = at % 10 == 4
        held = Decision(
            family,
            case,
            raised_on,
            decided_on,
            recorded_on=story.ahead(decided_on, 2 if is_late else 0),
            reason=case.reason,
            witness=witness if case.position is Position.VERBAL else "",
            late_because="The file was out for the committee's check; written on its return."
            if is_late
            else "",
        )
        if case is _HEALTH_VISITOR and at < len(CASES):
            held.witness_added_on = story.ahead(decided_on, 1)
        yield held


# Weekly reviews ------------------------------------------------------------------------------------

_NOTES = (
    "",
    "",
    "Rang the family about the form.",
    "",
    "Asked the chairperson for a time to prepare the file.",
    "",
    "",
)
_WEEKS_MISSED = (9, 17)


def _weekly_reviews(story: Story) -> None:
    """A review signed at the end of each week before this one, but for two that were missed."""
    monday = story.today - timedelta(days=story.today.weekday())
    for weeks in range(story.size.weeks_of_reviews, 0, -1):
        if weeks in _WEEKS_MISSED:
            continue
        friday = monday - timedelta(weeks=weeks) + timedelta(days=4)
        on = working_day_on_or_before(friday, story.bank_holidays)
        story.rows.add(
            WeeklyReview,
            on=on,
            figures="{}",
            agenda="[]",
            note=_NOTES[weeks % len(_NOTES)],
            signed_at=story.recorded(on)["recorded_at"],
            signed_by_id=story.account,
        )
