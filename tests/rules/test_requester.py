"""Who asks for a file: what has to be said of them, and which requests belong together (AR-1 to AR-4)."""

from datetime import date

import pytest

from rules.requester import (
    NOT_SHOWN_BY_IDENTITY,
    Link,
    Relationship,
    Subject,
    is_authority_shown,
    is_shown_by_identity,
    link_problems,
    may_limit_for_interests,
    requester_problems,
)

TODAY = date(2026, 11, 24)
ASKED = {
    "relationship": Relationship.RESPONSIBLE,
    "carer_holds": True,
    "subject": Subject.CHILD,
    "acts_for": "",
    "evidence": "Passport",
    "evidence_seen_on": TODAY,
    "authority": "",
    "is_correction": False,
    "because": "",
    "today": TODAY,
    "carer": "Carys Davies",
}
ASKED_ON = date(2026, 11, 20)
ALONE = {"relationship": Relationship.CHILD, "authority": "She said in her own words what a file is."}
COURT = {"relationship": Relationship.AUTHORITY, "authority": "The order", "received_on": ASKED_ON}
ACTING = {"relationship": Relationship.ACTING, "authority": "A signed form", "carer_holds": None}


def problems(**changed):
    return requester_problems(**ASKED | changed)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="a carer whose passport was seen"),
        pytest.param(
            {"evidence": "", "evidence_seen_on": None}, [], id="nothing seen yet: recorded all the same"
        ),
        pytest.param({"relationship": None}, ["relationship"], id="nothing said of who they are"),
        pytest.param({"carer_holds": None}, ["carer"], id="a carer, nothing said of which"),
        pytest.param({"carer_holds": False}, ["relationship"], id="responsibility that the register denies"),
        pytest.param(
            {"relationship": Relationship.NOT_RESPONSIBLE, "carer_holds": None}, [], id="a carer it has not"
        ),
        pytest.param({"subject": None}, ["subject"], id="nor whose information it is"),
        pytest.param({"evidence_seen_on": None}, ["evidence_seen_on"], id="something seen, no day"),
        pytest.param({"evidence": " "}, ["evidence"], id="a day, nothing seen"),
        pytest.param({"evidence_seen_on": date(2026, 11, 25)}, ["evidence_seen_on"], id="seen tomorrow"),
        pytest.param({"evidence_seen_on": date(2020, 9, 1)}, [], id="seen years ago: the family is known"),
        pytest.param(ACTING, ["carer"], id="acts for nobody"),
        pytest.param(
            ACTING | {"acts_for": "Mrs Joan Jones, the grandmother"},
            ["carer"],
            id="L2.18: for somebody who is held against no register",
        ),
        pytest.param(
            ACTING | {"acts_for": "Carys Davies", "subject": Subject.BOTH}, ["carer"], id="for hers as well"
        ),
        pytest.param(ACTING | {"carer_holds": True}, [], id="for a carer of the child"),
        pytest.param(
            ACTING | {"carer_holds": False}, [], id="for one without responsibility: recorded, and said"
        ),
        pytest.param(
            ACTING | {"carer_holds": True, "acts_for": "carys davies"}, [], id="and their name typed as well"
        ),
        pytest.param(
            ACTING | {"carer_holds": True, "acts_for": "Joan Jones"}, ["acts_for"], id="and another's name"
        ),
        pytest.param(
            ACTING | {"acts_for": "Carys Davies", "subject": Subject.OWN}, [], id="for what is their own"
        ),
        pytest.param(
            ACTING | {"acts_for": " ", "subject": Subject.OWN},
            ["acts_for"],
            id="theirs: blanks are nobody",
        ),
        pytest.param(
            ACTING | {"acts_for": "Asha Green", "born_on": date(2008, 11, 24)},
            [],
            id="for the child, who is eighteen today",
        ),
        pytest.param(
            ACTING | {"acts_for": "Asha Green", "born_on": date(2008, 11, 25)},
            ["carer"],
            id="the day before: for a carer",
        ),
        pytest.param(
            ACTING | {"carer_holds": True, "authority": ""},
            ["authority"],
            id="acts for somebody without an authority",
        ),
        pytest.param(
            {"relationship": Relationship.AUTHORITY}, ["authority"], id="a council that shows nothing"
        ),
        pytest.param(
            {"relationship": Relationship.OTHER}, ["authority"], id="somebody else who shows nothing"
        ),
        pytest.param(
            {"relationship": Relationship.OTHER, "is_authority_lacking": True},
            [],
            id="L2.20: and that nothing is shown yet is said",
        ),
        pytest.param(
            {"relationship": Relationship.OTHER, "authority": "The order", "is_authority_lacking": True},
            ["authority"],
            id="something shown, and that nothing is",
        ),
        pytest.param(
            {"relationship": Relationship.OTHER, "authority": "Nothing shown."},
            ["authority"],
            id="that nothing is shown, in words",
        ),
        pytest.param(
            {"relationship": Relationship.NOT_RESPONSIBLE, "authority": "none"},
            ["authority"],
            id="in a word, of a carer without responsibility",
        ),
        pytest.param({"authority": "none"}, [], id="and of a parent, whom the register knows"),
        pytest.param(COURT | {"wanted_by": ASKED_ON}, [], id="a court, and by which day it wants its answer"),
        pytest.param(COURT | {"wanted_by": date(2026, 11, 19)}, ["wanted_by"], id="a day before it asked"),
        pytest.param({"wanted_by": date(2026, 12, 1)}, ["wanted_by"], id="a parent names no day"),
        pytest.param({"relationship": Relationship.FORMER_CHILD}, [], id="the child, now grown up"),
        pytest.param(
            {"relationship": Relationship.FORMER_CHILD, "born_on": date(2008, 11, 24)},
            [],
            id="the child on their eighteenth birthday",
        ),
        pytest.param(
            {"relationship": Relationship.FORMER_CHILD, "born_on": date(2008, 11, 25)},
            ["relationship"],
            id="and on the day before: a child who asks alone",
        ),
        pytest.param(ALONE | {"born_on": date(2008, 11, 25)}, [], id="L2.17: who says what shows it"),
        pytest.param(ALONE | {"born_on": date(2008, 11, 24)}, ["relationship"], id="grown up today"),
        pytest.param(ALONE | {"born_on": date(2021, 11, 24)}, [], id="on their fifth birthday"),
        pytest.param(
            ALONE | {"born_on": date(2021, 11, 25)},
            ["relationship"],
            id="the day before it: a parent asks for them",
        ),
        pytest.param(ALONE | {"authority": ""}, ["authority"], id="AR-2: no word of what they understand"),
        pytest.param(
            ALONE | {"authority": "", "is_authority_lacking": True}, [], id="not known yet, and said so"
        ),
        pytest.param(
            {"relationship": Relationship.OTHER, "subject": Subject.OWN},
            [],
            id="AR-3: somebody else, for what is their own",
        ),
        pytest.param({"born_on": date(2024, 1, 1)}, [], id="a parent of a child of two"),
        pytest.param({"relationship": Relationship.NOT_RESPONSIBLE}, [], id="no responsibility: recorded so"),
        pytest.param({"is_correction": True}, ["because"], id="changed without a reason"),
        pytest.param({"is_correction": True, "because": "Wrong name"}, ["because"], id="in two words"),
        pytest.param({"is_correction": True, "because": "Another parent asked"}, [], id="in three"),
        pytest.param({"is_correction": True, "because": "It was another parent."}, [], id="in a sentence"),
        pytest.param({"evidence": "The password is kitten7"}, ["evidence"], id="a password typed there"),
    ],
)
def test_who_asks_is_recorded_or_refused_by_field(changed, fields):
    assert list(problems(**changed)) == fields


