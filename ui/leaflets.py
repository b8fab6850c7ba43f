"""Which families are still to be told, the leaflets, and what each family was told (GE-2, IS-4)."""

from datetime import date

import streamlit as st

from rules.need_to_know import Act, Thing, may
from store import families_told, policy
from store.cabinet import Who
from ui import form, parts, registers, state, words


def show(who: Who, today: date) -> None:
    """The leaflets with their versions; for who may record, whom to tell and what was told, too."""
    shown, may_record = not state.on_screen(), may(who.role, Act.RECORD, Thing.POLICY)
    if may_record:
        _to_tell(who, today, shown=shown)
    with state.reading(who, Thing.POLICY) as look:
        issued = policy.leaflets(look)
    parts.subheading("Leaflets issued", len(issued), note="GE-2")
    if issued:
        rows = registers.leaflet_rows(issued, shown=shown and may_record)
        parts.register(rows, alt="Leaflets, newest first")
    else:
        record = " When you hand out a new one, record its version here." if may_record else ""
        parts.empty(f"No leaflet is recorded.{record}")
    if not may_record:
        return
    with st.container(horizontal=True):
        st.button("Record a leaflet", on_click=state.open_form, args=(form.LEAFLET,))
        if any(held.taken_back is None for held in issued):
            st.button(words.MISTAKEN_LEAFLET, on_click=state.open_form, args=(form.LEAFLET_MISTAKE,))
    parts.subheading("What families were told", note=f"The last {families_told.SHOWN}")
    if shown:
        _told(who, today)
    else:
        parts.empty("Not on a shared screen: the day would say whose family it is.")


def _to_tell(who: Who, today: date, *, shown: bool) -> None:
    with state.reading(who, Thing.CHILD) as look:
        waiting = families_told.waiting(look, today)
    families = {one for each in waiting for one in each.families}
    parts.subheading("Families to tell", len(families), note="GE-2, IS-4")
    parts.lines(registers.waiting_lines(waiting, shown=shown), kind="families", head=registers.WAITING)
    st.button("Record what families were told", on_click=state.open_form, args=(form.FAMILIES,))


def _told(who: Who, today: date) -> None:
    with state.reading(who, Thing.CHILD) as look:
        told = families_told.history(look, today)
    if not told:
        parts.empty("Nothing is recorded yet.")
        return
    parts.register(registers.told_rows(told), alt="What families were told, newest first")
    if any(held.taken_back is None for held in told):
        st.button("A line was entered by mistake", on_click=state.open_form, args=(form.FAMILIES_MISTAKE,))
