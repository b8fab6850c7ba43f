"""A sign-off that was entered by mistake is taken back where a person's are listed, and stays there."""

import pytest

from models import InductionRecord, Mistake, SafeguardingTraining
from rules.induction import Role
from store import induction
from tests.conftest import TODAY, agenda_of, manager_of, rows
from tests.pages.test_every_page import MOST_QUERIES, queries_of
from tests.pages.test_forms import is_open, send, set_to
from tests.pages.test_mistaken_answers import choices, choose
from tests.pages.test_on_screen import found_in, named

__all__ = ["named"]  # a fixture
WRONG = "It was somebody else of that name."


@pytest.fixture
def person(sample):
    """Somebody with sign-offs of one day: the code and the number."""
    signed = {row["staff_id"] for row in rows(sample, InductionRecord)}
    return next((p.code, p.id) for p in agenda_of(sample).facts.people if p.id in signed)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY])
def test_a_sign_off_is_taken_back_where_it_is_listed(sample, visit, person, role):
    code, number = person
    visited = visit(sample, role).open("induction", person=code)
    assert "As it was recorded" in visited.html
    visited.press("Sign-off entered by mistake")
    send(visited, "Take it back")
    assert "Choose which one was entered by mistake" in visited.refusal()
    choose(visited, "signed off")
    set_to(visited, "take-back.because", "Wrong")
    send(visited, "Take it back")
    assert "Enter in a sentence what was wrong with it" in visited.refusal()
    assert visited.at.get_by_key("take-back.because").value == "Wrong"
    set_to(visited, "take-back.because", WRONG)
    send(visited, "Take it back")
    assert not is_open(visited)
    assert f"Taken back for {code}" in visited.notice()
    [mistake] = rows(sample, Mistake)
    assert (mistake["thing"], mistake["because"]) == ("induction_record", WRONG)
    taken = next(row for row in rows(sample, InductionRecord) if row["id"] == mistake["record_id"])
    assert taken["staff_id"] == number
    assert "Signed off, entered by mistake" in visited.html
    assert WRONG in visited.html


def test_all_topics_of_a_day_and_a_training_are_taken_back(sample, visit, person):
    code, number = person
    induction.record_training(
        sample, manager_of(sample), staff_ids=[number], on=TODAY, course="Early years", today=TODAY
    )
    visited = visit(sample).open("induction", person=code).press("Sign-off entered by mistake")
    choose(visited, "topics of that day")
    set_to(visited, "take-back.because", WRONG)
    send(visited, "Take it back")
    assert len(rows(sample, Mistake)) > 1
    visited.press("Sign-off entered by mistake")
    choose(visited, "safeguarding training", "Early years")
    set_to(visited, "take-back.because", WRONG)
    send(visited, "Take it back")
    held = rows(sample, SafeguardingTraining)[-1]["id"]
    assert (rows(sample, Mistake)[-1]["thing"], rows(sample, Mistake)[-1]["record_id"]) == (
        "safeguarding_training",
        held,
    )


def test_on_screen_no_name_and_no_reason_is_sent(sample, visit, person, named):
    code, number = person
    wrong = next(row["id"] for row in rows(sample, InductionRecord) if row["staff_id"] == number)
    induction.take_back(sample, manager_of(sample), sign_off_ids=[wrong], because=WRONG)
    induction.record_training(
        sample, manager_of(sample), staff_ids=[number], on=TODAY, course="At Mrs Quill's", today=TODAY
    )
    visited = visit(sample).press("Hide names").open("induction", person=code)
    assert "entered by mistake" in visited.html
    visited.press("Sign-off entered by mistake")
    assert choices(visited).options
    assert found_in(visited.sent, named | {WRONG, "At Mrs Quill's"}) == set()


def test_the_page_of_one_person_costs_few_queries(sample, visit, person):
    visited = visit(sample).open("induction", person=person[0])
    assert len(queries_of(sample, visited)) <= MOST_QUERIES
