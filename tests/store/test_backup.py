"""Backups: one encrypted file that is checked before it counts, and that comes back (CP-8)."""

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import create_engine, insert, inspect, text, update

import models
from models import AuditEntry, BackupKind, BackupRecord, Child, Setting
from rules.agenda import Action, State
from rules.induction import Role
from rules.need_to_know import NotAllowed
from rules.words import near_date
from rules.working_days import london_day, months_after, working_day_on_or_after
from store import accounts, audit, backup, schema, setting, signing_in, trail
from store import cabinet as cabinets
from store.backup import CabinetInTheWay, DamagedBackup
from store.cabinet import CabinetExists, DamagedCabinet
from store.house import read_house
from store.keyring import WrongPassword
from store.refusal import Refused
from store.schema import NewerCabinet
from store.tables import table
from store.today import london_today
from tests.conftest import (
    FILE,
    PASSWORD,
    a_copy,
    a_sample,
    account,
    agenda_of,
    end_while_a_password_changes,
    everything,
    manager_of,
    rows,
)

ANOTHER = "pelican gravel tuba window"


def a_sample_with_a_backup(opened):
    a_sample(opened)
    stick = opened.home.with_name(f"{opened.home.name}-stick")
    stick.mkdir()
    return backup.make(opened, manager_of(opened), to=stick)


@pytest.fixture
def sample(request, store, home):
    """The sample's records, of which a backup was `taken` where a test asks for one."""
    filled = a_sample_with_a_backup if "taken" in request.fixturenames else a_sample
    with a_copy(request, store, home, filled) as opened:
        yield opened


@pytest.fixture
def taken(sample, made, store, tmp_path):
    """A backup of the sample's records in a folder of its own; it was made once, and is copied."""
    told = made(store, a_sample_with_a_backup).told
    folder = tmp_path / "stick"
    folder.mkdir()
    shutil.copy2(told.file, folder)
    return replace(told, file=folder / told.name)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A new computer: an empty home and no database of its own."""
    monkeypatch.setenv("DATABASE_URL", "")
    return tmp_path / "elsewhere"


def held_by(opened):
    """Every row but the trail's end, which goes on, and the register of backups."""
    left_out = {"audit_entry", "audit_seal", "backup_record"}
    return {name: held for name, held in everything(opened).items() if name not in left_out}


def opened_at(home):
    key = cabinets.unlock(home, "Joanne Pryce", PASSWORD)
    return cabinets.open_with(home, key)


def test_everything_comes_back_at_a_new_place(sample, taken, elsewhere):
    before = held_by(sample)
    done = backup.restore(taken.file, elsewhere, PASSWORD)
    assert done.contents.counts["child"] == len(rows(sample, Child))
    assert done.contents.records == taken.contents.records == sum(map(len, before.values()))
    restored = opened_at(elsewhere)
    assert held_by(restored) == before
    with restored.connection() as look:
        assert trail.verify(look, restored.key).holds
    assert [row["kind"] for row in rows(restored, BackupRecord)] == ["restored"]
    restored.close()


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: f" {code.lower()} ",
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " ").translate(str.maketrans("OIB", "018")),
    ],
)
def test_the_recovery_code_brings_it_back_however_it_is_typed(sample, taken, elsewhere, made, store, typed):
    code = made(store, a_sample_with_a_backup).recovery_code
    done = backup.restore(taken.file, elsewhere, typed(code))
    assert done.contents.records == taken.contents.records


@pytest.mark.parametrize("secret", ["", "another password of mine"])
def test_another_password_brings_nothing(taken, elsewhere, secret):
    with pytest.raises(WrongPassword, match="does not open this backup"):
        backup.restore(taken.file, elsewhere, secret)
    assert list(elsewhere.iterdir()) == []


def test_nothing_in_the_file_can_be_read(sample, taken):
    held = taken.file.read_bytes()
    for row in rows(sample, Child):
        assert row["name"].encode() not in held
        assert row["code"].encode() not in held
    with zipfile.ZipFile(taken.file) as members:
        assert set(members.namelist()) == {"cabinet.db", "keyring.json", "about.json"}
        assert not members.read("cabinet.db").startswith(b"SQLite format 3")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_nobody_else_on_the_computer_can_open_the_file_nor_what_came_back_from_it(taken, elsewhere):
    backup.restore(taken.file, elsewhere, PASSWORD)
    assert {path.name for path in elsewhere.iterdir()} >= {"cabinet.db", "keyring.json"}
    for file in (taken.file, *elsewhere.iterdir()):
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_it_leaves_nothing_beside_the_cabinet(sample, taken, home):
    assert not list(home.glob("*backup*"))


