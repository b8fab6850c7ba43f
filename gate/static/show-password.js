// Shows what is typed into a password field, and prints. Without it the pages work as they are.
"use strict";
for (const hidden of document.querySelectorAll(".show")) hidden.hidden = false;
const show = document.getElementById("show");
if (show) {
  const fields = show.dataset.shows.split(" ").map((id) => document.getElementById(id));
  const kinds = fields.map((field) => field.autocomplete);
  // A browser writes what stands in a field of text to the disk, to bring the page back after a restart, unless the
  // field says "off"; of one for a password it never does.
  const apply = () => fields.forEach((field, at) => {
    if (show.checked) field.autocomplete = "off";
    field.type = show.checked ? "text" : "password";
    if (!show.checked) field.autocomplete = kinds[at];
  });
  show.addEventListener("change", apply);
  // Sent hidden, so that no browser keeps it among the texts it offers.
  show.form.addEventListener("submit", () => { show.checked = false; apply(); });
  apply();
}
for (const button of document.querySelectorAll("[data-prints]")) {
  button.addEventListener("click", () => window.print());
}
