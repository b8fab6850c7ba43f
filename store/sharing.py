"""Sharing decisions: the concern, advice, the decision, the entry in the child's file (IS-1 to IS-11)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, or_, select, text, union_all
from sqlalchemy.orm import Session

from models import (
    OUTCOME_MAY_LACK,
    Account,
    Carer,
    Child,
    Complaint,
    FileEntry,
    Record,
    RelatedPolicy,
    SharingAdvice,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
    SharingTold,
    StaffMember,
)
from rules import about as rules_about
from rules import sharing
from rules.induction import ON_THE_COMMITTEE
from rules.need_to_know import Act, Thing
from rules.problems import Problems
from rules.rectification import as_numbered, entry_number
from rules.sharing import (
    Details,
    Explanation,
    Ground,
    OtherCarer,
    Outcome,
    Part,
    Position,
    Quality,
    Recipient,
)
from rules.words import long_date, one_line
from store import about, complaints, file_index, mistakes, receipts, setting, sight
from store.about import WasAbout
from store.asked_day import BEGUN_SINCE, SINCE, TODAY, given
from store.cabinet import Cabinet, Who
from store.codes import next_codes
from store.consents import is_responsible
from store.mistakes import TakenBack, counts, with_taken_back
from store.open_entries import stands
from store.open_sharing import (
    as_decision,
    completed_at,
    last_decided,
    latest_outcome,
    may_lack,
    stands_in_file,
    taken_out_of_the_file,
    was_asked_for,
)
from store.receipts import Corrected, corrected_rows, received_on
from store.refusal import Refused, refuse_if, refuse_if_changed, there
from store.sharing_advice import HeldAdvice, advice_of, advice_sought, advice_that_counts
from store.sharing_told import ToldLater
from store.siblings import Beside, with_siblings
from store.sight import InSight
from store.tables import among, table

INFORMATION_SHARING = "information-sharing"  # its key in data/related_policies.toml
RESTS_ON_IT = (
    "Sharing rests on this advice, as the cause is not clear (IS-2). Record the right advice first. Or "
    "decide again with the reason why none was sought; an entry in the file has to be taken back first."
)

COMPLETED_SINCE = (
    "Somebody else has added to it in the meantime. What it has now is not asked for any more, and not "
    "recorded from what you typed: read it first, and send the rest again."
)


class RecordedConcern(NamedTuple):
    """A concern that was just recorded, and the codes of those about brothers and sisters beside it."""

    id: int
    code: str
    beside: tuple[str, ...] = ()


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
    role: str | None = None
    explanation: Explanation | None = None
    recipient: Recipient | None = None
    policy: str | None = None  # the version of the Information Sharing Policy that the sharing followed
    policy_on: date | None = None
    completed_at: datetime | None = None  # where it was recorded without its reason, recipient or witness
    taken_back: TakenBack | None = None  # where the concern was recorded by mistake, such as twice

    @property
    def decision(self) -> sharing.Decision:
        """The decision as the rules take it."""
        return as_decision(self, raised_on=self.raised_on, completed=self.completed_at)


def decisions(
    connection: Connection,
    *,
    raised_since: date | None = None,
    decided_since: date | None = None,
    decision_id: int | None = None,
    code: str | None = None,
    on: date | None = None,
    with_open: bool = True,
    with_mistaken: bool = False,
) -> list[HeldDecision]:
    """Sharing decisions newest first: those raised since a day and those whose record is open, or one.

    `decided_since` adds those decided, written in the file, or made whole since a day; without
    `raised_since` it stands in place of the day raised. `code` names one more, however old it is. `on` shows
    them as they stood on a past day. Without `with_open`, those whose record is open are there only where a
    day asks for them. `with_mistaken` has those among them that were recorded by mistake.
    """
    begun = raised_since or (date.max if decided_since else date.min)
    asked = _of_the_decisions(
        decided_since is not None,
        decision_id,
        code or "",
        with_open,
        with_mistaken,
        sight.children(connection, Thing.SHARING_DECISION),
        sight.account_that_looks(connection),
    )
    days = given(on or date.max, begun_since=begun, since=decided_since)
    return [
        HeldDecision(*(*row[:_COLUMNS], mistakes.taken_back(row))) for row in connection.execute(asked, days)
    ]


_COLUMNS = 26  # of a decision; who took it back stands beside them


@lru_cache(maxsize=32)
def _of_the_decisions(
    with_decided: bool,
    decision_id: int | None,
    code: str,
    with_open: bool,
    with_mistaken: bool,
    in_sight: InSight,
    account_id: int | None,
) -> Select[Any]:
    held, child, outcome, entry, policy = (
        table(SharingDecision),
        table(Child),
        table(SharingOutcome),
        table(SharingEntry),
        table(RelatedPolicy),
    )
    recorded, one, decided = entry.alias().c, held.alias().c, outcome.alias().c
    raised_on = received_on(SharingDecision, held)
    # As a list of numbers, each part taken from an index: joined, every decision ever made would be read.
    corrected = corrected_rows(SharingDecision)
    corrected_one = held.alias()
    parts = [
        select(one.id).where(one.raised_on >= BEGUN_SINCE, one.id.not_in(corrected)),
        select(corrected_one.c.id).where(
            corrected_one.c.id.in_(corrected), received_on(SharingDecision, corrected_one) >= BEGUN_SINCE
        ),
        select(one.id).where(one.code == code),
    ]
    if with_open:
        parts.append(taken_out_of_the_file())
        in_file = select(recorded.decision_id).where(recorded.recorded_on <= TODAY)
        parts.append(select(select(one.id).except_(in_file).subquery()))
        parts.append(may_lack(TODAY))  # in the file, and its record may lack something all the same
    if with_decided:
        parts.append(select(decided.decision_id).where(decided.decided_on >= SINCE))
        written = entry.alias()
        parts.append(
            select(written.c.decision_id).where(written.c.recorded_on >= SINCE, counts(SharingEntry, written))
        )
        # Or was made whole since: of the few that ever lacked anything, the rules know when.
        lacked = outcome.alias()
        parts.append(select(lacked.c.decision_id).where(text(f"({OUTCOME_MAY_LACK})")).correlate(None))
    wanted = held.c.id == decision_id if decision_id is not None else among(held.c.id, union_all(*parts))
    whole = (
        select(
            held.c.id,
            held.c.code,
            about.child_of(SharingDecision, held),
            child.c.code,
            child.c.name,
            held.c.ground,
            held.c.concern,
            raised_on,
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
            outcome.c.role,
            outcome.c.explanation,
            outcome.c.recipient,
            policy.c.version,
            policy.c.dated_on,
            completed_at(held, outcome, entry),
        )
        .select_from(held)
        .join(child, child.c.id == about.child_of(SharingDecision, held))
        .outerjoin(outcome, and_(outcome.c.decision_id == held.c.id, outcome.c.id == latest_outcome(TODAY)))
        .outerjoin(entry, stands_in_file(entry, held.c.id))
        .outerjoin(policy, policy.c.id == outcome.c.policy_id)
        .where(wanted, sight.decisions_among(held, in_sight, account_id))
        .order_by(raised_on.desc(), held.c.id.desc())
    )
    is_right = counts(SharingDecision, held)
    if with_mistaken:  # none of them is in a file, so that each would be there as if its record were open
        is_right = or_(is_right, raised_on >= BEGUN_SINCE, held.c.code == code)
    found: Select[Any] = with_taken_back(whole.where(is_right), SharingDecision, held)
    return found


def record_concern(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    ground: Ground | None,
    concern: str,
    raised_on: date | None,
    raised_by: str = "",
    also_about: Collection[int] = (),
    about_colleague: bool | None = False,
    only_saw: bool = False,
    is_another: bool = False,
    today: date,
    token: str | None = None,
) -> RecordedConcern:
    """Records a concern that asks for a decision and returns which it is; raises `Refused` by field.

    One `about_colleague`, somebody who works or helps here, is refused, and nothing of it is kept; so is one
    that names a colleague, unless it says that they `only_saw` what it is about. One about a child of whom a
    concern of that day is recorded is refused, unless it says that it `is_another` (IS-8).

    `raised_by` is who raised it, where that is not who records it. Where it is about a brother or sister too,
    `also_about`, there is one for each child: each has a file, and a decision of its own. All are recorded,
    or none is.
    """
    with cabinet.writing(who, Thing.CONCERN, token=token) as session:
        child = mistakes.standing(session, Child, child_id)
        names_colleague = names_a_colleague(session.connection(), concern, today)

        def problems(whom: Child | None) -> Problems:
            if whom:  # before the rules, whose words may say when the child was born
                sight.require(session.connection(), Act.RECORD, Thing.CONCERN, whom.id, today)
            return sharing.concern_problems(
                child=whom,
                ground=ground,
                concern=concern,
                raised_on=raised_on,
                born_on=whom.born_on if whom else None,
                about_colleague=about_colleague,
                names_colleague=names_colleague,
                only_saw=only_saw,
                of_that_day=of_that_day(session.connection(), whom.id, raised_on) if whom else (),
                is_another=is_another,
                today=today,
            )

        refuse_if(problems(child))
        if child is None or raised_on is None or ground is None:
            raise Refused({})
        children = with_siblings(session, child, also_about, problems)
        codes = next_codes(session, SharingDecision, "SD", raised_on.year)
        rows = [
            SharingDecision(
                code=next(codes),
                child_id=one.id or 0,
                ground=ground,
                concern=concern.strip(),
                raised_on=raised_on,
                raised_by=one_line(raised_by) or who.name,
                recorded_by_id=who.account_id,
            )
            for one in children
        ]
        session.add_all(rows)
        session.flush()
        first, *rest = rows
        return RecordedConcern(first.id or 0, first.code, tuple(row.code for row in rest))


def names_a_colleague(look: Connection, concern: str, today: date) -> bool:
    """Whether a concern names somebody who works or helps here today, in full (OR-1); one query, or none."""
    if not concern.strip():
        return False
    person = table(StaffMember)
    here = select(person.c.name).where(
        person.c.role.not_in(ON_THE_COMMITTEE),
        or_(person.c.left_on.is_(None), person.c.left_on >= today),
    )
    return sharing.names_a_colleague(concern, look.scalars(here))


def of_that_day(look: Connection, child_id: int | None, raised_on: date | None) -> list[str]:
    """The codes of the concerns in sight about a child that were raised on a day; one query, or none."""
    if child_id is None or raised_on is None:
        return []
    held = table(SharingDecision)
    asked = select(held.c.code).where(
        about.is_of(SharingDecision, held, child_id),
        received_on(SharingDecision, held) == raised_on,
        counts(SharingDecision, held),
        sight.decisions(look, held),
    )
    return list(look.scalars(asked.order_by(held.c.code)))


def raised_with(connection: Connection, decision_id: int) -> list[Beside]:
    """The concerns in sight that were raised with one, in the same words, and are not decided; one query."""
    held, other, child = table(SharingDecision), table(SharingDecision).alias(), table(Child)
    outcome = table(SharingOutcome)
    about_whom = about.child_of(SharingDecision, other)
    same = (other.c[name] == held.c[name] for name in ("ground", "concern", "raised_on", "raised_by"))
    rows = connection.execute(
        select(other.c.id, other.c.code, child.c.code, child.c.name)
        .select_from(held)
        .join(other, and_(other.c.id != held.c.id, *same))
        .join(child, child.c.id == about_whom)
        .where(
            held.c.id == decision_id,
            about_whom != about.child_of(SharingDecision, held),
            counts(SharingDecision, other),
            ~select(outcome.c.id).where(outcome.c.decision_id == other.c.id).exists(),
            sight.only(about_whom, sight.children(connection, Thing.SHARING_DECISION)),
        )
        .order_by(other.c.code)
    )
    return [Beside(*row) for row in rows]


def correct_raised(
    cabinet: Cabinet,
    who: Who,
    *,
    decision_id: int,
    raised_on: date | None,
    because: str,
    today: date,
    token: str | None = None,
) -> None:
    """Records on which day a concern was really raised, from which the days for the decision run (IS-1).

    The day that was entered stays in its row. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.SHARING_DECISION, token=token) as session:
        held = there(sight.decision(session, decision_id), "raised_on", THIS)
        advice, last = table(SharingAdvice), last_decided(session.connection(), decision_id)
        refuse_if(
            sharing.raised_problems(
                raised_on,
                known=receipts.of(session, held),
                because=because,
                born_on=session.get_one(Child, _about(session, decision_id)).born_on,
                advised_on=session.scalar(
                    select(func.min(advice.c.sought_on)).where(was_asked_for(advice, decision_id))
                ),
                decided_on=last and last.decided_on,
                complained_on=receipts.complained_on(session, SharingDecision, decision_id),
                today=today,
            )
        )
        receipts.keep(session, who, SharingDecision, decision_id, raised_on, because)


