-- In words under a chart: of every series with at least two numbers, its first, last, lowest and highest.
-- A series that crosses a break has no first and last that may be laid beside each other.
SELECT
    organisation_id, metric_id, breakdown_id, area_id, category_id, grain,
    count(*) AS numbers,
    arg_min(figure_id, start_date) AS first_figure_id,
    arg_max(figure_id, start_date) AS last_figure_id,
    arg_min(figure_id, (value, start_date)) AS lowest_figure_id,
    arg_max(figure_id, (value, start_date)) AS highest_figure_id,
    bool_or(coalesce(crosses_series_break, false)) AS crosses_break
FROM core.series_step
WHERE value IS NOT NULL AND grain <> 'interval'
GROUP BY ALL
HAVING count(*) >= 2
ORDER BY ALL
