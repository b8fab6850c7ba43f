"""The whole table: three histories in two stores, writes, many people, memory, and what is used instead.

Each part by itself: one that cannot be done, or for which no time is left, is said in the report and the
others go on.
"""

import http.client
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bench import beside, browser, crowd, database, servers, stream, turns, writes
from bench.beside import DATASETTE, DATASETTE_ADDRESS, DJANGO, DJANGO_ADDRESS
from bench.records import a_million_rows, twenty_years
from bench.report import (
    BLANK,
    DATABASE,
    FILE,
    MILLION,
    PAGES,
    SAMPLE,
    TWENTY_YEARS,
    Held,
    Measured,
    forgetful,
)
from store import carry, sample
from store.cabinet import Cabinet

OURS, OUR_ADDRESS = "Our page of access requests", PAGES["Access requests"]


@dataclass(frozen=True)
class Rounds:
    """How often each thing is measured."""

    reruns: int = 30
    in_chromium: int = 11
    loads: int = 6
    writes: int = 20
    alone: int = 60
    seconds_together: float = crowd.SECONDS
    beside: int = 40
    histories: tuple[str, ...] = (SAMPLE, TWENTY_YEARS, MILLION)


LESS_OFTEN = 3  # so many times: what remembers nothing takes long
FEW = Rounds(3, 2, 2, 2, 10, 8.0, 3, (SAMPLE,))


@dataclass
class _Run:
    """The measuring as it goes on: what is known, where the records are, and until when there is time."""

    folder: Path
    measured: Measured
    rounds: Rounds
    until: float
    began: float = field(default_factory=time.monotonic)
    homes: dict[Held, tuple[Path, str]] = field(default_factory=dict)

    def say(self, what: str) -> None:
        """A line of progress."""
        minutes, seconds = divmod(int(time.monotonic() - self.began), 60)
        print(f"{minutes:3}:{seconds:02}  {what}", file=sys.stderr, flush=True)

    @contextmanager
    def part(self, what: str) -> Iterator[bool]:
        """One part; whether there is time for it. A fault in it ends it, and nothing else."""
        if time.monotonic() > self.until:
            self.measured.left_out.append(f"{what}: the time given for everything was over.")
            yield False
            return
        self.say(what)
        try:
            yield True
        except Exception as fault:
            said = str(fault).strip().splitlines() or [""]
            why = said[0] if isinstance(fault, servers.NotMeasured) else f"{type(fault).__name__}: {said[0]}"
            self.measured.left_out.append(f"{what}: {why}")
            self.say(f"  left out: {why}")


def measure(folder: Path, today: date, rounds: Rounds, minutes: float) -> Measured:
    """Everything, within about `minutes`; parts for which none are left are named as left out."""
    run = _Run(folder, Measured(today), rounds, time.monotonic() + minutes * 60)
    with ExitStack() as stack:
        _make_files(run)
        with run.part("Start PostgreSQL") as may:
            if may:
                _carry(run, stack.enter_context(database.server()))
        started = None
        with run.part("Start Chromium") as may:
            if may:
                started = stack.enter_context(browser.browser())
                run.measured.chromium = started.version
        # The longest history first: what is asked of it matters most where time runs out.
        for history in reversed(rounds.histories):
            _measure(run, history, started)
    run.say("Done")
    run.measured.minutes = (time.monotonic() - run.began) / 60
    return run.measured


def _make_files(run: _Run) -> None:
    today = run.measured.on
    fills: dict[str, Callable[[Cabinet], None]] = {
        SAMPLE: lambda opened: sample.fill(opened, today=today),
        TWENTY_YEARS: lambda opened: twenty_years(opened, today=today),
        MILLION: lambda opened: a_million_rows(opened, today=today),
    }
    for history in run.rounds.histories:
        held = Held(history, FILE)
        with run.part(f"Make the records: {held}") as may:
            if may:
                home = run.folder / history.lower().replace(" ", "-")

                def fill(opened: Cabinet, held: Held = held) -> None:
                    fills[held.history](opened)
                    with opened.connection() as look:
                        run.measured.rows[held] = sum(carry.counts(look).values())

                servers.set_up(home, fill)
                run.homes[held] = (home, "")


def _carry(run: _Run, new_database: Callable[[str], str]) -> None:
    for history in run.rounds.histories:
        held = Held(history, DATABASE)
        with run.part(f"Carry the records: {held}") as may:
            if may and (source := run.homes.get(Held(history, FILE))):
                address = new_database(f"bench_{source[0].name.replace('-', '_')}")
                to = source[0].with_name(f"{source[0].name}-moved")
                database.move(source[0], to, address)
                run.homes[held] = (to, address)


