"""A session begins with a sign-in and ends with sign-out, idle minutes, or the account."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models import Account, SignedInSession, Submission, now
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from store import cabinet, sessions, setting
from store.cabinet import Cabinet, Who
from store.idle import CLOCKS_APART
from store.sessions import IDLE, TOUCH_EVERY
from store.tables import table
from tests.conftest import account


@pytest.fixture
def opened(tmp_path):
    opened = cabinet.create_unlocked(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def manager(opened):
    return setting.furnish(opened, "Little Sparks", "Joanne Pryce")


def last_seen(opened: Cabinet):
    with opened.connection() as connection:
        return connection.execute(select(table(SignedInSession).c.last_seen_at)).scalar_one()


def test_the_token_says_who_it_is_and_only_its_hash_is_kept(opened, manager):
    token = sessions.start(opened, manager)
    who = sessions.who_is(opened, token)
    assert (who.account_id, who.name, who.role) == (manager.account_id, "Joanne Pryce", Role.MANAGER)
    assert who.session_id is not None
    with opened.connection() as connection:
        kept = bytes(connection.execute(select(table(SignedInSession).c.token_hash)).scalar_one())
    assert kept == sessions.hashed(token)
    assert token.encode() not in kept


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"closed_at": now()}, id="closed"),
        pytest.param({"until_on": (now() - timedelta(days=2)).date()}, id="over"),
        pytest.param({"role": Role.COMMITTEE}, id="another role"),
        pytest.param({"password_number": 2}, id="another password"),
    ],
)
def test_no_session_begins_for_an_account_that_was_changed_while_its_password_was_checked(
    opened, manager, change
):
    with opened.administering("test") as session:
        session.execute(
            update(table(Account)).where(table(Account).c.id == manager.account_id).values(change)
        )
    with pytest.raises(NotAllowed, match="Sign in again"):
        sessions.start(opened, manager, password_number=1)
    assert sessions.people_in(opened) == 0


def test_a_session_of_the_committee_begins_without_names(opened, manager):
    """They sit at the meeting's screen, and are parents mostly: names are shown by their password alone."""
    of_all = [manager, *(account(opened, role) for role in Role if role is not Role.MANAGER)]
    begun = {who.role: sessions.who_is(opened, sessions.start(opened, who)) for who in of_all}
    assert {role for role, who in begun.items() if who.is_on_screen} == {Role.CHAIRPERSON, Role.COMMITTEE}


@pytest.mark.parametrize("token", [None, "", "made up", "x" * 5000, "\ud800"])
def test_another_token_is_nobody(opened, manager, token):
    sessions.start(opened, manager)
    assert sessions.who_is(opened, token) is None


def test_while_the_cabinet_is_locked_nobody_is_signed_in():
    assert sessions.who_is(None, "token") is None


def test_a_session_ends_for_good(opened, manager):
    token, other = sessions.start(opened, manager), sessions.start(opened, manager)
    sessions.end(opened, token)
    assert sessions.who_is(opened, token) is None
    assert sessions.who_is(opened, other) is not None
    assert sessions.people_in(opened) == 1


def test_ending_what_is_not_there_leaves_no_line(opened, manager):
    with opened.connection() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM audit_entry").scalar_one()
    sessions.end(opened, "made up")
    with opened.connection() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit_entry").scalar_one() == before


def test_a_session_is_over_after_idle_minutes_and_not_before(opened, manager):
    token = sessions.start(opened, manager)
    seen = last_seen(opened)
    assert sessions.who_is(opened, token, at=seen + IDLE - timedelta(seconds=1), touch=False) is not None
    assert sessions.who_is(opened, token, at=seen + IDLE, touch=False) is None


def test_where_the_clock_was_put_back_nobody_knows_how_long_they_were_away(opened, manager):
    """Two processes may be a little apart; beyond that the session is over, for reading and for writing."""
    token = sessions.start(opened, manager)
    put_back = last_seen(opened) - CLOCKS_APART
    who = sessions.who_is(opened, token, at=put_back + timedelta(seconds=1), touch=False)
    assert who is not None
    assert sessions.who_is(opened, token, at=put_back, touch=False) is None
    with opened.administering("test") as session:
        session.execute(update(table(SignedInSession)).values(last_seen_at=now() + 2 * CLOCKS_APART))
    with pytest.raises(NotAllowed, match="signed out"):
        a_write(opened, who)


