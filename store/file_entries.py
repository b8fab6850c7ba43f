"""Writes the file index: an entry with what it is and whom it names, what followed, what was entered wrong.

Clauses PR-1, CP-3 to CP-15 and X-3. Entries are never edited: a correction is a new one that names the old.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, and_, select, union_all
from sqlalchemy.orm import Session

from models import (
    Carer,
    Child,
    Conversation,
    ConversationEntry,
    FileEntry,
    FileEntryFact,
    FileMention,
    Record,
    SharingDecision,
    SharingEntry,
    StaffMember,
)
from rules import file_index
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
from rules.need_to_know import Act, NotAllowed, Thing
from rules.words import one_line
from store import about, mistakes, sight
from store.cabinet import Cabinet, Who
from store.file_index import sees_sensitive
from store.legal_hold import held_by
from store.mistakes import counts
from store.open_entries import stands
from store.receipts import received_on
from store.refusal import Refused, refuse_if
from store.tables import table

# A deputy may, for a day, once the reason is on the file's list (CP-12).
_SENSITIVE = "This is a sensitive entry, which the manager and the child's key person"
_SAY_WHY = "To do it yourself, first say under the child's file index why you need to see it."


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
    unsafe_because: str = ""
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
    hold_second: str = ""


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
        child = mistakes.standing(session, Child, child_id)
        if child is not None:
            sight.require(look, Act.RECORD, Thing.FILE_ENTRY, child.id, today)
        corrects = session.get(FileEntry, new.corrects_id) if new.corrects_id else None
        is_held = bool(held_by(look, (child.id or 0) if child else 0, today))
        problems = _entry_problems(session, child, corrects, new, today, is_held=is_held)
        problems |= file_index.hold_second_problems(
            is_on_hold=is_held, corrects=corrects, second=new.hold_second, by=who.name
        )
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
        hold_reason = one_line(new.hold_reason) if is_held else ""
        giver, subject = _answers(new)
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
            giver=_on_the_line(giver),
            subject=_on_the_line(subject),
            kept_at=one_line(new.kept_at),
            decision_id=_concern_of(session, corrects, new),
            corrects_id=corrects.id if corrects else None,
            because=one_line(new.because) if corrects else "",
            hold_reason=hold_reason,
            hold_second=one_line(new.hold_second) if is_held and corrects else "",
            recorded_by_id=who.account_id,
        )
        session.add(row)
        session.flush()
        if corrects:
            _bring_over(session, corrects, row, _said_otherwise(session, corrects, new), who)
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
            for fact, on, said, answer in _first_facts(new, _is_known_unsafe(session, corrects))
        )
    return new.number


def _entry_problems(
    session: Session,
    child: Child | None,
    corrects: FileEntry | None,
    new: NewEntry,
    today: date,
    *,
    is_held: bool,
) -> dict[str, str]:
    look = session.connection()
    child_id = (child.id or 0) if child else 0
    is_gone = bool(new.corrects_id) and (
        corrects is None or corrects.child_id != child_id or _is_settled(look, corrects.id or 0)
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
        problems["corrects"] = (
            "The entry that this one corrects has already been corrected or taken back. Open the index again."
        )
    if corrects is not None and corrects.category is not None and not sees_sensitive(look, child_id, today):
        raise NotAllowed(f"{_SENSITIVE} correct. {_SAY_WHY}")
    problems |= _mention_problems(session, new.mentions, child_id, corrects, today)
    problems |= file_index.correction_problems(corrects=corrects, because=new.because)
    problems |= file_index.hold_problems(is_on_hold=is_held, reason=new.hold_reason)
    if new.decision_id:
        offered = {concern.id for concern in concerns(look, child_id)}
        if new.decision_id not in offered:
            problems["decision"] = "Choose a concern about this child, or none."
    problems |= file_index.informed_problems(new.category, new.informed, is_correction=corrects is not None)
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
        problems |= _first_fact_problems(new, entry, _is_known_unsafe(session, corrects), today)
    return problems


def _concern_of(session: Session, corrects: FileEntry | None, new: NewEntry) -> int | None:
    """The concern that an entry holds: a correction by somebody who may not see which one keeps it."""
    before = corrects.decision_id if corrects else None
    if new.decision_id or before is None or concern(session.connection(), before):
        return new.decision_id
    return before


_FIELDS = {
    (Fact.INFORMED, "on"): "informed_on",
    (Fact.INFORMED, "said"): "informed_by",
    (Fact.NOT_TOLD, "said"): "not_told_because",
    (Fact.LATE, "said"): "late_because",
    (Fact.GIVER_ASKED, "said"): "unsafe_because",
    (Fact.SUBJECT_ASKED, "said"): "unsafe_because",
}


def _answers(new: NewEntry) -> tuple[Confidential | None, Confidential | None]:
    """What the giver and whom it is about said: nobody is asked of what nobody gave."""
    giver = None if new.source is Source.SETTING else new.giver
    return giver, new.subject if new.source is Source.THIRD_PARTY else None


def _on_the_line(said: Confidential | None) -> Confidential | None:
    # That asking is not safe stands beside the entry with its reason, and can be taken back: then nobody has
    # been asked.
    return Confidential.NOT_ASKED if said is Confidential.NOT_SAFE else said


def _is_known_unsafe(session: Session, corrects: FileEntry | None) -> frozenset[Fact]:
    """Whom asking was not safe by the entry that is corrected: its reason goes on with it."""
    found = entry_of(session.connection(), corrects.id or 0) if corrects else None
    if found is None:
        return frozenset()
    said = {
        Fact.GIVER_ASKED: file_index.giver_said(found[1]),
        Fact.SUBJECT_ASKED: file_index.subject_said(found[1]),
    }
    return frozenset(fact for fact, answer in said.items() if answer is Confidential.NOT_SAFE)


def _first_fact_problems(
    new: NewEntry, entry: Entry, is_known_unsafe: frozenset[Fact], today: date
) -> dict[str, str]:
    found: dict[str, str] = {}
    for fact, on, said, answer in _first_facts(new, is_known_unsafe):
        wrong = file_index.fact_problems(
            entry,
            fact=fact,
            on=new.informed_on if fact is Fact.INFORMED else on,
            said=said,
            answer=_ANSWERED_BY[fact](answer) if fact in _ANSWERED_BY else None,
            is_encrypted=None,
            is_on_hold=False,
            today=today,
        )
        found |= {
            _FIELDS.get((fact, field_), "informed" if field_ == "fact" else field_): text
            for field_, text in wrong.items()
        }
    return found


_ANSWERED_BY: dict[Fact, type[Side] | type[Confidential]] = {
    Fact.SIDE: Side,
    Fact.GIVER_ASKED: Confidential,
    Fact.SUBJECT_ASKED: Confidential,
}


def _first_facts(new: NewEntry, is_known_unsafe: frozenset[Fact]) -> list[tuple[Fact, date, str, str]]:
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
    for fact, said in zip((Fact.GIVER_ASKED, Fact.SUBJECT_ASKED), _answers(new), strict=True):
        if said is Confidential.NOT_SAFE and (new.unsafe_because.strip() or fact not in is_known_unsafe):
            found.append((fact, written_on, new.unsafe_because, str(said)))
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


def _mention_problems(
    session: Session, mentions: Sequence[Mention], child_id: int, corrects: FileEntry | None, today: date
) -> dict[str, str]:
    """Whom an entry cannot mention, by field: nobody of a child whom its author may not see (CP-12).

    The index shows the name of whoever is picked. Whom the entry that it corrects mentions is shown already.
    """
    tables: dict[Mentioned, type[Record]] = {
        Mentioned.CHILD: Child,
        Mentioned.FAMILY: Carer,
        Mentioned.STAFF: StaffMember,
    }
    for at, mention in enumerate(mentions, 1):
        model = tables.get(mention.kind)
        if mention.record and (model is None or mistakes.standing(session, model, mention.record) is None):
            return {"mentions": f"Mention {at} is no longer in the records. Choose again or type who it is."}
    look = session.connection()
    seen = sight.children(look, Thing.FILE_ENTRY, today)
    if not isinstance(seen, frozenset):
        return {}
    carer, before = table(Carer).c, table(FileMention).c
    known = select(before.child_id, before.carer_id).where(
        before.entry_id == (corrects.id if corrects else 0)
    )
    there = {held for row in session.execute(known) for held in (("child", row[0]), ("carer", row[1]))}
    in_sight = {("child", one) for one in seen}
    of_them = select(carer.id).where(carer.child_id.in_({*seen, child_id}))
    in_sight |= {("carer", one) for one in session.scalars(of_them)}
    kinds = {Mentioned.CHILD: "child", Mentioned.FAMILY: "carer"}
    for at, mention in enumerate(mentions, 1):
        picked = (kinds.get(mention.kind, ""), mention.record)
        if picked[0] and mention.record and picked not in there | in_sight:
            not_theirs = f"Mention {at} is of a child who is not one of your key children. Type who it is."
            return {"mentions": not_theirs}
    return {}


def _standing(connection: Connection, child_id: int) -> list[tuple[int, Entry]]:
    entry = table(FileEntry)
    rows = connection.execute(select(entry).where(entry.c.child_id == child_id, stands(entry)))
    return [
        (row.id, Entry(row.number, row.first_page, row.last_page, row.event_on, row.written_on))
        for row in rows
    ]


def _is_settled(connection: Connection, entry_id: int) -> bool:
    """Whether a later line corrects it, or it was entered by mistake."""
    entry = table(FileEntry)
    standing = select(entry.c.id).where(entry.c.id == entry_id, stands(entry))
    return connection.execute(standing).first() is None


def _bring_over(
    session: Session, old: FileEntry, new: FileEntry, otherwise: Sequence[Fact], who: Who
) -> None:
    """What became of the old entry, for the new one too; but for what was asked, where that is corrected."""
    fact = table(FileEntryFact)
    for row in (
        session.execute(
            select(fact)
            .where(
                fact.c.entry_id == old.id,
                fact.c.fact.not_in(otherwise),
                mistakes.counts(FileEntryFact, fact),
            )
            .order_by(fact.c.id)
        )
        .mappings()
        .all()
    ):
        # Without the reason for a change on hold: the change was made once, and is listed where it was made.
        kept = {name: row[name] for name in ("fact", "on", "said", "answer", "is_encrypted")}
        session.add(FileEntryFact(entry_id=new.id or 0, recorded_by_id=who.account_id, **kept))
    session.flush()


def _said_otherwise(session: Session, old: FileEntry, new: NewEntry) -> list[Fact]:
    """Which of the two who were asked about confidentiality said something else by the correction."""
    found = entry_of(session.connection(), old.id or 0)
    if found is None:
        return []
    _, was = found
    giver, subject = _answers(new)
    said = (
        (Fact.GIVER_ASKED, file_index.giver_said(was), giver),
        (Fact.SUBJECT_ASKED, file_index.subject_said(was), subject),
    )
    return [fact for fact, before, now in said if before != now]


def entry_of(connection: Connection, entry_id: int) -> tuple[int, Entry] | None:
    """The child of an entry and the entry as the rules take it, or None where there is none."""
    held, fact = table(FileEntry), table(FileEntryFact)
    rows = connection.execute(
        select(held, fact.c.id.label("order"), fact.c.fact, fact.c.on, fact.c.answer, fact.c.is_encrypted)
        .select_from(held)
        .outerjoin(fact, and_(fact.c.entry_id == held.c.id, mistakes.counts(FileEntryFact, fact)))
        .where(held.c.id == entry_id)
        .order_by(fact.c.id)
    ).all()
    if not rows:
        return None
    first = rows[0]
    happened = tuple(
        Happened(row.fact, row.on, row.answer, row.order, row.is_encrypted) for row in rows if row.fact
    )
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

    Refuses by `field_` where a later entry corrects it, or it was taken back; raises `NotAllowed` where it is
    not this person's.
    """
    found = entry_of(look, entry_id)
    if found is None or _is_settled(look, entry_id):
        raise Refused(
            {field_: "This entry has been corrected or taken back in the meantime. Open the index again."}
        )
    child_id, entry = found
    sight.require(look, Act.RECORD, Thing.FILE_ENTRY, child_id, today)
    if entry.is_sensitive and not sees_sensitive(look, child_id, today):
        raise NotAllowed(f"{_SENSITIVE} complete. {_SAY_WHY}")
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
            raise mistakes.refusal(why, because)
        mistakes.take_back(session, who, FileEntryFact, row.id or 0, because)


