"""Children and files, and the parts of Consents, as a manager and as a key person fill them in."""

import re
from collections import Counter
from datetime import date, timedelta
from html import escape, unescape
from types import SimpleNamespace

import pytest
from sqlalchemy import insert, select, update

from models import (
    Account,
    Carer,
    Child,
    Consent,
    ConsentAsked,
    ConsentPurpose,
    DevelopmentalRecord,
    Disposal,
    FileEntry,
    FileEntryFact,
    FileMention,
    JourneyAccount,
    KeyPersonAssignment,
    Mistake,
    RecordHold,
    RetentionPeriod,
    SensitiveSight,
    SharingDecision,
    StaffMember,
)
from rules import consent
from rules.access import Channel
from rules.agenda import Action, Area
from rules.consent import Account as JourneyEvent
from rules.consent import Answer, FollowUp, How, Status
from rules.developmental import Event
from rules.figures import consent_statuses
from rules.file_index import Category, Confidential, Fact, Informed, Kind, Mentioned, Nature, Source
from rules.house import HouseRules
from rules.induction import Role
from rules.retention import STAYS, Became, From, HeldFor, RecordKind
from rules.sharing import Ground
from rules.words import dated, long_date
from store import access_requests, consents, purposes, record_hold, retention, sharing, signing_in
from store.asked_day import STARTS_SOON
from store.children import RegisteredChild
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, manager_of, rows
from tests.pages.conftest import is_a_key_person
from tests.pages.test_every_page import MOST_QUERIES, queries_of
from tests.pages.test_forms import is_on_agenda, is_open, open_row, row_for, says, send, set_to, show_all
from tests.pages.test_on_screen import found_in, on_screen
from tests.pages.test_on_screen import named as named
from ui import consents as shown_consents
from ui import form, parts, state, words

__all__ = ["named", "on_screen"]

DAY = timedelta(days=1)
PARTS = [
    ("consents", {"consents": "To ask"}),
    ("consents", {"consents": "May we?", "purpose": "Website and social media"}),
    ("consents", {"consents": "Purposes"}),
    ("consents", {"child": "C-022", "purpose": "Website and social media"}),
    ("children", {"files": "Register", "child": "C-022"}),
    ("children", {"files": "File index", "child": "C-022", "entry": "9"}),
    ("children", {"files": "Developmental records", "child": "C-022"}),
    ("children", {"files": "Leaving", "child": "C-012"}),
]


def at_child(visited, page: str, code: str, *, entry: str = "", **query):
    """A part of a page with one child chosen, and an entry of the child's file."""
    visited.open(page, **query)
    for key, wanted in (("child", code), ("entry", entry)):
        if wanted:
            box = visited.at.get_by_key(key)
            [at] = [at for at, option in enumerate(box.options) if option.split()[-1] == wanted]
            box.select_index(at)
            visited.run()
    assert not visited.at.exception
    return visited


@pytest.fixture
def key_person(sample, visit):
    """The key person of some of the children, at the page; their children's codes."""
    visited = visit(sample, Role.KEY_PERSON)
    assigned = [row for row in rows(sample, KeyPersonAssignment) if row["until_on"] is None]
    staff = assigned[0]["staff_id"]
    with sample.administering("test") as session:
        newest = max(row["id"] for row in rows(sample, Account))
        session.get(Account, newest).staff_id = staff
    own = {row["child_id"] for row in assigned if row["staff_id"] == staff}
    return visited.run(), {row["code"] for row in rows(sample, Child) if row["id"] in own}


def in_writing(visited):
    set_to(visited, "answer.how", How.WRITTEN)
    set_to(visited, "answer.kept_at", "In the child's file")


# Every part -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "query"), PARTS)
def test_every_part_opens_and_shows_no_name_on_screen(sample, visit, named, page, query):
    chosen = {"code": ""} | query
    visited = at_child(visit(sample), page, **chosen)
    assert not visited.at.error
    assert found_in(visited.sent, named) or query.get("consents") == "Purposes"
    visited = at_child(visit(sample).press("Hide names"), page, **(chosen | {"entry": ""}))
    assert found_in(visited.sent, named) == set()


@pytest.mark.parametrize("part", ["Register", "File index", "Developmental records", "Leaving"])
def test_on_screen_nothing_tells_whose_a_code_is(sample, visit, part):
    """A date of a child's own names the child to whoever remembers the day (L11.5)."""
    with sample.administering("test") as session:
        session.execute(update(Child).values(has_court_order=True))
        session.execute(update(Carer).values(court_order_concerns=True))
    code = "C-012" if part == "Leaving" else "C-022"
    child = next(row for row in rows(sample, Child) if row["code"] == code)
    viewed = [row["on"] for row in rows(sample, DevelopmentalRecord) if row["child_id"] == child["id"]]
    happened = [row["event_on"] for row in rows(sample, FileEntry) if row["child_id"] == child["id"]]
    told = [child["started_on"], child["left_on"], child["born_on"], *viewed, *happened]
    days = {f"{day.day} {day:%b %Y}" for day in told if day}
    visited = at_child(visit(sample), "children", code, files=part)
    assert any(day in visited.html or day in tables(visited) for day in days), "with names it is all there"
    visited = at_child(
        visit(sample).press("Hide names"), "children", code if part != "Leaving" else "", files=part
    )
    assert not [day for day in days if day in visited.html or day in tables(visited)]
    assert "ourt order" not in visited.html.replace(words.ORDER_NOT_SAID, "") + tables(visited)
    if part in {"File index", "Leaving"}:
        assert "a date alone may tell whose it is" in visited.html
        assert not visited.at.dataframe


def tables(visited) -> str:
    """What stands in the tables, dates as a person reads them."""
    return "\n".join(
        ", ".join(f"{cell.day} {cell:%b %Y}" if isinstance(cell, date) else str(cell) for cell in row)
        for frame in visited.at.dataframe
        for row in [list(frame.value.columns), *frame.value.itertuples(index=False)]
    )


@pytest.mark.parametrize("part", ["Register", "File index", "Developmental records", "Leaving"])
def test_with_no_records_every_part_says_so(cabinet, visit, part):
    visited = visit(cabinet).open("children", files=part)
    assert not visited.at.exception
    assert 'class="empty"' in visited.html
    assert ("Bring in the registers" in visited.html) is (part != "Leaving")


@pytest.mark.parametrize("name", [form.ANSWER, form.PAPER_FORM])
def test_where_nobody_can_answer_it_is_said_where_to_record_who_can(cabinet, visit, family, name):
    with cabinet.administering("nobody") as session:
        session.execute(update(table(Carer)).values(has_parental_responsibility=False))
    visited = visit(cabinet)
    visited.at.session_state[state._FORM] = (name, family.child, None)
    visited.run()
    assert "under Children and files, Register" in visited.at.warning[0].value


def test_the_grid_costs_as_many_queries_for_6000_children_as_for_60(sample, visit):
    """And shows a page of them at a time, all of them within reach."""
    purposes.take_up(sample, manager_of(sample), key="student-observation", today=TODAY)
    add_children(sample, 15)
    visited = visit(sample).open("consents")
    few = len(queries_of(sample, visited))
    [grid] = [body.proto.body for body in visited.at.html if '<table class="grid">' in body.proto.body]
    assert (grid.count('scope="row"'), grid.count('scope="col"')) == (60, 10)
    add_children(sample, 5_940)
    assert len(queries_of(sample, visited)) == few <= MOST_QUERIES
    [grid] = [body.proto.body for body in visited.at.html if '<table class="grid">' in body.proto.body]
    assert grid.count('scope="row"') == 100


def add_children(opened, number: int) -> None:
    first = len(rows(opened, Child)) + 1
    with opened.administering("test") as session:
        session.connection().execute(
            insert(table(Child)),
            [
                {
                    "code": f"C-{at}",
                    "name": f"Child {at}",
                    "started_on": TODAY,
                    "room": "Ladybirds",
                    "has_court_order": False,
                    "note": "",
                }
                for at in range(first, first + number)
            ],
        )


# Consents -------------------------------------------------------------------------------------------


def test_a_paper_form_of_both_carers(sample, visit):
    carers = [row for row in rows(sample, Carer) if row["has_parental_responsibility"]]
    two = next(c for c in carers if sum(o["child_id"] == c["child_id"] for o in carers) == 2 and c["id"] > 30)
    both = [c["id"] for c in carers if c["child_id"] == two["child_id"]]
    code = next(row["code"] for row in rows(sample, Child) if row["id"] == two["child_id"])
    visited = at_child(visit(sample), "consents", code).press("Enter a paper form")
    send(visited, "Record the form")
    assert "Choose at least one answer" in visited.refusal()

    def asked():
        return [one for one in visited.at.segmented_control if (one.key or "").startswith("paper.")]

    assert len(asked()) == 7 * 2
    assert "yes is enough, unless another of them refuses." in visited.html
    assert len({one.label for one in asked()}) == 14, "each has a name of its own"
    asked()[3].set_value(Answer.REFUSED)
    before = len(rows(sample, Consent))
    for carer in both:
        [rest] = [b for b in visited.at.button if b.id.endswith(f"paper.{carer}.rest")]
        assert [one.value for one in asked() if one.key.startswith(f"paper.{carer}.")].count(None) > 5
        rest.click()
        visited.run()
    assert [one.value for one in asked()].count(Answer.GIVEN) == 13, "what was answered stays"
    assert asked()[3].value == Answer.REFUSED
    send(visited, "Record the form")
    assert "Date on the form" in visited.refusal(), "it is not taken for signed today"
    assert len(rows(sample, Consent)) == before
    set_to(visited, "paper.on", TODAY)
    send(visited, "Record the form")
    undo = "Next: stop and undo what this consent allowed, by Wednesday 25 November 2026."
    assert visited.notice() == f"The form of {code} is recorded. It has 14 answers. {undo}"
    added = rows(sample, Consent)[before:]
    said = [row["answer"] for row in added]
    assert said.count(Answer.GIVEN) == len(said) - 1, "and one no, which withdraws what stood"
    assert {row["carer_id"] for row in added} == set(both)


@pytest.mark.parametrize(
    ("days_ago", "by"),
    [(0, "by Wednesday 25 November 2026"), (1, "now")],
    ids=["withdrawn today", "yesterday: it is due"],
)
def test_a_withdrawal_says_what_is_to_be_done_next(sample, visit, days_ago, by):
    alone = Counter(row["child_id"] for row in rows(sample, Carer))
    here = {row["id"]: row["code"] for row in rows(sample, Child) if not row["left_on"]}
    given = next(
        row
        for row in reversed(rows(sample, Consent))
        if row["answer"] is Answer.GIVEN and alone[row["child_id"]] == 1 and row["child_id"] in here
    )
    code = here[given["child_id"]]
    visited = visit(sample).open("consents")
    visited.at.session_state["_form"] = (form.ANSWER, given["child_id"], None)
    visited.run()
    visited.at.get_by_key("answer.carer").select_index(0)
    visited.at.get_by_key(f"answer.{given['purpose_id']}").set_value(Answer.WITHDRAWN)
    in_writing(visited)
    set_to(visited, "answer.on", TODAY - timedelta(days=days_ago))
    send(visited, "Record answers")
    undo = f"Next: stop and undo what this consent allowed, {by}."
    assert visited.notice() == f"Recorded for {code}. {undo}"


def test_who_withdraws_after_anothers_no_is_told_the_day_on_the_list(sample, visit):
    """It named a day six weeks after the one that the list had for the same thing, and no line had it."""
    manager, wanted = manager_of(sample), "C-098"
    with sample.administering("test") as session:
        child = Child(code=wanted, name="Poppy Two", started_on=TODAY - DAY * 90)
        session.add(child)
        session.flush()
        child_id = child.id
        both = [
            Carer(child_id=child_id, name=name, has_parental_responsibility=True) for name in ("Ann", "Bea")
        ]
        session.add_all(both)
        session.flush()
        first, second = (carer.id for carer in both)
    purpose = max(
        row["id"] for row in rows(sample, ConsentPurpose) if row["title"] == "Photographs on display"
    )
    said = {"child_id": child_id, "how": How.VERBAL, "witness": "Jo", "kept_at": "", "today": TODAY}
    for carer, answer, days_ago in (
        (first, Answer.GIVEN, 60),
        (second, Answer.REFUSED, 41),
    ):
        on = TODAY - timedelta(days=days_ago)
        consents.record_answers(sample, manager, **said, carer_id=carer, answers={purpose: answer}, on=on)
    visited = visit(sample).open("consents")
    visited.at.session_state["_form"] = (form.ANSWER, child_id, None)
    visited.run()
    visited.at.get_by_key("answer.carer").select_index(0)
    visited.at.get_by_key(f"answer.{purpose}").set_value(Answer.WITHDRAWN)
    in_writing(visited)
    set_to(visited, "answer.on", TODAY)
    send(visited, "Record answers")
    [listed] = [
        item
        for item in agenda_of(sample).items
        if item.action is Action.FOLLOW_UP and item.child == child_id and "carer's no" in item.what
    ]
    assert visited.notice() == (
        f"Recorded for {wanted}. Another carer's no had ended it before. Undo what is left of it now: it was "
        f"to be done by {long_date(listed.due)}."
    )


def test_a_carer_has_one_number_on_a_shared_screen_wherever_carers_are_listed(sample, visit):
    """Those who cannot answer count too: Carer 2 of the register is Carer 2 of the form, and on paper."""
    manager, wanted = manager_of(sample), "C-057"
    child_id = next(row["id"] for row in rows(sample, Child) if row["code"] == wanted)
    first, second = [row["id"] for row in rows(sample, Carer) if row["child_id"] == child_id][:2]
    with sample.administering("test") as session:
        session.get(Carer, first).has_parental_responsibility = False
        session.get(Carer, second).has_parental_responsibility = True
    visited = at_child(visit(sample).press("Hide names"), "consents", wanted).press("Enter a paper form")
    asked = [one for one in visited.at.segmented_control if (one.key or "").startswith(f"paper.{second}.")]
    labels = [one.label for one in asked]
    assert labels
    assert all(label.endswith(", Carer 2") for label in labels)
    printed = shown_consents._forms(manager, TODAY, (wanted,), is_on_screen=True).decode()
    assert "Carer 2" in printed
    assert "Carer 1" not in printed


@pytest.mark.parametrize("has_order", [True, False], ids=["with a court order", "without"])
def test_where_there_is_a_court_order_each_carer_has_a_sheet_of_their_own(sample, visit, has_order):
    """One for both would show either what the other answered."""
    wanted = "C-057"
    child_id = next(row["id"] for row in rows(sample, Child) if row["code"] == wanted)
    with sample.administering("test") as session:
        session.get(Child, child_id).has_court_order = has_order
    carers = [row["name"] for row in rows(sample, Carer) if row["child_id"] == child_id]
    visit(sample).open("consents")
    printed = shown_consents._forms(manager_of(sample), TODAY, (wanted,), is_on_screen=False).decode()
    sheets = printed.split("<section>")[1:]
    named = [[carer for carer in carers if escape(carer) in sheet] for sheet in sheets]
    assert named == ([[carer] for carer in carers] if has_order else [carers])
    assert len(carers) == 2
    questions = [sheet.count("(wording ") for sheet in sheets]
    assert questions == questions[:1] * len(sheets)


