"""Requests to correct a child's file: the register, a new one, its steps (clauses RC-1 to RC-6; law L4)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    and_,
    desc,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from models import AccessRequest, Account, Child, FileEntry, Rectification, RectificationStep
from rules import rectification
from rules.access import BORN, Channel
from rules.file_index import Nature
from rules.need_to_know import Act, Thing
from rules.rectification import Claim, Decision, Dispute, Done, Finding, Step
from rules.words import one_line
from store import mistakes, receipts, sight
from store.asked_day import Day
from store.cabinet import Cabinet, Who
from store.codes import next_code
from store.mistakes import TakenBack, counts
from store.named import instead_problem
from store.receipts import Corrected, came
from store.refusal import ChangedMeanwhile, Refused, refuse_if, there
from store.setting import holidays
from store.sight import Watcher
from store.tables import table

RECTIFICATION = "RC"


@dataclass(frozen=True)
class RecordedStep:
    """A step as it was recorded, with its words and who recorded it; where it counts no more, who says so."""

    id: int
    step: Step
    on: date
    words: str
    finding: Finding | None
    decision: Decision | None
    recorded_by: str
    taken_back: TakenBack | None = None
    recipient: str = ""  # the code of what was shared, where the step is about somebody it went to
    recipient_id: int | None = None  # of a telling: the step that listed them
    at: datetime | None = None  # when it was recorded

    @property
    def done(self) -> Done:
        """The step as the rules take it."""
        return Done(self.step, self.on, self.finding, self.decision, self.id, self.recipient_id or 0)


@dataclass(frozen=True)
class HeldRectification:
    """One request to correct the file, with its steps in the order they were done.

    `history` has the steps that were taken back as well. `nature` and `opinion_of` are what the index says of
    the entry, where it is in the index and is no sensitive one that is hidden from who looks (CP-12).
    """

    id: int
    code: str
    child_id: int
    child_code: str
    child: str
    request_code: str
    asked_by: str
    channel: Channel
    received_on: date
    entry: str
    nature: Nature | None
    opinion_of: str
    claim: Claim
    words: str
    history: tuple[RecordedStep, ...]
    corrected: Corrected | None = None  # where another day of receipt was entered at first
    is_hidden: bool = False

    @property
    def recorded(self) -> tuple[RecordedStep, ...]:
        """The steps that count."""
        return tuple(step for step in self.history if step.taken_back is None)

    @property
    def right_instead(self) -> str:
        """What is right instead of what was recorded by mistake; nothing where it was not."""
        return next((step.words for step in self.recorded if step.step is Step.MISTAKEN), "")

    @property
    def steps(self) -> tuple[Done, ...]:
        """The steps as the rules take them."""
        return tuple(step.done for step in self.recorded)


@lru_cache(maxsize=100)
def in_sight(watcher: Watcher, held: Table) -> ColumnElement[bool]:
    """The condition that a row of `held` may be seen by `watcher`."""
    step = table(RectificationStep).alias()
    stands_back = select(step.c.id).where(
        step.c.rectification_id == held.c.id,
        step.c.step == Step.STANDS_BACK,
        counts(RectificationStep, step),
    )
    return sight.after_requests(watcher, Thing.RECTIFICATION, held, stands_back.exists(), held.c.child_id)


def is_seen(session: Session, rectification_id: int) -> bool:
    """Whether the person who writes may see a request to correct the file."""
    held, look = table(Rectification), session.connection()
    asked = select(held.c.id).where(held.c.id == rectification_id, in_sight(sight.watcher(look), held))
    return look.execute(asked).first() is not None


def is_settled(held: Table, until: Day) -> ColumnElement[bool]:
    """The condition that nothing is left to do of a row of `held`, as it stands on the day `until`.

    Where it was decided anew what was decided first counts too: the rules know which of the two stands.
    """

    def has(*steps: Step) -> ColumnElement[bool]:
        step = table(RectificationStep).alias()
        return (
            select(step.c.id)
            .where(
                step.c.rectification_id == held.c.id,
                step.c.step.in_(steps),
                step.c.on <= until,
                counts(RectificationStep, step),
            )
            .exists()
        )

    def was_decided(is_so: ColumnElement[bool]) -> ColumnElement[bool]:
        is_its_own = decided.c.rectification_id == held.c.id
        return select(decided.c.id).where(is_its_own, is_so, counts(RectificationStep, decided)).exists()

    decided = table(RectificationStep).alias()
    was_corrected = was_decided(decided.c.decision == Decision.CORRECTED)
    was_not = was_decided(decided.c.decision != Decision.CORRECTED)
    told, viewed = has(*rectification.RECIPIENTS), has(*rectification.VIEWS)
    given, telling = table(RectificationStep).alias(), table(RectificationStep).alias()
    is_told = select(telling.c.id).where(
        telling.c.rectification_id == held.c.id,  # the index that there is
        telling.c.recipient_id == given.c.id,
        telling.c.on <= until,
        counts(RectificationStep, telling),
    )
    untold = select(given.c.id).where(
        given.c.rectification_id == held.c.id,
        given.c.step == Step.GIVEN,
        given.c.on <= until,
        counts(RectificationStep, given),
        ~is_told.correlate(held, given).exists(),
    )
    answered = and_(
        has(Step.ANSWERED),
        or_(told, ~was_corrected),
        or_(viewed, ~was_not),
        or_(told, viewed),
        ~untold.exists(),
    )
    return or_(has(*rectification.CLOSING), answered)


def rectifications(
    connection: Connection, *, received_since: date | None = None, rectification_id: int | None = None
) -> list[HeldRectification]:
    """Those received since a day and those with something left to do, newest first; or one; one query."""
    held, child, request, entry = (
        table(Rectification),
        table(Child),
        table(AccessRequest),
        table(FileEntry),
    )
    step, by = table(RectificationStep), table(Account)
    wanted: ColumnElement[bool] = true()
    if rectification_id is not None:
        wanted = held.c.id == rectification_id
    elif received_since:
        came_lately = came(Rectification, held, lambda on: on >= received_since)
        wanted = or_(came_lately, ~is_settled(held, date.max))
    watcher, sees = sight.watcher(connection), sight.sees(connection, Thing.SENSITIVE_ENTRY)
    asked = (
        select(
            held,
            child.c.code.label("child_code"),
            child.c.name.label("child"),
            request.c.code.label("request_code"),
            entry.c.nature,
            entry.c.opinion_of,
            entry.c.id.in_(_sensitive()).label("is_sensitive"),
            step.c.id.label("step_id"),
            step.c.step,
            step.c.on,
            step.c.words.label("step_words"),
            step.c.finding,
            step.c.decision,
            step.c.recipient,
            step.c.recipient_id,
            step.c.recorded_at.label("step_recorded_at"),
            by.c.name.label("by"),
        )
        .join(child, child.c.id == held.c.child_id)
        .outerjoin(request, request.c.id == held.c.request_id)
        .outerjoin(entry, entry.c.id == held.c.entry_id)
        .outerjoin(step, step.c.rectification_id == held.c.id)
        .outerjoin(by, by.c.id == step.c.recorded_by_id)
        .where(wanted, in_sight(watcher, held))
    )
    asked = receipts.with_receipt(
        mistakes.with_taken_back(asked, RectificationStep, step), Rectification, held
    )
    rows = connection.execute(asked.order_by(desc("came_on"), held.c.id.desc(), step.c.on, step.c.id)).all()
    steps: dict[int, list[RecordedStep]] = defaultdict(list)
    for row in rows:
        taken_back = mistakes.taken_back(row)
        # Why the chairperson was to stand back, entered at the wrong request, is about another one.
        is_for_others = row.step is Step.STANDS_BACK and sight.is_on_the_committee(watcher)
        if row.step and not (taken_back and is_for_others):
            steps[row.id].append(
                RecordedStep(
                    id=row.step_id,
                    step=row.step,
                    on=row.on,
                    words=row.step_words,
                    finding=row.finding,
                    decision=row.decision,
                    recorded_by=row.by or "",
                    taken_back=taken_back,
                    recipient=row.recipient,
                    recipient_id=row.recipient_id,
                    at=row.step_recorded_at,
                )
            )
    return [
        HeldRectification(
            id=row.id,
            code=row.code,
            child_id=row.child_id,
            child_code=row.child_code,
            child=row.child,
            request_code=row.request_code or "",
            asked_by=row.asked_by,
            channel=row.channel,
            received_on=row.came_on,
            entry=row.entry,
            nature=row.nature if sees or not row.is_sensitive else None,
            opinion_of=(row.opinion_of or "") if sees or not row.is_sensitive else "",
            claim=row.claim,
            words=row.words,
            history=tuple(steps[row.id]),
            corrected=receipts.corrected(row),
            is_hidden=bool(row.is_sensitive) and not sees,
        )
        for row in {row.id: row for row in rows}.values()
    ]


def _sensitive() -> Select[Any]:
    """The entries asked to be corrected that are sensitive, as `rules.file_index.sensitive` has it: or that
    turned out to be, when they were put right or what put them right was."""
    first, later = table(FileEntry).alias(), table(FileEntry).alias()
    asked_about = select(table(Rectification).c.entry_id)
    line = select(first.c.id.label("first"), first.c.id, first.c.category).where(first.c.id.in_(asked_about))
    lines = line.cte("lines", recursive=True)
    following = select(lines.c.first, later.c.id, later.c.category).select_from(lines)
    lines = lines.union_all(following.join(later, later.c.corrects_id == lines.c.id))
    return select(lines.c.first).where(lines.c.category.is_not(None))


class Disputed(NamedTuple):
    """How an entry stands of which a correction was asked, and the request's code, which is empty to whoever
    sees none."""

    code: str
    stands: Dispute


def with_disputes(connection: Connection, statement: Select[Any], entry: FromClause) -> Select[Any]:
    """`statement` with the requests to correct a row of `entry`, and their steps, beside it, for `disputes`
    to read: a row of it stands once for each step.

    They are those made about this very row. Whoever sees no such request at all is told what it means for the
    entry; a chairperson nothing of one that they stand back from.
    """
    held, step = table(Rectification), table(RectificationStep)
    # The child as well: by it the requests are found without reading them all.
    asked = and_(held.c.child_id == entry.c.child_id, held.c.entry_id == entry.c.id)
    if sight.sees(connection, Thing.RECTIFICATION):
        asked = and_(asked, in_sight(sight.watcher(connection), held))
    return (
        statement.add_columns(
            held.c.id.label("disputed_id"),
            held.c.code.label("disputed_in"),
            step.c.id.label("step_id"),
            step.c.step,
            step.c.on.label("step_on"),
            step.c.finding,
            step.c.decision,
            step.c.recipient_id,
        )
        .outerjoin(held, asked)
        .outerjoin(step, and_(step.c.rectification_id == held.c.id, counts(RectificationStep, step)))
        .order_by(held.c.id, step.c.on, step.c.id)
    )


def disputes(connection: Connection, rows: Iterable[Any]) -> dict[int, list[Disputed]]:
    """How the entries stand that were asked to be corrected, by the entry's id, from rows `with_disputes`.

    Whoever works with an entry has to know whether it may be used, as the slip beside the paper says it: also
    a key person, who sees no request to correct a file.
    """
    done: dict[tuple[int, int, str], list[Done]] = defaultdict(list)
    for row in rows:
        if row.disputed_id is None:
            continue
        steps = done[row.id, row.disputed_id, row.disputed_in]
        if row.step is not None:
            steps.append(
                Done(row.step, row.step_on, row.finding, row.decision, row.step_id, row.recipient_id or 0)
            )
    sees = sight.sees(connection, Thing.RECTIFICATION)
    found: dict[int, list[Disputed]] = defaultdict(list)
    for (entry_id, _, code), steps in done.items():
        if stands := rectification.dispute(steps):
            found[entry_id].append(Disputed(code if sees else "", stands))
    return found


def record_rectification(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    request_id: int | None = None,
    asked_by: str,
    channel: Channel | None,
    received_on: date | None,
    entry: str,
    claim: Claim | None,
    words: str,
    chairperson_stands_back: str = "",
    today: date,
    token: str | None = None,
) -> str:
    """Records a request to correct the file and returns its code; raises `Refused` by field.

    `request_id` is the access request that it follows, if any. `entry` is the entry's number in the index, or
    where the paper is. With `chairperson_stands_back`, the reason, it is never in the chairperson's sight.
    """
    with cabinet.writing(who, Thing.RECTIFICATION, token=token) as session:
        child = mistakes.standing(session, Child, child_id)
        refuse_if(
            rectification.problems(
                child=child,
                asked_by=asked_by,
                channel=channel,
                received_on=received_on,
                entry=entry,
                claim=claim,
                words=words,
                born_on=child.born_on if child else None,
                today=today,
            )
        )
        if child is None or channel is None or received_on is None or claim is None:
            raise Refused({})
        sight.require(session.connection(), Act.RECORD, Thing.RECTIFICATION, child.id)
        request = session.get(AccessRequest, request_id) if request_id else None
        if request_id and (
            request is None
            or request.child_id != child.id
            or sight.is_out_of(session.connection(), request_id)
        ):
            raise Refused({"request": "Choose an access request about this child, or none."})
        number = rectification.entry_number(entry)
        held = Rectification(
            code=next_code(session, Rectification, RECTIFICATION, received_on.year),
            child_id=child.id or 0,
            request_id=request.id if request else None,
            asked_by=one_line(asked_by),
            channel=channel,
            received_on=received_on,
            entry=rectification.as_numbered(entry),
            entry_id=None if number is None else _entry(session, child.id or 0, number),
            claim=claim,
            words=words.strip(),
            recorded_by_id=who.account_id,
        )
        session.add(held)
        session.flush()
        if chairperson_stands_back.strip():
            session.add(
                RectificationStep(
                    rectification_id=held.id or 0,
                    step=Step.STANDS_BACK,
                    on=received_on,
                    words=chairperson_stands_back.strip(),
                    recorded_by_id=who.account_id,
                )
            )
        return held.code


def _entry(session: Session, child_id: int, number: int) -> int | None:
    """The line of the child's index that a number stands for: the latest of that number, if any."""
    entry = table(FileEntry)
    found: int | None = session.execute(
        select(func.max(entry.c.id)).where(
            entry.c.child_id == child_id, entry.c.number == number, mistakes.counts(FileEntry, entry)
        )
    ).scalar()
    return found


