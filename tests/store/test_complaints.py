"""Complaints: their dates on the agenda, each step, the way onward, and who may see them (CM-1, X-1)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from models import Account, BreachStep, Child, Complaint, ComplaintStep, Mistake, StaffMember
from rules import access
from rules.access import Channel, RefusalGround
from rules.agenda import Action, Area, State
from rules.children import OnRecord
from rules.complaints import Kind, Result, Step, is_elsewhere
from rules.induction import Role
from rules.need_to_know import Conflict, NotAllowed, Thing
from rules.rectification import Claim
from rules.sharing import Ground
from store import (
    access_requests,
    agenda,
    breaches,
    committee,
    complaints,
    mistaken_children,
    rectifications,
    request_steps,
    retention,
    sharing,
    sight,
    whole_requests,
)
from store.refusal import Refused
from store.tables import table
from tests.conftest import TODAY, account, agenda_of, everything, rows

RECEIVED = date(2026, 11, 9)


def complaint_of(family, **changed):
    return {
        "kind": Kind.DATA_PROTECTION,
        "child_id": family.child,
        "made_by": " Peter  Davies ",
        "channel": Channel.EMAIL,
        "received_on": RECEIVED,
        "about": "Two pages of the copy were blacked out for no reason.",
        "today": TODAY,
    } | changed


def step_of(step, **changed):
    return {
        "complaint_id": 1,
        "step": step,
        "on": TODAY,
        "words": "The two pages were looked at again with the chairperson.",
        "today": TODAY,
    } | changed


OUTCOME = {"result": Result.PARTLY, "is_route_told": True}


def open_items(cabinet, today=TODAY):
    return [item for item in agenda_of(cabinet, today).items if item.action is Action.COMPLAINT]


def held_by(cabinet, who, **wanted):
    with cabinet.reading(who) as look:
        return complaints.complaints(look, **wanted)


@pytest.fixture
def request_id(cabinet, who, family):
    """An access request about the child, received on the first of November."""
    access_requests.record_request(
        cabinet,
        who,
        child_id=family.child,
        requester="Carys Davies",
        channel=Channel.VERBAL,
        received_on=date(2026, 11, 1),
        note="It lay in the tray till today",
        today=TODAY,
    )
    return 1


def test_from_receipt_to_the_outcome_the_agenda_asks_for_each_date(cabinet, who, family):
    assert complaints.record_complaint(cabinet, who, **complaint_of(family)) == "CP-2026-001"
    assert [(i.what, i.clause, i.due, i.is_legal) for i in open_items(cabinet)] == [
        ("Acknowledge the complaint in writing", "CM-1", date(2026, 11, 16), False),
        (
            "Give the outcome of the complaint, and say where it can be taken next",
            "CM-1",
            date(2026, 12, 7),
            False,
        ),
        ("Acknowledge the complaint in writing, by law", "X-1", date(2026, 12, 9), True),
    ]
    assert {item.state for item in open_items(cabinet, date(2026, 12, 10))} == {State.LATE}
    complaints.record_step(cabinet, who, **step_of(Step.ACKNOWLEDGED, words=""))
    assert [item.clause for item in open_items(cabinet)] == ["CM-1"]
    with pytest.raises(Refused) as refused:
        complaints.record_step(cabinet, who, **step_of(Step.OUTCOME, result=Result.UPHELD))
    assert list(refused.value.problems) == ["is_route_told"]
    complaints.record_step(cabinet, who, **step_of(Step.OUTCOME, **OUTCOME))
    assert open_items(cabinet) == []
    complaints.record_step(cabinet, who, **step_of(Step.WENT_ON, words="Taken to the ICO, reference 123."))
    (held,) = held_by(cabinet, who)
    assert (held.made_by, held.child_code, held.facts.kind) == (
        "Peter Davies",
        "C-001",
        Kind.DATA_PROTECTION,
    )
    assert [(step.step, step.result) for step in held.recorded] == [
        (Step.ACKNOWLEDGED, None),
        (Step.OUTCOME, Result.PARTLY),
        (Step.WENT_ON, None),
    ]


def test_what_the_ico_asks_is_on_the_agenda_by_the_day_it_names_until_it_is_answered(cabinet, who, family):
    """The list said to wait for the ICO, while the ICO waited for an answer of ours."""
    complaints.record_complaint(cabinet, who, **complaint_of(family))
    complaints.record_step(cabinet, who, **step_of(Step.OUTCOME, **OUTCOME))
    complaints.record_step(cabinet, who, **step_of(Step.WENT_ON, words="ICO"))
    wanted, answered = date(2026, 12, 8), date(2026, 12, 1)
    complaints.record_step(cabinet, who, **step_of(Step.WANTED_THERE, on=wanted))
    [item] = open_items(cabinet)
    assert item.what.startswith("Answer whoever the complaint was taken to, such as the ICO")
    assert (item.due, item.is_legal, item.step) == (wanted, True, Step.ANSWERED_THERE)
    assert [item.state for item in open_items(cabinet, date(2026, 12, 9))] == [State.LATE]
    done = step_of(Step.ANSWERED_THERE, on=answered) | {"today": answered}
    complaints.record_step(cabinet, who, **done)
    [item] = open_items(cabinet, answered)
    assert (item.state, item.due) == (State.WAITING, date(2026, 12, 29))
    complaints.record_step(cabinet, who, **step_of(Step.DECIDED_THERE, on=answered) | {"today": answered})
    assert open_items(cabinet, answered) == []


def test_the_list_says_of_which_complaint_the_manager_stands_back(cabinet, who, family):
    instead = "Rosalind Webb, the chairperson: it is about the manager."
    complaints.record_complaint(cabinet, who, **complaint_of(family), manager_stands_back=instead)
    complaints.record_complaint(cabinet, who, **complaint_of(family))
    asides = [item.aside for item in open_items(cabinet)]
    assert sorted(asides) == [""] * 3 + ["The manager stands back from it"] * 3


def test_what_is_done_about_one_complaint_is_done_about_no_other(cabinet, who, family):
    for made_by in ("Peter Davies", "Carys Davies"):
        complaints.record_complaint(cabinet, who, **complaint_of(family, made_by=made_by))
    first, second = sorted(held.id for held in held_by(cabinet, who))
    assert [held.made_by for held in held_by(cabinet, who, complaint_id=second)] == ["Carys Davies"]
    complaints.record_step(cabinet, who, **step_of(Step.ACKNOWLEDGED, complaint_id=first, words=""))
    assert sorted(item.clause for item in open_items(cabinet)) == ["CM-1", "CM-1", "CM-1", "X-1"]
    with pytest.raises(Refused):
        complaints.record_step(cabinet, who, **step_of(Step.ACKNOWLEDGED, complaint_id=first, words=""))
    complaints.record_step(cabinet, who, **step_of(Step.ACKNOWLEDGED, complaint_id=second, words=""))
    assert [item.clause for item in open_items(cabinet)] == ["CM-1", "CM-1"]


def test_an_early_years_complaint_has_28_days_by_law_and_an_acknowledgement_by_our_own_rule(
    cabinet, who, family
):
    complaints.record_complaint(cabinet, who, **complaint_of(family, kind=Kind.EARLY_YEARS, child_id=None))
    assert [(i.clause, i.due, i.is_legal, i.child) for i in open_items(cabinet)] == [
        ("CM-1", date(2026, 11, 16), False, None),
        ("CM-1", date(2026, 12, 7), True, None),
    ]


def test_a_past_day_sees_it_as_it_stood(cabinet, who, family):
    complaints.record_complaint(cabinet, who, **complaint_of(family))
    complaints.record_step(cabinet, who, **step_of(Step.OUTCOME, **OUTCOME))
    assert open_items(cabinet, date(2026, 11, 8)) == []
    assert len(open_items(cabinet, RECEIVED)) == 2


def test_it_is_about_a_request_or_a_correction_and_takes_their_child(cabinet, who, family, request_id):
    complaints.record_complaint(cabinet, who, **complaint_of(family, child_id=None, request_id=request_id))
    rectifications.record_rectification(
        cabinet,
        who,
        child_id=family.child,
        request_id=request_id,
        asked_by="Carys Davies",
        channel=Channel.VERBAL,
        received_on=date(2026, 11, 3),
        entry="12",
        claim=Claim.NOT_SAID,
        words="The date of the visit is wrong.",
        today=TODAY,
    )
    complaints.record_complaint(cabinet, who, **complaint_of(family, child_id=None, rectification_id=1))
    second, first = held_by(cabinet, who)
    assert (first.request_code, first.rectification_code, first.child_code) == ("AR-2026-001", "", "C-001")
    assert (second.request_code, second.rectification_code) == ("AR-2026-001", "RC-2026-001")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"kind": None}, "kind", id="about nothing"),
        pytest.param(
            {"request_id": 1, "received_on": date(2026, 10, 31)}, "received_on", id="before the request"
        ),
        pytest.param({"request_id": 999}, "about_what", id="a request that is not there"),
        pytest.param({"rectification_id": 999}, "about_what", id="a correction that is not there"),
        pytest.param({"child_id": 999}, "child", id="a child that is not there"),
        pytest.param({"made_by": "x" * 201}, "made_by", id="a name too long"),
    ],
)
def test_a_complaint_is_refused_by_field_and_nothing_is_saved(
    cabinet, who, family, request_id, changed, field
):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        complaints.record_complaint(cabinet, who, **complaint_of(family, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


@pytest.mark.parametrize(
    ("step", "changed", "field"),
    [
        pytest.param(Step.OUTCOME, {"is_route_told": True}, "result", id="closed with no outcome"),
        pytest.param(Step.ACKNOWLEDGED, {"on": date(2026, 11, 8)}, "on", id="before it was received"),
        pytest.param(Step.PROGRESS, {"complaint_id": 999}, "step", id="one that is not there"),
    ],
)
def test_a_step_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, step, changed, field):
    complaints.record_complaint(cabinet, who, **complaint_of(family))
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        complaints.record_step(cabinet, who, **step_of(step, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before
    assert rows(cabinet, ComplaintStep) == []


def test_a_chairperson_who_stands_back_from_a_correction_sees_no_complaint_about_it(cabinet, who, family):
    chair = account(cabinet, Role.CHAIRPERSON)
    asked = {"asked_by": "Peter Davies", "channel": Channel.EMAIL, "received_on": RECEIVED, "today": TODAY}
    for reason in ("", "She is the child's aunt."):
        rectifications.record_rectification(
            cabinet, who, child_id=family.child, entry="4", claim=Claim.FACT, words="It was not so.",
            chairperson_stands_back=reason, **asked,
        )  # fmt: skip
    for correction in (1, 2):
        complaints.record_complaint(
            cabinet, who, **complaint_of(family, child_id=None, rectification_id=correction)
        )
    assert [held.code for held in held_by(cabinet, chair)] == ["CP-2026-001"]
    assert len(held_by(cabinet, who)) == 2


@pytest.mark.parametrize("follows", ["request_id", "rectification_id"])
def test_a_chairperson_records_no_complaint_that_follows_what_they_stand_back_from(
    cabinet, who, chair, family, request_id, follows
):
    """Its code, and whose it is, would be told to whoever guessed a number."""
    rectifications.record_rectification(
        cabinet, who, child_id=family.child, asked_by="Peter Davies", channel=Channel.EMAIL,
        received_on=RECEIVED, entry="4", claim=Claim.FACT, words="It was not so.",
        chairperson_stands_back="She is the child's aunt.", today=TODAY,
    )  # fmt: skip
    sight.declare_conflict(cabinet, chair, request_id=request_id, conflict=Conflict.RELATIVE)
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        complaints.record_complaint(cabinet, chair, **complaint_of(family, child_id=None, **{follows: 1}))
    assert list(refused.value.problems) == ["about_what"]
    assert everything(cabinet) == before


@pytest.mark.parametrize("by", ["the request it is about", "the complaint itself"])
def test_a_chairperson_who_stands_back_sees_neither_row_nor_agenda(cabinet, who, family, request_id, by):
    chair = account(cabinet, Role.CHAIRPERSON)
    if by == "the complaint itself":
        complaints.record_complaint(
            cabinet, who, **complaint_of(family), chairperson_stands_back="The complaint is about her."
        )
    else:
        complaints.record_complaint(cabinet, who, **complaint_of(family, request_id=request_id))
        assert len(held_by(cabinet, chair)) == 1
        sight.declare_conflict(cabinet, chair, request_id=request_id, conflict=Conflict.NAMED)
    assert held_by(cabinet, chair) == []
    with cabinet.reading(chair) as look:
        assert not agenda.read(look, TODAY, Area.ACCESS_REQUESTS).facts.complaints
    assert len(held_by(cabinet, who)) == 1


@pytest.mark.parametrize("when", ["as it comes", "later"])
def test_a_deputy_whom_a_complaint_is_about_sees_neither_row_nor_agenda(cabinet, who, family, when):
    """She read in full who had complained about her, and was offered its steps (OR-1)."""
    deputy, chair = account(cabinet, Role.DEPUTY), account(cabinet, Role.CHAIRPERSON)
    why = "The complaint is about her."
    back = {"deputy_stands_back": why} if when == "as it comes" else {}
    complaints.record_complaint(cabinet, who, **complaint_of(family), **back)
    (held,) = held_by(cabinet, who)
    if when == "later":
        assert len(held_by(cabinet, deputy)) == 1
        step = {"step": Step.DEPUTY_STANDS_BACK, "on": TODAY, "words": why, "today": TODAY}
        complaints.record_step(cabinet, who, complaint_id=held.id, **step)
    assert held_by(cabinet, deputy) == []
    with cabinet.reading(deputy) as look:
        assert not agenda.read(look, TODAY, Area.ACCESS_REQUESTS).facts.complaints
    step = {"step": Step.ACKNOWLEDGED, "on": TODAY, "words": "", "today": TODAY}
    with pytest.raises((Refused, NotAllowed)):
        complaints.record_step(cabinet, deputy, complaint_id=held.id, **step)
    assert len(held_by(cabinet, who)) == len(held_by(cabinet, chair)) == 1


def test_a_key_person_sees_none_and_records_none(cabinet, who, family):
    complaints.record_complaint(cabinet, who, **complaint_of(family))
    key_person = account(cabinet, Role.KEY_PERSON)
    assert held_by(cabinet, key_person) == []
    with pytest.raises(NotAllowed):
        complaints.record_complaint(cabinet, key_person, **complaint_of(family))
    assert len(rows(cabinet, Complaint)) == 1


def test_the_register_has_what_is_open_and_what_came_since(cabinet, who, family):
    complaints.record_complaint(cabinet, who, **complaint_of(family))
    assert len(held_by(cabinet, who, received_since=TODAY)) == 1
    complaints.record_step(cabinet, who, **step_of(Step.WITHDRAWN, words="They rang and took it back."))
    assert held_by(cabinet, who, received_since=TODAY) == []
    assert len(held_by(cabinet, who, received_since=RECEIVED)) == 1


def test_without_its_outcome_a_complaint_is_open_again_and_says_who_took_it_back(cabinet, who, family):
    complaints.record_complaint(cabinet, who, **complaint_of(family))
    complaints.record_step(cabinet, who, **step_of(Step.OUTCOME, **OUTCOME))
    assert held_by(cabinet, who, received_since=TODAY) == []
    complaints.take_back(
        cabinet, who, complaint_step_id=1, because="The outcome was given to another family."
    )
    [held] = held_by(cabinet, who, received_since=TODAY)
    assert (held.recorded, held.facts.steps) == ((), ())
    [step] = held.history
    assert (step.step, step.result, step.taken_back.by) == (Step.OUTCOME, Result.PARTLY, who.name)
    assert step.taken_back.because == "The outcome was given to another family."
    complaints.record_step(cabinet, who, **step_of(Step.OUTCOME, result=Result.UPHELD, is_route_told=True))
    [held] = held_by(cabinet, who)
    assert [(step.result, step.taken_back is None) for step in held.history] == [
        (Result.PARTLY, False),
        (Result.UPHELD, True),
    ]


def test_what_was_decided_there_goes_before_its_being_taken_there(cabinet, who, family):
    """Else the next place to which it is taken counts as decided, and nothing holds the records (L8.5)."""
    complaints.record_complaint(cabinet, who, **complaint_of(family))
    complaints.record_step(cabinet, who, **step_of(Step.OUTCOME, **OUTCOME))
    for step in (Step.WENT_ON, Step.DECIDED_THERE):
        complaints.record_step(cabinet, who, **step_of(step))
    went_on, decided = (row["id"] for row in rows(cabinet, ComplaintStep)[-2:])
    because = "It was another family's."
    with pytest.raises(Refused) as told:
        complaints.take_back(cabinet, who, complaint_step_id=went_on, because=because)
    assert list(told.value.problems) == ["row"]
    for step_id in (decided, went_on):
        complaints.take_back(cabinet, who, complaint_step_id=step_id, because=because)
    complaints.record_step(cabinet, who, **step_of(Step.WENT_ON))
    [held] = held_by(cabinet, who)
    assert is_elsewhere(held.facts)


def test_where_it_was_taken_is_put_right_by_another_one(cabinet, who, family):
    complaints.record_complaint(cabinet, who, **complaint_of(family))
    complaints.record_step(cabinet, who, **step_of(Step.OUTCOME, **OUTCOME))
    for step in (Step.WENT_ON, Step.DECIDED_THERE, Step.WENT_ON):
        complaints.record_step(cabinet, who, **step_of(step))
    first = next(row["id"] for row in rows(cabinet, ComplaintStep) if row["step"] is Step.WENT_ON)
    complaints.take_back(cabinet, who, complaint_step_id=first, because="Its reference was wrong.")
    [held] = held_by(cabinet, who)
    assert not is_elsewhere(held.facts)


def test_who_was_to_stand_back_by_mistake_sees_it_again_and_not_why_they_were(cabinet, who, family):
    """The reason is about another complaint, which may be about them."""
    chair = account(cabinet, Role.CHAIRPERSON)
    complaints.record_complaint(
        cabinet, who, **complaint_of(family), chairperson_stands_back="The complaint is about her."
    )
    assert held_by(cabinet, chair) == []
    complaints.take_back(cabinet, who, complaint_step_id=1, because="It is the other complaint.")
    assert [(held.code, held.history) for held in held_by(cabinet, chair)] == [("CP-2026-001", ())]
    with cabinet.reading(chair) as look:
        assert agenda.read(look, TODAY, Area.ACCESS_REQUESTS).facts.complaints
    assert len(held_by(cabinet, who)[0].history) == 1


# The day of receipt ---------------------------------------------------------------------------------


def correct(cabinet, who, on, because="The letter lay in the tray for a week."):
    complaints.correct_receipt(cabinet, who, complaint_id=1, received_on=on, because=because, today=TODAY)


def refused_for(cabinet, who, on, **more):
    with pytest.raises(Refused) as refused:
        correct(cabinet, who, on, **more)
    return list(refused.value.problems)


def test_the_dates_run_from_the_corrected_day_of_receipt(cabinet, who, family):
    complaints.record_complaint(cabinet, who, **complaint_of(family, chairperson_stands_back="It is of her"))
    correct(cabinet, who, date(2026, 11, 2))
    assert {item.due for item in open_items(cabinet)} == {
        date(2026, 11, 9),
        date(2026, 11, 30),
        date(2026, 12, 2),
    }
    assert open_items(cabinet, date(2026, 11, 2)) != []
    assert open_items(cabinet, date(2026, 11, 1)) == []
    (held,) = held_by(cabinet, who, received_since=date(2026, 11, 2))
    assert (held.received_on, held.corrected.entered_on) == (date(2026, 11, 2), RECEIVED)
    assert held.corrected.because == "The letter lay in the tray for a week."
    correct(cabinet, who, date(2026, 11, 12), "It was the letter of another family.")
    (held,) = held_by(cabinet, who)
    assert held.received_on == date(2026, 11, 12)
    assert rows(cabinet, Complaint)[0]["received_on"] == RECEIVED


def test_a_complaint_came_after_what_it_is_about_and_before_what_was_done(cabinet, who, family, request_id):
    complaints.record_complaint(cabinet, who, **complaint_of(family, child_id=None, request_id=request_id))
    complaints.record_step(cabinet, who, **step_of(Step.ACKNOWLEDGED, words="", on=date(2026, 11, 12)))
    before = everything(cabinet)
    assert refused_for(cabinet, who, date(2026, 10, 31)) == ["received_on"]
    assert refused_for(cabinet, who, date(2026, 11, 13)) == ["received_on"]
    assert refused_for(cabinet, who, date(2026, 11, 3), because="") == ["because"]
    assert everything(cabinet) == before
    # Where the request itself came earlier, so may the complaint have.
    request_steps.correct_receipt(
        cabinet, who, request_id=request_id, received_on=date(2026, 10, 20),
        because="It was said at the door before the holiday.", today=TODAY,
    )  # fmt: skip
    correct(cabinet, who, date(2026, 10, 31))
    assert held_by(cabinet, who)[0].received_on == date(2026, 10, 31)


def test_a_request_is_not_moved_to_after_the_complaint_about_it(cabinet, who, family, request_id):
    complaints.record_complaint(cabinet, who, **complaint_of(family, child_id=None, request_id=request_id))

    def move(on):
        request_steps.correct_receipt(
            cabinet, who, request_id=request_id, received_on=on, because="The letter lay in the tray.",
            today=TODAY,
        )  # fmt: skip

    with pytest.raises(Refused) as told:
        move(RECEIVED + timedelta(days=1))
    assert "A complaint about it was received before that" in told.value.problems["received_on"]
    move(RECEIVED)
    # Where the complaint really came later, so may the request have.
    correct(cabinet, who, RECEIVED + timedelta(days=3))
    move(RECEIVED + timedelta(days=1))


# Recorded by mistake ---------------------------------------------------------------------------------

RIGHT = {"words": "Nobody complained: it was a question at the door."}


def test_one_that_was_recorded_by_mistake_asks_for_nothing_and_stays_with_what_is_right(cabinet, who, family):
    complaints.record_complaint(cabinet, who, **complaint_of(family))
    with pytest.raises(Refused) as refused:
        complaints.record_step(cabinet, who, **step_of(Step.MISTAKEN, words="Twice"))
    assert list(refused.value.problems) == ["words"]
    for named in ("It came twice: CP-2026-001 stands.", "It came twice: CP-2026-002 stands."):
        with pytest.raises(Refused) as refused:
            complaints.record_step(cabinet, who, **step_of(Step.MISTAKEN, words=named))
        assert list(refused.value.problems) == ["words"], "itself, and one that is not there"
    complaints.record_step(cabinet, who, **step_of(Step.MISTAKEN, **RIGHT))
    assert open_items(cabinet) == []
    assert not agenda_of(cabinet).facts.complaints
    assert open_items(cabinet, TODAY - timedelta(days=1)), "on the day before it was not known"
    [held] = held_by(cabinet, who)
    assert (held.right_instead, [step.step for step in held.history]) == (RIGHT["words"], [Step.MISTAKEN])
    for step in (Step.ACKNOWLEDGED, Step.OUTCOME, Step.WENT_ON):
        with pytest.raises(Refused) as refused:
            complaints.record_step(cabinet, who, **step_of(step, **OUTCOME))
        assert "step" in refused.value.problems, step
    complaints.take_back(cabinet, who, complaint_step_id=1, because="They had complained of this as well.")
    assert open_items(cabinet)
    [held] = held_by(cabinet, who)
    assert (held.right_instead, [step.step for step in held.history]) == ("", [Step.MISTAKEN])


def test_a_complaint_ends_for_one_that_stands(cabinet, who, family):
    for _ in range(3):
        complaints.record_complaint(cabinet, who, **complaint_of(family))
    first = {"complaint_id": 1, "words": "It came twice: CP-2026-002 stands."}
    complaints.record_step(cabinet, who, **step_of(Step.MISTAKEN, **first))
    fallen = {"complaint_id": 3, "words": "It came twice: CP-2026-001 stands."}
    with pytest.raises(Refused, match="recorded by mistake too"):
        complaints.record_step(cabinet, who, **step_of(Step.MISTAKEN, **fallen))
    complaints.take_back(cabinet, who, complaint_step_id=1, because="They had complained of this as well.")
    complaints.record_step(cabinet, who, **step_of(Step.MISTAKEN, **fallen))


def test_what_was_no_complaint_is_about_nothing_else(cabinet, who, family, request_id, decision_id):
    """A decision names it no more, and a request may have come after it."""
    complaints.record_complaint(cabinet, who, **complaint_of(family, child_id=None, decision_id=decision_id))
    complaints.record_complaint(cabinet, who, **complaint_of(family, child_id=None, request_id=request_id))
    for number in (1, 2):
        complaints.record_step(cabinet, who, **step_of(Step.MISTAKEN, complaint_id=number, **RIGHT))
    assert complaints_on_the_page(cabinet, who, decision_id=decision_id) == []
    request_steps.correct_receipt(
        cabinet, who, request_id=request_id, received_on=RECEIVED + timedelta(days=1),
        because="The letter lay in the tray.", today=TODAY,
    )  # fmt: skip


def test_a_manager_who_stands_back_makes_no_complaint_about_them_a_mistake(cabinet, who, chair, family):
    complaints.record_complaint(
        cabinet,
        who,
        **complaint_of(family, manager_stands_back="The chairperson deals with it."),
    )
    with pytest.raises(Refused) as refused:
        complaints.record_step(cabinet, who, **step_of(Step.MISTAKEN, **RIGHT))
    assert list(refused.value.problems) == ["step"]
    complaints.record_step(cabinet, chair, **step_of(Step.MISTAKEN, **RIGHT))
    assert open_items(cabinet) == []


@pytest.mark.parametrize("is_taken_back", [False, True], ids=["a mistake", "no mistake after all"])
def test_the_committee_hears_that_one_was_ended_as_a_mistake(cabinet, who, family, is_taken_back):
    complaints.record_complaint(cabinet, who, **complaint_of(family))
    complaints.record_step(cabinet, who, **step_of(Step.MISTAKEN, **RIGHT))
    if is_taken_back:
        complaints.take_back(cabinet, who, complaint_step_id=1, because="They had complained of this too.")
    with cabinet.reading(who, Thing.FIGURES) as look:
        asked = committee.read(look, TODAY).meeting.asked
    said = "Note that a complaint or correction was ended as recorded by mistake, and ask why."
    assert (said in asked) is not is_taken_back


# Recorded anew ---------------------------------------------------------------------------------------


ABOUT = "The gate was left open twice."


def anew(opened, who, **more):
    asked = {
        "complaint_id": 1, "kind": Kind.EARLY_YEARS, "made_by": "Carys Davies", "channel": Channel.LETTER,
        "received_on": RECEIVED, "about": ABOUT, "because": "It is about the care, not about data.",
        "today": TODAY,
    }  # fmt: skip
    return complaints.record_anew(opened, who, **asked | more)


def test_a_complaint_of_the_wrong_kind_is_recorded_anew_with_what_was_done(cabinet, who, family):
    """It then has the dates of its kind; what was done about it was done (CM-1; law L3.8)."""
    complaints.record_complaint(cabinet, who, **complaint_of(family, kind=Kind.DATA_PROTECTION, about=ABOUT))
    complaints.record_step(cabinet, who, **step_of(Step.ACKNOWLEDGED))
    complaints.record_step(cabinet, who, **step_of(Step.PROGRESS, words="Told by letter where it stands."))
    assert anew(cabinet, who, child_id=family.child) == "CP-2026-002"
    new, old = held_by(cabinet, who)
    if new.code == "CP-2026-001":
        new, old = old, new
    assert old.right_instead == "CP-2026-002 stands. It is about the care, not about data."
    assert (new.kind, new.received_on, new.child_code) == (Kind.EARLY_YEARS, RECEIVED, old.child_code)
    done = [(step.step, step.on, step.words) for step in old.recorded if step.step is not Step.MISTAKEN]
    assert [(step.step, step.on, step.words) for step in new.recorded] == done
    assert {item.code for item in open_items(cabinet)} == {"CP-2026-002"}


def test_what_is_recorded_anew_is_another_and_says_why(cabinet, who, family):
    same = {"kind": Kind.DATA_PROTECTION, "child_id": family.child}
    complaints.record_complaint(
        cabinet, who, **complaint_of(family, about=ABOUT, made_by="Carys Davies", **same)
    )
    before = rows(cabinet, ComplaintStep), rows(cabinet, Complaint)
    held = held_by(cabinet, who)[0]
    like = {"channel": held.channel, "received_on": held.received_on}
    for more, field in (
        (same | like, "because"),
        ({"because": "Typo"}, "because"),
        ({"kind": None}, "kind"),
        ({"made_by": " "}, "made_by"),
    ):
        with pytest.raises(Refused) as refused:
            anew(cabinet, who, **more)
        assert list(refused.value.problems) == [field], more
    assert (rows(cabinet, ComplaintStep), rows(cabinet, Complaint)) == before, "all or nothing"


def test_a_complaint_that_is_over_is_not_recorded_anew(cabinet, who, family):
    complaints.record_complaint(cabinet, who, **complaint_of(family))
    complaints.record_step(cabinet, who, **step_of(Step.OUTCOME, **OUTCOME))
    with pytest.raises(Refused) as refused:
        anew(cabinet, who)
    assert list(refused.value.problems) == ["because"]


def test_nor_by_a_manager_who_stands_back_from_it(cabinet, who, chair, family):
    """Its decisions are another's, and so is that it was a mistake."""
    back = {"manager_stands_back": "The chairperson deals with it."}
    complaints.record_complaint(cabinet, who, **complaint_of(family, **back))
    with pytest.raises(Refused):
        anew(cabinet, who)
    code = anew(cabinet, chair)
    [held] = [one for one in held_by(cabinet, who) if one.code == code]
    assert held.instead_of_the_manager == back["manager_stands_back"], "they stand back from the new one too"


