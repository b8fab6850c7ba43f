"""Access requests: their deadlines in words, what comes next, and the register; what follows them.

Clauses AR-1 to AR-32, RC-1 to RC-6, CM-1.
"""

import streamlit as st

from rules.agenda import Area
from rules.need_to_know import Act, Thing, may
from store import access_requests, agenda, sight
from ui import after, answers, charts, filters, form, parts, printed, request, request_register, state, words

who = state.signed_in(Thing.ACCESS_REQUEST)
today = state.today()
code = state.asked_of_filter(request.KEY)
if code and request.show(code, who, today):
    form.show_opened()
    raise state.PageEnds

with state.reading(who, Thing.ACCESS_REQUEST) as look:
    page = agenda.read(look, today, Area.ACCESS_REQUESTS)
clauses = "Clauses AR-1 to AR-32, RC-1 to RC-6, CM-1"
head = parts.Head(st.container(), "Access requests", clauses, page.house.name)
part = filters.part(after.PARTS, "access")
if part != after.REQUESTS:
    after.show(head, part, page, who, today)
    form.show_opened()
    raise state.PageEnds
head.of_all()
with state.reading(who, Thing.ACCESS_REQUEST) as look:
    since = filters.since(filters.years(today), today)
    requests = access_requests.requests(look, received_since=since)
    kept = sight.stood_back_from(look, who.account_id)
holidays = page.house.bank_holidays
if code and not state.notice():  # which says that it went out of sight, to whoever stands back from it
    parts.quiet("The request in the address is not here, or you may not open it. Choose one of these.")
said = answers.access_answer(page)
if not may(who.role, Act.RECORD, Thing.ACCESS_REQUEST):
    # The chairperson, or a stand-in: most of what follows is the office's.
    theirs = [form.as_seen_by(who, item) for item in page.items if form.is_for(who, item)]
    parts.answer(answers.for_you(theirs, today))
    said = f"In all: {words.lower(said)}"
parts.answer(said)
if kept:
    parts.quiet(answers.kept_from_you(kept))
parts.figures(answers.access_figures(page, requests))
with st.container(horizontal=True, vertical_alignment="bottom"):
    filters.one_about(request.KEY, "Open one request", requests)
    if may(who.role, Act.RECORD, Thing.ACCESS_REQUEST):
        st.button("Record a new request", type="primary", on_click=state.open_form, args=(form.NEW_REQUEST,))

parts.agenda(page.items, today, who, is_folded=True)
printed.calendar(page.items, who, today)
if dated := page.facts.dated_requests:
    parts.subheading("Open requests, and how far off they are")
    charts.timeline(dated, today, holidays)

request_register.part(requests, who, today, holidays)
form.show_opened()
