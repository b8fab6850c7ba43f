"""A concern that was recorded by mistake, such as twice, is taken back (IS-8, IS-11).

It counts and is asked for nowhere then. The register shows it with the reason, also to whoever raised it, and
the committee reads that one was taken back: nobody makes a concern go away unseen.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import Session

from models import (
    Complaint,
    FileEntry,
    Record,
    SharingDecision,
    SharingEntry,
    SharingTold,
)
from rules import mistaken_concerns as rules
from rules.need_to_know import Thing
from rules.sharing import Ground
from store import about, complaints, mistakes, sight
from store.cabinet import Cabinet, Who
from store.mistakes import counts
from store.open_entries import stands
from store.open_sharing import last_decided
from store.receipts import received_on
from store.refusal import refuse_if, there
from store.sharing_advice import advice_of, advice_that_counts
from store.tables import table


@dataclass(frozen=True)
class Other:
    """Another concern about the same child, which may stand instead."""

    id: int
    code: str
    ground: Ground
    raised_on: date


def others(connection: Connection, decision_id: int) -> list[Other]:
    """The other concerns in sight about the child of one, newest first, without any mistake; one query."""
    held, other = table(SharingDecision), table(SharingDecision).alias()
    raised_on = received_on(SharingDecision, other)
    is_of_the_child = about.child_of(SharingDecision, other) == about.child_of(SharingDecision, held)
    rows = connection.execute(
        select(other.c.id, other.c.code, other.c.ground, raised_on)
        .select_from(held)
        .join(other, and_(other.c.id != held.c.id, is_of_the_child))
        .where(
            held.c.id == decision_id,
            counts(SharingDecision, other),
            sight.decisions(connection, held),
        )
        .order_by(raised_on.desc(), other.c.id.desc())
    )
    return [Other(*row) for row in rows]


def take_back(
    cabinet: Cabinet,
    who: Who,
    *,
    decision_id: int | None,
    stands_id: int | None = None,
    because: str,
    token: str | None = None,
) -> None:
    """Takes back a concern that was recorded by mistake; `stands_id` is the one that stands of two.

    What was decided, advised, told or written in the file is in the way, and is named with where it is put
    right. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.SHARING_DECISION, token=token) as session:
        held = mistakes.chosen(session, SharingDecision, decision_id, because)
        there(sight.decision(session, held.id or 0), "row", "This concern")
        beside = {one.id: one.code for one in others(session.connection(), held.id or 0)}
        refuse_if(
            rules.problems(
                because,
                in_the_way=_in_the_way(session, held.id or 0, is_twice=stands_id is not None),
                is_twice=stands_id is not None,
                is_another_there=stands_id in beside,
            )
        )
        said = rules.as_said(because.strip(), beside.get(stands_id or 0, ""))
        mistakes.take_back(session, who, SharingDecision, held.id or 0, said)


def _in_the_way(session: Session, decision_id: int, *, is_twice: bool) -> str:
    entry = table(FileEntry)
    last = last_decided(session.connection(), decision_id)

    def has(model: type[Record]) -> bool:
        row = table(model)
        of_it = select(row.c.id).where(row.c.decision_id == decision_id, counts(model, row))
        return session.execute(of_it).first() is not None

    holding = select(entry.c.number).where(entry.c.decision_id == decision_id, stands(entry))
    follows = complaints.follow(table(Complaint).c.decision_id == decision_id)
    return rules.in_the_way(
        outcome=last and last.outcome,
        is_twice=is_twice,
        is_in_file=has(SharingEntry),
        entries=[str(number) for number in session.scalars(holding.order_by(entry.c.number))],
        is_told=has(SharingTold),
        has_advice=bool(advice_that_counts(advice_of(session.connection(), decision_id))),
        has_complaint=session.execute(follows).first() is not None,
    )
