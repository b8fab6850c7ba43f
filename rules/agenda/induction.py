"""The agenda of the people: topics, training, and accounts that are open too far (PR-6, OR-2, SE-1)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from rules import induction, managers
from rules.agenda.day import Day, item_of_many
from rules.agenda.facts import Facts, OpenAccount, Person, Topic
from rules.agenda.items import ONE_BY_ONE, Action, Area, Item, State
from rules.house import HouseRules
from rules.need_to_know import may_end, may_put_back, reaches_further, waits_for_the_start
from rules.words import listed, near_date
from rules.working_days import DAY, working_day_on_or_after, working_day_on_or_before


def items(facts: Facts, day: Day) -> Iterable[Item]:
    """Everything of this area that is to be done, as it stands on `day`; in no order."""
    yield from _induction(facts, day)
    yield from _training(facts.people, day)
    yield from _open_accounts(facts.open_accounts, _without_manager(facts, day), day)


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


def topic_due_on(
    person: Person, topic: Topic, *, today: date, house: HouseRules, closed_days: Collection[date]
) -> date:
    """The day on which a topic is due for a person, as it stands on a day (PR-6).

    On the first day with the children it is late already: until then it is due on the last day before it on
    which the setting is open, as `closed_days` have it.
    """
    due = induction.topic_due_on(
        person.facts,
        person.sign_offs.get(topic.id, ()),
        roles=topic.roles,
        versions=topic.versions,
        on=today,
        induction_days=house.induction_days,
        reread_days=house.reread_days,
    )
    if due == person.facts.with_children_from and due > today:
        return max(working_day_on_or_before(due - DAY, closed_days), today)
    return due


_ASKED = {
    induction.Status.ON_SITE: "With the children but not taken through",
    induction.Status.OVERDUE: "Take through now",
    induction.Status.DUE: "Take through",
    induction.Status.REREAD_LATE: "Read again now and sign",
    induction.Status.REREAD: "Read again and sign",
}


def _induction(facts: Facts, day: Day) -> Iterable[Item]:
    """By person, the topics to be taken through, read again or countersigned, and who supervises.

    What many are to read again by one day is one line: a new version of the policy asks it of everyone.
    """
    asked = [(person, *_asked(person, facts.topics, day)) for person in facts.people]
    again: dict[tuple[induction.Status, Topic, date], list[Person]] = defaultdict(list)
    for person, wanted, _ in asked:
        for status in induction.TO_READ_AGAIN:
            for topic in wanted.get(status, ()):
                again[status, topic, _due_on(person, topic, day)].append(person)
    together: set[tuple[induction.Status, int, int]] = set()  # by topic and person
    for (status, topic, due), people in again.items():
        if len(people) <= ONE_BY_ONE:
            continue
        together |= {(status, topic.id, person.id) for person in people}
        clauses = {induction.clause(person.facts.role) for person in people}
        clause, what = clauses.pop() if len(clauses) == 1 else "PR-6", f"{_ASKED[status]}: {topic.title}"
        yield _of_many(people, what, clause, due, Action.SIGN_OFFS, day, record=topic.id)
    for person, wanted, read in asked:
        for status, lead in _ASKED.items():
            topics = wanted.get(status, ())
            if alone := [topic for topic in topics if (status, topic.id, person.id) not in together]:
                is_there = status is induction.Status.ON_SITE
                yield _of_topics(person, lead, alone, Action.SIGN_OFF, day, is_with_children=is_there)
        if read:
            lead = "Read and signed, countersign"
            is_there = any(_status(person, topic, day) is induction.Status.ON_SITE for topic in read)
            yield _of_topics(person, lead, read, Action.COUNTERSIGN, day, is_with_children=is_there)
        yield from _supervision(person, day)


def _asked(
    person: Person, topics: Iterable[Topic], day: Day
) -> tuple[dict[induction.Status, list[Topic]], list[Topic]]:
    """The topics of a person by where they stand, and those that they have read and signed themselves."""
    wanted: dict[induction.Status, list[Topic]] = defaultdict(list)
    read: list[Topic] = []
    for topic in topics:
        status = _status(person, topic, day)
        signed = person.readings.get(topic.id, ())
        if status in _ASKED and induction.is_read(signed, versions=topic.versions, on=day.today):
            read.append(topic)
        else:
            wanted[status].append(topic)
    return wanted, read


def _status(person: Person, topic: Topic, day: Day) -> induction.Status:
    return induction_status(person, topic, today=day.today, house=day.house)


def _due_on(person: Person, topic: Topic, day: Day) -> date:
    return topic_due_on(person, topic, today=day.today, house=day.house, closed_days=day.closed_days)


def _of_many(
    people: Sequence[Person], what: str, clause: str, due: date, action: Action, day: Day, *, record: int = 0
) -> Item:
    return item_of_many(
        Area.INDUCTION, action, f"{len(people)} people", what, clause, due, day, record=record
    )


def _of_topics(
    person: Person, lead: str, topics: Sequence[Topic], action: Action, day: Day, *, is_with_children: bool
) -> Item:
    due = min(_due_on(person, topic, day) for topic in topics)
    titles = listed([topic.title for topic in topics]) if len(topics) < 3 else f"{len(topics)} topics"
    of_person = _of_person(person, f"{lead}: {titles}", induction.clause(person.facts.role), due, action, day)
    return replace(of_person, state=State.LATE, is_with_children=True) if is_with_children else of_person


def _of_person(person: Person, what: str, clause: str, due: date, action: Action, day: Day) -> Item:
    return Item(
        area=Area.INDUCTION,
        code=person.code,
        what=what,
        clause=clause,
        due=due,
        state=day.state_of(due),
        is_legal=False,
        action=action,
        record=person.id,
        person=person.id,
        about=person.name,
    )


def _training(people: Iterable[Person], day: Day) -> Iterable[Item]:
    """Safeguarding training to be renewed (law L6.6), for those whose last training is recorded. What many
    took part in on one day is renewed in one line."""
    what, clause, action = "Renew safeguarding training", "SE-1", Action.TRAINING
    by_day: dict[date, list[Person]] = defaultdict(list)
    for person in people:
        if due := _training_due_on(person, day):
            by_day[due].append(person)
    for due, held in by_day.items():
        if len(held) > ONE_BY_ONE:
            yield _of_many(held, what, clause, due, action, day)
        else:
            yield from (_of_person(person, what, clause, due, action, day) for person in held)


def _training_due_on(person: Person, day: Day) -> date | None:
    """The day by which a person's training is renewed, where that is on the list already."""
    if person.trained_on is None:
        return None
    # Nobody is late with it for the time before they came, or came back.
    due = max(induction.training_due_on(person.trained_on), person.facts.started_on)
    leaves_first = person.facts.left_on is not None and person.facts.left_on < due
    return None if due > day.horizon or leaves_first else due


