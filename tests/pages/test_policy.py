"""The policy page: every clause, what it points to, and its forms; what everyone reads and signs."""

import importlib
import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from html import escape, unescape
from itertools import groupby

import pytest
from sqlalchemy import update

from models import (
    Account,
    AuditEntry,
    Child,
    Contact,
    FamilyTold,
    InductionReading,
    InductionRecord,
    InductionTopic,
    Leaflet,
    Mistake,
    PolicyAdoption,
    PolicyReview,
    RelatedPolicy,
    RoutineCheck,
    RoutineCheckDone,
    SafeguardingTraining,
    SignedInSession,
    StaffMember,
)
from rules.agenda import Action
from rules.families_told import How
from rules.induction import Role
from rules.policy import Adoption, Change, Related, Standing
from rules.policy import Contact as NumberToRing
from rules.routine import Result
from rules.words import dated, long_date
from store import policy, sessions, signing_in
from store.house import read_house
from store.tables import table
from tests.conftest import MANAGER, TODAY, account, agenda_of, manager_of, rows
from tests.pages.conftest import ROOT
from tests.pages.test_every_page import MOST_QUERIES, queries_of
from tests.pages.test_forms import a_newer_version_of, is_on_agenda, is_open, open_row, row_for, send, set_to
from ui import answers, registers, state
from ui.page_list import OPENED_BY

TOMORROW = TODAY + timedelta(days=1)
PARTS = ("Adoption and reviews", "Routine checks", "Related policies and numbers", "Leaflets", "Every clause")


def listed(file, kind):
    return tomllib.loads((ROOT / "data" / file).read_text(encoding="utf-8"))[kind]


def of_the_policy() -> list[str]:
    """The ids in the first column of the clause map, in its order."""
    said = (ROOT / "docs" / "policy" / "clauses.md").read_text(encoding="utf-8")
    return re.findall(r"^\| ([A-Z]{1,2}-\d+) \|", said, re.MULTILINE)


# Every clause ---------------------------------------------------------------------------------------


def test_no_clause_speaks_of_an_agenda():
    """The page that keeps it is the weekly review; to a committee an agenda is that of its meeting."""
    for clause in policy.clauses():
        assert "agenda" not in f"{clause['says']} {clause['kept']} {clause.get('left', '')}".lower(), clause[
            "id"
        ]


def test_every_clause_is_on_the_page_in_words_with_what_keeps_it_and_what_is_left(sample, visit):
    ids = of_the_policy()
    assert len(ids) > 100
    assert [clause["id"] for clause in policy.clauses()] == ids
    sections = [clause["section"] for clause in policy.clauses()]
    assert len([*groupby(sections)]) == len(set(sections)), "a section stands in one place"
    visited = visit(sample).open("policy", policy="Every clause")
    said = unescape(visited.html)
    for clause in policy.clauses():
        assert re.search(rf"<span [^>]*>{clause['id']}</span>", said)
        assert clause["says"] in said
        assert clause["kept"] in said
        assert clause.get("people", "") in said


def test_what_the_law_asks_beside_the_policy_stands_apart_from_our_own_rules(sample, visit):
    """Each under a heading that says which it is: nobody takes one for the other."""
    beside = [clause for clause in policy.clauses() if clause["id"].startswith("X-")]
    by_law = [
        clause["id"] for clause in beside if clause["says"].startswith("Not in the policy, in the law:")
    ]
    ours = [
        clause["id"]
        for clause in beside
        if re.match("Not in the policy, (our own rule|good practice):", clause["says"])
    ]
    assert sorted([*by_law, *ours]) == sorted(clause["id"] for clause in beside)
    said = unescape(visit(sample).open("policy", policy="Every clause").html)
    for heading, ids in (
        ("Beside the policy: what the law asks", by_law),
        ("Beside the policy: our own rules", ours),
    ):
        [_, below] = said.split(f"<h2>{heading} ")
        assert re.findall(r"<span [^>]*>([A-Z]{1,2}-\d+)</span>", below.partition("<h2>")[0]) == ids


def test_no_clause_is_said_to_be_kept_by_nothing_where_something_keeps_it():
    unkept = {clause["id"] for clause in policy.clauses() if not clause.get("points_to")}
    # What the policy only disclaims, and papers that are not in the dashboard at all.
    assert unkept == {"CP-4", "CP-6", "DR-1"}
    assert not [clause["id"] for clause in policy.clauses() if re.search(r"\byet\b", clause["kept"])]


def pointers() -> list[str]:
    return sorted({pointer for clause in policy.clauses() for pointer in clause.get("points_to", ())})


EXISTS = {
    "page": lambda name: name in {page for page, *_ in OPENED_BY} and (ROOT / f"pages/{name}.py").is_file(),
    "check": lambda key: key in {entry["key"] for entry in listed("routine_checks.toml", "check")},
    "elsewhere": lambda key: key in {entry["key"] for entry in listed("routine_checks.toml", "elsewhere")},
    "topic": lambda key: (
        key in {e["key"] for kind in ("topic", "further") for e in listed("induction_topics.toml", kind)}
    ),
    "contact": lambda at: int(at) < len(listed("contacts.toml", "contact")),
    "rule": lambda name: callable(
        getattr(importlib.import_module(f"rules.{name.split('.')[0]}"), name.split(".")[1], None)
    ),
}


