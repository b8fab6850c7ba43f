"""The forms that open over a page: what a manager records most. Each asks, checks, writes, says so.

A form keeps what was typed when the rules refuse it, and carries a token, so that a double click records
once. A dialog's own runs skip the frame, so each form asks again who is signed in.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rules import sharing
from rules.access import Channel, Step
from rules.agenda import Action, Item
from rules.consent import Answer, How
from rules.need_to_know import Act, Conflict, NotAllowed, Thing, may
from rules.words import long_date
from store import access_requests, accounts, agenda, consents, induction, people, sight
from store import sharing as sharing_decisions
from store.access_requests import HeldRequest
from store.cabinet import AlreadyRecorded, NotSaved, Who
from store.people import KnownChild
from store.refusal import Refused
from ui import parts, state, words

DATE = "DD/MM/YYYY"

NEW_REQUEST, ACCESS_STEP, STAND_BACK = "new access request", "access step", "conflict of interest"
ANSWER, FOLLOW_UP = "consent answer", "follow-up"
CONCERN, DECIDE, COMPLETE = "concern", "decision", "record"
SIGN_OFF, KEY_PERSON = "sign-off", "key person"
LEAVE_SCREEN, SIGN_REVIEW = "leave the screen", "weekly review"

_OF_ACTION = {
    Action.ACCESS_STEP: ACCESS_STEP,
    Action.CONSENT: ANSWER,
    Action.FOLLOW_UP: FOLLOW_UP,
    Action.DECIDE: DECIDE,
    Action.RECORD: COMPLETE,
    Action.SIGN_OFF: SIGN_OFF,
    Action.KEY_PERSON: KEY_PERSON,
}


_RECORDS = {
    Action.ACCESS_STEP: Thing.ACCESS_REQUEST,
    Action.CONSENT: Thing.CONSENT,
    Action.FOLLOW_UP: Thing.CONSENT,
    Action.DECIDE: Thing.SHARING_DECISION,
    Action.RECORD: Thing.SHARING_DECISION,
    Action.SIGN_OFF: Thing.INDUCTION,
    Action.KEY_PERSON: Thing.CHILD,
}


def may_open_for(who: Who, item: Item) -> bool:
    """Whether this person may do the item's next step; others see that it is to be done."""
    return may(who.role, Act.RECORD, _RECORDS[item.action])


def open_for(item: Item) -> None:
    """Opens the form of an agenda item's next step."""
    state.open_form(_OF_ACTION[item.action], item.record, suggestion=item.step)


def show_opened() -> None:
    """Draws the form that is open; the last line of every page that has one."""
    if opened := state.opened_form():
        form, record = opened
        _FORMS[form](*(() if record is None else (record,)))


def save(
    place: DeltaGenerator, form: str, notice: str, write: Callable[[], object], labels: dict[str, str]
) -> None:
    """Writes; on a refusal says by field what to do and keeps what was typed, else closes the form.

    `place` is where a refusal is said: just above the button that was pressed.
    """
    try:
        write()
    except AlreadyRecorded:
        notice = "That was recorded already."
    except Refused as refused:
        with place:
            parts.problem_summary(refused.problems, labels)
        return
    except (NotAllowed, NotSaved) as fault:
        place.error(str(fault))
        return
    state.done(notice, form)


def choice_of_child(children: Sequence[KnownChild], key: str) -> KnownChild | None:
    """One of `children`, chosen by typing a name or a code; None while none is."""
    chosen: KnownChild | None = st.selectbox(
        "Child",
        children,
        index=None,
        key=key,
        placeholder="Type a name or a code",
        format_func=lambda child: state.named(child.code, child.name),
    )
    return chosen


def day(label: str, key: str, *, value: date | None = None) -> date | None:
    """A date typed or picked, day first; None while it is empty."""
    chosen: date | None = st.date_input(label, value=value, format=DATE, key=key)
    return chosen


# Access requests -----------------------------------------------------------------------------------


