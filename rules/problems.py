"""What the rules refuse with: text by field that says what to do, and nothing where nothing is wrong."""

Problems = dict[str, str]


def says_too_little(typed: str, *, words: int = 3) -> bool:
    """Whether a text has fewer words than a sentence, of which three are asked here; or than a few, two."""
    return len(typed.split()) < words
