"""Sets up a setting: the cabinet, its first account, and the lists that come with the product."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from models import (
    Account,
    Child,
    ClosureDay,
    ConsentPurpose,
    Contact,
    ExtraBankHoliday,
    InductionTopic,
    PolicyAdoption,
    RoutineCheck,
    Setting,
    StaffMember,
)
from rules import house
from rules.induction import Role
from rules.need_to_know import Thing
from rules.words import long_date, one_line
from rules.working_days import SATURDAY, bank_holidays
from store import cabinet
from store.cabinet import Cabinet, Who
from store.keyring import holder_name
from store.mistakes import counts
from store.refusal import Refused, refuse_if, refuse_if_changed
from store.tables import table

DATA = Path(__file__).resolve().parent.parent / "data"
FROM_THE_START = date(2000, 1, 1)
YEARS_BACK, YEARS_AHEAD = 25, 4  # as long as a child's file may be kept (law L8.3), and as far as we look


@cache
def listed(file: str, kind: str) -> list[dict[str, Any]]:
    """The entries of one kind in one of the lists in `data/`."""
    held: dict[str, list[dict[str, Any]]] = tomllib.loads((DATA / file).read_text(encoding="utf-8"))
    return held[kind]


def topic_of(entry: dict[str, Any], *, position: int, introduced_on: date) -> InductionTopic:
    """The first version of a topic that comes with the product."""
    return InductionTopic(
        key=entry["key"],
        title=entry["title"],
        roles=",".join(entry.get("roles", [role.value for role in Role])),
        points=entry["points"].strip(),
        position=position,
        introduced_on=introduced_on,
    )


def roles_of(written: str) -> frozenset[Role]:
    """The roles that a topic is for, as they stand in its row."""
    return frozenset(map(Role, written.split(",")))


def set_up(home: Path, setting: str, manager: str, password: str) -> tuple[Cabinet, Who, str]:
    """A new cabinet for `setting` with the manager's account: the cabinet, the manager, the recovery code.

    The code is shown once and kept nowhere. One that ends half way is done again from the beginning. Raises
    `cabinet.CabinetExists`.
    """
    with cabinet.setting_up(home):
        opened, code = cabinet.create(home, manager, password)
        try:
            who = furnish(opened, setting, manager)
        except BaseException:
            opened.close()
            raise
    return opened, who, code


def furnish(opened: Cabinet, setting: str, manager: str, *, is_sample: bool = False) -> Who:
    """Puts the setting, the manager's account and the default lists into an empty cabinet."""
    with opened.administering("set up") as session:
        session.add(Setting(name=one_line(setting), is_sample=is_sample))
        account = Account(sign_in_name=holder_name(manager), name=one_line(manager), role=Role.MANAGER)
        session.add(account)
        _add_default_lists(session)
        session.flush()
        return Who(account.id or 0, account.name, account.role)


def _add_default_lists(session: Session) -> None:
    for position, purpose in enumerate(listed("consent_purposes.toml", "purpose")):
        session.add(ConsentPurpose(**purpose, position=position, introduced_on=FROM_THE_START))
    for position, topic in enumerate(listed("induction_topics.toml", "topic")):
        session.add(topic_of(topic, position=position, introduced_on=FROM_THE_START))
    for position, check in enumerate(listed("routine_checks.toml", "check")):
        session.add(RoutineCheck(**check, position=position))
    for position, contact in enumerate(listed("contacts.toml", "contact")):
        session.add(Contact(**contact, position=position))


def setting(connection: Connection) -> Setting:
    """The setting and its house rules."""
    return Setting(**connection.execute(select(table(Setting))).mappings().one())


class First(StrEnum):
    """What is entered first in a new setting, in this order."""

    PEOPLE = "people"
    CHILDREN = "children"
    POLICY = "policy"
    ACCOUNTS = "accounts"


def not_entered_yet(connection: Connection) -> list[First]:
    """What of this nobody has ever entered; one query. Whoever set the dashboard up has an account."""
    child, adopted, account = table(Child), table(PolicyAdoption), table(Account)
    there = connection.execute(
        select(
            select(table(StaffMember).c.id).exists().label(First.PEOPLE),
            select(child.c.id).where(counts(Child, child)).exists().label(First.CHILDREN),
            select(adopted.c.id).where(counts(PolicyAdoption, adopted)).exists().label(First.POLICY),
            (select(func.count(account.c.id)).scalar_subquery() > 1).label(First.ACCOUNTS),
        )
    ).one()
    return [thing for thing, is_there in zip(First, there, strict=True) if not is_there]


