"""Complaints: the two dates on both sides of each boundary, and what is refused (CM-1, X-1; law L3)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.access import Channel
from rules.complaints import (
    ONWARD,
    SETTLED,
    STANDING_BACK,
    Complaint,
    Done,
    Kind,
    Result,
    Status,
    Step,
    acknowledge_by,
    answer_there_by,
    ask_by,
    dealt_with_problems,
    decided_by_problems,
    explanation,
    is_acknowledgement_missing,
    is_by_mistake,
    is_dated_by_law,
    is_elsewhere,
    is_others,
    open_steps,
    outcome_by,
    problems,
    put_right_from,
    status,
    step_problems,
    taking_back_problem,
    to_acknowledge_by,
    way_onward,
)
from rules.house import HouseRules
from rules.induction import Role
from rules.words import long_date
from rules.working_days import bank_holidays, is_working_day

ENGLAND = bank_holidays(range(2025, 2030))
TODAY = date(2026, 11, 24)
OURS = 28
HOUSE = HouseRules(complaint_outcome_days=OURS, acknowledge_working_days=5)


def complaint(kind=Kind.DATA_PROTECTION, on=date(2026, 11, 2), *steps, channel=Channel.LETTER):
    return Complaint(kind, channel, on, tuple(Done(step, day) for step, day in steps))


def stands(held, today):
    return status(held, today=today, outcome_days=OURS, bank_holidays=ENGLAND)


@pytest.mark.parametrize(
    ("received_on", "by"),
    [
        pytest.param(
            date(2026, 11, 24), date(2026, 12, 24), id="a Thursday: thirty days on, the next day being one"
        ),
        pytest.param(
            date(2026, 11, 25), date(2026, 12, 29), id="Christmas Day, a weekend and its substitute day"
        ),
        pytest.param(date(2026, 11, 26), date(2026, 12, 29), id="the substitute day itself moves on too"),
        pytest.param(date(2026, 11, 29), date(2026, 12, 29), id="a Tuesday stays"),
        pytest.param(date(2026, 9, 10), date(2026, 10, 12), id="a Saturday moves to Monday"),
        pytest.param(date(2026, 8, 1), date(2026, 9, 1), id="the day before the bank holiday's Tuesday"),
        pytest.param(
            date(2027, 2, 24), date(2027, 3, 30), id="Good Friday week: 26 March to the Tuesday after"
        ),
        pytest.param(date(2026, 6, 19), date(2026, 7, 20), id="the first day on which the law asks for it"),
        pytest.param(date(2026, 6, 18), None, id="the day before the law"),
    ],
)
def test_a_complaint_about_data_is_acknowledged_within_30_days_as_the_ico_counts(received_on, by):
    assert acknowledge_by(complaint(on=received_on), ENGLAND) == by


@pytest.mark.parametrize(
    ("changed", "by"),
    [
        pytest.param({}, date(2026, 12, 21), id="our own five working days, though the law has 30 days"),
        pytest.param({"acknowledge_working_days": 25}, date(2027, 1, 11), id="no later than the outcome"),
        pytest.param(
            {"acknowledge_working_days": 25, "complaint_outcome_days": 60},
            date(2027, 1, 13),
            id="no later than the law's day",
        ),
    ],
)
def test_it_is_acknowledged_by_our_own_day_and_no_later_than_its_others(changed, by):
    held = complaint(on=date(2026, 12, 14))
    house = replace(HOUSE, **{"complaint_outcome_days": 28} | changed)
    assert to_acknowledge_by(held, house, ENGLAND) == by
    said = explanation(held, today=date(2026, 12, 15), house=house, bank_holidays=ENGLAND)
    assert any("own rule for acknowledging it" in one and long_date(by) in one for one in said) is (
        by != acknowledge_by(held, ENGLAND)
    )


@pytest.mark.parametrize(
    ("kind", "steps", "said"),
    [
        pytest.param(
            Kind.DATA_PROTECTION,
            ((Step.OUTCOME, date(2026, 12, 2)),),
            ": its outcome came before the last day for that, and acknowledged it as well.",
            id="L3.5: by the day",
        ),
        pytest.param(
            Kind.DATA_PROTECTION,
            ((Step.OUTCOME, date(2026, 12, 3)),),
            ", and its outcome came after the last day for that.",
            id="a day too late",
        ),
        pytest.param(Kind.OTHER, ((Step.OUTCOME, date(2026, 12, 3)),), ".", id="no law dates it"),
        pytest.param(Kind.DATA_PROTECTION, ((Step.WITHDRAWN, date(2026, 12, 3)),), ".", id="withdrawn"),
        pytest.param(
            Kind.DATA_PROTECTION,
            ((Step.ACKNOWLEDGED, date(2026, 11, 4)), (Step.OUTCOME, date(2026, 12, 2))),
            None,
            id="it was",
        ),
    ],
)
def test_one_that_ended_and_was_not_acknowledged_says_so(kind, steps, said):
    held = complaint(kind, date(2026, 11, 2), *steps)
    found = explanation(held, today=date(2026, 12, 24), house=HOUSE, bank_holidays=ENGLAND)
    not_recorded = "That it was acknowledged is not recorded"
    assert [one for one in found if one.startswith(not_recorded)] == (
        [f"{not_recorded}{said}"] if said else []
    )


@pytest.mark.parametrize(
    ("kind", "asks"), [(Kind.BOTH, True), (Kind.EARLY_YEARS, False), (Kind.OTHER, False)]
)
def test_only_a_complaint_about_data_has_that_date(kind, asks):
    assert (acknowledge_by(complaint(kind), ENGLAND) is not None) is asks


@pytest.mark.parametrize(
    ("kind", "channel", "by", "is_law"),
    [
        pytest.param(
            Kind.EARLY_YEARS,
            Channel.LETTER,
            date(2026, 11, 28),
            True,
            id="28 days, a Saturday: no rule moves it",
        ),
        pytest.param(Kind.EARLY_YEARS, Channel.EMAIL, date(2026, 11, 28), True, id="an email is in writing"),
        pytest.param(
            Kind.EARLY_YEARS, Channel.VERBAL, date(2026, 11, 28), False, id="spoken: held to all the same"
        ),
        pytest.param(Kind.BOTH, Channel.LETTER, date(2026, 11, 28), True, id="both: the earlier-years date"),
        pytest.param(
            Kind.DATA_PROTECTION, Channel.LETTER, date(2026, 11, 20), False, id="data: the setting's own 18"
        ),
        pytest.param(Kind.OTHER, Channel.LETTER, date(2026, 11, 20), False, id="anything else: the same"),
    ],
)
def test_the_outcome_has_a_date_by_kind(kind, channel, by, is_law):
    held = complaint(kind, date(2026, 10, 31), channel=channel)
    days = 28 if kind in {Kind.EARLY_YEARS, Kind.BOTH} else 20
    assert outcome_by(held, outcome_days=20) == date(2026, 10, 31) + timedelta(days=days) == by
    assert is_dated_by_law(held) is is_law


@pytest.mark.parametrize(
    ("kind", "steps", "today", "standing"),
    [
        pytest.param(Kind.EARLY_YEARS, (), date(2026, 11, 30), Status.TO_ACKNOWLEDGE, id="day 28: in time"),
        pytest.param(Kind.EARLY_YEARS, (), date(2026, 12, 1), Status.LATE, id="day 29: late"),
        pytest.param(
            Kind.EARLY_YEARS,
            [(Step.ACKNOWLEDGED, date(2026, 11, 3))],
            date(2026, 11, 30),
            Status.BEING_LOOKED_INTO,
            id="acknowledged and open",
        ),
        pytest.param(
            Kind.EARLY_YEARS,
            [(Step.OUTCOME, date(2026, 11, 30))],
            date(2027, 1, 1),
            Status.ANSWERED_IN_TIME,
            id="answered on day 28",
        ),
        pytest.param(
            Kind.EARLY_YEARS,
            [(Step.OUTCOME, date(2026, 12, 1))],
            date(2027, 1, 1),
            Status.ANSWERED_LATE,
            id="answered on day 29",
        ),
        pytest.param(
            Kind.BOTH,
            [(Step.ACKNOWLEDGED, date(2026, 12, 3))],
            date(2026, 12, 3),
            Status.LATE,
            id="acknowledged in time does not hide the outcome being late",
        ),
        pytest.param(
            Kind.EARLY_YEARS,
            [(Step.WITHDRAWN, date(2026, 11, 9))],
            date(2027, 1, 1),
            Status.WITHDRAWN,
            id="withdrawn",
        ),
        pytest.param(
            Kind.EARLY_YEARS,
            [(Step.WITHDRAWN, date(2026, 11, 30))],
            date(2027, 1, 1),
            Status.WITHDRAWN,
            id="withdrawn on day 28",
        ),
        pytest.param(
            Kind.EARLY_YEARS,
            [(Step.WITHDRAWN, date(2026, 12, 1))],
            date(2027, 1, 1),
            Status.WITHDRAWN_LATE,
            id="withdrawn on day 29: the outcome had been owed",
        ),
    ],
)
def test_where_it_stands_on_both_sides_of_day_28(kind, steps, today, standing):
    assert stands(complaint(kind, date(2026, 11, 2), *steps), today) is standing


@pytest.mark.parametrize(
    ("steps", "today", "standing"),
    [
        pytest.param((), date(2026, 12, 2), Status.TO_ACKNOWLEDGE, id="day 30: in time"),
        pytest.param((), date(2026, 12, 3), Status.LATE, id="day 31: late"),
        pytest.param(
            [(Step.OUTCOME, date(2026, 12, 2))],
            date(2027, 1, 1),
            Status.ANSWERED_IN_TIME,
            id="an outcome within 30 days acknowledges it too",
        ),
        pytest.param(
            [(Step.OUTCOME, date(2026, 12, 3))],
            date(2027, 1, 1),
            Status.ANSWERED_LATE,
            id="an outcome on day 31 was acknowledged late",
        ),
        pytest.param(
            [(Step.ACKNOWLEDGED, date(2026, 12, 2))],
            date(2026, 12, 20),
            Status.BEING_LOOKED_INTO,
            id="acknowledged on day 30, and still looked into",
        ),
        pytest.param(
            [(Step.ACKNOWLEDGED, date(2026, 12, 3))],
            date(2026, 12, 20),
            Status.LATE,
            id="acknowledged on day 31: that does not put it right",
        ),
        pytest.param(
            [(Step.ACKNOWLEDGED, date(2026, 12, 3)), (Step.OUTCOME, date(2026, 12, 4))],
            date(2027, 1, 1),
            Status.ANSWERED_LATE,
            id="acknowledged late stays late",
        ),
        pytest.param(
            [(Step.ACKNOWLEDGED, date(2026, 12, 2)), (Step.OUTCOME, date(2026, 12, 31))],
            date(2027, 1, 1),
            Status.ANSWERED_IN_TIME,
            id="acknowledged on day 30, answered by our own rule",
        ),
        pytest.param(
            [(Step.WITHDRAWN, date(2026, 12, 2))],
            date(2027, 1, 1),
            Status.WITHDRAWN,
            id="withdrawn on day 30, before an acknowledgement was late",
        ),
        pytest.param(
            [(Step.WITHDRAWN, date(2026, 12, 3))],
            date(2027, 1, 1),
            Status.WITHDRAWN_LATE,
            id="withdrawn on day 31, never acknowledged",
        ),
        pytest.param(
            [(Step.ACKNOWLEDGED, date(2026, 12, 3)), (Step.WITHDRAWN, date(2026, 12, 4))],
            date(2027, 1, 1),
            Status.WITHDRAWN_LATE,
            id="acknowledged late and then withdrawn",
        ),
    ],
)
def test_where_a_complaint_about_data_stands_on_both_sides_of_day_30(steps, today, standing):
    held = complaint(Kind.DATA_PROTECTION, date(2026, 11, 2), *steps)
    assert status(held, today=today, outcome_days=60, bank_holidays=ENGLAND) is standing


def test_its_dates_explain_themselves():
    said = explanation(
        complaint(Kind.BOTH, date(2026, 11, 25)),
        today=date(2026, 11, 26),
        house=HOUSE,
        bank_holidays=ENGLAND,
    )
    assert said == [
        "Received Wednesday 25 November 2026.",
        "About data protection: to be acknowledged within 30 days, the day after receipt being the first, "
        "that is by Friday 25 December 2026.",
        "That is not a working day, so the date moves to Tuesday 29 December 2026.",
        "We start looking into it at once, and the outcome follows without undue delay.",
        "The setting's own rule for acknowledging it: 5 working days, by Wednesday 2 December 2026.",
        "About the early-years requirements, in writing: the outcome is told within 28 days, by Wednesday "
        "23 December 2026. A record of it is kept for Ofsted.",
        "Anyone who is not content may go to Ofsted about the early-years requirements; about data "
        "protection to "
        "the Information Commissioner's Office (ICO), and to court.",
    ]


def test_a_spoken_one_about_early_years_is_not_said_to_be_dated_by_law():
    spoken = complaint(Kind.EARLY_YEARS, date(2026, 11, 2), channel=Channel.VERBAL)
    said = explanation(spoken, today=TODAY, house=HOUSE, bank_holidays=ENGLAND)
    assert (
        said[1] == "The setting's own rule for acknowledging it: 5 working days, by Monday 9 November 2026."
    )
    assert said[2] == (
        "About the early-years requirements, spoken: the 28 days apply to complaints in writing; we keep to "
        "them all the same, Monday 30 November 2026."
    )


def test_a_late_one_and_one_from_before_the_law_say_so():
    early = explanation(complaint(on=date(2026, 6, 1)), today=TODAY, house=HOUSE, bank_holidays=ENGLAND)
    assert "It came before Friday 19 June 2026: no law set a date for acknowledging it." in early
    assert "A date has passed." in early
    assert "The setting's own rule for the outcome: 28 days, by Monday 29 June 2026." in early


@pytest.mark.parametrize(
    ("on", "is_late"),
    [
        pytest.param(date(2026, 11, 29), False, id="the last of our 28 days"),
        pytest.param(date(2026, 11, 30), True, id="the day after it"),
    ],
)
def test_an_answer_that_came_late_says_so_for_good(on, is_late):
    answered = complaint(Kind.OTHER, date(2026, 11, 1), (Step.OUTCOME, on))
    said = explanation(answered, today=date(2026, 12, 24), house=HOUSE, bank_holidays=ENGLAND)
    assert not any("acknowledging" in sentence for sentence in said)
    assert ("It was answered after a date had passed." in said) is is_late
    assert ("It was answered in time." in said) is not is_late


GOOD = {
    "kind": Kind.DATA_PROTECTION,
    "made_by": "Carys Davies",
    "channel": Channel.VERBAL,
    "received_on": TODAY,
    "about": "A page about her is missing from the copy.",
    "not_before": date(2026, 11, 20),
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"kind": None}, "kind", id="about nothing"),
        pytest.param({"made_by": "  "}, "made_by", id="by nobody"),
        pytest.param({"channel": None}, "channel", id="no way it came"),
        pytest.param({"received_on": None}, "received_on", id="no day"),
        pytest.param({"received_on": TODAY + timedelta(days=1)}, "received_on", id="tomorrow"),
        pytest.param({"received_on": date(2026, 11, 19)}, "received_on", id="before the request it is about"),
        pytest.param({"about": "Unhappy"}, "about", id="a word"),
    ],
)
def test_a_complaint_is_refused_by_field(changed, field):
    assert problems(**GOOD) == {}
    assert list(problems(**GOOD | changed)) == [field]


def refused(step, on=TODAY, words="Looked at the file with the chairperson.", *, held=None, **changed):
    given = {"result": Result.UPHELD, "is_route_told": True} | changed
    return step_problems(step, on=on, words=words, complaint=held or complaint(), today=TODAY, **given)


@pytest.mark.parametrize(
    ("step", "changed", "field"),
    [
        pytest.param(None, {}, "step", id="nothing chosen"),
        pytest.param(Step.ACKNOWLEDGED, {"on": None}, "on", id="no day"),
        pytest.param(
            Step.ACKNOWLEDGED, {"on": date(2026, 11, 1)}, "on", id="acknowledged before it was received"
        ),
        pytest.param(Step.OUTCOME, {"on": date(2026, 11, 25)}, "on", id="tomorrow"),
        pytest.param(Step.OUTCOME, {"result": None}, "result", id="closed with no outcome"),
        pytest.param(Step.OUTCOME, {"is_route_told": False}, "is_route_told", id="with no way onward"),
        pytest.param(Step.OUTCOME, {"words": "Done"}, "words", id="an outcome in a word"),
        pytest.param(Step.WITHDRAWN, {"words": ""}, "words", id="withdrawn, nobody knows how"),
        pytest.param(Step.STANDS_BACK, {"words": "She"}, "words", id="stands back without a reason"),
        pytest.param(
            Step.MANAGER_STANDS_BACK, {"words": "She"}, "words", id="nobody knows who deals with it"
        ),
    ],
)
def test_a_step_is_refused_by_field(step, changed, field):
    assert list(refused(step, **changed)) == [field]


def test_an_acknowledgement_needs_no_words_and_happens_once():
    assert refused(Step.ACKNOWLEDGED, words="") == {}
    assert refused(Step.ACKNOWLEDGED, date(2026, 11, 2), words="") == {}, "on the day it came"
    held = complaint(Kind.OTHER, date(2026, 11, 2), (Step.ACKNOWLEDGED, date(2026, 11, 3)))
    assert "already recorded" in refused(Step.ACKNOWLEDGED, held=held)["step"]
    assert not is_acknowledgement_missing(held)


@pytest.mark.parametrize("ending", [Step.OUTCOME, Step.WITHDRAWN])
@pytest.mark.parametrize(
    ("step", "day", "is_refused"),
    [
        pytest.param(Step.PROGRESS, 9, False, id="ended the day after progress was told"),
        pytest.param(Step.PROGRESS, 10, False, id="ended on that day"),
        pytest.param(Step.PROGRESS, 11, True, id="ended before progress was told"),
        pytest.param(Step.ACKNOWLEDGED, 11, True, id="ended before it was acknowledged"),
        pytest.param(Step.WENT_ON, 11, False, id="they went on to the ICO after it"),
        pytest.param(Step.STANDS_BACK, 11, False, id="the chairperson stood back after it"),
    ],
)
def test_nothing_ends_before_what_was_done_about_it(ending, step, day, is_refused):
    held = complaint(Kind.OTHER, date(2026, 11, 2), (step, date(2026, 11, day)))
    assert list(refused(ending, date(2026, 11, 10), held=held)) == (["on"] if is_refused else [])


@pytest.mark.parametrize(
    ("day", "is_refused"),
    [
        pytest.param(11, True, id="told before it was taken there"),
        pytest.param(12, False, id="told on the day it was taken there"),
        pytest.param(13, False, id="told after that"),
    ],
)
def test_how_it_goes_on_elsewhere_may_be_told_after_the_end(day, is_refused):
    steps = (Step.WENT_ON, date(2026, 11, 12)), (Step.PROGRESS, date(2026, 11, day))
    held = complaint(Kind.OTHER, date(2026, 11, 2), *steps)
    assert list(refused(Step.OUTCOME, date(2026, 11, 10), held=held)) == (["on"] if is_refused else [])


@pytest.mark.parametrize("ending", [Step.OUTCOME, Step.WITHDRAWN])
def test_a_closed_complaint_can_only_go_further(ending):
    held = complaint(Kind.OTHER, date(2026, 11, 2), (ending, date(2026, 11, 10)))
    assert (
        refused(Step.PROGRESS, held=held)["step"] == "This complaint was closed on Tuesday 10 November 2026."
    )
    assert refused(Step.WENT_ON, held=held) == {}
    assert set(open_steps(held)) == {Step.WENT_ON, *STANDING_BACK}
    assert set(open_steps(complaint())) == set(Step) - (ONWARD - {Step.WENT_ON}) - SETTLED
    seen_to = complaint(
        Kind.OTHER,
        date(2026, 11, 2),
        (Step.ACKNOWLEDGED, date(2026, 11, 3)),
        (Step.PROGRESS, date(2026, 11, 9)),
        (Step.WENT_ON, date(2026, 11, 9)),  # to the ICO, and to Ofsted
    )
    # Progress is told again and again; nobody there has asked for an answer yet.
    # What somebody took to the ICO was made by somebody: it is no mistake of ours.
    not_yet = {Step.ACKNOWLEDGED, Step.ANSWERED_THERE, Step.MISTAKEN}
    assert set(open_steps(seen_to)) == set(Step) - SETTLED - not_yet


@pytest.mark.parametrize("kind", Kind, ids=str)
@pytest.mark.parametrize("days", [0, 27, 28, 29, 31, 90])
def test_one_that_was_recorded_by_mistake_is_never_late_and_owes_nothing(kind, days):
    """Nobody made it so: withdrawn would be untrue, and its dates were nobody's (CM-1)."""
    on = date(2026, 11, 2)
    held = complaint(kind, on, (Step.MISTAKEN, on + timedelta(days=days)))
    assert is_by_mistake(held)
    assert not is_by_mistake(complaint(kind, on, (Step.WITHDRAWN, on)))
    assert stands(held, on + timedelta(days=200)) is Status.MISTAKEN
    said = explanation(held, today=TODAY, house=HOUSE, bank_holidays=ENGLAND)
    assert said == [
        "Received Monday 2 November 2026.",
        f"Recorded by mistake, and closed on {long_date(on + timedelta(days=days))}: no answer is due.",
    ]


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        pytest.param((), None, id="nothing done yet"),
        pytest.param(((Step.ACKNOWLEDGED, 3),), None, id="acknowledged in both"),
        pytest.param(((Step.PROGRESS, 24),), None, id="on the day that progress was told"),
        pytest.param(((Step.OUTCOME, 10),), "step", id="what has an outcome is no mistake while that stands"),
        pytest.param(((Step.WITHDRAWN, 10),), "step", id="nor what was withdrawn"),
        pytest.param(((Step.WENT_ON, 10),), "step", id="nor what was taken to the ICO"),
        pytest.param(((Step.MISTAKEN, 10),), "step", id="said already"),
    ],
)
def test_what_was_answered_or_taken_further_is_no_mistake(steps, field):
    held = complaint(Kind.OTHER, date(2026, 11, 2), *((step, date(2026, 11, day)) for step, day in steps))
    found = refused(Step.MISTAKEN, held=held, words="It came twice: CP-2026-001 stands.")
    assert list(found) == ([field] if field else [])
    assert (Step.MISTAKEN in open_steps(held)) is (field is None)


