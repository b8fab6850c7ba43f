"""Corrections of the file: a request for one, and its steps (RC-1 to RC-6; law L4)."""

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from rules.access import Channel
from rules.need_to_know import Thing
from rules.rectification import (
    DECISIONS,
    TELLING,
    Claim,
    Decision,
    Finding,
    Step,
    decided,
    decision_that_stands,
    due_on,
    left_to_do,
    may_be_about,
    open_steps,
    untold,
)
from rules.rectification import recipients as given_to
from rules.words import dated, long_date
from store import access_requests, people, recipients, rectifications, setting
from store.cabinet import Who
from store.house import read_house
from store.rectifications import HeldRectification
from ui import after, form, parts, state, words
from ui.after import recipient_in_words, step_of_correction
from ui.forms.complaints import TWO_YEARS

LABELS = {
    "child": "Child",
    "request": "Access request that it follows, if any",
    "asked_by": "Who is asking for the correction",
    "channel": "How it was asked",
    "received_on": "Date it was asked",
    "entry": "Entry",
    "claim": "What is disputed",
    "words": "What is said to be wrong, and what would be right",
    "step": "What was done",
    "on": "Date it was done",
    "finding": "What was found",
    "decision": "What is done about the entry",
    "is_route_told": "The answer says why, and that they may complain to us, to the ICO, and go to court",
    "whom": "Whom it is about",
}


@form.opens(form.NEW_RECTIFICATION, "New request to correct a file", width="medium")
def _new() -> None:
    who, today = state.signed_in(Thing.RECTIFICATION), state.today()
    with state.reading(who, Thing.RECTIFICATION) as look:
        children = people.children_with_records(look, today)
        requests = access_requests.requests(look, received_since=today - TWO_YEARS)
    parts.quiet(
        "RC-2, RC-3: a parent may ask, verbally or in writing, for a wrong fact to be changed. Our "
        "opinions are not changed; the parent's view is put beside them."
    )
    with st.form("new-correction", border=False):
        child = form.choice_of_child(children, "new-correction.child")
        request = form.choice(
            LABELS["request"],
            requests,
            "new-correction.request",
            lambda one: form.code_and_child(one.code, one.child_code, one.child),
            hint="Of the last two years. The child is the one whose file was asked for.",
        )
        asked_by = st.text_input("Who is asking for the correction", key="new-correction.asked_by")
        left, right = st.columns(2)
        channel = form.choice(
            "How it was asked",
            list(Channel),
            "new-correction.channel",
            words.CHANNELS.__getitem__,
            place=left,
        )
        with right:
            received_on = form.day("Date it was asked", "new-correction.received_on", value=today)
        entry = left.text_input(
            "Entry",
            key="new-correction.entry",
            help="Its number in the child's file. If it has no number, say where the paper is.",
        )
        claim = form.choice(
            "What is disputed", list(Claim), "new-correction.claim", words.CLAIMS.__getitem__, place=right
        )
        said = st.text_area(
            LABELS["words"],
            key="new-correction.words",
        )
        stands_back = st.text_input(
            "Why the chairperson must not see it, if that is so",
            key="new-correction.stands_back",
            help="Because they are close to the family, or named in the entry. It is then never shown to "
            "them.",
        )
        place = st.container()
        if st.form_submit_button("Record request", type="primary"):
            write = partial(
                rectifications.record_rectification,
                state.opened(),
                who,
                child_id=child.id if child else request.child_id if request else None,
                request_id=request.id if request else None,
                asked_by=asked_by or "",
                channel=channel,
                received_on=received_on,
                entry=entry or "",
                claim=claim,
                words=said or "",
                chairperson_stands_back=stands_back or "",
                today=today,
            )
            form.save(
                place,
                form.NEW_RECTIFICATION,
                partial(_recorded, received_on),
                write,
                LABELS,
                onward=partial(form.to_new, "Correction"),
            )


def _recorded(received_on: date | None, code: str) -> str:
    """The code of a new request, what is next, and its date by law."""
    who, today = state.signed_in(Thing.RECTIFICATION), state.today()
    with state.reading(who, Thing.RECTIFICATION) as look:
        holidays = setting.holidays(look, today)
    by = f"by {long_date(due_on(received_on, (), holidays))}" if received_on else "within the month"
    return f"The request is recorded as {code}. Next: check the entry, decide, and answer {by}."


