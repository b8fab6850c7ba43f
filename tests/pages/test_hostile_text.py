"""Text that people typed is shown as text: never as HTML, as markdown, or as a spreadsheet's formula."""

from html import escape

import pytest
from sqlalchemy import text

from models import (
    AccessRequest,
    Child,
    Complaint,
    Consent,
    ConsentPurpose,
    Rectification,
    SharingOutcome,
    StaffMember,
)
from rules.agenda import Action
from rules.consent import Answer, How
from rules.sharing import Ground
from store import access_requests, consents, sharing
from tests.conftest import TODAY, agenda_of, manager_of, rows
from tests.hostile import looks_like_text
from tests.pages.conftest import PAGES
from tests.pages.test_forms import send, show_all
from tests.pages.test_policy import a_newer_version_of
from ui import parts

HOSTILE = (
    '=HYPERLINK("http://x")',
    "![x](http://x/y)",
    "<b>x</b>",
    "<script>alert(1)</script>",
    "[x](http://x/z) **bold** :red[x] $x$",
    "'\"><img src=x onerror=alert(1)>",
)


@pytest.fixture
def hostile(sample):
    """The sample, in which everybody has such a name and every text is such a text."""
    with sample.administering("test") as session:
        connection = session.connection()
        for trigger in (
            "access_request",
            "sharing_outcome",
            "consent",
            "rectification",
            "rectification_step",
            "complaint",
            "complaint_step",
            "third_party",
            "third_party_event",
            "redaction",
        ):
            connection.execute(text(f"DROP TRIGGER {trigger}_no_update"))
        for table, column in (
            ("child", "name"),
            ("child", "note"),
            ("carer", "name"),
            ("staff_member", "name"),
            ("account", "name"),
            ("access_request", "requester"),
            ("access_request", "note"),
            ("rectification", "asked_by"),
            ("rectification", "words"),
            ("rectification_step", "words"),
            ("complaint", "made_by"),
            ("complaint", "about"),
            ("complaint_step", "words"),
            ("third_party", "name"),
            ("third_party", "agency"),
            ("third_party_event", "said"),
            ("third_party_event", "reason"),
            ("redaction", "reason"),
            ("sharing_outcome", "reason"),
            ("sharing_outcome", "shared_with"),
            ("consent", "witness"),
            ("consent_purpose", "title"),
            ("induction_topic", "title"),
        ):
            for at, name in enumerate(HOSTILE):
                connection.execute(
                    text(f"UPDATE {table} SET {column} = :name WHERE id % {len(HOSTILE)} = {at}"),
                    {"name": f"{name} {column}"},
                )
        connection.execute(text("UPDATE setting SET name = :name"), {"name": HOSTILE[2]})
    return sample


def check(visited) -> None:
    """No text is anything but text, wherever it is drawn."""
    assert not visited.at.exception
    assert "<b>" not in visited.html
    looks_like_text(visited, HOSTILE)


@pytest.mark.parametrize("page", PAGES)
def test_on_every_page(hostile, visit, page):
    visited = show_all(visit(hostile).open(page))
    check(visited)
    assert escape(HOSTILE[2]) in visited.html, "the setting's own name, as text"


@pytest.mark.parametrize(
    ("part", "key", "model"),
    [("Corrections", "correction", Rectification), ("Complaints", "complaint", Complaint)],
)
def test_in_a_correction_and_a_complaint(hostile, visit, part, key, model):
    visited = visit(hostile).open("access_requests", access=part)
    for held in rows(hostile, model):
        visited.at.get_by_key(key).select(held["code"])
        check(visited.run())
    assert escape(HOSTILE[2]) in visited.html


def test_in_the_agenda_it_is_escaped(hostile, visit):
    body = "".join(show_all(visit(hostile)).rows)
    assert any(escape(name) in body for name in HOSTILE[3:])


@pytest.mark.parametrize(
    ("page", "column", "model", "field"),
    [
        ("access_requests", "Asked for by", AccessRequest, "requester"),
        ("access_requests", "Note", AccessRequest, "note"),
        ("sharing_decisions", "Reason", SharingOutcome, "reason"),
    ],
)
def test_in_a_register_it_is_the_value_that_was_typed(hostile, visit, page, column, model, field):
    visited = visit(hostile).open(page, years="All years")
    [register] = visited.at.dataframe
    shown = set(register.value[column])
    assert shown & {row[field] for row in rows(hostile, model)}
    assert shown <= {row[field] for row in rows(hostile, model)} | {""}
    assert any(value.startswith("=HYPERLINK") for value in shown)


