"""What goes wrong round a cabinet loses nothing that was acknowledged, and says what to do (X-8, CP-8).

Each test prints what it tried and what was lost. Kills at any moment are in test_kill.py, files that are
no cabinet in test_cabinet.py, damaged backups in test_backup.py.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from alembic import command
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

import models
from models import ExtraBankHoliday
from rules.need_to_know import NotAllowed, Thing
from store import backup, schema, sessions, trail
from store import cabinet as cabinets
from store.__main__ import main
from store.cabinet import DamagedCabinet, NotSaved
from store.waiting import LONGEST_SECONDS, Waiting
from tests.conftest import FILE, PASSWORD, POSTGRESQL, manager_of, name_of, rows
from tests.store.faults import tell
from tests.store.test_upgrade import BEFORE

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2030, 1, 1)
FILE_ONLY = pytest.mark.parametrize("store", [FILE], indirect=True)
POSTGRESQL_ONLY = pytest.mark.parametrize(
    "store", [pytest.param(POSTGRESQL, marks=pytest.mark.postgresql)], indirect=True
)
POSIX_ONLY = pytest.mark.skipif(
    os.name != "posix", reason="Windows has no fork, signals or limits like these"
)
WRITES_FOR_EVER = """
import os, sys
from datetime import date, timedelta
from pathlib import Path
from models import ExtraBankHoliday
from rules.need_to_know import Thing
from store import cabinet, signing_in

opened = cabinet.open_with(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
who = signing_in.open_accounts(opened)[0][1]
at, day, most = 0, date.fromisoformat(sys.argv[3]), int(sys.argv[4])
while at != most:
    at += 1
    name = f"{sys.argv[3]} {at} " + "x" * 150
    with opened.writing(who, Thing.SETTING) as session:
        session.add(ExtraBankHoliday(day=day + timedelta(days=at), name=name))
    os.write(1, f"{at}\\n".encode())
opened.close()
"""


def writing(home, key, since, most=-1):
    """Another process that writes a holiday after another, and says the number of each that is recorded."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITES_FOR_EVER, str(home), key.hex(), since, str(most)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def holiday(opened, who, at):
    with opened.writing(who, Thing.SETTING) as session:
        session.add(ExtraBankHoliday(day=DAY + timedelta(days=at), name=f"Day {at}"))


def holidays(opened):
    return {row["name"].split()[1] for row in rows(opened, ExtraBankHoliday)}


def in_a_child(work):
    """What `work` says, done in a process of its own that is gone afterwards."""
    told, tell_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(tell_end, work().encode())
        except BaseException as fault:
            os.write(tell_end, repr(fault).encode())
        finally:
            os._exit(0)
    os.close(tell_end)
    with os.fdopen(told) as out:
        said = out.read()
    os.waitpid(pid, 0)
    return said


def assert_whole(opened):
    with opened.connection() as look:
        found = trail.verify(look, opened.key)
    assert (found.trail.why, found.missing_guards, found.file_faults) == ("", (), ())


# The file ------------------------------------------------------------------------------------------


def with_another_bit(file: Path, whole: bytes, at: int) -> None:
    """As a failing disk leaves it, or a program that copies the folder."""
    for beside in file.parent.glob(f"{file.name}-*"):
        beside.unlink()
    file.unlink()  # for a file of its own: a connection that is still open goes on with the one before
    file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])


