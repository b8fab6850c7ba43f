"""Signing in by the organisation's own provider, and everything that must not get in that way (L10).

The provider is a real one (`oidc-provider-mock`); the tests are the browser between it and the app, and may
change what passes through their hands.
"""

import re
import threading
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
import werkzeug.serving
from sqlalchemy import select

from models import AuditEntry
from rules.induction import Role
from store import accounts, organisation, signing_in
from store import cabinet as cabinets
from store.setting import set_up
from store.tables import table
from tests.conftest import MANAGER, PASSWORD, SETTING, wrap_cheaply

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
]
CLIENT, NAME = "dashboard", "Wessex Council"
EMAIL = "ewa.nowak@example.org"


class Provider:
    """The organisation's provider. It can be stopped, and says which codes came with their PKCE verifier."""

    def __init__(self):
        import oidc_provider_mock
        from flask import request

        self.app = oidc_provider_mock.app()
        self.challenges, self.verified, self.paths = {}, [], []

        @self.app.before_request
        def note():
            self.paths.append(request.path)
            if request.path == "/oauth2/token":
                hashed = sha256(request.form["code_verifier"].encode()).digest()
                self.verified.append(urlsafe_b64encode(hashed).rstrip(b"=").decode())

        self.server = werkzeug.serving.make_server("127.0.0.1", 0, self.app, threaded=True)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    def knows(self, sub, **claims):
        import json

        connection = HTTPConnection("127.0.0.1", self.server.server_port)
        connection.request("PUT", f"/users/{sub}", json.dumps(claims), {"content-type": "application/json"})
        assert connection.getresponse().status == 204

    def signs_in(self, address, sub):
        """The person types who they are on the provider's page; where it sends the browser."""
        parts = urlsplit(address)
        connection = HTTPConnection("127.0.0.1", self.server.server_port)
        connection.request(
            "POST",
            f"{parts.path}?{parts.query}",
            urlencode({"sub": sub}),
            {"content-type": "application/x-www-form-urlencoded"},
        )
        answer = connection.getresponse()
        assert answer.status == 302, answer.read()
        back = urlsplit(answer.getheader("location"))
        return f"{back.path}?{back.query}"


@pytest.fixture(scope="module")
def provider():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # for the provider: it is on this machine
        started = Provider()
        yield started
        started.stop()


@pytest.fixture(scope="module")
def app(start, postgresql, provider, tmp_path_factory):
    """The app of an organisation, with a key of its own, and one account that has an address."""
    home, address = tmp_path_factory.mktemp("organisation"), postgresql.database()
    secret = tmp_path_factory.mktemp("credentials") / "server-key"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", address)
        opened, who, code = set_up(home, SETTING, MANAGER, PASSWORD)
        wrap_cheaply(home, opened.key, code)
        organisation.make_server_key(opened, who, secret)
        accounts.add(
            opened,
            who,
            name="Ewa Nowak",
            sign_in_name="ewa",
            role=Role.KEY_PERSON,
            email=EMAIL,
            is_meant=True,
        )
        opened.close()
        started = start(
            home,
            afresh=True,  # what it began with is looked at
            DATABASE_URL=address,
            CABINET_SERVER_KEY=str(secret),
            CABINET_OIDC_ISSUER=provider.issuer,
            CABINET_OIDC_CLIENT_ID=CLIENT,
            CABINET_OIDC_CLIENT_SECRET="a secret of ours",
            CABINET_OIDC_NAME=NAME,
            CABINET_HOSTS="dashboard.example.org",  # behind a proxy, which says where a browser is
        )
        yield started
    started.process.terminate()
    started.process.wait(20)
    postgresql.drop(address)


@pytest.fixture
def opened(app, monkeypatch, postgresql):
    """The cabinet beside the running app, as another process would open it."""
    monkeypatch.setenv("DATABASE_URL", app_database(app))
    held, who = signing_in.open_and_find(app.home, MANAGER, PASSWORD)
    yield held, who
    cabinets.make_active(None)


def app_database(app):
    return next(value for name, value in environment(app.process.pid).items() if name == "DATABASE_URL")


def environment(pid):
    import psutil

    return psutil.Process(pid).environ()


@pytest.fixture
def browser(app):
    visitor = app.visitor()
    visitor.headers["x-forwarded-for"] = f"192.0.2.{next(ADDRESSES)}"  # each waits for themselves alone
    return visitor


