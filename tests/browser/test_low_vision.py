"""For who enlarges the page, sets its spacing or its colours, hears it, or prints it (WCAG 2.2 AA)."""

import re
import tomllib
from datetime import date
from io import BytesIO
from typing import Literal

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pypdf import PageObject, PdfReader

from models import AccessRequest, ThirdParty
from papers.consent_form import Question, Sheet, consent_form
from rules.consent import SHARING
from store.sample import look_around
from tests.browser import chromium, steps
from tests.browser.test_reading import recolour, too_wide
from tests.conftest import rows

AT_125, AT_200, AT_400 = (
    chromium.LAPTOP_AT_125,
    {"width": 683, "height": 384},
    {"width": 320, "height": 256},
)  # of a laptop, as Windows often has it and enlarged; of a large screen
EVERYWHERE = (
    "/", "/access-requests", "/consents", "/sharing-decisions", "/children-and-files", "/induction",
    "/committee", "/policy", "/reading", "/setting", "/my-account", "/access-requests?request={request}",
)  # fmt: skip
OF_AGENDAS = {"/", "/access-requests", "/induction"}
# Another part of a page that has lists.
PARTS_OF_LISTS = {
    "/consents": "Purposes",
    "/policy": "Routine checks",
    "/access-requests?request={request}": "Third parties",
    "/committee": "Policy and checks",
}

