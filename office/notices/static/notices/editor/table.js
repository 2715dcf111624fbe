// The grid of a table block: a real table of cells, with rows and columns added, deleted and pasted from a spreadsheet.

import { bound, button, make, textInput, words } from "./elements.js";

const MOST_ROWS = 2001, MOST_COLUMNS = 40; // the contract's limits, the header included

export function tableFields(block, changed) {
  const grid = make("table", { className: "grid" });
  let here = { row: 0, column: 0 };
  const all = () => [block.header, ...block.rows];

  function render(focus) {
    grid.replaceChildren(...all().map((cells, row) => make("tr", {}, ...cells.map((text, column) => cell(text, row, column)))));
    if (focus) focusCell(Math.min(here.row, all().length - 1), Math.min(here.column, block.header.length - 1));
  }

  function cell(text, row, column) {
    const place = row ? `${words.row} ${row}` : words.header;
    const input = textInput({ value: text, ariaLabel: `${place}, ${words.column} ${column + 1}` });
    input.addEventListener("input", () => { all()[row][column] = input.value; changed(); });
    input.addEventListener("focus", () => { here = { row, column }; });
    input.addEventListener("paste", (event) => paste(event, row, column));
    input.addEventListener("keydown", (event) => move(event, row, column));
    return make(row ? "td" : "th", {}, input);
  }

  function focusCell(row, column) {
    grid.rows[row]?.cells[column]?.firstChild.focus();
  }

  function move(event, row, column) {
    if (event.altKey || event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (row === block.rows.length) change(() => insertRow(row), row + 1, column);
      else focusCell(row + 1, column);
    } else if (event.key === "ArrowDown") focusCell(row + 1, column);
    else if (event.key === "ArrowUp" && row) focusCell(row - 1, column);
  }

  // Cells copied from a spreadsheet are lines of text with tabs between the cells.
  function paste(event, startRow, startColumn) {
    const text = event.clipboardData.getData("text/plain");
    const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    if (lines.length < 2 && lines[0].length < 2) return;
    event.preventDefault();
    change(() => {
      const columns = Math.min(MOST_COLUMNS, startColumn + Math.max(...lines.map((cells) => cells.length)));
      while (block.header.length < columns) insertColumn(block.header.length - 1);
      lines.slice(0, MOST_ROWS - startRow).forEach((cells, down) => {
        while (block.rows.length < startRow + down) insertRow(block.rows.length);
        cells.slice(0, MOST_COLUMNS - startColumn).forEach((text, along) => { all()[startRow + down][startColumn + along] = text.trim(); });
      });
    }, startRow, startColumn);
  }

  const insertRow = (after) => { if (block.rows.length + 1 < MOST_ROWS) block.rows.splice(after, 0, block.header.map(() => "")); };
  const insertColumn = (after) => { if (block.header.length < MOST_COLUMNS) all().forEach((cells) => cells.splice(after + 1, 0, "")); };

  function change(step, row = here.row, column = here.column) {
    step();
    here = { row, column };
    render(true);
    changed();
  }

  render(false);
  const { caption, unit } = words;
  return [
    make("div", { className: "row" }, bound(caption, textInput(), block, "caption", changed), bound(unit, textInput(), block, "unit", changed)),
    make("div", { className: "grid-scroll" }, grid),
    make(
      "div", { className: "toolbar" },
      button(words.addRow, () => change(() => insertRow(here.row), here.row + 1)),
      button(words.addColumn, () => change(() => insertColumn(here.column), here.row, here.column + 1)),
      button(words.deleteRow, () => here.row && block.rows.length > 1 && change(() => block.rows.splice(here.row - 1, 1))),
      button(words.deleteColumn, () => block.header.length > 1 && change(() => all().forEach((cells) => cells.splice(here.column, 1)))),
    ),
    make("p", { className: "help" }, words.tableHelp),
  ];
}