# About the manager -----------------------------------------------------------------------------------


@pytest.fixture
def chair(cabinet):
    return account(cabinet, Role.CHAIRPERSON)


def test_a_complaint_about_the_manager_is_dealt_with_by_the_chairperson(
    cabinet, who, chair, family, request_id
):
    """Recorded under the chairperson's own account from the first line; the manager still sees it."""
    complaints.record_complaint(
        cabinet, chair, **complaint_of(family, child_id=None, request_id=request_id,
        manager_stands_back="The chairperson, as it is about the manager."),
    )  # fmt: skip
    complaints.record_step(cabinet, chair, **step_of(Step.ACKNOWLEDGED, words=""))
    complaints.record_step(cabinet, chair, **step_of(Step.OUTCOME, result=Result.UPHELD, is_route_told=True))
    (held,) = held_by(cabinet, who)
    assert [step.step for step in held.recorded] == [
        Step.MANAGER_STANDS_BACK, Step.ACKNOWLEDGED, Step.OUTCOME,
    ]  # fmt: skip
    assert {step.recorded_by for step in held.recorded} == {chair.name}
    # That somebody stands back was entered with it: the day of receipt may still be put right.
    complaints.correct_receipt(
        cabinet, chair, complaint_id=1, received_on=RECEIVED - timedelta(days=1),
        because="It was handed over the day before.", today=TODAY,
    )  # fmt: skip


