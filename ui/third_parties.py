"""The third parties of an access request, drawn on its page (AR-13 to AR-23)."""

from datetime import date

from store.cabinet import Who
from store.file_index import FileIndex
from store.whole_requests import HeldWhole


def part(held: HeldWhole, found: FileIndex, who: Who, today: date) -> None:
    """Who is mentioned and not listed yet, each party with where it stands and what is next."""
    del held, found, who, today
