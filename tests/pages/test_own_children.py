"""Who works here and has the name of a carer of a child: what their pages hold, and where it is said."""

from html import escape

import pytest
from sqlalchemy import update

from models import AccessRequest, Account, Carer, Child, KeyPersonAssignment, SharingDecision, StaffMember
from rules.agenda import Action
from rules.induction import Role
from rules.need_to_know import OF_THEIR_OWN_CHILD, Act, may
from rules.own_children import OF_THE_MANAGER, SAY_IF_TWO
from store import sessions
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, manager_of, rows
from tests.pages.conftest import PAGES
from tests.pages.test_accounts import add
from tests.pages.test_every_page import THING
from tests.pages.test_forms import send, set_to
from ui import state
from ui.request_path import PARTS

FILES = ("Register", "File index", "Developmental records", "Leaving")


def of_an_open_concern(opened):
    """A child about whom there is a concern, and a request to see the file where there is one."""
    asked = {row["child_id"] for row in rows(opened, AccessRequest)}
    decisions = rows(opened, SharingDecision)
    number = next(
        (one["child_id"] for one in decisions if one["child_id"] in asked), decisions[0]["child_id"]
    )
    return next(row for row in rows(opened, Child) if row["id"] == number)


def has_the_name(opened, child, name):
    """A carer of the child has a name."""
    held = table(Carer)
    first = next(row["id"] for row in rows(opened, Carer) if row["child_id"] == child["id"])
    with opened.administering("test") as session:
        session.execute(update(held).where(held.c.id == first).values(name=name))
    return first


def times(visited, said):
    """How often the page says it."""
    return visited.html.count(escape(said))


def warned(visited):
    return [one.value.replace("\\", "") for one in visited.at.warning]


def test_a_deputy_reads_on_no_page_what_is_kept_about_their_own_child(sample, visit):
    """It was the concern about herself, with why she was not asked (IS-7)."""
    child = of_an_open_concern(sample)
    visited = visit(sample, Role.DEPUTY)
    has_the_name(sample, child, "A deputy")
    about = {
        row["code"] for model in (SharingDecision, AccessRequest) for row in rows(sample, model)
        if row["child_id"] == child["id"]
    }  # fmt: skip
    sentences = {row["concern"] for row in rows(sample, SharingDecision) if row["child_id"] == child["id"]}
    addresses = [(page, {}) for page in PAGES if may(Role.DEPUTY, Act.SEE, THING[page])]
    addresses += [("children", {"child": child["code"], "files": part}) for part in FILES]
    addresses += [("sharing_decisions", {"decision": code}) for code in about]
    addresses += [
        ("access_requests", {"request": code, "at": part})
        for code in about
        if code[:2] == "AR"
        for part in PARTS
    ]
    assert any(code.startswith("SD") for code in about)
    for page, query in addresses:
        visited.open(page, **query)
        assert not visited.at.exception
        typed = set(query.values())  # an address says what it asked for
        sent = visited.sent.decode("utf-8", "replace")
        assert not {word for word in (about | sentences) - typed if word in sent}, (page, query)


@pytest.mark.parametrize("part", ["Register", "File index"])
def test_the_page_of_their_own_child_says_once_why_something_is_not_shown(sample, visit, part):
    child = of_an_open_concern(sample)
    visited = visit(sample, Role.DEPUTY)
    has_the_name(sample, child, "A deputy")
    visited.open("children", child=child["code"], files=part)
    assert times(visited, OF_THEIR_OWN_CHILD) == times(visited, SAY_IF_TWO) == 1
    assert {"Change details", "Choose key person", "Add a carer", "Add an entry"}.isdisjoint(visited.labels)


def test_so_does_the_page_of_a_key_person(sample, visit):
    assigned = next(row for row in rows(sample, KeyPersonAssignment) if row["until_on"] is None)
    child = next(row for row in rows(sample, Child) if row["id"] == assigned["child_id"])
    visited = visit(sample, Role.KEY_PERSON)
    held = table(Account)
    with sample.administering("test") as session:
        session.execute(
            update(held).where(held.c.name == "A key person").values(staff_id=assigned["staff_id"])
        )
    visited.open("children", child=child["code"], files="File index")
    assert times(visited, OF_THEIR_OWN_CHILD) == 0
    has_the_name(sample, child, "A key person")
    visited.open("children", child=child["code"], files="File index")
    assert times(visited, OF_THEIR_OWN_CHILD) == 1


def test_on_a_shared_screen_it_would_tell_whose_the_code_is(sample, visit):
    child = of_an_open_concern(sample)
    visited = visit(sample, Role.DEPUTY)
    has_the_name(sample, child, "A deputy")
    sessions.show_on_screen(sample, sessions.who_is(sample, state.token()), is_on_screen=True)
    for part in ("Register", "File index"):
        visited.open("children", child=child["code"], files=part)
        assert "name of a carer" not in visited.html
        assert "Add an entry" not in visited.labels


