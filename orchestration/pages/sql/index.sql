-- Counts as an index: the first period since the last break, the same for the city and its parts, is 100. Of bounds, and from nothing, there is none.
WITH parted AS (
    SELECT
        *,
        sum(
            CASE WHEN coalesce(crosses_series_break OR (crosses_area_change AND NOT previous_is_computed), false) THEN 1 ELSE 0 END
        ) OVER (PARTITION BY organisation_id, metric_id, area_id, unit, grain ORDER BY start_date) AS part
    FROM core.series_step
    WHERE
        breakdown_id IS NULL AND kind = 'realised' AND grain NOT IN ('interval', 'instant')
        AND unit IN ('count', 'eur', 'fte', 'hours')
),

newest AS (
    SELECT * FROM parted
    QUALIFY part = max(part) OVER (PARTITION BY organisation_id, metric_id, area_id, unit, grain)
),

base AS (
    SELECT organisation_id, metric_id, unit, grain, min(start_date) AS start_date
    FROM newest
    WHERE area_kind = 'city' AND value > 0 AND qualifier IN ('exact', 'average')
    GROUP BY ALL
),

from_base AS (
    SELECT n.*, b.value AS base_value, b.period_id AS base_period_id
    FROM newest AS n
    JOIN base AS f USING (organisation_id, metric_id, unit, grain)
    JOIN newest AS b
        ON
            n.organisation_id = b.organisation_id AND n.metric_id = b.metric_id AND n.area_id = b.area_id
            AND n.unit = b.unit AND n.grain = b.grain AND b.start_date = f.start_date
    WHERE n.value IS NOT NULL AND b.value > 0 AND b.qualifier IN ('exact', 'average') AND n.qualifier IN ('exact', 'average')
        AND n.start_date >= f.start_date
)

SELECT figure_id, organisation_id, metric_id, area_id, grain, base_period_id, round(100 * value / base_value, 1) AS index_value
FROM from_base
QUALIFY count(*) OVER (PARTITION BY organisation_id, metric_id, area_id, grain) >= 2
ORDER BY organisation_id, metric_id, area_id, grain, start_date
