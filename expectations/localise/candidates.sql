-- Of the cells that stand in all identities of a block: those for which one and the same change would do in every sum
-- that they stand in. That is necessary and cheap; whether it is enough is for exact algebra to say.
WITH net AS (
    SELECT
        t.identity_id, t.figure_id,
        sum(CASE t.side WHEN 'left' THEN t.coefficient ELSE -t.coefficient END) AS net,
        -- Repaired, a cell that lost its decimals is rounded otherwise.
        max(CASE WHEN f.decimals IS DISTINCT FROM u.decimals THEN 50000 * f.scale * abs(t.coefficient) ELSE 0 END) AS room
    FROM near_term AS t
    INNER JOIN core.figure AS f ON t.figure_id = f.figure_id
    LEFT JOIN usual AS u ON f.report_id = u.report_id AND f.metric_id = u.metric_id AND f.scale = u.scale
    WHERE t.figure_id IN (SELECT s.figure_id FROM shared AS s)
    GROUP BY t.identity_id, t.figure_id
),

change AS (
    SELECT
        n.figure_id,
        (s.low - s.difference - n.room - 20) / CAST(n.net AS DOUBLE) AS one_end,
        (s.high - s.difference + n.room + 20) / CAST(n.net AS DOUBLE) AS other_end,
        n.net > 0 AS is_added
    FROM net AS n
    INNER JOIN near_sum AS s ON n.identity_id = s.identity_id
    WHERE n.net <> 0
),

possible AS (
    SELECT
        figure_id,
        max(CASE WHEN is_added THEN one_end ELSE other_end END) AS low,
        min(CASE WHEN is_added THEN other_end ELSE one_end END) AS high
    FROM change
    GROUP BY figure_id
)

SELECT s.block, s.figure_id
FROM shared AS s
LEFT JOIN possible AS p ON s.figure_id = p.figure_id
-- Of large numbers a double holds no more than 15 digits.
WHERE p.figure_id IS NULL OR p.low IS NULL OR p.high IS NULL OR p.low <= p.high + 1e-9 * abs(p.high)
ORDER BY ALL
