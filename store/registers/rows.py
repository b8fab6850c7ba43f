"""A register as it was understood, and the reading of its cells with what is wrong at each place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models import NAME, TEXT
from rules.words import counted, dated, long_date
from rules.working_days import months_after
from store.registers import cells
from store.registers.cells import NotADate, Said
from store.registers.known import ChildFact, StaffFact, holder
from store.registers.spreadsheet import Row
from store.registers.tried import (
    LEAVE_OUT,
    Choices,
    Column,
    Kind,
    Option,
    Problem,
    Question,
    Severity,
)

YEARS_BACK = 100
WHO_LEAVE = frozenset({Kind.CHILDREN, Kind.STAFF})  # the registers of people who may have left
LEAVERS = re.compile(r"\b(?:left|leavers?|former|past|archived?)\b", re.IGNORECASE)
_TOTALS = re.compile(r"(?:sub|grand )?totals?\b|(?:sum|count|average|number) of\b", re.IGNORECASE)
_DITTO = frozenset({'"', '""', "''", "“", "”", "„", "〃", ",,", '-"-', "ditto", "as above", "same as above"})
_SAYS_LEFT = re.compile(r"\b(?:left|leaver|leaving|leaves)\b", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[\d*#†‡§^~]")
_REMARK = re.compile(r"[:=*]|\d|^(?:key|note|updated|last updated|printed)\b", re.IGNORECASE)

_LOST = re.compile(r"\w[?\ufffd]\w|\ufffd")
_LONGEST_UNSURE = 20
_NAMES = frozenset(
    {
        *("name", "forename", "surname", "key_person", "requester", "signed_by"),
        *("carers", "carer_1", "carer_2", "carer_3", "carer_4"),
    }
)


@dataclass(frozen=True)
class Register:
    """One register: its kind, where each field stands, and its rows below the headings."""

    file: str
    label: str
    kind: Kind
    header_row: int
    headings: tuple[Any, ...]  # the cells of that row, as they may stand again further down
    at: Mapping[str, int]
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    serial_zero: date = cells.SERIAL_ZERO

    def heading(self, field: str) -> str:
        """What the column of a field is called in the register."""
        return self.columns[self.at[field]].heading

    def place(self, field: str) -> str | None:
        """The column of a field as a person finds it, or None where the register has no such column."""
        index = self.at.get(field)
        return None if index is None else self.columns[index].place

    def letter(self, field: str) -> str:
        """The letter of the column of a field."""
        index = self.at.get(field)
        return "" if index is None else self.columns[index].letter

    def has_left(self, values: Sequence[Any]) -> bool:
        """Whether a row has a leaving date; a dash, or n/a, is none."""
        return not cells.is_blank(_at(values, self.at.get("left_on", -1)))


@dataclass
class Findings:
    """What is found on the way: the problems and the questions, and the choices that answer them."""

    choices: Choices
    today: date
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    _asked: set[Any] = field(default_factory=set)

    def say(
        self, severity: Severity, register: Register, row: int | None, column: str | None, said: str
    ) -> None:
        """Notes a problem at a place; `column` is a field of the register."""
        place = register.place(column) if column else None
        self.problems.append(Problem(register.label, row, place, severity, said))

    def fault(self, register: Register, row: int | None, column: str | None, said: str) -> None:
        """Notes what stops the import."""
        self.say(Severity.FAULT, register, row, column, said)

    def left_out(self, register: Register, row: int | None, column: str | None, said: str) -> None:
        """Notes what is not brought in."""
        self.say(Severity.LEFT_OUT, register, row, column, said)

    def note(self, register: Register, row: int | None, column: str | None, said: str) -> None:
        """Notes what came in but is worth a look."""
        self.say(Severity.NOTE, register, row, column, said)

    def left_out_once(self, register: Register, row: int | None, column: str | None, said: str) -> None:
        """Notes what is not brought in, at the first place of many that say the same."""
        if (register.label, column, said) not in self._asked:
            self._asked.add((register.label, column, said))
            self.left_out(register, row, column, said)

    def note_once(self, register: Register, row: int | None, column: str | None, said: str) -> None:
        """Notes what is worth a look, at the first place of many that say the same."""
        if (register.label, column, said) not in self._asked:
            self._asked.add((register.label, column, said))
            self.note(register, row, column, said)

    def chosen(self, register: Register, row: int, column: str, spelling: str) -> list[str]:
        """What the person chose for this cell, then for this spelling wherever it stands.

        Several where there is more than one question about a cell, as of the role and of who it is.
        """
        letter = register.letter(column)
        keys = ((register.label, row, letter), (register.file, row, letter), spelling)
        return [value for key in keys if key for value in self.choices.of(key)]

    def ask(
        self,
        register: Register,
        row: int | None,
        column: str,
        text: str,
        options: Sequence[tuple[str, str]],
        *,
        spelling: str | None = None,
    ) -> None:
        """Asks about one cell, or once about a `spelling` that stands in many."""
        key: str | tuple[str, int, str] = spelling or (register.label, row or 0, register.letter(column))
        if key in self._asked:
            return
        self._asked.add(key)
        self.questions.append(
            Question(
                file=register.label,
                row=row,
                column=register.place(column),
                text=text,
                options=tuple(Option(value, label) for value, label in options),
                about="names",
                key=key,
            )
        )

    def answer(
        self,
        register: Register,
        row: int,
        column: str,
        text: str,
        options: Sequence[tuple[str, str]],
        *,
        spelling: str,
        by_spelling: bool = True,
    ) -> str | None:
        """The choice made before among `options`, or None once the question has been asked."""
        offered = {value for value, _ in options}
        for chosen in self.chosen(register, row, column, spelling):
            if chosen in offered:
                return chosen
        self.ask(register, row, column, text, options, spelling=spelling if by_spelling else None)
        return None


class Reader:
    """Reads the cells of one register's rows, and notes what is wrong with them."""

    def __init__(self, register: Register, findings: Findings) -> None:
        self.register = register
        self.findings = findings
        self.today = findings.today
        self.earliest = months_after(findings.today, -12 * YEARS_BACK)
        self._at = register.at

    def fault(self, row: int | None, column: str | None, said: str) -> None:
        """Notes what stops the import."""
        self.findings.fault(self.register, row, column, said)

    def left_out(self, row: int | None, column: str | None, said: str) -> None:
        """Notes what is not brought in."""
        self.findings.left_out(self.register, row, column, said)

    def note(self, row: int | None, column: str | None, said: str) -> None:
        """Notes what came in but is worth a look."""
        self.findings.note(self.register, row, column, said)

    def left_out_once(self, row: int | None, column: str | None, said: str) -> None:
        """Notes what is not brought in, at the first place of many that say the same."""
        self.findings.left_out_once(self.register, row, column, said)

    def note_once(self, row: int | None, column: str | None, said: str) -> None:
        """Notes what is worth a look, at the first place of many that say the same."""
        self.findings.note_once(self.register, row, column, said)

    def rows(self, *, name_fields: Sequence[str] = ("name", "forename", "surname")) -> Iterator[Row]:
        """The rows that stand for something. Totals, remarks and repeated headings are named, not read."""
        headings = self.register.headings
        at = [self._at[name] for name in name_fields if name in self._at]
        for number, values in self.register.rows:
            named = any(index < len(values) and values[index] not in (None, "") for index in at)
            first = next((value for value in values if value not in (None, "")), None)
            if values == headings:
                self.left_out(number, None, "These are the headings again.")
            elif not named or self.is_alone(values) or _TOTALS.match(cells.text(first)):
                if self._heads_leavers(number, values):
                    self.fault(
                        number,
                        None,
                        f"“{cells.text(first)[:40]}” stands above rows without a leaving date, which would "
                        "be read as people who are here. Enter the day on which each left, or take the rows "
                        "out.",
                    )
                elif self._is_remark(values):
                    self.left_out(number, None, "This row is a total or a remark, so it is left out.")
                elif any(cells.said(value) is not Said.NOTHING for value in values):
                    yield self._looked_over(number, values)
            else:
                yield self._looked_over(number, values)

    @staticmethod
    def is_alone(values: Sequence[Any]) -> bool:
        """Whether a row holds one cell, a number in front of it not counted."""
        return sum(value not in (None, "") and not isinstance(value, int) for value in values) == 1

    def _heads_leavers(self, number: int, values: tuple[Any, ...]) -> bool:
        """Whether a row alone says that those below it have left, and one of them has no leaving date."""
        if self.register.kind not in WHO_LEAVE or not self.is_alone(values):
            return False
        if not LEAVERS.search(" ".join(map(cells.text, values))):
            return False
        return any(
            below > number and not self.is_alone(cells_of) and not self.register.has_left(cells_of)
            for below, cells_of in self.register.rows
        )

    def _looked_over(self, number: int, values: tuple[Any, ...]) -> Row:
        """The row without the cells that say “as above”, which are faults: it could be any row above."""
        self._say_what_is_unsure((number, values))
        for field_name, index in self._at.items():
            value = _at(values, index)
            if isinstance(value, str) and len(value) <= _LONGEST_UNSURE and _is_ditto(value):
                self.fault(
                    number,
                    field_name,
                    f"“{cells.text(value)}” points to a row above. Enter what it stands for in this cell "
                    "itself.",
                )
                values = (*values[:index], None, *values[index + 1 :])
        return number, values

    def _say_what_is_unsure(self, row: Row) -> None:
        """Notes what is read as empty though somebody typed something, and names that lost a letter."""
        number, values = row
        for field_name, index in self._at.items():
            value = values[index] if index < len(values) else None
            if not isinstance(value, str):
                continue
            if len(value) <= _LONGEST_UNSURE and cells.is_unsure(value):
                self.note_once(
                    number,
                    field_name,
                    f"“{cells.text(value)}” is read as an empty cell, here and further down the column.",
                )
            elif ("?" in value or "\ufffd" in value) and field_name in _NAMES and _LOST.search(value):
                self.note(
                    number,
                    field_name,
                    f"“{cells.text(value)[:60]}” seems to have lost a letter when the file was saved. "
                    "Correct it, or save the register as “CSV UTF-8” or .xlsx.",
                )

    def _is_remark(self, values: tuple[Any, ...]) -> bool:
        said = [value for value in values if cells.text(value)]
        first = cells.text(said[0]) if said else ""
        if _TOTALS.match(first):
            return True
        if all(isinstance(value, int | float) or cells.text(value).isdigit() for value in said):
            return bool(said)
        return len(said) == 1 and bool(_REMARK.search(first) or len(first.split()) > 6)

    def value(self, row: Row, column: str) -> Any:
        """The cell as it was read, None where the register or the row has none."""
        index = self._at.get(column)
        values = row[1]
        return values[index] if index is not None and index < len(values) else None

    def text(self, row: Row, column: str, *, most: int = NAME) -> str:
        """The cell's text on one line; an error value or a text that is too long is a fault."""
        value = self.value(row, column)
        if value is None:
            return ""
        said = cells.text(value)
        return self._within(row, column, said, most) if len(said) > most or said[:1] == "#" else said

    def prose(self, row: Row, column: str) -> str:
        """The cell's text, its lines kept."""
        value = self.value(row, column)
        if not isinstance(value, str) or "\n" not in value:
            return self.text(row, column, most=TEXT)
        said = "\n".join(filter(None, map(cells.text, value.splitlines())))
        return self._within(row, column, said, TEXT)

    def _within(self, row: Row, column: str, said: str, most: int) -> str:
        if said in cells.ERRORS:
            self.fault(row[0], column, f"The cell shows {said}. Correct the formula or type the value.")
            return ""
        if len(said) > most:
            self.fault(
                row[0],
                column,
                f"The text has {len(said):,} characters; there is room for {most:,}. Shorten it.",
            )
            return said[:most]
        return said

    def person(self, row: Row) -> str:
        """The name in the row: one column, or first and last name in two."""
        if "name" in self._at and (said := self.text(row, "name")):
            return said
        return f"{self.text(row, 'forename')} {self.text(row, 'surname')}".strip()

    def has_two_names(self, row: Row) -> bool:
        """Whether the cell of the name has two lines or more that could each be somebody's whole name."""
        value = self.value(row, "name")
        lines = [cells.text(line).split() for line in value.splitlines()] if isinstance(value, str) else []
        return len(lines) > 1 and all(len(words) > 1 for words in lines)

    def is_name(self, row: Row, name: str) -> bool:
        """Whether the name says no more than a name; notes what else it says."""
        if _SAYS_LEFT.search(name):
            self.fault(
                row[0],
                self.name_column(),
                f"“{name[:60]}” says that they left. Enter the name alone, and the day in the column of the "
                "leaving date.",
            )
            return False
        self.say_what_no_name_has(row, self.name_column(), name)
        return True

    def say_what_no_name_has(self, row: Row, column: str, name: str) -> None:
        """Notes the signs and figures in a name, such as a telephone number: letters would call them that."""
        if _NO_LETTERS.search(name):
            self.note(
                row[0],
                column,
                f"“{name[:60]}” is brought in as the name, with its signs and figures. If they say "
                "something, take them out and type it into a column.",
            )

    def name_column(self) -> str:
        """The field where a person looks for the name."""
        return "name" if "name" in self._at else "forename"

    def which(
        self,
        row: Row,
        column: str,
        text: str,
        options: Sequence[tuple[str, str]],
        *,
        spelling: str,
    ) -> str:
        """What was chosen among `options` for this row alone; `LEAVE_OUT` also while nobody chose."""
        chosen = self.findings.answer(
            self.register,
            row[0],
            column,
            text,
            [*options, NO_CHOICE],
            spelling=spelling,
            by_spelling=False,
        )
        return chosen or LEAVE_OUT

    def say_they_stand_elsewhere(self, people: Sequence[ChildFact | StaffFact]) -> None:
        """One note for all of `people` that another register of this import has too."""
        elsewhere = [one for one in people if one.place and one.place.register is not self.register]
        if elsewhere:
            first = elsewhere[0]
            others = f" and {counted(len(elsewhere) - 1, 'other')}" if len(elsewhere) > 1 else ""
            self.note(
                self.register.header_row,
                self.name_column(),
                f"{first.name}{others} {'stand' if others else 'stands'} in another register of this "
                f"import too ({first.place}). Each is brought in once, with what the first of the two says.",
            )

    def say_they_are_back(
        self, row: Row, held: ChildFact | StaffFact, dates: Mapping[str, date | None], page: str
    ) -> dict[str, date | None]:
        """Names somebody who has left by what is known, and whom the row has as here; gives the dates that
        were not named with it.

        A blank cell overwrites nothing: whoever came back would stay gone, and nobody be told.
        """
        left_on, started_on = held.left_on, dates["started_on"]
        if left_on is None and (said := dates["left_on"]) and held.id is not None:
            return dict(dates) | self._say_they_never_left(row, held, said, page)
        if left_on is None or left_on >= self.today or self.is_filled(row, "left_on"):
            return dict(dates)
        is_new_start = started_on is not None and started_on > left_on
        then = f" and put the start to {dated(started_on)}" if started_on and is_new_start else ""
        self.left_out(
            row[0],
            "left_on" if "left_on" in self.register.at else self.name_column(),
            f"{holder(held, 'left_on')} has {held.name} as having left on {dated(left_on)}, and this row "
            f"does not say so. If {held.name} is back, take that day out{then} on the page {page}. Until "
            "then the dashboard treats them as having left.",
        )
        return {name: on for name, on in dates.items() if not (is_new_start and name == "started_on")}

    def _say_they_never_left(
        self, row: Row, held: ChildFact | StaffFact, said: date, page: str
    ) -> dict[str, date | None]:
        """Names a leaving day that was taken out in the dashboard, or lies before the start that it has; the
        date to take instead, where it is so.

        What was put right there does not come back because a register was left as it was.
        """
        if said in held.not_left_on:
            why = f"{dated(said)} was taken out in the dashboard: {held.name} did not leave then"
        elif said < held.started_on:
            why = f"The dashboard has {held.name} as here since {dated(held.started_on)}, after {dated(said)}"
        else:
            return {}
        self.left_out(
            row[0],
            "left_on",
            f"{why}. Correct the register; if it is right after all, enter it on the page {page}.",
        )
        return {"left_on": None}

    def day(
        self,
        row: Row,
        column: str,
        *,
        latest: date | None = None,
        earliest: date | None = None,
        why: str = "",
    ) -> date | None:
        """The date in the cell, None where it is blank or a fault. `why` says what `latest` stands for."""
        value = self.value(row, column)
        if value is None:
            return None
        if not isinstance(value, date) and cells.is_blank(value):
            return None
        return self.date_of(row, column, value, latest=latest, earliest=earliest, why=why)

    def date_of(
        self,
        row: Row,
        column: str,
        value: object,
        *,
        latest: date | None = None,
        earliest: date | None = None,
        why: str = "",
    ) -> date | None:
        """`value` as a date, noting a fault where it is none or cannot be."""
        try:
            found = cells.day(value, today=self.today, serial_zero=self.register.serial_zero)
        except NotADate as fault:
            self.fault(row[0], column, str(fault))
            return None
        if latest and found > latest:
            said = (
                f"{long_date(found)} has not come yet."
                if latest == self.today
                else f"{long_date(found)} is more than a year ahead."
            )
            self.fault(row[0], column, f"{said} {why or 'Check the year.'}".strip())
            return None
        if early := cells.too_early(found, earliest or self.earliest):
            self.fault(row[0], column, early)
            return None
        return found

    def is_filled(self, row: Row, column: str) -> bool:
        """Whether the cell says anything."""
        value = self.value(row, column)
        return value is not None and (isinstance(value, date | datetime) or not cells.is_blank(value))


def _is_ditto(value: str) -> bool:
    return value.strip().casefold() in _DITTO


def _at(values: Sequence[Any], index: int) -> Any:
    return values[index] if 0 <= index < len(values) else None


def row_of(place: tuple[str, int], register: Register) -> str:
    """`row 4`, with the file's name where it is another file's."""
    label, row = place
    return f"row {row}" if label == register.label else f"{label}, row {row},"


NO_CHOICE = (LEAVE_OUT, "Leave this row out")
