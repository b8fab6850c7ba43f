"""Induction: topics and their versions, who read and signed, who signed off (PR-6, OR-2; law L6.6, L9)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, literal, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import ScalarSelect

from models import (
    Account,
    InductionReading,
    InductionRecord,
    InductionTopic,
    RoleChange,
    SafeguardingTraining,
    StaffMember,
    Supervision,
)
from rules import induction
from rules.agenda import Facts, Person, Topic, topic_due_on
from rules.children import Chosen
from rules.figures import induction_statuses
from rules.induction import Role
from rules.need_to_know import Thing
from rules.problems import Problems, of_each
from rules.words import long_date, one_line
from store import mistakes, one_person, open_people, sight
from store.cabinet import Cabinet, Who
from store.house import House, policy_adopted
from store.mistakes import TakenBack, counts, with_taken_back
from store.refusal import ChangedMeanwhile, Refused, refuse_if, refuse_if_changed
from store.setting import listed, roles_of, topic_of
from store.tables import table

NEWER = (
    "A newer version came in while this form was open. It has to be read, or gone through, before it is "
    "signed off."
)
NOT_THERE = "This topic is no longer there. Open the form again."
CHANGED = (
    "Somebody else has made a newer version of this topic in the meantime. Look at it before you save yours."
)


@dataclass(frozen=True)
class TopicVersion:
    """A version of a topic as it is kept."""

    id: int
    key: str
    version: int
    title: str
    roles: frozenset[Role]
    points: str
    introduced_on: date
    is_material: bool


@dataclass(frozen=True)
class ToRead:
    """A topic as one person reads it: what it says, and what became of it."""

    topic_id: int
    title: str
    points: tuple[str, ...]
    version: int
    status: induction.Status
    read_on: date | None  # this version
    due: date


@dataclass(frozen=True)
class Placement:
    """What is known of one person beside the list of people, for the form that changes it."""

    supervisor_id: int | None
    advised_on: date | None
    role_from_on: date | None = None  # where it is not the first


@dataclass(frozen=True)
class Missing:
    """Somebody, and what they still have to be taken through, or through again; `ahead` is what another role
    would need."""

    person: Person
    topics: tuple[Topic, ...]
    ahead: tuple[Topic, ...] = ()


def missing(
    connection: Connection, house: House, today: date, *, staff_id: int | None = None
) -> list[Missing]:
    """Everyone who is here or about to start and has something missing; one query. Of one of them also where
    there is only what another role would need.

    Of somebody who has left it is read on their last day: who is here for a day is gone before it is entered
    what they were taken through on paper (PR-6, OR-2).
    """
    facts = Facts(topics=house.topics, people=open_people.people(connection, house, today, staff_id=staff_id))
    statuses = induction_statuses(facts, today=today, house=house.rules)
    done = {induction.Status.DONE, induction.Status.NOT_NEEDED}
    found = (
        Missing(
            person,
            tuple(topic for topic in house.topics if statuses[person.id].get(topic.id) not in done),
            tuple(topic for topic in house.topics if _may_go_ahead(person, topic, today)),
        )
        for person in facts.people
    )
    return [one for one in found if one.topics or (staff_id is not None and one.ahead)]


def _may_go_ahead(person: Person, topic: Topic, today: date) -> bool:
    signed = person.sign_offs.get(topic.id, ())
    return induction.may_go_ahead(person.facts, signed, roles=topic.roles, versions=topic.versions, on=today)


@dataclass(frozen=True)
class TakenThrough:
    """Somebody who was taken through topics, named by any of their versions."""

    staff_id: int
    topic_ids: tuple[int, ...]


def sign_off(
    cabinet: Cabinet,
    who: Who,
    *,
    taken: Collection[TakenThrough],
    on: date | None,
    signed_off_by_id: int | None,
    signer_name: str = "",
    note: str = "",
    today: date,
    seen: Mapping[str, int] | None = None,
    token: str | None = None,
) -> list[str]:
    """Records that people were taken through topics, on the version in force that day: of one, or of several
    at once, and then all or nothing. Raises `Refused`, which says of whom where it is not the same for all.

    Nobody signs off their own induction. `signer_name` is who took them through it, typed, in place of
    somebody of the register. `seen` is which version of each topic has to have been read, by key,
    as the form showed it: where a newer one came in meanwhile, nobody was taken through that, and
    `ChangedMeanwhile` is raised. Gives the titles of the topics of which a newer version than that of the day
    is still to be read, of the policy also with the meeting that adopted it since.
    """
    with cabinet.writing(who, Thing.INDUCTION, token=token) as session:
        by = session.get(StaffMember, signed_off_by_id) if signed_off_by_id else None
        of_whom = [one.staff_id for one in taken]
        asked = select(StaffMember).where(table(StaffMember).c.id.in_(of_whom))
        people = {person.id: person for person in session.scalars(asked)}

        def problems(person: StaffMember | None, topics: object) -> Problems:
            return induction.problems(
                person=person and person.id,
                topic=topics,
                on=on,
                signed_off_by=by and by.id,
                started_on=person.started_on if person else None,
                today=today,
                signer_started_on=by.started_on if by else None,
                signer_left_on=by.left_on if by else None,
                signer_name=signer_name,
                name=person.name if person else "",
                left_on=person.left_on if person else None,
                note=note,
            )

        each = [(people.get(one.staff_id), one.topic_ids) for one in taken]
        refuse_if(
            of_each([(person.code if person else "", problems(person, topics)) for person, topics in each])
            if each
            else problems(None, True)
        )
        if on is None:
            raise Refused({})
        topic_ids = {topic_id for one in taken for topic_id in one.topic_ids}
        wanted = _wanted(session.connection(), today)
        _refuse_if_newer(seen, wanted)
        topic = table(InductionTopic)
        named = select(topic.c.key).where(topic.c.id.in_(topic_ids))
        keys: dict[int, str] = {}
        titles: dict[int, str] = {}  # of the versions that are not the one that has to have been read
        newest: dict[str, int | None] = {}
        first_of_policy: tuple[int, str] = (0, "")
        for row in session.connection().execute(
            select(topic.c.key, topic.c.id, topic.c.introduced_on, topic.c.version, topic.c.title)
            .where(topic.c.key.in_(named))
            .order_by(topic.c.version)
        ):
            keys[row.id] = row.key
            if row.key == induction.POLICY and row.version == 1:
                first_of_policy = row.id, row.title
            if row.version < wanted.get(row.key, 0):
                titles[row.id] = row.title
            newest[row.key] = row.id if row.introduced_on <= on else newest.get(row.key)
        if not topic_ids <= keys.keys():
            raise Refused({"topic": "A topic is no longer there. Open the form again."})
        if None in newest.values():
            raise Refused({"on": "On that date one of the topics was not in use yet."})
        for one in taken:
            for key in dict.fromkeys(keys[topic_id] for topic_id in one.topic_ids):
                session.add(
                    InductionRecord(
                        staff_id=one.staff_id,
                        topic_id=newest[key] or 0,
                        on=on,
                        signed_off_by=one_line(signer_name) or (by.name if by else ""),
                        note=one_line(note),
                        recorded_by_id=who.account_id,
                    )
                )
        newer = [titles[topic_id] for topic_id in newest.values() if topic_id in titles]
        if newest.get(induction.POLICY) == first_of_policy[0]:
            adopted, since = policy_adopted(session.connection(), today)
            if adopted and since and on < since and first_of_policy[0] not in titles:
                newer.append(f"{first_of_policy[1]}, as adopted on {long_date(adopted.held_on)}")
        return newer


def wanted_versions(topics: Iterable[Topic], role: Role, today: date) -> dict[str, int]:
    """Which version of each topic for a role has to have been read by a day, by the topic's key."""
    wanted = {
        topic.key: induction.wanted_version(topic.versions, on=today)
        for topic in topics
        if role in topic.roles
    }
    return {key: version.number for key, version in wanted.items() if version}


