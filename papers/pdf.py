"""Pages to print, as PDF: one look for everything that leaves as one, made in memory (CP-12; law L10).

The fonts are shipped, so that a Welsh or a Polish name prints as it is written; nothing is fetched. Every
text is laid out as text, whatever it looks like.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from rules.words import long_date

PDF = "application/pdf"

_SIZES = (15, 12.5)  # of headings, in points


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
        from papers.pages import Pages  # here: the printing library takes 14 MB, and most days nobody prints

        self._pages = Pages(
            head.setting,
            f": {head.title}, {long_date(head.on)}",
            title=f"{head.title}, {head.setting}, {long_date(head.on)}",
            author=head.prepared_by,
            mark=head.mark,
            is_wide=is_wide,
        )
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
        pdf.start_section(pdf.printable(title), level=level)
        pdf.write_as(_SIZES[min(level, 1)], is_bold=True)
        pdf.lines(title)
        pdf.ln(1)

    def text(self, said: str, *, is_bold: bool = False, is_quiet: bool = False, size: float = 0) -> None:
        """A paragraph; an empty one is a gap."""
        pdf = self._pages
        pdf.write_as(size or self._size, is_bold=is_bold, is_quiet=is_quiet)
        if said:
            pdf.lines(said)
        pdf.ln(1.5)

    def points(self, said: Iterable[str], *, is_numbered: bool = False) -> None:
        """A list, one point per line."""
        pdf = self._pages
        pdf.write_as(self._size)
        for number, point in enumerate(said, 1):
            start = pdf.get_y()
            if pdf.will_page_break(6):
                pdf.add_page()
                start = pdf.get_y()
            pdf.cell(6, h=pdf.line_height, text=f"{number}." if is_numbered else "•")
            pdf.set_xy(pdf.l_margin + 6, start)
            pdf.lines(point)
        pdf.ln(1.5)

    def table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        widths: Sequence[float],
        size: float = 0,
    ) -> None:
        """A table whose headings come again on every page; `widths` are shares of the page's width.

        A row that is higher than a page goes on below itself.
        """
        pdf = self._pages
        pdf.write_as(size or self._size)
        padding = (0.12 * (size or self._size) - 0.2, 1.2)
        printed = [[pdf.printable(cell) for cell in row] for row in (headings, *rows)]
        in_pieces = partial(pdf.in_pieces, printed[0], widths=widths, padding=padding)
        pieces = [piece for row in printed for piece in in_pieces(row)]
        with pdf.ruled(widths, padding=padding) as table:
            for piece in pieces:
                written = table.row()
                for cell in piece:
                    written.cell(cell)
        pdf.ln(3)

    def made(self) -> bytes:
        """The file."""
        return bytes(self._pages.output())
