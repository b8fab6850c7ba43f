"""Servers to measure: the dashboard as people start it, and a plain Streamlit server with an empty page."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import psutil

from bench.records import twenty_years
from store import setting
from store.cabinet import Cabinet

ROOT = Path(__file__).resolve().parent.parent
BLANK = ROOT / "bench" / "blank.py"
MANAGER, PASSWORD = "Joanne Pryce", "violin cactus harbour toast"
UP_WITHIN_SECONDS = 60
STOPPED_WITHIN_SECONDS = 20


class NotMeasured(Exception):
    """The bench could not measure, and says why."""


@dataclass
class Server:
    """A running server: its port, the seconds from start to first answer, its process, the cookie to send."""

    port: int
    started_in: float
    pid: int = 0
    cookie: str = ""
    has_passwords: bool = False

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def peak_memory(self) -> int:
        """The most memory, in bytes, that the process has ever had; where only the present is told, that."""
        told = Path(f"/proc/{self.pid}/status")
        if told.exists() and (found := re.search(r"VmHWM:\s*(\d+) kB", told.read_text(encoding="utf-8"))):
            return int(found[1]) * 1024
        held = psutil.Process(self.pid).memory_info()
        return int(getattr(held, "peak_wset", held.rss))

    def another(self) -> "Server":
        """The same server for somebody else: the manager signed in once more, where there is a password."""
        if not self.has_passwords:
            return self
        return replace(self, cookie=_signed_in(self.port, is_set_up=True))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _ask(
    port: int, method: str, path: str, form: dict[str, str] | None = None
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"accept": "text/html"}
    if form is not None:
        headers |= {
            "origin": f"http://127.0.0.1:{port}",
            "content-type": "application/x-www-form-urlencoded",
        }
    try:
        connection.request(method, path, urlencode(form) if form is not None else None, headers)
        got = connection.getresponse()
        body = got.read().decode("utf-8", "replace")
        return got.status, {name.lower(): value for name, value in got.getheaders()}, body
    finally:
        connection.close()


@contextmanager
def running(
    command: list[str], *, cwd: Path, first_path: str, env: dict[str, str], port_by: str = "--server.port"
) -> Iterator[Server]:
    """The server of `command`, from its first answer on `first_path` to the end of the block.

    `port_by` is the option of `command` that takes the port.
    """
    port = _free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, port_by, str(port)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": "", "CABINET_HOSTS": "", **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                if _ask(port, "GET", first_path)[0] == 200:
                    break
            except OSError:
                pass
            if process.poll() is not None or time.perf_counter() - began > UP_WITHIN_SECONDS:
                raise NotMeasured(f"The server of {command[-1]} did not answer. Start it by hand to see why.")
            time.sleep(0.01)
        yield Server(port, time.perf_counter() - began, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def blank(folder: Path) -> Iterator[Server]:
    """A plain Streamlit server with an empty page, with Streamlit's own settings, run in `folder`."""
    command = [sys.executable, "-m", "streamlit", "run", str(BLANK), "--server.headless", "true"]
    command += ["--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"]
    with running(command, cwd=folder, first_path="/_stcore/health", env={}) as server:
        yield server


@contextmanager
def dashboard(
    home: Path, *, database: str = "", remembers: bool = True, queries: Path | None = None
) -> Iterator[Server]:
    """The dashboard with the cabinet in `home`, with its manager signed in.

    In an empty `home` the fictional setting is opened, as somebody who looks around does. The records are in
    the PostgreSQL at the address `database` where there is one. One that does not remember reads everything
    anew at each look; so does one with `queries`, which writes every query into that file and is not timed.
    """
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    if queries or not remembers:
        told = ["--queries", str(queries)] if queries else []
        command = [sys.executable, "-m", "bench.forgetful", *told, "app.py"]
    env = {"CABINET_HOME": str(home), "DATABASE_URL": database}
    with running(command, cwd=ROOT, first_path="/health", env=env) as server:
        server.has_passwords = (home / "keyring.json").exists()
        server.cookie = _signed_in(server.port, is_set_up=server.has_passwords)
        yield server


def _signed_in(port: int, *, is_set_up: bool) -> str:
    form = {"name": MANAGER, "password": PASSWORD} if is_set_up else {}
    status, headers, _ = _ask(port, "POST", "/sign-in" if is_set_up else "/look-around", form)
    cookie = re.match(r"[^;]+", headers.get("set-cookie", ""))
    if cookie is None:
        raise NotMeasured(f"The dashboard did not sign the manager in: it answered {status}.")
    return cookie[0]


def set_up(home: Path, fill: Callable[[Cabinet], None]) -> None:
    """Puts a setting into `home` with the records of `fill`, in an encrypted file."""
    opened, _, _ = setting.set_up(home, "Bluebell Lane Nursery", MANAGER, PASSWORD)
    try:
        fill(opened)
    finally:
        opened.close()


def set_up_twenty_years(home: Path, *, today: date) -> None:
    """Puts a setting with twenty years of records into `home`."""
    set_up(home, lambda opened: twenty_years(opened, today=today))
