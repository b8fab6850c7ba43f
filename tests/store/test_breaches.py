"""The breach log: the legal moment on the agenda, each step with its moment, and who may see it."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import Breach, BreachKnown, BreachStep, Child, CommitteeMeeting
from papers import of_breach
from rules import breach
from rules.agenda import Action, State, group_of
from rules.breach import FIRST, Danger, Step
from rules.committee import Show
from rules.induction import Role
from rules.need_to_know import Act, NotAllowed, Thing, may
from store import agenda, breaches, committee
from store.asked_day import TOMORROW, given
from store.refusal import Refused
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, everything, rows

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KNOWN = datetime(2026, 11, 23, 16, 10, tzinfo=UTC)


def breach_of(family, **changed):
    return {
        "child_id": family.child,
        "what": "A letter about one child was put into another family's tray",
        "whose": " A member  of staff ",
        "harm": "The other family read it",
        "danger": Danger.NO,
        "happened_on": date(2026, 11, 20),
        "known_on": date(2026, 11, 23),
        "known_time": "16:10",
        "at": AT,
    } | changed


def step_of(step, **changed):
    return {
        "breach_id": 1,
        "step": step,
        "on": TODAY,
        "clock": "11:30",
        "note": "Two families met and settled it",
        "at": AT,
    } | changed


def open_items(cabinet, today=TODAY):
    return [item for item in agenda_of(cabinet, today).items if item.action is Action.BREACH]


def said(item):
    """What a line asks for, without that the danger is not known yet (OV-1)."""
    return item.what.partition(". First find out whether somebody may be in danger through it")[0]


def test_what_went_wrong_may_be_about_a_password(cabinet, who, family):
    """Elsewhere the store takes none (DR-5)."""
    said = "The password was written on the office board"
    breaches.record_breach(cabinet, who, **breach_of(family, what=said))
    assert rows(cabinet, Breach)[0]["what"] == said


def test_from_knowing_to_closing_the_agenda_asks_for_each_step(cabinet, who, family):
    assert breaches.record_breach(cabinet, who, **breach_of(family)) == "BR-2026-001"
    assert rows(cabinet, Breach)[0]["known_at"] == KNOWN
    item, telling = open_items(cabinet)
    assert item.what == "Decide about the ICO by Thu 26 Nov, 16:10: 72 hours after becoming aware"
    assert (item.is_legal, item.due, item.clause, item.state) == (
        True,
        date(2026, 11, 26),
        "CP-13",
        State.DUE,
    )
    assert open_items(cabinet, date(2026, 11, 27))[0].state is State.LATE
    breaches.record_step(cabinet, who, **step_of(Step.REPORTED))
    assert open_items(cabinet) == [telling], "asked for from the beginning"
    item = telling
    assert (said(item), item.is_legal) == ("Tell the people the breach affects, or record why not", False)
    breaches.record_step(cabinet, who, **step_of(Step.TOLD, clock="11:35"))
    breaches.record_step(cabinet, who, **step_of(Step.TOLD, clock="11:40"))  # the other family
    assert open_items(cabinet)[0].what.startswith("Close the breach")
    with pytest.raises(Refused, match="after that, on Tuesday 24 November 2026 at 11:40"):
        breaches.record_step(cabinet, who, **step_of(Step.CLOSED, clock="11:39"))
    breaches.record_step(cabinet, who, **step_of(Step.CLOSED, clock="11:40"))
    assert open_items(cabinet) == []
    assert len(open_items(cabinet, date(2026, 11, 23))) == 2, "a past day does not see that it was closed"
    with cabinet.reading(who) as look:
        (held,) = breaches.breaches(look)
    assert held.facts.steps == {Step.NO_DANGER, Step.REPORTED, Step.TOLD, Step.CLOSED}
    assert (held.whose, held.child_code) == ("A member of staff", "C-001")


def test_the_meeting_after_the_close_hears_of_it_and_the_one_after_that_does_not(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family))
    for step in (Step.REPORTED, Step.TOLD, Step.CLOSED):
        breaches.record_step(cabinet, who, **step_of(step))

    def noted(on):
        with cabinet.reading(who, Thing.FIGURES) as look:
            return [line for line in committee.read(look, on).meeting.asked if "breach" in line]

    [line] = noted(TODAY)
    assert (
        line == "Note a breach that is closed now, and that the ICO was told: ask what is done differently."
    )
    with cabinet.administering("a meeting was held") as session:
        held_on = TODAY + timedelta(days=1)
        session.add(CommitteeMeeting(held_on=held_on, show=Show.BANDS, recorded_by_id=who.account_id))
    assert noted(held_on) == [line], "at the meeting itself"
    assert noted(held_on + timedelta(days=1)) == []
    assert open_items(cabinet) == []


def test_a_second_family_is_asked_for_until_it_is_told_too(cabinet, who, family):
    """Once the first was told the breach asked to be closed."""
    second = family.sibling
    code = breaches.record_breach(cabinet, who, **breach_of(family, also_affected=[second]))
    (listed,) = (row["id"] for row in rows(cabinet, BreachStep) if row["step"] is Step.AFFECTED)
    breaches.record_step(cabinet, who, **step_of(Step.REPORTED))
    (item,) = open_items(cabinet)
    assert said(item) == "Tell the families of C-001 and C-002, or record why not"
    breaches.record_step(cabinet, who, **step_of(Step.TOLD))
    (item,) = open_items(cabinet)
    assert (said(item), item.code) == ("Tell the family of C-002, or record why not", code)
    with pytest.raises(Refused, match="of each family"):
        breaches.record_step(cabinet, who, **step_of(Step.CLOSED))
    why = {"whom": listed, "note": "Their address is to be kept from one of them"}
    breaches.record_step(cabinet, who, **step_of(Step.NOT_TOLD, **why))
    breaches.record_step(cabinet, who, **step_of(Step.CLOSED))
    assert open_items(cabinet) == []
    # Once that is safe they are told all the same, closed as it is.
    breaches.record_step(cabinet, who, **step_of(Step.TOLD, whom=listed))
    with cabinet.reading(who) as look:
        (held,) = breaches.breaches(look)
    assert [breach.told(held.facts, whom) for whom in (FIRST, listed)] == [Step.TOLD, Step.TOLD]
    assert [row["affected_id"] for row in rows(cabinet, BreachStep)] == [None] * 4 + [listed, None, listed]
    assert {row["child_id"] for row in rows(cabinet, BreachStep)} == {second, None}


@pytest.fixture
def on_roll(cabinet, family):
    """The numbers of the children who are here; one has left, and another starts tomorrow."""
    here, tomorrow = date(2025, 9, 1), TODAY + timedelta(days=1)
    more = [
        Child(code=f"C-00{number}", name=name, started_on=on)
        for number, name, on in ((3, "Ada Brook", here), (4, "Ned Marsh", here), (5, "May Lane", tomorrow))
    ]
    with cabinet.administering("test") as session:
        session.add_all(more)
        session.flush()
        return [family.child, *(child.id for child in more if child.started_on == here)]


@pytest.mark.parametrize("is_of_a_child", [True, False], ids=["about one first", "about no one child"])
def test_each_family_on_roll_is_listed_in_one_go_and_told_in_one_go(
    cabinet, who, family, on_roll, is_of_a_child
):
    """A lost list of all families is one breach and one write; each family has a row of its own."""
    child = family.child if is_of_a_child else None
    breaches.record_breach(cabinet, who, **breach_of(family, child_id=child, each_on_roll=True))
    listed = [row for row in rows(cabinet, BreachStep) if row["step"] is Step.AFFECTED]
    assert sorted(row["child_id"] for row in listed) == [one for one in on_roll if one != child]
    breaches.record_step(cabinet, who, **step_of(Step.REPORTED))
    breaches.record_step(cabinet, who, **step_of(Step.TOLD, whom=breach.EACH))
    with cabinet.reading(who) as look:
        (held,) = breaches.breaches(look)
    assert [breach.told(held.facts, whom) for whom in breach.affected(held.facts)] == [Step.TOLD] * len(
        on_roll
    )
    assert [item.what for item in open_items(cabinet)] == [
        "Close the breach once the ICO has answered, with what will be done differently"
    ]
    with pytest.raises(Refused, match="Choose whom it is about"):
        breaches.record_step(cabinet, who, **step_of(Step.TOLD, whom=breach.EACH))


def test_each_other_family_on_roll_is_listed_later_and_none_twice(cabinet, who, family, on_roll):
    breaches.record_breach(cabinet, who, **breach_of(family))
    before = everything(cabinet)
    with pytest.raises(Refused, match="not both"):
        breaches.record_step(
            cabinet, who, **step_of(Step.AFFECTED, child_id=family.sibling, each_on_roll=True)
        )
    assert everything(cabinet) == before
    breaches.record_step(cabinet, who, **step_of(Step.AFFECTED, each_on_roll=True))
    listed = [row["child_id"] for row in rows(cabinet, BreachStep) if row["step"] is Step.AFFECTED]
    assert sorted(listed) == [one for one in on_roll if one != family.child]
    with pytest.raises(Refused, match="is listed already"):
        breaches.record_step(cabinet, who, **step_of(Step.AFFECTED, each_on_roll=True))


def test_of_each_of_whom_nothing_is_recorded_why_they_are_not_told(cabinet, who, family, on_roll):
    """Whoever was told stays told: the reason is for the others alone."""
    breaches.record_breach(cabinet, who, **breach_of(family, each_on_roll=True))
    breaches.record_step(cabinet, who, **step_of(Step.TOLD))
    breaches.record_step(cabinet, who, **step_of(Step.NOT_TOLD, whom=breach.EACH))
    with cabinet.reading(who) as look:
        (held,) = breaches.breaches(look)
    first, *others = (breach.told(held.facts, whom) for whom in breach.affected(held.facts))
    assert first is Step.TOLD
    assert set(others) == {Step.NOT_TOLD}


def test_a_family_that_comes_to_light_after_the_close_opens_the_breach_again(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family))
    for step in (Step.REPORTED, Step.TOLD, Step.CLOSED):
        breaches.record_step(cabinet, who, **step_of(step))
    assert open_items(cabinet) == []
    found = step_of(Step.AFFECTED, child_id=family.sibling, note="Their list was in the same envelope")
    breaches.record_step(cabinet, who, **found)
    with pytest.raises(Refused, match="listed already"):
        breaches.record_step(cabinet, who, **found)
    (item,) = open_items(cabinet)
    assert said(item) == "Tell the family of C-002, or record why not"
    assert open_items(cabinet, date(2026, 11, 23))[0].is_legal, "as it stood the day before"
    listed = rows(cabinet, BreachStep)[-1]["id"]
    breaches.record_step(cabinet, who, **step_of(Step.TOLD, whom=listed))
    assert not agenda_of(cabinet).facts.breaches
    # What was listed by mistake goes once nothing rests on it.
    because = "It was another child's list."
    with pytest.raises(Refused, match="Take that back first"):
        breaches.take_back(cabinet, who, breach_step_id=listed, because=because)
    for number in (listed + 1, listed):
        breaches.take_back(cabinet, who, breach_step_id=number, because=because)
    assert open_items(cabinet) == []
    with cabinet.reading(who) as look:
        (held,) = breaches.breaches(look)
    assert breach.affected(held.facts) == [FIRST]


def test_of_two_families_that_come_to_light_after_the_close_the_other_is_still_asked_for(
    cabinet, who, family
):
    breaches.record_breach(cabinet, who, **breach_of(family))
    for step in (Step.REPORTED, Step.TOLD, Step.CLOSED):
        breaches.record_step(cabinet, who, **step_of(step))
    assert not agenda_of(cabinet).facts.breaches
    for words in ("A former colleague, whose address was on it", "A neighbour, whose number was on it"):
        breaches.record_step(cabinet, who, **step_of(Step.AFFECTED, note=words))
    first, other = (row["id"] for row in rows(cabinet, BreachStep)[-2:])
    deputy = account(cabinet, Role.DEPUTY, "Dai Rowlands")
    breaches.record_step(cabinet, deputy, **step_of(Step.TOLD, whom=first))
    (item,) = open_items(cabinet)
    assert item.what.startswith("Tell ")
    with cabinet.reading(who) as look:
        (held,) = breaches.breaches(look)
    assert (held.steps[-1].recorded_by, held.steps[0].recorded_by) == ("Dai Rowlands", who.name)
    breaches.record_step(cabinet, who, **step_of(Step.NOT_TOLD, whom=other))
    assert not agenda_of(cabinet).facts.breaches


def test_somebody_who_is_no_childs_family_is_listed_in_words(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family))
    found = step_of(Step.AFFECTED, note="A former colleague, whose address was on it too")
    breaches.record_step(cabinet, who, **found)
    breaches.record_step(cabinet, who, **found | {"note": "Another one, who left last year"})
    breaches.record_step(cabinet, who, **step_of(Step.REPORTED))
    (item,) = open_items(cabinet)
    assert said(item) == "Tell the family of C-001 and 2 others it affects, or record why not"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"also_affected": [999]}, "also_affected", id="a child that is not there"),
        pytest.param({"also_affected": [1]}, "also_affected", id="the first family once more"),
        pytest.param({"also_affected": [2], "child_id": None}, "child", id="others, and no first"),
    ],
)
def test_who_else_is_affected_is_a_child_here_beside_the_first(cabinet, who, family, changed, field):
    assert (family.child, family.sibling) == (1, 2)
    with pytest.raises(Refused) as refused:
        breaches.record_breach(cabinet, who, **breach_of(family, **changed))
    assert list(refused.value.problems) == [field]
    assert rows(cabinet, Breach) == []


def test_who_is_listed_with_the_breach_does_not_fix_when_it_was_known(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family, also_affected=[family.sibling]))
    later = {"known_on": TODAY, "known_time": "10:00"}
    breaches.correct_known(cabinet, who, **known_of(**later))
    assert open_items(cabinet)[0].what.startswith("Decide about the ICO by Fri 27 Nov, 10:00")


def test_one_breach_is_read_by_itself(cabinet, who, family):
    """The form that corrects one must not show another's moment beside it."""
    for what in ("A letter went to the wrong house", "A bag was left on a bus"):
        breaches.record_breach(cabinet, who, **breach_of(family, what=what))
    ids = {row["what"]: row["id"] for row in rows(cabinet, Breach)}
    with cabinet.reading(who) as look:
        assert len(breaches.breaches(look)) == 2
        (held,) = breaches.breaches(look, breach_id=ids["A bag was left on a bus"])
    assert (held.what, held.child) == ("A bag was left on a bus", "Ivy Davies")


