"""The breach log: each breach with the decision about the ICO (clauses CP-13, X-5; law L10.7)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    Select,
    and_,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from models import Account, Breach, BreachKnown, BreachStep, Child, Complaint, now
from rules import about as rules_about
from rules import breach, mistaken_concerns
from rules.breach import EACH, FIRST, OF_DANGER, TELLING, Danger, Done, Step
from rules.need_to_know import Act, Thing
from rules.words import one_line
from rules.working_days import LONDON, london_day
from store import about, complaints, mistakes, people, sight
from store.about import WasAbout
from store.cabinet import Cabinet, Who
from store.codes import next_code
from store.mistakes import TakenBack, counts
from store.refusal import Refused, refuse_if, there
from store.siblings import others_than
from store.tables import table

BREACH = "BR"
_GONE = "breach_gone"


@dataclass(frozen=True)
class RecordedStep:
    """A step as it was recorded; where it counts no more, who says so."""

    id: int
    step: Step
    at: datetime
    note: str
    recorded_by: str
    taken_back: TakenBack | None = None
    affected_id: int | None = None  # of a telling: the step that listed them
    child_code: str = ""  # of a step that lists a child's family
    child: str = ""

    @property
    def done(self) -> Done:
        """The step as the rules take it."""
        return Done(self.step, self.affected_id or FIRST, self.id, self.at)


@dataclass(frozen=True)
class Corrected:
    """What was wrong with the moment of knowing that was entered at first, and who said so, when."""

    entered_at: datetime
    because: str
    at: datetime
    by: str


@dataclass(frozen=True)
class HeldBreach:
    """One breach with its steps in the order they were done; `history` has those taken back as well."""

    id: int
    code: str
    child_id: int | None
    child_code: str
    child: str
    what: str
    whose: str
    harm: str
    happened_on: date
    known_at: datetime
    history: tuple[RecordedStep, ...]
    complaints: list[str] = field(default_factory=list)  # the codes of those that follow it
    corrected: Corrected | None = None  # where another moment of knowing was entered at first
    was_about: WasAbout | None = None  # where another child was chosen at first, or none
    taken_back: TakenBack | None = None  # where it was logged by mistake, or twice

    @property
    def steps(self) -> tuple[RecordedStep, ...]:
        """The steps that count."""
        return tuple(step for step in self.history if step.taken_back is None)

    @property
    def what_happened(self) -> str:
        """What became known, and to whom, as it was put right last; `what` is as it was logged."""
        put_right = [step for step in self.steps if step.step is Step.PUT_RIGHT]
        return max(put_right, key=lambda step: step.id).note if put_right else self.what

    @property
    def facts(self) -> breach.Breach:
        """The breach as the rules take it."""
        return breach.Breach(self.known_at, tuple(step.done for step in self.steps), bool(self.child_code))


def known_at(held: FromClause) -> ColumnElement[datetime]:
    """The moment at which a breach of `held`, the table of breaches, really became known."""
    known = table(BreachKnown).alias()
    said = select(known.c.known_at).where(known.c.id == _last_word(held)).correlate(held).scalar_subquery()
    return func.coalesce(said, held.c.known_at)


def _last_word(held: FromClause) -> ScalarSelect[int]:
    known = table(BreachKnown).alias()
    return (
        select(func.max(known.c.id)).where(known.c.breach_id == held.c.id).correlate(held).scalar_subquery()
    )


def is_open(held: FromClause, before: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The condition that a breach of `held` was not closed before a moment, or that the rules asked for more
    then all the same (`rules.breach.to_do`): somebody who came to light since is not told, nor is it said
    why, or the family of the child it is about after all; or of a danger they were not warned, or neither the
    police nor social care were told."""
    closing, listed, listing, helped = (table(BreachStep).alias() for _ in range(4))
    feared, later = (table(BreachStep).alias() for _ in range(2))

    def stood(step: FromClause) -> ColumnElement[bool]:
        return and_(step.c.breach_id == held.c.id, step.c.at < before, counts(BreachStep, step))

    is_closed = select(closing.c.id).where(stood(closing), closing.c.step == Step.CLOSED)
    # The last answer stands, by its moment: it may be recorded after the close, or taken back.
    is_another = select(later.c.id).where(
        stood(later),
        later.c.step.in_(OF_DANGER),
        or_(later.c.at > feared.c.at, and_(later.c.at == feared.c.at, later.c.id > feared.c.id)),
    )
    in_danger_since = (
        select(feared.c.at)
        .where(stood(feared), feared.c.step == Step.IN_DANGER, ~is_another.correlate(held, feared).exists())
        .correlate(held)
        .scalar_subquery()
    )

    def is_warned(whom: ColumnElement[bool], step: FromClause) -> Select[Any]:
        by_then = or_(in_danger_since.is_(None), step.c.at >= in_danger_since)
        return select(step.c.id).where(stood(step), step.c.step.in_(TELLING), whom, by_then)

    telling, first_telling = (table(BreachStep).alias() for _ in range(2))
    is_told = is_warned(telling.c.affected_id == listing.c.id, telling)
    is_untold = select(listing.c.id).where(
        stood(listing), listing.c.step == Step.AFFECTED, ~is_told.correlate(held, listing).exists()
    )
    is_first_told = is_warned(first_telling.c.affected_id.is_(None), first_telling)
    lists_somebody = select(listed.c.id).where(stood(listed), listed.c.step == Step.AFFECTED)
    is_first_affected = or_(about.child_of(Breach, held).is_not(None), ~lists_somebody.exists())
    has_help = select(helped.c.id).where(
        stood(helped), helped.c.step.in_(breach.OF_HELP), helped.c.at >= in_danger_since
    )
    is_left = or_(
        ~is_closed.exists(),
        is_untold.exists(),
        and_(is_first_affected, ~is_first_told.exists()),
        and_(in_danger_since.is_not(None), ~has_help.exists()),
    )
    return and_(counts(Breach, held), is_left)


