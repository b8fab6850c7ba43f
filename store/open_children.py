"""The children of the agenda: on roll, booked, or gone with something left to undo (DR-4 to DR-6, CP-12).

Read with their carers' answers in two queries, whose number does not grow with the records.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    CompoundSelect,
    Connection,
    Select,
    Table,
    and_,
    case,
    exists,
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
    Carer,
    Child,
    Consent,
    ConsentAsked,
    ConsentFollowUp,
    ConsentNoAnswer,
    DevelopmentalRecord,
    FileEntry,
    FileOut,
    JourneyAccount,
    KeyPersonAssignment,
    Mistake,
    StaffMember,
)
from rules import agenda, consent
from rules.children import stay_before_until
from rules.developmental import Event
from rules.need_to_know import Thing
from rules.working_days import london_day
from store import sight
from store.asked_day import BOOKED_UNTIL, TODAY, Day, booked_until, given
from store.files_out import is_out
from store.house import House
from store.mistakes import counts
from store.open_entries import ENTRY, entries_of, is_gone, open_entries
from store.sight import InSight
from store.tables import among, table

CHILD, LEFT, FORM, NO_ANSWER, OUT = "child", "left", "form", "no answer", "out"


def _may_lack_consent(child: Table) -> ColumnElement[bool]:
    """The condition that a child is here, or is booked further ahead with a journey account that is on, or
    with a consent that was withdrawn: whether it was given again says what is to be done."""
    held = table(Consent).alias()
    withdrew = select(held.c.id).where(held.c.child_id == child.c.id, text(IS_WITHDRAWN), held.c.on <= TODAY)
    return and_(
        or_(child.c.left_on.is_(None), child.c.left_on >= TODAY),
        or_(
            child.c.started_on <= BOOKED_UNTIL,
            account_since(child.c.id, TODAY).is_not(None),
            withdrew.correlate(child).exists(),
        ),
    )


def _is_away(child: Table) -> ColumnElement[bool]:
    """The condition that a child has left, or is to come later than the agenda looks ahead."""
    return or_(child.c.left_on < TODAY, child.c.started_on > BOOKED_UNTIL)


@dataclass(frozen=True)
class OpenChildren:
    """What the agenda takes of the children."""

    children: list[agenda.Child] = field(default_factory=list)
    booked: list[agenda.Child] = field(default_factory=list)
    accounts_left_on: list[agenda.AccountLeftOn] = field(default_factory=list)
    withdrawals: list[agenda.Withdrawal] = field(default_factory=list)
    entries: list[agenda.FileEntry] = field(default_factory=list)
    files_out: list[agenda.FileOut] = field(default_factory=list)


@lru_cache(maxsize=32)
def _of_those_who_left(in_sight: InSight) -> Select[Any]:
    """The children who are away and of whom something may still have to be undone, in the same columns."""
    children, accounts, consents, mistake = (
        table(Child),
        table(JourneyAccount),
        table(Consent),
        table(Mistake),
    )
    switched = select(accounts.c.child_id).where(text(SAYS_ON), accounts.c.on <= TODAY)
    closed = select(accounts.c.child_id).where(text(SAYS_CLOSED), accounts.c.on <= TODAY)
    may_ask = union(
        # On and never closed; or on more than once, of whom `account_since` has the last word. From indexes
        # alone: nearly all of those who left have an account that is closed.
        select(switched.except_(closed).subquery()),
        switched.group_by(accounts.c.child_id).having(func.count() > 1),
        # Or with a line that was recorded by mistake, which are few: it may be the one that closed it.
        select(accounts.c.child_id)
        .join_from(mistake, accounts, accounts.c.id == mistake.c.record_id)
        .where(mistake.c.thing == accounts.name),
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
        *[null()] * 7,
    ).where(
        _is_away(children),
        among(children.c.id, may_ask),
        sight.only(children.c.id, in_sight),
        counts(Child, children),
    )


def _last_of_forms(kind: str, model: type[ConsentAsked | ConsentNoAnswer], in_sight: InSight) -> Select[Any]:
    """When a form was last handed out for each child who has not left, or it was last recorded that no answer
    came, by the wording it asked on, in the same columns: the wording in that of the carer, the day in that
    of the start."""
    asked, children = table(model), table(Child)
    not_left = select(children.c.id).where(or_(children.c.left_on.is_(None), children.c.left_on >= TODAY))
    return (
        select(
            literal(kind),
            asked.c.child_id,
            *[literal("")] * 2,
            func.max(asked.c.on),
            null(),
            asked.c.purpose_id,
            literal(False),
            null(),
            *[literal("")] * 4,
            null(),
            literal(""),
            literal(0),
            *[null()] * 7,
        )
        .where(
            asked.c.on <= TODAY,
            among(asked.c.child_id, not_left),
            counts(model, asked),
            sight.only(asked.c.child_id, in_sight),
        )
        .group_by(asked.c.child_id, asked.c.purpose_id)
    )


def _out(in_sight: InSight) -> Select[Any]:
    """The files that are out of the cabinet, in the same columns: the line by which each was taken out in
    that of the child, the child in that of the carer, the day in that of the start."""
    taken, children = table(FileOut), table(Child)
    columns = select(
        literal(OUT),
        taken.c.id,
        children.c.code,
        children.c.name,
        taken.c.on,
        null(),
        children.c.id,
        literal(False),
        null(),
        *[literal("")] * 4,
        null(),
        literal(""),
        literal(0),
        *[null()] * 7,
    )
    return columns.join_from(taken, children, children.c.id == taken.c.child_id).where(
        is_out(taken, TODAY),
        sight.only(children.c.id, in_sight),
        counts(Child, children),
    )


@lru_cache(maxsize=32)
def _of_the_children(
    in_sight: InSight, in_files: InSight, entries: Select[Any] | None, left: Select[Any] | None
) -> CompoundSelect[Any]:
    children, carers, mistake = table(Child), table(Carer), table(Mistake)
    assigned, staff = table(KeyPersonAssignment), table(StaffMember)
    # The forms that were handed out, and the entries that ask for something, come along as rows of another
    # kind, so that it stays one query.
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
            (
                _has_order(children)
                if entries is None
                else _has_order(children) + _records_there(children.c.id)
            ).label("order"),
            carers.c.responsible_from_on.label("from_on"),
            carers.c.responsible_until_on.label("until_on"),
            case((assigned.c.id.is_(None), _had_key_person_until(children.c.id))).label("alone_since"),
            case(
                (or_(assigned.c.until_on.is_(None), assigned.c.until_on > staff.c.left_on), staff.c.left_on)
            ).label("key_person_leaves_on"),
            next_key_person_on(children.c.id).label("next_key_person_on"),
            mistake.c.recorded_at.label("no_carer_since"),
            children.c.left_before_on,
        )
        .select_from(children)
        .outerjoin(carers, carers.c.child_id == children.c.id)
        .outerjoin(mistake, and_(mistake.c.thing == carers.name, mistake.c.record_id == carers.c.id))
        .outerjoin(assigned, is_assigned(assigned, children, TODAY))
        .outerjoin(staff, staff.c.id == assigned.c.staff_id)
        .where(_may_lack_consent(children), sight.only(children.c.id, in_sight), counts(Child, children)),
        _last_of_forms(FORM, ConsentAsked, in_sight),
        _last_of_forms(NO_ANSWER, ConsentNoAnswer, in_sight),
        *([] if left is None else [left]),
        *([] if entries is None else [entries.where(sight.only(children.c.id, in_files)), _out(in_files)]),
    )


def read(
    connection: Connection,
    house: House,
    today: date,
    *,
    with_entries: bool = False,
    with_left: bool = False,
) -> OpenChildren:
    """The children on roll and the withdrawals; if asked, the entries that ask for something, and what is to
    be undone of children who left."""
    in_sight = sight.children(connection, Thing.CONSENT, today)
    entries = open_entries(house.rules.entry_days) if with_entries else None
    left_ones = _of_those_who_left(in_sight) if with_left else None
    in_files = sight.children(connection, Thing.FILE_ENTRY, today) if with_entries else None
    statement = _of_the_children(in_sight, in_files, entries, left_ones)
    rows = connection.execute(statement, given(today)).all()
    held: dict[int, dict[int, consent.Held]] = defaultdict(dict)
    by_id = {}
    no_carers: dict[int, date] = {}
    before_until: dict[int, date] = {}
    for row in sorted((row for row in rows if row.kind == CHILD), key=lambda row: row.code):
        by_id[row.id] = row
        if (until := stay_before_until(row.left_before_on, started_on=row.started_on)) and until < today:
            before_until[row.id] = until
        if row.no_carer_since:
            no_carers[row.carer] = london_day(row.no_carer_since)
        elif row.responsible:
            held[row.id][row.carer] = consent.Held(row.from_on, row.until_on)
    forms_given: dict[int, dict[int, date]] = defaultdict(dict)
    no_answer_on: dict[int, dict[int, date]] = defaultdict(dict)
    for row in rows:
        if row.kind in (FORM, NO_ANSWER):
            last_on = forms_given if row.kind == FORM else no_answer_on
            if not consent.has_ended(row.started_on, before_until.get(row.id), on=today):
                last_on[row.id][row.carer] = row.started_on
    events, withdrawn, answered = _answers(
        connection, house, today, in_sight, held, before_until, with_left=with_left
    )
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
            key_person_leaves_on=row.key_person_leaves_on,
            next_key_person_on=row.next_key_person_on,
            has_entries=not with_entries or bool(row.order & HAS_ENTRIES),
            has_place=not with_entries or bool(row.order & HAS_PLACE),
            has_file_gone=bool(row.order & HAS_FILE_GONE),
            has_court_order=bool(row.order & HAS_ORDER),
            forms_given=forms_given[row.id],
            no_answer_on=no_answer_on[row.id],
            stay_before_until=before_until.get(row.id),
            no_carer_since=min((no_carers[c] for c in answered[row.id] if c in no_carers), default=None),
        )
        for row in by_id.values()
    ]
    soon = booked_until(today)
    left = {row.id: row for row in rows if row.kind == LEFT}
    named = by_id | left
    return OpenChildren(
        [child for child in found if child.started_on <= soon],
        [child for child in found if child.started_on > soon],
        [
            agenda.AccountLeftOn(row.id, row.code, row.left_on, row.since, row.name)
            for row in left.values()
            if row.since and row.left_on and row.left_on < today  # not one who is to come, and go
        ],
        [
            replace(held, code=named[held.child].code, name=named[held.child].name)
            for held in withdrawn
            if held.child in named
        ],
        entries_of(row for row in rows if row.kind == ENTRY),
        [
            agenda.FileOut(row.id, row.carer, row.code, row.started_on, row.name)
            for row in rows
            if row.kind == OUT
        ],
    )


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


HAS_ENTRIES, HAS_PLACE, HAS_ORDER, HAS_FILE_GONE = 1, 2, 4, 8


def _has_order(children: Table) -> ColumnElement[int]:
    """Whether a court order is in the file of a child, in the number of `_records_there`."""
    return case((children.c.has_court_order, HAS_ORDER), else_=0)


def _records_there(child_id: Column[Any]) -> ColumnElement[int]:
    """Which of the two kinds of records is known of a child, as one number: no row has more columns.

    Papers that went with a stay before are no file of a child who came back.
    """
    entry, kept = table(FileEntry), table(DevelopmentalRecord)
    is_listed = and_(entry.c.child_id == child_id, entry.c.written_on <= TODAY, counts(FileEntry, entry))
    has_entries = exists().where(is_listed, ~is_gone(entry, TODAY))
    has_place = exists().where(
        kept.c.child_id == child_id,
        kept.c.event == Event.KEPT,
        kept.c.on <= TODAY,
        counts(DevelopmentalRecord, kept),
    )
    of_the_file = case((has_entries, HAS_ENTRIES), (exists().where(is_listed), HAS_FILE_GONE), else_=0)
    return of_the_file + case((has_place, HAS_PLACE), else_=0)


def _had_key_person_until(child_id: Column[Any]) -> ScalarSelect[date]:
    """The last day on which a child had a key person, before the day given; nothing where they never had.

    An assignment that ended before it began, by a mistake put right or with the person, covers no day.
    """
    before, person = table(KeyPersonAssignment).alias(), table(StaffMember).alias()
    left_first = and_(
        person.c.left_on < TODAY, or_(before.c.until_on.is_(None), person.c.left_on < before.c.until_on)
    )
    last_day = case((left_first, person.c.left_on), else_=before.c.until_on)
    return (
        select(func.max(last_day))
        .join(person, person.c.id == before.c.staff_id)
        .where(before.c.child_id == child_id, before.c.from_on <= TODAY, last_day >= before.c.from_on)
        .correlate(child_id.table)
        .scalar_subquery()
    )


def next_key_person_on(child_id: Column[Any]) -> ScalarSelect[date]:
    """The first day after the day given from which somebody is chosen as a child's key person.

    Whoever is it from the first day of a child who has not started is not the next one (see `is_assigned`).
    """
    chosen, person = table(KeyPersonAssignment).alias(), table(StaffMember).alias()
    begins_on = case((person.c.started_on > chosen.c.from_on, person.c.started_on), else_=chosen.c.from_on)
    return (
        select(func.min(begins_on))
        .join(person, person.c.id == chosen.c.staff_id)
        .where(
            chosen.c.child_id == child_id,
            chosen.c.from_on > TODAY,
            begins_on > child_id.table.c.started_on,
            or_(chosen.c.until_on.is_(None), chosen.c.until_on >= chosen.c.from_on),
            or_(person.c.left_on.is_(None), person.c.left_on >= chosen.c.from_on),
        )
        .correlate(child_id.table)
        .scalar_subquery()
    )


def account_since(child_id: Column[Any], today: Day) -> ScalarSelect[date]:
    """Since when a child's journey account is on, as of `today`; nothing while it is not."""
    held, later = table(JourneyAccount), table(JourneyAccount).alias()
    newest = (
        select(later.c.id)
        .where(later.c.child_id == child_id, later.c.on <= today, counts(JourneyAccount, later))
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
            consents.c.recorded_at,
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
    connection: Connection,
    house: House,
    today: date,
    in_sight: InSight,
    held: Mapping[int, Mapping[int, consent.Held]],
    before_until: Mapping[int, date],
    *,
    with_left: bool,
) -> tuple[dict[int, dict[int, list[consent.Event]]], list[agenda.Withdrawal], dict[int, set[int]]]:
    """The answers for the children on roll by purpose in use, or of a journey that is asked no more; the
    withdrawals, and the refusals that ended another carer's consent, with something left to do; and which
    carers answered for each child, whose carers with responsibility are `held`.

    What was answered in the stay before, `before_until` of a child who came back, is none of the answers.
    What a no of then calls for stays to be done: what was put up on the yes before it may hang there still.
    A withdrawal is followed up even where the purpose is not asked any more, and while the child is away
    where `with_left` asks for that. Its child's code and name are the caller's to add.
    """
    rows = connection.execute(_of_the_answers(in_sight, with_left=with_left), given(today)).all()
    events: dict[int, dict[int, list[consent.Event]]] = defaultdict(lambda: defaultdict(list))
    withdrawn: list[agenda.Withdrawal] = []
    asked_in: dict[int, int] = {}  # by the answer: the row of its purpose, in the wording that was answered
    done: dict[int, list[consent.FollowUp | None]] = defaultdict(list)
    in_use = {purpose.id for purpose in house.purposes}
    if house.retired_journey:
        in_use.add(house.retired_journey.id)
    answered: dict[int, set[int]] = defaultdict(set)
    last = 0
    for id_, child, purpose_row, carer, answer, on, recorded_at, is_followed, what in rows:
        answered[child].add(carer)
        purpose, wording = house.purpose_of.get(purpose_row, (0, 0))
        if is_followed is not None:
            done[id_].append(what)
        if id_ == last:
            continue  # the same answer again, with another thing that was done about it
        last = id_
        if purpose in in_use:
            events[child][purpose].append(consent.Event(carer, answer, on, wording, id_, recorded_at))
        if answer is not consent.Answer.GIVEN:
            asked_in[id_] = purpose_row
        if answer is consent.Answer.WITHDRAWN and purpose in house.follow_ups:
            withdrawn.append(agenda.Withdrawal(id_, child, "", "", on, purpose=purpose))
    counting: dict[int, dict[int, list[consent.Event]]] = defaultdict(dict)
    ended: dict[tuple[int, int], agenda.Withdrawal] = {}  # by child and purpose
    for child, by_purpose in events.items():
        of_child = held.get(child, {})
        for purpose, said in by_purpose.items():
            counts_by_days = consent.without_consents_of_before(said, of_child)
            counting[child][purpose] = consent.without_those_of_the_stay_before(
                counts_by_days, before_until.get(child), on=today
            )
            found = consent.ending_refusal(counts_by_days, held=of_child, on=today)
            if found and purpose in house.follow_ups:
                refusal, since = found
                ended[child, purpose] = agenda.Withdrawal(
                    refusal.order, child, "", "", since, purpose=purpose, is_refusal=True
                )
    # Who withdraws later ends nothing that was still allowed: the refusal asks for what is left.
    counts_still = (
        one
        for one in withdrawn
        if (by := ended.get((one.child, one.purpose))) is None or one.withdrawn_on < by.withdrawn_on
    )
    left = []
    for one in (*counts_still, *ended.values()):
        title, must_follow = house.follow_ups[one.purpose]
        asked_then = house.follow_ups_then[asked_in[one.id]]
        to_do = consent.left_to_do(must_follow, done[one.id], asked_then=asked_then)
        if to_do:
            left.append(replace(one, title=title, to_do=to_do, done=len(done[one.id])))
    return counting, left, answered
