"""The main job on a real setting's registers: brought in by the command line, read back as the agenda.

What is expected here was read by a person in the files, with the policy and the calendar beside them, on
Tuesday 24 November 2026.
"""

import json
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from store.__main__ import main
from tests.conftest import FILE, PASSWORD

ROOT = Path(__file__).resolve().parent.parent
REGISTERS = ROOT.parent / "shared" / "registers"
TODAY = "2026-11-24"

pytestmark = pytest.mark.skipif(
    not REGISTERS.is_dir(), reason="the registers of a real setting are not beside the project"
)


def run(home, *arguments):
    """What a command prints, in this process: tests/store/test_command_line.py has some with their own."""
    said, wrong = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(wrong):
        patch.setenv("CABINET_PASSWORD", PASSWORD)
        patch.setenv("DATABASE_URL", "")
        code = main(["--home", str(home), *arguments])
    assert code == 0, wrong.getvalue()
    return said.getvalue()


@pytest.fixture(scope="module")
def home(made, tmp_path_factory):
    """The folder of a setting that was set up, and whose registers came in."""
    home = tmp_path_factory.mktemp("cabinet")
    made(FILE).copied_to(home, None)
    run(home, "import", str(REGISTERS), "--try")
    run(home, "import", str(REGISTERS))
    return home


@pytest.fixture(scope="module")
def agenda(home):
    return json.loads(run(home, "agenda", "--on", TODAY, "--json"))["items"]


@pytest.fixture(scope="module")
def figures(home):
    return json.loads(run(home, "figures", "--on", TODAY, "--json"))


def of(agenda, area):
    return [item for item in agenda if item["area"] == area]


def test_the_open_access_requests_stand_as_a_person_reads_them(agenda):
    read = [
        (item["about"], item["clause"], item["due"], item["state"]) for item in of(agenda, "access requests")
    ]
    # The register says that the chairperson was told and the request acknowledged; whether there is a
    # conflict of interest (two working days), who asks (five), and the file it does not know. Its own dates
    # count back from the legal one in working days: 3 to the meeting (AR-28), 3 to the clean copy and its
    # questions (X-4, LG-1), 3 to decide, 8 for the replies, so that the file is checked before the letters
    # (AR-12).
    assert read == [
        ("Asha Smith", "AR-6", "2026-09-28", "late"),
        ("Asha Smith", "AR-4", "2026-10-01", "late"),
        ("Muhammad O'Connor", "AR-6", "2026-10-26", "late"),
        ("Muhammad O'Connor", "AR-12", "2026-10-29", "late"),
        ("Muhammad O'Connor", "AR-4", "2026-10-29", "late"),
        ("Arthur Llewellyn", "AR-6", "2026-11-03", "late"),
        ("Arthur Llewellyn", "AR-12", "2026-11-05", "late"),
        ("Arthur Llewellyn", "AR-4", "2026-11-06", "late"),
        ("Muhammad O'Connor", "LG-1", "2026-11-13", "late"),
        ("Arthur Llewellyn", "X-4", "2026-11-20", "late"),
        ("Arthur Llewellyn", "LG-1", "2026-11-20", "late"),
        # Received 22 October; 22 November is a Sunday, so Monday the 23rd: one day late. Once it is late the
        # setting's own dates towards it say nothing; what is next on the file (AR-12 above) and legal advice
        # are left.
        ("Muhammad O'Connor", "AR-8", "2026-11-23", "late"),
        # Asked for verbally on Saturday 21 November: valid; two and five working days for the house steps.
        ("Zara Clarke-Hughes", "AR-6", "2026-11-24", "due"),
        ("Arthur Llewellyn", "AR-28", "2026-11-25", "due"),
        ("Zara Clarke-Hughes", "AR-12", "2026-11-26", "due"),
        ("Zara Clarke-Hughes", "AR-7", "2026-11-27", "due"),
        ("Zara Clarke-Hughes", "AR-4", "2026-11-27", "due"),
        # Received Saturday 31 October; there is no 31 November.
        ("Arthur Llewellyn", "AR-8", "2026-11-30", "due"),
        ("Asha Smith", "AR-12", "2026-12-01", "due"),
        ("Zara Clarke-Hughes", "X-4", "2026-12-11", "due"),
        ("Zara Clarke-Hughes", "LG-1", "2026-12-11", "due"),
        ("Asha Smith", "X-4", "2026-12-16", "due"),
        ("Asha Smith", "LG-1", "2026-12-16", "due"),
        ("Zara Clarke-Hughes", "AR-28", "2026-12-16", "due"),
        ("Zara Clarke-Hughes", "AR-8", "2026-12-21", "due"),
        ("Asha Smith", "AR-28", "2026-12-21", "due"),
        # Received 24 September, extended by the letter of 14 October: three months.
        ("Asha Smith", "AR-8", "2026-12-24", "due"),
    ]


