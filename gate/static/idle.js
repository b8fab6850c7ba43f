// Signs an open page out when nobody uses it: warns a minute before, then takes everything off the screen.
// It asks the server, which alone knows; where the server does not answer, the page is cleared on time.
// Where names were taken off, for a screen that others see, it loads the page anew: a browser keeps what was typed
// or searched for, whatever the server draws. The other windows are told and do the same; and where somebody signed
// out in this one, they are cleared.
// While the place of the records does not answer it says so, for as long as that is.
// Where another process answers than the one before, it says so: that one knows nothing of an open form.
"use strict";
(() => {
  const ASK_EVERY = 15000;
  const STATE = "data-test-connection-state";
  const TELL_EVERY = 60000;
  const WARN_BEFORE = 60000;
  let session = null;
  let endsAt = Infinity;
  let asked = 0;
  let told = 0;
  let wasUsed = false;
  let isLeaving = false;
  let bar = null;
  let away = null;
  let process = null;
  let hadNames = false;
  let areOff = false;
  const named = document.getElementsByClassName("names-shown");
  const unnamed = document.getElementsByClassName("names-off");
  const presented = document.getElementsByClassName("presenting");
  const otherWindows = new BroadcastChannel("names");

  function loadAnew() {
    document.documentElement.replaceChildren();
    location.reload();
  }

  function leave() {
    if (isLeaving) return;
    isLeaving = true;
    // Signed out elsewhere, an account that was closed, a dashboard that was started again: nobody was idle.
    const why = Date.now() >= endsAt - 5000 ? "idle" : "ended";
    document.documentElement.replaceChildren();
    location.replace("/sign-out?why=" + why + "&to=" + encodeURIComponent(location.pathname));
  }

  async function ask(method, path) {
    asked = Date.now();
    let answer;
    try {
      answer = await fetch(path, { method, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(5000) });
      if (answer.status === 401 || answer.type === "opaqueredirect") return leave();
      if (answer.status === 503) return sayAway();
      if (!answer.ok) return;
      if (away) { away.remove(); away = null; }
      const said = await answer.json();
      if (said.left <= 0) return leave();
      // Somebody else signed in on this browser: what is shown here is not theirs.
      if (session !== null && said.session !== session) return loadAnew();
      // Names went off in another tab: what is drawn here still has them.
      if (said.names === "off" && named.length) return loadAnew();
      session = said.session;
      endsAt = Date.now() + said.left * 1000;
      if (process !== null && said.process !== process) sayMoved();
      process = said.process;
    } catch { /* not answered: the time that was known before still counts */ }
  }

  function shown(name, said, press) {
    const made = document.createElement("div");
    made.className = name;
    made.setAttribute("role", "alert");
    made.dataset.reactAriaTopLayer = "true";  // else an open form makes everything beside it deaf, this too
    const words = document.createElement("p");
    words.textContent = said;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = press;
    made.append(words, button);
    document.body.append(made);
    return made;
  }

  function warn(isNear) {
    if (!isNear) { if (bar) { bar.remove(); bar = null; } return; }
    if (bar) return;
    bar = shown(
      "idle-warning",
      "Nothing has been done here for a while. In less than a minute the page will be cleared and you will be signed out.",
      "Stay signed in",
    );
  }

  function sayMoved() {
    if (document.querySelector(".moved-warning")) return;
    const said = shown(
      "idle-warning moved-warning",
      "The dashboard has been restarted. What it said was recorded is kept. Load this page again before you go on: " +
        "a form that is open here cannot be sent, so note what you typed in it.",
      "Load this page again",
    );
    said.querySelector("button").addEventListener("click", () => location.reload());
  }

  function sayAway() {
    if (away) return;
    away = shown(
      "idle-warning away-warning",
      "The place where the records are does not answer. What the dashboard said was recorded is kept. Leave this page " +
        "open: it goes on by itself once they are back. Note what you typed in a form that is open here.",
      "Try again",
    );
    away.querySelector("button").addEventListener("click", () => { asked = 0; look(); });
  }

  function watchNames() {
    if (named.length) { hadNames = true; areOff = false; return; }
    if (areOff || !(unnamed.length || presented.length)) return;
    areOff = true;
    otherWindows.postMessage("off");
    if (hadNames && unnamed.length) loadAnew();
  }

  async function look() {
    if (isLeaving) return;
    const now = Date.now();
    if (wasUsed && now - told >= TELL_EVERY && now < endsAt) {
      wasUsed = false;
      told = now;
      await ask("POST", "/stay");
    } else if (now >= endsAt) {
      await ask("GET", "/idle");
      if (Date.now() >= endsAt) return leave();
    } else if (now - asked >= ASK_EVERY) {
      await ask("GET", "/idle");
    }
    warn(endsAt - Date.now() <= WARN_BEFORE);
  }

  function use() {
    wasUsed = true;
    if (bar) { told = 0; look(); }
  }

  for (const kind of ["keydown", "pointerdown", "wheel"]) addEventListener(kind, use, { capture: true, passive: true });
  // The page lost its connection, or was connected anew: who answers now, and are the records there?
  new MutationObserver(() => { asked = 0; look(); }).observe(document, { subtree: true, attributeFilter: [STATE] });
  new MutationObserver(watchNames).observe(document, { subtree: true, childList: true, attributeFilter: ["class"] });
  // A page that is left may have been left by signing out.
  addEventListener("pagehide", () => otherWindows.postMessage("left"));
  otherWindows.addEventListener("message", () => { asked = 0; look(); });
  addEventListener("focus", () => { asked = 0; look(); });
  document.addEventListener("visibilitychange", () => { asked = 0; look(); });
  addEventListener("pageshow", (shown) => { if (shown.persisted) loadAnew(); });
  setInterval(look, 1000);
  look();
})();
