"""Consents: an answer of a carer, and what follows a withdrawal (clauses DR-4, DR-6; law L5)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from models import Carer, Child, Consent, ConsentFollowUp, ConsentPurpose
from rules import consent
from rules.consent import Answer, How
from rules.need_to_know import Act, Thing
from rules.words import long_date
from store import sight
from store.cabinet import Cabinet, Who
from store.refusal import Refused, refuse_if
from store.tables import table


@dataclass(frozen=True)
class RecordedAnswer:
    """One answer as it was recorded: the proof of consent (L5.1)."""

    on: date
    purpose: str
    wording: int
    carer: str
    answer: Answer
    how: How
    witness: str
    note: str


def history(connection: Connection, child_id: int) -> list[RecordedAnswer]:
    """Every answer ever recorded for a child, newest first; raises `NotAllowed` out of sight; one query."""
    sight.require(connection, Act.SEE, Thing.CONSENT, child_id)
    held, purpose, carer = table(Consent), table(ConsentPurpose), table(Carer)
    rows = connection.execute(
        select(
            held.c.on,
            purpose.c.title,
            purpose.c.wording,
            carer.c.name,
            held.c.answer,
            held.c.how,
            held.c.witness,
            held.c.note,
        )
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .join(carer, carer.c.id == held.c.carer_id)
        .where(held.c.child_id == child_id)
        .order_by(held.c.on.desc(), held.c.id.desc())
    )
    return [RecordedAnswer(*row) for row in rows]


def record_answers(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    carer_id: int | None,
    answers: Mapping[int, Answer],
    on: date | None,
    how: How | None,
    witness: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Records what a carer answered, by purpose, all or nothing; raises `Refused` by field.

    Each purpose keeps an event of its own: no one tick answers for all of them (L5.3).
    """
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        child = session.get(Child, child_id) if child_id else None
        carer = session.get(Carer, carer_id) if carer_id else None
        if carer and child and carer.child_id != child.id:
            carer = None
        problems: dict[str, str] = {}
        if child is None:
            problems["child"] = "Choose the child."
        elif child.left_on and on and on > child.left_on:
            problems["on"] = f"The child left on {long_date(child.left_on)}: consent ended then."
        if not answers:
            problems["answers"] = "Choose at least one answer."
        purposes = _purposes(session.connection(), answers)
        standing = _standing(session.connection(), child_id or 0, carer_id or 0, on or today)
        for purpose_id, answer in answers.items():
            purpose = purposes.get(purpose_id)
            if purpose is None or (purpose.retired_on and purpose.retired_on <= today):
                problems[f"purpose-{purpose_id}"] = "This is not asked any more. Open the form again."
                continue
            found = consent.problems(
                carer=carer,
                has_parental_responsibility=bool(carer and carer.has_parental_responsibility),
                answer=answer,
                on=on,
                how=how,
                witness=witness,
                born_on=child.born_on if child else None,
                today=today,
                given_before=standing.get(purpose.key) is Answer.GIVEN,
            )
            problems |= {
                f"purpose-{purpose_id}" if field == "answer" else field: said for field, said in found.items()
            }
        refuse_if(problems)
        if child is None or carer is None or on is None or how is None:
            raise Refused(problems)
        session.add_all(
            Consent(
                child_id=child.id or 0,
                purpose_id=purpose_id,
                carer_id=carer.id or 0,
                answer=answer,
                on=on,
                how=how,
                witness=" ".join(witness.split()),
                recorded_by_id=who.account_id,
            )
            for purpose_id, answer in answers.items()
        )


def _purposes(connection: Connection, ids: Collection[int]) -> dict[int, Any]:
    purpose = table(ConsentPurpose)
    rows = connection.execute(
        select(purpose.c.id, purpose.c.key, purpose.c.retired_on).where(purpose.c.id.in_(ids))
    )
    return {row.id: row for row in rows}


def _standing(connection: Connection, child_id: int, carer_id: int, on: date) -> dict[str, Answer]:
    """The carer's last answer by purpose, whichever its wording."""
    held, purpose = table(Consent), table(ConsentPurpose)
    rows = connection.execute(
        select(purpose.c.key, held.c.answer)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(held.c.child_id == child_id, held.c.carer_id == carer_id, held.c.on <= on)
        .order_by(held.c.on, held.c.id)
    )
    return {row.key: row.answer for row in rows}


def follow_up(
    cabinet: Cabinet,
    who: Who,
    *,
    consent_id: int,
    done_on: date | None,
    note: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Records that what a withdrawal calls for was done; raises `Refused` by field."""
    with cabinet.writing(who, Thing.CONSENT, token=token) as session:
        withdrawn = session.get(Consent, consent_id)
        if withdrawn is None or withdrawn.answer is not Answer.WITHDRAWN:
            raise Refused({"done_on": "This withdrawal is not there any more. Go back to the list."})
        if done_on is None:
            raise Refused({"done_on": "Enter the date it was done."})
        if done_on > today:
            raise Refused(
                {"done_on": f"The date must be today or earlier: {long_date(done_on)} has not come yet."}
            )
        if done_on < withdrawn.on:
            raise Refused(
                {"done_on": f"The date is before the consent was withdrawn, {long_date(withdrawn.on)}."}
            )
        followed = table(ConsentFollowUp)
        if session.execute(select(followed.c.id).where(followed.c.consent_id == consent_id)).first():
            raise Refused({"done_on": "This is recorded already."})
        session.add(
            ConsentFollowUp(
                consent_id=consent_id, done_on=done_on, note=note.strip(), recorded_by_id=who.account_id
            )
        )
