"""The weekly review: what the policy needs next, by when and why, signed off with a note."""

import streamlit as st

from rules.agenda import headline
from rules.need_to_know import Thing
from store import agenda, find
from ui import answers, form, parts, state
from ui import review as below

who = state.signed_in(Thing.AGENDA)
today = state.today()

with state.reading(who, Thing.AGENDA) as look:
    review = agenda.read(look, today)
    signed = review.house.last_review
    then = find.without_what_is_kept(look, signed.agenda) if signed else ()

last = review.house.last_review
parts.heading(
    "Weekly review", answers.week_of(today, last, shown=not state.on_screen()), over=review.house.name
)
if said := answers.put_back_said(review.house.put_back, today):
    st.warning(said)
facts = review.facts
# One that has closed may owe a family an answer, or have something of theirs to undo.
if not (facts.children or facts.people or facts.requests or facts.complaints or facts.accounts_left_on):
    parts.no_records(who)
    raise state.PageEnds

if not facts.children:
    parts.no_child_yet(who)
parts.answer(headline(review.items, today=today))
parts.figures(answers.area_figures(review), beside=answers.beside_the_cards(review))
parts.agenda(review.items, today, who, are_forms_together=True)

below.buttons(who)
below.what_changed(review, then)

parts.subheading("Sign off this review", note="AI-6: the figures are kept by codes, with your note")
if last and last.on == today:
    parts.quiet(f"Signed today by {answers.signed_by(last, shown=not state.on_screen())}.")
    st.button("Sign again", on_click=state.open_form, args=(form.SIGN_REVIEW,))
else:
    st.button("Sign the weekly review", type="primary", on_click=state.open_form, args=(form.SIGN_REVIEW,))
form.show_opened()
