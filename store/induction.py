"""Induction: signing people off for the topics they were taken through (clauses PR-6, OR-2)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, select

from models import InductionRecord, InductionTopic, StaffMember
from rules import induction
from rules.agenda import Facts, Topic
from rules.figures import induction_statuses
from rules.need_to_know import Thing
from store import agenda
from store.agenda import House
from store.cabinet import Cabinet, Who
from store.refusal import Refused, refuse_if
from store.tables import table


def missing_topics(connection: Connection, house: House, today: date, staff_id: int) -> list[Topic]:
    """The topics that a person still has to be taken through, or through again; one query."""
    person = [p for p in agenda.people(connection, house, today) if p.id == staff_id]
    facts = Facts(topics=house.topics, people=person)
    statuses = induction_statuses(facts, today=today, house=house.rules).get(staff_id, {})
    done = {induction.Status.DONE, induction.Status.NOT_NEEDED}
    return [topic for topic in house.topics if statuses.get(topic.id) not in done]


def sign_off(
    cabinet: Cabinet,
    who: Who,
    *,
    staff_id: int | None,
    topic_ids: Collection[int],
    on: date | None,
    signed_off_by_id: int | None,
    today: date,
    token: str | None = None,
) -> None:
    """Records that a person was taken through topics, on their newest version; raises `Refused` by field.

    `topic_ids` name topics by any of their versions. Nobody signs off their own induction.
    """
    with cabinet.writing(who, Thing.INDUCTION, token=token) as session:
        person = session.get(StaffMember, staff_id) if staff_id else None
        by = session.get(StaffMember, signed_off_by_id) if signed_off_by_id else None
        refuse_if(
            induction.problems(
                person=person and person.id,
                topic=topic_ids,
                on=on,
                signed_off_by=by and by.id,
                started_on=person.started_on if person else None,
                today=today,
            )
        )
        if person is None or on is None:
            raise Refused({})
        topic = table(InductionTopic)
        named = select(topic.c.key).where(topic.c.id.in_(topic_ids))
        known: set[int] = set()
        newest: dict[str, int | None] = {}
        for row in session.connection().execute(
            select(topic.c.key, topic.c.id, topic.c.introduced_on)
            .where(topic.c.key.in_(named))
            .order_by(topic.c.version)
        ):
            known.add(row.id)
            newest[row.key] = row.id if row.introduced_on <= on else newest.get(row.key)
        if not known.issuperset(topic_ids):
            raise Refused({"topic": "A topic is not there any more. Open the form again."})
        if None in newest.values():
            raise Refused({"on": "On that date one of the topics had not come in yet."})
        for topic_id in newest.values():
            session.add(
                InductionRecord(
                    staff_id=person.id or 0,
                    topic_id=topic_id or 0,
                    on=on,
                    signed_off_by=by.name if by else "",
                    recorded_by_id=who.account_id,
                )
            )