def test_what_a_process_that_ended_has_left_goes_and_nobodys_own_folder(sample, home, tmp_path):
    """Whoever keeps older backups in `data/backup-2025` has them to this day."""
    left, own = home / f"{backup.IN_THE_MAKING}x", home / "backup-2025"
    for folder in (left, own):
        folder.mkdir()
        (folder / "kept.zip").touch()
        os.utime(folder, (0, 0))
    (tmp_path / "stick").mkdir()
    backup.make(sample, manager_of(sample), to=tmp_path / "stick")
    assert (own / "kept.zip").exists() and not left.exists()


def test_it_is_recorded_with_what_was_counted(sample, taken):
    [record] = rows(sample, BackupRecord)
    assert (record["kind"], record["name"]) == ("made", taken.name)
    assert (record["records"], record["sha256"]) == (taken.contents.records, taken.contents.sha256)
    assert rows(sample, AuditEntry)[-1]["thing"] == "backup_record"


def test_it_is_one_moment_while_others_go_on_writing(sample, taken, tmp_path, elsewhere):
    """Each write adds a bank holiday and its line; a copy between the two would not check."""
    who, stop = manager_of(sample), threading.Event()
    written = []

    def write():
        day = date(2030, 1, 2)
        while not stop.is_set():
            day = date.fromordinal(day.toordinal() + 1)
            try:
                setting.add_bank_holiday(sample, who, day=day, name="A day")
                written.append(day)
            except Refused:
                continue  # it is a bank holiday already

    thread = threading.Thread(target=write)
    thread.start()
    try:
        files = [backup.make(sample, who, to=tmp_path / f"{at}.zip") for at in range(3)]
    finally:
        stop.set()
        thread.join()
    assert written
    assert len({made.contents.lines for made in files}) == 3


