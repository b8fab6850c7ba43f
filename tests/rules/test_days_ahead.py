"""The days that move dates, in one list, so that whoever plans sees them before they do."""

from datetime import date

import pytest

from rules.days_ahead import Ahead, Kind, days_ahead
from tests.conftest import TODAY

# 26 December 2026 is a Saturday.
ENGLAND = [
    (date(2026, 12, 25), "Christmas Day"),
    (date(2026, 12, 28), "Substitute day for Boxing Day"),
    (date(2027, 1, 1), "New Year's Day"),
    (date(2027, 3, 26), "Good Friday"),
    (date(2027, 3, 29), "Easter Monday"),
    (date(2027, 5, 3), "Early May bank holiday"),
    (date(2027, 5, 31), "Spring bank holiday"),
    (date(2027, 8, 30), "Summer bank holiday"),
]


def closed(*days: date, name: str = "Closed for winter") -> dict[date, str]:
    return dict.fromkeys(days, name)


def ours(entered=None, closures=None, **asked) -> list[Ahead]:
    """What the setting itself put into the list."""
    found = days_ahead(TODAY, entered or {}, closures or {}, **asked)
    return [ahead for ahead in found if ahead.kind is not Kind.ENGLAND]


def test_englands_of_the_next_twelve_months_are_there_and_none_that_moves_nothing():
    found = days_ahead(TODAY, {}, {})
    assert [(ahead.first, ahead.name) for ahead in found] == ENGLAND
    assert {(ahead.kind, ahead.first == ahead.last) for ahead in found} == {(Kind.ENGLAND, True)}


@pytest.mark.parametrize(
    ("today", "is_there"),
    [
        pytest.param(date(2025, 12, 24), False, id="the day before twelve months before"),
        pytest.param(date(2025, 12, 25), True, id="twelve months before"),
        pytest.param(date(2026, 12, 25), True, id="on the day"),
        pytest.param(date(2026, 12, 26), False, id="the day after"),
    ],
)
def test_the_list_begins_today_and_ends_after_twelve_months(today, is_there):
    assert (date(2026, 12, 25) in [ahead.first for ahead in days_ahead(today, {}, {})]) is is_there


@pytest.mark.parametrize(
    ("day", "is_there"),
    [
        pytest.param(date(2026, 11, 23), False, id="yesterday"),
        pytest.param(TODAY, True, id="today"),
        pytest.param(date(2029, 5, 7), True, id="in years: whoever entered it sees it"),
    ],
)
def test_what_the_setting_entered_is_there_from_today_on(day, is_there):
    entered, away = ours({day: "A coronation"}), ours(closures=closed(day))
    assert entered == ([Ahead(day, day, "A coronation", Kind.ENTERED)] if is_there else [])
    assert away == ([Ahead(day, day, "Closed for winter", Kind.CLOSED)] if is_there else [])


@pytest.mark.parametrize(
    ("closures", "runs"),
    [
        pytest.param(closed(date(2026, 12, 17), date(2026, 12, 18)), [(17, 18)], id="days that follow"),
        pytest.param(closed(date(2026, 12, 18), date(2026, 12, 21)), [(18, 21)], id="over a weekend"),
        pytest.param(
            closed(date(2026, 12, 15), date(2026, 12, 17)), [(15, 15), (17, 17)], id="a day between"
        ),
        pytest.param(
            closed(date(2026, 12, 17)) | closed(date(2026, 12, 18), name="Training"),
            [(17, 17), (18, 18)],
            id="for another reason",
        ),
    ],
)
def test_days_of_one_closure_are_one_line(closures, runs):
    assert [(ahead.first.day, ahead.last.day) for ahead in ours(closures=closures)] == runs


def test_it_goes_by_the_day_and_a_bank_holiday_in_a_closure_has_its_own_line():
    week = closed(*(date(2026, 12, day) for day in (24, 25, 28, 29)))
    found = days_ahead(TODAY, {date(2026, 12, 23): "A coronation"}, week)
    assert [(ahead.first.day, ahead.kind) for ahead in found[:4]] == [
        (23, Kind.ENTERED), (24, Kind.CLOSED), (25, Kind.ENGLAND), (28, Kind.ENGLAND),
    ]  # fmt: skip


def test_a_day_that_the_setting_entered_and_england_has_by_now_is_one_line():
    found = days_ahead(TODAY, {date(2026, 12, 25): "Christmas, by hand"}, {})
    assert [ahead.name for ahead in found if ahead.first == date(2026, 12, 25)] == ["Christmas, by hand"]


def test_with_names_off_nothing_that_was_typed_is_there():
    found = ours({TODAY: "A coronation"}, closed(date(2026, 12, 17)), shows_names=False)
    assert [ahead.name for ahead in found] == ["", ""]
