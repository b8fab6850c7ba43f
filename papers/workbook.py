"""Rows as a workbook of Excel. Loaded when the first one is made, and only then."""

import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_ROWS_OF_A_SHEET = 1_000_000  # Excel's own limit is a little higher
_LONGEST = 32_767  # what a cell of Excel holds


def made(rows: Iterable[Mapping[str, Any]], *, title: str) -> bytes:
    """The rows, each text as text; a very long register goes on on a second sheet."""
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
