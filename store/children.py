"""The register of children: starters, leavers, rooms, court orders, carers (clauses CP-12, AR-4; law L5.7).

These rows identify somebody, so they may be changed: the audit trail keeps what was before and after, and
nobody's change is overwritten unseen.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, and_, case, or_, select
from sqlalchemy.orm import Session

from models import (
    NAME,
    Carer,
    Child,
    Consent,
    ConsentPurpose,
    Disposal,
    FileOut,
    KeyPersonAssignment,
    StaffMember,
)
from rules import children as rules
from rules.consent import Answer, Held
from rules.induction import KEY_PEOPLE, Role
from rules.need_to_know import Act, Thing
from rules.problems import Problems, still_here_problem
from rules.words import is_one_name, one_line, to_compare
from store import audit, codes, mistakes, own_children, people, sight
from store.cabinet import Cabinet, Who
from store.files_out import Line, is_out
from store.induction import as_chosen
from store.mistakes import TakenBack, counts, with_taken_back
from store.open_children import is_assigned
from store.refusal import Refused, refuse_if, refuse_if_changed, there
from store.tables import table


@dataclass(frozen=True)
class NewCarer:
    """A carer as a form gives it."""

    name: str
    has_parental_responsibility: bool = True
    court_order_concerns: bool = False


@dataclass(frozen=True)
class RegisteredCarer:
    """A carer in the register."""

    id: int
    name: str
    has_parental_responsibility: bool
    responsible_from_on: date | None
    responsible_until_on: date | None
    court_order_concerns: bool
    taken_back: TakenBack | None = None
    role_here: Role | None = None  # of who works here under this name; of the child of the `code` alone

    def is_responsible(self, on: date) -> bool:
        """Whether this carer holds parental responsibility on a day."""
        held = Held(self.responsible_from_on, self.responsible_until_on)
        return self.has_parental_responsibility and held.is_on(on)


@dataclass(frozen=True)
class RegisteredChild:
    """A child in the register, with the carers and the key person of the day."""

    id: int
    code: str
    name: str
    born_on: date | None
    started_on: date
    left_on: date | None
    room: str
    has_court_order: bool
    note: str
    carers: tuple[RegisteredCarer, ...] = ()
    no_carers: tuple[RegisteredCarer, ...] = ()  # linked to the child by mistake
    key_person: str = ""
    key_person_code: str = ""
    # By which the paper file is out of the cabinet. It comes in this query, whoever asks: the page of an
    # index, which shows it, asks as many as a page may.
    file_out: Line | None = None
    taken_back: TakenBack | None = None


_OF_THE_CHILD = "child_taken_back"


def register(
    connection: Connection,
    today: date,
    *,
    left_since: date | None = None,
    child_id: int | None = None,
    code: str = "",
    with_mistaken: bool = False,
) -> list[RegisteredChild]:
    """The children on roll or about to start, and those who left since a day; or one; by name; one query.

    The child of that `code` is among them however long ago they left; `with_mistaken`, those too who were
    entered by mistake.
    """
    child, carer, assigned, staff = (
        table(Child),
        table(Carer),
        table(KeyPersonAssignment),
        table(StaffMember),
    )
    taken, holder = table(FileOut), table(StaffMember).alias()
    wanted = (
        child.c.id == child_id
        if child_id is not None
        else or_(child.c.left_on.is_(None), child.c.left_on >= (left_since or today), child.c.code == code)
    )
    asked = (
        select(
            child,
            carer.c.id.label("carer_id"),
            carer.c.name.label("carer"),
            carer.c.has_parental_responsibility,
            carer.c.responsible_from_on,
            carer.c.responsible_until_on,
            carer.c.court_order_concerns,
            staff.c.name.label("key_person"),
            staff.c.code.label("key_person_code"),
            taken.c.id.label("out_id"),
            taken.c.on.label("out_on"),
            taken.c.what_for,
            holder.c.code.label("holder_code"),
            holder.c.name.label("holder"),
            sight.own_child(connection, child.c.id).label("is_own"),
            case((child.c.code == code, own_children.role_here(carer.c.name, today))).label("role_here"),
        )
        .outerjoin(carer, carer.c.child_id == child.c.id)
        .outerjoin(assigned, is_assigned(assigned, child, today))
        .outerjoin(staff, staff.c.id == assigned.c.staff_id)
        .outerjoin(taken, and_(taken.c.child_id == child.c.id, is_out(taken, today)))
        .outerjoin(holder, holder.c.id == taken.c.staff_id)
        .where(
            or_(wanted, mistakes.mistaken(Child, child))
            if with_mistaken
            else and_(wanted, counts(Child, child)),
            sight.only(child.c.id, sight.children(connection, Thing.CHILD, today)),
        )
        .order_by(child.c.id, carer.c.id)
    )
    asked = with_taken_back(asked, Carer, carer)
    rows = connection.execute(with_taken_back(asked, Child, child, label=_OF_THE_CHILD)).all()
    sight.learn(connection, {row.id: bool(row.is_own) for row in rows})
    carers: dict[int, dict[int, RegisteredCarer]] = defaultdict(dict)
    no_carers: dict[int, dict[int, RegisteredCarer]] = defaultdict(dict)
    found: dict[int, Any] = {}
    for row in rows:
        found[row.id] = row
        if row.carer_id:
            taken_back = mistakes.taken_back(row)
            (no_carers if taken_back else carers)[row.id][row.carer_id] = RegisteredCarer(
                id=row.carer_id,
                name=row.carer,
                has_parental_responsibility=row.has_parental_responsibility,
                responsible_from_on=row.responsible_from_on,
                responsible_until_on=row.responsible_until_on,
                court_order_concerns=row.court_order_concerns,
                taken_back=taken_back,
                role_here=Role(row.role_here) if row.role_here else None,
            )
    registered = (
        RegisteredChild(
            id=row.id,
            code=row.code,
            name=row.name,
            born_on=row.born_on,
            started_on=row.started_on,
            left_on=row.left_on,
            room=row.room,
            has_court_order=row.has_court_order,
            note=row.note,
            carers=tuple(carers[row.id].values()),
            no_carers=tuple(no_carers[row.id].values()) if row.id in no_carers else (),
            key_person=row.key_person or "",
            key_person_code=row.key_person_code or "",
            file_out=Line(row.out_id, row.out_on, None, row.holder_code, row.holder, row.what_for)
            if row.out_id
            else None,
            taken_back=mistakes.taken_back(row, label=_OF_THE_CHILD),
        )
        for row in found.values()
    )
    return sorted(registered, key=lambda child: (sight.in_lists(connection, child.name), child.id))


def registered(connection: Connection, today: date, child_id: int) -> RegisteredChild | None:
    """One child of the register, or None where there is none of that number in sight."""
    return next(iter(register(connection, today, child_id=child_id)), None)


def child_of_carer(connection: Connection, today: date, carer_id: int) -> RegisteredChild | None:
    """The child of a carer, or None where there is none in sight; two queries."""
    carer = table(Carer)
    child_id = connection.execute(select(carer.c.child_id).where(carer.c.id == carer_id)).scalar()
    return registered(connection, today, child_id) if child_id else None


def add_child(
    cabinet: Cabinet,
    who: Who,
    *,
    name: str,
    born_on: date | None,
    started_on: date | None,
    room: str = "",
    carers: Sequence[NewCarer] = (),
    note: str = "",
    key_person_id: int | None = None,
    today: date,
    token: str | None = None,
) -> str:
    """Adds a child with the carers and the key person, and returns the code; raises `Refused` by field."""
    with cabinet.writing(who, Thing.CHILD, token=token) as session:
        problems = rules.child_problems(
            name=name, born_on=born_on, started_on=started_on, left_on=None, room=room, note=note, today=today
        )
        if born_on and (twin := _same(session, name, born_on)):
            problems["name"] = (
                f"There is already a child with this name and date of birth: {twin}. If they come back, open "
                "them by Find and help, and change their days."
            )
        problems |= _problems_of_carers(carers)
        # What does not fit is said by its column: here several fields go into one of that name.
        names = {"name": name} | {_of_nth("carer", at): carer.name for at, carer in enumerate(carers)}
        for field, typed in names.items():
            if len(one_line(typed)) > NAME:
                problems[field] = audit.too_much(one_line(typed), NAME)
        person = session.get(StaffMember, key_person_id) if key_person_id else None
        if key_person_id:
            chosen = as_chosen(session.connection(), person, started_on)
            is_carer = any(person and is_one_name(carer.name, person.name) for carer in carers)
            why = rules.starter_key_person_problem(chosen, from_on=started_on, is_own_child=is_carer)
            if why:
                problems["key_person"] = why
        refuse_if(problems)
        if born_on is None or started_on is None:
            raise Refused(problems)
        code = codes.next_code(session, Child, codes.CHILD)
        child = Child(
            code=code,
            name=one_line(name),
            born_on=born_on,
            started_on=started_on,
            room=one_line(room),
            has_court_order=any(carer.court_order_concerns for carer in carers if carer.name.strip()),
            note=note.strip(),
        )
        session.add(child)
        session.flush()
        session.add_all(
            Carer(
                child_id=child.id or 0,
                name=one_line(carer.name),
                has_parental_responsibility=carer.has_parental_responsibility,
                court_order_concerns=carer.court_order_concerns,
            )
            for carer in carers
            if carer.name.strip()
        )
        if person:
            session.add(
                KeyPersonAssignment(child_id=child.id or 0, staff_id=person.id or 0, from_on=started_on)
            )
    return code


def _problems_of_carers(carers: Sequence[NewCarer]) -> Problems:
    """What stands in the way of entering these with a new child, by field; a line without a name is empty."""
    problems: Problems = {}
    if not any(carer.name.strip() for carer in carers):
        problems["carer"] = "Enter at least one carer."
    for at, carer in enumerate(carers):
        if not carer.name.strip():
            continue
        found = rules.carer_problems(
            name=carer.name,
            has_parental_responsibility=carer.has_parental_responsibility,
            responsible_from_on=None,
            responsible_until_on=None,
            is_listed=any(_is_same_name(one.name, carer.name) for one in carers[:at]),
        )
        problems |= {_of_nth(field, at): said for field, said in found.items()}
    return problems


def _of_nth(field: str, at: int) -> str:
    """What a field of the carers of a starter is called, the first one's as that of a carer alone."""
    return f"{field}_{at + 1}" if at else field


