"""What may be recorded of a sharing decision, what is refused, and what the agenda says at once."""

from datetime import date

import pytest

from models import SharingAdvice, SharingDecision, SharingEntry, SharingOutcome
from rules.agenda import Action, Area
from rules.sharing import Ground, Outcome, Position, Status, status
from store import sharing
from store.refusal import Refused
from tests.conftest import BORN_ON, TODAY, agenda_of, everything, rows

RAISED, DECIDED = date(2026, 11, 20), date(2026, 11, 23)
REASON = "Asking the family would put the child at risk"


def concern_of(family, **changed):
    return {
        "child_id": family.child,
        "ground": Ground.SIGNIFICANT_HARM,
        "concern": " Bruises ",
        "raised_on": RAISED,
        "today": TODAY,
    } | changed


@pytest.fixture
def decision_id(cabinet, who, family):
    sharing.record_concern(cabinet, who, **concern_of(family))
    return rows(cabinet, SharingDecision)[0]["id"]


def decision_of(id_, **changed):
    return {
        "decision_id": id_,
        "shared": True,
        "position": Position.NOT_SOUGHT,
        "shared_with": " MASH,  duty social worker ",
        "reason": f" {REASON} ",
        "witness": "",
        "decided_on": DECIDED,
        "today": TODAY,
    } | changed


def record_of(id_, **changed):
    return {
        "decision_id": id_,
        "shared_with": "",
        "reason": "",
        "witness": "",
        "entry": " 14 ",
        "recorded_on": DECIDED,
        "late_because": "",
        "recording_days": 0,
        "today": TODAY,
    } | changed


def actions(cabinet):
    return [item.action for item in agenda_of(cabinet).items if item.area is Area.SHARING_DECISIONS]


def held(cabinet, decision_id):
    with cabinet.connection() as look:
        return sharing.decisions(look, decision_id=decision_id)[0]


