"""The record of a decision to share or not to share, as a paper for the child's file (IS-6, IS-8, IS-11)."""

from collections.abc import Sequence

from papers.pdf import Head, Paper

MARK = "Confidential. Keep this paper in the child's file, and delete the copy from the computer (CP-9)."

Lines = Sequence[tuple[str, str, str]]


def record(head: Head, about: str, lines: Lines, advice: Lines) -> bytes:
    """What was decided, a question a line with its clause; then the advice and replies, by their day."""
    paper = Paper(head, size=9.5)
    paper.text(about, is_bold=True)
    paper.table(("Question", "What is recorded", "Clause"), lines, widths=(26, 62, 12))
    if advice:
        paper.heading("Advice and replies")
        paper.table(("Date", "What", "What they said"), advice, widths=(18, 32, 50))
    return paper.made()