def change_child(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int,
    changes: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
    are_gone: bool = False,
    today: date,
    token: str | None = None,
) -> None:
    """Changes a child's line; `changes` are by field, those of `CHANGEABLE`.

    `seen` is what the form showed. Raises `ChangedMeanwhile`, and `Refused` by field. Leaving ends the key
    person's assignment on the same day; without a leaving date it goes on. Of a child who comes back, whose
    start is after it, it ended then and goes on from the start, and what the carers answered about consent
    ended too. What began with the start is brought forward with it. `are_gone` says that records are really
    gone which are recorded as such, of a child who leaves later than that or not at all.
    """
    with cabinet.writing(who, Thing.CHILD, token=token) as session:
        child = there(mistakes.standing(session, Child, child_id), "name", "This child")
        sight.require(session.connection(), Act.RECORD, Thing.CHILD, child.id, today)
        wanted = {name: changes.get(name, getattr(child, name)) for name in CHANGEABLE}
        problems = rules.child_problems(
            name=wanted["name"],
            born_on=wanted["born_on"],
            started_on=wanted["started_on"],
            left_on=wanted["left_on"],
            room=wanted["room"],
            note=wanted["note"],
            today=today,
        )
        # A register that was brought in may lack it; nothing forces a guess.
        if child.born_on is None and wanted["born_on"] is None:
            problems.pop("born_on", None)
        elif wanted["born_on"] and (twin := _same(session, wanted["name"], wanted["born_on"], child_id)):
            problems["name"] = f"There is already a child with this name and date of birth: {twin}."
        if said := rules.records_gone_problem(
            records_gone(session.connection(), child_id),
            left_on=child.left_on,
            new_left_on=wanted["left_on"],
            new_started_on=wanted["started_on"],
            are_gone=are_gone,
        ):
            problems.setdefault("are_gone", said)
        if said := still_here_problem(
            child.started_on, child.left_on, new_started_on=wanted["started_on"], today=today
        ):
            problems.setdefault("started_on", said)
        refuse_if(problems)
        refuse_if_changed(seen, child)
        before, began_on = child.left_on, child.started_on
        child.left_before_on = rules.left_before_on(
            child.left_before_on,
            left_on=before,
            new_left_on=wanted["left_on"],
            new_started_on=wanted["started_on"],
        )
        for name, value in wanted.items():
            setattr(child, name, one_line(value) if name in {"name", "room"} else value)
        if before and child.started_on > before:
            _begin_again_with_the_child(session, child, before)
            return
        if child.left_on != before:
            _end_with_the_child(session, child, before)
        if child.started_on < began_on:
            of_child = table(KeyPersonAssignment).c.child_id == child.id
            people.begin_earlier(session, of_child, began_on, child.started_on)


