"""Finds a record by its code or by whose it is, among those that one may see (CP-11, CP-12)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Select, case, literal, null, or_, select, union_all

from models import (
    AccessRequest,
    Breach,
    Carer,
    Child,
    Complaint,
    Conversation,
    Rectification,
    SharingDecision,
    StaffMember,
    ThirdParty,
)
from rules.need_to_know import Act, Thing, is_kept_from_carers, may
from rules.words import one_line, plain
from store import complaints, contacts, sight
from store.about import child_of
from store.cabinet import Who
from store.held_request import PARTY_REFERENCE
from store.mistakes import counts
from store.tables import table
from store.today import london_today

MOST = 20
SHORTEST = 2
_ADDRESSES = {
    "Child": "/children-and-files?child={}",
    "Carer": "/children-and-files?child={}",
    "Person": "/induction?person={}",
    "Leaver": "/induction?induction=Leavers&leaver={}",
    "Access request": "/access-requests?request={}&years=All+years",
    "Sharing decision": "/sharing-decisions?decision={}&years=All+years",
    "Contact or disclosure": "/sharing-decisions?part=Contacts+and+disclosures&contact={}&years=All+years",
    "Breach": "/sharing-decisions?part=Breaches&breach={}&years=All+years",
    "Correction": "/access-requests?access=Corrections&correction={}&years=All+years",
    "Complaint": "/access-requests?access=Complaints&complaint={}&years=All+years",
}
_NO_CHILD = literal("").label("child")


@dataclass(frozen=True)
class Found:
    """A record that was found: what it is, its code, whose it is, and the address that opens it."""

    kind: str
    code: str
    name: str
    address: str


def finds_anything(who: Who) -> bool:
    """Whether there is any kind of record that `who` may look for."""
    kinds = (Thing.CHILD, Thing.INDUCTION, Thing.ACCESS_REQUEST, Thing.SHARING_DECISION)
    return any(may(who.role, Act.SEE, thing) for thing in kinds)


def find(look: Connection, who: Who, asked: str, *, by_name: bool) -> list[Found]:
    """The records whose code, or the name of whose owner where `by_name`, has `asked` in it; at most twenty.

    One query more than sight asks, and one for the reference in a letter to a third party.
    Without `by_name`, on a shared screen, no name is in what it returns.
    """
    asked = _of_the_request(look, one_line(asked).casefold())
    # A code finds its own record. Whoever may not open the child's has the child's code from the records of
    # theirs, and finds those by it.
    has_children = may(who.role, Act.SEE, Thing.CHILD)
    name = plain(asked)
    words = name.split()  # in any order: many say the surname first
    selects = _selects(look, who)
    if len(asked) < SHORTEST or not selects:
        return []
    # Compared here: SQLite by itself takes Ł and ł for two letters, and few keyboards have either.
    rows = look.execute(union_all(*selects)).all()
    found = [
        Found(row.kind, row.code, _whose(row) if by_name else "", address_of(row.kind, row.code))
        for row in rows
        if (asked in row.code.casefold() and row.kind != "Carer")  # who has the code of the child
        or (not has_children and asked == (row.child or "").casefold())
        or (by_name and len(name) >= SHORTEST and all(word in plain(row.name or "") for word in words))
    ]
    kinds = list(_ADDRESSES)
    return sorted(found, key=lambda held: (kinds.index(held.kind), held.code))[:MOST]


def _of_the_request(look: Connection, asked: str) -> str:
    """The code of the request by the reference in a letter to somebody who may not have that code."""
    told = _OF_A_PARTY.fullmatch(asked)
    if told is None:
        return asked
    party, request = table(ThirdParty), table(AccessRequest)
    of_it = select(request.c.code).join(party, party.c.request_id == request.c.id)
    code: str | None = look.execute(of_it.where(party.c.id == int(told[1]))).scalar()
    return code.casefold() if code else asked


def without_what_is_kept(look: Connection, said: Sequence[str]) -> tuple[str, ...]:
    """What a signed review kept, each beginning with a code, without what is kept from whoever looks: what
    went from a list that was somebody else's would tell them that there is something about their own child.

    One query, and none for those from whom nothing is kept.
    """
    who = sight.of(look)
    if who is None or not is_kept_from_carers(who.role, Act.SEE, Thing.SHARING_DECISION):
        return tuple(said)
    codes = [one.partition(" ")[0] for one in said]
    found, child = union_all(*_selects(look, who)).subquery().c, table(Child).c
    asked = union_all(
        select(found.code, literal("")).where(found.code.in_(codes), found.kind.not_in(["Child", "Carer"])),
        select(child.code, literal(_OWN)).where(
            child.code.in_(codes), sight.is_their_child(who.account_id, child.id)
        ),
    )
    seen: dict[str, str] = dict(tuple(row) for row in look.execute(asked))
    return tuple(
        one
        for one, code in zip(said, codes, strict=True)
        if seen.get(code, _OWN if _OF_A_RECORD.fullmatch(code) else "") != _OWN
    )


_OWN = "their own child"
_OF_A_PARTY = re.compile(rf"{PARTY_REFERENCE.casefold()}(\d{{1,9}})")
_OF_A_RECORD = re.compile(r"[A-Z]+-\d{4}-\d+")  # of a child, of a person and of a count no year is in it


def _whose(row: Any) -> str:
    """Whose a record is; a child by the code too, as there may be two of one name."""
    return ", ".join(filter(None, [row.name, row.child]))


def address_of(kind: str, code: str) -> str:
    """The address at which one record opens: what kind it is, as `Found` has it, and its code."""
    return _ADDRESSES[kind].format(quote(code, safe=""))


_KINDS = {
    "C": "Child",
    "S": "Person",
    "M": "Person",
    "AR": "Access request",
    "RC": "Correction",
    "CP": "Complaint",
    "SD": "Sharing decision",
    "PC": "Contact or disclosure",
    "ND": "Contact or disclosure",
    "BR": "Breach",
}
_CODE = re.compile(r"([A-Z]+)-[\d-]*\d")


def address_of_code(code: str) -> str:
    """The address at which the record with this code opens; none for what is no code of a record."""
    kind = _KINDS.get(found[1]) if (found := _CODE.fullmatch(code)) else None
    return address_of(kind, code) if kind else ""


def _selects(look: Connection, who: Who) -> Sequence[Select[Any]]:
    children, staff = table(Child), table(StaffMember)
    requests, decisions = table(AccessRequest), table(SharingDecision)
    found = []
    if may(who.role, Act.SEE, Thing.CHILD):
        # Asked once: of a key person it is a query of its own.
        seen = sight.only(children.c.id, sight.children(look, Thing.CHILD)), counts(Child, children)
        found.append(
            select(literal("Child").label("kind"), children.c.code, children.c.name, _NO_CHILD).where(*seen)
        )
        # Whoever rings says who they are, and not which child they come for.
        carers = table(Carer)
        found.append(
            select(
                literal("Carer").label("kind"), children.c.code, carers.c.name, children.c.name.label("child")
            )
            .select_from(carers)
            .join(children, children.c.id == carers.c.child_id)
            .where(*seen, counts(Carer, carers))
        )
    if may(who.role, Act.SEE, Thing.INDUCTION):
        kind = case((staff.c.left_on < london_today(), "Leaver"), else_="Person")
        found.append(select(kind.label("kind"), staff.c.code, staff.c.name, _NO_CHILD))
    if may(who.role, Act.SEE, Thing.ACCESS_REQUEST):
        found.append(
            _of_children(requests, "Access request", look, Thing.ACCESS_REQUEST).where(
                ~sight.is_hidden(look, requests.c.id)
            )
        )
    if may(who.role, Act.SEE, Thing.SHARING_DECISION):
        found.append(
            _of_children(
                decisions,
                "Sharing decision",
                look,
                Thing.SHARING_DECISION,
                child_of(SharingDecision, decisions),
            ).where(
                sight.decisions(look, decisions),
                or_(
                    literal(may(who.role, Act.RECORD, Thing.SHARING_DECISION)),
                    counts(SharingDecision, decisions),
                ),
            )
        )
    if may(who.role, Act.SEE, Thing.CONVERSATION):
        held = table(Conversation)
        # What was entered by mistake may be about another child than the one it names.
        stands = or_(literal(contacts.may_take_back(who)), counts(Conversation, held))
        found.append(_of_children(held, "Contact or disclosure", look, Thing.CONVERSATION).where(stands))
    if may(who.role, Act.SEE, Thing.BREACH):
        breaches = table(Breach)
        found.append(
            select(literal("Breach").label("kind"), breaches.c.code, null().label("name"), _NO_CHILD).where(
                sight.breaches(look, breaches)
            )
        )
    # Whoever could have to stand back from one of these goes by their own pages.
    if may(who.role, Act.RECORD, Thing.WEEKLY_REVIEW):
        found.append(_of_children(table(Rectification), "Correction", look, Thing.RECTIFICATION))
        held = table(Complaint)
        found.append(
            select(literal("Complaint").label("kind"), held.c.code, null().label("name"), _NO_CHILD).where(
                complaints.in_sight(sight.watcher(look), held)
            )
        )
    return found


def _of_children(held: Any, kind: str, look: Connection, thing: Thing, about: Any = None) -> Select[Any]:
    """What is of a child: of `about`, or of whom the row itself names."""
    children, child_id = table(Child), held.c.child_id if about is None else about
    return (
        select(literal(kind).label("kind"), held.c.code, children.c.name, children.c.code.label("child"))
        .select_from(held)
        .join(children, children.c.id == child_id)
        .where(sight.only(child_id, sight.children(look, thing)))
    )
