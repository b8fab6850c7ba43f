"""My account: everybody's own page, whatever their role opens beside it."""

import pytest
from sqlalchemy import event

from models import Account
from rules.induction import Role
from store import cabinet as cabinets
from store import second_factor, sessions
from tests.conftest import account
from tests.store.test_accounts import code_of
from ui import state


@pytest.mark.parametrize("role", list(Role))
def test_every_role_opens_it_and_sees_nobody_elses(sample, visit, role):
    visited = visit(sample, role).open("my_account")
    assert not visited.at.exception
    assert not visited.at.error
    assert visited.heading == "My account"
    assert 'href="/my-password"' in visited.html
    assert 'href="/my-second-factor"' in visited.html
    assert visited.html.count('class="line sessions"') == 1


@pytest.mark.parametrize("is_one_time", [True, False])
def test_who_came_in_by_the_organisation_is_asked_to_choose_a_password(sample, visit, is_one_time):
    """Else the first that they hear of it is on a shared screen, which they cannot leave."""
    visited = visit(sample, Role.DEPUTY)
    with sample.administering("account added") as session:
        held = session.get(Account, sessions.who_is(sample, state.token()).account_id)
        held.has_one_time_password = is_one_time
    visited.open("my_account")
    assert ("one-time password that the manager gave you" in visited.html) is is_one_time
    assert ("Choose your password" in visited.html) is is_one_time


@pytest.mark.parametrize("role", [Role.STUDENT, Role.VOLUNTEER])
def test_who_opens_no_other_page_finds_it_in_the_list(sample, visit, role):
    visited = visit(sample, role)
    assert visited.heading == "Read and sign", "nothing of the records"
    assert visited.open("my_account").heading == "My account"


def test_signed_out_it_shows_nothing(sample, visit):
    visited = visit(sample, None)
    assert 'href="/sign-in"' in visited.html
    assert "My account" not in visited.html


def test_it_takes_few_queries(sample, visit):
    visited = visit(sample).open("my_account")
    asked = []
    event.listen(sample.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    visited.run()
    assert len([q for q in asked if q.lstrip().upper().startswith("SELECT")]) <= 8, asked


def test_the_other_sessions_are_ended_by_a_press(sample, visit):
    visited = visit(sample, Role.DEPUTY)
    who = sessions.who_is(sample, state.token())
    elsewhere = sessions.start(sample, who)
    nobody_elses = sessions.start(sample, account(sample, Role.STAFF))
    visited.open("my_account")
    assert visited.html.count('class="line sessions"') == 2
    visited.press("Sign out everywhere else")
    assert "signed out everywhere else" in visited.notice()
    assert sessions.who_is(sample, elsewhere) is None
    assert sessions.who_is(sample, state.token()) is not None
    assert sessions.who_is(sample, nobody_elses) is not None
    assert "Sign out everywhere else" not in visited.labels


def test_what_was_done_at_the_gate_is_said_once_and_nothing_else_is(sample, visit):
    visited = visit(sample).open("my_account", done="password")
    assert "Your password is changed." in visited.notice()
    assert visited.run().notice() == ""
    assert visit(sample).open("my_account", done="<b>made up</b>").notice() == ""


def test_it_says_whether_a_second_factor_is_on(sample, visit):
    visited = visit(sample, Role.DEPUTY).open("my_account")
    assert "It is off." in visited.html
    who = sessions.who_is(sample, state.token())
    secret = second_factor.begin(sample, who)
    second_factor.confirm(sample, who, code_of(secret, 60), clock=lambda: 60)
    assert "It is on." in visited.run().html
    assert secret not in visited.sent


def test_in_the_fictional_setting_nobody_has_a_password(sample, visit, home):
    (home / cabinets.KEYRING_FILE).unlink()
    visited = visit(sample).open("my_account")
    assert "with a password" in visited.html
    assert "/my-password" not in visited.html
