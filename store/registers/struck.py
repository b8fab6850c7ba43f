"""Asks what is meant by a line through a register's text, and by a sheet of those who left.

In many registers a line through an answer takes it back, and a line through a name says that the child left.
Read like any other it would be a consent that is none, or a child who is not here; so nobody guesses.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from rules.words import counted
from store.registers.marks import column_letters, row_number
from store.registers.rows import LEAVERS, WHO_LEAVE, Findings, Register
from store.registers.say_marks import cells_named
from store.registers.spreadsheet import Row, Sheet
from store.registers.tried import LEAVE_OUT, Kind

READ = "read"
_NOTES = frozenset({"note", "reason"})  # what stands there is told, and counts for nothing
_WHAT_TO_DO = {
    Kind.CONSENTS: "Empty the cells that no longer apply, or enter W for an answer that was withdrawn.",
}


def settle(register: Register, sheet: Sheet, findings: Findings) -> Register:
    """The register without the rows that a person says no longer apply, which is asked first."""
    return _without_leavers(_without_struck(register, sheet, findings), sheet, findings)


def _without_struck(register: Register, sheet: Sheet, findings: Findings) -> Register:
    if not sheet.marks.struck:
        return register
    struck = _fields_by_row(register, sheet.marks.struck)
    names = {"name", "forename", "surname"}
    whole = [row for row in register.rows if names & struck.get(row[0], set())]
    # Whoever has a leaving date has left, with the line or without.
    asked = [row for row in whole if not register.has_left(row[1])]
    of_rows = {row[0] for row in whole}
    told = [(number, field) for number, fields in struck.items() for field in fields & _NOTES]
    told += [(row[0], "left_on") for row in whole if row not in asked]
    faulty = [
        (number, field)
        for number, fields in struck.items()
        if number not in of_rows
        for field in sorted(fields - _NOTES, key=register.at.__getitem__)
    ]
    if told:
        number, field = min(told)
        findings.note(
            register,
            number,
            field,
            "This is struck through, all or in part, and read like any other, as are others below it."
            if len(told) > 1
            else "This is struck through, all or in part, and read like any other.",
        )
    if faulty:
        number, field = faulty[0]
        findings.fault(
            register,
            number,
            field,
            f"{_named(faulty, register)} struck through, all or in part. "
            f"{_WHAT_TO_DO.get(register.kind, 'Delete what no longer applies.')} "
            "Take the line off what does apply.",
        )
    if not asked:
        return register
    said = f"{_rows(asked)} struck through. {_APPLIES[len(asked) > 1]}{_leaving(register)}"
    return _asked(register, findings, asked, said, "struck through")


_APPLIES = {False: "Does what is in it still apply?", True: "Does what is in them still apply?"}


def _without_leavers(register: Register, sheet: Sheet, findings: Findings) -> Register:
    """Asks about people on a sheet of leavers of whom no leaving date is known."""
    title = sheet.name or PurePath(sheet.file).stem
    if register.kind not in WHO_LEAVE or not LEAVERS.search(title.replace("_", " ")):
        return register
    asked = [row for row in register.rows if not register.has_left(row[1])]
    if not asked:
        return register
    said = (
        f"“{title}” seems to hold people who left, and {counted(len(asked), 'row')} from here on "
        f"{'has' if len(asked) == 1 else 'have'} no leaving date. Are these people here?{_leaving(register)}"
    )
    return _asked(register, findings, asked, said, "leavers")


def _leaving(register: Register) -> str:
    if register.kind not in WHO_LEAVE:
        return ""
    return " Of those who left it is best to enter the day in the spreadsheet, and choose it again."


def _asked(register: Register, findings: Findings, rows: Sequence[Row], said: str, about: str) -> Register:
    """The register without `rows` where the person chose so, or has not chosen yet."""
    first = next(name for name in ("name", "forename", "surname", *register.at) if name in register.at)
    chosen = findings.answer(
        register,
        rows[0][0],
        first,
        said,
        [(LEAVE_OUT, "No: leave them out"), (READ, "Yes: read them like the others")],
        spelling=f"{register.label}: {about}",
    )
    if chosen == READ:
        return register
    if chosen == LEAVE_OUT:
        findings.left_out(register, rows[0][0], None, f"{_rows(rows)} left out by choice.")
    out = {row[0] for row in rows}
    return replace(register, rows=[row for row in register.rows if row[0] not in out])


def _fields_by_row(register: Register, struck: Sequence[str]) -> dict[int, set[str]]:
    """The fields that are struck through in each row of the register."""
    numbers = {number for number, _ in register.rows}
    fields = {register.columns[place].letter: name for name, place in register.at.items()}
    found: dict[int, set[str]] = {}
    for cell in struck:
        letters, number = column_letters(cell), row_number(cell)
        if number in numbers and letters in fields:
            found.setdefault(number, set()).add(fields[letters])
    return dict(sorted(found.items()))


def _rows(rows: Sequence[Row]) -> str:
    first = f"Row {rows[0][0]}"
    return f"{first} is" if len(rows) == 1 else f"{first} and {counted(len(rows) - 1, 'other')} are"


def _named(found: Sequence[tuple[int, str]], register: Register) -> str:
    """`Cell B4 is`, `Cells B4, C7 and D9 are`."""
    shown = [f"{register.letter(field)}{number}" for number, field in found]
    return f"Cell {shown[0]} is" if len(shown) == 1 else f"Cells {cells_named(shown)} are"
