"""The shared screen: showing names again, and stopping to present."""

import streamlit as st

from rules.need_to_know import NotAllowed
from store import signing_in
from store.cabinet import Who
from store.refusal import Refused
from ui import form, parts, state


@form.opens(form.LEAVE_SCREEN, "Show names")
def _leave_screen() -> None:
    who, following = state.signed_in(), state.suggestion()
    parts.quiet("Names will be on the screen. Check who can see it.")
    with st.form("leave-screen", border=False):
        password = st.text_input("Your password", type="password", autocomplete="current-password")
        place = st.container()
        if st.form_submit_button("Show names", type="primary"):
            if why := _refusal(who, password):
                place.error(f"Password: {why} The names stay off.")
                return
            state.leave_screen(who)
            # Whoever came from a form that names are needed for goes on with it.
            state.done("Names are shown.", following=following)


@form.opens(form.STOP_PRESENTING, "Stop presenting")
def _stop_presenting() -> None:
    who = state.signed_in()
    parts.quiet("The other pages open again, still without names.")
    with st.form("stop-presenting", border=False):
        password = st.text_input("Your password", type="password", autocomplete="current-password")
        place = st.container()
        if st.form_submit_button("Stop presenting", type="primary"):
            if why := _refusal(who, password):
                place.error(f"Password: {why} The screen stays with the meeting.")
                return
            state.stop_presenting(who)
            state.done("The other pages are open again.")


def _refusal(who: Who, password: str | None) -> str:
    """Why a person's own password is not taken, in a sentence; nothing where it is right."""
    try:
        return "" if signing_in.confirms(state.opened(), who, who, password or "") else "it does not match."
    except (Refused, NotAllowed) as fault:
        return str(fault)
