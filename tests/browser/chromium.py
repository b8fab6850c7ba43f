"""The app as people start it, and the Chromium that opens it: for the journeys and for the screenshots."""

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

from tests import apps

ROOT = Path(__file__).resolve().parent.parent.parent
# The shell first: the same Chromium without a window to draw, in which the tests take a fifth less time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LAPTOP = {"width": 1366, "height": 768}
LAPTOP_AT_125 = {"width": 1093, "height": 614}  # as Windows often has a small one
PROJECTOR = {"width": 1920, "height": 1080}
UP_WITHIN_SECONDS = 60
PATIENCE = 60_000  # milliseconds, for a machine that is busy with the other tests


def found() -> str | None:
    """Where a Chromium is on this machine, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launched(playwright: Playwright, executable: str) -> Browser:
    """A headless browser that speaks to nobody but the app."""
    return playwright.chromium.launch(executable_path=executable, args=list(FLAGS))


@contextmanager
def app(home: Path) -> Iterator[str]:
    """Runs `streamlit run app.py` with its cabinet in `home`; gives the app's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, log = f"http://127.0.0.1:{port}", home / "log.txt"
    home.mkdir(parents=True, exist_ok=True)
    process = apps.start(port, log, {"CABINET_HOME": str(home)})
    try:
        until = time.monotonic() + UP_WITHIN_SECONDS
        while not _is_up(address):
            assert process.poll() is None, f"The app ended at once:\n{log.read_text()}"
            assert time.monotonic() < until, f"The app is not up in time:\n{log.read_text()}"
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
            return bool(answer.read() == b"ok")
    except OSError:
        return False


def settled(page: Page) -> None:
    """Waits until the page is drawn, in its own letters, and nothing runs any more."""
    fault = page.get_by_text("Something went wrong")
    expect(page.locator("h1").or_(fault).first).to_be_visible(timeout=PATIENCE)
    assert not fault.count(), page.locator("body").inner_text()
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=PATIENCE
    )
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE)
    page.evaluate("() => document.fonts.ready.then(() => true)")


def look_around(page: Page, address: str) -> None:
    """Opens the fictional setting in one click, as somebody does who has just started the app."""
    page.goto(address)
    page.get_by_role("button", name="Look around with sample records").click()
    settled(page)


def pages(page: Page) -> list[tuple[str, str]]:
    """The name and path of each page in the sidebar, as this person sees them."""
    links = page.get_by_test_id("stSidebarNavLink")
    links.first.wait_for()
    # All in one look: the menu is drawn anew while a page settles.
    named = links.evaluate_all("links => links.map(link => [link.innerText.trim(), link.pathname])")
    return [(name, path) for name, path in named]
