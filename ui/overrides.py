"""Overrides for a child's safety on the Set-up page: given by two people, listed, never hidden (OV-1)."""

from datetime import date
from functools import partial

import streamlit as st

from rules.need_to_know import OVERRIDE_LASTS, Act, Reach, Thing, reach
from rules.words import dated
from rules.working_days import london_day
from store import people, sight, signing_in
from store.cabinet import Who
from ui import form, parts, state

FORM = "override"
LABELS = {
    "child": "Child",
    "account": "Who needs to see the record",
    "reason": "Why the child's safety needs it",
    **form.SECOND,
}


def section(who: Who, today: date) -> None:
    """What was given so far, and the form that gives sight of one child's record for a day."""
    with state.reading(who, Thing.OVERRIDE) as look:
        given = sight.given(look)
        children = people.children(look, today)
    if given:
        parts.lines(
            [
                (
                    held.child_code,
                    "Someone" if state.on_screen() else held.account,
                    "" if state.on_screen() else held.reason,
                    "Two people" if state.on_screen() else f"{held.asked_by} and {held.second}",
                    dated(london_day(held.from_at)),
                )
                for held in given
            ],
            kind="overrides",
            head=("Child", "Given to", "Why", "By", "On"),
        )
    else:
        parts.quiet("No override has ever been given.")
    with st.expander("Let someone see a child's record for the child's safety"):
        _form(who, children)


def _form(who: Who, children: list[people.KnownChild]) -> None:
    held = [account for _, account in signing_in.open_accounts(state.opened())]
    limited = [a for a in held if reach(a.role, Act.SEE, Thing.CHILD) is Reach.OWN]
    hours = int(OVERRIDE_LASTS.total_seconds() // 3600)
    parts.quiet(f"It lasts {hours} hours, needs two people, and stays on this list for good.")
    key = f"{FORM}{state.again(FORM)}"
    with st.form(key, border=False):
        child = form.choice_of_child(children, f"{key}.child")
        account = form.choice(LABELS["account"], limited, f"{key}.account", form.named_account)
        reason = st.text_area(LABELS["reason"], key=f"{key}.reason")
        second_id, confirmation = form.second_person(who, key)
        place = st.container()
        if st.form_submit_button("Give access for a day"):
            write = partial(
                sight.give_sight,
                state.opened(),
                who,
                child_id=child.id if child else None,
                account_id=account.account_id if account else None,
                reason=reason or "",
                second_id=second_id,
                confirmation=confirmation,
            )
            form.save(place, FORM, "Access is given, and listed here.", write, LABELS)
