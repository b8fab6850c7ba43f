"""An open page that nobody uses: a warning, then nothing is left on the screen (CP-12; law L10)."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect
from sqlalchemy import update

from models import SignedInSession, now
from store import cabinet, signing_in
from store.idle import IDLE
from store.tables import table
from tests.browser import chromium, steps
from tests.browser.chromium import PATIENCE
from tests.conftest import FILE, MANAGER, PASSWORD


@pytest.fixture(scope="module")
def place(browser, made, tmp_path_factory):
    """The app with a cabinet that is set up, and its home."""
    del browser
    home = tmp_path_factory.mktemp("home")
    made(FILE).copied_to(home, None)
    with chromium.app(home) as address:
        yield address, home


@pytest.fixture
def at_a_page(place, visit):
    """Somebody who asked for My account, signed in, and was led there."""
    address, _ = place
    page, _ = visit(address)
    page.goto(f"{address}/my-account")
    page.get_by_label("Sign-in name").fill(MANAGER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My account")).to_be_visible(timeout=PATIENCE)
    assert page.url == f"{address}/my-account"
    chromium.settled(page)
    return page


def change_sessions(home, **to) -> None:
    opened, _ = signing_in.open_and_find(home, MANAGER, PASSWORD)
    with opened._session(None) as session:
        session.execute(update(table(SignedInSession)).values(**to))
    cabinet.make_active(None)


def nothing_done_for(home, passed: timedelta) -> None:
    """As if nobody had used any session for so long."""
    change_sessions(home, last_seen_at=now() - passed)


def looks(page) -> None:
    """The browser's window comes to the front: the page asks at once how long is left."""
    page.evaluate("dispatchEvent(new Event('focus'))")


def is_warned(home, page) -> None:
    """Nothing is done until it warns. What was done just before may still be told to the server meanwhile."""
    for _ in range(10):
        nothing_done_for(home, IDLE - timedelta(seconds=50))
        looks(page)
        try:
            page.locator(".idle-warning").wait_for(timeout=6000)
        except NotInTime:
            continue
        return
    raise AssertionError("No warning came.")


def test_a_key_keeps_the_session_and_takes_the_warning_away(place, at_a_page):
    is_warned(place[1], at_a_page)
    warning = at_a_page.locator(".idle-warning")
    expect(warning).to_contain_text("signed out", timeout=PATIENCE)
    expect(warning).to_have_attribute("role", "alert")
    at_a_page.keyboard.press("Shift")
    expect(warning).to_have_count(0, timeout=PATIENCE)
    at_a_page.reload()
    expect(at_a_page.get_by_role("heading", name="My account")).to_be_visible(timeout=PATIENCE)


def half_typed(page) -> None:
    """A form that is open, with something typed in it."""
    steps.open_page(page, "Induction")
    page.get_by_role("button", name="Add a person").first.click()
    steps.form(page).get_by_role("textbox").first.fill("Nell New")


def expect_half_typed(page) -> None:
    expect(page.get_by_role("dialog").get_by_role("textbox").first).to_have_value("Nell New")


def test_over_an_open_form_the_warning_can_be_pressed_and_the_form_stays(place, at_a_page):
    half_typed(at_a_page)
    is_warned(place[1], at_a_page)
    at_a_page.get_by_role("button", name="Stay signed in").click(timeout=PATIENCE)
    expect(at_a_page.locator(".idle-warning")).to_have_count(0, timeout=PATIENCE)
    expect_half_typed(at_a_page)


def test_where_another_process_answers_an_open_page_says_so(place, at_a_page):
    """It knows nothing of the form: what is sent there would do nothing and say nothing."""
    half_typed(at_a_page)

    def another(route) -> None:
        said = route.fetch().json()
        route.fulfill(json={**said, "process": "another"})

    at_a_page.route("**/idle", another)
    looks(at_a_page)
    warning = at_a_page.get_by_role("alert").filter(has_text="has been restarted")
    expect(warning).to_be_visible(timeout=PATIENCE)
    expect_half_typed(at_a_page)
    at_a_page.unroute("**/idle")
    warning.get_by_role("button", name="Load this page again").click()
    expect(at_a_page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)
    chromium.settled(at_a_page)
    expect(warning).to_have_count(0)
    expect(at_a_page.get_by_role("heading", name="Induction").first).to_be_visible()


