"""Children who were recorded twice or by mistake: a line that carries nothing is taken back (CP-12).

With it go the carers and the key person. What somebody asked, decided, answered or put in the file is not
made to vanish with a line of the register: it is named, and where it is taken back first.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, cast, literal, select, union_all

from models import (
    AccessRequest,
    Breach,
    BreachStep,
    Child,
    Complaint,
    Consent,
    ConsentAsked,
    ConsentNoAnswer,
    Conversation,
    DevelopmentalRecord,
    Disposal,
    FamilyTold,
    FileEntry,
    FileMention,
    FileOut,
    JourneyAccount,
    Record,
    Rectification,
    SharingDecision,
    ThirdParty,
    ThirdPartyEvent,
)
from rules.children import OnRecord, child_mistake_problems
from rules.need_to_know import Act, Thing
from rules.third_parties import Event
from store import about, complaints, mistakes, sight
from store.cabinet import Cabinet, Who
from store.mistakes import counts
from store.open_entries import stands
from store.steps import is_open
from store.tables import table

# Rows that name the child whom they are of. Of these, the ones with a code of their own are named by it.
OF_THE_CHILD: dict[OnRecord, type[Record]] = {
    OnRecord.ANSWER: Consent,
    OnRecord.FORM: ConsentAsked,
    OnRecord.NO_ANSWER: ConsentNoAnswer,
    OnRecord.ACCOUNT: JourneyAccount,
    OnRecord.TOLD: FamilyTold,
    OnRecord.DEVELOPMENTAL: DevelopmentalRecord,
    OnRecord.FILE_OUT: FileOut,
    OnRecord.DISPOSAL: Disposal,
    OnRecord.CONTACT: Conversation,
    OnRecord.REQUEST: AccessRequest,
    OnRecord.CORRECTION: Rectification,
    OnRecord.COMPLAINT: Complaint,
    OnRecord.DECISION: SharingDecision,
    OnRecord.BREACH: Breach,
}
MAY_MOVE = {SharingDecision, Breach}  # to the child whom they are really about
CODED = {Conversation, AccessRequest, Rectification, Complaint, SharingDecision, Breach}


def on_record(connection: Connection, child_id: int) -> dict[OnRecord, list[str]]:
    """What is recorded of a child and counts, by kind, each by its code or number, if any; one query.

    Of everybody's: what the one who looks may not open is named by its code all the same.
    """
    sight.require(connection, Act.SEE, Thing.CHILD, child_id)
    found: dict[OnRecord, list[str]] = defaultdict(list)
    rows = connection.execute(union_all(*_parts(child_id)).order_by("code"))
    for kind, code in rows:
        found[OnRecord[kind]].append(code)
    return {kind: found[kind] for kind in OnRecord if kind in found}


def _parts(child_id: int) -> list[Select[Any]]:
    parts = [
        _part(kind, table(model).c.code if model in CODED else literal(""), model).where(
            _is_of(model, child_id), counts(model, table(model))
        )
        for kind, model in OF_THE_CHILD.items()
    ]
    breach, listed = table(Breach), table(BreachStep)
    parts.append(
        _part(OnRecord.LISTED, breach.c.code, BreachStep)
        .join(breach, breach.c.id == listed.c.breach_id)
        .where(listed.c.child_id == child_id, counts(BreachStep, listed), counts(Breach, breach))
    )
    entry, mention, child = table(FileEntry), table(FileMention), table(Child)
    parts.append(
        _part(OnRecord.ENTRY, cast(entry.c.number, String), FileEntry).where(
            entry.c.child_id == child_id, stands(entry)
        )
    )
    parts.append(
        _part(OnRecord.MENTION, "entry " + cast(entry.c.number, String) + " of " + child.c.code, FileMention)
        .join(entry, entry.c.id == mention.c.entry_id)
        .join(child, child.c.id == entry.c.child_id)
        .where(mention.c.child_id == child_id, entry.c.child_id != child_id, stands(entry))
    )
    party, request, event, later = (
        table(ThirdParty),
        table(AccessRequest),
        table(ThirdPartyEvent),
        table(ThirdPartyEvent).alias(),
    )
    is_mistaken = select(event.c.id).where(
        event.c.party_id == party.c.id,
        event.c.event == Event.MISTAKEN,
        ~event.c.is_struck,
        ~select(later.c.id).where(later.c.corrects_id == event.c.id).exists(),
    )
    is_asked = is_open(request, literal(date.max))
    for kind, whether in ((OnRecord.PARTY, is_asked), (OnRecord.PARTY_BEFORE, ~is_asked)):
        parts.append(
            _part(kind, request.c.code, ThirdParty)
            .join(request, request.c.id == party.c.request_id)
            .where(party.c.child_id == child_id, ~is_mistaken.exists(), whether)
        )
    return parts


def _is_of(model: type[Record], child_id: int) -> ColumnElement[bool]:
    held = table(model)
    if model is Complaint:
        return complaints.child_of(held) == child_id
    return about.is_of(model, held, child_id) if model in MAY_MOVE else held.c.child_id == child_id


def _part(kind: OnRecord, code: Any, model: type[Record]) -> Select[Any]:
    return select(literal(kind.name).label("kind"), code.label("code")).select_from(table(model))


def take_back(
    cabinet: Cabinet, who: Who, *, child_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes back a child who was recorded twice, or by mistake, with the carers and the key person.

    The child is counted, listed and offered nowhere then; the code is not given again. Raises `Refused` by
    field where something is recorded of the child, which it names.
    """
    with cabinet.writing(who, Thing.CHILD, token=token) as session:
        child = mistakes.chosen(session, Child, child_id, because)
        sight.require(session.connection(), Act.RECORD, Thing.CHILD, child.id)
        if said := child_mistake_problems(on_record(session.connection(), child.id or 0)):
            raise mistakes.refusal(" ".join(said), because)
        mistakes.take_back(session, who, Child, child.id or 0, because)
