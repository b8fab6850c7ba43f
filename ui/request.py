"""The page of one access request: its date, its next step, and its eight parts (clauses AR-1 to AR-32)."""

from datetime import date

import streamlit as st

from rules import access, access_path, request_steps
from rules.access import Step
from rules.access_path import State, Task
from rules.induction import ON_THE_COMMITTEE, Role
from rules.need_to_know import Act, Thing, may, who_may
from rules.words import is_one_name
from store import agenda, request_file, whole_requests
from store.cabinet import Who
from store.file_index import FileIndex
from store.house import read_house
from ui import (
    file_check,
    filters,
    form,
    parts,
    printed,
    redactions,
    request_path,
    request_people,
    request_release,
    state,
    third_parties,
    words,
)
from ui.request_path import Seen

KEY, AT = "request", "at"


def show(code: str, who: Who, today: date) -> bool:
    """Draws the page of a request; False where there is none of that code in sight."""
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        held = whole_requests.one(look, code=code)
        if held is None:
            return False
        house = read_house(look, today)
        found = request_file.read(look, held, today)
    state.keep_in_address(KEY, code)
    state.choose(KEY, code)  # its widget is not drawn here, and may still hold what the list was at
    state.saw(who, "access_request", held.id)
    # What the file says today is nothing to a request that was answered.
    whole = held.whole(None if access.ended_on(held.done) else request_file.of_index(held, found))
    one = request_path.seen(held, whole, house, who, today)
    with st.container(horizontal=True):
        # By this key the page's link in the sidebar presses it (gate/static/to-the-list.js).
        st.button("All requests", key="to-the-list", on_click=_leave)
        if who.role in ON_THE_COMMITTEE:
            st.button(
                "Stand back from this request", on_click=state.open_form, args=(form.STAND_BACK, held.id)
            )
    parts.heading(held.code, "Clauses AR-1 to AR-32", over=house.name)
    noted = f" Noted when it came: {held.note}" if held.note and one.is_shown else ""
    parts.quiet(f"{request_path.whose(held, shown=one.is_shown)}{noted}")
    if told := request_path.manager_stands_back(one.held, shown=one.is_shown):
        parts.sentences([told])
    if who_is_named := _named_in_it(one, found):
        parts.sentences(who_is_named)
    request_path.head(one)
    if _is_their_own(one):
        parts.sentences(
            [
                "The person who asks has your name. Stand back from this request: the committee names a "
                "stand-in, and nothing of the file opens to you here."
            ]
        )
        return True
    if one.is_to_answer_first:
        _answer_first(one)
        return True
    head = st.container()
    part = filters.part(request_path.PARTS, AT)
    with head:
        _next(one, part)
    if part in _BY_THE_ORDER:
        request_path.say_the_order(held)
    if part == request_path.STEPS:
        request_path.steps_part(one)
    elif part == request_path.WHO_ASKS:
        request_people.part(one)
    elif part == request_path.FILE:
        file_check.part(held, found, house, who)
    elif part == request_path.THIRD_PARTIES:
        third_parties.part(held, found, house, who, today)
    elif part == request_path.COPIES:
        redactions.part(held, found, who, today)
    elif part == request_path.RELEASE:
        request_release.part(one)
    elif part == request_path.PAPERS:
        printed.of_request_part(held, agenda.of_one(held, house, today), who, today)
    elif part == request_path.HISTORY:
        request_path.history_part(one)
    return True


# Where somebody decides or prepares what goes out, a court order stands in its own words.
_BY_THE_ORDER = frozenset({request_path.THIRD_PARTIES, request_path.COPIES, request_path.RELEASE})


def _named_in_it(one: Seen, found: FileIndex) -> list[str]:
    """That entries name the chairperson, or the stand-in, who prepares the file with the office (AR-6).

    Who is of the committee is told in the form where they answer. Not on a shared screen: what they are to it
    would say whose request it is.
    """
    if not one.is_shown or one.who.role in ON_THE_COMMITTEE or access.ended_on(one.held.done):
        return []
    told, answered = [], one.held.last(Step.CONFLICT_ASKED)
    entries = request_file.naming_the_chairperson(found, one.today)
    if access_path.conflict_on(one.whole):
        entries = []
    if entries and answered:
        why = f": {answered.said.strip(' .')}" if answered.said.strip() else ""
        told.append(
            f"{request_steps.naming(entries, 'the chairperson')}, who said “no conflict”{why} (AR-6)."
        )
    elif entries:
        told.append(
            f"{request_steps.naming(entries, 'the chairperson')}: ask whether it is a conflict (AR-6)."
        )
    if entries := request_file.naming_the_stand_in(one.held, found):
        told.append(
            f"{request_steps.naming(entries, 'the stand-in')}, who prepares the file with you (AR-6)."
        )
    return told


def _is_their_own(one: Seen) -> bool:
    """Whether a chairperson asks for the file themselves, by name: they prepare none of it (AR-6).

    Said where names are shown alone: on a shared screen it would tell whose the request is.
    """
    asks = one.who.role in ON_THE_COMMITTEE and is_one_name(one.held.asker, one.who.name)
    return asks and one.is_shown