def test_a_page_says_that_the_records_are_away_for_as_long_as_they_are(place, visit):
    """Streamlit itself says a number; the page behind it goes on by itself."""
    page, watch = visit(place[0])
    steps.sign_in(page, place[0])
    page.route("**/idle", lambda route: route.fulfill(status=503, body="The records cannot be reached"))
    warning = page.get_by_role("alert").filter(has_text="does not answer")
    looks(page)
    expect(warning).to_have_count(1, timeout=PATIENCE)
    with page.expect_response("**/idle"):
        looks(page)
    expect(warning).to_have_count(1)
    page.unroute("**/idle")
    warning.get_by_role("button", name="Try again").click()
    expect(warning).to_have_count(0, timeout=PATIENCE)
    assert all("503" in error for error in watch.errors), "the browser's own word for it"
    watch.errors.clear()


def test_then_everything_is_taken_off_the_screen(place, at_a_page):
    expect(at_a_page.get_by_text(MANAGER).first).to_be_visible()
    nothing_done_for(place[1], IDLE - timedelta(seconds=4))
    looks(at_a_page)
    expect(at_a_page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=PATIENCE)
    expect(at_a_page.get_by_text("because nothing was done for 15 minutes")).to_be_visible()
    assert MANAGER not in at_a_page.content()
    at_a_page.go_back()
    at_a_page.wait_for_load_state()
    expect(at_a_page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=PATIENCE)
    assert MANAGER not in at_a_page.content()


# The scripts of charts and registers come once a page has been quiet for some seconds.
CHARTS_CAME = """() => ["PlotlyChart", "DataFrame"].every(
    (name) => performance.getEntriesByType("resource").some((one) => one.name.includes(name)))"""


def test_a_page_that_was_signed_out_of_in_another_window_is_cleared_at_once(place, at_a_page):
    other = at_a_page.context.new_page()
    other.goto(f"{place[0]}/induction")
    chromium.settled(other)
    looks(at_a_page)  # by itself it asks in fifteen seconds again
    for page in (other, at_a_page):  # what a page still asks for is refused once it is signed out
        page.wait_for_function(CHARTS_CAME, timeout=PATIENCE)
        page.wait_for_load_state("networkidle")
    other.get_by_role("link", name="Sign out").click()
    expect(at_a_page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=10_000)
    expect(
        at_a_page.get_by_text("You are signed out. What was recorded is kept; what was only typed is gone.")
    ).to_be_visible()
    assert MANAGER not in at_a_page.content()
    at_a_page.get_by_label("Sign-in name").fill(MANAGER)
    at_a_page.get_by_label("Password", exact=True).fill(PASSWORD)
    at_a_page.keyboard.press("Enter")
    expect(at_a_page.get_by_role("heading", name="My account")).to_be_visible(timeout=PATIENCE)


def test_names_that_went_off_in_one_tab_go_off_in_every_other(place, at_a_page):
    """Whoever presents and switches to another tab of theirs has the room look at it."""
    other = at_a_page.context.new_page()
    other.goto(f"{place[0]}/induction")
    chromium.settled(other)
    expect(other.locator(".names-shown")).to_have_count(1)
    looks(other)
    at_a_page.get_by_role("button", name="Hide names").click()
    expect(at_a_page.get_by_role("button", name="Show names")).to_be_visible()
    looks(other)
    expect(other.get_by_role("button", name="Show names")).to_be_visible(timeout=PATIENCE)
    chromium.settled(other)
    assert MANAGER not in other.content()
    expect(other.get_by_role("heading", name="Induction").first).to_be_visible()


def test_a_session_that_was_ended_is_not_said_to_have_been_idle(place, at_a_page):
    """By another browser, with the account, or because the dashboard has been restarted."""
    change_sessions(place[1], ended_at=now())
    looks(at_a_page)
    expect(
        at_a_page.get_by_text("You are signed out. What was recorded is kept; what was only typed is gone.")
    ).to_be_visible(timeout=PATIENCE)


@contextmanager
def no_answer(page):
    """The app does not answer any more."""
    page.route("**/idle", lambda route: route.abort())
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


def test_without_the_app_the_page_is_cleared_on_time(place, browser):
    address, home = place
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/my-account")
    page.get_by_label("Sign-in name").fill(MANAGER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My account")).to_be_visible(timeout=PATIENCE)
    nothing_done_for(home, IDLE - timedelta(seconds=8))
    with page.expect_response("**/idle"):
        looks(page)
    with no_answer(page):
        page.wait_for_function("() => !document.body || !document.body.innerText.includes('Joanne')")
    context.close()