@form.opens(form.RECTIFICATION_STEP, "Record a step of the correction", width="medium")
def _step(rectification_id: int) -> None:
    who, today = state.signed_in(Thing.RECTIFICATION), state.today()
    with state.reading(who, Thing.RECTIFICATION) as look:
        house = read_house(look, today)
        found = rectifications.rectifications(look, rectification_id=rectification_id)
    held = form.first_seen(who, found, "rectification", rectification_id, called="This")
    whose = state.named(held.child_code, held.child)
    parts.quiet(f"{held.code}. {whose}. Asked {long_date(held.received_on)}.")
    after.say_who_asks(held, who, today)
    decision_now = {"step": decision_that_stands(held.steps)}
    seen = form.seen(form.RECTIFICATION_STEP, decision_now, LABELS | GIVEN)
    left = left_to_do(held.steps)
    if Step.ANSWERED in left:
        by = long_date(due_on(held.received_on, held.steps, house.bank_holidays))
        parts.answer(f"The answer is due by {by}.")
    suggested = state.suggestion() or next(iter(left), None)
    steps, suggested = form.as_opened(
        form.RECTIFICATION_STEP, rectification_id, open_steps(held.steps), suggested
    )
    # It stands before the form: what else is asked depends on it.
    step = form.choice(
        "What was done",
        steps,
        f"correction-step.step.{suggested or ''}",
        words.RECTIFICATION_STEPS.__getitem__,
        value=suggested,
    )
    finding = None
    if step is Step.DECIDED:
        parts.quiet("RC-3: only a wrong fact is corrected. The mistake stays beside it, marked as such.")
        finding = form.choice(
            "What was found", list(Finding), "correction-step.finding", words.FINDINGS.__getitem__
        )
    if step in _HAS_A_LETTER:
        parts.quiet(words.GOES_IN_A_LETTER)
    if step is Step.WITHDRAWN:
        parts.quiet("RC-3: a fact that is wrong is corrected in the file all the same, whoever asked.")
    if step is Step.MISTAKEN:
        parts.quiet(words.RECORD_ANEW)
    if step is Step.GIVEN:
        _given(held, who, seen)
        return
    if step is Step.NO_RECIPIENTS:
        _nobody_given(held, who, seen)
        return
    with st.form("correction-step", border=False):
        whom = _whom(held, step) if step in TELLING else None
        decision = _decision(finding) if step is Step.DECIDED else None
        on = form.day("Date it was done", "correction-step.on", value=today)
        called = {"words": _WORDS[step] if step else "In a sentence"}
        said = st.text_area(called["words"], key=f"correction-step.words.{step}")
        stands = decided(held.steps)
        is_route_told = False
        if step is Step.ANSWERED and stands and stands.decision is not Decision.CORRECTED:
            is_route_told = st.checkbox(
                LABELS["is_route_told"],
                key="correction-step.route",
            )
        place = st.container()
        if st.form_submit_button("Record step", type="primary"):
            write = partial(
                rectifications.record_step,
                state.opened(),
                who,
                rectification_id=rectification_id,
                step=step,
                on=on,
                words=said or "",
                finding=finding,
                decision=decision,
                is_route_told=is_route_told,
                whom=whom,
                seen=seen["step"],
                today=today,
            )
            notice, onward = f"Recorded for {held.code}.", None
            if step in _HAS_A_LETTER:
                notice += " Next: print the letter that says so."
                onward = form.to_its_papers("Correction", held.code)
            form.save(place, form.RECTIFICATION_STEP, notice, write, LABELS | called, onward=onward)


_HAS_A_LETTER = frozenset({Step.EXTENDED, Step.DECIDED})
_CHOSEN = "correction-given.given"
GIVEN = {
    "given": "Who was given the wrong fact",
    "other": "Somebody else who was, by agency and role",
    "why_not": "How you know that the others were not given it",
    "on": "Date this was looked at",
}


def _given(held: HeldRectification, who: Who, seen: dict[str, Any]) -> None:
    """Lists who was given the wrong fact: each of them is then told, or it is recorded why not (RC-6)."""
    today, shown = state.today(), not state.on_screen()
    # What is chosen stays in the list where it was answered in another window: the write says so.
    chosen = state.kept(_CHOSEN) or []
    with state.reading(who, Thing.SHARING_DECISION) as look:
        known = recipients.known_recipients(look, held, until=today, also=chosen)
    parts.quiet(
        "RC-6: what was shared about this child is below. Choose what held the wrong fact. Each of those is "
        "then asked for until they are told, or it is recorded why not."
    )
    said = {
        one.code: ", ".join(filter(None, [one.code, dated(one.on), one.whom if shown else ""]))
        for one in known
    }
    listed = seen.setdefault("given", list(said))
    with st.form("correction-given", border=False):
        given = st.multiselect(
            GIVEN["given"],
            list(said),
            key=_CHOSEN,
            format_func=said.__getitem__,
            placeholder="Choose" if known else "No decision or contact of the last two years shared anything",
            disabled=not known,
            select_all=False,
        )
        other = st.text_input(GIVEN["other"], key="correction-given.other")
        why_not = st.text_area(GIVEN["why_not"], key="correction-given.why_not") if known else ""
        on = form.day(GIVEN["on"], "correction-given.on", value=today)
        place = st.container()
        if st.form_submit_button("Record", type="primary"):
            write = partial(
                recipients.record_given,
                state.opened(),
                who,
                rectification_id=held.id,
                given=given,
                other=other or "",
                why_not=why_not or "",
                on=on,
                today=today,
                listed=listed,
            )
            notice = f"Recorded for {held.code}. Next: tell each of them."
            form.save(place, form.RECTIFICATION_STEP, notice, write, LABELS | GIVEN)


