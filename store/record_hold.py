"""Records of children who left that are kept for longer, whatever their period (law L8.5).

While a claim, a safeguarding matter or a complaint is before anybody, nothing of theirs is disposed of.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, literal, null, select
from sqlalchemy import String as Words

from models import Account, Child, RecordHold, RecordHoldEnd
from rules import retention
from rules.need_to_know import Act, Thing
from rules.retention import HeldFor
from store import mistakes, sight
from store.asked_day import TODAY
from store.cabinet import Cabinet, Who
from store.open_rows import leg
from store.refusal import Refused, refuse_if, there
from store.tables import table

HOLD = "hold on the records"


@dataclass(frozen=True)
class Ended:
    """When what the records were kept for was over, and who said so, and why."""

    on: date
    because: str
    by: str


@dataclass(frozen=True)
class Hold:
    """One reason for which a child's records are kept for longer."""

    id: int
    why: HeldFor
    words: str
    on: date
    by: str
    ended: Ended | None = None


def open_holds() -> Select[Any]:
    """The holds that stand on the day given, each with what the records are kept for as `word`."""
    held, end = table(RecordHold), table(RecordHoldEnd)
    is_over = select(end.c.id).where(end.c.hold_id == held.c.id, end.c.on <= TODAY)
    return leg(
        HOLD, held.c.id, literal(""), held.c.child_id, held.c.on, None, null(), cast(held.c.why, Words)
    ).where(held.c.on <= TODAY, ~is_over.exists())


def with_holds(statement: Select[Any], child_id: ColumnElement[int]) -> Select[Any]:
    """`statement` with a row for each hold on a child's records, the last first, for `hold_of` to read."""
    held, end = table(RecordHold), table(RecordHoldEnd)
    by, ended_by = table(Account).alias(), table(Account).alias()
    return (
        statement.add_columns(
            held.c.id.label("hold_id"),
            held.c.why.label("hold_why"),
            held.c.words.label("hold_words"),
            held.c.on.label("hold_on"),
            by.c.name.label("hold_by"),
            end.c.on.label("hold_ended_on"),
            end.c.because.label("hold_ended_because"),
            ended_by.c.name.label("hold_ended_by"),
        )
        .outerjoin(held, held.c.child_id == child_id)
        .outerjoin(by, by.c.id == held.c.recorded_by_id)
        .outerjoin(end, end.c.hold_id == held.c.id)
        .outerjoin(ended_by, ended_by.c.id == end.c.recorded_by_id)
        .order_by(held.c.on.desc(), held.c.id.desc())
    )


def hold_of(row: Any) -> Hold | None:
    """The hold in a row of such a statement; None where there is none."""
    if row.hold_id is None:
        return None
    ended = Ended(row.hold_ended_on, row.hold_ended_because, row.hold_ended_by or "")
    return Hold(
        row.hold_id,
        row.hold_why,
        row.hold_words,
        row.hold_on,
        row.hold_by or "",
        ended if row.hold_ended_on else None,
    )


def record(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int,
    why: HeldFor | None,
    words: str,
    on: date | None,
    today: date,
    token: str | None = None,
) -> None:
    """Records that a child's records are kept for longer from a day on; raises `Refused` by field."""
    with cabinet.writing(who, Thing.CHILD, token=token) as session:
        child = there(mistakes.standing(session, Child, child_id), "why", "This child")
        sight.require(session.connection(), Act.RECORD, Thing.CHILD, child.id)
        refuse_if(retention.hold_problems(why, words=words, on=on, today=today))
        if why is None or on is None:
            raise Refused({})
        session.add(
            RecordHold(
                child_id=child.id or 0, why=why, words=words.strip(), on=on, recorded_by_id=who.account_id
            )
        )


def end(
    cabinet: Cabinet,
    who: Who,
    *,
    hold_id: int | None,
    on: date | None,
    because: str,
    today: date,
    token: str | None = None,
) -> None:
    """Records that what the records were kept for is over; raises `Refused` by field."""
    with cabinet.writing(who, Thing.CHILD, token=token) as session:
        held = session.get(RecordHold, hold_id) if hold_id else None
        if held is None:
            raise Refused({"hold": "Choose which reason is over."})
        sight.require(session.connection(), Act.RECORD, Thing.CHILD, held.child_id)
        ends = table(RecordHoldEnd)
        if session.scalar(select(ends.c.id).where(ends.c.hold_id == held.id)) is not None:
            raise Refused({"hold": "It is recorded already that this is over. Close this and look again."})
        refuse_if(retention.hold_end_problems(on=on, because=because, since=held.on, today=today))
        if on is None:
            raise Refused({})
        session.add(
            RecordHoldEnd(hold_id=held.id or 0, on=on, because=because.strip(), recorded_by_id=who.account_id)
        )
