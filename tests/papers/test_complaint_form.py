"""The form for a complaint: easy to fill in, needed by nobody, and it says what happens next."""

import io

from docx import Document

from papers.complaint_form import ASKED, complaint_form
from tests.papers.test_letters import read


def test_it_says_that_no_form_is_needed_and_what_happens_next():
    said = read(complaint_form("Little Sparks"))
    assert said.startswith("Little Sparks")
    for words in (
        "You do not have to: tell any of us in whatever way suits you",
        "within 30 days, where it is about how we deal with information about you or your child",
        "without undue delay: within 28 days, where it is in writing and about the early-years requirements",
        "to the Information Commissioner's Office (ICO), and to court, where it is about information",
        "to Ofsted, where it is about the early-years requirements",
        "to the management committee, where it is about anything else",
    ):
        assert words in said


def test_each_question_has_its_room_to_write_in():
    document = Document(io.BytesIO(complaint_form("Little Sparks")))
    [table] = document.tables
    assert [(row.cells[0].text, row.cells[1].text) for row in table.rows] == [(asked, "") for asked in ASKED]


def test_a_settings_name_is_text_and_the_file_says_nothing_of_who_made_it():
    document = Document(io.BytesIO(complaint_form("<b>Sparks & {{ x }}</b>")))
    assert document.paragraphs[0].text == "<b>Sparks & {{ x }}</b>"
    held = document.core_properties
    assert (held.author, held.comments, held.language) == ("", "", "en-GB")
