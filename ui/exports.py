"""A register as a file, XLSX or CSV: what is on the page, made when it is fetched (AR-30, CP-9)."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from papers import registers
from store import trail
from store.cabinet import Cabinet, Who
from ui import parts, state

Rows = list[dict[str, Any]]
Makes = Callable[[Iterable[dict[str, Any]]], bytes]  # a file of rows


def part(who: Who, name: str, today: date, rows: Callable[[], tuple[str, Rows]]) -> None:
    """The two buttons in a line. `rows` reads the register anew when a file is fetched, and names its records
    for the audit trail.
    """
    with st.container(horizontal=True):
        buttons(name, today, partial(_made, state.opened(), who, rows))


def buttons(name: str, today: date, made: Callable[[str, Makes], bytes]) -> None:
    """A button for each kind of file; `made` makes one when it is fetched, and notes that it left."""
    for kind, media_type, makes in (
        ("xlsx", registers.XLSX, registers.as_xlsx),
        ("csv", registers.CSV, registers.as_csv),
    ):
        file = f"{name}-{today.isoformat()}.{kind}"
        parts.download(f"Export as {kind.upper()}", file, media_type, partial(made, kind, makes))


def _made(opened: Cabinet, who: Who, rows: Callable[[], tuple[str, Rows]], kind: str, makes: Makes) -> bytes:
    thing, held = rows()
    content = makes(held)
    trail.exported(opened, who, thing, kind=kind, rows=len(held))
    return content
