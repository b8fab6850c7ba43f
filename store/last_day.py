"""The last day of an account, and of its person: from the day after nobody is signed in (OR-2, CP-8)."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select
from sqlalchemy.orm import Session

from models import Account, StaffMember
from rules import managers
from rules.induction import Role
from rules.need_to_know import is_over
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


def is_of_a_leaver(account: Any, on: Day) -> ColumnElement[bool]:
    """The condition that whoever has an account has left by the register, the last day of theirs being over.

    Of no manager's account while there is no other: the deputy writes the register too, and would leave the
    setting without one. The key stays in the keyring until the account is closed, as a leaving day may be
    wrong and is then taken out.
    """
    other = table(Account).alias()
    manages = other.c.role == Role.MANAGER, other.c.id != account.id, signs_in(other.c, on)
    another = select(other.c.id).where(*manages, ~_gone(other.c, on))
    return and_(_gone(account, on), or_(account.role != Role.MANAGER, another.exists()))


def _gone(account: Any, on: Day) -> ColumnElement[bool]:
    person = table(StaffMember).alias().c
    return select(person.id).where(person.id == account.staff_id, person.left_on < on).exists()


def has_left(session: Session, account: Account) -> bool:
    """The same of a row, today."""
    held = table(Account).c
    of_a_leaver = select(held.id).where(held.id == account.id, is_of_a_leaver(held, london_today()))
    return session.execute(of_a_leaver).first() is not None


def without_manager(connection: Connection, today: date) -> managers.Gap | None:
    """The first time without a manager who is here, as the weekly review has it (`rules.managers`)."""
    account, person = table(Account), table(StaffMember)
    asked = (
        select(person.c.started_on, person.c.left_on, account.c.until_on)
        .select_from(account)
        .outerjoin(person, person.c.id == account.c.staff_id)
        .where(account.c.role == Role.MANAGER, signs_in(account.c, today))
    )
    return managers.gap((managers.term(*row) for row in connection.execute(asked)), today=today)
