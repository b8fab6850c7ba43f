// Shows what is typed into a password field, and prints. Without it the pages work as they are.
"use strict";
for (const hidden of document.querySelectorAll(".show")) hidden.hidden = false;
const show = document.getElementById("show");
if (show) {
  const fields = show.dataset.shows.split(" ").map((id) => document.getElementById(id));
  const apply = () => fields.forEach((field) => { field.type = show.checked ? "text" : "password"; });
  show.addEventListener("change", apply);
  // Sent hidden, so that no browser keeps it among the texts it offers.
  show.form.addEventListener("submit", () => { show.checked = false; apply(); });
  apply();
}
for (const button of document.querySelectorAll("[data-prints]")) {
  button.addEventListener("click", () => window.print());
}
