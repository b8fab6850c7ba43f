"""Children by purposes: a no says so until what the consent allowed is undone, and is calm then (DR-6)."""

import re

import pytest

from rules import consent
from rules.agenda import Area
from rules.figures import consent_statuses
from store import agenda, withdrawals
from tests.conftest import TODAY, manager_of
from ui.words import Tone

NO = (consent.Status.WITHDRAWN, consent.Status.REFUSED)


def cells(visited, said):
    return re.findall(rf'<td><span class="tag ([\w-]+)">{re.escape(said)}</span></td>', visited.html)


def to_undo(cabinet):
    """What is to be undone of a consent that is now a no."""
    with cabinet.connection() as look:
        page = agenda.read(look, TODAY, Area.CONSENTS)
    statuses = consent_statuses(page.facts, today=TODAY, house=page.house.rules)
    return [
        held
        for held in page.facts.withdrawals
        if statuses.get(held.child, {}).get(held.purpose) in NO and held.to_do
    ]


def test_a_withdrawal_says_that_it_is_to_be_undone_until_each_thing_is_ticked_off(sample, visit):
    held = to_undo(sample)
    assert held
    before = visit(sample).open("consents")
    assert cells(before, "Withdrawn, to undo") == [Tone.LATE] * len(held)
    calm = len(cells(before, "Withdrawn"))
    withdrawals.follow_up(
        sample, manager_of(sample), done={one.id: None for one in held}, done_on=TODAY, today=TODAY
    )
    after = visit(sample).open("consents")
    assert cells(after, "Withdrawn, to undo") == []
    assert cells(after, "Withdrawn") == [Tone.DONE] * (calm + len(held))


@pytest.mark.parametrize("chosen", ["Withdrawn", "Withdrawn, to undo"])
def test_both_are_found_by_what_they_have_in_common(sample, visit, chosen):
    visited = visit(sample).open("consents", status=chosen)
    assert len(cells(visited, "Withdrawn, to undo")) == len(to_undo(sample))
    assert bool(cells(visited, "Withdrawn")) is (chosen == "Withdrawn")
