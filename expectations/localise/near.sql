-- What the localiser may ask of a build: the identities near an open finding, which are those that a cell of a row with
-- a failing cell stands in, with their terms as whole numbers. What is larger than memory spills.
CREATE OR REPLACE TEMP TABLE asked AS
SELECT i.identity_id, i.relation, r.severity, w.expected_difference, i.figure_ids
FROM quality.judged_identity AS i
INNER JOIN raw.rule AS r ON i.rule_id = r.rule_id
LEFT JOIN raw.waiver AS w ON i.identity_id = w.identity_id
-- An identity of a rule that only informs, or only finds a number odd, is no reason to call a cell wrong, or right; nor
-- is one that says what a report gives away.
WHERE i.verdict IN ('holds', 'fails') AND r.severity <> 'info' AND i.rule_id NOT IN ('plausible', 'disclosure')
    AND i.figure_ids IS NOT NULL AND i.organisation_id IN (SELECT o.organisation_id FROM localised AS o);

CREATE OR REPLACE TEMP TABLE found AS
SELECT identity_id, figure_ids FROM asked
WHERE identity_id IN (SELECT f.identity_id FROM quality.finding AS f WHERE f.status = 'open');

CREATE OR REPLACE TEMP TABLE near_cell AS
WITH near_row AS (
    SELECT DISTINCT f.report_id, f.table_id, f.row_number
    FROM core.figure AS f
    WHERE f.figure_id IN (SELECT unnest(found.figure_ids) FROM found)
)
SELECT f.figure_id FROM core.figure AS f SEMI JOIN near_row USING (report_id, table_id, row_number);

CREATE OR REPLACE TEMP TABLE near_term AS
WITH near_identity AS (
    SELECT DISTINCT cell.identity_id
    FROM (SELECT identity_id, unnest(figure_ids) AS figure_id FROM asked) AS cell
    WHERE cell.figure_id IN (SELECT n.figure_id FROM near_cell AS n)
)
{terms};

-- Of those whose sides are sums: left minus right, and between what it has to lie. Figures of which only bounds are
-- known leave it room; an end that nobody knows leaves all of it.
CREATE OR REPLACE TEMP TABLE near_sum AS
WITH signed AS (
    SELECT *, CASE side WHEN 'left' THEN coefficient ELSE -coefficient END AS net FROM near_term
),

compared AS (
    SELECT
        identity_id,
        coalesce(sum(value * net), 0) AS difference,
        sum(abs(coefficient) * rounding) AS tolerance,
        coalesce(sum(CASE WHEN is_between THEN net * CASE WHEN net > 0 THEN low ELSE high END END), 0) AS least,
        coalesce(sum(CASE WHEN is_between THEN net * CASE WHEN net > 0 THEN high ELSE low END END), 0) AS most,
        bool_or(is_between) AS has_bounds,
        bool_or(is_between AND CASE WHEN net > 0 THEN low ELSE high END IS NULL) AS is_least_unknown,
        bool_or(is_between AND CASE WHEN net > 0 THEN high ELSE low END IS NULL) AS is_most_unknown
    FROM signed
    GROUP BY identity_id
    HAVING bool_and(combine = 'sum' AND side <> 'base')
)
SELECT
    c.identity_id,
    c.difference,
    CASE
        WHEN a.expected_difference IS NOT NULL THEN a.expected_difference * 100000
        WHEN a.relation = '=' AND NOT c.is_most_unknown THEN -c.tolerance - c.most
    END AS low,
    CASE
        WHEN a.expected_difference IS NOT NULL THEN a.expected_difference * 100000
        WHEN NOT c.is_least_unknown THEN c.tolerance - c.least
    END AS high
FROM compared AS c
INNER JOIN asked AS a ON c.identity_id = a.identity_id
-- What a waiver accepts is a difference of numbers.
WHERE NOT (a.expected_difference IS NOT NULL AND c.has_bounds);

CREATE OR REPLACE TEMP TABLE failing AS
SELECT identity_id FROM found
UNION
-- A tolerance has four decimals.
SELECT identity_id FROM near_sum WHERE difference < low - 10 OR difference > high + 10;