# What reaches beyond the window, but for what is in a table: that scrolls by itself (1.4.10).
_OUTSIDE = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const found = main.scrollWidth > main.clientWidth + 1 ? ["the page scrolls sideways"] : [];
  for (const e of main.querySelectorAll("p, h1, h2, h3, span, button, input, label, dt, dd, li")) {
    const r = e.getBoundingClientRect();
    if (r.width < 2 || e.closest(".across, [data-testid=stDataFrame], svg")) continue;
    if (r.right > innerWidth + 1 || r.left < -1) found.push(`${e.className}: ${e.innerText.slice(0, 40)}`);
  }
  return found;
}"""
# Words of an agenda's rows that lie under or over something else, or are cut off.
_ON_TOP = """() => [...document.querySelectorAll(".item > *")].flatMap(e => {
  e.scrollIntoView({block: "center"});
  const r = e.getBoundingClientRect();
  const button = [...e.closest(".stElementContainer").parentElement.querySelectorAll("button")].some(b => {
    const o = b.getBoundingClientRect();
    return r.left < o.right - 1 && o.left < r.right - 1 && r.top < o.bottom - 1 && o.top < r.bottom - 1;
  });
  return button || e.scrollWidth > e.clientWidth + 1 ? [e.innerText] : [];
})"""
# Whether the first words of something have nothing over them.
_IS_SEEN = """e => {
  const r = e.querySelector("p").getBoundingClientRect();
  return e.contains(document.elementFromPoint(r.left + 2, r.top + 2));
}"""
# Rows of an agenda beside which another button stands, or none; the first of each list is made one without.
_BESIDE_ANOTHER = """() => [...document.querySelectorAll(".items")].flatMap(list => {
  const held = list.closest("[class*=st-key-rows-]");
  list.firstElementChild.classList.add("alone");
  held.querySelector("button").closest(".stElementContainer").style.display = "none";
  const buttons = [...held.querySelectorAll("button")].filter(b => b.checkVisibility());
  const rows = [...list.querySelectorAll(".item:not(.alone)")];
  const middle = b => b.getBoundingClientRect().top + b.getBoundingClientRect().height / 2;
  const apart = rows.filter((row, at) => {
    const r = row.getBoundingClientRect(), said = row.querySelector(".code").firstChild.data;
    const at_it = buttons.filter(b => r.top < middle(b) && middle(b) < r.bottom);
    return at_it.length !== 1 || !at_it[0].innerText.includes(said) || at_it[0] !== buttons[at];
  });
  return apart.map(row => row.innerText).concat(rows.length === buttons.length ? [] : ["as many"]);
})"""
# What an agenda asks for, where it has no room for a few words in a line.
_CRAMPED = """() => [...document.querySelectorAll(".item > :nth-child(3)")].filter(
  e => e.getBoundingClientRect().width < 180).map(e => e.innerText)"""
# A word or a code in a list that has so little room that it breaks over two lines.
_BROKEN = """() => [...document.querySelectorAll(".line > *, .area *")].flatMap(e => {
  const found = [], range = document.createRange();
  const texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    for (const word of text.data.matchAll(/[A-Z]{1,2}-(\\d{4}-)?\\d+|[\\p{L}\\d']+/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(r => r.top)).size > 1) found.push(word[0]);
    }
  }
  return found;
})"""
# What is cut off: of what is as narrow as it may be, the ends of the words are missing.
_ENDS = ":is(a, button, .item, .line, .figure) *, a, button"
_CUT = f"""() => [...document.querySelectorAll("{_ENDS}")].filter(e =>
  e.innerText && e.clientWidth > 2 && getComputedStyle(e).overflow !== "visible" &&
  (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)).map(e => e.innerText)"""
_CUT_WITHIN = """e => [...e.querySelectorAll("div")].filter(e =>
  e.clientWidth > 2 && getComputedStyle(e).overflow !== "visible" && e.scrollWidth > e.clientWidth + 1
  ).map(e => e.innerText)"""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; }
* { word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""


@pytest.fixture(scope="module")
def with_others(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The code of the last request of the sample that mentions other people: codes follow the day."""
    cabinet, _ = look_around(tmp_path_factory.mktemp("sample"))
    last = max(row["request_id"] for row in rows(cabinet, ThirdParty))
    code: str = next(row["code"] for row in rows(cabinet, AccessRequest) if row["id"] == last)
    cabinet.close()
    return code


def enlarged(page: Page, size: ViewportSize) -> None:
    """Enlarges an open page, as a person does, until all of it has come to its place."""
    page.set_viewport_size(size)
    chromium.settled(page)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_an_enlarged_page_scrolls_in_one_direction_and_every_word_and_button_keeps_its_place(
    reader, address, with_others
):
    """Nothing lies over anything; in a laptop's lists no word breaks; a button stands in its row's line."""
    for path in EVERYWHERE:
        steps.follow(reader, address + path.format(request=with_others))
        for size in (chromium.LAPTOP, AT_125, AT_200, AT_400):
            enlarged(reader, size)
            assert too_wide(reader) == [], (path, size)
            assert reader.evaluate(_OUTSIDE) == [], (path, size)
            assert reader.evaluate(_ON_TOP) == [], (path, size)
            assert size == chromium.LAPTOP or reader.evaluate(_CRAMPED) == [], (path, size)
            assert size not in (chromium.LAPTOP, AT_125) or reader.evaluate(_BROKEN) == [], (path, size)
        if path in OF_AGENDAS:  # last: it takes a button away
            assert reader.locator(".items .item").count() > 2, path
            for size in (AT_400, AT_200, chromium.LAPTOP):
                enlarged(reader, size)
                assert reader.evaluate(_BESIDE_ANOTHER) == [], (path, size)
        if part := PARTS_OF_LISTS.get(path):
            enlarged(reader, AT_125)
            reader.get_by_role("radio", name=part, exact=True).click()
            expect(reader.get_by_role("radio", name=part, exact=True)).to_be_checked()
            for size in (AT_125, chromium.LAPTOP):
                enlarged(reader, size)
                assert reader.evaluate(_BROKEN) == [], (part, size)
        enlarged(reader, chromium.LAPTOP)  # where the list of pages is beside the page


def test_on_an_enlarged_page_the_button_of_a_form_is_reached(reader):
    reader.set_viewport_size(AT_200)
    reader.get_by_role("button", name=re.compile("^Record step .*: Check the file")).first.click()
    button = reader.get_by_role("dialog").get_by_role("button", name="Record step")
    button.wait_for()
    for size in (AT_200, AT_400):
        enlarged(reader, size)
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_first_thing_that_is_to_be_done_is_in_sight(reader, address):
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.goto(address)
    chromium.settled(reader)
    expect(reader.locator(".item").first).to_be_in_viewport()


def test_on_a_phone_the_list_of_pages_is_folded_out_of_the_way(reader, address):
    """It lay over the page that was chosen from it; folded, a dozen presses of Tab went through it unseen."""
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.goto(address)
    chromium.settled(reader)
    unfold = reader.get_by_role("button", name="Expand sidebar")
    steps.tab_to(reader, "Expand sidebar")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("link", name="Weekly review")).to_be_focused()
    reader.keyboard.press("Escape")
    expect(unfold).to_be_focused()
    expect(reader.get_by_role("link", name="Weekly review")).to_be_hidden()
    unfold.click()
    reader.get_by_role("link", name="Induction").click()
    expect(reader.locator("h1")).to_have_text("Induction")
    expect(unfold).to_be_visible()
    expect(reader.get_by_role("link", name="Induction")).to_be_hidden()
    reader.set_viewport_size(chromium.LAPTOP)
    expect(reader.get_by_role("link", name="Induction")).to_be_in_viewport()


