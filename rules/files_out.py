"""The paper file in the locked cabinet: who took it out, what for, and that it is back (PR-2).

One person has it at a time. It comes back by the end of the day on which it was taken out: our own rule.
"""

from datetime import date

from rules.problems import Problems
from rules.words import long_date, not_yet, password_problem


def out_problems(
    *,
    child: object,
    holder: object,
    what_for: str,
    on: date | None,
    out_since: date | None,
    back_on: date | None,
    holder_left_on: date | None,
    today: date,
) -> Problems:
    """What stands in the way of taking a child's file out, by field.

    `out_since` is since when somebody else has it, `back_on` the day on which it last came back.
    """
    found: Problems = {}
    if not child:
        found["child"] = "Choose the child."
    elif out_since:
        found["child"] = f"The file is out since {long_date(out_since)}. Record first that it is back."
    if not holder:
        found["holder"] = "Choose who takes it."
    elif on and holder_left_on and on > holder_left_on:
        found["holder"] = f"This person left on {long_date(holder_left_on)}. Check who it was, and when."
    if not what_for.strip():
        found["what_for"] = "Enter what it is needed for, such as to write up the review."
    if on is None:
        found["on"] = "Enter the day on which it was taken out."
    elif on > today:
        found["on"] = not_yet(on)
    elif back_on and on < back_on:
        found["on"] = f"The file was out before, and came back on {long_date(back_on)}. Check the day."
    return found | password_problem("what_for", what_for)


def back_problems(*, out_on: date | None, on: date | None, today: date) -> Problems:
    """What stands in the way of recording that a file is back, by field; `out_on` is since when it is out,
    None where it is not."""
    found: Problems = {}
    if out_on is None:
        found["out"] = "This file is back already. Close this and look again."
    if on is None:
        found["on"] = "Enter the day on which it came back."
    elif on > today:
        found["on"] = not_yet(on)
    elif out_on and on < out_on:
        found["on"] = f"It was taken out on {long_date(out_on)}. Enter the day on which it came back."
    return found
