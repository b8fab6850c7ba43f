"""Where something is done: the page and its part, by the words that people call it by (AI-6).

The words are in `data/places.toml`, where anyone who knows the setting may add one.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from rules.induction import Role
from rules.need_to_know import Act, Thing, may
from rules.words import plain
from store.setting import DATA
from ui.page_list import pages_of

MOST = 5
SHORTEST = 2
# A word that was typed may be longer than the one in the file, such as photos than photo. Of a shorter one
# that would find too much.
LONG_ENOUGH = 5


@dataclass(frozen=True)
class Place:
    """What is done somewhere, the page, its part where it has parts, and the address that opens it."""

    says: str
    page: str
    part: str
    address: str


def is_for(role: Role, line: dict[str, Any]) -> bool:
    """Whether a line of `data/` is for a role: `for` names an act and a thing that it may do, `unless` one
    that not.
    """

    def allowed(said: str) -> bool:
        act, _, thing = said.partition(" ")
        return may(role, Act(act), Thing(thing))

    return ("for" not in line or allowed(line["for"])) and not ("unless" in line and allowed(line["unless"]))


def open_to(role: Role) -> list[tuple[Place, frozenset[str]]]:
    """Every place that `role` may open and has something to do at, with the words that it is about."""
    opened = {page.address: page.title for page in pages_of(role)}
    return [
        (_place(place, opened[place["page"]]), words)
        for place, words in _known()
        if place["page"] in opened and is_for(role, place)
    ]


def places_about(asked: str, role: Role) -> list[Place]:
    """The places open to `role` that are about every word of `asked`, at most five, in their order.

    Where none is, those about most of the words, and about two at least. A code is about none; a number that
    people know, such as 999, is a word.
    """
    typed = [word for word in plain(asked).split() if word not in _fillers() and len(word) >= SHORTEST]
    known = {word for _, words in _known() for word in words}
    unknown = "".join(word for word in asked.split() if plain(word) not in known)
    if not typed or any(letter.isdigit() for letter in unknown):
        return []
    about = [(sum(_is_among(word, words) for word in typed), place) for place, words in open_to(role)]
    most = max((count for count, _ in about), default=0)
    return [place for count, place in about if count == most >= min(len(typed), 2)][:MOST]


def _is_among(typed: str, words: frozenset[str]) -> bool:
    return any(
        word.startswith(typed) or (len(word) >= LONG_ENOUGH and typed.startswith(word)) for word in words
    )


def _place(place: dict[str, Any], title: str) -> Place:
    key, part = place.get("part", ("", ""))
    address = f"/{place['page']}" + (f"?{urlencode({key: part})}" if key else "")
    return Place(place["says"], title, part, address)


@cache
def _held() -> dict[str, Any]:
    return tomllib.loads((DATA / "places.toml").read_text(encoding="utf-8"))


@cache
def _fillers() -> frozenset[str]:
    return frozenset(word for filler in _held()["filler"] for word in plain(filler).split())


@cache
def _known() -> list[tuple[dict[str, Any], frozenset[str]]]:
    def words_of(place: dict[str, Any]) -> frozenset[str]:
        return frozenset(plain(" ".join([place["says"], *place["words"]])).split()) - _fillers()

    return [(place, words_of(place)) for place in _held()["place"]]
