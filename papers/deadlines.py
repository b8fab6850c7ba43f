"""Dates for a calendar outside, as an iCalendar file: codes and what to do, and nobody's name (X-7).

A calendar is often shared or stands on a telephone, so what leaves is what a shared screen may show.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256

from rules.agenda import Action, Item, State
from rules.words import long_date
from rules.working_days import london_day

ICS = "text/calendar; charset=utf-8"
OURS = "Our own rule, not a legal date."
BY_LAW = "A legal date."
THEIRS = "The day on which they want it."


def calendar(items: Iterable[Item], *, made_at: datetime) -> bytes:
    """The items as all-day entries, each with its clause and whose date it is.

    An entry keeps its identity as long as it is about the same thing: taken in again, it moves the old one.
    What is late stands on the day of `made_at`, a moment in UTC: nobody looks for it on a day that is past.
    What falls due while the setting is closed stands on its last open day before that.
    """
    from icalendar import Calendar, Event  # here, as with every library that few days need

    made = Calendar()
    made.add("prodid", "-//Confidentiality dashboard//EN")
    made.add("version", "2.0")
    today = london_day(made_at)
    marks: Counter[str] = Counter()
    for item in items:
        mark = _mark(item)
        marks[mark] += 1  # two things about the same row are two entries
        event = Event()
        event.add("uid", f"{mark}{f'-{marks[mark]}' if marks[mark] > 1 else ''}@confidentiality-dashboard")
        event.add("dtstamp", made_at)
        on = item.snoozed_until or max(item.do_by, today)
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        event.add("summary", f"{item.code}: {item.what}")
        event.add("description", _whose(item, today))
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _whose(item: Item, today: date) -> str:
    """The clause, and whose date it is; where the entry stands on another day, the day it is or was due."""
    whose = BY_LAW if item.is_by_law else THEIRS if item.is_theirs else OURS if item.is_house_rule else ""
    said = [f"{item.clause}.", whose]
    is_late = item.due < today
    due = f"{'was' if is_late else 'is'} due on {long_date(item.due)}."
    if item.snoozed_until:
        said.append(f"It waits until this day; it {due}")
    elif is_late and item.is_legal and item.state is State.WAITING:
        said.append(f"The cautious date was {long_date(item.due)}. It waits on somebody, and is not late.")
    elif is_late or item.open_last:
        said.append(f"It {due}")
    return " ".join(filter(None, said))


# Of these one row may have several lines at once, told apart by how they begin.
_BY_HOW_THEY_BEGIN = frozenset({Action.ASK, Action.CONSENT, Action.SIGN_OFF, Action.SIGN_OFFS})


# A request has one date by law, that of the answer: what is to be done about it next changes.
_HAVE_ONE_LEGAL_DATE = frozenset({Action.ACCESS_STEP, Action.REQUEST, Action.RECTIFICATION})


def _mark(item: Item) -> str:
    begins = item.what.partition(":")[0].removesuffix(" now") if item.action in _BY_HOW_THEY_BEGIN else ""
    # What many are asked has their number for a code, which falls as it is done; its day tells two apart.
    code = f"{item.due}" if item.is_of_many else item.code
    about = f"{item.area}|{code}|{item.action}|{item.clause}|{item.step or ''}|{item.record}|{begins}"
    if item.is_legal and item.action in _HAVE_ONE_LEGAL_DATE:
        about = f"{item.area}|{code}|answer"
    return sha256(about.encode()).hexdigest()[:32]
