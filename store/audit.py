"""The audit trail, written by one mechanism that a write cannot forget (clauses X-8, AR-30; law L10.6).

Every row that a session adds, changes or removes gets its line in the same transaction, and so does every
statement that changes rows without naming them. The lines are chained under a key that comes from the
cabinet's, so a line that was rewritten or taken out shows; the seal keeps their number and the last mark, so
lines taken off the end show too.
"""

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Delete,
    Insert,
    ScalarSelect,
    TextClause,
    Update,
    event,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.orm import Session, UOWTransaction

import models
from models import AuditEntry, AuditSeal, Record, SecondFactor, SignedInSession, Submission
from rules.words import password_problem
from store.refusal import refuse_if
from store.tables import table

START = b"\0" * 32
SAW = "saw"
AT_ONCE = 5000
NO_TEXT = "There is a character in it that text cannot have. Type it again."
_KEPT_OUT: tuple[type[Record], ...] = (AuditEntry, AuditSeal, SecondFactor, SignedInSession, Submission)
_OUR_OWN_TEXTS = {("weekly_review", "figures"), ("weekly_review", "agenda")}  # as long as they come
# What is learnt or reviewed, and what went wrong, may be about passwords: elsewhere none has a place.
_MAY_SPEAK_OF_PASSWORDS = {"breach", "breach_step", "induction_topic", "policy_review", "routine_check_done"}
_STAMPS = {"id", "corrects_id", "recorded_at", "recorded_by_id"}
_BY_HAND = re.compile(
    r"\s*(?:WITH\b.*?\)\s*)?(INSERT|REPLACE|UPDATE|DELETE|TRUNCATE)\b(?:\s+OR\s+\w+)?"
    r"(?:\s+(?:INTO|FROM|TABLE|ONLY))*\s+[\"'`\[]?(\w+)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Line:
    """What goes into one line. The account and the moment are the transaction's, unless they are named."""

    act: str
    thing: str = ""
    thing_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    account_id: int | None = None
    at: datetime | None = None


VIEWED_AGAIN_AFTER = 15 * 60.0  # seconds: one line per session, thing and record
VIEWS_ARE_WRITTEN_AFTER = 0.25  # seconds: when the page that showed the record is drawn
_VIEWS_REMEMBERED = 10_000


class Views:
    """Views of one person's record: those noted lately, and those that wait for a write to take them along.

    In memory: a view whose line waits is lost if the process is killed before it is written.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: dict[tuple[int, str, int], float] = {}
        self._waiting: list[Line] = []
        self._timer: threading.Timer | None = None

    def add(self, viewer: int, line: Line) -> bool:
        """Whether the view is a new one, which then waits to be written."""
        key, now = (viewer, line.thing, line.thing_id or 0), time.monotonic()
        with self._lock:
            if now - self._noted.get(key, -VIEWED_AGAIN_AFTER) < VIEWED_AGAIN_AFTER:
                return False
            if len(self._noted) >= _VIEWS_REMEMBERED:
                self._noted = {k: at for k, at in self._noted.items() if now - at < VIEWED_AGAIN_AFTER}
            self._noted[key] = now
            self._waiting.append(line)
            return True

    def take(self) -> list[Line]:
        """What waits, to be written now."""
        with self._lock:
            taken, self._waiting = self._waiting, []
        return taken

    @property
    def are_waiting(self) -> bool:
        """Whether any view waits."""
        return bool(self._waiting)

    def soon(self, write: Callable[[], None]) -> None:
        """Calls `write` in a moment, once for all the views of that moment; nobody waits for it."""
        with self._lock:
            if self._timer is not None and self._timer.is_alive():
                return
            self._timer = threading.Timer(VIEWS_ARE_WRITTEN_AFTER, self._write, (write,))
            self._timer.daemon = True
            self._timer.start()

    def _write(self, write: Callable[[], None]) -> None:
        with self._lock:
            self._timer = None
        write()

    def stop(self) -> None:
        """Calls nothing any more."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None

    def put_back(self, taken: list[Line]) -> None:
        """What could not be written waits again."""
        with self._lock:
            self._waiting = taken + self._waiting


@dataclass(frozen=True)
class Verdict:
    """What a check of the trail found: how many lines there are, and the first place that does not fit.

    `broken_line` counts from 1; `broken_at` is that line's own moment, or the last moment before the place.
    """

    lines: int
    broken_line: int | None = None
    broken_at: datetime | None = None
    why: str = ""
    last_mark: bytes = START
    last_at: datetime | None = None

    @property
    def holds(self) -> bool:
        """Whether everything fits."""
        return not self.why


def chain_key(cabinet_key: bytes) -> bytes:
    """The key of the chain, made from the cabinet's."""
    return hmac.digest(cabinet_key, b"audit trail", "sha256")


def mark(key: bytes, before: bytes, line: dict[str, Any]) -> bytes:
    """The mark that ties `line` to the mark of the line before it."""
    said = json.dumps(
        [
            line["at"].astimezone(UTC).isoformat(),  # a server may give it back in the zone of its own
            line["account_id"],
            line["act"],
            line["thing"],
            line["thing_id"],
            line["detail"],
        ],
        ensure_ascii=False,
    )
    return hmac.new(key, before + said.encode(), hashlib.sha256).digest()


def _seal(key: bytes, lines: int, last_mark: bytes) -> bytes:
    return hmac.digest(key, b"seal" + lines.to_bytes(8, "big") + last_mark, "sha256")


class AuditedSession(Session):
    """A session whose every change is written down.

    `info` carries the account (`account_id`) and the chain's key (`chain_key`).
    """


def note(session: Session, act: str, thing: str = "", thing_id: int | None = None, **detail: Any) -> None:
    """Writes a line that no row change makes by itself, such as a sign-in or an import."""
    session.flush()
    append(session, [Line(act, thing, thing_id, detail)])


def append(session: Session, lines: Sequence[Line]) -> None:
    """Adds lines to the end of the chain, and seals it, in the session's transaction."""
    if not lines:
        return
    connection, key = session.connection(), session.info["chain_key"]
    count, before, is_sealed = session.info.get("end") or _end(connection)
    rows = []
    for line in lines:
        row: dict[str, Any] = {
            "at": line.at or models.now(),
            "account_id": line.account_id or session.info["account_id"],
            "act": line.act,
            "thing": line.thing,
            "thing_id": line.thing_id,
            "detail": json.dumps(line.detail, ensure_ascii=False, default=_plain) if line.detail else "",
        }
        row["mark"] = before = mark(key, before, row)
        rows.append(row)
    connection.execute(insert(table(AuditEntry)), rows)
    count += len(rows)
    values = {"lines": count, "mark": before, "seal": _seal(key, count, before)}
    if is_sealed:
        connection.execute(update(table(AuditSeal)).values(**values))
    elif count == len(rows):
        connection.execute(insert(table(AuditSeal)).values(id=1, **values))
        is_sealed = True
    # A seal that is gone from under a trail with lines is not made anew: a check has to find it missing.
    session.info["end"] = (count, before, is_sealed)


def seal_as_it_is(connection: Connection, key: bytes) -> None:
    """Seals a trail that was begun before there were seals; only the migration that brings them asks."""
    count, last, is_sealed = _end(connection)
    if count and not is_sealed:
        values = {"lines": count, "mark": last, "seal": _seal(key, count, last)}
        connection.execute(insert(table(AuditSeal)).values(id=1, **values))


def _end(connection: Connection) -> tuple[int, bytes, bool]:
    """How many lines there are, the last mark, and whether the seal says so."""
    held = connection.execute(select(table(AuditSeal))).mappings().first()
    if held is not None:
        return int(held["lines"]), bytes(held["mark"]), True
    lines = table(AuditEntry).c
    last = connection.execute(select(lines.mark).order_by(lines.id.desc()).limit(1)).scalar()
    count = connection.execute(select(func.count()).select_from(table(AuditEntry))).scalar_one()
    return int(count), bytes(last) if last else START, False


def is_under(connection: Connection, key: bytes) -> bool:
    """Whether a trail was written under this key, by its seal or its first line: one may be rewritten."""
    held = connection.execute(select(table(AuditSeal))).mappings().first()
    if held and hmac.compare_digest(_seal(key, held["lines"], bytes(held["mark"])), bytes(held["seal"])):
        return True
    lines = table(AuditEntry)
    first = connection.execute(select(lines).order_by(lines.c.id).limit(1)).mappings().first()
    return first is None or hmac.compare_digest(mark(key, START, dict(first)), bytes(first["mark"]))


def last_change() -> ScalarSelect[bytes]:
    """The mark of the last line that is not a look: every change of a record before it is tied into it."""
    line = table(AuditEntry).c
    return select(line.mark).where(line.act != SAW).order_by(line.id.desc()).limit(1).scalar_subquery()


def _plain(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return "(not shown)"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


# What a session does -------------------------------------------------------------------------------


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
                problems[column.key] = too_much(value, most)
            elif not is_text(value):
                problems[column.key] = NO_TEXT
            elif column.table.name not in _MAY_SPEAK_OF_PASSWORDS:
                problems |= password_problem(column.key, value)
    refuse_if(problems)
    session.info["flushing"] = True


def too_much(value: str, most: int) -> str:
    """What is said of a text that is longer than there is room for."""
    return f"Enter at most {most} characters: these are {len(value)}."


def is_text(value: str) -> bool:
    """Whether a text can be kept: half of a letter, or a NUL, is in none."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


@event.listens_for(AuditedSession, "after_flush")
def _write_down_the_flush(session: Session, _flush: UOWTransaction) -> None:
    session.info.pop("flushing", None)
    lines: list[Line] = []
    for verb, rows in (("added", session.new), ("changed", session.dirty), ("removed", session.deleted)):
        for row in rows:
            if not isinstance(row, Record) or isinstance(row, _KEPT_OUT):
                continue
            act, detail = verb, {}
            if verb == "changed":
                detail = _before_and_after(row)
                if not detail:
                    continue
            elif verb == "removed":
                detail = {"before": row.model_dump(mode="json")}
            elif getattr(row, "corrects_id", None):
                act, detail = "corrected", _corrected(session, row)
            lines.append(Line(act, _table(type(row)), getattr(row, "id", None), detail))
    append(session, lines)


@event.listens_for(AuditedSession, "after_soft_rollback")
def _forget_the_end(session: Session, _transaction: object) -> None:
    session.info.pop("end", None)
    session.info.pop("flushing", None)


@event.listens_for(AuditedSession, "after_commit")
def _forget_the_end_of_the_transaction(session: Session) -> None:
    session.info.pop("end", None)


def watch(session: Session, connection: Connection) -> None:
    """Writes down every statement on `connection` that changes rows and that no row of the session makes.

    It listens below the session, so a statement sent straight to the connection, or as bare SQL, is not
    forgotten either.
    """

    def a_clause(_connection: object, clause: object, rows: Any, *_more: object) -> None:
        if isinstance(clause, Insert | Update | Delete):
            verb = {Insert: "added", Update: "changed", Delete: "removed"}
            kind = next(verb[kind] for kind in verb if isinstance(clause, kind))
            write_down(kind, str(getattr(clause.table, "name", "")), len(rows) or 1)
        elif isinstance(clause, TextClause):
            by_hand(clause.text, len(rows) or 1)

    def a_bare_statement(
        _connection: object, _cursor: object, said: str, rows: Any, context: Any, is_many: bool
    ) -> None:
        if context is None or context.compiled is None:
            by_hand(said, len(rows) if is_many else 1)

    def by_hand(said: str, rows: int) -> None:
        if found := _BY_HAND.match(said):
            verb = {"INSERT": "added", "UPDATE": "changed", "REPLACE": "changed"}
            write_down(verb.get(found[1].upper(), "removed"), found[2], rows)

    def write_down(verb: str, name: str, rows: int) -> None:
        if not session.info.get("flushing") and name not in {_table(kind) for kind in _KEPT_OUT}:
            append(session, [Line(f"{verb} many", name, None, {"rows": rows})])

    event.listen(connection, "before_execute", a_clause)
    event.listen(connection, "before_cursor_execute", a_bare_statement)


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


def _corrected(session: Session, row: Record) -> dict[str, Any]:
    """What a correction says otherwise than the row it corrects."""
    held, corrects = table(type(row)), getattr(row, "corrects_id")  # noqa: B009
    old = session.connection().execute(select(held).where(held.c.id == corrects)).mappings().first()
    before: dict[str, Any] = dict(old) if old else {}
    return {"corrects": corrects} | {
        name: [before[name], getattr(row, name)]
        for name in before
        if name not in _STAMPS and before[name] != getattr(row, name)
    }


# The check -----------------------------------------------------------------------------------------


def lines_of(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every line as it is kept, oldest first, a few thousand in memory at a time."""
    held = select(table(AuditEntry)).order_by(table(AuditEntry).c.id)
    for row in connection.execute(held, execution_options={"yield_per": AT_ONCE}):
        yield dict(row._mapping)


def verify(connection: Connection, key: bytes) -> Verdict:
    """Checks every line against the one before it, and the last against the seal.

    `connection` must look at one moment, as that of `Cabinet.reading` does.
    """
    held = connection.execute(select(table(AuditSeal))).mappings().first()
    before: bytes = START
    count = 0
    at: datetime | None = None
    for line in lines_of(connection):
        if not hmac.compare_digest(mark(key, before, line), bytes(line["mark"])):
            total = connection.execute(select(func.count()).select_from(table(AuditEntry))).scalar_one()
            why = "this line was changed, or a line before it was taken out or put in"
            return Verdict(int(total), count + 1, line["at"], why, before, at)
        before, count, at = bytes(line["mark"]), count + 1, line["at"]
    why = ""
    if held is None:
        why = "the seal of the trail is gone" if count else ""
    elif not hmac.compare_digest(_seal(key, int(held["lines"]), bytes(held["mark"])), bytes(held["seal"])):
        why = "the seal of the trail was rewritten"
    elif held["lines"] > count:
        missing = held["lines"] - count
        why = f"{missing} {'line was' if missing == 1 else 'lines were'} taken off the end"
    elif held["lines"] < count or bytes(held["mark"]) != before:
        why = "the seal is older than the last line"
    return Verdict(count, count + 1 if why else None, at if why else None, why, before, at)
