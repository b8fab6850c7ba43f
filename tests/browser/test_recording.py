"""What a manager records most, each in the browser: the fact is there at once, once, and as it was typed."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from store.today import london_today
from tests.browser import steps
from tests.browser.chromium import PATIENCE, settled
from tests.browser.conftest import ASKS_BEFORE_CLOSING
from tests.browser.test_reading import too_wide


def test_a_new_request_and_its_first_step_change_the_agenda_at_once(sample: Page):
    """Whatever is typed into it is shown as its characters."""
    hostile = (
        """![x](http://elsewhere.example/x.png) <b onmouseover="alert(1)">bold</b> =HYPERLINK("x") $x$ """
        + "W" * 100  # one word, wider than a line
    )
    steps.open_page(sample, "Access requests")
    before = int(steps.figure(sample, "Open"))
    sample.get_by_role("button", name="Record a new request").click()
    form = steps.form(sample)
    steps.choose(form, "Child", "C-0")
    form.get_by_role("textbox", name="Who is asking to see the file").fill(hostile)
    steps.choose(form, "How the request came", "Letter")
    steps.type_date(form, "Date received", london_today() - timedelta(days=1))
    steps.send(form, "Record request", "The request is recorded")
    assert int(steps.figure(sample, "Open")) == before + 1
    steps.show_everything(sample)  # on a Friday the first step is due next week
    code = max(steps.code_of(line) for line in steps.row(sample, "Tell the chairperson", "AR-").all())

    steps.open_page(sample, "Weekly review")
    steps.show_everything(sample)  # others have put much on this agenda
    form = steps.press(steps.row(sample, code, "Tell the chairperson"))
    expect(form.locator("p.quiet").filter(has_text=hostile)).to_be_visible()
    steps.send(form, "Record step", f"Recorded for {code}: Chairperson told")
    expect(steps.row(sample, code, "Tell the chairperson")).to_have_count(0)

    steps.follow(sample, f"{sample.url.split('?')[0].rstrip('/')}/access-requests?request={code}")
    main = sample.get_by_test_id("stMain")
    expect(main.locator("p.quiet").filter(has_text=hostile)).to_be_visible()
    assert too_wide(sample) == [], "a long word takes more lines"
    assert main.locator("b[onmouseover], img[src*=elsewhere]").count() == 0


def test_a_letter_about_a_sister_too_takes_the_one_child_whose_code_begins_so(sample: Page):
    """Enter takes the first that matches what was typed, not all of them."""
    steps.open_page(sample, "Access requests")
    sample.get_by_role("button", name="Record a new request").click()
    form = steps.form(sample)
    also = form.get_by_role("combobox", name="Brothers and sisters whose files are asked for too")
    also.click()
    also.press_sequentially("C-02")
    expect(sample.get_by_role("option").nth(1)).to_be_visible(timeout=PATIENCE)
    also.press("Enter")
    also.press("Tab")  # the list closes
    steps.choose(form, "Child", "C-01")
    form.get_by_role("textbox", name="Who is asking to see the file").fill("Imogen Ashdown")
    steps.choose(form, "How the request came", "Letter")
    steps.type_date(form, "Date received", london_today() - timedelta(days=1))
    steps.send(form, "Record request", "The requests are recorded as AR-")
    said = sample.get_by_text("The requests are recorded as AR-").first.inner_text()
    assert len(set(re.findall(r"AR-\d{4}-\d{3}", said))) == 2


