"""The children, their carers, and the people of the setting (clauses CP-12, PR-6, OR-2)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select
from sqlalchemy.orm import Session

from models import Account, Carer, Child, KeyPersonAssignment, RoleChange, StaffMember, Supervision
from rules import managers
from rules.children import key_person_by, key_person_problems, several_key_person_problems
from rules.induction import (
    KEY_PEOPLE,
    ON_THE_COMMITTEE,
    SUPERVISED,
    TRAINEES,
    Role,
    namesake_problems,
    person_problems,
)
from rules.need_to_know import Act, Thing, may
from rules.problems import still_here_problem
from rules.words import is_one_name, one_line
from store import accounts, codes, mistakes, sessions, sight
from store.asked_day import TODAY, booked_until, given
from store.cabinet import Cabinet, Who
from store.house import read_house
from store.induction import advised, as_chosen, placement
from store.last_day import is_last_manager_in, is_shut, signs_in, without_manager
from store.mistakes import counts
from store.open_children import is_assigned, next_key_person_on
from store.refusal import Refused, refuse_if, refuse_if_changed
from store.tables import table

LATELY = timedelta(weeks=12)  # a leaving day that was wrong is put right by then, or found by the name
YEARS_RECORDS_ARE_KEPT = 25  # as long as any record of a child is usually kept (law L8.3)
_ANOTHER_CHOSEN = {"supervisor": "Somebody else has chosen another supervisor in the meantime."}


@dataclass(frozen=True)
class KnownCarer:
    """A carer of a child, to choose from."""

    id: int
    name: str


@dataclass(frozen=True)
class KnownChild:
    """A child with the carers, to choose from or to list."""

    id: int
    code: str
    name: str
    started_on: date
    left_on: date | None
    has_court_order: bool
    carers: tuple[KnownCarer, ...] = ()


@dataclass(frozen=True)
class KnownPerson:
    """Someone of the setting, to choose from."""

    id: int
    code: str
    name: str
    role: Role
    started_on: date
    first_day_on: date | None
    left_on: date | None


def children(
    connection: Connection, today: date, *, left_since: date | None = None, child_id: int | None = None
) -> list[KnownChild]:
    """The children on roll on `today` and those who left since a day, by name; or one; one query."""
    child, carer = table(Child), table(Carer)
    rows = connection.execute(
        select(child, carer.c.id.label("carer_id"), carer.c.name.label("carer"))
        .select_from(child)
        .outerjoin(carer, and_(carer.c.child_id == child.c.id, counts(Carer, carer)))
        .where(
            child.c.id == child_id
            if child_id is not None
            else or_(child.c.left_on.is_(None), child.c.left_on >= (left_since or today)),
            sight.only(child.c.id, sight.children(connection, Thing.CHILD, today)),
            counts(Child, child),
        )
        .order_by(child.c.id, carer.c.id)
    ).all()
    carers: dict[int, dict[int, KnownCarer]] = defaultdict(dict)
    found = {}
    for row in rows:
        found[row.id] = row
        if row.carer_id:
            carers[row.id][row.carer_id] = KnownCarer(row.carer_id, row.carer)
    known = (
        KnownChild(
            id=row.id,
            code=row.code,
            name=row.name,
            started_on=row.started_on,
            left_on=row.left_on,
            has_court_order=row.has_court_order,
            carers=tuple(carers[row.id].values()),
        )
        for row in found.values()
    )
    return sorted(known, key=lambda child: (sight.in_lists(connection, child.name), child.id))


def child(connection: Connection, today: date, child_id: int) -> KnownChild | None:
    """One child, or None where there is none of that number."""
    return next(iter(children(connection, today, child_id=child_id)), None)


def with_court_order(connection: Connection, codes: Collection[str], today: date) -> list[str]:
    """Of the children with these codes those in whose file a court order is, by code; none out of sight."""
    child = table(Child)
    in_sight = sight.only_seen(connection, child.c.id, Thing.CHILD, today)
    asked = select(child.c.code).where(
        child.c.code.in_(codes), child.c.has_court_order, in_sight, counts(Child, child)
    )
    return sorted(connection.scalars(asked))


def children_with_records(connection: Connection, today: date) -> list[KnownChild]:
    """The children on roll and those who left within the time that any of their records is usually kept."""
    since = today - timedelta(days=365 * YEARS_RECORDS_ARE_KEPT)
    return children(connection, today, left_since=since)


def staff(
    connection: Connection, today: date, *, also: int | None = None, left_since: date | None = None
) -> list[KnownPerson]:
    """Everyone who is here or about to start, and who left since a day, by name; one query.

    `also` is one more, whenever they left.
    """
    person, since = table(StaffMember), left_since or today
    rows = connection.execute(
        select(person).where(
            or_(person.c.left_on.is_(None), person.c.left_on >= since, person.c.id == (also or 0))
        )
    ).mappings()
    known = (KnownPerson(**row) for row in rows)
    return sorted(known, key=lambda one: (sight.in_lists(connection, one.name), one.id))


def staff_of_late(connection: Connection, today: date) -> list[KnownPerson]:
    """The same with those who left within weeks: what they did before is recorded after they have gone."""
    return staff(connection, today, left_since=today - LATELY)


def chairperson(connection: Connection, today: date) -> str:
    """Who holds the office on a day, by name: not who is to take it over.

    Nothing where nobody does, nor where two do: one of them may have handed it over, and a letter to the
    wrong one would tell them of a family.
    """
    held = [
        person.name
        for person in staff(connection, today)
        if person.role is Role.CHAIRPERSON and person.started_on <= today
    ]
    return held[0] if len(held) == 1 else ""


def leavers(connection: Connection, today: date) -> list[KnownPerson]:
    """Everyone who has left, the last first; one query."""
    person = table(StaffMember)
    rows = connection.execute(
        select(person).where(person.c.left_on < today).order_by(person.c.left_on.desc(), person.c.code)
    ).mappings()
    return [KnownPerson(**row) for row in rows]


def booked(connection: Connection, today: date) -> list[KnownPerson]:
    """Everyone who starts so far ahead that nothing is asked of them yet, by name; one query."""
    return [person for person in staff(connection, today) if person.started_on > booked_until(today)]


def who_may_be_key_person(connection: Connection, today: date) -> list[KnownPerson]:
    """The people who may be a child's key person: not the committee, students or volunteers."""
    return [person for person in staff(connection, today) if person.role in KEY_PEOPLE]


