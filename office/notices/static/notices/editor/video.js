// An attached video: its poster, how long and how large it is, and whether it is looped.

import { bound, make, textInput, words } from "./elements.js";
import { pictureAddress, uploadVideo } from "./picture.js";

const MEGABYTE = 1024 * 1024;

export function videoFields(block, changed) {
  const image = make("img", { className: "small", alt: words.video });
  const facts = make("p", { className: "help" });
  const show = () => {
    image.hidden = facts.hidden = !block.blob;
    if (!block.blob) return;
    image.src = pictureAddress(block.poster);
    const size = (block.size_bytes / MEGABYTE).toFixed(1);
    facts.textContent = words.videoFacts.replace("%s", Math.round(block.duration_ms / 1000))
      .replace("%s", `${block.width_px}×${block.height_px}`).replace("%s", size);
  };
  const take = (found) => { Object.assign(block, found, { caption: block.caption, is_looped: block.is_looped }); show(); changed(); };
  show();
  return [
    make("p", { className: "help" }, words.videoHelp),
    image,
    facts,
    uploadVideo(words.chooseVideo, take),
    bound(words.caption, textInput(), block, "caption", changed),
    bound(words.looped, make("input", { type: "checkbox" }), block, "is_looped", changed),
  ];
}
