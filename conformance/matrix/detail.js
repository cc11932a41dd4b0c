// The sheet that a cell opens: what did not pass, each with its report; then what was not run, and what passed.

let opener = null;

/** Show the cases ``ids`` (null: all) on these implementations; ``cells`` has their accuracy by name. */
function openDetail(title, over, ids, implementations, cells) {
  opener = document.activeElement;
  const chosen = ids === null ? null : new Set(ids);
  byId("detail-title").replaceChildren(...breakable(title));
  byId("detail-over").textContent = over;
  const sections = implementations.map((about) => section(about, chosen, cells[about.name], implementations.length > 1));
  byId("detail-body").replaceChildren(...sections);
  byId("detail").showModal();
  byId("detail-body").scrollTop = 0;
  byId("detail-title").focus();
}

byId("close").addEventListener("click", () => byId("detail").close());
byId("detail").addEventListener("click", (event) => event.target === byId("detail") && byId("detail").close());
byId("detail").addEventListener("close", () => opener?.focus());

function section(about, chosen, cell, titled) {
  const parts = titled ? [el("h3", {}, about.name)] : [];
  if (about.broken !== null) {
    const why = el("p", { class: "why" }, mark("broken"), el("span", {}, el("b", {}, "Did not run. "), about.broken));
    return el("section", {}, ...parts, why);
  }
  const here = (id) => chosen === null || chosen.has(id);
  const { passed, others } = DATA.results[about.name];
  const good = passed.filter(([id]) => here(id));
  const bad = others.filter((result) => here(result.id));
  const total = chosen === null ? about.total : chosen.size;
  const counts = { pass: good.length };
  for (const { outcome } of bad.filter((result) => !result.relation)) counts[outcome] = (counts[outcome] || 0) + 1;
  parts.push(el("p", { class: "summary" }, ...[el("b", {}, `${good.length} of ${total} pass`),
    good.length < total ? chips(counts, total) : null].filter(Boolean)));
  parts.push(accuracyLine(cell.accuracy));
  const groups = grouped(bad);
  parts.push(...groups.map((group) => (group.length > 1 ? together(group) : single(group[0], groups.length <= 2))));
  const seen = new Set([...good.map(([id]) => id), ...bad.filter((r) => !r.relation).map((r) => r.id)]);
  const missing = chosen === null ? [] : [...chosen].filter((id) => !seen.has(id));
  if (missing.length) parts.push(list("not run", `${plural(missing.length, "case")} not run`, missing));
  if (good.length) parts.push(passes(good));
  return el("section", {}, ...parts);
}

function accuracyLine(found) {
  if (!found) return el("p", { class: "exact" }, "Accuracy was not measured here.");
  return el("p", { class: "exact" }, "Error over Keras' own float32 error: ", el("b", {}, `median ${short(found.median)}×`),
    ", ", el("b", {}, `worst ${short(found.worst)}×`), " in ", el("code", {}, found.case));
}

/** What has one cause stands together: unsupported or skipped for one reason, failures that one entry expects. */
function grouped(results) {
  const groups = new Map();
  for (const result of [...results].sort((a, b) => NAMES.indexOf(a.outcome) - NAMES.indexOf(b.outcome))) {
    const cause = { xfail: result.expected, unsupported: result.reason, skipped: result.reason }[result.outcome];
    const key = cause ? JSON.stringify([result.outcome, cause]) : JSON.stringify([result.id, result.relation || ""]);
    groups.set(key, [...(groups.get(key) || []), result]);
  }
  return [...groups.values()];
}

/** A details element whose inside is made when it is first opened. */
function lazy(attributes, summary, inside) {
  const details = el("details", attributes, el("summary", {}, ...summary.filter(Boolean), mark("chevron")));
  const fill = () => details.children.length === 1 && details.append(...inside().filter((part) => part !== null));
  details.addEventListener("toggle", () => details.open && fill());
  if (attributes.open) fill();
  return details;
}

const nameOf = (result) => (result.relation ? `${result.id} under ${result.relation.replaceAll("_", " ")}` : result.id);

function single(result, open) {
  const found = byId("search").value.trim().toLowerCase();
  const asked = found !== "" && result.id.toLowerCase().includes(found);
  const measured = result.margin !== undefined && NOT_AS_KERAS.includes(result.outcome);
  const far = !measured ? null : el("span", { class: "far" }, `${short(result.margin)}× the bound`);
  const summary = [mark(result.outcome), el("b", {}, result.outcome), el("code", {}, nameOf(result)), far];
  return lazy({ class: `case ${className(result.outcome)}`, open: open || asked }, summary, () => [
    cause(result),
    facts(result),
    result.report ? el("pre", { tabindex: "0", role: "region", "aria-label": `Report of ${nameOf(result)}` }, result.report) : null,
  ]);
}

function facts(result) {
  const rows = [["Reason", result.outcome === "xfail" || !result.reason ? null : result.reason],
    ["Margin", result.margin === undefined ? null : `${short(result.margin)} of the bound (over 1 is a failure)`],
    ["Wrong", result.wrong?.join(", ")], ["Accuracy", result.accuracy === undefined ? null : `${short(result.accuracy)}× Keras' own error`]];
  const shown = rows.filter(([, value]) => value);
  return shown.length ? el("dl", {}, ...shown.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])) : null;
}

/** The reason of an expected failure, and its link if it leads to the web. */
function cause(result) {
  if (!result.expected && !result.link) return null;
  const web = /^https?:\/\//i.test(result.link || "");
  const link = !result.link ? null : web ? el("a", { href: result.link, rel: "noopener noreferrer", target: "_blank" }, result.link)
    : el("span", {}, result.link);
  return el("p", { class: "cause" }, el("b", {}, "Expected: "), result.expected || "", link ? el("br") : null, link);
}

function together(group) {
  const [first] = group;
  const summary = [mark(first.outcome), el("b", {}, first.outcome), el("span", {}, first.expected || first.reason),
    el("span", { class: "far" }, plural(group.length, "result"))];
  return lazy({ class: `case ${className(first.outcome)}` }, summary, () =>
    first.outcome === "xfail" ? [cause(first), ...group.map((result) => single({ ...result, expected: "", link: "" }, false))]
      : [el("ul", { class: "ids" }, ...group.map((result) => el("li", {}, el("code", {}, nameOf(result)))))]);
}

function list(outcome, words, ids) {
  const summary = [mark(outcome), el("b", {}, words)];
  return lazy({ class: `case ${className(outcome)}` }, summary, () =>
    [el("ul", { class: "ids" }, ...ids.map((id) => el("li", {}, el("code", {}, id))))]);
}

function passes(good) {
  const number = (value) => (value === null ? "–" : short(value));
  const rows = () => good.map(([id, margin, ratio]) => el("tr", {}, el("th", { scope: "row" }, el("code", {}, id)),
    el("td", {}, number(margin)), el("td", {}, number(ratio))));
  const top = el("tr", {}, ...["Case", "Margin", "Accuracy"].map((title) => el("th", { scope: "col" }, title)));
  return lazy({ class: "case pass" }, [mark("pass"), el("b", {}, `${plural(good.length, "case")} pass`)], () =>
    [el("table", { class: "passes" }, el("thead", {}, top), el("tbody", {}, ...rows()))]);
}
