-- What lists of many organisations say of each: its city, its reports and the newest of them, its areas, and how much it has.
WITH figures AS (
    SELECT organisation_id, count(*) AS figures, count(DISTINCT area_id) FILTER (area_kind <> 'city') AS areas
    FROM core.served_figure
    GROUP BY organisation_id
),

reports AS (
    SELECT
        organisation_id, count(*) AS reports, arg_max(report_id, (edition_date, report_id)) AS report_id,
        arg_max(title, (edition_date, report_id)) AS title, max(edition_date) AS edition_date,
        arg_max(coalesce(published, edition_date), (edition_date, report_id)) AS published
    FROM core.report
    GROUP BY organisation_id
),

cities AS (
    SELECT o.organisation_id, a.name AS city
    FROM core.organisation AS o
    JOIN core.area AS a ON o.area_id = a.area_id
    WHERE o.organisation_id IN (SELECT organisation_id FROM core.figure WHERE source IS NULL)
),

findings AS (
    SELECT organisation_id, count(*) AS open_findings FROM quality.finding WHERE status = 'open' GROUP BY organisation_id
)

SELECT
    r.*, o.name, c.city, coalesce(f.figures, 0) AS figures, coalesce(f.areas, 0) AS areas,
    coalesce(q.open_findings, 0) AS open_findings
FROM reports AS r
JOIN core.organisation AS o ON r.organisation_id = o.organisation_id
LEFT JOIN figures AS f ON r.organisation_id = f.organisation_id
LEFT JOIN cities AS c ON r.organisation_id = c.organisation_id
LEFT JOIN findings AS q ON r.organisation_id = q.organisation_id
ORDER BY c.city IS NULL, c.city, o.name, r.organisation_id
