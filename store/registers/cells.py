"""Reads one cell: text, a date as UK offices type it, an answer (design of imports).

Days come first, always. A date that only makes sense with the month first is a fault, never turned round.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta, timezone
from enum import IntEnum, auto
from functools import lru_cache

from rules.words import long_date, plain
from rules.working_days import london_day

SERIAL_ZERO = date(1899, 12, 30)  # day 0 of a spreadsheet; one that counts from 1904 says so
_SERIALS = range(20_000, 80_000)  # 1954 to 2119: no number of a person or a page is taken for a date
_YEARS_AHEAD = 10  # two digits: up to this many years ahead is this century, so that a slip shows as future

_MONTHS = {
    name[:length]: number
    for number, name in enumerate(
        (
            *("january", "february", "march", "april", "may", "june"),
            *("july", "august", "september", "october", "november", "december"),
        ),
        1,
    )
    for length in {3, 4, len(name)}
}
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[\s,.]+)?"
_TIME = (
    r"(?:[t\s,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?\s*"
    r"(?:(?P<half>am|pm)?\s*(?P<zone>z|gmt|utc)?(?:(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)?)?)?"
)
_BY_NUMBERS = re.compile(rf"{_WEEKDAY}(\d{{1,2}})\s*([/.\-\s])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}|\d{{2}}){_TIME}")
_BY_NAME = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})\s*(?:st|nd|rd|th)?[\s/.\-,]*(?:of\s+)?([a-z]+)[\s/.\-,']*(\d{{4}}|\d{{2}}){_TIME}"
)
_NAME_FIRST = re.compile(rf"{_WEEKDAY}([a-z]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(\d{{4}}){_TIME}")
_ISO = re.compile(rf"(\d{{4}})([/.\-])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_YEAR_LACKING = re.compile(r"\d{1,2}\s*(?:st|nd|rd|th)?\s*[/.\-\s]\s*(?:\d{1,2}|[a-z]{3,9})")

HOW_TO_TYPE = "Type it with the day first, such as 03/09/2026."


class NotADate(Exception):
    """The cell does not hold a date. The text says what to do."""


def text(value: object) -> str:
    """The cell's text on one line: no stray, non-breaking or zero-width spaces, no control characters."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _one_line(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


