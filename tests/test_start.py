"""`start.py`, for a manager with no IT department: installs, starts, and opens the browser."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import start
from tests.test_readme import ROOMS, imported_by, pins, sources

ROOT = Path(__file__).resolve().parent.parent
OF_THE_APP = (".streamlit", "data", "gate", "migrations", "pages", "papers", "rules", "store", "ui")
START = [sys.executable, "start.py"]
ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent as POSIX does")


@pytest.mark.parametrize(
    ("version", "is_refused"),
    [
        pytest.param((3, 10), True, id="the last before the oldest"),
        pytest.param((3, 11), False, id="the oldest"),
        pytest.param((3, 14), False, id="the newest"),
        pytest.param((3, 15), True, id="the first after the newest"),
    ],
)
def test_another_python_is_refused_with_the_ones_that_will_do(version, is_refused):
    said = start.version_problem(version)
    assert bool(said) is is_refused
    assert not is_refused or f"this is {version[0]}.{version[1]}. Get Python 3.14 from" in said


@pytest.mark.parametrize(
    ("processor", "says"),
    [
        pytest.param("win-amd64", "", id="a laptop with Windows"),
        pytest.param("darwin-arm64", "", id="a Mac with Apple's processor"),
        pytest.param("linux-x86_64", "", id="Linux"),
        pytest.param("linux-aarch64", "", id="Linux on ARM"),
        pytest.param("win32", "32 bits", id="pip finds no file of pyarrow for 32 bits"),
        pytest.param(
            "win-arm64", "ARM", id="nor of cryptography for Windows on ARM, which runs the others too"
        ),
        pytest.param("darwin-x86_64", "Apple's own processor", id="nor of cryptography for Macs by Intel"),
    ],
)
def test_a_python_for_which_nothing_is_made_is_refused_before_it_installs(processor, says):
    said = start.processor_problem(processor)
    assert bool(said) is bool(says)
    assert says in said
    assert not says or "Windows installer (64-bit)" in said


def test_windows_is_told_of_the_same_python_where_there_is_none():
    """`start.cmd` says so itself: there is nothing yet that could run `start.py`."""
    pressed = (ROOT / "start.cmd").read_text(encoding="ascii")
    assert "start.py" in pressed
    assert f"Get Python {start.NEWEST[0]}.{start.NEWEST[1]} from www.python.org/downloads" in pressed
    assert f"Python {start.NEWEST[0]}.{start.NEWEST[1]} from www.python.org/downloads" in start.GET
    assert "Windows installer (64-bit)" in pressed


@ON_POSIX
def test_a_python_too_new_hands_over_to_one_that_will_do(tmp_path, monkeypatch, capfd):
    (tmp_path / "start.py").write_text("print('started by another')\nraise SystemExit(3)\n", encoding="utf-8")
    fits = tmp_path / f"python3.{start.NEWEST[1] - 1}"
    fits.symlink_to(sys.executable)
    broken = tmp_path / f"python3.{start.NEWEST[1]}"
    broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    broken.chmod(0o700)
    monkeypatch.setattr(sys, "version_info", (3, 15, 0, "final", 0))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert start.main(tmp_path) == 3
    assert "started by another" in capfd.readouterr().out
    fits.unlink()
    assert start.main(tmp_path) == 1
    assert "this is 3.15" in capfd.readouterr().out


def test_it_installs_once_for_each_version_and_anew_where_it_was_cut_short(tmp_path):
    needs, python = tmp_path / "requirements.txt", start.python_of(tmp_path)
    needs.write_text("# nothing\n", encoding="utf-8")
    assert not start.is_installed(tmp_path)
    # The Python that the environment was made with was taken away: what is installed runs nothing.
    python.parent.mkdir(parents=True)
    python.symlink_to(tmp_path / "gone")
    start._stamp(tmp_path).write_text(start._wanted(tmp_path), encoding="ascii")
    assert not start.is_installed(tmp_path)
    start.install(tmp_path)
    assert start.is_installed(tmp_path)
    # Another version is put into the environment that is there.
    kept = python.parent / "kept"
    kept.touch()
    needs.write_text("# nothing, of another version\n", encoding="utf-8")
    assert not start.is_installed(tmp_path)
    start.install(tmp_path)
    assert start.is_installed(tmp_path)
    assert kept.exists()
    # What could not be installed is not called installed.
    needs.write_text("no such requirement\n", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        start.install(tmp_path)
    assert not start.is_installed(tmp_path)


def test_stopping_while_it_installs_says_how_to_go_on(tmp_path, monkeypatch, capsys):
    def stopped(folder):
        raise KeyboardInterrupt

    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text("[server]\nport = 1\n", encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("# nothing\n", encoding="utf-8")
    monkeypatch.setattr(start, "install", stopped)
    assert start.main(tmp_path) == 1
    assert "Start it again" in capsys.readouterr().out


# What a pin asks for may differ by system and by Python: all that the dashboard runs on are looked at.
COMPUTERS = [
    {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "os_name": "nt" if system == "Windows" else "posix",
        "sys_platform": {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}[system],
        "platform_system": system,
        "platform_machine": machine,
    }
    for python in ("3.11", "3.12", "3.13", "3.14")
    for system, machine in (("Linux", "x86_64"), ("Darwin", "arm64"), ("Windows", "AMD64"))
]


def asked_for_by(name: str) -> set[str]:
    """What a package asks for on any of the computers; nothing of one that is not for this system."""
    with contextlib.suppress(PackageNotFoundError):
        return {
            canonicalize_name(need.name)
            for need in map(Requirement, requires(name) or ())
            if any(need.marker is None or need.marker.evaluate({**on, "extra": ""}) for on in COMPUTERS)
        }
    return set()


def test_what_is_installed_is_what_the_app_needs_and_nothing_of_the_tests():
    """On a computer with such records lies nothing that need not be there; what is needed is complete."""
    apps_own = start.needs(ROOT).partition("\n# What the app needs by these\n")[0]
    wanted = set(map(canonicalize_name, pins(apps_own)))
    needed: set[str] = set()
    while wanted:
        needed.add(name := wanted.pop())
        wanted |= asked_for_by(name) - needed
    assert set(map(canonicalize_name, pins(start.needs(ROOT)))) == needed
    distributions = packages_distributions()
    for file in sources(*ROOMS):
        for name in imported_by(file) & set(distributions):
            held = set(map(canonicalize_name, distributions[name]))
            assert held & needed, f"{name}, in {file.relative_to(ROOT)}"


@pytest.fixture
def here(tmp_path) -> Path:
    """The app in a folder of its own, with an environment that has what this one has."""
    folder = tmp_path / "dashboard"
    folder.mkdir()
    for name in OF_THE_APP:
        left_out = ("cabinet.*", "keyring.*") if name == "data" else ("__pycache__",)
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(*left_out))
    for name in ("app.py", "models.py", "requirements.txt", "start.py"):
        shutil.copy(ROOT / name, folder / name)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    base = {"base": str(folder / ".venv"), "platbase": str(folder / ".venv")}
    lent = Path(sysconfig.get_path("purelib", vars=base)) / "lent.pth"
    lent.write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    start._stamp(folder).write_text(start._wanted(folder), encoding="ascii")
    return folder


@dataclass
class Started:
    """What `start.py` started: its own process, where the app answers, and what the browser was told."""

    process: subprocess.Popen[str]
    environment: dict[str, str]
    address: str
    opened: Path


@pytest.fixture
def started(here, tmp_path) -> Iterator[Started]:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(
        f'#!/bin/sh\ncurl -s "$1/health" >/dev/null; echo "$1" >> {opened}\n', encoding="utf-8"
    )
    browser.chmod(0o700)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "BROWSER": f"{browser} %s",
        "CABINET_HOME": str(tmp_path / "home"),
        "STREAMLIT_SERVER_PORT": str(port),
    }
    process = subprocess.Popen(
        START, cwd=here, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        until = time.monotonic() + 60
        while not opened.exists():
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < until, "The browser was not opened."
            time.sleep(0.1)
        yield Started(process, environment, f"http://127.0.0.1:{port}", opened)
    finally:
        with contextlib.suppress(ProcessLookupError):  # all of them have ended
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@ON_POSIX
def test_it_starts_opens_the_browser_once_it_answers_and_does_not_start_twice(here, started):
    assert start.started_as(started.address) == start.mark_of(here)
    again = subprocess.run(
        START, cwd=here, env=started.environment, capture_output=True, text=True, check=False
    )
    assert (again.returncode, again.stdout) == (0, f"The dashboard is already running: {started.address}\n")
    os.killpg(started.process.pid, signal.SIGINT)  # Ctrl+C reaches both
    said = started.process.communicate(timeout=30)[0]
    assert started.process.returncode == 0
    assert started.opened.read_text().split() == [started.address] * 2
    assert f"Open {started.address} in your browser" in said
    assert start.started_as(started.address) is None


@ON_POSIX
def test_one_that_runs_as_its_files_were_before_is_to_be_stopped_first(here, started):
    """It would go on with some of its files old and some new."""
    os.utime(here / "rules" / "words.py", (0, 0))  # as a new version is put over the old one
    again = subprocess.run(
        START, cwd=here, env=started.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert again.returncode == 1
    assert "as it was before its files were replaced. Close the window that it runs in" in again.stdout
    assert started.opened.read_text().split() == [started.address]


@pytest.mark.parametrize(
    ("running", "is_opened"),
    [
        pytest.param(None, False, id="nothing answers there"),
        pytest.param("", True, id="it was started by hand"),
        pytest.param("{mark}", True, id="this folder's own"),
        pytest.param("0123456789abcdef.0123456789abcdef", False, id="another folder's"),
    ],
)
def test_only_this_folders_own_is_taken_for_it(tmp_path, monkeypatch, capsys, running, is_opened):
    running = running and running.format(mark=start.mark_of(tmp_path))
    opened, begun = [], []
    monkeypatch.setattr(start, "expected_address", lambda _folder: "http://127.0.0.1:8501")
    monkeypatch.setattr(start, "started_as", lambda _address: running)
    monkeypatch.setattr(start, "is_installed", lambda _folder: True)
    monkeypatch.setattr(start, "run", lambda folder: begun.append(folder) or 0)
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert start.main(tmp_path) == 0
    assert (bool(opened), bool(begun)) == (is_opened, not is_opened)


@ON_POSIX
def test_ended_by_the_computer_it_ends_the_dashboard_too(started):
    started.process.terminate()  # as at a shutdown, or by a list of what is running; it alone is told
    started.process.communicate(timeout=30)
    assert started.process.returncode == 0
    assert start.started_as(started.address) is None


def test_where_it_is_expected_follows_its_settings(tmp_path, monkeypatch):
    monkeypatch.delenv("STREAMLIT_SERVER_PORT", raising=False)
    assert start.expected_address(ROOT) == "http://127.0.0.1:8501"
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(
        '[server]\naddress = "127.0.0.1"\nport = 8600\nsslCertFile = "cert.pem"\n', encoding="utf-8"
    )
    assert start.expected_address(tmp_path) == "https://127.0.0.1:8600"
