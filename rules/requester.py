"""Who asks for a child's file, for whom, and their right to ask (AR-2 to AR-4; law L2.17 to L2.21).

The child is the subject at any age; a parent exercises the child's right. A parent's own information in the
file is the parent's own request, and the other parent is a third party.
"""

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum

from rules.problems import Problems, says_too_little
from rules.words import is_one_name, long_date, not_yet, one_line, password_problem
from rules.working_days import months_after


class Relationship(StrEnum):
    """What the requester is to the child."""

    RESPONSIBLE = "carer with parental responsibility"
    NOT_RESPONSIBLE = "carer without parental responsibility"
    ACTING = "somebody who acts for a carer"
    AUTHORITY = "a public authority or a court"
    CHILD = "the child, who asks alone"
    FORMER_CHILD = "the child, now grown up"
    OTHER = "somebody else"


class Subject(StrEnum):
    """Whose information is asked for."""

    CHILD = "the child's"
    OWN = "the requester's own"
    BOTH = "the child's and the requester's own"


class Link(StrEnum):
    """How one request belongs to another."""

    DUPLICATE = "asks for the same again"
    SAME_PERSON = "another of the same person"
    OTHER_CARER = "of the other carer"
    FOLLOWS = "follows from it"


class Shown(StrEnum):
    """What the proof shows that somebody brings of whom nothing yet shows that they may ask (AR-4, L2.20)."""

    BOTH = "who they are, and that they may ask"
    RIGHT = "that they may ask"
    IDENTITY = "who they are alone"


CARERS = frozenset({Relationship.RESPONSIBLE, Relationship.NOT_RESPONSIBLE})
THEMSELVES = frozenset({Relationship.CHILD, Relationship.FORMER_CHILD})
# Those whose right is shown by something beside who they are (L2.20); of a child who asks alone that is what
# shows that they understand what they ask for (AR-2, L2.19).
NEEDS_AUTHORITY = frozenset(
    {Relationship.ACTING, Relationship.AUTHORITY, Relationship.CHILD, Relationship.OTHER}
)
# Of a carer without parental responsibility too, to know who they are opens no file (L2.18).
NOT_SHOWN_BY_IDENTITY = NEEDS_AUTHORITY | {Relationship.NOT_RESPONSIBLE}


_FOR_OTHERS = frozenset({Relationship.ACTING, Relationship.AUTHORITY})


def is_shown_by_identity(relationship: Relationship, subject: Subject) -> bool:
    """Whether to know who somebody is lets them ask: of whoever asks for their own information alone nobody
    wants parental responsibility (AR-3, L2.21)."""
    if relationship is Relationship.CHILD or relationship in _FOR_OTHERS:
        return False
    return subject is Subject.OWN or relationship not in NOT_SHOWN_BY_IDENTITY


# What somebody types who has seen nothing: it is told apart from what shows an authority (L2.20).
_NOTHING = (
    r"nothing|none|no|not|nil|n ?/ ?a|never|has|have|had|did|does|is|was|were|been|be|show|shown|shows|see|"
    r"seen|given|anything|any|yet|so|far|at|all|proof|authority|evidence|papers?|documents?|known|to|follow|awaited"
)
_SAYS_NOTHING = re.compile(rf"(?:(?:{_NOTHING})\b ?)*")
_HAS_TO_SAY = re.compile(r"\b(?:nothing|none|no|not|nil|n ?/ ?a|never|follow|awaited)(?:\b|$)")


def is_authority_shown(authority: str) -> bool:
    """Whether what was typed of an authority names something that was seen; "nothing shown" does not."""
    said = one_line(authority).strip(" .-?!").casefold()
    return bool(said) and not (_SAYS_NOTHING.fullmatch(said) and _HAS_TO_SAY.search(said))


WHAT_IT_SHOWS = "Choose what it shows: the record keeps who they are apart from that they may ask."
NOT_YET_SHOWN = (
    "Who they are does not show that they may ask, and the month does not begin with it. Enter it with who "
    "is asking, and record this step once you have seen what lets them ask."
)


def shown_problems(answer: str, said: str) -> Problems:
    """Why the step that proof was seen is not recorded of somebody of whom nothing yet shows that they may
    ask, by field: it begins the month anew, so it wants what was asked for (AR-4, L1.6, L2.20)."""
    if answer not in set(Shown):
        return {"answer": WHAT_IT_SHOWS}
    if answer == Shown.IDENTITY:
        return {"answer": NOT_YET_SHOWN}
    if not is_authority_shown(said):
        return {"said": "Enter what you saw that shows that they may ask, such as a form of authority."}
    return {}


# Competence goes by understanding; for a child under five somebody else acts, and twelve is a guide (L2.19).
NEVER_ALONE, BY_UNDERSTANDING, GROWN_UP = 5, 12, 18


def is_younger(born_on: date | None, years: int, *, on: date) -> bool:
    """Whether somebody is not yet `years` old on a day; of whom no birth is known it is not said."""
    return born_on is not None and months_after(born_on, 12 * years) > on


def may_limit_for_interests(relationship: Relationship | None, born_on: date | None, *, on: date) -> bool:
    """Whether the child's best interests may keep anything from whoever asks: not from the child, nor from
    anybody once the child is 18 (law L2.10)."""
    is_grown_up = born_on is not None and not is_younger(born_on, GROWN_UP, on=on)
    return relationship not in THEMSELVES and not is_grown_up