def _answer_first(one: Seen) -> None:
    """What a chairperson sees who has not said whether they are close to the request: whose it is, who asks,
    and the question. The file opens to them once they have no conflict (AR-6)."""
    parts.sentences(
        [
            "Say first whether you have a conflict of interest (AR-6): whether you made the request, are a "
            "relative or a friend, or are named in the file. Nothing of the file opens to you here before "
            "that."
        ]
    )
    with st.container(horizontal=True):
        if not one.is_shown:
            st.button(
                "Show names first",
                on_click=state.open_form,
                args=(form.LEAVE_SCREEN,),
                kwargs={"suggestion": state.Following(form.ACCESS_STEP, one.held.id, Step.CONFLICT_ASKED)},
            )
        st.button(
            form.YOUR_CONFLICT,
            type="primary",
            on_click=state.open_form,
            args=(form.ACCESS_STEP, one.held.id),
            kwargs={"suggestion": Step.CONFLICT_ASKED},
        )


def _leave() -> None:
    """Back to the list; the next request begins with its steps."""
    state.leave(KEY)
    state.choose(AT, request_path.STEPS)  # its place in the address is the widget's own, and goes with it


def _next(one: Seen, part: str) -> None:
    """The next step, who does it, by when, and a button for it on the part that is open."""
    following = access_path.next_of(one.states)
    if access.is_found_wrong(one.held.done) and access.answered_on(one.held.done) is None:
        parts.sentences(
            [
                "Give what was promised when the complaint about this answer was upheld, and record it with "
                "the complaint: under Complaints, Record a step."
            ]
        )
    elif access_path.waits_for_agreement(one.whole):
        parts.sentences([access_path.NOT_SENT])
        if part != request_path.RELEASE:
            where = request_path.RELEASE
            st.button(f"Go to {where.lower()}", type="primary", on_click=state.choose, args=(AT, where))
        return
    elif following is None:
        parts.quiet("Nothing is left to do.")
    if following is None:
        return
    about = following.about
    with st.container(horizontal=True, vertical_alignment="center"):
        parts.next_step(
            access_path.called(following.task, one.whole),
            words.capital(_who_does(one, following)),
            request_path.due(following, one.today) if following.by else "",
            about.clause,
        )
        _button(one, following, part)


def _who_does(one: Seen, following: State) -> str:
    """Who does the next step; for a reader who may not record it, who does that. A deputy reads that what the
    policy gives to the manager is theirs too."""
    who_does = access_path.done_by(following.task, one.whole)
    thing = request_steps.thing_of(following.about.step, following.task)
    whom = who_may(Act.RECORD, thing)
    if who_does == access_path.MANAGER and one.who.role is not Role.MANAGER:
        return whom
    return who_does if may(one.who.role, Act.RECORD, thing) else f"{who_does}, recorded by {whom}"


def _button(one: Seen, following: State, part: str) -> None:
    step, its_part = following.about.step, words.REQUEST_PARTS[following.about.part]
    if following.task is Task.WHO_ASKS and one.may_record():
        _who_asks(one)
    elif step is None and part != its_part:
        st.button(f"Go to {its_part.lower()}", type="primary", on_click=state.choose, args=(AT, its_part))
    elif step is None:
        # What there is to press is on the part; of third parties it would be one chosen from a list first.
        party = access_path.first_party(following.task, one.whole) if one.may_record() else None
        if party is not None:
            third_parties.next_button(one.held.id, party, following.task)
    elif access_path.is_for_the_office(following.task, one.whole) and one.who.role in ON_THE_COMMITTEE:
        parts.quiet(words.OFFICE_SIGNS)
    elif _is_own(one, step):
        where = " (Set-up, Accounts)" if may(one.who.role, Act.SEE, Thing.ACCOUNT) else ""
        parts.quiet(f"You did the first part. The second person signs under their own account{where}.")
        if one.may_record(Step.STAND_IN_NAMED) and one.whole.last(Step.STAND_IN_NAMED) is None:
            # Without a conflict nothing else asks for one: the request would wait for who is on leave.
            st.button(
                "Name a stand-in, if the chairperson is away",
                key="chairperson-away",
                on_click=state.open_form,
                args=(form.ACCESS_STEP, one.held.id),
                kwargs={"suggestion": Step.STAND_IN_NAMED},
            )
        request_people.stand_in_button(one)
    elif one.may_record(step):
        st.button(
            "Record it",
            type="primary",
            on_click=state.open_form,
            args=(form.ACCESS_STEP, one.held.id),
            kwargs={"suggestion": step},
        )


def _is_own(one: Seen, step: Step) -> bool:
    """Whether this is the second signature to what this person did, who cannot give both."""
    first = one.whole.last(request_steps.SECOND_OF[step]) if step in request_steps.SECOND_OF else None
    return first is not None and first.by == one.who.account_id


def _who_asks(one: Seen) -> None:
    """Who asks is recorded by a form of its own; proof that was asked for is a step."""
    if access.is_identity_awaited(one.whole.steps):
        name, suggestion = form.ACCESS_STEP, Step.IDENTITY_CONFIRMED
    else:
        name, suggestion = form.REQUESTER, None
    st.button(
        "Record it",
        type="primary",
        on_click=state.open_form,
        args=(name, one.held.id),
        kwargs={"suggestion": suggestion},
    )
