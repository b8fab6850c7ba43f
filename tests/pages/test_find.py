"""Find and help, in the sidebar of every page but the committee's: links to records, and plain English."""

import re
from html import escape

import pytest

from models import Breach, Child, Complaint, Conversation, Rectification, SharingDecision, StaffMember
from rules.agenda import Action, Area
from rules.induction import Role
from store.policy import clause_words
from tests.conftest import agenda_of, rows
from tests.pages.conftest import PAGES, ROOT
from tests.pages.test_forms import button_of, is_open
from tests.pages.test_on_screen import found_in
from tests.pages.test_on_screen import named as named
from ui import words
from ui.forms.find import help_of

FIND = "Find and help"


def ask(visited, asked):
    visited.at.get_by_key("find.asked").set_value(asked)
    return visited.run()


@pytest.mark.parametrize("script", [page.stem for page in (ROOT / "pages").glob("*.py")])
@pytest.mark.parametrize("role", Role)
def test_every_page_says_what_it_is_for_in_plain_english(script, role):
    said = help_of(script, role)
    assert said, "Add what the page is for to data/page_help.toml."
    for sentence in said:
        assert sentence.endswith((".", "?")), sentence
        assert len(sentence.split()) <= 25, "A tired manager reads short sentences."


MANAGES = {Role.MANAGER, Role.DEPUTY}


@pytest.mark.parametrize(
    ("page", "about", "roles"),
    [
        pytest.param("children", "To take back a carer", MANAGES, id="a carer of the wrong child"),
        pytest.param("consents", "To take back an answer", MANAGES, id="an answer by mistake"),
        pytest.param("consents", "A withdrawal", MANAGES, id="what must follow"),
        pytest.param("sharing_decisions", "A breach opens", MANAGES, id="the breach log"),
        pytest.param("sharing_decisions", "72 hours", MANAGES, id="when a breach was known"),
        pytest.param("sharing_decisions", "made again", MANAGES, id="deciding again"),
        pytest.param("access_requests", "put right where it is listed", MANAGES, id="a step put right"),
        pytest.param("set_up", "Bring in registers", {Role.MANAGER}, id="setting up"),
        pytest.param("set_up", "The audit trail says", {Role.MANAGER}, id="the trail"),
    ],
)
def test_nobody_reads_about_what_their_role_has_no_button_for(page, about, roles):
    assert {role for role in Role if about in " ".join(help_of(page, role))} == roles


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COMMITTEE])
def test_the_keys_of_presenting_are_named_to_whoever_presents(sample, visit, role):
    visited = visit(sample, role).press(FIND)
    assert "Closes whatever is open" in visited.html
    assert ("while the committee page is presented" in visited.html) is (role in MANAGES)


@pytest.mark.parametrize("role", [Role.KEY_PERSON, Role.STAFF])
@pytest.mark.parametrize("page", ["consents", "sharing_decisions", "children"])
def test_a_key_person_opens_help_for_their_own_role(sample, visit, role, page):
    visited = visit(sample, role).open(page).press(FIND)
    assert not visited.at.exception
    assert "take back" not in visited.html
    assert "key child" in visited.html


@pytest.mark.parametrize("page", [page for page in PAGES if page != "committee"])
def test_it_opens_on_every_page_with_the_keys_that_work(sample, visit, page):
    visited = visit(sample).open(page).press(FIND)
    assert is_open(visited)
    assert not visited.at.exception
    assert "Ctrl + K" in visited.html
    assert escape(help_of(page, Role.MANAGER)[0]) in visited.html


@pytest.mark.parametrize(
    ("page", "key", "kind", "in_address", "action"),
    [
        pytest.param("children", "child", Child, {}, "Change details", id="a child"),
        pytest.param("consents", "child", Child, {}, "Enter a paper form", id="a child's consents"),
        pytest.param("induction", "person", StaffMember, {}, "Change this person", id="a person"),
        pytest.param("sharing_decisions", "decision", SharingDecision, {}, "Record advice", id="a decision"),
        pytest.param(
            "sharing_decisions", "breach", Breach, {"part": "Breaches"}, "Record a step", id="a breach"
        ),
        pytest.param(
            "sharing_decisions",
            "contact",
            Conversation,
            {"part": "Contacts and disclosures"},
            words.MISTAKEN_CONTACT,
            id="a contact",
        ),
        pytest.param(
            "access_requests",
            "correction",
            Rectification,
            {"access": "Corrections"},
            "Correct the day of receipt",
            id="a correction",
        ),
        pytest.param(
            "access_requests",
            "complaint",
            Complaint,
            {"access": "Complaints"},
            "Record a step",
            id="a complaint",
        ),
    ],
)
def test_what_is_opened_stands_above_what_is_asked_of_all(sample, visit, page, key, kind, in_address, action):
    """Below it, what was found would be under the screen. A child who is open has the page alone."""
    code = [row["code"] for row in rows(sample, kind) if row.get("left_on") is None][-1]
    visited = visit(sample).open(page, **in_address, **{key: code})
    assert visited.at.get_by_key(key).value == code
    of_the_agenda = [at for at, one in enumerate(visited.at.button) if (one.key or "").startswith("do-")]
    assert all(visited.labels.index(action) < at for at in of_the_agenda)


