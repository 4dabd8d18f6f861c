-- What is wrong with the cells of all seeds: where, the text, what to say of it, and what would have been known.
-- $1: the qualifiers, $2: the pattern of an id, $3: the pattern of what cannot be seen, $4: the highest row and column of
-- a tile, $5: the kinds of areas that have one.
WITH RECURSIVE cell AS (
    SELECT c.*, s.* EXCLUDE (seed, name) FROM seed_cell AS c INNER JOIN spec AS s USING (seed, name)
),
known AS (
    SELECT replace(name, '_id', '') AS kind, text AS id FROM cell
    WHERE (seed, name) IN (
        ('seed__area', 'area_id'), ('seed__metric', 'metric_id'), ('seed__breakdown', 'breakdown_id'),
        ('seed__organisation', 'organisation_id'), ('seed__unit', 'unit')
    )
    UNION ALL
    SELECT 'category', b.text || '=' || c.text
    FROM cell AS b INNER JOIN cell AS c USING (seed, line)
    WHERE b.seed = 'seed__category' AND b.name = 'breakdown_id' AND c.name = 'category_id'
    UNION ALL SELECT 'qualifier', unnest($1)
),
referred AS (
    SELECT seed, line, position, text, refers_to AS kind, text AS id FROM cell WHERE refers_to <> ''
    UNION ALL
    -- What an alias stands for is of the kind that it says itself.
    SELECT i.seed, i.line, i.position, i.text, d.text, i.text
    FROM cell AS i INNER JOIN cell AS d USING (seed, line)
    WHERE i.seed = 'seed__alias' AND i.name = 'id' AND d.name = 'dimension' AND d.text <> 'category'
        AND list_contains(d.one_of, d.text)
    UNION ALL
    SELECT c.seed, c.line, c.position, c.text, 'category', b.text || '=' || c.text
    FROM pair AS p
    INNER JOIN cell AS b ON p.seed = b.seed AND p.breakdown = b.name
    INNER JOIN cell AS c ON p.seed = c.seed AND p.category = c.name AND b.line = c.line
),
key AS (
    SELECT seed, line, min(position) AS position, string_agg(coalesce(text, ''), ', ' ORDER BY position) AS said,
        any_value(text ORDER BY position) AS text
    FROM cell WHERE is_key GROUP BY seed, line
),
member AS (
    SELECT a.seed, a.line, a.position, 'area' AS kind, a.text AS above, m.text AS part
    FROM cell AS a INNER JOIN cell AS m USING (seed, line)
    WHERE a.seed = 'seed__area_member' AND a.name = 'area_id' AND m.name = 'member_area_id'
    UNION ALL
    SELECT i.seed, i.line, i.position, 'category', pb.text || '=' || p.text, b.text || '=' || i.text
    FROM cell AS i INNER JOIN cell AS b USING (seed, line)
    INNER JOIN cell AS p USING (seed, line) INNER JOIN cell AS pb USING (seed, line)
    WHERE i.seed = 'seed__category' AND i.name = 'category_id' AND b.name = 'breakdown_id'
        AND p.name = 'part_of_category_id' AND pb.name = 'part_of_breakdown_id'
),
below AS (
    SELECT kind, above, part FROM member
    UNION
    SELECT b.kind, b.above, m.part FROM below AS b INNER JOIN member AS m ON b.kind = m.kind AND b.part = m.above
),
tile AS (
    SELECT r.seed, r.line, r.position, r.text, a.text AS area_id, k.text AS kind, r.text AS tile_row,
        c.text AS tile_column, f.text AS valid_from, u.text AS valid_until
    FROM cell AS r INNER JOIN cell AS c USING (seed, line) INNER JOIN cell AS a USING (seed, line)
    INNER JOIN cell AS k USING (seed, line) INNER JOIN cell AS f USING (seed, line)
    INNER JOIN cell AS u USING (seed, line)
    WHERE r.seed = 'seed__area' AND r.name = 'tile_row' AND c.name = 'tile_column' AND a.name = 'area_id'
        AND k.name = 'kind' AND f.name = 'valid_from' AND u.name = 'valid_until'
),
city AS (
    SELECT a.text AS city_id FROM cell AS a INNER JOIN cell AS k USING (seed, line)
    WHERE a.seed = 'seed__area' AND a.name = 'area_id' AND k.name = 'kind' AND k.text = 'city'
),
-- The tiles of each city; what is in none stands on one map with all others that are in none.
placed_tile AS (
    SELECT t.*, coalesce(i.city_id, '') AS city_id
    FROM tile AS t
    LEFT JOIN (
        SELECT c.city_id, b.part FROM city AS c INNER JOIN below AS b ON b.kind = 'area' AND c.city_id = b.above
    ) AS i ON t.area_id = i.part
),
label AS (
    SELECT l.seed, l.line, l.position, l.text, i.text AS id,
        concat_ws(
            '|', d.text, b.text, r.text, t.text,
            regexp_replace(nfc_normalize(lower(l.text)), '[\s\p{Z}]+', ' ', 'g')
        ) AS meant_where
    FROM cell AS l INNER JOIN cell AS d USING (seed, line) INNER JOIN cell AS b USING (seed, line)
    INNER JOIN cell AS i USING (seed, line) INNER JOIN cell AS r USING (seed, line)
    INNER JOIN cell AS t USING (seed, line)
    -- An area of one name in two cities is two areas.
    WHERE l.seed = 'seed__alias' AND l.name = 'label' AND d.name = 'dimension' AND d.text <> 'area'
        AND b.name = 'breakdown_id' AND i.name = 'id' AND r.name = 'report_id' AND t.name = 'table_id'
)
SELECT seed, line, position, text, name || ' is empty' AS message, [] AS known FROM cell
WHERE required AND text IS NULL
UNION ALL
SELECT seed, line, position, text, 'there is no ' || name || ' "' || text || '"', one_of FROM cell
WHERE len(one_of) > 0 AND NOT list_contains(one_of, text)
UNION ALL
SELECT seed, line, position, text,
    name || ' "' || text || '" is no '
    || CASE type WHEN 'INTEGER' THEN 'whole number' WHEN 'DATE' THEN 'date such as 2022-12-31' ELSE 'number' END, []
