"""Everything recorded of access requests, read in one query: steps, requester, third parties, redactions.

The agenda and the page read the same rows. Clauses AR-1 to AR-32.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from datetime import date
from enum import Enum, auto
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    Connection,
    Date,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from models import (
    AccessRequest,
    AccessStep,
    Account,
    AuditEntry,
    Carer,
    Child,
    FileEntry,
    FileEntryFact,
    FileMention,
    Mistake,
    Moment,
    Receipt,
    Redaction,
    RedactionAgreement,
    RequesterCheck,
    RequestLink,
    RoleChange,
    StaffMember,
    ThirdParty,
    ThirdPartyEntry,
    ThirdPartyEvent,
)
from rules import redaction, third_parties
from rules.access import Channel, Step, StepDone
from rules.induction import ON_THE_COMMITTEE
from rules.need_to_know import Thing
from rules.requester import Link, Relationship, Subject
from rules.third_parties import Decision, Event, PartyKind, WhyNotWritten
from rules.working_days import london_day
from store import put_right, sight
from store.asked_day import TODAY, given
from store.held_request import (
    HeldEvent,
    HeldLine,
    HeldLink,
    HeldParty,
    HeldReceipt,
    HeldRequester,
    HeldStep,
    HeldWhole,
    Whom,
    by_then,
    whom,
    with_beginnings,
)
from store.mistakes import TakenBack, counts, mistaken
from store.receipts import came, received_on
from store.refusal import there
from store.sight import InSight
from store.steps import ended_lately, is_decided_with, is_open, signer, stands
from store.tables import among, day_before, table
from store.today import london_today

# Reading -------------------------------------------------------------------------------------------

ENDED = "ended"
GIVEN = "stand-in given an account"  # what the trail calls it, with whom it was
_NEVER = literal(date.max, Date)
Ended = tuple[date, tuple[StepDone, ...]]  # when a request came, and its steps

# What each part of the query gives: all have the same columns, so that it stays one query.
_COLUMNS: dict[str, TypeEngine[Any]] = {
    "kind": String(),
    "request": Integer(),
    "id": Integer(),
    "on": Date(),
    "until": Date(),
    "by_day": Date(),
    "at": Moment(),
    "number": Integer(),
    "record": Integer(),
    "account": Integer(),
    "by_account": Integer(),
    "corrects": Integer(),
    "flag": Boolean(),
    "other_flag": Boolean(),
    "first": String(),
    "second": String(),
    "third": String(),
    "name": String(),
    "text": String(),
    "more": String(),
    "extra": String(),
    "because": String(),
    "by": String(),
}


_TIMES = {"on", "until", "by_day", "at"}  # a file keeps these as texts, and a cast would break them


def _part(kind: str, source: FromClause, *where: ColumnElement[bool], **columns: Any) -> Select[Any]:
    columns["kind"] = literal(kind)
    shown = {
        name: columns[name] if name in columns and name in _TIMES else cast(columns.get(name, null()), type_)
        for name, type_ in _COLUMNS.items()
    }
    return select(*(column.label(name) for name, column in shown.items())).select_from(source).where(*where)


def held_in(session: Session, request_id: int, field: str) -> HeldWhole:
    """The request as it stands inside a write; refuses by `field` where it is not there or not in sight."""
    return there(one(session.connection(), request_id=request_id), field, "This request")


def open_on(connection: Connection, today: date) -> list[HeldWhole]:
    """The requests that are not closed on a day, oldest first, as far as known by then; one query.

    With them those, closed or not, that a carer by mistake may have made (AR-4): the rules know whether one
    is still to be looked at.
    """
    return _read(connection, _Wanted.OPEN, today)[0]


def open_and_ended(
    connection: Connection, today: date, *, ended_since: date
) -> tuple[list[HeldWhole], list[Ended]]:
    """The same, and those that were answered or withdrawn since a day, with their steps alone; one query."""
    found, ended = _read(connection, _Wanted.OPEN, today, ended_since=ended_since)
    steps: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(ended, key=lambda row: (row.until, row.id)):
        steps[row.request].append(row)
    return found, [(rows[0].on, tuple(_ended_step(row) for row in rows)) for rows in steps.values()]


def one(
    connection: Connection, *, request_id: int | None = None, code: str | None = None
) -> HeldWhole | None:
    """One request by its row or its code, or None where it is not there or not in sight; one query."""
    wanted, value = (_Wanted.ROW, request_id) if request_id else (_Wanted.CODE, code or "")
    return next(iter(_read(connection, wanted, None, value)[0]), None)


def code_of(connection: Connection, request_id: int) -> str:
    """The code of one request, or nothing where it is not there or not in sight; one query."""
    held = table(AccessRequest).c
    seen = select(held.code).where(held.id == request_id, ~sight.is_hidden(connection, held.id))
    return connection.scalar(seen) or ""


WANTED = "wanted"  # what a statement is given: a row or a code


class _Wanted(Enum):
    """Which requests are read."""

    OPEN, ROW, CODE = auto(), auto(), auto()


def _condition(wanted: _Wanted) -> ColumnElement[bool]:
    request = table(AccessRequest)
    if wanted is _Wanted.ROW:
        return request.c.id == bindparam(WANTED, type_=Integer)
    if wanted is _Wanted.CODE:
        return request.c.code == bindparam(WANTED, type_=String)
    came_by_then = came(AccessRequest, request, lambda on: on <= TODAY)
    return or_(is_open(request, TODAY), and_(came_by_then, among(request.c.id, _of_a_mistaken_carer())))


def _of_a_mistaken_carer() -> CompoundSelect[Any]:
    """The requests that name a carer by mistake as who asks, which are few."""
    request, check = table(AccessRequest).alias(), table(RequesterCheck).alias()
    carer = table(Carer).alias()
    mistaken_ones = select(carer.c.id).where(mistaken(Carer, carer))
    return union(
        select(request.c.id).where(request.c.carer_id.in_(mistaken_ones)),
        select(check.c.request_id).where(check.c.carer_id.in_(mistaken_ones)),
    )


@lru_cache(maxsize=32)
def _of_the_requests(
    wanted: _Wanted, in_sight: InSight, account_id: int | None, *, with_ended: bool
) -> CompoundSelect[Any]:
    """The statement, kept: to build one of so many parts takes longer than to ask it."""
    request = table(AccessRequest)
    chosen = (
        select(request.c.id, request.c.child_id)
        .where(
            _condition(wanted),
            ~sight.hidden_from(account_id, request.c.id),
            sight.only(request.c.child_id, in_sight),
        )
        .cte("chosen")
        .prefix_with("MATERIALIZED")  # else SQLite looks for them anew in each part
    )
    # Each part says beside its join among which numbers its rows are: of the join alone SQLite makes a walk
    # through all the rows there are, looking for each of them among the chosen.
    return union_all(
        _requests(chosen),
        _receipts(chosen),
        _steps(chosen),
        _checks(chosen),
        _links(chosen, account_id),
        _parties(chosen),
        _entries(chosen),
        _events(chosen),
        _lines(chosen),
        _corrections(chosen),
        _mentions(chosen),
        _no_carers(chosen),
        *_changes_on_hold(chosen),
        *([_ended(in_sight, account_id)] if with_ended else []),
    )


def _read(
    connection: Connection,
    wanted: _Wanted,
    today: date | None,
    value: int | str | None = None,
    *,
    ended_since: date | None = None,
) -> tuple[list[HeldWhole], list[Any]]:
    """The requests that are `wanted`, and the rows of those that ended since a day, if asked."""
    in_sight = sight.children(connection, Thing.ACCESS_REQUEST, today)
    account_id = sight.account_that_looks(connection)
    statement = _of_the_requests(wanted, in_sight, account_id, with_ended=ended_since is not None)
    asked_of = given(today or date.max, {WANTED: value}, since=ended_since)
    rows = connection.execute(statement, asked_of).all()
    by_request: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    ended = [row for row in rows if row.kind == ENDED]
    for row in sorted((row for row in rows if row.kind != ENDED), key=lambda row: row.id):
        by_request[row.request][row.kind].append(row)
    sees_advice = sight.sees(connection, Thing.LEGAL_ADVICE)
    return [
        _whole(held["request"][0], held, today, sees_advice=sees_advice)
        for _, held in sorted(by_request.items())
        if held["request"]
    ], ended


def _requests(chosen: FromClause) -> Select[Any]:
    request, child, account = table(AccessRequest), table(Child), table(Account)
    carer = table(Carer)
    return _part(
        "request",
        request.join(chosen, chosen.c.id == request.c.id)
        .join(child, child.c.id == request.c.child_id)
        .outerjoin(carer, carer.c.id == request.c.carer_id)
        .outerjoin(account, account.c.id == request.c.recorded_by_id),
        request=request.c.id,
        id=request.c.id,
        on=request.c.received_on,
        until=child.c.born_on,
        at=_index_begun_at(request.c.child_id),
        number=request.c.child_id,
        record=request.c.carer_id,
        flag=child.c.has_court_order,
        other_flag=and_(
            carer.c.has_parental_responsibility,
            or_(carer.c.responsible_until_on.is_(None), carer.c.responsible_until_on >= TODAY),
        ),
        first=request.c.channel,
        second=request.c.code,
        third=child.c.code,
        name=child.c.name,
        text=request.c.requester,
        more=request.c.note,
        by=account.c.name,
    )


def _index_begun_at(child_id: ColumnElement[int]) -> ColumnElement[Any]:
    """When the first entry of a child's index was entered, also where that was by mistake."""
    entry = table(FileEntry).alias()
    first = select(func.min(entry.c.recorded_at)).where(entry.c.child_id == child_id)
    return first.scalar_subquery()