@pytest.mark.parametrize(
    ("words", "is_refused"), [("Twice", True), ("", True), ("Nobody complained.", False)]
)
def test_what_is_right_instead_of_a_mistake_is_said(words, is_refused):
    assert list(refused(Step.MISTAKEN, words=words)) == (["words"] if is_refused else [])


@pytest.mark.parametrize("step", [step for step in Step if step not in STANDING_BACK], ids=str)
def test_nothing_goes_on_of_what_was_recorded_by_mistake(step):
    held = complaint(Kind.OTHER, date(2026, 11, 2), (Step.MISTAKEN, date(2026, 11, 10)))
    assert "step" in refused(step, held=held)
    assert set(open_steps(held)) == STANDING_BACK, "whom it is about may still come out"


ICO, DECIDED = (Step.WENT_ON, date(2026, 11, 12)), (Step.DECIDED_THERE, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("steps", "goes_on", "by"),
    [
        pytest.param((), False, None, id="taken nowhere"),
        pytest.param((ICO,), True, date(2026, 12, 10), id="with the ICO: asked how it stands in 28 days"),
        pytest.param(
            (ICO, (Step.PROGRESS, date(2026, 11, 19))),
            True,
            date(2026, 12, 17),
            id="from the last word",
        ),
        pytest.param((ICO, DECIDED), False, None, id="decided there"),
        pytest.param((ICO, ICO, DECIDED), True, date(2026, 12, 10), id="Ofsted has not decided yet"),
    ],
)
def test_a_complaint_goes_on_elsewhere_until_each_place_has_decided(steps, goes_on, by):
    held = complaint(Kind.BOTH, date(2026, 11, 2), (Step.OUTCOME, date(2026, 11, 10)), *steps)
    assert is_elsewhere(held) is goes_on
    assert ask_by(held, outcome_days=OURS) == by
    assert ({Step.DECIDED_THERE, Step.PROGRESS} <= set(open_steps(held))) is goes_on
    said = explanation(held, today=TODAY, house=HOUSE, bank_holidays=ENGLAND)
    assert any("disposed of" in sentence for sentence in said) is goes_on


