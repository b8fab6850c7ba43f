"""What was entered by mistake: it counts no more, and stays in the history with the reason.

A correction is a new row that names the old one and says why. What should have been entered is entered anew.
"""

from rules.problems import Problems, says_too_little
from rules.words import password_problem


def problems(because: str) -> Problems:
    """What stands in the way of taking back what was entered by mistake, by field."""
    found: Problems = {}
    if says_too_little(because):
        found["because"] = "Enter in a sentence what was wrong with it. Both stay in the history."
    return found | password_problem("because", because)
