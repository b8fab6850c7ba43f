"""A code or the words of a status stand on one line, on every screen and on paper: half a code is none."""

import pytest

from tests.browser import chromium, steps

# Each code and each tag of the page that takes two lines.
_BROKEN = r"""() => {
  const lines = range => new Set(
    [...range.getClientRects()].filter(at => at.width > 1).map(at => Math.round(at.top))).size;
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    for (const code of node.data.matchAll(/\b[A-Z]{1,2}-(?:\d{4}-)?\d{1,4}\b/g)) {
      const range = document.createRange();
      range.setStart(node, code.index);
      range.setEnd(node, code.index + code[0].length);
      if (lines(range) > 1) found.push(`${code[0]} in ${node.data.trim()}`);
    }
  }
  for (const tag of document.querySelectorAll("table.grid .tag")) {
    const range = document.createRange();
    range.selectNodeContents(tag);
    if (lines(range) > 1) found.push(tag.textContent);
  }
  return found;
}"""
PHONE, SHEET = {"width": 390, "height": 844}, {"width": 718, "height": 1000}


@pytest.mark.parametrize(
    "path", ["weekly-review", "access-requests", "consents", "induction", "children-and-files", "committee"]
)
def test_no_code_and_no_status_of_a_grid_breaks_over_two_lines(reader, address, path):
    steps.follow(reader, f"{address}/{path}")
    if path == "weekly-review":
        reader.get_by_text("Four weeks ahead:").click()
    try:
        for size in (chromium.LAPTOP, chromium.LAPTOP_AT_125, PHONE):
            reader.set_viewport_size(size)
            chromium.settled(reader)
            assert reader.evaluate(_BROKEN) == [], size
        reader.set_viewport_size(SHEET)
        reader.emulate_media(media="print")
        assert reader.evaluate(_BROKEN) == [], "on paper"
    finally:
        reader.emulate_media(media="screen")
        reader.set_viewport_size(chromium.LAPTOP)
