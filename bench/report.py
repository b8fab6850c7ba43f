"""The speed table as it is printed and kept in `docs/speed.md`."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median, quantiles
from typing import Any

import streamlit

from bench.browser import Load
from rules.words import long_date

PAGES = {
    "Weekly review": "",
    "Access requests": "access-requests",
    "Consents": "consents",
    "Sharing decisions": "sharing-decisions",
    "Induction": "induction",
    "Set-up": "setting",
}
HISTORIES = ("Sample", "20 years")
BLANK = "Empty page"

MOST_TIMES, MOST_TIMES_COLD, MOST_QUERIES = 1.5, 1.3, 8

Key = Any  # BLANK, a history, or a history and a page


@dataclass
class Measured:
    """What was measured, in seconds, by what was measured."""

    on: date
    chromium: str = ""
    waiting: float = 0.0
    queries: dict[Key, tuple[int, int]] = field(default_factory=dict)
    elements: dict[Key, int] = field(default_factory=dict)
    reruns: dict[Key, list[float]] = field(default_factory=dict)
    drawn: dict[Key, list[float]] = field(default_factory=dict)
    loads: dict[Key, list[Load]] = field(default_factory=dict)
    starts: dict[Key, list[float]] = field(default_factory=dict)


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 runs stay within."""
    return quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


def ratio(times: Sequence[float], empty: Sequence[float]) -> float:
    """How many times the empty page's median."""
    return median(times) / median(empty)


def not_reached(measured: Measured) -> list[str]:
    """The bars that this run missed, a sentence each."""
    missed = []
    for history in HISTORIES:
        for page in PAGES:
            key = (history, page)
            for how, times in (
                ("over the websocket", ratio(measured.reruns[key], measured.reruns[BLANK])),
                ("in Chromium", ratio(measured.drawn[key], measured.drawn[BLANK, history, page])),
            ):
                if times > MOST_TIMES:
                    missed.append(
                        f"{page}, {history.lower()}: a rerun {how} takes {times:.2f} times the empty page."
                    )
            if measured.queries[key][0] > MOST_QUERIES:
                missed.append(f"{page}, {history.lower()}: {measured.queries[key][0]} queries.")
        cold = ratio(*[[load.seconds for load in measured.loads[k]] for k in (history, BLANK)])
        if cold > MOST_TIMES_COLD:
            missed.append(f"Weekly review, {history.lower()}: a cold load takes {cold:.2f} times as long.")
    return missed


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def _rows(cells: Sequence[Sequence[str]]) -> str:
    head, *body = cells
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *body))


def _page_table(measured: Measured) -> str:
    empty = measured.reruns[BLANK]
    drawn_empty = [t for key, times in measured.drawn.items() if key[0] == BLANK for t in times]
    head = ("Records", "Page", "Rerun p50 ms", "p95 ms", "Times empty", "Chromium ms", "Times empty")
    first = ("", BLANK, *_p50_and_p95(empty), "1", _milliseconds(median(drawn_empty)), "1")
    rows: list[Sequence[str]] = [(*head, "Queries", "Elements"), (*first, "0", "1")]
    for key in ((history, page) for history in HISTORIES for page in PAGES):
        times, drawn = measured.reruns[key], measured.drawn[key]
        over_the_websocket = (*_p50_and_p95(times), f"{ratio(times, empty):.2f}")
        in_chromium = (_milliseconds(median(drawn)), f"{ratio(drawn, measured.drawn[BLANK, *key]):.2f}")
        counts = ("{} + {}".format(*measured.queries[key]), str(measured.elements[key]))
        rows.append((*key, *over_the_websocket, *in_chromium, *counts))
    return _rows(rows)


def _p50_and_p95(times: Sequence[float]) -> tuple[str, str]:
    return _milliseconds(median(times)), _milliseconds(p95(times))


def _load_table(measured: Measured) -> str:
    empty = [load.seconds for load in measured.loads[BLANK]]
    rows: list[Sequence[str]] = [
        ("Cold load", "Median s", "Slowest s", "Times empty", "Requests", "Carried MB")
    ]
    for key, loads in measured.loads.items():
        times = [load.seconds for load in loads]
        name = key if key == BLANK else f"Weekly review, {key.lower()}"
        carried = (str(loads[-1].requests), f"{loads[-1].bytes / 1e6:.2f}")
        rows.append(
            (name, f"{median(times):.2f}", f"{max(times):.2f}", f"{ratio(times, empty):.2f}", *carried)
        )
    return _rows(rows)


