"""What the agenda asks about sharing: decisions, advice, replies, conversations and breaches; all in one
query.

Clauses IS-1 to IS-11, CP-12 to CP-14. The rules decide what is lacking; the query only leaves out what is
plainly complete.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    text,
    union,
    union_all,
)
from sqlalchemy.sql.selectable import ScalarSelect

from models import (
    IS_REPLY,
    OUTCOME_LACKS_WORDS,
    OUTCOME_MAY_LACK,
    TOLD_SOCIAL_CARE,
    Breach,
    BreachStep,
    Child,
    Conversation,
    ConversationEntry,
    FileEntry,
    Mistake,
    SharingAdvice,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
)
from rules import agenda, breach, contacts, sharing
from rules.agenda import Facts
from rules.need_to_know import Thing
from rules.working_days import london_day
from store import open_after, sight
from store.about import child_of
from store.asked_day import SINCE, SINCE_ITS_START, TODAY, TOMORROW, Day, given
from store.breaches import is_open, known_at
from store.mistakes import counts, mistaken
from store.open_entries import stands
from store.open_rows import leg
from store.receipts import came, received_on
from store.sight import InSight, Watcher
from store.tables import among, table

DECISION, ADVICE, REFERRAL, CONVERSATION = "decision", "advice", "referral", "conversation"
NO_ADVICE, OF_HARM = "no advice", "of harm"
REPLY, TO_A_REFERRAL = "reply", "reply to a referral"
BREACH, BREACH_STEP = "breach", "step of a breach"


def latest_outcome(today: Day = date.max) -> ColumnElement[int]:
    """The row of the newest outcome of a sharing decision, as of `today` or ever: the one that stands."""
    outcomes = table(SharingOutcome).alias()
    return (
        select(func.max(outcomes.c.id))
        .where(
            outcomes.c.decision_id == table(SharingDecision).c.id,
            outcomes.c.decided_on <= today,
        )
        .scalar_subquery()
    )


def last_decided(connection: Connection, decision_id: int) -> Any:
    """The outcome of a decision that was recorded last, with its reason and day; None while there is none."""
    outcome = table(SharingOutcome).c
    return connection.execute(
        select(outcome.outcome, outcome.reason, outcome.decided_on)
        .where(outcome.decision_id == decision_id)
        .order_by(outcome.id.desc())
        .limit(1)
    ).first()


@lru_cache(maxsize=100)
def is_of_protection(decision: FromClause) -> ColumnElement[bool]:
    """The condition that a decision is of child protection: by its ground, or since social care was ever told
    of it. What was asked by a nursery or a parent without more is not."""
    told = table(SharingOutcome)
    return or_(
        decision.c.ground.in_(sharing.OF_PROTECTION),
        among(decision.c.id, select(told.c.decision_id).where(text(TOLD_SOCIAL_CARE))),
    )


def may_lack(today: Day = date.max) -> Select[int]:
    """The decisions whose outcome that stands, as of `today` or ever, may lack something; the rules say
    whether it does."""
    outcome = table(SharingOutcome)
    later = outcome.alias().c
    is_replaced = (
        select(later.id)
        .where(later.decision_id == outcome.c.decision_id, later.id > outcome.c.id, later.decided_on <= today)
        .correlate(outcome)
        .exists()
    )
    return (
        select(outcome.c.decision_id)
        .where(text(f"({OUTCOME_MAY_LACK})"), outcome.c.decided_on <= today, ~is_replaced)
        .correlate(None)
    )


def read(
    connection: Connection,
    today: date,
    *,
    with_sharing: bool = True,
    with_after: bool = False,
) -> Facts:
    """What is open on `today`, as the agenda takes it: nothing else of `Facts` is filled in.

    `with_after` reads what follows an access request along: requests to correct the file, and complaints.
    """
    return _read(connection, today, None, with_sharing=with_sharing, with_after=with_after)[0]


def read_with_decided(
    connection: Connection, today: date, *, decided_since: date
) -> tuple[Facts, list[sharing.Decision]]:
    """The same, all of it, with every decision that is open or was decided or recorded since a day, and
    every breach that was closed since."""
    return _read(connection, today, decided_since, with_sharing=True, with_after=True)


def _read(
    connection: Connection,
    today: date,
    decided_since: date | None,
    *,
    with_sharing: bool,
    with_after: bool,
) -> tuple[Facts, list[sharing.Decision]]:
    in_sight = sight.children(connection, Thing.SHARING_DECISION, today) if with_sharing else None
    statement = _of_what_is_open(
        in_sight,
        sight.children(connection, Thing.CONVERSATION, today) if with_sharing else None,
        sight.account_that_looks(connection),
        sight.children(connection, Thing.BREACH, today),
        sight.watcher(connection),
        with_sharing,
        with_after,
        decided_since is not None,
    )
    found = connection.execute(statement, given(today, since=decided_since))
    rows = sorted(found, key=lambda row: row.id)
    decisions = [_decision(row) for row in rows if row.kind == DECISION]
    steps: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.kind == BREACH_STEP:
            steps[row.id].append(row)
    facts = Facts(
        rectifications=open_after.rectifications(rows),
        complaints=open_after.complaints_of(rows),
        decisions=[d for d in decisions if sharing.status(d.decision) is not sharing.Status.RECORDED],
        advice=[
            agenda.AwaitedAdvice(
                row.id,
                row.code,
                row.child_id,
                row.day,
                row.name,
                row.child_code,
                None if row.word in {None, REPLY, TO_A_REFERRAL} else sharing.Outcome(row.word),
                row.decided_on,
                row.word in {REPLY, TO_A_REFERRAL},
                row.decided_on if row.word == TO_A_REFERRAL else None,
            )
            for row in rows
            if row.kind == ADVICE
        ],
        referrals=[
            agenda.Referral(row.id, row.code, row.child_id, row.day, row.name, row.child_code)
            for row in rows
            if row.kind == REFERRAL
        ],
        conversations=[
            agenda.Conversation(
                row.id,
                row.code,
                row.child_id,
                contacts.Kind(row.word),
                row.day,
                row.name,
                row.child_code,
            )
            for row in rows
            if row.kind == CONVERSATION
        ],
        breaches=[_breach(row, steps[row.id]) for row in rows if row.kind == BREACH],
    )
    return facts, [held.decision for held in decisions]


@lru_cache(maxsize=32)
def _of_what_is_open(
    children: InSight,
    children_spoken_of: InSight,
    account_id: int | None,
    breached: InSight,
    watcher: Watcher,
    with_sharing: bool,
    with_after: bool,
    with_decided: bool,
) -> CompoundSelect[Any]:
    legs: list[Select[Any]] = []
    if with_sharing:
        legs += [
            _decisions(children, account_id, with_decided),
            _advice(children, account_id),
            _referrals(children, account_id),
            _conversations(children_spoken_of),
            _breaches(breached, with_decided),
            _breach_steps(breached, with_decided),
        ]
    if with_after:
        legs += open_after.legs(watcher)
    return union_all(*legs)


def as_decision(read: Any, *, raised_on: date, completed: datetime | None) -> sharing.Decision:
    """What was `read` of a decision and its last outcome, as the rules take it; see `completed_at`."""
    return sharing.Decision(
        raised_on=raised_on,
        outcome=read.outcome,
        decided_on=read.decided_on,
        position=read.position,
        shared_with=read.shared_with or "",
        reason=read.reason or "",
        witness=read.witness or "",
        recorded_on=read.recorded_on,
        explanation=read.explanation,
        completed_on=london_day(completed) if completed else None,
    )


def completed_at(decisions: Table, outcomes: Table, entries: Table) -> ScalarSelect[datetime]:
    """When a decision that was recorded without its reason, recipient or witness got them: the row after the
    last that lacked one; nothing where none did, or it still does. One that is made again is a new one.

    What came with the entry in the file has the day of the entry, which was asked for with it. What came
    after an entry that was taken back came later all the same, whatever day that has which stands now.
    """
    lacked, after = table(SharingOutcome).alias(), table(SharingOutcome).alias()
    entry = table(SharingEntry).alias()

    def lacking(what: ColumnElement[Any]) -> ScalarSelect[Any]:
        return (
            select(what)
            .where(
                lacked.c.decision_id == decisions.c.id,
                lacked.c.decided_on == outcomes.c.decided_on,
                text(f"({OUTCOME_LACKS_WORDS})"),
            )
            .correlate(decisions, outcomes)
            .scalar_subquery()
        )

    first_lacking, last_lacking = lacking(func.min(lacked.c.recorded_at)), lacking(func.max(lacked.c.id))
    first_entry = (
        select(func.min(entry.c.recorded_at))
        .where(
            entry.c.decision_id == decisions.c.id,
            or_(entry.c.id == entries.c.id, entry.c.recorded_at >= first_lacking),
        )
        .correlate(decisions, outcomes, entries)
        .scalar_subquery()
    )
    return (
        select(func.min(after.c.recorded_at))
        .where(
            after.c.decision_id == decisions.c.id,
            after.c.decided_on == outcomes.c.decided_on,
            after.c.id > last_lacking,
            after.c.recorded_at > first_entry,
            entries.c.id.is_not(None),
        )
        .correlate(decisions, outcomes, entries)
        .scalar_subquery()
    )


def _decision(row: Any) -> agenda.SharingDecision:
    return agenda.SharingDecision(
        id=row.id,
        code=row.code,
        child=row.child_id,
        decision=as_decision(row, raised_on=row.day, completed=row.at),
        name=row.name,
        child_code=row.child_code,
        is_written=row.is_written,
        lacks_advice=row.word == NO_ADVICE,
        is_of_harm=row.word == OF_HARM,
    )


def was_asked_for(advice: FromClause, decision_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that advice was asked for about a decision, and not by mistake: a reply of those who were
    told is none."""
    return and_(
        advice.c.decision_id == decision_id,
        advice.c.answers_id.is_(None),
        ~advice.c.is_reply,
        counts(SharingAdvice, advice),
    )


