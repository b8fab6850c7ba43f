"""Sharing decisions: the concern, the decision, the entry in the child's file (clauses IS-1 to IS-11)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, or_, select

from models import Child, SharingAdvice, SharingDecision, SharingEntry, SharingOutcome
from rules import sharing
from rules.need_to_know import Act, Thing
from rules.sharing import Ground, Outcome, Position
from store import sight
from store.agenda import latest_outcome
from store.cabinet import Cabinet, Who
from store.codes import next_code
from store.refusal import Refused, refuse_if
from store.tables import table


@dataclass(frozen=True)
class HeldDecision:
    """One sharing decision as it stands."""

    id: int
    code: str
    child_id: int
    child_code: str
    child: str
    ground: Ground
    concern: str
    raised_on: date
    raised_by: str
    outcome: Outcome | None
    position: Position | None
    shared_with: str | None
    reason: str | None
    witness: str | None
    decided_on: date | None
    decided_by: str | None
    outcome_id: int | None
    entry: str | None
    recorded_on: date | None
    late_because: str | None

    @property
    def decision(self) -> sharing.Decision:
        """The decision as the rules take it."""
        return sharing.Decision(
            self.raised_on,
            self.outcome,
            self.decided_on,
            self.position,
            self.shared_with or "",
            self.reason or "",
            self.witness or "",
            self.recorded_on,
        )


def decisions(
    connection: Connection,
    *,
    raised_since: date | None = None,
    decision_id: int | None = None,
    on: date | None = None,
) -> list[HeldDecision]:
    """Sharing decisions newest first: those raised since a day and those not yet in the file, or one.

    `on` shows them as they stood on a past day.
    """
    held, child, outcome, entry = (
        table(SharingDecision),
        table(Child),
        table(SharingOutcome),
        table(SharingEntry),
    )
    wanted = (
        held.c.id == decision_id
        if decision_id
        else or_(entry.c.id.is_(None), held.c.raised_on >= (raised_since or date.min))
    )
    rows = connection.execute(
        select(
            held.c.id,
            held.c.code,
            held.c.child_id,
            child.c.code,
            child.c.name,
            held.c.ground,
            held.c.concern,
            held.c.raised_on,
            held.c.raised_by,
            outcome.c.outcome,
            outcome.c.position,
            outcome.c.shared_with,
            outcome.c.reason,
            outcome.c.witness,
            outcome.c.decided_on,
            outcome.c.decided_by,
            outcome.c.id,
            entry.c.entry,
            entry.c.recorded_on,
            entry.c.late_because,
        )
        .join(child, child.c.id == held.c.child_id)
        .outerjoin(outcome, and_(outcome.c.decision_id == held.c.id, outcome.c.id == latest_outcome(on)))
        .outerjoin(entry, and_(entry.c.decision_id == held.c.id, entry.c.recorded_on <= (on or date.max)))
        .where(wanted, sight.decisions(connection, held))
        .order_by(held.c.raised_on.desc(), held.c.id.desc())
    )
    return [HeldDecision(*tuple(row)) for row in rows]


def record_concern(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    ground: Ground | None,
    concern: str,
    raised_on: date | None,
    today: date,
    token: str | None = None,
) -> str:
    """Records a concern that asks for a decision and returns its code; raises `Refused` by field."""
    with cabinet.writing(who, Thing.CONCERN, token=token) as session:
        child = session.get(Child, child_id) if child_id else None
        refuse_if(
            sharing.concern_problems(
                child=child,
                ground=ground,
                concern=concern,
                raised_on=raised_on,
                born_on=child.born_on if child else None,
                today=today,
            )
        )
        if child is None or raised_on is None or ground is None:
            raise Refused({})
        sight.require(session.connection(), Act.RECORD, Thing.CONCERN, child.id, today)
        code = next_code(session, SharingDecision, "SD", raised_on.year)
        session.add(
            SharingDecision(
                code=code,
                child_id=child.id or 0,
                ground=ground,
                concern=concern.strip(),
                raised_on=raised_on,
                raised_by=who.name,
                recorded_by_id=who.account_id,
            )
        )
    return code


def record_decision(
    cabinet: Cabinet,
    who: Who,
    *,
    decision_id: int,
    shared: bool | None,
    position: Position | None,
    shared_with: str,
    reason: str,
    witness: str,
    decided_on: date | None,
    today: date,
    advice_from: str = "",
    token: str | None = None,
) -> None:
    """Records what was decided, or completes an earlier record by a row that names it.

    Consent is never required (L7.3); the reason is whenever consent is lacking. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.SHARING_DECISION, token=token) as session:
        held = session.get(SharingDecision, decision_id)
        if held is None:
            raise Refused({"shared": "This decision is not there any more. Go back to the list."})
        refuse_if(
            sharing.decision_problems(
                shared=shared,
                position=position,
                shared_with=shared_with,
                reason=reason,
                witness=witness,
                decided_on=decided_on,
                raised_on=held.raised_on,
                today=today,
            )
        )
        if shared is None or position is None or decided_on is None:
            raise Refused({})
        outcome = table(SharingOutcome)
        before = session.execute(
            select(outcome.c.id, outcome.c.decided_by)
            .where(outcome.c.decision_id == decision_id)
            .order_by(outcome.c.id.desc())
            .limit(1)
        ).first()
        session.add(
            SharingOutcome(
                decision_id=decision_id,
                outcome=sharing.outcome_of(shared=shared, position=position),
                position=position,
                shared_with=" ".join(shared_with.split()) if shared else "",
                reason=reason.strip(),
                witness=" ".join(witness.split()),
                decided_on=decided_on,
                decided_by=before.decided_by if before else who.name,
                corrects_id=before.id if before else None,
                recorded_by_id=who.account_id,
            )
        )
        if advice_from.strip():
            session.add(
                SharingAdvice(
                    decision_id=decision_id,
                    sought_on=decided_on,
                    sought_from=" ".join(advice_from.split()),
                    recorded_by_id=who.account_id,
                )
            )


