"""The bench's parts, on the sample: that it measures what it says. No time is held to anything here."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bench import browser, report, servers, stream, whole, writes
from bench.browser import Load
from bench.crowd import Crowd, measure
from bench.report import BLANK, DATABASE, MILLION, PAGES, SHORT, Held, Measured
from bench.writes import Write
from store import cabinet, weekly_review
from store.house import read_house
from tests.conftest import manager_of

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
def test_chromium_loads_a_page_runs_it_again_and_records(counted):
    server, _ = counted
    with browser.browser() as started:
        load = browser.cold_load(started, server)
        with browser.opened(started, server) as page:
            page.get_by_role("heading", name="Weekly review").wait_for()
            assert browser.run_again(page) > 0
        recorded = writes.consents(started, server, 2)
        signed = writes.reviews(started, server, 1, take_back=lambda: None)
    assert [write.read > write.acknowledged > 0 for write in (*recorded, *signed)] == [True] * 3
    assert load.seconds > 0
    assert load.requests > 20
    assert load.bytes > 100_000


def test_a_signature_that_was_taken_out_is_gone_from_the_page_too(tmp_path):
    def last_review():
        with opened.reading(who) as look:
            return read_house(look, today).last_review

    today = date(2026, 11, 24)
    servers.set_up(tmp_path, lambda _opened: None)
    opened = cabinet.open_with(tmp_path, cabinet.unlock(tmp_path, servers.MANAGER, servers.PASSWORD))
    who = manager_of(opened)
    with opened.reading(who) as look:
        ready = weekly_review.to_sign(look, today)
    for _ in range(2):
        weekly_review.sign_review(opened, who, ready)
        assert last_review().on == today
        with writes.taking_back(tmp_path, "", today) as take_back:
            take_back()
        assert last_review() is None
    opened.close()


def made_up(*, rerun: float, cold: float, queries: int, histories: tuple[Held, ...] = SHORT) -> Measured:
    """A measurement in which every page of the dashboard is `rerun` times as slow as the empty one."""
    keys = [(held, page) for held in histories for page in PAGES]
    return Measured(
        date(2026, 11, 24),
        chromium="156",
        queries=dict.fromkeys(keys, (queries, 1)),
        elements=dict.fromkeys(keys, 9),
        reruns={key: [0.05 * rerun] for key in keys},
        empty={held: [0.05, 0.04, 0.06] for held in histories},
        drawn={key: [0.08 * rerun] for key in keys},
        drawn_empty={key: [0.08] for key in keys},
        loads={held: [Load(cold, 80, 10)] for held in histories},
        loads_empty={held: [Load(1.0, 60, 10)] for held in histories},
        starts={BLANK: [1.0], "Dashboard": [1.5]},
    )


def test_what_is_not_reached_is_said():
    assert report.not_reached(made_up(rerun=1.4, cold=1.3, queries=8)) == []
    missed = report.not_reached(made_up(rerun=1.6, cold=1.4, queries=9))
    assert len(missed) == 2 * len(PAGES) * 3 + 2
    assert (
        "Consents, 20 years, SQLCipher: a rerun over the websocket takes 1.60 times the empty page." in missed
    )


def test_a_million_rows_may_take_twice_the_empty_page():
    million = (Held(MILLION, DATABASE),)
    assert report.not_reached(made_up(rerun=1.9, cold=1.3, queries=8, histories=million)) == []
    assert len(report.not_reached(made_up(rerun=2.1, cold=1.3, queries=8, histories=million))) == 2 * len(
        PAGES
    )


def test_a_page_whose_queries_grow_with_the_records_is_said():
    measured = made_up(rerun=1.0, cold=1.0, queries=5)
    measured.queries[SHORT[1], "Policy"] = (6, 1)
    (missed,) = report.not_reached(measured)
    assert "Policy: not the same number of queries everywhere" in missed


@pytest.mark.parametrize(
    ("acknowledged", "together", "megabytes", "faults", "missed"),
    [
        pytest.param(0.15, 0.3, 228, [], [], id="all within"),
        pytest.param(0.151, 0.3, 228, [], ["acknowledged within 151 ms at p95"], id="a write"),
        pytest.param(0.15, 0.31, 228, [], ["the median is 3.10 times", "the p95 is 3.10 times"], id="many"),
        pytest.param(0.15, 0.3, 251, [], ["251 MB of memory"], id="memory"),
        pytest.param(0.15, 0.3, 228, ["Cut"], ["1 of them were cut off"], id="somebody cut off"),
    ],
)
def test_the_bars_of_the_whole_table(acknowledged, together, megabytes, faults, missed):
    held = Held(MILLION)
    measured = Measured(
        date(2026, 11, 24),
        writes={(held, writes.CONSENT): [Write(acknowledged, 1.0)]},
        crowds={held: Crowd([0.1], [together], faults), BLANK: Crowd([0.1], [9.0])},
        memory={BLANK: 100_000_000, held: megabytes * 1_000_000},
    )
    found = report.not_reached(measured)
    assert len(found) == len(missed)
    for said, words in zip(found, missed, strict=True):
        assert words in said


def test_the_table_has_a_line_for_each_page_and_names_no_machine():
    written = report.written(made_up(rerun=1.2, cold=1.1, queries=4), rounds=1)
    lines = [line for line in written.splitlines() if line.startswith(("| Sample", "| 20 years"))]
    assert len(lines) == 2 * (len(PAGES) + 1)
    assert "| Sample | SQLCipher | Weekly review | 60 | 60 | 1.20 | 96 | 1.20 | 4 + 1 | 9 |" in lines
    assert str(ROOT) not in written
    assert "Every bar below that was measured was reached" in written


def test_what_could_not_be_measured_is_said_and_the_rest_is_written():
    measured = Measured(date(2026, 11, 24), left_out=["Start PostgreSQL: no server here."])
    written = report.written(measured, rounds=1, is_whole=True)
    assert "## Not measured\n\n- Start PostgreSQL: no server here." in written
    assert "## Pages" not in written


def test_a_part_that_fails_or_has_no_time_left_out_is_named_and_the_next_goes_on(tmp_path, capsys):
    run = whole._Run(tmp_path, Measured(date(2026, 11, 24)), whole.FEW, until=float("inf"))
    with run.part("One"):
        raise servers.NotMeasured("There is none.")
    with run.part("Two") as may:
        assert may
    run.until = 0.0
    with run.part("Three") as may:
        assert not may
    assert run.measured.left_out == ["One: There is none.", "Three: the time given for everything was over."]
    assert "Two" in capsys.readouterr().err


def test_several_people_at_once_all_get_their_pages(counted):
    server, _ = counted
    crowd = measure(server, ["", "policy"], rounds=2, people=3, seconds=3.0)
    assert crowd.faults == []
    assert len(crowd.alone) == 2
    assert all(seconds > 0 for seconds in (*crowd.alone, *crowd.together))


def test_the_server_tells_its_memory(counted):
    server, _ = counted
    assert 50_000_000 < server.peak_memory() < 2_000_000_000


LOADS_AHEAD = """
import sys
import app
app.load_ahead()
print(*sorted(sys.modules))
"""
FEW_DAYS_NEED = {"authlib", "docx", "fontTools", "fpdf", "icalendar", "openpyxl", "requests", "zxcvbn"}


def test_what_the_pages_need_is_loaded_ahead_and_the_rest_when_it_is_needed():
    # A name that is wrong would end the thread that loads, and every run would be slow again.
    ran = subprocess.run(
        [sys.executable, "-c", LOADS_AHEAD], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.split())
    rooms = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (ROOT / "ui").rglob("*.py")}
    assert {name for name in rooms - {"ui.frame"} if not name.endswith("__init__")} <= loaded
    assert {"plotly.graph_objects", "pandas", "pyarrow"} <= loaded
    assert not {name for name in loaded if name in FEW_DAYS_NEED or name.startswith("store.sample")}


LOADS_LATE = """
import gc, threading, time
import app
from gate import garbage

