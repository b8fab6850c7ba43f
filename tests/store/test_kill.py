"""Nothing that was acknowledged is lost: not to a kill at any moment, nor to twenty people at once (X-8)."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models import AccessRequest, AccessStep, AuditEntry, Consent, ConsentPurpose, ExtraBankHoliday
from models import SignedInSession as Session
from rules.access import Channel
from rules.induction import Role
from store import access_requests, sessions, setting, trail
from store import cabinet as cabinets
from store.tables import table
from tests.conftest import TODAY, account, rows
from tests.store.faults import tell

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("CABINET_TEST_KILLS", "20"))  # the long run of docs/reliability.md has 200
LONGEST = 0.3  # seconds from the opening to the kill, or three times what one round of writes takes here
DAY_ONE = date(2030, 1, 1)

# One process that has everything loaded makes a writer each time it is told to, and says when it is gone.
WRITER = """
import os, sys, time
from datetime import date, timedelta
from pathlib import Path
from rules.access import Channel, Step
from rules.consent import Answer, How
from store import access_requests, cabinet, consents, request_steps, sessions, setting, signing_in

home, key = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
child, carer, purpose = map(int, sys.argv[3:6])
today = date.fromisoformat(sys.argv[6])


def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())


def write(day, rounds):
    opened = cabinet.open_with(home, key)
    say("opened", os.getpid())
    who = signing_in.open_accounts(opened)[0][1]
    while rounds:
        rounds -= 1
        code = access_requests.record_request(
            opened, who, child_id=child, requester="Carys Davies", channel=Channel.LETTER,
            received_on=today, note="n" * 500, today=today,
        )[0]
        say("request", code)
        with opened.reading(who) as look:
            [held] = [r for r in access_requests.requests(look) if r.code == code]
        request_steps.record(
            opened, who, request_id=held.id, step=Step.ACKNOWLEDGED, on=today, today=today
        )
        say("step", held.id)
        consents.record_answers(
            opened, who, child_id=child, carer_id=carer, answers={purpose: Answer.GIVEN}, on=today,
            how=How.VERBAL, witness=code, today=today,
        )
        say("answer", code)
        day += timedelta(days=1)
        setting.add_bank_holiday(opened, who, day=day, name="The day of " + code)
        say("day", day)
        setting.change_house_rules(opened, who, {"induction_days": day.toordinal() % 300})
        say("rule", day.toordinal() % 300)
        say("session", sessions.hashed(sessions.start(opened, who)).hex())
    opened.close()


write(date(2099, 6, 1), 1)  # once in peace, so that a writer has nothing left to load
begun = time.monotonic()
write(date(2099, 7, 1), 1)
say("took", time.monotonic() - begun)
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        write(date.fromisoformat(line.strip()), -1)
    say("opening", pid)
    say("gone", os.waitpid(pid, 0)[1])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no SIGKILL and no fork to kill")
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(cabinet, family, home, store):
    """What was said to be recorded is there with its line, and nothing is there by half."""
    with cabinet.connection() as look:
        purpose = look.execute(select(table(ConsentPurpose).c.id)).scalars().first()
    cabinet.close()
    facts = [cabinet.key.hex(), family.child, family.mother, purpose, TODAY]
    said = defaultdict(set)
    wrote, chance, longest = set(), random.Random(20261124), LONGEST
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(home), *map(str, facts)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for at in range(KILLS):
            # Weekdays of one writer never meet those of another, nor a bank holiday of England's.
            process.stdin.write(f"{date(2100 + 2 * at, 6, 1)}\n")
            process.stdin.flush()
            for line in iter(process.stdout.readline, ""):
                word, what = line.split()
                if word == ("opening" if at % 10 == 0 else "opened"):
                    time.sleep(chance.uniform(0, longest))
                    os.kill(int(what), signal.SIGKILL)
                elif word in {"opening", "opened"}:
                    continue
                elif word == "took":
                    longest = max(LONGEST, 3 * float(what))
                elif word == "gone":
                    assert int(what) == signal.SIGKILL
                    longest *= 1 if at in wrote else 1.2  # a machine that is busy now is given more time
                    break
                else:
                    said[word].add(what)
                    wrote.add(at)
        process.stdin.close()
    assert len(wrote) > KILLS / 4  # many were killed while they wrote, not before
    assert set(said) == {"request", "step", "answer", "day", "rule", "session"}

    again = cabinets.open_with(home, cabinet.key)
    assert_whole(again)
    assert said["request"] <= {row["code"] for row in rows(again, AccessRequest)}
    assert said["step"] <= {str(row["request_id"]) for row in rows(again, AccessStep)}
    assert said["answer"] <= {row["witness"] for row in rows(again, Consent)}
    assert said["day"] <= {row["day"].isoformat() for row in rows(again, ExtraBankHoliday)}
    assert said["session"] <= {bytes(row["token_hash"]).hex() for row in rows(again, Session)}
    again.close()
    acknowledged = sum(map(len, said.values()))
    tell(f"SIGKILL while writing, {store}", f"{KILLS} kills, {acknowledged} writes acknowledged")


def assert_whole(opened):
    """The trail fits, the file is whole, and each row has its line and each line its row."""
    with opened.connection() as look:
        found = trail.verify(look, opened.key)
    assert (found.trail.why, found.missing_guards, found.file_faults) == ("", (), ())
    lines = rows(opened, AuditEntry)
    for model in (AccessRequest, AccessStep, Consent, ExtraBankHoliday):
        noted = [
            line["thing_id"]
            for line in lines
            if (line["act"], line["thing"]) == ("added", model.__tablename__)
        ]
        assert sorted(noted) == [row["id"] for row in rows(opened, model)]
    assert sum(line["act"] == "signed in" for line in lines) == len(rows(opened, Session))


PEOPLE, EACH = 20, 5


def test_twenty_people_sign_in_and_write_at_once_and_nothing_is_lost(cabinet, family):
    everybody = [account(cabinet, Role.MANAGER, f"Manager {at}") for at in range(PEOPLE)]
    start, faults, codes = threading.Barrier(PEOPLE), [], []

    def work(at, person):
        try:
            start.wait()
            token = sessions.start(cabinet, person)
            who = sessions.who_is(cabinet, token)
            for turn in range(EACH):
                codes.extend(
                    access_requests.record_request(
                        cabinet,
                        who,
                        child_id=family.child,
                        requester=person.name,
                        channel=Channel.LETTER,
                        received_on=TODAY,
                        today=TODAY,
                        token=f"{at}-{turn}",
                    )
                )
                day = DAY_ONE + timedelta(days=366 * at + turn + 10)
                setting.add_bank_holiday(cabinet, who, day=day, name=person.name)
            sessions.end(cabinet, token)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(everybody)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert_whole(cabinet)
    held = rows(cabinet, AccessRequest)
    assert len(codes) == len(set(codes)) == PEOPLE * EACH
    assert sorted(row["code"] for row in held) == sorted(codes)
    for person in everybody:
        assert sum(row["recorded_by_id"] == person.account_id for row in held) == EACH
        assert sum(row["requester"] == person.name for row in held) == EACH
    assert len(rows(cabinet, ExtraBankHoliday)) == PEOPLE * EACH
    acts = [row["act"] for row in rows(cabinet, AuditEntry)]
    assert acts.count("signed in") == acts.count("signed out") == PEOPLE
