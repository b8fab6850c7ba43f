"""Who may see and do what (clauses CP-11, CP-12, OR-1, AR-6, IS-1, OV-1; law L6.3).

The whole table is spelled out, role by thing by act. It says nothing that the rule does not: it is here
so that a change of who may see a child's record has to be made twice, on purpose.
"""

from datetime import date, timedelta

import pytest

from rules.induction import Person, Role
from rules.need_to_know import (
    SECOND_PEOPLE,
    Act,
    Holder,
    NotAllowed,
    Reach,
    Thing,
    backup_problems,
    export_problems,
    is_kept_from_carers,
    is_over,
    last_day_problems,
    may,
    may_end,
    may_put_back,
    override_problems,
    reach,
    reaches_further,
    require,
    require_child,
    second_word_problem,
    who_may,
)

# see / record: every child's (all), the own key children's (own), or none.
BOTH, SEE, NO = ("all", "all"), ("all", "none"), ("none", "none")
OWN, OWN_SEE = ("own key children", "own key children"), ("own key children", "none")

# fmt: off
TABLE = {
    Role.MANAGER: {
        Thing.AGENDA: BOTH,           Thing.ACCESS_REQUEST: BOTH,  Thing.CONFLICT: BOTH,
        Thing.CONSENT: BOTH,          Thing.CONCERN: BOTH,         Thing.SHARING_DECISION: BOTH,
        Thing.INDUCTION: BOTH,        Thing.CHILD: BOTH,           Thing.SETTING: BOTH,
        Thing.ACCOUNT: BOTH,          Thing.AUDIT_TRAIL: BOTH,     Thing.WEEKLY_REVIEW: BOTH,
        Thing.FIGURES: BOTH,          Thing.OVERRIDE: BOTH,        Thing.POLICY: BOTH,
        Thing.READING: BOTH,          Thing.FILE_ENTRY: BOTH,      Thing.SENSITIVE_ENTRY: BOTH,
        Thing.CONVERSATION: BOTH,     Thing.BREACH: BOTH,          Thing.RECTIFICATION: BOTH,
        Thing.COMPLAINT: BOTH,        Thing.ENDED_ACCOUNT: BOTH,   Thing.STAND_IN: BOTH,
        Thing.SIGNATURE: BOTH,        Thing.BACKUP: BOTH,
        Thing.LEGAL_ADVICE: BOTH,
    },
    # The deputy stands in for the manager, and neither lets people in nor changes the house rules.
    Role.DEPUTY: {
        Thing.AGENDA: BOTH,           Thing.ACCESS_REQUEST: BOTH,  Thing.CONFLICT: BOTH,
        Thing.CONSENT: BOTH,          Thing.CONCERN: BOTH,         Thing.SHARING_DECISION: BOTH,
        Thing.INDUCTION: BOTH,        Thing.CHILD: BOTH,           Thing.SETTING: SEE,
        Thing.ACCOUNT: NO,            Thing.AUDIT_TRAIL: NO,       Thing.WEEKLY_REVIEW: BOTH,
        Thing.FIGURES: BOTH,          Thing.OVERRIDE: BOTH,        Thing.POLICY: BOTH,
        Thing.READING: BOTH,          Thing.FILE_ENTRY: BOTH,      Thing.SENSITIVE_ENTRY: NO,
        Thing.CONVERSATION: BOTH,     Thing.BREACH: BOTH,          Thing.RECTIFICATION: BOTH,
        Thing.COMPLAINT: BOTH,        Thing.ENDED_ACCOUNT: BOTH,   Thing.STAND_IN: BOTH,
        Thing.SIGNATURE: BOTH,        Thing.BACKUP: BOTH,
        Thing.LEGAL_ADVICE: NO,
    },
    # The chairperson prepares a requested file with the manager (AR-10), stands back from one that they are
    # close to (AR-6), and sees no other record of a child.
    Role.CHAIRPERSON: {
        Thing.AGENDA: NO,             Thing.ACCESS_REQUEST: SEE,   Thing.CONFLICT: BOTH,
        Thing.CONSENT: NO,            Thing.CONCERN: NO,           Thing.SHARING_DECISION: NO,
        Thing.INDUCTION: NO,          Thing.CHILD: NO,             Thing.SETTING: NO,
        Thing.ACCOUNT: NO,            Thing.AUDIT_TRAIL: NO,       Thing.WEEKLY_REVIEW: NO,
        Thing.FIGURES: SEE,           Thing.OVERRIDE: NO,          Thing.POLICY: SEE,
        Thing.READING: BOTH,          Thing.FILE_ENTRY: NO,        Thing.SENSITIVE_ENTRY: NO,
        Thing.CONVERSATION: NO,       Thing.BREACH: NO,            Thing.RECTIFICATION: SEE,
        Thing.COMPLAINT: BOTH,        Thing.ENDED_ACCOUNT: NO,     Thing.STAND_IN: NO,
        Thing.SIGNATURE: BOTH,        Thing.BACKUP: NO,
        Thing.LEGAL_ADVICE: SEE,
    },
    # Committee members are mostly parents: figures without identities, and nothing else.
    # They adopt the policy, and read and sign it like everyone.
    Role.COMMITTEE: {
        **dict.fromkeys(Thing, NO),
        Thing.FIGURES: SEE,           Thing.POLICY: SEE,           Thing.READING: BOTH,
    },
    # Whoever looks after a key child sees that child's records, may raise a concern, decides nothing (CP-12).
    **{
        role: {
            **dict.fromkeys(Thing, NO),
            Thing.CHILD: OWN_SEE,     Thing.CONSENT: OWN_SEE,      Thing.SHARING_DECISION: OWN_SEE,
            Thing.CONCERN: OWN,       Thing.READING: BOTH,
            Thing.FILE_ENTRY: OWN,    Thing.SENSITIVE_ENTRY: OWN,
            Thing.CONVERSATION: OWN,
        }
        for role in (Role.KEY_PERSON, Role.STAFF)
    },
    # They read what concerns them and sign it.
    Role.STUDENT: {**dict.fromkeys(Thing, NO), Thing.READING: BOTH},
    Role.VOLUNTEER: {**dict.fromkeys(Thing, NO), Thing.READING: BOTH},
}
# fmt: on


