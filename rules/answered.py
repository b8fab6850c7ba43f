"""How access requests were answered, year by year (clauses AR-8, AR-32)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil
from statistics import median

from rules import access
from rules.access import Progress, StepDone


@dataclass(frozen=True)
class Year:
    """The requests received in one year: how many stand where, and how long an answer took.

    `days` is the median of the days from receipt to answer, half a day rounded up, and `longest` the most;
    None while none of the year is answered. One that was taken back in time owed no answer, and one that was
    taken back late had none: neither is among those answered. One that was recorded by `mistake` was not
    received, and counts in nothing else. What a public authority or a court asked, for which no month of the
    law runs (L1.1), was received, and is neither in time nor late: `to_authorities` are those answered. One
    that was refused wrongly is open until what was refused was given.
    """

    year: int
    received: int
    in_time: int
    late: int
    open: int
    days: int | None
    longest: int | None
    withdrawn: int = 0
    withdrawn_late: int = 0
    mistake: int = 0
    to_authorities: int = 0


def by_year(
    requests: Iterable[tuple[date, Collection[StepDone]]],
    *,
    today: date,
    bank_holidays: Collection[date],
    of_authorities: Iterable[tuple[date, Collection[StepDone]]] = (),
) -> list[Year]:
    """The years in which a request was received, newest first, from each one's receipt and steps."""
    found: dict[int, list[tuple[Progress, int | None]]] = defaultdict(list)
    dated = [(True, request) for request in requests]
    for is_dated, (received_on, steps) in [*dated, *((False, request) for request in of_authorities)]:
        answered_on = access.answered_on(steps)
        stands = access.progress(
            received_on, steps, today=today, bank_holidays=bank_holidays, is_dated=is_dated
        )
        is_answered = stands in _ANSWERED
        taken = (answered_on - received_on).days if answered_on and is_answered else None
        found[received_on.year].append((stands, taken))
    return [_year(year, found[year]) for year in sorted(found, reverse=True)]


_ANSWERED: tuple[Progress, ...] = (Progress.ANSWERED_IN_TIME, Progress.ANSWERED_LATE)
_OVER = (*_ANSWERED, Progress.ANSWERED, Progress.WITHDRAWN, Progress.WITHDRAWN_LATE)


def _year(year: int, held: Collection[tuple[Progress, int | None]]) -> Year:
    stands: list[Progress] = [progress for progress, _ in held if progress is not Progress.MISTAKEN]
    taken = [days for _, days in held if days is not None]
    return Year(
        year,
        received=len(stands),
        in_time=stands.count(Progress.ANSWERED_IN_TIME),
        late=stands.count(Progress.ANSWERED_LATE),
        open=len(stands) - sum(stands.count(over) for over in _OVER),
        days=ceil(median(taken)) if taken else None,
        longest=max(taken, default=None),
        withdrawn=stands.count(Progress.WITHDRAWN),
        withdrawn_late=stands.count(Progress.WITHDRAWN_LATE),
        mistake=len(held) - len(stands),
        to_authorities=stands.count(Progress.ANSWERED),
    )
