"""Registers as files, XLSX and CSV. Text that people typed stays text: no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

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
    from papers.workbook import made  # here: the library of workbooks takes 8 MB, and few days need one

    return made(rows, title=title)


def _guarded(said: str) -> str:
    """A text as a spreadsheet takes it for text: an apostrophe before what would begin a formula."""
    return f"'{said}" if said.lstrip(" ").startswith(_BEGINS_A_FORMULA) else said


def _said(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
