"""Tells the browser, with the page itself, which of Streamlit's files its first elements will ask for.

Without it the browser finds out only when the elements arrive, and fetches one layer of files after another
while the person looks at an empty page.
"""

import re
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gate.door import OURS

# What the weekly review draws: the file of an element is named after it.
FIRST_DRAWN = ("Html", "Button", "TextInput")
_IMPORTED = re.compile(r"""(?:from|import)\s*["'`]\./([\w.-]+\.js)["'`]""")


def files_ahead(root: Path) -> list[str]:
    """The scripts of `FIRST_DRAWN` and what those import, without what `index.html` names itself.

    `root` is the folder that holds Streamlit's `index.html`. An element that a later Streamlit names
    otherwise is left out: the page then loads as it would without.
    """
    scripts = root / "static" / "js"
    named = (root / "index.html").read_text(encoding="utf-8")
    waiting = [file.name for element in FIRST_DRAWN for file in scripts.glob(f"{element}.*.js")]
    found: dict[str, None] = {}
    while waiting:
        name = waiting.pop()
        if name in found or f"/{name}" in named or not (scripts / name).is_file():
            continue
        found[name] = None
        waiting += _IMPORTED.findall((scripts / name).read_text(encoding="utf-8"))
    return [f"/static/js/{name}" for name in found]


class Ahead:
    """The ASGI middleware that puts those files into the `Link` header of every page."""

    def __init__(self, app: ASGIApp, *, root: Path) -> None:
        self.app = app
        self.link = ", ".join(f"<{path}>; rel=modulepreload" for path in files_ahead(root)).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the app does; a page gets the header. The gate's own do not: a stranger gets no file."""

        async def linking(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = list(message.get("headers", ()))
                if any(k.lower() == b"content-type" and v.startswith(b"text/html") for k, v in headers):
                    message = {**message, "headers": [*headers, (b"link", self.link)]}
            await send(message)

        await self.app(
            scope, receive, linking if scope["type"] == "http" and scope["path"] not in OURS else send
        )
