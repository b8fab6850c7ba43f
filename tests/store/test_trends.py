"""Trends: what was signed in a week, and what the records say of that day when asked today, agree."""

import json
from datetime import timedelta

import pytest

from models import AccessStep, Consent, InductionRecord, SharingEntry, WeeklyReview
from rules import committee
from rules.access import Step
from rules.agenda import Action
from rules.consent import Answer, How
from store import agenda, figures, weekly_review
from store import committee as meetings
from tests.conftest import TODAY, agenda_of, manager_of, rows, to_sign

A_DAY = timedelta(days=1)


def as_of(opened, day):
    """The figures that the records give for a day, asked now."""
    with opened.connection() as look:
        return figures.read(look, agenda.read(look, day)).as_plain()


def signed(opened):
    held = {row["on"]: json.loads(row["figures"]) for row in rows(opened, WeeklyReview)}
    return {on: kept for on, kept in held.items() if kept}


def test_every_signed_week_agrees_with_the_records_as_of_its_day(sample):
    held = signed(sample)
    assert len(held) > 8
    assert {on: as_of(sample, on) for on in held} == held


def test_the_trend_of_a_meeting_is_the_one_that_the_records_give(sample):
    with sample.connection() as look:
        shown = meetings.read(look, TODAY).meeting
    days = [on for on, _ in shown.areas[0].weeks]
    given = committee.areas_seen(as_of(sample, TODAY), [(on, as_of(sample, on)) for on in days])
    assert days
    assert {seen.area: (seen.weeks, seen.were_late) for seen in shown.areas} == {
        seen.area: (seen.weeks, seen.were_late) for seen in given
    }


def test_what_is_recorded_later_leaves_a_signed_day_as_it_was(sample):
    """Done tomorrow, recorded tomorrow: the week that was signed today does not move."""
    before = agenda_of(sample).items
    weekly_review.sign_review(sample, manager_of(sample), to_sign(sample))
    late = next(i for i in before if i.action is Action.ACCESS_STEP and i.step is Step.RELEASED)
    consents = rows(sample, Consent)
    person = next(i for i in before if i.action is Action.SIGN_OFF)
    topic = rows(sample, InductionRecord)[0]["topic_id"]
    decision = next(i for i in before if i.action is Action.RECORD and "the entry in" in i.what)
    with sample.administering("test") as session:
        session.add(AccessStep(request_id=late.record, step=Step.RELEASED, on=TODAY + A_DAY))
        session.add(
            Consent(
                **{k: consents[-1][k] for k in ("child_id", "purpose_id", "carer_id")},
                answer=Answer.REFUSED,
                on=TODAY + A_DAY,
                how=How.WRITTEN,
            )
        )
        session.add(InductionRecord(staff_id=person.record, topic_id=topic, on=TODAY + A_DAY))
        session.add(SharingEntry(decision_id=decision.record, recorded_on=TODAY + A_DAY))
    assert as_of(sample, TODAY) == signed(sample)[TODAY]


@pytest.mark.parametrize("weeks", [1, 4])
def test_a_day_that_was_not_signed_can_be_asked_for_as_well(sample, weeks):
    day = TODAY - timedelta(weeks=weeks)
    assert as_of(sample, day)["on"] == day.isoformat()
