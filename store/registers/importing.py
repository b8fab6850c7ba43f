"""Tries out an import and brings it in: both read the same rows by the same rules.

Bringing in looks again at what is in the cabinet, inside its one transaction, so that what somebody
recorded since the try-out is neither lost nor doubled.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from rules.access import Step
from rules.need_to_know import Thing
from rules.words import counted, listed
from store import audit
from store.cabinet import Cabinet, Who
from store.registers.access_requests import take_access_requests
from store.registers.children import take_children
from store.registers.consents import take_consents
from store.registers.headings import Lists
from store.registers.known import Known, lists, read_known
from store.registers.missing import say_who_is_missing
from store.registers.reading import lacking, read_files
from store.registers.rows import Findings, Register
from store.registers.sharing_log import take_sharing_log
from store.registers.spreadsheet import RegisterFile
from store.registers.staff import take_staff
from store.registers.tried import (
    Brought,
    CannotComeIn,
    Choices,
    Count,
    Kind,
    Problem,
    Progress,
    Question,
    Severity,
    TryOut,
)
from store.registers.writing import write

IN_ORDER = (Kind.STAFF, Kind.CHILDREN, Kind.CONSENTS, Kind.ACCESS_REQUESTS, Kind.SHARING_LOG)


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
        parts, read = read_files(files, held, findings, _half_of(say, 0.0))
        known = _look(connection, read.registers, held, findings, _half_of(say, 0.5))
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
        known = _look(connection, read.registers, held, findings, _half_of(say, 0.0))
        faults = [p for p in findings.problems if p.severity is Severity.FAULT]
        if known is None or faults or findings.questions:
            raise CannotComeIn(
                "The records have changed since you tried this out. Try it out again. "
                + _why_not(faults, findings.questions)
            )
        counts = _counts(known)
        write(session, known, who, _half_of(say, 0.5))
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
    return Brought(counts)


def _why_not(faults: Sequence[Problem], questions: Sequence[Question]) -> str:
    first = str(faults[0] if faults else questions[0]) if faults or questions else ""
    left = [counted(len(faults), "fault")] if faults else []
    left += [counted(len(questions), "question")] if questions else []
    return f"Nothing was brought in: {listed(left)} to settle first. {first}".strip()


def _half_of(say: Progress, start: float) -> Progress:
    return lambda part, what: say(start + part / 2, what)


def _look(
    connection: Connection, registers: Sequence[Register], held: Lists, findings: Findings, say: Progress
) -> Known | None:
    """What the registers add to what is in the cabinet, or None while a column is still to be settled."""
    if any(question.about == "headings" for question in findings.questions):
        return None
    if any(lacking(register, held) for register in registers):
        return None
    total = sum(len(register.rows) for register in registers) or 1
    done = 0
    known = read_known(
        connection,
        findings.today,
        with_consents=any(register.kind is Kind.CONSENTS for register in registers),
    )
    for register in sorted(registers, key=lambda register: IN_ORDER.index(register.kind)):

        def tick(register: Register = register) -> None:
            nonlocal done
            done += 1
            if done % 1000 == 0:
                say(done / total, f"Looking at {register.label}")

        say(done / total, f"Looking at {register.label}")
        match register.kind:
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
    say_who_is_missing(registers, known, findings)
    return known


def _counts(known: Known) -> dict[str, Count]:
    """How many of each kind are new, and how many of those in the registers are there already."""
    children = [child for child in known.children.people if child.is_in_register]
    staff = [person for person in known.staff.people if person.is_in_register]
    requests = [r for held in known.requests.values() for r in held if r.place]
    decisions = [decision for decision in known.every_decision() if decision.place]
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
    trainings = sum(len(on) for person, on in known.trainings.items() if person.is_in_register)
    new_trainings = len(known.new_trainings)
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
        "sharing decisions written in the file": Count(new_entries, 0, entries - new_entries),
        "induction records": Count(new_sign_offs, 0, sign_offs - new_sign_offs),
        "safeguarding trainings": Count(new_trainings, 0, trainings - new_trainings),
    }
    return {kind: count for kind, count in counts.items() if count != Count()}


def _of(facts: Sequence[Any]) -> Count:
    new = sum(fact.id is None for fact in facts)
    changed = sum(fact.id is not None and bool(getattr(fact, "changes", None)) for fact in facts)
    return Count(new, changed, len(facts) - new)