def _receipts(chosen: FromClause) -> Select[Any]:
    receipt, account = table(Receipt), table(Account)
    is_of_one = and_(receipt.c.thing == table(AccessRequest).name, receipt.c.record_id == chosen.c.id)
    return _part(
        "receipt",
        receipt.join(chosen, is_of_one).outerjoin(account, account.c.id == receipt.c.recorded_by_id),
        among(receipt.c.record_id, select(chosen.c.id)),
        request=receipt.c.record_id,
        id=receipt.c.id,
        on=receipt.c.received_on,
        at=receipt.c.recorded_at,
        because=receipt.c.because,
        by=account.c.name,
    )


def _steps(chosen: FromClause) -> Select[Any]:
    step, by, signed = table(AccessStep), table(Account), table(Account).alias()
    signed_by_id = signer(step)
    return _part(
        "step",
        step.join(chosen, chosen.c.id == step.c.request_id)
        .outerjoin(by, by.c.id == step.c.recorded_by_id)
        .outerjoin(signed, signed.c.id == signed_by_id),
        among(step.c.request_id, select(chosen.c.id)),
        request=step.c.request_id,
        id=step.c.id,
        on=step.c.on,
        until=case(
            (step.c.step == Step.STAND_IN_NAMED, _here_until(step)),
            (step.c.step.in_((Step.CHAIRPERSON_TOLD, Step.CONFLICT_ASKED)), _in_office_until(step)),
        ),
        by_day=_given_on(step),
        at=step.c.recorded_at,
        number=step.c.pages,
        account=signed_by_id,
        corrects=step.c.corrects_id,
        flag=step.c.is_struck,
        other_flag=signed.c.role.in_(ON_THE_COMMITTEE),
        first=step.c.step,
        second=step.c.answer,
        third=step.c.late_because,
        name=signed.c.name,
        text=step.c.reason,
        more=step.c.said,
        extra=step.c.advice,
        because=step.c.because,
        by=by.c.name,
    )


