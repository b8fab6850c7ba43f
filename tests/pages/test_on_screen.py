"""On screen: not one name on any page, list, plot, table, key or address; leaving asks for the password."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from models import (
    AccessRequest,
    AccessStep,
    Account,
    Breach,
    BreachStep,
    Carer,
    Child,
    Complaint,
    ComplaintStep,
    Consent,
    ConsentFollowUp,
    Contact,
    Conversation,
    ConversationEntry,
    DevelopmentalRecord,
    FileEntry,
    FileEntryFact,
    FileMention,
    InductionRecord,
    JourneyAccount,
    KeyPersonAssignment,
    Leaflet,
    PolicyAdoption,
    PolicyReview,
    Rectification,
    RectificationStep,
    Redaction,
    RequesterCheck,
    RoutineCheckDone,
    SharingAdvice,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
    StaffMember,
    ThirdParty,
    ThirdPartyEvent,
    WeeklyReview,
)
from rules.agenda import Action
from rules.induction import Role
from store.consents import KEPT_IN_FILE
from tests.conftest import MANAGER, PASSWORD, agenda_of, rows
from tests.pages.conftest import PAGES
from tests.pages.test_forms import is_open, send, show_all
from ui.words import NAMES_HIDDEN

# Whatever names somebody or was typed: table by table.
NAMING = {
    Child: ("name", "note"),
    Carer: ("name",),
    StaffMember: ("name",),
    Account: ("name",),
    AccessRequest: ("requester", "note"),
    AccessStep: ("reason",),
    ThirdParty: ("name", "agency"),
    ThirdPartyEvent: ("said", "reason", "because"),
    Redaction: ("pages", "reason", "because"),
    Rectification: ("asked_by", "words"),
    RectificationStep: ("words",),
    Complaint: ("made_by", "about"),
    ComplaintStep: ("words",),
    Consent: ("witness", "kept_at", "note"),
    JourneyAccount: ("note",),
    FileEntry: ("author", "opinion_of", "kept_at", "because", "hold_reason", "hold_second"),
    FileMention: ("name", "agency"),
    FileEntryFact: ("said", "hold_reason"),
    DevelopmentalRecord: ("kept_at",),
    ConsentFollowUp: ("note",),
    SharingDecision: ("concern", "raised_by"),
    SharingAdvice: ("sought_from", "advice"),
    SharingOutcome: ("shared_with", "reason", "witness", "decided_by"),
    SharingEntry: ("late_because",),
    WeeklyReview: ("note",),
    InductionRecord: ("signed_off_by", "note"),
    PolicyAdoption: ("signed_by",),
    PolicyReview: ("reviewed_by", "what"),
    RoutineCheckDone: ("done_by", "note"),
    Leaflet: ("issued_to",),
    Contact: ("number",),
    Conversation: ("person", "agency", "what", "purpose"),
    ConversationEntry: ("late_because",),
    Breach: ("what", "whose", "harm"),
    BreachStep: ("note",),
    RequesterCheck: ("acts_for", "evidence", "authority", "note"),
    KeyPersonAssignment: ("reason",),
}
SHORTEST = 4  # two or three letters are found in anything


@pytest.fixture
def named(sample) -> set[str]:
    """Every name and every free text of the records, and every part of a person's name."""
    found: set[str] = set()
    for model, columns in NAMING.items():
        for row in rows(sample, model):
            for column in columns:
                text = (row[column] or "").strip()
                found.add(text)
                if column in {"name", "requester", "raised_by", "witness", "decided_by"}:
                    found |= set(text.split())
    found.discard(KEPT_IN_FILE)  # what the forms themselves propose: the product's words, and nobody's
    return {text for text in found if len(text) >= SHORTEST}


def found_in(sent: bytes, named: set[str]) -> set[str]:
    return {name for name in named if name.encode() in sent or name.encode("utf-16-le") in sent}


@pytest.fixture
def on_screen(sample, visit):
    return visit(sample).press("Hide names")


