"""Backups: one encrypted file with the cabinet and its keyring, made, checked, tested and restored (CP-8).

A backup is a zip file of three members. `cabinet.db` is a SQLCipher copy under the cabinet's own key, and
`keyring.json` holds that key wrapped: neither can be read without a password of the cabinet or the recovery
code. `about.json` says when it was made and what the other two must hash to. A cabinet on PostgreSQL
is copied into such a file too, so a backup opens everywhere.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, not_, or_, select
from sqlalchemy.exc import DatabaseError

from models import AuditEntry, BackupKind, BackupRecord, now
from rules.need_to_know import Act, Thing, backup_problems, may, require
from rules.working_days import LONDON
from store import audit, cabinet, carry, schema, signing_in, trail
from store.cabinet import (
    CABINET_FILE,
    KEYRING_FILE,
    AlreadyRecorded,
    Cabinet,
    CabinetExists,
    DamagedCabinet,
    Who,
)
from store.keyring import (
    RECOVERY,
    DamagedKeyring,
    Keyring,
    WrongPassword,
    recovery_code_as_kept,
    sync_folder,
    to_a_backup,
)
from store.refusal import Refused, refuse_if
from store.tables import table

if sys.platform != "win32":
    import fcntl

ABOUT_FILE = "about.json"
AGREED = "second person agreed to a backup"
MEMBERS = {CABINET_FILE, KEYRING_FILE, ABOUT_FILE}
FORMAT = 1
BEFORE_RESTORE = "before-restore-"
DAILY = "cabinet-daily-"  # how the name of a backup begins that was saved by itself
# No name of a folder of anybody's own: what is left under it is deleted.
IN_THE_MAKING, _LEFT_AFTER = "cabinet-unfinished-backup-", 24 * 3600
_AT_ONCE = 1024 * 1024
_HELD_BY_EACH = 128  # SQLite's own byte for it (UNIX_SHM_DMS)
_MOST_WORDS = 1024 * 1024  # of the two members that are read at once
# What is not counted as a record: the trail and what the product keeps for itself.
_NOT_RECORDS = {
    "audit_entry",
    "audit_seal",
    "backup_record",
    "signed_in_session",
    "submission",
    "second_factor",
}


class DamagedBackup(Exception):
    """The file is not a backup, or is damaged or cut short. It was left as it is."""


class CabinetInTheWay(Exception):
    """There is a cabinet where the backup should go. Nothing was changed."""


@dataclass(frozen=True)
class Contents:
    """What a backup was found to hold when it was opened."""

    made_at: datetime
    counts: dict[str, int]
    lines: int
    last_mark: bytes
    last_at: datetime | None
    sha256: str
    last_line: int | None  # its number, by which it stands in the trail of the cabinet too

    @property
    def records(self) -> int:
        """How many records it holds."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Made:
    """A backup that was made, opened again and counted."""

    name: str
    contents: Contents
    file: Path | None = None
    data: bytes = field(default=b"", repr=False)
    second: int | None = None  # the account of the second person, who agreed to it


def needs_second(who: Who) -> bool:
    """Whether a backup takes a second person: all but the manager's does. A copy that was put back elsewhere
    shows what its holder may see under a trail that nobody here reads (CP-12)."""
    return not may(who.role, Act.RECORD, Thing.SETTING)


def way_back(opened: Cabinet) -> str:
    """What somebody without an administrator does to go back to a backup. Empty for records that are kept in
    an organisation's database, or in no folder of their own."""
    if opened.engine.dialect.name == "postgresql" or not cabinet.is_there(opened.home):
        return ""
    return f"{to_a_backup(opened.home)} What was recorded after it is not in it."