def _lacks_advice(decisions: Table) -> ColumnElement[bool]:
    """The condition that the cause is not clear, and nobody was asked for advice by the day given (IS-2)."""
    sought = table(SharingAdvice).alias()
    asked = select(sought.c.id).where(was_asked_for(sought, decisions.c.id), sought.c.sought_on <= TODAY)
    return and_(decisions.c.ground == sharing.Ground.CAUSE_NOT_CLEAR, ~asked.exists())


def _is_written(decisions: Table) -> ColumnElement[bool]:
    """The condition that a concern has an entry in the child's file, however old it is (RI-1).

    Of an entry that was corrected the correction says which concern it holds, if any.
    """
    entry = table(FileEntry)
    names_it = select(entry.c.id).where(
        entry.c.decision_id == decisions.c.id, entry.c.written_on <= TODAY, stands(entry)
    )
    return names_it.exists()


def taken_out_of_the_file() -> Select[Any]:
    """The decisions of which somebody took back that they stand in the file: few, and looked at anew."""
    mistake, entry = table(Mistake).alias(), table(SharingEntry).alias()
    return (
        select(entry.c.decision_id)
        .join(mistake, mistake.c.record_id == entry.c.id)
        .where(mistake.c.thing == table(SharingEntry).name)
        .correlate(None)
    )


