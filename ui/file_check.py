"""The check of a child's file before it is shown, drawn on its request's page (AR-10, AR-12, AR-31, X-3)."""

from datetime import date

from store.cabinet import Who
from store.file_index import FileIndex
from store.whole_requests import HeldWhole
from ui import hold


def part(held: HeldWhole, found: FileIndex, who: Who, today: date) -> None:
    """What the check finds, who signed it, and what changed in the file since it was asked for."""
    del found
    hold.changes_part(held, who, today)
