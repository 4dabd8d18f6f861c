"""From raw cells to keyed figures, in pandas: the first half of what `by_hand.sql` does.

Words stand once in an index and are numbers everywhere else, and labels and numbers are read once for each that is
different: pandas joins and groups whole numbers several times as fast as strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from orchestration.home import DBT_PROJECT

RAW = {
    "cell": "report_id, table_id, row_number, column_number, text",
    "axis": "report_id, table_id, scope, row_number, column_number, dimension, value",
    "report": "report_id, period, published",
    "report_table": "report_id, table_id, is_leading, is_key_figures, position",
    "category": "breakdown_id, category_id, label_nl, part_of_category_id",
    "organisation": "organisation_id, name, area_id",
    "area_member": "area_id, member_area_id",
    "area": "area_id, name, kind",
    "alias": "report_id, dimension, breakdown_id, label, id",
}
SCOPES = {
    "table": ["table_no"],
    "column": ["table_no", "column_number"],
    "row": ["table_no", "row_number"],
    "cell": ["table_no", "row_number", "column_number"],
}
"""From wide to narrow, with what says where in each."""
SAID = ["organisation", "metric", "area", "breakdown", "category", "period", "compared_with", "qualifier", "dash"]
OF_A_ROW = ["key", "value_read"]
NUMBER = r"-?(?:\d{1,3}(?:[.]\d{3})+|\d+)(?:,\d+)?"

GRAINS = {
    r"\d{4}": ("year", 4),
    r"\d{4}-Q\d": ("quarter", 2),
    r"\d{4}-H\d": ("half_year", 3),
    r"\d{4}-\d{2}": ("month", 1),
    r"\d{4}-\d{2}-\d{2}": ("day", 0),
}
"""How a period is written, and what it is; anything else is an interval, which ranks with years."""


@dataclass
class Figures:
    """Figures, and what they speak of; columns that end in `_no` are places in these frames and indexes."""

    figure: pd.DataFrame
    metric: pd.DataFrame
    category: pd.DataFrame
    """Each breakdown and category that figures have, or could; `category_no` -1 is the whole."""
    categories: pd.DataFrame
    """What is said of categories, and what they are part of."""
    period: pd.DataFrame
    team: pd.DataFrame
    """Organisation, its city and a team, by their places in `words` and `areas`, and how many teams it has."""
    words: pd.Index
    areas: pd.Index


def read_raw(store: Path) -> dict[str, pd.DataFrame]:
    """The raw tables of an ingested store that the work needs."""
    with duckdb.connect(str(store), read_only=True) as connection:
        return {table: connection.execute(f"SELECT {what} FROM raw.{table}").df() for table, what in RAW.items()}


def figures_of(raw: dict[str, pd.DataFrame]) -> Figures:
    """Parse, resolve and key everything that is printed."""
    seeds = {
        path.stem.removeprefix("seed__"): pd.read_csv(path, dtype="str")
        for path in (DBT_PROJECT / "seeds").glob("seed__*.csv")
    }
    tables = _tables(raw)
    printed, words = _printed(raw, tables)
    alias = _seeded(seeds["alias"], raw["alias"])
    alias["label"] = alias["label"].str.lower()
    area = _seeded(seeds["area"], raw["area"])[["area_id", "name", "kind"]].drop_duplicates()
    member = _seeded(seeds["area_member"], raw["area_member"])[["area_id", "member_area_id"]].drop_duplicates()
    organisation = _seeded(seeds["organisation"], raw["organisation"]).drop_duplicates()
    categories = _categories(seeds["category"], raw["category"])
    metric = seeds["metric"].merge(seeds["unit"], on="unit", how="left", suffixes=("", "_of_unit"))
    areas = pd.Index(area["area_id"].unique())

    printed["metric_no"] = _metric_of_word(words, metric, alias)[printed["metric"]]
    words_for_areas = _area_words(organisation, member, area, alias, seeds["city_area"])
    printed["area_no"] = _area_numbers(printed, words, words_for_areas, areas, tables)
    printed["category_no"], category = _category_numbers(printed, words, categories, alias)
    printed = printed.join(_numbers(printed, words), on=["text", "value_read", "dash"])
    keyed = printed[(printed["metric_no"] >= 0) & (printed["area_no"] >= 0) & (printed["category_no"] > -2)]
    period = _periods(words, printed, raw["report"])
    teams = area[area["kind"] == "team"][["area_id"]].rename(columns={"area_id": "member_area_id"})
    team = organisation[["organisation_id", "area_id"]].merge(member, on="area_id").merge(teams, on="member_area_id")
    team = pd.DataFrame(
        {
            "organisation": words.get_indexer(pd.Index(team["organisation_id"])),
            "city_no": areas.get_indexer(pd.Index(team["area_id"])),
            "area_no": areas.get_indexer(pd.Index(team["member_area_id"])),
            "teams": team.groupby("organisation_id")["member_area_id"].transform("size"),
        }
    )
    figure = _keyed(keyed.reset_index(drop=True), tables, metric, category, words, areas)
    return Figures(figure, metric, category, categories, period, team, words, areas)


def _seeded(seed: pd.DataFrame, defined: pd.DataFrame) -> pd.DataFrame:
    """A vocabulary: what all share, and what reports define."""
    return pd.concat([seed[[name for name in defined.columns if name in seed]], defined], ignore_index=True)


def _tables(raw: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The printed tables with their reports; its index is `table_no`."""
    tables = raw["report_table"].merge(raw["report"], on="report_id")
    tables["report_no"] = tables["report_id"].rank(method="dense").astype("int64")
    tables["table_no"] = tables.index
    return tables


