"""What was entered by mistake about a child's consents is taken back where it is listed, and stays there."""

from datetime import timedelta

import pytest

from models import Consent, ConsentAsked, ConsentFollowUp, Mistake
from rules.agenda import Action
from rules.consent import Answer, How
from rules.induction import Role
from rules.words import dated
from store import consents, withdrawals
from tests.conftest import TODAY, agenda_of, manager_of, rows
from tests.pages.test_every_page import MOST_QUERIES, queries_of
from tests.pages.test_forms import is_open, open_row, row_for, send, set_to
from tests.pages.test_on_screen import found_in, named
from ui import words

__all__ = ["named"]  # a fixture
WRONG = "It was for another child."


@pytest.fixture
def child(sample):
    """A child on roll with answers: the code and the number."""
    answered = {row["child_id"] for row in rows(sample, Consent)}
    return next((c.code, c.id) for c in agenda_of(sample).facts.children if c.id in answered)


def choices(visited):
    [box] = [box for box in visited.at.selectbox if box.key == "take-back.row"]
    return box


def choose(visited, *words):
    """Chooses the first of what may be taken back that says all of these words."""
    box = choices(visited)
    box.select_index(next(at for at, said in enumerate(box.options) if all(word in said for word in words)))


def test_an_answer_is_taken_back_where_it_is_listed(sample, visit, child):
    code, _ = child
    visited = visit(sample).open("consents", child=code).press(words.MISTAKEN_ANSWER)
    send(visited, "Take it back")
    assert "Choose which one was entered by mistake" in visited.refusal()
    before = choices(visited).options
    choose(visited, "given")
    set_to(visited, "take-back.because", "Wrong")
    send(visited, "Take it back")
    assert "Enter in a sentence what was wrong with it" in visited.refusal()
    assert visited.at.get_by_key("take-back.because").value == "Wrong"
    set_to(visited, "take-back.because", WRONG)
    send(visited, "Take it back")
    assert not is_open(visited)
    assert f"Taken back for {code}" in visited.notice()
    [mistake] = rows(sample, Mistake)
    assert (mistake["thing"], mistake["because"]) == ("consent", WRONG)
    assert "entered by mistake" in visited.html
    assert f"by {manager_of(sample).name}: {WRONG}" in visited.html
    visited.press(words.MISTAKEN_ANSWER)
    assert len(choices(visited).options) < len(before)


def test_the_newest_stands_first_and_by_itself(sample, visit, child):
    code, number = child
    carer = next(row["carer_id"] for row in rows(sample, Consent) if row["child_id"] == number)
    purpose = agenda_of(sample).house.purposes[0]
    consents.record_answers(
        sample, manager_of(sample), child_id=number, carer_id=carer, answers={purpose.id: Answer.GIVEN},
        on=TODAY, how=How.WRITTEN, kept_at="In the child's file", today=TODAY,
    )  # fmt: skip
    visited = visit(sample).open("consents", child=code).press(words.MISTAKEN_ANSWER)
    said = choices(visited).options
    assert f"{purpose.title}, given" in said[0]
    last = [one.partition(",")[0] for one in said if "answers of that day" in one][-1]
    of_that_day = [one for one in said if one.startswith(f"{last},")]
    assert ["answers of that day" in one for one in of_that_day] == [False] * (len(of_that_day) - 1) + [True]


def test_all_that_a_carer_answered_on_one_day_is_taken_back_in_one_go(sample, visit, child):
    code, number = child
    visited = visit(sample).open("consents", child=code).press(words.MISTAKEN_ANSWER)
    choose(visited, "answers of that day")
    set_to(visited, "take-back.because", WRONG)
    send(visited, "Take it back")
    taken = {mistake["record_id"] for mistake in rows(sample, Mistake)}
    held = [row for row in rows(sample, Consent) if row["id"] in taken]
    assert len(held) > 1
    assert {row["child_id"] for row in held} == {number}
    assert len({(row["carer_id"], row["on"]) for row in held}) == 1


def test_from_what_a_withdrawal_calls_for_it_is_taken_back_also_what_is_ticked_off(sample, visit):
    item = row_for(sample, Action.FOLLOW_UP)
    with sample.reading(manager_of(sample)) as look:
        held = withdrawals.withdrawn(look, item.record, TODAY)
    visited = open_row(visit(sample), item)
    box = next(box for box in visited.at.checkbox if (box.key or "").startswith("follow-up."))
    box.set_value(True)
    send(visited, "Mark done")
    ticked = rows(sample, ConsentFollowUp)[-1]
    visited.open("consents", child=held.child_code)
    assert "Done once a consent had ended" in visited.html
    visited.press(words.MISTAKEN_ANSWER)
    choose(visited, "done:", str(ticked["what"]))
    set_to(visited, "take-back.because", "It hangs on the wall still.")
    send(visited, "Take it back")
    assert rows(sample, Mistake)[-1]["record_id"] == ticked["id"]
    assert "It hangs on the wall still." in visited.html
    visited = open_row(visited.open("weekly_review"), row_for(sample, Action.FOLLOW_UP))
    visited.press(words.MISTAKEN_END)
    assert choices(visited).options