def _given_on(step: FromClause) -> ColumnElement[Any]:
    """Of a refusal that was found wrong, when what was refused was given; nothing of every other step."""
    return case((step.c.step == Step.REFUSED, put_right.given_on(step)))


def _here_until(step: FromClause) -> ColumnElement[Any]:
    """Until when somebody of the register is on the committee who stands in by a step; nothing where it is
    nobody of the register.

    Whom the committee named is kept in its words: of two, as where one is away, one is enough. Where they
    name nobody in full, such as the treasurer, it is who was given the account to sign with since.
    """
    person, line = table(StaffMember).alias(), table(AuditEntry).alias()
    until = func.max(_on_the_committee_until(person, step), type_=Date)
    named = select(until).where(sight.names(step.c.said, person.c.name))
    begins = literal('{"staff": ') + cast(person.c.id, String)
    to_whom = or_(*(line.c.detail.startswith(begins + after) for after in (",", "}")))
    has_account = (
        select(until)
        .join(line, to_whom)
        .where(
            line.c.act == GIVEN,
            line.c.thing == table(AccessRequest).name,
            line.c.thing_id == step.c.request_id,
            line.c.at >= step.c.recorded_at,
        )
    )
    return func.coalesce(*(asked.correlate(step).scalar_subquery() for asked in (named, has_account)))


