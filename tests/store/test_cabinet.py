"""The cabinet: who may write, what is recorded once, what is refused whole, and what no file gives away."""

import importlib
import inspect
import os
import pkgutil
import threading
import typing
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, make_url, select, text, update

import store
from models import Account, AuditEntry, Child, SharingDecision, Submission, now
from rules.induction import Role
from rules.need_to_know import Act, NotAllowed, Thing, may
from rules.sharing import Basis, Details, Explanation, Ground, Position, Quality, Recipient
from store import (
    access_requests,
    accounts,
    audit,
    consents,
    induction,
    mistaken_concerns,
    mistaken_entries,
    people,
    request_steps,
    sessions,
    setting,
    sharing,
    signing_in,
    stand_ins,
    trail,
    weekly_review,
    withdrawals,
)
from store import cabinet as cabinets
from store.cabinet import AlreadyRecorded, CabinetExists, DamagedCabinet, NotSaved, Who
from store.refusal import Refused
from store.tables import table
from tests.conftest import PASSWORD, TODAY, account, agenda_of, everything, rows, to_sign

DAY = date(2026, 12, 2)
FILE_ONLY = pytest.mark.parametrize("store", ["file"], indirect=True)
POSTGRESQL_ONLY = pytest.mark.parametrize(
    "store", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)

# Authority ------------------------------------------------------------------------------------------

THING_OF = {
    access_requests.record_request: Thing.ACCESS_REQUEST,
    request_steps.record: Thing.ACCESS_REQUEST,
    consents.record_answers: Thing.CONSENT,
    withdrawals.follow_up: Thing.CONSENT,
    consents.take_back: Thing.CONSENT,
    consents.record_no_answer: Thing.CONSENT,
    sharing.record_concern: Thing.CONCERN,
    sharing.record_decision: Thing.SHARING_DECISION,
    mistaken_concerns.take_back: Thing.SHARING_DECISION,
    sharing.complete_record: Thing.SHARING_DECISION,
    induction.sign_off: Thing.INDUCTION,
    induction.take_back: Thing.INDUCTION,
    mistaken_entries.take_back: Thing.FILE_ENTRY,
    people.assign_key_person: Thing.CHILD,
    people.assign_key_person_of_several: Thing.CHILD,
    setting.change_house_rules: Thing.SETTING,
    setting.add_bank_holiday: Thing.SETTING,
    trail.say_clock_is_right: Thing.SETTING,
    weekly_review.sign_review: Thing.WEEKLY_REVIEW,
    accounts.add: Thing.ACCOUNT,
    accounts.close: Thing.ENDED_ACCOUNT,
    accounts.change_role: Thing.ENDED_ACCOUNT,
    stand_ins.give: Thing.STAND_IN,
}
EMPTY: dict[object, Any] = {str: "", int: 999, bool: False, Mapping: {}, Collection: [], Sequence: []}


def writes() -> list[Callable[..., Any]]:
    """Every function of the store that writes for a person: found, so that a new one cannot be forgotten."""
    rooms = [
        importlib.import_module(f"store.{room.name}")
        for room in pkgutil.iter_modules(store.__path__)
        if room.name not in {"__main__", "registers", "sample"}  # an import has tests of its own
    ]
    return [
        function
        for room in rooms
        for name, function in inspect.getmembers(room, inspect.isfunction)
        if function.__module__ == room.__name__
        and not name.startswith("_")
        and {"who", "token"} <= set(inspect.signature(function).parameters)
    ]


def nothing_said(function: Callable[..., Any], opened: cabinets.Cabinet) -> dict[str, Any]:
    """Arguments that say nothing, so that the rules refuse where authority does not."""
    known: dict[str, Any] = {"today": TODAY, "ready": to_sign(opened), "rules": {"no such rule": 1}}
    wanted = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty][2:]
    return {p.name: known.get(p.name, nothing_of(p.annotation)) for p in wanted}


def nothing_of(kind: Any) -> Any:
    """What is left of a value of this kind when nothing is said."""
    if is_dataclass(kind):
        return kind(**{f.name: nothing_of(f.type) for f in fields(kind) if f.default is MISSING})
    return EMPTY.get(typing.get_origin(kind) or kind)


