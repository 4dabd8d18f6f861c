{{ client_mart("year") }}
