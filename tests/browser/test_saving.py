"""A file is saved by the press that asks for it, whatever it is, and by no other (CP-12)."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import chromium, steps
from tests.browser.chromium import PATIENCE, settled

PACK = "Pack to print, as a PDF"
WHY = "Why you need this copy"
PHONE = {"width": 390, "height": 844}


def press(page: Page, label: str) -> tuple[str, Path]:
    return steps.saved(page, page.get_by_role("button", name=label, exact=True))


def open_export(page: Page, why: str = "") -> None:
    page.get_by_role("button", name="Export this list").click()
    if why:
        page.get_by_label(WHY).fill(why)


def by_hand(page: Page) -> None:
    """Without the script that follows a link."""
    page.route(
        "**/gate/saved-at-once.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )


@pytest.fixture
def came(sample: Page) -> list[str]:
    """The name of each file that is saved."""
    names: list[str] = []
    sample.on("download", lambda download: names.append(download.suggested_filename))
    return names


def test_one_press_saves_each_kind_of_document(sample, address, came):
    steps.open_page(sample, "Committee")
    pack, file = press(sample, PACK)
    assert re.fullmatch(r"committee-pack-[\d-]+\.pdf", pack)
    assert file.read_bytes().startswith(b"%PDF")
    assert press(sample, "The same, as a spreadsheet")[0].endswith(".xlsx")

    steps.open_page(sample, "Weekly review")
    sample.get_by_role("button", name="Print or take along").click()
    assert press(sample, "List by codes, as a PDF")[0].startswith("weekly-list-by-codes")
    assert press(sample, "Dates for a calendar, by codes")[1].read_bytes().startswith(b"BEGIN:VCALENDAR")
    sample.keyboard.press("Escape")

    steps.follow(sample, f"{address}/access-requests?access=Complaints")
    assert press(sample, "Complaint form for families")[0] == "complaint-form.docx"
    open_export(sample, "The insurer's review")
    assert press(sample, "Export as CSV")[0].startswith("complaints-")
    assert press(sample, "Export as Excel")[0].endswith(".xlsx")

    steps.follow(sample, f"{address}/consents?consents=To+ask")
    assert press(sample, "Forms for all of them, to print")[0] == "consent-forms.html"

    steps.follow(sample, f"{address}/setting?part=Audit+trail")
    open_export(sample, "The insurer's review")
    assert press(sample, "Export as CSV")[0].startswith("audit-trail-")
    assert len(came) == len(set(came)) == 9, "Each file once."


def test_with_names_off_an_export_is_one_press_and_asks_nothing(sample):
    sample.get_by_role("button", name="Hide names").click()
    expect(sample.get_by_role("button", name="Show names")).to_be_visible(timeout=PATIENCE)
    settled(sample)
    steps.open_page(sample, "Induction")
    open_export(sample)
    expect(sample.get_by_label(WHY)).to_have_count(0)
    assert b"S-0" in press(sample, "Export as CSV")[1].read_bytes()


def test_a_page_that_is_loaded_anew_saves_nothing_again(sample, came):
    steps.open_page(sample, "Committee")
    press(sample, PACK)
    sample.reload()
    settled(sample)
    sample.get_by_role("button", name=PACK).wait_for()
    sample.wait_for_timeout(1500)
    assert len(came) == 1


def press_again(page: Page, button: Locator) -> None:
    """The second press of a double click, however late it reaches the page."""
    button.hover()
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)


def test_two_quick_presses_save_it_once(sample, came):
    steps.open_page(sample, "Committee")
    button = sample.get_by_role("button", name=PACK)
    saved = sample.locator(".file", has_text="Saved to your downloads")
    button.dblclick()
    expect(saved).to_be_visible(timeout=PATIENCE)
    press_again(sample, button)
    sample.wait_for_timeout(1500)
    expect(saved).to_be_visible()
    assert len(came) == 1, "The second press asks for nothing, even after the first is answered."
    press(sample, PACK)
    assert len(came) == 2, "A press by itself does."


def test_on_a_phone_it_is_one_press(sample):
    sample.set_viewport_size(PHONE)
    try:
        steps.follow(sample, sample.url.partition("?")[0].rpartition("/")[0] + "/committee")
        press(sample, PACK)
        assert sample.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    finally:
        sample.set_viewport_size(chromium.LAPTOP)


@pytest.fixture
def without(visit: Callable[..., tuple[Page, object]], address: str) -> Page:
    """Somebody whose browser follows no link by itself."""
    page, _ = visit(address)
    by_hand(page)
    chromium.look_around(page, address)
    return page


def test_where_a_browser_does_not_the_link_is_the_way_in(without):
    saved: list[str] = []
    without.on("download", lambda download: saved.append(download.suggested_filename))
    steps.open_page(without, "Committee")
    without.get_by_role("button", name=PACK).click()
    link = without.get_by_role("link", name=re.compile(r"^Save committee-pack-[\d-]+\.pdf$"))
    expect(link).to_be_visible(timeout=PATIENCE)
    expect(without.get_by_text("This works once, within two minutes.")).to_be_visible()
    without.wait_for_timeout(1000)
    assert saved == []
    with without.expect_download() as saving:
        link.click()
    assert saving.value.path().read_bytes().startswith(b"%PDF")


def test_a_link_that_works_no_more_stands_nowhere(sample):
    """What was asked for is taken back before it is fetched, as it is where names went off meanwhile."""
    steps.open_page(sample, "Committee")
    sample.route(re.compile(r"/download/[\w-]+/fate$"), lambda route: route.fulfill(json={"fate": "gone"}))
    sample.get_by_role("button", name=PACK).click()
    said = sample.locator(".file")
    expect(said).to_contain_text("is no longer here. Press the button again.", timeout=PATIENCE)
    expect(said.get_by_role("link")).to_have_count(0)
    sample.unroute_all()
