"""The audit trail on the Set-up page: filtered in the URL, a page at a time, names off, and as a file."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from openpyxl import load_workbook

from models import AuditEntry, Child, Mistake
from papers import registers
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from rules.words import long_date
from store import audit, downloads, setting, trail
from tests.conftest import account, manager_of, rows
from tests.pages.test_request_register import say_what_for
from ui import audit_trail

NASTY = ['=HYPERLINK("http://evil")', "+1", "-1", "@SUM(A1)", "\tcmd", "\rcmd"]


def lines_shown(visited):
    return visited.at.dataframe[0].value.to_dict("records")


def open_trail(visit, opened, role=Role.MANAGER, **query):
    return visit(opened, role).open("set_up", part="Audit trail", **query)


def test_the_newest_line_comes_first_with_who_what_and_about(sample, visit):
    who = manager_of(sample)
    setting.change_house_rules(sample, who, {"induction_days": 14})
    visited = open_trail(visit, sample)
    first, second = lines_shown(visited)[:2]
    assert first["Did what"] == "signed in"
    assert second["Did what"] == "changed"
    assert second["Who"] == f"{who.name}, account 1"
    assert second["Details"] == "induction days: 28 → 14"


def test_the_table_sorts_its_lines_by_the_moment_and_not_by_letters(sample, visit):
    moments = open_trail(visit, sample).at.dataframe[0].value["When"]
    assert pd.api.types.is_datetime64_any_dtype(moments)
    assert moments.is_monotonic_decreasing


def test_the_lines_are_numbered_as_they_were_written(sample, visit):
    """AR-30: what was written while the clock stood wrong lay among the lines of that other day, unseen."""
    numbers = [line["Line"] for line in lines_shown(open_trail(visit, sample))]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) == len(numbers)


def test_a_clock_that_is_behind_the_records_is_said_on_every_page(sample, visit, monkeypatch):
    """It was not noticed: another day's agenda, and steps dated before the records that they follow."""
    assert not [w for w in visit(sample).at.warning if "clock" in w.value]
    last = max(row["at"] for row in rows(sample, AuditEntry))
    monkeypatch.setattr(trail, "last_written_at", lambda *_: last + timedelta(days=365))
    visited = visit(sample)
    for page in (visited, visited.open("consents")):
        [said] = [w.value for w in page.at.warning if "clock" in w.value]
        assert f"last written on {long_date(last.date() + timedelta(days=365))}" in said


def test_a_clock_that_was_ahead_is_said_to_be_right_now(sample, visit, monkeypatch):
    """One sign-in with the clock a year ahead: every page said for a year that the right one was wrong."""

    def warned(visited):
        return [w for w in visited.at.warning if "clock" in w.value]

    with monkeypatch.context() as ahead, sample.administering("a clock that was ahead") as session:
        ahead.setattr("models.now", lambda: datetime.now(UTC) + timedelta(days=365))
        audit.note(session, "signed in")
    deputy = visit(sample, Role.DEPUTY)
    assert warned(deputy) and "The clock is right now" not in deputy.labels
    visited = visit(sample)
    assert warned(visited)
    visited.press("The clock is right now")
    assert not warned(visited)
    assert not warned(visit(sample)), "nor after the next sign-in"
    assert trail.CLOCK_IS_RIGHT in {row["act"] for row in rows(sample, AuditEntry)}


def test_the_filters_are_in_the_url_and_read_from_it(sample, visit):
    setting.change_house_rules(sample, manager_of(sample), {"induction_days": 14})
    visited = open_trail(visit, sample, act="changed", thing="setting", who="Account 1")
    assert {line["Did what"] for line in lines_shown(visited)} == {"changed"}
    visited.at.selectbox(key="filter-act").set_value("signed in")
    visited.at.selectbox(key="filter-thing").set_value("Any record")
    visited.run()
    assert {line["Did what"] for line in lines_shown(visited)} == {"signed in"}
    assert visited.at.query_params["act"] == "signed in"
    assert "thing" not in visited.at.query_params


def test_a_made_up_filter_shows_everything(sample, visit):
    visited = open_trail(visit, sample, act="<b>", who="Account 99", before="x", to="tomorrow")
    assert not visited.at.exception
    assert len(lines_shown(visited)) == min(trail.PAGE, len(rows(sample, AuditEntry)))


def test_older_lines_are_a_press_away(sample, visit):
    who = manager_of(sample)
    for days in range(1, 80):
        setting.change_house_rules(sample, who, {"induction_days": days})
    visited = open_trail(visit, sample, act="changed")
    newest = lines_shown(visited)
    assert len(newest) == trail.PAGE
    visited.press("Older")
    older = lines_shown(visited)
    assert older
    assert not {line["Details"] for line in older} & {line["Details"] for line in newest}
    visited.press("Newest")
    assert lines_shown(visited) == newest


