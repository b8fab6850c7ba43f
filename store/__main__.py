"""The command line for administrators and outside checks: the same code as the pages.

    python -m store --home DIR create --setting NAME --manager NAME
    python -m store --home DIR sample
    python -m store --home DIR import DIR [--try]
    python -m store --home DIR agenda [--on DATE] [--json]
    python -m store --home DIR figures [--on DATE] [--json]
    python -m store --home DIR verify
    python -m store --home DIR backup [--to FILE or DIR]
    python -m store restore FILE --to NEWHOME [--over]
    python -m store --home DIR move database --to NEWHOME
    python -m store --home DIR move file --to NEWHOME
    python -m store --home DIR serverkey --to FILE (or --take-away)

Without `--home` it uses `CABINET_HOME`, else `data/`. The password comes from a prompt or from
`CABINET_PASSWORD`, never from an argument; `--as NAME` says whose it is. Exit codes: 0 done, 1 refused (one
plain line says why), 2 the command line itself is wrong, 3 an import with problems that stop it.
"""

import argparse
import errno
import getpass
import io
import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from rules.agenda import Item, group_of
from rules.need_to_know import NotAllowed, Thing
from rules.words import counted
from rules.working_days import LONDON
from store import (
    agenda,
    backup,
    cabinet,
    figures,
    move,
    organisation,
    password_strength,
    sample,
    setting,
    signing_in,
    trail,
)
from store.cabinet import Cabinet, CabinetExists, DamagedCabinet, NoCabinet, Who
from store.keyring import DamagedKeyring, Keyring, WrongPassword
from store.refusal import Refused
from store.registers import TryOut, bring_in, register_files, try_out
from store.schema import NewerCabinet
from store.today import london_today

DONE, REFUSED, STOPPED_IMPORT = 0, 1, 3
_TO_A_NEW_HOME = ("restore", "move")
_PLAIN_ERRORS = (
    NoCabinet,
    CabinetExists,
    DamagedCabinet,
    DamagedKeyring,
    WrongPassword,
    NotAllowed,
    Refused,
    NewerCabinet,
    backup.DamagedBackup,
    backup.CabinetInTheWay,
    move.NotMoved,
    cabinet.NotSaved,
    *cabinet.UNREACHABLE,
    OSError,
)


class _Plain(Exception):
    """An error whose text is the one plain line to print."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    for out in (sys.stdout, sys.stderr):
        if isinstance(out, io.TextIOWrapper) and not out.isatty():
            # Windows has the letters of Western Europe alone for a file: half of a name would be lost there.
            out.reconfigure(encoding="utf-8")
    asked = _parser().parse_args(arguments)
    home = asked.home or cabinet.default_home()
    try:
        code = int(asked.run(home, asked))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # As `agenda | head` does. What was to be done is done, or not: this says neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"{asked.command}: What reads the output stopped before its end.", file=sys.stderr)
        return REFUSED
    except (*_PLAIN_ERRORS, _Plain) as fault:
        print(f"{asked.command}: {_in_words(fault)}", file=sys.stderr)
        return REFUSED
    finally:
        for folder in {home, asked.to} if asked.command in _TO_A_NEW_HOME else {home}:
            _give_back(folder)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed} is not a date. Write one such as 2026-11-24.") from None


def _in_words(fault: Exception) -> str:
    """What went wrong and what to do; the system's own words only where there are none of ours."""
    if isinstance(fault, cabinet.UNREACHABLE):
        said = " ".join(str(fault.orig).split())
        return f"{cabinet.NOT_ANSWERING} It said: {said}."
    if not isinstance(fault, OSError) or isinstance(fault, cabinet.NotSaved) or fault.errno is None:
        return str(fault)
    where = fault.filename2 or fault.filename or "the folder"
    if fault.errno in cabinet.FULL:
        return f"There is no room left on the disk of {where}. Make room, or name another place."
    if fault.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return f"{where} may not be written to. Make it writable, or name another place."
    return f"{where}: {fault.strerror}. Nothing was done."