def test_a_backup_is_named_after_the_time_in_london(sample, tmp_path, monkeypatch):
    """In summer UTC is an hour behind, which from midnight until one is another day."""
    monkeypatch.setattr(backup, "now", lambda: datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    made = backup.make(sample, manager_of(sample), to=tmp_path)
    assert made.name == "cabinet-backup-2026-07-02-003000.zip"


def test_a_file_that_is_there_is_not_written_over(sample, tmp_path):
    there = tmp_path / "mine.zip"
    there.write_bytes(b"mine")
    with pytest.raises(Refused, match="already"):
        backup.make(sample, manager_of(sample), to=there)
    assert there.read_bytes() == b"mine"


@pytest.mark.parametrize("to", ["nowhere", "nowhere/mine.zip"], ids=["a folder", "a file in it"])
def test_a_folder_that_is_not_there_is_not_made_into_a_file(to, sample, tmp_path):
    """Such as that of a stick that is not in: the backup would lie on the disk that it is to outlive."""
    with pytest.raises(Refused, match="There is no folder"):
        backup.make(sample, manager_of(sample), to=tmp_path / to)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("store", [FILE], indirect=True)
def test_a_stick_that_is_full_keeps_no_half_backup_and_none_is_recorded(sample, tmp_path, monkeypatch):
    def full(_written, to):
        to.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", full)
        with pytest.raises(OSError, match="No space left"):
            backup.make(sample, manager_of(sample), to=tmp_path)
    assert list(tmp_path.glob("cabinet-backup*")) == []
    assert rows(sample, BackupRecord) == []


def test_a_deputy_makes_one_with_a_second_person_and_nobody_else_does(sample, tmp_path, monkeypatch):
    deputy, chair = account(sample, Role.DEPUTY), account(sample, Role.CHAIRPERSON)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    for second in (None, deputy):
        with pytest.raises(Refused) as refused:
            backup.make(sample, deputy, to=tmp_path, second_id=second and second.account_id)
        assert list(refused.value.problems) == ["second"]
    assert list(tmp_path.glob("*.zip")) == []
    assert rows(sample, BackupRecord) == []
    backup.make(sample, deputy, to=tmp_path, second_id=chair.account_id, confirmation=PASSWORD)
    assert rows(sample, BackupRecord)[-1]["recorded_by_id"] == deputy.account_id
    (line,) = [row for row in rows(sample, AuditEntry) if row["act"] == backup.AGREED]
    assert json.loads(line["detail"]) == {"second": chair.account_id}
    with pytest.raises(NotAllowed):
        backup.make(sample, chair, to=tmp_path)


def test_a_backup_for_a_download_counts_once_it_is_fetched_with_whoever_agreed_to_it(sample, monkeypatch):
    deputy, chair = account(sample, Role.DEPUTY), account(sample, Role.CHAIRPERSON)
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    made = backup.make(sample, deputy, second_id=chair.account_id, confirmation=PASSWORD)
    assert rows(sample, BackupRecord) == []
    with pytest.raises(NotAllowed):
        backup.fetched(sample, chair, made)
    assert backup.fetched(sample, deputy, made) == backup.fetched(sample, deputy, made) == made.data
    [held] = rows(sample, BackupRecord)
    assert (held["name"], held["recorded_by_id"]) == (made.name, deputy.account_id)
    (line,) = [row for row in rows(sample, AuditEntry) if row["act"] == backup.AGREED]
    assert json.loads(line["detail"]) == {"second": chair.account_id}


def test_only_the_manager_tests_one(sample):
    deputy = account(sample, Role.DEPUTY)
    with pytest.raises(NotAllowed):
        backup.test_restore(sample, deputy, data=b"", name="a.zip", secret=PASSWORD)


# Damage -------------------------------------------------------------------------------------------


def spoilt(file, tmp_path, how):
    data, after = file.read_bytes(), tmp_path / "spoilt.zip"
    middle = len(data) // 2
    after.write_bytes(
        {
            "cut short": data[:-100],
            "cut in half": data[:middle],
            "a byte of the records": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
            "empty": b"",
            "something else": b"%PDF-1.7 a letter",
        }[how]
    )
    return after


@pytest.mark.parametrize(
    "how", ["cut short", "cut in half", "a byte of the records", "empty", "something else"]
)
def test_a_damaged_file_is_refused_and_left_as_it_is(sample, taken, elsewhere, tmp_path, how):
    file = spoilt(taken.file, tmp_path, how)
    before = file.read_bytes()
    with pytest.raises(DamagedBackup, match="It was left as it is"):
        backup.restore(file, elsewhere, PASSWORD)
    assert file.read_bytes() == before
    assert list(elsewhere.iterdir()) == []
    with pytest.raises(DamagedBackup):
        backup.test_restore(sample, manager_of(sample), data=before, name="a.zip", secret=PASSWORD)
    assert [row["kind"] for row in rows(sample, BackupRecord)] == ["made"]


@pytest.mark.parametrize("member", ["about.json", "cabinet.db", "keyring.json"])
def test_a_file_that_lacks_a_member_is_refused(taken, elsewhere, tmp_path, member):
    lacking = tmp_path / "lacking.zip"
    with zipfile.ZipFile(taken.file) as whole, zipfile.ZipFile(lacking, "w") as part:
        for name in whole.namelist():
            if name != member:
                part.writestr(name, whole.read(name))
    with pytest.raises(DamagedBackup, match="not a backup"):
        backup.restore(lacking, elsewhere, PASSWORD)


@pytest.mark.parametrize("member", ["cabinet.db", "keyring.json"])
def test_a_member_that_is_not_the_one_the_backup_was_made_with_is_refused(taken, elsewhere, tmp_path, member):
    """Such as records put beside the keyring of another day: each is whole, and the zip finds no fault."""
    file = tmp_path / "other.zip"
    with zipfile.ZipFile(taken.file) as whole, zipfile.ZipFile(file, "w") as part:
        about = json.loads(whole.read("about.json"))
        about["sha256"][member] = hashlib.sha256(b"of another day").hexdigest()
        for name in whole.namelist():
            part.writestr(name, json.dumps(about) if name == "about.json" else whole.read(name))
    with pytest.raises(DamagedBackup, match="damaged or cut short"):
        backup.restore(file, elsewhere, PASSWORD)
    assert list(elsewhere.iterdir()) == []


def test_a_zip_bomb_is_refused_before_it_is_unpacked(taken, elsewhere, tmp_path):
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(taken.file) as whole, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as part:
        for name in whole.namelist():
            part.writestr(name, b"\0" * 20_000_000 if name == "cabinet.db" else whole.read(name))
    with pytest.raises(DamagedBackup):
        backup.restore(bomb, elsewhere, PASSWORD)


def remade(taken, tmp_path, keyring, compression=zipfile.ZIP_STORED, **said):
    """The backup with another keyring in it, with hashes that fit, and with what it says of itself."""
    file = tmp_path / "remade.zip"
    with zipfile.ZipFile(taken.file) as whole, zipfile.ZipFile(file, "w", compression) as part:
        keyring = keyring or whole.read("keyring.json")
        about = json.loads(whole.read("about.json")) | said
        about["sha256"]["keyring.json"] = hashlib.sha256(keyring).hexdigest()
        part.writestr("cabinet.db", whole.read("cabinet.db"))
        part.writestr("keyring.json", keyring)
        part.writestr("about.json", json.dumps(about))
    return file


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(
            lambda held: held | {"argon2id": {"memory": 64, "passes": 2**32 - 1, "lanes": 1}},
            id="a password that takes years to check",
        ),
        pytest.param(lambda held: held | {"holders": {"x": {"salt": "zz"}}}, id="a copy that is none"),
        pytest.param(
            lambda held: held | {"holders": {str(n): {"salt": "", "wrapped": ""} for n in range(50_000)}},
            id="more holders than a setting has",
        ),
    ],
)
def test_a_backup_that_somebody_made_up_holds_nobody_up(sample, taken, elsewhere, tmp_path, spoil):
    with zipfile.ZipFile(taken.file) as whole:
        keyring = json.dumps(spoil(json.loads(whole.read("keyring.json")))).encode()
    file = remade(taken, tmp_path, keyring)
    with pytest.raises(DamagedBackup):
        backup.restore(file, elsewhere, PASSWORD)
    data = file.read_bytes()
    with pytest.raises(DamagedBackup):
        backup.test_restore(sample, manager_of(sample), data=data, name="a.zip", secret=PASSWORD)


