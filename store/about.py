"""Which child a concern or a breach is really about, where another was chosen at first (RC-1).

The child who was chosen stays in its row; the last correction stands, on past days too.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, and_, case, cast, or_, select
from sqlalchemy.orm import Session

from models import AboutChild, Account, Child, Record
from store.cabinet import Who
from store.tables import last_word, table


@dataclass(frozen=True)
class WasAbout:
    """The child who was chosen at first, if any, what was wrong with it, and who said so, when."""

    child_code: str
    child: str
    because: str
    at: datetime
    by: str


def child_of(model: type[Record], held: FromClause) -> ColumnElement[int]:
    """The number of the child whom a row of `held`, which is the table of `model`, is really about."""
    newest: ColumnElement[int] = last_word(AboutChild, model, held, "child_id")
    return case((held.c.id.in_(corrected(model)), newest), else_=cast(held.c.child_id, Integer))


def is_of(model: type[Record], held: FromClause, child_id: int) -> ColumnElement[bool]:
    """The condition that a row is about one child.

    Most are about the child who was chosen, and are found by the index of that.
    """
    moved, about = corrected(model), table(AboutChild)
    named = moved.where(about.c.child_id == child_id)
    return or_(
        and_(held.c.child_id == child_id, held.c.id.not_in(moved)),
        and_(held.c.id.in_(named), child_of(model, held) == child_id),
    )


def corrected(model: type[Record]) -> Select[Any]:
    """The numbers of the rows of `model` of which it was said later whom they are about; they are few."""
    about = table(AboutChild)
    return select(about.c.record_id).where(about.c.thing == table(model).name)


def with_about(statement: Select[Any], model: type[Record], held: FromClause) -> Select[Any]:
    """`statement` with what `was_about` reads of a row of `held`."""
    about, by, chosen = table(AboutChild).alias(), table(Account).alias(), table(Child).alias()
    return (
        statement.add_columns(
            chosen.c.code.label("about_code"),
            chosen.c.name.label("about_name"),
            about.c.because.label("about_because"),
            about.c.recorded_at.label("about_at"),
            by.c.name.label("about_by"),
        )
        .outerjoin(about, about.c.id == last_word(AboutChild, model, held, "id"))
        .outerjoin(by, by.c.id == about.c.recorded_by_id)
        .outerjoin(chosen, chosen.c.id == held.c.child_id)
    )


def was_about(row: Any) -> WasAbout | None:
    """Whom a row of such a statement was said to be about at first; None where that was right."""
    if row.about_at is None:
        return None
    return WasAbout(
        row.about_code or "", row.about_name or "", row.about_because, row.about_at, row.about_by or ""
    )


def correct(
    session: Session, who: Who, model: type[Record], record_id: int, child_id: int, because: str
) -> None:
    """Adds inside a write which child a row is really about, once the rules have nothing against it."""
    session.add(
        AboutChild(
            thing=table(model).name,
            record_id=record_id,
            child_id=child_id,
            because=because.strip(),
            recorded_by_id=who.account_id,
        )
    )
