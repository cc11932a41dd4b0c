// The table: an area a body, a symbol a row, an implementation a column; and the keys that walk it.

const CELLS = []; // {button, label, cell, total, wide} of every button that shows a score
const AREAS = DATA.areas.map((area) => ({ area, ...body(area) }));
byId("frame").style.setProperty("--columns", DATA.implementations.length);
byId("matrix").append(head(), ...AREAS.map(({ body }) => body));

function head() {
  const cells = DATA.implementations.map((about) => {
    const passed = about.counts.pass || 0;
    const score = about.broken === null ? percent(passed, about.total) : "did not run";
    const button = el(
      "button",
      { type: "button", "aria-haspopup": "dialog", "aria-label": `${about.name} ${about.version}: ${score}` },
      el("span", { class: "name" }, about.name), el("span", { class: "score" }, score),
      about.broken === null ? bar(about.counts, about.total) : bar({}, 0),
    );
    button.addEventListener("click", () => openDetail(about.name, "All stored cases", null, [about], { [about.name]: about }));
    return el("th", { scope: "col", class: about.broken === null ? false : "broken" }, button);
  });
  return el("thead", {}, el("tr", {}, el("th", { scope: "col", class: "corner" }, el("span", {}, "Symbol")), ...cells));
}

function body(area) {
  const toggle = el("button", { type: "button", class: "toggle", "aria-expanded": "true" },
    mark("chevron"), el("span", {}, area.name), el("small", {}, plural(area.total, "case")));
  const ids = area.symbols.flatMap((symbol) => symbol.cases);
  const scores = DATA.implementations.map((about) => scored(area.name, area.cells, ids, area.total, about, true));
  const rows = area.symbols.map((symbol) => ({ symbol, row: row(area, symbol) }));
  const title = el("tr", { class: "area" }, el("th", { scope: "rowgroup" }, toggle), ...scores);
  const found = el("tbody", {}, title, ...rows.map(({ row }) => row));
  toggle.addEventListener("click", () => {
    const closed = found.classList.toggle("closed");
    toggle.setAttribute("aria-expanded", String(!closed));
  });
  return { body: found, rows };
}

function row(area, symbol) {
  const name = symbol.name.replace(/^keras\./, "").replace(`${area.name}.`, "");
  const button = el("button", { type: "button", "aria-haspopup": "dialog", "aria-label": symbol.name, title: symbol.name }, ...breakable(name));
  button.addEventListener("click", () => openDetail(symbol.name, "On every implementation", symbol.cases, DATA.implementations, symbol.cells));
  const scores = DATA.implementations.map((about) =>
    scored(symbol.name, symbol.cells, symbol.cases, symbol.cases.length, about, false));
  return el("tr", {}, el("th", { scope: "row" }, button), ...scores);
}

/** A name that may be broken before a capital, and after a dot or an underscore. */
function breakable(name) {
  const parts = name.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[._])/);
  return parts.flatMap((part, n) => (n ? [el("wbr"), part] : [part]));
}

/** A cell: a button that opens its cases. What it shows depends on the view, see fillCells. */
function scored(name, cells, ids, total, about, wide) {
  const button = el("button", { type: "button", "aria-haspopup": "dialog" });
  button.addEventListener("click", () => openDetail(name, about.name, ids, [about], cells));
  CELLS.push({ button, label: `${name}, ${about.name}`, cell: cells[about.name], total, wide });
  return el("td", {}, button);
}

function fillCells() {
  CELLS.forEach(view() === "accuracy" ? showAccuracy : showCounts);
}

function worst(cell, total) {
  const found = complete(cell.counts, total).map(([outcome]) => outcome);
  NOT_AS_KERAS.forEach((outcome) => cell.relations[outcome] && found.push(outcome));
  return NAMES.find((outcome) => found.includes(outcome)) || "not run";
}

function showCounts({ button, label, cell, total, wide }) {
  if (!cell) return show(button, "broken", `${label}: did not run`, mark("broken"));
  const passed = cell.counts.pass || 0;
  const bad = NOT_AS_KERAS.reduce((n, outcome) => n + (cell.relations[outcome] || 0), 0);
  const outcome = worst(cell, total);
  const text = wide ? percent(passed, total) : passed === total ? `${total}` : `${passed}/${total}`;
  const apart = bad ? `, and ${plural(bad, "relation")} that did not pass` : "";
  show(button, outcome, `${label}: ${passed} of ${total} pass (${sentence(cell.counts, total)})${apart}`,
    mark(outcome), el("span", {}, text), bad && !wide ? el("small", {}, `${bad} rel.`) : null, wide ? bar(cell.counts, total) : null);
}

function showAccuracy({ button, label, cell }) {
  if (!cell) return show(button, "broken", `${label}: did not run`, mark("broken"));
  const found = cell.accuracy;
  if (!found) return show(button, "unmeasured", `${label}: accuracy not measured`, el("span", {}, "–"));
  const level = found.worst <= 4 ? "near" : found.worst <= 32 ? "apart" : "far";
  return show(button, level, `${label}: error over Keras' own, ${exactness(found)}`,
    el("span", {}, `${short(found.median)}×`), el("small", {}, `${short(found.worst)}×`));
}

function show(button, state, label, ...content) {
  button.className = `cell ${className(state)}`;
  button.setAttribute("aria-label", label);
  button.replaceChildren(...content.filter((part) => part !== null));
}

// ---- keys: one stop for Tab, arrows within ------------------------------------------------------------------------

let current = null;

const visibleRows = () => [...byId("matrix").rows].filter((row) => row.getClientRects().length > 0);

function keepOneTabStop() {
  const buttons = visibleRows().flatMap((row) => [...row.querySelectorAll("button")]);
  if (!buttons.includes(current)) current = buttons.find((button) => button.closest("td")) || buttons[0] || null;
  byId("matrix").querySelectorAll("button").forEach((button) => (button.tabIndex = button === current ? 0 : -1));
}

function setCurrent(button) {
  if (current) current.tabIndex = -1;
  current = button;
  current.tabIndex = 0;
}

byId("matrix").addEventListener("focusin", (event) => event.target.matches("button") && setCurrent(event.target));

byId("matrix").addEventListener("keydown", (event) => {
  const rows = visibleRows();
  const cell = event.target.closest("th, td");
  const y = rows.indexOf(cell.parentElement);
  const x = cell.cellIndex;
  const last = DATA.implementations.length;
  const ends = event.ctrlKey || event.metaKey;
  const goal = {
    ArrowLeft: [y, x - 1], ArrowRight: [y, x + 1], ArrowUp: [y - 1, x], ArrowDown: [y + 1, x],
    Home: [ends ? 0 : y, 0], End: [ends ? rows.length - 1 : y, last],
    PageUp: [Math.max(y - 10, 0), x], PageDown: [Math.min(y + 10, rows.length - 1), x],
  }[event.key];
  if (!goal || event.altKey) return;
  event.preventDefault();
  const button = rows[goal[0]]?.cells[Math.max(0, goal[1])]?.querySelector("button");
  if (!button) return;
  button.focus();
  button.scrollIntoView({ block: "nearest", inline: "nearest" });
});

byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  current?.focus();
});
