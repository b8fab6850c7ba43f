"""Pages to print: read back by a PDF library, with their head and foot, every text as text."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from papers.pages import Pages
from papers.pdf import Head, Paper

HEAD = Head("Committee pack", "Little Sparks", date(2026, 11, 24), "the manager", "Codes only")


def read(paper: Paper) -> PdfReader:
    return PdfReader(BytesIO(paper.made()))


def words(page) -> str:
    return " ".join(page.extract_text().split())


def test_every_page_says_what_it_is_of_and_its_number():
    paper = Paper(HEAD)
    paper.table(["Code", "What"], [[f"C-{n:03}", "Ask for consent"] for n in range(90)], widths=(1, 4))
    pages = read(paper).pages
    assert len(pages) == paper.pages > 1
    for number, page in enumerate(pages, 1):
        said = words(page)
        assert (
            f"Little Sparks: Committee pack, Tuesday 24 November 2026 Page {number} of {len(pages)}" in said
        )
        assert "Codes only" in said
        assert "Code What" in said, "A table's headings come again."
    assert "Little Sparks. Tuesday 24 November 2026. Prepared by the manager." in words(pages[0])


def test_a_setting_with_a_long_name_leaves_room_for_the_number_of_the_page():
    paper = Paper(
        replace(HEAD, setting="The Nursery of St Cuthbert-with-Benedict by the Station and the Church " * 2)
    )
    [page] = read(paper).pages
    foot = next(line for line in page.extract_text().splitlines() if ": Committee pack" in line)
    assert foot.startswith("The Nursery of St Cuthbert")
    assert "…: Committee pack, Tuesday 24 November 2026" in foot
    pages = Paper(HEAD)._pages
    pages.write_as(8.5)
    assert pages.get_string_width(foot.partition("2026")[0] + "2026 Page 1 of 1") < pages.epw


def test_headings_are_the_outline_and_the_file_says_its_title_and_language():
    paper = Paper(HEAD)
    paper.heading("Consents")
    held = read(paper)
    [first, [second]] = held.outline
    assert (first.title, second.title) == ("Committee pack", "Consents")
    assert held.metadata and held.metadata.title == "Committee pack, Little Sparks, Tuesday 24 November 2026"
    assert held.trailer["/Root"]["/Lang"] == "en-GB"


@pytest.mark.parametrize("said", ["**not bold**", "<b>not bold</b>", "=1+1", "Siân Ŵyn, Łucja Żak – “so”"])
def test_a_text_is_printed_as_it_was_typed(said):
    paper = Paper(HEAD)
    paper.text(said)
    paper.points([said])
    paper.table(["What"], [[said]], widths=(1,))
    assert words(read(paper).pages[0]).count(said) == 3


def test_what_the_font_has_no_letter_for_is_a_question_mark():
    assert Pages.printable("Łucja 王\x07\nYi") == "Łucja ??\nYi"


def test_a_wide_page_lies_on_its_side():
    box = read(Paper(HEAD, is_wide=True)).pages[0].mediabox
    assert box.width > box.height
