"""The children of the sample with their carers and key people (clause CP-12).

A child's history is told backwards, from the day on which the consent is due again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from models import Carer, Child, KeyPersonAssignment
from rules.access import Clock, due_on
from rules.agenda import WEEKS_AHEAD, a_week_ahead, end_of_week
from rules.working_days import DAY, months_after, working_day_on_or_before, working_days_after
from store.sample.people import People, Person, committee_due_on, first_day_of_newest
from store.sample.story import REFUSED_BY, REWORDED, Story, names_listed

ROOMS = ("Ladybirds", "Bumblebees", "Dragonflies")


@dataclass(eq=False)
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
    room: str = ""
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


def enter_families(story: Story, people: People) -> Families:
    """Every child with carers and key people: those on roll, two who came lately, those who have left."""
    names = _children_names(story)
    settled = [
        _settled_family(story, next(names), renewal, at) for at, renewal in enumerate(_renewals(story))
    ]
    new = Family(next(names), months_after(story.today, -10), story.ago(3), [], key_person=False)
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
    # The last of the settled gave their consent longest ago of those whose renewal is not near.
    disagreeing, withdrew_lately, withdrew_before = settled[-6], settled[-9], settled[-12]
    for family in (disagreeing, withdrew_lately, withdrew_before):
        family.signers, family.refused = 1, frozenset()
    disagreeing.carers = [(name, True) for name, _ in disagreeing.carers]
    if len(disagreeing.carers) < 2:
        disagreeing.carers.append((_grown_up(story, disagreeing.name), True))
    for family in (settled[7], settled[-15]):
        family.has_court_order = True
        family.note = "A court order says who may collect. It is in the file, section 2."
    for at, family in enumerate(on_roll):
        family.room = ROOMS[at % len(ROOMS)]
    settled[9].note = "Likes to be called <b>Bear</b>"
    settled[11].note = '=HYPERLINK("welcome","the welcome letter")'
    _enter(story, families, people)
    return Families(families, on_roll, disagreeing, withdrew_lately, withdrew_before)


def _renewals(story: Story) -> list[date]:
    """The day on which each settled family's consent is due again: a few late, a few soon, most later.

    Whatever weekday today is, the weeks ahead hold about as much as in a real setting: what other things
    leave room for is made up with renewals.
    """
    today, a_week_on = story.today, a_week_ahead(story.today)
    horizon = end_of_week(today) + timedelta(weeks=WEEKS_AHEAD)
    other = _other_dues(story)
    within_a_week = max(2, 6 - sum(today <= due <= a_week_on for due in other))
    next_weeks = max(2, 10 - sum(a_week_on < due <= horizon for due in other))
    late = [today - timedelta(days=days) for days in (5, 12, 25)]
    soon = [_a_day_every_year_has(today + timedelta(days=n % 7)) for n in range(within_a_week)]
    next_ = [
        _a_day_every_year_has(a_week_on + timedelta(days=2 + 24 * n // next_weeks)) for n in range(next_weeks)
    ]
    left = story.size.on_roll - 2 - len(late) - len(soon) - len(next_)
    first = horizon + timedelta(days=4)
    span = (months_after(today, 12) - timedelta(days=32) - first).days
    later = [first + timedelta(days=span * n // left + story.chance.randint(0, 3)) for n in range(left)]
    return [*late, *soon, *next_, *reversed(later)]


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
        *[working_days_after(story.ago(1), house.withdrawal_working_days, days)] * 2,  # and carers disagree
        working_days_after(story.ago(3), house.acknowledge_working_days, days),
        due_on(Clock(story.ago(3)), days),
        working_days_after(story.ago(3), house.key_person_working_days, days),
        working_days_after(story.ago(3), house.consent_form_working_days, days),
        committee_due_on(story),
        first_day_of_newest(story),
        *[story.ago(0)] * 3,  # a journey account without consent, and entries of yesterday
        story.ago(3) + timedelta(days=house.typed_copy_days),
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
    names = names_listed()
    yield from names["first_children"]
    pairs = [f"{first} {last}" for first in names["first_names"] for last in names["surnames"]]
    while True:
        yield from story.chance.sample(pairs, len(pairs))


def _grown_up(story: Story, child: str) -> str:
    """A grown-up's name: the child's surname, or now and then another."""
    names, chance = names_listed(), story.chance
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


def _enter(story: Story, families: Sequence[Family], people: People) -> None:
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
            room=family.room,
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
    until = family.left_on or date.max
    there = [
        person
        for person in [*people.key_people, *people.former_key_people]
        if person.started_on <= family.started_on and (person.left_on or date.max) >= until
    ] or [people.manager]
    return there[number % len(there)]


def some_day_on_roll(
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
