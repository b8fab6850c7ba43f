"""Files as settings keep them come in; files that cannot be read are refused, saying what to do."""

import io
import re
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from store.registers import Choices, RegisterFile, Severity, register_files, spreadsheet, try_out
from store.registers.marks import Marks, MarksOf
from tests.conftest import TODAY
from tests.store.registers.conftest import (
    CHILDREN,
    CONSENTS,
    EWA,
    IVY,
    OTTO,
    STAFF,
    as_csv,
    as_xlsx,
    only,
    said,
)

ROWS = [CHILDREN, IVY, OTTO]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_delimiter_and_encoding_gives_the_same_children(trying, delimiter, encoding):
    tried = trying.tried(children__csv=as_csv(ROWS, delimiter=delimiter, encoding=encoding))
    assert not tried.faults
    assert tried.counts["children"].new == 2
    assert tried.counts["carers"].new == 4


def test_commas_inside_the_cells_do_not_hide_the_real_delimiter(trying):
    note = [*IVY[:-1], "allergic, see plan, room 2, and so on, and so on, and so on"]
    tried = trying.tried(children__csv=as_csv([CHILDREN, note], delimiter=";"))
    assert not tried.faults
    assert tried.counts["children"].new == 1


def test_the_line_that_tells_the_delimiter_is_heeded_and_counted(trying):
    content = b"sep=;\r\n" + as_csv([CHILDREN, [*IVY[:1], "31/13/24", *IVY[2:]]], delimiter=";")
    assert "row 3, column B (DOB)" in only(said(trying.tried(children__csv=content), "fault"))


def test_a_line_break_inside_quotation_marks_is_one_row(trying):
    rows = [CHILDREN, [*IVY[:-1], "line one\nline two"], [*OTTO[:2], "31/02/26", *OTTO[3:]]]
    tried = trying.tried(children=rows)
    # The spreadsheet shows Otto in row 3, though the file has him in line 4.
    assert "children.csv, row 3, column C (Start date)" in only(said(tried, "fault"))


def test_title_rows_blank_rows_totals_remarks_and_repeated_headings_are_no_children(trying):
    rows = [
        ["Little Sparks"],
        [],
        ["Register of children 2026/27"],
        CHILDREN,
        IVY,
        [],
        CHILDREN,
        OTTO,
        [],
        ["Total", 2],
        ["", "", 2],
        ["Updated: 3/9/26 by Joanne"],
    ]
    tried = trying.tried(children=rows)
    assert not tried.faults
    assert tried.counts["children"].new == 2
    assert only(tried.files).header_row == 4
    assert [problem.row for problem in tried.problems if problem.column is None] == [7, 10, 11, 12]


def test_a_register_above_another_on_one_sheet_is_not_passed_over(trying):
    rows = [["Children"], CHILDREN[:4], IVY[:4], [], ["Staff"], STAFF, EWA]
    fault = only(trying.tried(register=rows).faults)
    assert (fault.row, fault.column) == (2, None)
    assert "what stands below it is not read: the register begins in row 6" in fault.message


def test_every_sheet_of_a_workbook_is_a_register_of_its_own(trying):
    book = as_xlsx(
        Children=ROWS,
        Staff=[STAFF, ["Ewa Nowak", "Key person", "06/01/2020"]],
        Empty=[],
        Lists=[["Rooms"], ["Blue"], ["Green"]],
    )
    tried = trying.tried(registers__xlsx=book)
    assert [(part.name, part.kind) for part in tried.files] == [
        ("registers.xlsx, sheet Children", "children"),
        ("registers.xlsx, sheet Staff", "staff"),
        ("registers.xlsx, sheet Lists", None),
    ]
    assert not tried.faults
    # The key person stands in the same workbook, one sheet further on.
    assert tried.counts["key people"].new == 1
    assert any("sheet Lists" in text and "No row of headings" in text for text in said(tried, "left out"))


@pytest.mark.parametrize(
    ("merged", "place"),
    [
        pytest.param("D4:F4", "row 4, column E (Photos - display)", id="one answer over three purposes"),
        pytest.param("D4:D5", "row 4, column D (Tapestry)", id="one answer over two children"),
        pytest.param("D4:XFD4", "row 4, column E (Photos - display)", id="as far as a sheet goes"),
        pytest.param("A1:F1", None, id="a title above"),
        pytest.param("G4:H4", None, id="beside the register"),
    ],
)
def test_merged_cells_among_the_rows_are_named(trying, merged, place):
    book = Workbook()
    book.active.title = "Consents"
    for row in (
        ["Consent register"],
        [],
        CONSENTS,
        ["Ivy Davies", "Carys Davies", "02/09/2025", "Y", "Y", "Y"],
        ["Otto Fernández", "Chloe Fernández", "26/04/2026", "Y", "Y", "Y"],
    ):
        book.active.append(row)
    book.active.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    tried = trying.tried(children=ROWS, consents__xlsx=out.getvalue())
    named = [text for text in said(tried, "left out") if "are merged" in text]
    assert [place in text for text in named] == ([True] if place else [])