def make(
    opened: Cabinet,
    who: Who,
    *,
    to: Path | None = None,
    second_id: int | None = None,
    confirmation: str = "",
) -> Made:
    """Makes a backup in the folder or as the `.zip` file `to`, or in memory for a download where it is None.

    It is opened again, its trail checked and its records counted before it is called done, and it is noted;
    one for a download only once it is fetched (`fetched`), as nobody has it before.
    A deputy makes one with a second person, who gives their own password; the trail says who.
    Raises `NotAllowed`, `DamagedBackup` where the copy does not check, `Refused` where `to` cannot be written
    to, and `cabinet.NoCabinet` where the records are the fictional ones, which have no keyring.
    """
    require(who.role, Act.RECORD, Thing.BACKUP)
    second = None
    if needs_second(who):
        second, confirmed = signing_in.second_person(opened, who, second_id, confirmation)
        refuse_if(
            backup_problems(
                asked_by=who.account_id,
                second=second and second.account_id,
                second_confirmed=confirmed,
            )
        )
    made_at = now()
    name = f"cabinet-backup-{made_at.astimezone(LONDON):%Y-%m-%d-%H%M%S}.zip"
    if to is not None and to.suffix == ".zip" and not to.is_dir():
        name, to = to.name, to.parent
    made = replace(_put(opened, made_at, name, to), second=second.account_id if second else None)
    if made.file:
        _record(opened, who, made)
    return made


def fetched(opened: Cabinet, who: Who, made: Made) -> bytes:
    """The file of a backup for a download, which counts as one from now on: once, however often it is asked.

    Raises `NotAllowed` where `who` may make none any more.
    """
    with contextlib.suppress(AlreadyRecorded):
        _record(opened, who, made, token=made.contents.sha256)
    return made.data


def _record(opened: Cabinet, who: Who, made: Made, *, token: str | None = None) -> None:
    """Enters a backup in the register, with the second person who agreed to it."""
    with opened.writing(who, Thing.BACKUP, token=token) as session:
        held = _row(BackupKind.MADE, made.name, made.contents, who.account_id)
        session.add(held)
        if made.second is not None:
            session.flush()
            audit.note(session, AGREED, "backup_record", held.id, second=made.second)


def make_by_itself(opened: Cabinet, to: Path, at: datetime) -> Made:
    """Makes the backup of a day in the folder `to`, as the manager has asked for once (`daily_backup`).

    Raises as `make` does, but for the authority of nobody who is there.
    """
    name = f"{DAILY}{at.astimezone(LONDON):%Y-%m-%d-%H%M%S}.zip"
    made = _put(opened, at, name, to)
    with opened.administering("backup of the day") as session:
        session.add(_row(BackupKind.MADE, name, made.contents, None))
    return made


def is_daily(held: Any) -> ColumnElement[bool]:
    """The condition that a backup was saved by itself, by the columns of the register of backups."""
    by_itself: ColumnElement[bool] = and_(
        held.kind == BackupKind.MADE, held.recorded_by_id.is_(None), held.name.startswith(DAILY)
    )
    return by_itself


def folder_named(named: str | Path) -> Path:
    """The folder of a name as it was typed; raises `Refused` where there is none that can be looked into."""
    try:
        folder = Path(named).expanduser().absolute()
        if folder.is_dir():
            return folder
    except (OSError, RuntimeError, ValueError):  # too long, of nobody's home, or no name at all
        pass
    raise Refused({"folder": f"There is no folder {named}. Make it first, or name another one."})


def _put(opened: Cabinet, made_at: datetime, name: str, to: Path | None) -> Made:
    """Makes a backup under a name in the folder `to`, or in memory, opens it again and counts it."""
    if not signing_in.has_passwords(opened):
        raise cabinet.NoCabinet("These records are fictional and have no key to keep, so there is no backup.")
    if to is not None:
        folder_named(to)  # a stick may not be in
    if to is not None and (to / name).exists():
        raise Refused({"folder": f"There is a file {to / name} already. It was left as it is."})
    with _private_folder(opened.home) as folder:
        written = folder / "backup.zip"
        _write(opened, folder, written, made_at)
        contents = _checked(written, folder / "again", opened.key)
        data = b"" if to else written.read_bytes()
        if to:
            _move(written, to / name)
    return Made(name, contents, to / name if to else None, data)


