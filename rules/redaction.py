"""What is taken out of the copy of a child's file before it is released, and on what ground (AR-24 to AR-27;
law L2.1, L2.5, L2.10, L2.14, L2.16, L2.22).

Lawful redaction is on a copy, by line, with a ground and two people. What is only embarrassing, controversial
or a complaint about the setting is no ground: to take that out would be an offence (AR-30).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules import third_parties
from rules.problems import Problems, says_too_little
from rules.third_parties import (
    WHY_WITHHELD,
    Decision,
    Happened,
    Party,
    PartyKind,
    decision_of,
    harm_problem,
)
from rules.words import listed, password_problem


class Ground(StrEnum):
    """The grounds on which something may be taken out, and three that are offered only to be refused."""

    THIRD_PARTY = "information of a third party"
    NAME_ONLY = "the name of a third party"
    ANOTHER_CHILD = "information about another child"
    BEST_INTERESTS = "not in the child's best interests"
    SERIOUS_HARM = "it would do serious harm to somebody"
    DANGER = "staff would be in danger"
    CRIME = "it would hinder an investigation"
    LEGAL = "legal advice"
    EMBARRASSING = "it is embarrassing"
    CONTROVERSIAL = "it is controversial"
    COMPLAINT = "it is a complaint about the setting"


NOT_OF_A_PARENT = (
    "The child's best interests keep something back only where somebody with parental responsibility asks "
    "for a child under 18 (Data Protection Act 2018, Schedule 3, paragraph 21). That is not so here. Choose "
    "another ground, or leave it in."
)
REFUSED_GROUNDS = frozenset({Ground.EMBARRASSING, Ground.CONTROVERSIAL, Ground.COMPLAINT})
OF_A_PARTY = frozenset({Ground.THIRD_PARTY, Ground.NAME_ONLY, Ground.ANOTHER_CHILD})
# The grounds of a decision about a third party that are told of as something else than their information:
# whoever asks could count otherwise who had spoken, and would be told what was not decided.
_AS_DECIDED = {
    third_parties.Ground.HARM: Ground.SERIOUS_HARM,
    third_parties.Ground.DANGER: Ground.DANGER,
    third_parties.Ground.POLICE: Ground.CRIME,
}
NAMES_SOMEBODY = OF_A_PARTY | {Ground.DANGER}
MAY_NAME_SOMEBODY = NAMES_SOMEBODY | frozenset(_AS_DECIDED.values())


class Extent(StrEnum):
    """How much of the entry is taken out."""

    NAME = "the name"
    PASSAGE = "a passage"
    THEIRS = "all their information"
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


def extent_for(decision: Decision | None) -> list[Extent]:
    """How much may be taken out for what was decided about a party: nothing while nothing is decided."""
    if decision in {None, Decision.DISCLOSE}:
        return []
    return [Extent.NAME] if decision is Decision.NAME_REMOVED else list(Extent)


@dataclass(frozen=True)
class Following:
    """What follows from a decision about a party: how much is taken out, on what ground, and why."""

    extent: Extent
    ground: Ground
    reason: str


def following(party: Party) -> Following | None:
    """What is taken out for what was decided about a party, on the decision's ground and for its reason.

    None where nothing is. Of whom is withheld it is all their information in the entry (AR-26).
    """
    decided = decision_of(party)
    if decided is None or decided.decision in {None, Decision.DISCLOSE}:
        return None
    name_only = decided.decision is Decision.NAME_REMOVED
    ground = _ground_of_its_own(party)
    if ground is None:
        of_others = Ground.NAME_ONLY if name_only else Ground.THIRD_PARTY
        ground = Ground.ANOTHER_CHILD if party.kind is PartyKind.CHILD else of_others
    return Following(Extent.NAME if name_only else Extent.THEIRS, ground, decided.reason)


def _ground_of_its_own(party: Party) -> Ground | None:
    """The ground that a decision gives its redactions where it is another than whose information it is."""
    decided = decision_of(party)
    return _AS_DECIDED.get(decided.ground) if decided and decided.ground else None


def is_of_other_people(ground: Ground, party: Party | None) -> bool:
    """Whether whoever asks may be told that this was left out as information about other people.

    Not where it was decided about `party` for harm, danger or an investigation, whatever the line itself
    says: lines from before went by whose information it was.
    """
    return ground in OF_A_PARTY and (party is None or _ground_of_its_own(party) is None)


def page_problems(pages: str, *, first: int, last: int) -> Problems:
    """That the pages of a redaction are pages of its entry, by field. They may be left empty."""
    known = {str(page) for page in range(first, last + 1)}
    strangers = [page for page in re.findall(r"[0-9]+", pages) if page.lstrip("0") not in known]
    if not strangers:
        return {}
    has = f"page {first}" if first == last else f"pages {first} to {last}"
    return {"pages": f"This entry has {has} in the index: {listed(strangers)} is not part of it."}


def line_problems(
    *,
    entry: int | None,
    entries: Collection[int],
    ground: Ground | None,
    extent: Extent | None,
    party: Party | None,
    reason: str,
    may_limit_for_interests: bool = True,
) -> Problems:
    """What stands in the way of a redaction, by field (AR-25, AR-30; law L2.1); empty when nothing does.

    `entries` are those that stand in the child's index. `may_limit_for_interests` is whether the child's best
    interests keep anything from whoever asks (`rules.requester`).
    """
    found: Problems = {}
    if entry not in entries:
        found["entry"] = "Choose the entry from the index."
    if extent is None:
        found["extent"] = "Choose how much is taken out."
    if ground is None:
        found["ground"] = "Choose the ground."
    elif ground in REFUSED_GROUNDS:
        found["ground"] = (
            f"That {ground} is not a ground. Taking it out so that the person who asked does not see it "
            "would be an offence (Data Protection Act 2018, section 173)."
        )
    elif ground is Ground.BEST_INTERESTS and not may_limit_for_interests:
        found["ground"] = NOT_OF_A_PARENT
    elif ground in NAMES_SOMEBODY or (party is not None and ground in MAY_NAME_SOMEBODY):
        found |= _party_problems(entry, ground, extent, party)
    elif extent is Extent.THEIRS:
        found["extent"] = "No third party is chosen. Choose a passage, or the whole entry."
    elif says_too_little(reason):
        found["reason"] = WHY_WITHHELD
    elif ground is Ground.SERIOUS_HARM and (problem := harm_problem(reason)):
        found["reason"] = problem
    return found | password_problem("reason", reason)


def _party_problems(
    entry: int | None, ground: Ground, extent: Extent | None, party: Party | None
) -> Problems:
    if party is None:
        return {"party": "Choose whose information it is."}
    if entry is not None and entry not in party.entries:
        return {"party": "The index does not say that this entry mentions this person. Choose another one."}
    is_childs = ground is Ground.ANOTHER_CHILD
    if (
        ground in OF_A_PARTY
        and not _ground_of_its_own(party)
        and is_childs is not (party.kind is PartyKind.CHILD)
    ):
        return {"ground": "Another child's information has a ground of its own. Choose the one that fits."}
    decided = decision_of(party)
    if decided is None or decided.decision is None:
        return {
            "party": "Nothing has been decided about this person yet. A refusal alone does not take "
            "anything out."
        }
    if decided.decision is Decision.DISCLOSE:
        return {"party": "It was decided to disclose this person's information, so nothing is taken out."}
    if not _is_on_its_ground(ground, party):
        fits = follows.ground if (follows := following(party)) else "the ground of the decision"
        return {
            "ground": f"It was decided about this person on another ground. Choose “{fits}”, or decide about "
            "them again."
        }
    if extent is not None and extent not in extent_for(decided.decision):
        return {"extent": "It was decided to remove the name only."}
    return {}


def _is_on_its_ground(ground: Ground, party: Party) -> bool:
    """Whether a redaction of what is a party's has the ground on which it was decided about them."""
    if special := _ground_of_its_own(party):
        return ground is special
    return ground in OF_A_PARTY and (ground is Ground.ANOTHER_CHILD) is (party.kind is PartyKind.CHILD)