def test_a_line_leads_to_another_part_of_the_page_that_it_is_on(reader: Page):
    """A part that is open has its place in the address from its own widget, which no address may change."""
    steps.open_page(reader, "Consents")
    steps.show_everything(reader)
    line = steps.row(reader, "C-", "Renew consent").first
    code = steps.code_of(line)
    steps.button_of(line.first).click()
    expect(reader.get_by_role("button", name="Handed out", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(reader).to_have_url(re.compile(f"child={code}"))


def test_the_form_to_which_a_line_leads_is_in_sight_there(reader: Page):
    button = reader.get_by_role("button", name=re.compile(r"^Go to the form")).first
    code = re.search(r"C-\d+", button.inner_text())
    assert code
    button.click()
    expect(reader).to_have_title("Consents", timeout=PATIENCE)
    settled(reader)
    expect(reader.get_by_role("combobox", name="Child")).to_have_value(re.compile(rf", {code[0]}$"))
    expect(reader.get_by_role("button", name="The form to print")).to_be_in_viewport(ratio=1)


def test_a_form_that_is_refused_leads_to_its_first_field_each_time_it_is_sent(reader: Page, address: str):
    """What is wrong was said above the button alone, a screen away from its field, and to whoever hears the
    page a second press with the same mistake was silent."""
    steps.follow(reader, f"{address}/access-requests?access=Complaints")
    reader.get_by_role("button", name="Record a complaint").click()
    form = steps.form(reader)
    send = form.get_by_role("button", name="Record complaint")
    fields = form.locator("[data-refused]")
    send.click()
    refused = form.get_by_test_id("stAlert")
    expect(refused.get_by_role("listitem")).to_have_count(4)
    expect(fields).to_have_count(4)
    for line in refused.get_by_role("listitem").all_inner_texts():
        label, said = line.split(": ", 1)
        field = fields.filter(has=reader.get_by_text(label, exact=True))
        expect(field).to_have_css("content", f'"{said}"', pseudo="after")
        expect(field.locator("input, textarea, [role=spinbutton]").first).to_have_accessible_description(
            re.compile(re.escape(said))
        )
    for press in ("click", "click", "Enter"):
        first = fields.first.locator("input").first
        expect(first, press).to_be_focused()
        expect(fields.first, press).to_be_in_viewport(ratio=1)
        send.click() if press == "click" else send.press(press)
    who = form.get_by_role("textbox", name="Who is complaining")
    expect(who).to_have_attribute("aria-invalid", "true")
    who.fill("Ann Other")
    send.click()
    expect(fields).to_have_count(3)
    expect(who).not_to_have_attribute("aria-invalid", "true")
    expect(who).to_have_accessible_description("")


def test_what_a_form_refuses_as_a_whole_is_in_sight_and_has_the_focus(sample: Page):
    """No field is named, so what is said takes the place of one."""
    steps.open_page(sample, "Consents")
    steps.button_of(steps.row(sample, "Renew consent").first).click()
    expect(sample.get_by_role("button", name="Handed out", exact=True)).to_be_visible(timeout=PATIENCE)
    settled(sample)
    sample.get_by_role("button", name="Record answer", exact=True).click()
    form = steps.form(sample)
    form.get_by_role("combobox", name="Who answered").click()
    sample.keyboard.press("ArrowDown")
    sample.keyboard.press("Enter")
    expect(form.get_by_role("radiogroup", name="How it was given")).to_be_visible()
    form.get_by_role("radiogroup", name="How it was given").get_by_text("Written").click()
    form.get_by_label("Where the signed form is, if written").fill("In the child's file")
    form.get_by_role("button", name="Record answers").click()
    said = form.get_by_test_id("stAlertContentError")
    expect(said).to_contain_text("Choose at least one answer.")
    expect(said).to_be_focused()
    expect(said).to_be_in_viewport(ratio=1)


def test_a_press_beside_a_form_loses_nothing_that_was_typed(reader: Page):
    steps.open_page(reader, "Access requests")
    open_it = reader.get_by_role("button", name="Record a new request")
    form = reader.get_by_role("dialog")

    open_it.click()
    steps.form(reader)
    reader.mouse.click(20, 400)
    expect(form).to_have_count(0)  # nothing was typed: it closes

    open_it.click()
    steps.form(reader).get_by_role("textbox", name="Note").fill("She said at the door that")
    reader.mouse.click(20, 400)
    reader.mouse.dblclick(1340, 700)
    reader.wait_for_timeout(500)
    expect(form.get_by_role("textbox", name="Note")).to_have_value("She said at the door that")
    form.get_by_role("button", name="Close").click()
    expect(form).to_have_count(0)

    open_it.click()
    how = steps.form(reader).get_by_role("combobox", name="How the request came", exact=True)
    how.click()
    reader.get_by_role("option", name="Email").click()
    reader.mouse.click(20, 400)
    reader.wait_for_timeout(500)
    expect(how).to_have_value("Email")
    form.get_by_role("button", name="Close").click()

    open_it.click()
    steps.type_date(steps.form(reader), "Date received", london_today())
    reader.mouse.click(20, 400)  # puts the calendar away
    reader.mouse.click(20, 400)
    reader.wait_for_timeout(500)
    expect(form.get_by_role("spinbutton", name="year, Date received")).to_have_text(str(london_today().year))


def test_a_form_that_was_typed_in_asks_before_it_is_closed_unsent(reader: Page):
    """A press of Escape too many lost a whole decision, and nobody asked."""
    steps.open_page(reader, "Access requests")
    begin, dialog = reader.get_by_role("button", name="Record a new request"), reader.get_by_role("dialog")
    begin.click()
    steps.form(reader)
    reader.evaluate("() => { window.asked = []; window.confirm = (said) => !asked.push(said); }")
    reader.keyboard.press("Escape")
    expect(dialog, "nothing was typed").to_have_count(0)
    settled(reader)
    begin.click()
    form = steps.form(reader)
    who = form.get_by_role("textbox", name="Who is asking to see the file")
    who.fill("Ann Other")
    who.press("Escape")
    form.get_by_role("button", name="Close", exact=True).click()
    assert reader.evaluate("asked") == [ASKS_BEFORE_CLOSING] * 2
    expect(who).to_have_value("Ann Other")
    reader.evaluate("() => { window.confirm = () => true; }")
    who.press("Escape")
    expect(dialog).to_have_count(0)
    reader.wait_for_timeout(1000)  # the page is run without it; a faster hand has a test of its own, below
    settled(reader)
    begin.click()
    expect(steps.form(reader).get_by_role("textbox", name="Who is asking to see the file")).to_have_value("")
    put_away(reader)


def test_a_form_opened_again_while_it_still_closes_is_empty(reader: Page):
    """What was typed about one child must not stand in the form about the next, however fast the hand is."""
    steps.open_page(reader, "Access requests")
    begin = reader.get_by_role("button", name="Record a new request")
    begin.click()
    who = steps.form(reader).get_by_role("textbox", name="Who is asking to see the file")
    who.fill("Ann Other")
    reader.evaluate("() => { window.confirm = () => true; }")
    close = reader.get_by_role("dialog").get_by_role("button", name="Close", exact=True)
    close.evaluate("(close, begin) => { close.click(); begin.click(); }", begin.element_handle())
    expect(steps.form(reader).get_by_role("textbox", name="Who is asking to see the file")).to_have_value("")
    put_away(reader)


def test_escape_closes_what_lies_open_over_a_form_and_not_the_form(reader: Page):
    """Whoever typed what fits nothing in a list, and put the list away, lost the whole form."""
    steps.open_page(reader, "Sharing decisions")
    reader.get_by_role("button", name="Record a concern").first.click()
    form, words = steps.form(reader), "He said at the door that"
    said = form.get_by_role("textbox", name="In a sentence")
    said.fill(words)
    steps.choose(form, "Child", "C-014")
    box = form.get_by_role("combobox", name="Child", exact=True)
    chosen = box.input_value()

    def escape_leaves_the_form(*open_over_it: Locator) -> None:
        for over in open_over_it:
            expect(over).to_be_visible()
        reader.keyboard.press("Escape")
        for over in open_over_it:
            expect(over).to_have_count(0)
        reader.wait_for_timeout(300)
        expect(said).to_have_value(words)
        expect(box).to_have_value(chosen)

    options = reader.get_by_role("listbox")
    box.focus()
    reader.keyboard.press("ArrowDown")
    escape_leaves_the_form(options)
    for typed in (["z", "z", "z"], ["z", "z", "Backspace", "Backspace"]):
        for key in typed:
            reader.keyboard.press(key)
        escape_leaves_the_form(options)
        expect(box).to_be_focused()
    form.get_by_role("button", name="Choose date").press("Enter")
    escape_leaves_the_form(reader.get_by_test_id("stDateInputCalendar"))
    form.get_by_role("button", name="Help for In a sentence").focus()
    reader.keyboard.press("Shift+Tab")
    reader.keyboard.press("Tab")  # by the keyboard, or it says nothing
    escape_leaves_the_form(reader.get_by_role("tooltip"))
    reader.keyboard.press("Escape")
    expect(form).to_have_count(0)  # nothing lies over it any more


def test_a_typed_date_leaves_the_button_below_it_in_reach(reader: Page):
    steps.open_page(reader, "Access requests")
    reader.get_by_role("button", name="Record a new request").click()
    form, calendar = steps.form(reader), reader.get_by_test_id("stDateInputCalendar")
    day = form.get_by_role("spinbutton", name="day, Date received")

    day.click()
    expect(calendar).to_be_visible()
    reader.keyboard.type("05112026")
    expect(calendar).to_be_hidden()
    form.get_by_role("button", name="Record request").click()
    expect(form).to_contain_text("Choose the child whose file is asked for.")

    day.click()
    expect(calendar).to_be_visible()
    reader.keyboard.type("06")
    expect(calendar).to_be_hidden()
    form.get_by_role("button", name="Choose date").click()
    calendar.get_by_role("button", name="12", exact=False).first.click()
    expect(form.get_by_role("spinbutton", name="day, Date received")).to_have_text("12")


def put_away(page: Page) -> None:
    """Closes the open form, whatever was typed."""
    page.get_by_role("dialog").get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)


def test_a_date_is_typed_as_people_write_it(reader: Page):
    """By itself the field passes over what stands between, and makes 11 February of 1/12/2026."""
    steps.open_page(reader, "Access requests")
    reader.get_by_role("button", name="Record a new request").click()
    form = steps.form(reader)
    parts = form.get_by_role("spinbutton")
    for typed, is_ in (
        ("1/12/2026", "01 12 2026"),
        ("2.1.27", "02 01 2027"),
        ("1-9-19", "01 09 2019"),
        ("3 9 2025", "03 09 2025"),
        ("24/11/2026", "24 11 2026"),  # the field went on by itself after 24
        ("24112025", "24 11 2025"),
        ("31/1/26", "31 01 2026"),
    ):
        parts.first.focus()
        for key in typed:
            reader.keyboard.type(key)
            expect(
                form.get_by_role("alert"), f"{typed} is not called wrong before it is typed"
            ).to_have_count(0)
        reader.keyboard.press("Tab")
        form.get_by_role("textbox", name="Who is asking to see the file").focus()
        expect(parts, typed).to_have_text(is_.split())
    parts.first.focus()
    reader.keyboard.type("1/1/1802")
    form.get_by_role("textbox", name="Who is asking to see the file").focus()
    expect(form.get_by_role("alert"), "said once it is left").to_contain_text("outside allowed range")


def test_a_year_of_two_digits_is_this_centurys(reader: Page):
    """By itself the field takes it for the year 26, and puts back the day that stood there before."""
    steps.open_page(reader, "Access requests")
    reader.get_by_role("radio", name="Complaints", exact=True).click()
    for ago, leave in enumerate(("Tab", "Enter", "a press on another field", "the form's button"), 3):
        typed = london_today() - timedelta(days=ago)  # another one each time, whatever stands there before
        reader.get_by_role("button", name="Record a complaint").click()
        form = steps.form(reader)
        day = form.get_by_role("spinbutton", name="day, Date received")
        day.click()
        reader.keyboard.type(f"{typed:%d%m%y}")
        if leave in {"Tab", "Enter"}:
            reader.keyboard.press(leave)
        elif leave == "the form's button":
            form.get_by_role("button", name="Record complaint").click()
            expect(form.get_by_test_id("stAlert")).to_contain_text("Nothing has been recorded yet")
        form.get_by_role("textbox", name="Who is complaining").click()
        year = form.get_by_role("spinbutton", name="year, Date received")
        expect(year, leave).to_have_text(str(typed.year))
        expect(day, leave).to_have_text(f"{typed:%d}")
        expect(form.get_by_test_id("stDateInputError"), leave).to_have_count(0)
        put_away(reader)


def test_a_form_with_a_date_that_cannot_be_is_not_sent(sample: Page):
    """What would be sent is the day that stood there before, and not the one that is on the screen."""
    steps.open_page(sample, "Policy")
    sample.get_by_role("button", name="Record a review").click()
    form = steps.form(sample)
    form.get_by_text("No change").click()
    form.get_by_role("spinbutton", name="day, Reviewed on").click()
    sample.keyboard.type(f"{london_today():%d%m}2206")
    year = form.get_by_role("spinbutton", name="year, Reviewed on")
    wrong = form.get_by_test_id("stDateInput").filter(has=sample.get_by_test_id("stDateInputError"))
    by = form.get_by_role("textbox", name="Reviewed by")
    for send_it in (form.get_by_role("button", name="Record review").click, lambda: by.press("Enter")):
        by.focus()  # away from the date, to which the form has to lead
        send_it()
        expect(wrong).to_have_css("content", '"Not possible: check the year."', pseudo="after")
        expect(year).to_be_focused()
        expect(year).to_have_text("2206")
    sample.keyboard.type(str(london_today().year))
    steps.send(form, "Record review", "The review is recorded.")


def test_a_day_that_its_month_does_not_have_is_said_before_the_form_is_sent(reader: Page):
    """By itself the field makes 30 April of 31 April, without a word."""
    steps.open_page(reader, "Access requests")
    for leave, year in (
        ("Tab", "2026"),
        ("Tab", "26"),
        ("the form's button", "2026"),
        ("the form's button", "26"),
    ):
        case = f"{year}, left by {leave}"
        reader.get_by_role("button", name="Record a new request").click()
        form = steps.form(reader)
        day = form.get_by_role("spinbutton", name="day, Date received")
        expect(form.get_by_test_id("stAlert"), "the form begins anew").to_have_count(0)
        day.click()
        reader.keyboard.type(f"3104{year}")
        field = form.get_by_test_id("stDateInput")
        changed = '"Changed: the month has no such day."'
        if leave == "Tab":
            reader.keyboard.press("Tab")
            reader.keyboard.press("Tab")
            expect(field, case).to_have_css("content", changed, pseudo="after")
        form.get_by_role("button", name="Record request").click()
        expect(day, case).to_be_focused()
        expect(field, case).to_have_css("content", changed, pseudo="after")
        expect(day, case).to_have_accessible_description(re.compile("Changed: the month has no such day.$"))
        expect(form.get_by_test_id("stAlert"), case).to_have_count(0)
        reader.keyboard.type("29")
        expect(field, case).to_have_css("content", "none", pseudo="after")
        expect(day, case).not_to_have_accessible_description(re.compile("Changed"))
        form.get_by_role("button", name="Record request").click()
        expect(form.get_by_test_id("stAlert"), case).to_contain_text(
            "Choose the child whose file is asked for."
        )
        expect(day, case).to_have_text("29")
        put_away(reader)


def test_a_number_that_cannot_be_is_led_to_from_the_button_of_a_long_form(reader: Page):
    """By itself the form is not sent, and nothing says so where its button is."""
    steps.open_page(reader, "Set-up")
    reader.get_by_role("radio", name="The setting's rules").click()
    days = reader.get_by_role("spinbutton", name="Working days to tell the chairperson")
    days.fill("99999")
    reader.get_by_role("button", name="Save the setting's rules").click()
    expect(days).to_be_focused()
    expect(days).to_be_in_viewport()
    field = reader.get_by_test_id("stNumberInput").filter(has=days)
    expect(field).to_have_css("content", '"Not possible: check the number."', pseudo="after")
    expect(days).to_have_value("99999")


def test_a_double_click_records_once(sample: Page):
    steps.open_page(sample, "Sharing decisions")
    before = int(steps.figure(sample, "Awaiting decision"))
    sample.get_by_role("button", name="Record a concern").click()
    form = steps.form(sample)
    steps.choose(form, "Child", "C-0")
    form.get_by_role("radio", name="No", exact=True).click()
    steps.choose(form, "What worries you", "The cause for concern is not clear")
    form.get_by_role("textbox", name="In a sentence").fill("Came in with a bruise on two Mondays.")
    form.get_by_role("button", name="Record concern", exact=True).dblclick()
    expect(sample.get_by_test_id("stAlert").filter(has_text="recorded")).to_be_visible(timeout=PATIENCE)
    settled(sample)
    sample.reload()
    settled(sample)
    assert int(steps.figure(sample, "Awaiting decision")) == before + 1


def test_when_a_line_goes_the_focus_is_at_the_one_in_its_place(sample: Page):
    """It was at the beginning of the page, dozens of presses away, and so it was when a whole list came."""
    buttons = sample.locator(".stMain .stButton button")
    names = buttons.all_inner_texts()
    rest = next(at for at, name in enumerate(names) if name.startswith("Show all"))
    buttons.nth(rest).press("Enter")
    expect(buttons.filter(has_text=names[rest])).to_have_count(0)
    expect(buttons.nth(rest), "the first of the lines that came").to_be_focused()
    line = steps.button_of(steps.row(sample, "stop and undo").first)
    names = buttons.all_inner_texts()
    place = names.index(line.inner_text())
    line.press("Enter")
    form = steps.form(sample)
    for tick in form.get_by_role("checkbox").all():
        tick.check(force=True)
    for box in form.get_by_role("textbox").all():
        box.fill("Taken down by the office")
    form.get_by_test_id("stFormSubmitButton").last.get_by_role("button").press("Enter")
    expect(form).to_have_count(0)
    expect(buttons.filter(has_text=names[place])).to_have_count(0)
    expect(buttons.nth(place)).to_be_focused()
    assert buttons.nth(place).inner_text() == names[place + 1]


def test_a_consent_is_recorded_with_the_keyboard_alone(sample: Page):
    steps.open_page(sample, "Consents")
    line = steps.row(sample, "Renew consent").first
    code = steps.code_of(line)
    keys = sample.keyboard
    sample.locator("h1").click()  # where a reader begins
    for _ in range(steps.EVERY_TAB):
        keys.press("Tab")
        if steps.button_of(line).evaluate("button => button === document.activeElement"):
            break
    else:
        pytest.fail("No press of Tab reaches the row's button.")
    keys.press("Enter")
    expect(sample.get_by_role("button", name="Handed out", exact=True)).to_be_visible(timeout=PATIENCE)
    settled(sample)
    steps.tab_to(sample, "Record answer")
    keys.press("Enter")
    form = steps.form(sample)
    steps.tab_to(sample, "Who answered")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(form.get_by_role("radiogroup", name="How it was given")).to_be_visible()  # the last of them
    questions = form.get_by_role("radiogroup")
    for at in range(questions.count()):  # the last asks how it was given
        question = questions.nth(at)
        while not question.evaluate("group => group.contains(document.activeElement)"):
            keys.press("Tab")
        keys.press("Space")
        expect(question.get_by_role("radio", checked=True)).to_have_count(1)
    steps.tab_to(sample, "Where the signed form is, if written")
    keys.type("In the child's file")
    steps.tab_to(sample, "Record answers")
    keys.press("Enter")
    steps.sent(sample, f"Recorded for {code}")
    steps.open_page(sample, "Weekly review")
    steps.show_everything(sample)
    expect(steps.row(sample, code, "Renew consent")).to_have_count(0)
