"""Dates for a calendar outside: read back by an iCalendar library, with codes and no names."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from papers.deadlines import BY_LAW, OURS, calendar
from rules.access import Step
from rules.agenda import Action, Area, Item, State
from rules.complaints import Step as ComplaintStep
from rules.rectification import Step as CorrectionStep
from store import agenda
from tests.conftest import TODAY, rows
from tests.pages.test_on_screen import NAMING

MADE = datetime(2026, 11, 24, 9, tzinfo=UTC)
RELEASE = Item(
    Area.ACCESS_REQUESTS,
    "AR-2026-003",
    "Release the file; today, or send a notice",
    "AR-8",
    date(2026, 12, 2),
    State.DUE,
    True,
    Action.ACCESS_STEP,
    3,
    child=1,
    step=Step.RELEASED,
    about="Ivy Davies",
)


def events(made: bytes):
    held = Calendar.from_ical(made)
    assert str(held["version"]) == "2.0"
    return held.walk("VEVENT")


def test_each_date_is_a_day_with_its_code_what_to_do_and_whether_it_is_law():
    house = replace(RELEASE, what="Acknowledge the request in writing", clause="AR-7", is_legal=False)
    first, second = events(calendar([RELEASE, house], made_at=MADE))
    assert str(first["summary"]) == "AR-2026-003: Release the file; today, or send a notice"
    assert (first.decoded("dtstart"), first.decoded("dtend")) == (date(2026, 12, 2), date(2026, 12, 3))
    assert first.decoded("dtstamp") == MADE
    assert str(first["description"]) == f"AR-8. {BY_LAW}"
    assert str(second["description"]) == f"AR-7. {OURS}"
    assert first["uid"] != second["uid"]


@pytest.mark.parametrize(
    ("action", "is_legal", "snoozed_until", "said"),
    [
        pytest.param(
            Action.TRAINING, False, None, "AR-8.", id="two years of training: not ours, no date by law"
        ),
        pytest.param(Action.ADVICE, False, None, "AR-8.", id="social care's own day"),
        pytest.param(
            *(Action.REQUEST, True, date(2026, 11, 30)),
            f"AR-8. {BY_LAW} It waits until this day; it is due on Wednesday 2 December 2026.",
            id="what waits stands on the day it comes back",
        ),
    ],
)
def test_no_day_is_said_to_be_somebodys_that_is_not_theirs(action, is_legal, snoozed_until, said):
    item = replace(RELEASE, action=action, is_legal=is_legal, snoozed_until=snoozed_until)
    [event] = events(calendar([item], made_at=MADE))
    assert str(event["description"]) == said


@pytest.mark.parametrize(
    ("due", "snoozed_until", "stands_on", "said"),
    [
        pytest.param(date(2026, 11, 25), None, date(2026, 11, 25), "", id="tomorrow"),
        pytest.param(date(2026, 11, 24), None, date(2026, 11, 24), "", id="today is not late"),
        pytest.param(
            *(date(2026, 11, 23), None, date(2026, 11, 24)),
            " It was due on Monday 23 November 2026.",
            id="late since yesterday",
        ),
        pytest.param(
            *(date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 27)),
            " It waits until this day; it was due on Monday 23 November 2026.",
            id="late, but it waits",
        ),
    ],
)
def test_what_is_late_stands_on_the_day_the_file_was_made(due, snoozed_until, stands_on, said):
    [event] = events(calendar([replace(RELEASE, due=due, snoozed_until=snoozed_until)], made_at=MADE))
    assert event.decoded("dtstart") == stands_on
    assert str(event["description"]) == f"AR-8. {BY_LAW}{said}"


@pytest.mark.parametrize(
    ("made_at", "stands_on"),
    [
        pytest.param(MADE, date(2026, 12, 23), id="on the last day before it"),
        pytest.param(datetime(2026, 12, 23, 9, tzinfo=UTC), date(2026, 12, 23), id="on that day"),
    ],
)
def test_what_falls_in_a_closure_stands_on_the_last_day_before_it(made_at, stands_on):
    """As it counts on the weekly review: on the date itself nobody is there to do it."""
    closed = replace(RELEASE, due=date(2026, 12, 29), open_last=date(2026, 12, 23))
    [event] = events(calendar([closed], made_at=made_at))
    assert event.decoded("dtstart") == stands_on
    assert str(event["description"]) == f"AR-8. {BY_LAW} It is due on Tuesday 29 December 2026."


def test_a_date_that_moves_is_the_same_entry():
    moved = replace(
        RELEASE, due=RELEASE.due + timedelta(days=30), what="Release the file: this is the extended date"
    )
    [before] = events(calendar([RELEASE], made_at=MADE))
    [after] = events(calendar([moved], made_at=MADE))
    assert before["uid"] == after["uid"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            RELEASE,
            replace(RELEASE, what="Waiting for what they want", step=Step.CLARIFICATION_ANSWERED),
            id="a question was asked",
        ),
        pytest.param(
            RELEASE,
            replace(RELEASE, what="Waiting for proof", clause="AR-4", step=Step.IDENTITY_CONFIRMED),
            id="proof is awaited",
        ),
        pytest.param(
            RELEASE,
            replace(RELEASE, what="Release nothing until", action=Action.REQUEST, step=None),
            id="who asks turns out to be no carer",
        ),
        pytest.param(
            replace(RELEASE, action=Action.RECTIFICATION, clause="RC-3", step=CorrectionStep.DECIDED),
            replace(RELEASE, action=Action.RECTIFICATION, clause="RC-2", step=CorrectionStep.ANSWERED),
            id="a correction is decided, and to be answered",
        ),
    ],
)
def test_the_answer_by_law_is_one_entry_whatever_is_done_about_it_next(before, after):
    """Taken in again it stood in the calendar twice, and once on a day that had moved."""
    [was], [now] = (events(calendar([item], made_at=MADE)) for item in (before, after))
    assert was["uid"] == now["uid"]


def test_two_dates_by_law_of_a_complaint_are_two_entries():
    acknowledge = replace(RELEASE, action=Action.COMPLAINT, step=ComplaintStep.ACKNOWLEDGED)
    outcome = replace(acknowledge, step=ComplaintStep.OUTCOME)
    first, second = events(calendar([acknowledge, outcome], made_at=MADE))
    [left] = events(calendar([outcome], made_at=MADE))
    assert (left["uid"], first["uid"] == second["uid"]) == (second["uid"], False)


@pytest.mark.parametrize(
    ("action", "first", "other"),
    [
        pytest.param(
            Action.ASK, "Ask for consent: Website", "Renew consent: 3 purposes", id="asked and renewed"
        ),
        pytest.param(
            Action.CONSENT, "Carers disagree about Website: treat as no, and talk to both",
            "Carers disagree about Display: treat as no, and talk to both", id="two disagreements",
        ),
        pytest.param(
            Action.SIGN_OFF, "Take through: 3 topics", "Read again and sign: Phones", id="two of a person"
        ),
    ],
)  # fmt: skip
def test_of_two_lines_about_one_row_each_stays_what_it_is_when_the_other_is_done(action, first, other):
    """Else the one that is left would take the other's place, and stand in the calendar twice."""
    both = [replace(RELEASE, action=action, step=None, what=what) for what in (first, other)]
    before = {str(event["summary"]): event["uid"] for event in events(calendar(both, made_at=MADE))}
    [left] = events(calendar(both[1:], made_at=MADE))
    assert left["uid"] == before[str(left["summary"])]


