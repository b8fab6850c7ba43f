"""Routine checks: recording that one was done, and changing what is checked (PR-2, CP-8)."""

from datetime import date
from functools import partial

import streamlit as st

from rules.need_to_know import Act, Thing, may
from rules.routine import EVERY_LIMITS, Check, Result
from rules.words import dated
from store import retention, routine
from store.cabinet import Who
from store.routine import KnownCheck
from store.standing import agenda_checks
from ui import form, parts, state, words

LABELS = {
    "check": "Check",
    "on": "Date it was done",
    "result": "What was found",
    "done_by": "Who did it",
    "note": "Note",
}
DEFINED = {
    "title": "What is checked",
    "every_days": "Days until it is due again",
    "who": "Who does it",
    "retired_on": "In use",
}


_LEAVERS = "leavers-records"
# What a check looks at, where the dashboard has it: who may see it, the page and the part of it.
_LOOKED_AT = {
    _LEAVERS: ("See the records of leavers", Thing.CHILD, "children", {"files": "Leaving"}),
    "accounts-reviewed": ("See the accounts", Thing.ACCOUNT, "set_up", {"part": "Accounts"}),
    "leaflets-current": ("See the leaflets", Thing.POLICY, "policy", {"policy": "Leaflets"}),
}


def _what_it_looks_at(who: Who, check: Check, today: date) -> None:
    """The way to what is looked at, before anybody says what was found; of leavers' records what is due."""
    label, thing, page, part = _LOOKED_AT.get(check.key, ("", Thing.POLICY, "", {}))
    if not label or not may(who.role, Act.RECORD, thing):
        return
    if check.key == _LEAVERS:
        with state.reading(who, thing) as look:
            parts.quiet(words.to_dispose_of(retention.kept(look, today), today=today))
    st.button(label, key="check.look", on_click=_look, args=(page, part))


def _look(page: str, part: dict[str, str]) -> None:
    state.close_form()
    form.lead_to(page, part)


@form.opens(form.CHECK, "Record a routine check")
def _check(check_id: int) -> None:
    who, today = state.signed_in(Thing.POLICY), state.today()
    with state.reading(who, Thing.POLICY) as look:
        check = next((c for c in agenda_checks(look, today) if c.id == check_id), None)
    if check is None:
        raise form.Gone(routine.NOT_THERE)
    parts.quiet(f"{check.title}. {words.every(check.every_days)}, {check.who}.")
    _what_it_looks_at(who, check, today)
    with st.form("routine-check", border=False):
        on = form.day(LABELS["on"], "check.on", value=today)
        result: Result | None = st.segmented_control(
            LABELS["result"], list(Result), key="check.result", format_func=words.RESULTS.__getitem__
        )
        done_by = st.text_input(
            LABELS["done_by"], value="" if state.on_screen() else who.name, key="check.done-by"
        )
        note = st.text_area(
            LABELS["note"],
            key="check.note",
            help="What has to be put right, if anything. For a discussion group, which group.",
        )
        place = st.container()
        if st.form_submit_button("Record check", type="primary"):
            write = partial(
                routine.record,
                state.opened(),
                who,
                check_id=check_id,
                on=on,
                result=result,
                done_by=done_by or "",
                note=note or "",
                today=today,
            )
            form.save(place, form.CHECK, "The check is recorded.", write, LABELS)


@form.opens(form.CHECK_DEFINED, "What is checked, how often, by whom")
def _defined(check_id: int | None = None) -> None:
    who, today = state.signed_in(Thing.POLICY), state.today()
    with state.reading(who, Thing.POLICY) as look:
        held = next((c for c in routine.checks(look) if c.id == check_id), None)
    keys = {"title": "defined.title", "every_days": "defined.every-days", "who": "defined.who"}
    seen = form.seen(form.CHECK_DEFINED, _shown(held), DEFINED, keys) if held else None
    low, high = EVERY_LIMITS
    with st.form("defined", border=False):
        title = st.text_input(DEFINED["title"], value=held.title if held else "", key="defined.title")
        every_days = st.number_input(
            DEFINED["every_days"],
            low,
            high,
            held.every_days if held else 91,
            step=1,
            key="defined.every-days",
            help="7 is every week, 42 every half term, 91 every term, 365 every year.",
        )
        checked_by = st.text_input(DEFINED["who"], value=held.who if held else "", key="defined.who")
        in_use = (
            # Of its own where somebody else takes it out of use meanwhile, or brings it back.
            st.checkbox(
                DEFINED["retired_on"],
                value=held.retired_on is None,
                key=f"defined.in-use.{held.retired_on is None}",
            )
            if held
            else True
        )
        place = st.container()
        if st.form_submit_button("Save the check", type="primary"):
            write = partial(
                routine.define,
                state.opened(),
                who,
                check_id=check_id,
                title=title or "",
                every_days=every_days,
                checked_by=checked_by or "",
                is_in_use=in_use,
                seen=seen,
                today=today,
            )
            form.save(place, form.CHECK_DEFINED, "The check is saved.", write, DEFINED)


def _shown(held: KnownCheck) -> dict[str, object]:
    return {
        "title": held.title,
        "every_days": held.every_days,
        "who": held.who,
        "retired_on": held.retired_on,
    }


@form.opens(form.CHECK_MISTAKE, words.MISTAKEN_CHECK, width="medium")
def _mistake() -> None:
    who, today = state.signed_in(Thing.POLICY), state.today()
    with state.reading(who, Thing.POLICY) as look:
        done = routine.history(look, today)
    parts.quiet("Without it, the next check is due counting from the one before it.")
    form.take_back(
        form.CHECK_MISTAKE,
        {
            line.id: form.row_in_words(
                dated(line.on), f"{line.title}: {words.lower(words.RESULTS[line.result])}", line.done_by
            )
            for line in done
            if line.taken_back is None
        },
        lambda *, row, because, token: routine.take_back(
            state.opened(), who, check_done_id=row, because=because, token=token
        ),
    )
