"""The setting's own rules. They are defaults that a setting changes, and the tables start from the same."""

from models import Setting
from rules.house import HouseRules


def test_the_defaults_are_usual_practice():
    assert HouseRules() == HouseRules(
        acknowledge_working_days=5,
        chairperson_working_days=2,
        consent_form_working_days=10,
        consent_renewal_months=12,
        withdrawal_working_days=1,
        decision_working_days=1,
        recording_days=0,
        induction_days=28,
        reread_days=28,
        key_person_working_days=5,
        restore_test_months=3,
    )


def test_a_new_setting_starts_with_them():
    assert Setting(name="Little Sparks").house_rules() == HouseRules()
