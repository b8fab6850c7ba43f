"""What is taken out of the copy of a child's file before it is released, and on what ground (AR-24 to AR-27;
law L2.1, L2.5, L2.10, L2.14, L2.16, L2.22).

Lawful redaction is on a copy, by line, with a ground and two people. What is only embarrassing, controversial
or a complaint about the setting is no ground: to take that out would be an offence (AR-30).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Ground(StrEnum):
    """The grounds on which something may be taken out, and three that are offered only to be refused."""

    THIRD_PARTY = "information of a third party"
    NAME_ONLY = "the name of a third party"
    ANOTHER_CHILD = "information about another child"
    BEST_INTERESTS = "not in the child's best interests"
    SERIOUS_HARM = "it would do serious harm to somebody"
    CRIME = "it would hinder an investigation"
    LEGAL = "legal advice"
    EMBARRASSING = "it is embarrassing"
    CONTROVERSIAL = "it is controversial"
    COMPLAINT = "it is a complaint about the setting"


REFUSED_GROUNDS = frozenset({Ground.EMBARRASSING, Ground.CONTROVERSIAL, Ground.COMPLAINT})
OF_A_PARTY = frozenset({Ground.THIRD_PARTY, Ground.NAME_ONLY, Ground.ANOTHER_CHILD})


class Extent(StrEnum):
    """How much of the entry is taken out."""

    NAME = "the name"
    PASSAGE = "a passage"
    WHOLE = "the whole entry"


@dataclass(frozen=True)
class Line:
    """One redaction: which entry, whose information, how much, on what ground, by which two accounts."""

    id: int
    entry: int
    party: int | None
    extent: Extent
    ground: Ground
    by: int | None
    agreed_by: int | None = None
    at: datetime | None = None
