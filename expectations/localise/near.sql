-- What the localiser may ask of a build: the identities near an open finding, which are those that a cell of a row with
-- a failing cell stands in, with their terms as whole numbers. What is larger than memory spills.
CREATE OR REPLACE TEMP TABLE asked AS
SELECT
    i.identity_id, i.rule_id, i.about_number, i.about, i.relation, r.severity, w.expected_difference
FROM quality.judged_identity AS i
INNER JOIN raw.rule AS r ON i.rule_id = r.rule_id
LEFT JOIN raw.waiver AS w ON i.identity_id = w.identity_id
-- An identity of a rule that only informs, or only finds a number odd, is no reason to call a cell wrong, or right; nor
-- is one that says what a report gives away.
WHERE i.verdict IN ('holds', 'fails') AND r.severity <> 'info' AND i.rule_id NOT IN ('plausible', 'disclosure')
    AND i.organisation_id IN (SELECT o.organisation_id FROM localised AS o);

-- The cells of the open findings: one without a cell has nothing that could be wrong.
CREATE OR REPLACE TEMP TABLE found AS
WITH open_finding AS (
    SELECT a.*
    FROM asked AS a
    WHERE a.identity_id IN (SELECT f.identity_id FROM quality.finding AS f WHERE f.status = 'open')
)
SELECT o.identity_id, t.figure_number
FROM open_finding AS o
INNER JOIN quality.every_term AS t
    ON o.rule_id = t.rule_id AND o.about_number IS NOT DISTINCT FROM t.about_number AND o.about = t.about
WHERE t.figure_number IS NOT NULL;

CREATE OR REPLACE TEMP TABLE near_cell AS
WITH found_cell AS (
    SELECT f.figure_id FROM quality.checked_figure AS f SEMI JOIN found USING (figure_number)
),

near_row AS (
    SELECT DISTINCT f.report_id, f.table_id, f.row_number
    FROM core.figure AS f SEMI JOIN found_cell USING (figure_id)
)
SELECT f.figure_id FROM core.figure AS f SEMI JOIN near_row USING (report_id, table_id, row_number);

CREATE OR REPLACE TEMP TABLE near_identity AS
WITH near_number AS (
    SELECT f.figure_number FROM quality.checked_figure AS f SEMI JOIN near_cell USING (figure_id)
),

near AS (
    SELECT DISTINCT t.rule_id, t.about_number, t.about
    FROM quality.every_term AS t SEMI JOIN near_number USING (figure_number)
)
SELECT a.identity_id, n.rule_id, n.about_number, n.about
FROM near AS n
INNER JOIN asked AS a
    ON n.rule_id = a.rule_id AND n.about_number IS NOT DISTINCT FROM a.about_number AND n.about = a.about;

-- As quality.identity_term, which would work out all of them first: the few are laid beside the figures.
CREATE OR REPLACE TEMP TABLE near_every_term AS
SELECT n.identity_id, t.* EXCLUDE (rule_id, about_number, about)
FROM near_identity AS n
INNER JOIN quality.every_term AS t
    ON n.rule_id = t.rule_id AND n.about_number IS NOT DISTINCT FROM t.about_number AND n.about = t.about;

CREATE OR REPLACE TEMP TABLE near_identity_term AS
SELECT
    t.identity_id, t.side, t.combine, t.coefficient, f.figure_id,
    coalesce(t.constant, f.value) AS value,
    coalesce(t.counts_as, f.counts_as) AS counts_as,
    coalesce(t.rounding, f.rounding) AS rounding
FROM near_every_term AS t
LEFT JOIN quality.checked_figure AS f ON t.figure_number = f.figure_number;

CREATE OR REPLACE TEMP TABLE near_term AS
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
