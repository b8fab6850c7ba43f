"""What is to be done for somebody's key children, said where they come in (CP-7, CP-12, IS-6; X-8)."""

from html import escape

import streamlit as st

from rules.agenda import Area, Group, group_of
from rules.need_to_know import Thing, is_limited_to_own_children
from rules.words import counted
from store import agenda
from store.cabinet import Who
from ui import form, state
from ui.page_list import OPENED_BY

_PAGE_OF = {Area.SHARING_DECISIONS: Thing.SHARING_DECISION, Area.CHILDREN: Thing.CHILD}


def tell(who: Who) -> None:
    """Says on somebody's first page what is theirs to record soon, or late: no weekly review tells them."""
    if is_limited_to_own_children(who.role) and (
        said := state.told_on_arrival("key children", lambda: _found(who))
    ):
        st.html(f'<p class="banner">{said}</p>')


def _found(who: Who) -> str:
    """The sentence, as HTML, with a link to each page on which something is to be recorded."""
    today = state.today()
    with state.reading(who, *_PAGE_OF.values()) as look:
        page = agenda.read(look, today, *_PAGE_OF)
    theirs = [item for item in page.items if form.may_open_for(who, item)]
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
