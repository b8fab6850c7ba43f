"""Signing in and out, as a person and as somebody who tries to be one."""

import pytest
from starlette.requests import Request

from gate.answers import address
from store import cabinet, sessions, signing_in
from store.waiting import FREE_TRIES_FOR_AN_ADDRESS

MANAGER, PASSWORD = "Joanne Pryce", "violin cactus harbour toast"  # whom the server is set up with
NO_MATCH = "The name and password do not match."


def test_the_right_name_and_password_open_the_first_page(stranger):
    answer = stranger.sign_in()
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert stranger.get("/").status == 200


def test_case_and_spaces_of_the_name_do_not_matter(stranger):
    assert stranger.sign_in(name="  joanne   PRYCE ").status == 303


def test_the_cookie_is_opaque_and_kept_from_scripts_and_other_sites(stranger):
    cookie = stranger.sign_in().headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    assert "Max-Age" not in cookie
    assert "Secure" not in cookie  # http on this machine; see below for TLS
    assert len(stranger.token) >= 43


def test_under_tls_the_cookie_is_secure(stranger):
    cookie = stranger.sign_in(x_forwarded_proto="https", origin=f"https://127.0.0.1:{stranger.port}")
    assert "Secure" in cookie.headers["set-cookie"]


def test_every_sign_in_has_a_token_of_its_own(stranger):
    stranger.token = fixed = "A" * 43
    stranger.sign_in()
    first = stranger.token
    stranger.sign_in()
    assert len({fixed, first, stranger.token}) == 3
    stranger.token = first
    assert stranger.get("/").status == 303, "the sign-in before ended with the new one"


