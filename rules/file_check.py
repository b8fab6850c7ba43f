"""The check of a child's file before it is shown: order, pages, authors (AR-12, AR-31; clauses AR-10, X-3).

Everything that can be worked out from the index is worked out and listed. Two people sign the check, and sign
it again when the index changed after they did.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rules import file_index
from rules.file_index import Entry, Fact, Kind, Nature
from rules.words import listed


@dataclass(frozen=True)
class Checked:
    """An entry that stands in the index, with what the check looks at.

    Of one that is hidden from whoever looks, the kind and the author are not known, and nobody's fault.
    """

    entry: Entry
    kind: Kind | None
    author: str
    nature: Nature | None = None
    opinion_of: str = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class Finding:
    """Something that the check found: what, and in which entries or pages."""

    what: str
    where: str


def repeated_pages(entries: Iterable[Entry]) -> list[int]:
    """The pages that more than one entry claims (AR-12)."""
    held = Counter(page for entry in entries for page in range(entry.first_page, entry.last_page + 1))
    return sorted(page for page, times in held.items() if times > 1)


def findings(held: Iterable[Checked], *, entry_days: int) -> list[Finding]:
    """What is not as the policy wants it, in the order of the check; empty when the file is in order."""
    checked = list(held)
    entries = [one.entry for one in checked]
    seen = [one for one in checked if not one.is_hidden]
    found = [
        ("Out of date order", _entries(file_index.out_of_order(entries))),
        ("Pages missing", file_index.pages_in_words(file_index.missing_pages(entries))),
        ("Pages listed twice", file_index.pages_in_words(repeated_pages(entries))),
        ("Without an author", _entries(one.entry.number for one in seen if not one.author.strip())),
        ("Without a kind", _entries(one.entry.number for one in seen if one.kind is None)),
        (
            "Opinion without saying whose",
            _entries(
                one.entry.number
                for one in seen
                if one.nature not in {None, Nature.FACT} and not one.opinion_of.strip()
            ),
        ),
        (
            "Written late, without saying why",
            _entries(
                entry.number
                for entry in entries
                if file_index.is_late(entry.event_on, entry.written_on, entry_days=entry_days)
                and not file_index.latest(entry, Fact.LATE)
            ),
        ),
    ]
    return [Finding(what, where) for what, where in found if where]


def page_count(entries: Iterable[Entry]) -> int:
    """How many pages the file has by its index, each counted once."""
    return len({page for entry in entries for page in range(entry.first_page, entry.last_page + 1)})


def _entries(numbers: Iterable[int]) -> str:
    return listed([str(number) for number in sorted(set(numbers))])