@pytest.mark.parametrize(
    ("typed", "is_shown"),
    [
        *((said, False) for said in ("", " ", "-", "?", "None", "n/a", "N / A", "nil", "no", "not yet")),
        *((said, False) for said in ("Nothing", "nothing shown", "Nothing shown yet.", "none seen so far")),
        *((said, False) for said in ("no authority", "No proof was shown", "not shown", "has shown nothing")),
        *((said, False) for said in ("nothing has been shown", "did not show anything", "to follow")),
        *((said, True) for said in ("Signed form", "The order", "A note", "Her word", "Letter of nobody")),
        *((said, True) for said in ("No. 7 of 2026, family court", "Residence order, nothing else", "SGO")),
    ],
)
def test_words_that_say_that_nothing_was_shown_show_nothing(typed, is_shown):
    """AR-4: a manager who could not leave the field empty typed so, and it counted as an authority."""
    assert is_authority_shown(typed) is is_shown


def test_whose_right_is_not_shown_by_who_they_are():
    assert {Relationship.NOT_RESPONSIBLE, Relationship.OTHER, Relationship.ACTING} < NOT_SHOWN_BY_IDENTITY


def test_every_field_that_lacks_something_is_named_at_once():
    found = problems(relationship=None, subject=None, evidence_seen_on=None)
    assert set(found) == {"relationship", "subject", "evidence_seen_on"}


