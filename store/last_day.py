"""The last day of an account, and of its person: from the day after nobody is signed in (OR-2, CP-8)."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from models import Account, StaffMember
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

    Of no manager's account: the deputy writes the register too, and ends none of those (see 119). The key
    stays in the keyring until the account is closed, as a leaving day may be wrong and is then taken out.
    """
    person = table(StaffMember).alias().c
    gone = select(person.id).where(person.id == account.staff_id, person.left_on < on)
    return and_(account.role != Role.MANAGER, gone.exists())


def has_left(session: Session, account: Account) -> bool:
    """The same of a row, today."""
    held = session.get(StaffMember, account.staff_id) if account.staff_id else None
    return account.role is not Role.MANAGER and held is not None and is_over(held.left_on, on=london_today())
