"""Says of a register's sheet what is marked in it otherwise than by text (see `store.registers.marks`)."""

from collections import Counter
from collections.abc import Sequence

from rules.words import counted, listed
from store.registers.marks import MOST_MARKED, column_letters, row_number, sides
from store.registers.rows import Findings, Register
from store.registers.spreadsheet import Sheet

SHOWN = 5
MANY = MOST_MARKED // 10  # from here on nobody counts, and not all may have been looked at


def say_marks(register: Register, sheet: Sheet, findings: Findings) -> None:
    """Names what is merged, hidden, noted or coloured: one line for each. What is struck through is asked."""
    marks = sheet.marks
    _say_merged(register, marks.merged, findings)
    if sheet.is_hidden:
        findings.note(
            register,
            None,
            None,
            "This sheet is hidden in the workbook, and is read like the others. If it is an old one, "
            "delete it there.",
        )
    _say_hidden_columns(register, marks.hidden_columns, findings)
    hidden = [number for number, _ in register.rows if number in marks.hidden_rows]
    if hidden:
        findings.note(
            register,
            hidden[0],
            None,
            f"{counted(len(hidden), 'row')} from here on {'is' if len(hidden) == 1 else 'are'} hidden in the "
            "workbook, by a filter or by hand, and read like the others.",
        )
    # In the order of the sheet: the workbook may list notes by who wrote them.
    if noted := sorted(
        (cell for cell in marks.noted if row_number(cell) >= register.header_row), key=_in_order
    ):
        findings.left_out(
            register,
            row_number(noted[0]),
            None,
            f"{_cells(noted)} {'has' if len(noted) == 1 else 'have'} a note or comment that was not read: "
            f"{cells_named(noted)}. Type into a column anything the dashboard should have.",
        )
    if coloured := _that_differ(marks.coloured, register):
        findings.note(
            register,
            row_number(coloured[0]),
            None,
            f"{_cells(coloured)} {'is' if len(coloured) == 1 else 'are'} coloured: {cells_named(coloured)}. "
            "Colours were not read. If a colour means something, such as that a child has left, type it "
            "into a column.",
        )


def _say_merged(register: Register, merged: Sequence[str], findings: Findings) -> None:
    """Names the merged cells among the rows: only the first of each holds what they seem to say."""
    fields = {place: name for name, place in register.at.items()}
    for cells_of in merged:
        left, top, right, bottom = sides(cells_of)
        # Of the columns that come in, which are few: merged cells may reach across thousands.
        emptied = [
            place for place in sorted(fields) if left - 1 <= place < right and (place >= left or bottom > top)
        ]
        if top > register.header_row and emptied:
            first, last = cells_of.split(":")
            findings.left_out(
                register,
                top,
                fields[emptied[0]],
                f"The cells {first} to {last} are merged, so all but the first are read as empty. Undo the "
                "merging and fill in each.",
            )


def _say_hidden_columns(register: Register, hidden: Sequence[tuple[int, int]], findings: Findings) -> None:
    """Names the hidden columns that come in."""
    come_in = sorted(register.at.values())
    named = [
        register.columns[place].place
        for place in come_in
        if any(first <= place + 1 <= last for first, last in hidden)
    ]
    is_one = len(named) == 1
    if named:
        findings.note(
            register,
            register.header_row,
            None,
            f"The column{'' if is_one else 's'} {listed(named)} {'is' if is_one else 'are'} hidden in the "
            "workbook, and read like the others. Check whether what is in it still applies.",
        )


def _of_the_rows(cells: Sequence[str], register: Register) -> list[str]:
    """The cells that stand in a row of the register."""
    numbers = {number for number, _ in register.rows} if cells else set()
    return [cell for cell in cells if row_number(cell) in numbers]


def _that_differ(marked: Sequence[tuple[str, int]], register: Register) -> list[str]:
    """The coloured cells of the register's rows, but for columns of one colour all the way down.

    Such a colour says nothing of a row; nor does one beside the register.
    """
    letters = {column.letter for column in register.columns}
    of_the_rows = set(_of_the_rows([cell for cell, _ in marked], register))
    here = [
        (cell, colour) for cell, colour in marked if cell in of_the_rows and column_letters(cell) in letters
    ]
    down = Counter((column_letters(cell), colour) for cell, colour in here)
    rows = len(register.rows)
    if len(marked) >= MOST_MARKED:
        rows = sum(number < row_number(marked[-1][0]) for number, _ in register.rows)  # as far as was looked
    return [cell for cell, colour in here if down[column_letters(cell), colour] < rows]


def _in_order(cell: str) -> tuple[int, int, str]:
    return row_number(cell), len(cell), cell


def _cells(cells: Sequence[str]) -> str:
    return "Very many cells" if len(cells) >= MANY else counted(len(cells), "cell")


def cells_named(cells: Sequence[str]) -> str:
    """`B4`, `B4, C7 and D9`, `B4, B5, B6, B7, B8 and 3 others`."""
    if len(cells) <= SHOWN:
        return listed(list(cells))
    others = "more" if len(cells) >= MANY else counted(len(cells) - SHOWN, "other")
    return f"{', '.join(cells[:SHOWN])} and {others}"