@st.dialog("New access request", on_dismiss=state.close_form)
def _new_request() -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        children = people.children_whose_file_may_be_asked_for(look, today)
    with st.form("new-request", border=False):
        child = choice_of_child(children, "new-request.child")
        requester = st.text_input("Who asks to see the file", max_chars=200, key="new-request.requester")
        channel = st.selectbox(
            "How the request came",
            list(Channel),
            index=None,
            key="new-request.channel",
            placeholder="Choose",
            format_func=words.CHANNELS.__getitem__,
            help="A verbal request is as valid as a letter. Its clock runs from the day it was made.",
        )
        received_on = day("Date received", "new-request.received_on")
        note = st.text_area("Note", max_chars=4000, key="new-request.note")
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
                token=state.form_token(NEW_REQUEST),
            )
            save(
                place,
                NEW_REQUEST,
                "The request is recorded. Next: tell the chairperson, and acknowledge it in writing.",
                write,
                {
                    "child": "Child",
                    "requester": "Who asks to see the file",
                    "channel": "How the request came",
                    "received_on": "Date received",
                },
            )


@st.dialog("Record a step of the request", width="medium", on_dismiss=state.close_form)
def _access_step(request_id: int) -> None:
    who, today = state.signed_in(Thing.ACCESS_REQUEST), state.today()
    with state.reading(who, Thing.ACCESS_REQUEST) as look:
        house = agenda.read_house(look, today)
        found = access_requests.requests(look, request_id=request_id)
    if not found:
        st.error("This request is not there any more. Close this and look at the list.")
        return
    request = found[0]
    parts.quiet(f"{request.code}. {_whose(request)} Received {long_date(request.received_on)}.")
    parts.answer(words.due_sentence(request.received_on, request.steps, house.bank_holidays, today))
    suggested, steps = state.suggestion(), list(Step)
    with st.form("access-step", border=False):
        step = st.selectbox(
            "What was done",
            steps,
            index=steps.index(suggested) if suggested in steps else None,
            key="access-step.step",
            placeholder="Choose",
            format_func=words.STEPS.__getitem__,
        )
        on = day("Date it was done", "access-step.on", value=today)
        reason = st.text_area(
            "Reason, for an extension or a refusal",
            max_chars=4000,
            key="access-step.reason",
            help="It is part of the notice: why the request is complex, or the ground of the refusal.",
        )
        place = st.container()
        if st.form_submit_button("Record step", type="primary"):
            write = partial(
                access_requests.record_step,
                state.opened(),
                who,
                request_id=request_id,
                step=step,
                on=on,
                reason=reason or "",
                today=today,
                token=state.form_token(ACCESS_STEP),
            )
            said = words.STEPS[step] if step else ""
            save(
                place,
                ACCESS_STEP,
                f"Recorded for {request.code}: {said}.",
                write,
                {"step": "What was done", "on": "Date it was done", "reason": "Reason"},
            )


@st.dialog("Stand back from this request", on_dismiss=state.close_form)
def _stand_back(request_id: int) -> None:
    who = state.signed_in(Thing.CONFLICT)
    parts.sentences(
        [
            "The chairperson prepares a file with the manager. Someone who is close to it stands back, and "
            "the committee names a stand-in.",
            "Once this is recorded, this request is out of your sight for good.",
        ]
    )
    with st.form("stand-back", border=False):
        conflict = st.selectbox(
            "Why you stand back",
            list(Conflict),
            index=None,
            key="stand-back.conflict",
            placeholder="Choose",
            format_func=words.CONFLICTS.__getitem__,
        )
        place = st.container()
        if st.form_submit_button("Stand back", type="primary"):
            write = partial(
                sight.declare_conflict,
                state.opened(),
                who,
                request_id=request_id,
                conflict=conflict,
                token=state.form_token(STAND_BACK),
            )
            save(
                place,
                STAND_BACK,
                "Recorded. Tell the manager, so that a stand-in is named.",
                write,
                {"conflict": "Why you stand back"},
            )


def _whose(request: HeldRequest) -> str:
    if state.on_screen():
        return ""
    return f"{request.child} ({request.child_code}), asked for by {request.requester}."


# Consents ------------------------------------------------------------------------------------------


