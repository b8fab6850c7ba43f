"""One person of the register as the induction page opens them: here, still to come, or left (PR-6, OR-2)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from rules.agenda.facts import Person
from rules.need_to_know import Thing
from rules.words import long_date
from store import people
from store.agenda import Agenda
from store.cabinet import Who
from store.people import KnownPerson
from ui import filters, form, leavers, parts, registers, state

STUDENT = "student"  # in the address of one of a placement


def here(who: Who, page: Agenda, person: Person, rows: Sequence[dict[str, Any]], today: date) -> None:
    """Somebody who is here: what is asked of them, the topics, and what was recorded; `rows` are the table
    of people by topics."""
    parts.asked_of_one((item for item in page.items if item.code == person.code), today, who)
    offered = (
        ("Sign off", form.SIGN_OFF),
        ("Record training", form.TRAINING),
        ("Change this person", form.CHANGE_PERSON),
        ("Sign-off entered by mistake", form.SIGN_OFF_MISTAKE),
    )
    parts.forms(offered, person.id)
    parts.grid(
        [row for row in rows if row.get("Code", row["Person"]) == person.code],
        caption="One person by induction topics",
        key="one",
    )
    if roles := registers.roles_of(person):
        parts.quiet(roles)
    leavers.as_recorded(who, person.id)


def to_come(person: KnownPerson) -> None:
    """Somebody who starts so far ahead that nothing is asked of them yet."""
    parts.quiet(f"Starts on {long_date(person.started_on)}: nothing is asked of them yet.")
    st.button("Change this person", on_click=state.open_form, args=(form.CHANGE_PERSON, person.id))


def of_a_placement(
    head: parts.Head,
    who: Who,
    page: Agenda,
    names: dict[str, str],
    rows: Sequence[dict[str, Any]],
    today: date,
) -> bool:
    """The student who is chosen of the placements, by code `names`: they may be here, to come,
    left since, or here in another role. False where none is."""
    filters.not_here(STUDENT, "student", names)
    code = filters.one_named(STUDENT, "Student", names)
    if code is None:
        return False
    head.of_one(state.named(code, names[code]), key=STUDENT, back="All placements")
    if person := next((one for one in page.facts.people if one.code == code), None):
        here(who, page, person, rows, today)
        return True
    with state.reading(who, Thing.INDUCTION) as look:
        later = next((one for one in people.booked(look, today) if one.code == code), None)
        left = next((one for one in people.leavers(look, today) if one.code == code), None)
    if later:
        to_come(later)
    elif left:
        leavers.one(who, page.house, left)
    return True
