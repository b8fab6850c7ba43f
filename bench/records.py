"""Long histories to measure speed on: the sample's own story, told over twenty years."""

import random
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from models import AccessRequest, Account, Child
from store import audit
from store.audit import Line
from store.cabinet import Cabinet
from store.sample import make
from store.sample.story import Size
from store.tables import table

TWENTY_YEARS = Size(
    years=20,
    on_roll=60,
    former_children=1_440,
    former_people=103,
    closed_requests=92,
    recorded_decisions=996,
    weeks_of_reviews=1_042,
)
CONSENTS_IN_TWENTY_YEARS = 30_000
CONSENTS_IN_A_MILLION_ROWS = 470_000
LINES_IN_TWENTY_YEARS = 300_000  # of the audit trail: some sixty on each day that the setting is open
_LINES_AT_ONCE = 50_000
# What of a hundred lines says what. Most of what is done in a cabinet is looking.
_ACTS = {
    (audit.SAW, "child"): 62,
    (audit.SAW, "access_request"): 8,
    ("signed in", "account"): 10,
    ("signed out", "account"): 4,
    ("added", "consent"): 10,
    ("changed", "child"): 3,
    ("exported", "consent"): 2,
    ("printed", "access_request"): 1,
}
_DETAILS = {"added": {"answer": "given", "how": "written"}, "changed": {"room": ["Bees", "Ants"]}}


def twenty_years(opened: Cabinet, *, today: date, seed: int = 7, lines: int = LINES_IN_TWENTY_YEARS) -> None:
    """Puts one setting's twenty years into a furnished cabinet that holds no other records, with as many
    `lines` of an audit trail as the years would have left."""
    make(opened, TWENTY_YEARS, today=today, seed=seed)
    _leave_a_trail(opened, lines, today=today, seed=seed)


def grown(opened: Cabinet, *, today: date, consents: int, seed: int = 7) -> None:
    """Puts in the same twenty years with a history of about `consents` consent events.

    The children on roll and what is open today stay as they are.
    """
    times = consents / CONSENTS_IN_TWENTY_YEARS
    history = Size(
        years=TWENTY_YEARS.years,
        on_roll=TWENTY_YEARS.on_roll,
        former_children=round(TWENTY_YEARS.former_children * times),
        former_people=TWENTY_YEARS.former_people,
        closed_requests=round(TWENTY_YEARS.closed_requests * times),
        recorded_decisions=round(TWENTY_YEARS.recorded_decisions * times),
        weeks_of_reviews=TWENTY_YEARS.weeks_of_reviews,
    )
    make(opened, history, today=today, seed=seed)


def a_million_rows(opened: Cabinet, *, today: date) -> None:
    """Puts in a million records of every kind together, a few thousand more or less, and their trail."""
    grown(opened, today=today, consents=CONSENTS_IN_A_MILLION_ROWS)
    _leave_a_trail(opened, LINES_IN_TWENTY_YEARS, today=today, seed=7)


def _leave_a_trail(opened: Cabinet, lines: int, *, today: date, seed: int) -> None:
    """Writes that many lines of twenty years into the trail, chained and sealed as any other."""
    chance = random.Random(seed)
    with opened.connection() as look:
        ids = {
            model.__tablename__: list(look.scalars(select(table(model).c.id)))
            for model in (Child, AccessRequest, Account)
        }
    ends = datetime.combine(today, time(), UTC)
    begins = ends - timedelta(days=365 * TWENTY_YEARS.years)
    said = chance.choices(list(_ACTS), list(_ACTS.values()), k=lines)
    for first in range(0, lines, _LINES_AT_ONCE):
        with opened.administering("years of use made") as session:
            audit.append(
                session,
                [
                    Line(
                        act,
                        thing,
                        chance.choice(ids[thing]) if thing in ids else number,
                        _DETAILS.get(act, {}),
                        chance.choice(ids["account"]),
                        begins + (ends - begins) * (number / lines),
                    )
                    for number, (act, thing) in enumerate(said[first : first + _LINES_AT_ONCE], first)
                ],
            )
