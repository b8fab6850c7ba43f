"""The command line: what administrators and outside checks call, exit codes, one plain line on error."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models import AuditEntry, Child, Setting
from rules.induction import Role
from store import accounts, signing_in
from store import cabinet as cabinets
from store.__main__ import main
from store.audit import NO_TEXT
from tests.conftest import (
    FILE,
    MANAGER,
    PASSWORD,
    SETTING,
    TODAY,
    agenda_of,
    end_while_a_password_changes,
    manager_of,
    rows,
)

ROOT = Path(__file__).parent.parent.parent
ON = TODAY.isoformat()
ANOTHER = "pelican gravel tuba window"

pytestmark = pytest.mark.parametrize("store", ["file"], indirect=True)


@pytest.fixture
def ask(store, tmp_path, monkeypatch, capsys):
    """Runs a command in a home of its own: the exit code, what was printed, and what was said to be wrong."""
    monkeypatch.setenv("CABINET_PASSWORD", PASSWORD)
    monkeypatch.delenv("CABINET_HOME", raising=False)
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.chdir(tmp_path)

    def ask(*arguments: str, home: Path = tmp_path / "home") -> tuple[int, str, str]:
        try:
            code = main(["--home", str(home), *arguments])
        except SystemExit as stopped:  # argparse's own
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return ask


@pytest.fixture
def created(ask, made, tmp_path):
    """Commands on a cabinet that has been created: a copy, whose password costs what tests can pay."""
    made(FILE).copied_to(tmp_path / "home", None)
    return ask


@pytest.fixture
def of_sample(sample, home, monkeypatch, capsys):
    """A command on the sample's records."""
    monkeypatch.setenv("CABINET_PASSWORD", PASSWORD)

    def ask(*arguments: str) -> tuple[int, str, str]:
        sample.close()
        code = main(["--home", str(home), *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ask


def is_one_plain_line(error: str) -> bool:
    return error.count("\n") == 1 and error.endswith(".\n") and "Traceback" not in error


def test_create_makes_a_cabinet_and_shows_the_recovery_code_once(ask, tmp_path):
    code, said, error = ask("create", "--setting", SETTING, "--manager", MANAGER)
    assert (code, error) == (0, "")
    recovery_code = said.rpartition(": ")[2].strip()
    key = cabinets.unlock(tmp_path / "home", "recovery", recovery_code)
    assert key == cabinets.unlock(tmp_path / "home", MANAGER, PASSWORD)
    opened = cabinets.open_with(tmp_path / "home", key)
    assert rows(opened, Setting)[0]["name"] == SETTING
    opened.close()


def test_create_refuses_where_there_is_one(created):
    code, said, error = created("create", "--setting", "Another", "--manager", "Somebody")
    assert (code, said) == (1, "")
    assert is_one_plain_line(error)
    assert "Nothing was changed" in error


@pytest.mark.parametrize(
    ("password", "said"),
    [
        pytest.param("short", "Enter a password of at least 12 characters.", id="easy to guess"),
        pytest.param("caf\udce9 harbour toast", NO_TEXT, id="letters of another system, as no browser has"),
    ],
)
def test_create_refuses_a_password_that_is_none(ask, monkeypatch, tmp_path, password, said):
    monkeypatch.setenv("CABINET_PASSWORD", password)
    code, _, error = ask("create", "--setting", SETTING, "--manager", MANAGER)
    assert (code, error) == (1, f"create: {said}\n")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("command", [("agenda", "--json"), ("figures", "--json"), ("verify",)])
def test_without_a_cabinet_it_says_what_to_do(ask, command):
    code, said, error = ask(*command)
    assert (code, said) == (1, "")
    assert is_one_plain_line(error)
    assert "Create one first" in error


@pytest.mark.parametrize("command", [("agenda", "--json"), ("figures", "--json"), ("verify",)])
def test_a_wrong_password_opens_nothing(created, command, monkeypatch):
    monkeypatch.setenv("CABINET_PASSWORD", "another password")
    code, said, error = created(*command)
    assert (code, said) == (1, "")
    assert is_one_plain_line(error)


def test_without_a_password_and_nobody_to_ask_it_says_so(created, monkeypatch):
    monkeypatch.delenv("CABINET_PASSWORD")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    code, _, error = created("agenda")
    assert code == 1
    assert is_one_plain_line(error)
    assert "CABINET_PASSWORD" in error


def test_in_a_terminal_it_asks_for_the_password(created, monkeypatch):
    asked = []
    monkeypatch.delenv("CABINET_PASSWORD")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or PASSWORD)
    assert created("agenda")[0] == 0
    assert asked == ["Password: "]


def test_whoever_gives_nothing_where_a_password_is_asked_for_is_told_so(created, monkeypatch):
    """Ctrl+D, for one."""

    def gives_nothing(prompt):
        raise EOFError

    monkeypatch.delenv("CABINET_PASSWORD")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", gives_nothing)
    code, _, error = created("agenda")
    assert (code, is_one_plain_line(error)) == (1, True)


@pytest.mark.parametrize("command", ["create", "sample", "import", "agenda", "figures", "verify"])
def test_no_command_takes_a_password_as_an_argument(ask, command):
    """It would stand in the list of processes and in the shell's history."""
    assert ask(command, "--password", PASSWORD)[0] == 2
    code, said, _ = ask(command, "--help")
    assert code == 0
    assert "password" not in said.casefold()


def test_a_name_may_be_given_where_there_is_a_choice(created):
    assert created("agenda", "--as", "joanne PRYCE")[0] == 0
    code, _, error = created("agenda", "--as", "Somebody Else")
    assert code == 1
    assert is_one_plain_line(error)


def test_the_agenda_is_that_of_the_weekly_review(of_sample, home, sample):
    code, said, error = of_sample("agenda", "--on", ON, "--json")
    assert (code, error) == (0, "")
    found = json.loads(said)
    opened = cabinets.open_with(home, sample.key)
    items = agenda_of(opened).items
    opened.close()
    assert found["on"] == ON
    assert [(item["code"], item["what"], item["due"]) for item in found["items"]] == [
        (item.code, item.what, item.due.isoformat()) for item in items
    ]
    assert set(found["items"][0]) >= {"area", "code", "what", "clause", "due", "state", "group", "is_legal"}


def test_the_agenda_in_words_has_a_line_an_item(of_sample):
    _, as_json, _ = of_sample("agenda", "--on", ON, "--json")
    code, said, _ = of_sample("agenda", "--on", ON)
    assert code == 0
    assert len(said.splitlines()) == len(json.loads(as_json)["items"])


def test_the_figures_are_plain_values(of_sample):
    code, said, error = of_sample("figures", "--on", ON, "--json")
    assert (code, error) == (0, "")
    found = json.loads(said)
    assert found["on"] == ON
    assert set(found) >= {"overdue", "this_week", "access_requests", "consents", "induction"}
    assert found["consents"]["children"] > 40


def test_the_figures_are_told_to_people_too(of_sample):
    code, said, error = of_sample("figures", "--on", ON)
    assert (code, error) == (0, "")
    lines = said.splitlines()
    assert lines[0] == f"on: {ON}"
    assert "access requests:" in lines and any(line.startswith("  open: ") for line in lines)
    assert "  Photographs on display:" in lines and any(line.startswith("    given: ") for line in lines)
    assert not set("{}[]'_") & set(said)


@pytest.fixture
def has_account(sample):
    """Adds an account with a password of its own, or with the one-time password that it came with."""

    def has_account(role: Role, *, is_one_time: bool = False) -> str:
        manager = manager_of(sample)
        once = accounts.add(
            sample, manager, name=f"A {role}", sign_in_name=str(role), role=role, is_meant=True
        )
        if is_one_time:
            return once
        who = signing_in.account_of(sample, str(role))
        accounts.replace_one_time_password(sample, who, number=1, password=ANOTHER, again=ANOTHER)
        return ANOTHER

    return has_account


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.CHAIRPERSON])
@pytest.mark.parametrize("command", ["figures", "agenda"])
def test_who_sees_the_committees_page_gets_no_exact_count_by_the_command_line(
    has_account, of_sample, monkeypatch, role, command
):
    monkeypatch.setenv("CABINET_PASSWORD", has_account(role))
    code, said, error = of_sample(command, "--as", str(role), "--json")
    assert (code, said) == (1, "")
    assert is_one_plain_line(error)


