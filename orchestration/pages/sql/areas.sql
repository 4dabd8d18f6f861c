-- Every area with the city that it is in, and what it is called where areas of other cities stand beside it.
WITH RECURSIVE below AS (
    SELECT area_id AS city_id, area_id FROM core.area WHERE kind = 'city'
    UNION
    SELECT b.city_id, m.member_area_id
    FROM below AS b JOIN core.area_member AS m ON b.area_id = m.area_id
),

-- A group is in the city of its members; what has none, in that of the organisations that print figures of it.
around AS (
    SELECT city_id, area_id FROM below
    UNION
    SELECT b.city_id, m.area_id
    FROM below AS b JOIN core.area_member AS m ON b.area_id = m.member_area_id
),

reported AS (
    SELECT DISTINCT o.area_id AS city_id, f.area_id
    FROM core.figure AS f JOIN core.organisation AS o ON f.organisation_id = o.organisation_id
    WHERE f.area_id NOT IN (SELECT area_id FROM around)
),

placed AS (
    SELECT area_id, min(city_id) AS city_id
    FROM (FROM around UNION ALL FROM reported)
    GROUP BY area_id
    HAVING count(DISTINCT city_id) = 1
)

SELECT
    a.area_id, a.name, a.kind, a.code, a.valid_from, a.valid_until, a.tile_row, a.tile_column, c.area_id AS city_id,
    c.name AS city_name,
    CASE
        WHEN count(*) OVER (PARTITION BY lower(a.name)) > 1 AND c.area_id <> a.area_id
            THEN a.name || ' (' || c.name || ')'
        ELSE a.name
    END AS label
FROM core.area AS a
LEFT JOIN placed AS p ON a.area_id = p.area_id
LEFT JOIN core.area AS c ON p.city_id = c.area_id
ORDER BY a.name, c.name, a.area_id