@pytest.mark.parametrize("page", PAGES)
def test_no_name_and_no_typed_text_is_sent(on_screen, sample, named, page):
    on_screen.open(page)
    show_all(on_screen)
    assert not on_screen.at.exception
    assert on_screen.heading == PAGES[page]
    assert found_in(on_screen.sent, named) == set()


@pytest.mark.parametrize("page", [page for page in PAGES if page not in {"set_up", "committee"}])
def test_this_test_would_find_a_name(sample, visit, named, page):
    visited = show_all(visit(sample).open(page))
    assert found_in(visited.sent, named)


@pytest.mark.parametrize(
    "chosen", [("access_requests", "request"), ("consents", "child"), ("induction", "person")]
)
def test_nor_where_one_record_is_opened(on_screen, sample, named, chosen):
    page, key = chosen
    on_screen.open(page)
    box = on_screen.at.get_by_key(key)
    assert len(box.options) > 3
    for at in range(0, len(box.options), 7):
        on_screen.at.get_by_key(key).select_index(at)
        on_screen.run()
        assert not on_screen.at.exception
        assert found_in(on_screen.sent, named) == set()
        if page == "access_requests":
            on_screen.press("All requests")


WITH_A_FORM = {
    Action.ACCESS_STEP,
    Action.CONSENT,
    Action.FORM,
    Action.FOLLOW_UP,
    Action.DECIDE,
    Action.RECORD,
    Action.SIGN_OFF,
    Action.KEY_PERSON,
    Action.COUNTERSIGN,
    Action.TRAINING,
    Action.REVIEW,
    Action.RELATED,
    Action.CONTACT,
    Action.CHECK,
}


def test_nor_in_any_form(on_screen, sample, named):
    """Each kind of form that a row opens, and the two that a page opens."""
    show_all(on_screen)
    items = agenda_of(sample).items
    for action in sorted({item.action for item in items}):
        item = next(item for item in items if item.action is action)
        on_screen.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
        on_screen.run()
        assert not on_screen.at.exception
        assert is_open(on_screen) or action not in WITH_A_FORM
        assert found_in(on_screen.sent, named) == set(), action
        if action is Action.REQUEST:  # it leads to the request's own page
            assert on_screen.heading == item.code
            on_screen.press("All requests")
            show_all(on_screen.open("weekly_review"))
        if action is Action.ASK:  # it leads to the form to print
            assert on_screen.heading == "Consents"
            show_all(on_screen.open("weekly_review"))
    for page, label in (
        ("access_requests", "Record a new request"),
        ("sharing_decisions", "Record a concern"),
    ):
        on_screen.open(page).press(label)
        assert is_open(on_screen)
        assert found_in(on_screen.sent, named) == set(), label


def test_nor_in_an_address(on_screen, sample, named):
    on_screen.open("consents")
    on_screen.at.get_by_key("child").select_index(0)
    on_screen.run()
    said = repr(dict(on_screen.at.query_params)).encode()
    assert found_in(said, named) == set()


def test_nor_in_that_of_a_choice_from_before(sample, visit, named, monkeypatch):
    # The test reads the choices outside the page's run, where nobody is signed in.
    monkeypatch.setattr("ui.state.named", lambda code, _: code)
    visited = visit(sample).open("consents")
    every = len(visited.at.get_by_key("child").options)
    visited.at.get_by_key("filter-keyperson").select_index(1)
    visited.run()
    assert 0 < visited.html.count('<th scope="row"') < every
    assert found_in(repr(dict(visited.at.query_params)).encode(), named) == set()
    chosen = visited.at.get_by_key("filter-keyperson").value
    visited.press("Hide names")
    assert visited.at.get_by_key("filter-keyperson").value == chosen


