"""Matches the headings of a register by meaning, and tells from them which register it is.

The words are kept in `data/register_words.toml`; the setting's own consent purposes and induction topics
join them by their titles. A match is sure when every telling word of the heading is accounted for.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from rules.words import plain
from store.registers.cells import text
from store.registers.spreadsheet import HEADINGS_WITHIN, Row
from store.registers.tried import Column, Kind

WORDS = Path(__file__).resolve().parents[2] / "data" / "register_words.toml"
PURPOSE, TOPIC = "purpose:", "topic:"
LISTED = {Kind.CONSENTS: PURPOSE, Kind.STAFF: TOPIC}
LONG_ENOUGH_TO_MISTYPE = 6
A_QUESTION = 7  # words from which a heading is taken for the question of a form, and no name of a column

_FIELD_TABLES = {
    Kind.CHILDREN: "children",
    Kind.STAFF: "staff",
    Kind.CONSENTS: "consents",
    Kind.ACCESS_REQUESTS: "access-requests",
    Kind.SHARING_LOG: "sharing-log",
}


@cache
def words() -> dict[str, Any]:
    """The lists of `data/register_words.toml`."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


@cache
def _canon() -> dict[str, str]:
    return {other: first for first, others in words()["same"].items() for other in others}


@cache
def _filler() -> frozenset[str]:
    return frozenset(words()["filler"])


def telling(heading: str) -> tuple[str, ...]:
    """The words of a heading in their one form: single letters joined (D.O.B.), plurals and synonyms gone."""
    found: list[str] = []
    for is_letter, run in groupby(plain(heading).split(), key=lambda word: len(word) == 1 and word.isalpha()):
        letters = list(run)
        if is_letter and len(letters) > 1 and letters != ["y", "n"]:
            letters = ["".join(letters)]
        found += letters
    canon = _canon()
    return tuple(canon.get(word) or canon.get(word.removesuffix("s"), word) for word in found)


def is_bare_responsibility(heading: str) -> bool:
    """Whether a heading says that somebody holds parental responsibility, and not who: “PR?”."""
    said = set(telling(heading)) - _filler()
    return {"pr"} <= said <= {"pr", "carer", "held", "holds"}


@dataclass(frozen=True)
class Field:
    """Something a column can be: its name in the import, what a person calls it, and its phrases."""

    name: str
    label: str
    phrases: tuple[frozenset[str], ...]
    is_required: bool = False
    narrower: frozenset[frozenset[str]] = frozenset()  # those of the phrases that say less than the field


@dataclass(frozen=True)
class Listed:
    """A consent purpose or an induction topic of this setting, by key, as headings are matched to it."""

    key: str
    title: str


@cache
def _own_fields(kind: Kind) -> tuple[Field, ...]:
    table = words()[_FIELD_TABLES[kind]]
    return tuple(
        Field(
            name,
            entry["label"],
            tuple(frozenset(telling(phrase)) for phrase in entry["phrases"]),
            entry.get("required", False),
        )
        for name, entry in table.items()
    )


@lru_cache(maxsize=64)
def fields(kind: Kind, listed: tuple[Listed, ...]) -> tuple[Field, ...]:
    """Everything a column of this register can be, the setting's own purposes or topics included."""
    if kind not in LISTED:
        return _own_fields(kind)
    known = words()["purpose" if kind is Kind.CONSENTS else "topic"]
    less = words()["narrower"] if kind is Kind.CONSENTS else {}
    more = []
    for entry in listed:
        title = frozenset(telling(entry.title)) - _filler()
        phrases = [frozenset(telling(phrase)) for phrase in known.get(entry.key, [])]
        narrower = frozenset(frozenset(telling(phrase)) for phrase in less.get(entry.key, ())) - {title}
        name = f"{LISTED[kind]}{entry.key}"
        more.append(Field(name, entry.title, (*phrases, title), narrower=narrower))
    return (*_own_fields(kind), *more)


@lru_cache(maxsize=64)
def _vocabulary(kind: Kind, listed: tuple[Listed, ...]) -> frozenset[str]:
    phrases = (word for field in fields(kind, listed) for phrase in field.phrases for word in phrase)
    return frozenset(phrases) | _filler() | frozenset(_canon()) | frozenset(words()["unrelated"]["words"])


@dataclass(frozen=True)
class Match:
    """What a heading was taken to be: the likeliest fields first, none where nothing fits."""

    names: tuple[str, ...] = ()
    is_sure: bool = False
    strength: int = 0


