"""What may be recorded of an access request, what is refused, and what the agenda says at once."""

from datetime import date

import pytest

from models import AccessRequest, AccessStep, Complaint, ComplaintStep
from rules import complaints
from rules.access import Channel, RefusalGround, Step
from rules.agenda import Area
from store import access_requests, request_steps
from store.refusal import Refused
from tests.conftest import TODAY, agenda_of, everything, rows

RECEIVED = date(2026, 11, 2)


def request_of(family, **changed):
    return {
        "child_id": family.child,
        "requester": " Carys   Davies ",
        "channel": Channel.VERBAL,
        "received_on": RECEIVED,
        "note": " At the gate ",
        "today": TODAY,
    } | changed


def items(cabinet):
    return {(item.code, item.step) for item in agenda_of(cabinet).items if item.area is Area.ACCESS_REQUESTS}


@pytest.fixture
def request_id(cabinet, who, family):
    access_requests.record_request(cabinet, who, **request_of(family))
    return rows(cabinet, AccessRequest)[0]["id"]


def test_a_request_is_recorded_and_on_the_agenda_at_once(cabinet, who, family):
    assert items(cabinet) == set()
    assert access_requests.record_request(cabinet, who, **request_of(family)) == ["AR-2026-001"]
    row = rows(cabinet, AccessRequest)[0]
    assert (row["requester"], row["channel"], row["received_on"], row["note"], row["recorded_by_id"]) == (
        "Carys Davies",
        Channel.VERBAL,
        RECEIVED,
        "At the gate",
        who.account_id,
    )
    assert items(cabinet) > {
        ("AR-2026-001", step) for step in (Step.CHAIRPERSON_TOLD, Step.ACKNOWLEDGED, Step.RELEASED)
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"child_id": None}, "child", id="no child"),
        pytest.param({"child_id": 999}, "child", id="a child that is not there"),
        pytest.param({"requester": " "}, "requester", id="nobody asked"),
        pytest.param({"requester": "x" * 201}, "requester", id="a name that is too long"),
        pytest.param({"channel": None}, "channel", id="no channel"),
        pytest.param({"received_on": None}, "received_on", id="no date"),
        pytest.param({"received_on": date(2026, 11, 25)}, "received_on", id="tomorrow"),
        pytest.param({"received_on": date(2024, 5, 1)}, "received_on", id="the day before the birth"),
        pytest.param({"note": "x" * 4001}, "note", id="a note that is too long"),
        pytest.param({"note": "a\0b"}, "note", id="a character that no text has"),
    ],
)
def test_a_request_is_refused_by_field_and_nothing_is_saved(cabinet, who, family, changed, field):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        access_requests.record_request(cabinet, who, **request_of(family, **changed), token="once")
    assert list(refused.value.problems) == [field]
    assert everything(cabinet) == before


def test_what_was_refused_can_be_sent_again_with_the_same_token(cabinet, who, family):
    with pytest.raises(Refused):
        access_requests.record_request(cabinet, who, **request_of(family, requester=""), token="once")
    access_requests.record_request(cabinet, who, **request_of(family), token="once")
    assert len(rows(cabinet, AccessRequest)) == 1


def test_one_letter_about_brothers_and_sisters_makes_a_request_for_each_file(cabinet, who, family):
    codes = access_requests.record_request(cabinet, who, **request_of(family, also_about=[family.sibling]))
    assert codes == ["AR-2026-001", "AR-2026-002"]
    first, second = rows(cabinet, AccessRequest)
    assert (first["child_id"], second["child_id"]) == (family.child, family.sibling)
    of_the_letter = ("requester", "channel", "received_on", "note", "recorded_by_id")
    assert [first[name] for name in of_the_letter] == [second[name] for name in of_the_letter]
    assert {(code, Step.ACKNOWLEDGED) for code in codes} < items(cabinet)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda family: {"also_about": [family.child]}, id="the first child again"),
        pytest.param(lambda family: {"also_about": [family.sibling, 999]}, id="one that is not there"),
        pytest.param(
            lambda family: {
                "child_id": family.sibling,
                "also_about": [family.child],
                "received_on": date(2024, 5, 1),
                "note": "Found in an old diary only now.",
            },
            id="before the brother or sister was born",
        ),
    ],
)
def test_no_request_is_recorded_where_one_of_them_cannot_be(cabinet, who, family, changed):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        access_requests.record_request(cabinet, who, **request_of(family, **changed(family)), token="once")
    assert list(refused.value.problems) == ["also_about"]
    assert everything(cabinet) == before


