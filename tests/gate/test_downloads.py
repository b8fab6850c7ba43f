"""A file is given out once, to the session that asked for it, and never again: over HTTP."""

import json
import threading
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit import file_util

from gate.assets import Assets
from gate.door import Door
from gate.routes import Gate
from models import AuditEntry, SignedInSession
from rules.induction import Role
from rules.need_to_know import NotAllowed
from store import cabinet, downloads, sessions, setting
from tests.conftest import account, rows
from tests.gate.conftest import Visitor, _free_port

CSV = "text/csv"


@pytest.fixture(scope="module")
def gate(tmp_path_factory):
    """The door and the gate's own pages by themselves, in this process, with an open cabinet behind them."""
    home = tmp_path_factory.mktemp("home")
    opened = cabinet.create_unlocked(home)
    manager = setting.furnish(opened, "Little Sparks", "Joanne Pryce")
    cabinet.make_active(opened)
    assets = Assets(Path(file_util.get_static_dir()))
    app = Starlette(
        routes=Gate(assets, lambda: home).routes(),
        middleware=[Middleware(Door, assets=assets, rerun=b"", ends=lambda _: True, home=lambda: home)],
    )
    port = _free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield SimpleNamespace(opened=opened, manager=manager, port=port)
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()
    cabinet.make_active(None)


def signed_in(gate, who=None):
    """Somebody at a browser, and who they are in this session."""
    visitor = Visitor(gate.port, sessions.start(gate.opened, who or gate.manager))
    return visitor, sessions.who_is(gate.opened, visitor.token)


def test_a_file_is_given_out_once_as_a_file(gate):
    visitor, who = signed_in(gate)
    ticket = downloads.offer(who, "consents.csv", CSV, b"child,answer\nC-001,given\n")
    answer = visitor.get(f"/download/{ticket}")
    assert (answer.status, answer.text) == (200, "child,answer\nC-001,given\n")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="consents.csv"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    again = visitor.get(f"/download/{ticket}")
    assert again.status == 404
    assert "ask for it again" in again.text
    line = rows(gate.opened, AuditEntry)[-1]
    assert (line["act"], line["account_id"]) == ("downloaded", who.account_id)
    assert "consents.csv" in line["detail"]


def test_nobody_elses_browser_gets_it_and_it_stays_for_whose_it_is(gate):
    visitor, who = signed_in(gate)
    other, _ = signed_in(gate, account(gate.opened, Role.DEPUTY))
    elsewhere, _ = signed_in(gate)
    ticket = downloads.offer(who, "x.csv", CSV, b"x")
    assert Visitor(gate.port).get(f"/download/{ticket}", accept="*/*").status == 401
    assert other.get(f"/download/{ticket}").status == 404
    assert elsewhere.get(f"/download/{ticket}").status == 404, "nor the same person's other session"
    assert visitor.get(f"/download/{ticket}").text == "x"


def test_sign_out_takes_back_what_was_offered(gate):
    visitor, who = signed_in(gate)
    ticket = downloads.offer(who, "x.csv", CSV, b"x")
    kept = visitor.token
    visitor.sign_out()
    assert ticket not in downloads._offers
    visitor.token = kept
    assert visitor.get(f"/download/{ticket}", accept="*/*").status == 401


def test_two_minutes_later_it_is_gone(gate, monkeypatch):
    visitor, who = signed_in(gate)
    ticket = downloads.offer(who, "x.csv", CSV, b"x")
    later = time.monotonic() + downloads.LIVES_SECONDS
    # For the store alone: the clock of the server that answers goes on, or it would not hear that it ends.
    monkeypatch.setattr("store.downloads.time", SimpleNamespace(monotonic=lambda: later))
    assert visitor.get(f"/download/{ticket}").status == 404


def test_work_is_put_off_until_it_is_fetched(gate):
    visitor, who = signed_in(gate)
    made = []

    def make() -> bytes:
        made.append(1)
        return b"made"

    ticket = downloads.offer(who, "x.csv", CSV, make)
    assert made == []
    assert visitor.get(f"/download/{ticket}").text == "made"
    assert made == [1]


def test_what_the_store_refuses_is_not_given_out(gate):
    visitor, who = signed_in(gate)

    def refuse() -> bytes:
        raise NotAllowed("Your role may not see this.")

    answer = visitor.get(f"/download/{downloads.offer(who, 'x.csv', CSV, refuse)}")
    assert answer.status == 403
    assert "Your role may not see this." in answer.text


def fate(visitor, ticket):
    """What an open page is told of a file."""
    answer = visitor.get(f"/download/{ticket}/fate", accept="*/*")
    assert answer.status == 200
    return json.loads(answer.text)["fate"]


