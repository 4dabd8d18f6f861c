-- What the pages of figures are about: a row for every metric, organisation and breakdown, with how many figures and numbers
-- it has, and how many figures its metric has in all; of a metric of one figure, which one that is.
SELECT
    s.organisation_id, o.name AS organisation_name, s.metric_id, any_value(s.mart) AS mart, s.breakdown_id,
    count(*) AS figures, count(s.value) AS numbers, min(s.figure_key) AS figure_key,
    sum(count(*)) OVER (PARTITION BY s.organisation_id, s.metric_id) AS of_metric,
    list(DISTINCT s.category_id) FILTER (s.category_id IS NOT NULL) AS categories
FROM core.served_figure AS s
JOIN core.organisation AS o ON s.organisation_id = o.organisation_id
GROUP BY s.organisation_id, o.name, s.metric_id, s.breakdown_id
ORDER BY o.name, s.organisation_id, s.metric_id, s.breakdown_id IS NOT NULL, numbers DESC, s.breakdown_id
