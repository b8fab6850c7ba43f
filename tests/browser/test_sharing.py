"""From a concern to the child's file, in the browser: with verbal consent, and without any, late."""

import re
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from store.today import london_today
from tests.browser import steps
from tests.browser.chromium import PATIENCE, settled
from tests.browser.test_reading import CUT_OFF, too_wide, violations


def last_friday() -> date:
    """The last before today: what was decided there at five to six waits until somebody is in again."""
    return london_today() - timedelta(days=(london_today().weekday() - 4) % 7 or 7)


def new_concern(page: Page, words: str, *, friday: bool = False) -> tuple[str, Locator]:
    """Records a concern about the first child offered; its code, and the decision's form, which follows."""
    steps.open_page(page, "Sharing decisions")
    page.get_by_role("button", name="Record a concern").click()
    form = steps.form(page)
    form.get_by_role("radio", name="No", exact=True).click()
    steps.choose(form, "Child", "C-0")
    steps.choose(form, "What worries you", "A child is or may be suffering significant harm")
    form.get_by_role("textbox", name="In a sentence").fill(words)
    if friday:
        steps.type_date(form, "Date it was raised", last_friday())
    form.get_by_role("button", name="Record concern", exact=True).click()
    decision = page.get_by_role("dialog").filter(has_text="Record the decision")
    expect(decision).to_be_visible(timeout=PATIENCE)
    settled(page)
    said = re.search(r"SD-\d{4}-\d+", decision.inner_text())
    assert said
    return said[0], decision


ASKED_THEN = {"Agreed verbally": "Who agreed", "Not asked": "Reason for sharing without consent"}


def share(form: Locator, position: str) -> None:
    """Chooses to share and where the family stands; the questions that then apply are there."""
    form.get_by_role("radio", name="Share", exact=True).click()
    expect(form.get_by_role("textbox", name="Agency or team")).to_be_visible(timeout=PATIENCE)
    steps.choose(form, "Where the family stands", position)
    expect(form.get_by_role("textbox", name=ASKED_THEN[position])).to_be_visible(timeout=PATIENCE)
    settled(form.page)


def say_what_is_shared(form: Locator, *, seen_on: date) -> None:
    """To whom, what, why, on which basis, who saw it and when, and the four checks."""
    steps.choose(form, "Kind of recipient", "social care")
    for label, said in (
        ("Agency or team", "Children's social care"),
        ("The person's role", "Duty social worker"),
        ("What exactly is shared", "Two dated observations, in the words they were written in"),
        ("Why they need it", "They decide whether the child needs help or protection"),
        ("Who saw or said it", "The key person, as the child said it"),
    ):
        form.get_by_role("textbox", name=label).fill(said)
    steps.choose(form, "Lawful basis", "Safeguarding")
    steps.type_date(form, "Day of the oldest fact", seen_on)
    for quality in ("Relevant", "Accurate and factual", "Non-judgemental", "Up to date"):
        form.get_by_test_id("stCheckbox").filter(has_text=quality).locator("label").click()


def refused(form: Locator, button: str) -> Locator:
    """Sends a form that the rules refuse; what it says."""
    form.get_by_role("button", name=button, exact=True).click()
    said = form.get_by_test_id("stAlert")
    expect(said).to_contain_text("Nothing has been recorded yet", timeout=PATIENCE)
    return said


def open_decision(page: Page, code: str) -> Locator:
    """One decision by its address: the whole record."""
    page.goto(f"{page.url.split('?')[0]}?decision={code}")
    settled(page)
    record = page.locator(".lines:has(.line.record)")
    expect(record).to_be_visible(timeout=PATIENCE)
    return record


def test_a_referral_with_verbal_consent_is_recorded_in_one_path(sample: Page):
    code, form = new_concern(sample, "Came with a mark on the arm and said nothing about it")
    share(form, "Agreed verbally")
    say_what_is_shared(form, seen_on=london_today())
    form.get_by_role("textbox", name="Who agreed").fill("Imogen Ashdown")
    form.get_by_role("textbox", name="why they may agree").fill("A court order gives her the say")
    steps.type_date(form, "Date they agreed", london_today())
    form.get_by_role("radio", name="Explained", exact=True).click()
    steps.type_date(form, "Date it was explained", london_today())
    form.get_by_role("textbox", name="Number of the entry in the child's file").fill("57")
    said = refused(form, "Record decision")
    expect(said).to_contain_text("Enter who heard the verbal consent")
    form.get_by_role("textbox", name="Who heard it").fill("Ewa Nowak")
    steps.send(form, "Record decision", f"The decision {code} is recorded")
    expect(steps.row(sample, code)).to_contain_text("Social care was told")
    record = open_decision(sample, code)
    for words in (
        "Agreed verbally",
        "Imogen Ashdown",
        "Ewa Nowak",
        "Shared with consent",
        "Children's social care, Duty social worker",
        "Relevant, accurate and factual, non-judgemental and up to date",
        "The key person, as the child said it",
        "Information Sharing, version",
        "Explained",
        "Entry 57",
    ):
        expect(record).to_contain_text(words)
    expect(record).not_to_contain_text("after the decision")


