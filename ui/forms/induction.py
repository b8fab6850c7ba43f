"""Induction: signing somebody off (PR-6, OR-2)."""

from functools import partial

import streamlit as st

from rules.need_to_know import Thing
from store import agenda, induction, people
from ui import form, parts, state


@form.opens(form.SIGN_OFF)
@st.dialog("Sign off induction", width="medium", on_dismiss=state.close_form)
def _sign_off(staff_id: int) -> None:
    who, today = state.signed_in(Thing.INDUCTION), state.today()
    with state.reading(who, Thing.INDUCTION) as look:
        house = agenda.read_house(look, today)
        staff = people.staff(look, today)
        missing = induction.missing_topics(look, house, today, staff_id)
    person = next((p for p in staff if p.id == staff_id), None)
    if person is None:
        st.error("This person is not there any more. Close this and look at the list.")
        return
    state.saw(who, "staff_member", staff_id)
    parts.quiet(f"{state.named(person.code, person.name)}, {person.role}.")
    others = [p for p in staff if p.id != staff_id]
    usual = next((n for n, p in enumerate(others) if p.name == who.name), None)
    with st.form("sign-off", border=False):
        topics = st.multiselect(
            "Topics they were taken through",
            list(missing),
            default=list(missing),
            key="sign-off.topics",
            format_func=lambda topic: topic.title,
        )
        on = form.day("Date it was done", "sign-off.on", value=today)
        by = st.selectbox(
            "Who took them through it",
            others,
            index=usual,
            key="sign-off.by",
            placeholder="Choose",
            format_func=lambda p: state.named(p.code, p.name),
        )
        place = st.container()
        if st.form_submit_button("Sign off", type="primary"):
            write = partial(
                induction.sign_off,
                state.opened(),
                who,
                staff_id=staff_id,
                topic_ids=[topic.id for topic in topics],
                on=on,
                signed_off_by_id=by.id if by else None,
                today=today,
                token=state.form_token(form.SIGN_OFF),
            )
            form.save(
                place,
                form.SIGN_OFF,
                f"Signed off for {person.code}.",
                write,
                {
                    "person": "Person",
                    "topic": "Topics",
                    "on": "Date it was done",
                    "signed_off_by": "Who took them through it",
                },
            )
