"""What the browser has to do, and when, so that nobody waits for it (AI-6: the review, week by week)."""

from typing import Any

from playwright.sync_api import Page

from tests.browser import chromium
from tests.browser.conftest import Visit
from tests.browser.steps import open_page


def test_a_page_that_is_run_again_is_not_laid_out_anew_as_a_whole(reader: Page) -> None:
    events: list[dict[str, Any]] = []
    ended: list[Any] = []
    browser = reader.context.new_cdp_session(reader)
    browser.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    browser.on("Tracing.tracingComplete", lambda said: ended.append(said))
    app = reader.locator('[data-testid="stApp"]')
    for title in ("Weekly review", "Access requests", "Consents", "Children and files"):
        open_page(reader, title)
        events.clear()
        ended.clear()
        browser.send("Tracing.start", {"categories": "devtools.timeline", "transferMode": "ReportEvents"})
        for _ in range(3):
            reader.keyboard.press("r")
            reader.wait_for_timeout(300)
            app.and_(reader.locator('[data-test-script-state="notRunning"]')).wait_for()
        browser.send("Tracing.end")
        while not ended:
            reader.wait_for_timeout(50)
        laid_out = [event for event in events if event["name"] == "UpdateLayoutTree"]
        worked_out = sum(event["args"].get("elementCount", 0) for event in laid_out) / 3
        elements = reader.evaluate("document.querySelectorAll('body *').length")
        assert 0 < worked_out < elements, title


def test_the_scripts_of_charts_are_made_ready_while_somebody_reads(visit: Visit, address: str) -> None:
    page, _ = visit(address)
    chromium.look_around(page, address)
    loaded = "() => performance.getEntriesByType('resource').some((one) => /plotly/i.test(one.name))"
    page.keyboard.press("Tab")
    assert not page.evaluate(loaded), "not while the page itself is loaded, nor while somebody presses"
    page.wait_for_function(loaded)
    page.get_by_role("link", name="Access requests").click()
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