def correct_child(
    cabinet: Cabinet,
    who: Who,
    *,
    decision_id: int,
    child_id: int | None,
    because: str,
    token: str | None = None,
) -> None:
    """Records which child a concern is really about; the one who was chosen stays in its row (RC-1).

    What was decided and recorded of it goes with it. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.SHARING_DECISION, token=token) as session:
        held = there(sight.decision(session, decision_id), "child", THIS)
        child = mistakes.standing(session, Child, child_id)
        entry = table(FileEntry)

        def has(model: type[Record]) -> bool:
            row = table(model)
            of_it = select(row.c.id).where(row.c.decision_id == decision_id, counts(model, row))
            return session.execute(of_it).first() is not None

        holding = select(entry.c.number).where(entry.c.decision_id == decision_id, stands(entry))
        refuse_if(
            rules_about.problems(
                child.id if child else None,
                known=_about(session, decision_id),
                because=because,
                in_the_way=rules_about.concern_in_the_way(
                    is_in_file=has(SharingEntry),
                    entries=[str(number) for number in session.scalars(holding.order_by(entry.c.number))],
                    is_told=has(SharingTold),
                    raised_on=receipts.of(session, held),
                    born_on=child.born_on if child else None,
                ),
            )
        )
        if child is None:
            raise Refused({})
        about.correct(session, who, SharingDecision, decision_id, child.id or 0, because)


def _about(session: Session, decision_id: int) -> int:
    """The child whom a decision is really about."""
    held = table(SharingDecision)
    return session.execute(
        select(about.child_of(SharingDecision, held)).where(held.c.id == decision_id)
    ).scalar_one()


THIS = "This decision"  # what a write about one is, where it is gone or out of sight

QUALITIES = {
    Quality.RELEVANT: "is_relevant",
    Quality.FACTUAL: "is_factual",
    Quality.NOT_JUDGING: "is_not_judging",
    Quality.UP_TO_DATE: "is_up_to_date",
}


@dataclass(frozen=True)
class RecordedEntry:
    """That a decision stands in the child's file, as it was recorded; where it does not, who says so."""

    id: int
    entry: str
    recorded_on: date
    at: datetime
    by: str
    taken_back: TakenBack | None = None
    is_indexed: bool = True  # whether the index of the child's file has an entry of that number