def _printed(raw: dict[str, pd.DataFrame], tables: pd.DataFrame) -> tuple[pd.DataFrame, pd.Index]:
    """Every printed number with what is said of it, as numbers of words; the narrower wins. -1 is nothing."""
    place = tables[["report_id", "table_id", "table_no"]]
    axis = raw["axis"].merge(place, on=["report_id", "table_id"])
    cell = raw["cell"].dropna(subset="text").merge(place, on=["report_id", "table_id"])
    cell = cell.drop(columns=["report_id", "table_id"])
    # In the order of their words, so that the largest number is the last word.
    words = pd.Index(pd.concat([axis["value"], cell["text"], raw["report"]["period"]]).dropna().unique()).sort_values()
    axis["word"] = words.get_indexer(pd.Index(axis["value"]))
    cell["text"] = words.get_indexer(pd.Index(cell["text"]))
    for scope, keys in SCOPES.items():
        of_scope = axis[axis["scope"] == scope]
        wide = of_scope.groupby([*keys, "dimension"])["word"].max().unstack()
        said = wide.reindex(columns=[*SAID, "role", *OF_A_ROW]).where(lambda word: word >= 0)
        said["is_no_number"] = wide.reindex(columns=["ignore", "no_number"]).notna().any(axis=1).astype(float)
        said["is_total"] = wide.reindex(columns=["total"]).notna().any(axis=1).astype(float)
        if scope == "table":
            cell = cell.merge(said[SAID].reset_index(), on=keys)
            continue
        beside = cell[keys].merge(said.reset_index(), on=keys, how="left").drop(columns=keys)
        for name in [*SAID, "role", "is_no_number", "is_total", *(OF_A_ROW if scope == "row" else [])]:
            if beside[name].notna().any():
                cell[name] = beside[name].fillna(cell[name]) if name in cell else beside[name]
    cell = cell.reindex(columns=[*cell.columns, *({"role", "is_no_number", *OF_A_ROW} - {*cell.columns})])
    cell = cell[cell["role"].isna() & (cell["is_no_number"].fillna(0) == 0)]
    coded = [*SAID, *OF_A_ROW]
    cell[coded] = cell[coded].fillna(-1).astype("int64")
    return cell[["table_no", "row_number", "column_number", "text", *coded]].reset_index(drop=True), words


def _metric_of_word(words: pd.Index, metric: pd.DataFrame, alias: pd.DataFrame) -> np.ndarray:
    """The metric that each word means, if any; the last place is that of no word."""
    ids = pd.Index(metric["metric_id"])
    aliases = alias[alias["dimension"] == "metric"].drop_duplicates("label").set_index("label")["id"]
    by_alias = ids.get_indexer(pd.Index(pd.Series(words.str.lower()).map(aliases)))
    by_id = ids.get_indexer(words)
    return np.append(np.where(by_id >= 0, by_id, by_alias), -1)


def _area_words(
    organisation: pd.DataFrame, member: pd.DataFrame, area: pd.DataFrame, alias: pd.DataFrame, city_area: pd.DataFrame
) -> pd.DataFrame:
    """What each organisation may call an area: the names in its city, ids, and the aliases of all or of one report."""
    of = organisation[["organisation_id", "area_id"]]
    members = of.merge(member, on="area_id")[["organisation_id", "member_area_id"]]
    shared = of.merge(city_area, left_on="area_id", right_on="city_area_id")[["organisation_id", "area_id_y"]]
    names = ["organisation_id", "area_id"]
    own = pd.concat([of, members.set_axis(names, axis=1), shared.set_axis(names, axis=1)]).drop_duplicates()
    named = own.merge(area, on="area_id").assign(label=lambda one: one["name"].str.lower(), report_id=None)
    aliases = own.merge(alias[alias["dimension"] == "area"], left_on="area_id", right_on="id")
    found = pd.concat([named, own.assign(label=own["area_id"], report_id=None), aliases], ignore_index=True)
    keys = ["organisation_id", "report_id", "label"]
    return found[[*keys, "area_id"]].sort_values("area_id").drop_duplicates(keys)


