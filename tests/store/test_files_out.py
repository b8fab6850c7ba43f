"""Files that are out of the cabinet, on a real store (PR-2)."""

from datetime import timedelta

import pytest

from models import FileOut
from rules.agenda import Action
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from store import files_out
from store.refusal import Refused
from tests.conftest import TODAY, account, agenda_of, everything, rows

DAY = timedelta(days=1)


def take_out(cabinet, who, family, on=TODAY, **changed):
    said = {"child_id": family.child, "staff_id": family.key_person, "what_for": "To file a letter"} | changed
    files_out.take_out(cabinet, who, **said, on=on, today=TODAY)
    return rows(cabinet, FileOut)[-1]["id"]


def bring_back(cabinet, who, out, on=TODAY):
    files_out.bring_back(cabinet, who, out_id=out, on=on, today=TODAY)
    return rows(cabinet, FileOut)[-1]["id"]


def take_back(cabinet, who, line):
    files_out.take_back(cabinet, who, line_id=line, because="It was another child's file.")


def refused(write, *given, **more):
    with pytest.raises(Refused) as caught:
        write(*given, **more)
    return set(caught.value.problems)


def out_on(cabinet, day=TODAY):
    return [
        (item.code, item.due) for item in agenda_of(cabinet, day).items if item.action is Action.FILE_BACK
    ]


def history(cabinet, who, child):
    with cabinet.reading(who, Thing.FILE_ENTRY) as look:
        return files_out.history(look, child)


def test_a_file_is_on_the_agenda_from_the_day_it_goes_out_until_it_is_back(cabinet, who, family):
    out = take_out(cabinet, who, family, on=TODAY - DAY)
    assert out_on(cabinet) == [("C-001", TODAY - DAY)]
    bring_back(cabinet, who, out)
    assert out_on(cabinet) == []
    assert out_on(cabinet, TODAY - DAY) == [("C-001", TODAY - DAY)], "that day it was out"
    assert out_on(cabinet, TODAY - 2 * DAY) == []
    back, taken = history(cabinet, who, family.child)
    assert (taken.holder_code, taken.what_for, taken.ends_id) == ("S-01", "To file a letter", None)
    assert (back.on, back.ends_id) == (TODAY, taken.id)


def test_one_file_is_with_one_person(cabinet, who, family):
    out = take_out(cabinet, who, family)
    before = everything(cabinet)
    assert refused(take_out, cabinet, who, family, staff_id=family.colleague) == {"child"}
    assert everything(cabinet) == before
    bring_back(cabinet, who, out)
    take_out(cabinet, who, family, staff_id=family.colleague)
    assert out_on(cabinet) == [("C-001", TODAY)]


def test_no_file_comes_back_that_is_not_out(cabinet, who, family):
    out = take_out(cabinet, who, family)
    bring_back(cabinet, who, out)
    before = everything(cabinet)
    assert refused(bring_back, cabinet, who, out) == {"out"}
    assert refused(bring_back, cabinet, who, 999) == {"out"}
    assert everything(cabinet) == before


def test_what_was_recorded_by_mistake_counts_no_more_the_last_first(cabinet, who, family):
    out = take_out(cabinet, who, family)
    back = bring_back(cabinet, who, out)
    assert refused(take_back, cabinet, who, out) == {"row"}, "it would have come back without being out"
    again = take_out(cabinet, who, family, staff_id=family.colleague)
    assert refused(take_back, cabinet, who, back) == {"row"}, "two people would have it"
    take_back(cabinet, who, again)
    assert out_on(cabinet) == []
    take_back(cabinet, who, back)
    assert out_on(cabinet) == [("C-001", TODAY)]
    take_back(cabinet, who, out)
    assert out_on(cabinet) == []
    assert all(line.taken_back for line in history(cabinet, who, family.child))
    assert refused(take_back, cabinet, who, out) == {"because"}
    take_out(cabinet, who, family)


def test_a_form_that_stood_open_brings_back_what_it_was_opened_for(cabinet, who, family):
    out = take_out(cabinet, who, family)
    bring_back(cabinet, who, out)
    take_out(cabinet, who, family, staff_id=family.colleague)
    assert refused(bring_back, cabinet, who, out) == {"out"}
    with cabinet.reading(who, Thing.FILE_ENTRY) as look:
        assert files_out.one(look, out) is None


@pytest.mark.parametrize("role", [Role.STAFF, Role.CHAIRPERSON, Role.COMMITTEE, Role.STUDENT])
def test_who_sees_no_file_records_nothing_of_one(cabinet, who, family, role):
    out = take_out(cabinet, who, family)
    other = account(cabinet, role)
    before = everything(cabinet)
    for write in (
        lambda: take_out(cabinet, other, family),
        lambda: bring_back(cabinet, other, out),
        lambda: take_back(cabinet, other, out),
    ):
        with pytest.raises(NotAllowed):
            write()
    assert everything(cabinet) == before


def test_a_key_person_takes_out_the_files_of_their_own_key_children_alone(cabinet, who, family):
    theirs = account(cabinet, Role.KEY_PERSON)
    with pytest.raises(NotAllowed):
        take_out(cabinet, theirs, family)
    assert rows(cabinet, FileOut) == []