def test_a_cookie_replayed_after_sign_out_is_refused(manager):
    kept = manager.token
    answer = manager.get("/sign-out")
    assert (answer.status, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert manager.token == ""
    manager.token = kept
    assert manager.get("/").headers["location"] == "/sign-in"
    assert manager.get("/_stcore/health", accept="*/*").status == 401


def test_signing_out_of_a_session_that_went_idle_clears_the_browser_all_the_same(stranger):
    stranger.token = "x" * 43
    answer = stranger.get("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert stranger.token == ""


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(server):
    """For the same work, as `test_accounts.py` finds where passwords cost what they cost everybody."""
    texts = set()
    for name in (MANAGER, "Nobody Known"):
        answer = server.visitor().sign_in(name=name, password="not this one at all")
        assert answer.status == 403
        assert NO_MATCH in answer.text
        texts.add(answer.text.replace(name, ""))
    assert len(texts) == 1
    assert server.visitor().sign_in().status == 303  # and the manager's tries are forgotten


def test_neither_the_recovery_code_nor_its_name_signs_in(server):
    assert server.visitor().sign_in(name="recovery", password=PASSWORD).status == 403


@pytest.mark.parametrize(
    ("form", "field"), [({"password": PASSWORD}, "name"), ({"name": MANAGER}, "password")]
)
def test_what_is_missing_is_named_by_its_field(stranger, form, field):
    answer = stranger.post("/sign-in", form)
    assert answer.status == 422
    assert f'<a href="#{field}">' in answer.text
    assert PASSWORD not in answer.text


def test_what_was_typed_is_shown_as_text(stranger):
    answer = stranger.sign_in(name='"><script>alert(1)</script>', password="x")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


def test_a_form_longer_than_any_of_ours_is_not_read(stranger):
    assert stranger.sign_in(password="x" * 100_000).status == 422


def test_the_wait_grows_and_says_how_long(server, manager):
    name = "Somebody who guesses"
    seen = [server.visitor().sign_in(name=name, password="wrong each time").status for _ in range(6)]
    assert seen[:4] == [403] * 4
    assert 429 in seen
    answer = server.visitor().sign_in(name=name, password="wrong each time")
    assert "Wait" in answer.text
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert server.visitor().sign_in().status == 303, "another name does not wait"


def test_whoever_says_to_be_somewhere_else_at_each_try_waits_all_the_same(start_and_set_up):
    server = start_and_set_up()
    seen = [
        server.visitor()
        .sign_in(name=f"Colleague {at}", password="wrong each time", x_forwarded_for=f"192.0.2.{at}")
        .status
        for at in range(FREE_TRIES_FOR_AN_ADDRESS + 1)
    ]
    assert seen == [403] * FREE_TRIES_FOR_AN_ADDRESS + [429]


@pytest.mark.parametrize(
    ("host", "hosts", "says", "place"),
    [
        pytest.param("127.0.0.1", "", False, "127.0.0.1", id="this computer"),
        pytest.param("127.8.9.10", "", False, "127.0.0.1", id="by another of its addresses"),
        pytest.param("::1", "", False, "127.0.0.1", id="by IPv6"),
        pytest.param("192.0.2.7", "", True, "127.0.0.1", id="by its own word, without a proxy"),
        pytest.param("192.0.2.7", "dashboard.example.org", True, "192.0.2.7", id="by the proxy's word"),
        pytest.param("192.0.2.7", "", False, "192.0.2.7", id="another computer that asks itself"),
        pytest.param("unknown", "dashboard.example.org", True, "unknown", id="no address at all"),
        pytest.param("", "", False, "", id="nowhere"),
    ],
)
def test_where_a_request_comes_from(monkeypatch, host, hosts, says, place):
    monkeypatch.setenv("CABINET_HOSTS", hosts)
    headers = [(b"x-forwarded-for", host.encode())] if says else []
    scope = {"type": "http", "headers": headers, "client": (host, 50000) if host else None}
    assert address(Request(scope)) == place


def test_after_a_start_nothing_opens_until_somebody_signs_in(start, server, manager):
    kept = manager.token
    again = start(server.home)
    visitor = again.visitor()
    visitor.token = kept
    assert visitor.get("/").headers["location"] == "/sign-in"
    assert visitor.sign_in().status == 303
    assert visitor.get("/").status == 200


def test_what_is_damaged_says_so_and_is_left_as_it_is(start, server, tmp_path_factory):
    home = tmp_path_factory.mktemp("damaged")
    damaged = start(home)
    (home / "keyring.json").write_text("{")
    (home / "cabinet.db").write_bytes(b"not a cabinet" * 1000)
    answer = damaged.visitor().sign_in()
    assert answer.status == 500
    assert "keyring.json cannot be read" in answer.text
    assert (home / "keyring.json").read_text() == "{"

    (home / "keyring.json").write_bytes((server.home / "keyring.json").read_bytes())
    answer = damaged.visitor().sign_in()
    assert answer.status == 500
    assert "damaged" in answer.text
    assert (home / "cabinet.db").read_bytes() == b"not a cabinet" * 1000

    (home / "cabinet.db").unlink()
    answer = damaged.visitor().sign_in()
    assert answer.status == 500
    assert "restore it from a backup" in answer.text.lower()
    assert "Traceback" not in answer.text


def test_sign_ins_refusals_and_sign_outs_are_in_the_audit_trail(server):
    visitor = server.visitor()
    visitor.sign_in()
    server.visitor().sign_in(name="Mistyped secret", password="wrong")
    visitor.get("/sign-out")
    opened, _ = signing_in.open_and_find(server.home, MANAGER, PASSWORD)
    try:
        with opened.connection() as connection:
            lines = connection.exec_driver_sql(
                "SELECT act, account_id, detail FROM audit_entry WHERE act LIKE 'sign%' "
                "ORDER BY id DESC LIMIT 3"
            ).all()
            kept = connection.exec_driver_sql("SELECT token_hash FROM signed_in_session").scalars().all()
    finally:
        cabinet.make_active(None)
    assert [tuple(line) for line in lines] == [
        ("signed out", 1, ""),
        ("sign-in refused", None, ""),
        ("signed in", 1, ""),
    ]
    assert all(len(bytes(held)) == 32 for held in kept)
    assert sessions.COOKIE not in server.log.read_text()


def test_the_log_names_nobody(server):
    log = server.log.read_text()
    assert "Pryce" not in log
    assert PASSWORD not in log
    assert log.startswith(f"Open http://127.0.0.1:{server.port} in your browser.")