def test_a_child_chosen_by_itself_has_a_sheet_also_where_no_carer_may_answer(sample, visit):
    """The carer who may is written on it; among those of all an order may be why there is none."""
    wanted = next(one.child.code for one in consents.whom_to_ask(agenda_of(sample)))
    child_id = next(row["id"] for row in rows(sample, Child) if row["code"] == wanted)
    with sample.administering("test") as session:
        session.get(Child, child_id).has_court_order = True
        for row in rows(sample, Carer):
            if row["child_id"] == child_id:
                session.get(Carer, row["id"]).has_parental_responsibility = False
    visit(sample).open("consents")
    asked = manager_of(sample), TODAY, (wanted,)
    by_itself = shown_consents._forms(*asked, is_on_screen=False).decode()
    among_all = shown_consents._forms(*asked, is_on_screen=False, is_of_all=True).decode()
    assert (by_itself.count("<section>"), among_all.count("<section>")) == (1, 0)


def test_no_sheet_for_whom_a_court_order_concerns_is_among_those_of_all(sample, visit):
    """It tells where the child is: nobody looks through thirty sheets for it (L7.5)."""
    wanted = next(one.child.code for one in consents.whom_to_ask(agenda_of(sample)))
    child_id = next(row["id"] for row in rows(sample, Child) if row["code"] == wanted)
    carers = [row for row in rows(sample, Carer) if row["child_id"] == child_id]
    with sample.administering("test") as session:
        session.get(Child, child_id).has_court_order = True
        session.get(Carer, carers[-1]["id"]).court_order_concerns = True
        session.get(Carer, carers[-1]["id"]).has_parental_responsibility = True
    visited = visit(sample).open("consents", consents=shown_consents.TO_ASK)
    asked = manager_of(sample), TODAY, (wanted,)
    name = escape(carers[-1]["name"])
    assert name not in shown_consents._forms(*asked, is_on_screen=False, is_of_all=True).decode()
    assert name in shown_consents._forms(*asked, is_on_screen=False).decode(), "chosen by itself"
    assert "A court order is in the file of" in visited.html
    visited.open("consents", consents=shown_consents.TO_ASK).press("Hide names")
    assert "A court order is in the file" not in visited.open("consents", consents=shown_consents.TO_ASK).html


@pytest.mark.parametrize("button", ["Enter a paper form", "Record an answer"])
@pytest.mark.parametrize("has_order", [True, False], ids=["with a court order", "without"])
def test_who_records_a_consent_is_reminded_of_a_court_order(sample, visit, button, has_order):
    child = agenda_of(sample).facts.children[0]
    with sample.administering("test") as session:
        session.get(Child, child.id).has_court_order = has_order
    visited = at_child(visit(sample), "consents", child.code).press(button)
    assert (words.COURT_ORDER in visited.html) is has_order
    visited = at_child(visit(sample).press("Hide names"), "consents", child.code).press(button)
    assert words.COURT_ORDER not in visited.html
    assert words.ORDER_NOT_SAID in visited.html


@pytest.mark.parametrize("page", ["children", "consents"])
@pytest.mark.parametrize("has_order", [True, False], ids=["with a court order", "without"])
def test_on_a_shared_screen_each_child_says_that_no_order_is_said(sample, visit, page, has_order):
    """The banner went without a word, and whoever had seen none acted as if there were none."""
    child = agenda_of(sample).facts.children[0]
    with sample.administering("test") as session:
        session.get(Child, child.id).has_court_order = has_order
    visited = at_child(visit(sample).press("Hide names"), page, child.code)
    assert words.ORDER_NOT_SAID in visited.html
    assert words.COURT_ORDER not in visited.html


def above(visited, first: str, then: str) -> bool:
    """Whether one thing stands on the page, and before another."""
    return -1 < visited.html.find(first) < visited.html.find(then)


A_CHILD_IN_EVERY_PART = [
    pytest.param("children", {"files": "Register"}, "C-022", "parental responsibility", id="register"),
    pytest.param("children", {"files": "File index"}, "C-022", 'class="answer"', id="file index"),
    pytest.param("children", {"files": "Developmental records"}, "C-022", None, id="developmental records"),
    pytest.param("children", {"files": "Leaving"}, "C-012", None, id="leaving"),
    pytest.param("consents", {}, "C-022", "<table", id="consents"),
    pytest.param("consents", {"consents": "To ask"}, None, ">To ask:", id="to ask"),
]


@pytest.mark.parametrize(("page", "query", "code", "then"), A_CHILD_IN_EVERY_PART)
@pytest.mark.parametrize("has_order", [True, False], ids=["with a court order", "without"])
def test_a_court_order_is_the_first_thing_to_be_seen_of_a_child(
    sample, visit, page, query, code, then, has_order
):
    """It stood in small grey letters below the carers, and in most parts not at all."""
    code = code or next(one.child.code for one in consents.whom_to_ask(agenda_of(sample)))
    with sample.administering("test") as session:
        session.execute(update(Child).values(has_court_order=False))
        session.execute(
            update(Child)
            .where(table(Child).c.code == code)
            .values(has_court_order=has_order, note="See the office")
        )
    visited = at_child(visit(sample), page, code, **query)
    said = f'<p class="read-first">{escape(words.COURT_ORDER)}</p>'
    assert visited.html.count(said) == has_order
    assert len(queries_of(sample, visited)) <= MOST_QUERIES + (query.get("files") == "File index")
    if has_order and then:
        assert above(visited, said, then)
    if query.get("files") in {"Register", "File index"} and has_order:
        assert above(visited, said, "Note: See the office")
    at_child(visited.press("Hide names"), page, code if query.get("files") != "Leaving" else "", **query)
    assert "court order is in" not in visited.html


def test_a_key_person_reads_of_a_court_order_of_their_own_children_alone(key_person, sample):
    visited, own = key_person
    other = next(row["code"] for row in rows(sample, Child) if row["code"] not in own)
    with sample.administering("test") as session:
        session.execute(update(Child).values(has_court_order=True))
    for page, query in (("children", {}), ("consents", {"consents": shown_consents.GRID})):
        at_child(visited, page, min(own), **query)
        assert words.COURT_ORDER in visited.html
        visited.open(page, child=other, **query)
        assert words.COURT_ORDER not in visited.html


def test_what_a_carer_signed_before_their_responsibility_ended_is_recorded_of_its_day(
    sample, visit, monkeypatch
):
    """A form in the tray; what it withdrew is to be undone, also where it counts no more today."""
    # The test reads the choices outside the page's run, where nobody is signed in.
    monkeypatch.setattr("ui.state.on_screen", lambda: False)
    here = {child.id: child.code for child in agenda_of(sample).facts.children}
    given = next(
        row
        for row in reversed(rows(sample, Consent))
        if row["answer"] is Answer.GIVEN and row["child_id"] in here and row["on"] < TODAY - DAY * 3
    )
    with sample.administering("test") as session:
        session.execute(
            update(table(Carer))
            .where(table(Carer).c.child_id == given["child_id"])
            .values(responsible_until_on=TODAY - DAY * 2)
        )
    visited = at_child(visit(sample), "consents", here[given["child_id"]]).press("Record an answer")
    box = visited.at.get_by_key("answer.carer")
    name = next(row["name"] for row in rows(sample, Carer) if row["id"] == given["carer_id"])
    box.select_index(box.options.index(f"{name}, until 22 Nov 2026"))
    assert "can be recorded here" in "".join(one.value for one in visited.at.warning)
    newest = max(
        row["id"]
        for row in rows(sample, ConsentPurpose)
        if row["key"]
        == next(r["key"] for r in rows(sample, ConsentPurpose) if r["id"] == given["purpose_id"])
    )
    set_to(visited, f"answer.{newest}", Answer.WITHDRAWN)
    in_writing(visited)
    set_to(visited, "answer.on", TODAY - DAY)
    send(visited, "Record answers")
    assert "does not hold parental responsibility on that day" in visited.refusal()
    set_to(visited, "answer.on", TODAY - DAY * 2)
    send(visited, "Record answers")
    assert not is_open(visited)
    row = rows(sample, Consent)[-1]
    assert (row["answer"], row["carer_id"]) == (Answer.WITHDRAWN, given["carer_id"])
    assert (Action.FOLLOW_UP, row["id"]) in {(item.action, item.record) for item in agenda_of(sample).items}


def test_a_consent_to_what_is_not_asked_any_more_is_withdrawn_on_the_form(sample, visit):
    here = {child.id: child.code for child in agenda_of(sample).facts.children}
    website = next(row for row in reversed(rows(sample, ConsentPurpose)) if row["key"] == "website")
    given = next(
        row
        for row in reversed(rows(sample, Consent))
        if row["purpose_id"] == website["id"] and row["answer"] is Answer.GIVEN and row["child_id"] in here
    )
    purposes.retire(sample, manager_of(sample), purpose_id=website["id"], today=TODAY)
    visited = at_child(visit(sample), "consents", here[given["child_id"]]).press("Record an answer")
    box = visited.at.get_by_key(f"answer.{website['id']}")
    assert (box.label, box.options) == (f"{website['title']}, no longer asked", ["Withdrawn"])
    held = [row for row in rows(sample, Carer) if row["child_id"] == given["child_id"]]
    at = next(at for at, row in enumerate(held) if row["id"] == given["carer_id"])
    visited.at.get_by_key("answer.carer").select_index(at)
    set_to(visited, f"answer.{website['id']}", Answer.WITHDRAWN)
    in_writing(visited)
    send(visited, "Record answers")
    assert not is_open(visited)
    row = rows(sample, Consent)[-1]
    assert (row["answer"], row["purpose_id"]) == (Answer.WITHDRAWN, website["id"])
    assert (Action.FOLLOW_UP, row["id"]) in {(item.action, item.record) for item in agenda_of(sample).items}


def test_an_answer_of_no_possible_day_is_refused_and_kept_as_it_was_typed(sample, visit, monkeypatch):
    # The test reads the choices outside the page's run, where nobody is signed in.
    monkeypatch.setattr("ui.state.on_screen", lambda: False)
    born_on = {row["id"]: row["born_on"] for row in rows(sample, Child)}
    item = row_for(sample, Action.FOLLOW_UP)
    withdrawal = next(row for row in rows(sample, Consent) if row["id"] == item.record)
    before = rows(sample, Consent)
    visited = at_child(visit(sample), "consents", item.code).press("Record an answer")
    offered = visited.at.get_by_key("answer.carer").options
    held = [row for row in rows(sample, Carer) if row["child_id"] == withdrawal["child_id"]]
    assert len(offered) == sum(row["has_parental_responsibility"] for row in held), "nobody else may answer"
    at = next(at for at, row in enumerate(held) if row["id"] == withdrawal["carer_id"])
    visited.at.get_by_key("answer.carer").select_index(at)
    set_to(visited, f"answer.{withdrawal['purpose_id']}", Answer.GIVEN)
    in_writing(visited)
    for on, said in (
        (TODAY + DAY, "has not come yet"),
        (born_on[item.child] - DAY, "before the child was born"),
        (withdrawal["on"] - DAY, "does not undo it"),
    ):
        set_to(visited, "answer.on", on)
        send(visited, "Record answers")
        assert said in visited.refusal(), said
        assert visited.at.get_by_key(f"answer.{withdrawal['purpose_id']}").value is Answer.GIVEN
    assert rows(sample, Consent) == before


def test_who_is_to_be_asked_and_that_the_form_was_handed_out(sample, visit):
    visited = at_child(visit(sample), "consents", "C-057", consents="To ask")
    assert "The carers of 11 children need asking, each counted once: " in visited.html
    assert (
        "1 with a form not back, 1 new starter, 4 with a renewal due and 5 with a renewal soon"
        in visited.html
    )
    visited.press("Handed out")
    set_to(visited, "asked.on", TODAY + DAY)
    send(visited, "Mark handed out")
    assert "has not come yet" in visited.refusal()
    set_to(visited, "asked.on", TODAY)
    before = len(rows(sample, ConsentAsked))
    send(visited, "Mark handed out")
    assert len(rows(sample, ConsentAsked)) == before + 7
    assert "2 with a form not back" in visited.html


def test_a_form_that_asks_nearly_all_is_said_by_what_it_leaves_out(sample, visit):
    html = visit(sample).open("consents", consents="To ask").html
    assert "Every purpose but Website and social media" in html  # the answer to that one stands
    assert "Every purpose<" in html


@pytest.mark.parametrize(
    ("page", "key", "name", "typed"),
    [
        ("consents", "child", "Łucja Wrona", "Lucja"),
        ("children", "child", "Łucja Wrona", "Lucja"),
        ("consents", "filter-keyperson", "Łukasz Wierzba", "Lukasz"),
        ("induction", "person", "Łukasz Wierzba", "Lukasz"),
    ],
)
def test_who_is_chosen_by_typing_is_found_by_what_a_keyboard_has(sample, visit, page, key, name, typed):
    box = visit(sample).open(page).at.get_by_key(key)
    assert [option for option in box.options if option.startswith(f"{name} ({typed}), ")]


def test_on_paper_a_name_stands_as_it_is(sample, visit):
    code = next(row["code"] for row in rows(sample, Child) if row["name"] == "Łucja Wrona")
    visited = at_child(visit(sample), "consents", code)
    assert f'<p class="on-paper">Child: Łucja Wrona, {code}</p>' in visited.html


def test_all_forms_are_marked_as_handed_out_in_one_go(sample, visit):
    visited = visit(sample).open("consents", consents="To ask")
    said = "1 with a form not back, 1 new starter, 4 with a renewal due and 5 with a renewal soon"
    assert said in visited.html
    before = rows(sample, ConsentAsked)
    out = {row["child_id"] for row in before}
    visited.press("Mark 10 forms as handed out")
    assert "For 10 children on the list" in visited.html
    assert "1 form is out already: nothing changes about it." in visited.html
    set_to(visited, "all-asked.on", TODAY + DAY)
    send(visited, "Mark all handed out")
    assert "has not come yet" in visited.refusal()
    set_to(visited, "all-asked.on", TODAY - DAY)
    left_out = visited.at.get_by_key("all-asked.left_out")
    assert len(left_out.options) == 10
    left_out.select(left_out.options[0])
    send(visited, "Mark all handed out")
    assert "9 forms are noted as handed out." in visited.notice()
    added = rows(sample, ConsentAsked)[len(before) :]
    assert len({row["child_id"] for row in added}) == 9
    assert {row["on"] for row in added} == {TODAY - DAY}
    assert out.isdisjoint(row["child_id"] for row in added)
    assert "10 with a form not back" in visited.html
    visited.press("Mark 1 form as handed out")
    send(visited, "Mark all handed out")
    assert "1 form is noted as handed out." in visited.notice()
    assert not [label for label in visited.labels if label.endswith("as handed out")]
    [again] = [label for label in visited.labels if label.endswith("as asked for again")]
    before = rows(sample, ConsentAsked)
    visited.press(again)
    assert "are not back. To ask for it again" in visited.html
    send(visited, "Mark all asked for again")
    assert "noted as asked for again." in visited.notice()
    assert {row["on"] for row in rows(sample, ConsentAsked)[len(before) :]} == {TODAY}
    assert again not in visited.labels


def test_a_form_that_is_out_is_asked_back_on_the_weekly_review_and_entered_there(sample, visit):
    visited = show_all(visit(sample))
    [item] = [item for item in agenda_of(sample).items if item.action is Action.FORM]
    assert item.what.startswith("Form not back, handed out ")
    assert escape(item.what) in visited.html
    visited.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
    visited.run()
    assert "Where the signed form is" in [box.label for box in visited.at.text_input]
    before = len(rows(sample, ConsentAsked))
    visited.press("It is not back: I asked for it again")
    assert "counts as handed out anew on that day" in visited.html
    send(visited, "Mark handed out")
    assert {row["on"] for row in rows(sample, ConsentAsked)[before:]} == {TODAY}


