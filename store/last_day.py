"""The last day of an account: from the day after it signs nobody in, without anybody's doing (OR-2, CP-8)."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from models import Account
from rules.need_to_know import is_over
from store.asked_day import Day
from store.today import london_today


def has_ended(account: Account) -> bool:
    """Whether an account is closed, or over today: the same of a row."""
    return account.closed_at is not None or is_over(account.until_on, on=london_today())


def signs_in(account: Any, on: Day | None = None) -> ColumnElement[bool]:
    """The condition that an account, given by its columns, is neither closed nor over on a day, or today."""
    day = london_today() if on is None else on
    return and_(account.closed_at.is_(None), or_(account.until_on.is_(None), account.until_on >= day))
