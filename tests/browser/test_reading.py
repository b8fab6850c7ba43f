"""What a person reads: every page says its answer, names nobody off the machine, fits, and passes axe."""

import re
from collections.abc import Collection
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import chromium, steps
from tests.browser.chromium import PATIENCE, settled
from tests.browser.conftest import Visit

AXE = Axe().axe_script
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
HEADINGS = ["heading-order"]  # no rule of WCAG, but who goes from heading to heading misses a level
NO_QUESTION_TO_ANSWER = {"Set-up", "My account"}

CUT_OFF = """() => [...document.querySelectorAll('.tag, .code, .about, .date, .number, main button')]
    .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
    .map(e => `${e.className.slice(0, 30)}: ${e.innerText}`)"""
TOO_WIDE = """() => {
  const boxes = [document.scrollingElement, ...document.querySelectorAll('[data-testid=stMain]')];
  if (!boxes.some(e => e.scrollWidth > e.clientWidth)) return [];
  const beyond = [...document.querySelectorAll('[data-testid=stMain] *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => `${e.tagName} ${e.getAttribute('class')} ${(e.textContent ?? '').slice(0, 40)}`);
  return beyond.length ? beyond : ['nothing that stands beyond the window'];
}"""
LAID_OUT_WITHIN = 5_000  # milliseconds
GROUND = """() => getComputedStyle(document.querySelector('[data-testid=stApp]') ?? document.body)
    .backgroundColor"""
STILL = """() => document.getAnimations()
    .every(a => !(a instanceof CSSTransition) || a.playState !== 'running')"""


def violations(page: Page, beside: Collection[str] = ()) -> list[str]:
    """What axe finds against WCAG 2.2 AA and the rules `beside` it, one line a place: in light, then in dark.

    Dark is the same page in other colours, so there the rules about colours are asked alone.
    """
    found = _found(page, {"type": "tag", "values": WCAG}, beside)
    recolour(page, "dark")
    found += [f"In dark, {line}" for line in _found(page, {"type": "rule", "values": OF_COLOURS})]
    recolour(page, "light")
    return found


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll to the side, once everything has come to its place."""
    for _ in range(LAID_OUT_WITHIN // 100):
        if not page.evaluate(TOO_WIDE):
            return []
        page.wait_for_timeout(100)
    found: list[str] = page.evaluate(TOO_WIDE)
    return found


def recolour(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Turns the page light or dark, as the system's own setting does, and waits until it is."""
    before = page.evaluate(f"({GROUND})()")
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(f"before => ({GROUND})() !== before && ({STILL})()", arg=before)


def _found(page: Page, rules: dict[str, Any], beside: Collection[str] = ()) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):  # it is there until the page is loaded anew
        page.evaluate(AXE)
    asked = {
        "runOnly": rules,
        "rules": {rule: {"enabled": True} for rule in beside},
        "resultTypes": ["violations"],
    }
    violated: list[dict[str, Any]] = page.evaluate(
        "asked => axe.run(asked).then(found => found.violations)", asked
    )
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in violated
        for node in rule["nodes"]
    ]


def test_every_page_is_reached_in_one_click_says_its_answer_fits_a_laptop_and_passes_axe(
    visit: Visit, address: str
):
    page, _ = visit(address)
    page.goto(address)
    found = [f"Welcome, {line}" for line in violations(page)]
    page.goto(f"{address}/set-up")
    found += [f"Set up your setting, {line}" for line in violations(page)]
    chromium.look_around(page, address)
    names = [name for name, _ in chromium.pages(page)]
    assert names[0] == "Weekly review"
    assert len(names) >= 6
    for name in names:
        steps.open_page(page, name)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        if name not in NO_QUESTION_TO_ANSWER:
            assert page.locator("p.answer").first.inner_text().endswith("."), name
        found += [f"{name}, {line}" for line in violations(page, HEADINGS)]
        found += [f"{name}, cut off: {line}" for line in page.evaluate(CUT_OFF)]
        found += [f"{name} scrolls sideways: {line}" for line in too_wide(page)]
    assert found == []


def test_an_open_form_passes_axe(visit: Visit, address: str):
    page, _ = visit(address)
    chromium.look_around(page, address)
    steps.show_everything(page)
    # The first step of the list is a release that something stands in the way of: it asks nothing.
    for action in ("Record answer", "Record step", "Record step .*: Check", "Complete record", "Sign off"):
        page.get_by_test_id("stMain").get_by_role("button", name=re.compile(f"^{action} ")).first.click()
        form = page.get_by_role("dialog")
        expect(form.get_by_role("button").nth(1)).to_be_visible(timeout=PATIENCE)
        settled(page)
        assert violations(page) == [], action
        if action == "Complete record":
            form.get_by_test_id("stFormSubmitButton").last.get_by_role("button").click()
            expect(form.locator("[data-refused]").first).to_be_visible()
            assert violations(page) == [], f"{action}, refused"
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        settled(page)