def test_restore(opened: Cabinet, who: Who, *, data: bytes, name: str, secret: str) -> Contents:
    """Opens a backup in an encrypted place of its own, checks and counts it, forgets it, and notes the test.

    `secret` is a password of the time when the backup was made, or the recovery code. The trail of the backup
    must be the beginning of today's: where it is not, lines were taken off one of them since.
    Raises `NotAllowed`, `DamagedBackup`, `keyring.WrongPassword`, `schema.NewerCabinet`, and `DamagedCabinet`
    where it is today's trail that cannot be read.
    """
    require(who.role, Act.RECORD, Thing.SETTING)
    with _private_folder(opened.home) as folder:
        file = folder / "backup.zip"
        file.write_bytes(data)
        contents = _checked(file, folder / "again", None, secret=secret)
    if not _is_of(opened, contents):
        raise DamagedBackup(
            "This backup does not belong to this cabinet as it is: its audit trail is not the beginning of "
            "today's. It may be of another cabinet, or lines were taken out since. Run a check of the trail."
        )
    with opened.writing(who, Thing.BACKUP) as session:
        session.add(_row(BackupKind.TESTED, name, contents, who.account_id))
    return contents


@dataclass(frozen=True)
class Restored:
    """A backup that was put in place."""

    home: Path
    contents: Contents
    moved_to: Path | None = None


