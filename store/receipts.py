"""The day on which something came, or a concern was raised, where it was entered wrongly at first (law L1.2).

The day that was entered stays in its row; the last receipt of it stands, on past days too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from models import (
    AccessRequest,
    Account,
    Complaint,
    ComplaintStep,
    Receipt,
    Record,
    Rectification,
    SharingDecision,
)
from rules import receipts
from rules.complaints import Step
from rules.receipts import NotBefore
from store.cabinet import Who
from store.mistakes import counts
from store.refusal import Refused, refuse_if
from store.tables import last_word, table

Received = AccessRequest | Rectification | Complaint | SharingDecision


@dataclass(frozen=True)
class Corrected:
    """What was wrong with the day of receipt that was entered at first, and who said so, when."""

    entered_on: date
    because: str
    at: datetime
    by: str


def received_on(model: type[Record], held: FromClause) -> ColumnElement[date]:
    """The day on which a row of `held`, which is the table of `model`, really came."""
    return func.coalesce(last_word(Receipt, model, held, "received_on"), _entered(model, held))


def came_together(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    """The condition that two access requests came from the same person on the same day, as in one letter
    about brothers and sisters (AR-1)."""
    return and_(
        one.c.id != other.c.id,
        one.c.requester == other.c.requester,
        received_on(AccessRequest, one) == received_on(AccessRequest, other),
    )


def _entered(model: type[Record], held: FromClause) -> ColumnElement[date]:
    """The day that was entered at first: a concern is raised, everything else is received."""
    day: ColumnElement[date] = held.c.raised_on if model is SharingDecision else held.c.received_on
    return day


def corrected_rows(model: type[Record]) -> Select[Any]:
    """The numbers of the rows of a table of which another day was entered at first."""
    receipt = table(Receipt).alias()
    return select(receipt.c.record_id).where(receipt.c.thing == table(model).name)


def with_receipt(statement: Select[Any], model: type[Record], held: FromClause) -> Select[Any]:
    """`statement` with the day on which a row of `held` came as `came_on`, and beside it what `corrected`
    reads."""
    receipt, by = table(Receipt).alias(), table(Account).alias()
    return (
        statement.add_columns(
            func.coalesce(receipt.c.received_on, _entered(model, held)).label("came_on"),
            _entered(model, held).label("came_entered"),
            receipt.c.because.label("came_because"),
            receipt.c.recorded_at.label("came_at"),
            by.c.name.label("came_by"),
        )
        .outerjoin(receipt, receipt.c.id == last_word(Receipt, model, held, "id"))
        .outerjoin(by, by.c.id == receipt.c.recorded_by_id)
    )


def corrected(row: Any) -> Corrected | None:
    """What was wrong with the day entered, of a row of such a statement; None where nothing was."""
    if row.came_at is None:
        return None
    return Corrected(row.came_entered, row.came_because, row.came_at, row.came_by or "")


def came(
    model: type[Record], held: FromClause, when: Callable[[ColumnElement[date]], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """The condition `when` about the day on which a row of `held` came.

    Most have no receipt and are judged by the day entered, which has an index, without a look for one.
    """
    with_receipt = corrected_rows(model)
    return or_(
        and_(when(_entered(model, held)), held.c.id.not_in(with_receipt)),
        and_(held.c.id.in_(with_receipt), when(received_on(model, held))),
    )


def of(session: Session, row: Received) -> date:
    """The day on which a row that was read inside a write really came."""
    model = type(row)
    held = table(model)
    return session.execute(select(received_on(model, held)).where(held.c.id == row.id)).scalar_one()


def correct(
    session: Session,
    who: Who,
    model: type[Record],
    record_id: int,
    given: date | None,
    because: str,
    *,
    known: date,
    done_on: Iterable[date],
    not_before: NotBefore,
    today: date,
) -> None:
    """Records inside a write on which day a row, `known` to have come on another, really came.

    `done_on` are the days of the steps that stand. Raises `Refused` by field.
    """
    refuse_if(
        receipts.problems(
            given,
            known=known,
            because=because,
            first_done_on=min(done_on, default=None),
            not_before=not_before,
            today=today,
            complained_on=complained_on(session, model, record_id),
        )
    )
    keep(session, who, model, record_id, given, because)


def was_never_made(complaint: FromClause) -> ColumnElement[bool]:
    """The condition that a complaint ended as recorded by mistake."""
    step = table(ComplaintStep).alias()
    return (
        select(step.c.id)
        .where(
            step.c.complaint_id == complaint.c.id, step.c.step == Step.MISTAKEN, counts(ComplaintStep, step)
        )
        .exists()
    )


def complained_on(session: Session, model: type[Record], record_id: int) -> date | None:
    """The day on which the first complaint about a row was received, or None; one query at most."""
    held = table(Complaint)
    if model is AccessRequest:
        # One about a correction keeps the request that the correction follows, and is not about it.
        is_about = and_(held.c.request_id == record_id, held.c.rectification_id.is_(None))
    elif model is Rectification:
        is_about = held.c.rectification_id == record_id
    elif model is SharingDecision:
        is_about = held.c.decision_id == record_id
    else:
        return None
    first = select(func.min(received_on(Complaint, held))).where(is_about, ~was_never_made(held))
    return session.execute(first).scalar()


def keep(
    session: Session, who: Who, model: type[Record], record_id: int, given: date | None, because: str
) -> None:
    """Adds inside a write the day on which a row really came, once the rules have nothing against it."""
    if given is None:
        raise Refused({})
    session.add(
        Receipt(
            thing=table(model).name,
            record_id=record_id,
            received_on=given,
            because=because.strip(),
            recorded_by_id=who.account_id,
        )
    )
