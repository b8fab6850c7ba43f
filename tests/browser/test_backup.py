"""A backup leaves by the keyboard, is tested, and brings everything back on a new computer (CP-8)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium, steps
from tests.browser.chromium import settled
from tests.browser.conftest import Visit
from tests.conftest import FILE, MANAGER, PASSWORD, SETTING, Makes


@pytest.fixture
def old_computer(browser: Browser, made: Makes, tmp_path: Path) -> Iterator[str]:
    """The app with a setting that was set up."""
    del browser
    made(FILE).copied_to(tmp_path / "old", None)
    with chromium.app(tmp_path / "old") as running:
        yield running


@pytest.fixture
def new_computer(browser: Browser, tmp_path: Path) -> Iterator[str]:
    """The app as it is installed."""
    del browser
    (tmp_path / "new").mkdir()
    with chromium.app(tmp_path / "new") as running:
        yield running


def sign_in(page: Page) -> None:
    page.get_by_label("Sign-in name").fill(MANAGER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    settled(page)


def test_what_is_backed_up_comes_back_on_a_new_computer(
    old_computer: str, new_computer: str, visit: Visit, tmp_path: Path
):
    page, _ = visit(old_computer)
    page.goto(old_computer)
    sign_in(page)
    steps.open_page(page, "Set-up")
    page.get_by_text("Backups", exact=True).click()
    settled(page)
    make = page.get_by_role("button", name="Make a backup")
    steps.tab_to(page, make.inner_text())
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    # Drawn anew by itself, with the backup in its list; nothing says any more that there is none.
    expect(page.get_by_text(f"Saved to your downloads: {file.name}. It was opened again")).to_be_visible()
    expect(page.locator(".lines").get_by_text(file.name)).to_be_visible()
    expect(page.get_by_text("No backup is saved yet")).to_have_count(0)
    expect(page.locator(".file")).to_have_count(0)
    settled(page)

    page.get_by_role("button", name="Test a restore").click()
    dialog = steps.form(page)
    dialog.locator("input[type=file]").set_input_files(file)
    expect(dialog.get_by_role("button", name=f"Remove {file.name}")).to_be_visible()  # it is there by now
    dialog.get_by_label("A password or the recovery code in use").fill(PASSWORD)
    steps.send(dialog, "Test it", "The restore works")

    there, _ = visit(new_computer)
    there.goto(new_computer)
    there.get_by_role("link", name="put a backup back").click()
    there.get_by_label("Backup file").set_input_files(file)
    there.get_by_label("Password or recovery code").fill(PASSWORD)
    there.get_by_role("button", name="Put it back").click()
    expect(there.get_by_text("is back, and has been checked")).to_be_visible(timeout=chromium.PATIENCE)
    sign_in(there)
    expect(there.get_by_role("heading", name="Weekly review", level=1)).to_be_visible()
    expect(there.get_by_text(SETTING).first).to_be_visible()
