"""Access requests: the register and a new one (clauses AR-1 to AR-9, AR-32). Steps: `request_steps`."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, and_, bindparam, case, func, or_, select, union_all

from models import AccessRequest, AccessStep, Child, RequesterCheck
from rules import access
from rules.access import Channel, Step, StepDone
from rules.need_to_know import Act, Thing
from rules.problems import Problems
from rules.requester import Relationship
from rules.words import one_line
from store import mistakes, put_right, sight
from store.asked_day import BEGUN_SINCE, given
from store.cabinet import Cabinet, Who
from store.codes import next_codes
from store.receipts import came, received_on
from store.refusal import Refused, refuse_if
from store.siblings import with_siblings
from store.sight import InSight
from store.steps import ended_lately, has_ended, is_decided_with, signer, stands
from store.tables import among, table


@dataclass(frozen=True)
class RecordedStep:
    """A step as it was recorded."""

    step: Step
    on: date
    answer: str = ""
    late_because: str = ""
    reason: str = ""  # of one that was recorded by mistake: what is right instead
    given_on: date | None = None  # of a refusal found wrong: `rules.access.StepDone`
    signed_by_id: int | None = None
    at: datetime | None = None
    is_decided_with: bool = False  # of a refusal, as there


@dataclass(frozen=True)
class HeldRequest:
    """One access request with its steps in the order they were done."""

    id: int
    code: str
    child_id: int
    child_code: str
    child: str
    requester: str
    channel: Channel
    received_on: date
    register_reference: str
    note: str
    recorded: tuple[RecordedStep, ...]
    is_of_an_authority: bool = False  # no month of the law runs for it (L1.1)
    wanted_by: date | None = None  # the day that it named, where it did

    @cached_property
    def steps(self) -> tuple[StepDone, ...]:
        """The steps as the rules take them."""
        return tuple(
            StepDone(
                step.step,
                step.on,
                step.answer,
                step.signed_by_id,
                step.at,
                given_on=step.given_on,
                is_decided_with=step.is_decided_with,
            )
            for step in self.recorded
        )

    def due_on(self, bank_holidays: Collection[date]) -> date | None:
        """The last day for the answer: by law, or the day that a public authority or a court named; None
        where it named none."""
        if self.is_of_an_authority:
            return self.wanted_by
        return access.due_on(access.clock_of(self.received_on, self.steps), bank_holidays)

    @property
    def late_because(self) -> str:
        """Why it was answered late, in the words of whoever answered it."""
        return next((step.late_because for step in self.recorded if step.late_because), "")

    @cached_property
    def is_by_mistake(self) -> bool:
        """Whether it should never have been recorded."""
        return access.is_by_mistake(self.steps)

    @property
    def right_instead(self) -> str:
        """Of a request that was recorded by mistake, what is right instead, as whoever ended it said."""
        return next((step.reason for step in self.recorded if step.step is Step.MISTAKEN), "")

    @cached_property
    def ended_on(self) -> date | None:
        """The day it was released, refused, withdrawn or ended as recorded by mistake."""
        return access.ended_on(self.steps)


def requests(
    connection: Connection,
    *,
    received_since: date | None = None,
    ended_since: date | None = None,
    request_id: int | None = None,
    with_open: bool = True,
) -> list[HeldRequest]:
    """Every open request and those received, or ended, since a day, newest first; or one; one query.

    One whose refusal was found wrong is open until what it refused is given (CM-1). Without `with_open` only
    those received or ended since the day.
    """
    in_sight = sight.children(connection, Thing.ACCESS_REQUEST)
    statement = _of_the_register(
        request_id is not None,
        ended_since is not None,
        with_open,
        in_sight,
        sight.account_that_looks(connection),
    )
    asked = given(date.max, {"wanted": request_id}, begun_since=received_since, since=ended_since)
    rows = connection.execute(statement, asked).all()
    found = {}
    steps: dict[int, list[RecordedStep]] = defaultdict(list)
    for row in rows:
        found[row.id] = row
        if row.step:
            steps[row.id].append(
                RecordedStep(
                    row.step,
                    row.on,
                    row.answer,
                    row.late_because,
                    row.reason,
                    row.given_on,
                    row.signer,
                    row.recorded_at,
                    bool(row.is_decided_with),
                )
            )
    return [
        HeldRequest(
            id=row.id,
            code=row.code,
            child_id=row.child_id,
            child_code=row.child_code,
            child=row.child,
            requester=row.requester,
            channel=row.channel,
            received_on=row.came_on,
            register_reference=row.register_reference,
            note=row.note,
            recorded=tuple(steps[row.id]),
            is_of_an_authority=row.relationship == Relationship.AUTHORITY,
            wanted_by=row.wanted_by,
        )
        for row in found.values()
    ]


@lru_cache(maxsize=32)
def _of_the_register(
    is_one: bool,
    with_ended: bool,
    with_open: bool,
    in_sight: InSight,
    account_id: int | None,
) -> Select[Any]:
    request, child, step = table(AccessRequest), table(Child), table(AccessStep)
    asked = request.alias()
    check, later = table(RequesterCheck), table(RequesterCheck).alias()
    last = (
        select(func.max(later.c.id))
        .where(later.c.request_id == request.c.id)
        .correlate(request)
        .scalar_subquery()
    )
    one, came_on = asked.c, received_on(AccessRequest, request)
    is_recent = came(AccessRequest, asked, lambda on: on >= BEGUN_SINCE)
    wanted = (
        request.c.id == bindparam("wanted", type_=Integer)
        if is_one
        else among(
            request.c.id,
            union_all(
                select(one.id).where(or_(~has_ended(asked), is_recent) if with_open else is_recent),
                *([put_right.found_wrong(is_left=True)] if with_open else []),
                *([ended_lately(), put_right.found_wrong()] if with_ended else []),
            ),
        )
    )
    return (
        select(
            request,
            came_on.label("came_on"),
            child.c.code.label("child_code"),
            child.c.name.label("child"),
            check.c.relationship,
            check.c.wanted_by,
            step.c.step,
            step.c.on,
            step.c.answer,
            step.c.late_because,
            case((step.c.step == Step.REFUSED, put_right.given_on(step))).label("given_on"),
            step.c.recorded_at,
            signer(step).label("signer"),
            is_decided_with(step).label("is_decided_with"),
            # The reasons of the other steps are long, and no list shows them.
            case((step.c.step == Step.MISTAKEN, step.c.reason), else_="").label("reason"),
        )
        .join(child, child.c.id == request.c.child_id)
        .outerjoin(check, check.c.id == last)
        .outerjoin(step, and_(step.c.request_id == request.c.id, stands(step)))
        .where(
            wanted,
            ~sight.hidden_from(account_id, request.c.id),
            sight.only(request.c.child_id, in_sight),
        )
        .order_by(came_on.desc(), request.c.id.desc(), step.c.on, step.c.id)
    )


def record_request(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    requester: str,
    channel: Channel | None,
    received_on: date | None,
    note: str = "",
    also_about: Collection[int] = (),
    today: date,
    token: str | None = None,
) -> list[str]:
    """Records a new access request, and returns its code; raises `Refused` by field.

    A verbal request is as valid as a written one, and its clock runs from the day it was made (L1.14).
    Where it asks for the files of a brother or sister too, `also_about`, each file is a request of its own:
    what a file holds, whom it mentions and what is held back differ. All are recorded, or none is.
    """
    with cabinet.writing(who, Thing.ACCESS_REQUEST, token=token) as session:
        child = mistakes.standing(session, Child, child_id)

        def problems(about: Child | None) -> Problems:
            if about:
                sight.require(session.connection(), Act.RECORD, Thing.ACCESS_REQUEST, about.id)
            return access.problems(
                child=about,
                requester=requester,
                channel=channel,
                received_on=received_on,
                born_on=about.born_on if about else None,
                today=today,
                note=note,
            )

        refuse_if(problems(child))
        if child is None or channel is None or received_on is None:
            raise Refused({})
        about = with_siblings(session, child, also_about, problems)
        codes = next_codes(session, AccessRequest, "AR", received_on.year)
        rows = [
            AccessRequest(
                code=next(codes),
                child_id=one.id or 0,
                requester=one_line(requester),
                channel=channel,
                received_on=received_on,
                note=note.strip(),
                recorded_by_id=who.account_id,
            )
            for one in about
        ]
        session.add_all(rows)
    return [row.code for row in rows]
