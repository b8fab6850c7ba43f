"""The committed actions in a real Chromium: recording a consent, and signing the weekly review.

Timed is from the message that the browser sends over the websocket until the message arrives that says it is
recorded, and from pressing the button until that is read on the page.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page
from playwright.sync_api import TimeoutError as NotInTime
from sqlalchemy import Connection, delete, text

from bench import browser
from bench.servers import MANAGER, PASSWORD, NotMeasured, Server
from models import WeeklyReview
from store import cabinet, guards
from store.cabinet import Cabinet
from store.tables import table

CONSENT, REVIEW = "Record a consent answer", "Sign the weekly review"
TRIES, OPENS_WITHIN_MS = 8, 2_000

# Wraps the page's websocket: when something was first sent after a press, and when `benchWord` came back.
_LISTEN = """
(() => {
  Object.assign(window, {benchWord: '', benchPressed: 0, benchSent: 0, benchTold: 0, benchRead: 0});
  const said = new TextDecoder(), Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', (message) => {
        if (window.benchSent && !window.benchTold && said.decode(message.data).includes(window.benchWord)) {
          window.benchTold = performance.now();
        }
      });
    }
    send(data) {
      if (window.benchPressed && !window.benchSent) { window.benchSent = performance.now(); }
      super.send(data);
    }
  };
  const alerts = () => [...document.querySelectorAll('[data-testid="stAlert"]')];
  new MutationObserver(() => {
    const isRead = () => alerts().some((alert) => alert.innerText.includes(window.benchWord));
    if (window.benchTold && !window.benchRead && isRead()) {
      window.benchRead = performance.now();
    }
  }).observe(document, {childList: true, subtree: true, characterData: true});
})();
"""
_WAIT = """(word) => {
  Object.assign(window, {benchWord: word, benchPressed: 0, benchSent: 0, benchTold: 0, benchRead: 0});
  document.addEventListener('click', () => { window.benchPressed = performance.now(); },
                            {capture: true, once: true});
}"""
_TOOK = """() => window.benchRead &&
  [window.benchTold - window.benchSent, window.benchRead - window.benchPressed]"""


@dataclass
class Write:
    """Seconds until the server said that it is recorded, and until that could be read on the page."""

    acknowledged: float
    read: float


def consents(started: Browser, server: Server, rounds: int) -> list[Write]:
    """Records an answer to the first question for the first child, again and again."""
    with browser.opened(started, server, "consents", listen=_LISTEN) as page:
        _choose(page, page.get_by_role("combobox", name="Child", exact=True))
        return [_one_consent(page) for _ in range(rounds)]


def _one_consent(page: Page) -> Write:
    form = _opened(page, "Record an answer")
    who = form.get_by_role("combobox", name="Who answered", exact=True)
    if not who.input_value():
        _choose(page, who)
    form.get_by_role("radiogroup").first.get_by_role("radio", name="Given").click()
    form.get_by_role("radiogroup", name="How it was given").get_by_role("radio", name="Written").click()
    form.get_by_role("textbox", name="Where the signed form is").fill("In the child's file")
    return _sent(form, "Record answers", "Recorded for ")


def reviews(started: Browser, server: Server, rounds: int, take_back: Callable[[], None]) -> list[Write]:
    """Signs the weekly review; after each, `take_back` takes the signature out, for a week has only one."""
    found = []
    for _ in range(rounds):
        with browser.opened(started, server, listen=_LISTEN) as page:
            found.append(_sent(_opened(page, "Sign the weekly review"), "Sign", "review is signed"))
        take_back()
    return found


def _opened(page: Page, button: str) -> Locator:
    page.get_by_role("button", name=button, exact=True).first.click()
    form = page.get_by_role("dialog")
    form.get_by_test_id("stFormSubmitButton").wait_for()
    page.wait_for_function(browser.HAS_ENDED)
    return form


def _choose(page: Page, box: Locator) -> None:
    """The first of a list; asked again where the page was drawn anew meanwhile."""
    for _ in range(TRIES):
        box.focus()
        page.keyboard.press("ArrowDown")
        try:
            page.get_by_role("option").first.wait_for(timeout=OPENS_WITHIN_MS)
        except NotInTime:
            continue
        page.keyboard.press("Enter")
        return
    raise NotMeasured("A list in a form did not open.")


def _sent(form: Locator, button: str, notice: str) -> Write:
    page = form.page
    page.evaluate(_WAIT, notice)
    form.get_by_role("button", name=button, exact=True).click()
    took = page.wait_for_function(_TOOK, timeout=browser.LONGEST_RUN_MS, polling=20).json_value()
    form.wait_for(state="detached")
    page.wait_for_function(browser.HAS_ENDED)
    return Write(*(ms / 1000 for ms in took))


@contextmanager
def taking_back(home: Path, database: str, today: date) -> Iterator[Callable[[], None]]:
    """How the signature of `today` is taken out of a cabinet that was made to be measured.

    The database refuses that, as it should: its guard is taken down and put up again around it.
    """
    key = cabinet.unlock(home, MANAGER, PASSWORD)
    if database:
        os.environ["DATABASE_URL"] = database
    try:
        opened = cabinet.open_with(home, key)
    finally:
        os.environ.pop("DATABASE_URL", None)
    try:
        yield lambda: _take_back(opened, today)
    finally:
        opened.close()


def _take_back(opened: Cabinet, today: date) -> None:
    # Noted in the trail, for without a line there the dashboard would go on remembering it.
    with opened.administering("signature taken out") as session:
        connection = session.connection()
        _take_down(connection)
        connection.execute(delete(table(WeeklyReview)).where(table(WeeklyReview).c.on == today))
        guards.put_up(connection)


def _take_down(connection: Connection) -> None:
    held = table(WeeklyReview).name
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {held} DISABLE TRIGGER {held}_append_only"))
    else:
        connection.execute(text(f"DROP TRIGGER {held}_no_delete"))
