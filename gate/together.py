"""Sends what one press leads to together, so that the page changes once (AI-6: the review, week by week).

A page is run in some sixty messages, and Streamlit sends them as they come. For every few of them the browser
goes through the whole page, eight to ten times a run, and shows meanwhile one that is half old and half new.
What follows a press is kept here until the run has ended, or for a tenth of a second, which nobody takes for
a wait: of a run that takes longer the rest is sent as it comes.
"""

import asyncio
from collections.abc import Callable

from starlette.types import Message, Send

LONGEST = 0.1  # seconds


class Together:
    """The messages of one websocket on their way to the browser, in the order in which they came.

    `ends` says of a message's bytes whether it tells the browser that a run has ended.
    """

    def __init__(self, send: Send, ends: Callable[[bytes], bool], *, longest: float = LONGEST) -> None:
        self._send = send
        self._ends = ends
        self._longest = longest
        self._kept: list[Message] = []
        self._until: asyncio.TimerHandle | None = None
        self._late: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    def begin(self) -> None:
        """Keeps what follows until a run has ended, or the longest time since is over."""
        if self._until is None:
            self._until = asyncio.get_running_loop().call_later(self._longest, self._over)

    def stop(self) -> None:
        """Keeps nothing any longer; what is still here is for nobody."""
        if self._until is not None:
            self._until.cancel()
        if self._late is not None:
            self._late.cancel()
        self._kept.clear()

    async def send(self, message: Message) -> None:
        """Sends the message with those before it, or keeps it. Raises what sending raises."""
        self._kept.append(message)
        data = message.get("bytes")
        if self._until is not None and data is not None and not self._ends(data):
            return
        await self._let_go()

    def _over(self) -> None:
        self._until = None
        if self._kept:
            self._late = asyncio.get_running_loop().create_task(self._let_go_late())

    async def _let_go_late(self) -> None:
        try:
            await self._let_go()
        except Exception:  # noqa: S110
            pass  # the browser has gone: whoever sends the next message is told so
        finally:
            self._late = None

    async def _let_go(self) -> None:
        if self._until is not None:
            self._until.cancel()
            self._until = None
        async with self._one_at_a_time:
            while self._kept:
                await self._send(self._kept.pop(0))
