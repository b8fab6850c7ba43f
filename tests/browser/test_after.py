"""After an access request, in the browser: an entry that is wrong, and a complaint with its letter."""

from io import BytesIO

from docx import Document
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from store.today import london_today
from tests.browser import chromium, steps
from tests.browser.test_reading import CUT_OFF, too_wide, violations


def part(page: Page, name: str) -> None:
    """A part of the access page."""
    steps.open_page(page, "Access requests")
    page.get_by_role("radio", name=name, exact=True).click()
    chromium.settled(page)


def words(form: Locator, label: str, said: str) -> None:
    """Types into one of a form's texts."""
    form.get_by_role("textbox", name=label).fill(said)


def saved(page: Page, label: str) -> bytes:
    """Presses a download's button, and reads what was saved."""
    _, file = steps.saved(page, page.get_by_role("button", name=label, exact=True))
    return file.read_bytes()


def test_a_complaint_from_the_door_to_its_outcome_with_its_letter(sample):
    part(sample, "Complaints")
    sample.get_by_role("button", name="Record a complaint").click()
    form = steps.form(sample)
    steps.choose(form, "What it is about", "Data protection")
    steps.choose(form, "How it came", "Verbal")
    steps.choose(form, "What it follows, if anything", "AR-")
    words(form, "Who is complaining", "Peter & Ann Davies")
    words(form, "The complaint in a sentence", "Two pages of the copy were blacked out for no reason.")
    steps.send(form, "Record complaint", "The complaint is recorded")
    line = steps.row(sample, "Acknowledge the complaint in writing").last
    code = steps.code_of(line)

    steps.choose(sample.locator("body"), "Open one complaint", code)
    chromium.settled(sample)
    letter = Document(BytesIO(saved(sample, "Acknowledgement, to print")))
    said = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    assert "Dear Peter & Ann Davies" in said
    assert code in said
    assert "Information Commissioner's Office (ICO)" in said

    form = steps.press(steps.row(sample, code, "Acknowledge"))
    steps.send(form, "Record step", f"Recorded for {code}")
    form = steps.press(steps.row(sample, code, "outcome"))
    words(form, "What was found", "The two pages were about another family.")
    steps.choose(form, "What came of it", "Not upheld")
    form.get_by_role("button", name="Record step", exact=True).click()
    refusal = form.get_by_test_id("stAlert")
    expect(refusal).to_contain_text(
        "Tell the person who complained that they may go", timeout=chromium.PATIENCE
    )
    form.get_by_test_id("stCheckbox").locator("label").click()
    steps.send(form, "Record step", f"Recorded for {code}")
    expect(steps.row(sample, code)).to_have_count(0)


def test_a_wrong_fact_is_corrected_and_those_who_got_it_are_told(sample):
    part(sample, "Corrections")
    sample.get_by_role("button", name="Record a request to correct a file").click()
    form = steps.form(sample)
    steps.choose(form, "Child", "C-0")
    words(form, "Who is asking for the correction", "Carys Davies")
    steps.choose(form, "How it was asked", "Verbal")
    words(form, "Entry", "12")
    steps.choose(form, "What is disputed", "A fact")
    words(form, "What is said to be wrong", "It says that she was collected at four. It was at three.")
    steps.send(form, "Record request", "The request is recorded")
    line = steps.row(sample, "Decide whether a fact in the file is wrong").last
    code = steps.code_of(line)
    form = steps.press(line)
    steps.choose(form, "What was found", "A fact, and it is wrong")
    chromium.settled(sample)
    words(form, "What was checked", "The register of that day says three o'clock.")
    steps.send(form, "Record step", f"Recorded for {code}")
    form = steps.press(steps.row(sample, code, "Answer the request"))
    words(form, "How the answer was given", "By letter, handed over at the door.")
    steps.send(form, "Record step", f"Recorded for {code}")
    form = steps.press(steps.row(sample, code, "Say who was given the wrong fact"))
    words(form, "Somebody else who was", "The health visiting team")
    why_not = form.get_by_role("textbox", name="How you know that the others")
    if why_not.count():  # asked where anything was shared about the child
        why_not.fill("What they were given is about another year.")
    steps.send(form, "Record", f"Recorded for {code}. Next: tell each of them")
    form = steps.press(steps.row(sample, code, "Tell who was given the wrong fact"))
    words(form, "Who told them", "The manager wrote to the team.")
    steps.send(form, "Record step", f"Recorded for {code}")
    expect(steps.row(sample, code)).to_have_count(0)


def test_the_dates_open_in_a_calendar(sample):
    steps.open_page(sample, "Access requests")
    held = Calendar.from_ical(saved(sample, "Dates for a calendar"))
    assert len(held.walk("VEVENT")) > 5


def test_each_part_can_be_read_by_everybody(reader, address):
    for query in ("access=Corrections&correction=RC-{}-001", "access=Complaints&complaint=CP-{}-001"):
        steps.follow(reader, f"{address}/access-requests?{query.format(london_today().year)}")
        assert violations(reader) == [], query
        assert too_wide(reader) == [], query
        assert reader.evaluate(CUT_OFF) == [], query


def test_a_letter_of_a_request_is_chosen_and_saved(sample):
    steps.open_page(sample, "Access requests")
    code = steps.code_of(steps.row(sample, "AR-").first)
    page = sample.locator("body")
    steps.choose(page, "Open one request", code)
    expect(sample.locator("h1")).to_have_text(code, timeout=chromium.PATIENCE)
    chromium.settled(sample)
    sample.get_by_role("radio", name="Papers", exact=True).click()
    chromium.settled(sample)
    steps.choose(page, "Paper", "Acknowledgement")
    chromium.settled(sample)
    letter = Document(BytesIO(saved(sample, "The letter, to print")))
    assert code in "\n".join(paragraph.text for paragraph in letter.paragraphs)
    steps.choose(page, "Paper", "History")
    chromium.settled(sample)
    assert saved(sample, "The paper, to print").startswith(b"%PDF")
