"""Whether a manager is here, day after day, who can open Accounts (CP-11)."""

from datetime import date, timedelta

import pytest

from rules import managers
from rules.managers import Gap, Term

TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LONG_AGO, LAST, NEXT = date(2020, 1, 6), date(2026, 12, 18), date(2027, 1, 11)
MONDAY = LAST + timedelta(days=3)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        pytest.param([], None, id="nobody ever was: nothing is known"),
        pytest.param([Term(LONG_AGO)], None, id="one who stays"),
        pytest.param([Term(LONG_AGO, LAST)], Gap(LAST), id="the only one leaves"),
        pytest.param([Term(LONG_AGO, TODAY)], Gap(TODAY), id="today is the last day"),
        pytest.param([Term(LONG_AGO, YESTERDAY)], Gap(YESTERDAY), id="gone since yesterday"),
        pytest.param([Term(LONG_AGO, LAST), Term(LONG_AGO)], None, id="another stays"),
        pytest.param([Term(LONG_AGO, LAST), Term(LONG_AGO, TODAY)], Gap(LAST), id="the later one counts"),
        pytest.param(
            [Term(LONG_AGO, LAST), Term(NEXT)], Gap(LAST, NEXT), id="the next one begins weeks later"
        ),
        pytest.param(
            [Term(LONG_AGO, LAST), Term(LAST + timedelta(days=1))],
            None,
            id="the next one begins the day after",
        ),
        pytest.param([Term(LONG_AGO, LAST), Term(MONDAY)], None, id="a weekend between"),
        pytest.param(
            [Term(LONG_AGO, LAST), Term(MONDAY + timedelta(days=1))],
            Gap(LAST, MONDAY + timedelta(days=1)),
            id="a day on which we are open between",
        ),
        pytest.param([Term(LONG_AGO, YESTERDAY), Term(TODAY)], None, id="the next one begins today"),
        pytest.param(
            [Term(LONG_AGO, YESTERDAY), Term(TOMORROW)], Gap(YESTERDAY, TOMORROW), id="begins tomorrow"
        ),
        pytest.param(
            [Term(LONG_AGO, LAST), Term(LAST, NEXT)], Gap(NEXT), id="one after the other, and then nobody"
        ),
        pytest.param([Term(NEXT)], None, id="only one who is to come: nobody was there before"),
        pytest.param([Term(NEXT, LAST), Term(LONG_AGO, LAST)], Gap(LAST), id="one who never comes"),
    ],
)
def test_a_time_without_a_manager_is_known_ahead(terms, expected):
    assert managers.gap(terms, today=TODAY) == expected
    assert managers.gap(terms[::-1], today=TODAY) == expected


@pytest.mark.parametrize(
    ("today", "next_on", "is_said"),
    [
        pytest.param(TODAY, date(2027, 1, 5), False, id="the first day on which we are open again"),
        pytest.param(TODAY, date(2027, 1, 6), True, id="the day after that"),
        pytest.param(date(2026, 12, 29), date(2027, 1, 5), False, id="while we are closed"),
    ],
)
def test_no_day_on_which_we_are_closed_is_one_without_a_manager(today, next_on, is_said):
    closed = {LAST + timedelta(days=n) for n in range(1, 18)}  # to Monday 4 January
    found = managers.gap([Term(LONG_AGO, LAST), Term(next_on)], today=today, closed=closed)
    assert found == (Gap(LAST, next_on) if is_said else None)


def test_it_says_what_nobody_can_open_and_what_to_do():
    said = managers.warning(Gap(LAST, NEXT), today=TODAY)
    assert said.startswith(
        "Nobody else can open Accounts after Fri 18 Dec, until Mon 11 Jan. Add a manager's"
    )
    assert "recovery code, on paper in the locked office cabinet" in said
    assert managers.warning(Gap(YESTERDAY), today=TODAY).startswith("No manager is here")
