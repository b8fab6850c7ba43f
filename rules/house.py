"""The setting's own rules, as numbers. They are house rules, never law, and are labelled so on screen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from rules.problems import Problems
from rules.words import long_date

LIMITS = (0, 365)
# What is done once is due again at once after no months at all: it could never be in time.
AT_LEAST_ONE = frozenset({"consent_renewal_months", "policy_review_months", "restore_test_months"})
MOST_CLOSED_DAYS = 92


@dataclass(frozen=True)
class HouseRules:
    """Days and months that the setting chose for itself; the defaults are usual practice.

    Working days skip weekends and bank holidays; those of an access request's path and of its third parties
    skip the days on which the setting is closed as well. `recording_days` of 0 means the same day,
    `backup_days` of 0 that the organisation makes backups by its own means.
    """

    acknowledge_working_days: int = 5
    chairperson_working_days: int = 2
    consent_form_working_days: int = 10
    consent_renewal_months: int = 12
    withdrawal_working_days: int = 1
    decision_working_days: int = 1
    recording_days: int = 0
    induction_days: int = 28
    reread_days: int = 28
    key_person_working_days: int = 5
    restore_test_months: int = 3
    policy_review_months: int = 12
    entry_days: int = 2
    informing_working_days: int = 1
    typed_copy_days: int = 7
    reply_working_days: int = 8
    reminder_working_days: int = 3
    deciding_working_days: int = 3
    clean_copy_working_days: int = 3
    meeting_working_days: int = 3
    closing_working_days: int = 10
    complaint_outcome_days: int = 28
    facts_months: int = 6
    backup_days: int = 14
    leaflet_days: int = 14


NAMES = tuple(HouseRules.__dataclass_fields__)


def limits_of(name: str) -> tuple[int, int]:
    """The least and the most that a rule may be."""
    low, high = LIMITS
    return (max(low, 1) if name in AT_LEAST_ONE else low), high


def rule_problems(rules: Mapping[str, int | None]) -> Problems:
    """What stands in the way of changing the setting's own rules, by the name of each."""
    found: Problems = {}
    for name, value in rules.items():
        low, high = limits_of(name)
        if value is None or not low <= value <= high:
            found[name] = f"Enter a whole number from {low} to {high}."
    return found | {name: "There is no such rule." for name in rules if name not in NAMES}


def bank_holiday_problems(*, day: date | None, name: str, known: Collection[date]) -> Problems:
    """What stands in the way of adding a bank holiday to those that are `known`, by field."""
    found: Problems = {}
    if day is None:
        found["day"] = "Enter the date of the bank holiday."
    elif day in known:
        found["day"] = f"{long_date(day)} is already a bank holiday."
    if not name.strip():
        found["name"] = "Enter what the bank holiday is for."
    return found


def closure_problems(*, first: date | None, last: date | None, name: str) -> Problems:
    """What stands in the way of closing the setting from one day to another, by field."""
    found: Problems = {}
    if first is None:
        found["first"] = "Enter the first day on which the setting is closed."
    elif last and last < first:
        found["last"] = "The last day must not be before the first."
    elif last and (last - first).days >= MOST_CLOSED_DAYS:
        found["last"] = f"Enter at most {MOST_CLOSED_DAYS} days at once."
    if not name.strip():
        found["name"] = "Enter why, such as Christmas or staff training."
    return found