def _in_office_until(step: FromClause) -> ColumnElement[Any]:
    """Until when whoever was the chairperson on the day of a step is, or was; nothing where the register has
    nobody for that day."""
    person = table(StaffMember).alias()
    given_up = sight.gave_up_the_chair(person, step.c.on)
    until = func.coalesce(day_before(given_up), person.c.left_on, _NEVER)
    held_it = select(func.max(until, type_=Date)).where(sight.was_chairperson(person, step.c.on))
    return held_it.correlate(step).scalar_subquery()


def _on_the_committee_until(person: FromClause, step: FromClause) -> ColumnElement[date]:
    """The last day of a person, or the one before they had another role than one of the committee, where they
    were on it when the step named them."""
    changed = table(RoleChange).alias()
    off_it_from = (
        select(func.max(changed.c.from_on))
        .where(
            changed.c.staff_id == person.c.id,
            changed.c.role_before.in_(ON_THE_COMMITTEE),
            changed.c.from_on > step.c.on,
            person.c.role.not_in(ON_THE_COMMITTEE),
        )
        .correlate(person, step)
        .scalar_subquery()
    )
    last_day = day_before(off_it_from)
    is_first = or_(person.c.left_on.is_(None), last_day < person.c.left_on)
    return func.coalesce(case((is_first, last_day), else_=person.c.left_on), person.c.left_on, _NEVER)


def _ended(in_sight: InSight, account_id: int | None) -> Select[Any]:
    """The steps of the requests that ended since the day given, with the day each came: not of those of an
    authority, for which no month of the law runs, and with those whose answer was found wrong."""
    request, step = table(AccessRequest), table(AccessStep)
    check, later = table(RequesterCheck).alias(), table(RequesterCheck).alias()
    is_changed = select(later.c.id).where(later.c.request_id == check.c.request_id, later.c.id > check.c.id)
    of_an_authority = select(check.c.id).where(
        check.c.request_id == request.c.id,
        check.c.relationship == Relationship.AUTHORITY,
        ~is_changed.exists(),
    )
    return _part(
        ENDED,
        request.join(step, step.c.request_id == request.c.id),
        among(request.c.id, union_all(ended_lately(), put_right.found_wrong())),
        stands(step),
        ~of_an_authority.exists(),
        ~sight.hidden_from(account_id, request.c.id),
        sight.only(request.c.child_id, in_sight),
        request=request.c.id,
        id=step.c.id,
        on=received_on(AccessRequest, request),
        until=step.c.on,
        by_day=_given_on(step),
        at=step.c.recorded_at,
        account=signer(step),
        flag=is_decided_with(step),
        first=step.c.step,
        second=step.c.answer,
    )


