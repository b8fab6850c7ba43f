"""Children, files and consents in the browser, as a manager and as a key person work with them each week."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from models import Child
from store import cabinet, sample
from store.tables import table
from store.today import london_today
from tests.browser import chromium, steps
from tests.browser.chromium import PATIENCE, settled
from tests.browser.conftest import Visit
from tests.browser.test_induction import add_person
from tests.browser.test_reading import CUT_OFF, too_wide, violations
from tests.conftest import FILE, Makes, agenda_of, rows

KEY_PERSON, KEY_PERSONS_PASSWORD = "Ewa Nowak", "lantern biscuit meadow copper"
SECONDS_FOR_A_PAPER_FORM = 30
KNOWN = "Łucja Wrona"  # two carers, on roll, with a file in the sample of any day
LONG_NAME = "Bartholomew Maximilian Alexander Featherstonehaugh-Cholmondeley-Smythe " + "W" * 40
KEYSTROKE_MS = 120  # an office typist's pace; the machine alone would be no measure


def open_part(page: Page, name: str) -> None:
    page.get_by_test_id("stMain").get_by_role("radio", name=name, exact=True).or_(
        page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)
    ).first.click()
    settled(page)


def choose_child(page: Page, said: str) -> str:
    """The child's code."""
    chosen = steps.choose(page.get_by_test_id("stMain"), "Child", said)
    settled(page)
    return chosen.rsplit(", ", 1)[-1]


def test_a_paper_form_of_both_carers_is_entered_by_keyboard_alone(sample: Page):
    """For every purpose, by both carers, from the press of the button to the notice."""
    steps.open_page(sample, "Consents")
    code = choose_child(sample, KNOWN)
    expect(sample.get_by_role("button", name="Enter a paper form", exact=True)).to_be_visible()
    steps.tab_to(sample, "Enter a paper form")
    began = time.monotonic()
    sample.keyboard.press("Enter")
    form = steps.form(sample)
    purposes = sample.locator("table.grid").first.locator("thead th").count() - 2
    asked = form.get_by_role("radiogroup")
    expect(asked).to_have_count(2 * purposes)
    first = asked.first.get_by_role("radio").first
    for _ in range(4):  # past the dialog's own button, to the first answer
        if first.evaluate("e => e === document.activeElement"):
            break
        sample.keyboard.press("Tab")
    for at in range(2 * purposes):
        if at:
            sample.keyboard.press("Tab", delay=KEYSTROKE_MS)
        if at % 5 == 4:
            sample.keyboard.press("ArrowRight", delay=KEYSTROKE_MS)
        sample.keyboard.press("Space", delay=KEYSTROKE_MS)
    expect(form.get_by_role("radio", checked=True)).to_have_count(2 * purposes)
    assert form.get_by_role("radio", name="Refused", checked=True).count() == 2 * purposes // 5
    steps.tab_to(sample, "day, Date on the form")
    sample.keyboard.type(f"{london_today():%d%m%Y}", delay=KEYSTROKE_MS)
    steps.tab_to(sample, "Record the form")
    sample.keyboard.press("Enter")
    steps.sent(sample, f"The form of {code} is recorded.")
    took = time.monotonic() - began
    assert took < SECONDS_FOR_A_PAPER_FORM, f"It took {took:.0f} seconds."
    answered = sample.locator(".line.answers").filter(has_text=f"{london_today().day} {london_today():%b %Y}")
    expect(answered).to_have_count(2 * purposes)


@pytest.fixture
def sixty_children(visit: Visit, browser: Browser, made: Makes, tmp_path: Path) -> Iterator[Page]:
    """The manager of a setting with 60 children on roll, signed in."""
    del browser
    original = made(FILE)
    original.copied_to(tmp_path, None)
    opened = cabinet.open_with(tmp_path, original.key)
    sample.make(opened, replace(sample.SAMPLE, on_roll=60), today=london_today(), seed=7)
    with opened.administering("a long name") as session:
        on_roll = session.scalars(select(Child).where(table(Child).c.left_on.is_(None))).first()
        assert on_roll is not None
        on_roll.name = LONG_NAME
    opened.close()
    with chromium.app(tmp_path) as running:
        page, _ = visit(running)
        steps.sign_in(page, running)
        yield page
        page.close()  # before the app ends, which an open page would complain about