def _whom(held: HeldRectification, step: Step | None) -> int | None:
    """Who was told of the correction, or is not: those of whom nothing is recorded first."""
    if step is None:
        return None
    left, key = untold(held.steps), f"correction-step.whom.{step}"
    # Who is chosen stays in the list where it was recorded of them in another window: the write says so.
    may_be, chosen = may_be_about(held.steps, step), state.kept(key)
    offered = [whom for whom in given_to(held.steps) if whom in may_be or whom == chosen]
    offered.sort(key=lambda whom: whom not in left)
    said = {whom: recipient_in_words(held, whom, shown=not state.on_screen()) for whom in offered}
    return form.choice(
        LABELS["whom"],
        offered,
        key,
        said.__getitem__,
        value=offered[0] if len(offered) == 1 else None,
    )


def _nobody_given(held: HeldRectification, who: Who, seen: dict[str, Any]) -> None:
    """That nobody was given the wrong fact, beside all about this child that went out of late (RC-6)."""
    today, shown = state.today(), not state.on_screen()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        known = recipients.known_recipients(look, held, until=today)
    listed = seen.setdefault("given", [one.code for one in known])
    if known:
        parts.quiet("RC-6: this was shared about the child. Check that none of it held the wrong fact.")
        parts.lines(
            [(one.code, dated(one.on), words.typed(one.whom, shown=shown)) for one in known], kind="history"
        )
    else:
        parts.quiet("RC-6: no decision or contact of the last two years shared anything about this child.")
    labels = {
        "words": "How you know that nobody was given it",
        "on": LABELS["on"],
        "given": "What was shared",
    }
    with st.form("correction-nobody", border=False):
        on = form.day(labels["on"], "correction-nobody.on", value=today)
        said = st.text_area(labels["words"], key="correction-nobody.words")
        place = st.container()
        if st.form_submit_button("Record step", type="primary"):
            write = partial(
                recipients.record_nobody_given,
                state.opened(),
                who,
                rectification_id=held.id,
                words=said or "",
                on=on,
                today=today,
                listed=listed,
            )
            form.save(place, form.RECTIFICATION_STEP, f"Recorded for {held.code}.", write, LABELS | labels)


_WORDS = {
    Step.RESTRICTED: "How it is kept from being used",
    Step.EXTENDED: "Why more time is needed: this goes in the notice",
    Step.DECIDED: "What was checked, and why it was decided that way: this goes in the letter",
    Step.VIEW: "The parent's view, in their own words",
    Step.NO_VIEW: "How they were offered to have their view recorded",
    Step.ANSWERED: "How the answer was given",
    Step.TOLD: "Who told them, and how",
    Step.NOT_TOLD: "Why they are not told",
    Step.WITHDRAWN: "How they withdrew it",
    Step.MISTAKEN: "What is right instead: the code of the request that stands, or that nobody asked",
    Step.STANDS_BACK: "Why the chairperson stands back",
}


def _decision(finding: Finding | None) -> Decision | None:
    """What is done about the entry: what the finding allows, and the one where there is only one."""
    allowed = [one for one in Decision if finding is None or one in DECISIONS[finding]]
    return form.choice(
        "What is done about the entry",
        allowed,
        f"correction-step.decision.{finding}",
        words.RECTIFICATION_DECISIONS.__getitem__,
        value=allowed[0] if len(allowed) == 1 else None,
    )


def _held(who: Who, rectification_id: int) -> HeldRectification:
    with state.reading(who, Thing.RECTIFICATION) as look:
        found = rectifications.rectifications(look, rectification_id=rectification_id)
    return form.first_seen(who, found, "rectification", rectification_id, called="This")


@form.opens(form.RECTIFICATION_MISTAKE, "A step of the correction was entered by mistake", width="medium")
def _mistake(rectification_id: int) -> None:
    who = state.signed_in(Thing.RECTIFICATION)
    held = _held(who, rectification_id)
    parts.quiet(f"{held.code}. Without its answer it is open again, with its date.")
    form.take_back(
        form.RECTIFICATION_MISTAKE,
        {
            step.id: form.row_in_words(
                dated(step.on), step_of_correction(held, step, shown=not state.on_screen()), step.recorded_by
            )
            for step in held.recorded
        },
        lambda *, row, because, token: rectifications.take_back(
            state.opened(), who, rectification_step_id=row, because=because, token=token
        ),
        f"for {held.code}",
    )


@form.opens(
    form.RECTIFICATION_RECEIPT, "Correct the day on which the correction was asked for", width="medium"
)
def _receipt(rectification_id: int) -> None:
    who, today = state.signed_in(Thing.RECTIFICATION), state.today()
    held = _held(who, rectification_id)
    parts.quiet(f"{held.code}. Asked {long_date(held.received_on)}.")
    form.correct_receipt(
        form.RECTIFICATION_RECEIPT,
        held.received_on,
        partial(
            rectifications.correct_receipt,
            state.opened(),
            who,
            rectification_id=rectification_id,
            today=today,
        ),
        f"The day of receipt of {held.code} is corrected.",
    )
