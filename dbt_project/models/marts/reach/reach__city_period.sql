{{ long_mart("reach", "city") }}
