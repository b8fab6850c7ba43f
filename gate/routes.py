"""The pages before anyone is known: first screen, set-up, sign-in, sign-out (clauses PR-2, X-8; law L10)."""

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Collection, Hashable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

import store.setting
from gate.answers import address, day_said, form, go_to, plain_name, with_cookie, without_cookie
from gate.assets import Assets, kind_of
from gate.door import FILES, FONT, SIGN_IN, WELCOME, cookie
from gate.half_way import HalfWay
from gate.html import error_page, page
from gate.organisation import Organisation
from gate.passwords import NEW_PASSWORD, NOT_ON_PAPER, SECOND_FACTOR, Passwords, recovery_page
from gate.put_back import PutBack
from gate.way_back import after_signing_out, safe
from rules.induction import Role
from rules.need_to_know import NotAllowed
from store import accounts, audit, cabinet, downloads, organisation, second_factor, sessions, signing_in
from store.cabinet import Cabinet, CabinetExists, DamagedCabinet, NoCabinet, NoRoom, NotSaved, Who
from store.keyring import DamagedKeyring, WrongPassword, holder_name
from store.schema import NewerCabinet
from store.waiting import FREE_TRIES, FREE_TRIES_FOR_AN_ADDRESS, WAITING_FILE, Waiting, wait_words

log = logging.getLogger(__name__)

AT_ONCE = 2  # keys are unwrapped one after the other: more that wait only hold threads
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 5.0, 60.0  # for a database that is away as the app starts
STATIC = Path(__file__).parent / "static"
NO_MATCH = (
    "The name and password do not match. Check both, and that Caps Lock is off. An account that had ended "
    "needs a new password from the manager, also once it goes on again."
)