@dataclass(frozen=True)
class History:
    """Every row that a decision was recorded in, oldest first, each with who recorded it and when."""

    raised_at: datetime
    raised_by: str
    advice: list[HeldAdvice]
    outcomes: list[tuple[SharingOutcome, str]]
    entries: list[RecordedEntry]
    corrected: Corrected | None = None  # where another day of the concern was entered at first
    was_about: WasAbout | None = None  # where another child was chosen at first
    told: list[ToldLater] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)  # the codes of those that follow it

    @property
    def latest(self) -> SharingOutcome | None:
        """The outcome that stands."""
        return self.outcomes[-1][0] if self.outcomes else None


def history(connection: Connection, decision_id: int) -> History | None:
    """The whole record of a decision, or None where it is out of sight; three queries."""
    held, entry, outcome = table(SharingDecision), table(SharingEntry), table(SharingOutcome)
    by, also = table(Account), table(Account).alias()
    told, told_by = table(SharingTold), table(Account).alias()
    asked = (
        select(
            held.c.recorded_at,
            by.c.name,
            entry.c.id.label("entry_id"),
            entry.c.entry,
            entry.c.recorded_on,
            entry.c.recorded_at.label("entered_at"),
            file_index.lacks(about.child_of(SharingDecision, held), entry.c.entry).label("not_indexed"),
            also.c.name.label("entered_by"),
            told.c.id.label("told_id"),
            told.c.on.label("told_on"),
            told.c.words.label("told_words"),
            told.c.recorded_at.label("told_at"),
            told_by.c.name.label("told_by"),
            complaints.codes_about(
                sight.watcher(connection), table(Complaint).c.decision_id == held.c.id
            ).label("complaints"),
        )
        .select_from(held)
        .outerjoin(by, by.c.id == held.c.recorded_by_id)
        .outerjoin(entry, entry.c.decision_id == held.c.id)
        .outerjoin(also, also.c.id == entry.c.recorded_by_id)
        .outerjoin(told, told.c.decision_id == held.c.id)
        .outerjoin(told_by, told_by.c.id == told.c.recorded_by_id)
        .where(held.c.id == decision_id, sight.decisions(connection, held))
        .order_by(entry.c.id, told.c.on, told.c.id)
    )
    whole: Select[Any] = with_taken_back(asked, SharingEntry, entry)
    whole = with_taken_back(whole, SharingTold, told, label="told_gone")
    whole = about.with_about(whole, SharingDecision, held)
    rows = connection.execute(receipts.with_receipt(whole, SharingDecision, held)).all()
    if not rows:
        return None
    first = rows[0]
    outcomes = connection.execute(
        select(outcome, by.c.name.label("account"))
        .outerjoin(by, by.c.id == outcome.c.recorded_by_id)
        .where(outcome.c.decision_id == decision_id)
        .order_by(outcome.c.id)
    ).mappings()
    return History(
        raised_at=first.recorded_at,
        raised_by=first.name or "",
        advice=advice_of(connection, decision_id),
        outcomes=[(_outcome(row), row["account"] or "") for row in outcomes],
        # Each entry stands beside each telling: of either there are few.
        entries=[
            RecordedEntry(
                id=row.entry_id,
                entry=row.entry,
                recorded_on=row.recorded_on,
                at=row.entered_at,
                by=row.entered_by or "",
                taken_back=mistakes.taken_back(row),
                is_indexed=entry_number(row.entry) is None or not row.not_indexed,
            )
            for row in {row.entry_id: row for row in rows}.values()
            if row.entry_id
        ],
        corrected=receipts.corrected(first),
        was_about=about.was_about(first),
        told=[
            ToldLater(
                id=row.told_id,
                on=row.told_on,
                words=row.told_words,
                at=row.told_at,
                by=row.told_by or "",
                taken_back=mistakes.taken_back(row, label="told_gone"),
            )
            for row in {row.told_id: row for row in rows}.values()
            if row.told_id
        ],
        complaints=complaints.codes(first.complaints),
    )


