"""Tries out an import and brings it in: both read the same rows by the same rules.

Bringing in looks again at what is in the cabinet, inside its one transaction, so that what somebody
recorded since the try-out is neither lost nor doubled.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from models import (
    AccessRequest,
    AccessStep,
    Account,
    Carer,
    Child,
    Consent,
    InductionRecord,
    KeyPersonAssignment,
    Record,
    SharingAdvice,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
    StaffMember,
    now,
)
from rules.access import ENDINGS, Step
from rules.consent import How
from rules.induction import ON_THE_COMMITTEE
from rules.need_to_know import Thing
from rules.words import days, long_date
from store import audit, codes
from store.cabinet import Cabinet, Who
from store.registers import cells
from store.registers.access_requests import take_access_requests
from store.registers.children import take_children
from store.registers.consents import take_consents
from store.registers.headings import (
    LISTED,
    PLAINLY,
    Lists,
    Match,
    Recognised,
    columns,
    fields,
    is_bare_responsibility,
    likeness,
    recognise,
)
from store.registers.known import ANSWERS, Known, StaffFact, lists, read_known
from store.registers.rows import Findings, Register
from store.registers.say_marks import say_marks
from store.registers.sharing_log import MASH, take_sharing_log
from store.registers.spreadsheet import RegisterFile, Sheet, sheets
from store.registers.staff import take_staff
from store.registers.tried import (
    LEAVE_OUT,
    Brought,
    CannotComeIn,
    Choices,
    Column,
    Count,
    FilePart,
    Kind,
    Option,
    Problem,
    Question,
    Read,
    Severity,
    TryOut,
)

Progress = Callable[[float, str], None]
IN_ORDER = (Kind.STAFF, Kind.CHILDREN, Kind.CONSENTS, Kind.ACCESS_REQUESTS, Kind.SHARING_LOG)
AT_ONCE = 10_000
_READING, _LOOKING = 0.5, 0.5  # shares of the bar


def try_out(
    cabinet: Cabinet,
    who: Who,
    files: Sequence[RegisterFile],
    *,
    choices: Choices | None = None,
    today: date,
    progress: Progress | None = None,
) -> TryOut:
    """What the files would bring in, and every problem and question, by file, row and column.

    Writes nothing. Raises `NotAllowed` where `who` may not see the setting.
    """
    say = progress or (lambda _share, _what: None)
    choices = choices or Choices()
    with cabinet.reading(who, Thing.SETTING) as connection:
        held = lists(connection, today)
        findings = Findings(choices, today)
        parts, read = _read_files(files, held, findings, say)
        known = _look(connection, read.registers, held, findings, _share_of(say, _READING, 1 - _READING))
    say(1.0, "Tried out")
    counts = {} if known is None else _counts(known)
    return TryOut(
        tuple(parts), counts, tuple(findings.problems), tuple(findings.questions), choices, today, read
    )


def bring_in(
    cabinet: Cabinet,
    who: Who,
    tried: TryOut,
    *,
    token: str | None = None,
    progress: Progress | None = None,
) -> Brought:
    """Brings in what was tried out: everything in one transaction, or nothing.

    Raises `CannotComeIn` where there are faults or questions, then or now; `NotAllowed` where `who` may not
    record; `AlreadyRecorded` where `token` was used before.
    """
    if not tried.can_come_in:
        raise CannotComeIn(_why_not(tried.faults, tried.questions))
    say = progress or (lambda _share, _what: None)
    read = tried.rows()
    with cabinet.writing(who, Thing.SETTING, token=token) as session:
        connection = session.connection()
        findings = Findings(tried.choices, tried.today)
        held = lists(connection, tried.today)
        known = _look(connection, read.registers, held, findings, _share_of(say, 0.0, _LOOKING))
        faults = [p for p in findings.problems if p.severity is Severity.FAULT]
        if known is None or faults or findings.questions:
            raise CannotComeIn(
                "The records changed since the try-out. Try it out again. "
                + _why_not(faults, findings.questions)
            )
        counts = _counts(known)
        _write(session, known, who, _share_of(say, _LOOKING, 1 - _LOOKING))
        audit.note(
            session,
            "imported",
            "registers",
            files=[{"name": name, "sha256": digest} for name, digest in read.sources],
            new={kind: count.new for kind, count in counts.items() if count.new},
            filled_in={kind: count.changed for kind, count in counts.items() if count.changed},
            there={kind: count.there for kind, count in counts.items() if count.there},
        )
    say(1.0, "Brought in")
    return Brought(counts, tuple(name for name, _ in read.sources))


def _why_not(faults: Sequence[Problem], questions: Sequence[Question]) -> str:
    first = str(faults[0] if faults else questions[0]) if faults or questions else ""
    counted = [days(len(faults), "fault")] * bool(faults) + [days(len(questions), "question")] * bool(
        questions
    )
    return f"Nothing was brought in: {' and '.join(counted)} to settle first. {first}".strip()


def _share_of(say: Progress, start: float, share: float) -> Progress:
    return lambda part, what: say(start + share * part, what)


# Reading -------------------------------------------------------------------------------------------


def _read_files(
    files: Sequence[RegisterFile], held: Lists, findings: Findings, say: Progress
) -> tuple[list[FilePart], Read]:
    parts: list[FilePart] = []
    registers: list[Register] = []
    sources: list[tuple[str, str]] = []
    for place, given in enumerate(files):

        def tick(place: int = place, given: RegisterFile = given) -> None:
            say(_READING * (place + 0.5) / len(files), f"Reading {given.name}")

        say(_READING * place / len(files), f"Reading {given.name}")
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
                        register.columns,
                        len(register.rows),
                    )
                )
            else:
                parts.append(FilePart(sheet.label, None, None))
                if register:
                    # A list beside a register, as workbooks have, is no reason to stop.
                    severity = Severity.LEFT_OUT if is_any and sheet.name else Severity.FAULT
                    findings.problems.append(Problem(sheet.label, None, None, severity, register))
        if any(isinstance(register, Register) for _, register in understood):
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
                "There is none to bring in. Choose CSV or XLSX files.",
            )
        )
    return parts, Read(tuple(registers), tuple(sources))


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
            f"No row of headings was found. The first row with anything in it, {number}, reads “{shown}”. "
            "Put a row of headings above the rows, such as Child, Date of birth, Start date."
        )
    if len(found.kinds) > 1:
        findings.questions.append(
            Question(
                sheet.label,
                sheet.rows[found.index][0],
                None,
                "Which register is this?",
                (
                    *(Option(kind.value, kind.value.capitalize()) for kind in found.kinds),
                    Option(LEAVE_OUT, "None of them: leave it out"),
                ),
                "kinds",
                sheet.label,
            )
        )
        return None
    return _with_columns(sheet, found.index, found.kinds[0], held, findings)


def _with_columns(sheet: Sheet, index: int, kind: Kind, held: Lists, findings: Findings) -> Register:
    header_row, headings = sheet.rows[index]
    rows = sheet.rows[index + 1 :]
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
        if by_hand is not None:
            name = None if by_hand == LEAVE_OUT else by_hand
            settled[place] = Column(column.letter, column.heading, name, True)
            if name:
                at[name], strengths[name] = place, 99
        elif matched.is_sure:
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
        sheet.file,
        sheet.label,
        kind,
        header_row,
        headings,
        at,
        tuple(settled),
        rows,
        sheet.serial_zero,
    )
    say_marks(register, sheet, findings)
    _say_unheaded(register, findings)
    _ask_about_turned_dates(register, findings)
    return _settle(register, unsettled, held, findings)


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
            settled[place] = Column(column.letter, column.heading, name, True)
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
                    f"“{said[:40]}” and all of this column is left out: the column has no heading in row "
                    f"{register.header_row}. Give it one if the dashboard should have it.",
                )
            )


_TYPED_DATE = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})\s*")
_MOST_DAY_OF_A_MONTH = 12
_ENOUGH_DATES, _ENOUGH_TYPED = 6, 3


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
            len(dates) < _ENOUGH_DATES
            or len(typed) < _ENOUGH_TYPED
            or any(value.day > _MOST_DAY_OF_A_MONTH for value in dates)
            or any(day <= _MOST_DAY_OF_A_MONTH for day in typed)
        ):
            continue
        chosen = findings.answer(
            register,
            register.header_row,
            name,
            f"The spreadsheet may have turned day and month round: every date that it took for one has a day "
            f"of {_MOST_DAY_OF_A_MONTH} or less, such as {long_date(dates[0])}, and every date left as text "
            "has a later day. Are the dates right?",
            [("right", "They are right: bring them in"), ("turned", "They are turned round")],
            spelling=f"{register.label}: {name}",
            by_spelling=False,
        )
        if chosen == "turned":
            findings.fault(
                register,
                register.header_row,
                name,
                "Day and month are turned round. Correct the dates in the spreadsheet, or export it anew "
                "with the dates as text.",
            )


def _settle(
    register: Register, unsettled: list[tuple[int, Match]], held: Lists, findings: Findings
) -> Register:
    """Asks about the columns that are not sure, and names those that are not brought in."""
    known = {field.name: field for field in fields(register.kind, held[register.kind])}
    lacking = [
        f
        for f in known.values()
        if f.is_required and f.name not in register.at and not _in_two(f.name, register)
    ]
    if register.kind is Kind.CONSENTS and not _has_answers(register):
        lacking = [*lacking, None]  # type: ignore[list-item]
    final = list(register.columns)
    asked = 0
    for place, matched in sorted(unsettled):
        column = register.columns[place]
        final[place] = Column(column.letter, column.heading, None, False)
        if not any(place < len(values) and values[place] not in (None, "") for _, values in register.rows):
            continue
        maybe = [name for name in matched.names if name not in register.at and name in known]
        if not maybe and not lacking:
            findings.problems.append(
                Problem(
                    register.label,
                    register.header_row,
                    column.place,
                    Severity.NOTE,
                    "This column is not brought in: nothing in the dashboard is called that.",
                )
            )
            continue
        asked += 1
        final[place] = Column(column.letter, column.heading, maybe[0] if maybe else None, False)
        others = [name for name in known if name not in register.at and name not in maybe]
        said = f"What is the column “{column.heading}”?"
        if maybe:
            said = f"Is the column “{column.heading}” {known[maybe[0]].label}?"
        findings.questions.append(
            Question(
                register.label,
                register.header_row,
                column.place,
                said,
                (
                    *(Option(name, known[name].label) for name in [*maybe, *others]),
                    Option(LEAVE_OUT, "Leave this column out"),
                ),
                "headings",
                (register.label, column.letter),
            )
        )
    if not asked:
        for field in lacking:
            label = field.label if field else "any of the setting's consent purposes"
            findings.problems.append(
                Problem(
                    register.label,
                    register.header_row,
                    None,
                    Severity.FAULT,
                    f"No column was found for {label}. Add the column, or head it more plainly.",
                )
            )
    if not register.rows:
        findings.problems.append(
            Problem(
                register.label,
                register.header_row,
                None,
                Severity.NOTE,
                "There is no row below the headings.",
            )
        )
    return Register(
        register.file,
        register.label,
        register.kind,
        register.header_row,
        register.headings,
        register.at,
        tuple(final),
        register.rows,
        register.serial_zero,
    )


def _in_two(name: str, register: Register) -> bool:
    return name == "name" and "forename" in register.at and "surname" in register.at


def _has_answers(register: Register) -> bool:
    prefix = LISTED[Kind.CONSENTS]
    return {"purpose", "answer"} <= set(register.at) or any(name.startswith(prefix) for name in register.at)


# Looking -------------------------------------------------------------------------------------------


def _look(
    connection: Connection, registers: Sequence[Register], held: Lists, findings: Findings, say: Progress
) -> Known | None:
    """What the registers add to what is in the cabinet, or None while a column is still to be settled."""
    if any(question.about == "headings" for question in findings.questions):
        return None
    if any(_lacks(register, held) for register in registers):
        return None
    total = sum(len(register.rows) for register in registers) or 1
    done = 0
    known = read_known(
        connection,
        findings.today,
        with_consents=any(register.kind is Kind.CONSENTS for register in registers),
    )
    for kind in IN_ORDER:
        for register in (register for register in registers if register.kind is kind):

            def tick(register: Register = register) -> None:
                nonlocal done
                done += 1
                if done % 1000 == 0:
                    say(done / total, f"Looking at {register.label}")

            say(done / total, f"Looking at {register.label}")
            match kind:
                case Kind.STAFF:
                    take_staff(register, known, findings, tick)
                case Kind.CHILDREN:
                    take_children(register, known, findings, tick)
                case Kind.CONSENTS:
                    take_consents(register, known, findings, held[Kind.CONSENTS], tick)
                case Kind.ACCESS_REQUESTS:
                    take_access_requests(register, known, findings, tick)
                case Kind.SHARING_LOG:
                    take_sharing_log(register, known, findings, tick)
    return known


def _lacks(register: Register, held: Lists) -> bool:
    required = [field.name for field in fields(register.kind, held[register.kind]) if field.is_required]
    return any(name not in register.at and not _in_two(name, register) for name in required) or (
        register.kind is Kind.CONSENTS and not _has_answers(register)
    )


def _counts(known: Known) -> dict[str, Count]:
    """How many of each kind are new, and how many of those in the registers are there already."""
    children = [child for child in known.children.people if child.is_in_register]
    staff = [person for person in known.staff.people if person.is_in_register]
    requests = [r for held in known.requests.values() for r in held if r.place]
    decisions = [d for held in known.decisions.values() for d in held if d.place]
    assignments = [a for held in known.assignments.values() for a in held if a.child.is_in_register]
    carers = [
        c for child in known.children.people for c in child.carers if child.is_in_register or c.id is None
    ]
    # That an answered request is closed with it stands in no register.
    steps = sum(step is not Step.CLOSED for request in requests for step in request.steps)
    advice = sum(len(decision.advice) for decision in decisions)
    entries = sum(decision.entry_on is not None for decision in decisions)
    sign_offs = sum(len(on) for (person, _), on in known.inductions.items() if person.is_in_register)
    new_steps = sum(len(request.new_steps) for request in requests)
    new_advice = sum(len(decision.new_advice) for decision in decisions)
    new_entries = sum(decision.new_entry is not None for decision in decisions)
    new_sign_offs = len(known.new_inductions)
    counts = {
        "children": _of(children),
        "carers": _of(carers),
        "staff and committee members": _of(staff),
        "key people": _of(assignments),
        "consents": Count(len(known.new_consents), 0, known.consents_there),
        "access requests": _of(requests),
        "steps of access requests": Count(new_steps, 0, steps - new_steps),
        "sharing decisions": _of(decisions),
        "advice sought": Count(new_advice, 0, advice - new_advice),
        "outcomes of sharing decisions": _of([o for decision in decisions for o in decision.outcomes]),
        "entries in children's files": Count(new_entries, 0, entries - new_entries),
        "induction records": Count(new_sign_offs, 0, sign_offs - new_sign_offs),
    }
    return {kind: count for kind, count in counts.items() if count != Count()}


def _of(facts: Sequence[Any]) -> Count:
    new = sum(fact.id is None for fact in facts)
    changed = sum(fact.id is not None and bool(getattr(fact, "changes", None)) for fact in facts)
    return Count(new, changed, len(facts) - new)


# Writing -------------------------------------------------------------------------------------------


def _write(session: Session, known: Known, who: Who, say: Progress) -> None:
    stamp = {"recorded_at": now(), "recorded_by_id": who.account_id}
    say(0.0, "Writing the people")
    _write_staff(session, known)
    _write_children(session, known)
    _fill_in(session, known)
    _write_assignments(session, known)
    say(0.2, "Writing the records")
    _write_requests(session, known, stamp)
    _write_decisions(session, known, stamp)
    _add_all(
        session,
        InductionRecord,
        (
            {
                "staff_id": person.id,
                "topic_id": topic_id,
                "on": on,
                "is_needed": is_needed,
                "signed_off_by": by,
                "note": note,
                **stamp,
            }
            for person, topic_id, on, is_needed, by, note in known.new_inductions
        ),
    )
    total = len(known.new_consents) or 1
    _add_all(
        session,
        Consent,
        (
            {
                "child_id": child.id,
                "purpose_id": purpose_id,
                "carer_id": carer.id,
                "answer": ANSWERS[answer],
                "on": on,
                "how": How.WRITTEN,
                "witness": "",
                "note": note,
                **stamp,
            }
            for child, carer, purpose_id, answer, on, note in known.new_consents
        ),
        lambda done: say(0.2 + 0.75 * done / total, "Writing the consents"),
    )


def _add_all(
    session: Session,
    table: type[Record],
    rows: Iterable[dict[str, Any]],
    tick: Callable[[int], None] | None = None,
) -> None:
    """Adds many rows in parts, each part with its line in the audit trail."""
    left = iter(rows)
    done = 0
    while part := list(islice(left, AT_ONCE)):
        # Straight to the database: the rows are complete, and the trail still gets its line.
        session.execute(insert(table), part, execution_options={"dml_strategy": "raw"})
        done += len(part)
        if tick:
            tick(done)


def _ids(session: Session, table: type[Record], key: str) -> dict[Any, int]:
    columns = table.__table__.c  # type: ignore[attr-defined]
    found = session.connection().execute(
        select(columns[key], columns.id), execution_options={"yield_per": 5000}
    )
    return {row[0]: row[1] for row in found}


def _write_staff(session: Session, known: Known) -> None:
    new = [person for person in known.staff.people if person.id is None]
    for prefix, of_kind in (
        (codes.STAFF, [p for p in new if p.role not in ON_THE_COMMITTEE]),
        (codes.COMMITTEE, [p for p in new if p.role in ON_THE_COMMITTEE]),
    ):
        for person, code in zip(of_kind, codes.next_codes(session, StaffMember, prefix), strict=False):
            person.code = code
    _add_all(
        session,
        StaffMember,
        (
            {
                "code": person.code,
                "name": person.name,
                "role": person.role,
                "started_on": person.started_on,
                "first_day_on": person.first_day_on,
                "left_on": person.left_on,
            }
            for person in new
        ),
    )
    if new:
        ids = _ids(session, StaffMember, "code")
        for person in new:
            person.id = ids[person.code]
    _tie_accounts(session, known)


def _tie_accounts(session: Session, known: Known) -> None:
    """An account whose name is that of one member of staff belongs to that person."""
    for account_id, key, staff_id in known.accounts:
        people: Sequence[StaffFact] = known.staff.exact(key)
        if staff_id is None and len(people) == 1 and (account := session.get(Account, account_id)):
            account.staff_id = people[0].id


def _write_children(session: Session, known: Known) -> None:
    new = [child for child in known.children.people if child.id is None]
    for child, code in zip(new, codes.next_codes(session, Child, codes.CHILD), strict=False):
        child.code = code
    _add_all(
        session,
        Child,
        (
            {
                "code": child.code,
                "name": child.name,
                "born_on": child.born_on,
                "started_on": child.started_on,
                "left_on": child.left_on,
                "has_court_order": child.has_court_order,
                "note": child.note,
            }
            for child in new
        ),
    )
    if new:
        ids = _ids(session, Child, "code")
        for child in new:
            child.id = ids[child.code]
    new_carers = [
        (child, carer) for child in known.children.people for carer in child.carers if carer.id is None
    ]
    _add_all(
        session,
        Carer,
        (
            {
                "child_id": child.id,
                "name": carer.name,
                "has_parental_responsibility": carer.has_pr,
            }
            for child, carer in new_carers
        ),
    )
    if new_carers:
        of = Carer.__table__.c  # type: ignore[attr-defined]
        found = session.connection().execute(
            select(of.child_id, of.name, of.id), execution_options={"yield_per": 5000}
        )
        by_child = {(row[0], row[1]): row[2] for row in found}
        for child, carer in new_carers:
            carer.id = by_child[child.id, carer.name]


def _fill_in(session: Session, known: Known) -> None:
    changed: list[tuple[type[Record], Any]] = [
        *((Child, child) for child in known.children.people),
        *((StaffMember, person) for person in known.staff.people),
        *((KeyPersonAssignment, held) for of_child in known.assignments.values() for held in of_child),
    ]
    for table, fact in changed:
        if fact.changes and fact.id is not None:
            row = session.get(table, fact.id)
            for column, value in fact.changes.items():
                setattr(row, column, value)
    session.flush()


def _write_assignments(session: Session, known: Known) -> None:
    _add_all(
        session,
        KeyPersonAssignment,
        (
            {"child_id": a.child.id, "staff_id": a.staff.id, "from_on": a.from_on, "until_on": a.until_on}
            for held in known.assignments.values()
            for a in held
            if a.id is None
        ),
    )


def _numbered(session: Session, table: type[Record], prefix: str, facts: list[Any], on: str) -> None:
    """Gives new records their codes in the order of their dates, each year from where it stands."""
    series: dict[int, Any] = {}
    for fact in sorted(facts, key=lambda fact: getattr(fact, on)):
        year = getattr(fact, on).year
        if year not in series:
            series[year] = codes.next_codes(session, table, prefix, year)
        fact.code = next(series[year])


def _write_requests(session: Session, known: Known, stamp: dict[str, Any]) -> None:
    requests = [request for held in known.requests.values() for request in held]
    new = [request for request in requests if request.id is None]
    _numbered(session, AccessRequest, codes.ACCESS_REQUEST, new, "received_on")
    _add_all(
        session,
        AccessRequest,
        (
            {
                "code": request.code,
                "child_id": request.child.id,
                "requester": request.requester,
                "carer_id": request.carer.id if request.carer else None,
                "channel": request.channel,
                "received_on": request.received_on,
                "register_reference": request.reference,
                "note": request.note,
                **stamp,
            }
            for request in sorted(new, key=lambda request: request.code)
        ),
    )
    if new:
        ids = _ids(session, AccessRequest, "code")
        for request in new:
            request.id = ids[request.code]
    _add_all(
        session,
        AccessStep,
        (
            {
                "request_id": request.id,
                "step": step,
                "on": request.steps[step][0],
                "reason": request.steps[step][1],
                **stamp,
            }
            for request in requests
            for step in request.new_steps
        ),
    )
    # What the register says was answered is over: nothing of it is prepared or on hold any more.
    _add_all(
        session,
        AccessStep,
        (
            {
                "request_id": request.id,
                "step": Step.CLOSED,
                "on": request.steps[step][0],
                "reason": "Answered before it came into the dashboard.",
                **stamp,
            }
            for request in new
            for step in request.new_steps
            if step in ENDINGS
        ),
    )


def _write_decisions(session: Session, known: Known, stamp: dict[str, Any]) -> None:
    decisions = [decision for held in known.decisions.values() for decision in held]
    new = [decision for decision in decisions if decision.id is None]
    _numbered(session, SharingDecision, codes.SHARING_DECISION, new, "raised_on")
    _add_all(
        session,
        SharingDecision,
        (
            {
                "code": decision.code,
                "child_id": decision.child.id,
                "ground": decision.ground,
                "concern": decision.concern,
                "raised_on": decision.raised_on,
                "raised_by": decision.raised_by,
                **stamp,
            }
            for decision in sorted(new, key=lambda decision: decision.code)
        ),
    )
    if new:
        ids = _ids(session, SharingDecision, "code")
        for decision in new:
            decision.id = ids[decision.code]
    _add_all(
        session,
        SharingAdvice,
        (
            {"decision_id": d.id, "sought_on": on, "sought_from": MASH, "advice": advice, **stamp}
            for d in decisions
            for on, advice in d.new_advice
        ),
    )
    _add_all(
        session,
        SharingOutcome,
        (
            {
                "decision_id": d.id,
                "outcome": o.outcome,
                "position": o.position,
                "shared_with": o.shared_with,
                "reason": o.reason,
                "witness": o.witness,
                "decided_on": o.decided_on,
                "decided_by": o.decided_by,
                "corrects_id": o.corrects.id if o.corrects else None,
                **stamp,
            }
            for d in decisions
            for o in d.outcomes
            if o.id is None
        ),
    )
    _add_all(
        session,
        SharingEntry,
        (
            {
                "decision_id": d.id,
                "entry": d.new_entry[1],
                "recorded_on": d.new_entry[0],
                "late_because": "",
                **stamp,
            }
            for d in decisions
            if d.new_entry
        ),
    )
