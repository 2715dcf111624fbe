// The blocks of the body in order: adding, moving, deleting with undo; and what of them is sent to the office.

import { button, make, words } from "./elements.js";
import { keepEmphasisUpTo } from "./emphasis.js";
import { kinds } from "./kinds.js";

export function blockList({ holder, adding, undo, blocks, changed }) {
  const sent = () => blocks.filter((block) => !kinds[block.kind].isEmpty(block));

  function render(focus) {
    holder.replaceChildren(...blocks.map(section));
    if (focus >= 0) (holder.children[focus]?.querySelector("input, textarea") ?? adding.querySelector("button")).focus();
  }

  function section(block, index) {
    const title = `${index + 1} · ${words[block.kind]}`;
    const named = (sign, label, step) => {
      const one = button(sign, step);
      one.title = label;
      one.setAttribute("aria-label", `${label}: ${title}`);
      return one;
    };
    const up = named("↑", words.up, () => move(index, -1, "up"));
    const down = named("↓", words.down, () => move(index, 1, "down"));
    up.dataset.do = "up";
    down.dataset.do = "down";
    up.disabled = index === 0;
    down.disabled = index === blocks.length - 1;
    const head = make("div", { className: "block-head" }, make("strong", {}, title), up, down, named("✕", words.delete, () => remove(index)));
    const element = make("div", { className: "block", role: "group", ariaLabel: title }, head, ...kinds[block.kind].fields(block, changed));
    element.dataset.kind = block.kind;
    element.append(make("p", { className: "error", role: "alert" }));
    element.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!event.altKey || !step) return;
      event.preventDefault();
      move(index, step);
    });
    if (block.kind === "paragraph") element.querySelector("textarea").addEventListener("paste", (event) => pasteLines(event, index));
    return element;
  }

  function move(index, step, buttonName) {
    const to = index + step;
    if (to < 0 || to >= blocks.length) return;
    blocks.splice(to, 0, ...blocks.splice(index, 1));
    render(to);
    if (buttonName) holder.children[to].querySelector(`[data-do=${buttonName}]:not(:disabled)`)?.focus();
    changed();
  }

  function remove(index) {
    const [block] = blocks.splice(index, 1);
    render(Math.min(index, blocks.length - 1));
    undo.replaceChildren(words.deleted + words[block.kind] + " ", button(words.undo, () => {
      blocks.splice(Math.min(index, blocks.length), 0, block);
      undo.hidden = true;
      render(index);
      changed();
    }));
    undo.hidden = false;
    changed();
  }

  function add(kind) {
    blocks.push(kinds[kind].fresh());
    render(blocks.length - 1);
    holder.lastElementChild.scrollIntoView({ block: "nearest" });
    changed();
  }

  // Lines pasted from a word processor are paragraphs of their own, not forced line breaks.
  function pasteLines(event, index) {
    const lines = event.clipboardData.getData("text/plain").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    const area = event.target;
    keepEmphasisUpTo(blocks[index], area.selectionStart);
    blocks[index].text = area.value.slice(0, area.selectionStart) + lines[0];
    const rest = area.value.slice(area.selectionEnd);
    const more = lines.slice(1).map((text) => ({ kind: "paragraph", text }));
    more.at(-1).text += rest;
    blocks.splice(index + 1, 0, ...more);
    render(index + more.length);
    changed();
  }

  function tell(faults) {
    const shown = sent();
    [...holder.children].forEach((element, index) => {
      const own = faults.filter((fault) => fault.block !== null && shown[fault.block] === blocks[index]);
      element.classList.toggle("wrong", own.length > 0);
      element.lastElementChild.textContent = own.map((fault) => fault.sentence).join(" ");
    });
  }

  adding.append(...Object.keys(kinds).map((kind) => button(`+ ${words[kind]}`, () => add(kind))));
  render(-1);
  return { tell, asJson: () => JSON.stringify(sent().map((block) => kinds[block.kind].tidy?.(block) ?? block)) };
}
