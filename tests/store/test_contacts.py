"""Conversations: what may be recorded, by whom, and what the agenda asks until they stand in the file."""

from datetime import date, timedelta

import pytest

from models import Account, Conversation, ConversationEntry, Mistake
from rules.agenda import Action, Area, State
from rules.contacts import Kind, Method
from rules.induction import Role
from rules.need_to_know import NotAllowed
from store import agenda, contacts, find, mistakes, trail
from store.refusal import Refused
from store.trail import Filter
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
    assert contacts.record_contact(cabinet, who, **contact_of(family)) == ["PC-2026-001"]
    (item,) = waiting(cabinet)
    assert (item.code, item.clause, item.due, item.state) == ("PC-2026-001", "CP-14", YESTERDAY, State.LATE)
    assert item.what == "Write in the child's file: the contact with another professional"
    contacts.record_in_file(cabinet, who, **entry_of(item.record, entry=" Entry no. 31 "))
    assert waiting(cabinet) == []
    with cabinet.connection() as look:
        assert [line.code for line in trail.read(look, Filter(thing="conversation")).lines] == ["PC-2026-001"]
    assert rows(cabinet, ConversationEntry)[0]["entry"] == "31"
    with cabinet.reading(who) as look:
        (held,) = contacts.conversations(look)
    assert (held.kind, held.agency, held.child) == (Kind.PROFESSIONAL, "Health visiting team", "Ivy Davies")


def test_the_list_has_those_since_a_day_and_whatever_waits_for_the_file(cabinet, who, family):
    old = TODAY - timedelta(days=400)
    for on in (old, YESTERDAY, old):
        contacts.record_contact(cabinet, who, **contact_of(family, on=on))
    contacts.record_in_file(cabinet, who, **entry_of(1, late_because="It was found late"))
    deputy = account(cabinet, Role.DEPUTY)
    contacts.record_in_file(cabinet, deputy, **entry_of(2, entry="32"))

    def listed(**wanted):
        with cabinet.reading(who) as look:
            return [(h.id, h.entry, h.recorded_by) for h in contacts.conversations(look, **wanted)]

    first, second, third = (1, "31", who.name), (2, "32", who.name), (3, None, who.name)
    assert listed() == [second, third, first], "The newest first; of one day, the last recorded."
    assert listed(since=YESTERDAY) == [second, third], "The first is old, and in the file."
    assert listed(since=TODAY) == [third]
    assert listed(conversation_id=1) == [first]
    contacts.take_back(cabinet, who, conversation_id=3, because="It was about another child")
    assert listed(since=TODAY) == [], "What was entered by mistake waits for nothing."


def test_a_disclosure_is_on_the_agenda_with_its_own_clause(cabinet, who, family):
    assert contacts.record_disclosure(cabinet, who, **disclosure_of(family)) == "ND-2026-001"
    (item,) = waiting(cabinet)
    assert (item.clause, item.due, item.state) == ("CP-12", TODAY, State.DUE)
    assert waiting(cabinet, YESTERDAY) == []  # a past day does not see it
    with cabinet.reading(who) as look:
        (held,) = contacts.conversations(look)
    assert (held.colleague, held.method) == ("Sian Hughes", None)


def test_a_contact_about_brothers_and_sisters_is_recorded_for_each(cabinet, who, family):
    asked = contact_of(family, also_about=[family.sibling], on=date(2026, 7, 1))
    assert contacts.record_contact(cabinet, who, **asked) == ["PC-2026-001", "PC-2026-002"]
    first, second = rows(cabinet, Conversation)
    assert (first["child_id"], second["child_id"]) == (family.child, family.sibling)
    same = ("agency", "person", "role", "method", "purpose", "on", "recorded_by_id")
    assert [first[name] for name in same] == [second[name] for name in same]


@pytest.mark.parametrize(
    "also_about",
    [
        pytest.param(lambda family: [family.child], id="the first child again"),
        pytest.param(lambda family: [family.sibling, 999], id="one that is not there"),
    ],
)
def test_no_contact_is_recorded_where_one_of_them_cannot_be(cabinet, who, family, also_about):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        contacts.record_contact(cabinet, who, **contact_of(family, also_about=also_about(family)))
    assert list(refused.value.problems) == ["also_about"]
    assert everything(cabinet) == before


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
    assert "decision" not in str(refused.value), "nothing was decided: it is a conversation"
    assert everything(cabinet) == before


