"""What came in one letter, or was one concern, about a child and brothers and sisters (AR-1, IS-1).

There is a record for each: each child has a file, and what is in it and who may know of it differ.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple

from sqlalchemy.orm import Session

from models import Child
from rules.problems import Problems
from store import mistakes
from store.refusal import Refused


class Beside(NamedTuple):
    """A record that came with another one, such as about a brother or sister, and whose it is."""

    id: int
    code: str
    child_code: str
    child: str


def others_than(session: Session, child: Child | None, ids: Collection[int], *, field: str) -> list[Child]:
    """The children of `ids`, each once; refuses by `field` where one is `child` or is not there."""
    others = [mistakes.standing(session, Child, other) for other in dict.fromkeys(ids)]
    if child in others or None in others:
        raise Refused({field: "Choose other children than the first, each of them once."})
    return [other for other in others if other]


def with_siblings(
    session: Session, child: Child, also_about: Collection[int], problems: Callable[[Child], Problems]
) -> list[Child]:
    """The child and those of `also_about`, in that order, of each of whom something is recorded.

    `problems` is what stands in the way of it for one child. Raises `Refused` for `also_about` where one is
    the first child again or is not there, or where something stands in the way, naming the child's code.
    """
    others = others_than(session, child, also_about, field="also_about")
    for other in others:
        if found := problems(other):
            raise Refused({"also_about": f"{other.code}: {next(iter(found.values()))}"})
    return [child, *others]