def test_a_past_day_sees_the_breach_as_it_stood(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family))
    breaches.record_step(cabinet, who, **step_of(Step.NOT_REPORTED))
    assert open_items(cabinet, date(2026, 11, 22)) == []
    assert open_items(cabinet, date(2026, 11, 23))[0].is_legal
    assert not open_items(cabinet, TODAY)[0].is_legal


def test_midnight_is_of_the_day_that_begins(cabinet, who, family):
    first, second = date(2026, 11, 25), date(2026, 11, 26)
    later = {"clock": "00:00", "on": second, "at": datetime(2026, 11, 26, 9, tzinfo=UTC)}
    known = {"known_on": first, "known_time": "00:00", "at": later["at"]}
    breaches.record_breach(cabinet, who, **breach_of(family, **known))
    for step in (Step.REPORTED, Step.TOLD, Step.CLOSED):
        breaches.record_step(cabinet, who, **step_of(step, **later))
    assert [item.is_legal for item in open_items(cabinet, first)] == [True, False], "no step was done by then"
    assert open_items(cabinet, TODAY) == open_items(cabinet, second) == []


def test_a_breach_about_no_one_child_is_logged_too(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family, child_id=None))
    item, _ = open_items(cabinet)
    assert (item.child, item.about, group_of(item, today=TODAY)) == (None, "", "within a week")
    breaches.record_breach(cabinet, who, **breach_of(family, known_on=date(2026, 11, 22)))
    with cabinet.reading(who) as look:
        log = [(held.code, held.child) for held in breaches.breaches(look)]
    assert log == [("BR-2026-001", ""), ("BR-2026-002", "Ivy Davies")], "the last to become known first"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"what": "Gossip"}, "what", id="one word"),
        pytest.param({"whose": ""}, "whose", id="nobody"),
        pytest.param({"harm": "None"}, "harm", id="the harm in a word"),
        pytest.param({"known_time": "teatime"}, "known_time", id="no time of day"),
        pytest.param({"known_on": TODAY, "known_time": "12:01"}, "known_on", id="known a minute from now"),
        pytest.param({"happened_on": TODAY}, "happened_on", id="happened after it was known"),
        pytest.param({"child_id": 999}, "child", id="a child that is not there"),
        pytest.param({"whose": "x" * 201}, "whose", id="a name too long"),
    ],
)
def test_a_breach_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        breaches.record_breach(cabinet, who, **breach_of(family, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


@pytest.mark.parametrize(
    ("step", "changed", "field"),
    [
        pytest.param(Step.CLOSED, {}, "step", id="closed without the ICO decision"),
        pytest.param(None, {"note": ""}, "step", id="nothing chosen"),
        pytest.param(
            Step.REPORTED, {"on": date(2026, 11, 23), "clock": "16:09"}, "step_on", id="before known"
        ),
        pytest.param(Step.REPORTED, {"clock": "12:01"}, "step_on", id="a minute from now"),
        pytest.param(Step.NOT_REPORTED, {"note": "No risk"}, "note", id="not reported, without a reason"),
        pytest.param(Step.REPORTED, {"breach_id": 999}, "step", id="one that is not there"),
        pytest.param(Step.AFFECTED, {"child_id": 999}, "whom", id="a family that is not there"),
    ],
)
def test_a_step_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, step, changed, field):
    breaches.record_breach(cabinet, who, **breach_of(family))
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        breaches.record_step(cabinet, who, **step_of(step, **changed))
    assert next(iter(refused.value.problems)) == field
    assert everything(cabinet) == before
    assert [row["step"] for row in rows(cabinet, BreachStep)] == [Step.NO_DANGER]


def test_a_key_person_sees_no_breach_and_none_on_the_agenda(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family))
    other = account(cabinet, Role.KEY_PERSON)
    with cabinet.reading(other) as look:
        assert breaches.breaches(look) == []
        assert not agenda.read(look, TODAY).facts.breaches