def test_an_entry_is_recorded_once(cabinet, who, family):
    contacts.record_contact(cabinet, who, **contact_of(family))
    contacts.record_in_file(
        cabinet, who, **entry_of(1, recorded_on=TODAY, late_because="The office was shut")
    )
    assert waiting(cabinet) == []
    assert [item.code for item in waiting(cabinet, YESTERDAY)] == ["PC-2026-001"], "not yet in it that day"
    with pytest.raises(Refused, match="already in the file"):
        contacts.record_in_file(cabinet, who, **entry_of(1))


def asked_about(look):
    return [held.code for held in agenda.read(look, TODAY, Area.SHARING_DECISIONS).facts.conversations]


def test_whoever_has_no_key_child_records_and_sees_nothing_of_this_one(cabinet, who, family):
    other = account(cabinet, Role.KEY_PERSON)
    for write, said in ((contacts.record_contact, contact_of), (contacts.record_disclosure, disclosure_of)):
        with pytest.raises(NotAllowed, match="key children"):
            write(cabinet, other, **said(family))
    assert rows(cabinet, Conversation) == []
    contacts.record_contact(cabinet, who, **contact_of(family))
    with pytest.raises(NotAllowed, match="key children"):
        contacts.record_in_file(cabinet, other, **entry_of(1))
    with cabinet.reading(other) as look:
        assert contacts.conversations(look) == []
        assert asked_about(look) == []
    with cabinet.reading(who) as look:
        assert asked_about(look) == ["PC-2026-001"]


WRONG = "It was about the other child of that name."


@pytest.fixture
def contact(cabinet, who, family):
    """A contact about the child that was about another one: its number."""
    contacts.record_contact(cabinet, who, **contact_of(family))
    return rows(cabinet, Conversation)[-1]["id"]


def listed(cabinet, who):
    with cabinet.reading(who) as look:
        return contacts.conversations(look)


def take_back(cabinet, who, number, because=WRONG, **more):
    contacts.take_back(cabinet, who, conversation_id=number, because=because, **more)


@pytest.mark.parametrize("is_in_file", [True, False], ids=["in the file", "not yet in the file"])
def test_a_contact_about_the_wrong_child_counts_on_no_day_and_stays(cabinet, who, contact, is_in_file):
    if is_in_file:
        contacts.record_in_file(cabinet, who, **entry_of(contact))
    take_back(cabinet, who, contact)
    for on in (YESTERDAY, TODAY):
        assert waiting(cabinet, on) == []
    [held] = listed(cabinet, who)
    assert (held.code, held.taken_back.by, held.taken_back.because) == ("PC-2026-001", who.name, WRONG)
    assert held.taken_back.at == rows(cabinet, Mistake)[-1]["recorded_at"]
    with pytest.raises(Refused) as refused:
        contacts.record_in_file(cabinet, who, **entry_of(contact))
    assert refused.value.problems == {"entry": mistakes.GONE}
    assert contacts.record_contact(
        cabinet, who, child_id=held.child_id, agency="Police", person="A. Bell", role="Officer",
        method=Method.EMAIL, purpose="What they asked about the car park", on=TODAY, today=TODAY,
    ) == ["PC-2026-002"]  # fmt: skip


def test_the_key_person_of_the_wrong_child_sees_nothing_of_it_any_more(cabinet, who, family, contact):
    hers = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("test") as session:
        session.get_one(Account, hers.account_id).staff_id = family.key_person

    def found(person):
        with cabinet.reading(person) as look:
            return [held.code for held in find.find(look, person, "PC-2026-001", by_name=False)]

    assert [held.code for held in listed(cabinet, hers)] == found(hers) == ["PC-2026-001"]
    take_back(cabinet, who, contact)
    assert listed(cabinet, hers) == found(hers) == []
    assert found(who) == ["PC-2026-001"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"because": "Wrong child"}, "because", id="a reason that is no sentence"),
        pytest.param({"number": 999}, "row", id="what is not there"),
        pytest.param({"number": None}, "row", id="nothing chosen"),
    ],
)
def test_a_contact_that_cannot_be_taken_back_stays(cabinet, who, contact, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        take_back(cabinet, who, changed.get("number", contact), changed.get("because", WRONG))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.DEPUTY}])
def test_nobody_else_takes_a_contact_back(cabinet, contact, role):
    person = account(cabinet, role)
    before = everything(cabinet)
    with pytest.raises(NotAllowed):
        take_back(cabinet, person, contact)
    assert everything(cabinet) == before
