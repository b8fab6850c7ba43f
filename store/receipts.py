"""The day on which something came, where it was entered wrongly at first (law L1.2).

The day that was entered stays in its row; the last receipt of it stands, on past days too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from models import AccessRequest, Account, Complaint, Receipt, Record, Rectification
from rules import receipts
from rules.receipts import NotBefore
from store.cabinet import Who
from store.refusal import Refused, refuse_if
from store.tables import table

Received = AccessRequest | Rectification | Complaint


@dataclass(frozen=True)
class Corrected:
    """What was wrong with the day of receipt that was entered at first, and who said so, when."""

    entered_on: date
    because: str
    at: datetime
    by: str


def received_on(model: type[Record], held: FromClause) -> ColumnElement[date]:
    """The day on which a row of `held`, which is the table of `model`, really came."""
    return func.coalesce(_newest(model, held, "received_on"), held.c.received_on)


def _newest(model: type[Record], held: FromClause, column: str) -> ScalarSelect[Any]:
    receipt = table(Receipt).alias()
    return (
        select(receipt.c[column])
        .where(receipt.c.thing == table(model).name, receipt.c.record_id == held.c.id)
        .order_by(receipt.c.id.desc())
        .limit(1)
        .correlate(held)
        .scalar_subquery()
    )


def with_receipt(statement: Select[Any], model: type[Record], held: FromClause) -> Select[Any]:
    """`statement` with the day on which a row of `held` came as `came_on`, and beside it what `corrected`
    reads."""
    receipt, by = table(Receipt).alias(), table(Account).alias()
    return (
        statement.add_columns(
            func.coalesce(receipt.c.received_on, held.c.received_on).label("came_on"),
            receipt.c.because.label("came_because"),
            receipt.c.recorded_at.label("came_at"),
            by.c.name.label("came_by"),
        )
        .outerjoin(receipt, receipt.c.id == _newest(model, held, "id"))
        .outerjoin(by, by.c.id == receipt.c.recorded_by_id)
    )


def corrected(row: Any) -> Corrected | None:
    """What was wrong with the day entered, of a row of such a statement; None where nothing was."""
    if row.came_at is None:
        return None
    return Corrected(row.received_on, row.came_because, row.came_at, row.came_by or "")


def came(
    model: type[Record], held: FromClause, when: Callable[[ColumnElement[date]], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """The condition `when` about the day on which a row of `held` came.

    Most have no receipt and are judged by the day entered, which has an index, without a look for one.
    """
    receipt = table(Receipt).alias()
    with_receipt = select(receipt.c.record_id).where(receipt.c.thing == table(model).name)
    return or_(
        and_(when(held.c.received_on), held.c.id.not_in(with_receipt)),
        and_(held.c.id.in_(with_receipt), when(received_on(model, held))),
    )


def of(session: Session, row: Received) -> date:
    """The day on which a row that was read inside a write really came."""
    model = type(row)
    held = table(model)
    came_on: date | None = session.scalar(select(received_on(model, held)).where(held.c.id == row.id))
    return came_on or row.received_on


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
        )
    )
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
