"""The sample's policy: adopted, reviewed, what stands beside it, and its weekly checks (AD, SE, IS-9)."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select, update

from models import (
    Contact,
    InductionReading,
    Leaflet,
    PolicyAdoption,
    PolicyReview,
    RelatedPolicy,
    RoutineCheck,
    RoutineCheckDone,
    SafeguardingTraining,
    Supervision,
)
from rules.induction import ON_THE_COMMITTEE, SAFEGUARDING_MONTHS, TRAINEES
from rules.policy import Change
from rules.routine import Result
from rules.working_days import months_after, working_day_on_or_before
from store.sample.people import People, Person
from store.sample.story import CHANGED, Story, names_listed
from store.setting import listed
from store.sharing import INFORMATION_SHARING
from store.tables import table

AHEAD = timedelta(days=20)  # within the four weeks that the agenda lists
_FOUND = "One printed list of allergies was still on the office computer. Deleted the same day."
WEEKS_OF_CHECKS = 26


def enter_policy(story: Story, people: People) -> None:
    """The policy as a well-run setting has it: little is due, one thing is to be put right."""
    _adopted(story)
    _beside(story)
    _checks(story, people)
    _training(story, people.all)
    _readings(story, people.all)
    _students(story, people)


def _within_a_year(story: Story) -> date:
    """A day whose anniversary falls in the four weeks ahead."""
    return working_day_on_or_before(months_after(story.today, -12) + AHEAD, story.bank_holidays)


def _adopted(story: Story) -> None:
    adopted_on = story.adopted_on
    signed_on = story.ahead(adopted_on, 3)
    story.rows.add(
        PolicyAdoption,
        committee="The management committee",
        held_on=adopted_on,
        signed_by=names_listed()["chairperson"],
        signatory_role="Chairperson",
        signed_on=signed_on,
        **story.recorded(signed_on),
    )
    reviewed_on = _within_a_year(story)
    story.rows.add(
        PolicyReview,
        reviewed_on=reviewed_on,
        reviewed_by=story.manager,
        change=Change.NONE,
        **story.recorded(reviewed_on),
    )


def _beside(story: Story) -> None:
    for at, entry in enumerate(listed("related_policies.toml", "policy")):
        dated_on = _within_a_year(story) if at == 0 else story.ago(30 + 17 * at)
        versions = [(str(2 + at % 3), dated_on)]
        if entry["key"] == INFORMATION_SHARING:
            since = story.today - timedelta(days=366 * (story.size.years + 1))
            versions.insert(0, ("1", since))
        for version, on in versions:
            row = story.rows.add(
                RelatedPolicy, key=entry["key"], version=version, dated_on=on, **story.recorded(on)
            )
            if entry["key"] == INFORMATION_SHARING:
                story.sharing_policy.append((on, row))
    contact = table(Contact)
    for at, number in enumerate(story.rows.connection.execute(select(contact.c.id).order_by(contact.c.id))):
        checked_on = _within_a_year(story) if at == 0 else story.ago(60)
        story.rows.connection.execute(
            update(contact).where(contact.c.id == number.id).values(checked_on=checked_on)
        )
    for title, version, back in (
        ("How we keep what you tell us", "2", 210),
        ("Looking at your child's records", "1", 150),
        ("How we keep what you tell us", "3", 40),
    ):
        issued_on = story.ago(back)
        leaflet = story.rows.add(
            Leaflet,
            title=title,
            version=version,
            issued_on=issued_on,
            issued_to="All families",
            **story.recorded(issued_on),
        )
        story.leaflets.append((title, issued_on, leaflet))


def _checks(story: Story, people: People) -> None:
    check = table(RoutineCheck)
    for row in story.rows.connection.execute(select(check).order_by(check.c.position)).all():
        found = row.key == "nothing-on-computers"
        last_on = story.ago(3 if found else 0)
        done_by = people.deputy.name if row.position % 2 else story.manager
        on = last_on
        for _ in range(max(1, min(WEEKS_OF_CHECKS, 7 * WEEKS_OF_CHECKS // row.every_days))):
            is_last = on == last_on
            story.rows.add(
                RoutineCheckDone,
                check_id=row.id,
                on=on,
                result=Result.NOT_IN_ORDER if found and is_last else Result.IN_ORDER,
                done_by=done_by,
                note=_FOUND if found and is_last else "",
                **story.recorded(on),
            )
            on = working_day_on_or_before(on - timedelta(days=row.every_days), story.bank_holidays)


def _training(story: Story, everyone: Iterable[Person]) -> None:
    """Those who work with the children, each within two years; the deputy's is to be renewed next month."""
    for at, person in enumerate(p for p in everyone if p.role not in ON_THE_COMMITTEE and not p.left_on):
        on = story.today - timedelta(days=60 + at * 29)
        if person.name == names_listed()["deputy"]:
            on = months_after(story.today, -SAFEGUARDING_MONTHS) + AHEAD
        on = working_day_on_or_before(on, story.bank_holidays)
        if on < person.started_on:
            continue
        story.rows.add(
            SafeguardingTraining,
            staff_id=person.id,
            on=on,
            course="Safeguarding in the early years",
            **story.recorded(on),
        )


def _readings(story: Story, everyone: Iterable[Person]) -> None:
    """One of those who are to read again has done so, and waits for the manager."""
    waiting = names_listed()["practitioners"][1]
    topic = next(topic for topic in story.topics if topic.key == CHANGED)
    for person in everyone:
        if person.name == waiting:
            on = story.ago(1)
            story.rows.add(
                InductionReading,
                staff_id=person.id,
                topic_id=topic.versions[-1][0],
                on=on,
                **story.recorded(on),
            )


def _students(story: Story, people: People) -> None:
    for at, student in enumerate(person for person in people.all if person.role in TRAINEES):
        supervisor = people.key_people[at % len(people.key_people)]
        on = min(max(student.started_on, supervisor.started_on), story.today)
        story.rows.add(
            Supervision,
            staff_id=student.id,
            supervisor_id=supervisor.id,
            from_on=on,
            **story.recorded(on),
        )
