"""The day in London: the day that every deadline of the policy is counted in."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_day(at: datetime) -> date:
    """The day in London of a moment: in summer the last hour of a day in UTC is the next day there."""
    return at.astimezone(LONDON).date()


def london_today() -> date:
    """Today's date in London."""
    return datetime.now(LONDON).date()