def test_may_we_says_no_and_not_known_in_words(sample, visit):
    visited = visit(sample).open("consents", consents="May we?", purpose="Website and social media")
    body = "".join(large(visited))
    for said in ("No: refused", "No: withdrawn", "No: carers disagree", "Not known: not asked"):
        assert said in body
    assert "Yes" not in body


def large(visited):
    return [b.proto.body for b in visited.at.html if b.proto.body.startswith('<ul class="large')]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.KEY_PERSON])
def test_a_court_order_is_read_first_and_is_on_no_shared_screen(sample, visit, role):
    """A child with one was silently among those for whom the answer was yes."""
    visited = visit(sample, role)
    if role is Role.KEY_PERSON:
        is_a_key_person(sample)
    asked = {"consents": "May we?", "purpose": "Photographs on display"}
    statuses = consent_statuses(agenda_of(sample).facts, today=TODAY, house=HouseRules())
    purpose = next(p.id for p in agenda_of(sample).house.purposes if p.title == asked["purpose"])
    yes = [child for child in statuses if consent.is_allowed(statuses[child][purpose])]
    with sample.administering("test") as session:
        session.execute(update(Child).where(table(Child).c.id.in_(yes)).values(has_court_order=True))
    visited.open("consents", **asked)
    read_first, no = large(visited)
    assert (
        read_first.count(words.CARERS_AGREED)
        == read_first.count(words.ORDER_MARK)
        == read_first.count("<li>")
    )
    assert words.READ_FIRST not in read_first, "the heading is not said again in each row"
    assert words.ORDER_MARK not in no
    assert "but there is a court order: read it first." in visited.html
    for title, held in ((words.READ_FIRST, read_first), (words.NO_OR_NOT_KNOWN, no)):
        assert f'<h2>{title} <span class="count">{held.count("<li>")}</span>' in visited.html
    assert '<div class="sentences"></div>' not in visited.html, "an empty frame between answer and list"
    assert "Yes for" not in visited.html
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    visited.press("Hide names")
    assert "There is a court order" not in visited.html
    assert words.SHOW_NAMES in visited.html
    assert "Yes for" not in visited.html


def test_a_court_order_is_marked_beside_a_no_as_well_and_all_of_them_are_counted(sample, visit):
    """Of three children with one it was said of the one for whom the answer was yes."""
    with sample.administering("test") as session:
        session.execute(update(Child).values(has_court_order=True))
    visited = visit(sample).open("consents", consents="May we?", purpose="Website and social media")
    rows_said = [row for body in large(visited) for row in body.split("<li>")[1:]]
    assert all(words.ORDER_MARK in row for row in rows_said)
    assert any("No: withdrawn" in row for row in rows_said)
    assert any("Not known: not asked" in row for row in rows_said)
    assert f"{len(rows_said)} children have a court order in all." in visited.html
    visited.press("Hide names")
    assert words.ORDER_MARK not in "".join(large(visited))


@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        pytest.param("Sharing with professionals", "To keep a child safe", id="professionals"),
        pytest.param("Sharing with the next setting", "Child protection records go to", id="next setting"),
        pytest.param("Website and social media", "", id="no sharing with who looks after children"),
    ],
)
def test_a_no_about_sharing_says_what_is_shared_all_the_same(sample, visit, purpose, said):
    html = visit(sample).open("consents", consents="May we?", purpose=purpose).html
    assert said in html
    assert ("whatever was answered" in html) is bool(said)


def test_what_families_are_not_asked_about_is_in_the_list_and_a_no(sample, visit):
    """Without the press in the list somebody took the answer about the website for that."""
    gone = next(row for row in rows(sample, ConsentPurpose) if row["key"] == "photographs-display")
    purposes.retire(sample, manager_of(sample), purpose_id=gone["id"], today=TODAY)
    visited = visit(sample).open("consents", consents="May we?")
    assert "What is not offered here is a no" in visited.html
    options = visited.at.get_by_key("purpose").options
    marked = [option.endswith(" (not asked)") for option in options]
    assert marked == sorted(marked)
    assert {"Photographs in the press (not asked)", f"{gone['title']} (not asked)"} <= set(options)
    for chosen, said in (
        ("Photographs in the press", "families have not been asked about this"),
        (gone["title"], "families are not asked about this any more"),
    ):
        visited.at.get_by_key("purpose").select(chosen)
        visited.run()
        [body] = large(visited)
        assert "<b>No</b>" in body
        assert said in body
        assert "Begin asking, under Purposes" in visited.html


def test_a_yes_whose_renewal_is_due_is_a_yes_and_says_so(sample, visit):
    titles = {purpose.id: purpose.title for purpose in agenda_of(sample).house.purposes}
    facts = agenda_of(sample).facts
    statuses = consent_statuses(facts, today=TODAY, house=HouseRules())
    read_first = {row["id"] for row in rows(sample, Child) if row["has_court_order"]}
    here = [child.id for child in facts.children if child.started_on <= TODAY and child.id not in read_first]
    for number in titles:
        of_it = Counter(statuses[child][number] for child in here)
        if renew := of_it[Status.RENEWAL_DUE]:
            break
    yes = renew + of_it[Status.GIVEN]
    visited = visit(sample).open("consents", consents="May we?", purpose=titles[number])
    assert f"Yes for {yes}; for {renew} of them renewal is due." in visited.html
    assert "For a child who has left, or has not started yet, it is a no" in visited.html
    visited = visit(sample).open("consents", consents="Children by purposes")
    assert "A yes holds while its renewal is due." in visited.html


def test_a_yes_to_an_earlier_wording_is_no_yes_to_the_present_one(sample, visit):
    """After the website had become Facebook too, everybody who had said yes stood as a yes (L5.3)."""
    website = next(
        row for row in rows(sample, ConsentPurpose) if row["key"] == "website" and not row["retired_on"]
    )
    before = visit(sample).open("consents", consents="May we?", purpose=website["title"])
    assert "earlier wording" not in before.html
    new = {"title": website["title"], "question": "May we show it on Facebook?", "today": TODAY}
    new |= {"purpose_id": website["id"], "follow_ups": [FollowUp.PHOTOGRAPHS_TAKEN_DOWN]}
    purposes.reword(sample, manager_of(sample), **new)
    visited = visit(sample).open("consents", consents="May we?", purpose=website["title"])
    assert re.search(r"For \d+ the yes is to an earlier wording only\.", visited.html)
    assert not re.search(r"Yes for \d", visited.html)
    assert f"Wording {website['wording']} asked: {escape(website['question'])}" in visited.html
    assert words.EARLIER_WORDING in large(visited)[-1]
    code = next(one for one in agenda_of(sample).facts.children if one.responsible).code
    form_of = at_child(visit(sample), "consents", code).press("Enter a paper form")
    newer = f"{website['title']} (wording {website['wording'] + 1}) is new"
    assert newer in form_of.html, "a sheet that was printed before asks the earlier question"


def test_with_all_children_gone_what_is_left_to_undo_is_still_asked_for(sample, visit):
    """As in August, when one year has left and the next is not entered yet: journey accounts are still on."""
    with sample.administering("test") as session:
        for child in session.scalars(select(Child)):
            child.left_on = min(child.left_on or TODAY - DAY, TODAY - DAY)
    first = next(item for item in agenda_of(sample).items if item.area is Area.CONSENTS)
    visited = visit(sample).open("consents")
    assert "No child is on roll today." in visited.html
    assert first.code in visited.rows[0]
    assert first.what in unescape(visited.rows[0])


def test_a_key_person_is_told_of_the_own_key_children_alone(key_person):
    visited, own = key_person
    assert visited.heading == "Consents"
    visited.at.get_by_key("purpose").select("Website and social media")
    visited.run()
    assert f"of {len(own)} key children" in visited.html or f"all {len(own)} key children" in visited.html
    assert "This says nothing about the key children of others" in visited.html
    visited.at.get_by_key("purpose").select("Photographs in the press")
    visited.run()
    assert "families have not been asked about this" in visited.html
    assert "The manager can begin asking families about it." in visited.html
    assert [b.label for b in visited.at.button if b.label in {"Enter a paper form", "Add a purpose"}] == []


def test_purposes_are_added_worded_anew_taken_up_and_retired(sample, visit):
    visited = visit(sample).open("consents", consents="Purposes").press("Add a purpose")
    set_to(visited, "purpose.new.title", "Visits of the farm")
    set_to(visited, "purpose.new.question", "May we go? And take pictures?")
    send(visited, "Add purpose")
    assert "Ask one thing at a time" in visited.refusal()
    assert visited.at.get_by_key("purpose.new.title").value == "Visits of the farm"
    set_to(visited, "purpose.new.question", "May your child come along to the farm?")
    set_to(visited, "purpose.new.follow_ups", [FollowUp.STOPPED, FollowUp.RECIPIENTS_TOLD])
    send(visited, "Add purpose")
    assert rows(sample, ConsentPurpose)[-1]["follow_ups"] == "use stopped,recipients told"
    website = max(row["id"] for row in rows(sample, ConsentPurpose) if row["key"] == "website")
    visited.open("consents", worded="website").press("New wording")
    set_to(visited, f"purpose.{website}.question", "May we show your child, without a name, on our website?")
    send(visited, "Use this wording from today")
    assert not visited.refusal(), visited.refusal()
    assert rows(sample, ConsentPurpose)[-1]["wording"] == 3
    visited.open("consents", offered="student-observation").press("Take up")
    assert "Observation by students is asked from today" in visited.notice()
    display = next(row["id"] for row in rows(sample, ConsentPurpose) if row["key"] == "photographs-display")
    visited.open("consents", worded="photographs-display").press("Stop asking")
    send(visited, "Stop asking from today")
    assert next(r for r in rows(sample, ConsentPurpose) if r["id"] == display)["retired_on"] == TODAY
    assert "No longer asked" in visited.html


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY])
def test_the_index_of_a_file_costs_as_many_queries_whatever_is_in_it(sample, visit, role):
    visited = visit(sample, role)
    asked = {}
    files = {"C-012": "a legal hold", "C-026": "an entry in dispute", "C-039": "sensitive entries"}
    for code, has in files.items():
        visited.open("children", files="File index", child=code)
        asked[has] = len(queries_of(sample, visited))
    assert len(set(asked.values())) == 1, asked
    assert max(asked.values()) <= MOST_QUERIES + 1, "one of them is the sign-in"


def test_an_account_of_a_child_booked_far_ahead_is_closed_where_it_is_flagged(sample, visit):
    item = row_for(sample, Action.JOURNEY)
    first_day = TODAY + timedelta(days=200)
    with sample.administering("a place far ahead") as session:
        session.get_one(Child, item.child).started_on = first_day
    assert row_for(sample, Action.JOURNEY).child == item.child
    visited = visit(sample).open("consents", child=item.code)
    kept = "Until then the journey account is kept track of, and what was withdrawn."
    assert f"Starts on {long_date(first_day)}. {kept}" in visited.html
    assert "Record an answer" in visited.labels
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    visited = open_row(visit(sample), item)
    send(visited, "Record")
    assert f"The account of {item.code} is recorded." in visited.notice()
    assert not [i for i in agenda_of(sample).items if i.action is Action.JOURNEY and i.child == item.child]


def test_a_journey_account_without_consent_is_closed_from_the_agenda(sample, visit):
    item = row_for(sample, Action.JOURNEY)
    visited = open_row(visit(sample), item)
    set_to(visited, "journey.note", "password: kiwi")
    send(visited, "Record")
    assert "looks like a password" in visited.refusal()
    set_to(visited, "journey.note", "")
    send(visited, "Record")
    assert rows(sample, JourneyAccount)[-1]["event"] is consent.Account.CLOSED
    assert not is_on_agenda(sample, item)


# The register ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born_on", "started_on", "left_on", "key_person", "said"),
    [
        pytest.param(
            date(2023, 3, 1),
            date(2025, 9, 1),
            None,
            "Una",
            "Born 1 Mar 2023. Room: Bees. Here since 1 Sep 2025. Key person Una.",
            id="here",
        ),
        pytest.param(
            None,
            TODAY + timedelta(days=1),
            None,
            "",
            "Room: Bees. Starts on 25 Nov 2026. Nobody is the key person.",
            id="starts tomorrow",
        ),
        pytest.param(
            None,
            TODAY,
            TODAY,
            "Una",
            "Room: Bees. Here since 24 Nov 2026. Leaves on 24 Nov 2026. Key person Una.",
            id="the only day",
        ),
        pytest.param(
            None,
            date(2025, 9, 1),
            TODAY - timedelta(days=1),
            "",
            "Room: Bees. Here since 1 Sep 2025. Left on 23 Nov 2026.",
            id="left yesterday: nobody is to be chosen",
        ),
    ],
)
def test_what_the_register_says_of_one_child(born_on, started_on, left_on, key_person, said):
    one = RegisteredChild(
        1,
        "C-001",
        "A Child",
        born_on,
        started_on,
        left_on,
        "Bees",
        has_court_order=False,
        note="",
        key_person=key_person,
        key_person_code="S-01" if key_person else "",
    )
    assert words.of_the_child(one, TODAY, shown=True) == said
    said = "Key person S-01." if key_person else "" if left_on else "Nobody is the key person."
    assert words.of_the_child(one, TODAY, shown=False) == said, "no date on a shared screen (L11.5)"


@pytest.mark.parametrize("holds", [True, False], ids=["who holds it", "nobody who holds it"])
def test_a_starter(sample, visit, holds):
    visited = visit(sample).open("children").press("Add a starter")
    set_to(visited, "starter.name", "Mair Rees")
    send(visited, "Add child")
    assert "Enter the child's date of birth" in visited.refusal()
    assert "Enter at least one carer" in visited.refusal()
    assert visited.at.get_by_key("starter.name").value == "Mair Rees"
    set_to(visited, "starter.born_on", date(2024, 1, 8))
    set_to(visited, "starter.carer-1", "Huw Rees")
    set_to(visited, "starter.responsible-1", holds)
    set_to(visited, "starter.room", "Ladybirds")
    send(visited, "Add child")
    assert visited.notice().startswith("The child is in the register.")
    assert ("Nobody with parental responsibility is entered" in visited.notice()) is not holds
    assert rows(sample, Child)[-1]["name"] == "Mair Rees"
    assert rows(sample, Carer)[-1]["has_parental_responsibility"] is holds


@pytest.mark.parametrize("names", [True, False], ids=["with names", "on screen"])
def test_children_of_whose_file_nothing_is_in_the_index_are_named(sample, visit, names):
    """GE-1: a personal file of each child, and the developmental record."""
    visited = visit(sample).open("children", files="File index")
    assert "Nothing is in the index yet of" not in visited.html
    with sample.administering("two come today, and one has no file yet") as session:
        session.add_all(
            Child(code=code, name=name, started_on=on)
            for code, name, on in (
                ("C-97", "Nia", TODAY + DAY),
                ("C-98", "Mair", TODAY),
                ("C-99", "Huw", TODAY),
            )
        )
    visited = visit(sample)
    if not names:
        visited.press("Hide names")
    visited.open("children", files="File index")
    assert "Nothing is in the index yet of 2 children (GE-1)" in visited.html
    assert ("Huw" in visited.html) is names
    assert "C-99" in visited.html
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    first = visit(sample).open("children", files="Register")
    assert "Nothing is in the index yet of 2 children.</p>" in first.html, "the first part says it too"


