"""Sharing decisions: awaiting recording, awaiting a decision, recorded; contacts and breaches.

Clauses IS-1 to IS-11, AI-8, CP-12 to CP-14, PR-5; law L7 and L10.7.
"""

import streamlit as st

from rules.agenda import Area
from rules.need_to_know import Thing
from store import agenda, sharing
from ui import answers, filters, form, parts, state
from ui import sharing as parts_of_page

who = state.signed_in(Thing.SHARING_DECISION)
today = state.today()
years = filters.years(today)
asked = state.asked_of_filter(parts_of_page.KEY)

with state.reading(who, Thing.SHARING_DECISION) as look:
    page = agenda.read(look, today, Area.SHARING_DECISIONS)
    since = filters.since(years, today)
    every = sharing.decisions(look, raised_since=since, code=asked, with_mistaken=True)
    decisions = [held for held in every if held.taken_back is None]
    of_nobody = parts_of_page.records_of_nobody(look, who, today)

head = parts.Head(
    st.container(), "Sharing decisions", "Clauses IS-1 to IS-11 and CP-12 to CP-14", page.house.name
)
part = filters.part(parts_of_page.parts_for(who))
of_all = st.container()
match part:
    case parts_of_page.DECISIONS:
        is_one_open = parts_of_page.decisions(head, page, every, who, today, of_nobody=of_nobody)
    case parts_of_page.CONTACTS:
        is_one_open = parts_of_page.contacts(head, page, who, today, of_nobody=of_nobody)
    case _:
        is_one_open = parts_of_page.breaches(head, page, who, today)
if not is_one_open:
    with of_all:
        if part == parts_of_page.DECISIONS:
            parts.answer(answers.sharing_answer(page, decisions))
            parts.figures(answers.sharing_figures(page, decisions))
        else:
            parts.answer(parts_of_page.answer(part, page, today))
form.show_opened()
