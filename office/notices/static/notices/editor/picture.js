// Uploading a picture and showing it. The office decides what it takes; its sentence is shown as it is.

import { make, words } from "./elements.js";

const form = document.getElementById("editor");

export const pictureAddress = (blob) => form.dataset.picture.replace("SHA", blob);

// A file control that uploads at once; `take(blob)` gets the kept picture's hash.
export function upload(label, take) {
  const fault = make("span", { className: "error", role: "alert" });
  const input = make("input", { type: "file", accept: "image/jpeg,image/png,image/webp" });
  input.addEventListener("change", async () => {
    if (!input.files.length) return;
    const data = new FormData();
    data.append("picture", input.files[0]);
    fault.textContent = words.uploading;
    try {
      const response = await fetch(form.dataset.upload, {
        method: "POST", body: data, headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      });
      const answer = await response.json();
      fault.textContent = answer.error ?? "";
      if (answer.blob) take(answer.blob);
    } catch {
      fault.textContent = words.offline;
    }
    input.value = "";
  });
  return make("div", { className: "upload" }, make("label", {}, label, input), fault);
}
