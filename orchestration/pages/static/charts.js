// Draws each chart from the table under it, so that both show the same figures. The specifications stand in the page.
"use strict";
const specOf = (name) => structuredClone(JSON.parse(document.getElementById(`chart-${name}`).textContent));
const language = () => root.lang;
const textOf = (element) => {
  // The text in the reader's language, without what only a screen reader says.
  const copy = element.cloneNode(true);
  for (const other of all(`.unseen, .mark, .${language() === "en" ? "nl" : "en"}`, copy)) other.remove();
  return copy.textContent.trim();
};

const numberOf = (text) => (text === undefined ? undefined : Number(text));

function figuresOf(block) {
  const { team } = chosen();
  const table = block.querySelector("table.figures");
  const heads = all("thead th[data-grain]", table);
  const byArea = block.dataset.rows === "area";
  const figures = [];
  [...table.tBodies[0].rows].forEach((row, order) => {
    const isCity = byArea && row.dataset.kind === "city";
    const name = textOf(row.cells[0]);
    const cells = all("td", row);
    heads.forEach((head, column) => {
      const cell = cells[column];
      const { v, low, high, mark } = cell.dataset;
      if (head.hidden || (v === undefined && low === undefined)) return;
      const start = Date.parse(head.dataset.start), end = Date.parse(head.dataset.end);
      figures.push({
        name, order, column, grain: head.dataset.grain, start, end, at: (start + end) / 2, label: textOf(head),
        // Either a number, or a range of which the report prints both ends.
        value: numberOf(v), low: numberOf(low), high: numberOf(high), mark,
        text: textOf(cell), href: cell.querySelector("a").href, says: `${name}, ${textOf(head)}: ${textOf(cell)}`,
        crosses: cell.classList.contains("break"), area: row.dataset.area, category: row.dataset.category,
        within: row.dataset.within, aim: row.dataset.aim, isCity, isTotal: row.classList.contains("total"),
        isBeside: row.classList.contains("beside"), isTeam: row.dataset.area === team,
        ofCity: row.dataset.kind === "city",
      });
    });
  });
  return byArea ? figures : ofOneArea(figures);
}

// Of what was aimed at the targets, budgets and forecasts are drawn, and not how far the results lie from them.
const isAim = (figure) => Boolean(figure.aim) && !/^(over|under)_/.test(figure.aim);

// Categories are compared within one area: the chosen one, or else the city. Beside its teams a city is no part.
function ofOneArea(figures) {
  const kept = [(figure) => figure.isTeam, (figure) => figure.ofCity, (figure) => figure.area === figures[0]?.area]
    .map((fits) => figures.filter(fits)).find((some) => some.some((figure) => !figure.isTotal));
  return kept ?? figures;
}