@pytest.mark.parametrize("pointer", pointers())
def test_what_a_clause_points_to_exists(pointer):
    kind, _, name = pointer.partition(":")
    assert EXISTS[kind](name), f"{pointer} is not there any more: say what keeps the clause now."


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        pytest.param("AR-30", "has been asked for", id="L2.1: an offence only once somebody asked"),
        pytest.param("AR-4", "runs anew", id="L1.6: asking for proof restarts the month"),
        pytest.param("X-5", "if the risk is high", id="L10.9: then the people are told as well"),
        pytest.param("X-1", "on paper and electronically", id="L3.1: a way to complain is made easy"),
        pytest.param("AR-20", "may be upheld", id="the policy's own: may grant, not does"),
        pytest.param("AR-25", "a refusal alone does not decide", id="L2.7: a refusal is one factor"),
        pytest.param("AR-30", "what they have a right to", id="L2.1: of what may be left out it is none"),
        pytest.param("X-3", "with a right to it", id="L2.1: the hold is ours, the offence is the law"),
        pytest.param("X-6", "reasonable period", id="L6.5: no law has a number of years"),
    ],
)
def test_a_clause_says_what_the_law_says_where_the_policy_is_wider_or_silent(clause, said):
    (held,) = [held for held in policy.clauses() if held["id"] == clause]
    assert said in f"{held['says']} {held['kept']} {held['people']}"


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        pytest.param("CP-8", "the organisation encrypts", id="PostgreSQL is not encrypted by us"),
        pytest.param("CP-12", "for the chairperson while a requested file is prepared", id="AR-10"),
        pytest.param("CM-1", "unless it was withdrawn", id="a complaint taken back has no outcome"),
        pytest.param("IS-4", "with every decision to share", id="what is not shared asks nothing of it"),
        pytest.param("X-7", "no count of children from 1 to 5", id="staff figures show"),
    ],
)
def test_a_clause_claims_no_more_than_the_dashboard_does(clause, said):
    (held,) = [held for held in policy.clauses() if held["id"] == clause]
    assert said in f"{held['says']} {held['kept']}"


def test_this_test_would_miss_what_is_not_there():
    for kind, name in (("page", "nowhere"), ("check", "x"), ("topic", "x"), ("rule", "policy.nothing")):
        assert not EXISTS[kind](name)


@pytest.mark.parametrize("file", ["routine_checks.toml", "related_policies.toml"])
def test_every_list_beside_the_policy_names_a_clause_of_it(file):
    kinds = tomllib.loads((ROOT / "data" / file).read_text(encoding="utf-8"))
    for entry in (entry for entries in kinds.values() for entry in entries):
        assert entry["clause"] in of_the_policy(), entry


def test_every_point_that_is_read_comes_from_a_clause():
    for kind in ("topic", "further"):
        for topic in listed("induction_topics.toml", kind):
            for point in topic["points"].strip().splitlines():
                named = re.findall(r"[A-Z]{1,2}-\d+", point)
                assert named, point
                assert set(named) <= set(of_the_policy()), point


def test_a_section_shows_its_own_clauses(sample, visit):
    visited = visit(sample).open("policy", policy="Every clause", section="Adoption and review")
    assert ">AD-1</span>" in visited.html
    assert ">IS-1</span>" not in visited.html


# The page -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("role", [Role.MANAGER, Role.CHAIRPERSON, Role.COMMITTEE])
def test_each_part_opens_for_whoever_sees_the_policy_in_few_queries(sample, visit, part, role):
    visited = visit(sample, role).open("policy", policy=part)
    assert not visited.at.exception
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    buttons = set(visited.labels)
    records = {"Record an adoption", "Add a check", "Record a leaflet", "Record review", "Record check"}
    assert bool(buttons & records) is (role is Role.MANAGER and part != "Every clause") or (
        role is Role.MANAGER
    )
    if role is not Role.MANAGER:
        assert not buttons & records


def test_on_screen_no_number_and_no_note_is_shown(sample, visit):
    visited = visit(sample).press("Hide names")
    notes = [row["note"] for row in rows(sample, RoutineCheckDone) if row["note"]]
    assert notes
    for part in PARTS[:3]:
        sent = visited.open("policy", policy=part).sent.decode("utf-8", "ignore")
        assert not visited.at.exception
        sent = sent.replace(escape(policy.clause_words()["IS-9"]), "")  # the policy's own words name the MASH
        for secret in (*notes, "0344 800", "MASH", rows(sample, PolicyAdoption)[0]["signed_by"]):
            assert secret not in sent, part


@pytest.mark.parametrize(
    ("part", "model", "column"), [(PARTS[1], RoutineCheckDone, "note"), (PARTS[3], Leaflet, "issued_to")]
)
def test_what_was_noted_beside_a_row_is_for_whoever_records_it(sample, visit, part, model, column):
    """A chairperson may see names, and a note may say whose paper lay where (CP-11)."""
    typed = [row[column] for row in rows(sample, model) if row[column]]
    assert typed
    for role, is_shown in ((Role.CHAIRPERSON, False), (Role.MANAGER, True)):
        visited = visit(sample, role)
        with sample.administering("names shown again") as session:  # a chairperson begins on screen
            session.execute(update(SignedInSession).values(is_on_screen=False))
        sent = visited.open("policy", policy=part).sent.decode("utf-8", "ignore")
        assert any(said in sent for said in typed) is is_shown, role


def test_text_of_the_policy_is_shown_as_its_characters(sample, visit):
    with sample.administering("test") as session:
        session.execute(update(table(Contact)).values(name="<b>MASH</b> $x$"))
    visited = visit(sample).open("policy", policy="Related policies and numbers")
    assert "&lt;b&gt;MASH&lt;/b&gt; $x$" in visited.html


@pytest.mark.parametrize(
    ("day", "said"),
    [
        pytest.param(date(2026, 11, 22), ("24 Nov", "2026, in 2 days", ""), id="before it"),
        pytest.param(date(2026, 11, 23), ("24 Nov", "2026, in 1 day", ""), id="the day before"),
        pytest.param(date(2026, 11, 24), ("24 Nov", "2026, today", ""), id="on the day"),
        pytest.param(date(2026, 11, 25), ("1", "day late", "Overdue"), id="the day after"),
        pytest.param(date(2027, 11, 24), ("365", "days late", "Overdue"), id="a year after"),
    ],
)
def test_the_next_review_has_its_day_or_is_so_many_days_late(day, said):
    standing = Standing(adoption=Adoption(date(2025, 11, 24)))
    shown = answers.policy_figures(standing, months=12, today=day)[1]
    assert (shown.number, shown.counts, shown.tag) == said