def test_every_field_is_named_at_once(cabinet, who):
    with pytest.raises(Refused) as refused:
        access_requests.record_request(
            cabinet, who, child_id=None, requester="", channel=None, received_on=None, today=TODAY
        )
    assert list(refused.value.problems) == ["child", "requester", "channel", "received_on"]


def test_the_register_holds_open_requests_of_any_age_and_recent_ones(cabinet, who, family):
    for received_on in (date(2024, 6, 3), date(2024, 7, 1), date(2026, 10, 1)):
        access_requests.record_request(cabinet, who, **request_of(family, received_on=received_on))
    first, second, _ = rows(cabinet, AccessRequest)
    request_steps.record(
        cabinet,
        who,
        request_id=first["id"],
        step=Step.REFUSED,
        answer=RefusalGround.EXCESSIVE,
        on=date(2024, 6, 20),
        today=TODAY,
        reason="The same pages were released a week before.",
        is_route_told=True,
        said="Ruth Ellis",
    )
    with cabinet.connection() as look:
        shown = access_requests.requests(look, received_since=date(2025, 11, 24))
        one = access_requests.requests(look, request_id=first["id"])
    assert [request.code for request in shown] == ["AR-2026-001", "AR-2024-002"]
    assert one[0].ended_on == date(2024, 6, 20)
    assert second["code"] == "AR-2024-002"


@pytest.mark.parametrize(
    ("upheld_on", "answer", "is_there"),
    [
        pytest.param(date(2024, 9, 16), Step.REFUSED, False, id="upheld the day before there was an answer"),
        pytest.param(date(2024, 9, 17), Step.REFUSED, True, id="of the refusal, on its own day"),
        pytest.param(date(2024, 9, 30), Step.RELEASED, False, id="of a release, which was an answer"),
        pytest.param(date(2024, 9, 30), Step.WITHDRAWN, False, id="of a request that was withdrawn"),
    ],
)
def test_a_complaint_keeps_no_other_request_in_the_register_than_one_refused_wrongly(
    cabinet, who, family, upheld_on, answer, is_there
):
    """CM-1: nothing of the others is ever given, so that they stood among the open ones for good."""
    with cabinet.administering("two years ago") as session:
        request = AccessRequest(
            code="AR-2024-001", child_id=family.child, requester="Carys Davies", channel=Channel.LETTER,
            received_on=date(2024, 9, 2),
        )  # fmt: skip
        session.add(request)
        session.flush()
        for step in (answer, Step.CLOSED):
            session.add(AccessStep(request_id=request.id, step=step, on=date(2024, 9, 17)))
        complaint = Complaint(
            code="CP-2024-001", child_id=family.child, request_id=request.id, made_by="Carys Davies",
            kind=complaints.Kind.OTHER, channel=Channel.LETTER, received_on=date(2024, 9, 10),
        )  # fmt: skip
        session.add(complaint)
        session.flush()
        session.add(
            ComplaintStep(
                complaint_id=complaint.id,
                step=complaints.Step.OUTCOME,
                on=upheld_on,
                result=complaints.Result.UPHELD,
            )
        )
    with cabinet.connection() as look:
        held = access_requests.requests(look, received_since=TODAY)
    assert [one.code for one in held] == ["AR-2024-001"] * is_there
