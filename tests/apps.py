"""The app as people start it, `streamlit run app.py`, by a process that has loaded its libraries before.

To load them takes an app longer than all else that most tests with one ask of it. They are loaded once for
all tests, and whoever starts an app gets a copy of that process, which loads what is ours and goes on as any
other. Where a process cannot be copied, and where a test says that it has to begin `afresh`, it does.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = (
    "streamlit.web.cli",
    "streamlit.web.server.starlette",
    "pandas",
    "pyarrow.pandas_compat",
    "plotly.graph_objects",
    "holidays.countries",
    "sqlmodel",
    "sqlcipher3",
    "psycopg",
    "cryptography",
    "argon2",
    "brotli",
)


class Copied:
    """An app that another process began, as far as `subprocess.Popen` tells of one."""

    def __init__(self, pid: int) -> None:
        self.pid, self._process = pid, psutil.Process(pid)

    def poll(self) -> int | None:
        """Nothing while it runs; how it ended is not known."""
        return None if self._process.is_running() else -1

    def terminate(self) -> None:
        if self.poll() is None:
            self._process.terminate()

    def kill(self) -> None:
        if self.poll() is None:
            self._process.kill()

    def wait(self, timeout: float | None = None) -> None:
        try:
            self._process.wait(timeout)
        except psutil.TimeoutExpired as fault:
            raise subprocess.TimeoutExpired("app.py", timeout or 0) from fault


App = Copied | subprocess.Popen[bytes]


def start(port: int, log: Path, environment: dict[str, str], *, afresh: bool = False) -> App:
    """Starts the app on a port with this environment beside the tests' own; what it says goes to `log`."""
    arguments = ["run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, "DATABASE_URL": "", "CABINET_HOSTS": "", **environment}
    if afresh or sys.platform != "linux":
        with log.open("wb") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "streamlit", *arguments],
                cwd=ROOT,
                env=environment,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
    original = _original()
    assert original.stdin
    assert original.stdout
    original.stdin.write(json.dumps([arguments, environment, str(log)]) + "\n")
    original.stdin.flush()
    return Copied(int(original.stdout.readline()))


@cache
def _original() -> "subprocess.Popen[str]":
    """The process to copy, which ends with the tests."""
    original = subprocess.Popen(
        [sys.executable, "-m", "tests.apps"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(original.communicate)
    return original


def _copy_when_asked() -> None:
    for name in LIBRARIES:
        import_module(name)
    assert threading.active_count() == 1, "A thread is not copied."
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, _let_go)
    for line in sys.stdin:
        arguments, environment, log = json.loads(line)
        if not (pid := os.fork()):
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _become_the_app(arguments, environment, log)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _let_go(*_: object) -> None:
    """Who has ended is gone, and the time that it took is counted with that of the tests."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _become_the_app(arguments: list[str], environment: dict[str, str], log: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    nothing, said = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for to, of in ((0, nothing), (1, said), (2, said)):
        os.dup2(of, to)
    os.close(nothing)
    os.close(said)
    sys.argv = ["streamlit", *arguments]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    sys.exit()


if __name__ == "__main__":
    _copy_when_asked()
