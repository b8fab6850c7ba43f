"""What somebody else recorded while a form was open: nothing is recorded that was not chosen, or not seen."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import update

from models import (
    AccessRequest,
    AccessStep,
    Carer,
    Child,
    Complaint,
    ConsentAsked,
    ConsentFollowUp,
    FamilyTold,
    FileEntry,
    FileEntryFact,
    JourneyAccount,
    KeyPersonAssignment,
    Mistake,
    RedactionAgreement,
    RequesterCheck,
    StaffMember,
    Submission,
)
from rules import consent
from rules.access import Channel, Step
from rules.agenda import Action
from rules.consent import Answer, How
from rules.file_index import Category, Fact, Informed
from rules.induction import Role
from rules.requester import Relationship, Subject
from rules.retention import From, Period, RecordKind
from rules.sharing import Ground
from store import (
    consents,
    file_entries,
    induction,
    journey_account,
    mistaken_concerns,
    people,
    policy,
    redactions,
    request_steps,
    requesters,
    retention,
    routine,
    sharing,
    signing_in,
    withdrawals,
)
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, manager_of, rows
from tests.pages import test_accounts, test_redactions
from tests.pages.conftest import is_a_key_person
from tests.pages.test_forms import is_open, open_row, send, set_to
from tests.pages.test_request import open_requests, opened_at
from tests.store import test_file_index
from ui import form, request_path, state, words
from ui.request_path import FILE, STEPS

asked = test_redactions.asked  # a fixture
open_accounts = test_accounts.open_accounts
WHY = "It was entered for another one."


def leaflet(opened, title: str) -> int:
    return policy.issue_leaflet(
        opened, manager_of(opened), title=title, version="1", issued_on=TODAY, issued_to="all families",
        today=TODAY,
    )  # fmt: skip


def test_what_was_taken_back_elsewhere_does_not_lead_to_another_being_taken_back(cabinet, visit):
    """Of two the one that was chosen went: the other, by then alone, is not chosen in its place."""
    first, second = leaflet(cabinet, "Welcome"), leaflet(cabinet, "Photographs")
    visited = visit(cabinet).open("policy", policy="Leaflets").press("A leaflet was entered by mistake")
    set_to(visited, "take-back.row", first)
    set_to(visited, "take-back.because", WHY)
    policy.take_back(cabinet, manager_of(cabinet), leaflet_id=first, because=WHY)
    send(visited, "Take it back")
    assert "Choose which one was entered by mistake" in visited.refusal()
    assert visited.at.get_by_key("take-back.because").value == WHY
    assert [row["record_id"] for row in rows(cabinet, Mistake)] == [first]
    set_to(visited, "take-back.row", second)
    send(visited, "Take it back")
    assert not is_open(visited)


def test_two_that_say_the_same_are_told_apart_in_a_list(cabinet, visit):
    _, newest = leaflet(cabinet, "Welcome"), leaflet(cabinet, "Welcome")
    visited = visit(cabinet).open("policy", policy="Leaflets").press("A leaflet was entered by mistake")
    box = visited.at.get_by_key("take-back.row")
    assert len(set(box.options)) == len(box.options) == 2
    assert box.options[1] == f"{box.options[0]} (2)"
    box.select_index(0)
    set_to(visited, "take-back.because", WHY)
    send(visited, "Take it back")
    assert [row["record_id"] for row in rows(cabinet, Mistake)] == [newest]


def test_of_a_file_entry_nothing_else_is_recorded_than_was_chosen(sample, visit):
    """That it was typed is recorded elsewhere: that the hard copy was filed is not said in its place."""
    entry = next(i for i in agenda_of(sample).items if "tell the carers" in i.what)
    manager = manager_of(sample)
    visited = open_row(visit(sample), entry)
    set_to(visited, "fact.fact", Fact.TYPED)
    visited.run()
    for fact in (Fact.INFORMED, Fact.TYPED):
        file_entries.record_fact(
            sample, manager, entry_id=entry.record, fact=fact, on=TODAY, said="Joanne Pryce", today=TODAY
        )
    before = len(rows(sample, FileEntryFact))
    send(visited, "Record")
    assert len(rows(sample, FileEntryFact)) == before
    assert "A typed copy is already recorded" in visited.refusal()


def test_a_journey_account_that_was_opened_elsewhere_is_not_closed(sample, visit):
    asked_for = {row["child_id"] for row in rows(sample, JourneyAccount)}
    facts = agenda_of(sample).facts
    child = next(child for child in facts.children if child.id in asked_for)
    manager = manager_of(sample)
    with sample.reading(manager) as look:
        is_on = consents.beside_answers(look, child.id).is_on_since is not None
    if is_on:
        journey_account.record(
            sample, manager, child_ids=[child.id], event=consent.Account.CLOSED, on=TODAY, today=TODAY
        )
    visited = visit(sample).open("consents", child=child.code).press("Journey account")
    set_to(visited, "journey.event", consent.Account.FOUND)
    journey_account.record(
        sample, manager, child_ids=[child.id], event=consent.Account.FOUND, on=TODAY, today=TODAY
    )
    before = len(rows(sample, JourneyAccount))
    send(visited, "Record")
    assert "The account is already on" in visited.refusal()
    assert len(rows(sample, JourneyAccount)) == before


def test_what_was_ticked_off_elsewhere_does_not_tick_off_another_purpose(sample, visit):
    manager = manager_of(sample)
    given = [row for row in rows(sample, consents.Consent) if row["answer"] is Answer.GIVEN]
    before = {item.record for item in agenda_of(sample).items if item.action is Action.FOLLOW_UP}
    of_carer = {key: given[-1][key] for key in ("child_id", "carer_id")}
    answered = [row["purpose_id"] for row in given if of_carer.items() <= row.items()]
    consents.record_answers(
        sample, manager, **of_carer, answers=dict.fromkeys(answered, Answer.WITHDRAWN), on=TODAY,
        how=How.WRITTEN, kept_at="In the child's file", today=TODAY,
    )  # fmt: skip
    item = next(i for i in agenda_of(sample).items if i.action is Action.FOLLOW_UP and i.record not in before)
    with sample.reading(manager) as look:
        found = withdrawals.together(look, item.record, TODAY)
    # Two purposes that call for the same thing one after the other, the first of which has one thing alone.
    left = [(one, what) for one in found for what in one.left]
    at = next(at for at, (a, b) in enumerate(pairwise(left)) if a[1] is b[1])
    one, what = left[at]
    visited = open_row(visit(sample), item)
    boxes = [box for box in visited.at.checkbox if (box.key or "").startswith("follow-up.")]
    boxes[at].set_value(True)
    withdrawals.follow_up(sample, manager, done={one.id: [what]}, done_on=TODAY, note="", today=TODAY)
    ticked = len(rows(sample, ConsentFollowUp))
    send(visited, "Mark done")
    assert len(rows(sample, ConsentFollowUp)) == ticked, "of the other purpose nobody said that it is done"


def test_who_asks_recorded_elsewhere_is_not_passed_over(sample, visit):
    held = next(held for held in open_requests(sample) if held.check is not None)
    visited = opened_at(visit(sample), held.code, request_path.WHO_ASKS).press("Change who is asking")
    set_to(visited, "requester.because", "The order was read again.")
    check = held.check
    requesters.record(
        sample, manager_of(sample), request_id=held.id, carer_id=None,
        relationship=Relationship.AUTHORITY, subject=Subject.CHILD, evidence="A letter of the court",
        evidence_seen_on=TODAY, authority="The order of the court, seen", because="A court asks for it.",
        corrects_id=check.id, today=TODAY,
    )  # fmt: skip
    before = len(rows(sample, RequesterCheck))
    send(visited, "Record who is asking")
    assert "Somebody else has recorded who is asking in the meantime" in visited.refusal()
    assert len(rows(sample, RequesterCheck)) == before


def test_nobody_agrees_to_a_redaction_that_they_did_not_see(cabinet, visit, asked):
    test_redactions.enter_all(cabinet, asked)
    redactions.take_back(
        cabinet, manager_of(cabinet), request_id=asked.request, line_id=2, because="Not there after all."
    )
    chair = test_redactions.copies(visit(cabinet, Role.CHAIRPERSON, with_names=True))
    agreeing = next(button for button in chair.at.button if button.label.startswith("Agree to it"))
    test_redactions.enter_all(cabinet, asked)
    agreeing.click()
    chair.run()
    assert not chair.at.exception
    assert not rows(cabinet, RedactionAgreement)
    chair.press("Agree to all 2 as the second person")
    assert len(rows(cabinet, RedactionAgreement)) == 2


def test_whoever_comes_onto_the_list_has_no_form_that_was_handed_out(cabinet, visit):
    def come(*codes):
        with cabinet.administering("test") as session:
            session.add_all(Child(code=code, name=f"Child {code}", started_on=TODAY) for code in codes)

    come("C-001", "C-002")
    visited = visit(cabinet).open("consents", consents="To ask").press("Mark 2 forms as handed out")
    come("C-003")
    assert "out already" not in visited.run().html, "nor is theirs out already"
    send(visited, "Mark all handed out")
    assert "2 forms are noted as handed out." in visited.notice()
    assert len({row["child_id"] for row in rows(cabinet, ConsentAsked)}) == 2


def test_all_families_are_those_who_were_there_when_it_was_said(cabinet, visit):
    def come(*codes):
        with cabinet.administering("test") as session:
            session.add_all(Child(code=code, name=f"Child {code}", started_on=TODAY) for code in codes)

    come("C-001", "C-002")
    visited = visit(cabinet).open("policy", policy="Leaflets").press("Record what families were told")
    set_to(visited, "families.duty", True)
    visited.run()
    [everybody] = [box for box in visited.at.checkbox if box.label.startswith("All 2 families")]
    everybody.set_value(True)
    visited.at.get_by_key("families.how").select_index(0)
    come("C-003")
    send(visited, "Record it")
    assert not rows(cabinet, FamilyTold)
    assert [box.value for box in visited.at.checkbox if box.label.startswith("All 3 families")] == [False]


@pytest.mark.parametrize(
    ("role", "step", "part", "press", "said"),
    [
        pytest.param(
            Role.MANAGER, Step.FILE_CHECKED, FILE, "Sign the check", "in the index", id="the manager's check"
        ),
        pytest.param(
            Role.CHAIRPERSON,
            Step.FILE_CHECKED,
            FILE,
            "Sign the check",
            "in the index",
            id="the chairperson's",
        ),
        pytest.param(
            Role.MANAGER, Step.CLEAN_COPY, STEPS, "Record a step", "in the file", id="the clean copy"
        ),
    ],
)
def test_nobody_signs_for_a_paper_that_came_after_the_form_was_opened(
    cabinet, family, visit, asked, role, step, part, press, said
):
    """They look through the cabinet with the form open, and the deputy enters another paper."""
    visited = test_redactions.part(visit(cabinet, role, with_names=True), part).press(press)
    set_to(visited, f"access-step.step.{step if part == FILE else ''}", step)
    visited.run()
    field, typed = ("reason", "All of it was looked through.") if part == FILE else ("pages", 12)
    set_to(visited, f"access-step.{step}.{field}", typed)
    if part == FILE:
        set_to(visited, f"access-step.{step}.said", "E-mail: nothing")
    test_file_index.record(
        cabinet, manager_of(cabinet), family, number=90, first_page=90, last_page=90,
        category=Category.CONCERN, informed=Informed.NOT_YET, hold_reason="It was in the tray.",
    )  # fmt: skip
    before = len(rows(cabinet, AccessStep))
    send(visited, "Record step")
    assert f"Something has changed {said}" in visited.refusal()
    assert len(rows(cabinet, AccessStep)) == before
    assert visited.at.get_by_key(f"access-step.{step}.{field}").value == typed
    send(visited, "Record step")
    assert len(rows(cabinet, AccessStep)) == before + 1


# A run that did not come to its end -----------------------------------------------------------------


def test_what_was_typed_in_a_form_that_still_closes_does_not_stand_in_another(sample, visit):
    """Two that ask alike have fields of one name, and the page was not drawn without the first one yet."""
    with sample.administering("test") as session:
        child = Child(code="C-900", name="Bryn Twice", started_on=TODAY)
        session.add(child)
        session.flush()
        session.add_all(Carer(child_id=child.id, name=name) for name in ("Ann Twice", "Ben Twice"))
    visited = visit(sample).open("children", child="C-900", files="Register")
    visited.press("A carer was linked by mistake")
    set_to(visited, "take-back.because", WHY)
    send(visited, "Take it back")
    assert "Choose which one" in visited.refusal()
    del visited.at.session_state[state._FORM]
    visited.press(words.MISTAKEN_CHILD).run()
    assert visited.at.get_by_key("take-back.because").value == ""


def was_written(opened, visited, name: str) -> None:
    """That the form was sent and written, and the browser asked for something else before it was said."""
    token = "written and not said"
    with opened.administering("test") as session:
        session.add(Submission(token=token))
    visited.at.session_state[state._TOKENS] = {name: token}


def test_a_form_closed_while_it_was_written_does_not_swallow_the_next_one(cabinet, visit):
    visited = visit(cabinet).open("policy", policy="Leaflets")
    was_written(cabinet, visited, form.LEAFLET)
    visited.press("Record a leaflet")
    set_to(visited, "leaflet.title", "Welcome")
    set_to(visited, "leaflet.version", "1")
    set_to(visited, "leaflet.issued-to", "all families")
    send(visited, "Record leaflet")
    assert "The leaflet is recorded" in visited.notice()


def test_a_form_of_a_page_left_while_it_was_written_does_not_swallow_the_next_one(cabinet, visit):
    visited = visit(cabinet).open("set_up", part="Bank holidays")
    was_written(cabinet, visited, "closure days")
    visited.open("policy").open("set_up", part="Bank holidays")
    set_to(visited, "closure-days.first", TODAY)
    set_to(visited, "closure-days.name", "Training")
    send(visited, "Add the days")
    assert visited.notice() == "The days are added."


def test_agreeing_to_one_request_left_while_it_was_written_does_not_swallow_another(cabinet, visit, asked):
    """All requests are one page, which is not left on the way from one to the other."""
    test_redactions.enter_all(cabinet, asked)
    chair = test_redactions.copies(visit(cabinet, Role.CHAIRPERSON, with_names=True))
    was_written(cabinet, chair, form.AGREE)
    chair.press("Agree to all 2 as the second person")
    assert "Both names are in the schedule" in chair.notice()
    assert len(rows(cabinet, RedactionAgreement)) == 2


def test_an_account_changed_by_a_double_click_does_not_shut_the_form(open_accounts, sample):
    account(sample, Role.STAFF, test_accounts.NAME)
    visited = open_accounts.run()
    was_written(sample, visited, "change an account")
    visited = test_accounts.change(visited, test_accounts.NAME, "Change the role", Role.DEPUTY)
    assert [said.value for said in visited.at.info] == [
        "That has already been done. If nobody saw the password, reset it."
    ]
    visited.press("Do this")
    assert "The role is changed." in visited.notice()
    assert signing_in.account_of(sample, test_accounts.NAME).role is Role.DEPUTY


# What nobody touched is not put back ----------------------------------------------------------------


def opened_to_change(opened, visit, page: str, press: str, **at: str):
    return visit(opened).open(page, **at).press(press)


def refused_once(visited, label: str) -> None:
    """Sent, and told what somebody else changed; sent again, it is recorded."""
    send(visited, label)
    assert "in the meantime" in visited.refusal()
    send(visited, label)
    assert not is_open(visited)


def test_of_a_person_a_leaving_day_and_a_supervisor_entered_elsewhere_stay(sample, visit):
    """The deputy enters them while the manager corrects the name: to save again takes neither out."""
    manager = manager_of(sample)
    with sample.reading(manager) as look:
        staff = people.staff(look, TODAY)
    student = next(one for one in staff if one.role is Role.STUDENT and one.left_on is None)
    with sample.reading(manager) as look:
        before = induction.placement(look, student.id).supervisor_id
    another = next(one for one in staff if one.role is Role.KEY_PERSON and one.id != before)
    visited = opened_to_change(sample, visit, "induction", "Change this person", person=student.code)
    set_to(visited, "change-person.name", "Robin Newname")
    last = TODAY + timedelta(days=60)
    people.change_person(
        sample, manager, staff_id=student.id, name=student.name, role=student.role,
        started_on=student.started_on, first_day_on=student.first_day_on, left_on=last,
        supervisor_id=another.id, today=TODAY,
    )  # fmt: skip
    refused_once(visited, "Save")
    [held] = [row for row in rows(sample, StaffMember) if row["id"] == student.id]
    assert (held["name"], held["left_on"]) == ("Robin Newname", last)
    with sample.reading(manager) as look:
        assert induction.placement(look, student.id).supervisor_id == another.id


def test_of_a_period_the_start_and_the_reason_entered_elsewhere_stay(sample, visit):
    kind, manager = next(iter(RecordKind)), manager_of(sample)
    visited = opened_to_change(sample, visit, "children", f"Change: {kind}", files="Leaving")
    with sample.reading(manager) as look:
        period = retention.periods(look)[kind].period
    other = next(start for start in From if start is not period.counted_from)
    set_to(visited, "period.1.months", 1199)
    retention.change_period(
        sample, manager, kind=kind, months=period.months, counted_from=other, reason="Our insurer asks."
    )
    refused_once(visited, "Save")
    with sample.reading(manager) as look:
        held = retention.periods(look)[kind]
    assert held.period == Period(1199, other)
    assert held.reason == "Our insurer asks."


def test_the_reason_of_a_period_outlives_a_change_on_a_shared_screen(sample, visit):
    kind, manager = next(iter(RecordKind)), manager_of(sample)
    retention.change_period(
        sample, manager, kind=kind, months=1199, counted_from=next(iter(From)), reason="Our insurer asks."
    )
    visited = visit(sample).open("children", files="Leaving").press("Hide names").press(f"Change: {kind}")
    set_to(visited, "period.1.months", 1198)
    send(visited, "Save")
    with sample.reading(manager) as look:
        held = retention.periods(look)[kind]
    assert (held.period.months, held.reason) == (1198, "Our insurer asks.")


def test_of_a_number_to_ring_what_was_entered_elsewhere_stays(sample, visit):
    manager = manager_of(sample)
    with sample.reading(manager) as look:
        held = policy.contacts(look)[0]
    part = "Related policies and numbers"
    visited = opened_to_change(sample, visit, "policy", "Mark checked", policy=part, contact=str(held.id))
    set_to(visited, "contact.name", "The county's desk")
    policy.check_contact(
        sample, manager, contact_id=held.id, name=held.name, number="01632 960 123", checked_on=TODAY,
        today=TODAY,
    )  # fmt: skip
    refused_once(visited, "Mark checked")
    with sample.reading(manager) as look:
        [now] = [one for one in policy.contacts(look) if one.id == held.id]
    assert (now.name, now.number) == ("The county's desk", "01632 960 123")


def test_of_a_check_what_was_entered_elsewhere_stays(sample, visit):
    """Who does it, and that nobody does it any more."""
    manager = manager_of(sample)
    with sample.reading(manager) as look:
        held = next(one for one in routine.checks(look) if one.retired_on is None)
    visited = opened_to_change(
        sample, visit, "policy", "Change it", policy="Routine checks", check=str(held.id)
    )
    set_to(visited, "defined.title", "The cabinet is locked at night")
    routine.define(
        sample, manager, check_id=held.id, title=held.title, every_days=held.every_days,
        checked_by="The caretaker", is_in_use=False, seen=None, today=TODAY,
    )  # fmt: skip
    refused_once(visited, "Save the check")
    with sample.reading(manager) as look:
        [now] = [one for one in routine.checks(look) if one.id == held.id]
    assert (now.title, now.who) == ("The cabinet is locked at night", "The caretaker")
    assert now.retired_on == TODAY


# What was chosen under another name ------------------------------------------------------------------


def renamed(opened, code: str) -> None:
    with opened.administering("test") as session:
        session.execute(update(table(Child)).where(table(Child).c.code == code).values(name="Aled Newname"))


def test_a_child_who_was_renamed_meanwhile_is_not_another_one(sample, visit, monkeypatch):
    """The list begins with the child of before: it does not fall back to it, and record it about that one."""
    monkeypatch.setattr("ui.state.on_screen", lambda: False)
    held = next(row for row in rows(sample, Complaint) if row["child_id"] and not row["request_id"])
    codes = {row["id"]: row["code"] for row in rows(sample, Child)}
    visited = visit(sample).open("access_requests", access="Complaints", complaint=held["code"])
    visited.press(words.ANEW)
    box = visited.at.get_by_key("complaint-anew.child")
    other = next(said for said in box.options if codes[held["child_id"]] not in said)
    box.set_value(other)
    set_to(visited, "complaint-anew.made_by", "Somebody Else")
    set_to(visited, "complaint-anew.because", WHY)
    before = len(rows(sample, Complaint))
    renamed(sample, other.rpartition(", ")[2])
    send(visited, "Record anew")
    assert all(row["child_id"] is None for row in rows(sample, Complaint)[before:])


def test_children_who_were_renamed_meanwhile_stay_chosen(sample, visit, monkeypatch):
    monkeypatch.setattr("ui.state.on_screen", lambda: False)
    visited = visit(sample).open("access_requests").press("Record a new request")
    visited.at.get_by_key("new-request.child").select_index(0)
    also = visited.at.get_by_key("new-request.also_about")
    chosen = next(said for said in also.options[1:] if said.rpartition(", ")[2].startswith("C-"))
    also.select(chosen)
    set_to(visited, "new-request.requester", "Carys Davies")
    set_to(visited, "new-request.channel", Channel.LETTER)
    set_to(visited, "new-request.received_on", TODAY)
    before = len(rows(sample, AccessRequest))
    renamed(sample, chosen.rpartition(", ")[2])
    send(visited, "Record request")
    assert len(rows(sample, AccessRequest)) == before + 2


def test_whose_form_was_not_handed_out_is_not_forgotten_by_another_name(sample, visit, monkeypatch):
    monkeypatch.setattr("ui.state.on_screen", lambda: False)
    visited = visit(sample).open("consents", consents="To ask")
    visited.press(next(label for label in visited.labels if label.endswith("as handed out")))
    left_out = visited.at.get_by_key("all-asked.left_out")
    code = left_out.options[0].rpartition(", ")[2]
    left_out.select(left_out.options[0])
    before = len(rows(sample, ConsentAsked))
    renamed(sample, code)
    send(visited, "Mark all handed out")
    asked = {row["child_id"] for row in rows(sample, ConsentAsked)[before:]}
    codes = {row["id"]: row["code"] for row in rows(sample, Child)}
    assert asked
    assert code not in {codes[child] for child in asked}


def test_all_forms_are_those_of_the_purpose_that_the_list_shows(sample, visit):
    """A purpose chosen and the press right after it come in together: the button was of all of them."""
    visited = visit(sample).open("consents", consents="To ask")
    visited.at.get_by_key(f"filter-{form.ASKED_OF}").select_index(1)
    visited.press(next(label for label in visited.labels if label.endswith("as handed out")))
    assert not is_open(visited)
    assert visited.notice() == state.PRESSED_TOO_SOON
    label = next(label for label in visited.labels if label.endswith("as handed out"))
    visited.press(label)
    said = label.removeprefix("Mark ").removesuffix(" forms as handed out")
    assert f"For {said} children on the list" in visited.html


def test_the_step_that_is_corrected_is_the_one_that_the_list_is_at(sample, visit):
    held = next(held for held in open_requests(sample) if len(held.steps) > 2)
    visited = opened_at(visit(sample), held.code, request_path.HISTORY)
    first, second = (str(row.id) for row in held.steps[:2])
    set_to(visited, "step-to-correct", first)
    visited.run()
    set_to(visited, "step-to-correct", second)
    visited.press("Correct it")
    assert not is_open(visited)
    assert visited.notice() == state.PRESSED_TOO_SOON
    assert is_open(visited.press("Correct it"))


# One page and another -------------------------------------------------------------------------------


def test_a_status_that_is_shown_on_one_page_filters_no_other_one(sample, visit):
    """Both registers know "Recorded by mistake": who looked through one was shown of the other that alone."""
    manager = manager_of(sample)
    request = next(held for held in open_requests(sample) if held.received_on <= TODAY)
    request_steps.record(
        sample, manager, request_id=request.id, step=Step.MISTAKEN, on=TODAY,
        reason="Nobody asked for the file.", today=TODAY,
    )  # fmt: skip
    child = next(iter(rows(sample, Child)))["id"]
    concern = sharing.record_concern(
        sample, manager, child_id=child, ground=Ground.SIGNIFICANT_HARM, concern="A bruise on the arm.",
        raised_on=TODAY, today=TODAY,
    )  # fmt: skip
    mistaken_concerns.take_back(sample, manager, decision_id=concern.id, because=WHY)
    said = "Recorded by mistake"
    visited = visit(sample).open("sharing_decisions")
    [box] = [box for box in visited.at.selectbox if box.label == "Status"]
    box.select(said)
    visited.run().open("access_requests")
    [box] = [box for box in visited.at.selectbox if box.label == "Status"]
    assert said in box.options
    assert box.value == "All"
    visited.open("sharing_decisions")
    [box] = [box for box in visited.at.selectbox if box.label == "Status"]
    assert box.value == said, "this page remembers its own"


def test_what_is_shown_of_the_consents_is_kept_while_somebody_looks_at_the_induction(sample, visit):
    visited = visit(sample).open("consents")
    for page, wanted in (("consents", "Withdrawn"), ("induction", "Overdue")):
        [box] = [box for box in visited.open(page).at.selectbox if box.label == "Show those with"]
        box.select(wanted)
        visited.run()
    [box] = [box for box in visited.open("consents").at.selectbox if box.label == "Show those with"]
    assert box.value == "Withdrawn"


def test_a_form_about_a_child_who_is_somebody_elses_by_now_says_so(sample, visit):
    """A key person read "Something went wrong", and to reload, for as long as the form was open."""
    visited = visit(sample, Role.KEY_PERSON)
    is_a_key_person(sample)
    visited.open("children", files="File index")
    theirs = rows(sample, KeyPersonAssignment)[-1]["staff_id"]
    key_children = {row["child_id"] for row in rows(sample, KeyPersonAssignment) if row["staff_id"] == theirs}
    entry = next(row for row in rows(sample, FileEntry) if row["child_id"] in key_children)
    visited.at.session_state[state._FORM] = (form.FILE_FACT, entry["id"], None)
    assert not visited.run().at.exception
    assert is_open(visited)
    held = table(KeyPersonAssignment)
    with sample.administering("test") as session:
        session.execute(
            update(held).where(held.c.staff_id == theirs).values(until_on=TODAY - timedelta(days=1))
        )
    assert not visited.run().at.exception
    assert "not one of your key children" in visited.refusal()
