"""Sharing decisions: awaiting recording, awaiting a decision, recorded; contacts and breaches.

Clauses IS-1 to IS-11, AI-8, CP-12 to CP-14, PR-5; law L7 and L10.7.
"""

import streamlit as st

from models import now
from rules import sharing as rules
from rules.agenda import Action, Area
from rules.need_to_know import Act, Thing, may
from rules.words import dated
from store import agenda, breaches, contacts, sharing, sharing_advice
from ui import answers, charts, filters, form, parts, registers, state, words
from ui import sharing as sharing_rows

DECISIONS, CONVERSATIONS, BREACHES = "Decisions", "Contacts and disclosures", "Breaches"

who = state.signed_in(Thing.SHARING_DECISION)
today = state.today()
years = filters.years(today)
shown = not state.on_screen()
asked = state.asked_of_filter("decision")

with state.reading(who, Thing.SHARING_DECISION) as look:
    page = agenda.read(look, today, Area.SHARING_DECISIONS)
    decisions = sharing.decisions(look, raised_since=filters.since(years, today), code=asked)

rule = f"The setting's own rule: {words.recording_rule(page.house.rules.recording_days)}"
parts.heading("Sharing decisions", "Clauses IS-1 to IS-11 and CP-12 to CP-14", over=page.house.name)
parts.answer(answers.sharing_answer(page, decisions))
parts.figures(answers.sharing_figures(page, decisions))
parts_of_page = [DECISIONS, CONVERSATIONS, *([BREACHES] if may(who.role, Act.SEE, Thing.BREACH) else [])]
part = filters.part(parts_of_page)

if part == DECISIONS:
    if may(who.role, Act.RECORD, Thing.CONCERN):
        st.button("Record a concern", type="primary", on_click=state.open_form, args=(form.CONCERN,))
    for title, note, action in (
        ("Awaiting recording", rule, Action.RECORD),
        ("Awaiting a decision", "IS-1: share or not, and why", Action.DECIDE),
        ("Advice with no answer", "Chased after one working day: social care's own time", Action.ADVICE),
    ):
        parts.work(title, [item for item in page.items if item.action is action], today, who, note=note)

    parts.own_rule([item for item in page.items if item.action not in (Action.CONVERSATION, Action.BREACH)])

    chosen = None
    if decisions:
        parts.subheading("One decision")
        chosen = filters.one_about("decision", "Decision", decisions)
    held = next((held for held in decisions if held.code == chosen), None)
    if held:
        state.saw(who, "sharing_decision", held.id)
        with state.reading(who, Thing.SHARING_DECISION) as look:
            history = sharing.history(look, held.id)
        if may(who.role, Act.RECORD, Thing.SHARING_DECISION):
            with st.container(horizontal=True):
                st.button("Record advice", on_click=state.open_form, args=(form.ASK_ADVICE, held.id))
                if held.recorded_on is None:
                    label = "Decide again" if held.outcome else "Decide now"
                    st.button(label, on_click=state.open_form, args=(form.DECIDE, held.id))
                if held.outcome and rules.may_be_told_later(held.position, held.explanation):
                    st.button(
                        "The family was told later", on_click=state.open_form, args=(form.TOLD_LATER, held.id)
                    )
                if history and (
                    held.recorded_on
                    or sharing_advice.advice_that_counts(history.advice)
                    or any(told.taken_back is None for told in history.told)
                ):
                    st.button(
                        "Entered by mistake", on_click=state.open_form, args=(form.SHARING_MISTAKE, held.id)
                    )
                label = "Correct the date it was raised"
                st.button(label, on_click=state.open_form, args=(form.RAISED, held.id))
        if history:
            months = page.house.rules.facts_months
            whole = sharing_rows.whole_decision(held, history, facts_months=months, shown=shown)
            parts.lines(whole, kind="record")
            if history.advice:
                parts.subheading("Advice", note="IS-9")
                parts.lines(sharing_rows.advice_lines(history.advice, shown=shown), kind="history")
            parts.subheading("History", note="Each row as it was recorded; none is ever changed")
            rows_of_history = sharing_rows.history_of(history, facts_months=months, shown=shown)
            parts.lines(rows_of_history, kind="history")
    elif decisions:
        parts.quiet("Choose a decision to see its whole record.")

    if decisions:
        parts.subheading("From decision to record", note=rule)
        charts.days_to_record(decisions, page.house.rules)
    parts.subheading("Register")
    rows = registers.sharing_register(decisions, page.house.rules, shown=shown)
    if rows:
        with st.container(horizontal=True):
            filters.choose_years(today)
            kept = filters.choose(rows, "Status", "stands")
        parts.register(kept, alt="Sharing decisions, newest first")
        for said in sharing_rows.about_shares(decisions, shown=shown):
            parts.quiet(said)
    elif may(who.role, Act.RECORD, Thing.SHARING_DECISION):
        filters.none_in_period(
            today,
            "No sharing decision is recorded in this period. When there is a concern, record it here, "
            "decide, and write it in the child's file "
            f"{words.recording_rule(page.house.rules.recording_days)}.",
        )
    else:
        filters.none_in_period(
            today,
            "You have recorded no concern in this period. When there is one, tell the manager at once, who "
            "decides.",
        )