WANTED, ANSWERED = (Step.WANTED_THERE, date(2026, 12, 4)), (Step.ANSWERED_THERE, date(2026, 11, 23))


@pytest.mark.parametrize(
    ("steps", "by", "ask"),
    [
        pytest.param((WANTED,), None, None, id="taken nowhere"),
        pytest.param((ICO,), None, date(2026, 12, 10), id="nobody has asked us"),
        pytest.param((ICO, WANTED), date(2026, 12, 4), None, id="the ICO waits for us"),
        pytest.param(
            (ICO, (Step.WANTED_THERE, ICO[1])), ICO[1], None, id="wanted on the day it was taken there"
        ),
        pytest.param((ICO, WANTED, ANSWERED), None, date(2026, 12, 21), id="answered: now we wait"),
        pytest.param(
            (ICO, WANTED, (Step.WANTED_THERE, date(2026, 11, 30))),
            date(2026, 11, 30),
            None,
            id="twice: the first of them",
        ),
        pytest.param(
            (ICO, WANTED, (Step.WANTED_THERE, date(2026, 11, 30)), ANSWERED),
            date(2026, 12, 4),
            None,
            id="twice, and answered once",
        ),
        pytest.param((ICO, WANTED, DECIDED), None, None, id="decided without it"),
        pytest.param(
            (ICO, (Step.WANTED_THERE, date(2026, 11, 18)), DECIDED, (Step.WENT_ON, date(2026, 11, 22))),
            None,
            date(2026, 12, 20),
            id="what the first place wanted is not wanted by the next",
        ),
    ],
)
def test_what_is_asked_elsewhere_is_answered_by_the_day_they_say(steps, by, ask):
    held = complaint(Kind.BOTH, date(2026, 11, 2), (Step.OUTCOME, date(2026, 11, 10)), *steps)
    assert answer_there_by(held) == by
    assert ask_by(held, outcome_days=OURS) == ask
    assert (Step.ANSWERED_THERE in open_steps(held)) is bool(by)
    said = explanation(held, today=TODAY, house=HOUSE, bank_holidays=ENGLAND)
    assert any("wanted there by" in sentence for sentence in said) is bool(by)


