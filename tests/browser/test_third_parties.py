"""The file of a request in the browser: a refusal weighed, decided and taken out; each part by axe."""

from playwright.sync_api import Page, expect

from tests.browser import chromium, steps
from tests.browser.test_reading import CUT_OFF, too_wide, violations

PARTS = ("The file", "Third parties", "Redaction and copies")


def open_request(page: Page, said: str) -> None:
    """The first request whose third parties say this, at its third parties."""
    steps.open_page(page, "Access requests")
    steps.show_everything(page)
    held, codes = page.url.partition("?")[0], page.locator(".item .code").all_inner_texts()
    for code in dict.fromkeys(text.split("\n")[0] for text in codes if text.startswith("AR-")):
        page.goto(f"{held}?request={code}&at=Third+parties")
        expect(page.locator("h1")).to_have_text(code, timeout=chromium.PATIENCE)
        chromium.settled(page)
        if page.locator(".line.parties", has_text=said).count():
            return
    raise AssertionError(f"No third party says: {said}")


def part(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()
    expect(page.locator("h2", has_text=HEADINGS[name]).first).to_be_visible(timeout=chromium.PATIENCE)
    chromium.settled(page)


HEADINGS = {
    "The file": "The check of the file",
    "Third parties": "Third parties",
    "Redaction and copies": "The copies",
}


def test_a_refusal_is_weighed_decided_and_taken_out_of_the_copy(sample: Page):
    open_request(sample, "They refuse")
    number = sample.locator(".line.parties", has_text="They refuse").locator("span").first.inner_text()
    steps.choose(sample.locator("body"), "One third party", f"{number}. ")
    chromium.settled(sample)
    sample.get_by_role("button", name="Decide", exact=True).click()
    form = steps.form(sample)
    expect(form).to_contain_text("That is weighed up, and does not decide anything by itself")
    steps.choose(form, "What is done with their information", "Withhold")
    steps.choose(form, "Ground", "It was given in confidence")
    form.get_by_role("textbox", name="Why, in words you could read out").fill(
        "Told in confidence, about herself."
    )
    steps.send(form, "Record it", "Recorded for third party")
    expect(sample.locator(".line.parties", has_text="Withhold it")).to_have_count(1)
    part(sample, "Redaction and copies")
    sample.get_by_role("button", name="Enter ", exact=False).filter(has_text="as decided").click()
    expect(sample.get_by_text("Next: the second person agrees")).to_be_visible(timeout=chromium.PATIENCE)
    expect(sample.locator(".line.redactions .tag", has_text="Waits").first).to_be_visible()


def test_each_part_passes_axe_and_fits_the_laptop(reader: Page):
    open_request(reader, "Decided")
    found = []
    for name in PARTS:
        part(reader, name)
        found += [f"{name}: {line}" for line in violations(reader)]
        found += [f"{name}, cut off: {line}" for line in reader.evaluate(CUT_OFF)]
        found += [f"{name} scrolls sideways: {line}" for line in too_wide(reader)]
    assert found == []
