"""The third parties and the file of a request, as each role sees them, and their forms (AR-10 to AR-23)."""

from contextlib import suppress
from datetime import date
from html import escape

import pytest
from sqlalchemy import select

from models import (
    AccessRequest,
    AccessStep,
    Account,
    Child,
    Conversation,
    FileEntry,
    Redaction,
    ThirdParty,
    ThirdPartyEvent,
)
from rules.access import Step
from rules.access_path import CourtOrder
from rules.agenda import Action
from rules.file_index import Kind, Mention, Mentioned, Nature, Source
from rules.induction import Role
from rules.need_to_know import Conflict
from rules.third_parties import Decision, Event, Ground, PartyKind, WhyNotWritten
from store import contacts, request_steps, sight, third_parties
from store.cabinet import Who
from store.tables import table
from tests.conftest import MANAGER, TODAY, account, agenda_of, manager_of, rows, without_a_conflict
from tests.pages.test_every_page import MOST_QUERIES, queries_of
from tests.pages.test_forms import is_open, open_row, says, send, set_to
from tests.pages.test_hostile_text import check, hostile
from tests.pages.test_on_screen import found_in, named
from tests.store.test_contacts import contact_of, entry_of
from tests.store.test_file_index import a_concern, record
from tests.store.test_file_index import ask_for_the_file as ask_alone
from tests.store.test_third_parties import ask_for_the_file, list_all, made_chairperson

__all__ = ["hostile", "named"]  # fixtures of theirs

CODE = "AR-2026-001"
FILE, PARTIES, COPIES = "The file", "Third parties", "Redaction and copies"
ANSWERED, DECIDED = "answers are in", "everything is decided"


@pytest.fixture
def asked(cabinet, family):
    """A request for a file that mentions four others, none of them listed yet."""
    return ask_for_the_file(cabinet, family)


def code_of(sample, at) -> str:
    """The code of the sample's request at a point: that with a refusal, or that with redactions."""
    numbered = {row["id"]: row["code"] for row in rows(sample, AccessRequest)}
    parties = {row["id"]: row["request_id"] for row in rows(sample, ThirdParty)}
    if at == DECIDED:
        return numbered[rows(sample, Redaction)[0]["request_id"]]
    refused = next(row for row in rows(sample, ThirdPartyEvent) if row["event"] is Event.REFUSED)
    return numbered[parties[refused["party_id"]]]


def part(visited, name, code=CODE, **query):
    visited.open("access_requests", request=code, at=name, **query)
    assert not visited.at.exception
    return visited


def open_form(visited, label):
    visited.press(label)
    assert not visited.at.exception
    assert is_open(visited)
    return visited


def choose(visited, key, value):
    set_to(visited, key, value)
    return visited.run()


# Listing --------------------------------------------------------------------------------------------


def test_everybody_who_is_mentioned_is_listed_in_one_press(cabinet, visit, asked):
    visited = part(visit(cabinet), PARTIES)
    for said in ("Peter Davies", "Nia Parry, Health visiting team", "Gwen Rees", "Entries 1 and 2"):
        assert said in visited.html
    visited.press("List 4 people")
    assert "Next: write to each" in visited.notice()
    assert len(rows(cabinet, ThirdParty)) == 4
    assert "List 4 people" not in visited.labels
    assert visited.html.count("To be written to") == 4


def test_a_child_who_is_mentioned_is_told_by_the_code_from_another_of_that_name(cabinet, visit, asked):
    visited = part(visit(cabinet), PARTIES).press("List 4 people")
    [party] = [row for row in rows(cabinet, ThirdParty) if row["kind"] is PartyKind.CHILD]
    child = next(row for row in rows(cabinet, Child) if row["id"] == party["child_id"])
    said = f"{child['name']}, {child['code']}, {PartyKind.CHILD}"
    assert escape(said) in visited.html
    assert f"{party['number']}. {said}" in visited.at.get_by_key("party").options


