"""Where a child's consent for one purpose stands (clauses DR-4, DR-6; law L5)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.consent import (
    NEXT_SETTING,
    PROFESSIONALS,
    Account,
    Answer,
    Chase,
    Event,
    FollowUp,
    Held,
    How,
    Status,
    account_mistake_problems,
    account_problems,
    all_asked_problems,
    as_it_counts,
    asked_problems,
    chase,
    days_out,
    disagree_since,
    ending_refusal,
    ends_with_leaving,
    follow_up_problems,
    follow_ups_of,
    form_out_since,
    has_ended,
    is_allowed,
    lacking_since,
    latest_by_carer,
    left_to_do,
    left_without,
    no_answer_problem,
    no_answer_stands,
    problems,
    purpose_problems,
    renewal_due_on,
    rewording_problems,
    status,
    unanswered_since,
    without_consents_of_before,
    without_those_of_the_stay_before,
    wording_of,
)

MOTHER, FATHER, GRANDMOTHER = 1, 2, 3  # the grandmother holds no parental responsibility
BOTH = frozenset({MOTHER, FATHER})
GIVEN, REFUSED, WITHDRAWN = Answer.GIVEN, Answer.REFUSED, Answer.WITHDRAWN


def day(month, number, year=2026):
    return date(year, month, number)


def stands(*events, on=date(2026, 11, 24), responsible=BOTH, wording=1, months=12, left_on=None):
    return status(
        events, responsible=responsible, on=on, wording=wording, renewal_months=months, left_on=left_on
    )


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([], Status.NOT_ASKED, id="nobody has been asked"),
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1))], Status.GIVEN, id="one carer with responsibility is enough"
        ),
        pytest.param([Event(MOTHER, REFUSED, day(9, 1))], Status.REFUSED, id="refused"),
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1)), Event(MOTHER, WITHDRAWN, day(10, 1))],
            Status.WITHDRAWN,
            id="withdrawn",
        ),
        pytest.param(
            [Event(MOTHER, WITHDRAWN, day(10, 1)), Event(MOTHER, GIVEN, day(9, 1))],
            Status.WITHDRAWN,
            id="told in the other order: the dates decide",
        ),
        pytest.param(
            [
                Event(MOTHER, GIVEN, day(9, 1)),
                Event(MOTHER, WITHDRAWN, day(10, 1)),
                Event(MOTHER, GIVEN, day(11, 2)),
            ],
            Status.GIVEN,
            id="given afresh after a withdrawal",
        ),
        pytest.param(
            [Event(MOTHER, REFUSED, day(9, 1)), Event(MOTHER, GIVEN, day(9, 2))],
            Status.GIVEN,
            id="a change of mind",
        ),
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1)), Event(FATHER, GIVEN, day(9, 8))],
            Status.GIVEN,
            id="both have given",
        ),
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1)), Event(FATHER, REFUSED, day(9, 8))],
            Status.CARERS_DISAGREE,
            id="one given, the other refused",
        ),
        pytest.param(
            [
                Event(MOTHER, GIVEN, day(9, 1)),
                Event(FATHER, GIVEN, day(9, 1)),
                Event(FATHER, WITHDRAWN, day(10, 1)),
            ],
            Status.CARERS_DISAGREE,
            id="both given, one withdraws: the other's yes does not stand alone",
        ),
        pytest.param(
            [
                Event(MOTHER, REFUSED, day(9, 1)),
                Event(FATHER, GIVEN, day(9, 8)),
                Event(MOTHER, GIVEN, day(9, 9)),
            ],
            Status.GIVEN,
            id="they come to agree",
        ),
        pytest.param(
            [
                Event(MOTHER, REFUSED, day(9, 1)),
                Event(FATHER, GIVEN, day(9, 1)),
                Event(FATHER, WITHDRAWN, day(10, 1)),
            ],
            Status.WITHDRAWN,
            id="one refused, one withdrawn: both say no, and something is to be undone",
        ),
        pytest.param(
            [Event(MOTHER, REFUSED, day(9, 1)), Event(FATHER, REFUSED, day(9, 8))],
            Status.REFUSED,
            id="both refused",
        ),
        pytest.param(
            [Event(GRANDMOTHER, GIVEN, day(9, 1))],
            Status.NOT_ASKED,
            id="nobody responsible has answered (L5.7)",
        ),
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1)), Event(GRANDMOTHER, REFUSED, day(9, 8))],
            Status.GIVEN,
            id="a carer without responsibility does not make a disagreement",
        ),
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1)), Event(GRANDMOTHER, WITHDRAWN, day(9, 8))],
            Status.GIVEN,
            id="nor withdraw what another gave",
        ),
    ],
)
def test_the_last_answer_of_each_responsible_carer_counts(events, expected):
    assert stands(*events) is expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(day(8, 31), Status.NOT_ASKED, id="the day before the first answer"),
        pytest.param(day(9, 1), Status.GIVEN, id="the day it is given"),
        pytest.param(day(9, 30), Status.GIVEN, id="the day before it is withdrawn"),
        pytest.param(day(10, 1), Status.WITHDRAWN, id="the day it is withdrawn"),
    ],
)
def test_only_answers_up_to_the_day_count(on, expected):
    events = [Event(MOTHER, GIVEN, day(9, 1)), Event(MOTHER, WITHDRAWN, day(10, 1))]
    assert stands(*events, on=on) is expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1), order=1), Event(MOTHER, WITHDRAWN, day(9, 1), order=2)],
            Status.WITHDRAWN,
            id="given in the morning, withdrawn in the afternoon",
        ),
        pytest.param(
            [Event(MOTHER, WITHDRAWN, day(9, 1), order=2), Event(MOTHER, GIVEN, day(9, 1), order=1)],
            Status.WITHDRAWN,
            id="the same, read in the other order",
        ),
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1), order=2), Event(MOTHER, REFUSED, day(9, 1), order=1)],
            Status.GIVEN,
            id="refused first, then given",
        ),
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1), order=9), Event(MOTHER, REFUSED, day(9, 2), order=1)],
            Status.REFUSED,
            id="a later day outweighs a later record",
        ),
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1)), Event(MOTHER, WITHDRAWN, day(9, 1))],
            Status.WITHDRAWN,
            id="no order is kept: the one read last",
        ),
    ],
)
def test_two_answers_of_one_day_are_settled_by_their_order(events, expected):
    assert stands(*events) is expected


@pytest.mark.parametrize(
    ("given_on", "months", "on", "expected"),
    [
        pytest.param(day(11, 24, 2025), 12, day(11, 23), Status.GIVEN, id="the day before a year is up"),
        pytest.param(day(11, 24, 2025), 12, day(11, 24), Status.RENEWAL_DUE, id="the day the year is up"),
        pytest.param(day(11, 24, 2025), 12, day(11, 25), Status.RENEWAL_DUE, id="the day after"),
        pytest.param(
            day(2, 29, 2024), 12, day(2, 27, 2025), Status.GIVEN, id="a leap day: the day before the last"
        ),
        pytest.param(
            day(2, 29, 2024), 12, day(2, 28, 2025), Status.RENEWAL_DUE, id="a leap day: 28 February"
        ),
        pytest.param(
            day(2, 29, 2024), 48, day(2, 28, 2028), Status.GIVEN, id="four years on: not yet on the 28th"
        ),
        pytest.param(
            day(2, 29, 2024), 48, day(2, 29, 2028), Status.RENEWAL_DUE, id="four years on: the leap day"
        ),
        pytest.param(day(8, 31), 6, day(2, 28, 2027), Status.RENEWAL_DUE, id="six months from 31 August"),
    ],
)
def test_a_consent_is_due_for_renewal_after_the_settings_own_period(given_on, months, on, expected):
    assert stands(Event(MOTHER, GIVEN, given_on), months=months, on=on) is expected


@pytest.mark.parametrize(
    ("events", "wording", "expected"),
    [
        pytest.param([Event(MOTHER, GIVEN, day(9, 1), 2)], 2, Status.GIVEN, id="given on the wording in use"),
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1), 1)], 2, Status.RENEWAL_DUE, id="given on the old wording"
        ),
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1), 1), Event(FATHER, GIVEN, day(9, 8), 2)],
            2,
            Status.GIVEN,
            id="one of two carers has agreed to the new wording",
        ),
        pytest.param(
            [Event(MOTHER, REFUSED, day(9, 1), 1)], 2, Status.REFUSED, id="a refusal does not grow old"
        ),
        pytest.param(
            [Event(MOTHER, GIVEN, day(9, 1), 1), Event(MOTHER, WITHDRAWN, day(9, 8), 1)],
            2,
            Status.WITHDRAWN,
            id="a withdrawal does not grow old",
        ),
        pytest.param(
            [Event(MOTHER, REFUSED, day(9, 1, 2020))], 1, Status.REFUSED, id="nor does an old refusal lapse"
        ),
    ],
)
def test_a_consent_on_an_old_wording_is_due_again(events, wording, expected):
    assert stands(*events, wording=wording) is expected


def test_the_newest_consent_on_the_present_wording_sets_the_renewal():
    held = [
        Event(MOTHER, GIVEN, day(1, 5), 2),
        Event(FATHER, GIVEN, day(3, 9), 2),
        Event(GRANDMOTHER, GIVEN, day(6, 1), 1),
    ]
    assert renewal_due_on(held, wording=2, renewal_months=12) == day(3, 9, 2027)
    assert renewal_due_on(held, wording=3, renewal_months=12) == day(1, 5)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(day(7, 23), Status.GIVEN, id="the last day"),
        pytest.param(day(7, 24), Status.ENDED, id="the day after the child left"),
    ],
)
def test_consent_ends_after_the_child_has_left(on, expected):
    assert stands(Event(MOTHER, GIVEN, day(1, 5)), on=on, left_on=day(7, 23)) is expected


def test_a_child_who_left_unasked_has_ended_too():
    assert stands(on=day(7, 24), left_on=day(7, 23)) is Status.ENDED
    assert stands(on=day(7, 23), left_on=day(7, 23)) is Status.NOT_ASKED


@pytest.mark.parametrize(
    ("standing", "allowed"),
    [
        pytest.param(Status.GIVEN, True, id="given"),
        pytest.param(Status.RENEWAL_DUE, True, id="due for renewal: consent has no expiry in law (L5.4)"),
        pytest.param(Status.REFUSED, False, id="refused"),
        pytest.param(Status.WITHDRAWN, False, id="withdrawn"),
        pytest.param(Status.CARERS_DISAGREE, False, id="carers disagree: treated as no"),
        pytest.param(Status.NOT_ASKED, False, id="silence is no consent"),
        pytest.param(Status.NO_ANSWER, False, id="asked twice and no answer came: it never allows anything"),
        pytest.param(Status.ENDED, False, id="the child has left"),
    ],
)
def test_the_setting_may_go_ahead_only_with_a_standing_consent(standing, allowed):
    assert is_allowed(standing) is allowed


def test_every_status_is_in_the_table_above():
    assert len(Status) == 8


# Refusals by field ----------------------------------------------------------------------------------

TODAY = date(2026, 11, 24)
AN_ANSWER = {
    "carer": MOTHER,
    "has_parental_responsibility": True,
    "answer": GIVEN,
    "on": TODAY,
    "how": How.WRITTEN,
    "witness": "",
    "born_on": date(2023, 5, 1),
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, set(), id="given in writing today"),
        pytest.param({"carer": None}, {"carer"}, id="no carer"),
        pytest.param({"has_parental_responsibility": False}, {"carer"}, id="a carer without responsibility"),
        pytest.param({"answer": None}, {"answer"}, id="no answer"),
        pytest.param({"answer": WITHDRAWN}, set(), id="a standing consent is withdrawn"),
        pytest.param({"answer": WITHDRAWN, "given_before": False}, {"answer"}, id="nothing to withdraw"),
        pytest.param({"answer": REFUSED, "given_before": False}, set(), id="refused without having given"),
        pytest.param({"on": None}, {"on"}, id="no date"),
        pytest.param({"on": TODAY + timedelta(days=1)}, {"on"}, id="tomorrow"),
        pytest.param({"on": date(2023, 5, 1)}, set(), id="on the day of birth"),
        pytest.param({"on": date(2023, 4, 30)}, {"on"}, id="the day before birth"),
        pytest.param({"on": date(2020, 1, 1), "born_on": None}, set(), id="no date of birth known"),
        pytest.param({"how": None}, {"how"}, id="neither written nor verbal"),
        pytest.param({"how": How.VERBAL}, {"witness"}, id="verbal and nobody heard it"),
        pytest.param({"how": How.VERBAL, "witness": " "}, {"witness"}, id="a blank witness"),
        pytest.param({"how": How.VERBAL, "witness": "Hannah Bell"}, set(), id="verbal with a witness"),
        pytest.param(
            {"carer": None, "answer": None, "on": None, "how": None},
            {"carer", "answer", "on", "how"},
            id="every fault is told at once",
        ),
    ],
)
def test_an_answer_that_cannot_be_recorded_names_its_field(changed, fields):
    assert set(problems(**AN_ANSWER | changed)) == fields


@pytest.mark.parametrize("how", How)
def test_withdrawing_asks_for_no_more_than_giving(how):
    """As easy to withdraw as to give (L5.2)."""
    given = problems(**AN_ANSWER | {"how": how})
    withdrawn = problems(**AN_ANSWER | {"how": how, "answer": WITHDRAWN})
    assert set(withdrawn) == set(given)


# What must hold whatever the events -----------------------------------------------------------------

SOME_DAY = st.dates(date(2024, 1, 1), date(2026, 12, 31))
often = settings(max_examples=80, deadline=None)


def events_of(carers):
    return st.builds(
        Event,
        carer=st.sampled_from(carers),
        answer=st.sampled_from(Answer),
        on=SOME_DAY,
        wording=st.integers(1, 3),
        order=st.integers(0, 1000),
    )


ANY_EVENTS = st.lists(events_of([MOTHER, FATHER, GRANDMOTHER]), max_size=8)


@often
@given(
    events=ANY_EVENTS,
    later=events_of([MOTHER, FATHER]),
    on=SOME_DAY,
    wording=st.integers(1, 3),
    after=st.integers(1, 400),
)
def test_an_event_dated_after_a_day_never_changes_that_day(events, later, on, wording, after):
    added = Event(later.carer, later.answer, on + timedelta(days=after), later.wording, later.order)
    assert stands(*events, added, on=on, wording=wording) is stands(*events, on=on, wording=wording)


@often
@given(events=ANY_EVENTS, added=events_of([GRANDMOTHER]), on=SOME_DAY, wording=st.integers(1, 3))
def test_a_carer_without_responsibility_never_changes_the_status(events, added, on, wording):
    assert stands(*events, added, on=on, wording=wording) is stands(*events, on=on, wording=wording)


@often
@given(events=ANY_EVENTS, on=SOME_DAY)
def test_nothing_is_allowed_against_the_last_word_of_a_responsible_carer(events, on):
    last = latest_by_carer(events, responsible=BOTH, on=on)
    if is_allowed(stands(*events, on=on)):
        assert last
        assert {event.answer for event in last} == {GIVEN}
    assert {event.carer for event in last} <= BOTH
    assert all(event.on <= on for event in last)


@often
@given(
    events=st.lists(events_of([MOTHER, FATHER]), max_size=8, unique_by=lambda e: e.order),
    on=SOME_DAY,
    data=st.data(),
)
def test_the_order_in_which_events_are_read_does_not_matter(events, on, data):
    assert stands(*data.draw(st.permutations(events)), on=on) is stands(*events, on=on)


FIRST = date(2026, 1, 1)
A_FEW_WEEKS = st.integers(0, 40).map(lambda days: FIRST + timedelta(days=days))
CLOSE_TOGETHER = st.lists(
    st.builds(
        Event,
        carer=st.sampled_from([MOTHER, FATHER]),
        answer=st.sampled_from(Answer),
        on=A_FEW_WEEKS,
        order=st.integers(0, 1000),
    ),
    max_size=6,
    unique_by=lambda e: e.order,
)
HELD = st.builds(Held, st.none() | A_FEW_WEEKS, st.none() | A_FEW_WEEKS)


@often
@given(events=CLOSE_TOGETHER, held=st.fixed_dictionaries({MOTHER: HELD, FATHER: HELD}), on=A_FEW_WEEKS)
def test_since_when_it_stands_as_it_does_is_found_by_going_back_day_by_day(events, held, on):
    def answers(day):
        responsible = [carer for carer, one in held.items() if one.is_on(day)]
        return {event.answer for event in latest_by_carer(events, responsible=responsible, on=day)}

    def day_by_day(is_so):
        days = [on - timedelta(days=back) for back in range((on - FIRST).days + 2)]
        broken = next((at for at, day in enumerate(days) if not is_so(answers(day))), None)
        return days[broken - 1] if broken else None  # so at no time, or from the beginning of time

    for since, is_so in (
        (lacking_since, lambda said: said != {GIVEN}),
        (unanswered_since, lambda said: not said),
        (disagree_since, lambda said: GIVEN in said and said != {GIVEN}),
    ):
        assert since(events, held=held, on=on) == day_by_day(is_so), since


@pytest.mark.parametrize(
    ("events", "held", "since"),
    [
        pytest.param([(FATHER, GIVEN, 2), (MOTHER, REFUSED, 9)], {}, 9, id="consent, then another's refusal"),
        pytest.param([(MOTHER, REFUSED, 2), (FATHER, GIVEN, 9)], {}, None, id="refused first: never allowed"),
        pytest.param([(FATHER, GIVEN, 2), (MOTHER, REFUSED, 2)], {}, None, id="on one form: never allowed"),
        pytest.param(
            [(FATHER, GIVEN, 2), (MOTHER, GIVEN, 2), (MOTHER, WITHDRAWN, 9)],
            {},
            None,
            id="withdrawn",
        ),
        pytest.param(
            [(FATHER, GIVEN, 2), (MOTHER, REFUSED, 9), (FATHER, GIVEN, 16)],
            {},
            9,
            id="a yes again",
        ),
        pytest.param(
            [(FATHER, GIVEN, 2), (MOTHER, REFUSED, 9), (FATHER, WITHDRAWN, 16)], {}, 9, id="both say no"
        ),
        pytest.param(
            [(FATHER, GIVEN, 2), (MOTHER, REFUSED, 9), (MOTHER, GIVEN, 16)], {}, None, id="both say yes again"
        ),
        pytest.param([(FATHER, GIVEN, 2), (FATHER, REFUSED, 9)], {}, None, id="one carer alone"),
        pytest.param(
            [(MOTHER, REFUSED, 2), (FATHER, GIVEN, 2)],
            {MOTHER: Held(date(2026, 11, 9))},
            9,
            id="a refusal that counts from a later day",
        ),
    ],
)
def test_a_refusal_ends_what_another_carer_had_allowed(events, held, since):
    found = [
        Event(carer, answer, day(11, on), order=order) for order, (carer, answer, on) in enumerate(events, 1)
    ]
    held = {MOTHER: Held(), FATHER: Held()} | held
    ended = ending_refusal(found, held=held, on=date(2026, 11, 24))
    assert (ended and ended[1]) == (since and day(11, since))
    assert ended is None or (ended[0].carer, ended[0].answer) == (MOTHER, REFUSED)


@pytest.mark.parametrize(
    ("events", "since"),
    [
        pytest.param([(FATHER, GIVEN, 2, 1), (MOTHER, REFUSED, 2, 2)], 2, id="a form of the same day, later"),
        pytest.param([(FATHER, GIVEN, 2, 1), (MOTHER, REFUSED, 1, 2)], 2, id="of the day before, later"),
        pytest.param([(FATHER, GIVEN, 2, 1), (MOTHER, REFUSED, 3, 2)], 3, id="a form of the day after"),
        pytest.param([(FATHER, GIVEN, 2, 1), (MOTHER, REFUSED, 2, 1)], None, id="both on one form"),
        pytest.param([(FATHER, GIVEN, 2, 1), (MOTHER, REFUSED, 1, 1)], None, id="both in one register"),
        pytest.param([(MOTHER, REFUSED, 2, 1), (FATHER, GIVEN, 2, 2)], None, id="the no was known first"),
        pytest.param(
            [(FATHER, REFUSED, 1, 1), (FATHER, GIVEN, 2, 2), (MOTHER, REFUSED, 2, 3)],
            2,
            id="who said no himself had allowed it by then",
        ),
        pytest.param(
            [(FATHER, GIVEN, 2, 1), (MOTHER, REFUSED, 2, 2), (FATHER, WITHDRAWN, 9, 3)],
            2,
            id="the other says no as well",
        ),
    ],
)
def test_a_form_that_comes_in_later_ends_what_was_allowed_until_then(events, since):
    """By its day it was never allowed; by what was known until it came, the pictures were up (DR-6)."""
    at = datetime(2026, 11, 10, 9, tzinfo=UTC)
    found = [
        Event(carer, answer, day(11, on), order=order, recorded_at=at + timedelta(minutes=write))
        for order, (carer, answer, on, write) in enumerate(events, 1)
    ]
    ended = ending_refusal(found, held={MOTHER: Held(), FATHER: Held()}, on=date(2026, 11, 24))
    assert (ended and ended[1]) == (since and day(11, since))
    assert ended is None or (ended[0].carer, ended[0].answer) == (MOTHER, REFUSED)


def test_who_refuses_twice_on_one_day_ends_it_by_the_first():
    """What was ticked off for that one would be asked for again by the second."""
    events = [
        Event(FATHER, GIVEN, day(11, 2), order=1),
        Event(MOTHER, REFUSED, day(11, 9), order=2),
        Event(MOTHER, REFUSED, day(11, 9), order=3),
    ]
    ended = ending_refusal(events, held={MOTHER: Held(), FATHER: Held()}, on=date(2026, 11, 24))
    assert ended and ended[0].order == 2


@pytest.mark.parametrize(
    ("key", "left_on", "on", "ended"),
    [
        pytest.param(PROFESSIONALS, None, date(2026, 7, 23), False, id="here"),
        pytest.param(PROFESSIONALS, date(2026, 7, 22), date(2026, 7, 22), False, id="on the last day"),
        pytest.param(PROFESSIONALS, date(2026, 7, 22), date(2026, 7, 23), True, id="on the day after"),
        pytest.param(NEXT_SETTING, date(2026, 7, 22), date(2026, 7, 23), False, id="for the school"),
    ],
)
def test_what_was_answered_about_the_next_setting_is_for_the_time_after(key, left_on, on, ended):
    assert ends_with_leaving(key, left_on=left_on, on=on) is ended


@pytest.mark.parametrize(
    ("answered_on", "before_until", "on", "ended"),
    [
        pytest.param(day(9, 1), None, day(11, 24), False, id="a child who never left"),
        pytest.param(day(11, 20), day(11, 20), day(11, 21), True, id="on the last day of the stay before"),
        pytest.param(day(11, 21), day(11, 20), day(11, 24), False, id="the day after it"),
        pytest.param(day(9, 1), day(11, 20), day(11, 20), False, id="as of that last day it stood"),
    ],
)
def test_what_was_answered_before_a_child_left_and_came_back_has_ended(answered_on, before_until, on, ended):
    event = Event(MOTHER, GIVEN, answered_on)
    assert has_ended(answered_on, before_until, on=on) is ended
    counting = without_those_of_the_stay_before([event], before_until, on=on)
    assert stands(*counting, on=on) is (Status.NOT_ASKED if ended else Status.GIVEN)


# What follows, and what is asked --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("", (FollowUp.STOPPED,)),
        ("journey account closed", (FollowUp.ACCOUNT_CLOSED,)),
        (
            "photographs taken down,recipients told",
            (FollowUp.PHOTOGRAPHS_TAKEN_DOWN, FollowUp.RECIPIENTS_TOLD),
        ),
    ],
)
def test_every_purpose_has_something_that_must_follow(listed, expected):
    assert follow_ups_of(listed) == expected


def test_each_follow_up_is_ticked_off_by_itself():
    wanted = (FollowUp.PHOTOGRAPHS_TAKEN_DOWN, FollowUp.RECIPIENTS_TOLD)
    assert left_to_do(wanted, []) == wanted
    assert left_to_do(wanted, [FollowUp.RECIPIENTS_TOLD]) == (FollowUp.PHOTOGRAPHS_TAKEN_DOWN,)
    assert left_to_do(wanted, wanted) == ()
    assert left_to_do(wanted, [None]) == (), "as one row once confirmed all of it"
    of_then = {"asked_then": (FollowUp.RECIPIENTS_TOLD,)}
    assert left_to_do(wanted, [FollowUp.RECIPIENTS_TOLD], **of_then) == (), "what is new was not asked then"
    assert left_to_do(wanted, [], **of_then) == wanted


@pytest.mark.parametrize(
    ("standing", "form_given_on", "answered", "is_new", "expected"),
    [
        pytest.param(Status.NOT_ASKED, None, [], False, Chase.NOT_ASKED, id="nobody asked"),
        pytest.param(Status.NOT_ASKED, None, [], True, Chase.NEW_STARTER, id="a new starter"),
        pytest.param(Status.NOT_ASKED, day(11, 2), [], True, Chase.FORM_NOT_BACK, id="the form is out"),
        pytest.param(Status.NOT_ASKED, day(11, 24), [], True, Chase.FORM_NOT_BACK, id="since today"),
        pytest.param(Status.NOT_ASKED, day(11, 25), [], True, Chase.NEW_STARTER, id="not until tomorrow"),
        pytest.param(
            Status.NOT_ASKED,
            day(11, 2),
            [Event(GRANDMOTHER, GIVEN, day(11, 3))],
            False,
            Chase.NOT_ASKED,
            id="it came back, from somebody who may answer no more",
        ),
        pytest.param(
            Status.NOT_ASKED, day(11, 2), [Event(GRANDMOTHER, GIVEN, day(11, 24))], False, Chase.NOT_ASKED,
            id="it came back today",
        ),
        pytest.param(
            Status.NOT_ASKED, day(11, 2), [Event(GRANDMOTHER, GIVEN, day(11, 25))], False,
            Chase.FORM_NOT_BACK,
            id="as of a day before it came back",
        ),
        pytest.param(
            Status.RENEWAL_DUE, None, [Event(MOTHER, GIVEN, day(9, 1))], False, Chase.RENEWAL_DUE,
            id="due again",
        ),
        pytest.param(
            Status.RENEWAL_DUE, day(11, 2), [Event(MOTHER, GIVEN, day(11, 1))], False, Chase.FORM_NOT_BACK,
            id="the new form is out",
        ),
        pytest.param(
            Status.RENEWAL_DUE, day(9, 1), [Event(MOTHER, GIVEN, day(9, 1))], False, Chase.RENEWAL_DUE,
            id="that form came back the same day",
        ),
        *(
            pytest.param(standing, day(11, 2), [], True, None, id=f"{standing}: nothing to chase")
            for standing in Status
            if standing not in {Status.NOT_ASKED, Status.RENEWAL_DUE}
        ),
    ],
)  # fmt: skip
def test_who_is_chased_and_why(standing, form_given_on, answered, is_new, expected):
    since = form_out_since(standing, answered, given_on=form_given_on, on=day(11, 24))
    assert chase(standing, form_out_since=since, is_new=is_new) is expected
    assert (since == form_given_on) is (expected is Chase.FORM_NOT_BACK) or form_given_on is None


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="switched on with consent"),
        pytest.param({"allowed": False}, ["event"], id="switched on without (DR-4)"),
        pytest.param(
            {"event": Account.FOUND, "allowed": False}, [], id="found on without: the agenda says so"
        ),
        pytest.param({"is_on": True}, ["event"], id="switched on twice"),
        pytest.param({"event": Account.CLOSED}, ["event"], id="closed, and it is not on"),
        pytest.param({"event": Account.CLOSED, "is_on": True, "allowed": False}, [], id="closed"),
        pytest.param({"event": None}, ["event"], id="nothing happened"),
        pytest.param({"on": None}, ["on"], id="on no day"),
        pytest.param({"on": day(11, 25)}, ["on"], id="tomorrow"),
        pytest.param({"on": day(5, 1)}, ["on"], id="before the birth"),
        pytest.param({"note": "Password: kiwi"}, ["note"], id="a password (DR-5)"),
    ],
)
def test_a_journey_account_is_on_with_consent_alone(changed, fields):
    recorded = {
        "event": Account.OPENED,
        "on": day(11, 24),
        "note": "",
        "is_on": False,
        "allowed": True,
        "born_on": day(5, 2),
        "today": day(11, 24),
    }
    assert list(account_problems(**recorded | changed)) == fields


QUESTION = "May students on placement observe your child?"


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="one thing, asked plainly"),
        pytest.param({"title": ""}, ["title"], id="no title"),
        pytest.param({"title": "website"}, ["title"], id="a title that is taken, whatever its case"),
        pytest.param({"question": "May we?"}, ["question"], id="asks nothing"),
        pytest.param({"question": "May we paint?"}, [], id="three words can ask something"),
        pytest.param(
            {"question": f"{QUESTION} And film it?"}, ["question"], id="two questions at once (L5.3)"
        ),
        pytest.param({"follow_ups": ()}, ["follow_ups"], id="nothing follows a withdrawal"),
    ],
)
def test_a_purpose_asks_one_thing_and_says_what_must_follow(changed, fields):
    purpose = {
        "title": "Observation by students",
        "question": QUESTION,
        "follow_ups": (FollowUp.STOPPED,),
        "taken": ["Website"],
    }
    assert list(purpose_problems(**purpose | changed)) == fields


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        pytest.param(day(11, 1), True, id="dated before the withdrawal"),
        pytest.param(day(11, 2), False, id="given again the same day"),
        pytest.param(day(11, 3), False, id="given again the day after"),
    ],
)
def test_a_consent_after_a_withdrawal_is_a_fresh_one(on, refused):
    found = problems(
        carer=MOTHER,
        has_parental_responsibility=True,
        answer=GIVEN,
        on=on,
        how=How.WRITTEN,
        witness="",
        born_on=None,
        today=day(11, 24),
        withdrawn_on=day(11, 2),
    )
    assert ("answer" in found) is refused


@pytest.mark.parametrize(
    ("how", "witness", "is_taken"),
    [
        pytest.param(How.VERBAL, "Ewa Nowak", True, id="somebody of the setting heard it"),
        pytest.param(How.VERBAL, " carys  Davies", False, id="the carer herself"),
        pytest.param(How.WRITTEN, "Carys Davies", True, id="who signs needs nobody who heard it"),
    ],
)
def test_a_carer_is_not_the_one_who_heard_the_answer(how, witness, is_taken):
    """L5.1: that somebody agreed is shown by somebody else."""
    found = problems(
        carer=MOTHER,
        has_parental_responsibility=True,
        answer=GIVEN,
        on=day(11, 2),
        how=how,
        witness=witness,
        carer_name="Carys Davies",
        born_on=None,
        today=day(11, 24),
    )
    assert list(found) == ([] if is_taken else ["witness"])


@pytest.mark.parametrize(
    ("how", "handed_out", "answered_on", "wording"),
    [
        pytest.param(How.WRITTEN, None, None, 2, id="no form is known to be out: that of its day"),
        pytest.param(How.WRITTEN, (1, day(11, 2)), None, 1, id="the form of before came back"),
        pytest.param(How.VERBAL, (1, day(11, 2)), None, 2, id="asked and said in words"),
        pytest.param(How.WRITTEN, (1, day(11, 2)), day(11, 1), 1, id="answered before it was handed out"),
        pytest.param(How.WRITTEN, (1, day(11, 2)), day(11, 2), 2, id="came back that day: this is another"),
        pytest.param(How.WRITTEN, (2, day(11, 2)), None, 2, id="the new form came back"),
    ],
)
def test_an_answer_is_on_the_wording_that_was_signed(how, handed_out, answered_on, wording):
    assert wording_of(how, in_force=2, handed_out=handed_out, answered_on=answered_on) == wording


@pytest.mark.parametrize(
    ("answer", "refused_next_on", "refused"),
    [
        pytest.param(GIVEN, day(11, 2), True, id="a consent before a no, which it makes a withdrawal"),
        pytest.param(GIVEN, None, False, id="a consent with no no after it"),
        pytest.param(REFUSED, day(11, 2), False, id="a no before a no"),
    ],
)
def test_a_consent_is_not_slipped_in_before_a_refusal(answer, refused_next_on, refused):
    found = problems(
        carer=MOTHER,
        has_parental_responsibility=True,
        answer=answer,
        on=day(11, 1),
        how=How.WRITTEN,
        witness="",
        born_on=None,
        today=day(11, 24),
        refused_next_on=refused_next_on,
    )
    assert ("answer" in found) is refused
    if refused:
        assert "Monday 2 November 2026" in found["answer"]


@pytest.mark.parametrize(
    "carer", [pytest.param(None, id="nobody chosen"), pytest.param(MOTHER, id="who gave none")]
)
def test_that_a_carer_gave_no_consent_is_said_of_a_carer_only(carer):
    found = problems(
        carer=carer,
        has_parental_responsibility=True,
        answer=WITHDRAWN,
        on=day(11, 1),
        how=How.WRITTEN,
        witness="",
        born_on=None,
        today=day(11, 24),
        given_before=False,
    )
    assert list(found) == (["answer"] if carer else ["carer"])


@pytest.mark.parametrize(
    ("answers", "taken_back", "left"),
    [
        pytest.param([GIVEN, WITHDRAWN], {1}, 2, id="the consent of a withdrawal"),
        pytest.param([GIVEN, WITHDRAWN], {1, 2}, None, id="both"),
        pytest.param([GIVEN, WITHDRAWN], {2}, None, id="the withdrawal"),
        pytest.param([GIVEN, GIVEN, WITHDRAWN], {2}, None, id="a renewal: the consent before stands"),
        pytest.param([GIVEN, GIVEN, WITHDRAWN], {1, 2}, 3, id="both consents"),
        pytest.param([GIVEN, REFUSED, WITHDRAWN], {1}, None, id="what was refused meanwhile"),
        pytest.param([WITHDRAWN], set(), None, id="a withdrawal alone, as a register says it"),
        pytest.param([REFUSED, WITHDRAWN], {1}, None, id="a refusal"),
        pytest.param([GIVEN, WITHDRAWN, GIVEN, WITHDRAWN], {3}, 4, id="the second of two"),
        pytest.param(
            [GIVEN, WITHDRAWN, REFUSED], {2}, 3, id="the withdrawal before a no, which would be one itself"
        ),
        pytest.param([GIVEN, WITHDRAWN, REFUSED], {2, 3}, None, id="with the no after it"),
        pytest.param([GIVEN, GIVEN, REFUSED], {2}, None, id="before a no that was entered after a consent"),
        pytest.param([], {1}, None, id="nothing"),
    ],
)
def test_no_answer_is_left_that_says_something_wrong(answers, taken_back, left):
    events = [Event(1, answer, date(2026, 11, at), order=at) for at, answer in enumerate(answers, 1)]
    found = left_without(taken_back, reversed(events))
    assert (found.order if found else None) == left


@pytest.mark.parametrize(
    ("held", "on", "is_held"),
    [
        pytest.param(Held(), day(11, 2), True, id="without days, always"),
        pytest.param(Held(from_on=day(11, 2)), day(11, 1), False, id="the day before it begins"),
        pytest.param(Held(from_on=day(11, 2)), day(11, 2), True, id="on its first day"),
        pytest.param(Held(from_on=day(11, 2)), day(11, 3), True, id="begun, and no end known"),
        pytest.param(Held(until_on=day(11, 2)), day(11, 1), True, id="no beginning known"),
        pytest.param(Held(until_on=day(11, 2)), day(11, 2), True, id="on its last day"),
        pytest.param(Held(until_on=day(11, 2)), day(11, 3), False, id="the day after it ended"),
    ],
)
def test_parental_responsibility_is_held_on_its_days(held, on, is_held):
    assert held.is_on(on) is is_held


@pytest.mark.parametrize(
    ("later_on", "fields"),
    [
        pytest.param(None, [], id="the last line that counts"),
        pytest.param(date(2026, 11, 20), ["row"], id="one that another line rests on"),
    ],
)
def test_a_line_of_a_journey_account_is_taken_back_from_the_end(later_on, fields):
    assert list(account_mistake_problems(later_on=later_on)) == fields


WENT_ON = date(2026, 11, 20)
LEFT = (FollowUp.STOPPED, FollowUp.RECIPIENTS_TOLD)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="all that is left"),
        pytest.param({"ticked": [(WENT_ON, LEFT, LEFT[:1])]}, [], id="the first of it"),
        pytest.param({"ticked": []}, ["done"], id="nothing"),
        pytest.param({"done_on": None}, ["done_on"], id="on no day"),
        pytest.param({"done_on": WENT_ON}, [], id="on the day it was withdrawn"),
        pytest.param({"done_on": WENT_ON - timedelta(days=1)}, ["done_on"], id="on the day before"),
        pytest.param({"done_on": date(2026, 11, 25)}, ["done_on"], id="tomorrow"),
        pytest.param({"ticked": [(WENT_ON, (), LEFT)]}, ["done_on"], id="of which nothing is left"),
        pytest.param({"ticked": [(WENT_ON, LEFT[:1], LEFT)]}, ["done"], id="some of it twice"),
        pytest.param(
            {"ticked": [(WENT_ON, LEFT, LEFT), (date(2026, 11, 25), LEFT, LEFT)]},
            ["done_on"],
            id="one of two withdrawn later",
        ),
        pytest.param({"note": "The password: kiwi"}, ["note"], id="a password (DR-5)"),
    ],
)
def test_what_was_done_about_a_withdrawal_is_refused_by_field(changed, fields):
    said = {"ticked": [(WENT_ON, LEFT, LEFT)], "done_on": date(2026, 11, 24), "note": ""}
    said |= {"today": date(2026, 11, 24)}
    assert list(follow_up_problems(**said | changed)) == fields


@pytest.mark.parametrize(
    ("purposes", "on", "fields"),
    [
        pytest.param([1, 2], date(2026, 11, 24), [], id="handed out today"),
        pytest.param([1], date(2026, 11, 25), ["on"], id="tomorrow"),
        pytest.param([1], None, ["on"], id="on no day"),
        pytest.param([], date(2026, 11, 24), ["purposes"], id="a form without a question"),
    ],
)
def test_a_form_that_was_handed_out_has_questions_and_a_day(purposes, on, fields):
    assert list(asked_problems(purposes, on=on, today=date(2026, 11, 24))) == fields


@pytest.mark.parametrize(
    ("forms", "on", "fields"),
    [
        pytest.param([7, 9], date(2026, 11, 24), [], id="two forms, today"),
        pytest.param([7], date(2026, 11, 25), ["on"], id="tomorrow"),
        pytest.param([], date(2026, 11, 24), ["forms"], id="every child is left out"),
    ],
)
def test_all_forms_that_were_handed_out_are_some_and_have_a_day(forms, on, fields):
    assert list(all_asked_problems(forms, on=on, today=date(2026, 11, 24))) == fields


@pytest.mark.parametrize(
    ("question", "began_on", "is_taken"),
    [
        pytest.param("May we film your child?", date(2026, 11, 23), True, id="another, of a day since"),
        pytest.param("May we film your child?", date(2026, 11, 24), False, id="it began today"),
        pytest.param(" May we take  pictures?", date(2026, 11, 23), False, id="the same, wider"),
    ],
)
def test_a_new_wording_is_another_one_and_not_of_the_same_day(question, began_on, is_taken):
    asked = {"present": "May we take pictures?", "began_on": began_on, "today": date(2026, 11, 24)}
    assert list(rewording_problems(question, **asked)) == ([] if is_taken else ["question"])


@pytest.mark.parametrize(
    ("answer", "given_before", "counts_as"),
    [
        pytest.param(Answer.REFUSED, True, Answer.WITHDRAWN, id="a no to what stands takes it back"),
        pytest.param(Answer.REFUSED, False, Answer.REFUSED, id="a first no is a no"),
        pytest.param(Answer.GIVEN, True, Answer.GIVEN, id="a yes again renews it"),
        pytest.param(Answer.WITHDRAWN, False, Answer.WITHDRAWN, id="said as what it is"),
    ],
)
def test_a_no_is_a_withdrawal_where_a_consent_stands(answer, given_before, counts_as):
    assert as_it_counts(answer, given_before=given_before) is counts_as


@pytest.mark.parametrize(
    ("answer", "on", "stays"),
    [
        pytest.param(Answer.GIVEN, date(2026, 11, 9), False, id="a yes of the day before"),
        pytest.param(Answer.GIVEN, date(2026, 11, 10), True, id="a yes of the first day"),
        pytest.param(Answer.GIVEN, date(2026, 11, 20), True, id="a yes of the last day"),
        pytest.param(Answer.GIVEN, date(2026, 11, 21), False, id="a yes of the day after"),
        pytest.param(Answer.REFUSED, date(2026, 11, 9), True, id="a no of the day before"),
        pytest.param(Answer.WITHDRAWN, date(2026, 11, 21), True, id="a withdrawal of the day after"),
    ],
)
def test_a_yes_of_days_without_parental_responsibility_is_left_out_and_a_no_stays(answer, on, stays):
    event = Event(1, answer, on)
    held = {1: Held(date(2026, 11, 10), date(2026, 11, 20))}
    assert without_consents_of_before([event], held) == ([event] if stays else [])
    assert without_consents_of_before([event], {}) == [event], "of whom nothing is known"


# Forms that nobody answered ------------------------------------------------------------------------

CLOSED = date(2026, 1, 15)  # a Thursday: the day on which it was recorded that no answer came
ANSWERED = Event(MOTHER, Answer.GIVEN, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("events", "held", "on", "stands"),
    [
        pytest.param([], {MOTHER: Held()}, CLOSED - timedelta(days=1), False, id="the day before"),
        pytest.param([], {MOTHER: Held()}, CLOSED, True, id="from the day itself"),
        pytest.param([], {MOTHER: Held()}, day(1, 14, 2027), True, id="the day before the renewal"),
        pytest.param([], {MOTHER: Held()}, day(1, 15, 2027), False, id="at the renewal it is asked anew"),
        pytest.param(
            [], {MOTHER: Held(), FATHER: Held(from_on=day(5, 1))}, day(4, 30), True,
            id="a father who holds it from tomorrow",
        ),
        pytest.param(
            [], {MOTHER: Held(), FATHER: Held(from_on=day(5, 1))}, day(5, 1), False,
            id="a father who holds it from today was never asked",
        ),
        pytest.param(
            [], {MOTHER: Held(), FATHER: Held(from_on=CLOSED)}, day(5, 1), True,
            id="a father who held it on that day",
        ),
        pytest.param(
            [], {MOTHER: Held(until_on=day(3, 1)), FATHER: Held()}, day(5, 1), True,
            id="a mother who holds it no longer had not answered either",
        ),
        pytest.param(
            [ANSWERED], {MOTHER: Held(until_on=day(6, 1)), FATHER: Held()}, day(6, 2), False,
            id="an answer ended it, also once that counts no more",
        ),
        pytest.param(
            [Event(MOTHER, Answer.GIVEN, day(9, 1, 2025))],
            {MOTHER: Held(until_on=day(1, 14)), FATHER: Held()}, day(2, 2), True,
            id="an answer that ended before",
        ),
    ],
)  # fmt: skip
def test_that_no_answer_came_stands_until_the_renewal_or_an_answer(events, held, on, stands):
    assert no_answer_stands(CLOSED, events, held=held, on=on, renewal_months=12) is stands
    assert not no_answer_stands(None, events, held=held, on=on, renewal_months=12)


@pytest.mark.parametrize(
    ("answer", "on", "expected"),
    [
        pytest.param(None, CLOSED, Status.NO_ANSWER, id="nobody answered"),
        pytest.param(Answer.GIVEN, CLOSED, Status.GIVEN, id="a form that came back on the day"),
        pytest.param(Answer.GIVEN, CLOSED - timedelta(days=9), Status.GIVEN, id="that was signed before it"),
        pytest.param(Answer.REFUSED, CLOSED + timedelta(days=9), Status.REFUSED, id="a no after it"),
    ],
)
def test_any_answer_counts_before_that_none_came(answer, on, expected):
    events = [Event(MOTHER, answer, on)] if answer else []
    said = {"responsible": BOTH, "on": day(2, 2), "renewal_months": 12}
    assert status(events, **said, no_answer=True) is expected
    assert status(events, **said, no_answer=True, left_on=day(2, 1)) is Status.ENDED


FIRST_OUT = date(2026, 10, 27)  # a Tuesday, with no bank holiday up to TODAY
TEN_DAYS_ON, ELEVEN_DAYS_ON = date(2026, 11, 10), date(2026, 11, 11)


@pytest.mark.parametrize(
    ("out", "today", "said"),
    [
        pytest.param([], TODAY, "No form that asks this is out", id="never handed out"),
        pytest.param([FIRST_OUT], TODAY, "again on Tuesday 10 November 2026 or later", id="asked for once"),
        pytest.param(
            [FIRST_OUT, TEN_DAYS_ON - timedelta(days=1)], TODAY, "again on Tuesday 10 November 2026 or later",
            id="asked for again a day too soon",
        ),
        pytest.param(
            [FIRST_OUT, TEN_DAYS_ON], TODAY, "Wait for it until Tuesday 24 November 2026",
            id="the last day of the second wait",
        ),
        pytest.param([FIRST_OUT, TEN_DAYS_ON], TODAY + timedelta(days=1), "", id="the day after it"),
        pytest.param(
            [FIRST_OUT, TEN_DAYS_ON, ELEVEN_DAYS_ON], TODAY + timedelta(days=1),
            "Wait for it until Wednesday 25 November 2026", id="a third asking is waited for as well",
        ),
        pytest.param([FIRST_OUT - timedelta(days=90), FIRST_OUT], TODAY, "", id="months apart"),
    ],
)  # fmt: skip
def test_a_family_is_asked_twice_with_the_days_for_a_form_after_each(out, today, said):
    found = no_answer_problem(out, form_days=10, today=today, bank_holidays=())
    assert (said in found) if said else found == ""


def test_two_days_are_never_one_though_a_form_has_no_days():
    assert no_answer_problem([TODAY], form_days=0, today=TODAY + timedelta(days=1), bank_holidays=())
    two = [TODAY, TODAY + timedelta(days=1)]
    assert not no_answer_problem(two, form_days=0, today=TODAY + timedelta(days=2), bank_holidays=())


@pytest.mark.parametrize(
    ("events", "no_answer_on", "from_on", "out"),
    [
        pytest.param([], None, None, [3, 17], id="both, where nothing came back"),
        pytest.param([(MOTHER, 2)], None, None, [3, 17], id="answered the day before the first"),
        pytest.param([(MOTHER, 3)], None, None, [17], id="the first came back on its day"),
        pytest.param([(GRANDMOTHER, 17)], None, None, [], id="also from one whose answer counts no more"),
        pytest.param([(MOTHER, 25)], None, None, [3, 17], id="an answer of tomorrow"),
        pytest.param([], 3, None, [17], id="no answer came to the first"),
        pytest.param([], 2, None, [3, 17], id="no answer came to one before"),
        pytest.param([], None, 3, [3, 17], id="the first of the day from which the carer holds it"),
        pytest.param([], None, 4, [17], id="the first was no form for a carer who holds it since"),
    ],
)
def test_a_form_is_out_until_it_is_answered_or_no_more_waited_for(events, no_answer_on, from_on, out):
    found = days_out(
        [day(11, 17), day(11, 3), day(11, 3), day(11, 25)],
        [Event(carer, Answer.GIVEN, day(11, on)) for carer, on in events],
        held={MOTHER: Held(from_on=day(11, from_on) if from_on else None)},
        no_answer_on=day(11, no_answer_on) if no_answer_on else None,
        on=TODAY,
    )
    assert found == [day(11, on) for on in out]


@pytest.mark.parametrize(
    ("no_answer_on", "since"),
    [
        pytest.param(day(11, 2), day(11, 3), id="of a form before: this one is out"),
        pytest.param(day(11, 3), None, id="of this form"),
        pytest.param(day(11, 20), None, id="after it was out for weeks"),
    ],
)
def test_a_form_is_not_waited_for_once_no_answer_came(no_answer_on, since):
    said = {"given_on": day(11, 3), "on": TODAY, "no_answer_on": no_answer_on}
    assert form_out_since(Status.NOT_ASKED, [], **said) == since
