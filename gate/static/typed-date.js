// A date field opens its calendar as soon as it is used, over the button below it. Whoever types the date needs no
// calendar: it goes with the first digit, and comes back with a press on the field or Alt and the down arrow.
// What stands between its parts as people write a date, as in 1/9/26 or 1.9.26, ends a part: by itself the field
// passes over it and makes that the 19th. While it is being typed the field already calls out that it cannot be, at
// the first digit of each year: to be heard, that waits until the field is left.
// A year of two digits, as in 20/11/26, is completed when the field is left: by itself the field takes it for the
// year 26, and puts the day back that stood there before. While a field says that its date cannot be, its form is not
// sent: what would be sent is that day before, and not the one that is on the screen. Of a number that cannot be the
// form is not sent by itself, and nothing is said: whoever presses its button is led to the field. A day that its month
// does not have, as 31 April, becomes the last one that it has, without a word: it is said, and the form is not sent
// before somebody was at that field again.
"use strict";
(() => {
  const FIELD = '[data-testid="stDateInputField"]';
  const PART = '[role="spinbutton"]';
  const DATE = '[data-testid="stDateInput"]';
  const WRONG = '[data-testid="stDateInputError"]';
  const NUMBER = '[data-testid="stNumberInput"] input[aria-invalid="true"]';
  const NO_DAY = '[data-no-such-day=""]';
  const SENDS = '[data-testid="stFormSubmitButton"] button';
  const CALLED_OUT = '[role="alert"]';
  const BETWEEN = new Set(["/", ".", "-", ",", " "]);
  const YEARS_AHEAD = 10;  // as in a register that is brought in
  let typedIn = null;  // the part that the last figure was typed into

  const ofField = (target) => target instanceof Element && target.closest(FIELD);
  const page = document.documentElement.classList;
  const type = (isTyped) => page.toggle("typed-date", isTyped);
  const part = (field, name) => field.querySelector(`[role="spinbutton"][data-type="${name}"]`);
  const number = (field, name) => part(field, name)?.getAttribute("aria-valuenow");

  // Seen by the stylesheet's words, and heard as the day's description by whoever is led to it.
  function noSuchDay(date, state) {
    const day = part(date, "day");
    if (state === undefined) {
      delete date.dataset.noSuchDay;
      day?.removeAttribute("aria-description");
      return;
    }
    date.dataset.noSuchDay = state;
    day?.setAttribute("aria-description", getComputedStyle(date).getPropertyValue("--wrong").replaceAll('"', ""));
  }

  function complete(field) {
    const [day, month, year] = ["day", "month", "year"].map((name) => number(field, name));
    if (!day || !month || !year) return;
    const now = new Date().getFullYear();
    let full = Number(year);
    if (year < 100) full += now - (now % 100);
    if (year < 100 && full > now + YEARS_AHEAD) full -= 100;
    const last = new Date(full, month, 0).getDate();
    if (day > last) noSuchDay(field.closest(DATE), "");
    if (year >= 100) return;
    const held = field.querySelector('input[type="date"]');
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    set.call(held, [full, month.padStart(2, "0"), String(Math.min(day, last)).padStart(2, "0")].join("-"));
    for (const kind of ["input", "change"]) held.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  // Where the figures of a part are complete, as in 24/11, the field has gone on to the next one by itself.
  function endPart(press, field) {
    press.preventDefault();
    press.stopPropagation();
    const parts = [...field.querySelectorAll(PART)];
    if (press.target === typedIn) parts[parts.indexOf(press.target) + 1]?.focus();
  }

  function isHeld(press, target) {
    const form = target.closest('[role="dialog"]') ?? target.closest('[data-testid="stForm"]');
    const wrong = form?.querySelector(`${WRONG}, ${NUMBER}, ${NO_DAY}`);
    if (!wrong) return;
    press.preventDefault();
    press.stopImmediatePropagation();
    page.add("held-field");
    const date = wrong.closest(DATE);
    if (wrong === date) noSuchDay(date, "told");
    (date ? part(date, wrong === date ? "day" : "year") : wrong)?.focus();
  }

  addEventListener("keydown", (press) => {
    const field = ofField(press.target);
    if (field || press.target.matches?.(NUMBER)) page.remove("held-field");
    if (field) {
      const isPart = press.target.matches(PART);
      if (isPart || press.key !== "Tab") noSuchDay(field.closest(DATE));
      if (/^\d$/.test(press.key)) {
        type(true);
        typedIn = press.target;
      } else if (isPart && BETWEEN.has(press.key) && (press.key !== " " || page.contains("typed-date"))) {
        endPart(press, field);
      } else if (press.altKey || press.key === "Enter" || press.key === " ") type(false);
      if (isPart && (press.key === "Tab" || press.key === "Enter")) complete(field);
    }
    if (press.key === "Enter" && (press.target.matches?.("input") || press.ctrlKey || press.metaKey)) {
      isHeld(press, press.target);
    }
  }, { capture: true });
  addEventListener("pointerdown", (press) => {
    const field = ofField(press.target);
    if (field) {
      noSuchDay(field.closest(DATE));
      type(false);
    }
    const left = document.activeElement?.matches(PART) && ofField(document.activeElement);
    if (left && left !== field) complete(left);
  }, { capture: true });
  addEventListener("focusout", ({ target, relatedTarget }) => {
    const field = ofField(target);
    if (!field || field.contains(relatedTarget)) return;
    for (const said of field.closest(DATE).querySelectorAll("[data-is-quiet]")) {
      delete said.dataset.isQuiet;
      said.setAttribute("role", "alert");
    }
  }, { capture: true });
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const said of addedNodes) {
        if (!(said instanceof Element && said.matches(CALLED_OUT) && said.closest(DATE)?.matches(":focus-within"))) continue;
        said.dataset.isQuiet = "";
        said.setAttribute("role", "none");
      }
    }
  }).observe(document, { subtree: true, childList: true });
  addEventListener("click", (press) => {
    if (press.target instanceof Element && press.target.closest(SENDS)) isHeld(press, press.target);
  }, { capture: true });
})();