def test_it_stays_so_when_the_page_is_loaded_again(on_screen, named):
    """Pressing reload is a new visit of the same sign-in: nothing but the password brings names back."""
    on_screen.at = AppTest.from_file(on_screen.at._script_path, default_timeout=30)
    on_screen.run()
    assert on_screen.heading
    assert found_in(on_screen.sent, named) == set()


@pytest.mark.parametrize("page", [page for page in PAGES if page != "committee"])  # always on screen
def test_leaving_it_asks_for_the_password_on_every_page(on_screen, named, page):
    on_screen.open(page).press("Show names")
    assert is_open(on_screen)
    [password] = [field for field in on_screen.at.text_input if field.label == "Your password"]
    password.set_value("not the password")
    send(on_screen, "Show names")
    assert "does not match" in on_screen.refusal()
    assert MANAGER not in on_screen.html
    [password] = [field for field in on_screen.at.text_input if field.label == "Your password"]
    password.set_value(PASSWORD)
    send(on_screen, "Show names")
    assert MANAGER in on_screen.html
    assert not is_open(on_screen)


@pytest.mark.parametrize("page", [page for page in PAGES if page != "committee"])
def test_the_page_says_that_names_are_hidden_while_they_are(sample, visit, page):
    assert NAMES_HIDDEN not in visit(sample).open(page).html
    assert NAMES_HIDDEN in visit(sample).press("Hide names").open(page).html


def test_to_whom_it_is_always_so_nothing_is_said_of_it(sample, visit):
    assert NAMES_HIDDEN not in visit(sample, Role.COMMITTEE).open("policy").html


def test_with_no_records_it_can_be_left_too(cabinet, visit):
    visited = visit(cabinet).press("Hide names").press("Show names")
    assert is_open(visited)


@pytest.mark.parametrize("role", [Role.COMMITTEE])
def test_the_committee_is_always_on_screen(sample, visit, named, role):
    visited = visit(sample, role)
    assert found_in(visited.sent, named) == set()
    assert not [b for b in visited.at.button if b.label in {"Show names", "Hide names"}]


@pytest.mark.parametrize(
    ("page", "part", "key"),
    [
        ("access_requests", {}, "request"),
        ("access_requests", {"access": "Corrections"}, "correction"),
        ("access_requests", {"access": "Complaints"}, "complaint"),
        ("sharing_decisions", {}, "decision"),
        ("sharing_decisions", {"part": "Contacts and disclosures"}, "contact"),
        ("sharing_decisions", {"part": "Breaches"}, "breach"),
    ],
)
def test_a_record_is_chosen_by_whose_it_is_and_on_screen_by_its_code(sample, visit, page, part, key):
    children = {row["name"]: row["code"] for row in rows(sample, Child)}
    named = visit(sample).open(page, **part).at.get_by_key(key).options
    assert [option for option in named if option.split(", ")[-1] in children.values()]
    coded = visit(sample).press("Hide names").open(page, **part).at.get_by_key(key).options
    assert coded == [option.split(", ")[0] for option in named]


@pytest.mark.parametrize(
    ("page", "part"),
    [
        ("consents", {}),
        ("children", {}),
        ("children", {"files": "File index"}),
        ("children", {"files": "Developmental records"}),
        ("induction", {}),
    ],
)
def test_no_order_of_names_tells_whose_code_is_whose(on_screen, page, part):
    """Who knows the names of a group could count them off against a list that is in their order."""
    on_screen.open(page, **part)
    lists = [box.options for box in on_screen.at.selectbox]
    lists += [list(table.value.iloc[:, 0].astype(str)) for table in on_screen.at.dataframe]
    if page != "induction":  # there the most pressing come first
        lists.append(re.findall(r'<th scope="row">([^<]+)</th>', on_screen.html))
    of_people = [
        codes for codes in lists if codes and all(re.fullmatch(r"[CSM]-\d+", code) for code in codes)
    ]
    assert of_people
    for codes in of_people:
        for letter in "CSM":
            of_one_kind = [code for code in codes if code.startswith(letter)]
            assert of_one_kind == sorted(of_one_kind), page