def test_a_page_learns_what_became_of_its_own_file_and_asking_fetches_nothing(gate):
    visitor, who = signed_in(gate)
    elsewhere, _ = signed_in(gate)
    seen = []

    def make() -> bytes:
        seen.append(fate(visitor, ticket))
        return b"x"

    ticket = downloads.offer(who, "x.csv", CSV, make)
    assert [fate(visitor, ticket), fate(elsewhere, ticket)] == ["waiting", "gone"]
    assert seen == []
    assert visitor.get(f"/download/{ticket}").text == "x"
    assert seen == ["making"], "No link to it works from the moment that it is fetched."
    assert [fate(visitor, ticket), fate(elsewhere, ticket)] == ["saved", "gone"]
    assert fate(visitor, "never-offered") == "gone"
    visitor.sign_out()
    assert ticket not in downloads._fetched


def test_what_was_not_given_out_is_not_called_saved(gate, monkeypatch):
    visitor, who = signed_in(gate)

    def refuse() -> bytes:
        raise NotAllowed("Your role may not see this.")

    refused, late = downloads.offer(who, "x.csv", CSV, refuse), downloads.offer(who, "y.csv", CSV, b"y")
    visitor.get(f"/download/{refused}")
    assert fate(visitor, refused) == "gone"
    later = time.monotonic() + downloads.LIVES_SECONDS
    monkeypatch.setattr("store.downloads.time", SimpleNamespace(monotonic=lambda: later))
    assert fate(visitor, late) == "gone"


def test_to_ask_what_became_of_a_file_is_no_use_of_the_page(gate):
    visitor, who = signed_in(gate)
    long_ago = rows(gate.opened, SignedInSession)[-1]["last_seen_at"] - timedelta(minutes=5)
    with gate.opened.administering("test") as session:
        session.get(SignedInSession, who.session_id).last_seen_at = long_ago
    fate(visitor, downloads.offer(who, "x.csv", CSV, b"x"))
    assert rows(gate.opened, SignedInSession)[-1]["last_seen_at"] == long_ago


def test_asking_by_head_or_post_does_not_use_it_up(gate):
    visitor, who = signed_in(gate)
    ticket = downloads.offer(who, "x.csv", CSV, b"x")
    assert visitor.post(f"/download/{ticket}", {}).status == 405
    assert visitor.ask("HEAD", f"/download/{ticket}").status == 405
    assert visitor.get(f"/download/{ticket}").text == "x"


def test_twenty_who_fetch_at_once_get_one_file(gate):
    visitor, who = signed_in(gate)
    ticket = downloads.offer(who, "x.csv", CSV, b"x")
    got: list[int] = []
    threads = [
        threading.Thread(target=lambda: got.append(visitor.get(f"/download/{ticket}").status))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [200, *[404] * 19]


@pytest.mark.parametrize("name", ['a"; filename="b.exe', "a\r\nSet-Cookie: x=1", "Zoë’s.csv", "../../x", ""])
def test_a_name_cannot_break_out_of_its_header(gate, name):
    visitor, who = signed_in(gate)
    answer = visitor.get(f"/download/{downloads.offer(who, name, CSV, b'x')}")
    assert answer.status == 200
    assert "set-cookie" not in answer.headers
    said = answer.headers["content-disposition"]
    assert said.startswith('attachment; filename="')
    assert said.count('"') == 2


def test_a_page_that_is_pressed_again_and_again_does_not_fill_the_memory(gate):
    _, who = signed_in(gate)
    of_another = downloads.offer(signed_in(gate)[1], "y.csv", CSV, b"y")
    tickets = [downloads.offer(who, "x.csv", CSV, b"x") for _ in range(50)]
    assert of_another in downloads._offers
    kept = [ticket for ticket in tickets if ticket in downloads._offers]
    assert kept == tickets[-downloads.MOST_OF_A_SESSION :]
    assert "content" not in repr(downloads._offers[tickets[-1]])


def test_what_was_asked_for_with_names_is_not_given_out_on_a_shared_screen(gate):
    visitor, who = signed_in(gate)
    with_names = downloads.offer(who, "consents.csv", CSV, b"Ivy Davies\n")
    assert fate(visitor, with_names) == "waiting"
    sessions.present(gate.opened, who, is_presenting=True)
    answer = visitor.get(f"/download/{with_names}")
    assert (answer.status, "Ivy" in answer.text) == (404, False)
    assert fate(visitor, with_names) == "gone"
    by_codes = downloads.offer(sessions.who_is(gate.opened, visitor.token), "consents.csv", CSV, b"C-001\n")
    assert visitor.get(f"/download/{by_codes}").text == "C-001\n"
