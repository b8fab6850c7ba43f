// The scripts of charts and of registers take a browser a second or more to make ready, and the first page that has
// one would stand still for it. They are made ready while somebody reads, once nothing was pressed for a while.
// On paper a chart keeps the screen's width, and would lose what stands at its right: there it is drawn smaller.
"use strict";
(() => {
  const QUIET = 3000;
  const SHEET = 680;  // the width of an A4 sheet's text, in the browser's pixels
  const CHARTS = '[data-testid="stPlotlyChart"]';
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

  addEventListener("beforeprint", () => {
    for (const chart of document.querySelectorAll(CHARTS)) {
      chart.style.zoom = Math.min(1, SHEET / chart.scrollWidth);
    }
  });
  addEventListener("afterprint", () => {
    for (const chart of document.querySelectorAll(CHARTS)) chart.style.zoom = "";
  });
})();