def _wanted(connection: Connection, today: date) -> dict[str, int]:
    """The same for every topic, as it stands inside a write; one query."""
    held = table(InductionTopic).c
    versions: dict[str, list[induction.Version]] = {}
    for row in connection.execute(select(held.key, held.version, held.introduced_on, held.is_material)):
        versions.setdefault(row.key, []).append(
            induction.Version(row.version, row.introduced_on, row.is_material)
        )
    wanted = {key: induction.wanted_version(of_one, on=today) for key, of_one in versions.items()}
    return {key: version.number for key, version in wanted.items() if version}


def _refuse_if_newer(seen: Mapping[str, int] | None, wanted: Mapping[str, int]) -> None:
    newer = {key: wanted[key] for key, number in (seen or {}).items() if wanted.get(key, 0) > number}
    if newer:
        raise ChangedMeanwhile(dict.fromkeys(newer, NEWER), newer)


# Topics --------------------------------------------------------------------------------------------


def topic_versions(connection: Connection, today: date) -> list[TopicVersion]:
    """Every version of every topic that has come in by `today`, the newest of each first; one query."""
    held = table(InductionTopic).c
    rows = connection.execute(
        select(
            held.id,
            held.key,
            held.version,
            held.title,
            held.roles,
            held.points,
            held.introduced_on,
            held.is_material,
        )
        .where(held.introduced_on <= today)
        .order_by(held.position, held.key, held.version.desc())
    )
    return [
        TopicVersion(
            id=row.id,
            key=row.key,
            version=row.version,
            title=row.title,
            roles=roles_of(row.roles),
            points=row.points,
            introduced_on=row.introduced_on,
            is_material=row.is_material,
        )
        for row in rows
    ]


