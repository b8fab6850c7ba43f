"""Taking a child's paper file out of the cabinet, and bringing it back (PR-2)."""

from datetime import date, timedelta

import pytest

from rules.files_out import back_problems, out_problems

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
OUT = {
    "child": 1,
    "holder": 2,
    "what_for": "To write up the review",
    "on": TODAY,
    "out_since": None,
    "back_on": None,
    "holder_left_on": None,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, set(), id="somebody takes it, for something"),
        pytest.param({"child": None}, {"child"}, id="of nobody"),
        pytest.param({"out_since": TODAY}, {"child"}, id="two people with one file"),
        pytest.param({"holder": None}, {"holder"}, id="by nobody"),
        pytest.param({"holder_left_on": TODAY}, set(), id="on the last day of who takes it"),
        pytest.param({"holder_left_on": TODAY - DAY}, {"holder"}, id="by somebody who had left"),
        pytest.param({"holder_left_on": TODAY, "on": None}, {"on"}, id="by somebody who left, on no day"),
        pytest.param({"what_for": " "}, {"what_for"}, id="for nothing"),
        pytest.param({"what_for": "Password: Sunflower1"}, {"what_for"}, id="with a password in it"),
        pytest.param({"on": TODAY + DAY}, {"on"}, id="tomorrow"),
        pytest.param({"back_on": TODAY}, set(), id="on the day on which it came back"),
        pytest.param({"back_on": TODAY, "on": TODAY - DAY}, {"on"}, id="while somebody else had it"),
    ],
)
def test_what_stands_in_the_way_of_taking_a_file_out(changed, fields):
    assert set(out_problems(**OUT | changed)) == fields


@pytest.mark.parametrize(
    ("out_on", "on", "fields"),
    [
        pytest.param(TODAY, TODAY, set(), id="on the same day"),
        pytest.param(TODAY - DAY, TODAY, set(), id="a day late"),
        pytest.param(TODAY, TODAY - DAY, {"on"}, id="before it went out"),
        pytest.param(TODAY, TODAY + DAY, {"on"}, id="tomorrow"),
        pytest.param(TODAY, None, {"on"}, id="on no day"),
        pytest.param(None, TODAY, {"out"}, id="back without having been out"),
    ],
)
def test_what_stands_in_the_way_of_recording_that_it_is_back(out_on, on, fields):
    assert set(back_problems(out_on=out_on, on=on, today=TODAY)) == fields