def record_step(
    cabinet: Cabinet,
    who: Who,
    *,
    rectification_id: int,
    step: Step | None,
    on: date | None,
    words: str = "",
    finding: Finding | None = None,
    decision: Decision | None = None,
    is_route_told: bool = False,
    whom: int | None = None,
    seen: int | None = None,
    today: date,
    token: str | None = None,
) -> None:
    """Records one step; raises `Refused` by field where the policy or the law refuses it.

    `seen` is the number of the decision that the form showed as the one that stands, 0 where it showed none:
    raises `ChangedMeanwhile` where another would be replaced. `whom` is who was told of the correction, or is
    not: the number of the step that listed them. Who was given the wrong fact, or that nobody was, is said
    by `store.recipients`.
    """
    with cabinet.writing(who, Thing.RECTIFICATION, token=token) as session:
        if step in {Step.GIVEN, Step.NOT_GIVEN, Step.NO_RECIPIENTS}:
            raise Refused({"step": "Say who was given it, or that nobody was, from what was shared."})
        if step is not Step.DECIDED:
            finding = decision = None
        elif seen is not None:
            number = rectification.decision_that_stands(_steps(session, rectification_id))
            if number != seen:
                raise ChangedMeanwhile({"step": rectification.DECIDED_MEANWHILE}, {"step": number})
        keep_step(
            session,
            who,
            rectification_id,
            step,
            on=on,
            words=words,
            finding=finding,
            decision=decision,
            is_route_told=is_route_told,
            whom=whom,
            today=today,
        )


