"""Which steps of an access request count: those that were done and that no later row corrects (AR-30)."""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Select, and_, func, select

from models import AccessRequest, AccessStep
from rules.access import CLOSING, ENDINGS, Step
from store.asked_day import SINCE, Day
from store.receipts import came
from store.tables import table


@lru_cache(maxsize=100)
def stands(step: FromClause) -> ColumnElement[bool]:
    """The condition that a row of the steps counts."""
    later = table(AccessStep).alias()
    corrected = select(later.c.id).where(later.c.corrects_id == step.c.id).exists()
    return and_(~step.c.is_struck, ~corrected)


def has_ended(request: FromClause) -> ColumnElement[bool]:
    """The condition that a request was answered, withdrawn or recorded by mistake."""
    ending = table(AccessStep).alias()
    of_it = ending.c.request_id == request.c.id
    return select(ending.c.id).where(of_it, ending.c.step.in_(ENDINGS), stands(ending)).exists()


def ended_lately() -> Select[Any]:
    """The numbers of the requests that ended since the day given."""
    ending = table(AccessStep).alias()
    return select(ending.c.request_id).where(ending.c.step.in_(ENDINGS), stands(ending), ending.c.on >= SINCE)


def ended_by_mistake_since(day: ColumnElement[date]) -> ScalarSelect[int]:
    """How many requests were ended as recorded by mistake since a day, by when that was entered: an earlier
    day hides none."""
    step = table(AccessStep).alias()
    return (
        select(func.count())
        .select_from(step)
        .where(step.c.step == Step.MISTAKEN, stands(step), step.c.recorded_at >= day)
        .scalar_subquery()
    )


def is_open(request: FromClause, today: Day) -> ColumnElement[bool]:
    """The condition that a request was received and is not closed by a day."""
    step = table(AccessStep).alias()
    closed = select(step.c.id).where(
        step.c.request_id == request.c.id, step.c.step.in_(CLOSING), step.c.on <= today, stands(step)
    )
    return and_(came(AccessRequest, request, lambda on: on <= today), ~closed.exists())


def is_on_hold(child_id: ColumnElement[int], today: Day) -> ColumnElement[bool]:
    """The condition that a child's file is on legal hold: a request for it is not closed by a day (X-3)."""
    request = table(AccessRequest).alias()
    return select(request.c.id).where(request.c.child_id == child_id, is_open(request, today)).exists()
