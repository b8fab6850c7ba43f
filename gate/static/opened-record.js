// A row of a register opens its record, which the page draws above the register or in its place: what was asked for is
// brought into sight, and the focus to its heading. The links in a grid of names lead there as Back and Forward do, by
// the address: a page loaded anew takes far longer, and would forget its filters.
"use strict";
(() => {
  const REGISTER = '[class*="st-key-ticked-"]';
  const PATIENCE = 20_000;  // milliseconds in which the address says what was opened, and the page is drawn

  let uses = 0;  // what was opened is shown until a key or the pointer is used for something else

  function showSoon(before, isOpened = false, of = uses, until = performance.now() + PATIENCE) {
    if (of !== uses) return;
    if (!isOpened && location.search !== before) {
      isOpened = true;
      document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    }
    const isDrawn = document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
    if (isOpened && isDrawn) {
      const heading = document.querySelector("h1");
      heading?.setAttribute("tabindex", "-1");
      heading?.focus({ preventScroll: true });
    } else if (performance.now() < until) {
      requestAnimationFrame(() => showSoon(before, isOpened, of, until));
    }
  }

  function opened({ target }) {
    if (target instanceof Element && target.closest(REGISTER)) showSoon(location.search);
  }

  addEventListener("pointerdown", () => { uses += 1; }, { capture: true, passive: true });
  addEventListener("click", opened);
  addEventListener("keydown", (press) => {
    uses += 1;
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