@dataclass(frozen=True)
class Assignment:
    """A key person's assignment to a child."""

    id: int
    code: str
    name: str
    from_on: date
    until_on: date | None
    reason: str = ""  # why somebody who was not signed off for it was chosen
    leaves_on: date | None = None  # the person's last day in the setting, where it is known


def newest_assignment(connection: Connection, child_id: int) -> Assignment | None:
    """The key person who was chosen last for a child; None where nobody ever was, or out of sight."""
    return newest_assignments(connection, [child_id]).get(child_id)


def newest_assignments(connection: Connection, child_ids: Collection[int]) -> dict[int, Assignment]:
    """The key person who was chosen last for each of the children, where somebody was; one query."""
    held, staff = table(KeyPersonAssignment), table(StaffMember)
    rows = connection.execute(
        select(
            held.c.child_id,
            held.c.id,
            staff.c.code,
            staff.c.name,
            held.c.from_on,
            held.c.until_on,
            held.c.reason,
            staff.c.left_on,
        )
        .join(staff, staff.c.id == held.c.staff_id)
        .where(
            held.c.child_id.in_(child_ids),
            sight.only(held.c.child_id, sight.children(connection, Thing.CHILD)),
        )
        .order_by(held.c.id)
    ).all()
    return {row.child_id: Assignment(*row[1:]) for row in rows}


def assign_key_person(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int | None,
    staff_id: int | None,
    from_on: date | None,
    reason: str = "",
    seen: Mapping[str, int | None] | None = None,
    token: str | None = None,
) -> None:
    """Makes a member of staff the child's key person from a day on; the one before ends the day before.

    `reason` is why, where somebody is chosen who was not signed off for it (PR-6).
    `seen` is the number of the newest assignment that the form showed, as `staff`. Raises `ChangedMeanwhile`
    where somebody chose meanwhile, and `Refused` by field, such as for a person who is a student (CP-12).
    """
    with cabinet.writing(who, Thing.CHILD, token=token) as session:
        child = mistakes.standing(session, Child, child_id)
        person = session.get(StaffMember, staff_id) if staff_id else None
        refuse_if(
            key_person_problems(
                as_chosen(session.connection(), person, from_on),
                child=child,
                started_on=child.started_on if child else None,
                left_on=child.left_on if child else None,
                from_on=from_on,
                reason=reason,
                own_children=_own_children(session, person, [child] if child else []),
            )
        )
        if child is None or person is None or from_on is None:
            raise Refused({})
        newest = newest_assignment(session.connection(), child.id or 0)
        refuse_if_changed(
            seen,
            SimpleNamespace(staff=newest.id if newest else None),
            {
                "staff": "Somebody else has chosen a key person in the meantime: see above. Record yours "
                "again if it is to replace that."
            },
        )
        _assign(session, child, person, from_on, reason)


