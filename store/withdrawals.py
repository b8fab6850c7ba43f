"""What follows a consent that was withdrawn, or that another carer's refusal ended: what is to be undone, and
what was done (DR-5, DR-6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, select

from models import (
    Child,
    Consent,
    ConsentFollowUp,
    ConsentPurpose,
    JourneyAccount,
)
from rules import consent
from rules.consent import Answer, FollowUp
from rules.need_to_know import Act, Thing
from store import mistakes, sight
from store.cabinet import Cabinet, Who
from store.consents import ended_by_refusal
from store.mistakes import TakenBack, counts, with_taken_back
from store.refusal import Refused, refuse_if, there
from store.tables import table


@dataclass(frozen=True)
class Withdrawn:
    """A withdrawal, or a refusal that ended what another carer allowed: what must follow and was done."""

    id: int
    child_id: int
    child_code: str
    child: str
    title: str
    on: date
    wanted: tuple[FollowUp, ...]
    done: tuple[tuple[FollowUp | None, date, str], ...] = ()
    asked_then: tuple[FollowUp, ...] = ()  # by the wording that was withdrawn
    is_refusal: bool = False

    @property
    def left(self) -> tuple[FollowUp, ...]:
        """What is left to do."""
        done = [what for what, _, _ in self.done]
        return consent.left_to_do(self.wanted, done, asked_then=self.asked_then)


def withdrawn(connection: Connection, consent_id: int, on: date) -> Withdrawn | None:
    """One withdrawal, or refusal that as of a day ended what another carer allowed; None where there is none
    of that number in sight."""
    return next((one for one in _same_day(connection, consent_id, on) if one.id == consent_id), None)


def together(connection: Connection, consent_id: int, on: date) -> list[Withdrawn]:
    """A withdrawal, or such a refusal, with all others of the same child and day of which something is left
    to do as of a day.

    Nothing where there is none of that number in sight.
    """
    found = _same_day(connection, consent_id, on)
    if consent_id not in {one.id for one in found}:
        return []
    return [one for one in found if one.left or one.id == consent_id]


def _same_day(connection: Connection, consent_id: int, on: date) -> list[Withdrawn]:
    held, purpose, child, followed = (
        table(Consent),
        table(ConsentPurpose),
        table(Child),
        table(ConsentFollowUp),
    )
    newest = table(ConsentPurpose).alias()
    must_follow = (
        select(newest.c.follow_ups)
        .where(newest.c.key == purpose.c.key)
        .order_by(newest.c.wording.desc())
        .limit(1)
        .scalar_subquery()
    )
    in_sight = sight.only(held.c.child_id, sight.children(connection, Thing.CONSENT))
    # Asked first, so that only the child's own answers are looked through.
    one = connection.execute(
        select(held.c.child_id, held.c.answer, held.c.on).where(held.c.id == consent_id, in_sight)
    ).one_or_none()
    if one is None or one.answer is Answer.GIVEN:
        return []
    since: dict[int, date] = {}
    of_that_day: ColumnElement[bool] = and_(held.c.on == one.on, held.c.answer == Answer.WITHDRAWN)
    if is_refusal := one.answer is Answer.REFUSED:
        since = ended_by_refusal(connection, one.child_id, on)
        of_that_day = held.c.id.in_([id_ for id_ in since if since[id_] == since.get(consent_id)])
    rows = connection.execute(
        select(
            held.c.id,
            held.c.child_id,
            child.c.code,
            child.c.name,
            purpose.c.title,
            held.c.on,
            must_follow.label("wanted"),
            purpose.c.follow_ups.label("asked_then"),
            followed.c.id.label("followed"),
            followed.c.what,
            followed.c.done_on,
            followed.c.note,
        )
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .join(child, child.c.id == held.c.child_id)
        .outerjoin(followed, and_(followed.c.consent_id == held.c.id, counts(ConsentFollowUp, followed)))
        .where(
            held.c.child_id == one.child_id,
            of_that_day,
            counts(Consent, held),
            in_sight,
        )
        .order_by(held.c.id, followed.c.id)
    ).all()
    return [
        Withdrawn(
            id=row.id,
            child_id=row.child_id,
            child_code=row.code,
            child=row.name,
            title=row.title,
            on=since.get(row.id, row.on),
            wanted=consent.follow_ups_of(row.wanted),
            asked_then=consent.follow_ups_of(row.asked_then),
            done=tuple(
                (done.what, done.done_on, done.note) for done in rows if done.followed and done.id == row.id
            ),
            is_refusal=is_refusal,
        )
        for row in {row.id: row for row in rows}.values()
    ]


def follow_up(
    cabinet: Cabinet,
    who: Who,
    *,
    done: Mapping[int, Collection[FollowUp] | None],
    done_on: date | None,
    note: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Records what was done about withdrawals, and about refusals that ended what another carer allowed, by
    the number of each, all or nothing.

    None is all that is left of one; those of which nothing was done are left out. A journey account that is
    closed is closed in the child's record too. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        chosen = []
        for consent_id, now_done in done.items():
            if now_done is None or now_done:
                held = there(withdrawn(session.connection(), consent_id, today), "done_on", "This withdrawal")
                chosen.append((held, held.left if now_done is None else now_done))
        ticked = [(held.on, held.left, now_done) for held, now_done in chosen]
        refuse_if(consent.follow_up_problems(ticked, done_on=done_on, note=note, today=today))
        if done_on is None:
            raise Refused({})
        for held, now_done in chosen:
            session.add_all(
                ConsentFollowUp(
                    consent_id=held.id,
                    what=what,
                    done_on=done_on,
                    note=note.strip(),
                    recorded_by_id=who.account_id,
                )
                for what in now_done
            )
            is_closed = FollowUp.ACCOUNT_CLOSED in now_done
            if is_closed and account_is_on(session.connection(), held.child_id, done_on):
                session.add(
                    JourneyAccount(
                        child_id=held.child_id,
                        event=consent.Account.CLOSED,
                        on=done_on,
                        recorded_by_id=who.account_id,
                    )
                )
                session.flush()


@dataclass(frozen=True)
class RecordedFollowUp:
    """One thing that was recorded as done about a withdrawal, or a refusal that ended what another carer
    allowed. Without a word for it, all of it was."""

    id: int
    what: FollowUp | None
    done_on: date
    note: str
    purpose: str
    withdrawn_on: date
    withdrawal_counts: bool  # where it was entered by mistake, this goes with it
    is_of_refusal: bool
    taken_back: TakenBack | None


def followed(connection: Connection, child_id: int) -> list[RecordedFollowUp]:
    """All that was ever recorded as done about a child's withdrawals, newest first; one query.

    What was entered by mistake is among it, and says so, with what hangs on a withdrawal that was.
    """
    sight.require(connection, Act.SEE, Thing.CONSENT, child_id)
    done, held, purpose = table(ConsentFollowUp), table(Consent), table(ConsentPurpose)
    statement = (
        select(
            done.c.id,
            done.c.what,
            done.c.done_on,
            done.c.note,
            purpose.c.title,
            held.c.on,
            held.c.answer,
            counts(Consent, held).label("withdrawal_counts"),
        )
        .join(held, held.c.id == done.c.consent_id)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(held.c.child_id == child_id)
        .order_by(done.c.done_on.desc(), done.c.id.desc())
    )
    return [
        RecordedFollowUp(
            id=row.id,
            what=row.what,
            done_on=row.done_on,
            note=row.note,
            purpose=row.title,
            withdrawn_on=row.on,
            withdrawal_counts=bool(row.withdrawal_counts),
            is_of_refusal=row.answer is Answer.REFUSED,
            taken_back=mistakes.taken_back(row),
        )
        for row in connection.execute(with_taken_back(statement, ConsentFollowUp, done))
    ]


def account_is_on(connection: Connection, child_id: int, on: date) -> bool:
    """Whether a child's journey account is on at the end of a day, by the lines that count."""
    held = table(JourneyAccount)
    last = connection.execute(
        select(held.c.event)
        .where(held.c.child_id == child_id, held.c.on <= on, counts(JourneyAccount, held))
        .order_by(held.c.on.desc(), held.c.id.desc())
        .limit(1)
    ).scalar()
    return last is not None and last is not consent.Account.CLOSED
