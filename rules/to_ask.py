"""About whom a consent form is wanted, and why: not asked, not back, to be renewed (DR-4, DR-6; law L5.4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from rules import consent
from rules.agenda import Child, Facts, Purpose
from rules.agenda.consents import to_renew
from rules.agenda.day import Day
from rules.consent import Chase, Status
from rules.house import HouseRules
from rules.working_days import working_days_after


@dataclass(frozen=True)
class Wanted:
    """A child about whom a form is wanted: for which purposes, why for each, and since when."""

    child: Child
    purposes: tuple[Purpose, ...]
    whys: tuple[Chase, ...]  # of each purpose
    form_out_since: date | None = None
    renew_by: date | None = None  # the first day by which something of it is to be renewed
    unanswered: frozenset[int] = frozenset()  # the purposes, by number, to which nobody's answer stands

    @property
    def why(self) -> Chase:
        """The most pressing reason of all."""
        return min(self.whys, key=_ORDER.index)

    @property
    def by_reason(self) -> dict[Chase, list[Purpose]]:
        """The purposes by why they are asked, the most pressing first: what is to be renewed was asked."""
        held: dict[Chase, list[Purpose]] = {}
        for purpose, why in zip(self.purposes, self.whys, strict=True):
            held.setdefault(why, []).append(purpose)
        return {why: held[why] for why in _ORDER if why in held}

    @property
    def is_to_hand_out(self) -> bool:
        """Whether the form is still to be handed out; else it is with the family."""
        return self.why is not Chase.FORM_NOT_BACK

    @property
    def not_back(self) -> list[Purpose]:
        """The purposes that a form which is with the family asks."""
        return self.by_reason.get(Chase.FORM_NOT_BACK, [])

    def may_be_asked_again(self, on: date | None) -> bool:
        """Whether a form that is with the family was handed out, and last asked for, before a day."""
        return bool(self.form_out_since and on and self.form_out_since < on)


def wanted(
    facts: Facts,
    *,
    today: date,
    house: HouseRules,
    bank_holidays: Collection[date],
) -> list[Wanted]:
    """Everybody who is to be asked or asked again, the most pressing reason first, then by their days.

    A renewal is among them as soon as the agenda has it, so that a form can be back by its day.
    """
    day = Day(today, house, bank_holidays, frozenset(bank_holidays))
    found = []
    for child in facts.children:
        form_by = working_days_after(child.started_on, house.consent_form_working_days, bank_holidays)
        unanswered = set()
        reasons: list[tuple[Chase, Purpose, date | None, date | None]] = []
        for purpose, status, renew_by in to_renew(child, facts.purposes, day):
            events = child.events.get(purpose.id, ())
            given_on = child.forms_given.get(purpose.id)
            is_to_renew = renew_by is not None
            out_since = consent.form_out_since(
                status,
                events,
                given_on=given_on,
                on=today,
                is_to_renew=is_to_renew,
                no_answer_on=child.no_answer_on.get(purpose.id),
            )
            if why := consent.chase(
                status, form_out_since=out_since, is_new=form_by >= today, is_to_renew=is_to_renew
            ):
                reasons.append((why, purpose, out_since, renew_by))
                unanswered |= {purpose.id} if status is Status.NOT_ASKED else set()
        if reasons:
            whys, purposes, since, days = zip(*reasons, strict=True)
            found.append(
                Wanted(
                    child,
                    purposes=purposes,
                    whys=whys,
                    form_out_since=max(filter(None, since), default=None),
                    renew_by=min(filter(None, days), default=None),
                    unanswered=frozenset(unanswered),
                )
            )
    return sorted(found, key=_how_pressing)


def _how_pressing(held: Wanted) -> tuple[int, date, str]:
    day = held.form_out_since if held.why is Chase.FORM_NOT_BACK else held.renew_by
    return _ORDER.index(held.why), day or date.max, held.child.code


_ORDER = list(Chase)