def test_on_screen_no_name_and_no_text_is_sent(sample, visit):
    who = manager_of(sample)
    with sample.writing(who, Thing.CHILD) as session:
        child = session.get(Child, 1)
        before, child.name, child.note = child.name, "Zebedee Quill", "Spelt wrongly on the form"
    visited = open_trail(visit, sample)
    assert "Zebedee Quill" in str(lines_shown(visited))
    visited.press("Hide names")
    said = str(lines_shown(visited)) + visited.html
    for name in ("Zebedee", before, who.name, "Spelt wrongly"):
        assert name not in said
        assert name.encode() not in visited.sent
    changed = next(line for line in lines_shown(visited) if line["Did what"] == "changed")
    assert (changed["Details"], changed["Who"]) == ("name; note", "Account 1")


def test_the_deputy_who_sees_the_setting_does_not_see_it(sample, visit):
    visited = open_trail(visit, sample, Role.DEPUTY)
    assert visited.heading == "Set-up"
    assert not visited.at.dataframe
    assert "Audit trail" not in visited.html


# The file ------------------------------------------------------------------------------------------


WHY = "For the data protection officer"
CHANGES = audit_trail.Filter(act="changed")


def exported(opened, kind, who=None, shown=True, wanted=CHANGES):
    makes = {"csv": registers.as_csv, "xlsx": registers.as_xlsx}[kind]
    return audit_trail._made(opened, who or manager_of(opened), wanted, shown, kind, makes, WHY)


def with_nasty_names(opened):
    who = manager_of(opened)
    for said in NASTY:
        with opened.writing(who, Thing.CHILD) as session:
            session.get(Child, 1).note = said
    return who


def test_the_csv_is_what_is_filtered_and_no_cell_is_a_formula(sample):
    with_nasty_names(sample)
    held = list(csv.reader(io.StringIO(exported(sample, "csv").decode("utf-8-sig"))))
    assert held[0] == ["Line", "When", "Who", "Did what", "About", "Details"]
    assert len(held) == 1 + sum(row["act"] == "changed" for row in rows(sample, AuditEntry))
    assert not [cell for row in held for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_workbook_is_what_is_filtered_and_no_cell_is_a_formula(sample):
    with_nasty_names(sample)
    sheet = load_workbook(io.BytesIO(exported(sample, "xlsx"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert sheet.max_row == 1 + sum(row["act"] == "changed" for row in rows(sample, AuditEntry))
    assert {cell.data_type for cell in cells} == {"n", "s"}


def test_text_that_begins_like_a_formula_stays_text():
    rows_of = [{"Text": said, "Number": 1} for said in NASTY]
    book = load_workbook(io.BytesIO(registers.as_xlsx(rows_of)))
    assert [(row[0].data_type, row[1].data_type) for row in book.active.iter_rows(min_row=2)] == [
        ("s", "n")
    ] * len(NASTY)
    plain = csv.reader(io.StringIO(registers.as_csv(rows_of).decode("utf-8-sig"), newline=""))
    assert [row[0] for row in plain][1:] == [f"'{said}" for said in NASTY]


def test_an_export_is_noted_with_its_rows(sample):
    with_nasty_names(sample)
    exported(sample, "csv")
    line = rows(sample, AuditEntry)[-1]
    assert (line["act"], line["thing"]) == ("exported", "audit_entry")
    changes = sum(row["act"] == "changed" for row in rows(sample, AuditEntry))
    assert f'"rows": {changes}' in line["detail"]
    assert WHY in line["detail"]


def test_an_export_asks_again_who_it_is_for(sample):
    with pytest.raises(NotAllowed):
        exported(sample, "csv", who=account(sample, Role.DEPUTY))


def test_an_export_from_a_shared_screen_holds_no_name(sample):
    who = with_nasty_names(sample)
    held = exported(sample, "csv", shown=False).decode("utf-8-sig")
    assert who.name not in held
    assert "HYPERLINK" not in held


def test_the_button_offers_the_file_once(sample, visit):
    visited = say_what_for(open_trail(visit, sample), "audit-trail").press("Export as CSV")
    ticket = visited.html.partition('href="/download/')[2].partition('"')[0]
    offered = downloads._offers[ticket]
    assert offered.account_id == manager_of(sample).account_id
    assert offered.made().decode("utf-8-sig").startswith("Line,When,Who,")


def test_what_was_taken_back_is_said_with_the_reason_and_on_screen_without(sample, visit):
    why = "The family booked twice"
    with sample.writing(manager_of(sample)) as session:
        session.add(Mistake(thing="child", record_id=rows(sample, Child)[0]["id"], because=why))
    code = rows(sample, Child)[0]["code"]
    visited = open_trail(visit, sample, thing="mistake")
    [line] = lines_shown(visited)
    assert (line["About"], line["Details"]) == (f"mistake (child {code})", f"because: {why}")
    visited.press("Hide names")
    assert why.encode() not in visited.sent
