"""A consent form that nobody answered, where it is recorded, shown and taken back (DR-4, DR-6)."""

from datetime import date
from html import escape

import pytest

from models import ConsentAsked, ConsentNoAnswer, Mistake
from rules.agenda import Action
from store import consents
from tests.conftest import TODAY, agenda_of, manager_of, rows
from tests.pages.test_forms import is_open, send, set_to, show_all
from tests.pages.test_mistaken_answers import choose
from ui import words

FIRST_OUT, AGAIN = date(2026, 10, 26), date(2026, 11, 9)


@pytest.fixture
def out(sample):
    """Whose form is not back: the child of the agenda, and what is asked to which nobody answered."""
    [number] = {row["child_id"] for row in rows(sample, ConsentAsked)}
    return next(one for one in consents.whom_to_ask(agenda_of(sample)) if one.child.id == number)


def hand_out(sample, out, *days):
    for on in days:
        consents.record_asked(
            sample, manager_of(sample), child_id=out.child.id, purposes=out.unanswered, on=on, today=TODAY
        )


def take_back_the_samples(sample):
    """Takes back that the form of the sample was handed out, which was days ago."""
    wrong = [row["id"] for row in rows(sample, ConsentAsked)]
    consents.take_back(
        sample, manager_of(sample), asked_ids=wrong, because="It was of the other child of that name."
    )


@pytest.fixture
def silent(sample, out):
    """The same, where the form was handed out, and asked for again, long enough ago."""
    assert out.unanswered
    take_back_the_samples(sample)
    hand_out(sample, out, FIRST_OUT, AGAIN)
    return out


def test_from_the_line_that_asks_for_the_form_it_is_one_press(sample, visit, silent):
    visited = show_all(visit(sample))
    item = next(
        item for item in agenda_of(sample).items
        if item.action is Action.FORM and item.child == silent.child.id
    )  # fmt: skip
    visited.at.button(key=f"do-{item.area}-{item.record}-{item.what}-{item.step}").click()
    visited.run()
    visited.press(words.NO_ANSWER)
    assert "The family was asked twice and nothing came back." in visited.html
    assert "It is a no: it allows nothing." in visited.html
    send(visited, "Record that no answer came")
    assert not is_open(visited)
    assert f"It is recorded for {silent.child.code} that no answer came." in visited.notice()
    assert {row["purpose_id"] for row in rows(sample, ConsentNoAnswer)} == silent.unanswered
    assert escape(item.what) not in visited.html


def test_where_it_is_too_soon_it_says_what_to_do_and_offers_nothing(sample, visit, out):
    visited = visit(sample).open("consents", consents="To ask", child=out.child.code)
    visited.press(words.NO_ANSWER)
    [said] = [shown.value for shown in visited.at.warning]
    assert said.startswith("Not yet for ")
    assert "A family is asked twice" in said
    assert "ask for it again on" in said
    assert "Record that no answer came" not in visited.labels
    assert rows(sample, ConsentNoAnswer) == []


@pytest.fixture
def closed(sample, silent):
    consents.record_no_answer(
        sample, manager_of(sample), child_id=silent.child.id, purposes=silent.unanswered, today=TODAY
    )
    return silent


def test_the_page_says_that_no_answer_came_and_that_it_is_a_no(sample, visit, closed):
    visited = visit(sample).open("consents", child=closed.child.code)
    assert "No answer came" in visited.html
    purpose = closed.purposes[0].title
    visited = visit(sample).open("consents", consents="May we?", purpose=purpose)
    assert "No: no answer came" in visited.html
    visited = visit(sample).open("consents")
    assert f"No answer came to {len(closed.unanswered)}" in visited.html


def test_it_is_taken_back_with_the_answers(sample, visit, closed):
    visited = visit(sample).open("consents", child=closed.child.code)
    visited.press(words.MISTAKEN_ANSWER)
    choose(visited, "no answer came", "questions of that day")
    set_to(visited, "take-back.because", "It had come back, and lay in the other file.")
    send(visited, "Take it back")
    assert not is_open(visited)
    taken = {m["record_id"] for m in rows(sample, Mistake) if m["thing"] == "consent_no_answer"}
    assert taken == {row["id"] for row in rows(sample, ConsentNoAnswer)}
    assert "No answer came, entered by mistake" in visited.html


def test_the_committee_has_it_settled_and_not_given(sample, visit, closed):
    visited = visit(sample).open("committee", view="Consents")
    assert "Settled" in visited.html
    assert "no answer came after asking twice" in visited.html
