"""The policy's adoption and reviews, and what stands beside it (AD-1 to AD-6, SE, IS-9, GE-2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.induction import Role
from rules.policy import (
    Adoption,
    Change,
    Related,
    Standing,
    adoption_problems,
    contact_problems,
    is_old,
    leaflet_problems,
    next_review_on,
    related_problems,
    review_problems,
    signatory_doubt,
)

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
MEETING = date(2026, 9, 15)

ADOPTED = {
    "committee": "the management committee",
    "held_on": MEETING,
    "signed_by": "Rosalind Merriweather",
    "signatory_role": "chairperson",
    "signed_on": date(2026, 9, 18),
    "reviewed_on": None,
    "today": TODAY,
}
UNSIGNED = {"signed_by": "", "signatory_role": "", "signed_on": None}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        pytest.param({}, [], id="adopted and signed"),
        pytest.param({"signed_on": MEETING}, [], id="signed at the meeting"),
        pytest.param(UNSIGNED, [], id="adopted, to be signed"),
        pytest.param({"committee": " "}, ["committee"], id="AD-1 whose meeting"),
        pytest.param({"held_on": None}, ["held_on"], id="AD-2 no date"),
        pytest.param(UNSIGNED | {"held_on": TOMORROW}, ["held_on"], id="AD-2 in the future"),
        pytest.param({"held_on": TODAY, "signed_on": TODAY}, [], id="AD-2 adopted and signed today"),
        pytest.param(
            {"signed_by": " ", "signatory_role": " ", "signed_on": None}, [], id="blanks are no signature"
        ),
        pytest.param(
            UNSIGNED | {"signed_by": "R. Merriweather"},
            ["signatory_role", "signed_on"],
            id="AD-3 a name alone",
        ),
        pytest.param(
            UNSIGNED | {"signatory_role": "chairperson"}, ["signed_by", "signed_on"], id="AD-4 a role alone"
        ),
        pytest.param(
            UNSIGNED | {"signed_on": TODAY}, ["signed_by", "signatory_role"], id="AD-3 a date alone"
        ),
        pytest.param({"signed_by": " "}, ["signed_by"], id="AD-3 signed by nobody"),
        pytest.param({"signatory_role": " "}, ["signatory_role"], id="AD-4 no role"),
        pytest.param({"signed_on": None}, ["signed_on"], id="AD-3 signed on no day"),
        pytest.param({"signed_on": date(2026, 9, 14)}, ["signed_on"], id="AD-3 signed before the meeting"),
        pytest.param({"signed_on": TOMORROW}, ["signed_on"], id="AD-3 signed tomorrow"),
        pytest.param({"reviewed_on": date(2026, 9, 14)}, ["held_on"], id="AD-5 after its first review"),
        pytest.param({"reviewed_on": MEETING}, [], id="AD-5 on the day of its first review"),
        pytest.param({"reviewed_on": date(2026, 9, 16)}, [], id="AD-5 the day before it"),
    ],
)
def test_an_adoption_has_its_meeting_and_its_signature(change, fields):
    assert list(adoption_problems(**ADOPTED | change)) == fields


REVIEWED = {
    "reviewed_on": TODAY,
    "reviewed_by": "Joanne Pryce",
    "change": Change.MATERIAL,
    "what": "Students may not photograph.",
    "adopted_on": MEETING,
    "last_on": None,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({}, None, id="a material change"),
        pytest.param({"change": Change.NONE, "what": ""}, None, id="nothing changed, nothing to say"),
        pytest.param({"reviewed_on": MEETING}, None, id="on the day of the adoption"),
        pytest.param({"last_on": TODAY}, None, id="twice on one day"),
        pytest.param({"adopted_on": None}, "reviewed_on", id="a policy never adopted"),
        pytest.param({"reviewed_on": None}, "reviewed_on", id="no date"),
        pytest.param({"reviewed_on": TOMORROW}, "reviewed_on", id="in the future"),
        pytest.param({"reviewed_on": date(2026, 9, 14)}, "reviewed_on", id="before the adoption"),
        pytest.param(
            {"reviewed_on": date(2026, 10, 1), "last_on": date(2026, 10, 2)}, "reviewed_on", id="out of order"
        ),
        pytest.param({"reviewed_by": " "}, "reviewed_by", id="by nobody"),
        pytest.param({"change": None}, "change", id="whether anything changed is not said"),
        pytest.param({"what": "photographs"}, "what", id="what changed, in one word"),
        pytest.param({"what": "No photographs"}, None, id="and in two"),
        pytest.param({"change": Change.TYPING, "what": ""}, "what", id="typing, and not which"),
    ],
)
def test_a_review_comes_after_the_adoption_and_says_what_changed(change, field):
    assert list(review_problems(**REVIEWED | change)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("adopted_on", "reviewed_on", "due"),
    [
        pytest.param(None, None, None, id="never adopted"),
        pytest.param(MEETING, None, date(2027, 9, 15), id="a year after the adoption"),
        pytest.param(MEETING, TODAY, date(2027, 11, 24), id="a year after the review"),
        pytest.param(TODAY, MEETING, date(2027, 11, 24), id="adopted anew after an old review"),
        pytest.param(date(2024, 2, 29), None, date(2025, 2, 28), id="from a leap day"),
    ],
)
def test_the_next_review(adopted_on, reviewed_on, due):
    standing = Standing(TODAY, Adoption(adopted_on) if adopted_on else None, reviewed_on)
    assert next_review_on(standing, months=12) == due


@pytest.mark.parametrize(
    ("on", "old"),
    [
        pytest.param(None, True, id="missing"),
        pytest.param(TODAY, False, id="today"),
        pytest.param(date(2025, 11, 24), False, id="twelve months to the day"),
        pytest.param(date(2025, 11, 23), True, id="a day more"),
    ],
)
def test_older_than_twelve_months(on, old):
    assert is_old(on, today=TODAY, months=12) is old


@pytest.mark.parametrize(
    ("dated_on", "looked_at_on", "seen_on"),
    [
        pytest.param(None, None, None, id="none entered"),
        pytest.param(date(2024, 3, 1), None, date(2024, 3, 1), id="the day of its version"),
        pytest.param(date(2024, 3, 1), date(2026, 3, 1), date(2026, 3, 1), id="looked at again, as it is"),
        pytest.param(date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1), id="on the day of its version"),
    ],
)
def test_a_policy_that_was_looked_at_again_counts_from_that_day(dated_on, looked_at_on, seen_on):
    assert Related(0, "Safeguarding", "SE-1", "3", dated_on, looked_at_on).seen_on == seen_on


@pytest.mark.parametrize(
    ("looked_at_on", "field"),
    [
        pytest.param(None, [], id="not looked at again"),
        pytest.param(date(2026, 1, 5), [], id="on the day of the version"),
        pytest.param(date(2026, 1, 4), ["looked_at_on"], id="before there was that version"),
        pytest.param(TODAY, [], id="today"),
        pytest.param(TOMORROW, ["looked_at_on"], id="not yet"),
    ],
)
def test_the_day_of_a_look_at_a_related_policy(looked_at_on, field):
    found = related_problems(version="3", dated_on=date(2026, 1, 5), looked_at_on=looked_at_on, today=TODAY)
    assert list(found) == field


@given(st.dates(date(2000, 1, 1), TODAY), st.integers(1, 36))
def test_what_is_old_stays_old_and_what_is_newer_is_not_older(on, months):
    if is_old(on, today=TODAY, months=months):
        assert is_old(on, today=TOMORROW, months=months)
        assert is_old(on - timedelta(days=1), today=TODAY, months=months)
    else:
        assert not is_old(on, today=TODAY, months=months + 1)


@pytest.mark.parametrize(
    ("version", "dated_on", "field"),
    [
        pytest.param("3", TODAY, None, id="a version and its date"),
        pytest.param(" ", TODAY, "version", id="no version"),
        pytest.param("3", None, "dated_on", id="no date"),
        pytest.param("3", TOMORROW, "dated_on", id="a date to come"),
    ],
)
def test_a_related_policy_has_version_and_date(version, dated_on, field):
    assert list(related_problems(version=version, dated_on=dated_on, today=TODAY)) == (
        [field] if field else []
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({}, None, id="issued"),
        pytest.param({"title": " "}, "title", id="no title"),
        pytest.param({"version": " "}, "version", id="no version"),
        pytest.param({"issued_on": None}, "issued_on", id="no date"),
        pytest.param({"issued_on": TOMORROW}, "issued_on", id="in the future"),
        pytest.param({"issued_to": " "}, "issued_to", id="to nobody"),
    ],
)
def test_a_leaflet_says_which_when_and_to_whom(change, field):
    issued = {"title": "Your records", "version": "2", "issued_on": TODAY, "issued_to": "all families"}
    assert list(leaflet_problems(**issued | change, today=TODAY)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({}, None, id="checked today"),
        pytest.param({"number": "999"}, None, id="a short number is a number"),
        pytest.param({"name": ""}, "name", id="whose it is not said"),
        pytest.param({"number": "ask the office"}, "number", id="no number"),
        pytest.param({"checked_on": None}, "checked_on", id="no date"),
        pytest.param({"checked_on": TOMORROW}, "checked_on", id="to be checked tomorrow"),
        pytest.param({"checked_on": date(2026, 9, 1), "before": MEETING}, "checked_on", id="checked before"),
        pytest.param({"checked_on": MEETING, "before": MEETING}, None, id="checked twice on one day"),
    ],
)
def test_a_number_is_checked_on_a_day(change, field):
    checked = {"name": "MASH", "number": "0344 800 8021", "checked_on": TODAY, "before": None} | change
    assert list(contact_problems(**checked, today=TODAY)) == ([field] if field else [])


@pytest.mark.parametrize(
    ("signed_by", "role", "committee", "is_asked"),
    [
        pytest.param("Rosalind Merriweather", "chairperson", ["Rosalind  merriweather"], False, id="on it"),
        pytest.param("Sean O’Neill", "chairperson", ["Seán O'Neill"], False, id="on it with an accent"),
        pytest.param("Rosalind Merriweather", "chairperson", ["Ann Ley"], True, id="not on it"),
        pytest.param("Rosalind Merriweather", "chairperson", [], False, id="the register has no committee"),
        pytest.param("Joanne Pryce", "Manager", [], True, id="an office of staff, whatever the register has"),
        pytest.param("Joanne Pryce", "Manager", ["Joanne Pryce"], True, id="who signs as manager"),
        pytest.param("", "", ["Ann Ley"], False, id="not signed yet"),
    ],
)
def test_a_signature_that_is_not_the_committees_is_asked_about(signed_by, role, committee, is_asked):
    """AD-4: it is saved, and said."""
    said = signatory_doubt(signed_by=signed_by, signatory_role=role, committee=committee)
    assert bool(said) is is_asked
    assert "AD-4" in said or not is_asked


@pytest.mark.parametrize(
    ("office", "was", "says"),
    [
        pytest.param("Chairperson", Role.CHAIRPERSON, "", id="was chairperson"),
        pytest.param("Chairperson", Role.COMMITTEE, "was committee and not chairperson", id="was a member"),
        pytest.param("chair of the committee", Role.COMMITTEE, "not chairperson", id="the office as typed"),
        pytest.param("treasurer", Role.COMMITTEE, "", id="an office that the register does not know"),
        pytest.param("treasurer", None, "was not on the committee on Tuesday", id="not there then"),
    ],
)
def test_a_signature_in_a_role_that_the_register_does_not_have_on_that_day_is_asked_about(office, was, says):
    """AD-4: a member signed as chairperson, on a day on which somebody else was."""
    signed = {"signed_by": "Polly Grant", "signatory_role": office, "signed_on": TODAY}
    said = signatory_doubt(**signed, committee=["Polly Grant"], then=[("Polly Grant", was)])
    assert says in said and bool(said) is bool(says)