def test_back_to_another_child_closes_the_form_about_this_one(reader: Page):
    """Over the page of another child a form says one name and the page another."""
    steps.open_page(reader, "Children and files")
    main = reader.get_by_test_id("stMain")
    chosen = []
    for child in (KNOWN, "C-001"):
        chosen.append(steps.choose(main, "Child", child).rpartition(", ")[2])
        reader.wait_for_url(f"**child={chosen[-1]}")
        settled(reader)
    first, second = chosen
    main.get_by_role("button", name="Change details").click()
    expect(steps.form(reader)).to_contain_text(second)
    reader.go_back()
    expect(reader.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)
    settled(reader)
    main.get_by_role("button", name="Change details").click()
    expect(steps.form(reader)).to_contain_text(first)


def test_the_grid_is_read_at_a_laptop_with_its_headings_in_sight(sixty_children: Page):
    """60 children by 8 purposes: in words within the width of the screen, the headings staying in sight."""
    page = sixty_children
    steps.open_page(page, "Consents")
    open_part(page, "Purposes")
    steps.choose(page.get_by_test_id("stMain"), "Take one up", "Observation by students")
    page.get_by_role("button", name="Take up", exact=True).click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("is asked from today")
    open_part(page, "Children by purposes")
    grid = page.locator("table.grid")
    expect(grid.locator("thead th")).to_have_count(10)
    expect(grid.locator("tbody tr")).to_have_count(60)
    box = grid.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= chromium.LAPTOP["width"], "nothing is off the screen to the right"
    expect(grid.locator("tbody th").filter(has_text="Featherstonehaugh")).to_be_visible()
    assert too_wide(page) == [], "and neither does the page scroll to the side"
    wide = grid.evaluate(
        "t => [...t.querySelectorAll('th, td')].filter(c => c.scrollWidth > c.clientWidth + 1).length"
    )
    assert wide == 0, "no cell is cut off"
    size = grid.locator("tbody td").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 12
    grid.locator("tbody tr").nth(30).scroll_into_view_if_needed()
    heading = grid.locator("thead th").first.bounding_box()
    assert heading is not None
    assert 0 <= heading["y"] < chromium.LAPTOP["height"], "the headings stay in sight"


def test_may_we_is_read_at_arms_length(reader: Page):
    steps.open_page(reader, "Consents")
    open_part(reader, "May we?")
    steps.choose(reader.get_by_test_id("stMain"), "What do you want to do?", "Website and social media")
    lines = reader.locator("ul.large li")
    expect(lines.filter(has_text="No: refused").first).to_be_visible()
    expect(lines.filter(has_text="Not known: not asked").first).to_be_visible()
    assert lines.first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 28
    assert reader.locator("ul.large").first.evaluate("e => getComputedStyle(e).paddingLeft") == "0px"
    code = lines.first.locator(".whole")
    expect(code).to_have_text(re.compile(r"^C-\d+$"))
    expect(code).to_have_css("white-space", "nowrap")


def test_a_form_to_print_asks_just_what_is_missing(sample: Page):
    steps.open_page(sample, "Consents")
    # Which child it is depends on the day: the sample's children are counted by when they started.
    code = steps.code_of(steps.row(sample, "Form not back", "Website and social media"))
    open_part(sample, "To ask")
    choose_child(sample, code)
    name, file = steps.saved(sample, sample.get_by_role("button", name="The form to print"))
    assert name == f"consent-form-{code}.html"
    text = file.read_text(encoding="utf-8")
    carers, questions = text.count('class="box" scope="col"'), text.count("(wording ")
    assert text.count("yes &nbsp; / &nbsp; no") == carers * questions == carers * 2
    assert "Website and social media" in text
    assert "Photographs on display" not in text


