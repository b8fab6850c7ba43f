"""The committee on a screen: is the policy being kept, with nobody recognised (AI-6, X-7; law L11)."""

import streamlit as st

from rules.need_to_know import Thing
from store import committee
from ui import form, meeting, parts, state

who = state.signed_in(Thing.FIGURES)
today = state.today()

with state.reading(who, Thing.FIGURES) as look:
    read = committee.read(look, today)

meeting.heading(read, today, is_presenting=who.is_presenting)
if not read.has_records:
    parts.empty("Once the manager has brought in the registers, this page answers the question.")
match meeting.chosen_view(is_presenting=who.is_presenting) if read.has_records else "":
    case meeting.SUMMARY:
        meeting.summary(read)
    case meeting.ACCESS:
        meeting.access_requests(read)
    case meeting.CONSENTS:
        meeting.consents(read)
    case meeting.SHARING:
        meeting.sharing_decisions(read)
    case meeting.INDUCTION:
        meeting.induction(read)
if who.is_presenting:
    st.button("Stop presenting", on_click=state.open_form, args=(form.STOP_PRESENTING,), type="tertiary")
else:
    meeting.prepare(who, read)
    parts.quiet("Counts about children of 1 to 5 are never shown; larger ones are to the nearest five.")
form.show_opened()
