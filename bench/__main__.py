"""`python -m bench`: how fast every page is beside an empty Streamlit page, measured in the same run.

Prints one table and writes it to `docs/speed.md`. `--quick` measures a few rounds, to see that it works.
"""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench import browser, report, servers, stream
from bench.report import BLANK, HISTORIES, PAGES, Measured

ROUNDS, LOADS, STARTS = 40, 9, 5
QUICK_ROUNDS, QUICK_LOADS, QUICK_STARTS = 3, 2, 1
WARM_RUNS = 3


def measure(folder: Path, *, rounds: int, loads: int, starts: int) -> Measured:
    """Everything in the table, with what is compared measured in turns."""
    today = datetime.now(ZoneInfo("Europe/London")).date()
    homes = dict(zip(HISTORIES, (folder / "sample", folder / "twenty-years"), strict=True))
    servers.set_up_twenty_years(homes[HISTORIES[1]], today=today)
    measured = Measured(today)
    for history, home in homes.items():
        file = folder / f"{home.name}-queries.txt"
        with servers.dashboard(home, queries=file) as server:
            for page, address in PAGES.items():
                measured.queries[history, page] = _queries(server, address, file)
    for _ in range(starts):
        with servers.blank(folder) as server:
            measured.starts.setdefault(BLANK, []).append(server.started_in)
        with servers.dashboard(homes[HISTORIES[1]]) as server:
            measured.starts.setdefault(HISTORIES[1], []).append(server.started_in)
    with ExitStack() as stack:
        empty = stack.enter_context(servers.blank(folder))
        running = {history: stack.enter_context(servers.dashboard(home)) for history, home in homes.items()}
        _over_the_websocket(measured, empty, running, rounds)
        started = stack.enter_context(browser.browser())
        measured.chromium = started.version
        _reruns_in_chromium(measured, started, empty, running, rounds)
        _cold_loads(measured, started, empty, running, loads)
    measured.waiting = os.getloadavg()[2] if hasattr(os, "getloadavg") else 0.0
    return measured


def _queries(server: servers.Server, address: str, file: Path) -> tuple[int, int]:
    """How many queries one rerun of the page sends: the page's own, and the door's before it."""
    with stream.visit(server) as visit:
        for _ in range(WARM_RUNS):
            visit.run(address)
        before = len(file.read_text(encoding="utf-8").splitlines())
        visit.run()
        sent = file.read_text(encoding="utf-8").splitlines()[before:]
    of_the_page = sum(query.startswith("page ") for query in sent)
    return of_the_page, len(sent) - of_the_page


def _over_the_websocket(
    measured: Measured, empty: servers.Server, running: dict[str, servers.Server], rounds: int
) -> None:
    with ExitStack() as stack:
        visits = {BLANK: stack.enter_context(stream.visit(empty))}
        for _ in range(WARM_RUNS):
            visits[BLANK].run()
        for history, server in running.items():
            for page, address in PAGES.items():
                visit = visits[history, page] = stack.enter_context(stream.visit(server))
                for _ in range(WARM_RUNS):
                    run = visit.run(address)
                measured.elements[history, page] = run.elements
        for _ in range(rounds):
            for key, visit in visits.items():
                if key != BLANK:
                    measured.reruns.setdefault(BLANK, []).append(visits[BLANK].run().seconds)
                    measured.reruns.setdefault(key, []).append(visit.run().seconds)


def _reruns_in_chromium(
    measured: Measured,
    started: browser.Browser,
    empty: servers.Server,
    running: dict[str, servers.Server],
    rounds: int,
) -> None:
    for history, server in running.items():
        for page, address in PAGES.items():
            with browser.opened(started, empty) as blank, browser.opened(started, server, address) as opened:
                browser.run_again(blank), browser.run_again(opened)
                for _ in range(max(2, rounds // 3)):
                    measured.drawn.setdefault((BLANK, history, page), []).append(browser.run_again(blank))
                    measured.drawn.setdefault((history, page), []).append(browser.run_again(opened))


def _cold_loads(
    measured: Measured,
    started: browser.Browser,
    empty: servers.Server,
    running: dict[str, servers.Server],
    loads: int,
) -> None:
    for server in (empty, *running.values()):
        browser.cold_load(started, server)  # the server's own first time is not the browser's
    for _ in range(loads):
        measured.loads.setdefault(BLANK, []).append(browser.cold_load(started, empty))
        for history, server in running.items():
            measured.loads.setdefault(history, []).append(browser.cold_load(started, server))


def main() -> int:
    """Measures, prints and writes; 1 where something could not be measured."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="a few rounds, to see that it works")
    asked.add_argument("--out", type=Path, default=servers.ROOT / "docs" / "speed.md")
    given = asked.parse_args()
    rounds, loads, starts = (
        (QUICK_ROUNDS, QUICK_LOADS, QUICK_STARTS) if given.quick else (ROUNDS, LOADS, STARTS)
    )
    with tempfile.TemporaryDirectory() as folder:
        try:
            measured = measure(Path(folder), rounds=rounds, loads=loads, starts=starts)
        except servers.NotMeasured as why:
            print(why, file=sys.stderr)
            return 1
    written = report.written(measured, rounds=rounds)
    print(written)
    given.out.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