def assign_key_person_of_several(
    cabinet: Cabinet,
    who: Who,
    *,
    child_ids: Collection[int],
    staff_id: int | None,
    from_on: date | None,
    reason: str = "",
    seen: Mapping[str, Mapping[int, int | None]] | None = None,
    token: str | None = None,
) -> int:
    """As `assign_key_person`, of several children, such as all of somebody who leaves, and gives how many.

    A child who starts later has the key person from the first day. `seen` is, as `children`, the number of
    the newest assignment of each child that the form showed.
    """
    with cabinet.writing(who, Thing.CHILD, token=token) as session:
        children = [child for child_id in child_ids if (child := mistakes.standing(session, Child, child_id))]
        person = session.get(StaffMember, staff_id) if staff_id else None
        refuse_if(
            several_key_person_problems(
                as_chosen(session.connection(), person, from_on),
                leaving={child.code: child.left_on for child in children},
                starting={child.code: child.started_on for child in children},
                from_on=from_on,
                reason=reason,
                own_children=_own_children(session, person, children),
            )
        )
        if person is None or from_on is None:
            raise Refused({})
        newest = newest_assignments(session.connection(), child_ids)
        now = {child.id: newest[child.id].id if child.id in newest else None for child in children}
        refuse_if_changed(
            seen,
            SimpleNamespace(children={**(seen or {}).get("children", {}), **now}),
            {
                "children": "Somebody else has chosen a key person of some of them in the meantime: see the "
                "list. Record yours again if it is to replace that."
            },
        )
        for child in children:
            _assign(session, child, person, max(from_on, child.started_on), reason)
        return len(children)


def _own_children(session: Session, person: StaffMember | None, children: Sequence[Child]) -> list[str]:
    """The codes of those of these children of whom a carer has the person's name.

    Raises `NotAllowed` where the person who writes is a carer of one of them, and may choose nobody.
    """
    look, carer = session.connection(), table(Carer)
    for child in children:
        sight.require(look, Act.RECORD, Thing.CHILD, child.id)
    codes = {child.id: child.code for child in children}
    asked = select(carer.c.child_id, carer.c.name).where(carer.c.child_id.in_(codes), counts(Carer, carer))
    return sorted(
        {codes[of] for of, name in look.execute(asked) if person and is_one_name(name, person.name)}
    )


def _assign(session: Session, child: Child, person: StaffMember, from_on: date, reason: str) -> None:
    """Makes a person the child's key person from a day on; the one before ends the day before."""
    for held in _assignments(session, child.id or 0):
        if held.until_on is None or held.until_on >= from_on:
            # One that had not begun before ends before it begins: whoever was chosen by mistake, and put
            # right the same day, is the key person on no day and sees nothing (CP-12).
            held.until_on = from_on - timedelta(days=1)
    session.add(
        KeyPersonAssignment(
            child_id=child.id or 0,
            staff_id=person.id or 0,
            from_on=from_on,
            until_on=child.left_on,
            reason=reason.strip(),
        )
    )


def _assignments(session: Session, child_id: int) -> list[KeyPersonAssignment]:
    held = table(KeyPersonAssignment)
    return list(session.scalars(select(KeyPersonAssignment).where(held.c.child_id == child_id)))