def _supervision(person: Person, day: Day) -> Iterable[Item]:
    """A student has a supervisor, and whoever had one has another once that one goes, also where that is
    known ahead (OR-2)."""
    role, supervisor = person.facts.role_on(day.today), person.supervisor
    if supervisor is None:
        what, since = "Choose who supervises this student", person.facts.started_on
        is_asked = role in induction.TRAINEES
    else:
        said, since = _without_supervisor(person.facts, supervisor, day)
        what = f"Choose another supervisor: {said}"
        ends_first = person.facts.left_on is not None and person.facts.left_on <= since
        is_asked = bool(said) and role in induction.SUPERVISED and not ends_first
    if is_asked:
        due = max(since, person.facts.started_on)
        yield _of_person(person, what, "OR-2", due, Action.SUPERVISOR, day)


def _without_supervisor(person: induction.Person, supervisor: induction.Person, day: Day) -> tuple[str, date]:
    """Why whoever was named supervises no more, in words, and the last day on which they do; or no words."""
    today, left_on = day.today, supervisor.left_on
    if left_on and left_on <= day.horizon:
        last_day = near_date(left_on, today=today)
        said = "the last one left on" if left_on < today else "this one's last day is"
        return f"{said} {last_day}", left_on
    if supervisor.started_on > max(today, person.started_on):
        return f"this one starts only on {near_date(supervisor.started_on, today=today)}", today
    if (role := supervisor.role_on(today)) not in induction.KEY_PEOPLE:
        since = (change.next_from_on for change in supervisor.changes() if change.next_from_on <= today)
        return f"this one is a {role} now", max(since, default=supervisor.started_on)
    return "", today


def _without_manager(facts: Facts, day: Day) -> managers.Gap | None:
    """The time without a manager who is here and has a manager's account, where one is known."""
    terms = [
        managers.term(None if held.is_early else held.facts.started_on, held.facts.left_on, held.until_on)
        for held in facts.open_accounts
        if held.role is induction.Role.MANAGER
    ]
    if until_on := facts.beside_the_register:
        terms.append(managers.term(None, None, None if until_on == date.max else until_on))
    return managers.gap(terms, today=day.today, closed=day.closed_days)


def _next_manager(gap: managers.Gap, day: Day) -> Item:
    """Known ahead it is asked ahead: whoever may add accounts is gone on the day after (CP-11)."""
    is_now = managers.is_now(gap, today=day.today)
    return Item(
        area=Area.INDUCTION,
        code="Manager",
        what=(managers.without if is_now else managers.ahead)(gap, today=day.today),
        clause="CP-11",
        due=gap.last_day,
        state=day.state_of(gap.last_day),
        is_legal=False,
        action=Action.NEXT_MANAGER,
        record=0,
    )


