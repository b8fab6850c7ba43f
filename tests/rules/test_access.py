"""The clock of an access request (clauses AR-1 to AR-9, AR-32; law L1.1 to L1.14).

The table of dates is law.md's own, each row with the trap it holds. The bank holidays it was worked out
with are printed here, so that a row can be checked with a calendar and a pencil.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.access import (
    ENDINGS,
    Channel,
    Clock,
    Pause,
    Progress,
    RefusalGround,
    Step,
    StepDone,
    answered_on,
    clock_of,
    closed_on,
    due_on,
    ended_on,
    explanation,
    extended_due_on,
    first_due_on,
    identity_said,
    is_extended,
    may_still_be_extended,
    problems,
    progress,
    reason_problem,
    start_on,
    step_problems,
    too_late_to_extend,
    what_if_done_on,
    what_if_extended,
    what_if_paused,
    what_if_received,
)
from rules.working_days import bank_holidays, is_working_day, months_after, working_day_on_or_after

# The holidays printed beside law.md's table, with Christmas 2024 for the ICO's own example.
PRINTED = frozenset(
    {
        date(2024, 12, 25),
        date(2024, 12, 26),
        date(2026, 12, 25),
        date(2026, 12, 28),  # the substitute for Saturday 26 December
        date(2027, 1, 1),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 3),
        date(2027, 5, 31),
    }
)
ENGLAND = bank_holidays(range(2023, 2032))
CALENDARS = [pytest.param(PRINTED, id="printed"), pytest.param(ENGLAND, id="England's full calendar")]
TODAY = date(2026, 11, 24)


def nov(day):
    return date(2026, 11, day)


def dec(day):
    return date(2026, 12, day)


def done(step, on):
    return StepDone(step, on)


# The month and the extension ------------------------------------------------------------------------

VECTORS = [
    pytest.param(
        Clock(date(2024, 11, 25)),
        date(2024, 12, 27),
        date(2025, 2, 25),
        id="the ICO's own example: 25 and 26 closed",
    ),
    pytest.param(
        Clock(date(2026, 1, 31)),
        date(2026, 3, 2),
        date(2026, 4, 30),
        id="clamped to Saturday 28 February, then rolled; two months after the due date would be 5 May",
    ),
    pytest.param(
        Clock(date(2026, 10, 24)),
        date(2026, 11, 24),
        date(2027, 1, 25),
        id="received on a Saturday: the day counts all the same; 30 days would be 23 November",
    ),
    pytest.param(Clock(date(2026, 10, 31)), nov(30), date(2027, 2, 1), id="no 31 November: its last day"),
    pytest.param(
        Clock(nov(24)), dec(24), date(2027, 2, 24), id="the plain case: Christmas Eve is a working day"
    ),
    pytest.param(
        Clock(nov(25)), dec(29), date(2027, 2, 25), id="25 a holiday, 26 and 27 a weekend, 28 the substitute"
    ),
    pytest.param(Clock(nov(28)), dec(29), date(2027, 3, 1), id="the substitute day alone moves it"),
    pytest.param(Clock(dec(31)), date(2027, 2, 1), date(2027, 3, 31), id="31 January 2027 is a Sunday"),
    pytest.param(
        Clock(date(2027, 1, 29)), date(2027, 3, 1), date(2027, 4, 29), id="clamped to Sunday 28 February 2027"
    ),
    pytest.param(
        Clock(nov(9), pauses=(Pause(nov(10), nov(16)),)),
        dec(15),
        date(2027, 2, 15),
        id="paused: six days by the safe reading, the statute's seven would be 16 December",
    ),
    pytest.param(
        Clock(nov(9), identity_confirmed_on=nov(16)),
        dec(16),
        date(2027, 2, 16),
        id="identity restarts the month; it does not pause it",
    ),
]


@pytest.mark.parametrize("holidays", CALENDARS)
@pytest.mark.parametrize(("clock", "due", "extended_due"), VECTORS)
def test_every_vector_of_the_law_comes_out(clock, due, extended_due, holidays):
    assert due_on(clock, holidays) == due
    assert first_due_on(clock, holidays) == due
    assert extended_due_on(clock, holidays) == extended_due


@pytest.mark.parametrize(
    ("holidays", "extended_due"),
    [
        pytest.param(
            PRINTED,
            date(2028, 5, 1),
            id="law.md's row: 30 April is a Sunday, and its printed holidays stop at 2027, so Monday 1 May",
        ),
        pytest.param(
            ENGLAND,
            date(2028, 5, 2),
            id="England's calendar: 1 May 2028 is the early May bank holiday, so L1.4 gives Tuesday 2 May",
        ),
    ],
)
def test_the_leap_year_vector_comes_out_by_either_calendar(holidays, extended_due):
    clock = Clock(date(2028, 1, 31))
    assert due_on(clock, holidays) == date(2028, 2, 29)
    assert extended_due_on(clock, holidays) == extended_due


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2026, 1, 1), 1, date(2026, 2, 1), id="the same date next month"),
        pytest.param(date(2026, 1, 28), 1, date(2026, 2, 28), id="28 January: the date exists"),
        pytest.param(
            date(2026, 1, 29), 1, date(2026, 2, 28), id="29 January: it does not, in an ordinary year"
        ),
        pytest.param(date(2028, 1, 29), 1, date(2028, 2, 29), id="29 January: it does, in a leap year"),
        pytest.param(date(2028, 1, 30), 1, date(2028, 2, 29), id="30 January: not even in a leap year"),
        pytest.param(date(2026, 2, 28), 1, date(2026, 3, 28), id="the end of February is no end of March"),
        pytest.param(date(2026, 12, 31), 1, date(2027, 1, 31), id="over the year's end"),
        pytest.param(date(2026, 11, 30), 3, date(2027, 2, 28), id="three months into a short February"),
        pytest.param(date(2028, 2, 29), 12, date(2029, 2, 28), id="a leap day, a year on"),
        pytest.param(date(2026, 11, 24), 0, date(2026, 11, 24), id="no months"),
    ],
)
def test_months_are_counted_to_the_same_date(day, months, expected):
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("confirmed_on", "start"),
    [
        pytest.param(None, nov(9), id="identity never asked for: receipt"),
        pytest.param(nov(8), nov(9), id="known the day before the request came: receipt"),
        pytest.param(nov(9), nov(9), id="shown on the day"),
        pytest.param(nov(10), nov(10), id="shown the day after: the month runs from that day"),
    ],
)
def test_the_month_runs_from_receipt_or_from_identity(confirmed_on, start):
    assert start_on(Clock(nov(9), identity_confirmed_on=confirmed_on)) == start


@pytest.mark.parametrize(
    ("extended_on", "due"),
    [
        pytest.param(None, dec(24), id="no notice"),
        pytest.param(nov(24), date(2027, 2, 24), id="on the day of receipt"),
        pytest.param(dec(24), date(2027, 2, 24), id="on the last day of the first month"),
        pytest.param(dec(25), dec(24), id="one day late: it moves nothing"),
        pytest.param(date(2027, 2, 1), dec(24), id="long after: it moves nothing"),
    ],
)
def test_a_notice_extends_only_while_the_first_month_lasts(extended_on, due):
    clock = Clock(nov(24), extended_on=extended_on)
    assert due_on(clock, ENGLAND) == due
    assert is_extended(clock, ENGLAND) is (due != dec(24))


@pytest.mark.parametrize(
    ("clock", "today", "may", "said"),
    [
        pytest.param(Clock(nov(24)), dec(24), True, False, id="on the last day"),
        pytest.param(Clock(nov(24)), dec(25), False, True, id="the day after"),
        pytest.param(Clock(nov(24), extended_on=dec(1)), dec(24), False, False, id="sent already"),
        pytest.param(Clock(nov(24), extended_on=dec(1)), dec(25), False, False, id="sent, and long after"),
        pytest.param(Clock(nov(24), pauses=(Pause(dec(1)),)), dec(29), True, False, id="a question waits"),
        pytest.param(Clock(nov(24), pauses=(Pause(dec(1), dec(2)),)), dec(30), False, True, id="answered"),
    ],
)
def test_an_extension_is_offered_while_a_notice_would_move_the_date(clock, today, may, said):
    assert may_still_be_extended(clock, today, ENGLAND) is may
    assert bool(too_late_to_extend(clock, today, ENGLAND)) is said


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        pytest.param(
            Clock(nov(9), pauses=(Pause(nov(10), nov(16)),), extended_on=dec(15)),
            date(2027, 2, 15),
            id="a pause also moves the last day for the notice: 15 December is in time",
        ),
        pytest.param(
            Clock(nov(9), pauses=(Pause(nov(10), nov(16)),), extended_on=dec(16)),
            dec(15),
            id="16 December is one day late",
        ),
        pytest.param(
            Clock(nov(9), pauses=(Pause(dec(14), dec(21)),), extended_on=dec(8)),
            date(2027, 2, 16),
            id="a pause in the second month of an extended request: 9 February and seven days",
        ),
        pytest.param(
            Clock(
                nov(9),
                pauses=(Pause(nov(10), nov(16)), Pause(date(2027, 1, 4), date(2027, 1, 8))),
                extended_on=dec(8),
            ),
            date(2027, 2, 19),
            id="one pause in the first month, one in the third: six and four days",
        ),
        pytest.param(
            Clock(nov(9), identity_confirmed_on=nov(16), extended_on=dec(16)),
            date(2027, 2, 16),
            id="three months from the day identity was confirmed",
        ),
    ],
)
def test_an_extension_counts_from_the_original_start_with_the_pauses(clock, due):
    assert due_on(clock, ENGLAND) == due


# Pauses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        pytest.param((), dec(9), id="none"),
        pytest.param((Pause(nov(10)),), dec(9), id="open: nothing is added yet"),
        pytest.param((Pause(nov(10), nov(10)),), dec(9), id="asked and answered on one day: none added"),
        pytest.param((Pause(nov(10), nov(11)),), dec(10), id="a day"),
        pytest.param((Pause(nov(9), nov(10)),), dec(10), id="asked on the day of receipt"),
        pytest.param(
            (Pause(nov(10), nov(12)), Pause(nov(16), nov(18))), dec(14), id="two: the 13th is a Sunday"
        ),
        pytest.param(
            (Pause(nov(10), nov(16)), Pause(nov(12), nov(18))), dec(17), id="overlapping: counted once"
        ),
        pytest.param(
            (Pause(nov(12), nov(18)), Pause(nov(10), nov(16))), dec(17), id="told in the other order"
        ),
        pytest.param((Pause(nov(10), nov(18)), Pause(nov(12), nov(13))), dec(17), id="one inside the other"),
        pytest.param(
            (Pause(nov(10), nov(12)), Pause(nov(12), nov(17))), dec(16), id="one ends as the next begins"
        ),
        pytest.param((Pause(nov(10), nov(17)), Pause(nov(10), nov(17))), dec(16), id="the same one twice"),
        pytest.param((Pause(nov(10), nov(17)), Pause(nov(18))), dec(16), id="one answered, one still open"),
        pytest.param(
            (Pause(nov(16), nov(10)),), dec(9), id="an answer dated before its question adds nothing"
        ),
        pytest.param((Pause(dec(9), dec(11)),), dec(11), id="asked on the last day"),
        pytest.param((Pause(dec(10), dec(18)),), dec(9), id="asked the day after: it cannot give time back"),
        pytest.param(
            (Pause(dec(8), dec(10)), Pause(dec(11), dec(14))),
            dec(14),
            id="asked on the last day as already moved",
        ),
        pytest.param(
            (Pause(dec(8), dec(10)), Pause(dec(12), dec(21))),
            dec(11),
            id="asked the day after the moved last day",
        ),
        pytest.param(
            (Pause(dec(7), dec(23)),), dec(29), id="moved on to Christmas Day: rolled once, at the end"
        ),
    ],
)
def test_pause_days_are_added_once_and_only_when_answered(pauses, due):
    assert due_on(Clock(nov(9), pauses=pauses), ENGLAND) == due


@pytest.mark.parametrize(
    ("pause", "due"),
    [
        pytest.param(
            Pause(nov(10), nov(14)), dec(16), id="asked and answered before identity: inside the restart"
        ),
        pytest.param(Pause(nov(10), nov(16)), dec(16), id="answered on the day of identity"),
        pytest.param(Pause(nov(10), nov(17)), dec(17), id="answered a day later: that day alone is added"),
        pytest.param(Pause(nov(17), nov(19)), dec(18), id="asked afterwards: counted whole"),
    ],
)
def test_days_before_identity_are_not_given_twice(pause, due):
    assert due_on(Clock(nov(9), identity_confirmed_on=nov(16), pauses=(pause,)), ENGLAND) == due


def test_a_question_asked_on_the_day_that_the_weekend_moved_the_end_to_still_counts():
    # 28 February 2027 is a Sunday; Monday 1 March is the last day.
    in_time = Clock(date(2027, 1, 28), pauses=(Pause(date(2027, 3, 1), date(2027, 3, 5)),))
    a_day_late = Clock(date(2027, 1, 28), pauses=(Pause(date(2027, 3, 2), date(2027, 3, 5)),))
    assert due_on(in_time, ENGLAND) == date(2027, 3, 4)
    assert due_on(a_day_late, ENGLAND) == date(2027, 3, 1)


# From the steps to the clock ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "clock"),
    [
        pytest.param([], Clock(nov(9)), id="nothing done yet"),
        pytest.param(
            [done(Step.CHAIRPERSON_TOLD, nov(9)), done(Step.ACKNOWLEDGED, nov(10))],
            Clock(nov(9)),
            id="house steps move no clock",
        ),
        pytest.param(
            [done(Step.IDENTITY_ASKED, nov(10)), done(Step.IDENTITY_CONFIRMED, nov(16))],
            Clock(nov(9), identity_confirmed_on=nov(16)),
            id="identity asked for and confirmed",
        ),
        pytest.param([done(Step.IDENTITY_ASKED, nov(10))], Clock(nov(9)), id="asked for and not yet shown"),
        pytest.param(
            [done(Step.IDENTITY_CONFIRMED, nov(16))],
            Clock(nov(9)),
            id="never asked for: a look restarts nothing",
        ),
        pytest.param(
            [done(Step.IDENTITY_ASKED, dec(9)), done(Step.IDENTITY_CONFIRMED, dec(11))],
            Clock(nov(9), identity_confirmed_on=dec(11)),
            id="asked for on the last day of the month",
        ),
        pytest.param(
            [done(Step.IDENTITY_ASKED, dec(10)), done(Step.IDENTITY_CONFIRMED, dec(11))],
            Clock(nov(9)),
            id="asked for once the month was over: it restarts nothing",
        ),
        pytest.param(
            [done(Step.CLARIFICATION_ANSWERED, nov(16)), done(Step.CLARIFICATION_ASKED, nov(10))],
            Clock(nov(9), pauses=(Pause(nov(10), nov(16)),)),
            id="recorded in the other order",
        ),
        pytest.param(
            [done(Step.CLARIFICATION_ANSWERED, nov(10)), done(Step.CLARIFICATION_ASKED, nov(10))],
            Clock(nov(9), pauses=(Pause(nov(10), nov(10)),)),
            id="both on one day, recorded in the other order",
        ),
        pytest.param(
            [
                done(Step.CLARIFICATION_ASKED, nov(10)),
                done(Step.CLARIFICATION_ANSWERED, nov(12)),
                done(Step.CLARIFICATION_ASKED, nov(12)),
            ],
            Clock(nov(9), pauses=(Pause(nov(10), nov(12)), Pause(nov(12)))),
            id="one question answered, another asked the same day",
        ),
        pytest.param(
            [
                done(Step.CLARIFICATION_ANSWERED, nov(10)),
                done(Step.CLARIFICATION_ASKED, nov(12)),
                done(Step.CLARIFICATION_ANSWERED, nov(16)),
            ],
            Clock(nov(9), pauses=(Pause(nov(12), nov(16)),)),
            id="an answer to no question does not take the place of the real one",
        ),
        pytest.param(
            [done(Step.EXTENDED, dec(1)), done(Step.EXTENDED, dec(20))],
            Clock(nov(9), extended_on=dec(1)),
            id="a second notice does not undo the first",
        ),
        pytest.param(
            [
                done(Step.CLARIFICATION_ASKED, nov(10)),
                done(Step.RELEASED, nov(20)),
                done(Step.CLARIFICATION_ANSWERED, nov(25)),
                done(Step.EXTENDED, nov(26)),
            ],
            Clock(nov(9), pauses=(Pause(nov(10)),)),
            id="nothing dated after the release moves anything",
        ),
        pytest.param(
            [
                done(Step.IDENTITY_ASKED, nov(10)),
                done(Step.IDENTITY_CONFIRMED, nov(20)),
                done(Step.RELEASED, nov(20)),
            ],
            Clock(nov(9), identity_confirmed_on=nov(20)),
            id="what was done on the day of the release still counts",
        ),
    ],
)
def test_the_steps_make_the_clock(steps, clock):
    assert clock_of(nov(9), steps) == clock


@pytest.mark.parametrize(
    ("steps", "ended"),
    [
        pytest.param([], None, id="open"),
        pytest.param([done(Step.EXTENDED, nov(10))], None, id="extended is still open"),
        pytest.param([done(Step.RELEASED, nov(10))], nov(10), id="released"),
        pytest.param([done(Step.REFUSED, nov(10))], nov(10), id="refused"),
        pytest.param([done(Step.WITHDRAWN, nov(10))], nov(10), id="withdrawn by whoever asked"),
        pytest.param([done(Step.MISTAKEN, nov(10))], nov(10), id="recorded by mistake"),
        pytest.param(
            [done(Step.REFUSED, nov(12)), done(Step.RELEASED, nov(10))], nov(10), id="the first of two"
        ),
    ],
)
def test_a_request_ends_when_it_is_released_or_refused(steps, ended):
    assert ended_on(steps) == ended


@pytest.mark.parametrize(
    ("steps", "closed"),
    [
        pytest.param([], None, id="open"),
        pytest.param([done(Step.WITHDRAWN, nov(10))], None, id="withdrawn, and not closed"),
        pytest.param([done(Step.REFUSED, nov(10)), done(Step.CLOSED, nov(12))], nov(12), id="closed"),
        pytest.param([done(Step.MISTAKEN, nov(10))], nov(10), id="recorded by mistake: closed with that"),
    ],
)
def test_the_hold_on_the_file_ends_with_the_close(steps, closed):
    assert closed_on(steps) == closed


# Where it stands ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "begins"),
    [
        pytest.param([], None, id="never asked for"),
        pytest.param([done(Step.IDENTITY_ASKED, dec(9))], "Proof of identity or authority is", id="awaited"),
        pytest.param(
            [done(Step.IDENTITY_ASKED, dec(9)), done(Step.IDENTITY_CONFIRMED, dec(11))], None, id="seen"
        ),
        pytest.param(
            [done(Step.IDENTITY_ASKED, dec(10))],
            "Proof of identity or authority was asked for on Thursday 10 December 2026, after the month",
            id="asked for a day too late",
        ),
        pytest.param(
            [done(Step.IDENTITY_ASKED, dec(10)), done(Step.IDENTITY_CONFIRMED, dec(11))],
            "Proof of identity or authority was asked for on Thursday 10 December 2026, after the month",
            id="too late, and seen",
        ),
        pytest.param(
            [done(Step.IDENTITY_ASKED, dec(9)), done(Step.IDENTITY_ASKED, dec(10))],
            "Proof of identity or authority is",
            id="asked for in time, and once more too late",
        ),
    ],
)
def test_what_asking_for_proof_does_to_the_date_is_said(steps, begins):
    said = identity_said(nov(9), steps)
    assert [one.startswith(begins or "") for one in said] == ([True] if begins else [])


IDENTITY_AWAITED = [done(Step.IDENTITY_ASKED, nov(10))]
ANSWER_AWAITED = [done(Step.CLARIFICATION_ASKED, nov(10))]
BOTH_AWAITED = IDENTITY_AWAITED + ANSWER_AWAITED


@pytest.mark.parametrize(
    ("steps", "today", "expected"),
    [
        pytest.param([], nov(9), Progress.OPEN, id="on the day of receipt"),
        pytest.param([], dec(8), Progress.OPEN, id="the day before it is due"),
        pytest.param([], dec(9), Progress.DUE_TODAY, id="the day it is due: not late"),
        pytest.param([], dec(10), Progress.LATE, id="the day after"),
        pytest.param(ANSWER_AWAITED, dec(8), Progress.PAUSED, id="a clarification is awaited"),
        pytest.param(
            ANSWER_AWAITED, dec(9), Progress.DUE_TODAY, id="a pause does not hide that it is due today"
        ),
        pytest.param(ANSWER_AWAITED, dec(10), Progress.PAUSED, id="past the cautious date it still waits"),
        pytest.param(
            [done(Step.CLARIFICATION_ASKED, dec(9))], dec(10), Progress.PAUSED, id="asked on the last day"
        ),
        pytest.param(
            [done(Step.CLARIFICATION_ASKED, dec(10))], dec(10), Progress.LATE, id="asked after the date: late"
        ),
        pytest.param(
            [*ANSWER_AWAITED, done(Step.EXTENDED, dec(9))],
            date(2027, 2, 10),
            Progress.PAUSED,
            id="past the extended date too",
        ),
        pytest.param(IDENTITY_AWAITED, dec(8), Progress.WAITING_FOR_IDENTITY, id="identity is awaited"),
        pytest.param(IDENTITY_AWAITED, dec(9), Progress.DUE_TODAY, id="nor does the wait hide due today"),
        pytest.param(IDENTITY_AWAITED, dec(10), Progress.WAITING_FOR_IDENTITY, id="nor is it late then"),
        pytest.param(
            [done(Step.IDENTITY_ASKED, dec(10))], dec(11), Progress.LATE, id="proof asked for too late: late"
        ),
        pytest.param(
            [*IDENTITY_AWAITED, done(Step.REFUSED, dec(30))],
            dec(31),
            Progress.ANSWERED_IN_TIME,
            id="refused as the proof never came",
        ),
        pytest.param(
            [*IDENTITY_AWAITED, done(Step.WITHDRAWN, dec(30))],
            dec(31),
            Progress.WITHDRAWN,
            id="withdrawn while the proof was awaited: nothing was owed",
        ),
        pytest.param(BOTH_AWAITED, dec(8), Progress.PAUSED, id="both awaited: the pause is named"),
        pytest.param(
            [*IDENTITY_AWAITED, done(Step.IDENTITY_CONFIRMED, nov(16))],
            dec(16),
            Progress.DUE_TODAY,
            id="restarted",
        ),
        pytest.param(
            [*ANSWER_AWAITED, done(Step.CLARIFICATION_ANSWERED, nov(16))],
            dec(15),
            Progress.DUE_TODAY,
            id="paused once",
        ),
        pytest.param([done(Step.EXTENDED, dec(9))], dec(10), Progress.OPEN, id="extended on the last day"),
        pytest.param([done(Step.EXTENDED, dec(10))], dec(10), Progress.LATE, id="extended a day late"),
        pytest.param([done(Step.EXTENDED, dec(9))], date(2027, 2, 9), Progress.DUE_TODAY, id="extended, due"),
        pytest.param([done(Step.EXTENDED, dec(9))], date(2027, 2, 10), Progress.LATE, id="extended, late"),
        pytest.param(
            [done(Step.RELEASED, dec(8))], dec(20), Progress.ANSWERED_IN_TIME, id="released the day before"
        ),
        pytest.param(
            [done(Step.RELEASED, dec(9))], dec(20), Progress.ANSWERED_IN_TIME, id="released on the day"
        ),
        pytest.param(
            [done(Step.RELEASED, dec(10))], dec(20), Progress.ANSWERED_LATE, id="released the day after"
        ),
        pytest.param(
            [done(Step.REFUSED, dec(9))], dec(20), Progress.ANSWERED_IN_TIME, id="refused on the day"
        ),
        pytest.param(
            [done(Step.REFUSED, dec(10))], dec(20), Progress.ANSWERED_LATE, id="refused the day after"
        ),
        pytest.param([done(Step.WITHDRAWN, dec(9))], dec(20), Progress.WITHDRAWN, id="withdrawn on the day"),
        pytest.param(
            [done(Step.WITHDRAWN, dec(10))],
            dec(20),
            Progress.WITHDRAWN_LATE,
            id="withdrawn the day after: the answer had been owed",
        ),
        pytest.param([done(Step.MISTAKEN, dec(9))], dec(20), Progress.MISTAKEN, id="by mistake, on the day"),
        pytest.param(
            [done(Step.MISTAKEN, dec(10))],
            dec(20),
            Progress.MISTAKEN,
            id="by mistake, the day after",
        ),
        pytest.param(
            [*ANSWER_AWAITED, done(Step.RELEASED, dec(10)), done(Step.CLARIFICATION_ANSWERED, dec(14))],
            dec(20),
            Progress.ANSWERED_IN_TIME,
            id="released while the answer was awaited: the days of the wait do not count",
        ),
        pytest.param(
            [
                done(Step.CLARIFICATION_ASKED, dec(10)),
                done(Step.RELEASED, dec(11)),
                done(Step.CLARIFICATION_ANSWERED, dec(14)),
            ],
            dec(20),
            Progress.ANSWERED_LATE,
            id="a question asked after the date does not mend a late release",
        ),
    ],
)
def test_where_a_request_stands(steps, today, expected):
    assert progress(nov(9), steps, today=today, bank_holidays=ENGLAND) is expected


# The explanation ------------------------------------------------------------------------------------


def said(clock, today):
    return explanation(clock, today=today, bank_holidays=ENGLAND)


def test_a_plain_date_explains_itself():
    assert said(Clock(nov(24)), nov(24)) == [
        "Received Tuesday 24 November 2026.",
        "One month ends on Thursday 24 December 2026.",
        "If the request is complex, or one of several from the same person, the time may be extended: "
        "a notice with the reasons must be sent by Thursday 24 December 2026, and the date would then be "
        "Wednesday 24 February 2027.",
        "The answer is due by the end of Thursday 24 December 2026: "
        "23 working days are left, today included.",
    ]


CLOSED = frozenset(date(2027, 8, 2) + timedelta(days=n) for n in range(26))  # to Friday 27 August


@pytest.mark.parametrize(
    ("today", "closed", "how_long"),
    [
        pytest.param(
            date(2027, 7, 30),
            CLOSED,
            "the setting is open on 2 days until then, today included",
            id="before it",
        ),
        pytest.param(date(2027, 8, 10), CLOSED, "the setting is open on 1 day until then", id="within it"),
        pytest.param(date(2027, 8, 28), CLOSED, "1 working day is left", id="over: nothing is taken away"),
        pytest.param(
            date(2027, 8, 10),
            CLOSED | {date(2027, 8, 31)},
            "the setting is open on no day until then",
            id="closed to the end",
        ),
        pytest.param(date(2027, 7, 30), (), "22 working days are left, today included", id="no closure"),
    ],
)
def test_the_days_that_are_left_are_those_on_which_the_setting_is_open(today, closed, how_long):
    """L1.1: a closure moves no date of the law, and on its days nothing is done."""
    clock = Clock(date(2027, 7, 30))
    lines = explanation(clock, today=today, bank_holidays=ENGLAND, closed_days=closed)
    assert lines[-1] == f"The answer is due by the end of Tuesday 31 August 2027: {how_long}."


def test_the_explanation_names_the_holiday_that_moved_the_date():
    assert (
        "That is Christmas Day, followed by a weekend and the substitute day for Boxing Day, so the date "
        "moves to the next working day, Tuesday 29 December 2026."
    ) in said(Clock(nov(25)), nov(25))


@pytest.mark.parametrize(
    ("received_on", "sentence"),
    [
        pytest.param(
            nov(28),
            "That is the substitute day for Boxing Day, so the date moves to the next working day, "
            "Tuesday 29 December 2026.",
            id="a holiday alone",
        ),
        pytest.param(
            date(2027, 1, 28),
            "That is a Sunday, so the date moves to the next working day, Monday 1 March 2027.",
            id="a Sunday",
        ),
        pytest.param(
            nov(26),
            "That is a Saturday, followed by the substitute day for Boxing Day, so the date moves to the "
            "next working day, Tuesday 29 December 2026.",
            id="a weekend, then a holiday",
        ),
        pytest.param(
            date(2027, 2, 26),
            "That is Good Friday, followed by a weekend and Easter Monday, so the date moves to the next "
            "working day, Tuesday 30 March 2027.",
            id="Easter",
        ),
    ],
)
def test_what_moved_the_date_is_said_in_order(received_on, sentence):
    assert sentence in said(Clock(received_on), received_on)


def test_a_holiday_of_the_settings_own_is_said_without_a_name():
    extra = ENGLAND | {date(2026, 12, 24)}
    assert (
        "That is a bank holiday, followed by Christmas Day, a weekend and the substitute day for Boxing Day, "
        "so the date moves to the next working day, Tuesday 29 December 2026."
    ) in explanation(Clock(nov(24)), today=nov(24), bank_holidays=extra)


def test_a_date_that_does_not_move_says_nothing_of_moving():
    assert not [s for s in said(Clock(nov(24)), nov(24)) if "moves" in s]


def test_a_month_without_the_date_says_so():
    assert "There is no 31 November 2026, so one month ends on Monday 30 November 2026." in said(
        Clock(date(2026, 10, 31)), nov(2)
    )


def test_identity_is_explained_as_the_start():
    seen = "The proof that was asked for was seen on Monday 16 November 2026"
    assert f"{seen}, so the month runs from that day." in said(
        Clock(nov(9), identity_confirmed_on=nov(16)), nov(16)
    )
    assert not [s for s in said(Clock(nov(9), identity_confirmed_on=nov(9)), nov(9)) if "Identity" in s]


@pytest.mark.parametrize(
    ("answered_on", "sentence"),
    [
        pytest.param(
            nov(11),
            "1 day spent waiting for a clarification is added: Thursday 10 December 2026.",
            id="one day is added",
        ),
        pytest.param(
            nov(16),
            "6 days spent waiting for a clarification are added: Tuesday 15 December 2026.",
            id="six days are added",
        ),
    ],
)
def test_pause_days_are_explained(answered_on, sentence):
    assert sentence in said(Clock(nov(9), pauses=(Pause(nov(10), answered_on),)), nov(20))


AWAITED = "A clarification is still awaited. Its days are added when the answer comes, not before."


@pytest.mark.parametrize(
    "asked_on", [pytest.param(nov(10), id="early"), pytest.param(dec(9), id="on the last day")]
)
def test_an_open_clarification_is_explained(asked_on):
    assert AWAITED in said(Clock(nov(9), pauses=(Pause(asked_on),)), dec(9))


def test_why_the_date_moves_is_said_right_after_the_day_it_moves_from():
    """With a sentence between them "That is a Saturday" was about the day of a question, or about nothing."""
    sentences = said(Clock(nov(5), pauses=(Pause(nov(12)),)), nov(24))
    ends = sentences.index("One month ends on Saturday 5 December 2026.")
    assert sentences[ends + 1 : ends + 3] == [
        "That is a Saturday, so the date moves to the next working day, Monday 7 December 2026.",
        AWAITED,
    ]


def test_a_clarification_asked_for_too_late_promises_no_days():
    sentences = said(Clock(nov(9), pauses=(Pause(dec(10)),)), dec(11))
    assert AWAITED not in sentences
    assert (
        "A clarification was asked for on Thursday 10 December 2026, after the date had passed, "
        "so its days are not added."
    ) in sentences


def test_an_extension_in_time_is_explained():
    sentences = said(Clock(nov(24), extended_on=dec(24)), dec(24))
    assert "Three months end on Wednesday 24 February 2027." in sentences
    assert (
        "Extended by the notice of Thursday 24 December 2026, sent in time. "
        "Without it the date was Thursday 24 December 2026."
    ) in sentences
    assert not [s for s in sentences if "may be extended" in s]


def test_a_late_extension_is_explained():
    sentences = said(Clock(nov(24), extended_on=dec(29)), dec(29))
    assert "One month ends on Thursday 24 December 2026." in sentences
    assert (
        "The extension notice of Tuesday 29 December 2026 was sent after Thursday 24 December 2026, "
        "so it does not change the date."
    ) in sentences


@pytest.mark.parametrize(
    ("today", "is_offered"),
    [
        pytest.param(dec(24), True, id="on its last day an extension is offered"),
        pytest.param(dec(25), False, id="a day later it is not"),
    ],
)
def test_an_extension_is_offered_while_it_would_be_in_time(today, is_offered):
    assert any("may be extended" in s for s in said(Clock(nov(24)), today)) is is_offered


@pytest.mark.parametrize(
    ("today", "last"),
    [
        pytest.param(
            dec(22),
            "The answer is due by the end of Thursday 24 December 2026: "
            "3 working days are left, today included.",
            id="some days before",
        ),
        pytest.param(dec(24), "The answer is due today, Thursday 24 December 2026.", id="on the day"),
        pytest.param(
            dec(25), "The answer was due on Thursday 24 December 2026, 1 day ago.", id="one day late"
        ),
        pytest.param(
            dec(29), "The answer was due on Thursday 24 December 2026, 5 days ago.", id="five days late"
        ),
    ],
)
def test_the_last_sentence_says_how_long_is_left_and_until_which_date(today, last):
    assert said(Clock(nov(24)), today)[-1] == last


def test_one_working_day_is_left_in_the_singular():
    # Sunday 6 December, due Monday 7 December.
    assert said(Clock(nov(7)), dec(6))[-1] == (
        "The answer is due by the end of Monday 7 December 2026: 1 working day is left."
    )


# Refusals by field ----------------------------------------------------------------------------------

A_REQUEST = {
    "child": 14,
    "requester": "Priya Nair",
    "channel": Channel.VERBAL,
    "received_on": TODAY,
    "born_on": date(2023, 5, 1),
    "today": TODAY,
}


def test_a_verbal_request_received_today_is_recorded():
    assert problems(**A_REQUEST) == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"child": None}, "child", id="no child"),
        pytest.param({"requester": "  "}, "requester", id="a blank requester"),
        pytest.param({"channel": None}, "channel", id="no channel"),
        pytest.param({"received_on": None}, "received_on", id="no date"),
        pytest.param({"received_on": TODAY + timedelta(days=1)}, "received_on", id="received tomorrow"),
        pytest.param(
            {"received_on": date(2023, 4, 30)}, "received_on", id="the day before the child was born"
        ),
    ],
)
def test_a_request_that_cannot_be_recorded_names_its_field(changed, field):
    assert list(problems(**A_REQUEST | changed)) == [field]


@pytest.mark.parametrize(
    ("days_ago", "note", "is_taken"),
    [
        pytest.param(7, "", True, id="a week ago"),
        pytest.param(8, "", False, id="a day more"),
        pytest.param(8, "Late post", False, id="and two words"),
        pytest.param(8, "The key person was told at the door, and told me today", True, id="and who had it"),
        pytest.param(8, None, True, id="from a register, which has no such note"),
    ],
)
def test_of_a_request_that_is_recorded_late_it_is_said_who_had_it(days_ago, note, is_taken):
    """AR-5, law L1.14: the month runs from the day on which anyone here was told."""
    late = {"received_on": TODAY - timedelta(days=days_ago), "note": note}
    found = problems(**A_REQUEST | late)
    assert list(found) == ([] if is_taken else ["note"])
    assert is_taken or "8 days ago" in found["note"]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"received_on": date(2023, 5, 1)}, id="received on the day of birth"),
        pytest.param({"born_on": None, "received_on": date(2010, 1, 1)}, id="no date of birth known"),
        *(pytest.param({"channel": channel}, id=f"by {channel}") for channel in Channel),
    ],
)
def test_a_request_is_not_refused_for_less(changed):
    assert problems(**A_REQUEST | changed) == {}


def test_every_fault_of_a_request_is_told_at_once():
    blank = {"child": None, "requester": "", "channel": None, "received_on": None}
    assert set(problems(**A_REQUEST | blank)) == {"child", "requester", "channel", "received_on"}


RECEIVED_ON = nov(9)
A_REASON = "The file holds two hundred pages on four adults."


def refused(step, *, on=TODAY, reason=A_REASON, steps=(), received_on=RECEIVED_ON, is_correction=False):
    return step_problems(
        step,
        on=on,
        reason=reason,
        received_on=received_on,
        steps=steps,
        today=TODAY,
        bank_holidays=ENGLAND,
        is_correction=is_correction,
    )


ASKED = done(Step.CLARIFICATION_ASKED, nov(12))
ANSWERED = done(Step.CLARIFICATION_ANSWERED, nov(16))
ID_ASKED = done(Step.IDENTITY_ASKED, nov(12))
ID_CONFIRMED = done(Step.IDENTITY_CONFIRMED, nov(16))
RELEASED = done(Step.RELEASED, nov(20))
BY_MISTAKE = done(Step.MISTAKEN, nov(10))
OF_OCTOBER = {"received_on": date(2026, 10, 24)}  # due today, Tuesday 24 November
A_DAY_OLDER = {"received_on": date(2026, 10, 23)}  # was due yesterday


@pytest.mark.parametrize(
    ("step", "more", "fields"),
    [
        pytest.param(None, {}, {"step"}, id="no step chosen"),
        pytest.param(Step.ACKNOWLEDGED, {"on": None}, {"on"}, id="no date"),
        pytest.param(Step.ACKNOWLEDGED, {"on": nov(24)}, set(), id="done today"),
        pytest.param(Step.ACKNOWLEDGED, {"on": nov(25)}, {"on"}, id="done tomorrow"),
        pytest.param(Step.ACKNOWLEDGED, {"on": nov(9)}, set(), id="done on the day of receipt"),
        pytest.param(Step.ACKNOWLEDGED, {"on": nov(8)}, {"on"}, id="done the day before receipt"),
        pytest.param(
            Step.ACKNOWLEDGED,
            {"steps": [done(Step.ACKNOWLEDGED, nov(10))]},
            {"step"},
            id="acknowledged twice",
        ),
        pytest.param(Step.ACKNOWLEDGED, {"reason": ""}, set(), id="an acknowledgement needs no reason"),
        pytest.param(Step.ACKNOWLEDGED, {"steps": [RELEASED]}, {"step"}, id="closed already"),
        pytest.param(Step.REFUSED, {"steps": [RELEASED]}, {"step"}, id="released, then refused"),
        pytest.param(Step.REFUSED, {"reason": ""}, {"reason"}, id="refused with no reason (L1.15)"),
        pytest.param(Step.REFUSED, {}, set(), id="refused with a reason"),
        pytest.param(Step.RELEASED, {"reason": ""}, set(), id="a release needs no reason"),
        pytest.param(
            Step.RELEASED, {"steps": [ID_ASKED]}, {"step"}, id="released before identity is confirmed"
        ),
        pytest.param(
            Step.RELEASED,
            {"steps": [ID_ASKED, ID_CONFIRMED], "on": nov(16)},
            set(),
            id="released on that day",
        ),
        pytest.param(
            Step.RELEASED,
            {"steps": [ID_ASKED, ID_CONFIRMED], "on": nov(15)},
            {"step"},
            id="released a day sooner",
        ),
        pytest.param(
            Step.RELEASED, {"steps": [ASKED]}, set(), id="a clarification does not hold the release up"
        ),
        pytest.param(Step.REFUSED, {"steps": [ID_ASKED]}, set(), id="no identity: it may be refused"),
        pytest.param(
            Step.IDENTITY_CONFIRMED, {"steps": [ID_ASKED], "on": nov(12)}, set(), id="shown the same day"
        ),
        pytest.param(
            Step.IDENTITY_CONFIRMED, {"steps": [ID_ASKED], "on": nov(11)}, {"on"}, id="shown before asked"
        ),
        pytest.param(Step.IDENTITY_CONFIRMED, {}, set(), id="shown without being asked for"),
        pytest.param(
            Step.IDENTITY_ASKED, {"steps": [ID_CONFIRMED], "on": nov(16)}, set(), id="asked the same day"
        ),
        pytest.param(
            Step.IDENTITY_ASKED, {"steps": [ID_CONFIRMED], "on": nov(17)}, {"on"}, id="asked once known"
        ),
        pytest.param(Step.CLARIFICATION_ASKED, {"steps": [ASKED]}, {"step"}, id="two questions at once"),
        pytest.param(
            Step.CLARIFICATION_ASKED, {"steps": [ASKED, ANSWERED]}, set(), id="a second question later"
        ),
        pytest.param(Step.CLARIFICATION_ANSWERED, {}, {"step"}, id="an answer to no question"),
        pytest.param(
            Step.CLARIFICATION_ANSWERED,
            {"steps": [ASKED, ANSWERED, done(Step.CLARIFICATION_ASKED, nov(20))], "on": nov(19)},
            {"on"},
            id="the second answer, dated before the second question",
        ),
        pytest.param(
            Step.CLARIFICATION_ANSWERED, {"steps": [ASKED, ANSWERED]}, {"step"}, id="answered twice"
        ),
        pytest.param(
            Step.CLARIFICATION_ANSWERED, {"steps": [ASKED], "on": nov(12)}, set(), id="the same day"
        ),
        pytest.param(
            Step.CLARIFICATION_ANSWERED, {"steps": [ASKED], "on": nov(11)}, {"on"}, id="before the question"
        ),
        pytest.param(Step.EXTENDED, {}, set(), id="extended within the month"),
        pytest.param(Step.EXTENDED, {"reason": ""}, {"reason"}, id="extended with no reason"),
        pytest.param(Step.EXTENDED, {"reason": "Busy."}, {"reason"}, id="being busy is no ground"),
        pytest.param(Step.EXTENDED, OF_OCTOBER, set(), id="extended on the last day"),
        pytest.param(Step.EXTENDED, A_DAY_OLDER, {"on"}, id="extended one day late"),
        pytest.param(
            Step.EXTENDED,
            A_DAY_OLDER | {"steps": [ASKED, ANSWERED]},
            set(),
            id="the pause days carry the last day for the notice",
        ),
        pytest.param(
            Step.EXTENDED, {"steps": [done(Step.EXTENDED, nov(10))]}, {"step"}, id="extended a second time"
        ),
        pytest.param(Step.MISTAKEN, {}, set(), id="recorded by mistake"),
        pytest.param(Step.MISTAKEN, {"steps": [RELEASED]}, {"step"}, id="a release is no mistake"),
        pytest.param(
            Step.MISTAKEN, {"steps": [done(Step.REFUSED, nov(10))]}, {"step"}, id="nor is a refusal"
        ),
        pytest.param(
            Step.MISTAKEN, {"steps": [done(Step.WITHDRAWN, nov(10))]}, {"step"}, id="nor what was taken back"
        ),
        pytest.param(
            Step.RELEASED, {"steps": [BY_MISTAKE]}, {"step", "on"}, id="nothing is released after it"
        ),
        pytest.param(Step.ACKNOWLEDGED, {"steps": [BY_MISTAKE]}, {"step"}, id="nor acknowledged"),
        pytest.param(Step.CLOSED, {"steps": [BY_MISTAKE]}, {"step"}, id="and it is closed already"),
    ],
)
def test_a_step_that_cannot_be_recorded_names_its_field(step, more, fields):
    assert set(refused(step, **more)) == fields


ASKED_AGAIN = done(Step.CLARIFICATION_ASKED, nov(18))
ANSWERED_AGAIN = done(Step.CLARIFICATION_ANSWERED, nov(20))


@pytest.mark.parametrize(
    ("step", "on", "others", "fields"),
    [
        pytest.param(Step.CLARIFICATION_ASKED, 13, [ANSWERED], set(), id="a question that was answered"),
        pytest.param(Step.CLARIFICATION_ASKED, 16, [ANSWERED], set(), id="on the day of its answer"),
        pytest.param(Step.CLARIFICATION_ASKED, 17, [ANSWERED], {"on"}, id="on the day after its answer"),
        pytest.param(
            Step.CLARIFICATION_ANSWERED,
            17,
            [ASKED, ASKED_AGAIN, ANSWERED_AGAIN],
            set(),
            id="the first answer of two, on the day before the second question",
        ),
        pytest.param(
            Step.CLARIFICATION_ANSWERED,
            11,
            [ASKED, ASKED_AGAIN, ANSWERED_AGAIN],
            {"on"},
            id="the first answer of two, on the day before its question",
        ),
        pytest.param(
            Step.CLARIFICATION_ASKED,
            21,
            [ASKED, ANSWERED, ANSWERED_AGAIN],
            {"on"},
            id="the second question, on the day after its answer",
        ),
        pytest.param(
            Step.RELEASED, 20, [done(Step.CLOSED, nov(20))], set(), id="answered on the day of the close"
        ),
        pytest.param(Step.RELEASED, 21, [done(Step.CLOSED, nov(20))], {"on"}, id="answered after the close"),
        pytest.param(
            Step.WITHDRAWN, 21, [done(Step.CLOSED, nov(20))], {"on"}, id="taken back after the close"
        ),
        pytest.param(Step.ACKNOWLEDGED, 21, [RELEASED, done(Step.CLOSED, nov(20))], set(), id="no answer"),
    ],
)
def test_a_corrected_day_fits_what_stands_beside_it(step, on, others, fields):
    assert set(refused(step, on=nov(on), steps=others, is_correction=True)) == fields


@pytest.mark.parametrize(
    ("reason", "step", "start"),
    [
        pytest.param("", Step.EXTENDED, "Enter the reason", id="blank"),
        pytest.param(" \n ", Step.REFUSED, "Enter the reason", id="only spaces"),
        pytest.param(
            "  Too  Busy. ",
            Step.EXTENDED,
            "Being busy, short of staff or on holiday is not a ground",
            id="busy, however it is typed",
        ),
        pytest.param(
            "Late",
            Step.EXTENDED,
            "Being busy, short of staff or on holiday is not a ground",
            id="late is no ground to be later",
        ),
        *(
            pytest.param(said, Step.EXTENDED, "Being busy, short of staff", id=said)
            for said in (
                "We are busy at Christmas.",
                "The office is very busy this month",
                "We are short of staff until January",
                "Two files, and the office is short-staffed",
            )
        ),
        pytest.param(
            "n/a", Step.REFUSED, "Enter the reason in a sentence", id="a refusal is not told about busy"
        ),
        pytest.param("1234 6789", Step.EXTENDED, "Enter the reason in a sentence", id="nine characters"),
        *(
            pytest.param("Safeguarding.", step, "Enter the reason in a sentence", id=f"a label: {step}")
            for step in (Step.EXTENDED, Step.REFUSED)
        ),
    ],
)
def test_a_reason_that_says_too_little_is_refused(reason, step, start):
    assert reason_problem(reason, step).startswith(start)


@pytest.mark.parametrize(
    "said",
    [
        "Two files from Busy Bees Nursery are compared",
        "The records of the holiday club are to be compared",
        "Everything since Christmas 2024, in three files",
        "Two of those mentioned are on leave until Easter and have to be asked",
        "Reports of three agencies, and a court case",
        "This is their fourth request since the summer",
    ],
)
def test_a_reason_that_has_such_a_word_and_another_meaning_is_taken(said):
    assert reason_problem(said, Step.EXTENDED) == ""


@pytest.mark.parametrize("step", [Step.EXTENDED, Step.REFUSED])
def test_a_reason_of_ten_characters_is_enough(step):
    assert reason_problem("1234 67890", step) == ""


# What must hold whatever the dates ------------------------------------------------------------------

RECEIVED = st.dates(date(2024, 1, 1), date(2029, 12, 31))
OFFSET = st.integers(0, 120)


@st.composite
def pauses_after(draw, received_on):
    asked_on = received_on + timedelta(days=draw(OFFSET))
    answered = draw(st.none() | st.integers(0, 60))
    return Pause(asked_on, None if answered is None else asked_on + timedelta(days=answered))


@st.composite
def clocks(draw):
    received_on = draw(RECEIVED)
    return Clock(
        received_on,
        draw(st.none() | st.integers(-5, 40).map(lambda n: received_on + timedelta(days=n))),
        tuple(draw(st.lists(pauses_after(received_on), max_size=4))),
        draw(st.none() | OFFSET.map(lambda n: received_on + timedelta(days=n))),
    )


def with_(clock, **changed):
    return Clock(**{name: getattr(clock, name) for name in Clock.__dataclass_fields__} | changed)


often = settings(max_examples=60, deadline=None)


@often
@given(clock=clocks())
def test_the_due_date_is_a_working_day_no_sooner_than_the_month(clock):
    due = due_on(clock, ENGLAND)
    assert is_working_day(due, ENGLAND)
    assert due >= months_after(start_on(clock), 1) >= months_after(clock.received_on, 1)


@often
@given(clock=clocks())
def test_taking_the_extension_away_never_makes_the_date_later(clock):
    assert due_on(clock, ENGLAND) >= due_on(with_(clock, extended_on=None), ENGLAND)


@often
@given(clock=clocks(), data=st.data())
def test_taking_a_pause_away_never_makes_the_date_later(clock, data):
    assume(clock.pauses)
    gone = data.draw(st.sampled_from(range(len(clock.pauses))))
    fewer = clock.pauses[:gone] + clock.pauses[gone + 1 :]
    assert due_on(clock, ENGLAND) >= due_on(with_(clock, pauses=fewer), ENGLAND)


@often
@given(clock=clocks(), asked=OFFSET)
def test_an_open_pause_changes_nothing_but_that_a_notice_may_come_later(clock, asked):
    assume(clock.extended_on is None or clock.extended_on <= first_due_on(clock, ENGLAND))
    open_pause = Pause(clock.received_on + timedelta(days=asked))
    assert due_on(with_(clock, pauses=(*clock.pauses, open_pause)), ENGLAND) == due_on(clock, ENGLAND)


@often
@given(clock=clocks())
def test_the_order_in_which_pauses_are_told_does_not_matter(clock):
    assert due_on(with_(clock, pauses=clock.pauses[::-1]), ENGLAND) == due_on(clock, ENGLAND)


@often
@given(clock=clocks(), late=st.integers(1, 200))
def test_a_late_extension_changes_nothing(clock, late):
    plain = with_(clock, extended_on=None)
    assume(all(pause.answered_on for pause in clock.pauses))  # or it may come later still
    too_late = first_due_on(plain, ENGLAND) + timedelta(days=late)
    assert due_on(with_(plain, extended_on=too_late), ENGLAND) == due_on(plain, ENGLAND)


@often
@given(clock=clocks(), late=st.integers(1, 200), waited=st.none() | st.integers(0, 60))
def test_a_question_asked_after_the_date_gives_no_time_back(clock, late, waited):
    asked_on = due_on(clock, ENGLAND) + timedelta(days=late)
    pause = Pause(asked_on, None if waited is None else asked_on + timedelta(days=waited))
    assert due_on(with_(clock, pauses=(*clock.pauses, pause)), ENGLAND) == due_on(clock, ENGLAND)


@often
@given(clock=clocks())
def test_no_reading_of_the_statute_makes_the_shown_date_late(clock):
    """The statute counts both end days of a pause (answer - ask + 1): its date is never before ours."""
    start = start_on(clock)
    months = 3 if is_extended(clock, ENGLAND) else 1
    first_month_ends = due_on(clock, ENGLAND)
    not_counted = {
        day
        for pause in clock.pauses
        if pause.answered_on and pause.asked_on <= first_month_ends
        for day in (
            pause.asked_on + timedelta(days=n) for n in range((pause.answered_on - pause.asked_on).days + 1)
        )
        if day >= start
    }
    by_statute = months_after(start, months) + timedelta(days=len(not_counted))
    assert due_on(clock, ENGLAND) <= working_day_on_or_after(by_statute, ENGLAND)


@st.composite
def requests(draw):
    """A day of receipt and steps in any order, as an import may bring them."""
    received_on = draw(RECEIVED)
    kinds = st.sampled_from([s for s in Step if s not in ENDINGS])
    steps = draw(st.lists(st.tuples(kinds, OFFSET), max_size=6))
    return received_on, [done(step, received_on + timedelta(days=n)) for step, n in steps]


@often
@given(request=requests(), late=st.integers(1, 90), after=st.integers(0, 60), step=st.sampled_from(Step))
def test_a_step_dated_after_the_due_date_hides_no_lateness_unless_it_answers_what_was_asked_in_time(
    request, late, after, step
):
    received_on, steps = request
    # An answer or a proof asked for in time does move the date, whenever it comes (L1.6, L1.7).
    assume(step not in {Step.CLARIFICATION_ANSWERED, Step.IDENTITY_CONFIRMED})
    today = due_on(clock_of(received_on, steps), ENGLAND) + timedelta(days=late)
    steps = [s for s in steps if s.on <= today]
    assume(progress(received_on, steps, today=today, bank_holidays=ENGLAND) is Progress.LATE)
    later = progress(
        received_on,
        [*steps, done(step, today)],
        today=today + timedelta(days=after),
        bank_holidays=ENGLAND,
    )
    ended = {Step.WITHDRAWN: Progress.WITHDRAWN_LATE, Step.MISTAKEN: Progress.MISTAKEN}
    assert later is (ended.get(step, Progress.ANSWERED_LATE) if step in ENDINGS else Progress.LATE)


@often
@given(
    request=requests(),
    ended=OFFSET,
    later=st.lists(st.tuples(st.sampled_from(Step), st.integers(1, 90)), max_size=4),
)
def test_nothing_dated_after_the_release_changes_whether_it_was_in_time(request, ended, later):
    received_on, steps = request
    released = done(Step.RELEASED, received_on + timedelta(days=ended))
    today = released.on + timedelta(days=400)
    before = progress(received_on, [*steps, released], today=today, bank_holidays=ENGLAND)
    added = [done(step, released.on + timedelta(days=n)) for step, n in later]
    assert progress(received_on, [*steps, released, *added], today=today, bank_holidays=ENGLAND) is before


@often
@given(clock=clocks(), ahead=st.integers(-30, 150))
def test_every_explanation_gives_the_due_date_itself(clock, ahead):
    today = clock.received_on + timedelta(days=max(0, ahead))
    sentences = said(clock, today)
    due = due_on(clock, ENGLAND)
    assert f"{due:%A} {due.day} {due:%B %Y}" in sentences[-1]
    assert all(s.endswith(".") and s[0].isalnum() for s in sentences)


# The day of receipt, entered wrongly ------------------------------------------------------------------


def test_what_another_day_of_receipt_does_to_the_date():
    extended = [StepDone(Step.EXTENDED, date(2026, 11, 20))]
    what = what_if_received(date(2026, 11, 2), date(2026, 10, 19), [], [])
    assert (what.now, what.then) == (date(2026, 12, 2), date(2026, 11, 19))
    what = what_if_received(date(2026, 11, 2), date(2026, 10, 19), extended, [])
    # The notice had to be sent by 19 November: it moves nothing any more.
    assert (what.now, what.then) == (date(2027, 2, 2), date(2026, 11, 19))


@pytest.mark.parametrize(
    ("wrong", "then", "moved"),
    [
        pytest.param(0, date(2026, 10, 9), date(2026, 11, 12), id="the question: a day fewer is waited"),
        pytest.param(1, date(2026, 10, 20), date(2026, 11, 17), id="the answer: four days more"),
        pytest.param(1, date(2026, 10, 16), date(2026, 11, 13), id="the same day again"),
    ],
)
def test_what_another_day_of_a_recorded_step_does_to_the_date(wrong, then, moved):
    steps = [
        StepDone(Step.CLARIFICATION_ASKED, date(2026, 10, 8)),
        StepDone(Step.CLARIFICATION_ANSWERED, date(2026, 10, 16)),
    ]
    what = what_if_done_on(steps[wrong], then, received_on=date(2026, 10, 5), steps=steps, bank_holidays=[])
    assert (what.now, what.then) == (date(2026, 11, 13), moved)


def test_what_another_day_of_the_notice_does_to_the_date():
    """It is one notice still: the request is not extended twice."""
    [sent] = steps = [StepDone(Step.EXTENDED, date(2026, 11, 20))]
    for on, then in ((date(2026, 12, 2), date(2027, 2, 2)), (date(2026, 12, 3), date(2026, 12, 2))):
        what = what_if_done_on(sent, on, received_on=date(2026, 11, 2), steps=steps, bank_holidays=[])
        assert (what.now, what.then) == (date(2027, 2, 2), then)


ASKED_FOR = date(2026, 10, 5)  # a Monday; a month on is Thursday 5 November, three are Tuesday 5 January


@pytest.mark.parametrize(
    ("extended_on", "on", "now", "then", "why"),
    [
        pytest.param(None, date(2026, 11, 5), (11, 5), (1, 5), "Three months", id="on the last day for it"),
        pytest.param(None, date(2026, 11, 6), (11, 5), (11, 5), "5 November", id="a day too late"),
        pytest.param(
            date(2026, 10, 30), date(2026, 11, 3), (1, 5), (1, 5), "once only", id="extended once already"
        ),
    ],
)
def test_what_a_notice_of_extension_does_to_the_date(extended_on, on, now, then, why):
    what = what_if_extended(Clock(ASKED_FOR, extended_on=extended_on), on, [])
    assert [(day.month, day.day) for day in (what.now, what.then)] == [now, then]
    assert why in what.why


@pytest.mark.parametrize(
    ("pauses", "asked_on", "answered_on", "then", "why"),
    [
        pytest.param((), (10, 12), (10, 19), (11, 12), "7 days", id="a week between"),
        pytest.param((), (10, 12), (10, 12), (11, 5), "0 days", id="answered the same day"),
        pytest.param((), (10, 12), None, (11, 5), "until the answer", id="not answered yet"),
        pytest.param((), (10, 12), (10, 11), (11, 5), "before the question", id="answered before asked"),
        pytest.param((), (10, 5), (10, 12), (11, 12), "7 days", id="asked on the day the month begins"),
        pytest.param((), (11, 5), (11, 9), (11, 9), "4 days", id="asked on the last day"),
        pytest.param((), (11, 6), (11, 9), (11, 5), "after the date", id="asked a day too late"),
        pytest.param(
            ((10, 12), (10, 19)), (10, 13), (10, 15), (11, 12), "2 days", id="days waited for count once"
        ),
    ],
)
def test_what_a_question_to_the_requester_does_to_the_date(pauses, asked_on, answered_on, then, why):
    asked, answered, *held = (date(2026, *day) if day else None for day in (asked_on, answered_on, *pauses))
    clock = Clock(ASKED_FOR, pauses=(Pause(*held),) if held else ())
    what = what_if_paused(clock, asked, answered, [])
    assert what.then == date(2026, *then)
    assert why in what.why


@pytest.mark.parametrize(
    ("answered_on", "then"),
    [
        pytest.param(date(2026, 10, 9), date(2026, 11, 12), id="answered before the month began"),
        pytest.param(date(2026, 10, 14), date(2026, 11, 14), id="two of the seven days were in the month"),
    ],
)
def test_what_a_question_before_the_month_began_does_to_the_date(answered_on, then):
    what = what_if_paused(Clock(ASKED_FOR, date(2026, 10, 12)), date(2026, 10, 7), answered_on, [])
    assert what.then == working_day_on_or_after(then, [])
    assert "The month runs from Monday 12 October 2026" in what.why


REFUSED_ON = date(2026, 11, 10)  # of a request of the second, due on 2 December


@pytest.mark.parametrize(
    ("given_on", "today", "stands_as"),
    [
        pytest.param(None, date(2026, 12, 3), Progress.ANSWERED_IN_TIME, id="nobody found it wrong"),
        pytest.param(date.max, date(2026, 12, 2), Progress.OPEN, id="found wrong, on its date"),
        pytest.param(date.max, date(2026, 12, 3), Progress.LATE, id="found wrong, and past its date"),
        pytest.param(date(2026, 12, 2), date(2026, 12, 3), Progress.ANSWERED_IN_TIME, id="given by its date"),
        pytest.param(date(2026, 12, 3), date(2026, 12, 3), Progress.ANSWERED_LATE, id="given a day after it"),
    ],
)
def test_a_refusal_that_was_found_wrong_is_no_answer_in_time(given_on, today, stands_as):
    steps = [StepDone(Step.REFUSED, REFUSED_ON, given_on=given_on)]
    stands = progress(date(2026, 11, 2), steps, today=today, bank_holidays=frozenset())
    assert stands is stands_as


BY_ONE = StepDone(
    Step.REFUSED, REFUSED_ON, RefusalGround.EXCESSIVE, by=1, at=datetime(2026, 11, 10, tzinfo=UTC)
)
SENT = [StepDone(Step.CLOSED, date(2026, 12, 3))]


def agreed(on, by=2, at=datetime(2026, 12, 2, tzinfo=UTC)):
    return StepDone(Step.REFUSAL_AGREED, on, by=by, at=at)


@pytest.mark.parametrize(
    ("steps", "today", "stands_as", "answered"),
    [
        pytest.param([BY_ONE], date(2026, 12, 1), Progress.OPEN, None, id="the day before its date"),
        pytest.param([BY_ONE], date(2026, 12, 2), Progress.DUE_TODAY, None, id="on its date"),
        pytest.param([BY_ONE], date(2026, 12, 3), Progress.LATE, None, id="past its date"),
        pytest.param(
            [BY_ONE, agreed(date(2026, 12, 2))], date(2026, 12, 3), Progress.ANSWERED_IN_TIME,
            date(2026, 12, 2), id="agreed to on its date",
        ),
        pytest.param(
            [BY_ONE, agreed(date(2026, 12, 3))], date(2026, 12, 3), Progress.ANSWERED_LATE,
            date(2026, 12, 3), id="agreed to a day after it",
        ),
        pytest.param(
            [BY_ONE, agreed(date(2026, 12, 2), by=1)], date(2026, 12, 3), Progress.LATE, None,
            id="both signatures of one account",
        ),
        pytest.param(
            [replace(BY_ONE, at=datetime(2026, 12, 3, tzinfo=UTC)), agreed(date(2026, 12, 2))],
            date(2026, 12, 3), Progress.LATE, None, id="corrected after they agreed",
        ),
        pytest.param(
            [BY_ONE, *SENT], date(2026, 12, 4), Progress.ANSWERED_LATE, date(2026, 12, 3),
            id="closed without it",
        ),
        pytest.param(
            [replace(BY_ONE, is_decided_with=True)], date(2026, 12, 3), Progress.ANSWERED_IN_TIME, REFUSED_ON,
            id="somebody is named who cannot sign",
        ),
        pytest.param(
            [replace(BY_ONE, answer="told how to complain")], date(2026, 12, 3), Progress.ANSWERED_IN_TIME,
            REFUSED_ON, id="of before there were grounds",
        ),
    ],
)  # fmt: skip
def test_a_refusal_answers_nobody_before_the_second_person_agreed(steps, today, stands_as, answered):
    """AR-10: its letter is not made before, so the request is open, and late after its date."""
    stands = progress(date(2026, 11, 2), steps, today=today, bank_holidays=frozenset())
    assert (stands, answered_on(steps)) == (stands_as, answered)


def test_a_refusal_agreed_to_while_proof_is_awaited_is_not_late():
    """L1.6: the month has not begun, on the day of the refusal as on that of the agreement."""
    asked = StepDone(Step.IDENTITY_ASKED, date(2026, 11, 3))
    refused = replace(BY_ONE, on=date(2026, 12, 10), answer=RefusalGround.NOT_SHOWN)
    held = {"today": date(2026, 12, 20), "bank_holidays": frozenset()}
    assert progress(date(2026, 11, 2), [asked, refused], **held) is Progress.WAITING_FOR_IDENTITY
    signed = agreed(date(2026, 12, 14))
    assert progress(date(2026, 11, 2), [asked, refused, signed], **held) is Progress.ANSWERED_IN_TIME


WAITED_FOR = Clock(
    date(2026, 11, 27), pauses=(Pause(date(2026, 12, 1)),)
)  # due on 29 December, over Christmas


@pytest.mark.parametrize(
    ("clock", "on", "is_in_time"),
    [
        pytest.param(WAITED_FOR, date(2026, 12, 29), True, id="on the date itself"),
        pytest.param(WAITED_FOR, date(2027, 1, 31), True, id="long after it, while the answer is awaited"),
        pytest.param(
            replace(WAITED_FOR, pauses=(Pause(date(2026, 12, 30)),)),
            date(2026, 12, 31),
            False,
            id="asked for after the date had passed",
        ),
        pytest.param(
            replace(WAITED_FOR, pauses=(Pause(date(2026, 12, 1), date(2026, 12, 2)),)),
            date(2026, 12, 29),
            True,
            id="answered: on the last day that it gives",
        ),
        pytest.param(
            replace(WAITED_FOR, pauses=(Pause(date(2026, 12, 1), date(2026, 12, 2)),)),
            date(2026, 12, 30),
            False,
            id="answered: a day after that",
        ),
    ],
)
def test_a_notice_that_is_sent_while_a_clarification_is_awaited_is_in_time(clock, on, is_in_time):
    holidays = bank_holidays([2026, 2027])
    assert is_extended(replace(clock, extended_on=on), holidays) is is_in_time
    steps = [StepDone(Step.CLARIFICATION_ASKED, pause.asked_on) for pause in clock.pauses]
    steps += [
        StepDone(Step.CLARIFICATION_ANSWERED, pause.answered_on)
        for pause in clock.pauses
        if pause.answered_on
    ]
    refused = step_problems(
        Step.EXTENDED,
        on=on,
        reason="The records of three agencies stand in four files.",
        received_on=clock.received_on,
        steps=steps,
        today=on,
        bank_holidays=holidays,
    )
    assert (not refused) is is_in_time
    said = " ".join(explanation(clock, today=on, bank_holidays=holidays))
    assert ("If the request is complex" in said) is is_in_time