def test_merged_cells_take_as_long_as_the_register_is_wide(trying, monkeypatch):
    """A small file can have thousands, each across the whole sheet: going through those took minutes."""
    rows = [CONSENTS, ["Ivy Davies", "Carys Davies", "02/09/2025", "Y", "Y", "Y"]]
    took = []
    for merged in ("D2:G2", "D2:XFD2"):
        monkeypatch.setattr(MarksOf, "sheet", lambda *_, of=merged: Marks(merged=(of,) * 2_000))
        began = time.process_time()
        tried = trying.tried(children=ROWS, consents__xlsx=as_xlsx(Consents=rows))
        took.append(time.process_time() - began)
        assert any("are merged" in text for text in said(tried, "left out"))
    assert took[1] < 3 * took[0]


def rewritten(content, name, turned):
    """The workbook with one of its parts rewritten."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.namelist():
            after.writestr(part, turned(before.read(part)) if part == name else before.read(part))
    return out.getvalue()


@pytest.mark.parametrize("value", [b"<v></v>", b"<v/>", b""])
def test_a_formula_that_gives_an_empty_text_was_worked_out(trying, value):
    # As Excel and LibreOffice save =IF(B2="","",B2).
    formula = b'<c r="J2" t="str"><f>IF(B2="","",B2)</f>' + value + b"</c></row></sheetData>"
    book = rewritten(
        as_xlsx(Children=[CHILDREN, IVY]),
        "xl/worksheets/sheet1.xml",
        lambda sheet: sheet.replace(b"</row></sheetData>", formula),
    )
    assert trying.tried(children__xlsx=book).counts["children"].new == 1


def test_a_column_without_a_heading_is_named_and_not_dropped_unsaid(trying):
    tried = trying.tried(children=[[*CHILDREN[:-1], ""], IVY, [*OTTO[:-1], "court order - see office"]])
    assert said(tried, "left out")[0] == (
        "children.csv, row 3, column I: “court order - see office” and the rest of this column are left "
        "out: the "
        "column has no heading in row 1. Give it one if it should be brought in."
    )


def turned(*days):
    """Start dates as Excel with American settings leaves them: dates up to the 12th, texts after it."""
    return [
        [f"Child {chr(65 + at)}", "", date(2026, day, 3) if day < 13 else f"{day}/03/2026"]
        for at, day in enumerate(days)
    ]


def test_dates_that_the_spreadsheet_may_have_turned_round_are_asked_about(importing):
    rows = [["Child", "DOB", "Start date"], *turned(1, 2, 4, 5, 6, 7, 13, 20, 25)]
    book = as_xlsx(Children=rows)
    question = only(importing.tried(children__xlsx=book).questions)
    assert "may have swapped day and month" in question.text
    wrong = Choices().answered(question, "turned")
    assert "Day and month are swapped." in only(
        said(importing.tried(children__xlsx=book, choices=wrong), "fault")
    )
    right = Choices().answered(question, "right")
    assert importing.brought(children__xlsx=book, choices=right).counts["children"].new == 9


@pytest.mark.parametrize(
    ("days", "is_asked"),
    [
        pytest.param((1, 2, 13, 20, 25), True, id="two dates and three texts"),
        pytest.param((1, 2, 4, 13), True, id="three dates and a text"),
        pytest.param((1, 2, 13, 20), False, id="two and two may well be chance"),
        pytest.param((1, 2, 3, 4, 5, 6), False, id="no text is left"),
    ],
)
def test_a_few_dates_that_may_be_turned_are_asked_about_too(trying, days, is_asked):
    book = as_xlsx(Children=[["Child", "DOB", "Start date"], *turned(*days)])
    assert bool(trying.tried(children__xlsx=book).questions) is is_asked


def test_dates_with_every_day_of_the_month_are_not_asked_about(trying):
    rows = [["Child", "DOB", "Start date"], *turned(1, 2, 4, 5, 6, 7, 13, 20, 25)]
    rows[1][2] = date(2026, 3, 27)
    assert not trying.tried(children__xlsx=as_xlsx(Children=rows)).questions


def test_letters_that_may_be_wrong_are_named(trying):
    lost = as_csv([CHILDREN, ["Poppy Zieli?ska", *IVY[1:]], OTTO], encoding="mac_roman")
    notes = said(trying.tried(children__csv=lost), "note")
    assert any("Look at words such as “Fern‡ndez”" in note for note in notes)
    assert any("row 2, column A (Child): “Poppy Zieli?ska” seems to have lost" in note for note in notes)


def test_a_csv_of_old_macintosh_lines_is_read(trying):
    content = as_csv(ROWS).replace(b"\r\n", b"\r")
    assert trying.tried(children__csv=content).counts["children"].new == 2


def broken_workbook():
    good = as_xlsx(Children=ROWS)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(
                part.filename, content[: len(content) // 2] if "sheet1" in part.filename else content
            )
    return out.getvalue()


def with_part(name, content):
    out = io.BytesIO(as_xlsx(Children=ROWS))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, content)
    return out.getvalue()


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def formula_without_a_value():
    return as_xlsx(Children=[CHILDREN, [*IVY[:2], "=TODAY()", *IVY[3:]]])


def put_through(content, change):
    """The workbook with each of its parts put through `change`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return out.getvalue()


