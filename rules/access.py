"""The clock of an access request (clauses AR-4 to AR-9, AR-32; law L1.1 to L1.14).

A parent asks to see what the setting holds on the child. The month runs from the day of receipt, or
from the day identity was confirmed if it had to be asked for; days spent waiting for a clarification do
not count; an extension in time makes it three months from the same start; the end moves once, to the
next working day. The date shown is always the cautious one: where proof and clarification are asked for
promptly (L1.8, L2.20), no reading of the law makes it late. Once it has passed, what was asked for in time
and has not come is still waited for: that is no answer that is late.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.problems import Problems, is_sentence, says_too_little
from rules.receipts import day_problem
from rules.words import counted, days, listed, long_date, not_yet, one_line
from rules.working_days import (
    DAY,
    SATURDAY,
    holiday_name,
    is_working_day,
    months_after,
    working_day_on_or_after,
    working_days_left,
)

MONTHS_TO_ANSWER = 1  # L1.1
MONTHS_WHEN_EXTENDED = 3  # L1.10: from the original start, not from the first due date


@dataclass(frozen=True)
class Pause:
    """A clarification: the day it was asked for and the day the answer came (None while it is awaited)."""

    asked_on: date
    answered_on: date | None = None


@dataclass(frozen=True)
class Clock:
    """The facts that move the due date.

    `identity_confirmed_on` is given only where identity or authority had to be asked for (L1.6);
    `extended_on` is the day the extension notice, with its reasons, was sent (L1.11).
    """

    received_on: date
    identity_confirmed_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    extended_on: date | None = None


class Step(StrEnum):
    """What happens to a request, in the policy's order. The value is what is stored."""

    IDENTITY_ASKED = "identity asked"
    IDENTITY_CONFIRMED = "identity confirmed"
    COURT_ORDER_READ = "court order read"
    CHAIRPERSON_TOLD = "chairperson told"
    CONFLICT_ASKED = "conflict of interest asked"
    STAND_IN_NAMED = "stand-in named"
    MANAGER_STANDS_BACK = "manager stands back"
    ACKNOWLEDGED = "acknowledged"
    CLARIFICATION_ASKED = "clarification asked"
    CLARIFICATION_ANSWERED = "clarification answered"
    EXTENDED = "extended"
    FILE_CHECKED = "file checked"
    FILE_CHECK_SIGNED = "file check countersigned"
    THIRD_PARTIES_LISTED = "third parties listed"
    BEST_INTERESTS = "best interests decided"
    ADVICE_CONSIDERED = "legal advice considered"
    ADVICE_SOUGHT = "legal advice sought"
    ADVICE_RECEIVED = "legal advice received"
    COMPLETE_COPY = "complete copy made"
    COPIED_AGAIN = "redacted copy copied again"
    CLEAN_COPY = "clean copy made"
    CLEAN_COPY_CHECKED = "clean copy checked"
    INVITED = "invited to a meeting"
    MEETING = "meeting"
    RELEASED = "released"
    REFUSED = "refused"
    REFUSAL_AGREED = "refusal agreed"  # by a second person, under their own account
    WITHDRAWN = "withdrawn"  # by whoever asked
    MISTAKEN = "recorded by mistake"  # for the wrong child, or twice: it ends and closes
    CLOSED = "closed"


# What was done, as the screen and the paper of the history say it.
IN_WORDS = {
    Step.IDENTITY_ASKED: "Proof of identity or authority asked for",
    Step.IDENTITY_CONFIRMED: "Identity and authority seen",
    Step.COURT_ORDER_READ: "Court order read",
    Step.CHAIRPERSON_TOLD: "Chairperson told",
    Step.CONFLICT_ASKED: "Chairperson asked about a conflict of interest",
    Step.STAND_IN_NAMED: "Stand-in for the chairperson named",
    Step.MANAGER_STANDS_BACK: "The manager stands back",
    Step.ACKNOWLEDGED: "Acknowledged in writing",
    Step.CLARIFICATION_ASKED: "Clarification asked for",
    Step.CLARIFICATION_ANSWERED: "Clarification answered",
    Step.EXTENDED: "Extension notice sent",
    Step.FILE_CHECKED: "File checked",
    Step.FILE_CHECK_SIGNED: "File check signed by the second person",
    Step.THIRD_PARTIES_LISTED: "Third parties listed",
    Step.BEST_INTERESTS: "Child's best interests decided",
    Step.ADVICE_CONSIDERED: "Legal advice considered",
    Step.ADVICE_SOUGHT: "Legal advice sought",
    Step.ADVICE_RECEIVED: "Legal advice received",
    Step.COMPLETE_COPY: "Complete copy made and counted",
    Step.COPIED_AGAIN: "Redacted copy copied again",
    Step.CLEAN_COPY: "Clean copy made",
    Step.CLEAN_COPY_CHECKED: "Clean copy checked by a second person",
    Step.INVITED: "Invited in to go through the file",
    Step.MEETING: "Meeting",
    Step.RELEASED: "Released",
    Step.REFUSED: "Refused, with reasons",
    Step.REFUSAL_AGREED: "Refusal agreed by the second person",
    Step.WITHDRAWN: "Withdrawn by the requester",
    Step.MISTAKEN: "Recorded by mistake",
    Step.CLOSED: "Closed",
}

