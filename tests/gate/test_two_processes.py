"""Two processes of one organisation on one database: who is in, who waits and who is out is one truth (L10).

As behind a proxy that keeps a browser with one process, and sends it to the other where the first is gone.
"""

import re
from datetime import timedelta

import psycopg
import pytest

from store import accounts, signing_in
from store import cabinet as cabinets
from store.idle import IDLE
from store.setting import set_up
from tests.conftest import MANAGER, PASSWORD, SETTING, name_of, wrap_cheaply

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def address(postgresql):
    made = postgresql.database()
    yield made
    postgresql.drop(made)


@pytest.fixture(scope="module")
def pair(start, address, tmp_path_factory):
    """Two running apps on one database and one folder; each was unlocked by a sign-in of its own."""
    home = tmp_path_factory.mktemp("organisation")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", address)
        opened, _, code = set_up(home, SETTING, MANAGER, PASSWORD)
        wrap_cheaply(home, opened.key, code)
        opened.close()
    both = [start(home, DATABASE_URL=address) for _ in range(2)]
    for one in both:
        visitor = one.visitor()
        assert visitor.sign_in().status == 303
        visitor.sign_out()
    yield both
    for one in both:  # or the database could not be dropped
        one.process.terminate()
        one.process.wait(20)


def at(server, visitor):
    """The same browser, sent to another process."""
    other = server.visitor()
    other.token = visitor.token
    return other


def is_in(visitor):
    return visitor.get("/").status == 200 and visitor.get("/_stcore/health", accept="*/*").status == 200


def test_a_sign_in_at_one_is_a_sign_in_at_the_other(pair):
    one, other = pair
    visitor = one.visitor()
    visitor.sign_in()
    assert is_in(visitor)
    assert is_in(at(other, visitor))


def test_an_open_page_is_told_which_process_answers(pair):
    one, other = pair
    visitor = one.visitor()
    visitor.sign_in()
    elsewhere = at(other, visitor)
    said = [
        re.search(r'"process":"([^"]+)"', browser.get("/idle").text)[1] for browser in (visitor, elsewhere)
    ]
    assert len(set(said)) == 2
    assert said[0] in visitor.ask("POST", "/stay").text


def test_a_sign_out_at_one_is_a_sign_out_at_the_other(pair):
    one, other = pair
    visitor = one.visitor()
    visitor.sign_in()
    elsewhere = at(other, visitor)
    assert is_in(elsewhere)
    kept = visitor.token
    assert visitor.sign_out().status == 303
    elsewhere.token = kept
    assert elsewhere.get("/").headers["location"] == "/sign-in"
    assert elsewhere.get("/_stcore/health", accept="*/*").status == 401


def test_a_name_that_no_text_can_be_is_refused_like_any_other(pair):
    """PostgreSQL fails on a NUL where SQLite does not."""
    for path, form in (("/sign-in", {}), ("/recover", {"code": "x", "again": PASSWORD})):
        answer = pair[0].visitor().post(path, {"name": "Jo\0anne", "password": PASSWORD} | form)
        assert answer.status == 403, answer.text


def test_the_wait_of_one_is_the_wait_of_the_other(pair):
    one, other = pair
    name = "Somebody who guesses"
    seen = [
        server.visitor().sign_in(name=name, password="wrong each time").status
        for server in (one, other, one, other, one)
    ]
    assert seen[:4] == [403] * 4
    waited = other.visitor().sign_in(name=name, password="wrong each time")
    assert waited.status == 429
    assert "Wait" in waited.text
    assert one.visitor().sign_in(name=name, password="wrong each time").status == 429


def test_use_at_one_keeps_the_session_open_at_the_other_and_none_ends_it_at_both(pair, address):
    one, other = pair
    visitor = one.visitor()
    visitor.sign_in()
    session = visitor.ask("POST", "/stay").text

    def last_used(ago):
        number = re.search(r'"session":(\d+)', session)[1]
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "UPDATE signed_in_session SET last_seen_at = now() - %s WHERE id = %s", (ago, number)
            )

    last_used(IDLE - timedelta(minutes=2))
    elsewhere = at(other, visitor)
    elsewhere.ask("POST", "/stay")
    left = float(re.search(r'"left":([0-9.]+)', visitor.get("/idle").text)[1])
    assert left > (IDLE - timedelta(minutes=1)).total_seconds()
    last_used(IDLE + timedelta(seconds=1))
    for browser in (visitor, elsewhere):
        assert browser.get("/").headers["location"] == "/sign-in"
        assert '"left":0' in browser.get("/idle").text


def test_while_the_database_is_gone_it_is_said_and_afterwards_all_is_as_before(pair, address, postgresql):
    visitor, name = pair[0].visitor(), name_of(address)
    visitor.sign_in()
    postgresql.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgresql.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    try:
        for answer in (visitor.get("/"), pair[0].visitor().sign_in()):
            assert answer.status == 503, pair[0].log.read_text()
            assert "does not answer. Try again in a minute" in answer.text
    finally:
        postgresql.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert is_in(visitor)
    assert is_in(at(pair[1], visitor))


def test_an_account_that_is_closed_is_out_at_both(pair, address, monkeypatch):
    one, other = pair
    monkeypatch.setenv("DATABASE_URL", address)
    opened, who = signing_in.open_and_find(one.home, MANAGER, PASSWORD)
    try:
        name = "Nell Newcomer"
        accounts.add(opened, who, name=name, sign_in_name=name, role=who.role, is_meant=True)
        their = signing_in.account_of(opened, name)
        accounts.replace_one_time_password(
            opened,
            their,
            number=1,
            password="walnut copper meadow giraffe",
            again="walnut copper meadow giraffe",
        )
        visitor = one.visitor()
        assert visitor.sign_in(name=name, password="walnut copper meadow giraffe").status == 303
        elsewhere = at(other, visitor)
        assert is_in(elsewhere)
        accounts.close(opened, who, their.account_id)
    finally:
        cabinets.make_active(None)
    for browser in (visitor, elsewhere):
        assert browser.get("/").headers["location"] == "/sign-in"
    assert other.visitor().sign_in(name=name, password="walnut copper meadow giraffe").status == 403
