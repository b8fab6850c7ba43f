"""When a concern that was recorded by mistake is taken back, and what has to be put right before."""

import pytest

from rules.mistaken_concerns import as_said, in_the_way, problems
from rules.sharing import Outcome

WHY = "I pressed the button in two tabs."
NOT_SHARED, SHARED = Outcome.NOT_SHARED, Outcome.SHARED_WITHOUT_CONSENT


@pytest.mark.parametrize(
    ("known", "said"),
    [
        pytest.param({"outcome": None, "is_twice": False}, "", id="nothing is decided"),
        pytest.param({"outcome": None, "is_twice": True}, "", id="twice, and nothing is decided"),
        pytest.param({"outcome": NOT_SHARED, "is_twice": True}, "", id="twice, and decided not to share"),
        pytest.param({"outcome": NOT_SHARED, "is_twice": False}, "IS-11", id="decided not to share"),
        pytest.param({"outcome": SHARED, "is_twice": True}, "decide again", id="shared"),
        pytest.param(
            {"outcome": Outcome.SHARED_WITH_CONSENT, "is_twice": True}, "decide again", id="shared as agreed"
        ),
        pytest.param({"is_in_file": True}, "under Entered by mistake", id="in the file"),
        pytest.param({"entries": ["4"]}, "Entry 4 in the child's file holds this", id="an entry holds it"),
        pytest.param({"entries": ["4", "6"]}, "Entry 4 and 6 in the child's file hold this", id="two do"),
        pytest.param({"is_told": True}, "told later", id="the family was told later"),
        pytest.param({"has_advice": True}, "Advice or a reply", id="advice"),
        pytest.param({"has_complaint": True}, "A complaint names", id="a complaint"),
    ],
)
def test_what_hangs_on_a_concern_is_put_right_before_it_is_taken_back(known, said):
    found = in_the_way(**{"outcome": NOT_SHARED, "is_twice": True} | known)
    assert said in found
    assert bool(found) is bool(said)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        pytest.param({"because": WHY}, [], id="by a slip"),
        pytest.param({"because": WHY, "is_twice": True, "is_another_there": True}, [], id="twice"),
        pytest.param({"because": WHY, "is_twice": True}, ["stands"], id="none stands instead"),
        pytest.param({"because": "oops"}, ["because"], id="no reason"),
        pytest.param({"because": WHY, "in_the_way": "Take that back first."}, ["row"], id="in the way"),
    ],
)
def test_a_concern_is_taken_back_with_a_reason_and_the_one_that_stands(given, fields):
    assert list(problems(**given)) == fields


def test_the_reason_that_is_kept_names_the_concern_that_stands():
    assert as_said(WHY) == WHY
    assert as_said(WHY, "SD-2026-009") == f"Recorded twice: SD-2026-009 stands. {WHY}"
