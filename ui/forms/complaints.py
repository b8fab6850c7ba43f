"""Complaints: a new one, and its steps up to the outcome with the way onward (CM-1, X-1; law L3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from rules.access import Channel
from rules.complaints import (
    DECISIONS,
    STANDING_BACK,
    Kind,
    Result,
    Step,
    acknowledge_by,
    answer_there_by,
    is_acknowledgement_missing,
    is_dated_by_law,
    is_others,
    open_steps,
    outcome_by,
    stands_back,
    to_acknowledge_by,
    way_onward,
    who_else,
)
from rules.induction import Role
from rules.need_to_know import Thing
from rules.words import dated, long_date
from store import access_requests, breaches, complaints, people, rectifications, sharing
from store.cabinet import Look, Who
from store.complaints import HeldComplaint
from store.house import House, read_house
from store.people import KnownChild
from ui import form, parts, state, words

DEALS_WITH_IT = "Committee member who deals with it, if the manager and the chairperson both stand back"
LABELS = {
    "kind": "What it is about",
    "about_what": "What it follows, if anything",
    "child": "Child",
    "made_by": "Who is complaining",
    "channel": "How it came",
    "received_on": "Date received",
    "about": "The complaint in a sentence",
    "step": "What was done",
    "on": "Date it was done",
    "result": "What came of it",
    "instead": DEALS_WITH_IT,
    "because": "What was wrong",
}
TWO_YEARS = timedelta(days=730)


@dataclass(frozen=True)
class _Followed:
    """What a complaint may follow: an access request, a request to correct the file, a sharing decision, or a
    breach; with the child whom it is about, if any."""

    code: str
    child_code: str
    child: str
    request_id: int | None = None
    rectification_id: int | None = None
    decision_id: int | None = None
    breach_id: int | None = None


@form.opens(form.NEW_COMPLAINT, "New complaint", width="medium")
def _new() -> None:
    who, today = state.signed_in(Thing.COMPLAINT), state.today()
    with state.reading(who, Thing.COMPLAINT) as look:
        children = people.children_with_records(look, today)
        options = _may_follow(look)
    parts.quiet(
        "CM-1: anyone aggrieved about an entry or an outcome is referred to the complaints procedure."
    )
    with st.form("new-complaint", border=False):
        given = _fields("new-complaint", children, options, today)
        is_chair = who.role is Role.CHAIRPERSON
        stands_back = st.text_input(
            "Why you stand back from it, if you do"
            if is_chair
            else "Why the chairperson must not see it, if that is so",
            key="new-complaint.stands_back",
            help="Because it is about the chairperson, or they are close to the person complaining. It "
            "is then never shown to them.",
        )
        instead = st.text_input(
            "Who deals with it instead of the manager, and why, if that is so",
            key="new-complaint.instead",
            help="Because it is about the manager, or they are close to the person complaining.",
        )
        # In plain sight: who complains about the manager is told before they write.
        parts.quiet(
            "The manager, who keeps the records, still sees it. The chairperson or the deputy records what "
            "comes of it."
        )
        dealt_with_by = st.text_input(DEALS_WITH_IT, key="new-complaint.dealt_with_by")
        deputy_back = st.text_input(
            "Why you stand back from it, if you do"
            if who.role is Role.DEPUTY
            else "Why the deputy must not see it, if that is so",
            key="new-complaint.deputy_stands_back",
            help="Because it is about the deputy, or they are close to the person complaining. It is then "
            "never shown to them.",
        )
        place = st.container()
        if st.form_submit_button("Record complaint", type="primary"):
            write = partial(
                complaints.record_complaint,
                state.opened(),
                who,
                **given,
                chairperson_stands_back=stands_back or "",
                manager_stands_back=instead or "",
                deputy_stands_back=deputy_back or "",
                instead=dealt_with_by or "",
                today=today,
            )
            form.save(
                place,
                form.NEW_COMPLAINT,
                partial(_recorded, who, today),
                write,
                LABELS,
                onward=partial(_to_it, who),
            )


def _fields(
    name: str,
    children: Sequence[KnownChild],
    options: Sequence[_Followed],
    today: date,
    held: HeldComplaint | None = None,
) -> dict[str, Any]:
    """What a complaint is recorded with; where it is `held` already, with what stands there filled in."""
    kind = form.choice(
        "What it is about",
        list(Kind),
        f"{name}.kind",
        words.COMPLAINT_KINDS.__getitem__,
        value=held.kind if held else None,
        hint="Data protection: acknowledged within 30 days. Early-years requirements: outcome within "
        "28 days.",
    )
    made_by = st.text_input("Who is complaining", value=held.made_by if held else "", key=f"{name}.made_by")
    left, right = st.columns(2)
    channel = form.choice(
        "How it came",
        list(Channel),
        f"{name}.channel",
        words.CHANNELS.__getitem__,
        value=held.channel if held else None,
        place=left,
    )
    with right:
        received_on = form.day(
            "Date received", f"{name}.received_on", value=held.received_on if held else today
        )
    follows = form.choice(
        LABELS["about_what"],
        options,
        f"{name}.follows",
        lambda one: form.code_and_child(one.code, one.child_code, one.child),
        value=next((one for one in options if held and one.code == held.follows), None),
        place=left,
        hint="An access request, a request to correct a file, a decision to share, or a breach. Of a "
        "breach that affects several families choose the child as well."
        if any(one.decision_id or one.breach_id for one in options)
        else "An access request, or a request to correct a file. Where it follows something else, say so "
        "in the sentence below.",
    )
    with right:
        child, child_code = None, ""
        if children:
            child = form.choice_of_child(children, f"{name}.child", code=held.child_code if held else "")
        else:
            # A chairperson may see no list of children: what the complaint follows says whose it is, or
            # the code.
            child_code = st.text_input(
                "The child's code, if it follows nothing and is about one child",
                key=f"{name}.child_code",
                placeholder="C-014",
                value=held.child_code if held and not held.follows else "",
            )
    about = st.text_area("The complaint in a sentence", value=held.about if held else "", key=f"{name}.about")
    return {
        "kind": kind,
        "child_id": child.id if child else None,
        "child_code": child_code or "",
        "request_id": follows.request_id if follows else None,
        "rectification_id": follows.rectification_id if follows else None,
        "decision_id": follows.decision_id if follows else None,
        "breach_id": follows.breach_id if follows else None,
        "made_by": made_by or "",
        "channel": channel,
        "received_on": received_on,
        "about": about or "",
    }


@form.opens(form.COMPLAINT_ANEW, "Record this complaint anew", width="medium")
def _anew(complaint_id: int) -> None:
    who, today = state.signed_in(Thing.COMPLAINT), state.today()
    held = _held(who, complaint_id)
    _say_which(held)
    if state.on_screen():
        parts.quiet("What stands there names people. Show names first.")
        return
    with state.reading(who, Thing.COMPLAINT) as look:
        children = people.children_with_records(look, today)
        options = _may_follow(look, with_code=held.follows)
    parts.quiet(
        "Put right what is wrong: the kind, the child, who complains, or what it follows. It gets a new "
        "code, and keeps its day and the steps that are recorded. This one ends as recorded by mistake, and "
        "names the new one."
    )
    with st.form("complaint-anew", border=False):
        given = _fields("complaint-anew", children, options, today, held)
        because = st.text_area(LABELS["because"], key="complaint-anew.because")
        place = st.container()
        if st.form_submit_button("Record anew", type="primary"):
            write = partial(
                complaints.record_anew,
                state.opened(),
                who,
                complaint_id=complaint_id,
                **given,
                because=because or "",
                today=today,
            )
            form.save(
                place,
                form.COMPLAINT_ANEW,
                lambda code: (
                    f"The complaint is recorded anew as {code}. {held.code} ends as recorded by mistake."
                ),
                write,
                LABELS,
                onward=partial(_to_it, who),
            )


def _recorded(who: Who, today: date, code: str) -> str:
    """What is next, by when, and for whom: whoever stands back from it, or stands in elsewhere, opens it no
    more."""
    with state.reading(who, Thing.COMPLAINT) as look:
        house = read_house(look, today)
        held = _seen(look, code)
    if held:
        law = acknowledge_by(held.facts, house.bank_holidays)
        by = to_acknowledge_by(held.facts, house.rules, house.bank_holidays)
        due = outcome_by(held.facts, outcome_days=house.rules.complaint_outcome_days)
        soon = _by_whose_rule(by, is_legal=by == law)
        end = _by_whose_rule(due, is_legal=is_dated_by_law(held.facts))
        return (
            f"The complaint is recorded as {code}. Next: acknowledge it in writing by {soon}, and start "
            f"looking into it; its outcome is due by {end}."
        )
    return (
        "The complaint is recorded, and you cannot open it any more. Tell the manager, or whoever deals "
        "with it instead of them."
    )


def _by_whose_rule(day: date, *, is_legal: bool) -> str:
    """A date, and where it is the setting's own, that it is: nobody takes it for the law."""
    return f"{long_date(day)}{'' if is_legal else ' (our own rule)'}"