def add_child(page: Page, name: str, carer: str, key_person: str) -> None:
    page.get_by_role("button", name="Add a starter").click()
    form = steps.form(page)
    form.get_by_role("textbox", name="Child's name").fill(name)
    steps.type_date(form, "Date of birth", london_today() - timedelta(days=900))
    if key_person:
        steps.choose(form, "Key person", key_person)
    form.get_by_role("textbox", name="Carer 1").fill(carer)
    form.get_by_text("Carer 1 holds parental responsibility").click()
    steps.send(form, "Add child", "The child is in the register.")


def test_a_managers_week_and_a_key_persons_day(new_setting: str, visit: Visit):
    """A starter with a key person, whose own account then writes in that child's file and in no other."""
    page, _ = visit(new_setting)
    steps.sign_in(page, new_setting)
    steps.open_page(page, "Induction")
    add_person(page, KEY_PERSON, "Key person")
    steps.sent(page, "The person is added")
    steps.open_page(page, "Children and files")
    add_child(page, "Mair Rees", "Huw Rees", "")
    add_child(page, "Idwal Parry", "Gwen Parry", "")
    expect(page.locator("p.answer")).to_contain_text("2 children on roll and 2 without a key person")

    # The key person, chosen from the agenda; not signed off for it yet, so with a reason.
    form = steps.press(steps.row(page, "C-001", "Choose a key person"))
    steps.choose(form, "Key person", KEY_PERSON)
    form.get_by_role("textbox", name=re.compile("^Why")).fill("Nobody else speaks the family's language")
    steps.send(form, "Record key person", "The key person of C-001 is recorded")

    # The key person's own account.
    page.goto(f"{new_setting}/setting?part=Accounts")
    settled(page)
    page.get_by_text("Add an account", exact=True).click()
    main = page.get_by_test_id("stMain")
    steps.choose(main, "Person of the setting", KEY_PERSON)
    steps.choose(main, "Role", "Key person")
    page.get_by_role("button", name="Add the account", exact=True).click()
    once = page.locator(".once code")
    expect(once).to_be_in_viewport(timeout=chromium.PATIENCE)
    given = once.inner_text()

    hers, _ = visit(new_setting)
    hers.goto(new_setting)
    hers.get_by_label("Sign-in name").fill(KEY_PERSON)
    hers.get_by_label("Password", exact=True).fill(given)
    hers.get_by_role("button", name="Sign in").click()
    hers.locator("input[name=password]").fill(KEY_PERSONS_PASSWORD)
    hers.locator("input[name=again]").fill(KEY_PERSONS_PASSWORD)
    hers.locator("form button[type=submit]").last.click()
    expect(hers.get_by_role("heading", name="Consents", level=1)).to_be_visible(timeout=chromium.PATIENCE)
    settled(hers)
    steps.choose(hers.get_by_test_id("stMain"), "What do you want to do?", "Photographs on display")
    expect(hers.locator("ul.large")).to_contain_text("Mair Rees, C-001 Not known: not asked")
    expect(hers.locator("ul.large li")).to_have_count(1)

    steps.open_page(hers, "Children and files")
    choose_child(hers, "Mair Rees")
    hers.get_by_role("button", name="Add an entry").click()
    form = steps.form(hers)
    steps.type_date(form, "Date it happened", london_today())
    steps.choose(form, "What it is", "Observation")
    steps.choose(form, "Fact or opinion", "Fact")
    steps.choose(form, "Sensitive, and what it is about", "Injury")
    steps.choose(form, "Do the carers know", "Not yet")
    steps.choose(form, "Who gave the information", "The setting's own observation")
    form.get_by_text("An agency worker", exact=True).click()
    form.get_by_role("textbox", name="Agency workers, one per line: name, agency").fill(
        "Solveig Marchbanks, Health visiting team"
    )
    steps.send(form, "Record entry", "Entry 1 of C-001 is recorded.")
    expect(hers.locator(".line.looks")).to_contain_text("Solveig Marchbanks, Health visiting team")
    box = hers.get_by_test_id("stMain").get_by_role("combobox", name="Child", exact=True)
    box.click()
    box.fill("Idwal")
    expect(hers.get_by_role("option", name="Idwal")).to_have_count(0)
    hers.keyboard.press("Escape")

    # The manager finds it on the weekly review, and records that the carers know.
    steps.open_page(page, "Weekly review")
    form = steps.press(steps.row(page, "C-001", "File entry 1: tell the carers"))
    form.get_by_role("textbox", name="Who told the carers").fill(KEY_PERSON)
    steps.send(form, "Record", "Recorded beside entry 1.")
    expect(steps.row(page, "C-001", "File entry 1")).to_have_count(0)

    # An access request puts the file on hold: the next entry says why the index changes now.
    steps.open_page(page, "Access requests")
    page.get_by_role("button", name="Record a new request").click()
    form = steps.form(page)
    steps.choose(form, "Child", "Mair Rees")
    form.get_by_role("textbox", name="Who is asking to see the file").fill("Huw Rees")
    steps.choose(form, "How the request came", "Letter")
    steps.type_date(form, "Date received", london_today())
    steps.send(form, "Record request", "The request is recorded")
    hers.reload()
    settled(hers)
    expect(hers.locator(".sentences")).to_contain_text("On legal hold for AR-")
    hers.get_by_role("button", name="Record what followed").or_(
        hers.get_by_role("button", name="Add an entry")
    ).first.click()
    form = steps.form(hers)
    expect(form.locator(".sentences")).to_contain_text(
        "the change and its reason are listed with the request"
    )


