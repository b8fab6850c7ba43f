"""The record of a decision to share, read back as PDF."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from models import TEXT
from papers.of_decision import MARK, record
from papers.pdf import Head

HEAD = Head("Record of a decision to share", "Little Sparks", date(2026, 11, 24), "the manager", MARK)
LINES = [("Reason", "She said: <b>=1+1</b> **now**", "IS-8"), ("To whom", "CADS, duty social worker", "AI-7")]
ADVICE = [("24 Nov 2026", "Asked of MASH", "They said to share what was seen.")]


def words(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(made)).pages)


@pytest.mark.parametrize("advice", [[], ADVICE], ids=["no advice", "advice"])
def test_the_paper_has_each_question_as_it_was_typed_and_the_advice_where_there_is_any(advice):
    said = words(record(HEAD, "SD-2026-001. Ivy Davies, C-001", LINES, advice))
    for part in ("SD-2026-001. Ivy Davies, C-001", "<b>=1+1</b> **now**", "IS-8", "duty social worker"):
        assert part in said
    assert "Keep this paper in the child's file" in said
    assert ("Advice and replies" in said) is ("Asked of MASH" in said) is bool(advice)


def test_the_longest_text_is_on_the_paper_to_its_last_word():
    long = ("word " * (TEXT // 5))[: TEXT - 5] + " last"
    assert "last" in words(record(HEAD, "SD-2026-001", [("Reason", long, "IS-8")], []))
