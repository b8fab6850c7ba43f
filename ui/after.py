"""What follows an access request, drawn on its page: corrections of the file, and complaints.

Clauses RC-1 to RC-6 and CM-1; law L3, L4. On a shared screen nothing that somebody typed is shown.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from rules import access, complaints, rectification
from rules.agenda import Action
from rules.house import HouseRules
from rules.need_to_know import Act, Thing, may
from rules.words import dated, long_date, one_after_the_other
from store import children, rectifications, retention, setting
from store import complaints as held_complaints
from store.agenda import Agenda
from store.cabinet import Who
from store.complaints import HeldComplaint
from store.rectifications import HeldRectification, RecordedStep
from store.retention import RecordedDisposal
from ui import answers, exports, filters, form, parts, printed, state, words

REQUESTS, CORRECTIONS, COMPLAINTS = "Requests", "Corrections", "Complaints"
PARTS = (REQUESTS, CORRECTIONS, COMPLAINTS)
CORRECTION, COMPLAINT = "correction", "complaint"  # in the address of one of them
RECEIPT = "Correct the day of receipt"

Rows = list[dict[str, Any]]


def show(head: parts.Head, part: str, page: Agenda, who: Who, today: date) -> None:
    """One of the two parts that follow a request."""
    if part == CORRECTIONS:
        _corrections(head, page, who, today)
    else:
        _complaints(head, page, who, today)


# Corrections ---------------------------------------------------------------------------------------


def _corrections(head: parts.Head, page: Agenda, who: Who, today: date) -> None:
    since = filters.since(filters.years(today), today)
    with state.reading(who, Thing.RECTIFICATION) as look:
        held = rectifications.rectifications(look, received_since=since)
    items = [item for item in page.items if item.action is Action.RECTIFICATION]
    shown, bank_holidays = not state.on_screen(), page.house.bank_holidays
    may_record = may(who.role, Act.RECORD, Thing.RECTIFICATION)
    of_all = st.container()
    label, back = "Open one correction", "All corrections"
    with filters.one_opened(head, CORRECTION, label, held, called="correction", back=back) as one:
        if may_record and one is None:
            st.button(
                "Record a request to correct a file",
                type="primary",
                on_click=state.open_form,
                args=(form.NEW_RECTIFICATION,),
            )
    if one:
        parts.asked_of_one((item for item in items if item.code == one.code), today, who)
        _one_correction(one, who, today, page, may_record=may_record)
        return
    with of_all:
        none = "Nobody is waiting for an answer about a mistake in a file."
        parts.answer(answers.of_part(items, today, none=none))
    parts.work("To do", items, today, who, note="RC-2: answered within a month, by law")
    parts.own_rule(items)
    if may_record:
        parts.quiet(words.OTHER_RIGHTS)
    parts.subheading("Register", note=parts.ROWS_OPEN if held else "")
    if not held:
        here = "record it here that day" if may_record else "the manager or the deputy records it here"
        filters.none_in_period(
            today,
            "No request to correct a file is recorded in this period. When a parent says that something in "
            f"it is wrong, {here}. A wrong fact is corrected; an opinion stays, with their view beside it.",
        )
        return
    filters.choose_years(today)
    rows = correction_register(held, today, bank_holidays, shown=shown)
    parts.register(rows, alt="Corrections, newest first", opens=CORRECTION)
    exports.part(who, "corrections", today, partial(_correction_rows, who, since, today, shown=shown))


def _one_correction(
    held: HeldRectification, who: Who, today: date, page: Agenda, *, may_record: bool
) -> None:
    state.saw(who, "rectification", held.id)
    shown = not state.on_screen()
    say_who_asks(held, who, today)
    parts.lines(correction_lines(held, shown=shown), kind="record")
    with st.container(horizontal=True):
        if may_record and rectification.open_steps(held.steps):
            st.button("Record a step", on_click=state.open_form, args=(form.RECTIFICATION_STEP, held.id))
    if may_record:
        parts.put_right()
    with st.container(horizontal=True):
        if may_record and held.recorded:
            st.button(
                words.MISTAKEN_STEP, on_click=state.open_form, args=(form.RECTIFICATION_MISTAKE, held.id)
            )
        if may_record and rectification.Step.MISTAKEN in rectification.open_steps(held.steps):
            st.button(
                words.MISTAKEN_CORRECTION,
                on_click=state.open_form,
                args=(form.RECTIFICATION_STEP, held.id),
                kwargs={"suggestion": rectification.Step.MISTAKEN},
            )
        if may_record:
            st.button(RECEIPT, on_click=state.open_form, args=(form.RECTIFICATION_RECEIPT, held.id))
    parts.sentences(_why_due(held, today, page))
    # Of which kind the records were that are gone is for nobody who sees no child's (CP-12).
    gone: list[RecordedDisposal] = []
    if shown and may(who.role, Act.SEE, Thing.CHILD):
        with state.reading(who, Thing.RECTIFICATION) as look:
            gone = retention.gone(look, held.child_id, of=Thing.RECTIFICATION)
        _gone(gone)
    if held.history:
        parts.subheading("Steps", note="Each one as it was recorded; none is ever changed")
        parts.lines(
            [
                (
                    dated(step.on),
                    words.with_mistake(step_of_correction(held, step, shown=shown), step.taken_back),
                    _as_recorded(step, shown=shown),
                )
                for step in held.history
            ],
            kind="notes",
        )
    if may_record:
        printed.of_correction_part(held, page, who, today, gone)


def say_who_asks(held: HeldRectification, who: Who, today: date) -> None:
    """Why whoever asked is not simply answered. One that follows a request says it there."""
    is_over = rectification.answered_on(held.steps) or rectification.closed_without_answer(held.steps)
    is_asked = not held.request_code and not is_over
    if not is_asked or state.on_screen() or not may(who.role, Act.SEE, Thing.CHILD):
        return
    with state.reading(who, Thing.CHILD) as look:
        child = children.registered(look, today, held.child_id)
    carers = [
        rectification.Carer(one.name, one.is_responsible(today), one.court_order_concerns)
        for one in (child.carers if child else ())
    ]
    if said := rectification.doubt_about(held.asked_by, carers):
        st.warning(parts.plain(said))


def _as_recorded(step: RecordedStep | held_complaints.RecordedStep, *, shown: bool) -> str:
    """What was said with a step, when it was recorded and by whom: its own day may be another one."""
    by = f" by {step.recorded_by}" if shown and step.recorded_by else ""
    when = f"Recorded {words.moment(step.at)}{by}" if step.at else ""
    return one_after_the_other([words.said_with(step.words, step.taken_back, shown=shown), when])


def _gone(gone: Sequence[RecordedDisposal]) -> None:
    """What of the file is not here any more: nothing is put right in it here, but whoever has it is told."""
    if not gone:
        return
    said = words.all_gone(gone, shown=True)
    if any(one.passed_to for one in gone):
        said.append(
            "Whoever has what was passed on is told of a correction (RC-6): they are among those to choose "
            "from when it is recorded who was given the wrong fact."
        )
    else:
        said.append("Of what was destroyed nothing can be corrected: the answer says so.")
    parts.sentences(said)


def _why_due(held: HeldRectification, today: date, page: Agenda) -> list[str]:
    answered, closed = rectification.answered_on(held.steps), rectification.closed_without_answer(held.steps)
    if closed and closed.step is rectification.Step.MISTAKEN:
        return [f"Recorded by mistake, and closed on {long_date(closed.on)}: no answer is due."]
    if ended := closed.on if closed else answered:
        due = rectification.due_on(held.received_on, held.steps, page.house.bank_holidays)
        in_time = "in time" if ended <= due else f"late: it was due by {long_date(due)}"
        return [f"{'Withdrawn' if closed else 'Answered'} on {long_date(ended)}, {in_time}."]
    clock = rectification.clock_of(held.received_on, held.steps)
    house = page.house
    return access.explanation(
        clock, today=today, bank_holidays=house.bank_holidays, closed_days=house.closed_days
    )


def recipient_in_words(held: HeldRectification, whom: int, *, shown: bool) -> str:
    """Somebody who was given the wrong fact: by the code of what was shared, and by who it is."""
    listed = next((step for step in held.history if step.id == whom), None)
    if listed is None:
        return ""
    said = ", ".join(filter(None, [listed.recipient, listed.words if shown else ""]))
    return said or f"Somebody, listed {dated(listed.on)}"


def step_of_correction(held: HeldRectification, step: RecordedStep, *, shown: bool) -> str:
    """What was done, and to whom, where it is about somebody who may have been given the wrong fact."""
    said = words.rectification_step(step.step, step.decision)
    whom = recipient_in_words(held, step.recipient_id, shown=shown) if step.recipient_id else step.recipient
    return f"{said}: {whom}" if whom else said


def correction_lines(held: HeldRectification, *, shown: bool) -> list[tuple[str, str, str]]:
    """One request to correct the file, a question a line with its clause."""
    stands = rectification.decided(held.steps)
    nature = str(held.nature) if held.nature else "sensitive" if held.is_hidden else "not in the index"
    whose = f", of {held.opinion_of}" if shown and held.opinion_of else ""
    lines = [
        ("Child", words.named(held.child_code, held.child, shown=shown), ""),
        ("Follows", held.request_code, "AR-1"),
        ("Asked by", words.typed(held.asked_by, shown=shown), "RC-2"),
        ("Asked", f"{dated(held.received_on)}, {words.CHANNELS[held.channel].lower()}", "RC-2"),
        ("First entered as", words.receipt_corrected(held.corrected, shown=shown), ""),
        ("Entry", f"{words.typed(held.entry, shown=shown)}: {nature}{whose}", "RC-2"),
        ("Disputed as", words.CLAIMS[held.claim], "RC-3"),
        ("What is said", words.typed(held.words, shown=shown), "RC-2"),
        ("Right instead", words.typed(held.right_instead, shown=shown), ""),
    ]
    if stands and stands.finding and stands.decision:
        lines += [
            ("Found", words.FINDINGS[stands.finding], "RC-3"),
            ("Decided", words.RECTIFICATION_DECISIONS[stands.decision], "RC-3"),
        ]
    return [line for line in lines if line[1]]


def correction_register(
    held: Sequence[HeldRectification], today: date, bank_holidays: frozenset[date], *, shown: bool
) -> Rows:
    """The register of requests to correct a file, newest first."""
    rows: Rows = []
    for one in held:
        stands = rectification.decided(one.steps)
        progress = rectification.progress(
            one.received_on, one.steps, today=today, bank_holidays=bank_holidays
        )
        left = rectification.left_to_do(one.steps)
        row: dict[str, Any] = {
            "Code": one.code,
            "Status": words.PROGRESS[progress][0],
            "Received": one.received_on,
            "Due": None
            if rectification.is_by_mistake(one.steps)
            else rectification.due_on(one.received_on, one.steps, bank_holidays),
            "Answered": next((s.on for s in one.steps if s.step is rectification.Step.ANSWERED), None),
            "Found": words.FINDINGS[stands.finding] if stands and stands.finding else "",
            "Decided": words.RECTIFICATION_DECISIONS[stands.decision] if stands and stands.decision else "",
            "Left to do": words.RECTIFICATION_STEPS[left[0]] if left else "",
            "Follows": one.request_code,
            **words.of_child(one.child_code, one.child, shown=shown),
        }
        if shown:
            row |= {"Asked for by": one.asked_by, "Entry": one.entry, "Concern": one.words}
        rows.append(row)
    return rows


def _correction_rows(who: Who, since: date, today: date, *, shown: bool) -> tuple[str, Rows]:
    with state.opened().reading(who, Thing.RECTIFICATION) as look:
        held = rectifications.rectifications(look, received_since=since)
        bank_holidays = setting.holidays(look, today)
    return "rectification", correction_register(held, today, bank_holidays, shown=shown)


# Complaints ----------------------------------------------------------------------------------------


def _complaints(head: parts.Head, page: Agenda, who: Who, today: date) -> None:
    since = filters.since(filters.years(today), today)
    with state.reading(who, Thing.COMPLAINT) as look:
        held = held_complaints.complaints(look, received_since=since)
        kept = held_complaints.stood_back_from(look)
    items = [item for item in page.items if item.action is Action.COMPLAINT]
    shown = not state.on_screen()
    may_record = may(who.role, Act.RECORD, Thing.COMPLAINT)
    of_all = st.container()
    label, back = "Open one complaint", "All complaints"
    with filters.one_opened(head, COMPLAINT, label, held, called="complaint", back=back) as one:
        if may_record and one is None:
            st.button(
                "Record a complaint", type="primary", on_click=state.open_form, args=(form.NEW_COMPLAINT,)
            )
    if one:
        parts.asked_of_one((item for item in items if item.code == one.code), today, who)
        _one_complaint(one, who, today, page, may_record=may_record)
        return
    with of_all:
        none = "No other complaint is open." if kept else "No complaint is open."
        parts.answer(answers.of_part(items, today, none=none))
        if kept:
            parts.quiet(answers.complaints_kept_from_you(kept))
    if may_record:
        printed.complaint_form(page.house.name, who)
    parts.work(
        "To do",
        items,
        today,
        who,
        note="About data: acknowledged within 30 days. About early-years requirements: outcome within 28 "
        "days",
    )
    parts.own_rule(items)
    parts.subheading("Register", note=parts.ROWS_OPEN if held else "")
    if not held:
        filters.none_in_period(
            today,
            "No complaint is recorded in this period. When somebody is unhappy with an entry, an answer or "
            "us, record it here that day, however it came. Each kind has its own dates, and its own place to "
            "take it next.",
        )
        return
    filters.choose_years(today)
    rules = page.house.rules
    rows = complaint_register(held, today, rules, page.house.bank_holidays, shown=shown)
    parts.register(rows, alt="Complaints, newest first", opens=COMPLAINT)
    exports.part(who, "complaints", today, partial(_complaint_rows, who, since, today, rules, shown=shown))


def _one_complaint(held: HeldComplaint, who: Who, today: date, page: Agenda, *, may_record: bool) -> None:
    state.saw(who, "complaint", held.id)
    shown = not state.on_screen()
    parts.lines(complaint_lines(held, shown=shown), kind="record")
    with st.container(horizontal=True):
        if may_record:
            st.button("Record a step", on_click=state.open_form, args=(form.COMPLAINT_STEP, held.id))
    if may_record:
        parts.put_right()
        with st.container(horizontal=True):
            if held.recorded:
                st.button(
                    words.MISTAKEN_STEP, on_click=state.open_form, args=(form.COMPLAINT_MISTAKE, held.id)
                )
            if complaints.Step.MISTAKEN in complaints.open_steps(held.facts):
                if shown:
                    st.button(words.ANEW, on_click=state.open_form, args=(form.COMPLAINT_ANEW, held.id))
                st.button(
                    words.MISTAKEN_COMPLAINT,
                    on_click=state.open_form,
                    args=(form.COMPLAINT_STEP, held.id),
                    kwargs={"suggestion": complaints.Step.MISTAKEN},
                )
            st.button(RECEIPT, on_click=state.open_form, args=(form.COMPLAINT_RECEIPT, held.id))
    parts.sentences(
        complaints.explanation(
            held.facts,
            today=today,
            house=page.house.rules,
            bank_holidays=page.house.bank_holidays,
        )
    )
    if held.history:
        parts.subheading("Steps", note="Each one as it was recorded; none is ever changed")
        parts.lines(
            [
                (
                    dated(step.day),
                    words.with_mistake(
                        words.complaint_step(step.step, step.result, step.on), step.taken_back
                    ),
                    one_after_the_other(
                        [
                            words.decided_instead(step.step, step.instead, shown=shown),
                            _as_recorded(step, shown=shown),
                        ]
                    ),
                )
                for step in held.history
                if shown or step.step not in complaints.STANDING_BACK  # whom it is about (OR-1)
            ],
            kind="notes",
        )
    if may_record:
        printed.of_complaint_part(held, page, who, today)


def complaint_lines(held: HeldComplaint, *, shown: bool) -> list[tuple[str, str, str]]:
    """One complaint, a question a line with its clause."""
    lines = [
        ("About", words.COMPLAINT_KINDS[held.kind], "CM-1"),
        ("Follows", held.follows, ""),
        ("Child", words.named(held.child_code, held.child, shown=shown), ""),
        ("Made by", words.typed(held.made_by, shown=shown), "CM-1"),
        ("Received", f"{dated(held.received_on)}, {words.CHANNELS[held.channel].lower()}", "CM-1"),
        ("First entered as", words.receipt_corrected(held.corrected, shown=shown), ""),
        ("What is said", words.typed(held.about, shown=shown), "CM-1"),
        ("Right instead", words.typed(held.right_instead, shown=shown), ""),
        ("The manager stands back", held.instead_of_the_manager if shown else "", "CM-1"),
        ("Deals with it instead", held.dealt_with_by if shown else "", "CM-1"),
        ("Decided by", held.decided_by if shown else "", "CM-1"),
    ]
    return [line for line in lines if line[1]]


def complaint_register(
    held: Sequence[HeldComplaint],
    today: date,
    house: HouseRules,
    bank_holidays: frozenset[date],
    *,
    shown: bool,
) -> Rows:
    """The register of complaints, newest first."""
    outcome_days = house.complaint_outcome_days
    rows: Rows = []
    for one in held:
        facts = one.facts
        is_owed = not complaints.is_by_mistake(facts)
        acknowledge = (
            complaints.to_acknowledge_by(facts, house, bank_holidays)
            if complaints.is_acknowledgement_missing(facts)
            else complaints.acknowledge_by(facts, bank_holidays)
        )
        status = complaints.status(facts, today=today, outcome_days=outcome_days, bank_holidays=bank_holidays)
        result = next((step.result for step in one.recorded if step.result), None)
        row: dict[str, Any] = {
            "Code": one.code,
            "Status": words.COMPLAINTS[status][0],
            "About": str(one.kind).capitalize(),
            "Received": one.received_on,
            "Acknowledge by": acknowledge if is_owed else None,
            "Acknowledged": complaints.day_of(facts, complaints.Step.ACKNOWLEDGED),
            "Outcome by": complaints.outcome_by(facts, outcome_days=outcome_days) if is_owed else None,
            "Outcome given": complaints.day_of(facts, complaints.Step.OUTCOME),
            "Outcome": words.COMPLAINT_RESULTS[result] if result else "",
            "Taken further": _further(facts),
            "Follows": one.follows,
            **words.of_child(one.child_code, one.child, shown=shown),
        }
        if shown:
            row |= {"Made by": one.made_by, "Concern": one.about}
        rows.append(row)
    return rows


def _further(facts: complaints.Complaint) -> str:
    """Whether a complaint was taken further, and whether what was decided there is known."""
    if complaints.is_elsewhere(facts):
        return "Yes, not decided yet"
    return "Yes, and decided" if complaints.day_of(facts, complaints.Step.WENT_ON) else ""


def _complaint_rows(
    who: Who, since: date, today: date, house: HouseRules, *, shown: bool
) -> tuple[str, Rows]:
    with state.opened().reading(who, Thing.COMPLAINT) as look:
        held = held_complaints.complaints(look, received_since=since)
        bank_holidays = setting.holidays(look, today)
    return "complaint", complaint_register(held, today, house, bank_holidays, shown=shown)
