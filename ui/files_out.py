"""Where a child's paper file is, on the page of its index (PR-2)."""

import streamlit as st

from store.files_out import Line
from ui import form, parts, state
from ui.forms.files_out import out_in_words


def where(out: Line | None) -> None:
    """With whom the file is, where it is out of the cabinet."""
    if out:
        parts.sentences([out_in_words(out)])


def buttons(child_id: int, out: Line | None) -> None:
    """What may be recorded of it now, and every time that it was out."""
    if out:
        st.button("The file is back", on_click=state.open_form, args=(form.FILE_BACK, out.id))
    else:
        st.button("Take the file out", on_click=state.open_form, args=(form.FILE_OUT, child_id))
    st.button("When it was out", on_click=state.open_form, args=(form.FILE_OUT_MISTAKE, child_id))
