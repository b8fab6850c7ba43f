"""Reads the files of an import: which sheets are registers, what each column is, and what has to be asked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rules.words import listed, long_date
from store.registers import cells, struck, two_rows
from store.registers.cells import NotADate
from store.registers.headings import (
    ENOUGH,
    LISTED,
    PLAINLY,
    PURPOSE,
    Field,
    Lists,
    Match,
    Recognised,
    columns,
    fields,
    is_bare_responsibility,
    is_question,
    is_unrelated,
    likeness,
    recognise,
    says_less,
    says_no,
)
from store.registers.rows import Findings, Register
from store.registers.say_marks import say_marks
from store.registers.spreadsheet import RegisterFile, Sheet, sheets
from store.registers.tried import (
    LEAVE_OUT,
    Column,
    FilePart,
    Kind,
    Option,
    Problem,
    Progress,
    Question,
    Read,
    Severity,
)


def read_files(
    files: Sequence[RegisterFile], held: Lists, findings: Findings, say: Progress
) -> tuple[list[FilePart], Read]:
    """What was made of each sheet, and the registers with the rows to look at.

    `held` are the setting's own lists. Adds to `findings` what is wrong and what has to be asked.
    """
    parts: list[FilePart] = []
    registers: list[Register] = []
    sources: list[tuple[str, str]] = []
    for place, given in enumerate(files):

        def tick(place: int = place, given: RegisterFile = given) -> None:
            say((place + 0.5) / len(files), f"Reading {given.name}")

        say(place / len(files), f"Reading {given.name}")
        if _by_hand(findings.choices.kinds, given.name) == LEAVE_OUT:
            parts.append(FilePart(given.name, None, None))
            continue
        read, problems, digest = sheets(given, lambda rows: likeness(rows, held), tick)
        findings.problems += problems
        if problems and not read:
            parts.append(FilePart(given.name, None, None))
        understood = _understood([sheet for sheet in read if sheet.rows], held, findings)
        if read and not understood:
            findings.problems.append(
                Problem(
                    given.name, None, None, Severity.FAULT, "The file has no rows. Save the register again."
                )
            )
        is_any = any(isinstance(register, Register) for _, register in understood)
        for sheet, register in understood:
            if isinstance(register, Register):
                registers.append(register)
                parts.append(
                    FilePart(
                        register.label,
                        register.kind,
                        register.header_row,
                        tuple(_told(register, held, findings.today)),
                        len(register.rows),
                    )
                )
            else:
                parts.append(FilePart(sheet.label, None, None))
                if register:
                    # A list beside a register, as workbooks have, is no reason to stop.
                    severity = Severity.LEFT_OUT if is_any and sheet.name else Severity.FAULT
                    findings.problems.append(Problem(sheet.label, None, None, severity, register))
        if is_any:
            sources.append((given.name, digest))
    is_settled = (
        any(problem.severity is Severity.FAULT for problem in findings.problems) or findings.questions
    )
    if not registers and not is_settled and not findings.choices.kinds:
        findings.problems.append(
            Problem(
                "No register",
                None,
                None,
                Severity.FAULT,
                "There is no register to bring in. Choose CSV or XLSX files.",
            )
        )
    return parts, Read(tuple(registers), tuple(sources))


_LONGEST_EXAMPLE = 40


def _told(register: Register, held: Lists, today: date) -> Iterator[Column]:
    """The columns in words, each with its first cell as it is read, so that a turned date shows."""
    known = {field.name: field for field in fields(register.kind, held[register.kind])}
    name_at = {place: name for name, place in register.at.items()}
    for place, column in enumerate(register.columns):
        field = known.get(name_at.get(place, ""))
        if field is None:
            if column.heading:
                yield column
            continue
        filled = (values[place] for _, values in register.rows if place < len(values))
        value = next((one for one in filled if not cells.is_blank(one)), None)
        yield replace(column, label=field.label, example=_example(value, register, today, field))


def _example(value: Any, register: Register, today: date, field: Field) -> str:
    is_of_days = isinstance(value, date) or "date" in field.label or "day" in field.label
    if is_of_days or field.name.startswith(LISTED[Kind.STAFF]):
        try:
            return long_date(cells.day(value, today=today, serial_zero=register.serial_zero))
        except NotADate:
            pass
    said = cells.text(value)
    return said if len(said) <= _LONGEST_EXAMPLE else f"{said[:_LONGEST_EXAMPLE]}…"


def _by_hand(chosen: Any, *keys: Any) -> str | None:
    return next((str(chosen[key]) for key in keys if key in chosen), None)


def _understood(
    read: Sequence[Sheet], held: Lists, findings: Findings
) -> list[tuple[Sheet, Register | str | None]]:
    """Each sheet with its register; or why it is none; or None where that was asked, or left out by hand."""
    kinds = {sheet.label: _by_hand(findings.choices.kinds, sheet.label, sheet.file) for sheet in read}
    found = {
        sheet.label: recognise(
            sheet.rows,
            f"{sheet.name} {sheet.file}",
            held,
            Kind(kind) if (kind := kinds[sheet.label]) and kind != LEAVE_OUT else None,
        )
        for sheet in read
    }
    is_plain = any(one is not None and one.weight >= PLAINLY for one in found.values())
    understood: list[tuple[Sheet, Register | str | None]] = []
    for sheet in read:
        recognised, kind = found[sheet.label], kinds[sheet.label]
        # Beside a plain register, a list with a heading or two is a list.
        if recognised and is_plain and kind is None and recognised.weight < PLAINLY:
            recognised = None
        left_out = kind == LEAVE_OUT
        understood.append((sheet, None if left_out else _understand(sheet, recognised, held, findings)))
    return understood


def _understand(
    sheet: Sheet, found: Recognised | None, held: Lists, findings: Findings
) -> Register | str | None:
    if found is None:
        number, values = sheet.rows[0]
        shown = ", ".join(str(value) for value in values if value is not None)[:80]
        return (
            f"No row of headings was found. The first row with anything in it, row {number}, reads "
            f"“{shown}”. Put a row of headings above the rows, such as Child, Date of birth, Start date."
        )
    if len(found.kinds) > 1:
        findings.questions.append(
            Question(
                file=sheet.label,
                row=sheet.rows[found.index][0],
                column=None,
                text="Which register is this?",
                options=(
                    *(Option(kind.value, kind.value.capitalize()) for kind in found.kinds),
                    Option(LEAVE_OUT, "None of them: leave it out"),
                ),
                about="kinds",
                key=sheet.label,
            )
        )
        return None
    for above, values in sheet.rows[: max(found.index - 1, 0)]:
        if likeness([(above, values)], held) >= ENOUGH:
            findings.problems.append(
                Problem(
                    sheet.label,
                    above,
                    None,
                    Severity.FAULT,
                    "This row has headings too, and what stands below it is not read: the register begins "
                    f"in row {sheet.rows[found.index][0]}. Put each register on a sheet or in a file of "
                    "its own.",
                )
            )
            break
    return _with_columns(sheet, found.index, found.kinds[0], held, findings)


def _with_columns(sheet: Sheet, index: int, kind: Kind, held: Lists, findings: Findings) -> Register:
    lowest, headings = two_rows.headings(sheet, index)
    header_row, lowest_values = sheet.rows[lowest]
    rows = sheet.rows[lowest + 1 :]
    at: dict[str, int] = {}
    settled: list[Column] = []
    unsettled: list[tuple[int, Match]] = []
    strengths: dict[str, int] = {}
    twice: dict[str, list[int]] = {}
    for place, (column, matched) in enumerate(columns(headings, kind, held)):
        settled.append(column)
        by_hand = _by_hand(
            findings.choices.headings,
            *((file, key) for file in (sheet.label, sheet.file) for key in (column.letter, column.heading)),
        )
        # Of two columns that were given to one field the first is that field, and the other is asked again.
        if by_hand is not None and strengths.get(by_hand) != BY_HAND:
            name = None if by_hand == LEAVE_OUT else by_hand
            settled[place] = Column(column.letter, column.heading, name, is_sure=True)
            if name:
                at[name], strengths[name] = place, BY_HAND
        elif matched.is_sure and by_hand is None:
            name = matched.names[0]
            if name not in at or matched.strength > strengths[name]:
                if name in at:
                    unsettled.append((at[name], Match((name,))))
                at[name], strengths[name] = place, matched.strength
            elif matched.strength == strengths[name]:
                twice.setdefault(name, [at[name]]).append(place)
            else:
                unsettled.append((place, matched))
        elif column.heading:
            unsettled.append((place, matched))
    for name, places in twice.items():
        del at[name]
        unsettled += [(place, Match((name,))) for place in places]
    _give_to_the_carer_before(at, settled, unsettled)
    register = Register(
        file=sheet.file,
        label=sheet.label,
        kind=kind,
        header_row=header_row,
        headings=lowest_values,
        at=at,
        columns=tuple(settled),
        rows=rows,
        serial_zero=sheet.serial_zero,
    )
    say_marks(register, sheet, findings)
    _say_unheaded(register, findings)
    _ask_about_turned_dates(register, findings)
    return struck.settle(_settle(register, unsettled, held, findings), sheet, findings)


def _give_to_the_carer_before(
    at: dict[str, int], settled: list[Column], unsettled: list[tuple[int, Match]]
) -> None:
    """A column headed “PR?” and no more belongs to the carer on its left; elsewhere it is asked about."""
    carer_at = {place: name for name, place in at.items() if name.startswith("carer_")}
    for index, (place, matched) in enumerate(list(unsettled)):
        column = settled[place]
        if not is_bare_responsibility(column.heading):
            continue
        name = f"{carer_at.get(place - 1, '')}_pr"
        if place - 1 in carer_at and not name.endswith("_pr_pr") and name not in at:
            at[name] = place
            settled[place] = Column(column.letter, column.heading, name, is_sure=True)
            unsettled[index] = (-1, matched)
        else:
            asked = tuple(f"{carer}_pr" for carer in carer_at.values() if not carer.endswith("_pr"))
            unsettled[index] = (place, Match(asked or matched.names))
    unsettled[:] = [one for one in unsettled if one[0] >= 0]


def _say_unheaded(register: Register, findings: Findings) -> None:
    """Names the columns that hold something and have no heading: they are not brought in."""
    from openpyxl.utils import get_column_letter

    taken = set(register.at.values())
    headed = {place for place, column in enumerate(register.columns) if column.heading} | taken
    seen: set[int] = set()
    for number, values in register.rows:
        for place, value in enumerate(values):
            if value in (None, "") or place in headed or place in seen or not (said := cells.text(value)):
                continue
            seen.add(place)
            findings.problems.append(
                Problem(
                    register.label,
                    number,
                    get_column_letter(place + 1),
                    Severity.LEFT_OUT,
                    f"“{said[:40]}” and the rest of this column are left out: the column has no heading "
                    f"in row {register.header_row}. Give it one if it should be brought in.",
                )
            )


ANY_PURPOSE = "any of the setting's consent purposes"
BY_HAND = 99  # the strength of what a person said; that of a heading is a few words
_TYPED_DATE = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})\s*")
_MOST_DAY_OF_A_MONTH = 12
_EARLY, _LATE = 12 / 30.4, 18.4 / 30.4  # how often a day is up to the 12th, and after it
_BY_CHANCE = 0.04  # that dates and texts part so in a register where nothing was turned


def _ask_about_turned_dates(register: Register, findings: Findings) -> None:
    """Asks where a spreadsheet with American settings seems to have turned day and month round.

    It takes 03/09/2026 for 9 March and leaves 25/09/2026 as a text, so that no date has a day over 12 and no
    text a day up to 12. Which is which only the person knows.
    """
    for name, place in register.at.items():
        found = [values[place] for _, values in register.rows if place < len(values)]
        dates = [value for value in found if isinstance(value, date)]
        typed = [int(m[1]) for v in found if isinstance(v, str) and (m := _TYPED_DATE.fullmatch(v))]
        if (
            not dates
            or not typed
            or _EARLY ** len(dates) * _LATE ** len(typed) > _BY_CHANCE
            or any(value.day > _MOST_DAY_OF_A_MONTH for value in dates)
            or any(day <= _MOST_DAY_OF_A_MONTH for day in typed)
        ):
            continue
        chosen = findings.answer(
            register,
            register.header_row,
            name,
            "The spreadsheet may have swapped day and month: every date that it recognised has a day of "
            f"{_MOST_DAY_OF_A_MONTH} or less, such as {long_date(dates[0])}, and every date left as text "
            "has a later day. Are the dates right?",
            [("right", "They are right: bring them in"), ("turned", "They are swapped")],
            spelling=f"{register.label}: {name}",
            by_spelling=False,
        )
        if chosen == "turned":
            findings.fault(
                register,
                register.header_row,
                name,
                "Day and month are swapped. Correct the dates in the spreadsheet, or export it again "
                "with the dates as text.",
            )


def _settle(
    register: Register, unsettled: list[tuple[int, Match]], held: Lists, findings: Findings
) -> Register:
    """Asks about the columns that are not sure, and names those that are not brought in."""
    known = {field.name: field for field in fields(register.kind, held[register.kind])}
    missing = lacking(register, held)
    filled = {
        place
        for place, _ in unsettled
        if any(place < len(values) and values[place] not in (None, "") for _, values in register.rows)
    }
    # What another column may turn out to be is asked of that one, and not of all that are left.
    likely = {
        name for place, matched in unsettled if place in filled for name in matched.names if name in known
    }
    offered = {ANY_PURPOSE if name.startswith(PURPOSE) else known[name].label for name in likely}
    nowhere = [label for label in missing if label not in offered]
    final = list(register.columns)
    unknown: dict[bool, list[Column]] = {False: [], True: []}
    asked = 0
    for place, matched in sorted(unsettled):
        column = register.columns[place]
        final[place] = Column(column.letter, column.heading, None, is_sure=False)
        if place not in filled:
            continue
        if register.kind is Kind.CONSENTS and says_no(column.heading):
            _say(
                register,
                findings,
                Severity.LEFT_OUT,
                "This column is not brought in: the heading says what is not agreed to, so a Y below it "
                "would be read as agreed. Name the purpose alone, with N for those who do not agree.",
                column.place,
            )
            continue
        maybe = [name for name in matched.names if name not in register.at and name in known]
        if not maybe and not nowhere:
            taken = next((name for name in matched.names[:1] if name in register.at), None)
            if taken:
                why = f"column {register.place(taken)} is taken as {known[taken].label}."
                said = f"This column is not brought in: {why}"
                _say(register, findings, Severity.LEFT_OUT, said, column.place)
            else:
                unknown[is_unrelated(column.heading)].append(column)
            continue
        asked += 1
        final[place] = Column(column.letter, column.heading, maybe[0] if maybe else None, is_sure=False)
        findings.questions.append(_what_it_is(register, column, maybe, known))
    _say_unknown(register, unknown, findings)
    if not asked:
        for label in missing:
            said = f"No column was found for {label}. Add the column, or head it more plainly."
            _say(register, findings, Severity.FAULT, said)
    if not register.rows:
        _say(register, findings, Severity.NOTE, "There are no rows below the headings.")
    return replace(register, columns=tuple(final))


def _what_it_is(
    register: Register, column: Column, maybe: Sequence[str], known: Mapping[str, Field]
) -> Question:
    """The question what a column is; `maybe` are the likeliest of the `known` fields, by name."""
    others = [name for name in known if name not in register.at and name not in maybe]
    said = f"What is the column “{column.heading}”?"
    if maybe:
        label = known[maybe[0]].label
        said = f"Is the column “{column.heading}” {label}?"
        if is_question(column.heading):  # which its place gives in full
            said = f"Does this ask about “{label}”?"
        elif says_less(column.heading, known[maybe[0]]):
            said = f"“{column.heading}” says less than “{label}”. Is a yes here a yes to all of that?"
    return Question(
        file=register.label,
        row=register.header_row,
        column=column.place,
        text=said,
        options=(
            *(Option(name, known[name].label) for name in [*maybe, *others]),
            Option(LEAVE_OUT, "Leave this column out"),
        ),
        about="headings",
        key=(register.label, column.letter),
    )


def _say_unknown(register: Register, unknown: Mapping[bool, Sequence[Column]], findings: Findings) -> None:
    """Names the columns that are not brought in: one line for those of which the dashboard keeps nothing, as
    the exports of nursery software have many, and one for those that it does not understand."""
    for is_known_to_tell_nothing, columns_of in unknown.items():
        severity = Severity.NOTE if is_known_to_tell_nothing else Severity.LEFT_OUT
        advice = "" if is_known_to_tell_nothing else " Head more plainly what should come in."
        if len(columns_of) == 1:
            said = f"This column is not brought in: nothing in the dashboard has that name.{advice}"
            _say(register, findings, severity, said, columns_of[0].place)
        elif columns_of:
            named = listed([column.place for column in columns_of])
            said = f"Columns {named} are not brought in: nothing in the dashboard has their names."
            _say(register, findings, severity, said + advice)


def _say(
    register: Register, findings: Findings, severity: Severity, what: str, column: str | None = None
) -> None:
    """Says something about the row of headings."""
    findings.problems.append(Problem(register.label, register.header_row, column, severity, what))


def lacking(register: Register, held: Lists) -> list[str]:
    """What the register must have and has no column for, in words; `held` are the setting's own lists."""
    required = [field for field in fields(register.kind, held[register.kind]) if field.is_required]
    found = [
        field.label
        for field in required
        if field.name not in register.at and not _in_two(field.name, register)
    ]
    if register.kind is Kind.CONSENTS and not _has_answers(register):
        found.append(ANY_PURPOSE)
    return found


def _in_two(name: str, register: Register) -> bool:
    return name == "name" and "forename" in register.at and "surname" in register.at


def _has_answers(register: Register) -> bool:
    prefix = LISTED[Kind.CONSENTS]
    return {"purpose", "answer"} <= set(register.at) or any(name.startswith(prefix) for name in register.at)
