"""What the rules refuse with: text by field that says what to do, and nothing where nothing is wrong."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from rules.words import bare_words, listed, long_date, one_line
from rules.working_days import months_after

Problems = dict[str, str]


def of_each(found: Sequence[tuple[str, Problems]]) -> Problems:
    """The problems of several at once, each with its code: what is not the same for all says for which."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for code, problems in found:
        for field, text in problems.items():
            said[field][text].append(code)
    return {
        field: " ".join(
            text if len(codes) == len(found) else f"{listed(codes)}: {text}" for text, codes in texts.items()
        )
        for field, texts in said.items()
    }


PLANNED_MONTHS = 120


def too_far_ahead(day: date | None, today: date) -> str:
    """Why a day that is planned is a slip, such as 9999 for no end; empty up to ten years ahead."""
    if day is None or day <= months_after(today, PLANNED_MONTHS):
        return ""
    return f"{long_date(day)} is more than ten years ahead. Check the year, or leave it empty."


def still_here_problem(
    started_on: date, left_on: date | None, *, new_started_on: date | None, today: date
) -> str:
    """Why a new start is not entered yet of who is here until a day that is known, and comes back after it;
    empty where it may be.

    A stay ends with its last day. With the start of the next one it would be over at once: whoever is here
    would be not here today, and what a family allowed not allowed any more (CP-12, DR-4).
    """
    if left_on is None or new_started_on is None or not started_on <= today <= left_on < new_started_on:
        return ""
    return (
        f"Here until {long_date(left_on)}: enter the new start once that day is over. If it is wrong, clear "
        "it first and save, then enter the start."
    )


_NO_REASON = frozenset({"child protection", "safeguarding concern", "safeguarding concerns", "not known"})


def says_too_little(typed: str, *, words: int = 3) -> bool:
    """Whether a text has fewer words than a sentence, of which three are asked here; or than a few, two."""
    return len(typed.split()) < words


def is_sentence(text: str) -> bool:
    """Whether a reason says something: ten characters, more than one word, and not a mere label (IS-7)."""
    said = one_line(text).strip(" .")
    words = bare_words(said)
    return len(said) >= 10 and len(words) > 1 and " ".join(words) not in _NO_REASON
