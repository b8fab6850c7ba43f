"""The weekly review's signature, with a note (AI-6): opened when wanted, so that the page loads lighter."""

from functools import partial

import streamlit as st

from rules.need_to_know import Thing
from rules.words import counted
from store import agenda, figures
from ui import form, parts, state


@form.opens(form.SIGN_REVIEW)
@st.dialog("Sign the weekly review", on_dismiss=state.close_form)
def _sign_review() -> None:
    who, today = state.signed_in(Thing.AGENDA), state.today()
    with state.reading(who, Thing.AGENDA) as look:
        review = agenda.read(look, today)
    parts.quiet(
        f"You have looked at {counted(len(review.items), 'item')}. "
        "The figures and codes of today are kept with your note, no name."
    )
    with st.form("sign-review", border=False):
        note = st.text_input("Note", max_chars=4000, key="sign-review.note")
        place = st.container()
        if st.form_submit_button("Sign", type="primary"):
            write = partial(
                figures.sign_review,
                state.opened(),
                who,
                review,
                note=note or "",
                token=state.form_token(form.SIGN_REVIEW),
            )
            form.save(place, form.SIGN_REVIEW, "The weekly review is signed.", write, {"note": "Note"})
