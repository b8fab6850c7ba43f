"""The weekly review as a habit: what is new since the last one, the weeks missed, the four ahead (AI-6).

That it is signed every week is the setting's own rule; no law asks for it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.agenda import WEEKS_AHEAD, Item, State, most_pressing_first
from rules.problems import Problems, says_too_little
from rules.working_days import holiday_name

WEEKS_SHOWN = 12
SIGNED_MEANWHILE = "This review has been signed in the meantime. Close this and look at the list again."
SAY_WHY_AGAIN = "Enter in a sentence why this day is signed again. Both signatures and notes stay."
A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Since:
    """What changed since a signed review: what is late now and was not then, what is new beside that, what
    went, what is still there."""

    late: tuple[Item, ...]
    new: tuple[Item, ...]
    gone: tuple[str, ...]  # by code and what was to be done: a signed review keeps no more
    still: tuple[Item, ...]


@dataclass(frozen=True)
class WeekAhead:
    """A week to come: what falls due in it, and the days on which nobody is there."""

    monday: date
    items: tuple[Item, ...]
    closed: tuple[tuple[date, str], ...]


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def kept(item: Item) -> str:
    """How a signed review keeps what was on the list."""
    return f"{item.code} {item.action}"


def since(items: Iterable[Item], then: Iterable[str], *, on: date) -> Since:
    """What changed since the review that was signed on a day and kept `then`.

    What was due before that day was late then already, if it was on the list. Two steps of one request are
    kept in the same words: each counts, or one that is done would not be told.
    """
    left: dict[str, list[str]] = defaultdict(list)
    for said in then:
        left[_uncounted(said)].append(said)
    late: list[Item] = []
    new: list[Item] = []
    still: list[Item] = []
    for item in items:
        of_then = left[_uncounted(kept(item))]
        came_late = item.state is State.LATE and (item.due >= on or not of_then)
        (late if came_late else still if of_then else new).append(item)
        del of_then[:1]
    gone = sorted(said for of_then in left.values() for said in of_then)
    return Since(tuple(most_pressing_first(late)), tuple(new), tuple(gone), tuple(still))


_HOW_MANY = re.compile(r"^\d+ (?=(children|people) )")


def _uncounted(said: str) -> str:
    """Without how many it was asked of: what twelve people do and then nine is still there, and not new."""
    return _HOW_MANY.sub("", said)


def again_problems(seen: int, now: int, *, note: str) -> Problems:
    """What stands in the way of a signature on a day, by field.

    `now` is how often the day was signed before, and `seen` how often whoever signs knew it was. So a second
    press, or a colleague's at the same time, signs nothing twice; whoever means it says why.
    """
    if seen != now:
        return {"note": SIGNED_MEANWHILE}
    if now and says_too_little(note):
        return {"note": SAY_WHY_AGAIN}
    return {}


def missed_weeks(
    signed_on: Collection[date], *, today: date, began_on: date | None, closed: Collection[date] = ()
) -> list[date]:
    """The Mondays of the last twelve weeks in which no review was signed, oldest first: of `asked_weeks`."""
    signed = {monday_of(day) for day in signed_on}
    asked = asked_weeks(signed_on, today=today, began_on=began_on, closed=closed)
    return [monday for monday in asked if monday not in signed]


def asked_weeks(
    signed_on: Collection[date], *, today: date, began_on: date | None, closed: Collection[date] = ()
) -> list[date]:
    """The Mondays of the weeks, at most the last twelve, in each of which a review was to be signed.

    Not this week, which is not over, none before the setting's first day in the dashboard, and none of whose
    working days the setting was open on: `closed` are its bank holidays and closure days.
    """
    signed = {monday_of(day) for day in signed_on}
    first = monday_of(min([began_on, *signed_on])) if began_on else min(signed, default=monday_of(today))
    weeks = [monday_of(today) - back * A_WEEK for back in range(WEEKS_SHOWN, 0, -1)]
    return [
        monday
        for monday in weeks
        if monday >= first and (monday in signed or not closed_throughout(monday, closed))
    ]


def closed_throughout(monday: date, closed: Collection[date]) -> bool:
    """Whether the setting is closed from this Monday to its Friday, so that nobody is there to review."""
    return all(monday + timedelta(days=n) in closed for n in range(5))


def weeks_ahead(
    items: Sequence[Item], *, today: date, bank_holidays: Collection[date], closures: Mapping[date, str]
) -> list[WeekAhead]:
    """This week and the four after it, each with what falls due and the days the setting is closed.

    What waits is where its wait ends, and what the law wants while the setting is closed is before it closes;
    a weekend is no closure day.
    """
    found = []
    for ahead in range(WEEKS_AHEAD + 1):
        monday = monday_of(today) + ahead * A_WEEK
        days = [monday + timedelta(days=n) for n in range(5)]
        due = (item for item in items if monday <= _comes_up_on(item, today) < monday + A_WEEK)
        closed = (
            (day, closures.get(day) or _holiday(day))
            for day in days
            if day >= today and (day in closures or day in bank_holidays)
        )
        found.append(WeekAhead(monday, tuple(due), tuple(closed)))
    return found


def _comes_up_on(item: Item, today: date) -> date:
    return max(item.snoozed_until or item.do_by, today)


def _holiday(day: date) -> str:
    said = holiday_name(day).removeprefix("the ").removeprefix("a ")
    return said[0].upper() + said[1:]
