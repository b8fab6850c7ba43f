"""Somebody who is recorded as having left, and did not, or left on another day (OR-2, PR-6, CP-12)."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from models import Account, Child, KeyPersonAssignment, RoleChange, StaffMember
from rules.agenda import Action
from rules.induction import Role
from rules.words import dated, long_date
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, rows
from tests.pages.test_every_page import MOST_QUERIES, queries_of
from tests.pages.test_forms import is_open, open_row, row_for, send, set_to
from tests.pages.test_on_screen import found_in, named

__all__ = ["named"]  # a fixture
WRONG_DAY = TODAY - timedelta(days=9)


@pytest.fixture
def left(sample) -> dict:
    """A key person with key children who is recorded as having left."""
    with_children = {row["staff_id"] for row in rows(sample, KeyPersonAssignment) if not row["until_on"]}
    person = next(
        row
        for row in rows(sample, StaffMember)
        if row["id"] in with_children and row["role"] is Role.KEY_PERSON and not row["left_on"]
    )
    held = table(StaffMember)
    with sample.administering("test") as session:
        session.execute(update(held).where(held.c.id == person["id"]).values(left_on=WRONG_DAY))
    return person


def left_on(sample, person):
    return next(row["left_on"] for row in rows(sample, StaffMember) if row["id"] == person["id"])


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY])
def test_a_wrong_leaving_day_is_taken_out_where_leavers_are_listed(sample, visit, left, role):
    asked = {Action.KEY_PERSON, Action.KEY_PERSON_OF_SEVERAL}
    assert any(item.action in asked for item in agenda_of(sample).items)
    visited = visit(sample, role).open("induction", induction="Leavers", leaver=left["code"])
    assert "As it was recorded" in visited.html
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    visited.press("Change this person")
    assert "A closed account stays closed" in visited.html
    set_to(visited, "change-person.left-on", left["started_on"] - timedelta(days=1))
    send(visited, "Save")
    assert "The end is before the start" in visited.refusal()
    set_to(visited, "change-person.left-on", None)
    send(visited, "Save")
    assert not is_open(visited)
    assert visited.notice() == f"Saved for {left['code']}."
    assert left_on(sample, left) is None
    assert left["id"] in {person.id for person in agenda_of(sample).facts.people}


def test_what_to_take_back_from_a_leaver_is_said_where_the_help_leads(sample, visit, left):
    """The help led to leavers for keys and papers, and nothing was said of either (PR-2)."""
    visited = visit(sample).open("induction", induction="Leavers", leaver=left["code"])
    assert "any key to the cabinet" in visited.html
    assert "any paper or device with records" in visited.html


def test_a_wrong_leaving_day_is_moved(sample, visit, left):
    visited = visit(sample).open("induction", induction="Leavers", leaver=left["code"])
    visited.press("Change this person")
    set_to(visited, "change-person.left-on", TODAY - timedelta(days=1))
    send(visited, "Save")
    assert left_on(sample, left) == TODAY - timedelta(days=1)
    visited.press("All leavers")
    assert left["code"] in str([frame.value for frame in visited.at.dataframe])


def test_what_a_helper_of_one_day_was_taken_through_is_entered_after_they_have_gone(
    sample, visit, monkeypatch
):
    """The paper was signed on the day; from the next one on there was no way to enter it."""
    # The test reads the choices outside the page's run, where nobody is signed in.
    monkeypatch.setattr("ui.state.named", lambda code, name: f"{name}, {code}")
    with sample.administering("test") as session:
        session.add(
            StaffMember(
                code="S-99", name="Vi Marsden", role=Role.VOLUNTEER,
                started_on=WRONG_DAY, first_day_on=WRONG_DAY, left_on=WRONG_DAY,
            )
        )  # fmt: skip
    visited = visit(sample).open("induction", induction="Leavers", leaver="S-99")
    assert f"Not signed off by the last day, {long_date(WRONG_DAY)}: “Confidentiality policy”" in visited.html
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    visited.press("Sign off", at=-1)
    set_to(visited, "sign-off.on", TODAY)
    send(visited, "Sign off")
    assert f"This person left on {long_date(WRONG_DAY)}" in visited.refusal()
    set_to(visited, "sign-off.on", WRONG_DAY)
    send(visited, "Sign off")
    assert visited.notice() == "Signed off for S-99."
    assert "Not signed off" not in visited.html
    assert "As it was recorded" in visited.html


def test_from_the_account_that_is_to_be_closed_the_day_is_put_right(sample, visit, left):
    person = account(sample, Role.KEY_PERSON, "Somebody who is here")
    with sample.administering("test") as session:
        session.get_one(Account, person.account_id).staff_id = left["id"]
    item = row_for(sample, Action.CLOSE_ACCOUNT)
    visited = open_row(visit(sample), item).press("The last day is wrong")
    set_to(visited, "change-person.left-on", None)
    send(visited, "Save")
    assert left_on(sample, left) is None
    assert Action.CLOSE_ACCOUNT not in {i.action for i in agenda_of(sample).items}


@pytest.mark.parametrize(("days", "is_here"), [(-1, False), (0, True), (9, True)])
def test_an_account_that_is_closed_before_the_last_day_ends_is_warned_about(
    sample, visit, left, days, is_here
):
    person, held = account(sample, Role.KEY_PERSON, "Somebody who leaves"), table(StaffMember)
    with sample.administering("test") as session:
        session.get_one(Account, person.account_id).staff_id = left["id"]
        session.execute(
            update(held).where(held.c.id == left["id"]).values(left_on=TODAY + timedelta(days=days))
        )
    visited = open_row(visit(sample), row_for(sample, Action.CLOSE_ACCOUNT))
    said = [warning.value for warning in visited.at.warning]
    assert any(text.startswith("This person is here until") for text in said) is is_here


def test_whose_account_is_closed_is_said(sample, visit, left):
    person = account(sample, Role.KEY_PERSON, "Somebody who left")
    with sample.administering("test") as session:
        session.get_one(Account, person.account_id).staff_id = left["id"]
    visited = open_row(visit(sample), row_for(sample, Action.CLOSE_ACCOUNT))
    assert f"Somebody who left, {left['code']}, key person." in visited.html
    assert visited.press("Close the account").notice() == "The account is closed."


@pytest.fixture
def other_role(sample) -> tuple[dict, int]:
    """A deputy who is a volunteer from today, and whose account is still a deputy's."""
    person = next(r for r in rows(sample, StaffMember) if r["role"] is Role.DEPUTY and not r["left_on"])
    held = account(sample, Role.DEPUTY, "Somebody with another role")
    with sample.administering("test") as session:
        session.get_one(Account, held.account_id).staff_id = person["id"]
        session.get_one(StaffMember, person["id"]).role = Role.VOLUNTEER
        session.add(RoleChange(staff_id=person["id"], role_before=Role.DEPUTY, from_on=TODAY))
    return person, held.account_id