def test_that_nobody_is_mentioned_is_recorded_too(cabinet, visit, family):
    ask_alone(cabinet, manager_of(cabinet), family)
    visited = part(visit(cabinet), PARTIES).press("Record that nobody is mentioned")
    assert [row["step"] for row in rows(cabinet, AccessStep)] == [Step.THIRD_PARTIES_LISTED]
    assert "Record that nobody is mentioned" not in visited.labels
    assert "mentions nobody else" in visited.notice()
    assert "write to each" not in visited.notice()
    assert "Recorded: the file mentions nobody else" in visited.html


def test_an_empty_index_is_not_said_to_mention_nobody(cabinet, visit, family):
    ask_alone(cabinet, manager_of(cabinet), family)
    visited = part(visit(cabinet), PARTIES)
    assert "The index of this file is empty" in visited.html
    assert "The index mentions nobody else" not in visited.html
    assert "Enter the file&#x27;s papers in it first" in visited.html
    assert "Open the file index of" in visited.html


def test_that_nobody_is_mentioned_is_no_main_button(cabinet, visit, family):
    """It lets everything out that is about others: whoever presses what stands out recorded it."""
    ask_alone(cabinet, manager_of(cabinet), family)
    visited = part(visit(cabinet), PARTIES)
    buttons = {button.label: button.proto.type for button in visited.at.button}
    assert buttons["Record that nobody is mentioned"] == "secondary"
    said = list(buttons)
    assert said.index("Add somebody mentioned") < said.index("Record that nobody is mentioned")


def test_somebody_is_added_by_hand_and_refused_by_field(cabinet, visit, asked):
    visited = open_form(part(visit(cabinet), PARTIES), "Add somebody mentioned")
    assert CODE in says(visited)
    send(visited, "Add third party")
    said = visited.refusal().replace("*", "")
    for field in (
        "What this person is to the child: Choose",
        "Who it is: Enter",
        "Entries that mention this person: Choose",
    ):
        assert field in said
    choose(visited, "third-party.kind", PartyKind.AGENCY)
    set_to(visited, "third-party.name", "A speech therapist")
    visited.at.get_by_key("third-party.entries").set_value([asked.entries[0]])
    send(visited, "Add third party")
    assert "Agency: Enter" in visited.refusal().replace("*", "")
    set_to(visited, "third-party.agency", "Speech and language team")
    send(visited, "Add third party")
    assert "Added" in visited.notice()
    (row,) = rows(cabinet, ThirdParty)
    assert (row["name"], row["agency"]) == ("A speech therapist", "Speech and language team")


def test_a_deputy_is_told_what_is_hidden_and_how_to_see_it(cabinet, visit, asked):
    visited = part(visit(cabinet, Role.DEPUTY), PARTIES)
    assert "1 sensitive entry is hidden from you" in visited.html
    assert "Gwen Rees" not in visited.html
    visited.press("List 3 people")
    assert "First say why" in visited.refusal()
    assert rows(cabinet, ThirdParty) == []
    open_form(visited, "Say why you need to see them")


# One of them ----------------------------------------------------------------------------------------


@pytest.fixture
def listed(cabinet, asked):
    list_all(cabinet, manager_of(cabinet), asked)
    return asked


def one_party(visited, number=1):
    return part(visited, PARTIES, party=str(number))


def key_of(event, name, party=1):
    return f"party-event.{party}.{event}.{name}"


def test_a_letter_has_a_reply_by_date_and_says_that_it_is_safe(cabinet, visit, listed):
    visited = open_form(one_party(visit(cabinet)), "Record the letter")
    send(visited, "Record it")
    assert "The letter: Say that the letter tells nobody" in visited.refusal().replace("*", "")
    suggested = visited.at.get_by_key(key_of(Event.WRITTEN, "reply_by")).value
    assert TODAY < suggested <= date(2026, 12, 2)
    set_to(visited, key_of(Event.WRITTEN, "reply_by"), date(2026, 12, 3))
    set_to(visited, key_of(Event.WRITTEN, "is_safe"), True)
    send(visited, "Record it")
    assert "Reply asked for by: The file is due on" in visited.refusal().replace("*", "")
    set_to(visited, key_of(Event.WRITTEN, "reply_by"), date(2026, 12, 1))
    send(visited, "Record it")
    assert "Recorded for third party 1" in visited.notice()
    assert "Answer awaited" in visited.html
    assert "Where its copy is kept is not noted (AR-15)" in visited.html, "warned, and not barred"
    assert "Reply by Tue 1 Dec. Remind on Thu 26 Nov *" in visited.html
    assert "The setting&#x27;s own rule" in visited.html


