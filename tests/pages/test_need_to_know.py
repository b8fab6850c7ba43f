"""Nobody's page, whatever its address asks for, holds a child whom they have no need to know (X-1, PR-1)."""

from collections import Counter

import pytest
from sqlalchemy import update

from models import (
    AccessRequest,
    Account,
    Carer,
    Child,
    Complaint,
    KeyPersonAssignment,
    Rectification,
    SharingDecision,
)
from rules.induction import Role
from rules.need_to_know import Act, may
from store import sessions
from store.tables import table
from tests.conftest import TODAY, rows
from tests.pages.conftest import PAGES
from tests.pages.test_every_page import THING
from ui import state
from ui.request_path import PARTS


def key_children(sample) -> tuple[int, set[int]]:
    """Somebody who is a key person today, by their number, and whose."""
    assigned = [
        row
        for row in rows(sample, KeyPersonAssignment)
        if row["from_on"] <= TODAY <= (row["until_on"] or TODAY)
    ]
    [(person, _), *_] = Counter(row["staff_id"] for row in assigned).most_common()
    return person, {row["child_id"] for row in assigned if row["staff_id"] == person}


def addresses(sample) -> list[tuple[str, dict[str, str]]]:
    """Every page, and every record that an address can name, of everybody."""
    found: list[tuple[str, dict[str, str]]] = [(page, {}) for page in PAGES]
    for child in rows(sample, Child):
        found += [("children", {"child": child["code"]}), ("consents", {"child": child["code"]})]
    found += [("sharing_decisions", {"decision": row["code"]}) for row in rows(sample, SharingDecision)]
    for row in rows(sample, AccessRequest):
        found += [("access_requests", {"request": row["code"], "at": part}) for part in PARTS]
    return found


@pytest.mark.parametrize(
    "role", [Role.KEY_PERSON, Role.STAFF, Role.CHAIRPERSON, Role.COMMITTEE, Role.STUDENT]
)
def test_no_page_names_a_child_whom_its_reader_need_not_know(sample, visit, role):
    visited = visit(sample, role)
    person, own = key_children(sample)
    if role in (Role.KEY_PERSON, Role.STAFF):
        held = table(Account)
        with sample.administering("account given to") as session:
            session.execute(update(held).where(held.c.name == f"A {role}").values(staff_id=person))
        known = own
    else:
        asked = (AccessRequest, Rectification, Complaint)
        requested = {row["child_id"] for model in asked for row in rows(sample, model)}
        known = requested if role is Role.CHAIRPERSON else set()
    others = [child for child in rows(sample, Child) if child["id"] not in known]
    others_carers = {c["name"] for c in rows(sample, Carer) if c["child_id"] not in known}
    of_known = {c["name"] for c in rows(sample, Carer) if c["child_id"] in known}
    words = {child[key] for child in others for key in ("code", "name")} | (others_carers - of_known)
    theirs = {child["name"] for child in rows(sample, Child) if child["id"] in known}
    if role is Role.CHAIRPERSON:  # who begins on a shared screen
        who = sessions.who_is(sample, state.token())
        sessions.show_on_screen(sample, who, is_on_screen=False)
    opened = 0
    for page, query in addresses(sample):
        if may(role, Act.SEE, THING[page]):
            visited.open(page, **query)
            assert not visited.at.exception
            sent = visited.sent.decode("utf-8", "replace")
            assert not {word for word in words if word in sent}, (page, query)
            opened += any(word in sent for word in theirs)
    assert bool(opened) is bool(known)  # the own children are there: it is no empty page that was read
