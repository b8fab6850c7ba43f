"""A child's developmental record: in the playroom, and open to the child's carers at any time (DR-2, DR-3).

Looking at it needs no request and starts no clock (L6.4).
"""

from datetime import date
from enum import StrEnum

from rules.problems import Problems
from rules.words import long_date, not_yet, password_problem


class Event(StrEnum):
    """What is recorded of a developmental record: where it is kept, or that a carer looked at it."""

    KEPT = "kept at"
    VIEWED = "viewed"


def problems(
    *,
    child: object,
    event: Event,
    on: date | None,
    kept_at: str,
    carer: object,
    started_on: date | None,
    today: date,
) -> Problems:
    """What stands in the way of recording where the record is or who saw it, by field.

    `carer` is a carer of this very child, or nothing: no other child's carer sees it.
    """
    found: Problems = {}
    if not child:
        found["child"] = "Choose the child."
    if on is None:
        found["on"] = "Enter the date."
    elif on > today:
        found["on"] = not_yet(on)
    elif started_on and on < started_on:
        found["on"] = f"The child started on {long_date(started_on)}."
    if event is Event.KEPT and not kept_at.strip():
        found["kept_at"] = "Enter where the record is kept."
    if event is Event.VIEWED and not carer:
        found["carer"] = "Choose which of the child's carers looked at it."
    return found | password_problem("kept_at", kept_at)
