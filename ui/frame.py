"""The frame round every page: who is signed in, the pages that role may open, and the way out."""

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

from rules.need_to_know import Thing
from store import signing_in
from ui import form, key_children, parts, reading, state
from ui import forms as forms  # makes every form known
from ui.page_list import COMMITTEE, PAGES, SHUT, pages_of, shut_to

st.set_page_config(layout="wide", initial_sidebar_state=210)
who = state.check_sign_in()
parts.stylesheet_of_the_place(is_presenting=who.is_presenting)

pages = pages_of(who.role, is_presenting=who.is_presenting)
first = pages[0]
# The first page is at "/"; a link to its own address, as others have it, opens it as well. Of the two the one
# that is open is in the sidebar, or no page there would be marked as the one that is open.
is_at_its_own = state.path().endswith(f"/{first.address}")
page = st.navigation(
    [
        st.Page(
            PAGES / f"{first.script}.py",
            title=first.title,
            url_path="first",
            default=True,
            visibility="hidden" if is_at_its_own else "visible",
        ),
        *(
            st.Page(
                PAGES / f"{one.script}.py",
                title=one.title,
                url_path=one.address,
                visibility="hidden" if one is first and not is_at_its_own else "visible",
            )
            for one in pages
        ),
        *(
            st.Page(PAGES / f"{SHUT.script}.py", title=SHUT.title, url_path=address, visibility="hidden")
            for address in ([] if who.is_presenting else shut_to(who.role))
        ),
    ],
    position="hidden" if who.is_presenting else "sidebar",
)
if going := state.take_going():
    st.switch_page(PAGES / f"{going[0]}.py", query_params=going[1])
script = next((one.script for one in pages if one.title == page.title), SHUT.script)
# Back and Forward leave a page with its form open: on the committee's page it would name families.
state.close_form_of_another(script)
for_the_committee = page.title == COMMITTEE.title  # the first page has no address of its own
if for_the_committee:
    state.take_names_off()
# The page is loaded anew when names go off: its title is what is heard of that.
names_are_off = state.on_screen() and not for_the_committee
st.set_page_config(page_title=f"{page.title}: names are off" if names_are_off else page.title)
if not who.is_presenting:
    # Before anything is read for the page, so that what is recorded is said at once; in a place that is there
    # always, so that the page below keeps its own.
    with st.empty().container(key="notice"):
        parts.notice()
    if behind := state.clock_is_behind():
        parts.clock_is_behind(who, *behind)
    with st.sidebar:
        parts.signed_in_as(who, "" if for_the_committee else script)
    if state.is_sample():
        parts.sample_banner(is_kept=signing_in.has_passwords(state.opened()))
    # Whoever has a weekly review finds it there.
    if page.title != first.title:
        state.forget_told_on_arrival()
    elif first.thing not in (None, Thing.AGENDA, Thing.READING):
        reading.tell(who)
        key_children.tell(who)
if not for_the_committee:
    form.show_of_the_frame()  # before the page, which may stop where there is nothing to show
is_interrupted = False
state.forget_chosen()
try:
    page.run()
except RerunException:
    is_interrupted = True
    raise
except state.PageEnds:
    pass
finally:
    state.forget_run()
    if not is_interrupted:
        state.forget_notice()
        state.keep_drawn()
