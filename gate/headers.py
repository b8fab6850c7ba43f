"""The headers of every answer: no script but our own, no framing, no sniffing, nothing kept (law L10)."""

import base64
import hashlib
import re
from pathlib import Path

Headers = list[tuple[bytes, bytes]]

NO_STORE = b"no-store"
FOR_A_YEAR = b"private, max-age=31536000, immutable"

_SAME_ON_ALL: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        b"microphone=(), midi=(), payment=(), usb=()",
    ),
]
_REPLACED = {name for name, _ in _SAME_ON_ALL} | {b"cache-control", b"server"}

GATE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def inline_script_hashes(index: Path) -> list[str]:
    """The CSP sources of the inline scripts in Streamlit's own `index.html`."""
    html = index.read_text(encoding="utf-8")
    scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", html, flags=re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts]


def app_policy(hashes: list[str], host: str) -> str:
    """The content security policy of the app itself, served as `host`: scripts are Streamlit's files alone.

    Streamlit styles its elements as it draws them, so styles may be inline; scripts never, and no eval.
    """
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            # Older Safari does not take 'self' for a websocket.
            f"connect-src 'self' ws://{host} wss://{host}",
            "worker-src 'self' blob:",
            "frame-src 'self' blob:",
            "object-src 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def completed(given: Headers, *, policy: str, cache: bytes, is_secure: bool) -> Headers:
    """`given` headers with the ones of every answer in place of what they say on the same matter.

    Where TLS `is_secure`, every cookie stays on it: Streamlit does not know of the TLS of a proxy.
    """
    kept = [(name, value) for name, value in given if name.lower() not in _REPLACED]
    if is_secure:
        kept = [(name, _on_tls(value) if name.lower() == b"set-cookie" else value) for name, value in kept]
    return [*kept, *_SAME_ON_ALL, (b"content-security-policy", policy.encode()), (b"cache-control", cache)]


def _on_tls(cookie: bytes) -> bytes:
    parts = [part.strip().lower() for part in cookie.split(b";")[1:]]
    return cookie if b"secure" in parts else cookie + b"; Secure"