def test_a_refusal_is_recorded_and_decides_nothing(cabinet, visit, listed):
    visited = open_form(one_party(visit(cabinet)), "Say why not written to")
    choose(visited, f"party-event.event.1.{Event.NOT_WRITTEN}", Event.REFUSED)
    set_to(visited, key_of(Event.REFUSED, "said"), "Said so at the door.")
    send(visited, "Record it")
    assert rows(cabinet, ThirdPartyEvent)[0]["event"] is Event.REFUSED
    assert "They refuse. Decide, with the ground" in visited.html
    assert "A refusal alone does not decide anything, and silence does not hold anything up" in visited.html
    open_form(visited, "Decide")
    assert "They refuse. That is weighed up, and does not decide anything by itself." in visited.html
    send(visited, "Record it")
    said = visited.refusal().replace("*", "")
    assert "What is done with their information: Choose" in said
    assert "Ground: Choose the ground. A refusal alone does not decide anything" in said
    choose(visited, "party-event.decision.1", Decision.WITHHOLD)
    grounds = visited.at.get_by_key(f"{key_of(Event.DECIDED, 'ground')}.{Decision.WITHHOLD}")
    assert len(grounds.options) == 4, "those for less alone, and none of staff"
    grounds.set_value(Ground.CONFIDENCE)
    visited.run()
    set_to(visited, key_of(Event.DECIDED, "reason"), "He told it in confidence.")
    send(visited, "Record it")
    assert "Withhold it: it was given in confidence. Write, or say why not" in visited.html
    assert {"Decide again", "Record the letter", "Say why not written to"} <= set(visited.labels)
    row = rows(cabinet, ThirdPartyEvent)[-1]
    assert (row["decision"], row["ground"]) == (Decision.WITHHOLD, Ground.CONFIDENCE)


def test_serious_harm_by_what_an_agency_gave_asks_whose_opinion_it_is(cabinet, visit, listed):
    """A doctor's report was withheld on it, and the form asked nothing (law L2.13 to L2.15)."""
    visited = open_form(one_party(visit(cabinet), 2), "Decide")
    choose(visited, "party-event.decision.2", Decision.WITHHOLD)
    choose(visited, f"{key_of(Event.DECIDED, 'ground', 2)}.{Decision.WITHHOLD}", Ground.HARM)
    assert "Only serious harm to the physical or mental health" in visited.html
    assert "ask a health professional" in visited.html
    set_to(visited, key_of(Event.DECIDED, "reason", 2), "It would upset her to read it.")
    send(visited, "Record it")
    said = visited.refusal().replace("*", "")
    assert "Whose opinion it is, on which day, and what they said: Enter whose opinion" in said
    assert "That somebody would be upset is not serious harm" in said
    set_to(visited, key_of(Event.DECIDED, "said", 2), "Dr Shaw, 23 November: she may harm herself.")
    set_to(visited, key_of(Event.DECIDED, "reason", 2), "She may harm herself on reading it.")
    send(visited, "Record it")
    row = rows(cabinet, ThirdPartyEvent)[-1]
    assert (row["ground"], row["said"]) == (Ground.HARM, "Dr Shaw, 23 November: she may harm herself.")
    assert "Dr Shaw, 23 November" in visited.html


def test_why_somebody_is_not_written_to_is_asked(cabinet, visit, listed):
    visited = open_form(one_party(visit(cabinet)), "Say why not written to")
    assert "AR-14 asks for everybody to be written to" in visited.html, "told, and not barred"
    send(visited, "Record it")
    assert "Why not written to: Choose" in visited.refusal().replace("*", "")
    set_to(visited, key_of(Event.NOT_WRITTEN, "why_not"), WhyNotWritten.MAY_HARM)
    send(visited, "Record it")
    assert rows(cabinet, ThirdPartyEvent)[0]["why_not"] is WhyNotWritten.MAY_HARM


