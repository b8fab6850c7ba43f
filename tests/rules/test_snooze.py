"""What may wait, until when, and when it is back: never past a date of the law."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.agenda import Action, Area, Group, Item, State, group_of, headline
from rules.agenda.day import closed_then
from rules.snooze import Snooze, key_of, problems, snoozed

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


def item(code="C-001", due=TODAY - DAY, *, is_legal=False, what="Renew consent", area=Area.CONSENTS):
    state = State.LATE if due < TODAY else State.DUE
    return Item(area, code, what, "DR-4", due, state, is_legal, Action.CONSENT, 1)


HOUSE = item()
RELEASE = item("AR-1", TODAY + 9 * DAY, is_legal=True, what="Release the file", area=Area.ACCESS_REQUESTS)
TELL = item("AR-1", TODAY, what="Tell the chairperson", area=Area.ACCESS_REQUESTS)
LATE = item("AR-2", TODAY - DAY, is_legal=True, what="Release the file now", area=Area.ACCESS_REQUESTS)
DUE_TODAY = item("AR-3", TODAY, is_legal=True, what="Release today", area=Area.ACCESS_REQUESTS)
ITEMS = [HOUSE, RELEASE, TELL, LATE, DUE_TODAY]


@pytest.mark.parametrize(
    ("chosen", "until_on", "because", "fields"),
    [
        pytest.param(HOUSE, TODAY + DAY, "Form handed out", [], id="tomorrow"),
        pytest.param(HOUSE, TODAY, "Form handed out", ["until_on"], id="today is no wait"),
        pytest.param(HOUSE, None, "Form handed out", ["until_on"], id="no day"),
        pytest.param(HOUSE, date(2027, 1, 19), "Form handed out", [], id="eight weeks"),
        pytest.param(HOUSE, date(2027, 1, 20), "Form handed out", ["until_on"], id="a day more"),
        pytest.param(HOUSE, TODAY + DAY, "away", ["because"], id="one word is no reason"),
        pytest.param(HOUSE, TODAY + DAY, "They're away", [], id="two words are one"),
        pytest.param(RELEASE, TODAY + 9 * DAY, "A day is booked", [], id="until the legal date"),
        pytest.param(RELEASE, TODAY + 10 * DAY, "A day is booked", ["until_on"], id="past the legal date"),
        pytest.param(TELL, TODAY + 9 * DAY, "She is away", [], id="a step until its request's legal date"),
        pytest.param(TELL, TODAY + 10 * DAY, "She is away", ["until_on"], id="a step past it"),
        pytest.param(LATE, TODAY + DAY, "A day is booked", ["until_on"], id="late by law never waits"),
        pytest.param(DUE_TODAY, TODAY + DAY, "A day is booked", ["until_on"], id="nor what is due today"),
    ],
)
def test_what_may_wait(chosen, until_on, because, fields):
    assert list(problems([chosen], ITEMS, until_on=until_on, because=because, today=TODAY)) == fields


@pytest.mark.parametrize(
    ("chosen", "until_on", "said"),
    [
        pytest.param(
            HOUSE,
            date(2027, 1, 20),
            "Nothing can wait longer than eight weeks: Tuesday 19 January 2027.",
            id="longer than anything waits",
        ),
        pytest.param(
            TELL,
            TODAY + 10 * DAY,
            "AR-1: it cannot wait past Thu 3 Dec, because of its legal date. Choose an earlier day, or take "
            "it out.",
            id="past a legal date that is ahead",
        ),
        pytest.param(
            DUE_TODAY,
            TODAY + DAY,
            "AR-3: there is no day left before its legal date to wait for. Take it out.",
            id="on the legal date no day is left to choose",
        ),
    ],
)
def test_a_wait_that_is_too_long_says_which_day_would_do(chosen, until_on, said):
    assert (
        problems([chosen], ITEMS, until_on=until_on, because="She is away", today=TODAY)["until_on"] == said
    )


def test_where_the_setting_is_closed_on_a_legal_date_nothing_waits_past_its_last_open_day():
    in_a_closure = [replace(RELEASE, open_last=TODAY + 5 * DAY)]
    for until_on, fields in ((TODAY + 5 * DAY, []), (TODAY + 6 * DAY, ["until_on"])):
        given = {"until_on": until_on, "because": "She is away", "today": TODAY}
        assert list(problems(in_a_closure, in_a_closure, **given)) == fields


@pytest.mark.parametrize("action", [Action.REPLY, Action.NO_REPLY])
@pytest.mark.parametrize(("days", "is_said"), [(7, False), (8, True)])
def test_a_reply_of_social_care_waits_a_week_at_most(action, days, is_said):
    """OV-1: the first line of the review was one press from eight weeks of silence, and again."""
    told = replace(item("SD-1", area=Area.SHARING_DECISIONS), action=action)
    found = problems([told], [told], until_on=TODAY + days * DAY, because="We wait for them", today=TODAY)
    assert bool(found) is is_said
    assert not is_said or "rung for again within a week" in found["until_on"]


def test_what_may_put_somebody_in_danger_never_waits():
    endangers = replace(item("BR-1", area=Area.SHARING_DECISIONS), is_of_harm=True)
    found = problems([endangers], [endangers], until_on=TODAY + DAY, because="She is away", today=TODAY)
    assert "somebody may be in danger" in found["until_on"]
    put_off = Snooze(5, key_of(endangers), TODAY + DAY, "She is away", endangers.due)
    [again] = snoozed([endangers], [put_off], today=TODAY)
    assert again.snoozed_until is None, "it was put off before that was known"


def test_of_two_legal_dates_the_nearer_one_counts():
    both = [RELEASE, replace(RELEASE, due=TODAY + 5 * DAY, what="Acknowledge")]
    for until_on, fields in ((TODAY + 5 * DAY, []), (TODAY + 6 * DAY, ["until_on"])):
        given = {"until_on": until_on, "because": "She is away", "today": TODAY}
        assert list(problems([TELL], [*both, TELL], **given)) == fields


def test_something_is_chosen():
    assert list(problems([], ITEMS, until_on=TODAY + DAY, because="Form is out", today=TODAY)) == ["items"]


def waiting(of=HOUSE, until_on=TODAY + 7 * DAY):
    return Snooze(5, key_of(of), until_on, "The form was handed out", of.due)


def test_what_waits_is_marked_and_in_its_own_group_and_stays_late():
    marked = snoozed(ITEMS, [waiting()], today=TODAY)
    [held] = [i for i in marked if i.snooze]
    assert (held.snoozed_until, held.snoozed_because) == (TODAY + 7 * DAY, "The form was handed out")
    assert group_of(held, today=TODAY) is Group.WAITING
    assert held.state is State.LATE, "Its figures stay as they are."
    assert marked.index(held) == len(marked) - 1, "The order is that of the groups."
    assert headline([held], today=TODAY) == (
        "Nothing else is late and nothing falls due within a week. 1 late thing waits."
    )
    assert headline([held, held, replace(held, snoozed_until=None)], today=TODAY) == (
        "1 thing is late by the setting's own rules. 2 late things wait."
    )


@pytest.mark.parametrize(
    ("snooze", "today"),
    [
        pytest.param(waiting(), TODAY + 7 * DAY, id="its day has come"),
        pytest.param(waiting(replace(HOUSE, due=HOUSE.due - DAY)), TODAY, id="another day: it began anew"),
        pytest.param(waiting(replace(HOUSE, what="Renew consent: 2 purposes")), TODAY, id="other words"),
        pytest.param(waiting(RELEASE, until_on=TODAY + 10 * DAY), TODAY, id="the law's date came nearer"),
    ],
)
def test_it_is_back(snooze, today):
    assert not any(i.snooze for i in snoozed(ITEMS, [snooze], today=today))


KEY_PERSON = replace(HOUSE, area=Area.CHILDREN, action=Action.KEY_PERSON, what="Choose a key person")
ACCOUNT = replace(
    HOUSE,
    area=Area.INDUCTION,
    action=Action.CLOSE_ACCOUNT,
    what="Close the account: this person starts only on 1 Mar",
)


@pytest.mark.parametrize(
    ("put_off", "due", "waits"),
    [
        pytest.param(KEY_PERSON, KEY_PERSON.due, True, id="still without a key person"),
        pytest.param(KEY_PERSON, TODAY + 9 * DAY, False, id="had one, and that one has left too"),
        pytest.param(HOUSE, TODAY + 365 * DAY, False, id="done, and it comes round again"),
        pytest.param(HOUSE, HOUSE.due - 365 * DAY, False, id="put right: due for longer than was thought"),
        pytest.param(ACCOUNT, TODAY + DAY, True, id="whose date is always today, and whose words say when"),
    ],
)
def test_the_same_words_with_another_date_are_another_time(put_off, due, waits):
    """The words are the same each time: of a weekly check, of a child whose next key person leaves too."""
    [held] = snoozed([replace(put_off, due=due)], [waiting(put_off)], today=TODAY + DAY)
    assert (held.snooze is not None) is waits


BEFORE_CHRISTMAS = date(2026, 12, 18)
IN_CHRISTMAS = item(due=date(2026, 12, 29))
IN_WORDS_OF_NOW = replace(
    IN_CHRISTMAS, what=IN_CHRISTMAS.what + closed_then(BEFORE_CHRISTMAS), open_last=BEFORE_CHRISTMAS
)
SINCE_JUNE = item(what="Withdrawn, Mon 8 Jun: stop and undo Website")


@pytest.mark.parametrize(
    ("put_off", "now"),
    [
        pytest.param(IN_WORDS_OF_NOW, IN_CHRISTMAS, id="the setting has closed"),
        pytest.param(IN_CHRISTMAS, IN_WORDS_OF_NOW, id="the closure was entered later"),
        pytest.param(
            *(SINCE_JUNE, replace(SINCE_JUNE, what="Withdrawn, 8 Jun 2026: stop and undo Website")),
            id="a day in it is half a year ago, and has its year from now on",
        ),
    ],
)
def test_what_waits_is_not_back_because_the_same_is_said_otherwise(put_off, now):
    """It said that it comes back on its day, and stood among what is overdue after the holidays."""
    [held] = snoozed([now], [waiting(put_off, until_on=date(2027, 1, 11))], today=date(2027, 1, 4))
    assert held.snooze is not None


def test_of_what_was_put_off_before_its_date_was_kept_the_words_alone_count():
    held = replace(waiting(), due=None)
    assert snoozed([replace(HOUSE, due=TODAY)], [held], today=TODAY)[0].snooze == held.id


@pytest.mark.parametrize("way", [1, -1], ids=["the older first", "the newer first"])
def test_a_thing_that_came_back_waits_as_was_said_last(way):
    """It came back because the law's date came nearer; the first wait was never ended."""
    first = waiting(RELEASE, until_on=TODAY + 10 * DAY)
    last = replace(waiting(RELEASE, until_on=TODAY + 3 * DAY), id=6)
    [held] = [i for i in snoozed(ITEMS, [first, last][::way], today=TODAY) if i.snooze]
    assert (held.snooze, held.snoozed_until) == (6, TODAY + 3 * DAY)


