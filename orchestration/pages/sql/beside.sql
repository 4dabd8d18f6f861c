-- How a number of an area stands among others: its share of the whole city where it is a part of it, the city's own number
-- where that is a mean or a rate, and its place among the areas of its kind. What the report does not give exactly is in none.
WITH number AS (
    SELECT
        s.figure_key, s.organisation_id, s.metric_id, s.area_id, s.area_kind, s.period_id, s.unit,
        CASE WHEN s.qualifier IN ('exact', 'average') THEN s.value END AS value,
        s.value IS NOT NULL AND s.qualifier NOT IN ('exact', 'average')
        OR s.value IS NULL AND s.value_low IS NOT NULL AND s.value_status NOT IN ('unknown', 'not_applicable', 'not_yet') AS is_inexact
    FROM core.served_figure AS s
    WHERE s.breakdown_id IS NULL AND s.kind = 'realised' AND s.compared_with_period_id IS NULL
    UNION ALL
    SELECT
        NULL, c.organisation_id, c.metric_id, c.area_id, a.kind, c.period_id, m.unit,
        CASE WHEN c.metric_id = 'incidents_per_1000' THEN round(c.value, 1) ELSE c.value END, false
    FROM (
        SELECT organisation_id, area_id, period_id, 'closing_stock' AS metric_id, CAST(closing_stock AS DECIMAL(18, 4)) AS value,
            qualified_metrics
        FROM flow.team_year
        UNION ALL
        SELECT organisation_id, area_id, period_id, 'closing_stock', CAST(closing_stock AS DECIMAL(18, 4)), qualified_metrics
        FROM flow.city_year
        UNION ALL
        SELECT organisation_id, area_id, period_id, 'incidents_per_1000', CAST(incidents_per_1000 AS DECIMAL(18, 4)),
            qualified_metrics
        FROM satisfaction.team_year
        UNION ALL
        SELECT organisation_id, area_id, period_id, 'incidents_per_1000', CAST(incidents_per_1000 AS DECIMAL(18, 4)),
            qualified_metrics
        FROM satisfaction.area_year
    ) AS c
    JOIN core.area AS a ON c.area_id = a.area_id
    JOIN core.metric AS m ON c.metric_id = m.metric_id
    WHERE c.value IS NOT NULL AND c.qualified_metrics IS NULL
),

ranked AS (
    SELECT
        *,
        count(value) OVER every AS areas,
        count_if(is_inexact) OVER every AS inexact,
        CASE WHEN value IS NOT NULL THEN rank() OVER (every ORDER BY value DESC NULLS LAST) END AS rank_from_highest,
        CASE WHEN value IS NOT NULL THEN rank() OVER (every ORDER BY value NULLS LAST) END AS rank_from_lowest,
        count(value) OVER (
            PARTITION BY organisation_id, metric_id, period_id, area_kind, value
        ) AS sharing
    FROM number
    WINDOW every AS (PARTITION BY organisation_id, metric_id, period_id, area_kind)
)

SELECT
    r.figure_key, r.organisation_id, r.metric_id, r.area_id, r.period_id, o.area_id AS city_id,
    (m.over_areas IN ('sum', 'overlap', 'distinct') OR r.metric_id = 'closing_stock')
    AND m.unit IN ('count', 'eur', 'fte') AS is_part,
    CASE WHEN is_part AND r.value > 0 AND r.value <= w.value THEN 100 * CAST(r.value AS DOUBLE) / CAST(w.value AS DOUBLE) END AS share,
    CASE WHEN m.unit NOT IN ('count', 'eur', 'fte') THEN w.value END AS city_value,
    w.figure_key AS city_figure_key,
    -- A bound among the others may lie on either side of it, and of one or two areas a place says nothing.
    CASE WHEN r.inexact = 0 AND r.areas >= 3 THEN r.rank_from_highest END AS rank_from_highest,
    CASE WHEN r.inexact = 0 AND r.areas >= 3 THEN r.rank_from_lowest END AS rank_from_lowest,
    r.areas, r.sharing,
    -- Alone at an end; of what a large area has more of only the end itself says something.
    r.inexact = 0 AND r.areas >= 5 AND r.sharing = 1
    AND least(r.rank_from_highest, r.rank_from_lowest) <= CASE WHEN is_part THEN 1 ELSE 2 END AS stands_out
FROM ranked AS r
JOIN core.metric AS m ON r.metric_id = m.metric_id
JOIN core.organisation AS o ON r.organisation_id = o.organisation_id
LEFT JOIN number AS w
    ON r.organisation_id = w.organisation_id AND r.metric_id = w.metric_id AND r.period_id = w.period_id
    AND w.area_id = o.area_id AND r.area_id <> o.area_id
WHERE r.value IS NOT NULL AND r.area_kind <> 'city'
ORDER BY r.organisation_id, r.metric_id, r.period_id, r.area_id
