"""Keeping the records of a child who left for longer, whatever their period, until it is over (L8.5)."""

from functools import partial

import streamlit as st

from rules.need_to_know import Thing
from rules.retention import HeldFor
from rules.words import dated
from store import record_hold, retention
from store.cabinet import Who
from store.record_hold import Hold
from store.retention import Kept
from ui import form, parts, state, words

HOLD = {"why": "What they are kept for", "words": "Who asks for it, or what may come", "on": "From"}
END = {"hold": "Which reason is over", "on": "Date it was over", "because": "Why it is over"}


@form.opens(form.KEEP_LONGER, words.KEEP_LONGER, width="medium")
def _keep(child_id: int) -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    _child(who, child_id)
    parts.quiet(
        "Nothing is disposed of while a claim, a safeguarding matter or a complaint is before anybody. "
        "Open access requests, corrections and complaints hold the records by themselves."
    )
    with st.form("keep-longer", border=False):
        why = form.choice(HOLD["why"], list(HeldFor), "keep-longer.why", words.capital)
        asked_by = st.text_area(HOLD["words"], key="keep-longer.words")
        on = form.day(HOLD["on"], "keep-longer.on", value=today)
        place = st.container()
        if st.form_submit_button("Record it", type="primary"):
            write = partial(
                record_hold.record,
                state.opened(),
                who,
                child_id=child_id,
                why=why,
                words=asked_by or "",
                on=on,
                today=today,
            )
            said = "Nothing is disposed of until you record that it is over."
            form.save(place, form.KEEP_LONGER, said, write, HOLD)


@form.opens(form.KEPT_LONG_ENOUGH, words.KEPT_LONG_ENOUGH, width="medium")
def _end(child_id: int) -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    child = _child(who, child_id)
    stand = {held.id: held for held in child.holds if held.ended is None}
    if not stand:
        raise form.Gone("Nothing is kept for longer any more. Close this and look at the list.")
    parts.quiet("The records are kept for their usual time then, and may be due at once.")
    with st.form("kept-long-enough", border=False):
        hold = form.choice(
            END["hold"],
            stand,
            "kept-long-enough.hold",
            lambda number: _in_words(stand[number]),
            value=next(iter(stand)) if len(stand) == 1 else None,
        )
        on = form.day(END["on"], "kept-long-enough.on", value=today)
        because = st.text_area(END["because"], key="kept-long-enough.because")
        place = st.container()
        if st.form_submit_button("Record it", type="primary"):
            write = partial(
                record_hold.end, state.opened(), who, hold_id=hold, on=on, because=because or "", today=today
            )
            form.save(place, form.KEPT_LONG_ENOUGH, lambda _: _what_follows(who, child_id), write, END)


def _what_follows(who: Who, child_id: int) -> str:
    """Whether the records may go now: something else may still hold them."""
    today = state.today()
    with state.reading(who, Thing.CHILD) as look:
        found = retention.kept(look, today, child_id=child_id)
    if on_hold := words.on_hold(found):
        return f"It is recorded. {on_hold}"
    if any(line.is_due(today) for line in found):
        return "It is recorded. Nothing holds them any more: what is due for disposal is first in the list."
    return "It is recorded. Nothing holds them any more: they are kept for their usual time."


def _child(who: Who, child_id: int) -> Kept:
    """The child, as one kind of their records has them; the form says who it is."""
    with state.reading(who, Thing.CHILD) as look:
        found = retention.kept(look, state.today(), child_id=child_id)[:1]
    child = form.first_seen(who, found, "child", child_id, called="This child")
    parts.quiet(state.named(child.code, child.child))
    return child


def _in_words(held: Hold) -> str:
    return f"{words.capital(str(held.why))}, since {dated(held.on)}"
