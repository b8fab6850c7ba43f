"""What consent is asked for: a purpose of the setting's own, a new wording, an end (DR-4 to DR-6)."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from rules.consent import FollowUp
from rules.need_to_know import Thing
from store import purposes
from store.purposes import KnownPurpose
from ui import form, parts, state

_LABELS = {
    "title": "Title, as it will appear above a column",
    "question": "The question, as the form asks it",
    "follow_ups": "What must follow when a carer withdraws",
}


def _asked_for(before: KnownPurpose | None) -> tuple[str, str, list[FollowUp]]:
    """The fields of a purpose or of a new wording of one."""
    key = f"purpose.{before.present.id}" if before else "purpose.new"  # each form has fields of its own
    title = st.text_input(
        _LABELS["title"],
        value=before.present.title if before else "",
        max_chars=60,
        key=f"{key}.title",
    )
    question = st.text_area(
        _LABELS["question"],
        value=before.present.question if before else "",
        key=f"{key}.question",
    )
    follow_ups = st.multiselect(
        _LABELS["follow_ups"],
        list(FollowUp),
        default=list(before.follow_ups) if before else [FollowUp.STOPPED],
        format_func=lambda what: str(what).capitalize(),
        key=f"{key}.follow_ups",
        placeholder="Choose",
        select_all=False,
    )
    return title or "", question or "", list(follow_ups)


def _known(held: Sequence[KnownPurpose], purpose_id: int) -> KnownPurpose:
    for purpose in held:
        if purpose.present.id == purpose_id:
            return purpose
    raise form.Gone("This purpose has a newer wording. Close this and look at the list.")


@form.opens(form.PURPOSE, "Add a purpose")
def _purpose() -> None:
    who, today = state.signed_in(Thing.CONSENT, Thing.SETTING), state.today()
    parts.quiet("One thing at a time: a carer who may say yes to one and no to another needs two purposes.")
    with st.form("consent-purpose", border=False):
        title, question, follow_ups = _asked_for(None)
        place = st.container()
        if st.form_submit_button("Add purpose", type="primary"):
            write = partial(
                purposes.add,
                state.opened(),
                who,
                title=title,
                question=question,
                follow_ups=follow_ups,
                today=today,
            )
            form.save(place, form.PURPOSE, "It is asked from today.", write, _LABELS)


@form.opens(form.REWORD, "A new wording")
def _reword(purpose_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT, Thing.SETTING), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        held = _known(purposes.known(look), purpose_id)
    parts.quiet(
        "Every consent given on the previous wording becomes due again. What was answered stays on record."
    )
    with st.form("reword", border=False):
        title, question, follow_ups = _asked_for(held)
        place = st.container()
        if st.form_submit_button("Use this wording from today", type="primary"):
            write = partial(
                purposes.reword,
                state.opened(),
                who,
                purpose_id=purpose_id,
                title=title,
                question=question,
                follow_ups=follow_ups,
                today=today,
            )
            notice = "The new wording is in use. The weekly review says whom to ask again."
            form.save(place, form.REWORD, notice, write, _LABELS)


@form.opens(form.RETIRE, "Stop asking for a purpose")
def _retire(purpose_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT, Thing.SETTING), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        held = _known(purposes.known(look), purpose_id)
    parts.sentences(
        [
            f"{held.present.title}: nobody is asked from now on, and no more answers are recorded.",
            "What was answered stays on record. What earlier withdrawals call for still has to be done.",
        ]
    )
    with st.form("retire", border=False):
        place = st.container()
        if st.form_submit_button("Stop asking from today", type="primary"):
            write = partial(purposes.retire, state.opened(), who, purpose_id=purpose_id, today=today)
            form.save(place, form.RETIRE, "It is no longer asked.", write, {})
