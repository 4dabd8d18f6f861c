-- What figures come to per 1,000 inhabitants, as the mart computes it, with the printed places of both.
SELECT
    r.*,
    f.report_id, f.table_id, f.row_number, f.column_number,
    i.report_id AS inhabitants_report_id, i.table_id AS inhabitants_table_id, i.row_number AS inhabitants_row,
    i.column_number AS inhabitants_column
FROM reach.inhabitant_rate_period AS r
JOIN core.figure AS f ON r.figure_id = f.figure_id
JOIN core.figure AS i ON r.inhabitants_figure_id = i.figure_id
ORDER BY r.start_date DESC, r.period_id, r.area_kind <> 'city', r.area_name, r.area_id
