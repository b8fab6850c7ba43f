"""Brings in the children's register: children, carers, key people (clauses CP-12, DR-1; law L5.7)."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.children import grown_up_problem
from rules.induction import KEY_PEOPLE
from rules.words import dated, long_date, plain
from rules.working_days import months_after
from store.registers import cells
from store.registers.cells import Said
from store.registers.known import AssignmentFact, CarerFact, ChildFact, Known, Place, StaffFact, holder
from store.registers.names import BETWEEN_PEOPLE, How, name_key, nearly, people_in
from store.registers.rows import Findings, Reader, Register
from store.registers.spreadsheet import Row
from store.registers.tried import LEAVE_OUT

OLDEST_CHILD_MONTHS = 12 * 30  # a register that is kept long enough has grown-up children in it
STARTS_BY_MONTHS = 12 * 7
SLOTS = (1, 2, 3, 4)
ROOM = 80  # characters, as the register of children keeps
MOST_OF_ONE_DAY = 50  # children of one date of birth
ANOTHER = "another child"
SAME_CARER, ANOTHER_CARER = "the same carer", "another carer"
AN_ORDER, NO_ORDER = "an order", "no order"
EACH_LINE, FIRST_LINE = "each line", "the first line"
_AND = re.compile(r"&|;|\+|\band\b", re.IGNORECASE)  # two people in a cell for one; a stroke may be in a name
# As `plain` has it. “No known court order” is none, and “no contact, court order” is one.
_NO_ORDER = re.compile(r"no (?:court )?orders?")
_SAYS_NONE = re.compile(r"(?:no|not|none|nil|never)\b")
_PERHAPS_NONE = re.compile(r"\b(?:no|not|never|without)(?: \w+){1,4} court order")
# Who a carer is to the child, and no name; and what says that there is none.
_RELATIONS = re.compile(
    r"(?:(?:mum|mummy|mom|mam|mother|dad|daddy|father|parents?|carers?|guardians?|nana?|nanny|gran|granny|"
    r"grandma|grandmother|grandad|grandpa|grandfather|grandparents?|aunt|aunt(?:ie|y)|uncle|foster|step|"
    r"step(?:mum|mother|dad|father)|partner|family|both|social|worker|and) ?)+"
)
_NO_CARER = re.compile(
    r"no (?:contact|other|second|carer|parent|mum|mother|dad|father|one|details|info|information)\b.*"
    r"|not (?:involved|given|in contact|on the scene)\b.*"
    r"|(?:single|lone|one) (?:parent|mum|mother|dad|father)\b.*"
    r"|absent(?: (?:father|mother|dad|mum|parent))?|deceased|died|passed away"
)


@dataclass(frozen=True)
class Style:
    """How a register writes names: whether mostly with the last name first, and a comma."""

    is_last_first: bool

    def may_be_two(self, name: str, *, of: str = "") -> bool:
        """Whether a comma may stand between two people, as in “Jo Brook, Sam Brook”, and not behind a last
        name; `of` is the name of the child whose carers they are."""
        last, comma, first = (part.strip() for part in name.partition(","))
        if not comma or not first:
            return False
        if "," in first:
            return True
        lasts, firsts = last.split(), first.split()
        if last.isupper() or last[:1].islower() or set(plain(last).split()) <= set(plain(of).split()):
            return False
        return len(lasts) > 1 or (len(firsts) > 1 and not self.is_last_first)


def take_children(register: Register, known: Known, findings: Findings, tick: Callable[[], None]) -> None:
    """Adds the children of a register, their carers and key people to `known`, noting every problem."""
    reader = Reader(register, findings)
    rows = list(reader.rows())
    _say_who_holds_pr(reader)
    has_key_people = any(reader.is_filled(row, "key_person") for row in rows)
    if "key_person" in register.at and rows and not has_key_people:
        reader.note(register.header_row, "key_person", "No child in this register has a key person.")
    seen: dict[tuple[str, date | None], Row] = {}
    style = _style(rows, reader)
    claimed = _claimed(rows, reader, known)
    born = _by_birthday(known)
    for row in rows:
        tick()
        child = _child(row, reader, known, seen, claimed, born, style)
        if child:
            _carers(row, child, reader, known, style)
            _key_person(row, child, reader, known, has_key_people=has_key_people)
    reader.say_they_stand_elsewhere(
        [child for key, born_on in seen for child in known.children.exact(key) if child.born_on == born_on]
    )


def _by_birthday(known: Known) -> dict[date, list[ChildFact]]:
    born: dict[date, list[ChildFact]] = defaultdict(list)
    for child in known.children.people:
        if child.born_on:
            born[child.born_on].append(child)
    return born


def _say_who_holds_pr(reader: Reader) -> None:
    at = reader.register.at
    slots = [slot for slot in SLOTS[1:] if f"carer_{slot}" in at and f"carer_{slot}_pr" not in at]
    for column in [f"carer_{slot}" for slot in slots] + ["carers"] * ("carers" in at):
        reader.note(
            reader.register.header_row,
            column,
            "No column says who holds parental responsibility, so these carers are brought in as holding "
            "it. Change those who do not on the page Children and files.",
        )


def _claimed(rows: list[Row], reader: Reader, known: Known) -> set[ChildFact]:
    """The children in the cabinet that some row names with the same date of birth."""
    if not known.children.people:
        return set()
    quiet = Reader(reader.register, Findings(reader.findings.choices, reader.today))
    claimed: set[ChildFact] = set()
    for row in rows:
        born_on = quiet.day(row, "born_on")
        claimed.update(c for c in known.children.exact(name_key(quiet.person(row))) if c.born_on == born_on)
    return claimed


def _child(
    row: Row,
    reader: Reader,
    known: Known,
    seen: dict[tuple[str, date | None], Row],
    claimed: set[ChildFact],
    born: dict[date, list[ChildFact]],
    style: Style,
) -> ChildFact | None:
    number, register, today = row[0], reader.register, reader.today
    name = reader.person(row)
    if not name:
        reader.fault(number, reader.name_column(), "Enter the child's name.")
        return None
    is_name = reader.is_name(row, name) and not _are_several(row, name, reader, known, style)
    name = _first_name_first(name)
    born_on = reader.day(
        row,
        "born_on",
        latest=today,
        earliest=months_after(today, -OLDEST_CHILD_MONTHS),
        why="Check the date of birth.",
    )
    a_year_ahead = today + timedelta(days=366)
    started_on = reader.day(row, "started_on", latest=a_year_ahead)
    left_on = reader.day(row, "left_on", latest=a_year_ahead)
    note, has_court_order = _note(row, reader)
    room = reader.text(row, "room", most=ROOM) if reader.is_filled(row, "room") else ""
    if not reader.is_filled(row, "started_on"):
        reader.fault(
            number, "started_on", f"Enter the day on which {name} started.{_if_heading(row, reader)}"
        )
    if started_on is None or not is_name or _dates_are_wrong(row, reader, born_on, started_on, left_on):
        return None
    key = name_key(name)
    if before := seen.get((key, born_on)):
        _say_it_twice(row, before, name, reader)
        return None
    seen[key, born_on] = row
    held = _already_there(row, reader, known, claimed, name, key, born_on)
    if held is None and _is_no_child(row, reader, known, name, key, born_on):
        return None
    if held is None and born_on:
        held = _renamed(row, reader, known, claimed, name, key, born[born_on])
    if held == LEAVE_OUT:
        return None
    if isinstance(held, ChildFact):
        found = {"born_on": born_on, "started_on": started_on, "left_on": left_on}
        _fill_in(held, row, reader, found, note=note, room=room, has_court_order=has_court_order)
        return held
    place = Place(register, number)
    child = ChildFact(name, key, born_on, started_on, left_on, has_court_order, note, room, place=place)
    _say_another_has_the_name(child, reader, known)
    known.children.add(child)
    if born_on:
        _say_another_is_alike(child, born[born_on], reader)
        born[born_on].append(child)
    return child


def _if_heading(row: Row, reader: Reader) -> str:
    return " If this is a heading between the rows, take the row out." if reader.is_alone(row[1]) else ""


def _first_name_first(name: str) -> str:
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and "," not in first else name


def _note(row: Row, reader: Reader) -> tuple[str, bool]:
    note = reader.prose(row, "note")
    order = reader.prose(row, "court_order")
    has_order = "court order" in plain(note) and "no court order" not in plain(note)
    if has_order and _PERHAPS_NONE.search(plain(note)):
        has_order = _is_an_order(row, "note", note, reader)
    answer = cells.said(order) if order else Said.NO
    if answer is Said.YES:
        has_order = True
    elif answer is None and _tells_of_an_order(row, order, reader):
        has_order = True
        note = "\n".join(filter(None, [note, order]))
    return note, has_order


def _tells_of_an_order(row: Row, said: str, reader: Reader) -> bool:
    """Whether what stands in the column of court orders, neither a yes nor a no, is one."""
    if _NO_ORDER.fullmatch(plain(said)):
        return False
    return not _SAYS_NONE.match(plain(said)) or _is_an_order(row, "court_order", said, reader)


def _is_an_order(row: Row, column: str, said: str, reader: Reader) -> bool:
    """Whether a text says that there is a court order, which is asked; not until somebody says so."""
    shown = said if len(said) <= 80 else f"{said[:80]}…"
    chosen = reader.findings.answer(
        reader.register,
        row[0],
        column,
        f"Does “{shown}” say that there is a court order?",
        [(NO_ORDER, "No: there is none"), (AN_ORDER, "Yes: there is one")],
        spelling=f"court order: {said}",
    )
    return chosen == AN_ORDER


def _dates_are_wrong(
    row: Row, reader: Reader, born_on: date | None, started_on: date, left_on: date | None
) -> bool:
    wrong = False
    if born_on and started_on < born_on:
        reader.fault(
            row[0], "started_on", f"The start date is before the child was born, {long_date(born_on)}."
        )
        wrong = True
    elif born_on and (problem := grown_up_problem(born_on, started_on)):
        reader.fault(row[0], "born_on", problem)
        wrong = True
    elif born_on and started_on > months_after(born_on, STARTS_BY_MONTHS):
        reader.note(row[0], "born_on", "The child would have started after the seventh birthday.")
    if left_on and left_on < started_on:
        reader.fault(
            row[0], "left_on", f"The leaving date is before the start date, {long_date(started_on)}."
        )
        wrong = True
    return wrong


def _are_several(row: Row, name: str, reader: Reader, known: Known, style: Style) -> bool:
    """Whether a name that looks like several children's is not one child's, or was not said to be yet."""
    is_one = len(people_in(name)) < 2 and not style.may_be_two(name) and not reader.has_two_names(row)
    if is_one or known.children.exact(name_key(name)):
        return False
    chosen = reader.which(
        row,
        reader.name_column(),
        f"“{name}” looks like more than one child. If it is, write a row for each in the spreadsheet and "
        "choose it again. Is it one child?",
        [(ANOTHER, f"One child, {_first_name_first(name)}")],
        spelling=name,
    )
    return chosen == LEAVE_OUT


def _style(rows: Sequence[Row], reader: Reader) -> Style:
    names = [said for row in rows if (said := cells.text(reader.value(row, "name")))]
    return Style(2 * sum("," in name for name in names) > len(names))


def _say_it_twice(row: Row, before: Row, name: str, reader: Reader) -> None:
    same = [cells.text(value) for value in row[1]] == [cells.text(value) for value in before[1]]
    if same:
        reader.left_out(row[0], None, f"This row is the same as row {before[0]}, so it is brought in once.")
    else:
        reader.fault(
            row[0],
            reader.name_column(),
            f"{name} is in row {before[0]} too, with the same date of birth. Keep one of the two rows: "
            "if a child left and came back, keep the row for the last time.",
        )


def _already_there(
    row: Row,
    reader: Reader,
    known: Known,
    claimed: set[ChildFact],
    name: str,
    key: str,
    born_on: date | None,
) -> ChildFact | str | None:
    """The child in the cabinet that the row means, "leave out", or None for a new child."""
    # A child of another register of this import is the same child, as in a sheet for each year.
    same_name = [
        child
        for child in known.children.exact(key)
        if child.place is None or child.place.register is not reader.register
    ]
    if not same_name:
        return None
    if same := [c for c in same_name if c.born_on == born_on and born_on]:
        return same[0]
    free = [c for c in same_name if c not in claimed or c.born_on == born_on]
    blank = [c for c in free if c.born_on is None or born_on is None]
    if len(blank) == 1 and len(free) == 1:
        return blank[0]
    if not free:
        return None
    born = f", born {dated(born_on)}," if born_on else ""
    chosen = reader.which(
        row,
        reader.name_column(),
        f"Is this {name}{born} a child who is already in the dashboard, or another child of the same name?",
        [
            *((c.reference(), f"The same child: {c.label()}") for c in free),
            (ANOTHER, "Another child"),
        ],
        spelling=name,
    )
    if chosen == LEAVE_OUT:
        return LEAVE_OUT
    return next((c for c in free if c.reference() == chosen), None)


def _is_no_child(row: Row, reader: Reader, known: Known, name: str, key: str, born_on: date | None) -> bool:
    """Whether the row is a child who was taken back: it does not come back unseen, nor is it shut out."""
    held = known.no_children.exact(key)
    alike = next((c for c in held if born_on in {c.born_on, None} or c.born_on is None), None)
    if alike is None:
        return False
    chosen = reader.which(
        row,
        reader.name_column(),
        f"{name} was taken back in the dashboard as entered by mistake ({alike.code}). Is this a child "
        "who comes after all?",
        [(ANOTHER, "A child who comes: bring in")],
        spelling=name,
    )
    return chosen == LEAVE_OUT


def _renamed(
    row: Row,
    reader: Reader,
    known: Known,
    claimed: set[ChildFact],
    name: str,
    key: str,
    of_that_day: list[ChildFact],
) -> ChildFact | str | None:
    """The child of that birthday whose name this row seems to correct, "leave out", or None for a new child.

    Only a child that no row names: twins who both have a row are two.
    """
    words = set(key.split())
    free = [
        child
        for child in of_that_day
        if child.id is not None
        and child.place is None
        and child not in claimed
        and (nearly(child.key, key) or words & set(child.key.split()))
    ]
    if not free:
        return None
    chosen = reader.which(
        row,
        reader.name_column(),
        f"{name} is new, and has the same date of birth as a child in the dashboard whom no row names. "
        "Is it the same child?",
        [
            *((c.reference(), f"The same child, called {c.label()}") for c in free),
            (ANOTHER, "Another child"),
        ],
        spelling=name,
    )
    if chosen == LEAVE_OUT:
        return LEAVE_OUT
    held = next((c for c in free if c.reference() == chosen), None)
    if held:
        known.children.also(key, held)
        _kept(row, reader, reader.name_column(), f"the name {held.name}", held)
    return held


def _say_another_has_the_name(child: ChildFact, reader: Reader, known: Known) -> None:
    """Notes that a row above has the same name, and not the same birthday: of one child it would be two."""
    register = reader.register
    above = (one.place for one in known.children.exact(child.key) if one.born_on != child.born_on)
    first = next((place for place in above if place and place.register is register), None)
    if first and child.place:
        reader.note(
            child.place.row,
            reader.name_column(),
            f"{child.name} is in row {first.row} too, with another date of birth or without one. Both are "
            "brought in: take one of them out if they are the same child.",
        )


def _say_another_is_alike(child: ChildFact, of_that_day: list[ChildFact], reader: Reader) -> None:
    """Notes that somebody born on that day has nearly the same name; not where so many are that the day
    stands for one that is not known: to compare all with all would take minutes, and name nearly all."""
    if len(of_that_day) > MOST_OF_ONE_DAY:
        return
    other = next((o for o in of_that_day if o.key != child.key and nearly(o.key, child.key)), None)
    if other and child.place:
        where = str(other.place) if other.place else other.code
        reader.note(
            child.place.row,
            reader.name_column(),
            f"{other.name} ({where}) has the same date of birth and nearly the same name. Both are "
            "brought in: take one of them out if they are the same child.",
        )


def _fill_in(
    held: ChildFact,
    row: Row,
    reader: Reader,
    dates: dict[str, date | None],
    *,
    note: str,
    room: str,
    has_court_order: bool,
) -> None:
    dates = reader.say_they_are_back(row, held, dates, "Children and files")
    for column, found in dates.items():
        there: date | None = getattr(held, column)
        if found and there is None:
            setattr(held, column, found)
            held.changes[column] = found
        elif found and there and found != there:
            _kept(row, reader, column, dated(there), held)
    if note and not held.note:
        held.note = held.changes["note"] = note
    elif note and note != held.note:
        _kept(row, reader, "note", "another note", held)
    if room and not held.room:
        held.room = held.changes["room"] = room
    elif room and plain(room) != plain(held.room):
        _kept(row, reader, "room", f"the room {held.room}", held)
    if has_court_order and not held.has_court_order:
        held.has_court_order = held.changes["has_court_order"] = True
    held.place = held.place or Place(reader.register, row[0])


def _kept(row: Row, reader: Reader, column: str, there: str, child: ChildFact) -> None:
    reader.left_out(row[0], column, f"{holder(child, column)} has {there}. Change it there if it is wrong.")


# Carers --------------------------------------------------------------------------------------------


def _carers(row: Row, child: ChildFact, reader: Reader, known: Known, style: Style) -> None:
    named: list[tuple[str, str, str]] = []
    for slot in SLOTS:
        column = f"carer_{slot}"
        for said in _lines(row, column, reader):
            is_several = _AND.search(said) and len(people_in(said)) == len(_split(said))
            names = _split(said) if is_several else [said]
            if len(names) > 1:
                reader.note(row[0], column, f"“{said[:60]}” is brought in as {len(names)} carers.")
            named += [(name, column, f"{column}_pr") for name in names]
    named += [(name, "carers", "") for said in _lines(row, "carers", reader) for name in _split(said)]
    named = [one for one in named if not _is_no_carer(row, one[0], one[1], reader)]
    named = [
        (_first_name_first(name), column, pr_column)
        for name, column, pr_column in named
        if not _is_unclear(row, name, column, child, reader, style)
    ]
    before = list(child.carers)
    here = {name_key(name) for name, *_ in named}
    keys = {carer.key: carer for carer in before}
    for name, column, pr_column in named:
        reader.say_what_no_name_has(row, column, name)
        has_pr = _holds_pr(row, name, pr_column, reader)
        held = keys.get(name_key(name))
        if held is None and name_key(name) in child.no_carers:
            say_no_carer(row, column, name, child, reader)
            continue
        near = [c for c in before if c.key not in here and nearly(c.key, name_key(name))] if not held else []
        if near:
            chosen = _one_carer_or_two(row, column, name, near[0], child, reader)
            if chosen is None or chosen == LEAVE_OUT:
                continue
            held = near[0] if chosen == SAME_CARER else None
        if held is None:
            keys[name_key(name)] = known.new_carer(child, name, has_pr=has_pr)
        elif held in before and held.has_pr != has_pr and reader.is_filled(row, pr_column):
            _kept(row, reader, pr_column, "yes" if held.has_pr else "no", child)
        elif held not in before and len([n for n, *_ in named if name_key(n) == held.key]) > 1:
            reader.note(row[0], column, f"{name} is named twice, and is brought in once.")


def _lines(row: Row, column: str, reader: Reader) -> list[str]:
    """What a cell says of carers, by its lines; what these are is asked, once for a column.

    Beside a name on each line, the second line may be a telephone number, or the rest of an address.
    """
    said, value = reader.text(row, column), reader.value(row, column)
    if not said or _is_nobody(said):
        return []
    lines = list(filter(None, map(cells.text, value.splitlines()))) if isinstance(value, str) else []
    if len(lines) < 2:
        return [said]
    chosen = reader.findings.answer(
        reader.register,
        row[0],
        column,
        f"This cell has several lines, “{' / '.join(lines)[:80]}”, as others of its column may. Is each line "
        "a carer?",
        [
            (EACH_LINE, "Yes: a carer on each line"),
            (FIRST_LINE, "No: the first line is the carer, leave the others out"),
        ],
        spelling=f"{reader.register.label}: lines of {column}",
    )
    if chosen == FIRST_LINE:
        reader.left_out_once(row[0], column, "All but the first line of each cell is left out by choice.")
        return lines[:1]
    return lines if chosen == EACH_LINE else []


def _is_no_carer(row: Row, said: str, column: str, reader: Reader) -> bool:
    """Whether a cell says that there is none, such as “No contact”. That is noted, as is “Mum” for a name."""
    words = plain(said)
    is_none = bool(_NO_CARER.fullmatch(words))
    if is_none:
        noted = (
            "names nobody, and no carer is brought in from it. If whoever works with the child must know it, "
            "enter it in the child's file."
        )
    elif _RELATIONS.fullmatch(words):
        noted = "is brought in as the name: letters and forms would call them that. Type who it is."
    else:
        return False
    reader.note(row[0], column, f"“{said[:60]}” {noted}")
    return is_none


def _is_unclear(row: Row, name: str, column: str, child: ChildFact, reader: Reader, style: Style) -> bool:
    """Whether a cell may name one carer or two, which is a fault: either may hold responsibility."""
    is_list = column == "carers"
    if not style.may_be_two(name, of=child.name) and not (is_list and _are_first_names(name, child, style)):
        return False
    reader.fault(
        row[0],
        column,
        f"“{name[:60]}” may be two carers, or one with the last name first. Write each with the first name "
        "first, and “and” between two, such as Carys Davies and Peter Davies.",
    )
    return True


def _are_first_names(name: str, child: ChildFact, style: Style) -> bool:
    """Whether “Carys, Peter” in a column of all carers may be two people without their last name."""
    last, comma, _ = name.partition(",")
    return (
        bool(comma)
        and not style.is_last_first
        and not last.isupper()
        and plain(last) not in plain(child.name)
    )


def say_no_carer(row: Row, column: str, name: str, child: ChildFact, reader: Reader) -> None:
    """That a carer who was taken back does not come back because a register was left as it was."""
    reader.left_out(
        row[0],
        column,
        f"{name} was taken back in the dashboard as a carer of {child.name}, linked by mistake. Correct "
        "the register; if it is right after all, add the carer on the page Children and files.",
    )


def _one_carer_or_two(
    row: Row, column: str, name: str, near: CarerFact, child: ChildFact, reader: Reader
) -> str | None:
    """Whether the cell corrects the name of a carer who is there, or None once that was asked."""
    chosen = reader.findings.answer(
        reader.register,
        row[0],
        column,
        f"{name} is nearly the same name as {near.name}, a carer of {child.name} whom this row does not "
        "name. Are they the same person?",
        [
            (SAME_CARER, f"The same person, {near.name}"),
            (ANOTHER_CARER, "Another carer: add"),
            (LEAVE_OUT, "Leave this carer out"),
        ],
        spelling=name,
        by_spelling=False,
    )
    if chosen == SAME_CARER:
        _kept(row, reader, column, f"the name {near.name}", child)
    return chosen


def _is_nobody(said: str) -> bool:
    return cells.is_blank(said) or cells.said(said) is Said.NO


def _split(said: str) -> list[str]:
    """The carers named in one cell; a first name alone takes the last name of the one after it."""
    if not said or _is_nobody(said):
        return []
    names = [name.strip() for name in BETWEEN_PEOPLE.split(said) if name.strip()]
    last_words = names[-1].split() if names else []
    if len(last_words) > 1:
        names = [name if " " in name else f"{name} {last_words[-1]}" for name in names]
    return names


def _holds_pr(row: Row, name: str, column: str, reader: Reader) -> bool:
    if not column or column not in reader.register.at:
        return True
    match cells.said(reader.value(row, column)):
        case Said.YES:
            return True
        case Said.NO:
            return False
        case Said.NOTHING | Said.NOT_NEEDED:
            reader.note(
                row[0],
                column,
                f"The row does not say whether {name} holds parental responsibility, so {name} is "
                "brought in as not holding it. Change it on the page Children and files.",
            )
        case _:
            reader.fault(row[0], column, "Enter Y or N: does this carer hold it?")
    return False


# Key people ----------------------------------------------------------------------------------------


def _key_person(row: Row, child: ChildFact, reader: Reader, known: Known, *, has_key_people: bool) -> None:
    said = reader.text(row, "key_person")
    held = known.assignments[child]
    if child.left_on and child.changes.get("left_on"):
        for assignment in held:
            if assignment.until_on is None or assignment.until_on > child.left_on:
                assignment.until_on = assignment.changes["until_on"] = child.left_on
    if not said or cells.is_blank(said):
        if has_key_people and not held and not child.left_on:
            reader.note(row[0], "key_person", f"{child.name} has no key person.")
        return
    staff = _named_as_key_person(row, said, reader, known)
    if staff is None:
        return
    # To the end of the child's time here, where that is known.
    current = [a for a in held if a.until_on is None or a.until_on == child.left_on]
    if any(assignment.staff is staff for assignment in current or held):
        if not current and not child.left_on:
            _say_it_ended(row, staff, child, held, reader)
        return
    if current:
        who = "The dashboard" if current[0].id else holder(child)
        reader.left_out(
            row[0],
            "key_person",
            f"{who} has {current[0].staff.name} as key person. Change it there if it has changed.",
        )
        return
    from_on = max([child.started_on, *(a.until_on + timedelta(days=1) for a in held if a.until_on)])
    if staff.started_on > from_on:
        if child.left_on is None or staff.started_on <= child.left_on:
            from_on = staff.started_on
        else:
            reader.note(
                row[0],
                "key_person",
                f"{staff.name} started after {child.name} left. It is brought in as it is.",
            )
    if staff.left_on and staff.left_on < reader.today and not child.left_on:
        reader.note(
            row[0],
            "key_person",
            f"{staff.name} left on {dated(staff.left_on)}, so {child.name} has no key person now.",
        )
    held.append(AssignmentFact(child, staff, from_on, child.left_on))


def _say_it_ended(
    row: Row, staff: StaffFact, child: ChildFact, held: Sequence[AssignmentFact], reader: Reader
) -> None:
    """That somebody is not the key person again because a register has them: what ended may have ended on
    purpose, and the child has nobody now."""
    last_day = max(a.until_on for a in held if a.staff is staff and a.until_on)
    reader.left_out(
        row[0],
        "key_person",
        f"{staff.name} was the key person of {child.name} until {dated(last_day)}, and nobody is now. Choose "
        "one on the page Children and files.",
    )


def _named_as_key_person(row: Row, said: str, reader: Reader, known: Known) -> StaffFact | None:
    """Who is meant by what a row `said`; None where nobody can be told, or be a key person, which is said."""
    if not known.staff.people:
        reader.left_out_once(
            reader.register.header_row,
            "key_person",
            "Key people are left out: there is no staff register yet. Bring it in with this one, or "
            "bring this one in again after it.",
        )
        return None
    found = known.staff.find(said)
    if len(found.people) != 1:
        why = (
            "More than one person could be meant."
            if found.people
            else f"Nobody in the staff register has that name.{did_you_mean(known.staff.near(said))}"
        )
        reader.left_out_once(
            row[0],
            "key_person",
            f"“{said}” is left out as key person, here and in every row. {why} Correct the name here or in "
            "the staff register, or choose the key person on the page Children and files.",
        )
        return None
    staff = found.people[0]
    if staff.role not in KEY_PEOPLE:
        reader.left_out_once(
            row[0],
            "key_person",
            f"{staff.name} is left out as key person, here and in every row: a {staff.role} cannot be one. "
            "Correct the name here or the role, or choose the key person on the page Children and files.",
        )
        return None
    if found.how is How.PART:
        reader.note(row[0], "key_person", f"“{said}” was taken to be {staff.name}.")
    return staff


def did_you_mean(names: list[str]) -> str:
    """` Did you mean Otto Fernández?`, or nothing where no name is near."""
    return f" Did you mean {' or '.join(names)}?" if names else ""
