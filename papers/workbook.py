"""Rows as a workbook of Excel. Loaded when the first one is made, and only then."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_ROWS_OF_A_SHEET = 1_000_000  # Excel's own limit is a little higher
_LONGEST = 32_767  # what a cell of Excel holds
_WIDTH_FROM = 200  # rows, as many as a screen shows at first and more
_NARROWEST, _WIDEST = 8, 48  # letters; a longer text goes on in a second line
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_DAY, _MOMENT = "d mmm yyyy", "d mmm yyyy hh:mm"


def made(rows: Iterable[Mapping[str, Any]], *, title: str) -> bytes:
    """The rows, each text as text; a very long register goes on on a second sheet."""
    book = Workbook(write_only=True)
    sheet: WriteOnlyWorksheet | None = None
    held = iter(rows)
    first = list(islice(held, _WIDTH_FROM))
    for at, row in enumerate(chain(first, held)):
        if at % _ROWS_OF_A_SHEET == 0:
            sheet = book.create_sheet(f"{title} {at // _ROWS_OF_A_SHEET + 1}" if at else title)
            _set_out(sheet, first)
            sheet.append([_cell(sheet, str(heading), is_heading=True) for heading in row])
        if sheet is not None:
            sheet.append([_cell(sheet, value) for value in row.values()])
    if sheet is None:
        book.create_sheet(title)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _set_out(sheet: WriteOnlyWorksheet, first: Sequence[Mapping[str, Any]]) -> None:
    """Columns as wide as what stands in them; on paper the page's width, on its side, with the headings."""
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(first[0], 1):
        longest = max(len(_shown(heading)), *(len(_shown(row.get(heading))) for row in first)) + 2
        width = min(max(longest, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.right.text = "Page &P of &N"


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return "00 Mmm 0000 00:00"
    return "00 Mmm 0000" if isinstance(value, date) else str("" if value is None else value)


def _cell(sheet: WriteOnlyWorksheet, value: object, *, is_heading: bool = False) -> Any:
    if value is None or isinstance(value, int | float | date):
        # A workbook knows no time zones: the moment is written in the zone that it has here.
        plain = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        cell = WriteOnlyCell(sheet, plain)
        if isinstance(plain, date):
            cell.number_format = _MOMENT if isinstance(plain, datetime) else _DAY
        return cell
    cell = WriteOnlyCell(sheet, "")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_LONGEST]
    cell.data_type = "s"  # a text, whatever it begins with
    cell.quotePrefix = True  # and still one after somebody edits the cell
    cell.alignment = _WRAPPED
    if is_heading:
        cell.font = Font(bold=True)
    return cell