def related_of(*dated_on):
    return tuple(Related(at, f"Policy {at}", "SE-1", "", on) for at, on in enumerate(dated_on))


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        pytest.param(
            Standing(date(2026, 11, 24), related=related_of(None, None, TODAY)),
            "2 policies that this one names are not entered yet, and asked for by Tuesday 5 January 2027.",
            id="two of three",
        ),
        pytest.param(
            Standing(date(2026, 10, 13), related=related_of(None)),
            "1 policy that this one names is not entered yet, and asked for by Tuesday 24 November 2026.",
            id="the last day",
        ),
        pytest.param(
            Standing(date(2026, 10, 12), related=related_of(None)), "", id="late: the answer says so"
        ),
        pytest.param(Standing(date(2026, 11, 24), related=related_of(TODAY)), "", id="none is missing"),
        pytest.param(Standing(related=related_of(None)), "", id="a day before the first one"),
    ],
)
def test_the_page_says_by_when_a_policy_that_is_missing_is_asked_for(standing, said):
    """ "Nothing is late" stood alone beside nine to look at."""
    assert answers.policies_not_entered(standing, months=12, today=TODAY) == said


def test_a_policy_that_is_missing_says_by_when_it_is_asked_for():
    standing = Standing(date(2026, 11, 24), related=related_of(None, TODAY))
    lines = registers.related_lines(standing, months=12, today=TODAY)
    assert [line[2] for line in lines] == ["Asked for by 5 Jan 2027", ""]


@pytest.mark.parametrize(
    ("checked", "said"),
    [
        pytest.param((), "Never", id="no number"),
        pytest.param((None, None), "Never", id="none of them"),
        pytest.param((None, TODAY), "1 of 2", id="one of them is not never"),
        pytest.param((date(2026, 3, 2), TODAY), "2 Mar 2026", id="all of them: since the oldest"),
    ],
)
def test_the_numbers_to_ring_say_since_when_all_of_them_are_checked(checked, said):
    standing = Standing(contacts=tuple(NumberToRing(at, "A line", on) for at, on in enumerate(checked)))
    lines = registers.check_lines(standing, restored_on=None, today=TODAY)
    assert [line[3] for line in lines if line[2] == "Recorded with each number"] == [said]


# Its forms ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signed_by", "role", "is_doubted"),
    [
        pytest.param("Ann Ley", "chairperson", False, id="somebody of the committee"),
        pytest.param("Rosalind Merriweather", "chairperson", True, id="somebody whom the register has not"),
        pytest.param("Ann Ley", "manager", True, id="the office is not the committee's"),
    ],
)
def test_who_records_a_signature_that_is_not_the_committees_is_told_so(
    cabinet, visit, signed_by, role, is_doubted
):
    """AD-4. It is saved all the same, because it may be the register that is behind."""
    with cabinet.administering("test") as session:
        session.add(
            StaffMember(code="M-01", name="Ann Ley", role=Role.CHAIRPERSON, started_on=date(2020, 1, 6))
        )
    visited = visit(cabinet).open("policy").press("Record an adoption")
    for field, typed in (
        ("committee", "the management committee"),
        ("held-on", TODAY),
        ("signed-by", signed_by),
        ("role", role),
        ("signed-on", TODAY),
    ):
        set_to(visited, f"adopt.{field}", typed)
    send(visited, "Record adoption")
    assert visited.notice().startswith("The adoption is recorded.")
    assert ("Whoever signed is not on the committee by the register" in visited.notice()) is is_doubted
    assert rows(cabinet, PolicyAdoption)[-1]["signed_by"] == signed_by


@pytest.mark.parametrize(
    ("days_before", "asks_nobody"),
    [
        pytest.param(0, False, id="held on the first day here"),
        pytest.param(1, True, id="held on the day after"),
    ],
)
def test_only_a_policy_adopted_by_the_first_day_here_is_read_again(
    cabinet, visit, monkeypatch, days_before, asks_nobody
):
    """The form said of any meeting that it was, and nobody was asked (PR-6)."""
    began_on = TODAY - timedelta(days=days_before)
    monkeypatch.setattr(
        "ui.forms.policy.read_house", lambda *asked: replace(read_house(*asked), began_on=began_on)
    )
    visited = visit(cabinet).open("policy").press("Record an adoption")
    assert f"If it was held by {long_date(began_on)}, the first day in this dashboard" in visited.html
    set_to(visited, "adopt.committee", "the management committee")
    set_to(visited, "adopt.held-on", TODAY)
    send(visited, "Record adoption")
    assert "The adoption is recorded." in visited.notice()
    assert ("also record a review that says what changed" in visited.notice()) is asks_nobody


def test_an_adoption_is_recorded_and_a_review_before_it_is_refused(cabinet, visit):
    visited = visit(cabinet).open("policy")
    assert "Record a review" not in set(visited.labels)
    visited.press("Record an adoption")
    set_to(visited, "adopt.committee", "the management committee")
    set_to(visited, "adopt.held-on", TODAY)
    set_to(visited, "adopt.signed-by", "Rosalind Merriweather")
    set_to(visited, "adopt.signed-on", date(2026, 11, 23))
    send(visited, "Record adoption")
    said = visited.refusal().replace("*", "")
    assert "Role of the person who signed: Enter the role" in said
    assert "Signed on: The signature is dated before the meeting" in said
    assert visited.at.get_by_key("adopt.signed-by").value == "Rosalind Merriweather"
    set_to(visited, "adopt.role", "chairperson")
    set_to(visited, "adopt.signed-on", TODAY)
    send(visited, "Record adoption")
    assert visited.notice() == "The adoption is recorded."
    assert rows(cabinet, PolicyAdoption)[-1]["signatory_role"] == "chairperson"
    visited.press("Record a review")
    set_to(visited, "review.on", date(2026, 11, 23))
    set_to(visited, "review.change", Change.NONE)
    send(visited, "Record review")
    assert "dated before the adoption" in visited.refusal()
    assert rows(cabinet, PolicyReview) == []


