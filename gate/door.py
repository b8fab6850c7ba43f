"""The door: what every request meets before anything else, Streamlit's own routes included (PR-2; law L10).

Nothing passes by default. A stranger gets the few paths that are named here in exactly this spelling, and
is otherwise shown where to sign in, or refused.
"""

import logging
import os
import re
import time
from collections.abc import Callable, Collection
from pathlib import Path
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, QueryParams
from starlette.requests import ClientDisconnect, cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gate.assets import Assets
from gate.headers import FOR_A_YEAR, GATE_POLICY, NO_STORE, app_policy, completed, inline_script_hashes
from gate.html import error_page
from gate.quiet_log import outline
from gate.together import Together
from gate.way_back import after_signing_out, asked_for, with_way_back
from rules.need_to_know import Act, Thing, may
from store import cabinet
from store.cabinet import DamagedCabinet, Who
from store.sessions import COOKIE, hashed, who_is

log = logging.getLogger(__name__)

SIGN_IN, WELCOME = "/sign-in", "/welcome"
ORGANISATION, ORGANISATION_BACK = "/organisation", "/organisation/back"
# Scripts of our own for every page of the app; `static/idle.js` clears it when nobody uses it.
SCRIPTS = (
    "idle",
    "begin-here",
    "keep-typed",
    "menu-over-page",
    "opened-record",
    "refused-fields",
    "saved-at-once",
    "to-the-list",
    "typed-date",
    "typed-stays-here",
)
# Beginning the body, its rules come after Streamlit's own, which are written into the head.
STYLE = '<link rel="stylesheet" href="/gate/dashboard.css">'
FONT = "/gate/source-sans.woff2"  # Streamlit's
FILES = frozenset(
    {
        FONT,
        "/gate/gate.css",
        "/gate/dashboard.css",
        *(f"/gate/{name}.js" for name in (*SCRIPTS, "charts-ahead", "show-password")),
    }
)
HALF_WAY = frozenset({"/second-factor", "/new-password"})  # these ask for themselves who is half way in
BEGINNINGS = frozenset({WELCOME, "/set-up", "/look-around", "/put-back"})  # of a cabinet, where there is none
OPEN_PATHS = (
    frozenset({SIGN_IN, ORGANISATION, ORGANISATION_BACK, "/recover", "/health", "/idle"})
    | BEGINNINGS
    | HALF_WAY
    | FILES
)
OF_ONES_OWN = frozenset({"/my-password", "/my-second-factor", "/new-recovery-code"})
OURS = OPEN_PATHS | OF_ONES_OWN | {"/sign-out", "/stay"}
DOWNLOADS, UPLOADS = "/download/", "/_stcore/upload_file"
# Streamlit hands out what is under these to whoever knows the address, again and again: files leave by
# `/download/` alone, and how busy the app is is nobody's business.
SHUT = ("/media/", "/_stcore/metrics", "/_stcore/agent", "/app/static/", "/component/")
# Scripts that every page of ours needs. Streamlit itself asks for them one after the other, once it has the
# first of a page's elements.
NEEDED_SOON = ("Html", "purify", "Button")
NEEDED_LATER = ("PlotlyChart", "DataFrame")
OWN_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
# A name or an address and perhaps a port, and nothing more: it stands in the headers of the answer.
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?", re.IGNORECASE | re.ASCII)
_TRICKS = (b"//", b"\\", b"%2f", b"%5c", b"%2e", b"%00", b"/./", b"/../", b"%25")
_TRUSTED_HEADER = b"x-cabinet-session"
# Nobody in front of the app says who a person is, so whatever claims to is taken off.
_IDENTITY_HEADERS = (
    b"x-cabinet-", b"remote-", b"x-remote-", b"x-user", b"x-auth", b"x-forwarded-user", b"x-forwarded-email",
    b"x-forwarded-preferred", b"x-forwarded-groups", b"x-forwarded-access", b"x-streamlit-user", b"x-goog-",
    b"x-ms-client-principal", b"x-amzn-oidc", b"cf-access-",
)  # fmt: skip
NOT_NAMED = "This address is not answered here. Whoever runs the dashboard names it in CABINET_HOSTS."
_ASSET_TRUST_SECONDS = 5.0
QUIET_SECONDS = 60.0


