"""Writes what an import brings in, by whole tables: people first, for the records name them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from secrets import SystemRandom
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import (
    AccessRequest,
    AccessStep,
    Carer,
    Child,
    Consent,
    InductionRecord,
    KeyPersonAssignment,
    Record,
    SafeguardingTraining,
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
from store import accounts, codes
from store.cabinet import Who
from store.registers.known import ANSWERS, Known
from store.registers.names import name_key
from store.registers.sharing_log import MASH
from store.registers.tried import Progress
from store.tables import table

AT_ONCE = 10_000


def write(session: Session, known: Known, who: Who, say: Progress) -> None:
    """Writes what is new, and fills in what was empty, inside the transaction of `session`."""
    stamp = {"recorded_at": now(), "recorded_by_id": who.account_id}
    say(0.0, "Writing the people")
    _write_staff(session, known, who)
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
    _add_all(
        session,
        SafeguardingTraining,
        (
            {"staff_id": person.id, "on": on, "course": course, **stamp}
            for person, on, course in known.new_trainings
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
    model: type[Record],
    rows: Iterable[dict[str, Any]],
    tick: Callable[[int], None] | None = None,
) -> None:
    """Adds many rows in parts, each part with its line in the audit trail."""
    left = iter(rows)
    done = 0
    while part := list(islice(left, AT_ONCE)):
        # Straight to the database: the rows are complete, and the trail still gets its line.
        session.execute(insert(model), part, execution_options={"dml_strategy": "raw"})
        done += len(part)
        if tick:
            tick(done)


def _give_ids(session: Session, model: type[Record], new: Sequence[Any]) -> None:
    """Gives what was added by its code the number of its row."""
    if new:
        held = table(model).c
        rows = session.connection().execute(select(held.code, held.id), execution_options={"yield_per": 5000})
        ids = {row.code: row.id for row in rows}
        for fact in new:
            fact.id = ids[fact.code]


def _give_codes(new: Sequence[Any], free: Iterator[str]) -> None:
    """Gives each a code, by lot: most registers go by the alphabet, and on a shared screen a code whose place
    in it can be counted names the family (X-7)."""
    for fact, code in zip(SystemRandom().sample(new, len(new)), free, strict=False):
        fact.code = code


def _write_staff(session: Session, known: Known, who: Who) -> None:
    new = [person for person in known.staff.people if person.id is None]
    for prefix, of_kind in (
        (codes.STAFF, [p for p in new if p.role not in ON_THE_COMMITTEE]),
        (codes.COMMITTEE, [p for p in new if p.role in ON_THE_COMMITTEE]),
    ):
        _give_codes(of_kind, codes.next_codes(session, StaffMember, prefix))
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
    _give_ids(session, StaffMember, new)
    accounts.tie_by_name(session, who, name_key)


def _write_children(session: Session, known: Known) -> None:
    new = [child for child in known.children.people if child.id is None]
    _give_codes(new, codes.next_codes(session, Child, codes.CHILD))
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
                "room": child.room,
            }
            for child in new
        ),
    )
    _give_ids(session, Child, new)
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
        of = table(Carer).c
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
    for model, fact in changed:
        if fact.changes and fact.id is not None:
            row = session.get(model, fact.id)
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


def _numbered(session: Session, model: type[Record], prefix: str, facts: list[Any], on: str) -> None:
    """Gives new records their codes in the order of their dates, each year from where it stands."""
    series: dict[int, Any] = {}
    for fact in sorted(facts, key=lambda fact: getattr(fact, on)):
        year = getattr(fact, on).year
        if year not in series:
            series[year] = codes.next_codes(session, model, prefix, year)
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
    _give_ids(session, AccessRequest, new)
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
    decisions = known.every_decision()
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
    _give_ids(session, SharingDecision, new)
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
