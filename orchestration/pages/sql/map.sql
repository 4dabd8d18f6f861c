-- What the maps of the cities are coloured by: of each metric the latest period that has numbers of enough areas, a row
-- per area, with the class that its number falls in. The city itself stands beside them, in no class.
WITH candidate AS (
    SELECT
        s.organisation_id, s.metric_id, CAST(NULL AS VARCHAR) AS rate, s.area_id, s.area_kind, s.period_id, s.start_date,
        s.end_date, s.value, s.value_low, s.value_high, s.value_status, s.value_printed, s.qualifier, f.decimals, s.unit,
        f.is_provisional, f.report_id, f.table_id, f.row_number, f.column_number
    FROM core.served_figure AS s
    JOIN core.figure AS f ON s.figure_id = f.figure_id
    WHERE s.breakdown_id IS NULL AND s.kind = 'realised' AND s.compared_with_period_id IS NULL
    UNION ALL
    SELECT
        t.organisation_id, 'incidents_per_1000', 'computed', t.area_id, t.area_kind, t.period_id, p.start_date, p.end_date,
        round(CAST(t.incidents_per_1000 AS DECIMAL(18, 4)), 1), NULL, NULL, 'printed', NULL, 'exact', 1, 'count', false, NULL,
        NULL, NULL, NULL
    FROM (
        SELECT organisation_id, area_id, 'team' AS area_kind, period_id, incidents_per_1000, qualified_metrics
        FROM satisfaction.team_year
        UNION ALL
        SELECT organisation_id, area_id, area_kind, period_id, incidents_per_1000, qualified_metrics
        FROM satisfaction.area_year
    ) AS t
    JOIN core.period AS p ON t.period_id = p.period_id
    WHERE t.incidents_per_1000 IS NOT NULL AND t.qualified_metrics IS NULL
    UNION ALL
    SELECT
        organisation_id, metric_id, 'per_1000_inhabitants', area_id, area_kind, period_id, start_date, end_date,
        round(CAST(per_1000_inhabitants AS DECIMAL(18, 4)), 1), NULL, NULL, 'printed', NULL, 'exact', 1, 'count', false, NULL,
        NULL, NULL, NULL
    FROM reach.inhabitant_rate_period
    WHERE qualifier IN ('exact', 'average')
),

-- Of a bound nobody knows how far it lies from others, so it has no colour.
drawn AS (
    SELECT *, coalesce(value IS NOT NULL AND qualifier IN ('exact', 'average'), false) AS is_exact
    FROM candidate
    WHERE area_kind IN ('team', 'district', 'neighbourhood')
),

period AS (
    SELECT
        organisation_id, metric_id, rate, area_kind, period_id, start_date, end_date,
        count(*) FILTER (WHERE is_exact) AS numbers,
        coalesce(max(decimals) FILTER (WHERE is_exact), 0) AS decimals,
        min(value) FILTER (WHERE is_exact) AS lowest,
        max(value) FILTER (WHERE is_exact) AS highest
    FROM drawn
    GROUP BY ALL
),

-- Three areas make a map, or two where an organisation prints no more; what is three years old is no news.
enough AS (
    SELECT *
    FROM (
        SELECT
            *,
            max(numbers) OVER (PARTITION BY organisation_id, area_kind) AS most,
            max(end_date) OVER (PARTITION BY organisation_id) AS newest
        FROM period
    )
    WHERE numbers >= 2 AND numbers >= least(3, most) AND end_date > newest - INTERVAL 3 YEAR
    QUALIFY row_number() OVER (
        PARTITION BY organisation_id, metric_id, rate, area_kind ORDER BY end_date DESC, start_date, period_id
    ) = 1
),

-- Five equal steps from the lowest to the highest number, each rounded up to what can be printed: no number lies between
-- the end of one class and the beginning of the next.
step AS (
    SELECT e.*, k.class, e.lowest + (k.class - 1) * (e.highest - e.lowest) / 5.0 AS raw_start
    FROM enough AS e CROSS JOIN (SELECT unnest([1, 2, 3, 4, 5]) AS class) AS k
),

class AS (
    SELECT
        *,
        CAST(CASE class WHEN 1 THEN lowest ELSE ceil(round(raw_start * 10 ** decimals, 6)) / 10 ** decimals END AS DECIMAL(18, 4))
            AS first_value
    FROM step
),

bounds AS (
    SELECT
        organisation_id, metric_id, rate, area_kind, period_id, lowest, highest, numbers, decimals,
        list(first_value ORDER BY class) AS starts,
        list(last_value ORDER BY class) AS ends
    FROM (
        SELECT
            *,
            -- The last number that can be printed before the next class begins.
            CAST(lead(first_value) OVER (
                PARTITION BY organisation_id, metric_id, rate, area_kind ORDER BY class
            ) - CAST(0.1 AS DECIMAL(18, 4)) ** decimals AS DECIMAL(18, 4)) AS last_value
        FROM class
    )
    GROUP BY ALL
)

SELECT
    c.*, b.starts, b.ends, b.highest, b.numbers, b.decimals AS layer_decimals, m.label_nl, m.label_en,
    o.name AS organisation_name, a.name AS whole_name, b.area_kind AS drawn_kind,
    -- What adds up over areas is a number of things: a larger area has more of it.
    c.rate IS NULL AND m.unit IN ('count', 'eur', 'fte') AND m.over_areas <> 'none' AS is_count,
    CASE
        WHEN NOT coalesce(c.value IS NOT NULL AND c.qualifier IN ('exact', 'average'), false) OR c.area_kind <> b.area_kind THEN NULL
        WHEN b.lowest = b.highest THEN 3
        ELSE len(list_filter(b.starts, lambda one: one <= c.value))
    END AS class
FROM bounds AS b
JOIN core.metric AS m ON b.metric_id = m.metric_id
JOIN core.organisation AS o ON b.organisation_id = o.organisation_id
JOIN core.area AS a ON o.area_id = a.area_id
JOIN candidate AS c
    ON b.organisation_id = c.organisation_id AND b.metric_id = c.metric_id AND b.rate IS NOT DISTINCT FROM c.rate
    AND b.period_id = c.period_id AND (b.area_kind = c.area_kind OR c.area_id = o.area_id)
ORDER BY is_count, b.numbers DESC, c.end_date DESC, c.rate IS NOT NULL, c.organisation_id, c.metric_id, c.rate, c.area_id
