"""What the gate's pages share: reading a form, going on to another page, the cookie."""

from datetime import date
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gate.door import OWN_HOSTS, allowed_hosts
from rules.words import long_date
from store import sessions

MOST_BYTES = 16 * 1024
THIS_COMPUTER = "127.0.0.1"


def go_to(path: str) -> Response:
    """Another page, to be fetched anew."""
    return RedirectResponse(path, status_code=HTTPStatus.SEE_OTHER)


def day_said(text: str) -> str:
    """A day of an address in words; nothing where it is none. An address may come from anywhere."""
    try:
        return long_date(date.fromisoformat(text))
    except ValueError:
        return ""


def with_cookie(request: Request, answer: Response, token: str) -> Response:
    """`answer`, with the token for the browser to keep until it is closed."""
    answer.set_cookie(
        sessions.COOKIE,
        token,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


def without_cookie(answer: Response) -> Response:
    """`answer`, which has the browser forget the token."""
    answer.delete_cookie(sessions.COOKIE, path="/", httponly=True, samesite="strict")
    return answer


async def form(request: Request) -> dict[str, str]:
    """The fields of a sent form; none where it is longer than any form of ours."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def plain_name(name: str) -> str:
    """A file's name that every header and every folder takes."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)


def address(request: Request) -> str:
    """Where a request comes from. This computer is one place, by whichever of its addresses it asks.

    A proxy says for whom it asks, and where there is one the app has a name of its own, in `CABINET_HOSTS`.
    Without, any program of this computer could say so, and be somewhere else at each try.
    """
    host = request.client.host if request.client else ""
    says_for_whom = "x-forwarded-for" in request.headers
    return THIS_COMPUTER if _is_own(host) or (says_for_whom and allowed_hosts() == OWN_HOSTS) else host


def _is_own(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:  # what a proxy says need not be one
        return False
