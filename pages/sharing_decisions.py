"""Sharing decisions: awaiting a decision, awaiting recording, recorded (IS-1 to IS-11, AI-8; law L7)."""

import streamlit as st

from rules.agenda import Area
from rules.need_to_know import Act, Thing, may
from store import agenda, sharing
from ui import answers, charts, filters, form, parts, registers, state, words

who = state.signed_in(Thing.SHARING_DECISION)
today = state.today()
years = filters.years(today)

with state.reading(who, Thing.SHARING_DECISION) as look:
    page = agenda.read(look, today, Area.SHARING_DECISIONS)
    decisions = sharing.decisions(look, raised_since=filters.since(years, today))

parts.heading("Sharing decisions", "Clauses IS-1 to IS-11", over=page.house.name)
parts.answer(answers.sharing_answer(page))
parts.figures(answers.sharing_figures(page, decisions))
if may(who.role, Act.RECORD, Thing.CONCERN):
    st.button("Record a concern", type="primary", on_click=state.open_form, args=(form.CONCERN,))
parts.agenda(page.items, today, who)

if decisions:
    parts.subheading(
        "From decision to record",
        note=f"The setting's own rule: {words.recording_rule(page.house.rules.recording_days)}",
    )
    charts.days_to_record(decisions, page.house.rules)

parts.subheading("Register")
rows = registers.sharing_register(decisions, page.house.rules, shown=not state.on_screen())
if rows:
    with st.container(horizontal=True):
        filters.choose_years(today)
        kept = filters.choose(rows, "Where it stands", "stands")
    parts.register(kept, alt="Sharing decisions, newest first")
else:
    parts.empty(
        "No sharing decision is recorded. When there is a concern, record it here, decide, and write it in "
        "the child's file the same day."
    )
form.show_opened()
