{{ long_mart("reach", "area") }}
