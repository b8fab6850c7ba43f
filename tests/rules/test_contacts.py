"""Conversations: with professionals in a professional framework (CP-14), with colleagues as needed (PR-5)."""

from datetime import date, timedelta

import pytest

from rules.contacts import Method, contact_problems, disclosure_problems
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
        pytest.param({"on": None}, ["on"], id="no date"),
        pytest.param({"on": TOMORROW}, ["on"], id="tomorrow"),
    ],
)
def test_a_contact_that_cannot_be_recorded_names_its_field(changed, fields):
    assert list(contact_problems(**A_CONTACT | changed)) == fields


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
        pytest.param({"what": "Everything"}, ["what"], id="everything"),
        pytest.param({"purpose": "Interest"}, ["purpose"], id="a reason of one word"),
        pytest.param({"on": TOMORROW}, ["on"], id="tomorrow"),
    ],
)
def test_a_disclosure_that_cannot_be_recorded_names_its_field(changed, fields):
    assert list(disclosure_problems(**A_DISCLOSURE | changed)) == fields
