"""A concern or a breach that was recorded about the wrong child: what has to be put right before (RC-1)."""

from datetime import date

import pytest

from rules import about

IVY, TOM = 1, 2
WHY = "It was Tom who said so, not Ivy."
RAISED, THE_DAY_AFTER = date(2026, 11, 20), date(2026, 11, 21)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        pytest.param({}, [], id="another child, and why"),
        pytest.param({"known": None}, [], id="a breach that was recorded about no child"),
        pytest.param({"child": None}, ["child"], id="no child was chosen"),
        pytest.param({"child": IVY}, ["child"], id="the child already recorded"),
        pytest.param({"because": "Wrong child"}, ["because"], id="a reason that is no sentence"),
        pytest.param({"in_the_way": "Take that back first."}, ["child"], id="something rests on it"),
        pytest.param({"child": None, "because": ""}, ["because", "child"], id="nothing: both are named"),
    ],
)
def test_another_child_is_chosen_with_a_reason(given, fields):
    found = about.problems(**{"child": TOM, "known": IVY, "because": WHY} | given)
    assert sorted(found) == fields


@pytest.mark.parametrize(
    ("given", "says"),
    [
        pytest.param({}, "", id="nothing rests on the first child"),
        pytest.param({"is_in_file": True}, "Take that back first", id="it stands in the wrong file"),
        pytest.param({"entries": ["4"]}, "Entry 4 in the first child's file holds", id="an entry holds it"),
        pytest.param({"entries": ["4", "6"]}, "Entry 4 and 6 in the first child's file hold", id="two do"),
        pytest.param({"is_told": True}, "the first family was told later", id="the wrong family was told"),
        pytest.param({"born_on": RAISED}, "", id="born on the day it was raised"),
        pytest.param({"born_on": THE_DAY_AFTER}, "before this child was born", id="born the day after"),
    ],
)
def test_a_concern_moves_once_nothing_of_the_first_file_rests_on_it(given, says):
    asked = {"is_in_file": False, "entries": [], "is_told": False, "raised_on": RAISED, "born_on": None}
    found = about.concern_in_the_way(**asked | given)
    assert says in found
    assert bool(found) is bool(says)


@pytest.mark.parametrize(
    ("is_listed", "is_told", "says"),
    [
        pytest.param(False, False, "", id="nobody was told yet"),
        pytest.param(True, False, "listed already", id="that family is one of the others it affects"),
        pytest.param(False, True, "whether the first family was told", id="the wrong family was told"),
    ],
)
def test_a_breach_moves_until_the_first_family_is_told(is_listed, is_told, says):
    found = about.breach_in_the_way(is_listed=is_listed, is_told=is_told)
    assert says in found
    assert bool(found) is bool(says)
