"""The weekly review: what the policy needs next, by when and why, signed off with a note (design 7.1)."""

import streamlit as st

from rules.agenda import headline
from rules.need_to_know import Thing
from rules.words import short_date
from store import agenda, figures
from ui import answers, form, parts, state

who = state.signed_in(Thing.AGENDA)
today = state.today()

with state.reading(who, Thing.AGENDA) as look:
    review = agenda.read(look, today)

last = review.house.last_review
parts.heading(
    "Weekly review", answers.week_of(today, last, shown=not state.on_screen()), over=review.house.name
)
if not review.facts.children and not review.facts.people:
    parts.no_records()
    st.stop()

parts.answer(headline(review.items, today=today))
parts.figures(answers.area_figures(review))
parts.agenda(review.items, today, who)

if last:
    parts.subheading("Since the last signed review", note=short_date(last.on))
    parts.sentences(answers.since_last_review(review))

parts.subheading("Sign off this review", note="AI-6: your note and the figures are kept, by codes only")
if last and last.on == today:
    parts.quiet(f"Signed today by {answers.signed_by(last, shown=not state.on_screen())}.")
else:
    with st.form("sign-review", border=False):
        note = st.text_input("Note", max_chars=4000, key="sign-review.note")
        place = st.container()
        if st.form_submit_button("Sign the weekly review", type="primary"):
            form.save(
                place,
                form.SIGN_REVIEW,
                "The weekly review is signed.",
                lambda: figures.sign_review(
                    state.opened(), who, review, note=note or "", token=state.form_token(form.SIGN_REVIEW)
                ),
                {"note": "Note"},
            )
form.show_opened()
