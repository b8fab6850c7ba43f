"""Letting things wait: rows that only grow, with authority, never past the law's date."""

from datetime import timedelta

import pytest

from models import AuditEntry, ClosureDay, KeyPersonAssignment, Snooze, WeeklyReview
from rules.agenda import Action, Area, Group, group_of
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.snooze import key_of
from store import figures, people, weekly_review
from store.cabinet import AlreadyRecorded
from store.refusal import Refused
from tests.conftest import TODAY, account, agenda_of, manager_of, rows, to_sign

A_WEEK = timedelta(days=7)
BECAUSE = "The form was handed out"


def first(opened, *, is_legal=False):
    """The first legal date, or the first house date of something that no legal date hangs over."""
    return next(
        i
        for i in agenda_of(opened).items
        if i.is_legal is is_legal and i.snooze is None and (is_legal or i.area is not Area.ACCESS_REQUESTS)
    )


def let_wait(opened, *items, until_on=TODAY + A_WEEK, who=None, **more):
    weekly_review.let_wait(
        opened,
        who or manager_of(opened),
        keys=[key_of(item) for item in items],
        until_on=until_on,
        because=BECAUSE,
        today=TODAY,
        **more,
    )


def waits(opened, today=TODAY):
    return [i for i in agenda_of(opened, today).items if i.snooze]


def test_it_waits_until_its_day_and_is_back_then(sample):
    item = first(sample)
    let_wait(sample, item)
    [held] = waits(sample)
    assert (key_of(held), held.snoozed_until) == (key_of(item), TODAY + A_WEEK)
    assert held.snoozed_because == BECAUSE
    assert group_of(held, today=TODAY) is Group.WAITING
    assert not waits(sample, TODAY - timedelta(days=1)), "The day before knows nothing of it."
    assert not waits(sample, TODAY + A_WEEK)
    assert [row["thing"] for row in rows(sample, AuditEntry)][-1] == "snooze"
    tomorrow = TODAY + timedelta(days=1)
    weekly_review.end_wait(sample, manager_of(sample), snoozes=[held.snooze], today=tomorrow)
    assert not waits(sample, tomorrow)
    assert waits(sample), "On the day before it was ended it still waits."


def test_a_wait_is_ended_early_by_a_row_of_its_own(sample):
    let_wait(sample, first(sample))
    [held] = waits(sample)
    twice = [held.snooze, held.snooze]
    weekly_review.end_wait(sample, manager_of(sample), snoozes=twice, today=TODAY)
    assert not waits(sample)
    begun, ended = rows(sample, Snooze)
    assert ended["ends_id"] == begun["id"]
    with pytest.raises(Refused):
        weekly_review.end_wait(sample, manager_of(sample), snoozes=[held.snooze], today=TODAY)
    let_wait(sample, first(sample))
    assert len(waits(sample)) == 1, "It can be put off again."


def test_another_day_takes_the_place_of_the_first(sample):
    let_wait(sample, first(sample))
    let_wait(sample, waits(sample)[0], until_on=TODAY + 2 * A_WEEK)
    [held] = waits(sample)
    assert held.snoozed_until == TODAY + 2 * A_WEEK


def test_another_day_takes_the_place_of_a_wait_that_no_longer_counts(sample):
    """The law's date came nearer than was said first: the thing is back, and may wait until before it."""
    item = next(i for i in agenda_of(sample).items if i.is_legal and i.due > TODAY + timedelta(days=1))
    until_on = {"until_on": item.due + A_WEEK, "on": TODAY, "because": BECAUSE}
    named = {"area": item.area, "action": item.action, "record": item.record, "what": item.what}
    with sample.administering("test") as session:
        session.add(Snooze(**named, **until_on, code=item.code))
    assert not waits(sample)
    let_wait(sample, item, until_on=item.due - timedelta(days=1))
    assert [held.snoozed_until for held in waits(sample)] == [item.due - timedelta(days=1)]
    assert [row["ends_id"] for row in rows(sample, Snooze)] == [None, 1, None]


def test_what_ended_and_is_there_again_waits_no_longer(cabinet, who, family):
    """The line of a child whose next key person has left too has the very words that were put off."""

    def ends(until_on):
        with cabinet.administering("the key person's last day") as session:
            session.get(KeyPersonAssignment, rows(cabinet, KeyPersonAssignment)[-1]["id"]).until_on = until_on

    def asked(today):
        return [i for i in agenda_of(cabinet, today).items if i.action is Action.KEY_PERSON]

    ends(TODAY - timedelta(days=1))
    let_wait(cabinet, *asked(TODAY), until_on=TODAY + 8 * A_WEEK, who=who)
    assert asked(TODAY)[0].snooze and asked(TODAY + A_WEEK)[0].snooze
    people.assign_key_person(
        cabinet, who, child_id=family.child, staff_id=family.colleague, from_on=TODAY + A_WEEK
    )
    assert not asked(TODAY + A_WEEK)
    ends(TODAY + 2 * A_WEEK)
    [again] = asked(TODAY + 3 * A_WEEK)
    assert again.what == rows(cabinet, Snooze)[0]["what"]
    assert again.snooze is None


def test_past_a_legal_date_or_gone_from_the_list_is_refused_whole(sample):
    house, legal = first(sample), first(sample, is_legal=True)
    with pytest.raises(Refused) as refused:
        let_wait(sample, house, legal, until_on=legal.due + timedelta(days=60))
    assert list(refused.value.problems) == ["until_on"]
    with pytest.raises(Refused) as refused:
        weekly_review.let_wait(
            sample,
            manager_of(sample),
            keys=[(house.area, house.action, house.record, "Something else")],
            until_on=TODAY + A_WEEK,
            because=BECAUSE,
            today=TODAY,
        )
    assert list(refused.value.problems) == ["items"]
    assert rows(sample, Snooze) == []


@pytest.mark.parametrize("role", [Role.CHAIRPERSON, Role.COMMITTEE, Role.KEY_PERSON, Role.STUDENT])
def test_only_who_signs_the_review_lets_things_wait(sample, role):
    item = first(sample)
    with pytest.raises(NotAllowed):
        let_wait(sample, item, who=account(sample, role))


def test_a_double_click_records_once(sample):
    item = first(sample)
    let_wait(sample, item, token="a" * 32)
    with pytest.raises(AlreadyRecorded):
        let_wait(sample, item, token="a" * 32)
    assert len(rows(sample, Snooze)) == 1


def test_the_figures_that_are_signed_do_not_notice(sample):
    def signed():
        with sample.connection() as look:
            return figures.read(look, agenda_of(sample))

    before = signed()
    overdue = [i for i in agenda_of(sample).items if group_of(i, today=TODAY) is Group.OVERDUE]
    let_wait(sample, *[i for i in overdue if not i.is_legal and i.area is not Area.ACCESS_REQUESTS])
    assert signed() == before
    weekly_review.sign_review(sample, manager_of(sample), to_sign(sample))
    assert BECAUSE not in rows(sample, WeeklyReview)[-1]["figures"]


def test_the_closure_days_ahead_come_with_the_house(sample):
    with sample.administering("test") as session:
        for days in (-1, 3):
            session.add(ClosureDay(day=TODAY + timedelta(days=days), name=f"In {days}"))
    assert agenda_of(sample).house.closures[TODAY + timedelta(days=3)] == "In 3"
    assert TODAY - timedelta(days=1) not in agenda_of(sample).house.closures
