"""A backup is saved by itself on each day of use; what cannot be is said, and nothing else is deleted."""

import errno
from datetime import UTC, date, datetime, timedelta

import pytest

from gate import daily as loop
from models import AuditEntry, BackupRecord, Setting
from rules.agenda import Action
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.working_days import london_day
from store import backup, daily_backup
from store import cabinet as cabinets
from store.refusal import ChangedMeanwhile, Refused
from tests.conftest import FILE, PASSWORD, account, agenda_of, rows

MONDAY = datetime(2025, 12, 1, 8, 0, tzinfo=UTC)  # the first is of the day on which the tests run
DAY = timedelta(days=1)


@pytest.fixture
def store():
    """The records are in a file: those in a database have its own backups."""
    return FILE


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def kept(cabinet, who, stick):
    """Backups are saved into the stick by themselves, the first one as it was asked for."""
    return daily_backup.keep_in(cabinet, who, folder=str(stick))


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def held(cabinet):
    with cabinet.connection() as look:
        return daily_backup.daily(look, cabinet.home)


def test_one_is_saved_as_it_is_asked_for_and_opens_with_the_password(cabinet, who, stick, kept):
    assert files(stick) == [kept.name] and kept.name.startswith(backup.DAILY)
    data = (stick / kept.name).read_bytes()
    found = backup.test_restore(cabinet, who, data=data, name=kept.name, secret=PASSWORD)
    assert found.records == kept.contents.records > 0
    assert (held(cabinet).folder, held(cabinet).why_not) == (str(stick), "")
    [row] = rows(cabinet, Setting)
    assert row["backup_folder"] == str(stick)
    assert "backup of the day" in {line["act"] for line in rows(cabinet, AuditEntry)}


@pytest.mark.parametrize(
    ("later", "saved"),
    [
        pytest.param(timedelta(minutes=5), 0, id="the same day"),
        pytest.param(timedelta(hours=15, minutes=59), 0, id="a minute before midnight in London"),
        pytest.param(timedelta(hours=16), 1, id="midnight in London"),
        pytest.param(timedelta(days=3), 1, id="after the weekend"),
        pytest.param(-timedelta(days=1), 1, id="the clock was put back"),
    ],
)
def test_one_is_saved_on_each_day_of_use_and_no_more(cabinet, stick, kept, monkeypatch, later, saved):
    assert daily_backup.save_if_due(cabinet, MONDAY) is not None, "the first was of another day"
    before = len(files(stick))
    daily_backup.save_if_due(cabinet, MONDAY + later)
    assert len(files(stick)) - before == saved


def test_the_newest_ten_stay_and_what_is_not_ours_is_left(cabinet, who, stick, kept):
    others = [
        "family-photos.zip",
        "cabinet-daily-2020-01-01-080000.zip",
        "cabinet-backup-2026-11-01-080000.zip",
    ]
    for name in others:
        (stick / name).write_bytes(b"of somebody else")
    by_hand = backup.make(cabinet, who, to=stick).name
    made = [daily_backup.save_if_due(cabinet, MONDAY + day * DAY).name for day in range(12)]
    assert files(stick) == sorted([*others, by_hand, *made[-daily_backup.KEPT :]])


def test_what_was_put_elsewhere_is_no_fault(cabinet, stick, kept):
    for day in range(11):
        daily_backup.save_if_due(cabinet, MONDAY + day * DAY)
        for path in stick.iterdir():
            path.unlink()
    assert held(cabinet).last_at == MONDAY + 10 * DAY


def test_nothing_is_saved_where_no_folder_is_named(cabinet, who, stick, kept):
    daily_backup.keep_no_more(cabinet, who, seen=str(stick))
    assert daily_backup.save_if_due(cabinet, MONDAY) is None
    assert held(cabinet) is None and files(stick) == [kept.name]
    with pytest.raises(Refused, match="No backup is saved by itself"):
        daily_backup.keep_no_more(cabinet, who)


