"""Children: the key person (CP-12)."""

from functools import partial

import streamlit as st

from rules.need_to_know import Thing
from rules.words import long_date
from store import people
from ui import form, parts, state


@form.opens(form.KEY_PERSON)
@st.dialog("Choose a key person", on_dismiss=state.close_form)
def _key_person(child_id: int) -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        child = people.child(look, today, child_id)
        staff = people.who_may_be_key_person(look, today)
        newest = people.newest_assignment(look, child_id)
    if child is None:
        st.error("This child is not there any more. Close this and look at the list.")
        return
    state.saw(who, "child", child_id)
    parts.quiet(state.named(child.code, child.name))
    if newest:
        since = f"since {long_date(newest.from_on)}" if newest.from_on <= today else "from then on"
        said = state.named(newest.code, newest.name)
        parts.quiet(f"Key person {since if newest.until_on is None else 'before'}: {said}.")
    seen = form.seen(form.KEY_PERSON, {"staff": newest.id if newest else None}, {"staff": "Key person"})
    with st.form("key-person", border=False):
        person = st.selectbox(
            "Key person",
            staff,
            index=None,
            key="key-person.staff",
            placeholder="Choose",
            format_func=lambda p: state.named(p.code, p.name),
        )
        from_on = form.day("From", "key-person.from_on", value=max(today, child.started_on))
        reason = st.text_input(
            "Why, if this person is not signed off for it yet", max_chars=4000, key="key-person.reason"
        )
        place = st.container()
        if st.form_submit_button("Record key person", type="primary"):
            write = partial(
                people.assign_key_person,
                state.opened(),
                who,
                child_id=child_id,
                staff_id=person.id if person else None,
                from_on=from_on,
                reason=reason or "",
                seen=seen,
                token=state.form_token(form.KEY_PERSON),
            )
            form.save(
                place,
                form.KEY_PERSON,
                f"The key person of {child.code} is recorded.",
                write,
                {"child": "Child", "staff": "Key person", "from_on": "From", "reason": "Why"},
            )
