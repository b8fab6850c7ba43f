"""Sends what one press leads to together, so that the page changes once (AI-6: the review, week by week).

A page is run in some sixty messages, and Streamlit sends them as they come. For every few of them the browser
goes through the whole page, eight to ten times a run, and shows meanwhile one that is half old and half new.
What follows a press is kept here until the run has ended, or for a tenth of a second, which nobody takes for
a wait: of a run that takes longer the rest is sent as it comes. So is the second run, after a record, whose
first words are that it is recorded; and so is a page that is opened anew, for each kind of element has a
script, which the browser makes ready when the first of them is there.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

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
        self._is_open = False
        self._kept: list[Message] = []
        self._until: asyncio.TimerHandle | None = None
        self._late: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    def asked(self) -> None:
        """The browser asks for something: what follows is kept until a run has ended, or for a while.

        What it asks first opens the page, and nothing of that is kept.
        """
        if not self._is_open:
            self._is_open = True
        elif self._until is None:
            self._until = asyncio.get_running_loop().call_later(self._longest, self._over)

    def stop(self) -> None:
        """The connection has ended: what is still here is for nobody."""
        self._keep_no_more()
        self._kept.clear()
        if self._late is not None:
            self._late.cancel()

    async def send(self, message: Message) -> None:
        """Sends the message with those before it, or keeps it. Raises what sending raises."""
        self._kept.append(message)
        data = message.get("bytes")
        if self._until is not None and data is not None and not self._ends(data):
            return
        self._keep_no_more()
        await self._let_go()

    def _keep_no_more(self) -> None:
        if self._until is not None:
            self._until.cancel()
            self._until = None

    def _over(self) -> None:
        self._until = None
        self._late = asyncio.get_running_loop().create_task(self._let_go_late())

    async def _let_go_late(self) -> None:
        with suppress(Exception):  # the browser has gone: whoever sends the next message is told so
            await self._let_go()

    async def _let_go(self) -> None:
        async with self._one_at_a_time:
            while self._kept:
                await self._send(self._kept.pop(0))
