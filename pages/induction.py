"""Induction: nobody near the children before they have been taken through confidentiality (PR-6, OR-2)."""

import streamlit as st

from rules.agenda import Area
from rules.figures import induction_figures, induction_statuses
from rules.need_to_know import Thing
from store import agenda
from ui import answers, charts, filters, form, parts, registers, state, words

who = state.signed_in(Thing.INDUCTION)
today = state.today()

with state.reading(who, Thing.INDUCTION) as look:
    page = agenda.read(look, today, Area.INDUCTION)

house, facts = page.house, page.facts
figures = induction_figures(facts, today=today, house=house.rules)
statuses = induction_statuses(facts, today=today, house=house.rules)
parts.heading("Induction", "Clauses PR-6 and OR-2", over=house.name)
if not facts.people:
    parts.no_records()
    st.stop()

parts.answer(answers.induction_answer(figures))
parts.figures(answers.induction_figures(figures, statuses))
parts.agenda(page.items, today, who)

parts.subheading("People by topics")
rows = registers.induction_grid(facts, statuses, shown=not state.on_screen())
kept = filters.choose_status(rows, "status", words.INDUCTIONS.values())
parts.grid(kept, caption="People by induction topics", key="page")

by_code = {person.code: person for person in facts.people}
chosen = filters.one_of("person", "Person", list(by_code), lambda code: state.named(code, by_code[code].name))
if person := by_code.get(chosen or ""):
    st.button("Sign off", on_click=state.open_form, args=(form.SIGN_OFF, person.id))

parts.subheading("By topic")
charts.induction_by_topic(facts, statuses)
form.show_opened()
