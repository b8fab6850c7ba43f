"""Where something is done, by the words that people call it by: each leads to a part that is there."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from rules.induction import Role
from tests.pages.conftest import ROOT, Visit
from tests.pages.test_find import FIND, ask
from ui.page_list import OPENED_BY
from ui.places import MOST, open_to, places_about

SCRIPTS = {page.address: page.script for page in OPENED_BY}


def said(asked: str, role: Role = Role.MANAGER) -> list[str]:
    return [place.says for place in places_about(asked, role)]


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        pytest.param("breach", "Log a breach", id="the word of the law"),
        pytest.param("lost laptop", "Log a breach", id="what has happened"),
        pytest.param("photos", "May we?", id="more than the word in the file"),
        pytest.param("dad wants to see the file", "Record a request", id="a sentence"),
        pytest.param("Retention?", "When a child leaves", id="a capital and a question mark"),
        pytest.param("how long do we keep records", "When a child leaves", id="words that tell nothing"),
        pytest.param("court order", "Add a child", id="two words"),
        pytest.param("new starter volunteer", "Add somebody who starts", id="three words"),
        pytest.param("photo permission slip", "May we?", id="most of the words"),
        pytest.param("backup", "Make a backup", id="not what hands a form out and has it back"),
        pytest.param("new complaint", "Record a complaint", id="what is begun is called new"),
        pytest.param("tell the family", "Log a breach", id="one family of several"),
        pytest.param("delete typed copy", "Write an entry", id="what the weekly review asks for"),
        pytest.param("accident form", "Write an entry", id="a paper by its name"),
        pytest.param("destroy file", "When a child leaves", id="of a child who has left"),
        pytest.param("extend deadline", "Take a request on", id="a word of an office"),
        pytest.param("take a file out", "Record that a child's paper file", id="who has the paper file"),
        pytest.param("christmas", "Bank holidays", id="a day"),
        pytest.param("police asked for information", "Record a concern", id="who is at the door"),
        pytest.param("memory stick lost", "Log a breach", id="what held a copy is lost"),
        pytest.param("student starting Monday", "Add somebody who starts", id="by when"),
        pytest.param("new student", "Add somebody who starts", id="where a student is added"),
        pytest.param("student's supervisor", "Add somebody who starts", id="where a supervisor is chosen"),
        pytest.param("students", "Add somebody who starts", id="where there is something to press first"),
        pytest.param("leaving", "Enter the day on which a child leaves", id="where the day is entered"),
        pytest.param("last day", "Enter the day on which a child leaves", id="as a parent says it"),
        pytest.param("leaver", "When a child leaves", id="who is gone already"),
        pytest.param("passport", "Take a request on", id="proof of who asks"),
        pytest.param("request for the wrong child", "End a request that", id="a request that never was"),
        pytest.param("erasure", "Record that a family asks to correct", id="where it says what to do of it"),
        pytest.param("delete request", "End a request that", id="what nobody can do, and what stands for it"),
        pytest.param("duplicate request", "End a request that", id="one that is there twice"),
        pytest.param("undo", "Take back", id="a slip of the pen, whatever it was about"),
        pytest.param("Ofsted inspection", "Every clause", id="somebody who wants to see that it is kept"),
        pytest.param("divorced parents", "Add a child", id="a family that changes"),
        pytest.param("transition report", "When a child leaves", id="the word of schools"),
        pytest.param("whatsapp group", "May we?", id="where a photo would go"),
        pytest.param("newspaper", "May we?", id="a picture in the press"),
        pytest.param("local paper", "May we?", id="as a newspaper is called"),
        pytest.param("press", "May we?", id="as the purpose is called"),
        pytest.param("two factor", "Change your password", id="as other services call it"),
        pytest.param("took the register in by mistake", "Make a backup", id="the way back from all of it"),
        pytest.param(
            "recovery code", "Make a new recovery code", id="where one is made, before what it opens"
        ),
        pytest.param("lost recovery code", "Make a new recovery code", id="what became of the one before"),
        pytest.param("answer for the wrong child", "Take back an answer", id="a slip of the pen"),
        pytest.param("entry mistake", "Take back an entry", id="a line of the index of a file"),
        pytest.param("wrong child", "Take back an entry", id="a paper in the wrong file"),
        pytest.param("allegation", "An allegation about a colleague", id="what is said of one of us"),
        pytest.param("allegation against the manager", "An allegation", id="of the manager herself"),
        pytest.param("LADO", "An allegation about a colleague", id="whom an allegation is told"),
        pytest.param("about a colleague", "An allegation about a colleague", id="in other words"),
        pytest.param("about the manager", "Record a complaint", id="a complaint, or else an allegation"),
        pytest.param("complaint about the manager", "Record a complaint", id="which the chairperson answers"),
        pytest.param("FGM", "Record a concern", id="a harm by its short name"),
        pytest.param("999", "Record a concern", id="a number that is a word"),
        pytest.param("foster carer", "Add a child", id="a child who is looked after"),
        pytest.param("CCTV", "Record a request", id="pictures that somebody asks to see"),
    ],
)
def test_what_a_manager_types_leads_to_where_it_is_done(asked, about):
    assert said(asked)[0].startswith(about)


@pytest.mark.parametrize(
    ("role", "asked", "about"),
    [
        pytest.param(Role.DEPUTY, "stand-in", "Take a request on", id="a deputy who needs a stand-in"),
        pytest.param(Role.DEPUTY, "second opinion", "Record a concern", id="a lead who asks a colleague"),
        pytest.param(Role.DEPUTY, "legal advice", "Take a request on", id="a deputy before a release"),
        pytest.param(Role.CHAIRPERSON, "legal advice", "Read a request", id="a chairperson before a release"),
        pytest.param(Role.CHAIRPERSON, "minutes", "See on one screen", id="a chairperson after a meeting"),
        pytest.param(Role.KEY_PERSON, "parent asks to see the file", "A parent asks", id="the day it begins"),
        pytest.param(Role.KEY_PERSON, "request", "A parent asks", id="in the word of the law"),
        pytest.param(Role.STUDENT, "mum wants a copy", "A parent asks", id="a student at the door"),
        pytest.param(Role.KEY_PERSON, "allegation", "An allegation about", id="a key person with a worry"),
        pytest.param(Role.VOLUNTEER, "about the manager", "An allegation about", id="nobody's own manager"),
        pytest.param(Role.CHAIRPERSON, "LADO", "An allegation about", id="a chairperson who is told"),
        pytest.param(Role.KEY_PERSON, "999", "Record a concern", id="a key person in a hurry"),
        pytest.param(
            Role.KEY_PERSON, "second factor", "Change your password", id="a key person with a phone"
        ),
    ],
)
def test_what_others_type_leads_to_where_it_is_done(role, asked, about):
    assert said(asked, role)[0].startswith(about)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("", id="nothing"),
        pytest.param("how do we", id="words that tell nothing"),
        pytest.param("PR-6", id="a clause"),
        pytest.param("C-014", id="a code"),
        pytest.param("C-999", id="a code with a number that is a word"),
        pytest.param("Rose Court", id="a name, one word of which is a word of ours"),
        pytest.param("Wrona", id="a name"),
        pytest.param("🦊 %_ [[ \\", id="signs"),
    ],
)
def test_what_is_about_nothing_that_is_done_here_leads_nowhere(asked):
    assert said(asked) == []


@pytest.mark.parametrize("role", Role)
def test_each_place_opens_for_whoever_is_led_there(sample, visit, role):
    visit(sample, role)
    for place, _ in open_to(role):
        address = urlsplit(place.address)
        # As a link does: the same person, in a new session of Streamlit.
        opened = AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=30)
        for key, value in parse_qsl(address.query):
            opened.query_params[key] = value
        visited = Visit(opened, role).open(SCRIPTS[address.path[1:]])
        assert not visited.at.exception, place
        assert place.page in visited.html, place
        if place.part:
            shown = {control.value for control in visited.at.segmented_control}
            assert place.part in shown, place


@pytest.mark.parametrize("script", sorted(set(SCRIPTS.values()) - {"committee"}))
def test_each_part_of_a_page_is_a_place(sample, visit, script):
    visited = visit(sample).open(script)
    parts = {
        part
        for control in visited.at.segmented_control
        if control.label == "Part of this page"
        for part in control.options
    }
    led_to = [
        place for place, _ in open_to(Role.MANAGER) if SCRIPTS[urlsplit(place.address).path[1:]] == script
    ]
    assert led_to
    assert {place.part for place in led_to} >= parts


def test_it_is_found_beside_records_and_clauses_and_opens_the_part(sample, visit):
    found = ask(visit(sample).press(FIND), "Breach").html
    assert 'href="/sharing-decisions?part=Breaches"' in found.split("Where it is done")[1]
    assert "What the policy says" in found
    assert "Nothing was found" not in found


def test_a_key_person_is_led_to_no_button_that_they_do_not_have(sample, visit):
    visited = visit(sample, Role.KEY_PERSON).open("children").press(FIND)
    assert "Record a concern about a key child" in ask(visited, "worry").html
    found = ask(visited, "backup").html
    assert "Where it is done" not in found
    assert "What the policy says" in found
    assert "Policy page" not in found, "which is not open to them"


def test_at_most_a_handful_is_shown():
    assert len(said("re")) == MOST
