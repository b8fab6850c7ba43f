"""Routine checks: when each is due, and what is refused (PR-2, CP-8, RI-2)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.routine import (
    EVERY_LIMITS,
    Check,
    Result,
    definition_problems,
    due_on,
    due_when_open,
    how_often,
    problems,
)

TODAY = date(2026, 11, 24)
BEGAN = date(2026, 11, 2)
GOOD, BAD = Result.IN_ORDER, Result.NOT_IN_ORDER


def check(every_days=91, *, position=0, **held):
    return Check(1, "The cabinet is locked", "PR-2", every_days, "Manager", position, **held)


@pytest.mark.parametrize(
    ("held", "due"),
    [
        pytest.param(check(), date(2026, 11, 9), id="the first of the list: a week after the start"),
        pytest.param(check(position=4), date(2026, 12, 7), id="the fifth: five weeks after it"),
        pytest.param(check(last_on=TODAY, last_result=GOOD), date(2027, 2, 23), id="a term after the last"),
        pytest.param(check(7, last_on=TODAY, last_result=GOOD), date(2026, 12, 1), id="every week"),
        pytest.param(check(last_on=TODAY, last_result=BAD), date(2026, 12, 1), id="found wrong: in a week"),
        pytest.param(
            check(1, last_on=TODAY, last_result=BAD), date(2026, 11, 25), id="found wrong, and daily anyway"
        ),
    ],
)
def test_when_a_check_is_due(held, due):
    assert due_on(held, began_on=BEGAN) == due


@pytest.mark.parametrize(
    ("held", "due"),
    [
        pytest.param(
            check(position=9), date(2027, 1, 11), id="added on the first day: in the order of the list"
        ),
        pytest.param(check(), date(2027, 12, 1), id="added a year later: a week from then"),
        pytest.param(check(1), date(2027, 12, 1), id="and what is done every day has that week too"),
        pytest.param(
            check(last_on=date(2026, 11, 9), last_result=GOOD),
            date(2027, 12, 1),
            id="taken up again: not late for the time when it was not in use",
        ),
        pytest.param(
            check(365, last_on=date(2027, 11, 1), last_result=GOOD),
            date(2028, 10, 31),
            id="taken up again long before it is due",
        ),
        pytest.param(
            check(7, last_on=date(2027, 11, 24), last_result=GOOD), date(2027, 12, 1), id="done that day"
        ),
        pytest.param(
            check(1, last_on=date(2027, 11, 24), last_result=GOOD),
            date(2027, 11, 25),
            id="done that day, and due the next",
        ),
    ],
)
def test_a_check_that_came_into_use_later_is_not_late_for_the_time_before(held, due):
    since = BEGAN if held.position == 9 else date(2027, 11, 24)
    held = replace(held, in_use_since=since)
    assert due_on(held, began_on=BEGAN) == due


@pytest.mark.parametrize(
    ("every_days", "said"),
    [
        pytest.param(1, "every day", id="daily"),
        pytest.param(7, "every week", id="weekly"),
        pytest.param(14, "every two weeks", id="fortnightly"),
        pytest.param(30, "every month", id="30 days are a month"),
        pytest.param(31, "every month", id="and so are 31"),
        pytest.param(42, "every half term", id="half a term"),
        pytest.param(91, "every term", id="a term"),
        pytest.param(182, "twice a year", id="half a year"),
        pytest.param(365, "every year", id="a year"),
        pytest.param(10, "every 10 days", id="anything else in days"),
    ],
)
def test_how_often_is_said_as_a_nursery_says_it(every_days, said):
    assert how_often(every_days) == said


def test_what_was_never_done_is_not_due_before_anybody_knows_since_when():
    assert due_on(check(), began_on=None) is None
    assert due_on(check(in_use_since=TODAY), began_on=None) == date(2026, 12, 1)


@given(st.lists(st.integers(*EVERY_LIMITS), min_size=2, max_size=20))
def test_a_new_setting_is_not_asked_for_all_its_checks_at_once(every):
    due = [due_on(check(days, position=at), began_on=BEGAN) for at, days in enumerate(every)]
    assert all(later - before == timedelta(weeks=1) for before, later in pairwise(due))
    assert due[0] > BEGAN


@given(st.integers(*EVERY_LIMITS), st.sampled_from(Result))
def test_a_check_always_comes_back_after_it_was_done_and_sooner_where_something_was_wrong(days, result):
    due = due_on(check(days, last_on=TODAY, last_result=result), began_on=BEGAN)
    in_order = due_on(check(days, last_on=TODAY, last_result=GOOD), began_on=BEGAN)
    assert TODAY < due <= in_order


DONE = {"on": TODAY, "result": GOOD, "done_by": "Ewa Nowak", "note": "", "last_on": None, "today": TODAY}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({}, None, id="done today"),
        pytest.param({"on": None}, "on", id="done with no date"),
        pytest.param({"on": TODAY + timedelta(days=1)}, "on", id="dated ahead"),
        pytest.param({"last_on": TODAY}, None, id="twice on one day"),
        pytest.param({"on": date(2026, 11, 1), "last_on": date(2026, 11, 2)}, "on", id="before the last"),
        pytest.param({"result": None}, "result", id="nothing said of what was found"),
        pytest.param({"result": BAD}, "note", id="something wrong, and not what"),
        pytest.param({"result": BAD, "note": "unlocked"}, "note", id="one word of what"),
        pytest.param({"result": BAD, "note": "Key missing"}, None, id="what is to be put right"),
        pytest.param({"done_by": " "}, "done_by", id="by nobody"),
    ],
)
def test_what_is_refused(change, field):
    assert list(problems(**DONE | change)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({}, None, id="a check"),
        pytest.param({"title": " "}, "title", id="of nothing"),
        pytest.param({"every_days": None}, "every_days", id="never"),
        pytest.param({"every_days": 0}, "every_days", id="every 0 days"),
        pytest.param({"every_days": 1}, None, id="every day"),
        pytest.param({"every_days": 731}, None, id="two years apart, one of them a leap year"),
        pytest.param({"every_days": 732}, "every_days", id="more than two years apart"),
        pytest.param({"who": " "}, "who", id="by nobody"),
    ],
)
def test_a_check_says_what_how_often_and_who(change, field):
    said = {"title": "The cabinet is locked", "every_days": 7, "who": "Manager"} | change
    assert list(definition_problems(**said)) == ([field] if field else [])


CHRISTMAS = frozenset({date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 28), date(2026, 12, 29)})


@pytest.mark.parametrize(
    ("last_on", "due"),
    [
        pytest.param(date(2026, 12, 16), date(2026, 12, 23), id="the last day before the closure"),
        pytest.param(date(2026, 12, 17), date(2026, 12, 30), id="closed on the day: the first day back"),
        pytest.param(date(2026, 12, 19), date(2026, 12, 30), id="a weekend in the closure"),
        pytest.param(date(2026, 12, 12), date(2026, 12, 21), id="a Saturday: the Monday after it"),
        pytest.param(None, None, id="never done, and nothing known"),
    ],
)
def test_a_check_waits_for_the_day_on_which_the_setting_is_open(last_on, due):
    assert due_when_open(check(7, last_on=last_on), began_on=None, closed=CHRISTMAS) == due
