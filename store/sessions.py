"""Who is signed in: sessions that live in the cabinet, not in the cookie (clause PR-2; law L10).

The cookie carries 256 random bits that mean nothing by themselves; the cabinet keeps only their hash. A
session ends on sign-out, after idle minutes, when its account is closed or over, or its person not here.
Ending it here ends it everywhere: pages ask on every run.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models import Account, SignedInSession, now
from rules.induction import ON_THE_COMMITTEE
from rules.need_to_know import NotAllowed
from rules.working_days import london_day
from store import audit, downloads
from store.cabinet import BUSY_MS, Cabinet, Who
from store.idle import CLOCKS_APART, IDLE
from store.last_day import has_ended, is_shut, signs_in, why_shut
from store.tables import table

TOUCH_EVERY = timedelta(minutes=1)
COOKIE = "cabinet_session"
_TOKEN_BYTES = 32
_TOUCH_WAITS_MS = 100  # a long import may be writing: the next run of a page touches again


def _live(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions for a session that has neither ended nor gone idle at `at` (as `store.idle.is_idle`)."""
    session = table(SignedInSession).c
    return (
        session.ended_at.is_(None),
        session.last_seen_at > at - IDLE,
        session.last_seen_at < at + CLOCKS_APART,
    )


def hashed(token: str) -> bytes:
    """What the cabinet keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def start(opened: Cabinet, who: Who, *, password_number: int | None = None) -> str:
    """Signs `who` in and notes it in the audit trail; the new token, to go into the cookie.

    `password_number` is how many passwords the account had had when theirs was found right. Raises
    `NotAllowed` where the account was closed or given another role or password meanwhile: that has ended
    every session that there was, and none may come after it; and where its person has left.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with opened.administering("signed in") as session:
        account = session.get(Account, who.account_id)
        if (
            account is None
            or has_ended(account)
            or account.role is not who.role
            or password_number not in (None, account.password_number)
        ):
            raise NotAllowed("Your account has been changed in the meantime. Sign in again.")
        if why := why_shut(session, account.id):
            raise NotAllowed(why)
        session.info["account_id"] = who.account_id
        session.add(
            SignedInSession(
                token_hash=hashed(token),
                account_id=who.account_id,
                is_on_screen=who.role in ON_THE_COMMITTEE,
            )
        )
    return token


def who_is(
    opened: Cabinet | None, token: str | None, *, touch: bool = True, at: datetime | None = None
) -> Who | None:
    """Who holds `token`, or None where the cabinet is locked or the session has ended.

    It has ended on sign-out, after `IDLE` without a run of a page, when its account is closed or over, and
    when its person has left. A run that a person did not cause, such as a timed one, passes `touch=False`, or
    nobody would ever be idle.
    """
    if opened is None or not token:
        return None
    at = at or now()
    session, account = table(SignedInSession).c, table(Account).c
    asked = (
        select(
            account.id,
            account.name,
            account.role,
            session.id.label("session_id"),
            session.last_seen_at,
            session.is_on_screen,
            session.is_presenting,
        )
        .join_from(table(SignedInSession), table(Account), session.account_id == account.id)
        .where(
            session.token_hash == hashed(token),
            *_live(at),
            signs_in(account, london_day(at)),
            ~is_shut(account, london_day(at)),
        )
    )
    with opened.connection() as connection:
        found = connection.execute(asked).one_or_none()
    if found is None:
        return None
    if touch and at - found.last_seen_at >= TOUCH_EVERY:
        _touch(opened, found.session_id, at)
    return Who(found.id, found.name, found.role, found.session_id, found.is_on_screen, found.is_presenting)


def _touch(opened: Cabinet, session_id: int, at: datetime) -> None:
    seen = update(table(SignedInSession)).where(table(SignedInSession).c.id == session_id)
    with opened.engine.connect().execution_options(writes=True) as connection:
        is_file = connection.dialect.name == "sqlite"
        driver: Any = connection.connection.driver_connection
        if is_file:  # put back below: the connection goes back to the pool
            driver.execute(f"PRAGMA busy_timeout = {_TOUCH_WAITS_MS}")
        try:
            connection.execute(seen.values(last_seen_at=at))
            connection.commit()
        except OperationalError:
            connection.rollback()  # somebody is writing; the page must not wait for them
        finally:
            if is_file:
                driver.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


