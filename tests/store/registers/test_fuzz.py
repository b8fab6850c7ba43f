"""Files that nobody would keep: an import says what is wrong with them, and never fails or brings in half.

A bounded number in the suite; `CABINET_TEST_FUZZ_SECONDS` goes on for as long as docs/reliability.md says.
"""

import io
import os
import time
import zipfile
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from models import Child
from store import trail
from store.refusal import Refused
from store.registers import RegisterFile, bring_in, spreadsheet, try_out
from store.registers.tried import CannotComeIn
from tests.conftest import TODAY, everything, rows
from tests.store.faults import tell
from tests.store.registers.conftest import (
    CHILDREN,
    CONSENTS,
    EWA,
    IVY,
    OTTO,
    REQUESTS,
    SHARING,
    STAFF,
    as_csv,
    as_xlsx,
)  # fmt: skip

SECONDS = float(os.environ.get("CABINET_TEST_FUZZ_SECONDS", "0"))
FILES = 10_000_000 if SECONDS else 40  # of each kind
NAMES = ("children", "consents", "access-requests", "sharing-log", "staff", "x", "~$x", "é\u202ecsv")
ENDINGS = (".csv", ".xlsx", ".tsv", ".txt", ".xlsm", ".xls", ".ods", ".pdf", "")
REGISTERS = {
    "children": (CHILDREN, IVY, OTTO),
    "consents": (CONSENTS, ["Ivy Davies", "Carys Davies", "01/09/2025", "G", "R", "W"]),
    "access-requests": (REQUESTS, ["1", "Ivy Davies", "Carys Davies", "Letter", "02/11/2026"]),
    "sharing-log": (SHARING, ["02/11/2026", "Ivy Davies", "Bruise", "MASH", "No", "Risk of harm"]),
    "staff": (STAFF, EWA),
}
CELLS = st.one_of(
    st.sampled_from(
        ("", " ", "\0", "N/A", "?", "Y", "n", "G", "W 3/11", "30/02/2026", "31/12/9999", "1e400", "-1",
         "45999.5",
         "=1+1", "=HYPERLINK(\"http://x\")", "='[http://evil.example/x.xlsx]S'!A1", "@SUM(A1)", "Ivy Davies",
         "Ivy  DAVIES", "02/11/2026", "x" * 5000, "\u202e\u200b", "<script>", "#REF!", "1/13/2026", "\ud7ff"),
    ),
    st.text(max_size=12),
    st.dates().map(str),
    st.integers(-(10**12), 10**12).map(str),
)  # fmt: skip


@st.composite
def tables(draw):
    """A register that was tampered with: cells, rows and headings are other than they were."""
    table = [list(row) for row in REGISTERS[draw(st.sampled_from(sorted(REGISTERS)))]]
    for _ in range(draw(st.sampled_from((0, 1, 1, 2, 5, 12)))):
        row = draw(st.sampled_from(table))
        row[draw(st.integers(0, max(len(row) - 1, 0)))] = draw(CELLS)
    table += draw(
        st.lists(st.lists(CELLS, min_size=1, max_size=14), max_size=draw(st.sampled_from((0, 0, 1, 3))))
    )
    return draw(st.permutations(table)) if draw(st.integers(0, 9)) == 0 else table


@st.composite
def damaged(draw):
    """A whole file of which some bytes are others, missing or doubled."""
    whole = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(whole) - 1))
        match draw(st.integers(0, 3)):
            case 0:
                whole[at] = draw(st.integers(0, 255))
            case 1:
                del whole[at : at + draw(st.integers(1, 200))]
            case 2:
                whole[at:at] = draw(st.binary(max_size=50))
            case _:
                whole[at:at] = whole[at : at + draw(st.integers(1, 200))]
        whole = whole or bytearray(b"x")
    return bytes(whole)


@st.composite
def rewritten(draw):
    """A workbook that still unpacks, with a part of it changed inside."""
    with zipfile.ZipFile(io.BytesIO(WHOLE[0])) as source:
        parts = {name: bytearray(source.read(name)) for name in source.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    part = parts[name]
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(part) - 1, 0)))
        part[at : at + draw(st.integers(0, 20))] = draw(st.binary(max_size=20))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for held, content in parts.items():
            target.writestr(held, bytes(content))
    return out.getvalue()


