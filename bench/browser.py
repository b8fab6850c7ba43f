"""The same in a real Chromium: a page opened with nothing in the cache, and a page run again."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.servers import NotMeasured, Server

QUIET_MS = 400
LONGEST_MS = 60_000
LONGEST_RUN_MS = 10_000
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Remembers when an element last came or went, and when the page last said that its script had ended.
_WATCH = """
window.benchLast = 0;
new MutationObserver(() => { window.benchLast = performance.now(); })
  .observe(document, {childList: true, subtree: true, characterData: true});
"""
_HAS_SETTLED = """(quiet) => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && app.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('[data-testid="stMainBlockContainer"] [data-testid="stElementContainer"]')
    && !document.querySelector('[data-testid="stSkeleton"]')
    && performance.now() - window.benchLast > quiet ? window.benchLast : 0;
}"""
HAS_ENDED = """() => document.querySelector('[data-testid="stApp"]')
  .getAttribute('data-test-script-state') === 'notRunning'"""
# Of a page that is drawn by its HTML alone: loaded, and nothing came or went since.
HAS_LOADED = """(quiet) => {
  const loaded = performance.getEntriesByType('navigation')[0]?.loadEventEnd;
  const last = Math.max(loaded || 0, window.benchLast);
  return loaded && performance.now() - last > quiet ? last : 0;
}"""
_LISTEN = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  let began = 0, ran = false;
  window.benchTook = 0;
  document.addEventListener('keydown', () => { began = performance.now(); }, {capture: true, once: true});
  new MutationObserver((_, observer) => {
    const state = app.getAttribute('data-test-script-state');
    if (state !== 'notRunning') { ran = true; return; }
    if (!ran || !began) { return; }
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.benchTook = performance.now() - began; }, 0));
  }).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
}"""


@dataclass
class Load:
    """One cold load: until nothing on the page came or went any more, and what was carried."""

    seconds: float
    requests: int
    bytes: int


def chromium() -> str | None:
    """Where a Chromium is, or None."""
    named = os.environ.get("CHROMIUM")
    return named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


@contextmanager
def browser() -> Iterator[Browser]:
    """A running Chromium; raises `NotMeasured` where there is none."""
    found = chromium()
    if found is None:
        raise NotMeasured("No Chromium is found. Install one, or name it in the variable CHROMIUM.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        try:
            yield started
        finally:
            started.close()


@contextmanager
def _context(started: Browser, server: Server, *scripts: str) -> Iterator[BrowserContext]:
    context = started.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    try:
        if server.cookie:
            name, _, value = server.cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": server.address}])
        for script in (_WATCH, *scripts):
            context.add_init_script(script)
        yield context
    finally:
        context.close()


def cold_load(
    started: Browser, server: Server, address: str = "", *, has_settled: str = _HAS_SETTLED
) -> Load:
    """Opens the page at `address` in a browser that has never been there.

    `has_settled` is how the page says that it is drawn, where it is none of Streamlit's.
    """
    with _context(started, server) as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        carried = {"requests": 0, "bytes": 0}

        def count(done: dict[str, float]) -> None:
            carried["requests"] += 1
            carried["bytes"] += int(done["encodedDataLength"])

        session.on("Network.loadingFinished", count)
        session.send("Network.enable")
        page.goto(f"{server.address}/{address}", wait_until="commit")
        settled = page.wait_for_function(has_settled, arg=QUIET_MS, timeout=LONGEST_MS, polling=50)
        return Load(float(settled.json_value()) / 1000, carried["requests"], carried["bytes"])


@contextmanager
def opened(started: Browser, server: Server, address: str = "", *, listen: str = "") -> Iterator[Page]:
    """The page at `address`, open and settled; `listen` is a script that runs before its own."""
    with _context(started, server, *([listen] if listen else [])) as context:
        page = context.new_page()
        page.goto(f"{server.address}/{address}", wait_until="commit")
        page.wait_for_function(_HAS_SETTLED, arg=QUIET_MS, timeout=LONGEST_MS, polling=50)
        yield page


def run_again(page: Page) -> float:
    """Seconds from Streamlit's own key for a rerun until the page is drawn anew."""
    page.evaluate(_LISTEN)
    page.keyboard.press("r")
    took = page.wait_for_function("() => window.benchTook", timeout=LONGEST_RUN_MS, polling=10)
    return float(took.json_value()) / 1000
