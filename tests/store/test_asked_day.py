"""A statement of the agenda is put together once, whatever day it is asked for."""

import pkgutil
from datetime import date, datetime, timedelta
from importlib import import_module

import pytest

import store
from rules.need_to_know import Thing
from store import agenda, committee, figures
from store.asked_day import given
from store.today import LONDON
from tests.conftest import TODAY, manager_of

A_DAY = timedelta(days=1)


def put_together() -> int:
    """How many statements were put together so far, by whatever of the store keeps them."""
    modules = [import_module(f"store.{found.name}") for found in pkgutil.iter_modules(store.__path__)]
    kept = {held for module in modules for held in vars(module).values() if hasattr(held, "cache_info")}
    return sum(held.cache_info().misses for held in kept if held.__module__.startswith("store."))


def look_at(sample, on: date) -> None:
    with sample.reading(manager_of(sample), Thing.AGENDA) as look:
        figures.read(look, agenda.read(look, on))
        committee.read(look, on)


def test_another_day_is_asked_with_the_same_statements(sample):
    look_at(sample, TODAY)
    before = put_together()
    assert before
    for days in (1, 7, 200):
        look_at(sample, TODAY - days * A_DAY)
    assert put_together() == before


@pytest.mark.parametrize(
    ("today", "tomorrow"),
    [
        pytest.param(date(2026, 3, 28), "2026-03-29T00:00+00:00", id="the day before the clocks go forward"),
        pytest.param(date(2026, 3, 29), "2026-03-30T00:00+01:00", id="the day they do, of 23 hours"),
        pytest.param(date(2026, 10, 25), "2026-10-26T00:00+00:00", id="the day they go back, of 25 hours"),
        pytest.param(date(2026, 12, 31), "2027-01-01T00:00+00:00", id="the end of a year"),
    ],
)
def test_a_day_ends_at_midnight_in_london(today, tomorrow):
    ends = given(today)["tomorrow"]
    assert ends == datetime.fromisoformat(tomorrow)
    assert ends.tzinfo is LONDON


def test_for_ever_is_a_day_too():
    asked = given(date.max)
    assert (asked["today"], asked["since"]) == (date.max, date.max)
