"""Between the password and the first page: for five minutes, and for as many as sign in at once."""

import pytest

from gate.half_way import LIVES_SECONDS, MOST_HALF_WAY, HalfWay
from rules.induction import Role
from store.cabinet import Who

NELL = Who(7, "Nell Grant", Role.STAFF)


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def half_way(clock):
    return HalfWay(clock)


def begun(half_way, *, needs_code=True, needs_password=True):
    return half_way.begin(
        NELL,
        sign_in_name="nell",
        password_number=1,
        needs_code=needs_code,
        needs_password=needs_password,
        to="/consents",
    )


@pytest.mark.parametrize(
    ("seconds", "is_in"),
    [
        pytest.param(LIVES_SECONDS - 1, True, id="in the fifth minute"),
        pytest.param(LIVES_SECONDS, False, id="after it"),
    ],
)
def test_whoever_goes_away_half_way_in_is_nobody_after_five_minutes(half_way, clock, seconds, is_in):
    """Whoever comes by that screen then needs the password too, whatever code they have."""
    token = begun(half_way)
    clock.now += seconds
    assert (half_way.of(token) is not None) is is_in
    assert (half_way.code_was_right(token) is not None) is is_in


def test_a_right_code_leaves_the_password_to_choose_and_gives_no_more_time(half_way, clock):
    token = begun(half_way)
    clock.now += LIVES_SECONDS - 1
    left = half_way.code_was_right(token)
    assert (left.needs_code, left.needs_password, left.who, left.to) == (False, True, NELL, "/consents")
    assert half_way.of(token) == left
    clock.now += 1
    assert half_way.of(token) is None


def test_a_token_that_has_ended_is_nobodys(half_way):
    token, other = begun(half_way), begun(half_way)
    half_way.end(token)
    assert half_way.of(token) is None
    assert half_way.code_was_right(token) is None
    assert half_way.of(other) is not None


def test_many_who_begin_take_no_room_beyond_some_hundreds(half_way):
    tokens = [begun(half_way) for _ in range(MOST_HALF_WAY + 1)]
    assert half_way.of(tokens[0]) is None
    assert all(half_way.of(token) is not None for token in tokens[1:])