def test_a_decision_without_consent_on_a_friday_evening_is_recorded_late_and_says_why(sample: Page):
    code, form = new_concern(sample, "At five to six the child said who had done it", friday=True)
    share(form, "Not asked")
    say_what_is_shared(form, seen_on=last_friday())
    steps.type_date(form, "Date of the decision", last_friday())
    form.get_by_role("radio", name="Not explained", exact=True).click()
    form.get_by_role("textbox", name="If it is not explained, why").fill("It may endanger the child at home")
    said = refused(form, "Record decision")
    expect(said).to_contain_text("Enter the reason in a sentence")
    reason = "Asking first may lead somebody at home to threaten the child"
    form.get_by_role("textbox", name="Reason for sharing without consent").fill(reason)
    steps.send(
        form, "Record decision", f"The decision {code} is recorded. Next: write it in the child's file"
    )

    late = (london_today() - last_friday()).days
    waiting = steps.row(sample, code, "Complete the record: the entry in the child's file")
    expect(waiting).to_contain_text(f"{late} {'day' if late == 1 else 'days'} late")
    form = steps.press(waiting)
    form.get_by_role("textbox", name="Number of the entry in the child's file").fill("58")
    said = refused(form, "Complete record")
    expect(said).to_contain_text("Say why: it is recorded as late, not hidden")
    why = "The file was locked away when the decision was made"
    form.get_by_role("textbox", name="If it was written late, why").fill(why)
    steps.send(form, "Complete record", f"The record of {code} is complete")
    expect(steps.row(sample, code)).to_contain_text("Social care was told")
    record = open_decision(sample, code)
    for words in ("Shared without consent", reason, f"{late} day", "after the decision", why):
        expect(record).to_contain_text(words)


def test_back_and_forward_go_from_one_decision_to_another(reader: Page):
    steps.open_page(reader, "Sharing decisions")
    main = reader.get_by_test_id("stMain")
    box = main.get_by_role("combobox", name="Open one decision", exact=True)
    chosen = []
    for code in ("-001", "-002"):
        chosen.append(steps.choose(main, "Open one decision", code))
        reader.wait_for_url(f"**decision={chosen[-1].split(', ')[0]}")
        settled(reader)
    first, _ = chosen
    assert first.count(", ") == 2, "by whose it is, and the address has the number alone"
    for go, said in ((reader.go_back, first), (reader.go_back, ""), (reader.go_forward, first)):
        go()
        expect(box).to_have_value(said, timeout=PATIENCE)
        expect(reader.locator(".line.record").first).to_be_visible(visible=bool(said), timeout=PATIENCE)
        assert reader.url.endswith(f"decision={said.split(', ')[0]}" if said else "/sharing-decisions")


def test_each_button_says_which_record_it_is_about_to_those_who_hear_it(reader: Page):
    names = [steps.button_of(line).inner_text() for line in reader.locator(".item").all()]
    assert len(names) > 20
    assert len(set(names)) == len(names)
    heard = reader.get_by_role("button", name=re.compile("^Record step AR-")).first
    box = heard.locator("em").bounding_box()
    assert box is not None
    assert box["width"] <= 1, "the eye reads the short label"


def test_the_whole_path_and_every_part_pass_axe_and_fit(reader: Page):
    page = reader
    steps.open_page(page, "Sharing decisions")
    form = steps.press(steps.row(page, "Decide whether to share").first)
    share(form, "Agreed verbally")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    steps.show_everything(page)  # at a weekend it is chased next week
    form = steps.press(steps.row(page, "Advice asked for").first)
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for part in ("Contacts and disclosures", "Breaches"):
        page.get_by_role("radio", name=part, exact=True).click()
        page.wait_for_url("**part=*")
        settled(page)
        assert violations(page) == [], part
        assert page.evaluate(CUT_OFF) == [], part
        assert too_wide(page) == [], part
    form = steps.press(steps.row(page, "Decide about the ICO").first)
    expect(form).to_contain_text(re.compile("(left|past): decide by"))  # whatever the time of day
    assert violations(page) == []