FROM cell
WHERE CASE type WHEN 'INTEGER' THEN try_cast(text AS INTEGER) IS NULL WHEN '' THEN false
    WHEN 'DATE' THEN NOT regexp_full_match(text, '\d{4}-\d{2}-\d{2}') OR try_cast(text AS DATE) IS NULL
    ELSE try_cast(text AS DECIMAL(18, 4)) IS NULL END AND text IS NOT NULL
UNION ALL
SELECT seed, line, position, text,
    name || ' "' || text || '" is no id: lower-case letters and digits, joined by - or _', []
FROM cell WHERE is_id AND NOT regexp_full_match(text, $2)
UNION ALL
SELECT seed, line, position, text, name || ' "' || text || '" holds a character that shows nothing, or a line break', []
FROM cell WHERE regexp_matches(text, $3)
UNION ALL
SELECT r.seed, r.line, r.position, r.text, 'there is no ' || r.kind || ' "' || r.id || '"',
    (SELECT list(k.id) FROM known AS k WHERE k.kind = r.kind)
FROM referred AS r
WHERE r.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM known AS k WHERE r.kind = k.kind AND r.id = k.id)
UNION ALL
SELECT seed, line, position, text, '"' || said || '" stands here a second time, first on line ' || first_line, []
FROM (SELECT *, min(line) OVER (PARTITION BY seed, said) AS first_line FROM key)
WHERE line > first_line
UNION ALL
SELECT m.seed, m.line, m.position, m.above, 'the ' || m.kind || ' "' || m.above || '" is a part of itself', []
FROM member AS m
WHERE EXISTS (
    SELECT 1 FROM below AS b WHERE m.kind = b.kind AND m.part = b.above AND m.above = b.part
)
UNION ALL
SELECT seed, line, position, text, 'the label "' || text || '" stands for another id on line ' || first_line, []
FROM (
    SELECT *, min(line) OVER (PARTITION BY meant_where) AS first_line,
        first_value(id) OVER (PARTITION BY meant_where ORDER BY line) AS first_id
    FROM label
)
WHERE id <> first_id
UNION ALL
-- Half of a category: its breakdown without its id.
SELECT c.seed, c.line, c.position, b.text, c.name || ' is empty beside ' || b.name || ' "' || b.text || '"', []
FROM pair AS p
INNER JOIN cell AS b ON p.seed = b.seed AND p.breakdown = b.name
INNER JOIN cell AS c ON p.seed = c.seed AND p.category = c.name AND b.line = c.line
WHERE p.seed <> 'seed__alias' AND b.text IS NOT NULL AND c.text IS NULL
UNION ALL
SELECT c.seed, c.line, b.position, c.text, b.name || ' is empty beside ' || c.name || ' "' || c.text || '"', []
FROM pair AS p
INNER JOIN cell AS b ON p.seed = b.seed AND p.breakdown = b.name
INNER JOIN cell AS c ON p.seed = c.seed AND p.category = c.name AND b.line = c.line
LEFT JOIN cell AS d ON c.seed = d.seed AND c.line = d.line AND d.name = 'dimension'
WHERE coalesce(d.text, 'category') = 'category' AND b.text IS NULL AND c.text IS NOT NULL
UNION ALL
SELECT c.seed, c.line, c.position, c.text, 'the maximum ' || c.text || ' lies below the minimum ' || f.text, []
FROM cell AS c INNER JOIN cell AS f USING (seed, line)
WHERE c.name = 'maximum' AND f.name = 'minimum'
    AND try_cast(c.text AS DECIMAL(18, 4)) < try_cast(f.text AS DECIMAL(18, 4))
