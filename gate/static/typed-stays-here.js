// What is typed leaves this computer when it is sent, and is kept nowhere else. A browser writes what stands in a
// page's fields to the disk, to bring the page back after a restart, offers again what was typed, and some send it to
// their maker to check the spelling or to guess the next word. Fields of a form that says so are left out of the
// first two; Streamlit's belong to none, so they are given one. The rest is said for the whole page.
"use strict";
(() => {
  const FORM = "typed-stays-here";
  const LOOSE = "input:not([form]), textarea:not([form])";
  const SHOWN = 'input[type="text"][autocomplete$="password"]';
  let isLookedAt = false;

  const form = document.createElement("form");
  form.id = FORM;
  form.autocomplete = "off";
  form.hidden = true;
  form.addEventListener("submit", (sending) => sending.preventDefault());
  document.body.append(form);
  document.documentElement.setAttribute("spellcheck", "false");
  document.documentElement.setAttribute("writingsuggestions", "false");

  function look() {
    isLookedAt = false;
    for (const field of document.querySelectorAll(LOOSE)) field.setAttribute("form", FORM);
    // What a field says of itself goes before its form: a password that somebody made visible is a text.
    for (const field of document.querySelectorAll(SHOWN)) field.autocomplete = "off";
  }

  function lookOnce() {
    if (isLookedAt) return;
    isLookedAt = true;
    requestAnimationFrame(look);
  }

  new MutationObserver(lookOnce).observe(document.body, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["type"],
  });
})();
