"""Reads the audit trail, and writes the lines that no change of a row makes (clauses X-8, AR-30; law L10.6).

Whoever may see the trail sees all of it, newest first, by whom, what, about what and when. A page of it costs
the same however long it is: it is cut by the last line seen and never counted.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    Table,
    and_,
    cast,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.engine import Row

from models import (
    Account,
    AuditEntry,
    AuditSeal,
    Child,
    Conversation,
    Mistake,
    Record,
    StaffMember,
    now,
)
from rules import induction
from rules.need_to_know import Thing
from rules.words import one_line, plain
from rules.working_days import LONDON, london_day
from store import audit, guards
from store.cabinet import Cabinet, Who
from store.tables import table

PAGE = 50
EXPORTED, PRINTED, VERIFIED = "exported", "printed", "verified"
CLOCK_IS_RIGHT = "said that the clock is right"
_MISTAKE = "mistake"
# What is called by a code of its own, and what was entered by mistake.
_NAMED: dict[str, Table] = {
    name: held
    for name, held in Record.metadata.tables.items()
    if name == _MISTAKE or ("code" in held.c and held.c.code.unique)
}


@dataclass(frozen=True)
class Filter:
    """Which lines: of an account, of one act, about one thing, from a day to a day in London."""

    account_id: int | None = None
    act: str = ""
    thing: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class TrailLine:
    """One line as it is read. `code` is that of the record where it has one; of a mistake, what it was."""

    id: int
    at: datetime
    account_id: int | None
    account: str
    act: str
    thing: str
    thing_id: int | None
    detail: dict[str, Any] = field(default_factory=dict)
    code: str = ""


@dataclass(frozen=True)
class TrailPage:
    """A page of the trail, newest first; `older` is the line to go on from, None at the end."""

    lines: tuple[TrailLine, ...]
    older: int | None


def last_written_at(connection: Connection, at: datetime) -> datetime | None:
    """The latest moment that any line has; None of a trail without one. One that at `at` is still to come was
    written by a clock that was ahead, or this one is behind: where somebody said since that this one is
    right, what was written before counts no more."""
    line = table(AuditEntry).c
    newest = select(line.at).order_by(line.at.desc()).limit(1)
    found: datetime | None = connection.execute(newest).scalar()
    if found and found > at:
        said = select(func.max(line.id)).where(line.act == CLOCK_IS_RIGHT).scalar_subquery()
        found = connection.execute(newest.where(line.id > func.coalesce(said, 0))).scalar()
    return found


def say_clock_is_right(cabinet: Cabinet, who: Who, *, token: str | None = None) -> None:
    """Records that this computer's clock is right, though there are lines with a later moment: another clock,
    or this one, was ahead when they were written. Raises `NotAllowed` and `NotSaved`."""
    with cabinet.writing(who, Thing.SETTING, token=token) as session:
        audit.note(session, CLOCK_IS_RIGHT)


def read(connection: Connection, wanted: Filter, *, before: int | None = None, most: int = PAGE) -> TrailPage:
    """The newest lines that match, older than line `before` where it is given; two queries at any size."""
    asked = _matching(wanted).limit(most + 1)
    if before is not None:
        line = table(AuditEntry).alias()
        last = select(line.c.at, line.c.id).where(line.c.id == before)
        asked = asked.where(tuple_(table(AuditEntry).c.at, table(AuditEntry).c.id) < last.scalar_subquery())
    rows = connection.execute(asked).all()
    shown = rows[:most]
    older = shown[-1].id if len(rows) > most else None
    return TrailPage(tuple(_with_codes(connection, shown)), older)


def every(connection: Connection, wanted: Filter) -> Iterator[TrailLine]:
    """Every line that matches, newest first, for an export; some thousands in memory at a time."""
    found = connection.execute(_matching(wanted), execution_options={"yield_per": audit.AT_ONCE})
    for rows in found.partitions():
        yield from _with_codes(connection, rows)


@dataclass(frozen=True)
class Choices:
    """What a filter can be set to: every account by number with its name, and the acts and things so far."""

    accounts: dict[int, str]
    acts: list[str]
    things: list[str]


def choices(connection: Connection) -> Choices:
    """What there is to choose from, in two queries that do not grow with the trail."""
    account = table(Account).c
    held = connection.execute(select(account.id, account.name).order_by(account.id))
    accounts = {row.id: row.name for row in held}
    found = connection.execute(union_all(_kinds("act"), _kinds("thing"))).all()
    return Choices(
        accounts,
        [row.word for row in found if row.kind == "act" and row.word],
        [row.word for row in found if row.kind == "thing" and row.word],
    )


def _kinds(name: str) -> Select[Any]:
    """The different words in a column, each found by one step in its index."""
    word = table(AuditEntry).c[name]
    steps = select(func.min(word).label("word")).cte(f"{name}s", recursive=True)
    following = select(func.min(word)).where(word > steps.c.word).scalar_subquery()
    steps = steps.union_all(select(following).where(steps.c.word.is_not(None)))
    return select(literal(name).label("kind"), steps.c.word).where(steps.c.word.is_not(None))


def length(connection: Connection) -> int:
    """How many lines the trail has, as its seal says."""
    return int(connection.execute(select(table(AuditSeal).c.lines)).scalar() or 0)


def _matching(wanted: Filter) -> Select[Any]:
    line, account = table(AuditEntry).c, table(Account).c
    conditions: list[ColumnElement[bool]] = []
    if wanted.account_id is not None:
        conditions.append(line.account_id == wanted.account_id)
    if wanted.act:
        conditions.append(line.act == wanted.act)
    if wanted.thing:
        conditions.append(line.thing == wanted.thing)
    if wanted.since:
        conditions.append(line.at >= _midnight(wanted.since))
    if wanted.until:
        conditions.append(line.at < _midnight(wanted.until + timedelta(days=1)))
    return (
        select(
            line.id,
            line.at,
            line.account_id,
            account.name.label("account"),
            line.act,
            line.thing,
            line.thing_id,
            line.detail,
        )
        .outerjoin_from(table(AuditEntry), table(Account), account.id == line.account_id)
        .where(and_(True, *conditions))
        .order_by(line.at.desc(), line.id.desc())
    )


def renamed_on(connection: Connection, child_id: int, *, since: date) -> date | None:
    """The last day, from `since` on, on which a child got another name; None where they kept it; one query.

    Only the trail knows. An accent, or a name that was typed otherwise, is no other name.
    """
    line = table(AuditEntry).c
    changes = connection.execute(
        select(line.at, line.detail)
        .where(
            line.act == "changed",
            line.thing == table(Child).name,
            line.thing_id == child_id,
            line.at >= _midnight(since),
        )
        .order_by(line.at.desc())
    )
    for at, detail in changes:
        before, after = json.loads(detail).get("name") or ("", "")
        if plain(before) != plain(after):
            return london_day(at)
    return None


def former_names(connection: Connection, codes: Collection[str]) -> dict[str, set[str]]:
    """The other names that children of these codes had before, by code; one query. Only the trail knows."""
    line, child = table(AuditEntry).c, table(Child)
    changes = connection.execute(
        select(child.c.code, child.c.name, line.detail)
        .join_from(table(AuditEntry), child, child.c.id == line.thing_id)
        .where(line.act == "changed", line.thing == child.name, child.c.code.in_(codes))
    )
    found: dict[str, set[str]] = defaultdict(set)
    for code, name, detail in changes:
        before, _ = json.loads(detail).get("name") or ("", "")
        if before and plain(before) != plain(name):
            found[code].add(before)
    return dict(found)


def stays_before(connection: Connection, staff_id: int) -> list[induction.Stay]:
    """When somebody who left and came back was here before; one query. Only the trail knows."""
    changed, person = table(AuditEntry), table(StaffMember)
    is_about = (
        changed.c.act == "changed",
        changed.c.thing == person.name,
        changed.c.thing_id == person.c.id,
    )
    days = person.c.started_on, person.c.first_day_on, person.c.left_on
    rows = connection.execute(
        select(*days, changed.c.detail)
        .select_from(person)
        .outerjoin(changed, and_(*is_about))
        .where(person.c.id == staff_id)
        .order_by(changed.c.id.desc())
    ).all()
    held = {day.name: getattr(row, day.name) for row in rows[:1] for day in days}
    recorded = [induction.Stay(**held)] if held else []
    for row in rows:
        was = json.loads(row.detail) if row.detail else {}
        if before := {name: was[name][0] for name in held if name in was}:
            held |= {name: date.fromisoformat(on) if on else None for name, on in before.items()}
            recorded.append(induction.Stay(**held))
    return induction.stays_before(reversed(recorded))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


def _with_codes(connection: Connection, rows: Sequence[Row[Any]]) -> Iterable[TrailLine]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.thing in _NAMED and row.thing_id:
            wanted[row.thing].add(row.thing_id)
    named = _named(connection, wanted)
    found = []
    for row in rows:
        code, because = named.get((row.thing, row.thing_id), ("", ""))
        detail = json.loads(row.detail) if row.detail else {}
        found.append(
            TrailLine(
                id=row.id,
                at=row.at,
                account_id=row.account_id,
                account=row.account or "",
                act=row.act,
                thing=row.thing,
                thing_id=row.thing_id,
                detail=detail | ({"because": because} if because else {}),
                code=code,
            )
        )
    return found


def _named(
    connection: Connection, wanted: dict[str, set[int]]
) -> dict[tuple[str, int | None], tuple[str, str]]:
    """The code of each record that has one; of a mistake what was taken back, and why."""
    asked = [
        _of_mistakes(wanted[name])
        if name == _MISTAKE
        else select(
            literal(name).label("thing"), held.c.id, held.c.code.label("code"), literal("").label("because")
        ).where(held.c.id.in_(wanted[name]))
        for name, held in ((name, _NAMED[name]) for name in wanted)
    ]
    if not asked:
        return {}
    return {(row.thing, row.id): (row.code, row.because) for row in connection.execute(union_all(*asked))}


def _of_mistakes(wanted: set[int]) -> Select[Any]:
    held, child, contact = table(Mistake), table(Child), table(Conversation)
    which = func.coalesce(child.c.code, contact.c.code, cast(held.c.record_id, String))
    return (
        select(
            literal(_MISTAKE).label("thing"),
            held.c.id,
            ("(" + func.replace(held.c.thing, "_", " ") + " " + which + ")").label("code"),
            held.c.because.label("because"),
        )
        .outerjoin_from(held, child, and_(held.c.thing == child.name, child.c.id == held.c.record_id))
        .outerjoin(contact, and_(held.c.thing == contact.name, contact.c.id == held.c.record_id))
        .where(held.c.id.in_(wanted))
    )


# Lines that no change of a row makes ---------------------------------------------------------------


def seen(cabinet: Cabinet, who: Who, thing: str, record_id: int) -> None:
    """Notes that `who` saw one record, such as ("child", 3): once per session and record in 15 minutes.

    `thing` is the name of the record's table. It never fails a page and never holds one up: the line is
    written a moment later, or with the next write where somebody is writing for long.
    """
    line = audit.Line(audit.SAW, thing, record_id, account_id=who.account_id, at=now())
    if cabinet.views.add(who.session_id or -who.account_id, line):
        cabinet.views.soon(cabinet.write_views)


def noted(
    cabinet: Cabinet, who: Who, act: str, thing: str = "", record_id: int | None = None, **detail: Any
) -> None:
    """Notes something that `who` did and that changed no row, such as printing; raises `NotSaved`."""
    with cabinet.writing(who) as session:
        audit.note(session, act, thing, record_id, **detail)


def exported(
    cabinet: Cabinet, who: Who, thing: str, *, kind: str, rows: int | None = None, purpose: str = ""
) -> None:
    """Notes that a file with `thing` left: of which kind (such as "xlsx"), with how many rows, what for."""
    detail: dict[str, Any] = {"kind": kind}
    if rows is not None:
        detail["rows"] = rows
    if said := one_line(purpose):
        detail["purpose"] = said
    noted(cabinet, who, EXPORTED, thing, **detail)


# The check -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """What a check of the whole cabinet found: the trail, the guards of the database, the file itself."""

    trail: audit.Verdict
    missing_guards: tuple[str, ...] = ()
    file_faults: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return self.trail.holds and not self.missing_guards and not self.file_faults


def verify(connection: Connection, key: bytes) -> Check:
    """Checks the trail, whether the database still refuses changes, and whether its file is whole.

    `key` is the cabinet's. Memory does not grow with the length of the trail.
    """
    faults: list[str] = []
    if connection.dialect.name == "sqlite":
        for pragma in ("cipher_integrity_check", "integrity_check"):
            found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalars()
            faults += [str(said) for said in found if said != "ok"]
    trail = audit.verify(connection, audit.chain_key(key))
    return Check(trail, tuple(guards.missing(connection)), tuple(faults))


def checked(cabinet: Cabinet, who: Who, found: Check) -> None:
    """Notes that the trail was checked, by whom, and what was found."""
    detail = {"lines": found.trail.lines, "holds": found.holds}
    if found.trail.broken_line is not None:
        detail["broken_line"] = found.trail.broken_line
    noted(cabinet, who, VERIFIED, "audit_entry", **detail)