def test_a_leaver_and_somebody_who_changed_it_meanwhile(sample, visit):
    visited = at_child(visit(sample), "children", "C-022", files="Register").press("Change details")
    assert "C-022" in says(visited)
    with sample.administering("test") as session:
        child = session.scalars(select(Child).where(table(Child).c.code == "C-022")).one()
        child.room = "Dragonflies too"
    [child] = [row["id"] for row in rows(sample, Child) if row["code"] == "C-022"]
    set_to(visited, f"child.{child}.left_on", TODAY + DAY * 10)
    send(visited, "Save")
    assert "Somebody else has changed this in the meantime" in visited.refusal()
    send(visited, "Save")
    said = "The details of C-022 are saved. The last day is Friday 4 December 2026. From then on"
    assert visited.notice().startswith(said)
    assert 'href="/children-and-files?files=Leaving"' in visited.html
    held = next(row for row in rows(sample, Child) if row["code"] == "C-022")
    assert (held["left_on"], held["room"]) == (TODAY + DAY * 10, "Dragonflies too"), "nobody's change is lost"


@pytest.mark.parametrize(
    ("days", "when"),
    [(10, "by the last day"), (0, "by the last day"), (-1, "now")],
    ids=["ahead", "today", "past"],
)
def test_what_is_unfinished_of_a_childs_records_is_said_at_leaving(sample, visit, days, when):
    """Both lines went from every list on the day after the last one, and nobody had done either (GE-1)."""
    with sample.administering("test") as session:
        session.add(Child(code="C-098", name="Poppy Leaver", started_on=TODAY - DAY * 30))
    [child] = [row["id"] for row in rows(sample, Child) if row["code"] == "C-098"]
    visited = at_child(visit(sample), "children", "C-098", files="Register").press("Change details")
    set_to(visited, f"child.{child}.left_on", TODAY + DAY * days)
    send(visited, "Save")
    unfinished = "begin the index of the file and record where the developmental record is kept"
    assert f"Not done yet: {unfinished}. Do it {when}: nothing asks" in visited.notice()


def test_who_is_about_to_leave_stands_under_leaving_with_the_day(sample, visit):
    with sample.administering("test") as session:
        for code, days in (("C-022", 10), ("C-023", 3)):
            [child] = session.scalars(select(Child).where(table(Child).c.code == code))
            child.left_on = TODAY + DAY * days
    about = next(row["id"] for row in rows(sample, Child) if row["code"] == "C-023")
    sharing.record_concern(
        sample,
        manager_of(sample),
        child_id=about,
        ground=Ground.SIGNIFICANT_HARM,
        concern="A bruise on the arm.",
        raised_on=TODAY,
        today=TODAY,
    )
    visited = visit(sample).open("children", files="Leaving")
    assert "entered under Register: choose the child, then Change details" in visited.html
    going = visited.html.partition("About to leave")[2]
    first, second = (going.index(f"{code} ") for code in ("C-023", "C-022"))
    assert first < second
    assert "last day Friday 27 November 2026" in going
    assert 'href="/children-and-files?child=C-023"' in going
    assert "There are child protection records of C-023" in going
    assert "By the last day pass them on to the next setting" in going
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    visited.press("Hide names")
    assert "About to leave" not in visited.html, "a date alone may tell whose it is (L11.5)"
    assert "C-023" not in visited.html


@pytest.mark.parametrize(("suffix", "is_new"), [("-Hawthorne", True), ("´", False)])
def test_after_a_new_name_it_is_said_where_it_goes(sample, visit, suffix, is_new):
    """After an adoption the letter about an earlier request would tell the new name; an accent is none."""
    [child] = [row for row in rows(sample, Child) if row["code"] == "C-022"]
    visited = at_child(visit(sample), "children", "C-022", files="Register").press("Change details")
    set_to(visited, f"child.{child['id']}.name", child["name"] + suffix)
    send(visited, "Save")
    assert "The details of C-022 are saved." in visited.notice()
    assert ("a letter about an earlier request too" in visited.notice()) is is_new


def test_a_carer_is_added_and_changed(sample, visit):
    visited = at_child(visit(sample), "children", "C-022", files="Register").press("Add a carer")
    send(visited, "Save")
    assert "Enter the carer's name" in visited.refusal()
    set_to(visited, "carer.new.name", "Gwen Rees")
    send(visited, "Save")
    added = rows(sample, Carer)[-1]
    assert (added["name"], added["has_parental_responsibility"]) == ("Gwen Rees", False)
    visited.at.button(key=f"carer-{added['id']}").click()
    visited.run()
    set_to(visited, f"carer.{added['id']}.court_order_concerns", True)
    send(visited, "Save")
    assert rows(sample, Carer)[-1]["court_order_concerns"] is True
    assert next(row for row in rows(sample, Child) if row["code"] == "C-022")["has_court_order"] is True


@pytest.mark.parametrize("ends", [True, False], ids=["it has ended", "it goes on"])
def test_a_yes_that_ends_with_the_responsibility_of_who_gave_it_is_said(sample, visit, ends):
    """Seven photographs were up, and the page asked for consent as if nobody had ever answered (L5.7)."""
    statuses = consent_statuses(agenda_of(sample).facts, today=TODAY, house=HouseRules())
    carers = rows(sample, Carer)
    child_id, given = next(
        (child_id, [number for number, status in by_purpose.items() if status is Status.GIVEN])
        for child_id, by_purpose in statuses.items()
        if Status.GIVEN in by_purpose.values()
        and sum(row["has_parental_responsibility"] for row in carers if row["child_id"] == child_id) == 1
    )
    code = next(row["code"] for row in rows(sample, Child) if row["id"] == child_id)
    carer = next(row for row in carers if row["child_id"] == child_id and row["has_parental_responsibility"])
    visited = at_child(visit(sample), "children", code, files="Register")
    visited.at.button(key=f"carer-{carer['id']}").click()
    visited.run()
    set_to(visited, f"carer.{carer['id']}.responsible_until_on", TODAY - DAY * (1 if ends else -9))
    send(visited, "Save")
    title = next(p.title for p in agenda_of(sample).house.purposes if p.id == given[0])
    assert visited.notice().startswith(f"The carers of {code} are saved.")
    assert ("stop and undo what it allowed" in visited.notice()) is ends
    assert (title in visited.notice()) is ends


# The file index -------------------------------------------------------------------------------------


def fill_in(visited, *, form="entry", names=(), **changed) -> None:
    """What is asked first, then what that calls for, then the rest; `names` are whom the entry names."""
    typed = {
        "event_on": TODAY,
        "kind": Kind.CONTACT,
        "nature": Nature.FACT,
        "category": "Not sensitive",
        "source": Source.CARER,
        "giver": Confidential.NO,
    } | changed
    typed |= {f"names.{kind.name}": True for kind in names}
    if typed["source"] is Source.SETTING:
        del typed["giver"]
    first = {"kind", "event_on", "written_on", "nature", "category", "source"}
    second = {"giver", "subject", "informed"}
    for wave in (first, second, None):
        for key in [key for key in typed if wave is None or key in wave or key.startswith("names.")]:
            set_to(visited, f"{form}.{key}", typed.pop(key))
        if wave:
            visited.run()


def test_an_entry_is_added_by_number_and_pages(sample, visit):
    visited = at_child(visit(sample), "children", "C-022", files="File index").press("Add an entry")
    number = visited.at.get_by_key("entry.number").value
    first = visited.at.get_by_key("entry.first_page").value
    fill_in(visited, first_page=1, author="", giver=None, names=[Mentioned.CHILD, Mentioned.AGENCY])
    set_to(visited, "entry.typed.AGENCY", "Solveig Marchbanks")
    send(visited, "Record entry")
    for said in (
        "These pages overlap with entries",
        "Enter who wrote it",
        "Choose what the person who told you said",
        "Enter the agency",
    ):
        assert said in visited.refusal()
    fill_in(visited, first_page=first, author="Ewa Nowak")
    set_to(visited, "entry.typed.AGENCY", "Solveig Marchbanks, Health visiting team")
    other = visited.at.get_by_key("entry.CHILD").options[0]
    visited.at.get_by_key("entry.CHILD").select(other)
    before = len(rows(sample, FileMention))
    send(visited, "Record entry")
    assert visited.notice() == f"Entry {number} of C-022 is recorded."
    assert [row["kind"] for row in rows(sample, FileMention)[before:]] == [Mentioned.CHILD, Mentioned.AGENCY]
    assert "Solveig Marchbanks, Health visiting team" in visited.html


def test_an_old_paper_names_staff_who_have_left_as_staff(sample, visit):
    """A former key person is in the list and says so; one of before the dashboard is typed. Both are staff,
    so the discussion and the grounds for staff follow (AR-13, AR-19 to AR-22)."""
    left = next(row for row in rows(sample, StaffMember) if row["left_on"] and row["left_on"] < TODAY)
    visited = at_child(visit(sample), "children", "C-022", files="File index").press("Add an entry")
    fill_in(visited, author="Ewa Nowak", names=[Mentioned.STAFF])
    named = f"{left['name']}, {left['code']}, left {dated(left['left_on'])}"
    visited.at.get_by_key("entry.STAFF").select(named)
    set_to(visited, "entry.typed.STAFF", "Marjorie Oldcastle")
    before = len(rows(sample, FileMention))
    send(visited, "Record entry")
    recorded = [(row["kind"], row["staff_id"], row["name"]) for row in rows(sample, FileMention)[before:]]
    assert recorded == [
        (Mentioned.STAFF, left["id"], ""),
        (Mentioned.STAFF, None, "Marjorie Oldcastle"),
    ]


def test_a_file_is_entered_paper_after_paper(sample, visit):
    """The form of the next paper is there at once, with nothing of the one before. Nobody wrote it today."""
    visited = at_child(visit(sample), "children", "C-022", files="File index").press("Add an entry")
    before = len(rows(sample, FileEntry))
    first, number = (visited.at.get_by_key(f"entry.{field}").value for field in ("first_page", "number"))
    fill_in(visited, last_page=first + 2)
    send(visited, "Record, then add another")
    assert visited.notice() == f"Entry {number} of C-022 is recorded."
    assert f"Last in the index: no. {number}, to page {first + 2}." in visited.html

    def held(key, *fields):
        return [visited.at.get_by_key(f"{key}.{field}").value for field in fields]

    assert held("next", "number", "first_page") == [number + 1, first + 3]
    assert held("next", "event_on", "written_on", "kind", "source") == [None] * 4
    send(visited, "Record, then add another")
    assert "Enter the date on which it was written" in visited.refusal()
    assert "Enter who wrote it" in visited.refusal()
    fill_in(visited, form="next", written_on=TODAY, author="Ewa Nowak")
    send(visited, "Record, then add another")
    assert held("next-1", "number", "event_on", "written_on") == [number + 2, None, None]
    fill_in(visited, form="next-1", written_on=TODAY, author="Ewa Nowak")
    send(visited, "Record entry")
    assert visited.notice() == f"Entry {number + 2} of C-022 is recorded."
    assert not is_open(visited)
    assert len(rows(sample, FileEntry)) == before + 3


def test_an_entry_of_no_possible_day_or_with_a_password_is_refused(sample, visit):
    visited = at_child(visit(sample), "children", "C-022", files="File index").press("Add an entry")
    fill_in(visited, event_on=TODAY + DAY, author="Ewa, password: kiwi", names=[Mentioned.FAMILY])
    set_to(visited, "entry.typed.FAMILY", "-")
    send(visited, "Record entry")
    for said in ("has not come yet", "looks like a password", "names nobody"):
        assert said in visited.refusal().replace("*", ""), said
    born_on = next(row["born_on"] for row in rows(sample, Child) if row["code"] == "C-022")
    set_to(visited, "entry.event_on", born_on - DAY)
    send(visited, "Record entry")
    assert "before the child was born" in visited.refusal()


def test_what_an_entry_asks_for_is_done_from_the_agenda(sample, visit):
    item = next(i for i in agenda_of(sample).items if "tell the carers" in i.what)
    visited = open_row(visit(sample), item)
    assert visited.at.get_by_key("fact.fact").value is Fact.INFORMED
    send(visited, "Record")
    assert "Enter who told the carers" in visited.refusal()
    set_to(visited, "fact.said.INFORMED", "Joanne Pryce")
    set_to(visited, "fact.fact", Fact.NOT_TOLD)
    assert visited.run().at.get_by_key("fact.said.NOT_TOLD").value == "", "Who told them is no reason."
    set_to(visited, "fact.fact", Fact.INFORMED)
    visited.run()
    set_to(visited, "fact.said.INFORMED", "Joanne Pryce")
    send(visited, "Record")
    assert rows(sample, FileEntryFact)[-1]["fact"] is Fact.INFORMED
    assert not is_on_agenda(sample, item)


def test_whom_it_is_not_safe_to_ask_nobody_has_to_ask(sample, visit):
    """An answer of its own, with its reason, and shown in the index (CP-15, IS-7)."""
    item = next(i for i in agenda_of(sample).items if "ask the person it is about" in i.what)
    visited = open_row(visit(sample), item)
    set_to(visited, "fact.fact", Fact.SUBJECT_ASKED)
    visited.run()
    set_to(visited, "fact.answer.SUBJECT_ASKED", Confidential.NOT_SAFE)
    send(visited, "Record")
    assert "Enter in a sentence why it is not safe to ask" in visited.refusal()
    set_to(visited, "fact.said.SUBJECT_ASKED", "He would know who rang")
    send(visited, "Record")
    assert not is_on_agenda(sample, item)
    [entry] = [row for row in rows(sample, FileEntry) if row["id"] == item.record]
    code = next(row["code"] for row in rows(sample, Child) if row["id"] == entry["child_id"])
    visited = at_child(visited, "children", code, files="File index", entry=str(entry["number"]))
    assert "He would know who rang" in visited.html


def test_a_typed_copy_is_filed_and_then_deleted(sample, visit):
    item = next(i for i in agenda_of(sample).items if "delete the typed copy" in i.what)
    visited = open_row(visit(sample), item)
    assert visited.at.get_by_key("fact.fact").value is Fact.FILED
    send(visited, "Record")
    assert is_on_agenda(sample, item)
    visited = open_row(visited, item)
    assert visited.at.get_by_key("fact.fact").value is Fact.DELETED
    send(visited, "Record")
    assert not is_on_agenda(sample, item)


def asked_of(visited) -> set[str]:
    """What the open form asks, by the end of each field's key."""
    [dialog] = visited.at.get("dialog")
    kinds = ("selectbox", "text_input", "text_area", "date_input", "number_input", "multiselect", "checkbox")
    fields = [field for kind in kinds for field in dialog.get(kind)]
    return {field.key.partition(".")[2] for field in fields}


