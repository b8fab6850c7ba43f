"""Dates and counts in words, as every explanation writes them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache

_A_PASSWORD = re.compile(r"\b(?:pass ?word|passcode|pwd)\b\s*(?:is|was|:|=|-)\s*\S", re.IGNORECASE)

_TIME = re.compile(r"(\d{1,2})[:.]?(\d{2})")
_TIME_BY_HALF_DAYS = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))? ?([ap])\.?m\.?", re.IGNORECASE)
TIME_CHARS = 10  # as many as a time of day has, typed in any of these ways

HALF_A_YEAR = 180  # days, after which a day and a month alone may be taken for another year's


_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
APOSTROPHES = "'’‘ʼʻ`´ʹ′"
_APOSTROPHES = re.compile(f"[{APOSTROPHES}]")
_NOT_WORDS = re.compile(r"[\W_]+")
# What nobody sees and no script needs: spaces without width, and what turns the text after it round. The two
# joiners stay: Persian, Hindi and others are not written without them.
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """`text` to compare or sort by, as an English reader does: no accents, no capitals, no apostrophes, and
    other punctuation as spaces. Neither store does that by itself, nor do both alike.
    """
    folded = _APOSTROPHES.sub("", text.casefold())  # before an acute that stands for one becomes a space
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded.translate(_LETTERS))
        folded = "".join(c for c in folded if not unicodedata.combining(c))
    return _NOT_WORDS.sub(" ", _APOSTROPHES.sub("", folded)).strip()


_TYPED = _LETTERS | {ord(chr(of).upper()): said.title() for of, said in _LETTERS.items()} | {ord("ß"): "ss"}


def with_typed(name: str) -> str:
    """`Otto Fernández (Fernandez)`: a name with those of its words that have letters or apostrophes which few
    keyboards have, once more as they are typed, to be found by either. Other scripts have no such spelling.
    """
    others = (word for word in name.split() if not word.isascii())
    typed = [said for word in others if (said := _as_typed(word).strip(".,")) and said.isascii()]
    return f"{name} ({' '.join(typed)})" if typed else name


def _as_typed(word: str) -> str:
    bare = unicodedata.normalize("NFKD", _APOSTROPHES.sub("'", word).translate(_TYPED))
    return "".join(c for c in bare if not unicodedata.combining(c))


def is_one_name(one: str, other: str) -> bool:
    """Whether two names are the same, as they were typed or stand in different lists; nobody's is none."""
    return bool(plain(one)) and plain(one) == plain(other)


def has_name(name: str, said: str) -> bool:
    """Whether a whole name, of two words or more, stands in a text such as `Rob Eames, treasurer`."""
    whole, told = plain(name), [plain(word) for word in said.split()]
    # By whole words as typed: Rob Eames is not in Rob Eames-Hall, and Ann Marie Cole is Ann-Marie Cole.
    return " " in whole and any(
        " ".join(told[at:end]) == whole for at in range(len(told)) for end in range(at + 1, len(told) + 1)
    )


def to_compare(name: str) -> str:
    """A name to tell it from others: plain, or as it was typed where no letter of it is left."""
    return plain(name) or one_line(name)


def long_date(day: date) -> str:
    """`Tuesday 24 November 2026`."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def short_date(day: date) -> str:
    """`Tue 24 Nov`, as in a list where the year is plain."""
    return f"{day:%a} {day.day} {day:%b}"


def dated(day: date) -> str:
    """`24 Nov 2026`, as in a register."""
    return f"{day.day} {day:%b %Y}"


def near_date(day: date, *, today: date) -> str:
    """`Tue 24 Nov` where it is within half a year of `today`, else with its year: `Sun 24 Nov 2024`."""
    said = short_date(day)
    return said if abs((day - today).days) < HALF_A_YEAR else f"{said} {day.year}"


def before_birth(born_on: date) -> str:
    """That a day which was entered is before a child's birth."""
    return f"The date is before the child was born, {long_date(born_on)}."


def not_yet(day: date) -> str:
    """That a day which was entered is still to come, where only what has happened is recorded."""
    return f"The date must be today or earlier: {long_date(day)} has not come yet."


def past_day_problem(day: date, *, born_on: date | None, today: date) -> str:
    """What is wrong with the day of something that happened about a child; empty where nothing is."""
    if day > today:
        return not_yet(day)
    return before_birth(born_on) if born_on and day < born_on else ""


def time_of_day(typed: str) -> time | None:
    """A time of day as it was typed, such as 14:05, 9.30 or 2.05 pm; None where it is none."""
    if found := _TIME_BY_HALF_DAYS.fullmatch(typed.strip()):
        hour, minute = int(found[1]), int(found[2] or 0)
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] in "pP" else 0)
    elif found := _TIME.fullmatch(typed.strip()):
        hour, minute = int(found[1]), int(found[2])
    else:
        return None
    return time(hour, minute) if hour < 24 and minute < 60 else None


def counted(count: int, one: str, many: str = "") -> str:
    """`1 child`, `2 children`, `1,350 records`: `many` where an s does not make it."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def days(count: int) -> str:
    """`1 day`, `2 days`."""
    return counted(count, "day")


def bare_words(text: str) -> list[str]:
    """The words of a text in small letters, without the marks around them."""
    bare = (word.strip('.,;:!?()-/"“”') for word in re.sub("['’]", "", text.casefold()).split())
    return [word for word in bare if word]


def listed(things: list[str], joined_by: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; or joined by another word."""
    return f" {joined_by} ".join(filter(None, [", ".join(things[:-1]), *things[-1:]]))


def one_after_the_other(sentences: Iterable[str]) -> str:
    """What was typed in several places as one text, without its last full stop: `Which day? Monday`.

    What ends in a mark of its own gets no full stop behind it.
    """
    said = [one.strip(" .") for one in sentences]
    parts = [one if one.endswith(("?", "!")) else f"{one}." for one in said if one]
    return " ".join(parts).removesuffix(".")


def one_line(typed: str) -> str:
    """What was typed, with a single space between its words and none around them, and nothing that is unseen.

    What comes along when a name is pasted would keep it from being found; a mark that turns the writing round
    would show the words after it in another order, on the page and in the trail.
    """
    return " ".join((typed if typed.isascii() else _UNSEEN.sub("", typed)).split())


def password_problem(field: str, typed: str) -> dict[str, str]:
    """That a text says a password, by field: the dashboard keeps nobody's (DR-5, L10.1); else nothing."""
    if not _A_PASSWORD.search(typed):
        return {}
    return {field: "This looks like a password. Take it out: the dashboard keeps nobody's password."}
