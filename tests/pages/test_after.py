"""Corrections and complaints on the access page: each part, each form, and what a shared screen hides."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape

import pytest
from docx import Document
from sqlalchemy import select, update

from models import (
    AccessRequest,
    Account,
    AuditEntry,
    Carer,
    Child,
    Complaint,
    ComplaintStep,
    Disposal,
    Mistake,
    Rectification,
    RectificationStep,
    SharingDecision,
    SharingOutcome,
    SignedInSession,
    StaffMember,
)
from papers.letters import OWN
from rules.access import Channel
from rules.agenda import Action
from rules.complaints import Kind, Result, Step
from rules.contacts import Method
from rules.file_index import Nature
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from rules.rectification import Claim, Decision, Finding
from rules.rectification import Step as CorrectionStep
from rules.retention import RecordKind
from rules.words import long_date
from store import complaints, contacts, recipients, rectifications
from store.tables import table
from tests.conftest import MANAGER, TODAY, agenda_of, manager_of, rows
from tests.pages.test_every_page import MOST_QUERIES, queries_of
from tests.pages.test_forms import is_open, open_row, send, set_to, show_all
from tests.pages.test_request_register import say_what_for
from tests.papers.test_letters import read
from ui import after, words

CORRECTIONS, COMPLAINTS = "Corrections", "Complaints"
TYPED = {
    Rectification: ("asked_by", "words"),
    RectificationStep: ("words",),
    Complaint: ("made_by", "about"),
    ComplaintStep: ("words", "instead"),
}


def part_of(visited, part, **query):
    return visited.open("access_requests", access=part, **query)


def line_of(visited, back: str, code: str):
    """The line of one record in the register, to which `back` leads where the record is open."""
    if back:
        visited.press(back)
    register = visited.at.dataframe[0].value
    return register[register["Code"] == code].iloc[0]


def open_item(opened, visited, action):
    """Presses the button of the first item with this next step, on its own part."""
    item = next(item for item in agenda_of(opened).items if item.action is action)
    show_all(visited)
    visited.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
    visited.run()
    assert is_open(visited)
    return item


@pytest.mark.parametrize("part", [CORRECTIONS, COMPLAINTS])
def test_each_part_costs_few_queries_with_one_opened(sample, visit, part):
    key, code = ("correction", "RC-2026-001") if part == CORRECTIONS else ("complaint", "CP-2026-001")
    visited = part_of(visit(sample), part, **{key: code})
    assert code in visited.html or visited.at.dataframe
    assert len(queries_of(sample, visited)) <= MOST_QUERIES


@pytest.mark.parametrize(("suffix", "is_new"), [("-Hawthorne", True), ("´", False)])
def test_a_correction_about_a_child_with_a_new_name_says_so_beside_its_letters(sample, visit, suffix, is_new):
    """After an adoption whoever asked before it may not learn the new name."""
    told = "name was changed on"
    assert not part_of(visit(sample), CORRECTIONS, correction="RC-2026-001").at.warning
    child_id = next(row["child_id"] for row in rows(sample, Rectification) if row["code"] == "RC-2026-001")
    with sample.writing(manager_of(sample), Thing.CHILD) as session:
        session.get(Child, child_id).name += suffix
    visited = part_of(visit(sample), CORRECTIONS, correction="RC-2026-001")
    assert any(told in said.value for said in visited.at.warning) is is_new
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    assert not part_of(visit(sample).press("Hide names"), CORRECTIONS, correction="RC-2026-001").at.warning


@pytest.mark.parametrize("part", [CORRECTIONS, COMPLAINTS])
def test_with_no_records_each_part_says_what_to_do_first(cabinet, visit, part):
    visited = part_of(visit(cabinet), part)
    assert not visited.at.exception
    assert 'class="empty"' in visited.html


def test_a_request_to_correct_a_file_is_recorded_and_refused_by_field(sample, visit):
    visited = part_of(visit(sample), CORRECTIONS).press("Record a request to correct a file")
    send(visited, "Record request")
    said = visited.refusal().replace("*", "")
    for label in (
        "Child: Choose",
        "Who is asking for the correction: Enter",
        "Entry: Enter",
        "What is said to be wrong, and what would be right: Enter",
    ):
        assert label in said
    visited.at.get_by_key("new-correction.child").select_index(3)
    for key, value in (
        ("asked_by", "Carys Davies"),
        ("channel", Channel.VERBAL),
        ("entry", "12"),
        ("claim", Claim.FACT),
        ("words", "It says Tuesday, and it was a Wednesday."),
    ):
        set_to(visited, f"new-correction.{key}", value)
    send(visited, "Record request")
    assert "Next: check the entry" in visited.notice()
    assert "decide, and answer by Thursday 24 December 2026." in visited.notice()
    assert "/access-requests?access=Corrections&amp;correction=RC-2026-004" in visited.html
    held = rows(sample, Rectification)[-1]
    assert (held["asked_by"], held["received_on"], held["code"]) == ("Carys Davies", TODAY, "RC-2026-004")


def test_who_asks_for_a_correction_is_looked_up_among_the_carers(sample, visit):
    child = next(row for row in rows(sample, Child) if row["left_on"] is None)
    carer = next(row for row in rows(sample, Carer) if row["child_id"] == child["id"])
    with sample.administering("test") as session:
        session.get(Carer, carer["id"]).has_parental_responsibility = False
    code = rectifications.record_rectification(
        sample,
        manager_of(sample),
        child_id=child["id"],
        asked_by=carer["name"],
        channel=Channel.VERBAL,
        received_on=TODAY,
        entry="Registration form",
        claim=Claim.FACT,
        words="The birth date is another one",
        today=TODAY,
    )
    visited = part_of(visit(sample), CORRECTIONS, correction=code)
    warned = [warning.value for warning in visited.at.warning]
    assert any("does not hold parental responsibility" in one for one in warned)
    visited.press("Record a step")
    assert any("does not hold" in one.value for one in visited.at.get("dialog")[0].warning)
    chair = part_of(visit(sample, Role.CHAIRPERSON), CORRECTIONS, correction=code)
    assert not [one for one in chair.at.warning if carer["name"] in one.value]


def test_a_request_to_correct_a_file_says_which_access_request_it_follows(sample, visit):
    """The page and the register have a line for it, and no form asked."""
    visited = part_of(visit(sample), CORRECTIONS).press("Record a request to correct a file")
    follows = visited.at.get_by_key("new-correction.request")
    follows.select_index(0)
    [asked] = [row for row in rows(sample, AccessRequest) if follows.options[0].startswith(row["code"])]
    child = visited.at.get_by_key("new-correction.child")
    _, whose = follows.options[0].split(", ", 1)
    child.select(next(one for one in child.options if one != whose))
    for key, value in (
        ("asked_by", "Carys Davies"),
        ("channel", Channel.VERBAL),
        ("entry", "12"),
        ("claim", Claim.FACT),
        ("words", "It says Tuesday, and it was a Wednesday."),
    ):
        set_to(visited, f"new-correction.{key}", value)
    send(visited, "Record request")
    assert "Choose an access request about this child, or none" in visited.refusal()
    visited.at.get_by_key("new-correction.request").select_index(0)
    visited.at.get_by_key("new-correction.child").set_value(None)
    send(visited, "Record request")
    assert "Next: check the entry" in visited.notice()
    held = rows(sample, Rectification)[-1]
    assert (held["request_id"], held["child_id"]) == (asked["id"], asked["child_id"])
    assert asked["code"] in part_of(visit(sample), CORRECTIONS, correction=held["code"]).html


def test_a_decision_offers_only_what_the_finding_allows(sample, visit):
    visited = part_of(visit(sample), CORRECTIONS)
    item = next(item for item in agenda_of(sample).items if item.clause == "RC-3")
    visited.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
    visited.run()
    assert (
        visited.at.get_by_key(f"correction-step.step.{CorrectionStep.DECIDED}").value
        is CorrectionStep.DECIDED
    )
    assert words.GOES_IN_A_LETTER in visited.html
    set_to(visited, "correction-step.finding", Finding.OPINION)
    visited.run()
    box = visited.at.get_by_key(f"correction-step.decision.{Finding.OPINION}")
    assert len(box.options) == 2
    assert not any("Corrected" in option for option in box.options)
    box.set_value(Decision.BOTH_KEPT)
    set_to(visited, f"correction-step.words.{CorrectionStep.DECIDED}", "It is how it looked to us that day.")
    send(visited, "Record step")
    step = rows(sample, RectificationStep)[-1]
    assert (step["rectification_id"], step["finding"], step["decision"]) == (
        item.record,
        Finding.OPINION,
        Decision.BOTH_KEPT,
    )


@pytest.mark.parametrize("part", [CORRECTIONS, COMPLAINTS])
def test_each_step_says_when_it_was_recorded_and_by_whom_and_on_a_shared_screen_only_when(
    sample, visit, part
):
    """A refusal that was typed in three weeks later stood as one of its own day."""
    day = {"on": TODAY - timedelta(days=1), "today": TODAY, "words": "They were told by letter."}
    if part == CORRECTIONS:
        item = next(item for item in agenda_of(sample).items if item.clause == "RC-3")
        found = {"finding": Finding.RIGHT_FACT, "decision": Decision.REFUSED}
        step = {"rectification_id": item.record, "step": CorrectionStep.DECIDED} | found
        rectifications.record_step(sample, manager_of(sample), **step, **day)
        query, model = {"correction": item.code}, RectificationStep
    else:
        item = next(item for item in agenda_of(sample).items if item.action is Action.COMPLAINT)
        step = {"complaint_id": item.record, "step": Step.PROGRESS}
        complaints.record_step(sample, manager_of(sample), **step, **day)
        query, model = {"complaint": item.code}, ComplaintStep
    when = f"Recorded {words.moment(rows(sample, model)[-1]['recorded_at'])}"
    visited = part_of(visit(sample), part, **query)
    assert f"They were told by letter. {when} by {MANAGER}" in visited.html
    visited.press("Hide names")
    assert when in visited.html
    assert f"{when} by" not in visited.html


def test_where_an_outcome_is_recorded_on_another_page_it_leads_to_the_letter(sample, visit):
    item = next(i for i in agenda_of(sample).items if i.action is Action.COMPLAINT)
    visited = open_row(visit(sample), item)
    key = next(box.key for box in visited.at.selectbox if box.key.startswith("complaint-step.step."))
    set_to(visited, key, Step.OUTCOME)
    visited.run()
    set_to(visited, f"complaint-step.words.{Step.OUTCOME}", "Two pages had been missed and were copied.")
    set_to(visited, "complaint-step.result", Result.UPHELD)
    visited.at.get_by_key("complaint-step.route").check()
    send(visited, "Record step")
    address = f"/access-requests?access=Complaints&complaint={item.code}&years=All+years"
    link = f'href="{escape(address)}"'  # what was done since the last review leads there too, and stays
    assert [visited.html.count(link), visited.run().html.count(link)] == [2, 1], "it goes with the notice"


def test_a_complaint_about_a_request_from_receipt_to_its_outcome(sample, visit):
    visited = part_of(visit(sample), COMPLAINTS).press("Record a complaint")
    send(visited, "Record complaint")
    assert "What it is about: Choose" in visited.refusal().replace("*", "")
    follows = visited.at.get_by_key("new-complaint.follows")
    assert {option.split("-")[0] for option in follows.options} == {"AR", "RC", "SD", "BR"}
    follows.select_index(0)
    for key, value in (
        ("kind", Kind.BOTH),
        ("made_by", "Peter Davies"),
        ("channel", Channel.EMAIL),
        ("about", "The copy came with pages missing."),
    ):
        set_to(visited, f"new-complaint.{key}", value)
    send(visited, "Record complaint")
    held = rows(sample, Complaint)[-1]
    assert (held["kind"], held["request_id"] is not None) == (Kind.BOTH, True)
    assert held["child_id"] is not None
    assert "in writing by Tuesday 1 December 2026 (our own rule), and" in visited.notice()
    assert "its outcome is due by Tuesday 22 December 2026" in visited.notice()
    assert f"/access-requests?access=Complaints&amp;complaint={held['code']}" in visited.html
    visited = part_of(visit(sample), COMPLAINTS, complaint=held["code"])
    assert "by Thursday 24 December 2026" in visited.html
    assert "by Tuesday 22 December 2026" in visited.html
    assert "Outcome, to print" not in [button.label for button in visited.at.button]
    visited.press("Record a step")
    assert words.GOES_IN_A_LETTER not in visited.html
    set_to(visited, f"complaint-step.step.{Step.ACKNOWLEDGED}", Step.OUTCOME)
    visited.run()
    assert words.GOES_IN_A_LETTER in visited.html
    set_to(visited, f"complaint-step.words.{Step.OUTCOME}", "Two pages had been missed and were copied.")
    set_to(visited, "complaint-step.result", Result.UPHELD)
    send(visited, "Record step")
    assert "to Ofsted" in visited.refusal()
    visited.at.get_by_key("complaint-step.route").check()
    send(visited, "Record step")
    assert "Next: print the letter that says so." in visited.notice()
    assert "and its papers" not in visited.html, "they stand below"
    assert rows(sample, ComplaintStep)[-1]["result"] is Result.UPHELD
    assert "Outcome, to print" in [button.label for button in visited.at.button]


@pytest.mark.parametrize(
    ("kind", "part", "key"), [("SD", "Decisions", "decision"), ("BR", "Breaches", "breach")]
)
def test_a_complaint_and_the_decision_or_breach_that_it_follows_name_each_other(
    sample, visit, kind, part, key
):
    visited = part_of(visit(sample), COMPLAINTS).press("Record a complaint")
    follows = visited.at.get_by_key("new-complaint.follows")
    named = next(option for option in follows.options if option.startswith(kind))
    follows.select(named)
    for field, value in (
        ("kind", Kind.DATA_PROTECTION),
        ("made_by", "Peter Davies"),
        ("channel", Channel.EMAIL),
        ("about", "Nobody asked us before it was told."),
    ):
        set_to(visited, f"new-complaint.{field}", value)
    send(visited, "Record complaint")
    held, code = rows(sample, Complaint)[-1]["code"], named.split(",")[0]
    assert code in part_of(visit(sample), COMPLAINTS, complaint=held).html
    assert held in visit(sample).open("sharing_decisions", part=part, **{key: code}).html
    # What it follows is not the chairperson's to know of, also not by the register (CP-12).
    seen = visit(sample, Role.CHAIRPERSON)
    set_to(seen, "access", COMPLAINTS)
    seen = part_of(seen.run(), COMPLAINTS, complaint=held)
    assert held in seen.html
    assert code not in seen.html + str([frame.value.to_dict() for frame in seen.at.dataframe])


def test_on_a_shared_screen_what_a_complaint_follows_is_chosen_by_its_code_alone(sample, visit):
    visited = part_of(visit(sample).press("Hide names"), COMPLAINTS).press("Record a complaint")
    follows = visited.at.get_by_key("new-complaint.follows")
    assert not [option for option in follows.options if not re.fullmatch(r"[A-Z]{2}-\d{4}-\d{3}", option)]


def test_the_chairperson_is_offered_neither_a_decision_nor_a_breach(sample, visit):
    visited = visit(sample, Role.CHAIRPERSON)
    set_to(visited, "access", COMPLAINTS)
    visited.run().press("Record a complaint")
    follows = visited.at.get_by_key("new-complaint.follows")
    assert {option.split("-")[0] for option in follows.options} == {"AR", "RC"}


def test_a_step_of_a_complaint_says_whose_child_it_is_about_and_who_made_it(sample, visit):
    about_a_child = next(row for row in rows(sample, Complaint) if row["child_id"])
    child = next(row for row in rows(sample, Child) if row["id"] == about_a_child["child_id"])
    visited = part_of(visit(sample), COMPLAINTS, complaint=about_a_child["code"]).press("Record a step")
    said = f"{about_a_child['code']}. {child['name']}, {child['code']}. Made by {about_a_child['made_by']}. "
    assert escape(said) in visited.html
    visited = part_of(visit(sample).press("Hide names"), COMPLAINTS, complaint=about_a_child["code"])
    visited.press("Record a step")
    assert f"{about_a_child['code']}. {child['code']}. " in visited.html
    assert escape(about_a_child["made_by"]) not in visited.html, "of a shared screen the code is enough"


def test_whoever_records_a_step_of_a_complaint_reads_who_deals_with_it_instead_of_the_manager(sample, visit):
    visited = part_of(visit(sample), COMPLAINTS).press("Record a complaint")
    for key, value in (
        ("kind", Kind.OTHER),
        ("made_by", "Peter Davies"),
        ("channel", Channel.EMAIL),
        ("about", "The manager was short with us."),
        ("instead", "The chairperson, as it is about the manager."),
    ):
        set_to(visited, f"new-complaint.{key}", value)
    send(visited, "Record complaint")
    # Tuesday: five working days, and the setting's own number of days.
    assert "in writing by Tuesday 1 December 2026 (our own rule), and" in visited.notice()
    assert "due by Tuesday 22 December 2026 (our own rule)." in visited.notice()
    held = rows(sample, Complaint)[-1]
    visited = part_of(visit(sample), COMPLAINTS, complaint=held["code"]).press("Record a step")
    said = "Who deals with it instead, and why: The chairperson, as it is about the manager."
    assert said in visited.html
    listed = part_of(visit(sample), COMPLAINTS)
    assert "The manager stands back from it" in listed.html
    assert "stands back" not in listed.press("Hide names").html, "whom it is about is nobody's there (OR-1)"
    assert "Its letters are made by" in part_of(visit(sample), COMPLAINTS, complaint=held["code"]).html
    visited = part_of(visit(sample).press("Hide names"), COMPLAINTS, complaint=held["code"])
    assert held["code"] in visited.html
    assert "stands back" not in visited.html
    assert "Who deals with it instead, and why: On file" in visited.press("Record a step").html


def test_the_day_by_which_the_ico_wants_an_answer_is_asked_for_and_said(sample, visit):
    held = next(row for row in rows(sample, Complaint) if row["code"] == "CP-2026-002")
    complaints.record_step(
        sample, manager_of(sample), complaint_id=held["id"], step=Step.WENT_ON, on=TODAY, words="ICO",
        today=TODAY,
    )  # fmt: skip
    visited = part_of(visit(sample), COMPLAINTS, complaint="CP-2026-002").press("Record a step")
    [step] = [box for box in visited.at.selectbox if box.key.startswith("complaint-step.step")]
    step.set_value(Step.WANTED_THERE).run()
    send(visited, "Record step")
    said = visited.refusal().replace("*", "")
    assert "Day by which they want the answer: Enter the day" in said
    set_to(visited, "complaint-step.wanted_on", TODAY + timedelta(days=20))
    set_to(visited, f"complaint-step.words.{Step.WANTED_THERE}", "Ms Hale of the ICO wrote for our register.")
    send(visited, "Record step")
    assert "An answer of ours is wanted there by Monday 14 December 2026." in visited.html
    last = visited.html.split("Steps")[-1].split("Papers")[0]
    assert "Asked there for an answer by 14 Dec 2026" in last
    assert ">14 Dec 2026<" not in last, "that is not the day on which they asked"
    visited.press("Record a step")
    assert "An answer is wanted there by Monday 14 December 2026." in visited.html
    assert "Ms Hale of the ICO wrote for our register." in visited.html


def test_a_step_recorded_elsewhere_meanwhile_takes_nothing_away_that_was_typed(sample, visit):
    held = next(row for row in rows(sample, Complaint) if row["code"] == "CP-2026-002")
    visited = part_of(visit(sample), COMPLAINTS, complaint="CP-2026-002").press("Record a step")
    [step] = [box for box in visited.at.selectbox if box.key.startswith("complaint-step.step")]
    typed = f"complaint-step.words.{Step.ACKNOWLEDGED}"
    set_to(visited, typed, "By letter, with the day of the outcome.")
    complaints.record_step(
        sample, manager_of(sample), complaint_id=held["id"], step=Step.ACKNOWLEDGED, on=TODAY, today=TODAY
    )
    send(visited, "Record step")
    assert "**What was done**: This is already recorded, on Tuesday 24" in visited.refusal()
    assert visited.at.get_by_key(step.key).value is Step.ACKNOWLEDGED
    assert visited.at.get_by_key(typed).value == "By letter, with the day of the outcome."
    visited.press("Record a step")
    [step] = [box for box in visited.at.selectbox if box.key.startswith("complaint-step.step")]
    assert Step.ACKNOWLEDGED not in step.options and step.value is Step.OUTCOME, "opened anew, what is left"


def test_a_step_of_a_correction_recorded_elsewhere_meanwhile_takes_nothing_away_that_was_typed(sample, visit):
    held = next(row for row in rows(sample, Rectification) if row["code"] == "RC-2026-003")
    visited = part_of(visit(sample), CORRECTIONS, correction="RC-2026-003").press("Record a step")
    key = f"correction-step.step.{CorrectionStep.DECIDED}"
    set_to(visited, key, CorrectionStep.RESTRICTED)
    visited.run()
    typed = f"correction-step.words.{CorrectionStep.RESTRICTED}"
    set_to(visited, typed, "A slip in the file says that it is being checked.")
    rectifications.record_step(
        sample, manager_of(sample), rectification_id=held["id"], step=CorrectionStep.RESTRICTED, on=TODAY,
        words="A note on the folder says so.", finding=None, decision=None, is_route_told=False, today=TODAY,
    )  # fmt: skip
    send(visited, "Record step")
    assert "This is already recorded, on Tuesday 24 November 2026." in visited.refusal()
    assert visited.at.get_by_key(typed).value == "A slip in the file says that it is being checked."


def test_a_decision_that_somebody_recorded_meanwhile_is_not_replaced_unseen(sample, visit):
    held = next(row for row in rows(sample, Rectification) if row["code"] == "RC-2026-003")
    visited = part_of(visit(sample), CORRECTIONS, correction="RC-2026-003").press("Record a step")
    set_to(visited, "correction-step.finding", Finding.NOT_SETTLED)
    visited.run()
    typed = f"correction-step.words.{CorrectionStep.DECIDED}"
    set_to(visited, typed, "Nobody remembers what was said.")
    rectifications.record_step(
        sample, manager_of(sample), rectification_id=held["id"], step=CorrectionStep.DECIDED, on=TODAY,
        words="The diary differs from it.", finding=Finding.WRONG_FACT, decision=Decision.CORRECTED,
        today=TODAY,
    )  # fmt: skip
    before = len(rows(sample, RectificationStep))
    send(visited, "Record step")
    assert "Somebody else recorded a decision in the meantime" in visited.refusal()
    assert visited.at.get_by_key(typed).value == "Nobody remembers what was said."
    assert len(rows(sample, RectificationStep)) == before
    send(visited, "Record step")
    assert rows(sample, RectificationStep)[-1]["finding"] is Finding.NOT_SETTLED


@pytest.mark.parametrize(
    ("part", "key", "model", "action"),
    [
        (CORRECTIONS, "correction", Rectification, Action.RECTIFICATION),
        (COMPLAINTS, "complaint", Complaint, Action.COMPLAINT),
    ],
)
def test_on_screen_nothing_typed_is_sent_by_a_part_or_its_forms(sample, visit, part, key, model, action):
    visited = part_of(visit(sample).press("Hide names"), part, years="All years")
    typed = {
        row[column].encode()
        for model, columns in TYPED.items()
        for row in rows(sample, model)
        for column in columns
        if len(row[column]) > 3
    }
    assert len(typed) > 10
    for held in rows(sample, model):
        visited.at.get_by_key(key).select(held["code"])
        visited.run()
        assert not visited.at.exception
        assert "On file" in visited.html
        assert not [said for said in typed if said in visited.sent]
    visited.press(f"All {key}s")
    assert not [said for said in typed if said in visited.sent]
    open_item(sample, visited, action)
    assert not [said for said in typed if said in visited.sent]


def test_this_test_would_find_what_was_typed(sample, visit):
    visited = part_of(visit(sample), COMPLAINTS, complaint=rows(sample, Complaint)[-1]["code"])
    assert rows(sample, Complaint)[-1]["about"] in visited.html


@pytest.mark.parametrize(("part", "may_record"), [(CORRECTIONS, False), (COMPLAINTS, True)])
def test_the_chairperson_sees_both_and_records_complaints_alone(sample, visit, part, may_record):
    visited = visit(sample, Role.CHAIRPERSON)  # whose first page is this one
    set_to(visited, "access", part)
    visited.run()
    assert not visited.at.exception
    assert visited.at.dataframe
    recording = [button for button in visited.at.button if button.label.startswith("Record")]
    assert bool(recording) is may_record
    key = "correction" if part == CORRECTIONS else "complaint"
    box = visited.at.get_by_key(key)
    box.select_index(len(box.options) - 1)
    visited.run()
    assert "Steps" in visited.html
    assert ("Record a step" in visited.labels) is may_record


def test_a_complaint_about_the_manager_is_recorded_by_the_chairperson(sample, visit):
    visited = visit(sample, Role.CHAIRPERSON)
    set_to(visited, "access", COMPLAINTS)
    visited.run().press("Record a complaint")
    assert not [box for box in visited.at.selectbox if box.key == "new-complaint.child"], (
        "no list of children"
    )
    for field, said in (
        ("kind", Kind.OTHER),
        ("made_by", "A parent"),
        ("channel", Channel.VERBAL),
        ("about", "The manager spoke of us at the gate."),
        ("instead", "The chairperson, as it is about the manager."),
        ("child_code", "C-999"),
    ):
        set_to(visited, f"new-complaint.{field}", said)
    send(visited, "Record complaint")
    assert "No child has this code" in visited.refusal()
    child = rows(sample, Child)[0]
    set_to(visited, "new-complaint.child_code", child["code"])
    send(visited, "Record complaint")
    recorded = rows(sample, Complaint)[-1]
    assert (recorded["about"], recorded["child_id"]) == ("The manager spoke of us at the gate.", child["id"])
    assert child["name"] not in part_of(visited, COMPLAINTS, complaint=recorded["code"]).html
    code = rows(sample, Complaint)[-1]["code"]
    assert "The chairperson, as it is" not in part_of(visited, COMPLAINTS, complaint=code).html, "on screen"
    said = part_of(visit(sample), COMPLAINTS, complaint=code).html
    assert "The manager stands back" in said
    assert "The chairperson, as it is about the manager." in said


def test_a_manager_who_stands_back_is_shown_who_records_what_is_decided_and_who_decided(sample, visit):
    about = {"kind": Kind.OTHER, "channel": Channel.EMAIL, "received_on": TODAY, "today": TODAY}
    said = {"made_by": "Peter Davies", "about": "The manager was short with us."}
    instead = "Polly Grant, as the complaint is about the manager"
    who = manager_of(sample)
    code = complaints.record_complaint(sample, who, **about, **said, manager_stands_back=instead)
    visited = part_of(visit(sample), COMPLAINTS, complaint=code).press("Record a step")
    offered = visited.at.get_by_key("complaint-step.step.acknowledged").options
    assert "Outcome given" not in offered
    assert "Acknowledged in writing" in offered
    assert "You stand back from this complaint." in visited.html
    assert "Its letters are made by the chairperson" in visited.html
    assert "Acknowledgement, to print" not in visited.labels
    with sample.administering("closed") as session:  # nobody else signs in
        for one in session.scalars(select(Account).where(Account.role != Role.MANAGER)):
            one.closed_at = datetime.now(UTC)
    visited = part_of(visit(sample), COMPLAINTS, complaint=code).press("Record a step")
    set_to(visited, "complaint-step.step.acknowledged", Step.OUTCOME)
    visited.run()
    set_to(visited, "complaint-step.result", Result.NOT_UPHELD)
    set_to(visited, "complaint-step.words.outcome given", "We looked at it and found nothing wrong.")
    set_to(visited, "complaint-step.route", True)
    send(visited, "Record step")
    assert "Enter who decided this instead of you" in visited.refusal()
    set_to(visited, "complaint-step.decided_by", "Polly Grant")
    send(visited, "Record step")
    shown = part_of(visit(sample), COMPLAINTS, complaint=code)
    assert "Decided by Polly Grant" in shown.html
    assert "Polly Grant" not in part_of(shown.press("Hide names"), COMPLAINTS, complaint=code).html


def test_a_chairperson_reads_that_they_stand_back_from_a_complaint_where_they_have_no_other(sample, visit):
    """It said that no complaint is open, and Committee that one is."""
    about = {"kind": Kind.OTHER, "channel": Channel.EMAIL, "received_on": TODAY, "today": TODAY}
    said = {"made_by": "Peter Davies", "about": "They spoke of us at the gate."}
    why = "It is about the chairperson."
    complaints.record_complaint(sample, manager_of(sample), **about, **said, chairperson_stands_back=why)
    visited = visit(sample, Role.CHAIRPERSON).open("access_requests")
    set_to(visited, "access", COMPLAINTS)
    visited.run()
    assert "You stand back from 1 open complaint, which is in no list here." in visited.html
    assert "No complaint is open." not in visited.html
    assert "You stand back" not in part_of(visit(sample), COMPLAINTS).html


def test_who_records_a_complaint_about_the_manager_reads_that_the_manager_sees_it(sample, visit):
    visited = visit(sample, Role.CHAIRPERSON).open("access_requests")
    set_to(visited, "access", COMPLAINTS)
    visited.run().press("Record a complaint")
    assert "The manager, who keeps the records, still sees it." in visited.html


@pytest.mark.parametrize(("why", "told"), [("", "acknowledge it"), ("It is about me.", "Tell the manager")])
@pytest.mark.parametrize(
    ("role", "field"), [(Role.CHAIRPERSON, "stands_back"), (Role.DEPUTY, "deputy_stands_back")], ids=str
)
def test_who_stands_back_from_a_complaint_is_told_whose_it_is_now(sample, visit, role, field, why, told):
    visited = visit(sample, role).open("access_requests")
    set_to(visited, "access", COMPLAINTS)
    visited.run().press("Record a complaint")
    for name, said in (
        ("kind", Kind.OTHER),
        ("made_by", "A parent"),
        ("channel", Channel.VERBAL),
        ("about", "They spoke of us at the gate."),
        (field, why),
    ):
        set_to(visited, f"new-complaint.{name}", said)
    send(visited, "Record complaint")
    code = rows(sample, Complaint)[-1]["code"]
    assert told in visited.notice()
    offered = " ".join(map(str, visited.at.get_by_key("complaint").options))
    assert (code in offered) is not bool(why)


def test_a_stand_in_is_told_whose_a_complaint_is_that_follows_another_or_no_request(sample, visit):
    """They open what belongs to the request that they were named for, and nothing else (AR-6)."""
    visited = visit(sample, Role.CHAIRPERSON)
    member = next(row["id"] for row in rows(sample, StaffMember) if row["role"] is Role.COMMITTEE)
    with sample.administering("test") as session:
        for held in session.scalars(select(Account).where(table(Account).c.role == Role.CHAIRPERSON)):
            held.staff_id = member
    set_to(visited, "access", COMPLAINTS)
    visited.run().press("Record a complaint")
    for field, said in (
        ("kind", Kind.OTHER),
        ("made_by", "A parent"),
        ("channel", Channel.VERBAL),
        ("about", "The gate is left open."),
    ):
        set_to(visited, f"new-complaint.{field}", said)
    send(visited, "Record complaint")
    assert "you cannot open it any more. Tell the manager, or whoever deals with it" in visited.notice()


@pytest.mark.parametrize(("part", "name"), [(CORRECTIONS, "corrections"), (COMPLAINTS, "complaints")])
def test_the_register_leaves_as_a_file_and_the_trail_says_so(sample, visit, part, name, offered):
    say_what_for(part_of(visit(sample), part), name).press("Export as CSV")
    [(file, make)] = offered
    assert file == f"{name}-{TODAY.isoformat()}.csv"
    assert b"-2026-001" in make()
    line = rows(sample, AuditEntry)[-1]
    assert (line["act"], line["thing"]) == (
        "exported",
        "rectification" if part == CORRECTIONS else "complaint",
    )


PRINTED = ("printed", "complaint")


def test_the_letters_about_a_complaint_are_made_when_they_are_fetched(sample, visit, offered):
    visited = visit(sample)
    part_of(visited, COMPLAINTS, complaint="CP-2026-003").press("Acknowledgement, to print")
    assert "Outcome, to print" not in [button.label for button in visited.at.button]
    part_of(visited, COMPLAINTS, complaint="CP-2026-001").press("Outcome, to print")
    assert "Acknowledgement, to print" not in [button.label for button in visited.at.button]
    (acknowledged, make), (outcome, make_outcome) = offered
    assert (acknowledged, outcome) == ("CP-2026-003-acknowledgement.docx", "CP-2026-001-outcome.docx")
    before = len(rows(sample, AuditEntry))
    open_one = next(row for row in rows(sample, Complaint) if row["code"] == "CP-2026-003")
    assert open_one["made_by"] in read(make())
    assert next(row for row in rows(sample, ComplaintStep) if row["result"])["words"] in read(make_outcome())
    lines = rows(sample, AuditEntry)[before:]
    printed = [line for line in lines if (line["act"], line["thing"]) == PRINTED]
    assert [(line["thing_id"], json.loads(line["detail"])["paper"]) for line in printed] == [
        (open_one["id"], "complaint-acknowledgement"),
        (1, "complaint-outcome"),
    ]
    visited.press("Hide names")
    assert "Outcome, to print" not in [button.label for button in visited.at.button]
    assert "Letters hold names" in visited.html


def test_no_letter_leaves_under_the_name_of_a_manager_who_came_to_stand_back(sample, visit, offered):
    part_of(visit(sample), COMPLAINTS, complaint="CP-2026-003").press("Acknowledgement, to print")
    [(_, make)] = offered
    complaints.record_step(
        sample,
        manager_of(sample),
        complaint_id=next(row["id"] for row in rows(sample, Complaint) if row["code"] == "CP-2026-003"),
        step=Step.MANAGER_STANDS_BACK,
        on=TODAY,
        words="The chairperson, as it is about the manager.",
        today=TODAY,
    )
    with pytest.raises(NotAllowed):
        make()


def test_the_answer_to_a_correction_is_made_once_it_is_decided(sample, visit, offered):
    visited = part_of(visit(sample), CORRECTIONS, correction="RC-2026-003")
    assert "once it is recorded what was found and decided" in visited.html
    part_of(visited, CORRECTIONS, correction="RC-2026-002").press("Answer, to print")
    [(name, make)] = offered
    assert name == "RC-2026-002-answer.docx"
    said = read(make())
    assert "thought or judged at the time" in said
    assert "It is what the key person thought that week, and says so." in said
    acts = [(line["act"], line["thing"]) for line in rows(sample, AuditEntry)]
    assert acts.count(("printed", "rectification")) == 1
    visited.press("Hide names")
    assert "Answer, to print" not in visited.labels
    chairs = part_of(visit(sample, Role.CHAIRPERSON), CORRECTIONS, correction="RC-2026-002")
    assert "Answer, to print" not in chairs.labels


@pytest.mark.parametrize(
    ("nature", "is_hidden", "said"),
    [
        pytest.param(Nature.FACT, False, "4: fact", id="what the index says"),
        pytest.param(None, True, "4: sensitive", id="a sensitive entry, hidden from who looks"),
        pytest.param(None, False, "4: not in the index", id="only on paper"),
    ],
)
def test_an_entry_is_said_to_be_on_paper_alone_only_where_it_is(sample, nature, is_hidden, said):
    with sample.connection() as look:
        held = rectifications.rectifications(look)[0]
    lines = after.correction_lines(
        replace(held, entry="4", nature=nature, is_hidden=is_hidden, opinion_of=""), shown=True
    )
    assert ("Entry", said, "RC-2") in lines


def test_a_broken_letter_of_our_own_is_said_on_the_page(sample, visit):
    folder = sample.home / OWN
    folder.mkdir()
    (folder / "complaint-acknowledgement.docx").write_bytes(b"not Word")
    visited = part_of(visit(sample), COMPLAINTS, complaint="CP-2026-003")
    assert "is not a Word file that can be read" in visited.refusal()
    assert "Acknowledgement, to print" not in [button.label for button in visited.at.button]


def test_the_page_says_where_a_letter_is_made_from_a_file_of_our_own_and_what_that_leaves_out(sample, visit):
    folder = sample.home / OWN
    folder.mkdir()
    document = Document()
    document.add_paragraph("Dear {{ made_by }}, we have your complaint.")
    document.save(str(folder / "complaint-acknowledgement.docx"))
    (folder / "outcome &amp; more.docx").write_bytes(b"")  # Windows has no < in a name
    visited = part_of(visit(sample), COMPLAINTS, complaint="CP-2026-003")
    assert "Made from your own letter, own-letters/complaint-acknowledgement.docx." in visited.html
    assert "does not fill in {{ way_onward }}" in visited.html
    assert "Acknowledgement, to print" in [button.label for button in visited.at.button]
    visited = part_of(visited, COMPLAINTS, complaint="CP-2026-001")
    assert "No letter has the name of outcome &amp;amp; more.docx in the folder own-letters" in visited.html


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHAIRPERSON])
def test_a_family_is_given_a_form_to_complain_by_on_a_shared_screen_too(sample, visit, offered, role):
    visited = visit(sample, role)
    if role is Role.MANAGER:
        visited.open("access_requests").press("Hide names")
    set_to(visited, "access", COMPLAINTS)
    visited.run().press("Complaint form for families")
    [(file, make)] = offered
    assert file == "complaint-form.docx"
    assert "You do not have to" in read(make())
    last = rows(sample, AuditEntry)[-1]
    assert (last["act"], last["thing"]) == PRINTED
    assert json.loads(last["detail"])["paper"] == "complaint-form"


@pytest.mark.parametrize(
    ("role", "step", "refused"),
    [
        pytest.param(Role.CHAIRPERSON, Step.STANDS_BACK, "not yours to open", id="out of their sight since"),
        pytest.param(Role.MANAGER, Step.WITHDRAWN, "not sent any more", id="owed to nobody any more"),
    ],
)
def test_a_letter_about_a_complaint_is_made_of_what_stands_then(sample, visit, offered, role, step, refused):
    visited = visit(sample, role)
    with sample.administering("test") as session:
        session.execute(update(table(SignedInSession)).values(is_on_screen=False))
    visited.at.query_params["complaint"] = "CP-2026-003"
    set_to(visited.open("access_requests"), "access", COMPLAINTS)
    visited.run().press("Acknowledgement, to print")
    held = next(row for row in rows(sample, Complaint) if row["code"] == "CP-2026-003")
    complaints.record_step(
        sample, manager_of(sample), complaint_id=held["id"], step=step, on=TODAY,
        words="It is about the chairperson, they say.", today=TODAY,
    )  # fmt: skip
    [(_, make)] = offered
    with pytest.raises(NotAllowed, match=refused):
        make()


def test_the_answer_to_a_correction_is_not_given_out_once_its_decision_is_taken_back(sample, visit, offered):
    part_of(visit(sample), CORRECTIONS, correction="RC-2026-002").press("Answer, to print")
    held = next(row["id"] for row in rows(sample, Rectification) if row["code"] == "RC-2026-002")
    for row in reversed(rows(sample, RectificationStep)):
        if row["rectification_id"] == held:
            rectifications.take_back(
                sample, manager_of(sample), rectification_step_id=row["id"], because="It was another one."
            )
    [(_, make)] = offered
    with pytest.raises(NotAllowed, match="not sent any more"):
        make()


def test_the_dates_leave_for_a_calendar(sample, visit, offered):
    visit(sample).open("access_requests").press("Dates for a calendar")
    [(file, make)] = offered
    assert file == "access-requests-2026-11-24.ics"
    made = make()
    assert b"CP-2026-001" not in made, "it is closed"
    assert b"RC-2026-003: Decide whether a fact" in made
    assert b"AR-2026-" in made
    assert rows(sample, AuditEntry)[-1]["act"] == "exported"


def a_shared_fact_corrected(sample):
    """The code of a correction about a child of whom something was shared, with that decision and outcome."""
    manager = manager_of(sample)
    shared = next(row for row in rows(sample, SharingOutcome) if row["shared_with"])
    decision = next(row for row in rows(sample, SharingDecision) if row["id"] == shared["decision_id"])
    code = rectifications.record_rectification(
        sample, manager, child_id=decision["child_id"], asked_by="A parent", channel=Channel.LETTER,
        received_on=TODAY, entry="3", claim=Claim.FACT, words="The date of the visit is wrong.", today=TODAY,
    )  # fmt: skip
    row = rows(sample, Rectification)[-1]["id"]
    rectifications.record_step(
        sample, manager, rectification_id=row, step=CorrectionStep.DECIDED, on=TODAY,
        words="The diary differs from it.", finding=Finding.WRONG_FACT,
        decision=Decision.CORRECTED, today=TODAY,
    )  # fmt: skip
    return code, decision, shared


def test_that_nobody_was_given_it_is_recorded_beside_what_was_shared(sample, visit):
    code, decision, shared = a_shared_fact_corrected(sample)
    visited = part_of(visit(sample), CORRECTIONS)
    item = next(item for item in agenda_of(sample).items if item.code == code and item.clause == "RC-6")
    visited.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
    visited.run()
    set_to(visited, f"correction-step.step.{CorrectionStep.GIVEN}", CorrectionStep.NO_RECIPIENTS)
    visited.run()
    assert decision["code"] in visited.html
    assert escape(shared["shared_with"]) in visited.html
    send(visited, "Record step")
    assert "How you know that nobody was given it: Enter in a sentence" in visited.refusal().replace("*", "")
    set_to(visited, "correction-nobody.words", "None of it said on which day the visit was")
    send(visited, "Record step")
    assert visited.notice() == f"Recorded for {code}."
    assert not [i for i in agenda_of(sample).items if i.code == code and i.clause == "RC-6"]


def test_whoever_may_have_the_wrong_fact_is_listed_where_that_is_recorded(sample, visit):
    code, decision, shared = a_shared_fact_corrected(sample)
    visited = part_of(visit(sample), CORRECTIONS)
    item = next(item for item in agenda_of(sample).items if item.code == code and item.clause == "RC-6")
    visited.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
    visited.run()
    of_this = f"correction-step.step.{CorrectionStep.GIVEN}"
    assert visited.at.get_by_key(of_this).value is CorrectionStep.GIVEN
    [known] = [box for box in visited.at.multiselect if box.key == "correction-given.given"]
    assert any(decision["code"] in said and shared["shared_with"] in said for said in known.options)
    send(visited, "Record")
    assert "Who was given the wrong fact: Choose" in visited.refusal().replace("*", "")
    set_to(visited, "correction-given.other", "A doctor in the next town")
    set_to(visited, "correction-given.why_not", "None of it said on which day the visit was")
    send(visited, "Record")
    assert visited.notice() == f"Recorded for {code}. Next: tell each of them."
    item = next(item for item in agenda_of(sample).items if item.code == code and item.clause == "RC-6")
    assert item.step is CorrectionStep.TOLD
    show_all(visited).at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
    visited.run()
    set_to(visited, f"correction-step.words.{CorrectionStep.TOLD}", "The manager wrote to the practice")
    send(visited, "Record step")
    assert not [i for i in agenda_of(sample).items if i.code == code and i.clause == "RC-6"]
    visited = part_of(visit(sample), CORRECTIONS, correction=code)
    assert "Told somebody who was given the wrong fact: A doctor in the next town" in visited.html
    assert f"Was not given the wrong fact: {decision['code']}" in visited.html
    visited.press("Hide names")
    assert b"next town" not in visited.sent


def test_what_is_chosen_stays_where_it_is_recorded_in_another_window(sample, visit):
    """Without it the press would say that nobody is chosen, and the rest that was typed was for them."""
    manager, (code, decision, _) = manager_of(sample), a_shared_fact_corrected(sample)
    row = rows(sample, Rectification)[-1]["id"]

    def form_for(step):
        opened = part_of(visit(sample), CORRECTIONS)
        item = next(one for one in agenda_of(sample).items if one.code == code and one.step is step)
        opened.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
        return opened.run()

    visited = form_for(CorrectionStep.GIVEN)
    set_to(visited, "correction-given.given", [decision["code"]])
    recipients.record_given(
        sample, manager, rectification_id=row, given=[decision["code"]], why_not="It said nothing of it.",
        other="A doctor in the next town", on=TODAY, today=TODAY,
    )  # fmt: skip
    send(visited, "Record")
    assert "is answered already. Choose again" in visited.refusal()
    box = visited.at.get_by_key("correction-given.given")
    assert box.value == [decision["code"]]

    visited = form_for(CorrectionStep.TOLD)
    key = f"correction-step.whom.{CorrectionStep.TOLD}"
    step = rows(sample, RectificationStep)
    first = next(one["id"] for one in step if one["recipient"] == decision["code"])
    set_to(visited, key, first)
    set_to(visited, f"correction-step.words.{CorrectionStep.TOLD}", "The manager rang them")
    rectifications.record_step(
        sample, manager, rectification_id=row, step=CorrectionStep.TOLD, on=TODAY, words="We wrote to them",
        whom=first, today=TODAY,
    )  # fmt: skip
    send(visited, "Record step")
    assert "recorded already. Choose somebody else" in visited.refusal()
    assert visited.at.get_by_key(key).value == first
    assert (
        visited.at.get_by_key(f"correction-step.words.{CorrectionStep.TOLD}").value == "The manager rang them"
    )


def test_what_is_shared_while_the_form_stands_open_is_looked_at_too(sample, visit):
    manager, (code, decision, _) = manager_of(sample), a_shared_fact_corrected(sample)
    item = next(i for i in agenda_of(sample).items if i.code == code and i.step is CorrectionStep.GIVEN)
    visited = part_of(visit(sample), CORRECTIONS)
    visited.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
    visited.run()
    set_to(visited, "correction-given.given", [decision["code"]])
    set_to(visited, "correction-given.why_not", "The others heard of the summer alone")
    spoken = contacts.record_contact(
        sample, manager, child_id=item.child, agency="Health visiting team", person="R. Amos",
        role="Health visitor", purpose="How she settles", method=Method.TELEPHONE, on=TODAY, today=TODAY,
    )[0]  # fmt: skip
    before = len(rows(sample, RectificationStep))
    send(visited, "Record")
    assert "More was shared about this child in the meantime" in visited.refusal()
    box = visited.at.get_by_key("correction-given.given")
    assert (box.value, any(said.startswith(spoken) for said in box.options)) == ([decision["code"]], True)
    assert len(rows(sample, RectificationStep)) == before
    send(visited, "Record")
    assert "Next: tell each of them" in visited.notice()
    assert spoken in {row["recipient"] for row in rows(sample, RectificationStep)}


WHY = "The outcome was meant for another family"


def test_a_correction_of_records_that_went_to_a_school_says_where_they_are(sample, visit):
    held = next(row for row in rows(sample, Rectification) if row["code"] == "RC-2026-002")
    who = manager_of(sample).account_id
    gone = {"child_id": held["child_id"], "on": TODAY, "second_id": who, "recorded_by_id": who}
    said = "General records: passed on to Oak Lane Primary School"
    with sample.administering("test") as session:
        kind, to = RecordKind.GENERAL, "Oak Lane Primary School"
        session.add(Disposal(kind=kind, how="By hand", passed_to=to, **gone))
    visited = part_of(visit(sample), CORRECTIONS, correction="RC-2026-002")
    assert said in visited.html and "has what was passed on is told of a correction" in visited.html
    visited.press("Hide names")
    assert "Oak Lane" not in visited.html
    chairs = part_of(visit(sample, Role.CHAIRPERSON), CORRECTIONS, correction="RC-2026-002")
    assert "General records" not in chairs.html


def test_a_step_of_a_complaint_entered_by_mistake_is_taken_back(sample, visit):
    held = rows(sample, Complaint)[0]
    ending = next(row for row in rows(sample, ComplaintStep) if row["result"])
    assert ending["complaint_id"] == held["id"]
    visited = part_of(visit(sample), COMPLAINTS, complaint=held["code"])
    visited.press("A step was entered by mistake")
    send(visited, "Take it back")
    said = visited.refusal().replace("*", "")
    assert "Which one: Choose" in said
    assert "What was wrong with it: Enter" in said
    box = visited.at.get_by_key("take-back.row")
    assert box.options[-1].endswith(
        f"{words.complaint_step(Step.OUTCOME, ending['result'], ending['on'])}, recorded by {MANAGER}"
    )
    box.select_index(len(box.options) - 1)
    set_to(visited, "take-back.because", WHY)
    send(visited, "Take it back")
    assert visited.notice() == f"Taken back for {held['code']}. Then enter it again as it should be."
    assert not is_open(visited)
    assert [(row["thing"], row["record_id"]) for row in rows(sample, Mistake)] == [
        ("complaint_step", ending["id"])
    ]
    assert any(item.code == held["code"] for item in agenda_of(sample).items)
    assert "entered by mistake" in visited.html
    assert f"by {MANAGER}: {WHY}" in visited.html
    assert escape(ending["words"].rstrip(".")) in visited.html, "what was entered stays"
    visited.press("Hide names")
    assert "entered by mistake" in visited.html
    assert WHY.encode() not in visited.sent
    assert MANAGER.encode() not in visited.sent
    visited.press("A step was entered by mistake")
    assert is_open(visited)
    assert MANAGER.encode() not in visited.sent
    line = line_of(visited, "All complaints", held["code"])
    assert not {line.get("Outcome"), line.get("Outcome given")} - {None, ""}


def test_a_step_of_a_correction_entered_by_mistake_is_taken_back(sample, visit):
    answered = next(row for row in rows(sample, RectificationStep) if row["step"] is CorrectionStep.ANSWERED)
    held = rows(sample, Rectification)[answered["rectification_id"] - 1]
    visited = part_of(visit(sample), CORRECTIONS, correction=held["code"], years="All years")
    assert "Answered on" in visited.html
    visited.press("A step was entered by mistake")
    box = visited.at.get_by_key("take-back.row")
    box.select_index(next(at for at, said in enumerate(box.options) if "Checked and decided: " in said))
    set_to(visited, "take-back.because", WHY)
    send(visited, "Take it back")
    assert "Which one: The answer of" in visited.refusal().replace("*", "")
    assert visited.at.get_by_key("take-back.because").value == WHY
    box = visited.at.get_by_key("take-back.row")
    box.select_index(next(at for at, said in enumerate(box.options) if "Answered in writing" in said))
    send(visited, "Take it back")
    assert visited.notice() == f"Taken back for {held['code']}. Then enter it again as it should be."
    assert [row["record_id"] for row in rows(sample, Mistake)] == [answered["id"]]
    assert "Answered on" not in visited.html
    assert "Answered in writing, entered by mistake" in visited.html
    assert f"by {MANAGER}: {WHY}" in visited.html
    assert any(item.code == held["code"] and item.is_legal for item in agenda_of(sample).items)
    visited.press("Hide names")
    assert "entered by mistake" in visited.html
    assert WHY.encode() not in visited.sent


def test_the_day_of_receipt_of_a_complaint_is_corrected(sample, visit):
    code = rows(sample, Complaint)[-1]["code"]
    entered_on = rows(sample, Complaint)[-1]["received_on"]
    visited = part_of(visit(sample), COMPLAINTS, complaint=code)
    visited.press("Correct the day of receipt")
    send(visited, "Record correction")
    assert "What was wrong with it" in visited.refusal()
    set_to(visited, "receipt.on", entered_on - timedelta(days=3))
    set_to(visited, "receipt.because", "It lay in the tray over the weekend.")
    send(visited, "Record correction")
    assert f"The day of receipt of {code} is corrected." in visited.notice()
    assert "It lay in the tray over the weekend." in visited.html
    assert b"lay in the tray" not in visited.press("Hide names").sent


def test_the_day_of_receipt_of_a_correction_is_corrected(sample, visit):
    held = rows(sample, Rectification)[-1]
    visited = part_of(visit(sample), CORRECTIONS, correction=held["code"], years="All years")
    visited.press("Correct the day of receipt")
    set_to(visited, "receipt.on", held["received_on"] - timedelta(days=3))
    set_to(visited, "receipt.because", "It was said at the door before the weekend.")
    send(visited, "Record correction")
    assert f"The day of receipt of {held['code']} is corrected." in visited.notice()
    assert "It was said at the door before the weekend." in visited.html
    assert b"said at the door before" not in visited.press("Hide names").sent


def test_a_complaint_that_no_law_dates_is_acknowledged_by_one_day_everywhere(sample, visit):
    said = {
        "made_by": "A neighbour",
        "channel": Channel.EMAIL,
        "received_on": TODAY,
        "about": "The gate stood open at noon.",
    }
    code = complaints.record_complaint(sample, manager_of(sample), kind=Kind.EARLY_YEARS, **said, today=TODAY)
    (asked,) = (
        item.due for item in agenda_of(sample).items if item.code == code and item.step == Step.ACKNOWLEDGED
    )
    visited = part_of(visit(sample), COMPLAINTS)
    assert line_of(visited, "", code)["Acknowledge by"] == asked
    visited = part_of(visited, COMPLAINTS, complaint=code)
    said = f"The setting's own rule for acknowledging it: 5 working days, by {long_date(asked)}."
    assert escape(said) in visited.html
    visited.press("Record a step")
    assert f"To be acknowledged by {long_date(asked)}." in visited.html


@pytest.mark.parametrize(
    ("part", "code", "about", "form", "what"),
    [
        pytest.param(
            COMPLAINTS, "CP-2026-003", "complaint", "complaint-step", "nobody complained", id="a complaint"
        ),
        pytest.param(
            CORRECTIONS, "RC-2026-003", "correction", "correction-step", "nobody asked", id="a correction"
        ),
    ],
)
def test_what_was_recorded_by_mistake_ends_as_that_with_what_is_right_instead(
    sample, visit, part, code, about, form, what
):
    model, step = (ComplaintStep, Step) if part == COMPLAINTS else (RectificationStep, CorrectionStep)
    button = words.MISTAKEN_COMPLAINT if part == COMPLAINTS else words.MISTAKEN_CORRECTION
    visited = part_of(visit(sample), part, **{about: code})
    assert any(item.code == code for item in agenda_of(sample).items)
    visited.press(button)
    assert "record it anew first" in visited.html
    assert what in visited.at.get_by_key(f"{form}.words.{step.MISTAKEN}").label
    set_to(visited, f"{form}.words.{step.MISTAKEN}", "Twice")
    send(visited, "Record step")
    assert "what is right instead" in visited.refusal()
    set_to(visited, f"{form}.words.{step.MISTAKEN}", f"It came twice: {code[:3]}2026-099 stands.")
    send(visited, "Record step")
    assert f"{code[:3]}2026-099 is not in these records" in visited.refusal()
    right = "It was about another child, and is recorded anew for that one."
    set_to(visited, f"{form}.words.{step.MISTAKEN}", right)
    send(visited, "Record step")
    assert not is_open(visited)
    assert rows(sample, model)[-1]["step"] is step.MISTAKEN
    assert "Recorded by mistake, and closed on Tuesday 24 November 2026: no answer is due." in visited.html
    assert "It was recorded by mistake: no" in visited.html
    assert "is no carer of this child" not in visited.html
    assert button not in visited.labels
    assert not any(item.code == code for item in agenda_of(sample).items)
    assert right in visited.html
    visited.press("Hide names")
    assert right.encode() not in visited.sent
    line = line_of(visited, f"All {about}s", code)
    assert line["Status"] == "Recorded by mistake"
    assert not {line.get(due) for due in ("Due", "Acknowledge by", "Outcome by")} - {None, ""}


def test_a_request_to_correct_a_file_is_withdrawn_by_whoever_asked(sample, visit, offered):
    visited = part_of(visit(sample), CORRECTIONS, correction="RC-2026-003").press("Record a step")
    key = next(box.key for box in visited.at.selectbox if box.key.startswith("correction-step.step."))
    set_to(visited, key, CorrectionStep.WITHDRAWN)
    visited.run()
    assert "a fact that is wrong is corrected in the file all the same" in visited.html
    said = f"correction-step.words.{CorrectionStep.WITHDRAWN}"
    set_to(visited, said, "She said by telephone that she leaves it.")
    send(visited, "Record step")
    assert "Withdrawn on Tuesday 24 November 2026, in time." in visited.html
    assert "It was withdrawn: no answer is owed." in visited.html
    assert "Withdrawn by whoever asked" in visited.html
    assert not any(item.code == "RC-2026-003" for item in agenda_of(sample).items)


def test_the_answer_is_not_given_out_once_the_request_is_withdrawn(sample, visit, offered):
    held = next(row["id"] for row in rows(sample, Rectification) if row["code"] == "RC-2026-002")
    for row in reversed(rows(sample, RectificationStep)):
        if row["rectification_id"] == held and row["step"] is not CorrectionStep.DECIDED:
            rectifications.take_back(
                sample, manager_of(sample), rectification_step_id=row["id"], because="It was another one."
            )
    part_of(visit(sample), CORRECTIONS, correction="RC-2026-002").press("Answer, to print")
    rectifications.record_step(
        sample, manager_of(sample), rectification_id=held, step=CorrectionStep.WITHDRAWN, on=TODAY,
        words="She said by telephone that she leaves it.", today=TODAY,
    )  # fmt: skip
    [(_, make)] = offered
    with pytest.raises(NotAllowed, match="not sent any more"):
        make()


def as_chosen(visited):
    """Outside a run of the page the test's own reading of a choice has no names: it is given as it stands."""
    for name in ("child", "follows"):
        box = visited.at.get_by_key(f"complaint-anew.{name}")
        if box.value is not None and not isinstance(box.value, str):
            box.select(next(one for one in box.options if box.value.code in one))