@FILE_ONLY
def test_a_part_of_the_file_that_is_damaged_is_found_and_said(sample, home, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("CABINET_PASSWORD", PASSWORD)
    sample.close()
    file, tried, refused = home / cabinets.CABINET_FILE, 15, 0
    whole = file.read_bytes()
    for at in random.Random("damage").sample(range(len(whole)), tried):
        with_another_bit(file, whole, at)
        to = tmp_path / f"backup-{at}"  # two of one second have one name
        to.mkdir()
        for asked in (["verify"], ["backup", "--to", str(to)], ["agenda"]):
            code, said = main(["--home", str(home), *asked]), capsys.readouterr().err
            assert code == (1 if said else 0), said
            if asked == ["verify"]:  # the others do not read all of it: a backup makes its indexes anew
                assert "is damaged" in said or "has damaged it" in said
            if said:
                where = f"move keyring.json and each file whose name begins with cabinet.db from {home} into"
                assert where in said
            refused += bool(said and "backup" in asked)
    made = len(list(tmp_path.glob("backup-*/*.zip")))
    assert refused and made + refused == tried
    tell(
        "a bit of the file changed", f"{tried}, each found by verify; {refused} backups refused, {made} whole"
    )


@FILE_ONLY
def test_a_disk_that_does_not_read_is_said_on_the_command_line(sample, home, capsys, monkeypatch):
    def fails(*_):
        raise OperationalError("SELECT", None, Exception("disk I/O error"))

    monkeypatch.setenv("CABINET_PASSWORD", PASSWORD)
    monkeypatch.setattr(trail, "verify", fails)
    sample.close()
    assert main(["--home", str(home), "verify"]) == 1
    said = capsys.readouterr().err
    assert cabinets.NOT_ANSWERING in said and "disk I/O error" in said and said.count("\n") == 1


@FILE_ONLY
@POSIX_ONLY
def test_a_file_that_is_gone_for_a_while_is_not_made_anew(cabinet, who, home):
    """As a stick that is pulled out; what was recorded before is there when it is back."""
    holiday(cabinet, who, 1)
    cabinet.engine.dispose()
    file, away = home / cabinets.CABINET_FILE, home / "away.db"
    file.rename(away)
    with pytest.raises(cabinets.UNREACHABLE), cabinet.reading(who, Thing.SETTING):
        pass
    with pytest.raises(NotSaved):
        holiday(cabinet, who, 2)
    assert not file.exists()
    away.rename(file)
    holiday(cabinet, who, 3)
    assert holidays(cabinet) >= {"1", "3"} and "2" not in holidays(cabinet)
    assert_whole(cabinet)
    tell("file gone and back", "1 look and 1 write refused, 2 acknowledged before and after")


@FILE_ONLY
def test_what_cannot_be_recorded_in_a_damaged_file_is_not_said_to_be(sample, home):
    sample.close()
    file, done, refused, shut = home / cabinets.CABINET_FILE, 0, 0, 0
    whole, page = file.read_bytes(), 4096
    for at in range(len(whole) - page, 0, -page):  # the newest lines are at the end
        with_another_bit(file, whole, at)
        try:
            opened = cabinets.open_with(home, sample.key)
            who = manager_of(opened)
        except DamagedCabinet as fault:
            assert "To go back to your newest backup" in str(fault)
            shut += 1
            continue
        try:
            holiday(opened, who, 1)
        except NotSaved as fault:
            said = str(fault)
            assert said.startswith("Nothing was saved. A part of the file with the records cannot be read")
            refused += 1
        else:
            assert "1" in holidays(opened)
            done += 1
        finally:
            opened.close()
        if refused and done > 20:
            break
    assert refused and done
    tell("writes to a damaged file", f"{done} acknowledged and there, {refused} refused, {shut} not opened")


# The disk -------------------------------------------------------------------------------------------


@POSIX_ONLY
@FILE_ONLY
def test_a_disk_that_fills_up_while_writing_keeps_what_was_acknowledged(cabinet, who, home):
    """The system itself refuses to let any file grow, as a full disk does; then there is room again."""
    import resource

    def until_there_is_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        opened = cabinets.open_with(home, cabinet.key)
        most = max(file.stat().st_size for file in home.iterdir()) + 40_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        said, refused = [], 0
        for at in range(400):
            try:
                holiday(opened, who, at)
                said.append(at)
            except NotSaved:
                refused += 1
                if refused == 5:
                    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        return json.dumps([said, refused])

    said, refused = json.loads(in_a_child(until_there_is_room))
    assert refused >= 5
    assert said[-1] == 399, "once there is room it goes on by itself"
    assert holidays(cabinet) == {str(at) for at in said}
    assert_whole(cabinet)
    tell("disk full", f"{len(said)} writes acknowledged, {refused} refused with a message")


@POSIX_ONLY
@FILE_ONLY
def test_a_full_disk_is_never_called_damage(sample, home, tmp_path, capfd):
    """Nobody is to throw a good backup away, or to restore an old one, because a disk was full."""
    import resource

    made = backup.make(sample, manager_of(sample), to=tmp_path).file
    sample.close()
    size = (home / "cabinet.db").stat().st_size

    def without_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        os.environ["CABINET_PASSWORD"] = PASSWORD
        shutil.disk_usage = lambda _: SimpleNamespace(free=0)
        codes = []
        for most, arguments in (
            (size - 20_000, ["--home", str(home), "backup", "--to", str(tmp_path / "second.zip")]),
            (size - 20_000, ["restore", str(made), "--to", str(tmp_path / "new")]),
            (50_000, ["--home", str(tmp_path / "other"), "create", "--setting", "A", "--manager", "Jo P"]),
        ):
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
            codes.append(main(arguments))
        return json.dumps(codes)

    assert json.loads(in_a_child(without_room)) == [1, 1, 1]
    error = capfd.readouterr().err
    assert error.count("no room left on the disk") == 3, error
    assert "damaged or" not in error
    assert not list(tmp_path.glob("second*"))
    tell("disk full", "a backup, a restore and a first set-up refused, none of them called damage")


@POSIX_ONLY
@FILE_ONLY
def test_a_folder_that_may_only_be_read_is_said_and_left_as_it_is(sample, home):
    key = sample.key
    sample.close()
    before = {held.name: held.read_bytes() for held in home.iterdir()}

    def opening():
        if os.geteuid() == 0:  # who may do anything is somebody else here
            for held in (home, *home.parents):
                if held.stat().st_uid == 0 and held != held.parent:
                    held.chmod(held.stat().st_mode | 0o055)
            for held in home.iterdir():
                held.chmod(0o644)
            os.setresuid(65534, 65534, 65534)
        else:
            for held in (*home.iterdir(), home):
                held.chmod(held.stat().st_mode & 0o555)
        try:
            cabinets.open_with(home, key)
        except DamagedCabinet as fault:
            return str(fault)
        return "opened"

    said = in_a_child(opening)
    if os.geteuid() != 0:
        home.chmod(0o755)
    assert "may not write there" in said, said
    after = {held.name: held.read_bytes() for held in home.iterdir()}
    assert after == before
    for held in home.iterdir():
        held.chmod(0o600)
    again = cabinets.open_with(home, key)
    assert_whole(again)
    again.close()
    tell("read-only folder", "1 opening, refused with what to do; every byte as before")


@POSIX_ONLY
@FILE_ONLY
def test_a_power_cut_at_any_moment_leaves_a_cabinet_that_opens(cabinet, home, tmp_path):
    """The files as they lie on the disk while another process is in the middle of writing, ends torn off."""
    chance, images, said = random.Random(20261125), 15, 0
    cabinet.close()
    process = writing(home, cabinet.key, "2031-01-01")
    try:
        process.stdout.readline()
        for at in range(images):
            said = int(process.stdout.readline())
            time.sleep(chance.uniform(0, 0.05))
            process.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
            image = tmp_path / f"image-{at}"
            image.mkdir()
            for name in ("cabinet.db", "cabinet.db-wal", "keyring.json"):
                if (home / name).exists():
                    shutil.copyfile(home / name, image / name)
            process.send_signal(signal.SIGCONT)
            if at % 3 == 1:  # the page that was being written when the power went
                with (image / "cabinet.db-wal").open("ab") as torn:
                    torn.write(chance.randbytes(chance.randrange(1, 4096)))
            found = cabinets.open_with(image, cabinet.key)
            assert_whole(found)
            assert {str(n) for n in range(1, said + 1)} <= holidays(found)
            found.close()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    tell("power cut", f"{images} images of the files in the middle of writing, a third with a torn end")


# Several processes ----------------------------------------------------------------------------------


def test_two_processes_on_one_cabinet_write_side_by_side(cabinet, home, store):
    most = 25
    both = [writing(home, cabinet.key, since, most) for since in ("2031-01-01", "2035-01-01")]
    for process in both:
        said = process.communicate(timeout=120)[0].split()
        assert process.returncode == 0
        assert said == [str(at) for at in range(1, most + 1)]
    held = {row["name"].strip("x").strip() for row in rows(cabinet, ExtraBankHoliday)}
    assert held == {f"{since} {at}" for since in ("2031-01-01", "2035-01-01") for at in range(1, most + 1)}
    assert_whole(cabinet)
    tell(f"two processes, {store}", f"2 x {most} writes at once")


@POSTGRESQL_ONLY
def test_a_database_that_goes_away_and_comes_back(cabinet, who, server):
    """In the middle of a write, between two, and for a while."""
    name = name_of(os.environ["DATABASE_URL"])
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )
    holiday(cabinet, who, 1)
    with pytest.raises(NotSaved, match="Nothing was saved"), cabinet.writing(who, Thing.SETTING) as session:
        session.add(ExtraBankHoliday(day=DAY, name="Day half"))
        session.flush()
        server.run(end)
    holiday(cabinet, who, 2)  # by itself, with a new connection
    server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    server.run(end)
    try:
        for _ in range(3):
            with pytest.raises(cabinets.UNREACHABLE):
                holidays(cabinet)
            with pytest.raises(NotSaved, match="Nothing was saved"):
                holiday(cabinet, who, 3)
    finally:
        server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    holiday(cabinet, who, 4)
    assert holidays(cabinet) == {"1", "2", "4"}
    assert_whole(cabinet)
    tell("database gone and back", "1 write cut off half way, 3 refused while it was gone, 3 acknowledged")


