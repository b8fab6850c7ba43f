"""Finds the person a register means, regardless of case, spaces, accents, apostrophes and order of names.

Where two people could be meant nobody is chosen; a name that is only near is never taken, but suggested.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from enum import Enum, auto
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from rules.words import plain

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "sir", "prof"})
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|[“\"][^”\"]*[”\"]")
BETWEEN_PEOPLE = re.compile(r"\s*(?:&|/|;|\+|\n|\band\b)\s*", re.IGNORECASE)
SUGGESTED = 3
ALIKE = 0.84  # “muhammad oconnor” and “mohammed oconnor” are; “ella smith” and “emma smith” are not
MOST_SUGGESTIONS = 50  # spellings for which near names are looked for; a wrong file has thousands


def people_in(said: str) -> list[str]:
    """The names in a cell of several people; a letter or a sign between two slashes is nobody's."""
    parts = [part.strip() for part in BETWEEN_PEOPLE.split(said)]
    return [part for part in parts if any(len(word) > 1 for word in plain(part).split())]


def nearly(one: str, other: str) -> bool:
    """Whether two keys may well be one person's: a slip or two apart, or one with a name more."""
    words, others = set(one.split()), set(other.split())
    if len(words & others) > 1 and (words <= others or others <= words):
        return True
    if not words & others and one[:1] != other[:1]:
        return False
    compared = SequenceMatcher(None, one, other)
    return compared.quick_ratio() >= ALIKE and compared.ratio() >= ALIKE


def may_be_one(one: str, other: str) -> bool:
    """Whether two names may be one person's: alike, or one with an initial or a name less. S Davies and Mrs
    Davies may be Sam Davies; Mr and Mrs Davies are two."""
    keys = name_key(one), name_key(other)
    titles = [_title_of(key) for key in keys]
    if all(titles) and titles[0] != titles[1]:
        return False
    fewer, more = sorted((_without_title(key).split() for key in keys), key=len)
    if not fewer:
        return False
    # Tom and Sam of one long last name are alike too, and two people.
    return (fewer[0][:1] == more[0][:1] and nearly(*keys)) or any(
        all(map(_is_word_or_initial, fewer, more[at:])) for at in range(len(more) - len(fewer) + 1)
    )


def _is_word_or_initial(one: str, other: str) -> bool:
    return one == other or (1 in {len(one), len(other)} and one[:1] == other[:1])


class Named(Protocol):
    """Anyone with a name to be found by."""

    name: str
    key: str


P = TypeVar("P", bound=Named)


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """The name for comparison: “O’Connor, Muhammad ” and “muhammad o'connor” have the same.

    A title goes, but for the one that alone tells Mr Davies from Mrs Davies.
    """
    last, comma, first = name.partition(",")
    if comma and first.strip() and "," not in first:
        name = f"{first} {last}"
    key = plain(name)
    return _without_title(key) if " " in _without_title(key) else key


def _title_of(key: str) -> str:
    first_word, _, rest = key.partition(" ")
    return first_word if first_word in _TITLES and rest else ""


def _without_title(key: str) -> str:
    return key.removeprefix(_title_of(key)).strip()


class How(Enum):
    """How a spelling was taken to mean somebody."""

    EXACT = auto()
    OTHER_ORDER = auto()
    PART = auto()
    NOT = auto()


@dataclass(frozen=True)
class Found(Generic[P]):
    """Everybody that a spelling can mean, and how."""

    people: Sequence[P]
    how: How


class Roll(Generic[P]):
    """People by name."""

    def __init__(self, people: Iterable[P] = ()) -> None:
        self.people: list[P] = []
        self._by_key: dict[str, list[P]] = {}
        self._by_words: dict[tuple[str, ...], list[P]] | None = None
        self._by_word: dict[str, list[P]] = {}
        self._suggested: dict[str, list[str]] = {}
        for person in people:
            self.add(person)

    def add(self, person: P) -> None:
        """Takes one more person in."""
        self.people.append(person)
        self._by_key.setdefault(person.key, []).append(person)
        self._by_words = None

    def also(self, key: str, person: P) -> None:
        """Takes `key` for one more spelling of somebody who is here."""
        self._by_key.setdefault(key, []).append(person)

    def exact(self, key: str) -> Sequence[P]:
        """Everybody whose whole name is this."""
        return self._by_key.get(key, ())

    def find(self, spelling: str) -> Found[P]:
        """Everybody that `spelling` can mean: the whole name, the words in another order, or a part of it."""
        key = name_key(spelling)
        if people := self._by_key.get(key):
            return Found(people, How.EXACT)
        without = name_key(_IN_BRACKETS.sub(" ", spelling))
        if without and (people := self._by_key.get(without)):
            return Found(people, How.EXACT)
        title = _title_of(without or key)
        words = tuple(sorted(_without_title(without or key).split()))
        if not words:
            return Found((), How.NOT)
        by_words = self._index()
        if people := by_words.get(words):
            return Found(people, How.OTHER_ORDER)
        # Nobody who is known by another title alone: Mrs Davies is not Mr Davies.
        part = [one for one in self._by_part(words) if not title or _title_of(one.key) in {"", title}]
        return Found(part, How.PART) if part else Found((), How.NOT)

    def _index(self) -> dict[tuple[str, ...], list[P]]:
        if self._by_words is None:
            by_words: dict[tuple[str, ...], list[P]] = defaultdict(list)
            by_word: dict[str, list[P]] = defaultdict(list)
            for person in self.people:
                split = person.key.split()
                by_words[tuple(sorted(split))].append(person)
                for word in {*split, *(word[:1] for word in split)}:
                    by_word[word].append(person)
            self._by_words, self._by_word = dict(by_words), dict(by_word)
        return self._by_words

    def _by_part(self, words: tuple[str, ...]) -> list[P]:
        """Those whose name holds every word; a single letter stands for a name that begins with it."""
        if all(len(word) == 1 for word in words):
            return []
        whole = min((w for w in words if len(w) > 1), key=lambda w: len(self._by_word.get(w, ())))
        return [person for person in self._by_word.get(whole, ()) if _holds(person.key.split(), words)]

    def near(self, spelling: str) -> list[str]:
        """The names nearest to a spelling that means nobody, nearest first; none where none is near."""
        key = name_key(spelling)
        if key not in self._suggested:
            if len(self._suggested) >= MOST_SUGGESTIONS:
                return []
            self._index()
            first_letters = {word[:1] for word in key.split()}
            candidates = {p.key: p.name for letter in first_letters for p in self._by_word.get(letter, ())}
            close = get_close_matches(key, candidates, n=SUGGESTED, cutoff=0.78)
            self._suggested[key] = [candidates[match] for match in close]
        return self._suggested[key]


def _holds(whole: Sequence[str], words: Iterable[str]) -> bool:
    left = list(whole)
    for word in sorted(words, key=len, reverse=True):
        fits = next((w for w in left if w == word or (len(word) == 1 and w.startswith(word))), None)
        if fits is None:
            return False
        left.remove(fits)
    return True