def test_the_title_says_which_step_was_chosen_and_the_focus_stays_there(visit: Visit, address: str):
    """Under another title the form is drawn anew: whoever uses the keyboard goes on where they were."""
    page, _ = visit(address)
    chromium.look_around(page, address)
    steps.show_everything(page)
    pressed = re.compile("^Record step .*: Check ")
    page.get_by_test_id("stMain").get_by_role("button", name=pressed).first.click()
    form = page.get_by_role("dialog")
    box = form.get_by_label("What was done", exact=True)
    box.press_sequentially("Withdrawn by")
    box.press("Enter")
    named = re.compile(r"^AR-\d{4}-\d+: record that it was withdrawn$")
    expect(page.get_by_role("dialog", name=named)).to_have_count(1, timeout=PATIENCE)
    settled(page)
    expect(box).to_be_focused()


def test_a_filter_is_in_the_address_and_comes_back_with_it(reader: Page, address: str):
    reader.goto(f"{address}/consents")
    settled(reader)
    rows = reader.locator("table.grid tbody tr")
    everybody = rows.count()
    steps.choose(reader.get_by_test_id("stMain"), "Show those with", "Withdrawn")
    expect(rows).not_to_have_count(everybody)
    settled(reader)
    left = rows.count()
    assert 0 < left < everybody
    assert "status=Withdrawn" in reader.url
    for go in (reader.reload, lambda: reader.goto(reader.url)):
        go()
        settled(reader)
        expect(reader.get_by_role("combobox", name="Show those with", exact=True)).to_have_value("Withdrawn")
        expect(rows).to_have_count(left)


def test_on_screen_no_name_reaches_the_browser(visit: Visit, address: str):
    page, watch = visit(address)
    chromium.look_around(page, address)
    names = set(page.locator(".item .about").all_inner_texts())
    for name in ("Consents", "Induction"):
        steps.open_page(page, name)
        names |= set(page.locator("table.grid tbody th").all_inner_texts())
    assert len(names) > 40
    page.get_by_role("button", name="Hide names").click()
    expect(page.get_by_role("button", name="Show names")).to_be_visible()
    settled(page)
    expect(page).to_have_title("Induction: names are off")
    steps.open_page(page, "Weekly review")
    watch.frames.clear()
    for name, _ in chromium.pages(page):
        steps.open_page(page, name)
        said, sent = page.content(), b"".join(watch.frames).decode("utf-8", "ignore")
        assert [named for named in names if named in said] == [], name
        assert [named for named in names if named in sent] == [], name


CHOSEN = {
    "children-and-files?child=C-042": "Child",
    "sharing-decisions?decision=SD-2026-010": "Open one decision",
    "sharing-decisions?part=Breaches&breach=BR-2026-002": "Open one breach",
    "consents?child=C-042": "Child",
}
IN_SIGHT = """() => [...document.querySelectorAll('input, textarea')].map(e => e.value)
    .concat(document.body.innerText)"""


def test_what_is_chosen_stays_chosen_on_screen_and_its_name_goes_in_every_tab(visit: Visit, address: str):
    page, _ = visit(address)
    chromium.look_around(page, address)
    boxes, names = {}, set()
    for at, label in CHOSEN.items():
        tab = page.context.new_page()
        tab.goto(f"{address}/{at}")
        settled(tab)
        boxes[at] = tab.get_by_role("combobox", name=label, exact=True)
        said = boxes[at].input_value().split(", ")
        names |= {part for part in said if not re.fullmatch(r"[A-Z]+(-2026)?-\d+", part)}
        assert len(said) > 1, said
    assert names
    decision = boxes["sharing-decisions?decision=SD-2026-010"]
    decision.page.get_by_role("button", name="Hide names").click()
    for at, box in boxes.items():
        code = at.rpartition("=")[2]
        expect(box).to_have_value(code, timeout=chromium.PATIENCE)
        settled(box.page)
        assert [name for name in names if name in str(box.page.evaluate(IN_SIGHT))] == [], at
    decision.page.get_by_role("button", name="Record advice").click()
    steps.form(decision.page)
    decision.page.keyboard.press("Escape")
    expect(decision.page.get_by_role("dialog")).to_have_count(0)
    settled(decision.page)
    expect(decision).to_have_value("SD-2026-010")


