-- The tables of reports with served figures that cannot be read, most of them first.
SELECT
    f.report_id, f.table_id, r.title AS report_title, t.title, t.is_key_figures, count(*) AS figures
FROM core.served_figure AS s
JOIN core.figure AS f ON s.figure_id = f.figure_id
JOIN core.report AS r ON f.report_id = r.report_id
JOIN core.report_table AS t ON f.report_id = t.report_id AND f.table_id = t.table_id
WHERE s.value_status = 'illegible'
GROUP BY ALL
ORDER BY figures DESC, f.report_id, f.table_id
LIMIT 50