@pytest.mark.parametrize("role", Role)
def test_who_may_do_what(role):
    for thing, reaches in TABLE[role].items():
        for act, allowed in zip((Act.SEE, Act.RECORD), reaches, strict=True):
            assert reach(role, act, thing) == allowed, (act, thing)
            assert may(role, act, thing) is (allowed != "none")
            if allowed != "none":
                require(role, act, thing)
            else:
                with pytest.raises(
                    NotAllowed, match=f"Your role \\({role}\\) may not {act} this \\({thing}\\)"
                ):
                    require(role, act, thing)


def test_the_table_has_every_role_and_every_thing():
    assert set(TABLE) == set(Role)
    assert {role: set(things) for role, things in TABLE.items()} == {role: set(Thing) for role in Role}


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


TODAY, DAY = date(2026, 11, 27), timedelta(days=1)
LEFT = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("role", "account", "left_on", "allowed"),
    [
        pytest.param(Role.MANAGER, Role.STAFF, None, True, id="the manager closes any"),
        pytest.param(Role.MANAGER, Role.MANAGER, None, True, id="another manager's too"),
        pytest.param(Role.DEPUTY, Role.STAFF, LEFT, True, id="a deputy that of a leaver"),
        pytest.param(Role.DEPUTY, Role.DEPUTY, LEFT, True, id="of a deputy who left"),
        pytest.param(Role.DEPUTY, Role.MANAGER, LEFT, False, id="no manager's, even if they left"),
        pytest.param(Role.DEPUTY, Role.STAFF, TODAY, False, id="not on the last day"),
        pytest.param(Role.DEPUTY, Role.STAFF, None, False, id="nobody's who is here"),
        pytest.param(Role.CHAIRPERSON, Role.STAFF, LEFT, False, id="the chairperson none"),
        pytest.param(Role.KEY_PERSON, Role.STAFF, LEFT, False, id="a key person none"),
    ],
)
def test_who_may_close_an_account(role, account, left_on, allowed):
    person = Person(Role.STAFF, date(2020, 1, 6), left_on=left_on)
    assert may_end(role, account, person, on=TODAY) is allowed


