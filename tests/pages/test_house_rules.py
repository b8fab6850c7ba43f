"""The setting's own rules in Set-up: grouped as the pages are, one form, one save."""

import re

import pytest
from sqlalchemy import update

from models import Setting
from rules.house import LIMITS, NAMES
from rules.induction import Role
from ui import house_rules

HEADINGS = [
    "Access requests and complaints",
    "Consents",
    "Sharing decisions",
    "Children and files",
    "Induction",
    "Policy and leaflets",
    "Backups",
]


def headings(html: str) -> list[str]:
    return [found.strip() for found in re.findall(r'<h3 class="section">([^<]*)', html)]


def test_each_rule_stands_under_one_heading():
    assert list(house_rules.GROUPS) == HEADINGS
    grouped = [name for group in house_rules.GROUPS.values() for name in group]
    assert sorted(grouped) == sorted(NAMES)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DEPUTY])
def test_the_headings_stand_in_the_order_of_the_pages(sample, visit, role):
    """The manager changes the rules, the deputy reads them."""
    visited = visit(sample, role).open("set_up", part="The setting's rules")
    assert headings(visited.html) == HEADINGS
    for label in house_rules.LABELS.values():
        fields = [one.label for one in visited.at.number_input]
        assert (label in fields) is (role is Role.MANAGER)
        assert label in fields or label.replace("'", "&#x27;") in visited.html


def test_one_save_changes_rules_of_two_groups_and_names_a_field_as_it_is_on_screen(
    sample, visit, monkeypatch
):
    past = (0, LIMITS[1] + 1)  # what the browser does not let through
    monkeypatch.setattr(house_rules, "limits_of", lambda _: past)
    visited = visit(sample).open("set_up", part="The setting's rules")
    set_rule(visited, "consent_renewal_months", 6)
    set_rule(visited, "backup_days", LIMITS[1] + 1)
    visited.press("Save the setting's rules")
    label = house_rules.LABELS["backup_days"]
    assert label in visited.refusal().replace("*", "")
    assert f"from {LIMITS[0]} to {LIMITS[1]}" in visited.refusal()
    set_rule(visited, "backup_days", 7)
    visited.press("Save the setting's rules")
    assert not visited.refusal()
    assert visited.at.number_input(key="house-rules.consent_renewal_months").value == 6
    assert visited.at.number_input(key="house-rules.backup_days").value == 7


def test_a_rule_that_was_saved_as_no_months_is_shown_and_asked_for_anew(sample, visit):
    with sample.administering("test") as session:
        session.execute(update(Setting).values(consent_renewal_months=0))
    visited = visit(sample).open("set_up", part="The setting's rules")
    assert visited.at.number_input(key="house-rules.consent_renewal_months").value == 0
    visited.press("Save the setting's rules")
    assert "from 1 to" in visited.refusal()
    set_rule(visited, "consent_renewal_months", 12)
    visited.press("Save the setting's rules")
    assert not visited.refusal()


def set_rule(visited, name, value):
    visited.at.number_input(key=f"house-rules.{name}").set_value(value)
