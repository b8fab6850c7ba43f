"""The agenda of children and files: key persons, entries, files that are out (CP-3 to CP-15, PR-2, RI-1)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from rules import file_index
from rules.agenda.day import Day, item_of, item_of_many
from rules.agenda.facts import Child, Facts, FileEntry, FileOut, SharingDecision
from rules.agenda.items import ONE_BY_ONE, Action, Area, Item
from rules.children import key_person_by
from rules.words import near_date
from rules.working_days import working_day_on_or_before


def items(facts: Facts, day: Day) -> Iterable[Item]:
    """Everything of this area that is to be done, as it stands on `day`; in no order."""
    yield from _children(facts.children, day)
    yield from _two_kinds(facts, day)
    yield from _entries(facts.entries, day)
    yield from _files_out(facts.files_out, day)
    yield from _unwritten_concerns(facts.decisions, day)


def _children(children: Iterable[Child], day: Day) -> Iterable[Item]:
    """A child without a key person is given one, also where that is known ahead (CP-12).

    The many children of somebody who leaves are one line, and so are the many whom nobody was chosen for.
    """
    # By whom they had, and until when: those whose key person has just left are not late since others' day.
    asked: dict[tuple[str, str, date | None], list[tuple[date, Child]]] = defaultdict(list)
    for child in children:
        last_day = child.key_person_leaves_on if child.has_key_person else child.alone_since
        if child.has_key_person and last_day is None:
            continue
        alone_from = last_day + timedelta(days=1) if last_day else child.started_on
        if child.left_on and child.left_on < max(alone_from, day.today):
            continue
        whose, what = "", "Choose a key person"
        if child.has_key_person and last_day:
            whose = child.key_person_code
            what = f"Choose another key person: this one's last day is {near_date(last_day, today=day.today)}"
        due = key_person_by(
            max(child.started_on, alone_from),
            within=day.house.key_person_working_days,
            bank_holidays=day.bank_holidays,
        )
        if child.next_key_person_on and child.next_key_person_on <= due:
            continue  # chosen in time, such as from the Monday after a last day on a Friday
        asked[whose, what, last_day].append((due, child))
    for (_, what, _), held in asked.items():
        if len(held) <= ONE_BY_ONE:
            for due, child in held:
                yield item_of(Area.CHILDREN, Action.KEY_PERSON, child, what, "CP-12", due, day)
            continue
        due, first = min(held, key=lambda one: (one[0], one[1].code))
        many, action = f"{len(held)} children", Action.KEY_PERSON_OF_SEVERAL
        yield item_of_many(Area.CHILDREN, action, many, what, "CP-12", due, day, record=first.id)


# After the start, by which the registration form is filed; and after the setting's first day in the dashboard
# for the children who were there: their files lie in the cabinet, and are entered one after the other.
_RECORDS_WITHIN, _OF_THOSE_THERE_WITHIN = timedelta(weeks=4), timedelta(weeks=12)


def _two_kinds(facts: Facts, day: Day) -> Iterable[Item]:
    """Each child has a file and a developmental record (GE-1): one line for all who lack one of them."""
    if facts.began_on is None:
        return
    for action, lacks, of_one, of_many in (
        (
            Action.FIRST_ENTRY,
            [child for child in facts.children if not child.has_entries],
            "Begin the index of the file: nothing stands in it yet",
            "Begin the index of the files of {} children: nothing stands in them yet",
        ),
        (
            Action.PLACE,
            [child for child in facts.children if not child.has_place],
            "Record where the developmental record is kept",
            "Record where the developmental records of {} children are kept",
        ),
    ):
        due_of = {child.id: _records_by(child, facts.began_on, day) for child in lacks}
        asked = [child for child in lacks if _is_asked(child, due_of[child.id], day)]
        if not asked:
            continue
        due = min(due_of[child.id] for child in asked)
        if len(asked) == 1:
            last_day, leaving = asked[0].left_on, ""
            if action is Action.FIRST_ENTRY and asked[0].has_file_gone:
                of_one = "Begin a new file: the papers in the index are not here any more"
            if last_day and last_day <= day.horizon:
                leaving = f". The child's last day is {near_date(last_day, today=day.today)}"
            yield item_of(Area.CHILDREN, action, asked[0], of_one + leaving, "GE-1", due, day)
        else:
            what, state = of_many.format(len(asked)), day.state_of(due)
            yield Item(
                Area.CHILDREN, "Files", what, "GE-1", due, state, is_legal=False, action=action, record=0
            )


def _records_by(child: Child, began_on: date, day: Day) -> date:
    """The day by which both kinds of records of a child are known here: while the child is, as the file goes
    on to a school or is kept for years, and nothing says afterwards that nobody knows what is in it."""
    by = began_on + _OF_THOSE_THERE_WITHIN
    if child.started_on > began_on:
        by = child.started_on + _RECORDS_WITHIN
    if child.left_on is None or child.left_on >= by:
        return by
    return max(child.started_on, working_day_on_or_before(child.left_on, day.closed_days))


def _is_asked(child: Child, due: date, day: Day) -> bool:
    return child.started_on <= day.today and due <= day.horizon


_ASKS = frozenset({file_index.Lack.ASK_GIVER, file_index.Lack.ASK_SUBJECT})
# What is not to stay, and what made it: both have the setting's own days for a typed copy.
_MADE = {
    file_index.Lack.DELETE: file_index.Fact.TYPED,
    file_index.Lack.DISC: file_index.Fact.DISC,
}


def _entries(entries: Iterable[FileEntry], day: Day) -> Iterable[Item]:
    """What the entries of the files still ask for: one line for each, under the clause of the first due."""
    for held in entries:
        dues: list[tuple[date, file_index.Lack]] = []
        for lack in file_index.lacking(
            held.entry, entry_days=day.house.entry_days, is_on_hold=held.is_on_hold
        ):
            made = file_index.latest(held.entry, _MADE[lack]) if lack in _MADE else None
            if made:
                due = made.on + timedelta(days=day.house.typed_copy_days)
            else:
                since = file_index.asked_from(held.entry) if lack in _ASKS else held.entry.written_on
                due = day.working_days_after(since, day.house.informing_working_days)
            dues.append((due, lack))
        if not dues:
            continue
        due, first = min(dues, key=lambda pair: pair[0])
        what = f"File entry {held.entry.number}: {file_index.to_do(held.entry, [lack for _, lack in dues])}"
        yield item_of(Area.CHILDREN, Action.FILE_ENTRY, held, what, file_index.CLAUSES[first], due, day)


def _files_out(files: Iterable[FileOut], day: Day) -> Iterable[Item]:
    """A file that was taken out is back in the cabinet by the end of that day (PR-2)."""
    for held in files:
        what = f"The file is out of the cabinet since {near_date(held.out_on, today=day.today)}: have it back"
        yield item_of(Area.CHILDREN, Action.FILE_BACK, held, what, "PR-2", held.out_on, day)


def _unwritten_concerns(decisions: Iterable[SharingDecision], day: Day) -> Iterable[Item]:
    """Concerns that no entry of the file holds (RI-1)."""
    for concern in decisions:
        # Once it is decided, the record of the decision asks for the entry itself.
        if concern.is_written or concern.decision.outcome is not None:
            continue
        due = concern.decision.raised_on + timedelta(days=day.house.recording_days)
        what = "Write the concern in the child's file"
        yield item_of(Area.CHILDREN, Action.WRITE_CONCERN, concern, what, "RI-1", due, day)
