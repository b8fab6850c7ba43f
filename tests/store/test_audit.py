"""The audit trail: what each write leaves in it, and that a line touched behind its back shows."""

import json
from datetime import date

import pytest
from sqlalchemy import delete, insert, text, update

from models import AuditEntry, Carer, Child, ExtraBankHoliday, SignedInSession
from rules.need_to_know import Thing
from store import audit, sessions, setting
from store import cabinet as cabinets
from store.refusal import Refused
from store.tables import table
from tests.conftest import TODAY, everything, manager_of, rows

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
def test_the_chain_holds_whatever_time_the_server_keeps(cabinet, who, home):
    """A server gives moments back in the zone that it keeps."""
    name = cabinet.engine.url.database
    with cabinet.engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET timezone TO 'Asia/Tokyo'"))
    cabinet.engine.dispose()
    again = cabinets.open_with(home, cabinet.key)
    with again.connection() as connection:
        assert connection.execute(text("SHOW timezone")).scalar_one() == "Asia/Tokyo"
    setting.change_house_rules(again, who, {"induction_days": 14})
    assert_holds(again)
    assert rows(again, AuditEntry)[-1]["at"].utcoffset().total_seconds() == 0
    again.close()
