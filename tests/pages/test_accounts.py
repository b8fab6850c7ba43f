"""Accounts on the Set-up page: added, changed and closed by the manager, and by nobody else."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from models import Account, StaffMember
from rules.induction import Role
from rules.words import dated
from store import accounts, induction, second_factor, sessions, signing_in
from store import cabinet as cabinets
from store.house import read_house
from store.keyring import WrongPassword
from store.today import london_today as state_today
from tests.conftest import MANAGER, TODAY, account, manager_of, rows
from tests.store.test_accounts import code_of
from ui import state

NAME = "Nell Newcomer"


@pytest.fixture
def open_accounts(sample, visit):
    """The page with its accounts, opened by the manager."""
    return visit(sample).open("set_up", part="Accounts")


def field(visited, kind: str, label: str):
    """The field with this label."""
    return next(held for held in getattr(visited.at, kind) if held.label == label)


MEANT = "Give this access, though it is more than the person's role has, or they are not on the list"


def add(visited, *, name: str = NAME, role: Role | None = Role.DEPUTY, is_meant: bool | None = None):
    field(visited, "text_input", "Name").set_value(name)
    field(visited, "checkbox", MEANT).set_value(bool(name) if is_meant is None else is_meant)
    field(visited, "selectbox", "Role").set_value(role)
    return visited.press("Add the account")


def choose(visited, name: str):
    chosen = field(visited, "selectbox", "Account")
    chosen.select_index(next(at for at, option in enumerate(chosen.options) if name in option))
    return visited.run()


def change(visited, name: str, act: str, role: Role | None = None):
    choose(visited, name)
    field(visited, "radio", "What to do").set_value(act)
    if role:
        field(visited, "selectbox", "New role, if it is changing").set_value(role)
    return visited.press("Do this")


def given(visited) -> str | None:
    found = re.search(r"<code>([a-z2-9-]{19})</code>", visited.html)
    return found[1] if found else None


def opens(home, name: str, password: str) -> bool:
    try:
        signing_in.open_and_find(home, name, password)
    except WrongPassword:
        return False
    return True


def test_somebody_is_added_with_a_password_that_is_shown_once(open_accounts, home):
    visited = add(open_accounts)
    password = given(visited)
    assert password
    assert NAME in visited.html
    assert "Has yet to choose a password" in visited.html
    assert opens(home, NAME, password)
    visited.run()
    assert given(visited) is None
    assert password.encode() not in visited.sent
    assert field(visited, "text_input", "Name").value == "", "the next form is an empty one"


def test_an_account_that_sees_more_than_the_role_in_the_register_is_asked_about(open_accounts, sample):
    member = next(
        row for row in rows(sample, StaffMember) if row["role"] is Role.COMMITTEE and not row["left_on"]
    )

    def pick():
        person = field(open_accounts, "selectbox", "Person of the setting")
        person.select_index(next(at for at, said in enumerate(person.options) if member["name"] in said))

    pick()
    visited = add(open_accounts, name="", role=Role.CHAIRPERSON)
    assert "this person's role is committee, and an account for the role chairperson" in visited.refusal()
    assert given(visited) is None
    pick()
    assert given(add(visited, name="", role=Role.CHAIRPERSON, is_meant=True))


def test_an_account_of_nobody_on_the_list_is_asked_about(open_accounts):
    """An invented chairperson signed as the second person, and nobody was asked to take them through it."""
    visited = add(open_accounts, is_meant=False)
    assert "This account is of nobody on the list" in visited.refusal()
    assert given(visited) is None
    assert given(add(visited))


def places_of_what_opens(visited) -> dict[str, list[int]]:
    """Where each part that can be opened stands among what is drawn, by what it is called."""

    def walk(block, at):
        for place, child in getattr(block, "children", {}).items():
            if child.type == "expander":
                yield child.label, [*at, place]
            yield from walk(child, [*at, place])

    return dict(walk(visited.at._tree, []))


def test_what_is_open_keeps_its_place_while_a_password_is_shown_and_when_it_goes(open_accounts):
    """A browser closes what moves: the form of whoever chose an account in it."""
    before = places_of_what_opens(open_accounts)
    visited = add(open_accounts)
    assert given(visited)
    assert places_of_what_opens(visited) == before
    assert places_of_what_opens(choose(visited, NAME)) == before
    assert len(before) == 2


def test_the_role_of_somebody_in_the_register_is_not_asked_again(open_accounts, sample):
    """Of the name and the role the register knows both; another role may be chosen, such as a stand-in's."""
    person = field(open_accounts, "selectbox", "Person of the setting")
    person.select_index(next(at for at, option in enumerate(person.options) if "M-" in option))
    visited = add(open_accounts, name="", role=None)
    assert given(visited)
    added = rows(sample, Account)[-1]
    of_person = next(row for row in rows(sample, StaffMember) if row["id"] == added["staff_id"])
    assert (added["name"], added["role"]) == (of_person["name"], of_person["role"])


