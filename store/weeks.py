"""What waits on the agenda, closure days, and the weeks that were signed: read with the setting's lists.

Each part is a select of the same columns as those lists, so that the weekly review asks no query more.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, String, and_, exists, literal, null, select, type_coerce

from models import ClosureDay, Snooze, WeeklyReview
from rules import snooze
from rules.agenda import Action, Area
from store.asked_day import CLOSED_SINCE, SIGNED_SINCE, TODAY
from store.tables import table

SNOOZE, CLOSURE, SIGNED = "snooze", "closure day", "signed review"
KINDS = frozenset({SNOOZE, CLOSURE, SIGNED})


def selects() -> list[Select[Any]]:
    """What waits on the day given, the closure days around it, and the reviews signed in the weeks before.

    Each has the columns of the setting's lists: kind, row, key, number, title, more, question, position,
    first day, last day, and a yes or no.
    """
    held, later = table(Snooze), table(Snooze).alias()
    closed, review = table(ClosureDay), table(WeeklyReview)
    is_ended = exists().where(later.c.ends_id == held.c.id, later.c.on <= TODAY)
    return [
        select(
            literal(SNOOZE),
            held.c.id,
            type_coerce(held.c.area, String),
            held.c.record,
            type_coerce(held.c.action, String),
            held.c.because,
            held.c.what,
            literal(0),
            held.c.due_on,
            held.c.until_on,
            literal(True),
        ).where(and_(held.c.until_on > TODAY, held.c.on <= TODAY, held.c.ends_id.is_(None), ~is_ended)),
        select(
            literal(CLOSURE),
            closed.c.id,
            literal(""),
            literal(0),
            closed.c.name,
            literal(""),
            literal(""),
            literal(0),
            closed.c.day,
            null(),
            literal(True),
        ).where(closed.c.day >= CLOSED_SINCE),
        select(
            literal(SIGNED),
            review.c.id,
            literal(""),
            literal(0),
            literal(""),
            review.c.note,
            literal(""),
            literal(0),
            review.c.on,
            null(),
            literal(True),
        ).where(review.c.on >= SIGNED_SINCE, review.c.on <= TODAY),
    ]


def snoozes_of(rows: Iterable[Any]) -> tuple[snooze.Snooze, ...]:
    """What waits, from the rows of `selects`."""
    return tuple(
        snooze.Snooze(
            row.id,
            (Area(row.key), Action(row.title), row.number, snooze.as_on_any_day(row.question)),
            row.retired_on,
            row.more,
            row.introduced_on,
        )
        for row in rows
        if row.kind == SNOOZE
    )


def closures_of(rows: Iterable[Any]) -> dict[date, str]:
    """The closure days with what they are called, from the rows of `selects`."""
    return {row.introduced_on: row.title for row in rows if row.kind == CLOSURE}


def signed_on(rows: Iterable[Any]) -> tuple[date, ...]:
    """The days of the signed reviews, from the rows of `selects`, oldest first: each once."""
    return tuple(sorted({row.introduced_on for row in rows if row.kind == SIGNED}))


def notes(rows: Iterable[Any]) -> tuple[tuple[date, str], ...]:
    """The notes that were signed with a review, each with its day, newest first.

    Of a day that was signed again every signature is there, and the one that does not count says so.
    """
    signed = sorted(
        (row for row in rows if row.kind == SIGNED), key=lambda row: (row.introduced_on, row.id), reverse=True
    )
    counts = {row.introduced_on: row.id for row in reversed(signed)}
    said = (
        (row.introduced_on, row.more if counts[row.introduced_on] == row.id else _signed_again(row.more))
        for row in signed
    )
    return tuple((on, note) for on, note in said if note)


def _signed_again(note: str) -> str:
    """A note, or none, of a signature after which the day was signed again."""
    return f"{note or 'No note'} (signed again later that day)"
