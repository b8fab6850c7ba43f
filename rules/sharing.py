"""Decisions to share, or not to share, information about a family (clauses IS-1 to IS-11, AI-8; law L7).

A decision is made, then written in the child's file with its reason. Consent is never required to share
for a child's safety (L7.3); where it is lacking the reason is. The law sets no hours for the record: the
same day is the setting's own rule (L7.11).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.access import Problems
from rules.words import long_date


class Ground(StrEnum):
    """What the concern is, in the policy's order (IS-1 to IS-3, AI-4, AI-8)."""

    SIGNIFICANT_HARM = "significant harm"
    CAUSE_NOT_CLEAR = "cause not clear"
    HARM_TO_ADULT = "serious harm to an adult"
    CRIME = "prevention of crime"
    PROFESSIONAL_WORK = "other professional working"
    OTHER_BASIS = "another lawful basis"


class Outcome(StrEnum):
    """What was decided."""

    SHARED_WITH_CONSENT = "shared with consent"
    SHARED_WITHOUT_CONSENT = "shared without consent"
    NOT_SHARED = "not shared"


class Position(StrEnum):
    """Where the family stands (IS-5 to IS-7)."""

    WRITTEN = "agreed in writing"
    VERBAL = "agreed verbally"
    REFUSED = "objected"
    NOT_SOUGHT = "not asked"


AGREED = frozenset({Position.WRITTEN, Position.VERBAL})


class Status(StrEnum):
    """Where a sharing decision stands."""

    AWAITING_DECISION = "awaiting decision"
    AWAITING_RECORDING = "awaiting recording"
    RECORDED = "recorded"


@dataclass(frozen=True)
class Decision:
    """The facts of a sharing decision. Dates of the setting's own day, London."""

    raised_on: date
    outcome: Outcome | None = None
    decided_on: date | None = None
    position: Position | None = None
    shared_with: str = ""
    reason: str = ""
    witness: str = ""
    recorded_on: date | None = None


def outcome_of(*, shared: bool, position: Position) -> Outcome:
    """The outcome that the family's position makes of a decision to share or not to share."""
    if not shared:
        return Outcome.NOT_SHARED
    return Outcome.SHARED_WITH_CONSENT if position in AGREED else Outcome.SHARED_WITHOUT_CONSENT


def needs_reason(outcome: Outcome) -> bool:
    """Whether the record must state a reason: whenever consent is lacking, and when nothing is shared."""
    return outcome is not Outcome.SHARED_WITH_CONSENT


def _consent_is_lacking(decision: Decision) -> bool:
    # The family's position counts beside the outcome: a record that says "with consent" of a family that
    # objected or was not asked does not escape its reason (IS-7, IS-8).
    return (decision.outcome is not None and needs_reason(decision.outcome)) or decision.position in {
        Position.REFUSED,
        Position.NOT_SOUGHT,
    }


class Part(StrEnum):
    """A part that the record of a decision may lack."""

    REASON = "reason"
    SHARED_WITH = "shared with"
    WITNESS = "witness"
    ENTRY = "entry"


def wanted_parts(decision: Decision) -> list[Part]:
    """The parts that the record of a decision still lacks; none while it is not decided or is complete."""
    wanted: list[Part] = []
    if decision.outcome is None:
        return wanted
    if _consent_is_lacking(decision) and not decision.reason.strip():
        wanted.append(Part.REASON)
    if decision.outcome is not Outcome.NOT_SHARED and not decision.shared_with.strip():
        wanted.append(Part.SHARED_WITH)
    if decision.position is Position.VERBAL and not decision.witness.strip():
        wanted.append(Part.WITNESS)
    if decision.recorded_on is None:
        wanted.append(Part.ENTRY)
    return wanted


_PART_WORDS = {
    Part.SHARED_WITH: "who it was shared with",
    Part.WITNESS: "who heard the verbal consent",
    Part.ENTRY: "the entry in the child's file",
}


def lacking(decision: Decision) -> list[str]:
    """What the record of a decision still lacks, as a person would say it; empty when it is complete."""
    is_kept_in = decision.outcome is Outcome.NOT_SHARED
    reason = "the reason for not sharing" if is_kept_in else "the reason for sharing without consent"
    return [_PART_WORDS.get(part, reason) for part in wanted_parts(decision)]


def status(decision: Decision) -> Status:
    """Awaiting decision, awaiting recording while anything is lacking, or recorded."""
    if decision.outcome is None:
        return Status.AWAITING_DECISION
    return Status.AWAITING_RECORDING if lacking(decision) else Status.RECORDED


