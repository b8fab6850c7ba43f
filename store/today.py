"""The day in London: the day that every deadline of the policy is counted in."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_today() -> date:
    """Today's date in London."""
    return datetime.now(LONDON).date()
