"""Makes the Word files of the letters that come with the dashboard: `python -m papers.default_letters`.

Their words are in `data/letters/letters.toml`. Each file has the same frame: the setting's name, whom it is
to, what it is about, who signs, and in its foot what the policy wants done with the paper (AR-15, CP-9).
"""

import re
import sys
import tomllib
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

from docx.document import Document as Letter
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from papers.letters import FOLDER
from papers.word_page import add_paragraph, new_page

WORDS = FOLDER / "letters.toml"
KEPT = (
    "Our policy has a copy of this letter kept in the file ({{ code }}), and the typed copy deleted from the "
    "computer once it is there (AR-15, CP-9)."
)
_FAREWELL = "Yours sincerely"
_FROM_THE_RECORDS = re.compile(r"{{ \w+ }}")  # a paragraph of its own, such as the reasons
_BY_HAND = re.compile(r"(\[[^\]]*\])")  # what is to be written in Word, marked so that none is sent as it is
_QUIET = RGBColor(0x52, 0x60, 0x65)


def letters() -> list[dict[str, str]]:
    """The words of each letter: its file, whom it is to, its subject, its body."""
    held: list[dict[str, str]] = tomllib.loads(WORDS.read_text(encoding="utf-8"))["letter"]
    return held


def paragraphs(letter: dict[str, str]) -> list[str]:
    """Every paragraph of a letter from the salutation to the signature, in their order."""
    body = [" ".join(paragraph.split()) for paragraph in letter["body"].strip().split("\n\n")]
    return [
        f"Dear {letter['to']}",
        letter["subject"],
        *body,
        _FAREWELL,
        "{{ signed_by }}, {{ role }}",
    ]


def make(folder: Path = FOLDER) -> None:
    """Writes every letter into `folder` as a Word file. One that is there already in these words stays."""
    for letter in letters():
        document = new_page(letter["file"].replace("-", " ").capitalize())
        _head_and_foot(document)
        for at, words in enumerate(paragraphs(letter)):
            first, *rest = _BY_HAND.split(words)
            added = add_paragraph(document, first, is_bold=at == 1)
            for part in rest:
                run = added.add_run(part)
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW if _BY_HAND.fullmatch(part) else None
            if _FROM_THE_RECORDS.fullmatch(words) or _BY_HAND.fullmatch(words):
                added.paragraph_format.left_indent = Cm(1)
            if words == _FAREWELL:
                added.paragraph_format.space_before = Pt(6)
                added.paragraph_format.space_after = Pt(48)  # room to sign
                added.paragraph_format.keep_with_next = True  # and whose name it is beneath
            if at == 1:
                added.paragraph_format.keep_with_next = True
        _write(document, folder / f"{letter['file']}.docx")


def _write(document: Letter, file: Path) -> None:
    made = BytesIO()
    document.save(made)
    # A Word file says when each of its parts was written: made anew, the same letter is another file.
    if not file.exists() or _parts(made) != _parts(file):
        file.write_bytes(made.getvalue())


def _parts(of: Path | IO[bytes]) -> dict[str, bytes]:
    with ZipFile(of) as held:
        return {name: held.read(name) for name in held.namelist()}


def _head_and_foot(document: Letter) -> None:
    add_paragraph(document, "{{ setting }}", is_bold=True, size=14)
    add_paragraph(document, "{{ today }}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    section = document.sections[0]
    foot = section.footer.paragraphs[0]
    _quiet(foot.add_run(KEPT))
    number = section.footer.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        _quiet(number.add_run(words))
        _field(number, field)


def _quiet(run: Any) -> None:
    run.font.size, run.font.color.rgb = Pt(8.5), _QUIET


def _field(paragraph: Any, name: str) -> None:
    """A number that Word works out, such as that of the page; a 1 stands there until it has."""
    asked = OxmlElement("w:instrText")
    asked.text = name
    _in_a_run(paragraph, _edge("begin"))
    _in_a_run(paragraph, asked)
    _in_a_run(paragraph, _edge("separate"))
    _quiet(paragraph.add_run("1"))
    _in_a_run(paragraph, _edge("end"))


def _edge(kind: str) -> Any:
    """The mark at which a field begins, its result follows, or it ends."""
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _in_a_run(paragraph: Any, part: Any) -> None:
    run = paragraph.add_run()
    _quiet(run)
    run._r.append(part)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