@st.dialog("Record what a carer answered", width="medium", on_dismiss=state.close_form)
def _answer(child_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    with state.reading(who, Thing.CONSENT) as look:
        house = agenda.read_house(look, today)
        child = people.child(look, today, child_id)
    if child is None:
        st.error("This child is not there any more. Close this and look at the list.")
        return
    parts.quiet(state.named(child.code, child.name))
    carers = [carer for carer in child.carers if carer.is_responsible]
    if not carers:
        st.warning("Nobody with parental responsibility is recorded for this child, so nobody can answer.")
    purposes = list(house.purposes)
    with st.form("answer", border=False):
        carer = st.selectbox(
            "Who answered",
            carers,
            index=0 if len(carers) == 1 else None,
            key="answer.carer",
            placeholder="Choose",
            format_func=lambda carer: words.numbered_carer(child, carer.id, shown=not state.on_screen()),
        )
        columns = st.columns(2)
        answered = {
            purpose.id: columns[at % 2].segmented_control(
                parts.plain(purpose.title),
                list(Answer),
                format_func=lambda answer: str(answer).capitalize(),
                key=f"answer.{purpose.id}",
                help=parts.plain(house.questions.get(purpose.id, "")) or None,
            )
            for at, purpose in enumerate(purposes)
        }
        on = day("Date of the answer", "answer.on", value=today)
        how = st.segmented_control(
            "How it was given",
            list(How),
            default=How.WRITTEN,
            format_func=lambda how: str(how).capitalize(),
            key="answer.how",
        )
        witness = st.text_input("Who heard it, where it was verbal", max_chars=200, key="answer.witness")
        place = st.container()
        if st.form_submit_button("Record answers", type="primary"):
            write = partial(
                consents.record_answers,
                state.opened(),
                who,
                child_id=child_id,
                carer_id=carer.id if carer else None,
                answers={purpose: answer for purpose, answer in answered.items() if answer},
                on=on,
                how=how,
                witness=witness or "",
                today=today,
                token=state.form_token(ANSWER),
            )
            save(
                place,
                ANSWER,
                f"Recorded for {child.code}.",
                write,
                {
                    "carer": "Who answered",
                    "answers": "Answers",
                    "on": "Date of the answer",
                    "how": "How it was given",
                    "witness": "Who heard it",
                }
                | {f"purpose-{purpose.id}": purpose.title for purpose in purposes},
            )


@st.dialog("What the withdrawal calls for is done", on_dismiss=state.close_form)
def _follow_up(consent_id: int) -> None:
    who, today = state.signed_in(Thing.CONSENT), state.today()
    parts.sentences(
        [
            "A withdrawal works from the moment it is made. Stop the use, close the account or take the "
            "photographs down, and tell those who were given them.",
        ]
    )
    with st.form("follow-up", border=False):
        done_on = day("Date it was done", "follow-up.done_on", value=today)
        note = st.text_area("What was done", max_chars=4000, key="follow-up.note")
        place = st.container()
        if st.form_submit_button("Record done", type="primary"):
            write = partial(
                consents.follow_up,
                state.opened(),
                who,
                consent_id=consent_id,
                done_on=done_on,
                note=note or "",
                today=today,
                token=state.form_token(FOLLOW_UP),
            )
            save(place, FOLLOW_UP, "Recorded.", write, {"done_on": "Date it was done"})


# Sharing decisions ---------------------------------------------------------------------------------


@st.dialog("New concern", width="medium", on_dismiss=state.close_form)
def _concern() -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        children = people.children(look, today)
    with st.form("concern", border=False):
        child = choice_of_child(children, "concern.child")
        ground = st.selectbox(
            "What worries you",
            list(sharing.Ground),
            index=None,
            key="concern.ground",
            placeholder="Choose",
            format_func=words.GROUNDS.__getitem__,
        )
        concern = st.text_area(
            "In a sentence",
            max_chars=4000,
            key="concern.concern",
            help="Accurate, factual, not judging. The full note belongs in the child's file.",
        )
        raised_on = day("Date it was raised", "concern.raised_on", value=today)
        place = st.container()
        if st.form_submit_button("Record concern", type="primary"):
            write = partial(
                sharing_decisions.record_concern,
                state.opened(),
                who,
                child_id=child.id if child else None,
                ground=ground,
                concern=concern or "",
                raised_on=raised_on,
                today=today,
                token=state.form_token(CONCERN),
            )
            save(
                place,
                CONCERN,
                "The concern is recorded. Next: decide whether to share, and why.",
                write,
                {
                    "child": "Child",
                    "ground": "What worries you",
                    "concern": "In a sentence",
                    "raised_on": "Date it was raised",
                },
            )


_DECISION_LABELS = {
    "shared": "Decision",
    "position": "Where the family stands",
    "shared_with": "Whom it is shared with",
    "reason": "Reason",
    "witness": "Who heard the verbal consent",
    "decided_on": "Date of the decision",
    "entry": "Entry in the child's file",
    "recorded_on": "Date it was written in the file",
    "late_because": "Written late because",
}


@st.dialog("Record the decision", width="medium", on_dismiss=state.close_form)
def _decide(decision_id: int) -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        found = sharing_decisions.decisions(look, decision_id=decision_id)
    if not found:
        st.error("This decision is not there any more. Close this and look at the list.")
        return
    held = found[0]
    parts.quiet(f"{held.code}. {words.GROUNDS[held.ground]}. Raised {long_date(held.raised_on)}.")
    parts.quiet("Consent is never needed to share for a child's safety. Where it is lacking, the reason is.")
    with st.form("decide", border=False):
        shared = st.segmented_control(
            "Decision",
            [True, False],
            format_func=lambda shared: "Share" if shared else "Do not share",
            key="decide.shared",
        )
        shared_with = st.text_input(
            "Whom it is shared with: agency and role", max_chars=200, key="decide.shared_with"
        )
        position = st.selectbox(
            "Where the family stands",
            list(sharing.Position),
            index=None,
            key="decide.position",
            placeholder="Choose",
            format_func=words.POSITIONS.__getitem__,
        )
        witness = st.text_input(
            "Who heard the consent, where it was verbal", max_chars=200, key="decide.witness"
        )
        reason = st.text_area(
            "Reason, where consent is lacking or nothing is shared", max_chars=4000, key="decide.reason"
        )
        advice_from = st.text_input(
            "Advice sought from, such as the MASH", max_chars=200, key="decide.advice_from"
        )
        decided_on = day("Date of the decision", "decide.decided_on", value=today)
        place = st.container()
        if st.form_submit_button("Record decision", type="primary"):
            write = partial(
                sharing_decisions.record_decision,
                state.opened(),
                who,
                decision_id=decision_id,
                shared=shared,
                position=position,
                shared_with=shared_with or "",
                reason=reason or "",
                witness=witness or "",
                advice_from=advice_from or "",
                decided_on=decided_on,
                today=today,
                token=state.form_token(DECIDE),
            )
            save(
                place,
                DECIDE,
                f"The decision {held.code} is recorded. Next: write it in the child's file.",
                write,
                _DECISION_LABELS,
            )


@st.dialog("Complete the record", width="medium", on_dismiss=state.close_form)
def _complete(decision_id: int) -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        house = agenda.read_house(look, today)
        found = sharing_decisions.decisions(look, decision_id=decision_id)
    if not found or found[0].outcome is None:
        st.error("This decision is not there any more. Close this and look at the list.")
        return
    held = found[0]
    wanted = sharing.wanted_parts(held.decision)
    parts.quiet(
        f"{held.code}. {str(held.outcome).capitalize()}, "
        f"decided {long_date(held.decided_on or held.raised_on)}."
    )
    with st.form("complete", border=False):
        shared_with = reason = witness = entry = late_because = ""
        recorded_on = None
        if sharing.Part.SHARED_WITH in wanted:
            shared_with = st.text_input(
                "Whom it was shared with: agency and role", max_chars=200, key="complete.shared_with"
            )
        if sharing.Part.REASON in wanted:
            reason = st.text_area(
                "Reason for not sharing"
                if held.outcome is sharing.Outcome.NOT_SHARED
                else "Reason for sharing without consent",
                max_chars=4000,
                key="complete.reason",
            )
        if sharing.Part.WITNESS in wanted:
            witness = st.text_input("Who heard the verbal consent", max_chars=200, key="complete.witness")
        if sharing.Part.ENTRY in wanted:
            entry = st.text_input(
                "Number of the entry in the child's file", max_chars=40, key="complete.entry"
            )
            recorded_on = day("Date it was written in the file", "complete.recorded_on", value=today)
            late_because = st.text_input(
                "If it was written late, why",
                max_chars=4000,
                key="complete.late_because",
                help=f"The setting's own rule: {words.recording_rule(house.rules.recording_days)}.",
            )
        place = st.container()
        if st.form_submit_button("Complete record", type="primary"):
            write = partial(
                sharing_decisions.complete_record,
                state.opened(),
                who,
                decision_id=decision_id,
                shared_with=shared_with or "",
                reason=reason or "",
                witness=witness or "",
                entry=entry or "",
                recorded_on=recorded_on,
                late_because=late_because or "",
                recording_days=house.rules.recording_days,
                today=today,
                token=state.form_token(COMPLETE),
            )
            save(place, COMPLETE, f"The record of {held.code} is complete.", write, _DECISION_LABELS)


# Induction and children ----------------------------------------------------------------------------


@st.dialog("Sign off induction", width="medium", on_dismiss=state.close_form)
def _sign_off(staff_id: int) -> None:
    who, today = state.signed_in(Thing.INDUCTION), state.today()
    with state.reading(who, Thing.INDUCTION) as look:
        house = agenda.read_house(look, today)
        staff = people.staff(look, today)
        missing = induction.missing_topics(look, house, today, staff_id)
    person = next((p for p in staff if p.id == staff_id), None)
    if person is None:
        st.error("This person is not there any more. Close this and look at the list.")
        return
    parts.quiet(f"{state.named(person.code, person.name)}, {person.role}.")
    others = [p for p in staff if p.id != staff_id]
    usual = next((n for n, p in enumerate(others) if p.name == who.name), None)
    with st.form("sign-off", border=False):
        topics = st.multiselect(
            "Topics they were taken through",
            list(missing),
            default=list(missing),
            key="sign-off.topics",
            format_func=lambda topic: topic.title,
        )
        on = day("Date it was done", "sign-off.on", value=today)
        by = st.selectbox(
            "Who took them through it",
            others,
            index=usual,
            key="sign-off.by",
            placeholder="Choose",
            format_func=lambda p: state.named(p.code, p.name),
        )
        place = st.container()
        if st.form_submit_button("Sign off", type="primary"):
            write = partial(
                induction.sign_off,
                state.opened(),
                who,
                staff_id=staff_id,
                topic_ids=[topic.id for topic in topics],
                on=on,
                signed_off_by_id=by.id if by else None,
                today=today,
                token=state.form_token(SIGN_OFF),
            )
            save(
                place,
                SIGN_OFF,
                f"Signed off for {person.code}.",
                write,
                {
                    "person": "Person",
                    "topic": "Topics",
                    "on": "Date it was done",
                    "signed_off_by": "Who took them through it",
                },
            )


@st.dialog("Choose a key person", on_dismiss=state.close_form)
def _key_person(child_id: int) -> None:
    who, today = state.signed_in(Thing.CHILD), state.today()
    with state.reading(who, Thing.CHILD) as look:
        child = people.child(look, today, child_id)
        staff = people.who_may_be_key_person(look, today)
    if child is None:
        st.error("This child is not there any more. Close this and look at the list.")
        return
    parts.quiet(state.named(child.code, child.name))
    with st.form("key-person", border=False):
        person = st.selectbox(
            "Key person",
            staff,
            index=None,
            key="key-person.staff",
            placeholder="Choose",
            format_func=lambda p: state.named(p.code, p.name),
        )
        from_on = day("From", "key-person.from_on", value=max(today, child.started_on))
        place = st.container()
        if st.form_submit_button("Record key person", type="primary"):
            write = partial(
                people.assign_key_person,
                state.opened(),
                who,
                child_id=child_id,
                staff_id=person.id if person else None,
                from_on=from_on,
                token=state.form_token(KEY_PERSON),
            )
            save(
                place,
                KEY_PERSON,
                f"The key person of {child.code} is recorded.",
                write,
                {"child": "Child", "staff": "Key person", "from_on": "From"},
            )


# The shared screen ---------------------------------------------------------------------------------


@st.dialog("Show names again", on_dismiss=state.close_form)
def _leave_screen() -> None:
    who = state.signed_in()
    parts.quiet("Names will be on the screen. Check who can see it.")
    with st.form("leave-screen", border=False):
        password = st.text_input("Your password", type="password", autocomplete="current-password")
        place = st.container()
        if st.form_submit_button("Show names", type="primary"):
            if accounts.is_password_of(state.opened(), who, password or ""):
                state.leave_screen(who)
                state.done("Names are shown.")
            place.error("Password: it does not match. The names stay off.")


_FORMS: dict[str, Callable[..., None]] = {
    NEW_REQUEST: _new_request,
    ACCESS_STEP: _access_step,
    STAND_BACK: _stand_back,
    ANSWER: _answer,
    FOLLOW_UP: _follow_up,
    CONCERN: _concern,
    DECIDE: _decide,
    COMPLETE: _complete,
    SIGN_OFF: _sign_off,
    KEY_PERSON: _key_person,
    LEAVE_SCREEN: _leave_screen,
}
