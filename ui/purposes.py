"""What consent is asked for: each purpose with its wordings, and what it may take up (DR-4 to DR-6)."""

from functools import partial

import streamlit as st

from rules.need_to_know import Thing
from rules.words import counted, dated, listed
from store import purposes
from store.cabinet import Who
from store.purposes import KnownPurpose, Wording
from ui import filters, form, parts, state, words


def show(who: Who) -> None:
    """What the setting asks for, one purpose at a time: each with its wordings, and what must follow."""
    with state.reading(who, Thing.CONSENT) as look:
        held = purposes.known(look)
    in_use = [purpose for purpose in held if purpose.retired_on is None]
    parts.answer(
        f"{counted(len(in_use), 'purpose is', 'purposes are')} asked about, each on its own. A new "
        "wording makes the consents given on the old one due again."
    )
    parts.lines(
        [_purpose_line(purpose) for purpose in in_use],
        kind="purposes",
        head=("Purpose", "Question", "When it is withdrawn", "Wording", "Clause"),
    )
    by_key = {purpose.key: purpose for purpose in in_use}
    chosen = filters.one_of(
        "worded", "One purpose", list(by_key), lambda key: by_key[key].present.title, called="purpose"
    )
    one = by_key.get(chosen or "")
    with st.container(horizontal=True):
        if one:
            st.button("New wording", on_click=state.open_form, args=(form.REWORD, one.present.id))
            st.button("Stop asking", on_click=state.open_form, args=(form.RETIRE, one.present.id))
        st.button("Add a purpose", on_click=state.open_form, args=(form.PURPOSE,))
    if one:
        parts.sentences(
            f"Wording {held.number}, {_since(held)}: {held.question}" for held in reversed(one.wordings)
        )
    if offers := {entry["key"]: entry for entry in purposes.offered(held)}:
        parts.subheading(
            "Offered", note="Usual in other settings. Once you take one up, it is asked for every child."
        )
        parts.lines(
            [(entry["title"], entry["question"]) for entry in offers.values()],
            kind="offers",
            head=("Purpose", "Question"),
        )
        key = filters.one_of(
            "offered", "Take one up", list(offers), lambda key: offers[key]["title"], called="purpose"
        )
        place = st.container()
        if key and st.button("Take up"):
            name = f"take up {key}"
            write = partial(purposes.take_up, state.opened(), who, key=key, today=state.today())
            form.save(place, name, f"{offers[key]['title']} is asked from today.", write, {})
    gone = [purpose for purpose in held if purpose.retired_on is not None]
    if gone:
        parts.subheading("No longer asked")
        parts.lines(
            [
                (purpose.present.title, f"Until {dated(purpose.retired_on)}")
                for purpose in gone
                if purpose.retired_on
            ],
            kind="columns",
        )


def _purpose_line(purpose: KnownPurpose) -> tuple[str, ...]:
    present = purpose.present
    undone = words.capital(listed([str(what) for what in purpose.follow_ups]))
    return present.title, present.question, undone, str(present.number), purpose.clause


def _since(wording: Wording) -> str:
    return f"from {dated(wording.introduced_on)}" if wording.number > 1 else "from the start"