ABOUT_HER = "The chairperson, as it is about the manager."


def refused_to(write, *args, **given):
    with pytest.raises(Refused) as refused:
        write(*args, **given)
    return list(refused.value.problems)


def stands_back_from(cabinet, person):
    with cabinet.reading(person) as look:
        return complaints.stood_back_from(look)


def test_the_manager_does_not_decide_the_complaint_about_them(cabinet, who, chair, family):
    """She closed it as not upheld, and the committee read that none was open."""
    complaints.record_complaint(cabinet, who, **complaint_of(family, manager_stands_back=ABOUT_HER))
    outcome = step_of(Step.OUTCOME, result=Result.NOT_UPHELD, is_route_told=True)
    before = everything(cabinet)
    by_her = {"instead": "Polly Grant, who told me"}
    assert refused_to(complaints.record_step, cabinet, who, **outcome, **by_her) == ["step"]
    assert refused_to(complaints.record_step, cabinet, who, **step_of(Step.WITHDRAWN)) == ["step"]
    why = "It was not about me at all."
    assert refused_to(complaints.take_back, cabinet, who, complaint_step_id=1, because=why)
    assert everything(cabinet) == before
    complaints.record_step(cabinet, who, **step_of(Step.ACKNOWLEDGED, words=""))  # nothing is decided by it
    complaints.record_step(cabinet, chair, **outcome)
    assert refused_to(complaints.take_back, cabinet, who, complaint_step_id=3, because=why)
    (held,) = held_by(cabinet, who)
    assert (held.recorded[-1].recorded_by, held.decided_by) == (chair.name, "")
    complaints.take_back(cabinet, chair, complaint_step_id=3, because="The letter was not sent yet.")


