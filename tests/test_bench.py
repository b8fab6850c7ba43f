"""The bench's parts, on the sample: that it measures what it says. No time is held to anything here."""

import ast
import importlib.util
from datetime import date
from pathlib import Path

import pytest

from bench import browser, report, servers, stream
from bench.browser import Load
from bench.report import BLANK, HISTORIES, PAGES, Measured

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """The dashboard with the sample in it, and the file that its queries are written into."""
    folder = tmp_path_factory.mktemp("bench")
    with servers.dashboard(folder / "home", queries=folder / "queries.txt") as server:
        yield server, folder / "queries.txt"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_run_whole_and_its_queries_are_counted(counted, page):
    server, queries = counted
    with stream.visit(server) as visit:
        first, _ = visit.run(PAGES[page]), visit.run()
        before = len(queries.read_text(encoding="utf-8").splitlines())
        again = visit.run()
        sent = queries.read_text(encoding="utf-8").splitlines()[before:]
    assert again.elements == first.elements > 8
    assert again.seconds > 0
    assert any("signed_in_session" in query for query in sent)
    assert sum(query.startswith("door ") for query in sent) == 1
    assert 2 <= len(sent) - 1 <= report.MOST_QUERIES, "\n".join(sent)


def test_a_page_that_is_not_shown_is_not_measured(counted):
    server, _ = counted
    with stream.visit(server) as visit, pytest.raises(servers.NotMeasured):
        visit.run("no-such-page")


def test_the_empty_page_is_one_element(tmp_path):
    with servers.blank(tmp_path) as server, stream.visit(server) as visit:
        run = visit.run()
    assert run.kinds == ["markdown"]
    assert server.started_in > 0


@pytest.mark.browser
@pytest.mark.skipif(browser.chromium() is None, reason="no Chromium is found")
def test_chromium_loads_a_page_and_runs_it_again(counted):
    server, _ = counted
    with browser.browser() as started:
        load = browser.cold_load(started, server)
        with browser.opened(started, server) as page:
            assert page.get_by_role("heading", name="Weekly review").is_visible()
            assert browser.run_again(page) > 0
    assert load.seconds > 0
    assert load.requests > 20
    assert load.bytes > 100_000


def made_up(*, rerun: float, cold: float, queries: int) -> Measured:
    """A measurement in which every page of the dashboard is `rerun` times as slow as the empty one."""
    keys = [(history, page) for history in HISTORIES for page in PAGES]
    return Measured(
        date(2026, 11, 24),
        chromium="156",
        queries=dict.fromkeys(keys, (queries, 1)),
        elements=dict.fromkeys(keys, 9),
        reruns={BLANK: [0.05, 0.04, 0.06]} | {key: [0.05 * rerun] for key in keys},
        drawn={(BLANK, *key): [0.08] for key in keys} | {key: [0.08 * rerun] for key in keys},
        loads={BLANK: [Load(1.0, 60, 10)]} | {h: [Load(cold, 80, 10)] for h in HISTORIES},
        starts={BLANK: [1.0], HISTORIES[1]: [1.5]},
    )


def test_what_is_not_reached_is_said():
    assert report.not_reached(made_up(rerun=1.4, cold=1.3, queries=8)) == []
    missed = report.not_reached(made_up(rerun=1.6, cold=1.4, queries=9))
    assert len(missed) == 12 * 3 + 2
    assert "Consents, 20 years: a rerun over the websocket takes 1.60 times the empty page." in missed


def test_the_table_has_a_line_for_each_page_and_names_no_machine():
    written = report.written(made_up(rerun=1.2, cold=1.1, queries=4), rounds=1)
    lines = [line for line in written.splitlines() if line.startswith(("| Sample", "| 20 years"))]
    assert len(lines) == 12
    assert "| Sample | Weekly review | 60 | 60 | 1.20 | 96 | 1.20 | 4 + 1 | 9 |" in lines
    assert str(ROOT) not in written
    assert "Every bar below was reached" in written


def test_what_is_loaded_ahead_is_there_to_load():
    # A name that is wrong would end the thread that loads, and every run would be slow again.
    for node in ast.parse((ROOT / "app.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "OF_THE_PAGES":
            names = ast.literal_eval(node.value)
    assert len(names) >= 5
    for name in names:
        assert importlib.util.find_spec(name), f"{name} is not there: mend OF_THE_PAGES in app.py."
