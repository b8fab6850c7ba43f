"""Starts the dashboard on this computer: python3 start.py, or on Windows a double-click on start.cmd.

The first time, and after a new version was put here, it installs what the dashboard needs, which takes some
minutes and the internet. Then it opens the dashboard in the browser. Python alone is needed, nothing else.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import signal
import ssl
import subprocess
import sys
import sysconfig
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLDEST, NEWEST = (3, 11), (3, 14)
GET = "Get Python 3.14 from www.python.org/downloads; on Windows, the Windows installer (64-bit)."
TESTS = "# The tests"  # from this line of requirements.txt on nothing is needed that the dashboard runs on
SAYS_WHERE = "Open "  # the app's own line: Open http://127.0.0.1:8501 in your browser.
ROOMS = ("gate", "migrations", "pages", "papers", "rules", "store", "ui")  # where the app's own files are
TOLD_AS, SAYS_AS = "DASHBOARD_STARTED_AS", "X-Started-As"  # the mark, to the app and back (`gate/routes.py`)
WAITS = 60.0  # seconds, for the app to answer


def main(folder: Path = HERE) -> int:
    """Installs where that is needed, starts, and opens the browser; 0 when it was stopped, else 1."""
    if problem := version_problem(sys.version_info[:2]):
        if other := another_python():  # a double-click takes the newest there is
            return subprocess.run([*other, folder / "start.py"], check=False).returncode
        return _failed(problem)
    if problem := processor_problem(_processor()):
        return _failed(problem)
    address = expected_address(folder)
    started = started_as(address)
    # One of another folder has the port as any other program: this folder's own takes the next.
    if started is not None and started.partition(".")[0] in {"", of_folder(folder)}:
        if started and started != mark_of(folder):
            return _failed(
                "The dashboard is running as it was before its files were replaced. Close the window that it "
                "runs in, or press Ctrl+C there. Then start it again."
            )
        _say(f"The dashboard is already running: {address}")
        webbrowser.open(address)
        return 0
    if not is_installed(folder):
        _say(
            "Installing what the dashboard needs. This takes a few minutes, and happens once for each "
            "version."
        )
        try:
            install(folder)
        except KeyboardInterrupt:  # Ctrl+C
            _say("Stopped before everything was installed. Start it again: it will carry on from there.")
            return 1
        except (OSError, subprocess.CalledProcessError):
            return _failed(
                "It could not be installed; the lines above say why. Check that this computer is on the "
                "internet and has 1 GB of disk left, then start again. On Debian and Ubuntu, first: "
                "sudo apt-get install python3-venv"
            )
    _say("Starting. Keep this window open while you use the dashboard.")
    return run(folder)


def version_problem(version: tuple[int, ...]) -> str:
    """What is wrong with a Python of this version; empty where it is one that the dashboard runs on."""
    if OLDEST <= version <= NEWEST:
        return ""
    mine = ".".join(str(part) for part in version)
    return f"The dashboard needs Python 3.11, 3.12, 3.13 or 3.14, and this is {mine}. {GET}"


def another_python() -> list[str] | None:
    """The command of a Python here that the dashboard runs on, the newest first; None without one."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        command = ["py", f"-3.{minor}"] if sys.platform == "win32" else [f"python3.{minor}"]
        if shutil.which(command[0]) and _runs(command):
            return command
    return None


def _processor() -> str:
    """What this Python is made for, such as win-amd64 or darwin-arm64; on a Mac, what it runs as."""
    return f"darwin-{platform.machine()}" if sys.platform == "darwin" else sysconfig.get_platform()


def processor_problem(processor: str) -> str:
    """What is wrong with a Python for this processor; empty where what is pinned is made for it."""
    if processor == "darwin-x86_64":
        return (
            "The dashboard runs on Macs with Apple's own processor, made since the end of 2020. This one has "
            "an Intel processor, or this Python is one for Intel. Use another computer, or, if this Mac has "
            f"Apple's processor, another Python. {GET}"
        )
    if processor in {"win32", "win-arm64"}:
        kind = "32 bits" if processor == "win32" else "ARM"
        return f"This is a Python for {kind}, which parts of the dashboard are not made for. {GET}"
    return ""


def python_of(folder: Path) -> Path:
    """The Python of the environment that the dashboard runs in."""
    return folder / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def needs(folder: Path) -> str:
    """What the dashboard runs on, as pip reads it: the pins above those of the tests, which stay away."""
    return (folder / "requirements.txt").read_text(encoding="utf-8").partition(f"\n{TESTS}")[0]