@pytest.mark.parametrize(
    ("steps", "step", "on", "field"),
    [
        pytest.param((), Step.WANTED_THERE, TODAY, "step", id="asked where it was not taken"),
        pytest.param((ICO,), Step.WANTED_THERE, date(2027, 1, 15), None, id="by a day to come"),
        pytest.param((ICO,), Step.WANTED_THERE, date(2026, 11, 11), "on", id="by a day before it was taken"),
        pytest.param((ICO,), Step.WANTED_THERE, ICO[1], None, id="by the day it was taken there"),
        pytest.param((ICO,), Step.WANTED_THERE, None, "on", id="by no day"),
        pytest.param((ICO,), Step.ANSWERED_THERE, TODAY, "step", id="nothing was asked"),
        pytest.param((ICO, WANTED), Step.ANSWERED_THERE, TODAY, None, id="answered"),
        pytest.param((ICO, WANTED), Step.ANSWERED_THERE, date(2026, 12, 4), "on", id="answered tomorrow"),
        pytest.param((ICO, WANTED, ANSWERED), Step.ANSWERED_THERE, TODAY, "step", id="answered already"),
        pytest.param((ICO, WANTED), Step.OUTCOME, TODAY, None, id="our outcome before the day they want it"),
    ],
)
def test_an_answer_elsewhere_follows_from_what_is_asked_there(steps, step, on, field):
    held = complaint(Kind.BOTH, date(2026, 11, 2), *steps)
    assert list(refused(step, on, held=held)) == ([field] if field else [])


