"""Where each child's developmental record is, and when the carers looked at it (DR-2, DR-3; law L6.4)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from models import Carer, Child, DevelopmentalRecord
from rules import developmental
from rules.developmental import Event
from rules.need_to_know import Act, Thing
from rules.words import one_line
from store import mistakes, sight
from store.cabinet import Cabinet, Who
from store.consents import carer_of
from store.mistakes import TakenBack, counts, with_taken_back
from store.refusal import Refused, refuse_if
from store.tables import table


@dataclass(frozen=True)
class Place:
    """Where a child's developmental record is, and who of the carers looked at it last."""

    child_id: int
    code: str
    child: str
    kept_at: str = ""
    since: date | None = None
    viewed_on: date | None = None
    has_court_order: bool = False


def places(connection: Connection, today: date) -> list[Place]:
    """Where the record of every child on roll is, by name; one query."""
    child, held, later = table(Child), table(DevelopmentalRecord), table(DevelopmentalRecord).alias()

    newest = (
        select(later.c.id)
        .where(
            later.c.child_id == child.c.id,
            later.c.event == Event.KEPT,
            later.c.on <= today,
            counts(DevelopmentalRecord, later),
        )
        .order_by(later.c.on.desc(), later.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    viewed = (
        select(func.max(later.c.on))
        .where(
            later.c.child_id == child.c.id,
            later.c.event == Event.VIEWED,
            later.c.on <= today,
            counts(DevelopmentalRecord, later),
        )
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            child.c.id,
            child.c.code,
            child.c.name,
            func.coalesce(held.c.kept_at, ""),
            held.c.on,
            viewed,
            child.c.has_court_order,
        )
        .select_from(child)
        .outerjoin(held, held.c.id == newest)
        .where(
            child.c.started_on <= today,
            child.c.left_on.is_(None) | (child.c.left_on >= today),
            sight.only(child.c.id, sight.children(connection, Thing.CHILD, today)),
            counts(Child, child),
        )
    )
    places = (Place(*tuple(row)) for row in rows)
    return sorted(places, key=lambda one: (sight.in_lists(connection, one.child), one.child_id))


@dataclass(frozen=True)
class Viewing:
    """That the record was put somewhere, or that a carer looked at it."""

    id: int
    on: date
    event: Event
    kept_at: str
    carer: str
    is_no_carer: bool = False  # who looked at it was linked to the child by mistake
    taken_back: TakenBack | None = None


def history(connection: Connection, child_id: int) -> list[Viewing]:
    """What is recorded of one child's developmental record, newest first; raises `NotAllowed`; one query.

    What was recorded by mistake is among it, and says so.
    """
    sight.require(connection, Act.SEE, Thing.CHILD, child_id)
    held, carer = table(DevelopmentalRecord), table(Carer)
    asked = (
        select(
            held.c.id,
            held.c.on,
            held.c.event,
            held.c.kept_at,
            func.coalesce(carer.c.name, ""),
            ~counts(Carer, carer),
        )
        .outerjoin(carer, carer.c.id == held.c.carer_id)
        .where(held.c.child_id == child_id)
        .order_by(held.c.on.desc(), held.c.id.desc())
    )
    rows = connection.execute(with_taken_back(asked, DevelopmentalRecord, held))
    return [Viewing(*(*row[:-3], mistakes.taken_back(row))) for row in rows]


def record(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    event: Event,
    on: date | None,
    kept_at: str = "",
    carer_id: int | None = None,
    today: date,
    token: str | None = None,
) -> None:
    """Records where a child's developmental record is, or that a carer of the child looked at it.

    No request and no clock: carers see it at any time. Raises `Refused` by field, for instance where the
    carer is another child's.
    """
    with cabinet.writing(who, Thing.FILE_ENTRY, token=token) as session:
        child = mistakes.standing(session, Child, child_id)
        if child is not None:
            sight.require(session.connection(), Act.RECORD, Thing.FILE_ENTRY, child.id, today)
        carer = carer_of(session, carer_id, child)
        problems = developmental.problems(
            child=child,
            event=event,
            on=on,
            kept_at=kept_at,
            carer=carer,
            started_on=child.started_on if child else None,
            today=today,
        )
        refuse_if(problems)
        if child is None or on is None:
            raise Refused(problems)
        session.add(
            DevelopmentalRecord(
                child_id=child.id or 0,
                event=event,
                on=on,
                kept_at=one_line(kept_at) if event is Event.KEPT else "",
                carer_id=carer.id if carer and event is Event.VIEWED else None,
                recorded_by_id=who.account_id,
            )
        )


def take_back(
    cabinet: Cabinet, who: Who, *, line_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes back that a carer looked at the record, or where it is, recorded by mistake; the line before it
    counts again. Raises `Refused` by field."""
    with cabinet.writing(who, Thing.FILE_ENTRY, token=token) as session:
        line = mistakes.chosen(session, DevelopmentalRecord, line_id, because)
        sight.require(session.connection(), Act.RECORD, Thing.FILE_ENTRY, line.child_id)
        mistakes.take_back(session, who, DevelopmentalRecord, line.id or 0, because)
