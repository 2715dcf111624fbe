// An attached PDF: its pages as small pictures, each of which can be left out.

import { bound, button, make, textInput, words } from "./elements.js";
import { pictureAddress, uploadDocument } from "./picture.js";

export function documentFields(block, changed) {
  const sheets = make("div", { className: "sheets" });
  const wanted = textInput({ maxLength: 20, placeholder: "1-3" });
  const show = () => sheets.replaceChildren(...block.pages.map((blob, index) => {
    const label = words.page.replace("%s", index + 1);
    const remove = button("✕", () => { block.pages.splice(index, 1); show(); changed(); });
    remove.setAttribute("aria-label", `${words.delete}: ${label}`);
    const image = make("img", { src: pictureAddress(blob), alt: label, loading: "lazy" });
    return make("figure", {}, image, make("figcaption", {}, label, remove));
  }));
  const take = (blobs) => { block.pages = blobs; show(); changed(); };
  show();
  return [
    make("p", { className: "help" }, words.documentHelp),
    make("div", { className: "row" }, make("label", {}, words.documentPages, wanted)),
    uploadDocument(words.chooseDocument, () => wanted.value, take),
    sheets,
    bound(words.caption, textInput(), block, "caption", changed),
  ];
}
