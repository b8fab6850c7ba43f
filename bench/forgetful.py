"""Starts the dashboard as `streamlit run` does, but so that it remembers nothing between two looks.

`python -m bench.forgetful [--queries FILE] app.py --server.port N`. With a file, every query that is sent to
the database is written into it; such a server is slower, and is not timed.
"""

import sys
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from streamlit.web.cli import main

from store import remembered


def write_down(file: str) -> None:
    """Appends each query to `file`, a query a line, with who asked in front: the page or the door."""
    held = Path(file).open("a", buffering=1, encoding="utf-8")  # noqa: SIM115  (as long as the server)

    @event.listens_for(Engine, "before_cursor_execute")
    def note(*sent: Any) -> None:
        words = str(sent[2]).split()
        if words and words[0] != "BEGIN":
            is_page = "ScriptRunner" in threading.current_thread().name
            held.write(" ".join(["page" if is_page else "door", *words]) + "\n")


if __name__ == "__main__":
    remembered.MOST_READ = 0
    given = sys.argv[1:]
    if given[0] == "--queries":
        write_down(given[1])
        given = given[2:]
    sys.argv = ["streamlit", "run", *given]
    main()
