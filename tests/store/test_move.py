"""A cabinet moves between its file and PostgreSQL, there and back, and nothing of it is lost (X-8, CP-8)."""

import os
from datetime import date

import pytest
from sqlalchemy import text

from models import AccessRequest, AuditEntry, AuditSeal, ExtraBankHoliday
from rules.access import Channel
from rules.induction import Role
from rules.need_to_know import NotAllowed
from store import access_requests, audit, carry, guards, move, second_factor, sessions, setting, trail
from store import cabinet as cabinets
from store.__main__ import main
from store.cabinet import CabinetExists, DamagedCabinet
from store.keyring import Keyring
from store.move import DATABASE, NotMoved
from store.move import FILE as INTO_FILE
from store.refusal import Refused
from tests.conftest import FILE, MANAGER, PASSWORD, POSTGRESQL, TODAY, account, everything, manager_of, rows
from tests.store.test_accounts import code_of

pytestmark = pytest.mark.postgresql


@pytest.fixture
def goes_into(store, server, monkeypatch, home):
    """Where a cabinet of this store moves to; a file's `DATABASE_URL` names an empty database from now on."""
    if store == POSTGRESQL:
        yield INTO_FILE
        return
    address = server.database()
    monkeypatch.setenv("DATABASE_URL", address)
    yield DATABASE
    server.drop(address)


def opened(home, key, into):
    return cabinets.open_file(home, key) if into == INTO_FILE else cabinets.open_with(home, key)


def but_the_line_of_the_move(held):
    """Every row, without the line and the seal that the move itself adds in the target."""
    held = dict(held)
    held["audit_entry"] = [row for row in held["audit_entry"] if "moved in" not in map(str, row)]
    held.pop("audit_seal")
    return held


def test_everything_moves_and_what_was_there_stays_as_it_was(sample, home, goes_into, tmp_path):
    who = manager_of(sample)
    secret = second_factor.begin(sample, who)
    second_factor.confirm(sample, who, code_of(secret, 60), clock=lambda: 60)
    sessions.end(sample, sessions.start(sample, who))
    before, keyring = everything(sample), (home / cabinets.KEYRING_FILE).read_bytes()
    with sample.connection() as look:
        counted = carry.counts(look)

    done = move.move(sample, who, to=tmp_path / "new", into=goes_into)

    assert everything(sample) == before
    assert (home / cabinets.KEYRING_FILE).read_bytes() == keyring
    assert done.counts == counted
    assert counted == {name: len(held) for name, held in before.items() if held}
    key = cabinets.unlock(tmp_path / "new", MANAGER, PASSWORD)
    assert key == sample.key
    moved = opened(tmp_path / "new", key, goes_into)
    assert moved.engine.dialect.name != sample.engine.dialect.name
    assert but_the_line_of_the_move(everything(moved)) == but_the_line_of_the_move(before)
    lines, was = rows(moved, AuditEntry), rows(sample, AuditEntry)
    assert [line["mark"] for line in lines[:-1]] == [line["mark"] for line in was]
    assert (lines[-1]["act"], lines[-1]["account_id"]) == ("moved in", who.account_id)
    assert rows(moved, AuditSeal)[0]["lines"] == len(was) + 1
    with moved.connection() as look:
        assert trail.verify(look, moved.key).holds
        assert guards.missing(look) == []
    assert second_factor.use(moved, who.account_id, code_of(secret, 120), clock=lambda: 120)
    moved.close()


def test_what_moved_goes_on_and_still_refuses_changes(sample, goes_into, tmp_path):
    who = manager_of(sample)
    numbers = {row["code"] for row in rows(sample, AccessRequest)}
    move.move(sample, who, to=tmp_path / "new", into=goes_into)
    moved = opened(tmp_path / "new", sample.key, goes_into)
    code = access_requests.record_request(
        moved, who, child_id=1, requester="A carer", channel=Channel.LETTER, received_on=TODAY, today=TODAY
    )[0]
    assert code not in numbers
    assert len(rows(moved, AccessRequest)) == len(numbers) + 1
    for statement in ("UPDATE audit_entry SET act = 'x'", "DELETE FROM consent", "DELETE FROM audit_seal"):
        with pytest.raises(Exception, match="append-only"), moved.engine.begin() as connection:
            connection.execute(text(statement))
    with moved.connection() as look:
        assert trail.verify(look, moved.key).holds
    moved.close()