def _open_accounts(accounts: Iterable[OpenAccount], gap: managers.Gap | None, day: Day) -> Iterable[Item]:
    """Access ends with the placement, the job or the role, also where that is known ahead (OR-2, CP-8).

    The last day itself is theirs to the end, so an account is closed by the next one on which somebody is
    there to close it: the deputy too, who may from then on. One that ends by itself by then asks nobody, nor
    does one that waits for the first day by itself, or is meant to be used before it.
    While no manager is here, what only a manager does is not asked: how to have one is.
    """
    accounts = list(accounts)
    have_a_managers = {one.person for one in accounts if one.role is induction.Role.MANAGER}
    is_none_here = gap is not None and managers.is_now(gap, today=day.today)
    if gap:
        yield _next_manager(gap, day)
    for held in accounts:
        if is_none_here and held.role is induction.Role.MANAGER:
            continue
        left_on, started_on = held.facts.left_on, held.facts.started_on
        is_away = started_on > day.horizon or (left_on is not None and left_on < day.today)
        if left_on is not None and held.until_on is not None and held.until_on <= left_on:
            pass
        elif left_on is not None and left_on <= day.horizon:
            due = working_day_on_or_after(left_on + DAY, day.closed_days)
            yield _of_account(held, Action.CLOSE_ACCOUNT, _closing(held, left_on, day), due, day)
        elif is_away and not held.is_early and not waits_for_the_start(held.role):
            what = f"Close the account: this person starts only on {near_date(started_on, today=day.today)}"
            yield _of_account(held, Action.CLOSE_ACCOUNT, what, day.today, day)
        if not is_away and (ended_on := _had_that_role_until(held, day.today)):
            role = held.facts.role_on(day.today)
            what = f"Change the role of the account: still {held.role}, now {role}"
            yield _of_account(held, Action.ACCOUNT_ROLE, what, min(ended_on, day.today), day)
        elif not is_away and held.stood_in_until:
            what = "Change the role of the account back: no request needs a stand-in for the chairperson now"
            yield _of_account(held, Action.ACCOUNT_ROLE, what, min(held.stood_in_until, day.today), day)
        elif (
            not is_away
            and held.role is induction.Role.COMMITTEE
            and (since := _became_on(held, induction.Role.CHAIRPERSON, day.today))
        ):
            what = f"Change the role of the account: still {held.role}, now {induction.Role.CHAIRPERSON}"
            yield _of_account(held, Action.ACCOUNT_ROLE, what, since, day)
        elif (
            not is_away
            and not is_none_here
            and held.person not in have_a_managers
            and (since := _became_on(held, induction.Role.MANAGER, day.today))
        ):
            what = f"Change the role of the account: still {held.role}, now {induction.Role.MANAGER}"
            yield _of_account(held, Action.ACCOUNT_ROLE, what, since, day)


def _became_on(held: OpenAccount, role: induction.Role, today: date) -> date | None:
    """The day on which somebody with another role became the manager or the chairperson; None where they
    did not.

    Of other roles an account may see less on purpose. Without a manager's, nobody adds or closes accounts or
    reads the audit trail once the manager before has gone (CP-11); without a chairperson's, nobody is told of
    a request or decides in it (AR-6).
    """
    if held.facts.role_on(today) is not role:
        return None
    began = (before.next_from_on for before in held.facts.roles_before if before.next_from_on <= today)
    return max(began, default=None)


def _closing(held: OpenAccount, left_on: date, day: Day) -> str:
    is_trainee = held.facts.role in induction.TRAINEES
    last_day = near_date(left_on, today=day.today)
    if left_on < day.today:
        ended = "the placement ended" if is_trainee else "this person left"
        return f"Close the account: {ended} on {last_day}"
    return f"Close the account once {'the placement' if is_trainee else 'the last day'} ends, {last_day}"


def _had_that_role_until(held: OpenAccount, today: date) -> date | None:
    """The day on which another role followed the one that the account has and that sees more; or nothing."""
    role = held.facts.role_on(today)
    ended = (before.next_from_on for before in held.facts.roles_before if before.role is held.role)
    return max(ended, default=None) if role is not held.role and reaches_further(held.role, role) else None


def _of_account(held: OpenAccount, action: Action, what: str, due: date, day: Day) -> Item:
    may_do = may_end if action is Action.CLOSE_ACCOUNT else may_put_back
    return Item(
        area=Area.INDUCTION,
        code=held.code,
        what=what,
        clause="OR-2" if held.facts.role in induction.TRAINEES else "CP-8",
        due=due,
        state=day.state_of(due),
        is_legal=False,
        action=action,
        record=held.account,
        person=held.person,
        about=held.name,
        is_over=may_do(induction.Role.DEPUTY, held.role, held.facts, on=day.today),
    )
