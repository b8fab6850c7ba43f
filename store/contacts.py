"""Conversations with other professionals, and what colleagues were told (clauses CP-12 to CP-14, PR-5).

One that was entered by mistake is taken back whole, with its entry in the file: it may be about another
child, so that only those who see every child's are shown it then.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, or_, select

from models import Account, Child, Conversation, ConversationEntry, StaffMember
from rules import contacts, sharing
from rules.contacts import Kind, Method
from rules.need_to_know import Act, NotAllowed, Reach, Thing, reach
from rules.problems import Problems
from rules.rectification import as_numbered
from rules.words import one_line
from store import mistakes, sight
from store.cabinet import Cabinet, Who
from store.codes import next_code, next_codes
from store.mistakes import TakenBack, counts, with_taken_back
from store.refusal import Refused, refuse_if, there
from store.siblings import with_siblings
from store.tables import table

CODES = {Kind.PROFESSIONAL: "PC", Kind.COLLEAGUE: "ND"}


@dataclass(frozen=True)
class HeldConversation:
    """One conversation, with its entry in the child's file where there is one."""

    id: int
    code: str
    kind: Kind
    child_id: int
    child_code: str
    child: str
    agency: str
    person: str
    role: str
    method: Method | None
    colleague_code: str | None
    colleague: str | None
    what: str
    purpose: str
    on: date
    recorded_by: str | None
    entry: str | None
    recorded_on: date | None
    late_because: str | None
    taken_back: TakenBack | None = None


def conversations(
    connection: Connection, *, since: date | None = None, conversation_id: int | None = None
) -> list[HeldConversation]:
    """Conversations newest first: those since a day and those not yet in the file, or one; one query.

    What was entered by mistake is among them, and says so, for those who see every child's.
    """
    held, child, staff = table(Conversation), table(Child), table(StaffMember)
    entry, account = table(ConversationEntry), table(Account)
    in_sight = sight.children(connection, Thing.CONVERSATION)
    asked = (
        select(
            held.c.id,
            held.c.code,
            held.c.kind,
            held.c.child_id,
            child.c.code,
            child.c.name,
            held.c.agency,
            held.c.person,
            held.c.role,
            held.c.method,
            staff.c.code,
            staff.c.name,
            held.c.what,
            held.c.purpose,
            held.c.on,
            account.c.name,
            entry.c.entry,
            entry.c.recorded_on,
            entry.c.late_because,
        )
        .join(child, child.c.id == held.c.child_id)
        .outerjoin(staff, staff.c.id == held.c.colleague_id)
        .outerjoin(account, account.c.id == held.c.recorded_by_id)
        .outerjoin(entry, entry.c.conversation_id == held.c.id)
        .where(
            held.c.id == conversation_id
            if conversation_id is not None
            else or_(
                and_(entry.c.id.is_(None), counts(Conversation, held)), held.c.on >= (since or date.min)
            ),
            sight.only(held.c.child_id, in_sight),
            *([counts(Conversation, held)] if isinstance(in_sight, frozenset) else []),
        )
        .order_by(held.c.on.desc(), held.c.id.desc())
    )
    rows = connection.execute(with_taken_back(asked, Conversation, held))
    return [HeldConversation(*(*row[:-3], mistakes.taken_back(row))) for row in rows]


def record_contact(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    agency: str,
    person: str,
    role: str,
    method: Method | None,
    purpose: str,
    on: date | None,
    also_about: Collection[int] = (),
    today: date,
    token: str | None = None,
) -> list[str]:
    """Records a contact with another professional and returns the codes; raises `Refused` by field (CP-14).

    Where brothers or sisters were spoken of too, `also_about`, there is one for each child, in whose file it
    is written. All are recorded, or none is.
    """
    with cabinet.writing(who, Thing.CONVERSATION, token=token) as session:
        child = mistakes.standing(session, Child, child_id)

        def problems(whom: Child | None) -> Problems:
            if whom:  # before the rules, whose words may say when the child was born
                sight.require(session.connection(), Act.RECORD, Thing.CONVERSATION, whom.id, today)
            return contacts.contact_problems(
                child=whom,
                agency=agency,
                person=person,
                role=role,
                method=method,
                purpose=purpose,
                on=on,
                today=today,
                born_on=whom.born_on if whom else None,
            )

        refuse_if(problems(child))
        if child is None or on is None:
            raise Refused({})
        about = with_siblings(session, child, also_about, problems)
        codes = next_codes(session, Conversation, CODES[Kind.PROFESSIONAL], on.year)
        rows = [
            Conversation(
                code=next(codes),
                kind=Kind.PROFESSIONAL,
                child_id=one.id or 0,
                agency=one_line(agency),
                person=one_line(person),
                role=one_line(role),
                method=method,
                purpose=purpose.strip(),
                on=on,
                recorded_by_id=who.account_id,
            )
            for one in about
        ]
        session.add_all(rows)
    return [row.code for row in rows]