def _outcome(row: Any) -> SharingOutcome:
    return SharingOutcome(**{column.name: row[column.name] for column in table(SharingOutcome).columns})


@dataclass(frozen=True)
class NewEntry:
    """The entry in the child's file, as it was typed; without a number it is not written yet."""

    entry: str = ""
    recorded_on: date | None = None
    late_because: str = ""
    recording_days: int = 0


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
    decided_by: str = "",
    details: Details,
    entry: NewEntry | None = None,
    advice_from: str = "",
    advice: str = "",
    seen: Mapping[str, int | None] | None = None,
    also: Collection[int] = (),
    today: date,
    token: str | None = None,
) -> None:
    """Records what was decided, with all that the path asks; a later decision names the one before.

    Consent is never required (L7.3); the reason is whenever consent is lacking. With an `entry` that has a
    number it stands in the child's file at once. `decided_by` is who decided, where that is not who records
    it. `seen` is, as `shared`, the number of the decision that the form showed. `also` are concerns that were
    raised with this one, of which the same is decided: each has an entry of its own, in the file of its
    child, later. Raises `ChangedMeanwhile` where somebody decided since, and `Refused` by field.
    """
    typed = _Typed(
        shared, position, shared_with, reason, witness, decided_on, one_line(decided_by) or who.name, details,
        advice_from, advice,
    )  # fmt: skip
    with cabinet.writing(who, Thing.SHARING_DECISION, token=token) as session:
        held = there(sight.decision(session, decision_id), "shared", THIS)
        session.add_all(_decided(session, held, typed, entry or NewEntry(), who, today, seen=seen))
        known = (
            {other.id: other.code for other in raised_with(session.connection(), decision_id)} if also else {}
        )
        for id_ in dict.fromkeys(also):
            if id_ not in known:
                raise Refused({"also": "Choose concerns that were raised with this one and are not decided."})
            other = there(session.get(SharingDecision, id_), "also", THIS)
            try:
                session.add_all(_decided(session, other, typed, NewEntry(), who, today))
            except Refused as refused:
                raise Refused({"also": f"{known[id_]}: {next(iter(refused.problems.values()))}"}) from None


