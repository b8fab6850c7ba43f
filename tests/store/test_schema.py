"""The tables are those of the models, and the database itself keeps what the policy calls a record."""

from datetime import date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Enum, delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

import models
from models import AppendOnly, Record
from store import cabinet as cabinets
from store.cabinet import DamagedCabinet
from store.schema import NewerCabinet
from tests.conftest import rows

KINDS = {mapper.class_.__tablename__: mapper.class_ for mapper in Record._sa_registry.mappers}
KEPT = sorted(name for name, kind in KINDS.items() if issubclass(kind, AppendOnly))


def test_the_migrations_make_the_tables_of_the_models(cabinet):
    with cabinet.connection() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), models.TABLES
        )
    assert [d for d in differences if "alembic_version" not in repr(d)] == []


def test_what_the_policy_calls_a_record_is_append_only():
    assert set(KINDS) - set(KEPT) == {
        "setting",
        "extra_bank_holiday",
        "closure_day",
        "child",
        "carer",
        "staff_member",
        "key_person_assignment",
        "consent_purpose",
        "contact",
        "induction_topic",
        "routine_check",
        "retention_period",
        "account",
        "audit_seal",
        "second_factor",
        "signed_in_session",
        "submission",
    }


def test_the_database_refuses_to_change_or_delete_a_record(sample, subtests):
    """Every table that is marked append-only, so that a new one cannot be forgotten."""
    for name in KEPT:
        held = models.TABLES.tables[name]
        with sample.connection() as connection:
            row = connection.execute(select(held).limit(1)).mappings().first()
        if row is None:
            with sample._session(None) as session:
                _a_row(session, held)
            with sample.connection() as connection:
                row = connection.execute(select(held).limit(1)).mappings().one()
        before = len(rows(sample, KINDS[name]))
        replaced = {column.name: row[column.name] for column in held.columns}
        for act, statement in (
            ("change", update(held).values(id=held.c.id)),
            ("delete", delete(held)),
            ("replace", text(f"REPLACE INTO {name} SELECT * FROM {name} LIMIT 1")),
            ("truncate", text(f"TRUNCATE {name} CASCADE")),
        ):
            is_file = sample.engine.dialect.name == "sqlite"
            if act == ("truncate" if is_file else "replace"):
                continue  # the other store's own statement
            with subtests.test(table=name, act=act):
                with pytest.raises(DatabaseError, match="append-only"), sample.engine.begin() as connection:
                    connection.execute(statement)
                assert len(rows(sample, KINDS[name])) == before
                with sample.connection() as connection:
                    kept = connection.execute(select(held).where(held.c.id == row["id"])).mappings().one()
                assert dict(kept) == replaced


def _a_row(session, held) -> None:
    """A first row for a table that the sample leaves empty."""
    values = {}
    for column in held.columns:
        if column.primary_key or column.nullable:
            continue
        if column.foreign_keys:
            named = next(iter(column.foreign_keys)).column.table
            values[column.name] = session.execute(select(named.c.id).limit(1)).scalar_one()
        elif isinstance(column.type, Enum):
            values[column.name] = next(iter(column.type.enum_class))
        else:
            kinds = {
                str: "a text",
                int: 1,
                bool: False,
                datetime: models.now(),
                date: models.now().date(),
                bytes: b"1",
            }
            values[column.name] = kinds[getattr(column.type, "impl_instance", column.type).python_type]
    session.connection().execute(insert(held).values(**values))


def test_a_newer_cabinet_is_refused_and_left_as_it_is(cabinet, home):
    with cabinet.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    cabinet.close()
    with pytest.raises(NewerCabinet, match="newer version"):
        cabinets.open_with(home, cabinet.key)
    with cabinet.connection() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
    assert not list(home.glob("cabinet-before-*")), "it would be put over the copy of before this version"


def test_a_database_that_is_not_a_cabinet_is_refused(cabinet, home):
    with cabinet.engine.begin() as connection:
        # Renamed, not dropped: how the tests put a database back hangs on the table.
        connection.execute(text("ALTER TABLE alembic_version RENAME TO of_something_else"))
    cabinet.close()
    with pytest.raises(DamagedCabinet):
        cabinets.open_with(home, cabinet.key)
