"""Reads CSV and XLSX files into rows, and refuses what would not be read rightly or safely.

Values only: no formula is worked out and no link is followed. Sizes are looked at before anything is read.
"""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from store.registers.cells import SERIAL_ZERO, text
from store.registers.marks import LARGEST_LOOKED_INTO, MEGABYTE, Marks, MarksOf, plain_part
from store.registers.tried import Problem, Severity

MOST_MEGABYTES = 50
MOST_UNPACKED = 400 * MEGABYTE
MOST_SHARED_TEXT = 100 * MEGABYTE
MOST_ROWS = 200_000
MOST_COLUMNS = 300
HEADINGS_WITHIN = 40

_SPREADSHEETS = {".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/"
_DELIMITERS = ",;\t|"
# A formula that was never worked out: no value stands beside it. One whose value is a text (t="str") was,
# as =IF(B2="","",B2) is beside an empty cell: there the empty value is the value.
_NOT_WORKED_OUT = re.compile(
    rb'<c r="([A-Z]{1,3}\d{1,7})"(?![^<>]* t="str")[^<>]*><f(?:[^<>]*/>|[^<>]*>[^<]*</f>)'
    rb"(?:<v\s*/>|<v></v>)?</c>"
)

Row = tuple[int, tuple[Any, ...]]
Likeness = Callable[[Sequence[Row]], float]


@dataclass(frozen=True)
class RegisterFile:
    """A file to bring in: its content, or the path where it is read from when its turn comes."""

    name: str
    content: bytes | None = field(default=None, repr=False)
    path: Path | None = None

    @property
    def size(self) -> int:
        """The size in bytes, known without reading."""
        if self.content is not None:
            return len(self.content)
        return self.path.stat().st_size if self.path else 0

    def read(self) -> bytes:
        """The content."""
        if self.content is not None:
            return self.content
        return self.path.read_bytes() if self.path else b""


def register_files(directory: Path) -> list[RegisterFile]:
    """The files of a folder, by name; hidden files and the lock files of office programs are passed over.

    Raises `NotADirectoryError` where there is no such folder.
    """
    if not directory.is_dir():
        raise NotADirectoryError(f"There is no folder {directory}.")
    return [
        RegisterFile(path.name, path=path)
        for path in sorted(directory.iterdir())
        if path.is_file() and not path.name.startswith((".", "~$")) and path.name.casefold() != "desktop.ini"
    ]


@dataclass(frozen=True)
class Sheet:
    """The rows of a file, or of one sheet of a workbook, that hold anything, with their numbers."""

    file: str
    name: str
    rows: list[Row]
    serial_zero: date = SERIAL_ZERO
    is_hidden: bool = False
    marks: Marks = field(default_factory=Marks)

    @property
    def label(self) -> str:
        """`consents.xlsx, sheet Consents`, or the file's name where it has no sheets."""
        return f"{self.file}, sheet {self.name}" if self.name else self.file


class Refused(Exception):
    """This file is not read. The text says why and what to do."""

    def __init__(self, message: str, severity: Severity = Severity.FAULT) -> None:
        super().__init__(message)
        self.severity = severity


def sheets(
    given: RegisterFile, likeness: Likeness, progress: Callable[[], None]
) -> tuple[list[Sheet], list[Problem], str]:
    """The sheets of a file, what is wrong with it, and the SHA-256 of its content.

    `likeness` says how much the first rows look like a register, which tells the delimiter of a text file;
    `progress` is called now and then.
    """
    try:
        if given.size > MOST_MEGABYTES * MEGABYTE:
            raise Refused(
                f"The file is {given.size / MEGABYTE:,.0f} MB; the most that is read is "
                f"{MOST_MEGABYTES} MB. Take out pictures and old sheets, or split it by year."
            )
        content = given.read()
        digest = hashlib.sha256(content).hexdigest()
        read = _read(given.name, content, likeness, progress)
        return read, _unsure_letters(given.name, content), digest
    except OSError as fault:
        said = (
            f"The file cannot be read: {fault.strerror or fault}. Close it in other programs, and try again."
        )
        return [], [Problem(given.name, None, None, Severity.FAULT, said)], ""
    except Refused as refusal:
        return [], [Problem(given.name, None, None, refusal.severity, str(refusal))], ""


def _read(name: str, content: bytes, likeness: Likeness, progress: Callable[[], None]) -> list[Sheet]:
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Refused("The file is empty. Save the register again, or take the file out of the folder.")
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Refused(
                "The workbook is protected by a password. Open it, take the password off "
                "(File, Info, Protect Workbook), save it, and try again."
            )
        raise Refused("This is a file from an old office program (such as .xls). Save it as .xlsx or CSV.")
    if content.startswith(b"PK"):
        return _workbook(name, content, progress)
    suffix = Path(name).suffix.casefold()
    if suffix in {".xlsx", ".xlsm", ".xltx"}:
        raise Refused(
            "The workbook is broken: it is not an XLSX file. Save it again from the spreadsheet program."
        )
    if suffix not in _SPREADSHEETS:
        raise Refused(
            "This is not a spreadsheet, so it is left alone. CSV and XLSX are read.", Severity.LEFT_OUT
        )
    return [_text_file(name, content, likeness, progress)]


# CSV ----------------------------------------------------------------------------------------------


def _text_file(name: str, content: bytes, likeness: Likeness, progress: Callable[[], None]) -> Sheet:
    said = _decoded(content)
    if said.startswith("sep="):
        # Excel's own first line. It stays as a row so that the numbers are the spreadsheet's.
        delimiter = said.partition("\n")[0].strip()[4:5] or ","
    else:
        delimiter = _delimiter(said[:200_000], likeness)
    reader = csv.reader(_lines(said), delimiter=delimiter)
    return Sheet(name, "", list(_kept(_records(reader), progress)))


_OTHER_LETTERS = re.compile(r"\w*[^\W\d_]?[^\x00-\x7f]\w*")


def _unsure_letters(name: str, content: bytes) -> list[Problem]:
    """A note where a text file does not say how its letters are written and has some that may be wrong."""
    if content.startswith((b"PK", b"\xff\xfe", b"\xfe\xff")):
        return []
    try:
        content.decode("utf-8")
        return []
    except UnicodeDecodeError:
        found = _OTHER_LETTERS.search(content.decode("cp1252", errors="replace"))
    shown = found[0] if found else ""
    said = (
        f"The file does not say how its letters are stored. Look at words such as “{shown[:40]}”: if a "
        "letter is wrong, save the register as “CSV UTF-8” or .xlsx and try again."
    )
    return [Problem(name, None, None, Severity.NOTE, said)]


def _decoded(content: bytes) -> str:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        if b"\0" in content:
            raise Refused("This is not a text file. Save the register as CSV or XLSX.")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252")
    except UnicodeError:
        raise Refused("The letters of this file cannot be read. Save it as “CSV UTF-8”.") from None


def _lines(said: str) -> Iterator[str]:
    """The lines of a text, one at a time, so that a long one is not held twice."""
    if "\n" not in said:
        said = said.replace("\r", "\n")
    start = 0
    while end := said.find("\n", start) + 1:
        yield said[start:end]
        start = end
    if start < len(said):
        yield said[start:]


def _delimiter(start: str, likeness: Likeness) -> str:
    """The delimiter under which the first rows look most like a register."""

    def suits(delimiter: str) -> tuple[float, int]:
        rows: list[Row] = []
        try:
            for row in _records(csv.reader(_lines(start), delimiter=delimiter)):
                rows.append(row)
                if len(rows) == HEADINGS_WITHIN:
                    break
        except Refused:
            return (-1, 0)
        return likeness(rows), max((len(values) for _, values in rows), default=0)

    return max(_DELIMITERS, key=suits)


def _records(reader: Iterator[list[str]]) -> Iterator[Row]:
    number = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Refused(
                f"Row {number + 1} cannot be read: a quotation mark is opened and never closed, or a cell "
                "is longer than a page. Correct the row, and try again."
            ) from None
        number += 1
        yield number, tuple(record)


# XLSX ---------------------------------------------------------------------------------------------


def _workbook(name: str, content: bytes, progress: Callable[[], None]) -> list[Sheet]:
    # Here: the library of workbooks takes 8 MB, and few days bring a register in.
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import MAC_EPOCH

    try:
        unworked, marks = _looked_over(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            serial_zero = MAC_EPOCH.date() if book.epoch == MAC_EPOCH else SERIAL_ZERO
            read = []
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what other programs wrote there may be wrong, and rows be lost
                rows = (
                    (number, values) for number, values in enumerate(sheet.iter_rows(values_only=True), 1)
                )
                part = sheet._worksheet_path.lstrip("/")
                read.append(
                    Sheet(
                        file=name,
                        name=sheet.title,
                        rows=list(_kept(rows, progress)),
                        serial_zero=serial_zero,
                        is_hidden=sheet.sheet_state != "visible",
                        marks=marks.get(part, Marks()),
                    )
                )
        finally:
            book.close()
    except Refused:
        raise
    except MemoryError:
        raise Refused("The workbook is too large for this computer. Split it by year.") from None
    except Exception as fault:
        # A broken workbook breaks in as many ways as there are parts in it.
        raise Refused(
            "The workbook is broken and cannot be read. Open it in the spreadsheet program, save it under "
            "a new name, and try again."
        ) from fault
    if unworked:
        raise Refused(
            f"{unworked} holds a formula that has never been worked out. Open the workbook in the "
            "spreadsheet program, save it, and try again."
        )
    return read


def _looked_over(content: bytes) -> tuple[str, dict[str, Marks]]:
    """Refuses what is no workbook or unpacks too far.

    Gives the place of a formula without a value, and the marks of each sheet by its part of the workbook.
    """
    marks: dict[str, Marks] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names:
            if any(part.startswith("Index/") for part in names):
                raise Refused(
                    "This is a Numbers file. In Numbers, export it (File, Export To, Excel) and choose "
                    "that file."
                )
            if "xl/workbook.bin" in names or "mimetype" in names or "content.xml" in names:
                raise Refused("This kind of workbook is not read. Save it as .xlsx or CSV.")
            raise Refused("This is not a workbook. CSV and XLSX are read.")
        if any(part.flag_bits & 1 for part in parts):
            raise Refused("The workbook is protected by a password. Take the password off, and try again.")
        unpacked = sum(part.file_size for part in parts)
        shared = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
        if unpacked > MOST_UNPACKED or shared > MOST_SHARED_TEXT:
            raise Refused(
                f"The workbook unpacks to {unpacked / MEGABYTE:,.0f} MB; the most that is read is "
                f"{MOST_UNPACKED // MEGABYTE} MB. Take out pictures and old sheets, or split it by year."
            )
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    _refuse_by_start(part.filename, opened.read(4096))
        marks_of = MarksOf(archive)
        for part in parts:
            is_sheet = part.filename.startswith("xl/worksheets/sheet")
            if is_sheet and part.file_size <= LARGEST_LOOKED_INTO:
                sheet = plain_part(archive.read(part))
                if found := _NOT_WORKED_OUT.search(sheet):
                    return f"Cell {found[1].decode()}", {}
                marks[part.filename] = marks_of.sheet(part.filename, sheet)
    return "", marks


def _refuse_by_start(part: str, start: bytes) -> None:
    """Refuses by the `start` of a part what has entities, by which a few lines unpack to more than any memory
    holds, or is of a kind that is not read."""
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise Refused("The workbook holds something that no spreadsheet program writes. It is not read.")
    if part == "xl/workbook.xml" and _STRICT in start:
        raise Refused(
            "The workbook is saved as “Strict Open XML”, which is not read. In Excel, save it as “Excel "
            "Workbook (.xlsx)”, and try again."
        )


def _kept(rows: Iterable[Row], progress: Callable[[], None]) -> Iterator[Row]:
    """The rows that hold anything, cut after their last cell; raises `Refused` where there are too many."""
    count = 0
    for number, values in rows:
        if number % 5000 == 0:
            progress()
        last = len(values)
        while last and (values[last - 1] is None or values[last - 1] == ""):
            last -= 1
        if not last:
            continue
        count += 1
        if count > MOST_ROWS:
            raise Refused(f"The register has more than {MOST_ROWS:,} rows. Split it by year.")
        if last > MOST_COLUMNS:
            from openpyxl.utils import get_column_letter

            raise Refused(
                f"Row {number} reaches to column {get_column_letter(min(last, 16384))}; registers are read "
                f"to column {get_column_letter(MOST_COLUMNS)}. Delete anything far to the right."
            )
        if any(isinstance(value, str) and not value.isspace() for value in values) or any(
            text(value) for value in values[:last]
        ):
            yield number, tuple(values[:last])
