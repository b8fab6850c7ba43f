"""The register of access requests: filtered, taken away as a file as it is filtered, counted by year."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from models import (
    AccessRequest,
    AccessStep,
    AuditEntry,
    Complaint,
    ComplaintStep,
    Conversation,
    Mistake,
    SharingDecision,
)
from rules import complaints
from rules.access import Channel, Step
from rules.induction import Role
from store import contacts, downloads
from tests.conftest import TODAY, agenda_of, rows
from tests.store.test_contacts import contact_of

NAMES = ("Child", "Asked for by")


@pytest.fixture
def offered(monkeypatch):
    """The files that a page offers: name and what makes each."""
    found = {}

    def offer(_who, name, _type, make):
        found[name] = make
        return "ticket"

    monkeypatch.setattr(downloads, "offer", offer)
    return found


def say_what_for(visited, name):
    """Types what an export with names is for."""
    visited.at.get_by_key(f"export-{name}").set_value("For the insurer's yearly review")
    return visited.run()


def as_rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_files_hold_what_the_register_shows(sample, visit, offered):
    visited = visit(sample).open("access_requests", years="All years")
    say_what_for(visited, "access-requests").press("Export as CSV")
    visited.press("Export as Excel")
    table, book = offered["access-requests-2026-11-24.csv"](), offered["access-requests-2026-11-24.xlsx"]()
    held = rows(sample, AccessRequest)
    read = as_rows(table)
    assert sorted(row["Code"] for row in read) == sorted(request["code"] for request in held)
    assert {row["Asked for by"] for row in read} == {request["requester"] for request in held}
    sheet = load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in next(sheet.iter_rows())] == list(read[0])
    assert sheet.max_row == len(read) + 1


def test_a_filtered_register_leaves_as_it_is_filtered(sample, visit, offered):
    visited = visit(sample).open("access_requests", years="All years", stands="Answered late")
    say_what_for(visited, "access-requests").press("Export as CSV")
    read = as_rows(offered["access-requests-2026-11-24.csv"]())
    assert read
    assert {row["Status"] for row in read} == {"Answered late"}


def test_filtered_decisions_leave_as_they_are_filtered(sample, visit, offered):
    """Every family of the period left in a file that was to have those that were shown."""
    stands = "Recorded by mistake"
    held = rows(sample, SharingDecision)[-1]
    with sample.administering("a concern about nothing") as session:
        session.add(
            Mistake(
                thing="sharing_decision", record_id=held["id"], because="It was a joke.", recorded_by_id=1
            )
        )
    visited = visit(sample).open("sharing_decisions", years="All years", decisions=stands)
    say_what_for(visited, "sharing-decisions").press("Export as CSV")
    [row] = as_rows(offered["sharing-decisions-2026-11-24.csv"]())
    assert (row["Code"], row["Status"]) == (held["code"], stands)


def test_a_filtered_list_of_people_leaves_as_it_is_filtered(sample, visit, offered):
    visited = visit(sample).open("induction", taken="Missing")
    shown = set(re.findall(r'<a class="plain opens"[^>]*person=(S-\d+|M-\d+)', visited.html))
    say_what_for(visited, "induction").press("Export as CSV")
    read = as_rows(offered[f"induction-{TODAY.isoformat()}.csv"]())
    assert {row["Code"] for row in read} == shown
    assert 0 < len(read) < len(agenda_of(sample).facts.people)


@pytest.mark.parametrize(
    ("said", "refused"),
    [("", "Enter it in a sentence"), ("misc", "Enter it in a sentence"), ("Our password: kiwi", "password")],
)
def test_names_leave_for_a_purpose_that_the_trail_keeps(sample, visit, offered, said, refused):
    visited = visit(sample).open("access_requests", years="All years")
    visited.at.get_by_key("export-access-requests").set_value(said)
    visited.run().press("Export as CSV")
    assert refused in visited.at.error[0].value
    assert not offered
    assert visited.at.get_by_key("export-access-requests").value == said, "what was typed stays"
    say_what_for(visited, "access-requests").press("Export as CSV")
    assert not visited.at.error
    offered["access-requests-2026-11-24.csv"]()
    assert "For the insurer's yearly review" in rows(sample, AuditEntry)[-1]["detail"]


def test_on_a_shared_screen_the_file_names_nobody(sample, visit, offered):
    visited = visit(sample).open("access_requests", years="All years").press("Hide names")
    visited.press("Export as CSV")
    read = as_rows(offered["access-requests-2026-11-24.csv"]())
    assert read
    assert not set(NAMES) & set(read[0])


def test_what_was_recorded_by_mistake_stands_in_the_register_as_that(cabinet, who, family, visit, offered):
    """Its date and its days are nobody's, and its reason says what is right instead."""
    right = "It is for the sister: AR-2026-002 stands."
    with cabinet.administering("a request for the wrong child") as session:
        request = AccessRequest(
            code="AR-2026-001", child_id=family.child, requester="Carys Davies", channel=Channel.LETTER,
            received_on=date(2026, 9, 1), note="By the later post.",
        )  # fmt: skip
        session.add(request)
        session.flush()
        session.add(AccessStep(request_id=request.id, step=Step.MISTAKEN, on=TODAY, reason=right))
    visited = visit(cabinet).open("access_requests")
    cells = re.sub(r' (?:role|data-head)="[^"]*"', "", visited.html)
    assert "<span>0 received</span><span>1 recorded by mistake</span>" in cells
    assert "No access request is open." in visited.html
    say_what_for(visited, "access-requests").press("Export as CSV")
    [row] = as_rows(offered["access-requests-2026-11-24.csv"]())
    told = {name: row[name] for name in ("Status", "Due", "Days", "Note")}
    assert told == {
        "Status": "Recorded by mistake", "Due": "", "Days": "", "Note": f"{right} By the later post.",
    }  # fmt: skip


