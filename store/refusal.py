"""What a write answers when the rules refuse it, or when somebody else was first."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from rules.words import long_date

Held = TypeVar("Held")


class Refused(Exception):
    """Nothing was written. `problems` says by field what to do."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class ChangedMeanwhile(Refused):
    """Nothing was written: somebody changed what this person had in front of them.

    `now` has, by field, what stands there now; to write all the same, show it and send it as seen.
    """

    def __init__(self, problems: dict[str, str], now: dict[str, Any]) -> None:
        super().__init__(problems)
        self.now = now


def refuse_if(problems: dict[str, str]) -> None:
    """Nothing where there are no problems; raises `Refused` with them otherwise."""
    if problems:
        raise Refused(problems)


def there(held: Held | None, field: str, called: str) -> Held:
    """What a write is about; refuses by `field`, in words that begin with `called`, where it is gone."""
    if held is None:
        raise Refused({field: f"{called} is no longer there. Go back to the list."})
    return held


def refuse_if_changed(
    seen: Mapping[str, Any] | None, row: object, words: Mapping[str, str] | None = None
) -> None:
    """Nothing where `row` is still what the person saw; raises `ChangedMeanwhile` with what is not.

    `seen` is by field what their form showed; None where no form was shown, as in an import. Asked inside the
    write, whose transaction nobody can come between. `words` says it for a field whose value says nothing.
    """
    now = {name: getattr(row, name) for name in seen or {}}
    problems = {
        name: (words or {}).get(name)
        or f"Somebody else has changed this in the meantime: it was {_said(before)}, and is now "
        f"{_said(now[name])}."
        for name, before in (seen or {}).items()
        if now[name] != before
    }
    if problems:
        raise ChangedMeanwhile(problems, {name: now[name] for name in problems})


def _said(value: object) -> str:
    """A field's value as a person would say it."""
    match value:
        case None | "":
            return "empty"
        case bool():
            return "ticked" if value else "not ticked"
        case date():
            return long_date(value)
    return str(value)
