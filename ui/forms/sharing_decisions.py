"""Sharing decisions: the concern, the decision, what its record lacks (IS-1 to IS-11)."""

from functools import partial

import streamlit as st

from rules import sharing
from rules.need_to_know import Thing
from rules.words import long_date
from store import agenda, people
from store import sharing as sharing_decisions
from ui import form, parts, state, words


@form.opens(form.CONCERN)
@st.dialog("New concern", width="medium", on_dismiss=state.close_form)
def _concern() -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        children = people.children(look, today)
    with st.form("concern", border=False):
        child = form.choice_of_child(children, "concern.child")
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
        raised_on = form.day("Date it was raised", "concern.raised_on", value=today)
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
                token=state.form_token(form.CONCERN),
            )
            form.save(
                place,
                form.CONCERN,
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


@form.opens(form.DECIDE)
@st.dialog("Record the decision", width="medium", on_dismiss=state.close_form)
def _decide(decision_id: int) -> None:
    who, today = state.signed_in(Thing.SHARING_DECISION), state.today()
    with state.reading(who, Thing.SHARING_DECISION) as look:
        found = sharing_decisions.decisions(look, decision_id=decision_id)
    if not found:
        st.error("This decision is not there any more. Close this and look at the list.")
        return
    held = found[0]
    state.saw(who, "sharing_decision", decision_id)
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
        decided_on = form.day("Date of the decision", "decide.decided_on", value=today)
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
                token=state.form_token(form.DECIDE),
            )
            form.save(
                place,
                form.DECIDE,
                f"The decision {held.code} is recorded. Next: write it in the child's file.",
                write,
                _DECISION_LABELS,
            )


@form.opens(form.COMPLETE)
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
    state.saw(who, "sharing_decision", decision_id)
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
            recorded_on = form.day("Date it was written in the file", "complete.recorded_on", value=today)
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
                token=state.form_token(form.COMPLETE),
            )
            form.save(
                place, form.COMPLETE, f"The record of {held.code} is complete.", write, _DECISION_LABELS
            )
