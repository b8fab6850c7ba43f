"""Between the password and the first page: a code is still to come, or a password of one's own (PR-2; L10).

Who is half way is known to the server alone. The cookie carries random bits that open nothing but the step
that is next; at the end it is replaced by that of a session.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from store.cabinet import Who
from store.sessions import hashed

LIVES_SECONDS = 300.0
MOST_HALF_WAY = 200


@dataclass(frozen=True)
class HalfIn:
    """Somebody whose password was right: how many it had had then, what is still to do, where they go."""

    who: Who
    sign_in_name: str
    password_number: int
    needs_code: bool
    needs_password: bool
    to: str
    until: float


class HalfWay:
    """Those who are half way, by the token in their cookie."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[bytes, HalfIn] = {}
        self._lock = threading.Lock()

    def begin(
        self,
        who: Who,
        *,
        sign_in_name: str,
        password_number: int,
        needs_code: bool,
        needs_password: bool,
        to: str,
    ) -> str:
        """A token for somebody who has still something to do."""
        token, now = secrets.token_urlsafe(32), self._clock()
        half_in = HalfIn(
            who, sign_in_name, password_number, needs_code, needs_password, to, now + LIVES_SECONDS
        )
        with self._lock:
            self._drop_old(now)
            while len(self._held) >= MOST_HALF_WAY:
                del self._held[next(iter(self._held))]
            self._held[hashed(token)] = half_in
        return token

    def of(self, token: str) -> HalfIn | None:
        """Who holds `token`, or None."""
        with self._lock:
            self._drop_old(self._clock())
            return self._held.get(hashed(token))

    def code_was_right(self, token: str) -> HalfIn | None:
        """Notes that the code is behind them; what is left, or None where `token` is nobody's any more."""
        with self._lock:
            held = self._held.get(hashed(token))
            if held is not None:
                held = self._held[hashed(token)] = replace(held, needs_code=False)
            return held

    def end(self, token: str) -> None:
        """Forgets `token`."""
        with self._lock:
            self._held.pop(hashed(token), None)

    def _drop_old(self, now: float) -> None:
        for key in [key for key, held in self._held.items() if held.until <= now]:
            del self._held[key]