def test_each_field_that_may_stay_empty_says_so_where_it_stands(open_accounts):
    """Behind a question mark nobody looks before the form is sent."""
    said = {held.label: held.placeholder for held in open_accounts.at.text_input}
    said |= {held.label: held.placeholder for held in open_accounts.at.selectbox}
    assert {
        said[label].split(" ", 2)[:2] == ["Leave", "empty"] for label in ("Name", "Sign-in name", "Role")
    } == {True}


def test_of_two_people_of_one_name_the_second_is_told_which_name_is_taken_and_what_to_type(sample, visit):
    """The field that the message is about is empty: the name came with the person."""
    first = next(row for row in rows(sample, StaffMember) if row["role"] is Role.STAFF and not row["left_on"])
    account(sample, Role.STAFF, first["name"])
    for is_on_screen in (False, True):
        visited = visit(sample).open("set_up", part="Accounts")
        if is_on_screen:
            visited.press("Hide names")
        person = field(visited, "selectbox", "Person of the setting")
        person.select_index(next(at for at, said in enumerate(person.options) if first["code"] in said))
        refused = add(visited, name="", role=None).refusal()
        assert "with a 2 behind it" in refused
        assert (first["name"] in refused) is not is_on_screen


def test_what_is_missing_is_said_and_what_was_typed_is_kept(open_accounts, sample):
    before = len(rows(sample, Account))
    visited = add(open_accounts, role=None)
    assert "Choose what the person is" in visited.refusal()
    assert field(visited, "text_input", "Name").value == NAME
    assert add(visited, name="").refusal()
    assert len(rows(sample, Account)) == before


def test_the_last_manager_stays(open_accounts, sample):
    for act, role in (("Close it", None), ("Change the role", Role.STAFF)):
        visited = change(open_accounts, MANAGER, act, role)
        assert "last manager" in visited.refusal()
    assert signing_in.open_accounts(sample)[0][1].role is Role.MANAGER


def test_a_password_is_reset_a_role_changed_an_account_closed(open_accounts, sample, home):
    them = account(sample, Role.STAFF, NAME)
    token = sessions.start(sample, them)
    visited = change(open_accounts.run(), NAME, "Reset the password")
    password = given(visited)
    assert opens(home, NAME, password)
    assert sessions.who_is(sample, token) is None

    visited = change(visited, NAME, "Change the role", Role.DEPUTY)
    assert "The role is changed." in visited.notice()
    assert signing_in.account_of(sample, NAME).role is Role.DEPUTY

    token = sessions.start(sample, signing_in.account_of(sample, NAME))
    visited = change(visited, NAME, "Close it")
    assert "The account is closed." in visited.notice()
    assert sessions.who_is(sample, token) is None
    assert not opens(home, NAME, password)
    assert NAME in visited.html, "the row stays"
    assert NAME not in " ".join(map(str, field(visited, "selectbox", "Account").options))


