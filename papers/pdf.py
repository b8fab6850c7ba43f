"""Pages to print, as PDF: one look for everything that leaves as one, made in memory (CP-12; law L10).

The fonts are shipped, so that a Welsh or a Polish name prints as it is written; nothing is fetched. Every
text is laid out as text, whatever it looks like.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF, FontFace
from fpdf.enums import TableBordersLayout

from rules.words import long_date

PDF = "application/pdf"

_FONTS = Path(__file__).with_name("fonts")
_REGULAR, _BOLD = _FONTS / "SourceSansPro-Regular.ttf", _FONTS / "SourceSansPro-Semibold.ttf"
_FAMILY = "Source Sans"
_INK, _QUIET, _LINE, _GROUND = (29, 42, 46), (82, 96, 101), (190, 203, 202), (238, 243, 243)
_MARGIN = 18  # millimetres
_SIZES = (15, 12.5)  # of headings, in points
_UNKNOWN = "?"


@dataclass(frozen=True)
class Head:
    """What stands on every page: the title, whose it is, of which day, and who prepared it.

    `prepared_by` is a role ("the manager") where the paper is to carry no name. `mark` is said in the foot of
    every page, such as who may see it.
    """

    title: str
    setting: str
    on: date
    prepared_by: str
    mark: str = ""


class Paper:
    """A document that is written from the top down and ends with `made`."""

    def __init__(self, head: Head, *, is_wide: bool = False, size: float = 10.5) -> None:
        """`is_wide` lays the page on its side; `size` is that of the letters, in points."""
        self._pages = _Pages(head, is_wide=is_wide)
        self._size = size
        self._pages.add_page()
        self.heading(head.title, level=0)
        said = f"{head.setting}. {long_date(head.on)}. Prepared by {head.prepared_by}."
        self.text(said, is_quiet=True)

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return int(self._pages.page_no())

    def heading(self, title: str, *, level: int = 1) -> None:
        """A heading, which a reader of the file also finds in its outline."""
        pdf = self._pages
        if level and pdf.will_page_break(25):
            pdf.add_page()
        pdf.ln(0 if pdf.is_at_the_top else 3)
        pdf.start_section(printable(title), level=level)
        pdf.write_as(_SIZES[min(level, 1)], is_bold=True)
        pdf.lines(title)
        pdf.ln(1)

    def text(self, said: str, *, is_bold: bool = False, is_quiet: bool = False, size: float = 0) -> None:
        """A paragraph; an empty one is a gap."""
        pdf = self._pages
        pdf.write_as(size or self._size, is_bold=is_bold, is_quiet=is_quiet)
        if said:
            pdf.multi_cell(
                0, h=pdf.line_height, text=printable(said), align="L", new_x="LMARGIN", new_y="NEXT"
            )
        pdf.ln(1.5)

    def points(self, said: Iterable[str], *, is_numbered: bool = False) -> None:
        """A list, a point a line."""
        pdf = self._pages
        pdf.write_as(self._size)
        for number, point in enumerate(said, 1):
            start = pdf.get_y()
            if pdf.will_page_break(6):
                pdf.add_page()
                start = pdf.get_y()
            pdf.cell(6, h=pdf.line_height, text=f"{number}." if is_numbered else "•")
            pdf.set_xy(_MARGIN + 6, start)
            pdf.multi_cell(
                0, h=pdf.line_height, text=printable(point), align="L", new_x="LMARGIN", new_y="NEXT"
            )
        pdf.ln(1.5)

    def table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        widths: Sequence[float],
        size: float = 0,
    ) -> None:
        """A table whose headings come again on every page; `widths` are shares of the page's width."""
        pdf = self._pages
        pdf.write_as(size or self._size)
        pdf.set_draw_color(*_LINE)
        head = FontFace(emphasis="BOLD", fill_color=_GROUND)
        with pdf.table(
            col_widths=tuple(widths),
            headings_style=head,
            text_align="LEFT",
            v_align="TOP",
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            line_height=pdf.line_height,
            padding=(0.12 * (size or self._size) - 0.2, 1.2),
        ) as table:
            for row in [headings, *rows]:
                written = table.row()
                for cell in row:
                    written.cell(printable(cell))
        pdf.ln(3)

    def made(self) -> bytes:
        """The file."""
        return bytes(self._pages.output())


def printable(text: str) -> str:
    """The text with what the font has no letter for, or no printer has, as a question mark."""
    return "".join(letter if ord(letter) in _letters() else _UNKNOWN for letter in text.expandtabs(4))


class _Pages(FPDF):
    """The pages with what stands on each of them."""

    def __init__(self, head: Head, *, is_wide: bool) -> None:
        super().__init__(orientation="landscape" if is_wide else "portrait", format="A4")
        self._head = head
        self.add_font(_FAMILY, fname=_REGULAR)
        self.add_font(_FAMILY, style="B", fname=_BOLD)
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN)
        self.set_lang("en-GB")
        self.set_title(f"{head.title}, {head.setting}, {long_date(head.on)}")
        self.set_author(head.prepared_by)
        self.set_creator("Confidentiality dashboard")

    def write_as(self, size: float, *, is_bold: bool = False, is_quiet: bool = False) -> None:
        """How the next text looks."""
        self.set_font(_FAMILY, style="B" if is_bold else "", size=size)
        self.set_text_color(*(_QUIET if is_quiet else _INK))

    def lines(self, said: str) -> None:
        """The text from here to the right edge, on as many lines as it takes."""
        self.multi_cell(0, h=self.line_height, text=printable(said), align="L", new_x="LMARGIN", new_y="NEXT")

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
        left = f"{self._head.setting}: {self._head.title}, {long_date(self._head.on)}"
        self.cell(0, text=printable(left), align="L", new_x="LMARGIN")
        self.cell(0, text=f"Page {self.page_no()} of {{nb}}", align="R", new_x="LMARGIN", new_y="NEXT")
        if self._head.mark:
            self.cell(0, text=printable(self._head.mark), align="L")


@cache
def _letters() -> frozenset[int]:
    """What the shipped fonts have letters for, line breaks included."""
    with TTFont(_REGULAR, lazy=True) as regular, TTFont(_BOLD, lazy=True) as bold:
        return frozenset(regular.getBestCmap()) & frozenset(bold.getBestCmap()) | {ord("\n")}
