"""Routine checks recorded and changed: the agenda follows, the history stays."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models import BackupKind, BackupRecord, RoutineCheck, RoutineCheckDone
from rules.agenda import Action
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.routine import Result
from rules.snooze import key_of
from store import routine, weekly_review
from store.refusal import ChangedMeanwhile, Refused
from tests.conftest import TODAY, account, agenda_of, everything, rows

TOMORROW = TODAY + timedelta(days=1)


def record(cabinet, who, **changed):
    routine.record(
        cabinet,
        who,
        **{
            "check_id": rows(cabinet, RoutineCheck)[0]["id"],
            "on": TODAY,
            "result": Result.IN_ORDER,
            "done_by": "Ewa  Nowak",
            "today": TODAY,
        }
        | changed,
    )


def due(cabinet, today=TODAY):
    return {
        item.record: (item.what, item.due)
        for item in agenda_of(cabinet, today).items
        if item.action is Action.CHECK
    }


def test_a_new_setting_starts_with_the_checks_of_the_policy(cabinet):
    keys = {row["key"] for row in rows(cabinet, RoutineCheck)}
    assert keys >= {
        "cabinet-locked",
        "files-back",
        "no-personal-notes",
        "accounts-reviewed",
        "leaflets-current",
        "discussion-groups",
    }
    elsewhere = {entry["key"] for entry in routine.kept_elsewhere()}
    assert elsewhere == {"backup-restored", "contact-numbers"}, "asked once, where they are recorded"


def test_a_backup_that_was_made_is_not_one_that_was_tested(cabinet):
    made = datetime(2026, 11, 2, 12, tzinfo=UTC)
    for kind, days, tested_on in (
        (BackupKind.MADE, 0, None),
        (BackupKind.TESTED, 1, date(2026, 11, 3)),
        (BackupKind.TESTED, 2, date(2026, 11, 4)),
        (BackupKind.MADE, 3, date(2026, 11, 4)),
    ):
        with cabinet.administering("test") as session:
            about = {"name": "a.backup", "made_at": made, "records": 1, "sha256": "0" * 64}
            session.add(BackupRecord(kind=kind, recorded_at=made + timedelta(days=days), **about))
        with cabinet.connection() as look:
            assert routine.restore_tested_on(look) == tested_on


def test_a_check_that_was_done_is_due_again_after_its_days(cabinet, who):
    first = rows(cabinet, RoutineCheck)[0]
    before = due(cabinet)
    record(cabinet, who, on=TODAY - timedelta(days=14))
    record(cabinet, who)
    what, on = due(cabinet)[first["id"]]
    assert (what, on) == (f"Check: {first['title']}", TODAY + timedelta(days=7))
    assert due(cabinet) == before | {first["id"]: (what, on)}, "Another check is not done by it."
    with cabinet.connection() as look:
        done, _ = routine.history(look, TODAY)
        assert len(routine.history(look, TODAY - timedelta(days=1))) == 1
    assert (done.title, done.done_by, done.result) == (first["title"], "Ewa Nowak", Result.IN_ORDER)


def test_a_check_that_was_put_off_and_done_since_is_back_a_week_later(cabinet, who):
    """The words are the same every week: what was put off was the time before."""
    record(cabinet, who, on=TODAY - timedelta(days=7))

    def weekly(today):
        first = rows(cabinet, RoutineCheck)[0]["id"]
        return next(
            i for i in agenda_of(cabinet, today).items if i.action is Action.CHECK and i.record == first
        )

    weekly_review.let_wait(
        cabinet, who, keys=[key_of(weekly(TODAY))], until_on=TODAY + timedelta(weeks=8),
        because="The person is away", today=TODAY,
    )  # fmt: skip
    assert weekly(TODAY).snooze
    assert weekly(TOMORROW).snooze
    record(cabinet, who, on=TOMORROW, today=TOMORROW)
    later = weekly(TOMORROW + timedelta(days=8))
    assert (later.snooze, later.what) == (None, weekly(TODAY).what)


def test_what_was_found_wrong_is_to_be_put_right(cabinet, who):
    fourth = rows(cabinet, RoutineCheck)[3]
    record(cabinet, who, check_id=fourth["id"], result=Result.NOT_IN_ORDER, note="A letter was left")
    what, on = due(cabinet)[fourth["id"]]
    assert (what, on) == (f"Put right, then check again: {fourth['title']}", TODAY + timedelta(days=7))
    record(cabinet, who, check_id=fourth["id"])
    assert fourth["id"] not in due(cabinet), "in order again: due in six weeks"


def test_a_past_day_does_not_know_of_a_later_check(cabinet, who):
    first = rows(cabinet, RoutineCheck)[0]["id"]
    record(cabinet, who, on=date(2026, 11, 10))
    record(cabinet, who, on=TODAY)
    assert due(cabinet, date(2026, 11, 20))[first][1] == date(2026, 11, 17)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({"check_id": None}, ["check"], id="no check"),
        pytest.param({"check_id": 999}, ["check"], id="a check that is not there"),
        pytest.param({"on": None}, ["on"], id="done with no date"),
        pytest.param({"on": TOMORROW}, ["on"], id="dated ahead"),
        pytest.param({"result": None}, ["result"], id="nothing found"),
        pytest.param({"result": Result.NOT_IN_ORDER}, ["note"], id="wrong, and not what"),
        pytest.param({"done_by": ""}, ["done_by"], id="by nobody"),
    ],
)
def test_what_is_refused_saves_nothing(cabinet, who, changed, fields):
    before = everything(cabinet)
    with pytest.raises(Refused) as refused:
        record(cabinet, who, **changed)
    assert list(refused.value.problems) == fields
    assert everything(cabinet) == before


def test_a_check_is_not_done_before_it_was_done_last(cabinet, who):
    record(cabinet, who)
    with pytest.raises(Refused) as refused:
        record(cabinet, who, on=date(2026, 11, 1))
    assert list(refused.value.problems) == ["on"]
    assert len(rows(cabinet, RoutineCheckDone)) == 1


def test_a_check_is_changed_taken_out_and_taken_up_again(cabinet, who):
    first = rows(cabinet, RoutineCheck)[0]
    seen = {name: first[name] for name in ("title", "every_days", "who", "retired_on")}
    said = {"check_id": first["id"], "title": "Locked", "every_days": 14, "checked_by": "Deputy"}
    record(cabinet, who)
    routine.define(cabinet, who, **said, seen=seen, today=TODAY)
    assert due(cabinet)[first["id"]] == ("Check: Locked", TODAY + timedelta(days=14))
    with pytest.raises(ChangedMeanwhile):
        routine.define(cabinet, who, **said | {"every_days": 30}, seen=seen, today=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    routine.define(cabinet, who, **said, is_in_use=False, today=tomorrow)
    assert first["id"] not in due(cabinet, tomorrow)
    assert first["id"] in due(cabinet), "It was in use on the day before."
    assert rows(cabinet, RoutineCheck)[0]["retired_on"] == tomorrow
    routine.define(cabinet, who, **said, today=tomorrow)
    assert first["id"] in due(cabinet, tomorrow)


def test_a_check_that_comes_into_use_later_has_a_week(cabinet, who):
    """One is added a year after the first day, another is taken up again, having never been done."""
    later = TODAY + timedelta(days=365)
    first = rows(cabinet, RoutineCheck)[0]
    said = {"check_id": first["id"], "title": "Locked", "every_days": 14, "checked_by": "Deputy"}
    routine.define(cabinet, who, **said, is_in_use=False, today=TODAY)
    routine.define(cabinet, who, **said, today=later)
    routine.define(cabinet, who, **said, today=later + timedelta(days=3))  # a change of words moves nothing
    routine.define(cabinet, who, **said | {"check_id": None, "title": "Shredder"}, today=later)
    held = due(cabinet, later)
    added = rows(cabinet, RoutineCheck)[-1]["id"]
    assert {held[number][1] for number in (first["id"], added)} == {later + timedelta(days=7)}


def test_a_check_of_the_settings_own_is_added_at_the_end(cabinet, who):
    before = rows(cabinet, RoutineCheck)
    for title in ("Shredder bin is empty", "Visitors' book is put away"):
        routine.define(
            cabinet, who, check_id=None, title=title, every_days=30, checked_by="Manager", today=TODAY
        )
    after = rows(cabinet, RoutineCheck)
    assert [row["title"] for row in after[len(before) :]] == [
        "Shredder bin is empty",
        "Visitors' book is put away",
    ]
    assert len({row["key"] for row in after}) == len(after)
    assert after[-1]["position"] == len(after) - 1


def test_a_check_without_its_parts_is_refused(cabinet, who):
    with pytest.raises(Refused) as refused:
        routine.define(cabinet, who, check_id=None, title="", every_days=0, checked_by="", today=TODAY)
    assert set(refused.value.problems) == {"title", "every_days", "who"}
    with pytest.raises(Refused):
        routine.define(cabinet, who, check_id=99, title="A", every_days=7, checked_by="M", today=TODAY)


def test_nobody_but_manager_and_deputy_records_a_check(cabinet):
    with pytest.raises(NotAllowed):
        record(cabinet, account(cabinet, Role.COMMITTEE))
    record(cabinet, account(cabinet, Role.DEPUTY))


def test_a_check_of_the_wrong_day_is_taken_back_and_may_be_done_before_it(cabinet, who):
    record(cabinet, who)
    routine.take_back(cabinet, who, check_done_id=1, because="It was done last week.")
    record(cabinet, who, on=date(2026, 11, 17))
    with cabinet.connection() as look:
        first, second = routine.history(look, TODAY)
    assert (first.on, first.taken_back.by, first.taken_back.because) == (
        TODAY,
        who.name,
        "It was done last week.",
    )
    assert (second.on, second.taken_back) == (date(2026, 11, 17), None)
    assert due(cabinet)[rows(cabinet, RoutineCheck)[0]["id"]][1] == TODAY
