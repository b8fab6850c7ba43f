"""Working days in England (law L1.4): weekends, bank holidays, and how a date moves."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.working_days import (
    bank_holidays,
    holiday_name,
    is_working_day,
    working_day_on_or_after,
    working_day_on_or_before,
    working_days_after,
    working_days_before,
    working_days_left,
)

# Around the Christmas of 2026: Friday 25 and Saturday 26 December, Monday 28 (substitute), Friday 1 January.
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 28), date(2027, 1, 1)})
ENGLAND = bank_holidays(range(2022, 2032))
DAYS = st.dates(date(2023, 1, 1), date(2030, 12, 1))


@pytest.mark.parametrize(
    ("year", "count"),
    [
        pytest.param(
            2022, 12, id="2022: the jubilee, the state funeral, two substitutes beside their weekends"
        ),
        pytest.param(2023, 10, id="2023: the coronation, and Monday 2 January for the Sunday"),
        pytest.param(2024, 8, id="2024: an ordinary year"),
        pytest.param(2025, 8, id="2025: an ordinary year"),
        pytest.param(2026, 9, id="2026: Saturday 26 December and its substitute are both listed"),
        pytest.param(2027, 10, id="2027: Christmas weekend and two substitutes"),
        pytest.param(2028, 9, id="2028: Saturday 1 January and its substitute"),
        pytest.param(2029, 8, id="2029: an ordinary year"),
        pytest.param(2030, 8, id="2030: an ordinary year"),
    ],
)
def test_each_year_has_its_bank_holidays(year, count):
    found = bank_holidays([year])
    assert len(found) == count
    assert {day.year for day in found} == {year}


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2026, 4, 6), id="Easter Monday: missing where the subdivision is not named"),
        pytest.param(date(2026, 8, 31), id="August bank holiday: Scotland's is on the first Monday"),
        pytest.param(date(2026, 12, 28), id="substitute for Saturday 26 December 2026"),
        pytest.param(date(2027, 12, 27), id="first substitute of 2027"),
        pytest.param(date(2027, 12, 28), id="second substitute of 2027"),
        pytest.param(date(2028, 1, 3), id="substitute for Saturday 1 January 2028"),
        pytest.param(date(2028, 5, 1), id="early May bank holiday on the first itself"),
        pytest.param(date(2022, 9, 19), id="a one-off: the state funeral"),
    ],
)
def test_a_bank_holiday_is_no_working_day(day):
    assert day in ENGLAND
    assert day.weekday() < 5
    assert not is_working_day(day, ENGLAND)


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2026, 1, 2), id="2 January: a holiday in Scotland only"),
        pytest.param(date(2026, 3, 17), id="St Patrick's Day: Northern Ireland only"),
        pytest.param(date(2026, 8, 3), id="first Monday of August: Scotland only"),
        pytest.param(date(2026, 11, 30), id="St Andrew's Day: Scotland only"),
        pytest.param(date(2026, 12, 24), id="Christmas Eve is a working day"),
        pytest.param(date(2026, 12, 29), id="the Tuesday after the substitute"),
    ],
)
def test_a_day_kept_elsewhere_in_the_kingdom_is_a_working_day_here(day):
    assert is_working_day(day, ENGLAND)


def test_the_setting_adds_a_holiday_proclaimed_since():
    proclaimed = date(2026, 11, 24)
    with_it = bank_holidays([2026], extra=[proclaimed])
    assert with_it == bank_holidays([2026]) | {proclaimed}
    assert working_day_on_or_after(proclaimed, with_it) == date(2026, 11, 25)
    assert is_working_day(proclaimed, bank_holidays([2026]))


def test_an_extra_holiday_is_kept_though_its_year_is_not_asked_for():
    assert bank_holidays([], extra=iter([date(2030, 6, 3)])) == {date(2030, 6, 3)}


@pytest.mark.parametrize(
    ("day", "after", "before"),
    [
        pytest.param(date(2026, 12, 24), date(2026, 12, 24), date(2026, 12, 24), id="a working day stays"),
        pytest.param(
            date(2026, 12, 25), date(2026, 12, 29), date(2026, 12, 24), id="holiday, weekend, holiday"
        ),
        pytest.param(
            date(2026, 12, 26), date(2026, 12, 29), date(2026, 12, 24), id="a Saturday and a holiday"
        ),
        pytest.param(date(2026, 12, 27), date(2026, 12, 29), date(2026, 12, 24), id="a Sunday"),
        pytest.param(date(2026, 12, 28), date(2026, 12, 29), date(2026, 12, 24), id="the substitute day"),
        pytest.param(date(2026, 12, 29), date(2026, 12, 29), date(2026, 12, 29), id="the first day back"),
        pytest.param(date(2027, 1, 1), date(2027, 1, 4), date(2026, 12, 31), id="across the year's end"),
    ],
)
def test_a_date_moves_to_the_nearest_working_day(day, after, before):
    assert working_day_on_or_after(day, CHRISTMAS) == after
    assert working_day_on_or_before(day, CHRISTMAS) == before


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        pytest.param(date(2026, 12, 23), 0, date(2026, 12, 23), id="none after a working day is that day"),
        pytest.param(date(2026, 12, 26), 0, date(2026, 12, 26), id="none after a Saturday is that Saturday"),
        pytest.param(date(2026, 12, 23), 1, date(2026, 12, 24), id="Christmas Eve counts"),
        pytest.param(date(2026, 12, 23), 2, date(2026, 12, 29), id="over Christmas to the first day back"),
        pytest.param(date(2026, 12, 24), 1, date(2026, 12, 29), id="the first after Christmas Eve"),
        pytest.param(date(2026, 12, 25), 1, date(2026, 12, 29), id="from the holiday itself: same day"),
        pytest.param(date(2026, 12, 24), 4, date(2027, 1, 4), id="over New Year too"),
        pytest.param(date(2026, 11, 20), 1, date(2026, 11, 23), id="from a Friday to the Monday"),
        pytest.param(date(2026, 11, 22), 5, date(2026, 11, 27), id="from a Sunday: a whole week"),
    ],
)
def test_working_days_are_counted_after_a_day(day, count, expected):
    assert working_days_after(day, count, CHRISTMAS) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        pytest.param(date(2026, 12, 26), 0, date(2026, 12, 26), id="none before a Saturday is that Saturday"),
        pytest.param(date(2026, 12, 24), 1, date(2026, 12, 23), id="the day before Christmas Eve"),
        pytest.param(
            date(2026, 12, 29), 1, date(2026, 12, 24), id="before the first day back: Christmas Eve"
        ),
        pytest.param(date(2026, 12, 28), 1, date(2026, 12, 24), id="from the substitute day: the same"),
        pytest.param(date(2027, 1, 4), 4, date(2026, 12, 24), id="over New Year too"),
        pytest.param(date(2026, 11, 23), 1, date(2026, 11, 20), id="from a Monday to the Friday"),
    ],
)
def test_working_days_are_counted_before_a_day(day, count, expected):
    assert working_days_before(day, count, CHRISTMAS) == expected


@pytest.mark.parametrize(
    ("today", "until", "left"),
    [
        pytest.param(date(2026, 11, 24), date(2026, 11, 24), 1, id="due today: today is left"),
        pytest.param(date(2026, 11, 24), date(2026, 11, 23), 0, id="passed yesterday"),
        pytest.param(date(2026, 11, 24), date(2025, 11, 24), 0, id="passed a year ago"),
        pytest.param(date(2026, 11, 24), date(2026, 11, 25), 2, id="due tomorrow: both days"),
        pytest.param(date(2026, 11, 20), date(2026, 11, 23), 2, id="Friday and Monday, not the weekend"),
        pytest.param(date(2026, 11, 21), date(2026, 11, 23), 1, id="from a Saturday: the Monday alone"),
        pytest.param(date(2026, 11, 21), date(2026, 11, 22), 0, id="a weekend has none"),
        pytest.param(date(2026, 12, 24), date(2026, 12, 29), 2, id="over Christmas"),
        pytest.param(date(2026, 12, 25), date(2026, 12, 28), 0, id="Christmas alone has none"),
    ],
)
def test_working_days_left_count_both_ends(today, until, left):
    assert working_days_left(today, until, CHRISTMAS) == left


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param(date(2026, 12, 25), "Christmas Day", id="a name that stands alone"),
        pytest.param(date(2026, 4, 3), "Good Friday", id="Good Friday"),
        pytest.param(date(2026, 4, 6), "Easter Monday", id="Easter Monday"),
        pytest.param(date(2026, 5, 4), "the early May bank holiday", id="GOV.UK's name, not the calendar's"),
        pytest.param(date(2026, 5, 25), "the spring bank holiday", id="spring"),
        pytest.param(date(2026, 8, 31), "the summer bank holiday", id="summer"),
        pytest.param(date(2026, 12, 28), "the substitute day for Boxing Day", id="a substitute"),
        pytest.param(date(2023, 5, 8), "the Coronation of Charles III bank holiday", id="a one-off"),
        pytest.param(date(2026, 11, 24), "a bank holiday", id="the setting's own extra has no name here"),
    ],
)
def test_a_bank_holiday_is_named_as_people_name_it(day, name):
    assert holiday_name(day) == name


@settings(max_examples=60, deadline=None)
@given(day=DAYS)
def test_a_moved_date_is_the_nearest_working_day(day):
    after, before = working_day_on_or_after(day, ENGLAND), working_day_on_or_before(day, ENGLAND)
    assert before <= day <= after
    assert is_working_day(after, ENGLAND)
    assert is_working_day(before, ENGLAND)
    assert working_days_left(day, after, ENGLAND) == 1
    assert working_days_left(before, day, ENGLAND) == 1


@settings(max_examples=60, deadline=None)
@given(day=DAYS, count=st.integers(1, 30))
def test_counting_on_and_counting_left_agree(day, count):
    reached = working_days_after(day, count, ENGLAND)
    assert is_working_day(reached, ENGLAND)
    assert working_days_left(day + timedelta(days=1), reached, ENGLAND) == count
