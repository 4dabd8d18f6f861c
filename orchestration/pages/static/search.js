// The search page: what find.js finds, shown as one types. Without this script the page lists all there is.
"use strict";
{
  const SHOWN = 5, MOST = 100, ANSWERS = 4, NO_RESULT = "realised";
  const engine = new Find.Engine(SEARCH_INDEX);
  const form = document.querySelector("form.ask"), field = form.elements.q;
  const count = document.getElementById("count"), found = document.getElementById("found");
  const everything = document.querySelector(".everything"), examples = document.querySelector(".examples");

  // --- Elements. All text is put in as text, so that nothing somebody types can become part of the page.
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null));
    return made;
  }
  function both(nl, en) {
    if (nl === en) return document.createTextNode(nl);
    const pair = document.createDocumentFragment();
    pair.append(element("span", { class: "nl", lang: "nl" }, nl), element("span", { class: "en", lang: "en" }, en));
    return pair;
  }
  const label = (position) => both(engine.entries[position].nl, engine.entries[position].en);
  const link = (href, ...children) => element("a", { href }, ...children);
  const query = (words) => link(`search.html?q=${encodeURIComponent(words)}`, words);
  const cellPage = (place) => place.replace(/^(\d+)(.*)$/, (_, table, cell) => `${SEARCH_INDEX.tables[table]}#${cell}`);
  const number = (value) => value.toLocaleString("nl-NL");

  // --- Answers.
  function of(series) {
    const line = element("p", { class: "of" }, link(series.href || engine.entries[series.metric].href, label(series.metric)));
    if (series.category >= 0) line.append(" · ", label(series.category));
    line.append(" · ", element("b", {}, label(series.area)));
    if (series.kind !== NO_RESULT) line.append(" · ", both(...SEARCH_INDEX.kinds[series.kind]));
    if (series.compared >= 0) {
      const { nl, en } = engine.periods[series.compared];
      line.append(" ", both(`(tegenover ${nl})`, `(against ${en})`));
    }
    return line;
  }
  function answer({ series, figure }) {
    if (figure === null) return notPrinted(series);
    const period = engine.periods[figure.period];
    const item = element("li", {}, of(series),
      element("p", { class: "value" }, link(cellPage(figure.place), both(figure.nl, figure.en))),
      element("p", { class: "when" }, element("b", {}, both(period.nl, period.en)), " · ", label(series.organisation), " · ",
        link(cellPage(figure.place), both("waar het gedrukt staat", "where it is printed"))));
    if (figure.disputed)
      item.append(element("p", { class: "disputed" },
        both("Let op: het verslag spreekt zichzelf over dit getal tegen.", "Mind: the report contradicts itself about this number."),
        " ", link("quality.html", both("Hoe dat zit", "How that is"))));
    return item;
  }
  function notPrinted(series) {
    const line = element("p", {});
    if (engine.cut) line.append(both("Dat cijfer staat niet in deze zoekpagina; kijk op de pagina van het cijfer.",
      "That figure is not in this search page; look at the page of the figure."));
    else {
      line.append(both("Van die periode staat hiervan geen cijfer in de verslagen. Wel van: ",
        "The reports have no figure of this of that period. They have: "));
      const periods = [...new Set(series.figures.map((figure) => figure.period))].sort((one, other) => one - other);
      periods.slice(0, SHOWN).forEach((position, at) => {
        const { nl, en } = engine.periods[position];
        line.append(at ? ", " : "", both(nl, en));
      });
      line.append(periods.length > SHOWN ? ", …" : ".");
    }
    return element("li", { class: "none" }, of(series), line,
      element("p", { class: "when" }, label(series.organisation)));
  }

  // --- Other things that are found.
  function hit({ entry: position }) {
    const entry = engine.entries[position];
    const item = element("li", {}, link(entry.href, label(position)));
    const pages = SEARCH_INDEX.pages[position];
    if (pages) {
      const some = element("small", {});
      pages.slice(0, SHOWN).forEach(([name, href], at) => some.append(at ? " · " : " ", link(href, name)));
      if (pages.length > SHOWN) some.append(" …");
      item.append(some);
    } else if (entry.saysNl) item.append(" ", element("small", {}, both(entry.saysNl, entry.saysEn)));
    return item;
  }
  function folded(items, shown) {
    const list = items.slice(0, MOST);
    list.slice(shown).forEach((item) => { item.hidden = true; });
    if (list.length <= shown) return [list, null];
    const more = element("button", { type: "button", class: "more" },
      both(`Toon er nog ${list.length - shown}`, `Show ${list.length - shown} more`));
    more.addEventListener("click", () => {
      list[shown].hidden = false;
      for (const item of list) item.hidden = false;
      more.remove();
      list[shown].querySelector("a")?.focus();
    });
    return [list, more];
  }
  function section(title, kind, list, more, total) {
    const heading = element("h2", {}, title);
    if (total > 1) heading.append(" ", element("small", {}, number(total)));
    const made = element("section", { class: kind }, heading, element("ul", {}, ...list));
    if (more) made.append(more);
    if (total > list.length) made.append(element("p", {}, both(`En nog ${number(total - list.length)}; een woord erbij helpt.`,
      `And ${number(total - list.length)} more; another word helps.`)));
    return made;
  }

  // --- What is said of a search.
  function read(result) {
    const lines = [];
    for (const [word, meant] of Object.entries(result.corrections))
      lines.push(element("p", {}, both(`Gezocht op “${meant}” in plaats van “${word}”.`, `Looked for “${meant}” instead of “${word}”.`)));
    if (result.unknown.length) {
      const words = result.unknown.map((word) => `“${word}”`);
      const others = result.sought.filter((word) => !result.unknown.includes(word));
      const [nl, en] = [words.join(" en "), words.join(" and ")];
      const some = result.unknown.length > 1;
      lines.push(element("p", { class: "unknown" }, others.length && result.matches.length
        ? both(`${nl} ${some ? "komen" : "komt"} in deze cijfers niet voor. Daarom staat hier geen antwoord, alleen wat er over “${others.join(" ")}” is.`,
          `${en} ${some ? "do" : "does"} not occur in these figures. So there is no answer here, only what there is about “${others.join(" ")}”.`)
        : both(`Niets gevonden voor ${nl}.`, `Nothing found for ${en}.`)));
      if (result.near.length) {
        const line = element("p", {}, both("Bedoelde u ", "Did you mean "));
        result.near.forEach((word, at) => line.append(at ? ", " : "", query([...others, word].join(" "))));
        line.append("?");
        lines.push(line);
      }
    }
    return lines;
  }

  function look() {
    const words = field.value.trim();
    everything.hidden = Boolean(words);
    if (examples) examples.hidden = Boolean(words);
    document.title = `${words ? `${words.slice(0, 60)} – ` : ""}Zoeken – Buurtcijfers`;
    found.replaceChildren();
    count.replaceChildren();
    if (!words) return;
    const result = engine.look(words);
    found.append(...read(result));
    if (result.answers.length) {
      const given = result.answers.filter((one) => one.figure !== null);
      // What is not printed matters where it fits best, or where nothing else answers.
      const told = result.answers.filter((one) => one.figure !== null || one.fitness === result.answers[0].fitness);
      const [list, more] = folded(told.map(answer), ANSWERS);
      const title = !given.length ? both("Niet gedrukt", "Not printed")
        : given.length > 1 ? both("Antwoorden", "Answers") : both("Antwoord", "Answer");
      found.append(section(title, "answers", list, more, told.length));
    }
    const groups = new Map();
    for (const match of result.matches) {
      const { kind } = engine.entries[match.entry];
      if (!groups.has(kind)) groups.set(kind, []);
      groups.get(kind).push(match);
    }
    for (const [kind, matches] of groups) {
      const [list, more] = folded(matches.map(hit), SHOWN);
      found.append(section(both(...SEARCH_INDEX.groups[kind]), `hits ${kind}`, list, more, matches.length));
    }
    const total = result.answers.filter((one) => one.figure !== null).length + result.matches.length;
    if (total) count.append(both(`${number(total)} gevonden`, `${number(total)} found`));
    else {
      count.append(both("Niets gevonden", "Nothing found"));
      everything.hidden = false;
      if (examples) examples.hidden = false;
    }
  }

  field.addEventListener("input", () => {
    const at = new URLSearchParams(location.search);
    if (field.value.trim()) at.set("q", field.value.trim());
    else at.delete("q");
    history.replaceState(null, "", `${location.pathname}${at.size ? `?${at}` : ""}`);
    look();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  field.value = (new URLSearchParams(location.search).get("q") ?? "").slice(0, 200);
  look();
}
