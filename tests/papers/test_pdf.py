"""Pages to print: read back by a PDF library, with their head and foot, every text as text."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from papers.pages import _font_of
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


NAMES = {
    "Arabic": "محمد عبد الله",
    "Urdu": "عائشہ بی بی",
    "Persian, with a joiner": "می\N{ZERO WIDTH NON-JOINER}خواهم",
    "Bengali": "রহিমা বেগম",
    "Hindi": "आरव शर्मा",
    "Gujarati": "ગીતા પટેલ",
    "Punjabi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Tamil": "கண்ணன்",
    "Sinhala": "නිමල්",
    "Malayalam": "മീര",
    "Telugu": "సీత",
    "Hebrew": "נועה",
    "Tigrinya": "ሰላም",
    "Thai": "สมชาย",
    "Armenian": "Անի",
    "Georgian": "ნინო",
    "Chinese": "李小龍",
    "Japanese": "さくら",
    "Korean": "김민지",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_in_another_script_is_printed_in_its_letters(name):
    paper = Paper(replace(HEAD, setting=f"{name} Nursery"))
    paper.heading(name)
    paper.points([f"Asked for by {name}, on 3 May"])
    paper.table(["Who"], [[f"{name} (C-012)"]], widths=(1,))
    said = words(read(paper).pages[0])
    assert "?" not in said
    assert "on 3 May" in said
    assert "C-012" in said
    assert set(name) - {"\N{ZERO WIDTH NON-JOINER}"} <= set(said), "each letter can be found and copied"


def test_a_line_that_begins_with_a_name_read_from_the_right_goes_on_in_english_order():
    paper = Paper(HEAD)
    paper.text(f"{NAMES['Arabic']}, C-012 (mother)")
    drawn: list[tuple[float, str]] = []
    read(paper).pages[0].extract_text(visitor_text=lambda said, _, at, *__: drawn.append((at[4], said)))
    # What is drawn as one piece stands at one place, in the order it is drawn in.
    from_the_left = [said for _, said in sorted(drawn, key=lambda one: one[0])]
    [name] = [n for n, said in enumerate(from_the_left) if "محمد" in said]
    [mother] = [n for n, said in enumerate(from_the_left) if "mother" in said]
    assert name < mother


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_letter_of_another_script_is_an_empty_place(name):
    for letter in set(name) - {" ", "\N{ZERO WIDTH NON-JOINER}"}:
        with TTFont(_font_of(letter)) as font:
            pen = BoundsPen(glyphs := font.getGlyphSet())
            glyphs[font.getBestCmap()[ord(letter)]].draw(pen)
        assert pen.bounds, letter


def test_what_no_font_has_a_letter_for_is_a_question_mark():
    assert Paper(HEAD)._pages.printable("Łucja 王\x07\nYi 😀") == "Łucja 王?\nYi ?"


def test_nothing_typed_turns_the_direction_of_what_stands_around_it():
    pages = Paper(HEAD)._pages
    assert pages.printable("C-\u202e210 \u2067x\u2069\u200f") == "C-?210 ?x??"


def test_a_wide_page_lies_on_its_side():
    box = read(Paper(HEAD, is_wide=True)).pages[0].mediabox
    assert box.width > box.height
