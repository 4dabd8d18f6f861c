{{ category_mart("cases_closed", "can_continue", "month") }}