def test_no_answer_is_recorded_that_nobody_chose(cabinet, visit, listed):
    visited = open_form(one_party(visit(cabinet)), "Record the letter")
    set_to(visited, key_of(Event.WRITTEN, "is_safe"), True)
    send(visited, "Record it")
    open_form(visited, "Record their answer")
    send(visited, "Record it")
    assert "What happened: Choose what happened" in visited.refusal().replace("*", "")
    choose(visited, f"party-event.event.1.{Event.CONSENTED}", Event.REFUSED)
    send(visited, "Record it")
    assert [row["event"] for row in rows(cabinet, ThirdPartyEvent)] == [Event.WRITTEN, Event.REFUSED]


def test_staff_are_talked_with_first(cabinet, visit, listed):
    visited = open_form(one_party(visit(cabinet), 3), "Decide")
    assert any("discussed with the member of staff" in one.value for one in visited.at.warning)
    choose(visited, "party-event.decision.3", Decision.WITHHOLD)
    assert (
        len(visited.at.get_by_key(f"{key_of(Event.DECIDED, 'ground', 3)}.{Decision.WITHHOLD}").options) == 2
    )
    send(visited, "Record it")
    assert "What happened: It has to be discussed with the member of staff" in visited.refusal().replace(
        "*", ""
    )


def test_what_was_wrong_is_corrected_or_taken_back_and_stays(cabinet, visit, listed):
    visited = open_form(one_party(visit(cabinet)), "Say why not written to")
    choose(visited, f"party-event.event.1.{Event.NOT_WRITTEN}", Event.CONSENTED)
    send(visited, "Record it")
    open_form(visited, "Correct or take back")
    choose(visited, "correct-party.1.event", Event.REFUSED)
    send(visited, "Record the correction")
    assert "What was wrong: Enter in a sentence" in visited.refusal().replace("*", "")
    set_to(visited, "correct-party.1.because", "He said no, not yes.")
    send(visited, "Record the correction")
    assert "Both are in the history" in visited.notice()
    assert "They consent (corrected)" in visited.html
    assert "Because: He said no, not yes" in visited.html
    open_form(visited, "Correct or take back")
    choose(visited, "correct-party.struck.2", True)
    set_to(visited, "correct-party.2.because", "It was somebody else.")
    send(visited, "Take it back")
    assert "Taken back: they refuse" in visited.html
    assert len(rows(cabinet, ThirdPartyEvent)) == 3


def test_what_is_right_is_not_turned_back_where_somebody_else_recorded_it_meanwhile(cabinet, visit, listed):
    """The letter went out, says one; another has recorded it: the form does not go back to what was wrong."""
    third_parties.record_event(
        cabinet, manager_of(cabinet), request_id=listed.request, party_id=1, event=Event.NOT_WRITTEN,
        on=TODAY, why_not=WhyNotWritten.NO_ADDRESS, reason="We have none of them.", today=TODAY,
    )  # fmt: skip
    visited = open_form(one_party(visit(cabinet)), "Correct or take back")
    choose(visited, "correct-party.1.event", Event.WRITTEN)
    set_to(visited, f"correct-party.1.{Event.WRITTEN}.is_safe", True)
    set_to(visited, f"correct-party.1.{Event.WRITTEN}.reply_by", date(2026, 12, 1))
    set_to(visited, "correct-party.1.because", "The letter did go out.")
    third_parties.record_event(
        cabinet, manager_of(cabinet), request_id=listed.request, party_id=1, event=Event.WRITTEN, on=TODAY,
        reply_by=date(2026, 12, 1), is_safe=True, today=TODAY,
    )  # fmt: skip
    send(visited, "Record the correction")
    assert visited.at.get_by_key("correct-party.1.event").value is Event.WRITTEN
    assert "The letter of Tuesday 24 November 2026 is already recorded" in visited.refusal()
    assert len(rows(cabinet, ThirdPartyEvent)) == 2