def breaches(
    connection: Connection, *, breach_id: int | None = None, with_mistaken: bool = False
) -> list[HeldBreach]:
    """Every breach, newest first, or one; one query. Nothing for those who may not see the log.

    `with_mistaken` has those among them that were logged by mistake.
    """
    held, child, step = table(Breach), table(Child), table(BreachStep)
    step_by, known, known_by = table(Account), table(BreachKnown), table(Account).alias()
    known_since = func.coalesce(known.c.known_at, held.c.known_at)
    listed = table(Child).alias()
    if not sight.sees(connection, Thing.BREACH):
        return []
    asked = (
        select(
            held,
            child.c.id.label("about_id"),
            child.c.code.label("child_code"),
            child.c.name.label("child"),
            step.c.id.label("step_id"),
            step.c.step,
            step.c.at,
            step.c.note,
            step.c.affected_id,
            listed.c.code.label("listed_code"),
            listed.c.name.label("listed_name"),
            step_by.c.name.label("step_by"),
            known_since.label("known_since"),
            known.c.because.label("known_because"),
            known.c.recorded_at.label("known_recorded_at"),
            known_by.c.name.label("known_by"),
            complaints.codes_about(
                sight.watcher(connection), table(Complaint).c.breach_id == held.c.id
            ).label("complaints"),
        )
        .select_from(held)
        .outerjoin(child, child.c.id == about.child_of(Breach, held))
        .outerjoin(step, step.c.breach_id == held.c.id)
        .outerjoin(listed, listed.c.id == step.c.child_id)
        .outerjoin(step_by, step_by.c.id == step.c.recorded_by_id)
        .outerjoin(known, known.c.id == _last_word(held))
        .outerjoin(known_by, known_by.c.id == known.c.recorded_by_id)
        .where(true() if with_mistaken else counts(Breach, held))
        .where(sight.breaches(connection, held), *([held.c.id == breach_id] if breach_id is not None else []))
        .order_by(known_since.desc(), held.c.id.desc(), step.c.at, step.c.id)
    )
    whole = about.with_about(mistakes.with_taken_back(asked, BreachStep, step), Breach, held)
    whole = mistakes.with_taken_back(whole, Breach, held, label=_GONE)
    rows = connection.execute(whole).all()
    steps: dict[int, list[RecordedStep]] = defaultdict(list)
    for row in rows:
        if row.step:
            taken_back = mistakes.taken_back(row)
            steps[row.id].append(
                RecordedStep(
                    row.step_id,
                    row.step,
                    row.at,
                    row.note,
                    row.step_by or "",
                    taken_back,
                    row.affected_id,
                    row.listed_code or "",
                    row.listed_name or "",
                )
            )
    return [
        HeldBreach(
            id=row.id,
            code=row.code,
            child_id=row.about_id,
            child_code=row.child_code or "",
            child=row.child or "",
            what=row.what,
            whose=row.whose,
            harm=row.harm,
            happened_on=row.happened_on,
            known_at=row.known_since,
            history=tuple(steps[row.id]),
            complaints=complaints.codes(row.complaints),
            corrected=Corrected(row.known_at, row.known_because, row.known_recorded_at, row.known_by or "")
            if row.known_recorded_at
            else None,
            was_about=about.was_about(row),
            taken_back=mistakes.taken_back(row, label=_GONE),
        )
        for row in {row.id: row for row in rows}.values()
    ]


