"""What is to be done for somebody's key children, said where they come in (CP-7, CP-12, IS-6; X-8), and whose
record they were given sight of for a day (OV-1)."""

from datetime import date, datetime
from html import escape

import streamlit as st

from rules.agenda import Area, Group, Item, group_of
from rules.need_to_know import Thing, is_limited_to_own_children
from rules.words import counted, listed
from store import agenda, sight
from store.cabinet import Who
from ui import form, state, words
from ui.page_list import OPENED_BY

_PAGE_OF = {Area.SHARING_DECISIONS: Thing.SHARING_DECISION, Area.CHILDREN: Thing.CHILD}


def tell(who: Who) -> None:
    """Says on somebody's first page whose record they were given sight of, and what is theirs to record soon,
    or late: no weekly review tells them."""
    if is_limited_to_own_children(who.role) and (
        said := state.told_on_arrival("key children", lambda: _found(who))
    ):
        st.html(said)


def _found(who: Who) -> str:
    """The sentences, as HTML."""
    today = state.today()
    with state.reading(who, *_PAGE_OF.values()) as look:
        given = sight.given_now(look, today)
        page = agenda.read(look, today, *_PAGE_OF)
    theirs = [item for item in page.items if form.may_open_for(who, item)]
    found = [_given(given) if given else "", _to_record(theirs, today)]
    return "".join(f'<p class="banner">{said}</p>' for said in found if said)


def _given(given: list[tuple[str, datetime]]) -> str:
    """Whose record they may see, and until when; by code alone, as it stands on a shared screen too."""
    many = listed([f"{code} until {words.moment(until_at)}" for code, until_at in given])
    return escape(f"For a child's safety you may see the record of {many} (OV-1).")


def _to_record(theirs: list[Item], today: date) -> str:
    """What is theirs to record, with a link to each page on which that is done; empty where nothing is."""
    late = [item for item in theirs if group_of(item, today=today) is Group.OVERDUE]
    soon = [item for item in theirs if group_of(item, today=today) is Group.WITHIN_A_WEEK]
    if not late and not soon:
        return ""
    many = counted(len(late) + len(soon), "thing is", "things are")
    if soon:
        of_them = f", {len(late)} of them late" if late else ""
        said = f"{many} to be recorded for your key children within a week{of_them}."
    else:
        said = f"{many} late, to be recorded for your key children."
    seen_on = {_PAGE_OF[item.area] for item in [*late, *soon]}
    where = [
        f'<a href="/{one.address}" target="_self">{escape(one.title)}</a>'
        for one in OPENED_BY
        if one.thing in seen_on
    ]
    return f"{escape(said)} {', '.join(where)}"
