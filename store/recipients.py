"""Who was given a fact that turned out wrong: each is listed, to be told of the correction (RC-6, L4.6)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from models import RectificationStep
from rules import rectification
from rules.contacts import Kind
from rules.need_to_know import Thing
from rules.rectification import Step
from rules.words import one_line
from store import contacts, retention, sharing
from store.cabinet import Cabinet, Who
from store.rectifications import HeldRectification, keep_step, rectifications
from store.refusal import ChangedMeanwhile, Refused, refuse_if, there

LATELY = timedelta(days=730)  # as far back as somebody may have been given what is wrong

SHARED_SINCE = "More was shared about this child in the meantime. Look at the list again."


@dataclass(frozen=True)
class KnownRecipient:
    """Somebody outside to whom something about the child went: by a sharing decision, in a contact, or with
    the records themselves."""

    code: str
    on: date
    whom: str


def known_recipients(
    connection: Connection, held: HeldRectification, *, until: date, also: Collection[str] = ()
) -> list[KnownRecipient]:
    """To whom something about the child went in the two years before it was asked and since, until a day, and
    whoever has the records that were passed on, whenever that was; those of whom it is not recorded whether
    they were given the wrong fact, and those of the codes `also`. Three queries."""
    since = held.received_on - LATELY
    answered = {step.recipient for step in held.recorded if step.recipient} - set(also)
    shared = [
        KnownRecipient(one.code, one.decided_on, ", ".join(filter(None, [one.shared_with, one.role])))
        for one in sharing.decisions(connection, decided_since=since)
        if one.child_id == held.child_id and one.shared_with and one.decided_on
    ]
    spoken = [
        KnownRecipient(one.code, one.on, ", ".join(filter(None, [one.agency, one.person, one.role])))
        for one in contacts.conversations(connection, since=since)
        if one.child_id == held.child_id and one.kind is Kind.PROFESSIONAL and one.taken_back is None
    ]
    lately = [one for one in (*shared, *spoken) if since <= one.on]
    found = [one for one in (*lately, *_passed_on(connection, held)) if one.on <= until]
    return sorted((one for one in found if one.code not in answered), key=lambda one: (one.on, one.code))


def _passed_on(connection: Connection, held: HeldRectification) -> list[KnownRecipient]:
    """Who has the child's records since they left, such as a school: what is wrong in them is wrong there.

    Records of two kinds that went together are one. Of which kind they were is not said: whoever may see a
    correction may not learn by it that there were records of a concern (CP-12).
    """
    gone = retention.gone(connection, held.child_id, of=Thing.RECTIFICATION)
    first = {(one.on, one.passed_to): one for one in sorted(gone, key=lambda one: -one.id) if one.passed_to}
    return [
        KnownRecipient(f"{held.child_code}/{one.id}", on, f"The records were passed on to {whom}")
        for (on, whom), one in first.items()
    ]


def record_given(
    cabinet: Cabinet,
    who: Who,
    *,
    rectification_id: int,
    given: Collection[str],
    other: str = "",
    why_not: str = "",
    on: date | None,
    today: date,
    listed: Collection[str] | None = None,
    token: str | None = None,
) -> None:
    """Lists who was given the wrong fact: of what was shared, by code, and somebody `other` in words.

    Of the rest that was shared it is recorded how it is known that it did not hold it, `why_not`: all of it
    has to be among the codes that their form `listed`. Raises `Refused` by field.
    """
    with cabinet.writing(who, Thing.RECTIFICATION, token=token) as session:
        look = session.connection()
        found = rectifications(look, rectification_id=rectification_id)
        held = there(next(iter(found), None), "step", "This")
        known = {one.code: one for one in known_recipients(look, held, until=today)}
        _refuse_shared_since(listed, known)
        refuse_if(
            rectification.given_problems(
                given=given,
                other=other,
                known=known,
                why_not=why_not,
                on=on,
                received_on=held.received_on,
                steps=held.steps,
                today=today,
            )
        )
        if on is None:
            raise Refused({})
        rows = [
            (Step.GIVEN, one.whom, one.code) if code in given else (Step.NOT_GIVEN, why_not.strip(), one.code)
            for code, one in known.items()
        ]
        rows += [(Step.GIVEN, one_line(other), "")] if other.strip() else []
        session.add_all(
            RectificationStep(
                rectification_id=rectification_id,
                step=step,
                on=on,
                words=words,
                recipient=code,
                recorded_by_id=who.account_id,
            )
            for step, words, code in rows
        )


def record_nobody_given(
    cabinet: Cabinet,
    who: Who,
    *,
    rectification_id: int,
    words: str,
    on: date | None,
    today: date,
    listed: Collection[str] | None = None,
    token: str | None = None,
) -> None:
    """Records how it is known that nobody was given the wrong fact, `words`; `listed` is as with
    `record_given`. Raises `Refused` by field."""
    with cabinet.writing(who, Thing.RECTIFICATION, token=token) as session:
        look = session.connection()
        for held in rectifications(look, rectification_id=rectification_id):
            _refuse_shared_since(listed, [one.code for one in known_recipients(look, held, until=today)])
        keep_step(session, who, rectification_id, Step.NO_RECIPIENTS, on=on, words=words, today=today)


def _refuse_shared_since(listed: Collection[str] | None, known: Collection[str]) -> None:
    if listed is not None and not set(known) <= set(listed):
        raise ChangedMeanwhile({"given": SHARED_SINCE}, {"given": list(known)})