def test_a_one_time_password_opens_nothing_by_the_command_line(has_account, of_sample, monkeypatch):
    monkeypatch.setenv("CABINET_PASSWORD", has_account(Role.DEPUTY, is_one_time=True))
    for names in ([], ["--as", str(Role.DEPUTY)]):
        code, said, error = of_sample("agenda", *names)
        assert (code, said) == (1, "")
        assert "choose one of your own" in error
        assert is_one_plain_line(error)


def test_whoever_reads_the_agenda_by_the_command_line_stands_in_the_trail(of_sample, home, sample):
    assert of_sample("agenda", "--on", ON, "--json")[0] == 0
    opened = cabinets.open_with(home, sample.key)
    [line] = [row for row in rows(opened, AuditEntry) if row["act"] == "exported"]
    assert (line["account_id"], line["thing"]) == (manager_of(opened).account_id, "agenda")
    opened.close()


def test_another_day_is_another_agenda(of_sample):
    agendas = {of_sample("agenda", "--on", day, "--json")[1] for day in (ON, "2026-11-10", "2026-12-01")}
    assert len(agendas) == 3


@pytest.mark.parametrize("typed", ["2026-02-29", "24/11/2026", "tomorrow"])
def test_what_is_no_day_is_told_in_plain_words(ask, typed):
    code, _, fault = ask("agenda", "--on", typed)
    assert code == 2
    assert f"{typed} is not a date. Write one such as 2026-11-24." in fault


@pytest.mark.parametrize("command", [(), ("agenda", "--on", "yesterday"), ("dance",), ("create",)])
def test_a_command_line_that_is_wrong_is_told_from_a_refusal(ask, command):
    code, said, error = ask(*command)
    assert (code, said) == (2, "")
    assert "usage:" in error


