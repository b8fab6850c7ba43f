"""The audit trail, written by one mechanism that a write cannot forget (clauses X-8, AR-30; law L10.6).

Every row that a session adds, changes or removes gets its line in the same transaction. The lines are
chained under a key that comes from the cabinet's, so a line that was taken out or rewritten shows.
"""

import hashlib
import hmac
import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, event, insert, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.sql.dml import UpdateBase

import models
from models import AuditEntry, Record, SignedInSession, Submission
from store.refusal import refuse_if
from store.tables import table

START = b"\0" * 32
_KEPT_OUT: tuple[type[Record], ...] = (AuditEntry, SignedInSession, Submission)
_OUR_OWN_TEXTS = {("weekly_review", "figures"), ("weekly_review", "agenda")}  # as long as they come


def chain_key(cabinet_key: bytes) -> bytes:
    """The key of the chain, made from the cabinet's."""
    return hmac.digest(cabinet_key, b"audit trail", "sha256")


def mark(key: bytes, before: bytes, line: dict[str, Any]) -> bytes:
    """The mark that ties `line` to the mark of the line before it."""
    text = json.dumps(
        [
            line["at"].isoformat(),
            line["account_id"],
            line["act"],
            line["thing"],
            line["thing_id"],
            line["detail"],
        ],
        ensure_ascii=False,
    )
    return hmac.new(key, before + text.encode(), hashlib.sha256).digest()


class AuditedSession(Session):
    """A session whose every change is written down. `info` carries the account and the chain's key."""


def note(session: Session, act: str, thing: str = "", thing_id: int | None = None, **detail: Any) -> None:
    """Writes a line that no row change makes by itself, such as a sign-in or an import."""
    session.flush()
    _append(session, [(act, thing, thing_id, detail)])


def _append(session: Session, acts: list[tuple[str, str, int | None, dict[str, Any]]]) -> None:
    if not acts:
        return
    connection = session.connection()
    at, account_id, key = models.now(), session.info["account_id"], session.info["chain_key"]
    before = session.info.get("last_mark") or _last_mark(connection)
    lines = []
    for act, thing, thing_id, detail in acts:
        line: dict[str, Any] = {
            "at": at,
            "account_id": account_id,
            "act": act,
            "thing": thing,
            "thing_id": thing_id,
            "detail": json.dumps(detail, ensure_ascii=False, default=_plain) if detail else "",
        }
        line["mark"] = before = mark(key, before, line)
        lines.append(line)
    connection.execute(insert(table(AuditEntry)), lines)
    session.info["last_mark"] = before


def _last_mark(connection: Connection) -> bytes:
    lines = table(AuditEntry)
    last = connection.execute(select(lines.c.mark).order_by(lines.c.id.desc()).limit(1)).scalar()
    return bytes(last) if last else START


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


@event.listens_for(AuditedSession, "before_flush")
def _refuse_what_does_not_fit(session: Session, _flush: UOWTransaction, _rows: object) -> None:
    # SQLite would keep a text of any length and PostgreSQL fail on it; a browser's own limit does not count.
    problems: dict[str, str] = {}
    for row in (*session.new, *session.dirty):
        for column in inspect(type(row)).columns if isinstance(row, Record) else ():
            value = getattr(row, column.key)
            if not isinstance(value, str) or (column.table.name, column.key) in _OUR_OWN_TEXTS:
                continue
            most = getattr(column.type, "length", None) or models.TEXT
            if len(value) > most:
                problems[column.key] = f"Enter at most {most} characters: these are {len(value)}."
            elif "\0" in value:
                problems[column.key] = "There is a character in it that no text has. Type it anew."
    refuse_if(problems)


@event.listens_for(AuditedSession, "after_flush")
def _write_down_the_flush(session: Session, _flush: UOWTransaction) -> None:
    acts: list[tuple[str, str, int | None, dict[str, Any]]] = []
    for verb, rows in (("added", session.new), ("changed", session.dirty), ("removed", session.deleted)):
        for row in rows:
            if not isinstance(row, Record) or isinstance(row, _KEPT_OUT):
                continue
            detail = _before_and_after(row) if verb == "changed" else {}
            if verb == "removed":
                detail = {"before": row.model_dump(mode="json")}
            if verb != "changed" or detail:
                acts.append((verb, _table(type(row)), getattr(row, "id", None), detail))
    _append(session, acts)


@event.listens_for(AuditedSession, "do_orm_execute")
def _write_down_the_statement(state: ORMExecuteState) -> None:
    if not isinstance(state.statement, UpdateBase):
        return
    name = str(state.statement.table)
    if name in {_table(kind) for kind in _KEPT_OUT}:
        return
    verb = "added" if state.is_insert else "changed" if state.is_update else "removed"
    rows = state.parameters
    count = len(rows) if isinstance(rows, list) else 1
    _append(state.session, [(f"{verb} many", name, None, {"rows": count})])


def _table(kind: type[Record]) -> str:
    return str(inspect(kind).local_table.name)


def _before_and_after(row: Record) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for attribute in inspect(row).attrs:
        history = attribute.history
        if history.has_changes():
            changed[attribute.key] = [
                history.deleted[0] if history.deleted else None,
                history.added[0] if history.added else None,
            ]
    return changed


def verify(connection: Connection, key: bytes) -> tuple[int, int | None]:
    """How many lines the trail has, and the number of the first one that does not fit (None: all do)."""
    lines = table(AuditEntry)
    before, count = START, 0
    for row in connection.execution_options(yield_per=5000).execute(select(lines).order_by(lines.c.id)):
        line = dict(row._mapping)
        if not hmac.compare_digest(mark(key, before, line), bytes(line["mark"])):
            return count, int(line["id"])
        before, count = bytes(line["mark"]), count + 1
    return count, None
