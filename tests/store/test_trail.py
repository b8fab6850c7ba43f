"""Reading the trail by pages and filters, and noting what changed no row, at little cost (X-8, AR-30)."""

import json
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, insert, select, text

import models
from models import AuditEntry, AuditSeal, Child, ExtraBankHoliday, KeyPersonAssignment, Setting, Submission
from rules.induction import Role
from rules.need_to_know import NotAllowed, Thing
from store import __main__ as command_line
from store import audit, people, setting, trail
from store.cabinet import AlreadyRecorded
from store.refusal import ChangedMeanwhile
from store.tables import table
from store.trail import Filter
from tests.conftest import PASSWORD, TODAY, account, rows


def put_in(cabinet, many, *, every=timedelta(minutes=1)):
    """Lines made by the thousand, chained and sealed as any other."""
    begun = datetime(2025, 1, 1, tzinfo=UTC)
    acts = ["saw", "added", "changed", "exported", "signed in"]
    with cabinet._session(1) as session:
        for first in range(0, many, 10_000):
            audit.append(
                session,
                [
                    audit.Line(
                        acts[at % 5], "child" if at % 2 else "consent", at % 90 + 1, at=begun + every * at
                    )
                    for at in range(first, min(many, first + 10_000))
                ],
            )


EVERY_LINE = Filter()


def pages(cabinet, wanted=EVERY_LINE, most=50):
    found, before = [], None
    while True:
        with cabinet.connection() as look:
            page = trail.read(look, wanted, before=before, most=most)
        found.append(page.lines)
        if page.older is None:
            return found
        before = page.older


def test_the_pages_together_are_the_whole_trail_newest_first(cabinet):
    put_in(cabinet, 130)
    found = [line for page in pages(cabinet) for line in page]
    held = sorted(rows(cabinet, AuditEntry), key=lambda row: (row["at"], row["id"]), reverse=True)
    assert [line.id for line in found] == [row["id"] for row in held]


def test_a_page_that_holds_all_the_rest_leads_to_no_other(cabinet):
    put_in(cabinet, 8)
    held = len(rows(cabinet, AuditEntry))
    assert [len(page) for page in pages(cabinet, most=held)] == [held]
    assert [len(page) for page in pages(cabinet, most=held - 1)] == [held - 1, 1]


def test_lines_of_one_moment_are_on_one_page_each(cabinet):
    put_in(cabinet, 7, every=timedelta(0))
    found = [line.id for page in pages(cabinet, most=2) for line in page]
    assert sorted(found) == [row["id"] for row in rows(cabinet, AuditEntry)]


@pytest.mark.parametrize(
    ("wanted", "matches"),
    [
        pytest.param(Filter(act="saw"), lambda row: row["act"] == "saw", id="act"),
        pytest.param(Filter(thing="child"), lambda row: row["thing"] == "child", id="thing"),
        pytest.param(Filter(account_id=1), lambda row: row["account_id"] == 1, id="account"),
        pytest.param(
            Filter(since=date(2025, 7, 1), until=date(2025, 7, 1)),
            lambda row: (
                datetime(2025, 6, 30, 23, tzinfo=UTC) <= row["at"] < datetime(2025, 7, 1, 23, tzinfo=UTC)
            ),
            id="a day in London, an hour ahead of UTC in summer",
        ),
        pytest.param(
            Filter(account_id=1, act="added", thing="child", since=date(2025, 3, 1)),
            lambda row: (
                (row["account_id"], row["act"], row["thing"]) == (1, "added", "child")
                and row["at"] >= datetime(2025, 3, 1, tzinfo=UTC)
            ),
            id="all at once",
        ),
        pytest.param(Filter(act="never done"), lambda _row: False, id="nothing"),
    ],
)
def test_a_filter_shows_what_matches_and_no_more(cabinet, wanted, matches):
    put_in(cabinet, 400, every=timedelta(hours=12, minutes=10))  # some in the hour by which London is ahead
    found = [line.id for page in pages(cabinet, wanted) for line in page]
    expected = {row["id"] for row in rows(cabinet, AuditEntry) if matches(row)}
    assert set(found) == expected
    assert len(found) == len(expected)


