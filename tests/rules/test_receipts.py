"""Another day of receipt than the one that was entered (law L1.2)."""

from datetime import date

import pytest

from rules.receipts import problems

KNOWN, BORN = date(2026, 11, 2), date(2023, 3, 1)


@pytest.mark.parametrize(
    ("received_on", "because", "fields"),
    [
        pytest.param(date(2026, 10, 30), "It came on that Friday.", set(), id="before the day that is known"),
        pytest.param(date(2026, 11, 9), "It came a week later.", set(), id="on the day of the first step"),
        pytest.param(date(2026, 11, 10), "It came by post.", {"received_on"}, id="the day after that"),
        pytest.param(date(2026, 11, 25), "It came by post.", {"received_on"}, id="one that has not come"),
        pytest.param(BORN, "It came on the day of the birth.", set(), id="the day of the birth"),
        pytest.param(date(2023, 2, 28), "It came before the birth.", {"received_on"}, id="before the birth"),
        pytest.param(KNOWN, "It came on that very day.", {"received_on"}, id="the day that is known"),
        pytest.param(None, "It came by post on Friday.", {"received_on"}, id="no day"),
        pytest.param(date(2026, 10, 30), "By post", {"because"}, id="no sentence"),
        pytest.param(date(2026, 10, 30), "Came by post", set(), id="a short one"),
        pytest.param(date(2026, 10, 30), "The password is kiwi", {"because"}, id="a password"),
        pytest.param(None, " ", {"received_on", "because"}, id="nothing at all"),
    ],
)
def test_another_day_of_receipt(received_on, because, fields):
    found = problems(
        received_on,
        known=KNOWN,
        because=because,
        first_done_on=date(2026, 11, 9),
        not_before=(BORN, "the child was born"),
        today=date(2026, 11, 24),
    )
    assert set(found) == fields


@pytest.mark.parametrize(
    ("received_on", "complained_on", "fields"),
    [
        pytest.param(date(2026, 11, 24), None, set(), id="today"),
        pytest.param(date(2026, 11, 25), None, {"received_on"}, id="tomorrow"),
        pytest.param(date(1999, 1, 1), None, set(), id="long ago, where no birth is known"),
        pytest.param(
            date(2026, 11, 16), date(2026, 11, 16), set(), id="on the day of the complaint about it"
        ),
        pytest.param(date(2026, 11, 17), date(2026, 11, 16), {"received_on"}, id="after that complaint"),
    ],
)
def test_another_day_of_receipt_of_what_has_no_step_yet(received_on, complained_on, fields):
    found = problems(
        received_on,
        known=KNOWN,
        because="It came on that day.",
        first_done_on=None,
        not_before=(None, "the child was born"),
        today=date(2026, 11, 24),
        complained_on=complained_on,
    )
    assert set(found) == fields