@dataclass(frozen=True)
class HeldConcern:
    """A concern that an entry may hold."""

    id: int
    code: str
    raised_on: date


def concerns(connection: Connection, child_id: int) -> list[HeldConcern]:
    """The concerns about a child that are in sight, the newest first; what an entry of the file may hold."""
    held = table(SharingDecision)
    raised_on = received_on(SharingDecision, held)
    rows = connection.execute(
        select(held.c.id, held.c.code, raised_on)
        .where(
            about.is_of(SharingDecision, held, child_id),
            counts(SharingDecision, held),
            sight.decisions(connection, held),
        )
        .order_by(raised_on.desc(), held.c.id.desc())
    )
    return [HeldConcern(*tuple(row)) for row in rows]


def not_in_the_file(connection: Connection, child_id: int, today: date) -> list[str]:
    """What is recorded about a child and stands in no entry of the file: concerns, decisions, conversations.

    By their codes, of those in sight; one query (RI-1, IS-8, CP-14).
    """
    held, entry, written = table(SharingDecision), table(FileEntry), table(SharingEntry)
    told, told_entry = table(Conversation), table(ConversationEntry)
    names_it = select(entry.c.id).where(entry.c.decision_id == held.c.id, stands(entry))
    in_file = select(written.c.id).where(written.c.decision_id == held.c.id, counts(SharingEntry, written))
    told_in_file = select(told_entry.c.id).where(told_entry.c.conversation_id == told.c.id)
    return list(
        connection.scalars(
            union_all(
                select(held.c.code).where(
                    about.is_of(SharingDecision, held, child_id),
                    sight.decisions_of(connection, held, child_id),
                    ~names_it.exists(),
                    ~in_file.exists(),
                    counts(SharingDecision, held),
                ),
                select(told.c.code).where(
                    told.c.child_id == child_id,
                    sight.only(told.c.child_id, sight.children(connection, Thing.CONVERSATION, today)),
                    ~told_in_file.exists(),
                    counts(Conversation, told),
                ),
            ).order_by("code")
        )
    )


def concern(connection: Connection, decision_id: int) -> tuple[int, str, date] | None:
    """The child, the code and the day of a concern, for the entry that is to hold it."""
    held = table(SharingDecision)
    row = connection.execute(
        select(
            about.child_of(SharingDecision, held).label("child_id"),
            held.c.code,
            received_on(SharingDecision, held).label("raised_on"),
        ).where(held.c.id == decision_id, counts(SharingDecision, held), sight.decisions(connection, held))
    ).first()
    return (row.child_id, row.code, row.raised_on) if row else None
