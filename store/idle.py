"""How long somebody may be away from an open screen (clause CP-12; law L10)."""

import os
from datetime import timedelta

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


IDLE = timedelta(minutes=idle_minutes(os.environ.get("CABINET_IDLE_MINUTES")))
WARNED_BEFORE = timedelta(minutes=1)
