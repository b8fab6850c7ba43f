"""What an open page may still do: after sign-out, when idle, with a file, with a register to bring in."""

import json
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import update

from gate.door import NEEDED_SOON
from models import SignedInSession, now
from rules.induction import Role
from store import sessions
from store.idle import IDLE, idle_minutes
from store.tables import table
from tests.gate.conftest import ROOT
from tests.gate.page import page
from tests.gate.test_accounts import at_the_desk, own_account
from ui.exports import PURPOSE


def count(server, what: str) -> int:
    with at_the_desk(server.home) as desk, desk.opened.connection() as connection:
        return connection.exec_driver_sql(f"SELECT count(*) FROM {what}").scalar_one()


def age(server, token: str, by: timedelta) -> None:
    """As if the session had last been used that long ago."""
    held = table(SignedInSession)
    with at_the_desk(server.home) as desk, desk.opened._session(None) as session:
        session.execute(
            update(held).where(held.c.token_hash == sessions.hashed(token)).values(last_seen_at=now() - by)
        )


# Writes after the end ------------------------------------------------------------------------------


def test_a_form_that_was_open_writes_while_signed_in(server, manager):
    """The counterpart of the next test: the same press, with the session alive."""
    before = count(server, "signed_in_session WHERE ended_at IS NOT NULL")
    other = server.visitor()
    other.sign_in()
    with page(manager) as open_page:
        open_page.open("my-account").press("Sign out everywhere else")
    assert other.get("/", accept="*/*").status == 401
    assert count(server, "signed_in_session WHERE ended_at IS NOT NULL") > before


@pytest.mark.parametrize("ending", ["sign-out", "idle"])
def test_a_press_after_the_end_writes_nothing(server, ending):
    visitor, other = server.visitor(), server.visitor()
    visitor.sign_in()
    other.sign_in()
    with page(visitor) as open_page:
        open_page.open("my-account")
        assert ("button", "Sign out everywhere else") in open_page.widgets
        if ending == "sign-out":
            leaving = server.visitor()
            leaving.token = visitor.token
            leaving.sign_out()
        else:
            age(server, visitor.token, IDLE + timedelta(seconds=1))
        lines = count(server, "audit_entry")
        said = open_page.press("Sign out everywhere else").said
        assert "You are signed out" in said
        assert "My account" not in said
    assert other.get("/").status == 200, "the press did nothing"
    assert count(server, "audit_entry") == lines


def test_a_dialog_that_was_open_writes_nothing_after_sign_out(server):
    visitor = server.visitor()
    visitor.sign_in()
    with page(visitor) as open_page:
        open_page.open("access-requests").press("Record a new request")
        assert ("button", "Record request") in open_page.widgets
        leaving = server.visitor()
        leaving.token = visitor.token
        leaving.sign_out()
        lines = count(server, "audit_entry")
        said = open_page.press("Record request", **{"Who is asking to see the file": "Somebody"}).said
        assert "You are signed out" in said
        assert "Record request" not in said
    assert count(server, "audit_entry") == lines


# Names off in another tab ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(start):
    """The app with the sample open."""
    return start()


@pytest.fixture
def looking(sample):
    """Who looks around in it: the manager of a setting with records."""
    visitor = sample.visitor()
    assert visitor.post("/look-around", {}).status == 303
    return visitor


def saved(visitor, open_page) -> str:
    """What the link says by which a file is saved; nothing where none is offered."""
    ticket = re.search(r"/download/[\w-]+", open_page.said)
    return visitor.get(ticket[0]).text if ticket else ""


def test_a_page_from_before_gives_out_no_names_once_they_are_off_and_nothing_to_a_meeting(looking):
    with page(looking) as before, page(looking) as other:
        before.open("access-requests").press("Export as CSV", **{PURPOSE: "The insurer's review"})
        assert "Asked for by" in saved(looking, before).splitlines()[0]
        other.open("consents").press("Hide names")
        said = before.press("Export as CSV").said
        assert "Asked for by" not in saved(looking, before)
        assert "Show names" in said, "the page is drawn anew, without names"
        assert saved(looking, before.press("Export as CSV")).startswith("\ufeffCode,Status")
        other.open("committee").press("Present")
        said = before.press("Export as CSV").said
        assert saved(looking, before) == ""
        assert "Stop presenting" in said


def test_while_presenting_the_gates_own_pages_lead_back_to_the_meeting(looking):
    """A second factor is set up without the password: whoever stands at the screen could make it theirs."""
    paths = ("/my-second-factor", "/new-recovery-code")
    assert [looking.get(path).status for path in paths] == [200, 200]
    with page(looking) as open_page:
        open_page.open("committee").press("Present")
    for path in (*paths, "/my-password"):
        for answer in (looking.get(path), looking.post(path, {"code": "123456"})):
            assert (answer.status, answer.headers["location"]) == (303, "/"), path
    assert looking.post("/stay", {}).status == 200
    assert looking.sign_out().status == 303


# Idle ----------------------------------------------------------------------------------------------


