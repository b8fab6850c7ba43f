"""Complaints: the register, a new one, its steps (clauses CM-1, X-1; law L3)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    Table,
    and_,
    case,
    cast,
    desc,
    false,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import Session

from models import (
    AccessRequest,
    Account,
    Breach,
    BreachStep,
    Child,
    Complaint,
    ComplaintStep,
    Rectification,
    RectificationStep,
    SharingDecision,
    StaffMember,
)
from rules import breach as rules_of_breach
from rules import complaints as rules_of_complaints
from rules import rectification
from rules.access import Channel
from rules.complaints import ENDINGS, STANDING_BACK, Done, Kind, Result, Step
from rules.induction import ON_THE_COMMITTEE, Role
from rules.need_to_know import Act, Thing, is_over, may
from rules.problems import Problems
from rules.words import one_line
from rules.working_days import london_day
from store import about as whom_about
from store import mistakes, one_person, put_right, receipts, rectifications, sight
from store.audit import is_text
from store.cabinet import Cabinet, Who
from store.codes import next_code
from store.mistakes import TakenBack, counts
from store.named import instead_problem
from store.receipts import Corrected, came
from store.refusal import Refused, refuse_if, there
from store.sight import Watcher
from store.tables import table
from store.today import london_today

COMPLAINT = "CP"


@dataclass(frozen=True)
class RecordedStep:
    """A step as it was recorded, with its words and who recorded it; where it counts no more, who says so."""

    id: int
    step: Step
    on: date
    words: str
    result: Result | None
    recorded_by: str
    taken_back: TakenBack | None = None
    at: datetime | None = None  # when it was recorded
    instead: str = ""  # who decided it, or deals with it, where the manager stands back

    @property
    def day(self) -> date:
        """Its day in the history: that by which an answer is wanted is still to come when it is recorded."""
        return london_day(self.at) if self.at and self.step is Step.WANTED_THERE else self.on


@dataclass(frozen=True)
class HeldComplaint:
    """One complaint with its steps in the order of their days; `history` has those taken back as well."""

    id: int
    code: str
    kind: Kind
    child_code: str
    child: str
    request_code: str
    rectification_code: str
    decision_code: str  # empty for whoever may not see the decision, as is that of a breach
    breach_code: str
    made_by: str
    channel: Channel
    received_on: date
    about: str
    history: tuple[RecordedStep, ...]
    corrected: Corrected | None = None  # where another day of receipt was entered at first
    answered_on: date | None = None  # when the access request that it follows was answered

    @property
    def recorded(self) -> tuple[RecordedStep, ...]:
        """The steps that count."""
        return tuple(step for step in self.history if step.taken_back is None)

    @property
    def follows(self) -> str:
        """The code of what it follows, or nothing; a correction goes before the request that it is about."""
        return self.rectification_code or self.request_code or self.decision_code or self.breach_code

    @property
    def instead_of_the_manager(self) -> str:
        """Who deals with it instead of the manager, where somebody does."""
        back = Step.MANAGER_STANDS_BACK
        return next((step.words for step in self.recorded if step.step is back), "")

    @property
    def dealt_with_by(self) -> str:
        """The committee member who deals with it where the manager and the chairperson both stand back."""
        return next(
            (step.instead for step in self.recorded if step.step in STANDING_BACK and step.instead), ""
        )

    @property
    def decided_by(self) -> str:
        """Who decided it instead of the manager, who wrote that down; empty where who decided recorded it."""
        return next((step.instead for step in self.recorded if step.step in ENDINGS), "")

    @property
    def right_instead(self) -> str:
        """What is right instead of what was recorded by mistake; nothing where it was not."""
        return next((step.words for step in self.recorded if step.step is Step.MISTAKEN), "")

    @property
    def facts(self) -> rules_of_complaints.Complaint:
        """The complaint as the rules take it."""
        steps = tuple(Done(step.step, step.on, step.result) for step in self.recorded)
        return rules_of_complaints.Complaint(
            self.kind, self.channel, self.received_on, steps, self.answered_on
        )


@lru_cache(maxsize=100)
def in_sight(watcher: Watcher, held: Table) -> ColumnElement[bool]:
    """The condition that a row of `held` may be seen by `watcher`.

    Who stands back from a request to correct the file does not see a complaint about it either. A deputy does
    not see one that they stand back from, such as one about them (OR-1).
    """
    if watcher is not None and watcher[0] is Role.DEPUTY:
        return and_(
            sight.after_requests(watcher, Thing.COMPLAINT, held, false(), child_of(held)),
            ~_has_step(held, Step.DEPUTY_STANDS_BACK),
        )
    stands_back = _chairperson_stands_back(held)
    return sight.after_requests(watcher, Thing.COMPLAINT, held, stands_back, child_of(held))


def _has_step(held: Table, what: Step) -> ColumnElement[bool]:
    step = table(ComplaintStep).alias()
    is_it = and_(step.c.complaint_id == held.c.id, step.c.step == what, counts(ComplaintStep, step))
    return select(step.c.id).where(is_it).exists()


def _chairperson_stands_back(held: Table) -> ColumnElement[bool]:
    """The condition that the chairperson stands back from a complaint, or the correction that it follows."""
    of_correction = _standing_back_from_correction(held.c.rectification_id)
    return or_(_has_step(held, Step.STANDS_BACK), of_correction.exists())


def _standing_back_from_correction(rectification_id: ColumnElement[Any] | int | None) -> Select[Any]:
    """The steps that say that the chairperson stands back from a correction."""
    step = table(RectificationStep).alias()
    return select(step.c.id).where(
        step.c.rectification_id == rectification_id,
        step.c.step == rectification.Step.STANDS_BACK,
        counts(RectificationStep, step),
    )


def is_by_code_alone(watcher: Watcher, held: Table) -> ColumnElement[bool]:
    """The condition that the child of a row was named by its code, and `watcher` may not learn by it whose
    code that is: who records it sees no list of children (X-7)."""
    if not sight.is_on_the_committee(watcher):
        return false()
    account = table(Account)
    theirs = select(account.c.id).where(account.c.role.in_(ON_THE_COMMITTEE))
    follows = or_(held.c.request_id.is_not(None), held.c.rectification_id.is_not(None))
    return and_(held.c.recorded_by_id.in_(theirs), ~follows)


def child_of(held: FromClause) -> ColumnElement[int]:
    """The number of the child whom a complaint is about; what follows a sharing decision goes with it, where
    another child was chosen for that at first (RC-1)."""
    decision, child_id = table(SharingDecision).alias(), cast(held.c.child_id, Integer)
    theirs = select(whom_about.child_of(SharingDecision, decision)).where(decision.c.id == held.c.decision_id)
    return case((held.c.decision_id.is_(None), child_id), else_=theirs.correlate(held).scalar_subquery())


def is_open(held: Table, on: ColumnElement[date] | None = None) -> ColumnElement[bool]:
    """The condition that a row of `held` has no outcome, goes on elsewhere, or was upheld about an answer
    that is not put right, as things stood `on` a day."""
    ending, taken = table(ComplaintStep).alias(), table(ComplaintStep).alias()

    def stood(step: FromClause) -> ColumnElement[bool]:
        by_then = step.c.on <= on if on is not None else true()
        return and_(step.c.complaint_id == held.c.id, by_then, counts(ComplaintStep, step))

    is_closed = select(ending.c.id).where(stood(ending), ending.c.step.in_(ENDINGS))
    undecided = func.sum(case((taken.c.step == Step.WENT_ON, 1), else_=-1))
    is_elsewhere = (
        select(taken.c.complaint_id)
        .where(stood(taken), taken.c.step.in_((Step.WENT_ON, Step.DECIDED_THERE)))
        .group_by(taken.c.complaint_id)
        .having(undecided > 0)
    )
    return or_(~is_closed.exists(), is_elsewhere.exists(), put_right.is_to_put_right(held, stood))


def complaints(
    connection: Connection, *, received_since: date | None = None, complaint_id: int | None = None
) -> list[HeldComplaint]:
    """Those received since a day and every open one, newest first; or one; one query."""
    held, child, request = table(Complaint), table(Child), table(AccessRequest)
    correction, step, by = table(Rectification), table(ComplaintStep), table(Account)
    decision, of_breach = table(SharingDecision), table(Breach)
    wanted: ColumnElement[bool] = true()
    if complaint_id is not None:
        wanted = held.c.id == complaint_id
    elif received_since:
        came_lately = came(Complaint, held, lambda on: on >= received_since)
        wanted = or_(came_lately, is_open(held))
    watcher = sight.watcher(connection)
    asked = (
        select(
            held,
            child.c.code.label("child_code"),
            case((is_by_code_alone(watcher, held), ""), else_=child.c.name).label("child"),
            request.c.code.label("request_code"),
            correction.c.code.label("rectification_code"),
            decision.c.code.label("decision_code"),
            of_breach.c.code.label("breach_code"),
            put_right.answered_on(held).label("answered_on"),
            step.c.id.label("step_id"),
            step.c.step,
            step.c.on,
            step.c.words,
            step.c.result,
            step.c.instead,
            step.c.recorded_at.label("step_recorded_at"),
            by.c.name.label("by"),
        )
        .select_from(held)
        .outerjoin(child, child.c.id == child_of(held))
        .outerjoin(request, request.c.id == held.c.request_id)
        .outerjoin(correction, correction.c.id == held.c.rectification_id)
        # A chairperson, who answers a complaint, sees neither decisions nor breaches (CP-12).
        .outerjoin(decision, and_(decision.c.id == held.c.decision_id, sight.decisions(connection, decision)))
        .outerjoin(of_breach, and_(of_breach.c.id == held.c.breach_id, sight.breaches(connection, of_breach)))
        .outerjoin(step, step.c.complaint_id == held.c.id)
        .outerjoin(by, by.c.id == step.c.recorded_by_id)
        .where(wanted, in_sight(watcher, held))
    )
    asked = receipts.with_receipt(mistakes.with_taken_back(asked, ComplaintStep, step), Complaint, held)
    rows = connection.execute(asked.order_by(desc("came_on"), held.c.id.desc(), step.c.on, step.c.id)).all()
    steps: dict[int, list[RecordedStep]] = defaultdict(list)
    for row in rows:
        taken_back = mistakes.taken_back(row)
        # Why the chairperson was to stand back, entered at the wrong complaint, is about another one.
        is_for_others = row.step is Step.STANDS_BACK and sight.is_on_the_committee(watcher)
        if row.step and not (taken_back and is_for_others):
            steps[row.id].append(
                RecordedStep(
                    row.step_id,
                    row.step,
                    row.on,
                    row.words,
                    row.result,
                    row.by or "",
                    taken_back,
                    row.step_recorded_at,
                    row.instead,
                )
            )
    return [
        HeldComplaint(
            id=row.id,
            code=row.code,
            kind=row.kind,
            child_code=row.child_code or "",
            child=row.child or "",
            request_code=row.request_code or "",
            rectification_code=row.rectification_code or "",
            decision_code=row.decision_code or "",
            breach_code=row.breach_code or "",
            made_by=row.made_by,
            channel=row.channel,
            received_on=row.came_on,
            about=row.about,
            history=tuple(sorted(steps[row.id], key=lambda step: (step.day, step.id))),
            corrected=receipts.corrected(row),
            answered_on=row.answered_on,
        )
        for row in {row.id: row for row in rows}.values()
    ]


def record_complaint(
    cabinet: Cabinet,
    who: Who,
    *,
    kind: Kind | None,
    child_id: int | None = None,
    child_code: str = "",
    request_id: int | None = None,
    rectification_id: int | None = None,
    decision_id: int | None = None,
    breach_id: int | None = None,
    made_by: str,
    channel: Channel | None,
    received_on: date | None,
    about: str,
    chairperson_stands_back: str = "",
    manager_stands_back: str = "",
    deputy_stands_back: str = "",
    instead: str = "",
    today: date,
    token: str | None = None,
) -> str:
    """Records a complaint and returns its code; raises `Refused` by field.

    It may follow an access request, a request to correct the file, a sharing decision, a breach, or none of
    these; the child is that of what it follows. A breach may affect several: of one the child is who was
    chosen, and without a choice the only one whom it affects. Whoever sees no list of children names it by
    its `child_code`. With `chairperson_stands_back`, the reason, it is never in the chairperson's sight, nor
    with `deputy_stands_back` in the deputy's.
    `manager_stands_back` says who deals with it instead of the manager, and why. Where both the manager and
    the chairperson stand back, `instead` is the committee member who deals with it.
    """
    given = _Given(
        kind, child_id, child_code, request_id, rectification_id, decision_id, breach_id, made_by, channel,
        received_on, about,
    )  # fmt: skip
    with cabinet.writing(who, Thing.COMPLAINT, token=token) as session:
        held = _new(session, who, given, today)
        standing_back = {
            Step.STANDS_BACK: chairperson_stands_back,
            Step.MANAGER_STANDS_BACK: manager_stands_back,
            Step.DEPUTY_STANDS_BACK: deputy_stands_back,
        }
        back = {step for step, why in standing_back.items() if why.strip()}
        if _stand_back_from_the_correction(session, held.rectification_id):
            back.add(Step.STANDS_BACK)
        refuse_if(_dealt_with_problems(session, back, instead, made_by, today))
        session.add(held)
        session.flush()
        for step, why in standing_back.items():
            if why.strip():
                session.add(
                    ComplaintStep(
                        complaint_id=held.id or 0,
                        step=step,
                        on=held.received_on,
                        words=why.strip(),
                        instead=one_line(instead) if step is Step.MANAGER_STANDS_BACK else "",
                        recorded_by_id=who.account_id,
                    )
                )
        return held.code


def record_anew(
    cabinet: Cabinet,
    who: Who,
    *,
    complaint_id: int,
    kind: Kind | None,
    child_id: int | None = None,
    child_code: str = "",
    request_id: int | None = None,
    rectification_id: int | None = None,
    decision_id: int | None = None,
    breach_id: int | None = None,
    made_by: str,
    channel: Channel | None,
    received_on: date | None,
    about: str,
    because: str,
    today: date,
    token: str | None = None,
) -> str:
    """Records a complaint anew with what is right, and ends the one that was recorded wrongly, in one write;
    returns the new code, and raises `Refused` by field (CM-1, RC-1).

    What was done about it, such as the acknowledgement, was done: the steps go over with their days. Both
    stay in the register, and the first one names the other and says why.
    """
    given = _Given(
        kind, child_id, child_code, request_id, rectification_id, decision_id, breach_id, made_by, channel,
        received_on, about,
    )  # fmt: skip
    with cabinet.writing(who, Thing.COMPLAINT, token=token) as session:
        old = there(_in_sight(session, complaint_id), "because", "This complaint")
        done = _steps(session, complaint_id)
        came = receipts.of(session, old)
        facts = rules_of_complaints.Complaint(
            old.kind, old.channel, came, done, _answered_on(session, complaint_id)
        )
        if (old.decision_id and sight.decision(session, old.decision_id) is None) or (
            old.breach_id and not _sees_breach(session, old.breach_id)
        ):
            raise Refused(
                {"about_what": "What it follows is not in your sight. The manager records it anew."}
            )
        refused = rules_of_complaints.anew_problems(facts, because, received_on=received_on, today=today)
        refuse_if(refused | _stood_back_problems(session, who, old, Step.MISTAKEN, "", today))
        held = _new(session, who, given, today)
        if _is_as_before(old, held, came):
            raise Refused({"because": rules_of_complaints.NOTHING_CHANGED})
        session.add(held)
        session.flush()
        step = table(ComplaintStep)
        standing = select(ComplaintStep).where(
            step.c.complaint_id == complaint_id, counts(ComplaintStep, step)
        )
        for row in session.scalars(standing.order_by(step.c.on, step.c.id)).all():
            session.add(
                ComplaintStep(
                    complaint_id=held.id or 0,
                    step=row.step,
                    on=row.on,
                    words=row.words,
                    result=row.result,
                    instead=row.instead,
                    recorded_by_id=who.account_id,
                )
            )
        session.add(
            ComplaintStep(
                complaint_id=complaint_id,
                step=Step.MISTAKEN,
                on=today,
                words=f"{held.code} stands. {because.strip()}",
                recorded_by_id=who.account_id,
            )
        )
        return held.code


@dataclass(frozen=True)
class _Given:
    """What a complaint is recorded with, as it was filled in."""

    kind: Kind | None
    child_id: int | None
    child_code: str
    request_id: int | None
    rectification_id: int | None
    decision_id: int | None
    breach_id: int | None
    made_by: str
    channel: Channel | None
    received_on: date | None
    about: str


def _is_as_before(old: Complaint, new: Complaint, came: date) -> bool:
    """Whether nothing of the old complaint, which came on a day, is another in the new one."""
    same = (
        "kind", "child_id", "request_id", "rectification_id", "decision_id", "breach_id", "made_by",
        "channel", "about",
    )  # fmt: skip
    return new.received_on == came and all(getattr(old, name) == getattr(new, name) for name in same)


def _new(session: Session, who: Who, given: _Given, today: date) -> Complaint:
    """A complaint with the next code, not added yet; raises `Refused` by field."""
    rectification_id = given.rectification_id
    correction = session.get(Rectification, rectification_id) if rectification_id else None
    if rectification_id and (correction is None or not rectifications.is_seen(session, rectification_id)):
        raise _gone()
    request = _request(session, correction.request_id if correction else given.request_id)
    decision, breach = _decision(session, given.decision_id), _breach(session, given.breach_id)
    of = correction or request or decision or breach
    refuse_if(
        rules_of_complaints.problems(
            kind=given.kind,
            made_by=given.made_by,
            channel=given.channel,
            received_on=given.received_on,
            about=given.about,
            not_before=_day_of(session, of),
            today=today,
        )
    )
    if given.kind is None or given.channel is None or given.received_on is None:
        raise Refused({})
    child = _child_about(session, of, given.child_id, given.child_code, today)
    sight.require(session.connection(), Act.RECORD, Thing.COMPLAINT, child.id if child else None)
    return Complaint(
        code=next_code(session, Complaint, COMPLAINT, given.received_on.year),
        kind=given.kind,
        child_id=child.id if child else None,
        request_id=request.id if request else None,
        rectification_id=correction.id if correction else None,
        decision_id=decision.id if decision else None,
        breach_id=breach.id if breach else None,
        made_by=one_line(given.made_by),
        channel=given.channel,
        received_on=given.received_on,
        about=given.about.strip(),
        recorded_by_id=who.account_id,
    )


def _by_code(session: Session, code: str) -> Child:
    typed, held = one_line(code).upper(), table(Child).c
    child = session.scalar(select(Child).where(held.code == typed)) if is_text(typed) else None
    found = mistakes.standing(session, Child, child.id) if child else None
    if found is None:
        raise Refused({"child": "No child has this code. Look at it again, or leave it empty."})
    return found


def _in_sight(session: Session, complaint_id: int) -> Complaint | None:
    """The complaint, where the person who writes may see it: a chairperson may stand back from it."""
    held, look = table(Complaint), session.connection()
    seen = select(held.c.id).where(held.c.id == complaint_id, in_sight(sight.watcher(look), held))
    return session.get(Complaint, complaint_id) if look.execute(seen).first() else None


def _request(session: Session, request_id: int | None) -> AccessRequest | None:
    if not request_id:
        return None
    request = session.get(AccessRequest, request_id)
    if request is None or sight.is_out_of(session.connection(), request_id):
        raise _gone()
    return request


def _gone() -> Refused:
    return Refused({"about_what": "This is no longer there. Choose again what it follows."})


def _decision(session: Session, decision_id: int | None) -> SharingDecision | None:
    if not decision_id:
        return None
    decision = sight.decision(session, decision_id)
    if decision is None:
        raise _gone()
    return decision


def _breach(session: Session, breach_id: int | None) -> Breach | None:
    if not breach_id:
        return None
    if not _sees_breach(session, breach_id):
        raise _gone()
    return session.get(Breach, breach_id)


def _sees_breach(session: Session, breach_id: int) -> bool:
    held, look = table(Breach), session.connection()
    seen = select(held.c.id).where(held.c.id == breach_id, counts(Breach, held), sight.breaches(look, held))
    return look.execute(seen).first() is not None


Followed = AccessRequest | Rectification | SharingDecision | Breach


def _followed_by(session: Session, row: Complaint) -> Followed | None:
    # A correction goes before the request that it is about.
    if row.rectification_id:
        return session.get(Rectification, row.rectification_id)
    if row.request_id:
        return session.get(AccessRequest, row.request_id)
    if row.decision_id:
        return session.get(SharingDecision, row.decision_id)
    return session.get(Breach, row.breach_id) if row.breach_id else None


_IT_IS_GONE = (
    "What this complaint is about was taken back since, as recorded by mistake. Record the complaint anew, "
    "with the day on which it came."
)


def _is_what_it_follows_gone(session: Session, complaint_id: int) -> bool:
    row = session.get(Complaint, complaint_id)
    of = _followed_by(session, row) if row else None
    return isinstance(of, SharingDecision | Breach) and mistakes.is_taken_back(session, type(of), of.id or 0)


def _day_of(session: Session, of: Followed | None) -> date | None:
    """The day before which no complaint about it came. A breach often becomes known by the complaint."""
    if of is None:
        return None
    return of.happened_on if isinstance(of, Breach) else receipts.of(session, of)


def _child_about(
    session: Session, of: Followed | None, child_id: int | None, child_code: str, today: date
) -> Child | None:
    """The child of what a complaint follows, or who was chosen or named by code; refuses two that differ."""
    child = mistakes.standing(session, Child, _child_of(session, of, child_id))
    if child_code.strip():
        named = _by_code(session, child_code)
        if of and named is not child:
            raise Refused({"child": "What it follows is about another child. Leave the code empty."})
        child = named
    if of and child_id and (child is None or child.id != child_id):
        raise Refused({"child": "What it follows is about another child. Choose that child, or none."})
    seen = sight.children(session.connection(), Thing.CHILD, today)
    if child_id and of is None and (child is None or (isinstance(seen, frozenset) and child_id not in seen)):
        raise Refused({"child": "Choose the child, or none."})
    return child


def _child_of(session: Session, of: Followed | None, chosen: int | None) -> int | None:
    """The child of what a complaint follows, or the one who was `chosen`."""
    if of is None or (isinstance(of, Breach) and chosen):
        return chosen
    if not isinstance(of, SharingDecision | Breach):
        return of.child_id
    if isinstance(of, Breach) and _affects_others(session, of):
        return None
    held = table(type(of))
    asked = select(whom_about.child_of(type(of), held)).where(held.c.id == of.id)
    return session.execute(asked).scalar()


def _affects_others(session: Session, breach: Breach) -> bool:
    """Whether a breach lists children beside the one whom it is about."""
    listed = table(BreachStep)
    others = select(listed.c.id).where(
        listed.c.breach_id == breach.id,
        listed.c.step == rules_of_breach.Step.AFFECTED,
        counts(BreachStep, listed),
    )
    return session.execute(others).first() is not None


def follow(is_about: ColumnElement[bool]) -> Select[Any]:
    """The complaints for which `is_about`, whoever may see them: not one that was recorded by mistake, which
    was never made."""
    held = table(Complaint)
    return select(held.c.id).where(is_about, ~receipts.was_never_made(held))


def codes_about(watcher: Watcher, is_about: ColumnElement[bool]) -> ScalarSelect[str]:
    """The codes of the complaints in sight for which `is_about`, in one text that `codes` reads.

    One that was recorded by mistake is about none of them.
    """
    held = table(Complaint)
    return (
        select(func.aggregate_strings(held.c.code, " "))
        .where(is_about, in_sight(watcher, held), ~receipts.was_never_made(held))
        .scalar_subquery()
    )


def codes(said: str | None) -> list[str]:
    """The codes in such a text, in their order."""
    return sorted((said or "").split())


def _steps(session: Session, complaint_id: int, *, without: int | None = None) -> tuple[Done, ...]:
    """The steps that count, in the order they were done."""
    done = table(ComplaintStep)
    rows = session.connection().execute(
        select(done.c.step, done.c.on, done.c.result)
        .where(done.c.complaint_id == complaint_id, done.c.id != (without or 0), counts(ComplaintStep, done))
        .order_by(done.c.on, done.c.id)
    )
    return tuple(Done(row.step, row.on, row.result) for row in rows)


def _answered_on(session: Session, complaint_id: int) -> date | None:
    """When the access request that a complaint follows was answered, if it was."""
    held = table(Complaint)
    asked = select(put_right.answered_on(held)).where(held.c.id == complaint_id)
    return session.execute(asked).scalar()


def record_step(
    cabinet: Cabinet,
    who: Who,
    *,
    complaint_id: int,
    step: Step | None,
    on: date | None,
    words: str = "",
    result: Result | None = None,
    is_route_told: bool = False,
    instead: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Records one step; raises `Refused` by field. None is closed without an outcome and the way onward.

    `instead` is who decided it, where the manager stands back and nobody else has an account to record it; or
    the committee member who deals with it, where the manager and the chairperson both stand back.
    """
    with cabinet.writing(who, Thing.COMPLAINT, token=token) as session:
        held = there(_in_sight(session, complaint_id), "step", "This complaint")
        facts = rules_of_complaints.Complaint(
            held.kind,
            held.channel,
            receipts.of(session, held),
            _steps(session, complaint_id),
            _answered_on(session, complaint_id),
        )
        refuse_if(
            rules_of_complaints.step_problems(
                step,
                on=on,
                words=words,
                result=result,
                is_route_told=is_route_told,
                complaint=facts,
                today=today,
            )
        )
        if step is None or on is None:
            raise Refused({})
        if step is Step.MISTAKEN and (why := instead_problem(session, words, own=held.code)):
            raise Refused({"words": why})
        refuse_if(_stood_back_problems(session, who, held, step, instead, today))
        session.add(
            ComplaintStep(
                complaint_id=complaint_id,
                step=step,
                on=on,
                words=words.strip(),
                result=result if step is Step.OUTCOME else None,
                instead=one_line(instead),
                recorded_by_id=who.account_id,
            )
        )


