"""Advice on a sharing decision: of whom it was sought, and what was answered (IS-2, IS-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from models import Account, SharingAdvice, SharingDecision, StaffMember
from rules import sharing
from rules.need_to_know import Thing
from rules.words import one_line, time_of_day
from store import mistakes, one_person, receipts, sight
from store.cabinet import Cabinet, Who
from store.mistakes import TakenBack, counts, with_taken_back
from store.open_sharing import last_decided
from store.refusal import Refused, refuse_if, there
from store.tables import table


@dataclass(frozen=True)
class HeldAdvice:
    """Advice as it was recorded: asked for, or answered, or chased."""

    id: int
    sought_on: date
    sought_from: str
    asked_of_code: str | None
    asked_of: str | None
    advice: str
    is_awaited: bool
    answers_id: int | None
    recorded_at: datetime
    recorded_by: str | None
    taken_back: TakenBack | None = None
    sought_time: time | None = None  # of the day, in London, where it was noted
    is_reply: bool = False  # of those with whom the information was shared
    decision: str = ""  # by its code


def advice_of(
    connection: Connection, decision_id: int | None = None, *, advice_id: int | None = None
) -> list[HeldAdvice]:
    """The advice that was sought for a decision, oldest first, or one; one query.

    What was entered by mistake is among it, and says so.
    """
    advice, staff, by = table(SharingAdvice), table(StaffMember), table(Account)
    held = table(SharingDecision)
    asked = (
        select(
            advice.c.id,
            advice.c.sought_on,
            advice.c.sought_from,
            staff.c.code,
            staff.c.name,
            advice.c.advice,
            advice.c.is_awaited,
            advice.c.answers_id,
            advice.c.recorded_at,
            by.c.name,
            advice.c.sought_time,
            advice.c.is_reply,
            held.c.code,
        )
        .join(held, held.c.id == advice.c.decision_id)
        .outerjoin(staff, staff.c.id == advice.c.asked_of_id)
        .outerjoin(by, by.c.id == advice.c.recorded_by_id)
        .where(
            advice.c.id == advice_id if advice_id else advice.c.decision_id == decision_id,
            sight.decisions(connection, held),
        )
        .order_by(advice.c.id)
    )
    rows = connection.execute(with_taken_back(asked, SharingAdvice, advice))
    return [HeldAdvice(*(*row[:10], mistakes.taken_back(row), *row[10:13])) for row in rows]


def advice_that_counts(advice: Sequence[HeldAdvice]) -> list[HeldAdvice]:
    """What was asked for and answered, without what was entered by mistake and what hangs on that."""
    gone = {one.id for one in advice if one.taken_back}
    return [one for one in advice if one.id not in gone and one.answers_id not in gone]


def advice_sought(advice: Sequence[HeldAdvice]) -> list[HeldAdvice]:
    """What counts and was asked for before anything was shared: a reply of those who were told is no advice
    that sharing may rest on (IS-2)."""
    return [one for one in advice_that_counts(advice) if one.answers_id is None and not one.is_reply]


def first_sought_on(advice: Sequence[HeldAdvice]) -> date | None:
    """The first day on which somebody was asked for advice; None where nobody was (IS-2)."""
    return min((one.sought_on for one in advice_sought(advice)), default=None)


def record_advice(
    cabinet: Cabinet,
    who: Who,
    *,
    decision_id: int,
    sought_from: str = "",
    asked_of_id: int | None = None,
    sought_on: date | None,
    sought_time: str = "",
    advice: str = "",
    is_reply: bool = False,
    today: date,
    token: str | None = None,
) -> None:
    """Records that advice was asked for, of an agency or of a colleague, with the answer where there is one.

    `is_reply` is for what those said, or were asked again, with whom the information was shared (L7.12).

    `sought_time` is the time of day as it was typed, in London; it may be left out.

    Without an answer it is awaited, and chased. Raises `Refused` by field (IS-9).
    """
    with cabinet.writing(who, Thing.SHARING_DECISION, token=token) as session:
        held = there(sight.decision(session, decision_id), "sought_from", "This decision")
        colleague = session.get(StaffMember, asked_of_id) if asked_of_id else None
        problems = sharing.advice_problems(
            sought_from=sought_from,
            asked_of=colleague,
            asked_of_oneself=colleague is not None
            and one_person.has_the_account(session.connection(), who.account_id, colleague),
            sought_on=sought_on,
            sought_time=sought_time,
            raised_on=receipts.of(session, held),
            advice=advice,
            today=today,
        )
        if is_reply:
            last = last_decided(session.connection(), decision_id)
            problems |= sharing.reply_problems(
                outcome=last and last.outcome, decided_on=last and last.decided_on, on=sought_on
            )
        refuse_if(problems)
        session.add(
            SharingAdvice(
                decision_id=decision_id,
                sought_on=sought_on or today,
                sought_time=time_of_day(sought_time),
                sought_from=one_line(sought_from),
                asked_of_id=colleague.id if colleague else None,
                advice=advice.strip(),
                is_awaited=not advice.strip(),
                is_reply=is_reply,
                recorded_by_id=who.account_id,
            )
        )


def record_answer(
    cabinet: Cabinet,
    who: Who,
    *,
    advice_id: int,
    advice: str,
    has_no_answer: bool,
    on: date | None,
    at: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Records what was answered to advice asked for, or that it was chased and there is still no answer.

    `at` is the time of day as it was typed, in London; it may be left out.

    Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.SHARING_DECISION, token=token) as session:
        asked = session.get(SharingAdvice, advice_id)
        is_seen = asked is not None and sight.decision(session, asked.decision_id) is not None
        if asked is None or not is_seen or asked.answers_id or not _awaits_an_answer(session, advice_id):
            raise Refused({"advice": "This has already been answered. Close this and look at the list."})
        refuse_if(
            sharing.answer_problems(
                advice=advice,
                has_no_answer=has_no_answer,
                on=on,
                at=at,
                sought_on=asked.sought_on,
                today=today,
            )
        )
        session.add(
            SharingAdvice(
                decision_id=asked.decision_id,
                sought_on=on or today,
                sought_time=time_of_day(at),
                sought_from=asked.sought_from,
                asked_of_id=asked.asked_of_id,
                advice=advice.strip(),
                is_awaited=has_no_answer,
                answers_id=advice_id,
                is_reply=asked.is_reply,
                recorded_by_id=who.account_id,
            )
        )


def _awaits_an_answer(session: Session, advice_id: int) -> bool:
    asked, answer = table(SharingAdvice), table(SharingAdvice).alias()
    is_answered = select(answer.c.id).where(
        answer.c.answers_id == asked.c.id, ~answer.c.is_awaited, counts(SharingAdvice, answer)
    )
    return (
        session.execute(
            select(asked.c.id).where(
                asked.c.id == advice_id, counts(SharingAdvice, asked), ~is_answered.exists()
            )
        ).first()
        is not None
    )