def test_from_the_concern_to_the_record_the_agenda_follows_at_once(cabinet, who, family):
    assert actions(cabinet) == []
    assert sharing.record_concern(cabinet, who, **concern_of(family)) == "SD-2026-001"
    id_ = rows(cabinet, SharingDecision)[0]["id"]
    assert actions(cabinet) == [Action.DECIDE]
    sharing.record_decision(cabinet, who, **decision_of(id_, advice_from=" MASH "))
    assert actions(cabinet) == [Action.RECORD]
    sharing.complete_record(cabinet, who, **record_of(id_))
    assert actions(cabinet) == []
    now = held(cabinet, id_)
    assert status(now.decision) is Status.RECORDED
    assert (now.outcome, now.shared_with, now.reason) == (
        Outcome.SHARED_WITHOUT_CONSENT,
        "MASH, duty social worker",
        REASON,
    )
    assert (now.concern, now.raised_by, now.decided_by, now.entry) == ("Bruises", who.name, who.name, "14")
    assert rows(cabinet, SharingAdvice)[0]["sought_from"] == "MASH"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"child_id": None}, "child", id="no child"),
        pytest.param({"child_id": 999}, "child", id="a child that is not there"),
        pytest.param({"ground": None}, "ground", id="no ground"),
        pytest.param(
            {"ground": Ground.OTHER_BASIS, "concern": ""}, "concern", id="a basis that is not named"
        ),
        pytest.param({"raised_on": None}, "raised_on", id="no date"),
        pytest.param({"raised_on": date(2026, 11, 25)}, "raised_on", id="tomorrow"),
        pytest.param({"raised_on": BORN_ON.replace(day=1)}, "raised_on", id="before the birth"),
        pytest.param({"concern": "x" * 4001}, "concern", id="a text that is too long"),
    ],
)
def test_a_concern_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        sharing.record_concern(cabinet, who, **concern_of(family, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"decision_id": 999}, "shared", id="a concern that is not there"),
        pytest.param({"shared": None}, "shared", id="neither shared nor not"),
        pytest.param({"position": None}, "position", id="no position"),
        pytest.param({"position": Position.VERBAL}, "witness", id="agreed verbally, heard by nobody"),
        pytest.param({"shared_with": ""}, "shared_with", id="shared with nobody"),
        pytest.param({"shared_with": "Everyone"}, "shared_with", id="shared with everyone"),
        pytest.param({"shared_with": "x" * 201}, "shared_with", id="a name that is too long"),
        pytest.param({"reason": ""}, "reason", id="without consent, without a reason"),
        pytest.param({"reason": "Safeguarding"}, "reason", id="a word is no reason"),
        pytest.param({"shared": False, "reason": ""}, "reason", id="not shared, without a reason"),
        pytest.param({"decided_on": None}, "decided_on", id="no date"),
        pytest.param({"decided_on": date(2026, 11, 25)}, "decided_on", id="tomorrow"),
        pytest.param({"decided_on": date(2026, 11, 19)}, "decided_on", id="the day before the concern"),
        pytest.param({"advice_from": "x" * 201}, "sought_from", id="advice from a name too long"),
    ],
)
def test_a_decision_is_refused_by_field_and_nothing_is_saved(cabinet, who, decision_id, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        sharing.record_decision(cabinet, who, **decision_of(decision_id, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


@pytest.mark.parametrize("position", list(Position))
def test_consent_is_never_needed_to_save_a_decision(cabinet, who, decision_id, position):
    sharing.record_decision(cabinet, who, **decision_of(decision_id, position=position, witness="Ewa Nowak"))
    assert held(cabinet, decision_id).position is position


def test_a_later_decision_names_the_one_before_and_stands(cabinet, who, decision_id):
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    sharing.record_decision(cabinet, who, **decision_of(decision_id, shared=False, decided_on=TODAY))
    first, second = rows(cabinet, SharingOutcome)
    assert (first["corrects_id"], second["corrects_id"]) == (None, first["id"])
    now = held(cabinet, decision_id)
    assert (now.outcome, now.shared_with, now.decided_on) == (Outcome.NOT_SHARED, "", TODAY)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"entry": " "}, "entry", id="no entry"),
        pytest.param({"entry": "x" * 41}, "entry", id="an entry that is too long"),
        pytest.param({"recorded_on": None}, "recorded_on", id="no date"),
        pytest.param({"recorded_on": date(2026, 11, 25)}, "recorded_on", id="tomorrow"),
        pytest.param({"recorded_on": date(2026, 11, 22)}, "recorded_on", id="the day before the decision"),
        pytest.param({"recorded_on": TODAY}, "late_because", id="a day late, and not said why"),
        pytest.param({"decision_id": 999}, "entry", id="a decision that is not there"),
    ],
)
def test_a_record_is_refused_by_field_and_nothing_is_saved(cabinet, who, decision_id, changed, field):
    sharing.record_decision(cabinet, who, **decision_of(decision_id))
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        sharing.complete_record(cabinet, who, **record_of(decision_id, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_a_record_waits_for_its_decision(cabinet, who, decision_id):
    with pytest.raises(Refused, match="decision first"):
        sharing.complete_record(cabinet, who, **record_of(decision_id))


def test_what_a_record_lacks_is_completed_by_a_row_that_names_the_old_one(cabinet, who, decision_id):
    """As a register brings them in: decided, in the file, but without its reason."""
    with cabinet.administering("test") as session:
        session.add(
            SharingOutcome(
                decision_id=decision_id,
                outcome=Outcome.NOT_SHARED,
                position=Position.VERBAL,
                decided_on=DECIDED,
                decided_by="Sian Hughes",
            )
        )
        session.add(SharingEntry(decision_id=decision_id, entry="9", recorded_on=DECIDED))
    assert actions(cabinet) == [Action.RECORD]
    with pytest.raises(Refused) as refused:
        sharing.complete_record(cabinet, who, **record_of(decision_id))
    assert set(refused.value.problems) == {"reason", "witness"}
    completed = record_of(decision_id, reason=REASON, witness="Ewa Nowak", entry="99")
    sharing.complete_record(cabinet, who, **completed)
    first, second = rows(cabinet, SharingOutcome)
    assert second["corrects_id"] == first["id"]
    now = held(cabinet, decision_id)
    assert (now.reason, now.witness, now.decided_by, now.entry) == (REASON, "Ewa Nowak", "Sian Hughes", "9")
    assert actions(cabinet) == []
