"""A person at a real browser. Without a Chromium these tests skip, saying so; where CI is set they fail."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    APIRequestContext,
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Error,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.browser import chromium
from tests.conftest import FILE, Makes

NO_CHROMIUM = "No Chromium is found on this machine. On Debian: apt-get install chromium"
# Streamlit's browser side, on a page below the first, asks there for the server before it asks at the root.
_BASE_PATH = re.compile(r"/[a-z-]+/_stcore/(health|host-config)$")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


# Of a form that was typed in; these tests mean to close it.
ASKS_BEFORE_CLOSING = "What you typed in this form is not recorded. Close it, and lose that?"


@dataclass
class Watch:
    """What a browser did beside what it was asked to: nothing of this may ever happen."""

    host: str
    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)  # what the app sent over the websocket

    def over(self, page: Page) -> None:
        """Watches one page from here on."""
        page.on("request", lambda request: self.asked(request.url))
        page.on("websocket", lambda socket: self.asked(socket.url))
        page.on(
            "websocket",
            lambda socket: socket.on("framereceived", lambda frame: self.frames.append(_bytes(frame))),
        )
        page.on("console", self.said)
        page.on("pageerror", self.failed)
        page.on("dialog", self.box)

    def asked(self, url: str) -> None:
        asked = urlsplit(url)
        if asked.scheme in {"http", "https", "ws", "wss"} and asked.netloc != self.host:
            self.elsewhere.append(url)

    def failed(self, fault: Error) -> None:
        # Plotly measures a chart once more, now and then, when a press has just taken it off the page, and
        # Streamlit the help of a button, where names went off and the page was cleared under it.
        if "getComputedStyle" in fault.message and re.search("PlotlyChart|verlay", fault.stack or ""):
            return
        self.errors.append(f"{fault.message}\n{fault.stack}")

    def said(self, message: ConsoleMessage) -> None:
        url = message.location["url"]
        # A page that asks how much time is left, just as it is signed out elsewhere, is refused and cleared.
        is_refused = url.endswith("/idle") and "401" in message.text
        if message.type == "error" and not is_refused and not _BASE_PATH.search(url):
            self.errors.append(f"{message.text} {url}")

    def box(self, dialog: Dialog) -> None:
        if dialog.message == ASKS_BEFORE_CLOSING:
            dialog.accept()
            return
        self.boxes.append(dialog.message)
        dialog.dismiss()

    def saw_nothing_else(self) -> None:
        """Fails where anything of it happened."""
        assert self.elsewhere == [], "A page asked for something off the machine."
        assert self.boxes == [], "A page opened a box of the browser's own."
        assert self.errors == [], "A page wrote an error to the browser's console."

    def forget(self) -> None:
        for seen in (self.elsewhere, self.boxes, self.errors, self.frames):
            seen.clear()


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=chromium.PATIENCE)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    executable = chromium.found()
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    opened = chromium.launched(playwright, executable)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with no cabinet yet, for those who look around."""
    del browser  # asked for first, so that nothing is started where there is no Chromium
    home = tmp_path_factory.mktemp("home")
    with chromium.app(home) as running:
        yield running
    assert "Uncaught" not in (said := (home / "log.txt").read_text()), said


Visit = Callable[..., tuple[Page, Watch]]


def _window(browser: Browser, address: str) -> tuple[BrowserContext, Watch]:
    """A browser of its own, and the watch over all of its pages."""
    context = browser.new_context(
        viewport=chromium.LAPTOP, color_scheme="light", locale="en-GB", timezone_id="Europe/London"
    )
    context.set_default_timeout(chromium.PATIENCE)
    watch = Watch(urlsplit(address).netloc)
    context.on("page", watch.over)
    return context, watch


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens a browser of its own at an address; at the end nothing else may have happened in it."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def visit(address: str) -> tuple[Page, Watch]:
        context, watch = _window(browser, address)
        opened.append((context, watch))
        return context.new_page(), watch

    yield visit
    for context, watch in opened:
        for page in context.pages:
            page.close()
        # What is tried out goes with the last who tried, and the next test finds nothing of it. An app that
        # is gone by now has taken it along.
        with suppress(Error):
            context.request.get(f"http://{watch.host}/sign-out")
        context.close()
    for _, watch in opened:
        watch.saw_nothing_else()


