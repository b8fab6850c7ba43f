"""The page of every Word file of ours: A4, one plain font, English, and nothing about who made it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

FONT = "Arial"


def new_page(title: str) -> "Document":
    """An empty document with that title in its properties."""
    from docx import Document  # here: few days have a letter, and with what it needs it takes 6 MB
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = Document()
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    for tongue in document.styles.element.iter(qn("w:lang")):  # what a screen reader reads it in
        tongue.set(qn("w:val"), "en-GB")
    normal.paragraph_format.space_after = Pt(9)
    normal.paragraph_format.line_spacing = 1.15
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.title = title
    document.core_properties.language = "en-GB"
    return document


def add_paragraph(document: "Document", words: str, *, is_bold: bool = False, size: float = 11) -> Any:
    """Adds a paragraph of one kind of type; returns it."""
    from docx.shared import Pt

    added = document.add_paragraph()
    run = added.add_run(words)
    run.bold, run.font.size = is_bold, Pt(size)
    return added
