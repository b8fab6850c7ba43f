"""Starts the dashboard as `streamlit run` does, and writes down every query it sends to the database.

`python -m bench.counted FILE app.py --server.port N`. The timed servers are started without it.
"""

import sys
from typing import Any

from sqlalchemy import Engine, event
from streamlit.web.cli import main


def write_down(file: str) -> None:
    """Appends the first word of each query to `file`, a query a line."""
    held = open(file, "a", buffering=1, encoding="utf-8")  # noqa: SIM115  (open as long as the server)

    @event.listens_for(Engine, "before_cursor_execute")
    def note(*sent: Any) -> None:
        words = str(sent[2]).split()
        if words and words[0] != "BEGIN":
            held.write(" ".join(words) + "\n")


if __name__ == "__main__":
    write_down(sys.argv[1])
    sys.argv = ["streamlit", "run", *sys.argv[2:]]
    main()