def _to_it(who: Who, code: str) -> state.Onward | None:
    with state.reading(who, Thing.COMPLAINT) as look:
        return form.to_new("Complaint", code) if _seen(look, code) else None


def _seen(look: Look, code: str) -> HeldComplaint | None:
    return next((one for one in complaints.complaints(look) if one.code == code), None)


def _may_follow(look: Look, *, with_code: str = "") -> list[_Followed]:
    """What is in sight of the last two years, the newest of each kind first; every breach, as there are few;
    and the one `with_code`, however old it is.

    A chairperson sees neither decisions nor breaches, and is offered none.
    """
    recent = _followed_since(look, state.today() - TWO_YEARS)
    if not with_code or any(one.code == with_code for one in recent):
        return recent
    return [*recent, *(one for one in _followed_since(look, date.min) if one.code == with_code)]


def _followed_since(look: Look, since: date) -> list[_Followed]:
    requests = access_requests.requests(look, received_since=since)
    corrections = rectifications.rectifications(look, received_since=since)
    decisions = sharing.decisions(look, raised_since=since)
    return [
        *(_Followed(one.code, one.child_code, one.child, request_id=one.id) for one in requests),
        *(_Followed(one.code, one.child_code, one.child, rectification_id=one.id) for one in corrections),
        *(_Followed(one.code, one.child_code, one.child, decision_id=one.id) for one in decisions),
        *(
            _Followed(one.code, one.child_code, one.child, breach_id=one.id)
            for one in breaches.breaches(look)
        ),
    ]