def test_a_backup_of_a_newer_version_is_not_called_damaged(taken, elsewhere, tmp_path):
    file = remade(taken, tmp_path, None, format=backup.FORMAT + 1)
    with pytest.raises(NewerCabinet, match="made by a newer version"):
        backup.restore(file, elsewhere, PASSWORD)
    assert list(elsewhere.iterdir()) == []


def test_a_trail_that_somebody_changed_makes_no_backup(sample, tmp_path):
    """It would be kept as the one that is whole, while the last good one is thrown away."""
    with sample.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_entry_no_update"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE audit_entry SET act = 'nothing' WHERE id = 1"))
    with pytest.raises(DamagedBackup, match="its check fails"):
        backup.make(sample, manager_of(sample), to=tmp_path)
    assert not list(tmp_path.glob("*.zip"))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compressed_file_is_refused_whatever_is_wrong_in_it(taken, elsewhere, tmp_path, compression):
    with zipfile.ZipFile(taken.file) as whole:
        keyring = whole.read("keyring.json")
    file = remade(taken, tmp_path, keyring, compression)
    held = bytearray(file.read_bytes())
    held[60:80] = bytes(20)
    file.write_bytes(held)
    with pytest.raises(DamagedBackup):
        backup.restore(file, elsewhere, PASSWORD)


# A cabinet that is there already -------------------------------------------------------------------


def test_a_newer_cabinet_is_not_written_over_unasked(sample, taken, elsewhere):
    backup.restore(taken.file, elsewhere, PASSWORD)
    newer = opened_at(elsewhere)
    setting.change_house_rules(newer, manager_of(newer), {"induction_days": 7})
    before = everything(newer)
    newer.close()
    with pytest.raises(CabinetInTheWay, match="It is newer than the backup"):
        backup.restore(taken.file, elsewhere, PASSWORD)
    again = opened_at(elsewhere)
    assert everything(again) == before
    again.close()


def test_a_cabinet_that_is_not_newer_is_said_not_to_be_and_is_kept_as_well(
    sample, taken, elsewhere, tmp_path
):
    backup.restore(taken.file, elsewhere, PASSWORD)
    for days in (7, 14, 21):
        setting.change_house_rules(sample, manager_of(sample), {"induction_days": days})
    later = backup.make(sample, manager_of(sample), to=tmp_path)
    lines, of_backup = len(rows(sample, AuditEntry)), later.contents.lines
    with pytest.raises(CabinetInTheWay, match="It is not newer than the backup") as refused:
        backup.restore(later.file, elsewhere, PASSWORD)
    there = opened_at(elsewhere)
    held = len(rows(there, AuditEntry))
    there.close()
    assert f"it has {held} lines" in str(refused.value)
    assert f"The backup has {of_backup} lines in its trail" in str(refused.value)
    assert held < of_backup < lines


