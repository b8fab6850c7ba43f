"""A meeting in the browser: Present, every view, every frame and address searched for whoever it is about."""

from html import escape
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from models import Child
from rules.words import dated, long_date, short_date
from store.sample import look_around
from store.today import london_today
from tests.browser import chromium, steps
from tests.browser.chromium import settled
from tests.browser.conftest import Visit
from tests.conftest import rows
from tests.pages.test_on_screen import NAMING, SHORTEST

VIEWS = ("Access requests", "Consents", "Sharing decisions", "Induction", "Policy and checks")


def identifying(home: Path) -> set[str]:
    """Every name, date of birth and free text of the sample: it is the same one wherever it is made today."""
    opened, _ = look_around(home, today=london_today())
    found: set[str] = set()
    for model, columns in NAMING.items():
        for row in rows(opened, model):
            for column in columns:
                text = (row[column] or "").strip()
                found |= {text, *(text.split() if column == "name" else ())}
    for child in rows(opened, Child):
        born = child["born_on"]
        found |= {born.isoformat(), dated(born), long_date(born), f"{born:%d/%m/%Y}", short_date(born)}
    opened.close()
    return {text for text in found if len(text) >= SHORTEST}


def test_nothing_that_names_a_family_reaches_the_browser_of_a_meeting(
    visit: Visit, address: str, tmp_path: Path
):
    """From the press of Present on: frames, addresses and words; then as somebody who tries other pages."""
    page, watch = visit(address)
    chromium.look_around(page, address)
    written = identifying(tmp_path)
    assert found_in(page.content().encode(), written), "This test would find a name."
    page.set_viewport_size(chromium.PROJECTOR)
    page.goto(f"{address}/committee")
    settled(page)
    watch.frames.clear()
    page.reload()
    settled(page)
    packs = [
        downloaded(page, "Pack to print, as a PDF"),
        downloaded(page, "The same, as a spreadsheet"),
    ]
    assert "For the committee to decide or to note" in packs[0]
    assert "Decisions recorded" in packs[1]
    page.get_by_role("radio", name=VIEWS[0], exact=True).click()
    settled(page)
    page.get_by_role("button", name="Present", exact=True).click()
    expect(page.get_by_role("button", name="Stop presenting")).to_be_visible()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(VIEWS[0])
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Is the confidentiality policy")
    settled(page)
    fits(page)
    shown = [words(page)]
    for view in VIEWS:
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("heading", level=1)).to_have_text(view)
        settled(page)
        fits(page)
        shown.append(words(page))
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_have_text(VIEWS[-2])
    settled(page)
    addresses = [page.url]
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(VIEWS[-2])
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text(VIEWS[-1])
    settled(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(VIEWS[-2])
    for path in ("/", "/weekly-review", "/access-requests", "/children-and-files?child=C-001", "/setting"):
        page.goto(address + path)
        settled(page)
        expect(page.get_by_role("button", name="Stop presenting")).to_be_visible()
        shown.append(words(page))
        addresses.append(page.url)
    everything = b"\n".join([*watch.frames, *(said.encode() for said in [*shown, *addresses, *packs])])
    assert found_in(everything, written) == set()
    # The way out asks for the password; the sample has none to give.
    page.get_by_role("button", name="Stop presenting").click()
    dialog = steps.form(page)
    expect(dialog.get_by_label("Your password")).to_be_visible()
    dialog.get_by_role("button", name="Stop presenting", exact=True).click()
    expect(page.get_by_test_id("stSidebarNavLink").first).to_be_visible()


def downloaded(page: Page, label: str) -> str:
    """Every word of a file that a press saves, what the file says of itself included."""
    name, file = steps.saved(page, page.get_by_role("button", name=label))
    if name.endswith(".pdf"):
        held = PdfReader(file)
        return "\n".join([*(page.extract_text() for page in held.pages), str(held.metadata)])
    with ZipFile(file) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())


def found_in(sent: bytes, written: set[str]) -> set[str]:
    return {text for text in written if text.encode() in sent or escape(text).encode() in sent}


def words(page: Page) -> str:
    """Everything in the document: words, hover texts, title and address."""
    return page.content() + page.title() + unquote(page.url)


def fits(page: Page) -> None:
    """Waits until nothing of the view is below the screen: a laptop's, at 125 % too, then a projector's."""
    main = page.get_by_test_id("stMain")
    for size in (chromium.LAPTOP, chromium.LAPTOP_AT_125, chromium.PROJECTOR):
        page.set_viewport_size(size)
        for _ in range(50):
            beyond = main.evaluate("e => e.scrollHeight - e.clientHeight")
            if beyond <= 1:
                break
            page.wait_for_timeout(100)
        assert beyond <= 1, f"{beyond} pixels of this view are below the screen of {size}."


# Every text node that is drawn, and how large, at a projector's 1,920 by 1,080.
_SMALL = """(least) => {
  const main = document.querySelector('[data-testid=stMain]');
  const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.parentElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
    const isDrawn = box.width > 1 && box.height > 1 && style.visibility !== 'hidden';
    if (/\\w/.test(node.data) && isDrawn && !at.closest('style') && parseFloat(style.fontSize) < least)
      found.push(`${node.data.trim()} ${style.fontSize}`);
  }
  return found;
}"""
FROM_FIVE_METRES = 20  # of the 1,080 lines of the wall


def test_a_meeting_is_read_from_the_back_and_the_form_that_ends_it_at_the_laptop(sample: Page):
    for shown in ("Codes and bands", "Dates", "Totals only"):
        sample.set_viewport_size(chromium.PROJECTOR)
        steps.open_page(sample, "Committee")
        sample.get_by_text("Of open requests it shows").click()
        if shown != "Codes and bands":
            sample.get_by_role("radio", name=shown, exact=True).click()
            reason = sample.get_by_role("textbox", name="Reason, if not codes and bands")
            reason.fill("Two of those who asked are in the room.")
            reason.press("Tab")
            settled(sample)
        expect(sample.get_by_role("radio", name=shown, exact=True)).to_be_checked()
        sample.get_by_role("button", name="Present", exact=True).click()
        expect(sample.get_by_role("button", name="Stop presenting")).to_be_visible()
        settled(sample)
        fits(sample)
        for view in [None, *VIEWS]:
            if view:
                sample.keyboard.press("ArrowRight")
                expect(sample.get_by_role("heading", level=1)).to_have_text(view)
                settled(sample)
            assert sample.evaluate(_SMALL, FROM_FIVE_METRES) == [], (shown, view)
        # Sizes are those of the wall: in themselves the words of a form would be ten pixels high.
        sample.set_viewport_size(chromium.LAPTOP)
        sample.get_by_role("button", name="Stop presenting").click()
        form = steps.form(sample)
        label = form.locator("label").first
        assert label.evaluate("e => parseFloat(getComputedStyle(e).fontSize) * e.currentCSSZoom") >= 13
        form.get_by_role("button", name="Stop presenting", exact=True).click()
        expect(sample.get_by_test_id("stSidebarNavLink").first).to_be_visible()
        settled(sample)
