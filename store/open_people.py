"""The people of the agenda: who is here or soon, what was signed off, who supervises, whose account is open
(PR-6, OR-2)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import ScalarSelect

from models import (
    AccessStep,
    Account,
    InductionReading,
    InductionRecord,
    RoleChange,
    SafeguardingTraining,
    StaffMember,
    Supervision,
)
from rules import agenda, figures, induction
from rules.access import CLOSING, Step
from store import sight
from store.asked_day import BOOKED_UNTIL, SINCE, TODAY, booked_until, given
from store.house import House
from store.last_day import signs_in
from store.mistakes import counts
from store.steps import stands
from store.tables import table

SIGNED_OFF, READ, TRAINED, IN_NEW_ROLE = "signed off", "read", "trained", "in a new role"


class OpenPeople(NamedTuple):
    """What the agenda takes of the people: who is here or about to start, the accounts that are open, and
    who left in the last twelve months."""

    here: Sequence[agenda.Person] = ()
    accounts: Sequence[agenda.OpenAccount] = ()
    left: Sequence[agenda.Person] = ()
    beside_the_register: date | None = None  # the last day of a manager's account that is nobody's in it


def _is_here(person: Table) -> ColumnElement[bool]:
    """The condition that a colleague is here, or starts soon, on the day given."""
    return and_(
        or_(person.c.left_on.is_(None), person.c.left_on >= TODAY),
        person.c.started_on <= BOOKED_UNTIL,
    )


def people(
    connection: Connection, house: House, today: date, *, staff_id: int | None = None
) -> Sequence[agenda.Person]:
    """Everyone who is here or about to start, or one of them, with what was signed off; one query."""
    return read(connection, house, today, staff_id=staff_id).here


def _stood_in_until() -> ScalarSelect[date]:
    """The day on which the last request with a stand-in was closed; none while one is open.

    Also where a naming was corrected since: the account was given all the same.
    """
    named, closed, any_open = (table(AccessStep).alias() for _ in range(3))
    is_closed = and_(closed.c.step.in_(CLOSING), closed.c.on <= TODAY, stands(closed))
    one_is_open = and_(
        any_open.c.step == Step.STAND_IN_NAMED,
        ~exists().where(closed.c.request_id == any_open.c.request_id, is_closed),
    )
    return (
        select(func.max(closed.c.on))
        .join(named, and_(named.c.request_id == closed.c.request_id, named.c.step == Step.STAND_IN_NAMED))
        .where(is_closed, ~exists().where(one_is_open))
        .scalar_subquery()
    )


def _manages_beside() -> ScalarSelect[date]:
    """The last day of a manager's account that is nobody's in the register, `date.max` where it goes on: of
    whoever set up, or used the recovery code in a manager's place."""
    held = table(Account).alias().c
    is_one = held.role == induction.Role.MANAGER, held.staff_id.is_(None), signs_in(held, TODAY)
    return select(func.max(func.coalesce(held.until_on, date.max))).where(*is_one).scalar_subquery()