def record_disclosure(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    colleague_id: int | None,
    what: str,
    purpose: str,
    on: date | None,
    today: date,
    token: str | None = None,
) -> str:
    """Records what a colleague was told and why; returns its code; raises `Refused` by field (PR-5)."""
    with cabinet.writing(who, Thing.CONVERSATION, token=token) as session:
        child = mistakes.standing(session, Child, child_id)
        if child:
            sight.require(session.connection(), Act.RECORD, Thing.CONVERSATION, child.id, today)
        colleague = session.get(StaffMember, colleague_id) if colleague_id else None
        refuse_if(
            contacts.disclosure_problems(
                child=child,
                colleague=colleague,
                role=colleague.role if colleague else None,
                what=what,
                purpose=purpose,
                on=on,
                today=today,
                colleague_left_on=colleague.left_on if colleague else None,
                born_on=child.born_on if child else None,
            )
        )
        if child is None or colleague is None or on is None:
            raise Refused({})
        code = next_code(session, Conversation, CODES[Kind.COLLEAGUE], on.year)
        session.add(
            Conversation(
                code=code,
                kind=Kind.COLLEAGUE,
                child_id=child.id or 0,
                colleague_id=colleague.id,
                what=what.strip(),
                purpose=purpose.strip(),
                on=on,
                recorded_by_id=who.account_id,
            )
        )
    return code


def record_in_file(
    cabinet: Cabinet,
    who: Who,
    *,
    conversation_id: int,
    entry: str,
    recorded_on: date | None,
    late_because: str,
    recording_days: int,
    today: date,
    token: str | None = None,
) -> None:
    """Records that a conversation was written in the child's file, as which entry; raises `Refused`."""
    with cabinet.writing(who, Thing.CONVERSATION, token=token) as session:
        held = there(session.get(Conversation, conversation_id), "entry", "This")
        sight.require(session.connection(), Act.RECORD, Thing.CONVERSATION, held.child_id, today)
        entries = table(ConversationEntry)
        if mistakes.is_taken_back(session, Conversation, conversation_id):
            raise Refused({"entry": mistakes.GONE})
        if session.execute(select(entries.c.id).where(entries.c.conversation_id == conversation_id)).first():
            raise Refused({"entry": "This is already in the file. Close this and look at the list."})
        refuse_if(
            sharing.recording_problems(
                entry=entry,
                recorded_on=recorded_on,
                decided_on=held.on,
                late_because=late_because,
                today=today,
                recording_days=recording_days,
                what="conversation",
            )
        )
        if recorded_on is None:
            raise Refused({})
        session.add(
            ConversationEntry(
                conversation_id=conversation_id,
                entry=as_numbered(entry),
                recorded_on=recorded_on,
                late_because=late_because.strip(),
                recorded_by_id=who.account_id,
            )
        )


def may_take_back(who: Who) -> bool:
    """Whether somebody may take a conversation back: whoever records them about every child."""
    return reach(who.role, Act.RECORD, Thing.CONVERSATION) is Reach.ALL


def take_back(
    cabinet: Cabinet, who: Who, *, conversation_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes back a conversation that was entered by mistake, such as about the wrong child, with its entry.

    It counts on no day any more, and stays in the history. Raises `Refused` by field, and `NotAllowed` for
    whoever records them but does not take them back.
    """
    with cabinet.writing(who, Thing.CONVERSATION, token=token) as session:
        if not may_take_back(who):
            raise NotAllowed(
                "Only the manager or the deputy can take it back. Tell them what is wrong with it."
            )
        held = mistakes.chosen(session, Conversation, conversation_id, because)
        mistakes.take_back(session, who, Conversation, held.id or 0, because)
