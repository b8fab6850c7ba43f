"""Brings in the log of decisions to share, or not to share (clauses IS-1 to IS-11; law L7)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from rules import sharing
from rules.rectification import as_numbered
from rules.sharing import Ground, Position
from rules.words import dated, days, listed, long_date, plain
from store.registers import cells
from store.registers.cells import Said
from store.registers.headings import words
from store.registers.known import ChildFact, DecisionFact, Known, OutcomeFact
from store.registers.rows import Findings, Reader, Register, row_of
from store.registers.spreadsheet import Row
from store.registers.tried import LEAVE_OUT
from store.registers.who import child_of

ANOTHER = "another decision"
SHARED, NOT_SHARED, UNDECIDED = "shared", "not shared", "undecided"
ENTRY = 40
MASH = "MASH"
_NOT_SHARED = frozenset(
    {
        "not shared",
        "no one",
        "noone",
        "nobody",
        "not",
        "no",
        "n",
        "none",
        "none shared",
        "nothing",
        "nothing shared",
        "nil",
        "did not share",
        "not share",
    }
)
_POSITIONS = (
    (Position.NOT_TOLD, ("not told", "not informed", "untold", "family unaware")),
    (
        Position.NOT_SOUGHT,
        (
            "not sought",
            "not asked",
            "not obtained",
            "not safe",
            "unsafe",
            "without",
            "did not ask",
            "didnt ask",
            "dispensed",
            "overridden",
        ),
    ),
    (Position.REFUSED, ("refused", "refuse", "objected", "declined", "withheld", "said no", "denied")),
    (Position.WRITTEN, ("written", "writing", "form", "signed", "email", "letter")),
    (Position.VERBAL, ("verbal", "verbally", "phone", "oral", "spoken", "in person")),
)
# As `plain` has it: without an apostrophe.
_SAYS_NO = re.compile(
    r"\b(?:no|not|none|nothing|nobody|never|without|unable|cannot|"
    r"(?:did|does|do|would|could|was|were|is|has|have|had|wo|ca)nt)\b"
)
# What was only said to the family, or is still to come from them, in whatever way: no agreement.
_ONLY_TOLD = re.compile(
    r"\b(?:told|informed|notified|aware|asked|sent|texted|message|voicemail|awaiting|awaited|pending|tried)\b"
)
_A_DATE = re.compile(
    r"\b\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}\b|\b\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9} \d{2,4}\b"
)


def take_sharing_log(register: Register, known: Known, findings: Findings, tick: Callable[[], None]) -> None:
    """Adds the decisions of a sharing log to `known`, noting every problem."""
    reader = Reader(register, findings)
    unsettled: list[tuple[Row, DecisionFact, OutcomeFact | None]] = []
    for row in reader.rows(name_fields=("name", "forename", "surname", "concern")):
        tick()
        if child := child_of(row, reader, known, lambda row: _days(row, reader)):
            _decision(row, child, reader, known, unsettled)
    # Only now is it known which of the recorded decisions no row means.
    for row, fact, outcome in unsettled:
        _settle(row, fact, outcome, reader, known)


def _settle(row: Row, fact: DecisionFact, outcome: OutcomeFact | None, reader: Reader, known: Known) -> None:
    """Asks whether a row that fits no recorded decision corrects one of that child and day."""
    of_that_day = _of_that_day(fact, known)
    recorded = None
    if of_that_day:
        chosen = reader.which(
            row,
            "concern",
            f"No row is about {listed([d.code for d in of_that_day])}, of the same day and about "
            f"{fact.child.name}, with another ground or recipient. Is this row the same decision?",
            [
                *((d.code, f"The same as {d.code}, which is kept as it was recorded") for d in of_that_day),
                (ANOTHER, "Another decision"),
            ],
            spelling=fact.concern,
        )
        if chosen == LEAVE_OUT:
            return
        recorded = next((d for d in of_that_day if d.code == chosen), None)
    if recorded is None:
        known.decisions[fact.child].append(fact)
        recorded = fact
    else:
        reader.left_out(
            row[0],
            "concern",
            f"{recorded.code} is recorded differently, and that is kept. If it is wrong, decide again there.",
        )
        outcome = None
    _take(row, recorded, outcome, reader)


def _of_that_day(fact: DecisionFact, known: Known) -> list[DecisionFact]:
    return [
        d
        for d in known.decisions[fact.child]
        if d.id is not None and d.place is None and d.was_raised_on(fact.raised_on) and not d.is_mistake
    ]


def _take(row: Row, fact: DecisionFact, outcome: OutcomeFact | None, reader: Reader) -> None:
    fact.place = (reader.register.label, row[0])
    _take_advice(row, fact, fact.raised_on, reader)
    _take_outcome(row, fact, outcome, reader)
    _take_entry(row, fact, reader)


def _days(row: Row, reader: Reader) -> tuple[date | None, date | None]:
    """When it was decided, and when it was raised."""
    return (
        reader.day(
            row, "decided_on", latest=reader.today, why="A decision cannot have a date in the future."
        ),
        reader.day(row, "raised_on", latest=reader.today, why="A concern cannot have a date in the future."),
    )


def _decision(
    row: Row,
    child: ChildFact,
    reader: Reader,
    known: Known,
    unsettled: list[tuple[Row, DecisionFact, OutcomeFact | None]],
) -> None:
    register, number = reader.register, row[0]
    decided_on, raised_on = _days(row, reader)
    if reader.is_filled(row, "decided_on") and decided_on is None:
        return
    if reader.is_filled(row, "raised_on") and raised_on is None:
        return
    raised_on = raised_on or decided_on
    ground = _ground(row, reader)
    if raised_on is None:
        reader.fault(number, "decided_on", "Enter the date of the decision.")
        return
    if ground is None:
        return
    concern = reader.prose(row, "concern")
    refused = sharing.concern_problems(
        child=child,
        ground=ground,
        concern=concern,
        raised_on=raised_on,
        born_on=child.born_on,
        about_colleague=False,
        today=reader.today,
    )
    date_column = "raised_on" if reader.is_filled(row, "raised_on") else "decided_on"
    for column, said in refused.items():
        reader.fault(number, date_column if column == "raised_on" else "concern", said)
    if decided_on and decided_on < raised_on:
        reader.fault(
            number, "decided_on", f"The decision is dated before the concern, {long_date(raised_on)}."
        )
        return
    if refused:
        return
    if raised_on < child.started_on:
        reader.note(
            number, date_column, f"This is before {child.name} started, {long_date(child.started_on)}."
        )
    outcome = _outcome(row, decided_on, reader)
    by = reader.text(row, "decided_by")
    fact = _same(child, ground, raised_on, outcome, known)
    if fact is not None and fact.place is not None:
        reader.left_out(
            number,
            None,
            f"The same decision is already in {row_of(fact.place, register)}, so this row is left out.",
        )
        return
    if fact is not None and fact.is_mistake:
        fact.place = (register.label, number)
        reader.left_out(
            number,
            "concern",
            f"{fact.code} was taken back in the dashboard as recorded by mistake, so this row is left out. "
            "Correct the register; if it is right after all, record it on the page Sharing decisions.",
        )
        return
    if fact is None:
        fact = DecisionFact(child, ground, concern, raised_on, reader.text(row, "raised_by") or by)
        if _of_that_day(fact, known):
            unsettled.append((row, fact, outcome))
            return
        known.decisions[child].append(fact)
    elif plain(concern) != plain(fact.concern):
        reader.left_out(
            number, "concern", f"{fact.code} is recorded with a different concern. The recorded one is kept."
        )
    _take(row, fact, outcome, reader)


def _ground(row: Row, reader: Reader) -> Ground | None:
    said = reader.prose(row, "concern")
    told = f" {plain(said)} "
    for ground, phrases in words()["ground"].items():
        if plain(ground) == told.strip() or any(f" {plain(phrase)} " in told for phrase in phrases):
            return Ground(ground)
    shown = said if len(said) <= 80 else f"{said[:80]}…"
    chosen = reader.findings.answer(
        reader.register,
        row[0],
        "concern",
        f"Which ground is “{shown}”?" if said else "The concern is blank. Which ground was it?",
        [
            *((ground.value, ground.value.capitalize()) for ground in Ground),
            (LEAVE_OUT, "Leave this row out"),
        ],
        spelling=said,
        by_spelling=bool(said),
    )
    return None if chosen is None or chosen == LEAVE_OUT else Ground(chosen)


def _outcome(row: Row, decided_on: date | None, reader: Reader) -> OutcomeFact | None:
    """What was decided, or None while the register does not say."""
    number = row[0]
    shared_with = reader.text(row, "shared_with")
    reason = reader.prose(row, "reason")
    if cells.is_blank(reason):
        reason = ""
    is_undecided = _is_undecided(row, shared_with, reader)
    if is_undecided is None:
        return None
    if is_undecided or decided_on is None:
        if reader.is_filled(row, "position") or reason or reader.is_filled(row, "recorded_on"):
            reader.left_out(
                number,
                "shared_with",
                "The row does not say with whom, or that nothing was shared, so the decision still has "
                "to be made.",
            )
        return None
    is_shared, position = _is_shared(row, shared_with, reader), _position(row, reader)
    if is_shared is None or position is None:
        return None
    by = reader.text(row, "decided_by")
    witness = reader.text(row, "witness")
    if position is Position.VERBAL and by and not witness:
        witness = by
        reader.note_once(
            number,
            "position",
            "Who heard a verbal agreement is not said. It is brought in as whoever decided, here and further "
            "down the column: add a column “Witness” where it was somebody else.",
        )
    outcome = sharing.outcome_of(shared=is_shared, position=position)
    refused = sharing.decision_problems(
        shared=is_shared,
        position=position,
        shared_with=shared_with,
        reason=reason,
        witness=witness,
        decided_on=decided_on,
        raised_on=decided_on,
        today=reader.today,
    )
    for column, said in refused.items():
        # History comes in as it is: the agenda asks for what a record still lacks.
        where = {"reason": "reason", "shared_with": "shared_with", "witness": "decided_by"}.get(column)
        reader.note(
            number, where if where in reader.register.at else None, f"It is brought in as it is. {said}"
        )
    return OutcomeFact(outcome, position, shared_with if is_shared else "", reason, witness, decided_on, by)


def _is_undecided(row: Row, shared_with: str, reader: Reader) -> bool | None:
    """Whether the row leaves open if anything was shared; None once it was asked, of an “n/a”."""
    if not shared_with or cells.said(shared_with) is Said.NOTHING:
        return True
    if cells.said(shared_with) is not Said.NOT_NEEDED:
        return False
    chosen = reader.findings.answer(
        reader.register,
        row[0],
        "shared_with",
        f"Does “{shared_with}” say that it was decided to share nothing, or that nothing was decided yet?",
        [
            (NOT_SHARED, "It was decided to share nothing"),
            (UNDECIDED, "Nothing was decided yet: it still has to be"),
        ],
        spelling=f"decided: {shared_with}",
    )
    return None if chosen is None else chosen == UNDECIDED


def _is_shared(row: Row, shared_with: str, reader: Reader) -> bool | None:
    """Whether the row says with whom something was shared, or that nothing was; None once it was asked."""
    said = plain(shared_with)
    if said in _NOT_SHARED or said.startswith("not shared") or cells.said(shared_with) is Said.NOT_NEEDED:
        return False
    if not _SAYS_NO.search(said):
        return True
    chosen = reader.findings.answer(
        reader.register,
        row[0],
        "shared_with",
        f"Does “{shared_with}” say that nothing was shared?",
        [(NOT_SHARED, "Yes: nothing was shared"), (SHARED, "No: it was shared with them")],
        spelling=f"shared with: {shared_with}",  # the same may stand beside it, and be asked about too
    )
    return None if chosen is None else chosen == SHARED


def _position(row: Row, reader: Reader) -> Position | None:
    said = reader.text(row, "position")
    told = f" {plain(said)} "
    for position, phrases in _POSITIONS:
        if any(f" {phrase} " in told for phrase in phrases):
            if position in sharing.AGREED and (_SAYS_NO.search(told) or _ONLY_TOLD.search(told)):
                break  # “no consent form”, “informed by phone”: no agreement, and not which of the others
            return position
    if not said or cells.said(said) in {Said.NOTHING, Said.NOT_NEEDED}:
        # That they were not asked has a reason, which a blank does not give: nobody is said to be a danger.
        question = (
            "The row does not say where the family stands. What is right of it, and of each other row that "
            "does not? Where they differ, fill in the cells and try again."
        )
        said = f"{reader.register.label}: where the family stands"
    else:
        question = f"What does “{said}” mean about the family's consent?"
    chosen = reader.findings.answer(
        reader.register,
        row[0],
        "position" if "position" in reader.register.at else reader.name_column(),
        question,
        [(position.value, f"The family {_IN_WORDS[position]}") for position in Position],
        spelling=said,
    )
    return Position(chosen) if chosen else None


_IN_WORDS = {
    Position.WRITTEN: "agreed in writing",
    Position.VERBAL: "agreed verbally",
    Position.REFUSED: "objected",
    Position.NOT_SOUGHT: "was not asked",
    Position.NOT_TOLD: "was not told",
}


def _same(
    child: ChildFact,
    ground: Ground,
    raised_on: date,
    outcome: OutcomeFact | None,
    known: Known,
) -> DecisionFact | None:
    """The decision that the row is about: same child, day and ground, and shared with the same."""
    shared_with = plain(outcome.shared_with) if outcome else ""
    level = [d for d in known.decisions[child] if d.was_raised_on(raised_on) and d.ground is ground]
    level.sort(key=lambda d: d.is_mistake)  # of one that was recorded twice the row means what stands
    for fact in level:
        if outcome is None or any(plain(o.shared_with) == shared_with for o in fact.outcomes):
            return fact
    return next((fact for fact in level if not fact.outcomes and fact.place is None), None)


def _take_advice(row: Row, fact: DecisionFact, raised_on: date, reader: Reader) -> None:
    value = reader.value(row, "advice")
    if value is None or cells.is_blank(value) or cells.said(value) is Said.NO:
        return
    said = reader.prose(row, "advice")
    advice = ""
    found = None if isinstance(value, date | int | float) else _A_DATE.search(said)
    if cells.said(value) is Said.YES or (isinstance(value, str) and found is None and not said.isdigit()):
        reader.note(
            row[0],
            "advice",
            "The row does not say when the advice was sought, so it is brought in with the date of the "
            "concern.",
        )
        # It may be there already with the date of the concern that was entered at first.
        on: date | None = fact.entered_on if fact.entered_on in fact.advice else raised_on
        advice = "" if cells.said(value) is Said.YES else said
    elif found and found[0] != said:
        on = reader.date_of(row, "advice", found[0], latest=reader.today)
        advice = said
    else:
        on = reader.day(row, "advice", latest=reader.today, why="Advice cannot have a date in the future.")
    if on is None or on in fact.advice:
        return
    if on in fact.not_advised_on:
        reader.left_out(
            row[0],
            "advice",
            f"This advice was taken back in the dashboard as entered by mistake in {fact.code}. Correct the "
            "register; if it is right after all, record it on the page Sharing decisions.",
        )
        return
    fact.advice.add(on)
    fact.new_advice.append((on, advice))


def _take_outcome(row: Row, fact: DecisionFact, outcome: OutcomeFact | None, reader: Reader) -> None:
    if outcome is None:
        return
    if not fact.outcomes:
        fact.outcomes.append(outcome)
        return
    latest = fact.outcomes[-1]
    if outcome.reason and not latest.reason:
        fact.outcomes.append(
            replace(
                latest,
                id=None,
                corrects=latest,
                reason=outcome.reason,
                witness=latest.witness or outcome.witness,
            )
        )
    elif outcome.reason and outcome.reason != latest.reason:
        reader.left_out(
            row[0], "reason", "The decision is recorded with a different reason. The recorded one is kept."
        )
    elif outcome.position is not latest.position:
        reader.left_out(row[0], "position", f"The decision is recorded as “{latest.position}”. That is kept.")


def _take_entry(row: Row, fact: DecisionFact, reader: Reader) -> None:
    if not reader.is_filled(row, "recorded_on"):
        return
    if cells.said(reader.value(row, "recorded_on")) in {Said.YES, Said.NO}:
        reader.left_out(
            row[0], "recorded_on", "The date is missing. Enter the day it was written in the file."
        )
        return
    on = reader.day(
        row,
        "recorded_on",
        latest=reader.today,
        why="Nothing can be written in the file on a day in the future.",
    )
    if on is None or not fact.outcomes:
        return
    decided_on = fact.outcomes[0].decided_on
    if on < decided_on:
        reader.fault(
            row[0], "recorded_on", f"The entry is dated before the decision, {long_date(decided_on)}."
        )
        return
    if fact.entry_on is not None:
        if fact.entry_on != on:
            reader.left_out(row[0], "recorded_on", f"The dashboard has {dated(fact.entry_on)}. That is kept.")
        return
    if on in fact.not_entered_on:
        reader.left_out(
            row[0],
            "recorded_on",
            f"That {fact.code} is written in the file was taken back in the dashboard as entered by mistake. "
            "Correct the register; if it is right after all, record it on the page Sharing decisions.",
        )
        return
    if (late := (on - decided_on).days) > 0:
        reader.note(
            row[0], "recorded_on", f"Written {days(late)} after the decision; the row does not say why."
        )
    fact.entry_on = on
    fact.new_entry = (on, as_numbered(reader.text(row, "entry", most=ENTRY)))
