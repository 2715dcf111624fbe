// The kinds of block: what a fresh one holds, whether one is still empty, and the controls that edit it.

import { bound, button, make, records, textInput, words } from "./elements.js";
import { documentFields } from "./document.js";
import { paragraphFields } from "./emphasis.js";
import { pictureAddress, upload } from "./picture.js";
import { tableFields } from "./table.js";
import { videoFields } from "./video.js";

const freshPledge = () => ({ owner: "", target: "", percent: 0, due: "" });
const freshPerson = () => ({ name: "", post: "", proposed: "" });
const freshGrading = () => ({ subject: "", aspect: "", good: 0, fair: 0, poor: 0 });
const freshBar = () => ({ label: "", value: "" });
const MOST_VOTES = 1000000000; // the contract's limit
const number = (min, max) => make("input", { type: "number", min, max, step: 1 });

export const kinds = {
  heading: {
    fresh: () => ({ kind: "heading", text: "", level: 1 }),
    isEmpty: (block) => !block.text.trim(),
    fields(block, changed) {
      const level = make("select", {}, ...[1, 2, 3].map((value) => make("option", { value }, String(value))));
      level.dataset.number = "yes";
      block.level ??= 1;
      const short = bound(words.level, level, block, "level", changed);
      short.className = "short";
      return [make("div", { className: "row" }, bound(words.text, textInput({ maxLength: 200 }), block, "text", changed), short)];
    },
  },
  paragraph: {
    fresh: () => ({ kind: "paragraph", text: "" }),
    isEmpty: (block) => !block.text.trim(),
    fields: paragraphFields,
  },
  list: {
    fresh: () => ({ kind: "list", entries: [], ordered: false }),
    isEmpty: (block) => !block.entries.some((entry) => entry.trim()),
    fields(block, changed) {
      const holder = { text: block.entries.join("\n") };
      const take = () => { block.entries = holder.text.split("\n").filter((line) => line.trim()); changed(); };
      return [
        bound(words.entries, make("textarea", { rows: 4 }), holder, "text", take),
        bound(words.numbered, make("input", { type: "checkbox" }), block, "ordered", changed),
      ];
    },
  },
  table: {
    fresh: () => ({ kind: "table", header: ["", "", ""], rows: [["", "", ""], ["", "", ""]], caption: "", unit: "" }),
    isEmpty: (block) => ![block.header, ...block.rows].flat().some((text) => text.trim()),
    fields: tableFields,
  },
  picture: {
    fresh: () => ({ kind: "picture", blob: "", caption: "", focus_x: 50, focus_y: 50 }),
    isEmpty: (block) => !block.blob,
    fields(block, changed) {
      const image = make("img", { className: "small", alt: block.caption || words.picture });
      const show = () => { image.hidden = !block.blob; if (block.blob) image.src = pictureAddress(block.blob); };
      block.focus_x ??= 50;
      block.focus_y ??= 50;
      show();
      return [
        image,
        upload(words.choosePicture, (blob) => { block.blob = blob; show(); changed(); }),
        bound(words.caption, textInput(), block, "caption", changed),
        make("div", { className: "row" },
          bound(words.focusX, number(0, 100), block, "focus_x", changed), bound(words.focusY, number(0, 100), block, "focus_y", changed)),
      ];
    },
  },
  document: {
    fresh: () => ({ kind: "document", pages: [], caption: "" }),
    isEmpty: (block) => !block.pages.length,
    fields: (block, changed) => documentFields(block, changed),
  },
  video: {
    fresh: () => ({ kind: "video", blob: "", caption: "", is_looped: false }),
    isEmpty: (block) => !block.blob,
    fields: videoFields,
  },
  pledges: {
    fresh: () => ({ kind: "pledges", pledges: [freshPledge()] }),
    isEmpty: (block) => !block.pledges.some((one) => one.owner.trim() || one.target.trim()),
    fields: (block, changed) => [records({
      list: block.pledges, fresh: freshPledge, addLabel: words.addPledge, changed,
      fill: (one) => [
        bound(words.owner, textInput({ maxLength: 200 }), one, "owner", changed), bound(words.target, textInput(), one, "target", changed),
        bound(words.percent, number(0, 100), one, "percent", changed), bound(words.due, make("input", { type: "date" }), one, "due", changed),
      ],
    })],
    tidy: (block) => ({ ...block, pledges: block.pledges.filter((one) => one.owner.trim() || one.target.trim()) }),
  },
  people: {
    fresh: () => ({ kind: "people", people: [freshPerson()] }),
    isEmpty: (block) => !block.people.some((one) => one.name.trim()),
    fields: (block, changed) => [records({
      list: block.people, fresh: freshPerson, addLabel: words.addPerson, changed,
      fill: (one, render) => [
        bound(words.name, textInput({ maxLength: 200 }), one, "name", changed), bound(words.post, textInput(), one, "post", changed),
        bound(words.proposed, textInput(), one, "proposed", changed), ...photo(one, () => { render(); changed(); }),
      ],
    })],
    tidy: (block) => ({ ...block, people: block.people.filter((one) => one.name.trim()) }),
  },
  appraisal: {
    fresh: () => ({ kind: "appraisal", caption: "", gradings: [freshGrading()] }),
    isEmpty: (block) => !block.gradings.some((one) => one.subject.trim()),
    fields(block, changed) {
      const votes = (one, key) => bound(words[key], number(0, MOST_VOTES), one, key, changed);
      return [bound(words.caption, textInput(), block, "caption", changed), records({
        list: block.gradings, fresh: freshGrading, addLabel: words.addGrading, changed,
        fill: (one) => [
          bound(words.subject, textInput({ maxLength: 200 }), one, "subject", changed), bound(words.aspect, textInput(), one, "aspect", changed),
          ...["good", "fair", "poor"].map((key) => votes(one, key)),
        ],
      })];
    },
    tidy: (block) => ({ ...block, gradings: block.gradings.filter((one) => one.subject.trim()) }),
  },
  chart: {
    fresh: () => ({ kind: "chart", caption: "", unit: "", bars: [freshBar()] }),
    isEmpty: (block) => !block.bars.some((one) => one.label.trim()),
    fields: (block, changed) => [
      make("div", { className: "row" }, bound(words.caption, textInput(), block, "caption", changed), bound(words.unit, textInput(), block, "unit", changed)),
      records({
        list: block.bars, fresh: freshBar, addLabel: words.addBar, changed,
        fill: (one) => [
          bound(words.barLabel, textInput({ maxLength: 200 }), one, "label", changed),
          bound(words.barValue, textInput({ inputMode: "decimal", maxLength: 17 }), one, "value", changed),
        ],
      }),
    ],
    tidy: (block) => ({ ...block, bars: block.bars.filter((one) => one.label.trim()) }),
  },
  exchange: {
    fresh: () => ({ kind: "exchange", question: "", answer: "", answerer: "", answered_on: "" }),
    isEmpty: (block) => !block.question.trim() && !block.answer.trim(),
    fields: (block, changed) => [
      bound(words.question, make("textarea", { rows: 2 }), block, "question", changed),
      bound(words.answer, make("textarea", { rows: 3 }), block, "answer", changed),
      make("div", { className: "row" }, bound(words.answerer, textInput(), block, "answerer", changed),
        bound(words.answeredOn, make("input", { type: "date" }), block, "answered_on", changed)),
    ],
    tidy: ({ answered_on: day, ...block }) => (day ? { ...block, answered_on: day } : block),
  },
};

function photo(person, changed) {
  if (!person.photo) return [upload(words.photo, (blob) => { person.photo = blob; changed(); })];
  const remove = button(words.removePhoto, () => { delete person.photo; changed(); });
  return [make("img", { className: "face", src: pictureAddress(person.photo), alt: person.name }), remove];
}