CLAUSES = {
    Step.IDENTITY_ASKED: "AR-4",
    Step.IDENTITY_CONFIRMED: "AR-4",
    Step.COURT_ORDER_READ: "AR-4",
    Step.CHAIRPERSON_TOLD: "AR-6",
    Step.CONFLICT_ASKED: "AR-6",
    Step.STAND_IN_NAMED: "AR-6",
    Step.MANAGER_STANDS_BACK: "AR-6",
    Step.ACKNOWLEDGED: "AR-7",
    Step.CLARIFICATION_ASKED: "AR-8",
    Step.CLARIFICATION_ANSWERED: "AR-8",
    Step.EXTENDED: "AR-9",
    Step.FILE_CHECKED: "AR-12",
    Step.FILE_CHECK_SIGNED: "AR-10",
    Step.THIRD_PARTIES_LISTED: "AR-13",
    Step.BEST_INTERESTS: "X-4",
    Step.ADVICE_CONSIDERED: "AR-11",
    Step.ADVICE_SOUGHT: "LG-1",
    Step.ADVICE_RECEIVED: "LG-1",
    Step.COMPLETE_COPY: "AR-24",
    Step.COPIED_AGAIN: "AR-26",
    Step.CLEAN_COPY: "AR-27",
    Step.CLEAN_COPY_CHECKED: "AR-27",
    Step.INVITED: "AR-28",
    Step.MEETING: "AR-29",
    Step.RELEASED: "AR-29",
    Step.REFUSED: "AR-32",
    Step.REFUSAL_AGREED: "AR-10",
    Step.WITHDRAWN: "AR-32",
    Step.MISTAKEN: "AR-32",
    Step.CLOSED: "AR-32",
}
ENDINGS = frozenset({Step.RELEASED, Step.REFUSED, Step.WITHDRAWN, Step.MISTAKEN})
# What a refusal may still be given before it is closed: nothing of it was to wait for its date.
AFTER_A_REFUSAL = frozenset(
    {Step.REFUSAL_AGREED, Step.ADVICE_CONSIDERED, Step.ADVICE_SOUGHT, Step.ADVICE_RECEIVED}
)
CLOSING = frozenset({Step.CLOSED, Step.MISTAKEN})  # what ends the legal hold
# Nothing was owed to somebody who never asked; a refusal is sent once it is agreed to.
MAY_BE_LATE = ENDINGS - {Step.MISTAKEN} | {Step.REFUSAL_AGREED}
REASON_NEEDED = frozenset({Step.EXTENDED, Step.REFUSED})
MAY_HAPPEN_AGAIN = frozenset(
    {
        Step.CONFLICT_ASKED,
        Step.STAND_IN_NAMED,
        Step.MANAGER_STANDS_BACK,
        Step.CLARIFICATION_ASKED,
        Step.CLARIFICATION_ANSWERED,
        Step.FILE_CHECKED,
        Step.FILE_CHECK_SIGNED,
        Step.THIRD_PARTIES_LISTED,
        Step.BEST_INTERESTS,
        Step.ADVICE_CONSIDERED,
        Step.ADVICE_SOUGHT,
        Step.ADVICE_RECEIVED,
        Step.COMPLETE_COPY,
        Step.COPIED_AGAIN,
        Step.CLEAN_COPY,
        Step.CLEAN_COPY_CHECKED,
        Step.INVITED,
        Step.MEETING,
        Step.REFUSAL_AGREED,
    }
)


class RefusalGround(StrEnum):
    """Why a whole request is refused. That it is the first or second is for the setting to show (L1.16)."""

    UNFOUNDED = "manifestly unfounded"
    EXCESSIVE = "manifestly excessive"
    EXEMPT = "the law lets us keep all of it back"
    NOT_SHOWN = "nothing shows that they may ask"
    ORDER = "a court order forbids it"
    INTERESTS = "it is not in the child's interests"
    NOTHING_HELD = "we hold nothing"


class Channel(StrEnum):
    """How the request came. A verbal one is as valid as a letter (L1.14)."""

    LETTER = "letter"
    EMAIL = "email"
    VERBAL = "verbal"
    OTHER = "other"


class Progress(StrEnum):
    """Where a request stands today."""

    ANSWERED_IN_TIME = "answered in time"
    ANSWERED_LATE = "answered late"
    ANSWERED = "answered"  # for which neither the law nor whoever asked set a day
    WITHDRAWN = "withdrawn"
    WITHDRAWN_LATE = "withdrawn late"  # the answer had been owed
    MISTAKEN = "recorded by mistake"  # neither in time nor late
    LATE = "late"
    DUE_TODAY = "due today"
    PAUSED = "paused"
    WAITING_FOR_IDENTITY = "waiting for identity"
    OPEN = "open"


WAITING = frozenset({Progress.PAUSED, Progress.WAITING_FOR_IDENTITY})  # on whoever asks


