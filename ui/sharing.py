"""The parts of the page "Sharing decisions": decisions, contacts and disclosures, breaches.

Clauses IS-1 to IS-11, AI-8, CP-12 to CP-14, PR-5; law L7 and L10.7.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

import streamlit as st

from models import now
from rules import sharing as rules
from rules.agenda import Action, endanger, put_in_danger
from rules.need_to_know import Act, Reach, Thing, may, reach
from rules.words import dated
from store import breaches as log_of_breaches
from store import contacts as held_contacts
from store import people, sharing, sharing_advice
from store.agenda import Agenda
from store.breaches import HeldBreach
from store.cabinet import Look, Who
from store.house import read_house
from store.sharing import HeldDecision, History
from ui import answers, charts, exports, filters, form, parts, printed, registers, sharing_rows, state, words

# To whoever records of their own key children alone and has none, in the place of the buttons.
NO_CONTACT = (
    "You have no key children today. When you speak with another professional about a child, or tell a "
    "colleague what their work needs, tell the manager or the deputy, who records it."
)
DECISIONS, CONTACTS, BREACHES = "Decisions", "Contacts and disclosures", "Breaches"
KEY, CONTACT, BREACH = "decision", "contact", "breach"  # in the address of one of them
STANDS = "Status"


def parts_for(who: Who) -> list[str]:
    """The parts of the page that somebody in this role has use for, the first one theirs."""
    return [DECISIONS, CONTACTS, *([BREACHES] if may(who.role, Act.SEE, Thing.BREACH) else [])]


def answer(part: str, page: Agenda, today: date) -> str:
    """What is asked of the contacts or of the breaches, in a sentence or two."""
    of_contacts = part == CONTACTS
    action = Action.CONVERSATION if of_contacts else Action.BREACH
    items = [item for item in page.items if item.action is action]
    none = (
        "No contact or disclosure waits to be written in the file." if of_contacts else "No breach is open."
    )
    return answers.of_part(items, today, none=none)


def records_of_nobody(look: Look, who: Who, today: date) -> bool:
    """Whether they record of their own key children alone, and have none."""
    of_own = reach(who.role, Act.RECORD, Thing.CONCERN) is Reach.OWN
    return of_own and not people.children_with_records(look, today)


def _recording_rule(page: Agenda) -> str:
    return f"The setting's own rule: {words.recording_rule(page.house.rules.recording_days)}"


# Decisions -----------------------------------------------------------------------------------------


def decisions(
    head: parts.Head, page: Agenda, held: Sequence[HeldDecision], who: Who, today: date, *, of_nobody: bool
) -> bool:
    """One decision alone and whole; or what waits to be decided or recorded, and the register.

    `held` has those that were recorded by mistake too: they count nowhere. `of_nobody` is whether there is no
    child of whom they may record a concern. Gives whether one is open.
    """
    rule = _recording_rule(page)
    label, called = "Open one decision", "sharing decision"
    with filters.one_opened(head, KEY, label, held, called=called, back="All decisions") as one:
        if not (one or of_nobody) and may(who.role, Act.RECORD, Thing.CONCERN):
            st.button("Record a concern", type="primary", on_click=state.open_form, args=(form.CONCERN,))
    if one:
        parts.asked_of_one((item for item in page.items if item.code == one.code), today, who)
        _one_decision(one, page, who)
        return True
    if of_nobody:
        parts.empty(words.NO_CONCERN)
    its_own = "One working day is social care's own time to decide"
    for title, note, *actions in (
        ("Awaiting recording", f"* {rule}", Action.RECORD),
        ("Awaiting a decision", "IS-1: share or not, and why", Action.DECIDE),
        ("Referrals with no reply", its_own, Action.REPLY, Action.NO_REPLY),
        ("Advice with no answer", "Chased after one working day, as a referral is", Action.ADVICE),
    ):
        asked = [item for item in page.items if item.action in actions]
        # Of one decision advice is asked for more than once: each is one that has no answer.
        is_of_records = Action.ADVICE not in actions
        parts.work(title, asked, today, who, note=note, is_of_records=is_of_records)
    parts.own_rule([item for item in page.items if item.action not in (Action.CONVERSATION, Action.BREACH)])

    counted = [decision for decision in held if decision.taken_back is None]
    if any(decision.outcome for decision in counted):
        parts.subheading("From decision to record", note=rule)
        charts.days_to_record(counted, page.house.rules)
    if held or not of_nobody:
        _register(page, held, who, today)
    return False


# It may be taken back as easily as it was given (L5.2). That those who were told confirm it is asked for like
# a reply: the weekly review keeps asking.
AGREEMENT_TAKEN_BACK = (
    "If the family takes its agreement back: share no more on it, and tell those who have the information at "
    "once. Record that under Record a reply, and leave empty what they said until they confirm: the weekly "
    "review asks for it. If they refuse sharing from now on, record that under Consents too."
)


def _one_decision(held: HeldDecision, page: Agenda, who: Who) -> None:
    shown = not state.on_screen()
    state.saw(who, "sharing_decision", held.id)
    with state.reading(who, Thing.SHARING_DECISION) as look:
        history = sharing.history(look, held.id)
    if held.taken_back is None and may(who.role, Act.RECORD, Thing.SHARING_DECISION):
        parts.forms(_what_may_be_recorded(held), held.id)
        if held.outcome is rules.Outcome.SHARED_WITH_CONSENT:
            parts.quiet(AGREEMENT_TAKEN_BACK)
        parts.put_right()
        parts.forms(_what_may_be_put_right(held, history), held.id)
    if history is None:
        return
    months = page.house.rules.facts_months
    parts.lines(sharing_rows.whole_decision(held, history, facts_months=months, shown=shown), kind="record")
    if history.advice:
        parts.subheading("Advice and replies", note="IS-9")
        parts.lines(sharing_rows.advice_lines(history.advice, shown=shown), kind="history")
    if held.taken_back is None:
        printed.of_decision_part(held, who)
    parts.subheading("History", note="Each row as it was recorded; none is ever changed")
    parts.lines(sharing_rows.history_of(history, facts_months=months, shown=shown), kind="history")


def _what_may_be_recorded(held: HeldDecision) -> Iterator[tuple[str, str]]:
    if held.recorded_on is None:
        yield "Decide again" if held.outcome else "Decide now", form.DECIDE
    yield "Record advice", form.ASK_ADVICE
    if rules.was_shared(held.outcome):
        yield "Record a reply", form.REPLY
    if held.outcome and rules.may_be_told_later(held.position, held.explanation):
        yield "The family was told later", form.TOLD_LATER


def _what_may_be_put_right(held: HeldDecision, history: History | None) -> Iterator[tuple[str, str]]:
    if history and (
        held.recorded_on
        or sharing_advice.advice_that_counts(history.advice)
        or any(told.taken_back is None for told in history.told)
    ):
        yield words.MISTAKEN_DECISION, form.SHARING_MISTAKE
    yield "Correct the date it was raised", form.RAISED
    yield words.WRONG_CHILD, form.CONCERN_CHILD
    yield words.BY_MISTAKE, form.CONCERN_MISTAKE


def _register(page: Agenda, held: Sequence[HeldDecision], who: Who, today: date) -> None:
    shown = not state.on_screen()
    parts.subheading("Register", note=parts.ROWS_OPEN if held else "")
    rows = registers.sharing_register(held, page.house.rules, today, shown=shown)
    if rows:
        with st.container(horizontal=True):
            filters.choose_years(today)
            stands = filters.choice(rows, STANDS, "decisions")
        kept = filters.those(rows, STANDS, stands)
        parts.register(kept, alt="Sharing decisions, newest first", opens=KEY)
        standing = [decision for decision in held if decision.taken_back is None]
        for said in sharing_rows.about_shares(standing, shown=shown):
            parts.quiet(said)
        if may(who.role, Act.RECORD, Thing.SHARING_DECISION):
            since = filters.since(filters.years(today), today)
            left = partial(_decision_rows, who, since, stands, today, shown=shown)
            exports.part(who, "sharing-decisions", today, left)
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
            "No concern that you recorded about one of your present key children is in this period. When "
            "there is one, record it here and tell the manager or the deputy at once, who decides.",
        )


def _decision_rows(
    who: Who, since: date, stands: str, today: date, *, shown: bool
) -> tuple[str, registers.Rows]:
    with state.opened().reading(who, Thing.SHARING_DECISION) as look:
        held = sharing.decisions(look, raised_since=since, with_mistaken=True)
        house = read_house(look, today)
    rows = registers.sharing_register(held, house.rules, today, shown=shown)
    return "sharing_decision", filters.those(rows, STANDS, stands)


# Contacts and disclosures --------------------------------------------------------------------------


def contacts(head: parts.Head, page: Agenda, who: Who, today: date, *, of_nobody: bool) -> bool:
    """One contact or disclosure alone and whole; or which are to be written in the file, and the register.

    `of_nobody` is whether there is no child of whom they may record one. Gives whether one is open.
    """
    if of_nobody:
        head.of_all()
        parts.empty(NO_CONTACT)
        return False
    shown = not state.on_screen()
    with state.reading(who, Thing.CONVERSATION) as look:
        held = held_contacts.conversations(look, since=filters.since(filters.years(today), today))
    label, back = "Open one contact or disclosure", "All contacts and disclosures"
    with filters.one_opened(head, CONTACT, label, held, called="contact", back=back) as one:
        if one is None:
            st.button("Record a contact", type="primary", on_click=state.open_form, args=(form.NEW_CONTACT,))
            st.button("Record a disclosure", on_click=state.open_form, args=(form.NEW_DISCLOSURE,))
    if one:
        state.saw(who, "conversation", one.id)
        parts.asked_of_one((item for item in page.items if item.code == one.code), today, who)
        parts.lines(sharing_rows.whole_conversation(one, shown=shown), kind="record")
        if one.taken_back is None and held_contacts.may_take_back(who):
            st.button(
                words.MISTAKEN_CONTACT, on_click=state.open_form, args=(form.CONVERSATION_MISTAKE, one.id)
            )
        return True
    waiting = [item for item in page.items if item.action is Action.CONVERSATION]
    parts.work("To be written in the file", waiting, today, who, note=_recording_rule(page))
    parts.own_rule(waiting)
    parts.subheading("Register", note=parts.ROWS_OPEN if held else "")
    if not held:
        filters.none_in_period(
            today,
            "No contact is recorded in this period. When you speak with another professional about a child, "
            "or tell a colleague what their work needs, record it here.",
        )
        return False
    filters.choose_years(today)
    rows = sharing_rows.conversation_register(held, shown=shown)
    parts.register(rows, alt="Contacts and disclosures, newest first", opens=CONTACT)
    return False


# Breaches ------------------------------------------------------------------------------------------


def breaches(head: parts.Head, page: Agenda, who: Who, today: date) -> bool:
    """One breach alone with its steps; or which are open, and the log. Gives whether one is open."""
    shown = not state.on_screen()
    with state.reading(who, Thing.BREACH) as look:
        every = log_of_breaches.breaches(look, with_mistaken=True)
    log = [held for held in every if held.taken_back is None]
    label, back = "Open one breach", "All breaches"
    with filters.one_opened(head, BREACH, label, every, called="breach", back=back) as one:
        if one is None:
            st.button("Log a breach", type="primary", on_click=state.open_form, args=(form.NEW_BREACH,))
    if one:
        asked = [item for item in page.items if item.code == one.code]
        if endangering := endanger(asked):
            parts.answer(put_in_danger(endangering, which=one.code))
        parts.asked_of_one(asked, today, who)
        _one_breach(one, page, who, today, shown=shown)
        return True
    waiting = [item for item in page.items if item.action is Action.BREACH]
    note = "By law: where it is a risk to people, the ICO within 72 hours of becoming aware"
    parts.work("Open breaches", waiting, today, who, note=note, is_of_records=True)
    parts.own_rule(waiting)
    parts.subheading("Breach log", len(log), note=parts.ROWS_OPEN if every else "")
    if not every:
        parts.empty("No breach is logged. Log each one here, even if nobody was harmed.")
        return False
    parts.quiet(f"Hours as at now, {dated(today)}. Reload the page to bring them up to date.")
    log_rows = sharing_rows.breach_log(every, now(), shown=shown)
    parts.register(log_rows, alt="Breaches, newest first", opens=BREACH)
    exports.part(who, "breaches", today, partial(_breach_rows, who, shown=shown))
    return False


def _breach_rows(who: Who, *, shown: bool) -> tuple[str, registers.Rows]:
    with state.opened().reading(who, Thing.BREACH) as look:
        log = log_of_breaches.breaches(look, with_mistaken=True)
    return "breach", sharing_rows.breach_log(log, now(), shown=shown)


def _one_breach(held: HeldBreach, page: Agenda, who: Who, today: date, *, shown: bool) -> None:
    state.saw(who, "breach", held.id)
    logged = sharing_rows.about_breach(held, shown=shown)
    parts.lines([*logged, *sharing_rows.told_of_breach(held, shown=shown)], kind="record")
    parts.lines(sharing_rows.breach_steps(held, shown=shown), kind="history")
    if held.taken_back:
        return
    with st.container(horizontal=True):
        st.button("Record a step", on_click=state.open_form, args=(form.BREACH_STEP, held.id))
    parts.put_right()
    with st.container(horizontal=True):
        if held.steps:
            st.button(words.MISTAKEN_STEP, on_click=state.open_form, args=(form.BREACH_MISTAKE, held.id))
        st.button("Correct when we found out", on_click=state.open_form, args=(form.BREACH_KNOWN, held.id))
        st.button(words.WRONG_CHILD, on_click=state.open_form, args=(form.BREACH_CHILD, held.id))
        st.button(words.LOGGED_BY_MISTAKE, on_click=state.open_form, args=(form.BREACH_NEVER_WAS, held.id))
    printed.of_breach_part(held, page, who, today)