@pytest.mark.parametrize(
    ("link", "other", "reason", "linked", "fields"),
    [
        pytest.param(Link.OTHER_CARER, "AR-2", "", (), [], id="of the other carer"),
        pytest.param(Link.FOLLOWS, None, "", (), ["other"], id="no other request"),
        pytest.param(Link.FOLLOWS, "AR-2", "", ("AR-2",), ["other"], id="linked already"),
        pytest.param(None, "AR-2", "", (), ["link"], id="nothing said of how"),
        pytest.param(Link.DUPLICATE, "AR-2", "", (), ["reason"], id="a duplicate without a word"),
        pytest.param(Link.DUPLICATE, "AR-2", "Same letter", (), ["reason"], id="in two words"),
        pytest.param(Link.DUPLICATE, "AR-2", "Same letter twice", (), [], id="in three"),
        pytest.param(Link.DUPLICATE, "AR-2", "The same letter came twice.", (), [], id="and with one"),
        pytest.param(
            Link.SAME_PERSON, "AR-2", "password: kitten7", (), ["reason"], id="a password typed there"
        ),
    ],
)
def test_two_requests_are_linked_or_refused_by_field(link, other, reason, linked, fields):
    assert list(link_problems(link=link, other=other, reason=reason, linked=linked)) == fields


@pytest.mark.parametrize(
    ("relationship", "born_on", "expected"),
    [
        pytest.param(Relationship.RESPONSIBLE, date(2008, 11, 25), True, id="18 tomorrow"),
        pytest.param(Relationship.RESPONSIBLE, date(2008, 11, 24), False, id="18 today"),
        pytest.param(Relationship.ACTING, date(2022, 5, 1), True, id="who acts for a parent"),
        pytest.param(Relationship.RESPONSIBLE, None, True, id="no birth is known"),
        pytest.param(None, None, True, id="not yet recorded who asks"),
        pytest.param(Relationship.FORMER_CHILD, None, False, id="the child, no birth known"),
        pytest.param(Relationship.FORMER_CHILD, date(2012, 5, 1), False, id="the child, who understands"),
    ],
)
def test_the_childs_interests_limit_only_what_a_parent_of_somebody_under_18_is_given(
    relationship, born_on, expected
):
    assert may_limit_for_interests(relationship, born_on, on=date(2026, 11, 24)) is expected


@pytest.mark.parametrize(
    ("relationship", "subject", "is_enough"),
    [
        pytest.param(Relationship.NOT_RESPONSIBLE, Subject.OWN, True, id="a carer without it, for their own"),
        pytest.param(Relationship.NOT_RESPONSIBLE, Subject.BOTH, False, id="and for the child's as well"),
        pytest.param(Relationship.OTHER, Subject.OWN, True, id="anybody, for their own"),
        pytest.param(Relationship.OTHER, Subject.CHILD, False, id="anybody, for the child's"),
        pytest.param(Relationship.ACTING, Subject.OWN, False, id="who acts for somebody shows that"),
        pytest.param(Relationship.CHILD, Subject.OWN, False, id="a child has to understand"),
        pytest.param(Relationship.FORMER_CHILD, Subject.CHILD, True, id="who is grown up"),
        pytest.param(Relationship.RESPONSIBLE, Subject.CHILD, True, id="who holds responsibility"),
    ],
)
def test_nobody_needs_more_than_to_show_who_they_are_for_what_is_their_own(relationship, subject, is_enough):
    assert is_shown_by_identity(relationship, subject) is is_enough
