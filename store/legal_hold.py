"""The legal hold from receipt to closing: what holds a file, and what changed meanwhile (AR-30, X-3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from models import AccessRequest, AccessStep
from rules import file_index
from rules.access import CLOSING
from rules.working_days import london_day
from store import mistakes
from store.receipts import received_on
from store.steps import stands
from store.tables import table


def held_by(connection: Connection, child_id: int, today: date) -> tuple[str, ...]:
    """The codes of the access requests that put the child's index on hold on a day (X-3); one query."""
    return on_hold(holds_of(connection, child_id), today)


def on_hold(holds: Sequence[Any], on: date) -> tuple[str, ...]:
    """The codes of those of these requests that put the index on hold on a day."""
    return tuple(row.code for row in holds if file_index.is_open(row.came_on, row.closed_on, on=on))


def holds_of(connection: Connection, child_id: int) -> Sequence[Any]:
    """The access requests about a child, each with the day it came and the day it was closed; one query."""
    request, step = table(AccessRequest), table(AccessStep)
    closed = (
        select(func.min(step.c.on))
        .where(step.c.request_id == request.c.id, step.c.step.in_(CLOSING), stands(step))
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            request.c.code,
            received_on(AccessRequest, request).label("came_on"),
            closed.label("closed_on"),
        )
        .where(request.c.child_id == child_id)
        .order_by(request.c.id)
    )
    return rows.all()


def change_itself(fact: Any) -> tuple[Any, ...]:
    """What makes a change that was recorded beside an entry the same one beside its correction.

    Cabinets of before have it there once more, with the reason for the change: it was made once (AR-30).
    """
    return fact.fact, fact.on, fact.said, fact.hold_reason


def with_second(reason: str, second: str) -> str:
    """The reason for a change on hold, with the second person who agreed to it where there is one."""
    return f"{reason.rstrip('.')}. Agreed by {second}." if second else reason


@dataclass(frozen=True)
class ChangeOnHold:
    """A change of an index while an access request was open: what, when, by whom, why."""

    at: datetime
    what: str
    by: str
    reason: str


def changes_on_hold(
    entries: Sequence[Any], facts: Mapping[int, Sequence[Any]], holds: Sequence[Any], *, sees_sensitive: bool
) -> tuple[ChangeOnHold, ...]:
    """Every change of a child's index made on hold, newest first, of what was read of it.

    `entries` are its rows, `facts` what became of each by its id, and `holds` as `holds_of` reads them. Of a
    sensitive entry that is hidden from whoever looks it says that it was changed, and no more (CP-12).
    """
    hidden = frozenset() if sees_sensitive else file_index.sensitive(entries)

    def change(row: Any, at: datetime, what: str, by: str, reason: str) -> ChangeOnHold:
        if row.id in hidden:
            return ChangeOnHold(at, f"Entry {row.number}: a sensitive entry was changed", "", "")
        return ChangeOnHold(at, what, by, reason)

    found = [
        change(
            row,
            row.recorded_at,
            f"Entry {row.number} {'corrects an earlier one' if row.corrects_id else 'added'}",
            row.recorded_by,
            with_second(row.hold_reason, row.hold_second),
        )
        for row in entries
        if row.hold_reason
    ]
    corrected = {row.corrects_id for row in entries}
    for row in entries:
        gone = mistakes.taken_back(row)
        # What it corrects is taken back with it: that is one change.
        if gone and row.id not in corrected and on_hold(holds, london_day(gone.at)):
            said = f"Entry {row.number}, entered by mistake"
            found.append(change(row, gone.at, said, gone.by, gone.because))
    made = {(row.id, change_itself(fact)) for row in entries for fact in facts[row.id]}
    for row in entries:
        for fact in facts[row.id]:
            said, taken_back = f"Entry {row.number}: {fact.fact}", fact.taken_back
            if fact.hold_reason and (row.corrects_id, change_itself(fact)) not in made:
                found.append(change(row, fact.recorded_at, said, fact.recorded_by, fact.hold_reason))
            if taken_back and on_hold(holds, london_day(taken_back.at)):
                said = f"{said}, entered by mistake"
                found.append(change(row, taken_back.at, said, taken_back.by, taken_back.because))
    return tuple(sorted(found, key=lambda change: change.at, reverse=True))
