"""A child's paper file goes out of the cabinet and comes back, on the page and in the review (PR-2)."""

from datetime import timedelta

import pytest

from models import Child, FileOut, StaffMember
from rules.agenda import Action
from rules.induction import Role
from store import files_out
from tests.conftest import TODAY, manager_of, rows
from tests.pages.test_every_page import queries_of
from tests.pages.test_forms import is_on_agenda, open_row, row_for, send, set_to

CHILD = "C-040"


def at_file(visit, opened, role=None):
    return visit(opened, *([role] if role else [])).open("children", files="File index", child=CHILD)


def child_of(opened):
    return next(row["id"] for row in rows(opened, Child) if row["code"] == CHILD)


def test_a_file_is_taken_out_and_back(sample, visit, monkeypatch):
    # The test reads the choices outside the page's run, where nobody is signed in.
    monkeypatch.setattr("ui.state.named", lambda code, name: f"{name}, {code}")
    visited = at_file(visit, sample)
    queries = len(queries_of(sample, visited))
    visited = visited.press("Take the file out")
    send(visited, "Record")
    assert "Enter what it is needed for" in visited.refusal()
    set_to(visited, "file-out.what_for", "To prepare the review")
    send(visited, "Record")
    assert visited.notice() == f"The file of {CHILD} is out."
    taken = rows(sample, FileOut)[-1]
    holder = next(row for row in rows(sample, StaffMember) if row["id"] == taken["staff_id"])
    assert holder["name"] == manager_of(sample).name, "whoever records it, unless somebody else is chosen"
    assert "For: To prepare the review" in visited.html
    assert "None needs anything done." in visited.html, "that is said of the entries, and not of the file"
    assert len(queries_of(sample, visited)) == queries
    visited = visited.press("The file is back")
    send(visited, "Record that it is back")
    assert visited.notice() == f"The file of {CHILD} is back."
    assert "Take the file out" in visited.labels
    shown = visited.press("When it was out").html
    assert shown.index("Back in the cabinet") < shown.index("Taken out"), "the newest first"


def test_the_weekly_review_asks_for_what_is_out_and_its_button_says_it_is_back(sample, visit):
    item = row_for(sample, Action.FILE_BACK)
    assert item.due == TODAY
    visited = open_row(visit(sample), item)
    set_to(visited, "file-back.on", TODAY - timedelta(days=1))
    send(visited, "Record that it is back")
    assert "Back on: It was taken out on" in visited.refusal().replace("*", "")
    set_to(visited, "file-back.on", TODAY)
    send(visited, "Record that it is back")
    assert visited.notice() == f"The file of {item.code} is back."
    assert not is_on_agenda(sample, item)


def test_a_line_that_was_a_mistake_is_taken_back_and_says_why(sample, visit):
    holder = rows(sample, StaffMember)[0]["id"]
    files_out.take_out(
        sample, manager_of(sample), child_id=child_of(sample), staff_id=holder, what_for="To file a letter",
        on=TODAY, today=TODAY,
    )  # fmt: skip
    visited = at_file(visit, sample).press("When it was out")
    set_to(visited, "take-back.because", "It was another child's file")
    send(visited, "Take it back")
    assert visited.notice() == f"Taken back for {CHILD}. Then record what was right."
    assert "Take the file out" in visited.labels
    assert "It was another child&#x27;s file" in visited.press("When it was out").html


@pytest.mark.parametrize(("days", "is_said"), [(0, False), (1, True)], ids=["today", "since yesterday"])
def test_a_file_that_is_not_back_may_be_lost_and_leads_to_the_breach_log(sample, visit, days, is_said):
    """The only way out was to say that it is back (CP-13)."""
    holder = rows(sample, StaffMember)[0]["id"]
    files_out.take_out(
        sample, manager_of(sample), child_id=child_of(sample), staff_id=holder, what_for="To file a letter",
        on=TODAY - timedelta(days=days), today=TODAY,
    )  # fmt: skip
    said = at_file(visit, sample).press("The file is back").html
    assert ("If it cannot be found, that is a breach" in said) is is_said
    assert ("/sharing-decisions?part=Breaches" in said) is is_said


@pytest.mark.parametrize("is_out", [True, False], ids=["out", "in the cabinet"])
def test_on_a_shared_screen_nobody_is_named_and_nothing_that_was_typed_is_shown(sample, visit, is_out):
    person = next(row for row in rows(sample, StaffMember) if row["role"] is Role.KEY_PERSON)
    files_out.take_out(
        sample, manager_of(sample), child_id=child_of(sample), staff_id=person["id"],
        what_for="Zephyr quartet", on=TODAY, today=TODAY,
    )  # fmt: skip
    if not is_out:
        files_out.bring_back(
            sample, manager_of(sample), out_id=rows(sample, FileOut)[-1]["id"], on=TODAY, today=TODAY
        )
    visited = at_file(visit, sample).press("When it was out")
    assert "Zephyr quartet" in visited.html
    visited = at_file(visit, sample).press("Hide names")
    visited = visited.open("children", files="File index", child=CHILD).press("When it was out")
    assert visited.at.get_by_key("take-back.row") is not None
    sent = visited.sent.decode("utf-8", "ignore")
    assert "Zephyr quartet" not in sent
    assert person["name"] not in sent
