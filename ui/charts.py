"""Plots where a picture says it sooner, each with the same in words for who hears the page.

The numbers stand beside their bars. Codes only: no plot names anybody.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import streamlit as st

from rules import access, consent, induction, sharing
from rules.agenda import AccessRequest, Facts
from rules.figures import ConsentFigures
from rules.house import HouseRules
from rules.words import dated, days, long_date
from store.sharing import HeldDecision
from ui import registers, words

TEAL, PALE, RED, AMBER, BLUE, GREY = "#2a7f8e", "#9cc5cc", "#c0364c", "#d98324", "#5b86c4", "#9aa8ac"
_CONFIG = {"displayModeBar": False, "staticPlot": False, "showTips": False}

_CONSENT_COLOURS = {
    consent.Status.GIVEN: TEAL,
    consent.Status.REFUSED: GREY,
    consent.Status.WITHDRAWN: BLUE,
    consent.Status.CARERS_DISAGREE: RED,
    consent.Status.RENEWAL_DUE: AMBER,
    consent.Status.NOT_ASKED: PALE,
    consent.Status.NO_ANSWER: "#6b7280",
}
_INDUCTION_COLOURS = {
    words.INDUCTIONS[induction.Status.DONE]: TEAL,
    words.INDUCTIONS[induction.Status.ON_SITE]: RED,
    words.INDUCTIONS[induction.Status.OVERDUE]: "#e08a98",
    words.INDUCTIONS[induction.Status.REREAD_LATE]: "#8d6fb8",
    words.INDUCTIONS[induction.Status.DUE]: AMBER,
    words.INDUCTIONS[induction.Status.REREAD]: BLUE,
    words.READ_AND_SIGNED: PALE,
}

_MARKS = 6  # about as many as plotly puts on an axis
_LEGEND = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"}


def _draw(traces: list[dict[str, Any]], layout: dict[str, Any], *, said: str, key: str, height: int) -> None:
    figure = {
        "data": traces,
        "layout": {
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "height": height,
            "dragmode": False,
            "legend": _LEGEND,
            **layout,
        },
    }
    st.plotly_chart(figure, config=_CONFIG, key=key, alt=said, height=height)


def _beside(names: Sequence[str], said: Sequence[str]) -> dict[str, Any]:
    """What stands beside each bar: its name, and below that its number in words."""
    drawn = _as_drawn(names)
    texts = [f"{name}<br>{number}" for name, number in zip(drawn, said, strict=True)]
    return {"automargin": True, "tickmode": "array", "tickvals": drawn, "ticktext": texts}


def _as_drawn(names: Sequence[str]) -> list[str]:
    """A plot reads tags as HTML does; what the setting typed is text."""
    return [escape(name, quote=False) for name in names]


def timeline(requests: Sequence[AccessRequest], today: date, bank_holidays: Collection[date]) -> None:
    """Each open request from receipt to its due date, its extension apart, against today."""
    month: list[tuple[str, date, date]] = []
    extension: list[tuple[str, date, date]] = []
    overdue: list[tuple[str, date, date]] = []
    waiting: list[tuple[str, date, date]] = []
    said: list[str] = []
    left_of: dict[str, str] = {}
    ordered = sorted(requests, key=lambda r: r.received_on, reverse=True)
    for request in ordered:
        clock = access.clock_of(request.received_on, request.steps)
        first, due = access.first_due_on(clock, bank_holidays), access.due_on(clock, bank_holidays)
        month.append((request.code, request.received_on, first))
        if due > first:
            extension.append((request.code, first, due))
        is_waiting = access.waits_for(request.received_on, request.steps, bank_holidays) is not None
        if due < today:
            (waiting if is_waiting else overdue).append((request.code, due, today))
        left = (due - today).days
        when = f"{days(left)} left" if left > 0 else "due today" if left == 0 else f"{days(-left)} late"
        if left < 0 and is_waiting:
            when = "waiting on the requester"
        left_of[request.code] = when
        said.append(f"{request.code}, due {long_date(due)}, {when}")
    day = timedelta(days=1)
    traces = [
        _bars("Received to original date", month, PALE),
        _bars("Extended in time", extension, TEAL),
        _bars("Overdue", overdue, RED),
        _bars("Waiting on the requester", waiting, GREY),
    ]
    _draw(
        [t for t in traces if t["y"]],
        {
            "barmode": "overlay",
            "bargap": 0.45,
            # The legend's line, and below it the line in which today is named, wherever it is.
            "margin": {"l": 8, "r": 8, "t": 44, "b": 8},
            "legend": _LEGEND | {"yref": "container", "y": 1, "yanchor": "top"},
            "showlegend": True,  # also where one colour stands alone
            "xaxis": {"type": "date", "tickformat": "%-d %b"},
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": [r.code for r in ordered],
                **_beside(list(left_of), list(left_of.values())),
            },
            "shapes": [
                {
                    "type": "line",
                    "x0": today.isoformat(),
                    "x1": today.isoformat(),
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"color": RED, "width": 2},
                }
            ],
            "annotations": [
                {
                    "x": (today + day).isoformat(),
                    "y": 1,
                    "yref": "paper",
                    "text": "Today",
                    "showarrow": False,
                    "xanchor": "left",
                    "yanchor": "bottom",  # above the bars, not on the first of them
                }
            ],
        },
        said="; ".join(reversed(said)) + ".",
        key="timeline",
        height=100 + 34 * len(ordered),
    )


def _bars(name: str, spans: Sequence[tuple[str, date, date]], colour: str) -> dict[str, Any]:
    milliseconds = 24 * 60 * 60 * 1000
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [code for code, _, _ in spans],
        "base": [start.isoformat() for _, start, _ in spans],
        "x": [(end - start).days * milliseconds for _, start, end in spans],
        "marker": {"color": colour},
        "hovertext": [f"{code}: {dated(start)} to {dated(end)}" for code, start, end in spans],
        "hoverinfo": "text",
    }


def consents_by_purpose(figures: ConsentFigures) -> None:
    """How many children stand where, by purpose."""
    titles = [purpose.title for purpose in figures.by_purpose]
    counts = {
        status: [purpose.statuses.get(status, 0) for purpose in figures.by_purpose]
        for status in _CONSENT_COLOURS
    }
    given = [purpose.statuses.get(consent.Status.GIVEN, 0) for purpose in figures.by_purpose]
    _stacked(
        titles,
        [f"{number} of {figures.children} given" for number in given],
        {words.CONSENTS[s]: (n, _CONSENT_COLOURS[s]) for s, n in counts.items()},
        key="consents-by-purpose",
    )


def induction_by_topic(
    facts: Facts, statuses: Mapping[int, Mapping[int, induction.Status]], today: date
) -> None:
    """Of those whom each topic is for, how many stand where, in the words of the grid."""
    counted = {
        topic.id: Counter(
            registers.induction_word(person, topic, statuses[person.id][topic.id], today)
            for person in facts.people
        )
        for topic in facts.topics
    }
    titles = [topic.title for topic in facts.topics]
    done, not_needed = (
        words.INDUCTIONS[status] for status in (induction.Status.DONE, induction.Status.NOT_NEEDED)
    )
    _stacked(
        titles,
        [
            f"{of_one[done]} of {of_one.total() - of_one[not_needed]} done"
            for of_one in (counted[topic.id] for topic in facts.topics)
        ],
        {
            word: ([counted[topic.id][word] for topic in facts.topics], colour)
            for word, colour in _INDUCTION_COLOURS.items()
        },
        key="induction-by-topic",
        is_of_all=True,
    )


def _stacked(
    titles: Sequence[str],
    beside: Sequence[str],
    series: Mapping[str, tuple[Sequence[int], str]],
    *,
    key: str,
    is_of_all: bool = False,
) -> None:
    """Bars of counts, with what is said `beside` each; `is_of_all` draws each as long as the others, where
    they are of different numbers: all of a few is not less than all of many."""
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "y": _as_drawn(titles),
            "x": list(counts),
            "marker": {"color": colour},
            "customdata": list(counts),
            "hovertemplate": f"%{{y}}: %{{customdata}} {name.lower()}<extra></extra>",
        }
        for name, (counts, colour) in series.items()
        if any(counts)
    ]
    most = max((sum(bar) for bar in zip(*(counts for counts, _ in series.values()), strict=True)), default=0)
    axis: dict[str, Any] = {"visible": False} if is_of_all else {"rangemode": "tozero", "tickformat": "d"}
    if 0 < most < _MARKS and not is_of_all:
        axis["dtick"] = 1  # else the marks of one child are 0, 0, 0, 1, 1, 1
    _draw(
        traces,
        {
            "barmode": "stack",
            "barnorm": "percent" if is_of_all else "",
            "bargap": 0.45,
            "yaxis": {"autorange": "reversed", **_beside(titles, beside)},
            "xaxis": axis,
            "showlegend": True,
        },
        said="; ".join(f"{title}: {said}" for title, said in zip(titles, beside, strict=True)) + ".",
        key=key,
        height=130 + 40 * len(titles),  # on a phone the legend has a line for each colour
    )


_WITHIN_A_WEEK = {"Same day": 0, "1 day": 1, "2 to 7 days": 7}  # by the most days that each holds
_OVER_A_WEEK, _NOT_YET = "Over a week", "Not complete yet"


def _band(taken: int | None) -> str:
    """In which band a decision is that took so many days to a complete record; None for one that has none."""
    if taken is None:
        return _NOT_YET
    return next((band for band, most in _WITHIN_A_WEEK.items() if taken <= most), _OVER_A_WEEK)


def days_to_record(decisions: Sequence[HeldDecision], house: HouseRules) -> None:
    """How long each decision took from being made to a complete record in the file, in bands."""
    bands = [*_WITHIN_A_WEEK, _OVER_A_WEEK, _NOT_YET]
    counts = Counter(
        _band(sharing.days_to_record(held.decision)) for held in decisions if held.outcome is not None
    )
    colours = [TEAL, AMBER, AMBER, RED, GREY]
    said = "; ".join(f"{band.lower()}: {counts[band]}" for band in bands)
    _draw(
        [
            {
                "type": "bar",
                "x": bands,
                "y": [counts[band] for band in bands],
                "marker": {"color": colours},
                "text": [str(counts[band]) for band in bands],
                "textposition": "outside",
                "hoverinfo": "skip",
                "cliponaxis": False,
            }
        ],
        {"yaxis": {"visible": False, "rangemode": "tozero"}, "xaxis": {"automargin": True}, "bargap": 0.5},
        said=f"Decisions by time to record: {said}. Rule: {words.recording_rule(house.recording_days)}.",
        key="days-to-record",
        height=220,
    )