class _Typed(NamedTuple):
    """What was decided, as it was typed: the same for all concerns that it is about."""

    shared: bool | None
    position: Position | None
    shared_with: str
    reason: str
    witness: str
    decided_on: date | None
    decided_by: str
    details: Details
    advice_from: str
    advice: str


def _decided(
    session: Session,
    held: SharingDecision,
    typed: _Typed,
    entry: NewEntry,
    who: Who,
    today: date,
    *,
    seen: Mapping[str, int | None] | None = None,
) -> list[SharingOutcome | SharingAdvice | SharingEntry]:
    """The rows of what was decided of one concern; raises as `record_decision` does."""
    before, advised_on, is_in_file = _so_far(session, held.id or 0)
    if is_in_file:
        raise Refused({"shared": _in_the_file(session, before, seen)})
    problems = _decision_problems(session, held, typed, today, advised_on=advised_on)
    refuse_if_changed(
        seen,
        SimpleNamespace(shared=before),
        {
            "shared": "Somebody else has decided in the meantime: see above. Record yours again if it "
            "is to replace that."
        },
    )
    is_written = bool(entry.entry.strip())
    if is_written and typed.decided_on:
        problems |= _entry_problems(entry, typed.decided_on, today)
    refuse_if(problems)
    shared, position, decided_on, details = typed.shared, typed.position, typed.decided_on, typed.details
    if shared is None or position is None or decided_on is None:
        raise Refused({})
    rows: list[SharingOutcome | SharingAdvice | SharingEntry] = [
        SharingOutcome(
            decision_id=held.id or 0,
            outcome=sharing.outcome_of(
                shared=shared, position=position, other_carer=_other_carer(position, details)
            ),
            position=position,
            reason=typed.reason.strip(),
            witness=one_line(typed.witness),
            agreed_by=one_line(details.agreed_by),
            agreed_on=details.agreed_on,
            agreed_because=details.agreed_because.strip() if position in sharing.AGREED else "",
            other_carer=_other_carer(position, details),
            other_words=details.other_words.strip() if _other_carer(position, details) else "",
            second_person=one_line(details.second_person) if position in sharing.NOT_ASKED else "",
            decided_on=decided_on,
            decided_by=typed.decided_by,
            corrects_id=before,
            recorded_by_id=who.account_id,
            **(_what_is_shared(typed.shared_with, position, details) if shared else {}),
            policy_id=_policy_in_use(session, decided_on) if shared else None,
        )
    ]
    if typed.advice_from.strip():
        rows.append(
            SharingAdvice(
                decision_id=held.id or 0,
                sought_on=decided_on,
                sought_from=one_line(typed.advice_from),
                advice=typed.advice.strip(),
                is_awaited=not typed.advice.strip(),
                recorded_by_id=who.account_id,
            )
        )
    if is_written:
        rows.append(_entry(held.id or 0, entry, who))
    return rows