def test_a_run_of_a_page_keeps_it_going_and_a_timed_one_does_not(opened, manager):
    token = sessions.start(opened, manager)
    seen = last_seen(opened)
    later = seen + IDLE - timedelta(minutes=1)
    sessions.who_is(opened, token, at=later, touch=False)
    assert last_seen(opened) == seen
    sessions.who_is(opened, token, at=later)
    assert last_seen(opened) == later
    assert sessions.who_is(opened, token, at=later + IDLE - timedelta(seconds=1)) is not None


def test_it_is_written_at_most_once_a_minute(opened, manager):
    token = sessions.start(opened, manager)
    seen = last_seen(opened)
    sessions.who_is(opened, token, at=seen + TOUCH_EVERY - timedelta(seconds=1))
    assert last_seen(opened) == seen
    sessions.who_is(opened, token, at=seen + TOUCH_EVERY)
    assert last_seen(opened) == seen + TOUCH_EVERY


def test_a_long_import_does_not_hold_up_a_page(opened, manager):
    token = sessions.start(opened, manager)
    began = now()
    with opened.administering("import") as writing:
        writing.info["account_id"] = manager.account_id
        assert sessions.who_is(opened, token, at=began + timedelta(minutes=2)) is not None
    assert now() - began < timedelta(seconds=2)
    with opened.connection() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 10000


def test_closing_the_account_ends_its_sessions_at_once(opened, manager):
    token = sessions.start(opened, manager)
    with opened.administering("test") as writing:
        writing.execute(update(table(Account)).values(closed_at=now()))
    assert sessions.who_is(opened, token) is None


# What is left of it, and ending others ----------------------------------------------------------------


def test_how_long_is_left_counts_down_and_asking_is_no_use(opened, manager):
    token = sessions.start(opened, manager)
    seen = last_seen(opened)
    assert sessions.seconds_left(opened, token, at=seen) == IDLE.total_seconds()
    assert sessions.seconds_left(opened, token, at=seen + IDLE - timedelta(seconds=5)) == 5
    assert sessions.seconds_left(opened, token, at=seen + IDLE) == 0
    assert last_seen(opened) == seen
    for nobody in (None, "", "made up"):
        assert sessions.seconds_left(opened, nobody) == 0
    assert sessions.seconds_left(None, token) == 0


def test_the_other_sessions_of_a_person_end_and_nobody_elses(opened, manager):
    here, elsewhere = sessions.start(opened, manager), sessions.start(opened, manager)
    other = sessions.start(opened, account(opened, Role.DEPUTY))
    sessions.end_others(opened, sessions.who_is(opened, here))
    assert sessions.who_is(opened, here) is not None
    assert sessions.who_is(opened, elsewhere) is None
    assert sessions.who_is(opened, other) is not None
    assert [number for number, *_ in sessions.open_since(opened, manager.account_id)] == [
        sessions.who_is(opened, here).session_id
    ]


# Writing after the end ------------------------------------------------------------------------------


def a_write(opened: Cabinet, who: Who) -> None:
    with opened.writing(who, Thing.SETTING) as session:
        session.add(Submission(token="x" * 32))


def test_a_write_of_a_session_that_has_ended_is_refused(opened, manager):
    token = sessions.start(opened, manager)
    who = sessions.who_is(opened, token)
    sessions.end(opened, token)
    with pytest.raises(NotAllowed, match="signed out"):
        a_write(opened, who)


def test_a_write_of_a_session_that_went_idle_is_refused(opened, manager):
    who = sessions.who_is(opened, sessions.start(opened, manager))
    with opened.administering("test") as session:
        session.execute(update(table(SignedInSession)).values(last_seen_at=now() - IDLE))
    with pytest.raises(NotAllowed, match="signed out"):
        a_write(opened, who)


def test_a_write_under_somebody_elses_session_is_refused(opened, manager):
    who = sessions.who_is(opened, sessions.start(opened, account(opened, Role.DEPUTY)))
    with pytest.raises(NotAllowed, match="signed out"):
        a_write(opened, replace(manager, session_id=who.session_id))


def test_a_write_while_signed_in_is_kept(opened, manager):
    a_write(opened, sessions.who_is(opened, sessions.start(opened, manager)))
    with opened.connection() as connection:
        assert connection.execute(select(table(Submission).c.token)).scalar_one() == "x" * 32
