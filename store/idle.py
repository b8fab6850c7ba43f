"""How long somebody may be away from an open screen (clause CP-12; law L10)."""

import os
from datetime import datetime, timedelta

USUAL_MINUTES = 15
FEWEST_MINUTES, MOST_MINUTES = 2, 60


def idle_minutes(said: str | None) -> int:
    """The minutes that `CABINET_IDLE_MINUTES` says, from 2 to 60; 15 where it says nothing that is a number.

    It is the one number of the product that is set outside it: a wrong one is bent to the nearest that is
    allowed, for the dashboard must never start without the lock.
    """
    try:
        return min(max(int(said or USUAL_MINUTES), FEWEST_MINUTES), MOST_MINUTES)
    except ValueError:
        return USUAL_MINUTES


CLOCKS_APART = timedelta(minutes=2)  # how far one process's clock may be ahead of another's
IDLE = timedelta(minutes=idle_minutes(os.environ.get("CABINET_IDLE_MINUTES")))


def is_idle(last_seen_at: datetime, at: datetime) -> bool:
    """Whether somebody who was last seen then is away for too long at `at`.

    Also where that was in the future: the clock was put back, and nobody knows how long they were away.
    """
    return not at - IDLE < last_seen_at < at + CLOCKS_APART
