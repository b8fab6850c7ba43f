"""Conversations: with professionals in a professional framework (CP-14), with colleagues as needed (PR-5)."""

from datetime import date, timedelta

import pytest

from rules.contacts import Method, contact_problems, disclosure_problems, seldom_needs_it
from rules.induction import Role

TODAY = date(2026, 11, 24)
TOMORROW = TODAY + timedelta(days=1)
A_CONTACT = {
    "child": 1,
    "agency": "Health visiting team",
    "person": "R. Amos",
    "role": "Health visitor",
    "method": Method.TELEPHONE,
    "purpose": "How the child settles after the move",
    "on": TODAY,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="whole"),
        pytest.param({"child": None}, ["child"], id="no child"),
        pytest.param({"agency": " "}, ["agency"], id="no agency"),
        pytest.param({"agency": "Other agencies"}, ["agency"], id="other, without a name (CP-1)"),
        pytest.param({"person": ""}, ["person"], id="nobody named"),
        pytest.param({"person": "Unnamed"}, ["person"], id="an unnamed professional"),
        pytest.param({"person": "a professional"}, ["person"], id="any professional"),
        pytest.param({"role": ""}, ["role"], id="no role"),
        pytest.param({"method": None}, ["method"], id="not said how"),
        pytest.param({"purpose": "Catch-up"}, ["purpose"], id="a purpose of one word"),
        pytest.param({"purpose": "We met in passing at the shop"}, ["purpose"], id="in passing"),
        pytest.param({"purpose": "An Ad-Hoc word about him"}, ["purpose"], id="ad hoc"),
        pytest.param({"purpose": "A quick chat about speech"}, ["purpose"], id="a chat"),
        pytest.param({"purpose": "We chatted about his speech"}, ["purpose"], id="chatted"),
        pytest.param({"purpose": "To report the Snapchat messages"}, [], id="Snapchat is no chat"),
        pytest.param({"purpose": "Informal word about speech"}, ["purpose"], id="informal"),
        pytest.param({"purpose": "Information on her speech"}, [], id="information is not informal"),
        pytest.param({"purpose": "A word in the corridor about her"}, ["purpose"], id="in a corridor"),
        pytest.param({"purpose": "Met her at the gate about him"}, ["purpose"], id="at the gate"),
        pytest.param({"purpose": "To report the shouting at the gate"}, [], id="what happened at the gate"),
        pytest.param({"purpose": "The injury in the corridor"}, [], id="what happened in the corridor"),
        pytest.param({"on": None}, ["on"], id="no date"),
        pytest.param({"on": TOMORROW}, ["on"], id="tomorrow"),
        pytest.param({"born_on": TODAY}, [], id="on the day of birth"),
        pytest.param({"born_on": TOMORROW}, ["on"], id="before the child was born"),
    ],
)
def test_a_contact_that_cannot_be_recorded_names_its_field(changed, fields):
    assert list(contact_problems(**A_CONTACT | changed)) == fields


@pytest.mark.parametrize(
    "said", ["unnamed", " Unknown ", "not known", "Not named", "no name", "N/A", "none", "not given"]
)
def test_nobody_is_not_a_professional_with_a_name(said):
    assert list(contact_problems(**A_CONTACT | {"person": said})) == ["person"]


A_DISCLOSURE = {
    "child": 1,
    "colleague": 5,
    "role": Role.STAFF,
    "what": "Who may collect the child from now on",
    "purpose": "They open the door in the afternoon",
    "on": TODAY,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="whole"),
        pytest.param({"role": Role.STUDENT}, [], id="a student may need to know too"),
        pytest.param({"child": None}, ["child"], id="no child"),
        pytest.param({"colleague": None, "role": None}, ["colleague"], id="nobody"),
        pytest.param({"role": Role.COMMITTEE}, ["colleague"], id="the committee is never told about a child"),
        pytest.param({"role": Role.CHAIRPERSON}, ["colleague"], id="nor is the chairperson"),
        pytest.param({"colleague_left_on": TODAY}, [], id="told on their last day, recorded after it"),
        pytest.param(
            {"colleague_left_on": TODAY - timedelta(days=1)}, ["colleague"], id="they had left the day before"
        ),
        pytest.param(
            {"colleague_left_on": TODAY, "on": None}, ["on"], id="told to somebody who left, on no date"
        ),
        pytest.param({"what": "Everything"}, ["what"], id="everything"),
        pytest.param({"purpose": "Interest"}, ["purpose"], id="a reason of one word"),
        pytest.param({"on": TOMORROW}, ["on"], id="tomorrow"),
        pytest.param({"born_on": TODAY}, [], id="on the day of birth"),
        pytest.param({"born_on": TOMORROW}, ["on"], id="before the child was born"),
    ],
)
def test_a_disclosure_that_cannot_be_recorded_names_its_field(changed, fields):
    assert list(disclosure_problems(**A_DISCLOSURE | changed)) == fields


@pytest.mark.parametrize("role", list(Role))
def test_who_has_no_part_in_planning_for_a_child_is_asked_about(role):
    """PR-5: what affects planning for the child, and who plans is not a student or a volunteer."""
    said = seldom_needs_it(role)
    assert bool(said) is (role in {Role.STUDENT, Role.VOLUNTEER})
    assert said == "" or f"A {role} seldom plans for a child" in said
