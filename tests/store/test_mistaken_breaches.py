"""A breach that was logged by mistake, such as twice, is taken back, and counts nowhere then."""

import pytest

from models import Breach, BreachStep, Mistake
from rules import complaints as complaint
from rules.agenda import Action
from rules.breach import Danger, Step
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from store import breaches, committee, complaints, mistaken_children, mistaken_concerns, sharing
from store.refusal import Refused
from tests.conftest import TODAY, account, agenda_of, everything, rows
from tests.store.test_breaches import breach_of, step_of
from tests.store.test_complaints import complaint_of
from tests.store.test_complaints import step_of as complaint_step
from tests.store.test_sharing import concern_of

WHY = "I had two tabs open and pressed in both."
FIRST, SECOND = 1, 2


@pytest.fixture
def twice(cabinet, who, family) -> None:
    """A breach that was logged twice, and endangers somebody."""
    for _ in range(2):
        breaches.record_breach(cabinet, who, **breach_of(family, danger=Danger.YES))


def take_back(cabinet, who, breach_id, stands_id=None, because=f" {WHY} "):
    breaches.take_back_breach(cabinet, who, breach_id=breach_id, stands_id=stands_id, because=because)


def refused(cabinet, who, breach_id, stands_id=None, because=WHY):
    before = everything(cabinet)
    with pytest.raises(Refused) as said:
        take_back(cabinet, who, breach_id, stands_id, because)
    assert everything(cabinet) == before
    return said.value.problems


def asked(cabinet):
    return {item.code for item in agenda_of(cabinet).items if item.action is Action.BREACH}


@pytest.mark.usefixtures("twice")
def test_what_was_logged_twice_is_asked_for_and_counted_once(cabinet, who, family):
    take_back(cabinet, who, SECOND, FIRST)
    assert asked(cabinet) == {"BR-2026-001"}
    with cabinet.reading(who) as look:
        assert [one.code for one in breaches.breaches(look)] == ["BR-2026-001"]
        assert breaches.breaches(look, breach_id=SECOND) == []
        held = {one.code: one.taken_back for one in breaches.breaches(look, with_mistaken=True)}
        on_record = mistaken_children.on_record(look, family.child)
    assert held["BR-2026-001"] is None
    assert held["BR-2026-002"].because == f"Recorded twice: BR-2026-001 stands. {WHY}"
    assert on_record[mistaken_children.OnRecord.BREACH] == ["BR-2026-001"]
    assert len(rows(cabinet, Breach)) == 2  # nothing is rewritten


@pytest.mark.usefixtures("twice")
def test_one_that_never_was_asks_for_nothing_and_lists_nobody(cabinet, who, family):
    listed = {"child_id": family.sibling, "note": "His letter lay with it"}
    breaches.record_step(cabinet, who, **step_of(Step.AFFECTED, **listed))
    take_back(cabinet, who, SECOND, FIRST)
    take_back(cabinet, who, FIRST)
    assert asked(cabinet) == set()
    with cabinet.reading(who) as look:
        assert breaches.breaches(look) == []
        assert mistaken_children.on_record(look, family.sibling) == {}


@pytest.mark.usefixtures("twice")
def test_nothing_is_recorded_of_a_breach_that_was_taken_back(cabinet, who, family):
    take_back(cabinet, who, SECOND, FIRST)
    assert list(refused(cabinet, who, SECOND, FIRST)) == ["row"]
    before = everything(cabinet)
    for write, given in (
        (breaches.record_step, step_of(Step.TOLD, breach_id=SECOND)),
        (breaches.correct_child, {"breach_id": SECOND, "child_id": family.sibling, "because": WHY}),
    ):
        with pytest.raises(Refused):
            write(cabinet, who, **given)
    assert everything(cabinet) == before


@pytest.mark.usefixtures("twice")
@pytest.mark.parametrize(
    ("stands", "because", "field"),
    [
        pytest.param(SECOND, WHY, "stands", id="itself"),
        pytest.param(999, WHY, "stands", id="one that is not there"),
        pytest.param(FIRST, "Twice", "because", id="no reason"),
    ],
)
def test_it_is_refused_by_field(cabinet, who, stands, because, field):
    assert list(refused(cabinet, who, SECOND, stands, because)) == [field]


@pytest.mark.usefixtures("twice")
def test_two_do_not_stand_for_each_other(cabinet, who):
    take_back(cabinet, who, SECOND, FIRST)
    assert list(refused(cabinet, who, FIRST, SECOND)) == ["stands"]


@pytest.mark.usefixtures("twice")
def test_what_was_done_is_taken_back_first(cabinet, who):
    breaches.record_step(cabinet, who, **step_of(Step.TOLD, breach_id=SECOND))
    assert "Steps are recorded" in refused(cabinet, who, SECOND, FIRST)["row"]
    done = rows(cabinet, BreachStep)[-1]["id"]
    breaches.take_back(cabinet, who, breach_step_id=done, because=WHY)
    take_back(cabinet, who, SECOND, FIRST)


@pytest.mark.usefixtures("twice")
def test_what_somebody_complained_about_stays_on_record(cabinet, who, family):
    about = {"child_id": None, "breach_id": SECOND, "received_on": TODAY}
    complaints.record_complaint(cabinet, who, **complaint_of(family, **about))
    assert "A complaint names" in refused(cabinet, who, SECOND, FIRST)["row"]


@pytest.mark.parametrize("what", ["breach", "concern"])
def test_a_complaint_that_was_recorded_by_mistake_keeps_nothing_on_record(cabinet, who, family, what):
    """CM-1: nobody made it, and the record that is there twice could never be taken back."""
    for _ in range(2):
        if what == "breach":
            breaches.record_breach(cabinet, who, **breach_of(family))
        else:
            sharing.record_concern(cabinet, who, **concern_of(family, is_another=True))
    again = {"because": WHY, "stands_id": FIRST}
    about = {"child_id": None, "received_on": TODAY}
    about |= {"breach_id": SECOND} if what == "breach" else {"decision_id": SECOND}
    complaints.record_complaint(cabinet, who, **complaint_of(family, **about))
    complaints.record_step(cabinet, who, **complaint_step(complaint.Step.MISTAKEN))
    if what == "breach":
        breaches.take_back_breach(cabinet, who, breach_id=SECOND, **again)
    else:
        mistaken_concerns.take_back(cabinet, who, decision_id=SECOND, **again)
    with pytest.raises(Refused, match="Record the complaint anew"):
        complaints.take_back(cabinet, who, complaint_step_id=1, because="Somebody complained after all")


@pytest.mark.usefixtures("twice")
def test_the_committee_reads_that_one_was_taken_back(cabinet, who):
    told = "Note that a breach was taken back as recorded by mistake, and ask why."

    def heard():
        with cabinet.reading(who, Thing.FIGURES) as look:
            return committee.read(look, TODAY).meeting.asked

    assert told not in heard()
    take_back(cabinet, who, SECOND, FIRST)
    assert told in heard()


@pytest.mark.usefixtures("twice")
@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.DEPUTY}])
def test_nobody_but_the_manager_and_the_deputy_takes_one_back(cabinet, role):
    with pytest.raises(NotAllowed):
        take_back(cabinet, account(cabinet, role), SECOND, FIRST)
    assert rows(cabinet, Mistake) == []