def _other_carer(position: Position | None, details: Details) -> OtherCarer | None:
    """Where another carer stands: asked where one agreed, as the other positions are the whole family's."""
    return details.other_carer if position in sharing.AGREED else None


def _responsible(session: Session, child_id: int, on: date) -> list[str]:
    """The names of the carers who hold parental responsibility for a child on a day (L5.7); one query."""
    carer = table(Carer)
    asked = select(Carer).where(carer.c.child_id == child_id, counts(Carer, carer))
    return [one.name for one in session.scalars(asked) if is_responsible(one, on)]


def _decision_problems(
    session: Session, held: SharingDecision, typed: _Typed, today: date, *, advised_on: date | None
) -> Problems:
    """What stands in the way of the decision about one concern, by field."""
    if typed.advice_from.strip():  # with the decision, and of its day
        advised_on = min(filter(None, (advised_on, typed.decided_on)), default=today)
    details = sharing.detail_problems(
        typed.details,
        shared=typed.shared,
        position=typed.position,
        witness=typed.witness,
        ground=held.ground,
        advised_on=advised_on,
        reason=typed.reason,
        decided_on=typed.decided_on,
        decided_by=typed.decided_by,
        today=today,
        facts_months=setting.setting(session.connection()).facts_months,
        responsible=_responsible(
            session, held.child_id, typed.details.agreed_on or typed.decided_on or today
        ),
    )
    decided = sharing.decision_problems(
        shared=typed.shared,
        position=typed.position,
        shared_with=typed.shared_with,
        reason=typed.reason,
        witness=typed.witness,
        decided_on=typed.decided_on,
        raised_on=receipts.of(session, held),
        today=today,
        other_carer=_other_carer(typed.position, typed.details),
    )
    in_passing = sharing.advice_in_passing_problems(advice_from=typed.advice_from, advice=typed.advice)
    return details | decided | in_passing


