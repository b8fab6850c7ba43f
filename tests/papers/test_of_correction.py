"""The letters about a request to correct the file: what was found, what follows, and the dates."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from papers import of_correction
from papers.letters import Letter, make, missing
from rules.access import Channel
from rules.induction import Role
from rules.rectification import DECISIONS, Claim, Decision, Finding, Step
from rules.retention import RecordKind
from rules.working_days import bank_holidays
from store.cabinet import Who
from store.mistakes import TakenBack
from store.rectifications import HeldRectification, RecordedStep
from store.retention import RecordedDisposal
from tests.papers.test_letters import read

WHO = Who(1, "Joanne Pryce", Role.MANAGER)
ENGLAND = bank_holidays(range(2026, 2028))
RECEIVED, DUE, AFTER = date(2026, 11, 2), date(2026, 12, 2), date(2026, 12, 3)
WHY = "The register of 3 March says so & so does the health visitor."
RECIPIENT = "The health visitor of the clinic"


def step(step_, on=date(2026, 11, 20), words="In a sentence.", finding=None, decision=None, taken_back=None):
    return RecordedStep(1, step_, on, words, finding, decision, "Joanne Pryce", taken_back)


def correction(*steps, entry="4"):
    return HeldRectification(
        3, "RC-2026-001", 1, "C-001", "Ivy Davies", "", "Carys & Tom Davies", Channel.VERBAL, RECEIVED,
        entry, None, "", Claim.FACT, "She was not late.", steps,
    )  # fmt: skip


def facts(letter, held, today=date(2026, 11, 24), gone=()):
    return of_correction.facts(
        held, letter, setting="Little Sparks", who=WHO, today=today, bank_holidays=ENGLAND, gone=gone
    )


def said_in(letter, held, today=date(2026, 11, 24), gone=()):
    told = facts(letter, held, today, gone)
    assert missing(letter, told) == []
    return read(make(letter, told))


def decided(finding, decision):
    return step(Step.DECIDED, words=WHY, finding=finding, decision=decision)


RIGHT = decided(Finding.WRONG_FACT, Decision.CORRECTED)
REFUSED = decided(Finding.OPINION, Decision.REFUSED)


@pytest.mark.parametrize(
    ("finding", "decision"),
    [(finding, one) for finding, allowed in DECISIONS.items() for one in Decision if one in allowed],
)
def test_the_answer_says_what_was_found_why_and_how_to_complain(finding, decision):
    said = said_in(Letter.CORRECTION, correction(decided(finding, decision)))
    assert of_correction.FOUND[finding, decision] in said
    for part in (
        "Dear Carys & Tom Davies", "in person or by telephone on Monday 2 November 2026",
        "says: entry 4 (our number RC-2026-001)", WHY, "you may complain to us", "(ICO), ico.org.uk",
        "go to court", "UK GDPR",
    ):  # fmt: skip
        assert part in said, part
    assert "late" not in said
    assert (of_correction.VIEW_IS_OFFERED in said) is (decision is not Decision.CORRECTED)


@pytest.mark.parametrize(
    ("steps", "follows"),
    [
        pytest.param((RIGHT,), of_correction.ARE_TOLD, id="corrected: whoever was given it is told"),
        pytest.param((RIGHT, step(Step.NO_RECIPIENTS)), of_correction.NOBODY_ELSE, id="given to nobody"),
        pytest.param(
            (RIGHT, step(Step.GIVEN, words=RECIPIENT)), of_correction.ARE_TOLD, id="given to somebody"
        ),
        pytest.param((REFUSED, step(Step.VIEW)), of_correction.VIEW_IS_THERE, id="their view is recorded"),
        pytest.param((REFUSED, step(Step.NO_VIEW)), of_correction.VIEW_IS_OFFERED, id="offered, none given"),
    ],
)
def test_what_follows_goes_by_what_is_recorded_and_names_nobody_who_was_given_it(steps, follows):
    said = said_in(Letter.CORRECTION, correction(*steps))
    assert follows in said
    assert RECIPIENT not in said, "the family may not know of them"
    assert ("The mistake stays beside the correction" in said) is (RIGHT in steps)


@pytest.mark.parametrize(
    ("decided_so", "later", "said"),
    [
        pytest.param(REFUSED, Step.VIEW, of_correction.VIEW_IS_OFFERED, id="their view came after it"),
        pytest.param(RIGHT, Step.NO_RECIPIENTS, of_correction.ARE_TOLD, id="it was known after it"),
    ],
)
def test_an_answer_made_again_says_what_was_so_on_its_day(decided_so, later, said):
    """It was dated the day of the answer, and said that a view stands in the file that came a week later."""
    held = correction(decided_so, step(Step.ANSWERED, date(2026, 11, 20)), step(later, date(2026, 11, 23)))
    assert said in said_in(Letter.CORRECTION, held)


SCHOOL = "Hilltop Primary School"
TO_SCHOOL = RecordedDisposal(8, RecordKind.GENERAL, date(2026, 9, 4), "by hand", "", "", SCHOOL)
CONCERNS_TO_SCHOOL = RecordedDisposal(
    9, RecordKind.CHILD_PROTECTION, date(2026, 9, 4), "by hand", "", "", SCHOOL
)
SHREDDED = RecordedDisposal(7, RecordKind.ACCIDENTS, date(2026, 9, 11), "shredded", "", "")
WENT = of_correction.PASSED_ON.format("Friday 4 September 2026")
LATER = RecordedDisposal(10, RecordKind.GENERAL, date(2026, 11, 25), "by hand", "", "", SCHOOL)


def test_what_went_to_a_school_is_not_said_to_be_corrected_there():
    said = said_in(Letter.CORRECTION, correction(RIGHT), gone=(TO_SCHOOL, CONCERNS_TO_SCHOOL, SHREDDED))
    assert "it was wrong, and it is corrected in what we still hold" in said
    assert said.count(WENT) == 1, "two kinds that went together are one"
    assert of_correction.DESTROYED.format("Friday 11 September 2026") in said
    assert SCHOOL not in said, "whoever asks for a correction need not have shown who they are"


@pytest.mark.parametrize(
    ("steps", "gone"),
    [
        pytest.param((RIGHT,), (), id="all of it is here"),
        pytest.param((RIGHT, step(Step.NO_RECIPIENTS)), (TO_SCHOOL,), id="what went did not hold it"),
        pytest.param(
            (RIGHT, replace(step(Step.NOT_GIVEN), recipient="C-001/8")),
            (TO_SCHOOL, CONCERNS_TO_SCHOOL),
            id="so it is recorded of what went together",
        ),
        pytest.param((RIGHT,), (LATER,), id="it went after the day of the letter"),
    ],
)
def test_what_is_corrected_in_all_that_held_it_is_said_to_be_corrected(steps, gone):
    said = said_in(Letter.CORRECTION, correction(*steps), gone=gone)
    assert of_correction.FOUND[Finding.WRONG_FACT, Decision.CORRECTED] in said
    assert "passed on" not in said


def test_an_answer_that_corrects_nothing_says_nothing_of_where_the_file_is():
    assert "passed on" not in said_in(Letter.CORRECTION, correction(REFUSED), gone=(TO_SCHOOL,))


def test_there_is_no_answer_before_the_decision_and_none_from_one_that_was_taken_back():
    assert of_correction.letters_of(correction()) == []
    back = step(
        Step.DECIDED, words=WHY, finding=Finding.OPINION, decision=Decision.REFUSED,
        taken_back=TakenBack(datetime.now(UTC), "", ""),
    )  # fmt: skip
    assert of_correction.letters_of(correction(back)) == []
    lacking = {one.name for one in missing(Letter.CORRECTION, facts(Letter.CORRECTION, correction(back)))}
    assert lacking == {"found", "reasons"}
    assert of_correction.letters_of(correction(REFUSED)) == [Letter.CORRECTION]


def test_the_decision_that_stands_is_the_one_that_is_told():
    said = said_in(Letter.CORRECTION, correction(REFUSED, RIGHT))
    assert "You are right" in said and "thought or judged" not in said


@pytest.mark.parametrize(
    ("on", "is_late"), [pytest.param(DUE, False, id="the last day"), pytest.param(AFTER, True, id="after it")]
)
def test_a_late_answer_says_so_also_where_it_is_made_again_later(on, is_late):
    held = correction(REFUSED, step(Step.ANSWERED, on))
    for made in (
        said_in(Letter.CORRECTION, correction(REFUSED), on),
        said_in(Letter.CORRECTION, held, AFTER),
    ):
        assert ("We should have answered by Wednesday 2 December 2026" in made) is is_late


def test_the_notice_is_of_its_own_day_and_gives_its_reason_and_both_dates():
    said = said_in(Letter.CORRECTION_NOTICE, correction(step(Step.EXTENDED, DUE, WHY)), AFTER)
    for part in (
        "Wednesday 2 December 2026\nDear", WHY, "had to answer by Wednesday 2 December 2026",
        "answer by Tuesday 2 February 2027 at the latest",
    ):  # fmt: skip
        assert part in said, part


def test_a_notice_that_moves_nothing_has_no_letter():
    late = correction(step(Step.EXTENDED, AFTER, WHY))
    [lacking] = missing(Letter.CORRECTION_NOTICE, facts(Letter.CORRECTION_NOTICE, late))
    assert "It would not change the date" in lacking.what


def test_an_entry_that_is_no_number_stands_as_it_was_typed():
    held = correction(REFUSED, entry="the note of 3 May in the blue folder")
    assert "says: the note of 3 May in the blue folder (our number" in said_in(Letter.CORRECTION, held)
