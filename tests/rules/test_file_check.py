"""The check of a file before it is shown: what is worked out from the index, and how it is said (AR-12)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.file_check import Checked, findings, page_count, repeated_pages
from rules.file_index import Entry, Fact, Happened, Kind, Nature

ON = date(2026, 3, 2)
ENTRY_DAYS = 2


def entry(number, first, last=None, on=ON, written_on=None, happened=()):
    return Entry(number, first, last or first, on, written_on or on, happened=happened)


def checked(held, **changed):
    about = {"kind": Kind.CONTACT, "author": "Ewa Nowak", "nature": Nature.FACT} | changed
    return Checked(held, **about)


def found(*held):
    return [(one.what, one.where) for one in findings(held, entry_days=ENTRY_DAYS)]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        pytest.param([], [], id="an empty file has nothing wrong with it"),
        pytest.param([checked(entry(1, 1, 2)), checked(entry(2, 3))], [], id="in order"),
        pytest.param(
            [checked(entry(1, 1, on=ON)), checked(entry(2, 2, on=ON))], [], id="two of one day are in order"
        ),
        pytest.param(
            [checked(entry(1, 1, on=ON)), checked(entry(2, 2, on=ON - timedelta(days=1)))],
            [("Out of date order", "2")],
            id="a day earlier than the one before it",
        ),
        pytest.param(
            [checked(entry(1, 1, 2)), checked(entry(2, 4))], [("Pages missing", "3")], id="a page is missing"
        ),
        pytest.param(
            [checked(entry(1, 1, 2)), checked(entry(2, 2, 3))], [("Pages listed twice", "2")], id="twice"
        ),
        pytest.param(
            [checked(entry(1, 1), author="  ")], [("Without an author", "1")], id="blanks are no author"
        ),
        pytest.param([checked(entry(1, 1), kind=None)], [("Without a kind", "1")], id="no kind"),
        pytest.param(
            [checked(entry(1, 1), nature=Nature.OPINION)],
            [("Opinion without saying whose", "1")],
            id="an opinion is somebody's",
        ),
        pytest.param(
            [checked(entry(1, 1), nature=Nature.OPINION, opinion_of="Ewa Nowak")], [], id="whose it is"
        ),
        pytest.param(
            [checked(entry(1, 1), nature=Nature.OPINION, opinion_of="  ")],
            [("Opinion without saying whose", "1")],
            id="blanks are nobody",
        ),
        pytest.param(
            [checked(entry(1, 1), nature=Nature.BOTH)],
            [("Opinion without saying whose", "1")],
            id="partly opinion is somebody's too",
        ),
        pytest.param([checked(entry(1, 1), nature=None)], [], id="a hidden nature is nobody's fault"),
        pytest.param(
            [checked(entry(1, 1, written_on=ON + timedelta(days=ENTRY_DAYS)))], [], id="on the last day"
        ),
        pytest.param(
            [checked(entry(1, 1, written_on=ON + timedelta(days=ENTRY_DAYS + 1)))],
            [("Written late, without saying why", "1")],
            id="a day after the last day",
        ),
        pytest.param(
            [
                checked(
                    entry(
                        1,
                        1,
                        written_on=ON + timedelta(days=9),
                        happened=(Happened(Fact.LATE, ON + timedelta(days=9)),),
                    )
                )
            ],
            [],
            id="late, and it is said why",
        ),
        pytest.param(
            [checked(entry(33, 1), author=""), checked(entry(1, 2), author="")],
            [("Without an author", "1 and 33")],
            id="by number, wherever they stand",
        ),
        pytest.param(
            [checked(entry(2, 5), author="", kind=None), checked(entry(1, 1), author="")],
            [("Pages missing", "2 to 4"), ("Without an author", "1 and 2"), ("Without a kind", "2")],
            id="each thing once, in the order of the check, its entries by number",
        ),
    ],
)
def test_the_check_lists_what_is_not_in_order(held, expected):
    assert found(*held) == expected


ENTRIES = st.lists(
    st.builds(
        lambda first, more: (first, first + more),
        st.integers(min_value=1, max_value=40),
        st.integers(min_value=0, max_value=5),
    ),
    max_size=12,
).map(lambda spans: [entry(at, first, last) for at, (first, last) in enumerate(spans, 1)])


@given(ENTRIES)
def test_each_page_counts_once_and_those_claimed_twice_are_listed(entries):
    claimed = [page for one in entries for page in range(one.first_page, one.last_page + 1)]
    assert page_count(entries) == len(set(claimed))
    assert repeated_pages(entries) == sorted({page for page in claimed if claimed.count(page) > 1})
    assert len(claimed) - page_count(entries) >= len(repeated_pages(entries))


@given(ENTRIES, st.randoms(use_true_random=False))
def test_the_order_in_which_entries_are_read_changes_nothing(entries, chance):
    held = [checked(one, author="" if one.number % 3 == 0 else "Ewa Nowak") for one in entries]
    mixed = list(held)
    chance.shuffle(mixed)
    assert found(*mixed) == found(*held)


@given(ENTRIES)
def test_putting_the_author_in_is_enough(entries):
    held = [checked(one, author="") for one in entries]
    put_right = [replace(one, author="Ewa Nowak") for one in held]
    without = [one for one in found(*held) if one[0] != "Without an author"]
    assert found(*put_right) == without
