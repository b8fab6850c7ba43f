"""`python -m bench`: how fast every page is beside an empty Streamlit page, measured in the same run.

Prints one table and writes it to `docs/speed.md`. `--all` adds a million rows, PostgreSQL, writes, 25 people
at once, memory, and what a team would use instead, and writes `docs/speed-at-scale.md`; it takes under 25
minutes on two cores that do nothing else. `--quick` measures a few rounds of either, to see that it works.
"""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench import browser, report, servers, turns, whole
from bench.report import BLANK, PAGES, SHORT, Measured, forgetful

ROUNDS, LOADS, STARTS = 25, 7, 3
QUICK_ROUNDS, QUICK_LOADS, QUICK_STARTS = 3, 2, 1
MINUTES = 23.0  # a part that has begun is finished, and the longest takes two


def measure(folder: Path, today: date, *, rounds: int, loads: int, starts: int) -> Measured:
    """Everything in the short table, with what is compared measured in turns."""
    homes = dict(zip(SHORT, (folder / "sample", folder / "twenty-years"), strict=True))
    longest = SHORT[-1]
    servers.set_up_twenty_years(homes[longest], today=today)
    measured = Measured(today)
    for held, home in homes.items():
        file = folder / f"{home.name}-queries.txt"
        with servers.dashboard(home, queries=file) as server:
            for page, address in PAGES.items():
                measured.queries[held, page] = turns.queries(server, address, file)
    for _ in range(starts):
        with servers.blank(folder) as server:
            measured.starts.setdefault(BLANK, []).append(server.started_in)
        with servers.dashboard(homes[longest]) as server:
            measured.starts.setdefault(f"Dashboard, {longest}", []).append(server.started_in)
    with ExitStack() as stack:
        empty = stack.enter_context(servers.blank(folder))
        running = {held: stack.enter_context(servers.dashboard(home)) for held, home in homes.items()}
        forgets = stack.enter_context(servers.dashboard(homes[longest], remembers=False))
        turns.over_the_websocket(measured, empty, running | {forgetful(longest): forgets}, rounds)
        started = stack.enter_context(browser.browser())
        measured.chromium = started.version
        turns.in_chromium(measured, started, empty, running, max(2, rounds // 4))
        turns.cold_loads(measured, started, empty, running, loads)
    return measured


def main() -> int:
    """Measures, prints and writes; 1 where something could not be measured."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--all", action="store_true", help="the whole table")
    asked.add_argument("--quick", action="store_true", help="a few rounds, to see that it works")
    asked.add_argument("--minutes", type=float, default=MINUTES, help="no part of --all begins after these")
    asked.add_argument("--out", type=Path, help="where it is written")
    given = asked.parse_args()
    today = datetime.now(ZoneInfo("Europe/London")).date()
    with tempfile.TemporaryDirectory() as folder:
        try:
            if given.all:
                how_often = whole.FEW if given.quick else whole.Rounds()
                measured = whole.measure(Path(folder), today, how_often, given.minutes)
                rounds = how_often.reruns
            else:
                rounds, loads, starts = (
                    (QUICK_ROUNDS, QUICK_LOADS, QUICK_STARTS) if given.quick else (ROUNDS, LOADS, STARTS)
                )
                measured = measure(Path(folder), today, rounds=rounds, loads=loads, starts=starts)
        except servers.NotMeasured as why:
            print(why, file=sys.stderr)
            return 1
    measured.waiting = os.getloadavg()[2] if hasattr(os, "getloadavg") else 0.0
    written = report.written(measured, rounds=rounds, is_whole=given.all)
    print(written)
    name = "speed-at-scale.md" if given.all else "speed.md"
    (given.out or servers.ROOT / "docs" / name).write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
