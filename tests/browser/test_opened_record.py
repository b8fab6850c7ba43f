"""A row of a register opens its record, with the mouse and with the keyboard (CP-3)."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.chromium import settled

ROW = 36
ON_A_CODE = 65  # pixels from the left: beside the tick
REGISTERS = {
    "access-requests": "request",
    "access-requests?access=Corrections": "correction",
    "access-requests?access=Complaints": "complaint",
    "sharing-decisions": "decision",
    "sharing-decisions?part=Contacts+and+disclosures": "contact",
    "sharing-decisions?part=Breaches": "breach",
    "children-and-files": "child",
}
GRIDS = {"consents": "child", "induction": "person"}


def register(page: Page, key: str) -> Locator:
    drawn = page.locator(f".st-key-ticked-{key} canvas").first
    drawn.scroll_into_view_if_needed()
    settled(page)
    return drawn


def first_code(drawn: Locator) -> str:
    cell = drawn.locator("[role=gridcell]").filter(has_text=re.compile(r"^[A-Z]{1,2}-[\d-]+$")).first
    expect(cell).to_be_attached()
    return cell.text_content() or ""


def is_opened(page: Page, key: str, code: str) -> None:
    """In the address, and in sight from the page's heading on, where the focus is."""
    expect(page).to_have_url(re.compile(rf"[?&]{key}={code}(&|$)"))
    settled(page)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollTop") == 0


def test_a_row_opens_its_record_by_its_code_and_by_the_keyboard(reader: Page, address: str):
    for where, key in REGISTERS.items():
        reader.goto(f"{address}/{where}")
        settled(reader)
        drawn = register(reader, key)
        code = first_code(drawn)
        place = drawn.bounding_box()
        assert place
        reader.mouse.click(place["x"] + ON_A_CODE, place["y"] + ROW + ROW / 2)
        is_opened(reader, key, code)
        reader.keyboard.press("r")  # run again: it stays open
        settled(reader)
        expect(reader).to_have_url(re.compile(rf"[?&]{key}={code}(&|$)"))
        reader.go_back()
        expect(reader).not_to_have_url(re.compile(rf"[?&]{key}="))
        settled(reader)
        reader.goto(f"{address}/{where}")  # a register that Back draws once more lets go of the focus
        settled(reader)
        first_code(register(reader, key))
        register(reader, key).focus()
        for arrow in ("ArrowDown", "ArrowUp"):
            reader.keyboard.press(arrow)
            expect(reader.locator("td[role=gridcell]:focus")).to_be_attached()
        reader.keyboard.press("Shift+Space")
        is_opened(reader, key, code)


def test_a_name_in_a_grid_opens_its_own_without_loading_the_page_anew(reader: Page, address: str):
    for where, key in GRIDS.items():
        steps.follow(reader, f"{address}/{where}")
        reader.evaluate("window.isTheSamePage = true")
        link = reader.locator("table.grid a.opens").nth(2)
        code = re.search(rf"[?&]{key}=([A-Z]-\d+)", link.get_attribute("href") or "")
        assert code
        link.press("Enter")
        is_opened(reader, key, code[1])
        assert reader.evaluate("window.isTheSamePage")
        reader.go_back()
        expect(link).to_be_visible()
        settled(reader)