@pytest.mark.parametrize("other", [None, "closed", "the manager's own", "left"])
def test_where_nobody_else_has_an_account_the_manager_writes_down_who_decided(cabinet, who, family, other):
    if other:
        name = who.name.replace(" ", "-") if other == "the manager's own" else "Polly Grant"
        one = account(cabinet, Role.CHAIRPERSON, name)
        with cabinet.administering("changed") as session:
            held = session.get(Account, one.account_id)
            if other == "closed":
                held.closed_at = datetime.now(UTC)
            elif other == "left":
                held.until_on = RECEIVED
    complaints.record_complaint(cabinet, who, **complaint_of(family, manager_stands_back=ABOUT_HER))
    outcome = step_of(Step.OUTCOME, result=Result.NOT_UPHELD, is_route_told=True)
    assert refused_to(complaints.record_step, cabinet, who, **outcome) == ["instead"]
    assert refused_to(complaints.record_step, cabinet, who, **outcome, instead=who.name) == ["instead"]
    complaints.record_step(cabinet, who, **outcome, instead=" Polly  Grant ")
    (held,) = held_by(cabinet, who)
    assert held.decided_by == "Polly Grant"


@pytest.mark.parametrize("is_later", [False, True], ids=["as it comes", "later"])
def test_the_manager_keeps_the_complaint_about_them_from_nobody_without_naming_who_deals_with_it(
    cabinet, who, chair, family, is_later
):
    """A step saved at once took it from the chairperson, who read that none was open."""
    member = {"role": Role.COMMITTEE, "started_on": RECEIVED}
    with cabinet.administering("people") as session:
        session.add(StaffMember(code="M-90", name="Anne Lee", **member))
    given, why = complaint_of(family, manager_stands_back=ABOUT_HER), "They are friends."
    if is_later:
        complaints.record_complaint(cabinet, who, **given)
        write, given = complaints.record_step, step_of(Step.STANDS_BACK, words=why)
    else:
        write, given = complaints.record_complaint, given | {"chairperson_stands_back": why}
    before = everything(cabinet)
    for named in ("", "Rita Stone", chair.name, who.name, "Peter Davies"):
        assert refused_to(write, cabinet, who, **given, instead=named) == ["instead"]
    assert everything(cabinet) == before
    write(cabinet, who, **given, instead="Anne Lee, treasurer")
    (held,) = held_by(cabinet, who)
    assert held.dealt_with_by == "Anne Lee, treasurer"
    assert held_by(cabinet, chair) == []
    assert stands_back_from(cabinet, chair) == 1, "they know of it, and can ask"


