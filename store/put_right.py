"""What a complaint that was upheld leaves to be done about the answer to an access request (CM-1; law L3.4).

Which complaint is upheld is a step of the complaint; what the request makes of it is worked out from there.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, ScalarSelect, Select, and_, func, literal, select

from models import AccessStep, Complaint, ComplaintStep
from rules.access import Step
from rules.complaints import FOUND_RIGHT, SETTLED
from rules.complaints import Step as Happened
from store.asked_day import TODAY
from store.mistakes import counts
from store.steps import stands
from store.tables import table

NOT_YET = literal(date.max, Date)
_ANSWERS = (Step.RELEASED, Step.REFUSED)


def answered_on(held: FromClause) -> ScalarSelect[Any]:
    """The day on which the access request that a complaint follows was answered; nothing where it follows
    none, or a correction of the file."""
    answer = table(AccessStep).alias()
    return (
        select(func.min(answer.c.on, type_=Date))
        .where(
            answer.c.request_id == held.c.request_id,
            held.c.rectification_id.is_(None),
            answer.c.step.in_(_ANSWERS),
            stands(answer),
        )
        .correlate(held)
        .scalar_subquery()
    )


def _upheld(
    step: FromClause, complaint_id: ColumnElement[int], by: ColumnElement[bool]
) -> ColumnElement[bool]:
    return and_(
        step.c.complaint_id == complaint_id,
        step.c.step == Happened.OUTCOME,
        step.c.result.in_(FOUND_RIGHT),
        by,
        counts(ComplaintStep, step),
    )


def found_wrong(*, is_left: bool = False) -> Select[Any]:
    """The numbers of the requests that were refused, and about whose refusal a complaint was upheld, whenever
    they ended: few. With `is_left` those of which it is not recorded that it was put right, or that the
    answer stands."""
    held, outcome, after = (table(kind).alias() for kind in (Complaint, ComplaintStep, ComplaintStep))
    refused = table(AccessStep).alias()
    # What was upheld before there was an answer, or about a release, makes no request open.
    refused_before = select(refused.c.id).where(
        refused.c.request_id == held.c.request_id,
        refused.c.step == Step.REFUSED,
        refused.c.on <= outcome.c.on,
        stands(refused),
    )
    found = (
        select(held.c.request_id)
        .select_from(held.join(outcome, _upheld(outcome, held.c.id, outcome.c.on <= TODAY)))
        .where(
            held.c.request_id.is_not(None),
            held.c.rectification_id.is_(None),
            refused_before.correlate(held, outcome).exists(),
        )
    )
    settled = select(after.c.id).where(
        after.c.complaint_id == held.c.id, after.c.step.in_(SETTLED), counts(ComplaintStep, after)
    )
    return found.where(~settled.exists()) if is_left else found


def is_to_put_right(held: FromClause, stood: Any) -> ColumnElement[bool]:
    """The condition that a complaint about an answer was upheld, and it is not recorded that it was put
    right, or that the answer stands. `stood` says whether a row of the steps counts for the complaint."""
    outcome, after, answer = (table(kind).alias() for kind in (ComplaintStep, ComplaintStep, AccessStep))
    answered_before = select(answer.c.id).where(
        answer.c.request_id == held.c.request_id,
        answer.c.step.in_(_ANSWERS),
        answer.c.on <= outcome.c.on,
        stands(answer),
    )
    upheld = select(outcome.c.id).where(
        stood(outcome),
        outcome.c.step == Happened.OUTCOME,
        outcome.c.result.in_(FOUND_RIGHT),
        answered_before.correlate(held, outcome).exists(),
    )
    settled = select(after.c.id).where(stood(after), after.c.step.in_(SETTLED))
    return and_(
        held.c.rectification_id.is_(None),
        upheld.correlate(held).exists(),
        ~settled.correlate(held).exists(),
    )


def given_on(refused: FromClause) -> ScalarSelect[Any]:
    """Of a refusal that a complaint found wrong, the day on which what was refused was given: the last day
    there is until it has been; nothing where no complaint about it was upheld, or it stands all the same."""
    held, outcome, right, kept = (
        table(kind).alias() for kind in (Complaint, ComplaintStep, ComplaintStep, ComplaintStep)
    )
    put_right = (
        select(func.min(right.c.on, type_=Date))
        .where(
            right.c.complaint_id == held.c.id,
            right.c.step == Happened.PUT_RIGHT,
            right.c.on <= TODAY,
            counts(ComplaintStep, right),
        )
        .correlate(held)
        .scalar_subquery()
    )
    stands_all_the_same = select(kept.c.id).where(
        kept.c.complaint_id == held.c.id, kept.c.step == Happened.STANDS, counts(ComplaintStep, kept)
    )
    by_then = and_(outcome.c.on >= refused.c.on, outcome.c.on <= TODAY)
    return (
        select(func.max(func.coalesce(put_right, NOT_YET), type_=Date))
        .select_from(held.join(outcome, _upheld(outcome, held.c.id, by_then)))
        .where(
            held.c.request_id == refused.c.request_id,
            held.c.rectification_id.is_(None),
            ~stands_all_the_same.correlate(held).exists(),
        )
        .correlate(refused)
        .scalar_subquery()
    )
