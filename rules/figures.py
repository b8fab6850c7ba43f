"""The figures of a day: how each of the four areas stands, by codes and counts, never by name (AI-6, X-7)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from rules import access, consent, induction, sharing
from rules.access import Progress, StepDone
from rules.agenda import (
    Action,
    Area,
    Facts,
    Group,
    Item,
    Person,
    State,
    Withdrawal,
    a_week_ahead,
    agenda,
    group_of,
    induction_status,
    topic_due_on,
)
from rules.house import HouseRules
from rules.working_days import months_after


def since(today: date) -> date:
    """The first day of the last twelve months."""
    return months_after(today, -12)


@dataclass(frozen=True)
class AccessFigures:
    """Access requests: open now, and how those answered in the last twelve months were answered.

    `due_this_week` are those due within a week. Signed reviews keep the figures by these names.
    """

    open: int
    late: int
    due_this_week: int
    waiting: int
    answered_last_12_months: int
    answered_in_time_last_12_months: int
    after_late: int = 0  # complaints and requests to correct the file, past a date of the law


@dataclass(frozen=True)
class PurposeFigures:
    """One purpose: how many children stand where."""

    title: str
    statuses: dict[str, int]


@dataclass(frozen=True)
class ConsentFigures:
    """Consents of the children on roll: how many questions have a clear answer, and by purpose."""

    children: int
    questions: int
    answered: int
    by_purpose: list[PurposeFigures]
    withdrawals_late: int = 0  # by child and day: something is still to be stopped or undone, past its day
    journeys_late: int = 0  # accounts on the learning journey that are on without consent, past their day
    no_answer: int = 0  # questions to which no answer came though they were asked twice: nothing left to ask


@dataclass(frozen=True)
class SharingFigures:
    """Sharing decisions: awaiting now, and how promptly the last twelve months' were recorded.

    One whose record lacks something past its day counts among the recorded, and not among those in time.
    """

    awaiting_decision: int
    awaiting_recording: int
    decided_last_12_months: int
    recorded_last_12_months: int
    recorded_in_time_last_12_months: int
    records_late: int = 0  # decisions that were made, whose record lacks something past its day
    breaches_late: int = 0  # without the decision about the ICO, past its 72 hours
    decisions_late: int = 0  # concerns about which nobody decided by their day
    referrals_late: int = 0  # what social care was told and has not replied to, past its own time


@dataclass(frozen=True)
class GroupFigures:
    """One group of people by what they are in the setting; staff figures may show (law L11).

    Of the people that are complete or have a new version to read, all were `taken_through` everything.
    """

    role: str
    people: int
    complete: int
    on_site_without_it: int
    to_read_again: int
    taken_through: int = 0


@dataclass(frozen=True)
class InductionFigures:
    """Induction: people with every topic they need, and people with the children without one."""

    people: int
    complete: int
    on_site_without_it: int
    to_read_again: int
    by_group: list[GroupFigures] = field(default_factory=list)
    taken_through: int = 0
    read_again_late: int = 0  # people, past the day of a new version
    read_again_by: date | None = None  # the last day of the new versions that are still in time
    left_without_it: int = 0  # people who left in the last twelve months, and had been with the children
    to_countersign: int = 0  # people who have read every new version, and wait for somebody's signature


@dataclass(frozen=True)
class Figures:
    """The figures of one day; `this_week` is what falls due within a week.

    `late_by_area` has every late line of the weekly review, whether the law dates it or the setting does.
    """

    on: date
    overdue: int
    this_week: int
    access_requests: AccessFigures
    consents: ConsentFigures
    sharing_decisions: SharingFigures
    induction: InductionFigures
    late_by_area: dict[str, int] = field(default_factory=dict)

    def as_plain(self) -> dict[str, Any]:
        """The figures as plain values, for a file or a signed review."""
        plain = {**asdict(self), "on": self.on.isoformat()}
        by = self.induction.read_again_by
        plain["induction"]["read_again_by"] = by.isoformat() if by else None
        return plain


def figures(
    facts: Facts,
    items: Sequence[Item],
    *,
    answered: Iterable[tuple[date, Sequence[StepDone]]],
    decided: Iterable[sharing.Decision],
    today: date,
    house: HouseRules,
    bank_holidays: Collection[date],
    at: datetime | None = None,
) -> Figures:
    """The figures of `today`; `at` is the present moment, as the agenda takes it.

    `answered` are requests with their steps and `decided` sharing decisions, among them all that were
    answered, decided or recorded in the last twelve months. What waits counts as if it did not: a wait is no
    answer.
    """
    items = [replace(item, snoozed_until=None) if item.snoozed_until else item for item in items]
    statuses = consent_statuses(facts, today=today, house=house)
    beside = _late_beside(facts, statuses, today=today, house=house, bank_holidays=bank_holidays, at=at)
    return Figures(
        on=today,
        overdue=sum(item.state is State.LATE for item in items),
        this_week=sum(group_of(item, today=today) is Group.WITHIN_A_WEEK for item in items),
        access_requests=replace(
            _access(facts, answered, today, bank_holidays),
            after_late=beside[Action.COMPLAINT] + beside[Action.RECTIFICATION],
        ),
        consents=replace(
            consent_figures(facts, statuses),
            withdrawals_late=beside[Action.FOLLOW_UP],
            journeys_late=beside[Action.JOURNEY],
        ),
        sharing_decisions=replace(
            _sharing(facts, decided, today, house),
            records_late=beside[Action.RECORD],
            breaches_late=beside[Action.BREACH],
            decisions_late=beside[Action.DECIDE],
            referrals_late=beside[Action.REPLY] + beside[Action.NO_REPLY],
        ),
        induction=induction_figures(
            facts, induction_statuses(facts, today=today, house=house), today=today, house=house
        ),
        late_by_area={
            str(area): sum(item.area is area and item.state is State.LATE for item in items) for area in Area
        },
    )


_PROMISED = frozenset(
    {Action.DECIDE, Action.RECORD, Action.REPLY, Action.NO_REPLY, Action.FOLLOW_UP, Action.JOURNEY}
)


def _late_beside(
    facts: Facts,
    statuses: Mapping[int, Mapping[int, consent.Status]],
    *,
    today: date,
    house: HouseRules,
    bank_holidays: Collection[date],
    at: datetime | None,
) -> Counter[Action]:
    """By action, how much is late of what the areas' own counts leave out: what the law dates beside requests
    and decisions, and what the policy promises: that a concern is decided about and what was told to social
    care followed (IS-1, IS-9), that a decision to share is recorded (IS-6 to IS-8), that a withdrawal is
    followed, and that no learning journey is online without consent.
    """
    others = Facts(
        rectifications=facts.rectifications,
        complaints=facts.complaints,
        withdrawals=to_be_stopped(facts, statuses, today=today, house=house),
        decisions=facts.decisions,
        advice=facts.advice,
        referrals=facts.referrals,
        breaches=facts.breaches,
        purposes=[purpose for purpose in facts.purposes if purpose.key == consent.JOURNEY],
        retired_journey=facts.retired_journey,
        children=[child for child in facts.children if child.account_since],
        booked=facts.booked,
        accounts_left_on=facts.accounts_left_on,
    )
    return Counter(
        item.action
        for item in agenda(others, today=today, house=house, bank_holidays=bank_holidays, at=at)
        if item.state is State.LATE and (item.is_legal or item.action in _PROMISED)
    )


def _is_lately(on: date | None, today: date) -> bool:
    """Whether it was in the last twelve months. When it was asked for or raised does not matter: one that
    took longer than others would else be counted in no year."""
    return on is not None and since(today) <= on <= today


def _counted_on(steps: Sequence[StepDone], today: date) -> date | None:
    """The day with which a request that has ended counts: of a refusal that was found wrong, when what it
    refused was given, and until then every day. One that waits for the second person is among the open."""
    if access.waits_for_agreement(steps):
        return None
    return access.answered_on(steps) or (today if access.is_found_wrong(steps) else None)


def _access(
    facts: Facts,
    answered: Iterable[tuple[date, Sequence[StepDone]]],
    today: date,
    bank_holidays: Collection[date],
) -> AccessFigures:
    dated = facts.dated_requests
    now = [access.progress(r.received_on, r.steps, today=today, bank_holidays=bank_holidays) for r in dated]
    due = [access.due_on(access.clock_of(r.received_on, r.steps), bank_holidays) for r in dated]
    past = Counter(
        access.progress(received_on, steps, today=today, bank_holidays=bank_holidays)
        for received_on, steps in answered
        if _is_lately(_counted_on(steps, today), today)
    )
    in_time = past[Progress.ANSWERED_IN_TIME]
    # What was refused wrongly is open until it is given, and is no answer in time after its date.
    too_late = past[Progress.ANSWERED_LATE] + past[Progress.WITHDRAWN_LATE] + past[Progress.LATE]
    return AccessFigures(
        open=len(facts.requests) + past[Progress.OPEN] + past[Progress.LATE],
        late=now.count(Progress.LATE) + past[Progress.LATE],
        due_this_week=sum(today <= day <= a_week_ahead(today) for day in due),
        waiting=sum(progress in access.WAITING for progress in now),
        answered_last_12_months=in_time + too_late,
        answered_in_time_last_12_months=in_time,
    )


def consent_statuses(facts: Facts, *, today: date, house: HouseRules) -> dict[int, dict[int, consent.Status]]:
    """The status by child and purpose of everyone on roll."""
    return {
        child.id: {
            purpose.id: consent.status(
                child.events.get(purpose.id, ()),
                responsible=child.responsible,
                on=today,
                wording=purpose.wording,
                renewal_months=house.consent_renewal_months,
                left_on=child.left_on,
                no_answer=child.has_no_answer(
                    purpose.id, on=today, renewal_months=house.consent_renewal_months
                ),
            )
            for purpose in facts.purposes
        }
        for child in facts.children
    }


def to_be_stopped(
    facts: Facts, statuses: Mapping[int, Mapping[int, consent.Status]], *, today: date, house: HouseRules
) -> list[Withdrawal]:
    """The withdrawals of which something may be going on. Where there is consent again, by the `statuses` of
    `today` or of a child who is booked further ahead than these reach, nothing that they ended is."""
    booked = consent_statuses(replace(facts, children=facts.booked), today=today, house=house)
    held_by = {**booked, **statuses}
    return [
        held
        for held in facts.withdrawals
        if not consent.is_allowed(held_by.get(held.child, {}).get(held.purpose, consent.Status.ENDED))
    ]


def consent_figures(facts: Facts, statuses: Mapping[int, Mapping[int, consent.Status]]) -> ConsentFigures:
    """How many questions have a clear, current answer by the `statuses` of a day, in all and by purpose."""
    by_purpose = [
        PurposeFigures(
            purpose.title, dict(Counter(str(of_child[purpose.id]) for of_child in statuses.values()))
        )
        for purpose in facts.purposes
    ]
    every = [status for of_child in statuses.values() for status in of_child.values()]
    return ConsentFigures(
        children=len(statuses),
        questions=len(every),
        answered=sum(s in consent.CLEAR for s in every),
        no_answer=every.count(consent.Status.NO_ANSWER),
        by_purpose=by_purpose,
    )


def _sharing(
    facts: Facts, decided: Iterable[sharing.Decision], today: date, house: HouseRules
) -> SharingFigures:
    now = Counter(sharing.status(held.decision) for held in facts.decisions)
    past = list(decided)
    lately = [d for d in past if _is_lately(sharing.counted_on(d), today)]
    in_time = sharing.recorded_in_time(lately, recording_days=house.recording_days, today=today)
    return SharingFigures(
        awaiting_decision=now[sharing.Status.AWAITING_DECISION],
        awaiting_recording=now[sharing.Status.AWAITING_RECORDING],
        decided_last_12_months=sum(_is_lately(d.decided_on, today) for d in past),
        recorded_last_12_months=len(in_time),
        recorded_in_time_last_12_months=sum(in_time),
    )


def induction_statuses(
    facts: Facts, *, today: date, house: HouseRules
) -> dict[int, dict[int, induction.Status]]:
    """The status by person and topic of everyone who is here or about to start."""
    return {
        person.id: {
            topic.id: induction_status(person, topic, today=today, house=house) for topic in facts.topics
        }
        for person in facts.people
    }


def induction_figures(
    facts: Facts,
    held: Mapping[int, Mapping[int, induction.Status]],
    *,
    today: date,
    house: HouseRules,
) -> InductionFigures:
    """How many people have every topic they need, and are with the children without one; and by group.

    `held` are the statuses of `today`.
    """
    to_read = _still_to_read(facts, held, today)
    by_role: dict[induction.Role, list[tuple[set[induction.Status], bool]]] = {}
    for person in facts.people:
        of_person = set(held[person.id].values()), bool(to_read[person.id])
        by_role.setdefault(person.facts.role_on(today), []).append(of_person)
    groups = [_group(str(role), by_role[role]) for role in induction.Role if role in by_role]
    groups = [group for group in groups if group.people]  # whom no topic is for
    whole = _group("", [statuses for of_role in by_role.values() for statuses in of_role])
    return InductionFigures(
        whole.people,
        whole.complete,
        whole.on_site_without_it,
        whole.to_read_again,
        groups,
        whole.taken_through,
        read_again_late=sum(induction.Status.REREAD_LATE in of_one.values() for of_one in to_read.values()),
        read_again_by=max(
            (
                topic_due_on(person, topic, today=today, house=house, closed_days=())
                for person in facts.people
                for topic in facts.topics
                if to_read[person.id].get(topic.id) is induction.Status.REREAD
            ),
            default=None,
        ),
        left_without_it=len(left_without_it(facts, house=house)),
        to_countersign=sum(
            not to_read[number] and not induction.TO_READ_AGAIN.isdisjoint(of_one.values())
            for number, of_one in held.items()
        ),
    )


def left_without_it(facts: Facts, *, house: HouseRules) -> list[Person]:
    """Who left in the last twelve months and was with the children to the last without a topic (PR-6, OR-2).

    It cannot be done any more, and did not become true by waiting. Whoever left before the setting's first
    day in the dashboard was never asked about here; what was done, and is entered later, counts by its day.
    """
    return [
        person
        for person in facts.left
        if (last_day := person.facts.left_on) is not None
        and (facts.began_on is None or last_day >= facts.began_on)
        and any(
            induction_status(person, topic, today=last_day, house=house) is induction.Status.ON_SITE
            for topic in facts.topics
        )
    ]


def _still_to_read(
    facts: Facts, held: Mapping[int, Mapping[int, induction.Status]], today: date
) -> dict[int, dict[int, induction.Status]]:
    """By person, of the topics with a new version those that they have not read and signed themselves."""
    return {
        person.id: {
            topic.id: held[person.id][topic.id]
            for topic in facts.topics
            if held[person.id][topic.id] in induction.TO_READ_AGAIN
            and not induction.is_read(person.readings.get(topic.id, ()), versions=topic.versions, on=today)
        }
        for person in facts.people
    }


def _group(role: str, people_held: Sequence[tuple[set[induction.Status], bool]]) -> GroupFigures:
    """The figures of people with their statuses, and whether they have a new version still to read."""
    statuses = [of_one for of_one, _ in people_held]
    complete, people = induction.people_complete(statuses)
    taken_through, _ = induction.people_complete(
        {induction.Status.DONE if s in induction.TO_READ_AGAIN else s for s in of_one} for of_one in statuses
    )
    return GroupFigures(
        role,
        people,
        complete,
        sum(induction.Status.ON_SITE in of_one for of_one in statuses),
        sum(is_to_read for _, is_to_read in people_held),
        taken_through,
    )
