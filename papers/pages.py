"""The pages of a PDF: the printing library, its fonts and colours, and what stands at the foot of each page.

Loaded when the first PDF is made, and only then.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category

from fontTools.ttLib import TTFont
from fpdf import FPDF, FontFace
from fpdf.enums import MethodReturnValue, TableBordersLayout, TextDirection
from fpdf.table import Table
from fpdf.util import Padding

_FONTS = Path(__file__).with_name("fonts")
_REGULAR, _BOLD = _FONTS / "SourceSansPro-Regular.ttf", _FONTS / "SourceSansPro-Semibold.ttf"
# What families are called in other scripts than ours. Chinese and Japanese before Korean, whose font has
# empty places where theirs would be.
_OTHER_SCRIPTS = (
    *sorted(_FONTS.glob("NotoSans*.ttf")),
    _FONTS / "DroidSansFallbackFull.ttf",
    _FONTS / "NanumSquareR.ttf",
)
_JOINERS = dict.fromkeys((0x200C, 0x200D))  # unseen; the printing library takes the word apart there
_FAMILY = "Source Sans"
_INK, _QUIET, _LINE, _GROUND = (29, 42, 46), (82, 96, 101), (190, 203, 202), (238, 243, 243)
_MARGIN = 18  # millimetres
_UNKNOWN = "?"
_LONG, _OF_A_LINE = 300, 40  # letters: a cell with fewer fits on any page, whatever its width


class Pages(FPDF):
    """The pages with what stands on each of them."""

    def __init__(self, whose: str, foot: str, *, title: str, author: str, mark: str, is_wide: bool) -> None:
        """`whose`, `foot` and `mark` stand at the foot of every page; `title` and `author` are the file's.

        A `whose` that is too long for its line is cut there, and only there.
        """
        super().__init__(orientation="landscape" if is_wide else "portrait", format="A4")
        self.add_font(_FAMILY, fname=_REGULAR)
        self.add_font(_FAMILY, style="B", fname=_BOLD)
        self._other_scripts: list[str] = []
        self._whose, self._foot, self._mark = self.printable(whose), self.printable(foot), mark
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN)
        self.set_lang("en-GB")
        self.set_title(title)
        self.set_author(author)
        self.set_creator("Confidentiality dashboard")

    def write_as(self, size: float, *, is_bold: bool = False, is_quiet: bool = False) -> None:
        """How the next text looks."""
        self.set_font(_FAMILY, style="B" if is_bold else "", size=size)
        self.set_text_color(*(_QUIET if is_quiet else _INK))

    def lines(self, said: str) -> None:
        """The text from here to the right edge, on as many lines as it takes."""
        self.multi_cell(
            0, h=self.line_height, text=self.printable(said), align="L", new_x="LMARGIN", new_y="NEXT"
        )

    def ruled(
        self, widths: Sequence[float], *, padding: tuple[float, float]
    ) -> AbstractContextManager[Table]:
        """A table to be filled in, a line under each row; `widths` are shares of the page's width."""
        self.set_draw_color(*_LINE)
        return self.table(
            col_widths=tuple(widths),
            headings_style=FontFace(emphasis="BOLD", fill_color=_GROUND),
            text_align="LEFT",
            v_align="TOP",
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            line_height=self.line_height,
            padding=padding,
        )

    def in_pieces(
        self,
        headings: Sequence[str],
        cells: Sequence[str],
        widths: Sequence[float],
        *,
        padding: tuple[float, float],
    ) -> Iterator[list[str]]:
        """A row of a table as rows that each fit on a page below the `headings`: most rows are one.

        The printing library refuses a row that is higher than a page, and a reason may be as long.
        """
        if not any(_may_be_long(cell) for cell in cells):
            yield list(cells)
            return
        shares = [self.epw * width / sum(widths) for width in widths]
        head, body = (
            [self._lines_of(text, share, padding) for text, share in zip(row, shares, strict=True)]
            for row in (headings, cells)
        )
        room = self.eph - 4 * padding[0] - (1 + max(map(len, head))) * self.line_height
        most = max(1, int(room / self.line_height))
        for start in range(0, max(map(len, body)), most):
            yield ["\n".join(lines[start : start + most]) for lines in body]

    def _lines_of(self, text: str, width: float, padding: tuple[float, float]) -> list[str]:
        """The lines that a text takes in a cell of that width."""
        lines: Any = self.multi_cell(
            width,
            h=self.line_height,
            text=text,
            align="L",
            padding=Padding.new(padding),
            dry_run=True,
            output=MethodReturnValue.LINES,
        )
        return list(lines)

    def printable(self, text: str) -> str:
        """The text as it can be printed: what no font here has a letter for, or no printer has, is a "?"."""
        printed = []
        for letter in text.expandtabs(4).translate(_JOINERS):
            font = _font_of(letter)
            if font and font != _REGULAR:
                self._take_in(font)
            printed.append(letter if font else _UNKNOWN)
        return "".join(printed)

    def _take_in(self, font: Path) -> None:
        """Has the letters of another script come from its font, joined, in the direction it is read."""
        if font.stem not in self._other_scripts:
            self.add_font(font.stem, fname=font)
            self._other_scripts.append(font.stem)
            self.set_fallback_fonts(self._other_scripts, exact_match=False)
            self.set_text_shaping(True, direction=TextDirection.LTR)  # the line is English, whatever is in it

    @property
    def line_height(self) -> float:
        """How high a line of the present letters is, in millimetres."""
        return float(self.font_size * 1.25)

    @property
    def is_at_the_top(self) -> bool:
        """Whether nothing is on the page yet."""
        return bool(self.get_y() <= self.t_margin + 0.1)

    def footer(self) -> None:
        """What the page is of, its mark, and its number among them all."""
        self.set_y(-_MARGIN + 4)
        self.write_as(8.5, is_quiet=True)
        self.cell(0, text=self._whole_foot(), align="L", new_x="LMARGIN")
        self.cell(0, text=f"Page {self.page_no()} of {{nb}}", align="R", new_x="LMARGIN", new_y="NEXT")
        if self._mark:
            self.cell(0, text=self.printable(self._mark), align="L")

    def _whole_foot(self) -> str:
        """The foot without its mark, as long as the number of the page leaves room for."""
        room = self.epw - self.get_string_width("Page 999 of 999") - 2
        whose = self._whose
        while whose and self.get_string_width(f"{whose}…{self._foot}") > room:
            whose = whose[:-1].rstrip()
        return f"{whose}{'' if whose == self._whose else '…'}{self._foot}"


def _may_be_long(cell: str) -> bool:
    return len(cell) + cell.count("\n") * _OF_A_LINE > _LONG


def _font_of(letter: str) -> Path | None:
    """The first of the shipped fonts that has the letter; none for what only directs how text is laid out."""
    code = ord(letter)
    if code in _ours():
        return _REGULAR
    if category(letter).startswith("C"):
        return None
    return next((font for font in _OTHER_SCRIPTS if code in _letters(font)), None)


@cache
def _ours() -> frozenset[int]:
    """What both weights of our own font have letters for, line breaks included."""
    return _letters(_REGULAR) & _letters(_BOLD) | {ord("\n")}


@cache
def _letters(font: Path) -> frozenset[int]:
    """What a font has letters for."""
    with TTFont(font, lazy=True) as held:
        return frozenset(held.getBestCmap())