@pytest.mark.parametrize(
    ("role", "account", "in_register", "to", "allowed"),
    [
        pytest.param(Role.MANAGER, Role.STAFF, Role.STAFF, Role.MANAGER, True, id="the manager gives any"),
        pytest.param(Role.DEPUTY, Role.CHAIRPERSON, Role.COMMITTEE, None, True, id="a stand-in's put back"),
        pytest.param(
            Role.DEPUTY, Role.CHAIRPERSON, Role.COMMITTEE, Role.COMMITTEE, True, id="the same, said"
        ),
        pytest.param(Role.DEPUTY, Role.DEPUTY, Role.VOLUNTEER, Role.VOLUNTEER, True, id="a former deputy's"),
        pytest.param(
            Role.DEPUTY, Role.CHAIRPERSON, Role.COMMITTEE, Role.STUDENT, False, id="to no other role"
        ),
        pytest.param(Role.DEPUTY, Role.COMMITTEE, Role.CHAIRPERSON, None, False, id="nothing is given"),
        pytest.param(Role.DEPUTY, Role.CHAIRPERSON, Role.KEY_PERSON, None, False, id="nor anything beside"),
        pytest.param(Role.DEPUTY, Role.MANAGER, Role.VOLUNTEER, None, False, id="nothing of a manager's"),
        pytest.param(Role.DEPUTY, Role.STAFF, Role.STAFF, None, False, id="what is as in the register stays"),
        pytest.param(
            Role.CHAIRPERSON, Role.CHAIRPERSON, Role.COMMITTEE, None, False, id="the chairperson no"
        ),
    ],
)
def test_who_may_change_the_role_of_an_account(role, account, in_register, to, allowed):
    person = Person(in_register, date(2020, 1, 6))
    assert may_put_back(role, account, person, on=TODAY, to=to) is allowed


@pytest.mark.parametrize(
    ("role", "child", "in_sight", "allowed"),
    [
        pytest.param(Role.MANAGER, 1, None, True, id="the manager sees every child"),
        pytest.param(Role.KEY_PERSON, 1, {1, 2}, True, id="an own key child"),
        pytest.param(Role.KEY_PERSON, 3, {1, 2}, False, id="another person's key child"),
        pytest.param(Role.KEY_PERSON, 1, set(), False, id="the assignment has ended"),
        pytest.param(Role.KEY_PERSON, 1, None, False, id="no list of key children is not every child"),
        pytest.param(Role.KEY_PERSON, None, {1}, False, id="no child named"),
        pytest.param(Role.STUDENT, 1, {1}, False, id="a student, whatever the list says"),
    ],
)
def test_a_key_person_reaches_the_own_key_children_only(role, child, in_sight, allowed):
    if allowed:
        require_child(role, Act.SEE, Thing.CONSENT, child, in_sight)
    else:
        with pytest.raises(NotAllowed):
            require_child(role, Act.SEE, Thing.CONSENT, child, in_sight)


GOOD = {
    "child": 1, "account": 5, "reason": "The key person is away and the child was hurt.",
    "asked_by": 2, "second": 3, "second_confirmed": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({}, None, id="a reason and two people"),
        pytest.param({"child": None}, "child", id="no child"),
        pytest.param({"account": None}, "account", id="nobody to see it"),
        pytest.param({"is_own_child": True}, "account", id="a carer of the child"),
        pytest.param({"reason": "urgent"}, "reason", id="a reason of one word"),
        pytest.param({"reason": "  \n  "}, "reason", id="a reason of blanks"),
        pytest.param({"second": None}, "second", id="one person alone"),
        pytest.param({"second": 2}, "second", id="the same person twice"),
        pytest.param({"second": 5}, "second", id="the person who is given access"),
        pytest.param({"second_confirmed": False}, "confirmation", id="the second did not confirm"),
        pytest.param({"reason": "Safeguarding"}, "reason", id="a label says nothing (IS-7)"),
        pytest.param({"reason": "child protection"}, "reason", id="nor do two words of one"),
        pytest.param({"reason": "hurt here"}, "reason", id="nine letters say nothing"),
        pytest.param({"reason": "she is hurt"}, None, id="a short sentence is enough"),
        pytest.param({"reason": "he is hurt"}, None, id="ten letters are one"),
    ],
)
def test_an_override_needs_a_reason_and_a_second_person(change, field):
    assert list(override_problems(**{**GOOD, **change})) == ([field] if field else [])


@pytest.mark.parametrize("role", Role)
def test_the_second_person_is_one_who_answers_for_the_setting(role):
    assert (role in SECOND_PEOPLE) is (role in {Role.MANAGER, Role.DEPUTY, Role.CHAIRPERSON})


