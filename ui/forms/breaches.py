"""Breaches: logging one, and each step of it up to the decision about the ICO and closing (CP-13; L10.7)."""

from datetime import date
from functools import partial

import streamlit as st

from models import now
from rules import breach
from rules.need_to_know import Thing
from rules.words import TIME_CHARS
from rules.working_days import LONDON
from store import breaches, people
from store.breaches import HeldBreach
from store.cabinet import Who
from ui import form, parts, state, words
from ui.sharing_rows import whom_it_affects

DANGER = "May somebody now be in danger through it"
ALSO = "Other children whose families it affects"
EACH_ON_ROLL = "Each family whose child is on roll"
KNOWN = {"known_on": "Date we found out", "known_time": "Time we found out"}


@form.opens(form.NEW_BREACH, "Log a breach", width="medium")
def _breach() -> None:
    who, today = state.signed_in(Thing.BREACH), state.today()
    with state.reading(who, Thing.BREACH) as look:
        children = people.children_with_records(look, today)
    parts.quiet(
        "CP-13: we do not discuss children with uninvolved staff, other parents or outsiders. Each breach is "
        "logged, with the decision about the ICO within 72 hours of becoming aware of it."
    )
    parts.quiet(
        "Log what we let out, or may have. What one parent was told by another and passes on is no breach of "
        "ours (CP-4)."
    )
    # It stands before the form: what to do first depends on it.
    danger = st.segmented_control(
        DANGER, list(breach.Danger), format_func=lambda one: words.capital(str(one)), key="breach.danger"
    )
    if danger == breach.Danger.YES:
        st.warning(words.BREACH_ENDANGERS)
    with st.form("new-breach", border=False):
        left, right = st.columns(2)
        with left:
            child = form.choice_of_child(children, "breach.child")
        with right:
            others = form.choice_of_children(
                ALSO,
                children,
                "breach.also_affected",
                note="One child of each family. Each family is told, or it is recorded why not.",
            )
        each_on_roll = _each_on_roll("breach.each-on-roll")
        what = st.text_area("What became known, and to whom", key="breach.what")
        whose = st.text_input("Who let it out", key="breach.whose")
        harm = st.text_area("What harm it did or may do", key="breach.harm")
        columns = st.columns(3)
        with columns[0]:
            happened_on = form.day("Date it happened", "breach.happened_on")
        with columns[1]:
            known_on = form.day(KNOWN["known_on"], "breach.known_on", value=today)
        known_time = columns[2].text_input(
            KNOWN["known_time"], max_chars=TIME_CHARS, key="breach.known_time", placeholder="14:05"
        )
        place = st.container()
        if st.form_submit_button("Log breach", type="primary"):
            write = partial(
                breaches.record_breach,
                state.opened(),
                who,
                child_id=child.id if child else None,
                what=what or "",
                whose=whose or "",
                harm=harm or "",
                danger=form.as_offered(breach.Danger, danger),
                happened_on=happened_on,
                known_on=known_on,
                known_time=known_time or "",
                also_affected=[one.id for one in others],
                each_on_roll=each_on_roll,
            )
            form.save(
                place,
                form.NEW_BREACH,
                partial(_logged, who),
                write,
                {
                    "child": "Child",
                    "also_affected": ALSO,
                    "each_on_roll": EACH_ON_ROLL,
                    "what": "What became known, and to whom",
                    "whose": "Who let it out",
                    "harm": "What harm it did or may do",
                    "danger": DANGER,
                    "happened_on": "Date it happened",
                }
                | KNOWN,
                onward=partial(form.to_new, "Breach"),
            )


def _logged(who: Who, code: str) -> str:
    """The code of a new breach, and what comes next: to warn whoever is in danger, or else the ICO."""
    with state.reading(who, Thing.BREACH) as look:
        held = next(one for one in breaches.breaches(look) if one.code == code)
    by = words.moment(breach.decide_by(held.known_at))
    if breach.in_danger_since(held.facts):
        return (
            f"The breach is logged as {code}. Next, today: warn whoever may be in danger, and tell the "
            f"police and social care. Then the decision about the ICO, by {by}."
        )
    return f"The breach is logged as {code}. Next: the decision about the ICO, by {by}."


