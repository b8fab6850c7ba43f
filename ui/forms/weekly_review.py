"""The weekly review's own forms (AI-6): its signature with a note, and letting something wait.

They are opened when wanted, so that the page itself loads lighter.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import streamlit as st

from models import now
from rules.agenda import Item
from rules.need_to_know import Thing
from rules.snooze import REASONS, key_of, last_day
from rules.words import counted, dated, long_date
from store import agenda, trail, weekly_review
from store.cabinet import Cabinet, Who
from ui import form, parts, state


@form.opens(form.SIGN_REVIEW, "Sign the weekly review")
def _sign_review() -> None:
    who, today = state.signed_in(Thing.AGENDA), state.today()
    # Of the day on which it was opened: after midnight the list is another, which nobody has looked at.
    ready = state.prepared(form.SIGN_REVIEW, None, partial(_ready, who, today))
    parts.quiet(
        f"{counted(ready.items, 'thing')} on the list. The figures of "
        f"{'today' if ready.on == today else long_date(ready.on)} are kept by codes, without names. "
        "Your note is kept as you write it."
    )
    if ready.signed_before:
        parts.quiet(
            "This day is signed already. What you sign now counts instead; the one before stays listed."
        )
    with st.form("sign-review", border=False):
        label = "Why it is signed again" if ready.signed_before else "Note"
        note = st.text_input(label, key="sign-review.note")
        place = st.container()
        if st.form_submit_button("Sign", type="primary"):
            write = partial(weekly_review.sign_review, state.opened(), who, ready, note=note or "")
            said = "" if ready.on == today else f" of {long_date(ready.on)}"
            form.save(place, form.SIGN_REVIEW, f"The weekly review{said} is signed.", write, {"note": label})


def _ready(who: Who, today: date) -> weekly_review.ToSign:
    with state.reading(who, Thing.AGENDA) as look:
        return weekly_review.to_sign(look, today)


LABELS = {"items": "What is to wait", "until_on": "Until", "because": "Because"}
COMES_BACK = {"items": "What waits, to bring back now"}


@form.opens(form.LET_WAIT, "Let something wait", width="medium")
def _let_wait() -> None:
    who, today = state.signed_in(Thing.AGENDA), state.today()
    with state.reading(who, Thing.AGENDA) as look:
        items = agenda.read(look, today).items
    parts.quiet("It stays on the list, under Waiting on someone. Nothing can wait past a legal date.")
    # What no legal date limits comes first: that is what usually waits.
    last_days = {item: last_day(item, items) or date.max for item in items if item.snooze is None}
    may_wait = [item for item, last in last_days.items() if last > today]
    may_wait.sort(key=lambda item: last_days[item] < date.max)
    with st.form("let-wait", border=False):
        chosen = st.multiselect(
            LABELS["items"],
            may_wait,
            key="let-wait.items",
            format_func=_as_listed,
            placeholder="Choose one or more",
            select_all=False,
        )
        until_on = form.day(LABELS["until_on"], "let-wait.until", value=today + timedelta(weeks=1))
        because: str | None = st.selectbox(
            LABELS["because"],
            REASONS,
            index=None,
            key="let-wait.because",
            accept_new_options=True,
            placeholder="Choose, or type your own",
        )
        place = st.container()
        if st.form_submit_button("Let it wait", type="primary"):
            write = partial(
                weekly_review.let_wait,
                state.opened(),
                who,
                keys=[key_of(item) for item in chosen],
                until_on=until_on,
                because=because or "",
                today=today,
            )
            form.save(place, form.LET_WAIT, "It waits, and comes back on its day.", write, LABELS)
    if waiting := [item for item in items if item.snooze]:
        _end_wait(who, waiting, today)


def _as_listed(item: Item) -> str:
    """A thing as it is chosen; what is asked of many may stand there twice, by two days."""
    said = f"{item.code} {item.what}"
    return f"{said}, by {dated(item.due)}" if item.is_of_many else said


def _end_wait(who: Who, waiting: Sequence[Item], today: date) -> None:
    with st.form("end-wait", border=False):
        chosen = st.multiselect(
            COMES_BACK["items"],
            waiting,
            key="end-wait.items",
            format_func=_as_listed,
            placeholder="Choose one or more",
            select_all=False,
        )
        place = st.container()
        if st.form_submit_button("End the wait"):
            write = partial(
                weekly_review.end_wait,
                state.opened(),
                who,
                snoozes=[item.snooze for item in chosen if item.snooze],
                today=today,
            )
            form.save(place, "end of a wait", "It is back on the list.", write, COMES_BACK)


@form.opens(form.TAKE_ALONG, "Print or take along")
def _take_along() -> None:
    who, today = state.signed_in(Thing.AGENDA), state.today()
    parts.quiet("The list has all that is overdue, within a week, in the next four weeks and waiting.")
    asked = [("List by codes, as a PDF", "weekly-list-by-codes", "pdf", False)]
    if not state.on_screen():
        asked.append(("List with names, as a PDF", "weekly-list", "pdf", True))
    asked.append(("Dates for a calendar, by codes", "weekly-list", "ics", False))
    parts.documents(
        [
            parts.Document(
                label,
                f"{name}-{today.isoformat()}.{ending}",
                _MEDIA[ending],
                partial(_list, state.opened(), who, ending, with_names=with_names),
            )
            for label, name, ending, with_names in asked
        ]
    )
    parts.quiet(
        "Taken into the calendar again, a date that has moved moves there too. What is done stays in the "
        "calendar until you take it out."
    )


_MEDIA = {"pdf": "application/pdf", "ics": "text/calendar; charset=utf-8"}


def _list(opened: Cabinet, who: Who, ending: str, *, with_names: bool) -> bytes:
    """The list as it stands when it is fetched; it asks for itself what this person may see."""
    from papers import deadlines, weekly_list  # here, so that the page does not wait for the printing library

    with opened.reading(who, Thing.AGENDA) as look:
        held = agenda.read(look, state.today())
    trail.exported(opened, who, "weekly_list", kind=ending, rows=len(held.items))
    if ending == "ics":
        return deadlines.calendar(held.items, made_at=now())
    by = who.name if with_names else f"the {who.role}"
    return weekly_list.as_pdf(held, with_names=with_names, prepared_by=by)
