"""Who has a child's paper file out of the cabinet, what for, and when it was back (PR-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from models import Child, FileOut, StaffMember
from rules import files_out
from rules.need_to_know import Act, Thing
from rules.words import one_line
from store import mistakes, sight
from store.asked_day import Day
from store.cabinet import Cabinet, Who
from store.mistakes import TakenBack, counts, with_taken_back
from store.refusal import Refused, refuse_if
from store.tables import table

BACK_FIRST = "The file came back after this. Take that line back first."
OUT_AGAIN = "The file was taken out again after this. Take that line back first."


@dataclass(frozen=True)
class Line:
    """That a file was taken out, by whom and what for, or that it came back; `ends_id` is what that ends."""

    id: int
    on: date
    ends_id: int | None
    holder_code: str
    holder: str
    what_for: str
    taken_back: TakenBack | None = None


@dataclass(frozen=True)
class OutNow:
    """A file that is out, and whose it is."""

    child_id: int
    child_code: str
    child: str
    line: Line


def is_out(taken: Table, today: Day) -> ColumnElement[bool]:
    """The condition that a line says a file was taken out which had not come back by the end of a day."""
    back = table(FileOut).alias()
    came_back = select(back.c.id).where(
        back.c.ends_id == taken.c.id, back.c.on <= today, counts(FileOut, back)
    )
    return and_(taken.c.ends_id.is_(None), taken.c.on <= today, counts(FileOut, taken), ~came_back.exists())


def history(connection: Connection, child_id: int) -> list[Line]:
    """Every line about one child's file, newest first; raises `NotAllowed`; one query.

    What was recorded by mistake is among it, and says so.
    """
    sight.require(connection, Act.SEE, Thing.FILE_ENTRY, child_id)
    held, staff = table(FileOut), table(StaffMember)
    asked = (
        select(
            held.c.id,
            held.c.on,
            held.c.ends_id,
            func.coalesce(staff.c.code, ""),
            func.coalesce(staff.c.name, ""),
            held.c.what_for,
        )
        .outerjoin(staff, staff.c.id == held.c.staff_id)
        .where(held.c.child_id == child_id)
        .order_by(held.c.on.desc(), held.c.id.desc())
    )
    rows = connection.execute(with_taken_back(asked, FileOut, held))
    return [Line(*(*row[:-3], mistakes.taken_back(row))) for row in rows]


def out_of(lines: Sequence[Line]) -> Line | None:
    """The line by which a file is out, among those of its history; None where it is in the cabinet."""
    count = [line for line in lines if line.taken_back is None]
    ended = {line.ends_id for line in count}
    return next((line for line in count if line.ends_id is None and line.id not in ended), None)


def one(connection: Connection, out_id: int | None) -> OutNow | None:
    """The file that was taken out by the line `out_id`, while it is out; raises `NotAllowed`."""
    held, child = table(FileOut), table(Child)
    row = connection.execute(
        select(child.c.id, child.c.code, child.c.name)
        .join(held, held.c.child_id == child.c.id)
        .where(held.c.id == out_id)
    ).first()
    if row is None:
        return None
    line = out_of(history(connection, row.id))
    return OutNow(row.id, row.code, row.name, line) if line and line.id == out_id else None


def take_out(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    staff_id: int | None,
    what_for: str,
    on: date | None,
    today: date,
    token: str | None = None,
) -> None:
    """Records who takes a child's file out of the cabinet, and what for; raises `Refused` by field.

    A file that is out is nobody else's to take: that it is back is recorded first (PR-2).
    """
    with cabinet.writing(who, Thing.FILE_ENTRY, token=token) as session:
        child = mistakes.standing(session, Child, child_id)
        if child is not None:
            sight.require(session.connection(), Act.RECORD, Thing.FILE_ENTRY, child.id, today)
        holder = session.get(StaffMember, staff_id) if staff_id else None
        lines = history(session.connection(), child.id) if child and child.id else []
        out = out_of(lines)
        refuse_if(
            files_out.out_problems(
                child=child,
                holder=holder,
                what_for=what_for,
                on=on,
                out_since=out.on if out else None,
                back_on=max(
                    (line.on for line in lines if line.ends_id and not line.taken_back), default=None
                ),
                holder_left_on=holder.left_on if holder else None,
                today=today,
            )
        )
        if child is None or holder is None or on is None:
            raise Refused({})
        session.add(
            FileOut(
                child_id=child.id or 0,
                staff_id=holder.id,
                what_for=one_line(what_for),
                on=on,
                recorded_by_id=who.account_id,
            )
        )


def bring_back(
    cabinet: Cabinet,
    who: Who,
    *,
    out_id: int | None,
    on: date | None,
    today: date,
    token: str | None = None,
) -> None:
    """Records that a file which was taken out is back in the cabinet; raises `Refused` by field."""
    with cabinet.writing(who, Thing.FILE_ENTRY, token=token) as session:
        held = one(session.connection(), out_id)
        if held is not None:
            sight.require(session.connection(), Act.RECORD, Thing.FILE_ENTRY, held.child_id, today)
        refuse_if(files_out.back_problems(out_on=held.line.on if held else None, on=on, today=today))
        if held is None or on is None:
            raise Refused({})
        session.add(
            FileOut(child_id=held.child_id, ends_id=held.line.id, on=on, recorded_by_id=who.account_id)
        )


def take_back(
    cabinet: Cabinet, who: Who, *, line_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes back that a file was taken out or came back, recorded by mistake; raises `Refused` by field.

    The last one goes first, so that no file comes back that was never out, and none is with two people.
    """
    with cabinet.writing(who, Thing.FILE_ENTRY, token=token) as session:
        line = mistakes.chosen(session, FileOut, line_id, because)
        sight.require(session.connection(), Act.RECORD, Thing.FILE_ENTRY, line.child_id)
        lines = history(session.connection(), line.child_id)
        counting = [held.id for held in lines if held.taken_back is None]
        if line.id in counting and line.id != max(counting):
            raise mistakes.refusal(BACK_FIRST if line.ends_id is None else OUT_AGAIN, because)
        mistakes.take_back(session, who, FileOut, line.id or 0, because)