app.load_ahead()
before = gc.get_freeze_count()
garbage.EVERY = 0.1
threading.Thread(target=garbage.collect_now_and_then, daemon=True).start()
time.sleep(1)
assert gc.get_freeze_count() == before, "nothing was loaded"
import papers.pages
until = time.monotonic() + 20
while gc.get_freeze_count() < before + 10_000 and time.monotonic() < until:
    made = [[n] for n in range(2_000)]
    time.sleep(0.05)
print(gc.get_freeze_count() - before)
"""


def test_what_is_loaded_late_is_frozen_too():
    ran = subprocess.run([sys.executable, "-c", LOADS_LATE], cwd=ROOT, capture_output=True, text=True)
    assert int(ran.stdout or 0) > 10_000, ran.stderr


COLLECTS = """
import gc, threading, time, weakref
from streamlit import config
from gate import garbage

class Held:
    pass

assert config.get_option("runner.postScriptGC") is False
one = Held()
one.itself = one
seen = weakref.ref(one)
gc.collect()  # with what stays: only a collection of everything finds that it is garbage
del one
garbage.EVERY = 0.1
threading.Thread(target=garbage.collect_now_and_then, daemon=True).start()
until = time.monotonic() + 20
while seen() is not None and time.monotonic() < until:
    made = [[n] for n in range(2_000)]
    time.sleep(0.05)
print(seen())
"""


def test_garbage_is_collected_beside_the_pages_and_not_at_the_end_of_each_run():
    ran = subprocess.run(
        [sys.executable, "-c", COLLECTS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["None"], ran.stderr
