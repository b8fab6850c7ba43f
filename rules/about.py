"""Which child a concern or a breach is about, where another was chosen at first (RC-1; IS-10).

What is held of a child must be accurate: a concern that stands with the wrong child is shown to that family
and is missing from the other's file. Taken back it would be asked for nowhere. Both children stay in
its history.
"""

from datetime import date

from rules import mistakes
from rules.problems import Problems
from rules.words import listed, long_date


def problems(child: int | None, *, known: int | None, because: str, in_the_way: str = "") -> Problems:
    """What stands in the way of saying that a record is about `child` and not the `known` one, by field.

    `in_the_way` is what has to be put right before, in words.
    """
    found = mistakes.problems(because)
    if child is None:
        found["child"] = "Choose the child whom it is really about."
    elif child == known:
        found["child"] = "That is the child already recorded. Choose the right one."
    elif in_the_way:
        found["child"] = in_the_way
    return found


def concern_in_the_way(
    *, is_in_file: bool, entries: list[str], is_told: bool, raised_on: date, born_on: date | None
) -> str:
    """What has to be put right before a concern is about another child, who was born on a day; or nothing.

    `is_in_file` says whether its decision is recorded as written in the first child's file; `entries` are the
    numbers of the entries of that file which hold the concern, `is_told` whether it is recorded that the
    first family was told later.
    """
    if is_in_file:
        return (
            "The decision is recorded as written in the first child's file. Take that back first, under "
            "Entered by mistake, and record the entry in the right file afterwards."
        )
    if entries:
        hold = "hold" if len(entries) > 1 else "holds"
        return (
            f"Entry {listed(entries)} in the first child's file {hold} this concern. Correct that first, on "
            "the page Children and files."
        )
    if is_told:
        return (
            "It is recorded that the first family was told later. Take that back first, under Entered by "
            "mistake."
        )
    if born_on and raised_on < born_on:
        return f"The concern was raised before this child was born, on {long_date(born_on)}. Check the child."
    return ""


def breach_in_the_way(*, is_listed: bool, is_told: bool) -> str:
    """What has to be taken back before the first family of a breach is another child's; or nothing.

    `is_listed` says whether the breach lists that child already, as somebody else whom it affects; `is_told`
    whether it is recorded that the first family was told, or why not.
    """
    if is_listed:
        return "This family is listed already, as somebody else it affects. Take that back first."
    if is_told:
        return "It is recorded whether the first family was told. Take that back first."
    return ""
