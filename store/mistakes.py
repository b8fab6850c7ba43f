"""Rows that were entered by mistake: they count no more, and stay where they are (design 4).

A past day is read as it is known now, so that a mistake counts on no day.
"""

from sqlalchemy import ColumnElement, FromClause, select
from sqlalchemy.orm import Session

from models import Mistake, Record
from rules import mistakes
from store.cabinet import Who
from store.refusal import Refused, refuse_if
from store.tables import table

GONE = "This was taken back already. Close this and look again."


def counts(model: type[Record], held: FromClause) -> ColumnElement[bool]:
    """The condition that a row of `held`, which is the table of `model`, was not entered by mistake."""
    mistake = table(Mistake).alias()
    is_mistake = select(mistake.c.id).where(
        mistake.c.thing == table(model).name, mistake.c.record_id == held.c.id
    )
    return ~is_mistake.exists()


def take_back(session: Session, who: Who, model: type[Record], record_id: int, because: str) -> None:
    """Records inside a write that a row was entered by mistake; refuses by field where it was before."""
    refuse_if(mistakes.problems(because))
    held = table(Mistake).c
    before = select(held.id).where(held.thing == table(model).name, held.record_id == record_id)
    if session.execute(before).first():
        raise Refused({"because": GONE})
    session.add(
        Mistake(
            thing=table(model).name,
            record_id=record_id,
            because=because.strip(),
            recorded_by_id=who.account_id,
        )
    )