def test_a_chairperson_and_a_deputy_are_told_from_how_many_open_complaints_they_stand_back(
    cabinet, who, chair, family
):
    deputy = account(cabinet, Role.DEPUTY)
    given = complaint_of(family, chairperson_stands_back="It is about the chairperson.")
    complaints.record_complaint(cabinet, who, **given)
    complaints.record_complaint(cabinet, who, **complaint_of(family, deputy_stands_back="It is about her."))
    everybody = (chair, deputy, who, account(cabinet, Role.COMMITTEE))
    assert [stands_back_from(cabinet, person) for person in everybody] == [1, 1, 0, 0]
    complaints.record_step(cabinet, who, **step_of(Step.OUTCOME, **OUTCOME))
    assert stands_back_from(cabinet, chair) == 0, "what is answered goes on no more"
    complaints.record_step(cabinet, who, **step_of(Step.WENT_ON, words="ICO"))
    assert stands_back_from(cabinet, chair) == 1


def test_the_chairperson_names_a_child_by_the_code_and_learns_no_name_by_it(cabinet, who, chair, family):
    """The complaint then holds that child's records; whose code it is stays the manager's to know (X-7)."""
    by_code = complaint_of(
        family, child_id=None, child_code=" c-001 ", manager_stands_back="It is about her."
    )
    complaints.record_complaint(cabinet, chair, **by_code)
    assert [row["child_id"] for row in rows(cabinet, Complaint)] == [family.child]
    assert [(held.child_code, held.child) for held in held_by(cabinet, chair)] == [("C-001", "")]
    assert [(held.child_code, held.child) for held in held_by(cabinet, who)] == [("C-001", "Ivy Davies")]
    for person, name in ((chair, ""), (who, "Ivy Davies")):
        with cabinet.reading(person) as look:
            (open_one,) = agenda.read(look, TODAY, Area.ACCESS_REQUESTS).facts.complaints
        assert (open_one.child_code, open_one.name) == ("C-001", name)


