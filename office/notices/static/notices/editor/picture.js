// Uploading a picture and showing it. The office decides what it takes; its sentence is shown as it is.

import { make, words } from "./elements.js";

const form = document.getElementById("editor");

export const pictureAddress = (blob) => form.dataset.picture.replace("SHA", blob);

// A file control that uploads at once; `take(blob)` gets the kept picture's hash.
export function upload(label, take) {
  return chooser(label, "image/jpeg,image/png,image/webp", form.dataset.upload, words.uploading, (data, file) => data.append("picture", file), (answer) => {
    if (answer.blob) take(answer.blob);
  });
}

// As `upload` for a PDF; `pages()` says which pages are wanted, `take(blobs)` gets the hashes of the pages' pictures.
export function uploadDocument(label, pages, take) {
  const fill = (data, file) => { data.append("document", file); data.append("pages", pages()); };
  return chooser(label, "application/pdf", form.dataset.document, words.reading, fill, (answer) => { if (answer.pages) take(answer.pages); });
}

// As `upload` for a video; `take(block)` gets what the office found out about it.
export function uploadVideo(label, take) {
  return chooser(label, "video/mp4", form.dataset.video, words.uploading, (data, file) => data.append("video", file), (answer) => {
    if (answer.video) take(answer.video);
  });
}

function chooser(label, accept, address, meanwhile, fill, answered) {
  const fault = make("span", { className: "error", role: "alert" });
  const input = make("input", { type: "file", accept });
  input.addEventListener("change", async () => {
    if (!input.files.length) return;
    const data = new FormData();
    fill(data, input.files[0]);
    fault.textContent = meanwhile;
    try {
      const response = await fetch(address, {
        method: "POST", body: data, headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      });
      const answer = await response.json();
      fault.textContent = answer.error ?? "";
      answered(answer);
    } catch {
      fault.textContent = words.offline;
    }
    input.value = "";
  });
  return make("div", { className: "upload" }, make("label", {}, label, input), fault);
}