@dataclass(frozen=True)
class StepDone:
    """One step of a request and the day it was done.

    `answer` is what was found or decided, in the words of the step's own list; `by` the account that signs
    it; `at` the moment it was recorded; `pages` those of a copy; `known_at` the moment it was recorded first,
    where what stands puts it right; `left_on` the last day, by now past, of who was named as a stand-in, or
    was told or answered as the chairperson; `is_committees` whether that account is of the committee;
    `given_on`, of a refusal that a complaint found wrong, when what was refused was given: `date.max` until
    it has been; `is_decided_with`, of a refusal, whether a second person is named who decided it too.
    """

    step: Step
    on: date
    answer: str = ""
    by: int | None = None
    at: datetime | None = None
    pages: int | None = None
    known_at: datetime | None = None
    left_on: date | None = None
    is_committees: bool = False
    given_on: date | None = None
    is_decided_with: bool = False

    @property
    def since(self) -> datetime | None:
        """The moment from which it was done: to put its words right does not do it again."""
        return self.known_at or self.at


def start_on(clock: Clock) -> date:
    """The day the month runs from: receipt, or identity confirmed where that came later (L1.6)."""
    return max(clock.received_on, clock.identity_confirmed_on or clock.received_on)


def _end(clock: Clock, months: int, bank_holidays: Collection[date]) -> tuple[date, int]:
    """The end before it moves to a working day, and the pause days in it, overlaps counted once."""
    start = start_on(clock)
    end = months_after(start, months)
    counted_to = start
    paused = 0
    for pause in sorted(p for p in ((p.asked_on, p.answered_on) for p in clock.pauses) if p[1]):
        asked_on, answered_on = pause
        # A question asked once the time had run out cannot give it back.
        if asked_on > working_day_on_or_after(end, bank_holidays):
            break
        # Answered minus asked: the earlier of the two readings of L1.7.
        added = max(0, (answered_on - max(asked_on, counted_to)).days) if answered_on else 0
        counted_to = max(counted_to, answered_on or counted_to)
        paused += added
        end += timedelta(days=added)
    return end, paused


def first_due_on(clock: Clock, bank_holidays: Collection[date]) -> date:
    """The due date without any extension; also the last day to send an extension notice (L1.11)."""
    return working_day_on_or_after(_end(clock, MONTHS_TO_ANSWER, bank_holidays)[0], bank_holidays)


def extended_due_on(clock: Clock, bank_holidays: Collection[date]) -> date:
    """The due date if a notice is sent in time: three months from the original start (L1.10)."""
    return working_day_on_or_after(_end(clock, MONTHS_WHEN_EXTENDED, bank_holidays)[0], bank_holidays)


def last_notice_on(clock: Clock, on: date, bank_holidays: Collection[date]) -> date:
    """The last day for an extension notice, as it stands on a day: a clarification that is awaited then has
    waited until that day, and its days do not count (L1.7, L1.11)."""
    first_due = first_due_on(clock, bank_holidays)
    pauses = tuple(
        replace(pause, answered_on=max(pause.asked_on, on))
        if pause.answered_on is None and pause.asked_on <= first_due
        else pause
        for pause in clock.pauses
    )
    return first_due_on(replace(clock, pauses=pauses), bank_holidays)


def may_still_be_extended(clock: Clock, today: date, bank_holidays: Collection[date]) -> bool:
    """Whether a notice that is sent today, the first, would move the date (L1.11)."""
    return clock.extended_on is None and today <= last_notice_on(clock, today, bank_holidays)


def too_late_to_extend(clock: Clock, today: date, bank_holidays: Collection[date]) -> str:
    """That a notice would move nothing any more, in a sentence; nothing while one would, or was sent."""
    if clock.extended_on or may_still_be_extended(clock, today, bank_holidays):
        return ""
    last = long_date(last_notice_on(clock, today, bank_holidays))
    return f"It is too late to extend the time: the notice had to be sent by {last} (AR-9)."


def is_extended(clock: Clock, bank_holidays: Collection[date]) -> bool:
    """Whether a notice was sent, and in time. A late notice moves nothing (L1.11)."""
    on = clock.extended_on
    return on is not None and on <= last_notice_on(clock, on, bank_holidays)


def due_on(clock: Clock, bank_holidays: Collection[date]) -> date:
    """The last day on which an answer is in time (L1.1 to L1.11).

    One calendar month from the start, three if extended in time; a month too short for the date ends on
    its last day; pause days are added; then the date moves once, to the next working day.
    """
    if is_extended(clock, bank_holidays):
        return extended_due_on(clock, bank_holidays)
    return first_due_on(clock, bank_holidays)