def restore(file: Path, home: Path, secret: str, *, over: bool = False) -> Restored:
    """Puts a backup into `home` as its cabinet, opened by a password of then or the recovery code.

    Where there is a cabinet already, nothing is done unless `over` says so; the one that was there is moved
    into a folder beside, never deleted. With `DATABASE_URL` the records go into that database, which must
    be empty. What a set-up that ended half way has left is taken away. Raises `CabinetInTheWay`,
    `DamagedBackup`, `keyring.WrongPassword`, `schema.NewerCabinet`.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _private_folder(home) as folder:
        again = folder / "again"
        contents = _checked(file, again, None, secret=secret)
        key = _key(again, secret)
        moved = None
        with cabinet.setting_up(home):
            if cabinet.database_url():
                _into_database(again, home, key)
            else:
                _refuse_unless(over, home, secret, contents)
                moved = _moved_aside(home, secret)
                for part in again.glob(f"{CABINET_FILE}*"):
                    part.replace(home / part.name)
            (again / KEYRING_FILE).replace(home / KEYRING_FILE)
    sync_folder(home)
    opened = cabinet.open_with(home, key)
    try:
        with opened.administering("restored") as session:
            session.add(_row(BackupKind.RESTORED, file.name, contents, None))
    finally:
        opened.close()
    return Restored(home, contents, moved)


# Writing -------------------------------------------------------------------------------------------


def _write(opened: Cabinet, folder: Path, written: Path, made_at: datetime) -> None:
    copy = folder / CABINET_FILE
    keyring = b""
    # A password that is changed meanwhile changes both: they are taken again until they belong together.
    while keyring != (keyring := (opened.home / KEYRING_FILE).read_bytes()):
        copy.unlink(missing_ok=True)
        if opened.engine.dialect.name == "postgresql":
            _out_of_database(opened, copy)
        else:
            with cabinet.saying_what_is_damaged(opened.home):
                cabinet.copy_file(opened.engine, copy)
    keyring = _settled(folder, opened.key, keyring)
    about = {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "sha256": {CABINET_FILE: _sha256(copy), KEYRING_FILE: hashlib.sha256(keyring).hexdigest()},
    }
    with zipfile.ZipFile(written, "x", zipfile.ZIP_STORED) as members:
        members.write(copy, CABINET_FILE)
        members.writestr(KEYRING_FILE, keyring)
        members.writestr(ABOUT_FILE, json.dumps(about, indent=1))
    copy.unlink()


def _settled(folder: Path, key: bytes, keyring: bytes) -> bytes:
    """The keyring with the copies that count by the records beside it. One that was taken while a password
    was being changed has two for its holder, and the one that never counted would open the backup."""
    beside = folder / KEYRING_FILE
    beside.write_bytes(keyring)
    copy = cabinet.file_engine(folder / CABINET_FILE, key)
    try:
        numbers = Cabinet(folder, copy, key).password_numbers()
    finally:
        copy.dispose()
    held = Keyring.read(beside)
    if numbers and held.settle(numbers):
        held.save()
    return beside.read_bytes()


def _out_of_database(opened: Cabinet, copy: Path) -> None:
    """Copies a PostgreSQL cabinet, as it is at one moment, into an encrypted file."""
    file = cabinet.file_engine(copy, opened.key)
    try:
        with (
            opened.one_moment() as source,
            file.connect().execution_options(writes=True) as target,
        ):
            schema.upgrade(target)
            carry.rows(source, target)
            target.commit()
        with file.connect() as target:
            target.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        file.dispose()


def _into_database(again: Path, home: Path, key: bytes) -> None:
    """Copies the restored file into the empty database of `DATABASE_URL`."""
    if cabinet.is_there(home):
        raise CabinetInTheWay(
            f"There is a cabinet in {home} already. Nothing was changed. No database is restored over: "
            "make an empty database, name it in DATABASE_URL, and an empty folder in --to."
        )
    try:
        opened = cabinet.open_new(home, key)
    except CabinetExists as there:
        raise CabinetInTheWay(f"{there} Name an empty database.") from there
    file = cabinet.file_engine(again / CABINET_FILE, key)
    try:
        with (
            file.connect() as source,
            opened.engine.connect().execution_options(writes=True) as target,
        ):
            carry.rows(source, target)
            target.commit()
    finally:
        file.dispose()
        opened.close()


def _row(kind: BackupKind, name: str, contents: Contents, account_id: int | None) -> BackupRecord:
    return BackupRecord(
        kind=kind,
        name=Path(name).name[:200],
        made_at=contents.made_at,
        records=contents.records,
        sha256=contents.sha256,
        recorded_by_id=account_id,
    )


# Opening again -------------------------------------------------------------------------------------


def _checked(file: Path, again: Path, key: bytes | None, *, secret: str = "") -> Contents:
    """Opens a backup in the folder `again`, which it makes, checks it whole and counts it."""
    made_at = _unpacked(file, again)
    key = key or _key(again, secret)
    try:
        held = cabinet.open_file(again, key)
    except DamagedCabinet:
        raise DamagedBackup(_DAMAGED) from None
    try:
        with held.connection() as look:
            found = trail.verify(look, held.key)
            if not found.holds:
                raise DamagedBackup(
                    "The backup opens, but its check fails: "
                    + (found.trail.why or "a part of it is damaged")
                    + ". Keep it, and make a new one."
                )
            contents = Contents(
                made_at=made_at,
                counts=_counts(look),
                lines=found.trail.lines,
                last_mark=found.trail.last_mark,
                last_at=found.trail.last_at,
                sha256=_sha256(file),
                last_line=look.scalar(select(func.max(table(AuditEntry).c.id))),
            )
    except (DatabaseError, DamagedCabinet) as fault:
        cabinet.refuse_for_want_of_room(again, fault)
        raise DamagedBackup(_DAMAGED) from None
    finally:
        held.close()
    return contents


_DAMAGED = (
    "This backup is damaged or cut short, so it cannot be used. It was left as it is. Use another, older one."
)
_NOT_A_BACKUP = "This file is not a backup of a cabinet. It was left as it is. Choose another file."


def _unpacked(file: Path, again: Path) -> datetime:
    again.mkdir(mode=0o700)
    try:
        with zipfile.ZipFile(file) as members:
            sizes = {member.filename: member.file_size for member in members.infolist()}
            if set(sizes) != MEMBERS or len(members.infolist()) != len(MEMBERS):
                raise DamagedBackup(_NOT_A_BACKUP)
            is_plain = all(
                member.compress_type == zipfile.ZIP_STORED and member.header_offset >= 0
                for member in members.infolist()
            )
            if not is_plain or sum(sizes.values()) > file.stat().st_size:
                raise DamagedBackup(_DAMAGED)  # nothing in a backup is compressed
            if max(sizes[ABOUT_FILE], sizes[KEYRING_FILE]) > _MOST_WORDS:
                raise DamagedBackup(_DAMAGED)
            about: dict[str, Any] = json.loads(members.read(ABOUT_FILE))
            if about["format"] > FORMAT:
                raise schema.NewerCabinet(
                    "This backup was made by a newer version. Install that version to open it."
                )
            for name in (CABINET_FILE, KEYRING_FILE):
                with members.open(name) as source, (again / name).open("xb") as target:
                    os.chmod(again / name, 0o600)  # noqa: PTH101
                    shutil.copyfileobj(source, target, _AT_ONCE)
                if _sha256(again / name) != about["sha256"][name]:
                    raise DamagedBackup(_DAMAGED)
            made_at = datetime.fromisoformat(about["made_at"])
            if made_at.tzinfo is None:
                raise ValueError(made_at)
            return made_at
    except zipfile.BadZipFile:
        raise DamagedBackup(_DAMAGED if _begins_as_zip(file) else _NOT_A_BACKUP) from None
    except (ValueError, KeyError, TypeError, EOFError, NotImplementedError, RuntimeError):
        raise DamagedBackup(_DAMAGED) from None


def _begins_as_zip(file: Path) -> bool:
    with file.open("rb") as held:
        return held.read(2) == b"PK"


def _key(again: Path, secret: str) -> bytes:
    """The cabinet's key by a password, or by the recovery code however it was read off paper and typed."""
    try:
        keyring = Keyring.read(again / KEYRING_FILE)
        with contextlib.suppress(WrongPassword):
            return keyring.unwrap_any(secret)[1]
        with contextlib.suppress(WrongPassword):
            return keyring.unwrap_with(RECOVERY, recovery_code_as_kept(secret))[0]
    except DamagedKeyring:
        raise DamagedBackup(_DAMAGED) from None
    raise WrongPassword(
        "This password or code does not open this backup. Use a password that was in use on the day it was "
        "made, or the recovery code of that day."
    )


