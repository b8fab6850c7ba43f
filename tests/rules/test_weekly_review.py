"""The weekly review as a habit: what is new and what went; missed weeks; the weeks ahead."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.agenda import Action, Area, Item, State
from rules.weekly_review import again_problems, asked_weeks, kept, missed_weeks, since, weeks_ahead
from rules.working_days import bank_holidays

TODAY = date(2026, 11, 24)  # a Tuesday
DAY = timedelta(days=1)
MONDAY = TODAY - DAY
HOLIDAYS = bank_holidays([2026, 2027])


def item(code, due=TODAY):
    return Item(Area.CONSENTS, code, "Renew", "DR-4", due, State.DUE, False, Action.CONSENT, 1)


def test_what_is_new_what_went_and_what_is_still_there():
    held = since([item("C-1"), item("C-2")], [kept(item(f"C-{n}")) for n in (2, 6, 5, 4, 3)], on=MONDAY)
    assert [i.code for i in held.new] == ["C-1"]
    assert [i.code for i in held.still] == ["C-2"]
    assert held.gone == tuple(f"C-{n} record an answer" for n in (3, 4, 5, 6)), "In the order of the codes."


def test_of_two_things_that_a_review_keeps_in_the_same_words_each_counts():
    one, other = item("AR-2026-003"), item("AR-2026-003", TODAY + DAY)
    done = since([one], [kept(one), kept(other)], on=MONDAY)
    assert (done.new, done.gone, done.still) == ((), (kept(one),), (one,))
    come = since([one, other], [kept(one)], on=MONDAY)
    assert (come.new, come.gone, come.still) == ((other,), (), (one,))


@pytest.mark.parametrize(
    ("due", "state", "was_on_it", "stands"),
    [
        pytest.param(MONDAY - DAY, State.LATE, True, "still", id="late on the day of the review already"),
        pytest.param(MONDAY, State.LATE, True, "late", id="due on the day of the review"),
        pytest.param(TODAY - DAY, State.LATE, False, "late", id="new, and late"),
        pytest.param(MONDAY - 5 * DAY, State.LATE, False, "late", id="recorded late, and new on the list"),
        pytest.param(TODAY, State.DUE, True, "still", id="due today"),
        pytest.param(TODAY, State.DUE, False, "new", id="new, and due today"),
    ],
)
def test_what_became_late_since_is_told_from_what_was_late_then(due, state, was_on_it, stands):
    one = replace(item("C-1", due), state=state)
    held = since([one], [kept(one)] if was_on_it else [], on=MONDAY)
    assert {name: len(getattr(held, name)) for name in ("late", "new", "gone", "still")} == {
        "late": 0,
        "new": 0,
        "gone": 0,
        "still": 0,
    } | {stands: 1}


def test_of_what_became_late_the_most_pressing_stands_first():
    law = replace(item("C-2", MONDAY), state=State.LATE, is_legal=True)
    ours = replace(item("C-1", MONDAY), state=State.LATE)
    assert since([ours, law], [], on=MONDAY).late == (law, ours)


def test_what_is_asked_of_fewer_than_then_is_still_there():
    many = [replace(item(f"{n} people"), action=Action.SIGN_OFFS, area=Area.INDUCTION) for n in (12, 9)]
    fewer = since([many[1]], [kept(many[0])], on=MONDAY)
    assert (fewer.new, fewer.gone, fewer.still) == ((), (), (many[1],))
    done = since([], [kept(many[0])], on=MONDAY)
    assert done.gone == ("12 people sign off together",), "as many as were asked then"
    # A number to ring is a name, and no count.
    others = since([item("101 Police")], [kept(item("999 Police"))], on=MONDAY)
    assert (len(others.new), len(others.gone), len(others.still)) == (1, 1, 0)


@pytest.mark.parametrize(
    ("signed", "began_on", "missed"),
    [
        pytest.param([MONDAY - 7 * DAY], MONDAY - 7 * DAY, [], id="signed last week"),
        pytest.param([MONDAY - DAY], MONDAY - 7 * DAY, [], id="on its Sunday"),
        pytest.param([MONDAY], MONDAY - 7 * DAY, [MONDAY - 7 * DAY], id="this week is not last week"),
        pytest.param([], MONDAY, [], id="begun this week"),
        pytest.param([], TODAY - 8 * DAY, [MONDAY - 7 * DAY], id="begun last week and not signed"),
        pytest.param([], None, [], id="nothing known"),
        pytest.param([MONDAY - 14 * DAY], MONDAY, [MONDAY - 7 * DAY], id="signed before the first day known"),
        pytest.param(
            [MONDAY - 21 * DAY], MONDAY - 14 * DAY, [MONDAY - 14 * DAY, MONDAY - 7 * DAY], id="two missed"
        ),
    ],
)
def test_missed_weeks(signed, began_on, missed):
    assert missed_weeks(signed, today=TODAY, began_on=began_on) == missed


CHRISTMAS = date(2026, 12, 28)  # its Monday and its Friday are bank holidays
CLOSED = frozenset(CHRISTMAS + n * DAY for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("began_on", "today", "weeks"),
    [
        pytest.param(date(2026, 12, 1), date(2026, 12, 6), 0, id="the first week is not over"),
        pytest.param(date(2026, 12, 1), date(2026, 12, 7), 1, id="one week"),
        pytest.param(date(2026, 12, 1), date(2027, 1, 18), 7, id="seven"),
        pytest.param(date(2026, 12, 1), date(2027, 2, 21), 11, id="eleven"),
        pytest.param(date(2026, 12, 1), date(2027, 2, 22), 12, id="twelve"),
        pytest.param(date(2026, 12, 1), date(2027, 12, 6), 12, id="no more than twelve"),
    ],
)
def test_a_review_was_to_be_signed_in_each_week_since_the_dashboard_began(began_on, today, weeks):
    """Of four missed in seven the committee read that four of twelve were."""
    signed = [date(2026, 12, 14)] if today > date(2026, 12, 14) else []
    assert len(asked_weeks(signed, today=today, began_on=began_on)) == weeks


@pytest.mark.parametrize(
    ("closed", "missed"),
    [
        pytest.param(CLOSED | HOLIDAYS, [], id="nobody is there from Monday to Friday"),
        pytest.param(CLOSED - {CHRISTMAS + 2 * DAY} | HOLIDAYS, [CHRISTMAS], id="one day open"),
        pytest.param(HOLIDAYS, [CHRISTMAS], id="bank holidays alone"),
    ],
)
def test_a_week_that_the_setting_is_closed_is_not_missed(closed, missed):
    weeks = missed_weeks(
        [CHRISTMAS - 3 * DAY], today=CHRISTMAS + 7 * DAY, began_on=CHRISTMAS - 7 * DAY, closed=closed
    )
    assert weeks == missed


def test_no_more_than_twelve_weeks_are_held_against_anybody():
    assert len(missed_weeks([], today=TODAY, began_on=date(2020, 1, 1))) == 12


def test_the_weeks_ahead_say_when_nobody_is_there():
    christmas = date(2026, 12, 25)
    closures = {date(2026, 12, 24): "Closed for Christmas", date(2026, 11, 23): "Training"}
    weeks = weeks_ahead([], today=TODAY, bank_holidays=HOLIDAYS, closures=closures)
    assert [week.monday for week in weeks] == [MONDAY + n * 7 * DAY for n in range(5)]
    assert weeks[0].closed == (), "Yesterday is past."
    today = weeks_ahead([], today=TODAY, bank_holidays=HOLIDAYS, closures={TODAY: "Training"})
    assert today[0].closed == ((TODAY, "Training"),)
    assert weeks[4].closed == ((date(2026, 12, 24), "Closed for Christmas"), (christmas, "Christmas Day"))


@pytest.mark.parametrize(
    ("held", "week"),
    [
        pytest.param(item("C-1", TODAY - 30 * DAY), 0, id="late is this week's work"),
        pytest.param(item("C-1", TODAY + 5 * DAY), 0, id="Sunday"),
        pytest.param(item("C-1", TODAY + 6 * DAY), 1, id="next Monday"),
        pytest.param(item("C-1", TODAY + 33 * DAY), 4, id="the last Sunday"),
        pytest.param(item("C-1", TODAY + 34 * DAY), None, id="after it"),
        pytest.param(replace(item("C-1"), snoozed_until=TODAY + 6 * DAY), 1, id="where its wait ends"),
        pytest.param(
            replace(item("C-1", TODAY + 20 * DAY), open_last=TODAY + 10 * DAY),
            1,
            id="before we close",
        ),
    ],
)
def test_each_thing_is_in_the_week_it_comes_up(held, week):
    weeks = weeks_ahead([held], today=TODAY, bank_holidays=HOLIDAYS, closures={})
    assert [n for n, ahead in enumerate(weeks) if ahead.items] == ([] if week is None else [week])


@pytest.mark.parametrize(
    ("seen", "now", "note", "refused"),
    [
        pytest.param(0, 0, "", False, id="the first signature needs no note"),
        pytest.param(0, 1, "It was signed before I had looked", True, id="signed since the form was opened"),
        pytest.param(1, 1, "", True, id="again without a note"),
        pytest.param(1, 1, "Again", True, id="again without a sentence"),
        pytest.param(1, 1, "It was signed before I had looked", False, id="again with the reason"),
        pytest.param(1, 2, "It was signed before I had looked", True, id="a colleague signed again first"),
        pytest.param(2, 2, "A concern came in after that", False, id="a third time"),
    ],
)
def test_a_day_is_signed_again_by_whoever_means_it(seen, now, note, refused):
    assert bool(again_problems(seen, now, note=note)) is refused