def _stood_back_problems(
    session: Session, who: Who, held: Complaint, step: Step, instead: str, today: date
) -> Problems:
    """Why a step is not recorded of a complaint from which the manager stands back, by field."""
    recorded = {done.step for done in _steps(session, held.id or 0)}
    if step in rules_of_complaints.DECISIONS and rules_of_complaints.stands_back(who.role, recorded):
        others = others_who_record(session.connection(), who, held.id or 0)
        return rules_of_complaints.decided_by_problems(
            step, who.role, recorded, others, instead=instead, own=who.name
        )
    back = (recorded | {step}) & STANDING_BACK if step in STANDING_BACK else set()
    if back and _stand_back_from_the_correction(session, held.rectification_id):
        back.add(Step.STANDS_BACK)
    return _dealt_with_problems(session, back, instead, held.made_by, today, held.id)


def _dealt_with_problems(
    session: Session,
    back: Collection[Step],
    instead: str,
    made_by: str,
    today: date,
    complaint_id: int | None = None,
) -> Problems:
    """Why nobody of the committee deals with a complaint from which these stand back, by field."""
    person, account, named = table(StaffMember).c, table(Account).c, table(ComplaintStep)
    here = person.started_on <= today, or_(person.left_on.is_(None), person.left_on >= today)
    not_these = (Role.MANAGER, Role.DEPUTY, Role.CHAIRPERSON)
    office = union(
        select(person.name).where(person.role.in_(not_these), *here),
        # A stand-in for a request has the account of a chairperson, and is a member of the committee.
        select(account.name).where(account.role.in_(not_these), account.staff_id.is_(None)),
    )
    before = select(named.c.id).where(
        named.c.complaint_id == (complaint_id or 0),
        named.c.step.in_(STANDING_BACK),
        named.c.instead != "",
        counts(ComplaintStep, named),
    )
    return rules_of_complaints.dealt_with_problems(
        back,
        instead=instead,
        is_named=session.scalars(before).first() is not None,
        not_these=[made_by, *session.scalars(office)],
        members=session.scalars(select(person.name).where(person.role == Role.COMMITTEE, *here)).all(),
    )