def test_what_a_breach_was_closed_on_is_taken_back_after_it_and_the_hours_count_again(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family))
    for step in (Step.NOT_REPORTED, Step.TOLD, Step.CLOSED):
        breaches.record_step(cabinet, who, **step_of(step))
    because = "It was decided about another breach."
    before = everything(cabinet)
    for number in (1, 2, 3):  # the first is the answer about danger
        with pytest.raises(Refused) as refused:
            breaches.take_back(cabinet, who, breach_step_id=number, because=because)
        assert list(refused.value.problems) == ["row"]
        assert "Take back first that it was closed" in refused.value.problems["row"]
    assert everything(cabinet) == before
    for number in (4, 2):
        breaches.take_back(cabinet, who, breach_step_id=number, because=because)
    (item,) = open_items(cabinet)
    assert item.what == "Decide about the ICO by Thu 26 Nov, 16:10: 72 hours after becoming aware"
    breaches.record_step(cabinet, who, **step_of(Step.REPORTED))
    breaches.record_step(cabinet, who, **step_of(Step.CLOSED))
    assert open_items(cabinet) == []
    with cabinet.reading(who) as look:
        (held,) = breaches.breaches(look)
    assert held.facts.steps == {Step.NO_DANGER, Step.REPORTED, Step.TOLD, Step.CLOSED}
    assert [(step.step, step.taken_back is None) for step in held.history] == [
        (Step.NO_DANGER, True),
        (Step.NOT_REPORTED, False),
        (Step.TOLD, True),
        (Step.CLOSED, False),
        (Step.REPORTED, True),
        (Step.CLOSED, True),
    ]