def test_the_writes_are_where_this_test_looks():
    assert set(writes()) >= set(THING_OF)


@FILE_ONLY  # it is asked before the store is
def test_a_write_asks_whether_this_role_may(cabinet, monkeypatch, subtests):
    asked: list[Thing] = []
    writing = cabinets.Cabinet.writing

    def noting(self, who, *things, **more):
        asked[:] = things
        return writing(self, who, *things, **more)

    monkeypatch.setattr(cabinets.Cabinet, "writing", noting)
    people_of = {role: account(cabinet, role) for role in Role}
    before = facts_of(cabinet)
    for write in writes():
        name, given = f"{write.__module__}.{write.__name__}", nothing_said(write, cabinet)
        for role, person in people_of.items():
            with subtests.test(write=name, role=role):
                asked.clear()
                lines = count_of_lines(cabinet)
                try:
                    write(cabinet, person, **given)
                except NotAllowed:
                    is_let_in = False
                except Refused as refused:
                    is_let_in = True
                    # One's own password, and a folder, are asked for before the store is, of whoever may.
                    before_the_store = {"password": Thing.ACCOUNT, "folder": Thing.SETTING}
                    if len(refused.problems) == 1 and not asked:
                        asked += [before_the_store[field] for field in refused.problems]
                else:
                    is_let_in = True
                    needs_nothing = {weekly_review.sign_review, trail.say_clock_is_right}
                    assert write in needs_nothing, "what says nothing was recorded"
                    before = facts_of(cabinet)
                if is_let_in:
                    assert asked, "it does not say what it writes"
                    assert all(may(role, Act.RECORD, thing) for thing in asked)
                    assert asked[0] is THING_OF.get(write, asked[0])
                else:
                    assert count_of_lines(cabinet) == lines
        before, was = facts_of(cabinet), before
        with subtests.test(write=name):
            assert before == was, "what was refused left something behind"


def count_of_lines(cabinet: cabinets.Cabinet) -> int:
    with cabinet.connection() as look:
        return look.exec_driver_sql("SELECT count(*) FROM audit_entry").scalar_one()


def facts_of(cabinet: cabinets.Cabinet) -> dict[str, list[Any]]:
    """Every row but the trail's, where a wrong password is noted."""
    return {name: held for name, held in everything(cabinet).items() if not name.startswith("audit_")}


def test_a_look_asks_whether_this_role_may(cabinet, subtests):
    for role in Role:
        for thing in Thing:
            with subtests.test(role=role, thing=thing):
                try:
                    with cabinet.reading(Who(1, "Somebody", role), thing):
                        is_let_in = True
                except NotAllowed:
                    is_let_in = False
                assert is_let_in == may(role, Act.SEE, thing)


def add_holiday(opened, who, **more):
    setting.add_bank_holiday(opened, who, day=DAY, name="A coronation", **more)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"closed_at": now()}, id="closed"),
        pytest.param({"role": Role.STAFF}, id="given another role"),
    ],
)
def test_an_account_that_was_closed_or_changed_meanwhile_writes_nothing(cabinet, who, changed):
    with cabinet.administering("account changed") as session:
        session.execute(update(Account).where(table(Account).c.id == who.account_id).values(**changed))
    before = everything(cabinet)
    with pytest.raises(NotAllowed, match="Sign in again"):
        add_holiday(cabinet, who)
    assert everything(cabinet) == before


def test_an_account_that_is_not_there_writes_nothing(cabinet):
    with pytest.raises(NotAllowed):
        add_holiday(cabinet, Who(999, "Nobody", Role.MANAGER))


def test_somebody_who_was_signed_out_meanwhile_writes_nothing(cabinet, who):
    token = sessions.start(cabinet, who)
    signed_in = sessions.who_is(cabinet, token)
    add_holiday(cabinet, signed_in)
    sessions.end(cabinet, token)
    before = everything(cabinet)
    with pytest.raises(NotAllowed, match="signed out"):
        setting.add_bank_holiday(cabinet, signed_in, day=date(2026, 12, 3), name="Another")
    assert everything(cabinet) == before


# Once -----------------------------------------------------------------------------------------------