def _counts(look: Connection) -> dict[str, int]:
    return {name: count for name, count in carry.counts(look).items() if name not in _NOT_RECORDS}


def _is_of(opened: Cabinet, backup: Contents) -> bool:
    """Whether the last line of a backup's trail stands in today's trail, with the same mark."""
    line = table(AuditEntry).c
    with opened.connection() as today:
        mark = today.scalar(select(line.mark).where(line.id == backup.last_line))
    return backup.last_line is None or (mark is not None and bytes(mark) == backup.last_mark)


# Putting in place ----------------------------------------------------------------------------------


def _refuse_unless(over: bool, home: Path, secret: str, backup: Contents) -> None:
    if over or not (cabinet.is_there(home) or (home / CABINET_FILE).exists()):
        return
    raise CabinetInTheWay(
        f"There is a cabinet in {home} already. {_compared(home, secret, backup)} Nothing was changed. "
        "Name an empty place, or add --over: the cabinet that is there is then moved aside, not deleted."
    )


def _compared(home: Path, secret: str, backup: Contents) -> str:
    """Which is newer, in a sentence; that it cannot be told where the cabinet there does not open."""
    of_backup = f"The backup has {backup.lines} lines in its trail, the last of {_moment(backup.last_at)}"
    line = table(AuditEntry).c
    try:
        there = cabinet.file_engine(home / CABINET_FILE, _key(home, secret))
        try:
            with there.connect() as look:
                last_at = look.execute(select(line.at).order_by(line.id.desc()).limit(1)).scalar()
                lines = look.execute(select(func.count()).select_from(table(AuditEntry))).scalar_one()
        finally:
            there.dispose()
    except (DamagedBackup, WrongPassword, DatabaseError):
        return f"{of_backup}; the cabinet there does not open with this password, so it cannot be compared."
    newer = lines > backup.lines or (last_at and backup.last_at and last_at > backup.last_at)
    what = "It is newer than the backup" if newer else "It is not newer than the backup"
    return f"{what}: it has {lines} lines, the last of {_moment(last_at)}. {of_backup}."


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%d %b %Y %H:%M}" if at else "no day"