def test_a_page_names_the_account_and_the_code(cabinet, who, family):
    trail.seen(cabinet, who, "child", family.child)
    cabinet.write_views()
    with cabinet.connection() as look:
        line = trail.read(look, Filter(act="saw")).lines[0]
    assert (line.account, line.code, line.account_id) == (who.name, "C-001", who.account_id)


def statements(cabinet, ask):
    sent = []

    def noted(_connection, _cursor, statement, *_more):
        sent.append(statement)

    event.listen(cabinet.engine, "before_cursor_execute", noted)
    try:
        with cabinet.connection() as look:
            ask(look)
    finally:
        event.remove(cabinet.engine, "before_cursor_execute", noted)
    return [statement for statement in sent if not statement.startswith(("BEGIN", "PRAGMA"))]


def test_a_page_costs_the_same_number_of_queries_at_any_length(cabinet, family):
    def ask(look):
        trail.choices(look)
        trail.read(look, Filter(thing="child"))
        trail.length(look)

    put_in(cabinet, 60)
    few = len(statements(cabinet, ask))
    put_in(cabinet, 20_000)
    assert len(statements(cabinet, ask)) == few == 5


def test_the_choices_are_what_was_done_so_far(cabinet):
    put_in(cabinet, 20)
    with cabinet.connection() as look:
        found = trail.choices(look)
    held = rows(cabinet, AuditEntry)
    assert found.acts == sorted({row["act"] for row in held})
    assert found.things == sorted({row["thing"] for row in held} - {""})
    assert list(found.accounts) == [1]


# Views of one record ------------------------------------------------------------------------------


def views(cabinet):
    """The views in the trail, once those that wait are written."""
    cabinet.write_views()
    return [
        (row["account_id"], row["thing"], row["thing_id"])
        for row in rows(cabinet, AuditEntry)
        if row["act"] == "saw"
    ]


def test_a_view_is_noted_once_in_a_quarter_of_an_hour(cabinet, who, monkeypatch):
    for _ in range(3):
        trail.seen(cabinet, who, "child", 1)
    trail.seen(cabinet, who, "child", 2)
    trail.seen(cabinet, who, "access_request", 1)
    assert views(cabinet) == [(1, "child", 1), (1, "child", 2), (1, "access_request", 1)]
    later = time.monotonic() + audit.VIEWED_AGAIN_AFTER
    monkeypatch.setattr(audit.time, "monotonic", lambda: later)
    trail.seen(cabinet, who, "child", 1)
    assert views(cabinet)[-1] == (1, "child", 1)
    assert len(views(cabinet)) == 4


def test_a_view_is_written_by_itself_in_a_moment(cabinet, who):
    trail.seen(cabinet, who, "child", 1)
    until = time.monotonic() + 10
    while time.monotonic() < until and not [r for r in rows(cabinet, AuditEntry) if r["act"] == "saw"]:
        time.sleep(0.05)
    assert [row["thing_id"] for row in rows(cabinet, AuditEntry) if row["act"] == "saw"] == [1]


def test_another_session_is_another_view(cabinet, who):
    for session in (None, 7, 8, 7):
        trail.seen(cabinet, replace(who, session_id=session), "child", 1)
    assert len(views(cabinet)) == 3


def test_a_busy_store_holds_no_page_up_and_loses_no_view(cabinet, who):
    """While somebody imports, the view waits, and goes with the next write at its own moment."""
    with cabinet.administering("a long import"):
        began, at = time.monotonic(), models.now()
        trail.seen(cabinet, who, "child", 1)
        assert time.monotonic() - began < 1, "a write that waits its turn would take longer"
        time.sleep(3 * audit.VIEWS_ARE_WRITTEN_AFTER)  # it is tried, and put back
        assert cabinet.views.are_waiting
    setting.change_house_rules(cabinet, who, {"induction_days": 14})
    assert not cabinet.views.are_waiting
    assert views(cabinet) == [(1, "child", 1)]
    line = next(row for row in rows(cabinet, AuditEntry) if row["act"] == "saw")
    assert abs(line["at"] - at) < timedelta(seconds=1)
    with cabinet.connection() as look:
        assert trail.verify(look, cabinet.key).holds


