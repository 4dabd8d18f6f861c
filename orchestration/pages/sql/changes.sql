-- Every served figure beside the one before it: the last one of its series and kind of period that says a number. Where
-- there is none, what its area was made of (computed), or the last figure about another kind of period, of a metric that
-- does not grow with its period. A difference is worked out only between figures that may be compared and are no bounds.
WITH figure AS (
    SELECT
        s.figure_key, s.figure_id, s.organisation_id, s.metric_id, s.area_id, s.breakdown_id, s.category_id, s.kind,
        s.unit, s.grain, s.period_id, s.start_date, s.end_date, s.value_status, s.qualifier, s.value, f.decimals,
        s.has_waived_finding, f.is_provisional, f.source, m.over_time,
        s.value IS NULL AND s.value_low IS NOT NULL AND s.value_high IS NOT NULL
        AND s.value_status NOT IN ('suppressed', 'unknown', 'not_applicable', 'not_yet') AS is_range,
        s.value IS NOT NULL OR is_range AS is_said,
        -- Between which two the number lies: a bound is open on one side.
        CASE
            WHEN is_range THEN s.value_low
            WHEN s.qualifier IN ('under', 'at_most', 'nearly') THEN CAST('-infinity' AS DOUBLE)
            ELSE s.value
        END AS low,
        CASE
            WHEN is_range THEN s.value_high
            WHEN s.qualifier IN ('over', 'at_least') THEN CAST('infinity' AS DOUBLE)
            ELSE s.value
        END AS high,
        struct_pack(
            figure_key := s.figure_key, figure_id := s.figure_id, period_id := s.period_id, grain := s.grain,
            value := s.value, value_low := s.value_low, value_high := s.value_high, unit := s.unit,
            qualifier := s.qualifier, value_printed := s.value_printed, value_status := s.value_status,
            decimals := f.decimals, is_provisional := f.is_provisional, source := f.source, report_id := f.report_id,
            table_id := f.table_id, row_number := f.row_number, column_number := f.column_number
        ) AS shown
    FROM core.served_figure AS s
    JOIN core.figure AS f ON s.figure_id = f.figure_id
    JOIN core.metric AS m ON s.metric_id = m.metric_id
    -- A change is compared with a period of its own.
    WHERE s.compared_with_period_id IS NULL
),

