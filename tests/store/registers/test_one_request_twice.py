"""A second row about a child of whom a request is open already: asked about, never doubled unseen."""

from datetime import date

import pytest

from models import AccessRequest, Child
from rules.access import Channel, Step
from store import access_requests, request_steps
from store.registers import Choices
from tests.conftest import TODAY, rows
from tests.store.registers.conftest import CHILDREN, IVY, OTTO, REQUESTS, only, said

AT_THE_DOOR = ["SAR1", "Ivy Davies", "Carys Davies", "verbal", "21/11/26", *[""] * 7]
BY_EMAIL = ["SAR11", "Ivy Davies", "C Davies", "email", "23/11/26", *[""] * 6, "confirming in writing"]
CLOSED = ["SAR0", "Ivy Davies", "Carys Davies", "letter", "02/03/26", *[""] * 5, "20/03/26", ""]
SAME, ANOTHER = 0, 1


def new_requests(tried):
    counted = tried.counts.get("access requests")
    return counted.new if counted else 0


def by(row, requester):
    return [*row[:2], requester, *row[3:]]


def test_the_email_that_confirms_a_word_at_the_door_is_asked_about(importing):
    registers = {"children": [CHILDREN, IVY], "requests": [REQUESTS, AT_THE_DOOR, BY_EMAIL]}
    question = only(importing.tried(**registers).questions)
    assert str(question) == (
        "requests.csv, row 3, column C (Requested by): SAR1 in row 2 from Carys Davies, received on "
        "21 Nov 2026 is open too, about Ivy Davies. Is this row the same request?"
    )
    same = importing.tried(**registers, choices=Choices().answered(question, question.options[SAME].value))
    assert new_requests(same) == 1
    assert "This row is the same request as SAR1 in row 2" in " ".join(said(same, "left out"))
    importing.brought(**registers, choices=Choices().answered(question, question.options[ANOTHER].value))
    came_on = [row["received_on"] for row in rows(importing.cabinet, AccessRequest)]
    assert came_on == [date(2026, 11, 21), date(2026, 11, 23)]
    assert not importing.tried(**registers).questions, "both are known now"


def test_a_row_about_a_request_that_was_recorded_on_the_page_is_asked_about(importing):
    importing.brought(children=[CHILDREN, IVY])
    [code] = access_requests.record_request(
        importing.cabinet, importing.who, child_id=rows(importing.cabinet, Child)[0]["id"],
        requester="Carys Davies", channel=Channel.VERBAL, received_on=date(2026, 11, 21), today=TODAY,
    )  # fmt: skip
    question = only(importing.tried(requests=[REQUESTS, BY_EMAIL]).questions)
    assert f"{code} from Carys Davies, received on 21 Nov 2026 is open too" in question.text
    for answer, new in ((SAME, 0), (ANOTHER, 1)):
        choices = Choices().answered(question, question.options[answer].value)
        assert new_requests(importing.tried(requests=[REQUESTS, BY_EMAIL], choices=choices)) == new


def test_what_was_said_to_be_another_request_is_not_asked_again(importing):
    """The question about a recorded request that no row names is of the same cell."""
    importing.brought(children=[CHILDREN, IVY], requests=[REQUESTS, ["", *AT_THE_DOOR[1:]]])
    later = [REQUESTS, ["", *by(BY_EMAIL, "Carys Davies")[1:]]]
    question = only(importing.tried(requests=later).questions)
    assert question.text.startswith("No row is about AR-2026-001")
    choices = Choices().answered(question, question.options[ANOTHER].value)
    tried = importing.tried(requests=later, choices=choices)
    assert not tried.questions
    assert new_requests(tried) == 1


@pytest.mark.parametrize(
    ("before", "row"),
    [
        pytest.param(CLOSED, BY_EMAIL, id="one that was answered"),
        pytest.param(AT_THE_DOOR, [*BY_EMAIL[:10], "24/11/26", ""], id="this one was answered"),
        pytest.param(AT_THE_DOOR, by(BY_EMAIL, "Peter Davies"), id="the other parent"),
        pytest.param(AT_THE_DOOR, by(BY_EMAIL, "P Davies"), id="the initial of the other parent"),
        pytest.param(AT_THE_DOOR, by(BY_EMAIL, "A solicitor"), id="somebody else"),
        pytest.param(AT_THE_DOOR, ["SAR11", "Otto Fernandez", *BY_EMAIL[2:]], id="another child"),
    ],
)
def test_what_is_no_double_is_not_asked_about(importing, before, row):
    registers = {"children": [CHILDREN, IVY, OTTO], "requests": [REQUESTS, before, row]}
    tried = importing.tried(**registers)
    assert not tried.questions
    assert new_requests(tried) == 2


def test_one_that_was_recorded_by_mistake_is_open_no_more(importing):
    importing.brought(children=[CHILDREN, IVY], requests=[REQUESTS, AT_THE_DOOR])
    request_steps.record(
        importing.cabinet, importing.who, request_id=rows(importing.cabinet, AccessRequest)[0]["id"],
        step=Step.MISTAKEN, on=TODAY, reason="Nobody asked for this child's file.", today=TODAY,
    )  # fmt: skip
    tried = importing.tried(requests=[REQUESTS, AT_THE_DOOR, BY_EMAIL])
    assert not tried.questions
    assert new_requests(tried) == 1
