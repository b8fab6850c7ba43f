"""What the identity provider says is checked to the last claim before it counts (L10)."""

import time

import pytest
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from gate import provider
from gate.provider import NotAnswering, NotVouchedFor, Question, Speaker
from store.organisation import Provider

ISSUER, CLIENT, SECRET = "https://id.example.org", "dashboard", "a secret that both of us know, 32 b"
EMAIL = "ewa@example.org"
KEY = RSAKey.generate_key(2048, {"kid": "one"})
ANOTHER = RSAKey.generate_key(2048, {"kid": "one"})
NEXT = RSAKey.generate_key(2048, {"kid": "two"})


class World:
    """A provider that says what a test wants it to."""

    def __init__(self):
        self.metadata = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/jwks",
        }
        self.keys = [KEY]
        self.jwks = None
        self.status = 200
        self.asked = []
        self.token = {}

    def get(self, address, **options):
        assert options == {"timeout": provider.SECONDS_TO_ANSWER, "allow_redirects": False}
        self.asked.append(address)
        answer = requests.Response()
        answer.status_code = self.status
        keys = {"keys": [key.as_dict(private=False) for key in self.keys]}
        keys = keys if self.jwks is None else self.jwks
        said = keys if address.endswith("/jwks") else self.metadata
        answer.json = lambda: said
        return answer

    def fetch_token(self, session, address, **sent):
        assert address == self.metadata["token_endpoint"]
        assert sent["code_verifier"] == "v"
        assert not sent["allow_redirects"], "our secret goes nowhere else"
        assert session.default_timeout == provider.SECONDS_TO_ANSWER
        if isinstance(self.token, Exception):
            raise self.token
        return self.token


@pytest.fixture
def world(monkeypatch):
    world = World()
    monkeypatch.setattr(requests, "get", world.get)
    monkeypatch.setattr(OAuth2Session, "fetch_token", lambda *at, **sent: world.fetch_token(*at, **sent))
    return world


@pytest.fixture
def speaker():
    return Speaker(Provider("Wessex Council", ISSUER, CLIENT, SECRET))


def asked(speaker, world, *, key=KEY, alg="RS256", header=None, issuer=None, **claims):
    """The address that counts, where the ID token has `claims` besides the right ones."""
    at = time.time()
    right = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "1",
        "iat": int(at),
        "exp": int(at) + 300,
        "nonce": "n",
        "email": EMAIL,
        "email_verified": True,
    }
    said = {name: value for name, value in (right | claims).items() if value is not None}
    head = {"alg": alg, "kid": key.kid} | (header or {})
    world.token = {"access_token": "x", "id_token": jwt.encode(head, said, key, algorithms=[alg])}
    question = Question("", "https://dashboard.example.org/organisation/back", "s", "n", "v", at)
    return speaker.email(question, "code", issuer)


def test_a_right_answer_counts(speaker, world):
    assert asked(speaker, world) == EMAIL
    assert asked(speaker, world, issuer=ISSUER, auth_time=int(time.time()), aud=[CLIENT]) == EMAIL
    assert world.asked == [f"{ISSUER}/.well-known/openid-configuration", f"{ISSUER}/jwks"], "asked once"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example.org"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": ["another", CLIENT], "azp": "another"},
        {"aud": "another", "azp": CLIENT},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600},
        {"auth_time": int(time.time()) - 120},
        {"at_hash": "bm90IGl0"},
        {"email_verified": "true"},
        {"email": None},
        {"issuer": "https://evil.example.org"},
    ],
    ids=lambda claims: ", ".join(claims),
)
def test_a_claim_that_is_wrong_vouches_for_nobody(speaker, world, claims):
    with pytest.raises(NotVouchedFor):
        asked(speaker, world, **claims)


def test_a_signature_of_somebody_else_vouches_for_nobody(speaker, world):
    with pytest.raises(NotVouchedFor):
        asked(speaker, world, key=ANOTHER)


def test_what_both_sides_know_signs_nothing(speaker, world):
    """Whoever knows the client's secret could else vouch for anybody."""
    shared = OctKey.import_key(SECRET, {"kid": "one"})
    with pytest.raises(NotVouchedFor):
        asked(speaker, world, key=shared, alg="HS256")
    world.keys = [shared]
    with pytest.raises(NotVouchedFor):
        asked(Speaker(speaker.provider), world, key=shared, alg="HS256")


def test_a_token_without_a_signature_vouches_for_nobody(speaker, world):
    asked(speaker, world)
    _, body, _ = world.token["id_token"].split(".")
    for head in ("eyJhbGciOiJub25lIn0", "eyJhbGciOiJOb25lIn0"):
        world.token = {"access_token": "x", "id_token": f"{head}.{body}."}
        with pytest.raises(NotVouchedFor):
            speaker.email(Question("", "", "s", "n", "v", time.time()), "code", None)


