"""Find and help: a record by its code or name, what the page is for, and the keys that work (AI-6)."""

import tomllib
from functools import cache

import streamlit as st

from rules.induction import Role
from rules.need_to_know import Act, Thing, may
from rules.words import counted
from store import find, policy
from store.cabinet import Who
from store.setting import DATA
from ui import form, parts, state
from ui.places import is_for, places_about

KEYS = (
    ("Ctrl + K", "Opens this"),
    ("Tab, Shift + Tab", "Goes to the next field or button, and back"),
    ("Enter or Space", "Presses the button with the outline round it"),
    ("Enter in a form", "Sends the form"),
    ("Escape", "Closes whatever is open on top of the page"),
)
WHILE_PRESENTING = ("Right and left arrow", "Go on and back while the committee page is presented")


@cache
def help_of(script: str, role: Role) -> tuple[str, ...]:
    """What a page is for, in sentences, by the name of its script: what somebody in `role` can do there."""
    held = tomllib.loads((DATA / "page_help.toml").read_text(encoding="utf-8"))
    lines: list[str | dict[str, str]] = held.get(script, {}).get("says", [])
    return tuple(
        line if isinstance(line, str) else line["says"]
        for line in lines
        if isinstance(line, str) or is_for(role, line)
    )


@form.opens(form.FIND, "Find and help", width="medium")
def _find() -> None:
    who, script = state.signed_in(), state.suggestion()
    if find.finds_anything(who):
        _search(who)
    if said := help_of(str(script or ""), who.role):
        parts.subheading("What this page is for")
        parts.sentences(said)
    parts.subheading("Keys that work")
    presents = may(who.role, Act.RECORD, Thing.WEEKLY_REVIEW)
    parts.lines([*KEYS, *([WHILE_PRESENTING] if presents else [])], kind="two")
    parts.quiet("Dates and times are London time. Codes stand for people, so that a list can be shared.")


def _search(who: Who) -> None:
    by_name = not state.on_screen()
    asked = st.text_input(
        "A code, a clause, a name, or what you want to do"
        if by_name
        else "A code, a clause, or what you want to do",
        max_chars=100,
        key="find.asked",
        placeholder="C-014, AR-8, breach, new starter" + (", or part of a name" if by_name else ""),
    )
    if not asked:
        parts.status("")
        return
    with state.reading(who) as look:
        found = find.find(look, who, asked, by_name=by_name)
    places, clauses = places_about(asked, who.role), policy.clauses_about(asked)
    parts.status(f"{counted(len(found) + len(places) + len(clauses), 'result')}.")
    if found or not (places or clauses):
        parts.links([(held.address, held.kind, held.code, held.name) for held in found])
    if places:
        parts.subheading("Where it is done")
        parts.links([(at.address, ", ".join(filter(None, (at.page, at.part))), at.says, "") for at in places])
    if clauses:
        whole = "; all of it is on the Policy page" if may(who.role, Act.SEE, Thing.POLICY) else ""
        parts.subheading("What the policy says", note=f"In our own words{whole}")
        parts.lines(list(clauses.items()), kind="clause")
