"""What a try-out of an import says, and what the person settles by hand before it is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

LEAVE_OUT = "leave out"
ADD = "add"  # a carer that the children's register does not name
Progress = Callable[[float, str], None]  # is told how far an import is, from 0 to 1, and at what


class Kind(StrEnum):
    """The registers that can be brought in."""

    CHILDREN = "children"
    STAFF = "staff"
    CONSENTS = "consents"
    ACCESS_REQUESTS = "access requests"
    SHARING_LOG = "sharing log"


class Severity(StrEnum):
    """A fault stops the import; what is left out does not, nor does a note."""

    FAULT = "fault"
    LEFT_OUT = "left out"
    NOTE = "note"


@dataclass(frozen=True)
class Problem:
    """One thing to know about one place. `row` and `column` are as the spreadsheet shows them."""

    file: str
    row: int | None
    column: str | None
    severity: Severity
    message: str

    def __str__(self) -> str:
        return f"{place(self.file, self.row, self.column)}: {self.message}"


@dataclass(frozen=True)
class Option:
    """One answer to a question: what is kept, and what the person reads."""

    value: str
    label: str


# A spelling; or a file and a column; or a cell, by its file, row and column.
Key = str | tuple[str, str] | tuple[str, int, str]


@dataclass(frozen=True)
class Question:
    """Something that only a person can settle. `about` and `key` say which choice answers it."""

    file: str
    row: int | None
    column: str | None
    text: str
    options: tuple[Option, ...]
    about: str
    key: Key

    def __str__(self) -> str:
        return f"{place(self.file, self.row, self.column)}: {self.text}"


def place(file: str, row: int | None, column: str | None) -> str:
    """`consents.xlsx, sheet Consents, row 4, column C (Date signed)`, as far as it is known."""
    parts = [file, f"row {row}" if row else "", f"column {column}" if column else ""]
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Choices:
    """What the person settled by hand.

    `headings`: (file, column letter or heading) to a field, a purpose, a topic, or "leave out".
    `kinds`: file to kind, or "leave out". `names`: (file, row, column letter) or a spelling to the id that
    a question's option gave; to several where one cell, or one spelling, was asked about more than once.
    """

    headings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[Key, str | tuple[str, ...]] = field(default_factory=dict)

    def answered(self, question: Question, value: str) -> "Choices":
        """These choices with `value` as the answer to `question`, and what was answered to others kept."""
        before = getattr(self, question.about)
        offered = {option.value for option in question.options}
        others = [] if question.about != "names" else [v for v in self.of(question.key) if v not in offered]
        kept = {**before, question.key: (value, *others) if others else value}
        return replace(self, **{question.about: kept})

    def of(self, key: Key) -> tuple[str, ...]:
        """What was chosen for one cell or one spelling, the last answer first."""
        chosen = self.names.get(key, ())
        return (chosen,) if isinstance(chosen, str) else tuple(chosen)


@dataclass(frozen=True)
class Column:
    """A column of a register: where it is, what it is headed, and what it was taken to be.

    `label` is that in words, and `example` the first cell as it was read, where the column is brought in.
    """

    letter: str
    heading: str
    matched: str | None
    is_sure: bool
    label: str = ""
    example: str = ""

    @property
    def place(self) -> str:
        """`C (Date signed)`."""
        return f"{self.letter} ({self.heading})" if self.heading else self.letter


@dataclass(frozen=True)
class FilePart:
    """A file, or one sheet of a workbook, as it was understood."""

    name: str
    kind: Kind | None
    header_row: int | None
    columns: tuple[Column, ...] = ()
    rows: int = 0


@dataclass(frozen=True)
class Count:
    """How many records of a kind are new, filled in further, and there already (the filled in among them)."""

    new: int = 0
    changed: int = 0
    there: int = 0


@dataclass(frozen=True)
class TryOut:
    """What would come in, and everything that stands in the way. Nothing has been written."""

    files: tuple[FilePart, ...]
    counts: Mapping[str, Count]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    choices: Choices
    today: date
    read: InitVar["Read | None"] = None

    def __post_init__(self, read: "Read | None") -> None:
        # No field: the rows themselves are not part of what a try-out says.
        object.__setattr__(self, "_read", read)

    def rows(self) -> "Read":
        """What was read, kept so that bringing in works on the very same rows."""
        held: Read | None = self._read  # type: ignore[attr-defined]
        return held or Read()

    @property
    def faults(self) -> list[Problem]:
        """The problems that stop the import."""
        return [problem for problem in self.problems if problem.severity is Severity.FAULT]

    @property
    def can_come_in(self) -> bool:
        """Whether nothing is wrong and nothing is left to answer."""
        return not self.questions and not self.faults

    @property
    def brings_anything(self) -> bool:
        """Whether a record would be added or filled in further."""
        return any(count.new or count.changed for count in self.counts.values())


@dataclass(frozen=True)
class Read:
    """The registers that were read, and each file's name with the SHA-256 of its content."""

    registers: Sequence[Any] = ()
    sources: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Brought:
    """What came in."""

    counts: Mapping[str, Count]

    @property
    def new(self) -> int:
        """How many records were added."""
        return sum(count.new for count in self.counts.values())

    @property
    def changed(self) -> int:
        """How many records were filled in further."""
        return sum(count.changed for count in self.counts.values())


class CannotComeIn(Exception):
    """The import has faults or unanswered questions. Nothing was written."""
