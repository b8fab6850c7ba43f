"""Two papers about an access request for its file: what was taken out of the copy, and all that was done.

Clauses AR-15, AR-25, AR-30, AR-32. Third parties stand in them by kind and number, as they do on a shared
screen; what somebody typed stands as it was typed. Legal advice is in neither (AR-11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from papers.pdf import Head, Paper
from rules.words import dated

MARK = "Confidential. Keep this paper in the file, and delete the typed copy from the computer (AR-15, CP-9)."

NOT_ALL = (
    "Changes of sensitive entries are not on this paper: the person who made it had not said why they "
    "need to see them. The manager's paper has them."
)


@dataclass(frozen=True)
class Taken:
    """A redaction: from which entry and pages, how much, whose, on what ground, and by which two people."""

    entry: str
    pages: str
    extent: str
    whose: str
    ground: str
    reason: str
    by: str
    agreed_by: str


@dataclass(frozen=True)
class Chapter:
    """A part of the history: its title, and a row for each thing done with the day, what, and by whom."""

    title: str
    rows: Sequence[tuple[str, str, str]]


def redaction_schedule(
    head: Head, taken: Sequence[Taken], *, whose: str, copied_again_on: date | None = None
) -> bytes:
    """Every redaction with its ground and its two names; `whose` says which request it belongs to.

    `copied_again_on` is the day on which the copy with the marks was copied again (AR-26), where it was.
    """
    paper = Paper(head, is_wide=True, size=9)
    paper.text(whose, is_bold=True)
    if not taken:
        paper.text("No redaction has been recorded.")
        return paper.made()
    done = (
        f"Each was scored through on a copy, and that copy was copied again on {dated(copied_again_on)}."
        if copied_again_on
        else "Each is to be scored through on a copy, and that copy copied again: this is not recorded yet, "
        "or something changed after it."
    )
    paper.text(
        f"{done} The file itself is as it was. What a third party wants does not decide anything on its "
        "own: each ground is the setting's own decision."
    )
    paper.table(
        ("Entry", "Pages", "Taken out", "About", "Ground", "Why", "Decided by", "Agreed by"),
        [
            (
                one.entry,
                one.pages,
                one.extent,
                one.whose,
                one.ground,
                one.reason,
                one.by,
                one.agreed_by or "Nobody yet: one person alone cannot take anything out",
            )
            for one in taken
        ],
        widths=(8, 6, 10, 14, 18, 22, 11, 11),
    )
    return paper.made()


def history(head: Head, about: Sequence[str], chapters: Sequence[Chapter]) -> bytes:
    """All that was recorded of a request, in its order, what was corrected included."""
    paper = Paper(head, size=9.5)
    for line in about:
        paper.text(line)
    for chapter in chapters:
        paper.heading(chapter.title)
        if chapter.rows:
            paper.table(("Date", "What", "By"), chapter.rows, widths=(16, 62, 22))
        else:
            paper.text("Nothing is recorded.")
    return paper.made()
