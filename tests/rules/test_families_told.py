"""What families were told of the policy: by when, and what stands in the way of recording it (GE-2, IS-4)."""

from datetime import date, timedelta

import pytest

from rules import agenda
from rules.agenda import Action, Facts, State
from rules.families_told import How, ToTell, due_on, problems
from rules.house import HouseRules
from rules.policy import Standing

TODAY = date(2026, 11, 24)
ISSUED = date(2026, 11, 2)
TOLD = {
    "children": [1],
    "leaflets": [3],
    "issued_on": ISSUED,
    "duty_explained": False,
    "on": TODAY,
    "how": How.IN_PERSON,
}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        pytest.param({}, [], id="a leaflet handed over today"),
        pytest.param({"on": ISSUED}, [], id="on the day it was issued"),
        pytest.param({"on": ISSUED - timedelta(1)}, ["on"], id="before there was such a leaflet"),
        pytest.param({"on": TODAY + timedelta(1)}, ["on"], id="not yet"),
        pytest.param({"on": None}, ["on"], id="on no day"),
        pytest.param({"children": []}, ["children"], id="to nobody"),
        pytest.param({"how": None}, ["how"], id="nobody knows how"),
        pytest.param({"leaflets": [], "issued_on": None}, ["leaflets"], id="nothing was told"),
        pytest.param(
            {"leaflets": [], "issued_on": None, "duty_explained": True}, [], id="told by word alone"
        ),
        pytest.param(
            {"leaflets": [], "issued_on": None, "duty_explained": True, "on": ISSUED - timedelta(1)},
            [],
            id="told by word alone, before there was a leaflet",
        ),
    ],
)
def test_what_families_were_told_says_what_to_whom_when_and_how(change, fields):
    assert list(problems(**TOLD | change, today=TODAY)) == fields


@pytest.mark.parametrize(
    ("since", "began_on", "due"),
    [
        pytest.param(TODAY, ISSUED, TODAY + timedelta(14), id="from the day the first of them waits"),
        pytest.param(ISSUED, TODAY, TODAY + timedelta(14), id="or from the day the setting began here"),
    ],
)
def test_a_family_is_told_within_the_settings_own_days(since, began_on, due):
    assert due_on(ToTell(1, since), began_on=began_on, within=14) == due


@pytest.mark.parametrize(
    ("to_tell", "what", "clause", "state"),
    [
        pytest.param(
            ToTell(1, TODAY - timedelta(14), leaflets=True),
            "Tell 1 family: the current leaflets",
            "GE-2",
            State.DUE,
            id="on the last day",
        ),
        pytest.param(
            ToTell(12, TODAY - timedelta(15), leaflets=True, duty=True),
            "Tell the families of 12 children: the current leaflets and our duty to share",
            "GE-2",
            State.LATE,
            id="a day too late, for one of twelve",
        ),
        pytest.param(
            ToTell(2, TODAY, duty=True),
            "Tell the families of 2 children: our duty to share",
            "IS-4",
            State.DUE,
            id="by word alone",
        ),
    ],
)
def test_the_agenda_has_one_line_for_all_families_who_wait(to_tell, what, clause, state):
    [item] = lines(to_tell)
    assert (item.what, item.clause, item.state) == (what, clause, state)
    assert item.says(may_count=True) == what
    assert item.says(may_count=False) == f"Tell families: {what.split(': ')[1]}"


def test_nobody_is_asked_to_tell_no_families():
    assert lines(None) == []


def test_a_day_before_the_setting_began_asks_to_tell_nobody():
    assert lines(ToTell(1, ISSUED, leaflets=True), began_on=None) == []


def lines(to_tell, began_on=ISSUED):
    facts = Facts(standing=Standing(to_tell=to_tell, began_on=began_on))
    items = agenda.agenda(facts, today=TODAY, house=HouseRules(), bank_holidays=frozenset())
    return [item for item in items if item.action is Action.FAMILIES]
