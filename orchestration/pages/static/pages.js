// What every page does: the language, choosing rows and columns, and saying what pins a printed figure.
"use strict";
const root = document.documentElement;
const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

// --- Dutch or English. Without this script a page is Dutch.
function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* a page opened from disk may not be allowed to */ }
}
function remembered(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}
const TRANSLATED = ["aria-label", "placeholder", "label", "title"];
function speak(language) {
  root.lang = language;
  root.dataset.language = language;
  for (const name of TRANSLATED)
    for (const element of all(`[data-en-${name}]`)) {
      if (!element.hasAttribute(`data-nl-${name}`)) element.setAttribute(`data-nl-${name}`, element.getAttribute(name));
      const text = element.getAttribute(`data-${language}-${name}`);
      element.setAttribute(name, text);
      if (element.tagName === "OPTION") element.textContent = text;
    }
  for (const button of all("[data-language]", document.body))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  document.dispatchEvent(new Event("redraw"));
}
for (const group of all(".language")) {
  group.hidden = false;
  group.addEventListener("click", (event) => {
    const language = event.target.closest("[data-language]")?.dataset.language;
    if (language) { remember("language", language); speak(language); }
  });
}

// --- Choosing a team and a period. The choice stands in the address, so that it can be sent to somebody.
const choose = document.querySelector("form.choose");
const chosen = () => ({ team: choose?.elements.team?.value ?? "", period: choose?.elements.period?.value ?? "" });
const fits = (element, period) => !period || element.dataset.grain === period || element.dataset.year === period;
function filter() {
  const { team, period } = chosen();
  for (const table of all("table.figures")) {
    const heads = all("thead th[data-grain]", table);
    const shown = heads.map((head) => fits(head, period));
    heads.forEach((head, at) => { head.hidden = !shown[at]; });
    const byArea = table.closest(".block").dataset.rows === "area";
    for (const row of table.tBodies[0].rows) {
      all("td", row).forEach((cell, at) => { cell.hidden = !shown[at]; });
      row.hidden = byArea && Boolean(team) && row.dataset.kind !== "city" && row.dataset.area !== team;
    }
    table.closest(".block").classList.toggle("outside", !shown.some(Boolean));
  }
  for (const table of all("table.crossed"))
    table.parentElement.hidden = !fits(table, period) || (Boolean(team) && table.dataset.kind !== "city" && table.dataset.area !== team);
  for (const row of all("table.list tbody tr[data-area]"))
    row.hidden = !fits(row, period) || (Boolean(team) && row.dataset.kind !== "city" && row.dataset.area !== team);
  document.dispatchEvent(new Event("redraw"));
}
if (choose) {
  choose.hidden = false;
  const asked = new URLSearchParams(location.search);
  for (const name of ["team", "period"]) {
    const field = choose.elements[name];
    if (field && [...field.options].some((option) => option.value === asked.get(name))) field.value = asked.get(name);
  }
  const show = () => {
    const query = new URLSearchParams(Object.entries(chosen()).filter(([, value]) => value));
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
    filter();
  };
  choose.addEventListener("change", show);
  choose.addEventListener("reset", () => setTimeout(show));
}

// --- A link to a figure shows it, whatever was chosen or folded.
function reveal() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  target.closest("details")?.setAttribute("open", "");
  if (choose && (target.hidden || target.closest("[hidden]"))) { choose.reset(); }
  setTimeout(() => target.scrollIntoView({ block: "center", inline: "center" }));
}
addEventListener("hashchange", reveal);

// --- A printed table: what pins the figure under the pointer or the focus.
const paper = document.querySelector("table.printed");
if (paper) {
  const panel = document.getElementById("pinned");
  const show = (cell) => {
    if (!cell) return;
    for (const other of all(".looked", paper)) other.classList.remove("looked");
    cell.classList.add("looked");
    const part = (selector) => panel.querySelector(selector);
    part(".what").textContent = cell.dataset.key ?? cell.id;
    part(".shown").textContent = cell.querySelector("a").textContent.trim();
    part(".note").textContent = cell.dataset.note ?? "";
    const back = part(".back");
    back.hidden = !cell.dataset.page;
    if (cell.dataset.page) back.href = cell.dataset.page;
    const list = part("ul");
    list.replaceChildren();
    const numbers = (cell.dataset.pinned ?? "").split(" ").filter(Boolean);
    for (const number of numbers) {
      const entry = document.getElementById(`identity-${number}`);
      const item = document.createElement("li");
      item.className = entry.className;
      item.append(...[...entry.childNodes].map((node) => node.cloneNode(true)));
      list.append(item);
    }
    part(".none").hidden = numbers.length > 0;
    panel.hidden = false;
  };
  paper.addEventListener("pointerover", (event) => show(event.target.closest("td[data-key]")));
  paper.addEventListener("focusin", (event) => show(event.target.closest("td[data-key]")));
  paper.addEventListener("click", (event) => show(event.target.closest("td[data-key]")));
  panel.querySelector("button").addEventListener("click", () => { panel.hidden = true; });
  addEventListener("keydown", (event) => { if (event.key === "Escape") panel.hidden = true; });
  const first = document.getElementById(location.hash.slice(1));
  if (first?.matches("td[data-key]")) show(first);
}

speak(remembered("language") === "en" || new URLSearchParams(location.search).get("lang") === "en" ? "en" : "nl");
if (choose && (chosen().team || chosen().period)) filter();
reveal();
for (const button of all("button.print")) { button.hidden = false; button.addEventListener("click", () => print()); }
