"""Headings that stand in two rows, such as “Photographs” over “display” and “website”, read as one row."""

from collections.abc import Sequence
from typing import Any

from store.registers.cells import text
from store.registers.marks import sides
from store.registers.spreadsheet import Row, Sheet

Group = range  # the columns that one merged cell stands over, the first being 0


def headings(sheet: Sheet, index: int) -> tuple[int, tuple[Any, ...]]:
    """The lowest row of the headings, by its place among the rows, and the heading of each column.

    `index` is the row that was taken for the headings. A heading under another reads `display (Photographs)`.
    """
    rows = sheet.rows
    if index + 1 < len(rows):
        over, under = rows[index], rows[index + 1]
        groups = _groups(sheet, over)
        if under[0] == over[0] + 1 and _are_names_in(groups, over[1], under[1]):
            return index + 1, _joined(over[1], under[1], groups)
    if index:
        over, under = rows[index - 1], rows[index]
        groups = _groups(sheet, over)
        if under[0] == over[0] + 1 and _heads(groups, over[1], under[1]):
            return index, _joined(over[1], under[1], groups)
    return index, rows[index][1]


def _groups(sheet: Sheet, row: Row) -> list[Group]:
    """The merged cells of one row that has text in them."""
    found = []
    for merged in sheet.marks.merged:
        left, top, right, bottom = sides(merged)
        if top == bottom == row[0] and _at(row[1], left - 1):
            found.append(range(left - 1, right))
    return found


def _are_names_in(groups: Sequence[Group], over: Sequence[Any], under: Sequence[Any]) -> bool:
    """Whether the row below names what is in the groups, and is no row of the register's own."""
    grouped = {place for group in groups for place in group}
    named = {place for place in range(len(under)) if _at(under, place)}
    headed = {place for place in range(len(over)) if _at(over, place)} - grouped
    return len(named & grouped) > 1 and not named & headed


def _heads(groups: Sequence[Group], over: Sequence[Any], under: Sequence[Any]) -> bool:
    """Whether the row above heads columns too: one text alone is a title, whatever it stands over."""
    named = [place for place in range(len(over)) if _at(over, place)]
    fills = any(not _at(under, place) for place in named)
    return len(named) > 1 and (bool(groups) or fills)


def _joined(over: Sequence[Any], under: Sequence[Any], groups: Sequence[Group]) -> tuple[str, ...]:
    first = {place: group[0] for group in groups for place in group}
    found = []
    for place in range(max(len(over), len(under))):
        above, own = _at(over, first.get(place, place)), _at(under, place)
        found.append(f"{own} ({above})" if own and above else own or above)
    return tuple(found)


def _at(values: Sequence[Any], place: int) -> str:
    held = values[place] if place < len(values) else None
    return text(held) if isinstance(held, str) else ""
