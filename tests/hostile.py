"""Texts that somebody types to be taken for something else: a formula, a link, a script, a line of a file."""

import random
from collections.abc import Iterator

BEGINNINGS = (
    "=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "<", "&", "![x](", "[x](http://", "*", "#", "$", "`",
    "{{", "{%", "]]>", "<!--", "%PDF", "BEGIN:VEVENT", "\x00", "\x1b[31m", "\u202e", "\u200b", "\ufeff",
    "'", '"', ",", ";",
)  # fmt: skip
CALLS = (
    'HYPERLINK("http://evil.example","x")', "cmd|'/C calc'!A0", "<script>alert(1)</script>", "1+1",
    "SUM(A1:A9)",
    "'; DROP TABLE child; --", "<img src=x onerror=alert(1)>", "{{ 7*7 }}", "\\..\\..\\x", "\r\nATTENDEE:x",
    "é" * 40,
)  # fmt: skip


def hostile_texts(seed: int) -> Iterator[str]:
    """One such text after the other, without an end; the same ones for the same seed."""
    chance = random.Random(seed)
    while True:
        tail = "".join(
            chr(chance.choice((chance.randrange(32, 127), chance.randrange(160, 0x2FF)))) for _ in range(5)
        )
        yield chance.choice(BEGINNINGS) + chance.choice(CALLS) + tail