def seconds_left(opened: Cabinet | None, token: str | None, *, at: datetime | None = None) -> float:
    """How long `token` has until it is idle for too long; 0 where it has ended. Asking is no use of it."""
    at = at or now()
    if opened is None or who_is(opened, token, touch=False, at=at) is None:
        return 0.0
    session = table(SignedInSession).c
    seen = select(session.last_seen_at).where(session.token_hash == hashed(token or ""))
    with opened.connection() as connection:
        last_seen_at: datetime = connection.execute(seen).scalar_one()
    return max((last_seen_at + IDLE - at).total_seconds(), 0.0)


def end(opened: Cabinet, token: str) -> None:
    """Signs out the session of `token` and notes it; nothing happens where it is unknown or has ended."""
    session = table(SignedInSession).c
    held = (session.token_hash == hashed(token)) & session.ended_at.is_(None)
    with opened.connection() as connection:
        found = connection.execute(select(session.id, session.account_id).where(held)).one_or_none()
    if found is None:
        return
    downloads.forget(found.id)
    with opened.administering("signed out") as writing:
        writing.info["account_id"] = found.account_id
        writing.execute(update(table(SignedInSession)).where(held).values(ended_at=now()))


def end_all_of(writing: Session, account_id: int, *, but: int | None = None) -> None:
    """Ends every session of an account as part of a change of it, save the one that is numbered `but`."""
    session = table(SignedInSession).c
    held = (session.account_id == account_id) & session.ended_at.is_(None) & (session.id != (but or 0))
    for session_id in writing.scalars(select(session.id).where(held)):
        downloads.forget(session_id)
    writing.execute(update(table(SignedInSession)).where(held).values(ended_at=now()))


def open_since(opened: Cabinet, account_id: int) -> list[tuple[int, datetime, datetime]]:
    """Number, sign-in and last use of each session of the account that has neither ended nor gone idle."""
    session = table(SignedInSession).c
    live = (
        select(session.id, session.signed_in_at, session.last_seen_at)
        .where(
            session.account_id == account_id,
            *_live(now()),
        )
        .order_by(session.signed_in_at.desc())
    )
    with opened.connection() as connection:
        return [(row.id, row.signed_in_at, row.last_seen_at) for row in connection.execute(live)]


def end_others(opened: Cabinet, who: Who) -> None:
    """Ends every session of `who` but the one that asks, and notes it."""
    with opened.writing(who) as writing:
        end_all_of(writing, who.account_id, but=who.session_id)
        audit.note(writing, "signed out elsewhere", "account", who.account_id)


def people_in(opened: Cabinet) -> int:
    """How many sessions have neither ended nor gone idle."""
    live = select(func.count()).select_from(table(SignedInSession)).where(*_live(now()))
    with opened.connection() as connection:
        return int(connection.execute(live).scalar_one())


def present(opened: Cabinet, who: Who, *, is_presenting: bool) -> None:
    """Locks this session to the committee page, or lets it go again; noted in the audit trail.

    While it presents it is on screen too. The caller has asked for the password before it is let go.
    """
    session = table(SignedInSession).c
    with opened.administering("presented" if is_presenting else "stopped presenting") as writing:
        writing.info["account_id"] = who.account_id
        values = {"is_presenting": is_presenting, **({"is_on_screen": True} if is_presenting else {})}
        writing.execute(update(table(SignedInSession)).where(session.id == who.session_id).values(values))


def show_on_screen(opened: Cabinet, who: Who, *, is_on_screen: bool) -> None:
    """Takes every name off this session's pages, or shows them again; noted in the audit trail.

    It is kept with the session, so that a reload or another tab of the browser does not show a name. The
    caller has asked for the password before names are shown again.
    """
    session = table(SignedInSession).c
    with opened.administering("went on screen" if is_on_screen else "left the screen") as writing:
        writing.info["account_id"] = who.account_id
        writing.execute(
            update(table(SignedInSession))
            .where(session.id == who.session_id)
            .values(is_on_screen=is_on_screen)
        )
