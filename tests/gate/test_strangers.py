"""Nothing but the front door answers somebody who is not signed in, however it is asked for."""

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

ROOT = Path(__file__).parent.parent.parent
OPEN = {
    "/sign-in", "/welcome", "/set-up", "/look-around", "/put-back", "/health", "/recover", "/idle",
    "/gate/gate.css", "/gate/dashboard.css", "/gate/idle.js", "/gate/show-password.js",
    "/gate/source-sans.woff2", "/gate/begin-here.js", "/gate/charts-ahead.js", "/gate/keep-typed.js",
    "/gate/menu-over-page.js", "/gate/opened-record.js", "/gate/refused-fields.js",
    "/gate/saved-at-once.js",
    "/gate/to-the-list.js", "/gate/typed-date.js", "/gate/typed-stays-here.js",
}  # fmt: skip
HALF_WAY = {
    "/second-factor", "/new-password",  # open to those alone whose password was right
    "/organisation", "/organisation/back",  # and where the organisation signs people in
}  # fmt: skip
LIST_ROUTES = """
import json, app
routes = app.app._build_starlette_app().routes
print(json.dumps([
    [type(route).__name__, route.path, sorted(getattr(route, "methods", None) or ["GET"])]
    for route in routes
]))
"""


def routes() -> list[tuple[str, str, list[str]]]:
    """Every route that the app serves, taken from the app itself, so that none can be forgotten."""
    asked = subprocess.run(
        [sys.executable, "-c", LIST_ROUTES], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [tuple(row) for row in json.loads(asked.stdout.splitlines()[-1])]


@pytest.fixture(scope="module")
def all_routes():
    found = routes()
    assert len(found) > 15
    assert any(path == "/media/{file_id:path}" for _, path, _ in found)
    return found


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_every_route_of_the_app_refuses_a_stranger(stranger, all_routes, accept):
    for kind, path, methods in all_routes:
        asked = re.sub(r"\{[^}]*\}", "x", path) or "/"
        if asked in OPEN or kind == "WebSocketRoute":
            continue
        if asked in HALF_WAY:
            assert stranger.get(asked).headers["location"] == "/sign-in"
            assert stranger.post(asked, {"code": "1", "password": "x"}).headers["location"] == "/sign-in"
            continue
        for method in {*methods, "GET", "POST", "PUT", "DELETE"}:
            answer = stranger.ask(method, asked, accept=accept)
            assert answer.status in {303, 401}, (method, asked, answer.status)
            if answer.status == 303:
                assert answer.headers["location"] == "/sign-in"


@pytest.mark.parametrize(
    "path",
    [
        "/", "/index.html", "/favicon.png", "/manifest.json", "/nothing-here", "/my-password",
        "/_stcore/metrics", "/_stcore/host-config", "/_stcore/agent/openapi.json", "/~/+/", "/download/x",
    ],
)  # fmt: skip
def test_pages_and_metrics_refuse_a_stranger(stranger, path):
    assert stranger.get(path).headers["location"] == "/sign-in"
    assert stranger.get(path, accept="*/*").status == 401


def test_a_stranger_has_no_time_left_whatever_the_cookie_says(stranger):
    for token in ("", "x" * 43):
        stranger.token = token
        answer = stranger.get("/idle", accept="application/json")
        assert answer.text.replace(" ", "") == '{"left":0.0,"session":null}'


def test_streamlits_own_scripts_refuse_a_stranger(stranger, manager):
    script = re.search(r'src="\.(/static/js/index\.[^"]+)"', manager.get("/").text)[1]
    assert stranger.get(script, accept="*/*").status == 401
    assert manager.get(script, accept="*/*").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "//", "//access-requests", "/sign-in//", "/sign-in/../", "/sign-in/%2e%2e/", "/sign-in/..%2f",
        "/%2e%2e/", "/sign-in%2f..%2faccess-requests", "/gate/../_stcore/metrics", "/sign-in\\..\\",
        "/%73ign-in", "/sign-in%00", "/./sign-in", "/gate/%2e%2e/static/", "/sign-in/..", "/%252e%252e/",
    ],
)  # fmt: skip
def test_a_path_spelt_to_slip_past_is_refused_to_everybody(stranger, manager, path):
    assert stranger.get(path).status == 400
    assert manager.get(path).status == 400


@pytest.mark.parametrize(
    "path", ["/Sign-In", "/SIGN-IN", "/sign-in/", "/health/", "/HEALTH", "/sign-in;x", "/gate", "/sign-in%20"]
)  # fmt: skip
def test_another_spelling_of_an_open_path_is_not_open(stranger, path):
    assert stranger.get(path, accept="*/*").status == 401


def test_the_open_paths_answer_and_hold_no_record(stranger):
    for path in (
        "/sign-in",
        "/recover",
        "/gate/gate.css",
        "/gate/idle.js",
        "/gate/show-password.js",
        "/gate/source-sans.woff2",
        "/health",
    ):
        answer = stranger.get(path)
        assert answer.status == 200
        assert "Pryce" not in answer.text
        assert "Little Sparks" not in answer.text


