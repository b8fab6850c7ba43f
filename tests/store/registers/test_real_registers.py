"""A real setting's five registers come in as a person reads them. Skipped, saying so, without them."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from models import (
    AccessRequest,
    AccessStep,
    Child,
    Consent,
    InductionRecord,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
    StaffMember,
)
from rules.access import Step
from rules.consent import Answer
from rules.induction import Role
from rules.sharing import Outcome, Position
from store.registers import bring_in, register_files, try_out
from store.setting import set_up
from tests.conftest import TODAY, rows
from tests.store.registers.conftest import said

REGISTERS = Path(__file__).resolve().parents[3].parent / "shared" / "registers"

pytestmark = pytest.mark.skipif(
    not REGISTERS.is_dir(), reason="the registers of a real setting are not beside the project"
)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    home = tmp_path_factory.mktemp("real")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", "")
        cabinet, who, _ = set_up(home, "Little Sparks", "Joanne Pryce", "a long password 1")
    tried = try_out(cabinet, who, register_files(REGISTERS), today=TODAY)
    bring_in(cabinet, who, tried)
    yield cabinet, who, tried
    cabinet.close()


def test_every_heading_is_matched_and_sure_and_nothing_is_asked(real):
    _, _, tried = real
    assert [part.kind for part in tried.files] == [
        *("access requests", "children", "consents", "sharing log", "staff"),
    ]
    assert all(column.matched and column.is_sure for part in tried.files for column in part.columns)
    assert tried.can_come_in


def test_one_sign_off_is_left_out_and_what_is_untidy_is_noted(real):
    _, _, tried = real
    assert [text.split(": ")[0] for text in said(tried, "left out")] == [
        "staff.xlsx, sheet Staff, row 11, column J (Phones & cameras)"
    ]
    noted = Counter((p.file, p.row, p.column) for p in tried.problems if p.severity == "note")
    assert set(noted) == {
        ("children.csv", 2, "E (Key person)"),  # Ivy left before Ewa started
        ("children.csv", 27, "E (Key person)"),  # nobody
        ("children.csv", 34, "E (Key person)"),  # nobody
        ("consents.xlsx, sheet Consents", 6, "C (Date signed)"),  # nine withdrawn, and no word when
        ("access-requests.csv", 7, "K (Released)"),  # released after the month
        ("sharing-log.csv", 2, "F (Reason if no consent)"),
        ("sharing-log.csv", 3, "F (Reason if no consent)"),
        ("sharing-log.csv", 4, "E (Consent?)"),  # verbal, and no word who heard it
        ("sharing-log.csv", 4, "H (Written in file on)"),  # two days after the decision
        ("sharing-log.csv", 5, "H (Written in file on)"),
        ("sharing-log.csv", 7, "A (Date of decision)"),  # before the child started
        ("sharing-log.csv", 7, "F (Reason if no consent)"),
        ("sharing-log.csv", 7, "H (Written in file on)"),
        ("sharing-log.csv", 8, "A (Date of decision)"),
    }


def test_the_children_are_there_with_court_orders_and_those_who_left(real):
    held = rows(real[0], Child)
    assert len(held) == 42
    assert [child["name"] for child in held if child["has_court_order"]] == [
        *("Mia Adeyemi", "Niamh Llewellyn", "Asha Robinson"),
    ]
    assert [(child["name"], child["left_on"]) for child in held if child["left_on"]] == [
        ("Ivy Davies", date(2026, 2, 15))
    ]


def test_the_answers_are_there(real):
    # Counted in the workbook: Y or yes, N or no, W or Withdrawn.
    assert Counter(answer["answer"] for answer in rows(real[0], Consent)) == {
        Answer.GIVEN: 207,
        Answer.REFUSED: 20,
        Answer.WITHDRAWN: 9,
    }


def test_the_requests_are_numbered_by_their_receipt(real):
    held = rows(real[0], AccessRequest)
    assert [(request["code"], request["register_reference"]) for request in held] == [
        ("AR-2025-001", "SAR6"),
        ("AR-2026-001", "SAR5"),
        ("AR-2026-002", "SAR4"),
        ("AR-2026-003", "SAR3"),
        ("AR-2026-004", "SAR2"),
        ("AR-2026-005", "SAR1"),
    ]
    assert Counter(step["step"] for step in rows(real[0], AccessStep)) == {
        Step.CHAIRPERSON_TOLD: 5,
        Step.ACKNOWLEDGED: 5,
        Step.EXTENDED: 1,
        Step.RELEASED: 2,
        Step.CLOSED: 2,
    }


def test_the_decisions_are_there(real):
    held = rows(real[0], SharingDecision)
    assert [decision["code"] for decision in held] == [f"SD-2026-00{number}" for number in range(1, 8)]
    assert Counter((o["outcome"], o["position"]) for o in rows(real[0], SharingOutcome)) == {
        (Outcome.SHARED_WITH_CONSENT, Position.WRITTEN): 2,
        (Outcome.SHARED_WITH_CONSENT, Position.VERBAL): 1,
        (Outcome.SHARED_WITHOUT_CONSENT, Position.NOT_SOUGHT): 1,
        (Outcome.SHARED_WITHOUT_CONSENT, Position.REFUSED): 1,
        (Outcome.NOT_SHARED, Position.VERBAL): 1,
        (Outcome.NOT_SHARED, Position.REFUSED): 1,
    }
    assert len(rows(real[0], SharingEntry)) == 5


def test_the_staff_and_the_committee_are_there(real):
    assert Counter(person["role"] for person in rows(real[0], StaffMember)) == {
        Role.MANAGER: 1,
        Role.DEPUTY: 1,
        Role.KEY_PERSON: 5,
        Role.STAFF: 2,
        Role.STUDENT: 2,
        Role.VOLUNTEER: 1,
        Role.CHAIRPERSON: 1,
        Role.COMMITTEE: 2,
    }
    # Every date in the six columns but the one that has not come yet.
    assert len(rows(real[0], InductionRecord)) == 69


def test_the_same_files_again_add_nothing(real):
    cabinet, who, _ = real
    again = try_out(cabinet, who, register_files(REGISTERS), today=TODAY)
    assert again.can_come_in
    assert not any(count.new or count.changed for count in again.counts.values())