def record_due_on(decision: Decision, *, recording_days: int) -> date:
    """The day by which the setting's own rule wants the decision made and in the file (house rule)."""
    return (decision.decided_on or decision.raised_on) + timedelta(days=recording_days)


def days_to_record(decision: Decision) -> int | None:
    """Days from the decision to the entry in the file, or None while either is missing."""
    if decision.decided_on is None or decision.recorded_on is None:
        return None
    return (decision.recorded_on - decision.decided_on).days


def clause(decision: Decision) -> str:
    """The clause that asks for this record."""
    match decision.outcome:
        case Outcome.SHARED_WITHOUT_CONSENT:
            return "IS-8"
        case Outcome.NOT_SHARED:
            return "IS-11"
        case Outcome.SHARED_WITH_CONSENT:
            return "IS-6"
    return "IS-1"


def concern_problems(
    *,
    child: object,
    ground: Ground | None,
    concern: str,
    raised_on: date | None,
    born_on: date | None,
    today: date,
) -> Problems:
    """What stands in the way of recording a concern, by field (IS-1 to IS-3); empty when nothing does."""
    found: Problems = {}
    if not child:
        found["child"] = "Choose the child."
    if ground is None:
        found["ground"] = "Choose what worries you."
    elif ground is Ground.OTHER_BASIS and not concern.strip():
        found["concern"] = "Say which lawful basis it is, in a sentence."
    if raised_on is None:
        found["raised_on"] = "Enter the date the concern was raised."
    elif raised_on > today:
        found["raised_on"] = f"The date must be today or earlier: {long_date(raised_on)} has not come yet."
    elif born_on and raised_on < born_on:
        found["raised_on"] = f"The date is before the child was born, {long_date(born_on)}."
    return found


_ANYBODY = frozenset({"all", "any", "anyone", "everyone", "everybody", "other", "various"})
_NO_REASON = frozenset({"safeguarding", "child protection", "none", "n/a", "unknown"})


def decision_problems(
    *,
    shared: bool | None,
    position: Position | None,
    shared_with: str,
    reason: str,
    witness: str,
    decided_on: date | None,
    raised_on: date,
    today: date,
) -> Problems:
    """What stands in the way of saving a decision, by field; empty when nothing does.

    Consent is never needed to save it (L7.3); a reason is, whenever consent is lacking (IS-7, IS-8, IS-11).
    """
    found: Problems = {}
    if shared is None:
        found["shared"] = "Choose whether the information is shared."
    if position is None:
        found["position"] = "Choose where the family stands. Not asking them is an answer too."
    elif position is Position.VERBAL and not witness.strip():
        found["witness"] = "Enter who heard the verbal consent."
    if shared and not shared_with.strip():
        found["shared_with"] = "Enter whom it is shared with: the agency, and the person's role."
    elif shared and shared_with.strip().casefold() in _ANYBODY:
        found["shared_with"] = (
            "Name the agency and the person's role. Sharing is with those who need to know."
        )
    if shared is not None and position is not None:
        outcome = outcome_of(shared=shared, position=position)
        said = " ".join(reason.split()).strip(" .")
        if needs_reason(outcome) and (len(said) < 10 or said.casefold() in _NO_REASON):
            found["reason"] = "Enter the reason in a sentence: the policy wants it clearly stated."
    if decided_on is None:
        found["decided_on"] = "Enter the date of the decision."
    elif decided_on > today:
        found["decided_on"] = f"The date must be today or earlier: {long_date(decided_on)} has not come yet."
    elif decided_on < raised_on:
        found["decided_on"] = f"The decision is dated before the concern, {long_date(raised_on)}."
    return found


def recording_problems(
    *,
    entry: str,
    recorded_on: date | None,
    decided_on: date,
    late_because: str,
    today: date,
    recording_days: int,
) -> Problems:
    """What stands in the way of recording the entry in the child's file (IS-6, IS-8); empty when nothing."""
    found: Problems = {}
    if not entry.strip():
        found["entry"] = "Enter the number of the entry in the child's file."
    if recorded_on is None:
        found["recorded_on"] = "Enter the date it was written in the file."
    elif recorded_on > today:
        found["recorded_on"] = (
            f"The date must be today or earlier: {long_date(recorded_on)} has not come yet."
        )
    elif recorded_on < decided_on:
        found["recorded_on"] = f"The entry is dated before the decision, {long_date(decided_on)}."
    elif (recorded_on - decided_on).days > recording_days and not late_because.strip():
        found["late_because"] = (
            "It was written later than the setting's own rule asks. "
            "Say why: it is recorded as late, not hidden."
        )
    return found