def known_of(**changed):
    return {
        "breach_id": 1,
        "known_on": date(2026, 11, 21),
        "known_time": "9:15",
        "because": "She rang on Saturday already",
        "at": AT,
    } | changed


def test_one_breachs_moment_says_nothing_of_anothers(cabinet, who, family):
    for _ in range(2):
        breaches.record_breach(cabinet, who, **breach_of(family))
    breaches.correct_known(cabinet, who, **known_of())
    right = datetime(2026, 11, 21, 9, 15, tzinfo=UTC)
    with cabinet.connection() as look:
        held = {one.id: (one.known_at, one.corrected is not None) for one in breaches.breaches(look)}
    assert held == {1: (right, True), 2: (KNOWN, False)}
    decide_by = [item.due for item in open_items(cabinet) if item.is_legal]
    assert decide_by == [date(2026, 11, 24), date(2026, 11, 26)]


def test_the_72_hours_run_from_the_moment_that_is_right_and_both_stay(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family))
    breaches.correct_known(cabinet, who, **known_of())
    item, _ = open_items(cabinet)
    assert item.what == "Decide about the ICO by Tue 24 Nov, 09:15: 72 hours after becoming aware"
    breaches.correct_known(cabinet, who, **known_of(known_time="10:20", because="It was at twenty past ten"))
    item, _ = open_items(cabinet)
    assert "10:20" in item.what
    with cabinet.connection() as look:
        (held,) = breaches.breaches(look)
    assert held.known_at == datetime(2026, 11, 21, 10, 20, tzinfo=UTC)
    was = held.corrected
    assert (was.entered_at, was.because, was.by) == (KNOWN, "It was at twenty past ten", "Joanne Pryce")
    assert rows(cabinet, Breach)[0]["known_at"] == KNOWN
    assert len(rows(cabinet, BreachKnown)) == 2
    # Nothing was late on a day on which it was not known yet.
    assert open_items(cabinet, date(2026, 11, 20)) == []
    assert len(open_items(cabinet, date(2026, 11, 21))) == 2
    # A step may be as early as the moment that stands, no earlier.
    early = {"on": date(2026, 11, 21), "clock": "10:19"}
    with pytest.raises(Refused, match="before we became aware of the breach"):
        breaches.record_step(cabinet, who, **step_of(Step.NOT_REPORTED, **early))
    breaches.record_step(cabinet, who, **step_of(Step.NOT_REPORTED, **early | {"clock": "10:20"}))


