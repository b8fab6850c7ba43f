// One record that fills a page, the next view in a meeting, the search over a page: Streamlit draws it in place and
// leaves scroll and focus where they were, in the middle of what is new. The reader begins where that begins. A line of
// a list goes with what was recorded of it, and the focus with its button: the reader goes on at the one in its place.
// A form whose title says which step was chosen is drawn anew under it: the reader goes on at that choice.
"use strict";
(() => {
  const ASKED = '[role="dialog"] .st-key-find-asked input';
  const STEP = '[role="dialog"] [class*="st-key-access-step-step"] input';
  const BUTTON = ".stMain .stButton button";  // none of a form that lies over the page
  const AT_WORK = '[role="dialog"], [data-test-script-state="running"]';
  let title = null;
  let isLookedAt = false;
  let isToBegin = false;
  let usedSince = null;
  let chosenAt = null;  // where the step was chosen, as long as it has the focus
  let pressed = null;
  let before = null;  // the button before the one that was pressed

  function look() {
    isLookedAt = false;
    const asked = document.querySelector(ASKED);
    // Until a key or the pointer is used there: the form takes the focus itself, before its field is there or after.
    if (asked && asked !== usedSince) asked.focus();
    const step = document.querySelector(STEP);
    if (step && step === document.activeElement) chosenAt = step;
    else if (step && chosenAt && !chosenAt.isConnected) step.focus();
    const heading = document.querySelector("h1");
    if (!heading) return;
    if (heading.textContent !== title) {
      pressed = null;
      isToBegin = title !== null;
      title = heading.textContent;
      if (isToBegin) document.querySelector(".stMain").scrollTop = 0;
    }
    if (document.activeElement !== document.body) return;
    if (pressed && !pressed.isConnected && !document.querySelector(AT_WORK)) {
      pressed = null;
      const buttons = [...document.querySelectorAll(BUTTON)];
      if (before?.isConnected ?? true) buttons[buttons.indexOf(before) + 1]?.focus();
      return;
    }
    // The button that was pressed is gone, and the focus with it: it goes on from the new heading.
    if (!isToBegin) return;
    isToBegin = false;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  function press({ target }) {
    const button = target instanceof Element && target.closest(BUTTON);
    if (!button) return;
    const buttons = [...document.querySelectorAll(BUTTON)];
    pressed = button;
    before = buttons[buttons.indexOf(button) - 1] ?? null;
  }

  function use() {
    isToBegin = false;
    chosenAt = null;
    usedSince = document.querySelector(ASKED);
  }

  function lookOnce() {
    if (isLookedAt) return;
    isLookedAt = true;
    requestAnimationFrame(look);
  }

  new MutationObserver(lookOnce).observe(document, {
    subtree: true, childList: true, attributeFilter: ["data-test-script-state"],
  });
  addEventListener("click", press, { capture: true, passive: true });
  for (const kind of ["keydown", "pointerdown"]) {
    addEventListener(kind, use, { capture: true, passive: true });
  }
})();