def test_a_cabinet_with_another_password_is_said_not_to_be_comparable(sample, taken, elsewhere):
    """Whoever restores has a password of the backup's day, which need not be one of today."""
    backup.restore(taken.file, elsewhere, PASSWORD)
    there = opened_at(elsewhere)
    accounts.change_own_password(there, manager_of(there), old=PASSWORD, password=ANOTHER, again=ANOTHER)
    there.close()
    with pytest.raises(CabinetInTheWay, match="does not open with this password, so it cannot be compared"):
        backup.restore(taken.file, elsewhere, PASSWORD)


@pytest.mark.parametrize("alone", [cabinets.CABINET_FILE, cabinets.KEYRING_FILE])
def test_neither_records_nor_a_keyring_alone_are_written_over_unasked(taken, elsewhere, alone):
    """The other may be somewhere still; and nothing marks this one as what a set-up left."""
    elsewhere.mkdir()
    (elsewhere / alone).write_bytes(b"as it was")
    with pytest.raises(CabinetInTheWay, match="Nothing was changed"):
        backup.restore(taken.file, elsewhere, PASSWORD)
    assert (elsewhere / alone).read_bytes() == b"as it was"
    assert not (elsewhere / cabinets.UNFINISHED).exists()


def test_when_told_to_it_moves_the_old_cabinet_aside_and_keeps_it(sample, taken, elsewhere):
    backup.restore(taken.file, elsewhere, PASSWORD)
    old = opened_at(elsewhere)
    setting.change_house_rules(old, manager_of(old), {"induction_days": 7})
    before = everything(old)
    old.close()
    done = backup.restore(taken.file, elsewhere, PASSWORD, over=True)
    kept = opened_at(done.moved_to)
    assert everything(kept) == before
    kept.close()
    now = opened_at(elsewhere)
    assert rows(now, cabinets.Setting)[0]["induction_days"] == 28
    now.close()


def test_a_cabinet_in_use_is_not_moved_from_under_it(sample, taken, elsewhere):
    backup.restore(taken.file, elsewhere, PASSWORD)
    in_use = opened_at(elsewhere)
    with in_use.connection() as look:
        look.execute(text("SELECT 1 FROM setting"))
        with pytest.raises(CabinetInTheWay, match="Stop the dashboard"):
            backup.restore(taken.file, elsewhere, PASSWORD, over=True)
    in_use.close()


