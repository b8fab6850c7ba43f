"""What the letters about a complaint say, from its record (CM-1, X-1; law L3)."""

from datetime import date

from papers.letters import Letter, how, signature
from rules.complaints import (
    ENDINGS,
    OF_DATA,
    OF_EARLY_YEARS,
    Complaint,
    Result,
    Step,
    day_of,
    outcome_by,
    way_onward,
)
from rules.words import long_date
from store.cabinet import Who
from store.complaints import HeldComplaint, RecordedStep

RESULTS = {
    Result.UPHELD: "We agree with your complaint: it is upheld.",
    Result.PARTLY: "We agree with a part of your complaint: it is partly upheld.",
    Result.NOT_UPHELD: "We do not agree with your complaint: it is not upheld.",
}


def letters_of(held: HeldComplaint) -> list[Letter]:
    """The letters that can be made: its acknowledgement while it is looked into, and its outcome after that.

    Nobody who has the outcome, withdrew the complaint, or never made it, is told that we will look into it.
    """
    if day_of(held.facts, *ENDINGS) is None:
        return [Letter.COMPLAINT]
    return [Letter.OUTCOME] if _outcome(held) else []


def facts(held: HeldComplaint, *, setting: str, who: Who, today: date, outcome_days: int) -> dict[str, str]:
    """The facts of the letters about a complaint. Without an outcome those of its letter are empty.

    Made again later, each bears the day on which it was given, and says what was true then.
    """
    given = _outcome(held)
    on = given.on if given else day_of(held.facts, Step.ACKNOWLEDGED) or today
    return signature(setting, who, on) | {
        "code": held.code,
        "made_by": held.made_by,
        "received_on": long_date(held.received_on),
        "how": how(held.channel),
        "dates": _dates(held.facts, outcome_days, on),
        "outcome": RESULTS[given.result] if given and given.result else "",
        "found": given.words if given else "",
        "stands_back": _stands_back(held),
        "way_onward": way_onward(held.kind),
        "late": _late(held, given, outcome_days),
        "is_of_data": "yes" if held.kind in OF_DATA else "",
        "is_of_early_years": "yes" if held.kind in OF_EARLY_YEARS else "",
    }


def _stands_back(held: HeldComplaint) -> str:
    """That somebody else than the manager deals with it; the words in which that was noted also say why."""
    if not held.instead_of_the_manager:
        return ""
    said = f"{held.dealt_with_by}, of the management committee," if held.dealt_with_by else "Somebody else"
    return f"The manager stands back from your complaint. {said} deals with it and decides."


def _outcome(held: HeldComplaint) -> RecordedStep | None:
    """The step with what came of it and what was found; None while there is no outcome."""
    return next((step for step in held.recorded if step.result), None)


def _late(held: HeldComplaint, given: RecordedStep | None, outcome_days: int) -> str:
    """That the outcome came after the day that its acknowledgement named; nothing where it did not."""
    by = outcome_by(held.facts, outcome_days=outcome_days)
    if given is None or given.on <= by:
        return ""
    said = "You should have had this by" if held.kind in OF_EARLY_YEARS else "We meant to tell you by"
    return f"{said} {long_date(by)}. We are sorry that it is late."


def _dates(complaint: Complaint, outcome_days: int, today: date) -> str:
    on = outcome_by(complaint, outcome_days=outcome_days)
    by = long_date(on)
    if on < today:  # nobody is promised a day that has passed
        return f"The outcome was due by {by}. We are sorry that it is late, and will tell you without delay."
    if complaint.kind in OF_EARLY_YEARS:
        return f"We will tell you the outcome by {by}, within 28 days."
    if complaint.kind in OF_DATA:
        return f"We will tell you the outcome without undue delay, and aim to do so by {by}."
    return f"We aim to tell you the outcome by {by}."