def test_an_account_has_its_last_day_which_is_changed_and_taken_out(open_accounts, sample):
    today = state_today()
    field(open_accounts, "date_input", "Can sign in until").set_value(today)
    visited = add(open_accounts)
    assert rows(sample, Account)[-1]["until_on"] == today
    assert f"Has yet to choose a password, until {dated(today)}" in visited.html
    choose(visited, NAME)
    day = visited.at.date_input[-1]
    assert (day.label, day.value) == ("Can sign in until", today)
    day.set_value(today - timedelta(days=9))
    field(visited, "radio", "What to do").set_value("Change the last day")
    visited.press("Do this")
    assert "**Can sign in until**: Enter today or a later day" in visited.refusal()
    visited.at.date_input[-1].set_value(None)
    visited.press("Do this")
    assert "The account goes on." in visited.notice()
    assert rows(sample, Account)[-1]["until_on"] is None


def test_a_last_day_that_is_past_is_shown_and_a_filled_in_one_needs_its_choice(
    open_accounts, sample, monkeypatch
):
    monkeypatch.setattr("store.accounts.london_today", lambda: TODAY)  # the pages' own day
    them = account(sample, Role.STAFF, NAME)
    past = TODAY - timedelta(days=9)
    with sample.administering("test") as session:
        session.get_one(Account, them.account_id).until_on = past
    visited = choose(open_accounts.run(), NAME)
    assert f"Ended on {dated(past)}" in visited.html
    visited.at.date_input[-1].set_value(TODAY)
    field(visited, "radio", "What to do").set_value("Close it")
    visited.press("Do this")
    assert "choose “Change the last day”" in visited.refusal()
    field(visited, "radio", "What to do").set_value("Change the last day")
    visited.press("Do this")
    assert "The password from before opens nothing" in visited.notice()


@pytest.mark.parametrize(("act", "role"), [("Close it", None), ("Change the role", Role.COMMITTEE)])
def test_when_a_manager_goes_the_next_is_asked_for_a_recovery_code_that_names_them(
    open_accounts, sample, monkeypatch, act, role
):
    """The paper in the office names the manager who set up: with that name the code opens nothing."""
    token = sessions.start(sample, account(sample, Role.MANAGER, NAME))
    monkeypatch.setattr(state, "token", lambda: token)
    visited = open_accounts.run().run()  # nothing of the one before is left after the first
    assert "recovery code in the office cabinet" not in " ".join(w.value for w in visited.at.warning)
    visited = change(visited, MANAGER, act, role)
    assert "Now make a new recovery code" in visited.notice()
    [told] = [w.value for w in visited.at.warning]
    assert MANAGER in told
    assert 'href="/new-recovery-code"' in visited.html


def test_when_anybody_else_goes_the_recovery_code_stays(open_accounts, sample):
    account(sample, Role.MANAGER, NAME)
    visited = change(open_accounts.run(), NAME, "Close it")
    assert visited.notice() == "The account is closed."
    assert not visited.at.warning


def test_a_role_that_somebody_else_changed_meanwhile_is_shown_before_it_is_changed_again(
    open_accounts, sample
):
    them = account(sample, Role.STAFF, NAME)
    visited = choose(open_accounts.run(), NAME)
    accounts.change_role(sample, manager_of(sample), them.account_id, Role.STUDENT)
    field(visited, "radio", "What to do").set_value("Change the role")
    field(visited, "selectbox", "New role, if it is changing").set_value(Role.DEPUTY)
    visited.press("Do this")
    assert "it was staff, and is now student" in visited.refusal()
    assert signing_in.account_of(sample, NAME).role is Role.STUDENT
    visited.press("Do this")
    assert "The role is changed." in visited.notice()
    assert signing_in.account_of(sample, NAME).role is Role.DEPUTY


def test_a_last_day_that_somebody_else_entered_meanwhile_is_not_taken_for_typed_here(open_accounts, sample):
    them = account(sample, Role.STAFF, NAME)
    visited = choose(open_accounts.run(), NAME)
    accounts.change_last_day(sample, manager_of(sample), them.account_id, state_today() + timedelta(days=9))
    field(visited, "radio", "What to do").set_value("Change the role")
    field(visited, "selectbox", "New role, if it is changing").set_value(Role.DEPUTY)
    visited.press("Do this")
    assert "The role is changed." in visited.notice()
    [held] = [row for row in rows(sample, Account) if row["id"] == them.account_id]
    assert (held["role"], held["until_on"]) == (Role.DEPUTY, state_today() + timedelta(days=9))