def test_a_refusal_found_wrong_is_open_in_the_register_until_what_it_refused_is_given(
    cabinet, who, family, visit, offered
):
    """CM-1: of two years ago it stood in no register of the last twelve months, and with the days to the
    refusal in that of all years."""
    with cabinet.administering("a wrong refusal") as session:
        request = AccessRequest(
            code="AR-2024-001", child_id=family.child, requester="Carys Davies", channel=Channel.LETTER,
            received_on=date(2024, 9, 2),
        )  # fmt: skip
        session.add(request)
        session.flush()
        session.add(AccessStep(request_id=request.id, step=Step.REFUSED, on=date(2024, 9, 9)))
        complaint = Complaint(
            code="CP-2026-001", child_id=family.child, request_id=request.id, made_by="Carys Davies",
            kind=complaints.Kind.OTHER, channel=Channel.LETTER, received_on=date(2026, 11, 2),
        )  # fmt: skip
        session.add(complaint)
        session.flush()
        complaint_id = complaint.id

    def record(step, on, result=None):
        with cabinet.administering("a step") as session:
            session.add(ComplaintStep(complaint_id=complaint_id, step=step, on=on, result=result))

    def row(years):
        visited = visit(cabinet).open("access_requests", years=years)
        if "Export as CSV" not in visited.labels:
            return None
        say_what_for(visited, "access-requests").press("Export as CSV")
        [found] = as_rows(offered["access-requests-2026-11-24.csv"]())
        return found["Status"], found["Days"]

    assert row("Last 12 months") is None
    record(complaints.Step.OUTCOME, date(2026, 11, 9), complaints.Result.UPHELD)
    assert row("Last 12 months") == ("Late", str((TODAY - date(2024, 9, 2)).days))
    record(complaints.Step.PUT_RIGHT, date(2026, 11, 16))
    assert row("Last 12 months") is None
    assert row("All years") == ("Answered late", str((date(2026, 11, 16) - date(2024, 9, 2)).days))


