"""Access requests: their deadlines in words, what comes next, and the register; what follows them.

Clauses AR-1 to AR-32, RC-1 to RC-6, CM-1.
"""

import streamlit as st

from rules.agenda import Area
from rules.induction import ON_THE_COMMITTEE
from rules.need_to_know import Act, Thing, may
from store import access_requests, agenda, whole_requests
from ui import after, answers, charts, filters, form, hold, parts, printed, registers, state

who = state.signed_in(Thing.ACCESS_REQUEST)
today = state.today()
years = filters.years(today)

with state.reading(who, Thing.ACCESS_REQUEST) as look:
    page = agenda.read(look, today, Area.ACCESS_REQUESTS)
    requests = access_requests.requests(look, received_since=filters.since(years, today))

holidays = page.house.bank_holidays
parts.heading("Access requests", "Clauses AR-1 to AR-32, RC-1 to RC-6, CM-1", over=page.house.name)
part = filters.part(after.PARTS, "access")
if part != after.REQUESTS:
    after.show(part, page, who, today)
    form.show_opened()
    st.stop()
parts.answer(answers.access_answer(page))
parts.figures(answers.access_figures(page, requests))
may_record = may(who.role, Act.RECORD, Thing.ACCESS_REQUEST)
if may_record:
    st.button("Record a new request", type="primary", on_click=state.open_form, args=(form.NEW_REQUEST,))

parts.agenda(page.items, today, who)
printed.calendar(page.items, who, today)
if page.facts.requests:
    parts.subheading("Open requests against today")
    charts.timeline(page.facts.requests, today, holidays)

parts.subheading("One request")
chosen = filters.one_of("request", "Request", [r.code for r in requests])
if request := next((r for r in requests if r.code == chosen), None):
    state.saw(who, "access_request", request.id)
    left, right = st.columns(2)
    with left:
        parts.quiet(registers.request_line(request, shown=not state.on_screen()))
        parts.lines(registers.steps_of(request), kind="steps")
        if request.ended_on is None and may_record:
            st.button("Record a step", on_click=state.open_form, args=(form.ACCESS_STEP, request.id))
        if who.role in ON_THE_COMMITTEE:
            st.button("Stand back from it", on_click=state.open_form, args=(form.STAND_BACK, request.id))
    with right:
        parts.sentences(registers.why_due(request, today, holidays))
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        whole = whole_requests.one(look, request_id=request.id)
    if whole:
        hold.changes_part(whole, who, today)
        printed.of_request_part(whole, page, who, today)
else:
    parts.quiet("Choose a request to see its steps and why its date is what it is.")

parts.subheading("Register")
rows = registers.access_register(requests, today, holidays, shown=not state.on_screen())
if rows:
    with st.container(horizontal=True):
        filters.choose_years(today)
        kept = filters.choose(rows, "Where it stands", "stands")
    parts.register(kept, alt="Access requests, newest first")
else:
    parts.empty("No access request is recorded. When a parent asks to see a file, record it here that day.")
form.show_opened()