@pytest.mark.parametrize(
    ("code", "follows"),
    [
        pytest.param("C-999", False, id="nobody has it"),
        pytest.param("Ivy Davies", False, id="a name is no code"),
        pytest.param("C-001\0", False, id="a NUL is in no text"),
        pytest.param("C-\ud800", False, id="half a letter is in no text"),
        pytest.param("C-002", True, id="what it follows is about another child"),
    ],
)
def test_a_code_that_is_nobodys_or_anothers_is_refused(cabinet, chair, family, request_id, code, follows):
    before = everything(cabinet)
    given = complaint_of(family, child_id=None, child_code=code, request_id=request_id if follows else None)
    with pytest.raises(Refused) as refused:
        complaints.record_complaint(cabinet, chair, **given)
    assert list(refused.value.problems) == ["child"]
    assert everything(cabinet) == before


def test_the_chairperson_writes_nothing_of_a_complaint_that_they_stand_back_from(
    cabinet, who, chair, family, request_id
):
    complaints.record_complaint(
        cabinet, who, **complaint_of(family, chairperson_stands_back="It is about the chairperson.")
    )
    complaints.record_step(cabinet, who, **step_of(Step.ACKNOWLEDGED, words=""))
    before = everything(cabinet)
    with pytest.raises(Refused):
        complaints.record_step(cabinet, chair, **step_of(Step.WITHDRAWN))
    with pytest.raises(Refused):
        complaints.take_back(cabinet, chair, complaint_step_id=2, because="It was not sent at all.")
    with pytest.raises(Refused):
        complaints.correct_receipt(
            cabinet, chair, complaint_id=1, received_on=RECEIVED - timedelta(days=1),
            because="It was handed over the day before.", today=TODAY,
        )  # fmt: skip
    with pytest.raises(Refused) as told:  # nor about a child whom they may not see
        complaints.record_complaint(cabinet, chair, **complaint_of(family))
    assert list(told.value.problems) == ["child"]
    assert everything(cabinet) == before