def _in_the_file(session: Session, outcome_id: int | None, seen: Mapping[str, int | None] | None) -> str:
    """Why a decision that is written in the child's file is not made again: it may be another's, and another
    one, than whoever decides now has seen."""
    latest = session.get(SharingOutcome, outcome_id)
    if latest is None or seen is None or seen.get("shared") == outcome_id:
        return "This decision is already written in the child's file. To decide again, record a new concern."
    return (
        f"Somebody else decided in the meantime: {latest.outcome}, on {long_date(latest.decided_on)}. It is "
        "written in the child's file already, and yours is not recorded. Speak to each other first. What you "
        "typed stays here until you close this; a decision of your own needs a new concern."
    )


def _so_far(session: Session, decision_id: int) -> tuple[int | None, date | None, bool]:
    """The newest outcome of a decision, when advice was first sought, and whether it stands in the file."""
    outcome, advice, entry = table(SharingOutcome), table(SharingAdvice), table(SharingEntry)
    row = (
        session.connection()
        .execute(
            select(
                select(outcome.c.id)
                .where(outcome.c.decision_id == decision_id)
                .order_by(outcome.c.id.desc())
                .limit(1)
                .scalar_subquery(),
                select(func.min(advice.c.sought_on))
                .where(was_asked_for(advice, decision_id))
                .scalar_subquery(),
                select(entry.c.id)
                .where(entry.c.decision_id == decision_id, counts(SharingEntry, entry))
                .limit(1)
                .scalar_subquery(),
            )
        )
        .one()
    )
    return row[0], row[1], row[2] is not None


def _policy_in_use(session: Session, on: date) -> int | None:
    """The version of the Information Sharing Policy that was in use on a day, where one is on record."""
    held = table(RelatedPolicy)
    return (
        session.connection()
        .execute(
            select(held.c.id)
            .where(held.c.key == INFORMATION_SHARING, held.c.dated_on <= on)
            .order_by(held.c.id.desc())
            .limit(1)
        )
        .scalar()
    )


def _what_is_shared(shared_with: str, position: Position, details: Details) -> dict[str, Any]:
    noted = [
        f"{quality}: {' '.join(details.notes[quality].split())}"
        for quality in Quality
        if details.notes.get(quality, "").strip()
    ]
    return {
        "recipient": details.recipient,
        "facts_from": one_line(details.facts_from),
        "facts_on": details.facts_on,
        "shared_with": one_line(shared_with),
        "role": one_line(details.role),
        "what": details.what.strip(),
        "need": details.need.strip(),
        "basis": details.basis,
        "basis_words": details.basis_words.strip(),
        **{column: quality in details.met for quality, column in QUALITIES.items()},
        "quality_notes": "\n".join(noted),
        **_explanation(position, details),
    }


def _explanation(position: Position | None, details: Details) -> dict[str, Any]:
    said = sharing.explanation_of(position, details)
    return {
        "explanation": said,
        "explained_on": details.explained_on if said is Explanation.GIVEN else None,
        "not_explained_because": details.not_explained_because.strip(),
    }


def _entry_problems(entry: NewEntry, decided_on: date, today: date) -> dict[str, str]:
    return sharing.recording_problems(
        entry=entry.entry,
        recorded_on=entry.recorded_on,
        decided_on=decided_on,
        late_because=entry.late_because,
        today=today,
        recording_days=entry.recording_days,
    )


def _entry(decision_id: int, entry: NewEntry, who: Who) -> SharingEntry:
    return SharingEntry(
        decision_id=decision_id,
        entry=as_numbered(entry.entry),
        recorded_on=entry.recorded_on or date.max,  # the rules have asked for it
        late_because=entry.late_because.strip(),
        recorded_by_id=who.account_id,
    )


