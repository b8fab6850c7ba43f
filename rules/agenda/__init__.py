"""The agenda: everything that the policy needs next, in one ordered list (all clauses).

The weekly review shows this list and nothing else decides what is on it. Each item says what to do, by
when, and which clause asks for it; `is_legal` tells a date set by law from the setting's own rule.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from rules.agenda import children, consents, induction, policy, requests, sharing
from rules.agenda.consents import forms_together
from rules.agenda.day import Day, closed_then
from rules.agenda.facts import (
    AccessRequest,
    AccountLeftOn,
    AwaitedAdvice,
    Child,
    Complaint,
    Conversation,
    Facts,
    FileEntry,
    FileOut,
    OpenAccount,
    OpenBreach,
    Person,
    Purpose,
    Rectification,
    Referral,
    SharingDecision,
    Topic,
    Withdrawal,
)
from rules.agenda.induction import induction_status, topic_due_on
from rules.agenda.items import (
    WEEKS_AHEAD,
    Action,
    Area,
    ByForm,
    Group,
    Item,
    Pressing,
    State,
    a_week_ahead,
    end_of_week,
    endanger,
    group_of,
    headline,
    in_order,
    most_pressing_first,
    pressing_of,
    put_in_danger,
)
from rules.house import HouseRules

__all__ = [
    "WEEKS_AHEAD",
    "AccessRequest",
    "AccountLeftOn",
    "Action",
    "Area",
    "AwaitedAdvice",
    "ByForm",
    "Child",
    "Complaint",
    "Conversation",
    "Facts",
    "FileEntry",
    "FileOut",
    "Group",
    "Item",
    "OpenAccount",
    "OpenBreach",
    "Person",
    "Pressing",
    "Purpose",
    "Rectification",
    "Referral",
    "SharingDecision",
    "State",
    "Topic",
    "Withdrawal",
    "a_week_ahead",
    "agenda",
    "end_of_week",
    "endanger",
    "forms_together",
    "group_of",
    "headline",
    "in_order",
    "induction_status",
    "late_areas",
    "most_pressing_first",
    "pressing_of",
    "put_in_danger",
    "topic_due_on",
]

_A_LONG_WEEKEND = timedelta(days=3)  # from a Friday to a bank holiday on the Monday
_AREAS = (requests, consents, sharing, induction, children, policy)


def agenda(
    facts: Facts,
    *,
    today: date,
    house: HouseRules,
    bank_holidays: Collection[date],
    closed_days: Collection[date] = (),
    at: datetime | None = None,
) -> list[Item]:
    """Everything to do, soonest first: overdue, within a week, the next four weeks, waiting, later.

    `today` is the day in London. `bank_holidays` are England's with the setting's own extras; `closed_days`
    those on which the setting is closed beside them. `at` is the present moment, for what is due at an hour;
    without it `today` is a day like any other, and that is late from the day after.
    """
    return in_order(_every_item(facts, today, house, bank_holidays, closed_days, at), today=today)


def late_areas(
    facts: Facts,
    *,
    today: date,
    house: HouseRules,
    bank_holidays: Collection[date],
    closed_days: Collection[date] = (),
    at: datetime | None = None,
) -> frozenset[Area]:
    """The areas in which something is late on `today`, for the committee's page; without a number or a name.

    They are those of the agenda, taken as `agenda` takes them; what waits is among them.
    """
    found = _every_item(facts, today, house, bank_holidays, closed_days, at)
    return frozenset(item.area for item in found if item.state is State.LATE)


def _every_item(
    facts: Facts,
    today: date,
    house: HouseRules,
    bank_holidays: Collection[date],
    closed_days: Collection[date],
    at: datetime | None,
) -> Iterator[Item]:
    day = Day(today, house, bank_holidays, frozenset({*bank_holidays, *closed_days}), at)
    return (_before_a_closure(item, day) for area in _AREAS for item in area.items(facts, day))


def _before_a_closure(item: Item, day: Day) -> Item:
    """A date of our own that falls within a closure is asked for before it, as one of the law is.

    Of a weekend alone nothing is said: its date says that it is one.
    """
    if item.is_legal or item.state is not State.DUE or item.due_at:
        return item
    open_last = day.last_open_before(item.due)
    if open_last is None or item.due - open_last <= _A_LONG_WEEKEND:
        return item
    said = closed_then(open_last)
    uncounted = f"{item.uncounted}{said}" if item.uncounted else ""
    return replace(item, what=f"{item.what}{said}", uncounted=uncounted, open_last=open_last)