def test_on_a_phone_each_box_of_a_paper_form_says_whose_answer_it_takes(reader, address):
    """DR-4: below each other, an answer of the one was recorded as the other's."""
    steps.follow(reader, f"{address}/consents?consents=To+ask")
    steps.choose(reader.get_by_test_id("stMain"), "Child", "C-0")
    reader.get_by_role("button", name="Enter a paper form").click()
    form = steps.form(reader)
    labels = form.locator('[class*="st-key-paper-"] label')
    expect(labels.first).to_be_hidden()
    reader.set_viewport_size({"width": 390, "height": 844})
    for label in labels.all():
        expect(label).to_be_visible()
    reader.keyboard.press("Escape")


def test_on_an_enlarged_page_the_words_beside_a_tick_are_whole(reader, address):
    steps.follow(reader, f"{address}/children-and-files?files=File+index")
    enlarged(reader, AT_200)
    steps.choose(reader.get_by_test_id("stMain"), "Child", "C-0")
    reader.get_by_role("button", name="Add an entry").click()
    tick = steps.form(reader).get_by_test_id("stCheckbox").filter(has_text="A typed copy was made")
    assert tick.evaluate(_CUT_WITHIN) == []


def test_on_an_enlarged_page_what_was_recorded_is_said_below_the_line_of_the_list_of_pages(sample, address):
    steps.follow(sample, f"{address}/policy")
    sample.set_viewport_size(AT_200)
    sample.get_by_role("button", name="Record a review").click()
    form = steps.form(sample)
    form.get_by_text("No change").click()
    steps.send(form, "Record review", "The review is recorded.")
    said = sample.get_by_test_id("stAlert").filter(has_text="The review is recorded.")
    assert said.evaluate(_IS_SEEN), "the line with the button for the list of pages lies over it"


def test_with_the_spacing_that_somebody_reads_best_by_no_word_is_cut(reader, address, with_others):
    for path in ("/", f"/access-requests?request={with_others}", "/committee"):
        steps.follow(reader, address + path)
        before = set(reader.evaluate(_CUT))
        spaced = reader.add_style_tag(content=SPACED)
        assert set(reader.evaluate(_CUT)) - before == set(), path
        spaced.evaluate("style => style.remove()")


def test_in_the_colours_of_somebodys_system_focus_choice_and_status_are_still_seen(reader, address):
    reader.emulate_media(forced_colors="active")
    steps.follow(reader, f"{address}/access-requests")
    chosen, other = (reader.get_by_role("radio", name=name) for name in ("Requests", "Corrections"))
    width = "e => getComputedStyle(e).borderTopWidth"
    assert chosen.evaluate(width) != other.evaluate(width)
    expect(reader.locator(".tag").first).to_have_css("border-top-style", "solid")
    button = reader.get_by_role("button", name="Record a new request")
    button.focus()
    reader.keyboard.press("Shift+Tab")
    reader.keyboard.press("Tab")
    expect(button).to_have_css("outline-style", "solid")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("dialog")).to_have_css("border-top-style", "solid")
    steps.follow(reader, f"{address}/committee")
    ground = "e => getComputedStyle(e).backgroundColor"
    week, card = reader.locator(".week").first, reader.locator(".area").first
    assert week.evaluate(ground) != card.evaluate(ground)


def test_in_the_room_the_way_on_does_not_cover_an_enlarged_page(sample, address):
    steps.follow(sample, f"{address}/committee")
    sample.get_by_test_id("stFormSubmitButton").get_by_role("button", name="Present").click()
    sample.locator(".presenting").wait_for()
    chromium.settled(sample)
    sample.set_viewport_size(AT_400)
    expect(sample.locator(".st-key-on-and-back")).to_have_css("position", "static")
    assert sample.evaluate(_OUTSIDE) == []


def test_for_whom_motion_makes_ill_nothing_moves(reader):
    reader.emulate_media(reduced_motion="reduce")
    moving = reader.evaluate("""() => [...document.querySelectorAll("*")].filter(e => {
      const how = getComputedStyle(e);
      const times = [how.transitionDuration, how.animationDuration].join(",").split(",");
      return times.some(seconds => parseFloat(seconds) > 0.02);
    }).map(e => e.className)""")
    assert moving == []


def test_a_file_that_is_ready_is_said_to_those_who_hear_the_page(sample, address):
    steps.follow(sample, f"{address}/committee")
    sample.get_by_role("button", name="Pack to print, as a PDF").click()
    ready = sample.get_by_role("status").filter(has_text="Save committee-pack-")
    expect(ready.get_by_role("link")).to_be_visible()


