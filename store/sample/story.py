"""What the sample is told with: its days, its lists, its chance, and the rows on their way in."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from models import Account, ConsentPurpose, ExtraBankHoliday, InductionTopic, Record
from rules.house import HouseRules
from rules.induction import Role
from rules.working_days import (
    DAY,
    bank_holidays,
    months_after,
    working_day_on_or_after,
    working_day_on_or_before,
    working_days_after,
)
from store.setting import DATA, roles_of, setting
from store.tables import table

ROWS_AT_A_TIME = 50_000

# What the story does with the lists that a new setting starts with.
POLICY = "confidentiality-policy"
RETYPED = "recording"  # typing was corrected: nobody reads it again
CHANGED = "phones-cameras"  # changed in substance: everyone reads it again
REWORDED = "website"
REFUSED_BY = {REWORDED: 0.15, "photographs-other-journeys": 0.06, "photographs-display": 0.04}


@dataclass(frozen=True)
class Size:
    """How much history there is. What is open today is the same story at any size."""

    years: int
    on_roll: int
    former_children: int
    former_people: int
    closed_requests: int
    recorded_decisions: int
    weeks_of_reviews: int


class Rows:
    """Rows on their way into the cabinet, numbered as they come and put in many at a time."""

    def __init__(self, session: Session) -> None:
        self.connection = session.connection()
        self._waiting: dict[type[Record], list[dict[str, Any]]] = defaultdict(list)
        self._last: dict[type[Record], int] = {}
        self._count = 0

    def add(self, model: type[Record], **row: Any) -> int:
        """Takes a row and gives its number."""
        if model not in self._last:
            newest = select(func.coalesce(func.max(table(model).c.id), 0))
            self._last[model] = self.connection.execute(newest).scalar_one()
        self._last[model] += 1
        self._waiting[model].append({**_defaults(model), **row, "id": self._last[model]})
        self._count += 1
        if self._count >= ROWS_AT_A_TIME:
            self.put()
        return self._last[model]

    def put(self) -> None:
        """Puts in what is waiting, the tables that others refer to first."""
        order = list(Record.metadata.sorted_tables)
        for model in sorted(self._waiting, key=lambda model: order.index(table(model))):
            self.connection.execute(insert(table(model)), self._waiting[model])
            if self.connection.dialect.name == "postgresql":
                # The numbers were given here, so the table's own counter has to catch up.
                self.connection.execute(
                    text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
                    {"name": table(model).name, "last": self._last[model]},
                )
        self._waiting.clear()
        self._count = 0


@cache
def _defaults(model: type[Record]) -> dict[str, Any]:
    return {
        name: field.default
        for name, field in model.model_fields.items()
        if not field.is_required() and field.default_factory is None
    }


@cache
def names_listed() -> dict[str, Any]:
    """The names of the sample, from `data/`."""
    return tomllib.loads((DATA / "sample_names.toml").read_text(encoding="utf-8"))


@dataclass
class Topic:
    """An induction topic with its versions: the row and the day of each, oldest first."""

    key: str
    roles: frozenset[Role]
    versions: list[tuple[int, date]]

    def row_on(self, day: date) -> int:
        """The row of the version in force on `day`."""
        return [row for row, introduced_on in self.versions if introduced_on <= day][-1]


@dataclass
class Story:
    """The setting being made: its days, its lists, and the chance that shapes it."""

    rows: Rows
    size: Size
    today: date
    house: HouseRules
    bank_holidays: frozenset[date]
    chance: Random
    account: int
    manager: str  # the name of that account
    purposes: dict[str, list[tuple[int, date]]]  # by key: the row and the day of each wording
    topics: list[Topic]
    sharing_policy: list[tuple[date, int]] = field(default_factory=list)  # versions, oldest first
    leaflets: list[tuple[str, date, int]] = field(default_factory=list)  # title, day of issue, row

    @property
    def topic_changed_on(self) -> date:
        """The day on which the topic that everyone reads again was changed."""
        return next(topic for topic in self.topics if topic.key == CHANGED).versions[-1][1]

    @property
    def adopted_on(self) -> date:
        """The day of the meeting that adopted the policy: who was there before read it again."""
        return working_day_on_or_after(months_after(self.today, -23), self.bank_holidays)

    def ago(self, working_days: int) -> date:
        """The working day that many before today; 0 gives today or the last working day before it."""
        day = working_day_on_or_before(self.today, self.bank_holidays)
        if day < self.today and working_days:
            working_days -= 1
        for _ in range(working_days):
            day = working_day_on_or_before(day - DAY, self.bank_holidays)
        return day

    def ahead(self, day: date, working_days: int) -> date:
        """The working day that many after `day`; 0 gives `day` or the next working day."""
        return working_days_after(
            working_day_on_or_after(day, self.bank_holidays), working_days, self.bank_holidays
        )

    def recorded(self, day: date) -> dict[str, Any]:
        """When and by whom a row about `day` was recorded."""
        # What was done today was recorded at its start: nothing lies in the future, whatever the hour.
        at = time() if day >= self.today else time(15, 40)
        return {"recorded_at": datetime.combine(day, at, UTC), "recorded_by_id": self.account}


def begin(session: Session, size: Size, *, today: date, seed: int) -> Story:
    """A story that can begin: the setting's own rules and lists read, nothing written yet."""
    connection = session.connection()
    purposes, topics = table(ConsentPurpose), table(InductionTopic)
    extra = connection.execute(select(table(ExtraBankHoliday).c.day)).scalars()
    by_key: dict[str, list[tuple[int, date]]] = defaultdict(list)
    for row in connection.execute(select(purposes).order_by(purposes.c.position, purposes.c.wording)):
        by_key[row.key].append((row.id, row.introduced_on))
    accounts = table(Account)
    account, manager = connection.execute(
        select(accounts.c.id, accounts.c.name).where(accounts.c.role == Role.MANAGER).order_by(accounts.c.id)
    ).first() or (0, "")
    return Story(
        rows=Rows(session),
        size=size,
        today=today,
        house=setting(connection).house_rules(),
        bank_holidays=bank_holidays(range(today.year - size.years - 8, today.year + 2), extra),
        chance=Random(seed),  # noqa: S311  (a story, not a secret)
        account=account,
        manager=manager,
        purposes=dict(by_key),
        topics=[
            Topic(row.key, roles_of(row.roles), [(row.id, row.introduced_on)])
            for row in connection.execute(select(topics).order_by(topics.c.position))
        ],
    )