def add_person(
    cabinet: Cabinet,
    who: Who,
    *,
    name: str,
    role: Role | None,
    started_on: date | None,
    first_day_on: date | None = None,
    left_on: date | None = None,
    supervisor_id: int | None = None,
    is_meant: bool = False,
    today: date,
    token: str | None = None,
) -> str:
    """Adds somebody of the setting and gives the code; a student with the one who supervises.

    Raises `Refused` by field, for instance where a student would have observed before being advised (OR-2);
    also where somebody of that name is in the register, unless that `is_meant`.
    """
    with cabinet.writing(who, Thing.INDUCTION, token=token) as session:
        supervisor = session.get(StaffMember, supervisor_id) if supervisor_id else None
        refuse_if(
            person_problems(
                name=name,
                role=role,
                started_on=started_on,
                first_day_on=first_day_on,
                left_on=left_on,
                supervisor=supervisor.role if supervisor else None,
                is_own_supervisor=False,
                advised_on=None,
                first_day_before=None,
                today=today,
            )
            | namesake_problems(of_one_name(session.connection(), name), is_meant=is_meant)
        )
        if role is None or started_on is None:
            raise Refused({})
        prefix = codes.COMMITTEE if role in ON_THE_COMMITTEE else codes.STAFF
        person = StaffMember(
            code=codes.next_code(session, StaffMember, prefix),
            name=one_line(name),
            role=role,
            started_on=started_on,
            first_day_on=first_day_on,
            left_on=left_on,
        )
        session.add(person)
        session.flush()
        if supervisor:
            _supervise(session, person, supervisor, who, from_on=started_on)
        accounts.tie_by_name(session, who)
        return person.code


def of_one_name(connection: Connection, name: str) -> list[str]:
    """Who has this name in the register, leavers too, by code; one query."""
    person = table(StaffMember).c
    named = connection.execute(select(person.code, person.name))
    return sorted(row.code for row in named if name.strip() and is_one_name(row.name, name))


@dataclass(frozen=True)
class LeftAlone:
    """How many children are to have another key person, and from which day, since somebody's days changed;
    and whether no manager is left."""

    children: int = 0
    from_on: date | None = None
    no_manager: managers.Gap | None = None  # where theirs is the last day of the last manager
    next_is_not_in: bool = False  # where the only other managers have never got in by their account
    stays_shut: bool = False  # an account of who had left, until the manager opens it again
    opens_again: bool = False  # one that was shut by a last day that was wrong


def change_person(
    cabinet: Cabinet,
    who: Who,
    *,
    staff_id: int,
    name: str,
    role: Role | None,
    started_on: date | None,
    first_day_on: date | None,
    left_on: date | None,
    role_from_on: date | None = None,
    supervisor_id: int | None = None,
    seen: Mapping[str, Any] | None = None,
    today: date,
    token: str | None = None,
) -> LeftAlone:
    """Changes who somebody is, their days and who supervises them; the trail keeps what was before.

    A new role counts from `role_from_on`: where that is the start, the role before was wrong from the start,
    or of the time before. One that may not be a key person's ends what the person was to key children the day
    before, and so does a start after the last day: whoever comes back has them again from then on (CP-12).
    What begins with the start is brought forward with it.
    `seen` is what the form showed, who supervises by their number; raises `ChangedMeanwhile` where that was
    changed, `Refused` by field. Returns for how many children another key person is to be chosen: where
    another last day is entered, or a role that has no key children.
    """
    with cabinet.writing(who, Thing.INDUCTION, token=token) as session:
        person = session.get(StaffMember, staff_id)
        if person is None:
            raise Refused({"name": "This person is no longer there. Open the form again."})
        supervisor = session.get(StaffMember, supervisor_id) if supervisor_id else None
        known = placement(session.connection(), staff_id)
        still_here = still_here_problem(
            person.started_on, person.left_on, new_started_on=started_on, today=today
        )
        refuse_if(
            ({"started_on": still_here} if still_here else {})
            | person_problems(
                name=name,
                role=role,
                role_before=person.role,
                role_from_on=role_from_on,
                role_before_from_on=known.role_from_on,
                started_on=started_on,
                first_day_on=first_day_on,
                left_on=left_on,
                supervisor=supervisor.role if supervisor else None,
                is_own_supervisor=supervisor_id == staff_id,
                advised_on=known.advised_on,
                first_day_before=person.first_day_on,
                today=today,
            )
        )
        now = {field: getattr(person, field, None) for field in seen or {}}
        now["supervisor"] = known.supervisor_id
        refuse_if_changed(seen, SimpleNamespace(**now), _ANOTHER_CHOSEN)
        if role is None or started_on is None:
            raise Refused({})
        alone = LeftAlone()
        if role_from_on and role is not person.role:
            alone = _change_role(session, who, person, role, role_from_on, today)
        stays_shut, opens_again = _accounts_of_who_had_left(session, who, person, started_on, left_on, today)
        has_key_children = role is person.role or role in KEY_PEOPLE
        if person.left_on and started_on > person.left_on:
            _come_back(session, staff_id, person.left_on, started_on if has_key_children else None)
        elif started_on < person.started_on and has_key_children:
            of_person = table(KeyPersonAssignment).c.staff_id == staff_id
            begin_earlier(session, of_person, person.started_on, started_on)
        person.name, person.role, person.started_on = one_line(name), role, started_on
        is_last_day_new = left_on is not None and left_on != person.left_on
        person.first_day_on, person.left_on = first_day_on, left_on
        if supervisor and role in SUPERVISED and supervisor.id != known.supervisor_id:
            _supervise(session, person, supervisor, who, from_on=max(today, person.started_on))
        session.flush()
        accounts.tie_by_name(session, who)
        alone = replace(alone, stays_shut=stays_shut, opens_again=opens_again)
        if left_on is None or not is_last_day_new:
            return alone
        look = session.connection()
        if not alone.children:
            children = _left_alone(look, staff_id, left_on, today)
            alone = replace(alone, children=children, from_on=left_on + timedelta(days=1))
        gap = without_manager(look, today, read_house(look, today).not_open)
        if gap:
            return replace(alone, no_manager=gap) if gap.last_day == left_on else alone
        return replace(alone, next_is_not_in=is_last_manager_in(look, staff_id, today))


