"""The door by itself: what it lets through to the app behind it, and what it does to an open socket."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError
from starlette.datastructures import Headers
from streamlit import file_util

from gate import door
from gate.assets import Assets
from gate.door import Door, allowed_hosts, cookie
from gate.headers import completed
from store import cabinet, sessions, setting
from store.cabinet import DamagedCabinet

RERUN = b"the main script, and nothing else"


@pytest.fixture(scope="module")
def assets():
    return Assets(Path(file_util.get_static_dir()))


@pytest.fixture
def signed_in(tmp_path):
    """An open cabinet and the token of somebody who is signed in to it."""
    opened = cabinet.create_unlocked(tmp_path)
    who = setting.furnish(opened, "Little Sparks", "Joanne Pryce")
    cabinet.make_active(opened)
    yield opened, sessions.start(opened, who)
    cabinet.make_active(None)


class NotLetIn(Exception):
    """As the PostgreSQL client's own, where it did not come in."""

    sqlstate = None


def drive(
    assets, token, messages, *, kind="websocket", path="/_stcore/stream", headers=(), raw_path=None, times=1
):
    """Sends `messages` through the door; what the app behind it was asked, and what was answered."""
    seen, answered = {"messages": [], "scope": None}, []
    waiting = iter(messages)

    async def app(scope, receive, send):
        seen["scope"] = scope
        if kind == "websocket":
            for _ in messages:
                seen["messages"].append(await receive())
        else:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"server", b"x")]})
            await send({"type": "http.response.body", "body": b""})

    async def receive():
        message = next(waiting)
        return message() if callable(message) else message

    async def send(message):
        answered.append(message)

    given = [(b"host", b"127.0.0.1"), (b"cookie", f"cabinet_session={token}".encode()), *headers]
    scope = {
        "type": kind, "path": path, "raw_path": raw_path or path.encode(), "headers": given, "method": "GET",
        "scheme": "http", "client": ("127.0.0.1", 1), "query_string": b"",
    }  # fmt: skip
    # In a thread of its own: a browser's tests may have left a loop running in this one.
    through = Door(app, assets=assets, rerun=RERUN, ends=lambda _: True)
    with ThreadPoolExecutor(1) as alone:
        for _ in range(times):
            alone.submit(asyncio.run, through({**scope, "headers": given}, receive, send)).result()
    return seen, answered


def said(data):
    return {"type": "websocket.receive", "bytes": data}


def test_an_open_socket_gets_nothing_but_the_main_script_once_the_session_ends(assets, signed_in):
    opened, token = signed_in

    def after_sign_out():
        sessions.end(opened, token)
        return said(b"a callback")

    seen, _ = drive(assets, token, [said(b"a fragment"), after_sign_out, said(b"a dialog")])
    assert [message["bytes"] for message in seen["messages"]] == [b"a fragment", RERUN, RERUN]


def test_the_app_is_told_the_sign_in_by_the_door_alone(assets, signed_in):
    opened, token = signed_in
    claims = [(b"x-cabinet-session", b"999"), (b"X-Forwarded-User", b"boss"), (b"remote-user", b"boss")]
    seen, _ = drive(assets, token, [said(b"")], headers=claims)
    names = [name.lower() for name, _ in seen["scope"]["headers"]]
    session_id = sessions.who_is(opened, token).session_id
    assert (b"x-cabinet-session", str(session_id).encode()) in seen["scope"]["headers"]
    assert names.count(b"x-cabinet-session") == 1
    assert b"x-forwarded-user" not in names
    assert b"remote-user" not in names


def test_without_a_session_the_app_behind_is_not_asked_at_all(assets, signed_in):
    for kind, path in (("websocket", "/_stcore/stream"), ("http", "/"), ("http", "/media/x.csv")):
        seen, answered = drive(assets, "nobody's", [said(b"x")], kind=kind, path=path)
        assert seen["scope"] is None
        assert answered


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        pytest.param(DamagedCabinet("Go back."), 500, "Go back.", id="a damaged file"),
        pytest.param(OperationalError("", {}, Exception()), 503, "does not answer", id="no database"),
    ],
)
def test_who_cannot_be_looked_up_is_told_why_and_the_app_is_not_asked(
    assets, signed_in, monkeypatch, fault, status, words
):
    def cannot(*args, **options):
        raise fault

    monkeypatch.setattr(door, "who_is", cannot)
    seen, (start, body, *_) = drive(assets, signed_in[1], [], kind="http", path="/")
    assert seen["scope"] is None
    assert (start["status"], words in body["body"].decode()) == (status, True)


