"""The index of a child's personal file: entries, what became of them, who saw the sensitive ones.

Clauses PR-1, CP-3, CP-7, CP-9, CP-10, CP-12, CP-15, AR-12, AR-13, X-3; law L2.4. Entries are never edited:
a correction is a new one that names the old. Never the content.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select
from sqlalchemy.orm import Session

from models import (
    AccessRequest,
    AccessStep,
    Account,
    Carer,
    Child,
    FileEntry,
    FileEntryFact,
    FileMention,
    Record,
    SensitiveSight,
    SharingDecision,
    StaffMember,
    now,
)
from rules import file_index
from rules.access import Step
from rules.file_index import (
    Category,
    Confidential,
    Entry,
    Fact,
    Happened,
    Informed,
    Kind,
    Mention,
    Mentioned,
    Nature,
    Side,
    Source,
)
from rules.induction import Role
from rules.need_to_know import OVERRIDE_LASTS, Act, NotAllowed, Reach, Thing, reach, require
from rules.words import one_line
from store import mistakes, sight
from store.cabinet import Cabinet, Who
from store.mistakes import TakenBack
from store.receipts import received_on
from store.refusal import Refused, refuse_if
from store.steps import stands
from store.tables import table
from store.today import london_day, london_today


@dataclass(frozen=True)
class KnownMention:
    """Whom an entry mentions: the name as it is now, and the code where the records have one."""

    kind: Mentioned
    name: str
    code: str = ""
    agency: str = ""
    record: int | None = None


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
    because: str = ""
    hold_reason: str = ""
    recorded_at: datetime | None = None
    recorded_by: str = ""
    mentions: tuple[KnownMention, ...] = ()
    history: tuple[RecordedFact, ...] = ()

    @property
    def facts(self) -> tuple[RecordedFact, ...]:
        """What became of it and counts."""
        return tuple(fact for fact in self.history if fact.taken_back is None)


@dataclass(frozen=True)
class FileIndex:
    """A child's index on a day: every line by number, and the open access requests that hold it."""

    lines: tuple[Line, ...] = ()
    held_by: tuple[str, ...] = ()
    sees_sensitive: bool = True

    @property
    def standing(self) -> list[Line]:
        """The lines that no later one corrects."""
        return [line for line in self.lines if not line.is_corrected]

    @property
    def next_number(self) -> int:
        """The number of the next entry."""
        return max((line.entry.number for line in self.lines), default=0) + 1

    @property
    def next_page(self) -> int:
        """The first page of the next entry."""
        return max((line.entry.last_page for line in self.standing), default=0) + 1


