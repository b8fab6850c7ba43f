"""The third parties of an access request: who they are, what they answered, what the setting decided
(AR-13 to AR-23; law L2.5 to L2.9, L2.13).

A third party is somebody whom the file mentions beside the child and the person who asks. Each is written to,
or not with a reason; each is decided by the setting. A refusal alone decides nothing; silence stops nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class PartyKind(StrEnum):
    """What a third party is to the child."""

    CHILD = "another child"
    FAMILY = "family member"
    AGENCY = "agency worker"
    STAFF = "staff"
    OTHER = "somebody else"


class Event(StrEnum):
    """What happened with a third party."""

    WRITTEN = "written to"
    NOT_WRITTEN = "not written to"
    REMINDED = "reminded"
    CONSENTED = "consents"
    REFUSED = "refuses"
    REFERS_DIRECT = "asks to be applied to directly"
    NO_ANSWER = "no answer"
    DISCUSSED = "discussed with them"
    DECIDED = "decided"


ANSWERS = frozenset({Event.CONSENTED, Event.REFUSED, Event.REFERS_DIRECT})


class WhyNotWritten(StrEnum):
    """Why a third party is not written to. Seeking consent is not always right (L2.8)."""

    MAY_HARM = "it would tell a person who may do harm"
    REVEALS = "it would give the request away"
    NO_ADDRESS = "no address is known"
    NOT_NEEDED = "reasonable to disclose without asking"
    A_CHILD = "a young child; nothing is disclosed"
    OTHER = "another reason"


class Decision(StrEnum):
    """What the setting decides for one third party."""

    DISCLOSE = "disclose"
    NAME_REMOVED = "remove the name only"
    WITHHOLD = "withhold"


class Ground(StrEnum):
    """On what a decision about a third party rests (L2.5 to L2.9; AR-19 to AR-21)."""

    CONSENT = "they consent"
    REASONABLE = "it is reasonable without consent"
    PROFESSIONAL = "they acted in their work"
    KNOWN = "the requester knows it already"
    NOT_REASONABLE = "it is not reasonable without consent"
    CONFIDENCE = "it was given in confidence"
    DANGER = "sensitive, and staff would be in danger"
    POLICE = "the basis of a police investigation"
    HARM = "it would do serious harm to somebody"


@dataclass(frozen=True)
class Happened:
    """One thing that happened with a third party. `order` settles two of one day."""

    event: Event
    on: date
    reply_by: date | None = None
    decision: Decision | None = None
    ground: Ground | None = None
    at: datetime | None = None
    order: int = 0


@dataclass(frozen=True)
class Party:
    """A third party with the entries that mention them and what happened, without what was corrected."""

    id: int
    number: int
    kind: PartyKind
    entries: frozenset[int] = frozenset()
    happened: tuple[Happened, ...] = ()


def latest(party: Party, *events: Event) -> Happened | None:
    """The last of these that happened with a party, or None."""
    held = [happened for happened in party.happened if happened.event in events]
    return max(held, key=lambda h: (h.on, h.order), default=None)


def decision_of(party: Party) -> Happened | None:
    """The decision that stands, or None while the party is undecided."""
    return latest(party, Event.DECIDED)


def undecided(parties: Collection[Party]) -> list[Party]:
    """The parties for whom the setting has decided nothing yet, by number."""
    return sorted((p for p in parties if decision_of(p) is None), key=lambda p: p.number)
