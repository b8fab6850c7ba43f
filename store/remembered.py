"""What the agenda is worked out from, remembered for as long as nothing is written.

A press on a page needs the same facts again, unless somebody recorded something. They are remembered under
the mark of the last line of the audit trail that is not a look (`audit.last_change`): whatever changes a
record writes a line in the same transaction, and a mark ties in every line before it, so a history that
differs has another mark. Every look reads the mark. No status is remembered: the rules judge the facts anew
each time, by the day and the moment of the look. It is in memory alone and goes with the open cabinet.
"""

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import Connection

_T = TypeVar("_T")

MOST_READ = 64  # answers of one moment: of each page, by the day and by who looks


class Remembered:
    """What an open cabinet remembers: of one moment, the last that anybody asked about."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mark = b""
        self._read: dict[Hashable, Any] = {}

    def under(self, mark: bytes) -> dict[Hashable, Any]:
        """What was read under `mark`, by what was asked, for the caller to add to."""
        with self._lock:
            if mark != self._mark:
                self._mark, self._read = mark, {}
            return self._read


def once(look: Connection, mark: bytes | None, asked: Hashable, read: Callable[[], _T]) -> _T:
    """What `read` returned when this was asked under the same mark before, else what it returns now.

    Nobody may change it afterwards. `mark` has to be read by the same look, which sees one moment; `asked`
    names the day, and all else that the answer depends on besides the records. Only looks that
    `Cabinet.reading` gives remember anything.
    """
    remembered: Remembered | None = look.get_execution_options().get("remembered")
    if remembered is None or not mark:
        return read()
    held = remembered.under(mark)
    if asked in held:
        before: _T = held[asked]
        return before
    found = read()
    if len(held) < MOST_READ:
        held[asked] = found
    return found