# The clock ------------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """Puts this program's clock back or forward."""

    def shift(by: timedelta):
        class Shifted(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.now(tz) + by

        monkeypatch.setattr(models, "datetime", Shifted)

    return shift


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=365)], ids=["an hour", "a year"])
def test_a_clock_that_is_put_back_loses_nothing_and_keeps_nobody_in(
    cabinet, who, home, tmp_path, clock, back, store
):
    holiday(cabinet, who, 1)
    token = sessions.start(cabinet, who)
    signed_in = sessions.who_is(cabinet, token)
    waiting = Waiting(lambda: home / "waiting.json", lambda: models.now().timestamp())
    for _ in range(12):
        waiting.try_now({"jo": 4})

    clock(-back)

    assert sessions.who_is(cabinet, token) is None, "nobody knows how long they were away"
    assert sessions.seconds_left(cabinet, token) == 0
    with pytest.raises(NotAllowed):
        holiday(cabinet, signed_in, 2)
    left = waiting.try_now({"jo": 4})
    assert 0 < left <= LONGEST_SECONDS
    clock(-back + timedelta(seconds=left))
    assert waiting.try_now({"jo": 4}) == 0, "a clock that was put right keeps nobody out"
    again = sessions.who_is(cabinet, sessions.start(cabinet, who))
    assert again is not None
    holiday(cabinet, again, 3)
    made = backup.make(cabinet, who, to=tmp_path)
    backup.test_restore(cabinet, who, data=made.file.read_bytes(), name=made.name, secret=PASSWORD)
    assert holidays(cabinet) == {"1", "3"}
    assert_whole(cabinet)
    clock(timedelta(0))
    holiday(cabinet, who, 4)
    assert_whole(cabinet)
    tell(f"clock back by {back}, {store}", "1 session ended, 3 writes before, during and after, 1 backup")


