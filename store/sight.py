"""Which children and requests a person has a professional need to know of (clauses CP-12, AR-6, OV-1).

Asked by reads and by writes alike. A key person sees the key children of today and loses sight when the
assignment ends or they leave; an override for a child's safety gives sight for a day, by two people, and is
listed. Of a child of whom they are a carer themselves they see what every family sees.
"""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    Date,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import Session

from models import (
    AccessRequest,
    AccessStep,
    Account,
    Breach,
    Carer,
    Child,
    ConflictOfInterest,
    KeyPersonAssignment,
    RoleChange,
    SafetyOverride,
    SharingDecision,
    StaffMember,
    now,
)
from rules.access import Step
from rules.access_path import NO_CONFLICT
from rules.induction import ON_THE_COMMITTEE, Role
from rules.need_to_know import (
    ALWAYS_ON_SCREEN,
    OF_THEIR_OWN_CHILD,
    OVERRIDE_LASTS,
    Act,
    Conflict,
    OwnChild,
    Reach,
    Thing,
    is_kept_from_carers,
    is_limited_to_own_children,
    may,
    override_problems,
    reach,
    require_child,
)
from rules.words import one_line, plain
from store import mistakes, one_person, remembered, signing_in, steps
from store.about import child_of
from store.cabinet import Cabinet, Who
from store.last_day import has_ended
from store.receipts import came_together
from store.refusal import Refused, refuse_if
from store.steps import has_ended as is_over
from store.steps import stands
from store.tables import plain_name, table
from store.today import london_today


@dataclass(frozen=True)
class AllButTheirs:
    """Every child but those of whom somebody with the name of this account is a carer.

    A condition in the statement that asks, and no list: of a hundred thousand carers of twenty years it is
    asked for the few children whose rows are wanted.
    """

    account_id: int


InSight = frozenset[int] | AllButTheirs | None  # the children that somebody may see; None is every child
_T = TypeVar("_T")
Watcher = tuple[Role, int] | None  # the role and the account of who looks; None is the product itself
# The day on which somebody looks, found when a statement is asked: one that is kept outlives a midnight.
_DAY: BindParameter[date] = bindparam("day_of_look", type_=Date, callable_=lambda: london_today())
_REQUEST: BindParameter[int] = bindparam("request_asked_about", type_=Integer)


@dataclass(frozen=True)
class GivenSight:
    """One override as it is listed: who was given sight of whom, why, by which two people, until when."""

    child_code: str
    account: str
    reason: str
    asked_by: str
    second: str
    from_at: datetime
    until_at: datetime


def of(look: Connection) -> Who | None:
    """Who this look is for, as `Cabinet.reading` and `writing` say; None for the product itself."""
    who: Who | None = look.get_execution_options().get("who")
    return who


def in_lists(look: Connection, name: str) -> str:
    """Where somebody of that name stands in a list: as an English reader looks for names.

    Nowhere on a shared screen, where the code alone decides: who knows the names of a group could tell from
    their order whose code is whose.
    """
    who = of(look)
    return "" if who is not None and _is_without_names(who) else plain(name)


def _is_without_names(who: Who) -> bool:
    return who.is_on_screen or who.is_presenting or who.role in ALWAYS_ON_SCREEN


def account_that_looks(look: Connection) -> int | None:
    """The account of who looks, as a statement that is kept may be told; None for the product itself."""
    who = of(look)
    return who.account_id if who else None


def sees(look: Connection, thing: Thing) -> bool:
    """Whether the person of this look may see any `thing` at all; the product itself may."""
    who = of(look)
    return who is None or may(who.role, Act.SEE, thing)


def watcher(look: Connection) -> Watcher:
    """Who looks, as a statement that is kept may be told."""
    who = of(look)
    return (who.role, who.account_id) if who else None


def is_on_the_committee(watcher: Watcher) -> bool:
    """Whether who looks sits on the committee, and so may be who somebody stands back for."""
    return watcher is not None and watcher[0] in ON_THE_COMMITTEE


