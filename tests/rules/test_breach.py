"""Breaches (CP-13, X-5; law L10.7): 72 hours from knowing; nothing is closed without the decision."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.breach import (
    FIRST,
    ICO_DECISION,
    OF_HELP,
    Breach,
    Danger,
    Done,
    Step,
    affected,
    breach_problems,
    danger,
    decide_by,
    hours_left,
    in_danger_since,
    known_problems,
    lateness,
    may_be_about,
    mistake_in_the_way,
    moment_of,
    step_problems,
    steps_left,
    taking_back_problem,
    time_left,
    to_do,
    told,
    untold,
)

KNOWN = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday, winter: London is UTC
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "hours", "words"),
    [
        pytest.param(KNOWN, 72, "72 hours left", id="the moment it is known"),
        pytest.param(KNOWN + SECOND, 71, "71 hours left", id="a second later: whole hours only"),
        pytest.param(KNOWN + 71 * HOUR, 1, "1 hour left", id="the last hour"),
        pytest.param(KNOWN + 71 * HOUR + SECOND, 0, "less than an hour left", id="within the last hour"),
        pytest.param(KNOWN + 72 * HOUR, 0, "less than an hour left", id="the very moment is still in time"),
        pytest.param(KNOWN + 72 * HOUR + SECOND, -1, "just past", id="a second after it"),
        pytest.param(KNOWN + 77 * HOUR, -5, "5 hours past", id="five hours after it"),
    ],
)
def test_the_hours_left_are_counted_from_the_moment_of_knowing(at, hours, words):
    assert hours_left(KNOWN, at) == hours
    assert time_left(KNOWN, at) == words


@pytest.mark.parametrize(
    ("at", "said"),
    [
        pytest.param(KNOWN + 72 * HOUR, "", id="the very moment is still in time"),
        pytest.param(KNOWN + 72 * HOUR + SECOND, "just past", id="a second after it"),
        pytest.param(KNOWN + 77 * HOUR, "5 hours past", id="five hours after it"),
    ],
)
def test_what_was_done_after_the_72_hours_says_so(at, said):
    assert lateness(KNOWN, at) == said


def test_the_72_hours_are_hours_and_not_days_when_the_clocks_change():
    """Known on Friday 23 October 2026 at 09:00 in summer time; the clocks go back on Sunday."""
    known = moment_of(date(2026, 10, 23), "09:00")
    assert known == datetime(2026, 10, 23, 8, 0, tzinfo=UTC)
    assert decide_by(known) == datetime(2026, 10, 26, 8, 0, tzinfo=UTC)  # 08:00 in London, not 09:00


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        pytest.param("14:05", datetime(2026, 11, 24, 14, 5, tzinfo=UTC), id="with a colon"),
        pytest.param(" 9.30 ", datetime(2026, 11, 24, 9, 30, tzinfo=UTC), id="with a dot"),
        pytest.param("0905", datetime(2026, 11, 24, 9, 5, tzinfo=UTC), id="with neither"),
        pytest.param("5.45pm", datetime(2026, 11, 24, 17, 45, tzinfo=UTC), id="in the evening"),
        pytest.param("9:30 a.m.", datetime(2026, 11, 24, 9, 30, tzinfo=UTC), id="in the morning, with dots"),
        pytest.param("5 PM", datetime(2026, 11, 24, 17, tzinfo=UTC), id="the hour alone"),
        pytest.param("12.10 pm", datetime(2026, 11, 24, 12, 10, tzinfo=UTC), id="after noon"),
        pytest.param("12.10 am", datetime(2026, 11, 24, 0, 10, tzinfo=UTC), id="after midnight"),
        pytest.param("17.45 pm", None, id="both at once"),
        pytest.param("0 pm", None, id="no such hour of half a day"),
        pytest.param("5.60 pm", None, id="no such minute of it"),
        pytest.param("17", None, id="an hour alone, which may be either"),
        pytest.param("23:59", datetime(2026, 11, 24, 23, 59, tzinfo=UTC), id="the last minute of the day"),
        pytest.param("00:00", datetime(2026, 11, 24, tzinfo=UTC), id="its first"),
        pytest.param("24:00", None, id="no such hour"),
        pytest.param("9:60", None, id="no such minute"),
        pytest.param("noon", None, id="a word"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_time_of_day_is_read_as_it_was_typed(typed, moment):
    assert moment_of(date(2026, 11, 24), typed) == moment


def test_an_hour_that_the_clocks_strike_twice_is_the_earlier_one():
    """The last Sunday of October: 01:30 comes twice, and the deadline is counted from the first."""
    assert moment_of(date(2026, 10, 25), "01:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


A_BREACH = {
    "what": "A register was left where a visitor could read it",
    "whose": "A member of staff",
    "harm": "None: the visitor saw two first names",
    "danger": Danger.NO,
    "happened_on": date(2026, 11, 24),
    "known_on": date(2026, 11, 24),
    "known_time": "09:30",
    "at": KNOWN + HOUR,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="whole"),
        pytest.param({"what": "Gossip"}, ["what"], id="one word says nothing"),
        pytest.param({"whose": " "}, ["whose"], id="nobody"),
        pytest.param({"harm": ""}, ["harm"], id="the harm left blank"),
        pytest.param({"danger": None}, ["danger"], id="nobody said whether somebody is in danger (OV-1)"),
        pytest.param({"danger": Danger.YES}, [], id="somebody is"),
        pytest.param({"danger": Danger.NOT_KNOWN}, [], id="that is not known yet"),
        pytest.param({"happened_on": None}, ["happened_on"], id="no date"),
        pytest.param({"happened_on": date(2026, 11, 25)}, ["happened_on"], id="it happened afterwards"),
        pytest.param({"known_on": None}, ["known_on"], id="not said when it was known"),
        pytest.param({"known_time": "morning"}, ["known_time"], id="hours count, so the time does"),
        pytest.param({"known_time": "10:31"}, ["known_on"], id="known a minute from now"),
        pytest.param({"known_time": "10:30"}, [], id="known this minute"),
    ],
)
def test_a_breach_that_cannot_be_logged_names_its_field(changed, fields):
    assert list(breach_problems(**A_BREACH | changed)) == fields


def a_breach(*steps, names_a_child=True):
    """A breach with these steps done, each a kind alone or a whole one."""
    done = tuple(step if isinstance(step, Done) else Done(step) for step in steps)
    return Breach(KNOWN, done, names_a_child)


def of_nobody_in_danger(*steps, names_a_child=True):
    """The same, and that nobody is in danger through it was found out with it."""
    return a_breach(Done(Step.NO_DANGER, at=KNOWN), *steps, names_a_child=names_a_child)


OTHER, THIRD = 7, 8  # the numbers of the steps that listed two other families
SECOND_FAMILY, THIRD_FAMILY = Done(Step.AFFECTED, number=OTHER), Done(Step.AFFECTED, number=THIRD)

A_STEP = {
    "step": Step.NOT_REPORTED,
    "on": date(2026, 11, 24),
    "clock": "10:00",
    "note": "No risk to anybody's rights is likely",
    "breach": a_breach(),
    "at": KNOWN + HOUR,
}
DECIDED = Step.NOT_REPORTED


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="decided not to report, and why"),
        pytest.param({"step": Step.REPORTED}, [], id="reported"),
        pytest.param({"step": None}, ["step"], id="nothing chosen"),
        pytest.param({"note": "No"}, ["note"], id="the decision without its reason"),
        pytest.param({"step": Step.CLOSED}, ["step"], id="closed without the ICO decision"),
        pytest.param({"step": Step.PUT_RIGHT}, [], id="what happened is known better"),
        pytest.param({"step": Step.PUT_RIGHT, "note": "No"}, ["note"], id="put right with no word of how"),
        pytest.param(
            {"step": Step.PUT_RIGHT, "breach": a_breach(DECIDED, Step.TOLD, Step.CLOSED, Step.PUT_RIGHT)},
            [],
            id="put right once more, after the close",
        ),
        pytest.param(
            {"step": Step.CLOSED, "breach": a_breach(DECIDED, Step.TOLD)},
            ["step"],
            id="closed, and nobody said whether somebody is in danger",
        ),
        pytest.param(
            {"step": Step.CLOSED, "breach": of_nobody_in_danger(DECIDED)},
            ["step"],
            id="closed, and nobody told nor why",
        ),
        pytest.param(
            {"step": Step.CLOSED, "breach": of_nobody_in_danger(DECIDED, Step.TOLD)},
            [],
            id="closed when both stand",
        ),
        pytest.param(
            {"step": Step.CLOSED, "breach": of_nobody_in_danger(Step.REPORTED, Step.NOT_TOLD)},
            [],
            id="nobody was told, and why",
        ),
        pytest.param(
            {"step": Step.CLOSED, "breach": of_nobody_in_danger(DECIDED, Step.TOLD, SECOND_FAMILY)},
            ["step"],
            id="closed, and the second family neither told nor why not",
        ),
        pytest.param(
            {
                "step": Step.CLOSED,
                "breach": of_nobody_in_danger(DECIDED, Step.TOLD, SECOND_FAMILY, Done(Step.NOT_TOLD, OTHER)),
            },
            [],
            id="closed once each of both is settled",
        ),
        pytest.param(
            {
                "step": Step.CLOSED,
                "breach": of_nobody_in_danger(DECIDED, Step.TOLD),
                "last_step_at": KNOWN + HOUR / 2,
            },
            [],
            id="closed the moment they were told",
        ),
        pytest.param(
            {
                "step": Step.CLOSED,
                "breach": of_nobody_in_danger(DECIDED, Step.TOLD),
                "last_step_at": KNOWN + HOUR / 2 + SECOND,
            },
            ["step_on"],
            id="closed before they were told",
        ),
        pytest.param(
            {"step": Step.TOLD, "breach": a_breach(DECIDED), "last_step_at": KNOWN + HOUR},
            [],
            id="told before the decision about the ICO, and entered after it",
        ),
        pytest.param(
            {"step": Step.NOT_TOLD, "breach": a_breach(DECIDED)}, [], id="nobody is told, after the decision"
        ),
        pytest.param({"breach": a_breach(DECIDED)}, ["step"], id="the same decision twice"),
        pytest.param({"step": Step.REPORTED, "breach": a_breach(DECIDED)}, [], id="reported after all"),
        pytest.param(
            {"step": Step.NOT_REPORTED, "breach": a_breach(Step.REPORTED)}, ["step"], id="not taken back"
        ),
        pytest.param({"step": Step.TOLD, "breach": a_breach(Step.NOT_TOLD)}, [], id="told after all"),
        pytest.param(
            {"step": Step.NOT_TOLD, "breach": a_breach(Step.TOLD)}, ["step"], id="they know it already"
        ),
        pytest.param(
            {"step": Step.TOLD, "breach": a_breach(DECIDED, Step.NOT_TOLD, Step.CLOSED)},
            [],
            id="told after all, once that was safe and the breach closed",
        ),
        pytest.param(
            {"step": Step.CLOSED, "breach": of_nobody_in_danger(DECIDED, Step.TOLD, Step.CLOSED)},
            ["step"],
            id="closed twice",
        ),
        pytest.param(
            {"step": Step.TOLD, "breach": a_breach(SECOND_FAMILY), "whom": OTHER}, [], id="the second family"
        ),
        pytest.param(
            {"step": Step.TOLD, "breach": a_breach(SECOND_FAMILY), "whom": None},
            ["whom"],
            id="told, and not said which family",
        ),
        pytest.param(
            {"step": Step.TOLD, "breach": a_breach(SECOND_FAMILY), "whom": THIRD},
            ["whom"],
            id="a family that is not listed",
        ),
        pytest.param(
            {"step": Step.NOT_TOLD, "breach": a_breach(SECOND_FAMILY, Step.TOLD), "whom": FIRST},
            ["whom"],
            id="not told, and it is the one that was",
        ),
        pytest.param(
            {"step": Step.TOLD, "breach": a_breach(SECOND_FAMILY, names_a_child=False), "whom": FIRST},
            ["whom"],
            id="nobody in particular, where those it affects are listed",
        ),
        pytest.param({"step": Step.AFFECTED}, [], id="another family comes to light"),
        pytest.param(
            {"step": Step.AFFECTED, "is_listed": True}, ["whom"], id="a family that is listed already"
        ),
        pytest.param(
            {"step": Step.AFFECTED, "breach": a_breach(DECIDED, Step.TOLD, Step.CLOSED)},
            [],
            id="another family comes to light after the close",
        ),
        pytest.param({"clock": "09:29"}, ["step_on"], id="known after it was reported"),
        pytest.param({"clock": "09:30"}, [], id="reported the moment it was known"),
        pytest.param({"clock": "10:31"}, ["step_on"], id="a minute from now"),
        pytest.param({"on": None}, ["step_on"], id="no date"),
        pytest.param({"clock": ""}, ["step_time"], id="no time"),
    ],
)
def test_a_step_that_cannot_be_recorded_names_its_field(changed, fields):
    assert list(step_problems(**A_STEP | changed)) == fields


@pytest.mark.parametrize(
    ("step", "said"),
    [
        pytest.param(Step.NOT_REPORTED, "Enter in a sentence why it is not reported.", id="not reported"),
        pytest.param(None, "Enter it in a sentence.", id="nothing chosen"),
    ],
)
def test_what_is_to_be_said_of_a_step(step, said):
    assert step_problems(**A_STEP | {"step": step, "note": "No"})["note"] == said


@settings(max_examples=120, deadline=None)
@given(tried=st.lists(st.tuples(st.sampled_from(Step), st.sampled_from([FIRST, 1, 2, 3])), max_size=10))
def test_whatever_is_tried_no_breach_is_closed_without_the_ico_decision_and_whom_it_affects_told(tried):
    held = a_breach()
    for number, (step, whom) in enumerate(tried, 1):
        if not step_problems(**A_STEP | {"step": step, "whom": whom, "breach": held}):
            if step is Step.CLOSED:
                assert ICO_DECISION & held.steps
                assert not untold(held)
            held = a_breach(*held.done, Done(step, whom, number))
    once = [done.step for done in held.done if done.step in ICO_DECISION | {Step.CLOSED}]
    assert len(once) == len(set(once))
    wanted = to_do(held)
    if Step.CLOSED in held.steps:
        assert set(wanted) <= {Step.TOLD}
    assert (wanted == []) is (Step.CLOSED in held.steps and not untold(held))
    for step in wanted:
        whom = next(iter(untold(held)), FIRST)
        assert not step_problems(**A_STEP | {"step": step, "whom": whom, "breach": held})


@pytest.mark.parametrize(
    ("steps", "known", "left"),
    [
        pytest.param([], [FIRST], [FIRST], id="nothing yet"),
        pytest.param([SECOND_FAMILY], [FIRST, OTHER], [FIRST, OTHER], id="a second family is listed"),
        pytest.param([SECOND_FAMILY, Step.TOLD], [FIRST, OTHER], [OTHER], id="the first is told"),
        pytest.param(
            [SECOND_FAMILY, Done(Step.TOLD, OTHER)], [FIRST, OTHER], [FIRST], id="the second is told"
        ),
        pytest.param(
            [SECOND_FAMILY, Step.NOT_TOLD, Done(Step.TOLD, OTHER)],
            [FIRST, OTHER],
            [],
            id="one is told, of the other it is said why not",
        ),
        pytest.param(
            [SECOND_FAMILY, Step.TOLD, THIRD_FAMILY, Done(Step.TOLD, OTHER)],
            [FIRST, OTHER, THIRD],
            [THIRD],
            id="a third comes to light",
        ),
    ],
)
def test_each_family_that_is_known_is_asked_for_until_it_is_told_or_why_not(steps, known, left):
    held = of_nobody_in_danger(Step.REPORTED, *steps)
    assert (affected(held), untold(held)) == (known, left)
    assert to_do(held) == [Step.TOLD if left else Step.CLOSED]
    closed = a_breach(*held.done, Step.CLOSED)
    assert to_do(closed) == ([Step.TOLD] if left else [])
    undecided = of_nobody_in_danger(*steps)
    assert to_do(undecided) == [Step.REPORTED, *([Step.TOLD] if left else [])], "they wait for no decision"


def test_a_breach_about_no_one_child_is_about_those_who_are_listed_as_soon_as_somebody_is():
    assert affected(a_breach(names_a_child=False)) == [FIRST]
    assert affected(a_breach(SECOND_FAMILY, names_a_child=False)) == [OTHER]


def test_who_was_not_told_and_is_told_later_was_told():
    assert told(a_breach(Step.NOT_TOLD), FIRST) is Step.NOT_TOLD
    assert told(a_breach(Step.NOT_TOLD, Step.TOLD), FIRST) is Step.TOLD
    assert told(a_breach(SECOND_FAMILY, Step.TOLD), OTHER) is None


def test_who_is_offered_for_a_telling():
    held = a_breach(SECOND_FAMILY, Step.NOT_TOLD)
    assert may_be_about(held, Step.TOLD) == [FIRST, OTHER]
    assert may_be_about(held, Step.NOT_TOLD) == [OTHER]


CLOSED = Done(Step.CLOSED, number=20)


@pytest.mark.parametrize(
    ("step", "left", "may_go"),
    [
        pytest.param(Step.TOLD, [], True, id="nothing else is recorded"),
        pytest.param(Step.REPORTED, [Step.TOLD], True, id="it is open"),
        pytest.param(CLOSED, [Step.NOT_REPORTED, Step.TOLD], True, id="the closing itself"),
        pytest.param(Step.REPORTED, [CLOSED, Step.TOLD], False, id="closed on the decision about the ICO"),
        pytest.param(Step.TOLD, [CLOSED, Step.REPORTED], False, id="closed on who was told"),
        pytest.param(
            Step.REPORTED, [CLOSED, Step.TOLD, Step.NOT_REPORTED], True, id="the other decision stands"
        ),
        pytest.param(
            Done(Step.TOLD, OTHER),
            [CLOSED, Step.REPORTED, Step.TOLD, SECOND_FAMILY],
            False,
            id="closed on the second family",
        ),
        pytest.param(
            Done(Step.TOLD, OTHER, number=21),
            [CLOSED, Step.REPORTED, Step.TOLD, SECOND_FAMILY],
            True,
            id="recorded after the close, which did not rest on it",
        ),
        pytest.param(
            Step.TOLD, [CLOSED, Step.REPORTED, Step.NOT_TOLD], True, id="why they were not told stands"
        ),
        pytest.param(SECOND_FAMILY, [], True, id="a family that was listed by mistake"),
        pytest.param(
            SECOND_FAMILY, [Done(Step.NOT_TOLD, OTHER)], False, id="a family of which something is recorded"
        ),
        pytest.param(SECOND_FAMILY, [Step.TOLD], True, id="another one was told"),
    ],
)
def test_no_closed_breach_loses_what_it_was_closed_on(step, left, may_go):
    gone = step if isinstance(step, Done) else Done(step, number=1)
    assert (taking_back_problem(gone, a_breach(*left)) == "") is may_go


STEP = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, set(), id="an hour earlier"),
        pytest.param({"known_time": "14:00"}, set(), id="the very moment of the first step"),
        pytest.param({"known_time": "14:01"}, {"known_on"}, id="a minute after the first step"),
        pytest.param({"known_time": "14:01", "first_step_at": None}, set(), id="no step is taken yet"),
        pytest.param({"known_time": "9:30"}, {"known_on"}, id="the time already recorded"),
        pytest.param({"known_on": date(2026, 11, 20)}, set(), id="the day it happened"),
        pytest.param({"known_on": date(2026, 11, 19)}, {"known_on"}, id="the day before it happened"),
        pytest.param(
            {"known_time": "18:01", "first_step_at": None}, {"known_on"}, id="a moment that lies ahead"
        ),
        pytest.param({"known_time": "noon"}, {"known_time"}, id="no time of day"),
        pytest.param({"known_on": None}, {"known_on"}, id="no date"),
        pytest.param({"because": "By post"}, {"because"}, id="no sentence"),
    ],
)
def test_another_moment_of_knowing_than_was_entered(changed, fields):
    given = {
        "known_on": date(2026, 11, 24),
        "known_time": "8:30",
        "because": "She rang at half past eight.",
        "known_at": KNOWN,
        "happened_on": date(2026, 11, 20),
        "first_step_at": STEP,
        "at": datetime(2026, 11, 24, 18, 0, tzinfo=UTC),
    }
    assert set(known_problems(**given | changed)) == fields


ANY_TIME = [Step.IN_DANGER, Step.NO_DANGER, Step.AFFECTED, Step.TOLD]
AT_THE_END = [Step.CLOSED, Step.PUT_RIGHT]


@pytest.mark.parametrize(
    ("done", "left"),
    [
        pytest.param((), [step for step in Step if step not in OF_HELP], id="nothing yet"),
        pytest.param(
            (Step.REPORTED,),
            [*ANY_TIME, Step.NOT_TOLD, *AT_THE_END],
            id="reported: not decided against",
        ),
        pytest.param(
            (Step.NOT_REPORTED,),
            [Step.REPORTED, *ANY_TIME, Step.NOT_TOLD, *AT_THE_END],
            id="decided against: it may still be reported later",
        ),
        pytest.param((Step.REPORTED, Step.NOT_TOLD), [*ANY_TIME, *AT_THE_END], id="told after all"),
        pytest.param(
            (Step.REPORTED, Step.TOLD),
            [*ANY_TIME, *AT_THE_END],
            id="the other carer, told later",
        ),
        pytest.param(
            (Step.NOT_REPORTED, Step.TOLD, Step.CLOSED),
            [Step.REPORTED, *ANY_TIME, Step.PUT_RIGHT],
            id="closed: what comes to light later",
        ),
        pytest.param(
            (Step.REPORTED, Step.TOLD, Step.CLOSED, SECOND_FAMILY),
            [*ANY_TIME, Step.NOT_TOLD, Step.PUT_RIGHT],
            id="closed, and another family since",
        ),
    ],
)
def test_what_can_still_be_recorded_of_a_breach(done, left):
    assert steps_left(a_breach(*done)) == left


# Somebody may be in danger (OV-1) -------------------------------------------------------------------


def at_hour(step, hours, *, number=0, whom=FIRST):
    return Done(step, whom, number, KNOWN + hours * HOUR)


FEARED, CALM = at_hour(Step.IN_DANGER, 2, number=3), at_hour(Step.NO_DANGER, 4, number=5)
HELPED = at_hour(Step.HELP_TOLD, 2, number=4)


@pytest.mark.parametrize(
    ("done", "said", "since"),
    [
        pytest.param([], Danger.NOT_KNOWN, None, id="nobody said"),
        pytest.param([FEARED], Danger.YES, KNOWN + 2 * HOUR, id="somebody is"),
        pytest.param([CALM], Danger.NO, None, id="nobody is"),
        pytest.param([FEARED, CALM], Danger.NO, None, id="nobody is after all"),
        pytest.param(
            [CALM, at_hour(Step.IN_DANGER, 4, number=6)],
            Danger.YES,
            KNOWN + 4 * HOUR,
            id="at one moment: the last that was recorded",
        ),
    ],
)
def test_whether_somebody_is_in_danger_is_the_last_word(done, said, since):
    assert danger(a_breach(*done)) is said
    assert in_danger_since(a_breach(*done)) == since


@pytest.mark.parametrize(
    ("done", "left"),
    [
        pytest.param([Step.TOLD, Step.REPORTED], [Step.IN_DANGER], id="told, and not known: to be found out"),
        pytest.param([Step.TOLD], [Step.REPORTED, Step.IN_DANGER], id="and the ICO undecided"),
        pytest.param([Step.TOLD, Step.REPORTED, Step.CLOSED], [], id="closed before anybody was asked"),
        pytest.param([FEARED], [Step.TOLD, Step.REPORTED], id="to be warned before the ICO decides"),
        pytest.param([CALM], [Step.REPORTED, Step.TOLD], id="nobody in danger: as ever"),
        pytest.param([FEARED, CALM], [Step.REPORTED, Step.TOLD], id="nor after all"),
        pytest.param([at_hour(Step.TOLD, 1), FEARED], [Step.TOLD, Step.REPORTED], id="told before: again"),
        pytest.param(
            [at_hour(Step.TOLD, 2), FEARED],
            [Step.HELP_TOLD, Step.REPORTED],
            id="told as soon as it was known: the police and social care are left",
        ),
        pytest.param([at_hour(Step.TOLD, 2), HELPED, FEARED], [Step.REPORTED], id="they are told too"),
        pytest.param([HELPED, FEARED], [Step.TOLD, Step.REPORTED], id="they alone: the family is left"),
        pytest.param(
            [at_hour(Step.HELP_TOLD, 1), at_hour(Step.TOLD, 2), FEARED],
            [Step.HELP_TOLD, Step.REPORTED],
            id="told before it was known: again",
        ),
        pytest.param(
            [FEARED, at_hour(Step.TOLD, 2), at_hour(Step.HELP_NOT_TOLD, 3)],
            [Step.REPORTED],
            id="it is said why they are not told",
        ),
        pytest.param(
            [at_hour(Step.TOLD, 1), FEARED, CALM], [Step.REPORTED], id="told, and no danger after all"
        ),
        pytest.param(
            [FEARED, HELPED, at_hour(Step.NOT_TOLD, 3)], [Step.REPORTED], id="not told, knowing of the danger"
        ),
        pytest.param(
            [at_hour(Step.NOT_TOLD, 1), FEARED], [Step.TOLD, Step.REPORTED], id="not told before: again"
        ),
        pytest.param(
            [Step.NOT_REPORTED, at_hour(Step.TOLD, 1), at_hour(Step.CLOSED, 1), FEARED],
            [Step.TOLD],
            id="found after the close",
        ),
        pytest.param(
            [FEARED, at_hour(Step.AFFECTED, 2, number=OTHER), at_hour(Step.TOLD, 3)],
            [Step.TOLD, Step.REPORTED],
            id="one of two families is warned",
        ),
    ],
)
def test_who_may_be_in_danger_is_warned_first(done, left):
    assert to_do(a_breach(*done)) == left


@pytest.mark.parametrize(
    ("done", "may_be"),
    [
        pytest.param([], {Step.IN_DANGER, Step.NO_DANGER}, id="not known: either"),
        pytest.param([FEARED], {Step.NO_DANGER}, id="in danger: that it is over"),
        pytest.param([CALM], {Step.IN_DANGER}, id="not in danger: that somebody is"),
    ],
)
def test_the_answer_about_danger_can_change(done, may_be):
    assert {Step.IN_DANGER, Step.NO_DANGER} & set(steps_left(a_breach(*done))) == may_be
    assert {Step.IN_DANGER, Step.NO_DANGER} & set(steps_left(a_breach(*done, Step.CLOSED))) == may_be


@pytest.mark.parametrize(
    ("done", "may_be"),
    [
        pytest.param([], set(), id="not known whether there is a danger"),
        pytest.param([FEARED], {Step.HELP_TOLD, Step.HELP_NOT_TOLD}, id="in danger"),
        pytest.param([FEARED, HELPED], {Step.HELP_TOLD}, id="one is told: the other may be"),
        pytest.param([FEARED, at_hour(Step.HELP_NOT_TOLD, 3)], {Step.HELP_TOLD}, id="told after all"),
        pytest.param([FEARED, CALM], set(), id="nobody is, after all"),
    ],
)
def test_the_police_and_social_care_are_told_of_a_danger(done, may_be):
    assert OF_HELP & set(steps_left(a_breach(*done))) == may_be


CLOSED = at_hour(Step.CLOSED, 5, number=9)


@pytest.mark.parametrize(
    ("done", "is_refused"),
    [
        pytest.param([FEARED, at_hour(Step.TOLD, 3)], True, id="nobody told them"),
        pytest.param([FEARED, at_hour(Step.TOLD, 3), HELPED], False, id="they are told"),
        pytest.param([FEARED, at_hour(Step.TOLD, 3), CALM], False, id="nobody is in danger any more"),
    ],
)
def test_a_breach_with_a_danger_is_closed_once_the_police_or_social_care_know(done, is_refused):
    found = step_problems(
        Step.CLOSED,
        on=date(2026, 11, 24),
        clock="17:00",
        note="Post is read by two before it goes out.",
        breach=a_breach(Step.NOT_REPORTED, *done),
        at=datetime(2026, 11, 24, 18, 0, tzinfo=UTC),
    )
    assert ("step" in found) is is_refused
    closed = a_breach(Step.NOT_REPORTED, *done, CLOSED)
    assert bool(taking_back_problem(HELPED, closed)) is is_refused, "as it would be without it"


@pytest.mark.parametrize("at", range(4))
def test_what_happened_put_right_asks_for_nothing_and_does_nothing(at):
    """CP-13: it is another account of what happened, not a thing that was done about it."""
    done = [DECIDED, Step.TOLD, Step.CLOSED]
    held, put_right = a_breach(*done), a_breach(*done[:at], Step.PUT_RIGHT, *done[at:])
    assert (to_do(put_right), untold(put_right)) == (to_do(held), untold(held))
    assert mistake_in_the_way(a_breach(Step.PUT_RIGHT), has_complaint=False) == ""
