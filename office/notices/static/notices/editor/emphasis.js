// A paragraph with emphasis: which of its words are bold follows them while the text is edited.
// The contract counts ranges in characters (code points); a text area counts in UTF-16 units.

import { bound, button, make, words } from "./elements.js";

const points = (text, unit) => [...text.slice(0, unit)].length;

export function paragraphFields(block, changed) {
  const area = make("textarea", { rows: 3 });
  const list = make("div", { className: "strong-words" });
  const store = (ranges) => {
    if (ranges.length) block.strong = ranges;
    else delete block.strong;
    show();
  };
  const show = () => list.replaceChildren(...(block.strong ?? []).map(([start, end]) => {
    const text = [...block.text].slice(start, end).join("");
    const one = button(`${text} ✕`, () => { mark(start, end); changed(); });
    one.setAttribute("aria-label", `${words.notBold}: ${text}`);
    return one;
  }));

  // Bold if any of it is not yet, otherwise plain again.
  function mark(start, end) {
    const bold = flags(block);
    const value = bold.slice(start, end).includes(false);
    bold.fill(value, start, end);
    store(rangesOf(bold));
  }

  function markSelection() {
    const start = points(area.value, area.selectionStart);
    const end = points(area.value, area.selectionEnd);
    if (start < end) { mark(start, end); changed(); }
    area.focus();
  }

  area.addEventListener("input", () => store(moved(block, area.value)));
  area.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "b" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    markSelection();
  });
  const bold = button(words.bold, markSelection);
  bold.title = words.boldHelp;
  bold.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  const field = bound(words.text, area, block, "text", changed);
  show();
  return [field, make("div", { className: "strong-row" }, bold, list)];
}

// What is left of the emphasis when the text is cut off behind so many units.
export function keepEmphasisUpTo(block, unit) {
  const end = points(block.text, unit);
  const kept = (block.strong ?? []).map(([one, other]) => [one, Math.min(other, end)]).filter(([one, other]) => one < other);
  if (kept.length) block.strong = kept;
  else delete block.strong;
}

function flags(block) {
  const bold = Array([...block.text].length).fill(false);
  for (const [start, end] of block.strong ?? []) bold.fill(true, start, end);
  return bold;
}

function rangesOf(bold) {
  const ranges = [];
  bold.forEach((is, at) => {
    if (!is) return;
    if (bold[at - 1]) ranges.at(-1)[1] = at + 1;
    else ranges.push([at, at + 1]);
  });
  return ranges;
}

// The ranges after the text became another: what stands before and behind the change keeps its weight, what is new is plain.
function moved(block, after) {
  if (!block.strong) return [];
  const [old, fresh] = [[...block.text], [...after]];
  const least = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < least && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < least - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const [gone, grown] = [old.length - tail, fresh.length - old.length];
  const startOf = (at) => (at < head ? at : at >= gone ? at + grown : fresh.length - tail);
  const endOf = (at) => (at <= head ? at : at >= gone ? at + grown : head);
  return block.strong.map(([start, end]) => [startOf(start), endOf(end)]).filter(([start, end]) => start < end);
}
