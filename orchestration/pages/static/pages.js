// What every page does: the language, the areas that are chosen, and saying what pins a printed figure.
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
const TRANSLATED = ["aria-label", "placeholder", "label", "title", "data-title"];
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
  travel();
  document.dispatchEvent(new Event("redraw"));
}
for (const group of all(".language")) {
  group.hidden = false;
  group.addEventListener("click", (event) => {
    const language = event.target.closest("[data-language]")?.dataset.language;
    if (language) { remember("language", language); speak(language); }
  });
}

// --- The areas that are chosen stand in the address, so that they can be sent to somebody; `team` is an older name.
const asked = new URLSearchParams(location.search);
let areas = (asked.get("areas") ?? asked.get("team") ?? "").split(",").filter(Boolean).slice(0, 3);
const chosenAreas = () => areas;
function chooseAreas(chosen) {
  areas = chosen;
  travel();
  document.dispatchEvent(new Event("areas"));
}

// What is chosen goes along to every page of the site: the areas, and the language where it is not Dutch.
function along(query) {
  query.delete("team");
  if (areas.length) query.set("areas", areas.join(",")); else query.delete("areas");
  if (root.lang === "en") query.set("lang", "en"); else query.delete("lang");
  return query.toString().replaceAll("%2C", ",");
}
function travel() {
  const own = along(new URLSearchParams(location.search));
  try { history.replaceState(null, "", `${location.pathname}${own ? `?${own}` : ""}${location.hash}`); } catch { /* a page opened from disk */ }
  for (const link of all("a[href]")) {
    const href = link.getAttribute("href");
    const found = /^([^?#:]+\.html)(\?[^#]*)?(#.*)?$/.exec(href);
    if (!found) continue;
    const query = along(new URLSearchParams(found[2]));
    link.setAttribute("href", `${found[1]}${query ? `?${query}` : ""}${found[3] ?? ""}`);
  }
  for (const form of all("form[action]")) {
    for (const old of all("input[data-along]", form)) old.remove();
    for (const [name, value] of new URLSearchParams(along(new URLSearchParams())))
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    for (const added of all("input[type=hidden]", form)) added.dataset.along = "";
  }
}

// --- A citation of another release than this one.
const cited = asked.get("release");
if (cited && cited !== document.body.dataset.release) {
  const note = Object.assign(document.createElement("p"), { id: "other-release", className: "other-release" });
  note.setAttribute("role", "note");
  const here = document.body.dataset.release;
  for (const [language, text] of [
    ["nl", `De verwijzing die u volgde is van uitgave ${cited}. Hier staat uitgave ${here}; getallen kunnen sindsdien veranderd of vervallen zijn.`],
    ["en", `The citation that you followed is of release ${cited}. This is release ${here}; numbers may have changed or gone since.`],
  ]) note.append(Object.assign(document.createElement("span"), { className: language, lang: language, textContent: text }));
  document.getElementById("main").prepend(note);
}
if (asked.has("embed")) root.classList.add("embed");

// --- A link to a figure shows it, whatever was chosen or folded.
function reveal() {
  const name = location.hash.length > 1 && decodeURIComponent(location.hash.slice(1));
  const target = name && document.getElementById(name);
  if (!target) {
    // A figure that an older link looks for on its domain's page stands on its metric's.
    const [organisation, metric] = (name || "").split(":");
    const page = metric && document.querySelector(`a[href^="figures/${CSS.escape(organisation)}/${CSS.escape(metric)}.html"]`);
    if (page) location.replace(`${page.getAttribute("href").split("#")[0]}${location.hash}`);
    return;
  }
  target.closest("details")?.setAttribute("open", "");
  if (!target.offsetParent && areas.length) chooseAreas([]);
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
    if (cell.dataset.page) back.href = `${cell.dataset.page}#${cell.dataset.key}`;
    const list = part("ul");
    list.replaceChildren();
    const numbers = (cell.dataset.pinned ?? "").split(" ").filter(Boolean);
    for (const number of numbers) {
      const entry = document.getElementById(`identity-${number}`);
      const item = document.createElement("li");
      item.className = entry.className;
      // What its rule says stands once, above all of its identities.
      const rule = entry.parentElement.previousElementSibling;
      item.append(...[...rule.childNodes, ": ", ...entry.childNodes].map((node) => node.cloneNode?.(true) ?? node));
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

// The address says the language; where it does not, what was chosen before.
speak((asked.get("lang") ?? remembered("language")) === "en" ? "en" : "nl");
reveal();
for (const button of all("button.print")) { button.hidden = false; button.addEventListener("click", () => print()); }
