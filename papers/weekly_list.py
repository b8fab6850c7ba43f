"""The weekly list to take along: one page to print, with names or by codes (AI-6)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from papers.pdf import Head, Paper
from rules.agenda import Group, Item, group_of, most_pressing_first
from rules.words import near_date, short_date
from store.agenda import Agenda

WITH_NAMES = "Confidential: with names. Keep it in the locked cabinet, and shred it when the week is over."
BY_CODES = "By codes: there are no names on it."
_WHEN = {
    Group.OVERDUE: "Overdue",
    Group.WITHIN_A_WEEK: "Within a week",
    Group.NEXT_FOUR_WEEKS: "Ahead",
    Group.WAITING: "Waiting",
}
_LATE_FOR_LONG = timedelta(weeks=4)
_MOST_PRESSING = 20  # of what is overdue, which stay on the page however long they have been late
_MOST_ROWS = 44
_SIZE = 8.0


def as_pdf(agenda: Agenda, *, with_names: bool, prepared_by: str) -> bytes:
    """One page: what is overdue, within a week, the next four weeks and waiting, with a box to tick.

    What the page has no room for is counted at its foot. What the review has first and legal dates are always
    on it; then what is lately late or due within a week, what has been late for longer, and what is ahead.
    """
    lines = list(_lines(agenda, with_names=with_names))
    first_to_last = sorted(range(len(lines)), key=lambda at: lines[at].may_be_left_out)

    def written(shown: int) -> Paper:
        rows = [lines[at].cells for at in sorted(first_to_last[:shown])]
        left = [lines[at].group for at in first_to_last[shown:]]
        return _paper(agenda, rows, left, with_names=with_names, prepared_by=prepared_by)

    shown = min(len(lines), _MOST_ROWS)
    paper = written(shown)
    while paper.pages > 1 and shown:
        shown -= min(shown, 3)
        paper = written(shown)
    return paper.made()


class _Line(NamedTuple):
    group: Group
    cells: list[str]
    may_be_left_out: int  # the higher, the sooner


def _lines(agenda: Agenda, *, with_names: bool) -> Iterable[_Line]:
    for group in _WHEN:
        held = [item for item in agenda.items if group_of(item, today=agenda.today) is group]
        for at, item in enumerate(most_pressing_first(held) if group is Group.OVERDUE else held):
            name = f", {item.whose}" if with_names and item.about else ""
            waits = f" (waits until {short_date(item.snoozed_until)})" if item.snoozed_until else ""
            if with_names and item.aside:
                waits += f". {item.aside}"
            due = near_date(item.due, today=agenda.today) + (" *" if item.is_house_rule else "")
            cells = ["☐", _WHEN[group], f"{item.code}{name}", item.what + waits, due, item.clause]
            presses = group is Group.OVERDUE and at < _MOST_PRESSING
            yield _Line(group, cells, 0 if presses else _may_be_left_out(item, group, agenda.today))


def _may_be_left_out(item: Item, group: Group, today: date) -> int:
    if item.is_legal:
        return 0
    if group is Group.OVERDUE and today - item.due > _LATE_FOR_LONG:
        return 2
    return 1 if group in {Group.OVERDUE, Group.WITHIN_A_WEEK} else 3


def _paper(
    agenda: Agenda,
    rows: Sequence[Sequence[str]],
    left: Sequence[Group],
    *,
    with_names: bool,
    prepared_by: str,
) -> Paper:
    mark = WITH_NAMES if with_names else BY_CODES
    if agenda.house.is_sample:
        mark = f"Fictional records. {mark}"
    paper = Paper(Head("Weekly list", agenda.house.name, agenda.today, prepared_by, mark), size=_SIZE)
    if rows:
        paper.table(
            ["", "When", "Who", "What to do", "Due", "Clause"],
            rows,
            widths=(0.6, 2.6, 6.1, 8.8, 2.3, 1.4),
            size=_SIZE,
        )
    said = "* Our own rule, not a legal date."
    if not rows:
        said = "Nothing needs doing in the next four weeks."
    elif left:
        late = left.count(Group.OVERDUE)
        said = f"And {len(left)} more, which are in the dashboard; {late or 'none'} of them overdue. {said}"
    paper.text(said, is_quiet=True, size=_SIZE)
    return paper