@contextmanager
def of_everything(look: Connection) -> Iterator[None]:
    """For as long as it lasts, the look is the product's own, which sees every row.

    For counts that are the same whoever asks: what somebody may not open is counted all the same. No record
    may leave what is read so.
    """
    who = of(look)
    look.execution_options(who=None)
    try:
        yield
    finally:
        look.execution_options(who=who)


def children(look: Connection, thing: Thing, today: date | None = None) -> InSight:
    """The children whose `thing` the person of this look may see on `today`; None means every child's.

    No query for those who may see all, or all but their own; one for a key person.
    """
    who = of(look)
    if who is None:
        return None
    match reach(who.role, Act.SEE, thing):
        case Reach.ALL:
            is_kept = is_kept_from_carers(who.role, Act.SEE, thing)
            return AllButTheirs(who.account_id) if is_kept else None
        case Reach.OWN:
            return _of_own(look, who, today, thing)
    return frozenset()


def only_seen(look: Connection, column: ColumnElement[Any], thing: Thing, today: date) -> ColumnElement[bool]:
    """The condition that a child is in sight, as `children` and `only` have it, with no query of its own."""
    who = of(look)
    if who and reach(who.role, Act.SEE, thing) is Reach.OWN:
        return column.in_(_own_children(who, today, thing))
    return only(column, children(look, thing, today))


def read_once(look: Connection, mark: bytes | None, asked: Hashable, read: Callable[[], _T]) -> _T:
    """What `read` returns, or returned to the same person before if nothing was recorded since.

    `mark` and `asked` are as `remembered.once` has them. For a person who sees their own children alone it is
    read each time: sight that was given for a time ends without a record (CP-11).
    """
    if (who := of(look)) is None:
        return remembered.once(look, mark, asked, read)
    if is_limited_to_own_children(who.role):
        return read()
    return remembered.once(look, mark, (asked, watcher(look), _is_without_names(who)), read)


def only(column: ColumnElement[Any], in_sight: InSight) -> ColumnElement[bool]:
    """The condition that a child is in sight."""
    if isinstance(in_sight, AllButTheirs):
        return ~is_their_child(in_sight.account_id, column)
    return true() if in_sight is None else column.in_(in_sight)