def complete_record(
    cabinet: Cabinet,
    who: Who,
    *,
    decision_id: int,
    shared_with: str = "",
    reason: str = "",
    witness: str = "",
    details: Details | None = None,
    entry: NewEntry | None = None,
    today: date,
    seen: Mapping[str, tuple[int | None, date | None]] | None = None,
    token: str | None = None,
) -> None:
    """Completes what a record lacks, in one transaction: reason, recipient, witness, explanation, entry.

    What is there already stays; a part that is completed makes a new outcome row that names the old one.
    The entry does not wait for the explanation: the file is written the same day, and the family is told when
    that is safe. `seen` is the outcome and the day of the entry that stood there when this was asked for.
    Raises `Refused` by field while anything else is still lacking.
    """
    with cabinet.writing(who, Thing.SHARING_DECISION, token=token) as session:
        look = session.connection()
        found = decisions(look, decision_id=decision_id)
        held = found[0] if found else None
        if held is None or held.outcome is None or held.position is None or held.decided_on is None:
            raise Refused({"entry": "Record the decision first."})
        now = SimpleNamespace(record=(held.outcome_id, held.recorded_on))
        refuse_if_changed(seen, now, {"record": COMPLETED_SINCE})
        added, problems = _completed(held, shared_with, reason, witness, details or Details(), today)
        whole = replace(held, **{name: added[name] for name in ("shared_with", "reason", "witness")})
        is_to_name_whom = Part.SHARED_WITH in sharing.wanted_parts(held.decision)
        if is_to_name_whom and added["recipient"] is None:
            problems["recipient"] = sharing.RECIPIENT_MISSING
        problems |= sharing.decision_problems(
            shared=held.outcome is not Outcome.NOT_SHARED,
            position=held.position,
            decided_on=held.decided_on,
            raised_on=held.raised_on,
            shared_with=whole.shared_with or "",
            reason=whole.reason or "",
            witness=whole.witness or "",
            today=today,
        )
        if held.recorded_on is None:
            problems |= _entry_problems(entry or NewEntry(), held.decided_on, today)
        refuse_if(problems)
        outcome = table(SharingOutcome)
        row = look.execute(select(outcome).where(outcome.c.id == held.outcome_id)).mappings().one()
        if any(row[name] != value for name, value in added.items()):
            kept = {n: v for n, v in row.items() if n not in {"id", "recorded_at", "recorded_by_id"}}
            session.add(
                SharingOutcome(
                    **kept | added | {"corrects_id": held.outcome_id, "recorded_by_id": who.account_id}
                )
            )
        if held.recorded_on is None and entry:
            session.add(_entry(decision_id, entry, who))


def take_back(
    cabinet: Cabinet,
    who: Who,
    *,
    entry_id: int | None = None,
    advice_id: int | None = None,
    because: str,
    token: str | None = None,
) -> None:
    """Takes back that a decision stands in the child's file, or that advice was asked for or answered.

    Without its entry the decision awaits recording again (IS-8), and may be decided anew; with a question
    goes what was answered to it. What a sharing rests on stays until something else is there in its place
    (IS-2). Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.SHARING_DECISION, token=token) as session:
        if advice_id is None:
            entry = mistakes.chosen(session, SharingEntry, entry_id, because)
            there(sight.decision(session, entry.decision_id), "row", THIS)
            mistakes.take_back(session, who, SharingEntry, entry.id or 0, because)
            return
        row = mistakes.chosen(session, SharingAdvice, advice_id, because)
        there(sight.decision(session, row.decision_id), "row", THIS)
        held = advice_of(session.connection(), row.decision_id)
        if row.answers_id and row.id not in {one.id for one in advice_that_counts(held)}:
            raise mistakes.refusal(mistakes.NOT_THERE, because)
        rests_on = _rests_on_advice_of(session, row.decision_id)
        if rests_on and [one.id for one in advice_sought(held) if one.sought_on <= rests_on] == [row.id]:
            raise mistakes.refusal(RESTS_ON_IT, because)
        mistakes.take_back(session, who, SharingAdvice, row.id or 0, because)


def _rests_on_advice_of(session: Session, decision_id: int) -> date | None:
    """The day of the decision, where it is to share and rests on the advice sought by then: no reason that it
    has does without."""
    ground = session.get_one(SharingDecision, decision_id).ground
    last = last_decided(session.connection(), decision_id)
    if not last or not sharing.was_shared(last.outcome) or not sharing.rests_on_advice(ground, last.reason):
        return None
    decided_on: date = last.decided_on
    return decided_on


def _completed(
    held: HeldDecision, shared_with: str, reason: str, witness: str, details: Details, today: date
) -> tuple[dict[str, Any], dict[str, str]]:
    """What completes a record by column, what is there already first; and what is wrong with it, by field."""
    added: dict[str, Any] = {
        "shared_with": held.shared_with or one_line(shared_with),
        "recipient": held.recipient or details.recipient,
        "role": held.role or one_line(details.role),
        "reason": held.reason or reason.strip(),
        "witness": held.witness or one_line(witness),
    }
    if held.explanation is not Explanation.NOT_YET:
        return added, {}
    problems = sharing.explanation_problems(details, position=held.position, today=today)
    if details.explanation is Explanation.NOT_YET and held.recorded_on is not None:
        problems["explanation"] = "Enter when it was explained, or why it is not."
    return added | _explanation(held.position, details), problems
