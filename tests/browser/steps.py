"""What a person does on a page, in the words of the journeys."""

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotThere

from tests.browser.chromium import PATIENCE, settled
from tests.conftest import MANAGER, PASSWORD

EVERY_TAB = 120  # more stops than any page has


def sign_in(page: Page, address: str) -> None:
    """As the manager."""
    page.goto(address)
    page.get_by_label("Sign-in name").fill(MANAGER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    settled(page)


def open_page(page: Page, name: str) -> None:
    """By its link in the sidebar."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
    expect(page).to_have_title(called(name), timeout=PATIENCE)
    settled(page)


_FOLLOW = """to => {
  const at = new URL(to, location.href);
  const link = [...document.querySelectorAll("[data-testid=stSidebarNavLink]")]
    .find(link => new URL(link.href).pathname === at.pathname);
  if (!link || at.pathname === location.pathname) return null;
  history.pushState({}, "", at);
  dispatchEvent(new PopStateEvent("popstate"));
  return link.innerText.trim();
}"""


def called(name: str) -> re.Pattern[str]:
    """The title of a page, with names or without."""
    return re.compile(rf"{re.escape(name)}(: names are off)?")


def follow(page: Page, to: str) -> None:
    """Goes to another page by an address, as the browser's Back does; nowhere where it is open already.

    The app's scripts are there by then: to load them anew takes longer than to draw the page.
    """
    if page.url == to:
        return
    name = page.evaluate(_FOLLOW, to)
    if name is None:
        page.goto(to)
    else:
        expect(page).to_have_title(called(name), timeout=PATIENCE)
    settled(page)


def show_everything(page: Page) -> None:
    """Every group of the agenda, opened."""
    more = page.get_by_role("button", name=re.compile(r"^Show (all )?\d+ "))
    while more.count():
        before = page.locator(".item").count()
        more.first.click()
        expect(page.locator(".item")).not_to_have_count(before, timeout=PATIENCE)
        settled(page)


def row(page: Page, *said: str) -> Locator:
    """The agenda's rows that say all of `said`."""
    items = page.locator(".item")
    for text in said:
        items = items.filter(has_text=text)
    return items


def code_of(line: Locator) -> str:
    """The code of one row, without the name below it."""
    found = re.match(r"[A-Z]+-[\d-]*\d", line.locator(".code").first.inner_text())
    assert found, line.inner_text()
    return found[0]


def button_of(line: Locator) -> Locator:
    """What is beside a row to press: of the rows that have a button, the first has the first one."""
    at = line.evaluate("row => [...row.parentElement.querySelectorAll('.item:not(.alone)')].indexOf(row)")
    assert at >= 0, "this row has nothing to press"
    held = line.locator("xpath=ancestor::*[contains(@class, 'st-key-rows-')][1]")
    return held.get_by_role("button").nth(at)


def press(line: Locator) -> Locator:
    """Presses a row's button; the form that opens."""
    button_of(line.first).click()
    return form(line.page)


def saved(page: Page, button: Locator) -> tuple[str, Path]:
    """Presses a button once, by which a file is saved; the file's name, and where it is."""
    with page.expect_download() as saving:
        button.click()
    name = saving.value.suggested_filename
    file = page.locator(".file").filter(has_text=f"Saved to your downloads: {name}.")
    expect(file).to_be_visible(timeout=PATIENCE)
    expect(file.get_by_role("link")).to_have_count(0)
    settled(page)
    return name, Path(saving.value.path())


def form(page: Page) -> Locator:
    """The form that is open over the page."""
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_test_id("stFormSubmitButton").first).to_be_visible(timeout=PATIENCE)
    settled(page)
    return dialog


def choose(scope: Locator, label: str, text: str) -> str:
    """The first option of a list that has `text` in it; what it says."""
    box = scope.get_by_role("combobox", name=label, exact=True)
    option = scope.page.get_by_role("option", name=text).first
    for patience in (PATIENCE // 10, PATIENCE // 4):
        try:
            return _chosen(box, option, text, patience)
        except (NotThere, AssertionError):  # the run that an answer before called for drew the list anew
            box.fill("")  # the same text typed over itself would open no list
    return _chosen(box, option, text, PATIENCE)


def _chosen(box: Locator, option: Locator, text: str, patience: int) -> str:
    box.click()
    box.fill(text)
    said = option.inner_text(timeout=patience)
    point_at(option, patience)
    option.click(timeout=patience)
    return said


def point_at(option: Locator, patience: int = PATIENCE) -> None:
    """Moves the pointer over an option of an open list and waits until the list stands still.

    A list that scrolls, as it does when it opens or a choice above it makes it move, hears no press: one that
    begins just before is lost.
    """
    option.hover(timeout=patience)
    expect(option).to_have_css("pointer-events", "auto", timeout=patience)


def type_date(scope: Locator, label: str, day: date) -> None:
    """Day, month and year typed one after the other, as a UK office does."""
    scope.get_by_role("spinbutton", name=f"day, {label}").focus()
    scope.page.keyboard.type(f"{day:%d%m%Y}")


def send(dialog: Locator, button: str, notice: str) -> None:
    """Sends the form; it closes and the page says what was recorded.

    A press that begins just as an answer has the form drawn anew is heard by nobody: the form stands there
    and says nothing. It is pressed again then, as somebody would; a form records once however often.
    """
    press = dialog.get_by_role("button", name=button, exact=True)
    press.click()
    try:
        expect(dialog.page.get_by_test_id("stAlert").filter(has_text=notice)).to_be_in_viewport(
            timeout=PATIENCE // 4
        )
    except AssertionError:
        if dialog.count() and not dialog.get_by_test_id("stAlert").count():
            press.click()
    sent(dialog.page, notice)


def sent(page: Page, notice: str) -> None:
    """The form is closed and the page says `notice`, in sight however far down its button stood."""
    expect(page.get_by_test_id("stAlert").filter(has_text=notice)).to_be_in_viewport(timeout=PATIENCE)
    form = page.get_by_role("dialog")
    try:
        expect(form).to_have_count(0, timeout=PATIENCE)
    except AssertionError as open_still:
        raise AssertionError(f"The form stays open and says: {form.inner_text()}") from open_still
    settled(page)


def figure(page: Page, title: str) -> str:
    """The number in one of the figures at the top."""
    card = page.locator(".figure").filter(has=page.get_by_role("heading", name=title, exact=True))
    return card.locator(".number").inner_text()


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until what has the focus is called `name`."""
    for _ in range(EVERY_TAB):
        page.keyboard.press("Tab")
        # In one look: what has the focus may be drawn anew between two.
        said: str = page.evaluate(_OF_THE_FOCUS)
        if name in (said, *said.splitlines()):
            return
    raise AssertionError(f"No press of Tab reaches {name}.")


_OF_THE_FOCUS = """() => {
    const e = document.activeElement;
    return (e === document.body ? ''
        : e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '').trim();
}"""
