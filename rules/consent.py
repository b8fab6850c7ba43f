"""Where a child's consent for one purpose stands (clauses DR-4, DR-6; law L5).

Consents are events by child, purpose and carer. The status is worked out from them: the last answer of
each carer with parental responsibility counts, carers who disagree are neither given nor refused, and a
consent on an old wording or past the setting's own renewal period is due again. Consent has no expiry
in law (L5.4): the renewal period is a house rule.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.access import Problems, months_after
from rules.words import long_date


class Answer(StrEnum):
    """What a carer said."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    """How the carer said it. A verbal answer has a witness."""

    WRITTEN = "written"
    VERBAL = "verbal"


class Status(StrEnum):
    """Where a child, a purpose and its carers stand on a day."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CARERS_DISAGREE = "carers disagree"
    NOT_ASKED = "not asked"
    RENEWAL_DUE = "renewal due"
    ENDED = "ended"


@dataclass(frozen=True)
class Event:
    """One answer of one carer, as it was recorded. `order` settles two answers on the same day."""

    carer: int
    answer: Answer
    on: date
    wording: int = 1
    order: int = 0


def status(
    events: Iterable[Event],
    *,
    responsible: Collection[int],
    on: date,
    wording: int = 1,
    renewal_months: int,
    left_on: date | None = None,
) -> Status:
    """The consent status on the day `on`.

    `responsible` are the carers with parental responsibility: nobody else's answer counts (L5.7).
    `wording` is the wording in use. Only events up to `on` count, so a past day's status never changes.
    """
    if left_on and on > left_on:
        return Status.ENDED
    last = latest_by_carer(events, responsible=responsible, on=on)
    if not last:
        return Status.NOT_ASKED
    answers = {event.answer for event in last}
    if Answer.GIVEN not in answers:
        return Status.WITHDRAWN if Answer.WITHDRAWN in answers else Status.REFUSED
    if len(answers) > 1:
        return Status.CARERS_DISAGREE
    if on >= renewal_due_on(last, wording=wording, renewal_months=renewal_months):
        return Status.RENEWAL_DUE
    return Status.GIVEN


def latest_by_carer(events: Iterable[Event], *, responsible: Collection[int], on: date) -> list[Event]:
    """The last answer of each carer with parental responsibility, up to and including `on`."""
    last: dict[int, Event] = {}
    for event in events:
        if event.on <= on and event.carer in responsible:
            held = last.get(event.carer)
            if held is None or (event.on, event.order) >= (held.on, held.order):
                last[event.carer] = event
    return list(last.values())


def renewal_due_on(given: Collection[Event], *, wording: int, renewal_months: int) -> date:
    """The day a standing consent is due again: at once on an old wording, else after the house period."""
    current = [event for event in given if event.wording >= wording]
    if not current:
        return min(event.on for event in given)
    return months_after(max(event.on for event in current), renewal_months)


def is_allowed(status: Status) -> bool:
    """Whether the setting may go ahead: given, or given and only due for renewal (L5.4)."""
    return status in {Status.GIVEN, Status.RENEWAL_DUE}


def problems(
    *,
    carer: object,
    has_parental_responsibility: bool,
    answer: Answer | None,
    on: date | None,
    how: How | None,
    witness: str,
    born_on: date | None,
    today: date,
    given_before: bool = True,
) -> Problems:
    """What stands in the way of recording an answer, by field (DR-4, L5.7); empty when nothing does.

    `given_before` says whether this carer's consent stands: only a given consent can be withdrawn.
    """
    found: Problems = {}
    if not carer:
        found["carer"] = "Choose which carer answered."
    elif not has_parental_responsibility:
        found["carer"] = "This carer does not hold parental responsibility, so cannot answer for the child."
    if answer is None:
        found["answer"] = "Choose the answer: given, refused or withdrawn."
    elif answer is Answer.WITHDRAWN and not given_before:
        found["answer"] = "There is no consent of this carer to withdraw. Record a refusal instead."
    if on is None:
        found["on"] = "Enter the date of the answer."
    elif on > today:
        found["on"] = f"The date must be today or earlier: {long_date(on)} has not come yet."
    elif born_on and on < born_on:
        found["on"] = f"The date is before the child was born, {long_date(born_on)}."
    if how is None:
        found["how"] = "Choose whether the answer was written or verbal."
    elif how is How.VERBAL and not witness.strip():
        found["witness"] = "Enter who heard the verbal answer."
    return found
