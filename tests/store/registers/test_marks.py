"""What a workbook says by notes, colours, hidden or struck-out parts does not come in, and is named."""

import io
import re
import time
import zipfile

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from store.registers import Choices
from store.registers.marks import MOST_MARKED
from tests.store.registers.conftest import CHILDREN, CONSENTS, IVY, OTTO, as_xlsx, only, said

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OF_TEXTS = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'spreadsheetml.sharedStrings+xml"/></Types>'
)
ELIN = ["Elin Jones", *IVY[1:]]
ROWS = [CHILDREN, IVY, OTTO, ELIN]
RED, GREEN = (PatternFill("solid", fgColor=colour) for colour in ("FFFF0000", "FF92D050"))


@pytest.fixture
def marked(trying):
    """What a try-out says of a workbook once something was done to its one sheet."""

    def do(mark, rows=ROWS, *, choices=None, **sheets):
        book = load_workbook(io.BytesIO(as_xlsx(Now=rows, **sheets)))
        mark(book["Now"], book)
        return trying.tried(children__xlsx=saved(book), choices=choices)

    return do


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def about(tried, *words):
    return [text for text in said(tried) if any(word in text for word in words)]


MARKS = ("note or comment", "coloured", "hidden", "struck")


def test_a_workbook_without_marks_says_nothing_of_them(marked):
    assert about(marked(lambda *_: None), *MARKS) == []


# Hidden ---------------------------------------------------------------------------------------------


def test_what_is_hidden_in_a_workbook_is_read_and_named(marked):
    def hide(sheet, book):
        sheet.row_dimensions[3].hidden = True
        book["Old"].sheet_state = "hidden"

    tried = marked(hide, [CHILDREN, IVY, OTTO], Old=[CHILDREN, ELIN])
    assert tried.counts["children"].new == 3
    notes = " ".join(said(tried, "note"))
    assert "sheet Old: This sheet is hidden in the workbook" in notes
    assert "sheet Now, row 3: 1 row from here on is hidden in the workbook" in notes


def test_hidden_columns_are_read_and_named(marked):
    def hide(sheet, _):
        sheet.column_dimensions.group("C", "D", hidden=True)
        sheet.column_dimensions.group("X", "XFD", hidden=True)

    tried = marked(hide)
    assert tried.counts["children"].new == 3
    assert about(tried, "hidden") == [
        "children.xlsx, sheet Now, row 1: The columns C (Start date) and D (Left) are hidden in the "
        "workbook, and read like the others. Check whether what is in it still applies."
    ]


# Struck through -------------------------------------------------------------------------------------


def struck(*cells):
    def strike(sheet, _):
        for cell in cells:
            sheet[cell].font = Font(strike=True)

    return strike


def test_a_row_that_is_struck_through_is_asked_about(marked):
    """A line through a name says in many registers that the child left."""
    mark = struck("A1", "A3", "B3", "A4")
    tried = marked(mark)
    question = only(tried.questions)
    assert (question.row, question.column) == (3, "A (Child)")
    assert question.text == (
        "Row 3 and 1 other are struck through. Does what is in them still apply? Of those who left it is "
        "best to enter the day in the spreadsheet, and choose it again."
    )
    assert tried.counts["children"].new == 1
    out, read = (marked(mark, choices=Choices().answered(question, o.value)) for o in question.options)
    assert out.counts["children"].new == 1
    assert about(out, "left out by choice") == [
        "children.xlsx, sheet Now, row 3: Row 3 and 1 other are left out by choice."
    ]
    assert read.counts["children"].new == 3
    assert about(read, "struck") == []
    assert read.can_come_in


def test_whoever_is_struck_through_with_a_leaving_date_has_left(marked):
    left = [*OTTO[:3], "01/10/2026", *OTTO[4:]]
    tried = marked(struck("A3", "B3", "D3"), [CHILDREN, IVY, left])
    assert tried.can_come_in
    assert tried.counts["children"].new == 2
    assert "struck through" in only(about(tried, "struck"))


def test_an_answer_that_is_struck_through_is_not_read_as_given(trying):
    """Read like any other it would be a consent that was taken back."""
    row = ["Ivy Davies", "Carys Davies", "01/09/26", "Y", "Y", "Y"]
    book = load_workbook(io.BytesIO(as_xlsx(Now=[CONSENTS, row])))
    struck("D2", "E2")(book["Now"], book)
    tried = trying.tried(children=[CHILDREN, IVY], consents__xlsx=saved(book))
    assert said(tried, "fault") == [
        "consents.xlsx, sheet Now, row 2, column D (Tapestry): Cells D2 and E2 are struck through, all or in "
        "part. Empty the cells that no longer apply, or enter W for an answer that was withdrawn. Take the "
        "line off what does apply."
    ]


def test_very_many_struck_answers_are_one_line(marked):
    cells = [f"{column}{row}" for row in (2, 3, 4) for column in "BCG"]
    fault = only(said(marked(struck(*cells)), "fault"))
    assert "Cells B2, C2, G2, B3, C3 and 4 others are struck through" in fault


