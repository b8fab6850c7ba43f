"""What may be recorded of a consent, what is refused, and what the agenda says at once."""

from datetime import date

import pytest
from sqlalchemy import update

from models import Consent, ConsentFollowUp, ConsentPurpose
from rules.agenda import Action, Area
from rules.consent import Answer, How
from store import consents
from store.refusal import Refused
from store.tables import table
from tests.conftest import BORN_ON, LEFT_ON, TODAY, agenda_of, everything, rows


@pytest.fixture
def purpose(cabinet):
    return rows(cabinet, ConsentPurpose)[0]["id"]


def answers_of(family, purpose, **changed):
    return {
        "child_id": family.child,
        "carer_id": family.mother,
        "answers": {purpose: Answer.WITHDRAWN},
        "on": date(2026, 11, 20),
        "how": How.WRITTEN,
        "today": TODAY,
    } | changed


def items(cabinet):
    return [
        (item.code, item.action, item.due) for item in agenda_of(cabinet).items if item.area is Area.CONSENTS
    ]


def test_an_answer_is_recorded_and_on_the_agenda_at_once(cabinet, who, family, purpose):
    assert items(cabinet) == []
    consents.record_answers(
        cabinet, who, **answers_of(family, purpose, how=How.VERBAL, witness=" Ewa  Nowak ")
    )
    row = rows(cabinet, Consent)[-1]
    assert (row["answer"], row["how"], row["witness"]) == (Answer.WITHDRAWN, How.VERBAL, "Ewa Nowak")
    # The father still agrees: carers disagree; and what the mother withdrew is to be undone by Monday.
    assert sorted(items(cabinet)) == [
        ("C-001", Action.CONSENT, date(2026, 12, 4)),
        ("C-001", Action.FOLLOW_UP, date(2026, 11, 23)),
    ]
    consents.follow_up(cabinet, who, consent_id=row["id"], done_on=TODAY, note=" Taken down ", today=TODAY)
    assert [action for _, action, _ in items(cabinet)] == [Action.CONSENT]
    assert rows(cabinet, ConsentFollowUp)[0]["note"] == "Taken down"


def test_each_purpose_keeps_an_event_of_its_own(cabinet, who, family):
    purposes = [row["id"] for row in rows(cabinet, ConsentPurpose)][:3]
    before = len(rows(cabinet, Consent))
    consents.record_answers(
        cabinet, who, **answers_of(family, 0, answers=dict.fromkeys(purposes, Answer.REFUSED))
    )
    added = rows(cabinet, Consent)[before:]
    assert [(row["purpose_id"], row["answer"]) for row in added] == [(p, Answer.REFUSED) for p in purposes]


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({"child_id": None}, ["child"], id="no child"),
        pytest.param({"child_id": 999}, ["child"], id="a child that is not there"),
        pytest.param({"carer_id": None}, ["carer", "purpose"], id="no carer"),
        pytest.param({"carer_id": "grandmother"}, ["carer"], id="a carer without parental responsibility"),
        pytest.param({"carer_id": "siblings_mother"}, ["carer"], id="another child's carer"),
        pytest.param({"answers": {}}, ["answers"], id="no answer"),
        pytest.param({"answers": {999: Answer.GIVEN}}, ["purpose"], id="a purpose that is not there"),
        pytest.param({"on": None}, ["on"], id="no date"),
        pytest.param({"on": date(2026, 11, 25)}, ["on"], id="tomorrow"),
        pytest.param({"on": BORN_ON.replace(day=1)}, ["on"], id="before the birth"),
        pytest.param({"on": date(2026, 8, 31)}, ["purpose"], id="withdrawn the day before it was given"),
        pytest.param({"how": None}, ["how"], id="neither written nor verbal"),
        pytest.param({"how": How.VERBAL}, ["witness"], id="verbal, heard by nobody"),
        pytest.param({"witness": "x" * 201}, ["witness"], id="a name that is too long"),
    ],
)
def test_an_answer_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, purpose, changed, fields):
    if isinstance(carer := changed.get("carer_id"), str):
        changed = {"carer_id": getattr(family, carer), "answers": {purpose: Answer.GIVEN}}
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        consents.record_answers(cabinet, who, **answers_of(family, purpose, **changed))
    named = {field.partition("-")[0] for field in refused.value.problems}
    assert named >= set(fields)
    assert named - set(fields) <= {"purpose"}
    assert everything(cabinet) == before


