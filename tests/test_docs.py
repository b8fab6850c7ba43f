"""What the documents say of the code and of each other is so."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DECISIONS = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
NUMBERED = re.compile(r"^## (\d+)\. .+ \(\d+ \w+ \d{4}\)$", re.MULTILINE)
NUMBERS = [int(number) for number in NUMBERED.findall(DECISIONS)]
BY_SUBJECT = re.findall(r"^\| ([^|]+) \| ([\d, ]+) \|$", DECISIONS, re.MULTILINE)
CHANGING = (ROOT / "docs" / "changing-it.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w.-]+(?:/[\w.-]+)+)`", CHANGING)))
WORDS_OF = re.findall(r"`([A-Z_]+)` (?:in|of) `([\w/]+\.py)`", CHANGING)
WORDS_OF += [(word, file) for file, word in re.findall(r"`([\w/]+\.py)` \(`([A-Z_]+)`\)", CHANGING)]


def test_decisions_are_numbered_in_a_row_and_each_is_found_by_its_subject():
    assert len(re.findall(r"^## ", DECISIONS, re.MULTILINE)) == len(NUMBERS), "a number, a title and a day"
    assert list(range(1, len(NUMBERS) + 1)) == NUMBERS
    listed = [[int(number) for number in numbers.split(", ")] for _, numbers in BY_SUBJECT]
    assert {number for row in listed for number in row} == set(NUMBERS)
    assert all(row == sorted(set(row)) for row in listed)


@pytest.mark.parametrize("path", NAMED)
def test_what_the_page_for_who_changes_it_names_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("word", "file"), WORDS_OF)
def test_the_lists_that_it_sends_to_are_where_it_says(word, file):
    assert re.search(rf"^{word}\b.*= ", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
