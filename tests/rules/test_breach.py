"""Breaches (CP-13, X-5; law L10.7): 72 hours from knowing; nothing is closed without the decision."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.breach import (
    ICO_DECISION,
    TELLING,
    Step,
    breach_problems,
    decide_by,
    hours_left,
    known_problems,
    lateness,
    moment_of,
    next_step,
    step_problems,
    steps_left,
    taking_back_problem,
    time_left,
)

KNOWN = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday, winter: London is UTC
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "hours", "words"),
    [
        pytest.param(KNOWN, 72, "72 hours left", id="the moment it is known"),
        pytest.param(KNOWN + SECOND, 71, "71 hours left", id="a second later: whole hours only"),
        pytest.param(KNOWN + 71 * HOUR, 1, "1 hour left", id="the last hour"),
        pytest.param(KNOWN + 71 * HOUR + SECOND, 0, "less than an hour left", id="within the last hour"),
        pytest.param(KNOWN + 72 * HOUR, 0, "less than an hour left", id="the very moment is still in time"),
        pytest.param(KNOWN + 72 * HOUR + SECOND, -1, "just past", id="a second after it"),
        pytest.param(KNOWN + 77 * HOUR, -5, "5 hours past", id="five hours after it"),
    ],
)
def test_the_hours_left_are_counted_from_the_moment_of_knowing(at, hours, words):
    assert hours_left(KNOWN, at) == hours
    assert time_left(KNOWN, at) == words


@pytest.mark.parametrize(
    ("at", "said"),
    [
        pytest.param(KNOWN + 72 * HOUR, "", id="the very moment is still in time"),
        pytest.param(KNOWN + 72 * HOUR + SECOND, "just past", id="a second after it"),
        pytest.param(KNOWN + 77 * HOUR, "5 hours past", id="five hours after it"),
    ],
)
def test_what_was_done_after_the_72_hours_says_so(at, said):
    assert lateness(KNOWN, at) == said


def test_the_72_hours_are_hours_and_not_days_when_the_clocks_change():
    """Known on Friday 23 October 2026 at 09:00 in summer time; the clocks go back on Sunday."""
    known = moment_of(date(2026, 10, 23), "09:00")
    assert known == datetime(2026, 10, 23, 8, 0, tzinfo=UTC)
    assert decide_by(known) == datetime(2026, 10, 26, 8, 0, tzinfo=UTC)  # 08:00 in London, not 09:00


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        pytest.param("14:05", datetime(2026, 11, 24, 14, 5, tzinfo=UTC), id="with a colon"),
        pytest.param(" 9.30 ", datetime(2026, 11, 24, 9, 30, tzinfo=UTC), id="with a dot"),
        pytest.param("0905", datetime(2026, 11, 24, 9, 5, tzinfo=UTC), id="with neither"),
        pytest.param("23:59", datetime(2026, 11, 24, 23, 59, tzinfo=UTC), id="the last minute of the day"),
        pytest.param("00:00", datetime(2026, 11, 24, tzinfo=UTC), id="its first"),
        pytest.param("24:00", None, id="no such hour"),
        pytest.param("9:60", None, id="no such minute"),
        pytest.param("noon", None, id="a word"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_time_of_day_is_read_as_it_was_typed(typed, moment):
    assert moment_of(date(2026, 11, 24), typed) == moment


def test_an_hour_that_the_clocks_strike_twice_is_the_earlier_one():
    """The last Sunday of October: 01:30 comes twice, and the deadline is counted from the first."""
    assert moment_of(date(2026, 10, 25), "01:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


A_BREACH = {
    "what": "A register was left where a visitor could read it",
    "whose": "A member of staff",
    "harm": "None: the visitor saw two first names",
    "happened_on": date(2026, 11, 24),
    "known_on": date(2026, 11, 24),
    "known_time": "09:30",
    "at": KNOWN + HOUR,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="whole"),
        pytest.param({"what": "Gossip"}, ["what"], id="one word says nothing"),
        pytest.param({"whose": " "}, ["whose"], id="nobody"),
        pytest.param({"harm": ""}, ["harm"], id="the harm left blank"),
        pytest.param({"happened_on": None}, ["happened_on"], id="no date"),
        pytest.param({"happened_on": date(2026, 11, 25)}, ["happened_on"], id="it happened afterwards"),
        pytest.param({"known_on": None}, ["known_on"], id="not said when it was known"),
        pytest.param({"known_time": "morning"}, ["known_time"], id="hours count, so the time does"),
        pytest.param({"known_time": "10:31"}, ["known_on"], id="known a minute from now"),
        pytest.param({"known_time": "10:30"}, [], id="known this minute"),
    ],
)
def test_a_breach_that_cannot_be_logged_names_its_field(changed, fields):
    assert list(breach_problems(**A_BREACH | changed)) == fields


A_STEP = {
    "step": Step.NOT_REPORTED,
    "on": date(2026, 11, 24),
    "clock": "10:00",
    "note": "No risk to anybody's rights is likely",
    "known_at": KNOWN,
    "done": (),
    "at": KNOWN + HOUR,
}
DECIDED = (Step.NOT_REPORTED,)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="decided not to report, and why"),
        pytest.param({"step": Step.REPORTED}, [], id="reported"),
        pytest.param({"step": None}, ["step"], id="nothing chosen"),
        pytest.param({"note": "No"}, ["note"], id="the decision without its reason"),
        pytest.param({"step": Step.CLOSED}, ["step"], id="closed without the ICO decision"),
        pytest.param({"step": Step.CLOSED, "done": DECIDED}, ["step"], id="closed, and nobody told nor why"),
        pytest.param({"step": Step.CLOSED, "done": (*DECIDED, Step.TOLD)}, [], id="closed when both stand"),
        pytest.param(
            {"step": Step.CLOSED, "done": (Step.REPORTED, Step.NOT_TOLD)}, [], id="nobody was told, and why"
        ),
        pytest.param(
            {"step": Step.CLOSED, "done": (*DECIDED, Step.TOLD), "last_step_at": KNOWN + HOUR / 2},
            [],
            id="closed the moment they were told",
        ),
        pytest.param(
            {"step": Step.CLOSED, "done": (*DECIDED, Step.TOLD), "last_step_at": KNOWN + HOUR / 2 + SECOND},
            ["step_on"],
            id="closed before they were told",
        ),
        pytest.param(
            {"step": Step.TOLD, "done": DECIDED, "last_step_at": KNOWN + HOUR},
            [],
            id="told before the decision about the ICO, and entered after it",
        ),
        pytest.param({"step": Step.NOT_TOLD, "done": DECIDED}, [], id="nobody is told, after the decision"),
        pytest.param({"done": DECIDED}, ["step"], id="the same decision twice"),
        pytest.param({"step": Step.REPORTED, "done": DECIDED}, [], id="reported after all"),
        pytest.param({"step": Step.NOT_REPORTED, "done": (Step.REPORTED,)}, ["step"], id="not taken back"),
        pytest.param({"step": Step.TOLD, "done": (Step.NOT_TOLD,)}, [], id="told after all"),
        pytest.param({"step": Step.TOLD, "done": (Step.CLOSED,)}, ["step"], id="after it was closed"),
        pytest.param({"clock": "09:29"}, ["step_on"], id="known after it was reported"),
        pytest.param({"clock": "09:30"}, [], id="reported the moment it was known"),
        pytest.param({"clock": "10:31"}, ["step_on"], id="a minute from now"),
        pytest.param({"on": None}, ["step_on"], id="no date"),
        pytest.param({"clock": ""}, ["step_time"], id="no time"),
    ],
)
def test_a_step_that_cannot_be_recorded_names_its_field(changed, fields):
    assert list(step_problems(**A_STEP | changed)) == fields


@pytest.mark.parametrize(
    ("step", "said"),
    [
        pytest.param(Step.NOT_REPORTED, "Enter in a sentence why it is not reported.", id="not reported"),
        pytest.param(None, "Enter it in a sentence.", id="nothing chosen"),
    ],
)
def test_what_is_to_be_said_of_a_step(step, said):
    assert step_problems(**A_STEP | {"step": step, "note": "No"})["note"] == said


@settings(max_examples=80, deadline=None)
@given(tried=st.lists(st.sampled_from(Step), max_size=8))
def test_whatever_is_tried_no_breach_is_closed_without_the_ico_decision_and_who_was_told(tried):
    done: list[Step] = []
    for step in tried:
        if not step_problems(**A_STEP | {"step": step, "done": tuple(done)}):
            done.append(step)
    once = [step for step in done if step is not Step.TOLD]  # families are told one after another
    assert len(once) == len(set(once))
    if Step.CLOSED in done:
        assert ICO_DECISION & set(done)
        assert TELLING & set(done)
        assert done[-1] is Step.CLOSED
        assert next_step(done) is None
    else:
        wanted = next_step(done)
        assert wanted is not None
        assert not step_problems(**A_STEP | {"step": wanted, "done": tuple(done)})


@pytest.mark.parametrize(
    ("left", "may_go"),
    [
        pytest.param([], True, id="nothing else is recorded"),
        pytest.param([Step.TOLD], True, id="it is open"),
        pytest.param([Step.NOT_REPORTED, Step.TOLD], True, id="the closing itself"),
        pytest.param([Step.CLOSED, Step.TOLD], False, id="closed without the decision about the ICO"),
        pytest.param([Step.CLOSED, Step.REPORTED], False, id="closed with nobody told, nor why not"),
        pytest.param([Step.CLOSED, Step.TOLD, Step.REPORTED], True, id="the other decision stands"),
    ],
)
def test_no_closed_breach_loses_what_it_was_closed_on(left, may_go):
    assert (taking_back_problem(left) == "") is may_go


STEP = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, set(), id="an hour earlier"),
        pytest.param({"known_time": "14:00"}, set(), id="the very moment of the first step"),
        pytest.param({"known_time": "14:01"}, {"known_on"}, id="a minute after the first step"),
        pytest.param({"known_time": "14:01", "first_step_at": None}, set(), id="no step is taken yet"),
        pytest.param({"known_time": "9:30"}, {"known_on"}, id="the time already recorded"),
        pytest.param({"known_on": date(2026, 11, 20)}, set(), id="the day it happened"),
        pytest.param({"known_on": date(2026, 11, 19)}, {"known_on"}, id="the day before it happened"),
        pytest.param(
            {"known_time": "18:01", "first_step_at": None}, {"known_on"}, id="a moment that lies ahead"
        ),
        pytest.param({"known_time": "noon"}, {"known_time"}, id="no time of day"),
        pytest.param({"known_on": None}, {"known_on"}, id="no date"),
        pytest.param({"because": "By post"}, {"because"}, id="no sentence"),
    ],
)
def test_another_moment_of_knowing_than_was_entered(changed, fields):
    given = {
        "known_on": date(2026, 11, 24),
        "known_time": "8:30",
        "because": "She rang at half past eight.",
        "known_at": KNOWN,
        "happened_on": date(2026, 11, 20),
        "first_step_at": STEP,
        "at": datetime(2026, 11, 24, 18, 0, tzinfo=UTC),
    }
    assert set(known_problems(**given | changed)) == fields


@pytest.mark.parametrize(
    ("done", "left"),
    [
        pytest.param((), list(Step), id="nothing yet"),
        pytest.param(
            (Step.REPORTED,), [Step.TOLD, Step.NOT_TOLD, Step.CLOSED], id="reported: not decided against"
        ),
        pytest.param(
            (Step.NOT_REPORTED,),
            [Step.REPORTED, Step.TOLD, Step.NOT_TOLD, Step.CLOSED],
            id="decided against: it may still be reported later",
        ),
        pytest.param((Step.REPORTED, Step.NOT_TOLD), [Step.TOLD, Step.CLOSED], id="told after all"),
        pytest.param((Step.REPORTED, Step.TOLD), [Step.TOLD, Step.CLOSED], id="another family, told later"),
    ],
)
def test_what_can_still_be_recorded_of_a_breach(done, left):
    assert steps_left(done) == left
