"""The page of one access request: its date, its next step, and its eight parts (clauses AR-1 to AR-32)."""

from datetime import date

import streamlit as st

from rules import access_path
from rules.access_path import Part, State, Task
from rules.induction import ON_THE_COMMITTEE
from rules.need_to_know import Thing
from rules.words import short_date
from store import agenda, request_file, whole_requests
from store.cabinet import Who
from ui import (
    file_check,
    filters,
    form,
    parts,
    printed,
    redactions,
    request_path,
    state,
    third_parties,
    words,
)
from ui.request_path import Seen

KEY, AT = "request", "at"
STEPS, WHO_ASKS, FILE, THIRD_PARTIES = "Steps", "Who asks", "The file", "Third parties"
COPIES, RELEASE, PAPERS, HISTORY = "Redaction and copies", "Release", "Papers", "History"
PARTS = (STEPS, WHO_ASKS, FILE, THIRD_PARTIES, COPIES, RELEASE, PAPERS, HISTORY)
PART_OF = {
    Part.WHO_ASKS: WHO_ASKS,
    Part.FILE: FILE,
    Part.THIRD_PARTIES: THIRD_PARTIES,
    Part.COPIES: COPIES,
    Part.RELEASE: RELEASE,
}


def show(code: str, who: Who, today: date) -> bool:
    """Draws the page of a request; False where there is none of that code in sight."""
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        held = whole_requests.one(look, code=code)
        if held is None:
            return False
        house = agenda.read_house(look, today)
        found = request_file.read(look, held, today)
    state.keep_in_address(KEY, code)
    state.choose(KEY, code)  # its widget is not drawn here, and may still hold what the list was at
    state.saw(who, "access_request", held.id)
    whole = held.whole(request_file.of_index(held, found))
    one = request_path.seen(held, whole, house, who, today)
    with st.container(horizontal=True):
        st.button("All requests", on_click=state.leave, args=(KEY, AT))
        if who.role in ON_THE_COMMITTEE:
            st.button("Stand back from it", on_click=state.open_form, args=(form.STAND_BACK, held.id))
    parts.heading(held.code, "Clauses AR-1 to AR-32", over=house.name)
    parts.quiet(request_path.whose(held, shown=one.is_shown))
    request_path.head(one)
    _next(one)
    part = filters.part(PARTS, AT)
    if part == STEPS:
        request_path.steps_part(one)
    elif part == FILE:
        file_check.part(held, found, house, who, today)
    elif part == THIRD_PARTIES:
        third_parties.part(held, found, house, who, today)
    elif part == COPIES:
        redactions.part(held, found, who, today)
    elif part == PAPERS:
        printed.of_request_part(held, agenda.of_one(held, house, today), who, today)
    elif part == HISTORY:
        request_path.history_part(one)
    return True


def _next(one: Seen) -> None:
    """The next step, who does it, by when, and a button for it."""
    following = access_path.next_of(one.states)
    if following is None:
        parts.quiet("Nothing is left to do.")
        return
    about = following.about
    by = ""
    if following.by:
        star = "" if following.task is Task.RELEASE else " *"
        by = f", by {short_date(following.by)}{star}"
    with st.container(horizontal=True, vertical_alignment="center"):
        parts.next_step(f"{following.task}", f"{words.capital(about.who)}{by}", about.clause)
        _button(one, following)


def _button(one: Seen, following: State) -> None:
    step = following.about.step
    if step is None:
        st.button(
            f"Go to {PART_OF[following.about.part].lower()}",
            type="primary",
            on_click=state.choose,
            args=(AT, PART_OF[following.about.part]),
        )
    elif one.may_record(step):
        st.button(
            "Record it",
            type="primary",
            on_click=state.open_form,
            args=(form.ACCESS_STEP, one.held.id),
            kwargs={"suggestion": step},
        )