def test_a_complaint_of_the_wrong_kind_is_recorded_anew_from_what_stands_there(sample, visit):
    """What was right is filled in; only what was wrong is typed (CM-1; law L3.8)."""
    [old] = [one for one in rows(sample, Complaint) if one["code"] == "CP-2026-003"]
    visited = part_of(visit(sample), COMPLAINTS, complaint="CP-2026-003")
    visited.press(words.ANEW)
    assert visited.at.get_by_key("complaint-anew.made_by").value == old["made_by"]
    as_chosen(visited)
    send(visited, "Record anew")
    assert "What was wrong" in visited.refusal()
    other = next(kind for kind in Kind if kind is not old["kind"])
    as_chosen(visited)
    set_to(visited, "complaint-anew.kind", other)
    set_to(visited, "complaint-anew.because", "It is of another kind than was chosen.")
    send(visited, "Record anew")
    assert not is_open(visited)
    new = rows(sample, Complaint)[-1]
    same = ("made_by", "child_id", "request_id", "rectification_id", "channel", "about")
    assert (new["kind"], [new[name] for name in same]) == (other, [old[name] for name in same])
    assert f"recorded anew as {new['code']}. CP-2026-003 ends as recorded by mistake." in visited.notice()


def test_what_stands_there_is_not_filled_in_on_a_shared_screen(sample, visit):
    visited = part_of(visit(sample).press("Hide names"), COMPLAINTS, complaint="CP-2026-003")
    assert words.ANEW not in visited.labels