class Gate:
    """The gate's own pages.

    `home` says where the cabinet is, `pages` are the app's own addresses; `opened` is called once the sample
    was made, which leaves much behind.
    """

    def __init__(
        self,
        assets: Assets,
        home: Callable[[], Path] = cabinet.default_home,
        pages: Collection[str] = ("/",),
        opened: Callable[[], None] = lambda: None,
    ) -> None:
        self.opened = opened
        self.assets = assets
        self.home = home
        self.pages = pages
        self.waiting = Waiting(lambda: home() / WAITING_FILE)
        self.half_way = HalfWay()
        self.process = secrets.token_urlsafe(8)  # tells an open page whether the process that drew it answers
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
            Route("/idle", self.idle, methods=["GET"]),
            Route("/stay", self.stay, methods=["GET", "POST"]),
            Route("/download/{ticket}/fate", self.fate, methods=["GET"]),
            Route("/download/{ticket:path}", self.download, methods=["GET", "POST"]),
            *PutBack(self.home, self.derive, self._leave_the_sample, self._one_set_up).routes(),
            *Organisation(self.home, self.pages, self.waiting, self._onwards).routes(),
            *Passwords(self.home, self.waiting, self.half_way, self.derive).routes(),
            *(Route(path, self.file(path), methods=["GET"]) for path in FILES - {FONT}),
            Route(FONT, self.font, methods=["GET"]),
        ]

    def open_by_server_key(self) -> None:
        """Unlocks the cabinet as the app starts, where the server holds a key to it.

        What keeps the organisation's sign-in from being offered is said in the log.
        """
        if missing := organisation.what_is_missing():
            log.warning(missing)
        # At a start of the whole server, the database and the folder may come later than this process.
        said, wait = "", FIRST_WAIT_SECONDS
        while organisation.has_server_key() and cabinet.active() is None:
            try:
                if cabinet.is_there(self.home()):
                    signing_in.open_by_server_key(self.home())
                    return
            except (WrongPassword, DamagedCabinet, DamagedKeyring, NewerCabinet, OSError) as fault:
                is_away = isinstance(fault, OSError) or isinstance(fault.__cause__, cabinet.UNREACHABLE)
                # In words of ours, which stay in the log as an exception's do not (`gate.quiet_log`).
                onwards = "It is tried again." if is_away else ""
                if said != (said := f"The server's key did not open the cabinet. {fault} {onwards}".rstrip()):
                    log.warning(said)
                if not is_away:
                    return
            time.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)

    async def health(self, request: Request) -> Response:
        """That the app is up, and the mark by which `start.py` knows it; nothing about what is in it."""
        del request
        started_as = os.environ.get("DASHBOARD_STARTED_AS", "")
        return PlainTextResponse("ok", headers={"X-Started-As": started_as} if started_as else None)

    def file(self, path: str) -> Callable[[Request], Response]:
        """A handler that gives out one of the gate's own files."""
        held = STATIC / path.rpartition("/")[2]
        content, kind = held.read_bytes(), kind_of(held)

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
            return go_to(SIGN_IN)
        return page("welcome")

    async def set_up(self, request: Request) -> Response:
        """The form that makes the cabinet and the manager's account; then the recovery code, once."""
        if cabinet.is_there(self.home()):
            return _set_up_already()
        if request.method != "POST":
            return page("set_up", typed={})
        sent = await form(request)
        typed = {"setting": sent.get("setting", "").strip(), "manager": sent.get("manager", "").strip()}
        password, again = sent.get("password", ""), sent.get("again", "")
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
        except (DamagedCabinet, NoRoom) as fault:
            log.exception("The cabinet could not be made.")
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            return page("set_up", status=status, typed=typed, trouble=str(fault))
        except OSError:
            log.exception("The cabinet could not be written.")
            trouble = f"The folder {self.home()} cannot be written. Make it writable, then try again."
            return page("set_up", status=HTTPStatus.INTERNAL_SERVER_ERROR, typed=typed, trouble=trouble)
        token, code = made
        answer = recovery_page(typed["setting"], typed["manager"], code, onwards="/")
        return with_cookie(request, answer, token)

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
            return go_to(WELCOME)
        try:
            token = await to_thread.run_sync(self._open_sample)
        except CabinetExists:
            return _set_up_already()
        return with_cookie(request, go_to("/"), token)

    def _open_sample(self) -> str:
        with self._one_set_up:
            if cabinet.is_there(self.home()) or cabinet.is_out_of_reach(self.home()):
                # Set up while this one waited: what is open now is no sample, and nobody is let into it here.
                raise CabinetExists("There are records already.")
            opened = cabinet.active()
            if opened is not None and sessions.people_in(opened):
                who = next(who for _, who in signing_in.open_accounts(opened) if who.role is Role.MANAGER)
            else:
                # Closed first: Windows does not remove a file that is open.
                cabinet.make_active(None)
                from store import sample  # here: it is long, and whoever has records never looks at it

                opened, who = sample.look_around(self.home())
                cabinet.make_active(opened)
                threading.Thread(target=self.opened, daemon=True).start()
            return sessions.start(opened, who)

    def _leave_the_sample(self) -> None:
        with self._one_set_up:
            cabinet.make_active(None)

    # Signing in and out ---------------------------------------------------------------------------

    async def sign_in(self, request: Request) -> Response:
        """The form, and what it opens: the page that was asked for, or the step that comes before it."""
        if not cabinet.is_there(self.home()):
            return go_to(WELCOME)
        if request.method != "POST":
            to = safe(request.query_params.get("to", ""), self.pages)
            if await self._who(request):
                return go_to(to)
            said = request.query_params
            made_on = day_said(said.get("of", ""))
            return page("sign_in", typed={}, to=to, why=said.get("why", ""), made_on=made_on)
        sent = await form(request)
        name, password = sent.get("name", "").strip(), sent.get("password", "")
        to = safe(sent.get("to", ""), self.pages)
        shown = {"typed": {"name": name}, "to": to}
        problems = {}
        if not name:
            problems["name"] = "Enter your sign-in name."
        if not password:
            problems["password"] = "Enter your password."  # noqa: S105
        if problems:
            return page("sign_in", status=HTTPStatus.UNPROCESSABLE_ENTITY, problems=problems, **shown)
        whom: Hashable = ("at", holder_name(name), address(request))
        keys = self._keys(whom, name, address(request))
        if (left := self.waiting.try_now(keys)) > 0:
            seconds, trouble = wait_words(left)
            answer = page("sign_in", status=HTTPStatus.TOO_MANY_REQUESTS, trouble=trouble, **shown)
            answer.headers["retry-after"] = str(seconds)
            return answer
        before = cookie(request.headers)
        try:
            token, onwards = await self.derive(lambda: self._let_in(name, password, before, to))
        except WrongPassword:
            await to_thread.run_sync(signing_in.note_refused_sign_in, name)
            return page("sign_in", status=HTTPStatus.FORBIDDEN, trouble=NO_MATCH, **shown)
        except NotAllowed as fault:
            return page("sign_in", status=HTTPStatus.FORBIDDEN, trouble=str(fault), **shown)
        except (DamagedCabinet, DamagedKeyring, NewerCabinet, NoCabinet, NotSaved) as fault:
            log.exception("The cabinet could not be opened.")
            return page("sign_in", status=HTTPStatus.INTERNAL_SERVER_ERROR, trouble=str(fault), **shown)
        except cabinet.UNREACHABLE:
            log.exception("The database does not answer.")
            status = HTTPStatus.SERVICE_UNAVAILABLE
            return page("sign_in", status=status, trouble=cabinet.NOT_ANSWERING, **shown)
        self.waiting.succeeded(keys, known=whom)
        return with_cookie(request, go_to(onwards), token)

    def _keys(self, whom: Hashable, name: str, from_address: str) -> dict[Hashable, int]:
        # Who has signed in from here before waits for the mistakes made here under this name alone.
        if self.waiting.is_known(whom):
            return {("known", whom): FREE_TRIES}
        return {
            ("name", holder_name(name)): FREE_TRIES,
            ("address", from_address): FREE_TRIES_FOR_AN_ADDRESS,
        }

    def _let_in(self, name: str, password: str, before: str, to: str) -> tuple[str, str]:
        """The token of a session, or of somebody half way in, and where it leads."""
        opened, who = signing_in.open_and_find(self.home(), name, password)
        sessions.end(opened, before)
        needs_password = signing_in.has_one_time_password(opened, who.account_id)
        return self._onwards(opened, who, to, needs_password=needs_password)

    def _onwards(
        self, opened: Cabinet, who: Who, to: str, *, needs_password: bool = False
    ) -> tuple[str, str]:
        """The token of a session, or of somebody who has still something to enter; and where to."""
        if why := signing_in.why_shut(opened, who):
            raise NotAllowed(why)  # before another password is chosen
        number = signing_in.password_number(opened, who.account_id)
        needs_code = second_factor.is_set_up(opened, who.account_id)
        if not needs_code and not needs_password:
            return sessions.start(opened, who, password_number=number), to
        token = self.half_way.begin(
            who,
            sign_in_name=signing_in.signs_in_as(opened, who.account_id),
            password_number=number,
            needs_code=needs_code,
            needs_password=needs_password,
            to=to,
        )
        return token, SECOND_FACTOR if needs_code else NEW_PASSWORD

    async def derive(self, work: Callable[[], Any]) -> Any:
        """Runs what unwraps a key beside the requests, a few at a time."""
        self._passwords = self._passwords or CapacityLimiter(AT_ONCE)
        return await to_thread.run_sync(work, limiter=self._passwords)

    async def _who(self, request: Request) -> Who | None:
        token = cookie(request.headers)
        return await to_thread.run_sync(lambda: sessions.who_is(cabinet.active(), token, touch=False))

    # While somebody is signed in ------------------------------------------------------------------

    async def idle(self, request: Request) -> Response:
        """How long an open page may go on without use. Asking is no use of it."""
        return await self._time_left(cookie(request.headers), is_used=False)

    async def stay(self, request: Request) -> Response:
        """That somebody is at the open page: a key or a button was pressed there."""
        if request.method != "POST":  # said here, or Streamlit would answer with a page
            return PlainTextResponse("This is said by an open page.", status_code=405)
        return await self._time_left(cookie(request.headers), is_used=True)

    async def _time_left(self, token: str, *, is_used: bool) -> Response:
        def asked() -> tuple[Who | None, float]:
            opened = cabinet.active()
            return sessions.who_is(opened, token, touch=is_used), sessions.seconds_left(opened, token)

        # A stranger is told that nothing is left: a refusal would be an error in the page that asks.
        who, left = await to_thread.run_sync(asked)
        said = {"left": round(left, 1), "session": who.session_id if who else None}
        if who is None:
            return JSONResponse(said)
        names = "off" if who.is_on_screen or who.is_presenting else "shown"
        return JSONResponse({**said, "process": self.process, "names": names})

    async def download(self, request: Request) -> Response:
        """A file that this very session asked for, once."""
        if request.method != "GET":  # said here, or a look at the headers would use it up
            return PlainTextResponse("A file is fetched by its link.", status_code=405)
        who = await self._who(request)
        offered = downloads.take(who, request.path_params["ticket"]) if who else None
        opened = cabinet.active()
        if offered is None or who is None or opened is None:
            return error_page(
                "This file is no longer here",
                "A file can be fetched once, within two minutes, by the person who asked for it. Go back to "
                "the page and ask for it again.",
                status=HTTPStatus.NOT_FOUND,
            )

        def made() -> bytes:
            with downloads.fetching(request.path_params["ticket"], offered):
                content = offered.made()
                with opened.writing(who) as session:  # asks once more whether the sign-in still stands
                    audit.note(session, "downloaded", file=offered.name)
                return content

        try:
            content = await to_thread.run_sync(made)
        except NotAllowed as fault:
            return error_page("This file is not given out", str(fault), status=HTTPStatus.FORBIDDEN)
        return Response(
            content,
            media_type=offered.media_type,
            headers={
                "content-disposition": f'attachment; filename="{plain_name(offered.name)}"; '
                f"filename*=UTF-8''{quote(offered.name, safe='')}"
            },
        )

    async def fate(self, request: Request) -> Response:
        """What became of a file that an open page offers. Asking is no use of the page."""
        who = await self._who(request)
        fate = downloads.fate(who, request.path_params["ticket"]) if who else downloads.Fate.GONE
        return JSONResponse({"fate": fate})

    async def sign_out(self, request: Request) -> Response:
        """Ends the session here and everywhere, and has the browser forget what it kept."""
        is_real = cabinet.is_there(self.home())
        token = cookie(request.headers)
        self.half_way.end(token)
        await to_thread.run_sync(self._end, token, is_real)
        back = after_signing_out(SIGN_IN, request.query_params, self.pages)
        answer = without_cookie(go_to(back if is_real else WELCOME))
        answer.headers["clear-site-data"] = '"cache", "storage"'
        return answer

    def _end(self, token: str, is_real: bool) -> None:
        opened = cabinet.active()
        if opened is None:
            return
        sessions.end(opened, token)
        if not is_real:
            self._drop_the_sample(opened)

    def _drop_the_sample(self, opened: Cabinet) -> None:
        """What was tried out goes with the last who tried, unless a setting was set up meanwhile."""
        with self._one_set_up:
            if cabinet.active() is opened and opened.is_sample and not sessions.people_in(opened):
                cabinet.make_active(None)


def _set_up_already() -> Response:
    return error_page(
        "This setting is already set up",
        "Sign in to open it. If nobody knows the password, the recovery code is in the office cabinet. "
        f"{NOT_ON_PAPER}",
        status=HTTPStatus.NOT_FOUND,
    )
