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
    heads.forEach((head, at) => {
      const cell = cells[at];
      if (head.hidden || cell.dataset.v === undefined) return;
      figures.push({
        name, order, at, grain: head.dataset.grain, start: head.dataset.start, label: textOf(head),
        value: Number(cell.dataset.v), text: textOf(cell), href: cell.querySelector("a").href,
        says: `${name}, ${textOf(head)}: ${textOf(cell)}`, crosses: cell.classList.contains("break"),
        isCity, isTotal: row.classList.contains("total"), isTeam: byArea && row.dataset.area === team,
      });
    });
  });
  return figures;
}

// The kind of period with the most figures in a row; of equals the finer one, which stands first. The city's row
// decides where it has at least two, so that a team can be laid beside it.
function mainGrain(figures) {
  for (const some of [figures.filter((figure) => figure.isCity), figures]) {
    const counts = new Map();
    for (const figure of some) {
      if (figure.grain === "interval") continue;
      const key = `${figure.grain} ${figure.order}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const most = Math.max(0, ...counts.values());
    if (most >= 2) return [...counts].find(([, count]) => count === most)[0].split(" ")[0];
  }
  return null;
}

// As many lines as there are colours that can be told apart at a glance.
const MOST_LINES = 6;

// A break is drawn where a line ends because of it: between the two figures that cannot be compared.
function breaksOf(figures, block) {
  const says = all("[data-break]", block).map(textOf).join("; ");
  const places = new Set();
  figures.forEach((figure, at) => {
    const before = figures[at - 1];
    if (figure.crosses && figure.role !== "other" && before?.name === figure.name)
      places.add((before.start + figure.start) / 2);
  });
  return [...places].map((start) => ({ start, says, word: language() === "en" ? "break" : "breuk" }));
}

function lineSpec(block) {
  const all_ = figuresOf(block);
  const grain = mainGrain(all_);
  if (!grain) return null;
  const byCategory = block.dataset.rows === "category";
  const names = new Set(all_.map((figure) => figure.name));
  let figures = all_.filter((figure) => figure.grain === grain && !(byCategory && figure.isTotal && names.size > 2));
  const totals = new Map();
  for (const figure of figures) totals.set(figure.name, (totals.get(figure.name) ?? 0) + figure.value);
  const largest = byCategory && totals.size > MOST_LINES;
  if (largest) {
    const kept = new Set([...totals].sort((a, b) => b[1] - a[1]).slice(0, MOST_LINES).map(([name]) => name));
    figures = figures.filter((figure) => kept.has(figure.name));
  }
  const runs = new Map();
  for (const figure of figures) {
    // A line ends where the series breaks, and begins anew after it.
    if (figure.crosses) runs.set(figure.name, (runs.get(figure.name) ?? 0) + 1);
    figure.run = runs.get(figure.name) ?? 0;
    const alone = names.size === 1 || byCategory;
    figure.role = figure.isTeam ? "chosen" : figure.isCity || alone ? "city" : "other";
  }
  const many = block.dataset.unit === "count" && figures.some((figure) => figure.isCity) && names.size > 1;
  // Of counts the city would press the teams flat, so without a chosen team they are not drawn with it.
  if (many) figures = figures.filter((figure) => (chosen().team ? figure.role !== "other" : figure.isCity));
  const spec = specOf("line");
  const labels = {};
  for (const figure of figures) labels[Date.parse(figure.start)] = figure.label;
  for (const figure of figures) figure.start = Date.parse(figure.start);
  spec.params[0].value = labels;
  spec.datasets.figures = figures;
  spec.datasets.breaks = breaksOf(figures, block);
  if (largest) spec.title = { text: language() === "en" ? `The ${MOST_LINES} largest` : `De ${MOST_LINES} grootste`, anchor: "start", fontSize: 13 };
  const axis = spec.layer[1].encoding.x.axis;
  axis.values = Object.keys(labels).map(Number).sort((a, b) => a - b);
  for (const layer of spec.layer) layer.encoding.x.scale = { type: "utc", nice: false, padding: 12 };
  const shown = new Set(figures.filter((figure) => figure.role !== "other").map((figure) => figure.name));
  if (shown.size < 2 && names.size < 2)
    for (const layer of spec.layer)
      for (const channel of ["color", "strokeDash", "shape"]) if (layer.encoding[channel]) layer.encoding[channel].legend = null;
  return spec;
}

function barsSpec(block, width) {
  let figures = figuresOf(block).filter((figure) => !figure.isTotal);
  const perColumn = new Map();
  for (const figure of figures) perColumn.set(figure.at, (perColumn.get(figure.at) ?? 0) + 1);
  // The latest of the columns that are nearly as full as the fullest; columns go from fine to coarse periods.
  const full = Math.max(0, ...perColumn.values());
  const at = Math.max(...[...perColumn].filter(([, count]) => count >= full * 0.8).map(([column]) => column));
  const isCount = block.dataset.unit === "count";
  const { team } = chosen();
  // All teams stay to compare with, also those that the table leaves out.
  figures = figures.filter((figure) => figure.at === at && !(isCount && figure.isCity));
  if (figures.length < 3) return null;
  const byArea = block.dataset.rows === "area";
  if (byArea) figures.sort((a, b) => b.value - a.value).forEach((figure, order) => { figure.order = order; });
  for (const figure of figures) figure.role = figure.isTeam && team ? "chosen" : figure.isCity ? "city" : "part";
  const spec = specOf("bars");
  spec.layer[0].encoding.y.axis.labelLimit = Math.min(260, width * 0.45);
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
    legend: { labelColor: of("--ink"), labelFontSize: 12, symbolSize: 80, columns: 3, labelLimit: 220 },
    text: { color: of("--ink") },
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