def requester_problems(
    *,
    relationship: Relationship | None,
    carer_holds: bool | None,
    subject: Subject | None,
    acts_for: str,
    evidence: str,
    evidence_seen_on: date | None,
    authority: str,
    is_correction: bool,
    because: str,
    today: date,
    born_on: date | None = None,
    carer: str = "",
    is_authority_lacking: bool = False,
    wanted_by: date | None = None,
    received_on: date | None = None,
) -> Problems:
    """What stands in the way of recording who asks, by field; empty when nothing does.

    Evidence may be seen before the request: a family known to the setting is not asked again (L2.20).
    `carer_holds` is whether the carer who asks, or is acted for, holds parental responsibility by the
    register, None where no carer was chosen; `carer` is their name, `born_on` the child's birth where known.
    `is_authority_lacking` says that nothing was shown yet: who asks is known, and not that they may. An
    authority may name the day by which it wants its answer, `wanted_by`; `received_on` is when it asked.
    """
    found: Problems = {}
    if relationship is None:
        found["relationship"] = "Choose what the person is to the child."
    elif relationship in THEMSELVES and is_younger(born_on, NEVER_ALONE, on=today):
        found["relationship"] = (
            "This child is younger than five, so that somebody with parental responsibility asks. Choose "
            "what the person who asks is to the child."
        )
    elif relationship is Relationship.FORMER_CHILD and is_younger(born_on, GROWN_UP, on=today):
        found["relationship"] = (
            f"They are not 18 yet. Choose “{Relationship.CHILD}”, and enter what shows that they understand "
            "what they ask for."
        )
    elif relationship is Relationship.CHILD and born_on and not is_younger(born_on, GROWN_UP, on=today):
        found["relationship"] = f"They are 18 or older. Choose “{Relationship.FORMER_CHILD}”."
    elif relationship is Relationship.RESPONSIBLE and carer_holds is None:
        found["carer"] = (
            "Choose which of the child's carers asks. One who is not in the list is added on the page "
            "Children and files first: the child, Add a carer."
        )
    elif relationship is Relationship.RESPONSIBLE and not carer_holds:
        found["relationship"] = (
            "The register says that this carer does not hold parental responsibility. Choose that here, or "
            "put the carer right on the page Children and files."
        )
    if subject is None:
        found["subject"] = "Choose whose information is asked for. A child's file is the child's."
    if relationship is Relationship.ACTING:
        found |= _of_whom_they_act_for(subject, acts_for, carer_holds, carer, born_on, today)
    if evidence_seen_on and not evidence.strip():
        found["evidence"] = "Enter what was seen on that day."
    if evidence.strip():
        if evidence_seen_on is None:
            found["evidence_seen_on"] = "Enter the day on which it was seen."
        elif evidence_seen_on > today:
            found["evidence_seen_on"] = not_yet(evidence_seen_on)
        wants_it = relationship in NEEDS_AUTHORITY and not (
            relationship is Relationship.OTHER and subject is Subject.OWN
        )
        if wants_it and not (authority.strip() or is_authority_lacking):
            found["authority"] = (
                _UNDERSTANDING
                if relationship is Relationship.CHILD
                else (
                    "Enter what shows the authority: the signed form, the letter, the order. If nothing has "
                    "been shown yet, tick that."
                )
            )
    if authority.strip() and relationship in NOT_SHOWN_BY_IDENTITY and not is_authority_shown(authority):
        found["authority"] = "Leave this empty, and tick that nothing has been shown yet."
    elif authority.strip() and is_authority_lacking:
        found["authority"] = "Something was shown, so take the tick away; or leave this empty."
    if wanted_by and relationship is not Relationship.AUTHORITY:
        found["wanted_by"] = "Leave this empty: only a public authority or a court names a day itself."
    elif wanted_by and received_on and wanted_by < received_on:
        found["wanted_by"] = f"The request came on {long_date(received_on)}. The day is not before that."
    if is_correction and says_too_little(because):
        found["because"] = "Enter in a sentence what was wrong or what has changed."
    for field, typed in (("acts_for", acts_for), ("evidence", evidence), ("authority", authority)):
        found |= password_problem(field, typed)
    return found


_UNDERSTANDING = (
    "Enter in a sentence what shows that they understand what they ask for: any age will do. If you do not "
    "know it yet, tick that nothing has been shown."
)


def _of_whom_they_act_for(
    subject: Subject | None,
    acts_for: str,
    carer_holds: bool | None,
    carer: str,
    born_on: date | None,
    today: date,
) -> Problems:
    """A name that was typed is held against no register: where it is a child's information that somebody
    asks for, they act for one of the child's carers (L2.18, L2.20)."""
    if carer_holds is not None:
        if not acts_for.strip() or is_one_name(acts_for, carer):
            return {}
        return {
            "acts_for": "This is not the name of the carer who is chosen. Leave it empty, or choose the "
            "carer for whom they act."
        }
    is_grown_up = born_on is not None and not is_younger(born_on, GROWN_UP, on=today)
    if subject is not Subject.OWN and not is_grown_up:
        return {
            "carer": "Choose for which of the child's carers this person acts. One who is not in the list is "
            "added on the page Children and files first. Who acts for nobody in it is somebody else."
        }
    return {} if acts_for.strip() else {"acts_for": "Enter for whom this person acts."}


def link_problems(*, link: Link | None, other: object, reason: str, linked: Collection[object]) -> Problems:
    """What stands in the way of linking a request to another about the same child, by field."""
    found: Problems = {}
    if other is None:
        found["other"] = "Choose the other request about this child."
    elif other in linked:
        found["other"] = "The two are already linked."
    if link is None:
        found["link"] = "Choose how they belong together."
    elif link is Link.DUPLICATE and says_too_little(reason):
        found["reason"] = "Enter in a sentence what makes it the same request again."
    return found | password_problem("reason", reason)