def complete_record(
    cabinet: Cabinet,
    who: Who,
    *,
    decision_id: int,
    shared_with: str,
    reason: str,
    witness: str,
    entry: str,
    recorded_on: date | None,
    late_because: str,
    recording_days: int,
    today: date,
    token: str | None = None,
) -> None:
    """Completes what a record lacks, in one transaction: its reason, recipient, witness, entry in the file.

    What is there already stays; a part that is completed makes a new outcome row that names the old one.
    Raises `Refused` by field while anything is still lacking.
    """
    with cabinet.writing(who, Thing.SHARING_DECISION, token=token) as session:
        found = decisions(session.connection(), decision_id=decision_id)
        held = found[0] if found else None
        if held is None or held.outcome is None or held.position is None or held.decided_on is None:
            raise Refused({"entry": "Record the decision first."})
        shared_with = held.shared_with or " ".join(shared_with.split())
        reason = held.reason or reason.strip()
        witness = held.witness or " ".join(witness.split())
        problems = sharing.decision_problems(
            shared=held.outcome is not Outcome.NOT_SHARED,
            position=held.position,
            decided_on=held.decided_on,
            raised_on=held.raised_on,
            shared_with=shared_with,
            reason=reason,
            witness=witness,
            today=today,
        )
        if held.recorded_on is None:
            problems |= sharing.recording_problems(
                entry=entry,
                recorded_on=recorded_on,
                decided_on=held.decided_on,
                late_because=late_because,
                today=today,
                recording_days=recording_days,
            )
        refuse_if(problems)
        if (shared_with, reason, witness) != (held.shared_with, held.reason, held.witness):
            session.add(
                SharingOutcome(
                    decision_id=decision_id,
                    outcome=held.outcome,
                    position=held.position,
                    decided_on=held.decided_on,
                    decided_by=held.decided_by or "",
                    corrects_id=held.outcome_id,
                    shared_with=shared_with,
                    reason=reason,
                    witness=witness,
                    recorded_by_id=who.account_id,
                )
            )
        if held.recorded_on is None and recorded_on is not None:
            session.add(
                SharingEntry(
                    decision_id=decision_id,
                    entry=" ".join(entry.split()),
                    recorded_on=recorded_on,
                    late_because=late_because.strip(),
                    recorded_by_id=who.account_id,
                )
            )
