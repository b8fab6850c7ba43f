"""Has the backup of each day saved by itself, while the dashboard runs (CP-8)."""

import time

from models import now
from store import cabinet, daily_backup

LOOKS_EVERY = 300.0  # seconds: a stick that is put in later in the day is found


def save_backups() -> None:
    """Looks every few minutes whether today's backup is to be saved; never ends."""
    while True:
        time.sleep(LOOKS_EVERY)
        look()


def look() -> None:
    """Saves today's backup where it is due and the records are open."""
    if opened := cabinet.active():
        daily_backup.save_if_due_and_keep_why_not(opened, now())