ADDRESSES = iter(range(1, 250))


def leave(browser, path="/organisation"):
    """Presses the link; the address of the provider's page. The browser keeps the cookie of the question."""
    answer = browser.get(path)
    assert answer.status == 303, answer.text
    set_cookie = answer.headers["set-cookie"]
    browser.asked = re.match(r"cabinet_organisation=([^;]*)", set_cookie)[1]
    assert "HttpOnly" in set_cookie
    assert "SameSite=lax" in set_cookie
    return answer.headers["location"]


def come_back(browser, path):
    return browser.get(path, cookie=f"cabinet_organisation={getattr(browser, 'asked', '')}")


def changed(address, **values):
    parts = urlsplit(address)
    query = {name: held[0] for name, held in parse_qs(parts.query).items()} | values
    return urlunsplit(parts._replace(query=urlencode({k: v for k, v in query.items() if v is not None})))


def is_in(visitor):
    return visitor.get("/").status == 200


def is_refused(answer, browser):
    return (
        answer.status == 403
        and "cabinet_session" not in answer.headers.get("set-cookie", "")
        and (browser.get("/").headers.get("location") == "/sign-in")
    )


def test_the_sign_in_page_offers_it_and_the_password_beside_it(browser):
    page = browser.get("/sign-in").text
    assert f"Sign in with {NAME}" in page
    assert 'href="/organisation"' in page
    assert 'name="password"' in page
    assert "/recover" in page


def test_without_a_provider_there_is_none_to_sign_in_with(server):
    assert "organisation" not in server.visitor().get("/sign-in").text
    for path in ("/organisation", "/organisation/back?code=x&state=y"):
        assert server.visitor().get(path).headers["location"] == "/sign-in"


def test_the_question_has_pkce_state_nonce_and_a_sign_in_anew(browser, provider):
    asked = leave(browser)
    said = {name: held[0] for name, held in parse_qs(urlsplit(asked).query).items()}
    assert asked.startswith(f"{provider.issuer}/oauth2/authorize?")
    assert (said["response_type"], said["client_id"]) == ("code", CLIENT)
    assert said["code_challenge_method"] == "S256"
    assert said["scope"].split() == ["openid", "email"]
    assert said["prompt"] == "login"
    assert said["redirect_uri"] == f"{browser.origin}/organisation/back"
    for name in ("state", "nonce", "code_challenge"):
        assert len(said[name]) >= 43
        again = parse_qs(urlsplit(leave(browser)).query)[name][0]
        assert again != said[name]


def test_who_has_an_account_with_the_address_is_in_and_out_again(browser, provider, opened):
    provider.knows("ewa", email=EMAIL.upper(), email_verified=True)
    asked = leave(browser, "/organisation?to=%2Fchildren%3Fchild%3DC-001")
    answer = come_back(browser, provider.signs_in(asked, "ewa"))
    assert answer.status == 200
    assert 'content="0; url=/' in answer.text  # a redirect would leave a strict cookie at home
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert parse_qs(urlsplit(asked).query)["code_challenge"][0] == provider.verified[-1]
    assert is_in(browser)
    held, _ = opened
    with held.connection() as look:
        line = table(AuditEntry).c
        last = look.execute(select(line.act, line.account_id).order_by(line.id.desc()).limit(1)).one()
    assert tuple(last) == ("signed in", signing_in.account_with_email(held, EMAIL).account_id)
    before, back = browser.token, provider.signs_in(leave(browser), "ewa")
    both = f"cabinet_organisation={browser.asked}; cabinet_session={before}"  # of one site with the provider
    assert browser.get(back, cookie=both).status == 200
    kept, browser.token = browser.token, before
    assert kept != before and not is_in(browser), "the sign-in before ended with the new one"
    browser.token = kept
    browser.sign_out()
    browser.token = kept
    assert browser.get("/").headers["location"] == "/sign-in"


def test_an_address_without_a_role_is_told_so(browser, provider):
    provider.knows("nobody", email="somebody.else@example.org", email_verified=True)
    answer = come_back(browser, provider.signs_in(leave(browser), "nobody"))
    assert is_refused(answer, browser)
    assert "Ask the manager to give your account the address" in answer.text


