"""What follows where a carer of a child has the name of somebody who works here (CP-12, PR-3)."""

import pytest

from rules.induction import Role
from rules.own_children import OF_THE_MANAGER, TWO_PEOPLE, of_the_manager, what_follows, what_follows_here


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        pytest.param([Role.DEPUTY], "(deputy)", id="a deputy"),
        pytest.param([Role.STAFF, Role.KEY_PERSON], "(key person and staff)", id="two carers"),
        pytest.param([Role.MANAGER], "has the name of the manager", id="the manager"),
    ],
)
def test_it_is_said_who_the_carer_is_here_and_what_to_do_if_they_are_two_people(roles, names):
    said = what_follows(roles)
    assert names in said[0]
    assert said[-1] == TWO_PEOPLE


def test_of_the_manager_it_is_said_who_decides():
    assert OF_THE_MANAGER in what_follows([Role.MANAGER])[0]
    assert not any(OF_THE_MANAGER in said for said in what_follows([Role.DEPUTY]))


@pytest.mark.parametrize("role", [Role.STUDENT, Role.VOLUNTEER, Role.COMMITTEE, Role.CHAIRPERSON])
def test_nothing_is_said_of_whoever_reads_no_record_or_answers_for_themselves(role):
    assert what_follows([role]) == []
    assert what_follows_here(role, ["C-001"]) == ""


def test_where_a_person_is_entered_the_children_are_named_by_code():
    said = what_follows_here(Role.DEPUTY, ["C-002", "C-001"])
    assert said.startswith("A carer of C-001 and C-002 has the name of somebody who works here (deputy).")
    assert what_follows_here(Role.DEPUTY, []) == ""


@pytest.mark.parametrize(
    ("codes", "is_manager", "begins"),
    [
        pytest.param(["C-001"], True, "You have the name of a carer of C-001.", id="to the manager"),
        pytest.param(["C-001"], False, "A carer of C-001 has the name of the manager", id="to others"),
        pytest.param([], True, "", id="no such child"),
        pytest.param([], False, "", id="nor for others"),
    ],
)
def test_before_a_concern_it_is_said_that_the_manager_reads_it(codes, is_manager, begins):
    said = of_the_manager(codes, is_manager=is_manager)
    assert said.startswith(begins)
    assert bool(said) is bool(begins)