def test_the_same_form_twice_is_recorded_once(cabinet, who):
    add_holiday(cabinet, who, token="once")
    before = everything(cabinet)
    with pytest.raises(AlreadyRecorded):
        setting.add_bank_holiday(cabinet, who, day=date(2026, 12, 3), name="Another", token="once")
    assert everything(cabinet) == before


def test_the_same_form_from_two_threads_at_once_is_recorded_once(cabinet, who, family):
    both = threading.Barrier(2)

    def send(_):
        both.wait()
        try:
            return sharing.record_concern(
                cabinet,
                who,
                child_id=family.child,
                ground=Ground.CRIME,
                concern="",
                raised_on=TODAY,
                today=TODAY,
                token="once",
            ).code
        except AlreadyRecorded:
            return "already"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, range(2))) == ["SD-2026-001", "already"]
    held = everything(cabinet)
    assert (len(held[SharingDecision.__tablename__]), len(held[Submission.__tablename__])) == (1, 1)


def test_twelve_threads_reading_and_writing_lose_nothing(cabinet, who, family):
    """Each adds concerns and reads the agenda meanwhile; no code is given twice, the chain stays whole."""
    each, threads = 6, 12

    def work(_):
        for _ in range(each):
            sharing.record_concern(
                cabinet,
                who,
                child_id=family.child,
                ground=Ground.CRIME,
                concern="",
                raised_on=TODAY,
                is_another=True,
                today=TODAY,
            )
            with cabinet.reading(who, Thing.AGENDA) as look:
                assert look.execute(select(table(Child).c.id)).all()
        return agenda_of(cabinet)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    codes = {row["code"] for row in rows(cabinet, SharingDecision)}
    assert codes == {f"SD-2026-{n:03}" for n in range(1, each * threads + 1)}
    with cabinet.connection() as connection:
        verdict = audit.verify(connection, audit.chain_key(cabinet.key))
    assert verdict.holds
    assert verdict.lines == len(rows(cabinet, AuditEntry))


def test_a_look_is_at_one_moment(cabinet, who):
    """What is written while somebody reads does not come into the half of a page that is still to be read."""
    counting = text("SELECT count(*) FROM extra_bank_holiday")
    with cabinet.reading(who, Thing.SETTING) as look:
        assert look.execute(counting).scalar_one() == 0
        add_holiday(cabinet, who)
        assert look.execute(counting).scalar_one() == 0
    with cabinet.reading(who, Thing.SETTING) as look:
        assert look.execute(counting).scalar_one() == 1


@POSTGRESQL_ONLY
def test_what_is_asked_again_and_again_is_planned_once(cabinet, server):
    """Planning took PostgreSQL as long as answering, at each look at a page anew."""
    cabinet.engine.dispose()
    server.begin_anew(cabinet.engine.url.database)  # a kept connection forgets nothing that it has prepared
    for _ in range(7):  # psycopg has a query prepared from the sixth time on
        assert sessions.who_is(cabinet, "no such session") is None  # as the door asks before each page
        agenda_of(cabinet)
    with cabinet.connection() as look:
        ready = look.execute(text("SELECT generic_plans, custom_plans FROM pg_prepared_statements")).all()
        assert len(ready) >= 7  # the queries of the agenda
        assert sum(custom for _, custom in ready) == 0


@POSTGRESQL_ONLY
def test_where_there_is_very_much_the_server_weighs_its_plans(cabinet):
    """On a million rows the plan that fits the day answers in three quarters of the time."""
    said = text("UPDATE pg_class SET reltuples = :rows WHERE oid = to_regclass('consent')")
    with cabinet.engine.connect() as connection:
        before = connection.scalar(text("SELECT reltuples FROM pg_class WHERE oid = to_regclass('consent')"))
        connection.execute(said, {"rows": 300_000})
        connection.commit()
    cabinet.engine.dispose()
    try:
        with cabinet.engine.connect() as connection:
            assert connection.scalar(text("SHOW plan_cache_mode")) == "auto"
    finally:
        with cabinet.engine.connect() as connection:
            connection.execute(said, {"rows": before})
            connection.commit()
        cabinet.engine.dispose()


def test_all_connections_to_a_file_share_one_measure_of_memory(tmp_path):
    """Each may keep 16 MB of pages; 25 of them together must not keep 400."""
    engine = cabinets.file_engine(tmp_path / "another.db", b"k" * 32)
    try:
        with engine.connect() as one, engine.connect() as other:
            for connection in (one, other):
                assert connection.exec_driver_sql("PRAGMA soft_heap_limit").scalar_one() == 24_000_000
    finally:
        engine.dispose()


