"""What the letter about a complaint says, from its record (CM-1, X-1; law L3)."""

from datetime import date

from papers.letters import HOW, signature
from rules.complaints import OF_DATA, OF_EARLY_YEARS, Complaint, outcome_by, way_onward
from rules.words import long_date
from store.cabinet import Who
from store.complaints import HeldComplaint


def facts(held: HeldComplaint, *, setting: str, who: Who, today: date, outcome_days: int) -> dict[str, str]:
    """The facts of the acknowledgement of a complaint."""
    return signature(setting, who, today) | {
        "code": held.code,
        "made_by": held.made_by,
        "received_on": long_date(held.received_on),
        "how": HOW[held.channel],
        "dates": _dates(held.facts, outcome_days),
        "way_onward": way_onward(held.kind),
        "is_of_data": "yes" if held.kind in OF_DATA else "",
    }


def _dates(complaint: Complaint, outcome_days: int) -> str:
    by = long_date(outcome_by(complaint, outcome_days=outcome_days))
    if complaint.kind in OF_EARLY_YEARS:
        return f"We will tell you the outcome by {by}, within 28 days."
    if complaint.kind in OF_DATA:
        return f"We will tell you the outcome without undue delay, and aim to do so by {by}."
    return f"We aim to tell you the outcome by {by}."