def records_gone(look: Connection, child_id: int) -> list[tuple[str, date]]:
    """The kinds of a child's records that were destroyed or passed on, each with the day; one query."""
    held = table(Disposal)
    asked = select(held.c.kind, held.c.on).where(held.c.child_id == child_id, counts(Disposal, held))
    return [(str(kind), on) for kind, on in look.execute(asked.order_by(held.c.on, held.c.id))]


CHANGEABLE = ("name", "born_on", "started_on", "left_on", "room", "has_court_order", "note")


def _begin_again_with_the_child(session: Session, child: Child, before: date) -> None:
    """Whoever was the key person on the last day of the time before is it again from the start: nobody sees
    the record of a child who is away (CP-12). A role that has no key children any more begins none."""
    held, person = table(KeyPersonAssignment), table(StaffMember)
    asked = (
        select(KeyPersonAssignment, person.c.role)
        .join(person, person.c.id == held.c.staff_id)
        .where(held.c.child_id == child.id, held.c.from_on <= before, held.c.until_on == before)
        .order_by(held.c.id.desc())
        .limit(1)
    )
    for last, role in session.execute(asked):
        if role in KEY_PEOPLE:
            session.add(
                KeyPersonAssignment(
                    child_id=last.child_id,
                    staff_id=last.staff_id,
                    from_on=child.started_on,
                    until_on=child.left_on,
                    reason=last.reason,
                )
            )


