// A date field opens its calendar as soon as it is used, over the button below it. Whoever types the date needs no
// calendar: it goes with the first digit, and comes back with a press on the field or Alt and the down arrow.
"use strict";
(() => {
  const FIELD = '[data-testid="stDateInputField"]';

  const ofField = (target) => target instanceof Element && target.closest(FIELD);
  const type = (isTyped) => document.documentElement.classList.toggle("typed-date", isTyped);

  addEventListener("keydown", (press) => {
    if (!ofField(press.target)) return;
    if (/^\d$/.test(press.key)) type(true);
    else if (press.altKey || press.key === "Enter" || press.key === " ") type(false);
  }, { capture: true });
  addEventListener("pointerdown", (press) => { if (ofField(press.target)) type(false); }, { capture: true });
})();
