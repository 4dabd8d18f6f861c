// A list is narrowed to the rows that have all words that are typed; without this script all of them are shown.
"use strict";
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
for (const input of all("input[data-narrows]")) {
  const rows = [...document.getElementById(input.dataset.narrows).tBodies[0].rows].map((row) => [row, plain(`${row.cells[0].textContent} ${row.cells[1].textContent}`)]);
  const told = input.closest("p").querySelector("[role=status]");
  const narrow = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    told.textContent = words.length ? `${shown} / ${rows.length}` : "";
  };
  input.closest("p").hidden = false;
  input.addEventListener("input", narrow);
  narrow();
}