def test_a_role_that_was_not_chosen_is_asked_for_by_the_name_of_its_field(open_accounts, sample):
    account(sample, Role.STAFF, NAME)
    visited = choose(open_accounts.run(), NAME)
    field(visited, "radio", "What to do").set_value("Change the role")
    visited.press("Do this")
    assert "**New role, if it is changing**: Choose a different role" in visited.refusal()


def test_no_password_is_reset_that_nobody_chose_to_reset(open_accounts, sample):
    account(sample, Role.STAFF, NAME)
    visited = choose(open_accounts.run(), NAME)
    visited.press("Do this")
    assert "What to do**: Choose what to do." in visited.refusal()
    field(visited, "selectbox", "New role, if it is changing").set_value(Role.DEPUTY)
    field(visited, "radio", "What to do").set_value("Reset the password")
    visited.press("Do this")
    assert "choose “Change the role”" in visited.refusal()
    assert given(visited) is None
    assert signing_in.account_of(sample, NAME).role is Role.STAFF
    field(visited, "radio", "What to do").set_value("Change the role")
    visited.press("Do this")
    assert signing_in.account_of(sample, NAME).role is Role.DEPUTY


def test_a_second_factor_is_taken_off_where_there_is_one(open_accounts, sample):
    them = account(sample, Role.STAFF, NAME)
    secret = second_factor.begin(sample, them)
    second_factor.confirm(sample, them, code_of(secret, 60), clock=lambda: 60)
    visited = change(open_accounts.run(), NAME, "Take the second factor off")
    assert "taken off" in visited.notice()
    assert not second_factor.is_set_up(sample, them.account_id)
    choose(visited, NAME)
    assert "Take the second factor off" not in field(visited, "radio", "What to do").options


def test_on_screen_no_account_has_a_name(open_accounts, sample):
    account(sample, Role.STAFF, NAME)
    sessions.show_on_screen(sample, sessions.who_is(sample, state.token()), is_on_screen=True)
    visited = open_accounts.run()
    assert 'class="line accounts"' in visited.html
    for name in (MANAGER, NAME):
        assert name.encode() not in visited.sent


@pytest.mark.parametrize("role", [Role.DEPUTY])
def test_nobody_else_finds_accounts(sample, visit, role):
    visited = visit(sample, role).open("set_up", part="Accounts")
    assert "Add the account" not in visited.labels
    assert MANAGER not in visited.html


def test_the_sample_has_no_accounts_to_add(sample, visit, home):
    (home / cabinets.KEYRING_FILE).unlink()
    visited = visit(sample).open("set_up", part="Accounts")
    assert "Add the account" not in visited.labels
    assert manager_of(sample).name in visited.html


def test_an_address_is_asked_for_only_where_an_organisation_signs_in(open_accounts, sample, monkeypatch):
    assert "Email at the organisation" not in [held.label for held in open_accounts.at.text_input]
    monkeypatch.setenv("DATABASE_URL", "postgresql:///somewhere")  # the open cabinet is what the page reads
    monkeypatch.setenv("CABINET_OIDC_ISSUER", "https://id.example.org")
    monkeypatch.setenv("CABINET_OIDC_CLIENT_ID", "dashboard")
    visited = open_accounts.run()
    field(visited, "text_input", "Email at the organisation").set_value("nell")
    visited = add(visited)
    assert "name@example.org" in visited.refusal()
    field(visited, "text_input", "Email at the organisation").set_value("nell@example.org")
    visited = add(visited)
    assert "nell@example.org" in visited.html
    choose(visited, NAME)
    field(visited, "radio", "What to do").set_value("Change the email address")
    field(visited, "text_input", "New email, if it is changing").set_value("n.newcomer@example.org")
    visited = visited.press("Do this")
    assert "The email address is changed." in visited.notice()
    assert signing_in.account_with_email(sample, "n.newcomer@example.org").name == NAME
    sessions.show_on_screen(sample, sessions.who_is(sample, state.token()), is_on_screen=True)
    assert b"example.org" not in open_accounts.run().sent