in_series AS (
    SELECT
        *,
        last_value(CASE WHEN is_said THEN figure_id END IGNORE NULLS) OVER (
            series ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS same_grain_id,
        lag(figure_id) OVER series AS last_id
    FROM figure
    WINDOW series AS (
        PARTITION BY
            organisation_id, metric_id, area_id, breakdown_id, category_id, kind, unit, grain,
            -- Intervals differ in length, so none is the one before another.
            CASE WHEN grain = 'interval' THEN period_id END
        ORDER BY start_date
    )
),

other_grain AS (
    SELECT s.figure_id, p.figure_id AS previous_id
    FROM in_series AS s
    -- Of figures up to the same day, the one about the longest period.
    ASOF JOIN (
        FROM figure
        WHERE is_said
        QUALIFY row_number() OVER (
            PARTITION BY organisation_id, metric_id, area_id, breakdown_id, category_id, kind, unit, end_date
            ORDER BY start_date, figure_id
        ) = 1
    ) AS p
        ON
            s.organisation_id = p.organisation_id AND s.metric_id = p.metric_id AND s.area_id = p.area_id
            AND coalesce(s.breakdown_id, '') = coalesce(p.breakdown_id, '')
            AND coalesce(s.category_id, '') = coalesce(p.category_id, '')
            AND s.kind = p.kind AND s.unit = p.unit AND s.start_date > p.end_date
    WHERE s.is_said AND s.same_grain_id IS NULL AND s.over_time NOT IN ('sum', 'distinct')
),

pair AS (
    SELECT
        f.*,
        t.figure_id IS NOT NULL AS is_computed,
        o.previous_id IS NOT NULL AND t.figure_id IS NULL AS is_other_grain,
        -- Between the two, the series has a figure that says no number.
        CASE WHEN f.same_grain_id <> f.last_id THEN l.period_id END AS unsaid_period_id,
        CASE WHEN f.same_grain_id <> f.last_id THEN l.value_status END AS unsaid_status,
        CASE
            WHEN t.figure_id IS NULL THEN p.shown
            ELSE struct_pack(
                figure_key := NULL, figure_id := NULL, period_id := t.previous_period_id, grain := t.grain,
                value := t.previous_value, value_low := NULL, value_high := NULL, unit := t.unit, qualifier := 'exact',
                value_printed := NULL, value_status := 'computed', decimals := f.decimals, is_provisional := false,
                source := NULL, report_id := NULL, table_id := NULL, row_number := NULL, column_number := NULL
            )
        END AS previous,
        coalesce(p.start_date, c.start_date) AS previous_start_date,
        coalesce(p.low, t.previous_value) AS previous_low, coalesce(p.high, t.previous_value) AS previous_high,
        coalesce(p.qualifier, 'exact') AS previous_qualifier, coalesce(p.is_range, false) AS previous_is_range,
        coalesce(p.is_provisional, false) AS previous_is_provisional,
        coalesce(p.has_waived_finding, false) AS previous_has_waived_finding,
        p.figure_id IS NOT NULL AND p.source IS DISTINCT FROM f.source AS is_other_source
    FROM in_series AS f
    LEFT JOIN core.series_step AS t
        ON f.figure_id = t.figure_id AND t.previous_is_computed AND t.previous_figure_id IS NULL
    LEFT JOIN core.period AS c ON t.previous_period_id = c.period_id
    LEFT JOIN other_grain AS o ON f.figure_id = o.figure_id
    LEFT JOIN figure AS p ON CASE WHEN t.figure_id IS NULL THEN coalesce(f.same_grain_id, o.previous_id) END = p.figure_id
    LEFT JOIN figure AS l ON f.last_id = l.figure_id
    WHERE f.is_said AND (p.figure_id IS NOT NULL OR t.figure_id IS NOT NULL)
),

-- As core.series_step has it: a break inside the earlier period counts, since part of that period lies before it.
crossed AS (
    SELECT
        p.figure_id,
        list(
            struct_pack(
                break_id := b.break_id, period_id := b.period_id, reason := b.reason, reason_nl := b.reason_nl,
                report_id := b.report_id, document_line := b.document_line
            )
            ORDER BY b.starts_on DESC, b.break_id
        ) AS breaks
    FROM pair AS p
    JOIN core.series_break AS b
        ON
            p.organisation_id = b.organisation_id AND p.metric_id = b.metric_id
            AND p.previous_start_date < b.starts_on AND p.end_date >= b.starts_on
    GROUP BY p.figure_id
),

area_change AS (
    SELECT area_id AS about_area_id, ended_on FROM core.area_change
    UNION
    SELECT successor_area_id, ended_on FROM core.area_change
),

moved AS (
    SELECT DISTINCT p.figure_id
    FROM pair AS p
    JOIN area_change AS c
        ON p.area_id = c.about_area_id AND p.previous_start_date <= c.ended_on AND p.end_date > c.ended_on
    WHERE NOT p.is_computed
),

judged AS (
    SELECT
        p.*,
        coalesce(c.breaks, []) AS breaks,
        list_filter(
            [
                CASE WHEN c.figure_id IS NOT NULL THEN 'break' END,
                CASE WHEN m.figure_id IS NOT NULL THEN 'area' END,
                CASE WHEN p.is_other_source THEN 'source' END,
                CASE WHEN p.is_other_grain THEN 'period' END
            ],
            lambda reason: reason IS NOT NULL
        ) AS forbidding,
        list_filter(
            [
                CASE
                    WHEN
                        p.is_range OR p.previous_is_range
                        OR p.qualifier IN ('over', 'at_least', 'under', 'at_most', 'nearly')
                        OR p.previous_qualifier IN ('over', 'at_least', 'under', 'at_most', 'nearly')
                        THEN 'bound'
                END,
                CASE WHEN 'about' IN (p.qualifier, p.previous_qualifier) THEN 'about' END,
                CASE WHEN p.is_provisional OR p.previous_is_provisional THEN 'provisional' END,
                CASE WHEN p.has_waived_finding OR p.previous_has_waived_finding THEN 'contradicted' END,
                CASE WHEN p.is_computed THEN 'computed' END
            ],
            lambda reason: reason IS NOT NULL
        ) AS cautioning
    FROM pair AS p
    LEFT JOIN crossed AS c ON p.figure_id = c.figure_id
    LEFT JOIN moved AS m ON p.figure_id = m.figure_id
)

SELECT
    figure_key, figure_id, unit, period_id, previous, breaks, unsaid_period_id, unsaid_status,
    forbidding, cautioning,
    CASE WHEN forbidding = [] AND NOT list_contains(cautioning, 'bound') THEN value - previous.value END AS change,
    CASE
        WHEN forbidding = [] AND NOT list_contains(cautioning, 'bound') AND unit NOT IN ('percent', 'percentage_point')
            AND previous.value > 0
            THEN 100.0 * CAST(value - previous.value AS DOUBLE) / CAST(previous.value AS DOUBLE)
    END AS growth,
    -- A direction is known where what the one can be lies beyond all that the other can be.
    CASE
        WHEN forbidding <> [] THEN NULL
        WHEN low > previous_high THEN 'up'
        WHEN high < previous_low THEN 'down'
        WHEN low = high AND previous_low = previous_high THEN 'same'
    END AS direction,
    greatest(decimals, previous.decimals) AS decimals
FROM judged
ORDER BY figure_key