def test_a_moment_of_knowing_that_cannot_be_right_changes_nothing(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family))
    breaches.record_step(cabinet, who, **step_of(Step.NOT_REPORTED))
    before = everything(cabinet)
    for changed, field in (
        ({"known_on": TODAY, "known_time": "11:31"}, "known_on"),  # a minute after the step
        ({"known_on": date(2026, 11, 19)}, "known_on"),  # the day before it happened
        ({"known_on": date(2026, 11, 23), "known_time": "16:10"}, "known_on"),
        ({"because": "late"}, "because"),
        ({"breach_id": 99}, "known_on"),
    ):
        with pytest.raises(Refused) as refused:
            breaches.correct_known(cabinet, who, **known_of(**changed))
        assert set(refused.value.problems) == {field}
    assert everything(cabinet) == before
    breaches.correct_known(cabinet, who, **known_of(known_on=TODAY, known_time="11:30"))


@pytest.mark.parametrize("number", [0, 999])
def test_a_number_of_no_breach_is_not_taken_for_another(cabinet, who, family, number):
    breaches.record_breach(cabinet, who, **breach_of(family))
    with pytest.raises(Refused, match="no longer there"):
        breaches.correct_known(cabinet, who, **known_of(breach_id=number))
    with cabinet.connection() as look:
        assert breaches.breaches(look, breach_id=number) == []


