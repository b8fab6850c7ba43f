"""Routine checks: the daily habits of the policy, each with how often and when it was last done (PR-2, CP-8).

What is looked at, how often and by whom is the setting's own rule; the lists that come with the product are
usual practice. Nothing is called done without its date and what was found.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.problems import Problems, says_too_little
from rules.words import counted, long_date, not_yet
from rules.working_days import working_day_on_or_after

EVERY_LIMITS = (1, 731)
PUT_RIGHT_DAYS = 7  # what was found wrong is looked at again within a week
_EVERY = {1: "every day", 7: "every week", 14: "every two weeks", 30: "every month", 31: "every month",
          42: "every half term", 91: "every term", 182: "twice a year", 365: "every year"}  # fmt: skip


class Result(StrEnum):
    """What a check found."""

    IN_ORDER = "in order"
    NOT_IN_ORDER = "something to put right"


@dataclass(frozen=True)
class Check:
    """A check in use, and how it stood when it was last done."""

    id: int
    title: str
    clause: str
    every_days: int
    who: str = ""
    position: int = 0
    last_on: date | None = None
    last_result: Result | None = None
    in_use_since: date | None = None  # of one that was added, or taken up again, after the first ones
    key: str = ""


def due_when_open(check: Check, *, began_on: date | None, closed: Collection[date]) -> date | None:
    """The day a check is due, or where nobody is there on it the next day on which the setting is open.

    `closed` are its bank holidays and closure days: over Christmas no check is late that nobody could do.
    """
    due = due_on(check, began_on=began_on)
    return working_day_on_or_after(due, closed) if due else None


def due_on(check: Check, *, began_on: date | None) -> date | None:
    """The day a check is due; None where it was never done and the setting's first day is not known.

    The first ones are a week apart from the setting's first day in the dashboard, in the order of the list,
    so that a new setting is not asked for all of them at once. One that came into use later is not late for
    the time before: it has a week. What was found wrong comes back in a week.
    """
    if check.last_on is None:
        due = began_on + timedelta(weeks=check.position + 1) if began_on else None
    else:
        is_wrong = check.last_result is Result.NOT_IN_ORDER
        days = min(check.every_days, PUT_RIGHT_DAYS) if is_wrong else check.every_days
        due = check.last_on + timedelta(days=days)
    since = check.in_use_since
    if since is None or (check.last_on and check.last_on >= since):
        return due
    return max(due or since, since + timedelta(weeks=1))


def how_often(every_days: int) -> str:
    """`every week`, `every 10 days`."""
    return _EVERY.get(every_days) or f"every {counted(every_days, 'day')}"


def problems(
    *, on: date | None, result: Result | None, done_by: str, note: str, last_on: date | None, today: date
) -> Problems:
    """What stands in the way of recording that a check was done, by field; empty when nothing does."""
    found: Problems = {}
    if on is None:
        found["on"] = "Enter the date it was done."
    elif on > today:
        found["on"] = not_yet(on)
    elif last_on and on < last_on:
        found["on"] = f"A later one is already recorded, on {long_date(last_on)}. That one counts."
    if result is None:
        found["result"] = "Choose what was found."
    elif result is Result.NOT_IN_ORDER and says_too_little(note, words=2):
        found["note"] = "Enter in a few words what is to be put right."
    if not done_by.strip():
        found["done_by"] = "Enter who did it."
    return found


def definition_problems(*, title: str, every_days: int | None, who: str) -> Problems:
    """What stands in the way of changing a check, by field."""
    found: Problems = {}
    low, high = EVERY_LIMITS
    if not title.strip():
        found["title"] = "Enter what is checked."
    if every_days is None or not low <= every_days <= high:
        found["every_days"] = f"Enter a whole number of days from {low} to {high}."
    if not who.strip():
        found["who"] = "Enter who does it, by role."
    return found