@FILE_ONLY
def test_a_full_disk_is_said_and_nothing_is_saved(cabinet, who):
    before = everything(cabinet)
    with cabinet.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    cabinet.engine.dispose()

    def no_room(opened, _record):
        opened.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(cabinet.engine, "connect", no_room)
    with pytest.raises(NotSaved, match="disk is not full"), cabinet.writing(who, Thing.CHILD) as session:
        session.add_all(
            Child(code=f"C-{n}", name="Ivy", started_on=TODAY, note="x" * 4000) for n in range(50)
        )
    event.remove(cabinet.engine, "connect", no_room)
    cabinet.engine.dispose()
    assert everything(cabinet) == before


# A cabinet that cannot be opened --------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: b"", id="emptied"),
        pytest.param(lambda whole: whole[:10], id="ten bytes left"),
        pytest.param(lambda whole: whole[:4096], id="one page left"),
        pytest.param(lambda whole: whole[: len(whole) // 2], id="half of it left"),
        pytest.param(lambda whole: whole[:-4096], id="the last page gone"),
        pytest.param(lambda whole: bytes(len(whole)), id="overwritten with nothing"),
        pytest.param(lambda whole: b"SQLite format 3\0" + whole[16:], id="another kind of file"),
        pytest.param(
            lambda whole: whole[:100] + bytes([whole[100] ^ 1]) + whole[101:], id="one byte of it wrong"
        ),
    ],
)
@FILE_ONLY
def test_a_damaged_file_is_said_to_be_and_left_as_it_is(sample, home, damage):
    sample.close()
    file = home / cabinets.CABINET_FILE
    damaged = damage(file.read_bytes())
    file.write_bytes(damaged)
    with pytest.raises(DamagedCabinet, match="To go back to your newest backup"):
        cabinets.open_with(home, sample.key)
    assert file.read_bytes() == damaged


@FILE_ONLY
def test_a_wrong_key_opens_nothing_and_changes_nothing(cabinet, home):
    cabinet.close()
    before = (home / cabinets.CABINET_FILE).read_bytes()
    with pytest.raises(DamagedCabinet):
        cabinets.open_with(home, b"\1" * 32)
    assert (home / cabinets.CABINET_FILE).read_bytes() == before
    cabinets.open_with(home, cabinet.key).close()


@FILE_ONLY
def test_a_keyring_without_its_cabinet_is_said(cabinet, home):
    cabinet.close()
    (home / cabinets.CABINET_FILE).unlink()
    with pytest.raises(DamagedCabinet, match="set DATABASE_URL to its address"):
        cabinets.open_with(home, cabinet.key)
    assert not (home / cabinets.CABINET_FILE).exists()


@POSTGRESQL_ONLY
def test_an_empty_database_is_no_cabinet_and_stays_empty(cabinet, server, home, monkeypatch):
    address = server.database()
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(DamagedCabinet, match=r"DATABASE_URL is empty.*right one"):
        cabinets.open_with(home, cabinet.key)
    (home / cabinets.CABINET_FILE).touch()
    with pytest.raises(DamagedCabinet, match="by `move`"):
        cabinets.open_with(home, cabinet.key)
    engine = cabinets._postgresql(address)
    with engine.connect() as connection:
        tables = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        assert tables.scalar_one() == 0
    engine.dispose()
    server.drop(address)


@pytest.mark.postgresql
def test_a_user_without_the_rights_is_said_with_what_it_needs(server, tmp_path, monkeypatch, caplog):
    address, role = server.database(), f"role_{uuid4().hex}"
    server.run(f"CREATE ROLE {role} LOGIN")
    server.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC", at=address)
    mine = make_url(address).set(drivername="postgresql", username=role)
    monkeypatch.setenv("DATABASE_URL", mine.render_as_string(hide_password=False))
    try:
        with pytest.raises(DamagedCabinet, match=r"lacks a right.*ALTER DATABASE NAME OWNER TO USER"):
            cabinets.create(tmp_path / "new", "Joanne Pryce", PASSWORD)
        assert "permission denied for schema public" in caplog.text
        assert not (tmp_path / "new" / cabinets.KEYRING_FILE).exists()
    finally:
        server.drop(address)
        server.run(f"DROP ROLE {role}")


