"""The app as people start it: `streamlit run app.py`, spoken to over HTTP."""

import asyncio
import http.client
import re
import socket
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest

from store import cabinet
from tests import apps
from tests.conftest import FILE, Makes, wrap_cheaply

ROOT = Path(__file__).parent.parent.parent
SETTING, MANAGER = "Little Sparks", "Joanne Pryce"
PASSWORD = "violin cactus harbour toast"
UP_WITHIN_SECONDS = 60
T = TypeVar("T")


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives, run in a thread of its own: in the worker's a browser's loop may be running."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, coroutine).result()


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Visitor:
    """Somebody at a browser: keeps the cookie, says where a form comes from."""

    port: int
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, **changed: str | None
    ) -> Answer:
        """One request. `changed` headers replace the usual ones; None leaves one out."""
        usual: dict[str, str | None] = {"accept": "text/html", "host": f"127.0.0.1:{self.port}"}
        if method not in {"GET", "HEAD"}:
            usual |= {"origin": self.origin, "content-type": "application/x-www-form-urlencoded"}
        if self.token:
            usual["cookie"] = f"cabinet_session={self.token}"
        sent = usual | self.headers | {name.replace("_", "-"): value for name, value in changed.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            body = urlencode(form).encode() if form is not None else b""
            for name, value in sent.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.putheader("content-length", str(len(body)))
            connection.endheaders(body)
            got = connection.getresponse()
            answer = Answer(
                got.status,
                {name.lower(): value for name, value in got.getheaders()},
                got.read().decode("utf-8", "replace"),
            )
        finally:
            connection.close()
        if found := re.match(r"cabinet_session=([^;]*)", answer.headers.get("set-cookie", "")):
            self.token = found[1].strip('"')
        return answer

    def get(self, path: str, **changed: str | None) -> Answer:
        return self.ask("GET", path, **changed)

    def post(self, path: str, form: dict[str, str], **changed: str | None) -> Answer:
        return self.ask("POST", path, form, **changed)

    def sign_in(self, name: str = MANAGER, password: str = PASSWORD, **changed: str | None) -> Answer:
        return self.post("/sign-in", {"name": name, "password": password}, **changed)

    def sign_out(self) -> Answer:
        return self.get("/sign-out")

    def set_up(self, **typed: str) -> Answer:
        form = {"setting": SETTING, "manager": MANAGER, "password": PASSWORD, "again": PASSWORD}
        return self.post("/set-up", form | typed)


@dataclass
class Server:
    """The running app."""

    process: apps.App
    port: int
    home: Path
    log: Path
    recovery_code: str = ""
    is_everybodys: bool = False  # of all modules, and not of one

    def visitor(self) -> Visitor:
        return Visitor(self.port)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


_RUNNING: list[Server] = []


def _stop(servers: list[Server]) -> None:
    for server in servers:
        server.process.terminate()
    while servers:
        servers.pop().process.wait(20)


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts the app with a home of its own, or the one given; stops it at the end, or with its module.

    What else is named goes into the environment that it starts with.
    """

    def start(home: Path | None = None, *, afresh: bool = False, **environment: str) -> Server:
        home = home or tmp_path_factory.mktemp("home")
        port, log = _free_port(), tmp_path_factory.mktemp("log") / "log.txt"
        process = apps.start(port, log, {"CABINET_HOME": str(home), **environment}, afresh=afresh)
        server = Server(process, port, home, log)
        _RUNNING.append(server)
        until = time.monotonic() + UP_WITHIN_SECONDS
        while True:
            try:
                assert server.visitor().get("/health").text == "ok"
                return server
            except OSError:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < until, f"not up in time:\n{log.read_text()}"
                time.sleep(0.05)

    yield start
    _stop(_RUNNING)


@pytest.fixture(scope="module", autouse=True)
def stopped() -> Iterator[None]:
    """Stops what a module started: an app that nobody uses looks now and then whether anything is due."""
    yield
    others = [server for server in _RUNNING if not server.is_everybodys]
    _RUNNING[:] = [server for server in _RUNNING if server.is_everybodys]
    _stop(others)


def code_in(text: str) -> str:
    """The recovery code that a page shows."""
    return "-".join(re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", text))


@pytest.fixture(scope="session")
def start_and_set_up(
    start: Callable[..., Server], made: Makes, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Server]:
    """Starts the app with a setting that was set up, whose passwords cost what tests can pay often, unlocked
    by a sign-in. It is a copy of one that was made before: the form has its own tests, and `server`."""

    def start_and_set_up(**environment: str) -> Server:
        original, home = made(FILE), tmp_path_factory.mktemp("home")
        original.copied_to(home, None)
        server = start(home, **environment)
        server.recovery_code = original.recovery_code
        visitor = server.visitor()
        assert visitor.sign_in().status == 303
        visitor.sign_out()
        return server

    return start_and_set_up


@pytest.fixture(scope="session")
def server(start: Callable[..., Server]) -> Server:
    """The app with a setting that was set up by its form, whose passwords then cost what tests can pay often;
    its manager signs in anew in each test."""
    server = start()
    server.is_everybodys = True
    shown = server.visitor().set_up()
    assert shown.status == 200
    server.recovery_code = code_in(shown.text)
    wrap_cheaply(server.home, cabinet.unlock(server.home, MANAGER, PASSWORD), server.recovery_code)
    return server


@pytest.fixture
def stranger(server: Server) -> Visitor:
    """Somebody who is not signed in."""
    return server.visitor()


@pytest.fixture
def manager(server: Server) -> Visitor:
    """The manager, signed in."""
    visitor = server.visitor()
    assert visitor.sign_in().status == 303
    return visitor