@form.opens(form.BREACH_STEP, "Record a step of the breach", width="medium")
def _step(breach_id: int) -> None:
    who, today = state.signed_in(Thing.BREACH), state.today()
    held = _held(who, breach_id)
    about = [state.named(held.child_code, held.child)] if held.child_code else []
    parts.quiet(". ".join([held.code, *about, f"Known {words.moment(held.known_at)}."]))
    if not state.on_screen():
        parts.sentences([held.what_happened, *([f"Harm it did or may do: {held.harm}"] if held.harm else [])])
    chosen = state.kept("breach-step.step")
    is_to_warn = breach.in_danger_since(held.facts) and breach.untold(held.facts)
    if chosen == breach.Step.IN_DANGER or is_to_warn or breach.awaits_help(held.facts):
        st.warning(words.BREACH_ENDANGERS)
    if not breach.ICO_DECISION & held.facts.steps:
        by = words.moment(breach.decide_by(held.known_at))
        parts.answer(f"{breach.time_left(held.known_at, now()).capitalize()}: decide by {by}.")
    parts.quiet(
        "By law it is reported where it is likely to risk people's rights. Always logged. If the risk to "
        "people is high, they have to be told too, as soon as possible."
    )
    steps, _ = form.as_opened(form.BREACH_STEP, breach_id, breach.steps_left(held.facts), None)
    # It stands before the form: what else is asked depends on it.
    step = form.choice(LABELS["step"], steps, "breach-step.step", words.BREACH_STEPS.__getitem__)
    if step is breach.Step.REPORTED and breach.lateness(held.known_at, now()):
        parts.quiet("A report after the 72 hours says why it is late. Write that here too.")
    with st.form("breach-step", border=False):
        whom: int | None = breach.FIRST
        child, each_on_roll = None, False
        if step in breach.TELLING:
            whom = _whom(held, step)
            _court_orders(who, held, today)
        if step is breach.Step.AFFECTED:
            with state.reading(who, Thing.BREACH) as look:
                child = form.choice_of_child(people.children_with_records(look, today), "breach-step.child")
            each_on_roll = _each_on_roll("breach-step.each-on-roll")
        left, right = st.columns(2)
        with left:
            on = form.day(LABELS["step_on"], "breach-step.on", value=today)
        clock = right.text_input(
            LABELS["step_time"], max_chars=TIME_CHARS, key="breach-step.time", placeholder="14:05"
        )
        called = {"note": _WORDS[step] if step else "In a sentence"}
        note = st.text_area(called["note"], key=f"breach-step.note.{step}")
        place = st.container()
        if st.form_submit_button("Record step", type="primary"):
            write = partial(
                breaches.record_step,
                state.opened(),
                who,
                breach_id=breach_id,
                step=step,
                on=on,
                clock=clock or "",
                note=note or "",
                whom=whom,
                child_id=child.id if child else None,
                each_on_roll=each_on_roll,
            )
            form.save(place, form.BREACH_STEP, f"Recorded for {held.code}.", write, LABELS | called)


def _each_on_roll(key: str) -> bool:
    """Whether a breach affects all families, such as a lost list of all: nobody enters them one by one."""
    note = "Lists every child who is here today. Each family is told, or it is recorded why not."
    return st.checkbox(EACH_ON_ROLL, key=key, help=note)


LABELS = {"step": "What was done", "whom": "Whom it is about", "step_on": "Date", "step_time": "Time"}
_WORDS = {
    breach.Step.REPORTED: "Why it is reported, and the ICO's reference",
    breach.Step.NOT_REPORTED: "Why it is not reported",
    breach.Step.IN_DANGER: "Who may be in danger, and how you know",
    breach.Step.NO_DANGER: "How you know that nobody is in danger",
    breach.Step.HELP_TOLD: "Who was told, by whom, and what they said",
    breach.Step.HELP_NOT_TOLD: "Why neither of them is told",
    breach.Step.AFFECTED: "Who else it affects, and how you know",
    breach.Step.TOLD: "Who was told, by whom, and what",
    breach.Step.NOT_TOLD: "Why they are not told",
    breach.Step.CLOSED: "What will be done differently from now on",
    breach.Step.PUT_RIGHT: "What became known, and to whom, as it was",
}


def _court_orders(who: Who, held: HeldBreach, today: date) -> None:
    """Says whose file has a court order, of the children it affects: it may say who is not told."""
    affected = {held.child_code, *(one.child_code for one in held.steps)}
    with state.reading(who, Thing.BREACH) as look:
        ordered = people.with_court_order(look, affected, today)
    if ordered:
        parts.quiet(words.court_order_of(ordered, before="anybody is told"))