def _end_with_the_child(session: Session, child: Child, before: date | None) -> None:
    """The key person's assignment ends with the child's leaving, and moves with that day.

    One that was to begin later never begins. Those that go on end again where one chosen after them begins,
    so that each day has one key person, and whoever was chosen by mistake is it on no day (CP-12). Nobody's
    goes on whose role has no key children any more.
    """
    held, person = table(KeyPersonAssignment), table(StaffMember)
    asked = (
        select(KeyPersonAssignment, person.c.role)
        .join(person, person.c.id == held.c.staff_id)
        .where(held.c.child_id == child.id)
        .order_by(held.c.id)
    )
    going_on: list[KeyPersonAssignment] = []
    for assigned, role in session.execute(asked):
        goes_on = assigned.until_on is None or (assigned.until_on == before and role in KEY_PEOPLE)
        if goes_on or (child.left_on and assigned.until_on and assigned.until_on > child.left_on):
            assigned.until_on = child.left_on
            going_on.append(assigned)
    for earlier, later in combinations(going_on, 2):
        if earlier.until_on is None or earlier.until_on >= later.from_on:
            earlier.until_on = later.from_on - timedelta(days=1)


def record_carer(
    cabinet: Cabinet,
    who: Who,
    *,
    child_id: int,
    carer_id: int | None,
    name: str,
    has_parental_responsibility: bool,
    responsible_from_on: date | None = None,
    responsible_until_on: date | None = None,
    court_order_concerns: bool = False,
    seen: Mapping[str, Any] | None = None,
    token: str | None = None,
) -> None:
    """Adds a carer of a child, or changes the one of number `carer_id`.

    Raises `ChangedMeanwhile`, and `Refused` by field. A court order that concerns a carer is on the child's
    line too.
    """
    with cabinet.writing(who, Thing.CHILD, token=token) as session:
        child = mistakes.standing(session, Child, child_id)
        carer = mistakes.standing(session, Carer, carer_id) if carer_id else Carer(child_id=child_id, name="")
        if child is None or carer is None or carer.child_id != child_id:
            raise Refused({"carer": "This carer is no longer there. Go back to the list."})
        sight.require(session.connection(), Act.RECORD, Thing.CHILD, child_id)
        answered = table(Consent)
        has_answered = bool(
            carer_id
            and session.execute(
                select(answered.c.id)
                .where(answered.c.carer_id == carer_id, counts(Consent, answered))
                .limit(1)
            ).first()
        )
        refuse_if(
            rules.carer_problems(
                name=name,
                has_parental_responsibility=has_parental_responsibility,
                responsible_from_on=responsible_from_on,
                responsible_until_on=responsible_until_on,
                has_answered=has_answered and carer.has_parental_responsibility,
                born_on=child.born_on,
                # Of two who came with a register the dates may still be put right.
                is_listed=one_line(name) != carer.name and _is_listed(session, child_id, carer_id, name),
            )
        )
        refuse_if_changed(seen, carer)
        carer.name = one_line(name)
        carer.has_parental_responsibility = has_parental_responsibility
        carer.responsible_from_on, carer.responsible_until_on = responsible_from_on, responsible_until_on
        carer.court_order_concerns = court_order_concerns
        if court_order_concerns:
            child.has_court_order = True
        session.add(carer)


