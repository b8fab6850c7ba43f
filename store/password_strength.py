"""Whether a new password is strong enough for the key that it wraps (PR-2; law L10)."""

import threading
from collections.abc import Iterable

from rules.problems import Problems
from store.audit import NO_TEXT, is_text

MIN_LENGTH = 12
MAX_LENGTH = 1000
_STRONG_ENOUGH = 3  # zxcvbn: safely unguessable, moderate protection from an offline attack
_ZXCVBN_READS = 72
_OF_THE_TRADE = ("nursery", "preschool", "confidential", "safeguarding", "children")

_measuring = threading.Lock()  # one at a time: zxcvbn keeps its words in a global


def problem(password: str, known: Iterable[str] = ()) -> str | None:
    """What is wrong with a new password, in a sentence that says what to do, or None where it is strong.

    `known` are words that a guesser would try first: the person's name and the setting's.
    """
    if len(password) < MIN_LENGTH:
        return f"Enter a password of at least {MIN_LENGTH} characters."
    if len(password) > MAX_LENGTH:
        return f"Enter a password of at most {MAX_LENGTH} characters."
    if not is_text(password):  # nobody could type it again
        return NO_TEXT
    words = {
        word.casefold()
        for name in (*known, *_OF_THE_TRADE)
        for word in (name, *name.split())
        if len(word) > 2
    }
    rest = password.casefold()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    # The names count for nothing: what is left without them must be strong by itself.
    if min(_strength(password), _strength(rest)) < _STRONG_ENOUGH:
        return (
            "This password is easy to guess. Use four unrelated words, and leave out names, dates and "
            "keyboard patterns."
        )
    return None


def problems(password: str, again: str, known: Iterable[str] = ()) -> Problems:
    """What is wrong with a new password and with typing it again, by field; empty when nothing is."""
    if why := problem(password, known):
        return {"password": why}
    return {} if password == again else {"again": "Enter the same password twice. The two are different."}


def _strength(password: str) -> int:
    from zxcvbn import zxcvbn  # here: its lists of words take 12 MB, and few days see a new password

    with _measuring:
        return int(zxcvbn(password[:_ZXCVBN_READS])["score"]) if password else 0