def _stand_back_from_the_correction(session: Session, rectification_id: int | None) -> bool:
    """Whether the chairperson stands back from the correction that a complaint follows, and so from it."""
    return session.scalars(_standing_back_from_correction(rectification_id)).first() is not None


def others_who_record(look: Connection, who: Who, complaint_id: int) -> frozenset[Role]:
    """The roles of the open accounts under which somebody other than `who` can record a step of a complaint,
    which they have in sight, today; two accounts of one person are one."""
    account, held = table(Account).c, table(Complaint)
    today = london_today()
    open_ones = select(account.id, account.role, account.until_on).where(
        account.closed_at.is_(None), account.role != Role.MANAGER
    )
    able = {
        row.id: row.role
        for row in look.execute(open_ones)
        if may(row.role, Act.RECORD, Thing.COMPLAINT) and not is_over(row.until_on, on=today)
    }
    own = one_person.accounts_of(look, who.account_id, set(able))
    return frozenset(
        role
        for account_id, role in able.items()
        if account_id not in own
        and one_person.is_here(look, account_id, today)
        and look.execute(
            select(held.c.id).where(held.c.id == complaint_id, in_sight((role, account_id), held))
        ).first()
    )


def stood_back_from(look: Connection) -> int:
    """How many open complaints are out of sight of the chairperson, or the deputy, who looks, because they
    stand back; one query. One whose date passes is then not unknown to them."""
    watcher = sight.watcher(look)
    if watcher is None or watcher[0] not in (Role.CHAIRPERSON, Role.DEPUTY):
        return 0
    return int(look.scalar(_kept_from(watcher)) or 0)