def test_a_view_that_waits_is_written_when_the_cabinet_is_closed(cabinet, who):
    cabinet.views.add(1, audit.Line("saw", "child", 1, account_id=1))
    cabinet.close()
    assert views(cabinet) == [(1, "child", 1)]


def test_a_write_that_fails_keeps_the_views_waiting(cabinet, who):
    cabinet.views.add(1, audit.Line("saw", "child", 1, account_id=1))
    with pytest.raises(ZeroDivisionError), cabinet.writing(who, Thing.SETTING):
        raise ZeroDivisionError
    assert cabinet.views.are_waiting
    setting.change_house_rules(cabinet, who, {"induction_days": 14})
    assert views(cabinet) == [(1, "child", 1)]


def test_what_left_and_what_was_printed_is_noted(cabinet, who):
    trail.exported(cabinet, who, "child", kind="xlsx", rows=3)
    trail.noted(cabinet, who, trail.PRINTED, "access_request", 4)
    with cabinet.connection() as look:
        printed, exported = trail.read(look, Filter(), most=2).lines
    assert (exported.act, exported.thing, exported.detail) == (
        "exported",
        "child",
        {"kind": "xlsx", "rows": 3},
    )
    assert (printed.act, printed.thing, printed.thing_id) == ("printed", "access_request", 4)


# The check by hand --------------------------------------------------------------------------------


def test_verify_says_how_many_lines_and_that_they_fit(cabinet, home, monkeypatch, capsys):
    monkeypatch.setenv("CABINET_PASSWORD", PASSWORD)
    held = len(rows(cabinet, AuditEntry))
    assert command_line.main(["--home", str(home), "verify"]) == 0
    said = capsys.readouterr().out
    assert f"The audit trail has {held:,} lines." in said
    assert "Every line fits." in said
    assert rows(cabinet, AuditEntry)[-1]["act"] == "verified"


def test_verify_says_where_it_breaks(cabinet, home, who, monkeypatch, capsys):
    for days in (14, 15, 16):
        setting.change_house_rules(cabinet, who, {"induction_days": days})
    second = rows(cabinet, AuditEntry)[1]
    with cabinet.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_entry_no_update"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        connection.execute(text(f"UPDATE audit_entry SET act = 'nothing' WHERE id = {second['id']}"))
    monkeypatch.setenv("CABINET_PASSWORD", PASSWORD)
    assert command_line.main(["--home", str(home), "verify"]) == 1
    said = capsys.readouterr().out
    assert f"It breaks at line 2, {second['at'].astimezone(trail.LONDON):%d %b %Y %H:%M:%S}" in said
    assert "no longer refuses to change or delete: audit_entry" in said
    noted = json.loads(rows(cabinet, AuditEntry)[-1]["detail"])
    assert (noted["holds"], noted["broken_line"]) == (False, 2)


def test_only_who_may_see_the_trail_checks_it(cabinet):
    deputy = account(cabinet, Role.DEPUTY)
    with pytest.raises(NotAllowed), cabinet.reading(deputy, Thing.AUDIT_TRAIL):
        raise AssertionError


# Twice, and two at once ---------------------------------------------------------------------------


def test_the_same_token_from_two_threads_at_once_records_once(cabinet, who):
    start, answers = threading.Barrier(2), []

    def send():
        start.wait()
        try:
            setting.add_bank_holiday(cabinet, who, day=date(2031, 6, 3), name="A day", token="the form")
            answers.append("recorded")
        except AlreadyRecorded:
            answers.append("recorded already")

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["recorded", "recorded already"]
    assert len(rows(cabinet, ExtraBankHoliday)) == 1


