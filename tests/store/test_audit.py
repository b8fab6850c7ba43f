"""The audit trail: what each write leaves in it, and that a line touched behind its back shows."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from models import (
    AccessRequest,
    AuditEntry,
    AuditSeal,
    Carer,
    Child,
    ExtraBankHoliday,
    SharingDecision,
    SharingOutcome,
    SignedInSession,
)
from rules.access import Channel
from rules.need_to_know import Thing
from rules.sharing import Ground, Outcome, Position
from store import audit, guards, house, sessions, setting
from store import cabinet as cabinets
from store.refusal import Refused
from store.tables import table
from tests.conftest import FILE, TODAY, everything, manager_of, rows

DAY = date(2026, 12, 2)


def lines(cabinet, since=0):
    return [
        (row["act"], row["thing"], row["thing_id"], json.loads(row["detail"] or "{}"))
        for row in rows(cabinet, AuditEntry)[since:]
    ]


def count(cabinet):
    return len(rows(cabinet, AuditEntry))


def verified(cabinet):
    with cabinet.connection() as connection:
        return audit.verify(connection, audit.chain_key(cabinet.key))


def assert_holds(cabinet):
    found = verified(cabinet)
    assert (found.holds, found.lines, found.why) == (True, count(cabinet), "")


def line_of(cabinet, row_id):
    """Which line, counted from 1, a row of the trail is."""
    return [row["id"] for row in rows(cabinet, AuditEntry)].index(row_id) + 1


def test_what_is_added_has_its_line_with_who_and_when(cabinet, who):
    before = count(cabinet)
    setting.add_bank_holiday(cabinet, who, day=DAY, name="A coronation")
    added = rows(cabinet, ExtraBankHoliday)[0]["id"]
    assert lines(cabinet, before) == [("added", "extra_bank_holiday", added, {})]
    line = rows(cabinet, AuditEntry)[-1]
    assert line["account_id"] == who.account_id
    assert line["at"].utcoffset().total_seconds() == 0


def test_what_is_changed_keeps_before_and_after_of_what_differs(cabinet, who):
    before = count(cabinet)
    setting.change_house_rules(cabinet, who, {"induction_days": 14, "reread_days": 28})
    assert lines(cabinet, before) == [("changed", "setting", 1, {"induction_days": [28, 14]})]


def test_what_stays_as_it_is_leaves_no_line(cabinet, who):
    before = count(cabinet)
    setting.change_house_rules(cabinet, who, {"induction_days": 28})
    assert count(cabinet) == before


def test_what_is_removed_is_kept_in_its_line(cabinet, who, family):
    before = count(cabinet)
    with cabinet.writing(who, Thing.CHILD) as session:
        carer = Carer(child_id=family.child, name="Nell Owen")
        session.add(carer)
        session.flush()
        session.delete(carer)
    (_, removed) = lines(cabinet, before)
    assert removed[:2] == ("removed", "carer")
    assert removed[3]["before"]["name"] == "Nell Owen"


def test_a_write_that_fails_leaves_no_line_and_no_row(cabinet, who):
    before = everything(cabinet)
    with pytest.raises(ZeroDivisionError), cabinet.writing(who, Thing.SETTING, token="once") as session:
        session.add(ExtraBankHoliday(day=DAY, name="A coronation"))
        session.flush()
        raise ZeroDivisionError
    with pytest.raises(Refused):
        setting.change_house_rules(cabinet, who, {"induction_days": 1, "reread_days": -1})
    assert everything(cabinet) == before
    assert_holds(cabinet)


def a_child(code):
    return {"code": code, "name": "Ivy", "started_on": TODAY, "has_court_order": False, "note": ""}


def test_statements_about_many_rows_are_noted(cabinet, who):
    """By a model or by its table, one row or many: each has its line."""
    before, child = count(cabinet), table(Child)
    with cabinet.writing(who, Thing.CHILD) as session:
        session.execute(insert(Child), [a_child("C-001"), a_child("C-002")])
        session.execute(insert(child), [a_child("C-003"), a_child("C-004"), a_child("C-005")])
        session.execute(update(Child).values(note="a"))
        session.execute(update(child).values(note="b"))
        session.execute(delete(child).where(child.c.code == "C-005"))
    assert [(act, thing, detail) for act, thing, _, detail in lines(cabinet, before)] == [
        ("added many", "child", {"rows": 2}),
        ("added many", "child", {"rows": 3}),
        ("changed many", "child", {"rows": 1}),
        ("changed many", "child", {"rows": 1}),
        ("removed many", "child", {"rows": 1}),
    ]


def test_signing_in_and_out_is_noted_by_account_and_never_by_its_secret(cabinet, who):
    before = count(cabinet)
    token = sessions.start(cabinet, who)
    sessions.end(cabinet, token)
    added = rows(cabinet, AuditEntry)[before:]
    assert [(row["act"], row["account_id"], row["detail"]) for row in added] == [
        ("signed in", who.account_id, ""),
        ("signed out", who.account_id, ""),
    ]
    assert len(rows(cabinet, SignedInSession)) == 1


def test_the_chain_holds_from_the_first_line_to_the_last(sample, who_of_sample):
    for days in range(3):
        setting.change_house_rules(sample, who_of_sample, {"induction_days": days})
    assert_holds(sample)


@pytest.fixture
def who_of_sample(sample):
    return manager_of(sample)


def behind_its_back(cabinet, statement):
    """What somebody does who holds the database but not the product: the triggers off, a line touched."""
    with cabinet.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_entry_no_update"))
            connection.execute(text("DROP TRIGGER audit_entry_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        connection.execute(statement)


LINES = table(AuditEntry)


@pytest.mark.parametrize(
    "touched",
    [
        pytest.param({"act": "added"}, id="another act"),
        pytest.param({"account_id": 2}, id="another account"),
        pytest.param({"thing_id": 99}, id="another row"),
        pytest.param({"detail": '{"induction_days": [28, 13]}'}, id="another detail"),
        pytest.param({"mark": b"\0" * 32}, id="another mark"),
    ],
)
def test_a_line_that_was_rewritten_shows(cabinet, who, touched):
    for days in (14, 15, 16):
        setting.change_house_rules(cabinet, who, {"induction_days": days})
    second = rows(cabinet, AuditEntry)[-2]["id"]
    behind_its_back(cabinet, update(LINES).where(LINES.c.id == second).values(**touched))
    found = verified(cabinet)
    assert (found.broken_line, found.broken_at) == (
        line_of(cabinet, second),
        rows(cabinet, AuditEntry)[-2]["at"],
    )


def test_a_line_that_was_taken_out_shows(cabinet, who):
    for days in (14, 15, 16):
        setting.change_house_rules(cabinet, who, {"induction_days": days})
    second, last = (row["id"] for row in rows(cabinet, AuditEntry)[-2:])
    behind_its_back(cabinet, delete(LINES).where(LINES.c.id == second))
    found = verified(cabinet)
    assert (found.broken_line, found.lines) == (line_of(cabinet, last), count(cabinet))


def test_a_line_of_another_cabinet_shows(cabinet, who):
    setting.change_house_rules(cabinet, who, {"induction_days": 14})
    with cabinet.connection() as connection:
        assert audit.verify(connection, audit.chain_key(b"\1" * 32)).broken_line == 1


@pytest.mark.parametrize("store", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_the_chain_holds_whatever_time_the_server_keeps(cabinet, who, home, server):
    """A server gives moments back in the zone that it keeps."""
    name = cabinet.engine.url.database
    with cabinet.engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET timezone TO 'Asia/Tokyo'"))
    cabinet.engine.dispose()
    server.begin_anew(name)
    again = cabinets.open_with(home, cabinet.key)
    with again.connection() as connection:
        assert connection.execute(text("SHOW timezone")).scalar_one() == "Asia/Tokyo"
    setting.change_house_rules(again, who, {"induction_days": 14})
    assert_holds(again)
    assert rows(again, AuditEntry)[-1]["at"].utcoffset().total_seconds() == 0
    again.close()


# The end of the trail -----------------------------------------------------------------------------


def test_lines_taken_off_the_end_show_and_go_on_showing(cabinet, who):
    for days in (14, 15, 16):
        setting.change_house_rules(cabinet, who, {"induction_days": days})
    kept = rows(cabinet, AuditEntry)[-3]
    behind_its_back(cabinet, delete(LINES).where(LINES.c.id > kept["id"]))
    found = verified(cabinet)
    assert found.why == "2 lines were taken off the end"
    assert (found.broken_line, found.broken_at) == (count(cabinet) + 1, kept["at"])
    setting.change_house_rules(cabinet, who, {"induction_days": 17})
    assert not verified(cabinet).holds


def test_the_whole_trail_taken_out_shows(cabinet, who):
    behind_its_back(cabinet, delete(LINES))
    assert "taken off the end" in verified(cabinet).why


@pytest.mark.parametrize("guard", ["off", "on"])
def test_the_seal_cannot_be_put_back_with_the_lines(cabinet, who, guard):
    """Without the key nobody makes a seal for fewer lines; the database refuses to take an old one back."""
    seal = table(AuditSeal)
    with cabinet.connection() as connection:
        old = dict(connection.execute(select(seal)).mappings().one())
    setting.change_house_rules(cabinet, who, {"induction_days": 14})
    if guard == "on":
        with pytest.raises(DatabaseError, match="append-only"), cabinet.engine.begin() as connection:
            connection.execute(update(seal).values(**old))
        with pytest.raises(DatabaseError, match="append-only"), cabinet.engine.begin() as connection:
            connection.execute(delete(seal))
        assert_holds(cabinet)
        return
    with cabinet.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_seal_keeps_count"))
        else:
            connection.execute(text("ALTER TABLE audit_seal DISABLE TRIGGER ALL"))
        connection.execute(update(seal).values(lines=old["lines"]))
    assert verified(cabinet).why == "the seal of the trail was rewritten"
    with cabinet.connection() as look:
        assert guards.missing(look) == ["audit_seal"]


def test_a_seal_that_was_taken_out_is_not_made_anew(cabinet, who):
    behind_its_back(cabinet, delete(LINES).where(LINES.c.id == count(cabinet)))
    with cabinet.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_seal_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_seal DISABLE TRIGGER ALL"))
        connection.execute(delete(table(AuditSeal)))
    setting.change_house_rules(cabinet, who, {"induction_days": 14})
    assert verified(cabinet).why == "the seal of the trail is gone"


def test_a_line_put_in_by_hand_shows(cabinet, who):
    last = rows(cabinet, AuditEntry)[-1]
    with cabinet.engine.begin() as connection:
        connection.execute(insert(LINES).values({**last, "id": last["id"] + 1, "act": "signed in"}))
    assert verified(cabinet).broken_line == count(cabinet)


# What nothing forgets -----------------------------------------------------------------------------


def test_a_statement_that_goes_round_the_session_has_its_line_too(cabinet, who):
    before, child = count(cabinet), table(Child)
    with cabinet.writing(who, Thing.CHILD) as session:
        session.connection().execute(insert(child), [a_child("C-001"), a_child("C-002")])
        session.connection().execute(text("UPDATE child SET note = 'a'"))
        session.connection().exec_driver_sql("DELETE FROM child WHERE code = 'C-002'")
    assert [(act, thing, detail) for act, thing, _, detail in lines(cabinet, before)] == [
        ("added many", "child", {"rows": 2}),
        ("changed many", "child", {"rows": 1}),
        ("removed many", "child", {"rows": 1}),
    ]
    assert_holds(cabinet)


def test_a_row_that_was_refused_in_the_middle_does_not_silence_the_next(cabinet, who):
    before, child = count(cabinet), table(Child)
    with cabinet.writing(who, Thing.CHILD) as session:
        session.add(Child(code="C-001", name="Ivy", started_on=TODAY))
        session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(Child(code="C-001", name="Tom", started_on=TODAY))
            session.flush()
        session.execute(update(child).values(note="a"))
    assert [line[:2] for line in lines(cabinet, before)] == [("added", "child"), ("changed many", "child")]
    assert_holds(cabinet)


def test_a_change_says_what_was_there_before(cabinet, who, family):
    before = count(cabinet)
    with cabinet.writing(who, Thing.CHILD) as session:
        session.get(Child, family.child).name = "Ifi Davies"
    assert lines(cabinet, before) == [
        ("changed", "child", family.child, {"name": ["Ivy Davies", "Ifi Davies"]})
    ]


def test_a_correction_says_what_it_says_otherwise(cabinet, who, family):
    with cabinet.administering("a decision") as session:
        decision = SharingDecision(
            code="SD-1", child_id=family.child, ground=Ground.CRIME, concern="a", raised_on=TODAY
        )
        session.add(decision)
        session.flush()
        said = {"decision_id": decision.id, "outcome": Outcome.NOT_SHARED, "position": Position.REFUSED}
        wrong = SharingOutcome(**said, reason="a", decided_on=TODAY)
        session.add(wrong)
    before = count(cabinet)
    with cabinet.writing(who, Thing.SHARING_DECISION) as session:
        session.add(SharingOutcome(**said, reason="a", decided_on=DAY, corrects_id=wrong.id))
    [(act, thing, _, detail)] = lines(cabinet, before)
    assert (act, thing) == ("corrected", "sharing_outcome")
    assert detail == {
        "corrects": wrong.id,
        "decided_on": [TODAY.isoformat(), DAY.isoformat()],
    }


# What the database refuses by itself --------------------------------------------------------------


@pytest.mark.parametrize("store", [FILE], indirect=True)
@pytest.mark.parametrize("pragma", ["recursive_triggers = OFF", "writable_schema = ON", "foreign_keys = OFF"])
def test_no_pragma_lets_a_record_be_replaced(cabinet, who, pragma):
    setting.change_house_rules(cabinet, who, {"induction_days": 14})
    held = rows(cabinet, AuditEntry)
    raw = cabinet.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA {pragma}")
        for statement in (
            "REPLACE INTO audit_entry SELECT * FROM audit_entry",
            "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry LIMIT 1",
            "UPDATE OR REPLACE audit_entry SET act = 'x'",
            "DELETE FROM audit_entry",
            "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE true "
            "ON CONFLICT (id) DO UPDATE SET act = 'x'",
        ):
            with pytest.raises(Exception, match="append-only"):
                cursor.execute(statement)
    finally:
        raw.invalidate()  # the pragma goes with the connection
        raw.close()
    assert rows(cabinet, AuditEntry) == held


@pytest.mark.parametrize("store", [FILE], indirect=True)
def test_a_record_is_not_replaced_by_its_code(cabinet, family):
    """REPLACE takes out every row in its way, also one with another number and the same code."""
    with cabinet.administering("a request") as session:
        session.add(
            AccessRequest(
                code="AR-1",
                child_id=family.child,
                requester="Carys",
                channel=Channel.LETTER,
                received_on=TODAY,
            )
        )
    with pytest.raises(DatabaseError, match="append-only"), cabinet.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA recursive_triggers = OFF")
        connection.exec_driver_sql(
            "REPLACE INTO access_request (id, code, child_id, requester, channel, received_on, "
            "register_reference, note, recorded_at) "
            "SELECT 99, code, child_id, 'Somebody', channel, received_on, '', '', recorded_at "
            "FROM access_request"
        )
    assert [row["requester"] for row in rows(cabinet, AccessRequest)] == ["Carys"]


@pytest.mark.parametrize("store", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_a_session_that_plays_a_replica_is_refused_too(cabinet):
    with pytest.raises(DatabaseError, match="append-only"), cabinet.engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(delete(LINES))


def test_guards_that_are_gone_are_found(cabinet):
    with cabinet.connection() as look:
        assert guards.missing(look) == []
    behind_its_back(cabinet, text("SELECT 1"))
    with cabinet.connection() as look:
        assert guards.missing(look) == ["audit_entry"]


def test_a_sign_in_while_the_clock_was_behind_moves_no_beginning(cabinet, who, monkeypatch):
    """What the setting is asked for begins with its first line: a year of it came late overnight."""

    def began():
        with cabinet.connection() as look:
            return house.read_house(look, date(2099, 1, 1), with_standing=True).standing.began_on

    setting.change_house_rules(cabinet, who, {"induction_days": 14})
    before = began()
    with monkeypatch.context() as behind, cabinet.administering("a clock that was behind") as session:
        behind.setattr("models.now", lambda: datetime.now(UTC) - timedelta(days=365))
        audit.note(session, "signed in")
    assert before is not None
    assert began() == before