def test_there_and_back_is_the_same_cabinet(sample, store, goes_into, tmp_path, server, monkeypatch):
    who, before = manager_of(sample), everything(sample)
    move.move(sample, who, to=tmp_path / "there", into=goes_into)
    there = opened(tmp_path / "there", sample.key, goes_into)
    address = os.environ["DATABASE_URL"]
    if store == POSTGRESQL:
        monkeypatch.setenv("DATABASE_URL", server.database())
    move.move(there, who, to=tmp_path / "back", into=DATABASE if store == POSTGRESQL else INTO_FILE)
    there.close()
    back = opened(tmp_path / "back", sample.key, DATABASE if store == POSTGRESQL else INTO_FILE)
    assert but_the_line_of_the_move(everything(back)) == but_the_line_of_the_move(before)
    assert [line["act"] for line in rows(back, AuditEntry)[-2:]] == ["moved in", "moved in"]
    with back.connection() as look:
        assert trail.verify(look, back.key).holds
    back.close()
    if store == POSTGRESQL:
        server.drop(os.environ["DATABASE_URL"])
        monkeypatch.setenv("DATABASE_URL", address)


def test_a_target_with_records_is_refused_and_left_as_it_is(sample, goes_into, tmp_path):
    who = manager_of(sample)
    move.move(sample, who, to=tmp_path / "new", into=goes_into)
    before = everything(sample)
    with pytest.raises(CabinetExists, match="Nothing was changed"):
        move.move(sample, who, to=tmp_path / "new", into=goes_into)
    if goes_into == DATABASE:
        with pytest.raises(CabinetExists, match="Nothing was changed"):
            move.move(sample, who, to=tmp_path / "another", into=goes_into)
        assert not cabinets.is_there(tmp_path / "another")
    moved = opened(tmp_path / "new", sample.key, goes_into)
    assert but_the_line_of_the_move(everything(moved)) == but_the_line_of_the_move(before)
    moved.close()


@pytest.mark.parametrize("store", [FILE], indirect=True)
def test_a_single_row_anywhere_in_the_database_is_enough_to_refuse(cabinet, who, goes_into, tmp_path):
    empty = cabinets.database_engine()
    with empty.connect().execution_options(writes=True) as connection:
        cabinets.schema.upgrade(connection)
        connection.execute(text("INSERT INTO submission (token, at) VALUES ('x', now())"))
        connection.commit()
    empty.dispose()
    with pytest.raises(CabinetExists):
        move.move(cabinet, who, to=tmp_path / "new", into=goes_into)
    assert not cabinets.is_there(tmp_path / "new")


def test_nobody_may_be_signed_in_nor_record_anything_meanwhile(
    cabinet, who, goes_into, tmp_path, monkeypatch
):
    """What is recorded on the one side while the other is made would be lost with it."""
    token = sessions.start(cabinet, who)
    with pytest.raises(Refused, match=r"1 person is signed in.* for 15 minutes more"):
        move.move(cabinet, who, to=tmp_path / "new", into=goes_into)
    sessions.end(cabinet, token)
    carried = carry.rows

    def while_somebody_records(source, target):
        carried(source, target)
        cabinet.views.add(1, audit.Line("saw", "child", 1, account_id=1))
        cabinet.write_views()
        assert cabinet.views.are_waiting

    monkeypatch.setattr(carry, "rows", while_somebody_records)
    move.move(cabinet, who, to=tmp_path / "new", into=goes_into)
    cabinet.write_views()
    assert not cabinet.views.are_waiting


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.CHAIRPERSON, Role.KEY_PERSON])
def test_only_who_looks_after_accounts_may_move_it(cabinet, goes_into, tmp_path, role):
    with pytest.raises(NotAllowed):
        move.move(cabinet, account(cabinet, role), to=tmp_path / "new", into=goes_into)
    assert not (tmp_path / "new").exists()


def test_to_where_it_is_already_is_refused(cabinet, who, store, goes_into, tmp_path):
    with pytest.raises(Refused, match="already"):
        move.move(cabinet, who, to=tmp_path / "new", into=INTO_FILE if store == FILE else DATABASE)


def test_a_cabinet_that_was_tampered_with_is_not_moved(cabinet, who, goes_into, tmp_path):
    with cabinet.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_entry_no_update"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE audit_entry SET act = 'nothing' WHERE id = 1"))
    with pytest.raises(NotMoved, match="check"):
        move.move(cabinet, who, to=tmp_path / "new", into=goes_into)
    assert not cabinets.is_there(tmp_path / "new")


def test_a_row_or_a_guard_that_comes_over_otherwise_stops_the_move(
    cabinet, who, goes_into, tmp_path, monkeypatch
):
    setting.add_bank_holiday(cabinet, who, day=date(2030, 1, 2), name="A day")
    carried = carry.rows
    unguarded = {
        DATABASE: "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        INTO_FILE: "DROP TRIGGER audit_entry_no_update",
    }
    for change, said in (
        ("UPDATE extra_bank_holiday SET name = 'Another'", "not alike"),
        (unguarded[goes_into], "The check of what was moved fails"),
    ):

        def otherwise(source, target, change=change):
            carried(source, target)
            target.execute(text(change))

        monkeypatch.setattr(carry, "rows", otherwise)
        with pytest.raises(NotMoved, match=said):
            move.move(cabinet, who, to=tmp_path / "new", into=goes_into)
        assert not cabinets.is_there(tmp_path / "new")
    monkeypatch.setattr(carry, "rows", carried)
    move.move(cabinet, who, to=tmp_path / "new", into=goes_into)  # nothing was left behind that is in the way
    assert cabinets.is_there(tmp_path / "new")


