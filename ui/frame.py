"""The frame round every page: who is signed in, the pages that role may open, and the way out."""

from pathlib import Path

import streamlit as st

from rules.need_to_know import Act, Thing, may
from ui import parts, state

PAGES = Path(__file__).resolve().parent.parent / "pages"

st.set_page_config(layout="wide", initial_sidebar_state=210)
parts.stylesheet()
who = state.check_sign_in()

OPENED_BY = [
    ("weekly_review", "weekly-review", "Weekly review", Thing.AGENDA),
    ("access_requests", "access-requests", "Access requests", Thing.ACCESS_REQUEST),
    ("consents", "consents", "Consents", Thing.CONSENT),
    ("sharing_decisions", "sharing-decisions", "Sharing decisions", Thing.SHARING_DECISION),
    ("induction", "induction", "Induction", Thing.INDUCTION),
    ("set_up", "setting", "Set-up", Thing.SETTING),  # /set-up is the gate's own
]
page = st.navigation(
    [
        st.Page(PAGES / f"{name}.py", title=title, url_path=address, default=at == 0)
        for at, (name, address, title, _) in enumerate(
            row for row in OPENED_BY if may(who.role, Act.SEE, row[3])
        )
    ]
    or [st.Page(PAGES / "nothing_here.py", title="Confidentiality")]
)
with st.sidebar:
    parts.signed_in_as(who)
if state.is_sample():
    parts.sample_banner()
try:
    page.run()
finally:
    state.forget_run()