def correction_problems(because: str) -> Problems:
    """That a correction of a redaction says what was wrong, by field (AR-30)."""
    if says_too_little(because):
        return {"because": "Enter in a sentence what was wrong. What was entered stays in the history."}
    return password_problem("because", because)


def agreement_problems(line: Line | None, *, by: int | None) -> Problems:
    """What stands in the way of a second person's agreement, by field (AR-25)."""
    if line is None:
        return {"line": "This redaction has been changed in the meantime. Look at the list again."}
    if line.agreed_by is not None:
        return {"line": "A second person has already agreed to it."}
    if by is None or by == line.by:
        return {
            "signed_by": "The second person has to be somebody other than the person who entered the "
            "redaction."
        }
    return {}


def lacking_lines(parties: Collection[Party], lines: Collection[Line]) -> list[tuple[Party, int]]:
    """The entries where something was decided to be taken out and no redaction says so (AR-25).

    One of the name alone says so no more once the party is withheld: it is of what was decided before.
    """
    return [
        (party, entry)
        for party in parties
        if (decided := decision_of(party)) and decided.decision is not Decision.DISCLOSE
        for entry in sorted(party.entries)
        if not any(
            (line.party, line.entry) == (party.id, entry) and not _is_too_little(line, decided)
            for line in lines
        )
    ]


def _is_too_little(line: Line, decided: Happened) -> bool:
    """Whether a redaction of the name is older than the decision to withhold more than that."""
    is_older = line.at is not None and decided.at is not None and line.at < decided.at
    return line.extent is Extent.NAME and decided.decision is Decision.WITHHOLD and is_older


def lines_on_another_ground(parties: Collection[Party], lines: Collection[Line]) -> list[Line]:
    """The redactions that go no further than what is decided about their party, and not on its ground.

    The schedule and the covering letter say by it what was decided.
    """
    by_id = {party.id: party for party in parties}
    needless = needless_lines(parties, lines)
    return [
        line
        for line in lines
        if line.party in by_id
        and line not in needless
        and not _is_on_its_ground(line.ground, by_id[line.party])
    ]


def needless_lines(parties: Collection[Party], lines: Collection[Line]) -> list[Line]:
    """The redactions that take out more than what is decided now: they have no ground.

    Those for somebody about whom nothing is decided, who is disclosed, or whom the entry mentions no more,
    and those that take out more than the name where the name alone is removed.
    """
    allowed = {
        (party.id, entry): extent_for(decided.decision if (decided := decision_of(party)) else None)
        for party in parties
        for entry in party.entries
    }
    return [
        line
        for line in lines
        if line.party is not None and line.extent not in allowed.get((line.party, line.entry), [])
    ]
