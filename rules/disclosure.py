"""What a meeting may be shown about children without anybody being recognised (X-7; law L11).

A count of 1 to 5 is replaced by "1 to 5"; nought is shown. Every larger count is shown to the nearest five,
totals and percentages included. The rounding is what closes the ways back: from a total less the other
cells, from a percentage, from a plot, from an export, or from the difference between two meetings, a small
count can never be pinned to one number, not even by somebody who knows how many children there are.
Where a small count could still be pinned, further cells of its row are kept back (secondary suppression).
A share is of the true counts, to the nearest tenth: rounded twice it was wrong by up to a tenth.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

SMALL = 5  # L11.1: 1 to 5 inclusive
STEP = 5
ABOUT_SMALL = 3  # the middle of what is hidden, where a share is made of what is shown
HIDDEN = "1 to 5"
KEPT_BACK = "kept back"
TOO_FEW = "too few to show"
NONE_TO_COUNT = "none to count"
SHARES = (
    "Shares of all children, to about a tenth. The first two make up all of them. Settled is what was "
    "answered, and a no where no answer came after asking twice."
)
FEW = 20  # with fewer children than this, one child moves every share


@dataclass(frozen=True)
class Shown:
    """A count as a meeting sees it: its words, and the number that a plot may draw (None: hidden)."""

    words: str
    number: int | None

    def __str__(self) -> str:
        return self.words


def is_small(count: int) -> bool:
    """Whether a count about children may not be shown as it is."""
    return 1 <= count <= SMALL


def rounded(count: int) -> int:
    """To the nearest five; a count over five never to nought."""
    return STEP * ((count + STEP // 2) // STEP)


def shown(count: int) -> Shown:
    """One count about children by itself."""
    if is_small(count):
        return Shown(HIDDEN, None)
    return Shown(str(rounded(count)), rounded(count))


def shown_row(counts: Mapping[str, int]) -> dict[str, Shown]:
    """The counts of one row whose total the room may know: no small one can be worked out from the rest.

    Beside a small count every cell but nought is kept back, whatever the small one is: where that depended on
    whether the rest would pin it, a cell that is kept back would itself tell which number it is. Of fewer
    than twenty children in all, and of rows whose cells leave too little room, nothing is shown by cell.
    """
    total = sum(counts.values())
    small = sum(is_small(count) for count in counts.values())
    rest = sum(count > SMALL for count in counts.values())
    # What is kept back is over five: there have to be children enough for a small count to be any of 1 to 5.
    has_room = rest > 0 and total >= SMALL * small + (SMALL + 1) * rest
    if total < FEW or (small and not has_room):
        return dict.fromkeys(counts, Shown(TOO_FEW, None))
    if not small:
        return {name: shown(count) for name, count in counts.items()}
    return {name: Shown(KEPT_BACK, None) if count > SMALL else shown(count) for name, count in counts.items()}


def share(part: int, whole: int) -> str:
    """A share of children in words: of the true counts, rounded once, to the nearest tenth.

    Shares of fewer than 20 children are not given: one child would move them. Of a small count the words say
    that it is one: 15 of 20 are not nearly all. No words stand for one count alone, which beside a rounded
    one would give a small count away: the outermost tenth is said with the next one to it then.
    """
    if whole == 0:
        return NONE_TO_COUNT
    if whole < FEW:
        return TOO_FEW
    if part in (0, whole):
        return tenths(part, whole)
    if is_small(part):
        return HIDDEN
    if is_small(whole - part):
        return f"all but {HIDDEN}"
    tenth = _tenth(part, whole)
    counts = Counter(_tenth(count, whole) for count in range(SMALL + 1, whole - SMALL))
    for outermost, next_to_it in ((min(counts), min(counts) + 1), (max(counts), max(counts) - 1)):
        if counts[outermost] == 1 and tenth in (outermost, next_to_it):
            if outermost in (0, 10):
                return f"about {next_to_it} in 10"
            return f"about {min(outermost, next_to_it)} to {max(outermost, next_to_it)} in 10"
    return tenths(part, whole)


def tenths(part: int, whole: int) -> str:
    """A share in words, to the nearest tenth: "all" and "none" are just those."""
    if part == whole:
        return "all"
    if part == 0:
        return "none"
    return _in_words(_tenth(part, whole))


def _in_words(of_ten: int) -> str:
    if of_ten >= 10:
        return "nearly all"
    return f"about {of_ten} in 10" if of_ten else "very few"


_RISING = ("none", *map(_in_words, range(11)), "all")


def _tenth(part: int, whole: int) -> int:
    """The nearest tenth, of two that are as near the greater one."""
    return (20 * part + whole) // (2 * whole)


def adding_up(part: Shown, rest: Shown, whole: int) -> tuple[str, str]:
    """The shares of two counts that are shown, of a `whole` that the room may know, in tenths that make ten.

    They are made of the middle of the counts that fit what is shown, so that they tell no more than it does.
    """
    fits = [count for count in range(whole + 1) if (shown(count), shown(whole - count)) == (part, rest)]
    if fits in ([0], [whole]):
        return tenths(fits[0], whole), tenths(whole - fits[0], whole)
    of_ten = _tenth(fits[0] + fits[-1], 2 * whole)
    return _in_words(of_ten), _in_words(10 - of_ten)


def no_more_than(most: str, share_: str) -> str:
    """A share of those who are counted in another share, `most`, which it does not exceed: that one is made
    of rounded counts, and may be a tenth too low."""
    is_more = {most, share_} <= set(_RISING) and _RISING.index(share_) > _RISING.index(most)
    return most if is_more else share_