def strict(_, content):
    """As Excel saves a “Strict Open XML Spreadsheet”."""
    return content.replace(b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/").replace(
        b"spreadsheetml/2006/", b"spreadsheetml/"
    )


def with_prefix(name, content):
    """A sheet as programs on .NET write it: `<x:row>`."""
    if "worksheets/sheet" not in name:
        return content
    return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", content).replace(b"xmlns=", b"xmlns:x=")


def test_a_sheet_that_another_program_wrote_is_looked_over_like_any_other(trying):
    """A leaving date by a formula that was never worked out would be no leaving date."""
    formula = put_through(formula_without_a_value(), with_prefix)
    tried = try_out(trying.cabinet, trying.who, [RegisterFile("a.xlsx", formula)], today=TODAY)
    assert "Cell C2 holds a formula that has never been worked out" in only(tried.faults).message
    book = load_workbook(io.BytesIO(as_xlsx(Children=ROWS)))
    book["Children"].row_dimensions[2].hidden = True
    out = io.BytesIO()
    book.save(out)
    hidden = put_through(out.getvalue(), with_prefix)
    tried = try_out(trying.cabinet, trying.who, [RegisterFile("a.xlsx", hidden)], today=TODAY)
    assert not tried.faults
    assert [p.row for p in tried.problems if "hidden in the workbook" in p.message] == [2]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        pytest.param(
            "a.xlsx", put_through(as_xlsx(Children=ROWS), strict), "Excel Workbook (.xlsx)", id="strict"
        ),
        pytest.param(
            "a.xlsx",
            OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
            id="password-protected workbook",
        ),
        pytest.param("a.xls", OLE + b"\0" * 500, "Save it as .xlsx", id="old office format"),
        pytest.param("a.xlsx", b"PK\x03\x04 and no more", "is broken", id="broken archive"),
        pytest.param("a.xlsx", as_xlsx(Children=ROWS)[:-900], "is broken", id="half a download"),
        pytest.param("a.xlsx", broken_workbook(), "is broken", id="broken sheet in a whole archive"),
        pytest.param("a.xlsx", b"Child,DOB", "is broken", id="text called a workbook"),
        pytest.param("a.xlsx", zipped(mimetype="x"), "Save it as .xlsx", id="OpenDocument"),
        pytest.param("a.xlsx", zipped(readme="x"), "is not a workbook", id="another archive"),
        pytest.param(
            "a.xlsx",
            with_part("xl/evil.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'),
            "no spreadsheet program writes",
            id="entities that unfold",
        ),
        pytest.param("a.xlsx", formula_without_a_value(), "Cell C2", id="a formula never worked out"),
        pytest.param("a.csv", b"", "empty", id="empty file"),
        pytest.param("a.csv", b"\xef\xbb\xbf \r\n\r\n", "empty", id="nothing but blank lines"),
        pytest.param("a.xlsx", as_xlsx(Children=[]), "no rows", id="empty sheet"),
        pytest.param("a.csv", b"\x00\x01\x02" * 100, "not a text file", id="no text"),
        pytest.param("a.csv", b"Child,\x81\x8d\n", "letters", id="no encoding fits"),
        pytest.param("a.csv", as_csv([[], *ROWS[1:]]), "No row of headings", id="blank heading row"),
        pytest.param("a.csv", b"Ivy\nOtto\n", "No row of headings", id="a list without headings"),
        pytest.param(
            "a.csv",
            as_csv(ROWS) + b'Finn,"never closed\n' + b"x" * 200_000,
            "Row 4 cannot be read",
            id="a quotation mark never closed",
        ),
        pytest.param(
            "a.csv",
            as_csv([CHILDREN, [*IVY, *[""] * 400, "x"]]),
            "Row 2 reaches",
            id="a cell far to the right",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name_and_says_what_to_do(trying, name, content, why):
    tried = try_out(trying.cabinet, trying.who, [RegisterFile(name, content)], today=TODAY)
    problem = only(tried.faults)
    assert problem.file.startswith(name)
    assert why in problem.message
    assert not tried.can_come_in


def test_a_file_is_refused_by_its_size_before_it_is_read(trying, tmp_path):
    large = tmp_path / "children.csv"
    with large.open("wb") as out:
        out.truncate(200 * 1024 * 1024)

    class Unread(RegisterFile):
        def read(self):
            raise AssertionError("read, though it is too large")

    tried = try_out(trying.cabinet, trying.who, [Unread(large.name, path=large)], today=TODAY)
    assert "200 MB" in only(tried.faults).message
    assert "50 MB" in only(tried.faults).message


def test_a_workbook_that_unpacks_too_far_is_refused_before_it_is_unpacked(trying, monkeypatch):
    bomb = with_part("xl/media/picture.bin", b"\0" * 20_000_000)
    assert len(bomb) < 100_000
    monkeypatch.setattr(spreadsheet, "MOST_UNPACKED", 10_000_000)
    tried = trying.tried(children__xlsx=bomb)
    assert "unpacks to 19 MB" in only(tried.faults).message


def test_a_register_of_too_many_rows_is_refused(trying, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 2)
    assert "more than 2 rows" in only(trying.tried(children=ROWS).faults).message


def test_one_bad_file_does_not_hide_what_is_wrong_in_another(trying):
    wrong = [CHILDREN, [*IVY[:1], "31/13/24", *IVY[2:]]]
    tried = trying.tried(broken__xlsx=b"PK", children=wrong)
    assert [problem.file for problem in tried.faults] == ["broken.xlsx", "children.csv"]


def test_a_folder_gives_its_files_but_not_hidden_ones_nor_lock_files(tmp_path):
    for name in ("b.csv", "a.xlsx", ".hidden.csv", "~$a.xlsx", "letter.pdf"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "folder.csv").mkdir()
    assert [file.name for file in register_files(tmp_path)] == ["a.xlsx", "b.csv", "letter.pdf"]
    with pytest.raises(NotADirectoryError):
        register_files(tmp_path / "nowhere")


def test_a_letter_in_the_folder_is_left_alone_and_said_so(trying):
    tried = trying.tried(children=ROWS, letter__pdf=b"%PDF-1.7")
    problem = only([p for p in tried.problems if p.file == "letter.pdf"])
    assert problem.severity is Severity.LEFT_OUT
    assert tried.can_come_in


def test_a_file_that_went_away_is_refused(trying):
    gone = RegisterFile("gone.csv", path=Path("no") / "gone.csv")
    tried = try_out(trying.cabinet, trying.who, [gone], today=TODAY)
    assert "cannot be read" in only(tried.faults).message


# Headings in two rows -------------------------------------------------------------------------------

GROUPED = [
    ["Child", "Signed by", "Date signed", "Photographs", "", "", "Tapestry"],
    ["", "", "", "own journey", "display", "website / Facebook", ""],
    ["Ivy Davies", "Carys Davies", "03/09/2025", "Y", "Y", "N", "Y"],
]


def grouped(rows, *merged):
    book = load_workbook(io.BytesIO(as_xlsx(Consents=rows)))
    for cells in merged:
        book.active.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        pytest.param(GROUPED, ("A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:G2"), id="one cell over each group"),
        pytest.param(
            [["Little Sparks, consents 2026"], [], *GROUPED], ("A1:G1", "D3:F3"), id="with a title above it"
        ),
        pytest.param(
            [
                ["", "", "", "Photographs", "Photographs", "Photographs", "Tapestry"],
                ["Child", "Signed by", "Date signed", "own journey", "display", "website / Facebook", ""],
                GROUPED[2],
            ],
            (),
            id="the group's name over each, and the register's own headings below",
        ),
    ],
)
def test_headings_in_two_rows_are_read_as_one(trying, rows, merged):
    tried = trying.tried(children=[CHILDREN, IVY], consents__xlsx=grouped(rows, *merged))
    assert not tried.questions
    assert tried.counts["consents"].new == 4
    assert not [text for text in said(tried, "left out") if text.startswith("consents")]


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        pytest.param([["Little Sparks, children on roll"], CHILDREN, IVY], ("A1:I1",), id="a title"),
        pytest.param([["Room", "Toddlers"], CHILDREN, IVY], (), id="what the sheet is about"),
        pytest.param([CHILDREN, IVY], ("F1:G1",), id="two cells merged over rows of the register"),
    ],
)
def test_what_stands_above_the_headings_is_not_taken_for_one(trying, rows, merged):
    tried = trying.tried(children__xlsx=grouped(rows, *merged))
    assert not tried.questions
    assert tried.counts["children"].new == 1
