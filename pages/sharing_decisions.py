"""Sharing decisions: awaiting recording, awaiting a decision, recorded; contacts and breaches.

Clauses IS-1 to IS-11, AI-8, CP-12 to CP-14, PR-5; law L7 and L10.7.
"""

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

parts.heading("Sharing decisions", "Clauses IS-1 to IS-11 and CP-12 to CP-14", over=page.house.name)
part = filters.part(parts_of_page.parts_for(who))
parts.answer(answers.sharing_answer(page, decisions))
match part:
    case parts_of_page.DECISIONS:
        parts.figures(answers.sharing_figures(page, decisions))
        parts_of_page.decisions(page, every, who, today, of_nobody=of_nobody)
    case parts_of_page.CONTACTS:
        parts_of_page.contacts(page, who, today, of_nobody=of_nobody)
    case parts_of_page.BREACHES:
        parts_of_page.breaches(page, who, today)
form.show_opened()
