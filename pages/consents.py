"""Consents: may we do this with this child today, and who needs asking (DR-4 to DR-6, AI-7; law L5)."""

import streamlit as st

from rules.agenda import Area
from rules.figures import consent_figures, consent_statuses
from rules.need_to_know import Thing
from store import agenda
from ui import answers, charts, consents, filters, form, parts, purposes, state

who = state.signed_in(Thing.CONSENT)
today = state.today()

with state.reading(who, Thing.CONSENT) as look:
    page = agenda.read(look, today, Area.CONSENTS)

head = parts.Head(st.container(), "Consents", "Clauses DR-4 to DR-6 and AI-7", page.house.name)
part = filters.part(consents.parts_for(who), "consents")
has_grid = part == consents.GRID and page.facts.children and page.house.purposes
of_everybody = st.container()
if has_grid and (one := consents.chosen_child(page)):
    head.of_one(state.named(one.code, one.name))
    statuses = consent_statuses(page.facts, today=today, house=page.house.rules)
    consents.of_one(one, page, statuses, today, who)
    form.show_opened()
    raise state.PageEnds
head.of_all()
if part == consents.PURPOSES:
    purposes.show(who)
    form.show_opened()
    raise state.PageEnds
if not (page.facts.children and page.house.purposes):
    if page.items:  # of those who have left, or of purposes that are asked no more
        parts.agenda(page.items, today, who)
    if page.facts.children:
        has_them = consents.PURPOSES in consents.parts_for(who)
        where = f" They are under {consents.PURPOSES}." if has_them else ""
        parts.empty(f"No purpose is in use, so nothing is asked.{where}")
    else:
        parts.no_records(who, parts.NOBODY_ON_ROLL)
    form.show_opened()
    raise state.PageEnds

match part:
    case consents.GRID:
        statuses = consent_statuses(page.facts, today=today, house=page.house.rules)
        figures = consent_figures(page.facts, statuses)
        with of_everybody:
            parts.answer(answers.consent_answer(page, statuses))
            parts.figures(answers.consent_figures(page, statuses))
        parts.agenda(page.items, today, who, is_folded=True)
        # As "May we?" has it: a yes whose renewal is due is not clear any more, and still allows (L5.4).
        note = "A consent holds until the child leaves or a carer withdraws it. A yes holds while its renewal"
        parts.subheading(consents.GRID, note=f"{parts.heads_open()}. {note} is due.")
        consents.grid(page, statuses)
        parts.subheading("By purpose", note=answers.answered_of(figures))
        charts.consents_by_purpose(figures)
    case consents.TO_ASK:
        consents.to_ask(page, who, today)
    case consents.MAY_WE:
        consents.may_we(page, who, today)
form.show_opened()
