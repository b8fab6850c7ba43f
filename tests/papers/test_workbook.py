"""Registers as workbooks: to be read on the screen and on paper as they are, no column to widen first."""

import io
import tempfile
from datetime import UTC, date, datetime

from openpyxl import load_workbook

from papers import workbook
from papers.registers import as_xlsx

LONG = "It lay in the tray, and nobody looked at it before the manager came back from leave. " * 3
AT = datetime(2026, 11, 2, 9, 5, tzinfo=UTC)
ROWS = [
    {"Code": "AR-2026-003", "Received": date(2026, 11, 2), "At": AT, "Reason": LONG},
    {"Code": "AR-2026-004", "Received": None, "At": None, "Reason": ""},
]


def test_columns_are_as_wide_as_what_stands_in_them_and_a_long_text_goes_on_below():
    sheet = load_workbook(io.BytesIO(as_xlsx(ROWS))).active
    wide = {letter: held.width for letter, held in sheet.column_dimensions.items()}
    assert wide["A"] >= len("AR-2026-003")
    assert wide["B"] >= len("24 Nov 2026")
    assert wide["C"] > wide["B"]
    assert wide["A"] < wide["D"] <= 60
    assert sheet["D2"].alignment.wrap_text


def test_days_are_written_day_first_with_the_month_in_letters():
    sheet = load_workbook(io.BytesIO(as_xlsx(ROWS))).active
    assert sheet["B2"].number_format == "d mmm yyyy"
    assert sheet["C2"].number_format == "d mmm yyyy hh:mm"
    assert sheet["B2"].value.date() == date(2026, 11, 2)


def test_on_paper_it_is_as_wide_as_the_page_with_its_headings_on_every_one():
    sheet = load_workbook(io.BytesIO(as_xlsx(ROWS))).active
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert not sheet.page_setup.fitToHeight
    assert sheet.oddFooter.right.text == "Page &P of &N"


def test_a_register_with_no_rows_is_a_sheet_with_none():
    assert load_workbook(io.BytesIO(as_xlsx([]))).active.max_row == 1


def test_no_row_goes_through_a_file_on_the_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert load_workbook(io.BytesIO(as_xlsx(ROWS))).active["A3"].value == "AR-2026-004"


def test_what_does_not_fit_on_one_sheet_goes_on_on_the_next(monkeypatch):
    monkeypatch.setattr(workbook, "_ROWS_OF_A_SHEET", 1)
    book = load_workbook(io.BytesIO(workbook.made(ROWS, title="Requests")))
    assert book.sheetnames == ["Requests", "Requests 2"]
    assert [sheet["A2"].value for sheet in book] == ["AR-2026-003", "AR-2026-004"]
