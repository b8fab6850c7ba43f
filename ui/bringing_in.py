"""Bringing in registers on the Set-up page: choose files, try out, settle questions, bring in."""

from datetime import date

from store.cabinet import Who


def steps(who: Who, today: date) -> None:
    """The steps, one after the other."""