@lru_cache(maxsize=5_000)
def match(heading: str, kind: Kind, listed: tuple[Listed, ...]) -> Match:
    """The field that a heading means; sure only where no telling word is left and nothing else fits.

    What stands in brackets may go without saying, unless it says that somebody or something else is meant.
    """
    among = _not_turned(heading, fields(kind, listed))
    whole = frozenset(_spelt(word, _vocabulary(kind, listed)) for word in telling(heading))
    if (found := _fitting(whole, among)).is_sure:
        return found
    before, bracket, _ = heading.partition("(")
    if bracket:
        said = frozenset(_spelt(word, _vocabulary(kind, listed)) for word in telling(before))
        found = _fitting(said, among)
        if found.is_sure and not _is_of_another(whole - said, said, found.names[0], kind, listed):
            return found
    said = frozenset(telling(heading))
    if is_question(heading) and (asked := _asked(said, among)).names:
        return asked
    return Match() if is_unrelated(heading) else _fitting(said, among)


def is_question(heading: str) -> bool:
    """Whether a heading is a whole question, as online forms head the columns of their answers with."""
    return len(plain(heading).split()) >= A_QUESTION


def _asked(said: frozenset[str], among: Sequence[Field]) -> Match:
    """The purposes that a question may be about, those first of which it says most; never sure."""
    most = {
        field.name: max((len(phrase - _filler()) for phrase in field.phrases if phrase <= said), default=0)
        for field in among
        if field.name.startswith(PURPOSE)
    }
    return Match(tuple(sorted((name for name in most if most[name]), key=lambda name: -most[name])))


def says_less(heading: str, field: Field) -> bool:
    """Whether a heading says less than what it is about: “Facebook” is no website."""
    said = frozenset(telling(heading))
    return any(phrase <= said <= phrase | _filler() for phrase in field.narrower)


def is_unrelated(heading: str) -> bool:
    """Whether a heading tells of something that the dashboard does not keep, such as allergies."""
    return bool(set(telling(heading)) & set(words()["unrelated"]["words"]))


def _is_of_another(
    inside: frozenset[str], outside: frozenset[str], name: str, kind: Kind, listed: tuple[Listed, ...]
) -> bool:
    """Whether a bracket tells of another thing than the words before it: “Name (doctor)”, “DOB (mother)”."""
    inside -= _filler() | frozenset(words()["answers"]["words"])
    if not outside - _filler():
        return bool(inside)
    own = {
        word
        for field in fields(kind, listed)
        if field.name == name
        for phrase in field.phrases
        for word in phrase
    }
    return bool(inside & (_vocabulary(kind, listed) - own))


def says_no(heading: str) -> bool:
    """Whether a heading says what is not agreed to, as “No photographs” and “Website (opt out)” do."""
    return bool(_turned_in(heading))


def _turned_in(heading: str) -> set[str]:
    return set(words()["turned"]["words"]) & set(plain(heading).split())


def _not_turned(heading: str, among: Sequence[Field]) -> Sequence[Field]:
    """The fields without the purposes of which the heading says the contrary."""
    turned = _turned_in(heading)
    if not turned:
        return among
    return [f for f in among if not f.name.startswith(PURPOSE) or turned <= set(plain(f.label).split())]


# Words that go without saying in a column of a purpose or a topic.
_USUAL = {
    "purpose": frozenset({"consent"}),
    "topic": frozenset({"policy", "training", "completed", "signed"}),
}


def _fitting(said: frozenset[str], among: Sequence[Field]) -> Match:
    ranked: list[tuple[bool, int, str]] = []
    for field in among:
        best: tuple[bool, int] | None = None
        for phrase in field.phrases:
            if not phrase <= said:
                continue
            told = phrase - _filler()
            over = said - phrase - _filler() - _USUAL.get(field.name.partition(":")[0], frozenset())
            is_sure = not over and phrase not in field.narrower
            if is_sure or (told and len(told) >= len(over)):
                strength = 2 * len(told) + len(phrase & _filler())
                best = max(best or (False, 0), (is_sure, strength))
        if best:
            ranked.append((*best, field.name))
    if not ranked:
        # Part of several phrases, as “Photos” is: worth asking about, never sure.
        told = said - _filler()
        part = tuple(f.name for f in among if told and any(told < phrase for phrase in f.phrases))
        listed = tuple(name for name in part if name.startswith((PURPOSE, TOPIC)))
        return Match(listed)
    ranked.sort(key=lambda rank: (not rank[0], -rank[1]))
    top = ranked[0][:2]
    level = tuple(name for *rank, name in ranked if tuple(rank) == top)
    return Match(tuple(name for *_, name in ranked), top[0] and len(level) == 1, top[1])


