"""Reads what the agenda is worked out from, in few queries whose number does not grow with the records."""

import json
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    CompoundSelect,
    Connection,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    text,
    union,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import ScalarSelect

from models import (
    IS_WITHDRAWN,
    SAYS_CLOSED,
    SAYS_ON,
    Account,
    AuditEntry,
    BackupKind,
    BackupRecord,
    Carer,
    Child,
    Consent,
    ConsentFollowUp,
    ConsentPurpose,
    ExtraBankHoliday,
    InductionReading,
    InductionRecord,
    InductionTopic,
    JourneyAccount,
    KeyPersonAssignment,
    RoleChange,
    SafeguardingTraining,
    Setting,
    StaffMember,
    WeeklyReview,
)
from rules import access, agenda, consent, induction, policy, snooze
from rules.agenda import Area, Facts, Item
from rules.house import HouseRules
from rules.need_to_know import Thing
from store import audit, open_sharing, remembered, sight, standing, waits, whole_requests
from store.asked_day import BOOKED_UNTIL, SINCE, TODAY, TOMORROW, Day, booked_until, given
from store.mistakes import counts
from store.open_entries import ENTRY, entries_of, open_entries
from store.remembered import Known, among_known
from store.setting import holidays_around
from store.sight import InSight
from store.tables import among, table
from store.today import london_day
from store.whole_requests import HeldWhole

CHILD, LEFT = "child", "left"
_BESIDE = standing.KINDS | waits.KINDS  # what rides along with the lists


@dataclass(frozen=True)
class SignedReview:
    """The last signed weekly review: when, by whom, and the codes that were on its agenda."""

    on: date
    by: str
    agenda: tuple[str, ...] = ()


