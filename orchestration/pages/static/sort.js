// A table is sorted by the column whose head is pressed; the city, the whole and what was aimed at stay above.
"use strict";
const FIRST = ":is(.city, .total, .aim)";
for (const table of all("table.figures, table.sorted")) {
  const body = table.tBodies[0];
  const printed = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  if (printed.filter((row) => !row.matches(FIRST)).length < 2) continue;
  // A column of words is sorted by its words.
  const worded = (column) => table.matches(".sorted") && printed.every((row) => row.cells[column].dataset.v === undefined);
  const first = (column) => (column && !worded(column) ? "descending" : "ascending");
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const next = { undefined: first(column), descending: first(column) === "descending" ? "ascending" : undefined, ascending: first(column) === "descending" ? undefined : "descending" }[head.getAttribute("aria-sort") ?? "undefined"];
      for (const other of heads) other.removeAttribute("aria-sort");
      if (next) head.setAttribute("aria-sort", next);
      const sign = next === "ascending" ? 1 : -1;
      const numberOf = (row) => { const { v, low } = row.cells[column].dataset; return v ?? low; };
      const order = (a, b) => {
        if (!column) return sign * a.cells[0].textContent.localeCompare(b.cells[0].textContent, "nl");
        if (worded(column)) return sign * a.cells[column].textContent.localeCompare(b.cells[column].textContent, "nl");
        const [x, y] = [numberOf(a), numberOf(b)];
        return x === undefined || y === undefined ? (x === undefined) - (y === undefined) : sign * (x - y);
      };
      const rows = next ? [...printed.filter((row) => row.matches(FIRST)), ...printed.filter((row) => !row.matches(FIRST)).sort(order)] : printed;
      body.append(...rows);
    });
  });
}
