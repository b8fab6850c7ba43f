"""Rows that were entered by mistake: they count no more, and stay where they are.

A past day is read as it is known now, so that a mistake counts on no day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import Session

from models import Account, Mistake, Record
from rules import mistakes
from store.cabinet import Who
from store.refusal import Refused, refuse_if
from store.tables import table

Row = TypeVar("Row", bound=Record)

TAKEN_BACK = "taken_back"
GONE = "This has already been taken back. Close this and look again."
CHOOSE = "Choose which one was entered by mistake."
NOT_THERE = "This is no longer there. Close this and look again."


@dataclass(frozen=True)
class TakenBack:
    """Who took a row back, when, and why."""

    at: datetime
    by: str
    because: str


@lru_cache(maxsize=100)  # put together anew for each query it took a thirteenth of the consents page
def counts(model: type[Record], held: FromClause) -> ColumnElement[bool]:
    """The condition that a row of `held`, which is the table of `model`, was not entered by mistake."""
    mistake = table(Mistake).alias()
    is_mistake = select(mistake.c.id).where(
        mistake.c.thing == table(model).name, mistake.c.record_id == held.c.id
    )
    return ~is_mistake.exists()


def mistaken(model: type[Record], held: FromClause) -> ColumnElement[bool]:
    """The condition that a row was entered by mistake, which are few: they are found by their numbers."""
    mistake = table(Mistake).alias()
    return held.c.id.in_(select(mistake.c.record_id).where(mistake.c.thing == table(model).name))


def with_taken_back(
    statement: Select[Any], model: type[Record], held: FromClause, *, label: str = TAKEN_BACK
) -> Select[Any]:
    """`statement` with who took a row of `held` back, when and why beside it, for `taken_back` to read.

    A statement that asks it of two tables has a `label` for each.
    """
    mistake, by = _beside(label)
    return (
        statement.add_columns(
            mistake.c.recorded_at.label(f"{label}_at"),
            by.c.name.label(f"{label}_by"),
            mistake.c.because.label(f"{label}_because"),
        )
        .outerjoin(mistake, and_(mistake.c.thing == table(model).name, mistake.c.record_id == held.c.id))
        .outerjoin(by, by.c.id == mistake.c.recorded_by_id)
    )


@lru_cache(maxsize=10)
def _beside(label: str) -> tuple[FromClause, FromClause]:
    del label  # each has its own two tables
    return table(Mistake).alias(), table(Account).alias()


def taken_back(row: Any, *, label: str = TAKEN_BACK) -> TakenBack | None:
    """Who took a row of such a statement back; None where it counts."""
    at = getattr(row, f"{label}_at")
    if at is None:
        return None
    return TakenBack(at, getattr(row, f"{label}_by") or "", getattr(row, f"{label}_because"))


def chosen(session: Session, model: type[Row], record_id: int | None, because: str) -> Row:
    """The row that somebody chose to take back; refuses by field where there is none."""
    row = session.get(model, record_id) if record_id else None
    if row is None:
        raise refusal(CHOOSE, because)
    return row


def standing(session: Session, model: type[Row], record_id: int | None) -> Row | None:
    """The row of that number, as far as it is there and was not entered by mistake."""
    row = session.get(model, record_id) if record_id else None
    return None if row is None or is_taken_back(session, model, record_id or 0) else row


def refusal(why: str, because: str) -> Refused:
    """That the row which was chosen cannot be taken back, with what is wrong with the reason."""
    return Refused({"row": why} | mistakes.problems(because))


def is_taken_back(session: Session, model: type[Record], record_id: int) -> bool:
    """Whether a row was entered by mistake, as somebody said before this write."""
    held = table(Mistake).c
    before = select(held.id).where(held.thing == table(model).name, held.record_id == record_id)
    return session.execute(before).first() is not None


def take_back(session: Session, who: Who, model: type[Record], record_id: int, because: str) -> None:
    """Records inside a write that a row was entered by mistake; refuses by field where it was before."""
    refuse_if(mistakes.problems(because))
    if is_taken_back(session, model, record_id):
        raise Refused({"because": GONE})
    session.add(
        Mistake(
            thing=table(model).name,
            record_id=record_id,
            because=because.strip(),
            recorded_by_id=who.account_id,
        )
    )


def taken_back_since(model: type[Record], day: ColumnElement[date]) -> ScalarSelect[int]:
    """How many whole records of a kind, such as concerns, were taken back since a day, for the committee."""
    held = table(Mistake).alias()
    return (
        select(func.count())
        .select_from(held)
        .where(held.c.thing == table(model).name, held.c.recorded_at >= day)
        .scalar_subquery()
    )