def read(connection: Connection, child_id: int, today: date | None = None) -> FileIndex:
    """A child's index; raises `NotAllowed` out of sight; four queries at any length."""
    today = today or london_today()
    sight.require(connection, Act.SEE, Thing.FILE_ENTRY, child_id, today)
    sees = sees_sensitive(connection, child_id, today)
    return FileIndex(
        _read_lines(connection, child_id, today, sees=sees), held_by(connection, child_id, today), sees
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
    return FileIndex(_read_lines(connection, child_id, today, sees=sees), sees_sensitive=sees)


PREPARE = frozenset({Role.MANAGER, Role.CHAIRPERSON})


def _read_lines(connection: Connection, child_id: int, today: date, *, sees: bool) -> tuple[Line, ...]:
    entry, account = table(FileEntry), table(Account)
    rows = connection.execute(
        select(entry, func.coalesce(account.c.name, "").label("recorded_by"))
        .outerjoin(account, account.c.id == entry.c.recorded_by_id)
        .where(entry.c.child_id == child_id, entry.c.written_on <= today)
        .order_by(entry.c.number, entry.c.id)
    ).all()
    facts = _facts(connection, child_id, today)
    mentions = _mentions(connection, child_id)
    numbers = {row.id: row.number for row in rows}
    corrected = {row.corrects_id for row in rows if row.corrects_id}
    return tuple(
        _line(row, facts[row.id], mentions[row.id], numbers, is_corrected=row.id in corrected, sees=sees)
        for row in rows
    )


def _line(
    row: Any,
    facts: Sequence[RecordedFact],
    mentions: Sequence[KnownMention],
    numbers: dict[int, int],
    *,
    is_corrected: bool,
    sees: bool,
) -> Line:
    happened = tuple(Happened(f.fact, f.on, f.answer, f.order) for f in facts if f.taken_back is None)
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
    if row.category is not None and not sees:
        return Line(row.id, entry, True, **about)
    return Line(
        id=row.id,
        entry=entry,
        is_hidden=False,
        kind=row.kind,
        author=row.author,
        nature=row.nature,
        opinion_of=row.opinion_of,
        kept_at=row.kept_at,
        because=row.because,
        hold_reason=row.hold_reason,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        mentions=tuple(mentions),
        history=tuple(facts),
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
            func.coalesce(child.c.code, staff.c.code, "").label("code"),
            held.c.agency,
            func.coalesce(held.c.child_id, held.c.carer_id, held.c.staff_id).label("record"),
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
        found[row.entry_id].append(KnownMention(row.kind, row.name, row.code, row.agency, row.record))
    return found


# The legal hold ------------------------------------------------------------------------------------


def held_by(connection: Connection, child_id: int, today: date) -> tuple[str, ...]:
    """The codes of the access requests that put the child's index on hold on a day (X-3); one query."""
    return _on_hold(_holds(connection, child_id), today)


def _on_hold(holds: Sequence[Any], on: date) -> tuple[str, ...]:
    return tuple(row.code for row in holds if file_index.is_open(row.came_on, row.closed_on, on=on))


def _holds(connection: Connection, child_id: int) -> Sequence[Any]:
    """The access requests about a child, each with the day it came and the day it was closed."""
    request, step = table(AccessRequest), table(AccessStep)
    closed = (
        select(func.min(step.c.on))
        .where(step.c.request_id == request.c.id, step.c.step == Step.CLOSED, stands(step))
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            request.c.code,
            received_on(AccessRequest, request).label("came_on"),
            closed.label("closed_on"),
        )
        .where(request.c.child_id == child_id)
        .order_by(request.c.id)
    )
    return rows.all()


@dataclass(frozen=True)
class ChangeOnHold:
    """A change of an index while an access request was open: what, when, by whom, why."""

    at: datetime
    what: str
    by: str
    reason: str


def changes_on_hold(connection: Connection, child_id: int) -> list[ChangeOnHold]:
    """Every change of a child's index made on hold, newest first; raises `NotAllowed`; three queries."""
    sight.require(connection, Act.SEE, Thing.FILE_ENTRY, child_id)
    entry, fact, account = table(FileEntry), table(FileEntryFact), table(Account)
    entries = connection.execute(
        select(entry, func.coalesce(account.c.name, "").label("by"))
        .outerjoin(account, account.c.id == entry.c.recorded_by_id)
        .where(entry.c.child_id == child_id, entry.c.hold_reason != "")
    )
    found = [
        ChangeOnHold(
            row.recorded_at,
            f"Entry {row.number} {'corrects an earlier one' if row.corrects_id else 'added'}",
            row.by,
            row.hold_reason,
        )
        for row in entries
    ]
    asked = (
        select(fact, entry.c.number, func.coalesce(account.c.name, "").label("by"))
        .join(entry, entry.c.id == fact.c.entry_id)
        .outerjoin(account, account.c.id == fact.c.recorded_by_id)
        .where(
            entry.c.child_id == child_id, or_(fact.c.hold_reason != "", ~mistakes.counts(FileEntryFact, fact))
        )
    )
    facts = connection.execute(mistakes.with_taken_back(asked, FileEntryFact, fact)).all()
    holds = _holds(connection, child_id)
    for row in facts:
        said, taken_back = f"Entry {row.number}: {row.fact}", mistakes.taken_back(row)
        if row.hold_reason:
            found.append(ChangeOnHold(row.recorded_at, said, row.by, row.hold_reason))
        if taken_back and _on_hold(holds, london_day(taken_back.at)):
            found.append(
                ChangeOnHold(taken_back.at, f"{said}, entered by mistake", taken_back.by, taken_back.because)
            )
    return sorted(found, key=lambda change: change.at, reverse=True)


# Who sees the sensitive ones -----------------------------------------------------------------------


def sees_sensitive(look: Connection, child_id: int, today: date | None = None) -> bool:
    """Whether the person of this look sees the child's sensitive entries: the manager, the key person, or
    whoever has recorded a reason and may see the index at all (CP-12)."""
    who = sight.of(look)
    if who is None:
        return True
    match reach(who.role, Act.SEE, Thing.SENSITIVE_ENTRY):
        case Reach.ALL:
            return True
        case Reach.OWN:
            return child_id in (sight.children(look, Thing.SENSITIVE_ENTRY, today) or ())
    held, at = table(SensitiveSight), now()
    return (
        look.execute(
            select(held.c.id).where(
                held.c.child_id == child_id,
                held.c.account_id == who.account_id,
                held.c.from_at <= at,
                held.c.until_at > at,
            )
        ).first()
        is not None
    )


def say_why(cabinet: Cabinet, who: Who, *, child_id: int, reason: str, token: str | None = None) -> None:
    """Records why somebody beside the manager and the key person looks at a child's sensitive entries.

    They see them for a day, and it stays listed. Raises `Refused` by field, `NotAllowed` out of sight.
    """
    with cabinet.writing(who, Thing.FILE_ENTRY, token=token) as session:
        sight.require(session.connection(), Act.SEE, Thing.FILE_ENTRY, child_id)
        if session.get(Child, child_id) is None:
            raise Refused({"child": "This child is not there any more. Go back to the register."})
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


@dataclass(frozen=True)
class Looked:
    """That somebody looked at a child's sensitive entries with a reason."""

    at: datetime
    by: str
    reason: str


def looks(connection: Connection, child_id: int) -> list[Looked]:
    """Who looked at the sensitive entries with a reason, newest first; raises `NotAllowed`; one query."""
    sight.require(connection, Act.SEE, Thing.FILE_ENTRY, child_id)
    held, account = table(SensitiveSight), table(Account)
    rows = connection.execute(
        select(held.c.from_at, account.c.name, held.c.reason)
        .join(account, account.c.id == held.c.account_id)
        .where(held.c.child_id == child_id)
        .order_by(held.c.id.desc())
    )
    return [Looked(*row) for row in rows]


# Recording -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NewEntry:
    """An entry as a form gives it."""

    number: int | None
    first_page: int | None
    last_page: int | None
    event_on: date | None
    written_on: date | None
    kind: Kind | None
    author: str
    nature: Nature | None
    source: Source | None
    kept_at: str
    is_asked_whether_sensitive: bool = False
    opinion_of: str = ""
    category: Category | None = None
    giver: Confidential | None = None
    subject: Confidential | None = None
    mentions: Sequence[Mention] = field(default_factory=tuple)
    informed: Informed | None = None
    informed_on: date | None = None
    informed_by: str = ""
    not_told_because: str = ""
    side: Side | None = None
    late_because: str = ""
    is_typed: bool = False
    decision_id: int | None = None
    corrects_id: int | None = None
    because: str = ""
    hold_reason: str = ""


def record_entry(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    new: NewEntry,
    today: date,
    token: str | None = None,
) -> int:
    """Adds an entry to a child's index, or corrects one, and returns its number; raises `Refused` by field.

    What became of the corrected entry goes on to the new one. On legal hold the reason for the change is
    kept with it.
    """
    with cabinet.writing(who, Thing.FILE_ENTRY, token=token) as session:
        look = session.connection()
        child = session.get(Child, child_id) if child_id else None
        if child is not None:
            sight.require(look, Act.RECORD, Thing.FILE_ENTRY, child.id, today)
        corrects = session.get(FileEntry, new.corrects_id) if new.corrects_id else None
        problems = _entry_problems(session, child, corrects, new, today)
        refuse_if(problems)
        if (
            child is None
            or new.number is None
            or new.first_page is None
            or new.last_page is None
            or new.event_on is None
            or new.written_on is None
            or new.kind is None
            or new.nature is None
            or new.source is None
        ):
            raise Refused(problems)
        is_held = bool(held_by(look, child.id or 0, today))
        hold_reason = one_line(new.hold_reason) if is_held else ""
        row = FileEntry(
            child_id=child.id or 0,
            number=new.number,
            first_page=new.first_page,
            last_page=new.last_page,
            event_on=new.event_on,
            written_on=new.written_on,
            kind=new.kind,
            author=one_line(new.author),
            nature=new.nature,
            opinion_of="" if new.nature is Nature.FACT else one_line(new.opinion_of),
            category=new.category,
            source=new.source,
            giver=None if new.source is Source.SETTING else new.giver,
            subject=new.subject if new.source is Source.THIRD_PARTY else None,
            kept_at=one_line(new.kept_at),
            decision_id=new.decision_id,
            corrects_id=corrects.id if corrects else None,
            because=one_line(new.because) if corrects else "",
            hold_reason=hold_reason,
            recorded_by_id=who.account_id,
        )
        session.add(row)
        session.flush()
        if corrects:
            _bring_over(session, corrects, row, who)
        session.add_all(_mention(row.id or 0, mention) for mention in new.mentions)
        session.add_all(
            FileEntryFact(
                entry_id=row.id or 0,
                fact=fact,
                on=on,
                said=one_line(said),
                answer=answer,
                hold_reason=hold_reason,
                recorded_by_id=who.account_id,
            )
            for fact, on, said, answer in _first_facts(new)
        )
    return new.number


def _entry_problems(
    session: Session, child: Child | None, corrects: FileEntry | None, new: NewEntry, today: date
) -> dict[str, str]:
    look = session.connection()
    child_id = (child.id or 0) if child else 0
    is_gone = bool(new.corrects_id) and (
        corrects is None or corrects.child_id != child_id or _is_corrected(look, corrects.id or 0)
    )
    others = [entry for id_, entry in _standing(look, child_id) if corrects is None or id_ != corrects.id]
    problems = file_index.entry_problems(
        child=child,
        number=new.number,
        first_page=new.first_page,
        last_page=new.last_page,
        event_on=new.event_on,
        written_on=new.written_on,
        kind=new.kind,
        author=new.author,
        nature=new.nature,
        opinion_of=new.opinion_of,
        source=new.source,
        giver=new.giver,
        subject=new.subject,
        is_asked_whether_sensitive=new.is_asked_whether_sensitive or new.category is not None,
        mentions=new.mentions,
        kept_at=new.kept_at,
        others=others,
        born_on=child.born_on if child else None,
        today=today,
    )
    if is_gone:
        problems["corrects"] = "The entry that this one corrects is corrected already. Open the index again."
    if corrects is not None and corrects.category is not None and not sees_sensitive(look, child_id, today):
        raise NotAllowed("This is a sensitive entry, which only the manager and the key person correct.")
    problems |= _mention_problems(session, new.mentions)
    problems |= file_index.correction_problems(corrects=corrects, because=new.because)
    problems |= file_index.hold_problems(
        is_on_hold=bool(held_by(look, child_id, today)), reason=new.hold_reason
    )
    if new.decision_id:
        decision = session.get(SharingDecision, new.decision_id)
        if decision is None or decision.child_id != child_id:
            problems["decision"] = "Choose a sharing decision about this child."
    if new.category is not None and new.informed is None and corrects is None:
        problems["informed"] = "Choose whether the carers are informed, not yet, or not told."
    if new.event_on and new.written_on and not problems.keys() & {"event_on", "written_on"}:
        entry = Entry(
            number=new.number or 0,
            first_page=new.first_page or 0,
            last_page=new.last_page or 0,
            event_on=new.event_on,
            written_on=new.written_on,
            category=new.category,
            source=new.source or Source.SETTING,
        )
        problems |= _first_fact_problems(new, entry, today)
    return problems


_FIELDS = {
    (Fact.INFORMED, "on"): "informed_on",
    (Fact.INFORMED, "said"): "informed_by",
    (Fact.NOT_TOLD, "said"): "not_told_because",
    (Fact.LATE, "said"): "late_because",
}


def _first_fact_problems(new: NewEntry, entry: Entry, today: date) -> dict[str, str]:
    found: dict[str, str] = {}
    for fact, on, said, answer in _first_facts(new):
        wrong = file_index.fact_problems(
            entry,
            fact=fact,
            on=new.informed_on if fact is Fact.INFORMED else on,
            said=said,
            answer=Side(answer) if fact is Fact.SIDE else None,
            is_encrypted=None,
            is_on_hold=False,
            today=today,
        )
        found |= {
            _FIELDS.get((fact, field_), "informed" if field_ == "fact" else field_): text
            for field_, text in wrong.items()
        }
    return found


def _first_facts(new: NewEntry) -> list[tuple[Fact, date, str, str]]:
    """What is known of an entry from the start: fact, day, words, answer."""
    written_on = new.written_on or date.max
    found: list[tuple[Fact, date, str, str]] = []
    if new.category is not None:
        match new.informed:
            case Informed.YES:
                found.append((Fact.INFORMED, new.informed_on or written_on, new.informed_by, ""))
            case Informed.NOT_TOLD:
                found.append((Fact.NOT_TOLD, written_on, new.not_told_because, ""))
        if new.side is not None and new.side is not Side.NOT_YET:
            found.append((Fact.SIDE, written_on, "", str(new.side)))
    if new.late_because.strip():
        found.append((Fact.LATE, written_on, new.late_because, ""))
    if new.is_typed:
        found.append((Fact.TYPED, written_on, "", ""))
    return found


def _mention(entry_id: int, mention: Mention) -> FileMention:
    column = {Mentioned.CHILD: "child_id", Mentioned.FAMILY: "carer_id", Mentioned.STAFF: "staff_id"}
    picked = {column[mention.kind]: mention.record} if mention.record and mention.kind in column else {}
    name = "" if picked else one_line(mention.name)
    return FileMention(
        entry_id=entry_id, kind=mention.kind, name=name, agency=one_line(mention.agency), **picked
    )


def _mention_problems(session: Session, mentions: Sequence[Mention]) -> dict[str, str]:
    tables: dict[Mentioned, type[Record]] = {
        Mentioned.CHILD: Child,
        Mentioned.FAMILY: Carer,
        Mentioned.STAFF: StaffMember,
    }
    for at, mention in enumerate(mentions, 1):
        model = tables.get(mention.kind)
        if mention.record and (model is None or session.get(model, mention.record) is None):
            return {"mentions": f"Mention {at} is not in the records any more. Pick again or type who it is."}
    return {}


def _standing(connection: Connection, child_id: int) -> list[tuple[int, Entry]]:
    entry, later = table(FileEntry), table(FileEntry).alias()
    rows = connection.execute(
        select(entry).where(
            entry.c.child_id == child_id,
            ~select(later.c.id).where(later.c.corrects_id == entry.c.id).exists(),
        )
    )
    return [
        (row.id, Entry(row.number, row.first_page, row.last_page, row.event_on, row.written_on))
        for row in rows
    ]


def _is_corrected(connection: Connection, entry_id: int) -> bool:
    entry = table(FileEntry)
    return connection.execute(select(entry.c.id).where(entry.c.corrects_id == entry_id)).first() is not None


def _bring_over(session: Session, old: FileEntry, new: FileEntry, who: Who) -> None:
    fact = table(FileEntryFact)
    for row in (
        session.execute(
            select(fact)
            .where(fact.c.entry_id == old.id, mistakes.counts(FileEntryFact, fact))
            .order_by(fact.c.id)
        )
        .mappings()
        .all()
    ):
        kept = {name: row[name] for name in ("fact", "on", "said", "answer", "is_encrypted", "hold_reason")}
        session.add(FileEntryFact(entry_id=new.id or 0, recorded_by_id=who.account_id, **kept))
    session.flush()


def entry_of(connection: Connection, entry_id: int) -> tuple[int, Entry] | None:
    """The child of an entry and the entry as the rules take it, or None where there is none."""
    held, fact = table(FileEntry), table(FileEntryFact)
    rows = connection.execute(
        select(held, fact.c.id.label("order"), fact.c.fact, fact.c.on, fact.c.answer)
        .select_from(held)
        .outerjoin(fact, and_(fact.c.entry_id == held.c.id, mistakes.counts(FileEntryFact, fact)))
        .where(held.c.id == entry_id)
        .order_by(fact.c.id)
    ).all()
    if not rows:
        return None
    first = rows[0]
    happened = tuple(Happened(row.fact, row.on, row.answer, row.order) for row in rows if row.fact)
    return first.child_id, Entry(
        number=first.number,
        first_page=first.first_page,
        last_page=first.last_page,
        event_on=first.event_on,
        written_on=first.written_on,
        category=first.category,
        source=first.source,
        giver=first.giver,
        subject=first.subject,
        happened=happened,
    )


def _to_complete(look: Connection, entry_id: int, field_: str, today: date) -> tuple[int, Entry]:
    """The child of an entry and the entry, for a write about what became of it.

    Refuses by `field_` where a later entry corrects it; raises `NotAllowed` where it is not this person's.
    """
    found = entry_of(look, entry_id)
    if found is None or _is_corrected(look, entry_id):
        raise Refused({field_: "This entry was corrected meanwhile. Open the index again."})
    child_id, entry = found
    sight.require(look, Act.RECORD, Thing.FILE_ENTRY, child_id, today)
    if entry.is_sensitive and not sees_sensitive(look, child_id, today):
        raise NotAllowed("This is a sensitive entry, which only the manager and the key person complete.")
    return child_id, entry


def record_fact(
    cabinet: Cabinet,
    who: Who,
    *,
    entry_id: int,
    fact: Fact | None,
    on: date | None,
    said: str = "",
    answer: Confidential | Side | None = None,
    is_encrypted: bool | None = None,
    hold_reason: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Records what became of an entry, beside it; raises `Refused` by field.

    While an access request about the child is open every change has a reason, and nothing is deleted or
    destroyed (X-3).
    """
    with cabinet.writing(who, Thing.FILE_ENTRY, token=token) as session:
        look = session.connection()
        child_id, entry = _to_complete(look, entry_id, "fact", today)
        is_held = bool(held_by(look, child_id, today))
        problems = file_index.fact_problems(
            entry,
            fact=fact,
            on=on,
            said=said,
            answer=answer,
            is_encrypted=is_encrypted,
            is_on_hold=is_held,
            today=today,
        )
        if "fact" not in problems:
            problems |= file_index.hold_problems(is_on_hold=is_held, reason=hold_reason)
        refuse_if(problems)
        if fact is None or on is None:
            raise Refused(problems)
        session.add(
            FileEntryFact(
                entry_id=entry_id,
                fact=fact,
                on=on,
                said=one_line(said),
                answer=str(answer or ""),
                is_encrypted=is_encrypted if fact is Fact.DISC else None,
                hold_reason=one_line(hold_reason) if is_held else "",
                recorded_by_id=who.account_id,
            )
        )


def take_back(
    cabinet: Cabinet,
    who: Who,
    *,
    entry_fact_id: int | None,
    because: str,
    today: date,
    token: str | None = None,
) -> None:
    """Takes back what was recorded beside an entry by mistake; raises `Refused` by field.

    While an access request about the child is open, it is listed with the request as any other change (X-3).
    """
    with cabinet.writing(who, Thing.FILE_ENTRY, token=token) as session:
        look = session.connection()
        row = mistakes.chosen(session, FileEntryFact, entry_fact_id, because)
        _, entry = _to_complete(look, row.entry_id, "row", today)
        left = [held for held in entry.happened if held.order != row.id]
        if why := file_index.taking_back_problem(row.fact, row.on, left):
            raise Refused({"row": why})
        mistakes.take_back(session, who, FileEntryFact, row.id or 0, because)


def concern(connection: Connection, decision_id: int) -> tuple[int, str, date] | None:
    """The child, the code and the day of a concern, for the entry that is to hold it."""
    held = table(SharingDecision)
    row = connection.execute(
        select(held.c.child_id, held.c.code, received_on(SharingDecision, held).label("raised_on")).where(
            and_(held.c.id == decision_id, sight.decisions(connection, held))
        )
    ).first()
    return (row.child_id, row.code, row.raised_on) if row else None