def test_the_servers_name_is_not_given_away(assets, signed_in):
    _, answered = drive(assets, signed_in[1], [], kind="http", path="/")
    assert b"server" not in dict(answered[0]["headers"])


@pytest.mark.parametrize(
    "beside",
    [
        'told={"x": "y"}',
        "last seen=1",
        "x[1]=2",
        "seen",
        'a="unclosed',
        "path=/",
        "\N{LATIN SMALL LETTER E WITH ACUTE}=1",
    ],
)
def test_a_cookie_of_another_program_on_this_computer_keeps_nobody_out(beside):
    """A browser sends the cookies of one address to every port of it, however another program wrote them."""
    given = Headers(raw=[(b"cookie", f"{beside}; cabinet_session=token".encode("latin-1"))])
    assert cookie(given) == "token"


def test_two_hosts_are_no_host(assets, signed_in):
    seen, answered = drive(
        assets, signed_in[1], [], kind="http", path="/", headers=[(b"host", b"evil.example")]
    )
    assert seen["scope"] is None
    assert answered[0]["status"] == 400


@pytest.mark.parametrize(
    ("scheme", "origins", "is_refused"),
    [
        pytest.param("https", ["https://localhost"], False, id="a page of ours"),
        pytest.param("https", ["http://localhost"], True, id="one without TLS, which others can write"),
        pytest.param("http", ["https://localhost"], False, id="ours, by a proxy that ends TLS"),
        pytest.param("https", ["https://localhost", "https://evil.example"], True, id="of two sites"),
    ],
)
def test_a_form_is_taken_from_a_page_of_ours_alone(scheme, origins, is_refused):
    given = [(b"host", b"localhost"), *((b"origin", origin.encode()) for origin in origins)]
    scope = {"type": "http", "method": "POST", "path": "/sign-in", "scheme": scheme}
    assert (door.refusal(scope, Headers(raw=given)) is not None) is is_refused


@pytest.mark.parametrize(
    ("given", "is_secure", "sent"),
    [
        ("a=b; Path=/; SameSite=lax", True, "a=b; Path=/; SameSite=lax; Secure"),
        ("a=b; Path=/; secure", True, "a=b; Path=/; secure"),
        ("secure=b; Path=/", True, "secure=b; Path=/; Secure"),
        ("a=b; Path=/", False, "a=b; Path=/"),
    ],
    ids=["Streamlit's own", "ours", "a name alone", "without TLS"],
)
def test_under_tls_no_cookie_leaves_it(given, is_secure, sent):
    answered = completed(
        [(b"Set-Cookie", given.encode()), (b"vary", b"x")], policy="", cache=b"", is_secure=is_secure
    )
    assert answered[:2] == [(b"Set-Cookie", sent.encode()), (b"vary", b"x")]


def test_while_the_records_are_away_the_log_says_so_once_a_minute(assets, signed_in, monkeypatch, caplog):
    """Every open page asks again and again, and each question would be a hundred lines."""

    at = [0.0]

    def away(*_, **__):
        at[0] += 25
        raise OperationalError(None, None, NotLetIn("connection refused by the server"))

    monkeypatch.setattr(door, "who_is", away)
    monkeypatch.setattr(door, "time", SimpleNamespace(monotonic=lambda: at[0]))
    for_page = {"kind": "http", "path": "/consents", "headers": [(b"accept", b"text/html")]}
    drive(assets, signed_in[1], [], **for_page, times=4)
    assert caplog.text.count("The records could not be reached.") == 2
    assert "connection refused by the server" in caplog.text, "why, which no record is in"


def test_an_organisation_names_its_own_hosts(monkeypatch):
    monkeypatch.setenv("CABINET_HOSTS", "Sparks.Example, [fd00::1]")
    assert {"sparks.example", "fd00::1", "127.0.0.1", "localhost", "::1"} == allowed_hosts()


def test_only_a_file_that_is_there_is_an_asset(assets):
    assert not assets.has("/static/../index.html")
    assert not assets.has("/static/js/nothing.js")
    assert not assets.has("/index.html")
    assert any(assets.has(f"/static/js/{f.name}") for f in (assets.root / "static" / "js").iterdir())
