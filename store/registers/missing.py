"""Names who is here by the dashboard and stands in no row of their register any more: they may have left, and
nobody said so in the dashboard (DR-1, OR-2)."""

from collections.abc import Sequence

from rules.words import counted, listed
from store.registers.known import ChildFact, Known, StaffFact
from store.registers.rows import Findings, Register
from store.registers.tried import Kind, Severity

MOST_NAMED = 5


def say_who_is_missing(registers: Sequence[Register], known: Known, findings: Findings) -> None:
    """One note for the children and one for the people who work here: who they are, or how many, where a
    register has fewer of them than it leaves out.

    One of a single room, or of new starters alone, says nothing of the others. Nor is it known who is missing
    while questions about rows are open, or a row has a fault, which nobody is looked for by.
    """
    if findings.questions or any(found.severity is Severity.FAULT for found in findings.problems):
        return
    children = [child for child in known.children.people if child.left_on is None]
    people = [person for person in known.staff.people if person.left_on is None]
    roles = {person.role for person in people if person.is_in_register}  # the committee has a list of its own
    people = [person for person in people if person.role in roles]
    for kind, held, page in (
        (Kind.CHILDREN, children, "Children and files"),
        (Kind.STAFF, people, "Induction"),
    ):
        of_kind = [register for register in registers if register.kind is kind]
        if of_kind:
            _say(of_kind[0], held, findings, page)


def _say(register: Register, held: Sequence[ChildFact | StaffFact], findings: Findings, page: str) -> None:
    before = [one for one in held if one.id is not None and one.started_on <= findings.today]
    missing = [one.name for one in before if not one.is_in_register]
    if not missing or len(missing) == len(before):  # of new starters alone
        return
    if len(missing) > len(before) - len(missing):
        findings.note(
            register,
            register.header_row,
            None,
            f"{len(missing)} of the {len(before)} who are here by the dashboard are in no row. Nothing is "
            "changed about them. If this is to be the whole register, rows of it are missing.",
        )
        return
    named = missing if len(missing) <= MOST_NAMED else missing[: MOST_NAMED - 1]
    others = [counted(len(missing) - len(named), "other")] if len(named) < len(missing) else []
    findings.note(
        register,
        register.header_row,
        None,
        f"Here by the dashboard, and in no row: {listed([*named, *others])}. Nothing is changed about them. "
        f"Where somebody has left, enter the day on the page {page}.",
    )