def test_tokens_older_than_a_day_are_forgotten(cabinet, who):
    with cabinet.engine.connect().execution_options(writes=True) as connection:
        connection.execute(
            insert(table(Submission)),
            [
                {"token": "old", "at": models.now() - timedelta(days=1, minutes=1)},
                {"token": "of today", "at": models.now() - timedelta(hours=23)},
            ],
        )
        connection.commit()
    setting.change_house_rules(cabinet, who, {"induction_days": 14}, token="new")
    with cabinet.connection() as look:
        assert set(look.execute(select(table(Submission).c.token)).scalars()) == {"of today", "new"}


def test_the_second_writer_of_the_house_rules_is_told_and_nothing_is_lost(cabinet, who):
    seen = {"induction_days": 28, "reread_days": 28}
    setting.change_house_rules(cabinet, who, {"induction_days": 14, "reread_days": 28}, seen=seen)
    with pytest.raises(ChangedMeanwhile) as refused:
        setting.change_house_rules(cabinet, who, {"induction_days": 28, "reread_days": 7}, seen=seen)
    assert refused.value.now == {"induction_days": 14}
    assert "it was 28, and is now 14" in refused.value.problems["induction_days"]
    held = rows(cabinet, Setting)[0]
    assert (held["induction_days"], held["reread_days"]) == (14, 28)
    setting.change_house_rules(
        cabinet, who, {"induction_days": 14, "reread_days": 7}, seen=seen | refused.value.now
    )
    assert rows(cabinet, Setting)[0]["reread_days"] == 7


def test_the_second_chooser_of_a_key_person_is_told(cabinet, who, family):
    with cabinet.connection() as look:
        newest = people.newest_assignment(look, family.child)
    seen = {"staff": newest.id}
    chosen = {"child_id": family.child, "from_on": TODAY, "seen": seen}
    people.assign_key_person(cabinet, who, staff_id=family.colleague, **chosen)
    before = rows(cabinet, KeyPersonAssignment)
    with pytest.raises(ChangedMeanwhile) as refused:
        people.assign_key_person(cabinet, who, staff_id=family.key_person, **chosen)
    assert rows(cabinet, KeyPersonAssignment) == before
    again = chosen | {"seen": refused.value.now}
    people.assign_key_person(cabinet, who, staff_id=family.key_person, **again)
    assert len(rows(cabinet, KeyPersonAssignment)) == len(before) + 1


def test_the_seal_counts_the_lines(cabinet, who):
    setting.change_house_rules(cabinet, who, {"induction_days": 14})
    with cabinet.connection() as look:
        sealed = look.execute(select(table(AuditSeal).c.lines)).scalar_one()
        assert trail.length(look) == sealed == len(rows(cabinet, AuditEntry))


@pytest.mark.parametrize(
    ("thing", "record", "said"),
    [
        pytest.param("child", "child", "(child C-001)", id="by its code where it has one"),
        pytest.param("consent_asked", "mother", "(consent asked 1)", id="by its number elsewhere"),
    ],
)
def test_a_line_of_a_mistake_says_what_was_taken_back_and_why(cabinet, who, family, thing, record, said):
    why = "It was another child's."
    with cabinet.writing(who) as session:
        session.add(models.Mistake(thing=thing, record_id=getattr(family, record), because=why))
    with cabinet.connection() as look:
        line = trail.read(look, Filter(thing="mistake")).lines[0]
    assert (line.act, line.code, line.detail) == ("added", said, {"because": why})


def test_the_names_that_a_child_had_before_are_known_by_code(cabinet, who, family):
    def named(name):
        with cabinet.writing(who, Thing.CHILD) as session:
            session.get(Child, family.child).name = name

    code, first = "C-001", "Ivy Davies"

    def known():
        with cabinet.connection() as look:
            return trail.former_names(look, [code])

    assert known() == {}
    named(f"{first}´")
    assert known() == {}, "an accent is no other name"
    named("Tom Hawthorne")
    named("Tom Hart")
    assert known() == {code: {first, f"{first}´", "Tom Hawthorne"}}
    with cabinet.connection() as look:
        assert trail.former_names(look, []) == {}