def further_topics(versions: Collection[TopicVersion]) -> list[tuple[str, str]]:
    """The topics that the setting has not taken up, by key and title."""
    in_use = {version.key for version in versions}
    offered = listed("induction_topics.toml", "further")
    return [(entry["key"], entry["title"]) for entry in offered if entry["key"] not in in_use]


def take_up(cabinet: Cabinet, who: Who, *, key: str, today: date, token: str | None = None) -> None:
    """Takes up one of the further topics from `today` on: those it is for have the days of a re-read.

    Raises `Refused` where it was taken up before.
    """
    with cabinet.writing(who, Thing.INDUCTION, token=token) as session:
        entry = next((e for e in listed("induction_topics.toml", "further") if e["key"] == key), None)
        held = table(InductionTopic).c
        if entry is None or session.execute(select(held.id).where(held.key == key)).first():
            raise Refused({"topic": "This topic has already been taken up."})
        last = session.execute(select(func.max(held.position))).scalar() or 0
        session.add(topic_of(entry, position=last + 1, introduced_on=today))


def change_topic(
    cabinet: Cabinet,
    who: Who,
    *,
    key: str,
    title: str,
    roles: Collection[Role],
    points: str,
    is_material: bool | None,
    seen: Mapping[str, int] | None = None,
    today: date,
    token: str | None = None,
) -> None:
    """A new version of a topic: material, then everyone reads it again, or a correction of typing.

    `seen` is the version that the form showed: a newer one raises `ChangedMeanwhile`, the rules `Refused`
    by field.
    """
    with cabinet.writing(who, Thing.INDUCTION, token=token) as session:
        lines = "\n".join(line.strip() for line in points.splitlines() if line.strip())
        title = one_line(title)
        held = table(InductionTopic).c
        newest = session.scalars(
            select(InductionTopic).where(held.key == key).order_by(held.version.desc()).limit(1)
        ).first()
        if newest is None:
            raise Refused({"title": NOT_THERE})
        before = (newest.title, roles_of(newest.roles), newest.points)
        refuse_if(
            induction.topic_problems(
                title=title,
                roles=roles,
                points=lines,
                is_material=is_material,
                is_changed=(title, frozenset(roles), lines) != before,
            )
        )
        refuse_if_changed(seen, newest, {"version": CHANGED})
        next_version(
            session,
            newest,
            title=title,
            roles=roles,
            points=lines,
            is_material=bool(is_material),
            today=today,
        )


def next_version(
    session: Session,
    newest: InductionTopic,
    *,
    points: str,
    is_material: bool,
    today: date,
    title: str = "",
    roles: Collection[Role] = (),
) -> None:
    """Adds the version after `newest`, inside a write."""
    session.add(
        InductionTopic(
            key=newest.key,
            version=newest.version + 1,
            title=title or newest.title,
            roles=",".join(role.value for role in Role if role in roles) or newest.roles,
            points=points,
            position=newest.position,
            introduced_on=max(today, newest.introduced_on),
            is_material=is_material,
        )
    )