def test_a_review_from_its_row(sample, visit):
    item = row_for(sample, Action.REVIEW)
    visited = open_row(visit(sample), item)
    set_to(visited, "review.change", Change.MATERIAL)
    send(visited, "Record review")
    assert "What changed: Enter in a sentence" in visited.refusal().replace("*", "")
    set_to(visited, "review.what", "Students may not photograph.")
    send(visited, "Record review")
    assert "Everyone is asked to read the policy again" in visited.notice()
    assert item not in agenda_of(sample).items
    [again] = [i for i in agenda_of(sample).items if i.is_of_many]
    assert again.what == "Read again and sign: Confidentiality policy"
    assert int(again.code.removesuffix(" people")) > 12


def test_a_review_that_somebody_else_records_meanwhile_is_said_before_it_is_recorded_again(sample, visit):
    visited = open_row(visit(sample), row_for(sample, Action.REVIEW))
    set_to(visited, "review.change", Change.MATERIAL)
    set_to(visited, "review.what", "Students may not photograph.")
    policy.record_review(
        sample, manager_of(sample), reviewed_on=TODAY, reviewed_by="The deputy", change=Change.MATERIAL,
        what="Students may not photograph.", today=TODAY,
    )  # fmt: skip
    before = len(rows(sample, PolicyReview))
    send(visited, "Record review")
    assert "Somebody else has recorded a review in the meantime" in visited.refusal()
    assert visited.at.get_by_key("review.what").value == "Students may not photograph."
    assert len(rows(sample, PolicyReview)) == before
    send(visited, "Record review")
    assert len(rows(sample, PolicyReview)) == before + 1


def test_a_check_from_its_row(sample, visit):
    item = row_for(sample, Action.CHECK)
    visited = open_row(visit(sample), item)
    set_to(visited, "check.on", TOMORROW)
    set_to(visited, "check.result", Result.NOT_IN_ORDER)
    send(visited, "Record check")
    said = visited.refusal().replace("*", "")
    assert "Date it was done: The date must be today" in said
    assert "Note: Enter in a few words" in said
    set_to(visited, "check.on", TODAY)
    set_to(visited, "check.note", "The key was in the lock")
    send(visited, "Record check")
    assert visited.notice() == "The check is recorded."
    assert rows(sample, RoutineCheckDone)[-1]["note"] == "The key was in the lock"


def check_due(sample, key):
    """The line of a routine check that is made due today."""
    check = table(RoutineCheck)
    with sample.administering("test") as session:
        session.execute(update(check).where(check.c.key == key).values(every_days=1))
    (record,) = [row["id"] for row in rows(sample, RoutineCheck) if row["key"] == key]
    return next(i for i in agenda_of(sample).items if (i.action, i.record) == (Action.CHECK, record))


@pytest.mark.parametrize(
    ("key", "label", "page", "role"),
    [
        pytest.param("leavers-records", "See the records of leavers", "Children and files", Role.DEPUTY),
        pytest.param("accounts-reviewed", "See the accounts", "Set-up", Role.MANAGER),
        pytest.param("leaflets-current", "See the leaflets", "Policy", Role.MANAGER),
    ],
)
def test_a_check_leads_to_what_it_looks_at(sample, visit, key, label, page, role):
    """Else it is said to be in order by somebody who does not know where to look (X-6, CP-8, GE-2)."""
    visited = open_row(visit(sample, role), check_due(sample, key))
    assert ("due for disposal" in visited.html) is (key == "leavers-records")
    assert visited.press(label).heading == page
    assert not is_open(visited)


def test_nobody_is_led_by_a_check_to_what_they_may_not_see(sample, visit):
    visited = open_row(visit(sample, Role.DEPUTY), check_due(sample, "accounts-reviewed"))
    assert is_open(visited)
    assert "See the accounts" not in visited.labels


def test_a_number_and_a_version_from_their_rows(sample, visit):
    visited = open_row(visit(sample), row_for(sample, Action.CONTACT))
    set_to(visited, "contact.number", "ask")
    send(visited, "Mark checked")
    assert "Enter the number as it is dialled" in visited.refusal()
    set_to(visited, "contact.number", "0344 800 8021")
    send(visited, "Mark checked")
    assert visited.notice() == "The number is checked."
    item = row_for(sample, Action.RELATED)
    visited = open_row(visited, item)
    held = visited.at.get_by_key("related.version").value
    assert held, "What is in use stands there."
    set_to(visited, "related.version", "")
    send(visited, "Record version")
    assert "Version: Enter the version" in visited.refusal().replace("*", "")
    set_to(visited, "related.version", "7")
    set_to(visited, "related.dated-on", TODAY)
    send(visited, "Record version")
    assert rows(sample, RelatedPolicy)[-1]["version"] == "7"


def test_a_number_that_is_not_rung_any_more_is_taken_off_and_not_asked_about(sample, visit):
    item = row_for(sample, Action.CONTACT)
    visited = open_row(visit(sample), item).press("Take this number off the list")
    send(visited, "Take it off")
    assert visited.notice() == "The number is taken off the list."
    assert not is_on_agenda(sample, item)
    assert item.record not in [row["id"] for row in rows(sample, Contact)]
    assert "removed" in [row["act"] for row in rows(sample, AuditEntry) if row["thing"] == "contact"]


