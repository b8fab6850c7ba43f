"""What changed in a child's file while an access request asks for it: before, after, why (AR-30, X-3)."""

from datetime import date

import streamlit as st

from rules.need_to_know import Act, Thing, may
from store import request_file
from store.cabinet import Who
from store.whole_requests import HeldWhole
from ui import parts, state, words

_OPENED = "file-changes"


def changes_part(held: HeldWhole, who: Who, today: date) -> None:
    """Every change of the index since the request was received, read when it is asked for."""
    if not may(who.role, Act.RECORD, Thing.ACCESS_REQUEST):
        return
    parts.subheading("The file since it was asked for", note="AR-30: each change needs a reason")
    opened = f"{_OPENED}-{held.code}"
    if not state.is_shown(opened):
        st.button("Show what changed in the file", on_click=state.show, args=(opened,))
        return
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        changes = request_file.changes(held, request_file.read(look, held, today))
    if not changes:
        parts.quiet("Nothing in the index was changed since the request was received.")
        return
    shown = not state.on_screen()
    parts.lines(
        [
            (
                words.moment(change.at),
                f"Entry {change.number}",
                f"Before: {change.before}" if shown else "Changed",
                f"After: {change.after}" if shown else "",
                f"{change.reason} ({change.by})" if shown else "",
            )
            for change in changes
        ],
        kind="file-changes",
    )
