"""What families were told of the policy: a leaflet given to them, our duty to share explained (GE-2, IS-4).

Neither has a date of the law: how many days a family waits at most is the setting's own rule.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.problems import Problems
from rules.words import long_date, not_yet


class How(StrEnum):
    """How a leaflet reached a family, or how they were told."""

    IN_PERSON = "in person"
    WELCOME_PACK = "in the welcome pack"
    EMAIL = "by e-mail"
    POST = "by post"


@dataclass(frozen=True)
class ToTell:
    """How many families of children who are here have not had a current leaflet, or were not told of our duty
    to share; which of the two it is; and the first day on which one of them has waited for it."""

    families: int
    since: date
    leaflets: bool = False
    duty: bool = False


def due_on(to_tell: ToTell, *, began_on: date, within: int) -> date:
    """The day by which the first of the families is told: `within` days after the child started, or after the
    first version of the leaflet was issued that they have not had; a new version puts it off no further. What
    was so before the setting began with the dashboard counts from that day."""
    return max(to_tell.since, began_on) + timedelta(days=within)


def problems(
    *,
    children: Collection[int],
    leaflets: Collection[int],
    issued_on: date | None,
    duty_explained: bool,
    on: date | None,
    how: How | None,
    today: date,
) -> Problems:
    """What stands in the way of recording what families were told, by field (GE-2, IS-4).

    `issued_on` is the day on which the newest of the `leaflets` was issued.
    """
    found: Problems = {}
    if not leaflets and not duty_explained:
        found["leaflets"] = "Choose what they were given, or tick that our duty to share was explained."
    if not children:
        found["children"] = "Choose whose families were told."
    if on is None:
        found["on"] = "Enter the date."
    elif on > today:
        found["on"] = not_yet(on)
    elif issued_on and on < issued_on:
        found["on"] = f"The leaflet was issued on {long_date(issued_on)}. Enter that day or a later one."
    if how is None:
        found["how"] = "Choose how."
    return found