def _is_listed(session: Session, child_id: int, carer_id: int | None, name: str) -> bool:
    """Whether the child has another carer of this name than the one of number `carer_id`."""
    carer = table(Carer)
    others = session.execute(
        select(carer.c.name).where(
            carer.c.child_id == child_id, carer.c.id != (carer_id or 0), counts(Carer, carer)
        )
    ).scalars()
    return any(_is_same_name(other, name) for other in others)


def take_back_carer(
    cabinet: Cabinet, who: Who, *, carer_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes a carer back who was linked to the child by mistake, or who is there twice.

    They are a carer of this child on no day then, and offered nowhere; what was recorded with them stays as
    it was and says so. A court order stays on the child's line. Raises `Refused` by field, such as where
    their last answer about consent is no.
    """
    with cabinet.writing(who, Thing.CHILD, token=token) as session:
        carer = mistakes.chosen(session, Carer, carer_id, because)
        sight.require(session.connection(), Act.RECORD, Thing.CHILD, carer.child_id)
        if refused := rules.carer_mistake_problems(said_no=_said_no(session, carer)):
            raise mistakes.refusal(refused["row"], because)
        mistakes.take_back(session, who, Carer, carer.id or 0, because)


def _said_no(session: Session, carer: Carer) -> list[str]:
    """The purposes about which this carer's last answer that counts is no."""
    held, purpose = table(Consent), table(ConsentPurpose)
    rows = session.execute(
        select(purpose.c.key, purpose.c.title, held.c.answer)
        .join(purpose, purpose.c.id == held.c.purpose_id)
        .where(held.c.carer_id == carer.id, counts(Consent, held))
        .order_by(held.c.on, held.c.id)
    )
    last = {row.key: row for row in rows}
    return [row.title for row in last.values() if row.answer is not Answer.GIVEN]


def _same(session: Session, name: str, born_on: date, but: int = 0) -> str:
    """The code of another child of this name and date of birth, or nothing.

    Compared here, as names are sorted: an accent, a capital or a hyphen makes no other child.
    """
    child = table(Child)
    born_then = session.execute(
        select(child.c.code, child.c.name)
        .where(child.c.born_on == born_on, child.c.id != but, counts(Child, child))
        .order_by(child.c.id)
    )
    return next((row.code for row in born_then if _is_same_name(row.name, name)), "")


def _is_same_name(one: str, another: str) -> bool:
    return to_compare(one) == to_compare(another)