def _area_numbers(
    printed: pd.DataFrame, words: pd.Index, known: pd.DataFrame, areas: pd.Index, tables: pd.DataFrame
) -> np.ndarray:
    """The area of every cell: as its report calls it, as its organisation does, or by its id."""
    report = tables["report_no"].to_numpy()[printed["table_no"]]
    cells = pd.DataFrame({"report": report, "organisation": printed["organisation"], "area": printed["area"]})
    number = cells.groupby(["report", "organisation", "area"]).ngroup().to_numpy()
    asked = cells.assign(number=number).drop_duplicates("number").sort_values("number")
    report_id = tables.drop_duplicates("report_no").set_index("report_no")["report_id"]
    asked = pd.DataFrame(
        {
            "report_id": report_id.reindex(asked["report"]).to_numpy(),
            "organisation_id": _word(words, asked["organisation"]),
            "area": _word(words, asked["area"]),
        }
    )
    asked["label"] = asked["area"].str.lower()
    by_report = known[known["report_id"].notna()]
    by_all = known[known["report_id"].isna()].drop(columns="report_id")
    asked = asked.merge(by_report, on=["organisation_id", "report_id", "label"], how="left")
    asked = asked.merge(by_all, on=["organisation_id", "label"], how="left", suffixes=("", "_of_all"))
    found = asked["area_id"].fillna(asked["area_id_of_all"]).fillna(asked["area"])
    return np.asarray(areas.get_indexer(pd.Index(found))[number])


def _categories(seed: pd.DataFrame, defined: pd.DataFrame) -> pd.DataFrame:
    kept = seed.assign(is_part=seed["is_part_of_whole"] == "true")
    return pd.concat([kept, defined.assign(is_part=True).drop_duplicates()], ignore_index=True)


def _category_numbers(
    printed: pd.DataFrame, words: pd.Index, categories: pd.DataFrame, alias: pd.DataFrame
) -> tuple[np.ndarray, pd.DataFrame]:
    """The category of every cell: -1 is the whole, -2 none that is known."""
    category = categories[["breakdown_id", "category_id"]].drop_duplicates().reset_index(drop=True)
    aliases = alias[alias["dimension"] == "category"].rename(columns={"id": "category_id"})
    known = pd.concat(
        [
            categories.assign(label=categories["label_nl"].str.lower()),
            categories.assign(label=categories["category_id"]),
            aliases,
        ]
    )[["breakdown_id", "label", "category_id"]]
    known = known.sort_values("category_id").drop_duplicates(["breakdown_id", "label"])
    number = printed.groupby(["breakdown", "category"]).ngroup().to_numpy()
    asked = printed.assign(number=number).drop_duplicates("number").sort_values("number")
    asked = pd.DataFrame({"breakdown_id": _word(words, asked["breakdown"]), "said": _word(words, asked["category"])})
    asked["label"] = asked["said"].str.lower()
    asked = asked.merge(known, on=["breakdown_id", "label"], how="left")
    places = pd.MultiIndex.from_frame(category)
    found = places.get_indexer(pd.MultiIndex.from_frame(asked[["breakdown_id", "category_id"]]))
    is_whole = asked["said"].isna() | (asked["said"] == "whole") | asked["breakdown_id"].isna()
    return np.where(is_whole, -1, np.where(found >= 0, found, -2))[number], category


def _numbers(printed: pd.DataFrame, words: pd.Index) -> pd.DataFrame:
    """What each printed text reads as, by the text, the reading that a report gives of it, and what a dash means."""
    asked = printed[["text", "value_read", "dash"]].drop_duplicates()
    text = pd.Series(_word(words, asked["text"]))
    read = pd.Series(_word(words, asked["value_read"])).fillna(text)
    bare = read.str.replace("€|%|procent", "", regex=True).str.strip(" ")
    is_number = bare.str.fullmatch(NUMBER)
    plain = bare.str.replace(".", "").str.replace(",", ".").where(is_number)
    value = pd.to_numeric(plain).round(4)
    is_zero = bare.isin(["-", "–"]) & (pd.Series(_word(words, asked["dash"])) == "zero")
    unit = np.select([text.str.startswith("€"), text.str.contains("%") | text.str.endswith("procent")], [1, 2], 0)
    return pd.DataFrame(
        {
            "value": value.mask(is_zero, 0.0).to_numpy(),
            "decimals": bare.str.partition(",")[2].str.len().to_numpy(),
            "unit_said": unit,
        },
        index=pd.MultiIndex.from_frame(asked),
    )