def _checks(chosen: FromClause) -> Select[Any]:
    check, by, carer = table(RequesterCheck), table(Account), table(Carer)
    return _part(
        "check",
        check.join(chosen, chosen.c.id == check.c.request_id)
        .outerjoin(by, by.c.id == check.c.recorded_by_id)
        .outerjoin(carer, carer.c.id == check.c.carer_id),
        among(check.c.request_id, select(chosen.c.id)),
        request=check.c.request_id,
        id=check.c.id,
        on=check.c.evidence_seen_on,
        until=carer.c.responsible_until_on,
        by_day=check.c.wanted_by,
        at=check.c.recorded_at,
        number=case((carer.c.has_parental_responsibility.is_(False), 1), else_=0),
        record=check.c.carer_id,
        flag=check.c.has_court_order,
        other_flag=check.c.is_in_dispute,
        first=check.c.relationship,
        second=check.c.subject,
        third=carer.c.name,
        name=check.c.acts_for,
        text=check.c.evidence,
        more=check.c.authority,
        extra=check.c.note,
        because=check.c.because,
        by=by.c.name,
    )


def _links(chosen: FromClause, account_id: int | None) -> Select[Any]:
    """The links in both directions: whichever of the two was named first."""
    link, other, mistake, by = table(RequestLink), table(AccessRequest), table(Mistake), table(Account)
    return _part(
        "link",
        link.join(chosen, or_(link.c.request_id == chosen.c.id, link.c.other_id == chosen.c.id))
        .join(
            other,
            and_(
                or_(other.c.id == link.c.request_id, other.c.id == link.c.other_id), other.c.id != chosen.c.id
            ),
        )
        .outerjoin(mistake, and_(mistake.c.thing == link.name, mistake.c.record_id == link.c.id))
        .outerjoin(by, by.c.id == mistake.c.recorded_by_id),
        ~sight.hidden_from(account_id, other.c.id),
        request=chosen.c.id,
        id=link.c.id,
        first=link.c.link,
        second=other.c.code,
        text=link.c.reason,
        at=mistake.c.recorded_at,
        because=mistake.c.because,
        by=by.c.name,
    )


def _no_carers(chosen: FromClause) -> Select[Any]:
    """Who was a carer of the request's child by mistake, and when that was said."""
    carer, mistake = table(Carer), table(Mistake)
    return _part(
        "no carer",
        chosen.join(carer, carer.c.child_id == chosen.c.child_id).join(
            mistake, and_(mistake.c.thing == carer.name, mistake.c.record_id == carer.c.id)
        ),
        request=chosen.c.id,
        id=mistake.c.id,
        at=mistake.c.recorded_at,
        record=carer.c.id,
    )


def _parties(chosen: FromClause) -> Select[Any]:
    party, child, carer, staff = table(ThirdParty), table(Child), table(Carer), table(StaffMember)
    return _part(
        "party",
        party.join(chosen, chosen.c.id == party.c.request_id)
        .outerjoin(child, child.c.id == party.c.child_id)
        .outerjoin(carer, carer.c.id == party.c.carer_id)
        .outerjoin(staff, staff.c.id == party.c.staff_id),
        among(party.c.request_id, select(chosen.c.id)),
        request=party.c.request_id,
        id=party.c.id,
        number=party.c.number,
        record=func.coalesce(party.c.child_id, party.c.carer_id, party.c.staff_id),
        first=party.c.kind,
        second=func.coalesce(child.c.code, staff.c.code, ""),
        name=func.coalesce(child.c.name, carer.c.name, staff.c.name, party.c.name),
        text=party.c.agency,
        at=party.c.recorded_at,
    )


def _entries(chosen: FromClause) -> Select[Any]:
    """Which entries mention a third party, without those that were entered by mistake."""
    named, party, entry = table(ThirdPartyEntry), table(ThirdParty), table(FileEntry)
    return _part(
        "entry",
        named.join(party, party.c.id == named.c.party_id)
        .join(chosen, chosen.c.id == party.c.request_id)
        .join(entry, entry.c.id == named.c.entry_id),
        among(party.c.request_id, select(chosen.c.id)),
        counts(FileEntry, entry),
        request=party.c.request_id,
        id=named.c.id,
        record=named.c.party_id,
        number=named.c.entry_id,
    )


