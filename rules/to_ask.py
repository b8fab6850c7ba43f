"""About whom a consent form is wanted, and why: not asked, not back, to be renewed (DR-4, DR-6; law L5.4)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from rules import consent
from rules.agenda import Child, Facts, Purpose
from rules.consent import Chase
from rules.figures import consent_statuses
from rules.house import HouseRules
from rules.working_days import working_days_after


@dataclass(frozen=True)
class Wanted:
    """A child about whom a form is wanted: why, since when, and for which purposes."""

    child: Child
    why: Chase
    purposes: tuple[Purpose, ...]
    form_given_on: date | None = None


def wanted(
    facts: Facts,
    asked: Mapping[tuple[int, int], date],
    *,
    today: date,
    house: HouseRules,
    bank_holidays: Collection[date],
) -> list[Wanted]:
    """Everybody who is to be asked or asked again, the most pressing reason first.

    `asked` is the day on which a form on the present wording was last handed out, by child and purpose.
    """
    statuses = consent_statuses(facts, today=today, house=house)
    found = []
    for child in facts.children:
        form_by = working_days_after(child.started_on, house.consent_form_working_days, bank_holidays)
        reasons: list[tuple[Chase, Purpose, date | None]] = []
        for purpose in facts.purposes:
            given = asked.get((child.id, purpose.id))
            events = child.events.get(purpose.id, ())
            latest = consent.latest_by_carer(events, responsible=child.responsible, on=today)
            why = consent.chase(
                statuses[child.id][purpose.id],
                form_given_on=given,
                answered_on=max((event.on for event in latest), default=None),
                is_new=form_by >= today,
            )
            if why:
                reasons.append((why, purpose, given))
        if reasons:
            first = min((why for why, _, _ in reasons), key=_ORDER.index)
            given_on = max((given for why, _, given in reasons if given and why is first), default=None)
            found.append(Wanted(child, first, tuple(purpose for _, purpose, _ in reasons), given_on))
    return sorted(found, key=lambda held: (_ORDER.index(held.why), held.child.code))


_ORDER = list(Chase)
