"""The cabinet: the encrypted store of one setting, opened by a password (clauses PR-2, X-8; law L10).

Embedded, it is one SQLCipher file in the cabinet's home; with `DATABASE_URL` it is a PostgreSQL database.
The code is the same for both. Nothing is read or written but through `reading` and `writing`, which ask
whether this person may.
"""

import errno
import logging
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import URL, Connection, Engine, create_engine, delete, event, make_url, select, text
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from models import Account, Setting, SignedInSession, Submission, now
from rules.induction import Role
from rules.need_to_know import Act, NotAllowed, Thing, require
from rules.words import plain
from store import audit, schema
from store.idle import is_idle
from store.keyring import KEY_BYTES, RECOVERY, Keyring, holder_name, recovery_code, to_a_backup
from store.last_day import has_ended, signs_in, why_shut
from store.refusal import Refused
from store.remembered import Remembered
from store.tables import table
from store.waiting import WAITING_FILE, Waiting, locked

log = logging.getLogger(__name__)

CABINET_FILE = "cabinet.db"
KEYRING_FILE = "keyring.json"
FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}  # a disk, a file system, a quota
_LEAST_ROOM = 1024 * 1024  # bytes: with less, SQLite fails in ways that look like damage
UNFINISHED = "set-up-not-finished"
BUSY_MS, VIEWS_WAIT_MS = 10_000, 100  # how long a write waits for another, and a view's line does
_WRITERS = 0x11771E5  # PostgreSQL's advisory lock: one writer of the chain at a time
_LOCK_TIMEOUT = text("SELECT set_config('lock_timeout', :wait, true)")
_TAKE_THE_LOCK = text(f"SELECT pg_advisory_xact_lock({_WRITERS})")
_PLANS_ONCE = """
    SELECT set_config(
        'plan_cache_mode', CASE WHEN max(reltuples) >= 200000 THEN 'auto' ELSE 'force_generic_plan' END, false
    )
    FROM pg_class WHERE oid = to_regclass('consent')
"""
_KEEPS_TOKENS = timedelta(days=1)
_COPY_BEFORE, _COPIES_KEPT = "cabinet-before-", 3
_BEFORE_SEALS = {"0001", "0002"}
# All connections to the file together, roughly: the busiest has its 16 MB, and the rest use their own again.
_PAGES_IN_MEMORY = 24_000_000
_CONNECT_SECONDS = 10
_NO_RIGHT = "42501"  # PostgreSQL's SQLSTATE for it
_WITH_TLS = {"require", "verify-ca", "verify-full"}
_LOCAL = {"localhost", "127.0.0.1", "::1", "[::1]"}


UNREACHABLE = (OperationalError, InterfaceError)  # what a look raises while the store does not answer
NOT_ANSWERING = (
    "The place where the records are does not answer. Try again in a minute; where they are on a stick or a "
    "network drive, see that it is there. What the dashboard said was recorded is kept; anything else has to "
    "be entered again."
)
OUT_OF_REACH = "The records cannot be reached", NOT_ANSWERING


class NoCabinet(Exception):
    """There is no cabinet in this home yet."""


class CabinetExists(Exception):
    """There is a cabinet in this home already."""


class DamagedCabinet(Exception):
    """The cabinet's file cannot be opened, or a part of it cannot be read. It is left as it is."""


def in_words(fault: Exception) -> tuple[str, str] | None:
    """A heading and what to do, for a person, where the store is at fault; None where something else is."""
    if isinstance(fault, DamagedCabinet):
        return "The file with the records is damaged", str(fault)
    if isinstance(fault, NotSaved):
        return "That could not be saved", str(fault)
    if isinstance(fault, UNREACHABLE):
        return OUT_OF_REACH
    return None


class NotSaved(Exception):
    """The store could not write: the disk is full, or somebody is writing for too long. Nothing was saved."""


class NoRoom(NotSaved, OSError):
    """The disk is full. Nothing was changed, and nothing is damaged."""


