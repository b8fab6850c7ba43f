"""Finding a record by code or name: only what one may see, and by codes alone on a shared screen."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from models import (
    AccessRequest,
    Account,
    Breach,
    Carer,
    Child,
    Complaint,
    Conversation,
    Rectification,
    SharingDecision,
    StaffMember,
    ThirdParty,
)
from rules.induction import Role
from rules.need_to_know import Conflict
from rules.sharing import Ground
from store import find, sharing, sight
from store.policy import clauses_about
from store.tables import table
from tests.conftest import TODAY, account, manager_of, rows


def found(opened, asked, *, who=None, by_name=True):
    who = who or manager_of(opened)
    with opened.reading(who) as look:
        return find.find(look, who, asked, by_name=by_name)


@pytest.mark.parametrize(
    "asked", ["łucja", " Łucja  WRONA ", "wron", "lucja w", "wróna", "Wrona, Łucja", "wrona luc"]
)
def test_a_child_is_found_by_name_whatever_its_letters(sample, asked):
    [child] = [row for row in rows(sample, Child) if row["name"] == "Łucja Wrona"]
    held = found(sample, asked)
    assert (held[0].kind, held[0].code, held[0].name) == ("Child", child["code"], "Łucja Wrona")
    assert held[0].address == f"/children-and-files?child={child['code']}"


def test_a_child_is_found_by_the_name_of_a_carer(sample):
    """Whoever rings says who they are: nothing was found that the manager may see."""
    carer = next(row for row in rows(sample, Carer) if len(row["name"].split()) == 2)
    child = next(row for row in rows(sample, Child) if row["id"] == carer["child_id"])
    held = [one for one in found(sample, carer["name"]) if one.kind == "Carer" and one.code == child["code"]]
    assert [one.name for one in held] == [f"{carer['name']}, {child['name']}"]
    assert held[0].address == f"/children-and-files?child={child['code']}"
    assert [one.kind for one in found(sample, child["code"])].count("Carer") == 0
    assert found(sample, carer["name"], by_name=False) == []


@pytest.mark.parametrize("asked", ["child's file", "CHILD’S FILE", "childs file"])
def test_a_clause_is_found_by_its_words_whatever_their_apostrophes(asked):
    found = clauses_about(asked)
    assert found
    assert all("child's file" in said.casefold() for said in found.values())


def test_a_code_finds_its_record_with_the_address_that_opens_it(sample):
    [request] = found(sample, "ar-2026-003")
    assert request.address == "/access-requests?request=AR-2026-003&years=All+years"
    assert [held.kind for held in found(sample, "SD-2026-007")] == ["Sharing decision"]
    assert [held.kind for held in found(sample, "S-18")] == ["Person"]
    assert [held.kind for held in found(sample, "RC-2026-002")] == ["Correction"]
    assert [held.kind for held in found(sample, "CP-2026-002")] == ["Complaint"]


def test_the_reference_in_a_letter_to_a_third_party_finds_the_request(sample):
    party = rows(sample, ThirdParty)[0]
    [code] = [row["code"] for row in rows(sample, AccessRequest) if row["id"] == party["request_id"]]
    assert [one.code for one in found(sample, f"tp-{party['id']}")] == [code]
    assert found(sample, "TP-999999") == []


def test_a_code_alone_says_where_its_record_opens(sample):
    """A signed review keeps codes, and what was to be done."""
    kinds = set()
    for prefix in ("C-0", "S-0", "AR-", "SD-", "RC-", "CP-", "BR-", "ND-", "PC-"):
        for held in found(sample, prefix, by_name=False):
            assert held.kind == "Leaver" or find.address_of_code(held.code) == held.address
            kinds.add(held.kind)
    assert len(kinds - {"Leaver"}) >= 8
    assert [find.address_of_code(said) for said in ("Check 5", "101", "12 children", "XX-01")] == [""] * 4


def test_a_record_says_by_its_code_which_child_of_that_name_it_is_about(sample):
    with sample.administering("test") as session:
        session.execute(update(Child).values(name="Sam Reed"))
    codes = {row["id"]: row["code"] for row in rows(sample, Child)}
    of = {row["code"]: codes[row["child_id"]] for row in rows(sample, SharingDecision)}
    held = [one for one in found(sample, "SD-2026") if one.kind == "Sharing decision"]
    assert held
    assert {one.code: one.name for one in held} == {one.code: f"Sam Reed, {of[one.code]}" for one in held}
    child = next(iter(codes.values()))
    assert {one.code for one in found(sample, child)} == {child}, "a code finds its own record"


def test_on_screen_no_name_is_looked_at_and_none_is_returned(sample):
    assert found(sample, "Łucja", by_name=False) == []
    [request] = found(sample, "AR-2026-003", by_name=False)
    assert request.name == ""


@pytest.mark.parametrize("asked", ["", " ", "a", "a-", "zzzzzz", "%", "_", "__"])
def test_nothing_is_found_for_next_to_nothing(sample, asked):
    assert found(sample, asked) == []


def test_there_are_at_most_twenty(sample):
    assert len(found(sample, "c-")) == find.MOST  # two letters are enough to look for


def test_a_key_person_finds_key_children_alone_and_a_volunteer_nobody(sample):
    who = account(sample, Role.KEY_PERSON)  # without a key child
    assert found(sample, "c-0", who=who) == []
    assert found(sample, "c-0", who=account(sample, Role.VOLUNTEER)) == []
    assert found(sample, "ar-2026", who=account(sample, Role.COMMITTEE)) == []


def test_a_key_person_finds_the_decisions_that_they_raised_and_nobody_elses(cabinet, who, family):
    key_person = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("test") as session:
        held = table(Account)
        session.execute(
            update(held).where(held.c.id == key_person.account_id).values(staff_id=family.key_person)
        )

    def concern(by):
        said = {"ground": Ground.CRIME, "concern": "Bruises on an arm.", "raised_on": TODAY, "today": TODAY}
        return sharing.record_concern(cabinet, by, child_id=family.child, is_another=True, **said).code

    own, managers = concern(key_person), concern(who)
    assert [held.code for held in found(cabinet, "sd-", who=key_person)] == [own]
    assert found(cabinet, managers, who=key_person) == []
    assert {held.code for held in found(cabinet, "sd-")} == {own, managers}


def test_a_chairperson_does_not_find_what_they_stood_back_from(sample):
    chair = account(sample, Role.CHAIRPERSON)
    [request] = [row for row in rows(sample, AccessRequest) if row["code"] == "AR-2026-003"]
    assert len(found(sample, "AR-2026-003", who=chair)) == 1
    sight.declare_conflict(sample, chair, request_id=request["id"], conflict=Conflict.RELATIVE)
    assert found(sample, "AR-2026-003", who=chair) == []
    assert not any(found(sample, row["code"], who=chair) for row in rows(sample, SharingDecision))


def test_a_childs_code_finds_a_chairperson_the_requests_for_the_file(sample):
    chair, codes = account(sample, Role.CHAIRPERSON), {row["id"]: row["code"] for row in rows(sample, Child)}
    [request] = [row for row in rows(sample, AccessRequest) if row["code"] == "AR-2026-003"]
    child = codes[request["child_id"]]
    assert [held.code for held in found(sample, child, who=chair)] == ["AR-2026-003"]
    assert [held.name for held in found(sample, child, who=chair, by_name=False)] == [""]
    sight.declare_conflict(sample, chair, request_id=request["id"], conflict=Conflict.RELATIVE)
    assert found(sample, child, who=chair) == []


@pytest.mark.parametrize(
    ("model", "kind", "opened"),
    [
        (Conversation, "Contact or disclosure", "sharing-decisions?part=Contacts+and+disclosures&contact"),
        (Breach, "Breach", "sharing-decisions?part=Breaches&breach"),
        (Rectification, "Correction", "access-requests?access=Corrections&correction"),
        (Complaint, "Complaint", "access-requests?access=Complaints&complaint"),
    ],
)
def test_what_is_in_a_part_of_a_page_is_found_opened(sample, model, kind, opened):
    code = rows(sample, model)[0]["code"]
    [held] = found(sample, code)
    assert held.kind == kind
    assert held.address == f"/{opened}={code}&years=All+years", "however old it is"


def test_somebody_who_left_is_found_among_the_leavers(sample, monkeypatch):
    left = next(row for row in rows(sample, StaffMember) if row["left_on"] and row["left_on"] < TODAY)
    monkeypatch.setattr(find, "london_today", lambda: left["left_on"])
    assert [one.kind for one in found(sample, left["name"])] == ["Person"], "on the last day still here"
    monkeypatch.setattr(find, "london_today", lambda: left["left_on"] + timedelta(days=1))
    [person] = found(sample, left["name"])
    assert (person.kind, person.code) == ("Leaver", left["code"])
    assert person.address == f"/induction?induction=Leavers&leaver={left['code']}"
