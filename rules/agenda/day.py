"""The day of an agenda, with all that its dates are counted by; and an item about a row on that day."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Protocol

from rules import complaints, rectification
from rules.access import Step
from rules.access_path import Part
from rules.agenda.items import WEEKS_AHEAD, Action, Area, ByForm, Item, State, end_of_week
from rules.house import HouseRules
from rules.words import short_date
from rules.working_days import working_day_on_or_before, working_days_after

CLOSED_THEN = ". We are closed on that day, and open last on "


def closed_then(open_last: date) -> str:
    """What is said of a date on which the setting is closed."""
    return f"{CLOSED_THEN}{short_date(open_last)}"


@dataclass(frozen=True)
class Day:
    """The day of an agenda, with all that its dates are counted by."""

    today: date
    house: HouseRules
    bank_holidays: Collection[date]
    closed_days: frozenset[date]  # bank holidays, and the days on which the setting is closed beside them
    at: datetime | None = None  # the present moment, where the day is the present one
    # Every answer about consent asks, and most count from the same few days.
    _counted: dict[tuple[date, int], date] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def horizon(self) -> date:
        """As far ahead as the agenda lists what comes round again."""
        return end_of_week(self.today) + timedelta(weeks=WEEKS_AHEAD)

    def last_open_before(self, due: date) -> date | None:
        """The last day on which something can still be done in time, where the setting is closed on the day
        `due` and has not closed yet."""
        last = working_day_on_or_before(due, self.closed_days)
        return last if self.today <= last < due else None

    def state_of(self, due: date) -> State:
        """Late from the day after `due`."""
        return State.LATE if due < self.today else State.DUE

    def state_by(self, moment: datetime, due: date) -> State:
        """Late once `moment`, on the day `due`, has passed; on a day that is not the present one, from the
        day after.

        In UTC: two moments in London are compared by the clock there, which strikes an hour twice in autumn.
        """
        is_past = self.at is not None and self.at.astimezone(UTC) > moment.astimezone(UTC)
        return State.LATE if is_past else self.state_of(due)

    def working_days_after(self, start: date, count: int) -> date:
        """The `count`th working day after `start`."""
        asked = start, count
        if asked not in self._counted:
            self._counted[asked] = working_days_after(start, count, self.bank_holidays)
        return self._counted[asked]


class _Held(Protocol):
    """What most items are about: a row that has a code and concerns a child."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def child(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def child_code(self) -> str: ...


def item_of(
    area: Area,
    action: Action,
    held: _Held,
    what: str,
    clause: str,
    due: date,
    day: Day,
    *,
    is_legal: bool = False,
    state: State | None = None,
    step: Step | rectification.Step | complaints.Step | None = None,
    part: Part | None = None,
    due_at: datetime | None = None,
    first_by: int | None = None,
    is_for_the_office: bool = False,
    aside: str = "",
    is_theirs: bool = False,
    by_form: ByForm | None = None,
) -> Item:
    """One thing to do about a row: late or due by its date, unless its `state` is known.

    `due_at` is the moment on that date, where an hour counts; `first_by` the account of the first signature
    where this is the second, and `is_for_the_office` whether nobody of the committee gives it. Of a date of
    the law on which the setting is closed it is said: its own dates are planned round such days.
    """
    open_last = day.last_open_before(due) if is_legal and state is None and due_at is None else None
    if open_last:
        what += closed_then(open_last)
    return Item(
        area=area,
        code=held.code,
        what=what,
        clause=clause,
        due=due,
        state=state or (day.state_by(due_at, due) if due_at else day.state_of(due)),
        is_legal=is_legal,
        is_theirs=is_theirs,
        action=action,
        record=held.id,
        child=held.child,
        step=step,
        part=part,
        about=held.name,
        child_code=held.child_code,
        due_at=due_at,
        first_by=first_by,
        by_form=by_form,
        is_for_the_office=is_for_the_office,
        aside=aside,
        open_last=open_last,
    )


def item_of_many(
    area: Area,
    action: Action,
    many: str,
    what: str,
    clause: str,
    due: date,
    day: Day,
    *,
    record: int = 0,
    state: State | None = None,
) -> Item:
    """One thing to do that is asked of `many`, such as "12 people", and is about none of them.

    `record` is the row of what is asked of them, where there is one; late or due by its date, unless its
    `state` is known.
    """
    return Item(
        area=area,
        code=many,
        what=what,
        clause=clause,
        due=due,
        state=state or day.state_of(due),
        is_legal=False,
        action=action,
        record=record,
    )
