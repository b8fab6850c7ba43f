"""About whom a consent form is wanted, and why (DR-4, DR-6; law L5.4)."""

from datetime import date, timedelta

import pytest

from rules.agenda import Child, Facts, Purpose
from rules.consent import Answer, Chase, Event
from rules.house import HouseRules
from rules.to_ask import wanted
from rules.working_days import bank_holidays, working_days_before

TODAY = date(2026, 11, 24)  # a Tuesday
DAY = timedelta(days=1)
ENGLAND = bank_holidays(range(2025, 2029))
HOUSE = HouseRules()
MOTHER, LONG_AGO = 1, date(2024, 9, 2)
PHOTOGRAPHS = Purpose(1, "Photographs", 1, key="photographs")
WEBSITE = Purpose(2, "Website", 1, key="website")


def child(number=14, started_on=LONG_AGO, given_on=None, **answers):
    """A child with the mother's answers, by purpose, and when a form with photographs was handed out."""
    events = {
        purpose.id: [Event(MOTHER, answers[purpose.key], TODAY - 30 * DAY)]
        for purpose in (PHOTOGRAPHS, WEBSITE)
        if purpose.key in answers
    }
    forms = {PHOTOGRAPHS.id: given_on} if given_on else {}
    return Child(number, f"C-{number:03}", started_on, frozenset({MOTHER}), events, forms_given=forms)


def of(*children):
    """Who is wanted."""
    facts = Facts(children=children, purposes=(PHOTOGRAPHS, WEBSITE))
    return wanted(facts, today=TODAY, house=HOUSE, bank_holidays=ENGLAND)


FIRST_DAY = working_days_before(TODAY, HOUSE.consent_form_working_days, ENGLAND)


@pytest.mark.parametrize(
    ("started_on", "why"),
    [
        pytest.param(FIRST_DAY, Chase.NEW_STARTER, id="the last day for the form"),
        pytest.param(FIRST_DAY - DAY, Chase.NOT_ASKED, id="the day after it"),
    ],
)
def test_a_new_starter_is_one_for_as_long_as_the_form_has_time(started_on, why):
    (one,) = of(child(started_on=started_on))
    assert (one.why, one.purposes) == (why, (PHOTOGRAPHS, WEBSITE))


def test_nobody_is_asked_what_has_an_answer():
    given = child(photographs=Answer.GIVEN, website=Answer.REFUSED)
    assert of(given) == []
    (one,) = of(child(photographs=Answer.GIVEN))
    assert one.purposes == (WEBSITE,)


def test_the_most_pressing_reason_is_said_with_the_day_its_form_went_out():
    (one,) = of(child(given_on=TODAY - 3 * DAY))
    assert (one.why, one.form_out_since) == (Chase.FORM_NOT_BACK, TODAY - 3 * DAY)
    assert one.purposes == (PHOTOGRAPHS, WEBSITE), "the form asks the rest as well"


def test_the_most_pressing_child_comes_first_then_by_code():
    found = of(child(12), child(11), child(13, given_on=TODAY))
    assert [one.child.code for one in found] == ["C-013", "C-011", "C-012"]