# Reading and signing -------------------------------------------------------------------------------


def person_of(connection: Connection, account_id: int) -> int | None:
    """Which person of the setting an account is for, or None; one query."""
    account = table(Account).c
    asked = select(account.staff_id).where(account.id == account_id)
    held: int | None = connection.execute(asked).scalar()
    return held


def to_read(look: Connection, house: House, today: date) -> list[ToRead] | None:
    """What the person of this look reads, with what became of it; None where the account is nobody's.

    Three queries beside the house's own, and nothing of anybody else.
    """
    who = sight.of(look)
    staff_id = person_of(look, who.account_id) if who else None
    if staff_id is None:
        return None
    found = open_people.people(look, house, today, staff_id=staff_id)
    if not found:
        return None
    (person,) = found
    statuses = induction_statuses(Facts(topics=house.topics, people=found), today=today, house=house.rules)
    newest = {version.key: version for version in reversed(topic_versions(look, today))}
    read: list[ToRead] = []
    for topic in house.topics:
        status = statuses[staff_id][topic.id]
        if status is induction.Status.NOT_NEEDED:
            continue
        version = newest[topic.key]
        wanted = induction.wanted_version(topic.versions, on=today)
        read.append(
            ToRead(
                topic_id=topic.id,
                title=version.title,
                points=tuple(filter(None, version.points.splitlines())),
                version=version.version,
                status=status,
                read_on=max(
                    (
                        r.on
                        for r in person.readings.get(topic.id, ())
                        if wanted and r.version >= wanted.number
                    ),
                    default=None,
                ),
                due=topic_due_on(person, topic, today=today, house=house.rules, closed_days=house.not_open),
            )
        )
    return read


def sign_reading(
    cabinet: Cabinet,
    who: Who,
    *,
    topic_id: int,
    version: int,
    has_read: bool,
    today: date,
    token: str | None = None,
) -> None:
    """Records that the person whose account it is read a version of a topic and signs it.

    `topic_id` names the topic by any version, `version` is the one that was shown. Raises `Refused`.
    """
    with cabinet.writing(who, Thing.READING, token=token) as session:
        account = session.get_one(Account, who.account_id)
        person = session.get(StaffMember, account.staff_id) if account.staff_id else None
        refuse_if(
            induction.reader_problems(
                is_somebody=person is not None,
                left_on=person.left_on if person else None,
                has_read=has_read,
                today=today,
            )
        )
        if person is None:
            raise Refused({})
        held = table(InductionTopic).c
        key = select(held.key).where(held.id == topic_id).scalar_subquery()
        newest = session.scalars(
            select(InductionTopic)
            .where(held.key == key, held.introduced_on <= today)
            .order_by(held.version.desc())
            .limit(1)
        ).first()
        if newest is None:
            raise Refused({"topic": NOT_THERE})
        read = table(InductionReading).c
        mine = select(read.id).where(read.staff_id == person.id, read.topic_id == newest.id)
        refuse_if(
            induction.reading_problems(
                person=induction.Person(person.role, person.started_on, person.first_day_on),
                roles=roles_of(newest.roles),
                on=today,
                version=version,
                newest=newest.version,
                is_signed=session.execute(mine).first() is not None,
            )
        )
        session.add(
            InductionReading(
                staff_id=person.id or 0, topic_id=newest.id or 0, on=today, recorded_by_id=who.account_id
            )
        )