@pytest.mark.parametrize(
    ("role", "said"),
    [
        pytest.param(Role.DEPUTY, "the name of somebody who works here (deputy)", id="a deputy"),
        pytest.param(Role.KEY_PERSON, "somebody who works here (key person)", id="a key person"),
        pytest.param(Role.MANAGER, "has the name of the manager", id="the manager"),
        pytest.param(Role.COMMITTEE, "", id="a committee member has their own questions"),
    ],
)
def test_it_is_said_where_a_carer_is_entered(sample, visit, role, said):
    child = of_an_open_concern(sample)
    name = manager_of(sample).name if role is Role.MANAGER else account(sample, role, "Dee Marlow").name
    visited = visit(sample).open("children", child=child["code"], files="Register").press("Add a carer")
    set_to(visited, "carer.new.name", name.upper())
    send(visited, "Save")
    assert visited.notice().startswith(f"The carers of {child['code']} are saved.")
    assert said in visited.notice()
    assert ("If they are two people" in visited.notice()) is bool(said)
    # It stays on the page of the child.
    visited.open("children", child=child["code"], files="Register")
    assert said in visited.html


def test_a_starter_whose_carer_works_here_is_said_to_be_so(sample, visit):
    account(sample, Role.DEPUTY, "Dee Marlow")
    visited = visit(sample).open("children", files="Register").press("Add a starter")
    for key, value in {
        "name": "Cy Marlow", "born_on": TODAY.replace(year=2024), "carer-1": "Dee Marlow",
    }.items():  # fmt: skip
        set_to(visited, f"starter.{key}", value)
    send(visited, "Add child")
    assert "somebody who works here (deputy)" in visited.notice()


def test_nobody_is_chosen_as_the_key_person_of_their_own_child(sample, visit):
    child = of_an_open_concern(sample)
    person = next(row for row in rows(sample, StaffMember) if row["role"] == Role.KEY_PERSON)
    has_the_name(sample, child, person["name"])
    visited = visit(sample).open("children", child=child["code"], files="Register").press("Choose key person")
    box = visited.at.get_by_key("key-person.staff")
    box.set_value(next(option for option in box.options if person["name"] in option))
    send(visited, "Record key person")
    assert f"A carer of {child['code']} has the name of this person" in visited.refusal()


def test_it_is_said_where_a_person_is_added(sample, visit):
    child = of_an_open_concern(sample)
    has_the_name(sample, child, "Dee Marlow")
    visited = visit(sample).open("induction").press("Add a person")
    set_to(visited, "add-person.name", "Dee Marlow")
    set_to(visited, "add-person.role", Role.DEPUTY)
    send(visited, "Add person")
    assert f"A carer of {child['code']} has the name of somebody who works here" in visited.notice()


def test_it_is_said_where_an_account_is_added(sample, visit):
    child = of_an_open_concern(sample)
    has_the_name(sample, child, "Dee Marlow")
    visited = add(visit(sample).open("set_up", part="Accounts"), name="Dee Marlow")
    assert f"A carer of {child['code']} has the name of somebody who works here" in visited.notice()


def test_before_a_concern_it_is_said_that_the_manager_is_the_carer(sample, visit):
    child = of_an_open_concern(sample)
    carer = has_the_name(sample, child, manager_of(sample).name)
    visited = visit(sample).open("sharing_decisions").press("Record a concern")
    [said] = [one for one in warned(visited) if OF_THE_MANAGER in one]
    assert said.startswith(f"You have the name of a carer of {child['code']}.")
    with sample.administering("test") as session:
        session.execute(update(table(Carer)).where(table(Carer).c.id == carer).values(name="Nobody Here"))
    visited = visit(sample).open("sharing_decisions").press("Record a concern")
    assert not [one for one in warned(visited) if "name of a carer" in one]


def test_whoever_else_records_one_is_told_that_the_manager_reads_it(sample, visit):
    child = of_an_open_concern(sample)
    has_the_name(sample, child, manager_of(sample).name)
    visited = visit(sample, Role.DEPUTY).open("sharing_decisions").press("Record a concern")
    [said] = [one for one in warned(visited) if "the manager, who sees every record" in one]
    assert child["code"] in said


def test_the_manager_is_told_where_they_decide_about_their_own_child(sample, visit):
    item = next(item for item in agenda_of(sample).items if item.action is Action.DECIDE)
    child = next(row for row in rows(sample, Child) if row["id"] == item.child)
    has_the_name(sample, child, manager_of(sample).name)
    visited = visit(sample).open("sharing_decisions", decision=item.code).press("Decide now")
    assert [one for one in warned(visited) if OF_THE_MANAGER in one]