def test_a_related_policy_that_stays_as_it_is_is_looked_at_in_one_press(sample, visit):
    item = row_for(sample, Action.RELATED)
    visited = open_row(visit(sample), item)
    send(visited, "Record version")
    [*_, before, after] = [
        row for row in rows(sample, RelatedPolicy) if row["key"] == rows(sample, RelatedPolicy)[-1]["key"]
    ]
    assert (after["version"], after["dated_on"]) == (before["version"], before["dated_on"])
    assert after["looked_at_on"] == TODAY
    assert not is_on_agenda(sample, item)
    listed = visited.open("policy", policy="Related policies and numbers").html
    assert f", looked at {dated(TODAY)}" in listed


def test_a_check_is_changed_and_a_leaflet_recorded_on_their_parts(sample, visit):
    visited = visit(sample).open("policy", policy="Routine checks")
    visited.at.get_by_key("check").select_index(0)
    visited.run().press("Change it")
    set_to(visited, "defined.title", "")
    send(visited, "Save the check")
    assert "What is checked: Enter what is checked" in visited.refusal().replace("*", "")
    set_to(visited, "defined.title", "Cabinet and office are locked")
    send(visited, "Save the check")
    assert rows(sample, RoutineCheck)[0]["title"] == "Cabinet and office are locked"
    visited = visit(sample).open("policy", policy="Leaflets").press("Record a leaflet")
    set_to(visited, "leaflet.issued-on", TOMORROW)
    send(visited, "Record leaflet")
    assert "Issued on: The date must be today" in visited.refusal().replace("*", "")
    for field, value in (("title", "Your records"), ("version", "4"), ("issued-to", "all families")):
        set_to(visited, f"leaflet.{field}", value)
    set_to(visited, "leaflet.issued-on", TODAY)
    send(visited, "Record leaflet")
    assert rows(sample, Leaflet)[-1]["title"] == "Your records"
    # Whoever hands it out is asked to whom, with the leaflet chosen.
    assert visited.at.get_by_key("families.leaflets").value == [rows(sample, Leaflet)[-1]["id"]]


def test_a_check_that_is_in_use_no_more_is_changed_and_not_recorded(sample, visit):
    with sample.administering("test") as session:
        session.get_one(RoutineCheck, 1).retired_on = TODAY
    visited = visit(sample).open("policy", policy="Routine checks", check="1")
    assert "Change it" in visited.labels
    assert "Record it" not in visited.labels, "its form would say that there is no such check"
    assert "Record it" in visited.open("policy", policy="Routine checks", check="2").labels


def test_the_form_of_an_adoption_names_no_committee_on_screen(sample, visit):
    committee = rows(sample, PolicyAdoption)[-1]["committee"]
    visited = visit(sample).open("policy").press("Record an adoption")
    assert visited.at.get_by_key("adopt.committee").value == committee
    on_screen = visit(sample).press("Hide names").open("policy").press("Record an adoption")
    assert on_screen.at.get_by_key("adopt.committee").value == ""


def test_two_numbers_under_one_name_are_each_there_to_be_checked(cabinet, visit):
    for number in ("0344 800 8020", "0300 123 6720"):
        policy.check_contact(
            cabinet, manager_of(cabinet), contact_id=None, name="MASH", number=number, checked_on=TODAY,
            today=TODAY,
        )  # fmt: skip
    visited = visit(cabinet).open("policy", policy="Related policies and numbers")
    chosen = visited.at.get_by_key("contact")
    assert chosen.options[-2:] == ["MASH", "MASH (2)"]
    chosen.select("MASH")
    visited.run().press("Mark checked")
    assert visited.at.get_by_key("contact.number").value == "0344 800 8020"


@pytest.mark.parametrize("names", [True, False], ids=["with names", "on screen"])
def test_whose_families_were_not_told_is_named_to_whoever_tells_them(sample, visit, names):
    with sample.administering("two come today") as session:
        session.add_all(
            Child(code=code, name=name, started_on=TODAY)
            for code, name in (("C-98", "Mair"), ("C-99", "Huw"))
        )
    visited = visit(sample)
    if not names:
        visited.press("Hide names")
    visited.open("policy", policy="Leaflets")
    # Nor by its code on a shared screen: who waits is most often whoever came last.
    assert ("C-99" in visited.html) is names
    assert ("Huw" in visited.html) is names
    assert ("C-99 (Huw)" in visited.html) is names
    assert "3 families" in visited.html or names
    codes = "".join(held.value.to_csv() for held in visited.at.dataframe)
    assert ("C-0" in codes) is names, "nor beside the day on which they came"
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    for role in (Role.COMMITTEE, Role.CHAIRPERSON):
        assert "C-99" not in visit(sample, role).open("policy", policy="Leaflets").html


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.CHAIRPERSON])
def test_a_committee_of_parents_does_not_read_how_few_families_are_still_to_be_told(
    sample, visit, role, monkeypatch
):
    """A count of one to five is never shown to them, and one that is exact undoes a rounded one (X-7)."""
    monkeypatch.setattr("store.house.day_of", lambda at, today: at and today - timedelta(weeks=12))
    assert row_for(sample, Action.FAMILIES).what.startswith("Tell 1 family: ")
    visited = visit(sample, role).open("policy")
    assert "Tell families: the current leaflets and our duty to share" in visited.html
    assert b"1 family" not in visited.sent