def _wanted(folder: Path) -> str:
    return hashlib.sha256(needs(folder).encode()).hexdigest()


def _stamp(folder: Path) -> Path:
    return folder / ".venv" / "installed"


def is_installed(folder: Path) -> bool:
    """Whether all that this version needs was installed to the end, into a Python that still runs."""
    stamp = _stamp(folder)
    is_complete = stamp.is_file() and stamp.read_text(encoding="ascii") == _wanted(folder)
    return is_complete and _runs([python_of(folder)])


def _runs(python: Sequence[str | Path]) -> bool:
    """Whether this Python is there; an environment's whose own Python was taken away is only a name."""
    try:
        quiet = subprocess.DEVNULL
        return subprocess.run([*python, "-c", ""], check=False, stdout=quiet, stderr=quiet).returncode == 0
    except OSError:
        return False


def install(folder: Path) -> None:
    """Makes the environment and installs what is needed; raises `CalledProcessError` where a step failed."""
    if not _runs([python_of(folder)]):
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder / ".venv"], check=True)
    command: list[str | Path] = [python_of(folder), "-m", "pip", "install", "--disable-pip-version-check"]
    wanted = folder / ".venv" / "needs.txt"
    wanted.write_text(needs(folder), encoding="utf-8")
    subprocess.run([*command, "-r", wanted], check=True)
    _stamp(folder).write_text(_wanted(folder), encoding="ascii")


def expected_address(folder: Path) -> str:
    """Where the dashboard is, by its settings, unless another program has the port."""
    import tomllib  # not in a Python that `main` turns away with a sentence

    server = tomllib.loads((folder / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    scheme = "https" if server.get("sslCertFile") else "http"
    port = os.environ.get("STREAMLIT_SERVER_PORT") or server.get("port", 8501)
    return f"{scheme}://{server.get('address', '127.0.0.1')}:{port}"


def started_as(address: str) -> str | None:
    """The mark of the dashboard that answers there; empty where it was started by hand, None without one.

    Whose certificate it has makes no difference: nothing is told.
    """
    trusting = ssl._create_unverified_context()
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2, context=trusting) as answer:
            return str(answer.headers.get(SAYS_AS, "")) if answer.read(3) == b"ok" else None
    except (OSError, ValueError):
        return None


def of_folder(folder: Path) -> str:
    """The part of a mark that says which folder; nobody reads the folder in it."""
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]


def mark_of(folder: Path) -> str:
    """By what a dashboard that is started now can be told: its folder, and its files as they are."""
    held = sorted([*folder.glob("*.py"), *(path for room in ROOMS for path in (folder / room).rglob("*.py"))])
    told = [(str(path), found.st_size, found.st_mtime_ns) for path in held if (found := path.stat())]
    return f"{of_folder(folder)}.{hashlib.sha256(os.fsencode(repr(told))).hexdigest()[:16]}"


def run(folder: Path) -> int:
    """Runs the dashboard until it is stopped, and opens the browser once it answers."""
    command: list[str | Path] = [python_of(folder), "-m", "streamlit", "run", "app.py"]
    told = os.environ | {TOLD_AS: mark_of(folder)}
    with subprocess.Popen(
        command, cwd=folder, env=told, stdout=subprocess.PIPE, text=True, errors="replace"
    ) as app:
        # Ended by the computer, not by Ctrl+C: the app is not told of it, and would go on by itself.
        signal.signal(signal.SIGTERM, lambda *_: app.terminate())
        try:
            for line in app.stdout or ():
                _say(line.rstrip())
                if line.startswith(SAYS_WHERE):
                    threading.Thread(target=_open, args=(line.split()[1],), daemon=True).start()
            ended = app.wait()
        except KeyboardInterrupt:  # Ctrl+C, which the app has had as well
            app.wait()
            return 0
    return (
        0 if ended in {0, -signal.SIGTERM} else _failed("The dashboard has stopped. The lines above say why.")
    )


def _open(address: str) -> None:
    until = time.monotonic() + WAITS
    while started_as(address) is None:
        if time.monotonic() > until:
            return
        time.sleep(0.2)
    webbrowser.open(address)


def _failed(why: str) -> int:
    _say(why)
    if sys.stdin is not None and sys.stdin.isatty():
        input("Press Enter to close this window.")  # a double-click's window would be gone before it is read
    return 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