def test_a_stick_that_is_not_in_is_said_and_found_when_it_is_back(cabinet, stick, kept, monkeypatch):
    monkeypatch.setattr(cabinets, "_active", cabinet)
    monkeypatch.setattr(loop, "now", lambda: MONDAY)
    away = stick.rename(stick.with_name("in-a-bag"))
    loop.look()
    assert f"There is no folder {stick}" in held(cabinet).why_not
    away.rename(stick)
    loop.look()
    assert held(cabinet).why_not == "" and held(cabinet).last_at == MONDAY


def test_whatever_goes_wrong_is_kept_for_who_looks_and_tried_again(cabinet, stick, kept, monkeypatch, caplog):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backup, "_move", full)
    daily_backup.save_if_due_and_keep_why_not(cabinet, MONDAY)
    assert "No space left on device" in held(cabinet).why_not
    assert files(stick) == [kept.name], "nor is half of one left"
    assert "OSError" in caplog.text and str(stick) not in caplog.text
    monkeypatch.undo()
    daily_backup.save_if_due_and_keep_why_not(cabinet, MONDAY)
    assert held(cabinet).why_not == "" and len(files(stick)) == 2


def test_while_the_records_are_locked_nothing_is_tried(monkeypatch):
    monkeypatch.setattr(cabinets, "_active", None)
    loop.look()


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        pytest.param("nowhere", "There is no folder", id="there is none"),
        pytest.param("home", "inside the one with the records", id="that of the records"),
        pytest.param("x" * 500, "There is no folder", id="a name without end"),
        pytest.param("a\0b", "There is no folder", id="no name at all"),
    ],
)
def test_a_folder_that_keeps_nothing_safe_is_refused(cabinet, who, tmp_path, folder, said):
    with pytest.raises(Refused, match=said) as refused:
        daily_backup.keep_in(cabinet, who, folder=str(tmp_path / folder))
    assert set(refused.value.problems) == {"folder"}
    assert held(cabinet) is None and rows(cabinet, BackupRecord) == []


def test_no_name_is_asked_for(cabinet, who):
    with pytest.raises(Refused, match="Enter the folder to save into"):
        daily_backup.keep_in(cabinet, who, folder="")


def test_the_home_of_nobody_is_no_folder(cabinet, who):
    with pytest.raises(Refused, match="There is no folder ~nobody-of-this-name"):
        daily_backup.keep_in(cabinet, who, folder="~nobody-of-this-name/stick")


def test_what_cannot_be_written_now_is_promised_for_no_day(cabinet, who, stick, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backup, "_move", full)
    with pytest.raises(Refused, match="No space left"):
        daily_backup.keep_in(cabinet, who, folder=str(stick))
    assert held(cabinet) is None


def test_who_saw_another_folder_changes_nothing(cabinet, who, stick, kept):
    with pytest.raises(ChangedMeanwhile):
        daily_backup.keep_no_more(cabinet, who, seen="")
    assert held(cabinet).folder == str(stick)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER], ids=str)
def test_only_the_manager_says_where(cabinet, stick, role):
    person = account(cabinet, role)
    with pytest.raises(NotAllowed):
        daily_backup.keep_in(cabinet, person, folder=str(stick))
    with pytest.raises(NotAllowed):
        daily_backup.keep_no_more(cabinet, person)
    assert files(stick) == []


def test_of_those_that_came_by_themselves_the_list_has_the_last_alone(cabinet, who, stick, kept):
    """Ten of them would leave the test of a restore out of it."""
    by_hand = backup.make(cabinet, who)
    backup.fetched(cabinet, who, by_hand)
    for day in range(3):
        newest = daily_backup.save_if_due(cabinet, MONDAY + day * DAY)
    with cabinet.connection() as look:
        assert [line.name for line in backup.latest(look)] == [newest.name, by_hand.name]


def test_the_weekly_review_asks_for_one_once_they_do_not_come(cabinet, kept):
    made = london_day(rows(cabinet, BackupRecord)[0]["recorded_at"])

    def asked(day: date):
        return [item.due for item in agenda_of(cabinet, day).items if item.action is Action.BACKUP]

    assert asked(made) == asked(made + 6 * DAY) == []
    assert len(asked(made + 14 * DAY)) == 1