def test_where_it_was_taken_is_said_in_a_word():
    """Nobody knows a reference on the day on which a mother says that she has gone to the ICO."""
    assert refused(Step.WENT_ON, words="ICO") == {}
    assert list(refused(Step.WENT_ON, words=" ")) == ["words"]


@pytest.mark.parametrize(
    ("step", "left", "why"),
    [
        pytest.param(Step.WENT_ON, (WANTED,), "an answer is wanted there", id="asked where it was not taken"),
        pytest.param(Step.WANTED_THERE, (ICO, ANSWERED), "were answered", id="answered, and nothing asked"),
        pytest.param(Step.WANTED_THERE, (ICO, WANTED, ANSWERED), "", id="asked twice"),
        pytest.param(Step.ANSWERED_THERE, (ICO, WANTED), "", id="not answered after all"),
    ],
)
def test_what_was_asked_there_is_taken_back_after_its_answer(step, left, why):
    said = taking_back_problem(step, [Done(*one) for one in left])
    assert why in said if why else said == ""


@pytest.mark.parametrize(
    ("steps", "on", "words", "field"),
    [
        pytest.param((), TODAY, "The ICO agrees with us.", "step", id="taken nowhere"),
        pytest.param((ICO,), date(2026, 11, 11), "The ICO agrees with us.", "on", id="before it was taken"),
        pytest.param((ICO,), date(2026, 11, 12), "The ICO agrees with us.", None, id="on that day"),
        pytest.param((ICO,), TODAY, "Fine", "words", id="nobody knows what was decided"),
        pytest.param((ICO, DECIDED), TODAY, "The ICO agrees with us.", "step", id="decided already"),
        pytest.param(
            (ICO, DECIDED, (Step.WENT_ON, date(2026, 11, 22))),
            date(2026, 11, 21),
            "Ofsted agrees with us.",
            "on",
            id="before it was taken to the second place",
        ),
        pytest.param(
            (ICO, DECIDED, (Step.WENT_ON, date(2026, 11, 22))),
            date(2026, 11, 22),
            "Ofsted agrees with us.",
            None,
            id="on the day on which it was taken to the second place",
        ),
        pytest.param(
            (ICO, (Step.WENT_ON, date(2026, 11, 22))),
            date(2026, 11, 13),
            "The ICO agrees with us.",
            None,
            id="by the first place, the second has still to decide",
        ),
    ],
)
def test_what_was_decided_elsewhere_follows_from_its_being_taken_there(steps, on, words, field):
    held = complaint(Kind.BOTH, date(2026, 11, 2), (Step.OUTCOME, date(2026, 11, 10)), *steps)
    assert list(refused(Step.DECIDED_THERE, on, words, held=held)) == ([field] if field else [])