def holidays(connection: Connection, today: date) -> frozenset[date]:
    """England's bank holidays around `today`, with the setting's own extras."""
    extra = connection.execute(select(table(ExtraBankHoliday).c.day)).scalars()
    return holidays_around(today, extra)


def holidays_around(today: date, extra: Iterable[date]) -> frozenset[date]:
    """England's bank holidays in all the years that the records can speak of, with `extra` ones."""
    return bank_holidays(range(today.year - YEARS_BACK, today.year + YEARS_AHEAD), extra)


def change_house_rules(
    opened: Cabinet,
    who: Who,
    rules: Mapping[str, int | None],
    *,
    seen: Mapping[str, int] | None = None,
    token: str | None = None,
) -> None:
    """Changes the setting's own rules by name; before and after stay in the audit trail.

    `seen` is what the person's form showed: where somebody changed it since, nothing is written. Raises
    `ChangedMeanwhile`, and `Refused` by field where a number is missing or out of its limits.
    """
    with opened.writing(who, Thing.SETTING, token=token) as session:
        refuse_if(house.rule_problems(rules))
        held = session.scalars(select(Setting)).one()
        refuse_if_changed(seen, held)
        for name, value in rules.items():
            setattr(held, name, value)


def add_bank_holiday(
    opened: Cabinet, who: Who, *, day: date | None, name: str, token: str | None = None
) -> None:
    """Adds a bank holiday proclaimed since the calendar that comes with the product; raises `Refused`."""
    with opened.writing(who, Thing.SETTING, token=token) as session:
        extra = session.scalars(select(table(ExtraBankHoliday).c.day))
        known = bank_holidays([day.year] if day else [], extra)
        refuse_if(house.bank_holiday_problems(day=day, name=name, known=known))
        if day is None:
            raise Refused({})
        session.add(ExtraBankHoliday(day=day, name=one_line(name)))


def extra_bank_holidays(connection: Connection) -> dict[date, str]:
    """The bank holidays that the setting entered itself, with what each is for; the last first."""
    held = table(ExtraBankHoliday).c
    return {
        row.day: row.name for row in connection.execute(select(held.day, held.name).order_by(held.day.desc()))
    }


def take_off_bank_holiday(opened: Cabinet, who: Who, *, day: date | None, token: str | None = None) -> None:
    """Takes off a bank holiday that the setting entered by mistake; raises `Refused`.

    One that is none moves the dates of the law too far. The audit trail keeps what was taken off.
    """
    with opened.writing(who, Thing.SETTING, token=token) as session:
        if day is None:
            raise Refused({"day": "Choose the bank holiday that was entered by mistake."})
        held = session.scalars(select(ExtraBankHoliday).where(table(ExtraBankHoliday).c.day == day)).first()
        if held is None:
            raise Refused({"day": f"{long_date(day)} is not on the list any more."})
        session.delete(held)


def take_off_closure_days(
    opened: Cabinet, who: Who, *, days: Collection[date], token: str | None = None
) -> None:
    """Takes off days on which the setting is open after all; raises `Refused`. The audit trail keeps them."""
    with opened.writing(who, Thing.SETTING, token=token) as session:
        if not days:
            raise Refused({"days": "Choose the days on which the setting is open after all."})
        closed = table(ClosureDay).c.day
        for held in session.scalars(select(ClosureDay).where(closed.in_(days)).order_by(closed)):
            session.delete(held)


def add_closure_days(
    opened: Cabinet,
    who: Who,
    *,
    first: date | None,
    last: date | None,
    name: str,
    token: str | None = None,
) -> None:
    """Adds the days from `first` to `last` on which the setting is closed; raises `Refused`.

    Weekends and days that are known as closed already are left out. They move no date of the law.
    """
    with opened.writing(who, Thing.SETTING, token=token) as session:
        refuse_if(house.closure_problems(first=first, last=last, name=name))
        if first is None:
            raise Refused({})
        last = last or first
        known = set(session.scalars(select(table(ClosureDay).c.day)))
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        for day in days:
            if day.weekday() < SATURDAY and day not in known:
                session.add(ClosureDay(day=day, name=one_line(name)))
