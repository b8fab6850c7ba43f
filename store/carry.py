"""Carries every row of a cabinet from one store to another, and compares the two (X-8, CP-8).

A backup of a database and a move between SQLCipher and PostgreSQL are the same work: every table in the order
of who refers to whom, some thousands of rows in memory at a time.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, literal, select, union_all

import models
from store import audit

_ROOM = 2**256


def rows(source: Connection, target: Connection) -> None:
    """Every row of every table, those that others refer to first; the caller commits `target`."""
    for held in models.TABLES.sorted_tables:
        order = list(held.primary_key.columns)
        found = source.execute(
            select(held).order_by(*order), execution_options={"yield_per": audit.AT_ONCE}
        ).mappings()
        for part in found.partitions():
            target.execute(insert(held), [dict(row) for row in part])
        if target.dialect.name == "postgresql" and "id" in held.c:
            # The numbers came along, so the table's own counter has to catch up.
            last = select(func.max(held.c.id)).scalar_subquery()
            target.execute(
                select(func.setval(func.pg_get_serial_sequence(held.name, "id"), last)).where(
                    last.is_not(None)
                )
            )


def counts(look: Connection) -> dict[str, int]:
    """How many rows each table has, by its name; a table without rows is left out."""
    asked = union_all(
        *(
            select(literal(held.name), func.count().label("n")).select_from(held)
            for held in models.TABLES.sorted_tables
        )
    )
    return {name: count for name, count in look.execute(asked) if count}


def fingerprints(look: Connection) -> dict[str, int]:
    """A number from every value of every row, by table: alike where the rows are, in whatever order."""
    found: dict[str, int] = {}
    for held in models.TABLES.sorted_tables:
        # A sum, because the two stores do not sort alike and a million rows must not be held at once.
        total = 0
        for row in look.execute(select(held), execution_options={"yield_per": audit.AT_ONCE}):
            said = repr([_plain(value) for value in row]).encode("utf-8", "surrogatepass")
            total += int.from_bytes(hashlib.sha256(said).digest())
        found[held.name] = total % _ROOM
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()  # a server may give it back in the zone of its own
    return bytes(value) if isinstance(value, memoryview) else value