def role_of(sample, account_id):
    return next(row["role"] for row in rows(sample, Account) if row["id"] == account_id)


def test_an_account_is_given_the_role_of_the_register_from_the_line_that_asks_for_it(
    sample, visit, other_role
):
    person, account_id = other_role
    item = next(i for i in agenda_of(sample).items if i.record == account_id)
    visited = open_row(visit(sample), item)
    assert "In the register: volunteer. The account: deputy, which sees more." in visited.html
    send(visited, "Make it volunteer")
    assert visited.notice() == f"The account of {person['code']} is volunteer now."
    assert role_of(sample, account_id) is Role.VOLUNTEER
    assert account_id not in {i.record for i in agenda_of(sample).items if i.action is Action.ACCOUNT_ROLE}


def test_whoever_becomes_manager_is_given_a_managers_account_from_the_line(sample, visit, other_role):
    person, account_id = other_role
    with sample.administering("test") as session:
        session.get_one(StaffMember, person["id"]).role = Role.MANAGER
    visited = open_row(visit(sample), next(i for i in agenda_of(sample).items if i.record == account_id))
    assert "In the register: manager. The account: deputy, which sees less." in visited.html
    assert "Close it instead" not in visited.labels
    send(visited, "Make it manager")
    assert role_of(sample, account_id) is Role.MANAGER


def button_of(visited, what):
    """The button of the agenda row that says this, where there is one."""
    return next((button for button in visited.at.button if what in button.label), None)


def test_a_deputy_takes_back_what_a_role_that_is_over_may_still_do(sample, visit, other_role):
    visited = visit(sample, Role.DEPUTY).open("induction")
    visited.press(button_of(visited, "still deputy").label)
    assert "Close it instead" not in visited.labels, "of somebody who is here that is for the manager"
    send(visited, "Make it volunteer")
    assert role_of(sample, other_role[1]) is Role.VOLUNTEER


def test_a_deputy_closes_the_account_of_who_has_left(sample, visit, left):
    person = account(sample, Role.KEY_PERSON, "Somebody who left")
    with sample.administering("test") as session:
        session.get_one(Account, person.account_id).staff_id = left["id"]
    visited = visit(sample, Role.DEPUTY).open("induction")
    visited.press(button_of(visited, "Close the account").label)
    send(visited, "Close the account")
    assert visited.notice() == "The account is closed."
    assert next(row for row in rows(sample, Account) if row["id"] == person.account_id)["closed_at"]