@lru_cache(maxsize=32)
def _of_the_people(staff_id: int | None) -> Select[Any]:
    staff, account = table(StaffMember), table(Account)
    signed_off, read, trained = table(InductionRecord), table(InductionReading), table(SafeguardingTraining)
    changed = table(RoleChange)
    done = union_all(
        select(
            literal(SIGNED_OFF).label("kind"),
            signed_off.c.id.label("number"),
            signed_off.c.staff_id,
            signed_off.c.topic_id,
            signed_off.c.on,
            signed_off.c.is_needed,
            literal("").label("role_before"),
        ).where(counts(InductionRecord, signed_off)),
        select(
            literal(READ), read.c.id, read.c.staff_id, read.c.topic_id, read.c.on, literal(True), literal("")
        ),
        select(
            literal(TRAINED),
            trained.c.id,
            trained.c.staff_id,
            null(),
            trained.c.on,
            literal(True),
            literal(""),
        ).where(counts(SafeguardingTraining, trained)),
        select(
            literal(IN_NEW_ROLE),
            changed.c.id,
            changed.c.staff_id,
            null(),
            changed.c.from_on,
            literal(True),
            cast(changed.c.role_before, String),
        ),
    ).subquery()
    supervised, later, supervisor = table(Supervision), table(Supervision).alias(), table(StaffMember).alias()
    is_newest = supervised.c.id == (
        select(func.max(later.c.id))
        # Of who is to come the one who is named already, whenever that begins.
        .where(
            later.c.staff_id == staff.c.id,
            or_(later.c.from_on <= TODAY, later.c.from_on <= staff.c.started_on),
        )
        .correlate(staff)
        .scalar_subquery()
    )
    left_lately = and_(staff.c.left_on < TODAY, staff.c.left_on >= SINCE)
    # Who has left, or is to come later than the agenda looks ahead, and can sign in.
    is_away_with_account = and_(
        or_(staff.c.left_on < TODAY, staff.c.started_on > BOOKED_UNTIL), account.c.id.is_not(None)
    )
    return (
        select(
            staff.c.id,
            staff.c.code,
            staff.c.name,
            staff.c.role,
            staff.c.started_on,
            staff.c.first_day_on,
            staff.c.left_on,
            account.c.id.label("account"),
            account.c.role.label("account_role"),
            account.c.until_on.label("account_until_on"),
            account.c.early_because.label("account_early_because"),
            done.c.kind,
            done.c.topic_id,
            done.c.on,
            done.c.is_needed,
            done.c.role_before,
            supervisor.c.id.label("supervisor"),
            supervisor.c.role.label("supervisor_role"),
            supervisor.c.started_on.label("supervisor_started_on"),
            supervisor.c.left_on.label("supervisor_left_on"),
            case((sight.is_a_stand_ins(account, staff), _stood_in_until())).label("stood_in_until"),
            _manages_beside().label("manages_beside"),
        )
        .outerjoin(account, and_(account.c.staff_id == staff.c.id, signs_in(account.c, TODAY)))
        .outerjoin(supervised, is_newest)
        .outerjoin(supervisor, supervisor.c.id == supervised.c.supervisor_id)
        # A role that began since says which was the one on the day given.
        .outerjoin(
            done,
            and_(done.c.staff_id == staff.c.id, or_(done.c.on <= TODAY, done.c.kind == IN_NEW_ROLE)),
        )
        .where(
            or_(_is_here(staff), is_away_with_account, left_lately),
            literal(True) if staff_id is None else staff.c.id == staff_id,
        )
        .order_by(staff.c.code, account.c.id, done.c.number)
    )


def read(connection: Connection, house: House, today: date, *, staff_id: int | None = None) -> OpenPeople:
    """Everyone who is here or about to start, the accounts that are open, and who left lately; one query.

    What was signed off, read and trained in comes as one list beside the people: three joins would multiply.
    """
    since = figures.since(today)
    rows = connection.execute(_of_the_people(staff_id), given(today, since=since)).all()
    by_id: dict[int, Any] = {}
    accounts: dict[int, Any] = {}
    by_kind: dict[str, dict[int, dict[int, list[induction.SignOff]]]] = {
        kind: defaultdict(lambda: defaultdict(list)) for kind in (SIGNED_OFF, READ)
    }
    trained_on: dict[int, date] = {}
    roles_before: dict[int, list[induction.RoleBefore]] = defaultdict(list)
    for row in rows:
        first = by_id.setdefault(row.id, row)
        if row.account:
            accounts[row.account] = row
        if row.account != first.account:
            continue  # somebody with two accounts: what was done is read once
        if row.kind == TRAINED:
            trained_on[row.id] = max(row.on, trained_on.get(row.id, row.on))
        elif row.kind == IN_NEW_ROLE:
            before = induction.RoleBefore(induction.Role(row.role_before), row.on)
            roles_before[row.id].append(before)
        elif row.topic_id and (signed := house.signed(row.topic_id, row.on)):
            topic, version = signed
            by_kind[row.kind][row.id][topic].append(induction.SignOff(row.on, version, row.is_needed))
    facts = {
        row.id: induction.Person(
            row.role, row.started_on, row.first_day_on, row.left_on, tuple(roles_before[row.id])
        )
        for row in by_id.values()
    }
    here, left = [], []
    for row in by_id.values():
        person = agenda.Person(
            id=row.id,
            code=row.code,
            facts=facts[row.id],
            sign_offs=by_kind[SIGNED_OFF][row.id],
            name=row.name,
            readings=by_kind[READ][row.id],
            trained_on=trained_on.get(row.id),
            supervisor=_supervisor(row, facts),
        )
        if row.left_on and row.left_on < today:
            if row.left_on >= since:
                left.append(person)
        elif row.started_on <= booked_until(today):
            here.append(person)
    accounts_open = [
        agenda.OpenAccount(
            account,
            row.account_role,
            row.id,
            row.code,
            facts[row.id],
            row.name,
            row.stood_in_until,
            row.account_until_on,
            bool(row.account_early_because),
        )
        for account, row in accounts.items()
    ]
    return OpenPeople(here, accounts_open, left, rows[0].manages_beside if rows else None)


def _supervisor(row: Any, facts: Mapping[int, induction.Person]) -> induction.Person | None:
    """Who was named last to supervise somebody: as they are among the people, or as the row has them."""
    if row.supervisor is None:
        return None
    return facts.get(row.supervisor) or induction.Person(
        row.supervisor_role, row.supervisor_started_on, left_on=row.supervisor_left_on
    )