def record_breach(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    what: str,
    whose: str,
    harm: str,
    happened_on: date | None,
    known_on: date | None,
    known_time: str,
    also_affected: Collection[int] = (),
    each_on_roll: bool = False,
    danger: Danger | None = Danger.NOT_KNOWN,
    at: datetime | None = None,
    token: str | None = None,
) -> str:
    """Logs a breach and returns its code; raises `Refused` by field. `at` is the present moment.

    `danger` is whether somebody may be in danger through it: once that is known it is the first step.
    `also_affected` are the other children whose families it affects, as far as that is known by then;
    `each_on_roll` is that it affects each family whose child is on roll, beside those, and no child has to
    be the first then.
    """
    with cabinet.writing(who, Thing.BREACH, token=token) as session:
        refuse_if(
            breach.breach_problems(
                what=what,
                whose=whose,
                harm=harm,
                danger=danger,
                happened_on=happened_on,
                known_on=known_on,
                known_time=known_time,
                at=at or now(),
            )
        )
        child = mistakes.standing(session, Child, child_id)
        sight.require(session.connection(), Act.RECORD, Thing.BREACH, child.id if child else None)
        moment = breach.moment_of(known_on, known_time)
        if moment is None or happened_on is None:
            raise Refused({})
        if child_id and child is None:
            raise Refused({"child": "Choose the child."})
        if also_affected and child is None and not each_on_roll:
            raise Refused({"child": "Choose the child of the first family, then the others."})
        others = others_than(session, child, also_affected, field="also_affected")
        if each_on_roll:
            known = {one.id for one in others} | {child_id}
            others += _on_roll(session, at or now(), known=known)
            if child is None and not others:
                raise Refused({"each_on_roll": "No child is on roll. Choose the child of the first family."})
        code = next_code(session, Breach, BREACH, moment.astimezone(LONDON).year)
        held = Breach(
            code=code,
            child_id=child.id if child else None,
            what=what.strip(),
            whose=one_line(whose),
            harm=harm.strip(),
            happened_on=happened_on,
            known_at=moment,
            recorded_by_id=who.account_id,
        )
        session.add(held)
        session.flush()
        if danger in breach.ANSWERED:
            session.add(
                BreachStep(
                    breach_id=held.id or 0,
                    step=breach.ANSWERED[danger],
                    at=moment,
                    note="",
                    recorded_by_id=who.account_id,
                )
            )
        session.add_all(
            BreachStep(
                breach_id=held.id or 0,
                step=Step.AFFECTED,
                at=moment,
                note="",
                child_id=other.id,
                recorded_by_id=who.account_id,
            )
            for other in others
        )
    return code