@pytest.mark.parametrize("token", [{}, {"id_token": 3}, {"id_token": "a.b.c"}, {"id_token": ""}, []], ids=str)
def test_what_is_no_token_vouches_for_nobody(speaker, world, token):
    world.token = token
    with pytest.raises(NotVouchedFor):
        speaker.email(Question("", "", "s", "n", "v", time.time()), "code", None)


def test_new_keys_of_the_provider_are_fetched_when_they_are_used(speaker, world):
    asked(speaker, world)
    world.keys = [KEY, NEXT]
    assert asked(speaker, world, key=NEXT) == EMAIL


def test_a_key_that_the_provider_took_out_vouches_for_nobody_a_minute_later(speaker, world, monkeypatch):
    """It may be in the hands of somebody else."""
    asked(speaker, world)
    world.keys, at = [NEXT], time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: at + 61)
    with pytest.raises(NotVouchedFor):
        asked(speaker, world)


def test_a_refused_code_is_told_from_a_provider_that_is_down(speaker, world):
    question = Question("", "", "s", "n", "v", time.time())
    world.token = OAuthError("invalid_grant")
    with pytest.raises(NotVouchedFor):
        speaker.email(question, "code", None)
    for fault in (requests.ConnectionError(), requests.Timeout(), ValueError("no JSON"), TypeError("a list")):
        world.token = fault
        with pytest.raises(NotAnswering):
            speaker.email(question, "code", None)


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://evil.example.org"},
        {"issuer": None},
        {"token_endpoint": "http://id.example.org/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": ""},
        {"jwks_uri": "file:///etc/passwd"},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_wrongly_is_not_asked(speaker, world, changed):
    world.metadata |= changed
    with pytest.raises(NotAnswering):
        speaker.question("https://dashboard.example.org/organisation/back")


@pytest.mark.parametrize(
    "said", [{"status": 503}, {"metadata": []}, {"jwks": {}}, {"jwks": {"keys": 3}}, {"jwks": []}], ids=str
)
def test_what_is_no_answer_of_a_provider_is_told_from_a_refusal(speaker, world, said):
    for name, value in said.items():
        setattr(world, name, value)
    with pytest.raises(NotAnswering):
        asked(speaker, world)


@pytest.mark.parametrize(("configured", "says"), [("/", ""), ("", "/")], ids=["configured", "said"])
def test_a_stroke_at_the_end_of_an_issuer_is_no_other_provider(world, configured, says):
    world.metadata["issuer"] = ISSUER + says
    speaker = Speaker(Provider("", ISSUER + configured, CLIENT))
    assert asked(speaker, world, iss=ISSUER + says) == EMAIL


@pytest.mark.parametrize(
    ("secret", "known", "method"),
    [
        pytest.param(SECRET, None, "client_secret_basic", id="not said: the usual one"),
        pytest.param(SECRET, ["client_secret_post"], "client_secret_post", id="the one that it knows"),
        pytest.param("", None, "none", id="we have none"),
    ],
)
def test_our_secret_is_shown_in_a_way_that_the_provider_knows(world, secret, known, method):
    if known:
        world.metadata["token_endpoint_auth_methods_supported"] = known
    speaker = Speaker(Provider("", ISSUER, CLIENT, secret))
    assert speaker._session("x").token_endpoint_auth_method == method


def test_nobody_is_sent_to_a_provider_that_is_down(speaker, world, monkeypatch):
    """A browser that is sent there shows its own error, which does not say that there is another way in."""
    back, at = "https://dashboard.example.org/organisation/back", time.monotonic()
    speaker.question(back)

    def gone(address, **options):
        raise requests.ConnectionError

    monkeypatch.setattr(requests, "get", gone)
    monkeypatch.setattr(time, "monotonic", lambda: at + 59)
    speaker.question(back)
    monkeypatch.setattr(time, "monotonic", lambda: at + 61)
    with pytest.raises(NotAnswering):
        speaker.question(back)


def test_an_authority_that_this_machine_does_not_know_is_told_from_a_provider_that_is_down(
    speaker, world, monkeypatch
):
    """A council signs its own certificates: what is to be set is in the log."""

    unknown = requests.exceptions.SSLError("certificate verify failed")
    world.token = unknown
    with pytest.raises(NotAnswering, match="not trusted here; REQUESTS_CA_BUNDLE"):
        speaker.email(Question("", "", "s", "n", "v", time.time()), "code", None)

    def get(*_at, **_options):
        raise unknown

    monkeypatch.setattr(requests, "get", get)
    with pytest.raises(NotAnswering, match="not trusted here; REQUESTS_CA_BUNDLE"):
        Speaker(speaker.provider).question("https://dashboard.example.org/organisation/back")


def test_a_provider_in_clear_on_another_machine_is_not_asked(world):
    with pytest.raises(NotAnswering, match="https"):
        Speaker(Provider("", "http://id.example.org", CLIENT)).question("x")
    assert world.asked == []
