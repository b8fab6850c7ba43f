"""What is measured of pages, each run of one beside a run of the empty page."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import browser, servers, stream
from bench.report import BLANK, PAGES, Measured

WARM_RUNS = 3

Key = Any  # whose records: a history, or a history in a store


def queries(server: servers.Server, address: str, file: Path) -> tuple[int, int]:
    """How many queries one rerun of the page sends: the page's own, and the door's before it."""
    with stream.visit(server) as visit:
        for _ in range(WARM_RUNS):
            visit.run(address)
        before = len(file.read_text(encoding="utf-8").splitlines())
        visit.run()
        sent = file.read_text(encoding="utf-8").splitlines()[before:]
    of_the_page = sum(query.startswith("page ") for query in sent)
    return of_the_page, len(sent) - of_the_page


def over_the_websocket(
    measured: Measured, empty: servers.Server, running: Mapping[Key, servers.Server], rounds: int
) -> None:
    """Reruns of every page of every server."""
    with ExitStack() as stack:
        visits = {BLANK: stack.enter_context(stream.visit(empty))}
        for _ in range(WARM_RUNS):
            visits[BLANK].run()
        for key, server in running.items():
            for page, address in PAGES.items():
                visit = visits[key, page] = stack.enter_context(stream.visit(server))
                for _ in range(WARM_RUNS):
                    run = visit.run(address)
                measured.elements[key, page] = run.elements
        for _ in range(rounds):
            for of, visit in visits.items():
                if of != BLANK:
                    measured.empty.setdefault(of[0], []).append(visits[BLANK].run().seconds)
                    measured.reruns.setdefault(of, []).append(visit.run().seconds)


def in_chromium(
    measured: Measured,
    started: browser.Browser,
    empty: servers.Server,
    running: Mapping[Key, servers.Server],
    rounds: int,
) -> None:
    """The same in one browser, a page after the other."""
    with browser.opened(started, empty) as blank:
        browser.run_again(blank)
        for key, server in running.items():
            for page, address in PAGES.items():
                with browser.opened(started, server, address) as opened:
                    browser.run_again(opened)
                    for _ in range(rounds):
                        measured.drawn_empty.setdefault((key, page), []).append(browser.run_again(blank))
                        measured.drawn.setdefault((key, page), []).append(browser.run_again(opened))


def cold_loads(
    measured: Measured,
    started: browser.Browser,
    empty: servers.Server,
    running: Mapping[Key, servers.Server],
    loads: int,
) -> None:
    """The first page of every server, each time in a browser that has never been there."""
    for server in (empty, *running.values()):
        browser.cold_load(started, server)  # the server's own first time is not the browser's
    for _ in range(loads):
        for key, server in running.items():
            measured.loads_empty.setdefault(key, []).append(browser.cold_load(started, empty))
            measured.loads.setdefault(key, []).append(browser.cold_load(started, server))
