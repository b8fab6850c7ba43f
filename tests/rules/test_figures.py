"""The figures of a day: what is late, what falls due within a week, and what waits on others (design 8)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules import figures
from rules.access import Step, StepDone
from rules.access_path import Requester, WholeRequest
from rules.agenda import (
    AccessRequest,
    Action,
    Area,
    Child,
    Facts,
    Item,
    Person,
    Purpose,
    State,
    Topic,
    Withdrawal,
)
from rules.consent import JOURNEY, Answer, Event, FollowUp
from rules.house import HouseRules
from rules.induction import Person as Colleague
from rules.induction import Role, RoleBefore, SignOff, Version
from rules.requester import Relationship
from rules.working_days import bank_holidays

TODAY = date(2026, 11, 24)  # a Tuesday
A_WEEK_ON = date(2026, 12, 1)
DAY = timedelta(days=1)
ENGLAND = bank_holidays(range(2025, 2029))


def figures_of(items=(), answered=(), **facts):
    return figures.figures(
        Facts(**facts),
        items,
        answered=answered,
        decided=[],
        today=TODAY,
        house=HouseRules(),
        bank_holidays=ENGLAND,
    )


def item(due, state):
    return Item(Area.POLICY, "Check 1", "Check the cabinet", "CP-8", due, state, False, Action.CHECK, 1)


def request(number, received_on, *steps):
    return AccessRequest(number, f"AR-2026-{number:03}", 14, received_on, steps)


@pytest.mark.parametrize(
    ("due", "state", "counts"),
    [
        pytest.param(TODAY - DAY, State.LATE, (1, 0), id="late since today"),
        pytest.param(TODAY, State.DUE, (0, 1), id="due today"),
        pytest.param(A_WEEK_ON, State.DUE, (0, 1), id="a week on"),
        pytest.param(A_WEEK_ON + DAY, State.DUE, (0, 0), id="a day further"),
        pytest.param(A_WEEK_ON, State.WAITING, (0, 0), id="waits on somebody else"),
    ],
)
def test_what_is_late_and_what_falls_due_within_a_week_is_counted(due, state, counts):
    found = figures_of([item(due, state)])
    assert (found.overdue, found.this_week) == counts


@pytest.mark.parametrize(
    ("received_on", "count"),
    [
        pytest.param(date(2026, 10, 23), 0, id="due on Monday, and late"),
        pytest.param(date(2026, 10, 24), 1, id="due today"),
        pytest.param(date(2026, 10, 27), 1, id="due on Friday"),
        pytest.param(date(2026, 10, 28), 1, id="due on Saturday, which moves it to Monday"),
        pytest.param(date(2026, 11, 1), 1, id="due on Tuesday, a week on"),
        pytest.param(date(2026, 11, 2), 0, id="due on Wednesday"),
    ],
)
def test_a_request_is_due_within_a_week_from_today_on(received_on, count):
    assert figures_of(requests=[request(1, received_on)]).access_requests.due_this_week == count


def test_both_waits_on_the_requester_are_counted():
    asked = StepDone(Step.CLARIFICATION_ASKED, TODAY - DAY)
    proof = StepDone(Step.IDENTITY_ASKED, TODAY - DAY)
    received_on = date(2026, 11, 20)
    held = [request(1, received_on, asked), request(2, received_on, proof), request(3, received_on)]
    found = figures_of(requests=held).access_requests
    assert (found.open, found.waiting) == (3, 2)


@pytest.mark.parametrize(
    ("step", "on", "expected"),
    [
        pytest.param(Step.RELEASED, date(2026, 4, 2), (1, 1), id="answered on its last day"),
        pytest.param(Step.RELEASED, date(2026, 4, 3), (1, 0), id="answered a day late"),
        pytest.param(Step.WITHDRAWN, date(2026, 4, 2), (0, 0), id="withdrawn by its date: none was owed"),
        pytest.param(Step.WITHDRAWN, date(2026, 4, 3), (1, 0), id="withdrawn late: one had been owed"),
    ],
)
def test_what_was_owed_and_came_too_late_is_not_in_time(step, on, expected):
    held = figures_of(answered=[(date(2026, 3, 2), [StepDone(step, on)])]).access_requests
    assert (held.answered_last_12_months, held.answered_in_time_last_12_months) == expected


@pytest.mark.parametrize(
    ("on", "count"),
    [
        pytest.param(date(2025, 11, 23), 0, id="a year and a day ago"),
        pytest.param(date(2025, 11, 24), 1, id="a year ago to the day"),
        pytest.param(TODAY, 1, id="today"),
        pytest.param(TODAY + DAY, 0, id="dated tomorrow"),
    ],
)
def test_the_last_twelve_months_are_from_the_same_day_of_last_year_to_today(on, count):
    held = figures_of(answered=[(on - 10 * DAY, [StepDone(Step.RELEASED, on)])]).access_requests
    assert held.answered_last_12_months == count


@pytest.mark.parametrize(
    ("changed_on", "signed", "expected"),
    [
        pytest.param(TODAY - 28 * DAY, [1], (1, 0), id="the last day to read it again"),
        pytest.param(TODAY - 29 * DAY, [1], (1, 0), id="the day after: still to be read again, and late"),
        pytest.param(TODAY - 29 * DAY, [1, 2], (0, 0), id="read again"),
        pytest.param(TODAY - 29 * DAY, [], (0, 1), id="never taken through it"),
    ],
)
def test_who_is_to_read_a_new_version_again_stays_counted_once_that_is_late(changed_on, signed, expected):
    came = date(2024, 1, 8)
    topic = Topic(
        1, "Policy", frozenset({Role.STAFF}), (Version(1, date(2000, 1, 1)), Version(2, changed_on))
    )
    sign_offs = [SignOff(came if number == 1 else TODAY, number) for number in signed]
    colleague = Person(5, "S-05", Colleague(Role.STAFF, came, came), {topic.id: sign_offs})
    held = figures_of(topics=[topic], people=[colleague]).induction
    assert (held.to_read_again, held.on_site_without_it) == expected
    assert held.taken_through == (1 if signed else 0), "a new version takes away nothing that was done"
    is_late, by = changed_on + 28 * DAY < TODAY, changed_on + 28 * DAY
    assert held.read_again_late == (held.to_read_again if is_late else 0)
    assert held.read_again_by == (by if held.to_read_again and not is_late else None)
    assert [(group.to_read_again, group.on_site_without_it) for group in held.by_group] == [expected]


@pytest.mark.parametrize(
    ("read", "to_read", "to_countersign"),
    [
        pytest.param((), 1, 0, id="not read"),
        pytest.param((1,), 1, 0, id="one of two"),
        pytest.param((1, 2), 0, 1, id="both: the signature of somebody else is what is missing"),
    ],
)
def test_who_has_read_a_new_version_and_waits_for_a_signature_is_not_to_read_it(
    read, to_read, to_countersign
):
    came, changed_on = date(2024, 1, 8), TODAY - 29 * DAY
    versions = (Version(1, date(2000, 1, 1)), Version(2, changed_on))
    topics = [Topic(number, f"Topic {number}", frozenset({Role.STAFF}), versions) for number in (1, 2)]
    colleague = Person(
        5, "S-05", Colleague(Role.STAFF, came, came), {1: [SignOff(came, 1)], 2: [SignOff(came, 1)]},
        readings={number: [SignOff(TODAY - DAY, 2)] for number in read},
    )  # fmt: skip
    held = figures_of(topics=topics, people=[colleague]).induction
    assert (held.to_read_again, held.read_again_late, held.to_countersign) == (
        to_read,
        to_read,
        to_countersign,
    )
    assert (held.taken_through, held.by_group[0].to_read_again) == (1, to_read)


@pytest.mark.parametrize(
    ("account_since", "answer", "late"),
    [
        pytest.param(None, None, 0, id="no account"),
        pytest.param(date(2026, 11, 1), Answer.GIVEN, 0, id="with consent"),
        pytest.param(date(2026, 11, 1), Answer.REFUSED, 1, id="refused, and on for weeks"),
        pytest.param(date(2026, 11, 1), None, 1, id="nobody was asked"),
        pytest.param(date(2026, 11, 23), None, 0, id="since yesterday, to be closed today"),
    ],
)
def test_a_journey_that_is_online_without_consent_is_late_once_its_day_is_over(account_since, answer, late):
    journey = Purpose(1, "Online learning journey", 1, key=JOURNEY)
    told = [Event(5, answer, date(2026, 10, 1))] if answer else []
    started = date(2026, 9, 1)
    child = Child(14, "C-014", started, frozenset({5}), {1: told, 2: []}, account_since=account_since)
    counted = figures_of(children=[child], purposes=[journey, replace(journey, id=2, key="")])
    assert counted.consents.journeys_late == late
    assert counted.consents.withdrawals_late == 0


@pytest.mark.parametrize(
    ("answers", "late"),
    [
        pytest.param([], 1, id="nothing was said since"),
        pytest.param([(6, Answer.GIVEN)], 1, id="another carer said yes: they disagree, which is a no"),
        pytest.param([(5, Answer.REFUSED)], 1, id="and a no since"),
        pytest.param([(5, Answer.GIVEN)], 0, id="given again: nothing that it ended is going on"),
    ],
)
def test_a_withdrawal_that_nobody_followed_is_late_while_there_is_no_consent(answers, late):
    withdrawn_on = date(2026, 11, 10)
    told = [Event(5, Answer.GIVEN, date(2026, 9, 1)), Event(5, Answer.WITHDRAWN, withdrawn_on, order=1)]
    told += [Event(carer, answer, date(2026, 11, 16), order=2) for carer, answer in answers]
    child = Child(14, "C-014", date(2026, 9, 1), frozenset({5, 6}), {3: told})
    withdrawal = Withdrawal(1, 14, "C-014", "Website", withdrawn_on, to_do=(FollowUp.STOPPED,), purpose=3)
    held = figures_of(children=[child], purposes=[Purpose(3, "Website", 1)], withdrawals=[withdrawal])
    assert held.consents.withdrawals_late == late


def test_a_withdrawal_of_a_child_who_has_left_is_late_too():
    withdrawal = Withdrawal(1, 14, "C-014", "Website", date(2026, 11, 10), to_do=(FollowUp.STOPPED,))
    assert figures_of(withdrawals=[withdrawal]).consents.withdrawals_late == 1


@pytest.mark.parametrize(
    ("next_from_on", "role"),
    [
        pytest.param(TODAY + DAY, Role.STUDENT, id="the last day in the role before"),
        pytest.param(TODAY, Role.STAFF, id="the first in the new one"),
    ],
)
def test_somebody_is_counted_in_the_role_of_the_day(next_from_on, role):
    topic = Topic(1, "Policy", frozenset(Role), (Version(1, date(2000, 1, 1)),))
    before = (RoleBefore(Role.STUDENT, next_from_on),)
    colleague = Person(5, "S-05", Colleague(Role.STAFF, date(2026, 9, 1), roles_before=before))
    [group] = figures_of(topics=[topic], people=[colleague]).induction.by_group
    assert group.role == role


CAME, LEFT = TODAY - 90 * DAY, TODAY - 5 * DAY


@pytest.mark.parametrize(
    ("role", "first_day_on", "sign_offs", "began_on", "count"),
    [
        pytest.param(Role.STAFF, LEFT, [], None, 1, id="one day here, and taken through nothing"),
        pytest.param(Role.STUDENT, None, [], CAME, 1, id="a student whose first day nobody entered"),
        pytest.param(Role.STAFF, CAME, [SignOff(LEFT)], CAME, 0, id="taken through it on the last day"),
        pytest.param(Role.STAFF, CAME, [SignOff(LEFT + DAY)], CAME, 1, id="signed for the day after"),
        pytest.param(Role.STAFF, None, [], CAME, 0, id="never with the children"),
        pytest.param(Role.STAFF, CAME, [SignOff(CAME, is_needed=False)], CAME, 0, id="not needed"),
        pytest.param(Role.STAFF, CAME, [], LEFT, 1, id="left on the first day in the dashboard"),
        pytest.param(Role.STAFF, CAME, [], LEFT + DAY, 0, id="left before it"),
    ],
)
def test_who_left_without_having_been_taken_through_stays_counted(
    role, first_day_on, sign_offs, began_on, count
):
    """A day of an agency, or a placement of two weeks, that nobody was taken through was over, and all was
    in time: the policy was broken, and waiting does not mend it (PR-6, OR-2)."""
    topic = Topic(1, "Policy", frozenset({Role.STAFF, Role.STUDENT}), (Version(1, date(2000, 1, 1)),))
    colleague = Person(5, "S-05", Colleague(role, CAME, first_day_on, LEFT), {topic.id: sign_offs})
    held = figures_of(topics=[topic], left=[colleague], began_on=began_on).induction
    assert (held.left_without_it, held.people, held.on_site_without_it) == (count, 0, 0)


def test_a_request_of_an_authority_is_open_and_past_no_date_of_the_law():
    family = request(1, TODAY - 100 * DAY)
    asks = Requester(Relationship.AUTHORITY, has_evidence=True, has_authority=True)
    court = replace(request(2, family.received_on), whole=WholeRequest(family.received_on, requester=asks))
    found = figures_of([], requests=[family, court]).access_requests
    assert (found.open, found.late) == (2, 1)
