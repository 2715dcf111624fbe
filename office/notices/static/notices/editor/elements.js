// Small makers of labelled controls. Every control has a label a screen reader can say.

export const words = JSON.parse(document.getElementById("editor-words").textContent);

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function button(label, onClick, className = "btn small") {
  return make("button", { type: "button", className, onclick: onClick }, label);
}

// A labelled control bound to one key of an object; `changed` is called after every change.
export function bound(label, control, object, key, changed) {
  const isTick = control.type === "checkbox";
  if (isTick) control.checked = Boolean(object[key]);
  else control.value = object[key] ?? "";
  control.addEventListener("input", () => {
    object[key] = isTick ? control.checked : control.type === "number" || control.dataset.number ? Number(control.value) : control.value;
    changed();
  });
  return isTick ? make("label", { className: "tick" }, control, label) : make("label", {}, label, control);
}

export const textInput = (properties = {}) => make("input", { type: "text", autocomplete: "off", maxLength: 400, ...properties });

// Lists of records (pledges, people): one line of controls each, with a button to delete it and one to add another.
export function records({ list, fill, fresh, addLabel, changed }) {
  const lines = make("div");
  const render = () => {
    lines.replaceChildren(
      ...list.map((record, index) => {
        const remove = button(words.delete, () => {
          list.splice(index, 1);
          if (!list.length) list.push(fresh());
          render();
          changed();
        });
        remove.setAttribute("aria-label", `${words.delete} ${index + 1}`);
        const line = make("div", { className: "line" });
        line.append(...fill(record, render), remove);
        return line;
      }),
    );
  };
  render();
  const add = button(addLabel, () => {
    list.push(fresh());
    render();
    lines.lastElementChild.querySelector("input").focus();
    changed();
  });
  return make("div", {}, lines, add);
}
