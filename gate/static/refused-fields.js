// What a form refuses is said above its button, by the name of each field. The field may be a screen away from there,
// and whoever hears the page and presses the button again hears nothing of it: the same words stand there already.
// Each field that is named has what is said of it below itself, to be seen, and as its description, to be heard. The
// first of them takes the focus each time that its form was sent, or what is said of the whole form does.
"use strict";
(() => {
  const SAID = '[data-testid="stAlertContentError"]';
  const FORM = '[data-testid="stForm"]';
  const FIELD = ".stElementContainer";
  const SENDS = '[data-testid="stFormSubmitButton"] button';
  const ASKS = 'input:not([type="date"]), textarea, [role="spinbutton"], [data-testid="stButtonGroup"] button';
  // Of a date and a number a wrong one is Streamlit's to mark: its form is not sent (typed-date.js).
  const MARKED = '[data-testid="stTextInput"] input, textarea, [role="combobox"], [role="radiogroup"]';
  const STATE = "data-test-script-state";
  const LONG_ENOUGH = 400;  // ms: a run that is so short that the page never says that it is running is over
  let isLookedAt = false;
  let isSent = false;
  let hasRun = false;

  const words = (element) => element.textContent.trim().replace(/\s+/g, " ");

  // The form that refuses, and what it says by the name of the field.
  function refusal() {
    const said = document.querySelector(`[role="dialog"] ${SAID}`) ?? document.querySelector(`${FORM} ${SAID}`);
    const problems = new Map();
    for (const line of said?.querySelectorAll("li") ?? []) {
      const name = line.querySelector("strong");
      if (name) problems.set(words(name), words(line).slice(words(name).length).replace(/^: */, ""));
    }
    // A choice that changes what a form asks stands beside it, in the same window.
    return [said, said?.closest('[role="dialog"]') ?? said?.closest(FORM), problems];
  }

  function mark(field, problem) {
    if (field.dataset.refused === problem) return;
    field.dataset.refused = problem;
    for (const asks of field.querySelectorAll(ASKS)) asks.setAttribute("aria-description", problem);
    for (const asks of field.querySelectorAll(MARKED)) asks.setAttribute("aria-invalid", "true");
  }

  function clear(field) {
    delete field.dataset.refused;
    for (const asks of field.querySelectorAll(ASKS)) asks.removeAttribute("aria-description");
    for (const asks of field.querySelectorAll(MARKED)) asks.removeAttribute("aria-invalid");
  }

  function look() {
    isLookedAt = false;
    const [said, form, problems] = refusal();
    const refused = new Set();
    for (const label of problems.size ? form.querySelectorAll('[data-testid="stWidgetLabel"]') : []) {
      const problem = problems.get(words(label));
      if (!problem) continue;
      refused.add(label.closest(FIELD));
      mark(label.closest(FIELD), problem);
    }
    for (const field of document.querySelectorAll("[data-refused]")) {
      if (!refused.has(field)) clear(field);
    }
    const isRunning = document.querySelector(`[${STATE}="running"]`);
    hasRun ||= Boolean(isRunning);
    if (!isSent || !hasRun || isRunning || !said) return;
    isSent = false;
    const [first] = refused;
    const asks = first?.querySelector(ASKS);
    // A date that is led to needs no calendar over what is said of it.
    if (asks?.matches('[role="spinbutton"]')) document.documentElement.classList.add("typed-date");
    const goesTo = asks ?? said;
    if (!asks) said.tabIndex = -1;
    goesTo.focus({ preventScroll: true });
    (first ?? said.closest('[data-testid="stAlert"]')).scrollIntoView({ block: "nearest" });
  }

  function lookOnce() {
    if (isLookedAt) return;
    isLookedAt = true;
    requestAnimationFrame(look);
  }

  function send() {
    isSent = true;
    hasRun = false;
    setTimeout(() => {
      hasRun = true;
      lookOnce();
    }, LONG_ENOUGH);
  }

  new MutationObserver(lookOnce).observe(document, {
    subtree: true, childList: true, characterData: true, attributeFilter: [STATE],
  });

  addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest(SENDS)) send();
  });
  addEventListener("keydown", ({ key, target, ctrlKey, metaKey }) => {
    isSent = false;
    const sends = target instanceof Element && (target.matches("input") || ctrlKey || metaKey);
    if (key === "Enter" && sends && target.closest(FORM)) send();
  });
})();
