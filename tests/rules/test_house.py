"""The setting's own rules. They are defaults that a setting changes, and the tables start from the same."""

from datetime import date, timedelta

import pytest

from models import Setting
from rules.house import (
    MOST_CLOSED_DAYS,
    HouseRules,
    bank_holiday_problems,
    closure_problems,
    rule_problems,
)


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
        backup_days=14,
        leaflet_days=14,
    )


def test_a_new_setting_starts_with_them():
    assert Setting(name="Little Sparks").house_rules() == HouseRules()


@pytest.mark.parametrize(
    ("rules", "fields"),
    [
        pytest.param({"induction_days": 0}, [], id="none at all"),
        pytest.param({"induction_days": 365}, [], id="a year"),
        pytest.param({"induction_days": -1}, ["induction_days"], id="less than none"),
        pytest.param({"induction_days": 366}, ["induction_days"], id="a day more than a year"),
        pytest.param({"induction_days": None}, ["induction_days"], id="emptied"),
        pytest.param({"consent_renewal_months": 1}, [], id="a consent that is good for a month"),
        pytest.param({"consent_renewal_months": 0}, ["consent_renewal_months"], id="one that is never good"),
        pytest.param({"policy_review_months": 0}, ["policy_review_months"], id="a review due on its own day"),
        pytest.param({"restore_test_months": 0}, ["restore_test_months"], id="a restore due on its own day"),
        pytest.param({"legal_days": 30}, ["legal_days"], id="a rule that is not the setting's"),
    ],
)
def test_a_rule_is_a_number_within_its_limits(rules, fields):
    assert list(rule_problems(rules)) == fields


@pytest.mark.parametrize(
    ("day", "name", "fields"),
    [
        pytest.param(date(2026, 12, 2), "A coronation", [], id="proclaimed"),
        pytest.param(date(2026, 12, 25), "Christmas", ["day"], id="one already"),
        pytest.param(None, " ", ["day", "name"], id="nothing said"),
    ],
)
def test_a_bank_holiday_is_a_new_one_with_a_name(day, name, fields):
    assert list(bank_holiday_problems(day=day, name=name, known={date(2026, 12, 25)})) == fields


FIRST = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({}, [], id="one day"),
        pytest.param({"last": FIRST}, [], id="one day, said twice"),
        pytest.param({"last": FIRST - timedelta(days=1)}, ["last"], id="back to front"),
        pytest.param({"last": FIRST + timedelta(days=MOST_CLOSED_DAYS - 1)}, [], id="as long as it may be"),
        pytest.param({"last": FIRST + timedelta(days=MOST_CLOSED_DAYS)}, ["last"], id="a day longer"),
        pytest.param({"first": None, "last": FIRST}, ["first"], id="with no beginning"),
        pytest.param({"name": " "}, ["name"], id="for no reason"),
    ],
)
def test_a_closure_has_its_days_and_a_reason(changed, fields):
    assert list(closure_problems(**{"first": FIRST, "last": None, "name": "Christmas"} | changed)) == fields
