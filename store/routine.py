"""Routine checks: recording that one was done, changing what is checked, the history (PR-2, CP-8, RI-2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from models import BackupKind, BackupRecord, RoutineCheck, RoutineCheckDone
from rules import routine
from rules.need_to_know import Thing
from rules.routine import Result
from rules.words import one_line
from rules.working_days import london_day
from store import mistakes
from store.cabinet import Cabinet, Who
from store.mistakes import TakenBack, counts
from store.refusal import Refused, refuse_if, refuse_if_changed
from store.setting import listed
from store.tables import table

NOT_THERE = "This check is no longer there. Open the form again."


@dataclass(frozen=True)
class KnownCheck:
    """What is checked, as it is set now."""

    id: int
    title: str
    every_days: int
    who: str
    retired_on: date | None


@dataclass(frozen=True)
class DoneCheck:
    """A line of the history: newest first where it is listed; where it counts no more, who says so."""

    id: int
    title: str
    on: date
    result: Result
    done_by: str
    note: str
    taken_back: TakenBack | None = None


def kept_elsewhere() -> list[dict[str, Any]]:
    """What is looked at elsewhere in the dashboard, and shown with the checks: nobody is asked twice."""
    return listed("routine_checks.toml", "elsewhere")


def checks(connection: Connection) -> list[KnownCheck]:
    """Everything that is checked, those taken out of use included, in its order; one query."""
    held = table(RoutineCheck).c
    asked = select(held.id, held.title, held.every_days, held.who, held.retired_on)
    return [KnownCheck(*row) for row in connection.execute(asked.order_by(held.position, held.id))]


def history(connection: Connection, today: date) -> list[DoneCheck]:
    """What was checked last up to `today`, newest first, what was taken back included; one query."""
    held, check = table(RoutineCheckDone).c, table(RoutineCheck).c
    asked = (
        select(held.id, check.title, held.on, held.result, held.done_by, held.note)
        .join_from(table(RoutineCheckDone), table(RoutineCheck), check.id == held.check_id)
        .where(held.on <= today)
        .order_by(held.on.desc(), held.id.desc())
        .limit(200)
    )
    rows = connection.execute(
        mistakes.with_taken_back(asked, RoutineCheckDone, table(RoutineCheckDone))
    ).all()
    return [
        DoneCheck(row.id, row.title, row.on, row.result, row.done_by, row.note, mistakes.taken_back(row))
        for row in rows
    ]


def restore_tested_on(connection: Connection) -> date | None:
    """The day a backup was last restored to try it, as the backups themselves record it; one query."""
    held = table(BackupRecord).c
    asked = select(held.recorded_at).where(held.kind == BackupKind.TESTED).order_by(held.id.desc()).limit(1)
    at = connection.execute(asked).scalar()
    return london_day(at) if at else None


def record(
    cabinet: Cabinet,
    who: Who,
    *,
    check_id: int | None,
    on: date | None,
    result: Result | None,
    done_by: str,
    note: str = "",
    today: date,
    token: str | None = None,
) -> None:
    """Records that a check was done, when, by whom and what was found; raises `Refused` by field."""
    with cabinet.writing(who, Thing.POLICY, token=token) as session:
        check = session.get(RoutineCheck, check_id) if check_id else None
        problems = routine.problems(
            on=on,
            result=result,
            done_by=done_by,
            note=note,
            last_on=_last_on(session, check_id),
            today=today,
        )
        if check is None:
            problems = {"check": NOT_THERE, **problems}
        refuse_if(problems)
        if check is None or on is None or result is None:
            raise Refused(problems)
        session.add(
            RoutineCheckDone(
                check_id=check.id or 0,
                on=on,
                result=result,
                done_by=one_line(done_by),
                note=note.strip(),
                recorded_by_id=who.account_id,
            )
        )


def _last_on(session: Session, check_id: int | None) -> date | None:
    held = table(RoutineCheckDone)
    its_own = select(held.c.on).where(held.c.check_id == check_id, counts(RoutineCheckDone, held))
    return session.execute(its_own.order_by(held.c.on.desc()).limit(1)).scalar()


def take_back(
    cabinet: Cabinet, who: Who, *, check_done_id: int | None, because: str, token: str | None = None
) -> None:
    """Takes back that a check was done, where that was entered by mistake; raises `Refused` by field."""
    with cabinet.writing(who, Thing.POLICY, token=token) as session:
        done = mistakes.chosen(session, RoutineCheckDone, check_done_id, because)
        mistakes.take_back(session, who, RoutineCheckDone, done.id or 0, because)


def define(
    cabinet: Cabinet,
    who: Who,
    *,
    check_id: int | None,
    title: str,
    every_days: int | None,
    checked_by: str,
    is_in_use: bool = True,
    seen: Mapping[str, Any] | None = None,
    today: date,
    token: str | None = None,
) -> None:
    """Changes what is checked, how often and by whom, or adds a check where `check_id` is None.

    `seen` is what the form showed; raises `ChangedMeanwhile` where that was changed, `Refused` by field.
    """
    with cabinet.writing(who, Thing.POLICY, token=token) as session:
        refuse_if(routine.definition_problems(title=title, every_days=every_days, who=checked_by))
        title, checked_by = one_line(title), one_line(checked_by)
        if check_id is None:
            last = list(session.scalars(select(RoutineCheck)))
            session.add(
                RoutineCheck(
                    key=f"own-{max((check.id or 0 for check in last), default=0) + 1}",
                    title=title,
                    clause="CP-8",
                    every_days=every_days or 0,
                    who=checked_by,
                    position=max((check.position for check in last), default=-1) + 1,
                    in_use_since=today,
                )
            )
            return
        check = session.get(RoutineCheck, check_id)
        if check is None:
            raise Refused({"title": NOT_THERE})
        refuse_if_changed(seen, check)
        check.title, check.every_days, check.who = title, every_days or 0, checked_by
        if not is_in_use:
            check.retired_on = check.retired_on or today
        elif check.retired_on:
            check.retired_on, check.in_use_since = None, today
