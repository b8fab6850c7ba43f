"""The agenda of children and files: key persons, entries, concerns to be written (CP-3 to CP-15, RI-1)."""

from collections.abc import Iterable
from datetime import date, timedelta

from rules import file_index
from rules.agenda.day import Day, item_of
from rules.agenda.facts import Child, Facts, FileEntry, SharingDecision
from rules.agenda.items import Action, Area, Item
from rules.words import listed


def items(facts: Facts, day: Day) -> Iterable[Item]:
    """Everything of this area that is to be done, as it stands on `day`; in no order."""
    yield from _children(facts.children, day)
    yield from _entries(facts.entries, day)
    yield from _unwritten_concerns(facts.decisions, day)


def _children(children: Iterable[Child], day: Day) -> Iterable[Item]:
    """A child without a key person is given one (CP-12)."""
    for child in children:
        if child.has_key_person or (child.left_on and child.left_on < day.today):
            continue
        alone_from = child.alone_since + timedelta(days=1) if child.alone_since else child.started_on
        wanted_from = max(child.started_on, alone_from)
        due = day.working_days_after(wanted_from, day.house.key_person_working_days)
        yield item_of(Area.CHILDREN, Action.KEY_PERSON, child, "Choose a key person", "CP-12", due, day)


def _entries(entries: Iterable[FileEntry], day: Day) -> Iterable[Item]:
    """What the entries of the files still ask for: one line for each, under the clause of the first due."""
    for held in entries:
        dues: list[tuple[date, file_index.Lack]] = []
        for lack in file_index.lacking(
            held.entry, entry_days=day.house.entry_days, is_on_hold=held.is_on_hold
        ):
            typed = file_index.latest(held.entry, file_index.Fact.TYPED)
            if lack is file_index.Lack.DELETE and typed:
                due = typed.on + timedelta(days=day.house.typed_copy_days)
            else:
                due = day.working_days_after(held.entry.written_on, day.house.informing_working_days)
            dues.append((due, lack))
        if not dues:
            continue
        due, first = min(dues, key=lambda pair: pair[0])
        what = f"File entry {held.entry.number}: {listed([str(lack) for _, lack in dues])}"
        yield item_of(Area.CHILDREN, Action.FILE_ENTRY, held, what, file_index.CLAUSES[first], due, day)


def _unwritten_concerns(decisions: Iterable[SharingDecision], day: Day) -> Iterable[Item]:
    """Concerns that no entry of the file holds (RI-1)."""
    for concern in decisions:
        # Once it is decided, the record of the decision asks for the entry itself.
        if concern.is_written or concern.decision.outcome is not None:
            continue
        due = concern.decision.raised_on + timedelta(days=day.house.recording_days)
        what = "Write the concern in the child's file"
        yield item_of(Area.CHILDREN, Action.WRITE_CONCERN, concern, what, "RI-1", due, day)