def _start_table(measured: Measured) -> str:
    rows: list[Sequence[str]] = [("Start", "Median s to the first answer", "Slowest s")]
    for key, times in measured.starts.items():
        name = "Dashboard" if key != BLANK else "Streamlit with an empty page"
        rows.append((name, f"{median(times):.2f}", f"{max(times):.2f}"))
    return _rows(rows)


def written(measured: Measured, *, rounds: int) -> str:
    """The whole of `docs/speed.md`."""
    missed = not_reached(measured) or ["Every bar below was reached in this run."]
    return f"""# Speed

Made on {long_date(measured.on)} by `python -m bench`, on {os.cpu_count()} cores, with Python
{platform.python_version()}, Streamlit {streamlit.__version__} and Chromium {measured.chromium}.

Times depend on the machine and on what else it does: {measured.waiting:.1f} processes were running or
waiting, on average, in the fifteen minutes before the end. Ratios are of medians measured in turns in one
run.

{_page_table(measured)}

{_load_table(measured)}

{_start_table(measured)}

## Not reached

{chr(10).join(f"- {line}" for line in missed)}

## What was measured

The empty page is a script of one `st.write("")` on a plain Streamlit server with Streamlit's own settings,
without a gate, a sign-in or a sidebar. The dashboard is the whole of it as people start it: gate, encrypted
cabinet, manager signed in. *Sample* is what *Look around* opens; *20 years* is one setting with 1,500
children, 30,000 answers about consent, 100 access requests, 1,000 sharing decisions and 126 people.

- **Rerun**: from asking over the websocket until the server says that the run has ended, {rounds} rounds;
  before each run of a page one of the empty page. Bar: {MOST_TIMES} times the empty page.
- **Chromium**: from pressing Streamlit's own key for a rerun until the page is drawn anew, in turns with
  the empty page in the same browser. The ratio is to those turns. Same bar.
- **Queries**: what one rerun sends to the database, counted in a server apart that is not timed: the page's
  own, who is signed in among them, and after the plus what the door asks before the page is run. Bar:
  {MOST_QUERIES} of the page's own.
- **Elements**: what the server sends to be drawn.
- **Cold load**: a new browser context with nothing in its cache, until no element came or went any more.
  Bar: {MOST_TIMES_COLD} times the empty page.
- **Start**: from the command to the first answer over HTTP.

{WHERE_THE_TIME_GOES}"""


WHERE_THE_TIME_GOES = """## Where the time goes

Looked into by hand on 24 November 2026, on two cores that were busy with other work throughout.

**Reruns.** At the end of each run Streamlit searches everything that is loaded for waste, before the page is
told that the run has ended: 50 ms with Streamlit alone, 108 ms with the libraries of the dashboard. The
dashboard sets what it has loaded at its start apart from that search (`load_ahead` in `app.py`). The server's
processor time for a rerun of the weekly review on 20 years fell from 171 ms to between 40 and 53 ms; an empty
page takes 41 to 56 ms, nearly all of it that search, which is why a page with ninety elements can end sooner.
The empty page is that of a plain Streamlit server; one with the same set apart would end much sooner.

In what is left of the weekly review, drawing the elements, working out the rules and reading the rows take
about as long each. Its queries take 5 ms in all, the slowest under 2 ms. Those for sharing decisions, access
requests and file entries read their whole table: nothing on 20 years, but not for a million rows.

**Cold load.** Across five runs without the change named below, the weekly review took 1.29, 1.34, 1.49, 1.61
and 1.63 times the empty page; only the first, of five loads, was within the bar. The server spends no more
processor time on it than on the empty page and sends less than half the bytes, for the gate keeps Streamlit's
files packed. In the one pair of timelines that was looked at the difference lay after the scripts had
arrived: 0.5 s until the last element stood, against 0.2 s.

**Reruns in Chromium** are too few for the ratio to be steady on a busy machine: two runs of the bench, the
first with the `Link` header named below, gave 1.11 and 1.80 for the weekly review on the sample, 1.66 and
1.18 on 20 years.

**Tried, and left out**, because nothing was gained that could be told from chance. Medians of the weekly
review's cold load: with the files of its first elements named in the page's `Link` header 1.59 s, without
1.59 s (six loads each); over a network of 40 ms and 32 Mbit/s, on the sample, 2.48 s and 2.55 s (five each).
With one container for all rows of a group in place of one for each row 1.62 s against 1.59 s, a rerun in
Chromium 132 ms against 136 ms.

**Left for later:** Streamlit's socket waits for an acknowledgement between small messages, which costs up to
40 ms a rerun, the empty page's too. A trial with that wait off brought the weekly review from 48 to 40 ms,
and the other pages but Consents from 48 to between 29 and 37 ms; the socket is not within easy reach of
the app.
"""
