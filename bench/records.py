"""Long histories to measure speed on: the sample's own story, told over twenty years."""

from datetime import date

from store.cabinet import Cabinet
from store.sample import make
from store.sample.story import Size

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


def twenty_years(opened: Cabinet, *, today: date, seed: int = 7) -> None:
    """Puts one setting's twenty years into a furnished cabinet that holds no other records."""
    make(opened, TWENTY_YEARS, today=today, seed=seed)


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
    """Puts in a million rows of every kind together, a few thousand more or less."""
    grown(opened, today=today, consents=CONSENTS_IN_A_MILLION_ROWS)