def test_reach_is_named_as_it_is_shown():
    assert {r.value for r in Reach} == {"all", "own key children", "none"}


@pytest.mark.parametrize(
    ("role", "than", "expected"),
    [
        pytest.param(Role.MANAGER, Role.DEPUTY, True, id="the accounts and the audit trail"),
        pytest.param(Role.DEPUTY, Role.MANAGER, False, id="and not the other way round"),
        pytest.param(Role.DEPUTY, Role.KEY_PERSON, True, id="every child's, and not the key children's"),
        pytest.param(Role.KEY_PERSON, Role.DEPUTY, False, id="sensitive entries of few, with no reason"),
        pytest.param(Role.KEY_PERSON, Role.STAFF, False, id="the same under another name"),
        pytest.param(Role.STAFF, Role.VOLUNTEER, True, id="the key children's"),
        pytest.param(Role.STUDENT, Role.VOLUNTEER, False, id="both read and sign alone"),
        pytest.param(Role.CHAIRPERSON, Role.COMMITTEE, True, id="the access requests"),
    ],
)
def test_one_role_sees_more_than_another(role, than, expected):
    assert reaches_further(role, than) is expected


@pytest.mark.parametrize(
    ("purpose", "is_taken"),
    [
        pytest.param("", False, id="none"),
        pytest.param("misc", False, id="a label (AI-2)"),
        pytest.param("Safeguarding concern", False, id="a label of two words"),
        pytest.param("For the insurer's review", True, id="a sentence"),
        pytest.param("For Anna, her password: kiwi", False, id="a password"),
    ],
)
def test_a_file_with_names_says_what_it_is_for(purpose, is_taken):
    assert (export_problems(purpose) == {}) is is_taken


@pytest.mark.parametrize(
    ("act", "thing", "expected"),
    [
        pytest.param(Act.RECORD, Thing.ACCOUNT, "the manager", id="nobody but the manager"),
        pytest.param(Act.RECORD, Thing.CONSENT, "the manager or the deputy", id="who covers for the manager"),
        pytest.param(
            Act.RECORD,
            Thing.COMPLAINT,
            "the manager, the deputy or the chairperson",
            id="the committee's own",
        ),
        pytest.param(Act.SEE, Thing.LEGAL_ADVICE, "the manager or the chairperson", id="not the deputy"),
        pytest.param(
            Act.RECORD, Thing.SENSITIVE_ENTRY, "the manager", id="a key person's reach is not every child"
        ),
    ],
)
def test_a_refusal_says_who_may(act, thing, expected):
    assert who_may(act, thing) == expected
    with pytest.raises(NotAllowed, match=f"It is for {expected}"):
        require(Role.VOLUNTEER, act, thing)


def test_a_key_person_is_told_who_sees_another_childs_record():
    with pytest.raises(NotAllowed, match="the manager or the deputy, and the child's key person"):
        require_child(Role.KEY_PERSON, Act.SEE, Thing.FILE_ENTRY, 7, {3})


@pytest.mark.parametrize(
    ("second", "confirmed", "fields"),
    [
        pytest.param(2, True, [], id="two people"),
        pytest.param(2, False, ["confirmation"], id="another password"),
        pytest.param(1, True, ["second"], id="oneself"),
        pytest.param(None, True, ["second"], id="nobody"),
    ],
)
def test_a_deputys_backup_takes_two_people(second, confirmed, fields):
    assert list(backup_problems(asked_by=1, second=second, second_confirmed=confirmed)) == fields


# The last day of an account ---------------------------------------------------------------------------

LAST = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("until_on", "on", "over"),
    [
        pytest.param(None, LAST, False, id="none: it goes on"),
        pytest.param(LAST, LAST - timedelta(days=1), False, id="the day before"),
        pytest.param(LAST, LAST, False, id="the last day is theirs"),
        pytest.param(LAST, LAST + timedelta(days=1), True, id="the day after"),
    ],
)
def test_an_account_is_over_from_the_day_after_its_last_one(until_on, on, over):
    assert is_over(until_on, on=on) is over


