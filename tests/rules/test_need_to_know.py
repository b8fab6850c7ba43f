"""Who may see and do what (clauses CP-11, CP-12, OR-1, AR-6; law L6.3).

The whole table is spelled out, role by thing by act. It says nothing that the rule does not: it is here
so that a change of who may see a child's record has to be made twice, on purpose.
"""

import pytest

from rules.induction import Role
from rules.need_to_know import Act, NotAllowed, Thing, may, require

EVERYTHING = "see and record"
SEE = "see"
NOTHING = ""

# fmt: off
TABLE = {
    Role.MANAGER: {
        Thing.AGENDA: EVERYTHING,          Thing.ACCESS_REQUEST: EVERYTHING,  Thing.CONSENT: EVERYTHING,
        Thing.SHARING_DECISION: EVERYTHING, Thing.INDUCTION: EVERYTHING,      Thing.CHILD: EVERYTHING,
        Thing.SETTING: EVERYTHING,         Thing.ACCOUNT: EVERYTHING,         Thing.AUDIT_TRAIL: EVERYTHING,
        Thing.WEEKLY_REVIEW: EVERYTHING,   Thing.FIGURES: EVERYTHING,
    },
    # The deputy stands in for the manager, and neither lets people in nor changes the house rules.
    Role.DEPUTY: {
        Thing.AGENDA: EVERYTHING,          Thing.ACCESS_REQUEST: EVERYTHING,  Thing.CONSENT: EVERYTHING,
        Thing.SHARING_DECISION: EVERYTHING, Thing.INDUCTION: EVERYTHING,      Thing.CHILD: EVERYTHING,
        Thing.SETTING: SEE,                Thing.ACCOUNT: NOTHING,            Thing.AUDIT_TRAIL: NOTHING,
        Thing.WEEKLY_REVIEW: EVERYTHING,   Thing.FIGURES: EVERYTHING,
    },
    # The chairperson prepares a requested file with the manager (AR-10) and sees no other record of a child.
    Role.CHAIRPERSON: {
        Thing.AGENDA: NOTHING,             Thing.ACCESS_REQUEST: SEE,         Thing.CONSENT: NOTHING,
        Thing.SHARING_DECISION: NOTHING,   Thing.INDUCTION: NOTHING,          Thing.CHILD: NOTHING,
        Thing.SETTING: NOTHING,            Thing.ACCOUNT: NOTHING,            Thing.AUDIT_TRAIL: NOTHING,
        Thing.WEEKLY_REVIEW: NOTHING,      Thing.FIGURES: SEE,
    },
    # Committee members are mostly parents: figures without identities, and nothing else.
    Role.COMMITTEE: {
        Thing.AGENDA: NOTHING,             Thing.ACCESS_REQUEST: NOTHING,     Thing.CONSENT: NOTHING,
        Thing.SHARING_DECISION: NOTHING,   Thing.INDUCTION: NOTHING,          Thing.CHILD: NOTHING,
        Thing.SETTING: NOTHING,            Thing.ACCOUNT: NOTHING,            Thing.AUDIT_TRAIL: NOTHING,
        Thing.WEEKLY_REVIEW: NOTHING,      Thing.FIGURES: SEE,
    },
    # No page of theirs exists yet: their own key children (CP-12) come with it.
    Role.KEY_PERSON: dict.fromkeys(Thing, NOTHING),
    Role.STAFF: dict.fromkeys(Thing, NOTHING),
    Role.STUDENT: dict.fromkeys(Thing, NOTHING),
    Role.VOLUNTEER: dict.fromkeys(Thing, NOTHING),
}
# fmt: on


def rows(role):
    """Every cell of a role's part of the table: act, thing, allowed."""
    return [(a, t, a.value in allowed.split(" and ")) for t, allowed in TABLE[role].items() for a in Act]


@pytest.mark.parametrize("role", Role)
def test_who_may_do_what(role):
    for act, thing, allowed in rows(role):
        assert may(role, act, thing) is allowed, (act, thing)
        if allowed:
            require(role, act, thing)
        else:
            with pytest.raises(NotAllowed, match=f"Your role, {role}, may not {act} this \\({thing}\\)"):
                require(role, act, thing)


def test_the_table_has_every_role_and_every_thing():
    assert set(TABLE) == set(Role)
    assert {role: set(things) for role, things in TABLE.items()} == {role: set(Thing) for role in Role}
    assert {allowed for things in TABLE.values() for allowed in things.values()} == {EVERYTHING, SEE, NOTHING}
    assert set(EVERYTHING.split(" and ")) == {act.value for act in Act}


@pytest.mark.parametrize(
    ("role", "act", "thing"),
    [
        pytest.param("owner", Act.SEE, Thing.FIGURES, id="an unknown role"),
        pytest.param(None, Act.SEE, Thing.FIGURES, id="nobody"),
        pytest.param(Role.MANAGER, "delete", Thing.CHILD, id="an unknown act, even for the manager"),
        pytest.param(
            Role.MANAGER, Act.SEE, "personnel file", id="an unknown thing, even for the manager (OR-1)"
        ),
    ],
)
def test_what_is_not_in_the_table_is_refused(role, act, thing):
    assert not may(role, act, thing)
    with pytest.raises(NotAllowed):
        require(role, act, thing)
