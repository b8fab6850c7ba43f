"""What a text that ends a record as a mistake names: a record that stands, or none (AR-32, RC-2, CM-1)."""

import pytest

from rules.mistakes import codes_in, named_problem

THERE = {"AR-2026-001", "AR-2026-002", "CP-2026-001"}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("Nobody asked for it.", [], id="none"),
        pytest.param("It is AR-2026-002, and AR-2026-002 stands.", ["AR-2026-002"], id="one, once"),
        pytest.param(
            "See ar-2026-002 and CP 2026-001.", ["AR-2026-002", "CP-2026-001"], id="typed otherwise"
        ),
        pytest.param("The child is C-014.", [], id="a child is no record"),
        pytest.param("Their own number is STAR-2026-002.", [], id="a longer word"),
    ],
)
def test_the_codes_in_a_text(text, codes):
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("Nobody asked for it.", "", id="names none"),
        pytest.param("It came twice: AR-2026-002 stands.", "", id="one that stands"),
        pytest.param(
            "AR-2026-009 and CP-2026-009 stand.",
            "AR-2026-009 and CP-2026-009 are not in these",
            id="not there",
        ),
        pytest.param("AR-2026-001 stands.", "AR-2026-001 is this record itself", id="itself"),
        pytest.param("CP-2026-001 stands.", "CP-2026-001 was recorded by mistake too", id="a mistake itself"),
    ],
)
def test_the_record_that_stands_instead_is_one_that_is_there(text, problem):
    said = named_problem(text, own="AR-2026-001", there=THERE, standing=THERE - {"CP-2026-001"})
    assert said.startswith(problem) if problem else said == ""