@pytest.fixture
def decision_id(cabinet, who, family):
    """A concern about the child, raised on the second of November."""
    return sharing.record_concern(
        cabinet, who, child_id=family.child, ground=Ground.PROFESSIONAL_WORK, concern="The dentist asked.",
        raised_on=date(2026, 11, 2), today=TODAY,
    ).id  # fmt: skip


def a_breach(cabinet, who, **changed):
    given = {
        "child_id": None, "what": "A letter went to another family.", "whose": "The office",
        "harm": "None so far.", "happened_on": date(2026, 11, 4), "known_on": date(2026, 11, 20),
        "known_time": "09:30",
    } | changed  # fmt: skip
    code = breaches.record_breach(cabinet, who, **given)
    with cabinet.reading(who) as look:
        return next(held.id for held in breaches.breaches(look) if held.code == code)


def complaints_on_the_page(cabinet, person, *, decision_id=None, breach_id=None):
    """The complaints that the record which they follow names."""
    with cabinet.reading(person) as look:
        if decision_id:
            found = sharing.history(look, decision_id)
        else:
            found = next(iter(breaches.breaches(look, breach_id=breach_id)), None)
        return found and found.complaints


def test_it_follows_a_decision_or_a_breach_and_each_names_the_other(cabinet, who, chair, family, decision_id):
    breach_id = a_breach(cabinet, who, child_id=family.child)
    complaints.record_complaint(cabinet, who, **complaint_of(family, child_id=None, decision_id=decision_id))
    complaints.record_complaint(cabinet, who, **complaint_of(family, child_id=None, breach_id=breach_id))
    second, first = held_by(cabinet, who)
    assert (first.follows, first.child_code) == ("SD-2026-001", "C-001")
    assert (second.follows, second.child_code) == ("BR-2026-001", "C-001")
    assert complaints_on_the_page(cabinet, who, decision_id=decision_id) == ["CP-2026-001"]
    assert complaints_on_the_page(cabinet, who, breach_id=breach_id) == ["CP-2026-002"]
    # Who may not see what it follows learns of neither, though of the complaint (CP-12).
    assert [(held.code, held.follows) for held in held_by(cabinet, chair)] == [
        ("CP-2026-002", ""),
        ("CP-2026-001", ""),
    ]
    for numbers in ({"decision_id": decision_id}, {"breach_id": breach_id}):
        with pytest.raises(Refused) as refused:
            complaints.record_complaint(cabinet, chair, **complaint_of(family, child_id=None, **numbers))
        assert list(refused.value.problems) == ["about_what"]


def test_a_key_person_learns_by_their_own_concern_of_no_complaint(cabinet, who, family):
    key_person = account(cabinet, Role.KEY_PERSON)
    with cabinet.administering("whose account") as session:
        session.get_one(Account, key_person.account_id).staff_id = family.key_person
    raised = sharing.record_concern(
        cabinet, key_person, child_id=family.child, ground=Ground.PROFESSIONAL_WORK,
        concern="The dentist asked.", raised_on=date(2026, 11, 2), today=TODAY,
    ).id  # fmt: skip
    complaints.record_complaint(cabinet, who, **complaint_of(family, decision_id=raised))
    assert complaints_on_the_page(cabinet, who, decision_id=raised) == ["CP-2026-001"]
    assert complaints_on_the_page(cabinet, key_person, decision_id=raised) == []


