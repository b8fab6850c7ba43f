"""The committee pack: read back by a PDF library, with every part and no name, made in two seconds."""

import time
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from models import AuditEntry, Child
from papers import committee_pack
from rules.committee import NO_RECORDS, Show
from rules.induction import Role
from rules.words import dated
from store import committee
from tests.conftest import FILE, TODAY, manager_of, rows
from tests.pages.test_on_screen import named as named


@pytest.fixture
def store() -> str:
    """A paper does not know which store it was read from."""
    return FILE


def pack_of(opened, today: date = TODAY):
    with opened.connection() as look:
        return committee.read(look, today)


def text_of(content: bytes) -> str:
    held = PdfReader(BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in held.pages).split()) + str(held.metadata)


def cells_of(content: bytes) -> str:
    sheet = load_workbook(BytesIO(content)).active
    return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)


def test_the_pack_has_every_part_with_page_numbers_setting_date_and_who_prepared_it(sample):
    said = text_of(committee_pack.as_pdf(pack_of(sample), TODAY, by=Role.MANAGER))
    for part in (
        "Prepared by the manager",
        "Tuesday 24 November 2026",
        "Page 1 of 2",
        "Page 2 of 2",
        "For the committee to decide or to note",
        "How the areas stand",
        "Since the review of",
        "Open access requests",
        "None was taken further, such as to the ICO.",
        "Consents by purpose",
        "to about a tenth",
        "How decisions to share were recorded",
        "Induction by role",
        "The policy itself",
        "Fictional records",
    ):
        assert part in said


@pytest.mark.parametrize("show", list(Show))
def test_neither_file_carries_a_name_a_birth_date_or_a_typed_text(sample, named, show):
    committee.prepare(
        sample, manager_of(sample), show=show, reason="The committee asked for it in May", today=TODAY
    )
    read = pack_of(sample)
    both = text_of(committee_pack.as_pdf(read, TODAY, by=Role.MANAGER)) + cells_of(
        committee_pack.as_xlsx(read, TODAY)
    )
    assert {name for name in named if name in both} == set()
    born = {row["born_on"] for row in rows(sample, Child)}
    assert not [day for day in born if dated(day) in both or day.isoformat() in both]
    assert ("AR-2026-" in both) is (show is not Show.TOTALS)
    assert ("Dec 2026" in both) is (show is Show.DATES)
    assert "C-0" not in both


def test_the_table_says_what_the_page_says(sample):
    read = pack_of(sample)
    said = cells_of(committee_pack.as_xlsx(read, TODAY))
    assert read.meeting.sentence in said
    assert "Fictional records" in said
    for seen in read.meeting.areas:
        assert seen.figure in said
        assert seen.trend in said
    for line in committee_pack.rows(read, TODAY):
        assert set(line) == {"Part", "What", "Status", "Said"}


def test_it_says_by_role_who_prepared_it_whoever_that_is(sample):
    said = text_of(committee_pack.as_pdf(pack_of(sample), TODAY, by=Role.CHAIRPERSON))
    assert "Prepared by the chairperson" in said and "the manager." not in said


def test_it_is_made_in_memory_within_two_seconds(sample):
    began = time.perf_counter()
    committee_pack.as_pdf(pack_of(sample), TODAY, by=Role.MANAGER)
    assert time.perf_counter() - began < 2


def test_with_no_records_it_says_so(cabinet):
    """The spreadsheet called every area in time."""
    read = pack_of(cabinet)
    assert NO_RECORDS in text_of(committee_pack.as_pdf(read, TODAY, by=Role.MANAGER))
    said = cells_of(committee_pack.as_xlsx(read, TODAY))
    assert NO_RECORDS in said and "In time" not in said and "Fictional" not in said


def test_a_choice_is_for_its_own_day_alone(sample):
    committee.prepare(
        sample,
        manager_of(sample),
        show=Show.DATES,
        reason="The chairperson asked for the dates",
        today=TODAY - timedelta(days=1),
    )
    assert pack_of(sample).show is Show.BANDS
    assert [row for row in rows(sample, AuditEntry) if row["thing"] == "committee_meeting"]


def test_changes_are_told_since_the_meeting_before_and_not_since_today_s(sample):
    """Or whoever presents would see that nothing has changed."""
    presents = {"show": Show.BANDS, "reason": ""}
    committee.prepare(sample, manager_of(sample), **presents, today=TODAY)
    assert pack_of(sample).meeting.changed_since.startswith("Since the review of")
    committee.prepare(sample, manager_of(sample), **presents, today=TODAY - timedelta(weeks=2))
    assert pack_of(sample).meeting.changed_since.startswith("Since the last meeting, by the review of")
