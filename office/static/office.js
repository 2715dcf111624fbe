// Small courtesies of every staff page. Nothing here is needed to do the work: without it the pages still function.
"use strict";

// A button that was pressed once must not send the form twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "yes";
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  }
});

// Filters apply as soon as a choice is made.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-apply]");
  if (form && event.target.matches("select, input[type=checkbox], input[type=date]")) form.requestSubmit();
});

// The first fault of a form is where the person wants to be.
document.querySelector(".field.wrong input, .field.wrong select, .field.wrong textarea")?.focus();
