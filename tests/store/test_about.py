"""A concern or a breach that was recorded about the wrong child is about the right one after (RC-1)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

import models
from models import AboutChild, AuditEntry, Breach, KeyPersonAssignment, SharingDecision
from rules.agenda import Action
from rules.breach import Step
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from rules.sharing import Ground
from store import agenda, breaches, file_entries, find, mistaken_children, retention, sharing, sharing_told
from store.refusal import Refused
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, everything, rows
from tests.store.test_breaches import breach_of, step_of
from tests.store.test_file_index import ENTRY
from tests.store.test_sharing import NOT_TOLD, TOLD, decision_of, record_of

WHY = "It was the brother who said so."
RAISED = date(2026, 11, 20)


def concern_of(cabinet, who, child):
    return sharing.record_concern(
        cabinet, who, child_id=child, ground=Ground.CAUSE_NOT_CLEAR, concern="Often tired on arrival",
        raised_on=RAISED, today=TODAY,
    ).id  # fmt: skip


def moved(cabinet, who, decision_id, child, because=f" {WHY} "):
    sharing.correct_child(cabinet, who, decision_id=decision_id, child_id=child, because=because)


def held(cabinet, who, decision_id):
    with cabinet.reading(who) as look:
        return sharing.decisions(look, decision_id=decision_id)[0]


def refusal(write, *given, **named):
    with pytest.raises(Refused) as refused:
        write(*given, **named)
    return refused.value.problems


@pytest.fixture
def brother(cabinet, family) -> int:
    """A second child of the family who is here: Gwil Davies, C-003."""
    with cabinet.administering("a brother") as session:
        gwil = models.Child(code="C-003", name="Gwil Davies", started_on=date(2025, 9, 1))
        session.add(gwil)
        session.flush()
        return gwil.id or 0


def test_every_place_that_has_the_concern_has_it_under_the_right_child(cabinet, who, family, brother):
    decision_id = concern_of(cabinet, who, family.child)
    with cabinet.reading(who) as look:
        assert sharing.history(look, decision_id).was_about is None
    moved(cabinet, who, decision_id, brother)
    assert rows(cabinet, SharingDecision)[0]["child_id"] == family.child  # as it was recorded
    now = held(cabinet, who, decision_id)
    assert (now.child_id, now.child_code, now.child) == (brother, "C-003", "Gwil Davies")
    (asked,) = [item for item in agenda_of(cabinet).items if item.action is Action.DECIDE]
    assert asked.about == "Gwil Davies"
    with cabinet.reading(who) as look:
        was = sharing.history(look, decision_id).was_about
        assert (was.child_code, was.child, was.because, was.by) == ("C-001", "Ivy Davies", WHY, who.name)
        assert [one.id for one in file_entries.concerns(look, brother)] == [decision_id]
        assert file_entries.concerns(look, family.child) == []
        assert file_entries.concern(look, decision_id)[0] == brother
        (found,) = find.find(look, who, "SD-2026-001", by_name=True)
        assert found.name == "Gwil Davies, C-003"
    line = rows(cabinet, AuditEntry)[-1]
    assert (line["account_id"], line["act"], line["thing"]) == (who.account_id, "added", "about_child")


def test_the_records_of_the_right_child_are_kept_for_it(cabinet, who, family, brother):
    """CP-15 and L8: a concern lengthens how long the records of the child whom it is about are kept."""

    def waits_for(child):
        with cabinet.reading(who) as look:
            return {what for line in retention.kept(look, TODAY, child_id=child) for what in line.open_things}

    with cabinet.administering("both have left") as session:
        session.execute(update(table(models.Child)).values(left_on=date(2026, 11, 1)))
    decision_id = concern_of(cabinet, who, family.child)
    assert waits_for(family.child) and not waits_for(brother)
    moved(cabinet, who, decision_id, brother)
    assert waits_for(brother) and not waits_for(family.child)


def test_the_last_correction_stands_on_past_days_too(cabinet, who, family, brother):
    decision_id = concern_of(cabinet, who, family.child)
    moved(cabinet, who, decision_id, brother)
    (asked,) = [item for item in agenda_of(cabinet, RAISED).items if item.action is Action.DECIDE]
    assert asked.about == "Gwil Davies"
    moved(cabinet, who, decision_id, family.child)
    assert held(cabinet, who, decision_id).child_id == family.child
    moved(cabinet, who, decision_id, brother)
    assert held(cabinet, who, decision_id).child_id == brother
    assert len(rows(cabinet, AboutChild)) == 3


def test_what_was_decided_goes_with_it(cabinet, who, family, brother):
    decision_id = concern_of(cabinet, who, family.child)
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    moved(cabinet, who, decision_id, brother)
    sharing.complete_record(cabinet, who, **record_of(decision_id))
    now = held(cabinet, who, decision_id)
    assert (now.child_id, now.entry) == (brother, "14")


def test_what_stands_in_the_first_childs_file_is_put_right_first(cabinet, who, family, brother):
    decision_id = concern_of(cabinet, who, family.child)
    file_entries.record_entry(
        cabinet, who, child_id=family.child, new=replace(ENTRY, decision_id=decision_id), today=TODAY
    )
    before = everything(cabinet)
    assert (
        "Entry 1 in the first child's file holds"
        in refusal(moved, cabinet, who, decision_id, brother)["child"]
    )
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    sharing.complete_record(cabinet, who, **record_of(decision_id))
    between = everything(cabinet)
    assert "Take that back first" in refusal(moved, cabinet, who, decision_id, brother)["child"]
    assert everything(cabinet) == between != before
    entry = rows(cabinet, models.SharingEntry)[-1]["id"]
    sharing.take_back(cabinet, who, entry_id=entry, because="It stands in the wrong file.")
    assert "Entry 1" in refusal(moved, cabinet, who, decision_id, brother)["child"]


def test_that_the_first_family_was_told_later_is_taken_back_first(cabinet, who, family, brother):
    """IS-4: it would say so of the other one, who does not know of it."""
    decision_id = concern_of(cabinet, who, family.child)
    sharing.record_decision(cabinet, who, **decision_of(decision_id, **NOT_TOLD))
    sharing_told.record(cabinet, who, decision_id=decision_id, **TOLD)
    assert "was told later" in refusal(moved, cabinet, who, decision_id, brother)["child"]
    sharing_told.take_back(cabinet, who, told_id=1, because="It was about another child.")
    moved(cabinet, who, decision_id, brother)
    assert held(cabinet, who, decision_id).child_id == brother


@pytest.mark.parametrize(
    ("child", "because", "fields"),
    [
        pytest.param(None, WHY, ["child"], id="nobody"),
        pytest.param(999, WHY, ["child"], id="a child who is not there"),
        pytest.param("same", WHY, ["child"], id="the same child"),
        pytest.param("twice", WHY, ["child"], id="a child who was taken back"),
        pytest.param("brother", "Wrong child", ["because"], id="no sentence"),
    ],
)
def test_what_cannot_be_right_changes_nothing(cabinet, who, family, brother, child, because, fields):
    decision_id = concern_of(cabinet, who, family.child)
    breaches.record_breach(cabinet, who, **breach_of(family))
    with cabinet.administering("a child twice") as session:
        twice = models.Child(code="C-009", name="Ivy Davis", started_on=date(2025, 9, 1))
        session.add(twice)
        session.flush()
        number = twice.id
    mistaken_children.take_back(cabinet, who, child_id=number, because="She is here as Davies.")
    chosen = {"same": family.child, "brother": brother, "twice": number}.get(child, child)
    before = everything(cabinet)
    assert list(refusal(moved, cabinet, who, decision_id, chosen, because)) == fields
    named = {"breach_id": 1, "child_id": chosen, "because": because}
    assert list(refusal(breaches.correct_child, cabinet, who, **named)) == fields
    assert everything(cabinet) == before


def test_a_child_who_was_here_twice_goes_once_the_concern_is_the_others(cabinet, who, family, brother):
    decision_id = concern_of(cabinet, who, brother)
    breaches.record_breach(cabinet, who, **breach_of(family, child_id=brother))
    back = {"child_id": brother, "because": "He is here as Ivy's line."}
    said = refusal(mistaken_children.take_back, cabinet, who, **back)["row"]
    assert said.startswith("Take back first: concern SD-2026-001 (on the page Sharing decisions, by choosing")
    moved(cabinet, who, decision_id, family.child)
    breaches.correct_child(cabinet, who, breach_id=1, child_id=family.child, because=WHY)
    mistaken_children.take_back(cabinet, who, **back)
    assert held(cabinet, who, decision_id).child_id == family.child


def test_a_key_person_sees_their_concern_by_the_child_it_is_about(cabinet, who, family, brother):
    own = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("a key person's account") as session:
        session.execute(
            update(table(models.Account))
            .where(table(models.Account).c.id == own.account_id)
            .values(staff_id=family.key_person)
        )
    decision_id = concern_of(cabinet, own, family.child)

    def seen():
        with cabinet.reading(own, Thing.SHARING_DECISION) as look:
            on_agenda = agenda.read(look, TODAY).facts.decisions
            return [one.code for one in sharing.decisions(look)], [one.code for one in on_agenda]

    with pytest.raises(NotAllowed):
        moved(cabinet, own, decision_id, brother)
    assert seen() == (["SD-2026-001"], ["SD-2026-001"])
    moved(cabinet, who, decision_id, brother)
    assert seen() == ([], [])  # whose key person they are not
    with cabinet.administering("the brother's key person too") as session:
        session.add(
            KeyPersonAssignment(child_id=brother, staff_id=family.key_person, from_on=date(2026, 9, 1))
        )
    assert seen() == (["SD-2026-001"], ["SD-2026-001"])


def breach(cabinet, who):
    with cabinet.reading(who) as look:
        return breaches.breaches(look)[0]


def asked_of_breach(cabinet):
    return [(i.what, i.about) for i in agenda_of(cabinet).items if i.action is Action.BREACH]


@pytest.mark.parametrize("first", [True, False], ids=["another child's", "no child's"])
def test_the_family_of_the_right_child_is_to_be_told(cabinet, who, family, brother, first):
    breaches.record_breach(cabinet, who, **breach_of(family, child_id=family.child if first else None))
    breaches.record_step(cabinet, who, **step_of(Step.NOT_REPORTED))
    breaches.correct_child(cabinet, who, breach_id=1, child_id=brother, because=f" {WHY} ")
    assert rows(cabinet, Breach)[0]["child_id"] == (family.child if first else None)
    now = breach(cabinet, who)
    assert (now.child_id, now.child_code, now.child) == (brother, "C-003", "Gwil Davies")
    assert (now.was_about.child_code, now.was_about.because) == ("C-001" if first else "", WHY)
    ((what, name),) = asked_of_breach(cabinet)
    assert what.startswith("Tell the")
    assert name == "Gwil Davies"


def test_who_was_told_is_taken_back_before_the_family_is_another(cabinet, who, family, brother):
    breaches.record_breach(cabinet, who, **breach_of(family))
    breaches.record_step(cabinet, who, **step_of(Step.NOT_REPORTED))
    breaches.record_step(cabinet, who, **step_of(Step.TOLD, clock="11:40"))
    named = {"breach_id": 1, "child_id": brother, "because": WHY}
    assert "Take that back first" in refusal(breaches.correct_child, cabinet, who, **named)["child"]
    told = breach(cabinet, who).steps[-1].id
    breaches.take_back(cabinet, who, breach_step_id=told, because="The wrong family was told.")
    breaches.correct_child(cabinet, who, **named)
    assert breach(cabinet, who).child == "Gwil Davies"


def test_a_family_that_is_listed_is_not_the_first_as_well(cabinet, who, family, brother):
    breaches.record_breach(cabinet, who, **breach_of(family, also_affected=[brother]))
    named = {"breach_id": 1, "child_id": brother, "because": WHY}
    assert "listed already" in refusal(breaches.correct_child, cabinet, who, **named)["child"]
    (listing,) = (one for one in breach(cabinet, who).steps if one.step is Step.AFFECTED)
    breaches.take_back(cabinet, who, breach_step_id=listing.id, because="It was one family alone.")
    breaches.correct_child(cabinet, who, **named)
    assert breach(cabinet, who).child == "Gwil Davies"


def test_a_closed_breach_that_turns_out_to_be_a_childs_asks_for_the_family(cabinet, who, family, brother):
    """Somebody else it affects was told; whose letter it was came out after the close."""
    breaches.record_breach(cabinet, who, **breach_of(family, child_id=None))
    breaches.record_step(cabinet, who, **step_of(Step.NOT_REPORTED, clock="11:00"))
    breaches.record_step(cabinet, who, **step_of(Step.AFFECTED, child_id=family.child, clock="11:10"))
    listed = breach(cabinet, who).steps[-1].id
    breaches.record_step(cabinet, who, **step_of(Step.TOLD, whom=listed, clock="11:20"))
    breaches.record_step(cabinet, who, **step_of(Step.CLOSED, clock="11:30"))
    assert asked_of_breach(cabinet) == []
    breaches.correct_child(cabinet, who, breach_id=1, child_id=brother, because=WHY)
    assert asked_of_breach(cabinet) == [
        (
            "Tell the family of C-003, or record why not",
            "Gwil Davies",
        ),
    ]
    breaches.record_step(cabinet, who, **step_of(Step.TOLD, clock="11:50"))
    assert asked_of_breach(cabinet) == []