def record_step(
    cabinet: Cabinet,
    who: Who,
    *,
    breach_id: int,
    step: Step | None,
    on: date | None,
    clock: str,
    note: str,
    whom: int | None = FIRST,
    child_id: int | None = None,
    each_on_roll: bool = False,
    at: datetime | None = None,
    token: str | None = None,
) -> None:
    """Records a step of a breach; none is closed without the decision about the ICO. Raises `Refused`.

    `whom` is who was told or is not: `FIRST`, the number of the step that listed them, or `EACH`, of whom
    nothing is recorded yet: a row for each. `child_id` is whose family a step lists, where it is a child's;
    with `each_on_roll` it lists each family whose child is on roll and that is not listed yet.
    """
    with cabinet.writing(who, Thing.BREACH, token=token) as session:
        held = there(_held(session, breach_id), "step", "This breach")
        child = mistakes.standing(session, Child, child_id) if step is Step.AFFECTED else None
        if step is Step.AFFECTED and child_id and child is None:
            raise Refused({"whom": "Choose the child."})
        listed = {held.child_code, *(one.child_code for one in held.steps)}
        whose: list[int | None] = [child.id if child else None]
        if step is Step.AFFECTED and each_on_roll:
            if child is not None:
                raise Refused({"whom": "Choose one child, or each family, not both."})
            known = {one.id for one in _of_codes(session, listed)}
            whose = [one.id for one in _on_roll(session, at or now(), known=known)]
            if not whose:
                raise Refused({"whom": "Each family whose child is on roll is listed already."})
        whoms = [whom]
        if step in TELLING and whom == EACH:
            whoms = [*breach.untold(held.facts)] or [None]
        refuse_if(
            breach.step_problems(
                step,
                on=on,
                clock=clock,
                note=note,
                breach=held.facts,
                whom=whoms[0],
                is_listed=bool(child and child.code in listed),
                at=at or now(),
                last_step_at=_first_and_last(held)[1],
            )
        )
        moment = breach.moment_of(on, clock)
        if step is None or moment is None:
            raise Refused({})
        session.add_all(
            BreachStep(
                breach_id=breach_id,
                step=step,
                at=moment,
                note=note.strip(),
                child_id=child_of_it,
                affected_id=(told or None) if step in TELLING else None,
                recorded_by_id=who.account_id,
            )
            for child_of_it in whose
            for told in whoms
        )


def _on_roll(session: Session, at: datetime, *, known: Collection[int | None]) -> list[Child]:
    """The children on roll on the day of a moment who are not among those `known`. Whoever is still to start
    is not on roll: nothing about them was here to get out."""
    today = london_day(at)
    here = (one for one in people.children(session.connection(), today) if one.started_on <= today)
    found = (mistakes.standing(session, Child, one.id) for one in here if one.id not in known)
    return [child for child in found if child]


def _of_codes(session: Session, codes: Collection[str]) -> list[Child]:
    return list(session.scalars(select(Child).where(table(Child).c.code.in_(codes))))


