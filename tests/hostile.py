"""Texts that somebody types to be taken for something else: a formula, a link, a script, a line of a file."""

import random
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

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
LIKE_NO_OTHER = 7  # letters: a text that is longer stands on no page by itself
MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#~$]")
READ_AS_MARKDOWN = ("label", "body", "help", "value")
KEEPS_TEXT = {"text_input", "text_area", "html", "arrow_data_frame"}
OWN_HTML = ("<script", "<img", "<iframe", "onerror=alert(1)>")


def hostile_texts(seed: int) -> Iterator[str]:
    """One such text after the other, without an end; the same ones for the same seed."""
    chance = random.Random(seed)
    while True:
        tail = "".join(
            chr(chance.choice((chance.randrange(32, 127), chance.randrange(160, 0x2FF)))) for _ in range(5)
        )
        yield chance.choice(BEGINNINGS) + chance.choice(CALLS) + tail


def looks_like_text(visited: Any, texts: Iterable[str]) -> None:
    """Fails where one of `texts` is anything but text on a page, wherever it is drawn."""
    body = visited.html
    assert not [mark for mark in OWN_HTML if mark in body]
    texts = [said for said in texts if len(said) > LIKE_NO_OTHER]  # a field for one letter holds any letter
    active = [said for said in texts if MARKDOWN.search(said)]
    for said in texts:
        if escape(said) != said:
            assert said not in body, "not escaped in HTML"
    for element in visited.elements:
        if element.type not in KEEPS_TEXT:
            proto = getattr(element, "proto", None)
            for drawn in (getattr(proto, field, None) for field in READ_AS_MARKDOWN):
                if isinstance(drawn, str):
                    bare = re.sub(r"\\.", "", drawn)  # without what is escaped
                    assert not [said for said in active if said in bare], f"{element.type} reads markdown"