def test_two_who_record_at_once_are_told_of_each_other(cabinet, visit, listed):
    visited = open_form(one_party(visit(cabinet)), "Say why not written to")
    third_parties.record_event(
        cabinet,
        manager_of(cabinet),
        request_id=listed.request,
        party_id=1,
        event=Event.CONSENTED,
        on=TODAY,
        today=TODAY,
    )
    set_to(visited, key_of(Event.NOT_WRITTEN, "why_not"), WhyNotWritten.NO_ADDRESS)
    send(visited, "Record it")
    assert "Somebody else has recorded something about this third party in the meantime" in visited.refusal()
    assert len(rows(cabinet, ThirdPartyEvent)) == 1
    send(visited, "Record it")
    assert len(rows(cabinet, ThirdPartyEvent)) == 2


# The file -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHAIRPERSON])
def test_an_empty_index_leads_whoever_may_fill_it_to_it(cabinet, visit, who, family, role):
    code = ask_alone(cabinet, who, family)
    without_a_conflict(cabinet)
    said = part(visit(cabinet, role), FILE, code).html
    assert "The index of this file is empty" in said
    leads = 'href="/children-and-files?files=File+index&amp;child=C-001"' in said
    assert leads is (role is Role.MANAGER)


def test_whoever_records_the_check_is_told_that_the_index_is_empty_and_not_that_it_lists_nothing(
    cabinet, visit, who, family
):
    code = ask_alone(cabinet, who, family)
    visited = part(visit(cabinet), "Steps", code).press("Record a step")
    set_to(visited, "access-step.step.", Step.FILE_CHECKED)
    visited.run()
    assert [w.value for w in visited.at.warning if w.value.startswith("The index of this file is empty")]
    assert "The check lists nothing" not in visited.html


def test_an_empty_file_is_signed_for_as_empty_by_two_who_are_told_so(cabinet, visit, who, family):
    code, checked = ask_alone(cabinet, who, family), Step.FILE_CHECKED
    without_a_conflict(cabinet)
    visited = part(visit(cabinet), "Steps", code).press("Record a step")
    set_to(visited, "access-step.step.", checked)
    visited.run()
    assert "Open the file index of C-001" in visited.html
    set_to(visited, f"access-step.{checked}.said", "E-mail: nothing")
    send(visited, "Record step")
    assert "Enter its papers first" in visited.refusal()
    set_to(visited, f"access-step.{checked}.no-papers", True)
    set_to(visited, f"access-step.{checked}.reason", "The child never came, and nothing was written.")
    send(visited, "Record step")
    assert visited.notice().startswith(f"Recorded for {code}")
    second = part(visit(cabinet, Role.CHAIRPERSON, with_names=True), FILE, code)
    assert "The check says that the file holds no papers. The child never came" in second.html
    second.press("Sign as the second person")
    told = [warning.value.replace("\\", "") for warning in second.at.warning]
    assert any("You sign for that too. Why: The child never came" in one for one in told), told


def test_what_is_not_in_the_file_yet_is_said_before_the_check_is_signed(cabinet, visit, who, family):
    """A concern, and a talk with another agency, of which no entry says that it is there (RI-1, CP-14)."""
    code = ask_alone(cabinet, who, family)
    without_a_conflict(cabinet)
    record(cabinet, who, family, hold_reason="It was there before")
    concern = a_concern(cabinet, who, family)
    contacts.record_contact(cabinet, who, **contact_of(family))
    [talk] = rows(cabinet, Conversation)

    def said(role):
        return open_form(part(visit(cabinet, role), FILE, code), "Sign the check").html

    lacking = f"not in the file yet: {talk['code']} and {concern.code}"
    assert lacking in said(Role.MANAGER)
    assert "not in the file yet" not in said(Role.CHAIRPERSON), "neither is in their sight"
    second = {"number": 2, "first_page": 3, "last_page": 3, "hold_reason": "It was raised before"}
    record(cabinet, who, family, decision_id=concern.id, **second)
    contacts.record_in_file(cabinet, who, **entry_of(talk["id"]))
    assert "not in the file yet" not in said(Role.MANAGER)


