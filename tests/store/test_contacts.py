"""Conversations: what may be recorded, by whom, and what the agenda asks until they stand in the file."""

from datetime import date, timedelta

import pytest

from models import Conversation, ConversationEntry
from rules.agenda import Action, State
from rules.contacts import Kind, Method
from rules.induction import Role
from rules.need_to_know import NotAllowed
from store import contacts
from store.refusal import Refused
from tests.conftest import TODAY, account, agenda_of, everything, rows

YESTERDAY = TODAY - timedelta(days=1)


def contact_of(family, **changed):
    return {
        "child_id": family.child,
        "agency": " Health  visiting team ",
        "person": "R. Amos",
        "role": "Health visitor",
        "method": Method.TELEPHONE,
        "purpose": "How the child settles after the move",
        "on": YESTERDAY,
        "today": TODAY,
    } | changed


def disclosure_of(family, **changed):
    return {
        "child_id": family.child,
        "colleague_id": family.colleague,
        "what": "Who may collect the child from now on",
        "purpose": "They open the door in the afternoon",
        "on": TODAY,
        "today": TODAY,
    } | changed


def entry_of(id_, **changed):
    return {
        "conversation_id": id_,
        "entry": " 31 ",
        "recorded_on": YESTERDAY,
        "late_because": "",
        "recording_days": 0,
        "today": TODAY,
    } | changed


def waiting(cabinet, today=TODAY):
    return [item for item in agenda_of(cabinet, today).items if item.action is Action.CONVERSATION]


def test_a_contact_is_on_the_agenda_until_it_stands_in_the_file(cabinet, who, family):
    assert contacts.record_contact(cabinet, who, **contact_of(family)) == "PC-2026-001"
    (item,) = waiting(cabinet)
    assert (item.code, item.clause, item.due, item.state) == ("PC-2026-001", "CP-14", YESTERDAY, State.LATE)
    assert item.what == "Write in the child's file: the contact with another professional"
    contacts.record_in_file(cabinet, who, **entry_of(item.record))
    assert waiting(cabinet) == []
    assert rows(cabinet, ConversationEntry)[0]["entry"] == "31"
    with cabinet.reading(who) as look:
        (held,) = contacts.conversations(look)
    assert (held.kind, held.agency, held.child) == (Kind.PROFESSIONAL, "Health visiting team", "Ivy Davies")


def test_a_disclosure_is_on_the_agenda_with_its_own_clause(cabinet, who, family):
    assert contacts.record_disclosure(cabinet, who, **disclosure_of(family)) == "ND-2026-001"
    (item,) = waiting(cabinet)
    assert (item.clause, item.due, item.state) == ("CP-12", TODAY, State.DUE)
    assert waiting(cabinet, YESTERDAY) == []  # a past day does not see it
    with cabinet.reading(who) as look:
        (held,) = contacts.conversations(look)
    assert (held.colleague, held.method) == ("Sian Hughes", None)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"child_id": 999}, "child", id="a child that is not there"),
        pytest.param({"agency": "any agency"}, "agency", id="any agency"),
        pytest.param({"person": "unnamed"}, "person", id="unnamed"),
        pytest.param({"role": " "}, "role", id="no role"),
        pytest.param({"method": None}, "method", id="not said how"),
        pytest.param({"purpose": "We talked in passing"}, "purpose", id="in passing"),
        pytest.param({"on": TODAY + timedelta(days=1)}, "on", id="tomorrow"),
        pytest.param({"agency": "x" * 201}, "agency", id="a name too long"),
    ],
)
def test_a_contact_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        contacts.record_contact(cabinet, who, **contact_of(family, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"colleague_id": 999}, "colleague", id="somebody who is not there"),
        pytest.param({"what": "It"}, "what", id="not said what"),
        pytest.param({"purpose": ""}, "purpose", id="not said why"),
        pytest.param({"on": None}, "on", id="no date"),
    ],
)
def test_a_disclosure_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        contacts.record_disclosure(cabinet, who, **disclosure_of(family, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"entry": ""}, "entry", id="no number"),
        pytest.param({"recorded_on": date(2026, 11, 22)}, "recorded_on", id="in the file before it was held"),
        pytest.param({"recorded_on": TODAY}, "late_because", id="a day late, and not said why"),
        pytest.param({"conversation_id": 999}, "entry", id="one that is not there"),
    ],
)
def test_an_entry_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, changed, field):
    contacts.record_contact(cabinet, who, **contact_of(family))
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        contacts.record_in_file(cabinet, who, **entry_of(1, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_an_entry_is_recorded_once(cabinet, who, family):
    contacts.record_contact(cabinet, who, **contact_of(family))
    contacts.record_in_file(
        cabinet, who, **entry_of(1, recorded_on=TODAY, late_because="The office was shut")
    )
    with pytest.raises(Refused, match="in the file already"):
        contacts.record_in_file(cabinet, who, **entry_of(1))


def test_whoever_has_no_key_child_records_and_sees_nothing_of_this_one(cabinet, who, family):
    other = account(cabinet, Role.KEY_PERSON)
    with pytest.raises(NotAllowed, match="key children"):
        contacts.record_contact(cabinet, other, **contact_of(family))
    assert rows(cabinet, Conversation) == []
    contacts.record_contact(cabinet, who, **contact_of(family))
    with cabinet.reading(other) as look:
        assert contacts.conversations(look) == []