const GRAINS = {
  month: ["per maand", "per month", "maanden", "months"],
  quarter: ["per kwartaal", "per quarter", "kwartalen", "quarters"],
  half_year: ["per halfjaar", "per half year", "halfjaren", "half years"],
  year: ["per jaar", "per year", "jaren", "years"],
  interval: ["", "", "andere perioden", "other periods"],
  instant: ["op een dag", "on a day", "dagen", "days"],
};
function grainWords(grains) {
  const column = (grains.length > 1 ? 2 : 0) + (language() === "en" ? 1 : 0);
  const words = grains.map((grain) => GRAINS[grain]?.[column] ?? grain).join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// The kinds of periods that a line chart draws; none where it cannot be drawn. A chart never leaves out the newest
// figure: it draws the kind with the most numbers in a row if that has the newest; otherwise, of a mean, which can be
// laid beside means of longer or shorter periods, all kinds; otherwise the fullest kind that has the newest.
function grainsOf(figures, overTime) {
  const kinds = new Map();
  for (const figure of figures) {
    if (!kinds.has(figure.grain)) kinds.set(figure.grain, { rows: new Map(), end: 0 });
    const kind = kinds.get(figure.grain);
    kind.end = Math.max(kind.end, figure.end);
    // Intervals differ in length, so no line joins them.
    if (figure.value !== undefined && figure.grain !== "interval")
      kind.rows.set(figure.order, (kind.rows.get(figure.order) ?? 0) + 1);
  }
  const fullness = ([, kind]) => Math.max(0, ...kind.rows.values());
  const joined = [...kinds].filter((kind) => fullness(kind) >= 2).sort((a, b) => fullness(b) - fullness(a));
  if (!joined.length) return [];
  const newest = Math.max(...[...kinds.values()].map((kind) => kind.end));
  if (joined[0][1].end === newest) return [joined[0][0]];
  if (overTime === "mean") return [...kinds.keys()];
  const fitting = joined.find(([, kind]) => kind.end === newest);
  return fitting ? [fitting[0]] : [];
}

// As many lines as there are colours that can be told apart at a glance.
const MOST_LINES = 6;

// A break is drawn where a line ends because of it, and otherwise on its day where figures lie on both sides.
function breaksOf(figures, block) {
  const drawn = figures.filter((figure) => figure.role !== "other" && figure.role !== "aim");
  return all("[data-break]", block).map((item) => {
    const day = Date.parse(item.dataset.break);
    const inside = drawn.find((figure) => figure.crosses && figure.start < day && day <= figure.end);
    const before = drawn.filter((figure) => figure.start < day && figure !== inside && (!inside || figure.at < inside.at));
    if (!before.length || !drawn.some((figure) => figure.end >= day)) return null;
    const at = inside ? (Math.max(...before.map((figure) => figure.at)) + inside.at) / 2 : day;
    return { at, says: textOf(item), word: language() === "en" ? "break" : "breuk" };
  }).filter((place, index, places) => place && places.findIndex((other) => other?.at === place.at) === index);
}

function lineSpec(block) {
  const read = figuresOf(block);
  let figures = read.filter((figure) => !figure.aim);
  const byCategory = block.dataset.rows === "category";
  const names = new Set(figures.map((figure) => figure.name));
  if (byCategory && names.size > 2) figures = figures.filter((figure) => !figure.isTotal);
  const hasCity = figures.some((figure) => figure.isCity);
  // The city decides what is drawn where it can be, so that a team can be laid beside it.
  const leading = (hasCity && figures.filter((figure) => figure.isCity || (!byCategory && figure.isTeam))) || figures;
  let grains = grainsOf(leading, block.dataset.overTime);
  if (!grains.length && leading !== figures) grains = grainsOf(figures, block.dataset.overTime);
  if (!grains.length) return null;
  figures = figures.filter((figure) => grains.includes(figure.grain));
  const newest = Math.max(...figures.map((figure) => figure.end));
  const totals = new Map();
  for (const figure of figures) {
    const known = totals.get(figure.name) ?? { isNew: false, sum: 0 };
    totals.set(figure.name, { isNew: known.isNew || figure.end === newest, sum: known.sum + (figure.value ?? 0) });
  }
  const largest = byCategory && totals.size > MOST_LINES;
  if (largest) {
    const ranked = [...totals].sort(([, a], [, b]) => b.isNew - a.isNew || b.sum - a.sum);
    const kept = new Set(ranked.slice(0, MOST_LINES).map(([name]) => name));
    figures = figures.filter((figure) => kept.has(figure.name));
  }
  const runs = new Map();
  for (const figure of figures) {
    // A line ends where the series breaks, and begins anew after it; it joins periods of one kind.
    const series = `${figure.name} ${figure.grain}`;
    if (figure.crosses) runs.set(series, (runs.get(series) ?? 0) + 1);
    figure.run = figure.grain === "interval" ? `${series} ${figure.column}` : `${figure.grain} ${runs.get(series) ?? 0}`;
    figure.spans = grains.length > 1 && figure.end > figure.start;
    const alone = names.size === 1 || byCategory;
    figure.role = !byCategory && figure.isTeam ? "chosen" : figure.isCity || alone ? "city" : "other";
  }
  // Of counts the city would press the teams flat, so without a chosen team they are not drawn with it.
  if (block.dataset.unit === "count" && hasCity && names.size > 1)
    figures = figures.filter((figure) => (chosen().team ? figure.role !== "other" : figure.isCity));
  // A target stands beside the results that are drawn of the same area or category.
  const drawn = new Set(figures.filter((figure) => figure.role !== "other").map((figure) => figure.area + "=" + (figure.category ?? "")));
  for (const figure of read) {
    if (!isAim(figure) || !grains.includes(figure.grain) || !drawn.has(figure.area + "=" + (figure.category ?? ""))) continue;
    figures.push(Object.assign(figure, { role: "aim", run: `${figure.name} ${figure.grain === "interval" ? figure.column : figure.grain}` }));
  }
  const spec = specOf("line");
  spec.params[0].value = Object.fromEntries(figures.map((figure) => [figure.at, figure.label]));
  spec.datasets.figures = figures;
  spec.datasets.breaks = breaksOf(figures, block);
  spec.title.text = grainWords(grains);
  if (largest)
    spec.title.text += language() === "en" ? `, the ${MOST_LINES} largest` : `, de ${MOST_LINES} grootste`;
  for (const layer of spec.layer) layer.encoding.x.scale = { type: "utc", nice: false, padding: 12 };
  const axis = spec.layer.find((layer) => layer.encoding.x.axis).encoding.x.axis;
  axis.values = [...new Set(figures.map((figure) => figure.at))].sort((a, b) => a - b);
  const shown = new Set(figures.filter((figure) => figure.role !== "other" && figure.role !== "aim").map((figure) => figure.name));
  if (shown.size < 2 && names.size < 2)
    for (const layer of spec.layer)
      for (const channel of ["color", "strokeDash", "shape"]) if (layer.encoding[channel]) layer.encoding[channel].legend = null;
  return spec;
}

// The column whose figures the bars show: the newest that has any part, the longest of equals. Where that has too few
// to compare there are no bars: older ones would leave out the newest.
function columnOf(parts) {
  const columns = new Map();
  for (const figure of parts) {
    const known = columns.get(figure.column) ?? { start: figure.start, end: figure.end, count: 0 };
    columns.set(figure.column, { ...known, count: known.count + 1 });
  }
  const newest = Math.max(0, ...[...columns.values()].map((column) => column.end));
  const fitting = [...columns].filter(([, column]) => column.end === newest && column.count >= 3);
  fitting.sort(([, a], [, b]) => b.count - a.count || a.start - b.start);
  return fitting.length ? fitting[0][0] : null;
}

function barsSpec(block, width) {
  const all_ = figuresOf(block).filter((figure) => !figure.isTotal && !figure.aim);
  const byArea = block.dataset.rows === "area";
  const column = columnOf(all_.filter((figure) => !figure.isCity && !figure.isBeside));
  if (column === null) return null;
  const isCount = block.dataset.unit === "count";
  // All teams stay to compare with, also those that the table leaves out.
  const figures = all_.filter((figure) => figure.column === column && !(isCount && figure.isCity));
  if (byArea) figures.sort((a, b) => (b.value ?? b.high) - (a.value ?? a.high)).forEach((figure, order) => { figure.order = order; });
  const categories = new Set(figures.map((figure) => figure.category));
  for (const figure of figures) {
    const isWithin = figure.within && categories.has(figure.within);
    figure.role = byArea && figure.isTeam ? "chosen" : figure.isCity ? "city" : figure.isBeside ? "beside" : isWithin ? "within" : "part";
    figure.isRange = figure.value === undefined;
    figure.from = figure.isRange ? figure.low : 0;
    figure.to = figure.isRange ? figure.high : figure.value;
    if (isWithin) figure.name = `– ${language() === "en" ? "of which" : "waarvan"} ${figure.name}`;
  }
  const spec = specOf("bars");
  spec.layer[0].encoding.y.axis.labelLimit = Math.min(320, width * 0.45);
  // Room for the number behind the longest bar.
  const longest = Math.max(...figures.map((figure) => figure.to));
  if (longest > 0) for (const layer of spec.layer) layer.encoding.x.scale = { domainMax: longest * 1.12, nice: false };
  spec.title.text = figures[0].label;
  const city = figures.find((figure) => figure.isCity);
  if (city) spec.title.text += ` (${city.name}: ${city.text})`;
  spec.datasets.figures = figures;
  return spec;
}

function colours() {
  const style = getComputedStyle(root);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    background: "transparent",
    font: "system-ui, sans-serif",
    axis: { labelColor: of("--ink"), gridColor: of("--rule"), domainColor: of("--soft"), tickColor: of("--soft"), labelFontSize: 12 },
    title: { color: of("--ink") },
    legend: { labelColor: of("--ink"), labelFontSize: 12, symbolOpacity: 1, symbolSize: 80, columns: 3, labelLimit: 220 },
    text: { color: of("--ink") },
    // Behind a number, so that no line strikes it through.
    style: { halo: { stroke: of("--paper"), strokeWidth: 8, strokeJoin: "round" } },
    view: { stroke: null },
    // Okabe and Ito's colours, which colour-blind readers can tell apart; shapes and dashes tell the rest.
    range: { category: [of("--one"), of("--two"), of("--three"), of("--four"), of("--five"), of("--six"), of("--seven"), of("--eight")] },
    aria: false,
  };
}

