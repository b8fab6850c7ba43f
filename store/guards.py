"""What the database itself refuses: to change, delete or replace what the policy calls a record (X-8; AR-30).

The guards are put up after every change of the tables, for each table that is marked append-only, so that a
new table cannot be forgotten. `python -m store verify` looks whether they are still there.
"""

from sqlalchemy import Connection, Table, UniqueConstraint, inspect, text

from models import AppendOnly, AuditSeal, Record
from store.tables import table

SEAL = table(AuditSeal).name


def kept() -> list[Table]:
    """The tables that are append-only, by name."""
    held = (m.local_table for m in Record._sa_registry.mappers if issubclass(m.class_, AppendOnly))
    return sorted((t for t in held if isinstance(t, Table)), key=lambda t: t.name)


def put_up(connection: Connection) -> None:
    """Puts up every guard that is not there, in `connection`'s transaction."""
    there = set(inspect(connection).get_table_names())
    held = [held for held in [*kept(), table(AuditSeal)] if held.name in there]
    if connection.dialect.name == "postgresql":
        _on_postgresql(connection, held)
    else:
        _on_sqlite(connection, held)


def missing(connection: Connection) -> list[str]:
    """The tables whose guards are gone or switched off."""
    if connection.dialect.name == "postgresql":
        there = set(
            connection.execute(
                text(
                    "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                    "WHERE tgenabled = 'A' AND relnamespace = current_schema()::regnamespace"
                )
            ).scalars()
        )
        wanted: dict[str, tuple[str, ...]] = {held.name: ("_append_only", "_no_truncate") for held in kept()}
        wanted[SEAL] = ("_keeps_count", "_no_truncate")
    else:
        there = set(
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
        )
        wanted = {held.name: ("_no_update", "_no_delete", "_no_replace") for held in kept()}
        wanted[SEAL] = ("_keeps_count", "_no_delete", "_no_replace")
    return [name for name, guards in wanted.items() if any(name + guard not in there for guard in guards)]


def _on_sqlite(connection: Connection, tables: list[Table]) -> None:
    for held in tables:
        name = held.name
        said = f"BEGIN SELECT RAISE(ABORT, 'records of {name} are append-only'); END"
        # REPLACE deletes what is in its way, and tells the triggers only where a pragma asks it to.
        same = " OR ".join(
            "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in columns) + ")"
            for columns in _unique(held)
        )
        for guard, when in (
            ("no_update", f"BEFORE UPDATE ON {name}"),
            ("no_delete", f"BEFORE DELETE ON {name}"),
            ("no_replace", f"BEFORE INSERT ON {name} WHEN EXISTS (SELECT 1 FROM {name} WHERE {same})"),  # noqa: S608
        ):
            if name == SEAL and guard == "no_update":
                guard, when = "keeps_count", f"BEFORE UPDATE ON {name} WHEN NEW.lines < OLD.lines"
            connection.exec_driver_sql(f"CREATE TRIGGER IF NOT EXISTS {name}_{guard} {when} {said}")


def _unique(held: Table) -> list[list[str]]:
    """The columns that no two rows of the table share, set by set."""
    found = [[column.name for column in held.primary_key]]
    found += [
        [column.name for column in constraint.columns]
        for constraint in held.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    found += [[column.name for column in index.columns] for index in held.indexes if index.unique]
    return sorted(found)


def _on_postgresql(connection: Connection, tables: list[Table]) -> None:
    connection.execute(
        text(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'records of % are append-only', TG_TABLE_NAME; END $$"
        )
    )
    connection.execute(
        text(
            "CREATE OR REPLACE FUNCTION refuse_fewer_lines() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF TG_OP = 'DELETE' OR NEW.lines < OLD.lines THEN "
            "RAISE EXCEPTION 'records of % are append-only', TG_TABLE_NAME; END IF; RETURN NEW; END $$"
        )
    )
    there = set(connection.execute(text("SELECT tgname FROM pg_trigger")).scalars())
    for held in tables:
        name = held.name
        first, function = (
            ("keeps_count", "refuse_fewer_lines") if name == SEAL else ("append_only", "refuse_change")
        )
        for guard, when in (
            (first, f"BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION {function}()"),
            (
                "no_truncate",
                f"BEFORE TRUNCATE ON {name} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            ),
        ):
            if f"{name}_{guard}" not in there:
                connection.execute(text(f"CREATE TRIGGER {name}_{guard} {when}"))
            # Always: also in a session that was told to play a replica, where triggers else stay silent.
            connection.execute(text(f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {name}_{guard}"))
