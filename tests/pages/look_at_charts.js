// For every block of a page: what its charts draw, and what is wrong with that, judged from the table alone.
// A block that only crosses two breakdowns has no chart.
() => Object.fromEntries([...document.querySelectorAll(".block:has(table.figures)")].map((block) => {
  const heads = [...block.querySelectorAll("table.figures thead th[data-grain]")];
  const byArea = block.dataset.rows === "area";
  const rows = [...block.querySelectorAll("table.figures tbody tr")];
  const cellsOf = (row) => [...row.querySelectorAll("td")].flatMap((cell, at) =>
    cell.dataset.v === undefined && cell.dataset.low === undefined ? [] : [{
      row, at, mark: cell.dataset.mark, end: Date.parse(heads[at].dataset.end),
      value: cell.dataset.v === undefined ? undefined : Number(cell.dataset.v),
    }]);
  const newest = (cells) => Math.max(0, ...cells.map((cell) => cell.end));
  const city = rows.filter((row) => byArea && row.dataset.kind === "city");
  const inCity = rows.filter((row) => row.dataset.kind === "city");
  const parts = (byArea ? rows.filter((row) => row.dataset.kind !== "city") : inCity.length ? inCity : rows)
    .filter((row) => !row.classList.contains("total") && !row.classList.contains("beside"));
  const lines = city.length ? city : byArea ? rows
    : (inCity.length ? inCity : rows).filter((row) => !row.classList.contains("total"));
  const wrong = [];
  const line = lineSpec(block), bars = barsSpec(block, 600);
  const inLine = line ? line.datasets.figures.filter((figure) => figure.role !== "other") : [];
  const inBars = bars ? bars.datasets.figures : [];
  if (line) {
    const all = lines.flatMap(cellsOf);
    if (newest(city.length && inLine.length ? inLine : line.datasets.figures) !== newest(all))
      wrong.push("the line chart leaves out the newest figure");
    // No two periods of different kinds are joined, and no line runs on over a break.
    for (const figure of inLine)
      if (figure.crosses && inLine.some((other) => other.name === figure.name && other.grain === figure.grain &&
        other.run === figure.run && other.start < figure.start)) wrong.push(`${figure.says} is joined over a break`);
    const joined = new Map();
    for (const figure of inLine) joined.set(`${figure.name} ${figure.run}`, (joined.get(`${figure.name} ${figure.run}`) ?? new Set()).add(figure.grain));
    if ([...joined.values()].some((grains) => grains.size > 1)) wrong.push("a line joins periods of different kinds");
    if (block.dataset.overTime !== "mean" && new Set(inLine.map((figure) => figure.grain)).size > 1)
      wrong.push("figures that cannot be compared stand in one chart");
  }
  if (bars) {
    if (inBars.some((figure) => figure.isTotal)) wrong.push("the bars draw a whole among its parts");
    if (newest(inBars) !== newest(parts.flatMap(cellsOf))) wrong.push("the bars leave out the newest figure");
    for (const figure of inBars)
      if (figure.isBeside !== (figure.role === "beside")) wrong.push(`${figure.says} is drawn as a part`);
  }
  for (const figure of [...inLine, ...inBars])
    if (/^(ruim|minstens|minder dan|hooguit|bijna|circa) /.test(figure.text) !== Boolean(figure.mark))
      wrong.push(`${figure.says} is not marked as what it is`);
  return [block.id, {
    wrong,
    line: [...inLine].filter((figure) => figure.value !== undefined).sort((a, b) => a.at - b.at).map((figure) => figure.value),
    marks: inLine.filter((figure) => figure.mark).map((figure) => figure.mark),
    ranges: inLine.filter((figure) => figure.low !== undefined).map((figure) => [figure.low, figure.high]),
    bars: inBars.filter((figure) => figure.role !== "beside" && figure.role !== "city").map((figure) => figure.name),
    within: inBars.filter((figure) => figure.role === "within").map((figure) => figure.category).sort(),
  }];
}))
