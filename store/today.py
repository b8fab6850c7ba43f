"""The day in London: the day that every deadline of the policy is counted in."""

from datetime import date, datetime

from rules.working_days import LONDON


def moment_on(day: date) -> datetime | None:
    """The present moment where `day` is the present one in London; None for any other day."""
    at = datetime.now(LONDON)
    return at if at.date() == day else None


def london_today() -> date:
    """Today's date in London."""
    return datetime.now(LONDON).date()