def waits_for(
    received_on: date, steps: Iterable[StepDone], bank_holidays: Collection[date]
) -> StepDone | None:
    """What was asked for in time and has not come, so that the law's time does not run (L1.6, L1.7); None
    where it runs. Of a request that has ended, as it stood then."""
    steps = list(steps)
    if ended := ended_on(steps):
        steps = [done for done in steps if done.on <= ended]
    asked = [done for done in steps if done.step is Step.IDENTITY_ASKED] if is_identity_awaited(steps) else []
    for done in asked:
        if is_identity_asked_in_time(received_on, done.on):
            return done
    clock = clock_of(received_on, steps)
    due = due_on(clock, bank_holidays)
    awaited = [p.asked_on for p in clock.pauses if p.answered_on is None and p.asked_on <= due]
    asked = [done for done in steps if done.step is Step.CLARIFICATION_ASKED and done.on in awaited]
    return min(asked, key=lambda done: done.on, default=None)


AWAITED = {
    Step.CLARIFICATION_ASKED: "an answer to our question",
    Step.IDENTITY_ASKED: "proof of identity or authority",
}
_MEANWHILE = {
    Step.CLARIFICATION_ASKED: "Remind them of the question, and answer what is clear without it. If no "
    "answer comes, make a reasonable search and answer with what it finds.",
    Step.IDENTITY_ASKED: "Ask them again for it. Prepare the file meanwhile, and release nothing before you "
    "have seen it. If it does not come, the request ends as withdrawn, or with a refusal.",
}


def awaited_said(awaited: StepDone) -> str:
    """What is waited for, and since when."""
    asked = "of" if awaited.step is Step.CLARIFICATION_ASKED else "asked for on"
    return f"{AWAITED[awaited.step]} {asked} {long_date(awaited.on)}"


def waiting_said(awaited: StepDone, due: date, today: date) -> str:
    """What is waited for and since when, and which date it is that is shown (L1.6, L1.7)."""
    what = awaited_said(awaited)
    if today <= due:
        when = f"today, {long_date(due)}" if due == today else f"by {long_date(due)}"
        return f"The answer is due {when}, the cautious date. We wait for {what}."
    why = "the month begins once we have seen it"
    if awaited.step is Step.CLARIFICATION_ASKED:
        why = "the days of the wait do not count"
    return (
        f"We wait for {what}. The cautious date, {long_date(due)}, has passed. It leaves the wait out: "
        f"by law {why}."
    )


def meanwhile(awaited: StepDone) -> str:
    """What can be done while it is waited for."""
    return _MEANWHILE[awaited.step]


def is_identity_asked_in_time(received_on: date, asked_on: date) -> bool:
    """Whether the month runs anew from the answer to it.

    It is to be asked for promptly (L2.20): once the month is over it restarts nothing.
    """
    return asked_on <= months_after(received_on, MONTHS_TO_ANSWER)


def identity_said(received_on: date, steps: Iterable[StepDone]) -> list[str]:
    """What asking for proof of identity or authority does to the date, while it is awaited or where it was
    asked for too late to do anything (L1.6, L2.20)."""
    steps = list(steps)
    asked = [done.on for done in steps if done.step is Step.IDENTITY_ASKED]
    if asked and not any(is_identity_asked_in_time(received_on, on) for on in asked):
        return [
            f"Proof of identity or authority was asked for on {long_date(min(asked))}, after the month was "
            "over, so the month still runs from the day of the request."
        ]
    if not is_identity_awaited(steps):
        return []
    return ["Proof of identity or authority is still awaited. Once it is seen, the month runs from that day."]


def clock_of(received_on: date, steps: Iterable[StepDone]) -> Clock:
    """The clock that a request's steps make.

    Each answer closes the oldest question still open; an answer to no question, and whatever is dated
    after the request was closed, moves nothing.
    """
    steps = list(steps)
    ended = ended_on(steps)
    pauses: list[Pause] = []
    identity_confirmed_on = extended_on = None
    identity_was_asked = False
    # On one day a question comes before an answer.
    for done in sorted(steps, key=lambda done: (done.on, done.step is Step.CLARIFICATION_ANSWERED)):
        if ended and done.on > ended:
            break
        match done.step:
            case Step.CLARIFICATION_ASKED:
                pauses.append(Pause(done.on))
            case Step.CLARIFICATION_ANSWERED:
                oldest = next((n for n, pause in enumerate(pauses) if pause.answered_on is None), None)
                if oldest is not None:
                    pauses[oldest] = Pause(pauses[oldest].asked_on, done.on)
            case Step.IDENTITY_ASKED:
                identity_was_asked |= is_identity_asked_in_time(received_on, done.on)
            case Step.IDENTITY_CONFIRMED:
                identity_confirmed_on = identity_confirmed_on or done.on
            case Step.EXTENDED:
                extended_on = extended_on or done.on
    return Clock(
        received_on=received_on,
        identity_confirmed_on=identity_confirmed_on if identity_was_asked else None,
        pauses=tuple(pauses),
        extended_on=extended_on,
    )


def _ending(steps: Iterable[StepDone]) -> StepDone | None:
    return min((done for done in steps if done.step in ENDINGS), key=lambda done: done.on, default=None)


def ended_on(steps: Iterable[StepDone]) -> date | None:
    """The day the request was released, refused, withdrawn or ended as recorded by mistake; None while it is
    open (AR-32)."""
    ending = _ending(steps)
    return ending.on if ending else None


