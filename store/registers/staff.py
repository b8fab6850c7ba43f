"""Brings in the staff and induction register (clauses PR-6, OR-2)."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache

from models import NAME
from rules import induction
from rules.induction import Role
from rules.words import dated, long_date, plain
from store.registers import cells
from store.registers.cells import NotADate, Said
from store.registers.headings import TOPIC, words
from store.registers.known import Known, Place, StaffFact, TopicVersion, holder
from store.registers.names import name_key, nearly, people_in
from store.registers.rows import Findings, Reader, Register
from store.registers.spreadsheet import Row
from store.registers.tried import LEAVE_OUT

SAME, ANOTHER = "the same person", "another person"
Seen = dict[tuple[str, Role], tuple[int, date, date | None]]  # the row, the start and the end

# What somebody took back does not come back because a register was left as it was.
_TAKEN_BACK = (
    "This {} was taken back in the dashboard as entered by mistake. Correct the register; if it is right "
    "after all, record it on the Induction page."
)


def take_staff(register: Register, known: Known, findings: Findings, tick: Callable[[], None]) -> None:
    """Adds the people of a staff register, their sign-offs and training to `known`, noting every problem."""
    reader = Reader(register, findings)
    seen: Seen = {}
    people: list[tuple[Row, StaffFact]] = []
    rows = list(reader.rows())
    named = {name_key(reader.person(row)) for row in rows}
    for row in rows:
        tick()
        if person := _person(row, reader, known, seen, named):
            people.append((row, person))
    reader.say_they_stand_elsewhere([person for _, person in people])
    topics = [name for name in register.at if name.startswith(TOPIC)]
    for row, person in people:
        for column in topics:
            _sign_off(row, column, person, reader, known)
        _training(row, person, reader, known)


def _person(row: Row, reader: Reader, known: Known, seen: Seen, named: set[str]) -> StaffFact | None:
    number, register = row[0], reader.register
    name = reader.person(row)
    if not name:
        reader.fault(number, reader.name_column(), "Enter the name of this person.")
        return None
    is_name = reader.is_name(row, name)
    role = _role(row, reader)
    a_year_ahead = reader.today + timedelta(days=366)
    started_on = reader.day(row, "started_on", latest=a_year_ahead)
    first_day_on = reader.day(row, "first_day_on", latest=a_year_ahead)
    left_on = reader.day(row, "left_on", latest=a_year_ahead)
    if not reader.is_filled(row, "started_on"):
        reader.fault(number, "started_on", f"Enter the day on which {name} started.")
    if role is None or started_on is None or not is_name:
        return None
    if left_on and left_on < started_on:
        reader.fault(
            number, "left_on", f"The leaving date is before the start date, {long_date(started_on)}."
        )
        return None
    if first_day_on and first_day_on < started_on:
        reader.note(number, "first_day_on", "The first day with children is before the start date.")
    key = name_key(name)
    if before := seen.get((key, role)):
        there, *stay = before
        if _are_two_stays(stay, [started_on, left_on]):
            # To take the first would be to say that somebody who is here has left.
            reader.fault(
                number,
                reader.name_column(),
                f"{name} is in row {there} too, as {role}, with an earlier or later time here. Keep one "
                "of the two rows: the one for the last time, with the sign-offs that still count.",
            )
        else:
            reader.left_out(number, reader.name_column(), f"{name} is already in row {there}, as {role}.")
        return None
    seen[key, role] = number, started_on, left_on
    held = _already_there(row, reader, known, name, key, role)
    if held is None:
        held = _renamed(row, reader, known, named, name, key, role)
    if held == LEAVE_OUT:
        return None
    if isinstance(held, StaffFact):
        found = {"started_on": started_on, "first_day_on": first_day_on, "left_on": left_on}
        _fill_in(held, row, reader, found)
        return held
    if len(people_in(name)) > 1 or reader.has_two_names(row):
        reader.note(
            number,
            reader.name_column(),
            f"“{name}” looks like more than one person, and is brought in as one. Write a row for each.",
        )
    of_the_name = (one.place for one in known.staff.exact(key))  # by the name: a wrong file has many rows
    above = next((place for place in of_the_name if place and place.register is register), None)
    if above:
        reader.note(
            number,
            "role",
            f"{name} is in row {above.row} too, in another role. Both are brought in: take one of them out "
            "if they are the same person.",
        )
    place = Place(register, number)
    person = StaffFact(name, key, role, started_on, first_day_on, left_on, place=place)
    known.staff.add(person)
    return person


def _are_two_stays(one: Sequence[date | None], other: Sequence[date | None]) -> bool:
    """Whether one of two stays, each a start and an end, ended before the other began."""
    return any(
        left and started and left < started for (_, left), (started, _) in ((one, other), (other, one))
    )


def _role(row: Row, reader: Reader) -> Role | None:
    said = reader.text(row, "role")
    if not said or cells.is_blank(said):
        reader.fault(row[0], "role", "Enter the role, such as key person, student or treasurer.")
        return None
    if role := _roles().get(plain(said)):
        return role
    chosen = reader.findings.answer(
        reader.register,
        row[0],
        "role",
        f"What is “{said}” in the setting?",
        [(role.value, role.value.capitalize()) for role in Role],
        spelling=said,
    )
    return Role(chosen) if chosen else None


@cache
def _roles() -> dict[str, Role]:
    return {plain(called): Role(role) for role, names in words()["role"].items() for called in names}


def _already_there(
    row: Row, reader: Reader, known: Known, name: str, key: str, role: Role
) -> StaffFact | str | None:
    same_name = [
        person
        for person in known.staff.exact(key)
        if person.place is None or person.place.register is not reader.register
    ]
    if same_role := [person for person in same_name if person.role is role]:
        return same_role[0]
    if not same_name:
        return None
    other = same_name[0]
    chosen = reader.which(
        row,
        "role",
        f"{name} is in {_as_what(other)}, and here as {role}. Who is this?",
        [
            (SAME, f"The same person, {other.code}".rstrip(", ")),
            (ANOTHER, "Another person of the same name"),
        ],
        spelling=name,
    )
    if chosen == SAME:
        reader.left_out(
            row[0], "role", f"{holder(other)} has {other.role}. Change the role there if it has changed."
        )
        return other
    return None if chosen == ANOTHER else LEAVE_OUT


def _as_what(person: StaffFact) -> str:
    if person.code:
        return f"the dashboard as {person.role} ({person.code})"
    return f"{person.place} as {person.role}"


def _renamed(
    row: Row, reader: Reader, known: Known, named: set[str], name: str, key: str, role: Role
) -> StaffFact | str | None:
    """The person whose name this row seems to correct, "leave out", or None for somebody new."""
    near = [
        person
        for person in known.staff.people
        if person.id is not None and person.place is None and person.role is role and person.key not in named
        if nearly(person.key, key)
    ]
    if not near:
        return None
    chosen = reader.which(
        row,
        reader.name_column(),
        f"{name} is new, and nearly the same name as somebody in the dashboard whom no row names. Who is "
        "this?",
        [
            *((p.code, f"The same person, called {p.name} ({p.code})") for p in near),
            (ANOTHER, "Another person"),
        ],
        spelling=name,
    )
    if chosen == LEAVE_OUT:
        return LEAVE_OUT
    held = next((person for person in near if person.code == chosen), None)
    if held:
        known.staff.also(key, held)
        reader.left_out(
            row[0],
            reader.name_column(),
            f"The dashboard has the name {held.name}. Change it there if it is wrong.",
        )
    return held


def _fill_in(held: StaffFact, row: Row, reader: Reader, dates: dict[str, date | None]) -> None:
    dates = reader.say_they_are_back(row, held, dates, "Induction")
    for column, found in dates.items():
        there: date | None = getattr(held, column)
        if found and there is None:
            setattr(held, column, found)
            held.changes[column] = found
        elif found and found != there and there:
            reader.left_out(
                row[0], column, f"{holder(held, column)} has {dated(there)}. Change it there if it is wrong."
            )
    held.place = held.place or Place(reader.register, row[0])


def _sign_off(row: Row, column: str, person: StaffFact, reader: Reader, known: Known) -> None:
    value = reader.value(row, column)
    if value is None or cells.said(value) is Said.NOTHING:
        return
    versions = known.topics[column.removeprefix(TOPIC)]
    held = known.inductions[person, column.removeprefix(TOPIC)]
    mistaken = known.mistaken_inductions.get((person, column.removeprefix(TOPIC)), set())
    if cells.said(value) is Said.NOT_NEEDED:
        newest = max(versions, key=lambda version: version.number)
        if person.role in newest.roles and not held:
            if (person.started_on, False) in mistaken:
                reader.left_out(row[0], column, _TAKEN_BACK.format("sign-off"))
                return
            known.new_inductions.append((person, newest.id, person.started_on, False, "", ""))
            held.append(person.started_on)
            reader.note(
                row[0], column, f"Brought in as not needed, although the role {person.role} needs it."
            )
        return
    on = _day_done(row, column, reader, "on which the topic was signed off", "the topic is not signed off")
    if on is None:
        return
    if on in held:
        return  # also where it lies long before the start of somebody who came back since
    refused = induction.problems(
        person=person.name,
        topic=column,
        on=on,
        signed_off_by="not asked here",
        started_on=person.started_on,
        today=reader.today,
    )
    if "on" in refused:
        reader.fault(row[0], column, refused["on"])
        return
    if _is_kept_out(row, column, on, held, "sign-off", reader, is_mistaken=(on, True) in mistaken):
        return
    if induction.is_long_before(on, person.started_on):
        reader.note(
            row[0],
            column,
            f"Over four weeks before the start, {long_date(person.started_on)}, and the row does not say "
            "why. It is brought in as it is.",
        )
    known.new_inductions.append(
        (person, _version_on(versions, on).id, on, True, reader.text(row, "signed_off_by"), "")
    )
    held.append(on)


def _training(row: Row, person: StaffFact, reader: Reader, known: Known) -> None:
    """Adds the safeguarding training of a row, under the name of its column (law L6.6)."""
    value = reader.value(row, "trained_on")
    if value is None or cells.said(value) in {Said.NOTHING, Said.NOT_NEEDED}:
        return
    on = _day_done(row, "trained_on", reader, "of the training", "no training is recorded")
    held = known.trainings[person]
    if on is None or on in held:
        return
    is_mistaken = on in known.mistaken_trainings.get(person, ())
    if _is_kept_out(row, "trained_on", on, held, "training", reader, is_mistaken=is_mistaken):
        return
    known.new_trainings.append((person, on, reader.register.heading("trained_on")[:NAME]))
    held.append(on)


def _day_done(row: Row, column: str, reader: Reader, of_what: str, otherwise: str) -> date | None:
    """The day in a cell that says when something was done; None where it is none, which is said."""
    value = reader.value(row, column)
    if cells.said(value) is not None:
        reader.left_out(row[0], column, f"The date is missing. Enter the day {of_what}.")
        return None
    try:
        on = cells.day(value, today=reader.today, serial_zero=reader.register.serial_zero)
    except NotADate as fault:
        reader.fault(row[0], column, str(fault))
        return None
    if on > reader.today:
        reader.left_out(
            row[0],
            column,
            f"{long_date(on)} has not come yet, so {otherwise}. Bring the register in again after that day.",
        )
        return None
    if early := cells.too_early(on, reader.earliest):
        reader.fault(row[0], column, early)
        return None
    return on


def _is_kept_out(
    row: Row, column: str, on: date, held: list[date], what: str, reader: Reader, *, is_mistaken: bool
) -> bool:
    """Whether a day does not come in, which is said: it was taken back, or a later one is `held`."""
    if is_mistaken:
        reader.left_out(row[0], column, _TAKEN_BACK.format(what))
    elif held and on < max(held):
        reader.left_out(
            row[0], column, f"The dashboard has {dated(max(held))}, which is later. That is kept."
        )
    else:
        return False
    return True


def _version_on(versions: list[TopicVersion], on: date) -> TopicVersion:
    """The version that was in use on the day, else the first one."""
    in_use = [version for version in versions if version.introduced_on <= on]
    if not in_use:
        return min(versions, key=lambda version: version.number)
    return max(in_use, key=lambda version: version.number)
