"""Rows as a workbook of Excel. Loaded when the first one is made, and only then."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, count, islice
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

_ROWS_OF_A_SHEET = 250_000  # Excel takes four times as many; a part of a plain archive is 2 GB at most
_LONGEST = 32_767  # what a cell of Excel holds
_WIDTH_FROM = 200  # rows, as many as a screen shows at first and more
_NARROWEST, _WIDEST = 8, 48  # letters; a longer text goes on in a second line
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_DAY, _MOMENT = "d mmm yyyy", "d mmm yyyy hh:mm"


def made(rows: Iterable[Mapping[str, Any]], *, title: str) -> bytes:
    """The rows, each text as text; a very long register goes on on a second sheet.

    By itself openpyxl writes each sheet into a temporary file first, which leaves every name in clear on the
    disk. Here it goes straight into the archive, and that is in memory.
    """
    book, out = Workbook(write_only=True), io.BytesIO()
    held = iter(rows)
    first = list(islice(held, _WIDTH_FROM))
    left = chain(first, held)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for number in count(1):
            top = list(islice(left, 1))
            if not top and number > 1:
                break
            sheet = book.create_sheet(f"{title} {number}" if number > 1 else title)
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as to:
                _write(sheet, to, first, chain(top, islice(left, _ROWS_OF_A_SHEET - 1)))
        around = ExcelWriter(book, archive)
        around.write_worksheet = around.manifest.append  # the sheets are in the archive by now
        around.write_data()
    return out.getvalue()


def _write(
    sheet: WriteOnlyWorksheet,
    to: IO[bytes],
    first: Sequence[Mapping[str, Any]],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    if first:
        _set_out(sheet, first)
    sheet._writer = WorksheetWriter(sheet, to)
    sheet._writer.write_top()
    if first:
        sheet.append([_cell(sheet, str(heading), is_heading=True) for heading in first[0]])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row.values()])
    sheet.close()


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