def is_withdrawn(steps: Iterable[StepDone]) -> bool:
    """Whether the request ended because whoever asked took it back: what comes after an answer is no end."""
    ending = _ending(steps)
    return ending is not None and ending.step is Step.WITHDRAWN


def is_by_mistake(steps: Iterable[StepDone]) -> bool:
    """Whether the request was ended because it should never have been recorded."""
    ending = _ending(steps)
    return ending is not None and ending.step is Step.MISTAKEN


def is_refused(steps: Iterable[StepDone]) -> bool:
    """Whether the answer to the request was a refusal."""
    ending = _ending(steps)
    return ending is not None and ending.step is Step.REFUSED


def is_found_wrong(steps: Iterable[StepDone]) -> bool:
    """Whether the answer was a refusal, and a complaint about it was upheld (CM-1)."""
    ending = _ending(steps)
    return ending is not None and ending.given_on is not None


def _agreed_on(refused: StepDone, steps: Iterable[StepDone]) -> date | None:
    """The first day on which a second account agreed to a refusal as it stands; None until then (AR-10)."""
    return min(
        (
            max(done.on, refused.on)
            for done in steps
            if done.step is Step.REFUSAL_AGREED
            and (refused.by is None or done.by != refused.by)
            and (refused.at is None or done.at is None or done.at >= refused.at)
        ),
        default=None,
    )


def _is_to_be_agreed(ending: StepDone) -> bool:
    """Whether an answer is sent once a second person has agreed to it: a refusal with its ground that names
    nobody who decided it too. One of before grounds were recorded, or that a register brought in, is left as
    it is."""
    return ending.step is Step.REFUSED and ending.answer in set(RefusalGround) and not ending.is_decided_with


def lacks_second_person(steps: Collection[StepDone]) -> bool:
    """Whether the request was refused, and nobody else agreed to that or is named who decided it (AR-10)."""
    ending = _ending(steps)
    return ending is not None and _is_to_be_agreed(ending) and _agreed_on(ending, steps) is None


def is_refusal_agreed(steps: Collection[StepDone]) -> bool:
    """Whether a second account signed the refusal that stands."""
    ending = _ending(steps)
    if ending is None or ending.step is not Step.REFUSED:
        return False
    return _agreed_on(ending, steps) is not None


def waits_for_agreement(steps: Collection[StepDone]) -> bool:
    """Whether a refusal that stands waits for the second person. Its letter is sent once they have agreed:
    until then nobody is answered, and the request is open with its date (AR-8, AR-10)."""
    return closed_on(steps) is None and not is_found_wrong(steps) and lacks_second_person(steps)


def may_come_after(step: Step, steps: Collection[StepDone]) -> bool:
    """Whether a step is still recorded of a request that was refused and is not closed (AR-10, LG-1)."""
    return step in AFTER_A_REFUSAL and is_refused(steps) and closed_on(steps) is None


def answered_on(steps: Iterable[StepDone]) -> date | None:
    """The day of the answer: of a refusal that was found wrong, when what was refused was given; None until
    then. No promise of a copy is an answer by its date (L1.1, L3.4). A refusal to which a second person is to
    agree answers nobody before they have (AR-10), or the request was closed without that."""
    steps = list(steps)
    ending = _ending(steps)
    if ending is None:
        return None
    if ending.given_on is not None:
        return ending.given_on if ending.given_on < date.max else None
    return _agreed_on(ending, steps) or closed_on(steps) if _is_to_be_agreed(ending) else ending.on


def is_identity_awaited(steps: Iterable[StepDone]) -> bool:
    """Whether proof of identity or authority was asked for and has not been seen (AR-4)."""
    done = {step.step for step in steps}
    return Step.IDENTITY_ASKED in done and Step.IDENTITY_CONFIRMED not in done


def closed_on(steps: Iterable[StepDone]) -> date | None:
    """The day the request was closed, which ends the legal hold; None until then (AR-32, X-3).

    One that was recorded by mistake is closed with that: nobody waits for an answer.
    """
    return min((done.on for done in steps if done.step in CLOSING), default=None)


def original_due_on(received_on: date, bank_holidays: Collection[date]) -> date:
    """The due date on the day of receipt, before anything moved it. It stays on screen for ever."""
    return first_due_on(Clock(received_on), bank_holidays)


@dataclass(frozen=True)
class WhatIf:
    """What recording something would do to the due date: the date now, the date then, and why."""

    now: date
    then: date
    why: str


def what_if_extended(clock: Clock, on: date, bank_holidays: Collection[date]) -> WhatIf:
    """What an extension notice sent on a day would do (L1.10, L1.11)."""
    now, last = due_on(clock, bank_holidays), last_notice_on(clock, on, bank_holidays)
    then = due_on(replace(clock, extended_on=clock.extended_on or on), bank_holidays)
    if clock.extended_on:
        return WhatIf(now, now, "The request has already been extended. It can be extended once only.")
    if on > last:
        return WhatIf(
            now, now, f"A notice had to be sent by {long_date(last)}: this one does not change the date."
        )
    return WhatIf(
        now, then, "Three months from the day the month runs from, not two more months from the current date."
    )


