"""Access requests: a new one, standing back from one, and the account of a stand-in (AR-1, AR-5, AR-6)."""

from datetime import date
from functools import partial

import streamlit as st

from rules.access import Channel, Clock, Step, due_on
from rules.induction import Role
from rules.need_to_know import Act, Conflict, Thing, may
from rules.words import has_name, listed, long_date
from store import access_requests, people, requesters, setting, sight, stand_ins, whole_requests
from ui import form, parts, state, words

NOTE = "Note, such as who received it"
ALSO = "Brothers and sisters whose files are asked for too"


@form.opens(form.NEW_REQUEST, "New access request")
def _new_request() -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        children = people.children_with_records(look, today)
    parts.quiet("For the developmental record no request is needed: carers see it at any time (DR-3).")
    with st.form("new-request", border=False):
        child = form.choice_of_child(children, "new-request.child")
        others = form.choice_of_children(ALSO, children, "new-request.also_about")
        requester = st.text_input("Who is asking to see the file", key="new-request.requester")
        left, right = st.columns(2)
        with left:
            channel = form.choice(
                "How the request came",
                list(Channel),
                "new-request.channel",
                words.CHANNELS.__getitem__,
                hint="A verbal request is as valid as a letter. Its clock runs from the day it was made.",
            )
        with right:
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
                also_about=[one.id for one in others],
                today=today,
            )
            form.save(
                place,
                form.NEW_REQUEST,
                partial(_recorded, received_on),
                write,
                {
                    "child": "Child",
                    "also_about": ALSO,
                    "requester": "Who is asking to see the file",
                    "channel": "How the request came",
                    "received_on": "Date received",
                    "note": NOTE,
                },
                onward=lambda codes: form.to_new("Access request", codes[0]),
            )


def _recorded(received_on: date | None, codes: list[str]) -> str:
    """What is said of a new request: its date by law, what comes next, and what is open about a child too
    (AR-1, AR-8)."""
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        holidays = setting.holidays(look, today)
        beside = {code: requesters.open_beside(look, code) for code in codes}
    said = (
        f"The request is recorded as {codes[0]}."
        if len(codes) == 1
        else f"The requests are recorded as {listed(codes)}, one for each file."
    )
    if received_on:
        due = due_on(Clock(received_on), holidays)
        said += (
            f" By law the answer is due by {long_date(due)}."
            if due >= today
            else f" By law the answer was due by {long_date(due)}: it is late, so answer now and say why."
        )
    said += " Next: check who is asking, tell the chairperson, and acknowledge it in writing."
    for code, open_too in beside.items():
        if open_too:
            are = "is" if len(open_too) == 1 else "are"
            child = "this child" if len(codes) == 1 else f"the child of {code}"
            said += (
                f" {listed(open_too)} about {child} {are} open too: under Who is asking, say how they belong "
                "together."
            )
    return said


CAME_WITH_IT = "Requests that came with it, from which you stand back too"


@form.opens(form.STAND_BACK, "Stand back from this request")
def _stand_back(request_id: int) -> None:
    who = state.signed_in(Thing.CONFLICT, Thing.ACCESS_REQUEST)
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        held = form.there(whole_requests.one(look, request_id=request_id), "This request")
        beside = requesters.came_with(look, held)
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
        also = form.choice_of_beside(CAME_WITH_IT, beside, "stand-back.also", all_of_them=True)
        place = st.container()
        if st.form_submit_button("Stand back", type="primary"):
            write = partial(
                sight.declare_conflict,
                state.opened(),
                who,
                request_id=request_id,
                conflict=conflict,
                also=[other.id for other in also],
            )
            codes = listed([held.code, *(other.code for other in also)])
            form.save(
                place,
                form.STAND_BACK,
                f"Recorded for {codes}. Tell the manager, so that a stand-in is named.",
                write,
                {"conflict": "Why you stand back", "also": CAME_WITH_IT},
            )


STAND_IN = {
    "person": "Who stands in, of the committee",
    "sign_in_name": "Name to sign in with, if it is not their own",
    **form.SECOND,
}


@form.opens(form.STAND_IN_ACCOUNT, "Give the stand-in an account")
def _stand_in_account(request_id: int) -> None:
    who, today = state.signed_in(Thing.STAND_IN, Thing.INDUCTION), state.today()
    with state.reading(who, Thing.STAND_IN, Thing.INDUCTION, Thing.ACCESS_REQUEST) as look:
        held = form.there(whole_requests.one(look, request_id=request_id), "This request")
        members = [person for person in people.staff(look, today) if person.role is Role.COMMITTEE]
    parts.sentences(
        [
            "With it they see the requests for which the committee named them, and no other, and sign as the "
            "second person. Whoever has an account keeps the password, and is signed out.",
            "Once no request needs a stand-in, the weekly review asks to change the role back.",
        ]
    )
    alone = may(who.role, Act.RECORD, Thing.ACCOUNT)
    if not alone:
        parts.quiet(
            "The manager may do this alone. In their place it takes two of you, such as you and the "
            "chairperson who stands back."
        )
    if not members:
        parts.empty("Nobody is entered as a committee member. Add them under Induction first.")
        return
    row = held.last(Step.STAND_IN_NAMED)
    named = row.said if row else ""
    if named and not state.on_screen():
        parts.quiet(f"The committee named: {named.strip(' .')}.")
    # The one whom the words name in full, if they name one alone.
    meant = [person for person in members if has_name(person.name, named)]
    with st.form("stand-in-account", border=False):
        person = form.choice(
            STAND_IN["person"],
            members,
            "stand-in.person",
            form.named_person,
            value=meant[0] if len(meant) == 1 else None,
        )
        name = st.text_input(STAND_IN["sign_in_name"], key="stand-in.sign-in-name", autocomplete="off")
        second_id, confirmation = (None, "") if alone else form.second_person(who, "stand-in")
        place = st.container()
        if st.form_submit_button("Give the account", type="primary"):
            write = partial(
                stand_ins.give,
                state.opened(),
                who,
                request_id=request_id,
                staff_id=person.id if person else None,
                sign_in_name=name or "",
                second_id=second_id,
                confirmation=confirmation,
            )
            form.save(place, form.STAND_IN_ACCOUNT, _given, write, STAND_IN)


def _given(made: tuple[str, str]) -> str:
    """What was done; the password of a new account is on the page of the next run alone."""
    name, password = made
    if not password:
        return "The role of their account is chairperson now."
    state.show_once("" if state.on_screen() else name, password)
    return "The account of the stand-in is added."