def _websocket(visitor, **headers: str):
    given = {"Cookie": f"cabinet_session={visitor.token}"} if visitor.token else {}
    return connect(
        f"ws://127.0.0.1:{visitor.port}/_stcore/stream",
        origin=headers.pop("origin", visitor.origin),
        additional_headers=given | headers,
        subprotocols=["streamlit"],
        compression=None,
        proxy=None,
    )


def _refused(visitor, **headers: str) -> int:
    with pytest.raises(InvalidStatus) as refused:
        _websocket(visitor, **headers)
    assert refused.value.response.headers["x-content-type-options"] == "nosniff"
    return refused.value.response.status_code


def test_the_websocket_refuses_a_stranger_and_takes_the_manager(stranger, manager):
    assert _refused(stranger) == 403
    stranger.token = "x" * 43
    assert _refused(stranger) == 403
    with _websocket(manager) as open_socket:
        assert open_socket.subprotocol == "streamlit"


def test_the_websocket_refuses_a_foreign_origin_and_host(manager):
    for origin in ("http://evil.example", "null", f"http://127.0.0.1:{manager.port + 1}"):
        assert _refused(manager, origin=origin) == 403
    refused = manager.get(
        "/_stcore/stream", host="evil.example", origin="http://evil.example", connection="Upgrade",
        upgrade="websocket", sec_websocket_version="13", sec_websocket_key="AAAAAAAAAAAAAAAAAAAAAA==",
    )  # fmt: skip
    assert refused.status == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example@127.0.0.1",
        "127.0.0.1/x",
        "[::1]; script-src *",  # it would stand in the policy of the answer
        "",
        None,
    ],
)
def test_a_name_that_was_pointed_at_this_machine_is_not_answered(manager, host):
    assert manager.get("/", host=host).status == 400
    assert manager.get("/health", host=host).status == 400


def test_who_forgot_to_name_the_host_is_told_where(stranger):
    assert "names it in CABINET_HOSTS" in stranger.get("/sign-in", host="dashboard.example.org").text


def test_localhost_is_this_machine_too(stranger):
    assert stranger.get("/health", host=f"localhost:{stranger.port}").text == "ok"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1"])
def test_a_form_from_another_site_is_refused(stranger, manager, origin):
    assert stranger.sign_in(origin=origin).status == 403
    assert stranger.token == ""
    assert manager.post("/sign-out", {}, origin=origin).status == 403
    assert manager.get("/").status == 200


def test_a_browser_that_names_no_origin_but_another_site_is_refused(stranger):
    assert stranger.sign_in(origin=None, sec_fetch_site="cross-site").status == 403


@pytest.mark.parametrize("path", ["/sign-in", "/recover"])
def test_who_goes_away_half_way_through_a_form_leaves_no_line_in_the_log(server, stranger, path):
    """Or a stranger could fill the disk with them, and nobody would find a real fault among them."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: 100\r\n\r\nname="
    before = server.log.read_text()
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.port)) as gone:
            gone.sendall(head.encode())
    for _ in range(20):  # what was noted by then was noted
        assert stranger.get("/health").text == "ok"
    assert server.log.read_text() == before


@pytest.mark.parametrize(
    "name", ["x_cabinet_session", "remote_user", "x_forwarded_user", "x_auth_request_email"]
)  # fmt: skip
def test_a_header_that_claims_to_be_somebody_changes_nothing(stranger, name):
    assert stranger.get("/", **{name: "1"}).headers["location"] == "/sign-in"


def test_every_answer_carries_the_headers(stranger, manager):
    script = re.search(r'src="\.(/static/js/index\.[^"]+)"', manager.get("/").text)[1]
    for visitor, path, status in (
        (stranger, "/sign-in", 200), (stranger, "/", 303), (stranger, "//", 400), (stranger, "/health", 200),
        (manager, "/", 200), (manager, "/_stcore/health", 200), (manager, "/media/nothing.csv", 404),
        (manager, "/set-up", 404), (manager, script, 200),
    ):  # fmt: skip
        answer = visitor.get(path)
        assert answer.status == status, path
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in re.search(r"script-src[^;]*", policy)[0]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "no-store" in answer.headers["cache-control"] or path == script


def test_hashed_scripts_are_kept_by_the_browser_and_sent_packed(manager):
    script = re.search(r'src="\.(/static/js/index\.[^"]+)"', manager.get("/").text)[1]
    packed = manager.get(script, accept_encoding="gzip, deflate, br")
    assert "immutable" in packed.headers["cache-control"]
    assert packed.headers["content-encoding"] == "br"
    plain = manager.get(script, accept_encoding="identity")
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert manager.ask("HEAD", script).text == ""