def test_a_family_is_told_from_the_weekly_review_and_asked_about_no_more(sample, visit, monkeypatch):
    """The sample begins on the day on which it is made: that it began months ago is said here."""
    monkeypatch.setattr("store.house.day_of", lambda at, today: at and today - timedelta(weeks=12))
    item = row_for(sample, Action.FAMILIES)
    assert item.what == "Tell 1 family: the current leaflets and our duty to share"
    visited = open_row(visit(sample).open("weekly_review"), item)
    send(visited, "Record it")
    refused = visited.refusal().replace("*", "")
    assert "Leaflets they were given: Choose what they were given" in refused
    assert "Whose families: Choose whose families were told" in refused
    assert "How: Choose how" in refused
    # The first leaflet is not offered: another version of it has been issued since.
    assert len(visited.at.get_by_key("families.leaflets").options) == 2
    set_to(visited, "families.leaflets", [2, 3])
    visited.at.get_by_key("families.duty").check()
    visited.run()
    [families] = [box for box in visited.at.multiselect if box.label == "Whose families"]
    [newest] = families.options
    [child] = [row["id"] for row in rows(sample, Child) if newest == f"{row['name']}, {row['code']}"]
    assert families.value == [child], "the only one there is"
    set_to(visited, "families.how", How.WELCOME_PACK)
    send(visited, "Record it")
    assert not is_open(visited)
    assert not is_on_agenda(sample, item)
    held = rows(sample, FamilyTold)[-2:]
    assert {(row["leaflet_id"], row["duty_explained"], row["how"]) for row in held} == {
        (2, True, How.WELCOME_PACK),
        (3, True, How.WELCOME_PACK),
    }


def test_everybody_is_told_at_one_press_and_one_line_of_it_is_taken_back(sample, visit):
    with sample.administering("two come today") as session:
        session.add_all(Child(code=f"C-9{at}", name="Mair", started_on=TODAY) for at in (8, 9))
    visited = visit(sample).open("policy", policy="Leaflets").press("Record what families were told")
    visited.at.get_by_key("families.duty").check()
    visited.run()
    [everybody] = [box for box in visited.at.checkbox if box.label.startswith("All ")]
    assert everybody.label == "All 3 families who were not told yet"
    everybody.check()
    set_to(visited, "families.how", How.IN_PERSON)
    send(visited, "Record it")
    assert "All told" in visited.html
    before = len(rows(sample, FamilyTold))
    visited.press("A line was entered by mistake")
    visited.at.get_by_key("take-back.row").select_index(0)
    set_to(visited, "take-back.because", "She was not here that day")
    send(visited, "Take it back")
    assert len(rows(sample, FamilyTold)) == before
    assert "C-99 (Mair)" in visited.html or "C-98 (Mair)" in visited.html


# Reading and induction ------------------------------------------------------------------------------


def as_person(sample, monkeypatch, visit, role):
    """Somebody of `role` of the sample, signed in under an account of their own."""
    staff = next(row for row in rows(sample, StaffMember) if row["role"] is role and not row["left_on"])
    who = account(sample, role, f"Account of {staff['code']}")
    held = table(Account)
    with sample.administering("test") as session:
        session.execute(update(held).where(held.c.id == who.account_id).values(staff_id=staff["id"]))
    visited = visit(sample, None)
    token = sessions.start(sample, who)
    monkeypatch.setattr(state, "token", lambda: token)
    return staff, visited.run()


@pytest.mark.parametrize(
    ("role", "by"),
    [
        pytest.param(Role.STUDENT, "The manager", id="a student by the manager"),
        pytest.param(Role.VOLUNTEER, "The manager", id="a volunteer by the manager"),
        pytest.param(Role.COMMITTEE, "The manager", id="a member of the committee by the manager"),
        pytest.param(Role.KEY_PERSON, "The manager", id="a key person by the manager"),
        pytest.param(Role.MANAGER, "The deputy", id="the manager by nobody of that role"),
    ],
)
def test_whoever_works_here_reads_and_signs_what_concerns_them(sample, visit, monkeypatch, role, by):
    topic = rows(sample, InductionTopic)[0]
    with sample.administering("test") as session:
        session.add(InductionTopic(**topic | {"id": None, "version": 2, "introduced_on": TODAY}))
    staff, visited = as_person(sample, monkeypatch, visit, role)
    visited.open("reading")
    assert visited.heading == "Read and sign"
    assert "What a family tells us stays in the setting" in visited.html
    label = next(b.label for b in visited.at.button if b.label.replace("\\", "").endswith("policy"))
    send(visited, label)
    assert "tick that you have read it" in visited.refusal()
    visited.at.checkbox[0].check()
    send(visited, label)
    assert visited.notice().startswith(f"Signed. {by} countersigns it")
    has_more = any(label.startswith("Sign: ") for label in visited.labels)
    assert has_more or f"You have read and signed everything. {by} countersigns it" in visited.html
    assert rows(sample, InductionReading)[-1]["staff_id"] == staff["id"]
    assert "Signed by you, to be countersigned" in visited.html
    assert "To look up" in visited.html, "the whole policy is not among what was signed off"


def test_what_should_have_been_read_is_said_to_have_been_due(sample, visit, monkeypatch):
    topic = rows(sample, InductionTopic)[0]
    with sample.administering("test") as session:
        session.add(InductionTopic(**topic | {"id": None, "version": 2, "introduced_on": TODAY}))
    _, visited = as_person(sample, monkeypatch, visit, Role.KEY_PERSON)
    assert "to read and sign, by" in visited.open("reading").html
    monkeypatch.setattr("ui.state.london_today", lambda: TODAY + timedelta(days=400))
    assert "to read and sign; it was due on" in visited.run().html


def test_a_manager_of_no_register_is_not_sent_to_the_manager(cabinet, visit):
    said = visit(cabinet).open("reading").html
    assert "add yourself under Induction" in said
    assert "Ask the manager" not in said


def test_an_account_of_nobody_is_told_what_to_do(sample, visit):
    visited = visit(sample, Role.VOLUNTEER)
    assert visited.heading == "Read and sign", "the first page of whoever opens no other"
    assert "Ask the manager to link it" in visited.html
    assert not [button for button in visited.at.button if button.label.startswith("Sign")]


def test_what_was_read_is_countersigned_from_its_row(sample, visit):
    item = row_for(sample, Action.COUNTERSIGN)
    visited = open_row(visit(sample).open("induction"), item)
    send(visited, "Countersign")
    assert visited.notice() == f"Countersigned for {item.code}."
    assert item not in agenda_of(sample).items


