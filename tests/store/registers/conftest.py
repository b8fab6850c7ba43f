"""Registers made by hand: rows of a spreadsheet in, a try-out or the records out."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from openpyxl import Workbook

from store.cabinet import Cabinet, Who
from store.registers import Brought, Choices, RegisterFile, TryOut, bring_in, try_out
from store.setting import set_up
from tests.conftest import TODAY

Rows = Sequence[Sequence[Any]]

CHILDREN = [
    "Child",
    "DOB",
    "Start date",
    "Left",
    "Key person",
    "Parent 1",
    "Parent 2",
    "Carer 2 PR?",
    "Notes",
]
IVY = ["Ivy Davies", "02/05/24", "01/09/2025", "", "Ewa Nowak", "Carys Davies", "Peter Davies", "Y", ""]
OTTO = ["Otto Fernández", "12/05/2024", "26/04/2026", "", "", "Chloe Fernández", "Ruth Walker", "N", ""]
STAFF = ["Name", "Role", "Start date", "First day with children", "End date", "Confidentiality policy"]
EWA = ["Ewa Nowak", "Key person", "06/01/2020", "06/01/2020", "", "06/01/2020"]
CONSENTS = ["Child", "Signed by", "Date signed", "Tapestry", "Photos - display", "Website & social media"]
REQUESTS = [
    *("Ref", "Child", "Requested by", "How", "Date received", "Acknowledged", "Chair told", "Extended?"),
    *("Date extension letter", "Reason", "Released", "Outcome / notes"),
]
SHARING = [
    *("Date of decision", "Child", "Concern", "Shared with", "Consent?", "Reason if no consent"),
    *("MASH advice", "Written in file on", "By"),
]


def as_csv(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(**sheets: Rows) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def files(**registers: Rows | bytes) -> list[RegisterFile]:
    """`children=[...]` makes children.csv; bytes are kept as they are, under the name with its dot."""
    return [
        RegisterFile(name.replace("__", "."), held)
        if isinstance(held, bytes)
        else RegisterFile(f"{name}.csv", as_csv(held))
        for name, held in registers.items()
    ]


@dataclass
class Importing:
    """A cabinet to bring registers into."""

    cabinet: Cabinet
    who: Who

    def tried(
        self, *, choices: Choices | None = None, today: Any = TODAY, **registers: Rows | bytes
    ) -> TryOut:
        return try_out(self.cabinet, self.who, files(**registers), choices=choices, today=today)

    def brought(
        self, *, choices: Choices | None = None, today: Any = TODAY, **registers: Rows | bytes
    ) -> Brought:
        tried = self.tried(choices=choices, today=today, **registers)
        assert tried.can_come_in, [*map(str, tried.faults), *map(str, tried.questions)]
        return bring_in(self.cabinet, self.who, tried)


@pytest.fixture
def importing(cabinet: Cabinet, who: Who) -> Importing:
    """An empty cabinet on each of the two stores: for what comes in."""
    return Importing(cabinet, who)


@pytest.fixture(scope="module")
def trying(tmp_path_factory: pytest.TempPathFactory) -> Importing:
    """One empty cabinet for a whole module: for try-outs, which write nothing."""
    home = tmp_path_factory.mktemp("trying")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", "")
        cabinet, who, _ = set_up(home, "Little Sparks", "Joanne Pryce", "a long password 1")
    return Importing(cabinet, who)


def said(tried: TryOut, severity: str | None = None) -> list[str]:
    """The problems as a person reads them."""
    return [str(problem) for problem in tried.problems if severity in (None, problem.severity)]


def only(found: Sequence[Any]) -> Any:
    assert len(found) == 1, [*map(str, found)]
    return found[0]
