"""The legal hold from receipt to closing: what holds a file, and what changed meanwhile (AR-30, X-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from models import AccessRequest, AccessStep, Account, FileEntry, FileEntryFact
from rules import file_index
from rules.access import Step
from rules.need_to_know import Act, Thing
from store import mistakes, sight
from store.receipts import received_on
from store.steps import stands
from store.tables import table
from store.today import london_day


def held_by(connection: Connection, child_id: int, today: date) -> tuple[str, ...]:
    """The codes of the access requests that put the child's index on hold on a day (X-3); one query."""
    return _on_hold(_holds(connection, child_id), today)


def _on_hold(holds: Sequence[Any], on: date) -> tuple[str, ...]:
    return tuple(row.code for row in holds if file_index.is_open(row.came_on, row.closed_on, on=on))


def _holds(connection: Connection, child_id: int) -> Sequence[Any]:
    """The access requests about a child, each with the day it came and the day it was closed."""
    request, step = table(AccessRequest), table(AccessStep)
    closed = (
        select(func.min(step.c.on))
        .where(step.c.request_id == request.c.id, step.c.step == Step.CLOSED, stands(step))
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


def changes_on_hold(connection: Connection, child_id: int, *, sees_sensitive: bool) -> list[ChangeOnHold]:
    """Every change of a child's index made on hold, newest first; raises `NotAllowed`; two queries,
    and one more where what became of an entry was entered by mistake.

    Of a sensitive entry that is hidden from whoever looks it says that it was changed, and no more (CP-12).
    """
    sight.require(connection, Act.SEE, Thing.FILE_ENTRY, child_id)
    entry, fact, account = table(FileEntry), table(FileEntryFact), table(Account)
    entries = connection.execute(
        select(entry, func.coalesce(account.c.name, "").label("by"))
        .outerjoin(account, account.c.id == entry.c.recorded_by_id)
        .where(entry.c.child_id == child_id, entry.c.hold_reason != "")
    )

    def change(row: Any, at: datetime, what: str, by: str, reason: str) -> ChangeOnHold:
        if row.category is not None and not sees_sensitive:
            return ChangeOnHold(at, f"Entry {row.number}: a sensitive entry was changed", "", "")
        return ChangeOnHold(at, what, by, reason)

    found = [
        change(
            row,
            row.recorded_at,
            f"Entry {row.number} {'corrects an earlier one' if row.corrects_id else 'added'}",
            row.by,
            with_second(row.hold_reason, row.hold_second),
        )
        for row in entries
    ]
    asked = (
        select(
            fact,
            entry.c.number,
            entry.c.category,
            entry.c.corrects_id,
            func.coalesce(account.c.name, "").label("by"),
        )
        .join(entry, entry.c.id == fact.c.entry_id)
        .outerjoin(account, account.c.id == fact.c.recorded_by_id)
        .where(
            entry.c.child_id == child_id, or_(fact.c.hold_reason != "", ~mistakes.counts(FileEntryFact, fact))
        )
    )
    facts = connection.execute(mistakes.with_taken_back(asked, FileEntryFact, fact)).all()
    has_taken_back = any(mistakes.taken_back(row) for row in facts)
    holds = _holds(connection, child_id) if has_taken_back else []
    made = {(row.entry_id, change_itself(row)) for row in facts}
    for row in facts:
        said, taken_back = f"Entry {row.number}: {row.fact}", mistakes.taken_back(row)
        if row.hold_reason and (row.corrects_id, change_itself(row)) not in made:
            found.append(change(row, row.recorded_at, said, row.by, row.hold_reason))
        if taken_back and _on_hold(holds, london_day(taken_back.at)):
            said = f"{said}, entered by mistake"
            found.append(change(row, taken_back.at, said, taken_back.by, taken_back.because))
    return sorted(found, key=lambda change: change.at, reverse=True)
