"""What somebody else changed meanwhile is said as a person says it, whatever the field holds."""

from dataclasses import make_dataclass
from datetime import date

import pytest

from rules.induction import Role
from store.refusal import ChangedMeanwhile, refuse_if_changed


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        pytest.param(None, date(2026, 7, 21), "it was empty, and is now Tuesday 21 July 2026.", id="a day"),
        pytest.param(False, True, "it was not ticked, and is now ticked.", id="a tick"),
        pytest.param("Sun", "", "it was Sun, and is now empty.", id="a text"),
        pytest.param(14, 28, "it was 14, and is now 28.", id="a number"),
        pytest.param(0, 1, "it was 0, and is now 1.", id="a number that a tick could be taken for"),
        pytest.param(Role.STAFF, Role.DEPUTY, "it was staff, and is now deputy.", id="a choice"),
    ],
)
def test_what_changed_is_said_in_words(before, now, said):
    row = make_dataclass("Row", ["field"])(now)
    with pytest.raises(ChangedMeanwhile) as changed:
        refuse_if_changed({"field": before}, row)
    assert changed.value.problems["field"].endswith(said)
