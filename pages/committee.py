"""The committee on a screen: is the policy being kept, with nobody recognised (AI-6, X-7; law L11)."""

import streamlit as st

from rules.disclosure import SHARES
from rules.need_to_know import Thing
from store import committee
from ui import form, meeting, parts, state

who = state.signed_in(Thing.FIGURES)
today = state.today()

with state.reading(who, Thing.FIGURES) as look:
    read = committee.read(look, today)

view = meeting.view_in_the_room() if who.is_presenting else meeting.SUMMARY
meeting.heading(read, today, view, is_presenting=who.is_presenting)
if not who.is_presenting:
    above = st.container()  # filled last: the view that is open is known first, and presenting begins with it
if not read.has_records:
    if who.is_presenting:
        parts.empty("Once there are records, this page answers the question.")
    else:
        parts.no_records(who, "Once there are records, this page answers the question.")
else:
    if not who.is_presenting:
        view = meeting.choose_view()
    meeting.show(view, read)
    if view == meeting.CONSENTS:
        parts.quiet(SHARES)
if who.is_presenting:
    meeting.next_and_back(view)
else:
    with above:
        meeting.prepare(who, read)
    meeting.about(who)
    meeting.pack(who, today)
form.show_opened()