def keep_step(
    session: Session,
    who: Who,
    rectification_id: int,
    step: Step | None,
    *,
    on: date | None,
    words: str,
    finding: Finding | None = None,
    decision: Decision | None = None,
    is_route_told: bool = False,
    whom: int | None = None,
    today: date,
) -> None:
    """Keeps a step in the open transaction; raises `Refused` by field where the policy or the law refuses
    it."""
    seen = is_seen(session, rectification_id)
    held = there(session.get(Rectification, rectification_id) if seen else None, "step", "This")
    refuse_if(
        rectification.step_problems(
            step,
            on=on,
            words=words,
            finding=finding,
            decision=decision,
            is_route_told=is_route_told,
            received_on=receipts.of(session, held),
            steps=_steps(session, rectification_id),
            whom=whom,
            today=today,
            bank_holidays=holidays(session.connection(), today),
        )
    )
    if step is None or on is None:
        raise Refused({})
    if step is Step.MISTAKEN and (why := instead_problem(session, words, own=held.code)):
        raise Refused({"words": why})
    session.add(
        RectificationStep(
            rectification_id=rectification_id,
            step=step,
            on=on,
            # A parent's view is kept letter for letter.
            words=words if step is Step.VIEW else words.strip(),
            finding=finding,
            decision=decision,
            recipient_id=whom if step in rectification.TELLING else None,
            recorded_by_id=who.account_id,
        )
    )