def test_a_key_person_sees_no_way_to_take_an_answer_back(sample, visit):
    visited = visit(sample, Role.KEY_PERSON).open("consents", consents="Children by purposes")
    assert words.MISTAKEN_ANSWER not in visited.labels


def test_on_screen_no_name_and_no_reason_is_sent(sample, visit, child, named):
    code, number = child
    wrong = next(row["id"] for row in rows(sample, Consent) if row["child_id"] == number)
    consents.take_back(sample, manager_of(sample), consent_ids=[wrong], because=WRONG)
    visited = visit(sample).press("Hide names").open("consents", child=code)
    assert "entered by mistake" in visited.html
    assert WRONG.encode() not in visited.sent
    visited.press(words.MISTAKEN_ANSWER)
    assert any("Carer 1" in said for said in choices(visited).options)
    assert found_in(visited.sent, named | {WRONG}) == set()


def test_who_is_to_be_asked_and_may_we_say_so_at_once(sample, visit, child):
    code, number = child
    standing = [row["id"] for row in rows(sample, Consent) if row["child_id"] == number]
    consents.take_back(sample, manager_of(sample), consent_ids=standing, because=WRONG)
    visited = visit(sample).open("consents", consents="May we?", purpose="Website and social media")
    assert "Not known: not asked" in visited.html
    visited = visit(sample).open("consents", consents="To ask", child=code)
    assert f"To ask: {agenda_of(sample).house.purposes[0].title}" in visited.html


@pytest.fixture
def form_out(sample):
    """The code of the child whose form is not back."""
    [child_id] = {row["child_id"] for row in rows(sample, ConsentAsked)}
    return next(child.code for child in agenda_of(sample).facts.children if child.id == child_id)


def test_a_form_handed_out_by_mistake_is_taken_back_where_it_is_chased(sample, visit, form_out):
    visited = visit(sample).open("consents", consents="To ask", child=form_out)
    assert "1 with a form not back" in visited.html
    visited.press(words.MISTAKEN_ANSWER)
    choose(visited, "form handed out", "questions of that day")
    set_to(visited, "take-back.because", WRONG)
    send(visited, "Take it back")
    assert not is_open(visited)
    assert f"Taken back for {form_out}" in visited.notice()
    taken = {(mistake["thing"], mistake["record_id"]) for mistake in rows(sample, Mistake)}
    assert taken == {("consent_asked", row["id"]) for row in rows(sample, ConsentAsked)}
    assert "form not back" not in visited.html
    assert words.MISTAKEN_ANSWER not in visited.labels  # nothing of this child's is out any more
    visited = visit(sample).open("consents", child=form_out)
    assert "Forms handed out" in visited.html
    assert "Handed out, entered by mistake" in visited.html
    assert WRONG in visited.html


def test_on_screen_a_form_taken_back_says_no_reason(sample, visit, form_out):
    wrong = [row["id"] for row in rows(sample, ConsentAsked)]
    consents.take_back(sample, manager_of(sample), asked_ids=wrong, because=WRONG)
    visited = visit(sample).press("Hide names").open("consents", child=form_out)
    assert "Handed out, entered by mistake" in visited.html
    assert WRONG.encode() not in visited.sent


def test_one_child_costs_few_queries(sample, visit, form_out):
    visited = visit(sample).open("consents", child=form_out)
    assert "Forms handed out" in visited.html
    assert len(queries_of(sample, visited)) <= MOST_QUERIES


def test_what_a_refusal_ended_is_ticked_off_and_the_record_says_so(sample, visit):
    item = next(one for one in agenda_of(sample).items if one.what.startswith("Ended by a carer's no"))
    visited = open_row(visit(sample), item)
    assert "no ended what another one had allowed" in visited.html
    for box in visited.at.checkbox:
        if (box.key or "").startswith("follow-up."):
            box.set_value(True)
    send(visited, "Mark done")
    assert item.what not in {one.what for one in agenda_of(sample).items}
    visited.open("consents", child=item.child_code or item.code)
    assert f", refused {dated(TODAY - timedelta(days=1))}" in visited.html
