// A press beside an open form closes it, as Streamlit has it. Once something was typed or chosen there, that would
// lose it all to a slip of the hand: nothing happens then. Close and Escape ask first, and only they close it unsent.
// Escape closes what lies open over the form first: a list, or a field's help. Streamlit knows that of a calendar
// and of some lists; of one in which nothing fits what was typed it closes the form, with all that stood in it.
"use strict";
(() => {
  const FORM = '[role="dialog"]:has([data-testid="stFormSubmitButton"])';
  const OFFERED = '[role="listbox"], #stFloatingOverlayPortal';  // lists and calendars lie outside the form
  const OFFERED_NOW = '[role="listbox"], [data-testid="stDateInputCalendar"]';
  const LIST = '[role="combobox"][aria-expanded="true"]';
  const HELP = '[role="tooltip"]';
  const CLOSES = '[role="dialog"] > button[aria-label="Close"]';
  const PASSING = new Set(["Tab", "Escape", "Shift", "Control", "Alt", "Meta"]);
  const ASKED = "What you typed in this form is not recorded. Close it, and lose that?";
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
    if (press.type === "click" && press.target instanceof Element && press.target.closest(CLOSES)) ask(press);
    if (!isHeld) return;
    press.preventDefault();
    press.stopImmediatePropagation();
  }

  // By keyboard and by hand alike: a stop of the press where somebody goes back to the form.
  function ask(press) {
    if (!isTyped || !document.querySelector(FORM)) return;
    if (confirm(ASKED)) {
      isTyped = false;
      return;
    }
    press.preventDefault();
    press.stopImmediatePropagation();
  }

  function closeWhatLiesOver(press) {
    if (press.key !== "Escape") return;
    if (!inForm(press.target)) {
      if (!document.querySelector(OFFERED_NOW)) ask(press);
      return;
    }
    if (document.querySelector(HELP)) {
      // The help hears the key at the document, and closes: behind it nothing does.
      const stop = (heard) => heard.stopPropagation();
      document.addEventListener("keydown", stop, { capture: true, once: true });
    } else if (press.target.matches(LIST)) {
      press.preventDefault();
      press.stopImmediatePropagation();
      press.target.blur();  // puts the list away, and what was chosen back
      press.target.focus();
    } else if (!document.querySelector(OFFERED_NOW)) ask(press);
  }

  addEventListener("keydown", closeWhatLiesOver, { capture: true });
  addEventListener("input", (typing) => { if (inForm(typing.target)) isTyped = true; }, { capture: true });
  addEventListener("keydown", (press) => {
    if (!document.querySelector(FORM)) isTyped = false;
    else if (inForm(press.target) && !PASSING.has(press.key) && !press.target.matches("button")) isTyped = true;
  }, { capture: true });
  for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
    addEventListener(kind, hold, { capture: true });
  }
})();
