"""The papers of an access request on its page: chosen, what they lack listed, made when they are fetched."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from models import (
    AccessRequest,
    AuditEntry,
    FileEntry,
    Mistake,
    RequesterCheck,
    ThirdParty,
    ThirdPartyEntry,
    ThirdPartyEvent,
)
from rules.file_index import Kind, Nature, Source
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.third_parties import Event, PartyKind
from store import downloads
from tests.conftest import TODAY, rows
from tests.pages.conftest import Visit
from tests.papers.test_letters import read

FORTNIGHT = timedelta(days=14)


@pytest.fixture
def offered(monkeypatch):
    """Each file that a page offers: its name, and what makes it."""
    held = []
    monkeypatch.setattr(
        downloads, "offer", lambda _who, name, _type, make: held.append((name, make)) or "ticket"
    )
    return held


def opened(visited: Visit, code: str, paper: str) -> Visit:
    return visited.open("access_requests", request=code, at="Papers", paper=paper)


def last_line(opened_cabinet):
    line = [line for line in rows(opened_cabinet, AuditEntry) if line["act"] == "printed"][-1]
    return line["thing"], line["thing_id"], line["detail"]


def code_of(sample, number: int) -> tuple[str, int]:
    held = rows(sample, AccessRequest)[number]
    return held["code"], held["id"]


def test_a_letter_is_filled_in_when_it_is_fetched_and_the_trail_says_so(sample, visit, offered):
    code, row = code_of(sample, -1)
    visited = opened(visit(sample), code, "acknowledgement")
    assert not visited.at.exception
    visited.press("The letter, to print")
    [(file, make)] = offered
    assert file == f"{code}-acknowledgement.docx"
    said = read(make())
    assert rows(sample, AccessRequest)[-1]["requester"] in said
    assert last_line(sample) == ("access_request", row, '{"paper": "acknowledgement"}')


def test_what_a_letter_lacks_is_listed_and_nothing_is_offered(sample, visit, offered):
    code, _ = code_of(sample, -1)
    visited = opened(visit(sample), code, "refusal")
    assert "Record the refusal as a step, with its reasons" in visited.html
    assert "The letter, to print" not in [button.label for button in visited.at.button]
    assert offered == []


@pytest.mark.parametrize("paper", ["redaction-schedule", "history"])
def test_the_papers_for_the_file_are_made_as_pdf(sample, visit, offered, paper):
    code, row = code_of(sample, -1)
    opened(visit(sample), code, paper).press("The paper, to print")
    [(file, make)] = offered
    assert file == f"{code}-{paper}.pdf"
    assert code in PdfReader(BytesIO(make())).pages[0].extract_text()
    assert last_line(sample) == ("access_request", row, f'{{"paper": "{paper}"}}')


@pytest.mark.parametrize(("role", "sees_all"), [(Role.MANAGER, True), (Role.DEPUTY, False)])
def test_a_history_says_where_sensitive_changes_are_left_out(sample, visit, offered, role, sees_all):
    code, _ = code_of(sample, -1)
    opened(visit(sample, role), code, "history").press("The paper, to print")
    [(_, make)] = offered
    said = " ".join(PdfReader(BytesIO(make())).pages[0].extract_text().split())
    assert ("Changes of sensitive entries are not on this paper" in said) is not sees_all


@pytest.fixture
def third_party(sample) -> str:
    """A health visitor whom the last request's file mentions, written to; the request's code."""
    code, row = code_of(sample, -1)
    child = rows(sample, AccessRequest)[-1]["child_id"]
    with sample.administering("third party added") as session:
        party = ThirdParty(
            request_id=row, number=91, kind=PartyKind.AGENCY, name="R. Amos", agency="Health team"
        )
        session.add(party)
        entry = next((held["id"] for held in rows(sample, FileEntry) if held["child_id"] == child), None)
        session.flush()
        if entry is None:
            added = FileEntry(
                child_id=child, number=1, first_page=1, last_page=2, event_on=TODAY, written_on=TODAY,
                kind=Kind.AGENCY_REPORT, author="R. Amos", nature=Nature.FACT, source=Source.THIRD_PARTY,
                kept_at="The cabinet",
            )  # fmt: skip
            session.add(added)
            session.flush()
            entry = added.id
        session.add(ThirdPartyEntry(party_id=party.id or 0, entry_id=entry or 0))
        session.add(
            ThirdPartyEvent(party_id=party.id or 0, event=Event.WRITTEN, on=TODAY, reply_by=TODAY + FORTNIGHT)
        )
    return code


def test_a_third_party_has_a_letter_by_kind_and_number(sample, visit, offered, third_party):
    visited = visit(sample).open("access_requests", request=third_party, at="Papers")
    options = visited.at.get_by_key("paper").options
    assert "To the third party: agency worker 91" in options
    assert "Reminder: agency worker 91" in options
    visited.at.get_by_key("paper").select("To the third party: agency worker 91")
    visited.run().press("The letter, to print")
    [(file, make)] = offered
    assert file == f"{third_party}-party-91.docx"
    said = read(make())
    assert "Dear R. Amos, Health team" in said
    assert "is in entry " in said
    assert rows(sample, AccessRequest)[-1]["requester"] not in said


def test_no_letter_is_offered_on_a_shared_screen_and_the_dates_still_are(sample, visit):
    code, _ = code_of(sample, -1)
    visited = opened(visit(sample).press("Go on screen"), code, "acknowledgement")
    assert "Letters hold names" in visited.html
    labels = [button.label for button in visited.at.button]
    assert "The letter, to print" not in labels
    assert "Dates for a calendar" in labels


def test_the_chairperson_is_offered_no_letter(sample, visit):
    code, _ = code_of(sample, -1)
    visited = opened(visit(sample, Role.CHAIRPERSON), code, "acknowledgement")
    assert not visited.at.exception
    assert "The letter, to print" not in [button.label for button in visited.at.button]


@pytest.mark.parametrize("paper", ["invitation", "covering-letter"])
def test_no_letter_that_shows_the_file_goes_to_a_carer_by_mistake(sample, visit, offered, paper):
    check = next(row for row in reversed(rows(sample, RequesterCheck)) if row["carer_id"])
    code = next(row["code"] for row in rows(sample, AccessRequest) if row["id"] == check["request_id"])
    visited = opened(visit(sample), code, paper)
    choices = visited.at.get_by_key("paper").options
    with sample.administering("test") as session:
        session.add(Mistake(thing="carer", record_id=check["carer_id"], because="Another child's carer."))
    left = opened(visited, code, paper).at.get_by_key("paper").options
    assert set(choices) - set(left) == {"Invitation to go through the file", "Covering letter of the copy"}
    assert "The letter, to print" not in visited.labels
    if offered:  # what was offered before makes nothing any more
        with pytest.raises(NotAllowed):
            offered[-1][1]()