def test_a_note_that_is_struck_through_is_read_and_named(marked):
    rows = [CHILDREN, [*IVY[:-1], "nut allergy"], [*OTTO[:-1], "see office"]]
    tried = marked(struck("I2"), rows)
    assert tried.can_come_in
    assert about(tried, "struck") == [
        "children.xlsx, sheet Now, row 2, column I (Notes): This is struck through, all or in part, and read "
        "like any other."
    ]


def test_a_text_that_is_struck_through_in_part_is_named(marked):
    def strike(sheet, _):
        sheet["F3"] = CellRichText(TextBlock(InlineFont(strike=True), "Ann Fernández"), "Chloe Fernández")

    assert only(said(marked(strike), "fault")).startswith(
        "children.xlsx, sheet Now, row 3, column F (Parent 1): Cell F3 is struck through, all or in part"
    )


# Leavers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["Leavers", "LEAVERS 24-25", "Left", "Archive"])
def test_a_sheet_of_leavers_without_leaving_dates_is_asked_about(marked, title):
    sheets = {title: [CHILDREN, ELIN, [*OTTO[:3], "01/10/2026", *OTTO[4:]]]}
    tried = marked(lambda *_: None, [CHILDREN, IVY], **sheets)
    question = only(tried.questions)
    assert (
        f"“{title}” seems to hold people who left, and 1 row from here on has no leaving date"
        in question.text
    )
    assert tried.counts["children"].new == 2  # Otto has left, by the date
    out, read = (
        marked(lambda *_: None, [CHILDREN, IVY], choices=Choices().answered(question, o.value), **sheets)
        for o in question.options
    )
    assert (out.counts["children"].new, read.counts["children"].new) == (2, 3)


def test_a_sheet_of_leavers_with_leaving_dates_is_read(marked):
    left = [*OTTO[:3], "01/10/2026", *OTTO[4:]]
    assert marked(lambda *_: None, [CHILDREN, IVY], Leavers=[CHILDREN, left]).can_come_in


def test_a_shared_text_that_is_struck_through_in_part_is_named(trying):
    # As Excel and LibreOffice keep texts: in a list of the workbook's, an empty one among them.
    texts = [b"<si/>"]

    def shared(cell):
        part = b"<r><rPr><strike/></rPr><t>Ann</t></r><r><t> %s</t></r>"
        texts.append(b"<si>%s</si>" % (part % cell[3] if cell[3] == b"Carys Davies" else cell[2]))
        return cell[1] + b't="s"><v>%d</v>' % (len(texts) - 1)

    def turned(sheet):
        return re.sub(rb'(<c r="\w+" )t="inlineStr"><is>(<t>([^<]*)</t>)</is>', shared, sheet)

    book = rewritten(
        as_xlsx(Now=ROWS),
        {
            "xl/worksheets/sheet1.xml": turned,
            "xl/sharedStrings.xml": lambda _: b'<sst xmlns="%s">%s</sst>' % (MAIN, b"".join(texts)),
            "[Content_Types].xml": lambda types: types.replace(b"</Types>", OF_TEXTS),
        },
    )
    tried = trying.tried(children__xlsx=book)
    assert tried.counts["children"].new == 3
    assert only(about(tried, "struck")).startswith(
        "children.xlsx, sheet Now, row 2, column F (Parent 1): Cells F2 and F4 are struck through"
    )