def _accounts_of_who_had_left(
    session: Session, who: Who, person: StaffMember, started_on: date, left_on: date | None, today: date
) -> tuple[bool, bool]:
    """Whether an account that the last day shut stays shut, and whether one opens again, as that day goes.

    Of who comes back it stays shut, with that last day as its own, until the manager opens it: another time
    here is another access (OR-2). A day that was only wrong takes nobody's password away; but a manager's
    account is opened by a manager alone, as the deputy writes the register too (CP-8).
    """
    left = person.left_on
    if left is None or left >= today or (left_on is not None and left_on < today):
        return False, False
    held = table(Account).c
    asked = select(Account).where(held.staff_id == person.id, signs_in(held, today), is_shut(held, today))
    shut = list(session.scalars(asked))
    comes_back, gives_access = started_on > left, may(who.role, Act.RECORD, Thing.ACCOUNT)
    kept = [one for one in shut if comes_back or (one.role is Role.MANAGER and not gives_access)]
    for account in kept:
        account.until_on = left
        sessions.end_all_of(session, account.id or 0)
    return bool(kept), len(kept) < len(shut)


def _change_role(
    session: Session, who: Who, person: StaffMember, role: Role, from_on: date, today: date
) -> LeftAlone:
    """Keeps in which role somebody was before `from_on`, and ends what they were to key children where the
    new one has none: how many of them are to have another key person."""
    staff_id = person.id or 0
    session.add(
        RoleChange(staff_id=staff_id, role_before=person.role, from_on=from_on, recorded_by_id=who.account_id)
    )
    if role in KEY_PEOPLE:
        return LeftAlone()
    alone = _left_alone(session.connection(), staff_id, from_on - timedelta(days=1), today)
    _end_key_children(session, staff_id, from_on)
    return LeftAlone(alone, from_on)


def _left_alone(connection: Connection, staff_id: int, left_on: date, today: date) -> int:
    """How many children a person is the key person of on their last day, and nobody in time after it."""
    child, assigned = table(Child), table(KeyPersonAssignment)
    asked = (
        select(child.c.id, next_key_person_on(child.c.id))
        .select_from(child)
        .join(assigned, is_assigned(assigned, child, TODAY))
        .where(
            assigned.c.staff_id == staff_id,
            or_(assigned.c.until_on.is_(None), assigned.c.until_on > left_on),
            or_(child.c.left_on.is_(None), child.c.left_on > left_on),
            counts(Child, child),
        )
    )
    begins_on = {row[0]: row[1] for row in connection.execute(asked, given(left_on))}  # each child once
    house = read_house(connection, today)
    by = key_person_by(
        left_on + timedelta(days=1),
        within=house.rules.key_person_working_days,
        bank_holidays=house.bank_holidays,
    )
    return sum(day is None or day > by for day in begins_on.values())


