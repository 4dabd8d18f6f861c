// The page of a metric: areas chosen to compare, tips of points, and what can be taken along.
// Everything stands in the page already: this only sets classes.
"use strict";
root.dataset.scripted = "";

// --- The areas that are chosen: up to three, each with a colour of its own.
const compare = document.querySelector("form.compare");
const MOST_CHOSEN = 3;
function showChosen() {
  const areas = chosenAreas();
  const here = areas.filter((area) => document.querySelector(`[data-a="${CSS.escape(area)}"]`));
  root.classList.toggle("choosing", here.length > 0);
  for (const element of all("[data-a]")) {
    const at = here.indexOf(element.dataset.a);
    element.classList.remove("pick1", "pick2", "pick3");
    element.classList.toggle("picked", at >= 0);
    if (at >= 0) element.classList.add(`pick${at + 1}`);
  }
  if (compare) {
    for (const box of compare.elements.areas.length === undefined ? [compare.elements.areas] : compare.elements.areas) {
      box.checked = here.includes(box.value);
      box.disabled = !box.checked && here.length >= MOST_CHOSEN;
    }
    document.querySelector("details.compare .chosen").textContent = here.length
      ? `: ${here.map((area) => compare.querySelector(`[value="${CSS.escape(area)}"]`)?.parentElement.textContent.trim() ?? area).join(", ")}` : "";
  }
  for (const names of all(".names")) spreadNames(names);
  nameOfPoints();
}

// The names of lines do not lie over each other: those that are shown move apart, in their order.
function spreadNames(names) {
  const height = names.clientHeight;
  if (!height) return;
  const shown = all(".name", names).filter((name) => name.offsetParent !== null)
    .sort((a, b) => a.dataset.end - b.dataset.end);
  const tops = shown.map((name) => (Number(name.dataset.end) / 100) * height);
  let least = -Infinity;
  shown.forEach((name, at) => { tops[at] = Math.max(tops[at], least + name.offsetHeight / 2); least = tops[at] + name.offsetHeight / 2; });
  let most = height + 8;
  for (let at = shown.length - 1; at >= 0; at -= 1) {
    tops[at] = Math.min(tops[at], most - shown[at].offsetHeight / 2);
    most = tops[at] - shown[at].offsetHeight / 2;
    // As a part of the height, which is another one on paper.
    shown[at].style.top = `${(100 * tops[at]) / height}%`;
  }
}
if (compare) {
  document.querySelector("details.compare").hidden = false;
  compare.addEventListener("change", () => {
    // In the order in which they were chosen, so that a colour stays with its area.
    const now = all(":checked", compare).map((box) => box.value);
    chooseAreas([...chosenAreas().filter((area) => now.includes(area)), ...now.filter((area) => !chosenAreas().includes(area))]);
  });
  compare.addEventListener("reset", (event) => { event.preventDefault(); chooseAreas([]); });
}
document.addEventListener("areas", showChosen);
document.addEventListener("redraw", () => { for (const names of all(".names")) spreadNames(names); });
addEventListener("resize", () => { for (const names of all(".names")) spreadNames(names); });

// --- What a point says: under the pointer, and with the focus.
const inLanguage = (element) => {
  const copy = element.cloneNode(true);
  for (const other of all(`.unseen, .mark, .${root.lang === "en" ? "nl" : "en"}`, copy)) other.remove();
  return copy.textContent.trim();
};
// A point of a line that waits to be chosen leads where its cell in the table does, and says the same.
function saidByCell(point) {
  const cell = cellOf(point), table = cell.closest("table");
  const index = point.dataset.i ? `${point.dataset.i} (index), ` : "";
  return `${inLanguage(cell.parentElement.cells[0])}, ${inLanguage(table.tHead.rows[0].cells[cell.cellIndex])}: ${index}${inLanguage(cell.querySelector("a"))}`;
}
const cellOf = (point) => document.getElementById(point.parentElement.dataset.k + point.dataset.p);
for (const point of all(".pt[data-p]")) point.setAttribute("href", cellOf(point).querySelector("a").getAttribute("href"));
for (const point of all(".pt:not([data-p])")) {
  const title = point.querySelector("title");
  point.dataset.nl = title.textContent;
  title.remove();
}
const saidBy = (point) => (point.dataset.p ? saidByCell(point) : (root.lang === "en" && point.dataset.en) || point.dataset.nl);
const nameOfPoints = () => { for (const point of all(".pt:not([data-p]), .picked .pt")) point.setAttribute("aria-label", saidBy(point)); };
document.addEventListener("redraw", nameOfPoints);
const tip = document.createElement("div");
tip.id = "tip";
tip.hidden = true;
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);
function showTip(event) {
  const point = event.target.closest?.(".pt");
  for (const seen of all(".pt.seen")) seen.classList.remove("seen");
  tip.hidden = !point;
  if (!point) return;
  point.classList.add("seen");
  tip.textContent = saidBy(point);
  const place = (point.querySelector("use, line, text") ?? point).getBoundingClientRect();
  const left = Math.min(Math.max(place.left + place.width / 2 - tip.offsetWidth / 2, 4), root.clientWidth - tip.offsetWidth - 4);
  tip.style.left = `${left + scrollX}px`;
  tip.style.top = `${Math.max(place.top - tip.offsetHeight - 6, 2) + scrollY}px`;
}
for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, showTip);
addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });

// --- What can be taken along.
const done = document.querySelector(".tools .done");
function say(nl, en) { done.textContent = root.lang === "en" ? en : nl; setTimeout(() => { done.textContent = ""; }, 4000); }
async function copy(text) {
  try { await navigator.clipboard.writeText(text); } catch {
    // Without leave to write there, or from disk: by way of a selection.
    const field = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  say("Gekopieerd.", "Copied.");
}
const release = document.body.dataset.release;
const address = (more) => {
  const query = new URLSearchParams(location.search);
  for (const name of ["release", "embed"]) query.delete(name);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `${location.origin === "null" ? "file://" : location.origin}${location.pathname}${query.size ? `?${query.toString().replaceAll("%2C", ",")}` : ""}`;
};
const citation = document.getElementById("citation");
function cite() {
  const when = new Date().toLocaleDateString(root.lang === "en" ? "en-GB" : "nl-NL", { day: "numeric", month: "long", year: "numeric" });
  const where = address({ release });
  citation.querySelector(".where").textContent = root.lang === "en" ? `Seen on ${when} at ${where}` : `Gezien op ${when} op ${where}`;
}
document.addEventListener("redraw", cite);
document.addEventListener("areas", cite);
const DOES = {
  link: () => copy(address({})),
  embed: () => copy(`<iframe src="${address({ embed: 1, release }).replaceAll("&", "&amp;")}" title="${document.title.replaceAll('"', "&quot;")}" width="100%" height="460" style="border: 0"></iframe>`),
  cite: () => copy(citation.innerText.trim()),
  png: () => takeAlong(document.querySelector("figure.chart")),
};
for (const button of all("[data-do]")) { button.hidden = !(button.dataset.do !== "png" || document.querySelector("figure.chart")); button.addEventListener("click", () => DOES[button.dataset.do]()); }

// A chart as an image: a copy in which each part carries its own look, inside an SVG that a canvas draws.
function dressed(element) {
  if (element.nodeType === Node.TEXT_NODE) return element.cloneNode();
  if (element.nodeType !== Node.ELEMENT_NODE) return null;
  const style = getComputedStyle(element);
  if (style.display === "none" || element.matches(".hit, .faint-note")) return null;
  const made = element.cloneNode(false);
  for (const name of ["class", "id", "href", "tabindex"]) if (!(name === "href" && element.localName === "use")) made.removeAttribute(name);
  const names = element instanceof SVGElement ? [...DRAWN, ...(element.localName === "svg" ? ["width", "height", "margin-left"] : [])] : LAID_OUT;
  made.setAttribute("style", names.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
  for (const child of element.childNodes) { const part = dressed(child); if (part) made.append(part); }
  return made;
}
const DRAWN = ["color", "fill", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "vector-effect", "font-family", "font-size", "font-weight", "text-anchor", "overflow", "display", "vertical-align"];
const LAID_OUT = [
  "display", "position", "top", "left", "right", "bottom", "width", "height", "min-width", "min-height", "transform", "box-sizing",
  ...["top", "right", "bottom", "left"].flatMap((side) => [`margin-${side}`, `padding-${side}`, `border-${side}-width`, `border-${side}-style`, `border-${side}-color`]),
  "background-color", "background-image", "color", "opacity", "font-family", "font-size", "font-weight", "font-style", "font-variant-numeric", "line-height",
  "text-align", "text-decoration-line", "white-space", "overflow", "overflow-wrap", "grid-template-columns", "column-gap", "row-gap", "grid-column-start", "grid-column-end",
  "align-items", "list-style-type", "vertical-align", "-webkit-box-orient", "-webkit-line-clamp",
];
function image(figure) {
  const { width, height } = figure.getBoundingClientRect();
  const NS = "http://www.w3.org/2000/svg";
  const [w, h] = [Math.ceil(width) + 32, Math.ceil(height) + 130];
  const svg = document.createElementNS(NS, "svg");
  for (const [name, value] of Object.entries({ xmlns: NS, width: w, height: h, viewBox: `0 0 ${w} ${h}` })) svg.setAttribute(name, value);
  const defs = document.querySelector("svg.marks defs");
  if (defs) { const copied = defs.cloneNode(true); for (const hit of all(".hit", copied)) hit.remove(); svg.append(copied); }
  const place = document.createElementNS(NS, "foreignObject");
  for (const [name, value] of Object.entries({ width: w, height: h })) place.setAttribute(name, value);
  const look = getComputedStyle(document.body);
  const sheet = document.createElement("div");
  sheet.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
  sheet.setAttribute("style", `background:${look.backgroundColor};color:${look.color};font:${look.font};padding:16px;box-sizing:border-box;width:${w}px;height:${h}px;overflow:hidden`);
  const title = document.createElement("b");
  title.textContent = `${figure.getAttribute(`data-${root.lang}-data-title`) ?? figure.dataset.title}`;
  const from = document.createElement("div");
  from.setAttribute("style", "font-size:11px;margin-top:6px");
  from.textContent = `${document.querySelector(".about b").textContent} · Buurtcijfers · ${release}`;
  sheet.append(title, dressed(figure), from);
  place.append(sheet);
  svg.append(place);
  return { svg: new XMLSerializer().serializeToString(svg), w, h };
}
function save(url, name) { Object.assign(document.createElement("a"), { href: url, download: name }).click(); }
async function takeAlong(figure) {
  const { svg, w, h } = image(figure);
  const name = location.pathname.split("/").pop().replace(/\.html$/, "");
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    const drawn = new Image();
    drawn.src = source;
    await drawn.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * w, height: 2 * h });
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    pen.drawImage(drawn, 0, 0);
    save(canvas.toDataURL("image/png"), `${name}.png`);
    say("PNG opgeslagen.", "PNG saved.");
  } catch {
    // A browser that lets no such image out of a canvas gets the drawing itself.
    save(source, `${name}.svg`);
    say("SVG opgeslagen.", "SVG saved.");
  }
}

nameOfPoints();
cite();
showChosen();
reveal();
