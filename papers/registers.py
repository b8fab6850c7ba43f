"""Registers as files, XLSX and CSV. Text that people typed stays text: no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ROWS_OF_A_SHEET = 1_000_000  # Excel's own limit is a little higher
_LONGEST = 32_767  # what a cell of Excel holds

Row = Mapping[str, Any]


def as_csv(rows: Iterable[Row]) -> bytes:
    """The rows under a line of headings, as UTF-8 that Excel knows; nothing where there are no rows."""
    out = io.StringIO(newline="")
    written = csv.writer(out, lineterminator="\r\n")
    for at, row in enumerate(rows):
        if at == 0:
            written.writerow([_guarded(str(heading)) for heading in row])
        written.writerow([_guarded(_said(value)) for value in row.values()])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Row], *, title: str = "Register") -> bytes:
    """The rows as a workbook, each text as text; a very long register goes on on a second sheet."""
    book = Workbook(write_only=True)
    sheet: WriteOnlyWorksheet | None = None
    for at, row in enumerate(rows):
        if at % _ROWS_OF_A_SHEET == 0:
            sheet = book.create_sheet(f"{title} {at // _ROWS_OF_A_SHEET + 1}" if at else title)
            sheet.freeze_panes = "A2"
            sheet.append([_cell(sheet, str(heading), is_heading=True) for heading in row])
        if sheet is not None:
            sheet.append([_cell(sheet, value) for value in row.values()])
    if sheet is None:
        book.create_sheet(title)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _guarded(said: str) -> str:
    """A text as a spreadsheet takes it for text: an apostrophe before what would begin a formula."""
    return f"'{said}" if said.lstrip(" ").startswith(_BEGINS_A_FORMULA) else said


def _said(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _cell(sheet: WriteOnlyWorksheet, value: object, *, is_heading: bool = False) -> Any:
    if value is None or isinstance(value, int | float | date):
        # A workbook knows no time zones: the moment is written in the zone that it has here.
        plain = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        return WriteOnlyCell(sheet, plain)
    cell = WriteOnlyCell(sheet, "")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_LONGEST]
    cell.data_type = "s"  # a text, whatever it begins with
    cell.quotePrefix = True  # and still one after somebody edits the cell
    if is_heading:
        cell.font = Font(bold=True)
    return cell