class Door:
    """The ASGI middleware in front of the app.

    `assets` are Streamlit's own files; `rerun` is the message by which Streamlit's browser side asks for a
    plain run of the main script; `ends` says of a message whether it tells the browser that a run has ended;
    `pages` are the addresses of the app's pages, to which a sign-in leads back.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        assets: Assets,
        rerun: bytes,
        ends: Callable[[bytes], bool],
        home: Callable[[], Path] = cabinet.default_home,
        pages: Collection[str] = ("/",),
    ) -> None:
        self.app = app
        self.assets = assets
        self.rerun = rerun
        self.ends = ends
        self.home = home
        self.pages = pages
        soon = (
            f'<link rel="modulepreload" crossorigin href=".{path}">' for path in assets.scripts(NEEDED_SOON)
        )
        later = f'data-scripts="{" ".join(assets.scripts(NEEDED_LATER))}"'
        ahead = f'<script src="/gate/charts-ahead.js" {later} defer></script>'
        ours = (f'<script src="/gate/{name}.js" defer></script>' for name in SCRIPTS)
        self.added = "".join((*soon, ahead, *ours)).encode()
        self.script_hashes = inline_script_hashes(assets.root / "index.html")
        self._known_for_assets: dict[bytes, float] = {}
        self._quiet_until = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request pass, or answers it here."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_secure = scope["scheme"] in {"https", "wss"}
        answer: ASGIApp | None = refusal(scope, headers)
        if answer is None:
            host = headers["host"]
            policy = GATE_POLICY if _is_ours(scope["path"]) else app_policy(self.script_hashes, host)
            send = _completing(send, policy, is_secure)
            try:
                answer = await self._answer(scope, headers)
            except (*cabinet.UNREACHABLE, DamagedCabinet) as fault:
                self._say(fault)
                answer = _trouble(fault) if scope["type"] == "http" else _refuse_websocket
        else:
            send = _completing(send, GATE_POLICY, is_secure)
        await _safely(answer, scope, receive, send, self._say)

    def _say(self, fault: Exception) -> None:
        """Into the log, once a minute: while the records are away, every open page asks again and again."""
        if time.monotonic() < self._quiet_until:
            return
        self._quiet_until = time.monotonic() + QUIET_SECONDS
        log.error("The records could not be reached.\n%s", outline(fault))
        cabinet.why_refused(fault)

    async def _answer(self, scope: Scope, headers: Headers) -> ASGIApp:
        path, token = scope["path"], cookie(headers)
        scope["headers"] = [
            (name, value)
            for name, value in scope["headers"]
            if not name.lower().startswith(_IDENTITY_HEADERS)
        ]
        if scope["type"] == "http" and self.assets.has(path):
            return await self._asset(scope, headers, token)
        if scope["type"] == "http" and path in OPEN_PATHS:
            if path in BEGINNINGS and cabinet.is_out_of_reach(self.home()):
                return error_page(*cabinet.OUT_OF_REACH, status=503)
            return self.app
        if path == "/sign-out" and token:
            return self.app  # a session that went idle is cleared from the browser too
        who = await to_thread.run_sync(lambda: who_is(cabinet.active(), token, touch=False))
        if who is None:
            return self._stranger(scope, headers)
        if scope["type"] == "websocket":
            return self._watched(scope, token, who)
        if path.startswith(SHUT):
            return PlainTextResponse("Nothing is given out here.", status_code=404)
        if path.startswith(UPLOADS) and not may(who.role, Act.RECORD, Thing.SETTING):
            return PlainTextResponse("Your role brings in no registers.", status_code=403)
        if who.is_presenting and path in OF_ONES_OWN:
            # The screen is the meeting's: whoever stands at it sets up no phone of theirs as a second factor.
            return RedirectResponse("/", status_code=303)
        return self.app if _is_ours(path) else _adding(self.app, self.added)

    def _stranger(self, scope: Scope, headers: Headers) -> ASGIApp:
        if scope["type"] == "websocket":
            return _refuse_websocket
        is_page = scope["method"] in {"GET", "HEAD"} and "text/html" in headers.get("accept", "")
        if is_page or scope["path"] == "/sign-out":
            if not cabinet.is_there(self.home()):
                return RedirectResponse(WELCOME, status_code=303)
            query = scope.get("query_string", b"")
            if scope["path"] == "/sign-out":  # an open page, of which another took the cookie away
                back = after_signing_out(SIGN_IN, QueryParams(query), self.pages)
                return RedirectResponse(back, status_code=303)
            to = asked_for(scope["path"], query, self.pages)
            return RedirectResponse(with_way_back(SIGN_IN, to), status_code=303)
        return PlainTextResponse("Sign in first.", status_code=401)

    async def _asset(self, scope: Scope, headers: Headers, token: str) -> ASGIApp:
        # A page asks for a hundred of these at once, and none of them holds a record: the answer to
        # who asks may be a few seconds old.
        if scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse("Only reading is possible here.", status_code=405)
        key, now = hashed(token), time.monotonic()
        if self._known_for_assets.get(key, 0.0) < now:
            if await to_thread.run_sync(lambda: who_is(cabinet.active(), token, touch=False)) is None:
                return PlainTextResponse("Sign in first.", status_code=401)
            self._known_for_assets = {k: t for k, t in self._known_for_assets.items() if t >= now}
            self._known_for_assets[key] = now + _ASSET_TRUST_SECONDS
        path, takes = scope["path"], headers.get("accept-encoding", "")
        asset = self.assets.kept(path, takes)
        if asset is None:
            asset = await to_thread.run_sync(self.assets.asset, path, takes)
        given, body = asset.headers(), asset.body

        async def send_asset(scope: Scope, receive: Receive, send: Send) -> None:
            del receive
            start = {"type": "http.response.start", "status": 200, "headers": given, "cache": FOR_A_YEAR}
            await send(start)
            await send({"type": "http.response.body", "body": body if scope["method"] == "GET" else b""})

        return send_asset

    def _watched(self, scope: Scope, token: str, who: Who) -> ASGIApp:
        # Streamlit resumes a browser session only for the same identity: here, the same sign-in.
        scope["headers"].append((_TRUSTED_HEADER, str(who.session_id).encode()))

        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            together = Together(send, self.ends)

            async def asked() -> Message:
                message = await receive()
                if message["type"] == "websocket.receive":
                    together.asked()
                    still = await to_thread.run_sync(lambda: who_is(cabinet.active(), token, touch=False))
                    if still is None:
                        # A fragment, a dialog or a callback would run without the main script: whatever
                        # was asked, what runs is the main script, which clears the page.
                        return {"type": "websocket.receive", "bytes": self.rerun}
                return message

            try:
                await self.app(scope, asked, together.send)
            finally:
                together.stop()

        return watched


def cookie(headers: Headers) -> str:
    """The session token that the request carries, or an empty text."""
    # As the app behind reads them. Python's own reader finds none beside one that breaks the rules, and a
    # browser sends along what any other program of this computer has left with it.
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def allowed_hosts() -> frozenset[str]:
    """The host names that the app answers to: this machine's own, and those in `CABINET_HOSTS`."""
    more = os.environ.get("CABINET_HOSTS", "").replace(",", " ").split()
    return OWN_HOSTS | {host.strip("[]").lower() for host in more}