def test_a_move_that_ended_half_way_is_simply_done_again(cabinet, who, goes_into, tmp_path, monkeypatch):
    setting.add_bank_holiday(cabinet, who, day=date(2030, 1, 2), name="A day")
    with monkeypatch.context() as patch:
        patch.setattr(carry, "counts", {}.__getitem__)  # fails when the tables are made and before any row
        with pytest.raises((TypeError, KeyError)):
            move.move(cabinet, who, to=tmp_path / "new", into=goes_into)
    assert not cabinets.is_there(tmp_path / "new")
    move.move(cabinet, who, to=tmp_path / "new", into=goes_into)
    moved = opened(tmp_path / "new", cabinet.key, goes_into)
    assert [row["name"] for row in rows(moved, ExtraBankHoliday)] == ["A day"]
    moved.close()


def test_the_command_line_moves_it_and_says_what_came_along(
    cabinet, home, goes_into, tmp_path, monkeypatch, capsys
):
    cabinet.close()
    monkeypatch.setenv("CABINET_PASSWORD", PASSWORD)
    arguments = ["--home", str(home), "move", goes_into, "--to", str(tmp_path / "new")]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "counted and compared on both sides" in said
    assert "  routine check: " in said
    assert main(arguments) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    assert Keyring.read(tmp_path / "new" / cabinets.KEYRING_FILE).unwrap(MANAGER, PASSWORD) == cabinet.key
    monkeypatch.setenv("DATABASE_URL", "")
    assert main(arguments) == 1
    assert "DATABASE_URL" in capsys.readouterr().err


# TLS -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://user@db.example.org/cabinet",
        "postgres://user:secret@192.0.2.7:5432/cabinet?sslmode=prefer",
        "postgresql+psycopg://user@db.example.org/cabinet?sslmode=disable",
        "postgresql://user@/cabinet?host=db.example.org",
        "postgresql://user@localhost/cabinet?hostaddr=192.0.2.7",
        "postgresql://user@/cabinet?host=localhost,db.example.org",
        "postgresql://user@/cabinet?host=localhost&host=db.example.org",
        "postgresql://user@/cabinet?service=elsewhere",
        "postgresql://user@localhost.example.org/cabinet",
    ],
)
def test_a_database_on_another_machine_has_to_be_reached_by_tls(address, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(DamagedCabinet, match=r"sslmode=verify-full"):
        cabinets.database_engine()


@pytest.mark.parametrize(
    ("address", "environment"),
    [
        ("postgresql://user@db.example.org/cabinet?sslmode=verify-full", {}),
        ("postgresql://user@db.example.org/cabinet?sslmode=require", {}),
        ("postgresql://user@db.example.org/cabinet", {"PGSSLMODE": "verify-full"}),
        ("postgresql://user@localhost/cabinet", {}),
        ("postgresql://user@127.0.0.1:5433/cabinet", {}),
        ("postgresql://user@[::1]/cabinet", {}),
        ("postgresql://user@/cabinet?host=/var/run/postgresql", {}),
        ("postgresql:///cabinet", {}),
    ],
)
def test_tls_or_this_machine_is_enough(address, environment, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", address)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    cabinets.database_engine().dispose()


def test_the_host_that_the_environment_names_counts(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql:///cabinet")
    monkeypatch.setenv("PGHOST", "db.example.org")
    with pytest.raises(DamagedCabinet, match="TLS"):
        cabinets.database_engine()


@pytest.mark.parametrize("address", ["nonsense", "mysql://user@localhost/x", "sqlite:///x.db"])
def test_what_is_no_address_of_a_postgresql_database_is_said(address, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(DamagedCabinet, match="no address"):
        cabinets.database_engine()


def test_a_database_that_cannot_keep_every_letter_is_said_with_how_to_make_one_that_can(
    postgresql, tmp_path, monkeypatch
):
    name = "cabinet_in_ascii"
    as_ascii = "ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
    postgresql.run(f"CREATE DATABASE {name} {as_ascii}")
    monkeypatch.setenv("DATABASE_URL", postgresql.address.format(name))
    try:
        with pytest.raises(DamagedCabinet, match=r"as SQL_ASCII.*ENCODING 'UTF8'"):
            cabinets.create(tmp_path / "home", MANAGER, PASSWORD)
        assert not (tmp_path / "home" / "keyring.json").exists()
    finally:
        postgresql.drop(postgresql.address.format(name))
