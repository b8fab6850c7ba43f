"""A student's first day, and a material change of the policy, each in the browser from end to end."""

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from store.today import london_today
from tests.browser import chromium, steps
from tests.browser.chromium import settled
from tests.browser.conftest import Visit
from tests.browser.test_reading import too_wide, violations

STUDENT, STUDENTS_PASSWORD = "Tabitha Dunnock", "lantern biscuit meadow copper"


def add_person(
    page: Page, name: str, role: str, *, first_day_on: date | None = None, supervisor: str = ""
) -> None:
    page.get_by_role("button", name="Add a person").click()
    form = steps.form(page)
    form.get_by_role("textbox", name="Name", exact=True).fill(name)
    steps.choose(form, "Role", role)
    steps.type_date(form, "First day with the children", first_day_on or london_today())
    if supervisor:
        steps.choose(form, "Who supervises, for a student or volunteer", supervisor)
    form.get_by_role("button", name="Add person", exact=True).click()


def test_a_students_first_day(new_setting: str, visit: Visit):
    """Added with a supervisor; not before being advised; reads and signs; is countersigned."""
    page, _ = visit(new_setting)
    steps.sign_in(page, new_setting)
    steps.open_page(page, "Induction")
    add_person(page, "Ewa Nowak", "Key person")
    steps.sent(page, "The person is added")

    # Observing today, before anybody advised the student, is refused; tomorrow is not.
    add_person(page, STUDENT, "Student", supervisor="Ewa Nowak")
    form = page.get_by_role("dialog")
    expect(form.get_by_test_id("stAlert")).to_contain_text("A student is advised of the policy")
    steps.type_date(form, "First day with the children", london_today() + timedelta(days=1))
    steps.send(form, "Add person", "The person is added")
    steps.show_everything(page)  # on a Sunday tomorrow is next week
    expect(steps.row(page, STUDENT, "Take through: 5 topics").first).to_be_visible()

    # The student's own account, with a password of their own.
    page.goto(f"{new_setting}/setting?part=Accounts")
    settled(page)
    page.get_by_text("Add an account", exact=True).click()
    main = page.get_by_test_id("stMain")
    steps.choose(main, "Person of the setting", STUDENT)
    steps.choose(main, "Role", "Student")
    page.get_by_role("button", name="Add the account", exact=True).click()
    once = page.locator(".once code")
    expect(once).to_be_in_viewport(timeout=chromium.PATIENCE)
    given = once.inner_text()

    student, _ = visit(new_setting)
    student.goto(new_setting)
    student.get_by_label("Sign-in name").fill(STUDENT)
    student.get_by_label("Password", exact=True).fill(given)
    student.get_by_role("button", name="Sign in").click()
    student.locator("input[name=password]").fill(STUDENTS_PASSWORD)
    student.locator("input[name=again]").fill(STUDENTS_PASSWORD)
    student.locator("form button[type=submit]").last.click()
    expect(student.get_by_role("heading", name="Read and sign", level=1)).to_be_visible(
        timeout=chromium.PATIENCE
    )
    settled(student)
    assert [name for name, _ in chromium.pages(student)] == ["Read and sign", "My account"]
    expect(student.locator("p.answer")).to_contain_text("5 topics to read and sign")
    sign = student.get_by_role("button", name=re.compile("^Sign: "))
    for left in range(5, 0, -1):
        expect(sign).to_have_count(left, timeout=chromium.PATIENCE)
        student.get_by_text("I have read", exact=False).first.click()
        sign.first.click()
        steps.sent(student, "Signed. The manager countersigns it.")
    expect(student.locator("p.answer")).to_contain_text("The manager countersigns it")

    steps.open_page(page, "Induction")
    steps.show_everything(page)
    form = steps.press(steps.row(page, STUDENT, "Read and signed, countersign: 5 topics"))
    steps.send(form, "Countersign", "Countersigned for")
    expect(steps.row(page, STUDENT)).to_have_count(0)

    student.reload()
    settled(student)
    expect(student.locator("p.answer")).to_contain_text("You have read and signed everything that concerns")


def test_a_material_change_of_the_policy_is_read_again_by_everyone(sample: Page):
    steps.open_page(sample, "Induction")
    before = int(steps.figure(sample, "Read again"))
    steps.open_page(sample, "Policy")
    form = steps.press(steps.row(sample, "Review the policy"))
    form.get_by_text("A material change", exact=True).click()
    form.get_by_role("button", name="Record review", exact=True).click()
    expect(form.get_by_test_id("stAlert")).to_contain_text("Enter in a sentence what changed")
    form.get_by_role("textbox", name="What changed").fill("Students may not photograph.")
    steps.send(form, "Record review", "Everyone is asked to read the policy again")
    expect(steps.row(sample, "Review the policy")).to_have_count(0)
    expect(sample.locator(".line.reviews:not(.head)").first).to_contain_text("Students may not photograph.")

    steps.open_page(sample, "Induction")
    assert int(steps.figure(sample, "Read again")) > before + 10
    steps.open_page(sample, "Read and sign")
    expect(sample.locator("p.answer")).to_contain_text("to read and sign")
    expect(sample.locator(".sentences").first).to_contain_text("What changed: Students may not photograph.")
    sample.get_by_text("I have read", exact=False).first.click()
    sample.get_by_role("button", name="Sign: Confidentiality policy", exact=True).click()
    steps.sent(sample, "Signed. The deputy countersigns it")

    # Nobody countersigns themselves: the manager's own reading waits for somebody else.
    steps.open_page(sample, "Induction")
    steps.show_everything(sample)
    form = steps.press(steps.row(sample, "Marian Applegarth", "Read and signed, countersign"))
    form.get_by_role("button", name="Countersign", exact=True).click()
    expect(form.get_by_test_id("stAlert")).to_contain_text("nobody signs off their own induction")


