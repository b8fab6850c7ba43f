// A file is saved by the press that asks for it. What the press brings is a link, which works once; it is followed
// here, once, and only after a press in this tab: a page that is loaded anew saves nothing. Where a browser does not
// let it, the link is the way in. What has become of the file the gate knows, and the page says that in its place: a
// link that works no more stands nowhere.
"use strict";
(() => {
  const LINK = 'a[download][href^="/download/"]';
  const PRESS = '[data-testid="stButton"], [data-testid="stFormSubmitButton"]';
  const OFTEN = 300, SELDOM = 2000;  // ms between two questions: most files are there at once
  const OFTEN_ASKED = 10;
  const seen = new Set();
  let isAskedFor = false;

  const wait = (long) => new Promise((done) => { setTimeout(done, long); });

  const AFTER = {
    making: (name) => [`${name} is being made.`, ""],
    saved: (name) => [`Saved to your downloads: ${name}.`, "If it is not there, press the button again."],
    gone: (name) => [`${name} is no longer here.`, "Press the button again."],
  };

  function say(said, fate, name) {
    if (said.dataset.fate === fate) return;
    said.dataset.fate = fate;
    const hadFocus = said.contains(document.activeElement);
    const [what, next] = AFTER[fate](name);
    const quiet = document.createElement("span");
    quiet.className = "quiet";
    quiet.textContent = next;
    said.replaceChildren(`${what} `, quiet);
    if (!hadFocus) return;
    said.tabIndex = -1;
    said.focus();
  }

  async function follow(link) {
    const said = link.closest(".file > span");
    const { pathname, download } = link;
    if (isAskedFor) link.click();
    isAskedFor = false;
    for (let asked = 0; said.isConnected; asked += 1) {
      await wait(asked < OFTEN_ASKED ? OFTEN : SELDOM);
      const answer = await fetch(`${pathname}/fate`).catch(() => null);  // a server that is away comes back
      if (!answer) continue;
      if (!answer.ok) return;  // signed out: the page is cleared
      const { fate } = await answer.json();
      if (fate === "waiting") continue;
      say(said, fate, download);
      if (fate !== "making") return;
    }
  }

  function look() {
    for (const link of document.querySelectorAll(LINK)) {
      if (seen.has(link.pathname)) continue;
      seen.add(link.pathname);
      follow(link);
    }
  }

  // The second click of a double click asks for nothing more, and reaches nobody: answered by itself it would bring
  // a second link in the place of the one that was followed.
  let pressed = null;
  addEventListener("click", (click) => {
    const button = click.target instanceof Element && click.target.closest("button");
    if (!button) return;
    if (click.detail > 1) {
      if (button === pressed && button.closest(PRESS)) click.stopPropagation();
      return;
    }
    pressed = button;
    isAskedFor = true;
  }, { capture: true, passive: true });
  addEventListener("keydown", ({ key, target }) => {
    if (key === "Enter" && target instanceof Element && target.matches("input")) isAskedFor = true;
  }, { capture: true, passive: true });

  new MutationObserver(look).observe(document, { subtree: true, childList: true });
})();
