// A row of a register opens its record, which the page draws above the register or in its place: what was asked for is
// brought into sight, and the focus to its heading. The links in a grid of names lead there as Back and Forward do, by
// the address: a page loaded anew takes far longer, and would forget its filters.
"use strict";
(() => {
  const REGISTER = '[class*="st-key-ticked-"]';
  const FRAMES = 300;  // within which the address says what was opened, and then the page is drawn

  function showSoon(before, isOpened = false, left = FRAMES) {
    if (!isOpened && location.search !== before) {
      isOpened = true;
      document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    }
    const isDrawn = document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
    if (isOpened && isDrawn) {
      const heading = document.querySelector("h1");
      heading?.setAttribute("tabindex", "-1");
      heading?.focus({ preventScroll: true });
    } else if (left) {
      requestAnimationFrame(() => showSoon(before, isOpened, left - 1));
    }
  }

  function opened({ target }) {
    if (target instanceof Element && target.closest(REGISTER)) showSoon(location.search);
  }

  addEventListener("click", opened);
  addEventListener("keydown", (press) => {
    if (press.key === " " && press.shiftKey) opened(press);
  }, { capture: true });

  addEventListener("click", (press) => {
    if (press.button || press.ctrlKey || press.metaKey || press.shiftKey || press.altKey) return;
    const link = press.target instanceof Element && press.target.closest("a.opens");
    if (!link || link.pathname !== location.pathname) return;
    press.preventDefault();
    const before = location.search;
    history.pushState({}, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
    showSoon(before);
  }, { capture: true });
})();
