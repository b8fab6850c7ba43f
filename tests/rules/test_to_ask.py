"""About whom a consent form is wanted, and why (DR-4, DR-6; law L5.4)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.agenda import Action, Child, Facts, Purpose, State, agenda
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


def child(
    number=14, started_on=LONG_AGO, given_on=None, answered_on=TODAY - 30 * DAY, left_on=None, **answers
):
    """A child with the mother's answers, by purpose, and when a form with photographs was handed out."""
    events = {
        purpose.id: [Event(MOTHER, answers[purpose.key], answered_on)]
        for purpose in (PHOTOGRAPHS, WEBSITE)
        if purpose.key in answers
    }
    forms = {PHOTOGRAPHS.id: given_on} if given_on else {}
    responsible = frozenset({MOTHER})
    return Child(
        number, f"C-{number:03}", started_on, responsible, events, left_on=left_on, forms_given=forms
    )


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


def test_nobody_is_asked_what_no_answer_came_to_until_the_renewal():
    silent = replace(child(given_on=TODAY - 30 * DAY, website=Answer.GIVEN), no_answer_on={1: TODAY})
    assert of(silent) == []
    (anew,) = of(replace(silent, no_answer_on={1: TODAY.replace(year=2025)}, forms_given={1: LONG_AGO}))
    assert (anew.why, anew.purposes, anew.unanswered) == (Chase.NOT_ASKED, (PHOTOGRAPHS,), {1})


def test_what_is_only_to_be_renewed_is_not_without_an_answer():
    (one,) = of(child(photographs=Answer.GIVEN, answered_on=date(2025, 11, 1)))
    assert one.purposes == (PHOTOGRAPHS, WEBSITE)
    assert one.unanswered == {WEBSITE.id}


def test_the_most_pressing_reason_is_said_with_the_day_its_form_went_out():
    (one,) = of(child(given_on=TODAY - 3 * DAY))
    assert (one.why, one.form_out_since) == (Chase.FORM_NOT_BACK, TODAY - 3 * DAY)
    assert one.purposes == (PHOTOGRAPHS, WEBSITE), "the form asks the rest as well"


def test_what_is_only_to_be_renewed_is_told_apart_from_what_was_never_asked():
    """ "Not asked: every purpose" was read to a parent who had answered all but one a year before."""
    (one,) = of(child(photographs=Answer.GIVEN, answered_on=date(2025, 11, 1)))
    assert one.why is Chase.NOT_ASKED, "the row stands where what is most pressing has it"
    assert one.by_reason == {Chase.NOT_ASKED: [WEBSITE], Chase.RENEWAL_DUE: [PHOTOGRAPHS]}
    assert list(one.by_reason) == [Chase.NOT_ASKED, Chase.RENEWAL_DUE]
    (none,) = of(child())
    assert none.by_reason == {Chase.NOT_ASKED: [PHOTOGRAPHS, WEBSITE]}


def answered_a_year_before(number, due):
    return child(
        number, photographs=Answer.GIVEN, website=Answer.GIVEN, answered_on=due.replace(year=due.year - 1)
    )


@pytest.mark.parametrize(
    "in_order",
    [
        pytest.param((child(13, given_on=TODAY), child(11), child(12)), id="by the reason, then by code"),
        pytest.param(
            (child(13, given_on=TODAY - 9 * DAY), child(12, given_on=TODAY)),
            id="whose form is out for longer",
        ),
        pytest.param(
            [
                answered_a_year_before(number, TODAY + days * DAY)
                for number, days in ((14, -3), (12, -2), (13, 1), (11, 2))
            ],
            id="by the day of the renewal",
        ),
    ],
)
def test_the_most_pressing_child_comes_first(in_order):
    found = of(*sorted(in_order, key=lambda one: one.code))
    assert [one.child.code for one in found] == [one.code for one in in_order]


HORIZON = date(2026, 12, 27)  # the Sunday four weeks after this one


@pytest.mark.parametrize(
    ("due", "left_on", "expected"),
    [
        pytest.param(TODAY, None, (Chase.RENEWAL_DUE, TODAY), id="due today"),
        pytest.param(TODAY + DAY, None, (Chase.RENEWAL_SOON, TODAY + DAY), id="due tomorrow"),
        pytest.param(HORIZON, None, (Chase.RENEWAL_SOON, HORIZON), id="the last day that the agenda has"),
        pytest.param(HORIZON + DAY, None, None, id="the day after"),
        pytest.param(HORIZON, HORIZON, (Chase.RENEWAL_SOON, HORIZON), id="the child's last day"),
        pytest.param(HORIZON, HORIZON - DAY, None, id="the child leaves first"),
    ],
)
def test_a_form_for_a_renewal_is_wanted_as_soon_as_the_agenda_asks_for_it(due, left_on, expected):
    """Else it could be printed on its last day at the earliest."""
    answered_on = due.replace(year=due.year - 1)
    one = child(photographs=Answer.GIVEN, website=Answer.REFUSED, answered_on=answered_on, left_on=left_on)
    assert [(held.why, held.renew_by) for held in of(one)] == [expected] * bool(expected)
    facts = Facts(children=[one], purposes=(PHOTOGRAPHS, WEBSITE))
    items = agenda(facts, today=TODAY, house=HOUSE, bank_holidays=ENGLAND)
    assert [item.due for item in items if "Renew" in item.what] == [due] * bool(expected)


def test_a_form_handed_out_for_a_renewal_to_come_is_asked_back():
    due = TODAY + 20 * DAY
    one = child(
        photographs=Answer.GIVEN,
        website=Answer.REFUSED,
        answered_on=due.replace(year=2025),
        given_on=TODAY - 3 * DAY,
    )
    [held] = of(one)
    assert (held.why, held.form_out_since, held.is_to_hand_out) == (
        Chase.FORM_NOT_BACK,
        TODAY - 3 * DAY,
        False,
    )
    facts = Facts(children=[one], purposes=(PHOTOGRAPHS, WEBSITE))
    [item] = agenda(facts, today=TODAY, house=HOUSE, bank_holidays=ENGLAND)
    assert item.what.startswith("Form not back, handed out Sat 21 Nov")
    assert (item.action, item.due, item.state) == (Action.FORM, due, State.DUE)


def test_a_form_that_asks_what_is_missing_asks_what_is_to_be_renewed_soon():
    (one,) = of(child(photographs=Answer.GIVEN, answered_on=date(2025, 12, 1)))
    assert (one.why, one.purposes) == (Chase.NOT_ASKED, (PHOTOGRAPHS, WEBSITE))