def test_what_the_check_finds_is_listed_with_the_size_of_the_file(cabinet, visit, asked):
    visited = part(visit(cabinet), FILE)
    assert "3 entries, 6 pages in the index" in visited.html
    assert "Nothing to put right" in visited.html
    with cabinet.administering("out of order") as session:
        session.add(
            FileEntry(
                child_id=1,
                number=4,
                first_page=9,
                last_page=9,
                event_on=date(2026, 1, 5),
                written_on=date(2026, 2, 5),
                kind=Kind.CONTACT,
                author="",
                nature=Nature.OPINION,
                source=Source.SETTING,
                kept_at="In the child's file",
            )
        )
    visited.run()
    for what, where in (
        ("Out of date order", "4"),
        ("Pages missing", "7 to 8"),
        ("Without an author", "4"),
        ("Opinion without saying whose", "4"),
        ("Written late, without saying why", "4"),
    ):
        assert f"<span>{what}</span><span>{where}</span>" in visited.html


def sign(cabinet, step, who: Who):
    with cabinet.administering("signed") as session:
        session.add(
            AccessStep(
                request_id=1, step=step, on=TODAY, signed_by_id=who.account_id, recorded_by_id=who.account_id
            )
        )


def test_two_people_sign_and_never_the_same_one(cabinet, visit, asked):
    manager = manager_of(cabinet)
    visited = part(visit(cabinet), FILE)
    assert "Sign the check" in visited.labels
    assert "Sign as the second person" not in visited.labels
    sign(cabinet, Step.FILE_CHECKED, manager)
    visited.run()
    assert "Sign the check" not in visited.labels
    assert "Sign as the second person" not in visited.labels, "the manager signed first"
    assert "signs under their own account" in visited.html
    chair = part(visit(cabinet, Role.CHAIRPERSON), FILE)
    assert "Sign the check" not in chair.labels
    assert "Sign as the second person" in chair.labels
    sign(cabinet, Step.FILE_CHECK_SIGNED, account(cabinet, Role.CHAIRPERSON, "Bryn Moss"))
    part(chair, FILE)
    assert "Sign as the second person" not in chair.labels
    manager_sees = part(visit(cabinet), FILE)
    assert "Bryn Moss, 24 Nov 2026" in manager_sees.html
    assert f"{MANAGER}, 24 Nov 2026" in manager_sees.html


# Who sees what --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.KEY_PERSON, Role.STAFF, Role.STUDENT, Role.VOLUNTEER])
@pytest.mark.parametrize("name", [FILE, PARTIES, COPIES])
def test_nobody_else_opens_a_request(cabinet, visit, listed, role, name):
    visited = visit(cabinet, role)
    with suppress(ValueError):  # the page is not there for this role at all
        visited.open("access_requests", request=CODE, at=name)
    codes = () if role is Role.COMMITTEE else (CODE,)  # their first page is the meeting's, by codes
    for said in ("Peter Davies", "Nia Parry", "Gwen Rees", *codes):
        assert said not in visited.html
    assert not {"Decide", "List 4 people", "Enter a redaction"} & set(visited.labels)


def test_the_chairperson_sees_all_and_records_nothing_but_a_signature(cabinet, visit, listed):
    visited = one_party(visit(cabinet, Role.CHAIRPERSON))  # whose sign-in begins without names
    assert "Family member" in visited.html
    recording = {
        "Record the letter",
        "Record it for third party 1",
        "Decide",
        "Add somebody mentioned",
        "Correct or take back",
    }
    assert not recording & set(visited.labels)