@form.opens(form.COMPLAINT_STEP, "Record a step of the complaint", width="medium")
def _step(complaint_id: int) -> None:
    who, today = state.signed_in(Thing.COMPLAINT), state.today()
    with state.reading(who, Thing.COMPLAINT) as look:
        house = read_house(look, today)
        found = complaints.complaints(look, complaint_id=complaint_id)
        others = complaints.others_who_record(look, who, complaint_id)
    held = form.first_seen(who, found, "complaint", complaint_id, called="This complaint")
    _say_which(held)
    recorded = {done.step for done in held.recorded}
    steps = [step for step in open_steps(held.facts) if not is_others(step, who.role, recorded, others)]
    is_open = Step.OUTCOME in open_steps(held.facts)
    if stands_back(who.role, recorded) and others:
        parts.quiet(who_else(others))
    _say_what_is_due(held, house, is_open=is_open)
    first = next((step for step in (Step.ACKNOWLEDGED, Step.OUTCOME) if step in steps), Step.PROGRESS)
    later = (Step.PUT_RIGHT, Step.ANSWERED_THERE, Step.DECIDED_THERE)
    after = next((step for step in later if step in steps), None)
    asked = state.suggestion()
    suggested = (asked if asked in steps else None) or (first if is_open else after)
    steps, suggested = form.as_opened(form.COMPLAINT_STEP, complaint_id, steps, suggested)
    # It stands before the form: what else is asked depends on it.
    step = form.choice(
        "What was done",
        steps,
        f"complaint-step.step.{suggested or ''}",
        words.COMPLAINT_STEPS.__getitem__,
        value=suggested,
    )
    if step is Step.DECIDED_THERE:
        parts.quiet(
            "If they have written and want an answer of ours first, choose that step, with the day by which "
            "they want it."
        )
        parts.quiet(
            "If more of a file is to be shown, record a new access request that follows from the one before: "
            "its papers and its date are its own."
        )
    if step is Step.PUT_RIGHT:
        parts.quiet(
            "Record this once they have it. What a new copy needs, such as the check of the file and what is "
            "taken out, has its steps in a new access request that follows from the one before."
        )
    if step is Step.OUTCOME:
        parts.quiet(words.GOES_IN_A_LETTER)
    if step is Step.MISTAKEN:
        parts.quiet(words.RECORD_ANEW)
    with st.form("complaint-step", border=False):
        result = None
        if step is Step.OUTCOME:
            result = form.choice(
                "What came of it",
                list(Result),
                "complaint-step.result",
                words.COMPLAINT_RESULTS.__getitem__,
            )
        # Their letter says the day: today is no guess at it.
        if step is Step.WANTED_THERE:
            day = "Day by which they want the answer"
            on = form.day(day, "complaint-step.wanted_on")
        else:
            day = LABELS["on"]
            on = form.day(day, "complaint-step.on", value=today)
        called = {
            "on": day,
            "words": _WORDS[step] if step else "In a sentence",
            "is_route_told": f"The outcome says that they may go {way_onward(held.kind)}",
        }
        said = st.text_area(called["words"], key=f"complaint-step.words.{step}")
        instead = ""
        if step in DECISIONS and stands_back(who.role, recorded):
            called["instead"] = "Who decided this instead of you"
            instead = st.text_input(called["instead"], key="complaint-step.decided_by")
        elif step in STANDING_BACK:
            instead = st.text_input(DEALS_WITH_IT, key="complaint-step.dealt_with_by")
        is_route_told = False
        if step is Step.OUTCOME:
            is_route_told = st.checkbox(
                called["is_route_told"],
                key="complaint-step.route",
                help="The letter says so. It is under Papers once this is recorded.",
            )
        place = st.container()
        if st.form_submit_button("Record step", type="primary"):
            write = partial(
                complaints.record_step,
                state.opened(),
                who,
                complaint_id=complaint_id,
                step=step,
                on=on,
                words=said or "",
                result=result,
                is_route_told=is_route_told,
                instead=instead or "",
                today=today,
            )
            notice, onward = f"Recorded for {held.code}.", None
            if step is Step.OUTCOME:
                notice += " Next: print the letter that says so."
                onward = form.to_its_papers("Complaint", held.code)
            form.save(place, form.COMPLAINT_STEP, notice, write, LABELS | called, onward=onward)


