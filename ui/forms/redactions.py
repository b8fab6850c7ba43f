"""Redactions of the copy: a new one, correcting one, taking one back (AR-25, AR-30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from rules.need_to_know import Thing
from rules.redaction import MAY_NAME_SOMEBODY, NAMES_SOMEBODY, Extent, Ground
from store import redactions, request_file, whole_requests
from store.file_index import Line
from store.held_request import HeldLine, HeldWhole
from ui import form, parts, request_path, state, words
from ui.forms.third_parties import entry_label
from ui.redactions import ON_A_COPY
from ui.third_parties import label_of

LABELS = {
    "entry": "Entry",
    "party": "Whose information it is",
    "pages": "Pages",
    "extent": "How much is taken out",
    "ground": "Ground",
    "reason": "Why, in words you could read out to the Information Commissioner",
    "because": "What was wrong",
    "line": "This redaction",
}


@dataclass(frozen=True)
class _Filled:
    """What the fields of a redaction hold."""

    entry_id: int | None
    party_id: int | None
    pages: str
    extent: Extent | None
    ground: Ground | None
    reason: str


@form.opens(form.REDACTION, "Enter a redaction", width="medium")
def _new(request_id: int) -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        held = form.there(whole_requests.one(look, request_id=request_id), "This request")
        index = request_file.read(look, held, today).standing
    parts.quiet(f"{held.code}. {ON_A_COPY}")
    request_path.say_the_order(held)
    ground = _choice_of_ground("redaction.ground")
    with st.form("redaction-line", border=False):
        filled = _fields(held, index, ground, "redaction")
        place = st.container()
        if st.form_submit_button("Enter redaction", type="primary"):
            write = partial(
                redactions.enter_line, state.opened(), who, request_id=request_id, **vars(filled), today=today
            )
            form.save(place, form.REDACTION, "Entered. Next: the second person agrees to it.", write, LABELS)


def _choice_of_ground(key: str, value: Ground | None = None) -> Ground | None:
    """The ground; it stands before the form, because whose information it is depends on it."""
    grounds = list(Ground)
    ground = form.choice(LABELS["ground"], grounds, key, str.capitalize, value=value)
    if ground in words.GROUND_SAYS:
        parts.quiet(words.GROUND_SAYS[ground])
    return ground


def _fields(
    held: HeldWhole, index: Sequence[Line], ground: Ground | None, key: str, old: HeldLine | None = None
) -> _Filled:
    entries = {line.id: entry_label(line) for line in index}
    entry_id = form.choice(
        LABELS["entry"],
        list(entries),
        f"{key}.entry",
        lambda entry: entries.get(entry, ""),
        value=old.entry_id if old else None,
    )
    party_id = None
    if ground in MAY_NAME_SOMEBODY:
        labels = {party.id: label_of(party) for party in held.counting}
        party_id = form.choice(
            LABELS["party"],
            list(labels),
            f"{key}.party",
            lambda party: labels.get(party, ""),
            value=old.party_id if old else None,
            empty="Choose" if ground in NAMES_SOMEBODY else "Nobody's, or choose",
        )
    left, right = st.columns(2)
    extents = [one for one in Extent if one is not Extent.THEIRS or ground in MAY_NAME_SOMEBODY]
    extent = form.choice(
        LABELS["extent"],
        extents,
        f"{key}.extent",
        str.capitalize,
        value=old.extent if old else None,
        place=left,
    )
    pages = right.text_input(
        LABELS["pages"],
        value=old.pages if old else "",
        key=f"{key}.pages",
        help="If it is only on some pages of the entry, such as 12 and 14.",
    )
    reason = st.text_area(
        LABELS["reason"],
        value=old.reason if old else "",
        key=f"{key}.reason",
        help="For a third party the decision about them is the reason. On any other ground, say it here.",
    )
    return _Filled(entry_id, party_id, pages or "", extent, ground, reason or "")


@form.opens(form.CORRECT_REDACTION, "Correct or take back a redaction", width="medium")
def _correct(request_id: int) -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    if form.names_are_off("what people typed"):
        return
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        held = form.there(whole_requests.one(look, request_id=request_id), "This request")
        index = request_file.read(look, held, today).standing
    line_id = state.suggestion()
    wrong = form.there(next((line for line in held.lines if line.id == line_id), None), "This redaction")
    parts.quiet(
        "What was entered stays in the history. After a correction the second person has to agree again."
    )
    key = f"correct-redaction.{wrong.id}"
    is_taken_back = st.checkbox("Take it back: what it covered stays in the copy", key=f"{key}.struck")
    ground = None if is_taken_back else _choice_of_ground(f"{key}.ground", wrong.ground)
    with st.form("correct-redaction", border=False):
        filled = None if is_taken_back else _fields(held, index, ground, key, wrong)
        because = st.text_area(LABELS["because"], key=f"{key}.because") or ""
        place = st.container()
        label = "Take it back" if is_taken_back else "Record the correction"
        if st.form_submit_button(label, type="primary"):
            write = (
                partial(
                    redactions.take_back,
                    state.opened(),
                    who,
                    request_id=request_id,
                    line_id=wrong.id,
                    because=because,
                )
                if filled is None
                else partial(
                    redactions.enter_line,
                    state.opened(),
                    who,
                    request_id=request_id,
                    **vars(filled),
                    corrects_id=wrong.id,
                    because=because,
                    today=today,
                )
            )
            form.save(place, form.CORRECT_REDACTION, "Recorded. The history keeps both.", write, LABELS)