def _events(chosen: FromClause) -> Select[Any]:
    event, party, by = table(ThirdPartyEvent), table(ThirdParty), table(Account)
    return _part(
        "event",
        event.join(party, party.c.id == event.c.party_id)
        .join(chosen, chosen.c.id == party.c.request_id)
        .outerjoin(by, by.c.id == event.c.recorded_by_id),
        among(party.c.request_id, select(chosen.c.id)),
        request=party.c.request_id,
        id=event.c.id,
        on=event.c.on,
        until=event.c.reply_by,
        at=event.c.recorded_at,
        record=event.c.party_id,
        corrects=event.c.corrects_id,
        flag=event.c.is_struck,
        first=event.c.event,
        second=event.c.decision,
        third=event.c.ground,
        name=event.c.why_not,
        text=event.c.said,
        more=event.c.reason,
        because=event.c.because,
        by=by.c.name,
    )


def _lines(chosen: FromClause) -> Select[Any]:
    line, agreed, entry = table(Redaction), table(RedactionAgreement), table(FileEntry)
    by, second = table(Account), table(Account).alias()
    return _part(
        "line",
        line.join(chosen, chosen.c.id == line.c.request_id)
        .join(entry, entry.c.id == line.c.entry_id)
        .outerjoin(by, by.c.id == line.c.recorded_by_id)
        .outerjoin(agreed, agreed.c.redaction_id == line.c.id)
        .outerjoin(second, second.c.id == agreed.c.account_id),
        among(line.c.request_id, select(chosen.c.id)),
        request=line.c.request_id,
        id=line.c.id,
        until=agreed.c.on,
        at=line.c.recorded_at,
        number=entry.c.number,
        record=line.c.party_id,
        account=agreed.c.account_id,
        by_account=line.c.recorded_by_id,
        corrects=line.c.corrects_id,
        flag=line.c.is_struck,
        first=line.c.extent,
        second=line.c.ground,
        third=cast(line.c.entry_id, String),
        name=second.c.name,
        text=line.c.reason,
        more=line.c.pages,
        because=line.c.because,
        by=by.c.name,
    )


def _corrections(chosen: FromClause) -> Select[Any]:
    """The entries of the child that a later one corrects: a third party's entry is the one that stands."""
    entry = table(FileEntry)
    return _part(
        "correction",
        entry.join(chosen, chosen.c.child_id == entry.c.child_id),
        among(entry.c.child_id, select(chosen.c.child_id)),
        entry.c.corrects_id.is_not(None),
        request=chosen.c.id,
        id=entry.c.id,
        corrects=entry.c.corrects_id,
        number=entry.c.number,
    )


def _mentions(chosen: FromClause) -> Select[Any]:
    """Whom the entries mention that were corrected, and those that correct them: they may be others."""
    entry, held, later = table(FileEntry), table(FileMention), table(FileEntry).alias()
    is_corrected = select(later.c.id).where(later.c.corrects_id == entry.c.id).exists()
    return _part(
        "mention",
        held.join(entry, entry.c.id == held.c.entry_id).join(chosen, chosen.c.child_id == entry.c.child_id),
        among(entry.c.child_id, select(chosen.c.child_id)),
        or_(entry.c.corrects_id.is_not(None), is_corrected),
        request=chosen.c.id,
        id=held.c.id,
        number=entry.c.id,
        record=func.coalesce(held.c.child_id, held.c.carer_id, held.c.staff_id),
        first=held.c.kind,
        name=held.c.name,
        text=held.c.agency,
    )


