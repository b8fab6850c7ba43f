"""What changed in a file while it was asked for, shown with the access request (AR-30, X-3)."""

from dataclasses import replace
from html import escape

import pytest

from models import FileEntry
from store import access_requests, file_entries
from tests.conftest import TODAY, manager_of, rows
from tests.store.test_file_index import ENTRY

REASON = "The contact record of <b>that</b> day"


@pytest.fixture
def code(sample, monkeypatch):
    """The code of an open request of the sample, whose child's file was changed today."""
    monkeypatch.setattr("store.file_index.london_today", lambda: TODAY)
    with sample.connection() as look:
        held = next(r for r in access_requests.requests(look) if r.ended_on is None)
    lines = [row for row in rows(sample, FileEntry) if row["child_id"] == held.child_id]
    page = max((row["last_page"] for row in lines), default=0) + 1
    added = replace(
        ENTRY,
        number=max((row["number"] for row in lines), default=0) + 1,
        first_page=page,
        last_page=page,
        event_on=TODAY,
        written_on=TODAY,
        hold_reason=REASON,
    )
    file_entries.record_entry(sample, manager_of(sample), child_id=held.child_id, new=added, today=TODAY)
    return held.code


def test_a_change_is_shown_before_and_after_with_its_reason(sample, visit, code):
    visited = visit(sample).open("access_requests", request=code, at="The file")
    for said in (escape(REASON), "Before: not there", "After: no. "):
        assert said in visited.html


def test_on_screen_no_word_of_it_is_shown(sample, visit, code):
    visited = visit(sample).open("access_requests", request=code, at="The file").press("Hide names")
    assert escape(REASON) not in visited.html
    assert "Before: " not in visited.html
    assert "Changed" in visited.html
