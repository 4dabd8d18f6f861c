-- What the marts compute of a year for teams and the city, one value per row.
SELECT organisation_id, area_id, period_id, 'closing_stock' AS metric_id, closing_stock AS value FROM flow.team_year
UNION ALL
SELECT organisation_id, area_id, period_id, 'closing_stock', closing_stock FROM flow.city_year
UNION ALL
SELECT organisation_id, area_id, period_id, 'net_flow', net_flow FROM flow.team_year
UNION ALL
SELECT organisation_id, area_id, period_id, 'net_flow', net_flow FROM flow.city_year
UNION ALL
SELECT organisation_id, area_id, period_id, 'wait_gap', wait_gap FROM flow.team_comparison_year
UNION ALL
SELECT organisation_id, area_id, period_id, 'incidents_per_1000', incidents_per_1000 FROM satisfaction.team_year
UNION ALL
SELECT organisation_id, area_id, period_id, 'incidents_per_1000', incidents_per_1000 FROM satisfaction.area_year