def _moved_aside(home: Path, secret: str) -> Path | None:
    """Moves the cabinet that is there into a folder beside it; None where there is none."""
    held = cabinet.files_in(home)
    if not held:
        return None
    _refuse_if_in_use(home, secret)
    aside = home / f"{BEFORE_RESTORE}{now():%Y%m%d-%H%M%S}"
    aside.mkdir(mode=0o700)
    for path in held:
        if path.exists():
            path.replace(aside / path.name)
    return aside


def _refuse_if_in_use(home: Path, secret: str) -> None:
    """A cabinet that a running dashboard has open must not be moved from under it."""
    if _is_held(home / f"{CABINET_FILE}-shm"):
        raise CabinetInTheWay(_in_use(home))
    try:
        engine = cabinet.file_engine(home / CABINET_FILE, _key(home, secret))
    except (DamagedBackup, WrongPassword):
        return
    try:
        with contextlib.closing(engine.raw_connection()) as opened:
            cursor = opened.cursor()
            cursor.execute("PRAGMA busy_timeout = 500")
            cursor.execute("PRAGMA journal_mode = DELETE")  # only the one and only user of a file may say so
            answer = cursor.fetchone()
            is_alone = answer is not None and answer[0] == "delete"
    except Exception as fault:
        if "locked" not in str(fault):
            return  # a damaged file is nobody's to use
        is_alone = False
    finally:
        engine.dispose()
    if not is_alone:
        raise CabinetInTheWay(_in_use(home))


def _in_use(home: Path) -> str:
    return f"The cabinet in {home} is in use. Stop the dashboard, then restore. Nothing was changed."


def _is_held(shared: Path) -> bool:
    """Whether another process has a cabinet open, by the lock that each holds on the file beside it.

    That takes no password: the one of the backup may not be the one of today. Windows moves no open file.
    """
    if sys.platform == "win32" or not shared.exists():
        return False
    with shared.open("rb+") as beside:
        try:
            fcntl.lockf(beside, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _HELD_BY_EACH)
        except OSError:
            return True
    return False


def _move(written: Path, to: Path) -> None:
    """Puts the finished file in its place, on another disk too, so that it is there whole or not at all."""
    beside = to.with_name(f"{to.name}.part")
    try:
        shutil.copyfile(written, beside)
        beside.chmod(0o600)
        with beside.open("rb+") as copied:
            os.fsync(copied.fileno())
        beside.replace(to)
    except OSError:
        # A stick that is full must not be kept full by half a backup.
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    sync_folder(to.parent)


@contextlib.contextmanager
def _private_folder(home: Path) -> Iterator[Path]:
    """A folder in the cabinet's home that is gone afterwards. What is put there is encrypted all the same."""
    for left in home.glob(f"{IN_THE_MAKING}*"):  # of a process that was ended in the middle
        with contextlib.suppress(OSError):  # another process may take it away too
            if time.time() - left.stat().st_mtime > _LEFT_AFTER:
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=IN_THE_MAKING, dir=home) as folder:
        yield Path(folder)


def _sha256(file: Path) -> str:
    with file.open("rb") as held:
        return hashlib.file_digest(held, "sha256").hexdigest()


# Reading -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KnownBackup:
    """A line of the register of backups."""

    kind: BackupKind
    name: str
    records: int
    recorded_at: datetime


def latest(connection: Connection) -> list[KnownBackup]:
    """What was last made, tested and restored, newest first; of those saved by themselves the last alone."""
    held, one = table(BackupRecord).c, table(BackupRecord).alias().c
    last_daily = select(func.max(one.id)).where(is_daily(one)).scalar_subquery()
    asked = (
        select(held.kind, held.name, held.records, held.recorded_at)
        .where(or_(not_(is_daily(held)), held.id == last_daily))
        .order_by(held.id.desc())
        .limit(10)
    )
    return [KnownBackup(*row) for row in connection.execute(asked)]
