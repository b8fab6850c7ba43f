"""Which steps of an access request count: those that were done and that no later row corrects (AR-30)."""

from sqlalchemy import ColumnElement, FromClause, and_, select

from models import AccessStep
from store.tables import table


def stands(step: FromClause) -> ColumnElement[bool]:
    """The condition that a row of the steps counts."""
    later = table(AccessStep).alias()
    corrected = select(later.c.id).where(later.c.corrects_id == step.c.id).exists()
    return and_(~step.c.is_struck, ~corrected)