def test_an_outcome_is_entered_anew_though_it_went_on_and_progress_was_told():
    held = complaint(Kind.BOTH, date(2026, 11, 2), ICO, (Step.PROGRESS, date(2026, 11, 19)))
    assert refused(Step.OUTCOME, date(2026, 11, 10), held=held) == {}


def test_each_kind_has_its_way_onward():
    assert "ICO" in way_onward(Kind.DATA_PROTECTION)
    assert "Ofsted" not in way_onward(Kind.DATA_PROTECTION)
    assert way_onward(Kind.EARLY_YEARS) == "to Ofsted"
    assert "Ofsted" in way_onward(Kind.BOTH)
    assert "ICO" in way_onward(Kind.BOTH)


DAYS = st.dates(date(2026, 6, 19), date(2028, 12, 31))


@given(on=DAYS)
def test_the_day_to_acknowledge_is_a_working_day_thirty_days_on_or_just_after(on):
    by = acknowledge_by(complaint(on=on), ENGLAND)
    assert is_working_day(by, ENGLAND)
    assert timedelta(days=30) <= by - on <= timedelta(days=36)


@given(on=DAYS, kind=st.sampled_from(Kind), days=st.integers(1, 90), later=st.integers(0, 120))
def test_nothing_recorded_but_an_ending_makes_a_late_complaint_look_in_time(on, kind, days, later):
    today = on + timedelta(days=later)
    bare = complaint(kind, on)
    if status(bare, today=today, outcome_days=days, bank_holidays=ENGLAND) is Status.LATE:
        told = complaint(kind, on, (Step.PROGRESS, on), (Step.STANDS_BACK, on), (Step.WENT_ON, on))
        assert status(told, today=today, outcome_days=days, bank_holidays=ENGLAND) is Status.LATE