ASKED_OF_EVERY_ENTRY = {
    "kind", "event_on", "written_on", "nature", "category", "source", "author", "kept_at", "number",
    "first_page", "last_page", "is_typed", "names.CHILD", "names.FAMILY", "names.STAFF", "names.AGENCY",
    "names.OTHER",
}  # fmt: skip
LATE = TODAY - timedelta(days=60)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        pytest.param({"nature": Nature.FACT}, set(), id="a fact"),
        pytest.param({"nature": Nature.OPINION}, {"opinion_of"}, id="an opinion"),
        pytest.param({"nature": Nature.BOTH}, {"opinion_of"}, id="fact and opinion"),
        pytest.param({"category": "Not sensitive"}, set(), id="not sensitive"),
        pytest.param({"category": Category.INJURY}, {"informed", "side"}, id="sensitive"),
        pytest.param(
            {"category": Category.INJURY, "informed": Informed.YES},
            {"informed", "side", "informed_on", "informed_by"},
            id="and the carers know",
        ),
        pytest.param(
            {"category": Category.INJURY, "informed": Informed.NOT_TOLD},
            {"informed", "side", "not_told_because"},
            id="and they are not told",
        ),
        pytest.param(
            {"category": Category.INJURY, "informed": Informed.NOT_YET}, {"informed", "side"}, id="not yet"
        ),
        pytest.param({"source": Source.SETTING}, set(), id="our own observation"),
        pytest.param({"source": Source.CARER}, {"giver"}, id="from a carer"),
        pytest.param({"source": Source.THIRD_PARTY}, {"giver", "subject"}, id="from somebody else"),
        pytest.param(
            {"source": Source.CARER, "giver": Confidential.NOT_SAFE}, {"giver", "unsafe_because"}, id="unsafe"
        ),
        pytest.param({"event_on": TODAY, "written_on": TODAY}, set(), id="written the same day"),
        pytest.param({"event_on": LATE, "written_on": TODAY}, {"late_because"}, id="written late"),
        pytest.param({"names.CHILD": True}, {"CHILD", "typed.CHILD"}, id="another child is named"),
        pytest.param({"names.STAFF": True}, {"STAFF", "typed.STAFF"}, id="staff are named"),
        pytest.param({"names.OTHER": True}, {"typed.OTHER"}, id="a neighbour is named"),
    ],
)
def test_an_entry_asks_what_its_other_answers_call_for_and_no_more(sample, visit, said, asked):
    visited = at_child(visit(sample), "children", "C-022", files="File index").press("Add an entry")
    assert asked_of(visited) - ASKED_OF_EVERY_ENTRY <= {"concern.None"}
    assert asked_of(visited) >= ASKED_OF_EVERY_ENTRY
    for key, value in said.items():
        set_to(visited, f"entry.{key}", value)
        visited.run()
    assert asked_of(visited) - ASKED_OF_EVERY_ENTRY - {"concern.None"} == asked


def test_what_stood_in_a_question_that_is_asked_no_more_is_not_recorded(sample, visit):
    visited = at_child(visit(sample), "children", "C-022", files="File index").press("Add an entry")
    told = {"category": Category.INJURY, "informed": Informed.YES, "informed_by": "Ewa Nowak"}
    fill_in(visited, **told, nature=Nature.OPINION, opinion_of="Ewa Nowak", names=[Mentioned.OTHER])
    set_to(visited, "entry.typed.OTHER", "The neighbour at number 9")
    visited.run()
    for key, value in {"category": "Not sensitive", "nature": Nature.FACT, "names.OTHER": False}.items():
        set_to(visited, f"entry.{key}", value)
    visited.run()
    facts, mentions = len(rows(sample, FileEntryFact)), len(rows(sample, FileMention))
    send(visited, "Record entry")
    row = rows(sample, FileEntry)[-1]
    assert (row["category"], row["opinion_of"]) == (None, "")
    assert (len(rows(sample, FileEntryFact)), len(rows(sample, FileMention))) == (facts, mentions)


def test_a_concern_is_written_in_the_file(sample, visit):
    item = row_for(sample, Action.WRITE_CONCERN)
    visited = open_row(visit(sample), item)
    assert visited.at.get_by_key("entry.category").value is Category.CONCERN
    fill_in(visited, category=Category.CONCERN, event_on=TODAY - DAY, informed=Informed.NOT_TOLD)
    send(visited, "Record entry")
    assert "Enter in a sentence why the carers are not told" in visited.refusal()
    set_to(visited, "entry.not_told_because", "It would put the child at risk")
    send(visited, "Record entry")
    assert rows(sample, FileEntry)[-1]["decision_id"] == item.record
    assert not is_on_agenda(sample, item)
    # Named by mistake, it is another one's from the correction on, and asked for again.
    other = sharing.record_concern(
        sample,
        manager_of(sample),
        child_id=item.child,
        ground=Ground.CAUSE_NOT_CLEAR,
        concern="Often tired on arrival",
        raised_on=TODAY,
        today=TODAY,
    )
    entry = rows(sample, FileEntry)[-1]
    at = {"files": "File index", "entry": str(entry["number"])}
    visited = at_child(visit(sample), "children", item.child_code, **at)
    assert f"Holds the concern {item.code}" in visited.html
    visited.press("Correct this entry")
    key = f"entry.{entry['id']}"
    box = visited.at.get_by_key(f"{key}.concern.{item.record}")
    box.select_index(next(at for at, option in enumerate(box.options) if other.code in option))
    set_to(visited, f"{key}.because", "It is about something else")
    send(visited, "Record entry")
    assert rows(sample, FileEntry)[-1]["decision_id"] == other.id
    assert is_on_agenda(sample, item)


def test_a_correction_starts_from_what_stands_and_names_it(sample, visit):
    visited = at_child(visit(sample), "children", "C-022", files="File index", entry="3")
    [child] = [row["id"] for row in rows(sample, Child) if row["code"] == "C-022"]
    [old] = [r["id"] for r in rows(sample, FileEntry) if (r["child_id"], r["number"]) == (child, 3)]
    visited.press("Correct this entry")
    assert (
        visited.at.get_by_key(f"entry.{old}.typed.AGENCY").value == "Perpetua Lockhart, Health visiting team"
    )
    send(visited, "Record entry")
    assert "Enter in a sentence what was wrong" in visited.refusal()
    set_to(visited, f"entry.{old}.because", "It came from another agency")
    set_to(visited, f"entry.{old}.typed.AGENCY", "Perpetua Lockhart, Speech therapy")
    send(visited, "Record entry")
    row = rows(sample, FileEntry)[-1]
    assert (row["number"], row["because"]) == (3, "It came from another agency")
    assert "Perpetua Lockhart, Speech therapy" in visited.html


def test_a_hold_of_two_requests_lasts_until_they_are_closed(sample, visit):
    request = next(r for r in agenda_of(sample).facts.requests)
    code = next(row["code"] for row in rows(sample, Child) if row["id"] == request.child)
    another = access_requests.record_request(
        sample, manager_of(sample), child_id=request.child, requester="Somebody who asks too",
        channel=Channel.LETTER, received_on=TODAY, today=TODAY,
    )[0]  # fmt: skip
    visited = at_child(visit(sample), "children", code, files="File index")
    assert f"On legal hold for {request.code} and {another}, until they are closed" in visited.html


def test_on_hold_a_change_has_a_reason_and_nothing_is_deleted(sample, visit):
    request = next(r for r in agenda_of(sample).facts.requests)
    code = next(row["code"] for row in rows(sample, Child) if row["id"] == request.child)
    visited = at_child(visit(sample), "children", code, files="File index")
    assert f"On legal hold for {request.code}, until it is closed" in visited.html
    visited.press("Add an entry")
    fill_in(visited, is_typed=True)
    send(visited, "Record entry")
    assert "Why the index changes now" in visited.refusal()
    set_to(visited, "entry.hold_reason", "The day's own contact record")
    send(visited, "Record entry")
    assert "The day&#x27;s own contact record" in visited.html
    number = rows(sample, FileEntry)[-1]["number"]
    visited = at_child(visit(sample), "children", code, files="File index", entry=str(number))
    visited.press("Record what followed")
    set_to(visited, "fact.fact", Fact.DELETED)
    visited.run()
    assert "nothing is deleted or destroyed" in " ".join(said.value for said in visited.at.warning)
    assert not [b for b in visited.at.button if b.label == "Record"]
    # What is corrected meanwhile somebody else has seen too (AR-30).
    visited = at_child(visit(sample), "children", code, files="File index", entry=str(number))
    visited.press("Correct this entry")
    set_to(visited, f"entry.{rows(sample, FileEntry)[-1]['id']}.because", "The day of it was wrong")
    set_to(visited, "entry.hold_reason", "Found while the file was prepared")
    send(visited, "Record entry")
    assert "Second person, who agrees to the correction: An access request" in visited.refusal().replace(
        "*", ""
    )
    set_to(visited, "entry.hold_second", "Ruth Ellis")
    send(visited, "Record entry")
    assert "Found while the file was prepared. Agreed by Ruth Ellis." in visited.html


def test_an_entry_of_the_wrong_child_is_taken_back_and_its_number_is_offered_again(sample, visit):
    why = "It is a report about another child"
    asked_for = {request.child for request in agenda_of(sample).facts.requests}
    here = {
        row["id"]: row for row in rows(sample, Child) if not row["left_on"] and row["id"] not in asked_for
    }
    entry = next(row for row in reversed(rows(sample, FileEntry)) if row["child_id"] in here)
    child = here[entry["child_id"]]
    where = {"files": "File index", "entry": str(entry["number"])}
    visited = at_child(visit(sample), "children", child["code"], **where)
    visited.press("This entry was entered by mistake")
    assert "write no name of another family" in visited.html
    send(visited, "Take it back")
    assert "What was wrong with it: Enter in a sentence" in visited.refusal().replace("*", "")
    set_to(visited, "take-back.because", why)
    send(visited, "Take it back")
    assert visited.notice().startswith(f"Taken back entry {entry['number']} of {child['code']}.")
    assert "this number can be used again" in visited.notice()
    assert entry["number"] not in set(visited.at.dataframe[0].value["No."])
    assert "Entered by mistake" in visited.html
    assert escape(why) in visited.html
    assert ("file_entry", entry["id"]) in {(row["thing"], row["record_id"]) for row in rows(sample, Mistake)}
    visited.press("Hide names")
    assert escape(why).encode() not in visited.sent


def test_on_hold_an_entry_is_taken_back_by_two(sample, visit):
    request = next(r for r in agenda_of(sample).facts.requests)
    child = next(row for row in rows(sample, Child) if row["id"] == request.child)
    visited = at_child(visit(sample), "children", child["code"], files="File index")
    visited.press("Add an entry")
    fill_in(visited)
    set_to(visited, "entry.hold_reason", "The day's own contact record")
    send(visited, "Record entry")
    number = rows(sample, FileEntry)[-1]["number"]
    visited = at_child(visit(sample), "children", child["code"], files="File index", entry=str(number))
    visited.press("This entry was entered by mistake")
    assert f"On legal hold for {request.code}: this and your reason are listed with it." in visited.html
    set_to(visited, "take-back.because", "It is the record of another child")
    send(visited, "Take it back")
    assert "Second person, who agrees that it is taken back: An access" in visited.refusal().replace("*", "")
    set_to(visited, "take-back.hold_second", "Ruth Ellis")
    send(visited, "Take it back")
    assert f"Entry {number}, entered by mistake" in visited.html
    assert "It is the record of another child. Agreed by Ruth Ellis." in visited.html


def test_a_key_person_writes_in_the_own_key_childrens_files(sample, key_person):
    visited, own = key_person
    visited.open("children")
    shown = {option.rpartition(", ")[2] for option in visited.at.get_by_key("child").options}
    assert own <= shown
    assert not shown - own - {row["code"] for row in rows(sample, Child) if row["left_on"]}
    at_child(visited, "children", sorted(own)[0], files="File index").press("Add an entry")
    fill_in(visited, category=Category.INJURY, source=Source.SETTING, informed=Informed.NOT_YET)
    send(visited, "Record entry")
    assert rows(sample, FileEntry)[-1]["category"] is Category.INJURY
    assert not [b for b in visited.at.button if b.label == "Add a starter"]


def test_a_deputy_gives_a_reason_and_it_is_listed(sample, visit):
    visited = at_child(visit(sample, Role.DEPUTY), "children", "C-022", files="File index")
    assert "Sensitive: the manager and the key person see it" in set(visited.at.dataframe[0].value["What"])
    [see] = [b.label for b in visited.at.button if b.label.startswith("See ")]
    visited.press(see)
    send(visited, "Record the reason")
    assert "Enter in a sentence why you need" in visited.refusal()
    set_to(visited, "say-why.reason", "The manager is away and a nurse rings")
    send(visited, "Record the reason")
    assert len(rows(sample, SensitiveSight)) == 1
    assert "Sensitive: the manager and the key person see it" not in set(
        visited.at.dataframe[0].value["What"]
    )
    assert "The manager is away and a nurse rings" in visited.html


def test_the_index_says_of_each_sensitive_entry_whether_the_carers_gave_their_side(sample, visit):
    """RC-5: usually they had the chance at the time, and it was recorded then."""
    frame = at_child(visit(sample), "children", "C-022", files="File index").at.dataframe[0].value
    said = {(bool(row["Sensitive"]), row["Their side"]) for _, row in frame.iterrows()}
    assert (True, "Not yet") in said
    assert any(is_sensitive and side not in {"", "Not yet"} for is_sensitive, side in said)
    assert not any(side for is_sensitive, side in said if not is_sensitive), "nothing is asked of the others"


def test_a_printed_index_says_whose_file_it_is(sample, visit):
    visited = at_child(visit(sample), "children", "C-022", files="File index")
    assert '<p class="on-paper">Child: Łucja Wrona, C-022</p>' in visited.html
    visited.press("Hide names")
    assert '<p class="on-paper">Child: C-022</p>' in visited.html
    assert "Łucja Wrona" not in visited.html


def test_a_deputy_at_a_line_about_a_sensitive_entry_is_led_to_the_reason(sample, visit):
    [line, *_] = [row for row in rows(sample, FileEntry) if row["category"] and row["corrects_id"] is None]
    visited = visit(sample, Role.DEPUTY).open("children")
    visited.at.session_state["_form"] = (form.FILE_FACT, line["id"])
    visited.run()
    [warning] = visited.at.warning
    assert "first say why you need to see it" in warning.value
    visited.press("Say why you need to see it")
    set_to(visited, "say-why.reason", "The manager is away and a nurse rings")
    send(visited, "Record the reason")
    visited.at.session_state["_form"] = (form.FILE_FACT, line["id"])
    visited.run()
    assert "entry" in visited.html and not visited.at.warning


# Developmental records and leaving ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("responsible", "from_on", "until_on", "said"),
    [
        pytest.param(False, None, None, "does not hold parental responsibility", id="never"),
        pytest.param(True, None, None, "holds parental responsibility", id="always"),
        pytest.param(
            True, None, TODAY, "holds parental responsibility until 24 Nov 2026", id="on its last day"
        ),
        pytest.param(
            True, None, TODAY - DAY, "held parental responsibility until 23 Nov 2026", id="the day after it"
        ),
        pytest.param(
            True, TODAY + DAY, None, "will hold parental responsibility from 25 Nov 2026", id="not yet"
        ),
        pytest.param(
            True, TODAY, None, "holds parental responsibility from 24 Nov 2026", id="from its first day"
        ),
    ],
)
def test_whether_a_carer_held_parental_responsibility_or_holds_it(
    sample, visit, responsible, from_on, until_on, said
):
    carer = rows(sample, Carer)[0]
    code = next(row["code"] for row in rows(sample, Child) if row["id"] == carer["child_id"])
    with sample.administering("test") as session:
        held = session.get(Carer, carer["id"])
        held.has_parental_responsibility = responsible
        held.responsible_from_on, held.responsible_until_on = from_on, until_on
    assert f">{said}<" in visit(sample).open("children", child=code).html


def test_where_a_developmental_record_is_and_that_a_carer_saw_it(sample, visit):
    visited = at_child(visit(sample), "children", "C-057", files="Developmental records")
    assert "No place is recorded for this developmental record." in visited.html
    visited.press("Where it is")
    send(visited, "Record")
    assert "Enter where the record is kept" in visited.refusal()
    set_to(visited, "developmental.kept_at", "Ladybirds, the low shelf")
    send(visited, "Record")
    visited.press("A carer looked at it")
    send(visited, "Record")
    assert "Choose which of the child's carers" in visited.refusal()
    visited.at.get_by_key("developmental.carer").select_index(0)
    send(visited, "Record")
    assert [str(row["event"]) for row in rows(sample, DevelopmentalRecord)[-2:]] == ["kept at", "viewed"]


