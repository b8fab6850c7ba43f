"""The index of a child's personal file: entries, what became of them, who saw the sensitive ones.

Clauses PR-1, CP-3, CP-7, CP-9, CP-10, CP-12, CP-15, AR-12, AR-13, X-3; law L2.4. `file_entries` writes it,
`legal_hold` says what holds it. Never the content.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, and_, cast, func, literal, select

from models import (
    Account,
    Carer,
    Child,
    FileEntry,
    FileEntryFact,
    FileMention,
    SensitiveSight,
    SharingDecision,
    StaffMember,
    now,
)
from rules import file_index, rectification
from rules.file_index import Entry, Fact, Happened, Kind, Mentioned, Nature
from rules.induction import Role
from rules.need_to_know import OVERRIDE_LASTS, Act, Reach, Thing, reach, require
from rules.rectification import Dispute
from rules.words import one_line
from store import mistakes, rectifications, sight
from store.cabinet import Cabinet, Who
from store.legal_hold import ChangeOnHold, changes_on_hold, holds_of, on_hold
from store.mistakes import TakenBack
from store.refusal import Refused, refuse_if
from store.tables import table
from store.today import london_today


@dataclass(frozen=True)
class KnownMention:
    """Whom an entry mentions: the name as it is now."""

    kind: Mentioned
    name: str
    agency: str = ""
    record: int | None = None
    is_no_carer: bool = False  # picked as a carer of the child, which they were by mistake
    role: Role | None = None  # of somebody of the setting who was picked, and their last day
    left_on: date | None = None


@dataclass(frozen=True)
class Looked:
    """That somebody looks at a child's sensitive entries with a reason: from when until when they may."""

    at: datetime
    by: str
    reason: str
    until_at: datetime
    by_id: int


@dataclass(frozen=True)
class RecordedFact:
    """What became of an entry, as it was recorded; where it counts no more, who says so."""

    fact: Fact
    on: date
    said: str
    answer: str
    is_encrypted: bool | None
    hold_reason: str
    order: int
    recorded_at: datetime | None = None
    recorded_by: str = ""
    taken_back: TakenBack | None = None


@dataclass(frozen=True)
class Line:
    """A line of the index. What a person may not see of a sensitive entry is left out, not shown as empty."""

    id: int
    entry: Entry
    is_hidden: bool
    kind: Kind | None = None
    author: str = ""
    nature: Nature | None = None
    opinion_of: str = ""
    kept_at: str = ""
    corrects: int | None = None  # the number of the entry that this one corrects
    corrects_id: int | None = None
    is_corrected: bool = False
    concern_id: int | None = None  # the concern that it holds, where it is in sight
    concern: str = ""
    disputed_in: tuple[str, ...] = ()  # the requests to correct it, by code, where they are in sight (RC-4)
    dispute: Dispute | None = None  # how it stands after them, to whoever sees the entry (L4.5)
    because: str = ""
    hold_reason: str = ""
    hold_second: str = ""
    recorded_at: datetime | None = None
    recorded_by: str = ""
    mentions: tuple[KnownMention, ...] = ()
    history: tuple[RecordedFact, ...] = ()
    taken_back: TakenBack | None = None  # that it was entered by mistake, with what it corrects

    @property
    def facts(self) -> tuple[RecordedFact, ...]:
        """What became of it and counts."""
        return tuple(fact for fact in self.history if fact.taken_back is None)


@dataclass(frozen=True)
class FileIndex:
    """A child's index on a day: every line by number, also of what was entered by mistake, the open access
    requests that hold it, and what was changed while one did."""

    lines: tuple[Line, ...] = ()
    held_by: tuple[str, ...] = ()
    sees_sensitive: bool = True
    changes: tuple[ChangeOnHold, ...] = ()

    @property
    def standing(self) -> list[Line]:
        """The lines that no later one corrects, and that were not entered by mistake."""
        return [line for line in self.counting if not line.is_corrected]

    @property
    def counting(self) -> list[Line]:
        """The lines that were not entered by mistake, what was corrected since among them."""
        return [line for line in self.lines if line.taken_back is None]

    @property
    def mistaken(self) -> list[Line]:
        """The lines that were entered by mistake: they count nowhere, and their numbers are free again."""
        return [line for line in self.lines if line.taken_back]

    @property
    def next_number(self) -> int:
        """The number of the next entry."""
        return max((line.entry.number for line in self.counting), default=0) + 1

    @property
    def next_page(self) -> int:
        """The first page of the next entry."""
        return max((line.entry.last_page for line in self.standing), default=0) + 1


