"""The form for a complaint, to fill in on a computer or by hand (CM-1, X-1; law L3.1).

The law has a complaint about data made easy, such as by a form that can be completed electronically and by
other means. It names nobody, and nobody has to use it.
"""

import io

from papers.word_page import FONT, add_paragraph, new_page
from rules.complaints import DAYS_TO_ACKNOWLEDGE, DAYS_TO_THE_OUTCOME, Kind, way_onward

TITLE = "Complaint form"
NOT_NEEDED = (
    "You may fill in this form on a computer or by hand. You do not have to: tell any of us in whatever way "
    "suits you, in person, by telephone, by letter or by email. It counts the same."
)
# What is asked, each with the height of its room in centimetres.
ASKED = {
    "Your name": 1.2,
    "How we can reach you": 1.2,
    "The child it is about, if it is about one, and what you are to them": 1.4,
    "What you are unhappy about, and when it happened": 6.0,
    "What you would like us to do": 3.0,
    "Date": 1.0,
}
_WIDTHS = 5.0, 11.0  # centimetres, of the question and of the room beside it
NEXT = (
    f"We tell you that we have it: within {DAYS_TO_ACKNOWLEDGE} days, where it is about how we deal with "
    "information about you or your child.",
    "We look into it, tell you how it is going, and tell you the outcome without undue delay: within "
    f"{DAYS_TO_THE_OUTCOME} days, where it is in writing and about the early-years requirements.",
    f"If you are not content with the outcome, you may go {way_onward(Kind.DATA_PROTECTION)}, where it is "
    f"about information; {way_onward(Kind.EARLY_YEARS)}, where it is about the early-years requirements; "
    f"{way_onward(Kind.OTHER)}, where it is about anything else. The website of the ICO is ico.org.uk.",
)
FOR_THE_OFFICE = (
    "For the office: received on ______________ by ____________________, our number ______________. Enter it "
    "in the dashboard the day it comes, under Access requests, Complaints."
)


def complaint_form(setting: str) -> bytes:
    """The form of the setting with that name, as a Word file, in memory alone."""
    from docx.shared import Cm, Pt, RGBColor  # here, as for the page

    document = new_page(TITLE)
    add_paragraph(document, setting, is_bold=True, size=14)
    heading = document.add_heading(level=1).add_run(TITLE)
    heading.font.name, heading.font.size, heading.font.color.rgb = FONT, Pt(18), RGBColor(0, 0, 0)
    add_paragraph(document, NOT_NEEDED)
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)
    for asked, height in ASKED.items():
        row = table.add_row()
        row.height = Cm(height)
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = Cm(width)
        row.cells[0].paragraphs[0].add_run(asked).bold = True
    after = add_paragraph(document, "What happens next", is_bold=True)
    after.paragraph_format.space_before = Pt(9)
    after.paragraph_format.keep_with_next = True
    for said in NEXT:
        document.add_paragraph(said, style="List Bullet").paragraph_format.space_after = Pt(3)
    add_paragraph(document, FOR_THE_OFFICE, size=9).paragraph_format.space_before = Pt(9)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
