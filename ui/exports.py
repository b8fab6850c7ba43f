"""A register as a file, XLSX or CSV: what is on the page, made when it is fetched (AI-2, CP-9, X-8)."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from papers import registers
from rules import need_to_know
from store import trail
from store.cabinet import Cabinet, Who
from ui import parts, state

Rows = list[dict[str, Any]]
PURPOSE = "Why you need this copy"
KINDS = {"xlsx": "Excel", "csv": "CSV"}
Makes = Callable[[Iterable[dict[str, Any]]], bytes]  # a file of rows


def part(who: Who, name: str, today: date, rows: Callable[[], tuple[str, Rows]]) -> None:
    """The two buttons. `rows` reads the register anew when a file is fetched, and names its records for the
    audit trail.
    """
    buttons(name, today, partial(_made, state.opened(), who, rows))


def buttons(name: str, today: date, made: Callable[[str, Makes, str], bytes]) -> None:
    """A button for each kind of file; `made` makes one when it is fetched, and notes that it left, and what
    for. Where it names nobody nobody is asked what for (AI-2, X-8)."""
    _buttons(name, today, made, was_on_screen=state.on_screen())


@st.fragment
def _buttons(
    name: str, today: date, made: Callable[[str, Makes, str], bytes], *, was_on_screen: bool
) -> None:
    with st.popover("Export this list", key=f"export-of-{name}"):
        _asked(name, today, made, was_on_screen=was_on_screen)


def _asked(name: str, today: date, made: Callable[[str, Makes, str], bytes], *, was_on_screen: bool) -> None:
    purpose = ""
    if not was_on_screen:
        purpose = st.text_input(PURPOSE, key=f"export-{name}", width=440) or ""
        parts.quiet("The audit trail keeps what you enter.")
    place = st.container()
    row, below = st.container(horizontal=True), st.container()
    for kind, media_type, makes in (
        ("xlsx", registers.XLSX, registers.as_xlsx),
        ("csv", registers.CSV, registers.as_csv),
    ):
        if not row.button(f"Export as {KINDS[kind]}", key=f"export-{name}-{kind}"):
            continue
        parts.stop_if_names_went_off(was_on_screen=was_on_screen)
        if not was_on_screen and (problems := need_to_know.export_problems(purpose)):
            place.error(parts.plain(f"{PURPOSE}: {problems['purpose']}"))
            continue
        with below:
            file = f"{name}-{today.isoformat()}.{kind}"
            parts.link_to_save(file, media_type, partial(made, kind, makes, purpose))


def _made(
    opened: Cabinet, who: Who, rows: Callable[[], tuple[str, Rows]], kind: str, makes: Makes, purpose: str
) -> bytes:
    thing, held = rows()
    content = makes(held)
    trail.exported(opened, who, thing, kind=kind, rows=len(held), purpose=purpose)
    return content
