"""A browser that goes away in the middle of a form: it is recorded once or not at all, and nothing hangs."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from store.today import london_today
from tests.browser import steps
from tests.browser.chromium import settled
from tests.store.faults import tell

TIMES = 3  # where it is a race: what was not sent is the same each time


def begin(page: Page, requester: str):
    """A new request, filled in and not sent."""
    steps.open_page(page, "Access requests")
    page.get_by_role("button", name="Record a new request").click()
    form = steps.form(page)
    steps.choose(form, "Child", "C-0")
    form.get_by_role("textbox", name="Who is asking to see the file").fill(requester)
    steps.choose(form, "How the request came", "Letter")
    steps.type_date(form, "Date received", london_today() - timedelta(days=1))
    return form


def again(page: Page) -> Page:
    """The same person's next tab; the one before is gone."""
    address, context = page.url, page.context
    page.close()
    fresh = context.new_page()
    fresh.goto(address)
    settled(fresh)
    return fresh


@pytest.mark.parametrize("presses", [False, True], ids=["before it is sent", "as it is sent"])
def test_a_browser_that_goes_away_in_a_form_records_once_or_not_at_all(sample: Page, presses: bool):
    page = sample
    steps.open_page(page, "Access requests")
    before = int(steps.figure(page, "Open"))
    recorded, times = 0, TIMES if presses else 1
    for at in range(times):
        form = begin(page, f"Gone {presses} {at}")
        if presses:
            form.get_by_role("button", name="Record request", exact=True).click(no_wait_after=True)
        page = again(page)
        page.wait_for_timeout(1000)  # what was on its way has arrived by now
        page.reload()
        settled(page)
        recorded = int(steps.figure(page, "Open")) - before
        assert recorded <= at + 1
    assert presses or recorded == 0
    expect(page.get_by_test_id("stException")).to_have_count(0)
    begin(page, "And on")
    what = "as it is sent" if presses else "before it is sent"
    tell(f"browser gone {what}", f"{times} forms, {recorded} recorded, each at most once")
