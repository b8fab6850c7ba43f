"""Which child and which carer a row means: one, or a question, or a fault that suggests the nearest names."""

import re
from collections.abc import Callable

from rules.words import listed
from store.registers import cells
from store.registers.children import did_you_mean, say_no_carer
from store.registers.known import CarerFact, ChildFact, Known
from store.registers.names import How, Roll, name_key
from store.registers.rows import NO_CHOICE, Reader
from store.registers.spreadsheet import Row
from store.registers.tried import ADD, LEAVE_OUT, Severity

MOST_OPTIONS = 12
_BETWEEN_CHILDREN = re.compile(r"\s*(?:&|/|;|\+|,|\n|\band\b)\s*", re.IGNORECASE)


def child_of(row: Row, reader: Reader, known: Known, look: Callable[[Row], object]) -> ChildFact | None:
    """The child that the row is about, or None once the reason has been noted.

    Where that is a fault or a question, `look` notes what else is wrong with the row: the answer alone would
    not bring it in.
    """
    problems = reader.findings.problems
    before = len(problems)
    child = _child_of(row, reader, known)
    if child is None and all(said.severity is not Severity.LEFT_OUT for said in problems[before:]):
        look(row)
    return child


def _child_of(row: Row, reader: Reader, known: Known) -> ChildFact | None:
    register, findings = reader.register, reader.findings
    column = reader.name_column()
    spelling = reader.person(row)
    if not spelling:
        reader.fault(row[0], column, "Enter the child's name.")
        return None
    exact = known.children.exact(name_key(spelling))
    has_choices = bool(findings.choices.names)
    if len(exact) == 1 and "born_on" not in register.at and not has_choices:
        return exact[0]
    for chosen in findings.chosen(register, row[0], column, spelling):
        if chosen == LEAVE_OUT:
            reader.left_out(row[0], column, f"“{spelling}”: left out by choice.")
            return None
        if child := _referred(chosen, known):
            return child
    found = known.children.find(spelling)
    people = list(found.people)
    born_on = reader.day(row, "born_on") if "born_on" in register.at else None
    if born_on and any(child.born_on for child in people):
        fitting = [child for child in people if child.born_on in {born_on, None}]
        if not fitting:
            reader.fault(
                row[0],
                "born_on",
                f"{spelling} has another date of birth in the children's register. Correct the wrong one.",
            )
            return None
        people = fitting
    if len(people) == 1:
        if found.how is How.PART:
            reader.note(row[0], column, f"“{spelling}” was taken to be {people[0].label()}.")
        return people[0]
    if people:
        findings.ask(
            register,
            row[0],
            column,
            f"Which child is “{spelling}”? {len(people)} could be meant.",
            [*((child.reference(), child.label()) for child in people[:MOST_OPTIONS]), NO_CHOICE],
        )
        return None
    if several := _several(spelling, known):
        reader.fault(
            row[0],
            column,
            f"“{spelling}” names {listed(several)}. Write a row for each: every record is about one child.",
        )
        return None
    if no_child := known.no_children.find(spelling).people:
        reader.left_out(
            row[0],
            column,
            f"{spelling} was taken back in the dashboard as entered by mistake ({no_child[0].code}). Correct "
            "the register; if the child comes after all, first bring in the children's register with "
            "them in it.",
        )
        return None
    near = did_you_mean(known.children.near(spelling))
    reader.fault(
        row[0],
        column,
        f"No child has the name “{spelling}”.{near} Correct the name, or bring in the children's "
        "register with this child in it.",
    )
    return None


def _several(spelling: str, known: Known) -> list[str]:
    """The children whom one cell names, as siblings are; none where it is not plain that it names several."""
    names = [name.strip() for name in _BETWEEN_CHILDREN.split(spelling) if name.strip()]
    last_words = names[-1].split() if len(names) > 1 else []
    if len(last_words) < 2:
        return []
    # A first name alone takes the last name of the one after it.
    found = [known.children.find(n if " " in n else f"{n} {last_words[-1]}").people for n in names]
    meant = {people[0].name for people in found if len(people) == 1}
    return sorted(meant) if len(meant) == len(names) else []


def _referred(reference: str, known: Known) -> ChildFact | None:
    by_key: Roll[ChildFact] = known.children
    key, _, _ = reference.partition("|")
    for child in by_key.exact(key):
        if child.reference() == reference:
            return child
    return next((child for child in by_key.people if child.code and child.code == reference), None)


def carer_of(row: Row, column: str, child: ChildFact, reader: Reader, known: Known) -> CarerFact | None:
    """The carer of `child` that the cell names, or None once it has been asked about or left out."""
    spelling = reader.text(row, column)
    key = name_key(spelling)
    for carer in child.carers:
        if carer.key == key:
            return carer
    if key in child.no_carers:
        say_no_carer(row, column, spelling, child, reader)
        return None
    found = Roll(child.carers).find(spelling) if spelling else None
    if found and len(found.people) == 1:
        carer = found.people[0]
        reader.note(row[0], column, f"“{spelling}” was taken to be {carer.name}.")
        return carer
    can_add = bool(spelling) and not cells.is_blank(spelling)
    said = (
        f"“{spelling}” is not one of the carers of {child.name}. Who signed?"
        if can_add
        else f"The row does not say who signed for {child.name}. Who did?"
    )
    chosen = reader.findings.answer(
        reader.register,
        row[0],
        column if column in reader.register.at else reader.name_column(),
        said,
        [
            *((carer.name, carer.name) for carer in child.carers),
            *([(ADD, f"{spelling}: add as a carer without parental responsibility")] if can_add else []),
            NO_CHOICE,
        ],
        spelling=spelling,
        by_spelling=False,
    )
    if chosen == ADD:
        return known.new_carer(child, spelling, has_pr=False)
    if chosen == LEAVE_OUT:
        reader.left_out(row[0], column, "Left out by choice: the signature is nobody's.")
        return None
    return next((carer for carer in child.carers if carer.name == chosen), None)
