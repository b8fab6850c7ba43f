"""The consent form to print: a family that says no to sharing reads what is shared all the same."""

from datetime import date

import pytest

from papers.consent_form import Question, Sheet, consent_form


@pytest.mark.parametrize(
    ("asked", "is_said"),
    [
        pytest.param([False, True], True, id="one question of several is about sharing"),
        pytest.param([False], False, id="a photograph is shared with nobody to keep a child safe"),
    ],
)
def test_it_says_that_a_no_about_sharing_does_not_stop_what_keeps_a_child_safe(asked, is_said):
    questions = [Question("Title", "May we?", 1, is_sharing) for is_sharing in asked]
    made = consent_form("Little Sparks", [Sheet("Ivy", [], questions)], on=date(2026, 11, 24)).decode()
    assert ("To keep a child safe we share information whatever you answer" in made) is is_said
