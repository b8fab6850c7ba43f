"""A browser that is used at random: a page stands whatever is pressed, and a shared screen names nobody.

`CABINET_TEST_PRESSES=1500 … pytest -s tests/browser/test_at_random.py` goes on for longer.
"""

import os
import random
import re
import sys

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from tests.browser import chromium
from tests.browser.chromium import settled
from tests.browser.conftest import Visit
from tests.browser.test_committee import found_in, identifying

PRESSES = int(os.environ.get("CABINET_TEST_PRESSES", "10"))
SITTING = 100  # presses after which somebody else looks around
SECONDS = 4  # how long a press may be tried: what lies under a form or a calendar is not to be had
TYPED = (
    "12", "0", "-1", "1, 2, 3", "4-6", "2026-11-20", "20/11/2026", "31/02/2026", "25:99", "", "AR-2026-002",
    "<b>bold</b>", "=1+1", "**", "محمد", "\u202e", "a" * 300, "07700 900123", "somebody@example.org",
    "Because it was needed.",
)  # fmt: skip
OURS = {"In the child's file"}  # a note of the sample's in the words of a form's own
FIELDS = "input[type=text], input[type=number], textarea"
CHOICES = "[role=radio], label[data-baseweb=radio], label[data-baseweb=checkbox], [role=checkbox]"
LEADS_AWAY = re.compile("Hide names|Show names|Sign out|Set up your setting|Stop presenting")
KEEPS = re.compile("Save|Record|Add|Confirm|Sign off|Mark|Tick|Take")


class Somebody:
    """Whoever sits at the page and does one thing after another."""

    def __init__(self, page: Page, address: str, by: random.Random) -> None:
        self.page, self.address, self.by = page, address, by
        self.places = [place for _, place in chromium.pages(page)]
        self.did: list[str] = []

    def seen(self, what: str) -> list[Locator]:
        """What is there to be used: in the form that is open, else on the page."""
        form = self.page.get_by_role("dialog")
        over = form if form.count() else self.page.get_by_test_id("stMain")
        return [one for one in over.locator(what).all() if one.is_visible() and one.is_enabled()]

    def go_elsewhere(self) -> None:
        place = self.by.choice(self.places)
        self.did.append(f"went to {place}")
        self.page.goto(self.address + place)

    def go_back(self) -> None:
        self.did.append("went back")
        self.page.evaluate("history.back()")
        self.page.wait_for_timeout(300)
        if not self.page.get_by_test_id("stApp").count():  # before the first page there was the gate's
            self.go_elsewhere()

    def fill_in(self) -> None:
        if not (fields := self.seen(FIELDS)):
            return
        field, typed = self.by.choice(fields), self.by.choice(TYPED)
        self.did.append(f"typed {typed[:12]!r} into {field.get_attribute('aria-label')}")
        if field.get_attribute("role") != "combobox":
            field.fill(typed)
            field.press("Tab")
            return
        field.click()
        if options := self.page.get_by_role("option").all():
            self.by.choice(options).click()

    def choose(self) -> None:
        if choices := self.seen(CHOICES):
            chosen = self.by.choice(choices)
            self.did.append(f"chose {chosen.inner_text()}")
            chosen.click()

    def press(self) -> None:
        buttons = {one: one.inner_text() for one in self.seen("button")}
        buttons = {one: said for one, said in buttons.items() if said and not LEADS_AWAY.search(said)}
        keeping = [one for one, said in buttons.items() if KEEPS.match(said)]
        if buttons:
            pressed = self.by.choice(keeping if keeping and self.by.random() < 0.6 else list(buttons))
            self.did.append(f"pressed {buttons[pressed]}")
            pressed.click()

    def do_something(self) -> None:
        """One thing; where it cannot be done, because something lies over it, it is left."""
        ways = (self.go_elsewhere, self.go_back, self.fill_in, self.choose, self.press)
        does = self.by.choices(ways, (6, 6, 36, 14, 38))[0]
        try:
            does()
        except Error:
            self.page.keyboard.press("Escape")
        settled(self.page)


@pytest.mark.parametrize("is_on_screen", [False, True], ids=["with names", "on screen"])
def test_whatever_is_pressed_a_page_stands_and_a_shared_screen_names_nobody(
    visit: Visit, address: str, tmp_path, is_on_screen
):
    by = random.Random(f"{os.environ.get('CABINET_TEST_SEED', 'Little Sparks')} {is_on_screen}")
    # A day of birth is the day of something else, too: names and what was written about somebody are neither.
    written = identifying(tmp_path) - OURS if is_on_screen else set()
    named = {text for text in written if not any(letter.isdecimal() for letter in text)}
    done: list[str] = []
    while len(done) < PRESSES:
        page, watch = visit(address)
        chromium.look_around(page, address)
        if is_on_screen:
            page.get_by_role("button", name="Hide names").click()
            expect(page.get_by_role("button", name="Show names")).to_be_visible()
            settled(page)
            watch.frames.clear()
        page.context.set_default_timeout(SECONDS * 1000)
        somebody = Somebody(page, address, by)
        for _ in range(min(SITTING, PRESSES - len(done))):
            somebody.do_something()
            watch.saw_nothing_else()
            if is_on_screen:
                sent = b"\n".join([page.content().encode(), *watch.frames])
                watch.frames.clear()
                assert found_in(sent, named) == set(), somebody.did[-5:]
        done += somebody.did or ["nothing"]
        page.close()
    kept = sum(bool(re.match("pressed (?:Save|Record)", one)) for one in done)
    sys.stdout.write(f"\n{len(done)} things done at random, {kept} of them Save or Record: nothing fell.\n")
