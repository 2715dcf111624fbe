// The slide beside the text. One request at a time; what was typed meanwhile is drawn next.

import { make, words } from "./elements.js";

const PAUSE_MS = 500; // people pause about this long between phrases
const find = (name) => document.getElementById(`preview-${name}`);

export function preview({ form, contents, tell }) {
  const picture = find("picture"), empty = find("empty"), pager = find("pager"), place = find("place");
  const frame = find("frame"), warnings = find("warnings"), screen = find("screen");
  let page = 1, timer = 0, busy = false, again = false;

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE_MS);
  }

  async function draw() {
    if (busy) { again = true; return; }
    busy = true;
    frame.classList.add("busy");
    const data = contents();
    data.set("page", page);
    data.set("screen", screen.value);
    try {
      const response = await fetch(form.dataset.preview, { method: "POST", body: data });
      if (response.ok) show(await response.json());
    } catch { /* the office cannot be reached; saving says so */ }
    frame.classList.remove("busy");
    busy = false;
    if (again) { again = false; draw(); }
  }

  function show({ page: slide, faults }) {
    tell(faults);
    warnings.replaceChildren(...(slide?.warnings ?? []).map((text) => make("p", { className: "notice-bar warning" }, text)));
    if (!slide) {
      if (!picture.hidden || form.querySelector(".wrong")) warnings.append(make("p", { className: "notice-bar warning" }, words.stale));
      return;
    }
    picture.src = slide.picture;
    picture.alt = slide.text;
    picture.hidden = false;
    markVideo(slide.video);
    empty.hidden = true;
    page = slide.number;
    const stays = words.seconds.replace("%s", Math.round(slide.seconds));
    place.textContent = `${words.pageOf.replace("%s", slide.number).replace("%s", slide.of)} · ${stays}`;
    pager.hidden = false;
    find("back").disabled = slide.number <= 1;
    find("on").disabled = slide.number >= slide.of;
  }

  // Where the video plays, in parts of the slide's width and height.
  function markVideo(place) {
    const mark = find("video");
    mark.hidden = !place;
    if (!place) return;
    const [left, top, width, height] = place;
    mark.style.left = `${(left + width / 2) * 100}%`;
    mark.style.top = `${(top + height / 2) * 100}%`;
  }

  find("back").addEventListener("click", () => { page -= 1; draw(); });
  find("on").addEventListener("click", () => { page += 1; draw(); });
  screen.addEventListener("change", () => { page = 1; draw(); });
  draw();
  return { soon };
}