def test_what_was_typed_goes_with_the_names_and_in_every_window_at_once(visit: Visit, address: str):
    """A name that was searched for in a table, and a form of a page that was begun."""
    page, _ = visit(address)
    chromium.look_around(page, address)
    steps.open_page(page, "Children and files")
    page.get_by_test_id("stDataFrame").first.hover()
    page.get_by_role("button", name="Search").first.click()
    page.keyboard.type("Kestrelman")
    begun = page.context.new_page()
    begun.goto(f"{address}/setting?part=Overrides")
    settled(begun)
    begun.locator("summary").first.click()
    steps.choose(begun.get_by_test_id("stMain"), "Child", "Kestrelman")
    begun.get_by_label("Why the child's safety needs it").fill("Kestrelman")
    for tab in (page, begun):
        assert "Kestrelman" in str(tab.evaluate(IN_SIGHT)), "This test would find it."
    page.evaluate("dispatchEvent(new Event('focus'))")  # it asks now, and by itself in fifteen seconds again
    begun.get_by_role("button", name="Hide names").click()
    for tab in (begun, page):
        expect(tab.get_by_role("button", name="Show names")).to_be_visible(timeout=10_000)
        settled(tab)
        assert "Kestrelman" not in str(tab.evaluate(IN_SIGHT)), tab.url


@pytest.mark.parametrize("width", [1366, 400])
def test_a_closed_group_stands_in_one_line_with_its_button(reader: Page, width: int):
    reader.set_viewport_size({"width": width, "height": 768})
    reader.goto(f"{reader.url.rsplit('/', 1)[0]}/access-requests")
    settled(reader)
    closed = reader.locator("[class*='st-key-folded-']")
    expect(closed).to_have_count(1)  # three groups that are not pressing, one after the other
    for title in ("Next four weeks", "Waiting on someone", "Later"):
        heading = closed.locator(f"h2:has-text('{title}')").evaluate(
            "h2 => { const all = document.createRange(); all.selectNodeContents(h2);"
            " const box = all.getBoundingClientRect(); return (box.top + box.bottom) / 2 }"
        )
        button = closed.get_by_role("button", name=title).bounding_box()
        assert button
        assert abs(heading - (button["y"] + button["height"] / 2)) < 2, title


def test_today_is_named_above_the_bars_of_the_open_requests(reader: Page):
    steps.open_page(reader, "Access requests")
    label = reader.locator(".annotation-text").filter(has_text="Today")
    expect(label).to_be_visible()
    named = label.bounding_box()
    drawn = [
        bar.bounding_box() for bar in reader.locator(".js-plotly-plot").first.locator(".bars path").all()
    ]
    assert named
    assert drawn
    assert all(bar and named["y"] + named["height"] <= bar["y"] for bar in drawn)


def test_the_page_that_is_open_is_marked_in_the_sidebar(reader: Page, address: str):
    """By its own address the weekly review, which is the first page, was not."""
    for path, title in (("", "Weekly review"), ("weekly-review", "Weekly review"), ("consents", "Consents")):
        reader.goto(f"{address}/{path}")
        settled(reader)
        expect(reader.get_by_test_id("stSidebarNavLink").and_(reader.locator("[aria-current]"))).to_have_text(
            title
        )


def test_the_page_that_the_keyboard_is_at_has_a_line_round_it(reader: Page):
    steps.tab_to(reader, "Consents")
    link = reader.locator(":focus")
    expect(link).to_have_css("outline-style", "solid")
    expect(link).to_have_css("outline-color", "rgb(11, 85, 99)")


def test_the_link_of_the_page_leads_from_one_request_to_the_list(reader: Page, address: str):
    steps.open_page(reader, "Access requests")
    code = steps.choose(reader.get_by_test_id("stMain"), "Open one request", "AR-")[: len("AR-2026-002")]
    link = reader.get_by_test_id("stSidebarNav").get_by_role("link", name="Access requests", exact=True)
    for press in (link.click, lambda: link.press("Enter")):
        reader.goto(f"{address}/access-requests?request={code}")
        expect(reader.get_by_role("heading", name=code, level=1)).to_be_visible()
        settled(reader)
        press()
        expect(reader.get_by_role("heading", name="Access requests", level=1)).to_be_visible()
        expect(reader).to_have_url(f"{address}/access-requests")
        settled(reader)
    reader.go_back()
    expect(reader.get_by_role("heading", name=code, level=1)).to_be_visible()


def test_what_is_drawn_in_place_is_begun_at_its_beginning(reader: Page, address: str):
    """A record opened far down a list is read from its heading; what is typed after Ctrl+K is asked for."""
    reader.set_viewport_size({"width": 1366, "height": 420})
    reader.goto(f"{address}/access-requests")
    settled(reader)
    main, listed = (
        reader.get_by_test_id("stMain"),
        reader.get_by_role("button", name=re.compile("^Open AR-")).last,
    )
    listed.scroll_into_view_if_needed()
    reader.wait_for_function("() => document.querySelector('.stMain').scrollTop > 100")
    listed.press("Enter")
    heading = reader.get_by_role("heading", level=1, name=re.compile("AR-"))
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    assert main.evaluate("e => e.scrollTop") == 0
    reader.keyboard.press("Control+k")
    asked = reader.get_by_role("dialog").get_by_label("A code, a clause, a name", exact=False)
    expect(asked).to_be_focused()
    reader.keyboard.type("C-001")
    expect(asked).to_have_value("C-001")
