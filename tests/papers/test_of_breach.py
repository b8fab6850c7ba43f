"""The letter to a family that a breach affects: theirs alone, and nothing of the log in it unasked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from papers import of_breach
from papers.letters import Letter, make, missing
from rules import breach
from rules.breach import FIRST, Step
from rules.induction import Role
from store.about import WasAbout
from store.breaches import HeldBreach, RecordedStep
from store.cabinet import Who
from store.mistakes import TakenBack
from tests.papers.test_letters import read

WHO = Who(1, "Joanne Pryce", Role.MANAGER)
KNOWN = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WHAT = "A register with a note on health was left in the hall & read by a visitor"
HARM = "The visitor may speak of the note <at the gate>"
NOTE = "The Owens are on the same sheet, as the caretaker noticed"


def step(number, kind, *, of=None, code="", child="", at=LATER):
    return RecordedStep(number, kind, at, NOTE, "Joanne Pryce", None, of, code, child)


SIBLING = step(7, Step.AFFECTED, code="C-002", child="Tom Owen")
SOMEBODY = step(8, Step.AFFECTED)


def logged(*steps, code="C-001", child="Ivy Davies", what=WHAT, harm=HARM):
    return HeldBreach(
        3, "BR-2026-001", 1 if code else None, code, child, what, "Sam Bell", harm, date(2026, 11, 20), KNOWN,
        steps,
    )  # fmt: skip


def letter(held, whom=FIRST, *, with_words=False):
    facts = of_breach.facts(
        held, whom, setting="Little Sparks", who=WHO, today=date(2026, 11, 24), with_words=with_words
    )
    assert missing(Letter.BREACH, facts) == []
    return read(make(Letter.BREACH, facts))


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("what happened", id="the nature of the breach"),
        pytest.param("in plain words", id="in plain language"),
        pytest.param("It happened on Friday 20 November 2026", id="when it happened"),
        pytest.param("we found out on Monday 23 November 2026", id="when it was known"),
        pytest.param("may lead to", id="what it is likely to lead to"),
        pytest.param("what we have done and will do", id="what is done about it"),
        pytest.param("what you can do", id="what they can do"),
        pytest.param("ask Joanne Pryce, manager", id="whom to ask, by name"),
        pytest.param("telephone number", id="how to reach them"),
        pytest.param("Information Commissioner's Office (ICO), ico.org.uk", id="the way to the ICO"),
        pytest.param("complain to us", id="and to us"),
        pytest.param("UK GDPR", id="the law"),
        pytest.param("BR-2026-001", id="our number"),
        pytest.param("We are sorry", id="a word of regret"),
        pytest.param("Dear parent or carer of Ivy Davies", id="to whom"),
    ],
)
def test_the_letter_says_what_the_law_asks_for(said):
    """Law L10.10: what happened, whom to ask, what it may lead to, and what is done about it."""
    assert said in letter(logged())


def test_nothing_that_was_typed_in_the_log_is_in_the_letter_unasked():
    words = letter(logged(SIBLING, SOMEBODY, step(9, Step.REPORTED)))
    for part in (WHAT, HARM, NOTE, "Sam Bell", "Tom", "Owen", "C-002", "C-001"):
        assert part not in words
    assert words.count("[Write here") == 4


def test_asked_for_what_became_known_and_its_harm_are_put_in_and_no_note_of_a_step():
    words = letter(logged(SIBLING, step(9, Step.REPORTED)), with_words=True)
    assert WHAT in words
    assert HARM in words
    assert NOTE not in words
    assert "Sam Bell" not in words
    assert words.count("[Write here") == 2


@pytest.mark.parametrize(
    ("what", "others"),
    [
        pytest.param("Two names stood on it, one of them was Tom's", ["C-002"], id="a first name"),
        pytest.param("The OWEN family and they were named", ["C-002"], id="a family name, in capitals"),
        pytest.param("C-002 stood on it as well", ["C-002"], id="a code"),
        pytest.param("A tomato was on the sheet, owener", [], id="a part of another word"),
        pytest.param("Ivy Davies was named to a visitor", [], id="nobody but the family itself"),
    ],
)
def test_where_the_log_names_another_family_that_it_affects_its_words_are_not_put_in(what, others):
    held = logged(SIBLING, what=what)
    assert of_breach.others_named(held, FIRST) == others
    words = letter(held, with_words=True)
    assert (what in words) is not others
    assert (HARM in words) is not others


@pytest.mark.parametrize(
    "held",
    [
        pytest.param(
            lambda what: replace(
                logged(what=what), was_about=WasAbout("C-002", "Tom Owen", "Not he", LATER, "Joanne Pryce")
            ),
            id="chosen at first",
        ),
        pytest.param(
            lambda what: logged(
                replace(SIBLING, taken_back=TakenBack(LATER, "Joanne Pryce", "Not he")), what=what
            ),
            id="listed by mistake",
        ),
    ],
)
def test_nor_where_they_name_a_child_whom_the_log_named_by_mistake(held):
    """Its words were typed with that child in mind, and were not typed anew."""
    what = "Tom's form was left in the hall"
    assert of_breach.others_named(held(what), FIRST) == ["C-002"]
    assert "Tom" not in letter(held(what), with_words=True)


@pytest.mark.parametrize(
    ("own", "what", "others"),
    [
        pytest.param("Owen James", "James was named", ["C-002"], id="a first name that is our family name"),
        pytest.param("James Davies", "James was named", [], id="the first name of both"),
        pytest.param("Ivy Bell", "The Bells were named", [], id="the family name of both"),
        pytest.param("Bell Davies", "Bell was named", [], id="a family name that is our first name"),
    ],
)
def test_a_name_of_both_is_the_familys_own_unless_the_other_child_is_called_by_it(own, what, others):
    held = logged(step(7, Step.AFFECTED, code="C-002", child="James Bell"), child=own, what=what)
    assert of_breach.others_named(held, FIRST) == others


def test_a_child_who_is_listed_twice_is_no_other():
    twice = logged(step(7, Step.AFFECTED, code="C-001", child="Ivy Davies"), what="C-001 was named")
    assert of_breach.others_named(twice, FIRST) == []


def test_another_child_is_named_by_the_name_of_before_too():
    """After an adoption the words of the log have the old name, and stood in the letter to another family."""
    held = logged(SIBLING, what="The sheet had a note about Tim Hart as well.")
    assert of_breach.others_named(held, FIRST) == []
    former = {"C-002": ["Tim Hart"], "C-001": ["Ivy Hart"]}
    assert of_breach.others_named(held, FIRST, former) == ["C-002"]
    about = {"setting": "Little Sparks", "who": WHO, "today": date(2026, 11, 24), "former": former}
    assert of_breach.facts(held, FIRST, with_words=True, **about)["what"] == ""


def test_each_family_has_a_letter_of_its_own():
    held = logged(SIBLING)
    words = letter(held, SIBLING.id)
    assert "Dear parent or carer of Tom Owen" in words
    assert "information about Tom Owen" in words
    assert "Ivy" not in words
    assert of_breach.others_named(logged(SIBLING, harm="Ivy may be talked about"), SIBLING.id) == ["C-001"]


def test_whoever_is_listed_in_words_is_named_by_hand():
    words = letter(logged(SOMEBODY), SOMEBODY.id)
    assert "Dear [write the name here]" in words
    assert "information about you or your family" in words
    assert NOTE not in words
    assert "Dear [write the name here]" in letter(logged(code="", child=""))


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        pytest.param((), False, id="nothing decided"),
        pytest.param((step(9, Step.NOT_REPORTED),), False, id="not reported"),
        pytest.param((step(9, Step.REPORTED),), True, id="reported"),
    ],
)
def test_a_report_to_the_ico_is_said_where_it_was_made(steps, said):
    words = letter(logged(*steps))
    assert ("We reported it to the ICO on Tuesday 24 November 2026." in words) is said


@pytest.mark.parametrize(
    ("steps", "may_have"),
    [
        pytest.param((), [FIRST], id="nobody told"),
        pytest.param((step(9, Step.TOLD),), [FIRST], id="told by word of mouth, and in writing after it"),
        pytest.param((step(9, Step.NOT_TOLD),), [], id="decided not to tell"),
        pytest.param((step(9, Step.NOT_TOLD), step(10, Step.TOLD)), [FIRST], id="told after all"),
        pytest.param((SIBLING,), [FIRST, 7], id="two families"),
        pytest.param((SIBLING, step(9, Step.NOT_TOLD, of=7)), [FIRST], id="of two, one that is not told"),
        pytest.param((SIBLING, step(9, Step.TOLD), step(10, Step.CLOSED)), [FIRST, 7], id="closed"),
    ],
)
def test_who_is_written_to(steps, may_have):
    assert breach.written_to(logged(*steps).facts) == may_have


def test_a_night_in_summer_has_the_day_that_it_has_here():
    night = datetime(2026, 7, 9, 23, 30, tzinfo=UTC)
    told = step(9, Step.REPORTED, at=night + timedelta(days=1))
    words = letter(replace(logged(told), happened_on=date(2026, 7, 9), known_at=night))
    assert "we found out on Friday 10 July 2026" in words
    assert "We reported it to the ICO on Saturday 11 July 2026." in words