@pytest.mark.parametrize(
    "claims",
    [
        {"email": EMAIL},
        {"email": EMAIL, "email_verified": False},
        {"email": EMAIL, "email_verified": "true"},
        {"email": EMAIL, "email_verified": 1},
        {"email_verified": True},
        {"email": [EMAIL], "email_verified": True},
        {"email": "  ", "email_verified": True},
    ],
    ids=["not said", "no", "a word", "a number", "no address", "a list", "spaces"],
)
def test_an_address_that_is_not_verified_is_nobodys(app, browser, provider, claims):
    provider.knows("unverified", **claims)
    answer = come_back(browser, provider.signs_in(leave(browser), "unverified"))
    assert is_refused(answer, browser)
    assert "verified" in answer.text
    assert "was not taken: the address is not verified." in app.log.read_text()


def test_who_was_not_let_in_is_in_the_trail(browser, provider, opened):
    """An address that is nobody's here, and an answer that is not to be trusted."""
    held, _ = opened
    provider.knows("nobody", email="somebody.else@example.org", email_verified=True)
    provider.knows("unverified", email=EMAIL, email_verified=False)
    for sub in ("nobody", "unverified"):
        before = refusals(held)
        assert is_refused(come_back(browser, provider.signs_in(leave(browser), sub)), browser)
        assert refusals(held) == before + 1, sub


def refusals(held):
    line = table(AuditEntry).c
    with held.connection() as look:
        return len(look.execute(select(line.id).where(line.act == "organisation sign-in refused")).all())


def test_from_another_machine_it_is_offered_over_tls_alone(browser):
    """In clear the code that comes back could be read on its way, and the cookie with it."""
    there = "dashboard.example.org"
    in_clear = browser.get("/organisation", host=there)
    assert (in_clear.status, "set-cookie" in in_clear.headers) == (400, False)
    assert "Open this page by its https address" in in_clear.text
    by_tls = browser.get("/organisation", host=there, x_forwarded_proto="https")
    said = parse_qs(urlsplit(by_tls.headers["location"]).query)
    assert said["redirect_uri"] == [f"https://{there}/organisation/back"]
    assert "Secure" in by_tls.headers["set-cookie"]


def test_an_address_that_only_looks_alike_is_nobodys(browser, provider):
    provider.knows("alike", email="ewa.nowa\u212a@example.org", email_verified=True)  # the Kelvin sign
    assert is_refused(come_back(browser, provider.signs_in(leave(browser), "alike")), browser)


def test_a_state_that_was_not_ours_opens_nothing(browser, provider):
    provider.knows("ewa", email=EMAIL, email_verified=True)
    back = provider.signs_in(leave(browser), "ewa")
    for state in ("x" * 43, "", None):
        assert is_refused(come_back(browser, changed(back, state=state)), browser)
    assert come_back(browser, back).status == 200, "and the right one has not been used up"


def test_an_answer_in_another_browser_opens_nothing(app, browser, provider):
    """Somebody sends a link with their own sign-in, to have another work under it."""
    provider.knows("ewa", email=EMAIL, email_verified=True)
    back = provider.signs_in(leave(browser), "ewa")
    another = app.visitor()
    assert is_refused(another.get(back), another)
    leave(another)
    assert is_refused(come_back(another, back), another)


def test_an_answer_is_taken_once(browser, provider):
    provider.knows("ewa", email=EMAIL, email_verified=True)
    back = provider.signs_in(leave(browser), "ewa")
    assert come_back(browser, back).status == 200
    browser.sign_out()
    assert is_refused(come_back(browser, back), browser)
    leave(browser)
    code = parse_qs(urlsplit(back).query)["code"][0]
    fresh = provider.signs_in(leave(browser), "ewa")
    assert is_refused(come_back(browser, changed(fresh, code=code)), browser)


def test_a_nonce_of_another_question_opens_nothing(browser, provider):
    provider.knows("ewa", email=EMAIL, email_verified=True)
    for nonce in ("another", None):
        asked = changed(leave(browser), nonce=nonce)
        assert is_refused(come_back(browser, provider.signs_in(asked, "ewa")), browser)


def test_a_token_for_another_client_opens_nothing(browser, provider):
    provider.knows("ewa", email=EMAIL, email_verified=True)
    asked = changed(leave(browser), client_id="another")
    assert is_refused(come_back(browser, provider.signs_in(asked, "ewa")), browser)


def test_an_answer_that_says_it_is_another_providers_opens_nothing(browser, provider):
    provider.knows("ewa", email=EMAIL, email_verified=True)
    back = provider.signs_in(leave(browser), "ewa")
    assert is_refused(come_back(browser, changed(back, iss="https://evil.example.org")), browser)