def test_each_year_is_counted(sample, visit):
    visited = visit(sample).open("access_requests", years="All years")
    held = [request["received_on"].year for request in rows(sample, AccessRequest)]
    for year in set(held):
        assert (
            f'<span role="cell" data-head="Year">{year}</span>'
            f'<span role="cell" data-head="Received">{held.count(year)} received</span>' in visited.html
        )


@pytest.mark.parametrize(
    ("years", "said"),
    [
        pytest.param(
            "Last 12 months",
            [
                ("2026", "2 received", "1 answered in time, 1 open"),
                ("2025, since 24 Nov", "1 received", "1 open"),
            ],
            id="the year before is shown in part, and says so",
        ),
        pytest.param(
            "Since 2026", [("2026", "2 received", "1 answered in time, 1 open")], id="this year alone"
        ),
        pytest.param(
            "Since 2025",
            [
                ("2026", "2 received", "1 answered in time, 1 open"),
                ("2025", "3 received", "1 answered in time, 2 open"),
            ],
            id="a whole year and what came after it",
        ),
        pytest.param(
            "All years",
            [
                ("2026", "2 received", "1 answered in time, 1 open"),
                ("2025", "3 received", "1 answered in time, 2 open"),
                ("2024", "2 received", "1 answered in time, 1 open"),
            ],
            id="all of them",
        ),
    ],
)
def test_no_year_is_counted_from_what_is_open_alone(cabinet, family, visit, years, said):
    """Open requests stay in the register whatever the period is: three that came made a year of one."""
    days = {
        date(2026, 9, 1): True,
        date(2026, 11, 20): False,
        date(2025, 3, 3): True,
        date(2025, 3, 4): False,
        date(2025, 12, 1): False,
        date(2024, 5, 1): True,
        date(2024, 5, 2): False,
    }
    with cabinet.administering("test") as session:
        for at, (on, is_answered) in enumerate(days.items()):
            request = AccessRequest(
                code=f"AR-{at}",
                child_id=family.child,
                requester="Ellen Rees",
                channel=Channel.EMAIL,
                received_on=on,
            )
            session.add(request)
            session.flush()
            if is_answered:
                session.add(AccessStep(request_id=request.id, step=Step.RELEASED, on=on + timedelta(days=9)))
    visited = visit(cabinet).open("access_requests", years=years)
    lines = re.findall(r'<div class="line years".*?</div>', visited.html)
    assert [tuple(re.findall("<span[^>]*>(.*?)</span>", line))[:3] for line in lines] == said


@pytest.mark.parametrize(
    ("answered_on", "said"),
    [
        pytest.param(None, ("0 of 1", "that were answered or are late"), id="past its date, and no answer"),
        pytest.param(date(2026, 9, 20), ("1 of 1", "that were answered or are late"), id="answered in time"),
    ],
)
def test_what_is_past_its_date_without_an_answer_is_not_answered_in_time(
    cabinet, family, visit, answered_on, said
):
    with cabinet.administering("test") as session:
        request = AccessRequest(
            code="AR-1",
            child_id=family.child,
            requester="Ellen Rees",
            channel=Channel.EMAIL,
            received_on=date(2026, 9, 1),
        )
        session.add(request)
        session.flush()
        if answered_on:
            session.add(AccessStep(request_id=request.id, step=Step.RELEASED, on=answered_on))
    visited = visit(cabinet).open("access_requests")
    number, of = said
    assert f'<h2>Answered in time</h2><p><span class="number">{number}</span> {of}</p>' in visited.html


def test_with_no_request_there_is_nothing_to_take_away(cabinet, visit):
    visited = visit(cabinet, Role.MANAGER).open("access_requests")
    assert "Export as CSV" not in visited.labels
    assert 'class="empty"' in visited.html