@pytest.mark.parametrize(
    ("page", "key", "area", "in_address"),
    [
        pytest.param("children", "child", Area.CHILDREN, {}, id="of a child"),
        pytest.param("consents", "child", Area.CONSENTS, {}, id="of a child's carers"),
        pytest.param("induction", "person", Area.INDUCTION, {}, id="of a person"),
        pytest.param("sharing_decisions", "decision", Area.SHARING_DECISIONS, {}, id="of a decision"),
        pytest.param(
            "access_requests", "complaint", Area.ACCESS_REQUESTS, {"access": "Complaints"}, id="complaint"
        ),
    ],
)
def test_what_is_asked_of_one_record_stands_with_it(sample, visit, page, key, area, in_address):
    items = [item for item in agenda_of(sample).items if item.area is area]
    elsewhere = {Action.ASK, Action.REQUEST}  # they lead to a list, or to a request
    opens = [i for i in items if i.action not in elsewhere]
    item = next(i for i in opens if key != "complaint" or i.action is Action.COMPLAINT)
    code = (
        {row["id"]: row["code"] for row in rows(sample, Child)}[item.child] if key == "child" else item.code
    )
    visited = visit(sample).open(page, **in_address, **{key: code})
    theirs = [i for i in items if (i.child == item.child if key == "child" else i.code == code)]
    keys = [one.key for one in visited.at.button if (one.key or "").startswith("one-do-")]
    assert len(keys) == len(theirs)
    visited.at.button(key=f"one-do-{button_of(item)}").click()
    visited.run()
    assert is_open(visited)


def test_a_name_leads_to_its_record(sample, visit):
    visited = ask(visit(sample).press(FIND), "Wrona")
    assert 'href="/children-and-files?child=C-' in visited.html
    assert "Łucja Wrona</a>" in visited.html, "whoever finds a name presses the name"


@pytest.mark.parametrize(
    ("role", "looks_for"), [(Role.VOLUNTEER, False), (Role.COMMITTEE, False), (Role.KEY_PERSON, True)]
)
def test_who_may_see_no_record_is_not_asked_for_one(sample, visit, role, looks_for):
    visited = visit(sample, role).open("reading").press(FIND)
    assert "Ctrl + K" in visited.html
    assert ("find.asked" in {field.key for field in visited.at.text_input}) is looks_for


@pytest.mark.parametrize(
    ("asked", "clause", "others"),
    [
        pytest.param("AR-8", "AR-8", False, id="as it stands in the weekly review"),
        pytest.param("ar 8", "AR-8", False, id="as it is typed in a hurry"),
        pytest.param("AR\u20118", "AR-8", False, id="as it is copied from a letter"),
        pytest.param("whistleblowing", "SE-4", True, id="by a word of it"),
    ],
)
def test_a_clause_is_found_and_says_what_the_policy_asks(sample, visit, asked, clause, others):
    found = ask(visit(sample).press(FIND), asked).html
    assert f">{clause}</span>" in found.split("What the policy says")[1]
    assert escape(clause_words()[clause]) in found.split("What the policy says")[1]
    assert others or "Nothing was found" not in found


def test_pointing_at_a_clause_in_the_weekly_review_says_why(sample, visit):
    shown = visit(sample).html
    said = re.findall(r'class="clause"( title="[^"]+")?>([^<]+)<', shown)
    assert said
    assert [clause for title, clause in said if not title] == []
    assert f' title="{escape(clause_words()["AR-8"])}">AR-8<' in shown


def test_nothing_found_says_so(sample, visit):
    assert "Nothing was found" in ask(visit(sample).press(FIND), "zzzz").html


def test_on_screen_it_finds_codes_and_sends_no_name(sample, visit, named):
    visited = visit(sample).press("Hide names").press(FIND)
    ask(visited, "AR-2026-003")
    assert "AR-2026-003</a>" in visited.html
    assert found_in(visited.sent, named) == set()
    assert "Nothing was found" in ask(visited, "Thistle").html


def test_the_committees_page_says_what_it_is_for_and_has_no_search(sample, visit):
    visited = visit(sample).open("committee")
    assert FIND not in [button.label for button in visited.at.button]
    assert escape(help_of("committee", Role.MANAGER)[0]) in visited.html


def test_a_page_remembers_its_filters_and_an_address_goes_before_them(sample, visit):
    visited = visit(sample).open("induction")
    visited.at.get_by_key("induction").set_value("Topics")
    visited.run().open("consents").open("induction")
    assert visited.at.get_by_key("induction").value == "Topics"
    visited.open("consents").open("induction", induction="Students")
    assert visited.at.get_by_key("induction").value == "Students"
