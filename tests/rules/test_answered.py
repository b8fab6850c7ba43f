"""How access requests were answered, by the year in which they came."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.access import Clock, Step, StepDone, due_on
from rules.answered import Year, by_year
from rules.working_days import bank_holidays

ENGLAND = bank_holidays(range(2019, 2028))

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


def asked(received_on, *, answered_on=None, step=Step.RELEASED):
    return received_on, ([StepDone(step, answered_on)] if answered_on else [])


MARCH = date(2025, 3, 3)  # due on Thursday 3 April 2025


@pytest.mark.parametrize(
    ("requests", "expected"),
    [
        pytest.param([], [], id="none was ever made"),
        pytest.param(
            [asked(MARCH, answered_on=date(2025, 4, 3))],
            [Year(2025, 1, 1, 0, 0, 31, 31)],
            id="on its last day",
        ),
        pytest.param(
            [asked(MARCH, answered_on=date(2025, 4, 4))], [Year(2025, 1, 0, 1, 0, 32, 32)], id="a day later"
        ),
        pytest.param(
            [asked(MARCH, answered_on=MARCH, step=Step.REFUSED)],
            [Year(2025, 1, 1, 0, 0, 0, 0)],
            id="a refusal with reasons is an answer too",
        ),
        pytest.param(
            [
                asked(MARCH, answered_on=MARCH + DAY, step=Step.WITHDRAWN),
                asked(MARCH, answered_on=MARCH + DAY),
            ],
            [Year(2025, 2, 1, 0, 0, 1, 1, withdrawn=1)],
            id="one that was taken back owed no answer",
        ),
        pytest.param(
            [asked(MARCH, answered_on=date(2025, 4, 4), step=Step.WITHDRAWN)],
            [Year(2025, 1, 0, 0, 0, None, None, withdrawn_late=1)],
            id="taken back after its date: the answer had been owed",
        ),
        pytest.param(
            [
                asked(MARCH, answered_on=MARCH + 90 * DAY, step=Step.MISTAKEN),
                asked(MARCH, answered_on=MARCH + DAY),
            ],
            [Year(2025, 1, 1, 0, 0, 1, 1, mistake=1)],
            id="one that was recorded by mistake was not received",
        ),
        pytest.param([asked(MARCH)], [Year(2025, 1, 0, 0, 1, None, None)], id="open, and late: not answered"),
        pytest.param(
            [asked(date(2025, 12, 31), answered_on=date(2026, 1, 5)), asked(date(2026, 1, 1))],
            [Year(2026, 1, 0, 0, 1, None, None), Year(2025, 1, 1, 0, 0, 5, 5)],
            id="each in the year in which it came, the newest first",
        ),
        pytest.param(
            [asked(MARCH, answered_on=MARCH + n * DAY) for n in (2, 9, 20)],
            [Year(2025, 3, 3, 0, 0, 9, 20)],
            id="the middle one of three",
        ),
        pytest.param(
            [asked(MARCH, answered_on=MARCH + n * DAY) for n in (2, 9)],
            [Year(2025, 2, 2, 0, 0, 6, 9)],
            id="of two, what lies halfway, half a day rounded up",
        ),
        pytest.param(
            [asked(MARCH, answered_on=MARCH + n * DAY) for n in (28, 67)],
            [Year(2025, 2, 1, 1, 0, 48, 67)],
            id="of two that are far apart too",
        ),
        pytest.param(
            [asked(MARCH, answered_on=MARCH + n * DAY) for n in (2, 9, 11, 20)],
            [Year(2025, 4, 4, 0, 0, 10, 20)],
            id="of four, what lies halfway between the middle two",
        ),
    ],
)
def test_by_year(requests, expected):
    assert by_year(requests, today=TODAY, bank_holidays=ENGLAND) == expected


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        pytest.param(asked(MARCH), Year(2025, 1, 0, 0, 1, None, None), id="open for a year, and not late"),
        pytest.param(
            asked(MARCH, answered_on=date(2025, 7, 1)),
            Year(2025, 1, 0, 0, 0, None, None, to_authorities=1),
            id="answered after four months, neither in time nor late",
        ),
        pytest.param(
            asked(MARCH, answered_on=date(2025, 7, 1), step=Step.WITHDRAWN),
            Year(2025, 1, 0, 0, 0, None, None, withdrawn=1),
            id="taken back",
        ),
    ],
)
def test_no_month_of_the_law_runs_for_an_authority(request_, expected):
    """L1.1: its request counted in the year as late."""
    assert by_year([], of_authorities=[request_], today=TODAY, bank_holidays=ENGLAND) == [expected]


@given(st.lists(st.tuples(st.dates(date(2020, 1, 1), TODAY), st.one_of(st.none(), st.integers(0, 120)))))
def test_every_request_is_counted_once(held):
    requests = [asked(on, answered_on=on + n * DAY if n is not None else None) for on, n in held]
    found = by_year(requests, today=TODAY, bank_holidays=frozenset())
    assert sum(year.received for year in found) == len(requests)
    for year in found:
        assert year.received == year.in_time + year.late + year.open
        late = [
            on
            for on, n in held
            if n is not None and on.year == year.year and on + n * DAY > due_on(Clock(on), frozenset())
        ]
        assert year.late == len(late)
