"""Speaks OpenID Connect with the organisation's identity provider (RFC 6749, 7636, 9207; OIDC Core; law L10).

Authorisation code with PKCE, state and nonce. What comes back counts for nothing until its signature, who
issued it, for whom, when and for which of our own questions have been checked.
"""

import secrets
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from gate.door import OWN_HOSTS
from gate.question import NotAnswering, NotVouchedFor, Question
from store.organisation import Provider

SECONDS_TO_ANSWER = (5.0, 10.0)  # to connect, to answer
KNOWN_FOR_SECONDS = 60.0  # what the provider says of itself: no browser is sent to one that is down
NOT_TRUSTED = "its certificate is not trusted here; REQUESTS_CA_BUNDLE names the file of its authority"
LEEWAY_SECONDS = 60  # between its clock and ours
# A key that both sides share would let whoever knows our secret vouch for anybody.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


class Speaker:
    """Asks the provider and checks its answers. What it says of itself is remembered for a minute."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._lock = threading.Lock()
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._keys: KeySet | None = None

    def question(self, redirect_uri: str) -> Question:
        """A new question for one browser; raises `NotAnswering`.

        The provider is asked to have the person sign in anew: a session that it still has must not open the
        records again after a sign-out or the idle lock.
        """
        metadata = self._known()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        address, _ = self._session(redirect_uri).create_authorization_url(
            metadata["authorization_endpoint"],
            state=state,
            code_verifier=verifier,
            nonce=nonce,
            prompt="login",
        )
        return Question(address, redirect_uri, state, nonce, verifier, time.time())

    def email(self, question: Question, code: str, issuer: str | None) -> str:
        """The address that the provider vouches for; raises `NotAnswering` or `NotVouchedFor`.

        `issuer` is what the answer says of whom it comes from, where it does.
        """
        metadata = self._known()
        if issuer is not None and issuer != metadata["issuer"]:
            raise NotVouchedFor("the answer is another provider's")
        try:
            token = self._session(question.redirect_uri).fetch_token(
                metadata["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=question.verifier,
                allow_redirects=False,
            )
        except OAuthError as refused:
            raise NotVouchedFor("the provider refuses the code") from refused
        except requests.exceptions.SSLError as fault:
            raise NotAnswering(NOT_TRUSTED) from fault
        except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise NotAnswering("the code could not be exchanged") from fault
        claims = self._claims(token, question, metadata)
        asked_at = question.asked_at - LEEWAY_SECONDS
        if isinstance(claims.get("auth_time"), int | float) and claims["auth_time"] < asked_at:
            raise NotVouchedFor("the person did not sign in anew")
        email = claims.get("email")
        if claims.get("email_verified") is not True or not isinstance(email, str) or not email.strip():
            raise NotVouchedFor("the address is not verified")
        return email.strip()

    def _claims(self, token: Any, question: Question, metadata: dict[str, Any]) -> CodeIDToken:
        if not isinstance(token, dict) or not isinstance(token.get("id_token"), str):
            raise NotVouchedFor("there is no ID token")
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            try:
                read = jwt.decode(token["id_token"], self._key_set(metadata), registry=registry)
            except InvalidKeyIdError:  # the provider has changed its keys
                read = jwt.decode(token["id_token"], self._key_set(metadata, anew=True), registry=registry)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "value": metadata["issuer"]},
                    "aud": {"essential": True, "value": self.provider.client_id},
                },
                {
                    "nonce": question.nonce,
                    "client_id": self.provider.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, KeyError, TypeError) as fault:
            raise NotVouchedFor("the ID token does not hold") from fault
        return claims

    def _session(self, redirect_uri: str) -> OAuth2Session:
        known = self._known().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        with_secret = "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"
        return OAuth2Session(
            self.provider.client_id,
            self.provider.client_secret or None,
            scope="openid email",
            redirect_uri=redirect_uri,
            token_endpoint_auth_method=with_secret if self.provider.client_secret else "none",
            code_challenge_method="S256",
            default_timeout=SECONDS_TO_ANSWER,
        )

    def _known(self) -> dict[str, Any]:
        with self._lock:
            if self._metadata is not None and time.monotonic() - self._metadata[0] < KNOWN_FOR_SECONDS:
                return self._metadata[1]
            issuer = self.provider.issuer.rstrip("/")
            said = _asked(f"{issuer}/.well-known/openid-configuration")
            if str(said.get("issuer", "")).rstrip("/") != issuer:
                raise NotAnswering("the provider calls itself otherwise than CABINET_OIDC_ISSUER")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                _refuse_in_clear(str(said.get(name, "")))
            self._metadata = (time.monotonic(), said)
            self._keys = None
            return said

    def _key_set(self, metadata: dict[str, Any], *, anew: bool = False) -> KeySet:
        with self._lock:
            if self._keys is None or anew:
                try:
                    self._keys = KeySet.import_key_set(_asked(metadata["jwks_uri"]))  # type: ignore[arg-type]
                except (JoseError, ValueError, KeyError, TypeError) as fault:
                    raise NotAnswering("the provider's keys cannot be read") from fault
            return self._keys


def _asked(address: str) -> dict[str, Any]:
    _refuse_in_clear(address)
    try:
        answer = requests.get(address, timeout=SECONDS_TO_ANSWER, allow_redirects=False)
        said = answer.json() if answer.status_code == requests.codes.ok else None
    except requests.exceptions.SSLError as fault:
        raise NotAnswering(NOT_TRUSTED) from fault
    except (requests.RequestException, ValueError) as fault:
        raise NotAnswering("the provider cannot be reached") from fault
    if not isinstance(said, dict):
        raise NotAnswering("the provider does not answer as one")
    return said


def _refuse_in_clear(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in OWN_HOSTS):
        raise NotAnswering("the provider has to be reached by https")