@POSTGRESQL_ONLY
def test_tables_of_another_user_are_said_too(cabinet, server, home, monkeypatch, caplog):
    role = f"role_{uuid4().hex}"
    server.run(f"CREATE ROLE {role} LOGIN")
    mine = make_url(str(cabinets.database_url())).set(drivername="postgresql", username=role)
    monkeypatch.setenv("DATABASE_URL", mine.render_as_string(hide_password=False))
    try:
        with pytest.raises(DamagedCabinet, match="every table in it"):
            cabinets.open_with(home, cabinet.key)
        assert "permission denied for table" in caplog.text
    finally:
        server.run(f"DROP ROLE {role}")


@POSTGRESQL_ONLY
def test_a_user_with_every_right_is_said_where_the_app_opens(cabinet, server, monkeypatch, caplog):
    """A superuser can take every guard of the database away, and of those beside it."""
    cabinets.make_active(cabinet)
    assert "owns its database and nothing more" in caplog.text
    cabinets._active = None  # it stays open
    caplog.clear()

    role = f"role_{uuid4().hex}"
    server.run(f"CREATE ROLE {role} LOGIN")
    mine = make_url(str(cabinets.database_url())).set(drivername="postgresql", username=role)
    engine = cabinets._postgresql(mine.render_as_string(hide_password=False))
    monkeypatch.setattr(cabinet, "engine", engine)
    try:
        cabinets.make_active(cabinet)
        assert not caplog.text
    finally:
        cabinets._active = None
        engine.dispose()
        server.run(f"DROP ROLE {role}")


@POSTGRESQL_ONLY
def test_a_server_that_does_not_answer_is_said(cabinet, home, monkeypatch, caplog):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DamagedCabinet, match="server runs"):
        cabinets.open_with(home, cabinet.key)
    assert "refused" in caplog.text


@POSTGRESQL_ONLY
def test_why_a_server_lets_nobody_in_is_in_the_log_and_not_on_the_page(
    cabinet, home, server, monkeypatch, caplog
):
    monkeypatch.setenv("DATABASE_URL", server.address.format("no_such_database"))
    with pytest.raises(DamagedCabinet) as shut:
        cabinets.open_with(home, cabinet.key)
    assert "no_such_database" not in str(shut.value)
    assert 'database "no_such_database" does not exist' in caplog.text


# Creating -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", ["cabinet.db", "keyring.json"])
@FILE_ONLY
def test_no_cabinet_is_made_where_there_is_one_even_a_broken_one(cabinet, home, left):
    cabinet.close()
    for part in (cabinets.CABINET_FILE, cabinets.KEYRING_FILE):
        if part != left:
            (home / part).unlink()
    before = (home / left).read_bytes()
    with pytest.raises(CabinetExists, match="Nothing was changed"):
        cabinets.create(home, "Somebody", PASSWORD)
    assert (home / left).read_bytes() == before


@POSTGRESQL_ONLY
def test_no_cabinet_is_made_in_a_database_that_holds_one(cabinet, tmp_path):
    """Two homes with one DATABASE_URL: the second would have a key of its own for the first one's trail."""
    before = everything(cabinet)
    with pytest.raises(CabinetExists, match="DATABASE_URL"):
        setting.set_up(tmp_path / "another", "Another", "Somebody Else", PASSWORD)
    assert everything(cabinet) == before
    assert not (tmp_path / "another" / cabinets.KEYRING_FILE).exists()


# What no file gives away ----------------------------------------------------------------------------

