"""A manager's first day: the setting is set up, its registers come in, signing out leaves nothing behind."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from store.__main__ import main
from store.registers import MOST_MEGABYTES
from store.today import london_today
from tests.browser import chromium, steps
from tests.browser.chromium import settled
from tests.browser.conftest import Visit
from tests.conftest import FILE, MANAGER, PASSWORD, SETTING, Makes

CHILD = "Ivy <b>Davies</b>"


@pytest.fixture(scope="module")
def new_app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app as it is installed: nothing in it, and nobody else at it."""
    del browser
    with chromium.app(tmp_path_factory.mktemp("new-home")) as running:
        yield running


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three registers as a setting keeps them: title rows, typed dates, one workbook."""
    folder = tmp_path_factory.mktemp("registers")

    def days_ago(days: int) -> str:
        return f"{london_today() - timedelta(days=days):%d/%m/%y}"

    (folder / "children.csv").write_text(
        "Child,DOB,Start date,Left,Key person,Parent/carer 1,Parent/carer 2,Carer 2 PR?\n"
        f"{CHILD},{days_ago(900)},{days_ago(200)},,Ewa Nowak,Megan Davies,,\n"
        f"Otto Green,{days_ago(1000)},{days_ago(300)},,Ewa Nowak,Priya Green,Sam Green,Y\n",
        encoding="utf-8",
    )
    (folder / "access requests.csv").write_text(
        "Ref;Child;Requested by;How;Date received;Acknowledged;Chair told;Extended?;Released;Outcome\n"
        f"SAR1;Otto Green;Priya Green;email;{days_ago(3)};;;N;;open\n",
        encoding="cp1252",
    )
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["Little Sparks staff"])
    sheet.append(["Name", "Role", "Start date", "First day with children", "Confidentiality policy"])
    long_ago = london_today() - timedelta(days=700)
    sheet.append([MANAGER, "Manager", long_ago, long_ago, long_ago])
    sheet.append(["Ewa Nowak", "Key person", long_ago, long_ago, None])
    held = BytesIO()
    workbook.save(held)
    (folder / "staff.xlsx").write_bytes(held.getvalue())
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def set_up_app(
    browser: Browser, made: Makes, registers: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The app with a setting that was set up, and whose registers came in, by the command line."""
    del browser
    home = tmp_path_factory.mktemp("set-up-home")
    made(FILE).copied_to(home, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CABINET_PASSWORD", PASSWORD)
        patch.setenv("DATABASE_URL", "")
        assert main(["--home", str(home), "import", str(registers[0].parent)]) == 0
    with chromium.app(home) as running:
        yield running


def test_from_nothing_to_a_weekly_review_of_the_settings_own_registers(
    visit: Visit, new_app: str, registers: list[Path]
):
    page, _ = visit(new_app)
    page.goto(new_app)
    page.get_by_role("button", name="Set up your setting").click()
    page.get_by_label("Name of the setting").fill(SETTING)
    page.get_by_label("Your name").fill(MANAGER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Set up", exact=True).click()
    expect(page.get_by_role("heading", name="Keep this recovery code")).to_be_visible()
    code = "".join(page.locator("p.code").inner_text().split())
    assert len(code.replace("-", "")) == 32
    page.get_by_role("button", name="I have put it in the office cabinet").click()
    settled(page)

    expect(page.locator("p.empty")).to_contain_text("There are no records yet")
    page.get_by_role("link", name="Bring in the registers").click()
    expect(page.get_by_role("heading", name="Set-up", level=1)).to_be_visible()
    settled(page)
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_contain_text(f"{MOST_MEGABYTES}MB per file")
    page.locator("input[type=file]").set_input_files(registers)
    page.get_by_role("button", name="Try out").click()
    expect(page.locator("p.answer")).to_contain_text("would be brought in. Nothing has been written yet")
    page.get_by_role("button", name="Bring in", exact=True).click()
    brought_in = page.get_by_test_id("stAlert").filter(has_text="Brought in")
    expect(brought_in).to_contain_text("new records", timeout=chromium.PATIENCE)
    expect(brought_in).not_to_contain_text("0 filled in")
    settled(page)

    page.get_by_role("link", name="See what is next in the weekly review").click()
    expect(page.get_by_role("heading", name="Weekly review", level=1)).to_be_visible()
    settled(page)
    assert steps.figure(page, "Access requests") == "1"
    assert page.locator("p.answer").inner_text()
    assert steps.row(page, "AR-", "Otto Green").count() > 0
    expect(page.locator(".about").filter(has_text=CHILD).first).to_be_visible()
    steps.open_page(page, "Consents")
    expect(page.locator("table.grid tbody th").filter(has_text=CHILD)).to_be_visible()
    assert page.locator("table.grid tbody b").count() == 0


def test_names_come_back_on_the_screen_for_the_password_alone(visit: Visit, set_up_app: str):
    page, _ = visit(set_up_app)
    steps.sign_in(page, set_up_app)
    steps.open_page(page, "Consents")
    with page.expect_navigation():  # the page loads itself anew
        page.get_by_role("button", name="Hide names").click()
    settled(page)
    expect(page.get_by_text("Otto Green")).to_have_count(0)
    page.reload()
    settled(page)
    expect(page.get_by_text("Otto Green")).to_have_count(0)
    for password, said in (("not the password", "The names stay off"), (PASSWORD, "Names are shown")):
        if not page.get_by_role("dialog").count():
            page.get_by_role("button", name="Show names").click()
        form = steps.form(page)
        form.get_by_role("textbox", name="Your password").fill(password)
        form.get_by_role("button", name="Show names", exact=True).click()
        expect(page.get_by_test_id("stAlert").filter(has_text=said)).to_be_visible()
    settled(page)
    expect(page.get_by_text("Otto Green").first).to_be_visible()


def test_after_signing_out_nothing_can_be_brought_back(visit: Visit, set_up_app: str, browser: Browser):
    page, _ = visit(set_up_app)
    steps.sign_in(page, set_up_app)
    steps.open_page(page, "Consents")
    kept = [cookie for cookie in page.context.cookies() if cookie["name"] == "cabinet_session"]
    assert [(cookie["httpOnly"], cookie["sameSite"]) for cookie in kept] == [(True, "Strict")]
    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Davies" not in page.content()

    again = browser.new_context()
    try:
        again.add_cookies([{**cookie} for cookie in kept])  # type: ignore[typeddict-item]
        replayed = again.new_page()
        replayed.goto(f"{set_up_app}/consents")
        expect(replayed.get_by_role("heading", name="Sign in")).to_be_visible()
        assert "Davies" not in replayed.content()
    finally:
        again.close()


def test_a_page_left_open_shows_and_records_nothing_once_signed_out_elsewhere(visit: Visit, set_up_app: str):
    page, _ = visit(set_up_app)
    steps.sign_in(page, set_up_app)
    steps.open_page(page, "Access requests")
    page.get_by_role("button", name="Record a new request").click()
    form = steps.form(page)
    page.wait_for_load_state("networkidle")  # what a page still asks for is refused once it is signed out
    other = page.context.new_page()
    other.goto(f"{set_up_app}/sign-out")
    form.get_by_role("button", name="Record request", exact=True).click()
    expect(
        page.get_by_role("link", name="Sign in").or_(page.get_by_role("heading", name="Sign in"))
    ).to_be_visible()
    expect(page.get_by_test_id("stMain").get_by_text("Otto Green")).to_have_count(0)