def _changes_on_hold(chosen: FromClause) -> list[Select[Any]]:
    """When the index of the child was changed while a request was open: the check of the file is then old."""
    entry, fact, mistake = table(FileEntry), table(FileEntryFact), table(Mistake)
    of_the_child = entry.join(chosen, chosen.c.child_id == entry.c.child_id)
    taken_back = _part(
        "changed",
        mistake.join(fact, fact.c.id == mistake.c.record_id)
        .join(entry, entry.c.id == fact.c.entry_id)
        .join(chosen, chosen.c.child_id == entry.c.child_id),
        mistake.c.thing == fact.name,
        request=chosen.c.id,
        id=mistake.c.id,
        at=mistake.c.recorded_at,
    )
    changed = [
        _part(
            "changed",
            source,
            among(entry.c.child_id, select(chosen.c.child_id)),
            # A word of the statement and not a value beside it: so SQLite knows the index of just these.
            held.c.hold_reason != literal_column("''"),
            request=chosen.c.id,
            id=held.c.id,
            at=held.c.recorded_at,
            flag=is_a_paper,
        )
        for source, held, is_a_paper in (
            (of_the_child, entry, entry.c.corrects_id.is_(None)),
            (of_the_child.join(fact, fact.c.entry_id == entry.c.id), fact, null()),
        )
    ]
    gone = _part(
        "changed",
        mistake.join(entry, entry.c.id == mistake.c.record_id).join(
            chosen, chosen.c.child_id == entry.c.child_id
        ),
        mistake.c.thing == entry.name,
        request=chosen.c.id,
        id=mistake.c.id,
        at=mistake.c.recorded_at,
        flag=literal(True),
    )
    return [*changed, taken_back, gone]


def _whole(row: Any, held: dict[str, list[Any]], today: date | None, *, sees_advice: bool) -> HeldWhole:
    stands_as = _standing(held["correction"])
    numbers = {one.id: one.number for one in held["correction"]}
    no_carers = {one.record: one.at for one in held["no carer"]}
    return HeldWhole(
        id=row.id,
        code=row.second,
        child_id=row.number,
        child_code=row.third,
        child=row.name,
        born_on=row.until,
        has_court_order=row.flag,
        requester=row.text,
        carer_id=row.record,
        is_from_responsible=bool(row.other_flag),
        channel=Channel(row.first),
        entered_on=row.on,
        note=row.more,
        recorded_by=row.by or "",
        rows=by_then(
            with_beginnings(_step(one, today, sees_advice=sees_advice) for one in held["step"]), today
        ),
        checks=tuple(_check(one) for one in held["check"]),
        all_links=tuple(
            HeldLink(
                one.id,
                one.second,
                Link(one.first),
                one.text,
                TakenBack(one.at, one.by or "", one.because) if one.at else None,
            )
            for one in held["link"]
        ),
        parties=_third_parties(held, stands_as, no_carers, today),
        all_lines=tuple(_line(one, stands_as(int(one.third)), numbers) for one in held["line"]),
        index_changes=tuple(one.at for one in held["changed"] if one.at),
        papers=tuple(one.at for one in held["changed"] if one.at and one.flag),
        index_begun_at=row.at,
        no_carers=no_carers,
        receipts=tuple(HeldReceipt(one.on, one.because, one.at, one.by or "") for one in held["receipt"]),
    )


def _standing(corrections: Iterable[Any]) -> Callable[[int], int]:
    """Tells, by id, which line of the index stands in place of one: the newest correction of it, or it."""
    later = {one.corrects: one.id for one in corrections}

    def stands_as(entry: int) -> int:
        while entry in later:
            entry = later[entry]
        return entry

    return stands_as