class AlreadyRecorded(Exception):
    """This form was sent before, and what it says is recorded."""


Look = Connection  # one consistent look at the records


@dataclass(frozen=True)
class Who:
    """Somebody who is signed in: the account, the name on screen and the role."""

    account_id: int
    name: str
    role: Role
    session_id: int | None = None
    is_on_screen: bool = False
    is_presenting: bool = False


def default_home() -> Path:
    """`CABINET_HOME`, else the project's `data/`."""
    return Path(os.environ.get("CABINET_HOME") or Path(__file__).resolve().parent.parent / "data")


@dataclass
class Cabinet:
    """An open cabinet."""

    home: Path
    engine: Engine
    key: bytes
    views: audit.Views = field(default_factory=audit.Views, repr=False)
    remembered: Remembered = field(default_factory=Remembered, repr=False)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A read-only look that no person asks for, such as looking up who is signed in."""
        with self._looking() as connection:
            yield connection

    @contextmanager
    def reading(self, who: Who, *things: Thing) -> Iterator[Connection]:
        """One consistent look at the records; raises `NotAllowed` where `who` may not see `things`.

        The look carries `who`: whatever is read through it is limited to what they need to know (sight).
        """
        for thing in things:
            require(who.role, Act.SEE, thing)
        # `own_children` is what this look has learned by then of whose carer `who` is (sight).
        known = {"who": who, "remembered": self.remembered, "own_children": {}}
        with self._looking(at_one_moment=True, **known) as connection:
            yield connection

    @contextmanager
    def one_moment(self) -> Iterator[Connection]:
        """A look at everything as it is at one moment, for a backup."""
        with self._looking(at_one_moment=True) as connection:
            yield connection

    @contextmanager
    def _looking(self, *, at_one_moment: bool = False, **options: Any) -> Iterator[Connection]:
        with self.engine.connect().execution_options(**options) as connection:
            if at_one_moment and self.engine.dialect.name == "postgresql":
                # SQLite looks at one moment by itself; PostgreSQL has to be asked to.
                connection.execution_options(isolation_level="REPEATABLE READ")
            with saying_what_is_damaged(self.home):
                yield connection
            # Left to end by itself it would be rolled back, and at that psycopg forgets every query that it
            # had the server prepare: each page would have all of its queries planned anew.
            connection.commit()

    @contextmanager
    def standing_still(self) -> Iterator[Connection]:
        """A look at everything as it is, while nobody can write; raises `NotSaved` where somebody is."""
        with self.engine.connect().execution_options(writes=True) as alone:
            try:
                if self.engine.dialect.name == "sqlite":
                    alone.begin()
                else:
                    alone.execute(_LOCK_TIMEOUT, {"wait": str(BUSY_MS)})
                    alone.execute(_TAKE_THE_LOCK)
            except OperationalError as fault:
                raise NotSaved(
                    "Somebody else has been saving for too long. Nothing was done; try again."
                ) from fault
            if self.engine.dialect.name == "sqlite":
                with saying_what_is_damaged(self.home):
                    yield alone
                return
            with self.one_moment() as look:  # begun only now: what was written before the lock is in it
                yield look

    @contextmanager
    def writing(self, who: Who, *things: Thing, token: str | None = None) -> Iterator[Session]:
        """One transaction, its audit entries included, committed at the end of the block.

        `token` is the form's: the same token twice raises `AlreadyRecorded` and writes nothing. Raises
        `NotAllowed` where `who` may not record `things`, or has been signed out or closed meanwhile.
        """
        for thing in things:
            require(who.role, Act.RECORD, thing)
        with self._session(who.account_id, who) as session:
            account = session.get(Account, who.account_id)
            if account is None or has_ended(account) or account.role != who.role:
                raise NotAllowed("This account has been closed or changed. Sign in again.")
            if why_shut(session, account.id):
                raise NotAllowed("This account is of somebody who has left, or is still to come.")
            if who.session_id is not None:
                signed_in = session.get(SignedInSession, who.session_id)
                if (
                    signed_in is None
                    or signed_in.account_id != who.account_id
                    or signed_in.ended_at is not None
                    or is_idle(signed_in.last_seen_at, now())
                ):
                    raise NotAllowed("You are signed out. Sign in again.")
            if token:
                session.add(Submission(token=token))
                try:
                    session.flush()
                except IntegrityError:
                    raise AlreadyRecorded("This has already been recorded.") from None
                session.execute(delete(Submission).where(table(Submission).c.at < now() - _KEEPS_TOKENS))
            yield session

    @contextmanager
    def administering(self, act: str) -> Iterator[Session]:
        """A transaction of the product itself (creating, sampling, signing in), noted as `act`."""
        with self._session(None) as session:
            yield session
            audit.note(session, act)

    def settle_keyring(self, *, noting: bool = False) -> None:
        """Keeps in the keyring only the copies of the key that count.

        What goes is the copy from before a new password, and that of an account which is closed or over. When
        a cabinet is opened, it is what a process that ended half way has left, and `noting` writes that down.
        It runs under the writers' lock, so that no other change is under way. Raises `OSError`.
        """
        file = self.home / KEYRING_FILE
        if not file.exists():
            return
        numbers = self.password_numbers()
        if not numbers or not Keyring.read(file).settle(numbers):
            return
        with self._session(None) as session:
            keyring = Keyring.read(file)
            if keyring.settle(self.password_numbers()):
                keyring.save()
                if noting:
                    audit.note(session, "keyring settled")

    def password_numbers(self) -> dict[str, int]:
        """How many passwords each account that signs in has had, by its sign-in name."""
        account = table(Account).c
        asked = select(account.sign_in_name, account.password_number).where(signs_in(account))
        with self.connection() as connection:
            return {row.sign_in_name: row.password_number for row in connection.execute(asked)}

    @contextmanager
    def _session(
        self, account_id: int | None, who: Who | None = None, *, patience_ms: int = BUSY_MS
    ) -> Iterator[Session]:
        """A transaction that takes along the lines of views that wait; raises `NotSaved`."""
        info = {"account_id": account_id, "chain_key": audit.chain_key(self.key)}
        with (
            self._saying_what_was_not_saved(),
            self.engine.connect().execution_options(writes=True, who=who) as connection,
            audit.AuditedSession(connection, expire_on_commit=False, info=info) as session,
        ):
            audit.watch(session, connection)
            views: list[audit.Line] = []
            try:
                _wait_for_the_lock(session, connection, patience_ms)
                yield session
                views = self.views.take()
                session.flush()
                audit.append(session, views)
                session.commit()
                views = []
            finally:
                self.views.put_back(views)
                if patience_ms != BUSY_MS and self.engine.dialect.name == "sqlite":
                    _busy_timeout(connection, BUSY_MS)

    @contextmanager
    def _saying_what_was_not_saved(self) -> Iterator[None]:
        try:
            with saying_what_is_damaged(self.home):
                yield
        except DamagedCabinet as fault:
            raise NotSaved(f"Nothing was saved. {fault}") from fault
        except DataError as fault:
            # PostgreSQL, of a NUL in what is looked for or a number that is too large for its column.
            raise Refused(
                {"text": "There is a character or number in it that cannot be kept. Type it again."}
            ) from fault
        except UNREACHABLE as fault:
            raise NotSaved(
                "Nothing was saved: the cabinet could not be written to. Try again in a minute; if it "
                "goes on, check that the disk is not full."
            ) from fault

    def write_views(self) -> None:
        """Writes the views that wait. Where somebody is writing they go on waiting: a page must not wait."""
        try:
            if self.views.are_waiting:
                with self._session(None, patience_ms=VIEWS_WAIT_MS):
                    pass
        except (NotSaved, DatabaseError):
            log.info("The views of records wait for the next write.")

    @cached_property
    def waiting(self) -> Waiting:
        """The waits after refused sign-ins and passwords: those that the gate counts too."""
        return Waiting(lambda: self.home / WAITING_FILE)

    @cached_property
    def is_sample(self) -> bool:
        """Whether the records are fictional, as the setting says; asked once for an open cabinet."""
        with self.connection() as connection:
            return bool(connection.execute(select(table(Setting).c.is_sample)).scalar())

    def close(self) -> None:
        """Gives back the connections. The key is gone with the object."""
        self.views.stop()
        self.write_views()
        self.engine.dispose()


def _wait_for_the_lock(session: Session, connection: Connection, patience_ms: int) -> None:
    """Begins the transaction as the one writer, or gives up after a while with an `OperationalError`."""
    if connection.dialect.name == "postgresql":
        session.execute(_LOCK_TIMEOUT, {"wait": str(patience_ms)})
        session.execute(_TAKE_THE_LOCK)
        return
    if patience_ms != BUSY_MS:
        _busy_timeout(connection, patience_ms)
    session.connection()  # begins at once, not at the first change


def _busy_timeout(connection: Connection, milliseconds: int) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout = {milliseconds}")


def is_there(home: Path) -> bool:
    """Whether a cabinet has been set up in `home`, to the end."""
    return (home / KEYRING_FILE).exists() and not (home / UNFINISHED).exists()


@contextmanager
def setting_up(home: Path) -> Iterator[None]:
    """Marks `home` as being set up or put back, so that what ended half way can simply be done again.

    What such a set-up left has no account and no record in it, and what is put back is in its backup: it is
    taken away. Nothing else ever is. Where nothing was left there is no mark: a keyring of a backup of the
    organisation's own may be put there by hand.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    marker = home / UNFINISHED
    # Two processes of an organisation may be asked at once: the second would take away what the first makes.
    with locked((home / WAITING_FILE).with_suffix(".lock")):
        if marker.exists():
            for left in files_in(home):
                left.unlink()
        elif not is_there(home) and not (home / CABINET_FILE).exists():
            marker.touch()
        try:
            yield
        except BaseException:
            if not files_in(home):
                marker.unlink(missing_ok=True)
            raise
        marker.unlink(missing_ok=True)