# New versions ---------------------------------------------------------------------------------------


@POSIX_ONLY
@pytest.mark.parametrize("store", [FILE, pytest.param(POSTGRESQL, marks=pytest.mark.postgresql)])
def test_a_migration_that_is_killed_half_way_is_done_again(store, tmp_path, request, monkeypatch):
    key, tried, at = b"k" * 32, 0, 2
    if store == POSTGRESQL:
        server = request.getfixturevalue("server")
        address = server.database()
        monkeypatch.setenv("DATABASE_URL", address)

    def engine():
        if store == POSTGRESQL:
            return cabinets.database_engine()
        return cabinets.file_engine(tmp_path / "older.db", key)

    older = engine()
    with older.connect().execution_options(writes=True) as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        for statement in BEFORE:
            connection.execute(text(statement))
        connection.commit()
    older.dispose()

    def killed_at(number):
        """Brings it up to date in another process, which is killed at one of its statements."""
        pid = os.fork()
        if pid == 0:
            held, seen = engine(), [0]

            @event.listens_for(held, "before_cursor_execute")
            def count(*_):
                seen[0] += 1
                if seen[0] == number:
                    os.kill(os.getpid(), signal.SIGKILL)

            with held.connect().execution_options(writes=True) as connection:
                schema.upgrade(connection)
                connection.commit()
            os._exit(0)
        return os.waitpid(pid, 0)[1] == signal.SIGKILL

    while killed_at(at):
        tried += 1
        held = engine()
        with held.connect() as connection:
            assert schema.revision(connection) == "0005"
            assert connection.execute(text("SELECT name FROM child")).scalars().all() == ["Ivy"]
        held.dispose()
        at = at * 2 if store == POSTGRESQL else int(at * 1.6)
    held = engine()
    with held.connect() as connection:
        assert schema.revision(connection) == schema.newest()
        assert connection.execute(text("SELECT note FROM consent_follow_up")).scalars().all() == [
            "Taken down"
        ]
    held.dispose()
    if store == POSTGRESQL:
        server.drop(address)
    assert tried >= 5
    tell(f"migration killed half way, {store}", f"{tried} kills from the first statement to the last")


# Backups --------------------------------------------------------------------------------------------


def test_backups_made_while_others_write_are_each_one_moment(sample, tmp_path, monkeypatch, store):
    who, said, made = manager_of(sample), [], []
    is_over = threading.Event()

    def work():
        at = 0
        while not is_over.is_set():
            holiday(sample, who, at)
            said.append(str(at))
            at += 1
            is_over.wait(0.01)  # SQLite's lock is not handed out in turn: without a pause nobody else gets it

    writer = threading.Thread(target=work)
    writer.start()
    try:
        for _ in range(3):
            before = set(said)
            made.append((before, backup.make(sample, who, to=tmp_path / f"{len(made)}.zip").file))
    finally:
        is_over.set()
        writer.join()
    monkeypatch.setenv("DATABASE_URL", "")
    for at, (before, file) in enumerate(made):
        home = tmp_path / f"restored-{at}"
        backup.restore(file, home, PASSWORD)
        restored = cabinets.open_with(home, sample.key)
        assert_whole(restored)
        assert before <= holidays(restored) <= set(said)
        restored.close()
    assert holidays(sample) == set(said)
    assert said
    tell(f"backup during writes, {store}", f"{len(made)} backups during {len(said)} writes, each restored")