def test_where_the_developmental_record_of_a_leaver_went_is_recorded(sample, visit):
    """It goes home or to the school on the last day or after it, when the child is in no other part."""
    visited = at_child(visit(sample), "children", "C-012", files="Leaving")
    visited.press("Where the developmental record is")
    set_to(visited, "developmental.kept_at", "Given to the family, to the mother")
    send(visited, "Record")
    visited.press("A carer looked at it")
    visited.at.get_by_key("developmental.carer").select_index(0)
    send(visited, "Record")
    assert [str(row["event"]) for row in rows(sample, DevelopmentalRecord)[-2:]] == ["kept at", "viewed"]
    assert "Given to the family, to the mother" in visited.html


@pytest.mark.parametrize("role", [Role.MANAGER, Role.KEY_PERSON])
def test_the_index_of_a_child_who_came_back_says_what_is_not_here_any_more(sample, visit, role):
    """Their papers went to a school, and the index listed them as if they were in the cabinet."""
    visited = visit(sample, role)
    is_a_key_person(sample)
    theirs = rows(sample, KeyPersonAssignment)[-1]["child_id"]
    [code] = [row["code"] for row in rows(sample, Child) if row["id"] == theirs]
    deputy = account(sample, Role.DEPUTY)
    index = {"files": "File index", "child": code}
    assert "not in the cabinet any more" not in visited.open("children", **index).html
    before = len(queries_of(sample, visited))
    done = {"child_id": theirs, "kind": RecordKind.GENERAL, "on": date(2026, 7, 22), "how": "By hand"}
    with sample.administering("test") as session:
        accounts = {"second_id": deputy.account_id, "recorded_by_id": deputy.account_id}
        session.add(Disposal(**done, passed_to="Hillside Infants", **accounts))
    visited.open("children", **index)
    assert "General records: passed on to Hillside Infants, Wednesday 22 July 2026." in visited.html
    assert "not in the cabinet any more" in visited.html
    assert len(queries_of(sample, visited)) == before


def test_a_period_is_the_settings_own_and_records_are_disposed_of_by_two(sample, visit, monkeypatch):
    deputy = account(sample, Role.DEPUTY)
    visited = visit(sample).open("children", files="Leaving")
    assert "Usual practice, not law: 3 years after leaving" in visited.html
    visited.press("Change: general records")
    set_to(visited, "period.1.months", 6)
    send(visited, "Save")
    assert "shorter than is usual" in visited.refusal()
    set_to(visited, "period.1.reason", "The council's own table says so")
    send(visited, "Save")
    assert rows(sample, RetentionPeriod)[0]["months"] == 6
    assert "due for disposal" in visited.html
    at_child(visited, "children", "C-012", files="Leaving").press("Destroyed or passed on")
    assert "Take out first what is kept for longer: accidents and injuries, entry " in visited.html
    assert "What the dashboard holds stays in it" in visited.html
    set_to(visited, "disposal.kind", RecordKind.GENERAL)
    set_to(visited, "disposal.how", "Shredded")
    send(visited, "Record it")
    assert "by one person's word alone" in visited.refusal()
    visited.at.get_by_key("disposal.second").select_index(1)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: False)
    send(visited, "Record it")
    assert "The second person's password does not match" in visited.refusal()
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    send(visited, "Record it")
    assert rows(sample, Disposal)[0]["second_id"] == deputy.account_id
    assert not is_open(visited)


def test_of_leavers_what_is_due_comes_first_and_what_went_long_ago_is_in_a_longer_period(sample, visit):
    deputy = account(sample, Role.DEPUTY)
    due, gone, long_gone = (f"C-90{number}" for number in range(3))
    with sample.administering("test") as session:
        for code, gone_on in (
            (due, None),
            (gone, TODAY - timedelta(days=30)),
            (long_gone, TODAY - timedelta(days=800)),
        ):
            left = Child(
                code=code,
                name="Mair Rees",
                started_on=TODAY - timedelta(days=3000),
                left_on=TODAY - timedelta(days=2000),
            )
            session.add(left)
            session.flush()
            if gone_on:
                session.add(
                    Disposal(
                        child_id=left.id,
                        kind=RecordKind.GENERAL,
                        on=gone_on,
                        how="Shredded",
                        second_id=deputy.account_id,
                        recorded_by_id=deputy.account_id,
                    )
                )

    def listed(visited):
        [register] = [frame.value for frame in visited.at.dataframe if "Kept until" in frame.value]
        return [code for code in register["Code"] if code.startswith("C-90")]

    visited = visit(sample).open("children", files="Leaving")
    codes = list(visited.at.dataframe[0].value["Code"])
    assert (codes[0], codes[-1], listed(visited)) == (due, gone, [due, gone])
    assert "Records that went before 24 Nov 2025 are listed in a longer period." in visited.html
    visited.at.get_by_key("years").set_value("All years")
    visited.run()
    assert listed(visited) == [due, gone, long_gone]
    assert "longer period" not in visited.html
    visited.at.get_by_key("kept").set_value("Destroyed")
    visited.run()
    assert listed(visited) == [gone, long_gone]


def test_what_was_destroyed_in_one_afternoon_is_recorded_in_one_form(sample, visit, monkeypatch):
    account(sample, Role.DEPUTY)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    long_ago = TODAY - timedelta(days=2000)
    with sample.administering("test") as session:
        for code in ("C-901", "C-902", "C-903"):
            started_on = long_ago - timedelta(days=400)
            left = Child(code=code, name="Mair Rees", started_on=started_on, left_on=long_ago)
            session.add(left)
        session.flush()
        injured = {"number": 1, "first_page": 1, "last_page": 1, "event_on": long_ago, "written_on": long_ago}
        injured |= {"kind": Kind.OBSERVATION, "author": "Ewa Nowak", "nature": Nature.FACT, "kept_at": "Here"}
        session.add(FileEntry(child_id=left.id, category=Category.INJURY, source=Source.SETTING, **injured))
    visited = visit(sample).open("children", files="Leaving").press("Several destroyed together")
    visited.at.get_by_key("disposals.kind").set_value(RecordKind.GENERAL)
    visited.run()
    chosen = visited.at.get_by_key(f"disposals.children.{RecordKind.GENERAL}")
    named = [
        "Mair Rees, C-901",
        "Mair Rees, C-902",
        "Mair Rees, C-903: take out first what is kept for longer",
    ]
    assert chosen.options[:3] == named
    send(visited, "Record it")
    assert "Choose a child who has left" in visited.refusal()
    chosen = visited.at.get_by_key(f"disposals.children.{RecordKind.GENERAL}")
    chosen.set_value(chosen.options[:2])
    set_to(visited, "disposals.how", "Shredded")
    visited.at.get_by_key("disposal.second").select_index(1)
    send(visited, "Record it")
    assert visited.notice() == "The general records of 2 children are recorded as gone."
    gone = {row["child_id"] for row in rows(sample, Disposal)}
    assert {row["code"] for row in rows(sample, Child) if row["id"] in gone} == {"C-901", "C-902"}


def test_a_disposal_that_never_was_is_put_right_by_two_and_one_that_was_stays(sample, visit, monkeypatch):
    deputy = account(sample, Role.DEPUTY)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    leaver = next(row for row in rows(sample, Child) if row["code"] == "C-012")
    done = {"child_id": leaver["id"], "kind": RecordKind.GENERAL, "on": TODAY, "how": "Shredded"}
    with sample.administering("test") as session:
        session.add(Disposal(second_id=deputy.account_id, recorded_by_id=deputy.account_id, **done))
    visited = at_child(visit(sample), "children", "C-012", files="Leaving")
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    visited.press("An entry of records that are gone was a mistake")
    visited.at.get_by_key("disposal.became").set_value(Became.WRONGLY)
    visited.run()
    assert [warning.value for warning in visited.at.warning] == [STAYS]
    visited.at.get_by_key("disposal.became").set_value(Became.STILL_HERE)
    visited.run()
    send(visited, "Put it right")
    assert "by one person's word alone" in visited.refusal()
    set_to(visited, "disposal.because", "It was the file of another child")
    visited.at.get_by_key("disposal.second").select_index(1)
    send(visited, "Put it right")
    assert visited.notice() == "The entry of C-012 is taken back: the records are here."
    assert "It was the file of another child" in visited.html
    assert "An entry of records that are gone was a mistake" not in {
        button.label for button in visited.at.button
    }
    visited.press("Hide names")
    assert b"the file of another child" not in visited.sent


def test_records_that_went_on_to_a_school_say_to_whom_and_to_nobody_on_screen(sample, visit, monkeypatch):
    deputy = account(sample, Role.DEPUTY)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    visited = at_child(visit(sample), "children", "C-012", files="Leaving").press("Destroyed or passed on")
    set_to(visited, "disposal.kind", RecordKind.GENERAL)
    set_to(visited, "disposal.passed_to", "Hillside Infants")
    set_to(visited, "disposal.how", "By hand, signed for")
    visited.at.get_by_key("disposal.second").select_index(1)
    send(visited, "Record it")
    assert rows(sample, Disposal)[0]["second_id"] == deputy.account_id
    assert "Passed on to Hillside Infants: By hand, signed for." in visited.html
    [*_, frame] = [frame.value for frame in visited.at.dataframe if "Passed on to" in frame.value]
    gone = frame[frame["Passed on to"] == "Hillside Infants"].iloc[0]
    assert (gone["Status"], gone["Gone since"], str(gone["Kept until"])) == ("Passed on", TODAY, "None")
    visited.press("Hide names")
    assert b"Hillside" not in visited.sent


@pytest.mark.parametrize(
    ("passed_to", "answer", "is_said"),
    [
        pytest.param("Oak Primary", Answer.REFUSED, True, id="refused"),
        pytest.param("Oak Primary", None, True, id="nobody asked"),
        pytest.param("Oak Primary", Answer.GIVEN, False, id="agreed"),
        pytest.param("", Answer.REFUSED, False, id="destroyed"),
    ],
)
def test_records_that_went_to_a_school_against_a_refusal_are_not_just_recorded(
    sample, visit, monkeypatch, passed_to, answer, is_said
):
    """It was refused in September, and the form said only "It is recorded." (AI-7, CP-13)."""
    account(sample, Role.DEPUTY)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    asked = [row for row in rows(sample, ConsentPurpose) if row["key"] == consent.NEXT_SETTING][-1]
    with sample.administering("test") as session:
        leaver = Child(code="C-900", name="Wyn Parry", started_on=date(2019, 9, 2), left_on=date(2022, 7, 22))
        session.add(leaver)
        session.flush()
        carer = Carer(child_id=leaver.id, name="Ann Parry", has_parental_responsibility=True)
        session.add(carer)
        session.flush()
        if answer:
            said = {"purpose_id": asked["id"], "answer": answer, "on": date(2022, 6, 1), "how": How.VERBAL}
            session.add(Consent(child_id=leaver.id, carer_id=carer.id, witness="Beth", **said))
    visited = at_child(visit(sample), "children", "C-900", files="Leaving").press("Destroyed or passed on")
    set_to(visited, "disposal.kind", RecordKind.GENERAL)
    set_to(visited, "disposal.passed_to", passed_to)
    set_to(visited, "disposal.how", "By hand")
    visited.at.get_by_key("disposal.second").select_index(1)
    send(visited, "Record it")
    assert visited.notice().startswith("It is recorded.")
    assert ("record" in visited.notice().removeprefix("It is recorded.")) is is_said


def test_what_carers_answered_about_the_next_setting_is_said_where_records_go_on(sample, visit):
    """The page Consents shows nobody who has left, and the form said only that consent is needed (AI-7)."""
    leaver = Child(code="C-900", name="Wyn Parry", started_on=date(2023, 9, 4), left_on=date(2026, 7, 22))
    carers = [Carer(name=name, has_parental_responsibility=True) for name in ("Ann Parry", "Huw Parry")]
    carers.append(Carer(name="Ian Parry", has_parental_responsibility=False))
    asked = [row for row in rows(sample, ConsentPurpose) if row["key"] == consent.NEXT_SETTING][-1]
    other = next(row for row in rows(sample, ConsentPurpose) if row["key"] == consent.JOURNEY)
    with sample.administering("test") as session:
        session.add(leaver)
        session.flush()
        for carer in carers:
            carer.child_id = leaver.id
            session.add(carer)
    page = at_child(visit(sample), "children", "C-900", files="Leaving").press("Destroyed or passed on")
    assert "No answer of a carer about the records going to the next setting is recorded." in page.html
    with sample.administering("test") as session:
        for carer, purpose, on, answer in (
            (0, asked, date(2025, 9, 1), Answer.GIVEN),
            (1, asked, date(2025, 9, 2), Answer.GIVEN),
            (1, asked, date(2026, 3, 2), Answer.WITHDRAWN),
            (2, asked, date(2025, 9, 3), Answer.GIVEN),  # who answers for nobody
            (0, other, date(2026, 3, 3), Answer.REFUSED),
        ):
            row = {"purpose_id": purpose["id"], "carer_id": carers[carer].id, "child_id": leaver.id}
            session.add(Consent(**row, on=on, answer=answer, how=How.WRITTEN, recorded_by_id=1))
    page = at_child(visit(sample), "children", "C-900", files="Leaving").press("Destroyed or passed on")
    said = "going to the next setting: given on 1 Sep 2025; withdrawn on 2 Mar 2026."
    assert said in page.html


def test_what_is_gone_is_not_offered_to_be_recorded_as_gone_again(sample, visit):
    deputy = account(sample, Role.DEPUTY)
    leaver = Child(code="C-900", name="Wyn Parry", started_on=date(2019, 9, 2), left_on=date(2022, 7, 22))
    of_two_kinds = next(row["id"] for row in rows(sample, Child) if row["code"] == "C-012")
    with sample.administering("test") as session:
        session.add(leaver)
        session.flush()
        for child in (leaver.id, of_two_kinds):
            done = {"child_id": child, "kind": RecordKind.GENERAL, "on": TODAY, "how": "Shredded"}
            session.add(Disposal(**done, second_id=deputy.account_id, recorded_by_id=deputy.account_id))
    visited = at_child(visit(sample), "children", "C-900", files="Leaving")
    labels = {button.label for button in visited.at.button}
    assert "Destroyed or passed on" not in labels
    assert "An entry of records that are gone was a mistake" in labels
    visited = at_child(visit(sample), "children", "C-012", files="Leaving").press("Destroyed or passed on")
    assert visited.at.get_by_key("disposal.kind").options == ["Accidents and injuries"]


def test_another_child_is_chosen_where_the_register_shows_a_leaver_of_the_address(sample, visit):
    leaver = Child(code="C-900", name="Wyn Parry", started_on=date(2019, 9, 2), left_on=date(2022, 7, 22))
    with sample.administering("a leaver of long ago") as session:
        session.add(leaver)
    visited = visit(sample).open("children", child="C-900")
    assert visited.at.get_by_key("child").value == "C-900"
    here = next(row["code"] for row in rows(sample, Child) if row["left_on"] is None)
    set_to(visited, "child", here)
    visited.run()
    assert visited.at.get_by_key("child").value == here
    assert visited.at.query_params["child"] == here


