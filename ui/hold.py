"""What changed in a child's file while an access request asks for it: before, after, why (AR-30, X-3)."""

from store import request_file
from store.file_index import FileIndex
from store.held_request import HeldWhole
from ui import parts, state, words


def changes_part(held: HeldWhole, found: FileIndex) -> None:
    """Every change of the index since the request was received, for those who prepare the file."""
    parts.subheading("The file since it was asked for", note="AR-30: each change needs a reason")
    changes = request_file.changes(held, found)
    if not changes:
        what = "that you may see " if any(line.is_hidden for line in found.lines) else ""
        parts.quiet(f"Nothing {what}in the index has been changed since the request was received.")
        return
    shown = not state.on_screen()
    parts.lines(
        [
            (
                words.moment(change.at),
                f"Entry {change.number}",
                f"Before: {change.before}" if shown else "Changed",
                f"After: {change.after}" if shown else "",
                f"{change.reason} ({change.by})" if shown else "",
            )
            for change in changes
        ],
        kind="file-changes",
    )
