"""The growing wait after refused sign-ins and passwords, by name and by address (law L10).

It is kept in a small file beside the cabinet, so that a restart does not forget it and two processes of one
organisation count together; names and addresses are in it as salted hashes alone. The wait has a longest,
and a refusal during it does not count. Somebody who signs in from where they have signed in before waits for
their own mistakes alone: a stranger elsewhere who keeps on guessing cannot keep the manager out. The file
decides nothing else: without it, or with a damaged one, the count begins anew.
"""

import hashlib
import json
import logging
import math
import os
import secrets
import sys
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

log = logging.getLogger(__name__)

WAITING_FILE = "waiting.json"
FREE_TRIES, FREE_TRIES_FOR_AN_ADDRESS = 4, 12  # under a name; from an address, whatever the names
LONGEST_SECONDS = 60.0
FORGOTTEN_AFTER_SECONDS = 3600.0
MOST_KEPT = 2_000
MOST_KNOWN = 500
_MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Tries:
    """How many sign-ins in a row were tried, and when the last was."""

    count: int
    last: float


class Waiting:
    """Counts sign-ins that have not succeeded. The first few are free; each further one doubles the wait.

    `file` says where the counts are kept; without it they are in memory alone.
    """

    def __init__(
        self, file: Callable[[], Path] | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._file = file
        self._clock = clock
        self._salt = secrets.token_bytes(16)
        self._tries: dict[str, Tries] = {}
        self._known: dict[str, float] = {}
        self._seen: tuple[int, ...] | None = None  # which state of the file was read or written last
        self._lock = threading.Lock()

    def try_now(self, free_tries: Mapping[Hashable, int], *, longest: float = LONGEST_SECONDS) -> float:
        """Seconds still to wait, or 0 and this try is counted, before the password is even looked at.

        `free_tries` says for each key, a name or an address, how many tries it has without a wait. Counting
        first means that many tries sent at once get no further than one after the other.
        """
        now = self._clock()
        with self._alone():
            self._read(now)
            self._forget_old(now)
            hashes = {self._hashed(key): free for key, free in free_tries.items()}
            left = max(self._left(held, free, now, longest) for held, free in hashes.items())
            if left > 0:
                return left
            for held in hashes:
                self._tries[held] = Tries(min(self._count(held) + 1, _MOST_COUNTED), now)
            self._write()
            return 0.0

    def succeeded(self, keys: Iterable[Hashable], *, known: Hashable = None) -> None:
        """Forgets the tries of `keys`: the password was right. `known` is whom, and where from, it was."""
        with self._alone():
            self._read(self._clock())
            for key in keys:
                self._tries.pop(self._hashed(key), None)
            if known is not None:
                self._known[self._hashed(known)] = self._clock()
                for oldest in sorted(self._known, key=self._known.__getitem__)[:-MOST_KNOWN]:
                    del self._known[oldest]
            self._write()

    def is_known(self, known: Hashable) -> bool:
        """Whether a sign-in of `known` has succeeded before."""
        with self._lock:
            self._read(self._clock())
            return self._hashed(known) in self._known

    def _hashed(self, key: Hashable) -> str:
        return hashlib.sha256(self._salt + repr(key).encode("utf-8", "surrogatepass")).hexdigest()

    def _count(self, held: str) -> int:
        return self._tries[held].count if held in self._tries else 0

    def _left(self, held: str, free: int, now: float, longest: float) -> float:
        beyond = self._count(held) - free
        if beyond < 0:
            return 0.0
        since = max(now - self._tries[held].last, 0.0)  # a clock that was put back adds nothing
        return min(longest, 2.0 ** min(beyond, 10)) - since

    def _forget_old(self, now: float) -> None:
        if len(self._tries) >= MOST_KEPT:
            oldest = sorted(self._tries, key=lambda held: self._tries[held].last)
            for held in oldest[: MOST_KEPT // 10]:
                del self._tries[held]
        for held in [h for h, tries in self._tries.items() if now - tries.last > FORGOTTEN_AFTER_SECONDS]:
            del self._tries[held]
        for held in [h for h, tries in self._tries.items() if tries.last > now]:
            # The clock was put back: nobody waits longer than the longest for that.
            self._tries[held] = Tries(self._tries[held].count, now)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While nobody else counts: no thread of this process, and no other process of this folder."""
        with self._lock, ExitStack() as held:
            if self._file is not None:
                try:
                    held.enter_context(locked(self._file().with_suffix(".lock")))
                except OSError:
                    log.warning("The file of the waits cannot be locked. Another process may count apart.")
            yield

    def _read(self, now: float) -> None:
        """What another process, or the one before this, has counted; what could not be written stays."""
        if self._file is None:
            return
        try:
            state = _state(self._file())
            if state == self._seen:
                return
            self._seen = state
            kept = json.loads(self._file().read_text(encoding="utf-8"))
            salt = bytes.fromhex(kept["salt"])
            tries = {str(held): _tries(found, now) for held, found in kept["tries"].items()}
            known = {str(held): _moment(at, now) for held, at in kept["known"].items()}
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            log.warning("The file of the waits cannot be read. The count of refused sign-ins begins anew.")
            return
        self._salt, self._tries, self._known = salt, tries, known

    def _write(self) -> None:
        if self._file is None:
            return
        text = json.dumps(
            {
                "salt": self._salt.hex(),
                "tries": {held: [tries.count, tries.last] for held, tries in self._tries.items()},
                "known": self._known,
            }
        )
        file = self._file()
        beside = file.with_suffix(".new")
        try:
            beside.touch(0o600)
            beside.write_text(text, encoding="utf-8")
            beside.replace(file)
            self._seen = _state(file)
        except OSError:
            log.warning("The file of the waits cannot be written. A restart forgets them.")


def wait_words(left: float) -> tuple[int, str]:
    """The whole seconds still to wait, and the sentence that says so."""
    seconds = math.ceil(left)
    if seconds > 60:
        minutes = math.ceil(seconds / 60)
        return seconds, f"Too many tries. Wait {minutes} minutes, then try again."
    return seconds, f"Too many tries. Wait {seconds} second{'' if seconds == 1 else 's'}, then try again."


def _state(file: Path) -> tuple[int, ...]:
    held = file.stat()
    return held.st_ino, held.st_mtime_ns, held.st_size


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Holds the lock of `file`, which the system takes away from a process that ends."""
    held = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            msvcrt.locking(held, msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)  # and the lock goes with it


def _tries(found: Any, now: float) -> Tries:
    count, last = found
    return Tries(min(max(int(count), 0), _MOST_COUNTED), _moment(last, now))


def _moment(at: Any, now: float) -> float:
    moment = float(at)
    if not math.isfinite(moment):
        raise ValueError("This is no moment.")
    return min(moment, now)
