"""Redaction and the copies of a child's file, drawn on its request's page (AR-24 to AR-27)."""

from datetime import date

from store.cabinet import Who
from store.file_index import FileIndex
from store.whole_requests import HeldWhole


def part(held: HeldWhole, found: FileIndex, who: Who, today: date) -> None:
    """The complete copy, what is taken out with its ground and two names, and where the clean copy stands."""
    del held, found, who, today
