"""Putting the file right: the month, what may be decided, and what is left to do (RC-1 to RC-6; law L4)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.access import Channel, Progress
from rules.rectification import (
    Carer,
    Claim,
    Decision,
    Dispute,
    Done,
    Finding,
    Step,
    as_numbered,
    closed_without_answer,
    decision_that_stands,
    dispute,
    doubt_about,
    due_on,
    entry_number,
    given_problems,
    left_to_do,
    open_steps,
    problems,
    progress,
    step_problems,
    taking_back_problem,
)
from rules.working_days import bank_holidays

ENGLAND = bank_holidays(range(2025, 2030))
TODAY = date(2026, 11, 24)
RECEIVED = date(2026, 11, 2)
CORRECTED = Done(Step.DECIDED, date(2026, 11, 10), Finding.WRONG_FACT, Decision.CORRECTED)
KEPT = Done(Step.DECIDED, date(2026, 11, 10), Finding.OPINION, Decision.BOTH_KEPT)
REFUSED = Done(Step.DECIDED, date(2026, 11, 10), Finding.RIGHT_FACT, Decision.REFUSED)
ANSWERED = Done(Step.ANSWERED, date(2026, 11, 12))
WITHDRAWN, MISTAKEN = (Done(step, date(2026, 11, 12)) for step in (Step.WITHDRAWN, Step.MISTAKEN))
TOLD = Done(Step.TOLD, date(2026, 11, 12))  # as it was recorded before each was listed
FIRST, SECOND = (Done(Step.GIVEN, date(2026, 11, 11), number=number) for number in (7, 8))


def told(whom, step=Step.TOLD):
    return Done(step, TODAY, whom=whom)


@pytest.mark.parametrize(
    ("received_on", "extended_on", "due"),
    [
        pytest.param(date(2026, 10, 24), None, date(2026, 11, 24), id="one month to the day"),
        pytest.param(
            date(2026, 1, 31), None, date(2026, 3, 2), id="no 31 February: its last day, a Saturday, moves"
        ),
        pytest.param(
            date(2026, 11, 25), None, date(2026, 12, 29), id="Christmas Day moves past the substitute"
        ),
        pytest.param(
            date(2026, 11, 2),
            date(2026, 12, 2),
            date(2027, 2, 2),
            id="extended on the last day: three months",
        ),
        pytest.param(
            date(2026, 11, 2), date(2026, 12, 3), date(2026, 12, 2), id="a day later: it moves nothing"
        ),
    ],
)
def test_the_answer_is_due_a_month_after_it_was_asked(received_on, extended_on, due):
    steps = [Done(Step.EXTENDED, extended_on)] if extended_on else []
    assert due_on(received_on, steps, ENGLAND) == due


@pytest.mark.parametrize(
    ("steps", "today", "standing"),
    [
        pytest.param([], date(2026, 12, 1), Progress.OPEN, id="the day before"),
        pytest.param([], date(2026, 12, 2), Progress.DUE_TODAY, id="the last day"),
        pytest.param([KEPT], date(2026, 12, 3), Progress.LATE, id="decided and never answered: late"),
        pytest.param(
            [KEPT, Done(Step.ANSWERED, date(2026, 12, 2))],
            TODAY,
            Progress.ANSWERED_IN_TIME,
            id="on the last day",
        ),
        pytest.param(
            [KEPT, Done(Step.ANSWERED, date(2026, 12, 3))], TODAY, Progress.ANSWERED_LATE, id="a day late"
        ),
        pytest.param([Done(Step.WITHDRAWN, date(2026, 12, 2))], TODAY, Progress.WITHDRAWN, id="withdrawn"),
        pytest.param(
            [Done(Step.WITHDRAWN, date(2026, 12, 3))],
            TODAY,
            Progress.WITHDRAWN_LATE,
            id="withdrawn when the answer had been owed",
        ),
        pytest.param(
            [Done(Step.MISTAKEN, date(2026, 12, 2))], TODAY, Progress.MISTAKEN, id="by mistake, on the day"
        ),
        pytest.param(
            [Done(Step.MISTAKEN, date(2026, 12, 3))], TODAY, Progress.MISTAKEN, id="and after it: never late"
        ),
    ],
)
def test_where_it_stands(steps, today, standing):
    assert progress(RECEIVED, steps, today=today, bank_holidays=ENGLAND) is standing


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        pytest.param([], [Step.DECIDED, Step.ANSWERED], id="asked"),
        pytest.param(
            [CORRECTED], [Step.ANSWERED, Step.GIVEN], id="corrected: answer, and say who was given it"
        ),
        pytest.param(
            [CORRECTED, ANSWERED], [Step.GIVEN], id="answered: who was given it is still to be said"
        ),
        pytest.param([CORRECTED, ANSWERED, Done(Step.NO_RECIPIENTS, TODAY)], [], id="nobody was given it"),
        pytest.param([CORRECTED, ANSWERED, TOLD], [], id="told, before each was listed"),
        pytest.param([CORRECTED, ANSWERED, FIRST], [Step.TOLD], id="one was given it"),
        pytest.param([CORRECTED, ANSWERED, FIRST, told(7)], [], id="and was told"),
        pytest.param([CORRECTED, ANSWERED, FIRST, SECOND, told(7)], [Step.TOLD], id="the first of two told"),
        pytest.param(
            [CORRECTED, ANSWERED, FIRST, SECOND, told(7), told(8, Step.NOT_TOLD)],
            [],
            id="of the second it is said why not",
        ),
        pytest.param([CORRECTED, ANSWERED, TOLD, FIRST], [Step.TOLD], id="another one came to light"),
        pytest.param([CORRECTED, FIRST, KEPT, ANSWERED], [Step.VIEW], id="decided again: nothing to tell"),
        pytest.param([KEPT, ANSWERED], [Step.VIEW], id="both kept: their view is still to be written down"),
        pytest.param([REFUSED, ANSWERED], [Step.VIEW], id="refused: their view is still to be offered"),
        pytest.param([REFUSED, ANSWERED, Done(Step.NO_VIEW, TODAY)], [], id="offered, and none given"),
        pytest.param([KEPT, ANSWERED, Done(Step.VIEW, TODAY)], [], id="their view is beside the entry"),
        pytest.param([KEPT, CORRECTED], [Step.ANSWERED, Step.GIVEN], id="decided again: the last one counts"),
        pytest.param([WITHDRAWN], [], id="withdrawn by whoever asked"),
        pytest.param([REFUSED, WITHDRAWN], [], id="withdrawn once it was refused: no view is owed"),
        pytest.param([MISTAKEN], [], id="nobody asked"),
    ],
)
def test_it_stays_open_until_the_view_is_recorded_or_those_who_got_it_are_told(steps, left):
    assert left_to_do(steps) == left


GOOD = {
    "child": 1,
    "asked_by": "Carys Davies",
    "channel": Channel.VERBAL,
    "received_on": TODAY,
    "entry": "12",
    "claim": Claim.FACT,
    "words": "It says Tuesday and it was a Wednesday.",
    "born_on": date(2024, 5, 2),
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"child": None}, "child", id="no child"),
        pytest.param({"asked_by": " "}, "asked_by", id="nobody asks"),
        pytest.param({"channel": None}, "channel", id="no way it was asked"),
        pytest.param({"received_on": None}, "received_on", id="no day"),
        pytest.param({"received_on": TODAY + timedelta(days=1)}, "received_on", id="tomorrow"),
        pytest.param({"received_on": date(2024, 5, 1)}, "received_on", id="before birth"),
        pytest.param({"entry": " "}, "entry", id="no entry"),
        pytest.param({"claim": None}, "claim", id="neither fact nor opinion nor not said"),
        pytest.param({"words": "Wrong"}, "words", id="a word"),
    ],
)
def test_asking_is_refused_by_field(changed, field):
    assert problems(**GOOD) == {}
    assert list(problems(**GOOD | changed)) == [field]


def refused(step, on=TODAY, words="The register of that day was checked.", *, steps=(), **changed):
    given = {"finding": None, "decision": None, "is_route_told": False} | changed
    return step_problems(
        step,
        on=on,
        words=words,
        steps=steps,
        received_on=RECEIVED,
        today=TODAY,
        bank_holidays=ENGLAND,
        **given,
    )


POSSIBLE = {
    Finding.WRONG_FACT: {Decision.CORRECTED},  # RC-3
    Finding.RIGHT_FACT: {Decision.REFUSED, Decision.BOTH_KEPT},
    Finding.OPINION: {Decision.REFUSED, Decision.BOTH_KEPT},  # RC-4
    Finding.NOT_SETTLED: {Decision.BOTH_KEPT},
}


@pytest.mark.parametrize("finding", Finding)
@pytest.mark.parametrize("decision", Decision)
def test_only_a_wrong_fact_is_corrected_and_it_always_is(finding, decision):
    found = refused(Step.DECIDED, finding=finding, decision=decision)
    assert list(found) == ([] if decision in POSSIBLE[finding] else ["decision"])


@pytest.mark.parametrize(
    ("step", "steps", "changed", "field"),
    [
        pytest.param(None, (), {}, "step", id="nothing chosen"),
        pytest.param(Step.DECIDED, (), {}, "finding", id="decided without a finding"),
        pytest.param(
            Step.DECIDED, (), {"finding": Finding.OPINION}, "decision", id="found, and nothing decided"
        ),
        pytest.param(
            Step.DECIDED,
            (KEPT, ANSWERED),
            {"finding": Finding.OPINION, "decision": Decision.REFUSED},
            "step",
            id="decided after the answer",
        ),
        pytest.param(
            Step.DECIDED,
            (KEPT,),
            {"finding": Finding.OPINION, "decision": Decision.REFUSED, "on": date(2026, 11, 9)},
            "on",
            id="decided anew, dated before the decision that would go on counting",
        ),
        pytest.param(Step.ANSWERED, (), {}, "step", id="answered before it was decided"),
        pytest.param(Step.ANSWERED, (KEPT,), {}, "is_route_told", id="not corrected, and no way to complain"),
        pytest.param(
            Step.ANSWERED, (CORRECTED,), {"on": date(2026, 11, 9)}, "on", id="answered before the decision"
        ),
        pytest.param(Step.ANSWERED, (CORRECTED, ANSWERED), {}, "step", id="answered twice"),
        pytest.param(Step.VIEW, (), {"words": " "}, "words", id="a view without words"),
        pytest.param(
            Step.NO_VIEW, (Done(Step.VIEW, TODAY),), {}, "step", id="none given, though it is recorded"
        ),
        pytest.param(Step.TOLD, (KEPT,), {}, "step", id="told of a correction that there is not"),
        pytest.param(
            Step.NO_RECIPIENTS, (KEPT,), {}, "step", id="nobody was given a correction that there is not"
        ),
        pytest.param(Step.TOLD, (CORRECTED,), {}, "step", id="told, and nobody is listed"),
        pytest.param(Step.TOLD, (CORRECTED, FIRST), {}, "whom", id="told, and not said who"),
        pytest.param(Step.TOLD, (CORRECTED, FIRST), {"whom": 8}, "whom", id="told who is not listed"),
        pytest.param(Step.TOLD, (CORRECTED, FIRST, told(7)), {"whom": 7}, "whom", id="told twice"),
        pytest.param(
            Step.TOLD,
            (CORRECTED, FIRST),
            {"whom": 7, "on": date(2026, 11, 9)},
            "on",
            id="told the day before it was decided",
        ),
        pytest.param(
            Step.NOT_TOLD, (CORRECTED, FIRST, told(7)), {"whom": 7}, "whom", id="not told, and they were"
        ),
        pytest.param(
            Step.TOLD, (CORRECTED, FIRST), {"whom": 7, "words": "Rang"}, "words", id="told, in a word"
        ),
        pytest.param(
            Step.NOT_TOLD, (CORRECTED, FIRST), {"whom": 7, "words": "No"}, "words", id="not told, and not why"
        ),
        pytest.param(Step.NO_RECIPIENTS, (CORRECTED, FIRST), {}, "step", id="nobody, and somebody is listed"),
        pytest.param(Step.RESTRICTED, (), {"words": "Locked"}, "words", id="kept from use, in a word"),
        pytest.param(Step.RESTRICTED, (), {"on": date(2026, 11, 1)}, "on", id="before it was asked"),
        pytest.param(Step.RESTRICTED, (), {"on": date(2026, 11, 25)}, "on", id="tomorrow"),
        pytest.param(Step.RESTRICTED, (), {"on": None}, "on", id="on no day"),
        pytest.param(Step.EXTENDED, (), {"on": None}, "on", id="extended on no day"),
        pytest.param(Step.ANSWERED, (CORRECTED,), {"on": None}, "on", id="answered on no day"),
        pytest.param(
            Step.DECIDED,
            (KEPT,),
            {"finding": Finding.OPINION, "decision": Decision.REFUSED, "on": None},
            "on",
            id="decided anew on no day",
        ),
        pytest.param(Step.EXTENDED, (), {"words": "busy"}, "words", id="busy is no reason"),
        pytest.param(Step.EXTENDED, (CORRECTED, ANSWERED), {}, "step", id="extended after the answer"),
        pytest.param(
            Step.EXTENDED, (Done(Step.EXTENDED, date(2026, 11, 9)),), {}, "step", id="extended twice"
        ),
    ],
)
def test_a_step_is_refused_by_field(step, steps, changed, field):
    assert list(refused(step, steps=steps, **changed)) == [field]


@pytest.mark.parametrize(
    ("step", "steps", "changed"),
    [
        pytest.param(Step.RESTRICTED, (), {"on": RECEIVED}, id="not used from the day on which it was asked"),
        pytest.param(Step.ANSWERED, (KEPT,), {"is_route_told": True}, id="not corrected, with where to go"),
        pytest.param(Step.ANSWERED, (CORRECTED,), {}, id="corrected: nothing is left to complain about"),
        pytest.param(Step.NO_VIEW, (KEPT,), {}, id="a view was offered, and none given"),
        pytest.param(Step.NO_RECIPIENTS, (CORRECTED,), {}, id="nobody was given the wrong fact"),
        pytest.param(Step.TOLD, (CORRECTED, FIRST), {"whom": 7}, id="told"),
        pytest.param(
            Step.TOLD, (CORRECTED, FIRST), {"whom": 7, "on": date(2026, 11, 10)}, id="told the same day"
        ),
        pytest.param(Step.NOT_TOLD, (CORRECTED, FIRST, SECOND), {"whom": 8}, id="not told, and why"),
        pytest.param(Step.TOLD, (CORRECTED, FIRST, told(7, Step.NOT_TOLD)), {"whom": 7}, id="told after all"),
    ],
)
def test_what_is_in_order_is_recorded(step, steps, changed):
    assert refused(step, steps=steps, **changed) == {}


@pytest.mark.parametrize(
    ("finding", "decision", "said"),
    [
        pytest.param(Finding.WRONG_FACT, Decision.BOTH_KEPT, "A wrong fact is corrected", id="wrong"),
        pytest.param(Finding.OPINION, Decision.CORRECTED, "Only a wrong fact is corrected", id="an opinion"),
        pytest.param(Finding.NOT_SETTLED, Decision.REFUSED, "both versions are kept", id="not settled"),
        pytest.param(Finding.NOT_SETTLED, None, "Choose what is done", id="nothing decided"),
    ],
)
def test_a_decision_that_does_not_fit_says_which_one_would(finding, decision, said):
    assert said in refused(Step.DECIDED, finding=finding, decision=decision)["decision"]


@pytest.mark.parametrize(
    ("step", "steps", "field"),
    [
        pytest.param(Step.WITHDRAWN, (), None, id="withdrawn, and nothing done yet"),
        pytest.param(Step.WITHDRAWN, (REFUSED,), None, id="withdrawn once it was refused, before the letter"),
        pytest.param(
            Step.WITHDRAWN, (CORRECTED,), "step", id="a fact found wrong is wrong whoever asked (RC-3)"
        ),
        pytest.param(Step.WITHDRAWN, (REFUSED, ANSWERED), "step", id="an answer stays"),
        pytest.param(Step.WITHDRAWN, (WITHDRAWN,), "step", id="withdrawn twice"),
        pytest.param(Step.WITHDRAWN, (MISTAKEN,), "step", id="nobody asked, so nobody withdrew it"),
        pytest.param(Step.MISTAKEN, (), None, id="by mistake, and nothing done yet"),
        pytest.param(Step.MISTAKEN, (Done(Step.VIEW, TODAY),), None, id="on the day of what was done last"),
        pytest.param(Step.MISTAKEN, (REFUSED,), "step", id="what was found about a file stands on nothing"),
        pytest.param(Step.MISTAKEN, (CORRECTED,), "step", id="nor what was corrected"),
        pytest.param(Step.MISTAKEN, (REFUSED, ANSWERED), "step", id="what was answered was asked"),
        pytest.param(Step.MISTAKEN, (WITHDRAWN,), "step", id="what was withdrawn was asked too"),
        pytest.param(Step.DECIDED, (MISTAKEN,), "step", id="nothing is found once it was a mistake"),
        pytest.param(Step.EXTENDED, (WITHDRAWN,), "step", id="nor extended once it was withdrawn"),
        pytest.param(Step.STANDS_BACK, (MISTAKEN,), None, id="whom it is about may still come out"),
    ],
)
def test_it_ends_without_an_answer_only_where_none_was_given(step, steps, field):
    found = refused(step, steps=steps, finding=Finding.OPINION, decision=Decision.BOTH_KEPT)
    assert list(found) == ([field] if field else [])


@pytest.mark.parametrize("step", [Step.WITHDRAWN, Step.MISTAKEN], ids=str)
def test_how_it_ended_without_an_answer_is_said_and_comes_last(step):
    assert list(refused(step, words="Twice")) == ["words"]
    done = (Done(Step.VIEW, date(2026, 11, 11)), Done(Step.STANDS_BACK, TODAY))
    assert list(refused(step, date(2026, 11, 10), steps=done)) == ["on"]
    assert refused(step, date(2026, 11, 11), steps=done) == {}
    assert closed_without_answer([*done, Done(step, TODAY)]) == Done(step, TODAY)
    assert closed_without_answer([KEPT, ANSWERED]) is None


def test_an_extension_without_a_day_and_a_reason_lacks_both():
    assert set(refused(Step.EXTENDED, None, "busy")) == {"on", "words"}


def test_it_is_answered_or_decided_anew_on_the_day_of_the_decision():
    assert refused(Step.ANSWERED, CORRECTED.on, steps=(CORRECTED,)) == {}
    anew = {"finding": Finding.OPINION, "decision": Decision.REFUSED}
    assert refused(Step.DECIDED, CORRECTED.on, steps=(CORRECTED,), **anew) == {}


@pytest.mark.parametrize("day", [2, 3])
def test_an_extension_is_refused_once_the_month_is_over(day):
    found = step_problems(
        Step.EXTENDED,
        on=date(2026, 12, day),
        words="Reports of three agencies are to be compared.",
        finding=None,
        decision=None,
        is_route_told=False,
        received_on=RECEIVED,
        steps=(),
        today=date(2026, 12, 3),
        bank_holidays=ENGLAND,
    )
    late = "An extension notice had to be sent by Wednesday 2 December 2026."
    assert found.get("on", "").startswith(late if day == 3 else "")
    assert bool(found) is (day == 3)


def test_what_can_be_recorded_next():
    assert set(open_steps(())) == {
        Step.RESTRICTED,
        Step.EXTENDED,
        Step.DECIDED,
        Step.VIEW,
        Step.NO_VIEW,
        Step.WITHDRAWN,
        Step.MISTAKEN,
        Step.STANDS_BACK,
    }
    of_a_correction = {Step.GIVEN, Step.TOLD, Step.NOT_TOLD, Step.NO_RECIPIENTS}
    for steps, wanted in (
        ([CORRECTED], {Step.GIVEN, Step.NO_RECIPIENTS}),
        ([CORRECTED, FIRST], {Step.GIVEN, Step.TOLD, Step.NOT_TOLD}),
        ([CORRECTED, FIRST, told(7, Step.NOT_TOLD)], {Step.GIVEN, Step.TOLD}),
        ([CORRECTED, FIRST, told(7)], {Step.GIVEN}),
        ([CORRECTED, Done(Step.NO_RECIPIENTS, TODAY)], set()),
        ([KEPT], set()),
    ):
        assert of_a_correction & set(open_steps(steps)) == wanted
        assert Step.NOT_GIVEN not in open_steps(steps), "it is said with who was"
    closing = {Step.WITHDRAWN, Step.MISTAKEN}
    assert closing & set(open_steps([KEPT])) == {Step.WITHDRAWN}
    assert not closing & set(open_steps([CORRECTED]))
    for closed in (WITHDRAWN, MISTAKEN):
        assert open_steps([closed]) == [Step.STANDS_BACK], "whom it is about may still come out"
    assert Step.DECIDED in open_steps([KEPT]), "It may be decided anew until it is answered."
    assert set(open_steps([KEPT, ANSWERED, Done(Step.VIEW, TODAY)])) == {Step.VIEW, Step.STANDS_BACK}
    assert refused(Step.VIEW, words="No", steps=[KEPT, ANSWERED]) == {}, "their own words, however few"
    assert refused(Step.ANSWERED, words="By letter", steps=[CORRECTED]) == {}, "it says how, and that is all"
    assert "such as by letter" in refused(Step.ANSWERED, words=" ", steps=[CORRECTED])["words"]


@pytest.mark.parametrize(
    ("step", "left", "why"),
    [
        pytest.param(Step.DECIDED, [], "", id="nothing stands on a decision"),
        pytest.param(Step.DECIDED, [Done(Step.VIEW, TODAY)], "", id="a view is one without a decision"),
        pytest.param(Step.DECIDED, [ANSWERED], "The answer of", id="the answer says the decision"),
        pytest.param(Step.DECIDED, [KEPT, ANSWERED], "The answer of", id="and it says the last one"),
        pytest.param(Step.DECIDED, [TOLD], "What is recorded on Thursday 12 Nov", id="told of what?"),
        pytest.param(
            Step.DECIDED,
            [KEPT, Done(Step.NO_RECIPIENTS, TODAY)],
            "What is recorded on Tuesday 24 Nov",
            id="nobody to tell of what?",
        ),
        pytest.param(Step.DECIDED, [CORRECTED, TOLD], "", id="told of another correction"),
        pytest.param(Step.ANSWERED, [CORRECTED, TOLD], "", id="the answer itself"),
        pytest.param(Step.TOLD, [CORRECTED, ANSWERED], "", id="what comes after"),
    ],
)
def test_what_is_taken_back_before_it(step, left, why):
    said = taking_back_problem(step, left)
    assert said.startswith(why)
    assert bool(said) is bool(why)


def test_who_was_given_it_is_taken_back_after_what_is_said_of_them():
    assert taking_back_problem(Step.GIVEN, [CORRECTED, told(7)], 7).startswith("It is recorded whether")
    assert taking_back_problem(Step.GIVEN, [CORRECTED, told(8)], 7) == ""
    assert taking_back_problem(Step.DECIDED, [FIRST]).startswith("What is recorded on Wednesday 11 Nov")


@pytest.mark.parametrize(
    ("left", "is_refused"),
    [
        pytest.param([CORRECTED, WITHDRAWN], True, id="a wrong fact would be left, and nobody told of it"),
        pytest.param([REFUSED, WITHDRAWN], False, id="nothing is corrected"),
        pytest.param([WITHDRAWN], False, id="nothing is decided"),
    ],
)
def test_a_correction_does_not_come_back_under_a_withdrawal(left, is_refused):
    """RC-3, RC-6: decided anew, withdrawn, and the second decision taken back."""
    assert taking_back_problem(Step.DECIDED, left).endswith("that it was closed.") is is_refused


LISTING = {
    "given": ["SD-1"],
    "other": "",
    "known": ["SD-1", "PC-1"],
    "why_not": "The visit is not in the letter",
    "on": TODAY,
    "received_on": RECEIVED,
    "steps": [CORRECTED],
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="one of two, and why not the other"),
        pytest.param({"given": ["SD-1", "PC-1"], "why_not": ""}, [], id="both: nobody is left to explain"),
        pytest.param({"why_not": ""}, ["why_not"], id="one of two, and nothing of the other"),
        pytest.param({"given": [], "other": "The carers' new landlord"}, [], id="somebody no record knows"),
        pytest.param({"given": []}, ["given"], id="nobody"),
        pytest.param({"given": ["SD-9"]}, ["given"], id="one that is not offered"),
        pytest.param({"known": [], "given": [], "why_not": "", "other": "A doctor"}, [], id="nothing known"),
        pytest.param({"on": None}, ["on"], id="no date"),
        pytest.param({"on": date(2026, 11, 1)}, ["on"], id="the day before it was asked"),
        pytest.param({"on": RECEIVED}, [], id="the day it was asked"),
        pytest.param({"on": date(2026, 11, 25)}, ["on"], id="tomorrow"),
        pytest.param({"steps": [KEPT]}, ["step"], id="nothing is corrected"),
        pytest.param({"steps": []}, ["step"], id="nothing is decided"),
        pytest.param({"steps": [CORRECTED, Done(Step.NO_RECIPIENTS, TODAY)]}, ["step"], id="nobody was"),
    ],
)
def test_everybody_to_whom_something_went_is_given_it_or_it_is_said_how_it_is_known_not(changed, fields):
    assert list(given_problems(**LISTING | changed)) == fields


DONE = st.builds(
    Done,
    step=st.sampled_from([step for step in Step if step is not Step.DECIDED]),
    on=st.dates(RECEIVED, date(2027, 3, 1)),
) | st.sampled_from([CORRECTED, KEPT, REFUSED])


@given(steps=st.lists(DONE, max_size=6), later=st.integers(0, 120))
def test_nothing_makes_it_due_before_the_month_or_hides_that_it_is_late(steps, later):
    today = RECEIVED + timedelta(days=later)
    due = due_on(RECEIVED, steps, ENGLAND)
    assert due >= date(2026, 12, 2)
    if today > due and not {Step.ANSWERED, Step.WITHDRAWN, Step.MISTAKEN} & {done.step for done in steps}:
        assert progress(RECEIVED, steps, today=today, bank_holidays=ENGLAND) is Progress.LATE


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        (" no. 12 ", 12),
        ("No 12.", 12),
        ("Entry 12", 12),
        ("entry no.12", 12),
        ("file entry number 12", 12),
        ("#12", 12),
        ("12 and 13", None),
        ("The letter of 12 May", None),
        ("12345678901", None),
        ("\u0661\u0662", None),
        ("", None),
    ],
)
def test_the_number_of_an_entry_is_read_however_it_is_called(typed, number):
    assert entry_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param(" no. 12 ", "12", id="as the index has it"),
        pytest.param("The letter  of 12 May", "The letter of 12 May", id="other words, on one line"),
    ],
)
def test_an_entry_is_kept_by_its_number_where_it_has_one(typed, kept):
    assert as_numbered(typed) == kept


RESTRICTED = Done(Step.RESTRICTED, date(2026, 11, 4))


@pytest.mark.parametrize(
    ("steps", "stands"),
    [
        pytest.param([], Dispute.CHECKED, id="asked, and used meanwhile"),
        pytest.param([RESTRICTED], Dispute.NOT_USED, id="not used while it is checked (L4.5)"),
        pytest.param([RESTRICTED, KEPT], Dispute.UNCHANGED, id="decided: it may be used again"),
        pytest.param([REFUSED], Dispute.UNCHANGED, id="refused: the parent's view stands beside it (RC-4)"),
        pytest.param([KEPT, CORRECTED], Dispute.CORRECTED, id="decided anew: the last one counts"),
        pytest.param([CORRECTED, KEPT], Dispute.UNCHANGED, id="and the other way round"),
        pytest.param([RESTRICTED, WITHDRAWN], None, id="withdrawn: nobody disputes it"),
        pytest.param([REFUSED, WITHDRAWN], None, id="nor where it was refused before"),
        pytest.param([RESTRICTED, MISTAKEN], None, id="recorded by mistake: nobody ever did"),
    ],
)
def test_how_an_entry_stands_that_somebody_asked_to_correct(steps, stands):
    assert dispute(steps) is stands


def test_the_decision_that_stands_is_the_last_and_has_its_number():
    numbered = [replace(KEPT, number=4), replace(CORRECTED, number=6), ANSWERED]
    assert decision_that_stands(numbered) == 6
    assert decision_that_stands([ANSWERED]) == 0


@pytest.mark.parametrize(
    ("asked_by", "said"),
    [
        pytest.param("Carys Davies", "", id="holds parental responsibility"),
        pytest.param("  carys  DAVIES ", "", id="as it was typed"),
        pytest.param("Craig Marsh", "Craig Marsh does not hold parental", id="does not hold it"),
        pytest.param("Huw Davies", "A court order concerns Huw Davies", id="holds it, with an order"),
        pytest.param("A. Solicitor", "A. Solicitor is no carer of this child", id="nobody of the register"),
        pytest.param("Davies", "Davies is no carer of this child", id="half of a name is nobody's"),
    ],
)
def test_who_asks_for_a_correction_is_not_answered_unasked(asked_by, said):
    """A father without parental responsibility was sent a letter with what the file said (AR-4)."""
    carers = [
        Carer("Carys Davies", is_responsible=True),
        Carer("Craig Marsh", is_responsible=False),
        Carer("Huw Davies", is_responsible=True, court_order_concerns=True),
    ]
    found = doubt_about(asked_by, carers)
    assert said in found
    assert bool(found) is bool(said)
