"""Access requests: a new one, and standing back from one (AR-1, AR-5, AR-6)."""

from functools import partial

import streamlit as st

from rules.access import Channel
from rules.need_to_know import Conflict, Thing
from store import access_requests, people, sight
from ui import form, parts, state, words

NOTE = "Note, such as who received it"


@form.opens(form.NEW_REQUEST, "New access request")
def _new_request() -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        children = people.children_with_records(look, today)
    parts.quiet("For the developmental record no request is needed: carers see it at any time (DR-3).")
    with st.form("new-request", border=False):
        child = form.choice_of_child(children, "new-request.child")
        requester = st.text_input("Who is asking to see the file", key="new-request.requester")
        channel = form.choice(
            "How the request came",
            list(Channel),
            "new-request.channel",
            words.CHANNELS.__getitem__,
            hint="A verbal request is as valid as a letter. Its clock runs from the day it was made.",
        )
        received_on = form.day("Date received", "new-request.received_on")
        note = st.text_area(NOTE, key="new-request.note")
        place = st.container()
        if st.form_submit_button("Record request", type="primary"):
            write = partial(
                access_requests.record_request,
                state.opened(),
                who,
                child_id=child.id if child else None,
                requester=requester or "",
                channel=channel,
                received_on=received_on,
                note=note or "",
                today=today,
                token=state.form_token(form.NEW_REQUEST),
            )
            form.save(
                place,
                form.NEW_REQUEST,
                lambda code: (
                    f"The request is recorded as {code}. Next: check who is asking, tell the chairperson, "
                    "and acknowledge it in writing."
                ),
                write,
                {
                    "child": "Child",
                    "requester": "Who is asking to see the file",
                    "channel": "How the request came",
                    "received_on": "Date received",
                    "note": NOTE,
                },
            )


@form.opens(form.STAND_BACK, "Stand back from this request")
def _stand_back(request_id: int) -> None:
    who = state.signed_in(Thing.CONFLICT)
    parts.sentences(
        [
            "The chairperson prepares a file with the manager. Someone who is close to it stands back, and "
            "the committee names a stand-in.",
            "Once this is recorded, you cannot open this request any more. If it was the wrong one, the "
            "manager corrects the answer.",
        ]
    )
    with st.form("stand-back", border=False):
        conflict = form.choice(
            "Why you stand back", list(Conflict), "stand-back.conflict", words.CONFLICTS.__getitem__
        )
        place = st.container()
        if st.form_submit_button("Stand back", type="primary"):
            write = partial(
                sight.declare_conflict,
                state.opened(),
                who,
                request_id=request_id,
                conflict=conflict,
                token=state.form_token(form.STAND_BACK),
            )
            form.save(
                place,
                form.STAND_BACK,
                "Recorded. Tell the manager, so that a stand-in is named.",
                write,
                {"conflict": "Why you stand back"},
            )
