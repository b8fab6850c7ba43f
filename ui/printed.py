"""Papers about access requests and what follows them: chosen, what they lack listed, fetched once (AR-15).

Made when they are fetched, for whoever is signed in then, and noted in the audit trail. A letter holds names,
so that none is offered on a shared screen.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from models import now
from papers import deadlines, letters, of_complaint
from papers.letters import DOCX, Letter
from rules.agenda import Area, Item
from rules.need_to_know import Thing
from store import agenda, complaints, trail
from store.agenda import Agenda
from store.cabinet import Cabinet, Who
from store.complaints import HeldComplaint
from ui import parts, state

REMINDER = "The paper stays in the file; the Word file is deleted once it is there (AR-15, CP-9)"
HAS_NAMES = "Letters hold names. Show names again to make one."


def letter(letter: Letter, facts: letters.Facts) -> bool:
    """Says what a letter still lacks or what is wrong with its file; whether it can be made."""
    if lacking := letters.missing(letter, facts):
        parts.quiet("Before this letter can be made:")
        parts.sentences(one.what for one in lacking)
        return False
    if fault := letters.fault_of(letter, state.opened().home):
        st.error(parts.plain(fault))
        return False
    return True


def of_complaint_part(held: HeldComplaint, page: Agenda, who: Who, today: date) -> None:
    """The paper about one complaint: its acknowledgement."""
    parts.subheading("Papers", note=REMINDER)
    if state.on_screen():
        parts.quiet(HAS_NAMES)
        return
    days = page.house.rules.complaint_outcome_days
    facts = of_complaint.facts(held, setting=page.house.name, who=who, today=today, outcome_days=days)
    if letter(Letter.COMPLAINT, facts):
        parts.download(
            "Acknowledgement, to print",
            f"{held.code}-acknowledgement.docx",
            DOCX,
            partial(_acknowledgement, state.opened(), who, held.id, today),
        )


def _acknowledgement(opened: Cabinet, who: Who, complaint_id: int, today: date) -> bytes:
    """The letter as the record stands when it is fetched."""
    with opened.reading(who, Thing.COMPLAINT) as look:
        house = agenda.read_house(look, today)
        [held] = complaints.complaints(look, complaint_id=complaint_id)
    days = house.rules.complaint_outcome_days
    facts = of_complaint.facts(held, setting=house.name, who=who, today=today, outcome_days=days)
    made = letters.make(Letter.COMPLAINT, facts, opened.home)
    trail.printed(opened, who, "complaint", complaint_id)
    return made


def calendar(items: Sequence[Item], who: Who, today: date, *, name: str = "access-requests") -> None:
    """The dates of access requests and what follows them for a calendar outside: codes and no names."""
    if not items:
        return
    codes = frozenset(item.code for item in items)
    parts.download(
        "Dates for a calendar",
        f"{name}-{today.isoformat()}.ics",
        deadlines.ICS,
        partial(_calendar, state.opened(), who, codes, today),
    )


def _calendar(opened: Cabinet, who: Who, codes: frozenset[str], today: date) -> bytes:
    with opened.reading(who, Thing.ACCESS_REQUEST) as look:
        page = agenda.read(look, today, Area.ACCESS_REQUESTS)
    items = [item for item in page.items if item.code in codes]
    made = deadlines.calendar(items, made_at=now())
    trail.exported(opened, who, "access_request", kind="ics", rows=len(items))
    return made