# Each part, and the forms that are opened there.
PARTS = {
    "consents?consents=To+ask&child={asked}": (),
    "consents?consents=May+we%3F&purpose=Website+and+social+media": (),
    "consents?consents=Purposes": ("Add a purpose",),
    "consents?child={known}&purpose=Website+and+social+media": ("Enter a paper form", "Journey account"),
    "children-and-files?files=Register": ("Add a starter",),
    "children-and-files?files=Register&child={known}": ("Change details",),
    "children-and-files?files=File+index&child={known}&entry=9": ("Add an entry", "Record what followed"),
    "children-and-files?files=Developmental+records&child={known}": (),
    "children-and-files?files=Leaving&child={left}": ("Destroyed or passed on",),
}


def codes_of_today(home: Path) -> dict[str, str]:
    """Which children of the sample they are: their codes follow the days on which they started."""
    opened, _ = sample.look_around(home, today=london_today())
    asked = next(
        item.code
        for item in agenda_of(opened, london_today()).items
        if item.what.startswith("Ask for consent")
    )
    left = min(
        (child for child in rows(opened, Child) if child["left_on"]), key=lambda child: child["left_on"]
    )
    known = next(child["code"] for child in rows(opened, Child) if child["name"] == KNOWN)
    opened.close()
    return {"asked": asked, "left": left["code"], "known": known}


def test_every_part_and_form_fits_a_laptop_and_passes_axe(reader: Page, address: str, tmp_path: Path):
    page, codes = reader, codes_of_today(tmp_path)
    found: list[str] = []
    for part, forms in PARTS.items():
        page.goto(f"{address}/{part.format(**codes)}")
        settled(page)
        found += [f"{part}, {line}" for line in violations(page)]
        found += [f"{part}, cut off: {line}" for line in page.evaluate(CUT_OFF)]
        found += [f"{part} scrolls sideways: {line}" for line in too_wide(page)]
        for button in forms:
            page.get_by_role("button", name=button, exact=True).click()
            steps.form(page)
            found += [f"{button}, {line}" for line in violations(page)]
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)
            settled(page)
    assert found == []
