"""The day that a statement is asked for, given along with it: the statement is put together once for all.

To put one of the agenda's statements together takes longer than to ask it, and a past day, each week of the
committee's trend and each day of a test would have it put together anew.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, bindparam

from models import Moment
from rules.committee import WEEKS_SHOWN as WEEKS_OF_A_MEETING
from rules.weekly_review import WEEKS_SHOWN, monday_of
from rules.working_days import LONDON

Day = date | ColumnElement[date]  # a day that is known, or one that is given along

STARTS_SOON = timedelta(days=92)  # a place that is booked further ahead asks for nothing yet
LOOKED_BACK = timedelta(days=200)  # dates planned backwards from a date by law reach so far

TODAY: BindParameter[date] = bindparam("today", type_=Date)
TOMORROW: BindParameter[datetime] = bindparam("tomorrow", type_=Moment)  # its first moment in London
BOOKED_UNTIL: BindParameter[date] = bindparam("booked_until", type_=Date)
CLOSED_SINCE: BindParameter[date] = bindparam("closed_since", type_=Date)
SIGNED_SINCE: BindParameter[date] = bindparam("signed_since", type_=Date)
TOLD_SINCE: BindParameter[date] = bindparam("told_since", type_=Date)
BEGUN_SINCE: BindParameter[date] = bindparam("begun_since", type_=Date)
SINCE: BindParameter[date] = bindparam("since", type_=Date)
SINCE_ITS_START: BindParameter[datetime] = bindparam("since_its_start", type_=Moment)  # the same, in London

_LAST = date(9000, 1, 1)  # `date.max` stands for ever, and no day comes after it
_FIRST = date(1000, 1, 1)  # a day may be typed that no day is looked back to from


def booked_until(today: date) -> date:
    """The last first day of a child, or of somebody of the setting, of whom something is asked already."""
    return min(today, _LAST) + STARTS_SOON


def given(
    today: date,
    more: Mapping[str, Any] | None = None,
    *,
    begun_since: date | None = None,
    since: date | None = None,
) -> dict[str, Any]:
    """What is given along with a statement for `today`, a day in London, and with `more` that it asks.

    `begun_since` and `since` are for statements that look back to a day of their own; never without one.
    """
    return {
        TODAY.key: today,
        TOMORROW.key: datetime.combine(min(today, _LAST) + timedelta(days=1), time(), LONDON),
        BOOKED_UNTIL.key: booked_until(today),
        CLOSED_SINCE.key: max(today, _FIRST) - LOOKED_BACK,
        SIGNED_SINCE.key: monday_of(max(today, _FIRST)) - timedelta(weeks=WEEKS_SHOWN),
        TOLD_SINCE.key: max(today, _FIRST) - timedelta(weeks=WEEKS_OF_A_MEETING),
        BEGUN_SINCE.key: begun_since or date.max,
        SINCE.key: since or date.max,
        SINCE_ITS_START.key: datetime.combine(since or _LAST, time(), LONDON),
        **(more or {}),
    }
