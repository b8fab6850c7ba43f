// One record that fills a page, the next view in a meeting, the search over a page: Streamlit draws it in place and
// leaves scroll and focus where they were, in the middle of what is new. The reader begins where that begins. What a
// form refuses stands where its button was, and ended below the screen: it is moved up until all of it is to be read.
"use strict";
(() => {
  const ASKED = '[role="dialog"] .st-key-find-asked input';
  const REFUSED = '[role="dialog"] [data-testid="stAlertContentError"]';
  let title = null;
  let refusedBefore = "";
  let isLookedAt = false;
  let isToBegin = false;
  let usedSince = null;

  function look() {
    isLookedAt = false;
    const asked = document.querySelector(ASKED);
    // Until a key or the pointer is used there: the form takes the focus itself, before its field is there or after.
    if (asked && asked !== usedSince) asked.focus();
    const refused = document.querySelector(REFUSED);
    if (refused && refused.textContent !== refusedBefore) {
      refused.closest('[data-testid="stAlert"]').scrollIntoView({ block: "nearest" });
    }
    refusedBefore = refused ? refused.textContent : "";
    const heading = document.querySelector("h1");
    if (!heading) return;
    if (heading.textContent !== title) {
      isToBegin = title !== null;
      title = heading.textContent;
      if (isToBegin) document.querySelector(".stMain").scrollTop = 0;
    }
    // The button that was pressed is gone, and the focus with it: it goes on from the new heading.
    if (!isToBegin || document.activeElement !== document.body) return;
    isToBegin = false;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  function use() {
    isToBegin = false;
    usedSince = document.querySelector(ASKED);
  }

  function lookOnce() {
    if (isLookedAt) return;
    isLookedAt = true;
    requestAnimationFrame(look);
  }

  new MutationObserver(lookOnce).observe(document, { subtree: true, childList: true });
  for (const kind of ["keydown", "pointerdown"]) {
    addEventListener(kind, use, { capture: true, passive: true });
  }
})();
