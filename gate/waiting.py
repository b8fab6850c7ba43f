"""The growing wait after refused sign-ins, by name and by address (law L10).

Kept in memory: a restart forgets it. The wait never passes a minute and a refusal during it does not count,
so nobody can keep the manager out for good.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

LONGEST_SECONDS = 60.0
FORGOTTEN_AFTER_SECONDS = 3600.0
MOST_KEPT = 10_000


@dataclass(frozen=True)
class Tries:
    """How many sign-ins in a row were tried, and when the last was."""

    count: int
    last: float


class Waiting:
    """Counts sign-ins that have not succeeded. The first few are free; each further one doubles the wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: dict[Hashable, Tries] = {}
        self._lock = threading.Lock()

    def try_now(self, free_tries: Mapping[Hashable, int]) -> float:
        """Seconds still to wait, or 0 and this try is counted, before the password is even looked at.

        `free_tries` says for each key, a name or an address, how many tries it has without a wait. Counting
        first means that many tries sent at once get no further than one after the other.
        """
        now = self._clock()
        with self._lock:
            self._forget_old(now)
            left = max(self._left(key, free, now) for key, free in free_tries.items())
            if left > 0:
                return left
            for key in free_tries:
                self._tries[key] = Tries(self._count(key) + 1, now)
            return 0.0

    def succeeded(self, keys: Iterable[Hashable]) -> None:
        """Forgets the tries of `keys`: the password was right."""
        with self._lock:
            for key in keys:
                self._tries.pop(key, None)

    def _count(self, key: Hashable) -> int:
        return self._tries[key].count if key in self._tries else 0

    def _left(self, key: Hashable, free: int, now: float) -> float:
        beyond = self._count(key) - free
        if beyond < 0:
            return 0.0
        return self._tries[key].last + min(LONGEST_SECONDS, 2.0 ** min(beyond, 10)) - now

    def _forget_old(self, now: float) -> None:
        if len(self._tries) >= MOST_KEPT:
            oldest = sorted(self._tries, key=lambda key: self._tries[key].last)
            for key in oldest[: MOST_KEPT // 10]:
                del self._tries[key]
        for key in [k for k, tries in self._tries.items() if now - tries.last > FORGOTTEN_AFTER_SECONDS]:
            del self._tries[key]
