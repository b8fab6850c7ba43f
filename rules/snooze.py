"""What waits on the weekly review: until a day, because of something, and never past a date of the law.

Snoozing takes a thing out of the way; it stays on the list, shown as waiting, and counts as late in every
figure that is kept or shown to the committee. It holds for the very words and the date that were on the list:
where either changes, such as from "is today" to "has passed", the thing is back.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.agenda import Action, Area, Item, in_order
from rules.agenda.day import CLOSED_THEN
from rules.problems import Problems, says_too_little
from rules.words import long_date, short_date

LONGEST = timedelta(weeks=8)
LONGEST_FOR_A_REPLY = timedelta(weeks=1)  # of social care, or another who was told of a child at risk
_OF_A_REFERRAL = frozenset({Action.REPLY, Action.NO_REPLY})
# Their words say the day they go by; some of them are due now, whichever day that is.
_NAME_THEIR_DAY = frozenset({Action.CLOSE_ACCOUNT, Action.SUPERVISOR})
# As `words.near_date` has it: `Tue 24 Nov`, and half a year later `24 Nov 2026`.
_DAY_IN_WORDS = re.compile(r"\b(?:[A-Z][a-z]{2} )?(\d{1,2} [A-Z][a-z]{2})(?: \d{4})?\b")
REASONS = (
    "The form was handed out, we wait for it",
    "A day for it is booked",
    "The person is away",
    "We wait for somebody else",
)
Key = tuple[Area, Action, int, str]


@dataclass(frozen=True)
class Snooze:
    """That a thing on the agenda waits until a day. `due` is what its date was when it was put off."""

    id: int
    key: Key
    until_on: date
    because: str
    due: date | None = None  # of what was put off before its date was kept


def key_of(item: Item) -> Key:
    """By what a thing on the agenda is known: what is to be done, about which row, in which words.

    What is asked of many stands under the number of its purpose or topic, which a child may have too, and may
    stand there twice, by two days: its day tells it apart.
    """
    what = as_on_any_day(item.what)
    if item.is_of_many:
        what = f"{what}, by {item.due}"
    return item.area, item.action, item.record, what


def as_on_any_day(what: str) -> str:
    """Words of the agenda without what the same is said with on one day and not on another: that its date
    falls in a closure, which goes once that has begun, and the weekday or the year of a day."""
    return _DAY_IN_WORDS.sub(r"\1", what.partition(CLOSED_THEN)[0])


def last_day(item: Item, items: Iterable[Item]) -> date | None:
    """The day that the item may not wait past: the nearest legal date of what it is about, or None.

    Of a breach it is the day before: its 72 hours may end in the morning. Where the setting is closed on the
    date, it is the last day on which it is open.
    """
    days = [
        i.due - timedelta(days=1) if i.action is Action.BREACH else i.do_by
        for i in items
        if i.is_legal and (i.area, i.code) == (item.area, item.code)
    ]
    return min(days, default=None)


def snoozed(items: Sequence[Item], snoozes: Collection[Snooze], *, today: date) -> list[Item]:
    """The items in their order, those that wait marked with until when and why.

    What was done, or ended, since it was put off and is there again has another date: it waits no longer,
    though its words are the same. A wait that would reach past a legal date as it is now does not count. It
    is not ended by that, so that of two the one that was recorded last is asked.
    """
    in_turn = sorted(snoozes, key=lambda snooze: snooze.id)
    held = {snooze.key: snooze for snooze in in_turn if today < snooze.until_on}
    if not held:
        return list(items)
    found = []
    for item in items:
        snooze = held.get(key_of(item))
        if snooze and _is_another_time(item, snooze):
            snooze = None
        if item.is_of_harm:
            snooze = None  # it came to light since
        last = last_day(item, items) if snooze else None
        if snooze and (last is None or snooze.until_on <= last):
            item = replace(
                item, snooze=snooze.id, snoozed_until=snooze.until_on, snoozed_because=snooze.because
            )
        found.append(item)
    return in_order(found, today=today)


def _is_another_time(item: Item, snooze: Snooze) -> bool:
    return item.action not in _NAME_THEIR_DAY and snooze.due not in {None, item.due}


def problems(
    chosen: Sequence[Item], items: Sequence[Item], *, until_on: date | None, because: str, today: date
) -> Problems:
    """What stands in the way of letting `chosen` of `items` wait, by field; empty when nothing does."""
    found: Problems = {}
    if not chosen:
        found["items"] = "Choose what is to wait."
    if until_on is None:
        found["until_on"] = "Enter the day on which it comes back."
    elif until_on <= today:
        found["until_on"] = "The day must be after today."
    elif until_on > today + LONGEST:
        found["until_on"] = f"Nothing can wait longer than eight weeks: {long_date(today + LONGEST)}."
    else:
        for item in chosen:
            if item.is_of_harm:
                found["until_on"] = (
                    f"{item.code}: somebody may be in danger, so it does not wait. Take it out."
                )
                break
            if item.action in _OF_A_REFERRAL and until_on > today + LONGEST_FOR_A_REPLY:
                found["until_on"] = (
                    f"{item.code}: a reply that does not come is rung for again within a week. Choose "
                    f"{short_date(today + LONGEST_FOR_A_REPLY)} or an earlier day, or take it out."
                )
                break
            last = last_day(item, items)
            if last and until_on > last:
                if last <= today:
                    said = "there is no day left before its legal date to wait for. Take it out."
                else:
                    said = f"it cannot wait past {short_date(last)}, because of its legal date. Choose an "
                    said += "earlier day, or take it out."
                found["until_on"] = f"{item.code}: {said}"
                break
    if says_too_little(because, words=2):
        found["because"] = "Enter in a few words why it waits."
    return found
