"""The codes that stand for people and records on screen: C-014, S-03, AR-2026-003, SD-2026-007.

A code never names anybody and is never given twice: numbers continue after the highest in use, and start
again each year where the code carries one.
"""

from collections.abc import Iterator
from itertools import count

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from models import Record
from store.tables import table

CHILD, STAFF, COMMITTEE = "C", "S", "M"
ACCESS_REQUEST, SHARING_DECISION = "AR", "SD"
_DIGITS = {STAFF: 2, COMMITTEE: 2}


def next_code(session: Session, model: type[Record], prefix: str, year: int | None = None) -> str:
    """The next free code of `model`: `C-015` after `C-014`, `AR-2026-004` after `AR-2026-003`.

    Called inside a write, which is the only one at a time, so that two people never get the same code.
    """
    return next(next_codes(session, model, prefix, year))


def next_codes(session: Session, model: type[Record], prefix: str, year: int | None = None) -> Iterator[str]:
    """The free codes of `model` in order, without end: for a write that adds many rows at once."""
    stem = f"{prefix}-" if year is None else f"{prefix}-{year}-"
    code = table(model).c.code
    number = cast(func.substr(code, len(stem) + 1), Integer)
    highest = session.execute(select(func.max(number)).where(code.startswith(stem, autoescape=True))).scalar()
    for free in count((highest or 0) + 1):
        yield f"{stem}{free:0{_DIGITS.get(prefix, 3)}d}"
