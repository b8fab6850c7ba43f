"""The day on which something came, from which its clock runs (law L1.2), and what is said of a wrong one."""

from datetime import date

from rules import mistakes
from rules.problems import Problems
from rules.words import long_date

NotBefore = tuple[date | None, str]  # a day, where it is known, and what happened then


def day_problem(received_on: date, *, not_before: NotBefore, today: date) -> str:
    """What is wrong with a day of receipt; empty when nothing is."""
    if received_on > today:
        return f"The date received must be today or earlier: {long_date(received_on)} has not come yet."
    first, what = not_before
    if first and received_on < first:
        return f"The date received is before {what}, {long_date(first)}."
    return ""


def problems(
    received_on: date | None,
    *,
    known: date,
    because: str,
    first_done_on: date | None,
    not_before: NotBefore,
    today: date,
    complained_on: date | None = None,
) -> Problems:
    """What stands in the way of saying that something came on another day than is `known`, by field.

    `first_done_on` is the day of the first step that stands: none was done before it came. `complained_on` is
    when the first complaint about it was received: none is about what had not come yet.
    """
    found = mistakes.problems(because)
    if received_on is None:
        found["received_on"] = "Enter the date it was received."
    elif problem := day_problem(received_on, not_before=not_before, today=today):
        found["received_on"] = problem
    elif received_on == known:
        found["received_on"] = f"{long_date(received_on)} is the date already recorded. Enter the right one."
    elif first_done_on is not None and received_on > first_done_on:
        found["received_on"] = (
            f"A step was done before that, on {long_date(first_done_on)}. Put that right first, or the date "
            "here."
        )
    elif complained_on is not None and received_on > complained_on:
        found["received_on"] = (
            f"A complaint about it was received before that, on {long_date(complained_on)}. Put that right "
            "first, or the date here."
        )
    return found
