"""The years after children left: each record is kept for its time, held for what is open, and then gone
(X-6; law L6.5, L8).

Once a year the list of leavers is gone through, as its routine check asks, and what it says is due is done.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from models import AuditEntry, Child, Disposal, FileEntry, FileEntryFact, JourneyAccount
from rules import consent
from rules.file_index import Fact
from rules.induction import Role
from rules.retention import USUAL, From, HeldFor
from rules.working_days import months_after
from store import children, record_hold, retention, signing_in, trail
from store.refusal import Refused
from tests.conftest import PASSWORD, TODAY, account, manager_of, rows

DAY = timedelta(days=1)
ALL_LEAVE_ON = date(2027, 7, 30)
LAST_YEAR = 2054
CLAIM_COMES_ON, CLAIM_ENDS_ON = date(2029, 5, 1), date(2034, 2, 1)


def all_leave(sample, who):
    """Every child leaves, and the accounts on the learning journey are closed, as the review asks."""
    held = rows(sample, Child)
    for child in held:
        if child["left_on"] is None:
            gone = {"left_on": ALL_LEAVE_ON}
            children.change_child(sample, who, child_id=child["id"], changes=gone, today=TODAY)
    closed = {"event": consent.Account.CLOSED, "on": ALL_LEAVE_ON, "recorded_by_id": who.account_id}
    with sample.administering("accounts closed") as session:
        session.add_all(JourneyAccount(child_id=child["id"], **closed) for child in held)


def do_away_with_the_copies(sample, lines, today):
    """What the refusal names: typed copies are deleted, and discs destroyed."""
    with sample.reading(manager_of(sample)) as look:
        held = retention.in_the_file(look, [line.child_id for line in lines], today)
    entries = {(row["child_id"], row["number"]): row["id"] for row in rows(sample, FileEntry)}
    with sample.administering("copies done away with") as session:
        for line in lines:
            in_file = held.get((line.child_id, line.kind), retention.InTheFile())
            for fact, copies in ((Fact.DELETED, in_file.typed), (Fact.DESTROYED, in_file.discs)):
                for copy in copies:
                    entry_id = entries[line.child_id, int(copy.rpartition(" ")[2])]
                    session.add(FileEntryFact(entry_id=entry_id, fact=fact, on=today, said="Shredded"))


def test_each_record_is_kept_for_its_time_and_then_gone(sample, monkeypatch):
    monkeypatch.setattr(signing_in, "is_password_of", lambda *_: True)
    who, deputy = manager_of(sample), account(sample, Role.DEPUTY)
    by = {"how": "Shredded", "second_id": deputy.account_id, "confirmation": PASSWORD}
    all_leave(sample, who)
    born_on = {row["id"]: row["born_on"] for row in rows(sample, Child)}

    def listed(on):
        with sample.reading(who) as look:
            return retention.kept(look, on)

    def dispose(lines, on):
        of_them = {"child_ids": [line.child_id for line in lines], "kind": lines[0].kind}
        retention.record_disposals(sample, who, **of_them, **by, on=on, today=on)

    claimed = next(line for line in listed(ALL_LEAVE_ON + DAY) if not line.open_things and line.until)
    because = {"why": HeldFor.CLAIM, "words": "The insurer wrote that a claim came."}
    on = {"on": CLAIM_COMES_ON, "today": CLAIM_COMES_ON}
    record_hold.record(sample, who, child_id=claimed.child_id, **because, **on)
    done, too_early, tried = Counter(), set(), set()
    for year in range(2027, LAST_YEAR + 1):
        today = date(year, 9, 7)
        if year == CLAIM_ENDS_ON.year:
            over = {"on": CLAIM_ENDS_ON, "because": "The insurer wrote that it is settled.", "today": today}
            record_hold.end(sample, who, hold_id=1, **over)
        due = defaultdict(list)
        for line in listed(today):
            period = USUAL[line.kind]
            start = line.left_on if period.counted_from is From.LEAVING else born_on[line.child_id]
            assert line.until == max(months_after(start, period.months), line.left_on)
            if line.child_id == claimed.child_id and CLAIM_COMES_ON < today < CLAIM_ENDS_ON:
                assert "a claim or a court case" in line.open_things
            if line.disposed_on is not None:
                assert line.disposed_on > line.until
            elif not line.is_over(today):
                if line.kind not in too_early and not line.open_things:
                    too_early.add(line.kind)
                    with pytest.raises(Refused, match="These records are kept until"):
                        dispose([line], today)
            elif line.open_things:
                on_hold = line.child_id, line.kind, tuple(line.open_things)
                if on_hold in tried:  # the same for the same things each year
                    continue
                tried.add(on_hold)
                with pytest.raises(Refused, match="These records are on hold"):
                    dispose([line], today)
            else:
                assert line.is_due(today)
                due[line.kind].append(line)
        for kind, lines in due.items():  # those of one kind at once, as the form takes them
            try:
                dispose(lines, today)
            except Refused as refused:
                assert "is still here" in " ".join(refused.problems.values())
                do_away_with_the_copies(sample, lines, today)
                dispose(lines, today)
            done[kind] += len(lines)
    left = [line for line in listed(date(LAST_YEAR, 12, 31)) if line.disposed_on is None]
    assert all(line.open_things for line in left), "what is kept longer is kept for something"
    assert all(line.until and line.until < date(LAST_YEAR, 12, 31) for line in left)
    assert sum(done.values()) == len(rows(sample, Disposal)) > 100
    told = [row for row in rows(sample, AuditEntry) if (row["act"], row["thing"]) == ("added", "disposal")]
    assert len(told) == len(rows(sample, Disposal)), "one line of the trail for each"
    assert all(row["second_id"] == deputy.account_id for row in rows(sample, Disposal))
    with sample.connection() as look:
        assert trail.verify(look, sample.key).holds
