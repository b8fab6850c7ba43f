"""Filters of the registers. They live in the URL, so that a filtered page can be kept and sent.

A page remembers its own while somebody is signed in: coming back by the sidebar finds them as they were. So
each has a key that no other page has, or what is shown of one register would filter the next. What an address
says goes before what is remembered.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Protocol, TypeVar

import streamlit as st

from rules import figures
from ui import parts, state
from ui.words import told_apart

LAST_12_MONTHS = "Last 12 months"
SINCE = "Since "  # a year: the later ones are shown with it
ALL_YEARS = "All years"
ALL, EVERYONE = "All", "Everyone"  # of things, and of people
OF_SEVERAL_PARTS = frozenset({"child"})  # what several parts of a page have a list of, each of its own


class _AboutAChild(Protocol):
    """A record with a code of its own that is about a child, or about none."""

    @property
    def code(self) -> str: ...
    @property
    def child(self) -> str: ...
    @property
    def child_code(self) -> str: ...


_Held = TypeVar("_Held", bound=_AboutAChild)


def years(today: date) -> str:
    """Which years a register shows, as chosen beside it; known before its widget is drawn."""
    chosen: str | None = state.kept("years") or st.query_params.get("years")
    return chosen if chosen in _periods(today) else LAST_12_MONTHS


def _periods(today: date) -> list[str]:
    return [LAST_12_MONTHS, *(f"{SINCE}{year}" for year in range(today.year, today.year - 6, -1)), ALL_YEARS]


def choose_years(today: date) -> None:
    """The widget of `years`, drawn where the register is."""
    st.selectbox(
        "Period", _periods(today), key="years", bind="query-params", persist_state="session", width=220
    )


def none_in_period(today: date, said: str) -> None:
    """What stands for a register without a line: the period, which may hide all there is, and `said`."""
    choose_years(today)
    parts.empty(said)


def since(chosen: str, today: date) -> date:
    """The first day that a choice of years reaches back to; twelve months are those of the figures."""
    if chosen == LAST_12_MONTHS:
        return figures.since(today)
    return date.min if chosen == ALL_YEARS else date(int(chosen.removeprefix(SINCE)), 1, 1)


def choose(rows: Sequence[dict[str, Any]], column: str, key: str) -> list[dict[str, Any]]:
    """The rows whose `column` is the chosen one."""
    return those(rows, column, choice(rows, column, key))


def choice(rows: Sequence[dict[str, Any]], column: str, key: str) -> str:
    """The value of `column` that is chosen, or all of them."""
    options = [ALL, *dict.fromkeys(str(row[column]) for row in rows)]
    chosen: str = st.selectbox(
        column, options, key=key, bind="query-params", persist_state="session", width=220
    )
    return chosen


def those(rows: Iterable[dict[str, Any]], column: str, chosen: str) -> list[dict[str, Any]]:
    """The rows whose `column` is `chosen`, or all of them where no one value is."""
    return [row for row in rows if chosen in (ALL, EVERYONE, str(row[column]))]


def choose_status(rows: Sequence[dict[str, Any]], statuses: Iterable[str], key: str) -> list[dict[str, Any]]:
    """The rows that have the chosen status in any column, also where more is said of it there."""
    return with_status(rows, choice_of_status(statuses, key))


def choice_of_status(statuses: Iterable[str], key: str) -> str:
    """The status that is chosen, or all of them."""
    chosen: str = st.selectbox(
        "Show those with",
        [ALL, *statuses],
        key=key,
        bind="query-params",
        persist_state="session",
        width=220,
    )
    return chosen


def with_status(rows: Sequence[dict[str, Any]], chosen: str) -> list[dict[str, Any]]:
    """The rows that have the `chosen` status in any column, or all of them where no one status is."""
    return [
        row
        for row in rows
        if chosen == ALL or any(f"{said}, ".startswith(f"{chosen}, ") for said in row.values())
    ]


def one_of(
    key: str,
    label: str,
    codes: Sequence[str],
    words: Callable[[str], str] = str,
    *,
    width: int = 360,
    on_paper: Callable[[str], str] | None = None,
    called: str = "",
) -> str | None:
    """One record chosen by its code, or none; its code is in the URL, and never its name.

    `called` is what such a record is called, to say so where the one in the address is none of these; `words`
    are those of the list that is typed into; `on_paper` those of a printed sheet, where they differ.
    """
    if called:
        not_here(key, called, codes)
    asked = st.query_params.get(key)
    is_new = state.is_new_in_address(key, asked)
    # What was chosen in another part of the page stays in the address, for the way back to it.
    is_of_another = key in OF_SEVERAL_PARTS and asked is not None and asked not in codes and not is_new
    # A list may hold the address's record only while it is chosen: another choice then stands, not none.
    is_chosen_here = not is_new and state.kept(key) in codes
    if is_of_another and not is_chosen_here:
        state.leave_unchosen(key)
    elif not is_chosen_here:
        state.choose_again(key)
        if state.follow_address(key, key, asked if asked in codes else None):
            state.close_form_about_another()
    words = told_apart(codes, words)
    state.say_anew(key, codes, words)
    chosen: str | None = st.selectbox(
        label, codes, index=None, key=key, format_func=words, placeholder="Choose", width=width
    )
    state.drawn_as_chosen(key)
    # By hand: a bound widget writes what it shows into the URL, and that may be a name.
    if chosen is not None or not is_of_another:
        state.keep_in_address(key, chosen)
    if chosen is not None:
        # A list that is chosen from is not printed: without this the sheet would not say what it is about.
        parts.on_paper(f"{label}: {(on_paper or words)(chosen)}")
    return chosen


def new_in_address(key: str) -> str | None:
    """What the address says of `key` where a link, Back or Forward brought it, before its list is drawn.

    What was chosen here stays in the address where another list is drawn, in which it need not be.
    """
    asked: str | None = st.query_params.get(key)
    return asked if state.is_new_in_address(key, asked) else None


def not_here(key: str, called: str, codes: Collection[str]) -> None:
    """Says that the record in the address is in no list of this person's. Called before its list is drawn.

    In the same words whether it is gone, hidden or was never there. A notice says by itself what went.
    """
    asked = new_in_address(key)
    if asked and asked not in codes and not state.notice():
        parts.quiet(f"The {called} in the address is not here, or you may not open it.")


def one_about(key: str, label: str, held: Sequence[_Held]) -> _Held | None:
    """One record or none, chosen by its code or by whose it is; by code alone on a shared screen."""
    shown = [] if state.on_screen() else [one for one in held if one.child]
    to_find = {one.code: f"{one.code}, {state.to_find(one.child_code, one.child)}" for one in shown}
    titles = {one.code: title_of(one) for one in held}
    chosen = one_of(
        key,
        label,
        [one.code for one in held],
        lambda code: to_find.get(code, code),
        width=440,
        on_paper=lambda code: titles.get(code, code),
    )
    return next((one for one in held if one.code == chosen), None)


def title_of(held: _AboutAChild) -> str:
    """A record by its code and whose it is; by its code alone on a shared screen."""
    is_named = held.child and not state.on_screen()
    return f"{held.code}, {state.named(held.child_code, held.child)}" if is_named else held.code


@contextmanager
def one_opened(
    head: parts.Head, key: str, label: str, held: Sequence[_Held], *, called: str, back: str
) -> Iterator[_Held | None]:
    """The record that is opened, as `one_about`, or none; what is drawn in the `with` stands beside its list.

    Where the one in the address is none of them it says so, as `one_of` does with `called`. The page is about
    one that is opened and about nothing else: `head` says so, with the way `back`.
    """
    not_here(key, called, {one.code for one in held})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        one = one_about(key, label, held) if held else None
        yield one
    if one:
        head.of_one(title_of(one), key=key, back=back)
    else:
        head.of_all()


def one_child(names: Mapping[str, str]) -> str | None:
    """The code of one child, chosen by name or by code alone on a shared screen; or none."""
    return one_named("child", "Child", names)


def one_named(key: str, label: str, names: Mapping[str, str]) -> str | None:
    """The code of one child or person of `names`, by code; or none. Chosen as `one_child` is."""
    said = {code: state.to_find(code, name) for code, name in names.items()}
    return one_of(
        key,
        label,
        list(said),
        lambda code: said.get(code, code),
        on_paper=lambda code: state.named(code, names.get(code, "")),
    )


def part(names: Sequence[str], key: str = "part") -> str:
    """Which part of a page is open, kept in the URL under a `key` that no other page has.

    With one key for two pages, going from one to the other would find the part of the one before.
    """
    chosen: str | None = st.segmented_control(
        "Part of this page",
        names,
        default=names[0],
        required=True,
        key=key,
        bind="query-params",
        persist_state="session",
        label_visibility="collapsed",
    )
    return chosen or names[0]


def kept_choice(
    key: str, label: str, options: Sequence[str], words: Callable[[str], str], *, forgets: str = ""
) -> str:
    """One of `options`, the first unless the URL says otherwise; the URL holds the option, not its words.

    A change takes `forgets`, such as the place in a list, out of the URL.
    """
    asked = st.query_params.get(key)
    state.follow_address(key, f"filter-{key}", asked if asked in options else options[0])
    words = told_apart(options, words)
    state.say_anew(f"filter-{key}", options, words)
    chosen: str = st.selectbox(
        label,
        options,
        key=f"filter-{key}",
        format_func=words,
        width=200,
        on_change=_keep,
        args=(key, options[0], forgets),
    )
    state.drawn_as_chosen(f"filter-{key}")
    return chosen


def _keep(key: str, usual: str, forgets: str) -> None:
    chosen = state.kept(f"filter-{key}")
    if chosen in (None, usual):
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = str(chosen)
    st.query_params.pop(forgets, None)


def day(key: str, label: str, today: date, *, forgets: str) -> date | None:
    """A day in the URL, or none; a change takes `forgets` out of it, as with `kept_choice`."""
    asked = st.query_params.get(key, "")
    try:
        value = date.fromisoformat(asked) if asked else None
    except ValueError:
        value = None
    state.follow_address(key, f"filter-{key}", value if value and value <= today else None)
    chosen: date | None = st.date_input(
        label,
        value=None,
        max_value=today,
        format="DD/MM/YYYY",
        key=f"filter-{key}",
        width=160,
        on_change=_keep,
        args=(key, "", forgets),
    )
    return chosen
