"""Putting the file right: a request to correct an entry, from asking to telling who got it (RC-1 to RC-6).

Law L4.1 to L4.6. It is answered within a month on a clock of its own, which runs as that of an access request
does. It neither pauses nor starts again, so that the date shown is early under every reading. Only a wrong
fact is corrected, and then the mistake stays beside the correction; an opinion stays, with the parent's view.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules import access
from rules.access import Channel, Clock, Problems, Progress, StepDone
from rules.receipts import day_problem
from rules.sharing import is_sentence
from rules.words import long_date, not_yet


class Claim(StrEnum):
    """What the entry is disputed as, by whoever asks (RC-3)."""

    FACT = "fact"
    OPINION = "opinion"
    NOT_SAID = "not said"


class Finding(StrEnum):
    """What was found when the entry was checked (RC-3, L4.2)."""

    WRONG_FACT = "wrong fact"
    RIGHT_FACT = "right fact"
    OPINION = "opinion"
    NOT_SETTLED = "cannot be settled"


class Decision(StrEnum):
    """What is done about the entry. Nothing is ever written over (L4.3, L4.4)."""

    CORRECTED = "corrected"
    BOTH_KEPT = "both versions kept"
    REFUSED = "refused"


class Step(StrEnum):
    """What happens to a request to correct the file, in its usual order."""

    RESTRICTED = "not used while it is checked"
    EXTENDED = "extended"
    DECIDED = "decided"
    VIEW = "view recorded"
    NO_VIEW = "view offered, none given"
    ANSWERED = "answered"
    TOLD = "recipients told"
    NO_RECIPIENTS = "no recipients"
    STANDS_BACK = "chairperson stands back"


VIEWS = frozenset({Step.VIEW, Step.NO_VIEW})
RECIPIENTS = frozenset({Step.TOLD, Step.NO_RECIPIENTS})
MAY_HAPPEN_AGAIN = frozenset({Step.VIEW, Step.TOLD})
DECISIONS = {
    Finding.WRONG_FACT: frozenset({Decision.CORRECTED}),
    Finding.RIGHT_FACT: frozenset({Decision.REFUSED, Decision.BOTH_KEPT}),
    Finding.OPINION: frozenset({Decision.REFUSED, Decision.BOTH_KEPT}),
    Finding.NOT_SETTLED: frozenset({Decision.BOTH_KEPT}),
}


@dataclass(frozen=True)
class Done:
    """One step and the day it was done; of a decision also what was found and decided."""

    step: Step
    on: date
    finding: Finding | None = None
    decision: Decision | None = None


def as_access_steps(steps: Iterable[Done]) -> list[StepDone]:
    """The steps that move or stop the month, as those of an access request."""
    same = {Step.EXTENDED: access.Step.EXTENDED, Step.ANSWERED: access.Step.RELEASED}
    return [StepDone(same[done.step], done.on) for done in steps if done.step in same]


def clock_of(received_on: date, steps: Iterable[Done]) -> Clock:
    """The clock that the steps make (L4.1): receipt, and an extension notice where one was sent."""
    return access.clock_of(received_on, as_access_steps(steps))


def due_on(received_on: date, steps: Iterable[Done], bank_holidays: Collection[date]) -> date:
    """The last day on which the answer is in time: one month, or three where extended in time."""
    return access.due_on(clock_of(received_on, steps), bank_holidays)


def progress(
    received_on: date, steps: Collection[Done], *, today: date, bank_holidays: Collection[date]
) -> Progress:
    """Where it stands on `today`: open, due today, late, or answered in time or late."""
    return access.progress(received_on, as_access_steps(steps), today=today, bank_holidays=bank_holidays)


def decided(steps: Iterable[Done]) -> Done | None:
    """The decision that stands: the last one recorded."""
    return next((done for done in reversed(list(steps)) if done.step is Step.DECIDED), None)


def left_to_do(steps: Collection[Done]) -> list[Step]:
    """What is still to be done, the next first; nothing once the request is closed.

    After the answer it stays open until the parent's view is beside what was not corrected (RC-4), and until
    those who were given a wrong fact are told (RC-6).
    """
    done, stands = {held.step for held in steps}, decided(steps)
    left = []
    if stands is None:
        left.append(Step.DECIDED)
    if Step.ANSWERED not in done:
        left.append(Step.ANSWERED)
    if stands and stands.decision is Decision.CORRECTED and not RECIPIENTS & done:
        left.append(Step.TOLD)
    if stands and stands.decision is not Decision.CORRECTED and not VIEWS & done:
        left.append(Step.VIEW)
    return left


def open_steps(steps: Collection[Done]) -> list[Step]:
    """The steps that can still be recorded, in their usual order."""
    done, stands = {held.step for held in steps}, decided(steps)
    is_corrected = bool(stands and stands.decision is Decision.CORRECTED)
    closed_to = {Step.EXTENDED, Step.RESTRICTED, Step.DECIDED} if Step.ANSWERED in done else set()
    if not is_corrected:
        closed_to |= RECIPIENTS
    if stands is None:
        closed_to.add(Step.ANSWERED)
    if Step.VIEW in done:
        closed_to.add(Step.NO_VIEW)
    again = MAY_HAPPEN_AGAIN | {Step.DECIDED}
    return [step for step in Step if step not in closed_to and (step not in done or step in again)]


def problems(
    *,
    child: object,
    asked_by: str,
    channel: Channel | None,
    received_on: date | None,
    entry: str,
    claim: Claim | None,
    words: str,
    born_on: date | None,
    today: date,
) -> Problems:
    """What stands in the way of recording a request to correct the file, by field (RC-2); else nothing."""
    found: Problems = {}
    if not child:
        found["child"] = "Choose the child whose file it is about."
    if not asked_by.strip():
        found["asked_by"] = "Enter who is asking for the correction."
    if channel is None:
        found["channel"] = "Choose how it was asked. A spoken request is valid."
    if received_on is None:
        found["received_on"] = "Enter the date it was asked: the month runs from it."
    elif problem := day_problem(received_on, not_before=(born_on, access.BORN), today=today):
        found["received_on"] = problem
    if not entry.strip():
        found["entry"] = "Enter the number of the entry in the child's file, or where the paper is."
    if claim is None:
        found["claim"] = "Choose what is disputed. “Not said” will do: it is decided later."
    if not is_sentence(words):
        found["words"] = "Enter in a sentence what is said to be wrong, and what would be right."
    return found


_WORDS = {
    Step.RESTRICTED: "Enter in a sentence how it is kept from being used.",
    Step.DECIDED: "Enter in a sentence what was checked and why it was decided that way: this goes into "
    "the answer.",
    Step.VIEW: "Enter the parent's view in their own words.",
    Step.NO_VIEW: "Enter in a sentence how the parent was offered to have their view recorded.",
    Step.ANSWERED: "Enter in a sentence how the answer was given.",
    Step.TOLD: "Enter who was told of the correction.",
    Step.NO_RECIPIENTS: "Enter in a sentence how you know that nobody was given the wrong fact.",
    Step.STANDS_BACK: "Enter in a sentence why the chairperson stands back.",
}


def step_problems(
    step: Step | None,
    *,
    on: date | None,
    words: str,
    finding: Finding | None,
    decision: Decision | None,
    is_route_told: bool,
    received_on: date,
    steps: Collection[Done],
    today: date,
    bank_holidays: Collection[date],
) -> Problems:
    """What stands in the way of recording `step`, by field (RC-2 to RC-6); empty when nothing does.

    `is_route_told` is whether the answer says how to complain to us and to the ICO, and of the courts
    (L1.15); an answer that refuses anything has to.
    """
    if step is None:
        return {"step": "Choose what was done."}
    found: Problems = {}
    done = {held.step: held.on for held in steps}
    stands = decided(steps)
    if on is None:
        found["on"] = "Enter the date it was done."
    elif on > today:
        found["on"] = not_yet(on)
    elif on < received_on:
        found["on"] = f"The date is before it was asked, {long_date(received_on)}."
    if step in done and step not in MAY_HAPPEN_AGAIN and step is not Step.DECIDED:
        found["step"] = f"This is already recorded, on {long_date(done[step])}."
    match step:
        case Step.DECIDED if Step.ANSWERED in done:
            found["step"] = "It has already been answered. To look at it again, record a new request."
        case Step.DECIDED:
            found |= _decision_problems(finding, decision)
            if on and stands and on < stands.on:
                found.setdefault(
                    "on",
                    f"A decision of {long_date(stands.on)} is recorded, and the later one counts. Take that "
                    "one back, or enter that day or a later one.",
                )
        case Step.EXTENDED if Step.ANSWERED in done:
            found["step"] = "It has already been answered."
        case Step.EXTENDED:
            found |= _extension_problems(on, words, received_on, steps, bank_holidays)
        case Step.ANSWERED if stands is None:
            found["step"] = "Record first what was found and decided: the answer says it (RC-3)."
        case Step.ANSWERED if on and stands and on < stands.on:
            found.setdefault("on", f"The answer is dated before the decision of {long_date(stands.on)}.")
        case Step.ANSWERED if stands and stands.decision is not Decision.CORRECTED and not is_route_told:
            found["is_route_told"] = (
                "An answer that does not correct the entry says why, and that the person may complain to us, "
                "to the ICO, and go to court."
            )
        case Step.TOLD | Step.NO_RECIPIENTS if not (stands and stands.decision is Decision.CORRECTED):
            found["step"] = "There is nothing to tell anybody about: no correction is recorded (RC-6)."
        case Step.NO_VIEW if Step.VIEW in done:
            found["step"] = "Their view is already recorded."
    said = words.strip() if step in {Step.VIEW, Step.TOLD} else is_sentence(words)
    if not said and step in _WORDS:
        found["words"] = _WORDS[step]
    return found


def taking_back_problem(step: Step, left: Collection[Done]) -> str:
    """What has to be taken back before `step`, in words; empty where nothing stands on it.

    `left` are the steps that would count without it.
    """
    if step is not Step.DECIDED:
        return ""
    on = {held.step: held.on for held in left}
    if answered := on.get(Step.ANSWERED):
        return (
            f"The answer of {long_date(answered)} says what was decided. Take back first that it was given."
        )
    told = next((on[one] for one in (Step.TOLD, Step.NO_RECIPIENTS) if one in on), None)
    if told and not any(held.decision is Decision.CORRECTED for held in left):
        return (
            f"What is recorded on {long_date(told)} about those who were given the wrong fact rests on "
            "this decision. Take that back first."
        )
    return ""


def _decision_problems(finding: Finding | None, decision: Decision | None) -> Problems:
    if finding is None:
        return {"finding": "Choose what was found: only a wrong fact is corrected (RC-3)."}
    if decision is None:
        return {"decision": "Choose what is done about the entry."}
    if decision in DECISIONS[finding]:
        return {}
    if finding is Finding.WRONG_FACT:
        return {"decision": "A wrong fact is corrected; the mistake stays beside it, marked as such (RC-3)."}
    if decision is Decision.CORRECTED:
        return {
            "decision": "Only a wrong fact is corrected (RC-3). Keep it, and their view beside it (RC-4)."
        }
    return {"decision": "If it cannot be settled, both versions are kept (RC-4)."}


def _extension_problems(
    on: date | None, words: str, received_on: date, steps: Collection[Done], bank_holidays: Collection[date]
) -> Problems:
    found: Problems = {}
    last_notice = access.first_due_on(clock_of(received_on, steps), bank_holidays)
    if on and on > last_notice:
        found["on"] = (
            f"An extension notice had to be sent by {long_date(last_notice)}. A later one does not "
            "change the date."
        )
    if why := access.reason_problem(words):
        found["words"] = why
    return found
