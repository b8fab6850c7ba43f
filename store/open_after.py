"""What the agenda asks after an access request: putting the file right, and complaints (RC-1 to RC-6, CM-1).

Read in one query with the sharing decisions where both are wanted.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    null,
    or_,
    select,
    union_all,
)

from models import Child, Complaint, ComplaintStep, Rectification, RectificationStep
from rules import agenda, complaints, rectification
from rules.access import Channel
from store.asked_day import TODAY
from store.complaints import child_of, is_by_code_alone, is_open
from store.complaints import in_sight as complaints_in_sight
from store.mistakes import counts
from store.open_rows import leg
from store.put_right import answered_on
from store.receipts import came, received_on
from store.rectifications import in_sight as rectifications_in_sight
from store.rectifications import is_settled
from store.sight import Watcher
from store.tables import table

RECTIFICATION, COMPLAINT = "rectification", "complaint"
BY_CODE = "by code"


def _rectifications(watcher: Watcher) -> Select[Any]:
    """Requests to correct the file that may not be settled, a row for each step; the rules decide."""
    held, child, step = table(Rectification), table(Child), table(RectificationStep)
    said = [
        func.coalesce(cast(column, String), "")
        for column in (step.c.id, step.c.step, step.c.finding, step.c.decision, step.c.recipient_id)
    ]
    return (
        leg(
            RECTIFICATION,
            held.c.id,
            held.c.code,
            cast(held.c.child_id, Integer),
            received_on(Rectification, held),
            child,
            null(),
            said[0] + "|" + said[1] + "|" + said[2] + "|" + said[3] + "|" + said[4],
            step.c.on,
        )
        .join(child, child.c.id == held.c.child_id)
        .outerjoin(
            step,
            and_(step.c.rectification_id == held.c.id, step.c.on <= TODAY, counts(RectificationStep, step)),
        )
        .where(
            came(Rectification, held, lambda on: on <= TODAY),
            ~is_settled(held, TODAY),
            rectifications_in_sight(watcher, held),
        )
    )


def _complaints(watcher: Watcher) -> Select[Any]:
    """Complaints without an outcome, that go on elsewhere or have an answer to put right, a row a step."""
    held, child, step = table(Complaint), table(Child), table(ComplaintStep)
    done = [func.coalesce(cast(column, String), "") for column in (step.c.id, step.c.step)]
    return (
        leg(
            COMPLAINT,
            held.c.id,
            held.c.code,
            child_of(held),
            received_on(Complaint, held),
            child,
            null(),
            done[0]
            + "|"
            + done[1]
            + "|"
            + func.coalesce(cast(step.c.result, String), "")
            + "|"
            + func.coalesce(cast(answered_on(held), String), "")
            + "|"
            + cast(held.c.kind, String)
            + "|"
            + cast(held.c.channel, String)
            + "|"
            + case((is_by_code_alone(watcher, held), BY_CODE), else_=""),
            step.c.on,
        )
        .select_from(held)
        .outerjoin(child, child.c.id == child_of(held))
        .outerjoin(
            step,
            and_(
                step.c.complaint_id == held.c.id,
                # By when an answer is wanted elsewhere is known before that day.
                or_(step.c.on <= TODAY, step.c.step == complaints.Step.WANTED_THERE),
                counts(ComplaintStep, step),
            ),
        )
        .where(
            came(Complaint, held, lambda on: on <= TODAY),
            is_open(held, TODAY),
            complaints_in_sight(watcher, held),
        )
    )


def ended_by_mistake_since(day: ColumnElement[date]) -> ScalarSelect[int]:
    """How many of both were ended as recorded by mistake since a day, by when that was entered: an earlier
    day hides none."""
    ended = [
        select(step.c.id).where(step.c.step == what, counts(model, step), step.c.recorded_at >= day)
        for model, step, what in (
            (ComplaintStep, table(ComplaintStep), complaints.Step.MISTAKEN),
            (RectificationStep, table(RectificationStep), rectification.Step.MISTAKEN),
        )
    ]
    return select(func.count()).select_from(union_all(*ended).subquery()).scalar_subquery()


def legs(watcher: Watcher) -> list[Select[Any]]:
    """What is read of both on the day given, for whoever looks."""
    return [_rectifications(watcher), _complaints(watcher)]


def rectifications(rows: Iterable[Any]) -> list[agenda.Rectification]:
    """The requests to correct the file that the rows tell of and that have something left to do."""
    first, steps = _by_record(rows, RECTIFICATION)
    found = [
        agenda.Rectification(
            id=row.id,
            code=row.code,
            child=row.child_id,
            received_on=row.day,
            steps=tuple(
                rectification.Done(
                    rectification.Step(step),
                    on,
                    rectification.Finding(finding) if finding else None,
                    rectification.Decision(decision) if decision else None,
                    number,
                    int(whom or 0),
                )
                for on, number, (step, finding, decision, whom) in steps.get(row.id, [])
            ),
            name=row.name,
            child_code=row.child_code,
        )
        for row in first
    ]
    return [held for held in found if rectification.left_to_do(held.steps)]


def complaints_of(rows: Iterable[Any]) -> list[agenda.Complaint]:
    """The open complaints that the rows tell of."""
    first, steps = _by_record(rows, COMPLAINT)
    found = []
    for row in first:
        *_, answered, kind, channel, by_code = row.word.split("|")
        done = tuple(
            complaints.Done(complaints.Step(said[0]), on, complaints.Result(said[1]) if said[1] else None)
            for on, _, said in steps.get(row.id, [])
        )
        answer = date.fromisoformat(answered) if answered else None
        held = complaints.Complaint(complaints.Kind(kind), Channel(channel), row.day, done, answer)
        found.append(
            agenda.Complaint(
                row.id,
                row.code,
                row.child_id,
                held,
                "" if by_code else row.name or "",
                row.child_code or "",
            )
        )
    return found


def _by_record(rows: Iterable[Any], kind: str) -> tuple[list[Any], dict[int, list[Any]]]:
    """The first row of each record of a kind, and its steps: each its day, its number, what its word says."""
    first: dict[int, Any] = {}
    steps: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.kind == kind:
            first.setdefault(row.id, row)
            number, *said = row.word.split("|")
            if number:
                steps[row.id].append((row.decided_on, int(number), said))
    return list(first.values()), {id_: sorted(done) for id_, done in steps.items()}