def stands_in_file(entry: Table, decision_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that an entry says that a decision stands in the file, on the day given."""
    return and_(entry.c.decision_id == decision_id, entry.c.recorded_on <= TODAY, counts(SharingEntry, entry))


def _wanted(with_decided: bool) -> CompoundSelect[Any]:
    """The decisions that are not plainly recorded, and those decided or recorded since a day: lists of
    numbers, taken from indexes alone."""
    every = select(table(SharingDecision).alias().c.id)
    in_file, decided = table(SharingEntry).alias().c, table(SharingOutcome).alias().c
    written = table(SharingEntry).alias()
    lately = (
        [
            select(decided.decision_id).where(decided.decided_on >= SINCE),
            select(written.c.decision_id).where(
                written.c.recorded_on >= SINCE, counts(SharingEntry, written)
            ),
        ]
        if with_decided
        else []
    )
    return union(
        taken_out_of_the_file(),
        select(every.except_(select(in_file.decision_id).where(in_file.recorded_on <= TODAY)).subquery()),
        select(every.except_(select(decided.decision_id).where(decided.decided_on <= TODAY)).subquery()),
        select(table(SharingOutcome).c.decision_id).where(text(OUTCOME_MAY_LACK)).correlate(None),
        *lately,
    )


def _decisions(in_sight: InSight, account_id: int | None, with_decided: bool) -> Select[Any]:
    decisions, children = table(SharingDecision), table(Child)
    outcomes, entries = table(SharingOutcome), table(SharingEntry)
    # What is joined below is read for those few alone.
    are_wanted = among(decisions.c.id, _wanted(with_decided))
    return (
        select(
            literal(DECISION).label("kind"),
            decisions.c.id,
            decisions.c.code,
            child_of(SharingDecision, decisions).label("child_id"),
            received_on(SharingDecision, decisions).label("day"),
            children.c.name,
            children.c.code.label("child_code"),
            outcomes.c.outcome,
            outcomes.c.position,
            outcomes.c.shared_with,
            outcomes.c.reason,
            outcomes.c.witness,
            outcomes.c.decided_on,
            outcomes.c.explanation,
            entries.c.recorded_on,
            completed_at(decisions, outcomes, entries).label("at"),
            case(
                (_lacks_advice(decisions), NO_ADVICE),
                (decisions.c.ground.in_(sharing.HAVE_TO_SHARE), OF_HARM),
                else_="",
            ).label("word"),
            _is_written(decisions).label("is_written"),
        )
        .select_from(decisions)
        .join(children, children.c.id == child_of(SharingDecision, decisions))
        .outerjoin(outcomes, outcomes.c.id == latest_outcome(TODAY))
        .outerjoin(entries, stands_in_file(entries, decisions.c.id))
        .where(
            came(SharingDecision, decisions, lambda on: on <= TODAY),
            are_wanted,
            counts(SharingDecision, decisions),
            sight.decisions_among(decisions, in_sight, account_id),
        )
    )


def _advice(in_sight: InSight, account_id: int | None) -> Select[Any]:
    """Advice that was asked for and not answered, with the day on which it was last asked for."""
    asked, decisions, children = table(SharingAdvice), table(SharingDecision), table(Child)
    answer, chase, outcome = asked.alias(), asked.alias(), table(SharingOutcome)
    is_answered = select(answer.c.id).where(
        answer.c.answers_id == asked.c.id,
        ~answer.c.is_awaited,
        answer.c.sought_on <= TODAY,
        counts(SharingAdvice, answer),
    )
    chased_on = (
        select(func.max(chase.c.sought_on))
        .where(
            chase.c.answers_id == asked.c.id,
            chase.c.is_awaited,
            chase.c.sought_on <= TODAY,
            counts(SharingAdvice, chase),
        )
        .scalar_subquery()
    )
    # Where it was decided again since, what was asked before is not about that (L7.12).
    is_of_the_referral = and_(
        outcome.c.recipient == sharing.Recipient.SOCIAL_CARE,
        outcome.c.outcome != sharing.Outcome.NOT_SHARED,
        decisions.c.ground.in_(sharing.REFERRED),
        outcome.c.decided_on <= asked.c.sought_on,
    )
    return (
        leg(
            ADVICE,
            asked.c.id,
            decisions.c.code,
            child_of(SharingDecision, decisions),
            func.coalesce(chased_on, asked.c.sought_on),
            children,
            null(),
            case(
                (and_(asked.c.is_reply, is_of_the_referral), TO_A_REFERRAL),
                (asked.c.is_reply, REPLY),
                else_=cast(outcome.c.outcome, String),
            ),
            outcome.c.decided_on,
        )
        .select_from(asked)
        .join(decisions, decisions.c.id == asked.c.decision_id)
        .outerjoin(outcome, outcome.c.id == latest_outcome(TODAY))
        .join(children, children.c.id == child_of(SharingDecision, decisions))
        .where(
            asked.c.is_awaited,
            asked.c.answers_id.is_(None),
            asked.c.sought_on <= TODAY,
            ~is_answered.exists(),
            counts(SharingAdvice, asked),
            counts(SharingDecision, decisions),
            sight.decisions_among(decisions, in_sight, account_id),
        )
    )


def _without_a_reply() -> CompoundSelect[Any]:
    """The decisions that told social care and have no reply on its face, or one that was taken back: few of
    all that were ever made, as lists of numbers from indexes alone."""
    told, reply, gone = table(SharingOutcome), table(SharingAdvice).alias(), table(SharingAdvice).alias()
    has_one = select(reply.c.decision_id).where(
        text(f"({IS_REPLY})"),
        reply.c.decision_id == told.c.decision_id,
        reply.c.sought_on.between(told.c.decided_on, TODAY),
    )
    never = select(told.c.decision_id).where(
        text(TOLD_SOCIAL_CARE), told.c.decided_on <= TODAY, ~has_one.correlate(told).exists()
    )
    return union(
        never.correlate(None), select(gone.c.decision_id).where(mistaken(SharingAdvice, gone)).correlate(None)
    )


def _referrals(in_sight: InSight, account_id: int | None) -> Select[Any]:
    """What social care was told of a concern, with nothing recorded from it since (L7.12).

    What came on the day itself says that it is a reply: advice is often of the same day.
    """
    told, decisions, children = table(SharingOutcome), table(SharingDecision), table(Child)
    since, asked = table(SharingAdvice).alias(), table(SharingAdvice).alias()
    was_asked = select(asked.c.id).where(asked.c.id == since.c.answers_id, counts(SharingAdvice, asked))
    has_replied = select(since.c.id).where(
        since.c.decision_id == told.c.decision_id,
        since.c.sought_on.between(told.c.decided_on, TODAY),
        or_(since.c.sought_on > told.c.decided_on, since.c.is_reply),
        counts(SharingAdvice, since),
        or_(since.c.answers_id.is_(None), was_asked.exists()),
    )
    return (
        leg(
            REFERRAL,
            decisions.c.id,
            decisions.c.code,
            child_of(SharingDecision, decisions),
            told.c.decided_on,
            children,
            null(),
            null(),
        )
        .select_from(told)
        .join(decisions, decisions.c.id == told.c.decision_id)
        .join(children, children.c.id == child_of(SharingDecision, decisions))
        .where(
            text(TOLD_SOCIAL_CARE),
            told.c.decided_on <= TODAY,
            among(told.c.decision_id, _without_a_reply()),
            told.c.id == latest_outcome(TODAY),
            decisions.c.ground.in_(sharing.REFERRED),
            ~has_replied.exists(),
            counts(SharingDecision, decisions),
            sight.decisions_among(decisions, in_sight, account_id),
        )
    )


def _conversations(in_sight: InSight) -> Select[Any]:
    """Conversations that no entry in the child's file names yet."""
    held, children, entries = table(Conversation), table(Child), table(ConversationEntry)
    is_in_file = select(entries.c.id).where(
        entries.c.conversation_id == held.c.id, entries.c.recorded_on <= TODAY
    )
    return (
        leg(
            CONVERSATION,
            held.c.id,
            held.c.code,
            held.c.child_id,
            held.c.on,
            children,
            null(),
            held.c.kind,
        )
        .join(children, children.c.id == held.c.child_id)
        .where(
            held.c.on <= TODAY,
            ~is_in_file.exists(),
            counts(Conversation, held),
            sight.only(held.c.child_id, in_sight),
        )
    )


def _is_told_of(held: Table, with_closed: bool) -> ColumnElement[bool]:
    """The condition that a breach is open, or was closed since a day, of which a meeting hears too."""
    closing = table(BreachStep).alias()
    is_closed_since = select(closing.c.id).where(
        closing.c.breach_id == held.c.id,
        closing.c.step == breach.Step.CLOSED,
        closing.c.at >= SINCE_ITS_START,
        closing.c.at < TOMORROW,
        counts(BreachStep, closing),
    )
    open_one = is_open(held, TOMORROW)
    closed_one = and_(counts(Breach, held), is_closed_since.correlate(held).exists())
    return or_(open_one, closed_one) if with_closed else open_one


def _breaches(in_sight: InSight, with_closed: bool) -> Select[Any]:
    """Breaches that are not closed, or whose close left somebody who came to light later."""
    held, children = table(Breach), table(Child)
    known_since = known_at(held)
    return (
        leg(
            BREACH,
            held.c.id,
            held.c.code,
            child_of(Breach, held),
            null(),
            children,
            known_since,
            null(),
        )
        .select_from(held)
        .outerjoin(children, children.c.id == child_of(Breach, held))
        .where(known_since < TOMORROW, _is_told_of(held, with_closed), sight.breaches_among(held, in_sight))
    )


def _breach_steps(in_sight: InSight, with_closed: bool) -> Select[Any]:
    """The steps of these breaches, each with the child whose family it lists, if any."""
    held, children, steps = table(Breach), table(Child), table(BreachStep)
    numbers = [func.coalesce(cast(column, String), "") for column in (steps.c.id, steps.c.affected_id)]
    return (
        leg(
            BREACH_STEP,
            held.c.id,
            held.c.code,
            child_of(Breach, held),
            null(),
            children,
            steps.c.at,
            numbers[0] + "|" + numbers[1] + "|" + cast(steps.c.step, String),
        )
        .select_from(
            held.join(steps, steps.c.breach_id == held.c.id).outerjoin(
                children, children.c.id == steps.c.child_id
            )
        )
        .where(
            known_at(held) < TOMORROW,
            _is_told_of(held, with_closed),
            steps.c.at < TOMORROW,
            counts(BreachStep, steps),
            sight.breaches_among(held, in_sight),
        )
    )


def _breach(row: Any, steps: Iterable[Any]) -> agenda.OpenBreach:
    done, listed = [], {}
    for step in sorted(steps, key=lambda step: step.at):
        number, whom, what = step.word.split("|")
        done.append(breach.Done(breach.Step(what), int(whom or breach.FIRST), int(number), step.at))
        listed[int(number)] = step.child_code or ""
    return agenda.OpenBreach(
        id=row.id,
        code=row.code,
        child=row.child_id,
        breach=breach.Breach(row.at, tuple(done), row.child_id is not None),
        name=row.name or "",
        child_code=row.child_code or "",
        listed=listed,
    )