def _third_parties(
    held: dict[str, list[Any]],
    stands_as: Callable[[int], int],
    no_carers: Container[int],
    today: date | None,
) -> tuple[HeldParty, ...]:
    """The third parties by number, each with the entries that stand and mention them.

    A mention that was a mistake and was corrected is left out; whom the index never named, and somebody
    listed by hand, is still meant.
    """
    entries: dict[int, set[int]] = defaultdict(set)
    for one in held["entry"]:
        entries[one.record].add(one.number)
    mentions: dict[int, set[Whom]] = defaultdict(set)
    for one in held["mention"]:
        mentions[one.number].add(whom(one.first, one.record, one.name, one.text))
    events: dict[int, list[HeldEvent]] = defaultdict(list)
    for one in held["event"]:
        events[one.record].append(_event(one))

    def as_they_stand(party: HeldParty) -> HeldParty:
        kept = (
            now
            for entry in party.entries
            if (now := stands_as(entry)) == entry
            or party.whom in mentions[now]
            or party.whom not in mentions[entry]
        )
        return replace(party, entries=frozenset(kept))

    return tuple(
        as_they_stand(
            HeldParty(
                id=one.id,
                number=one.number,
                kind=PartyKind(one.first),
                name=one.name,
                code=one.second,
                agency=one.text,
                record=one.record,
                is_no_carer=one.first == PartyKind.FAMILY and one.record in no_carers,
                listed_at=one.at,
                entries=frozenset(entries[one.id]),
                events=by_then(events[one.id], today),
            )
        )
        for one in sorted(held["party"], key=lambda one: one.number)
    )


def _event(row: Any) -> HeldEvent:
    return HeldEvent(
        id=row.id,
        event=Event(row.first),
        on=row.on,
        reply_by=row.until,
        why_not=WhyNotWritten(row.name) if row.name else None,
        decision=Decision(row.second) if row.second else None,
        ground=third_parties.Ground(row.third) if row.third else None,
        said=row.text,
        reason=row.more,
        corrects_id=row.corrects,
        is_struck=row.flag,
        because=row.because,
        at=row.at,
        recorded_by=row.by or "",
    )


def _ended_step(row: Any) -> StepDone:
    return StepDone(
        Step(row.first),
        row.until,
        row.second,
        row.account,
        row.at,
        given_on=row.by_day,
        is_decided_with=bool(row.flag),
    )


def _step(row: Any, today: date | None, *, sees_advice: bool) -> HeldStep:
    is_past = row.until is not None and row.until < (today or london_today())
    return HeldStep(
        id=row.id,
        step=Step(row.first),
        on=row.on,
        reason=row.text,
        answer=row.second,
        said=row.more,
        advice=row.extra if sees_advice else "",
        pages=row.number,
        signed_by_id=row.account,
        signed_by=row.name or "",
        at=row.at,
        corrects_id=row.corrects,
        is_struck=row.flag,
        because=row.because,
        recorded_by=row.by or "",
        late_because=row.third,
        left_on=row.until if is_past else None,
        is_committees=bool(row.other_flag),
        given_on=row.by_day,
    )


def _check(row: Any) -> HeldRequester:
    until = date.min if row.number else row.until  # put right meanwhile: the carer did not hold it at all
    is_acting = row.first == Relationship.ACTING and row.record is not None
    was_over = until is not None and row.at is not None and until < london_day(row.at)
    asks_with_it = row.first == Relationship.RESPONSIBLE or (is_acting and not was_over)
    return HeldRequester(
        id=row.id,
        carer_id=row.record,
        relationship=Relationship(row.first),
        subject=Subject(row.second),
        acts_for=row.name,
        evidence=row.text,
        evidence_seen_on=row.on,
        authority=row.more,
        has_court_order=row.flag,
        is_in_dispute=row.other_flag,
        note=row.extra,
        because=row.because,
        at=row.at,
        recorded_by=row.by or "",
        responsible_until_on=until if asks_with_it else None,
        carer=row.third or "",
        is_for_one_without=is_acting and was_over,
        wanted_by=row.by_day,
    )


def _line(row: Any, entry_id: int, numbers: dict[int, int]) -> HeldLine:
    return HeldLine(
        id=row.id,
        entry_id=entry_id,
        entry=numbers.get(entry_id, row.number),
        party_id=row.record,
        pages=row.more,
        extent=redaction.Extent(row.first),
        ground=redaction.Ground(row.second),
        reason=row.text,
        corrects_id=row.corrects,
        is_struck=row.flag,
        because=row.because,
        at=row.at,
        by_id=row.by_account,
        by=row.by or "",
        agreed_by_id=row.account,
        agreed_by=row.name or "",
        agreed_on=row.until,
    )
