"""Ten thousand hostile texts out through every kind of file: each is a text in it, and a formula in none."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from itertools import islice

from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from pypdf import PdfReader

from papers.consent_form import Question, Sheet, consent_form
from papers.deadlines import calendar
from papers.letters import Letter, make
from papers.pdf import Head, Paper
from papers.registers import as_csv, as_xlsx
from rules.agenda import Action, Area, Item, State
from tests.hostile import hostile_texts
from tests.papers.test_letters import facts_of
from tests.store.faults import tell

HOW_MANY = 10_000
SEED = 20261125


TEXTS = list(islice(hostile_texts(SEED), HOW_MANY))
ROWS = [{"Name": said, "Note": said[::-1]} for said in TEXTS]


def test_in_a_csv_no_cell_begins_a_formula_and_every_text_is_there():
    read = list(csv.reader(io.StringIO(as_csv(ROWS).decode("utf-8-sig"), newline="")))[1:]
    assert len(read) == HOW_MANY
    for said, row in zip(TEXTS, read, strict=True):
        assert row[0].removeprefix("'") == said.removeprefix("'")
        for cell in row:
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    headings = as_csv([{"=1+1": ""}]).decode("utf-8-sig").splitlines()[0]
    assert headings == "'=1+1", "nor a heading, such as the title of a purpose"
    tell("hostile texts into CSV", f"{HOW_MANY} texts in two columns")


def test_in_a_workbook_every_cell_is_a_text_and_nothing_leads_elsewhere():
    made = as_xlsx(ROWS)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        names = parts.namelist()
        sheets = "".join(parts.read(name).decode() for name in names if "worksheets/" in name)
    assert "<f>" not in sheets
    assert not [
        name for name in names if re.search("externalLink|hyperlink|vba|connections", name, re.IGNORECASE)
    ]
    sheet = load_workbook(io.BytesIO(made)).active
    read = list(sheet.iter_rows(min_row=2))
    assert len(read) == HOW_MANY
    for said, row in zip(TEXTS, read, strict=True):
        assert {(cell.data_type, bool(cell.quotePrefix)) for cell in row} == {("s", True)}
        assert str(row[0].value).replace("\r\n", "\n") == ILLEGAL_CHARACTERS_RE.sub("", said).replace(
            "\r\n", "\n"
        )
    tell("hostile texts into XLSX", f"{HOW_MANY} texts in two columns")


def test_in_a_letter_they_are_its_words_and_nothing_is_worked_out():
    tried = TEXTS[:: HOW_MANY // 40]
    for said in tried:
        made = make(Letter.CHILD, facts_of(Letter.CHILD) | {"requester": said, "child": said})
        with zipfile.ZipFile(io.BytesIO(made)) as parts:
            document = parts.read("word/document.xml").decode()
            links = parts.read("word/_rels/document.xml.rels").decode()
        assert "<script" not in document
        assert "<img" not in document
        assert "evil.example" not in links
        Document(io.BytesIO(made))
    tell("hostile texts into letters", f"{len(tried)} letters")


def test_on_a_form_to_print_they_are_its_words():
    sheets = [Sheet(said, [said], [Question(said, said, 1)]) for said in TEXTS]
    made = consent_form("Little Sparks", sheets, on=date(2026, 11, 24)).decode("utf-8", "surrogatepass")
    tags = set(re.findall(r"<([a-z0-9]+)", made))
    assert not tags & {"script", "img", "iframe", "a", "link", "object", "form", "input"}, tags
    tell("hostile texts into forms to print", f"{HOW_MANY} forms")


def test_in_a_calendar_nothing_typed_adds_a_line():
    items = [
        Item(
            Area.ACCESS_REQUESTS,
            said,
            said,
            "AR-8",
            date(2026, 12, 1),
            State.DUE,
            True,
            Action.ACCESS_STEP,
            at,
        )
        for at, said in enumerate(TEXTS)
    ]
    made = calendar(items, made_at=datetime(2026, 11, 24, tzinfo=UTC))
    entries = list(Calendar.from_ical(made).walk("VEVENT"))
    assert len(entries) == HOW_MANY
    names = {"SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "DESCRIPTION", "TRANSP"}
    assert {name for entry in entries for name in entry} == names
    tell("hostile texts into a calendar", f"{HOW_MANY} entries")


def test_on_a_printed_page_nothing_runs_and_nothing_leads_elsewhere():
    tried = TEXTS[:: HOW_MANY // 500]
    paper = Paper(Head("Hostile", "Little Sparks", date(2026, 11, 24), "the manager", "Codes only"))
    paper.table(["Name", "Note"], [[said, said] for said in tried], widths=(1, 1))
    made = paper.made()
    for active in (b"/JavaScript", b"/JS ", b"/URI", b"/Launch", b"/EmbeddedFile"):
        assert active not in made
    assert len(PdfReader(io.BytesIO(made)).pages) == paper.pages
    tell("hostile texts into a PDF", f"{len(tried)} texts in two columns")
