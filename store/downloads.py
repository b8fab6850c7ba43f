"""What leaves as a file: made when it is fetched, fetched once, by the person who asked (CP-12; law L10).

Kept in memory and nowhere else. A ticket is 256 random bits, belongs to one signed-in session, and is gone
when it is used, after two minutes, or at sign-out. What became of it is known for as long: the page says so.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from store.cabinet import Who

LIVES_SECONDS = 120.0
MOST_OF_A_SESSION = 20
_TICKET_BYTES = 32

Content = bytes | Callable[[], bytes]


@dataclass(frozen=True)
class Offer:
    """A file that waits to be fetched."""

    session_id: int | None
    account_id: int
    name: str
    media_type: str
    content: Content = field(repr=False)
    until: float
    is_on_screen: bool  # whether names were off when it was asked for

    def made(self) -> bytes:
        """The file itself; work that was put off is done now."""
        return self.content if isinstance(self.content, bytes) else self.content()


class Fate(StrEnum):
    """What became of a file that was offered."""

    WAITING = "waiting"
    MAKING = "making"  # for whoever fetches it: nobody else may
    SAVED = "saved"
    GONE = "gone"


@dataclass(frozen=True)
class _Fetched:
    """What is left of an offer that was taken: nothing of the file."""

    session_id: int | None
    account_id: int
    until: float
    fate: Fate


_offers: dict[str, Offer] = {}
_fetched: dict[str, _Fetched] = {}
_lock = threading.Lock()


def offer(who: Who, name: str, media_type: str, content: Content) -> str:
    """A ticket by which `who`, in the session that asks, may fetch the file once.

    `content` may be a function: it is called when the file is fetched, outside any page, so it has to ask
    for itself what `who` may see. `name` is that of the file, such as `consents.csv`.
    """
    ticket, now = secrets.token_urlsafe(_TICKET_BYTES), time.monotonic()
    with _lock:
        _drop_old(now)
        of_this = [held for held, kept in _offers.items() if kept.session_id == who.session_id]
        for oldest in of_this[: max(len(of_this) - MOST_OF_A_SESSION + 1, 0)]:
            del _offers[oldest]
        _offers[ticket] = Offer(
            who.session_id, who.account_id, name, media_type, content, now + LIVES_SECONDS, who.is_on_screen
        )
    return ticket


def take(who: Who, ticket: str) -> Offer | None:
    """What `ticket` stands for, once; None where it is used, old, unknown or another session's.

    Somebody else's try leaves the ticket to whom it belongs. What was asked for with names is not given out
    once the session is on screen.
    """
    with _lock:
        _drop_old(time.monotonic())
        held = _offers.get(ticket)
        if held is None or (held.session_id, held.account_id) != (who.session_id, who.account_id):
            return None
        if who.is_on_screen and not held.is_on_screen:
            return None
        _settle(ticket, held, Fate.MAKING)
        return _offers.pop(ticket)


@contextmanager
def fetching(ticket: str, taken: Offer) -> Iterator[None]:
    """What is done so that a file that was taken is given out: only what comes to its end has saved it."""
    fate = Fate.GONE
    try:
        yield
        fate = Fate.SAVED
    finally:
        with _lock:
            _settle(ticket, taken, fate)


def fate(who: Who, ticket: str) -> Fate:
    """What became of a file that was offered to `who`; somebody else's is gone, as is one that never was."""
    with _lock:
        _drop_old(time.monotonic())
        offered = _offers.get(ticket)
        held = offered or _fetched.get(ticket)
        if held is None or (held.session_id, held.account_id) != (who.session_id, who.account_id):
            return Fate.GONE
        if offered:
            return Fate.GONE if who.is_on_screen and not offered.is_on_screen else Fate.WAITING
        return _fetched[ticket].fate


def forget(session_id: int) -> None:
    """Takes back what was offered to a session: it has ended."""
    with _lock:
        for kept in (_offers, _fetched):
            for ticket in [ticket for ticket, held in kept.items() if held.session_id == session_id]:
                del kept[ticket]


def _settle(ticket: str, taken: Offer, fate: Fate) -> None:
    until = time.monotonic() + LIVES_SECONDS
    _fetched[ticket] = _Fetched(taken.session_id, taken.account_id, until, fate)


def _drop_old(now: float) -> None:
    for kept in (_offers, _fetched):
        for ticket in [ticket for ticket, held in kept.items() if held.until <= now]:
            del kept[ticket]
