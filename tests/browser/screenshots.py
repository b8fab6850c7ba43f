"""Takes a picture of every page, as laptop and projector show it, light and dark.

    python -m tests.browser.screenshots --out docs/screenshots

The records are the fictional ones; the pictures are whole pages. Exit codes: 0 taken, 1 no Chromium.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium

SIZES = (chromium.LAPTOP, chromium.PROJECTOR)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WHOLE_PAGE_UP_TO = 12_000  # pixels: a register of years is not a picture


def main(arguments: list[str] | None = None) -> int:
    """Takes the pictures; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.browser.screenshots",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, default=Path("docs/screenshots"), help="the folder for them")
    out = parser.parse_args(arguments).out
    executable = chromium.found()
    if executable is None:
        sys.stderr.write("No Chromium is found. Install the package chromium, then run this again.\n")
        return 1
    out.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        chromium.app(Path(folder) / "home") as address,
        sync_playwright() as playwright,
    ):
        browser = chromium.launched(playwright, executable)
        for size in SIZES:
            for scheme in SCHEMES:
                name = f"{size['width']}x{size['height']}-{scheme}"
                context = browser.new_context(viewport=size, color_scheme=scheme, locale="en-GB")
                take_all(context.new_page(), address, out, name)
                context.close()
        browser.close()
    sys.stdout.write(f"{len(list(out.glob('*.png')))} pictures are in {out}.\n")
    return 0


def take_all(page: Page, address: str, out: Path, name: str) -> None:
    """The gate's pages and the app's, one picture each, and one with a form open over the page."""
    page.goto(address)
    page.get_by_role("button", name="Look around with sample records").wait_for()
    page.screenshot(path=out / f"welcome-{name}.png")
    page.goto(f"{address}/set-up")
    page.screenshot(path=out / f"set-up-your-setting-{name}.png")
    chromium.look_around(page, address)
    for title, href in chromium.pages(page):
        page.goto(address + href)
        chromium.settled(page)
        picture(page, out / f"{title.lower().replace(' ', '-')}-{name}.png")
    page.goto(f"{address}/access-requests")
    chromium.settled(page)
    page.get_by_role("button", name="Record a new request").click()
    page.get_by_role("dialog").wait_for()
    chromium.settled(page)
    page.screenshot(path=out / f"dialog-{name}.png")


def picture(page: Page, file: Path) -> None:
    """The whole page, not only what fits on the screen: the window grows to hold it for a moment."""
    size = page.viewport_size or chromium.LAPTOP
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size(
        {"width": size["width"], "height": min(max(tall, size["height"]), WHOLE_PAGE_UP_TO)}
    )
    page.wait_for_timeout(700)  # plots draw themselves anew at another size
    page.screenshot(path=file)
    page.set_viewport_size(size)


if __name__ == "__main__":
    sys.exit(main())
