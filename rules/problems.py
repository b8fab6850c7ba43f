"""What the rules refuse with: text by field that says what to do, and nothing where nothing is wrong."""

from rules.words import bare_words, one_line

Problems = dict[str, str]

_NO_REASON = frozenset({"child protection", "safeguarding concern", "safeguarding concerns", "not known"})


def says_too_little(typed: str, *, words: int = 3) -> bool:
    """Whether a text has fewer words than a sentence, of which three are asked here; or than a few, two."""
    return len(typed.split()) < words


def is_sentence(text: str) -> bool:
    """Whether a reason says something: ten characters, more than one word, and not a mere label (IS-7)."""
    said = one_line(text).strip(" .")
    words = bare_words(said)
    return len(said) >= 10 and len(words) > 1 and " ".join(words) not in _NO_REASON
