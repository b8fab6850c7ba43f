"""The audit trail on the Set-up page: newest first, filtered in the URL, a page at a time, and as a file."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

import streamlit as st

from rules.need_to_know import Thing
from rules.working_days import LONDON
from store import trail
from store.cabinet import Cabinet, Who
from store.trail import Choices, Filter, TrailLine
from ui import exports, filters, parts, state

EVERYBODY, ANY_ACT, ANY_THING = "Everybody", "Anything", "Any record"
BEFORE = "before"


def section(who: Who, today: date) -> None:
    """The filters, a page of lines, the way to older ones, and the export of what is filtered."""
    with state.reading(who, Thing.AUDIT_TRAIL) as look:
        choices = trail.choices(look)
        wanted = _chosen(choices, today)
        page = trail.read(look, wanted, before=_before())
        length = trail.length(look)
    shown = not state.on_screen()
    rows = list(_rows(page.lines, parts.in_london, shown=shown))
    if not rows:
        parts.empty("No line matches. Choose another filter.")
        return
    parts.register(rows, alt="The audit trail, newest first", clock="HH:mm:ss")
    with st.container(horizontal=True):
        if _before() is not None:
            st.button("Newest", on_click=_go_to, args=(None,))
        if page.older is not None:
            st.button("Older", on_click=_go_to, args=(page.older,))
    exports.buttons("audit-trail", today, partial(_made, state.opened(), who, wanted, shown))
    parts.quiet(
        f"The trail has {length} lines in all, numbered as they were written: one that is out of its order "
        "was written while this computer's clock was wrong. The dashboard itself never changes one or takes "
        "one out."
    )


def _made(
    opened: Cabinet, who: Who, wanted: Filter, shown: bool, kind: str, makes: exports.Makes, purpose: str
) -> bytes:
    """The lines as a file, a line at a time: there may be very many."""
    count = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal count
        for count, row in enumerate(_rows(trail.every(look, wanted), _in_a_file, shown=shown), 1):  # noqa: B007
            yield row

    with opened.reading(who, Thing.AUDIT_TRAIL) as look:
        content = makes(counted())
    trail.exported(opened, who, "audit_entry", kind=kind, rows=count, purpose=purpose)
    return content


def _chosen(choices: Choices, today: date) -> Filter:
    """The filter as it stands in the URL, changed by the widgets."""
    accounts = {f"Account {number}": number for number in choices.accounts}
    things = {_words(thing): thing for thing in choices.things}
    with st.container(horizontal=True):
        account = _one_of("who", "Who", [EVERYBODY, *accounts], choices)
        act = _one_of("act", "Did what", [ANY_ACT, *choices.acts])
        thing = _one_of("thing", "About", [ANY_THING, *things])
        since = filters.day("from", "From", today, forgets=BEFORE)
        until = filters.day("to", "Until", today, forgets=BEFORE)
    return Filter(
        accounts.get(account),
        "" if act == ANY_ACT else act,
        things.get(thing, ""),
        since,
        until,
    )


def _one_of(key: str, label: str, options: list[str], choices: Choices | None = None) -> str:
    """One of the options, kept in the URL: an account there by its number, never by name."""
    names = {f"Account {number}": name for number, name in choices.accounts.items()} if choices else {}
    labels = {option: state.to_find(option, names.get(option, "")) for option in options}
    return filters.kept_choice(key, label, options, labels.__getitem__, forgets=BEFORE)


def _before() -> int | None:
    said = st.query_params.get(BEFORE, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None


def _go_to(line: int | None) -> None:
    if line is None:
        st.query_params.pop(BEFORE, None)
    else:
        st.query_params[BEFORE] = str(line)


def _in_a_file(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%d %b %Y %H:%M:%S}"


def _rows(
    lines: Iterable[TrailLine], when: Callable[[datetime], object], *, shown: bool
) -> Iterator[dict[str, Any]]:
    """The lines as they are read, `when` each was written as it is shown there; on a shared screen no name,
    no reason, no text is in them."""
    for line in lines:
        account = f"Account {line.account_id}" if line.account_id else "The dashboard"
        yield {
            "Line": line.id,
            "When": when(line.at),
            "Who": f"{line.account}, {account.lower()}" if shown and line.account else account,
            "Did what": line.act,
            "About": f"{_words(line.thing)} {line.code or line.thing_id or ''}".strip(),
            "Details": details(line.detail, shown=shown),
        }


def _words(thing: str) -> str:
    return thing.replace("_", " ")


def details(detail: dict[str, Any], *, shown: bool) -> str:
    """The details of a line in words; on a shared screen only which fields they are about."""
    said = []
    for name, value in detail.items():
        label = _words(name)
        if not shown:
            said.append(label)
        elif isinstance(value, list) and len(value) == 2 and not isinstance(value[0], dict):
            said.append(f"{label}: {_value(value[0])} → {_value(value[1])}")
        else:
            said.append(f"{label}: {_value(value)}")
    return "; ".join(said)


def _value(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{_words(str(name))} {_value(held)}" for name, held in value.items())
    if isinstance(value, list):
        return ", ".join(_value(held) for held in value)
    return str(value)
