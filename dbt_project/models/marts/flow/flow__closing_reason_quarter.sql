{{ category_mart("cases_closed", "closing_reason", "quarter") }}
