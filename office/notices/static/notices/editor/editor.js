// The editor of a notice: puts blocks, preview and saving together.

import { blockList } from "./blocks.js";
import { words } from "./elements.js";
import { preview } from "./preview.js";
import { saving } from "./saving.js";

const form = document.getElementById("editor");
const byId = (id) => document.getElementById(id);

const list = blockList({
  holder: byId("blocks"), adding: byId("adding"), undo: byId("undo"),
  blocks: JSON.parse(form.elements.body.value || "[]"), changed,
});

function contents() {
  form.elements.body.value = list.asJson();
  return new FormData(form);
}

// Of a pair of wrong and right only a side that is empty is meant; of other fields what was written or tried to be sent.
function isMeant(control) {
  const pair = control.closest(".change");
  if (!pair) return control.dataset.touched || control.value;
  const isHalf = [...pair.querySelectorAll("textarea")].some((side) => side.value.trim());
  return !control.value.trim() && (isHalf || control.dataset.touched);
}

// Faults go beside their field or block; what belongs to neither is told above the blocks.
function tell(faults) {
  list.tell(faults);
  for (const field of form.querySelectorAll(".field:not(.refused)")) {
    const control = field.querySelector("input, select, textarea");
    const own = faults.filter((fault) => fault.block === null && control?.name && fault.field === control.name);
    const shown = own.filter(() => isMeant(control));
    field.classList.toggle("wrong", shown.length > 0);
    let place = field.querySelector(".error");
    if (!place && shown.length) {
      place = document.createElement("p");
      place.className = "error";
      place.id = `${control.id}_error`;
      field.append(place);
    }
    if (place) place.textContent = shown.map((fault) => fault.sentence).join(" ");
  }
  const rest = faults.filter((fault) => fault.block === null && !(fault.field && form.elements[fault.field] && fault.field !== "body"));
  byId("body-error").textContent = rest.map((fault) => fault.sentence).join(" ");
}

// What the office refused stays marked until it is changed, though the preview can do without it.
const refused = JSON.parse(byId("editor-refused").textContent);
for (const { field } of refused) {
  for (const control of form.querySelectorAll(`[name="${CSS.escape(field)}"]`)) control.dataset.touched = "yes";
}
if (refused.length) tell(refused);
form.querySelectorAll(".field.wrong").forEach((field) => field.classList.add("refused"));
form.querySelector(".field.wrong, .block.wrong")?.scrollIntoView({ block: "center" });

const view = preview({ form, contents, tell });
const keeper = saving({ form, contents, status: byId("saving"), tell });

function changed() {
  keeper.changed();
  view.soon();
}

form.addEventListener("input", (event) => {
  event.target.dataset.touched = "yes";
  event.target.closest(".field")?.classList.remove("refused");
  if (event.target.closest("#blocks")) return; // the blocks report their own changes
  changed();
});
document.getElementById("add-change")?.addEventListener("click", () => {
  const fresh = byId("changes").lastElementChild.cloneNode(true);
  fresh.querySelectorAll(".error").forEach((told) => told.remove());
  for (const field of fresh.querySelectorAll("textarea")) { field.value = ""; delete field.dataset.touched; }
  byId("changes").append(fresh);
  fresh.querySelector("textarea").focus();
});
form.addEventListener("submit", () => { form.elements.body.value = list.asJson(); });
byId("saving").textContent = form.elements.seen.value ? "" : words.unsaved;
