"""Whether somebody who is here can open Accounts, day after day: a manager's account is theirs alone (CP-11).

Without one nobody adds or closes an account, gives a new password or reads the audit trail.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from rules.words import near_date
from rules.working_days import DAY, working_day_on_or_after


@dataclass(frozen=True)
class Term:
    """From when until when somebody who has a manager's account is here; without an end it goes on."""

    from_on: date
    until_on: date | None = None


def term(started_on: date | None, left_on: date | None, until_on: date | None) -> Term:
    """Of a manager's account that ends with `until_on`, if it does, with the days of its person; without a
    start it is nobody's in the register."""
    return Term(started_on or date.min, min(filter(None, (left_on, until_on)), default=None))


@dataclass(frozen=True)
class Gap:
    """A time without a manager: the last day of the last one, and the first of the next, if any."""

    last_day: date
    next_on: date | None = None


def gap(terms: Iterable[Term], *, today: date, closed: Collection[date] = ()) -> Gap | None:
    """The first time, today or later, on which no manager is here; None where there is always one.

    Nor where there never was one: then the records do not know who it is. Days on which the setting is not
    open, a weekend or one that is `closed`, are none without a manager: the next one begins after them.
    """
    held = sorted((term for term in terms if not _is_empty(term)), key=lambda term: term.from_on)
    last_day = max((t.until_on for t in held if t.until_on and t.until_on < today), default=None)
    reached = today - DAY
    for term in held:
        if term.from_on > working_day_on_or_after(reached + DAY, closed):
            break
        if term.until_on is None:
            return None
        if term.until_on > reached:
            last_day = reached = term.until_on
    if last_day is None:
        return None
    return Gap(last_day, min((term.from_on for term in held if term.from_on > reached), default=None))


def _is_empty(term: Term) -> bool:
    return term.until_on is not None and term.until_on < term.from_on


def is_now(found: Gap, *, today: date) -> bool:
    """Whether no manager is here today."""
    return found.last_day < today


HOW_BEFORE = (
    "Add a manager's account for whoever is next, or change theirs to one. It may be done before their new "
    "role begins: tick that it is meant."
)
THE_CODE = "the recovery code, on paper in the locked office cabinet"
THEIR_ACCOUNT = "the account of the one who left signs in until another manager does"
NOT_IN_YET = (
    "No other manager has signed in and chosen a password yet. Have them do so before that day, and reset "
    "their password if it is lost. Until they have, the account of the one who leaves goes on."
)
HOW_AFTER = f"After that the way in is {THE_CODE}; {THEIR_ACCOUNT}."


def ahead(found: Gap, *, today: date) -> str:
    """What the weekly review asks for before the last day of the last manager."""
    return f"Give the next manager a manager's account: {_nobody_after(found, today)}"


def without(found: Gap, *, today: date) -> str:
    """What it says once that day is over, and how the setting gets a manager."""
    last_day = near_date(found.last_day, today=today)
    until = f", and none comes until {near_date(found.next_on, today=today)}" if found.next_on else ""
    return (
        f"No manager is here: the last day was {last_day}{until}, and {THEIR_ACCOUNT}. Use {THE_CODE}: the "
        "page for signing in leads to it. Enter your own name there too"
    )


def warning(found: Gap, *, today: date) -> str:
    """What is said where the last day of the last manager is saved."""
    if is_now(found, today=today):
        return f"{without(found, today=today)}."
    said = _nobody_after(found, today)
    return f"{said[0].upper()}{said[1:]}. {HOW_BEFORE} {HOW_AFTER}"


def _nobody_after(found: Gap, today: date) -> str:
    until = f", until {near_date(found.next_on, today=today)}" if found.next_on else ""
    return f"nobody else can open Accounts after {near_date(found.last_day, today=today)}{until}"