def _come_back(session: Session, staff_id: int, left_on: date, started_on: date | None) -> None:
    """What somebody was to key children ended with the last day of the time before, and goes on from the
    start of this one, of whom nobody else was chosen for since; without a start it does not."""
    for before in _end_key_children(session, staff_id, left_on + timedelta(days=1)):
        child = session.get_one(Child, before.child_id)
        last = max(_assignments(session, before.child_id), key=lambda held: held.id or 0)
        if started_on and last is before and (child.left_on is None or child.left_on >= started_on):
            session.add(
                KeyPersonAssignment(
                    child_id=before.child_id,
                    staff_id=staff_id,
                    from_on=max(started_on, before.from_on),
                    until_on=child.left_on,
                    reason=before.reason,
                )
            )


def begin_earlier(session: Session, whose: ColumnElement[bool], began_on: date, on: date) -> None:
    """The assignments, of a child or of a key person, that were to begin on a first day begin on the new one,
    which is earlier: the child has a key person, who sees the record, from then on (CP-12). Days on which
    somebody else was it stay theirs."""
    held = table(KeyPersonAssignment).c
    has_a_day = or_(held.until_on.is_(None), held.until_on >= held.from_on)
    for assigned in list(
        session.scalars(select(KeyPersonAssignment).where(whose, held.from_on == began_on, has_a_day))
    ):
        others = select(func.max(held.until_on)).where(
            held.child_id == assigned.child_id, has_a_day, held.until_on < began_on
        )
        last = session.scalar(others)
        assigned.from_on = max(on, last + timedelta(days=1)) if last else on


def _end_key_children(session: Session, staff_id: int, from_on: date) -> list[KeyPersonAssignment]:
    held = table(KeyPersonAssignment).c
    goes_on = or_(held.until_on.is_(None), held.until_on >= from_on)
    asked = select(KeyPersonAssignment).where(held.staff_id == staff_id, goes_on)
    ended = list(session.scalars(asked))
    for assigned in ended:
        assigned.until_on = from_on - timedelta(days=1)
    return ended


@dataclass(frozen=True)
class KnownPlacement:
    """A student's placement: from when until when, advised of the policy since when, supervised by whom."""

    code: str
    name: str
    started_on: date
    first_day_on: date | None
    left_on: date | None
    advised_on: date | None
    supervisor_code: str
    supervisor: str


def placements(connection: Connection, today: date) -> list[KnownPlacement]:
    """The placements of today and those that ended within a year, the newest first; one query (OR-2).

    One of somebody who stayed in another role ended on the day before that began.
    """
    a_year_ago, changed = today - timedelta(days=365), table(RoleChange)
    student, supervisor, held = table(StaffMember), table(StaffMember).alias(), table(Supervision)
    last = table(Supervision).alias()
    newest = (
        select(func.max(last.c.id))
        .where(last.c.staff_id == student.c.id)
        .correlate(student)
        .scalar_subquery()
    )
    # A role that ended on the day it began was entered by mistake, and never was one.
    ended_on = (
        select(func.max(changed.c.from_on))
        .where(
            changed.c.staff_id == student.c.id,
            changed.c.role_before.in_(TRAINEES),
            changed.c.from_on > student.c.started_on,
        )
        .correlate(student)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            student.c.code,
            student.c.name,
            student.c.started_on,
            student.c.first_day_on,
            student.c.left_on,
            advised(student.c.id).label("advised_on"),
            func.coalesce(supervisor.c.code, "").label("supervisor_code"),
            func.coalesce(supervisor.c.name, "").label("supervisor"),
            student.c.role,
            ended_on.label("next_role_from_on"),
        )
        .select_from(student)
        .outerjoin(held, held.c.id == newest)
        .outerjoin(supervisor, supervisor.c.id == held.c.supervisor_id)
        .where(
            or_(student.c.left_on.is_(None), student.c.left_on >= a_year_ago),
            or_(student.c.role.in_(TRAINEES), ended_on >= a_year_ago),
        )
        .order_by(student.c.started_on.desc(), student.c.code)
    )
    return [
        KnownPlacement(
            row.code,
            row.name,
            row.started_on,
            row.first_day_on,
            row.left_on if row.role in TRAINEES else row.next_role_from_on - timedelta(days=1),
            row.advised_on,
            row.supervisor_code,
            row.supervisor,
        )
        for row in rows
    ]


def _supervise(
    session: Session, person: StaffMember, supervisor: StaffMember, who: Who, *, from_on: date
) -> None:
    session.add(
        Supervision(
            staff_id=person.id or 0,
            supervisor_id=supervisor.id or 0,
            from_on=from_on,
            recorded_by_id=who.account_id,
        )
    )
