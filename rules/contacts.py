"""Conversations in which something confidential is told: with another professional, or with a colleague.

With professionals they are held in a professional framework, not in passing (CP-14, L7.6). A colleague
beside the manager and the key person is told only what their work with the child needs (PR-5, CP-12, CP-13).
"""

import re
from datetime import date
from enum import StrEnum

from rules.induction import ON_THE_COMMITTEE, SUPERVISED, Role
from rules.problems import Problems, is_sentence
from rules.sharing import names_somebody
from rules.words import long_date, past_day_problem


class Kind(StrEnum):
    """With whom."""

    PROFESSIONAL = "another professional"
    COLLEAGUE = "a colleague"


class Method(StrEnum):
    """How a conversation with another professional was held."""

    TELEPHONE = "telephone"
    MEETING = "meeting"
    VIDEO = "video call"
    LETTER = "letter"
    EMAIL = "email"


# Whole words, and a place only with a word for talking: what a child's Snapchat said, or what happened at the
# gate, is a purpose like any other.
_IN_PASSING = re.compile(
    r"\b(?:in passing|passing by|ad[ -]?hoc|informal(?:ly)?|chat(?:s|ted|ting)?)\b"
    r"|\b(?:word|speak(?:ing)?|spoken?|talk(?:ed|ing)?|met|conversation)\b.*\b(?:corridor|at the gate)\b",
    re.IGNORECASE | re.DOTALL,
)
_UNNAMED = frozenset({"unnamed", "unknown", "not known", "not named", "no name", "n/a", "none", "not given"})


def contact_problems(
    *,
    child: object,
    agency: str,
    person: str,
    role: str,
    method: Method | None,
    purpose: str,
    on: date | None,
    today: date,
    born_on: date | None = None,
) -> Problems:
    """What stands in the way of recording a contact with another professional, by field (CP-14)."""
    found: Problems = {}
    if not child:
        found["child"] = "Choose the child."
    if not names_somebody(agency):
        found["agency"] = "Enter the agency or team."
    if not names_somebody(person) or person.strip().casefold() in _UNNAMED:
        found["person"] = "Enter the professional's name. Ask for it before anything is said."
    if not names_somebody(role):
        found["role"] = "Enter the person's role."
    if method is None:
        found["method"] = "Choose how you spoke."
    if not is_sentence(purpose):
        found["purpose"] = "Enter the purpose in a sentence."
    elif _IN_PASSING.search(purpose):
        found["purpose"] = (
            "A chat in passing is not within a professional framework. Arrange a conversation, and enter "
            "its purpose."
        )
    return found | _on_problems(on, today, born_on)


def disclosure_problems(
    *,
    child: object,
    colleague: object,
    role: Role | None,
    what: str,
    purpose: str,
    on: date | None,
    today: date,
    colleague_left_on: date | None = None,
    born_on: date | None = None,
) -> Problems:
    """What stands in the way of recording that a colleague was told something, by field (PR-5, CP-13).

    Whoever had left by then, on `colleague_left_on`, was no colleague: that is a breach.
    """
    found: Problems = {}
    if not child:
        found["child"] = "Choose the child."
    if not colleague:
        found["colleague"] = "Choose who was told."
    elif role in ON_THE_COMMITTEE:
        found["colleague"] = (
            "The committee is not told about a child. Choose somebody who works with the child."
        )
    elif on and colleague_left_on and on > colleague_left_on:
        found["colleague"] = (
            f"This person left on {long_date(colleague_left_on)}. Check the date; anything told to them "
            "later has to be logged as a breach."
        )
    if not is_sentence(what):
        found["what"] = "Enter in a sentence what they were told."
    if not is_sentence(purpose):
        found["purpose"] = "Enter in a sentence why their work with the child needs it."
    return found | _on_problems(on, today, born_on)


def seldom_needs_it(role: Role | None) -> str:
    """What is said of somebody who was told and has no part in planning for a child, or nothing (PR-5)."""
    if role not in SUPERVISED:
        return ""
    return f"A {role} seldom plans for a child (PR-5): if their work did not need it, log a breach."


def _on_problems(on: date | None, today: date, born_on: date | None) -> Problems:
    if on is None:
        return {"on": "Enter the date."}
    problem = past_day_problem(on, born_on=born_on, today=today)
    return {"on": problem} if problem else {}
