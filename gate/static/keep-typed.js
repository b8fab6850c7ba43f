// A press beside an open form closes it, as Streamlit has it. Once something was typed or chosen there, that would
// lose it all to a slip of the hand: the form then closes by its own Close button, by Escape, or when it is sent.
"use strict";
(() => {
  const FORM = '[role="dialog"]:has([data-testid="stFormSubmitButton"])';
  const OFFERED = '[role="listbox"], #stFloatingOverlayPortal';  // lists and calendars lie outside the form
  const PASSING = new Set(["Tab", "Escape", "Shift", "Control", "Alt", "Meta"]);
  let isTyped = false;
  let isHeld = false;

  const inForm = (target) => target instanceof Element && target.closest(FORM);

  function hold(press) {
    if (press.type === "pointerdown") {
      if (!document.querySelector(FORM)) isTyped = false;
      else if (press.target instanceof Element && press.target.closest(OFFERED)) isTyped = true;
      const beside = press.target instanceof Element && !inForm(press.target) && press.target.closest(".stDialog");
      isHeld = Boolean(isTyped && beside);
    }
    if (!isHeld) return;
    press.preventDefault();
    press.stopImmediatePropagation();
  }

  addEventListener("input", (typing) => { if (inForm(typing.target)) isTyped = true; }, { capture: true });
  addEventListener("keydown", (press) => {
    if (!document.querySelector(FORM)) isTyped = false;
    else if (inForm(press.target) && !PASSING.has(press.key)) isTyped = true;
  }, { capture: true });
  for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
    addEventListener(kind, hold, { capture: true });
  }
})();
