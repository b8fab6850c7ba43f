"""A child who was recorded twice or by mistake leaves every list and count, where nothing hangs on it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

import models
from models import AuditEntry, Carer, Child, Consent, Mistake
from rules import consent
from rules.access import Channel, Step
from rules.children import OnRecord
from rules.complaints import Kind
from rules.consent import Answer, How
from rules.developmental import Event
from rules.families_told import How as Told
from rules.figures import consent_statuses
from rules.file_index import Mention, Mentioned
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.rectification import Claim
from rules.retention import RecordKind
from rules.sharing import Ground
from rules.third_parties import Event as Happened
from store import (
    access_requests,
    breaches,
    children,
    complaints,
    consents,
    contacts,
    developmental,
    families_told,
    file_entries,
    files_out,
    find,
    journey_account,
    mistaken_children,
    people,
    rectifications,
    retention,
    sharing,
    sight,
    third_parties,
)
from store.cabinet import AlreadyRecorded
from store.children import NewCarer
from store.refusal import Refused
from store.registers import Choices, RegisterFile, bring_in, try_out
from store.registers.tried import Severity
from tests.conftest import TODAY, account, agenda_of, everything, rows, to_sign
from tests.store.test_agenda import counted
from tests.store.test_contacts import contact_of
from tests.store.test_file_index import ENTRY
from tests.store.test_request_steps import refused

WRONG = "She is the same child as C-001."


@pytest.fixture
def twice(cabinet, who, family):
    """The same child a second time, with a carer and a key person: the number."""
    children.add_child(
        cabinet, who, name="Ivi Davies", born_on=date(2024, 5, 2), started_on=date(2026, 9, 1),
        carers=[NewCarer("Carys Davies")], key_person_id=family.colleague, today=TODAY,
    )  # fmt: skip
    return rows(cabinet, Child)[-1]["id"]


def take_back(cabinet, who, child, because=WRONG, **more):
    mistaken_children.take_back(cabinet, who, child_id=child, because=because, **more)


def purpose(cabinet):
    return rows(cabinet, models.ConsentPurpose)[0]["id"]


def test_it_leaves_every_list_and_every_figure_is_as_if_it_had_never_been(cabinet, who, family, request):
    with cabinet.connection() as look:
        before = (
            children.register(look, TODAY),
            people.children(look, TODAY),
            people.children_with_records(look, TODAY),
            developmental.places(look, TODAY),
            retention.kept(look, TODAY),
        )
    agenda_before, signed_before = agenda_of(cabinet), to_sign(cabinet)
    child = request.getfixturevalue("twice")
    assert to_sign(cabinet).figures != signed_before.figures
    take_back(cabinet, who, child)
    with cabinet.connection() as look:
        assert before == (
            children.register(look, TODAY),
            people.children(look, TODAY),
            people.children_with_records(look, TODAY),
            developmental.places(look, TODAY),
            retention.kept(look, TODAY),
        )
        assert children.registered(look, TODAY, child) is None
        assert people.child(look, TODAY, child) is None
    after = agenda_of(cabinet)
    assert after.items == agenda_before.items
    assert [held.id for held in after.facts.children] == [family.child]
    assert to_sign(cabinet).figures == signed_before.figures
    held = agenda_of(cabinet, TODAY - timedelta(days=30))  # nor was it there on a past day
    assert child not in consent_statuses(held.facts, today=TODAY - timedelta(days=30), house=held.house.rules)


def test_a_leaver_and_a_child_booked_far_ahead_leave_what_is_kept_and_the_agenda(cabinet, who, family):
    take_back(cabinet, who, family.sibling, because="He never came to us.")
    with cabinet.connection() as look:
        assert retention.kept(look, TODAY) == []
        assert [c.id for c in people.children_with_records(look, TODAY)] == [family.child]
        assert [c.id for c in children.register(look, TODAY)] == [family.child]
        listed = [c.id for c in children.register(look, TODAY, with_mistaken=True)]
        assert listed == [family.child, family.sibling], "however long ago they left"


def test_it_stays_to_be_read_with_who_took_it_back_and_why(cabinet, who, family, twice):
    take_back(cabinet, who, twice, because=f" {WRONG} ")
    with cabinet.reading(who) as look:
        held, ivy = children.register(look, TODAY, with_mistaken=True)  # by name
    assert (ivy.id, ivy.taken_back) == (family.child, None), "the others stay beside it"
    assert (held.code, held.name, held.taken_back.by) == ("C-003", "Ivi Davies", who.name)
    assert held.taken_back.because == WRONG
    line = rows(cabinet, AuditEntry)[-1]
    assert (line["account_id"], line["act"], line["thing"]) == (who.account_id, "added", "mistake")
    assert rows(cabinet, Carer)[-1]["name"] == "Carys Davies"
    with cabinet.reading(account(cabinet, Role.KEY_PERSON)) as look:
        assert children.register(look, TODAY, with_mistaken=True) == []


def test_it_is_found_and_seen_no_more_not_by_its_key_person_either(cabinet, who, family, twice):
    other = account(cabinet, Role.STAFF)
    with cabinet.administering("test") as session:
        session.get(models.Account, other.account_id).staff_id = family.colleague
    with cabinet.reading(other) as look:
        assert sight.children(look, sight.Thing.CHILD, TODAY) == frozenset({twice})
    take_back(cabinet, who, twice)
    with cabinet.reading(other) as look:
        assert sight.children(look, sight.Thing.CHILD, TODAY) == frozenset()
        with pytest.raises(NotAllowed):
            consents.history(look, twice)
    with cabinet.reading(who) as look:
        assert find.find(look, who, "C-003", by_name=True) == []


def test_a_child_who_comes_after_all_is_added_anew_under_another_code(cabinet, who, family, twice):
    take_back(cabinet, who, twice)
    said = {"name": "Ivi Davies", "born_on": date(2024, 5, 2), "started_on": TODAY, "today": TODAY}
    assert children.add_child(cabinet, who, **said, carers=[NewCarer("Carys Davies")]) == "C-004"


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({"because": "Wrong"}, ["because"], id="a word is no reason"),
        pytest.param({"child_id": None}, ["row"], id="nobody chosen"),
        pytest.param({"child_id": 999}, ["row"], id="nobody of that number"),
    ],
)
def test_it_is_refused_by_field_and_nothing_is_saved(cabinet, who, twice, changed, fields):
    before = everything(cabinet)
    said = {"child_id": twice, "because": WRONG} | changed
    assert refused(mistaken_children.take_back, cabinet, who, **said) == fields
    assert everything(cabinet) == before


def test_it_is_taken_back_once(cabinet, who, twice):
    take_back(cabinet, who, twice, token="one")
    with pytest.raises(AlreadyRecorded):
        take_back(cabinet, who, twice, token="one")
    assert refused(take_back, cabinet, who, twice) == ["because"]
    assert len(rows(cabinet, Mistake)) == 1


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.MANAGER, Role.DEPUTY}])
def test_only_who_keeps_the_register_takes_a_child_back(cabinet, twice, role):
    other = account(cabinet, role)
    before = everything(cabinet)
    with pytest.raises(NotAllowed):
        take_back(cabinet, other, twice)
    assert everything(cabinet) == before


# What hangs on it -----------------------------------------------------------------------------------


def carer_of(cabinet, child):
    return next(row["id"] for row in rows(cabinet, Carer) if row["child_id"] == child)


def an_answer(cabinet, who, family, child):
    consents.record_answers(
        cabinet, who, child_id=child, carer_id=carer_of(cabinet, child),
        answers={purpose(cabinet): Answer.GIVEN}, on=TODAY, how=How.WRITTEN,
        kept_at="In the child's file", today=TODAY,
    )  # fmt: skip


def a_form(cabinet, who, family, child):
    consents.record_asked(cabinet, who, child_id=child, purposes=[purpose(cabinet)], on=TODAY, today=TODAY)


def no_answer(cabinet, who, family, child):
    """As if it had been asked for twice: only that none came is of the child here."""
    with cabinet.administering("test") as session:
        session.add(models.ConsentNoAnswer(child_id=child, purpose_id=purpose(cabinet), on=TODAY))


def an_account(cabinet, who, family, child):
    journey_account.record(
        cabinet, who, child_ids=[child], event=consent.Account.FOUND, on=TODAY, today=TODAY
    )


def a_family_told(cabinet, who, family, child):
    families_told.record(
        cabinet, who, children=[child], leaflets=[], duty_explained=True, on=TODAY, how=Told.IN_PERSON,
        today=TODAY,
    )  # fmt: skip


def a_viewing(cabinet, who, family, child):
    developmental.record(
        cabinet, who, child_id=child, event=Event.VIEWED, on=TODAY,
        carer_id=carer_of(cabinet, child), today=TODAY,
    )  # fmt: skip


def a_file_out(cabinet, who, family, child):
    files_out.take_out(
        cabinet, who, child_id=child, staff_id=family.key_person, what_for="To file a letter", on=TODAY,
        today=TODAY,
    )  # fmt: skip


def a_contact(cabinet, who, family, child):
    contacts.record_contact(cabinet, who, **contact_of(family, child_id=child))


def a_request(cabinet, who, family, child):
    access_requests.record_request(
        cabinet, who, child_id=child, requester="Carys Davies", channel=Channel.LETTER, received_on=TODAY,
        today=TODAY,
    )  # fmt: skip


def a_correction(cabinet, who, family, child):
    rectifications.record_rectification(
        cabinet, who, child_id=child, asked_by="Carys Davies", channel=Channel.LETTER, received_on=TODAY,
        entry="4", claim=next(iter(Claim)), words="It was on another day.", today=TODAY,
    )  # fmt: skip


def a_complaint(cabinet, who, family, child):
    complaints.record_complaint(
        cabinet, who, kind=next(iter(Kind)), child_id=child, made_by="Carys Davies", channel=Channel.LETTER,
        received_on=TODAY, about="The answer came late.", today=TODAY,
    )  # fmt: skip


def a_concern(cabinet, who, family, child):
    sharing.record_concern(
        cabinet, who, child_id=child, ground=next(iter(Ground)), concern="A mark that nobody explains.",
        raised_on=TODAY, today=TODAY,
    )  # fmt: skip


def a_breach(cabinet, who, family, child):
    breaches.record_breach(
        cabinet, who, child_id=child, what="A letter went to the wrong house.", whose="The family",
        harm="None that we know of.", happened_on=TODAY, known_on=TODAY, known_time="09:30",
    )  # fmt: skip


def a_listing(cabinet, who, family, child):
    breaches.record_breach(
        cabinet, who, child_id=family.child, what="A list went to the wrong house.", whose="The family",
        harm="None that we know of.", happened_on=TODAY, known_on=TODAY, known_time="09:30",
        also_affected=[child],
    )  # fmt: skip


def an_entry(cabinet, who, family, child):
    file_entries.record_entry(cabinet, who, child_id=child, new=ENTRY, today=TODAY)


def a_disposal(cabinet, who, family, child):
    with cabinet.administering("test") as session:
        session.add(
            models.Disposal(
                child_id=child, kind=RecordKind.GENERAL, on=TODAY, how="Shredded", second_id=who.account_id
            )
        )


def a_mention(cabinet, who, family, child):
    new = replace(ENTRY, mentions=(Mention(Mentioned.CHILD, record=child),))
    file_entries.record_entry(cabinet, who, child_id=family.child, new=new, today=TODAY)


def a_third_party(cabinet, who, family, child):
    a_mention(cabinet, who, family, child)
    a_request(cabinet, who, family, family.child)
    request = rows(cabinet, models.AccessRequest)[-1]["id"]
    third_parties.list_mentioned(cabinet, who, request_id=request, today=TODAY)
    entry = rows(cabinet, models.FileEntry)[-1]["id"]
    new = replace(
        ENTRY,
        corrects_id=entry,
        because="It was another child.",
        hold_second="Ruth Ellis",
        hold_reason="It was wrong.",
    )
    file_entries.record_entry(cabinet, who, child_id=family.child, new=new, today=TODAY)


ON_RECORD = {
    OnRecord.ANSWER: an_answer,
    OnRecord.FORM: a_form,
    OnRecord.NO_ANSWER: no_answer,
    OnRecord.ACCOUNT: an_account,
    OnRecord.TOLD: a_family_told,
    OnRecord.DEVELOPMENTAL: a_viewing,
    OnRecord.FILE_OUT: a_file_out,
    OnRecord.CONTACT: a_contact,
    OnRecord.REQUEST: a_request,
    OnRecord.CORRECTION: a_correction,
    OnRecord.COMPLAINT: a_complaint,
    OnRecord.DECISION: a_concern,
    OnRecord.BREACH: a_breach,
    OnRecord.LISTED: a_listing,
    OnRecord.ENTRY: an_entry,
    OnRecord.DISPOSAL: a_disposal,
    OnRecord.MENTION: a_mention,
    OnRecord.PARTY: a_third_party,
}


@pytest.mark.parametrize("kind", ON_RECORD, ids=lambda kind: kind.value[0])
def test_what_hangs_on_it_is_named_and_nothing_is_taken_back(cabinet, who, family, twice, kind):
    ON_RECORD[kind](cabinet, who, family, twice)
    with cabinet.reading(who) as look:
        assert list(mistaken_children.on_record(look, twice)) == [kind]
    before = everything(cabinet)
    assert refused(take_back, cabinet, who, twice) == ["row"]
    assert everything(cabinet) == before


# That no answer came rests on forms, which are refused of it.
@pytest.mark.parametrize(
    "kind", [k for k in ON_RECORD if k not in {OnRecord.DISPOSAL, OnRecord.NO_ANSWER}], ids=str
)
def test_nothing_new_is_recorded_of_it(cabinet, who, family, twice, kind):
    take_back(cabinet, who, twice)
    before = everything(cabinet)
    with pytest.raises((Refused, NotAllowed)):
        ON_RECORD[kind](cabinet, who, family, twice)
    assert everything(cabinet) == before


def test_what_was_taken_back_itself_stands_in_no_way(cabinet, who, family, twice):
    an_answer(cabinet, who, family, twice)
    a_form(cabinet, who, family, twice)
    a_contact(cabinet, who, family, twice)
    said = {"because": "It is the other line's."}
    asked = [row["id"] for row in rows(cabinet, models.ConsentAsked)]
    consents.take_back(cabinet, who, consent_ids=[rows(cabinet, Consent)[-1]["id"]], asked_ids=asked, **said)
    an_account(cabinet, who, family, twice)
    a_viewing(cabinet, who, family, twice)
    journey_account.take_back(cabinet, who, line_id=rows(cabinet, models.JourneyAccount)[-1]["id"], **said)
    developmental.take_back(cabinet, who, line_id=rows(cabinet, models.DevelopmentalRecord)[-1]["id"], **said)
    held = rows(cabinet, models.Conversation)[-1]["id"]
    contacts.take_back(cabinet, who, conversation_id=held, **said)
    a_family_told(cabinet, who, family, twice)
    families_told.take_back(cabinet, who, told_id=rows(cabinet, models.FamilyTold)[-1]["id"], **said)
    a_listing(cabinet, who, family, twice)
    breaches.take_back(cabinet, who, breach_step_id=rows(cabinet, models.BreachStep)[-1]["id"], **said)
    take_back(cabinet, who, twice)


def test_a_third_party_by_mistake_stands_in_no_way_and_one_after_all_does(cabinet, who, family, twice):
    a_third_party(cabinet, who, family, twice)
    [party] = rows(cabinet, models.ThirdParty)
    of_party = {"request_id": party["request_id"], "party_id": party["id"]}
    third_parties.record_event(
        cabinet, who, **of_party, event=Happened.MISTAKEN, on=TODAY, reason="It was another child.",
        today=TODAY,
    )  # fmt: skip
    with cabinet.reading(who) as look:
        assert mistaken_children.on_record(look, twice) == {}
    event = rows(cabinet, models.ThirdPartyEvent)[-1]["id"]
    why = "It was this child after all."
    third_parties.take_back(cabinet, who, **of_party, event_id=event, because=why)
    with cabinet.reading(who) as look:
        assert mistaken_children.on_record(look, twice) == {OnRecord.PARTY: ["AR-2026-001"]}


def test_a_third_party_of_a_closed_request_stays_for_good(cabinet, who, family, twice):
    a_third_party(cabinet, who, family, twice)
    [party] = rows(cabinet, models.ThirdParty)
    with cabinet.administering("test") as session:
        session.add(models.AccessStep(request_id=party["request_id"], step=Step.CLOSED, on=TODAY))
    with cabinet.reading(who) as look:
        assert mistaken_children.on_record(look, twice) == {OnRecord.PARTY_BEFORE: ["AR-2026-001"]}


def test_its_line_its_carers_and_its_key_person_are_changed_no_more(cabinet, who, family, twice):
    take_back(cabinet, who, twice)
    before = everything(cabinet)
    carer = {"child_id": twice, "carer_id": None, "name": "A. N. Other", "has_parental_responsibility": True}
    assert refused(children.record_carer, cabinet, who, **carer) == ["carer"]
    change = {"child_id": twice, "changes": {"room": "Ladybirds"}, "today": TODAY}
    assert refused(children.change_child, cabinet, who, **change) == ["name"]
    key_person = {"child_id": twice, "staff_id": family.key_person, "from_on": TODAY}
    assert refused(people.assign_key_person, cabinet, who, **key_person) == ["child"]
    assert everything(cabinet) == before


GOES_WITH_IT = {"carer", "key_person_assignment", "record_hold", "safety_override", "sensitive_sight"}


def test_every_table_that_names_a_child_is_asked_or_goes_with_the_line():
    naming = {
        held.name
        for held in models.TABLES.sorted_tables
        for column in held.columns
        if any(key.column.table.name == "child" for key in column.foreign_keys)
    }
    asked = {
        OnRecord.ANSWER: "consent",
        OnRecord.FORM: "consent_asked",
        OnRecord.NO_ANSWER: "consent_no_answer",
        OnRecord.ACCOUNT: "journey_account",
        OnRecord.TOLD: "family_told",
        OnRecord.DEVELOPMENTAL: "developmental_record",
        OnRecord.FILE_OUT: "file_out",
        OnRecord.CONTACT: "conversation",
        OnRecord.REQUEST: "access_request",
        OnRecord.CORRECTION: "rectification",
        OnRecord.COMPLAINT: "complaint",
        OnRecord.DECISION: "sharing_decision",
        OnRecord.BREACH: "breach",
        OnRecord.LISTED: "breach_step",
        OnRecord.ENTRY: "file_entry",
        OnRecord.DISPOSAL: "disposal",
        OnRecord.MENTION: "file_mention",
        OnRecord.PARTY: "third_party",
    }
    asked_with_what_they_correct = {"about_child"}
    assert naming == set(asked.values()) | asked_with_what_they_correct | GOES_WITH_IT


def test_the_agenda_asks_no_more_queries_for_it(cabinet, who, twice):
    before = queries(cabinet)
    take_back(cabinet, who, twice)
    assert queries(cabinet) == before


def queries(cabinet):
    with counted(cabinet) as said:
        agenda_of(cabinet)
    return len(said)


# Registers ------------------------------------------------------------------------------------------

HEADINGS = "Child,DOB,Start date,Parent 1"
THE_ROW = "Ivi Davies,02/05/2024,01/09/2026,Carys Davies"


def register_of(*lines, named="children.csv"):
    return RegisterFile(named, "\n".join(lines).encode())


def test_a_register_does_not_bring_the_child_back_unseen_nor_is_it_refused_for_ever(
    cabinet, who, family, twice
):
    register = register_of(HEADINGS, THE_ROW)
    take_back(cabinet, who, twice)
    tried = try_out(cabinet, who, [register], today=TODAY)
    [question] = tried.questions
    assert "taken back in the dashboard as entered by mistake (C-003)" in question.text
    bring, leave = (option.value for option in question.options)
    left_out = try_out(cabinet, who, [register], today=TODAY, choices=Choices().answered(question, leave))
    assert not left_out.questions
    assert "children" not in left_out.counts
    comes = try_out(cabinet, who, [register], today=TODAY, choices=Choices().answered(question, bring))
    bring_in(cabinet, who, comes)
    assert [row["code"] for row in rows(cabinet, Child)] == ["C-001", "C-002", "C-003", "C-004"]
    again = try_out(cabinet, who, [register], today=TODAY)
    assert (again.questions, again.counts["children"].new) == ((), 0)


def test_where_the_child_is_there_as_well_a_row_means_the_one_who_stays(cabinet, who, family, twice):
    with cabinet.administering("test") as session:
        session.get(Child, twice).name = "Ivy Davies"
    take_back(cabinet, who, twice)
    tried = try_out(cabinet, who, [register_of(HEADINGS, THE_ROW.replace("Ivi", "Ivy"))], today=TODAY)
    assert (tried.questions, tried.counts["children"].new) == ((), 0)


def test_another_register_that_still_names_the_child_leaves_the_row_out(cabinet, who, family, twice):
    take_back(cabinet, who, twice)
    title = rows(cabinet, models.ConsentPurpose)[0]["title"]
    register = register_of(
        f"Child,Signed by,Date signed,{title}", "Ivi Davies,Carys Davies,20/11/2026,Y", named="consents.csv"
    )
    tried = try_out(cabinet, who, [register], today=TODAY)
    [said] = [str(problem) for problem in tried.problems]
    assert said.startswith("consents.csv, row 2, column A")
    assert "taken back in the dashboard as entered by mistake (C-003)" in said
    assert tried.problems[0].severity is Severity.LEFT_OUT
