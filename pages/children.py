"""Children and files: the register, each file's index, leaving (CP-3 to CP-15, PR-1, PR-2, DR-2, X-6)."""

import streamlit as st

from rules.need_to_know import Thing
from store import setting
from ui import children, filters, form, parts, state

who = state.signed_in(Thing.CHILD)
today = state.today()

with state.reading(who, Thing.CHILD) as look:
    house = setting.setting(look)

clauses = "Clauses CP-3 to CP-15, PR-1, PR-2, DR-2 and X-6"
head = parts.Head(st.container(), "Children and files", clauses, house.name)
match filters.part(children.parts_for(who), "files"):
    case children.REGISTER:
        children.register(head, who, today)
    case children.INDEX:
        children.index(head, who, today, house.house_rules())
    case children.DEVELOPMENTAL:
        children.developmental_records(head, who, today)
    case children.LEAVING:
        children.leaving(head, who, today)
form.show_opened()
