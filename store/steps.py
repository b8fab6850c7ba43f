"""Which steps of an access request count: those that were done and that no later row corrects (AR-30)."""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Select, and_, func, or_, select

from models import AccessRequest, AccessStep
from rules.access import CLOSING, ENDINGS, RefusalGround, Step
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
    is_over = ~_waits_for_agreement(ending)
    return select(ending.c.id).where(of_it, ending.c.step.in_(ENDINGS), stands(ending), is_over).exists()


def signer(step: FromClause) -> ColumnElement[int]:
    """The account that signs a step: whoever recorded it, where nobody else is said to."""
    return func.coalesce(step.c.signed_by_id, step.c.recorded_by_id)


def is_decided_with(step: FromClause) -> ColumnElement[bool]:
    """The condition that a step is a refusal that names a second person who decided it too."""
    return and_(step.c.step == Step.REFUSED, func.trim(step.c.said) != "")


def _waits_for_agreement(ending: FromClause) -> ColumnElement[bool]:
    """The condition that an ending is a refusal to which nobody else has agreed: as the rule has it."""
    agreed, closed = table(AccessStep).alias(), table(AccessStep).alias()
    by_another = or_(signer(ending).is_(None), signer(agreed).is_distinct_from(signer(ending)))
    is_agreed = select(agreed.c.id).where(
        agreed.c.request_id == ending.c.request_id,
        agreed.c.step == Step.REFUSAL_AGREED,
        stands(agreed),
        by_another,
        agreed.c.recorded_at >= ending.c.recorded_at,
    )
    is_closed = select(closed.c.id).where(
        closed.c.request_id == ending.c.request_id, closed.c.step == Step.CLOSED, stands(closed)
    )
    return and_(
        ending.c.step == Step.REFUSED,
        ending.c.answer.in_(RefusalGround),
        ~is_decided_with(ending),
        ~is_agreed.exists(),
        ~is_closed.exists(),
    )


def ended_lately() -> Select[Any]:
    """The numbers of the requests that ended since the day given, or whose refusal was agreed to since."""
    ending = table(AccessStep).alias()
    ends = (*ENDINGS, Step.REFUSAL_AGREED)
    return select(ending.c.request_id).where(ending.c.step.in_(ends), stands(ending), ending.c.on >= SINCE)


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
