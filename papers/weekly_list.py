"""The weekly list to take along: what is late, due soon and waiting, with names or by codes (AI-6)."""

from collections.abc import Iterable

from papers.pdf import Head, Paper
from rules.agenda import Group, Item, group_of, most_pressing_first
from rules.words import near_date, short_date
from store.agenda import Agenda

WITH_NAMES = "Confidential: with names. Keep it in the locked cabinet, and shred it when the week is over."
BY_CODES = "By codes: there are no names on it."
_GROUPS = {
    Group.OVERDUE: "Overdue",
    Group.WITHIN_A_WEEK: "Within a week",
    Group.NEXT_FOUR_WEEKS: "Next four weeks",
    Group.WAITING: "Waiting on someone",
}
_SIZE = 8.0


def as_pdf(agenda: Agenda, *, with_names: bool, prepared_by: str) -> bytes:
    """Everything that is overdue, due within a week or in the next four weeks, or waiting, under the headings
    and in the order that the screen has, with a box to tick.

    As many pages as it takes: whoever works through the list on paper has no screen beside them, and what was
    left out of it would be done by nobody.
    """
    mark = WITH_NAMES if with_names else BY_CODES
    if agenda.house.is_sample:
        mark = f"Fictional records. {mark}"
    paper = Paper(Head("Weekly list", agenda.house.name, agenda.today, prepared_by, mark), size=_SIZE)
    by_group = {group: _items_of(agenda, group) for group in _GROUPS}
    for group, held in by_group.items():
        if not held:
            continue
        paper.heading(f"{_GROUPS[group]}: {len(held)}")
        paper.table(
            ["", "Who", "What to do", "Due", "Clause"],
            [_row(item, agenda, with_names=with_names) for item in held],
            widths=(0.6, 5.2 if with_names else 3.2, 10 if with_names else 12, 2.3, 1.4),
            size=_SIZE,
        )
    said = "* Our own rule, not a legal date."
    if not any(by_group.values()):
        said = "Nothing needs doing in the next four weeks."
    paper.text(said, is_quiet=True, size=_SIZE)
    return paper.made()


def _items_of(agenda: Agenda, group: Group) -> list[Item]:
    held: Iterable[Item] = (item for item in agenda.items if group_of(item, today=agenda.today) is group)
    return most_pressing_first(held) if group is Group.OVERDUE else list(held)


def _row(item: Item, agenda: Agenda, *, with_names: bool) -> list[str]:
    name = f", {item.whose}" if with_names and item.about else ""
    waits = f" (waits until {short_date(item.snoozed_until)})" if item.snoozed_until else ""
    if with_names and item.aside:
        waits += f". {item.aside}"
    due = near_date(item.due, today=agenda.today) + (" *" if item.is_house_rule else "")
    return ["☐", f"{item.code}{name}", item.what + waits, due, item.clause]
