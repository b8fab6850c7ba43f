"""What the letters about a request to correct the file say, from its record (RC-2 to RC-6; law L1.9, L4).

Of who was given a wrong fact the letter says no more than that they are told: some of them a family may not
know of.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from papers.letters import Letter, how, signature
from papers.of_request import LATE
from rules import access, rectification
from rules.rectification import Decision, Finding, Step
from rules.words import listed, long_date
from store.cabinet import Who
from store.rectifications import HeldRectification, RecordedStep
from store.retention import RecordedDisposal

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
# Where a part of the file is no longer here, it is not corrected there too.
CORRECTED_HERE = "You are right: it was wrong, and it is corrected in what we still hold."
PASSED_ON = (
    "A part of the file was passed on from here on {}. What is held there we cannot correct: we tell whoever "
    "has it, and they decide about theirs. You may ask them too."
)
DESTROYED = "A part of the file was destroyed on {}: nothing in that can be corrected any more."
MISTAKE_STAYS = (
    "The mistake stays beside the correction, marked as one, so that it is plain what was changed."
)
ARE_TOLD = "Whoever else was given it is told of the correction, unless that cannot be done."
NOBODY_ELSE = "Nobody else was given it."
VIEW_IS_THERE = "Your own view is in the file beside it, in your own words."
VIEW_IS_OFFERED = "You may have your own view put beside it, in your own words: tell us what it should say."


def letters_of(held: HeldRectification) -> list[Letter]:
    """The letters that can be made: the notice once it is recorded, the answer once it is decided.

    Nobody who took it back, or never asked, is sent an answer.
    """
    is_answered = _last(held, Step.DECIDED) and not rectification.closed_without_answer(held.steps)
    return [
        *([Letter.CORRECTION_NOTICE] if _last(held, Step.EXTENDED) else []),
        *([Letter.CORRECTION] if is_answered else []),
    ]


def facts(
    held: HeldRectification,
    letter: Letter,
    *,
    setting: str,
    who: Who,
    today: date,
    bank_holidays: Collection[date],
    gone: Sequence[RecordedDisposal] = (),
) -> dict[str, str]:
    """The facts of a letter about a request to correct the file; empty where not recorded.

    `gone` is what of the child's records is not here any more: what is said of the entry does not reach it.
    Each bears the day of its step once that is recorded: the notice, or the answer.
    """
    sent = _last(held, Step.EXTENDED if letter is Letter.CORRECTION_NOTICE else Step.ANSWERED)
    on = sent.on if sent else today
    # Made again, it says what was so on its day: their view may have come after the answer.
    held = replace(held, history=tuple(step for step in held.history if step.on <= on))
    clock = rectification.clock_of(held.received_on, held.steps)
    due = access.due_on(clock, bank_holidays)
    in_time = clock.extended_on is None or access.is_extended(clock, bank_holidays)
    notice, decided = _last(held, Step.EXTENDED), _last(held, Step.DECIDED)
    not_here = _not_here(held, [one for one in gone if one.on <= on])
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
        "found": _found(decided, is_all_here=not not_here),
        "reasons": decided.words if decided else "",
        "follows": _follows(held, decided, not_here),
        "late": LATE.format(long_date(due)) if on > due else "",
    }


def _last(held: HeldRectification, step: Step) -> RecordedStep | None:
    return next((done for done in reversed(held.recorded) if done.step is step), None)


def _found(decided: RecordedStep | None, *, is_all_here: bool) -> str:
    if decided is None or decided.finding is None or decided.decision is None:
        return ""
    if decided.decision is Decision.CORRECTED and not is_all_here:
        return CORRECTED_HERE
    return FOUND[decided.finding, decided.decision]


def _not_here(held: HeldRectification, gone: Sequence[RecordedDisposal]) -> list[str]:
    """What of the file may have held the mistake and is not here to be corrected, in sentences.

    Not where it is recorded that what was passed on did not hold it. Who has it is not said, nor of which
    kind it was: whoever asks for a correction need not have shown that they may see the file.
    """
    without = {step.recipient for step in held.recorded if step.step is Step.NOT_GIVEN}
    is_nobody = _last(held, Step.NO_RECIPIENTS) is not None
    # Records of two kinds that went together are one, under the code of the first.
    held_it_not = {(one.on, one.passed_to) for one in gone if f"{held.child_code}/{one.id}" in without}
    passed_on = {one.on for one in gone if one.passed_to and (one.on, one.passed_to) not in held_it_not}
    destroyed = {one.on for one in gone if not one.passed_to}
    said = []
    if passed_on and not is_nobody:
        said.append(PASSED_ON.format(listed([long_date(on) for on in sorted(passed_on)])))
    if destroyed:
        said.append(DESTROYED.format(listed([long_date(on) for on in sorted(destroyed)])))
    return said


def _follows(held: HeldRectification, decided: RecordedStep | None, not_here: Sequence[str]) -> str:
    """What follows for the entry: the mistake and who was given it (L4.4, L4.6), or their own view (RC-4)."""
    if decided and decided.decision is Decision.CORRECTED:
        is_nobody = _last(held, Step.NO_RECIPIENTS) is not None
        return " ".join([MISTAKE_STAYS, NOBODY_ELSE if is_nobody else ARE_TOLD, *not_here])
    return VIEW_IS_THERE if _last(held, Step.VIEW) else VIEW_IS_OFFERED
