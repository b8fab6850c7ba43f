"""The shared screen: showing names again, and stopping to present."""

import streamlit as st

from store import accounts
from ui import form, parts, state


@form.opens(form.LEAVE_SCREEN)
@st.dialog("Show names again", on_dismiss=state.close_form)
def _leave_screen() -> None:
    who = state.signed_in()
    parts.quiet("Names will be on the screen. Check who can see it.")
    with st.form("leave-screen", border=False):
        password = st.text_input("Your password", type="password", autocomplete="current-password")
        place = st.container()
        if st.form_submit_button("Show names", type="primary"):
            if accounts.is_password_of(state.opened(), who, password or ""):
                state.leave_screen(who)
                state.done("Names are shown.")
            place.error("Password: it does not match. The names stay off.")


@form.opens(form.STOP_PRESENTING)
@st.dialog("Stop presenting", on_dismiss=state.close_form)
def _stop_presenting() -> None:
    who = state.signed_in()
    parts.quiet("The other pages open again, still without names.")
    with st.form("stop-presenting", border=False):
        password = st.text_input("Your password", type="password", autocomplete="current-password")
        place = st.container()
        if st.form_submit_button("Stop presenting", type="primary"):
            if accounts.is_password_of(state.opened(), who, password or ""):
                state.stop_presenting(who)
                state.done("The other pages are open again.")
            place.error("Password: it does not match. The screen stays with the meeting.")
