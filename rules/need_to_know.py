"""Who may see and do what (clauses CP-11, CP-12, OR-1, AR-6; law L6.3).

One table of role by thing by action. Pages ask it before they show, writes ask it again before they
write: browser-side checks do not count.
"""

from enum import StrEnum

from rules.induction import Role


class Thing(StrEnum):
    """What there is to see or to change."""

    AGENDA = "agenda"
    ACCESS_REQUEST = "access request"
    CONSENT = "consent"
    SHARING_DECISION = "sharing decision"
    INDUCTION = "induction"
    CHILD = "child"
    SETTING = "setting"
    ACCOUNT = "account"
    AUDIT_TRAIL = "audit trail"
    WEEKLY_REVIEW = "weekly review"
    FIGURES = "figures"


class Act(StrEnum):
    """Seeing it, or recording something about it."""

    SEE = "see"
    RECORD = "record"


_ALL = {(thing, act) for thing in Thing for act in Act}

_MAY: dict[Role, set[tuple[Thing, Act]]] = {
    Role.MANAGER: _ALL,
    Role.DEPUTY: {
        pair
        for pair in _ALL
        if pair[0] not in {Thing.ACCOUNT, Thing.AUDIT_TRAIL} and pair != (Thing.SETTING, Act.RECORD)
    },
    Role.CHAIRPERSON: {(Thing.ACCESS_REQUEST, Act.SEE), (Thing.FIGURES, Act.SEE)},
    Role.COMMITTEE: {(Thing.FIGURES, Act.SEE)},
    Role.KEY_PERSON: set(),
    Role.STAFF: set(),
    Role.STUDENT: set(),
    Role.VOLUNTEER: set(),
}


class NotAllowed(Exception):
    """Somebody asked for what their role may not see or do. The text says so to a person."""


def may(role: Role, act: Act, thing: Thing) -> bool:
    """Whether a person in `role` may do `act` on `thing`. What is not in the table is not allowed."""
    return (thing, act) in _MAY.get(role, set())


def require(role: Role, act: Act, thing: Thing) -> None:
    """Nothing where `role` may do `act` on `thing`; raises `NotAllowed` otherwise."""
    if not may(role, act, thing):
        raise NotAllowed(f"Your role, {role}, may not {act} this ({thing}).")
