-- What stands out about each team in the latest year that has its figures: a row per team and organisation.
WITH latest AS (
    SELECT organisation_id, max(period_id) AS year_id FROM flow.team_comparison_year GROUP BY organisation_id
),

wait AS (
    SELECT
        c.organisation_id, c.area_id, c.period_id AS year_id, c.wait_workdays, c.city_wait_workdays, c.wait_gap,
        c.wait_rank,
        rank() OVER (PARTITION BY c.organisation_id, c.period_id ORDER BY c.wait_workdays) AS wait_rank_from_shortest,
        count(c.wait_workdays) OVER (PARTITION BY c.organisation_id, c.period_id) AS teams
    FROM flow.team_comparison_year AS c
    JOIN latest AS l ON c.organisation_id = l.organisation_id AND c.period_id = l.year_id
),

-- The quarter in which the wait moved most, where no break in the series lies in between.
turn AS (
    SELECT
        organisation_id, area_id, p.year_id,
        arg_max(q.period_id, abs(wait_change)) AS turn_period_id,
        arg_max(q.wait_change, abs(wait_change)) AS turn_change,
        arg_max(q.wait_workdays, abs(wait_change)) AS turn_wait
    FROM flow.team_comparison_quarter AS q
    JOIN core.period AS p ON q.period_id = p.period_id
    WHERE wait_change IS NOT NULL AND NOT coalesce(crosses_series_break, false)
    GROUP BY ALL
),

course AS (
    SELECT
        organisation_id, area_id, p.year_id,
        min(m.period_id) AS first_month, max(m.period_id) AS last_month,
        arg_min(m.cases_running, m.period_id) AS first_running,
        arg_max(m.cases_running, m.period_id) AS last_running,
        bool_or(m.running_change IS NOT NULL AND coalesce(m.crosses_series_break, false)) AS crosses_break
    FROM flow.team_comparison_month AS m
    JOIN core.period AS p ON m.period_id = p.period_id
    WHERE m.cases_running IS NOT NULL
    GROUP BY ALL
    HAVING count(*) >= 2
),

incident AS (
    SELECT
        organisation_id, area_id, period_id AS year_id, incidents_per_1000,
        rank() OVER (PARTITION BY organisation_id, period_id ORDER BY incidents_per_1000 DESC) AS incident_rank
    FROM satisfaction.team_year
    WHERE area_kind = 'team' AND incidents_per_1000 IS NOT NULL
)

SELECT
    w.*, t.turn_period_id, t.turn_change, t.turn_wait, c.first_month, c.last_month, c.first_running, c.last_running,
    c.last_running - c.first_running AS running_change,
    coalesce(c.crosses_break, false) AS crosses_break,
    y.net_flow, y.cases_started, y.cases_closed, y.closing_stock,
    i.incidents_per_1000, i.incident_rank,
    -- What is said first: the ends of a row of teams, a quarter away from the city, a course or balance that moved.
    coalesce(
        w.teams >= 5 AND least(w.wait_rank, w.wait_rank_from_shortest) <= 2
        OR abs(w.wait_gap) >= 0.25 * w.city_wait_workdays, false
    ) AS wait_stands_out,
    coalesce(abs(c.last_running - c.first_running) >= 0.15 * c.first_running, false) AS course_stands_out,
    coalesce(abs(y.net_flow) >= 0.1 * y.cases_started, false) AS flow_stands_out
FROM wait AS w
LEFT JOIN turn AS t USING (organisation_id, area_id, year_id)
LEFT JOIN course AS c USING (organisation_id, area_id, year_id)
LEFT JOIN incident AS i USING (organisation_id, area_id, year_id)
LEFT JOIN flow.team_year AS y
    ON w.organisation_id = y.organisation_id AND w.area_id = y.area_id AND w.year_id = y.period_id