RUNNING = """
import sys, time
from pathlib import Path
from store import cabinet
home = Path(sys.argv[1])
opened = cabinet.open_with(home, cabinet.unlock(home, sys.argv[2], sys.argv[3]))
print("up", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows moves no file that is open.")
def test_nor_where_the_password_of_the_backup_is_not_the_one_of_today(sample, taken, elsewhere):
    backup.restore(taken.file, elsewhere, PASSWORD)
    now = opened_at(elsewhere)
    accounts.change_own_password(now, manager_of(now), old=PASSWORD, password=ANOTHER, again=ANOTHER)
    now.close()
    with subprocess.Popen(
        [sys.executable, "-c", RUNNING, str(elsewhere), "Joanne Pryce", ANOTHER], stdout=subprocess.PIPE
    ) as dashboard:
        dashboard.stdout.readline()
        try:
            with pytest.raises(CabinetInTheWay, match="Stop the dashboard"):
                backup.restore(taken.file, elsewhere, PASSWORD, over=True)
        finally:
            dashboard.kill()
    assert backup.restore(taken.file, elsewhere, PASSWORD, over=True).moved_to, "killed is not in use"


@pytest.mark.parametrize(
    "left",
    [
        pytest.param((), id="nothing but its mark: it ended before there was a file"),
        pytest.param(("cabinet.db", "keyring.json"), id="a cabinet without an account"),
    ],
)
def test_what_comes_back_after_a_set_up_that_ended_half_way_is_there(taken, elsewhere, left):
    """Else the first screen came again, and whoever set up there took away what had come back."""
    elsewhere.mkdir()
    for name in (cabinets.UNFINISHED, *left):
        (elsewhere / name).touch()
    assert backup.restore(taken.file, elsewhere, PASSWORD).moved_to is None
    with pytest.raises(CabinetExists):
        setting.set_up(elsewhere, "Another", "Somebody Else", PASSWORD)
    opened_at(elsewhere).close()


@pytest.mark.postgresql
def test_a_backup_goes_into_an_empty_database_and_into_no_other(sample, taken, server, tmp_path, monkeypatch):
    before = held_by(sample)
    address = server.database()
    monkeypatch.setenv("DATABASE_URL", address)
    backup.restore(taken.file, tmp_path / "organisation", PASSWORD)
    restored = opened_at(tmp_path / "organisation")
    assert restored.engine.dialect.name == "postgresql"
    assert held_by(restored) == before
    with restored.connection() as look:
        assert trail.verify(look, restored.key).holds
    setting.add_bank_holiday(restored, manager_of(restored), day=date(2030, 1, 2), name="A day")
    restored.close()
    with pytest.raises(CabinetInTheWay, match="empty database"):
        backup.restore(taken.file, tmp_path / "another", PASSWORD)
    with pytest.raises(
        CabinetInTheWay, match="an empty database, name it in DATABASE_URL, and an empty folder"
    ):
        backup.restore(taken.file, tmp_path / "organisation", PASSWORD, over=True)
    server.drop(address)


def test_a_backup_that_was_put_back_is_of_its_own_day(sample, taken, elsewhere):
    """It passed as one made on the day it was put back: nothing was asked for, and nobody was told what is
    missing."""
    later = taken.contents.made_at + timedelta(days=48)
    backup.restore(taken.file, elsewhere, PASSWORD)
    restored = opened_at(elsewhere)
    [row] = rows(restored, BackupRecord)
    assert row["made_at"] == taken.contents.made_at
    with restored.administering("put back again, later") as session:
        session.execute(update(table(Setting)).values(is_sample=False))
        session.add(BackupRecord(**{**row, "id": None, "recorded_at": later}))
    with restored.connection() as look:
        house = read_house(look, london_day(later))
    restored.close()
    assert house.backed_up_on == london_day(taken.contents.made_at)
    assert house.put_back == (london_day(later), london_day(taken.contents.made_at))


# The tested restore --------------------------------------------------------------------------------


def test_a_tested_restore_is_counted_and_recorded(sample, taken, home):
    who = manager_of(sample)
    setting.change_house_rules(sample, who, {"induction_days": 7})
    before = held_by(sample)
    found = backup.test_restore(sample, who, data=taken.file.read_bytes(), name=taken.name, secret=PASSWORD)
    assert found == taken.contents
    assert [row["kind"] for row in rows(sample, BackupRecord)] == ["made", "restore tested"]
    with sample.connection() as look:
        assert [line.kind for line in backup.latest(look)] == ["restore tested", "made"], "the last one first"
    assert held_by(sample) == before
    assert not list(home.glob("*backup*"))


def test_a_whole_backup_is_not_called_damaged_where_todays_records_are(sample, taken, monkeypatch):
    """Whoever meets a damaged file tests the backup next, and it is the one thing that is left."""

    def damaged():
        raise DamagedCabinet("A part of the file with the records cannot be read.")

    who = manager_of(sample)
    monkeypatch.setattr(sample, "connection", damaged)
    with pytest.raises(DamagedCabinet, match="file with the records"):
        backup.test_restore(sample, who, data=taken.file.read_bytes(), name="a.zip", secret=PASSWORD)


def test_lines_taken_off_the_trail_since_the_backup_show(sample, taken):
    """Whoever puts the whole database back to an earlier day takes the seal back too; the backup knows."""
    last = rows(sample, AuditEntry)[-2]["id"]  # the last line in the backup: the next one records the backup
    with sample.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_entry_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        connection.execute(text(f"DELETE FROM audit_entry WHERE id >= {last}"))
    with pytest.raises(DamagedBackup, match="lines were taken out since"):
        backup.test_restore(
            sample, manager_of(sample), data=taken.file.read_bytes(), name="a.zip", secret=PASSWORD
        )


def test_a_backup_of_another_cabinet_is_no_test_of_this_one(sample, elsewhere):
    """One that was made long before, or of the setting across the road."""
    other, them, _ = setting.set_up(elsewhere, "Oak Tree", "Joanne Pryce", PASSWORD)
    made = backup.make(other, them)
    other.close()
    with pytest.raises(DamagedBackup, match="may be of another cabinet"):
        backup.test_restore(sample, manager_of(sample), data=made.data, name=made.name, secret=PASSWORD)
    assert rows(sample, BackupRecord) == []


def test_the_agenda_asks_for_a_test_until_it_is_done(cabinet, who):
    def asked(day):
        return [item for item in agenda_of(cabinet, day).items if "test a restore" in item.what.lower()]

    begun = rows(cabinet, AuditEntry)[0]["at"].astimezone(trail.LONDON).date()
    late = date(begun.year + 1, begun.month, 1)
    [first] = asked(begun)
    assert first.what.startswith("Make a backup")
    assert first.action is Action.BACKUP, "Of a backup that is not there no restore can be tested."
    assert first.due == begun + timedelta(weeks=2)
    assert asked(late) == [replace(first, state=State.LATE)]

    def recorded(kind, on):
        with cabinet.administering("a backup of that day") as session:
            at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
            row = {"name": "a.zip", "made_at": at, "records": 1, "sha256": "", "recorded_at": at}
            session.add(BackupRecord(kind=kind, **row))

    recorded(BackupKind.MADE, late - timedelta(days=1))
    [item] = asked(late)  # a backup that nobody tried to restore is a hope
    assert (item.action, item.clause, item.due) == (Action.TEST_RESTORE, "CP-8", months_after(begun, 3))
    assert item.what == "Test a restore of the latest backup"
    assert asked(late - timedelta(days=2)) == [replace(first, state=State.LATE)]
    recorded(BackupKind.TESTED, late)
    assert asked(late) == []
    assert asked(late - timedelta(days=1)) == [item]
    [again] = asked(months_after(late, 3))
    assert again.due == months_after(late, 3)
    setting.change_house_rules(cabinet, who, {"restore_test_months": 1})
    assert [found.due for found in asked(late)] == [months_after(late, 1)]


def another_asked_for(opened, day):
    items = [item for item in agenda_of(opened, day).items if item.action is Action.BACKUP]
    return [(item.what, item.due) for item in items]


def test_the_agenda_asks_for_another_backup_once_the_last_is_old(cabinet, who, tmp_path):
    """A test of the one backup there ever was says nothing of what was recorded since."""
    today = london_today()
    [(first, _)] = another_asked_for(cabinet, today)
    assert first.startswith("Make a backup, "), "there is none yet"
    backup.make(cabinet, who, to=tmp_path)
    said = f"Make another backup: the last one is of {near_date(today, today=today)}"
    with cabinet.reading(who) as look:
        not_open = read_house(look, today).not_open
    due = working_day_on_or_after(today + timedelta(days=14), not_open)
    assert another_asked_for(cabinet, today) == [(said, due)]
    assert another_asked_for(cabinet, today - timedelta(days=1)) == [], "the day before knows nothing of it"
    setting.change_house_rules(cabinet, who, {"backup_days": 0})
    assert another_asked_for(cabinet, today) == []


def test_what_is_fictional_is_worth_no_other_backup(sample, tmp_path):
    backup.make(sample, manager_of(sample), to=tmp_path)
    assert another_asked_for(sample, london_today()) == []


# Before the tables change --------------------------------------------------------------------------


def a_cabinet_of_then(home, key, revision="0002"):
    """A cabinet as an earlier version of the product left it: tables of then, a trail without a seal."""
    home.mkdir()
    engine = cabinets.file_engine(home / cabinets.CABINET_FILE, key)
    lines, before = models.TABLES.tables["audit_entry"], audit.START
    with engine.connect().execution_options(writes=True) as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for act in ("set up", "signed in", "signed out"):
            line = {
                "at": models.now(),
                "account_id": 1,
                "act": act,
                "thing": "",
                "thing_id": None,
                "detail": "",
            }
            line["mark"] = before = audit.mark(audit.chain_key(key), before, line)
            connection.execute(insert(lines).values(**line))
        connection.commit()
    engine.dispose()


def test_a_copy_is_kept_before_each_change_of_the_tables(home):
    key, newest = b"k" * 32, schema.newest()
    a_cabinet_of_then(home, key)
    for old in ("0097", "0098", "0099"):
        (home / f"cabinet-before-{old}.db").write_bytes(b"an older copy")
        os.utime(home / f"cabinet-before-{old}.db", (int(old), int(old)))
    again = cabinets.open_file(home, key)
    assert [row["act"] for row in rows(again, AuditEntry)] == ["set up", "signed in", "signed out"]
    with again.connection() as look:
        assert trail.verify(look, key).holds
    again.close()
    kept = home / f"cabinet-before-{newest}.db"
    assert set(home.glob("cabinet-before-*")) == {
        home / "cabinet-before-0098.db",
        home / "cabinet-before-0099.db",
        kept,
    }
    assert not kept.read_bytes().startswith(b"SQLite format 3")
    copy = cabinets.file_engine(kept, key)
    with copy.connect() as look:
        assert schema.revision(look) == "0002"
        assert look.execute(text("SELECT count(*) FROM audit_entry")).scalar_one() == 3
    copy.dispose()


def test_a_cabinet_that_is_up_to_date_is_not_copied_again(home):
    a_cabinet_of_then(home, b"k" * 32)
    cabinets.open_file(home, b"k" * 32).close()
    copies = {path: path.stat().st_mtime_ns for path in home.glob("cabinet-before-*")}
    cabinets.open_file(home, b"k" * 32).close()
    assert copies == {path: path.stat().st_mtime_ns for path in home.glob("cabinet-before-*")}


def test_where_no_copy_can_be_kept_the_tables_stay_as_they_are(home, monkeypatch):
    a_cabinet_of_then(home, b"k" * 32)

    def disk_full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(cabinets, "copy_file", disk_full)
        with pytest.raises(OSError, match="no room left"):
            cabinets.open_file(home, b"k" * 32)
    engine = cabinets.file_engine(home / cabinets.CABINET_FILE, b"k" * 32)
    with engine.connect() as look:
        assert schema.revision(look) == "0002"
    engine.dispose()


@pytest.mark.parametrize("is_saved", [False, True], ids=["which is not saved then", "which is saved"])
def test_a_backup_taken_while_a_password_is_changed_opens_with_the_one_that_counts(
    sample, monkeypatch, is_saved
):
    """The keyring has both of them for a moment; the records beside it say which is which."""
    who = manager_of(sample)
    end_while_a_password_changes(sample, monkeypatch, to=ANOTHER, is_saved=is_saved)
    made = backup.make(sample, who)
    counts, opens_nothing = (ANOTHER, PASSWORD) if is_saved else (PASSWORD, ANOTHER)
    with pytest.raises(WrongPassword):
        backup.test_restore(sample, who, data=made.data, name=made.name, secret=opens_nothing)
    assert backup.test_restore(sample, who, data=made.data, name=made.name, secret=counts).records


def test_a_backup_during_which_a_password_was_changed_opens_with_the_new_one(sample, monkeypatch):
    """The keyring was read before, and the records are from after it: alone, neither password would open."""
    who, changed = manager_of(sample), []

    def after_a_change(copy):
        def copied(*what):
            if not changed:
                changed.append(True)
                accounts.change_own_password(sample, who, old=PASSWORD, password=ANOTHER, again=ANOTHER)
            return copy(*what)

        return copied

    for where, name in ((cabinets, "copy_file"), (backup, "_out_of_database")):
        monkeypatch.setattr(where, name, after_a_change(getattr(where, name)))
    made = backup.make(sample, who)
    assert changed
    assert backup.test_restore(sample, who, data=made.data, name=made.name, secret=ANOTHER).records


@pytest.mark.postgresql
def test_an_older_cabinet_in_the_database_is_left_as_it_is(sample, taken, server, tmp_path, monkeypatch):
    """Brought up to date it would have been sealed with the key of another."""
    address = server.database()
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        known = {column["name"] for column in inspect(connection).get_columns("setting")}
        held = {name: value for name, value in rows(sample, models.Setting)[0].items() if name in known}
        said = f"({', '.join(held)}) VALUES ({', '.join(f':{name}' for name in held)})"
        connection.execute(text(f"INSERT INTO setting {said}"), held)
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(CabinetInTheWay, match="Nothing was changed"):
        backup.restore(taken.file, tmp_path / "organisation", PASSWORD)
    with pytest.raises(cabinets.CabinetExists, match="Nothing was changed"):
        setting.set_up(tmp_path / "another", "Another", "Somebody Else", PASSWORD)
    with engine.connect() as connection:
        assert schema.revision(connection) == "0002"
    engine.dispose()
    server.drop(address)
