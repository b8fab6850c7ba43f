"""The entries of the files that still ask for something, read with the children in one query (CP-3 to CP-15).

A select of the same columns as that of the children, so that the weekly review asks no query more.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    text,
    true,
    union,
)

from models import IS_NOT_ENCRYPTED, Child, Disposal, FileEntry, FileEntryFact, Mistake
from rules import agenda, file_index
from rules.file_index import Category, Confidential, Fact, Source
from rules.retention import KIND_OF, RecordKind
from store.asked_day import TODAY, Day
from store.mistakes import counts
from store.steps import is_on_hold
from store.tables import among, days_after, table

ENTRY = "entry"
NOT_ENCRYPTED = "not encrypted"


@lru_cache(maxsize=8)
def open_entries(entry_days: int) -> Select[Any]:
    """The entries that may ask for something on the day given, a row for each thing that became of one.

    The rules decide what is lacking; the query only leaves out what is plainly complete, with `entry_days`
    allowed for writing an entry. The columns are those of the children: kind, row, code, name, two days, a
    number, whether the file is on hold, the child, texts.
    """
    entry, child, fact = table(FileEntry), table(Child), table(FileEntryFact)
    happened = and_(fact.c.entry_id == entry.c.id, fact.c.on <= TODAY, counts(FileEntryFact, fact))
    may_ask = among(entry.c.id, _may_ask(entry_days))
    details = [func.coalesce(cast(c, String), "") for c in (entry.c.category, entry.c.giver, entry.c.subject)]
    return (
        select(
            literal(ENTRY),
            entry.c.id,
            child.c.code,
            child.c.name,
            entry.c.event_on,
            entry.c.written_on,
            entry.c.number,
            is_on_hold(child.c.id, TODAY),
            child.c.id,
            # Category, what the giver said and what the subject said, then who gave it: words of our own.
            details[0] + "|" + details[1] + "|" + details[2],
            cast(entry.c.source, String),
            literal(""),
            func.coalesce(cast(fact.c.fact, String), ""),
            fact.c.on,
            # Of a disc nothing is answered: whether whoever finds it can read it stands there instead.
            case((fact.c.is_encrypted.is_(False), NOT_ENCRYPTED), else_=func.coalesce(fact.c.answer, "")),
            func.coalesce(fact.c.id, 0),
            *[null()] * 7,
        )
        .join(child, child.c.id == entry.c.child_id)
        .outerjoin(fact, happened)
        .where(may_ask, entry.c.written_on <= TODAY, stands(entry))
    )


def _may_ask(entry_days: int) -> CompoundSelect[Any]:
    """The entries that are not plainly complete.

    Each kind is found by an index of its own, so that the many complete entries are not looked at.
    """
    entry, told = table(FileEntry), table(FileEntryFact).alias().c
    return union(
        select(
            select(entry.c.id)
            .where(entry.c.category.is_not(None))
            .except_(
                *(
                    select(told.entry_id).where(told.fact == fact_of, told.on <= TODAY)
                    for fact_of in (Fact.INFORMED, Fact.NOT_TOLD)
                )
            )
            .subquery()
        ),
        select(entry.c.id).where(entry.c.giver == Confidential.NOT_ASKED, ~_has(entry, Fact.GIVER_ASKED)),
        select(entry.c.id).where(entry.c.subject == Confidential.NOT_ASKED, ~_has(entry, Fact.SUBJECT_ASKED)),
        select(entry.c.id).where(
            entry.c.written_on > entry.c.event_on,
            days_after(entry.c.event_on, entry.c.written_on) > entry_days,
            ~_has(entry, Fact.LATE),
        ),
        with_typed_copy(),
        with_disc(only_open=True),
        _with_a_mistake(),
    )


def goes_with(entry: FromClause, disposal: FromClause) -> ColumnElement[bool]:
    """The condition that an entry is of the kind of records that a disposal is of, and of the same child."""
    return and_(
        entry.c.child_id == disposal.c.child_id,
        or_(
            and_(
                disposal.c.kind == RecordKind.GENERAL,
                func.coalesce(entry.c.category.not_in(list(KIND_OF)), true()),
            ),
            *(
                and_(disposal.c.kind == kind, entry.c.category == category)
                for category, kind in KIND_OF.items()
            ),
        ),
    )


@lru_cache(maxsize=8)
def is_gone(entry: FromClause, today: Day) -> ColumnElement[bool]:
    """The condition that the paper of an entry went by a day, with the others of its kind: destroyed, or
    passed on with nothing kept."""
    disposal = table(Disposal).alias()
    return (
        select(disposal.c.id)
        .where(
            goes_with(entry, disposal),
            entry.c.written_on <= disposal.c.on,
            disposal.c.on <= today,
            counts(Disposal, disposal),
        )
        .exists()
    )


@lru_cache(maxsize=100)
def stands(entry: FromClause) -> ColumnElement[bool]:
    """The condition that no later entry corrects this one, and that it was not entered by mistake.

    A correction that was entered by mistake still corrects: what was wrong before does not come back unseen.
    """
    later = table(FileEntry).alias()
    is_corrected = select(later.c.id).where(later.c.corrects_id == entry.c.id).exists()
    return and_(~is_corrected, counts(FileEntry, entry))


def _has(entry: Table, *facts: Fact) -> ColumnElement[bool]:
    happened = table(FileEntryFact).alias()
    return (
        select(happened.c.id)
        .where(happened.c.entry_id == entry.c.id, happened.c.fact.in_(facts), happened.c.on <= TODAY)
        .exists()
    )


def with_typed_copy(*, by_what_counts: bool = False) -> Select[Any]:
    """The entries of which a typed copy was made, and not deleted since.

    What was recorded beside them by mistake is only left out `by_what_counts`: the rules do so elsewhere.
    """
    typed = table(FileEntryFact).alias()
    return select(typed.c.entry_id).where(
        _not_done_away_with(typed, Fact.TYPED, Fact.DELETED, by_what_counts=by_what_counts)
    )


def with_disc(*, only_open: bool = False, by_what_counts: bool = False) -> Select[Any]:
    """The entries with a disc that was not destroyed since; where `only_open`, that is not encrypted.
    `by_what_counts` is as with a typed copy."""
    disc = table(FileEntryFact).alias()
    found = select(disc.c.entry_id).where(
        _not_done_away_with(disc, Fact.DISC, Fact.DESTROYED, by_what_counts=by_what_counts)
    )
    return found.where(text(IS_NOT_ENCRYPTED)) if only_open else found


def _not_done_away_with(made: FromClause, of: Fact, by: Fact, *, by_what_counts: bool) -> ColumnElement[bool]:
    """The condition that something was made by the day given, and not done away with since."""
    gone = table(FileEntryFact).alias()
    since = [
        gone.c.entry_id == made.c.entry_id,
        gone.c.fact == by,
        gone.c.on <= TODAY,
        or_(gone.c.on > made.c.on, and_(gone.c.on == made.c.on, gone.c.id > made.c.id)),
    ]
    there = [made.c.fact == of, made.c.on <= TODAY]
    if by_what_counts:
        since.append(counts(FileEntryFact, gone))
        there.append(counts(FileEntryFact, made))
    return and_(*there, ~select(gone.c.id).where(*since).exists())


def _with_a_mistake() -> Select[Any]:
    """The entries beside which something was taken back, which are few: whether it was all they asked for.

    So the others are left out by what was recorded, without a look at each row for whether it counts.
    """
    mistake, fact = table(Mistake), table(FileEntryFact).alias()
    return (
        select(fact.c.entry_id)
        .join_from(mistake, fact, fact.c.id == mistake.c.record_id)
        .where(mistake.c.thing == table(FileEntryFact).name)
    )


def entries_of(rows: Iterable[Any]) -> list[agenda.FileEntry]:
    """The entries that the rows of `open_entries` tell of, by child and number."""
    happened: dict[int, list[file_index.Happened]] = defaultdict(list)
    by_id = {}
    for row in rows:
        by_id[row.id] = row
        if row.word:
            is_encrypted = None if row.said != NOT_ENCRYPTED else False
            happened[row.id].append(
                file_index.Happened(Fact(row.word), row.since, row.said, row.order, is_encrypted)
            )
    found = []
    for id_, row in by_id.items():
        category, giver, subject = row.room.split("|")
        entry = file_index.Entry(
            number=row.carer,
            first_page=1,
            last_page=1,
            event_on=row.started_on,
            written_on=row.left_on,
            category=Category(category) if category else None,
            source=Source(row.key_person),
            giver=Confidential(giver) if giver else None,
            subject=Confidential(subject) if subject else None,
            happened=tuple(happened[id_]),
        )
        found.append(agenda.FileEntry(id_, row.assigned, row.code, entry, row.name, bool(row.responsible)))
    return sorted(found, key=lambda held: (held.code, held.entry.number))
