"""A concern that was recorded by mistake, such as twice, is taken back, and counts nowhere then."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

import models
from models import CommitteeMeeting, Mistake, SharingDecision
from rules.agenda import Action
from rules.committee import Show
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from rules.sharing import Ground
from store import (
    committee,
    file_entries,
    find,
    mistaken_children,
    mistaken_concerns,
    retention,
    sharing,
    sharing_advice,
)
from store.refusal import Refused
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, everything, rows
from tests.store.test_file_index import ENTRY
from tests.store.test_sharing import concern_of, decision_of, record_of

WHY = "I had two tabs open and pressed in both."
NOT_SHARED = {"shared": False, "reason": "It is SD-2026-001, recorded twice."}


@pytest.fixture
def twice(cabinet, who, family) -> tuple[int, int]:
    """A concern that was recorded twice; the numbers of the first and the second."""
    first, second = (
        sharing.record_concern(cabinet, who, **concern_of(family, is_another=True)).id for _ in range(2)
    )
    return first, second


def take_back(cabinet, who, decision_id, stands_id=None, because=f" {WHY} "):
    mistaken_concerns.take_back(cabinet, who, decision_id=decision_id, stands_id=stands_id, because=because)


def refused(cabinet, who, decision_id, stands_id=None, because=WHY):
    before = everything(cabinet)
    with pytest.raises(Refused) as said:
        take_back(cabinet, who, decision_id, stands_id, because)
    assert everything(cabinet) == before
    return said.value.problems


def codes(cabinet, who, **asked):
    with cabinet.reading(who) as look:
        return {one.code for one in sharing.decisions(look, **asked)}


@pytest.mark.parametrize(
    ("changed", "is_taken"),
    [
        pytest.param({}, False, id="the same again"),
        pytest.param({"concern": "A burn on the arm"}, False, id="in other words"),
        pytest.param({"ground": Ground.CAUSE_NOT_CLEAR}, False, id="for another worry"),
        pytest.param({"is_another": True}, True, id="said to be another"),
        pytest.param({"raised_on": date(2026, 11, 19)}, True, id="of the day before"),
        pytest.param({"raised_on": date(2026, 11, 21)}, True, id="of the day after"),
    ],
)
def test_a_second_concern_of_that_day_is_asked_about(cabinet, who, family, changed, is_taken):
    sharing.record_concern(cabinet, who, **concern_of(family))
    before = everything(cabinet)
    if is_taken:
        assert sharing.record_concern(cabinet, who, **concern_of(family, **changed)).id == 2
        return
    with pytest.raises(Refused) as said:
        sharing.record_concern(cabinet, who, **concern_of(family, **changed))
    assert list(said.value.problems) == ["is_another"]
    assert "SD-2026-001 is about this child" in said.value.problems["is_another"]
    assert everything(cabinet) == before


def test_of_another_child_the_same_day_asks_nothing(cabinet, who, family):
    sharing.record_concern(cabinet, who, **concern_of(family))
    sharing.record_concern(cabinet, who, **concern_of(family, child_id=family.sibling))


def test_what_was_recorded_twice_is_asked_for_and_counted_once(cabinet, who, family, twice):
    first, second = twice
    take_back(cabinet, who, second, first)
    assert [i.code for i in agenda_of(cabinet).items if i.action is Action.DECIDE] == ["SD-2026-001"]
    assert codes(cabinet, who) == {"SD-2026-001"} == codes(cabinet, who, decided_since=TODAY)
    assert codes(cabinet, who, decision_id=second) == set()
    with cabinet.reading(who) as look:
        assert [one.id for one in file_entries.concerns(look, family.child)] == [first]
        assert file_entries.concern(look, second) is None
        assert file_entries.not_in_the_file(look, family.child, TODAY) == ["SD-2026-001"]
        assert mistaken_concerns.others(look, first) == []
        assert sharing.of_that_day(look, family.child, concern_of(family)["raised_on"]) == ["SD-2026-001"]
    assert len(rows(cabinet, SharingDecision)) == 2  # nothing is rewritten


def test_the_register_keeps_it_with_the_reason_and_the_one_that_stands(cabinet, who, family, twice):
    first, second = twice
    take_back(cabinet, who, second, first)
    with cabinet.reading(who) as look:
        held = {one.code: one.taken_back for one in sharing.decisions(look, with_mistaken=True)}
        assert [one.code for one in find.find(look, who, "SD-2026-002", by_name=True)] == ["SD-2026-002"]
        later = sharing.decisions(look, raised_since=TODAY, with_mistaken=True)
    assert held["SD-2026-001"] is None
    assert held["SD-2026-002"].because == f"Recorded twice: SD-2026-001 stands. {WHY}"
    assert held["SD-2026-002"].by == who.name
    assert [one.code for one in later] == ["SD-2026-001"]  # open, and the other is of before that day


def test_nothing_is_recorded_of_a_concern_that_was_taken_back(cabinet, who, family, twice):
    first, second = twice
    take_back(cabinet, who, second, first)
    assert list(refused(cabinet, who, second, first)) == ["row"]
    before = everything(cabinet)
    for write, given in (
        (sharing.record_decision, decision_of(second)),
        (sharing.correct_child, {"decision_id": second, "child_id": family.sibling, "because": WHY}),
        (
            sharing_advice.record_advice,
            {"decision_id": second, "sought_from": "MASH, Jo", "sought_on": TODAY, "today": TODAY},
        ),
    ):
        with pytest.raises(Refused):
            write(cabinet, who, **given)
    with pytest.raises(Refused):
        file_entries.record_entry(
            cabinet, who, child_id=family.child, new=replace(ENTRY, decision_id=second), today=TODAY
        )
    assert everything(cabinet) == before


def test_two_do_not_stand_for_each_other(cabinet, who, twice):
    """Each said to be the other one, in two tabs: the concern would be gone."""
    first, second = twice
    take_back(cabinet, who, second, first)
    assert list(refused(cabinet, who, first, second)) == ["stands"]


@pytest.mark.parametrize("stands", ["itself", "another child's", "none"])
def test_only_a_concern_about_the_same_child_stands_instead(cabinet, who, family, twice, stands):
    of_the_sibling = sharing.record_concern(cabinet, who, **concern_of(family, child_id=family.sibling)).id
    chosen = {"itself": twice[1], "another child's": of_the_sibling, "none": 999}[stands]
    assert list(refused(cabinet, who, twice[1], chosen)) == ["stands"]


def test_a_decision_not_to_share_goes_only_with_the_concern_that_stands(cabinet, who, twice):
    """IS-11: a decision is no typing slip."""
    first, second = twice
    sharing.record_decision(cabinet, who, **decision_of(second, **NOT_SHARED))
    assert "IS-11" in refused(cabinet, who, second)["row"]
    take_back(cabinet, who, second, first)
    assert codes(cabinet, who, decided_since=TODAY) == {"SD-2026-001"}
    assert [i.code for i in agenda_of(cabinet).items if i.action is Action.RECORD] == []


def test_what_hangs_on_it_is_taken_back_first(cabinet, who, family, twice):
    first, second = twice
    sharing_advice.record_advice(
        cabinet, who, decision_id=second, sought_from="MASH, Jo", sought_on=TODAY, today=TODAY
    )
    assert "Advice or a reply" in refused(cabinet, who, second, first)["row"]
    sharing.take_back(cabinet, who, advice_id=1, because=WHY)
    sharing.record_decision(cabinet, who, **decision_of(second))
    assert "decide again" in refused(cabinet, who, second, first)["row"]
    sharing.complete_record(cabinet, who, **record_of(second))
    assert "written in the child's file" in refused(cabinet, who, second, first)["row"]
    file_entries.record_entry(
        cabinet, who, child_id=family.child, new=replace(ENTRY, decision_id=first), today=TODAY
    )
    assert "Entry 1" in refused(cabinet, who, first)["row"]


def test_the_records_are_not_kept_for_it_and_the_child_is_taken_back_after(cabinet, who, family):
    """CP-15, L8: a concern that never was lengthens nothing, and waits for nothing."""
    with cabinet.administering("has left") as session:
        session.execute(update(table(models.Child)).values(left_on=TODAY - timedelta(days=20)))
    held = sharing.record_concern(cabinet, who, **concern_of(family)).id

    def waits_for():
        with cabinet.reading(who) as look:
            lines = retention.kept(look, TODAY, child_id=family.child)
        return {what for line in lines for what in line.open_things}

    assert waits_for() == {"sharing decision SD-2026-001"}
    take_back(cabinet, who, held)
    assert waits_for() == set()
    with cabinet.reading(who) as look:
        assert mistaken_children.OnRecord.DECISION not in mistaken_children.on_record(look, family.child)


@pytest.mark.parametrize("meeting_in", [pytest.param(None, id="never met"), pytest.param(-30, id="since")])
def test_the_committee_reads_that_one_was_taken_back(cabinet, who, twice, meeting_in):
    told = "Note that a concern was taken back as recorded by mistake, and ask why."

    def asked():
        with cabinet.reading(who, Thing.FIGURES) as look:
            return committee.read(look, TODAY).meeting.asked

    if meeting_in:
        with cabinet.administering("a meeting") as session:
            session.add(
                CommitteeMeeting(
                    held_on=TODAY + timedelta(days=meeting_in), show=Show.BANDS, recorded_by_id=who.account_id
                )
            )
    assert told not in asked()
    take_back(cabinet, who, twice[1], twice[0])
    assert told in asked()
    assert len(told) <= 85


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.DEPUTY}])
def test_nobody_but_the_manager_and_the_deputy_takes_one_back(cabinet, twice, role):
    with pytest.raises(NotAllowed):
        take_back(cabinet, account(cabinet, role), twice[1], twice[0])
    assert rows(cabinet, Mistake) == []
