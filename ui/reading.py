"""What somebody has to read and sign, said where they come in and where they sign (OR-2, PR-6; law L9)."""

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from rules.induction import Role, Status
from rules.need_to_know import Thing
from rules.words import counted, long_date
from store import induction
from store.cabinet import Who
from store.house import read_house
from store.induction import ToRead
from ui import state


def to_sign(topics: Sequence[ToRead]) -> list[ToRead]:
    """The topics that are still to be read and signed."""
    return [topic for topic in topics if topic.status is not Status.DONE and topic.read_on is None]


def countersigned_by(role: Role) -> str:
    """Who signs beside what somebody in `role` has read: somebody else, the manager's own too."""
    if role is Role.MANAGER:
        return "The deputy countersigns it, or you record under Induction who took you through it."
    return "The manager countersigns it."


def answer(topics: Sequence[ToRead], today: date) -> str:
    """How many topics are still to be read and signed, and by when; nothing where all are signed."""
    open_ones = to_sign(topics)
    if not open_ones:
        return ""
    due = min(topic.due for topic in open_ones)
    are_alike = all(topic.due == due for topic in open_ones)
    they_were = "it was" if len(open_ones) == 1 else "they were" if are_alike else "the first was"
    first = "" if are_alike else "the first "
    by = f"; {they_were} due on {long_date(due)}" if due < today else f", {first}by {long_date(due)}"
    return f"{counted(len(open_ones), 'topic')} to read and sign{by}."


def tell(who: Who) -> None:
    """Says on somebody's first page what is to be read and signed: no weekly review tells them."""

    def found() -> str:
        today = state.today()
        with state.reading(who, Thing.READING) as look:
            return answer(induction.to_read(look, read_house(look, today), today) or [], today)

    if said := state.told_on_arrival("reading", found):
        st.html(f'<p class="banner">{escape(said)} <a href="/reading" target="_self">Read and sign</a></p>')