def test_one_answer_that_is_refused_keeps_all_of_them_out(cabinet, who, family):
    first, second = [row["id"] for row in rows(cabinet, ConsentPurpose)][:2]
    consents.record_answers(cabinet, who, **answers_of(family, first))
    before = everything(cabinet)
    twice = {first: Answer.WITHDRAWN, second: Answer.WITHDRAWN}
    with pytest.raises(Refused) as refused:
        consents.record_answers(cabinet, who, **answers_of(family, 0, answers=twice))
    assert list(refused.value.problems) == [f"purpose-{first}"]
    assert everything(cabinet) == before


def test_what_is_not_asked_any_more_is_refused(cabinet, who, family, purpose):
    with cabinet.administering("test") as session:
        session.connection().execute(
            update(table(ConsentPurpose))
            .where(table(ConsentPurpose).c.id == purpose)
            .values(retired_on=TODAY)
        )
    with pytest.raises(Refused) as refused:
        consents.record_answers(cabinet, who, **answers_of(family, purpose))
    assert list(refused.value.problems) == [f"purpose-{purpose}"]


@pytest.mark.parametrize(
    ("on", "is_refused"),
    [
        pytest.param(LEFT_ON, False, id="the last day"),
        pytest.param(date(2026, 8, 1), True, id="the day after"),
    ],
)
def test_a_child_who_has_left_is_not_answered_for(cabinet, who, family, purpose, on, is_refused):
    answered = answers_of(
        family,
        purpose,
        child_id=family.sibling,
        carer_id=family.siblings_mother,
        answers={purpose: Answer.GIVEN},
        on=on,
    )
    if not is_refused:
        consents.record_answers(cabinet, who, **answered)
        return
    with pytest.raises(Refused) as refused:
        consents.record_answers(cabinet, who, **answered)
    assert list(refused.value.problems) == ["on"]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"done_on": None}, id="no date"),
        pytest.param({"done_on": date(2026, 11, 25)}, id="tomorrow"),
        pytest.param({"done_on": date(2026, 11, 19)}, id="the day before the withdrawal"),
        pytest.param({"consent_id": 1}, id="what was not withdrawn"),
        pytest.param({"consent_id": 9999}, id="what is not there"),
    ],
)
def test_a_follow_up_is_refused_and_nothing_is_saved(cabinet, who, family, purpose, changed):
    consents.record_answers(cabinet, who, **answers_of(family, purpose))
    withdrawal = rows(cabinet, Consent)[-1]["id"]
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        consents.follow_up(
            cabinet, who, **{"consent_id": withdrawal, "done_on": TODAY, "today": TODAY} | changed
        )
    assert list(refused.value.problems) == ["done_on"]
    assert everything(cabinet) == before


def test_a_withdrawal_is_followed_up_once(cabinet, who, family, purpose):
    consents.record_answers(cabinet, who, **answers_of(family, purpose))
    done = {"consent_id": rows(cabinet, Consent)[-1]["id"], "done_on": TODAY, "today": TODAY}
    consents.follow_up(cabinet, who, **done)
    with pytest.raises(Refused, match="recorded already"):
        consents.follow_up(cabinet, who, **done)


def test_the_history_of_a_child_says_who_answered_what_newest_first(cabinet, who, family, purpose):
    consents.record_answers(cabinet, who, **answers_of(family, purpose))
    with cabinet.connection() as look:
        newest, *others = consents.history(look, family.child)
    assert (newest.carer, newest.answer, newest.on) == ("Carys Davies", Answer.WITHDRAWN, date(2026, 11, 20))
    assert {answer.answer for answer in others} == {Answer.GIVEN}