def what_if_received(
    known: date, then: date, steps: Collection[StepDone], bank_holidays: Collection[date]
) -> WhatIf:
    """What it would do that the request came on another day than is `known` (L1.2)."""
    now, moved = (due_on(clock_of(on, steps), bank_holidays) for on in (known, then))
    return WhatIf(now, moved, "The month runs from the day the request really arrived.")


def what_if_done_on(
    wrong: StepDone,
    then: date,
    *,
    received_on: date,
    steps: Collection[StepDone],
    bank_holidays: Collection[date],
) -> WhatIf:
    """What it would do that one of the `steps`, recorded wrongly, was done on another day (L1.7, L1.10)."""
    right = [replace(done, on=then) if done == wrong else done for done in steps]
    now, moved = (due_on(clock_of(received_on, held), bank_holidays) for held in (steps, right))
    return WhatIf(now, moved, "As it would be had this day been recorded at first.")


def what_if_paused(
    clock: Clock, asked_on: date, answered_on: date | None, bank_holidays: Collection[date]
) -> WhatIf:
    """What a clarification asked on a day and answered on another, or not yet, would do (L1.7)."""
    now = due_on(clock, bank_holidays)
    then = due_on(replace(clock, pauses=(*clock.pauses, Pause(asked_on, answered_on))), bank_holidays)
    if answered_on is None:
        return WhatIf(now, now, "The date stays until the answer comes; then the days between are added.")
    if answered_on < asked_on:
        return WhatIf(now, now, "The answer is dated before the question.")
    if asked_on > now:
        return WhatIf(now, now, "A question asked after the date has passed gives no time back.")
    if asked_on < (start := start_on(clock)):
        return WhatIf(now, then, f"The month runs from {long_date(start)}: days before it do not count.")
    waited = days((answered_on - asked_on).days)
    return WhatIf(now, then, f"{waited} from question to answer; days already waited for are counted once.")


def progress(
    received_on: date,
    steps: Collection[StepDone],
    *,
    today: date,
    bank_holidays: Collection[date],
    due: date | None = None,
    is_dated: bool = True,
) -> Progress:
    """Where the request stands, by its clock or the day that is given. While something is awaited that was
    asked for in time, no month of the law ends, and it is not late; a question asked after the date hides
    nothing. One that `is_dated` by nobody, neither the law nor whoever asks, is never late."""
    clock = clock_of(received_on, steps)
    by_law = due_on(clock, bank_holidays)
    due = due or by_law
    # A day that an authority names waits for nothing.
    is_stopped = due == by_law and waits_for(received_on, steps, bank_holidays) is not None
    ended = None if waits_for_agreement(steps) else ended_on(steps)
    if is_by_mistake(steps):
        return Progress.MISTAKEN
    if ended and not is_dated:
        return Progress.WITHDRAWN if is_withdrawn(steps) else Progress.ANSWERED
    if ended and is_withdrawn(steps):
        return Progress.WITHDRAWN if ended <= due or is_stopped else Progress.WITHDRAWN_LATE
    if ended and (answered := answered_on(steps)):
        is_in_time = answered <= due or (is_stopped and (answered == ended or not is_found_wrong(steps)))
        return Progress.ANSWERED_IN_TIME if is_in_time else Progress.ANSWERED_LATE
    if ended:
        return Progress.LATE if today > due else Progress.OPEN
    if is_dated and today > due and not is_stopped:
        return Progress.LATE
    if is_dated and today == due:
        return Progress.DUE_TODAY
    if any(pause.answered_on is None for pause in clock.pauses):
        return Progress.PAUSED
    return Progress.WAITING_FOR_IDENTITY if is_identity_awaited(steps) else Progress.OPEN


