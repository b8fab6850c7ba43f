"""The redaction schedule and the history of a request, read back as PDF."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from models import TEXT
from papers.pdf import Head
from papers.request_papers import MARK, Chapter, Taken, history, redaction_schedule

HEAD = Head("Redaction schedule", "Little Sparks", date(2026, 11, 24), "the manager", MARK)
LINE = Taken(
    "12",
    "3 to 4",
    "a passage",
    "agency worker 2",
    "information of a third party",
    "It would tell the requester where they live: <b>=1+1</b>",
    "Joanne Pryce",
    "Ruth Ellis",
)


def words(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(made)).pages)


def test_the_schedule_has_each_redaction_with_its_ground_and_two_names():
    said = words(redaction_schedule(HEAD, [LINE], whose="AR-2026-003, child C-001"))
    for part in ("AR-2026-003", "12", "3 to 4", "a passage", "agency worker 2", "Joanne Pryce", "Ruth Ellis"):
        assert part in said
    assert "<b>=1+1</b>" in said, "text as text"
    assert "Keep this paper in the file" in said


def test_the_schedule_says_that_the_marked_copy_was_copied_again_only_where_that_is_recorded():
    done = words(redaction_schedule(HEAD, [LINE], whose="C-001", copied_again_on=date(2026, 11, 20)))
    assert "that copy was copied again on 20 Nov 2026" in done
    assert "this is not recorded yet" in words(redaction_schedule(HEAD, [LINE], whose="C-001"))


def test_a_redaction_of_one_person_alone_stands_out():
    alone = Taken(*[*[getattr(LINE, name) for name in LINE.__dataclass_fields__][:7], ""])
    assert "one person alone" in words(redaction_schedule(HEAD, [alone], whose="AR-2026-003"))


def test_nothing_taken_out_says_so():
    assert "No redaction has been recorded" in words(redaction_schedule(HEAD, [], whose="AR-2026-003"))


def test_the_history_has_its_chapters_and_each_row():
    said = words(
        history(
            HEAD,
            ["AR-2026-003, child C-001."],
            [
                Chapter("Steps", [("2 Nov 2026", "Received, verbal", "Joanne Pryce")] * 80),
                Chapter("Third parties", []),
            ],
        )
    )
    assert said.count("Received, verbal") == 80
    assert "Third parties Nothing is recorded." in said


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" ".join(f"word{n:04}" for n in range(440)), id="as long as a reason may be"),
        pytest.param("\n".join(f"word{n:04}" for n in range(440)), id="as many lines"),
        pytest.param("".join(f"word{n:04}" for n in range(440)), id="without a space"),
    ],
)
def test_a_text_that_is_longer_than_a_page_is_printed_to_its_end(text):
    assert len(text) <= TEXT
    papers = (
        redaction_schedule(HEAD, [replace(LINE, reason=text), LINE], whose="C-001"),
        history(HEAD, ["AR-2026-003"], [Chapter("Steps", [("1 Nov 2026", text * 3, "Joanne Pryce")])]),
    )
    for made in papers:
        said = words(made).replace(" ", "")
        assert [n for n in range(440) if f"word{n:04}" not in said] == []
        assert "JoannePryce" in said