elif part == CONVERSATIONS:
    with st.container(horizontal=True):
        st.button("Record a contact", type="primary", on_click=state.open_form, args=(form.NEW_CONTACT,))
        st.button("Record a disclosure", on_click=state.open_form, args=(form.NEW_DISCLOSURE,))
    waiting = [item for item in page.items if item.action is Action.CONVERSATION]
    parts.work("To be written in the file", waiting, today, who, note=rule)
    parts.own_rule(waiting)
    with state.reading(who, Thing.CONVERSATION) as look:
        conversations = contacts.conversations(look, since=filters.since(years, today))
    parts.subheading("Register")
    rows = sharing_rows.conversation_register(conversations, shown=shown)
    if rows:
        standing = {one.code: one for one in conversations if one.taken_back is None}
        if standing and contacts.may_take_back(who):
            chosen = filters.one_about("contact", "One contact or disclosure", list(standing.values()))
            if mistaken := standing.get(chosen or ""):
                st.button(
                    "Entered by mistake",
                    on_click=state.open_form,
                    args=(form.CONVERSATION_MISTAKE, mistaken.id),
                )
        filters.choose_years(today)
        parts.register(rows, alt="Contacts and disclosures, newest first")
    else:
        filters.none_in_period(
            today,
            "No contact is recorded in this period. When you speak with another professional about a child, "
            "or tell a colleague what their work needs, record it here.",
        )
else:
    st.button("Log a breach", type="primary", on_click=state.open_form, args=(form.NEW_BREACH,))
    waiting = [item for item in page.items if item.action is Action.BREACH]
    parts.work("Open breaches", waiting, today, who, note="L10.7: the ICO within 72 hours of becoming aware")
    parts.own_rule(waiting)
    with state.reading(who, Thing.BREACH) as look:
        log = breaches.breaches(look)
    parts.subheading("Breach log", len(log))
    if log:
        chosen = filters.one_about("breach", "One breach", log)
        if one := next((held for held in log if held.code == chosen), None):
            state.saw(who, "breach", one.id)
            parts.lines(sharing_rows.told_of_breach(one, shown=shown), kind="record")
            parts.lines(sharing_rows.breach_steps(one, shown=shown), kind="history")
            with st.container(horizontal=True):
                st.button("Record a step", on_click=state.open_form, args=(form.BREACH_STEP, one.id))
                if one.steps:
                    st.button(
                        words.MISTAKEN_STEP, on_click=state.open_form, args=(form.BREACH_MISTAKE, one.id)
                    )
                st.button(
                    "Correct when we found out", on_click=state.open_form, args=(form.BREACH_KNOWN, one.id)
                )
        parts.quiet(f"Hours as at now, {dated(today)}. Reload the page to bring them up to date.")
        parts.register(sharing_rows.breach_log(log, now(), shown=shown), alt="Breaches, newest first")
    else:
        parts.empty("No breach is logged. Log each one here, even if nobody was harmed.")
form.show_opened()
