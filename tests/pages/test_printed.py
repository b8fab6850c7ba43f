"""The papers of an access request on its page: chosen, what they lack listed, made when they are fetched."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from models import (
    AccessRequest,
    AuditEntry,
    Child,
    Disposal,
    FileEntry,
    FileMention,
    Mistake,
    RequesterCheck,
    SharingDecision,
    SharingOutcome,
    ThirdParty,
    ThirdPartyEntry,
    ThirdPartyEvent,
)
from rules import breach
from rules.file_index import Category, Kind, Mentioned, Nature, Source
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from rules.requester import Relationship, Subject
from rules.retention import RecordKind
from rules.third_parties import Event, PartyKind
from store import breaches, request_file, signing_in, whole_requests
from tests.conftest import TODAY, manager_of, rows
from tests.pages.conftest import Visit
from tests.pages.test_every_page import MOST_QUERIES, queries_of
from tests.papers.test_letters import read

FORTNIGHT = timedelta(days=14)
YESTERDAY = TODAY - timedelta(days=1)


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


@pytest.mark.parametrize("paper", ["acknowledgement", "history"])
def test_a_paper_bears_the_day_on_which_it_is_fetched(sample, visit, offered, monkeypatch, paper):
    """A page that stood open past midnight made an extension notice of the day before, still in time."""
    code, _ = code_of(sample, -1)
    label = "The paper, to print" if paper == "history" else "The letter, to print"
    opened(visit(sample), code, paper).press(label)
    monkeypatch.setattr("ui.state.london_today", lambda: TODAY + timedelta(days=1))
    [(_, make)] = offered
    said = PdfReader(BytesIO(make())).pages[0].extract_text() if paper == "history" else read(make())
    assert "Wednesday 25 November 2026" in " ".join(said.split())
    assert "Tuesday 24 November 2026. Prepared" not in " ".join(said.split())


@pytest.mark.parametrize(("suffix", "is_new"), [("-Hawthorne", True), ("´", False)])
def test_a_letter_about_a_child_with_a_new_name_says_so_before_it_goes_out(sample, visit, suffix, is_new):
    """After an adoption whoever asked before it may not learn the new name."""
    code, row = code_of(sample, -1)
    child_id = next(held["child_id"] for held in rows(sample, AccessRequest) if held["id"] == row)
    told = "name was changed on"
    assert told not in opened(visit(sample), code, "acknowledgement").html
    with sample.writing(manager_of(sample), Thing.CHILD) as session:
        session.get(Child, child_id).name += suffix
    visited = opened(visit(sample), code, "acknowledgement")
    assert any(told in said.value for said in visited.at.warning) is is_new
    assert len(queries_of(sample, visited)) <= MOST_QUERIES


@pytest.mark.parametrize(
    ("paper", "passed_to", "is_said"),
    [
        pytest.param("covering-letter", "Oak Lane Primary School", True, id="it names the new school"),
        pytest.param("covering-letter", "", False, id="what was destroyed is nowhere"),
        pytest.param("acknowledgement", "Oak Lane Primary School", False, id="this letter names no school"),
    ],
)
def test_a_letter_that_names_who_has_the_records_says_so_before_it_goes_out(
    sample, visit, paper, passed_to, is_said
):
    """Where a child goes to school not everybody who asks may learn, such as with a court order."""
    code, row = code_of(sample, -1)
    child_id = next(held["child_id"] for held in rows(sample, AccessRequest) if held["id"] == row)
    who = manager_of(sample).account_id
    with sample.administering("test") as session:
        went = {"on": TODAY, "how": "By hand", "passed_to": passed_to, "second_id": who}
        session.add(Disposal(child_id=child_id, kind=RecordKind.GENERAL, recorded_by_id=who, **went))
    visited = opened(visit(sample), code, paper)
    assert any("was passed on, such as" in said.value for said in visited.at.warning) is is_said


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


RECORD = "The record, to print for the child's file"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY])
def test_the_record_of_a_decision_is_made_for_the_childs_file(sample, visit, offered, role):
    """What the form asked for was written again by hand (IS-8)."""
    outcome = rows(sample, SharingOutcome)[-1]
    held = next(row for row in rows(sample, SharingDecision) if row["id"] == outcome["decision_id"])
    child = next(row for row in rows(sample, Child) if row["id"] == held["child_id"])
    visited = visit(sample, role).open("sharing_decisions", decision=held["code"]).press(RECORD)
    [(file, make)] = offered
    assert file == f"{held['code']}.pdf", "no name"
    said = " ".join(PdfReader(BytesIO(make())).pages[0].extract_text().split())
    for part in (held["code"], child["name"], "What worries us", "Decision", "Keep this paper in the child"):
        assert part in said
    assert last_line(sample) == ("sharing_decision", held["id"], '{"paper": "record"}')
    visited.press("Hide names")
    assert RECORD not in [button.label for button in visited.at.button]


def test_a_concern_that_nobody_decided_has_no_record_to_print(sample, visit):
    decided = {row["decision_id"] for row in rows(sample, SharingOutcome)}
    held = next(row for row in rows(sample, SharingDecision) if row["id"] not in decided)
    visited = visit(sample).open("sharing_decisions", decision=held["code"])
    assert RECORD not in [button.label for button in visited.at.button]


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
            ThirdPartyEvent(
                party_id=party.id or 0, event=Event.WRITTEN, on=YESTERDAY, reply_by=TODAY + FORTNIGHT
            )
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
    visited = opened(visit(sample).press("Hide names"), code, "acknowledgement")
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


# Breaches ------------------------------------------------------------------------------------------

TO_A_FAMILY = "The letter, to finish in Word"


def a_breach(sample, *, others=0, what="A page with two names was left where a visitor could read it"):
    """A breach that is logged now about the first child of the register, and some of the next ones."""
    first, *rest = rows(sample, Child)[: others + 1]
    code = breaches.record_breach(
        sample,
        manager_of(sample),
        child_id=first["id"],
        what=what,
        whose="A member of staff",
        harm="None that is known so far",
        happened_on=TODAY,
        known_on=TODAY,
        known_time="00:05",
        also_affected=[one["id"] for one in rest],
    )
    return code, [first, *rest]


def the_breach(sample, code):
    with sample.reading(manager_of(sample), Thing.BREACH) as look:
        return next(one for one in breaches.breaches(look) if one.code == code)


def told(sample, code, step, whom=breach.FIRST):
    breaches.record_step(
        sample,
        manager_of(sample),
        breach_id=the_breach(sample, code).id,
        step=step,
        on=TODAY,
        clock="00:06",
        note="Telling them would put the child at risk",
        whom=whom,
    )


def to_a_family(visited, code, **chosen) -> Visit:
    return visited.open("sharing_decisions", part="Breaches", breach=code, **chosen)


def test_a_family_that_a_breach_affects_has_a_letter_of_its_own(sample, visit, offered):
    code, [first, other] = a_breach(sample, others=1)
    second = the_breach(sample, code).steps[0].id
    visited = to_a_family(visit(sample), code, letter=str(second))
    visited.press(TO_A_FAMILY)
    [(file, make)] = offered
    assert file == f"{code}-family-{second}.docx"
    said = read(make())
    assert f"Dear parent or carer of {other['name']}" in said
    assert first["name"] not in said
    assert "left where a visitor" not in said
    assert last_line(sample)[:2] == ("breach", the_breach(sample, code).id)


def test_the_words_of_the_log_are_in_it_once_somebody_asks_for_them(sample, visit, offered):
    code, _ = a_breach(sample)
    visited = to_a_family(visit(sample), code)
    visited.at.get_by_key(f"breach-letter.words.{code}.0").check()
    visited.run().press(TO_A_FAMILY)
    said = read(offered[-1][1]())
    assert "left where a visitor" in said
    assert "None that is known so far" in said


def test_where_the_log_names_the_other_family_its_words_cannot_be_asked_for(sample, visit, offered):
    other = rows(sample, Child)[1]
    code, _ = a_breach(sample, others=1, what=f"The form of {other['name']} was left in the hall")
    visited = to_a_family(visit(sample), code, letter="0")
    assert not visited.at.checkbox
    assert f"The words of the log name {other['code']} too" in visited.html
    visited.press(TO_A_FAMILY)
    assert other["name"].split()[0] not in read(offered[-1][1]())


def test_there_is_no_letter_to_whoever_is_not_told(sample, visit, offered):
    code, _ = a_breach(sample)
    visited = to_a_family(visit(sample), code).press(TO_A_FAMILY)
    told(sample, code, breach.Step.NOT_TOLD)
    with pytest.raises(NotAllowed, match="decided not to tell"):
        offered[-1][1]()
    to_a_family(visited, code)
    assert "no letter to whoever it was decided not to tell" in visited.html
    assert TO_A_FAMILY not in [one.label for one in visited.at.button]
    told(sample, code, breach.Step.TOLD)
    to_a_family(visited, code)
    assert TO_A_FAMILY in [one.label for one in visited.at.button], "told after all, and in writing too"


def test_on_a_shared_screen_there_is_no_letter_and_no_name(sample, visit):
    code, affected = a_breach(sample, others=1)
    visited = to_a_family(visit(sample), code, letter="0").press("Hide names")
    assert "Letters hold names" in visited.html
    assert TO_A_FAMILY not in [one.label for one in visited.at.button]
    for child in affected:
        assert child["name"].encode() not in visited.sent


def test_a_court_order_is_said_before_a_family_is_written_to(sample, visit):
    code, [first] = a_breach(sample)
    said = f"A court order is in the file of {first['code']}"
    assert (said in to_a_family(visit(sample), code).html) is first["has_court_order"]
    with sample.writing(manager_of(sample)) as session:
        session.get(Child, first["id"]).has_court_order = True
    assert said in to_a_family(visit(sample), code).html


@pytest.mark.parametrize(("role", "says_where"), [(Role.MANAGER, True), (Role.DEPUTY, False)])
def test_the_letter_with_a_copy_names_all_entries_that_mention_who_asks_or_none(
    sample, visit, role, says_where
):
    """A deputy to whom a sensitive entry is hidden sent a carer the number of the other one alone."""
    request = next(row for row in reversed(rows(sample, AccessRequest)) if row["carer_id"])
    number = 1 + max(row["number"] for row in rows(sample, FileEntry))
    with sample.administering("two papers that mention who asks") as session:
        session.add(
            RequesterCheck(
                request_id=request["id"], carer_id=request["carer_id"],
                relationship=Relationship.RESPONSIBLE, subject=Subject.BOTH,
            )
        )  # fmt: skip
        for at, category in enumerate((None, Category.CONCERN)):
            entry = FileEntry(
                child_id=request["child_id"], number=number + at, first_page=1, last_page=2, event_on=TODAY,
                written_on=TODAY, kind=Kind.MINUTES, author="Joanne Pryce", nature=Nature.FACT,
                source=Source.SETTING, kept_at="The cabinet", category=category,
            )  # fmt: skip
            session.add(entry)
            session.flush()
            session.add(
                FileMention(entry_id=entry.id or 0, kind=Mentioned.FAMILY, carer_id=request["carer_id"])
            )
    visited = visit(sample, role)
    who = next(one for _, one in signing_in.open_accounts(sample) if one.role is role)
    with sample.reading(who, Thing.ACCESS_REQUEST) as look:
        held = whole_requests.one(look, request_id=request["id"])
        index = request_file.read(look, held, TODAY)
        found = request_file.about_the_requester(held, index)
    assert found == ([number, number + 1] if says_where else [])
    opened(visited, request["code"], "covering-letter")
    assert not visited.at.exception
    assert ("does not say in which entries whoever asks is mentioned" in visited.html) is not says_where