def renew_lists(story: Story) -> None:
    """A purpose worded anew 14 months ago, typing corrected in one topic, another changed 10 days ago."""
    connection = story.rows.connection
    reworded_on = working_day_on_or_after(months_after(story.today, -14), story.bank_holidays)
    purposes, topics = table(ConsentPurpose), table(InductionTopic)
    old = connection.execute(select(purposes).where(purposes.c.key == REWORDED)).mappings().one()
    connection.execute(update(purposes).where(purposes.c.id == old["id"]).values(retired_on=reworded_on))
    question = f"{old['question'].removesuffix('?')}, never with a name beside them?"
    row = story.rows.add(
        ConsentPurpose, **{**old, "wording": 2, "question": question, "introduced_on": reworded_on}
    )
    story.purposes[REWORDED].append((row, reworded_on))
    for key, introduced_on, is_material in (
        (RETYPED, story.ago(105), False),
        (CHANGED, working_day_on_or_before(story.today - timedelta(days=10), story.bank_holidays), True),
    ):
        first = connection.execute(select(topics).where(topics.c.key == key)).mappings().one()
        changed = {"version": 2, "introduced_on": introduced_on, "is_material": is_material}
        row = story.rows.add(InductionTopic, **{**first, **changed})
        next(topic for topic in story.topics if topic.key == key).versions.append((row, introduced_on))
