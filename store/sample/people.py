"""The people of the sample and their induction (clauses PR-6, OR-2)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import update

from models import Account, InductionRecord, StaffMember
from rules.agenda import WEEKS_AHEAD, end_of_week
from rules.induction import ON_THE_COMMITTEE, Role
from rules.working_days import DAY, months_after, working_day_on_or_before
from store.sample.story import CHANGED, POLICY, RETYPED, Story, names_listed
from store.tables import table


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
    chairperson_account: int = 0  # nobody has its password: it signs as the second person


def enter_people(story: Story) -> People:
    """Everyone who is in the setting or has left it, with what each was taken through."""
    names = names_listed()
    everyone = [
        *_settled(story, names["key_people"], Role.KEY_PERSON, months=(25, 66)),
        *_settled(story, [names["deputy"]], Role.DEPUTY, months=(60, 62)),
        *_settled(story, names["practitioners"][:-1], Role.STAFF, months=(9, 40)),
        *_settled(story, [names["cook"]], Role.STAFF, months=(44, 48)),
        *_settled(story, [story.manager], Role.MANAGER, months=(70, 74)),
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
    _number(story, everyone)
    manager, deputy = by_name[story.manager], by_name[names["deputy"]]
    story.rows.put()
    story.rows.connection.execute(
        update(table(Account)).where(table(Account).c.id == story.account).values(staff_id=manager.id)
    )
    chairperson = by_name[names["chairperson"]]
    account = story.rows.add(
        Account,
        sign_in_name=chairperson.name.casefold(),
        name=chairperson.name,
        role=Role.CHAIRPERSON,
        staff_id=chairperson.id,
    )
    _inductions(story, everyone, manager=manager.name, chairperson=names["chairperson"])
    key_people = [person for person in everyone if person.role is Role.KEY_PERSON]
    return People(
        everyone,
        manager,
        deputy,
        [person for person in key_people if not person.left_on],
        [person for person in key_people if person.left_on],
        account,
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
    names = names_listed()
    keys = frozenset(topic.key for topic in story.topics)
    started_on = story.ago(2)
    yield Person(
        names["practitioners"][-1],
        Role.STAFF,
        started_on,
        first_day_of_newest(story),
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


def first_day_of_newest(story: Story) -> date:
    """The first day with the children of the newest practitioner, before which the induction is due."""
    return story.ahead(story.today, 6)


def planned_on(story: Story) -> date:
    """The day around which a student's placement is planned, beyond what the agenda lists in weeks."""
    return end_of_week(story.today) + timedelta(weeks=WEEKS_AHEAD, days=15)


def committee_due_on(story: Story) -> date:
    """The day by which the newest committee member is to be inducted: tomorrow."""
    return story.today + DAY


def _former(story: Story) -> Iterable[Person]:
    """People who have left. The first is a key person, whose children had to be given another."""
    names, chance = names_listed(), story.chance
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


def _number(story: Story, everyone: Iterable[Person]) -> None:
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
            days = max(1, (until - person.started_on).days)
            on = person.started_on + timedelta(days=story.chance.randrange(days))
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
            read_again = story.ahead(story.adopted_on, 4)
            was_there = (person.left_on or story.today) > read_again
            if topic.key == POLICY and on < story.adopted_on and was_there:
                story.rows.add(
                    InductionRecord,
                    **row,
                    topic_id=topic.row_on(read_again),
                    on=read_again,
                    **story.recorded(read_again),
                )
            if topic.key == CHANGED and on < changed_on and not person.left_on and person.has_read_again:
                again = min(story.ahead(changed_on, story.chance.randint(0, 3)), story.today)
                story.rows.add(
                    InductionRecord,
                    **row,
                    topic_id=topic.row_on(again),
                    on=again,
                    **story.recorded(again),
                )