WHOLE = (as_xlsx(Children=REGISTERS["children"], Staff=REGISTERS["staff"]), as_csv(REGISTERS["children"]))
ENCODINGS = st.sampled_from(("utf-8", "utf-8-sig", "utf-16"))
CONTENTS = {
    "tables": st.one_of(
        st.builds(lambda table, how: as_csv(table, encoding=how), tables(), ENCODINGS),
        tables().map(lambda table: as_csv(table, delimiter=";")),
    ),
    "damaged files": damaged(),
    "rewritten workbooks": rewritten(),
    "bytes": st.binary(max_size=2000),
}
NAMED = st.builds(str.__add__, st.sampled_from(NAMES), st.sampled_from(ENDINGS))


@pytest.mark.parametrize("kind", sorted(CONTENTS))
def test_whatever_the_file_the_import_says_what_is_wrong_or_brings_all_of_it_in(trying, kind):
    until, seen, opened = time.monotonic() + SECONDS / len(CONTENTS), Counter(), trying.cabinet

    class TimeIsUp(Exception):
        pass

    @settings(
        max_examples=FILES,
        deadline=None,
        derandomize=not SECONDS,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(st.lists(st.tuples(NAMED, CONTENTS[kind]), min_size=1, max_size=2))
    def fuzz(files):
        if SECONDS and time.monotonic() > until:
            raise TimeIsUp
        given_files = [RegisterFile(name, content) for name, content in files]
        seen["files"] += len(given_files)
        tried = try_out(opened, trying.who, given_files, today=TODAY)
        for problem in tried.problems:
            assert problem.message.strip()
            assert problem.file
        assert not (tried.faults and tried.can_come_in)
        before = everything(opened)
        if not tried.can_come_in:
            seen["refused"] += 1
            with pytest.raises(CannotComeIn):
                bring_in(opened, trying.who, tried)
            assert everything(opened) == before
            return
        try:
            bring_in(opened, trying.who, tried)
            seen["brought in"] += 1
        except (CannotComeIn, Refused):
            seen["refused later"] += 1
            assert everything(opened) == before

    with suppress(TimeIsUp):
        fuzz()
    with opened.connection() as look:
        assert trail.verify(look, opened.key).holds
    said = ", ".join(f"{count} {what}" for what, count in sorted(seen.items()))
    tell(f"fuzzed import, {kind}", said)


def test_a_formula_and_a_link_to_elsewhere_come_in_as_nothing_but_their_value(importing):
    """What a spreadsheet program worked out is read; nothing is worked out, fetched or followed here."""
    book = Workbook()
    sheet = book.active
    for row in (CHILDREN, IVY, OTTO):
        sheet.append(list(row))
    sheet["A2"].hyperlink = "http://evil.example/x"
    out = io.BytesIO()
    book.save(out)
    whole = io.BytesIO()
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(whole, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr(
            "xl/externalLinks/externalLink1.xml",
            '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        )
    tried = importing.tried(children__xlsx=whole.getvalue())
    assert tried.can_come_in
    bring_in(importing.cabinet, importing.who, tried)
    assert "Ivy Davies" in {row["name"] for row in rows(importing.cabinet, Child)}


def test_a_workbook_of_nothing_but_noughts_is_refused_by_what_it_would_unpack_to(trying):
    """A zip bomb as they are made: 500 megabytes of one letter in half a megabyte."""
    out = io.BytesIO(WHOLE[0])
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as bomb, bomb.open("xl/bomb.xml", "w") as part:
        for _ in range(500):
            part.write(b"0" * 1024 * 1024)
    assert len(out.getvalue()) < 1024 * 1024
    assert spreadsheet.MOST_UNPACKED < 500 * 1024 * 1024
    tried = trying.tried(children__xlsx=out.getvalue())
    assert "unpacks to" in tried.faults[0].message
    assert not tried.can_come_in