UNION ALL
SELECT seed, line, position, text, name || ' "' || text || '" is no city', []
FROM cell AS c
WHERE c.seed = 'seed__city_area' AND c.name = 'city_area_id'
    AND EXISTS (SELECT 1 FROM known AS k WHERE k.kind = 'area' AND k.id = c.text)
    AND NOT EXISTS (
        SELECT 1 FROM cell AS a INNER JOIN cell AS k USING (seed, line)
        WHERE a.seed = 'seed__area' AND a.name = 'area_id' AND a.text = c.text AND k.name = 'kind' AND k.text = 'city'
    )
UNION ALL
SELECT seed, line, position, text,
    'the area "' || area_id || '" has a ' || CASE WHEN tile_row IS NULL THEN 'tile_column' ELSE 'tile_row' END
    || ' and no ' || CASE WHEN tile_row IS NULL THEN 'tile_row' ELSE 'tile_column' END, []
FROM tile
WHERE (tile_row IS NULL) <> (tile_column IS NULL)
UNION ALL
SELECT seed, line, position, text, name || ' ' || text || ' is outside the map: it has rows and columns 1 to ' || $4, []
FROM cell
WHERE name IN ('tile_row', 'tile_column') AND try_cast(text AS INTEGER) NOT BETWEEN 1 AND $4
UNION ALL
SELECT seed, line, position, text, 'a ' || kind || ' has no tile: the map shows ' || array_to_string($5, ', '), []
FROM tile
WHERE tile_row IS NOT NULL AND list_contains((SELECT any_value(one_of) FROM spec WHERE seed = 'seed__area' AND name = 'kind'), kind)
    AND NOT list_contains($5, kind)
UNION ALL
-- Areas of one kind that are there at the same time.
SELECT b.seed, b.line, b.position, b.text,
    'the tile ' || b.tile_row || ', ' || b.tile_column || ' is that of "' || a.area_id || '" on line ' || a.line, []
FROM placed_tile AS a INNER JOIN placed_tile AS b USING (city_id, kind, tile_row, tile_column)
WHERE a.line < b.line
    AND coalesce(a.valid_from, '0001-01-01') <= coalesce(b.valid_until, '9999-12-31')
    AND coalesce(b.valid_from, '0001-01-01') <= coalesce(a.valid_until, '9999-12-31')
