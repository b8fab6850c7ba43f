"""A statement of the agenda is put together once, whatever day it is asked for."""

import pkgutil
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from sqlalchemy import select

import store
from models import BackupKind, BackupRecord
from rules.need_to_know import Thing
from rules.working_days import LONDON
from store import agenda, committee, figures
from store.asked_day import TOMORROW, given
from store.tables import table
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


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param("2026-06-30T22:59:59", date(2026, 6, 30), id="a second to midnight, in summer"),
        pytest.param("2026-06-30T23:00:00", date(2026, 7, 1), id="midnight, which is an hour earlier in UTC"),
        pytest.param("2026-12-31T23:59:59", date(2026, 12, 31), id="a second to midnight, in winter"),
        pytest.param("2027-01-01T00:00:00", date(2027, 1, 1), id="midnight, as in UTC"),
    ],
)
def test_a_moment_is_of_its_day_in_london(cabinet, moment, day):
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    held = table(BackupRecord).c
    with cabinet.administering("test") as session:
        session.add(
            BackupRecord(
                kind=BackupKind.TESTED,
                name="b",
                made_at=at,
                records=1,
                sha256="",
                recorded_at=at.astimezone(LONDON),
            )
        )
    with cabinet.connection() as look:
        for on, is_there in ((day - A_DAY, False), (day, True)):
            found = look.execute(select(held.recorded_at).where(held.recorded_at < TOMORROW), given(on)).all()
            assert bool(found) is is_there
        assert found == [(at,)], "one that was given in another zone is the same moment"


def test_for_ever_is_a_day_too():
    asked = given(date.max)
    assert (asked["today"], asked["since"]) == (date.max, date.max)


def test_a_day_before_all_records_can_be_typed():
    """As the day of a disposal, of which the rules say then what is wrong."""
    asked = given(date.min)
    assert asked["today"] == date.min
    assert asked["closed_since"] < date(1001, 1, 1)
