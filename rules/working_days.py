"""Days in London, months, working days: weekends, bank holidays, how a date moves (law L1.2 to L1.4)."""

import calendar
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
SATURDAY = 5


def london_day(at: datetime) -> date:
    """The day in London of a moment: in summer the last hour of a day in UTC is the next day there."""
    return at.astimezone(LONDON).date()


@lru_cache(maxsize=256)
def _england(year: int) -> dict[date, str]:
    # Without the subdivision Easter Monday and the August bank holiday are missing.
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year).items())


def bank_holidays(years: Iterable[int], extra: Iterable[date] = ()) -> frozenset[date]:
    """England's bank holidays in `years`, with the setting's own `extra` ones.

    Source: GOV.UK bank holidays for England and Wales as kept by the `holidays` package. A one-off
    holiday that has been proclaimed since that package was pinned is added through `extra`.
    """
    return frozenset(extra).union(*(_england(year) for year in years))


_AS_SAID = {
    "May Day": "the early May bank holiday",
    "Spring Bank Holiday": "the spring bank holiday",
    "Late Summer Bank Holiday": "the summer bank holiday",
}


def holiday_name(day: date) -> str:
    """What the bank holiday on `day` is called in a sentence: `a bank holiday` for the setting's own."""
    name = _england(day.year).get(day)
    if name is None:
        return "a bank holiday"
    if name.endswith(" (observed)"):
        return f"the substitute day for {name.removesuffix(' (observed)')}"
    if name.endswith((" Day", " Friday", " Monday")) and name not in _AS_SAID:
        return name
    return _AS_SAID.get(name, f"the {name} bank holiday")


@lru_cache(maxsize=4096)  # every answer about consent asks, and most were given on the same days
def months_after(day: date, months: int) -> date:
    """The same date `months` later; the last day of that month where there is none (L1.2, L1.3)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_working_day(day: date, bank_holidays: Collection[date]) -> bool:
    """Whether `day` is neither a Saturday, a Sunday nor a bank holiday."""
    return day.weekday() < SATURDAY and day not in bank_holidays


def working_day_on_or_after(day: date, bank_holidays: Collection[date]) -> date:
    """`day` itself if it is a working day, else the next one (L1.4)."""
    while not is_working_day(day, bank_holidays):
        day += DAY
    return day


def working_day_on_or_before(day: date, bank_holidays: Collection[date]) -> date:
    """`day` itself if it is a working day, else the one before it."""
    while not is_working_day(day, bank_holidays):
        day -= DAY
    return day


def working_days_after(day: date, count: int, bank_holidays: Collection[date]) -> date:
    """The `count`th working day after `day`; `day` itself is not counted. `count` of 0 gives `day`."""
    for _ in range(count):
        day = working_day_on_or_after(day + DAY, bank_holidays)
    return day


def working_days_before(day: date, count: int, bank_holidays: Collection[date]) -> date:
    """The `count`th working day before `day`; `day` itself is not counted. `count` of 0 gives `day`."""
    for _ in range(count):
        day = working_day_on_or_before(day - DAY, bank_holidays)
    return day


def working_days_left(today: date, until: date, bank_holidays: Collection[date]) -> int:
    """How many working days there are from `today` to `until`, both counted; 0 once it has passed."""
    span = (until - today).days
    return sum(is_working_day(today + n * DAY, bank_holidays) for n in range(span + 1))