SECRETS = (
    "Ivy Davies",
    "Carys Davies",
    "Ewa Nowak",
    "Joanne Pryce",
    "Little Sparks",
    "Allergic to kiwi",
    "Asking the family would put the child at risk",
    PASSWORD,
)


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@FILE_ONLY
def test_no_name_reason_or_password_is_in_clear_in_any_file(cabinet, who, family, home, made):
    """The write-ahead log included, which holds what was written last."""
    sharing.record_concern(
        cabinet,
        who,
        child_id=family.child,
        ground=Ground.CRIME,
        concern="",
        raised_on=TODAY,
        today=TODAY,
    )
    sharing.record_decision(
        cabinet,
        who,
        decision_id=1,
        shared=True,
        position=Position.NOT_SOUGHT,
        shared_with="MASH, duty social worker",
        reason=SECRETS[6],
        witness="",
        details=Details(
            recipient=Recipient.SOCIAL_CARE,
            role="Duty social worker",
            facts_from="The key person",
            facts_on=TODAY,
            what="What we saw on two days",
            need="They decide about help for the child",
            basis=Basis.SAFEGUARDING,
            met=frozenset(Quality),
            explanation=Explanation.NOT_YET,
        ),
        decided_on=TODAY,
        today=TODAY,
    )
    files = bytes_below(home)
    assert set(files) >= {"cabinet.db", "cabinet.db-wal", "keyring.json"}
    assert len(files["cabinet.db-wal"]) > 0
    for name, held in files.items():
        for secret in (*SECRETS, made("file").recovery_code):
            for encoding in ("utf-8", "utf-16-le"):
                assert secret.encode(encoding) not in held, f"{secret} is in {name}"
                assert secret.casefold().encode(encoding) not in held, f"{secret} is in {name}"
        assert cabinet.key not in held
        assert cabinet.key.hex().encode() not in held


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_the_keyring_can_be_read_by_its_owner_alone(made):
    keyring = made("file").folder / cabinets.KEYRING_FILE
    assert keyring.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_nobody_else_on_the_computer_looks_into_a_folder_that_was_made(tmp_path):
    """The names of its files and the days on which they changed say something too."""
    home = tmp_path / "records"
    with cabinets.setting_up(home):
        assert home.stat().st_mode & 0o077 == 0
    sample = tmp_path / "sample"
    cabinets.create_unlocked(sample).close()
    assert sample.stat().st_mode & 0o077 == 0


def test_the_sample_can_be_opened_by_nobody_once_it_is_closed(tmp_path):
    opened = cabinets.create_unlocked(tmp_path)
    setting.furnish(opened, "Bluebell Lane Nursery", "Marian Applegarth", is_sample=True)
    opened.close()
    assert b"Marian" not in b"".join(bytes_below(tmp_path).values())
    assert not cabinets.is_there(tmp_path)


@pytest.mark.parametrize("written", ["Password: kiwi", "The passcode is 1234", "pwd=kiwi"])
def test_a_password_typed_into_any_record_is_refused_by_field(cabinet, who, family, written):
    """DR-5, L10.1: whatever the form asks, the store keeps nobody's password."""
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        setting.add_bank_holiday(cabinet, who, day=date(2026, 12, 3), name=written)
    assert list(refused.value.problems) == ["name"]
    assert "keeps nobody's" in refused.value.problems["name"]
    with pytest.raises(Refused) as refused:
        sharing.record_concern(
            cabinet,
            who,
            child_id=family.child,
            ground=Ground.CRIME,
            concern=written,
            raised_on=TODAY,
            today=TODAY,
        )
    assert list(refused.value.problems) == ["concern"]
    assert everything(cabinet) == before


@pytest.mark.postgresql
def test_a_keyring_does_not_open_the_database_of_another_setting(server, tmp_path, monkeypatch):
    """A group of settings has a folder and a database for each, and names them in one line."""
    addresses = [server.database() for _ in range(2)]
    for address, home, manager in zip(addresses, ("one", "two"), ("Joanne Pryce", "Ewa Nowak"), strict=True):
        monkeypatch.setenv("DATABASE_URL", address)
        setting.set_up(tmp_path / home, "Little Sparks", manager, PASSWORD)[0].close()
    keyring = (tmp_path / "one" / "keyring.json").read_bytes()
    with pytest.raises(DamagedCabinet, match="does not belong to"):
        signing_in.open_and_find(tmp_path / "one", "Joanne Pryce", PASSWORD)
    assert (tmp_path / "one" / "keyring.json").read_bytes() == keyring
    monkeypatch.setenv("DATABASE_URL", addresses[0])
    signing_in.open_and_find(tmp_path / "one", "Joanne Pryce", PASSWORD)[0].close()
    for address in addresses:
        server.drop(address)