def left(visitor) -> float:
    answer = visitor.get("/idle", accept="application/json")
    assert answer.status == 200
    return float(re.search(r'"left":\s*([\d.]+)', answer.text)[1])


def test_asking_how_long_is_left_is_no_use_and_a_press_is(server, manager):
    age(server, manager.token, timedelta(minutes=10))
    assert left(manager) < 301
    assert left(manager) < 301
    manager.get("/")
    assert left(manager) < 301, "nor is loading the frame of a page"
    assert manager.post("/stay", {}).status == 200
    assert left(manager) > 899
    with page(manager) as open_page:
        age(server, manager.token, timedelta(minutes=10))
        open_page.open("my-account")
        assert left(manager) > 899, "a run of a page is"


@pytest.mark.parametrize("off", ["is_on_screen", "is_presenting"])
def test_an_open_page_is_told_that_names_went_off(server, manager, off):
    def names() -> str:
        return re.search(r'"names":\s*"(\w+)"', manager.get("/idle", accept="application/json").text)[1]

    assert names() == "shown"
    held = table(SignedInSession)
    mine = held.c.token_hash == sessions.hashed(manager.token)
    with at_the_desk(server.home) as desk, desk.opened._session(None) as session:
        session.execute(update(held).where(mine).values(**{off: True}))
    assert names() == "off"
    assert "names" not in server.visitor().get("/idle", accept="application/json").text


def test_after_idle_minutes_everything_is_shut(server, manager):
    age(server, manager.token, IDLE)
    assert left(manager) == 0
    for path in ("/", "/my-password", "/_stcore/health", "/download/x"):
        assert manager.get(path, accept="*/*").status == 401, path
    assert manager.post("/stay", {}, accept="*/*").status == 401
    answer = manager.get("/sign-out?why=idle&to=/consents")
    assert answer.headers["location"] == "/sign-in?why=idle&to=%2Fconsents"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "because nothing was done for 15 minutes" in manager.get("/sign-in?why=idle").text


def test_a_page_that_another_window_signed_out_of_says_so_and_leads_back(server):
    """The cookie is gone by then: that window's sign-out took it away."""
    visitor = server.visitor()
    answer = visitor.get("/sign-out?why=ended&to=/consents")
    assert answer.headers["location"] == "/sign-in?why=ended&to=%2Fconsents"
    assert "You are signed out." in visitor.get("/sign-in?why=ended").text
    answer = visitor.get("/sign-out?why=<b>&to=//evil.example")
    assert answer.headers["location"] == "/sign-in"


def test_another_site_cannot_keep_a_session_alive(server, manager):
    assert manager.post("/stay", {}, origin="http://evil.example").status == 403
    assert manager.get("/stay").status == 405


def test_every_page_is_watched_and_the_gates_own_are_not(manager):
    for path in ("/", "/consents", "/no-such-page"):
        answer = manager.get(path, accept_encoding="gzip")
        assert answer.text.count('src="/gate/idle.js"') == 1, path
        assert int(answer.headers["content-length"]) == len(answer.text.encode())
    assert "/gate/idle.js" not in manager.get("/my-password").text


def test_what_every_page_needs_soon_is_asked_for_with_the_page(manager):
    asked = re.findall(
        r'<link rel="modulepreload" crossorigin href="\.(/static/js/[^"]+)">', manager.get("/").text
    )
    for name in NEEDED_SOON:
        assert sum(path.startswith(f"/static/js/{name}.") for path in asked) == 1, name
    assert len(asked) == len(set(asked))
    assert {manager.get(path).status for path in asked} == {200}


def test_the_stylesheet_begins_the_body_so_that_its_rules_come_after_streamlits(manager):
    page = manager.get("/").text
    assert page.index("</head>") < page.index('href="/gate/dashboard.css"') < page.index('id="root"')
    sheet = manager.get("/gate/dashboard.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert ".idle-warning" in sheet.text


@pytest.mark.parametrize(
    ("said", "minutes"),
    [(None, 15), ("", 15), ("5", 5), ("0", 2), ("-3", 2), ("1", 2), ("600", 60), ("never", 15), ("1e3", 15)],
)
def test_the_minutes_are_bent_to_what_is_allowed(said, minutes):
    assert idle_minutes(said) == minutes


# Back to the page that was asked for ------------------------------------------------------------------


def test_a_sign_in_leads_back_to_the_page_that_was_asked_for(stranger):
    location = stranger.get("/consents?show=Overdue&child=C-001").headers["location"]
    assert location == "/sign-in?to=%2Fconsents%3Fshow%3DOverdue%26child%3DC-001"
    kept = re.search(r'name="to" value="([^"]*)"', stranger.get(location).text)[1].replace("&amp;", "&")
    assert kept == "/consents?show=Overdue&child=C-001"
    form = {"name": "Joanne Pryce", "password": "not this one", "to": kept}
    assert f'value="{kept.replace("&", "&amp;")}"' in stranger.post("/sign-in", form).text
    answer = stranger.post("/sign-in", form | {"password": "violin cactus harbour toast"})
    assert (answer.status, answer.headers["location"]) == (303, kept)
    assert stranger.get(location).headers["location"] == kept, "who is signed in goes there at once"


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/", "//evil.example/consents", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "/cons\u200bents",
        "/consents/../../evil", "/consents@evil.example", "/sign-out", "/download/x", "/no-such-page",
        "/consents/",
        "/consents\r\nSet-Cookie: a=b", "/consents\tx", " /consents", "/consents#x@evil.example", "consents",
        "http:/consents", "http:consents", "/%2e%2e/consents", "///consents", "/consents?" + "x" * 600,
        "/_stcore/metrics", "/media/x", "//[evil/consents",
    ],
)  # fmt: skip
def test_a_sign_in_leads_nowhere_else(server, to):
    visitor = server.visitor()
    form = {"name": "Joanne Pryce", "password": "violin cactus harbour toast", "to": to}
    location = visitor.post("/sign-in", form).headers["location"]
    assert location in {"/", "/consents"}
    assert location == "/" or to.startswith("/consents#")
    assert "evil" not in location


