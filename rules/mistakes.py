"""What was entered by mistake: it counts no more, and stays in the history with the reason.

A correction is a new row that names the old one and says why. What should have been entered is entered anew.
"""

import re
from collections.abc import Collection

from rules.problems import Problems, says_too_little
from rules.words import listed, password_problem

_CODE = re.compile(r"\b(AR|RC|CP|SD|BR)[- ]?(\d{4})-(\d+)\b", re.IGNORECASE)


def problems(because: str) -> Problems:
    """What stands in the way of taking back what was entered by mistake, by field."""
    found: Problems = {}
    if says_too_little(because):
        found["because"] = "Enter in a sentence what was wrong with it. Both stay in the history."
    return found | password_problem("because", because)


def codes_in(text: str) -> list[str]:
    """The codes of records that a text names, each once, as they are written."""
    return list(
        dict.fromkeys(f"{kind.upper()}-{year}-{number}" for kind, year, number in _CODE.findall(text))
    )


def named_problem(text: str, *, own: str, there: Collection[str], standing: Collection[str]) -> str:
    """Why a text does not say which record stands instead of the one of the code `own`; empty where it does.

    A record that somebody needs an answer to would be on no list, if the one that is named were not there.
    `there` are the codes that are, and `standing` those of them that were not recorded by mistake.
    """
    named = codes_in(text)
    if own in named:
        return (
            f"{own} is this record itself. Enter the code of the one that stands, or say that there is none."
        )
    if missing := [code for code in named if code not in there]:
        is_not = "is not" if len(missing) == 1 else "are not"
        return (
            f"{listed(missing)} {is_not} in these records. Check the code. If the right one is not recorded "
            "yet, record it first."
        )
    if fallen := [code for code in named if code not in standing]:
        was = "was" if len(fallen) == 1 else "were"
        return f"{listed(fallen)} {was} recorded by mistake too. Enter the code of the one that stands."
    return ""
