"""Who has left the setting, and what was recorded of anybody's induction (PR-6, OR-2)."""

from datetime import date

import streamlit as st

from rules.agenda import Area
from rules.agenda.facts import Facts
from rules.figures import induction_statuses, left_without_it
from rules.need_to_know import Thing
from rules.words import dated, listed, long_date
from store import agenda, induction, people, trail
from store.cabinet import Who
from store.house import House
from store.people import KnownPerson
from ui import filters, form, parts, registers, state

KEY = "leaver"  # in the address of one of them
TAKE_BACK = (
    "Take back from them any key to the cabinet or the office, and any paper or device with records (PR-2). "
    "If they have an account that still opens the dashboard, the weekly review asks to close it."
)


def left(head: parts.Head, who: Who, house: House, facts: Facts, today: date) -> bool:
    """One who has left, where a leaving day that was wrong is put right; or all of them, most recent first.

    Gives whether one is open.
    """
    with state.reading(who, Thing.INDUCTION) as look:
        held = people.leavers(look, today)
    shown = not state.on_screen()
    note = "Most recent first; what was recorded is kept"
    if not held:
        parts.subheading("Leavers", 0, note=note)
        parts.empty("Nobody has left. When somebody does, enter their last day under People.")
        return False
    by_code = {person.code: person for person in held}
    names = {code: person.name for code, person in by_code.items()}
    filters.not_here(KEY, "person", by_code)
    chosen = filters.one_named(KEY, "Leaver", names)
    if person := by_code.get(chosen or ""):
        head.of_one(state.named(person.code, person.name), key=KEY, back="All leavers")
        one(who, house, person)
        return True
    parts.subheading("Leavers", len(held), note=f"{note}. {parts.ROWS_OPEN}")
    without_it = {person.id for person in left_without_it(facts, house=house.rules)}
    parts.register(
        registers.leavers(held, without_it, shown=shown), alt="Who has left, most recent first", opens=KEY
    )
    return False


def one(who: Who, house: House, person: KnownPerson) -> None:
    """One person who has left: what may be put right, what was not signed off, and what was recorded."""
    offered = (
        ("Change this person", form.CHANGE_PERSON),
        ("Sign-off entered by mistake", form.SIGN_OFF_MISTAKE),
    )
    parts.forms(offered, person.id)
    parts.quiet(TAKE_BACK)
    _not_recorded(who, house, person)
    as_recorded(who, person.id)


def _not_recorded(who: Who, house: House, person: KnownPerson) -> None:
    """What is not signed off of somebody who has left: it may have been done, and be entered yet."""
    if person.left_on is None:
        return
    with state.reading(who, Thing.INDUCTION) as look:
        found = induction.missing(look, house, person.left_on, staff_id=person.id)
    if not (found and found[0].topics):
        return
    titles = [f"“{topic.title}”" for topic in found[0].topics]
    parts.quiet(
        f"Not signed off by the last day, {long_date(person.left_on)}: {listed(titles)}. What they were "
        "taken through by then can still be entered."
    )
    st.button("Sign off", on_click=state.open_form, args=(form.SIGN_OFF, person.id))


def as_recorded(who: Who, staff_id: int) -> None:
    """Every sign-off and training of one person, with what was entered by mistake."""
    state.saw(who, "staff_member", staff_id)
    shown = not state.on_screen()
    with state.reading(who, Thing.INDUCTION) as look:
        recorded = induction.recorded(look, staff_id)
        before = trail.stays_before(look, staff_id) if shown else []  # a date alone tells whose a code is
    for stay in before:
        there = f", with the children from {dated(stay.first_day_on)}" if stay.first_day_on else ""
        until = dated(stay.left_on) if stay.left_on else ""
        parts.quiet(f"Was here before, from {dated(stay.started_on)} until {until}{there}.")
    if recorded:
        parts.subheading("As it was recorded", note="Each sign-off and training; none is ever changed")
        parts.lines(registers.inductions_of(recorded, shown=shown), kind="notes")


def induction_rows(who: Who, taken: str, today: date, *, shown: bool) -> tuple[str, registers.Rows]:
    """The record of everybody who is here, as it leaves in a file; of those alone who have the status `taken`
    where one is chosen."""
    with state.opened().reading(who, Thing.INDUCTION) as look:
        page = agenda.read(look, today, Area.INDUCTION)
    statuses = induction_statuses(page.facts, today=today, house=page.house.rules)
    grid = registers.induction_grid(page.facts, statuses, today=today, shown=shown)
    record = registers.induction_record(page.facts, statuses, today, shown=shown)
    # By the status that is shown: where the grid says "Done" the record has the day.
    left = [row for row, shown_as in zip(record, grid, strict=True) if filters.with_status([shown_as], taken)]
    return "induction", left
