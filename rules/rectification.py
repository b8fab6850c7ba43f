"""Putting the file right: a request to correct an entry, from asking to telling who got it (RC-1 to RC-6).

Law L4.1 to L4.6. It is answered within a month on a clock of its own, which runs as that of an access request
does. It neither pauses nor starts again, so that the date shown is early under every reading. Only a wrong
fact is corrected, and then the mistake stays beside the correction; an opinion stays, with the parent's view.
Each who was given the wrong fact is told of the correction, or it is recorded why not. Whoever asked may take
it back before it is answered; one that was recorded about the wrong child or twice ends as that.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules import access
from rules.access import Channel, Clock, Progress, StepDone
from rules.problems import Problems, is_sentence
from rules.receipts import day_problem
from rules.words import is_one_name, long_date, not_yet, one_line


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


class Dispute(StrEnum):
    """How an entry that somebody asked to correct stands, to whoever works with it (RC-3, RC-4, L4.5)."""

    NOT_USED = "not to be used"
    CHECKED = "being checked"
    UNCHANGED = "disputed"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Carer:
    """A carer of the child as the register has them on a day."""

    name: str
    is_responsible: bool  # holds parental responsibility
    court_order_concerns: bool = False


def doubt_about(asked_by: str, carers: Iterable[Carer]) -> str:
    """Why whoever asks is not simply answered, in a sentence or two; nothing where nothing speaks against it.

    An answer says what stands in the file. Who may have that is asked as it is for a copy (AR-4, L2.18).
    """
    known = [carer for carer in carers if is_one_name(carer.name, asked_by)]
    if not known:
        return (
            f"{one_line(asked_by)} is no carer of this child in the register. Find out who asks, and whether "
            "they may be told what is in the file, before they are answered."
        )
    if any(carer.court_order_concerns for carer in known):
        return f"A court order concerns {known[0].name}: read it before they are answered."
    if not any(carer.is_responsible for carer in known):
        return (
            f"By the register {known[0].name} does not hold parental responsibility. Find out whether they "
            "may be told what is in the file before they are answered."
        )
    return ""


class Step(StrEnum):
    """What happens to a request to correct the file, in its usual order."""

    RESTRICTED = "not used while it is checked"
    EXTENDED = "extended"
    DECIDED = "decided"
    VIEW = "view recorded"
    NO_VIEW = "view offered, none given"
    ANSWERED = "answered"
    GIVEN = "given the wrong fact"
    NOT_GIVEN = "not given the wrong fact"
    TOLD = "recipients told"
    NOT_TOLD = "recipient not told"
    NO_RECIPIENTS = "no recipients"
    WITHDRAWN = "withdrawn"  # by whoever asked
    MISTAKEN = "recorded by mistake"  # about the wrong child, or twice
    STANDS_BACK = "chairperson stands back"


CLOSING = frozenset({Step.WITHDRAWN, Step.MISTAKEN})  # without an answer: nothing is left to do
VIEWS = frozenset({Step.VIEW, Step.NO_VIEW})
RECIPIENTS = frozenset({Step.TOLD, Step.NOT_TOLD, Step.NO_RECIPIENTS})
TELLING = frozenset({Step.TOLD, Step.NOT_TOLD})
OF_A_CORRECTION = RECIPIENTS | {Step.GIVEN, Step.NOT_GIVEN}
MAY_HAPPEN_AGAIN = frozenset({Step.VIEW, Step.GIVEN, Step.NOT_GIVEN}) | TELLING
DECISIONS = {
    Finding.WRONG_FACT: frozenset({Decision.CORRECTED}),
    Finding.RIGHT_FACT: frozenset({Decision.REFUSED, Decision.BOTH_KEPT}),
    Finding.OPINION: frozenset({Decision.REFUSED, Decision.BOTH_KEPT}),
    Finding.NOT_SETTLED: frozenset({Decision.BOTH_KEPT}),
}


@dataclass(frozen=True)
class Done:
    """One step and the day it was done; of a decision also what was found and decided.

    That a recipient was told, or is not, names them by the `number` of the step that listed them.
    """

    step: Step
    on: date
    finding: Finding | None = None
    decision: Decision | None = None
    number: int = 0
    whom: int = 0


def as_access_steps(steps: Iterable[Done]) -> list[StepDone]:
    """The steps that move or stop the month, as those of an access request."""
    same = {
        Step.EXTENDED: access.Step.EXTENDED,
        Step.ANSWERED: access.Step.RELEASED,
        Step.WITHDRAWN: access.Step.WITHDRAWN,
        Step.MISTAKEN: access.Step.MISTAKEN,
    }
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
    """Where it stands on `today`: open, due today, late, answered in time or late, withdrawn, or recorded by
    mistake."""
    return access.progress(received_on, as_access_steps(steps), today=today, bank_holidays=bank_holidays)


def decided(steps: Iterable[Done]) -> Done | None:
    """The decision that stands: the last one recorded."""
    return next((done for done in reversed(list(steps)) if done.step is Step.DECIDED), None)


def answered_on(steps: Iterable[Done]) -> date | None:
    """The day on which it was answered, or None."""
    return next((done.on for done in steps if done.step is Step.ANSWERED), None)


def closed_without_answer(steps: Iterable[Done]) -> Done | None:
    """That it was withdrawn by whoever asked, or recorded by mistake; None while it is neither."""
    return next((done for done in steps if done.step in CLOSING), None)


def is_by_mistake(steps: Iterable[Done]) -> bool:
    """Whether it was ended because it should never have been recorded so."""
    return any(done.step is Step.MISTAKEN for done in steps)


def decision_that_stands(steps: Iterable[Done]) -> int:
    """The number of the decision that stands; 0 while there is none."""
    stands = decided(steps)
    return stands.number if stands else 0


DECIDED_MEANWHILE = (
    "Somebody else recorded a decision in the meantime. Look at it first: what you record now replaces it."
)


def dispute(steps: Collection[Done]) -> Dispute | None:
    """How the entry stands that these steps are about: until it is decided, whether it may be used.

    None where nobody disputes it: the request was withdrawn, or recorded by mistake.
    """
    if closed_without_answer(steps):
        return None
    stands = decided(steps)
    if stands is None:
        is_kept_from_use = any(done.step is Step.RESTRICTED for done in steps)
        return Dispute.NOT_USED if is_kept_from_use else Dispute.CHECKED
    return Dispute.CORRECTED if stands.decision is Decision.CORRECTED else Dispute.UNCHANGED


def recipients(steps: Iterable[Done]) -> list[int]:
    """Those who were given the wrong fact, by the number of the step that listed each."""
    return [done.number for done in steps if done.step is Step.GIVEN]


def untold(steps: Collection[Done]) -> list[int]:
    """Those of them of whom nothing is recorded: neither that they were told, nor why they are not."""
    settled = {done.whom for done in steps if done.step in TELLING}
    return [number for number in recipients(steps) if number not in settled]


def may_be_about(steps: Collection[Done], step: Step) -> list[int]:
    """Whom it can be recorded of that they were told, also after all, or why they are not."""
    if step is Step.NOT_TOLD:
        return untold(steps)
    told = {done.whom for done in steps if done.step is Step.TOLD}
    return [number for number in recipients(steps) if number not in told]


def left_to_do(steps: Collection[Done]) -> list[Step]:
    """What is still to be done, the next first; nothing once the request is closed.

    After the answer it stays open until the parent's view is beside what was not corrected (RC-4), and until
    those who were given a wrong fact are told (RC-6).
    """
    done, stands = {held.step for held in steps}, decided(steps)
    left: list[Step] = []
    if CLOSING & done:
        return left
    if stands is None:
        left.append(Step.DECIDED)
    if Step.ANSWERED not in done:
        left.append(Step.ANSWERED)
    if stands and stands.decision is Decision.CORRECTED:
        if untold(steps):
            left.append(Step.TOLD)
        elif not (RECIPIENTS | {Step.GIVEN}) & done:
            left.append(Step.GIVEN)
    if stands and stands.decision is not Decision.CORRECTED and not VIEWS & done:
        left.append(Step.VIEW)
    return left


def open_steps(steps: Collection[Done]) -> list[Step]:
    """The steps that can still be recorded, in their usual order."""
    done, stands = {held.step for held in steps}, decided(steps)
    is_corrected = bool(stands and stands.decision is Decision.CORRECTED)
    if CLOSING & done:
        return [step for step in (Step.STANDS_BACK,) if step not in done]
    closed_to = {Step.EXTENDED, Step.RESTRICTED, Step.DECIDED} if Step.ANSWERED in done else set()
    if not is_corrected:
        closed_to |= OF_A_CORRECTION
    closed_to |= {step for step in TELLING if not may_be_about(steps, step)}
    closed_to.add(Step.NOT_GIVEN)  # said of those known who are not among the given
    if Step.GIVEN in done or TELLING & done:
        closed_to.add(Step.NO_RECIPIENTS)
    if Step.NO_RECIPIENTS in done:
        closed_to.add(Step.GIVEN)
    if stands is None:
        closed_to.add(Step.ANSWERED)
    closed_to |= {step for step in CLOSING if _closing_problem(step, steps)}
    if Step.VIEW in done:
        closed_to.add(Step.NO_VIEW)
    again = MAY_HAPPEN_AGAIN | {Step.DECIDED}
    return [step for step in Step if step not in closed_to and (step not in done or step in again)]


def entry_number(typed: str) -> int | None:
    """The number of the entry that was meant, such as by "4", "no. 4" or "Entry 4"; None for other words."""
    found = _NUMBERED.fullmatch(one_line(typed).strip(" .").lower())
    return int(found[1]) if found else None


def as_numbered(typed: str) -> str:
    """An entry by its number alone, as the index has it: "no. 4" is 4; other words as they were typed."""
    number = entry_number(typed)
    return one_line(typed) if number is None else str(number)


_NUMBERED = re.compile(r"(?:(?:file|entry|number|no\.?|nr\.?|#) ?)*([0-9]{1,9})")


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
        found["channel"] = "Choose how it was asked. A verbal request is valid."
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
    Step.ANSWERED: "Enter how the answer was given, such as by letter.",
    Step.TOLD: "Enter in a sentence who told them, and how.",
    Step.NOT_TOLD: "Enter in a sentence why they are not told.",
    Step.NO_RECIPIENTS: "Enter in a sentence how you know that nobody was given the wrong fact.",
    Step.WITHDRAWN: "Enter in a sentence that they withdrew it, and how.",
    Step.MISTAKEN: "Enter in a sentence what is right instead: the code of the request that stands, or that "
    "nobody asked for this file to be corrected.",
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
    whom: int | None = None,
    today: date,
    bank_holidays: Collection[date],
) -> Problems:
    """What stands in the way of recording `step`, by field (RC-2 to RC-6); empty when nothing does.

    `whom` is who was told of the correction or is not, by the number of the step that listed them.

    `is_route_told` is whether the answer says how to complain to us and to the ICO, and of the courts
    (L1.15); an answer that refuses anything has to.
    """
    if step is None:
        return {"step": "Choose what was done."}
    found = _day_problems(on, received_on, today)
    done = {held.step: held.on for held in steps}
    stands = decided(steps)
    if step in done and step not in MAY_HAPPEN_AGAIN and step is not Step.DECIDED:
        found["step"] = f"This is already recorded, on {long_date(done[step])}."
    closed = closed_without_answer(steps)
    match step:
        case _ if closed and step is not Step.STANDS_BACK:
            was = "recorded by mistake" if closed.step is Step.MISTAKEN else "withdrawn"
            found["step"] = f"This was {was}, and is closed since {long_date(closed.on)}."
        case Step.WITHDRAWN | Step.MISTAKEN if why := _closing_problem(step, steps):
            found["step"] = why
        case Step.WITHDRAWN | Step.MISTAKEN if on and (last := _last_done(steps)) and last > on:
            found.setdefault("on", f"Something was done after that, on {long_date(last)}. Check both dates.")
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
        case _ if step in OF_A_CORRECTION and not (stands and stands.decision is Decision.CORRECTED):
            found["step"] = NOTHING_TO_TELL
        case Step.TOLD | Step.NOT_TOLD if not recipients(steps):
            found["step"] = "Record first who was given the wrong fact. Each of them is told."
        case Step.TOLD | Step.NOT_TOLD if whom not in may_be_about(steps, step):
            found["whom"] = (
                "That they were told, or why they are not, is recorded already. Choose somebody else."
                if whom in recipients(steps)
                else "Choose whom it is about."
            )
        case Step.NO_RECIPIENTS if recipients(steps):
            found["step"] = "Somebody is listed who was given it. Take that back first, if it is wrong."
        case Step.NO_VIEW if Step.VIEW in done:
            found["step"] = "Their view is already recorded."
    if step is Step.TOLD and on and stands and on < stands.on:
        found.setdefault(
            "on", f"The correction was decided on {long_date(stands.on)}. They were told of it after that."
        )
    said = words.strip() if step in {Step.VIEW, Step.ANSWERED} else is_sentence(words)
    if not said and step in _WORDS:
        found["words"] = _WORDS[step]
    return found


def _last_done(steps: Collection[Done]) -> date | None:
    """The last day on which something was done; that somebody stands back may come out after the end."""
    return max((done.on for done in steps if done.step is not Step.STANDS_BACK), default=None)


def _closing_problem(step: Step, steps: Collection[Done]) -> str:
    """Why a request with these steps is not ended without an answer, in words; empty where it can be.

    A fact that was found wrong is wrong whoever asked: those who were given it are told (RC-6). And what was
    found about a file is not left standing on a request that nobody made.
    """
    answered, stands = answered_on(steps), decided(steps)
    if answered:
        return f"It was answered on {long_date(answered)}. If that is wrong itself, take it back first."
    if step is Step.MISTAKEN and stands:
        return (
            f"It is recorded on {long_date(stands.on)} what was found and decided. Take that back first: "
            "nothing is found about a file that nobody asked to correct."
        )
    if stands and stands.decision is Decision.CORRECTED:
        return (
            "A fact was found wrong and is corrected, whoever asked (RC-3). Record that they were answered, "
            "and who was given the wrong fact."
        )
    return ""


def _day_problems(on: date | None, received_on: date, today: date) -> Problems:
    if on is None:
        return {"on": "Enter the date it was done."}
    if on > today:
        return {"on": not_yet(on)}
    return {"on": f"The date is before it was asked, {long_date(received_on)}."} if on < received_on else {}


NOTHING_TO_TELL = "There is nothing to tell anybody about: no correction is recorded (RC-6)."


def given_problems(
    *,
    given: Collection[str],
    other: str,
    known: Collection[str],
    why_not: str,
    on: date | None,
    received_on: date,
    steps: Collection[Done],
    today: date,
) -> Problems:
    """What stands in the way of listing who was given the wrong fact, by field (RC-6); empty when nothing.

    `known` are the codes of what was shared about the child and is not answered yet, `given` those of it that
    held the wrong fact, `other` somebody whom no record knows. Why the rest did not hold it is said.
    """
    found: Problems = {}
    stands = decided(steps)
    if stands is None or stands.decision is not Decision.CORRECTED:
        found["step"] = NOTHING_TO_TELL
    elif Step.NO_RECIPIENTS in {done.step for done in steps}:
        found["step"] = "It is recorded that nobody was given it. Take that back first."
    found |= _day_problems(on, received_on, today)
    if not set(given) <= set(known):
        found["given"] = "One of these is no longer there, or is answered already. Choose again."
    elif not given and not other.strip():
        found["given"] = "Choose who was given it, or say who else. If nobody was, record that instead."
    if set(known) - set(given) and not is_sentence(why_not):
        found["why_not"] = "Enter in a sentence how you know that the others were not given it."
    return found


def taking_back_problem(step: Step, left: Collection[Done], number: int = 0) -> str:
    """What has to be taken back before `step`, in words; empty where nothing stands on it.

    `left` are the steps that would count without it, `number` is its own.
    """
    if step is Step.GIVEN and any(held.whom == number for held in left if held.step in TELLING):
        return "It is recorded whether they were told. Take that back first."
    if step is not Step.DECIDED:
        return ""
    on = {held.step: held.on for held in left}
    if answered := on.get(Step.ANSWERED):
        return (
            f"The answer of {long_date(answered)} says what was decided. Take back first that it was given."
        )
    stands, closed = decided(left), closed_without_answer(left)
    if closed and stands and stands.decision is Decision.CORRECTED:
        return (
            f"It was {closed.step} on {long_date(closed.on)}, and the decision before this one corrects a "
            "wrong fact, whoever asked (RC-3). Take back first that it was closed."
        )
    told = next((on[one] for one in Step if one in on and one in OF_A_CORRECTION), None)
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