def refusal(scope: Scope, headers: Headers) -> ASGIApp | None:
    """What refuses a request that no browser of ours would send, or None.

    That is a foreign Host (a name that was pointed at this machine), a path spelt to slip past, or a form
    or websocket that another site's page sends. A client that is no browser sends neither `Origin` nor
    `Sec-Fetch-Site`; nobody can be tricked through it, and it needs the cookie all the same.
    """
    is_websocket = scope["type"] == "websocket"
    if not _is_allowed_host(headers.getlist("host")):
        return _refuse_websocket if is_websocket else _plain(NOT_NAMED, 400)
    raw = scope.get("raw_path") or scope["path"].encode()
    lowered = raw.lower()
    if any(trick in lowered for trick in _TRICKS) or lowered.endswith((b"/.", b"/..")):
        return _refuse_websocket if is_websocket else _plain("This path is not answered here.", 400)
    if raw.decode("latin-1") != scope["path"] and scope["path"] in OURS:
        return _refuse_websocket if is_websocket else _plain("This path is not answered here.", 400)
    changes = is_websocket or scope["method"] not in {"GET", "HEAD", "OPTIONS"}
    if changes and not _is_same_origin(scope, headers):
        return _refuse_websocket if is_websocket else _plain("This form came from another site.", 403)
    return None


