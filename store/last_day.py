"""The days of an account, and of its person: before the first and after the last nobody is signed in by it
(OR-2, PR-6, CP-8)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, or_, select
from sqlalchemy.orm import Session

from models import Account, StaffMember
from rules import managers
from rules.induction import Role
from rules.need_to_know import is_over, waits_for_the_start
from rules.words import long_date
from store.asked_day import Day
from store.tables import table
from store.today import london_today


def has_ended(account: Account) -> bool:
    """Whether an account is closed, or over today: the same of a row."""
    return account.closed_at is not None or is_over(account.until_on, on=london_today())


def signs_in(account: Any, on: Day | None = None) -> ColumnElement[bool]:
    """The condition that an account, given by its columns, is neither closed nor over on a day, or today."""
    day = london_today() if on is None else on
    return and_(account.closed_at.is_(None), or_(account.until_on.is_(None), account.until_on >= day))


HAS_LEFT = (
    "By the register your last day here is over, so this account signs you in no more. If that is wrong, ask "
    "the manager to put your last day right."
)
_WAITING = tuple(role for role in Role if waits_for_the_start(role))


def is_shut(account: Any, on: Day) -> ColumnElement[bool]:
    """The condition that an account signs nobody in because its person is not here by the register: the last
    day of theirs is over, or the first is still to come and nobody said that they may look before.

    Of no manager's account that somebody uses while there is no other manager who is here and has signed in:
    the deputy writes the register too, and would leave the setting without one. The key stays in the
    keyring until the account is closed, as a day of the register may be wrong and is then put right.
    """
    other = table(Account).alias()
    manages = other.c.role == Role.MANAGER, other.c.id != account.id, signs_in(other.c, on)
    another = select(other.c.id).where(*manages, is_here(other.c, on), has_way_in(other.c)).exists()
    is_no_manager = account.role != Role.MANAGER
    return or_(
        and_(_gone(account, on), or_(is_no_manager, another)),
        and_(_to_come(account, on), or_(is_no_manager, another, account.has_one_time_password)),
    )


def has_way_in(account: Any) -> ColumnElement[bool]:
    """The condition that the person of an account is known to get in: they have chosen a password, or have an
    address at the organisation's sign-in. A one-time password may be lost, or never have been handed over.
    """
    return or_(~account.has_one_time_password, account.email != "")


def is_here(account: Any, on: Day) -> ColumnElement[bool]:
    """The condition that the person of an account is here on a day, or may look before their first."""
    return ~or_(_gone(account, on), _to_come(account, on))


def _gone(account: Any, on: Day) -> ColumnElement[bool]:
    person = table(StaffMember).alias().c
    return select(person.id).where(person.id == account.staff_id, person.left_on < on).exists()


def _to_come(account: Any, on: Day) -> ColumnElement[bool]:
    person = table(StaffMember).alias().c
    starts_later = select(person.id).where(person.id == account.staff_id, person.started_on > on).exists()
    return and_(account.role.in_(_WAITING), account.early_because == "", starts_later)


def why_shut(look: Session | Connection, account_id: int | None) -> str:
    """Why an account signs its person in no more, or not yet, for them to read; nothing where it does."""
    account, person, today = table(Account), table(StaffMember), london_today()
    asked = (
        select(person.c.started_on)
        .select_from(account)
        .join(person, person.c.id == account.c.staff_id)
        .where(account.c.id == account_id, is_shut(account.c, today))
    )
    row = look.execute(asked).first()
    if row is None:
        return ""
    if row.started_on <= today:
        return HAS_LEFT
    return (
        f"By the register your first day here is {long_date(row.started_on)}, and this account signs you in "
        "from then on. If that day is wrong, or you need it before, ask the manager."
    )


def is_last_manager_in(connection: Connection, staff_id: int, today: date) -> bool:
    """Whether somebody is known to get in by a manager's account, and nobody else is by another."""
    account = table(Account).c
    gets_in = account.role == Role.MANAGER, signs_in(account, today), has_way_in(account)
    return {staff_id} == set(connection.scalars(select(account.staff_id).where(*gets_in)))


def without_manager(connection: Connection, today: date, closed: Collection[date]) -> managers.Gap | None:
    """The first time without a manager who is here, as the weekly review has it (`rules.managers`)."""
    account, person = table(Account), table(StaffMember)
    asked = (
        select(
            case((account.c.early_because == "", person.c.started_on)), person.c.left_on, account.c.until_on
        )
        .select_from(account)
        .outerjoin(person, person.c.id == account.c.staff_id)
        .where(account.c.role == Role.MANAGER, signs_in(account.c, today))
    )
    terms = [managers.term(*row) for row in connection.execute(asked)]
    return managers.gap(terms, today=today, closed=closed)
