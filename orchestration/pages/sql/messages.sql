-- What is worth a sentence: of each metric of an organisation what changed most, a team far from its city, or a result
-- beside its target. Before it is asked, the well-known
-- metrics with their weights and the query of changes.sql are put in their places.
WITH known AS (SELECT * FROM (VALUES $known) AS known (metric_id, weight)),

change AS ($changes),

newest AS (
    SELECT organisation_id, max(edition_date) AS until FROM core.report GROUP BY organisation_id
),

-- What a sentence can be about: results of a metric as a whole, but for metrics that are a change, or a part of a whole.
figure AS (
    SELECT
        s.*, f.source, f.is_provisional, s.qualifier IN ('exact', 'average') AS is_exact,
        coalesce(m.mart, 'other') AS domain, m.over_time, m.over_areas,
        coalesce(k.weight, 1) AS weight,
        -- Half as much for each year before the newest report of the organisation.
        pow(0.5, greatest(date_diff('month', s.end_date, n.until), 0) / 12.0)
        * CASE s.grain WHEN 'year' THEN 1 WHEN 'instant' THEN 1 WHEN 'half_year' THEN 0.9 WHEN 'quarter' THEN 0.5 ELSE 0.3 END
            AS recency
    FROM core.served_figure AS s
    JOIN core.figure AS f ON s.figure_id = f.figure_id
    JOIN core.metric AS m ON s.metric_id = m.metric_id
    JOIN newest AS n ON s.organisation_id = n.organisation_id
    LEFT JOIN known AS k ON s.metric_id = k.metric_id
    WHERE
        s.breakdown_id IS NULL AND s.compared_with_period_id IS NULL AND s.unit <> 'percentage_point'
        AND m.difference_of_metric_id IS NULL AND m.growth_of_metric_id IS NULL
        AND s.value_status NOT IN ('suppressed', 'unknown', 'not_applicable', 'not_yet')
        AND (s.value IS NOT NULL OR (s.value_low IS NOT NULL AND s.value_high IS NOT NULL))
),

result AS (FROM figure WHERE kind = 'realised'),

-- How large a change is: of a share more so where it is near all or nothing, of all else against the figure before.
sized AS (
    SELECT
        r.*, c.previous.figure_id AS other_figure_id,
        abs(CAST(r.value - c.previous.value AS DOUBLE)) / nullif(
            CASE
                -- From 88 to 76 percent is about as far as from 54 to 32; and two of six percent is more than of sixty.
                WHEN r.unit = 'percent'
                    THEN sqrt(50 * greatest(1, least(abs(c.previous.value), abs(100 - c.previous.value))))
                -- Of a few, one more is no news.
                WHEN r.unit = 'count' THEN greatest(50, abs(c.previous.value))
                ELSE abs(c.previous.value)
            END, 0
        ) AS size,
        c.forbidding, c.cautioning
    FROM result AS r
    JOIN change AS c ON r.figure_id = c.figure_id
    WHERE
        r.area_kind = 'city' AND NOT list_contains(c.forbidding, 'period')
        AND (c.direction IS NULL OR c.direction <> 'same')
),

-- A change that is usual for its metric is less news than one that is not.
changed AS (
    SELECT
        *,
        CASE
            WHEN count(size) OVER metric < 3 THEN 1
            ELSE least(2, greatest(0.5, size / nullif(median(size) OVER metric, 0)))
        END AS unusual
    FROM sized
    WINDOW metric AS (PARTITION BY organisation_id, metric_id)
),

-- Where teams are compared: means, shares and rates, never counts, which grow with the team.
beside AS (
    SELECT
        t.*, c.figure_id AS other_figure_id, t.value - c.value AS gap,
        stddev_samp(t.value) OVER period AS spread, count(*) OVER period AS teams, c.value AS city_value
    FROM result AS t
    JOIN core.organisation AS o ON t.organisation_id = o.organisation_id
    JOIN result AS c
        ON
            o.area_id = c.area_id AND t.organisation_id = c.organisation_id AND t.metric_id = c.metric_id
            AND t.period_id = c.period_id AND t.unit = c.unit AND t.source IS NOT DISTINCT FROM c.source
    WHERE
        t.area_kind IN ('team', 'district', 'neighbourhood') AND t.is_exact AND c.is_exact
        AND t.value IS NOT NULL AND c.value IS NOT NULL
        AND t.unit IN ('percent', 'workdays', 'days', 'months', 'score', 'ratio')
    WINDOW period AS (PARTITION BY t.organisation_id, t.metric_id, t.period_id, t.area_kind)
),

