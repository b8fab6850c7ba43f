"""Consents: may we do this with this child today, and who needs asking (DR-4, DR-6, AI-7; law L5)."""

import streamlit as st

from rules.agenda import Area
from rules.figures import consent_figures, consent_statuses
from rules.need_to_know import Act, Thing, may
from store import agenda, consents
from ui import answers, charts, filters, form, parts, registers, state, words

who = state.signed_in(Thing.CONSENT)
today = state.today()

with state.reading(who, Thing.CONSENT) as look:
    page = agenda.read(look, today, Area.CONSENTS)

house, facts = page.house, page.facts
figures = consent_figures(facts, today=today, house=house.rules)
statuses = consent_statuses(facts, today=today, house=house.rules)
parts.heading("Consents", "Clauses DR-4, DR-6 and AI-7", over=house.name)
if not facts.children:
    parts.no_records()
    st.stop()

parts.answer(answers.consent_answer(figures))
parts.figures(answers.consent_figures(page, statuses))
parts.agenda(page.items, today, who)

parts.subheading("Children by purposes", note="Given counts until the child leaves or a carer withdraws")
rows = registers.consent_grid(facts, statuses, shown=not state.on_screen())
kept = filters.choose_status(rows, "status", words.CONSENTS.values())
parts.grid(kept, caption="Children by consent purposes", key="page")

parts.subheading("One child")
by_code = {child.code: child for child in facts.children}
chosen = filters.one_of("child", "Child", list(by_code), lambda code: state.named(code, by_code[code].name))
if child := by_code.get(chosen or ""):
    state.saw(who, "child", child.id)
    if may(who.role, Act.RECORD, Thing.CONSENT):
        st.button("Record an answer", on_click=state.open_form, args=(form.ANSWER, child.id))
    with state.reading(who, Thing.CONSENT) as look:
        answers = consents.history(look, child.id)
    if answers:
        parts.lines(registers.answers_of(answers, shown=not state.on_screen()), kind="answers")
    else:
        parts.empty("Nothing was asked yet. Hand out the consent form, then record the answers here.")

parts.subheading("By purpose")
charts.consents_by_purpose(figures)
form.show_opened()
