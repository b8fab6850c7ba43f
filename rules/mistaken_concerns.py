"""A concern that was recorded by mistake, such as twice: when it is taken back (IS-8, IS-11).

A decision not to share is one that somebody made, and no typing slip. So nothing goes with a concern: what
hangs on it is taken back before, each by itself, and what was shared was shared.
"""

from collections.abc import Sequence

from rules import mistakes
from rules.problems import Problems
from rules.sharing import Outcome, was_shared
from rules.words import listed

STANDS = "Choose another one that stands, for a concern about the same child. Or say that it was not twice."


def problems(
    because: str,
    *,
    in_the_way: str = "",
    is_twice: bool = False,
    is_another_there: bool = False,
) -> Problems:
    """What stands in the way of taking back a concern, by field.

    `in_the_way` is what has to be put right before, in words. `is_twice` is whether it was recorded twice;
    then the one that stands instead has to be there.
    """
    found = mistakes.problems(because)
    if is_twice and not is_another_there:
        found["stands"] = STANDS
    if in_the_way:
        found["row"] = in_the_way
    return found


def in_the_way(
    *,
    outcome: Outcome | None,
    is_twice: bool,
    is_in_file: bool = False,
    entries: Sequence[str] = (),
    is_told: bool = False,
    has_advice: bool = False,
    has_complaint: bool = False,
) -> str:
    """What has to be put right before a concern is taken back, in words; empty where nothing does.

    `outcome` is what was decided last, `is_in_file` whether that is recorded as written in the child's file,
    and `entries` are the numbers of the entries that hold the concern. `is_told` is whether it is recorded
    that the family was told later, `has_advice` whether advice or a reply is.
    """
    if is_in_file:
        return (
            "The decision is recorded as written in the child's file. Take that back first, under Entered by "
            "mistake."
        )
    if entries:
        hold = "hold" if len(entries) > 1 else "holds"
        return (
            f"Entry {listed(list(entries))} in the child's file {hold} this concern. Correct that first, on "
            "the page Children and files."
        )
    if is_told:
        return (
            "It is recorded that the family was told later. Take that back first, under Entered by mistake."
        )
    if has_advice:
        return (
            "Advice or a reply is recorded with it. Record that with the concern that stands, if there is "
            "one, and take it back here first, under Entered by mistake."
        )
    if has_complaint:
        return "A complaint names this concern, so it stays on record."
    if was_shared(outcome):
        return (
            "It says that information was shared, so it stays on record. If nothing was shared, decide again "
            "first and say why."
        )
    if outcome is not None and not is_twice:
        return (
            "It was decided not to share, and that stays on record (IS-11). Only a concern that was recorded "
            "twice is taken back now: choose the one that stands."
        )
    return ""


def as_said(because: str, stands_instead: str = "") -> str:
    """The reason as it is kept, with the code of the concern that stands instead, if any."""
    return f"Recorded twice: {stands_instead} stands. {because}" if stands_instead else because
