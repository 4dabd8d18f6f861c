-- Every served figure with its printed place, and whether the step to it crosses a break in its series or a change of its area.
SELECT
    s.*, f.decimals, f.report_id, f.table_id, f.row_number, f.column_number, f.document_line, f.note, f.source,
    f.is_provisional,
    coalesce(t.crosses_series_break OR (t.crosses_area_change AND NOT t.previous_is_computed), false) AS crosses_break,
    t.crossed_break_ids,
    coalesce(q.reasons, []) AS reasons,
    d.name AS organisation_name,
    b.label_nl AS breakdown_label_nl, b.label_en AS breakdown_label_en
FROM core.served_figure AS s
JOIN core.figure AS f ON s.figure_id = f.figure_id
JOIN core.organisation AS d ON s.organisation_id = d.organisation_id
LEFT JOIN core.series_step AS t ON s.figure_id = t.figure_id
LEFT JOIN (
    SELECT
        figure_id,
        list({'reason_id': reason_id, 'reason': reason, 'reason_nl': reason_nl, 'report_id': report_id,
              'document_line': document_line} ORDER BY document_line, report_id, reason_id) AS reasons
    FROM core.figure_reason
    GROUP BY figure_id
) AS q ON s.figure_id = q.figure_id
LEFT JOIN core.breakdown AS b ON s.breakdown_id = b.breakdown_id
LEFT JOIN core.category AS c ON s.breakdown_id = c.breakdown_id AND s.category_id = c.category_id
LEFT JOIN core.period AS p ON s.period_id = p.period_id
ORDER BY
    CASE s.area_kind WHEN 'city' THEN 0 WHEN 'group' THEN 1 WHEN 'team' THEN 2 ELSE 3 END,
    s.area_name, c.sort_order, s.category_id, CASE s.kind WHEN 'realised' THEN 0 ELSE 1 END, s.kind, s.start_date, s.period_id, s.compared_with_period_id,
    s.figure_key