def is_their_child(account_id: int, child_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a carer of a child has the name of this account, or of its person in the register.

    It is known by the name alone, as a chairperson's conflict is (see decision 95): nothing ties a carer to
    an account. A carer whose responsibility has ended is family all the same.
    """
    carer = table(Carer).alias()
    name = plain_name(carer.c.name)
    theirs = select(carer.c.id).where(
        carer.c.child_id == child_id,
        name != "",
        name.in_(_names_of(account_id)),
        mistakes.counts(Carer, carer),
    )
    return theirs.correlate_except(carer).exists()


@lru_cache(maxsize=64)
def _names_of(account_id: int) -> CompoundSelect[Any]:
    """What the person of an account is called, there and in the register, to compare."""
    account, own, person = table(Account).alias(), table(Account).alias(), table(StaffMember).alias()
    registered = select(plain_name(person.c.name)).join(own, own.c.staff_id == person.c.id)
    return union(
        select(plain_name(account.c.name)).where(account.c.id == account_id),
        registered.where(own.c.id == account_id),
    )


def own_child(look: Connection, child_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a row is of a child of whom the person of this look has the name of a carer, for `learn`; no,
    where nothing is kept from them."""
    who = of(look)
    if who is None or not is_kept_from_carers(who.role, Act.SEE, Thing.FILE_ENTRY):
        return literal(False)
    return is_their_child(who.account_id, child_id)


def learn(look: Connection, own: Mapping[int, bool]) -> None:
    """What a statement with `own_child` has read along, which is not asked again in this look."""
    who, known = of(look), look.get_execution_options().get("own_children")
    if known is not None and who and is_kept_from_carers(who.role, Act.SEE, Thing.FILE_ENTRY):
        known.update(own)


def is_own_child(look: Connection, child_id: int) -> bool:
    """Whether the person of this look has the name of a carer of this child; one query, or none where this
    look has read it. In a write it is always asked."""
    if (who := of(look)) is None:
        return False
    known: dict[int, bool] = look.get_execution_options().get("own_children", {})
    if child_id not in known:
        asked = select(is_their_child(who.account_id, literal(child_id)))
        known[child_id] = bool(look.scalar(asked))
    return known[child_id]


def is_kept_from(look: Connection, act: Act, thing: Thing, child_id: int) -> bool:
    """Whether the person of this look may not do `act` on a `thing` of this child as one of the carers; one
    query, and none for whom it is not kept from anybody."""
    who = of(look)
    return who is not None and is_kept_from_carers(who.role, act, thing) and is_own_child(look, child_id)


def is_hidden(look: Connection, request_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a request is out of the sight of the person of this look."""
    return hidden_from(account_that_looks(look), request_id)


@lru_cache(maxsize=100)  # put together anew for each page of a request it took a tenth of it
def hidden_from(account_id: int | None, request_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a request is out of an account's sight; never, of no account.

    They have a conflict of interest in it, or stand in for the chairperson in another one alone (AR-6), or
    help the manager and it is of their own family (PR-3).
    """
    if account_id is None:
        return false()
    return or_(
        stands_back_from(account_id, request_id),
        _stands_in_elsewhere(account_id, request_id),
        _is_of_who_helps(account_id, request_id),
    )


def _is_of_who_helps(account_id: int, request_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That a request is of the family of a deputy, whose account this is: they made it, or are a carer."""
    account, request = table(Account).alias(), table(AccessRequest).alias()
    kept_from = [role for role in Role if is_kept_from_carers(role, Act.SEE, Thing.ACCESS_REQUEST)]
    helps = select(account.c.id).where(account.c.id == account_id, account.c.role.in_(kept_from))
    asker = plain_name(request.c.requester)
    of_it = select(request.c.id).where(
        request.c.id == request_id,
        or_(
            and_(asker != "", asker.in_(_names_of(account_id))),
            is_their_child(account_id, request.c.child_id),
        ),
    )
    return and_(helps.exists(), _of_it(of_it, request_id).exists())


def stood_back_from(look: Connection, account_id: int | None) -> int:
    """How many open requests are out of somebody's sight because they stood back (AR-6); one query."""
    return 0 if account_id is None else int(look.scalar(_kept_from(account_id)) or 0)


@lru_cache(maxsize=64)
def _kept_from(account_id: int) -> Select[Any]:
    request = table(AccessRequest)
    kept = ~is_over(request), stands_back_from(account_id, request.c.id)
    return select(func.count()).select_from(request).where(*kept)


def who_stood_back(look: Connection, request_id: int) -> list[str]:
    """The names of the accounts under which somebody stands back from a request."""
    conflict, account = table(ConflictOfInterest).c, table(Account).c
    declared = select(account.id, account.name).join(
        table(ConflictOfInterest), conflict.account_id == account.id
    )
    return [
        name
        for account_id, name in look.execute(declared.where(conflict.request_id == request_id).distinct())
        if look.scalar(select(stands_back_from(account_id, literal(request_id))))
    ]


def is_a_stand_ins(account: FromClause, person: FromClause) -> ColumnElement[bool]:
    """The condition that an account has the role of chairperson and its person has another one (AR-6)."""
    return and_(account.c.role == Role.CHAIRPERSON, person.c.role != Role.CHAIRPERSON)


def _stands_in_elsewhere(account_id: int, request_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That this is a stand-in's account, and the committee named nobody to stand in for this request, or
    somebody else in full; or the request is of their own family, for which it named somebody else.

    Where the register has no chairperson who is here, whoever has such an account is one who was never
    entered as such.
    """
    account, person, chair = table(Account).alias(), table(StaffMember).alias(), table(StaffMember).alias()
    there_is_one = select(chair.c.id).where(
        chair.c.role == Role.CHAIRPERSON,
        chair.c.started_on <= _DAY,
        or_(chair.c.left_on.is_(None), chair.c.left_on >= _DAY),
    )
    theirs = (
        select(account.c.id)
        .join(person, person.c.id == account.c.staff_id)
        .where(account.c.id == account_id, is_a_stand_ins(account, person), there_is_one.exists())
    )
    named = _of_it(_naming(request_id), request_id).exists()
    of_family = _of_it(_of_their_family(account_id, request_id), request_id).exists()
    return and_(theirs.exists(), or_(~named, of_family, _is_for_another(account_id, request_id)))


def _is_for_another(account_id: int, request_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That the committee named a member in full for this request, and not the person of this account.

    Who is not named in full, such as the treasurer, may be whoever has the account (see decision 212).
    """
    account, person, named = table(Account).alias(), table(StaffMember).alias(), table(AccessStep).alias()
    in_full = named.join(person, names(named.c.said, person.c.name))
    of_it = and_(named.c.request_id == request_id, named.c.step == Step.STAND_IN_NAMED, stands(named))
    any_member = select(named.c.id).select_from(in_full).where(of_it, person.c.role == Role.COMMITTEE)
    this_one = (
        select(named.c.id)
        .select_from(in_full.join(account, account.c.staff_id == person.c.id))
        .where(of_it, account.c.id == account_id)
    )
    return and_(_of_it(any_member, request_id).exists(), ~_of_it(this_one, request_id).exists())


def gave_up_the_chair(person: FromClause, on: ColumnElement[date]) -> ColumnElement[Any]:
    """The day from which somebody who was the chairperson on a day had another role, or nothing."""
    changed = table(RoleChange).alias()
    given_up = select(func.min(changed.c.from_on)).where(
        changed.c.staff_id == person.c.id,
        changed.c.from_on > on,
        changed.c.role_before == Role.CHAIRPERSON,
    )
    return given_up.correlate(person, *_around(on)).scalar_subquery()


def was_chairperson(person: FromClause, on: ColumnElement[date]) -> ColumnElement[bool]:
    """The condition that somebody of the register was the chairperson on a day."""
    changed = table(RoleChange).alias()
    took_it_up = select(changed.c.id).where(
        changed.c.staff_id == person.c.id, changed.c.from_on > on, changed.c.role_before != Role.CHAIRPERSON
    )
    has_it = and_(person.c.role == Role.CHAIRPERSON, ~took_it_up.correlate(person, *_around(on)).exists())
    return and_(
        person.c.started_on <= on,
        or_(person.c.left_on.is_(None), person.c.left_on >= on),
        or_(has_it, gave_up_the_chair(person, on).is_not(None)),
    )


def _around(column: ColumnElement[Any]) -> list[FromClause]:
    """The table of the statement around of which this is a column; none of what is given by itself."""
    around = getattr(column, "table", None)
    return [] if around is None else [around]


def names(said: ColumnElement[str], name: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a name of two words or more stands whole in what was typed."""
    told, whole = (literal(" ") + plain_name(held) + " " for held in (said, name))
    return and_(plain_name(name).contains(" "), told.contains(whole))


def _of_their_family(account_id: int, request_id: ColumnElement[Any]) -> Select[Any]:
    """The person of an account, where they made this request or have the name of a carer of its child."""
    account, person, request = (
        table(Account).alias(),
        table(StaffMember).alias(),
        table(AccessRequest).alias(),
    )
    carer, name = table(Carer).alias(), plain_name(person.c.name)
    a_carer = select(carer.c.id).where(
        carer.c.child_id == request.c.child_id,
        plain_name(carer.c.name) == name,
        mistakes.counts(Carer, carer),
    )
    return (
        select(person.c.id)
        .join(account, account.c.staff_id == person.c.id)
        .join(request, request.c.id == request_id)
        .where(
            account.c.id == account_id,
            name != "",
            or_(plain_name(request.c.requester) == name, a_carer.exists()),
        )
    )


def _naming(request_id: ColumnElement[Any]) -> Select[Any]:
    """The steps by which somebody was named to stand in for the chairperson in a request."""
    named = table(AccessStep).alias()
    return select(named.c.id).where(
        named.c.request_id == request_id, named.c.step == Step.STAND_IN_NAMED, stands(named)
    )


def stands_back_from(account_id: int, request_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That a conflict of interest was declared under the account and not taken back, or is what the
    chairperson answered and the manager recorded."""
    conflict = table(ConflictOfInterest)
    declared = select(conflict.c.id).where(
        conflict.c.request_id == request_id,
        conflict.c.account_id.in_(_of_the_person(account_id)),
        ~_was_taken_back(account_id, request_id),
    )
    return or_(declared.exists(), _was_answered(account_id, request_id))


def _of_the_person(account_id: int) -> Select[Any]:
    """The accounts of whoever has this one, closed ones too: who stands back does so under the next as well.

    They are the same in the register, or of the same name where one is nobody's there (see decision 174).
    """
    own, other = table(Account).alias(), table(Account).alias()
    of_one_name = and_(
        or_(own.c.staff_id.is_(None), other.c.staff_id.is_(None)),
        plain_name(own.c.name) == plain_name(other.c.name),
    )
    is_one = or_(own.c.id == other.c.id, own.c.staff_id == other.c.staff_id, of_one_name)
    return select(other.c.id).select_from(other.join(own, is_one)).where(own.c.id == account_id)


def _was_taken_back(account_id: int, request_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That the answer which went into the path when this chairperson stood back has been corrected since.

    Corrected to another conflict it goes on. Of a deputy's no answer went into the path.
    """
    own, left, account = table(AccessStep).alias(), table(AccessStep).alias(), table(Account).alias()
    declared = (
        select(own.c.id)
        .join(account, account.c.id == own.c.signed_by_id)
        .where(
            _is_conflict(own, request_id),
            account.c.id.in_(_of_the_person(account_id)),
            account.c.role == Role.CHAIRPERSON,
        )
    )
    # A correction is signed by whoever made it.
    goes_on = select(left.c.id).where(
        _is_conflict(left, request_id),
        stands(left),
        or_(left.c.signed_by_id.in_(_of_the_person(account_id)), left.c.corrects_id.is_not(None)),
    )
    return and_(_of_it(declared, request_id).exists(), ~_of_it(goes_on, request_id).exists())


def _is_conflict(step: FromClause, request_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That a step of the request is the chairperson's answer, and a conflict of interest."""
    return and_(
        step.c.request_id == request_id, step.c.step == Step.CONFLICT_ASKED, step.c.answer != NO_CONFLICT
    )


def _of_it(asked: Select[Any], request_id: ColumnElement[Any]) -> Select[Any]:
    """`asked` about the request of the statement around it, however far out that is named.

    By itself a statement is tied to the next one around it alone, and would ask about any request.
    """
    around = _around(request_id)
    return asked.correlate(*around) if around else asked


def _was_answered(account_id: int, request_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That a conflict was recorded as the chairperson's answer, and this is the chairperson's account.

    A stand-in signs under an account of the same role: who is no chairperson in the register is not meant,
    nor, once a stand-in is named, an account without a person. What a stand-in answers is their own conflict:
    a chairperson who was away has none by it. Asked again before anybody stood in, the last answer counts, as
    it does on the path.
    """
    step, account, person = table(AccessStep).alias(), table(Account).alias(), table(StaffMember).alias()
    signs, member = table(Account).alias(), table(StaffMember).alias()
    of_a_member = (
        select(member.c.id)
        .join(signs, signs.c.staff_id == member.c.id)
        .where(signs.c.id == step.c.signed_by_id, member.c.role == Role.COMMITTEE)
    )
    named = _of_it(_naming(request_id), request_id).exists()
    before = table(StaffMember).alias()
    # What the one before answered is no conflict of theirs.
    is_anothers = and_(
        ~was_chairperson(person, step.c.on),
        select(before.c.id).where(was_chairperson(before, step.c.on)).correlate(step).exists(),
    )
    holds_the_office = or_(
        and_(person.c.role == Role.CHAIRPERSON, ~is_anothers),
        and_(account.c.staff_id.is_(None), ~named),
    )
    again = table(AccessStep).alias()
    is_later = or_(again.c.on > step.c.on, and_(again.c.on == step.c.on, again.c.id > step.c.id))
    lifted = select(again.c.id).where(
        again.c.request_id == step.c.request_id,
        again.c.step == Step.CONFLICT_ASKED,
        again.c.answer == NO_CONFLICT,
        is_later,
        stands(again),
    )
    of_whom = step.join(account, account.c.id == account_id)
    return (
        select(step.c.id)
        .select_from(of_whom.outerjoin(person, person.c.id == account.c.staff_id))
        .where(
            _is_conflict(step, request_id),
            stands(step),
            account.c.role == Role.CHAIRPERSON,
            holds_the_office,
            ~of_a_member.correlate(step).exists(),
            or_(named, ~lifted.correlate(step).exists()),
        )
        .exists()
    )


def after_requests(
    watcher: Watcher,
    thing: Thing,
    held: Table,
    stands_back: ColumnElement[bool],
    child_id: ColumnElement[int],
) -> ColumnElement[bool]:
    """The condition that a row of `held`, what follows access requests, may be seen by `watcher`.

    A chairperson does not see what belongs to a request that is out of their sight, nor what they stand back
    from itself, which `stands_back` says, such as a complaint about them. `child_id` is whom it is about: a
    deputy does not see what is about their own child.
    """
    if watcher is None:
        return true()
    role, account_id = watcher
    if not may(role, Act.SEE, thing):
        return false()
    if role not in ON_THE_COMMITTEE:
        is_kept = is_kept_from_carers(role, Act.SEE, thing)
        return only(child_id, AllButTheirs(account_id) if is_kept else None)
    return and_(~hidden_from(account_id, held.c.request_id), ~stands_back)


def is_out_of(look: Connection, request_id: int) -> bool:
    """Whether this request is out of the sight of the person of this look."""
    return bool(look.scalar(select(is_hidden(look, _REQUEST)), {_REQUEST.key: request_id}))


def decisions(look: Connection, held: Table) -> ColumnElement[bool]:
    """The condition that a sharing decision is in sight: a key person sees what they raised themselves."""
    return decisions_among(held, children(look, Thing.SHARING_DECISION), account_that_looks(look))


def decisions_among(held: Table, in_sight: InSight, account_id: int | None) -> ColumnElement[bool]:
    """The same condition for an account, where the children in sight are known already."""
    if in_sight is None or account_id is None:
        return true()
    is_seen = only(child_of(SharingDecision, held), in_sight)
    if isinstance(in_sight, AllButTheirs):
        return is_seen
    return and_(is_seen, held.c.recorded_by_id == account_id)


def decision(session: Session, decision_id: int) -> SharingDecision | None:
    """A sharing decision for a write, where the person who writes may see it and it was not a mistake."""
    held, look = table(SharingDecision), session.connection()
    stands = mistakes.counts(SharingDecision, held)
    asked = select(held.c.id).where(held.c.id == decision_id, stands, decisions(look, held))
    seen = look.execute(asked).first()
    return session.get(SharingDecision, decision_id) if seen else None


def breaches(look: Connection, held: Table) -> ColumnElement[bool]:
    """The condition that a breach is in sight; one that names no child is of whoever sees the log."""
    return breaches_among(held, children(look, Thing.BREACH))


def breaches_among(held: Table, in_sight: InSight) -> ColumnElement[bool]:
    """The same condition, where the children in sight are known already."""
    return only(child_of(Breach, held), in_sight)


def decisions_of(look: Connection, held: Table, child_id: int) -> ColumnElement[bool]:
    """The same condition for the decisions about one child, whose file is in sight: without a query."""
    who = of(look)
    if who is None:
        return true()
    match reach(who.role, Act.SEE, Thing.SHARING_DECISION):
        case Reach.ALL:
            return true()
        case Reach.OWN:
            return decisions_among(held, frozenset({child_id}), who.account_id)
    return false()


def require(look: Connection, act: Act, thing: Thing, child: int | None, today: date | None = None) -> None:
    """Nothing where the person of this look may do `act` on this child's `thing`; raises `NotAllowed`."""
    who = of(look)
    if who is not None:
        own = reach(who.role, act, thing) is Reach.OWN
        # The register's line: why it is not theirs is said of a child whom they would see otherwise.
        in_sight = _of_own(look, who, today, Thing.CHILD) if own else None
        require_child(who.role, act, thing, child, in_sight)
        if child is not None and is_kept_from(look, act, thing, child):
            raise OwnChild(OF_THEIR_OWN_CHILD)


def _of_own(look: Connection, who: Who, today: date | None, thing: Thing) -> frozenset[int]:
    return frozenset(look.execute(_own_children(who, today or london_today(), thing)).scalars())


def _own_children(who: Who, today: date, thing: Thing) -> CompoundSelect[Any]:
    assigned, account, person = table(KeyPersonAssignment), table(Account), table(StaffMember)
    key_children = (
        select(assigned.c.child_id)
        .join(account, account.c.staff_id == assigned.c.staff_id)
        .join(person, person.c.id == assigned.c.staff_id)
        .join(table(Child), table(Child).c.id == assigned.c.child_id)
        .where(
            account.c.id == who.account_id,
            # Whoever has left, or is to come back, sees nothing, whatever their account (OR-2).
            or_(person.c.left_on.is_(None), person.c.left_on >= today),
            person.c.started_on <= today,
            mistakes.counts(Child, table(Child)),
            # Nor anybody of a child who has left, also where nobody ended the assignment (CP-12).
            or_(table(Child).c.left_on.is_(None), table(Child).c.left_on >= today),
            assigned.c.from_on <= today,
            or_(assigned.c.until_on.is_(None), assigned.c.until_on >= today),
        )
    )
    for_safety = _for_safety(who, today).with_only_columns(table(SafetyOverride).c.child_id)
    if is_kept_from_carers(who.role, Act.SEE, thing):
        theirs = partial(is_their_child, who.account_id)
        key_children = key_children.where(~theirs(assigned.c.child_id))
        for_safety = for_safety.where(~theirs(table(SafetyOverride).c.child_id))
    return union(key_children, for_safety)


def _for_safety(who: Who, today: date) -> Select[Any]:
    """The overrides by which `who` sees a child's record at this moment."""
    override, account, person, at = table(SafetyOverride), table(Account), table(StaffMember), now()
    return (
        select(override)
        .join(account, account.c.id == override.c.account_id)
        .outerjoin(person, person.c.id == account.c.staff_id)
        .where(
            override.c.account_id == who.account_id,
            override.c.from_at <= at,
            override.c.until_at > at,
            # Nor by an override, once they have left.
            or_(person.c.left_on.is_(None), person.c.left_on >= today),
        )
    )


def given_now(look: Connection, today: date) -> list[tuple[str, datetime]]:
    """The codes of the children whose record an override lets the person of this look see, each with the
    moment (UTC) at which that ends, the next to end first; one query."""
    who, override, child = of(look), table(SafetyOverride), table(Child)
    if who is None:
        return []
    asked = _for_safety(who, today).with_only_columns(child.c.code, override.c.until_at)
    asked = asked.join(child, child.c.id == override.c.child_id).order_by(override.c.until_at)
    return [(row.code, row.until_at) for row in look.execute(asked)]


def declare_conflict(
    cabinet: Cabinet,
    who: Who,
    *,
    request_id: int,
    conflict: Conflict | None,
    also: Collection[int] = (),
    token: str | None = None,
) -> None:
    """Records that `who` stands back from a request: it is out of their sight from then on (AR-6).

    `also` are open requests that came with it, as about a brother or sister: they stand back from all or
    none. Where it is the chairperson, the path of each asks for a stand-in from then on. Raises `Refused` by
    field, also where the request is out of their sight already.
    """
    with cabinet.writing(who, Thing.CONFLICT, token=token) as session:
        if conflict is None:
            raise Refused({"conflict": "Choose why you stand back."})
        if session.get(AccessRequest, request_id) is None:
            raise Refused({"request": "Choose the request from the list."})
        if is_out_of(session.connection(), request_id):
            raise Refused({"request": "This request is out of your sight already."})
        look = session.connection()
        if not set(also).issubset(look.scalars(came_with(look, request_id))):
            raise Refused({"also": "Choose open requests that came from the same person on the same day."})
        for one in dict.fromkeys((request_id, *also)):
            _stand_back(session, who, one, conflict)


# Kept, since what hides a request is kept by the column that it is asked of.
_ASKED, _CAME_WITH = table(AccessRequest).alias("asked"), table(AccessRequest).alias("came_with")


def came_with(look: Connection, request_id: int) -> Select[tuple[int]]:
    """The rows of the other open requests of the same person and day, as from one letter about brothers and
    sisters, that are in the sight of the person of this look."""
    asked, other = _ASKED, _CAME_WITH
    return (
        select(other.c.id)
        .select_from(other.join(asked, came_together(asked, other)))
        .where(asked.c.id == request_id, ~steps.has_ended(other), ~is_hidden(look, other.c.id))
    )


def _stand_back(session: Session, who: Who, request_id: int, conflict: Conflict) -> None:
    held = table(ConflictOfInterest).c
    before = select(held.id).where(held.request_id == request_id, held.account_id == who.account_id)
    # Where it was taken back the row stays, and the answer below is the new one.
    if session.execute(before).first() is None:
        session.add(
            ConflictOfInterest(
                request_id=request_id,
                account_id=who.account_id,
                conflict=conflict,
                recorded_by_id=who.account_id,
            )
        )
    if who.role is Role.CHAIRPERSON:
        session.add(
            AccessStep(
                request_id=request_id,
                step=Step.CONFLICT_ASKED,
                on=london_today(),
                answer=conflict,
                signed_by_id=who.account_id,
                recorded_by_id=who.account_id,
            )
        )


def give_sight(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    account_id: int | None,
    reason: str,
    second_id: int | None,
    confirmation: str,
    token: str | None = None,
) -> None:
    """Gives an account sight of one child's record for a day, for the child's safety (OV-1).

    The second person confirms with their own password. Raises `Refused` by field.
    """
    second, confirmed = signing_in.second_person(cabinet, who, second_id, confirmation, given_to=account_id)
    with cabinet.writing(who, Thing.OVERRIDE, token=token) as session:
        child = mistakes.standing(session, Child, child_id)
        account = session.get(Account, account_id) if account_id else None
        refuse_if(
            override_problems(
                child=child,
                account=account and account.id,
                is_own_child=bool(child and account and _is_carer(session, account, child)),
                reason=reason,
                asked_by=who.account_id,
                second=second and second.account_id,
                second_confirmed=confirmed,
            )
        )
        if child is None or account is None or second is None:
            raise Refused({})
        if reach(account.role, Act.SEE, Thing.CHILD) is not Reach.OWN:
            raise Refused({"account": "Access can only be given to a key person or a member of staff."})
        if has_ended(account) or not one_person.is_here(
            session.connection(), account_id or 0, london_today()
        ):
            raise Refused({"account": "This person has left, or is not here yet. Choose somebody who is."})
        at = now()
        session.add(
            SafetyOverride(
                child_id=child.id or 0,
                account_id=account.id or 0,
                reason=one_line(reason),
                second_id=second.account_id,
                from_at=at,
                until_at=at + OVERRIDE_LASTS,
                recorded_by_id=who.account_id,
            )
        )


def _is_carer(session: Session, account: Account, child: Child) -> bool:
    theirs = is_their_child(account.id or 0, literal(child.id))
    return bool(session.scalar(select(theirs)))


def given(connection: Connection) -> list[GivenSight]:
    """Every override ever given, newest first: listed, never hidden; one query."""
    held, child = table(SafetyOverride), table(Child)
    account, asked, second = table(Account), table(Account).alias(), table(Account).alias()
    rows = connection.execute(
        select(
            child.c.code,
            account.c.name,
            held.c.reason,
            asked.c.name,
            second.c.name,
            held.c.from_at,
            held.c.until_at,
        )
        .join(child, child.c.id == held.c.child_id)
        .join(account, account.c.id == held.c.account_id)
        .join(asked, asked.c.id == held.c.recorded_by_id)
        .join(second, second.c.id == held.c.second_id)
        # Why it was given may say what is kept from the family.
        .where(only(held.c.child_id, children(connection, Thing.FILE_ENTRY)))
        .order_by(held.c.id.desc())
    )
    return [GivenSight(*tuple(row)) for row in rows]
