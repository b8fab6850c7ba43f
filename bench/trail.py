"""What the audit trail costs a page: the same page with and without the line that says who saw the record.

    python -m bench.trail

Each run of the page opens another request, so that each is a new view: the dearest case. Its line is written
a moment later, beside the pages that follow. A record that was seen in the last quarter of an hour costs a
look into memory.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from store import cabinet, sample, sessions, setting, signing_in, trail
from ui import state

ROOT = Path(__file__).resolve().parent.parent
PAGES = 150


def main() -> None:
    """Prints the median page with and without its line, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        opened = cabinet.create_unlocked(Path(folder))
        setting.furnish(opened, "Little Sparks", "Joanne Pryce")
        sample.fill(opened, today=date.today())  # noqa: DTZ011
        cabinet.make_active(opened)
        who = signing_in.open_accounts(opened)[0][1]
        token = sessions.start(opened, who)
        state.token = lambda: token
        noted, silent = trail.seen, lambda *_: None
        app = AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=60).run()
        app.switch_page("../pages/access_requests.py").run()
        codes = app.selectbox(key="request").options

        def page(code: str, seen: Callable[..., None]) -> float:
            trail.seen = seen
            opened.views._noted.clear()  # each is a new view
            app.selectbox(key="request").set_value(code)
            began = time.perf_counter()
            app.run()
            assert not app.exception
            return time.perf_counter() - began

        took: dict[str, list[float]] = {"with its line": [], "without": []}
        for at in range(PAGES):
            for name, seen in (("without", silent), ("with its line", noted)):
                took[name].append(page(codes[at % len(codes)], seen))
        medians = {name: statistics.median(held) * 1000 for name, held in took.items()}
        for name, median in medians.items():
            print(f"{name}: {median:.1f} ms")
        print(f"ratio: {medians['with its line'] / medians['without']:.3f}")
        cabinet.make_active(None)


if __name__ == "__main__":
    main()
