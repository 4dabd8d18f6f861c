{{ category_mart("cases_started", "referrer", "quarter") }}
