"""Which days the figures of "the last 12 months" take in."""

from datetime import date

import pytest

from rules.figures import since


@pytest.mark.parametrize(
    ("today", "first"),
    [
        pytest.param(date(2026, 11, 24), date(2025, 11, 24), id="a year of 365 days"),
        pytest.param(date(2028, 3, 1), date(2027, 3, 1), id="over a 29 February"),
        pytest.param(date(2028, 2, 29), date(2027, 2, 28), id="on a 29 February"),
        pytest.param(date(2028, 2, 28), date(2027, 2, 28), id="the day before"),
    ],
)
def test_the_last_twelve_months_begin_on_the_same_day_of_the_year_before(today, first):
    assert since(today) == first
