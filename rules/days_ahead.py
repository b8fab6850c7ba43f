"""The days ahead that move dates: bank holidays those of the law (L1.4), and days we are closed our own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rules.working_days import SATURDAY, bank_holidays, holiday_name, months_after, working_days_after

MONTHS_AHEAD = 12


class Kind(StrEnum):
    """Why days are in the list."""

    ENGLAND = "bank holiday"
    ENTERED = "bank holiday, added here"
    CLOSED = "we are closed"


@dataclass(frozen=True)
class Ahead:
    """Days that follow each other, but for a weekend, and are in the list for one reason."""

    first: date
    last: date
    name: str
    kind: Kind


def days_ahead(
    today: date, entered: Mapping[date, str], closures: Mapping[date, str], *, shows_names: bool = True
) -> list[Ahead]:
    """What moves dates from `today` on, soonest first: of England's bank holidays those of the next twelve
    months, and all that the setting entered itself. A bank holiday on a weekend is left out: it moves
    nothing, and its substitute is in the list. What somebody typed is there only where it `shows_names`.
    """
    until = months_after(today, MONTHS_AHEAD)
    found = [
        Ahead(day, day, _title(day), Kind.ENGLAND)
        for day in bank_holidays((today.year, until.year)) - entered.keys()
        if today <= day <= until and day.weekday() < SATURDAY
    ]
    found += [
        Ahead(day, day, name if shows_names else "", Kind.ENTERED)
        for day, name in entered.items()
        if day >= today
    ]
    closed: list[Ahead] = []
    for day, name in sorted(closures.items()):
        if day < today:
            continue
        shown = name if shows_names else ""
        if closed and closed[-1].name == shown and working_days_after(closed[-1].last, 1, ()) == day:
            closed[-1] = replace(closed[-1], last=day)
        else:
            closed.append(Ahead(day, day, shown, Kind.CLOSED))
    return sorted([*found, *closed], key=lambda ahead: (ahead.first, ahead.kind))


def _title(day: date) -> str:
    name = holiday_name(day).removeprefix("the ")
    return name[0].upper() + name[1:]