def test_only_who_may_log_a_breach_corrects_when_it_was_known(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family))
    for role in Role:
        other = account(cabinet, role)
        if may(role, Act.RECORD, Thing.BREACH):
            continue
        before = everything(cabinet)
        with pytest.raises(NotAllowed):
            breaches.correct_known(cabinet, other, **known_of())
        after = everything(cabinet)
        assert {name for name in after if after[name] != before[name]} <= {"audit_entry", "audit_seal"}
    assert rows(cabinet, BreachKnown) == []


# Somebody may be in danger (OV-1) -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "steps", "is_of_harm"),
    [
        pytest.param(Danger.YES, [Step.IN_DANGER], True, id="yes"),
        pytest.param(Danger.NO, [Step.NO_DANGER], False, id="no"),
        pytest.param(Danger.NOT_KNOWN, [], False, id="not known yet"),
    ],
)
def test_whether_somebody_is_in_danger_is_asked_when_a_breach_is_logged(
    cabinet, who, family, answer, steps, is_of_harm
):
    breaches.record_breach(cabinet, who, **breach_of(family, danger=answer))
    assert [(row["step"], row["at"]) for row in rows(cabinet, BreachStep)] == [(one, KNOWN) for one in steps]
    telling = next(item for item in open_items(cabinet) if not item.is_legal)
    assert (telling.is_of_harm, telling.due) == (is_of_harm, date(2026, 11, 23 if is_of_harm else 26))
    with cabinet.reading(who) as look:
        (held,) = breaches.breaches(look)
    assert breach.danger(held.facts) is answer


