"""The pages as those use them who are not the manager: what is theirs, what is not, and whose that is.

Clauses CP-7, CP-12, IS-1, OV-1, RI-1 and AR-6; who may is in rules.need_to_know.
"""

import pytest

from models import SafetyOverride
from rules.induction import Role
from tests.conftest import rows
from tests.pages.test_forms import show_all

FOR_BOTH, FOR_MANAGER = "For the manager or the deputy", "For the manager<"


def whose(visited) -> dict[str, bool]:
    """Each row of the agenda, and whether it says that somebody else does it."""
    return {row: FOR_BOTH in row or FOR_MANAGER in row for row in visited.rows}


def test_a_row_that_is_not_the_readers_says_whose_it_is(sample, visit):
    said = whose(show_all(visit(sample, Role.CHAIRPERSON).open("access_requests")))
    others = [row for row, is_others in said.items() if is_others]
    own = [row for row, is_others in said.items() if not is_others]
    assert others
    assert own
    assert all("AR-12" in row or "complaint" in row for row in own), (
        "The file check and complaints are theirs."
    )


def test_the_managers_own_rows_say_nothing_of_it(sample, visit):
    assert not any(whose(show_all(visit(sample))).values())


def test_a_deputy_is_told_what_is_for_the_manager_alone(sample, visit):
    said = whose(show_all(visit(sample, Role.DEPUTY)))
    assert {"backup" in row or "account" in row for row, is_others in said.items() if is_others} <= {True}


def test_a_deputy_gives_an_override_while_the_manager_is_away(sample, visit):
    page = visit(sample, Role.DEPUTY).open("set_up", part="Overrides")
    assert "Overrides for a child" in page.html
    page.press("Give access for a day")
    assert "An override is never one person" in page.refusal()
    assert rows(sample, SafetyOverride) == []


@pytest.mark.parametrize("part", ["Registers", "Accounts", "Bank holidays", "Backups", "Audit trail"])
def test_a_deputy_is_told_whose_the_rest_of_the_set_up_is(sample, visit, part):
    page = visit(sample, Role.DEPUTY).open("set_up", part=part)
    assert not page.at.exception
    assert "are for the manager" in page.html
    assert page.at.get("expander") == []
    assert "Months until a consent is renewed" in page.html