def test_a_check_is_recorded_and_comes_back_in_its_time(sample: Page):
    steps.open_page(sample, "Weekly review")
    steps.show_everything(sample)
    line = steps.row(sample, "The cabinet is locked and the key is away")
    form = steps.press(line)
    form.get_by_role("radio", name="In order", exact=True).click()
    steps.send(form, "Record check", "The check is recorded")
    steps.open_page(sample, "Policy")
    sample.get_by_role("radio", name="Routine checks", exact=True).click()
    settled(sample)
    chosen = steps.choose(sample.get_by_test_id("stMain"), "Change a check", "The cabinet is locked")
    assert chosen == "The cabinet is locked and the key is away"
    expect(sample).to_have_url(re.compile(r"[?&]check=\d+"))  # the code, not the words
    settled(sample)
    expect(sample.get_by_role("button", name="Change it", exact=True)).to_be_visible()
    first = sample.locator(".line.checks:not(.head)").first
    expect(first).to_contain_text(f"{london_today().day} {london_today():%b %Y}")
    expect(first).to_contain_text("In order")


def test_the_family_that_came_this_week_is_told_of_the_policy(sample: Page):
    steps.open_page(sample, "Weekly review")
    steps.show_everything(sample)
    form = steps.press(steps.row(sample, "Tell 1 family: the current leaflets and our duty to share"))
    for leaflet in ("How we keep what you tell us", "Looking at your child"):
        steps.choose(form, "Leaflets they were given", leaflet)
        settled(sample)
    sample.keyboard.press("Tab")  # out of the list, which stays open for more
    form.get_by_test_id("stCheckbox").locator("label").filter(has_text="Our duty to share").click()
    settled(sample)
    expect(form.get_by_role("button", name=re.compile("Remove .*, C-"))).to_be_visible()  # the only one
    steps.choose(form, "How", "In the welcome pack")
    assert violations(sample) == []
    steps.send(form, "Record it", "Recorded for 1 family.")
    expect(steps.row(sample, "Tell 1 family")).to_have_count(0)
    steps.open_page(sample, "Policy")
    sample.get_by_role("radio", name="Leaflets", exact=True).click()
    settled(sample)
    expect(sample.locator(".line.families").filter(has_text="Every family here")).to_have_count(3)
    assert violations(sample) == []
    assert too_wide(sample) == []


def test_a_person_that_is_chosen_is_in_the_address_by_code_alone(reader: Page):
    steps.open_page(reader, "Induction")
    name = reader.locator("table.grid tbody th").first.inner_text()
    steps.choose(reader.get_by_test_id("stMain"), "Person", name)
    expect(reader.get_by_role("button", name="Change this person", exact=True)).to_be_visible()
    expect(reader).to_have_url(re.compile(r"[?&]person=[SM]-\d+$"))
    settled(reader)
    reader.reload()
    settled(reader)
    expect(reader.get_by_role("button", name="Change this person", exact=True)).to_be_visible()


def test_a_leaving_day_that_was_wrong_is_taken_out(sample: Page):
    """A browser puts a date back that is a field's own: what is taken out here has to stay out."""
    page, last_day = sample, london_today() - timedelta(days=1)
    steps.open_page(page, "Induction")
    person = steps.choose(page.get_by_role("main"), "Person", "S-02")
    for part, is_left in (("People", False), ("Leavers", True)):
        page.get_by_role("radio", name=part, exact=True).click()
        settled(page)
        if is_left:
            steps.choose(page.get_by_role("main"), "Leaver", "S-02")
        page.get_by_role("button", name=re.compile("^Change this person")).click()
        form = steps.form(page)
        if is_left:
            form.get_by_role("button", name="Clear date").last.click()
        else:
            steps.type_date(form, "Ends on", last_day)
        steps.send(form, "Save", "Saved for S-02")
    page.get_by_role("radio", name="People", exact=True).click()
    settled(page)
    expect(page.locator("table.grid")).to_contain_text(re.split(r" \(|,", person)[0])


def test_the_table_is_as_wide_as_the_page_whatever_somebody_lacks(reader: Page):
    """The reader lacks a few: here one person lacks all six topics, another's six wait to be signed."""
    steps.open_page(reader, "Induction")
    grid = reader.locator("table.grid").first
    expect(grid.get_by_text("Missing", exact=True).first).to_be_visible()
    lacking = """grid => {
        const tags = [...grid.querySelectorAll(".tag")];
        const longest = ["Missing", "To countersign"];
        return longest.map(text => tags.find(tag => tag.innerText === text)).map((tag, row) => {
            const cells = [...grid.querySelectorAll("tbody tr")[row].cells].slice(4, 10);
            cells.forEach(cell => cell.replaceChildren(tag.cloneNode(true)));
            return cells.length;
        });
    }"""
    assert grid.evaluate(lacking) == [6, 6]
    settled(reader)  # its letters are there: in others it is wider
    assert grid.evaluate("grid => grid.scrollWidth - grid.parentElement.clientWidth") <= 0
    assert grid.locator(".tag").first.evaluate("tag => tag.offsetHeight") < 30  # one line