def files_in(home: Path) -> list[Path]:
    """The files of a cabinet in `home`, be it whole or not; none that somebody laid aside by a like name."""
    beside = (f"{CABINET_FILE}-{ending}" for ending in ("wal", "shm", "journal"))
    return [home / name for name in (KEYRING_FILE, CABINET_FILE, *beside) if (home / name).exists()]


def create(home: Path, sign_in_name: str, password: str) -> tuple[Cabinet, str]:
    """A new, empty cabinet in `home`, and its recovery code, which is shown once and kept nowhere.

    Raises `CabinetExists` where there is one already, even a broken one, here or at `DATABASE_URL`.
    """
    if is_there(home) or (home / CABINET_FILE).exists():
        raise CabinetExists(f"There is a cabinet in {home} already. Nothing was changed.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    key, code = secrets.token_bytes(KEY_BYTES), recovery_code()
    keyring = Keyring(home / KEYRING_FILE, secrets.token_bytes(16))
    keyring.add(holder_name(sign_in_name), password, key)
    keyring.add(RECOVERY, code, key)
    cabinet = _opened(home, key)
    try:
        keyring.save()
    except BaseException:
        cabinet.close()  # else Windows keeps the file, and what is left could not be taken away
        raise
    return cabinet, code


def create_unlocked(home: Path) -> Cabinet:
    """A cabinet whose key is in memory alone: it can be read by nobody once the process ends.

    Always a file of its own, whatever `DATABASE_URL` says: fictional records never go among real ones.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in home.glob(f"{CABINET_FILE}*"):
        old.unlink()
    key = secrets.token_bytes(KEY_BYTES)
    return _brought_up_to_date(home, file_engine(home / CABINET_FILE, key), key)


def must_be_there(home: Path) -> None:
    """Raises `NoCabinet` where there is no cabinet in this home yet."""
    if not is_there(home):
        raise NoCabinet(f"There is no cabinet in {home} yet. Create one first.")


def unlock(home: Path, sign_in_name: str, password: str) -> bytes:
    """The cabinet's key; raises `NoCabinet` or `keyring.WrongPassword`."""
    must_be_there(home)
    return Keyring.read(home / KEYRING_FILE).unwrap(sign_in_name, password)


def open_with(home: Path, key: bytes) -> Cabinet:
    """The cabinet in `home`, opened with its key and brought up to date; raises `DamagedCabinet`."""
    file = home / CABINET_FILE
    if not database_url() and file.exists() and not file.stat().st_size:
        raise DamagedCabinet(f"The cabinet in {home} is an empty file. {to_a_backup(home)}")
    if not database_url() and not file.exists():
        raise DamagedCabinet(
            f"The keyring in {home} has no records beside it. If they are in a database, set "
            "DATABASE_URL to its address; if they were in a file, restore it from a backup."
        )
    opened = _opened(home, key, is_new=False)
    try:
        opened.settle_keyring(noting=True)
    except OSError:
        log.exception("The keyring could not be settled; the next opening tries again.")
    except BaseException:
        opened.close()
        raise
    return opened


def open_file(home: Path, key: bytes) -> Cabinet:
    """The file in `home`, whatever `DATABASE_URL` says, brought up to date; raises `DamagedCabinet`."""
    return _brought_up_to_date(home, file_engine(home / CABINET_FILE, key), key, is_new=False)


def open_new(home: Path, key: bytes) -> Cabinet:
    """A cabinet without a keyring yet, for what is restored into a database.

    Raises `CabinetExists` where there is one in it already, and `DamagedCabinet`.
    """
    return _opened(home, key)


def _opened(home: Path, key: bytes, *, is_new: bool = True) -> Cabinet:
    url = database_url()
    engine = _postgresql(url) if url else file_engine(home / CABINET_FILE, key)
    return _brought_up_to_date(home, engine, key, is_new=is_new)


def _brought_up_to_date(home: Path, engine: Engine, key: bytes, *, is_new: bool = True) -> Cabinet:
    chain = audit.chain_key(key)
    try:
        had = _keep_a_copy(home, engine)
        with engine.connect().execution_options(writes=True) as connection:
            if had != schema.newest():
                if connection.dialect.name == "postgresql":
                    # Two processes start at once, and one of them is first.
                    connection.execute(_TAKE_THE_LOCK)
                # A file cut down to nothing must not come back as a cabinet without records.
                if not is_new and schema.is_blank(connection):
                    raise DamagedCabinet(_is_blank(home, engine))
                schema.upgrade(connection)
            # Before anything is kept of it: one of an older version would else be sealed with this key.
            if is_new and connection.execute(select(table(Setting).c.id)).first() is not None:
                raise CabinetExists(
                    "There is a cabinet in the database of DATABASE_URL already. Nothing was changed."
                )
            # What encrypts a file says so by itself. Here a keyring would be settled by another's accounts.
            if not is_new and engine.dialect.name == "postgresql" and not audit.is_under(connection, chain):
                raise DamagedCabinet(
                    f"The keyring in {home} does not belong to the database of DATABASE_URL. Name the folder "
                    "and the database of one setting. Nothing was changed."
                )
            if had in _BEFORE_SEALS:
                audit.seal_as_it_is(connection, chain)
            connection.commit()
    except (DatabaseError, sqlcipher3.DatabaseError, OSError) as fault:
        engine.dispose()
        if engine.dialect.name != "postgresql":
            refuse_for_want_of_room(home, fault)
        if isinstance(fault, OSError):
            raise
        raise DamagedCabinet(why_refused(fault) or _cannot_be_opened(home, engine)) from fault
    except BaseException:
        engine.dispose()
        raise
    return Cabinet(home, engine, key)


@contextmanager
def saying_what_is_damaged(home: Path) -> Iterator[None]:
    """Raises `DamagedCabinet` where SQLite finds that a part of the file in `home` is not what it wrote."""
    try:
        yield
    except (DatabaseError, sqlcipher3.DatabaseError) as fault:
        said = str(getattr(fault, "orig", fault))
        if "disk image is malformed" not in said and "file is not a database" not in said:
            raise
        raise DamagedCabinet(
            "A part of the file with the records cannot be read: the disk has damaged it, or a program that "
            f"copies its folder. Enter nothing more in it. {to_a_backup(home)}"
        ) from fault


def refuse_for_want_of_room(home: Path, fault: BaseException) -> None:
    """Raises `NoRoom` where `fault` came from a full disk, which SQLite says in more than one way."""
    is_full = getattr(fault, "errno", None) in FULL or "disk is full" in str(fault)
    with suppress(OSError):
        is_full = is_full or shutil.disk_usage(home).free < _LEAST_ROOM
    if is_full:
        raise NoRoom(
            f"There is no room left on the disk of {home}. Make room on it, then try again. Nothing was "
            "changed, and nothing is damaged."
        ) from fault


def _keep_a_copy(home: Path, engine: Engine) -> str | None:
    """Before the tables change, keeps an encrypted copy of the file; the version of the tables as they are.

    PostgreSQL is the organisation's own to copy: it has no file here.
    """
    with engine.connect() as connection:
        had = schema.revision(connection)
    if had is None or had >= schema.newest() or engine.dialect.name == "postgresql":
        return had  # of a newer version too: it is refused, and the copy of before this one is worth more
    kept = home / f"{_COPY_BEFORE}{schema.newest()}.db"
    beside = kept.with_suffix(".new")
    beside.unlink(missing_ok=True)
    copy_file(engine, beside)
    beside.replace(kept)
    copies = sorted(home.glob(f"{_COPY_BEFORE}*.db"), key=lambda copy: copy.stat().st_mtime_ns)
    for old in copies[:-_COPIES_KEPT]:
        old.unlink()
    return had


def copy_file(engine: Engine, to: Path) -> None:
    """Writes a consistent copy of the file of `engine` under the same key, while others go on writing."""
    opened = engine.raw_connection()
    try:
        opened.cursor().execute("VACUUM INTO ?", (str(to),))
    except sqlcipher3.DatabaseError as fault:
        to.unlink(missing_ok=True)
        refuse_for_want_of_room(to.parent, fault)
        raise
    finally:
        opened.close()
    to.chmod(0o600)
    with to.open("rb+") as written:
        os.fsync(written.fileno())


def why_refused(fault: Exception) -> str:
    """Logs what PostgreSQL answered, where no record can be in it; what to do, where a right is missing."""
    said: Any = getattr(fault, "orig", None)
    if not isinstance(fault, DatabaseError) or not hasattr(said, "sqlstate"):  # SQLite's have none
        return ""
    if fault.statement is None:  # nobody was let in
        log.error("PostgreSQL did not let the dashboard in: %s", " ".join(str(said).split()))
        return ""
    if said.sqlstate != _NO_RIGHT:
        if said.sqlstate:  # else the line was cut
            # Its words may hold a row: the number says what is the matter, in PostgreSQL's own list.
            log.error("PostgreSQL refused what the dashboard asked: SQLSTATE %s.", said.sqlstate)
        return ""
    log.error("PostgreSQL refused the dashboard a right: %s", said.diag.message_primary)
    return (
        "The user of DATABASE_URL lacks a right in its database; the log says which. It has to own the "
        "database and every table in it: ALTER DATABASE NAME OWNER TO USER; for tables that another user "
        "made, as putting back a copy can, ALTER TABLE. Nothing was changed."
    )


def _is_blank(home: Path, engine: Engine) -> str:
    if engine.dialect.name != "postgresql":
        return _cannot_be_opened(home, engine)
    elsewhere = (
        f"The records in {home} are in its file {CABINET_FILE}: carry them into the database by `move`, or "
        "leave DATABASE_URL out."
        if (home / CABINET_FILE).exists()
        else "See whether it is the right one; if its records are lost, restore a backup into a new one."
    )
    return f"The database of DATABASE_URL is empty, and {home} has a keyring already. {elsewhere}"


def _cannot_be_opened(home: Path, engine: Engine) -> str:
    if engine.dialect.name == "postgresql":
        return (
            "The database of DATABASE_URL cannot be opened as a cabinet. Check that the server runs and that "
            "the address is right; the log says what it answered. It was left as it is."
        )
    if not all(_may_be_written(held) for held in (home, home / CABINET_FILE)):
        return (
            f"The cabinet in {home} cannot be opened, because this program may not write there. Make the "
            "folder and what is in it writable for it, then try again. Nothing was changed."
        )
    return (
        f"The cabinet in {home} cannot be opened: its file is damaged or is not a cabinet. "
        f"It was left as it is. {to_a_backup(home)}"
    )


def _may_be_written(held: Path) -> bool:
    by_effect = os.access in os.supports_effective_ids
    return not held.exists() or os.access(held, os.R_OK | os.W_OK, effective_ids=by_effect)


def database_url() -> str | None:
    """The address of the PostgreSQL database, where there is one."""
    return os.environ.get("DATABASE_URL") or None


def file_engine(file: Path, key: bytes) -> Engine:
    """Connections to one encrypted file; it is made where it is not there, but not where it no longer is."""
    was_there = False

    def connect() -> Any:
        # A new file is for its owner alone, and so is what SQLite puts beside it. One that is there is left
        # alone: to open and close it here would take SQLite's locks away.
        nonlocal was_there
        if file.exists():
            was_there = True
        elif was_there:  # a stick that was pulled out, a folder that was moved
            raise sqlcipher3.OperationalError("the file is gone")
        else:
            with suppress(OSError):  # SQLite says it in its own way
                file.touch(0o600)
        opened = sqlcipher3.connect(str(file), check_same_thread=False, isolation_level=None)
        opened.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is said once, in words
        opened.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in (
            "foreign_keys = ON",
            "recursive_triggers = ON",  # else a REPLACE would get past the triggers of what is append-only
            f"busy_timeout = {BUSY_MS}",
            "temp_store = MEMORY",
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
            "cache_size = -16000",
            f"soft_heap_limit = {_PAGES_IN_MEMORY}",
        ):
            opened.execute(f"PRAGMA {pragma}")
        opened.create_function("plain_name", 1, _plain_or_null, deterministic=True)
        return opened

    # Threads of pages share the pool: the dialect's own pool crashes under them. The connection that came
    # back last goes out first, because it has the pages of the file in its memory.
    engine = create_engine(
        "sqlite://",
        module=sqlcipher3,
        creator=connect,
        poolclass=QueuePool,
        pool_size=3,
        max_overflow=22,
        pool_use_lifo=True,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Writers queue at the start, so a transaction never fails half way for a lock.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _plain_or_null(name: str | None) -> str | None:
    """What SQLite has for `store.tables.plain_name`: of nothing, nothing."""
    return None if name is None else plain(name)


def database_engine() -> Engine:
    """Connections to the database of `DATABASE_URL`; raises `DamagedCabinet` where it names none."""
    url = database_url()
    if url is None:
        raise DamagedCabinet("DATABASE_URL names no database. Set it to postgresql://USER@HOST/NAME.")
    return _postgresql(url)


def _postgresql(url: str) -> Engine:
    scheme, _, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        url = f"postgresql+psycopg://{rest}"
    try:
        address = make_url(url)
        is_postgresql = address.drivername == "postgresql+psycopg"
    except ArgumentError:
        is_postgresql = False
    if not is_postgresql:
        raise DamagedCabinet(
            "DATABASE_URL is no address of a PostgreSQL database. Set it to postgresql://USER@HOST/NAME."
        )
    if not _is_private(address):
        raise DamagedCabinet(
            "The database of DATABASE_URL is on another machine, and its address does not ask for TLS: the "
            "records would cross the network in clear. Add ?sslmode=verify-full&sslrootcert=FILE to it, "
            "where FILE holds the authority that signed the server's certificate."
        )
    engine = create_engine(
        address,
        pool_size=5,
        max_overflow=20,
        pool_pre_ping=True,  # a server that was restarted is noticed before a page is
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "confidentiality dashboard"},
    )

    @event.listens_for(engine, "connect", insert=True)  # before SQLAlchemy asks for the server's version
    def keeps_every_letter(opened: Any, _record: object) -> None:
        # One made where the server's own locale is C does not: names would come back as bytes.
        if (kept_as := opened.info.parameter_status("server_encoding")) != "UTF8":
            opened.close()
            raise DamagedCabinet(
                f"The database of DATABASE_URL keeps its text as {kept_as}, which does not hold every name. "
                "Make it anew: CREATE DATABASE NAME OWNER USER ENCODING 'UTF8' TEMPLATE template0."
            )

    @event.listens_for(engine, "connect")
    def plans_once(opened: Any, _record: object) -> None:
        # Else the server weighs a plan for each day and account anew, which took it longer than the answer.
        # Where there is very much, the plan that fits the day is worth its time.
        opened.autocommit = True
        opened.execute(_PLANS_ONCE)
        opened.autocommit = False

    return engine


def _is_private(address: URL) -> bool:
    """Whether nobody on a network can read what goes to the database: it is on this machine, or under TLS."""
    said = {name: value for name, value in address.query.items() if isinstance(value, str)}
    if said.get("sslmode", os.environ.get("PGSSLMODE", "")) in _WITH_TLS:
        return True
    named = [address.host, *(address.query.get(name) for name in ("host", "hostaddr"))]
    if not any(named):
        named = [os.environ.get("PGHOST"), os.environ.get("PGHOSTADDR")]
    hosts = [host for names in named for host in _hosts(names)]
    return not said.get("service") and all(host.startswith(("/", "@")) or host in _LOCAL for host in hosts)


def _hosts(names: str | tuple[str, ...] | None) -> list[str]:
    if not names:
        return []
    parts = [names] if isinstance(names, str) else names
    return [host.partition(":")[0] if host.count(":") == 1 else host for p in parts for host in p.split(",")]


_active: Cabinet | None = None
_active_lock = threading.Lock()


def active() -> Cabinet | None:
    """The cabinet that this process has open, or None while it is locked."""
    return _active


def is_out_of_reach(home: Path) -> bool:
    """Whether this process has the cabinet of `home` open, and `home` is gone: a drive may be, for a while.

    There is a cabinet then, and nothing begins another one.
    """
    opened = active()
    return opened is not None and opened.home == home and not is_there(home)


def make_active(cabinet: Cabinet | None) -> None:
    """Makes `cabinet` the one that pages read; the one before it is closed."""
    global _active
    with _active_lock:
        before, _active = _active, cabinet
    if before is not None and before is not cabinet:
        before.close()
    if cabinet is not None and cabinet is not before and _is_superusers(cabinet.engine):
        log.warning(
            "The user of DATABASE_URL is a superuser: whoever has its password may change everything "
            "on that server. Give the dashboard a user that owns its database and nothing more."
        )


def _is_superusers(engine: Engine) -> bool:
    if engine.dialect.name != "postgresql":
        return False
    with suppress(DatabaseError, InterfaceError), engine.connect() as connection:
        return bool(connection.execute(text("SELECT current_setting('is_superuser') = 'on'")).scalar())
    return False