def _spelt(word: str, vocabulary: frozenset[str]) -> str:
    """The word of the vocabulary that is one slip of typing away, for long words; else the word itself."""
    if word in vocabulary or len(word) < LONG_ENOUGH_TO_MISTYPE:
        return word
    near = [
        known for known in vocabulary if len(known) >= LONG_ENOUGH_TO_MISTYPE - 1 and is_slip(word, known)
    ]
    return _canon().get(near[0], near[0]) if len(near) == 1 else word


def is_slip(a: str, b: str) -> bool:
    """Whether one letter added, left out, changed, or two swapped, turn `a` into `b`."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b[1:]
        or rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or (rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:])
    )


# Which register ------------------------------------------------------------------------------------

Lists = Mapping[Kind, tuple[Listed, ...]]
LONGEST = 300  # characters of a heading: more than that is a note
ENOUGH = 2.5  # weight under which a row of cells is not taken for headings
PLAINLY = 4.0  # weight of headings that leave no doubt that this is a register
CLEARLY = 1.5  # weight by which one register must lead the next


def _weight(values: Iterable[Any], kind: Kind, lists: Lists) -> float:
    """How much the cells of a row look like the headings of this register."""
    required = {field.name for field in fields(kind, lists[kind]) if field.is_required}
    seen: set[str] = set()
    weight = 0.0
    for value in values:
        heading = text(value) if isinstance(value, str) else ""
        if not heading or len(heading) > LONGEST:
            continue
        found = match(heading, kind, lists[kind])
        if found.is_sure and found.names[0] not in seen:
            seen.add(found.names[0])
            weight += 2.0 if found.names[0] in required else 1.0
        elif not found.names:
            weight -= 0.2
        elif found.names[0].startswith(PURPOSE) and is_question(heading):
            weight += 1.0
    if {"forename", "surname"} <= seen:
        weight += 1.0
    return weight


def _is_of_children(values: Iterable[Any], lists: Lists) -> bool:
    """Whether a row of headings has the birthday and the start of somebody and no role: “Key person” beside
    them is a column, and no topic of an induction. A grown-up's birthday would be a fault."""

    def sure(kind: Kind) -> set[str]:
        found = [match(text(v), kind, lists[kind]) for v in values if isinstance(v, str) and text(v)]
        return {one.names[0] for one in found if one.is_sure}

    return {"born_on", "started_on"} <= sure(Kind.CHILDREN) and "role" not in sure(Kind.STAFF)


def likeness(rows: Sequence[Row], lists: Lists) -> float:
    """How much the likeliest heading row among the first rows looks like a register's."""
    return max((_weight(values, kind, lists) for _, values in rows for kind in Kind), default=0.0)


@dataclass(frozen=True)
class Recognised:
    """Where the headings stand and which register they head; `kinds` likeliest first, several if unsure."""

    index: int
    kinds: tuple[Kind, ...]
    weight: float = PLAINLY


def recognise(rows: Sequence[Row], name: str, lists: Lists, kind: Kind | None = None) -> Recognised | None:
    """The heading row and the kind of register; None where no row looks like headings.

    `name` is the file's and the sheet's, which decide between two kinds that fit as well. `kind` is the one
    chosen by hand.
    """
    kinds = [kind] if kind else list(Kind)
    named = set(plain(name).split())
    best: tuple[float, int, dict[Kind, float]] | None = None
    for index, (_, values) in enumerate(rows[:HEADINGS_WITHIN]):
        weights = {k: _weight(values, k, lists) for k in kinds}
        if best is None or max(weights.values()) > best[0]:
            best = (max(weights.values()), index, weights)
    if best is None or best[0] < (1.0 if kind else ENOUGH):
        return None
    hints = {k: 2.0 * bool(named & set(words()["register"][_FIELD_TABLES[k]]["words"])) for k in kinds}
    if Kind.CHILDREN in hints and _is_of_children(rows[best[1]][1], lists):
        hints[Kind.CHILDREN] += CLEARLY
    ranked = sorted(kinds, key=lambda k: best[2][k] + hints[k], reverse=True)
    lead = best[2][ranked[0]] + hints[ranked[0]]
    level = tuple(k for k in ranked if lead - best[2][k] - hints[k] < CLEARLY and best[2][k] >= 2.0)
    return Recognised(best[1], level or (ranked[0],), best[0])


def columns(values: Sequence[Any], kind: Kind, lists: Lists) -> list[tuple[Column, Match]]:
    """Each column of a heading row with the field it was taken to be."""
    from openpyxl.utils import get_column_letter

    found = []
    for index, value in enumerate(values):
        heading = text(value)
        matched = match(heading, kind, lists[kind]) if heading else Match()
        column = Column(
            get_column_letter(index + 1),
            heading,
            matched.names[0] if matched.names else None,
            matched.is_sure,
        )
        found.append((column, matched))
    return found