# Where the manager stands back ----------------------------------------------------------------------

BACK, BOTH_BACK = {Step.MANAGER_STANDS_BACK}, {Step.MANAGER_STANDS_BACK, Step.STANDS_BACK}
DECIDED = {
    Step.OUTCOME,
    Step.WITHDRAWN,
    Step.MISTAKEN,
    Step.PUT_RIGHT,
    Step.STANDS,
    Step.ANSWERED_THERE,
    Step.DECIDED_THERE,
}


@pytest.mark.parametrize("step", Step, ids=str)
@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY, Role.CHAIRPERSON], ids=str)
@pytest.mark.parametrize("steps", [set(), BACK], ids=["nobody stands back", "the manager stands back"])
@pytest.mark.parametrize("others", [{Role.CHAIRPERSON}, set()], ids=["another account", "no other account"])
def test_what_decides_a_complaint_about_the_manager_is_somebody_elses(step, role, steps, others):
    """She closed the complaint about herself as not upheld."""
    is_theirs = role is Role.MANAGER and steps == BACK and step in DECIDED
    assert is_others(step, role, steps, others) is (is_theirs and bool(others))
    refused = decided_by_problems(step, role, steps, others, instead="", own="Joanne Marsh")
    assert list(refused) == ([] if not is_theirs else ["step"] if others else ["instead"])


@pytest.mark.parametrize(
    ("instead", "is_refused"),
    [
        pytest.param(" ", True, id="nobody"),
        pytest.param("joanne  marsh", True, id="the manager's own name"),
        pytest.param("Polly Grant, the treasurer", False, id="somebody else"),
    ],
)
def test_where_nobody_else_has_an_account_the_manager_writes_down_who_decided(instead, is_refused):
    given = {"instead": instead, "own": "Joanne Marsh"}
    assert bool(decided_by_problems(Step.OUTCOME, Role.MANAGER, BACK, [], **given)) is is_refused