def test_the_office_sees_that_who_prepares_the_file_is_named_in_it(cabinet, visit, who, family, asked):
    told = "Entry 2 of the index names the chairperson"
    assert told not in part(visit(cabinet), "Steps").html
    chair = made_chairperson(cabinet, family.colleague)
    assert f"{told}, who said “no conflict” (AR-6)" in part(visit(cabinet), FILE).html
    visited = part(visit(cabinet), "Steps").press("Record a step")
    choose(visited, "access-step.step.", Step.CONFLICT_ASKED)
    assert f"{told}. “No conflict” then needs a sentence why" in visited.html
    visited = part(visit(cabinet).press("Hide names"), FILE)
    assert told not in visited.html, "it would say whose request it is"
    answer = {"request_id": asked.request, "on": TODAY, "today": TODAY}
    steps = (Step.CONFLICT_ASKED, {"answer": Conflict.NAMED}), (Step.STAND_IN_NAMED, {"said": "Sian Hughes"})
    for step, said in steps:
        request_steps.record(cabinet, who, step=step, **said, **answer)
        assert told not in part(visit(cabinet), FILE).html
    assert "Entry 2 of the index names the stand-in" in part(visit(cabinet), FILE).html
    assert chair


@pytest.mark.parametrize("name", [FILE, PARTIES, COPIES])
def test_a_chairperson_who_stands_back_sees_nothing(cabinet, visit, listed, name):
    visited = visit(cabinet, Role.CHAIRPERSON)
    with cabinet.connection() as look:
        held = table(Account)
        number = look.execute(select(held.c.id).where(held.c.role == Role.CHAIRPERSON)).scalar_one()
    chair = Who(number, f"A {Role.CHAIRPERSON}", Role.CHAIRPERSON)
    sight.declare_conflict(cabinet, chair, request_id=listed.request, conflict=Conflict.NAMED)
    visited.open("access_requests", request=CODE, at=name)
    for said in ("Peter Davies", "Nia Parry", "Gwen Rees", CODE):
        assert said not in visited.html


@pytest.mark.parametrize("at", [ANSWERED, DECIDED])
@pytest.mark.parametrize("name", [FILE, PARTIES, COPIES])
def test_on_screen_no_name_and_no_typed_text_is_sent(sample, visit, named, name, at):
    code = code_of(sample, at)
    shown = part(visit(sample), name, code, party="2")
    assert found_in(shown.sent, named), "it would find one"
    visited = shown.press("Hide names")
    part(visited, name, code, party="2")
    assert found_in(visited.sent, named) == set()
    assert found_in(repr(dict(visited.at.query_params)).encode(), named) == set()


@pytest.mark.parametrize(
    ("name", "label"),
    [
        (PARTIES, "Decide"),
        (PARTIES, "Record their answer"),
        (PARTIES, "Correct or take back"),
        (PARTIES, "Add somebody mentioned"),
        (COPIES, "Enter a redaction"),
        (COPIES, "Correct or take back"),
    ],
)
def test_nor_in_a_form(sample, visit, named, name, label):
    code = code_of(sample, ANSWERED if name == PARTIES else DECIDED)
    visited = visit(sample).press("Hide names")
    part(visited, name, code, party="2", redaction="1")
    open_form(visited, label)
    assert found_in(visited.sent, named) == set()


@pytest.mark.parametrize("name", [FILE, PARTIES, COPIES])
def test_typed_text_is_shown_as_text(hostile, visit, name):
    for at in (ANSWERED, DECIDED):
        code = code_of(hostile, at)
        check(part(visit(hostile), name, code, party="2", redaction="1"))
    if name == PARTIES:
        visited = open_form(part(visit(hostile), name, code, party="2"), "Correct or take back")
        check(visited)
        assert escape("<b>x</b>") in visited.html


@pytest.mark.parametrize("name", [FILE, PARTIES, COPIES])
def test_each_part_costs_few_queries(sample, visit, name):
    visited = part(visit(sample), name, code_of(sample, DECIDED), party="2", redaction="1")
    assert len(queries_of(sample, visited)) <= MOST_QUERIES