def countersign(
    cabinet: Cabinet,
    who: Who,
    *,
    staff_id: int | None,
    topic_ids: Collection[int],
    today: date,
    seen: Mapping[str, int] | None = None,
    token: str | None = None,
) -> None:
    """Signs off what somebody read and signed, on the version that they read; raises `Refused` by field.

    `topic_ids` name topics by any of their versions. Nobody countersigns themselves. `seen` is as with
    `sign_off`.
    """
    with cabinet.writing(who, Thing.INDUCTION, token=token) as session:
        _refuse_if_newer(seen, _wanted(session.connection(), today))
        person = session.get(StaffMember, staff_id) if staff_id else None
        own = None
        if person and one_person.has_the_account(session.connection(), who.account_id, person):
            own = person.id
        refuse_if(
            induction.countersign_problems(person=person and person.id, countersigned_by=own, topic=topic_ids)
        )
        if person is None:
            raise Refused({"topic": "This person is no longer there. Open the form again."})
        topic, read, record = table(InductionTopic).c, table(InductionReading).c, table(InductionRecord).c
        named = select(topic.key).where(topic.id.in_(topic_ids))
        is_signed_off = (
            select(record.id)
            .where(record.reading_id == read.id, counts(InductionRecord, table(InductionRecord)))
            .exists()
        )
        readings = session.execute(
            select(read.id, read.topic_id, topic.key)
            .join_from(table(InductionReading), table(InductionTopic), topic.id == read.topic_id)
            .where(read.staff_id == person.id, read.on <= today, topic.key.in_(named), ~is_signed_off)
            .order_by(topic.version, read.id)
        ).all()
        latest = {reading.key: reading for reading in readings}
        keys = set(session.execute(named).scalars())
        if not keys or keys - latest.keys():
            raise Refused(
                {"topic": "One of the topics was not read and signed, or has already been countersigned."}
            )
        for reading in latest.values():
            session.add(
                InductionRecord(
                    staff_id=person.id or 0,
                    topic_id=reading.topic_id,
                    on=today,
                    signed_off_by=who.name,
                    reading_id=reading.id,
                    recorded_by_id=who.account_id,
                )
            )


def read_topics(connection: Connection, house: House, today: date, staff_id: int) -> list[Topic]:
    """The topics that a person read and signed and nobody has countersigned; one query."""
    return [
        topic
        for one in missing(connection, house, today, staff_id=staff_id)
        for topic in one.topics
        if induction.is_read(one.person.readings.get(topic.id, ()), versions=topic.versions, on=today)
    ]


# Training ------------------------------------------------------------------------------------------


def record_training(
    cabinet: Cabinet,
    who: Who,
    *,
    staff_ids: Collection[int],
    on: date | None,
    course: str,
    today: date,
    token: str | None = None,
) -> None:
    """Records safeguarding training of one person, or of all who took part; raises `Refused` by field (law
    L6.6)."""
    with cabinet.writing(who, Thing.INDUCTION, token=token) as session:
        staff = {staff_id: session.get(StaffMember, staff_id) for staff_id in staff_ids}
        is_known = bool(staff) and None not in staff.values()
        refuse_if(induction.training_problems(person=is_known, on=on, course=course, today=today))
        if on is None:
            raise Refused({})
        for staff_id in staff:
            session.add(
                SafeguardingTraining(
                    staff_id=staff_id, on=on, course=one_line(course), recorded_by_id=who.account_id
                )
            )


# What was entered by mistake ------------------------------------------------------------------------


@dataclass(frozen=True)
class Recorded:
    """One sign-off or training of somebody, as it was recorded."""

    id: int
    is_training: bool
    on: date
    title: str  # of the topic, or the course
    version: int
    is_needed: bool
    by: str  # who took them through it
    is_countersigned: bool
    note: str
    taken_back: TakenBack | None


def recorded(connection: Connection, staff_id: int) -> list[Recorded]:
    """Every sign-off and training that was ever recorded for somebody, newest first; one query.

    What was entered by mistake is among it, and says so.
    """
    record, topic, training = table(InductionRecord), table(InductionTopic), table(SafeguardingTraining)
    signed_off = select(
        record.c.id,
        literal(False).label("is_training"),
        record.c.on,
        topic.c.title,
        topic.c.version,
        record.c.is_needed,
        record.c.signed_off_by,
        record.c.reading_id.is_not(None).label("is_countersigned"),
        record.c.note,
    ).join(topic, topic.c.id == record.c.topic_id)
    trained = select(
        training.c.id,
        literal(True),
        training.c.on,
        training.c.course,
        literal(0),
        literal(True),
        literal(""),
        literal(False),
        literal(""),
    ).select_from(training)
    rows = connection.execute(
        union_all(
            with_taken_back(signed_off.where(record.c.staff_id == staff_id), InductionRecord, record),
            with_taken_back(trained.where(training.c.staff_id == staff_id), SafeguardingTraining, training),
        )
    )
    found = [Recorded(*(*row[:9], mistakes.taken_back(row))) for row in rows]
    return sorted(found, key=lambda one: (one.on, one.id), reverse=True)


