"""What a browser writes to the disk by itself, to bring its pages back: nothing that was typed (law L10).

Asked of the folder that the browser keeps, which is in clear on every computer whose disk is not encrypted.
"""

import shutil
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser import chromium, steps

IS_KEPT_AFTER = 5_000  # milliseconds: it notes what stands in a page a few seconds after it was typed
PASSWORD, CONCERN = "violin cactus harbour toast", "Perpetua Quillfeather came with a bruise."


@pytest.fixture
def kept(playwright: Playwright, tmp_path: Path):
    """Opens a browser that keeps its pages in a folder; at the end says in which files a text stands."""
    # The shell without a window, in which the other tests run, keeps nothing.
    whole = [path for name in chromium.NAMES[1:] if (path := shutil.which(name))]
    if not whole:
        pytest.skip("No whole Chromium is found on this machine. On Debian: apt-get install chromium")
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", executable_path=whole[0], args=list(chromium.FLAGS), viewport=chromium.LAPTOP
    )
    context.set_default_timeout(chromium.PATIENCE)

    def found(text: str) -> list[str]:
        files = [file for file in (tmp_path / "profile").rglob("*") if file.is_file()]
        held = {file.name: file.read_bytes() for file in files}
        return [
            name for name, said in held.items() if text.encode() in said or text.encode("utf-16-le") in said
        ]

    yield context.new_page(), found
    context.close()


def close(page: Page, address: str) -> None:
    """Closes the browser, which keeps its pages by then; the sample goes with who looked around in it."""
    page.wait_for_timeout(IS_KEPT_AFTER)
    cookies = "; ".join(f"{cookie.get('name')}={cookie.get('value')}" for cookie in page.context.cookies())
    page.context.close()
    urlopen(Request(f"{address}/sign-out", headers={"cookie": cookies}))


def test_a_password_that_is_shown_while_it_is_typed_is_not_on_the_disk(kept, address):
    page, found = kept
    page.goto(f"{address}/set-up")
    page.get_by_label("Your name").fill("Joanne Pryce")
    page.get_by_label("Show the passwords").check()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    close(page, address)
    assert found("/set-up"), "the browser kept the page, or this test would say nothing"
    assert found(PASSWORD) == []


def test_what_is_typed_into_a_form_is_not_on_the_disk(kept, address):
    page, found = kept
    chromium.look_around(page, address)
    steps.open_page(page, "Sharing decisions")
    page.get_by_role("button", name="Record a concern").click()
    said = steps.form(page).get_by_role("textbox", name="In a sentence")
    said.fill(CONCERN)
    expect(said).to_have_value(CONCERN)
    close(page, address)
    assert found("/sharing-decisions")
    assert found(CONCERN) == []
