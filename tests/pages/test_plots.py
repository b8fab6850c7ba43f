"""Plots of a small setting: whole numbers on the axis, and every colour named."""

import json
from datetime import date

import pytest

from ui import charts


@pytest.fixture
def drawn(monkeypatch):
    """What the browser is given to draw."""
    given = []
    monkeypatch.setattr(
        charts.st, "plotly_chart", lambda figure, **_: given.append(json.loads(json.dumps(figure)))
    )
    return given


@pytest.mark.parametrize(
    ("counts", "step"),
    [
        pytest.param([1, 1], 1, id="one child: 0 and 1, no parts of a child between"),
        pytest.param([5, 0], 1, id="five children"),
        pytest.param([6, 2], None, id="from six on the marks are whole by themselves"),
        pytest.param([], None, id="nothing to draw"),
    ],
)
def test_the_axis_of_a_small_setting_counts_in_whole_children(drawn, counts, step):
    charts._stacked(
        [str(at) for at in range(len(counts))], [""] * len(counts), {"Given": (counts, charts.TEAL)}, key="k"
    )
    assert drawn[0]["layout"]["xaxis"].get("dtick") == step


def test_a_title_that_the_setting_typed_is_text(drawn):
    charts._stacked(
        ["<b>Photos</b> & <a href='http://x'>more</a>"], ["1 given"], {"Given": ([1], charts.TEAL)}, key="k"
    )
    [trace] = drawn[0]["data"]
    text = "&lt;b&gt;Photos&lt;/b&gt; &amp; &lt;a href='http://x'&gt;more&lt;/a&gt;"
    assert trace["y"] == drawn[0]["layout"]["yaxis"]["tickvals"] == [text]
    assert drawn[0]["layout"]["yaxis"]["ticktext"] == [f"{text}<br>1 given"]


def test_all_of_a_few_is_drawn_as_long_as_all_of_many(drawn):
    """A topic for key persons alone was half a bar, with each of them taken through it."""
    charts._stacked(
        ["A", "B"], ["7 of 7", "15 of 15"], {"Done": ([7, 15], charts.TEAL)}, key="k", is_of_all=True
    )
    assert drawn[0]["layout"]["barnorm"] == "percent"
    assert drawn[0]["data"][0]["customdata"] == [7, 15], "and says how many they are"


def test_a_colour_that_stands_alone_is_named_too(drawn):
    charts._stacked(
        ["Photographs"], ["0 given"], {"Not asked": ([1], charts.PALE), "Given": ([0], charts.TEAL)}, key="k"
    )
    assert drawn[0]["layout"]["showlegend"] is True


def test_a_request_of_last_year_is_pointed_at_with_its_year():
    trace = charts._bars("Overdue", [("AR-2025-001", date(2025, 12, 1), date(2026, 1, 9))], charts.RED)
    assert trace["hovertext"] == ["AR-2025-001: 1 Dec 2025 to 9 Jan 2026"]


@pytest.mark.parametrize(
    ("taken", "band"),
    [
        pytest.param(0, "Same day", id="the day of the decision"),
        pytest.param(1, "1 day", id="the day after"),
        pytest.param(2, "2 to 7 days", id="the first day of a few"),
        pytest.param(7, "2 to 7 days", id="a week is not over a week"),
        pytest.param(8, "Over a week", id="a day more is"),
        pytest.param(None, "Not complete yet", id="its record lacks something"),
    ],
)
def test_a_decision_stands_in_the_band_of_its_days(taken, band):
    assert charts._band(taken) == band