def _periods(words: pd.Index, printed: pd.DataFrame, report: pd.DataFrame) -> pd.DataFrame:
    """Every period that is named: the first and last day, grain and rank; its index is that of its word."""
    numbers = np.unique(
        np.concatenate([printed["period"], printed["compared_with"], words.get_indexer(pd.Index(report["period"]))])
    )
    numbers = numbers[numbers >= 0]
    text = pd.Series(words[numbers], index=numbers, dtype="str")
    grain, rank = pd.Series("interval", index=numbers, dtype="str"), pd.Series(4, index=numbers)
    for written, (name, order) in GRAINS.items():
        is_so = text.str.fullmatch(written)
        grain, rank = grain.mask(is_so, name), rank.mask(is_so, order)
    year = pd.to_numeric(text.str[:4], errors="coerce")
    part = pd.to_numeric(text.str.extract(r"^\d{4}-[QH]?(\d{1,2})")[0])
    first = part.where(grain.isin(["month", "interval", "day"]), 1).fillna(1)
    first = first.mask(grain == "quarter", 3 * part - 2).mask(grain == "half_year", 6 * part - 5)
    months = grain.map({"year": 12, "half_year": 6, "quarter": 3, "month": 1, "day": 0, "interval": 0})
    day = pd.to_numeric(text.str[8:].where(grain == "day")).fillna(1)
    start = pd.to_datetime(pd.DataFrame({"year": year, "month": first, "day": day}), errors="coerce")
    until = (year * 12 + first - 1 + months).astype("float")
    until_date = pd.DataFrame({"year": until // 12, "month": until % 12 + 1, "day": 1})
    end = pd.to_datetime(until_date, errors="coerce") - pd.Timedelta(days=1)
    last_month = pd.to_datetime(text.str.partition("/")[2] + "-01", errors="coerce")
    end = end.mask(grain == "interval", last_month + pd.offsets.MonthEnd(0)).mask(grain == "day", start)
    found = pd.DataFrame({"period_id": text, "grain": grain, "rank": rank, "start": start, "end": end})
    return found.dropna(subset=["start"]).rename_axis("period")


def _keyed(
    printed: pd.DataFrame,
    tables: pd.DataFrame,
    metric: pd.DataFrame,
    category: pd.DataFrame,
    words: pd.Index,
    areas: pd.Index,
) -> pd.DataFrame:
    """The figures with their keys; of those with the same key one is served."""
    figure = printed.join(tables.drop(columns=["table_no", "period"]), on="table_no")
    series = ["organisation", "metric_no", "area_no", "category_no"]
    figure["series_no"] = figure.groupby(series).ngroup()
    figure["key_no"] = figure.groupby(["series_no", "period", "compared_with"]).ngroup()
    named = figure.drop_duplicates("series_no").sort_values("series_no")
    of_category = (category["breakdown_id"] + "=" + category["category_id"]).to_numpy(dtype=object)
    series_key = (
        pd.Series(_word(words, named["organisation"]))
        + ":"
        + metric["metric_id"].to_numpy()[named["metric_no"]]
        + ":"
        + areas.to_numpy()[named["area_no"]]
        + ":"
        + np.append(of_category, "-")[named["category_no"]]
    )
    keys = figure.drop_duplicates("key_no").sort_values("key_no")
    key = pd.Series(series_key.to_numpy()[keys["series_no"]] + ":" + _word(words, keys["period"]).to_numpy())
    key += ("~" + _word(words, keys["compared_with"])).fillna("").to_numpy()
    figure["figure_key"] = key.to_numpy()[figure["key_no"]]
    row, column = figure["row_number"].astype("str"), figure["column_number"].astype("str")
    place = _word(words, figure["key"]).fillna(figure["table_id"] + "/r" + row + "c" + column)
    figure["figure_id"] = figure["report_id"] + "/" + place
    unit = metric["unit"].to_numpy()[figure["metric_no"]]
    figure["unit"] = np.select([figure["unit_said"] == 1, figure["unit_said"] == 2], ["eur", "percent"], unit)
    figure["rounding"] = (0.5 * 10.0 ** -figure["decimals"]).round(5).where(figure["unit"] != "count", 0.0)
    mean = words.get_indexer(pd.Index(["gemiddeld"]))[0]
    figure["is_exact"] = figure["value"].notna() & figure["qualifier"].isin([-1, mean])
    first = figure.sort_values(
        ["published", "report_no", "is_leading", "is_key_figures", "position", "row_number", "column_number"],
        ascending=[False, False, False, True, True, True, True],
    ).drop_duplicates("key_no")
    figure["is_served"] = figure.index.isin(first.index)
    return figure


def _word(words: pd.Index, numbers: pd.Series) -> pd.Series:
    """The words of numbers; none of -1."""
    return pd.Series(words.take(numbers.to_numpy()), index=numbers.index).where(numbers >= 0)