def test_the_closed_access_requests_are_off_the_agenda_and_in_the_figures(agenda, figures):
    assert "Ivy Davies" not in {item["about"] for item in agenda}
    # Released on 15 June 2026 of 18 May: in time. The late one of 2025 is more than twelve months old.
    assert figures["access_requests"] == {
        "open": 4,
        "late": 1,
        "due_this_week": 1,
        "waiting": 0,
        "answered_last_12_months": 1,
        "answered_in_time_last_12_months": 1,
        "after_late": 0,
    }


def test_three_sharing_decisions_still_lack_something(agenda):
    read = [
        (item["about"], item["clause"], item["due"], item["what"]) for item in of(agenda, "sharing decisions")
    ]
    assert read == [
        ("Niamh Llewellyn", "IS-11", "2026-06-27", "Complete the record: the reason for not sharing"),
        (
            "Poppy Zielińska",
            "IS-11",
            "2026-11-20",
            "Complete the record: the reason for not sharing and the entry in the child's file",
        ),
        (
            "Otto Fernández",
            "IS-8",
            "2026-11-23",
            "Complete the record: the reason for sharing without consent and the entry in the child's file",
        ),
    ]


def test_seven_people_have_not_been_taken_through_everything(agenda, figures):
    read = {item["about"]: (item["clause"], item["what"]) for item in of(agenda, "induction")}
    assert read == {
        "Polly Grant": ("PR-6", "Take through now: Phones and cameras"),
        "Joanne Pryce": ("PR-6", "With the children but not taken through: Phones and cameras"),
        "Gemma Fox": ("PR-6", "With the children but not taken through: Phones and cameras"),
        "Dee Marlow": ("PR-6", "With the children but not taken through: Sharing information"),
        "Vera Holt": (
            "PR-6",
            "With the children but not taken through: Sharing information and Phones and cameras",
        ),
        # Her phones and cameras are dated tomorrow: that has not happened yet.
        "Carys Pugh": ("OR-2", "With the children but not taken through: 4 topics"),
        "Jade Osei": ("OR-2", "With the children but not taken through: 3 topics"),
    }
    assert (figures["induction"]["people"], figures["induction"]["complete"]) == (15, 8)


def test_the_consents_that_nobody_gave_are_asked_for(agenda):
    asked = {
        item["about"]: item["what"]
        for item in of(agenda, "consents")
        if item["what"].startswith("Ask for consent")
    }
    # The four whose row in the register is empty, and who are still here.
    assert {name for name, what in asked.items() if what.endswith("7 purposes")} == {
        "Oliver Fernández",
        "Asha Smith",
        "Muhammad Vaughan",
        "Asha Llewellyn",
    }
    # A new starter has ten working days from 14 November.
    rowan = next(item for item in of(agenda, "consents") if item["about"] == "Rowan Murphy")
    assert (rowan["what"], rowan["due"], rowan["state"]) == (
        "Ask for consent: Sharing with professionals",
        "2026-11-27",
        "due",
    )


def test_what_was_withdrawn_is_followed_up(agenda):
    withdrawn = sorted(
        (item["about"], item["what"].rsplit("undo ", 1)[1].partition(". To tick off: ")[0])
        for item in of(agenda, "consents")
        if item["action"] == "record the follow-up"
    )
    assert withdrawn == [
        ("Asha Jones", "Online learning journey"),
        ("Caleb O'Connor", "Sharing with the next setting"),
        ("Finn Smith", "Sharing with the next setting"),
        ("Leo Young", "Sharing with professionals"),
        ("Mia Adeyemi", "Photographs on display"),
        ("Muhammad O'Connor", "Website and social media"),
        ("Niamh Llewellyn", "Sharing with the next setting"),
        ("Rafe Green", "Photographs on display"),
        ("Rafe Taylor", "Photographs in own journey"),
    ]


def test_a_consent_of_over_a_year_ago_is_due_for_renewal_and_one_of_less_is_not(agenda):
    renewed = {
        item["about"]: item["due"]
        for item in of(agenda, "consents")
        if item["what"].startswith("Renew consent")
    }
    assert renewed["Hugo Kowalska"] == "2026-11-11"  # signed 11 November 2025
    assert renewed["Zara Clarke-Hughes"] == "2026-12-24"  # signed Christmas Eve 2025: ahead
    assert "Asha Uddin" not in renewed  # signed 7 January 2026
    assert "Ivy Davies" not in renewed  # left


def test_two_children_have_no_key_person(agenda):
    assert {item["about"] for item in of(agenda, "children and files")} == {"Poppy Zielińska", "Rafe Patel"}


def test_importing_the_same_files_again_adds_nothing(home, agenda):
    again = run(home, "import", str(REGISTERS), "--json")
    counts = json.loads(again)["counts"]
    assert {count["new"] for count in counts.values()} == {0}
    assert {count["changed"] for count in counts.values()} == {0}
    after = json.loads(run(home, "agenda", "--on", TODAY, "--json"))["items"]
    assert after == agenda
