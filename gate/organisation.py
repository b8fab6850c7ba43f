"""Signing in by the organisation's own identity provider, and what to do where it does not answer (L10).

The provider says who somebody is. Whether they come in, as what, and for how long is decided here: by the
account that the manager gave their address, and by a session of our own, like any other.
"""

import hmac
import logging
import secrets
import threading
import time
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gate.answers import address, go_to, with_cookie
from gate.door import ORGANISATION, ORGANISATION_BACK, OWN_HOSTS, SIGN_IN, WELCOME, cookie
from gate.html import page
from gate.question import NotAnswering, NotVouchedFor, Question
from gate.quiet_log import outline
from gate.way_back import safe
from rules.need_to_know import NotAllowed
from store import cabinet, organisation, sessions, signing_in
from store.cabinet import Cabinet, DamagedCabinet, NoCabinet, NotSaved, Who
from store.keyring import DamagedKeyring, WrongPassword
from store.organisation import Provider
from store.schema import NewerCabinet
from store.sessions import hashed
from store.waiting import Waiting, wait_words

if TYPE_CHECKING:
    from gate.provider import Speaker

log = logging.getLogger(__name__)

COOKIE = "cabinet_organisation"
LIVES_SECONDS = 600.0
MOST_ASKED = 2_000
FREE_TRIES_FOR_AN_ADDRESS = 20
AT_ONCE = 8  # a provider that is slow must not keep everybody else waiting