def explanation(
    clock: Clock,
    *,
    today: date,
    bank_holidays: Collection[date],
    closed_days: Collection[date] = (),
    awaited: StepDone | None = None,
) -> list[str]:
    """Why the due date is what it is, in sentences that a parent would follow, and how long that is: on
    `closed_days` nothing is done about it, though they move no date of the law (L1.1). `awaited` is what the
    law's time waits for."""
    start = start_on(clock)
    extended = is_extended(clock, bank_holidays)
    months = MONTHS_WHEN_EXTENDED if extended else MONTHS_TO_ANSWER
    end, paused = _end(clock, months, bank_holidays)
    due = working_day_on_or_after(end, bank_holidays)
    last_notice = first_due_on(clock, bank_holidays)
    said = [f"Received {long_date(clock.received_on)}."]
    if start > clock.received_on:
        seen = f"The proof that was asked for was seen on {long_date(start)}"
        said.append(f"{seen}, so the month runs from that day.")
    month_end = months_after(start, months)
    length = "three months end" if extended else "one month ends"
    said.append(
        f"{length.capitalize()} on {long_date(month_end)}."
        if month_end.day == start.day
        else f"There is no {start.day} {month_end:%B %Y}, so {length} on {long_date(month_end)}."
    )
    if paused:
        is_added = "is added" if paused == 1 else "are added"
        said.append(f"{days(paused)} spent waiting for a clarification {is_added}: {long_date(end)}.")
    if due != end:
        said.append(_why_it_moves(end, due))  # right after the day that it is about
    for pause in clock.pauses:
        if pause.asked_on > due:
            said.append(
                f"A clarification was asked for on {long_date(pause.asked_on)}, "
                "after the date had passed, so its days are not added."
            )
        elif pause.answered_on is None:
            said.append(
                "A clarification is still awaited. Its days are added when the answer comes, not before."
            )
    if extended and clock.extended_on:
        said.append(
            f"Extended by the notice of {long_date(clock.extended_on)}, sent in time. "
            f"Without it the date was {long_date(last_notice)}."
        )
    elif clock.extended_on:
        said.append(
            f"The extension notice of {long_date(clock.extended_on)} was sent after "
            f"{long_date(last_notice)}, so it does not change the date."
        )
    elif today <= last_notice:
        said.append(
            "If the request is complex, or one of several from the same person, the time may be extended: "
            f"a notice with the reasons must be sent by {long_date(last_notice)}, "
            f"and the date would then be {long_date(extended_due_on(clock, bank_holidays))}."
        )
    elif today <= last_notice_on(clock, today, bank_holidays):
        said.append(
            "If the request is complex, or one of several from the same person, a notice with the reasons "
            "can still be sent while the clarification is awaited: its days do not count."
        )
    if today > due and awaited:
        said.append(waiting_said(awaited, due, today))
    elif today > due:
        said.append(f"The answer was due on {long_date(due)}, {days((today - due).days)} ago.")
    elif today == due:
        said.append(f"The answer is due today, {long_date(due)}.")
    else:
        not_open = frozenset({*bank_holidays, *closed_days})
        left, of_all = (working_days_left(today, due, shut) for shut in (not_open, bank_holidays))
        today_counts = ", today included" if is_working_day(today, not_open) else ""
        how_long = f"{counted(left, 'working day')} {'is' if left == 1 else 'are'} left{today_counts}"
        if left < of_all:
            until_then = f"on {counted(left, 'day')} until then" if left else "on no day until then"
            how_long = f"the setting is open {until_then}{today_counts}"
        said.append(f"The answer is due by the end of {long_date(due)}: {how_long}.")
    return said


def _why_it_moves(end: date, due: date) -> str:
    first, *rest = [end + n * DAY for n in range((due - end).days)]
    said = f"That is a {first:%A}" if first.weekday() >= SATURDAY else f"That is {holiday_name(first)}"
    closed = dict.fromkeys("a weekend" if day.weekday() >= SATURDAY else holiday_name(day) for day in rest)
    if first.weekday() >= SATURDAY:
        closed.pop("a weekend", None)
    if closed:
        said += f", followed by {listed(list(closed))}"
    return f"{said}, so the date moves to the next working day, {long_date(due)}."


BORN = "the child was born"  # nothing is asked for before
A_WEEK = timedelta(days=7)  # after which it is said where a request was meanwhile (AR-5); no law names a day


def problems(
    *,
    child: object,
    requester: str,
    channel: Channel | None,
    received_on: date | None,
    born_on: date | None,
    today: date,
    note: str | None = None,
) -> Problems:
    """What stands in the way of recording a new request, by field (AR-1, AR-5); empty when nothing does.

    The month runs from the day on which anyone here was told (L1.14), so of one that is recorded later the
    `note` says who had it; where none is asked for, as in a register, it is None.
    """
    found: Problems = {}
    if not child:
        found["child"] = (
            "Choose the child whose file is asked for. One who is not in the list, such as who left before "
            "these records began, is added first under Children and files, with the day of leaving."
        )
    if not requester.strip():
        found["requester"] = "Enter who made the request."
    if channel is None:
        found["channel"] = "Choose how the request came. A verbal request is valid."
    if received_on is None:
        found["received_on"] = "Enter the date the request was received."
    elif problem := day_problem(received_on, not_before=(born_on, BORN), today=today):
        found["received_on"] = problem
    elif note is not None and received_on + A_WEEK < today and says_too_little(note):
        found["note"] = (
            f"It came {days((today - received_on).days)} ago. Enter in a sentence who received it, and why "
            "it is recorded only now."
        )
    return found


