// A press beside an open form closes it, as Streamlit has it. Once something was typed there, that would lose it
// all to a slip of the hand: the form then closes by its own Close button, by Escape, or when it is sent.
"use strict";
(() => {
  const FORM = '[role="dialog"]:has([data-testid="stFormSubmitButton"])';
  let isTyped = false;
  let isHeld = false;

  const inForm = (target) => target instanceof Element && target.closest(FORM);

  function hold(press) {
    if (press.type === "pointerdown") {
      if (!document.querySelector(FORM)) isTyped = false;
      const beside = press.target instanceof Element && !inForm(press.target) && press.target.closest(".stDialog");
      isHeld = Boolean(isTyped && beside);
    }
    if (!isHeld) return;
    press.preventDefault();
    press.stopImmediatePropagation();
  }

  addEventListener("input", (typing) => { if (inForm(typing.target)) isTyped = true; }, { capture: true });
  addEventListener("keydown", () => { if (!document.querySelector(FORM)) isTyped = false; }, { capture: true });
  for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
    addEventListener(kind, hold, { capture: true });
  }
})();
