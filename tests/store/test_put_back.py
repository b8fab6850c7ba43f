"""The tests' own databases: what one test leaves behind does not reach the next."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from models import AuditEntry, Child
from store import cabinet as cabinets
from tests.conftest import POSTGRESQL, TODAY, everything

pytestmark = pytest.mark.postgresql


def test_a_database_comes_back_as_it_was_with_its_guards(server, made, tmp_path, monkeypatch):
    original = made(POSTGRESQL, False)
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


def test_a_database_that_a_test_built_differently_does_not_come_back(server, made):
    original = made(POSTGRESQL, False)
    address = server.lend(original.address)
    server.run("ALTER TABLE audit_entry DISABLE TRIGGER ALL", address)
    server.take_back(original.address, address)
    assert server.lend(original.address) != address