@pytest.mark.parametrize(
    ("role", "days"),
    [
        pytest.param(Role.MANAGER, -1, id="a manager who has left"),
        pytest.param(Role.KEY_PERSON, 0, id="somebody whose last day it is"),
    ],
)
def test_a_deputy_is_shown_whose_line_it_is_and_has_no_button(sample, visit, left, role, days):
    person, held = account(sample, role, "Somebody who leaves"), table(StaffMember)
    with sample.administering("test") as session:
        session.get_one(Account, person.account_id).staff_id = left["id"]
        session.execute(
            update(held).where(held.c.id == left["id"]).values(left_on=TODAY + timedelta(days=days))
        )
    visited = visit(sample, Role.DEPUTY).open("induction")
    [row] = [row for row in visited.rows if "Close the account" in row]
    assert "For the manager<" in row
    assert button_of(visited, "Close the account") is None


def test_on_screen_leavers_have_no_name(sample, visit, left, named):
    visited = visit(sample).press("Hide names")
    visited.open("induction", induction="Leavers", leaver=left["code"])
    assert found_in(visited.sent, named | {left["name"]}) == set()
    visited.press("Change this person")
    assert found_in(visited.sent, named | {left["name"]}) == set()
    set_to(visited, "change-person.left-on", None)
    send(visited, "Save")
    assert left_on(sample, left) is None
    [now] = [row for row in rows(sample, StaffMember) if row["id"] == left["id"]]
    assert now["name"] == left["name"]


def test_each_person_opens_with_the_days_that_are_theirs(sample, visit):
    here = [person for person in agenda_of(sample).facts.people if person.facts.first_day_on]
    first, second = here[0], next(p for p in here if p.facts.first_day_on != here[0].facts.first_day_on)
    visited = visit(sample).open("induction", person=first.code)
    for person in (first, second, first):
        visited.at.get_by_key("person").select(person.code)
        visited.run().press("Change this person")
        assert visited.at.get_by_key("change-person.first-day-on").value == person.facts.first_day_on
        assert visited.at.get_by_key("change-person.left-on").value == person.facts.left_on
        set_to(visited, "change-person.left-on", TODAY + timedelta(days=30))
        send(visited, "Save")
        assert visited.notice().startswith(f"Saved for {person.code}.")
        visited.press("Change this person")
        assert visited.at.get_by_key("change-person.left-on").value == TODAY + timedelta(days=30)
        set_to(visited, "change-person.left-on", person.facts.left_on)
        send(visited, "Save")


def test_for_whose_key_children_to_choose_is_said_when_the_last_day_is_entered(sample, visit):
    """The weekly review asks on the day after, when each of them has nobody."""
    counted = Counter(row["staff_id"] for row in rows(sample, KeyPersonAssignment) if not row["until_on"])
    number = counted.most_common(1)[0][0]
    person = next(row for row in rows(sample, StaffMember) if row["id"] == number)
    visited = visit(sample).open("induction", person=person["code"]).press("Change this person")
    set_to(visited, "change-person.left-on", date(2026, 12, 31))
    send(visited, "Save")
    assert visited.notice().startswith(f"Saved for {person['code']}. Choose another key person for their ")
    assert "key children from Friday 1 January 2027, under Children and files." in visited.notice()


def test_who_starts_far_ahead_by_a_year_that_was_mistyped_can_be_put_right(sample, visit):
    person = next(p for p in agenda_of(sample).facts.people if p.facts.first_day_on)
    held = table(StaffMember)
    with sample.administering("a year too late") as session:
        late = {"started_on": date(2027, 12, 1), "first_day_on": date(2027, 12, 1)}
        session.execute(update(held).where(held.c.id == person.id).values(late))
    visited = visit(sample).open("induction", person=person.code)
    assert "in the address" not in visited.html
    assert "Starts on Wednesday 1 December 2027: nothing is asked of them yet." in visited.html
    visited.press("Change this person")
    for field in ("started-on", "first-day-on"):
        set_to(visited, f"change-person.{field}", TODAY)
    send(visited, "Save")
    assert "nothing is asked of them yet" not in visited.html
    assert person.code in {held.code for held in agenda_of(sample).facts.people}


@pytest.mark.parametrize("part", ["Leaving", "Developmental records"])
def test_a_child_who_is_open_and_in_no_list_of_another_part_is_not_called_gone(sample, visit, part):
    left = part == "Developmental records"
    code = next(child["code"] for child in rows(sample, Child) if bool(child["left_on"]) is left)
    visited = visit(sample).open("children", child=code)
    visited.at.session_state["files"] = part
    assert "in the address" not in visited.run().html


