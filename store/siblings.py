"""What came in one letter, or was one concern, about a child and brothers and sisters (AR-1, IS-1).

There is a record for each: each child has a file, and what is in it and who may know of it differ.
"""

from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

from models import Child
from rules.problems import Problems
from store import mistakes
from store.refusal import Refused


def with_siblings(
    session: Session, child: Child, also_about: Collection[int], problems: Callable[[Child], Problems]
) -> list[Child]:
    """The child and those of `also_about`, in that order, of each of whom something is recorded.

    `problems` is what stands in the way of it for one child. Raises `Refused` for `also_about` where one is
    the first child again or is not there, or where something stands in the way, naming the child's code.
    """
    others = [mistakes.standing(session, Child, other) for other in dict.fromkeys(also_about)]
    if child in others or None in others:
        raise Refused({"also_about": "Choose other children than the first, each of them once."})
    children = [child]
    for other in filter(None, others):
        if found := problems(other):
            raise Refused({"also_about": f"{other.code}: {next(iter(found.values()))}"})
        children.append(other)
    return children
