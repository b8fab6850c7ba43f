"""The weekly review's parts below the list: what changed, the weeks missed, the weeks ahead, what waits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from html import escape

import streamlit as st

from rules.agenda import Action, Item
from rules.need_to_know import Act, Thing, may
from rules.policy import Standing
from rules.weekly_review import WEEKS_SHOWN, Since, WeekAhead, since, weeks_ahead
from rules.words import counted, listed, near_date, short_date
from store import find
from store.agenda import Agenda
from store.cabinet import Who
from ui import form, parts, state, words

MOST_DAYS = 4  # closed days that are named in the heading; more are counted
CLOSED = "Closed"  # without the reason, which was typed


def buttons(who: Who) -> None:
    """Letting something wait, and taking the list along."""
    with st.container(horizontal=True):
        if may(who.role, Act.RECORD, Thing.WEEKLY_REVIEW):
            st.button("Let something wait", on_click=state.open_form, args=(form.LET_WAIT,))
        st.button("Print or take along", on_click=state.open_form, args=(form.TAKE_ALONG,))


def what_changed(review: Agenda, then: Sequence[str]) -> None:
    """What is new and what went since the last review, missed weeks, and the weeks ahead, in one element.

    `then` is what that review kept, as far as whoever looks may know of it.
    """
    body = ""
    if last := review.house.last_review:
        held = since(review.items, then, on=last.on)
        body += _since(held, near_date(last.on, today=review.today), review)
    if review.house.notes and not state.on_screen():
        body += _notes(review.house.notes)
    if missed := review.missed_weeks:
        body += f'<p class="missed">{escape(_missed(missed))}</p>'
    closures = review.house.closures
    if state.on_screen():  # why it is closed was typed
        closures = dict.fromkeys(closures, CLOSED)
    ahead = weeks_ahead(
        review.items,
        today=review.today,
        bank_holidays=review.house.bank_holidays,
        closures=closures,
    )
    st.html(f'<div class="changed">{body}{_ahead(ahead)}</div>')


def _missed(mondays: Sequence[date]) -> str:
    """The weeks without a signed review; where that is all that are looked at, there may be more before."""
    if len(mondays) == WEEKS_SHOWN:
        return f"No review was signed in the {counted(WEEKS_SHOWN, 'week')} before this one."
    weeks = f"the {'week' if len(mondays) == 1 else 'weeks'} of {listed(list(map(short_date, mondays)))}"
    return f"{counted(len(mondays), 'week')} without a signed review: {weeks}."


def _since(held: Since, day: str, review: Agenda) -> str:
    """What became late first, then what was done, then what is new; of what stands as it did how much."""
    today, known = review.today, _of_the_policy(review.facts.standing)
    came = counted(len(held.late), "thing became late", "things became late")
    summary = f"{came if held.late else 'nothing became late'}, {len(held.gone)} done or no longer asked, "
    groups = (
        ("Late since then", [_line(item, today) for item in held.late]),
        ("Done, or no longer asked", [_gone(said, known) for said in held.gone]),
        ("New", [_line(item, today) for item in held.new]),
    )
    body = "".join(f"<h3>{title}</h3><ul>{''.join(said)}</ul>" for title, said in groups if said)
    still = counted(len(held.still), "other thing stands", "other things stand")
    body += f'<p class="quiet">{still} on the list as before.</p>' if held.still else ""
    return (
        f"<details><summary>Since the review of {escape(day)}: {summary}{len(held.new)} new</summary>{body}"
        "</details>"
    )


def _line(item: Item, today: date) -> str:
    """One thing with its date, and a link to its record where it has one."""
    shown = not state.on_screen()
    code = words.code_of(item, shown=shown)
    whose = f", {escape(item.about)}" if shown and item.about else ""
    due = escape(words.due_words(item, today=today))
    named = f"{_to_record(item.code, code)}{whose}"
    return f'<li>{named}: {escape(item.what)} (<span class="whole">{due}</span>)</li>'


def _of_the_policy(standing: Standing) -> dict[str, str]:
    """What each routine check, related policy and number is about, by the code that a signed review kept: the
    number in it says nothing to whoever reads it. The name of a contact is on no shared screen."""
    checks = {f"Check {one.id}": one.title for one in (*standing.checks, *standing.retired)}
    related = {f"Policy {one.position + 1}": one.title for one in standing.related}
    shown = () if state.on_screen() else standing.contacts
    return {
        code: f"{words.POLICY_CODES[action]}: {title}"
        for action, titles in (
            (Action.CHECK, checks),
            (Action.RELATED, related),
            (Action.CONTACT, {f"Contact {one.id}": one.name for one in shown}),
        )
        for code, title in titles.items()
    }


def _gone(said: str, known: Mapping[str, str]) -> str:
    """What a signed review kept of something that is not on the list any more."""
    if whole := known.get(" ".join(said.split(" ", 2)[:2])):
        return f"<li>{escape(whole)}</li>"
    code, _, what = said.partition(" ")
    return f"<li>{_to_record(code, code)} {escape(what)}</li>"


def _to_record(code: str, said: str) -> str:
    address = find.address_of_code(code)
    return parts.link(address, said) if address else escape(said)


def _notes(notes: Iterable[tuple[date, str]]) -> str:
    body = _points(f"{short_date(on)}: {note}" for on, note in notes)
    return f"<details><summary>Notes of signed reviews</summary>{body}</details>"


def _points(said: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{parts.codes_whole(line)}</li>" for line in said) + "</ul>"


def _ahead(weeks: Sequence[WeekAhead]) -> str:
    """What kinds of things fall due week by week, and the days closed: which they are stands in the list.

    What is late or due this week is open above, so that of this week only its closed days are said.
    """
    this_week, *coming = weeks
    things = sum(len(week.items) for week in coming)
    due = (
        f"{counted(things, 'thing')} {'falls' if things == 1 else 'fall'} due"
        if things
        else "nothing falls due"
    )
    days = [short_date(day) for week in coming for day, _ in week.closed]
    if days:
        due += f", closed {listed(days) if len(days) <= MOST_DAYS else f'on {len(days)} days'}"
    rows = [("This week", f"closed {listed(_runs(this_week.closed))}.")] if this_week.closed else []
    rows += [(f"Week of {short_date(week.monday)}", _week(week)) for week in coming]
    body = "".join(f"<li><strong>{named}:</strong> {escape(said)}</li>" for named, said in rows)
    return f"<details><summary>Four weeks ahead: {due}</summary><ul>{body}</ul></details>"


def _week(week: WeekAhead) -> str:
    said = f"{words.kinds_of(week.items) or 'nothing'}."
    return f"{said} Closed {listed(_runs(week.closed))}." if week.closed else said


def _runs(closed: Iterable[tuple[date, str]]) -> list[str]:
    """Days that follow each other and are closed for one reason as one, with that reason where one shows."""
    runs: list[tuple[date, date, str]] = []
    for day, name in closed:
        first, last, before = runs[-1] if runs else (day, day, "")
        if runs and before == name and last + timedelta(days=1) == day:
            runs[-1] = (first, day, name)
        else:
            runs.append((day, day, name))
    return [
        short_date(first)
        + (f" to {short_date(last)}" if last > first else "")
        + (f" ({name})" if name != CLOSED else "")
        for first, last, name in runs
    ]
