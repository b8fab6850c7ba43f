"""What one press leads to reaches the browser together, in order, and within a tenth of a second."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from app import tells_of_an_end
from gate.together import Together
from tests.gate.conftest import run_apart

FOREVER, AT_ONCE = 60.0, 0.0
END = b"end"


def said(data: bytes) -> dict[str, Any]:
    return {"type": "websocket.send", "bytes": data}


class Browser:
    """What has arrived in it."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.has_gone = False

    async def take(self, message: Any) -> None:
        await asyncio.sleep(0)  # a message takes its time, and another may come meanwhile
        if self.has_gone:
            raise OSError("gone")
        self.got.append(message.get("bytes", message["type"]))


def through(
    play: Callable[[Together, Browser], Coroutine[Any, Any, None]], *, longest: float = FOREVER
) -> list[Any]:
    """What reached the browser by the end of `play`, of a connection whose page is open."""

    async def whole() -> Browser:
        browser = Browser()
        together = Together(browser.take, lambda data: data == END, longest=longest)
        together.asked()
        await play(together, browser)
        return browser

    return run_apart(whole()).got


def test_a_page_that_is_opened_is_sent_as_it_comes() -> None:
    async def play(together: Together, browser: Browser) -> None:
        await together.send(said(b"1"))
        assert browser.got == [b"1"]

    through(play)


def test_what_a_press_leads_to_comes_with_its_end() -> None:
    async def play(together: Together, browser: Browser) -> None:
        together.asked()
        await together.send(said(b"1"))
        await together.send(said(b"2"))
        assert browser.got == []
        await together.send(said(END))
        assert browser.got == [b"1", b"2", END]
        await together.send(said(b"3"))

    assert through(play) == [b"1", b"2", END, b"3"], "after the end nothing is kept"


def test_a_run_that_takes_longer_is_sent_as_it_comes_from_then_on() -> None:
    async def play(together: Together, browser: Browser) -> None:
        together.asked()
        await together.send(said(b"1"))
        while browser.got != [b"1"]:
            await asyncio.sleep(0)
        await together.send(said(b"2"))

    assert through(play, longest=AT_ONCE) == [b"1", b"2"]


def test_a_second_press_does_not_make_the_first_one_wait_longer() -> None:
    async def play(together: Together, browser: Browser) -> None:
        loop = asyncio.get_running_loop()
        before = loop.time()
        together.asked()
        await together.send(said(b"1"))
        while not browser.got:
            assert loop.time() < before + FOREVER
            together.asked()
            await asyncio.sleep(0)

    assert through(play, longest=0.05) == [b"1"]


def test_messages_that_come_while_others_are_sent_stay_in_order() -> None:
    async def play(together: Together, browser: Browser) -> None:
        together.asked()
        for number in range(50):
            await together.send(said(b"%d" % number))
        await asyncio.gather(*(together.send(said(data)) for data in (END, b"next", b"after")))

    assert through(play) == [*(b"%d" % number for number in range(50)), END, b"next", b"after"]


def test_closing_lets_go_what_was_kept() -> None:
    async def play(together: Together, browser: Browser) -> None:
        together.asked()
        await together.send(said(b"1"))
        await together.send({"type": "websocket.close"})

    assert through(play) == [b"1", "websocket.close"]


def test_whoever_sends_to_a_browser_that_has_gone_is_told_so() -> None:
    async def play(together: Together, browser: Browser) -> None:
        together.asked()
        await together.send(said(b"1"))
        browser.has_gone = True
        for _ in range(5):
            await asyncio.sleep(0)
        with pytest.raises(OSError, match="gone"):
            await together.send(said(b"2"))

    assert through(play, longest=AT_ONCE) == []


def test_nothing_is_sent_once_the_connection_has_ended() -> None:
    async def play(together: Together, browser: Browser) -> None:
        together.asked()
        await together.send(said(b"1"))
        together.stop()
        for _ in range(5):
            await asyncio.sleep(0)

    assert through(play, longest=AT_ONCE) == []


@pytest.mark.parametrize("status", ForwardMsg.ScriptFinishedStatus.values())
def test_a_run_ends_however_it_does(status: Any) -> None:
    """After a record the page is run again at once, and "Recorded" is first in it: that waits for nothing."""
    message = ForwardMsg()
    message.script_finished = status
    assert tells_of_an_end(message.SerializeToString())


def test_an_element_is_no_end() -> None:
    message = ForwardMsg()
    message.delta.new_element.text.body = "finished"
    assert not tells_of_an_end(message.SerializeToString())
    message.delta.new_element.text.body = "finished " * 1000
    assert not tells_of_an_end(message.SerializeToString())