# The sample -----------------------------------------------------------------------------------------


def test_the_sample_makes_its_own_cabinet_and_calls_it_fictional(ask, tmp_path):
    code, said, error = ask("sample")
    assert (code, error) == (0, "")
    assert "fictional" in said
    opened = cabinets.open_with(tmp_path / "home", key_of(tmp_path / "home", said))
    assert len(rows(opened, Child)) > 40
    assert opened.is_sample
    opened.close()
    assert ask("agenda", "--json")[0] == 0


def key_of(home, said):
    code = next(line for line in said.splitlines() if line.startswith("Recovery code")).rpartition(": ")[2]
    return cabinets.unlock(home, "recovery", code)


def test_the_sample_fills_an_empty_cabinet_and_calls_it_fictional(created, tmp_path):
    assert created("sample")[0] == 0
    home = tmp_path / "home"
    opened = cabinets.open_with(home, cabinets.unlock(home, MANAGER, PASSWORD))
    assert opened.is_sample
    opened.close()


def test_the_sample_is_kept_out_of_a_cabinet_that_holds_records(created):
    """Fictional records among real ones could not be told from them, or be taken out again."""
    assert created("sample")[0] == 0
    before = created("agenda", "--json")[1]
    code, said, error = created("sample")
    assert (code, said) == (1, "")
    assert is_one_plain_line(error)
    assert "Nothing was changed" in error
    assert created("agenda", "--json")[1] == before


# As it is started -----------------------------------------------------------------------------------


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CABINET_")}
    return subprocess.run(
        [sys.executable, "-m", "store", *arguments],
        cwd=ROOT,
        env={**clean, "DATABASE_URL": "", **environment},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


def test_without_home_it_uses_the_environments(store, tmp_path):
    home = tmp_path / "elsewhere"
    given = {"CABINET_HOME": str(home), "CABINET_PASSWORD": PASSWORD}
    assert run("create", "--setting", SETTING, "--manager", MANAGER, **given).returncode == 0
    assert cabinets.is_there(home)
    done = run("agenda", "--json", **given)
    assert (done.returncode, done.stderr) == (0, "")
    assert isinstance(json.loads(done.stdout)["items"], list)


def test_what_is_printed_into_a_file_has_every_letter_of_a_name(of_sample, home):
    """Whatever letters the system has for files: those of Windows are the ones of Western Europe."""
    done = run("--home", str(home), "agenda", CABINET_PASSWORD=PASSWORD, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Łucja Wrona" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that is closed says so by another fault there")
def test_whoever_reads_only_the_first_lines_is_not_told_that_nothing_was_done(of_sample, home):
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [sys.executable, "-m", "store", "--home", str(home), "agenda", "--json"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "", "CABINET_PASSWORD": PASSWORD},
        stdout=writes,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )
    os.close(writes)
    assert done.returncode == 1
    assert is_one_plain_line(done.stderr), done.stderr
    assert "Nothing was done" not in done.stderr


def test_a_damaged_file_is_one_plain_line(of_sample, home):
    file = home / cabinets.CABINET_FILE
    file.write_bytes(file.read_bytes()[:8192])
    done = run("--home", str(home), "agenda", CABINET_PASSWORD=PASSWORD)
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_plain_line(done.stderr), done.stderr
    assert "To go back to your newest backup" in done.stderr


def test_the_default_home_is_the_projects_own(store, monkeypatch):
    monkeypatch.delenv("CABINET_HOME", raising=False)
    assert cabinets.default_home() == ROOT / "data"


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="Only root may give a file to somebody else."
)
def test_what_root_wrote_in_the_folder_of_the_service_stays_the_services(ask, tmp_path):
    home, service = tmp_path / "service", 10001
    home.mkdir()
    os.chown(home, service, service)
    ask("create", "--setting", SETTING, "--manager", MANAGER, home=home)
    (home / "link").symlink_to(tmp_path)
    assert ask("verify", home=home)[0] == 0
    owners = {path.name: path.lstat().st_uid for path in home.iterdir()}
    assert (owners.pop("link"), tmp_path.stat().st_uid) == (0, 0)
    assert set(owners.values()) == {service}
    assert {"keyring.json", "cabinet.db"} <= set(owners)


@pytest.mark.parametrize("named", [(), ("--as", MANAGER)], ids=["by the password alone", "by the name"])
@pytest.mark.parametrize("is_saved", [False, True], ids=["which is not saved then", "which is saved"])
def test_after_a_process_that_died_while_a_password_was_changed_the_one_that_counts_opens(
    of_sample, sample, monkeypatch, is_saved, named
):
    end_while_a_password_changes(sample, monkeypatch, to=ANOTHER, is_saved=is_saved)
    counts, opens_nothing = (ANOTHER, PASSWORD) if is_saved else (PASSWORD, ANOTHER)
    monkeypatch.setenv("CABINET_PASSWORD", opens_nothing)
    assert of_sample("figures", *named)[0] == 1
    monkeypatch.setenv("CABINET_PASSWORD", counts)
    assert of_sample("figures", *named)[0] == 0