def read(
    connection: Connection,
    child_id: int,
    today: date | None = None,
    *,
    looked: Sequence[Looked] | None = None,
) -> FileIndex:
    """A child's index; raises `NotAllowed` out of sight; four queries at any length, and one more for whoever
    sees a sensitive entry only with a reason, where `looked` does not bring what `looks` read."""
    today = today or london_today()
    sight.require(connection, Act.SEE, Thing.FILE_ENTRY, child_id, today)
    sees = sees_sensitive(connection, child_id, today, looked=looked)
    rows, disputes = _rows(connection, child_id, today)
    facts, holds = _facts(connection, child_id, today), holds_of(connection, child_id)
    return FileIndex(
        _lines(connection, child_id, rows, facts, disputes, sees=sees),
        on_hold(holds, today),
        sees,
        changes_on_hold(rows, facts, holds, sees_sensitive=sees),
    )


def prepared(connection: Connection, child_id: int, today: date) -> FileIndex:
    """A child's index as those see it who prepare an access request about the child (AR-10); three queries.

    The manager and the chairperson see all of it: they read the whole file. A deputy says first why they need
    to see the sensitive entries. The caller has the request in sight; raises `NotAllowed` for whoever may see
    none.
    """
    who = sight.of(connection)
    if who is not None:
        require(who.role, Act.SEE, Thing.ACCESS_REQUEST)
    sees = (who is not None and who.role in PREPARE) or sees_sensitive(connection, child_id, today)
    rows, disputes = _rows(connection, child_id, today)
    facts = _facts(connection, child_id, today)
    return FileIndex(_lines(connection, child_id, rows, facts, disputes, sees=sees), sees_sensitive=sees)


PREPARE = frozenset({Role.MANAGER, Role.CHAIRPERSON})


def without_entries(connection: Connection, child_ids: Collection[int]) -> frozenset[int]:
    """Those of these children, all in sight, of whose file nothing is in the index (GE-1); one query."""
    child, entry = table(Child), table(FileEntry)
    has_entries = (
        select(entry.c.id).where(entry.c.child_id == child.c.id, mistakes.counts(FileEntry, entry)).exists()
    )
    found = connection.scalars(select(child.c.id).where(child.c.id.in_(child_ids), ~has_entries))
    return frozenset(found)


def is_indexed(connection: Connection, child_id: int, typed: str) -> bool:
    """Whether the index of a child's file has the entry whose number was typed; one query.

    It cannot be told, and so it is, of what names no number, such as a page of the day book, and while the
    child has no index: that it is begun is asked for by itself.
    """
    number = rectification.entry_number(typed)
    return number is None or not connection.scalar(select(lacks(literal(child_id), literal(str(number)))))