def _whom(held: HeldBreach, step: breach.Step) -> int | None:
    """Whom a telling is about: asked where there are several, those of whom nothing is recorded first."""
    affected, left = breach.affected(held.facts), breach.untold(held.facts)
    if affected == [breach.FIRST]:
        return breach.FIRST
    shown, key = not state.on_screen(), f"breach-step.whom.{step}"
    # Who is chosen stays in the list where it was recorded of them in another window: the write says so.
    may_be, chosen = breach.may_be_about(held.facts, step), state.kept(key)
    offered = [whom for whom in affected if whom in may_be or whom == chosen]
    offered.sort(key=lambda whom: whom not in left)
    each = f"Each of whom nothing is recorded yet: {len(left)}"
    if len(left) > 1 or chosen == breach.EACH:
        offered.insert(0, breach.EACH)
    said = {whom: whom_it_affects(held, whom, shown=shown) for whom in offered} | {breach.EACH: each}
    return form.choice(
        LABELS["whom"],
        offered,
        key,
        said.__getitem__,
        value=left[0] if len(left) == 1 else None,
    )


@form.opens(form.BREACH_MISTAKE, "A step of the breach was entered by mistake", width="medium")
def _mistake(breach_id: int) -> None:
    who = state.signed_in(Thing.BREACH)
    held = _held(who, breach_id)
    parts.quiet(
        f"{held.code}. Without the decision about the ICO its 72 hours count again. Without the last word "
        "about danger the one before counts."
    )
    form.take_back(
        form.BREACH_MISTAKE,
        {
            step.id: form.row_in_words(words.moment(step.at), words.BREACH_STEPS[step.step], step.recorded_by)
            for step in held.steps
        },
        lambda *, row, because, token: breaches.take_back(
            state.opened(), who, breach_step_id=row, because=because, token=token
        ),
        f"for {held.code}",
    )


@form.opens(form.BREACH_KNOWN, "Correct when we found out", width="medium")
def _known(breach_id: int) -> None:
    who = state.signed_in(Thing.BREACH)
    held = _held(who, breach_id)
    known = held.known_at.astimezone(LONDON)
    parts.quiet(f"{held.code}. Both times stay in the history. The 72 hours run from the right one.")
    labels = KNOWN | {"because": form.MISTAKE["because"]}
    with st.form("breach-known", border=False):
        left, right = st.columns(2)
        with left:
            known_on = form.day(labels["known_on"], "breach-known.on", value=known.date())
        known_time = right.text_input(
            labels["known_time"], f"{known:%H:%M}", max_chars=TIME_CHARS, key="breach-known.time"
        )
        because = st.text_area(labels["because"], key="breach-known.because")
        place = st.container()
        if st.form_submit_button("Record correction", type="primary"):
            write = partial(
                breaches.correct_known,
                state.opened(),
                who,
                breach_id=breach_id,
                known_on=known_on,
                known_time=known_time or "",
                because=because or "",
            )
            said = f"When {held.code} was known is corrected."
            form.save(place, form.BREACH_KNOWN, said, write, labels)


@form.opens(form.BREACH_CHILD, words.WRONG_CHILD, width="medium")
def _wrong_child(breach_id: int) -> None:
    who = state.signed_in(Thing.BREACH)
    held = _held(who, breach_id)
    about = f"about {state.named(held.child_code, held.child)}" if held.child_code else "about no child"
    write = partial(breaches.correct_child, state.opened(), who, breach_id=breach_id)
    form.correct_child(form.BREACH_CHILD, held.code, about, write)


@form.opens(form.BREACH_NEVER_WAS, words.LOGGED_BY_MISTAKE, width="medium")
def _never_was(breach_id: int) -> None:
    who = state.signed_in(Thing.BREACH)
    held = _held(who, breach_id)
    with state.reading(who, Thing.BREACH) as look:
        others = [one for one in breaches.breaches(look) if one.id != breach_id]
    parts.quiet(
        f"{held.code}. It is then asked for and counted nowhere. The log keeps it with your reason, and the "
        "committee reads that a breach was taken back."
    )
    form.take_back_whole(
        form.BREACH_NEVER_WAS,
        held.code,
        others,
        lambda one: form.code_and_child(one.code, one.child_code, one.child),
        partial(breaches.take_back_breach, state.opened(), who, breach_id=breach_id),
        key="breach-never-was",
        was="logged",
        anew="If there was a breach, log it anew.",
    )


def _held(who: Who, breach_id: int) -> HeldBreach:
    with state.reading(who, Thing.BREACH) as look:
        found = breaches.breaches(look, breach_id=breach_id)
    return form.first_seen(who, found, "breach", breach_id, called="This breach")