ICO = Item(
    *(Area.SHARING_DECISIONS, "BR-1", "Decide about the ICO by Thu 26 Nov, 09:00", "CP-13"),
    *(TODAY + 2 * DAY, State.DUE, True, Action.BREACH, 1),
)


@pytest.mark.parametrize(
    ("until_on", "today", "fields"),
    [
        pytest.param(TODAY + DAY, TODAY, [], id="back the day before its 72 hours end"),
        pytest.param(TODAY + 2 * DAY, TODAY, ["until_on"], id="back on the day itself may be hours too late"),
        pytest.param(TODAY + 2 * DAY, TODAY + DAY, ["until_on"], id="the day before, it waits no more"),
    ],
)
def test_a_breach_is_back_before_the_day_on_which_its_hours_end(until_on, today, fields):
    assert list(problems([ICO], [ICO], until_on=until_on, because="He is away", today=today)) == fields
    marked = snoozed([ICO], [waiting(ICO, until_on=until_on)], today=TODAY)
    assert any(i.snooze for i in marked) is (not fields)


@given(st.integers(-20, 80), st.integers(1, 80))
def test_nothing_ever_waits_past_a_legal_date(legal_in, days):
    legal = item("AR-9", TODAY + legal_in * DAY, is_legal=True, area=Area.ACCESS_REQUESTS)
    step = item("AR-9", TODAY, what="Acknowledge", area=Area.ACCESS_REQUESTS)
    for chosen in (legal, step):
        until = TODAY + days * DAY
        if not problems([chosen], [legal, step], until_on=until, because="Some reason", today=TODAY):
            assert until <= legal.due
        for held in snoozed([legal, step], [waiting(chosen, until_on=until)], today=TODAY):
            assert held.snoozed_until is None or held.snoozed_until <= legal.due
