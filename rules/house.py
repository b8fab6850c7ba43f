"""The setting's own rules, as numbers. They are house rules, never law, and are labelled so on screen."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HouseRules:
    """Days and months that the setting chose for itself; the defaults are usual practice.

    Working days skip weekends and bank holidays; those of an access request's path and of its third parties
    skip the days on which the setting is closed as well. `recording_days` of 0 means the same day.
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