aimed AS (
    SELECT
        r.*, t.figure_id AS other_figure_id, r.value - t.value AS gap,
        abs(CAST(r.value - t.value AS DOUBLE)) / nullif(abs(t.value), 0) AS size
    FROM result AS r
    JOIN figure AS t
        ON
            r.organisation_id = t.organisation_id AND r.metric_id = t.metric_id AND r.area_id = t.area_id
            AND r.period_id = t.period_id AND r.unit = t.unit AND t.kind = 'target'
    WHERE r.area_kind = 'city' AND r.is_exact AND t.is_exact AND r.value <> t.value
),

candidate AS (
    SELECT
        'change' AS said, organisation_id, metric_id, domain, figure_id, other_figure_id, end_date, NULL AS gap, weight,
        weight * recency * unusual * coalesce(size, 0.1)
        -- What may not be compared is no change; that there is a break is worth telling all the same.
        * CASE WHEN forbidding <> [] THEN 0.4 WHEN cautioning <> [] THEN 0.7 ELSE 1 END AS score
    FROM changed
    UNION ALL
    SELECT
        'beside', organisation_id, metric_id, domain, figure_id, other_figure_id, end_date, gap, weight,
        weight * recency * least(2, abs(gap) / spread / 2) * least(1, abs(gap) / nullif(abs(city_value), 0))
    FROM beside
    WHERE teams >= 5 AND spread > 0 AND abs(gap) >= 1.5 * spread
    UNION ALL
    SELECT
        'target', organisation_id, metric_id, domain, figure_id, other_figure_id, end_date, gap, weight,
        weight * recency * (0.2 + coalesce(size, 0))
    FROM aimed
    UNION ALL
    -- An organisation of which nothing else can be said is heard with its newest figure.
    SELECT
        'single', organisation_id, metric_id, domain, figure_id, NULL, end_date, NULL, weight,
        0.01 * weight * recency
    FROM result
    WHERE area_kind = 'city'
),

-- The newest of each metric, so that nobody reads of 2018 where 2022 is printed.
current AS (
    FROM candidate
    QUALIFY end_date = max(end_date) OVER (PARTITION BY organisation_id, metric_id)
),

best AS (
    FROM current
    WHERE score > 0
    QUALIFY row_number() OVER (
        PARTITION BY organisation_id, metric_id ORDER BY score DESC, said, figure_id
    ) = 1
),

-- One sentence for a metric: whoever has more to say of it is heard, and the others sooner by another metric.
ranked AS (
    SELECT
        * REPLACE (
            score * pow(0.5, row_number() OVER (PARTITION BY metric_id ORDER BY score DESC, organisation_id) - 1) AS score
        )
    FROM best
),

voiced AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY organisation_id ORDER BY said = 'single', score DESC, figure_id) AS voice,
        row_number() OVER (PARTITION BY organisation_id, domain ORDER BY said = 'single', score DESC, figure_id)
            AS domain_voice
    FROM ranked
)

-- Each organisation is heard first, the one with most to say before the others; then each domain; then what is left. A
-- single figure is no message, and stands where an organisation has nothing else.
SELECT
    *,
    CASE
        WHEN said <> 'single' OR voice = 1
            THEN row_number() OVER (
                ORDER BY
                    said = 'single' AND voice > 1, voice > 1, said = 'single', domain_voice > 1, score DESC, figure_id
            )
    END AS place,
    CASE
        WHEN said <> 'single' OR domain_voice = 1
            THEN row_number() OVER (
                PARTITION BY domain
                ORDER BY said = 'single' AND domain_voice > 1, domain_voice > 1, said = 'single', score DESC, figure_id
            )
    END AS domain_place
FROM voiced
ORDER BY place NULLS LAST, domain, domain_place NULLS LAST
