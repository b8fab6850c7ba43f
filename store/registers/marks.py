"""What a sheet says otherwise than by the values of its cells: by notes, colours, lines through a text.

None of it comes in. It is looked for so that the try-out can name it: in many registers a colour or a note is
what says that a child left. By patterns over the parts of the workbook, because that takes a twentieth of the
time that reading them as a document would.
"""

import posixpath
import re
import zipfile
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from string import ascii_uppercase, digits
from typing import TypeVar

MEGABYTE = 1024 * 1024
LARGEST_LOOKED_INTO = 30 * MEGABYTE
# Cells of one kind on one sheet; with more it is how the sheet looks, and not what it says.
MOST_MARKED = 10_000

_CELL = rb'<c r="([A-Z]{1,3}\d{1,7})"'
_MERGED = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_HIDDEN = rb'hidden="(?:1|true)"'
_HIDDEN_ROW = re.compile(rb"<row [^<>]*" + _HIDDEN + rb"[^<>]*>")
_HIDDEN_COLUMN = re.compile(rb"<col [^<>]*" + _HIDDEN + rb"[^<>]*>")
_ROW_NUMBER = re.compile(rb' r="(\d{1,7})"')
_FIRST, _LAST = re.compile(rb' min="(\d{1,5})"'), re.compile(rb' max="(\d{1,5})"')
_NOTED = re.compile(rb'<(?:\w+:)?(?:comment|threadedComment) [^<>]*?\bref="([A-Z]{1,3}\d{1,7})"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship [^<>]*>")
_TYPE, _TARGET = re.compile(rb' Type="([^"]*)"'), re.compile(rb' Target="([^"]*)"')
_STRIKE = re.compile(rb'<strike\s*(?:val="(?:1|true)"\s*)?/>')
_SHARED = re.compile(_CELL + rb'[^<>]*? t="s"[^<>]*><v>(\d{1,9})</v>')
_CELL_AT = re.compile(_CELL)
_FORMAT = re.compile(rb"<xf\b[^<>]*>")
_FONT_OF, _FILL_OF = re.compile(rb'fontId="(\d{1,6})"'), re.compile(rb'fillId="(\d{1,6})"')
_PATTERN = re.compile(rb'patternType="(\w+)"')
_FOREGROUND, _COLOUR = re.compile(rb"<fgColor\b[^<>]*>"), re.compile(rb"<color\b[^<>]*>")
# Programs on .NET write `<x:row>` where a spreadsheet program writes `<row>`.
_PREFIX = re.compile(rb"\s*(?:<\?xml[^<>]*\?>\s*)?<(\w{1,20}):(?:worksheet|styleSheet|sst)\b")
# Black and white as the programs write them, and the colour of a link, which is one whatever it means.
_PLAIN = re.compile(
    rb'auto="1"|indexed="(?:64|65|8|9|0|1)"|rgb="\w\w(?:000000|FFFFFF)"|theme="(?:0|1|10|11)"(?! tint)'
)


def row_number(cell: str) -> int:
    """The number of the row of a cell such as `B4`."""
    return int(cell.lstrip(ascii_uppercase))


def column_letters(cell: str) -> str:
    """The letters of its column."""
    return cell.rstrip(digits)


def sides(cells: str) -> tuple[int, int, int, int]:
    """The left column, top row, right column and bottom row of a range such as `B1:D1`, each from 1."""
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = (int(side or 0) for side in range_boundaries(cells))
    return left, top, right, bottom


def plain_part(content: bytes) -> bytes:
    """A part of a workbook with its elements named as spreadsheet programs name them, without a prefix."""
    found = _PREFIX.match(content)
    if not found:
        return content
    prefix = found[1] + b":"
    return content.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")


@dataclass(frozen=True)
class Marks:
    """The marks of one sheet, by its cells such as `B4`."""

    merged: tuple[str, ...] = ()  # the ranges of merged cells: all but the first of each is empty
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()  # from and to, the first column being 1
    struck: tuple[str, ...] = ()  # struck through, all of the text or a part of it
    noted: tuple[str, ...] = ()  # with a note or a comment
    coloured: tuple[tuple[str, int], ...] = ()  # with a colour behind the text or of it, and its number


@dataclass(frozen=True)
class _Styles:
    """What of a workbook's own lists says that a cell is marked."""

    struck: frozenset[int] = frozenset()  # by their numbers, as the next
    coloured: Mapping[int, int] = field(default_factory=dict)  # to the number of the colour
    struck_texts: frozenset[int] = frozenset()  # numbers of shared texts of which a part is struck through


class MarksOf:
    """The marks of each sheet of an opened workbook; its lists are read once."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = frozenset(archive.namelist())
        self._styles = _styles(self._part("xl/styles.xml", MEGABYTE), self._part("xl/sharedStrings.xml"))

    def sheet(self, part: str, content: bytes) -> Marks:
        """The marks of the sheet whose part of the workbook and whose content these are."""
        styles = self._styles
        return Marks(
            merged=tuple(of.decode() for of in _MERGED.findall(content)),
            hidden_rows=frozenset(
                int(number[1]) for row in _HIDDEN_ROW.findall(content) if (number := _ROW_NUMBER.search(row))
            ),
            hidden_columns=tuple(_hidden_columns(content)),
            struck=_some(
                [
                    *(cell for cell, _ in _with_style(content, styles.struck)),
                    *_struck_in_part(content, styles.struck_texts),
                ]
            ),
            noted=_some(self._noted(part)),
            coloured=_some(
                (cell, styles.coloured[style])
                for cell, style in _with_style(content, styles.coloured, or_empty=True)
            ),
        )

    def _noted(self, part: str) -> Iterator[str]:
        """The cells with a note, or with a comment that people answer: of those there is a note as well."""
        folder, name = posixpath.split(part)
        for relation in _RELATION.findall(self._part(f"{folder}/_rels/{name}.rels", MEGABYTE)):
            kind, target = _TYPE.search(relation), _TARGET.search(relation)
            if kind and target and kind[1].rsplit(b"/", 1)[-1].lower() in {b"comments", b"threadedcomment"}:
                to = posixpath.normpath(posixpath.join(folder, target[1].decode("utf-8", "replace")))
                yield from (cell.decode() for cell in _NOTED.findall(self._part(to.lstrip("/"))))

    def _part(self, name: str, most: int = LARGEST_LOOKED_INTO) -> bytes:
        """A part of the workbook; nothing where there is none, or one that is too long to look through."""
        if name not in self._names or self._archive.getinfo(name).file_size > most:
            return b""
        return plain_part(self._archive.read(name))


Marked = TypeVar("Marked", bound=Hashable)


def _some(cells: Iterable[Marked]) -> tuple[Marked, ...]:
    """Each cell once, as far as anybody would go through them."""
    return tuple(dict.fromkeys(islice(cells, MOST_MARKED)))


def _hidden_columns(content: bytes) -> Iterator[tuple[int, int]]:
    # They stand above the rows.
    for column in _HIDDEN_COLUMN.findall(content[: content.find(b"<sheetData")]):
        first, last = _FIRST.search(column), _LAST.search(column)
        if first and last:
            yield int(first[1]), int(last[1])


def _with_style(
    content: bytes, styles: Collection[int], *, or_empty: bool = False
) -> Iterator[tuple[str, int]]:
    """The cells of these styles, each with its own."""
    if styles:
        numbers = b"|".join(b"%d" % number for number in sorted(styles))
        rest = rb"[^<>]*>" if or_empty else rb"[^<>]*[^/<>]>"
        cell = re.compile(_CELL + rb'[^<>]*? s="(' + numbers + rb')"' + rest)
        yield from ((found[1].decode(), int(found[2])) for found in cell.finditer(content))


def _struck_in_part(content: bytes, texts: frozenset[int]) -> Iterator[str]:
    if texts:
        yield from (found[1].decode() for found in _SHARED.finditer(content) if int(found[2]) in texts)
    if b"<strike" not in content:
        return
    for text_before in content.split(b"</is>"):  # texts that stand in the sheet itself
        start = text_before.rfind(b"<c r=")
        if (cell := _CELL_AT.match(text_before, max(start, 0))) and _STRIKE.search(text_before, start):
            yield cell[1].decode()


def _styles(styles: bytes, texts: bytes) -> _Styles:
    fonts, fills = _list_of(b"font", styles), _list_of(b"fill", styles)
    struck = {at for at, font in enumerate(fonts) if _STRIKE.search(font)}
    behind = {at: fill for at, fill in enumerate(fills) if _is_coloured(fill)}
    of_text = {at: of_font for at, font in enumerate(fonts) if (of_font := _colour_of(font))}
    colours: dict[tuple[bytes, bytes], int] = {}
    struck_styles: set[int] = set()
    coloured: dict[int, int] = {}
    for style, found in enumerate(_FORMAT.findall(_between(b"<cellXfs", b"</cellXfs>", styles))):
        font_at, fill_at = _number(_FONT_OF, found), _number(_FILL_OF, found)
        if font_at in struck:
            struck_styles.add(style)
        if font_at in of_text or fill_at in behind:
            colour = behind.get(fill_at, b""), of_text.get(font_at, b"")
            coloured[style] = colours.setdefault(colour, len(colours))
    struck_texts = enumerate(_items(b"si", texts) if b"<strike" in texts else ())
    return _Styles(
        frozenset(struck_styles), coloured, frozenset(at for at, said in struck_texts if _STRIKE.search(said))
    )


def _number(of: re.Pattern[bytes], style: bytes) -> int:
    found = of.search(style)
    return int(found[1]) if found else 0


def _between(start: bytes, end: bytes, content: bytes) -> bytes:
    """What stands from the first `start` to the `end` after it; by search and not by pattern, so that no
    content takes long."""
    at = content.find(start)
    return content[at : max(at, content.find(end, at))] if at >= 0 else b""


def _list_of(item: bytes, styles: bytes) -> list[bytes]:
    return list(_items(item, _between(b"<" + item + b"s", b"</" + item + b"s>", styles)))


def _items(name: bytes, content: bytes) -> Iterator[bytes]:
    """The elements of that name in their order, the empty ones included."""
    *before, rest = content.split(b"</" + name + b">")
    empty = re.compile(b"<" + name + rb"\s{0,9}/>")
    for piece in before:
        yield from empty.split(piece)
    yield from empty.split(rest)[:-1]


def _colour_of(font: bytes) -> bytes:
    """The colour of a font as the workbook writes it; nothing where it is a plain one."""
    colour = _COLOUR.search(font)
    return colour[0] if colour and not _PLAIN.search(colour[0]) else b""


def _is_coloured(fill: bytes) -> bool:
    pattern, colour = _PATTERN.search(fill), _FOREGROUND.search(fill)
    if b"<gradientFill" in fill:
        return True
    return bool(
        pattern and pattern[1] not in {b"none", b"gray125"} and not (colour and _PLAIN.search(colour[0]))
    )