def test_who_says_no_at_the_provider_is_not_in(browser, provider):
    state = parse_qs(urlsplit(leave(browser)).query)["state"][0]
    answer = come_back(
        browser, f"/organisation/back?error=access_denied&state={state}&error_description=<b>x"
    )
    assert is_refused(answer, browser)
    assert "<b>x" not in answer.text


def test_a_closed_account_and_one_that_lost_its_address_are_out_at_once(browser, provider, opened):
    held, who = opened
    provider.knows("nell", email="nell@example.org", email_verified=True)
    accounts.add(
        held, who, name="Nell", sign_in_name="nell", role=Role.STAFF, email="nell@example.org", is_meant=True
    )
    nell = signing_in.account_with_email(held, "nell@example.org")
    assert come_back(browser, provider.signs_in(leave(browser), "nell")).status == 200
    assert is_in(browser)
    accounts.change_email(held, who, nell.account_id, "")
    assert not is_in(browser)
    assert is_refused(come_back(browser, provider.signs_in(leave(browser), "nell")), browser)
    accounts.change_email(held, who, nell.account_id, "nell@example.org")
    assert come_back(browser, provider.signs_in(leave(browser), "nell")).status == 200
    accounts.close(held, who, nell.account_id)
    assert not is_in(browser)
    answer = come_back(browser, provider.signs_in(leave(browser), "nell"))
    assert is_refused(answer, browser)
    assert "Ask the manager to give your account the address" in answer.text


def test_signing_in_never_leads_to_another_site(browser, provider):
    provider.knows("ewa", email=EMAIL, email_verified=True)
    asked = leave(browser, "/organisation?to=https%3A%2F%2Fevil.example.org%2F")
    answer = come_back(browser, provider.signs_in(asked, "ewa"))
    assert 'content="0; url=/"' in answer.text
    assert "evil" not in answer.text


def test_the_gates_headers_and_methods_hold(browser, app):
    for path in ("/organisation", "/organisation/back"):
        answer = browser.get(path)
        policy = answer.headers["content-security-policy"]
        assert "form-action 'self'" in policy
        assert "script-src 'self'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert browser.post(path, {}, origin="https://evil.example.org").status == 403
        assert browser.post(path, {}).headers["location"] == "/sign-in"


def test_a_flood_of_beginnings_has_to_wait(app):
    visitor = app.visitor()
    visitor.headers["x-forwarded-for"] = "192.0.2.250"
    seen = [visitor.get("/organisation").status for _ in range(22)]
    assert seen[:20] == [303] * 20
    assert seen[-1] == 429


def test_the_app_opened_itself_and_the_log_names_nobody(app, browser, provider):
    until = time.monotonic() + 20  # it opens beside its first answers
    while "records stay locked" in browser.get("/sign-in").text:
        assert time.monotonic() < until, "Nobody signed in, and it stays locked."
        time.sleep(0.05)
    log = app.log.read_text()
    assert "@example.org" not in log
    assert "a secret of ours" not in log
    assert not [path for path in provider.paths if path == "/userinfo"]


def test_a_provider_that_is_down_is_said_with_the_way_in(app, browser, provider):
    """Last: the provider does not come back."""
    asked = provider.signs_in(leave(browser), "ewa")
    provider.stop()
    answer = come_back(browser, asked)
    assert answer.status == 503
    for words in ("does not answer", "recovery code", 'name="password"'):
        assert words in answer.text
    assert browser.sign_in().status == 303, "a password of the dashboard is the way in"
    log = app.log.read_text()
    assert "does not answer: the code could not be exchanged." in log, "what to look for, in words of ours"


def test_an_app_that_never_reached_its_provider_says_so_too(start, app, tmp_path_factory, monkeypatch):
    fresh = start(
        app.home,
        DATABASE_URL=app_database(app),
        CABINET_OIDC_ISSUER="http://127.0.0.1:1",
        CABINET_OIDC_CLIENT_ID=CLIENT,
    )
    answer = fresh.visitor().get("/organisation?to=%2Fchildren")
    assert answer.status == 503
    assert "The sign-in of your organisation does not answer" in answer.text
    assert fresh.visitor().sign_in().status == 303
    fresh.process.terminate()
    fresh.process.wait(20)
    time.sleep(0.1)
