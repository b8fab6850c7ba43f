"""The paper file: taken out of the cabinet, back in it, and what was recorded of that by mistake (PR-2)."""

from functools import partial

import streamlit as st

from rules.need_to_know import Act, Thing, may
from rules.words import dated, long_date
from store import children as register
from store import files_out, people
from ui import form, parts, state, words

TAKEN = {
    "child": "The file",
    "holder": "Who takes it",
    "what_for": "What it is needed for",
    "on": "Taken out on",
}
BACK = {"out": "The file", "on": "Back on"}


@form.opens(form.FILE_OUT, "The file is taken out")
def _out(child_id: int) -> None:
    who, today = state.signed_in(Thing.FILE_ENTRY), state.today()
    with state.reading(who, Thing.FILE_ENTRY) as look:
        child = form.there(register.registered(look, today, child_id), "This child")
        staff = people.staff_of_late(look, today)
    state.saw(who, "child", child_id)
    if child.file_out:
        since = long_date(child.file_out.on)
        raise form.Gone(f"The file of {child.code} is out since {since}. Close this and look at it.")
    parts.quiet(f"{state.named(child.code, child.name)}. It is back in the cabinet by the end of the day.")
    with st.form("file-out", border=False):
        holder = form.choice(
            TAKEN["holder"],
            staff,
            "file-out.holder",
            form.named_person,
            value=next((person for person in staff if person.name == who.name), None),
        )
        what_for = st.text_input(TAKEN["what_for"], key="file-out.what_for")
        on = form.day(TAKEN["on"], "file-out.on", value=today)
        place = st.container()
        if st.form_submit_button("Record", type="primary"):
            write = partial(
                files_out.take_out,
                state.opened(),
                who,
                child_id=child_id,
                staff_id=holder.id if holder else None,
                what_for=what_for or "",
                on=on,
                today=today,
            )
            form.save(place, form.FILE_OUT, f"The file of {child.code} is out.", write, TAKEN)


@form.opens(form.FILE_BACK, "The file is back")
def _back(out_id: int) -> None:
    who, today = state.signed_in(Thing.FILE_ENTRY), state.today()
    with state.reading(who, Thing.FILE_ENTRY) as look:
        held = files_out.one(look, out_id)
    if held is None:
        raise form.Gone("This file is back already. Close this and look at the list.")
    state.saw(who, "child", held.child_id)
    parts.quiet(f"{state.named(held.child_code, held.child)}. {out_in_words(held.line)}")
    if held.line.on < today and may(who.role, Act.RECORD, Thing.BREACH):
        parts.quiet(
            "If it cannot be found, that is a breach: log it today, as its 72 hours run from when you know "
            "(CP-13). The file stays out here until it is found."
        )
        parts.lead_to("/sharing-decisions?part=Breaches", "Log it under Breaches")
    with st.form("file-back", border=False):
        on = form.day(BACK["on"], "file-back.on", value=today)
        place = st.container()
        if st.form_submit_button("Record that it is back", type="primary"):
            write = partial(files_out.bring_back, state.opened(), who, out_id=out_id, on=on, today=today)
            form.save(place, form.FILE_BACK, f"The file of {held.child_code} is back.", write, BACK)


@form.opens(form.FILE_OUT_MISTAKE, "When the file was out", width="medium")
def _way(child_id: int) -> None:
    who, today = state.signed_in(Thing.FILE_ENTRY), state.today()
    with state.reading(who, Thing.FILE_ENTRY) as look:
        child = form.there(register.registered(look, today, child_id), "This child")
        lines = files_out.history(look, child_id)
    state.saw(who, "child", child_id)
    parts.quiet(state.named(child.code, child.name))
    if not lines:
        parts.quiet("Nobody has recorded that the file was out of the cabinet.")
        return
    if not state.on_screen():
        parts.lines([_in_words(line) for line in lines], kind="notes")
    rows = {
        line.id: form.row_in_words(dated(line.on), words.way_of_file(line.ends_id), "")
        for line in lines
        if line.taken_back is None
    }
    if not rows:
        return
    parts.subheading("Entered by mistake")
    form.take_back(
        form.FILE_OUT_MISTAKE,
        rows,
        lambda *, row, because, token: files_out.take_back(
            state.opened(), who, line_id=row, because=because, token=token
        ),
        f"for {child.code}",
        then="Then record what was right.",
    )


def _in_words(line: files_out.Line) -> tuple[str, str, str]:
    by_whom = f"{line.holder}: {line.what_for}" if line.ends_id is None else ""
    return (
        dated(line.on),
        words.with_mistake(words.way_of_file(line.ends_id), line.taken_back),
        words.told_with(by_whom, line.taken_back, shown=True),
    )


def out_in_words(line: files_out.Line) -> str:
    """Since when a file is out, with whom and what for; on a shared screen not what was typed."""
    said = f"The file is out since {long_date(line.on)}, with {state.named(line.holder_code, line.holder)}."
    return said if state.on_screen() else f"{said} For: {line.what_for}"