def test_rows_with_heads_are_a_table_to_those_who_hear_them(reader, address, with_others):
    steps.follow(reader, f"{address}/access-requests?request={with_others}&at=Third+parties")
    table = reader.get_by_role("table").filter(has_text="Status")
    assert [said.strip() for said in table.get_by_role("columnheader").all_inner_texts()][1:] == [
        "Who", "Mentioned in", "Status", "Next"
    ]  # fmt: skip
    assert table.get_by_role("row").count() > 1
    reader.set_viewport_size(AT_400)  # where the heads stand no longer above, each cell says its own
    cell = table.get_by_role("row").nth(1).get_by_role("cell").nth(2)
    assert "Mentioned in" in cell.evaluate("e => getComputedStyle(e, '::before').content")


def test_a_grid_that_is_wider_than_the_page_is_scrolled_by_the_keyboard(reader, address):
    steps.follow(reader, f"{address}/consents")
    enlarged(reader, AT_400)
    grid = reader.get_by_role("region", name="Children by consent purposes")
    grid.focus()
    reader.keyboard.press("ArrowRight")
    reader.wait_for_function("() => document.activeElement.scrollLeft > 0")


def test_a_printed_page_is_dark_on_white_and_has_no_controls(reader, address):
    for path, said in (("/", "Answer now: release the file"), ("/committee", "For the committee")):
        steps.follow(reader, address + path)
        is_printed_dark_on_white(reader, said, "light")
        recolour(reader, "dark")
        is_printed_dark_on_white(reader, said, "dark")
        recolour(reader, "light")


def is_printed_dark_on_white(page: Page, said: str, scheme: Literal["light", "dark"]) -> None:
    printed = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    words = " ".join(" ".join(sheet.extract_text().split()) for sheet in printed)
    assert said in words
    for control in ("Sign out", "Record step", "Hide names", "Reason, if not"):
        assert control not in words
    page.emulate_media(media="print", color_scheme=scheme)
    page.set_viewport_size({"width": 794, "height": 1123})
    assert page.evaluate(_OUTSIDE) == [], said
    # Of two lists beside each other one that goes on overleaf is drawn over what follows both.
    columns = [column.bounding_box() for column in page.get_by_test_id("stColumn").all()]
    assert len({box["x"] for box in columns if box and box["height"]}) <= 1, said
    ink, ground = "e => getComputedStyle(e).color", "e => getComputedStyle(e).backgroundColor"
    assert page.locator("h1").evaluate(ink) == "rgb(0, 0, 0)", (said, scheme)
    assert page.locator(".stApp").evaluate(ground) == "rgb(255, 255, 255)", (said, scheme)
    page.emulate_media(media="null", color_scheme=scheme)  # as it was: print for the printer alone
    page.set_viewport_size(chromium.LAPTOP)


def highest(sheet: PageObject) -> float:
    """How far up the first line of a printed page stands, in points."""
    tops: list[float] = []

    def line(said: str, cm: list[float], tm: list[float], *_: object) -> None:
        if said.strip():
            tops.append(tm[5] * cm[3] + cm[5])

    sheet.extract_text(visitor_text=line)
    return max(tops)


def test_a_printed_consent_form_has_each_question_with_its_answers_on_one_page(browser):
    carers = ["Siân Llewelyn-Ŵyn ap Gruffydd", "Mateusz Zażółć", "Aoife O'Brien"]
    asked = [
        Question(f"Purpose {n}", "May we put photographs of your child there? " * 2, 1) for n in range(14)
    ]
    page = browser.new_page()
    page.set_content(
        consent_form("Little Sparks", [Sheet("Ivy", carers, asked)], on=date(2026, 11, 24)).decode()
    )
    sheets = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    page.close()
    assert len(sheets) > 1
    for sheet in sheets:
        words = " ".join(sheet.extract_text().split())
        assert words.count("(wording 1)") == words.count("Purpose") == words.count("yes / no") / len(carers)
        assert highest(sheet) < 842 - 50, "Nothing stands where a printer does not print."


def test_the_form_for_a_starter_is_one_sheet_with_its_signatures(browser):
    """What a new setting asks, of two carers: a signature on a sheet of its own proves nothing (DR-6)."""
    told = tomllib.loads((chromium.ROOT / "data" / "consent_purposes.toml").read_text(encoding="utf-8"))
    asked = [Question(one["title"], one["question"], 1, one["key"] in SHARING) for one in told["purpose"]]
    sheet = Sheet("Caleb Kowalska (C-002)", ["Katarzyna Kowalska", "Chloe Kowalska"], asked)
    page = browser.new_page()
    page.set_content(consent_form("Little Sparks", [sheet], on=date(2026, 11, 24)).decode())
    sheets = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    page.close()
    assert len(asked) >= 7
    assert len(sheets) == 1
    words = " ".join(sheets[0].extract_text().split())
    assert words.count("Caleb Kowalska (C-002)") == 2, "the signatures say whose form it is"
    assert "To keep a child safe we share information whatever you answer" in words
