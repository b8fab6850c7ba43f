"""The day on which something came, where it was entered wrongly at first (design 4; law L1.2).

The day that was entered stays in its row; the last receipt of it stands, on past days too.
"""

from collections.abc import Callable
from datetime import date

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select

from models import Receipt, Record
from store.tables import table


def received_on(model: type[Record], held: FromClause) -> ColumnElement[date]:
    """The day on which a row of `held`, which is the table of `model`, really came."""
    receipt = table(Receipt).alias()
    newest = (
        select(receipt.c.received_on)
        .where(receipt.c.thing == table(model).name, receipt.c.record_id == held.c.id)
        .order_by(receipt.c.id.desc())
        .limit(1)
        .correlate(held)
        .scalar_subquery()
    )
    return func.coalesce(newest, held.c.received_on)


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
