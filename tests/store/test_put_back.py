"""The tests' own databases: what one test leaves behind does not reach the next."""

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from models import AuditEntry, Child
from store import cabinet as cabinets
from tests.conftest import POSTGRESQL, TODAY, everything

pytestmark = pytest.mark.postgresql


def test_a_database_comes_back_as_it_was_with_its_guards(server, made, tmp_path, monkeypatch):
    original = made(POSTGRESQL)
    address = original.copied_to(tmp_path, server)
    monkeypatch.setenv("DATABASE_URL", address)
    opened = cabinets.open_with(tmp_path, original.key)
    before = everything(opened)
    with opened.administering("test") as session:
        session.add(Child(code="C-001", name="Ivy Davies", started_on=TODAY))
    assert everything(opened) != before
    opened.close()
    server.take_back(original.address, address)
    assert server.lend(original.address) == address
    again = cabinets.open_with(tmp_path, original.key)
    assert everything(again) == before
    with pytest.raises(DatabaseError, match="append-only"), again.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {AuditEntry.__tablename__}"))
    again.close()
    server.take_back(original.address, address)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("UPDATE setting SET name = 'Another'", id="changed"),
        pytest.param("DELETE FROM contact", id="deleted"),
        pytest.param(
            "CREATE TEMP TABLE other AS SELECT * FROM consent_purpose WHERE id = 2; UPDATE other SET id = 1, "
            "wording = 7; DELETE FROM consent_purpose WHERE id = 1; INSERT INTO consent_purpose TABLE other",
            id="as many as before",
        ),
        pytest.param("SELECT nextval('child_id_seq')", id="a number taken"),
    ],
)
def test_whatever_was_done_to_a_table_it_comes_back_each_time(server, made, change):
    original = made(POSTGRESQL)
    address = server.lend(original.address)

    def held():
        with psycopg.connect(address) as connection:
            return [
                connection.execute(f"SELECT * FROM {asked} ORDER BY 1").fetchall()
                for asked in ("setting", "contact", "consent_purpose", "child_id_seq")
            ]

    before = held()
    for _ in range(2):  # the second time after it was put back once
        server.run(f"SET session_replication_role = replica; {change}", address)
        assert held() != before
        server.take_back(original.address, address)
        assert server.lend(original.address) == address
        assert held() == before
    server.take_back(original.address, address)


def test_a_database_that_a_test_built_differently_does_not_come_back(server, made):
    original = made(POSTGRESQL)
    address = server.lend(original.address)
    server.run("ALTER TABLE audit_entry DISABLE TRIGGER ALL", address)
    server.take_back(original.address, address)
    assert server.lend(original.address) != address
