// Saving while writing, and guarding against losing what is not saved.

import { words } from "./elements.js";

const PAUSE_MS = 2000, RETRY_MS = 10000;

export function saving({ form, contents, status, tell }) {
  let isDirty = false, busy = false, timer = 0, isLeaving = false, wrote = 0, whenDone = null;

  function soon(pause = PAUSE_MS) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function changed() {
    isDirty = true;
    wrote += 1;
    status.textContent = words.unsaved;
    soon();
  }

  async function save() {
    if (busy || !isDirty || isLeaving) return;
    busy = true;
    const wroteThen = wrote;
    status.textContent = words.saving;
    try {
      const response = await fetch(form.action || location.href, { method: "POST", body: contents(), headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) throw new Error(response.statusText);
      take(await response.json(), wroteThen);
    } catch {
      status.textContent = words.offline;
      soon(RETRY_MS);
    }
    busy = false;
    if (whenDone) whenDone();
    else if (isDirty && wrote !== wroteThen) soon();
  }

  function take(answer, wroteThen) {
    tell(answer.faults);
    if (!answer.seen) {
      status.textContent = words.notSaved + answer.faults.map((fault) => fault.sentence).join(" ");
      return;
    }
    form.elements.seen.value = answer.seen;
    if (form.action !== new URL(answer.address, location.href).href) {
      form.action = answer.address; // a new notice has its own address from its first saving on
      history.replaceState(null, "", answer.address);
    }
    if (wrote === wroteThen) isDirty = false;
    status.textContent = words.saved + new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  }

  // A saving that is under way is waited for: it may be giving a new notice its address.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    isLeaving = true;
    if (!busy) return;
    event.preventDefault();
    whenDone = () => { whenDone = null; form.requestSubmit(event.submitter); };
  });
  window.addEventListener("beforeunload", (event) => { if (isDirty && !isLeaving) event.preventDefault(); });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); isDirty = true; save(); }
  });
  return { changed };
}