def rewritten(content, turned):
    """The workbook with some of its parts rewritten, or added where it has none of that name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        names = before.namelist()
        for part in [*(name for name in names if name not in turned), *turned]:
            after.writestr(part, turned.get(part, bytes)(before.read(part) if part in names else b""))
    return out.getvalue()


# Notes ----------------------------------------------------------------------------------------------


def noted(*cells):
    def note(sheet, _):
        for cell in cells:
            sheet[cell].comment = Comment("Left in July, moved to Leeds", "Joanne")

    return note


@pytest.mark.parametrize(
    ("cells", "row", "expected"),
    [
        pytest.param(["B3"], 3, "1 cell has a note or comment that was not read: B3.", id="one"),
        pytest.param(
            ["A2", "C4", "B3"],
            2,
            "3 cells have a note or comment that was not read: A2, B3 and C4.",
            id="three",
        ),
        pytest.param(["H1"], 1, "1 cell has a note or comment that was not read: H1.", id="beside a heading"),
        pytest.param(["B9"], 9, "1 cell has a note or comment that was not read: B9.", id="below the rows"),
        pytest.param(
            [f"{letter}2" for letter in "ABCDEFG"],
            2,
            "7 cells have a note or comment that was not read: A2, B2, C2, D2, E2 and 2 others.",
            id="many",
        ),
    ],
)
def test_notes_are_named_as_not_read(marked, cells, row, expected):
    tried = marked(noted(*cells))
    assert about(tried, "note or comment") == [
        f"children.xlsx, sheet Now, row {row}: {expected} Type into a column anything the dashboard "
        "should have."
    ]
    assert about(tried, "note or comment") == [p for p in said(tried, "left out") if "note or comment" in p]


def test_a_comment_that_people_answer_is_named_once_with_its_note(trying):
    book = load_workbook(io.BytesIO(as_xlsx(Now=ROWS)))
    noted("B3")(book["Now"], book)
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    threaded = (
        b'<Relationship Id="rId9" Target="../threadedComments/threadedComment1.xml" Type="'
        b'http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/></Relationships>'
    )
    content = rewritten(
        saved(book),
        {
            relations: lambda old: old.replace(b"</Relationships>", threaded),
            "xl/threadedComments/threadedComment1.xml": lambda _: (
                b'<ThreadedComments><threadedComment ref="B3" id="{1}"><text>Left?</text></threadedComment>'
                b'<threadedComment ref="B3" id="{2}" parentId="{1}"><text>Yes</text></threadedComment>'
                b"</ThreadedComments>"
            ),
        },
    )
    assert "1 cell has a note or comment that was not read: B3." in only(
        about(trying.tried(children__xlsx=content), "note or comment")
    )


# Colours --------------------------------------------------------------------------------------------


def coloured(**cells):
    def colour(sheet, _):
        for cell, fill in cells.items():
            sheet[cell].fill = fill

    return colour


def test_colours_are_named_as_not_read(marked):
    tried = marked(coloured(A1=GREEN, A3=RED, B3=RED, C4=GREEN))
    assert about(tried, "coloured") == [
        "children.xlsx, sheet Now, row 3: 3 cells are coloured: A3, B3 and C4. Colours were not read. If "
        "a colour means something, such as that a child has left, type it into a column."
    ]


def test_an_empty_cell_with_a_colour_is_named(marked):
    assert "1 cell is coloured: D3." in only(about(marked(coloured(D3=RED)), "coloured"))


def test_a_text_in_a_colour_is_named(marked):
    def red(sheet, _):
        sheet["A3"].font = Font(color="FFFF0000")

    assert "1 cell is coloured: A3." in only(about(marked(red), "coloured"))


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param(coloured(A1=RED, B1=RED), id="of the headings"),
        pytest.param(coloured(A2=GREEN, A3=GREEN, A4=GREEN), id="of a whole column"),
        pytest.param(coloured(A9=RED, Q3=RED), id="outside the register"),
        pytest.param(coloured(A3=PatternFill("solid", fgColor="FFFFFFFF")), id="white"),
        pytest.param(coloured(A3=PatternFill("solid", fgColor=Color(theme=0))), id="white of the theme"),
        pytest.param(
            lambda sheet, _: setattr(sheet["A3"], "font", Font(color=Color(theme=1), bold=True)),
            id="black of the theme",
        ),
        pytest.param(
            lambda sheet, _: setattr(sheet["A3"], "font", Font(color=Color(theme=10), underline="single")),
            id="a link",
        ),
    ],
)
def test_a_colour_that_says_nothing_of_a_row_is_not_named(marked, mark):
    assert about(marked(mark), "coloured") == []


def test_a_column_of_two_colours_is_named(marked):
    tried = marked(coloured(A2=GREEN, A3=RED, A4=GREEN))
    assert "3 cells are coloured: A2, A3 and A4." in only(about(tried, "coloured"))


def test_a_whole_column_of_one_colour_is_not_named_in_a_long_register(marked):
    rows = [CHILDREN, *([f"Ivy D{number}", "", "01/09/2025"] for number in range(MOST_MARKED + 50))]

    def colour(sheet, _):
        for number in range(2, len(rows) + 1):
            sheet.cell(number, 1).fill = GREEN

    assert about(marked(colour, rows), "coloured") == []


def test_very_many_colours_are_not_counted(marked):
    rows = [CHILDREN, *([f"Ivy D{number}", "", "01/09/2025"] for number in range(3000))]

    def colour(sheet, _):
        for number in range(2, len(rows) + 1, 2):
            sheet.cell(number, 1).fill = GREEN

    assert "Very many cells are coloured: A2, A4, A6, A8, A10 and more." in only(
        about(marked(colour, rows), "coloured")
    )


# A workbook made to keep the computer busy ------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/sharedStrings.xml", b"<sst><si><strike/>" + b"<si>" * 200_000),
        ("xl/styles.xml", b"<styleSheet><fonts>" + b"<font>" * 100_000 + b"</fonts>"),
        ("xl/styles.xml", b"<fonts" * 100_000),
        ("xl/worksheets/_rels/sheet1.xml.rels", b"<Relationship " * 50_000),
    ],
)
def test_marks_without_an_end_are_looked_through_once(part, content):
    from store.registers import marks

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr(part, content)
    with zipfile.ZipFile(out) as book:
        before = time.process_time()
        marks.MarksOf(book).sheet("xl/worksheets/sheet1.xml", b'<c r="A1" s="1"' * 50_000)
        assert time.process_time() - before < 2