@pytest.mark.parametrize("others", [{Role.CHAIRPERSON, Role.DEPUTY}, set()], ids=["others", "nobody else"])
def test_that_the_manager_stands_back_is_not_theirs_to_take_back_while_somebody_else_can(others):
    step, steps = Step.MANAGER_STANDS_BACK, BACK | {Step.OUTCOME}
    assert is_others(step, Role.MANAGER, steps, others, is_taken_back=True) is bool(others)
    assert is_others(Step.OUTCOME, Role.MANAGER, steps, others, is_taken_back=True) is bool(others)
    assert not is_others(Step.ACKNOWLEDGED, Role.MANAGER, steps, others, is_taken_back=True)
    assert not is_others(step, Role.CHAIRPERSON, steps, others, is_taken_back=True)


@pytest.mark.parametrize(
    ("steps", "instead", "is_named", "is_refused"),
    [
        pytest.param({Step.STANDS_BACK}, "", False, False, id="the chairperson alone"),
        pytest.param(BACK, "", False, False, id="the manager alone: the chairperson deals with it"),
        pytest.param(BACK | {Step.DEPUTY_STANDS_BACK}, "", False, False, id="the deputy with the manager"),
        pytest.param(BACK, "Anne Lee", False, True, id="named where nobody is needed"),
        pytest.param(BOTH_BACK, "", False, True, id="both, and nobody named"),
        pytest.param(BOTH_BACK, "", True, False, id="both, and somebody named before"),
        pytest.param(BOTH_BACK, "Anne Lee, treasurer", False, False, id="both, and a member named"),
        pytest.param(BOTH_BACK, "Anne", False, True, id="no whole name"),
        pytest.param(BOTH_BACK, "Rita Stone", False, True, id="no member"),
        pytest.param(BOTH_BACK, "Joanne Marsh and Anne Lee", False, True, id="the manager among them"),
    ],
)
def test_where_both_stand_back_a_committee_member_deals_with_it(steps, instead, is_named, is_refused):
    """The manager kept a complaint about herself from the chairperson, who dealt with it."""
    who = {"not_these": ["Joanne Marsh", "Polly Grant", "Peter Davies"], "members": ["Anne Lee"]}
    refused = dealt_with_problems(steps, instead=instead, is_named=is_named, **who)
    assert list(refused) == (["instead"] if is_refused else [])


def test_where_no_member_is_entered_any_name_says_who_deals_with_it():
    given = {"is_named": False, "not_these": ["Joanne Marsh"], "members": []}
    assert not dealt_with_problems(BOTH_BACK, instead="Anne Lee", **given)
    assert dealt_with_problems(BOTH_BACK, instead="Joanne Marsh", **given)


def upheld_about(answered_on, result=Result.UPHELD, *later):
    """A complaint with an outcome on 20 November, about an access request answered on a day."""
    held = complaint(Kind.DATA_PROTECTION, date(2026, 11, 2))
    steps = (Done(Step.OUTCOME, date(2026, 11, 20), result), *(Done(step, on) for step, on in later))
    return replace(held, steps=steps, answered_on=answered_on)


BEFORE = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("held", "is_owed"),
    [
        pytest.param(upheld_about(BEFORE), True, id="upheld"),
        pytest.param(upheld_about(BEFORE, Result.PARTLY), True, id="partly upheld"),
        pytest.param(upheld_about(BEFORE, Result.NOT_UPHELD), False, id="not upheld"),
        pytest.param(upheld_about(None), False, id="it follows no request that was answered"),
        pytest.param(upheld_about(date(2026, 11, 20)), True, id="answered on the day of the outcome"),
        pytest.param(upheld_about(date(2026, 11, 21)), False, id="the request was open then"),
        pytest.param(
            upheld_about(BEFORE, Result.UPHELD, (Step.PUT_RIGHT, date(2026, 11, 23))), False, id="put right"
        ),
        pytest.param(
            upheld_about(BEFORE, Result.UPHELD, (Step.STANDS, date(2026, 11, 23))), False, id="it stands"
        ),
    ],
)
def test_what_an_upheld_complaint_promised_is_owed_until_it_is_recorded(held, is_owed):
    assert (put_right_from(held) is not None) is is_owed
    assert (set(open_steps(held)) >= SETTLED) is is_owed
    assert bool(refused(Step.PUT_RIGHT, held=held)) is not is_owed
    assert (stands(held, date(2026, 11, 24)) is Status.TO_PUT_RIGHT) is is_owed


def test_it_is_put_right_after_the_outcome_and_in_words():
    held = upheld_about(BEFORE)
    assert list(refused(Step.PUT_RIGHT, date(2026, 11, 19), held=held)) == ["on"]
    assert refused(Step.PUT_RIGHT, date(2026, 11, 20), held=held) == {}
    assert list(refused(Step.STANDS, held=held, words="No")) == ["words"]


def test_an_outcome_on_which_it_stands_that_it_was_put_right_is_not_taken_back():
    left = [Done(Step.PUT_RIGHT, date(2026, 11, 23))]
    assert "Take that back first" in taking_back_problem(Step.OUTCOME, left)
    assert taking_back_problem(Step.OUTCOME, []) == ""