@pytest.mark.parametrize(
    ("until_on", "role", "has_other", "refused"),
    [
        pytest.param(None, Role.MANAGER, False, False, id="none, of the last manager"),
        pytest.param(LAST, Role.STAFF, False, False, id="today"),
        pytest.param(LAST - timedelta(days=1), Role.STAFF, True, True, id="yesterday"),
        pytest.param(LAST, Role.MANAGER, True, False, id="of a manager, and another stays"),
        pytest.param(LAST, Role.MANAGER, False, True, id="of the last manager who stays"),
        pytest.param(LAST, None, False, False, id="no role yet"),
    ],
)
def test_a_last_day_is_to_come_and_a_manager_stays(until_on, role, has_other, refused):
    found = last_day_problems(until_on, role=role, has_lasting_manager=has_other, today=LAST)
    assert list(found) == (["until_on"] if refused else [])


JO = Holder(1, None, frozenset({"jo pryce"}))


@pytest.mark.parametrize(
    ("second", "says"),
    [
        pytest.param(Holder(2, 7, frozenset({"dee marlow"})), "", id="somebody else"),
        pytest.param(Holder(2, 7, frozenset({"jo pryce"})), "yours too", id="one name, one is registered"),
        pytest.param(Holder(2, None, frozenset({"jo pryce"})), "yours too", id="one name, none is"),
        pytest.param(Holder(2, 7, frozenset({"dee"}), left_on=TODAY), "", id="on the last day"),
        pytest.param(Holder(2, 7, frozenset({"dee"}), left_on=TODAY - DAY), "not here", id="the day after"),
        pytest.param(Holder(2, 7, frozenset({"dee"}), started_on=TODAY), "", id="on the first day"),
        pytest.param(
            Holder(2, 7, frozenset({"dee"}), started_on=TODAY + DAY), "not here", id="the day before"
        ),
        pytest.param(
            Holder(2, 7, frozenset({"dee"}), Role.CHAIRPERSON, Role.COMMITTEE), "stands in", id="a stand-in"
        ),
        pytest.param(
            Holder(2, 7, frozenset({"dee"}), Role.CHAIRPERSON, Role.CHAIRPERSON), "", id="the chairperson"
        ),
    ],
)
def test_who_gives_a_second_word(second, says):
    problem = second_word_problem(JO, second, given_to=None, on=TODAY)
    assert says in problem if says else not problem


def test_two_of_one_name_who_are_both_in_the_register_are_two():
    one, other = (Holder(at, at, frozenset({"jo pryce"})) for at in (1, 2))
    assert not one.is_one_with(other)
    assert one.is_one_with(Holder(3, 1, frozenset({"jo evans"})))


@pytest.mark.parametrize(
    ("given_to", "says"),
    [
        pytest.param(None, "", id="nobody is given anything"),
        pytest.param(Holder(3, 8, frozenset({"ewa nowak"})), "", id="somebody else is"),
        pytest.param(
            Holder(3, 7, frozenset({"dee marlow"})), "given access", id="they are, by another account"
        ),
        pytest.param(Holder(2, 7, frozenset({"dee marlow"})), "", id="by this account: each form says so"),
    ],
)
def test_nobody_gives_a_second_word_for_their_other_account(given_to, says):
    problem = second_word_problem(JO, Holder(2, 7, frozenset({"dee marlow"})), given_to=given_to, on=TODAY)
    assert says in problem if says else not problem


FAMILY_FILE = (
    Thing.FILE_ENTRY, Thing.SENSITIVE_ENTRY, Thing.CONCERN, Thing.SHARING_DECISION, Thing.CONVERSATION,
    Thing.ACCESS_REQUEST, Thing.RECTIFICATION, Thing.COMPLAINT, Thing.BREACH,
)  # fmt: skip


@pytest.mark.parametrize("thing", Thing)
@pytest.mark.parametrize("role", Role)
def test_what_may_be_kept_from_a_family_is_kept_from_a_carer_who_works_here(role, thing):
    """The manager decides, and each of the committee answers for themselves whether they are close (AR-6)."""
    works_here = role not in (Role.MANAGER, Role.CHAIRPERSON, Role.COMMITTEE)
    is_kept = works_here and thing in FAMILY_FILE
    assert is_kept_from_carers(role, Act.SEE, thing) is is_kept
    # Who is a carer is for others to change: what is kept from whom hangs on it.
    assert is_kept_from_carers(role, Act.RECORD, thing) is (is_kept or (works_here and thing is Thing.CHILD))
