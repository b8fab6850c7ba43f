"""The pages before anyone is known: first screen, set-up, sign-in, sign-out (clauses PR-2, X-8; law L10)."""

import logging
import math
import threading
from collections.abc import Callable, Hashable
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

import store.setting
from gate.assets import Assets
from gate.door import SIGN_IN, WELCOME, cookie
from gate.html import error_page, page
from gate.waiting import Waiting
from rules.induction import Role
from store import accounts, cabinet, sample, sessions
from store.cabinet import CabinetExists, DamagedCabinet, NoCabinet, Who
from store.keyring import DamagedKeyring, WrongPassword, holder_name
from store.schema import NewerCabinet

log = logging.getLogger(__name__)

MOST_BYTES = 16 * 1024
FREE_TRIES_FOR_A_NAME = 4
FREE_TRIES_FOR_AN_ADDRESS = 12
AT_ONCE = 4  # each unwrapping of the key takes 64 MiB
STATIC = Path(__file__).parent / "static"
NO_MATCH = "The name and password do not match. Check both, and that Caps Lock is off."


class Gate:
    """The gate's own pages. `home` says where the cabinet is."""

    def __init__(self, assets: Assets, home: Callable[[], Path] = cabinet.default_home) -> None:
        self.assets = assets
        self.home = home
        self.waiting = Waiting()
        self._one_set_up = threading.Lock()
        self._passwords: CapacityLimiter | None = None

    def routes(self) -> list[BaseRoute]:
        """What the gate answers."""
        return [
            Route("/sign-in", self.sign_in, methods=["GET", "POST"]),
            Route("/sign-out", self.sign_out, methods=["GET", "POST"]),
            Route("/welcome", self.welcome, methods=["GET"]),
            Route("/set-up", self.set_up, methods=["GET", "POST"]),
            Route("/look-around", self.look_around, methods=["GET", "POST"]),
            Route("/health", self.health, methods=["GET"]),
            Route("/gate/gate.css", self.file("gate.css", "text/css"), methods=["GET"]),
            Route(
                "/gate/show-password.js", self.file("show-password.js", "text/javascript"), methods=["GET"]
            ),
            Route("/gate/source-sans.woff2", self.font, methods=["GET"]),
        ]

    async def health(self, request: Request) -> Response:
        """That the app is up; nothing about what is in it."""
        del request
        return PlainTextResponse("ok")

    def file(self, name: str, kind: str) -> Callable[[Request], Response]:
        """A handler that gives out one of the gate's own files."""
        content = (STATIC / name).read_bytes()

        def give(request: Request) -> Response:
            del request
            return Response(content, media_type=kind)

        return give

    async def font(self, request: Request) -> Response:
        """The font of the gate's pages."""
        del request
        return Response(self.assets.font(), media_type="font/woff2")

    # The first screen -----------------------------------------------------------------------------

    async def welcome(self, request: Request) -> Response:
        """Set up your setting, or look around. Where there is a cabinet already: sign in."""
        del request
        if cabinet.is_there(self.home()):
            return _go_to(SIGN_IN)
        return page("welcome")

    async def set_up(self, request: Request) -> Response:
        """The form that makes the cabinet and the manager's account; then the recovery code, once."""
        if cabinet.is_there(self.home()):
            return _set_up_already()
        if request.method != "POST":
            return page("set_up", typed={})
        form = await _form(request)
        typed = {"setting": form.get("setting", "").strip(), "manager": form.get("manager", "").strip()}
        password, again = form.get("password", ""), form.get("again", "")
        problems = await to_thread.run_sync(
            lambda: accounts.set_up_problems(**typed, password=password, again=again)
        )
        if problems:
            return page("set_up", status=HTTPStatus.UNPROCESSABLE_ENTITY, typed=typed, problems=problems)
        try:
            made = await to_thread.run_sync(lambda: self._make(**typed, password=password))
        except CabinetExists as fault:
            if cabinet.is_there(self.home()):
                return _set_up_already()
            return page("set_up", status=HTTPStatus.CONFLICT, typed=typed, trouble=str(fault))
        except OSError:
            log.exception("The cabinet could not be written.")
            trouble = f"The folder {self.home()} cannot be written. Make it writable, then try again."
            return page("set_up", status=HTTPStatus.INTERNAL_SERVER_ERROR, typed=typed, trouble=trouble)
        token, code = made
        answer = page("recovery_code", setting=typed["setting"], sign_in_name=typed["manager"], code=code)
        return _with_cookie(request, answer, token)

    def _make(self, *, setting: str, manager: str, password: str) -> tuple[str, str]:
        with self._one_set_up:
            opened, who, code = store.setting.set_up(self.home(), setting, manager, password)
            cabinet.make_active(opened)
            return sessions.start(opened, who), code

    async def look_around(self, request: Request) -> Response:
        """Builds a fictional setting that nobody can read once the app stops, and signs in to it."""
        if cabinet.is_there(self.home()):
            return _set_up_already()
        if request.method != "POST":
            return _go_to(WELCOME)
        token = await to_thread.run_sync(self._open_sample)
        return _with_cookie(request, _go_to("/"), token)

    def _open_sample(self) -> str:
        with self._one_set_up:
            opened = cabinet.active()
            if opened is not None and sessions.people_in(opened):
                who = next(who for _, who in accounts.open_accounts(opened) if who.role is Role.MANAGER)
            else:
                # Closed first: Windows does not remove a file that is open.
                cabinet.make_active(None)
                opened, who = sample.look_around(self.home())
                cabinet.make_active(opened)
            return sessions.start(opened, who)

    # Signing in and out ---------------------------------------------------------------------------

    async def sign_in(self, request: Request) -> Response:
        """The form, and what it opens."""
        if not cabinet.is_there(self.home()):
            return _go_to(WELCOME)
        if request.method != "POST":
            return _go_to("/") if await self._who(request) else page("sign_in", typed={})
        form = await _form(request)
        name, password = form.get("name", "").strip(), form.get("password", "")
        typed = {"name": name}
        problems = {}
        if not name:
            problems["name"] = "Enter your sign-in name."
        if not password:
            problems["password"] = "Enter your password."  # noqa: S105
        if problems:
            return page("sign_in", status=HTTPStatus.UNPROCESSABLE_ENTITY, typed=typed, problems=problems)
        keys: dict[Hashable, int] = {
            ("name", holder_name(name)): FREE_TRIES_FOR_A_NAME,
            ("address", request.client.host if request.client else ""): FREE_TRIES_FOR_AN_ADDRESS,
        }
        if (left := self.waiting.try_now(keys)) > 0:
            seconds = math.ceil(left)
            trouble = f"Too many tries. Wait {seconds} second{'' if seconds == 1 else 's'}, then try again."
            answer = page("sign_in", status=HTTPStatus.TOO_MANY_REQUESTS, typed=typed, trouble=trouble)
            answer.headers["retry-after"] = str(seconds)
            return answer
        before = cookie(request.headers)
        try:
            token = await to_thread.run_sync(
                lambda: self._let_in(name, password, before), limiter=self._limiter()
            )
        except WrongPassword:
            await to_thread.run_sync(accounts.note_refused_sign_in, name)
            return page("sign_in", status=HTTPStatus.FORBIDDEN, typed=typed, trouble=NO_MATCH)
        except (DamagedCabinet, DamagedKeyring, NewerCabinet, NoCabinet) as fault:
            log.exception("The cabinet could not be opened.")
            return page("sign_in", status=HTTPStatus.INTERNAL_SERVER_ERROR, typed=typed, trouble=str(fault))
        self.waiting.succeeded(keys)
        return _with_cookie(request, _go_to("/"), token)

    def _let_in(self, name: str, password: str, before: str) -> str:
        opened, who = accounts.open_and_find(self.home(), name, password)
        sessions.end(opened, before)
        return sessions.start(opened, who)

    def _limiter(self) -> CapacityLimiter:
        self._passwords = self._passwords or CapacityLimiter(AT_ONCE)
        return self._passwords

    async def _who(self, request: Request) -> Who | None:
        token = cookie(request.headers)
        return await to_thread.run_sync(lambda: sessions.who_is(cabinet.active(), token, touch=False))

    async def sign_out(self, request: Request) -> Response:
        """Ends the session here and everywhere, and has the browser forget what it kept."""
        is_real = cabinet.is_there(self.home())
        await to_thread.run_sync(self._end, cookie(request.headers), is_real)
        answer = _go_to(SIGN_IN if is_real else WELCOME)
        answer.delete_cookie(sessions.COOKIE, path="/", httponly=True, samesite="strict")
        answer.headers["clear-site-data"] = '"cache", "storage"'
        return answer

    def _end(self, token: str, is_real: bool) -> None:
        opened = cabinet.active()
        if opened is None:
            return
        sessions.end(opened, token)
        if not is_real and not sessions.people_in(opened):
            cabinet.make_active(None)  # what was tried out in the sample goes with the last who tried


def _go_to(path: str) -> Response:
    return RedirectResponse(path, status_code=HTTPStatus.SEE_OTHER)


def _set_up_already() -> Response:
    return error_page(
        "This setting is set up already",
        "Sign in to open it. If nobody knows the password, the recovery code is in the office cabinet.",
        status=HTTPStatus.NOT_FOUND,
    )


def _with_cookie(request: Request, answer: Response, token: str) -> Response:
    answer.set_cookie(
        sessions.COOKIE,
        token,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


async def _form(request: Request) -> dict[str, str]:
    """The fields of a sent form; none where it is longer than any form of ours."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