@pytest.fixture
def new_setting(browser: Browser, made: Makes, tmp_path: Path) -> Iterator[str]:
    """The app with a setting that has just been set up: no records in it, and nobody else at it.

    Asked for before `visit`, so that the browser has left when the app ends, of which a page would complain.
    """
    del browser
    made(FILE).copied_to(tmp_path, None)
    with chromium.app(tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def window(browser: Browser, address: str) -> Iterator[tuple[BrowserContext, Watch]]:
    """The browser of those who look around. It is kept, because it has the app's scripts by then."""
    context, watch = _window(browser, address)
    yield context, watch
    context.close()


@dataclass
class Keeper:
    """Somebody else who looks around, so that the sample stays when those who read it have left."""

    playwright: Playwright
    held: APIRequestContext | None = None

    def keep(self, address: str) -> None:
        """Keeps the sample in which somebody looks around at this moment."""
        self.let_go()
        self.held = self.playwright.request.new_context(
            base_url=address, extra_http_headers={"origin": address}
        )
        assert self.held.post("/look-around", max_redirects=0).status == HTTPStatus.SEE_OTHER

    def let_go(self) -> None:
        """Lets it go, with all that was done in it."""
        if self.held is not None:
            self.held.get("/sign-out", max_redirects=0)
            self.held.dispose()
            self.held = None


@pytest.fixture(scope="session")
def keeper(playwright: Playwright) -> Keeper:
    return Keeper(playwright)


@pytest.fixture(autouse=True)
def untouched(request: pytest.FixtureRequest, keeper: Keeper) -> None:
    """A sample that nobody has recorded anything in, for each test but those that read alone."""
    if "reader" not in request.fixturenames:
        keeper.let_go()


@pytest.fixture
def sample(window: tuple[BrowserContext, Watch], address: str) -> Iterator[Page]:
    """Somebody who looks around, on the weekly review."""
    context, watch = window
    page = context.pages[0] if context.pages else context.new_page()
    watch.forget()  # what came late from a page that was left
    chromium.look_around(page, address)
    yield page
    try:
        watch.saw_nothing_else()
    finally:
        _forget(context, address)


@pytest.fixture
def reader(sample: Page, address: str, keeper: Keeper) -> Page:
    """The same, who records nothing: the records, which take as long to make as a page to load, are kept for
    whoever reads next."""
    keeper.keep(address)
    return sample


def _forget(context: BrowserContext, address: str) -> None:
    """Leaves nothing of a test in a browser but the files that it has loaded."""
    for page in context.pages[1:]:
        page.close()
    page = context.pages[0] if context.pages else context.new_page()
    page.unroute_all()
    page.emulate_media(media="null", color_scheme="light", reduced_motion="null", forced_colors="null")
    page.set_viewport_size(chromium.LAPTOP)
    # Nothing of the app is open while it is signed out: a page whose session is taken away leaves by itself,
    # in the middle of what comes next. What is open instead is one of the app's own first pages, so that the
    # browser's process for it goes on, with the scripts that it has compiled: any other page, an empty one
    # too, is of another process. And it has an icon of its own: for a page without, the browser asks by
    # itself, is refused, and may say so in the next.
    page.goto(f"{address}/set-up")
    assert page.url == f"{address}/set-up", page.url
    page.goto(f"{address}/sign-out")
    browser = context.new_cdp_session(page)
    browser.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
    browser.detach()
    context.clear_cookies()
    page.evaluate("sessionStorage.clear()")