def test_what_was_read_is_not_countersigned_once_a_newer_version_is_to_be_read(sample, visit):
    item = row_for(sample, Action.COUNTERSIGN)
    visited = open_row(visit(sample).open("induction"), item)
    before = len(rows(sample, InductionRecord))
    title = a_newer_version_of(sample, "phones-cameras")
    send(visited, "Countersign")
    assert f"A newer version of {title} has come in since" in visited.sent.decode("utf-8", "ignore")
    assert len(rows(sample, InductionRecord)) == before


def test_nobody_is_signed_off_for_what_came_in_while_the_form_was_open(sample, visit, monkeypatch):
    # The test reads the choices outside the page's run, where nobody is signed in.
    monkeypatch.setattr("ui.state.named", lambda code, name: f"{name}, {code}")
    item = row_for(sample, Action.SIGN_OFF)
    visited = open_row(visit(sample).open("induction"), item)
    before = len(rows(sample, InductionRecord))
    title = a_newer_version_of(sample, "confidentiality-policy")
    by = visited.at.get_by_key("sign-off.by")
    if by.value is None:
        by.select_index(0)
    send(visited, "Sign off")
    assert f"{title}: A newer version came in while this form was open" in visited.refusal().replace("*", "")
    assert len(rows(sample, InductionRecord)) == before
    send(visited, "Sign off")
    assert visited.notice() == f"Signed off for {item.code}. Not signed off, and still to do: {title}."


def test_a_policy_adopted_anew_keeps_the_adoption_before_and_says_how_it_is_read_again(sample, visit):
    before = rows(sample, PolicyAdoption)[-1]
    visited = visit(sample).open("policy").press("Record an adoption")
    set_to(visited, "adopt.held-on", TODAY)
    send(visited, "Record adoption")
    assert "also record a review that says what changed" in visited.notice()
    assert "Adopted before" in visited.html
    held_on, signed_on = dated(before["held_on"]), dated(before["signed_on"])
    assert f"{held_on}, signed by {before['signed_by']} on {signed_on}" in visited.html
    anew = visited.press("Record an adoption")
    set_to(anew, "adopt.signed-by", "Rosalind Merriweather")
    set_to(anew, "adopt.role", "chairperson")
    set_to(anew, "adopt.signed-on", TODAY)
    send(anew, "Record adoption")
    assert anew.notice() == "The adoption is recorded.", "it completes the one of that meeting"
    assert anew.html.count("Adopted before") == 1
    assert before["signed_by"] not in visit(sample).press("Hide names").open("policy").html


def test_the_grid_says_what_waits_and_whose_training_is_recorded(sample, visit):
    said = visit(sample).open("induction").html
    assert "To countersign" in said
    assert "Safeguarding training" in said
    assert "Not recorded" in said, "the committee's"
    grid = said[said.index("<tbody>") :]
    assert grid.index("Missing") < grid.index("Due<") < grid.index("Read again")


def test_training_from_its_row(sample, visit):
    item = row_for(sample, Action.TRAINING)
    visited = open_row(visit(sample), item)
    send(visited, "Record training")
    assert "Which training: Enter which training" in visited.refusal().replace("*", "")
    set_to(visited, "training.course", "Level 3")
    send(visited, "Record training")
    assert item not in agenda_of(sample).items


def test_training_that_many_had_on_one_day_is_renewed_by_those_who_take_part(sample, visit):
    with sample.administering("test") as session:
        for person in rows(sample, StaffMember):  # for whoever had another since, that one counts
            of_all = {"staff_id": person["id"], "on": TODAY.replace(year=2024), "course": "Level 2"}
            session.add(SafeguardingTraining(**of_all))
    (item,) = [i for i in agenda_of(sample).items if i.action is Action.TRAINING and i.due == TODAY]
    many = int(item.code.removesuffix(" people"))
    assert many > 5
    visited = open_row(visit(sample), item)
    set_to(visited, "training.course", "Level 3")
    send(visited, "Record training")
    assert "Who took part: Choose who took part" in visited.refusal().replace("*", "")
    took_part = visited.at.get_by_key("training.others")
    took_part.set_value(took_part.options)
    send(visited, "Record training")
    assert visited.notice().startswith("The training of ")
    assert not [i for i in agenda_of(sample).items if i.action is Action.TRAINING and i.due == TODAY]


def test_a_student_is_added_with_a_supervisor_and_listed(sample, visit, monkeypatch):
    monkeypatch.setattr("ui.state.named", lambda code, name: f"{name}, {code}")
    visited = visit(sample).open("induction").press("Add a person")
    set_to(visited, "add-person.name", "Tabitha Dunnock")
    set_to(visited, "add-person.role", Role.STUDENT)
    set_to(visited, "add-person.first-day-on", TODAY)
    send(visited, "Add person")
    said = visited.refusal().replace("*", "")
    assert "Who supervises, for a student or volunteer: Choose who supervises" in said
    assert "First day with the children: A student is advised" in said
    set_to(visited, "add-person.first-day-on", TOMORROW)
    visited.at.get_by_key("add-person.supervisor").select_index(0)
    send(visited, "Add person")
    assert visited.notice().startswith("The person is added. What they are taken through")
    visited.open("induction", induction="Students")
    assert "Tabitha Dunnock" in visited.sent.decode("utf-8", "ignore")


def test_a_second_person_of_one_name_is_added_once_that_is_meant(sample, visit):
    """Two may have one name; or it is one person, who left or was entered before."""
    held = next(row for row in rows(sample, StaffMember) if row["left_on"] and row["left_on"] < TODAY)
    for name, other in ((held["name"].upper(), held["code"]), ("Tabitha Dunnock", "")):
        visited = visit(sample).open("induction").press("Add a person")
        set_to(visited, "add-person.name", name)
        set_to(visited, "add-person.role", Role.STAFF)
        send(visited, "Add person")
        if other:
            assert f"{other} has the same name" in visited.refusal()
            set_to(visited, "add-person.is-meant", True)
            send(visited, "Add person")
        assert visited.notice().startswith("The person is added.")
        assert ("Two have the same name" in visited.notice()) is bool(other)
        assert name not in visited.notice()


