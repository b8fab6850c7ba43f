// A press beside an open form closes it, as Streamlit has it. Once something was typed or chosen there, that would
// lose it all to a slip of the hand: the form then closes by its own Close button, by Escape, or when it is sent.
// Escape closes what lies open over the form first: a list, or a field's help. Streamlit knows that of a calendar
// and of some lists; of one in which nothing fits what was typed it closes the form, with all that stood in it.
"use strict";
(() => {
  const FORM = '[role="dialog"]:has([data-testid="stFormSubmitButton"])';
  const OFFERED = '[role="listbox"], #stFloatingOverlayPortal';  // lists and calendars lie outside the form
  const LIST = '[role="combobox"][aria-expanded="true"]';
  const HELP = '[role="tooltip"]';
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

  function closeWhatLiesOver(press) {
    if (press.key !== "Escape" || !inForm(press.target)) return;
    if (document.querySelector(HELP)) {
      // The help hears the key at the document, and closes: behind it nothing does.
      const stop = (heard) => heard.stopPropagation();
      document.addEventListener("keydown", stop, { capture: true, once: true });
    } else if (press.target.matches(LIST)) {
      press.preventDefault();
      press.stopImmediatePropagation();
      press.target.blur();  // puts the list away, and what was chosen back
      press.target.focus();
    }
  }

  addEventListener("keydown", closeWhatLiesOver, { capture: true });
  addEventListener("input", (typing) => { if (inForm(typing.target)) isTyped = true; }, { capture: true });
  addEventListener("keydown", (press) => {
    if (!document.querySelector(FORM)) isTyped = false;
    else if (inForm(press.target) && !PASSING.has(press.key)) isTyped = true;
  }, { capture: true });
  for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
    addEventListener(kind, hold, { capture: true });
  }
})();