def take_back(
    cabinet: Cabinet, who: Who, *, rectification_step_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes back a step that was entered by mistake; raises `Refused` by field, also where others need it."""
    with cabinet.writing(who, Thing.RECTIFICATION, token=token) as session:
        step = mistakes.chosen(session, RectificationStep, rectification_step_id, because)
        there(is_seen(session, step.rectification_id) or None, "row", "This")
        left = _steps(session, step.rectification_id, without=step.id)
        if why := rectification.taking_back_problem(step.step, left, step.id or 0):
            raise mistakes.refusal(why, because)
        mistakes.take_back(session, who, RectificationStep, step.id or 0, because)


def correct_receipt(
    cabinet: Cabinet,
    who: Who,
    *,
    rectification_id: int,
    received_on: date | None,
    because: str,
    today: date,
    token: str | None = None,
) -> None:
    """Records the day on which it was really asked: its month runs from there. Raises `Refused` by field."""
    with cabinet.writing(who, Thing.RECTIFICATION, token=token) as session:
        found = rectifications(session.connection(), rectification_id=rectification_id)
        held = there(next(iter(found), None), "received_on", "This")
        child = session.get(Child, held.child_id)
        # That the chairperson stands back was entered with it, on the same day.
        done_on = (step.on for step in held.recorded if step.step is not Step.STANDS_BACK)
        receipts.correct(
            session,
            who,
            Rectification,
            rectification_id,
            received_on,
            because,
            known=held.received_on,
            done_on=done_on,
            not_before=(child.born_on if child else None, BORN),
            today=today,
        )


def _steps(session: Session, rectification_id: int, *, without: int | None = None) -> Sequence[Done]:
    held = table(RectificationStep)
    rows = session.connection().execute(
        select(held.c.step, held.c.on, held.c.finding, held.c.decision, held.c.id, held.c.recipient_id)
        .where(
            held.c.rectification_id == rectification_id,
            held.c.id != (without or 0),
            counts(RectificationStep, held),
        )
        .order_by(held.c.on, held.c.id)
    )
    return [Done(row.step, row.on, row.finding, row.decision, row.id, row.recipient_id or 0) for row in rows]
