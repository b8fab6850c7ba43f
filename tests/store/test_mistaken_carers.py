"""A carer who was linked to the wrong child, or is there twice, is taken back and offered nowhere after."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models import (
    AccessRequest,
    AuditEntry,
    Carer,
    Child,
    Consent,
    ConsentPurpose,
    DevelopmentalRecord,
    FileMention,
    Mistake,
)
from rules import access_path
from rules.access import Channel
from rules.agenda import Action, Area
from rules.consent import Account, Answer, How, Status
from rules.developmental import Event as Looked
from rules.figures import consent_statuses
from rules.file_index import Mention, Mentioned
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.requester import Relationship
from rules.third_parties import Event
from rules.working_days import london_day
from store import (
    children,
    consents,
    developmental,
    file_entries,
    file_index,
    journey_account,
    people,
    request_steps,
    requesters,
    third_parties,
    whole_requests,
)
from store.cabinet import AlreadyRecorded
from store.refusal import Refused
from store.registers import RegisterFile, bring_in, try_out
from tests.conftest import TODAY, account, agenda_of, everything, rows
from tests.store.test_agenda import counted
from tests.store.test_file_index import ENTRY
from tests.store.test_request_steps import (
    RECEIVED,
    RELEASE,
    chair,
    make_ready,
    record,
    refused,
    request_id,
)

__all__ = ["chair", "request_id"]  # fixtures
WRONG = "He is the father of the other child of that name."


def take_back(cabinet, who, carer, because=WRONG, **more):
    children.take_back_carer(cabinet, who, carer_id=carer, because=because, **more)


def registered(cabinet, family):
    with cabinet.connection() as look:
        return children.registered(look, TODAY, family.child)


def answered(cabinet, who, family, carer, answer, on=TODAY):
    purpose = rows(cabinet, ConsentPurpose)[0]["id"]
    consents.record_answers(
        cabinet, who, child_id=family.child, carer_id=carer, answers={purpose: answer},
        on=on, how=How.WRITTEN, kept_at="In the child's file", today=TODAY,
    )  # fmt: skip
    return rows(cabinet, Consent)[-1]["id"]


def statuses(cabinet, family):
    held = agenda_of(cabinet)
    found = consent_statuses(held.facts, today=TODAY, house=held.house.rules)[family.child]
    return set(found.values())


def to_look_at(cabinet):
    return [item for item in agenda_of(cabinet).items if "not a carer" in item.what]


def held_by(cabinet, request_id):
    with cabinet.connection() as look:
        return whole_requests.one(look, request_id=request_id)


def test_who_was_taken_back_is_a_carer_no_more_and_stays_in_the_register_with_the_reason(
    cabinet, who, family
):
    take_back(cabinet, who, family.father, because=f" {WRONG} ")
    child = registered(cabinet, family)
    assert [carer.id for carer in child.carers] == [family.mother, family.grandmother]
    [gone] = child.no_carers
    assert (gone.id, gone.name, gone.taken_back.by) == (family.father, "Peter Davies", who.name)
    assert gone.taken_back.because == WRONG
    with cabinet.connection() as look:
        offered = people.child(look, TODAY, family.child).carers
    assert family.father not in {carer.id for carer in offered}
    line = rows(cabinet, AuditEntry)[-1]
    assert (line["account_id"], line["act"], line["thing"]) == (who.account_id, "added", "mistake")
    assert rows(cabinet, Carer)[1]["name"] == "Peter Davies"


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({"because": "Wrong"}, ["because"], id="a word is no reason"),
        pytest.param({"because": ""}, ["because"], id="no reason"),
        pytest.param({"carer_id": None}, ["row"], id="nobody chosen"),
        pytest.param({"carer_id": 999}, ["row"], id="nobody of that number"),
    ],
)
def test_it_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, changed, fields):
    before = everything(cabinet)
    said = {"carer_id": family.father, "because": WRONG} | changed
    assert refused(children.take_back_carer, cabinet, who, **said) == fields
    assert everything(cabinet) == before


def test_it_is_taken_back_once(cabinet, who, family):
    take_back(cabinet, who, family.father, token="one")
    with pytest.raises(AlreadyRecorded):
        take_back(cabinet, who, family.father, token="one")
    assert refused(take_back, cabinet, who, family.father) == ["because"]
    assert len(rows(cabinet, Mistake)) == 1


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.MANAGER, Role.DEPUTY}])
def test_only_who_keeps_the_register_takes_a_carer_back(cabinet, family, role):
    other = account(cabinet, role)
    before = everything(cabinet)
    with pytest.raises(NotAllowed):
        take_back(cabinet, other, family.father)
    assert everything(cabinet) == before


# Consents -------------------------------------------------------------------------------------------


def test_their_answers_count_no_more_and_come_up_until_they_are_taken_back(cabinet, who, family):
    take_back(cabinet, who, family.father)
    assert statuses(cabinet, family) == {Status.GIVEN}  # the mother's answers stand
    [item] = to_look_at(cabinet)
    assert (item.action, item.area, item.child) == (Action.NO_CARER, Area.CONSENTS, family.child)
    take_back(cabinet, who, family.mother)
    assert statuses(cabinet, family) == {Status.NOT_ASKED}
    assert len(to_look_at(cabinet)) == 1
    consents.take_back(cabinet, who, consent_ids=[row["id"] for row in rows(cabinet, Consent)], because=WRONG)
    assert to_look_at(cabinet) == []


def test_what_they_answered_stays_in_the_history_and_says_whose_it_was(cabinet, who, family):
    take_back(cabinet, who, family.father)
    with cabinet.reading(who) as look:
        answers = consents.history(look, family.child)
    assert {(a.carer_id, a.is_no_carer) for a in answers} == {(family.mother, False), (family.father, True)}


@pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.WITHDRAWN])
def test_a_no_does_not_vanish_with_a_carer_who_is_there_twice(cabinet, who, family, answer):
    """Else what the mother withdrew under her second line would stand again by her first."""
    no = answered(cabinet, who, family, family.father, answer)
    before = everything(cabinet)
    with pytest.raises(Refused) as said:
        take_back(cabinet, who, family.father)
    assert rows(cabinet, ConsentPurpose)[0]["title"] in said.value.problems["row"]
    assert everything(cabinet) == before
    consents.take_back(cabinet, who, consent_ids=[no], because="It was the mother who said it.")
    take_back(cabinet, who, family.father)


def test_a_no_that_was_followed_by_a_yes_stands_in_no_way(cabinet, who, family):
    """By the days on which they answered: the form with the no was found later."""
    answered(cabinet, who, family, family.father, Answer.GIVEN)
    answered(cabinet, who, family, family.father, Answer.REFUSED, TODAY - timedelta(days=1))
    take_back(cabinet, who, family.father)


def test_nothing_new_is_recorded_of_them(cabinet, who, family, request_id):
    take_back(cabinet, who, family.father)
    purpose = rows(cabinet, ConsentPurpose)[0]["id"]
    before = everything(cabinet)
    of_child = {"child_id": family.child, "today": TODAY}
    assert refused(answered, cabinet, who, family, family.father, Answer.GIVEN) == ["carer"]
    form = {"answers": {family.father: {purpose: Answer.GIVEN}}, "on": TODAY, "kept_at": "In the file"}
    assert "carer" in refused(consents.record_form, cabinet, who, **of_child, **form)
    looked = {"event": Looked.VIEWED, "on": TODAY, "carer_id": family.father}
    assert refused(developmental.record, cabinet, who, **of_child, **looked) == ["carer"]
    assert refused(say_who_asks, cabinet, who, request_id, family.father) == ["carer"]
    changed = {"carer_id": family.father, "name": "Peter Davies", "has_parental_responsibility": True}
    assert refused(children.record_carer, cabinet, who, child_id=family.child, **changed) == ["carer"]
    assert everything(cabinet) == before


def say_who_asks(cabinet, who, request_id, carer, **changed):
    check = held_by(cabinet, request_id).check
    requesters.record(
        cabinet, who, **{
            "request_id": request_id, "carer_id": carer, "relationship": Relationship.RESPONSIBLE,
            "subject": requesters.Subject.CHILD, "evidence": "Passport", "evidence_seen_on": RECEIVED,
            "today": TODAY, "because": "It was somebody else.", "corrects_id": check.id if check else None,
        } | changed,
    )  # fmt: skip


def test_a_journey_is_switched_on_by_nobody_who_is_no_carer(cabinet, who, family):
    """Both consent; without the two of them nobody does, and DR-4 wants consent before it goes online."""
    said = {"child_ids": [family.child], "event": Account.OPENED, "on": TODAY, "today": TODAY}
    take_back(cabinet, who, family.father)
    take_back(cabinet, who, family.mother)
    assert refused(journey_account.record, cabinet, who, **said) == ["event"]


def test_the_chairperson_is_no_relative_for_the_name_of_a_carer_by_mistake(
    cabinet, who, chair, family, request_id
):
    with cabinet.administering("test") as session:
        session.get(Carer, family.father).name = chair.name
    answer = {"answer": access_path.NO_CONFLICT}
    step = request_steps.Step.CONFLICT_ASKED
    record(cabinet, who, request_id, request_steps.Step.CHAIRPERSON_TOLD)
    assert refused(record, cabinet, who, request_id, step, **answer) == ["answer"]
    take_back(cabinet, who, family.father)
    record(cabinet, who, request_id, step, **answer)


# Access requests ------------------------------------------------------------------------------------


def test_a_request_that_they_made_releases_nothing_until_it_is_known_who_asks(
    cabinet, who, chair, family, request_id
):
    make_ready(cabinet, who, chair, request_id, family.father)
    take_back(cabinet, who, family.father)
    held = held_by(cabinet, request_id)
    assert held.is_asked_by_no_carer
    assert held.asker == "Carys Davies"  # as the request was written down: no letter calls them a carer
    assert held.asking_carer is None
    [item] = [item for item in to_look_at(cabinet) if item.area is Area.ACCESS_REQUESTS]
    assert (item.action, item.record, item.is_legal) == (Action.REQUEST, request_id, False)
    assert item.due == max(date(2026, 11, 9), london_day(rows(cabinet, Mistake)[-1]["recorded_at"]))
    assert refused(record, cabinet, who, request_id, request_steps.Step.RELEASED, **RELEASE) == ["step"]
    say_who_asks(cabinet, who, request_id, family.mother)
    assert [item for item in to_look_at(cabinet) if item.area is Area.ACCESS_REQUESTS] == []
    record(cabinet, who, request_id, request_steps.Step.RELEASED, **RELEASE)


def test_a_request_that_came_in_under_their_name_alone_is_looked_at_too(cabinet, who, family):
    """A register names who asked; nobody recorded yet their right to ask."""
    with cabinet.administering("test") as session:
        asked = AccessRequest(
            code="AR-2026-001", child_id=family.child, requester="Peter Davies", carer_id=family.father,
            channel=Channel.OTHER, received_on=RECEIVED,
        )  # fmt: skip
        session.add(asked)
    assert not held_by(cabinet, asked.id).is_asked_by_no_carer
    take_back(cabinet, who, family.father)
    assert held_by(cabinet, asked.id).is_asked_by_no_carer
    [item] = [item for item in to_look_at(cabinet) if item.area is Area.ACCESS_REQUESTS]
    assert (item.action, item.record) == (Action.REQUEST, asked.id)
    invited = {"said": "Any afternoon"}
    assert refused(record, cabinet, who, asked.id, request_steps.Step.INVITED, **invited) == ["step"]
    say_who_asks(cabinet, who, asked.id, family.mother, because="")
    assert [item for item in to_look_at(cabinet) if item.area is Area.ACCESS_REQUESTS] == []
    record(cabinet, who, asked.id, request_steps.Step.INVITED, **invited)


def test_one_that_was_answered_and_not_closed_is_looked_at_too(cabinet, who, chair, family, request_id):
    make_ready(cabinet, who, chair, request_id, family.father)
    record(cabinet, who, request_id, request_steps.Step.RELEASED, **RELEASE)
    take_back(cabinet, who, family.father)
    assert [i.record for i in to_look_at(cabinet) if i.area is Area.ACCESS_REQUESTS] == [request_id]
    say_who_asks(cabinet, who, request_id, family.mother)
    assert [item for item in to_look_at(cabinet) if item.area is Area.ACCESS_REQUESTS] == []


def test_one_that_was_closed_is_looked_at_too(cabinet, who, chair, family, request_id):
    """It may be found out only long after the close that the file went to the wrong person."""
    make_ready(cabinet, who, chair, request_id, family.father)
    record(cabinet, who, request_id, request_steps.Step.RELEASED, **RELEASE)
    record(cabinet, who, request_id, request_steps.Step.CLOSED)
    assert [item for item in agenda_of(cabinet).items if item.record == request_id] == []
    take_back(cabinet, who, family.father)
    found = [item for item in agenda_of(cabinet).items if item.area is Area.ACCESS_REQUESTS]
    assert [(item.action, item.record) for item in found] == [(Action.REQUEST, request_id)]
    assert "record a breach" in found[0].what
    say_who_asks(cabinet, who, request_id, family.mother)
    assert [item for item in agenda_of(cabinet).items if item.area is Area.ACCESS_REQUESTS] == []


def mention_the_father(cabinet, who, family):
    mention = Mention(Mentioned.FAMILY, record=family.father)
    new = replace(ENTRY, mentions=(mention,), hold_reason="It came while the request was open.")
    file_entries.record_entry(cabinet, who, child_id=family.child, new=new, today=TODAY)


def test_a_mention_stays_a_third_party_says_so_and_is_not_written_to(cabinet, who, family, request_id):
    """Who is in the file is in it: to drop the mention would release what it says unread."""
    mention_the_father(cabinet, who, family)
    say_who_asks(cabinet, who, request_id, family.father)
    take_back(cabinet, who, family.father)
    with cabinet.reading(who) as look:
        [mention] = file_index.read(look, family.child, TODAY).lines[0].mentions
    assert (mention.name, mention.is_no_carer) == ("Peter Davies", True)
    assert third_parties.list_mentioned(cabinet, who, request_id=request_id, today=TODAY) == 1
    [party] = held_by(cabinet, request_id).parties
    assert party.is_no_carer
    letter = {"event": Event.WRITTEN, "on": TODAY, "reply_by": TODAY + timedelta(days=5), "is_safe": True}
    assert "event" in refused(
        third_parties.record_event, cabinet, who,
        party_id=party.id, request_id=request_id, today=TODAY, **letter,
    )  # fmt: skip


def test_an_entry_mentions_nobody_new_who_is_a_carer_by_mistake(cabinet, who, family):
    take_back(cabinet, who, family.father)
    assert refused(mention_the_father, cabinet, who, family) == ["mentions"]
    assert rows(cabinet, FileMention) == []


def test_that_they_saw_the_developmental_record_stays_and_says_so(cabinet, who, family):
    developmental.record(
        cabinet, who, child_id=family.child, event=Looked.VIEWED, on=TODAY, carer_id=family.father,
        today=TODAY,
    )  # fmt: skip
    take_back(cabinet, who, family.father)
    assert len(rows(cabinet, DevelopmentalRecord)) == 1
    with cabinet.reading(who) as look:
        [line] = developmental.history(look, family.child)
    assert (line.carer, line.is_no_carer) == ("Peter Davies", True)


# A court order, registers, queries ------------------------------------------------------------------


def test_a_court_order_stays_on_the_childs_line(cabinet, who, family):
    children.record_carer(
        cabinet, who, child_id=family.child, carer_id=family.father, name="Peter Davies",
        has_parental_responsibility=True, court_order_concerns=True,
    )  # fmt: skip
    take_back(cabinet, who, family.father)
    assert rows(cabinet, Child)[0]["has_court_order"] is True


REGISTER = RegisterFile(
    "children.csv",
    b"Child,DOB,Start date,Parent 1,Parent 2\nIvy Davies,02/05/2024,01/09/2025,Carys Davies,Peter Davies\n",
)


def test_a_register_does_not_bring_them_back_and_is_not_refused_for_it(cabinet, who, family):
    take_back(cabinet, who, family.father)
    tried = try_out(cabinet, who, [REGISTER], today=TODAY)
    assert tried.counts["carers"].new == 0
    [said] = [str(problem) for problem in tried.problems if "taken back" in str(problem)]
    assert said.startswith("children.csv, row 2, column E")
    before = rows(cabinet, Carer)
    bring_in(cabinet, who, tried)
    assert rows(cabinet, Carer) == before


def test_an_answer_that_they_signed_does_not_come_in_from_a_register(cabinet, who, family):
    """Nor is it asked who signed: the one who did is known, and is nobody who may."""
    take_back(cabinet, who, family.father)
    title = rows(cabinet, ConsentPurpose)[0]["title"]
    signed = f"Child,Signed by,Date signed,{title}\nIvy Davies,Peter Davies,20/11/2026,Y\n".encode()
    tried = try_out(cabinet, who, [RegisterFile("consents.csv", signed)], today=TODAY)
    assert not tried.questions and "consents" not in tried.counts
    [said] = [str(problem) for problem in tried.problems]
    assert said.startswith("consents.csv, row 2, column B") and "was taken back" in said


def test_who_is_there_twice_is_found_by_the_line_that_is_left(cabinet, who, family):
    with cabinet.administering("test") as session:
        session.add(Carer(child_id=family.child, name="Peter Davies"))
    take_back(cabinet, who, rows(cabinet, Carer)[-1]["id"], because="He was entered twice.")
    tried = try_out(cabinet, who, [REGISTER], today=TODAY)
    assert not [str(problem) for problem in tried.problems if "taken back" in str(problem)]


def test_the_agenda_asks_no_more_queries_for_it(cabinet, who, family):
    before = queries(cabinet)
    take_back(cabinet, who, family.father)
    assert queries(cabinet) == before


def queries(cabinet):
    with counted(cabinet) as said:
        agenda_of(cabinet)
    return len(said)