def take_back(
    cabinet: Cabinet,
    who: Who,
    *,
    sign_off_ids: Collection[int] = (),
    training_ids: Collection[int] = (),
    because: str,
    token: str | None = None,
) -> None:
    """Records that sign-offs or trainings were entered by mistake, all or nothing; raises `Refused` by field.

    They count on no day any more, and stay in the history: whoever was signed off has not been taken through
    it, and what they read themselves waits to be countersigned again.
    """
    with cabinet.writing(who, Thing.INDUCTION, token=token) as session:
        if not (sign_off_ids or training_ids):
            raise mistakes.refusal(mistakes.CHOOSE, because)
        for model, ids in ((InductionRecord, sign_off_ids), (SafeguardingTraining, training_ids)):
            held = table(model).c
            there = set(session.execute(select(held.id).where(held.id.in_(ids))).scalars())
            if there != set(ids):
                raise mistakes.refusal(mistakes.NOT_THERE, because)
            for record_id in sorted(there):
                mistakes.take_back(session, who, model, record_id, because)


# People --------------------------------------------------------------------------------------------


def placement(connection: Connection, staff_id: int) -> Placement:
    """Who supervises somebody, since when they are advised of the policy and in their role; three queries."""
    held, changed = table(Supervision).c, table(RoleChange).c
    supervisor = select(held.supervisor_id).where(held.staff_id == staff_id).order_by(held.id.desc()).limit(1)
    role_from_on = select(func.max(changed.from_on)).where(changed.staff_id == staff_id)
    return Placement(
        connection.execute(supervisor).scalar(),
        advised_on(connection, staff_id),
        connection.execute(role_from_on).scalar(),
    )


def advised(staff_id: ColumnElement[int]) -> ScalarSelect[date]:
    """The day somebody first read the policy or was taken through it, as a column (OR-2)."""
    topic, read, record = table(InductionTopic).c, table(InductionReading).c, table(InductionRecord).c
    of_policy = select(topic.id).where(topic.key == induction.POLICY)
    days = union_all(
        select(read.on.label("day"), read.staff_id).where(read.topic_id.in_(of_policy)),
        select(record.on, record.staff_id).where(
            record.topic_id.in_(of_policy),
            record.is_needed,
            counts(InductionRecord, table(InductionRecord)),
        ),
    ).subquery()
    return select(func.min(days.c.day)).where(days.c.staff_id == staff_id).scalar_subquery()


def advised_on(connection: Connection, staff_id: int) -> date | None:
    """The day somebody first read the policy or was taken through it; one query (OR-2)."""
    day: date | None = connection.execute(select(advised(literal(staff_id)))).scalar()
    return day


def lacking_for_key_children(connection: Connection, staff_id: int, on: date) -> list[str]:
    """The titles of what somebody is to be signed off for before having key children; one query (PR-6).

    Any version counts: what is to be read again does not take key children away. That a topic was not needed
    for the work before is no sign-off.
    """
    topic, record = table(InductionTopic), table(InductionRecord)
    of_record = topic.alias("of_record")
    done = (
        select(record.c.id)
        .join_from(record, of_record, of_record.c.id == record.c.topic_id)
        .where(
            record.c.staff_id == staff_id,
            record.c.on <= on,
            record.c.is_needed,
            of_record.c.key == topic.c.key,
            counts(InductionRecord, record),
        )
        .exists()
    )
    rows = connection.execute(
        select(topic.c.key, topic.c.title)
        .where(topic.c.key.in_(induction.BEFORE_KEY_CHILDREN), topic.c.introduced_on <= on, ~done)
        .order_by(topic.c.position, topic.c.version)
    )
    return list({row.key: row.title for row in rows}.values())


def as_chosen(connection: Connection, person: StaffMember | None, from_on: date | None) -> Chosen | None:
    """Somebody chosen as a key person from a day on, as the rules take them; one query."""
    if person is None:
        return None
    lacking = lacking_for_key_children(connection, person.id or 0, from_on or date.max)
    return Chosen(person.role, person.left_on, lacking, person.started_on)