const dutch = vega.expressionFunction ? { decimal: ",", thousands: ".", grouping: [3], currency: ["€ ", ""] } : null;
if (dutch) vega.formatLocale(dutch);

function draw(place) {
  const block = place.closest(".block");
  const spec = place.dataset.chart === "line" ? lineSpec(block) : barsSpec(block, place.clientWidth);
  place.hidden = !spec;
  if (!spec) { place.replaceChildren(); return; }
  spec.autosize = { type: "fit-x", contains: "padding" };
  const runtime = vega.parse(vegaLite.compile({ ...spec, config: colours() }, { logger: vega.logger(vega.Error) }).spec);
  // In an element of its own: Vega gives its container a role and a label, and the place has better ones.
  const inside = document.createElement("div");
  place.style.minHeight = "0";
  place.replaceChildren(inside);
  new vega.View(runtime, { renderer: "svg", container: inside, hover: true, logLevel: vega.Error }).runAsync().then(() => {
    // The place is an image with a text of its own; what is inside is no second one.
    for (const part of [inside, ...all("[role], [aria-roledescription]", inside)])
      for (const name of ["role", "aria-roledescription", "aria-label"]) part.removeAttribute(name);
  });
}

// Only what is on the screen, or nearly, is drawn; the rest when it comes near.
const near = new Set();
const watch = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) { if (!near.has(entry.target)) { near.add(entry.target); draw(entry.target); } }
  }
}, { rootMargin: "400px" });
for (const place of all(".chart")) {
  place.parentElement.hidden = false;
  watch.observe(place);
}
const redraw = () => { for (const place of near) draw(place); };
document.addEventListener("redraw", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