_WORDS = {
    Step.ACKNOWLEDGED: "Note, if there is anything to say",
    Step.PROGRESS: "What has been done so far, and what they were told",
    Step.STANDS_BACK: "Why the chairperson stands back",
    Step.MANAGER_STANDS_BACK: "Who deals with it instead of the manager, and why",
    Step.DEPUTY_STANDS_BACK: "Why the deputy stands back",
    Step.OUTCOME: "What was found, and what is being done about it: this goes in the letter",
    Step.WITHDRAWN: "How they withdrew it",
    Step.PUT_RIGHT: "What was given, to whom, and how they signed for it",
    Step.STANDS: "What was upheld instead, and why the answer itself stands",
    Step.MISTAKEN: "What is right instead: the code of the complaint that stands, or that nobody complained",
    Step.WENT_ON: "Where it was taken, and its reference if you have it",
    Step.WANTED_THERE: "Who asks, on which day they wrote, and for what",
    Step.ANSWERED_THERE: "What was sent to them, and how",
    Step.DECIDED_THERE: "What was decided there, and what we do about it",
}


def _say_which(held: HeldComplaint) -> None:
    """Which complaint a form is about: whose child's, and who made it, where names are shown."""
    child = state.named(held.child_code, held.child) if held.child_code else ""
    made_by = "" if state.on_screen() else f"Made by {held.made_by}"
    said = [held.code, child, made_by, words.COMPLAINT_KINDS[held.kind]]
    parts.quiet(f"{'. '.join(filter(None, said))}. Received {long_date(held.received_on)}.")


def _say_what_is_due(held: HeldComplaint, house: House, *, is_open: bool) -> None:
    """By when it is acknowledged, and answered here or where it was taken; who does it for the manager."""
    facts, shown = held.facts, not state.on_screen()
    if is_open and is_acknowledgement_missing(facts):
        by = to_acknowledge_by(facts, house.rules, house.bank_holidays)
        parts.answer(f"To be acknowledged by {long_date(by)}.")
    elif is_open:
        by = outcome_by(facts, outcome_days=house.rules.complaint_outcome_days)
        parts.answer(f"The outcome is due by {long_date(by)}.")
    if wanted := answer_there_by(facts):
        parts.answer(f"An answer is wanted there by {long_date(wanted)}.")
        asked = [one for one in held.recorded if one.step is Step.WANTED_THERE and one.on == wanted]
        parts.sentences(words.typed(one.words, shown=shown) for one in asked)
    if who_else := words.typed(held.instead_of_the_manager, shown=shown):
        # A line of the weekly review leads here past the complaint's page, where it is said as well.
        parts.sentences([f"The manager stands back. Who deals with it instead, and why: {who_else}"])


def _held(who: Who, complaint_id: int) -> HeldComplaint:
    with state.reading(who, Thing.COMPLAINT) as look:
        found = complaints.complaints(look, complaint_id=complaint_id)
    return form.first_seen(who, found, "complaint", complaint_id, called="This complaint")


@form.opens(form.COMPLAINT_MISTAKE, "A step of the complaint was entered by mistake", width="medium")
def _mistake(complaint_id: int) -> None:
    who = state.signed_in(Thing.COMPLAINT)
    held = _held(who, complaint_id)
    parts.quiet(f"{held.code}. Without its outcome it is open again, with its dates.")
    form.take_back(
        form.COMPLAINT_MISTAKE,
        {
            step.id: form.row_in_words(
                dated(step.day), words.complaint_step(step.step, step.result, step.on), step.recorded_by
            )
            for step in held.recorded
        },
        lambda *, row, because, token: complaints.take_back(
            state.opened(), who, complaint_step_id=row, because=because, token=token
        ),
        f"for {held.code}",
    )


@form.opens(form.COMPLAINT_RECEIPT, "Correct the day of receipt of the complaint", width="medium")
def _receipt(complaint_id: int) -> None:
    who, today = state.signed_in(Thing.COMPLAINT), state.today()
    held = _held(who, complaint_id)
    _say_which(held)
    form.correct_receipt(
        form.COMPLAINT_RECEIPT,
        held.received_on,
        partial(complaints.correct_receipt, state.opened(), who, complaint_id=complaint_id, today=today),
        f"The day of receipt of {held.code} is corrected.",
    )
