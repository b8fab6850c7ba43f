"""The committee pack: what the committee's page shows, on paper and as a table, by the same rules (X-7; L11).

It is made from what the page is made from, after small counts are kept back, and carries no name at all: who
prepared it is said by role.
"""

from collections.abc import Iterable
from datetime import date

from papers.pdf import Head, Paper
from papers.registers import as_xlsx as rows_as_xlsx
from rules.committee import (
    HOW_RECORDED,
    NO_RECORDS,
    QUESTION,
    AreaSeen,
    RequestSeen,
    Show,
    groups,
    left_without_induction,
    totals,
)
from rules.disclosure import SHARES, SMALL
from rules.induction import Role
from rules.words import dated
from store.committee import MeetingRead

_MARK = (
    f"For the management committee. No family is named; counts about children of 1 to {SMALL} are not shown"
)


def as_pdf(read: MeetingRead, today: date, *, by: Role) -> bytes:
    """The pack to print. `today` is the day in London that it is of, `by` the role of who prepares it."""
    mark = f"{_MARK}." if read.show is Show.TOTALS else f"{_MARK}, but for open requests by number."
    mark = f"Fictional records. {mark}" if read.is_sample else mark
    paper = Paper(Head("Committee pack", read.setting, today, f"the {by}", mark), size=10)
    if not read.has_records:
        paper.text(NO_RECORDS)
        return paper.made()
    meeting = read.meeting
    paper.heading(QUESTION)
    paper.text(meeting.sentence, is_bold=True, size=12.5)
    paper.heading("For the committee to decide or to note")
    paper.points(meeting.asked, is_numbered=True)
    paper.heading("How the areas stand")
    paper.table(
        ["Area", "Status", "The figure that matters", "Trend"],
        [[*_area(seen), seen.trend] for seen in meeting.areas],
        widths=(3, 2.6, 6.4, 3.4),
    )
    paper.heading(meeting.changed_since)
    paper.points(meeting.changed)
    paper.heading("Open access requests")
    if not meeting.requests:
        paper.text("None is open.")
    elif read.show is Show.TOTALS:
        paper.points(totals(meeting.requests))
    else:
        with_dates = read.show is Show.DATES
        paper.table(
            ["Request", "What is happening", "How far off", *(["Due"] if with_dates else [])],
            [_request(held, with_dates=with_dates) for held in meeting.requests],
            widths=(3, 5, 3, *([3] if with_dates else [])),
        )
    paper.heading("Complaints")
    paper.points(meeting.complaints)
    by_purpose = read.by_purpose
    _rows(paper, "Consents by purpose", by_purpose, widths=(5, 3.3, 3.7, 3))
    paper.text(SHARES)
    paper.heading(HOW_RECORDED)
    paper.table(
        ["Decided in", "Recorded"], [[held.quarter, held.said] for held in meeting.quarters], widths=(1, 1)
    )
    _rows(paper, "Induction by role", groups(read.figures.induction.by_group), widths=(3, 4, 4, 3))
    if said := left_without_induction(read.figures.induction.left_without_it):
        paper.text(said)
    paper.heading("The policy itself")
    paper.table(
        ["", "How it is", "Status"],
        [[point.what, point.said, point.standing.capitalize()] for point in meeting.policy],
        widths=(4, 6, 3),
    )
    return paper.made()


def as_xlsx(read: MeetingRead, today: date) -> bytes:
    """The pack as one table, a line for each thing that is said."""
    return rows_as_xlsx(rows(read, today), title="Committee pack")


def rows(read: MeetingRead, today: date) -> list[dict[str, str]]:
    """The lines of the table: part of the pack, what, how it stands, and what is said of it."""
    if not read.has_records:
        return _lines([("Answer", read.setting, dated(today), NO_RECORDS)])
    meeting, consents = read.meeting, read.by_purpose
    fictional = [("Records", read.setting, "", "Fictional records.")] if read.is_sample else []
    found = [*fictional, ("Answer", read.setting, dated(today), meeting.sentence)]
    found += [("Decide or note", str(number), "", said) for number, said in enumerate(meeting.asked, 1)]
    found += [("Area", *_area(seen)) for seen in meeting.areas]
    found += [("Trend", _area(seen)[0], "", seen.trend) for seen in meeting.areas]
    found += [(meeting.changed_since, "", "", said) for said in meeting.changed]
    if read.show is Show.TOTALS:
        found += [("Open access requests", "", "", said) for said in totals(meeting.requests)]
    else:
        for held in meeting.requests:
            code, stage, band, *due = _request(held, with_dates=read.show is Show.DATES)
            found.append(("Open access request", code, band, ". Due ".join([stage, *due])))
    found += [("Complaints", "", "", said) for said in meeting.complaints]
    found += [("Consents", row["Purpose"], "", _rest(row)) for row in consents]
    found += [("Decisions recorded", held.quarter, "", held.said) for held in meeting.quarters]
    found += [
        ("Induction", row["Role"], row["Taken through everything"], _rest(row))
        for row in groups(read.figures.induction.by_group)
    ]
    if said := left_without_induction(read.figures.induction.left_without_it):
        found.append(("Induction", "Left in the last 12 months", "", said))
    found += [("Policy", point.what, point.standing.capitalize(), point.said) for point in meeting.policy]
    return _lines(found)


def _lines(found: Iterable[tuple[str, ...]]) -> list[dict[str, str]]:
    return [dict(zip(("Part", "What", "Status", "Said"), line, strict=True)) for line in found]


def _area(seen: AreaSeen) -> tuple[str, str, str]:
    between = " " if seen.about[0].islower() else ". "
    return seen.area.capitalize(), seen.standing.capitalize(), f"{seen.figure}{between}{seen.about}"


def _request(held: RequestSeen, *, with_dates: bool) -> list[str]:
    return [held.code, held.stage, held.band.capitalize(), *([dated(held.due)] if with_dates else [])]


def _rest(row: dict[str, str]) -> str:
    """What a row says after its name, and its status where it has one."""
    said = list(row.items())[1 if "Purpose" in row else 2 :]
    return "; ".join(f"{name}: {words}" for name, words in said)


def _rows(paper: Paper, title: str, held: Iterable[dict[str, str]], *, widths: tuple[float, ...]) -> None:
    paper.heading(title)
    if lines := list(held):
        paper.table(list(lines[0]), [list(line.values()) for line in lines], widths=widths)
    else:
        paper.text("There is nothing to count yet.")