def test_of_a_file_without_an_index_nobody_knows_what_is_kept_for_longer(sample, visit):
    add_leaver = Child(code="C-900", name="Wyn Parry", started_on=date(2019, 9, 2), left_on=date(2022, 7, 22))
    with sample.administering("test") as session:
        session.add(add_leaver)
    visited = at_child(visit(sample), "children", "C-900", files="Leaving").press("Destroyed or passed on")
    assert "The index of this file is empty, so the dashboard knows of no accident" in visited.html


def test_of_a_file_without_an_index_what_the_sharing_decisions_know_is_kept_for_longer(sample, visit):
    """It said that no concern was known, beside a table that had the child protection records."""
    leaver = Child(
        code="C-900",
        name="Wyn Parry",
        born_on=date(2018, 4, 27),
        started_on=date(2019, 9, 2),
        left_on=date(2022, 7, 22),
    )
    with sample.administering("test") as session:
        session.add(leaver)
    number = next(row["id"] for row in rows(sample, Child) if row["code"] == "C-900")
    sharing.record_concern(
        sample,
        manager_of(sample),
        child_id=number,
        ground=Ground.SIGNIFICANT_HARM,
        concern="A bruise on the arm.",
        raised_on=date(2022, 7, 20),
        today=TODAY,
    )
    visited = at_child(visit(sample), "children", "C-900", files="Leaving").press("Destroyed or passed on")
    assert (
        "knows of no other accident, injury or concern in it; what it knows of is child protection "
        "records, which the log of decisions names, until 27 Apr 2043."
    ) in visited.html


def test_what_is_on_hold_is_not_disposed_of(sample, visit, monkeypatch):
    account(sample, Role.DEPUTY)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    leaver = next(row for row in rows(sample, Child) if row["code"] == "C-012")
    sharing.record_concern(
        sample,
        manager_of(sample),
        child_id=leaver["id"],
        ground=Ground.CRIME,
        concern="",
        raised_on=leaver["left_on"],
        today=TODAY,
    )
    [concern] = [row for row in rows(sample, SharingDecision) if row["child_id"] == leaver["id"]]
    visited = at_child(visit(sample), "children", "C-012", files="Leaving")
    assert "On hold for " in visited.html
    assert f"{concern['code']}. Nothing is destroyed" in visited.html
    visited.press("Destroyed or passed on")
    # Said before anything is filled in, and before anybody has taken the papers to the shredder.
    [warned] = visited.at.warning
    assert warned.value.startswith("On hold for ") and concern["code"] in warned.value
    set_to(visited, "disposal.kind", RecordKind.GENERAL)
    set_to(visited, "disposal.how", "Shredded")
    visited.at.get_by_key("disposal.second").select_index(1)
    send(visited, "Record it")
    assert "These records are on hold" in visited.refusal()
    assert "closed or over first, and recorded so" in visited.refusal()
    assert not rows(sample, Disposal)


def test_the_file_of_a_child_who_left_long_ago_is_asked_for_and_its_index_opened(sample, visit):
    long_ago = TODAY.replace(year=TODAY.year - 6)
    with sample.administering("test") as session:
        child = Child(
            code="C-999", name="Mair Rees", started_on=long_ago - timedelta(days=90), left_on=long_ago
        )
        session.add(child)
    visited = visit(sample).open("access_requests").press("Record a new request")
    assert "Mair Rees, C-999, left 24 Nov 2020" in visited.at.get_by_key("new-request.child").options
    opened = visit(sample).open("children", files="File index", child="C-999")
    assert opened.at.get_by_key("child").value == "C-999"
    assert "Add an entry" in opened.labels
    assert not opened.at.exception


def test_a_leaving_day_that_was_wrong_is_put_right_from_the_register(sample, visit):
    child = next(row for row in rows(sample, Child) if not row["left_on"])
    with sample.administering("test") as session:
        left = update(Child).where(table(Child).c.id == child["id"]).values(left_on=TODAY - timedelta(days=1))
        session.execute(left)
    visited = visit(sample).open("children")
    assert child["name"] not in str(visited.at.dataframe[0].value), "who has left is in no count and no table"
    visited.open("children", child=child["code"])
    assert visited.at.get_by_key("child").value == child["code"]
    visited.press("Change details")
    assert "if the child comes back, clear it and enter the new start" in visited.html
    visited.at.get_by_key(f"child.{child['id']}.left_on").set_value(None)
    send(visited, "Save")
    assert visited.notice() == f"The details of {child['code']} are saved."
    assert next(row for row in rows(sample, Child) if row["id"] == child["id"])["left_on"] is None


@pytest.mark.parametrize(
    ("days_ahead", "is_soon"), [(8, True), (STARTS_SOON.days, True), (STARTS_SOON.days + 1, False)]
)
def test_of_a_child_who_comes_back_it_is_said_that_consent_is_asked_anew(sample, visit, days_ahead, is_soon):
    """What was answered years ago was back as "Given", and nothing said that the family is to be asked."""
    answered = {row["child_id"] for row in rows(sample, Consent) if row["on"] < TODAY - DAY}
    child = next(row for row in rows(sample, Child) if not row["left_on"] and row["id"] in answered)
    with sample.administering("test") as session:
        left = update(Child).where(table(Child).c.id == child["id"]).values(left_on=TODAY - DAY)
        session.execute(left)
    visited = visit(sample).open("children", child=child["code"]).press("Change details")
    assert "ended when the child left: with a new start, they are asked anew" in visited.html
    visited.at.get_by_key(f"child.{child['id']}.left_on").set_value(None)
    visited.at.get_by_key(f"child.{child['id']}.started_on").set_value(TODAY + days_ahead * DAY)
    send(visited, "Save")
    ended = "What the carers answered about consent ended on Monday 23 November 2026"
    assert ended in visited.notice()
    to_ask = f"/consents?consents=To+ask&child={child['code']}"
    assert (f'href="{escape(to_ask)}"' in visited.html) is is_soon, "nobody is asked yet of who comes later"
    if is_soon:
        visited = at_child(visit(sample), "consents", child["code"])
        assert "Ended when the child left, 23 Nov" in visited.html
        visited = at_child(visit(sample), "consents", child["code"], consents="To ask")
        assert "To ask: " in visited.html


def test_staff_see_no_file_of_a_child_who_is_not_theirs(sample, visit):
    visited = visit(sample, Role.STAFF).open("children")
    assert "You have no key children today" in visited.html
    assert rows(sample, StaffMember)
    visited.open("children", files="File index", child="C-022")
    assert not visited.at.dataframe


def test_what_followed_an_entry_and_was_entered_by_mistake_is_taken_back(sample, visit):
    why = "It was another child's typed copy"
    deleted = next(row for row in rows(sample, FileEntryFact) if row["fact"] is Fact.DELETED)
    entry = next(row for row in rows(sample, FileEntry) if row["id"] == deleted["entry_id"])
    child = next(row for row in rows(sample, Child) if row["id"] == entry["child_id"])
    where = {"files": "File index", "entry": str(entry["number"])}
    visited = at_child(visit(sample), "children", child["code"], **where)
    visited.press("What followed was entered by mistake")
    send(visited, "Take it back")
    assert "Which one: Choose" in visited.refusal().replace("*", "")
    box = visited.at.get_by_key("take-back.row")
    box.select_index(next(at for at, said in enumerate(box.options) if str(Fact.DELETED) in said))
    set_to(visited, "take-back.because", why)
    send(visited, "Take it back")
    assert visited.notice().startswith(f"Taken back beside entry {entry['number']}.")
    assert [(row["thing"], row["record_id"]) for row in rows(sample, Mistake)] == [
        ("file_entry_fact", deleted["id"])
    ]
    assert "Typed copy deleted, entered by mistake" in visited.html
    assert escape(why) in visited.html
    visited.press("Hide names")
    assert why.encode() not in visited.sent
    assert escape(why).encode() not in visited.sent


def test_a_carer_who_was_linked_by_mistake_is_taken_back(sample, visit):
    why = "He is the father of another child of that name"
    child = next(row for row in rows(sample, Child) if row["code"] == "C-022")
    father = next(row for row in reversed(rows(sample, Carer)) if row["child_id"] == child["id"])
    visited = at_child(visit(sample), "children", "C-022", files="Register")
    visited.press("A carer was linked by mistake")
    send(visited, "Take it back")
    assert "Which one: Choose" in visited.refusal().replace("*", "")
    box = visited.at.get_by_key("take-back.row")
    box.select_index(next(at for at, said in enumerate(box.options) if father["name"] in said))
    set_to(visited, "take-back.because", why)
    send(visited, "Take it back")
    assert visited.notice().startswith("Taken back for C-022.")
    assert [(row["thing"], row["record_id"]) for row in rows(sample, Mistake)] == [("carer", father["id"])]
    assert f"{escape(father['name'])}, carer by mistake" in visited.html
    assert escape(why) in visited.html
    visited.press("Hide names")
    assert "A carer, carer by mistake" in visited.html
    for said in (why, father["name"]):
        assert said.encode() not in visited.sent
        assert escape(said).encode() not in visited.sent


def test_answers_of_a_carer_by_mistake_come_up_in_the_review_and_are_taken_back_from_there(sample, visit):
    answers = [row for row in rows(sample, Consent) if row["answer"] is Answer.GIVEN]
    here = {child.id for child in agenda_of(sample).facts.children}
    answer = next(row for row in answers if row["child_id"] in here)
    with sample.administering("test") as session:
        session.add(Mistake(thing="carer", record_id=answer["carer_id"], because="Another child's father."))
    item = row_for(sample, Action.NO_CARER)
    visited = open_row(visit(sample), item)
    box = visited.at.get_by_key("take-back.row")
    assert any("carer by mistake" in said for said in box.options)
    box.select_index(next(at for at, said in enumerate(box.options) if "carer by mistake" in said))
    set_to(visited, "take-back.because", "He is no carer of this child.")
    send(visited, "Take it back")
    assert not is_open(visited)
    visited.open("consents", child=item.code)
    assert "carer by mistake" in visited.html


def test_the_register_costs_as_many_queries_with_a_carer_by_mistake(sample, visit):
    visited = at_child(visit(sample), "children", "C-022", files="Register")
    before = len(queries_of(sample, visited))
    with sample.administering("test") as session:
        session.add(Mistake(thing="carer", record_id=rows(sample, Carer)[0]["id"], because="Twice in it."))
    assert len(queries_of(sample, visited)) == before <= MOST_QUERIES


def test_a_child_who_is_there_twice_is_taken_back_and_stays_listed_with_the_reason(sample, visit):
    why = "The family booked twice for one child"
    visited = visit(sample).open("children", files="Register").press("Add a starter")
    for key, value in (
        ("starter.name", "Seren Umberleigh-Twice"),
        ("starter.born_on", date(2024, 1, 8)),
        ("starter.carer-1", "Olga Umberleigh"),
    ):
        set_to(visited, key, value)
    send(visited, "Add child")
    added = rows(sample, Child)[-1]
    on_roll = len(agenda_of(sample).facts.children)
    visited = at_child(visited, "children", added["code"], files="Register").press(words.MISTAKEN_CHILD)
    send(visited, "Take it back")
    refused = visited.refusal().replace("*", "")
    assert "What was wrong with it: " in refused
    assert "Which one" not in refused, "There is one: it is not asked for again."
    set_to(visited, "take-back.because", why)
    send(visited, "Take it back")
    assert visited.notice().startswith(f"Taken back with its carers: {added['code']}.")
    assert [(row["thing"], row["record_id"]) for row in rows(sample, Mistake)] == [("child", added["id"])]
    assert len(agenda_of(sample).facts.children) == on_roll - 1
    assert added["code"] not in {option.split()[-1] for option in visited.at.get_by_key("child").options}
    assert escape(why) in visited.html
    visited.press("Hide names")
    assert added["code"] in visited.html
    for said in (why, added["name"]):
        assert said.encode() not in visited.sent
        assert escape(said).encode() not in visited.sent


def test_of_a_child_with_something_on_record_it_is_said_what_and_nothing_can_be_sent(sample, visit):
    entry = rows(sample, FileEntry)[0]
    child = next(row for row in rows(sample, Child) if row["id"] == entry["child_id"])
    visited = at_child(visit(sample), "children", child["code"], files="Register")
    visited.press(words.MISTAKEN_CHILD)
    assert "cannot be taken back yet" in visited.at.warning[0].value
    assert "stays with the child for good" in visited.html
    assert "file entr" in visited.html
    assert not [box for box in visited.at.selectbox if box.key == "take-back.row"]
    assert rows(sample, Mistake) == []


def test_a_key_person_takes_back_neither_a_child_nor_a_carer(key_person):
    visited, codes = key_person
    visited = at_child(visited, "children", min(codes), files="Register")
    assert words.MISTAKEN_CHILD not in visited.labels
    assert "A carer was linked by mistake" not in visited.labels


def test_the_register_costs_as_many_queries_with_a_child_by_mistake(sample, visit):
    visited = at_child(visit(sample), "children", "C-022", files="Register")
    before = len(queries_of(sample, visited))
    with sample.administering("test") as session:
        session.add(Mistake(thing="child", record_id=rows(sample, Child)[0]["id"], because="Twice in it."))
    assert len(queries_of(sample, visited)) == before <= MOST_QUERIES


def take_back_first(visited, why):
    visited.at.get_by_key("take-back.row").select_index(0)
    set_to(visited, "take-back.because", why)
    send(visited, "Take it back")
    assert not is_open(visited)


def test_whether_an_account_was_switched_on_or_found_on_is_chosen(cabinet, family, visit):
    visited = at_child(visit(cabinet), "consents", "C-001").press("Journey account")
    before = rows(cabinet, JourneyAccount)
    send(visited, "Record")
    assert "What happened: Choose what happened" in visited.refusal().replace("*", "")
    assert rows(cabinet, JourneyAccount) == before


def test_a_line_of_a_journey_account_is_taken_back_from_its_form(sample, visit):
    why = "It was another child's account"
    here = {child.id: child.code for child in agenda_of(sample).facts.children}
    line = next(row for row in reversed(rows(sample, JourneyAccount)) if row["child_id"] in here)
    visited = visit(sample).open("consents", child=here[line["child_id"]]).press("Journey account")
    visited.at.button(key="journey.mistaken").click()
    visited.run()
    send(visited, "Take it back")
    assert "What was wrong with it: Enter" in visited.refusal().replace("*", "")
    take_back_first(visited, why)
    [mistake] = rows(sample, Mistake)
    assert (mistake["thing"], mistake["because"]) == ("journey_account", why)
    assert "entered by mistake" in visited.html
    assert escape(why) in visited.html
    visited.press("Hide names")
    assert escape(why).encode() not in visited.sent
    assert why.encode() not in visited.sent


def test_the_accounts_of_all_who_left_are_closed_in_one_form(sample, visit):
    gone = [row for row in rows(sample, Child) if row["left_on"] and row["left_on"] < TODAY][:3]
    with sample.administering("test") as session:
        for row in gone:
            found = {"event": JourneyEvent.FOUND, "on": row["left_on"]}
            session.add(JourneyAccount(child_id=row["id"], **found))
    first, *others = gone
    visited = at_child(visit(sample), "children", first["code"], files="Leaving").press("Journey account")
    field = visited.at.get_by_key("journey.others")
    assert not field.value
    assert first["code"] not in " ".join(field.options)
    field.set_value([one for one in field.options if one.endswith(tuple(row["code"] for row in others))])
    send(visited, "Record")
    assert visited.notice() == f"The account of {first['code']} and 2 others is recorded."
    closed = {row["child_id"] for row in rows(sample, JourneyAccount) if row["event"] is JourneyEvent.CLOSED}
    assert {row["id"] for row in gone} <= closed


