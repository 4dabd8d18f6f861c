"""From keyed figures to compared identities, in pandas: the second half of what `by_hand.sql` does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from tests.bench.pandas_figures import Figures

AREA_RULES = {
    "sum": "sum_over_areas", "mean": "mean_over_areas", "overlap": "overlap_over_areas",
    "distinct": "overlap_over_areas",
}  # fmt: skip
TIME_RULES = {"sum": "sum_over_time", "mean": "mean_over_time", "distinct": "bounds_over_time"}
SLACK = 0.0001
"""What an equation may differ beyond its tolerance."""
FLOATS = 1e-7
"""By how much floats may be off that are equal as decimals."""


def identities_of(figures: Figures) -> pd.DataFrame:
    """Every identity with both sides, tolerance and verdict."""
    figure = figures.figure
    served = figure[figure["is_served"] & (figure["compared_with"] == -1)]
    families = [
        *_over_parts(figure, *_over_time(figures, served), TIME_RULES),
        *_over_parts(figure, *_over_areas(figures, served), AREA_RULES),
        *_over_parts(figure, *_over_categories(figures), {"sum": "sum_over_categories"}),
        *_stocks(figures, served),
        *_printed_again(figure),
        _shares(figures),
        *_in_range(figures),
        _every_area(figures),
    ]
    identity = pd.concat(families, ignore_index=True)
    identity["verdict"] = _verdicts(identity)
    return identity


def _verdicts(identity: pd.DataFrame) -> np.ndarray:
    left, right, tolerance = identity["left_value"], identity["right_value"], identity["tolerance"]
    is_judged = identity["is_known"] & left.notna() & right.notna()
    agrees = np.where(
        identity["relation"] == "=",
        (left - right).abs() <= tolerance + SLACK + FLOATS,
        left <= right + tolerance + FLOATS,
    )
    return np.select([~is_judged, agrees], ["not_evaluable", "holds"], "fails")


Sides = pd.Series | float


def _identities(
    rule_id: str, scope: pd.Series, relation: str, left: Sides, right: Sides, tolerance: Sides, is_known: Sides
) -> pd.DataFrame:
    made = pd.DataFrame({"identity_id": rule_id + ":" + scope.astype("str"), "rule_id": rule_id, "relation": relation})
    for name, values in (("left_value", left), ("right_value", right), ("tolerance", tolerance)):
        made[name] = np.asarray(values, dtype="float64").round(6)
    made["is_known"] = np.asarray(is_known)
    return made


Parts = tuple[pd.DataFrame, Callable[[pd.DataFrame], pd.Series]]
"""A row per part: whole and part (figures), `group`, `adds_up` and `is_covered`; and what a group is called."""


def _over_time(figures: Figures, served: pd.DataFrame) -> Parts:
    period = figures.period.reset_index()
    pair = period.merge(period, how="cross", suffixes=("", "_part"))
    pair = pair[
        (pair["rank"] > pair["rank_part"]) & (pair["start"] <= pair["start_part"]) & (pair["end"] >= pair["end_part"])
    ]
    days = {side: (pair[f"end{side}"] - pair[f"start{side}"]).dt.days + 1 for side in ("", "_part")}
    pair = pair[["period", "period_part", "rank_part"]].assign(days=days[""], days_part=days["_part"])
    adds_up = figures.metric["over_time"].to_numpy(dtype=object)[served["metric_no"]]
    whole = served[["series_no", "period"]].assign(adds_up=adds_up, whole=served.index)
    whole = whole[whole["adds_up"].isin([*TIME_RULES])]
    part = served[["series_no", "period"]].assign(part=served.index)
    part = part.rename(columns={"period": "period_part"})
    parts = whole.merge(pair, on="period").merge(part, on=["series_no", "period_part"])
    parts["group"] = parts.groupby(["whole", "rank_part"]).ngroup()
    parts["is_covered"] = parts.groupby("group")["days_part"].transform("sum") == parts["days"]
    grain = figures.period["grain"]
    return parts, lambda wholes: "/" + grain.loc[wholes["period_part"]].set_axis(wholes.index)


def _over_areas(figures: Figures, served: pd.DataFrame) -> Parts:
    adds_up = figures.metric["over_areas"].to_numpy(dtype=object)[served["metric_no"]]
    same = ["organisation", "metric_no", "period", "category_no"]
    whole = served[[*same, "area_no"]].assign(adds_up=adds_up, whole=served.index)
    whole = whole[whole["adds_up"].isin([*AREA_RULES])]
    team = figures.team.rename(columns={"area_no": "team_no", "city_no": "area_no"})
    part = served[[*same, "area_no"]].assign(part=served.index).rename(columns={"area_no": "team_no"})
    parts = whole.merge(team, on=["organisation", "area_no"]).merge(part, on=[*same, "team_no"])
    parts["group"] = parts["whole"]
    found = parts.groupby("group")["part"].transform("size")
    parts["is_covered"] = found == parts["teams"]
    return parts[found > 1], lambda wholes: pd.Series("/teams", index=wholes.index)


def _below(figures: Figures) -> pd.DataFrame:
    """What each category is a part of: a subtotal, or the whole of its breakdown."""
    said = figures.categories
    category = figures.category.assign(category_no=figures.category.index)
    said = said.merge(category, on=["breakdown_id", "category_id"])
    said["of_breakdown"] = said["part_of_breakdown_id"].fillna(said["breakdown_id"])
    said = said.merge(
        category.set_axis(["of_breakdown", "part_of_category_id", "whole_no"], axis=1),
        on=["of_breakdown", "part_of_category_id"],
        how="left",
    )
    of_whole = said["part_of_category_id"].isna()
    said = said[(said["is_part"] & of_whole) | said["whole_no"].notna()]
    return said[["category_no", "whole_no"]].fillna(-1).astype("int64").drop_duplicates()


def _over_categories(figures: Figures) -> Parts:
    figure = figures.figure
    same = ["organisation", "metric_no", "area_no", "period"]
    printed = ["table_no", *same, "compared_with"]
    adds_up = figures.metric["over_categories"].to_numpy(dtype=object)[figure["metric_no"]]
    columns = [*printed, "category_no", "report_no"]
    part = figure[~figure["is_key_figures"] & (adds_up == "sum") & (figure["category_no"] >= 0)][columns]
    part = part.assign(part=part.index).merge(_below(figures), on="category_no")
    subtotal = part.loc[part["whole_no"] >= 0, ["table_no", *same, "whole_no"]].drop_duplicates()
    is_printed = figure[["table_no", *same, "category_no"]].drop_duplicates()
    is_printed = is_printed.rename(columns={"category_no": "whole_no"}).assign(is_printed=True)
    subtotal = subtotal.merge(is_printed, on=[*subtotal.columns], how="left")
    lifted = part.merge(subtotal[subtotal["is_printed"].isna()], on=["table_no", *same, "whole_no"])
    # Where a table does not print the subtotal, its parts are parts of the whole.
    part = pd.concat([part, lifted.assign(whole_no=-1)[part.columns]])
    part = part[part["compared_with"] == -1]
    whole = figure.loc[figure["compared_with"] == -1, [*same, "category_no", "report_no", "is_served", "figure_id"]]
    whole = whole.assign(whole=whole.index, key_no=figure["key_no"])
    whole = whole.rename(columns={"category_no": "whole_no", "report_no": "of_report"})
    parts = part.drop(columns="compared_with").merge(whole, on=[*same, "whole_no"])
    parts["is_own"] = parts["of_report"] == parts["report_no"]
    parts = parts[parts["is_own"] | parts["is_served"]]
    parts = parts.sort_values(["is_own", "is_served", "figure_id"], ascending=[False, False, True])
    parts = parts.drop_duplicates(["key_no", "part"])
    breakdown = pd.factorize(figures.category["breakdown_id"])[0]
    parts["breakdown"] = breakdown[parts["category_no"]]
    parts["group"] = parts.groupby(["whole", "breakdown", "table_no"]).ngroup()
    parts = parts.assign(adds_up="sum", is_covered=True)
    named = figures.category["breakdown_id"]

    def called(wholes: pd.DataFrame) -> pd.Series:
        first = figure.loc[wholes["part"]]
        place = first["report_id"] + "/" + first["table_id"]
        return "/" + named.loc[wholes["category_no"]].set_axis(wholes.index) + "@" + place.set_axis(wholes.index)

    return parts[parts.groupby("group")["part"].transform("size") > 1], called


def _over_parts(
    figure: pd.DataFrame, parts: pd.DataFrame, called: Callable[[pd.DataFrame], pd.Series], rules: dict[str, str]
) -> Iterator[pd.DataFrame]:
    """The identities of wholes with their parts: a sum, or two bounds."""
    beside = figure[["value", "rounding", "is_exact"]]
    by_group = parts[["group", "part"]].join(beside, on="part").groupby("group")
    summed = by_group.agg(
        least=("value", "min"), most=("value", "max"), rounding=("rounding", "sum"), is_exact=("is_exact", "all")
    ).assign(total=by_group["value"].sum(min_count=1))
    wholes = parts.drop_duplicates("group").set_index("group", drop=False)
    wholes = wholes.join(summed).join(beside.add_suffix("_of_whole"), on="whole")
    wholes["scope"] = figure["figure_key"].loc[wholes["whole"]].set_axis(wholes.index) + called(wholes)
    wholes["is_known"] = wholes["is_exact"] & wholes["is_exact_of_whole"]
    wholes["both"] = wholes["rounding"] + wholes["rounding_of_whole"]
    for adds_up, of in wholes.groupby("adds_up"):
        rule, known, covered = rules[str(adds_up)], of["is_known"], of["is_known"] & of["is_covered"]
        if adds_up == "sum":
            yield _identities(rule, of["scope"], "=", of["total"], of["value_of_whole"], of["both"], covered)
            continue
        is_mean = adds_up == "mean"
        least, most = (of["least"], of["most"]) if is_mean else (of["most"], of["total"])
        yield _identities(
            rule, of["scope"] + ":from", "<=", least, of["value_of_whole"], 0.0, covered if is_mean else known
        )
        yield _identities(
            rule, of["scope"] + ":to", "<=", of["value_of_whole"], most, 0.0 if is_mean else of["both"], covered
        )


def _stocks(figures: Figures, served: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """What was open at the end of a period is open at the start of the next; so it is within a longer period."""
    metric = figures.metric
    ids = pd.Index(metric["metric_id"])
    same = ["organisation", "area_no", "category_no", "period"]
    beside = ["value", "rounding", "is_exact"]
    running = served.assign(metric_of_run=served["metric_no"])
    for name, column in (("started", "inflow_metric_id"), ("closed", "outflow_metric_id")):
        running["metric_no"] = ids.get_indexer(pd.Index(metric[column]))[running["metric_of_run"]]
        if name == "started":
            running = running[running["metric_no"] >= 0]
        other = served[[*same, "metric_no", *beside]].assign(no=served.index)
        running = running.merge(other, on=[*same, "metric_no"], how="left", suffixes=("", f"_{name}"))
        running = running.rename(columns={"no": f"no_{name}"})
    running = running.join(figures.period[["grain", "rank", "start", "end"]], on="period", how="inner")
    columns = [
        "series_no", "grain", "rank", "start", "end", "figure_key", "no_started", "no_closed",
        *(name + of for name in beside for of in ("", "_started", "_closed")),
    ]  # fmt: skip
    running = running[columns]
    closed = running[running["no_closed"].notna()]
    after = running[running["no_started"].notna()]
    pairs = closed.assign(start=closed["end"] + pd.Timedelta(days=1)).merge(
        after, on=["series_no", "grain", "start"], suffixes=("_x", "_y")
    )
    yield _stock("stock_over_time", pairs["figure_key_y"], pairs, "_closed_x", "_started_y")
    for of, at, ending in ((after, "start", ""), (closed, "end", ":end")):
        flow = "_started" if at == "start" else "_closed"
        pairs = of.merge(of, on=["series_no", at], suffixes=("_y", "_x"))
        pairs = pairs[pairs["rank_y"] > pairs["rank_x"]]
        scope = pairs["figure_key_y"] + "/" + pairs["grain_x"] + ending
        yield _stock("stock_in_period", scope, pairs, f"{flow}_x", f"{flow}_y")


def _stock(rule: str, scope: pd.Series, pairs: pd.DataFrame, less: str, more: str) -> pd.DataFrame:
    """What runs in x, less what closed or started in it, is what runs in y less what started or closed in that."""
    left = pd.concat([pairs["value_x"], -pairs[f"value{less}"], pairs[f"value{more}"]], axis=1).sum(axis=1, min_count=1)
    ends = ("_x", less, more, "_y")
    return _identities(
        rule,
        scope,
        "=",
        left,
        pairs["value_y"],
        sum(pairs[f"rounding{end}"].fillna(0) for end in ends),
        pairs[[f"is_exact{end}" for end in ends]].astype(bool).all(axis=1),
    )


def _printed_again(figure: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """A figure that a report, or a later one, prints once more."""
    again = figure.sort_values(["is_served", "is_key_figures", "figure_id"], ascending=[False, True, True])
    prints = again.groupby(["report_no", "key_no"], sort=False)
    first = again[prints.cumcount() == 0]
    other = again[prints.cumcount() > 0]
    firsts = first[["report_no", "key_no", "value", "rounding", "is_exact"]]
    pairs = other.merge(firsts, on=["report_no", "key_no"], suffixes=("", "_first"))
    place = pairs["figure_key"] + "@" + pairs["report_id"] + "/" + pairs["table_id"]
    pairs["scope"] = place.where(~pairs["is_key_figures"], place + "/" + pairs["figure_id"])
    is_again = pairs.duplicated("scope", keep=False)
    numbers = ["value", "value_first", "rounding", "rounding_first"]
    several = pairs[is_again].groupby("scope", as_index=False).agg(
        dict.fromkeys(numbers, "sum") | {"is_exact": "all", "is_exact_first": "all"}
    )  # fmt: skip
    pairs = pd.concat([pairs[~is_again], several])
    yield _pairs("same_in_two_tables", pairs["scope"], pairs, "_first")
    editions = first.sort_values(["key_no", "published", "report_no"])
    beside = ["value", "rounding", "is_exact"]
    before = editions.groupby("key_no")[beside].shift().add_suffix("_before")
    pairs = editions.join(before)[editions.duplicated("key_no")]
    yield _pairs("same_in_two_reports", pairs["figure_key"] + "@" + pairs["report_id"], pairs, "_before")


def _pairs(rule: str, scope: pd.Series, pairs: pd.DataFrame, other: str) -> pd.DataFrame:
    return _identities(
        rule,
        scope,
        "=",
        pairs["value"],
        pairs[f"value{other}"],
        pairs["rounding"] + pairs[f"rounding{other}"],
        pairs["is_exact"] & pairs[f"is_exact{other}"].astype(bool),
    )


def _shares(figures: Figures) -> pd.DataFrame:
    """A printed share is that of its part in its whole."""
    figure, metric = figures.figure, figures.metric
    ids = pd.Index(metric["metric_id"])
    is_share = (metric["share_of_metric_id"] == metric["part_metric_id"]).to_numpy(dtype=bool)
    share = figure[is_share[figure["metric_no"]] & (figure["category_no"] >= 0)]
    share = share.sort_values(["is_served", "is_key_figures", "figure_id"], ascending=[False, True, True])
    share = share.drop_duplicates(["report_no", "key_no"])
    share = share.assign(
        no=share.index, metric_no=ids.get_indexer(pd.Index(metric["share_of_metric_id"]))[share["metric_no"]]
    )
    for name, of_category in (("part", share["category_no"]), ("whole", -1)):
        same = ["organisation", "metric_no", "area_no", "period", "category_no"]
        asked = share[["no", "report_no", *same]].assign(category_no=of_category)
        found = asked.merge(
            figure[[*same, "report_no", "is_served", "figure_id", "value", "rounding", "is_exact"]], on=same
        )
        found["is_own"] = found["report_no_x"] == found["report_no_y"]
        found = found.sort_values(["is_own", "is_served", "figure_id"], ascending=[False, False, True])
        found = found.drop_duplicates("no")[["no", "value", "rounding", "is_exact"]]
        share = share.merge(found, on="no", suffixes=("", f"_{name}"))
    base = share["value_whole"]
    hundredfold = 100 * share["value_part"]
    return _identities(
        "share_of_whole",
        share["figure_key"] + "@" + share["report_id"],
        "=",
        hundredfold.where(base.isna(), hundredfold / base.replace(0, np.nan)),
        share["value"],
        share["rounding_part"] + share["rounding"],
        share["is_exact"] & share["is_exact_part"] & share["is_exact_whole"],
    )


def _in_range(figures: Figures) -> Iterator[pd.DataFrame]:
    """No number is less or more than its metric can be."""
    figure, metric = figures.figure, figures.metric
    valued = figure[figure["value"].notna()]
    scope = valued["figure_key"] + "@" + valued["figure_id"]
    for bound, ending in (("minimum", ":from"), ("maximum", ":to")):
        limits = pd.to_numeric(metric[bound].fillna(metric[f"{bound}_of_unit"])).to_numpy()
        limit = pd.Series(limits[valued["metric_no"]], index=valued.index)
        has_one = limit.notna()
        sides = (limit[has_one], valued["value"][has_one])
        left, right = sides if bound == "minimum" else reversed(sides)
        yield _identities("value_in_range", scope[has_one] + ending, "<=", left, right, 0.0, True)


def _every_area(figures: Figures) -> pd.DataFrame:
    """A table by team prints every team."""
    figure = figures.figure
    by_team = figure[~figure["is_key_figures"] & (figure["category_no"] == -1)]
    by_team = by_team.merge(figures.team[["organisation", "area_no", "teams"]], on=["organisation", "area_no"])
    keys = ["organisation", "metric_no", "period", "table_no", "report_id", "table_id"]
    found = by_team.groupby(keys, as_index=False).agg(printed=("area_no", "nunique"), teams=("teams", "first"))
    found = found[found["printed"] > 1]
    words = figures.words.to_numpy(dtype=object)
    scope = (
        pd.Series(words[found["organisation"]], index=found.index)
        + ":"
        + figures.metric["metric_id"].to_numpy(dtype=object)[found["metric_no"]]
        + ":"
        + words[found["period"]]
        + "@"
        + found["report_id"]
        + "/"
        + found["table_id"]
    )
    return _identities("every_area_printed", scope, "=", found["printed"], found["teams"], 0.0, True)
