"""A browser that goes away in the middle of a form: it is recorded once or not at all, and nothing hangs."""

from datetime import timedelta

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
    fresh.wait_for_timeout(1000)  # what was on its way has arrived by now
    fresh.keyboard.press("r")  # runs the page again
    fresh.wait_for_timeout(300)
    settled(fresh)
    expect(fresh.get_by_test_id("stException")).to_have_count(0)
    return fresh


def test_a_browser_that_goes_away_in_a_form_records_once_or_not_at_all(sample: Page):
    steps.open_page(sample, "Access requests")
    before = int(steps.figure(sample, "Open"))
    begin(sample, "Gone before it is sent")
    page = again(sample)
    assert int(steps.figure(page, "Open")) == before
    recorded = 0
    for at in range(TIMES):
        form = begin(page, f"Gone as it is sent {at}")
        form.get_by_role("button", name="Record request", exact=True).click(no_wait_after=True)
        page = again(page)
        recorded = int(steps.figure(page, "Open")) - before
        assert recorded <= at + 1
    begin(page, "And on")
    tell("browser gone before it is sent", "1 forms, 0 recorded, each at most once")
    tell("browser gone as it is sent", f"{TIMES} forms, {recorded} recorded, each at most once")