def step_problems(
    step: Step | None,
    *,
    on: date | None,
    reason: str,
    received_on: date,
    steps: Collection[StepDone],
    today: date,
    bank_holidays: Collection[date],
    is_correction: bool = False,
) -> Problems:
    """What stands in the way of recording `step`, by field (AR-6 to AR-9, AR-32); empty when nothing does.

    Where it corrects a step, `steps` are those that stand without the old one.
    """
    found: Problems = {}
    if step is None:
        return {"step": "Choose what was done."}
    done = {s.step: s.on for s in steps}
    if on is None:
        found["on"] = "Enter the date it was done."
    elif on > today:
        found["on"] = not_yet(on)
    elif on < received_on:
        found["on"] = f"The date is before the request was received, {long_date(received_on)}."
    if step in done and step not in MAY_HAPPEN_AGAIN:
        found["step"] = f"This is already recorded, on {long_date(done[step])}."
    ended = ended_on(steps)
    if ended and is_by_mistake(steps) and (not is_correction or step in ENDINGS):
        found["step"] = f"This request was recorded by mistake, and is closed since {long_date(ended)}."
    elif step is Step.CLOSED:
        if ended is None:
            found["step"] = (
                "A request is closed once it has been released, refused with reasons, or withdrawn."
            )
        elif on and on < ended:
            found.setdefault("on", f"The request was answered on {long_date(ended)}.")
    elif ended and step is Step.MISTAKEN:
        found["step"] = (
            f"This request ended on {long_date(ended)}. What was answered or withdrawn stays so. If that is "
            "wrong itself, correct it first: it is under History."
        )
    elif step is Step.REFUSAL_AGREED and not is_refused(steps):
        found["step"] = "There is no refusal to agree to. The first person has to record it before that."
    elif step is Step.REFUSAL_AGREED and on and ended and on < ended:
        found.setdefault("on", f"It was refused on {long_date(ended)}. Nobody agreed to it before.")
    elif ended and not is_correction and not may_come_after(step, steps):
        found["step"] = f"This request was answered on {long_date(ended)}."
    elif ended and step in ENDINGS:
        found["step"] = f"This request has already been answered, on {long_date(ended)}."
    if step in ENDINGS and on and (closed := closed_on(steps)) and on > closed:
        found.setdefault("on", f"The request was closed on {long_date(closed)}. It was answered by then.")
    match step:
        case Step.CLARIFICATION_ASKED | Step.CLARIFICATION_ANSWERED:
            found = _clarification_problems(step, on, steps) | found
        case Step.RELEASED if (
            on and Step.IDENTITY_ASKED in done and on < done.get(Step.IDENTITY_CONFIRMED, date.max)
        ):
            found.setdefault(
                "step",
                "Identity was asked for. Record that it was confirmed before the file is released (AR-4).",
            )
        case Step.IDENTITY_ASKED if on and on > done.get(Step.IDENTITY_CONFIRMED, on):
            found.setdefault("on", "Proof of identity cannot be asked for after it was confirmed.")
        case Step.IDENTITY_CONFIRMED if on and on < done.get(Step.IDENTITY_ASKED, on):
            found.setdefault("on", "Proof of identity cannot be confirmed before it was asked for.")
        case Step.EXTENDED if on:
            last_notice = last_notice_on(clock_of(received_on, steps), on, bank_holidays)
            if on > last_notice:
                found.setdefault(
                    "on",
                    "An extension notice had to be sent by "
                    f"{long_date(last_notice)}. A later one does not change the date (AR-9).",
                )
    if step in REASON_NEEDED and (why := reason_problem(reason, step)):
        found["reason"] = why
    return found


def _clarification_problems(step: Step, on: date | None, steps: Iterable[StepDone]) -> Problems:
    """That each answer has its question before it, one at a time, where `step` is among them on a day."""
    days_of: dict[Step, list[date]] = {Step.CLARIFICATION_ASKED: [], Step.CLARIFICATION_ANSWERED: []}
    for done in (*steps, StepDone(step, on or date.max)):
        if done.step in days_of:
            days_of[done.step].append(done.on)
    asked, answered = map(sorted, days_of.values())
    if len(asked) > len(answered) + 1:
        return {"step": "A clarification is already awaited. Record its answer first."}
    if len(answered) > len(asked):
        return {"step": "No clarification is awaited."}
    early = next(
        (answer for question, answer in zip(asked, answered, strict=False) if answer < question), None
    )
    if early is None:
        return {}
    if step is Step.CLARIFICATION_ASKED:
        return {"on": f"It was answered before that, on {long_date(early)}."}
    return {"on": "The answer is dated before the question."}


_NO_REASON = frozenset({"busy", "holidays", "holiday", "n/a", "none", "staff", "late"})
# What is no ground, beside a good one too: the notice is the better without it. Words that a record may be
# about, such as Christmas or a holiday, are taken: the form says that they are no ground.
_NO_GROUND = re.compile(
    r"\b(?:are|is|am|be|been|being|too|very|so|we're) (?:\w+ )?busy\b|\bshort[- ](?:of staff|staffed)\b"
    r"|\bunder-?staffed\b"
)


def reason_problem(reason: str, step: Step = Step.EXTENDED) -> str:
    """Why `reason` does not say enough to stand in the letter that `step` sends; empty where it does (L1.9,
    L1.15)."""
    said = one_line(reason).strip(" .").casefold()
    if not said:
        return f"Enter the reason: it goes in the {'notice' if step is Step.EXTENDED else 'letter'}."
    if step is Step.REFUSED and _NO_GROUND.search(said):
        return (
            "Being busy, short of staff or on holiday is no ground to refuse: leave it out. Say what "
            "makes the ground true."
        )
    if step is Step.EXTENDED and (said in _NO_REASON or _NO_GROUND.search(said)):
        return (
            "Being busy, short of staff or on holiday is not a ground: leave it out. Say what makes it "
            "complex, or how many requests this person made."
        )
    if not is_sentence(reason):
        return "Enter the reason in a sentence."
    return ""
