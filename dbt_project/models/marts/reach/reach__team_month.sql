{{ client_mart("month") }}