WENT = "1 person who left in the last 12 months was with the children without having been taken through"


@pytest.mark.parametrize(
    ("days_ago", "is_counted"),
    [
        pytest.param(0, False, id="here today: as of everybody who is"),
        pytest.param(1, True, id="gone since yesterday"),
    ],
)
def test_who_left_without_having_been_taken_through_is_said_to_the_manager_and_the_committee(
    sample, visit, days_ago, is_counted
):
    last_day = TODAY - timedelta(days=days_ago)
    with sample.administering("one day of an agency") as session:
        session.add(
            StaffMember(
                code="S-90",
                name="Agata Day",
                role=Role.STAFF,
                started_on=last_day,
                first_day_on=last_day,
                left_on=last_day,
            )
        )
    visited = visit(sample).open("induction", induction="Leavers")
    assert (WENT in visited.html) is is_counted
    held = [row for row in visited.at.dataframe[0].value.to_dict("records") if row["Person"] == "Agata Day"]
    assert [row["Induction"] for row in held] == ["With the children without it"] * is_counted
    asked = [item.code for item in agenda_of(sample).items if item.code == "S-90"]
    assert (asked == []) is is_counted, "nothing can be done about it any more"
    visited = visit(sample).open("committee")
    visited.at.segmented_control(key="view").set_value("Induction")
    assert (WENT in visited.run().html) is is_counted


def test_who_came_back_keeps_when_they_were_here_before(sample, visit, left):
    """From when until when, and since when with the children, could be read in the audit trail alone."""
    visited = visit(sample).open("induction", induction="Leavers", leaver=left["code"])
    visited.press("Change this person")
    for name in ("started-on", "first-day-on"):
        set_to(visited, f"change-person.{name}", TODAY)
    set_to(visited, "change-person.left-on", None)
    send(visited, "Save")
    assert visited.notice() == f"Saved for {left['code']}."
    visited = visit(sample).open("induction", person=left["code"])
    said = (
        f"Was here before, from {dated(left['started_on'])} until {dated(WRONG_DAY)}, with the children from "
    )
    assert said in visited.html
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
    visited.press("Hide names")
    assert "Was here before" not in visited.html, "a date alone tells whose a code is"


def test_that_the_only_manager_leaves_is_said_at_once_and_to_the_deputy_how_there_is_another(sample, visit):
    """She left, nobody could give a key person a new password, and no line said how that ends."""
    manager = next(row for row in rows(sample, StaffMember) if row["role"] is Role.MANAGER)
    with sample.administering("test") as session:
        for one in rows(sample, Account):
            if one["role"] is Role.MANAGER:
                session.get_one(Account, one["id"]).staff_id = manager["id"]
    visited = visit(sample).open("induction", person=manager["code"]).press("Change this person")
    set_to(visited, "change-person.left-on", date(2026, 12, 18))
    send(visited, "Save")
    assert "Nobody else can open Accounts after Fri 18 Dec. Add a manager's account" in visited.notice()
    assert row_for(sample, Action.NEXT_MANAGER).due == date(2026, 12, 18)
    with sample.administering("test") as session:
        session.get_one(StaffMember, manager["id"]).left_on = TODAY - timedelta(days=1)
    accounts = visit(sample).open("set_up", part="Accounts")
    assert "Left on 23 Nov 2026: signs in until another manager does" in accounts.html
    visited = visit(sample, Role.DEPUTY).open("induction")
    [row] = [row for row in visited.rows if "No manager is here" in row]
    assert "the account of the one who left signs in until another manager does" in row
    assert "For whoever the committee names<" in row and "the recovery code, on paper" in row


def test_that_the_next_manager_has_yet_to_sign_in_is_said_where_the_last_day_is_saved(sample, visit):
    """The old manager's last day was taken without a word, and then nobody could open the records."""
    manager = next(row for row in rows(sample, StaffMember) if row["role"] is Role.MANAGER)
    with sample.administering("test") as session:
        for one in rows(sample, Account):
            if one["role"] is Role.MANAGER:
                session.get_one(Account, one["id"]).staff_id = manager["id"]
        following = {"name": "Nell Next", "role": Role.MANAGER, "has_one_time_password": True}
        session.add(Account(sign_in_name="nell next", **following))
    visited = visit(sample).open("induction", person=manager["code"]).press("Change this person")
    set_to(visited, "change-person.left-on", date(2026, 12, 18))
    send(visited, "Save")
    assert "No other manager has signed in and chosen a password yet." in visited.notice()
