-- What came of all checks, and how many served figures say no number.
SELECT
    CAST(coalesce(sum(identities), 0) AS BIGINT) AS checks,
    CAST(coalesce(sum(holding), 0) AS BIGINT) AS holding,
    CAST(coalesce(sum(not_evaluable), 0) AS BIGINT) AS no_verdict,
    (SELECT count(*) FROM quality.finding WHERE status = 'open') AS open,
    (SELECT count(*) FROM quality.finding WHERE status = 'open' AND severity = 'critical') AS open_critical,
    (SELECT count(*) FROM quality.finding WHERE status = 'waived') AS waived,
    (SELECT count(*) FROM core.served_figure WHERE value_status = 'illegible') AS unreadable,
    (SELECT count(*) FROM core.served_figure WHERE value_status = 'suppressed') AS withheld
FROM quality.rule_result