def _measure(run: _Run, history: str, started: browser.Browser | None) -> None:
    homes = {held: home for held, home in run.homes.items() if held.history == history}
    measured, rounds = run.measured, run.rounds
    for held, (home, address) in homes.items():
        with run.part(f"Count queries: {held}") as may:
            if may:
                _count_queries(run, held, home, address)
    with ExitStack() as stack:
        running: dict[Held, servers.Server] = {}
        empty = None
        with run.part(f"Start the servers: {history}"):
            empty = stack.enter_context(servers.blank(run.folder))
            for held, (home, address) in homes.items():
                running[held] = stack.enter_context(servers.dashboard(home, database=address))
        if empty is None or not running:
            return
        with run.part(f"Reruns over the websocket: {history}") as may:
            if may:
                turns.over_the_websocket(measured, empty, running, rounds.reruns)
        with run.part(f"Reruns, nothing remembered: {history}") as may:
            if may:
                _reruns_of_what_forgets(run, homes, empty)
        if started:
            for held, server in running.items():
                with run.part(f"{writes.CONSENT}: {held}") as may:
                    if may:
                        found = writes.consents(started, server, rounds.writes)
                        measured.writes[held, writes.CONSENT] = found
                with run.part(f"{writes.REVIEW}: {held}") as may:
                    if may:
                        measured.writes[held, writes.REVIEW] = _signed(run, started, held, server)
            with run.part(f"Cold loads: {history}") as may:
                if may:
                    turns.cold_loads(measured, started, empty, running, rounds.loads)
        if history != SAMPLE or rounds.histories == (SAMPLE,):
            _crowds(run, history, empty, running)
        if started:
            with run.part(f"Reruns in Chromium: {history}") as may:
                if may:
                    turns.in_chromium(measured, started, empty, running, rounds.in_chromium)
        if history == rounds.histories[-1]:
            for whose, server in ((BLANK, empty), *running.items()):
                measured.memory[whose] = server.peak_memory()
            _measure_beside(run, homes, running, started)


def _reruns_of_what_forgets(run: _Run, homes: dict[Held, tuple[Path, str]], empty: servers.Server) -> None:
    with ExitStack() as stack:
        running = {
            forgetful(held): stack.enter_context(servers.dashboard(home, database=address, remembers=False))
            for held, (home, address) in homes.items()
        }
        turns.over_the_websocket(run.measured, empty, running, run.rounds.reruns // LESS_OFTEN)


def _count_queries(run: _Run, held: Held, home: Path, address: str) -> None:
    file = run.folder / f"{home.name}-queries.txt"
    with servers.dashboard(home, database=address, queries=file) as server:
        for page, at in PAGES.items():
            run.measured.queries[held, page] = turns.queries(server, at, file)


def _signed(run: _Run, started: browser.Browser, held: Held, server: servers.Server) -> list[writes.Write]:
    home, address = run.homes[held]
    with writes.taking_back(home, address, run.measured.on) as take_back:
        return writes.reviews(started, server, run.rounds.writes, take_back)


def _crowds(run: _Run, history: str, empty: servers.Server, running: dict[Held, servers.Server]) -> None:
    asked: list[tuple[Any, servers.Server, list[str]]] = [
        (held, server, list(PAGES.values())) for held, server in running.items()
    ]
    if history == run.rounds.histories[-1]:
        asked.append((BLANK, empty, [""]))
    for whose, server, addresses in asked:
        with run.part(f"{crowd.PEOPLE} people at once: {whose}") as may:
            if may:
                run.measured.crowds[whose] = crowd.measure(
                    server, addresses, rounds=run.rounds.alone, seconds=run.rounds.seconds_together
                )


def _measure_beside(
    run: _Run,
    homes: dict[Held, tuple[Path, str]],
    running: dict[Held, servers.Server],
    started: browser.Browser | None,
) -> None:
    """What is used instead, on the longest history in the run, in turns with our page in SQLCipher."""
    ours = next((held for held in running if held.store == FILE), None)
    with run.part("What a team would use instead") as may, ExitStack() as stack:
        if not may or ours is None:
            return
        plain = run.folder / "records.db"
        beside.plain_copy(homes[ours][0], plain)
        there: dict[str, tuple[servers.Server, str]] = {}
        with run.part(DATASETTE):
            there[DATASETTE] = (stack.enter_context(beside.datasette(plain)), DATASETTE_ADDRESS)
        with run.part(DJANGO):
            there[DJANGO] = (stack.enter_context(beside.django(plain, run.measured.on)), DJANGO_ADDRESS)
        found = run.measured.beside
        visit = stack.enter_context(stream.visit(running[ours]))
        for _ in range(turns.WARM_RUNS):
            visit.run(OUR_ADDRESS)
            for server, address in there.values():
                _answer(server, address)
        for _ in range(run.rounds.beside):
            found.answers.setdefault(OURS, []).append(visit.run().seconds)
            for name, (server, address) in there.items():
                found.answers.setdefault(name, []).append(_answer(server, address))
        if started:
            for _ in range(run.rounds.loads):
                found.loads.setdefault(OURS, []).append(
                    browser.cold_load(started, running[ours], OUR_ADDRESS)
                )
                for name, (server, address) in there.items():
                    load = browser.cold_load(started, server, address, has_settled=browser.HAS_LOADED)
                    found.loads.setdefault(name, []).append(load)
        found.memory[OURS] = running[ours].peak_memory()
        found.memory |= {name: server.peak_memory() for name, (server, _) in there.items()}


def _answer(server: servers.Server, address: str) -> float:
    """Seconds until the whole page has come over HTTP."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    began = time.perf_counter()
    try:
        connection.request("GET", f"/{address}", headers={"cookie": server.cookie})
        got = connection.getresponse()
        got.read()
        if got.status != 200:
            raise servers.NotMeasured(f"It answered {got.status} at /{address}.")
        return time.perf_counter() - began
    finally:
        connection.close()
