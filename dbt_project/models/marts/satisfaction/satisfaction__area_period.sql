{{ long_mart("satisfaction", "area") }}
