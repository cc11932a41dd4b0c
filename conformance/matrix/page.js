// The page's data, its outcomes, the cards, and the filter. Text comes into the page as text only, never as HTML.

const DATA = JSON.parse(document.getElementById("data").textContent);
const RAN = DATA.implementations.filter((about) => about.broken === null);
const byId = (id) => document.getElementById(id);

// The worst comes first: the mark of a cell is that of the worst of its cases.
const OUTCOMES = {
  crash: "its process died",
  timeout: "it did not answer in time",
  error: "it raised an error where Keras answers",
  fail: "an answer is wrong",
  xpass: "it passed, where a failure was expected",
  xfail: "it failed, as expected, for a known reason",
  unsupported: "it does not claim to have this",
  skipped: "the case was left out by the run",
  "not run": "the run holds no result for the case",
  pass: "every answer is within its bound",
};
const NAMES = Object.keys(OUTCOMES);
const NOT_AS_KERAS = ["crash", "timeout", "error", "fail", "xpass", "xfail"]; // what of a relation marks its cell

/** An element with attributes and children; a string among the children is text. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** The shape of an outcome. Its colour comes from the class, its meaning from the text beside it. */
function mark(outcome) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `mark ${className(outcome)}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#o-${className(outcome)}`);
  svg.append(use);
  return svg;
}

const className = (outcome) => outcome.replace(" ", "-");
const plural = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);

/** One decimal, never rounded up to a hundred. */
function percent(passed, total) {
  const share = total ? (100 * passed) / total : 0;
  return `${(passed < total ? Math.min(share, 99.9) : share).toFixed(1)} %`;
}

/** Three digits that count: 0.0123, 1.02, 14.2, 3.1e+7. */
function short(number) {
  if (number === 0) return "0";
  return number >= 1e5 || number < 1e-4 ? number.toExponential(1) : String(Number(number.toPrecision(3)));
}

/** Counts with what is missing of the total, worst first: [[outcome, n], ...]. */
function complete(counts, total) {
  const all = { ...counts, "not run": Math.max(0, total - sum(counts)) };
  return NAMES.filter((outcome) => all[outcome]).map((outcome) => [outcome, all[outcome]]);
}

const sentence = (counts, total) => complete(counts, total).map(([outcome, n]) => `${n} ${outcome}`).join(", ");

function bar(counts, total) {
  const parts = complete(counts, total).reverse().map(([outcome, n]) => {
    const part = el("i", { class: className(outcome) });
    part.style.flexGrow = n;
    return part;
  });
  return el("span", { class: "bar", "aria-hidden": "true" }, ...parts);
}

function chips(counts, total) {
  const items = complete(counts, total).reverse();
  return el("span", { class: "chips" }, ...items.map(([outcome, n]) => el("span", {}, mark(outcome), `${n} ${outcome}`)));
}

function exactness(accuracy) {
  return accuracy ? `median ${short(accuracy.median)}×, worst ${short(accuracy.worst)}×` : "not measured";
}

function card(about) {
  const title = el("h3", {}, about.name, " ", el("small", {}, about.version));
  if (about.broken !== null) {
    const why = el("p", { class: "why" }, mark("broken"), el("span", {}, el("b", {}, "Did not run. "), about.broken));
    return el("li", { class: "card broken" }, title, why);
  }
  const passed = about.counts.pass || 0;
  const where = ["system", "machine", "python"].map((key) => about.platform[key]).filter(Boolean);
  return el(
    "li",
    { class: "card" },
    title,
    el("p", { class: "score" }, el("b", {}, percent(passed, about.total)), ` ${passed} of ${about.total}`),
    bar(about.counts, about.total),
    chips(about.counts, about.total),
    el("dl", {}, el("dt", {}, "Accuracy"), el("dd", {}, exactness(about.accuracy)),
      el("dt", {}, "Relations"), el("dd", {}, sum(about.relations) ? sentence(about.relations, 0) : "none run"),
      el("dt", {}, "Run on"), el("dd", {}, where.join(", ").replace(/, (?=[0-9.]+$)/, ", Python ") || "unknown")),
  );
}

// ---- filter -------------------------------------------------------------------------------------------------------

