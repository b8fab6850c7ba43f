"""The wait after refused sign-ins grows, ends, and cannot be used to keep somebody out."""

import pytest

from store.waiting import LONGEST_SECONDS, MOST_KEPT, MOST_KNOWN, Waiting


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_the_first_tries_are_free_and_each_further_one_doubles_the_wait(clock):
    waiting = Waiting(clock=clock)
    waits = []
    for _ in range(12):
        left = waiting.try_now({"jo": 3})
        waits.append(left)
        if left:
            clock.now += left
            assert waiting.try_now({"jo": 3}) == 0
    assert waits[:4] == [0, 0, 0, 1]
    assert waits[4:9] == [2, 4, 8, 16, 32]
    assert waits[9:] == [LONGEST_SECONDS] * 3


def test_trying_during_the_wait_does_not_make_it_longer(clock):
    waiting = Waiting(clock=clock)
    for _ in range(4):
        waiting.try_now({"jo": 4})
    before = waiting.try_now({"jo": 4})
    for _ in range(100):
        waiting.try_now({"jo": 4})
    assert waiting.try_now({"jo": 4}) == before
    clock.now += before
    assert waiting.try_now({"jo": 4}) == 0


def test_a_right_password_forgets_the_tries(clock):
    waiting = Waiting(clock=clock)
    for _ in range(3):
        waiting.try_now({"jo": 3})
    waiting.succeeded(["jo"])
    assert waiting.try_now({"jo": 3}) == 0


def test_an_address_waits_whatever_names_it_tries(clock):
    waiting = Waiting(clock=clock)
    for name in range(12):
        assert waiting.try_now({f"name {name}": 4, "address": 12}) == 0
    assert waiting.try_now({"one more": 4, "address": 12}) == 1


def test_an_hour_later_nothing_is_left(clock):
    waiting = Waiting(clock=clock)
    for _ in range(4):
        waiting.try_now({"jo": 3})
    clock.now += 3601
    assert [waiting.try_now({"jo": 3}) for _ in range(3)] == [0, 0, 0]


def test_made_up_names_do_not_fill_the_memory(clock):
    waiting = Waiting(clock=clock)
    for name in range(MOST_KEPT + 10):
        clock.now += 0.001
        waiting.try_now({name: 4})
    assert len(waiting._tries) <= MOST_KEPT
    assert waiting._hashed(MOST_KEPT + 9) in waiting._tries


# What is kept --------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    return tmp_path / "waiting.json"


def tried(file, clock, times=6):
    """Somebody has guessed and has to wait."""
    waiting = Waiting(lambda: file, clock)
    while times:
        clock.now += waiting.try_now({"jo": 4, "address": 12})
        times -= 1
    return waiting


def test_a_restart_does_not_forget_the_wait(clock, file):
    left = tried(file, clock).try_now({"jo": 4})
    assert left > 0
    assert Waiting(lambda: file, clock).try_now({"jo": 4}) == left
    clock.now += left
    assert Waiting(lambda: file, clock).try_now({"jo": 4}) == 0


def test_two_processes_of_one_folder_count_together(clock, file):
    one, other = Waiting(lambda: file, clock), Waiting(lambda: file, clock)
    assert [one.try_now({"jo": 4}), other.try_now({"jo": 4})] * 2 == [0] * 4
    assert [one.try_now({"jo": 4}), other.try_now({"jo": 4})] == [0, 0]
    left = one.try_now({"jo": 4})
    assert left > 0
    assert other.try_now({"jo": 4}) == left
    clock.now += left
    one.succeeded(["jo"], known="jo at home")
    assert other.try_now({"jo": 4}) == 0
    assert other.is_known("jo at home")


def test_the_file_holds_no_name_and_no_address(clock, file):
    waiting = tried(file, clock)
    waiting.succeeded([], known=("Joanne Pryce", "192.0.2.7"))
    waiting.try_now({("name", "Joanne Pryce"): 4, ("address", "192.0.2.7"): 12})
    kept = file.read_text()
    assert not [word for word in ("Pryce", "192.0.2.7", "jo", "address") if word in kept]
    beside = {held.name: held.read_bytes() for held in file.parent.iterdir() if held != file}
    assert beside == {"waiting.lock": b""}, "nothing else is left beside it"


DAMAGED = [
    "", "{", "null", "[]", "3", '{"salt": "zz"}', '{"salt": "00", "tries": [], "known": {}}',
    '{"salt": "00", "tries": {"x": 1}, "known": {}}', '{"salt": "00", "tries": {"x": [1, NaN]}, "known": {}}',
    '{"salt": "00", "tries": {"x": ["a", 1]}, "known": {}}',
    '{"salt": "00", "tries": {}, "known": {"x": []}}',
    "[" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("kept", DAMAGED, ids=lambda kept: kept[:30])
def test_a_damaged_file_locks_nobody_out_and_counts_anew(clock, file, kept):
    file.write_text(kept)
    waiting = Waiting(lambda: file, clock)
    assert [waiting.try_now({"jo": 3}) for _ in range(4)] == [0, 0, 0, 1]
    assert Waiting(lambda: file, clock).try_now({"jo": 3}) == 1


def test_bytes_that_are_no_text_lock_nobody_out(clock, file):
    file.write_bytes(b"\xff\xfe\x00")
    assert Waiting(lambda: file, clock).try_now({"jo": 3}) == 0


def test_a_file_from_a_clock_that_was_ahead_makes_nobody_wait_longer_than_the_longest(clock, file):
    tried(file, clock, times=20)
    clock.now -= 400 * 24 * 3600
    left = Waiting(lambda: file, clock).try_now({"jo": 4})
    assert 0 < left <= LONGEST_SECONDS


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(clock, tmp_path):
    waiting = Waiting(lambda: tmp_path / "nowhere" / "waiting.json", clock)
    assert [waiting.try_now({"jo": 3}) for _ in range(4)] == [0, 0, 0, 1]


def test_who_signed_in_from_here_before_is_known_after_a_restart_and_nobody_else(clock, file):
    Waiting(lambda: file, clock).succeeded([], known=("jo", "192.0.2.7"))
    again = Waiting(lambda: file, clock)
    assert again.is_known(("jo", "192.0.2.7"))
    assert not again.is_known(("jo", "192.0.2.8"))
    assert not again.is_known(("ewa", "192.0.2.7"))


def test_those_who_are_known_do_not_fill_the_memory(clock):
    waiting = Waiting(clock=clock)
    for name in range(MOST_KNOWN + 10):
        clock.now += 1
        waiting.succeeded([], known=name)
    assert not waiting.is_known(0)
    assert waiting.is_known(MOST_KNOWN + 9)


def test_a_code_may_be_made_to_wait_longer(clock):
    waiting = Waiting(clock=clock)
    waits = []
    for _ in range(14):
        waits.append(waiting.try_now({"code": 4}, longest=600))
        clock.now += waits[-1]
        waiting.try_now({"code": 4}, longest=600)
    assert max(waits) == 600