def lacks(child_id: ColumnElement[int], number: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that the index of a child's file is begun, and has no entry of a number."""
    entry = table(FileEntry).alias()
    of_child = select(entry.c.id).where(entry.c.child_id == child_id)
    has_it = of_child.where(cast(entry.c.number, String) == number, mistakes.counts(FileEntry, entry))
    return and_(of_child.exists(), ~has_it.exists())


def _rows(
    connection: Connection, child_id: int, today: date
) -> tuple[list[Any], dict[int, list[rectifications.Disputed]]]:
    """The lines of a child's index, each once, and by line how it is disputed."""
    entry, account = table(FileEntry), table(Account)
    concern = table(SharingDecision)
    asked = (
        select(
            entry,
            func.coalesce(account.c.name, "").label("recorded_by"),
            concern.c.id.label("concern_id"),
            concern.c.code.label("concern"),
        )
        .outerjoin(account, account.c.id == entry.c.recorded_by_id)
        .outerjoin(
            concern,
            and_(concern.c.id == entry.c.decision_id, sight.decisions_of(connection, concern, child_id)),
        )
        .where(entry.c.child_id == child_id, entry.c.written_on <= today)
        .order_by(entry.c.number, entry.c.id)
    )
    asked = mistakes.with_taken_back(asked, FileEntry, entry)
    found = connection.execute(rectifications.with_disputes(connection, asked, entry)).all()
    rows = list({row.id: row for row in found}.values())
    return rows, _by_line(rows, rectifications.disputes(connection, found))


def _by_line(
    rows: Sequence[Any], disputes: Mapping[int, Sequence[rectifications.Disputed]]
) -> dict[int, list[rectifications.Disputed]]:
    """The requests to correct an entry, by line, with those made about any line that it corrects, or that
    corrects it: an entry goes on under whatever number, and what has its number now may be another."""
    first: dict[int, int] = {}  # by line, the one that was entered at first
    for row in sorted(rows, key=lambda row: row.id):
        first[row.id] = first.get(row.corrects_id, row.id)
    found: dict[int, list[rectifications.Disputed]] = defaultdict(list)
    for row in rows:
        found[first[row.id]] += disputes.get(row.id, ())
    return {id_: found[at] for id_, at in first.items()}


def _lines(
    connection: Connection,
    child_id: int,
    rows: Sequence[Any],
    facts: Mapping[int, Sequence[RecordedFact]],
    disputes: Mapping[int, Sequence[rectifications.Disputed]],
    *,
    sees: bool,
) -> tuple[Line, ...]:
    mentions = _mentions(connection, child_id)
    numbers = {row.id: row.number for row in rows}
    corrected = {row.corrects_id for row in rows if row.corrects_id}
    hidden = frozenset() if sees else file_index.sensitive(rows)
    # Of a sensitive entry that is not in the file at all, whoever sees none of them learns nothing.
    shown = [row for row in rows if row.id not in hidden or mistakes.taken_back(row) is None]
    return tuple(
        _line(
            row,
            facts[row.id],
            mentions[row.id],
            numbers,
            disputes[row.id],
            is_corrected=row.id in corrected,
            is_hidden=row.id in hidden,
        )
        for row in shown
    )


def _line(
    row: Any,
    facts: Sequence[RecordedFact],
    mentions: Sequence[KnownMention],
    numbers: dict[int, int],
    disputes: Collection[rectifications.Disputed],
    *,
    is_corrected: bool,
    is_hidden: bool,
) -> Line:
    happened = tuple(
        Happened(f.fact, f.on, f.answer, f.order, f.is_encrypted) for f in facts if f.taken_back is None
    )
    entry = Entry(
        number=row.number,
        first_page=row.first_page,
        last_page=row.last_page,
        event_on=row.event_on,
        written_on=row.written_on,
        category=row.category,
        source=row.source,
        giver=row.giver,
        subject=row.subject,
        happened=happened,
    )
    about = {
        "corrects": numbers.get(row.corrects_id),
        "corrects_id": row.corrects_id,
        "is_corrected": is_corrected,
    }
    if is_hidden:
        return Line(row.id, entry, is_hidden=True, **about)
    return Line(
        id=row.id,
        entry=entry,
        is_hidden=False,
        kind=row.kind,
        author=row.author,
        nature=row.nature,
        opinion_of=row.opinion_of,
        kept_at=row.kept_at,
        concern_id=row.concern_id,
        concern=row.concern or "",
        disputed_in=tuple(sorted(one.code for one in disputes if one.code)),
        dispute=min((one.stands for one in disputes), key=list(Dispute).index, default=None),
        because=row.because,
        hold_reason=row.hold_reason,
        hold_second=row.hold_second,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        mentions=tuple(mentions),
        history=tuple(facts),
        taken_back=mistakes.taken_back(row),
        **about,
    )


def _facts(connection: Connection, child_id: int, today: date) -> dict[int, list[RecordedFact]]:
    fact, entry, account = table(FileEntryFact), table(FileEntry), table(Account)
    asked = (
        select(fact, func.coalesce(account.c.name, "").label("by"))
        .join(entry, entry.c.id == fact.c.entry_id)
        .outerjoin(account, account.c.id == fact.c.recorded_by_id)
        .where(entry.c.child_id == child_id, fact.c.on <= today)
        .order_by(fact.c.id)
    )
    rows = connection.execute(mistakes.with_taken_back(asked, FileEntryFact, fact)).all()
    found: dict[int, list[RecordedFact]] = defaultdict(list)
    for row in rows:
        found[row.entry_id].append(
            RecordedFact(
                fact=row.fact,
                on=row.on,
                said=row.said,
                answer=row.answer,
                is_encrypted=row.is_encrypted,
                hold_reason=row.hold_reason,
                order=row.id,
                recorded_at=row.recorded_at,
                recorded_by=row.by,
                taken_back=mistakes.taken_back(row),
            )
        )
    return found


def _mentions(connection: Connection, child_id: int) -> dict[int, list[KnownMention]]:
    held, entry, child = table(FileMention), table(FileEntry), table(Child)
    carer, staff = table(Carer), table(StaffMember)
    rows = connection.execute(
        select(
            held.c.entry_id,
            held.c.kind,
            func.coalesce(child.c.name, carer.c.name, staff.c.name, held.c.name).label("name"),
            held.c.agency,
            func.coalesce(held.c.child_id, held.c.carer_id, held.c.staff_id).label("record"),
            (~mistakes.counts(Carer, carer)).label("is_no_carer"),
            staff.c.role,
            staff.c.left_on,
        )
        .join(entry, entry.c.id == held.c.entry_id)
        .outerjoin(child, child.c.id == held.c.child_id)
        .outerjoin(carer, carer.c.id == held.c.carer_id)
        .outerjoin(staff, staff.c.id == held.c.staff_id)
        .where(entry.c.child_id == child_id)
        .order_by(held.c.id)
    )
    found: dict[int, list[KnownMention]] = defaultdict(list)
    for row in rows:
        found[row.entry_id].append(KnownMention(*row[1:]))
    return found


def sees_sensitive(
    look: Connection, child_id: int, today: date | None = None, *, looked: Sequence[Looked] | None = None
) -> bool:
    """Whether the person of this look sees the child's sensitive entries: the manager, the key person, or
    whoever has recorded a reason and may see the index at all (CP-12).

    What `looks` read need not be read again: it is `looked`.
    """
    who = sight.of(look)
    if who is None:
        return True
    match reach(who.role, Act.SEE, Thing.SENSITIVE_ENTRY):
        case Reach.ALL:
            return True
        case Reach.OWN:
            seen = sight.children(look, Thing.SENSITIVE_ENTRY, today)
            return isinstance(seen, frozenset) and child_id in seen
    at, looked = now(), _looks(look, child_id) if looked is None else looked
    return any(one.by_id == who.account_id and one.at <= at < one.until_at for one in looked)


def say_why(cabinet: Cabinet, who: Who, *, child_id: int, reason: str, token: str | None = None) -> None:
    """Records why somebody beside the manager and the key person looks at a child's sensitive entries.

    They see them for a day, and it stays listed. Raises `Refused` by field, `NotAllowed` out of sight.
    """
    with cabinet.writing(who, Thing.FILE_ENTRY, token=token) as session:
        sight.require(session.connection(), Act.SEE, Thing.FILE_ENTRY, child_id)
        if mistakes.standing(session, Child, child_id) is None:
            raise Refused({"child": "This child is no longer there. Go back to the register."})
        refuse_if(file_index.reason_problems(reason))
        at = now()
        session.add(
            SensitiveSight(
                child_id=child_id,
                account_id=who.account_id,
                reason=one_line(reason),
                from_at=at,
                until_at=at + OVERRIDE_LASTS,
            )
        )


def looks(connection: Connection, child_id: int) -> list[Looked]:
    """Who looked at the sensitive entries with a reason, newest first; raises `NotAllowed`; one query."""
    sight.require(connection, Act.SEE, Thing.FILE_ENTRY, child_id)
    return _looks(connection, child_id)


def _looks(connection: Connection, child_id: int) -> list[Looked]:
    held, account = table(SensitiveSight), table(Account)
    rows = connection.execute(
        select(held.c.from_at, account.c.name, held.c.reason, held.c.until_at, held.c.account_id)
        .join(account, account.c.id == held.c.account_id)
        .where(held.c.child_id == child_id)
        .order_by(held.c.id.desc())
    )
    return [Looked(*row) for row in rows]
