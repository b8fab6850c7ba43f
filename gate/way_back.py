"""After signing in, back to the page that was asked for: one of the app's own, never another site (L10)."""

from collections.abc import Collection, Mapping
from urllib.parse import quote, urlsplit

FIRST_PAGE = "/"
LONGEST = 500
_IN_A_QUERY = "=&%+-._~,:"


def safe(to: str, pages: Collection[str]) -> str:
    """`to` where it is one of `pages`, with its filters; the first page otherwise.

    What is given back is put together anew from the page's own address and a quoted query, so that nothing
    of a foreign address is left in it.
    """
    if not to or len(to) > LONGEST or not to.isascii() or not to.isprintable() or "\\" in to:
        return FIRST_PAGE
    try:
        parts = urlsplit(to)
    except ValueError:
        return FIRST_PAGE
    if parts.scheme or parts.netloc or parts.path not in pages or not to.startswith(parts.path):
        return FIRST_PAGE
    return parts.path + (f"?{quote(parts.query, safe=_IN_A_QUERY)}" if parts.query else "")


def asked_for(path: str, query: bytes, pages: Collection[str]) -> str:
    """Where somebody wanted to go who has to sign in first: `safe`, or empty where it is the first page."""
    to = safe(f"{path}?{query.decode('latin-1')}" if query else path, pages)
    return "" if to == FIRST_PAGE else to


def with_way_back(path: str, to: str, **more: str) -> str:
    """`path` with the way back in its query."""
    said = {**more, **({"to": to} if to else {})}
    return path + (
        "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in said.items()) if said else ""
    )


def after_signing_out(path: str, asked: Mapping[str, str], pages: Collection[str]) -> str:
    """`path` with what the page that was cleared says in `asked`: where it was, and why it was cleared."""
    to, why = safe(asked.get("to", ""), pages), asked.get("why")
    kept = {"why": why} if why in {"idle", "ended"} else {}
    return with_way_back(path, "" if to == FIRST_PAGE else to, **kept)