def test_a_topic_gets_a_new_version_and_a_further_one_is_taken_up(sample, visit):
    visited = visit(sample).open("induction", induction="Topics")
    visited.at.get_by_key("topic").select_index(-1)
    visited.run().press("Make a new version")
    send(visited, "Save the new version")
    assert "What changes: Choose whether everyone reads it again" in visited.refusal().replace("*", "")
    set_to(visited, "topic.points", "You may go to the chairperson. (SE-4)")
    set_to(visited, "topic.is-material", True)
    send(visited, "Save the new version")
    assert visited.notice() == "Version 2 is in use."
    visited.press("Take up: Staff code of conduct")
    assert visited.notice() == "Staff code of conduct is taken up."
    assert "code-of-conduct" in {row["key"] for row in rows(sample, InductionTopic)}
    assert "Take up: Staff code of conduct" not in set(visited.labels)


def test_the_account_of_a_student_who_left_is_closed_from_its_row(sample, visit, monkeypatch):
    staff, _ = as_person(sample, monkeypatch, visit, Role.STUDENT)
    held = table(StaffMember)
    with sample.administering("test") as session:
        left = TODAY - timedelta(days=1)
        session.execute(update(held).where(held.c.id == staff["id"]).values(left_on=left))
    item = row_for(sample, Action.CLOSE_ACCOUNT)
    visited = open_row(visit(sample), item)
    assert is_open(visited)
    send(visited, "Close the account")
    assert visited.notice() == "The account is closed."
    assert item.record not in {who.account_id for _, who in signing_in.open_accounts(sample)}


def test_a_check_entered_by_mistake_is_taken_back(sample, visit):
    why = "It was the cabinet in the other room"
    visited = visit(sample).open("policy", policy="Routine checks")
    visited.press("A check was entered by mistake")
    send(visited, "Take it back")
    assert "Which one: Choose" in visited.refusal().replace("*", "")
    box = visited.at.get_by_key("take-back.row")
    assert len(box.options) == len(rows(sample, RoutineCheckDone))
    box.select_index(0)
    set_to(visited, "take-back.because", why)
    send(visited, "Take it back")
    assert visited.notice() == "Taken back. Then enter it again as it should be."
    [held] = rows(sample, Mistake)
    assert (held["thing"], held["because"]) == ("routine_check_done", why)
    said = visited.at.dataframe[0].value["Entered by mistake"]
    assert next(text for text in said if text).endswith(f"by {MANAGER}: {why}")
    visited.press("Hide names")
    assert why.encode() not in visited.sent
    assert "Taken back" in "".join(visited.at.dataframe[0].value["Entered by mistake"])
    visited.press("A check was entered by mistake")
    assert visited.at.get("dialog")
    names = {row["done_by"] for row in rows(sample, RoutineCheckDone)}
    assert [name for name in names if name.encode() in visited.sent] == []


def test_who_may_not_record_a_check_takes_none_back(sample, visit):
    visited = visit(sample, Role.CHAIRPERSON).open("policy", policy="Routine checks")
    assert visited.at.dataframe
    assert "A check was entered by mistake" not in visited.labels


def test_a_review_and_a_leaflet_entered_by_mistake_are_taken_back(sample, visit):
    visited = visit(sample).open("policy")
    visited.press("Something was entered by mistake")
    send(visited, "Take it back")
    assert "Which one: Choose" in visited.refusal().replace("*", "")
    box = visited.at.get_by_key("take-back.row")
    assert len(box.options) == len(rows(sample, PolicyAdoption)) + len(rows(sample, PolicyReview))
    at = next(n for n, said in enumerate(box.options) if "Reviewed: " in said)
    box.select_index(at)
    set_to(visited, "take-back.because", "It was the review of another policy")
    send(visited, "Take it back")
    assert visited.notice() == "Taken back. Then enter it again as it should be."
    assert "entered by mistake" in visited.html
    assert f"by {MANAGER}: It was the review of another policy" in visited.html
    assert [held["thing"] for held in rows(sample, Mistake)] == ["policy_review"]
    visited.press("Hide names")
    assert b"the review of another policy" not in visited.sent


def test_a_policy_whose_only_adoption_was_a_mistake_can_be_adopted_and_not_reviewed(cabinet, visit):
    policy.record_adoption(cabinet, manager_of(cabinet), committee="all", held_on=TODAY, today=TODAY)
    visited = visit(cabinet).open("policy")
    visited.press("Something was entered by mistake")
    visited.at.get_by_key("take-back.row").select_index(0)
    set_to(visited, "take-back.because", "There was no such meeting")
    send(visited, "Take it back")
    assert {"Record a review", "Something was entered by mistake"}.isdisjoint(visited.labels)
    assert "Record an adoption" in visited.labels
    assert "Entered by mistake" in visited.html


def test_a_leaflet_entered_by_mistake_is_taken_back(sample, visit):
    visited = visit(sample).open("policy", policy="Leaflets")
    visited.press("A leaflet was entered by mistake")
    visited.at.get_by_key("take-back.row").select_index(0)
    set_to(visited, "take-back.because", "It was never handed out")
    send(visited, "Take it back")
    assert "It was never handed out" in "".join(visited.at.dataframe[0].value["Entered by mistake"])


@pytest.mark.parametrize("part", PARTS)
def test_who_may_not_record_for_the_policy_takes_nothing_of_it_back(sample, visit, part):
    visited = visit(sample, Role.CHAIRPERSON).open("policy", policy=part)
    assert not [label for label in visited.labels if "by mistake" in label]