@pytest.mark.parametrize(
    "action",
    [
        Action.ACCESS_STEP,
        Action.CONSENT,
        Action.FORM,
        Action.FOLLOW_UP,
        Action.DECIDE,
        Action.RECORD,
        Action.SIGN_OFF,
        Action.KEY_PERSON,
    ],
)
def test_in_every_form_that_a_row_opens(hostile, visit, action):
    visited = show_all(visit(hostile))
    item = next(item for item in agenda_of(hostile).items if item.action is action)
    visited.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
    visited.run()
    assert visited.at.get("dialog")
    check(visited)


def test_where_several_withdrawals_are_ticked_off_in_one_form(hostile, visit):
    before = {item.record for item in agenda_of(hostile).items if item.action is Action.FOLLOW_UP}
    given = [row for row in rows(hostile, Consent) if row["answer"] is Answer.GIVEN][-1]
    of_carer = {"child_id": given["child_id"], "carer_id": given["carer_id"]}
    asked = [row["purpose_id"] for row in rows(hostile, Consent) if of_carer.items() <= row.items()][-2:]
    consents.record_answers(
        hostile, manager_of(hostile), **of_carer, answers=dict.fromkeys(asked, Answer.WITHDRAWN), on=TODAY,
        how=How.WRITTEN, kept_at="In the child's file", today=TODAY,
    )  # fmt: skip
    [item] = [
        item
        for item in agenda_of(hostile).items
        if item.action is Action.FOLLOW_UP and item.record not in before
    ]
    visited = show_all(visit(hostile))
    visited.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
    check(visited.run())
    assert len({box.label for box in visited.at.checkbox if (box.key or "").startswith("follow-up.")}) > 1


def test_where_what_a_form_is_about_is_gone(hostile, visit):
    item = next(item for item in agenda_of(hostile).items if item.action is Action.COUNTERSIGN)
    visited = show_all(visit(hostile).open("induction"))
    visited.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
    visited.run()
    title = a_newer_version_of(hostile, "phones-cameras")
    send(visited, "Countersign")
    check(visited)
    assert f"A newer version of {title} has come in since" in visited.refusal()


def test_where_one_record_is_opened(hostile, visit):
    for page, key in (("access_requests", "request"), ("consents", "child"), ("induction", "person")):
        visited = visit(hostile).open(page)
        for at in range(len(HOSTILE)):
            visited.at.get_by_key(key).select_index(at)
            visited.run()
            check(visited)
            if page == "access_requests":
                visited.press("All requests")


def test_what_is_typed_now_is_text_too(sample, visit):
    """Recorded by the product's own writes, shown by the page's own notice and register."""
    who = manager_of(sample)
    child = rows(sample, Child)[0]["id"]
    for name in HOSTILE:
        access_requests.record_request(
            sample,
            who,
            child_id=child,
            requester=name,
            channel=access_requests.Channel.EMAIL,
            received_on=TODAY,
            note=name,
            today=TODAY,
        )
        sharing.record_concern(
            sample,
            who,
            child_id=child,
            ground=Ground.CRIME,
            concern=name,
            raised_on=TODAY,
            is_another=True,
            today=TODAY,
        )
    visited = visit(sample).open("access_requests")
    check(visited)
    assert set(HOSTILE) <= set(visited.at.dataframe[0].value["Asked for by"])
    check(visited.open("sharing_decisions"))


def test_the_titles_that_the_setting_chose_are_there(hostile):
    assert {row["title"] for row in rows(hostile, ConsentPurpose)} & {f"{name} title" for name in HOSTILE}
    assert {row["name"] for row in rows(hostile, StaffMember)} & {f"{name} name" for name in HOSTILE}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("Maria Fernández-Lópes", "Maria Fernández-Lópes", id="a name: read aloud as it is"),
        pytest.param("- one", "\\- one", id="a list"),
        pytest.param("a\n---", "a\n\\-\\-\\-", id="a heading"),
        pytest.param("-", "\\-", id="nothing else"),
        pytest.param("1-2", "1\\-2", id="no letters"),
        pytest.param("-a-b-", "\\-a-b\\-", id="at both ends"),
    ],
)
def test_a_hyphen_within_a_name_has_no_backslash_where_a_field_is_read_aloud(typed, read):
    """The form of two carers was labelled `Fernández\\-Lópes` for those who hear it."""
    assert parts.plain(typed) == read