@lru_cache(maxsize=64)
def _kept_from(watcher: tuple[Role, int]) -> Select[Any]:
    held, (role, account_id) = table(Complaint), watcher
    account, person = table(Account).alias(), table(StaffMember).alias()
    # Who stands in for one request is not the chairperson, and was never to see this one.
    of_a_stand_in = (
        select(account.c.id)
        .join(person, person.c.id == account.c.staff_id)
        .where(account.c.id == account_id, sight.is_a_stand_ins(account, person))
    )
    kept = _has_step(held, Step.DEPUTY_STANDS_BACK)
    if role is Role.CHAIRPERSON:
        by_office = and_(_chairperson_stands_back(held), ~of_a_stand_in.exists())
        kept = or_(by_office, sight.stands_back_from(account_id, held.c.request_id))
    return select(func.count()).select_from(held).where(is_open(held), kept)


def take_back(
    cabinet: Cabinet, who: Who, *, complaint_step_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes back a step that was entered by mistake; raises `Refused` by field, also where another needs it.

    Without its outcome a complaint is open again.
    """
    with cabinet.writing(who, Thing.COMPLAINT, token=token) as session:
        step = mistakes.chosen(session, ComplaintStep, complaint_step_id, because)
        there(_in_sight(session, step.complaint_id), "row", "This complaint")
        others = others_who_record(session.connection(), who, step.complaint_id)
        recorded = {done.step for done in _steps(session, step.complaint_id)}
        if rules_of_complaints.is_others(step.step, who.role, recorded, others, is_taken_back=True):
            raise mistakes.refusal(rules_of_complaints.who_else(others), because)
        left = _steps(session, step.complaint_id, without=step.id)
        if why := rules_of_complaints.taking_back_problem(step.step, left):
            raise mistakes.refusal(why, because)
        if step.step is Step.MISTAKEN and _is_what_it_follows_gone(session, step.complaint_id):
            raise mistakes.refusal(_IT_IS_GONE, because)
        mistakes.take_back(session, who, ComplaintStep, step.id or 0, because)


def correct_receipt(
    cabinet: Cabinet,
    who: Who,
    *,
    complaint_id: int,
    received_on: date | None,
    because: str,
    today: date,
    token: str | None = None,
) -> None:
    """Records the day on which a complaint really came; raises `Refused` by field."""
    with cabinet.writing(who, Thing.COMPLAINT, token=token) as session:
        found = complaints(session.connection(), complaint_id=complaint_id)
        held = there(next(iter(found), None), "received_on", "This complaint")
        row = session.get(Complaint, complaint_id)
        of = _followed_by(session, row) if row else None
        # That somebody stands back was entered with it, on the same day.
        done_on = (step.on for step in held.recorded if step.step not in STANDING_BACK)
        receipts.correct(
            session,
            who,
            Complaint,
            complaint_id,
            received_on,
            because,
            known=held.received_on,
            done_on=done_on,
            not_before=(_day_of(session, of), rules_of_complaints.WHAT_IT_FOLLOWS),
            today=today,
        )