@pytest.mark.parametrize(
    ("page", "query"),
    [
        pytest.param("access_requests", {}, id="access requests"),
        pytest.param("access_requests", {"access": "Corrections"}, id="corrections"),
        pytest.param("access_requests", {"access": "Complaints"}, id="complaints"),
        pytest.param("sharing_decisions", {}, id="sharing decisions"),
        pytest.param("sharing_decisions", {"part": "Contacts and disclosures"}, id="contacts"),
    ],
)
def test_a_register_without_a_line_lets_the_period_be_changed(cabinet, family, visit, page, query):
    visited = visit(cabinet).open(page, **query)
    assert "is recorded in this period" in visited.html
    assert visited.at.get_by_key("years").value == "Last 12 months"


def test_what_is_older_than_the_period_is_not_said_not_to_be_recorded(
    cabinet, who, family, visit, monkeypatch
):
    """The page said that no contact was recorded, and took the list of periods away with the lines."""
    contacts.record_contact(cabinet, who, **contact_of(family, on=TODAY))
    [held] = rows(cabinet, Conversation)
    contacts.record_in_file(
        cabinet,
        who,
        conversation_id=held["id"],
        entry="4",
        recorded_on=TODAY,
        late_because="",
        recording_days=0,
        today=TODAY,
    )
    visited = visit(cabinet)
    for module in ("ui.state", "store.sight"):
        monkeypatch.setattr(f"{module}.london_today", lambda: TODAY + timedelta(days=500))
    visited.open("sharing_decisions", part="Contacts and disclosures")
    assert "No contact is recorded in this period" in visited.html
    visited.at.get_by_key("years").set_value("All years")
    assert visited.run().at.dataframe[0].value["Code"].tolist() == [held["code"]]


@pytest.mark.parametrize(
    ("page", "part", "name", "thing", "columns"),
    [
        pytest.param(
            "sharing_decisions", {}, "sharing-decisions", "sharing_decision",
            {"Code", "Child", "Outcome", "Shared with", "Reason", "In the file"}, id="decisions",
        ),
        pytest.param(
            "sharing_decisions", {"part": "Breaches"}, "breaches", "breach",
            {"Code", "Known", "ICO", "What", "Closed"}, id="breaches",
        ),
        pytest.param(
            "induction", {}, "induction", "induction",
            {"Person", "Role", "First day", "Confidentiality policy", "Safeguarding training"}, id="people",
        ),
    ],
)  # fmt: skip
def test_what_an_inspector_asks_for_leaves_as_a_file(
    sample, visit, offered, page, part, name, thing, columns
):
    """The record of referrals and who was inducted when could be handed over by no paper (IS-8, PR-6)."""
    visited = say_what_for(visit(sample).open(page, **part), name).press("Export as CSV")
    visited.press("Export as Excel")
    file = f"{name}-{TODAY.isoformat()}"
    assert columns <= set(as_rows(offered[f"{file}.csv"]())[0])
    assert columns <= {cell.value for cell in load_workbook(io.BytesIO(offered[f"{file}.xlsx"]())).active[1]}
    line = rows(sample, AuditEntry)[-1]
    assert (line["act"], line["thing"]) == ("exported", thing)


def test_the_record_of_induction_says_on_which_day_each_was_taken_through(sample, visit, offered):
    say_what_for(visit(sample).open("induction"), "induction").press("Export as CSV")
    file = f"induction-{TODAY.isoformat()}.csv"
    held = as_rows(offered.pop(file)())
    facts = agenda_of(sample).facts
    assert {row["Code"] for row in held} == {person.code for person in facts.people}
    said = {row["Confidentiality policy"] for row in held}
    assert any(re.fullmatch(r"\d{4}-\d\d-\d\d", one) for one in said)
    shared = visit(sample).open("induction").press("Hide names").open("induction").press("Export as CSV")
    assert not shared.at.exception
    names = {person.name for person in facts.people}
    assert not names & {cell for row in as_rows(offered[file]()) for cell in row.values()}


def test_who_only_raises_concerns_takes_no_decisions_away(sample, visit):
    visited = visit(sample, Role.KEY_PERSON).open("sharing_decisions")
    assert not [button for button in visited.at.button if button.label.startswith("Export")]
