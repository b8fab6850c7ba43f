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


def part(who: Who, name: str, today: date, rows: Callable[[], tuple[str, Rows]]) -> None:
    """The two buttons. `rows` reads the register anew when a file is fetched, and names its records for the
    audit trail.
    """
    with st.container(horizontal=True):
        for kind, media_type, make in (
            ("xlsx", registers.XLSX, registers.as_xlsx),
            ("csv", registers.CSV, registers.as_csv),
        ):
            parts.download(
                f"Export as {kind.upper()}",
                f"{name}-{today.isoformat()}.{kind}",
                media_type,
                partial(_made, state.opened(), who, kind, make, rows),
            )


def _made(
    opened: Cabinet,
    who: Who,
    kind: str,
    make: Callable[[Iterable[dict[str, Any]]], bytes],
    rows: Callable[[], tuple[str, Rows]],
) -> bytes:
    thing, held = rows()
    content = make(held)
    trail.exported(opened, who, thing, kind=kind, rows=len(held))
    return content
