"""What the agenda is read from: in few queries, nothing open left out, nothing of a later day let in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from models import (
    AccessRequest,
    AccessStep,
    Child,
    Consent,
    ConsentFollowUp,
    FileEntry,
    SharingDecision,
    SharingEntry,
    SharingOutcome,
    StaffMember,
)
from rules import sharing
from rules.access import Channel, Step
from rules.agenda import Area
from rules.consent import Answer, How
from rules.sharing import Ground, Outcome, Position
from store import access_requests, agenda, consents, figures, people, weekly_review
from store import sharing as sharing_decisions
from store.cabinet import Cabinet
from store.house import read_house
from store.tables import among, table
from tests.conftest import FILE, TODAY, agenda_of, rows, to_sign

DAY = timedelta(days=1)


@contextmanager
def counted(opened: Cabinet) -> Iterator[list[str]]:
    """The statements that are run meanwhile, but for the one that begins."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        if not statement.startswith("BEGIN"):
            said.append(statement)

    event.listen(opened.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(opened.engine, "before_cursor_execute", note)


READS = {
    "agenda": (7, lambda look: agenda.read(look, TODAY)),
    "house": (2, lambda look: read_house(look, TODAY)),
    "access requests": (4, lambda look: agenda.read(look, TODAY, Area.ACCESS_REQUESTS)),
    "consents": (4, lambda look: agenda.read(look, TODAY, Area.CONSENTS)),
    "sharing decisions": (3, lambda look: agenda.read(look, TODAY, Area.SHARING_DECISIONS)),
    "induction": (3, lambda look: agenda.read(look, TODAY, Area.INDUCTION)),
    "figures": (9, lambda look: figures.read(look, agenda.read(look, TODAY))),
    "register of requests": (1, lambda look: access_requests.requests(look, received_since=date.min)),
    "register of decisions": (1, lambda look: sharing_decisions.decisions(look, raised_since=date.min)),
    "history": (1, lambda look: consents.history(look, 1)),
    "children": (1, lambda look: people.children(look, TODAY)),
    "people": (1, lambda look: people.staff(look, TODAY)),
}


def add_children(opened: Cabinet, count: int) -> None:
    with opened.administering("test") as session:
        session.connection().execute(
            insert(table(Child)),
            [
                {
                    "code": f"C-{1000 + n}",
                    "name": f"Child {n}",
                    "started_on": TODAY,
                    "has_court_order": False,
                    "note": "",
                }
                for n in range(count)
            ],
        )


def test_the_number_of_queries_does_not_grow_with_the_records(sample, subtests):
    asked = {what: [] for what in READS}
    for children in (0, 400):
        if children:
            add_children(sample, children)
        for what, (_, read) in READS.items():
            with counted(sample) as sent, sample.connection() as look:
                read(look)
            asked[what].append(len(sent))
    for what, (most, _) in READS.items():
        with subtests.test(what):
            assert asked[what] == [most, most]


# What grows with the families, year after year.
OF_THE_FAMILIES = (
    "access_step", "carer", "child", "consent", "consent_follow_up", "developmental_record", "file_entry",
    "file_entry_fact", "file_mention", "journey_account", "key_person_assignment", "redaction",
    "requester_check", "sharing_advice", "sharing_decision", "sharing_entry", "sharing_outcome",
    "third_party", "third_party_entry", "third_party_event",
)  # fmt: skip


# PostgreSQL rightly walks through tables as short as those of the sample.
@pytest.mark.parametrize("store", [FILE], indirect=True)
def test_nothing_walks_through_the_years_to_find_what_is_open(sample):
    asked: list[tuple[str, Any]] = []
    event.listen(sample.engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    with sample.connection() as look:
        agenda.read(look, TODAY)
        plans = [
            step.detail
            for statement, values in asked[1:]
            for step in look.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        ]
    walked = {plan for plan in plans if re.fullmatch(rf"SCAN ({'|'.join(OF_THE_FAMILIES)})(_\d+)?", plan)}
    # Nor is the row of every disc or typed copy there ever was fetched, to see in it what has no index.
    by_kind_alone = re.compile(r"SEARCH file_entry_fact\S* USING INDEX ix_file_entry_fact_fact \(fact=\?\)")
    fetched = {plan for plan in plans if by_kind_alone.fullmatch(plan)}
    assert "SEARCH file_entry" in " ".join(plans)
    assert not walked | fetched


def test_every_line_names_the_child_or_the_person_it_is_about(sample):
    """The sample has each kind of line, about several children: none is called by another's name."""
    children = {row["id"]: (row["code"], row["name"]) for row in rows(sample, Child)}
    people = {row["id"]: (row["code"], row["name"]) for row in rows(sample, StaffMember)}
    items = agenda_of(sample).items
    assert len({item.action for item in items if item.child}) == 19
    assert {(item.child_code, item.about) == children[item.child] for item in items if item.child} == {True}
    assert {(item.code, item.about) == people[item.person] for item in items if item.person} == {True}


def test_the_agenda_holds_every_child_however_many(cabinet):
    add_children(cabinet, 400)
    assert len({item.code for item in agenda_of(cabinet).items if item.area is Area.CONSENTS}) == 400


SAID = ("", " ", "\n", "\t", "Asking would put the child at risk")


def test_a_decision_is_on_the_agenda_exactly_while_the_rules_say_so(cabinet, family):
    """Every combination of what may be lacking: the query leaves out what is complete and nothing else."""
    combinations = [
        (outcome, position, *said, is_recorded)
        for outcome, position, is_recorded in product([None, *Outcome], Position, (False, True))
        for said in product(SAID, repeat=3)
        if outcome or (position is Position.WRITTEN and said == ("", "", ""))
    ]
    decisions, outcomes, entries, expected = [], [], [], set()
    for id_, (outcome, position, reason, shared_with, witness, is_recorded) in enumerate(combinations, 1):
        decisions.append(
            {
                "id": id_,
                "code": f"SD-2026-{id_}",
                "child_id": family.child,
                "ground": Ground.CRIME,
                "concern": "",
                "raised_on": TODAY,
                "raised_by": "",
            }
        )
        if outcome:
            outcomes.append(
                {
                    "decision_id": id_,
                    "outcome": outcome,
                    "position": position,
                    "reason": reason,
                    "shared_with": shared_with,
                    "witness": witness,
                    "decided_on": TODAY,
                    "decided_by": "",
                }
            )
        if is_recorded:
            entries.append({"decision_id": id_, "entry": "1", "recorded_on": TODAY, "late_because": ""})
        decision = sharing.Decision(
            TODAY,
            outcome,
            TODAY if outcome else None,
            position if outcome else None,
            shared_with,
            reason,
            witness,
            TODAY if is_recorded else None,
        )
        if sharing.status(decision) is not sharing.Status.RECORDED:
            expected.add(id_)
    with cabinet.administering("test") as session:
        for model, added in (
            (SharingDecision, decisions),
            (SharingOutcome, outcomes),
            (SharingEntry, entries),
        ):
            session.execute(insert(model), added)
    found = {held.id for held in agenda_of(cabinet).facts.decisions}
    assert found == expected
    assert 0 < len(expected) < len(combinations)


# A past day -----------------------------------------------------------------------------------------

FIRST, LATER = date(2026, 11, 2), date(2026, 11, 16)


@pytest.fixture
def a_month(cabinet, who, family):
    """A request, a concern, a withdrawal on the 2nd; all of them settled on the 16th."""
    added = {"recorded_by_id": who.account_id}
    with cabinet.administering("test") as session:
        request = AccessRequest(
            code="AR-2026-001",
            child_id=family.child,
            requester="Carys Davies",
            channel=Channel.EMAIL,
            received_on=FIRST,
            **added,
        )
        concern = SharingDecision(
            code="SD-2026-001", child_id=family.child, ground=Ground.CRIME, raised_on=FIRST, **added
        )
        withdrawal = Consent(
            child_id=family.child,
            purpose_id=1,
            carer_id=family.mother,
            answer=Answer.WITHDRAWN,
            on=FIRST,
            how=How.WRITTEN,
            **added,
        )
        session.add_all([request, concern, withdrawal])
        session.flush()
    before = {on: figures_on(cabinet, on) for on in (FIRST, FIRST + DAY)}
    agendas = {on: agenda_of(cabinet, on).items for on in (FIRST, FIRST + DAY)}
    with cabinet.administering("test") as session:
        session.add_all(
            [
                AccessStep(request_id=request.id, step=Step.RELEASED, on=LATER, **added),
                SharingOutcome(
                    decision_id=concern.id,
                    outcome=Outcome.SHARED_WITH_CONSENT,
                    position=Position.WRITTEN,
                    shared_with="MASH, duty social worker",
                    decided_on=LATER,
                    **added,
                ),
                SharingEntry(decision_id=concern.id, entry="3", recorded_on=LATER, **added),
                ConsentFollowUp(consent_id=withdrawal.id, done_on=LATER, **added),
                Consent(
                    child_id=family.child,
                    purpose_id=1,
                    carer_id=family.mother,
                    answer=Answer.GIVEN,
                    on=LATER,
                    how=How.WRITTEN,
                    **added,
                ),
            ]
        )
    weekly_review.sign_review(cabinet, who, to_sign(cabinet, LATER))
    return agendas, before


def figures_on(opened: Cabinet, on: date) -> figures.Figures:
    with opened.connection() as look:
        return figures.read(look, agenda.read(look, on))


def test_a_past_day_does_not_see_what_happened_later(cabinet, a_month):
    agendas, before = a_month
    for on, items in agendas.items():
        assert agenda_of(cabinet, on).items == items
        assert figures_on(cabinet, on) == before[on]
        assert agenda_of(cabinet, on).house.last_review is None
    settled = {Area.ACCESS_REQUESTS, Area.SHARING_DECISIONS, Area.CONSENTS}
    assert settled <= {item.area for item in agendas[FIRST]}
    left = [item for item in agenda_of(cabinet, LATER).items if item.area in settled]
    assert [item.what for item in left] == ["Close the request"]


def test_the_day_something_happens_sees_it(cabinet, a_month):
    assert agenda_of(cabinet, LATER - DAY).facts.requests
    assert not agenda_of(cabinet, LATER).facts.requests
    assert figures_on(cabinet, LATER - DAY).access_requests.answered_last_12_months == 0
    assert figures_on(cabinet, LATER).access_requests.answered_last_12_months == 1
    assert figures_on(cabinet, LATER - DAY).sharing_decisions.recorded_last_12_months == 0
    assert figures_on(cabinet, LATER).sharing_decisions.recorded_last_12_months == 1


def test_the_last_review_is_the_last_signed_one(cabinet, who, a_month):
    last = agenda_of(cabinet, TODAY).house.last_review
    assert (last.on, last.by) == (LATER, who.name)


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        (sqlite.dialect(), "file_entry.id IN (SELECT child.id"),
        (postgresql.dialect(), "file_entry.id = ANY (ARRAY(SELECT child.id"),
    ],
)
def test_what_is_open_is_looked_up_by_its_numbers(engine, said):
    # Without "= 1" behind it, which SQLAlchemy puts behind a yes or no: no index finds that.
    entry = table(FileEntry)
    asked = select(entry.c.id).where(among(entry.c.id, select(table(Child).c.id)), entry.c.number > 1)
    written = " ".join(str(asked.compile(dialect=engine)).split())
    assert said in written
    assert "= 1 " not in written