@lru_cache(maxsize=20_000)
def _one_line(value: str) -> str:
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    kept = (" " if c.isspace() else c for c in value if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join("".join(kept).split())


def day(value: object, *, today: date, serial_zero: date = SERIAL_ZERO) -> date:
    """The date in the cell; raises `NotADate`."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_serial(float(value), serial_zero)
    return _typed(text(value), today, serial_zero)


@lru_cache(maxsize=20_000)
def _typed(said: str, today: date, serial_zero: date) -> date:
    low = said.casefold().strip(" .,")
    if found := _BY_NUMBERS.fullmatch(low):
        return _in_london(_made(said, int(found[1]), int(found[3]), _year(found[4], today)), found)
    if found := _ISO.fullmatch(low):
        made = _made(said, int(found[4]), int(found[3]), int(found[1]), is_day_first=False)
        return _in_london(made, found)
    if found := _BY_NAME.fullmatch(low):
        return _in_london(_made(said, int(found[1]), _MONTHS.get(found[2]), _year(found[3], today)), found)
    if found := _NAME_FIRST.fullmatch(low):
        return _in_london(_made(said, int(found[2]), _MONTHS.get(found[1]), int(found[3])), found)
    if found := _SERIAL.fullmatch(low):
        return _of_serial(float(found[1]), serial_zero)
    if _YEAR_LACKING.fullmatch(low):
        raise NotADate(f"“{_short(said)}” has no year, or no day. {HOW_TO_TYPE}")
    raise NotADate(f"“{_short(said)}” is not a date. {HOW_TO_TYPE}")


def _short(said: str) -> str:
    return said if len(said) <= 40 else f"{said[:40]}…"


def _year(digits: str, today: date) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    year += today.year // 100 * 100
    return year if year <= today.year + _YEARS_AHEAD else year - 100


def _in_london(on: date, told: re.Match[str]) -> date:
    """The day in London where a time stands beside the day and says how far its clock is from UTC; else `on`.

    Nursery software gives 1 September, which begins in summer time, as 23:00 on 31 August.
    """
    if not (told["sign"] or told["zone"]):
        return on
    ahead = timedelta(hours=int(told["hours"] or 0), minutes=int(told["minutes"] or 0))
    ahead *= -1 if told["sign"] == "-" else 1
    hour = int(told["hour"])
    if told["half"]:
        hour = hour % 12 + 12 * (told["half"] == "pm")
    try:
        there = datetime.combine(on, time(hour, int(told["minute"])), timezone(ahead))
        return london_day(there)
    except (ValueError, OverflowError):  # no such time, or no such day
        return on


def _made(said: str, day: int, month: int | None, year: int, *, is_day_first: bool = True) -> date:
    if month is None:
        raise NotADate(f"“{_short(said)}” is not a date: the month is not known. {HOW_TO_TYPE}")
    try:
        return date(year, month, day)
    except ValueError:
        if month > 12 >= day and is_day_first:
            why = f"there is no month {month}. The day comes first: look at the column's other dates too"
        else:
            why = f"there is no month {month}" if month > 12 else f"there is no day {day} in that month"
        raise NotADate(f"“{_short(said)}” is not a date: {why}. {HOW_TO_TYPE}") from None


def _of_serial(number: float, serial_zero: date) -> date:
    if int(number) not in _SERIALS:
        raise NotADate(f"“{number:g}” is not a date. {HOW_TO_TYPE}")
    return serial_zero + timedelta(days=int(number))


def too_early(found: date, earliest: date) -> str | None:
    """Why a date long before `earliest` is a slip of typing, or None where it is not before it."""
    if found >= earliest:
        return None
    return f"{long_date(found)} is too long ago. Check the year."


class Said(IntEnum):
    """What the cell of a yes-or-no column says."""

    YES = auto()
    NO = auto()
    WITHDRAWN = auto()
    NOT_NEEDED = auto()
    NOTHING = auto()


_YES = ["y", "yes", "yep", "ye", "true", "1", "ok", "tick", "ticked", "✓", "✔", "☑", "✅", "√"]
_CONSENTED = ["given", "consent given", "yes given", "agreed", "agree", "consented", "consent", "granted"]
_NO = ["n", "no", "nope", "false", "0", "never", "none", "not given", "no consent", "✗", "✘", "☒", "❌"]
_REFUSED = ["refused", "refuse", "declined", "decline", "denied", "objected", "disagree", "disagreed"]
# How the choices of an online form are worded.
_CHOSEN = ["agree", "consent", "give permission", "give consent", "give my permission", "give my consent"]
_FORM_YES = [
    *("yes please", "i do", "yes i do"),
    *(f"{before}{chosen}" for chosen in _CHOSEN for before in ("i ", "yes i ", "i do ", "yes i do ")),
]
_FORM_NO = [
    *("no thank you", "no thanks", "i disagree", "i refuse", "do not agree", "do not consent"),
    *(
        f"{before}{never} {chosen}".strip()
        for chosen in ("", *_CHOSEN)
        for never in ("do not", "dont")
        for before in ("i ", "no i ")
    ),
]
_WITHDRAWN = ["w", "wd", "withdrawn", "withdrew", "withdraw", "removed", "revoked", "consent withdrawn"]
_NOT_NEEDED = ["n a", "na", "not applicable", "not needed", "not required"]
_UNSURE = [
    "?",
    "??",
    "tbc",
    "tba",
    "tbd",
    "to be confirmed",
    "unknown",
    "not known",
    "n k",
    "nk",
    "dont know",
]
_NOTHING = ["", "-", "–", "—", "☐", "□", "not asked", "not yet", *_UNSURE]
# What a tick, a cross and an empty box are in a workbook where they are letters in the typeface Wingdings.
_WINGDINGS = {"ü": Said.YES, "þ": Said.YES, "û": Said.NO, "ý": Said.NO, "¨": Said.NOTHING}
_SAID = {
    **dict.fromkeys(_YES + _CONSENTED + _FORM_YES, Said.YES),
    **dict.fromkeys(_NO + _REFUSED + _FORM_NO, Said.NO),
    **dict.fromkeys(_WITHDRAWN, Said.WITHDRAWN),
    **dict.fromkeys(_NOT_NEEDED, Said.NOT_NEEDED),
    **dict.fromkeys(_NOTHING, Said.NOTHING),
    **_WINGDINGS,
}


# “Y?” and “Y*”: somebody was not sure, or says more elsewhere. It is not the answer without the sign.
_DOUBT = re.compile(r"[?*#~^†‡§]")


@lru_cache(maxsize=10_000)
def _said(said: str) -> Said | None:
    marks = _one_line(said).strip(" .,:;\ufe0f").casefold()
    if marks in _SAID:
        return _SAID[marks]
    if _DOUBT.search(marks):
        return None
    return _SAID.get(plain(marks)) if plain(marks) else None


def is_unsure(value: str) -> bool:
    """Whether the cell says that somebody does not know yet: it is read as empty, and that is said."""
    marks = _one_line(value).strip(" .,:;").casefold()
    return marks in _UNSURE or (bool(marks) and plain(marks) in _UNSURE)


def is_unticked(value: object) -> bool:
    """Whether the cell is a box without its tick, which nobody typed as an answer."""
    return value is False or (isinstance(value, str) and _one_line(value).casefold() == "false")


def said(value: object) -> Said | None:
    """What a yes-or-no cell says, or None where it cannot be told."""
    return _said(value if isinstance(value, str) else text(value))


def is_blank(value: object) -> bool:
    """Whether the cell says nothing: empty, a dash, n/a."""
    found = said(value)
    return found is Said.NOTHING or found is Said.NOT_NEEDED


ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
