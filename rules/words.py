"""Dates and counts in words, as every explanation writes them."""

from datetime import date


def long_date(day: date) -> str:
    """`Tuesday 24 November 2026`."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def short_date(day: date) -> str:
    """`Tue 24 Nov`, as in a list where the year is plain."""
    return f"{day:%a} {day.day} {day:%b}"


def dated(day: date) -> str:
    """`24 Nov 2026`, as in a register."""
    return f"{day.day} {day:%b %Y}"


def days(count: int, unit: str = "day") -> str:
    """`1 day`, `2 days`, `3 working days`."""
    return f"{count} {unit}{'' if count == 1 else 's'}"


def listed(things: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(things[:-1]), *things[-1:]]))
