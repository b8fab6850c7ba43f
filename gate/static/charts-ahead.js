// The scripts of charts and of registers take a browser a second or more to make ready, and the first page that has
// one would stand still for it. They are made ready while somebody reads, once nothing was pressed for a while.
"use strict";
(() => {
  const QUIET = 3000;
  const scripts = document.currentScript.dataset.scripts.split(" ");
  let usedAt = performance.now();

  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    addEventListener(kind, () => { usedAt = performance.now(); }, { capture: true, passive: true });
  }
  const timer = setInterval(() => {
    if (performance.now() - usedAt < QUIET) return;
    const script = scripts.shift();
    if (script) import(script).catch(() => {});  // without it a page asks for its own, as Streamlit has it
    else clearInterval(timer);
  }, 1000);
})();