def test_what_a_query_holds_cannot_break_out(server):
    visitor = server.visitor()
    to = '/consents?show="><script>alert(1)</script>&x=//evil.example'
    form = {"name": "Joanne Pryce", "password": "violin cactus harbour toast", "to": to}
    location = visitor.post("/sign-in", form).headers["location"]
    assert location.startswith("/consents?show=%22%3E%3Cscript")
    assert "<" not in location


def test_no_page_around_this_one_gives_it_orders(manager):
    """Streamlit's own hosting may stop, run and steer an app; here there is no such host."""
    assert json.loads(manager.get("/_stcore/host-config").text)["allowedOrigins"] == [
        "https://nobody.invalid"
    ]


# Files ---------------------------------------------------------------------------------------------


def test_streamlits_own_file_routes_are_shut_to_everybody(manager):
    for path in ("/media/x.csv", "/media/", "/_stcore/metrics", "/component/x/y.js", "/app/static/x"):
        assert manager.get(path).status == 404, path
        assert "Nothing is given out here." in manager.get(path).text


def test_a_made_up_ticket_gives_nothing(manager):
    for ticket in ("x", "A" * 43, "x/y", "%00"):
        assert manager.get(f"/download/{ticket}").status in {400, 404}


def upload(visitor, **headers: str):
    """A register sent by hand, as Streamlit's browser side would, XSRF token included."""
    visitor.get("/_stcore/host-config")
    return visitor.ask("PUT", "/_stcore/upload_file/nobodys-session/x", accept="*/*", **headers)


def test_only_who_may_bring_registers_in_can_upload(server, manager, stranger):
    assert upload(stranger).status == 401
    deputy = own_account(server, "Ewa Uploads", role=Role.DEPUTY)
    refused = upload(deputy)
    assert (refused.status, refused.text) == (403, "Your role brings in no registers.")
    assert "brings in no registers" not in upload(manager).text, "Streamlit's own checks answer the manager"
    ended = manager.token
    manager.sign_out()
    manager.token = ended
    assert upload(manager).status == 401


TAKE = """
import asyncio, tempfile
import app
from starlette.requests import Request
tempfile.tempdir = "/nowhere"
name = b'Content-Disposition: form-data; name="file"; filename="children.csv"'
parts = b"--part\\r\\n" + name + b"\\r\\n\\r\\n" + b"Zebedee Quill\\n" * 300_000 + b"\\r\\n--part--\\r\\n"
async def whole():
    return {"type": "http.request", "body": parts, "more_body": False}
kind = (b"content-type", b"multipart/form-data; boundary=part")
sent = {"type": "http", "method": "PUT", "headers": [kind]}
async def take():
    async with Request(sent, whole).form() as form:
        print(len(await form["file"].read()))
asyncio.run(take())
"""


def test_an_uploaded_register_goes_through_no_file_on_the_disk():
    took = subprocess.run([sys.executable, "-c", TAKE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert took.stdout.splitlines()[-1] == str(14 * 300_000)


def test_the_accounts_page_adds_somebody_and_shows_the_password_once(server, manager):
    with page(manager) as open_page:
        open_page.open("setting", "part=Accounts")
        assert "Joanne Pryce" in open_page.said
        open_page.press("Add the account", Name="Nell Onscreen")
        assert "Choose what the person is" in open_page.said
        said = open_page.press("Add the account", Name="Nell Onscreen", Role="Deputy").said
        given = re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", said)[0]
        assert "shown only once" in said
        assert given not in open_page.open("setting", "part=Accounts").said
        assert "Has yet to choose a password" in open_page.said
    answer = server.visitor().sign_in(name="nell onscreen", password=given)
    assert answer.headers["location"] == "/new-password"


def test_the_accounts_of_the_setting_are_the_managers_business(server):
    deputy = own_account(server, "Ewa Looks", role=Role.DEPUTY)
    with page(deputy) as open_page:
        open_page.open("setting", "part=Accounts")
        assert "Add the account" not in open_page.said
        assert "Joanne Pryce" not in open_page.said
