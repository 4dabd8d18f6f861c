// The maps: which metric the areas are coloured by. The choice stands in the address, so that it can be sent to somebody.
"use strict";
(() => {
  const maps = [...document.querySelectorAll("section.map")];
  const param = "metric";
  const both = (element, nl, en) => {
    if (nl === en) { element.textContent = nl; return; }
    element.replaceChildren(...[["nl", nl], ["en", en]].map(([language, text]) => {
      const span = document.createElement("span");
      span.className = span.lang = language;
      span.textContent = text;
      return span;
    }));
  };
  for (const map of maps) {
    const data = JSON.parse(map.querySelector(".map-data").textContent);
    const [form, none] = [map.querySelector("form.colour"), data[""].shown[""]];
    const hatch = map.querySelector("pattern")?.id;
    const show = () => {
      const layer = data[form.elements.metric.value];
      for (const about of map.querySelectorAll(".layer")) about.hidden = about.dataset.layer !== form.elements.metric.value;
      for (const item of map.querySelectorAll("[data-area]")) {
        const [look, nl, en, saysNl, saysEn] = layer.shown[item.dataset.area] ?? none;
        item.toggleAttribute("hidden", layer.gone.includes(item.dataset.area));
        if (item.matches("li")) {
          const link = item.querySelector("a");
          link.className = look;
          both(link.querySelector("b"), nl, en);
          const says = link.querySelector(".says");
          if (saysNl === nl) says.textContent = ""; else both(says, ` ${saysNl}`, ` ${saysEn}`);
        } else {
          item.setAttribute("class", look);
          item.querySelector("path").style.fill = look === "withheld" ? `url(#${hatch})` : "";
          const value = item.querySelector(".value");
          if (value) value.textContent = document.documentElement.lang === "en" ? en : nl;
        }
      }
    };
    const asked = new URLSearchParams(location.search).getAll(param);
    const known = [...form.elements.metric.options].map((option) => option.value);
    form.hidden = false;
    form.elements.metric.value = asked.find((one) => known.includes(one)) ?? known[0];
    if (form.elements.metric.value !== map.querySelector(".layer:not([hidden])").dataset.layer) show();
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => {
      show();
      // Each map says its own choice; what it shows at first need not be said.
      const query = new URLSearchParams(location.search);
      query.delete(param);
      for (const { form: { metric } } of maps.map((one) => ({ form: one.querySelector("form.colour").elements })))
        if (metric.value !== metric.closest(".map").querySelector(".layer").dataset.layer) query.append(param, metric.value);
      history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
    });
    document.addEventListener("redraw", () => { if (map.querySelector("svg")) show(); });
  }
})();

// A sheet says where it was printed from.
for (const place of document.querySelectorAll(".address"))
  if (location.protocol.startsWith("http")) place.textContent = location.host + location.pathname;
