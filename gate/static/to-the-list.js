// While one record fills a page, that page's link in the sidebar leads to its list: it presses the page's own
// button for that. Streamlit would run the page again at the same address, with the record in it.
"use strict";
addEventListener("click", (press) => {
  if (press.button || press.ctrlKey || press.metaKey || press.shiftKey || press.altKey) return;
  const link = press.target.closest('[data-testid="stSidebarNavLink"]');
  const button = document.querySelector(".st-key-to-the-list button");
  if (!link || !button || link.pathname !== location.pathname) return;
  press.preventDefault();
  press.stopPropagation();
  button.click();
}, { capture: true });
