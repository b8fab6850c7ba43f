"""Which records a typed text names by their codes, and whether they stand (AR-32, RC-2, CM-1)."""

from sqlalchemy import ColumnElement, FromClause, select
from sqlalchemy.orm import Session

from models import (
    AccessRequest,
    AccessStep,
    Breach,
    Complaint,
    Record,
    Rectification,
    RectificationStep,
    SharingDecision,
)
from rules import access, mistakes, rectification
from store.mistakes import counts
from store.receipts import was_never_made
from store.steps import stands
from store.tables import table


def instead_problem(session: Session, text: str, *, own: str) -> str:
    """Why the text that ends the record `own` as a mistake names no other one that stands; empty where it
    does, or where it names none."""
    codes = mistakes.codes_in(text)
    there: set[str] = set()
    fallen: set[str] = set()
    for model in (AccessRequest, Rectification, Complaint, SharingDecision, Breach) if codes else ():
        held = table(model)
        of_codes = select(held.c.code).where(held.c.code.in_(codes))
        there |= set(session.scalars(of_codes))
        fallen |= set(session.scalars(of_codes.where(_is_by_mistake(model, held))))
    return mistakes.named_problem(text, own=own, there=there, standing=there - fallen)


def _is_by_mistake(model: type[Record], held: FromClause) -> ColumnElement[bool]:
    """That a whole record was ended as recorded by mistake, or taken back."""
    if model is AccessRequest:
        step = table(AccessStep).alias()
        ended = select(step.c.id).where(step.c.request_id == held.c.id, stands(step))
        return ended.where(step.c.step == access.Step.MISTAKEN).exists()
    if model is Complaint:
        return was_never_made(held)
    if model is Rectification:
        step = table(RectificationStep).alias()
        ended = select(step.c.id).where(step.c.rectification_id == held.c.id, counts(RectificationStep, step))
        return ended.where(step.c.step == rectification.Step.MISTAKEN).exists()
    return ~counts(model, held)