def test_nobody_logs_a_breach_without_saying_so(cabinet, who, family):
    with pytest.raises(Refused) as refused:
        breaches.record_breach(cabinet, who, **breach_of(family, danger=None))
    assert list(refused.value.problems) == ["danger"]
    assert not rows(cabinet, Breach)


def test_a_danger_that_comes_to_light_after_the_close_opens_the_breach_again(cabinet, who, family):
    """Closed as harmless; then it came out that the address went to whom she fled from."""
    breaches.record_breach(cabinet, who, **breach_of(family, danger=Danger.NO))
    for step in (Step.NOT_REPORTED, Step.TOLD, Step.CLOSED):
        breaches.record_step(cabinet, who, **step_of(step))
    assert open_items(cabinet) == []
    later = {"clock": "11:50", "note": "He still lives at the old address"}
    breaches.record_step(cabinet, who, **step_of(Step.IN_DANGER, **later))
    (item,) = open_items(cabinet)
    assert (item.is_of_harm, item.due) == (True, TODAY)
    assert item.what.startswith("Ring 999 if somebody is in danger now")
    breaches.record_step(cabinet, who, **step_of(Step.TOLD, clock="11:55", note="She was rung at work"))
    (item,) = open_items(cabinet)
    assert (item.is_of_harm, item.due) == (True, TODAY)
    assert item.what.endswith("Today tell the police and social care, or record why not")
    helped = {"clock": "11:58", "note": "The manager rang 101 and the duty social worker"}
    breaches.record_step(cabinet, who, **step_of(Step.HELP_TOLD, **helped))
    assert open_items(cabinet) == []


def test_an_answer_about_danger_is_taken_back(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family, danger=Danger.YES))
    breaches.record_step(cabinet, who, **step_of(Step.NO_DANGER, note="He has moved away since"))
    assert not any(item.is_of_harm for item in open_items(cabinet))
    breaches.take_back(
        cabinet, who, breach_step_id=rows(cabinet, BreachStep)[-1]["id"], because="That was another man"
    )
    assert any(item.is_of_harm for item in open_items(cabinet))


def test_a_meeting_hears_nothing_of_a_danger(cabinet, who, family):
    """What it would hear of one family: the same lines whether or not somebody is in danger."""

    def heard():
        with cabinet.reading(who, Thing.FIGURES) as look:
            return committee.read(look, TODAY).meeting.asked

    breaches.record_breach(cabinet, who, **breach_of(family, danger=Danger.NO))
    before = heard()
    breaches.record_step(cabinet, who, **step_of(Step.IN_DANGER, note="He still lives at that address"))
    assert any(item.is_of_harm for item in open_items(cabinet))
    assert heard() == before


def test_a_danger_that_came_to_light_after_the_close_holds_nothing_once_all_are_warned(cabinet, who, family):
    """The records of the child were held for good: only a second close would have ended it, and there is
    none."""
    breaches.record_breach(cabinet, who, **breach_of(family, danger=Danger.NO))
    for step in (Step.NOT_REPORTED, Step.TOLD, Step.CLOSED, Step.IN_DANGER, Step.TOLD):
        breaches.record_step(cabinet, who, **step_of(step))
    assert open_breaches(cabinet, who) == {1}
    breaches.record_step(cabinet, who, **step_of(Step.HELP_TOLD))
    assert open_breaches(cabinet, who) == set()


def test_that_nobody_is_in_danger_is_not_taken_back_under_a_close_that_rests_on_it(cabinet, who, family):
    breaches.record_breach(cabinet, who, **breach_of(family, danger=Danger.YES))
    for step in (Step.NO_DANGER, Step.NOT_REPORTED, Step.TOLD, Step.CLOSED):
        breaches.record_step(cabinet, who, **step_of(step))
    (row,) = (row["id"] for row in rows(cabinet, BreachStep) if row["step"] is Step.NO_DANGER)
    with pytest.raises(Refused, match="Take back first that it was closed"):
        breaches.take_back(cabinet, who, breach_step_id=row, because="He has not moved after all")


