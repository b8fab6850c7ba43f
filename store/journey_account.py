"""A child's account of the online learning journey: on with consent alone, found on, closed (DR-4)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, and_, func, or_, select
from sqlalchemy.orm import Session

from models import (
    Carer,
    Child,
    Consent,
    ConsentFollowUp,
    ConsentPurpose,
    JourneyAccount,
    Setting,
)
from rules import consent
from rules.children import stay_before_until
from rules.consent import Answer, FollowUp
from rules.need_to_know import Act, Thing
from rules.problems import Problems, of_each
from rules.words import long_date
from store import mistakes, sight
from store.cabinet import Cabinet, Who
from store.consents import child_of, events_of, is_responsible
from store.mistakes import counts
from store.refusal import Refused, refuse_if
from store.tables import table
from store.withdrawals import account_is_on, withdrawn


def record(
    cabinet: Cabinet,
    who: Who,
    *,
    child_ids: Collection[int],
    event: consent.Account | None,
    on: date | None,
    note: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Records that the journey account of a child was switched on, found on, or closed (DR-4); of several at
    once all or none.

    Switching it on needs a consent that stands on that day. Raises `Refused` by field, which says of whom
    where it is not the same for all.
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        found: list[tuple[str, Problems]] = []
        for child_id in dict.fromkeys(child_ids):
            problems: Problems = {}
            child = child_of(session, child_id, None, problems)
            if child:
                problems |= _problems(session, child, event, on, note, today)
            found.append((child.code if child else "", problems))
        refuse_if(of_each(found) if found else {"child": "Choose the child."})
        if event is None or on is None:
            raise Refused({})
        for child_id in dict.fromkeys(child_ids):
            session.add(
                JourneyAccount(
                    child_id=child_id, event=event, on=on, note=note.strip(), recorded_by_id=who.account_id
                )
            )
            if event is consent.Account.CLOSED:
                _tick_off_closed(session, who, child_id, on)


def _problems(
    session: Session, child: Child, event: consent.Account | None, on: date | None, note: str, today: date
) -> Problems:
    on_day = on or today
    problems = consent.account_problems(
        event=event,
        on=on,
        note=note,
        is_on=account_is_on(session.connection(), child.id or 0, on_day),
        allowed=consent.is_allowed(status(session.connection(), child, on_day)),
        born_on=child.born_on,
        today=today,
    )
    later = table(JourneyAccount)
    newest = session.execute(
        select(func.max(later.c.on)).where(later.c.child_id == child.id, counts(JourneyAccount, later))
    ).scalar()
    if on and newest and on < newest:
        problems.setdefault("on", f"Something is already recorded for a later day, {long_date(newest)}.")
    return problems


def take_back(
    cabinet: Cabinet, who: Who, *, line_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes back a line of a journey account that was recorded by mistake, the last that counts first.

    With a closing go the ticks of that day that the account was closed: a withdrawal asks for it again.
    Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        line = mistakes.chosen(session, JourneyAccount, line_id, because)
        look, held = session.connection(), table(JourneyAccount)
        sight.require(look, Act.RECORD, Thing.CONSENT, line.child_id)
        later_on = look.execute(
            select(held.c.on)
            .where(
                held.c.child_id == line.child_id,
                or_(held.c.on > line.on, and_(held.c.on == line.on, held.c.id > line.id)),
                counts(JourneyAccount, held),
            )
            .order_by(held.c.on, held.c.id)
            .limit(1)
        ).scalar()
        if refused := consent.account_mistake_problems(later_on=later_on):
            raise mistakes.refusal(refused["row"], because)
        mistakes.take_back(session, who, JourneyAccount, line.id or 0, because)
        if line.event is consent.Account.CLOSED:
            for tick in _ticks_of_closing(look, line.child_id, line.on):
                mistakes.take_back(session, who, ConsentFollowUp, tick, because)


def _ticks_of_closing(look: Connection, child_id: int, on: date) -> list[int]:
    """The ticks of a day that a child's journey account was closed, as far as they count."""
    done, held = table(ConsentFollowUp), table(Consent)
    rows = look.execute(
        select(done.c.id)
        .join(held, held.c.id == done.c.consent_id)
        .where(
            held.c.child_id == child_id,
            done.c.what == FollowUp.ACCOUNT_CLOSED,
            done.c.done_on == on,
            counts(ConsentFollowUp, done),
        )
    )
    return list(rows.scalars())


def _tick_off_closed(session: Session, who: Who, child_id: int, on: date) -> None:
    """The account is closed: every withdrawal, and every refusal, that asked for it has it done."""
    held, purpose = table(Consent), table(ConsentPurpose)
    open_ones = session.execute(
        select(held.c.id)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(
            held.c.child_id == child_id,
            held.c.answer != Answer.GIVEN,
            held.c.on <= on,
            purpose.c.key == consent.JOURNEY,
        )
    ).scalars()
    for consent_id in open_ones.all():
        found = withdrawn(session.connection(), consent_id, on)
        if found and FollowUp.ACCOUNT_CLOSED in found.left:
            session.add(
                ConsentFollowUp(
                    consent_id=consent_id,
                    what=FollowUp.ACCOUNT_CLOSED,
                    done_on=on,
                    recorded_by_id=who.account_id,
                )
            )


def status(connection: Connection, child: Child, on: date) -> consent.Status:
    """Where the consent to the online learning journey stands for a child on a day."""
    held, purpose, carer, house = table(Consent), table(ConsentPurpose), table(Carer), table(Setting)
    rows = connection.execute(
        events_of(child.id or 0).where(purpose.c.key == consent.JOURNEY, held.c.on <= on)
    )
    events = [consent.Event(*row) for row in rows]
    carers = [
        Carer(**row)
        for row in connection.execute(
            select(carer).where(carer.c.child_id == child.id, counts(Carer, carer))
        ).mappings()
    ]
    days = {one.id or 0: consent.Held(one.responsible_from_on, one.responsible_until_on) for one in carers}
    wording = connection.execute(
        select(func.max(purpose.c.wording)).where(
            purpose.c.key == consent.JOURNEY, purpose.c.introduced_on <= on
        )
    ).scalar()
    months = connection.execute(select(house.c.consent_renewal_months)).scalar_one()
    return consent.status(
        consent.without_those_of_the_stay_before(
            consent.without_consents_of_before(events, days),
            stay_before_until(child.left_before_on, started_on=child.started_on),
            on=on,
        ),
        responsible={one.id or 0 for one in carers if is_responsible(one, on)},
        on=on,
        wording=wording or 1,
        renewal_months=months,
        left_on=child.left_on,
    )