def test_an_address_that_somebody_else_changed_is_not_said_on_a_shared_screen(
    open_accounts, sample, monkeypatch
):
    monkeypatch.setenv("DATABASE_URL", "postgresql:///somewhere")
    monkeypatch.setenv("CABINET_OIDC_ISSUER", "https://id.example.org")
    monkeypatch.setenv("CABINET_OIDC_CLIENT_ID", "dashboard")
    them, manager = account(sample, Role.STAFF, NAME), manager_of(sample)
    accounts.change_email(sample, manager, them.account_id, "nell@example.org")
    sessions.show_on_screen(sample, sessions.who_is(sample, state.token()), is_on_screen=True)
    visited = open_accounts.run()
    box = field(visited, "selectbox", "Account")
    box.select(next(said for said in box.options if said.endswith(f" {them.account_id}")))
    visited.run()
    accounts.change_email(sample, manager, them.account_id, "n.newcomer@example.org")
    field(visited, "radio", "What to do").set_value("Change the email address")
    field(visited, "text_input", "New email, if it is changing").set_value("third@example.com")
    visited.press("Do this")
    assert "Somebody else has changed this address in the meantime" in visited.refusal()
    assert b"example.org" not in visited.sent


def test_what_was_chosen_for_one_account_is_not_chosen_for_the_next(sample, open_accounts):
    """A browser keeps what is chosen in a field of one key, and sends it: a closed account stays closed."""
    fields = (("radio", "What to do"), ("selectbox", "New role, if it is changing"))
    keys = set()
    for name in ("Anna Ash", "Ben Birch"):
        account(sample, Role.STAFF, name)
        choose(open_accounts.run(), name)
        keys |= {field(open_accounts, *one).key for one in fields}
    assert len(keys) == 4


def test_of_somebody_who_is_to_come_it_is_said_from_when_they_sign_in_and_what_comes_before(sample, visit):
    """PR-6: access was given weeks before the first day, without a word on who was taken through nothing."""
    with sample.administering("test") as session:
        session.add(
            StaffMember(code="S-98", name=NAME, role=Role.DEPUTY, started_on=TODAY + timedelta(days=20))
        )
    visited = visit(sample).open("set_up", part="Accounts")
    choices = field(visited, "selectbox", "Person of the setting")
    choices.select_index(next(at for at, one in enumerate(choices.options) if NAME in one))
    said = visited.press("Add the account").notice()
    assert "It signs in from Monday 14 December 2026, their first day." in said
    assert "PR-6 wants them taken through confidentiality before they open a record" in said
    assert "Not signed off for them: Confidentiality policy, " in said
    assert "Signs in from 14 Dec 2026" in visited.html


def test_only_what_nobody_has_signed_off_is_said_to_be_missing(sample, visit):
    """PR-6: of a deputy without one topic it was said that they were taken through nothing."""
    with sample.administering("test") as session:
        person = StaffMember(code="S-98", name=NAME, role=Role.DEPUTY, started_on=TODAY - timedelta(days=400))
        session.add(person)
        session.commit()
        staff_id = person.id
        signer = session.scalar(select(StaffMember.id).where(StaffMember.name == MANAGER))
    with sample.connection() as look:
        (found,) = induction.missing(look, read_house(look, TODAY), TODAY, staff_id=staff_id)
    *signed, lacking = found.topics
    induction.sign_off(
        sample,
        manager_of(sample),
        taken=[induction.TakenThrough(staff_id, tuple(topic.id for topic in signed))],
        on=TODAY,
        signed_off_by_id=signer,
        today=TODAY,
    )
    visited = visit(sample).open("set_up", part="Accounts")
    choices = field(visited, "selectbox", "Person of the setting")
    choices.select_index(next(at for at, one in enumerate(choices.options) if NAME in one))
    said = visited.press("Add the account").notice()
    assert said.endswith(f"sign it off under Induction. Not signed off for them: {lacking.title}.")