def open_breaches(cabinet, who):
    held = table(Breach)
    with cabinet.reading(who) as look:
        asked = select(held.c.id).where(breaches.is_open(held, TOMORROW))
        return set(look.execute(asked, given(TODAY)).scalars())


def test_what_is_read_as_open_is_what_the_rules_ask_something_for(cabinet, who, family):
    """Whatever was done, and in whatever order it was recorded: the review, the page and the hold agree."""
    chance, facts = random.Random(5), {}
    with cabinet.administering("breaches") as session:
        for number in range(1, 151):
            child = chance.choice([None, family.child])
            held = Breach(
                code=f"BR-2026-{number:03}",
                child_id=child,
                what="A letter was lost",
                whose="not known",
                harm="None is known",
                happened_on=date(2026, 11, 20),
                known_at=KNOWN,
                recorded_by_id=who.account_id,
            )
            session.add(held)
            session.flush()
            facts[held.id] = breach.Breach(KNOWN, (), child is not None)
            for _ in range(12):
                facts[held.id] = after_a_step(session, held, facts[held.id], who, chance)
    assert open_breaches(cabinet, who) == {number for number, one in facts.items() if breach.to_do(one)}


def after_a_step(session, held, facts, who, chance):
    """The breach after a step by chance, more often one that it needs; it stays where that is refused."""
    step = chance.choice((breach.to_do(facts) if chance.random() < 0.6 else []) or breach.steps_left(facts))
    listed = breach.untold(facts) or breach.may_be_about(facts, Step.TOLD)
    whom = chance.choice(listed) if step in breach.TELLING else FIRST
    at = KNOWN + timedelta(hours=11 if step is Step.CLOSED else chance.randint(0, 10))
    typed = {"on": at.date(), "clock": f"{at:%H:%M}", "note": "They were all told of it", "at": AT}
    if breach.step_problems(step, breach=facts, whom=whom, **typed):
        return facts
    row = BreachStep(
        breach_id=held.id,
        step=step,
        at=at,
        note="",
        affected_id=whom or None,
        recorded_by_id=who.account_id,
    )
    session.add(row)
    session.flush()
    return replace(facts, done=(*facts.done, breach.Done(step, whom, row.id, at)))


WAS = "It was a copy of the letter, and it lay in the tray for an hour"


def test_what_happened_is_put_right_and_stands_beside_what_was_logged(cabinet, who, family):
    """What is typed in the first hour is rarely the whole of it; the decision about the ICO was taken."""
    breaches.record_breach(cabinet, who, **breach_of(family))
    first = rows(cabinet, Breach)[0]["what"]
    for step in (Step.NOT_REPORTED, Step.TOLD, Step.CLOSED):
        breaches.record_step(cabinet, who, **step_of(step))

    def held():
        with cabinet.reading(who) as look:
            [found] = breaches.breaches(look)
        return found

    breaches.record_step(cabinet, who, **step_of(Step.PUT_RIGHT, note="It was a copy of the letter"))
    breaches.record_step(cabinet, who, **step_of(Step.PUT_RIGHT, note=WAS, clock="11:20"))
    assert (held().what, held().what_happened) == (first, WAS), "what was said last, whenever it was so"
    assert open_items(cabinet) == [], "it stays closed"
    with cabinet.reading(who) as look:
        assert is_open(look) == [], "by the query too"
    letter = of_breach.facts(held(), FIRST, setting="Little Sparks", who=who, today=TODAY, with_words=True)
    assert letter["what"] == WAS
    breaches.take_back(
        cabinet,
        who,
        breach_step_id=rows(cabinet, BreachStep)[-1]["id"],
        because="That was about another breach",
    )
    assert held().what_happened == "It was a copy of the letter"
    assert rows(cabinet, Breach)[0]["what"] == first, "its row stays as it was"


def is_open(look):
    held = table(Breach)
    return list(look.scalars(select(held.c.id).where(breaches.is_open(held, TOMORROW)), given(TODAY)))
