-- In words under a chart: of every series the first, last, lowest and highest number since its last break or change of its area. What lies before a break is not laid beside what lies after it.
WITH parted AS (
    SELECT
        *,
        sum(
            CASE WHEN coalesce(crosses_series_break OR (crosses_area_change AND NOT previous_is_computed), false) THEN 1 ELSE 0 END
        ) OVER (
            PARTITION BY organisation_id, metric_id, breakdown_id, area_id, category_id, unit, grain
            ORDER BY start_date
        ) AS part
    FROM core.series_step
    WHERE value IS NOT NULL AND grain <> 'interval' AND kind = 'realised'
)

SELECT
    organisation_id, metric_id, breakdown_id, area_id, category_id, grain,
    count(*) AS numbers,
    arg_min(figure_id, start_date) AS first_figure_id,
    arg_max(figure_id, start_date) AS last_figure_id,
    arg_min(figure_id, (value, start_date)) AS lowest_figure_id,
    arg_max(figure_id, (value, start_date)) AS highest_figure_id,
    min(value) < max(value) AS moved,
    -- Of a bound nobody knows whether it is the lowest or highest.
    bool_and(qualifier IN ('exact', 'average')) AS is_exact,
    part > 0 AS follows_break
FROM parted
GROUP BY organisation_id, metric_id, breakdown_id, area_id, category_id, unit, grain, part
QUALIFY part = max(part) OVER (PARTITION BY organisation_id, metric_id, breakdown_id, area_id, category_id, unit, grain)
ORDER BY max(end_date), organisation_id, metric_id, breakdown_id, area_id, category_id, grain
