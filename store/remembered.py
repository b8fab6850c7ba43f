"""Which rows the agenda asks of, remembered for as long as nothing is written.

To leave out tens of thousands of complete entries, recorded decisions and closed requests takes the same time
at each look, and what is left are a few rows. Their numbers are remembered under the mark of the last line of
the audit trail that is not a look (`audit.last_change`): whatever changes a record writes a line in the same
transaction, and a mark ties in every line before it, so a history that differs has another mark. What is
remembered is no fact and no status: each row is read anew and judged anew by the rules. Numbers alone are
kept, no name, and they go with the open cabinet.
"""

import threading
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, Integer, bindparam

MOST_ASKED = 100  # what differs by the day and by who looks
MOST_ROWS = 500  # with more the list itself would be what takes long


@dataclass(frozen=True)
class Known:
    """What is remembered under one mark."""

    held: dict[Hashable, frozenset[int]] = field(default_factory=dict)

    def rows(self, asked: Hashable) -> frozenset[int] | None:
        """The rows that were found when this was asked before; None where it was not."""
        return self.held.get(asked)

    def keep(self, asked: Hashable, rows: Iterable[int]) -> None:
        """Remembers the rows that were found."""
        found = frozenset(rows)
        if len(found) <= MOST_ROWS and len(self.held) < MOST_ASKED:
            self.held[asked] = found


class Remembered:
    """What an open cabinet remembers: of one moment, the last that anybody asked about."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mark = b""
        self._known = Known()

    def under(self, mark: bytes) -> Known:
        """What is remembered under `mark`, for the caller to add to."""
        with self._lock:
            if mark != self._mark:
                self._mark, self._known = mark, Known()
            return self._known


def known(look: Connection, mark: bytes | None) -> Known:
    """What is remembered of the records that this look sees; nothing outside `Cabinet.reading`.

    `mark` has to be read by the same look, which sees one moment.
    """
    held: Remembered | None = look.get_execution_options().get("remembered")
    return held.under(mark) if held and mark else Known()


def among_known(row: ColumnElement[int], given: str) -> ColumnElement[bool]:
    """The condition that a row is one of those that are given with the statement under the name `given`."""
    return row.in_(bindparam(given, expanding=True, type_=Integer))
