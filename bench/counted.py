"""Starts the dashboard as `streamlit run` does, and writes down every query it sends to the database.

`python -m bench.counted FILE app.py --server.port N`. The timed servers are started without it.
"""

import sys
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from streamlit.web.cli import main


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
    write_down(sys.argv[1])
    sys.argv = ["streamlit", "run", *sys.argv[2:]]
    main()
