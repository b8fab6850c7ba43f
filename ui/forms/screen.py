"""The shared screen: showing names again."""

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