def _is_allowed_host(given: list[str]) -> bool:
    found = _HOST.fullmatch(given[0]) if len(given) == 1 else None
    return found is not None and found[1].strip("[]").rstrip(".").lower() in allowed_hosts()


def _is_same_origin(scope: Scope, headers: Headers) -> bool:
    origins = headers.getlist("origin")
    if not origins:
        return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    origin = urlsplit(origins[0])
    # Behind a proxy that ends TLS the app may see http where the browser sees https; not the other way.
    is_secure = scope["scheme"] in {"https", "wss"}
    schemes = {"https"} if is_secure else {"http", "https"}
    return len(origins) == 1 and origin.scheme in schemes and origin.netloc == headers["host"]


def _plain(text: str, status: int) -> Response:
    return PlainTextResponse(text, status_code=status)


def _trouble(fault: Exception) -> Response:
    """What a person is told where something went wrong, with what to do about it."""
    heading, text = cabinet.in_words(fault) or (
        "Something went wrong",
        "The last step was not answered. Go back and try it again; if it was recorded, it will be "
        "there once only.",
    )
    return error_page(heading, text, status=503 if isinstance(fault, cabinet.UNREACHABLE) else 500)


async def _refuse_websocket(scope: Scope, receive: Receive, send: Send) -> None:
    """Closes before accepting; where the server can, with an answer that carries the headers."""
    del receive
    if "websocket.http.response" in scope.get("extensions", {}):
        start = {"type": "websocket.http.response.start", "status": 403}
        await send({**start, "headers": [(b"content-type", b"text/plain"), (b"content-length", b"14")]})
        await send({"type": "websocket.http.response.body", "body": b"Sign in first."})
    else:
        await send({"type": "websocket.close", "code": 1008})


def _completing(send: Send, policy: str, is_secure: bool) -> Send:
    """`send`, with the headers of every answer on whatever starts one."""

    async def completing(message: Message) -> None:
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            cache = message.get("cache", NO_STORE)
            given = [(bytes(name), bytes(value)) for name, value in message.get("headers", ())]
            message = {
                **message,
                "headers": completed(given, policy=policy, cache=cache, is_secure=is_secure),
            }
            message.pop("cache", None)
        await send(message)

    return completing


def _is_ours(path: str) -> bool:
    return path in OURS or path.startswith(DOWNLOADS)


def _adding(app: ASGIApp, added: bytes) -> ASGIApp:
    """`app`, whose HTML pages load what is `added` to their head, and the stylesheet."""

    async def with_more(scope: Scope, receive: Receive, send: Send) -> None:
        scope["headers"] = [
            (name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"
        ]
        start: Message | None = None
        body = b""

        async def adding(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_html(message):
                start = message
            elif message["type"] == "http.response.body" and start is not None:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    body = body.replace(b"</head>", added + b"</head>", 1)
                    body = body.replace(b"<body>", b"<body>" + STYLE.encode(), 1)
                    await _send_whole(start, body, send)
            else:
                await send(message)

        await app(scope, receive, adding)

    return with_more


def _is_html(start: Message) -> bool:
    return Headers(raw=list(start.get("headers", ()))).get("content-type", "").startswith("text/html")


async def _send_whole(start: Message, body: bytes, send: Send) -> None:
    kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
    await send({**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})


async def _safely(
    answer: ASGIApp, scope: Scope, receive: Receive, send: Send, say: Callable[[Exception], None]
) -> None:
    """Answers; a fault becomes a plain page, and a log line without names: `say` where records are away."""
    has_started = False

    async def noting(message: Message) -> None:
        nonlocal has_started
        has_started = has_started or message["type"] != "http.response.debug"
        await send(message)

    try:
        await answer(scope, receive, noting)
    except ClientDisconnect:
        return  # gone half way through a form: nobody to answer, nothing to mend, and no line for it
    except Exception as fault:
        if isinstance(fault, cabinet.UNREACHABLE):
            say(fault)
        else:
            log.exception("A request was not answered.")
        if scope["type"] != "http" or has_started:
            raise
        await _trouble(fault)(scope, receive, send)
