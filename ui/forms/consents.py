"""Consents: what a carer answered, and what a withdrawal calls for (DR-4, DR-6)."""

from functools import partial

import streamlit as st

from rules.consent import Answer, How
from rules.need_to_know import Thing
from store import agenda, consents, people
from ui import form, parts, state, words


@form.opens(form.ANSWER)
@st.dialog("Record what a carer answered", width="medium", on_dismiss=state.close_form)
def _answer(child_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        house = agenda.read_house(look, today)
        child = people.child(look, today, child_id)
    if child is None:
        st.error("This child is not there any more. Close this and look at the list.")
        return
    state.saw(who, "child", child_id)
    parts.quiet(state.named(child.code, child.name))
    carers = [carer for carer in child.carers if carer.is_responsible]
    if not carers:
        st.warning("Nobody with parental responsibility is recorded for this child, so nobody can answer.")
    purposes = list(house.purposes)
    with st.form("answer", border=False):
        carer = st.selectbox(
            "Who answered",
            carers,
            index=0 if len(carers) == 1 else None,
            key="answer.carer",
            placeholder="Choose",
            format_func=lambda carer: words.numbered_carer(child, carer.id, shown=not state.on_screen()),
        )
        columns = st.columns(2)
        answered = {
            purpose.id: columns[at % 2].segmented_control(
                parts.plain(purpose.title),
                list(Answer),
                format_func=lambda answer: str(answer).capitalize(),
                key=f"answer.{purpose.id}",
                help=parts.plain(house.questions.get(purpose.id, "")) or None,
            )
            for at, purpose in enumerate(purposes)
        }
        on = form.day("Date of the answer", "answer.on", value=today)
        how = st.segmented_control(
            "How it was given",
            list(How),
            default=How.WRITTEN,
            format_func=lambda how: str(how).capitalize(),
            key="answer.how",
        )
        witness = st.text_input("Who heard it, where it was verbal", max_chars=200, key="answer.witness")
        place = st.container()
        if st.form_submit_button("Record answers", type="primary"):
            write = partial(
                consents.record_answers,
                state.opened(),
                who,
                child_id=child_id,
                carer_id=carer.id if carer else None,
                answers={purpose: answer for purpose, answer in answered.items() if answer},
                on=on,
                how=how,
                witness=witness or "",
                today=today,
                token=state.form_token(form.ANSWER),
            )
            form.save(
                place,
                form.ANSWER,
                f"Recorded for {child.code}.",
                write,
                {
                    "carer": "Who answered",
                    "answers": "Answers",
                    "on": "Date of the answer",
                    "how": "How it was given",
                    "witness": "Who heard it",
                }
                | {f"purpose-{purpose.id}": purpose.title for purpose in purposes},
            )


@form.opens(form.FOLLOW_UP)
@st.dialog("What the withdrawal calls for is done", on_dismiss=state.close_form)
def _follow_up(consent_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    parts.sentences(
        [
            "A withdrawal works from the moment it is made. Stop the use, close the account or take the "
            "photographs down, and tell those who were given them.",
        ]
    )
    with st.form("follow-up", border=False):
        done_on = form.day("Date it was done", "follow-up.done_on", value=today)
        note = st.text_area("What was done", max_chars=4000, key="follow-up.note")
        place = st.container()
        if st.form_submit_button("Record done", type="primary"):
            write = partial(
                consents.follow_up,
                state.opened(),
                who,
                consent_id=consent_id,
                done_on=done_on,
                note=note or "",
                today=today,
                token=state.form_token(form.FOLLOW_UP),
            )
            form.save(place, form.FOLLOW_UP, "Recorded.", write, {"done_on": "Date it was done"})