@pytest.mark.parametrize("is_first", [True, False], ids=["complained of before that was known", "after"])
def test_a_complaint_is_about_the_child_whom_the_decision_is_about(
    cabinet, who, family, decision_id, is_first
):
    """L8.5: nothing of that child's is disposed of while it is open, nor is the other's line tied to it."""

    def complain():
        given = complaint_of(family, child_id=None, decision_id=decision_id)
        complaints.record_complaint(cabinet, who, **given)

    def correct():
        because = "The brother was meant."
        sharing.correct_child(cabinet, who, decision_id=decision_id, child_id=family.sibling, because=because)

    for happens in (complain, correct) if is_first else (correct, complain):
        happens()
    assert [held.child_code for held in held_by(cabinet, who)] == ["C-002"]
    assert {item.child_code for item in open_items(cabinet)} == {"C-002"}
    with cabinet.administering("both have left") as session:
        session.execute(update(table(Child)).values(left_on=RECEIVED))
    with cabinet.reading(who) as look:
        for child, is_held in ((family.child, False), (family.sibling, True)):
            lines = retention.kept(look, TODAY, child_id=child)
            assert lines and all(("complaint CP-2026-001" in one.open_things) is is_held for one in lines)
            assert (
                "CP-2026-001" in mistaken_children.on_record(look, child).get(OnRecord.COMPLAINT, ())
            ) is is_held


def test_a_breach_affects_several_so_the_complaint_is_about_the_child_who_was_chosen(cabinet, who, family):
    breach_id = a_breach(cabinet, who, child_id=family.child, also_affected=[family.sibling])
    for child_id in (family.sibling, None):
        complaints.record_complaint(
            cabinet, who, **complaint_of(family, child_id=child_id, breach_id=breach_id)
        )
    unsaid, of_the_sibling = held_by(cabinet, who)
    assert (of_the_sibling.child_code, unsaid.child_code) == ("C-002", "")
    listed = next(row["id"] for row in rows(cabinet, BreachStep) if row["child_id"] == family.sibling)
    with cabinet.administering("listed by mistake") as session:
        session.add(Mistake(thing="breach_step", record_id=listed, because="It was another letter."))
    complaints.record_complaint(cabinet, who, **complaint_of(family, child_id=None, breach_id=breach_id))
    assert held_by(cabinet, who)[0].child_code == "C-001", "it affected no other"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"decision_id": 1, "received_on": date(2026, 11, 1)}, "received_on", id="before it"),
        pytest.param({"decision_id": 999}, "about_what", id="a decision that is not there"),
        pytest.param({"breach_id": 999}, "about_what", id="a breach that is not there"),
        pytest.param({"breach_id": 1, "received_on": date(2026, 11, 3)}, "received_on", id="before it all"),
    ],
)
def test_what_it_follows_is_refused_by_field(cabinet, who, family, decision_id, changed, field):
    a_breach(cabinet, who)
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        complaints.record_complaint(cabinet, who, **complaint_of(family, child_id=None, **changed))
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_a_child_who_was_chosen_is_not_passed_over_for_that_of_what_it_follows(
    cabinet, who, family, request_id, decision_id
):
    for followed in ({"request_id": request_id}, {"decision_id": decision_id}):
        with pytest.raises(Refused) as refused:
            complaints.record_complaint(
                cabinet, who, **complaint_of(family, child_id=family.sibling, **followed)
            )
        assert list(refused.value.problems) == ["child"]


def test_a_complaint_and_what_it_follows_keep_the_order_of_their_days(cabinet, who, family, decision_id):
    breach_id = a_breach(cabinet, who)
    # A breach often becomes known by the complaint: it came after what happened, not after it was known.
    complaints.record_complaint(
        cabinet, who, **complaint_of(family, breach_id=breach_id, received_on=date(2026, 11, 4))
    )
    complaints.record_complaint(cabinet, who, **complaint_of(family, decision_id=decision_id))
    for complaint_id, too_early in ((1, date(2026, 11, 3)), (2, date(2026, 11, 1))):
        with pytest.raises(Refused) as refused:
            complaints.correct_receipt(
                cabinet, who, complaint_id=complaint_id, received_on=too_early,
                because="It was handed over earlier.", today=TODAY,
            )  # fmt: skip
        assert list(refused.value.problems) == ["received_on"]
    with pytest.raises(Refused) as refused:
        sharing.correct_raised(
            cabinet, who, decision_id=decision_id, raised_on=RECEIVED + timedelta(days=1),
            because="It was raised later.", today=TODAY,
        )  # fmt: skip
    assert list(refused.value.problems) == ["raised_on"]


@pytest.mark.parametrize("how", [Step.PUT_RIGHT, Step.STANDS])
def test_a_refusal_that_was_found_wrong_is_owed_until_it_is_recorded_as_given(
    cabinet, who, family, request_id, how
):
    refused = refusal(request_id)
    request_steps.record(cabinet, who, **refused)
    second = account(cabinet, Role.DEPUTY)
    agreed = {"step": access.Step.REFUSAL_AGREED, "on": refused["on"], "today": TODAY}
    request_steps.record(cabinet, second, request_id=request_id, **agreed)
    complaints.record_complaint(cabinet, who, **complaint_of(family, request_id=request_id))
    complaints.record_step(cabinet, who, **step_of(Step.OUTCOME, **OUTCOME))
    assert [(one.what, one.step) for one in open_items(cabinet)] == [
        ("Give what was promised when the complaint was upheld, and record it", Step.PUT_RIGHT)
    ]
    assert answers(cabinet, who) == [None, None], "it is no answer, as the register and the page have it"
    complaints.record_step(cabinet, who, **step_of(how))
    assert open_items(cabinet) == []
    by = TODAY if how is Step.PUT_RIGHT else date(2026, 11, 5)
    assert answers(cabinet, who) == [by, by]
    complaints.take_back(cabinet, who, complaint_step_id=2, because="It was the wrong complaint.")
    assert len(open_items(cabinet)) == 1


def refusal(request_id):
    return {
        "request_id": request_id,
        "step": access.Step.REFUSED,
        "answer": RefusalGround.EXCESSIVE,
        "on": date(2026, 11, 5),
        "reason": "We sent the same copy on 2 October.",
        "is_route_told": True,
        "today": TODAY,
    }


def answers(cabinet, who):
    """When the request was answered, by the register and by its page."""
    with cabinet.reading(who) as look:
        (of_the_register,) = access_requests.requests(look, request_id=1)
        of_the_page = whole_requests.one(look, request_id=1)
    return [access.answered_on(of_the_register.steps), access.answered_on(of_the_page.done)]
