"""Somebody with key children is told where they come in what is theirs to record, and where (CP-7, CP-12)."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from models import Account, Child, KeyPersonAssignment, SafetyOverride
from rules.induction import Role
from store import cabinet
from store.tables import table
from tests.conftest import TODAY, rows
from tests.pages.conftest import is_a_key_person
from ui import state, words

FILES, SHARING = 'href="/children-and-files"', 'href="/sharing-decisions"'
ONE_IS_LATE, BOTH_ARE_LATE = TODAY + timedelta(days=1), TODAY + timedelta(days=20)
THEIRS = "recorded for your key children"
GIVEN = "For a child&#x27;s safety you may see the record of"


def whose_key_children_are(sample, *codes: str) -> None:
    """Makes the key person who is signed in that of these children, and of no other."""
    is_a_key_person(sample)
    held = table(KeyPersonAssignment)
    *others, last = rows(sample, KeyPersonAssignment)
    theirs, another = (
        last["staff_id"],
        next(o["staff_id"] for o in others if o["staff_id"] != last["staff_id"]),
    )
    of_them = held.c.child_id.in_([row["id"] for row in rows(sample, Child) if row["code"] in codes])
    with sample.administering("test") as session:
        session.execute(update(held).where(held.c.staff_id == theirs).values(staff_id=another))
        session.execute(update(held).where(of_them).values(staff_id=theirs))


@pytest.mark.parametrize(
    ("codes", "on", "said", "links"),
    [
        pytest.param((), TODAY, "", set(), id="no key children"),
        pytest.param(("C-003",), TODAY, "", set(), id="nothing of theirs is due"),
        pytest.param(
            ("C-039",), TODAY, "1 thing is to be recorded for your key children within a week.", {SHARING},
            id="a conversation to write down, and a decision that is not theirs",
        ),
        pytest.param(
            ("C-039", "C-055"), TODAY, "2 things are to be recorded for your key children within a week.",
            {FILES, SHARING}, id="and another one's file, with a concern that somebody else raised",
        ),
        pytest.param(
            ("C-039", "C-055"), ONE_IS_LATE,
            "2 things are to be recorded for your key children within a week, 1 of them late.",
            {FILES, SHARING}, id="one of the two is late",
        ),
        pytest.param(
            ("C-039", "C-055"), BOTH_ARE_LATE, "2 things are late, to be recorded for your key children.",
            {FILES, SHARING}, id="both are late",
        ),
    ],
)  # fmt: skip
def test_what_is_theirs_to_record_is_said_on_their_first_page_alone(
    sample, visit, monkeypatch, codes, on, said, links
):
    monkeypatch.setattr(state, "today", lambda: on)
    visited = visit(sample, Role.KEY_PERSON)
    whose_key_children_are(sample, *codes)
    html = visited.html
    assert said in html and (THEIRS in html) == bool(said)
    assert {link for link in (FILES, SHARING) if link in html} == links
    assert THEIRS not in visited.open("sharing_decisions").html
    assert THEIRS not in visited.open("children").html


def test_whose_record_they_were_given_sight_of_is_said_until_it_ends(sample, visit):
    """By two people, for a day: whoever it was given to hears of it where they come in, by code alone."""
    visited = visit(sample, Role.KEY_PERSON)
    whose_key_children_are(sample)
    assert GIVEN not in visited.html
    children = {row["code"]: row["id"] for row in rows(sample, Child)}
    me = next(row["id"] for row in rows(sample, Account) if row["role"] is Role.KEY_PERSON)
    another = next(row["id"] for row in rows(sample, Account) if row["id"] != me)
    begun = cabinet.now() - timedelta(minutes=1)
    ending = begun + timedelta(days=1)
    given = {"reason": "Collected by somebody new", "second_id": another, "from_at": begun}
    with sample.administering("test") as session:
        for code, to, ends in (("C-040", me, ending), ("C-003", me, begun), ("C-039", another, ending)):
            of_them = {"child_id": children[code], "account_id": to, "until_at": ends}
            session.add(SafetyOverride(**given | of_them))
    until = words.moment(ending)
    assert f"{GIVEN} C-040 until {until} (OV-1)." in visited.open("sharing_decisions").open("consents").html


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.KEY_PERSON, Role.STAFF)])
def test_nobody_else_is_told(sample, visit, role):
    assert THEIRS not in visit(sample, role).html