const FILTERS = { q: "search", area: "area", outcome: "outcome" };

/** The filters as they stand; any may be empty. */
function wanted() {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  return { words, area: byId("area").value, outcome: byId("outcome").value, differs: byId("differences").checked };
}

function matches(area, symbol, want) {
  if (want.area && area.name !== want.area) return false;
  if (want.differs && !symbol.differs) return false;
  if (want.outcome && !RAN.some((about) => occurs(symbol, symbol.cells[about.name], want.outcome))) return false;
  const texts = [symbol.name, ...symbol.cases].map((text) => text.toLowerCase());
  return texts.some((text) => want.words.every((word) => text.includes(word)));
}

/** Whether an outcome, or "not pass" for any but pass, is among a cell's. */
function occurs(symbol, cell, outcome) {
  const found = new Set(complete(cell.counts, symbol.cases.length).map(([name]) => name));
  NOT_AS_KERAS.forEach((name) => cell.relations[name] && found.add(name));
  return outcome === "not pass" ? [...found].some((name) => name !== "pass") : found.has(outcome);
}

function filter() {
  const want = wanted();
  let shown = 0;
  for (const { area, body, rows } of AREAS) {
    const seen = rows.filter(({ symbol, row }) => !(row.hidden = !matches(area, symbol, want)));
    body.hidden = seen.length === 0;
    shown += seen.length;
  }
  const all = AREAS.reduce((n, { rows }) => n + rows.length, 0);
  byId("shown").textContent = shown === all ? plural(all, "symbol") : `${shown} of ${plural(all, "symbol")}`;
  byId("none").hidden = shown > 0;
  byId("none").textContent = all ? "No symbol is like that." : "There are no results yet.";
  byId("frame").hidden = shown === 0;
  keepOneTabStop();
  remember();
}

/** Filters stand in the address, so that a link shows what its sender saw. */
function remember() {
  const held = new URLSearchParams();
  for (const [key, id] of Object.entries(FILTERS)) if (byId(id).value) held.set(key, byId(id).value);
  if (byId("differences").checked) held.set("differences", "1");
  if (view() !== "counts") held.set("view", view());
  const hash = held.toString();
  if (hash !== location.hash.slice(1)) history.replaceState(null, "", hash ? `#${hash}` : "#");
}

function recall() {
  const held = new URLSearchParams(location.hash.slice(1));
  for (const [key, id] of Object.entries(FILTERS)) if (held.has(key)) byId(id).value = held.get(key);
  byId("differences").checked = held.has("differences");
  if (held.get("view") === "accuracy") document.querySelector("[name=view][value=accuracy]").checked = true;
}

const view = () => document.querySelector("[name=view]:checked").value;

function options(select, entries) {
  select.append(...entries.map(([value, label]) => el("option", { value }, label)));
}

function start() {
  const cases = `${DATA.total} stored cases`;
  const suite = DATA.suite ? `, suite ${DATA.suite}` : "";
  const count = DATA.implementations.length;
  byId("lead").textContent = count ? `${plural(count, "implementation")} on ${cases}${suite}.` : `No implementation was run.`;
  byId("cards").append(...DATA.implementations.map(card));
  const seen = new Set(AREAS.flatMap(({ rows }) => rows).flatMap(({ symbol }) =>
    RAN.flatMap((about) => NAMES.filter((name) => occurs(symbol, symbol.cells[about.name], name)))));
  options(byId("area"), [["", "All areas"], ...DATA.areas.map(({ name }) => [name, name])]);
  options(byId("outcome"), [["", "Any outcome"], ["not pass", "anything but pass"],
    ...NAMES.filter((name) => seen.has(name)).map((name) => [name, name])]);
  byId("legend").append(...NAMES.map((name) => el("div", {}, el("dt", {}, mark(name), name), el("dd", {}, OUTCOMES[name]))));
  recall();
  fillCells();
  for (const id of ["search", "area", "outcome", "differences"]) byId(id).addEventListener("input", filter);
  document.querySelectorAll("[name=view]").forEach((radio) => radio.addEventListener("change", () => {
    fillCells();
    remember();
  }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input, select") || byId("detail").open) return;
    event.preventDefault();
    byId("search").focus();
  });
  filter();
}
