"""The agenda of the people: topics, training, and what a leaver leaves open (PR-6, PR-7, OR-2, SE-1)."""

from collections.abc import Iterable, Sequence
from datetime import date

from rules import induction
from rules.agenda.day import Day
from rules.agenda.facts import Facts, Leaver, Person, Topic
from rules.agenda.items import Action, Area, Item, State
from rules.house import HouseRules
from rules.words import listed, near_date


def items(facts: Facts, day: Day) -> Iterable[Item]:
    """Everything of this area that is to be done, as it stands on `day`; in no order."""
    yield from _induction(facts, day)
    yield from _leavers(facts.leavers, day)


def induction_status(person: Person, topic: Topic, *, today: date, house: HouseRules) -> induction.Status:
    """Where a person stands with a topic on a day (PR-6)."""
    return induction.status(
        person.facts,
        person.sign_offs.get(topic.id, ()),
        roles=topic.roles,
        versions=topic.versions,
        on=today,
        induction_days=house.induction_days,
        reread_days=house.reread_days,
    )


def topic_due_on(person: Person, topic: Topic, *, today: date, house: HouseRules) -> date:
    """The day on which a topic is due for a person, as it stands on a day (PR-6)."""
    return induction.topic_due_on(
        person.facts,
        person.sign_offs.get(topic.id, ()),
        roles=topic.roles,
        versions=topic.versions,
        on=today,
        induction_days=house.induction_days,
        reread_days=house.reread_days,
    )


_ASKED = {
    induction.Status.ON_SITE: "With the children but not taken through",
    induction.Status.OVERDUE: "Take through now",
    induction.Status.DUE: "Take through",
    induction.Status.REREAD: "Read again and sign",
}


def _induction(facts: Facts, day: Day) -> Iterable[Item]:
    """By person, the topics to be taken through, read again or countersigned; and training to be renewed."""
    for person in facts.people:
        wanted: dict[induction.Status, list[Topic]] = {}
        read: list[Topic] = []
        is_on_site = False
        for topic in facts.topics:
            status = induction_status(person, topic, today=day.today, house=day.house)
            if status in _ASKED and induction.is_read(
                person.readings.get(topic.id, ()), versions=topic.versions, on=day.today
            ):
                read.append(topic)
                is_on_site |= status is induction.Status.ON_SITE
            else:
                wanted.setdefault(status, []).append(topic)
        for status, lead in _ASKED.items():
            if topics := wanted.get(status):
                is_late = status is induction.Status.ON_SITE
                yield _of_topics(person, lead, topics, Action.SIGN_OFF, day, is_late=is_late)
        if read:
            lead = "Read and signed, countersign"
            yield _of_topics(person, lead, read, Action.COUNTERSIGN, day, is_late=is_on_site)
        yield from _training(person, day)


def _of_topics(
    person: Person, lead: str, topics: Sequence[Topic], action: Action, day: Day, *, is_late: bool
) -> Item:
    due = min(topic_due_on(person, topic, today=day.today, house=day.house) for topic in topics)
    titles = listed([topic.title for topic in topics]) if len(topics) < 3 else f"{len(topics)} topics"
    return Item(
        area=Area.INDUCTION,
        code=person.code,
        what=f"{lead}: {titles}",
        clause=induction.clause(person.facts.role),
        due=due,
        state=State.LATE if is_late else day.state_of(due),
        is_legal=False,
        action=action,
        record=person.id,
        person=person.id,
        about=person.name,
    )


def _training(person: Person, day: Day) -> Iterable[Item]:
    """Safeguarding training to be renewed (law L6.6), for those whose last training is recorded."""
    if person.trained_on is None:
        return
    # Nobody is late with it for the time before they came, or came back.
    due = max(induction.training_due_on(person.trained_on), person.facts.started_on)
    leaves_first = person.facts.left_on is not None and person.facts.left_on < due
    if due > day.horizon or leaves_first:
        return
    yield Item(
        area=Area.INDUCTION,
        code=person.code,
        what="Renew safeguarding training",
        clause="SE-1",
        due=due,
        state=day.state_of(due),
        is_legal=False,
        action=Action.TRAINING,
        record=person.id,
        person=person.id,
        about=person.name,
    )


def _leavers(leavers: Iterable[Leaver], day: Day) -> Iterable[Item]:
    """Access ends with the placement or the job, also where that is known ahead (OR-2, CP-8)."""
    for leaver in leavers:
        if leaver.left_on > day.horizon:
            continue
        is_trainee = leaver.role in induction.TRAINEES
        last_day = near_date(leaver.left_on, today=day.today)
        if leaver.left_on < day.today:
            ended = "the placement ended" if is_trainee else "this person left"
            what = f"Close the account: {ended} on {last_day}"
        else:
            ends = "the placement" if is_trainee else "the last day"
            what = f"Close the account once {ends} ends, {last_day}"
        yield Item(
            area=Area.INDUCTION,
            code=leaver.code,
            what=what,
            clause="OR-2" if is_trainee else "CP-8",
            due=leaver.left_on,
            state=day.state_of(leaver.left_on),
            is_legal=False,
            action=Action.CLOSE_ACCOUNT,
            record=leaver.account,
            person=leaver.person,
            about=leaver.name,
        )