def test_what_becomes_pressing_is_the_same_entry():
    ahead = replace(RELEASE, action=Action.SIGN_OFF, step=None, what="Take through: Phones")
    uids = {
        event["uid"]
        for what in (ahead.what, "Take through now: Phones", "Take through now: Phones and Cameras")
        for event in events(calendar([replace(ahead, what=what)], made_at=MADE))
    }
    assert len(uids) == 1


def test_what_many_are_asked_is_the_same_entry_when_fewer_are_left():
    many = replace(
        RELEASE, action=Action.SIGN_OFFS, child=None, step=None, code="12 people", what="Read again"
    )
    other = replace(many, due=many.due + timedelta(days=7))
    before, beside = events(calendar([many, other], made_at=MADE))
    [after] = events(calendar([replace(many, code="9 people")], made_at=MADE))
    assert (after["uid"], str(after["summary"])) == (before["uid"], "9 people: Read again")
    assert after["uid"] != beside["uid"], "by another day"


def test_nobody_is_named_in_it(sample):
    with sample.connection() as look:
        items = agenda.read(look, TODAY, Area.ACCESS_REQUESTS).items
    made = calendar(items, made_at=MADE)
    said = b"".join(made.split(b"\r\n ")).decode()
    assert len(events(made)) == len(items) > 5
    assert any(item.about for item in items)
    for model, columns in NAMING.items():
        for row in rows(sample, model):
            for column in columns:
                if len(row[column] or "") > 3:
                    assert row[column] not in said


def test_nothing_to_do_is_an_empty_calendar():
    assert events(calendar([], made_at=MADE)) == []


def test_what_waits_on_whoever_asks_was_not_due_on_the_cautious_date():
    """Its month has not begun: a calendar that says it was due would be an admission (L1.6)."""
    item = replace(RELEASE, due=date(2026, 11, 23), is_legal=True, state=State.WAITING)
    [event] = events(calendar([item], made_at=MADE))
    said = str(event["description"])
    assert said.endswith(
        "The cautious date was Monday 23 November 2026. It waits on somebody, and is not late."
    )
    assert "was due" not in said