Made = TypeVar("Made")
LetIn = Callable[[Cabinet, Who, str], tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """A question that was asked for one browser, which holds `browser` in a cookie; where they go then."""

    question: Question
    browser: bytes
    to: str
    until: float


class Organisation:
    """The two pages. `let_in` signs an account in, or leads to the step that comes before."""

    def __init__(
        self, home: Callable[[], Path], pages: Collection[str], waiting: Waiting, let_in: LetIn
    ) -> None:
        self.home = home
        self.pages = pages
        self.waiting = waiting
        self.let_in = let_in
        self._speaker: Speaker | None = None
        self._asked: dict[bytes, Asked] = {}
        self._lock = threading.Lock()
        self._limit: CapacityLimiter | None = None

    def routes(self) -> list[BaseRoute]:
        """What is answered here."""
        return [
            Route(ORGANISATION, self.leave, methods=["GET", "POST"]),
            Route(ORGANISATION_BACK, self.come_back, methods=["GET", "POST"]),
        ]

    async def leave(self, request: Request) -> Response:
        """Sends the browser to the provider."""
        provider = organisation.provider()
        if provider is None or request.method != "GET":
            return go_to(SIGN_IN)
        if not cabinet.is_there(self.home()):
            return go_to(WELCOME)
        to = safe(request.query_params.get("to", ""), self.pages)
        key: Hashable = ("asked the organisation", address(request))
        if (left := self.waiting.try_now({key: FREE_TRIES_FOR_AN_ADDRESS})) > 0:
            return _not_in(HTTPStatus.TOO_MANY_REQUESTS, wait_words(left)[1], to)
        if _is_in_clear(request):
            log.warning(
                "The organisation's sign-in is offered only over https. Put TLS in front of the dashboard."
            )
            return _not_in(HTTPStatus.BAD_REQUEST, "Open this page by its https address, then try again.", to)
        back = f"{request.url.scheme}://{request.headers['host']}{ORGANISATION_BACK}"
        try:
            question = await self._run(lambda: self._speaking_with(provider).question(back))
        except NotAnswering as fault:
            return _not_answering(provider, fault, to)
        browser = secrets.token_urlsafe(32)
        self._remember(Asked(question, hashed(browser), to, time.monotonic() + LIVES_SECONDS))
        answer = go_to(question.address)
        # Lax: the provider's page leads back here, and a strict cookie would stay at home.
        answer.set_cookie(
            COOKIE,
            browser,
            max_age=int(LIVES_SECONDS),
            path=ORGANISATION,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    async def come_back(self, request: Request) -> Response:
        """What the provider answers, once, to the browser that asked; then our own session begins."""
        provider = organisation.provider()
        if provider is None or request.method != "GET":
            return go_to(SIGN_IN)
        given = request.query_params
        asked = self._taken(given.get("state", ""), request.cookies.get(COOKIE, ""))
        if asked is None:
            return _not_in(
                HTTPStatus.FORBIDDEN, "This sign-in was not started here, or has run out. Start again.", ""
            )
        code = given.get("code", "")
        if "error" in given or not code:
            return _not_in(
                HTTPStatus.FORBIDDEN, f"{_name(provider)} did not sign you in. Try again.", asked.to
            )
        try:
            found = await self._run(lambda: self._whom(provider, asked, code, given.get("iss")))
        except NotAnswering as fault:
            return _not_answering(provider, fault, asked.to)
        except NotVouchedFor as fault:
            # In words of ours, which stay in the log as an exception's do not (`gate.quiet_log`).
            said = "An answer of the identity provider was not taken: %s.\n%s"
            log.warning(said, str(fault), outline(fault))
            await to_thread.run_sync(signing_in.note_refused_organisation)
            trouble = (
                f"{_name(provider)} did not say who you are in a way that can be trusted: the address has to "
                "be a verified one. Try again; if it goes on, tell whoever looks after your organisation's "
                "sign-in."
            )
            return _not_in(HTTPStatus.FORBIDDEN, trouble, asked.to)
        except WrongPassword:
            log.exception("The cabinet is locked, and the server has no key to it.")
            return _not_in(HTTPStatus.SERVICE_UNAVAILABLE, LOCKED, asked.to)
        except (DamagedCabinet, DamagedKeyring, NewerCabinet, NoCabinet, NotSaved) as fault:
            log.exception("The cabinet could not be opened.")
            return _not_in(HTTPStatus.INTERNAL_SERVER_ERROR, str(fault), asked.to)
        if found is None:
            await to_thread.run_sync(signing_in.note_refused_organisation)
            return _not_in(HTTPStatus.FORBIDDEN, NO_ROLE, asked.to)
        opened, who = found
        before = cookie(request.headers)

        def let_in() -> tuple[str, str]:
            sessions.end(opened, before)
            return self.let_in(opened, who, asked.to)

        try:
            token, onwards = await to_thread.run_sync(let_in)
        except NotAllowed as fault:
            return _not_in(HTTPStatus.FORBIDDEN, str(fault), asked.to)
        except NotSaved as fault:
            return _not_in(HTTPStatus.SERVICE_UNAVAILABLE, str(fault), asked.to)
        self.waiting.succeeded([("asked the organisation", address(request))])
        # A page of ours and no redirect: a browser that comes from another site keeps a strict cookie back.
        return with_cookie(request, page("signed_in", onwards=onwards), token)

    def _whom(
        self, provider: Provider, asked: Asked, code: str, issuer: str | None
    ) -> tuple[Cabinet, Who] | None:
        email = self._speaking_with(provider).email(asked.question, code, issuer)
        opened = signing_in.open_by_server_key(self.home())
        who = signing_in.account_with_email(opened, email)
        return (opened, who) if who else None

    def _speaking_with(self, provider: Provider) -> "Speaker":
        with self._lock:
            if self._speaker is None or self._speaker.provider != provider:
                from gate.provider import Speaker  # here: most settings have no provider, and it takes 10 MB

                self._speaker = Speaker(provider)
            return self._speaker

    def _remember(self, asked: Asked) -> None:
        now = time.monotonic()
        with self._lock:
            self._asked = {key: held for key, held in self._asked.items() if held.until > now}
            while len(self._asked) >= MOST_ASKED:
                del self._asked[next(iter(self._asked))]
            self._asked[hashed(asked.question.state)] = asked

    def _taken(self, state: str, browser: str) -> Asked | None:
        """What was asked under `state` for this very browser, once."""
        with self._lock:
            held = self._asked.get(hashed(state))
            if held is None or not hmac.compare_digest(held.browser, hashed(browser)):
                return None
            del self._asked[hashed(state)]
        return held if held.until > time.monotonic() else None

    async def _run(self, work: Callable[[], Made]) -> Made:
        self._limit = self._limit or CapacityLimiter(AT_ONCE)
        return await to_thread.run_sync(work, limiter=self._limit)


LOCKED = (
    "The cabinet is locked, and this server has no key to it. Somebody who has a password for this "
    "dashboard has to sign in below; then everybody can sign in again."
)
NO_ROLE = (
    "You are signed in with your organisation, but no account here has your address, so there is nothing "
    "to open. Ask the manager to give your account the address that you sign in with there, or to add you."
)


def _name(provider: Provider) -> str:
    return provider.name[:1].upper() + provider.name[1:]


def _not_in(status: HTTPStatus, trouble: str, to: str) -> Response:
    return page("sign_in", status=status, typed={}, trouble=trouble, to="" if to == "/" else to)


def _not_answering(provider: Provider, fault: NotAnswering, to: str) -> Response:
    log.warning("The identity provider does not answer: %s.", str(fault))
    trouble = (
        f"The sign-in of {provider.name} does not answer. Try again in a few minutes. Until it does, "
        "anybody who has a password for this dashboard can sign in below, and a manager can use the "
        "recovery code."
    )
    return _not_in(HTTPStatus.SERVICE_UNAVAILABLE, trouble, to)


def _is_in_clear(request: Request) -> bool:
    return request.url.scheme != "https" and request.url.hostname not in OWN_HOSTS