def _give_back(folder: Path) -> None:
    """Leaves what root wrote in somebody else's folder to its owner.

    An administrator runs these commands as root; the dashboard, as a user of its own, must go on reading its
    keyring afterwards.
    """
    if sys.platform == "win32" or os.geteuid() != 0 or not folder.is_dir():
        return
    owner = folder.stat()
    if owner.st_uid == 0:
        return
    for held in [*folder.glob("*"), *folder.glob(f"{backup.BEFORE_RESTORE}*/*")]:
        found = held.lstat()
        # No link, symbolic or hard: whoever owns the folder may have put it there, to be given more by it.
        is_plain = stat.S_ISDIR(found.st_mode) or (stat.S_ISREG(found.st_mode) and found.st_nlink == 1)
        if found.st_uid == 0 and is_plain:
            os.chown(held, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m store", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, help="the folder of the cabinet")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    create = commands.add_parser("create", help="make a new, empty cabinet")
    create.add_argument("--setting", required=True, help="the setting's name")
    create.add_argument("--manager", required=True, help="the manager's name, which is also the sign-in name")
    create.set_defaults(run=_create)

    fictional = commands.add_parser("sample", help="fill an empty cabinet with fictional records")
    fictional.add_argument("--as", dest="sign_in_name", help="the sign-in name, where there is a choice")
    fictional.set_defaults(run=_sample)

    bring = commands.add_parser("import", help="bring in the registers in a folder, all or nothing")
    bring.add_argument("folder", type=Path)
    bring.add_argument(
        "--try", dest="only_try", action="store_true", help="say what would come in; write nothing"
    )
    bring.add_argument("--as", dest="sign_in_name")
    bring.add_argument("--json", action="store_true")
    bring.set_defaults(run=_import)

    for name, run, what in (
        ("agenda", _agenda, "what the policy needs next"),
        ("figures", _figures, "how each area stands"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("--on", type=_day, default=None, metavar="DATE", help="2026-11-24")
        command.add_argument("--json", action="store_true")
        command.add_argument("--as", dest="sign_in_name")
        command.set_defaults(run=run)

    verify = commands.add_parser("verify", help="check the audit trail and the file, to the last line")
    verify.add_argument("--as", dest="sign_in_name")
    verify.set_defaults(run=_verify)

    make = commands.add_parser("backup", help="make an encrypted copy, open it again and count it")
    make.add_argument("--to", type=Path, default=None, metavar="FILE", help="a folder, or a .zip file")
    make.add_argument("--as", dest="sign_in_name")
    make.set_defaults(run=_backup)

    put_back = commands.add_parser(
        "restore", help="put a backup in place, by a password or the recovery code"
    )
    put_back.add_argument("file", type=Path)
    put_back.add_argument("--to", type=Path, required=True, metavar="NEWHOME", help="an empty folder")
    put_back.add_argument(
        "--over", action="store_true", help="where a cabinet is there, move it aside; it is not deleted"
    )
    put_back.set_defaults(run=_restore)

    carry = commands.add_parser(
        "move", help="carry the cabinet from its file into the database of DATABASE_URL, or back into a file"
    )
    carry.add_argument("into", choices=(move.DATABASE, move.FILE), help="where the records go")
    carry.add_argument("--to", type=Path, required=True, metavar="NEWHOME", help="an empty folder")
    carry.add_argument("--as", dest="sign_in_name")
    carry.set_defaults(run=_move)

    server_key = commands.add_parser("serverkey", help="let the server unlock the cabinet as it starts")
    either = server_key.add_mutually_exclusive_group(required=True)
    either.add_argument("--to", type=Path, metavar="FILE", help="a new file for the server's secret")
    either.add_argument("--take-away", action="store_true", help="the present key no longer opens anything")
    server_key.add_argument("--as", dest="sign_in_name")
    server_key.set_defaults(run=_server_key)
    return parser


def _password(prompt: str = "Password: ") -> str:
    given = os.environ.get("CABINET_PASSWORD")
    if given is not None:
        return given
    try:
        if sys.stdin.isatty():
            return getpass.getpass(prompt)
    except EOFError:
        pass  # Ctrl+D instead of a password; on Windows also an input that has nothing to give
    raise _Plain("No password. Set CABINET_PASSWORD, or run this in a terminal that can ask for it.")


@contextmanager
def _opened(home: Path, asked: argparse.Namespace, *, is_file: bool = False) -> Iterator[tuple[Cabinet, Who]]:
    """The cabinet, open by the password of the account named, or of the only one there is.

    `is_file` opens the file in `home`, whatever `DATABASE_URL` says.
    """
    cabinet.must_be_there(home)
    password = _password()
    keyring = Keyring.read(home / cabinet.KEYRING_FILE)
    if asked.sign_in_name:
        label, key = keyring.label_of(asked.sign_in_name), keyring.unwrap(asked.sign_in_name, password)
    else:
        label, key = keyring.unwrap_any(password)
    if is_file and not (home / cabinet.CABINET_FILE).exists():
        raise _Plain(f"There is no {cabinet.CABINET_FILE} in {home}, so there is nothing to move from it.")
    with closing((cabinet.open_file if is_file else cabinet.open_with)(home, key)) as opened:
        who = next((w for name, w in signing_in.open_accounts(opened) if keyring.label(name) == label), None)
        # Of a password that was being changed when a process ended, the records say which of the two counts.
        if who is None or not signing_in.is_password_of(opened, who, password):
            raise WrongPassword("No open account has this password.")
        if signing_in.has_one_time_password(opened, who.account_id):
            raise _Plain(
                "This password is to be used once: sign in to the dashboard and choose one of your own."
            )
        if why := signing_in.why_shut(opened, who):
            raise _Plain(why)
        yield opened, who


def _today(asked: argparse.Namespace) -> date:
    return getattr(asked, "on", None) or london_today()


def _create(home: Path, asked: argparse.Namespace) -> int:
    if cabinet.is_there(home):
        raise CabinetExists(f"There is a cabinet in {home} already. Nothing was changed.")
    password = _password("A password for the manager, at least 12 characters: ")
    if problem := password_strength.problem(password, (asked.setting, asked.manager)):
        raise _Plain(problem)
    opened, _, code = setting.set_up(home, asked.setting, asked.manager, password)
    opened.close()
    print(f"Created a cabinet for {asked.setting} in {home}.")
    print(f"Sign in as: {asked.manager}")
    print(f"Recovery code, shown this once; keep it in the office cabinet: {code}")
    return DONE


def _sample(home: Path, asked: argparse.Namespace) -> int:
    if not cabinet.is_there(home):
        asked.setting, asked.manager = sample.NAME, sample.manager_name()
        _create(home, asked)
        asked.sign_in_name = asked.manager
    with _opened(home, asked) as (opened, _):
        sample.fill(opened, today=_today(asked))
    print("Filled the cabinet with fictional records.")
    return DONE


def _import(home: Path, asked: argparse.Namespace) -> int:
    if not asked.folder.is_dir():
        raise _Plain(f"{asked.folder} is not a folder. Name the folder that holds the registers.")
    with _opened(home, asked) as (opened, who):
        tried = try_out(opened, who, register_files(asked.folder), today=_today(asked), progress=_progress)
        stopped = not tried.can_come_in
        if not asked.only_try and not stopped:
            bring_in(opened, who, tried, progress=_progress)
    if asked.json:
        print(json.dumps(_as_plain(tried), default=str, ensure_ascii=False, indent=1))
    else:
        _say(tried, "Would bring in" if asked.only_try or stopped else "Brought in")
    if stopped:
        advice = "Correct the places above and run it again."
        if tried.questions:
            advice += " Questions are answered on the Set-up page, where these files can be brought in too."
        print(f"Nothing was brought in. {advice}", file=sys.stderr)
        return STOPPED_IMPORT
    return DONE


def _progress(share: float, what: str) -> None:
    if sys.stderr.isatty():
        end = "\n" if share >= 1 else ""
        print(f"\r{share:4.0%} {what:60.60}", end=end, file=sys.stderr, flush=True)


def _as_plain(tried: TryOut) -> dict[str, Any]:
    return {
        "files": [asdict(part) for part in tried.files],
        "counts": {what: asdict(count) for what, count in tried.counts.items()},
        "problems": [asdict(problem) for problem in tried.problems],
        "questions": [asdict(question) for question in tried.questions],
    }


def _say(tried: TryOut, verb: str) -> None:
    for problem in tried.problems:
        print(f"{problem.severity}: {problem}")
    for question in tried.questions:
        print(f"question: {question} ({' / '.join(option.label for option in question.options)})")
    for what, count in tried.counts.items():
        print(
            f"{verb}: {what}: {count.new} new, {count.changed} filled in further, {count.there} already there"
        )


def _agenda(home: Path, asked: argparse.Namespace) -> int:
    today = _today(asked)
    with _opened(home, asked) as (opened, who):
        with opened.reading(who, Thing.AGENDA) as connection:
            found = agenda.read(connection, today)
        # Names are on it, and whoever takes them along by this way stands in the trail as by any other.
        trail.exported(opened, who, "agenda", kind="json" if asked.json else "text", rows=len(found.items))
    if asked.json:
        print(
            json.dumps(
                {"on": today.isoformat(), "items": [_plain(item, today) for item in found.items]},
                ensure_ascii=False,
                indent=1,
            )
        )
        return DONE
    for item in found.items:
        house_rule = " (house rule)" if item.is_house_rule else ""
        print(
            f"{group_of(item, today=today)}: {item.due:%d %b %Y}{house_rule}  {item.code}  {item.whose}  "
            f"{item.what} [{item.clause}]"
        )
    return DONE


def _plain(item: Item, today: date) -> dict[str, Any]:
    return {
        "area": item.area,
        "code": item.code,
        "about": item.about,
        "what": item.what,
        "clause": item.clause,
        "due": item.due.isoformat(),
        "state": item.state,
        "group": group_of(item, today=today),
        "is_legal": item.is_by_law,
        "action": item.action,
    }


def _figures(home: Path, asked: argparse.Namespace) -> int:
    # Exact counts, small ones about children too: not for everybody who may see the committee's page.
    with (
        _opened(home, asked) as (opened, who),
        opened.reading(who, Thing.AGENDA, Thing.FIGURES) as connection,
    ):
        found = figures.read(connection, agenda.read(connection, _today(asked))).as_plain()
    if asked.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return DONE
    _say_figures(found)
    return DONE


def _say_figures(figures_of: dict[str, Any], indent: str = "") -> None:
    """Each figure in a line of its own, below what it is about."""
    for name, held in figures_of.items():
        called = f"{indent}{name.replace('_', ' ')}:"
        if not isinstance(held, dict | list):
            print(f"{called} {held}")
        elif isinstance(held, dict):
            print(called)
            _say_figures(held, f"{indent}  ")
        elif held:  # a list names each of its rows by its first value, such as the purpose
            for row in held:
                first, *rest = row.items()
                print(f"{indent}{first[1]}:")
                _say_figures(_without_levels(dict(rest)), f"{indent}  ")


def _without_levels(row: dict[str, Any]) -> dict[str, Any]:
    """A row with what is counted in it at its own level."""
    return {
        name: count
        for key, held in row.items()
        for name, count in (held.items() if isinstance(held, dict) else [(key, held)])
    }


def _verify(home: Path, asked: argparse.Namespace) -> int:
    with _opened(home, asked) as (opened, who):
        with opened.reading(who, Thing.AUDIT_TRAIL) as look:
            found = trail.verify(look, opened.key)
        trail.checked(opened, who, found)
    held = found.trail
    print(f"The audit trail has {counted(held.lines, 'line')}.")
    for table in found.missing_guards:
        print(f"The database no longer refuses to change or delete: {table}.")
    for fault in found.file_faults:
        print(f"The file is damaged: {fault}.")
    if held.broken_line is not None:
        at = f", {held.broken_at.astimezone(LONDON):%d %b %Y %H:%M:%S}" if held.broken_at else ""
        print(f"It breaks at line {held.broken_line}{at}: {held.why}.")
    if not found.holds:
        print("Keep the cabinet as it is and compare it with your backups.", file=sys.stderr)
        return REFUSED
    print(f"Every line fits. The last mark is {held.last_mark.hex()[:16]}.")
    return DONE


def _backup(home: Path, asked: argparse.Namespace) -> int:
    with _opened(home, asked) as (opened, who):
        made = backup.make(opened, who, to=asked.to or Path.cwd())
    print(f"Made {made.file}: opened again, {made.contents.records} records counted.")
    for name, count in made.contents.counts.items():
        print(f"  {name.replace('_', ' ')}: {count}")
    return DONE


def _restore(_home: Path, asked: argparse.Namespace) -> int:
    if not asked.file.is_file():
        raise _Plain(f"There is no file {asked.file}. Name the backup.")
    secret = _password("A password or the recovery code in use on the day of the backup: ")
    done = backup.restore(asked.file, asked.to, secret, over=asked.over)
    print(
        f"Restored the backup of {done.contents.made_at.astimezone(LONDON):%d %b %Y %H:%M} into {done.home}: "
        f"{done.contents.records} records."
    )
    if done.moved_to:
        print(f"The cabinet that was there is kept in {done.moved_to}.")
    return DONE


def _server_key(home: Path, asked: argparse.Namespace) -> int:
    with _opened(home, asked) as (opened, who):
        if asked.take_away:
            organisation.take_server_key_away(opened, who)
            print("The server's key no longer opens anything. Delete its file.")
        else:
            organisation.make_server_key(opened, who, asked.to)
            print(f"Wrote the server's key into {asked.to}. Name it in CABINET_SERVER_KEY.")
    return DONE


def _move(home: Path, asked: argparse.Namespace) -> int:
    if not cabinet.database_url():
        raise _Plain("Set DATABASE_URL to the address of the database, such as postgresql://USER@HOST/NAME.")
    with _opened(home, asked, is_file=asked.into == move.DATABASE) as (opened, who):
        done = move.move(opened, who, to=asked.to, into=asked.into)
    for name, count in done.counts.items():
        print(f"  {name.replace('_', ' ')}: {count}")
    print(
        f"Moved into the {asked.into}: {sum(done.counts.values())} rows, counted and compared on both sides; "
        "every line of the trail fits."
    )
    print(
        f"What was in {home} is as it was. Start the dashboard with CABINET_HOME={done.home.absolute()}",
        end="",
    )
    print("." if asked.into == move.DATABASE else " and without DATABASE_URL.")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
