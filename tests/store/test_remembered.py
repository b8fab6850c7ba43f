"""What is remembered of the agenda shows nothing that is over, hides nothing new, and spares the rest.

Random calls ask the same after each of them (`test_anything`).
"""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from models import (
    AccessRequest,
    AccessStep,
    Child,
    FileEntry,
    FileEntryFact,
    JourneyAccount,
    SharingDecision,
    SharingEntry,
)
from rules.access import Channel, Step
from rules.consent import Account
from rules.file_index import Category, Fact, Kind, Nature, Source
from rules.induction import Role
from rules.sharing import Ground
from store import agenda, cabinet, trail
from store.remembered import MOST_ASKED, MOST_ROWS, Known, Remembered
from store.tables import table
from tests.conftest import TODAY, account, manager_of, rows
from tests.store.test_agenda import counted

LEAVING_OUT = "EXCEPT"  # how a statement says that it leaves out what is complete


def seen(opened, who, today=TODAY):
    with opened.reading(who) as look:
        return agenda.read(look, today)


def seen_afresh(opened, who, today=TODAY):
    opened.remembered = Remembered()
    return seen(opened, who, today)


def a_request(session, child):
    session.add(
        AccessRequest(
            code="AR-2026-901", child_id=child, requester="X", channel=Channel.EMAIL, received_on=TODAY
        )
    )


def a_close(session, _child):
    request = rows_of(session, AccessRequest)[-1]["id"]
    for step in (Step.RELEASED, Step.CLOSED):
        session.add(AccessStep(request_id=request, step=step, on=TODAY))


def a_concern(session, child):
    session.add(SharingDecision(code="SD-2026-901", child_id=child, ground=Ground.CRIME, raised_on=TODAY))


def an_entry_of_each_decision(session, _child):
    written = {row["decision_id"] for row in rows_of(session, SharingEntry)}
    lacking = [row["id"] for row in rows_of(session, SharingDecision) if row["id"] not in written]
    added = [{"decision_id": id_, "entry": "9", "recorded_on": TODAY} for id_ in lacking]
    session.execute(insert(SharingEntry), added)  # in bulk, as an import writes


def an_account_of_a_child_who_left(session, _child):
    [left, *_] = [row["id"] for row in rows_of(session, Child) if row["left_on"] and row["left_on"] < TODAY]
    for event in (Account.OPENED, Account.CLOSED, Account.FOUND):  # closed, and found on again
        session.add(JourneyAccount(child_id=left, event=event, on=TODAY))


def a_sensitive_entry(session, child):
    session.add(
        FileEntry(
            child_id=child, number=901, first_page=901, last_page=901, event_on=TODAY, written_on=TODAY,
            kind=Kind.AGENCY_REPORT, author="X", nature=Nature.FACT, source=Source.THIRD_PARTY,
            kept_at="The cabinet", category=next(iter(Category)),
        )
    )  # fmt: skip


def a_typed_copy(session, _child):
    entry = rows_of(session, FileEntry)[0]["id"]
    session.add(FileEntryFact(entry_id=entry, fact=Fact.TYPED, on=TODAY))


def rows_of(session, model):
    held = table(model)
    return [dict(row) for row in session.execute(held.select().order_by(held.c.id)).mappings()]


WRITES = [
    a_request,
    a_close,
    a_concern,
    an_entry_of_each_decision,
    an_account_of_a_child_who_left,
    a_sensitive_entry,
    a_typed_copy,
]


def test_a_second_look_is_like_the_first_and_leaves_nothing_out_anew(sample):
    who = manager_of(sample)
    with counted(sample) as first:
        once = seen(sample, who)
    with counted(sample) as second:
        again = seen(sample, who)
    assert (again.facts, again.items) == (once.facts, once.items)
    assert len(second) == len(first)
    assert any(LEAVING_OUT in said for said in first)
    assert not any(LEAVING_OUT in said for said in second)


@pytest.mark.parametrize("write", WRITES)
def test_what_another_process_writes_is_there_at_the_next_look(sample, home, write):
    who, before = manager_of(sample), seen(sample, manager_of(sample))
    assert seen(sample, who).items == before.items
    other = cabinet.open_with(home, sample.key)
    try:
        with other.administering("test") as session:
            write(session, rows(sample, FileEntry)[0]["child_id"])
    finally:
        other.close()
    now = seen(sample, who)
    assert now.facts != before.facts
    assert seen_afresh(sample, who).facts == now.facts


def test_each_day_and_each_person_has_their_own(sample):
    people = [manager_of(sample), *(account(sample, role) for role in (Role.CHAIRPERSON, Role.DEPUTY))]
    days = [TODAY, TODAY + timedelta(days=400), TODAY - timedelta(days=30)]
    of_each = {(who.account_id, day): seen(sample, who, day).facts for who in people for day in days}
    for who in people:
        for day in days:
            assert seen(sample, who, day).facts == of_each[who.account_id, day]
            assert seen_afresh(sample, who, day).facts == of_each[who.account_id, day]


def test_a_look_at_a_record_is_no_change(sample):
    who = manager_of(sample)
    seen(sample, who)
    trail.seen(sample, who, "child", 1)
    sample.write_views()
    with counted(sample) as said:
        seen(sample, who)
    assert not any(LEAVING_OUT in one for one in said)


def test_no_more_is_kept_than_helps():
    known = Known()
    known.keep("many", range(MOST_ROWS + 1))
    assert known.rows("many") is None
    for asked in range(MOST_ASKED + 1):
        known.keep(asked, [])
    assert known.rows(MOST_ASKED) is None
    assert known.rows(0) == frozenset()
