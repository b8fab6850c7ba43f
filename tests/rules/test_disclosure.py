"""Disclosure control: what a meeting sees of counts about children, and the search for a way back (L11)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.disclosure import (
    FEW,
    HIDDEN,
    KEPT_BACK,
    SMALL,
    STEP,
    TOO_FEW,
    Shown,
    is_small,
    rounded,
    share,
    shown,
    shown_row,
)

MANY = 2_000


def possible(words: str) -> range:
    """Every count that is shown in these words: what somebody who sees them can conclude."""
    if words == HIDDEN:
        return range(1, SMALL + 1)
    if words in {KEPT_BACK, TOO_FEW}:
        return range(MANY)
    number = int(words)
    if number == 0:
        return range(1)
    return range(max(SMALL + 1, number - STEP // 2), number + STEP // 2 + 1)


def ways_back(row: Mapping[str, Shown], total: int) -> dict[str, set[int]]:
    """For each hidden cell, the counts that fit what is shown and a `total` that somebody knows exactly.

    A set of one number is a way back, and none may exist.
    """
    found = reachable([possible(cell.words) for cell in row.values()], total)
    return {name: fits for (name, cell), fits in zip(row.items(), found, strict=True) if cell.number is None}


def reachable(ranges: Sequence[range], total: int) -> list[set[int]]:
    found = []
    for at, own in enumerate(ranges):
        low = sum(r.start for n, r in enumerate(ranges) if n != at)
        high = sum(r[-1] for n, r in enumerate(ranges) if n != at)
        found.append({count for count in own if low <= total - count <= high and count <= total})
    return found


@pytest.mark.parametrize(
    ("count", "words"),
    [
        pytest.param(0, "0", id="nought is shown"),
        pytest.param(1, HIDDEN, id="one child is hidden"),
        pytest.param(5, HIDDEN, id="five are hidden: under six, not under five"),
        pytest.param(6, "5", id="six are shown to the nearest five"),
        pytest.param(7, "5", id="seven"),
        pytest.param(8, "10", id="eight"),
        pytest.param(45, "45", id="a whole group"),
        pytest.param(47, "45", id="rounded down"),
        pytest.param(48, "50", id="rounded up"),
    ],
)
def test_a_count_about_children_is_shown_so(count, words):
    assert shown(count).words == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        pytest.param(45, 45, "all", id="all"),
        pytest.param(44, 45, "all but 1 to 5", id="one missing is not told from five missing"),
        pytest.param(40, 45, "all but 1 to 5", id="five missing"),
        pytest.param(39, 45, "about 8 to 9 in 10", id="six missing: the only count of its tenth"),
        pytest.param(38, 45, "about 8 to 9 in 10", id="and the tenth beside it"),
        pytest.param(33, 45, "about 7 in 10", id="and no other"),
        pytest.param(194, 200, "nearly all", id="six missing of many: never about 10 in 10"),
        pytest.param(115, 121, "about 9 in 10", id="six missing: the only count that is nearly all"),
        pytest.param(6, 121, "about 1 in 10", id="six: the only count that is very few"),
        pytest.param(20, 45, "about 4 in 10", id="less than half"),
        pytest.param(12, 41, "about 3 in 10", id="29 of a hundred: rounded twice it was 2 in 10"),
        pytest.param(14, 41, "about 3 in 10", id="34 of a hundred: rounded twice it was 4 in 10"),
        pytest.param(15, 41, "about 4 in 10", id="37 of a hundred"),
        pytest.param(18, 40, "about 5 in 10", id="of two tenths as near the greater one"),
        pytest.param(15, 20, "all but 1 to 5", id="five missing of twenty: a quarter, not nearly all"),
        pytest.param(3, 45, "1 to 5", id="a small count says no share"),
        pytest.param(5, 20, "1 to 5", id="five of twenty: a quarter, not very few"),
        pytest.param(6, 200, "very few", id="six of many: never about 0 in 10"),
        pytest.param(0, 45, "none", id="none"),
        pytest.param(7, 19, "too few to show", id="under twenty children"),
        pytest.param(7, 20, "about 3 to 4 in 10", id="twenty children"),
        pytest.param(9, 20, "about 5 in 10", id="twenty children, and not at the edge"),
        pytest.param(0, 0, "none to count", id="nobody on roll"),
    ],
)
def test_a_share_is_of_the_true_counts_and_rounded_once(part, whole, words):
    assert share(part, whole) == words


@pytest.mark.parametrize("whole", range(FEW, 200), ids=str)
def test_a_share_is_near_the_true_one_and_no_words_stand_for_one_count_over_five(whole):
    said = defaultdict(list)
    for part in range(6, whole - 5):
        said[share(part, whole)].append(part)
    for words, parts in said.items():
        assert len(parts) > 1, (words, parts)
        tenths = [int(word) for word in words.split() if word.isdigit()][:-1] or [
            {"very": 0}.get(words[:4], 10)
        ]
        for part in parts:
            assert min(abs(10 * part / whole - tenth) for tenth in tenths) < 0.6, (words, part)


@pytest.mark.parametrize("children", [*range(FEW, 62), *range(118, 141)], ids=str)
def test_no_small_count_is_left_between_the_share_of_a_row_and_its_other_counts(children):
    """Whoever knows how many children there are compares what was given with what has a clear answer: what is
    between them was refused. With each share to the nearest tenth alone, twelve rows gave a count away."""
    alike = defaultdict(list)
    for clear in range(children + 1):
        row = tuple(cell.words for cell in shown_row({"clear": clear, "open": children - clear}).values())
        for given_ in range(clear + 1):
            alike[row, share(given_, children)].append((clear - given_, clear, children - clear))
    for words, found in alike.items():
        for fits in map(set, zip(*found, strict=True)):
            assert len(fits) > 1 or not is_small(min(fits)), (children, words, fits)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        pytest.param(
            [30, 3, 12, 0], [KEPT_BACK, HIDDEN, KEPT_BACK, "0"], id="beside a small one only nought is shown"
        ),
        pytest.param([43, 1], [KEPT_BACK, HIDDEN], id="only one fits: the other is kept back"),
        pytest.param([42, 2], [KEPT_BACK, HIDDEN], id="more fit: kept back too, or keeping back would tell"),
        pytest.param([19, 1, 4], [KEPT_BACK, HIDDEN, HIDDEN], id="two small ones"),
        pytest.param([5, 6, 6, 6], [HIDDEN, *[KEPT_BACK] * 3], id="23: just room for one of 1 to 5"),
        pytest.param([4, 6, 6, 6], [TOO_FEW] * 4, id="22: no room, five would not fit"),
        pytest.param([20, 0], ["20", "0"], id="twenty children are enough"),
        pytest.param([10, 10], ["10", "10"], id="twenty in all, none of them in one cell"),
        pytest.param([19, 0], [TOO_FEW] * 2, id="nineteen are too few"),
        pytest.param([5, 5, 5, 5], ["too few to show"] * 4, id="small ones alone: the total would tell"),
        pytest.param([1, 6, 6, 6, 6], ["too few to show"] * 5, id="no room for another small count"),
        pytest.param([45, 0, 0], ["45", "0", "0"], id="nothing small, nothing hidden"),
        pytest.param([12, 7, 0], ["too few to show"] * 3, id="under twenty children: no cell at all"),
    ],
)
def test_a_row_hides_as_much_as_it_must(counts, words):
    row = shown_row({str(at): count for at, count in enumerate(counts)})
    assert [cell.words for cell in row.values()] == words


COUNTS = st.lists(st.integers(0, 60), min_size=2, max_size=6)


@settings(max_examples=400, deadline=None)
@given(COUNTS)
def test_no_small_count_can_be_worked_out_by_somebody_who_knows_the_total(counts):
    row = shown_row({str(at): count for at, count in enumerate(counts)})
    for name, fits in ways_back(row, sum(counts)).items():
        assert counts[int(name)] in fits
        if is_small(counts[int(name)]):
            assert len(fits) > 1, (counts, name, fits)


@pytest.mark.parametrize(
    ("cells", "most"),
    [
        pytest.param(2, 60, id="two cells: which cell is kept back told the small one of 22 or 24 children"),
        pytest.param(3, 32, id="three cells"),
        pytest.param(4, 26, id="four cells"),
    ],
)
def test_no_small_count_can_be_worked_out_by_somebody_who_also_knows_how_we_hide(cells, most):
    for total in range(FEW, most):
        alike = defaultdict(list)
        for first in product(range(total + 1), repeat=cells - 1):
            if sum(first) <= total:
                counts = (*first, total - sum(first))
                row = shown_row({str(at): count for at, count in enumerate(counts)})
                alike[tuple(cell.words for cell in row.values())].append(counts)
        for words, found in alike.items():
            for fits in map(set, zip(*found, strict=True)):
                assert len(fits) > 1 or not is_small(min(fits)), (total, words, fits)


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 200), st.integers(0, 200))
def test_the_difference_between_two_meetings_pins_nothing(before, after):
    """Two meetings whose true counts differ by less than five may show the same or five apart: both fit."""
    differences = {
        later - earlier for earlier in possible(shown(before).words) for later in possible(shown(after).words)
    }
    assert after - before in differences
    if before and after:
        assert len(differences) > 1


@settings(max_examples=300, deadline=None)
@given(st.integers(6, 10_000))
def test_what_is_shown_says_a_number_near_the_true_one(count):
    assert abs(rounded(count) - count) <= 2
    assert count in possible(shown(count).words)
