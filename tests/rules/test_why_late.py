"""An access request that is answered late says why, and one that is not says nothing of it (AR-8)."""

from datetime import date

import pytest

from rules.access import Step, StepDone
from rules.access_path import WholeRequest
from rules.request_steps import Said, problems
from rules.working_days import bank_holidays

ENGLAND = bank_holidays(range(2026, 2028))
RECEIVED, DUE, AFTER = date(2026, 10, 5), date(2026, 11, 5), date(2026, 11, 6)
EXTENDED = (StepDone(Step.EXTENDED, date(2026, 11, 2)),)
WHY = "The chairperson was away and nobody stood in."


@pytest.mark.parametrize(
    ("step", "on", "steps", "late_because", "is_refused"),
    [
        pytest.param(Step.REFUSED, DUE, (), "", False, id="on the last day nobody is asked"),
        pytest.param(Step.REFUSED, AFTER, (), "", True, id="the day after, it is asked"),
        pytest.param(Step.REFUSED, AFTER, (), "was busy", True, id="two words are no reason"),
        pytest.param(Step.REFUSED, AFTER, (), WHY, False, id="a sentence is"),
        pytest.param(Step.REFUSED, AFTER, EXTENDED, "", False, id="the extended date counts"),
        pytest.param(Step.REFUSED, AFTER, EXTENDED, WHY, True, id="in time, so nothing is late"),
        pytest.param(Step.RELEASED, AFTER, (), "", True, id="of a release it is asked as well"),
        pytest.param(Step.CLARIFICATION_ASKED, AFTER, (), WHY, True, id="only an answer can be late"),
        pytest.param(Step.REFUSED, AFTER, (), "The password is Tree12", True, id="never a password"),
    ],
)
def test_why_it_is_late(step, on, steps, late_because, is_refused):
    given = Said(
        step, on, "The same pages were asked for twice before.", is_route_told=True, late_because=late_because
    )
    found = problems(
        given,
        whole=WholeRequest(RECEIVED, steps),
        by=1,
        sees_advice=False,
        today=date(2026, 11, 24),
        bank_holidays=ENGLAND,
    )
    assert ("late_because" in found) is is_refused
