"""The wait after refused sign-ins grows, ends, and cannot be used to keep somebody out."""

import pytest

from gate.waiting import LONGEST_SECONDS, MOST_KEPT, Waiting


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_the_first_tries_are_free_and_each_further_one_doubles_the_wait(clock):
    waiting = Waiting(clock)
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
    waiting = Waiting(clock)
    for _ in range(4):
        waiting.try_now({"jo": 4})
    before = waiting.try_now({"jo": 4})
    for _ in range(100):
        waiting.try_now({"jo": 4})
    assert waiting.try_now({"jo": 4}) == before
    clock.now += before
    assert waiting.try_now({"jo": 4}) == 0


def test_a_right_password_forgets_the_tries(clock):
    waiting = Waiting(clock)
    for _ in range(3):
        waiting.try_now({"jo": 3})
    waiting.succeeded(["jo"])
    assert waiting.try_now({"jo": 3}) == 0


def test_an_address_waits_whatever_names_it_tries(clock):
    waiting = Waiting(clock)
    for name in range(12):
        assert waiting.try_now({f"name {name}": 4, "address": 12}) == 0
    assert waiting.try_now({"one more": 4, "address": 12}) == 1


def test_an_hour_later_nothing_is_left(clock):
    waiting = Waiting(clock)
    for _ in range(4):
        waiting.try_now({"jo": 3})
    clock.now += 3601
    assert [waiting.try_now({"jo": 3}) for _ in range(3)] == [0, 0, 0]


def test_made_up_names_do_not_fill_the_memory(clock):
    waiting = Waiting(clock)
    for name in range(MOST_KEPT + 10):
        clock.now += 0.001
        waiting.try_now({name: 4})
    assert len(waiting._tries) <= MOST_KEPT
    assert MOST_KEPT + 9 in waiting._tries