@dataclass(frozen=True)
class House:
    """What the setting has decided for itself: its name, rules, holidays, purposes and topics."""

    name: str
    is_sample: bool
    rules: HouseRules
    bank_holidays: frozenset[date]
    purposes: tuple[agenda.Purpose, ...]
    purpose_of: dict[int, tuple[int, int]]  # any wording's row -> (the present wording's row, its number)
    questions: dict[int, str]
    topics: tuple[agenda.Topic, ...]
    topic_of: dict[int, tuple[int, int]]  # any version's row -> (the topic's first row, the version)
    last_review: SignedReview | None = None
    reviews: tuple[tuple[date, dict[str, Any]], ...] = ()  # where asked for: each with its figures
    mark: bytes | None = None  # of the last change in the audit trail, for what is remembered under it
    restore_tested_on: date | None = None  # or the day the trail begins, while no restore was tested
    standing: policy.Standing = field(default_factory=policy.Standing)  # of the policy, where asked for
    also: Mapping[str, Any] = field(default_factory=dict)  # single values that a reader asked for with it
    snoozes: tuple[snooze.Snooze, ...] = ()
    closures: Mapping[date, str] = field(default_factory=dict)  # closed from today on
    closed_days: frozenset[date] = frozenset()  # the same, with those of the last months
    signed_on: tuple[date, ...] = ()  # the days of the signed reviews of the last weeks
    notes: tuple[tuple[date, str], ...] = ()  # what was written with them, newest first
    # By the present wording's row, retired or not: the title, and what must follow a withdrawal.
    follow_ups: dict[int, tuple[str, tuple[consent.FollowUp, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Agenda:
    """The agenda of a day with the facts it was worked out from."""

    today: date
    house: House
    facts: Facts
    items: list[Item] = field(default_factory=list)


def read(connection: Connection, today: date, *areas: Area) -> Agenda:
    """The agenda of `today` (a day in London): of `areas`, or of all of them in seven queries."""
    wanted = frozenset(areas or Area)
    house = read_house(connection, today, with_standing=Area.POLICY in wanted)
    known = remembered.known(connection, house.mark)
    met, leavers = _people(connection, house, today) if Area.INDUCTION in wanted else ([], [])
    of_children = (
        _children(
            connection,
            house,
            today,
            known,
            with_entries=Area.CHILDREN in wanted,
            with_left=Area.CONSENTS in wanted,
        )
        if wanted & {Area.CONSENTS, Area.CHILDREN}
        else _OfTheChildren()
    )
    # Of the children too: a concern that no entry of the file holds.
    with_sharing = bool(wanted & {Area.SHARING_DECISIONS, Area.CHILDREN})
    with_after = Area.ACCESS_REQUESTS in wanted
    found = (
        open_sharing.read(connection, today, known, with_sharing=with_sharing, with_after=with_after)
        if with_sharing or with_after
        else Facts()
    )
    open_ones, answered = _requests(whole_requests.open_on(connection, today, known) if with_after else [])
    facts = Facts(
        requests=open_ones,
        answered=answered,
        rectifications=found.rectifications,
        complaints=found.complaints,
        purposes=house.purposes,
        children=of_children.children,
        booked=of_children.booked,
        accounts_left_on=of_children.accounts_left_on,
        withdrawals=of_children.withdrawals,
        entries=of_children.entries,
        decisions=found.decisions,
        advice=found.advice,
        conversations=found.conversations,
        breaches=found.breaches,
        topics=house.topics,
        people=met,
        leavers=leavers,
        standing=house.standing,
        restore_tested_on=house.restore_tested_on if Area.SETTING in wanted else None,
    )
    items = _items(facts, house, today)
    return Agenda(today, house, facts, [item for item in items if item.area in wanted])


def of_one(held: HeldWhole, house: House, today: date) -> Agenda:
    """The agenda of one access request that was read already."""
    open_ones, answered = _requests([held])
    facts = Facts(requests=open_ones, answered=answered)
    return Agenda(today, house, facts, _items(facts, house, today))


def _items(facts: Facts, house: House, today: date) -> list[Item]:
    items = agenda.agenda(
        facts,
        today=today,
        house=house.rules,
        bank_holidays=house.bank_holidays,
        closed_days=house.closed_days,
    )
    return snooze.snoozed(items, house.snoozes, today=today)


def _requests(
    held: Sequence[HeldWhole],
) -> tuple[list[agenda.AccessRequest], list[agenda.AccessRequest]]:
    """The access requests without an answer, and those that were answered and are not closed."""
    found: tuple[list[agenda.AccessRequest], list[agenda.AccessRequest]] = ([], [])
    for one in held:
        found[access.ended_on(one.done) is not None].append(_as_fact(one))
    return found


def read_house(
    connection: Connection,
    today: date,
    *,
    reviews_since: date | None = None,
    with_standing: bool = False,
    also: Mapping[str, ScalarSelect[Any]] | None = None,
) -> House:
    """The setting with its rules and lists, in two queries.

    With the signed reviews since a day if asked, and with how the policy itself stands. `also` are single
    values to read in the same query.
    """
    asked = _of_the_setting(with_reviews=reviews_since is not None)
    if also:
        asked = asked.add_columns(*(value.label(name) for name, value in also.items()))
    rows = connection.execute(asked, given(today, since=reviews_since)).mappings().all()
    first = rows[-1]
    extra = {row["day"] for row in rows if row["day"]}
    held = _lists(connection, today, with_standing=with_standing)
    closures = waits.closures_of(held.others)
    return House(
        name=first["name"],
        is_sample=first["is_sample"],
        rules=HouseRules(**{name: first[name] for name in HouseRules.__dataclass_fields__}),
        bank_holidays=holidays_around(today, extra),
        purposes=tuple(held.purposes),
        purpose_of=held.purpose_of,
        follow_ups=held.follow_ups,
        questions=held.questions,
        topics=tuple(held.topics),
        topic_of=held.topic_of,
        last_review=SignedReview(first["on"], first["signed_by"] or "", tuple(json.loads(first["agenda"])))
        if first["on"]
        else None,
        reviews=tuple({row["on"]: json.loads(row["figures"]) for row in rows if row["figures"]}.items()),
        mark=bytes(first["mark"]) if first["mark"] else None,
        restore_tested_on=_london_day(first["tested_at"] or first["began_at"], today),
        standing=standing.of_rows(held.others, began_on=_london_day(first["began_at"], today))
        if with_standing
        else policy.Standing(),
        snoozes=waits.snoozes_of(held.others),
        closures={day: name for day, name in closures.items() if day >= today},
        closed_days=frozenset(closures),
        signed_on=waits.signed_on(held.others),
        notes=waits.notes(held.others),
        also={name: first[name] for name in also or {}},
    )


@lru_cache(maxsize=8)
def _of_the_setting(*, with_reviews: bool) -> Select[Any]:
    setting, reviews, holidays = table(Setting), table(WeeklyReview), table(ExtraBankHoliday)
    newest = (
        select(reviews.c.id)
        .where(reviews.c.on <= TODAY)
        .order_by(reviews.c.on.desc(), reviews.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            setting,
            reviews.c.on,
            reviews.c.agenda,
            (reviews.c.figures if with_reviews else literal("")).label("figures"),
            table(Account).c.name.label("signed_by"),
            holidays.c.day,
            _tested_at().label("tested_at"),
            audit.last_change().label("mark"),
            select(func.min(table(AuditEntry).c.at)).scalar_subquery().label("began_at"),
        )
        .select_from(setting)
        .outerjoin(
            reviews,
            and_(reviews.c.on >= SINCE, reviews.c.on <= TODAY) if with_reviews else reviews.c.id == newest,
        )
        .outerjoin(table(Account), table(Account).c.id == reviews.c.signed_by_id)
        .outerjoin(holidays, literal(True))
        .order_by(reviews.c.on, reviews.c.id)
    )


def _tested_at() -> ScalarSelect[datetime]:
    """When a restore was last tested, as of the end of the day given."""
    held = table(BackupRecord).c
    return (
        select(func.max(held.recorded_at))
        .where(
            held.kind == BackupKind.TESTED,
            held.recorded_at < TOMORROW,
        )
        .scalar_subquery()
    )


def _london_day(at: datetime | None, today: date) -> date | None:
    """The day of a moment; None where it is later than `today`, which cannot know of it."""
    day = london_day(at) if at else None
    return day if day and day <= today else None


@lru_cache(maxsize=8)
def _of_the_lists(*, with_standing: bool) -> CompoundSelect[Any]:
    purposes, topics = table(ConsentPurpose), table(InductionTopic)
    return union_all(
        select(
            literal("purpose").label("kind"),
            purposes.c.id,
            purposes.c.key,
            purposes.c.wording.label("number"),
            purposes.c.title,
            # What must follow a withdrawal rides along: all lists have the same columns.
            (purposes.c.clause + "|" + purposes.c.follow_ups).label("more"),
            purposes.c.question.label("question"),
            purposes.c.position,
            purposes.c.introduced_on,
            purposes.c.retired_on,
            literal(True).label("is_material"),
        ),
        select(
            literal("topic"),
            topics.c.id,
            topics.c.key,
            topics.c.version,
            topics.c.title,
            topics.c.roles,
            literal(""),
            topics.c.position,
            topics.c.introduced_on,
            null(),
            topics.c.is_material,
        ),
        *(standing.selects() if with_standing else ()),
        *waits.selects(),
    )


@dataclass
class _Lists:
    """The setting's purposes and topics as a `House` has them, and the rows that came along with them."""

    others: list[Any]
    purposes: list[agenda.Purpose] = field(default_factory=list)
    purpose_of: dict[int, tuple[int, int]] = field(default_factory=dict)
    questions: dict[int, str] = field(default_factory=dict)
    follow_ups: dict[int, tuple[str, tuple[consent.FollowUp, ...]]] = field(default_factory=dict)
    topics: list[agenda.Topic] = field(default_factory=list)
    topic_of: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add_purpose(self, wordings: Sequence[Any], today: date) -> None:
        """A purpose by the rows of its wordings, the oldest first."""
        newest = wordings[-1]
        clause, _, listed = newest.more.partition("|")
        must_follow = consent.follow_ups_of(listed)
        self.purpose_of |= {row.id: (newest.id, row.number) for row in wordings}
        self.follow_ups[newest.id] = (newest.title, must_follow)
        if newest.retired_on is None or newest.retired_on > today:
            self.questions[newest.id] = newest.question
            self.purposes.append(
                agenda.Purpose(
                    id=newest.id,
                    title=newest.title,
                    wording=newest.number,
                    clause=clause,
                    introduced_on=newest.introduced_on,
                    key=newest.key,
                    follow_ups=must_follow,
                )
            )

    def add_topic(self, versions: Sequence[Any]) -> None:
        """A topic by the rows of its versions, the oldest first."""
        first, newest = versions[0], versions[-1]
        self.topic_of |= {row.id: (first.id, row.number) for row in versions}
        self.topics.append(
            agenda.Topic(
                id=first.id,
                title=newest.title,
                roles=frozenset(induction.Role(role) for role in newest.more.split(",")),
                versions=tuple(
                    induction.Version(row.number, row.introduced_on, row.is_material) for row in versions
                ),
                key=newest.key,
            )
        )


def _lists(connection: Connection, today: date, *, with_standing: bool) -> _Lists:
    rows = connection.execute(_of_the_lists(with_standing=with_standing), given(today)).all()
    found = _Lists([row for row in rows if row.kind in _BESIDE])
    by_key: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in sorted((row for row in rows if row.kind not in _BESIDE), key=lambda row: row.number):
        if row.introduced_on <= today:
            by_key[row.kind, row.key].append(row)
    for versions in sorted(by_key.values(), key=lambda held: held[-1].position):
        if versions[0].kind == "purpose":
            found.add_purpose(versions, today)
        else:
            found.add_topic(versions)
    return found


def _as_fact(held: HeldWhole) -> agenda.AccessRequest:
    return agenda.AccessRequest(
        held.id, held.code, held.child_id, held.received_on, held.done, held.child, held.whole()
    )


def is_here(person: Table) -> ColumnElement[bool]:
    """The condition that a child or a member of staff is here, or starts soon, on the day given."""
    return and_(
        or_(person.c.left_on.is_(None), person.c.left_on >= TODAY),
        person.c.started_on <= BOOKED_UNTIL,
    )


def _may_lack_consent(child: Table) -> ColumnElement[bool]:
    """The condition that a child is here, or is booked further ahead with a journey account that is on."""
    return and_(
        or_(child.c.left_on.is_(None), child.c.left_on >= TODAY),
        or_(child.c.started_on <= BOOKED_UNTIL, account_since(child.c.id, TODAY).is_not(None)),
    )


def _is_away(child: Table) -> ColumnElement[bool]:
    """The condition that a child has left, or is to come later than the agenda looks ahead: not `is_here`."""
    return or_(child.c.left_on < TODAY, child.c.started_on > BOOKED_UNTIL)


@dataclass(frozen=True)
class _OfTheChildren:
    """What the agenda takes of the children."""

    children: list[agenda.Child] = field(default_factory=list)
    booked: list[agenda.Child] = field(default_factory=list)
    accounts_left_on: list[agenda.AccountLeftOn] = field(default_factory=list)
    withdrawals: list[agenda.Withdrawal] = field(default_factory=list)
    entries: list[agenda.FileEntry] = field(default_factory=list)


@lru_cache(maxsize=32)
def _of_those_who_left(in_sight: InSight, *, are_known: bool) -> Select[Any]:
    """The children who are away and of whom something may still have to be undone, in the same columns.

    Where they `are_known`, their rows come as `LEFT`.
    """
    children, accounts, consents = table(Child), table(JourneyAccount), table(Consent)
    switched = select(accounts.c.child_id).where(text(SAYS_ON), accounts.c.on <= TODAY)
    closed = select(accounts.c.child_id).where(text(SAYS_CLOSED), accounts.c.on <= TODAY)
    may_ask = union(
        # On and never closed; or on more than once, of whom `account_since` has the last word. From indexes
        # alone: nearly all of those who left have an account that is closed.
        select(switched.except_(closed).subquery()),
        switched.group_by(accounts.c.child_id).having(func.count() > 1),
        select(consents.c.child_id).where(text(IS_WITHDRAWN)),
    )
    return select(
        literal(LEFT),
        children.c.id,
        children.c.code,
        children.c.name,
        children.c.started_on,
        children.c.left_on,
        null(),
        literal(False),
        null(),
        *[literal("")] * 4,
        account_since(children.c.id, TODAY),
        literal(""),
        literal(0),
        *[null()] * 3,
    ).where(
        _is_away(children),
        among_known(children.c.id, LEFT) if are_known else among(children.c.id, may_ask),
        sight.only(children.c.id, in_sight),
    )


@lru_cache(maxsize=32)
def _of_the_children(
    in_sight: InSight, entries: Select[Any] | None, left: Select[Any] | None
) -> CompoundSelect[Any]:
    children, carers = table(Child), table(Carer)
    assigned, staff = table(KeyPersonAssignment), table(StaffMember)
    # The entries that ask for something come along as rows of another kind, so that it stays one query.
    return union_all(
        select(
            literal(CHILD).label("kind"),
            children.c.id,
            children.c.code,
            children.c.name,
            children.c.started_on,
            children.c.left_on,
            carers.c.id.label("carer"),
            carers.c.has_parental_responsibility.label("responsible"),
            assigned.c.id.label("assigned"),
            children.c.room,
            staff.c.name.label("key_person"),
            staff.c.code.label("key_person_code"),
            literal("").label("word"),
            account_since(children.c.id, TODAY).label("since"),
            literal("").label("said"),
            literal(0).label("order"),
            carers.c.responsible_from_on.label("from_on"),
            carers.c.responsible_until_on.label("until_on"),
            case((assigned.c.id.is_(None), _had_key_person_until(children.c.id))).label("alone_since"),
        )
        .select_from(children)
        .outerjoin(carers, carers.c.child_id == children.c.id)
        .outerjoin(assigned, is_assigned(assigned, children, TODAY))
        .outerjoin(staff, staff.c.id == assigned.c.staff_id)
        .where(_may_lack_consent(children), sight.only(children.c.id, in_sight)),
        *([] if left is None else [left]),
        *([] if entries is None else [entries.where(sight.only(children.c.id, in_sight))]),
    )


def _children(
    connection: Connection,
    house: House,
    today: date,
    known: Known,
    *,
    with_entries: bool = False,
    with_left: bool = False,
) -> _OfTheChildren:
    """The children on roll and the withdrawals; if asked, the entries that ask for something, and what is to
    be undone of children who left."""
    in_sight = sight.children(connection, Thing.CONSENT, today)
    entry_days = house.rules.entry_days
    asked: dict[str, Hashable] = {}
    if with_entries:
        asked[ENTRY] = (ENTRY, today, entry_days, in_sight)
    if with_left:
        asked[LEFT] = (LEFT, today, in_sight)
    remembered_of = {kind: known.rows(of) for kind, of in asked.items()}
    before = {kind: list(held) for kind, held in remembered_of.items() if held is not None}
    entries = open_entries(entry_days, are_known=ENTRY in before) if with_entries else None
    left_ones = _of_those_who_left(in_sight, are_known=LEFT in before) if with_left else None
    rows = connection.execute(_of_the_children(in_sight, entries, left_ones), given(today, before)).all()
    for kind in asked.keys() - before.keys():
        known.keep(asked[kind], (row.id for row in rows if row.kind == kind))
    held: dict[int, dict[int, consent.Held]] = defaultdict(dict)
    by_id = {}
    for row in sorted((row for row in rows if row.kind == CHILD), key=lambda row: row.code):
        by_id[row.id] = row
        if row.responsible:
            held[row.id][row.carer] = consent.Held(row.from_on, row.until_on)
    events, withdrawn = _answers(connection, house, today, in_sight, with_left=with_left)
    found = [
        agenda.Child(
            id=row.id,
            code=row.code,
            started_on=row.started_on,
            responsible=frozenset(carer for carer, one in held[row.id].items() if one.is_on(today)),
            events=events[row.id],
            left_on=row.left_on,
            has_key_person=row.assigned is not None,
            name=row.name,
            room=row.room,
            key_person=row.key_person or "",
            key_person_code=row.key_person_code or "",
            account_since=row.since,
            held=held[row.id],
            alone_since=row.alone_since,
        )
        for row in by_id.values()
    ]
    soon = booked_until(today)
    left = {row.id: row for row in rows if row.kind == LEFT}
    named = by_id | left
    return _OfTheChildren(
        [child for child in found if child.started_on <= soon],
        [child for child in found if child.started_on > soon],
        [
            agenda.AccountLeftOn(row.id, row.code, row.left_on, row.since, row.name)
            for row in left.values()
            if row.since and row.left_on
        ],
        [
            replace(held, code=named[held.child].code, name=named[held.child].name)
            for held in withdrawn
            if held.child in named
        ],
        entries_of(row for row in rows if row.kind == ENTRY),
    )


def children(
    connection: Connection, house: House, today: date, known: Known
) -> tuple[list[agenda.Child], list[agenda.Withdrawal]]:
    """The children on roll with their carers' answers, and what withdrawals call for, in two queries."""
    held = _children(connection, house, today, known, with_left=True)
    return held.children, held.withdrawals


def is_assigned(assigned: Table, child: Table, today: Day) -> ColumnElement[bool]:
    """The condition that an assignment names who is a child's key person on a day (CP-12).

    One who has left the setting, or is to come back, is nobody's, also where nobody ended the assignment. A
    child who has not started has the one of the first day. One that ended before it began was taken back.
    """
    person = table(StaffMember).alias()
    is_away = (
        select(person.c.id)
        .where(
            person.c.id == assigned.c.staff_id,
            or_(
                person.c.left_on < today,
                and_(person.c.started_on > today, person.c.started_on > child.c.started_on),
            ),
        )
        .exists()
    )
    return and_(
        assigned.c.child_id == child.c.id,
        or_(assigned.c.from_on <= today, assigned.c.from_on <= child.c.started_on),
        or_(
            assigned.c.until_on.is_(None),
            and_(assigned.c.until_on >= today, assigned.c.until_on >= assigned.c.from_on),
        ),
        ~is_away,
    )


def _had_key_person_until(child_id: Column[Any]) -> ScalarSelect[date]:
    """The last day on which a child had a key person, before the day given; nothing where they never had."""
    before, person = table(KeyPersonAssignment).alias(), table(StaffMember).alias()
    left_first = and_(
        person.c.left_on < TODAY, or_(before.c.until_on.is_(None), person.c.left_on < before.c.until_on)
    )
    return (
        select(func.max(case((left_first, person.c.left_on), else_=before.c.until_on)))
        .join(person, person.c.id == before.c.staff_id)
        .where(before.c.child_id == child_id, before.c.from_on <= TODAY)
        .correlate(child_id.table)
        .scalar_subquery()
    )


def holds_responsibility(carers: Table, on: date) -> ColumnElement[bool]:
    """The condition that a carer holds parental responsibility for the child on a day."""
    return and_(
        carers.c.has_parental_responsibility,
        or_(carers.c.responsible_from_on.is_(None), carers.c.responsible_from_on <= on),
        or_(carers.c.responsible_until_on.is_(None), carers.c.responsible_until_on >= on),
    )


def account_since(child_id: Column[Any], today: Day) -> ScalarSelect[date]:
    """Since when a child's journey account is on, as of `today`; nothing while it is not."""
    held, later = table(JourneyAccount), table(JourneyAccount).alias()
    newest = (
        select(later.c.id)
        .where(later.c.child_id == child_id, later.c.on <= today)
        .order_by(later.c.on.desc(), later.c.id.desc())
        .limit(1)
        .correlate(child_id.table)  # two selects deep, where nothing is correlated by itself
        .scalar_subquery()
    )
    return (
        select(held.c.on).where(held.c.id == newest, held.c.event != consent.Account.CLOSED).scalar_subquery()
    )


@lru_cache(maxsize=32)
def _of_the_answers(in_sight: InSight, *, with_left: bool) -> Select[Any]:
    consents, children, followed = table(Consent), table(Child), table(ConsentFollowUp)
    # As lists of numbers: joined, either store would go through every answer that ever was given.
    of_those_here = among(consents.c.child_id, select(children.c.id).where(_may_lack_consent(children)))
    # What a withdrawal calls for is to be done while the child is away as well.
    undone = (
        select(consents.c.id)
        .join(children, children.c.id == consents.c.child_id)
        .where(text(IS_WITHDRAWN), _is_away(children))
        .correlate(None)
    )
    return (
        select(
            consents.c.id,
            consents.c.child_id,
            consents.c.purpose_id,
            consents.c.carer_id,
            consents.c.answer,
            consents.c.on,
            followed.c.id.label("followed"),
            followed.c.what,
        )
        .outerjoin_from(
            consents,
            followed,
            and_(
                followed.c.consent_id == consents.c.id,
                followed.c.done_on <= TODAY,
                counts(ConsentFollowUp, followed),
            ),
        )
        .where(
            or_(of_those_here, among(consents.c.id, undone)) if with_left else of_those_here,
            consents.c.on <= TODAY,
            counts(Consent, consents),
            sight.only(consents.c.child_id, in_sight),
        )
        .order_by(consents.c.child_id, consents.c.id)
    )


def _answers(
    connection: Connection, house: House, today: date, in_sight: InSight, *, with_left: bool
) -> tuple[dict[int, dict[int, list[consent.Event]]], list[agenda.Withdrawal]]:
    """The answers for the children on roll by purpose in use, and the withdrawals with something left to do.

    A withdrawal is followed up even where the purpose is not asked any more, and while the child is away
    where `with_left` asks for that. Its child's code and name are the caller's to add.
    """
    rows = connection.execute(_of_the_answers(in_sight, with_left=with_left), given(today)).all()
    events: dict[int, dict[int, list[consent.Event]]] = defaultdict(lambda: defaultdict(list))
    withdrawn: dict[int, agenda.Withdrawal] = {}
    done: dict[int, list[consent.FollowUp | None]] = defaultdict(list)
    in_use = {purpose.id for purpose in house.purposes}
    last = 0
    for id_, child, purpose_row, carer, answer, on, is_followed, what in rows:
        purpose, wording = house.purpose_of.get(purpose_row, (0, 0))
        if is_followed is not None:
            done[id_].append(what)
        if id_ == last:
            continue  # the same answer again, with another thing that was done about it
        last = id_
        if purpose in in_use:
            events[child][purpose].append(consent.Event(carer, answer, on, wording, id_))
        if answer is consent.Answer.WITHDRAWN and purpose in house.follow_ups:
            title, must_follow = house.follow_ups[purpose]
            withdrawn[id_] = agenda.Withdrawal(id_, child, "", title, on, to_do=must_follow, purpose=purpose)
    left = (
        replace(held, to_do=consent.left_to_do(held.to_do, done[held.id]), done=len(done[held.id]))
        for held in withdrawn.values()
    )
    return events, [held for held in left if held.to_do]


SIGNED_OFF, READ, TRAINED, IN_NEW_ROLE = "signed off", "read", "trained", "in a new role"


def people(
    connection: Connection, house: House, today: date, *, staff_id: int | None = None
) -> list[agenda.Person]:
    """Everyone who is here or about to start, or one of them, with what was signed off; one query."""
    return _people(connection, house, today, staff_id=staff_id)[0]


@lru_cache(maxsize=32)
def _of_the_people(staff_id: int | None) -> Select[Any]:
    staff, account = table(StaffMember), table(Account)
    signed_off, read, trained = table(InductionRecord), table(InductionReading), table(SafeguardingTraining)
    changed = table(RoleChange)
    done = union_all(
        select(
            literal(SIGNED_OFF).label("kind"),
            signed_off.c.id.label("number"),
            signed_off.c.staff_id,
            signed_off.c.topic_id,
            signed_off.c.on,
            signed_off.c.is_needed,
            literal("").label("role_before"),
        ).where(counts(InductionRecord, signed_off)),
        select(
            literal(READ), read.c.id, read.c.staff_id, read.c.topic_id, read.c.on, literal(True), literal("")
        ),
        select(
            literal(TRAINED),
            trained.c.id,
            trained.c.staff_id,
            null(),
            trained.c.on,
            literal(True),
            literal(""),
        ).where(counts(SafeguardingTraining, trained)),
        select(
            literal(IN_NEW_ROLE),
            changed.c.id,
            changed.c.staff_id,
            null(),
            changed.c.from_on,
            literal(True),
            cast(changed.c.role_before, String),
        ),
    ).subquery()
    could_sign_in = and_(staff.c.left_on < TODAY, account.c.id.is_not(None))
    return (
        select(
            staff.c.id,
            staff.c.code,
            staff.c.name,
            staff.c.role,
            staff.c.started_on,
            staff.c.first_day_on,
            staff.c.left_on,
            account.c.id.label("account"),
            done.c.kind,
            done.c.topic_id,
            done.c.on,
            done.c.is_needed,
            done.c.role_before,
        )
        .outerjoin(account, and_(account.c.staff_id == staff.c.id, account.c.closed_at.is_(None)))
        # A role that began since says which was the one on the day given.
        .outerjoin(
            done,
            and_(done.c.staff_id == staff.c.id, or_(done.c.on <= TODAY, done.c.kind == IN_NEW_ROLE)),
        )
        .where(
            or_(is_here(staff), could_sign_in),
            literal(True) if staff_id is None else staff.c.id == staff_id,
        )
        .order_by(staff.c.code, account.c.id, done.c.number)
    )


def _people(
    connection: Connection, house: House, today: date, *, staff_id: int | None = None
) -> tuple[list[agenda.Person], list[agenda.Leaver]]:
    """Everyone who is here or about to start, and who has left and could still sign in; one query.

    What was signed off, read and trained in comes as one list beside the people: three joins would multiply.
    """
    rows = connection.execute(_of_the_people(staff_id), given(today)).all()
    by_id: dict[int, Any] = {}
    accounts: dict[int, Any] = {}
    by_kind: dict[str, dict[int, dict[int, list[induction.SignOff]]]] = {
        kind: defaultdict(lambda: defaultdict(list)) for kind in (SIGNED_OFF, READ)
    }
    trained_on: dict[int, date] = {}
    roles_before: dict[int, list[induction.RoleBefore]] = defaultdict(list)
    for row in rows:
        first = by_id.setdefault(row.id, row)
        if row.account and row.left_on and row.left_on < today:
            accounts[row.account] = row
        if row.account != first.account:
            continue  # somebody with two accounts: what was done is read once
        if row.kind == TRAINED:
            trained_on[row.id] = max(row.on, trained_on.get(row.id, row.on))
        elif row.kind == IN_NEW_ROLE:
            before = induction.RoleBefore(induction.Role(row.role_before), row.on)
            roles_before[row.id].append(before)
        elif row.topic_id in house.topic_of:
            topic, version = house.topic_of[row.topic_id]
            by_kind[row.kind][row.id][topic].append(induction.SignOff(row.on, version, row.is_needed))
    return [
        agenda.Person(
            id=row.id,
            code=row.code,
            facts=induction.Person(
                row.role, row.started_on, row.first_day_on, row.left_on, tuple(roles_before[row.id])
            ),
            sign_offs=by_kind[SIGNED_OFF][row.id],
            name=row.name,
            readings=by_kind[READ][row.id],
            trained_on=trained_on.get(row.id),
        )
        for row in by_id.values()
        if row.left_on is None or row.left_on >= today
    ], [
        agenda.Leaver(account, row.id, row.code, row.role, row.left_on, row.name)
        for account, row in accounts.items()
    ]
