"""Brings in the consents register: a row for a child, or one for each answer (DR-4, DR-6; law L5)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from rules import consent
from rules.consent import Answer, How
from rules.words import long_date, plain
from store.registers import cells
from store.registers.cells import Said
from store.registers.headings import PURPOSE, Listed, match, says_no
from store.registers.known import ANSWERS, CarerFact, ChildFact, Known, Wording, consent_key, of_consent_key
from store.registers.rows import Findings, Reader, Register
from store.registers.spreadsheet import Row
from store.registers.tried import LEAVE_OUT, Kind
from store.registers.who import carer_of, child_of

FIRST_CARER = "first carer"
NO_ANSWER, THEY_SAID_NO = "no answer", "they said no"
IT_STANDS, TAKEN_BACK, GIVEN_AFTER = "it stands", "taken back", "given after"
NOT_SAID_WHEN = "The register does not say when it was withdrawn."
FOUND_EMPTY = "The register had this yes no more. When it was withdrawn it does not say."
_ANSWER_OF = {Said.YES: Answer.GIVEN, Said.NO: Answer.REFUSED, Said.WITHDRAWN: Answer.WITHDRAWN}
_BIT = {answer: 1 << place for place, answer in enumerate(ANSWERS)}
# A no to what stood was recorded as a withdrawal: it is the answer of the register's "no" all the same.
_ALIKE = {**_BIT, Answer.REFUSED: _BIT[Answer.REFUSED] | _BIT[Answer.WITHDRAWN]}
_IN_THIS_IMPORT = 8  # how far the bits of this import's answers stand from those of the cabinet


# The day of each yes that stands, by the number of its carer and the key of its purpose.
Standing = dict[tuple[int, str], date]


def take_consents(
    register: Register,
    known: Known,
    findings: Findings,
    listed: tuple[Listed, ...],
    tick: Callable[[], None],
) -> None:
    """Adds the answers of a consents register to `known`, noting every problem."""
    reader = Reader(register, findings)
    purposes = [name for name in register.at if name.startswith(PURPOSE)]
    is_long = "purpose" in register.at and "answer" in register.at
    signs = _who_signs(reader)
    if signs == LEAVE_OUT:
        return
    unticked = _what_an_unticked_box_says(reader, ["answer"] if is_long else purposes)

    def read(row: Row) -> list[tuple[str, Said]]:
        answers = _long_answer(row, reader, listed) if is_long else _answers(row, reader, purposes)
        if unticked is Said.NO:
            return answers
        return [
            (column, said)
            for column, said in answers
            if not cells.is_unticked(reader.value(row, "answer" if is_long else column))
        ]

    def look(row: Row) -> None:
        if read(row):
            _signed_on(row, reader)

    def take(row: Row, child: ChildFact, answers: list[tuple[str, Said]]) -> list[Empty]:
        signed = _take(row, child, answers, reader, known, first_carer=signs == FIRST_CARER, is_long=is_long)
        if is_long or signed is None:
            return []
        said = {column for column, _ in answers}
        return [Empty(row, column, child, *signed) for column in purposes if column not in said]

    empty: list[Empty] = []
    unanswered: list[tuple[Row, ChildFact]] = []
    spoken: set[str] = set()
    for row in reader.rows():
        tick()
        child = child_of(row, reader, known, look)
        if child is None:
            continue
        if answers := read(row):
            spoken.update(column for column, _ in answers)
            empty += take(row, child, answers)
        elif not is_long and reader.is_filled(row, "signed_on"):
            unanswered.append((row, child))
    standing: Standing = _standing(known) if empty or unanswered else {}
    for row, child in unanswered:
        if any((carer.number, key) in standing for carer in child.carers for key in known.purposes):
            empty += take(row, child, [])
        else:
            reader.left_out(row[0], reader.name_column(), "The row has no answers.")
    _ask_of_the_empty(empty, spoken, standing, reader, known)


@dataclass(frozen=True)
class Empty:
    """A cell without an answer in a row that somebody signed."""

    row: Row
    column: str
    child: ChildFact
    carer: CarerFact
    on: date

    @property
    def purpose(self) -> str:
        """The key of the purpose that its column is about."""
        return self.column.removeprefix(PURPOSE)


def _standing(known: Known) -> Standing:
    """Each yes that stands.

    What comes in now is part of it: a form of this year without the tick may stand below last year's.
    """
    key_of = {wording.id: key for key, wordings in known.purposes.items() for wording in wordings}
    latest: dict[tuple[int, str], tuple[date, int]] = {}
    for number, bits in known.consents.items():
        carer, purpose_id, on = of_consent_key(number)
        if (key := key_of.get(purpose_id)) is not None:
            found = (on, bits | bits // _IN_THIS_IMPORT)
            latest[carer, key] = max(latest.get((carer, key), found), found)
    ended = _BIT[Answer.REFUSED] | _BIT[Answer.WITHDRAWN]
    return {at: on for at, (on, bits) in latest.items() if bits & _BIT[Answer.GIVEN] and not bits & ended}


def _ask_of_the_empty(
    empty: Sequence[Empty], spoken: Collection[str], standing: Standing, reader: Reader, known: Known
) -> None:
    """Asks what an empty cell says where a yes stands: its tick was taken away, or a newer form has none.

    Left as it is, what a family took back would stand here for good (DR-6; law L5.3). A column of which no
    row is `spoken` is one that the setting keeps no more.
    """
    for cell in empty:
        on = standing.get((cell.carer.number, cell.purpose))
        if on and consent.has_ended(on, cell.child.stay_before_until, on=cell.on):
            continue  # it ended when the child left: who came back is asked anew
        if on is None or on > cell.on or (on == cell.on and _is_said_here(cell, known)):
            continue
        if cell.column not in spoken:
            reader.note_once(
                reader.register.header_row,
                cell.column,
                "No row has an answer in this column. What the dashboard has of it stands.",
            )
            continue
        chosen = _which_counts(
            cell.row,
            cell.column,
            f"{cell.carer.name} said yes to this for {cell.child.name} on {long_date(on)}, and the cell "
            "has no answer. Which is right?",
            [
                (IT_STANDS, "The yes stands: nobody took it back"),
                (TAKEN_BACK, "They no longer agree: it is withdrawn"),
            ],
            reader,
        )
        if chosen == TAKEN_BACK:
            # A form that lost its tick lost it since: by the form's own day the yes was never given.
            day = cell.on if cell.on > on else reader.today
            withdrawn = Answer.WITHDRAWN
            _add(cell.row, cell.column, cell.child, cell.carer, withdrawn, day, FOUND_EMPTY, reader, known)


def _is_said_here(cell: Empty, known: Known) -> bool:
    """Whether another row of what comes in now has an answer of that day: the form is in two rows."""
    keys = (consent_key(cell.carer, wording.id, cell.on) for wording in known.purposes[cell.purpose])
    return any(known.consents.get(key, 0) // _IN_THIS_IMPORT for key in keys)


def _who_signs(reader: Reader) -> str:
    """How to tell who signed: by the column, or, where there is none, as the person chose for the file."""
    register = reader.register
    if "signed_by" in register.at:
        return "signed_by"
    chosen = reader.findings.answer(
        register,
        register.header_row,
        reader.name_column(),
        "No column says who signed. Whose answers are these?",
        [
            (FIRST_CARER, "The first carer of each child in the children's register"),
            (LEAVE_OUT, "Leave this register out"),
        ],
        spelling=f"{register.label}: who signed",
    )
    return chosen or LEAVE_OUT


def _what_an_unticked_box_says(reader: Reader, columns: Sequence[str]) -> Said:
    """A no, or nothing, as the person chose for the file; nothing until then.

    Beside boxes that are ticked, an empty one may be a refusal, or a form that never came back.
    """
    register = reader.register
    boxes = (
        (row[0], column)
        for row in register.rows
        for column in columns
        if cells.is_unticked(reader.value(row, column))
    )
    first = next(boxes, None)
    if first is None:
        return Said.NOTHING
    chosen = reader.findings.answer(
        register,
        *first,
        "This box is not ticked, and others may not be. What does a box without its tick say?",
        [
            (NO_ANSWER, "No answer yet: they are still to be asked"),
            (THEY_SAID_NO, "They were asked, and said no"),
        ],
        spelling=f"{register.label}: without a tick",
    )
    return Said.NO if chosen == THEY_SAID_NO else Said.NOTHING


def _answers(row: Row, reader: Reader, purposes: list[str]) -> list[tuple[str, Said]]:
    found: list[tuple[str, Said]] = []
    values = row[1]
    at = reader.register.at
    for column in purposes:
        index = at[column]
        if index < len(values) and (value := values[index]) is not None:
            said = cells.said(value)
            if said in _ANSWER_OF:
                found.append((column, said))
            elif said is Said.NOT_NEEDED:
                reader.note_once(
                    row[0],
                    column,
                    f"“{reader.text(row, column)}” is read as no answer, here and further down the column.",
                )
            elif said is None:
                _say_it_is_no_answer(row, column, value, reader)
    return found


def _say_it_is_no_answer(row: Row, column: str, value: object, reader: Reader) -> None:
    said = reader.text(row, column)
    if not said:
        return
    if said.casefold() in {"x", "×"}:
        why = "A cross means yes to some and no to others."
    elif isinstance(value, date):
        why = "This is a date, not an answer."
    else:
        why = f"“{said[:40]}” is not an answer."
    reader.fault(row[0], column, f"{why} Enter Y, N or W (withdrawn), or leave the cell blank.")


def _long_answer(row: Row, reader: Reader, listed: tuple[Listed, ...]) -> list[tuple[str, Said]]:
    heading = reader.text(row, "purpose")
    found = match(heading, Kind.CONSENTS, listed)
    if says_no(heading) and not found.is_sure:
        reader.fault(
            row[0],
            "purpose",
            f"“{heading[:40]}” says what is not agreed to, so a yes to it would be read as agreed. Name the "
            "purpose alone, with N where they do not agree.",
        )
        return []
    name = found.names[0] if found.is_sure else ""
    if not name.startswith(PURPOSE):
        chosen = reader.findings.answer(
            reader.register,
            row[0],
            "purpose",
            f"Which purpose is “{heading}”?",
            [*((f"{PURPOSE}{entry.key}", entry.title) for entry in listed), (LEAVE_OUT, "Leave it out")],
            spelling=heading or "(blank purpose)",
        )
        if chosen is None or chosen == LEAVE_OUT:
            return []
        name = chosen
    else:
        title = next(entry.title for entry in listed if entry.key == name.removeprefix(PURPOSE))
        if plain(heading) != plain(title):
            reader.note_once(row[0], "purpose", f"“{heading}” is read as “{title}”, here and further down.")
    said = cells.said(reader.value(row, "answer"))
    if said is None:
        _say_it_is_no_answer(row, "answer", reader.value(row, "answer"), reader)
    return [(name, said)] if said in _ANSWER_OF else []


def _signed_on(row: Row, reader: Reader) -> date | None:
    return reader.day(
        row, "signed_on", latest=reader.today, why="An answer cannot have a date in the future."
    )


def _take(
    row: Row,
    child: ChildFact,
    answers: list[tuple[str, Said]],
    reader: Reader,
    known: Known,
    *,
    first_carer: bool,
    is_long: bool,
) -> tuple[CarerFact, date] | None:
    """Adds the answers of a row; gives who signed them and when, where the row says that."""
    on = _signed_on(row, reader)
    if on is None:
        if not reader.is_filled(row, "signed_on"):
            reader.fault(row[0], "signed_on", f"Enter the date signed: {child.name} has answers without one.")
        return None
    if first_carer:
        carer = child.carers[0] if child.carers else None
        if carer is None:
            reader.left_out(
                row[0], reader.name_column(), f"{child.name} has no carer in the children's register."
            )
    else:
        carer = carer_of(row, "signed_by", child, reader, known)
    if carer is None:
        return None
    refused = consent.problems(
        carer=carer,
        has_parental_responsibility=True,
        answer=Answer.GIVEN,
        on=on,
        how=How.WRITTEN,
        witness="",
        born_on=child.born_on,
        today=reader.today,
    )
    if refused:
        reader.fault(row[0], "signed_on", refused["on"])
        return None
    if child.left_on and on > child.left_on:
        reader.note(
            row[0],
            "signed_on",
            f"This is after {child.name} left, {long_date(child.left_on)}. It is brought in as it is.",
        )
    elif child.stay_before_until and on <= child.stay_before_until:
        reader.note(
            row[0],
            "signed_on",
            f"{child.name} left on {long_date(child.stay_before_until)} and came back: what was answered by "
            "then has ended. It is brought in as it is.",
        )
    if not carer.has_pr:
        reader.note(
            row[0],
            "signed_by",
            f"{carer.name} does not hold parental responsibility, so these answers are brought in but do "
            "not count.",
        )
    withdrawn_on = reader.day(row, "withdrawn_on", latest=reader.today)
    if withdrawn_on is None and reader.is_filled(row, "withdrawn_on"):
        return None
    if withdrawn_on and withdrawn_on < on:
        reader.fault(row[0], "withdrawn_on", f"The date is before the answer was signed, {long_date(on)}.")
        return None
    if withdrawn_on and is_long:
        # The row is about one purpose, so what was given in it is what was withdrawn.
        answers = [(column, Said.WITHDRAWN if said is Said.YES else said) for column, said in answers]
    if withdrawn_on and all(said is not Said.WITHDRAWN for _, said in answers):
        reader.fault(
            row[0],
            "withdrawn_on",
            "The row says when it was withdrawn, and not what. Enter W for each purpose that was withdrawn.",
        )
        return None
    typed = reader.prose(row, "note")
    for column, said in answers:
        if said is Said.WITHDRAWN and withdrawn_on:
            _add(row, column, child, carer, Answer.GIVEN, on, typed, reader, known)
            _add(row, column, child, carer, Answer.WITHDRAWN, withdrawn_on, typed, reader, known)
        else:
            unsaid = NOT_SAID_WHEN if said is Said.WITHDRAWN else ""
            note = "\n".join(filter(None, [typed, unsaid]))
            _add(row, column, child, carer, _ANSWER_OF[said], on, note, reader, known)
    return carer, on


def _add(
    row: Row,
    column: str,
    child: ChildFact,
    carer: CarerFact,
    answer: Answer,
    on: date,
    note: str,
    reader: Reader,
    known: Known,
) -> None:
    purpose_id = _wording_on(known.purposes[column.removeprefix(PURPOSE)], on)
    key, bit = consent_key(carer, purpose_id, on), _BIT[answer]
    held = known.consents.get(key, 0)
    here = held // _IN_THIS_IMPORT
    if here & bit:
        reader.left_out(row[0], column, "This answer is already in another row, so it is brought in once.")
        return
    if here and answer is not Answer.WITHDRAWN:
        reader.fault(
            row[0],
            column,
            f"Another row gives a different answer by {carer.name} on {long_date(on)}. Keep the one that "
            "is right.",
        )
        return
    alike = _ALIKE[answer]
    if known.mistaken_consents.get(key, 0) & alike and not held & alike:
        # What somebody took back does not come back because a register was left as it was.
        reader.left_out(
            row[0],
            column,
            "This answer was taken back in the dashboard as entered by mistake. Correct the register; if the "
            "answer is right after all, record it on the Consents page.",
        )
        return
    before = held % _IN_THIS_IMPORT
    if (
        before
        and answer is Answer.GIVEN
        and not before & bit
        and _is_the_no_later(row, column, child, carer, on, reader)
    ):
        return
    known.consents[key] = held | bit * _IN_THIS_IMPORT
    if held & alike:
        known.consents_there += 1
        if reader.is_filled(row, "note"):
            reader.note_once(
                row[0], "note", "Notes beside answers that are in the dashboard already are not read again."
            )
        return
    if before and answer is not Answer.GIVEN:
        reader.note(
            row[0],
            column,
            f"The dashboard has another answer by {carer.name} for {child.name} on that day. This one is "
            "brought in after it.",
        )
    if note.endswith(NOT_SAID_WHEN):
        reader.note_once(
            row[0],
            "signed_on",
            "The register does not say when a consent was withdrawn: each that was counts from the day of "
            "its form. A column “Withdrawn on” would say when.",
        )
    known.new_consents.append((child, carer, purpose_id, ANSWERS.index(answer), on, note))


def _is_the_no_later(
    row: Row, column: str, child: ChildFact, carer: CarerFact, on: date, reader: Reader
) -> bool:
    """Whether a yes is left out, or waits for an answer, because the dashboard has a no of the same day.

    It may have been taken back after the form was signed: a register does not say which came last (law L5.2).
    """
    chosen = _which_counts(
        row,
        column,
        f"The dashboard has a no by {carer.name} for {child.name} of the same day, {long_date(on)}. Which "
        "came last?",
        [
            (IT_STANDS, "The no: the yes is not brought in"),
            (GIVEN_AFTER, "The yes: they said no first, and agreed after that"),
        ],
        reader,
    )
    if chosen == IT_STANDS:
        reader.left_out(row[0], column, "Left out by choice: the no came last.")
    return chosen != GIVEN_AFTER


def _which_counts(
    row: Row, column: str, text: str, options: Sequence[tuple[str, str]], reader: Reader
) -> str | None:
    """What was chosen of this cell alone, where the register and what the dashboard has differ."""
    place = f"{reader.register.label}: {row[0]} {column}"
    return reader.findings.answer(
        reader.register, row[0], column, text, options, spelling=place, by_spelling=False
    )


def _wording_on(wordings: list[Wording], on: date) -> int:
    """The wording that was in use on the day, else the first one."""
    if len(wordings) == 1:
        return wordings[0].id
    in_use = [wording for wording in wordings if wording.introduced_on <= on]
    if not in_use:
        return min(wordings, key=lambda wording: wording.number).id
    return max(in_use, key=lambda wording: wording.number).id