def take_back(
    cabinet: Cabinet, who: Who, *, breach_step_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes back a step that was entered by mistake; raises `Refused` by field, also where others need it."""
    with cabinet.writing(who, Thing.BREACH, token=token) as session:
        step = mistakes.chosen(session, BreachStep, breach_step_id, because)
        held = there(_held(session, step.breach_id), "row", "This breach")
        gone = next((one.done for one in held.steps if one.id == step.id), None)
        left = replace(held.facts, done=tuple(done for done in held.facts.done if done.number != step.id))
        if gone and (why := breach.taking_back_problem(gone, left)):
            raise mistakes.refusal(why, because)
        mistakes.take_back(session, who, BreachStep, step.id or 0, because)


def take_back_breach(
    cabinet: Cabinet,
    who: Who,
    *,
    breach_id: int | None,
    stands_id: int | None = None,
    because: str,
    token: str | None = None,
) -> None:
    """Takes back a breach that was logged by mistake; `stands_id` is the one that stands, where it is twice.

    Steps that were recorded for it are taken back first. The log keeps it with the reason, and the committee
    reads that one was taken back. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.BREACH, token=token) as session:
        chosen = mistakes.chosen(session, Breach, breach_id, because)
        held = there(_held(session, chosen.id or 0), "row", "This breach")
        other = _held(session, stands_id) if stands_id else None
        follows = complaints.follow(table(Complaint).c.breach_id == held.id)
        refuse_if(
            mistaken_concerns.problems(
                because,
                in_the_way=breach.mistake_in_the_way(
                    held.facts, has_complaint=session.execute(follows).first() is not None
                ),
                is_twice=stands_id is not None,
                is_another_there=other is not None and other.id != held.id,
            )
        )
        said = mistaken_concerns.as_said(because.strip(), other.code if other else "")
        mistakes.take_back(session, who, Breach, held.id, said)


def correct_known(
    cabinet: Cabinet,
    who: Who,
    *,
    breach_id: int,
    known_on: date | None,
    known_time: str,
    because: str,
    at: datetime | None = None,
    token: str | None = None,
) -> None:
    """Records at which moment a breach really became known, from which its 72 hours run (L10.7).

    The moment that was entered stays in its row. `at` is the present moment. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.BREACH, token=token) as session:
        held = there(_held(session, breach_id), "known_on", "This breach")
        refuse_if(
            breach.known_problems(
                known_on=known_on,
                known_time=known_time,
                because=because,
                known_at=held.known_at,
                happened_on=held.happened_on,
                first_step_at=_first_and_last(held)[0],
                at=at or now(),
            )
        )
        moment = breach.moment_of(known_on, known_time)
        if moment is None:
            raise Refused({})
        session.add(
            BreachKnown(
                breach_id=breach_id, known_at=moment, because=because.strip(), recorded_by_id=who.account_id
            )
        )


def correct_child(
    cabinet: Cabinet,
    who: Who,
    *,
    breach_id: int,
    child_id: int | None,
    because: str,
    token: str | None = None,
) -> None:
    """Records which child a breach is really about, whose family is to be told; raises `Refused` by field.

    The child who was chosen, if any, stays in its row (RC-1).
    """
    with cabinet.writing(who, Thing.BREACH, token=token) as session:
        held = there(_held(session, breach_id), "child", "This breach")
        child = mistakes.standing(session, Child, child_id)
        refuse_if(
            rules_about.problems(
                child.id if child else None,
                known=held.child_id,
                because=because,
                in_the_way=rules_about.breach_in_the_way(
                    is_listed=bool(child and child.code in {step.child_code for step in held.steps}),
                    is_told=breach.told(held.facts, FIRST) is not None,
                ),
            )
        )
        if child is None:
            raise Refused({})
        about.correct(session, who, Breach, breach_id, child.id or 0, because)


def _held(session: Session, breach_id: int) -> HeldBreach | None:
    return next(iter(breaches(session.connection(), breach_id=breach_id)), None)


def _first_and_last(held: HeldBreach) -> tuple[datetime | None, datetime | None]:
    """The moments of the first and the last step that counts; None where there is none.

    Whom it affects, whether somebody is in danger, and what happened, is no step that was taken: some of it
    is known with the breach, some comes to light later.
    """
    taken = [step.at for step in held.steps if step.step not in breach.NOTHING_DONE]
    return min(taken, default=None), max(taken, default=None)
