"""The acknowledgement of a complaint: its dates and its way onward by what it is about."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from papers import of_complaint
from papers.letters import Letter, make, missing
from rules.access import Channel
from rules.complaints import Kind, Result, Step
from rules.induction import Role
from store.cabinet import Who
from store.complaints import HeldComplaint, RecordedStep
from store.mistakes import TakenBack
from tests.papers.test_letters import read

WHO = Who(1, "Joanne Pryce", Role.MANAGER)


def complaint(kind, channel=Channel.LETTER, *steps):
    return HeldComplaint(
        id=3, code="CP-2026-001", kind=kind, child_code="C-001", child="Ivy Davies",
        request_code="", rectification_code="", decision_code="", breach_code="",
        made_by="Peter & Ann", channel=channel, received_on=date(2026, 11, 9),
        about="Pages are missing from the copy.", history=steps,
    )  # fmt: skip


def letter(kind, channel=Channel.LETTER, *steps, which=Letter.COMPLAINT, today=date(2026, 11, 10)):
    held = complaint(kind, channel, *steps)
    facts = of_complaint.facts(held, setting="Little Sparks", who=WHO, today=today, outcome_days=28)
    assert missing(which, facts) == []
    return read(make(which, facts))


@pytest.mark.parametrize(
    ("kind", "said", "unsaid"),
    [
        (
            Kind.DATA_PROTECTION,
            ("aim to do so by Monday 7 December", "(ICO), and to court", "UK GDPR"),
            "Ofsted",
        ),
        (Kind.EARLY_YEARS, ("by Monday 7 December 2026, within 28 days", "to Ofsted"), "ICO"),
        (Kind.BOTH, ("within 28 days", "Ofsted", "ICO", "UK GDPR"), "management committee"),
        (Kind.OTHER, ("We aim to tell you the outcome by", "management committee"), "UK GDPR"),
    ],
)
def test_each_kind_has_its_dates_and_its_way_onward(kind, said, unsaid):
    words = letter(kind)
    for part in said:
        assert part in words
    assert unsaid not in words
    assert "Dear Peter & Ann" in words
    assert "Ivy" not in words


def test_of_a_complaint_about_the_manager_it_says_that_somebody_else_deals_with_it_and_not_why():
    back = RecordedStep(7, Step.MANAGER_STANDS_BACK, date(2026, 11, 9), "It is about her tone", None, "J")
    words = letter(Kind.OTHER, Channel.LETTER, back)
    assert "The manager stands back from your complaint. Somebody else deals with it and decides." in words
    assert "tone" not in words
    named = letter(Kind.OTHER, Channel.LETTER, replace(back, instead="Tom Okafor"))
    assert "Tom Okafor, of the management committee, deals with it and decides." in named
    assert "stands back" not in letter(Kind.OTHER)


@pytest.mark.parametrize("channel", Channel)
def test_however_it_came(channel):
    for which in (Letter.COMPLAINT, Letter.OUTCOME):
        said = letter(Kind.OTHER, channel, an_outcome(Result.UPHELD), which=which)
        assert "  " not in said
        assert "another way" not in said


@pytest.mark.parametrize(
    ("today", "said"),
    [
        pytest.param(date(2026, 12, 7), "We will tell you the outcome", id="the last day"),
        pytest.param(date(2026, 12, 8), "We are sorry that it is late", id="the day after it"),
    ],
)
def test_nobody_is_promised_a_day_that_has_passed(today, said):
    assert said in letter(Kind.EARLY_YEARS, today=today)


def an_outcome(result, words="Two pages had been missed. They are copied & enclosed."):
    return RecordedStep(1, Step.OUTCOME, date(2026, 11, 20), words, result, "Joanne Pryce")


@pytest.mark.parametrize(
    ("kind", "said", "unsaid"),
    [
        pytest.param(
            Kind.DATA_PROTECTION,
            ("Commissioner's Office (ICO), and to court", "ico.org.uk", "UK GDPR"),
            ("Ofsted", "management committee"),
            id="about data: the ICO, and court",
        ),
        pytest.param(
            Kind.EARLY_YEARS,
            ("you may go to Ofsted", "We keep a record of your complaint"),
            ("ICO", "UK GDPR", "court"),
            id="about early years: Ofsted",
        ),
        pytest.param(
            Kind.BOTH,
            ("to Ofsted about the early-years requirements; about data protection", "ico.org.uk"),
            ("management committee",),
            id="about both: each its own",
        ),
        pytest.param(
            Kind.OTHER,
            ("you may go to the management committee",),
            ("ICO", "Ofsted", "UK GDPR"),
            id="about something else: the committee",
        ),
    ],
)
def test_the_letter_with_the_outcome_says_who_may_be_asked_next(kind, said, unsaid):
    words = letter(kind, Channel.LETTER, an_outcome(Result.PARTLY), which=Letter.OUTCOME)
    for part in (
        *said,
        "Dear Peter & Ann",
        "CP-2026-001",
        "a part of your complaint: it is partly upheld",
        "They are copied & enclosed.",
    ):
        assert part in words
    for part in unsaid:
        assert part not in words
    assert "Ivy" not in words
    assert "  " not in words


@pytest.mark.parametrize("result", Result)
def test_the_letter_says_what_came_of_it(result):
    words = letter(Kind.OTHER, Channel.LETTER, an_outcome(result), which=Letter.OUTCOME)
    assert of_complaint.RESULTS[result] in words


@pytest.mark.parametrize(
    ("kind", "on", "said"),
    [
        pytest.param(Kind.EARLY_YEARS, date(2026, 12, 7), "", id="on the last day"),
        pytest.param(
            Kind.EARLY_YEARS, date(2026, 12, 8), "You should have had this by Monday 7 December", id="late"
        ),
        pytest.param(
            Kind.DATA_PROTECTION, date(2026, 12, 8), "We meant to tell you by Monday 7 December",
            id="no law has a day for it",
        ),
    ],
)  # fmt: skip
def test_an_outcome_after_the_day_that_its_acknowledgement_named_says_so(kind, on, said):
    given = replace(an_outcome(Result.UPHELD), on=on)
    words = letter(kind, Channel.LETTER, given, which=Letter.OUTCOME, today=date(2026, 12, 20))
    assert said in words
    assert ("We are sorry that it is late" in words) is bool(said)


def test_an_outcome_made_again_later_bears_the_day_on_which_it_was_given():
    """The copy for Ofsted was dated today, after the 28 days, of an outcome that was given in time."""
    given = an_outcome(Result.UPHELD)
    words = letter(Kind.EARLY_YEARS, Channel.LETTER, given, which=Letter.OUTCOME, today=date(2026, 12, 20))
    assert "Friday 20 November 2026" in words
    assert "20 December" not in words
    assert "Tuesday 10 November 2026" in letter(Kind.EARLY_YEARS), "nothing is given yet: of today"


def test_an_acknowledgement_made_again_bears_its_day_and_says_what_was_true_then():
    """The copy for the file was dated a month later, and sorry for an outcome that was not late yet."""
    told = RecordedStep(1, Step.ACKNOWLEDGED, date(2026, 11, 12), "", None, "Joanne Pryce")
    words = letter(Kind.EARLY_YEARS, Channel.LETTER, told, today=date(2026, 12, 20))
    assert "Thursday 12 November 2026" in words
    assert "We will tell you the outcome by Monday 7 December 2026" in words
    assert "sorry" not in words


def test_no_letter_with_an_outcome_before_there_is_one():
    assert of_complaint.letters_of(complaint(Kind.OTHER)) == [Letter.COMPLAINT]
    gone = replace(an_outcome(Result.UPHELD), taken_back=TakenBack(datetime.now(UTC), "", ""))
    held = complaint(Kind.OTHER, Channel.LETTER, gone)
    assert of_complaint.letters_of(held) == [Letter.COMPLAINT]
    facts = of_complaint.facts(held, setting="A", who=WHO, today=date(2026, 11, 10), outcome_days=28)
    assert {one.name for one in missing(Letter.OUTCOME, facts)} == {"outcome", "found"}
    stands = complaint(Kind.OTHER, Channel.LETTER, an_outcome(Result.UPHELD))
    assert Letter.OUTCOME in of_complaint.letters_of(stands)


def test_nobody_who_has_the_outcome_or_withdrew_is_told_that_we_have_begun_to_look_into_it():
    stands = complaint(Kind.OTHER, Channel.LETTER, an_outcome(Result.UPHELD))
    assert of_complaint.letters_of(stands) == [Letter.OUTCOME]
    step = RecordedStep(1, Step.WITHDRAWN, date(2026, 11, 20), "By telephone.", None, "Joanne Pryce")
    assert of_complaint.letters_of(complaint(Kind.OTHER, Channel.LETTER, step)) == []
