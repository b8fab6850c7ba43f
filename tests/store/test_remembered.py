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
from rules.agenda import Area
from rules.consent import Account
from rules.file_index import Category, Fact, Kind, Nature, Source
from rules.induction import Role
from rules.sharing import Ground
from store import agenda, cabinet, committee, remembered, trail
from store.remembered import MOST_READ, Remembered
from store.tables import table
from tests.conftest import TODAY, account, manager_of, rows
from tests.store.test_agenda import counted


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


def sees_a_child(opened, who):
    with opened.reading(who) as look:
        return agenda.read(look, TODAY, Area.CONSENTS).facts


def told(opened, who):
    with opened.reading(who) as look:
        return committee.read(look, TODAY)


WRITES = [
    a_request,
    a_close,
    a_concern,
    an_entry_of_each_decision,
    an_account_of_a_child_who_left,
    a_sensitive_entry,
    a_typed_copy,
]


def test_a_second_look_is_like_the_first_and_asks_for_the_mark_alone(sample):
    who = manager_of(sample)
    with counted(sample) as first:
        once = seen(sample, who)
    with counted(sample) as second:
        again = seen(sample, who)
    assert (again.facts, again.items) == (once.facts, once.items)
    assert len(second) == 1 < len(first)


def test_another_person_has_it_read_for_themselves(sample):
    manager, deputy = manager_of(sample), account(sample, Role.DEPUTY)
    with counted(sample) as first:
        seen(sample, manager)
    with counted(sample) as second:
        seen(sample, deputy)
    assert len(second) == len(first) - 1  # the setting's lists are everybody's


def test_a_key_person_has_it_read_each_time_for_their_sight_ends_by_itself(sample):
    who = account(sample, Role.KEY_PERSON)
    with counted(sample) as first:
        once = sees_a_child(sample, who)
    with counted(sample) as second:
        again = sees_a_child(sample, who)
    assert again == once
    assert len(second) == len(first) - 1  # the setting's lists are everybody's


def test_the_committee_is_told_by_what_was_read_once(sample):
    chairperson, member = account(sample, Role.CHAIRPERSON), account(sample, Role.COMMITTEE)
    with counted(sample) as first:
        once = told(sample, chairperson)
    with counted(sample) as second:
        again = told(sample, member)
    assert again == once
    assert len(second) == 1 < len(first)


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
    assert len(said) == 1


def test_no_more_is_kept_than_helps(sample):
    def once(asked, read):
        return remembered.once(look, b"mark", asked, read)

    with sample.reading(manager_of(sample)) as look:
        for asked in range(MOST_READ + 1):
            assert once(asked, lambda held=asked: held) == asked
        assert once(0, list) == 0
        assert once(MOST_READ, list) == []


def test_a_write_and_a_look_without_a_mark_have_all_of_it_read(sample):
    with sample.reading(manager_of(sample)) as look:
        assert remembered.once(look, None, "asked", lambda: 1) == 1
        assert remembered.once(look, None, "asked", lambda: 2) == 2
    with sample.writing(manager_of(sample)) as session:
        assert remembered.once(session.connection(), b"mark", "asked", lambda: 3) == 3
        assert remembered.once(session.connection(), b"mark", "asked", lambda: 4) == 4