def test_a_court_order_stands_in_its_own_words_where_its_file_is_decided_about(cabinet, visit, asked):
    """AR-4: what it limits was read on one day, and forgotten where it counts."""
    record_step = {"request_id": asked.request, "on": TODAY, "today": TODAY}
    request_steps.record(
        cabinet, manager_of(cabinet), **record_step, step=Step.COURT_ORDER_READ,
        answer=CourtOrder.LIMITS, reason="Nobody tells the father where *she* lives.",
    )  # fmt: skip
    said = "limits what may be released: Nobody tells the father where *she* lives. Read on 24 Nov"
    for name in ("Third parties", "Redaction and copies", "Release"):
        warned = [one.value.replace("\\", "") for one in part(visit(cabinet), name).at.warning]
        assert any(said in one for one in warned), name
        on_screen = part(visit(cabinet).press("Hide names"), name)
        assert b"lives" not in on_screen.sent, name
    list_all(cabinet, manager_of(cabinet), asked)
    visited = open_form(part(visit(cabinet), "Third parties", party="1"), "Decide")
    assert len([one for one in visited.at.warning if "lives" in one.value]) == 2, "in the form as well"


def test_a_neighbour_is_nobody_of_the_family_and_written_to_only_once_that_is_decided(
    cabinet, family, visit, asked
):
    """AR-13 to AR-15: entered under the family, they were to be written to, which tells who had spoken."""
    record(
        cabinet, manager_of(cabinet), family, number=90, first_page=90, last_page=90,
        mentions=[Mention(Mentioned.OTHER, name="Mr Hale from next door")], hold_reason="It was in the tray.",
    )  # fmt: skip
    list_all(cabinet, manager_of(cabinet), asked)
    number = next(row["number"] for row in rows(cabinet, ThirdParty) if row["kind"] is PartyKind.OTHER)
    visited = part(visit(cabinet), "Third parties", party=str(number))
    assert "Decide first whether to write: a letter may tell who had spoken" in visited.html
    assert {"Say why not written to", "Record the letter"} <= set(visited.labels)
    visited = open_form(visited, "Say why not written to")
    assert "Somebody outside may have spoken in confidence" in visited.html


def test_what_an_agency_gave_is_shown_on_its_silence_only_with_a_warning(cabinet, visit, asked):
    """Beside the form stood that an answer is awaited, and that it may be decided now."""
    third_parties.add_party(
        cabinet, manager_of(cabinet), request_id=asked.request, kind=PartyKind.AGENCY, name="Priya Shah",
        agency="Health visiting", entries=[rows(cabinet, FileEntry)[0]["id"]], today=TODAY,
    )  # fmt: skip
    visited = open_form(one_party(visit(cabinet)), "Say why not written to")
    choose(visited, f"party-event.event.1.{Event.NOT_WRITTEN}", Event.DECIDED)
    warned = "only after asking them whether that could do serious harm"
    assert not any(warned in one.value for one in visited.at.warning)
    choose(visited, "party-event.decision.1", Decision.DISCLOSE)
    assert any(warned in one.value for one in visited.at.warning)
    set_to(visited, f"party-event.1.{Event.DECIDED}.ground.{Decision.DISCLOSE}", Ground.REASONABLE)
    set_to(visited, key_of(Event.DECIDED, "reason"), "Her doctor was asked instead.")
    send(visited, "Record it")
    assert "Recorded for third party 1" in visited.notice()
    said = [one.value for one in part(visit(cabinet), "Release").at.warning]
    assert any("Decided to show without an answer: third party 1." in one for one in said)


def test_the_number_of_an_entry_is_said_to_be_unchecked_while_the_file_has_no_index(
    cabinet, visit, who, family
):
    """A slip of a digit would never be found (IS-6, PR-1)."""
    a_concern(cabinet, who, family)
    told = "has no index yet. A slip in the number would not be noticed."

    def is_told():
        [item] = [one for one in agenda_of(cabinet).items if one.action is Action.DECIDE]
        visited = visit(cabinet, with_names=True)
        open_row(visited, item)
        assert visited.at.get_by_key("decide.entry") is not None
        return told in visited.html

    assert is_told()
    record(cabinet, who, family)
    assert not is_told()
