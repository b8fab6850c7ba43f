"""Says what a fault test has tried; `pytest -s` shows it, and docs/reliability.md is written from it."""

import sys


def tell(what: str, tried: str, lost: str = "nothing") -> None:
    sys.stdout.write(f"\nFAULT | {what} | {tried} | lost: {lost}\n")