def test_of_a_child_who_left_the_journey_account_is_reached_under_leaving(sample, visit):
    left = next(row for row in rows(sample, Child) if row["left_on"] and row["left_on"] < TODAY)
    visited = at_child(visit(sample), "children", left["code"], files="Leaving").press("Journey account")
    assert is_open(visited)


def take_back_a_viewing(visited, sample, why):
    """Chooses somebody's looking at a record in the form that is open, and takes it back."""
    box = visited.at.get_by_key("take-back.row")
    box.select_index(next(at for at, said in enumerate(box.options) if "Viewed" in said))
    set_to(visited, "take-back.because", why)
    send(visited, "Take it back")
    assert [row["thing"] for row in rows(sample, Mistake)] == ["developmental_record"]
    assert "Viewed, entered by mistake" in visited.html


def test_a_viewing_by_mistake_is_taken_back_where_it_is_listed(sample, visit):
    why = "It was the carer of another child"
    seen = [row for row in rows(sample, DevelopmentalRecord) if row["event"] is Event.VIEWED]
    here = {child.id: child.code for child in agenda_of(sample).facts.children}
    line = next(row for row in reversed(seen) if row["child_id"] in here)
    visited = at_child(visit(sample), "children", here[line["child_id"]], files="Developmental records")
    visited.press(words.MISTAKEN_DEVELOPMENTAL)
    take_back_a_viewing(visited, sample, why)
    assert escape(why) in visited.html
    visited.press("Hide names")
    assert why.encode() not in visited.sent


def away(opened, where, but=()):
    """A child with an answer about consent, put where no line of the Consents page is theirs."""
    answered = {row["child_id"] for row in rows(opened, Consent)}
    child = next(
        child
        for child in agenda_of(opened).facts.children
        if child.id in answered and child.started_on <= TODAY and child.code not in but
    )
    with opened.administering("test") as session:
        held = session.get(Child, child.id)
        if where == "left":
            held.left_on = TODAY - DAY
        else:
            held.left_on, held.started_on = None, TODAY + DAY * 200
        session.add(JourneyAccount(child_id=child.id, event=consent.Account.CLOSED, on=TODAY - DAY))
    return child


@pytest.mark.parametrize(
    ("where", "files"), [("left", "Register"), ("booked", "Register"), ("left", "Leaving")]
)
def test_the_consents_of_a_child_who_is_away_are_reached_where_the_child_is(sample, visit, where, files):
    """Proof of consent outlasts the child's time here, and a mistake in it is still one (L5.1)."""
    child = away(sample, where)
    given = [row for row in rows(sample, Consent) if row["child_id"] == child.id]
    visited = at_child(visit(sample), "consents", "")
    assert child.code not in {option.split()[-1] for option in visited.at.get_by_key("child").options}
    visited = visit(sample).open("children", child=child.code, files=files).press("Consents")
    assert ("Left on" if where == "left" else "Starts on") in visited.html
    [carer, *_] = [row["name"] for row in rows(sample, Carer) if row["id"] == given[0]["carer_id"]]
    assert escape(carer) in visited.html
    visited.at.get_by_key("consents.purpose").select_index(0)
    assert "Wording 1: " in visited.run().html, "with the question as it was asked"
    visited.at.button(key=f"consents.{form.ANSWER_MISTAKE}").click()
    visited.run()
    visited.at.get_by_key("take-back.row").select_index(0)
    set_to(visited, "take-back.because", "They belong to another child")
    send(visited, "Take it back")
    taken_back = {row["record_id"] for row in rows(sample, Mistake)}
    assert taken_back, visited.refusal()
    assert taken_back <= {row["id"] for row in given}


def test_the_consents_of_a_child_who_left_name_nobody_on_screen(sample, visit):
    child = away(sample, "left")
    carers = [row["name"] for row in rows(sample, Carer) if row["child_id"] == child.id]
    visited = visit(sample).open("children", child=child.code, files="Register").press("Hide names")
    visited.press("Consents")
    assert "A carer" in visited.html
    assert (
        "Has left: nothing new is done on what was given, and a carer may still withdraw it" in visited.html
    )
    assert found_in(visited.sent, {child.name, *carers}) == set()


def test_what_was_given_for_a_child_who_left_is_withdrawn_under_leaving(sample, visit):
    gone = {row["id"]: row for row in rows(sample, Child) if row["left_on"] and row["left_on"] < TODAY}
    next_setting = {row["id"] for row in rows(sample, ConsentPurpose) if row["key"] == consent.NEXT_SETTING}
    given = next(
        row
        for row in reversed(rows(sample, Consent))
        if row["child_id"] in gone and row["answer"] is Answer.GIVEN and row["purpose_id"] not in next_setting
    )
    visited = at_child(visit(sample), "children", gone[given["child_id"]]["code"], files="Leaving")
    visited.press("What a carer answered")
    box = visited.at.get_by_key(f"answer.{given['purpose_id']}")
    assert box.options == ["Withdrawn"]
    held = [row for row in rows(sample, Carer) if row["child_id"] == given["child_id"]]
    at = next(at for at, row in enumerate(held) if row["id"] == given["carer_id"])
    visited.at.get_by_key("answer.carer").select_index(at)
    set_to(visited, f"answer.{given['purpose_id']}", Answer.WITHDRAWN)
    in_writing(visited)
    send(visited, "Record answers")
    assert not is_open(visited)
    row = rows(sample, Consent)[-1]
    assert (row["answer"], row["child_id"], row["on"]) == (Answer.WITHDRAWN, given["child_id"], TODAY)
    assert (Action.FOLLOW_UP, row["id"]) in {(item.action, item.record) for item in agenda_of(sample).items}


def test_a_family_answers_about_the_next_setting_after_the_child_has_left(sample, visit):
    """A school asks in September: "May we?" said no, and Leaving that they had agreed (AI-7)."""
    leaver = Child(code="C-900", name="Wyn Parry", started_on=date(2023, 9, 4), left_on=date(2026, 7, 22))
    with sample.administering("test") as session:
        session.add(leaver)
        session.flush()
        session.add(Carer(child_id=leaver.id, name="Ann Parry", has_parental_responsibility=True))
    asked = [row for row in rows(sample, ConsentPurpose) if row["key"] == consent.NEXT_SETTING][-1]
    visited = visit(sample).open("consents", consents="May we?", purpose=asked["title"])
    assert "What was answered for them about this still counts." in visited.html
    assert 'href="/children-and-files?files=Leaving"' in visited.html
    assert "it is a no: they are not listed" not in visited.html
    visited = at_child(visit(sample), "children", "C-900", files="Leaving").press("What a carer answered")
    visited.at.get_by_key("answer.carer").select_index(0)
    boxes = {box.key for box in visited.at.get("button_group") if (box.key or "").startswith("answer.")}
    assert boxes == {f"answer.{asked['id']}", "answer.how"}
    set_to(visited, f"answer.{asked['id']}", Answer.GIVEN)
    in_writing(visited)
    send(visited, "Record answers")
    assert not is_open(visited)
    row = rows(sample, Consent)[-1]
    assert (row["answer"], row["child_id"], row["on"]) == (Answer.GIVEN, leaver.id, TODAY)
    visited.press("Consents")
    assert "Only what was answered about the records going to the next setting still counts." in visited.html


def test_a_line_of_the_developmental_record_of_a_child_who_left_is_taken_back_under_leaving(sample, visit):
    why = "It was the carer of another child"
    left = [row for row in rows(sample, Child) if row["left_on"] and row["left_on"] < TODAY]
    gone = {row["id"]: row["code"] for row in left}
    seen = [row for row in rows(sample, DevelopmentalRecord) if row["event"] is Event.VIEWED]
    line = next(row for row in seen if row["child_id"] in gone)
    visited = at_child(visit(sample), "children", gone[line["child_id"]], files="Leaving")
    visited.press("A line of the developmental record was entered by mistake")
    take_back_a_viewing(visited, sample, why)
    assert escape(why) in visited.html
    visited.press("Hide names")
    assert why.encode() not in visited.sent


def test_an_entry_that_is_corrected_keeps_whom_it_mentions_as_a_carer_by_mistake_by_name(sample, visit):
    """Who is in the file stays a third party, whatever else of the entry is put right."""
    mention = next(row for row in rows(sample, FileMention) if row["carer_id"])
    carer = next(row for row in rows(sample, Carer) if row["id"] == mention["carer_id"])
    entry = next(row for row in rows(sample, FileEntry) if row["id"] == mention["entry_id"])
    code = next(row["code"] for row in rows(sample, Child) if row["id"] == entry["child_id"])
    with sample.administering("test") as session:
        session.add(Mistake(thing="carer", record_id=carer["id"], because="Another child's carer."))
    visited = at_child(visit(sample), "children", code, files="File index", entry=str(entry["number"]))
    assert "carer by mistake" in visited.html
    visited.press("Correct this entry")
    assert visited.at.get_by_key(f"entry.{entry['id']}.typed.FAMILY").value == carer["name"]


def test_an_entry_that_is_corrected_keeps_whom_it_mentions_though_they_left(sample, visit):
    """The form offers who is here: whoever left would have gone out of the index without a word (AR-13)."""
    held = rows(sample, FileEntry)
    entry = next(row for row in held if row["id"] not in {one["corrects_id"] for one in held})
    code = next(row["code"] for row in rows(sample, Child) if row["id"] == entry["child_id"])
    with sample.administering("test") as session:
        gone = Child(code="C-900", name="Ivo Gone", started_on=date(2024, 1, 8), left_on=date(2025, 7, 31))
        session.add(gone)
        session.flush()
        session.add(FileMention(entry_id=entry["id"], kind=Mentioned.CHILD, child_id=gone.id))
    visited = at_child(visit(sample), "children", code, files="File index", entry=str(entry["number"]))
    visited.press("Correct this entry")
    picked = visited.at.get_by_key(f"entry.{entry['id']}.CHILD")
    assert picked.value == [gone.id]
    assert "Ivo Gone" in picked.options


def test_records_are_kept_for_longer_until_it_is_over(sample, visit):
    visited = at_child(visit(sample), "children", "C-012", files="Leaving").press("Keep for longer")
    send(visited, "Record it")
    said = visited.refusal().replace("*", "")
    assert "What they are kept for: Choose" in said
    assert "Who asks for it, or what may come: Enter in a sentence" in said
    set_to(visited, "keep-longer.why", HeldFor.CLAIM)
    set_to(visited, "keep-longer.words", "A solicitor wrote about a fall.")
    send(visited, "Record it")
    assert visited.notice() == "Nothing is disposed of until you record that it is over."
    assert rows(sample, RecordHold)[0]["words"] == "A solicitor wrote about a fall."
    [*_, frame] = [frame.value for frame in visited.at.dataframe if "On hold for" in frame.value]
    held = frame[frame["Code"] == "C-012"].iloc[0]
    assert (held["Status"], held["On hold for"]) == ("On hold", "a claim or a court case")
    assert "A claim or a court case: A solicitor wrote about a fall. By" in visited.html
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    visited.press("Kept long enough")
    set_to(visited, "kept-long-enough.because", "The court has decided.")
    send(visited, "Record it")
    assert "they are kept for their usual time" in visited.notice()
    assert f"Until {dated(TODAY)}" in visited.html
    assert "The court has decided." in visited.html
    assert "Kept long enough" not in {button.label for button in visited.at.button}
    visited.press("Hide names")
    assert b"solicitor" not in visited.sent
    assert b"The court has decided" not in visited.sent


def test_whoever_ends_a_hold_is_told_whether_the_records_may_go_now(sample, visit):
    manager = manager_of(sample)
    leaver = next(row for row in rows(sample, Child) if row["code"] == "C-012")
    for why in (HeldFor.CLAIM, HeldFor.SAFEGUARDING):
        record_hold.record(
            sample, manager, child_id=leaver["id"], why=why, words="Their solicitor wrote to us.", on=TODAY,
            today=TODAY,
        )  # fmt: skip
    retention.change_period(
        sample, manager, kind=RecordKind.GENERAL, months=6, counted_from=From.LEAVING,
        reason="The council's own table says so.", seen=None,
    )  # fmt: skip
    visited = at_child(visit(sample), "children", "C-012", files="Leaving")
    for said in ("It is recorded. On hold for a claim or a court case.", "what is due for disposal is first"):
        visited.press("Kept long enough")
        visited.at.get_by_key("kept-long-enough.hold").select_index(0)
        set_to(visited, "kept-long-enough.because", "It is settled, they wrote.")
        send(visited, "Record it")
        assert said in visited.notice()


def test_a_refused_entry_names_its_fields_as_the_form_does(sample, visit):
    child = next(row for row in rows(sample, Child) if row["left_on"] is None)
    visited = visit(sample).open("children")
    visited.at.session_state["_form"] = (form.FILE_ENTRY, child["id"], None)
    visited.run()
    set_to(visited, "entry.nature", Nature.OPINION)
    set_to(visited, "entry.source", Source.CARER)
    visited.run()
    send(visited, "Record entry")
    [dialog] = visited.at.get("dialog")
    asked = {box.label for box in [*dialog.selectbox, *dialog.text_input, *dialog.date_input]}
    [refused] = [error.value for error in dialog.error]
    named = set(re.findall(r"\*\*(.+?)\*\*:", refused))
    assert len(named) >= 4
    assert named <= asked
    assert {"Whose opinion it is", "The person who gave it regards it as"} <= named


def test_two_carers_who_answered_alike_are_said_as_two():
    def answer(answer, on):
        return SimpleNamespace(answer=answer, on=on)

    said = words.answers_about(
        consent.NEXT_SETTING,
        [answer(Answer.GIVEN, TODAY), answer(Answer.GIVEN, TODAY), answer(Answer.REFUSED, TODAY)],
    )
    assert said.endswith(": given on 24 Nov 2026 by 2 carers; refused on 24 Nov 2026.")


@pytest.mark.parametrize(
    ("page", "query", "chooser", "button"),
    [
        ("consents", {"consents": "To ask"}, "child", "Enter a paper form"),
        ("children", {"files": "File index"}, "child", "Add an entry"),
        ("induction", {}, "person", "Change this person"),
    ],
)
def test_a_press_that_comes_in_with_another_choice_opens_no_form_about_the_one_before(
    sample, visit, page, query, chooser, button
):
    """The form was about the child before, while the list beside it named the other one already."""
    visited = visit(sample).open(page, **query)
    one, other = visited.at.selectbox(key=chooser).options[:2]
    visited.at.selectbox(key=chooser).select(one)
    visited.run()
    visited.at.selectbox(key=chooser).select(other)
    visited.press(button)
    assert not visited.at.get("dialog") and "Nothing was opened" in visited.notice()
    visited.press(button)
    assert visited.at.get("dialog") and "Nothing was opened" not in visited.notice()
    _, record, _ = visited.at.session_state[state._FORM]
    kept_in = StaffMember if chooser == "person" else Child
    assert {row["id"]: row["code"] for row in rows(sample, kept_in)}[record] == visited.at.session_state[
        chooser
    ]


def test_the_button_for_a_carer_has_the_name_and_on_a_shared_screen_the_number(sample, visit):
    child = next(row["id"] for row in rows(sample, Child) if row["code"] == "C-022")
    names = [row["name"] for row in rows(sample, Carer) if row["child_id"] == child]
    visited = at_child(visit(sample), "children", "C-022", files="Register")
    assert {f"Change {parts.plain(name)}" for name in names} <= set(visited.labels)
    assert words.MISTAKEN_CHILD in visited.labels
    visited = at_child(visit(sample).press("Hide names"), "children", "C-022", files="Register")
    assert "Change carer 1" in visited.labels
