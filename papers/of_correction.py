"""What the letters about a request to correct the file say, from its record (RC-2 to RC-6; law L1.9, L4).

Of who was given a wrong fact the letter says no more than that they are told: some of them a family may not
know of.
"""

from collections.abc import Collection
from datetime import date

from papers.letters import Letter, how, signature
from papers.of_request import LATE
from rules import access, rectification
from rules.rectification import Decision, Finding, Step
from rules.words import long_date
from store.cabinet import Who
from store.rectifications import HeldRectification, RecordedStep

FOUND = {
    (Finding.WRONG_FACT, Decision.CORRECTED): "You are right: it was wrong, and it is corrected.",
    (Finding.RIGHT_FACT, Decision.REFUSED): "We found that what it says is right, and have not changed it.",
    (Finding.RIGHT_FACT, Decision.BOTH_KEPT): "We found that what it says is right, and have not changed it. "
    "We keep what you say beside it.",
    (Finding.OPINION, Decision.REFUSED): "What it says is what somebody thought or judged at the time. That "
    "is not changed.",
    (
        Finding.OPINION,
        Decision.BOTH_KEPT,
    ): "What it says is what somebody thought or judged at the time. That "
    "is not changed, and we keep what you say beside it.",
    (
        Finding.NOT_SETTLED,
        Decision.BOTH_KEPT,
    ): "It can no longer be settled what is right. We keep both: what it says and what you say.",
}
MISTAKE_STAYS = (
    "The mistake stays beside the correction, marked as one, so that it is plain what was changed."
)
ARE_TOLD = "Whoever else was given it is told of the correction, unless that cannot be done."
NOBODY_ELSE = "Nobody else was given it."
VIEW_IS_THERE = "Your own view is in the file beside it, in your own words."
VIEW_IS_OFFERED = "You may have your own view put beside it, in your own words: tell us what it should say."


def letters_of(held: HeldRectification) -> list[Letter]:
    """The letters that can be made: the notice once it is recorded, the answer once it is decided."""
    return [
        *([Letter.CORRECTION_NOTICE] if _last(held, Step.EXTENDED) else []),
        *([Letter.CORRECTION] if _last(held, Step.DECIDED) else []),
    ]


def facts(
    held: HeldRectification,
    letter: Letter,
    *,
    setting: str,
    who: Who,
    today: date,
    bank_holidays: Collection[date],
) -> dict[str, str]:
    """The facts of a letter about a request to correct the file; empty where not recorded.

    Each bears the day of its step once that is recorded: the notice, or the answer.
    """
    sent = _last(held, Step.EXTENDED if letter is Letter.CORRECTION_NOTICE else Step.ANSWERED)
    on = sent.on if sent else today
    clock = rectification.clock_of(held.received_on, held.steps)
    due = access.due_on(clock, bank_holidays)
    in_time = clock.extended_on is None or access.is_extended(clock, bank_holidays)
    notice, decided = _last(held, Step.EXTENDED), _last(held, Step.DECIDED)
    return signature(setting, who, on) | {
        "code": held.code,
        "asked_by": held.asked_by,
        "child": held.child,
        "received_on": long_date(held.received_on),
        "how": how(held.channel),
        "entry": f"entry {held.entry}" if held.entry.isdigit() else held.entry,
        "reason": notice.words if notice else "",
        "first_due_on": long_date(access.first_due_on(clock, bank_holidays)) if in_time else "",
        "due_on": long_date(due),
        "found": _found(decided),
        "reasons": decided.words if decided else "",
        "follows": _follows(held, decided),
        "late": LATE.format(long_date(due)) if on > due else "",
    }


def _last(held: HeldRectification, step: Step) -> RecordedStep | None:
    return next((done for done in reversed(held.recorded) if done.step is step), None)


def _found(decided: RecordedStep | None) -> str:
    if decided is None or decided.finding is None or decided.decision is None:
        return ""
    return FOUND[decided.finding, decided.decision]


def _follows(held: HeldRectification, decided: RecordedStep | None) -> str:
    """What follows for the entry: the mistake and who was given it (L4.4, L4.6), or their own view (RC-4)."""
    if decided and decided.decision is Decision.CORRECTED:
        is_nobody = _last(held, Step.NO_RECIPIENTS) is not None
        return f"{MISTAKE_STAYS} {NOBODY_ELSE if is_nobody else ARE_TOLD}"
    return VIEW_IS_THERE if _last(held, Step.VIEW) else VIEW_IS_OFFERED
