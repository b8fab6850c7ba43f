"""A backup that is saved by itself on each day of use, into a folder that the manager names (CP-8, X-8).

It is the same file as a backup made by hand, and opens by the same passwords. The newest ten stay; what was
destroyed in the records is in none of them soon after. Records in an organisation's database have its own.
"""

import contextlib
import logging
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from models import BackupRecord, Setting, now
from rules.need_to_know import Act, Thing, require
from rules.working_days import london_day
from store import backup, signing_in
from store.backup import Made
from store.cabinet import Cabinet, DamagedCabinet, NoCabinet, NotSaved, Who
from store.keyring import DamagedKeyring
from store.refusal import Refused, refuse_if, refuse_if_changed
from store.tables import table

KEPT = 10
_OLD_AT_ONCE = 100
_IN_WORDS = (backup.DamagedBackup, DamagedCabinet, NoCabinet, NotSaved, DamagedKeyring)
_faults: dict[Path, str] = {}  # by the cabinet's home: why the last one could not be saved
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Daily:
    """Where backups are saved by themselves, and how it stands with that."""

    folder: str
    last_at: datetime | None  # of the last one that was saved
    why_not: str  # the last one could not be saved, or empty
    is_on_the_same_disk: bool


def may_be_kept(opened: Cabinet) -> bool:
    """Whether backups can be saved by themselves here: the records are in a file, and have a key to keep."""
    return opened.engine.dialect.name != "postgresql" and signing_in.has_passwords(opened)


def daily(look: Connection, home: Path) -> Daily | None:
    """How it stands with the backups that are saved by themselves; None where no folder is named."""
    folder = _folder(look)
    if not folder:
        return None
    return Daily(folder, _last_at(look), _faults.get(home, ""), _is_on_the_same_disk(Path(folder), home))


def keep_in(
    opened: Cabinet, who: Who, *, folder: str, seen: str | None = None, token: str | None = None
) -> Made:
    """Saves a backup into a folder now, and on each day from now on.

    `seen` is the folder that the person's form showed: where somebody changed it since, nothing is written.
    Raises `NotAllowed`, `ChangedMeanwhile`, and `Refused` where nothing can be saved there.
    """
    require(who.role, Act.RECORD, Thing.SETTING)
    if not folder:
        raise Refused({"folder": "Enter the folder to save into."})
    to = backup.folder_named(folder)
    refuse_if(_problems(opened, to))
    with opened.connection() as look:
        named = _folder(look)
    if named != str(to):  # asked once more when it is written: making a backup may take minutes
        _refuse_if_another(seen, SimpleNamespace(backup_folder=named))
    try:  # before it is promised
        made = backup.make_by_itself(opened, to, now())
    except (OSError, DBAPIError, *_IN_WORDS) as fault:
        raise Refused({"folder": why_not(fault)}) from None
    _name(opened, who, str(to), seen=seen, token=token)
    return made


def keep_no_more(opened: Cabinet, who: Who, *, seen: str | None = None, token: str | None = None) -> None:
    """Saves no backup by itself any more. Raises as `keep_in` does, and where none is saved so."""
    _name(opened, who, "", seen=seen, token=token)


def _name(opened: Cabinet, who: Who, folder: str, *, seen: str | None, token: str | None) -> None:
    with opened.writing(who, Thing.SETTING, token=token) as session:
        held = session.scalars(select(Setting)).one()
        _refuse_if_another(seen, held)
        if not (folder or held.backup_folder):
            raise Refused({"folder": "No backup is saved by itself. Nothing was changed."})
        held.backup_folder = folder
    _faults.pop(opened.home, None)


def _refuse_if_another(seen: str | None, held: object) -> None:
    """Nothing where the folder that is named is still the one that was `seen`."""
    refuse_if_changed(None if seen is None else {"backup_folder": seen}, held)


def save_if_due(opened: Cabinet, at: datetime) -> Made | None:
    """Saves the backup of the day of `at` where a folder is named and it is not saved yet; None where not.

    Raises what making a backup raises.
    """
    if not may_be_kept(opened):
        return None
    with opened.connection() as look:
        folder, last_at = _folder(look), _last_at(look)
    if not folder or (last_at is not None and london_day(last_at) == london_day(at)):
        return None
    made = backup.make_by_itself(opened, Path(folder), at)
    _take_off_the_old(opened, Path(folder))
    return made


def save_if_due_and_keep_why_not(opened: Cabinet, at: datetime) -> None:
    """As `save_if_due`; why it could not be is kept for who looks at the backups, and said in the log."""
    try:
        save_if_due(opened, at)
        _faults.pop(opened.home, None)
    except Exception as fault:  # whatever it was, the next one is tried before long
        _faults[opened.home] = why_not(fault)
        if not isinstance(fault, Refused):  # a stick that is not in is no fault of ours
            log.warning("The backup of the day was not saved: %s", type(fault).__name__)


def why_not(fault: Exception) -> str:
    """Why a backup could not be made, for a person."""
    if isinstance(fault, Refused):
        return " ".join(fault.problems.values())
    if isinstance(fault, _IN_WORDS):
        return str(fault)
    if isinstance(fault, OSError):
        return f"The backup could not be written: {fault.strerror}. Check the folder and the space in it."
    if isinstance(fault, DBAPIError):
        return "The records could not be read just then."
    return "Something went wrong. Make one by hand, and see whether that works."


def _problems(opened: Cabinet, to: Path) -> dict[str, str]:
    if not may_be_kept(opened):
        return {"folder": "Backups are not saved by themselves here: make them by the database's own means."}
    if to.is_relative_to(opened.home.absolute()):
        return {
            "folder": "This folder is inside the one with the records, and would be lost with it. Name one "
            "on a memory stick, or one that is copied to another computer."
        }
    return {}


def _folder(look: Connection) -> str:
    return str(look.execute(select(table(Setting).c.backup_folder)).scalar() or "")


def _last_at(look: Connection) -> datetime | None:
    held = table(BackupRecord).c
    asked = select(held.made_at).where(backup.is_daily(held)).order_by(held.id.desc()).limit(1)
    found: datetime | None = look.execute(asked).scalar()
    return found


def _is_on_the_same_disk(folder: Path, home: Path) -> bool:
    """Whether what takes the records takes the backups with it; a folder that is away is on another one."""
    try:
        return os.stat(folder).st_dev == os.stat(home).st_dev  # noqa: PTH116
    except OSError:
        return False


def _take_off_the_old(opened: Cabinet, folder: Path) -> None:
    """Deletes all but the newest of those that this cabinet saved there by itself, and nothing else."""
    held = table(BackupRecord).c
    old = select(held.name).where(backup.is_daily(held)).order_by(held.id.desc())
    with opened.connection() as look:
        names = look.execute(old.offset(KEPT).limit(_OLD_AT_ONCE)).scalars().all()
    for name in names:
        with contextlib.suppress(OSError):  # it may have been put elsewhere
            (folder / Path(name).name).unlink()
