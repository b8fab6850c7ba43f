// On a phone, and where a page is much enlarged, Streamlit's list of pages lies over the page. It is folded once a page
// is chosen or at Escape, until there is room for it again, and takes the focus when it is unfolded: by itself it stays
// over what was asked for, and the focus goes nowhere with the button that was pressed. Folded it is not in the way of
// the keyboard (dashboard.css).
"use strict";
(() => {
  const MENU = '[data-testid="stSidebar"]';
  const PAGE = '[data-testid="stSidebarNavLink"]';
  const FOLD = '[data-testid="stSidebarCollapseButton"] button';
  const UNFOLD = '[data-testid="stExpandSidebarButton"]';
  const FRAMES = 60;  // within which the one button takes the place of the other
  const liesOver = matchMedia("(max-width: 768px)");  // Streamlit's own
  let isFolded = false;

  function focusSoon(first, next = first, left = FRAMES) {
    requestAnimationFrame(() => {
      const there = document.querySelector(first) ?? document.querySelector(next);
      if (there?.checkVisibility({ visibilityProperty: true })) there.focus();
      else if (left) focusSoon(first, next, left - 1);
    });
  }

  function fold() {
    const button = document.querySelector(`${MENU}[data-collapsed="false"] ${FOLD}`);
    if (!liesOver.matches || !button) return false;
    isFolded = true;
    button.click();
    return true;
  }

  addEventListener("click", ({ isTrusted, target }) => {
    if (!isTrusted || !(target instanceof Element)) return;
    if (target.closest(UNFOLD)) focusSoon(`${PAGE}[aria-current="page"]`, PAGE);
    else if (target.closest(FOLD)) focusSoon(UNFOLD);
    else if (target.closest(PAGE)) fold();
  });
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && !document.querySelector('[role="dialog"]') && fold()) focusSoon(UNFOLD);
  });
  liesOver.addEventListener("change", () => {
    if (!liesOver.matches && isFolded) document.querySelector(UNFOLD)?.click();
    isFolded &&= liesOver.matches;
  });
})();
